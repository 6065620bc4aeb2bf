/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lazy CR and XER.
 *
 * CR: an instruction that sets a field puts its code (crf.h) into the slot, one
 * subtraction for a compare, and the context remembers where the code came
 * from. A test of a bit then is a condition on the compare's own operands, and
 * the code, if overwritten before the unit is left, dies in the optimiser. A
 * field nothing is known of is tested from its code.
 *
 * A single bit that is written (crand and its kin) is patched into the code and
 * remembered as a value; what is known of the field's other bits stays.
 *
 * XER: SO is a constant of the TB (trans.h), OV, CA and the byte count are
 * slots of their own; the register as a whole exists only in mfxer and mtxer.
 */
#include "ppc/trans/crflags.h"

#include "ppc/cpu/crf.h"

/* CrKnown.kind. A bit in CrKnown.bit goes before what the kind says. */
enum {
    CR_UNKNOWN,
    CR_SIGNED,   /* a and b compared as signed integers, SO = XER[SO] */
    CR_UNSIGNED, /* as unsigned integers */
    CR_FLOAT,    /* a and b are f64 and no NaN; bits LT and GT are there; SO = 0 */
};

enum { BIT_LT, BIT_GT, BIT_EQ, BIT_SO };

#define CRF_GT0_BIT (1ull << 61) /* set: GT reads 0 */
#define CRF_HIGH    (1ull << 32) /* set, and bit 61 clear: GT reads 1, whatever the low half is */

static unsigned slot_of(unsigned bf)
{
    return PPC_REG_CR0 + bf;
}

static void know(Trans *t, unsigned bf, unsigned kind, IrRef a, IrRef b)
{
    t->cr[bf] = (CrKnown){.kind = (uint8_t)kind, .a = a, .b = b};
}

static void forget(Trans *t, unsigned bf)
{
    know(t, bf, CR_UNKNOWN, IR_NONE, IR_NONE);
}

/* -- writing a field ----------------------------------------------------------------------------------------- */

/* i32 to i64; a constant becomes a constant. */
static IrRef wide(Trans *t, bool is_signed, IrRef v)
{
    if (ir_is_const(t->b.u, v)) {
        uint32_t c = (uint32_t)ir_op(t->b.u, v)->imm;
        return t_i64(t, is_signed ? (uint64_t)(int64_t)(int32_t)c : c);
    }
    return is_signed ? ir_sext32(&t->b, v) : ir_zext32(&t->b, v);
}

static void put_code(Trans *t, unsigned bf, IrRef code)
{
    if (t->so)
        code = ir_xor(&t->b, code, t_i64(t, CRF_SO_BIT));
    ir_put(&t->b, slot_of(bf), code);
}

/* (a > b) - (a < b), the code of 64-bit and of floating-point compares. */
static IrRef sign_of(Trans *t, IrRef gt, IrRef lt)
{
    return ir_sub(&t->b, ir_zext32(&t->b, gt), ir_zext32(&t->b, lt));
}

void crf_compare(Trans *t, unsigned bf, bool is_signed, IrRef a, IrRef b)
{
    IrRef code;
    if (ir_type(&t->b, a) == IR_I32)
        code = ir_sub(&t->b, wide(t, is_signed, a), wide(t, is_signed, b));
    else
        code = sign_of(t, ir_set(&t->b, is_signed ? IR_GTS : IR_GTU, a, b),
                       ir_set(&t->b, is_signed ? IR_LTS : IR_LTU, a, b));
    put_code(t, bf, code);
    know(t, bf, is_signed ? CR_SIGNED : CR_UNSIGNED, a, b);
}

void crf_record(Trans *t, IrRef result)
{
    IrRef zero = t_imm(t, 0);
    if (t->guest64) {
        crf_compare(t, 0, true, result, zero);
        return;
    }
    put_code(t, 0, wide(t, true, result));
    know(t, 0, CR_SIGNED, result, zero);
}

IrRef crf_fcompare(Trans *t, unsigned bf, IrRef a, IrRef b)
{
    IrRef lt = ir_set(&t->b, IR_FLT, a, b), gt = ir_set(&t->b, IR_FGT, a, b), code = sign_of(t, gt, lt);
    ir_put(&t->b, slot_of(bf), code);
    know(t, bf, CR_FLOAT, a, b);
    t->cr[bf].bit[BIT_LT] = lt;
    t->cr[bf].bit[BIT_GT] = gt;
    return code;
}

