/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer arithmetic and compares: Power ISA Book I 3.3.9, 3.3.10. Carries are
 * one CARRY or one compare, overflow one OVF, so that a back end can take them
 * from the host's flags. Where the book leaves a result undefined it is that
 * of ppc/cpu/intop.h.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"

/* RT := r, CR0 when Rc, then OV when ov is a value. Last, because it may leave. */
static void result(Trans *t, uint32_t word, IrRef r, IrRef ov)
{
    t_put_gpr(t, f_rt(word), r);
    if (f_rc(word))
        crf_record(t, r);
    if (ov)
        xer_put_ov(t, ov, f_rc(word));
}

/* The same for instructions without OE. */
static void result_rc(Trans *t, uint32_t word, IrRef r)
{
    result(t, word, r, IR_NONE);
}

void trans_ADDI(Trans *t, uint32_t word)
{
    IrRef imm = t_imm(t, f_si(word));
    t_put_gpr(t, f_rt(word), f_ra(word) ? ir_add(&t->b, t_gpr(t, f_ra(word)), imm) : imm);
}

void trans_ADDIS(Trans *t, uint32_t word)
{
    IrRef imm = t_imm(t, (int64_t)f_si(word) * 65536);
    t_put_gpr(t, f_rt(word), f_ra(word) ? ir_add(&t->b, t_gpr(t, f_ra(word)), imm) : imm);
}

void trans_PADDI(Trans *t, uint32_t word)
{
    TransEa ea = t_ea_p(t);
    t_put_gpr(t, f_rt(word), ea.disp ? ir_add(&t->b, ea.base, t_imm(t, ea.disp)) : ea.base);
}

void trans_PNOP(Trans *t, uint32_t word)
{
    (void)t, (void)word;
}

void trans_ADDPCIS(Trans *t, uint32_t word)
{
    t_put_gpr(t, f_rt(word), t_imm(t, (int64_t)(t->pc + 4) + (int64_t)f_dx(word) * 65536));
}

/* x + y + c with the carry into CA if wanted; c IR_NONE = 0. */
static void add_carry(Trans *t, uint32_t word, IrRef x, IrRef y, IrRef c, bool set_ca)
{
    IrBuild *b = &t->b;
    IrRef zero = t_i32(t, 0), r = c ? ir_adc(b, x, y, c) : ir_add(b, x, y);
    if (set_ca)
        xer_put_ca(t, ir_carry(b, x, y, c ? c : zero));
    result(t, word, r, f_oe(word) ? ir_ovf(b, x, y, c ? c : zero) : IR_NONE);
}

/* y - x = y + ~x + 1; there is no borrow, so CA = 1, when y >= x. */
static void subtract(Trans *t, uint32_t word, IrRef y, IrRef x, bool set_ca)
{
    IrBuild *b = &t->b;
    IrRef r = ir_sub(b, y, x);
    if (set_ca)
        xer_put_ca(t, ir_set(b, IR_GEU, y, x));
    result(t, word, r, f_oe(word) ? ir_ovf(b, y, ir_not(b, x), t_i32(t, 1)) : IR_NONE);
}

void trans_ADD(Trans *t, uint32_t word)
{
    add_carry(t, word, t_gpr(t, f_ra(word)), t_gpr(t, f_rb(word)), IR_NONE, false);
}

void trans_ADDC(Trans *t, uint32_t word)
{
    add_carry(t, word, t_gpr(t, f_ra(word)), t_gpr(t, f_rb(word)), IR_NONE, true);
}

void trans_SUBF(Trans *t, uint32_t word)
{
    subtract(t, word, t_gpr(t, f_rb(word)), t_gpr(t, f_ra(word)), false);
}

void trans_SUBFC(Trans *t, uint32_t word)
{
    subtract(t, word, t_gpr(t, f_rb(word)), t_gpr(t, f_ra(word)), true);
}

static IrRef add_imm_carry(Trans *t, uint32_t word)
{
    IrRef ra = t_gpr(t, f_ra(word)), imm = t_imm(t, f_si(word)), r = ir_add(&t->b, ra, imm);
    xer_put_ca(t, ir_carry(&t->b, ra, imm, t_i32(t, 0)));
    t_put_gpr(t, f_rt(word), r);
    return r;
}

void trans_ADDIC(Trans *t, uint32_t word)
{
    add_imm_carry(t, word);
}

