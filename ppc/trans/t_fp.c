/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point loads, stores and moves: Power ISA Book I 4.6.2 .. 4.6.5,
 * 4.6.9. They raise nothing and touch no FPSCR. Numbers that the host's
 * conversion would change (signalling NaNs, tiny singles) take a side path to a
 * helper and on to the next TB.
 */
#include "ppc/trans/t_fp.h"

#include "ppc/trans/helper.h"

IrRef t_fpr(Trans *t, unsigned n)
{
    return ir_get(&t->b, PPC_REG_F(n));
}

void t_put_fpr(Trans *t, unsigned n, IrRef v)
{
    ir_put(&t->b, PPC_REG_F(n), v);
    t->fpr_single &= ~(1u << n);
}

void t_put_fpr_single(Trans *t, unsigned n, IrRef v, IrRef v32)
{
    t_put_fpr(t, n, v);
    t->fpr_single |= 1u << n;
    t->fpr32[n] = v32;
}

IrRef t_fbits(Trans *t, IrRef v)
{
    return ir_emit(&t->b, UOP_BITSI, IR_I64, 0, 0, v, 0, 0);
}

IrRef t_bitsf(Trans *t, IrRef v)
{
    return ir_emit(&t->b, UOP_BITSF, IR_F64, 0, 0, v, 0, 0);
}

/* -- load and store ------------------------------------------------------------------------------------------ */

static void load_double(Trans *t, uint32_t word, TransEa ea, bool update)
{
    IrRef v = ir_ld(&t->b, IR_F64, t_mem(t, IR_M_64, 0), ea.base, ea.disp);
    t_put_fpr(t, f_frt(word), v);
    if (update)
        t_update(t, word, ea);
}

/* Side path, taken if v32 is a NaN. */
static void load_nan(Trans *t, uint32_t word, TransEa ea, bool update, IrRef is_nan, IrRef v32)
{
    IrBuild *b = &t->b;
    uint32_t main_block = t_cold_begin(t, IR_NE, is_nan, t_i32(t, 0));
    IrRef bits = ir_emit(b, UOP_BITSI, IR_I32, 0, 0, v32, 0, 0);
    ir_put(b, PPC_REG_F(f_frt(word)), t_call(t, HLP_lfs, 1, bits));
    if (update)
        t_update(t, word, ea);
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
}

/* A signalling NaN would be made quiet by the conversion, so NaNs go another way. */
static void load_single(Trans *t, uint32_t word, TransEa ea, bool update)
{
    IrBuild *b = &t->b;
    IrRef v32 = ir_ld(b, IR_F32, t_mem(t, IR_M_32, 0), ea.base, ea.disp);
    IrRef nan = ir_set(b, IR_FUN, v32, v32);
    if (t_may_guard(t))
        t_guard(t, IR_NE, nan, t_i32(t, 0));
    else
        load_nan(t, word, ea, update, nan, v32);
    t_put_fpr_single(t, f_frt(word), ir_emit(b, UOP_F32TO64, IR_F64, 0, 0, v32, 0, 0), v32);
    if (update)
        t_update(t, word, ea);
}

static void store_double(Trans *t, uint32_t word, TransEa ea, bool update)
{
    ir_st(&t->b, t_mem(t, IR_M_64, 0), ea.base, ea.disp, t_fpr(t, f_frs(word)));
    if (update)
        t_update(t, word, ea);
}

static void store_word(Trans *t, uint32_t word, TransEa ea, bool update, IrRef v)
{
    ir_st(&t->b, t_mem(t, IR_M_32, 0), ea.base, ea.disp, v);
    if (update)
        t_update(t, word, ea);
}

/*
 * No rounding: zero and what is normal as a single (exponent above 896) is a choice of bits. As a number without its
 * sign, 0 wraps to the largest in the test.
 */
