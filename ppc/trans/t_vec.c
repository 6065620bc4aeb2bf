/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec operations on registers: operands and results for every row of
 * vec.def, the helpers for those without micro-ops, VSCR.
 */
#include "ppc/trans/t_vec.h"

#include "ppc/cpu/vecimm.h"
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"

/* A register of 32 bits in the low bits of a vector. */
static IrRef low_word(Trans *t, IrRef v32)
{
    uint64_t low[2] = {0xffffffffu, 0};
    return t_vbin(t, UOP_VAND, 0, t_vsplat32(t, v32), ir_const_v128(t->b.u, low));
}

static IrRef vlow(Trans *t, IrRef v)
{
    return ir_emit(&t->b, UOP_VLOW, IR_I32, 0, 0, v, 0, 0);
}

static VecArgs args(Trans *t, PpcVecOp op, uint32_t word, unsigned imm)
{
    const char *which = ppc_vec[op].operands;
    VecArgs x = {.imm = imm, .word = word};
    for (; *which; which++)
        switch (*which) {
        case 'a': x.a = t_vr(t, f_vra(word)); break;
        case 'b': x.b = t_vr(t, f_vrb(word)); break;
        case 'c': x.c = t_vr(t, f_vrc(word)); break;
        case 't': x.c = t_vr(t, f_vrt(word)); break;
        case 'A': x.a = low_word(t, t_gpr32(t, f_ra(word))); break;
        case 'B': x.b = low_word(t, t_gpr32(t, f_rb(word))); break;
        case 'C': x.c = low_word(t, t_gpr32(t, f_rcreg(word))); break;
        }
    return x;
}

/* Reads or writes general registers: as words, so in 32-bit mode only. */
static bool touches_gpr(PpcVecOp op)
{
    return ppc_vec[op].kind == VEC_GPR || strpbrk(ppc_vec[op].operands, "ABC");
}

static IrRef call_helper(Trans *t, unsigned helper, PpcVecOp op, const VecArgs *x)
{
    IrRef none = t_vconst(t, 0);
    return t_call(t, helper, 5, t_i32(t, op), t_i32(t, x->imm), x->a ? x->a : none, x->b ? x->b : none,
                  x->c ? x->c : none);
}

IrRef t_vec_helper(Trans *t, PpcVecOp op, const VecArgs *x)
{
    static const uint8_t helper[] = {
        [VEC_PLAIN] = HLP_vec, [VEC_CMP] = HLP_vec,      [VEC_SAT] = HLP_vec_sat, [VEC_FPSAT] = HLP_vec_sat,
        [VEC_FP] = HLP_vec_fp, [VEC_FPCMP] = HLP_vec_fp, [VEC_GPR] = HLP_vec,     [VEC_CRF] = HLP_vec,
        [VEC_BCD] = HLP_vec,   [VEC_STRI] = HLP_vec,
    };
    return call_helper(t, helper[ppc_vec[op].kind], op, x);
}

/* CR6: all elements true, 0, none true, 0. */
void t_vec_put_cr6(Trans *t, IrRef r)
{
    IrRef mask = ir_emit(&t->b, UOP_VMASK, IR_I32, 0, 0, r, 0, 0), zero = t_i32(t, 0);
    IrRef bit[4] = {ir_set(&t->b, IR_EQ, mask, t_i32(t, 0xffff)), zero, ir_set(&t->b, IR_EQ, mask, zero), zero};
    crf_put_bits(t, 6, bit);
}

/* In the bounds compare an element's true bits are its two highest. */
static IrRef highest_bits(Trans *t, IrRef r)
{
    return t_vbin(t, UOP_VCMPGT, 2, t_vsplat_const(t, 2, 0), t_vbin(t, UOP_VOR, 0, r, t_vbin(t, UOP_VADD, 2, r, r)));
}

void t_vec_finish(Trans *t, PpcVecOp op, uint32_t word, IrRef r)
{
    PpcVecKind kind = ppc_vec[op].kind;
    if (kind == VEC_GPR) {
        t_put_gpr(t, f_rt(word), vlow(t, r));
        return;
    }
    if (kind == VEC_CRF) {
        crf_put_nibble(t, f_bf(word), vlow(t, r));
        return;
    }
    t_put_vr(t, f_vrt(word), r);
    if (kind < VEC_CMP || !f_rc6(word))
        return;
    if (op != VECOP_VCMPBFP) {
        t_vec_put_cr6(t, r);
        return;
    }
    IrRef mask = ir_emit(&t->b, UOP_VMASK, IR_I32, 0, 0, highest_bits(t, r), 0, 0), zero = t_i32(t, 0);
    IrRef bit[4] = {zero, zero, ir_set(&t->b, IR_EQ, mask, zero), zero};
    crf_put_bits(t, 6, bit);
}

static void operate(Trans *t, uint32_t word, PpcVecOp op, unsigned imm)
{
    PpcVecKind kind = ppc_vec[op].kind;
    bool fp = kind == VEC_FP || kind == VEC_FPSAT || kind == VEC_FPCMP;
    if (t->guest64 && touches_gpr(op)) {
        t_interp(t);
        return;
    }
    if (fp)
        t_fpmode(t, T_FPMODE_VECTOR);
    VecArgs x = args(t, op, word, imm);
    IrRef r, cr6 = IR_NONE;
    if (kind == VEC_BCD || (kind == VEC_STRI && f_rc6(word)))
        cr6 = call_helper(t, HLP_vec_cr6, op, &x);
    if (!(fp ? t_vec_float(t, op, &x, &r) : t_vec_integer(t, op, &x, &r)))
        r = t_vec_helper(t, op, &x);
    t_vec_finish(t, op, word, r);
    if (cr6)
        crf_put_nibble(t, 6, cr6);
}

#define V(id, operands, imm, kind)                                                                                     \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        operate(t, word, VECOP_##id, (unsigned)IMM_##imm(word));                                                       \
    }
#include "ppc/cpu/vec.def"
#undef V

/* -- shared ------------------------------------------------------------------------------------------------------- */

IrRef t_vsplat32(Trans *t, IrRef v)
{
    return ir_emit(&t->b, UOP_VSPLAT, IR_V128, 2, 0, v, 0, 0);
}

IrRef t_vsplat8(Trans *t, IrRef v)
{
    return ir_emit(&t->b, UOP_VSPLAT, IR_V128, 0, 0, v, 0, 0);
}

void t_vec_sat_if_differ(Trans *t, IrRef x, IrRef y)
{
    IrBuild *b = &t->b;
    IrRef mask = ir_emit(b, UOP_VMASK, IR_I32, 0, 0, t_vbin(t, UOP_VCMPEQ, 0, x, y), 0, 0);
    IrRef sat = ir_set(b, IR_NE, mask, t_i32(t, 0xffff));
    ir_put(b, PPC_REG_VSCR, ir_or(b, ir_get(b, PPC_REG_VSCR), sat));
}

/* -- VSCR ------------------------------------------------------------------------------------------------------------
 */

void trans_MFVSCR(Trans *t, uint32_t word)
{
    t_put_vr(t, f_vrt(word), low_word(t, ir_get(&t->b, PPC_REG_VSCR)));
}

void trans_MTVSCR(Trans *t, uint32_t word)
{
    t_call(t, HLP_mtvscr, 1, vlow(t, t_vr(t, f_vrb(word))));
}