void trans_ADDIC_DOT(Trans *t, uint32_t word)
{
    crf_record(t, add_imm_carry(t, word));
}

void trans_SUBFIC(Trans *t, uint32_t word)
{
    IrRef ra = t_gpr(t, f_ra(word)), imm = t_imm(t, f_si(word));
    xer_put_ca(t, ir_set(&t->b, IR_GEU, imm, ra));
    t_put_gpr(t, f_rt(word), ir_sub(&t->b, imm, ra));
}

void trans_ADDE(Trans *t, uint32_t word)
{
    add_carry(t, word, t_gpr(t, f_ra(word)), t_gpr(t, f_rb(word)), xer_ca(t), true);
}

void trans_SUBFE(Trans *t, uint32_t word)
{
    IrRef not_ra = ir_not(&t->b, t_gpr(t, f_ra(word)));
    add_carry(t, word, not_ra, t_gpr(t, f_rb(word)), xer_ca(t), true);
}

void trans_ADDME(Trans *t, uint32_t word)
{
    add_carry(t, word, t_gpr(t, f_ra(word)), t_imm(t, -1), xer_ca(t), true);
}

void trans_ADDZE(Trans *t, uint32_t word)
{
    add_carry(t, word, t_gpr(t, f_ra(word)), t_imm(t, 0), xer_ca(t), true);
}

void trans_SUBFME(Trans *t, uint32_t word)
{
    add_carry(t, word, ir_not(&t->b, t_gpr(t, f_ra(word))), t_imm(t, -1), xer_ca(t), true);
}

void trans_SUBFZE(Trans *t, uint32_t word)
{
    add_carry(t, word, ir_not(&t->b, t_gpr(t, f_ra(word))), t_imm(t, 0), xer_ca(t), true);
}

/* OV is the carry register; SO is not touched (Book I 3.0 3.3.9). */
void trans_ADDEX(Trans *t, uint32_t word)
{
    IrRef ra = t_gpr(t, f_ra(word)), rb = t_gpr(t, f_rb(word)), ov = ir_get(&t->b, PPC_REG_OV);
    ir_put(&t->b, PPC_REG_OV, ir_carry(&t->b, ra, rb, ov));
    t_put_gpr(t, f_rt(word), ir_adc(&t->b, ra, rb, ov));
}

void trans_NEG(Trans *t, uint32_t word)
{
    IrRef ra = t_gpr(t, f_ra(word));
    IrRef least = t_imm(t, t->guest64 ? INT64_MIN : INT32_MIN);
    result(t, word, ir_neg(&t->b, ra), f_oe(word) ? ir_set(&t->b, IR_EQ, ra, least) : IR_NONE);
}

/* -- multiply and divide ------------------------------------------------------------------------------------- */

void trans_MULLI(Trans *t, uint32_t word)
{
    t_put_gpr(t, f_rt(word), ir_mul(&t->b, t_gpr(t, f_ra(word)), t_imm(t, f_si(word))));
}

void trans_MULLW(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef ra = t_gpr32(t, f_ra(word)), rb = t_gpr32(t, f_rb(word)), r, ov = IR_NONE;
    if (t->guest64) {
        r = ir_mul(b, ir_sext32(b, ra), ir_sext32(b, rb));
        if (f_oe(word))
            ov = ir_set(b, IR_NE, r, ir_sext32(b, ir_trunc(b, r)));
    } else {
        r = ir_mul(b, ra, rb);
        if (f_oe(word))
            ov = ir_set(b, IR_NE, ir_bin(b, UOP_MULHS, ra, rb), ir_sar(b, r, t_i32(t, 31)));
    }
    result(t, word, r, ov);
}

static void mul_high(Trans *t, uint32_t word, UopId op)
{
    IrRef r = ir_bin(&t->b, op, t_gpr32(t, f_ra(word)), t_gpr32(t, f_rb(word)));
    result_rc(t, word, t_zext(t, r));
}

void trans_MULHW(Trans *t, uint32_t word)
{
    mul_high(t, word, UOP_MULHS);
}

void trans_MULHWU(Trans *t, uint32_t word)
{
    mul_high(t, word, UOP_MULHU);
}

/* 1 when b = 0, or a is the least number and b = -1. */
static IrRef no_quotient(Trans *t, IrRef a, IrRef b)
{
    IrBuild *bl = &t->b;
    IrRef by_zero = ir_set(bl, IR_EQ, b, t_i32(t, 0));
    IrRef least = ir_set(bl, IR_EQ, a, t_i32(t, 0x80000000u));
    return ir_or(bl, by_zero, ir_and(bl, least, ir_set(bl, IR_EQ, b, t_i32(t, 0xffffffffu))));
}