static IrRef bits_of_single(Trans *t, uint32_t word, TransEa ea, bool update)
{
    IrBuild *b = &t->b;
    IrRef frs = t_fpr(t, f_frs(word)), v = t_fbits(t, frs);
    IrRef mag1 = ir_sub(b, ir_shl(b, v, t_i32(t, 1)), t_i64(t, 1));
    IrRef limit = t_i64(t, (897ull << 53) - 1);
    if (t_may_guard(t)) {
        t_guard(t, IR_LTU, mag1, limit);
    } else {
        uint32_t main_block = t_cold_begin(t, IR_LTU, mag1, limit);
        store_word(t, word, ea, update, t_call(t, HLP_stfs, 1, frs));
        t_exit(t, t_next(t), 0);
        t_cold_end(t, main_block);
    }
    IrRef top = ir_and(b, ir_trunc(b, ir_shr(b, v, t_i32(t, 32))), t_i32(t, 0xc0000000u));
    IrRef rest = ir_and(b, ir_trunc(b, ir_shr(b, v, t_i32(t, 29))), t_i32(t, 0x3fffffff));
    return ir_or(b, top, rest);
}

/* What is known to be a single converts without rounding. */
static void store_single(Trans *t, uint32_t word, TransEa ea, bool update)
{
    unsigned frs = f_frs(word);
    IrRef v;
    if (!t_fpr_is_single(t, frs))
        v = bits_of_single(t, word, ea, update);
    else if (t->fpr32[frs])
        v = t->fpr32[frs];
    else
        v = ir_emit(&t->b, UOP_F64TO32, IR_F32, 0, 0, t_fpr(t, frs), 0, 0);
    store_word(t, word, ea, update, v);
}

#define FORMS(op, fn)                                                                                                  \
    void trans_##op(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        fn(t, word, t_ea_d(t, word, f_d(word)), false);                                                                \
    }                                                                                                                  \
    void trans_##op##U(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        fn(t, word, t_ea_d(t, word, f_d(word)), true);                                                                 \
    }                                                                                                                  \
    void trans_##op##X(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        fn(t, word, t_ea_xd(t, word), false);                                                                          \
    }                                                                                                                  \
    void trans_##op##UX(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        fn(t, word, t_ea_xd(t, word), true);                                                                           \
    }

FORMS(LFS, load_single)
FORMS(LFD, load_double)
FORMS(STFS, store_single)
FORMS(STFD, store_double)

void trans_PLFS(Trans *t, uint32_t word)
{
    load_single(t, word, t_ea_p(t), false);
}

void trans_PLFD(Trans *t, uint32_t word)
{
    load_double(t, word, t_ea_p(t), false);
}

void trans_PSTFS(Trans *t, uint32_t word)
{
    store_single(t, word, t_ea_p(t), false);
}

void trans_PSTFD(Trans *t, uint32_t word)
{
    store_double(t, word, t_ea_p(t), false);
}

static void load_word(Trans *t, uint32_t word, bool is_signed)
{
    TransEa ea = t_ea_xd(t, word);
    unsigned mem = t_mem(t, IR_M_32, is_signed ? IR_M_SIGN : 0);
    t_put_fpr(t, f_frt(word), t_bitsf(t, ir_ld(&t->b, IR_I64, mem, ea.base, ea.disp)));
}

void trans_LFIWAX(Trans *t, uint32_t word)
{
    load_word(t, word, true);
}

void trans_LFIWZX(Trans *t, uint32_t word)
{
    load_word(t, word, false);
}

void trans_STFIWX(Trans *t, uint32_t word)
{
    TransEa ea = t_ea_xd(t, word);
    IrRef v = ir_trunc(&t->b, t_fbits(t, t_fpr(t, f_frs(word))));
    ir_st(&t->b, t_mem(t, IR_M_32, 0), ea.base, ea.disp, v);
}

/* Pairs: the even register first. In little-endian mode, where they have an order of their own, the interpreter's. */
static void load_pair(Trans *t, uint32_t word, TransEa ea)
{
    if (t->little) {
        t_interp(t);
        return;
    }
    IrRef first = ir_ld(&t->b, IR_F64, t_mem(t, IR_M_64, 0), ea.base, ea.disp);
    IrRef second = ir_ld(&t->b, IR_F64, t_mem(t, IR_M_64, 0), ea.base, ea.disp + 8);
    t_put_fpr(t, f_frt(word), first);
    t_put_fpr(t, f_frt(word) + 1, second);
}

static void store_pair(Trans *t, uint32_t word, TransEa ea)
{
    if (t->little) {
        t_interp(t);
        return;
    }
    ir_st(&t->b, t_mem(t, IR_M_64, 0), ea.base, ea.disp, t_fpr(t, f_frs(word)));
    ir_st(&t->b, t_mem(t, IR_M_64, 0), ea.base, ea.disp + 8, t_fpr(t, f_frs(word) + 1));
}

