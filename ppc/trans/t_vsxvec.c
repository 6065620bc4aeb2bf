/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector-scalar arithmetic on two doubles or four singles as micro-ops: Power
 * ISA 3.0 B Book I 7.6.1. It rounds by FPSCR[RN], so the host is in its scalar
 * mode; exceptions are the host's sticky flags, and FPRF, FR and FI stay:
 * PPC_FPL_HOST in the record says that there may be flags. What the host does
 * otherwise than the book goes to the helper, on a side path to the next TB:
 *   - NaN results: which NaN, and which invalid operation;
 *   - results of the smallest normal magnitude: whether they were tiny before rounding.
 */
#include "ppc/cpu/fp.h"
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/t_fp.h"
#include "ppc/trans/t_vec.h"
#include "ppc/trans/t_vsx.h"

/* Lanes of a row. */
typedef enum Lanes { SINGLES, DOUBLES } Lanes;

typedef struct LaneOps {
    uint8_t add, sub, mul, div, fma, cmp;
    uint64_t sign, min; /* sign bits; the smallest normal number in all lanes */
} LaneOps;
static const LaneOps ops[] = {
    [SINGLES] = {UOP_VFADD, UOP_VFSUB, UOP_VFMUL, UOP_VFDIV, UOP_VFMA, UOP_VFCMP, 0x8000000080000000ull,
                 0x0080000000800000ull},
    [DOUBLES] = {UOP_VDADD, UOP_VDSUB, UOP_VDMUL, UOP_VDDIV, UOP_VDFMA, UOP_VDCMP, 1ull << 63, 1ull << 52},
};

/* Side path: the instruction by its helper, when a lane of mask is set. */
static void helper_if(Trans *t, uint32_t word, IrRef mask)
{
    IrRef m = ir_emit(&t->b, UOP_VMASK, IR_I32, 0, 0, mask, 0, 0);
    uint32_t known = t->fpr_single, main_block = t_cold_begin(t, IR_NE, m, t_i32(t, 0));
    t_vsx_helper(t, word);
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
    t->fpr_single = known;
}

static IrRef compare(Trans *t, Lanes n, unsigned relation, IrRef a, IrRef b)
{
    return t_vbin(t, (UopId)ops[n].cmp, relation, a, b);
}

static bool begin(Trans *t, uint32_t word)
{
    if (t->fpexact) {
        t_vsx_helper(t, word);
        return false;
    }
    t_fpmode(t, T_FPMODE_SCALAR);
    return true;
}

/* There may be flags of the host that the FPSCR has not got. */
static void note_flags(Trans *t)
{
    IrBuild *b = &t->b;
    ir_put(b, SLOT_FPL_OP, ir_or(b, ir_get(b, SLOT_FPL_OP), t_i32(t, PPC_FPL_HOST)));
}

static void finish(Trans *t, uint32_t word, Lanes n, IrRef r, bool tiny, bool negate)
{
    if (tiny) {
        IrRef magnitude = t_vbin(t, UOP_VAND, 0, r, t_vconst(t, ~ops[n].sign));
        helper_if(t, word, compare(t, n, IR_VF_UE, magnitude, t_vconst(t, ops[n].min)));
    } else {
        helper_if(t, word, compare(t, n, IR_VF_UN, r, r));
    }
    if (negate)
        r = t_vbin(t, UOP_VXOR, 0, r, t_vconst(t, ops[n].sign));
    t_vsx_put_v(t, f_xt(word), r);
    note_flags(t);
}

static void binary(Trans *t, uint32_t word, Lanes n, uint8_t op, bool tiny)
{
    if (!begin(t, word))
        return;
    IrRef a = t_vsx_get(t, f_xa(word));
    finish(t, word, n, t_vbin(t, (UopId)op, 0, a, t_vsx_get(t, f_xb(word))), tiny, false);
}

/* a * c + b, the addend's or the result's sign changed; type A: XT is the addend, M: a factor. */
static void fused(Trans *t, uint32_t word, Lanes n, bool addend_is_xt, bool subtract, bool negate)
{
    if (!begin(t, word))
        return;
    unsigned addend = addend_is_xt ? f_xt(word) : f_xb(word), factor = addend_is_xt ? f_xb(word) : f_xt(word);
    IrRef a = t_vsx_get(t, f_xa(word)), b = t_vsx_get(t, addend), c = t_vsx_get(t, factor);
    if (subtract)
        b = t_vbin(t, UOP_VXOR, 0, b, t_vconst(t, ops[n].sign));
    finish(t, word, n, ir_emit(&t->b, (UopId)ops[n].fma, IR_V128, 0, 0, a, c, b), true, negate);
}

#define BINARY(id, which, tiny)                                                                                        \
    void trans_##id##DP(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        binary(t, word, DOUBLES, ops[DOUBLES].which, tiny);                                                            \
    }                                                                                                                  \
    void trans_##id##SP(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        binary(t, word, SINGLES, ops[SINGLES].which, tiny);                                                            \
    }
BINARY(XVADD, add, false)
BINARY(XVSUB, sub, false)
BINARY(XVMUL, mul, true)
BINARY(XVDIV, div, true)