void crf_put_code(Trans *t, unsigned bf, IrRef code)
{
    ir_put(&t->b, slot_of(bf), code);
    if (!t->cold)
        forget(t, bf);
}

/* v << n as i64, for a bit v of type i32. */
static IrRef place(Trans *t, IrRef v, unsigned n)
{
    IrRef w = wide(t, false, v);
    return n ? ir_shl(&t->b, w, t_i32(t, n)) : w;
}

static IrRef flip(Trans *t, IrRef v)
{
    return ir_xor(&t->b, v, t_i32(t, 1));
}

void crf_put_bits(Trans *t, unsigned bf, const IrRef bit[4])
{
    IrBuild *b = &t->b;
    IrRef lt2 = ir_shl(b, ir_neg(b, wide(t, false, bit[BIT_LT])), t_i32(t, 62)); /* bits 62 and 63 */
    IrRef gt = ir_or(b, t_i64(t, CRF_HIGH), place(t, flip(t, bit[BIT_GT]), 61));
    IrRef eq = place(t, flip(t, bit[BIT_EQ]), 0);
    IrRef so = place(t, bit[BIT_SO], 63);
    ir_put(b, slot_of(bf), ir_or(b, ir_or(b, gt, eq), ir_xor(b, lt2, so)));
    forget(t, bf);
    memcpy(t->cr[bf].bit, bit, sizeof t->cr[bf].bit);
}

void crf_put_nibble(Trans *t, unsigned bf, IrRef v)
{
    IrBuild *b = &t->b;
    /* With GT and EQ flipped: bit 1 = not EQ stays, bits 2 and 3 go to 61 and 62, LT once more and SO to 63. */
    IrRef x = ir_zext32(b, ir_xor(b, v, t_i32(t, CRF_GT | CRF_EQ)));
    IrRef eq = ir_or(b, ir_and(b, x, t_i64(t, CRF_EQ)), t_i64(t, CRF_HIGH));
    IrRef lt_gt = ir_shl(b, ir_and(b, x, t_i64(t, CRF_LT | CRF_GT)), t_i32(t, 59));
    IrRef so = ir_xor(b, ir_shl(b, ir_and(b, x, t_i64(t, CRF_LT)), t_i32(t, 60)), ir_shl(b, x, t_i32(t, 63)));
    ir_put(b, slot_of(bf), ir_xor(b, ir_or(b, eq, lt_gt), so));
    forget(t, bf);
}

void crf_move(Trans *t, unsigned to, unsigned from)
{
    if (to == from)
        return;
    ir_put(&t->b, slot_of(to), ir_get(&t->b, slot_of(from)));
    t->cr[to] = t->cr[from];
}

/* -- reading a field ----------------------------------------------------------------------------------------- */

static CrTest test(IrCond cond, IrRef a, IrRef b)
{
    return (CrTest){cond, a, b};
}

/* Bit k of an encoded field, as crf.h reads it. */
static CrTest test_code(Trans *t, unsigned bf, unsigned k)
{
    IrBuild *b = &t->b;
    IrRef v = ir_get(b, slot_of(bf)), zero = t_i64(t, 0);
    switch (k) {
    case BIT_LT: return test(IR_TSTNZ, v, t_i64(t, CRF_LT_BIT));
    case BIT_GT: return test(IR_GTS, ir_shl(b, v, t_i32(t, 2)), zero);
    case BIT_EQ: return test(IR_EQ, ir_trunc(b, v), t_i32(t, 0));
    default: return test(IR_LTS, ir_xor(b, v, ir_shl(b, v, t_i32(t, 1))), zero);
    }
}

/* Bit k of a field known as an integer compare. */
static CrTest test_compare(Trans *t, const CrKnown *c, unsigned k)
{
    bool is_signed = c->kind == CR_SIGNED;
    switch (k) {
    case BIT_LT: return test(is_signed ? IR_LTS : IR_LTU, c->a, c->b);
    case BIT_GT: return test(is_signed ? IR_GTS : IR_GTU, c->a, c->b);
    case BIT_EQ: return test(IR_EQ, c->a, c->b);
    default: return test(IR_NE, xer_so(t), t_i32(t, 0));
    }
}