void trans_DIVW(Trans *t, uint32_t word)
{
    IrRef ra = t_gpr32(t, f_ra(word)), rb = t_gpr32(t, f_rb(word));
    IrRef r = ir_bin(&t->b, UOP_DIVS, ra, rb);
    result(t, word, t_zext(t, r), f_oe(word) ? no_quotient(t, ra, rb) : IR_NONE);
}

void trans_DIVWU(Trans *t, uint32_t word)
{
    IrRef ra = t_gpr32(t, f_ra(word)), rb = t_gpr32(t, f_rb(word));
    IrRef r = ir_bin(&t->b, UOP_DIVU, ra, rb);
    result(t, word, t_zext(t, r), f_oe(word) ? ir_set(&t->b, IR_EQ, rb, t_i32(t, 0)) : IR_NONE);
}

/* RA || 0 divided by RB, on 64 bits; 0 when the quotient does not fit. */
static void divide_extended(Trans *t, uint32_t word, bool is_signed)
{
    IrBuild *b = &t->b;
    IrRef ra = t_gpr32(t, f_ra(word)), rb = t_gpr32(t, f_rb(word)), zero = t_i32(t, 0);
    IrRef num = ir_shl(b, ir_zext32(b, ra), t_i32(t, 32));
    IrRef den = is_signed ? ir_sext32(b, rb) : ir_zext32(b, rb);
    IrRef q = ir_bin(b, is_signed ? UOP_DIVS : UOP_DIVU, num, den), r = ir_trunc(b, q);
    IrRef fits = is_signed ? ir_sext32(b, r) : ir_zext32(b, r);
    IrRef ov = ir_or(b, ir_set(b, IR_EQ, rb, zero), ir_set(b, IR_NE, q, fits));
    result(t, word, t_zext(t, ir_sel(b, ov, zero, r)), f_oe(word) ? ov : IR_NONE);
}

void trans_DIVWE(Trans *t, uint32_t word)
{
    divide_extended(t, word, true);
}

void trans_DIVWEU(Trans *t, uint32_t word)
{
    divide_extended(t, word, false);
}

/* 0 when RB is 0. */
static void modulo(Trans *t, uint32_t word, UopId div)
{
    IrBuild *b = &t->b;
    IrRef ra = t_gpr32(t, f_ra(word)), rb = t_gpr32(t, f_rb(word)), zero = t_i32(t, 0);
    IrRef r = ir_sub(b, ra, ir_mul(b, ir_bin(b, div, ra, rb), rb));
    r = ir_sel(b, ir_set(b, IR_EQ, rb, zero), zero, r);
    t_put_gpr(t, f_rt(word), div == UOP_DIVS ? t_sext(t, r) : t_zext(t, r));
}

void trans_MODSW(Trans *t, uint32_t word)
{
    modulo(t, word, UOP_DIVS);
}

void trans_MODUW(Trans *t, uint32_t word)
{
    modulo(t, word, UOP_DIVU);
}

void trans_MADDLD(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef product = ir_mul(b, t_gpr(t, f_ra(word)), t_gpr(t, f_rb(word)));
    t_put_gpr(t, f_rt(word), ir_add(b, product, t_gpr(t, f_rcreg(word))));
}

/* -- decimal and random -------------------------------------------------------------------------------------- */

/* 6 in each nibble that gave no carry. A carry out of nibble i shows as the carry into bit 4(i+1): a + b xor a xor b.
 */
void trans_ADDG6S(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    if (t->guest64) {
        t_interp(t);
        return;
    }
    IrRef ra = ir_zext32(b, t_gpr(t, f_ra(word))), rb = ir_zext32(b, t_gpr(t, f_rb(word)));
    IrRef carry_in = ir_xor(b, ir_add(b, ra, rb), ir_xor(b, ra, rb));
    IrRef none = ir_shr(b, ir_andc(b, t_i64(t, 0x111111110ull), carry_in), t_i32(t, 4));
    t_put_gpr(t, f_rt(word), ir_mul(b, ir_trunc(b, none), t_i32(t, 6)));
}