void trans_LFDP(Trans *t, uint32_t word)
{
    load_pair(t, word, t_ea_d(t, word, f_ds(word)));
}

void trans_LFDPX(Trans *t, uint32_t word)
{
    load_pair(t, word, t_ea_xd(t, word));
}

void trans_STFDP(Trans *t, uint32_t word)
{
    store_pair(t, word, t_ea_d(t, word, f_ds(word)));
}

void trans_STFDPX(Trans *t, uint32_t word)
{
    store_pair(t, word, t_ea_xd(t, word));
}

/* -- moves --------------------------------------------------------------------------------------------------- */

static void record(Trans *t, uint32_t word)
{
    if (f_rc(word))
        t_put_cr1(t);
}

/* FRT := v, which is FRB with another sign. */
static void signed_move(Trans *t, uint32_t word, IrRef v)
{
    if (t_fpr_is_single(t, f_frb(word)))
        t_put_fpr_single(t, f_frt(word), v, IR_NONE);
    else
        t_put_fpr(t, f_frt(word), v);
    record(t, word);
}

void trans_FMR(Trans *t, uint32_t word)
{
    IrRef v = t_fpr(t, f_frb(word));
    if (t_fpr_is_single(t, f_frb(word)))
        t_put_fpr_single(t, f_frt(word), v, t->fpr32[f_frb(word)]);
    else
        t_put_fpr(t, f_frt(word), v);
    record(t, word);
}

void trans_FNEG(Trans *t, uint32_t word)
{
    signed_move(t, word, ir_un(&t->b, UOP_FNEG, t_fpr(t, f_frb(word))));
}

void trans_FABS(Trans *t, uint32_t word)
{
    signed_move(t, word, ir_un(&t->b, UOP_FABS, t_fpr(t, f_frb(word))));
}

void trans_FNABS(Trans *t, uint32_t word)
{
    signed_move(t, word, ir_un(&t->b, UOP_FNEG, ir_un(&t->b, UOP_FABS, t_fpr(t, f_frb(word)))));
}

/* The bits of x under mask, those of y elsewhere. */
static IrRef mix(Trans *t, IrRef x, IrRef y, uint64_t mask)
{
    IrBuild *b = &t->b;
    return ir_or(b, ir_and(b, x, t_i64(t, mask)), ir_and(b, y, t_i64(t, ~mask)));
}

void trans_FCPSGN(Trans *t, uint32_t word)
{
    IrRef a = t_fbits(t, t_fpr(t, f_fra(word))), b = t_fbits(t, t_fpr(t, f_frb(word)));
    t_put_fpr(t, f_frt(word), t_bitsf(t, mix(t, a, b, 1ull << 63)));
    record(t, word);
}

void trans_FMRGEW(Trans *t, uint32_t word)
{
    IrRef a = t_fbits(t, t_fpr(t, f_fra(word))), b = t_fbits(t, t_fpr(t, f_frb(word)));
    t_put_fpr(t, f_frt(word), t_bitsf(t, mix(t, a, ir_shr(&t->b, b, t_i32(t, 32)), 0xffffffff00000000ull)));
}

void trans_FMRGOW(Trans *t, uint32_t word)
{
    IrRef a = t_fbits(t, t_fpr(t, f_fra(word))), b = t_fbits(t, t_fpr(t, f_frb(word)));
    t_put_fpr(t, f_frt(word), t_bitsf(t, mix(t, ir_shl(&t->b, a, t_i32(t, 32)), b, 0xffffffff00000000ull)));
}

/* FRC when FRA >= 0 (-0 included), FRB when it is less or a NaN. */
void trans_FSEL(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef a = t_fpr(t, f_fra(word)), zero = ir_const(b->u, IR_F64, 0);
    IrRef ge = ir_or(b, ir_set(b, IR_FGT, a, zero), ir_set(b, IR_FEQ, a, zero));
    t_put_fpr(t, f_frt(word), ir_sel(b, ge, t_fpr(t, f_frc(word)), t_fpr(t, f_frb(word))));
    record(t, word);
}