/* An integer condition that is true when the bit is 1. */
static CrTest test_bit(Trans *t, unsigned bi)
{
    unsigned bf = bi >> 2, k = bi & 3;
    CrKnown *c = &t->cr[bf];
    if (!c->bit[k]) {
        if (c->kind == CR_UNKNOWN)
            return test_code(t, bf, k);
        if (c->kind != CR_FLOAT)
            return test_compare(t, c, k);
        c->bit[k] = k == BIT_SO ? t_i32(t, 0) : ir_set(&t->b, IR_FUE, c->a, c->b);
    }
    return test(IR_NE, c->bit[k], t_i32(t, 0));
}

CrTest crf_test(Trans *t, unsigned bi, bool want)
{
    CrTest r = test_bit(t, bi);
    if (!want)
        r.cond ^= 1;
    return r;
}

IrRef crf_bit(Trans *t, unsigned bi)
{
    IrRef *known = &t->cr[bi >> 2].bit[bi & 3];
    if (!*known) {
        CrTest r = test_bit(t, bi);
        if (!*known)
            *known = ir_set(&t->b, r.cond, r.a, r.b);
    }
    return *known;
}

IrRef crf_nibble(Trans *t, unsigned bf)
{
    IrBuild *b = &t->b;
    IrRef v = IR_NONE;
    for (unsigned k = 0; k < 4; k++) {
        IrRef bit = crf_bit(t, bf * 4 + k);
        bit = k == 3 ? bit : ir_shl(b, bit, t_i32(t, 3 - k));
        v = v ? ir_or(b, v, bit) : bit;
    }
    return v;
}

/* -- writing one bit ----------------------------------------------------------------------------------------- */

/* A code like v with SO = x: bit 63 is SO ^ LT. */
static IrRef patch_so(Trans *t, IrRef v, IrRef x)
{
    IrBuild *b = &t->b;
    IrRef want = ir_xor(b, ir_shl(b, v, t_i32(t, 1)), place(t, x, 63));
    IrRef diff = ir_and(b, ir_xor(b, v, want), t_i64(t, CRF_SO_BIT));
    return ir_xor(b, v, diff);
}

/* With LT = x: bits 62 and 63 change together, so that SO stays. */
static IrRef patch_lt(Trans *t, IrRef v, IrRef x)
{
    IrBuild *b = &t->b;
    IrRef diff = ir_and(b, ir_xor(b, v, place(t, x, 62)), t_i64(t, CRF_LT_BIT));
    return ir_xor(b, v, ir_or(b, diff, ir_shl(b, diff, t_i32(t, 1))));
}

/* With GT = x: EQ reads the low half, which stays. */
static IrRef patch_gt(Trans *t, IrRef v, IrRef x)
{
    IrBuild *b = &t->b;
    IrRef mark = ir_sel(b, x, t_i64(t, CRF_HIGH), t_i64(t, CRF_GT0_BIT));
    return ir_or(b, ir_and(b, v, t_i64(t, ~CRF_GT0_BIT)), mark);
}

/* With EQ = x: the low half changes, and GT, which reads it too, is kept by its two marks. */
static IrRef patch_eq(Trans *t, IrRef v, IrRef x)
{
    IrBuild *b = &t->b;
    IrRef gt = ir_set(b, IR_GTS, ir_shl(b, v, t_i32(t, 2)), t_i64(t, 0));
    IrRef mark = ir_sel(b, gt, t_i64(t, CRF_HIGH), t_i64(t, CRF_GT0_BIT));
    IrRef top = ir_or(b, ir_and(b, v, t_i64(t, CRF_LT_BIT | CRF_SO_BIT)), mark);
    return ir_or(b, top, place(t, flip(t, x), 0));
}

void crf_put_bit(Trans *t, unsigned bi, IrRef x)
{
    static IrRef (*const patch[4])(Trans *, IrRef, IrRef) = {patch_lt, patch_gt, patch_eq, patch_so};
    unsigned bf = bi >> 2, k = bi & 3;
    ir_put(&t->b, slot_of(bf), patch[k](t, ir_get(&t->b, slot_of(bf)), x));
    if (t->cr[bf].kind == CR_FLOAT && k <= BIT_GT) {
        (void)crf_bit(t, bf * 4 + BIT_EQ);
        (void)crf_bit(t, bf * 4 + BIT_SO);
        t->cr[bf].kind = CR_UNKNOWN;
    }
    t->cr[bf].bit[k] = x;
}