static void declets(Trans *t, uint32_t word, unsigned helper)
{
    IrRef rs = t_gpr(t, f_rs(word));
    IrRef v = t_call(t, helper, 1, t->guest64 ? rs : ir_zext32(&t->b, rs));
    t_put_gpr(t, f_ra(word), t->guest64 ? v : ir_trunc(&t->b, v));
}

void trans_CBCDTD(Trans *t, uint32_t word)
{
    declets(t, word, HLP_cbcdtd);
}

void trans_CDTBCD(Trans *t, uint32_t word)
{
    declets(t, word, HLP_cdtbcd);
}

void trans_DARN(Trans *t, uint32_t word)
{
    IrRef v = t_call(t, HLP_darn, 1, t_i32(t, f_l14(word)));
    t_put_gpr(t, f_rt(word), t->guest64 ? v : ir_trunc(&t->b, v));
}

/* -- compare ------------------------------------------------------------------------------------------------- */

/* L = 1, a 64-bit compare, compares words in 32-bit mode (form.h). */
static void compare(Trans *t, uint32_t word, bool is_signed, bool immediate)
{
    bool wide = f_l(word) && t->guest64;
    IrRef a = wide ? t_gpr(t, f_ra(word)) : t_gpr32(t, f_ra(word)), b;
    if (immediate)
        b = ir_const(t->b.u, wide ? IR_I64 : IR_I32, is_signed ? f_si(word) : (int64_t)f_ui(word));
    else
        b = wide ? t_gpr(t, f_rb(word)) : t_gpr32(t, f_rb(word));
    crf_compare(t, f_bf(word), is_signed, a, b);
}

void trans_CMPI(Trans *t, uint32_t word)
{
    compare(t, word, true, true);
}

void trans_CMPLI(Trans *t, uint32_t word)
{
    compare(t, word, false, true);
}

void trans_CMP(Trans *t, uint32_t word)
{
    compare(t, word, true, false);
}

void trans_CMPL(Trans *t, uint32_t word)
{
    compare(t, word, false, false);
}

/* Field BF := 0, v, 0, 0. */
static void put_gt_only(Trans *t, unsigned bf, IrRef v)
{
    IrRef zero = t_i32(t, 0);
    crf_put_bits(t, bf, (const IrRef[4]){zero, v, zero, zero});
}

/* lo <= x <= hi for byte x and the range in bytes n and n + 1 of rb. */
static IrRef byte_in_range(Trans *t, IrRef x, IrRef rb, unsigned n)
{
    IrBuild *b = &t->b;
    IrRef lo = ir_un(b, UOP_ZEXT8, n ? ir_shr(b, rb, t_i32(t, n * 8)) : rb);
    IrRef hi = ir_un(b, UOP_ZEXT8, ir_shr(b, rb, t_i32(t, n * 8 + 8)));
    return ir_and(b, ir_set(b, IR_GEU, x, lo), ir_set(b, IR_LEU, x, hi));
}

void trans_CMPRB(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef x = ir_un(b, UOP_ZEXT8, t_gpr32(t, f_ra(word))), rb = t_gpr32(t, f_rb(word));
    IrRef in = byte_in_range(t, x, rb, 0);
    if (f_l(word))
        in = ir_or(b, in, byte_in_range(t, x, rb, 2));
    put_gt_only(t, f_bf(word), in);
}

/* Is the low byte of RA one of the bytes of RB? A byte of RB xor the byte repeated is zero. */
void trans_CMPEQB(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef rb = t_gpr(t, f_rb(word)), low = t_imm(t, 0x7f7f7f7f7f7f7f7fll);
    IrRef rep = ir_mul(b, ir_un(b, UOP_ZEXT8, t_gpr(t, f_ra(word))), t_imm(t, 0x0101010101010101ll));
    IrRef x = ir_xor(b, rb, rep);
    IrRef nonzero = ir_or(b, x, ir_add(b, ir_and(b, x, low), low)); /* bit 7 of each byte that is not zero */
    IrRef high = t_imm(t, (int64_t)0x8080808080808080ull);
    put_gt_only(t, f_bf(word), ir_set(b, IR_NE, ir_and(b, nonzero, high), high));
}

void trans_ISEL(Trans *t, uint32_t word)
{
    IrRef c = crf_bit(t, f_bc(word)), ra = t_gpr_or_0(t, f_ra(word));
    t_put_gpr(t, f_rt(word), ir_sel(&t->b, c, ra, t_gpr(t, f_rb(word))));
}