#define FUSED_FORM(id, lanes, addend_is_xt, subtract, negate)                                                          \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        fused(t, word, lanes, addend_is_xt, subtract, negate);                                                         \
    }
#define FUSED(id, subtract, negate)                                                                                    \
    FUSED_FORM(id##ADP, DOUBLES, true, subtract, negate)                                                               \
    FUSED_FORM(id##MDP, DOUBLES, false, subtract, negate)                                                              \
    FUSED_FORM(id##ASP, SINGLES, true, subtract, negate) FUSED_FORM(id##MSP, SINGLES, false, subtract, negate)
FUSED(XVMADD, false, false)
FUSED(XVMSUB, true, false)
FUSED(XVNMADD, false, true)
FUSED(XVNMSUB, true, true)

/* -- compare: a pair with a NaN is the helper's ----------------------------------------------------------------------
 */

static void compared(Trans *t, uint32_t word, Lanes n, unsigned relation, bool swap)
{
    if (!begin(t, word))
        return;
    IrRef a = t_vsx_get(t, f_xa(word)), b = t_vsx_get(t, f_xb(word));
    helper_if(t, word, compare(t, n, IR_VF_UN, a, b));
    IrRef r = swap ? compare(t, n, relation, b, a) : compare(t, n, relation, a, b);
    t_vsx_put_v(t, f_xt(word), r);
    if (f_rc6(word))
        t_vec_put_cr6(t, r);
}

#define COMPARE(id, relation, swap)                                                                                    \
    void trans_##id##DP(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        compared(t, word, DOUBLES, relation, swap);                                                                    \
    }                                                                                                                  \
    void trans_##id##SP(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        compared(t, word, SINGLES, relation, swap);                                                                    \
    }
COMPARE(XVCMPEQ, IR_VF_EQ, false)
COMPARE(XVCMPGT, IR_VF_LT, true)
COMPARE(XVCMPGE, IR_VF_LE, true)

/* -- conversions -----------------------------------------------------------------------------------------------------
 */

/* Words: rounded (no result is a NaN, but without the test a pass could delete an operation whose result nothing uses,
 * and its exceptions); toward zero, what is out of range being the most negative number on the host. */
void trans_XVCVSXWSP(Trans *t, uint32_t word)
{
    if (!begin(t, word))
        return;
    finish(t, word, SINGLES, ir_un(&t->b, UOP_VITOF, t_vsx_get(t, f_xb(word))), false, false);
}

void trans_XVCVSPSXWS(Trans *t, uint32_t word)
{
    if (!begin(t, word))
        return;
    IrRef r = ir_un(&t->b, UOP_VFTOI, t_vsx_get(t, f_xb(word)));
    helper_if(t, word, t_vbin(t, UOP_VCMPEQ, 2, r, t_vsplat_const(t, 2, 0x80000000u)));
    t_vsx_put_v(t, f_xt(word), r);
    note_flags(t);
}

/* The left word of each doubleword to a double: exact. */
static IrRef left_word(Trans *t, IrRef v, unsigned high, bool is_signed)
{
    IrBuild *b = &t->b;
    IrRef half = t_fbits(t, ir_emit(b, UOP_VHALF, IR_F64, high, 0, v, 0, 0));
    IrRef x = is_signed ? ir_sar(b, half, t_i32(t, 32)) : ir_shr(b, half, t_i32(t, 32));
    return ir_emit(b, UOP_ITOF, IR_F64, 0, 0, x, 0, 0);
}

static void words_to_doubles(Trans *t, uint32_t word, bool is_signed)
{
    if (!begin(t, word))
        return;
    IrRef v = t_vsx_get(t, f_xb(word)), high = left_word(t, v, 1, is_signed), low = left_word(t, v, 0, is_signed);
    t_vsx_put_v(t, f_xt(word), ir_emit(&t->b, UOP_VPAIR, IR_V128, 0, 0, high, low, 0));
}

void trans_XVCVSXWDP(Trans *t, uint32_t word)
{
    words_to_doubles(t, word, true);
}

void trans_XVCVUXWDP(Trans *t, uint32_t word)
{
    words_to_doubles(t, word, false);
}

/* Bits of a single and of a double, without exceptions. */
void trans_XSCVDPSPN(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef x = ir_emit(b, UOP_VHALF, IR_F64, 1, 0, t_vsx_get(t, f_xb(word)), 0, 0);
    IrRef v = ir_zext32(b, t_call(t, HLP_stfs, 1, x));
    t_vsx_put(t, f_xt(word), ir_or(b, v, ir_shl(b, v, t_i32(t, 32))), t_i64(t, 0));
}

void trans_XSCVSPDPN(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef x = t_fbits(t, ir_emit(b, UOP_VHALF, IR_F64, 1, 0, t_vsx_get(t, f_xb(word)), 0, 0));
    IrRef v = t_call(t, HLP_lfs, 1, ir_trunc(b, ir_shr(b, x, t_i32(t, 32))));
    t_vsx_put(t, f_xt(word), t_fbits(t, v), t_i64(t, 0));
}