/* Has bit EQ of a CR_FLOAT field not been written since the compare? */
static bool eq_is_compared(Trans *t, const CrKnown *c)
{
    IrRef eq = c->bit[BIT_EQ];
    const IrOp *o = ir_op(t->b.u, eq);
    return !eq || (o->op == UOP_FSET && o->sub == IR_FUE && o->a == c->a && o->b == c->b);
}

bool crf_fcompare_or(Trans *t, unsigned bt, unsigned ba, unsigned bb)
{
    IrBuild *b = &t->b;
    unsigned bf = bt >> 2, k = ba == bt ? bb & 3 : ba & 3;
    CrKnown *c = &t->cr[bf];
    if (ba >> 2 != bf || bb >> 2 != bf || c->kind != CR_FLOAT || (bt & 3) != BIT_EQ || (ba != bt && bb != bt) ||
        k > BIT_GT || !eq_is_compared(t, c) || (c->bit[BIT_SO] && c->bit[BIT_SO] != t_i32(t, 0)))
        return false;
    IrRef lt = c->bit[BIT_LT], gt = c->bit[BIT_GT], lt64 = wide(t, false, lt), gt64 = wide(t, false, gt);
    IrRef code;
    if (k == BIT_LT)
        code = ir_sub(b, gt64, ir_shl(b, lt64, t_i32(t, 62))); /* less: bits 62 and 63 */
    else                                                       /* greater: CRF_HIGH; less: bits 61..63 and a low one */
        code = ir_sub(b, ir_or(b, ir_shl(b, gt64, t_i32(t, 32)), lt64), ir_shl(b, lt64, t_i32(t, 61)));
    ir_put(b, slot_of(bf), code);
    c->bit[BIT_EQ] = flip(t, k == BIT_LT ? gt : lt);
    return true;
}

/* -- XER ----------------------------------------------------------------------------------------------------- */

IrRef xer_ca(Trans *t)
{
    return ir_get(&t->b, PPC_REG_CA);
}

void xer_put_ca(Trans *t, IrRef ca)
{
    ir_put(&t->b, PPC_REG_CA, ca);
}

void xer_put_ov(Trans *t, IrRef ov, bool rc)
{
    IrBuild *b = &t->b;
    ir_put(b, PPC_REG_OV, ov);
    if (t->so)
        return;
    uint32_t main_block = t_cold_begin(t, IR_NE, ov, t_i32(t, 0));
    ir_put(b, PPC_REG_SO, t_i32(t, 1));
    if (rc)
        ir_put(b, PPC_REG_CR0, ir_xor(b, ir_get(b, PPC_REG_CR0), t_i64(t, CRF_SO_BIT)));
    t_leave(t, t_next(t), IR_L_RETRY, 0);
    t_cold_end(t, main_block);
}

/* Bit n of v, counted from the low end. */
static IrRef extract(Trans *t, IrRef v, unsigned n)
{
    return ir_and(&t->b, ir_shr(&t->b, v, t_i32(t, n)), t_i32(t, 1));
}

IrRef xer_get(Trans *t)
{
    IrBuild *b = &t->b;
    IrRef ov = ir_shl(b, ir_get(b, PPC_REG_OV), t_i32(t, 30));
    IrRef ca = ir_shl(b, ir_get(b, PPC_REG_CA), t_i32(t, 29));
    IrRef v = ir_or(b, ir_or(b, ov, ca), ir_get(b, PPC_REG_XERC));
    return t->so ? ir_or(b, v, t_i32(t, 1u << 31)) : v;
}

void xer_put(Trans *t, IrRef v)
{
    IrBuild *b = &t->b;
    ir_put(b, PPC_REG_OV, extract(t, v, 30));
    ir_put(b, PPC_REG_CA, extract(t, v, 29));
    ir_put(b, PPC_REG_XERC, ir_and(b, v, t_i32(t, 127)));
    IrRef so = ir_shr(b, v, t_i32(t, 31));
    uint32_t main_block = t_cold_begin(t, IR_NE, so, xer_so(t));
    ir_put(b, PPC_REG_SO, so);
    t_leave(t, t_next(t), IR_L_RETRY, 0);
    t_cold_end(t, main_block);
}

void xer_clear_so(Trans *t)
{
    if (!t->so)
        return;
    ir_put(&t->b, PPC_REG_SO, t_i32(t, 0));
    t_leave(t, t_next(t), IR_L_RETRY, 0);
}
