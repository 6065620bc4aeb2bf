/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decimal floating point: Power ISA 2.07 Book I 5.6, 3.1 for the conversions
 * of quadwords. Values are ppc/cpu/dfp.h's; here are operands, FPSCR, record
 * forms and the interrupt of enabled exceptions.
 *
 * A long number is an FPR; an extended one a pair, its upper half in the even
 * register. FPSCR[FPRF FR FI] change in what rounds; tests and compares write
 * FPCC; dxex, diex, dscli, dscri and ddedpd leave the FPSCR alone.
 */
#include "ppc/cpu/crf.h"
#include "ppc/cpu/dfp.h"
#include "ppc/cpu/fp.h"
#include "ppc/interp/fpops.h"

static DfpCoeff bits_of(const PpcCpu *cpu, DfpFormat f, unsigned n)
{
    if (f == DFP_EXTENDED)
        return (DfpCoeff)ppc_fpr(cpu, n & ~1u) << 64 | ppc_fpr(cpu, n | 1);
    return ppc_fpr(cpu, n);
}

static void put_bits(PpcCpu *cpu, DfpFormat f, unsigned n, DfpCoeff bits)
{
    if (f == DFP_EXTENDED) {
        ppc_set_fpr(cpu, n & ~1u, (uint64_t)(bits >> 64));
        n |= 1;
    }
    ppc_set_fpr(cpu, n, (uint64_t)bits);
}

static DfpNum number(const PpcCpu *cpu, DfpFormat f, unsigned n)
{
    return dfp_unpack(f, bits_of(cpu, f, n));
}

/* FPSCR[DRN] rounds. */
static DfpEnv environment(const PpcCpu *cpu, DfpFormat f)
{
    return (DfpEnv){.format = f, .round = (DfpRound)(cpu->fpscr_drn & 7), .fpscr = cpu->fpscr};
}

/* RMC, with R = 0 or without R: the primary encoding; 3 is DRN. */
static DfpEnv environment_rmc(const PpcCpu *cpu, DfpFormat f, uint32_t w, bool secondary)
{
    static const DfpRound modes[2][4] = {{DFP_NEAREST_EVEN, DFP_TOWARD_0, DFP_NEAREST_AWAY, 0},
                                         {DFP_UP, DFP_DOWN, DFP_AWAY_FROM_0, DFP_NEAREST_TOWARD_0}};
    DfpEnv env = environment(cpu, f);
    if (secondary || f_rmc(w) != 3)
        env.round = modes[secondary][f_rmc(w)];
    return env;
}

/* -- results --------------------------------------------------------------------------------------------------------
 */

/* Exceptions, FR and FI; FPRF when fprf is not negative. */
static void update_fpscr(PpcCpu *cpu, const DfpRes *r, int fprf)
{
    ppc_fp_sync(cpu);
    cpu->fpscr =
        (cpu->fpscr & ~(PPC_FPSCR_FR | PPC_FPSCR_FI)) | (r->fr ? PPC_FPSCR_FR : 0) | (r->fi ? PPC_FPSCR_FI : 0);
    if (fprf >= 0)
        cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPRF) | (uint32_t)fprf << PPC_FPRF_SHIFT;
    ppc_fp_raise(cpu, r->exc);
}

/* FRT, of format f, <- the result. */
static unsigned deliver(PpcCpu *cpu, uint32_t w, DfpFormat f, DfpRes r)
{
    update_fpscr(cpu, &r, r.keep ? -1 : (int)dfp_fprf(f, &r.v));
    if (!r.keep)
        put_bits(cpu, f, f_frt(w), dfp_pack(f, &r.v));
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}

/* CR field BF and FPCC <- cc */
static unsigned condition(PpcCpu *cpu, uint32_t w, unsigned cc)
{
    ppc_fp_sync(cpu);
    cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPCC) | cc << PPC_FPRF_SHIFT;
    ppc_set_crf(cpu, f_bf(w), cc);
    return interp_fp_finish(cpu);
}

/* Each row for both formats. */
#define BOTH(id, fn, ...)                                                                                              \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        return fn(cpu, w, DFP_LONG, ##__VA_ARGS__);                                                                    \
    }                                                                                                                  \
    INTERP(id##Q)                                                                                                      \
    {                                                                                                                  \
        return fn(cpu, w, DFP_EXTENDED, ##__VA_ARGS__);                                                                \
    }

/* -- arithmetic, compare --------------------------------------------------------------------------------------------
 */

typedef DfpRes Arithmetic(const DfpEnv *env, DfpNum a, DfpNum b);

static unsigned arithmetic(PpcCpu *cpu, uint32_t w, DfpFormat f, Arithmetic *op)
{
    DfpEnv env = environment(cpu, f);
    return deliver(cpu, w, f, op(&env, number(cpu, f, f_fra(w)), number(cpu, f, f_frb(w))));
}
BOTH(DADD, arithmetic, dfp_add)
BOTH(DSUB, arithmetic, dfp_sub)
BOTH(DMUL, arithmetic, dfp_mul)
BOTH(DDIV, arithmetic, dfp_div)

static unsigned compare(PpcCpu *cpu, uint32_t w, DfpFormat f, bool ordered)
{
    DfpNum a = number(cpu, f, f_fra(w)), b = number(cpu, f, f_frb(w));
    unsigned cc = dfp_order(&a, &b);
    ppc_fp_sync(cpu);
    if (a.cls == DFP_SNAN || b.cls == DFP_SNAN)
        ppc_fp_raise(cpu, PPC_FPSCR_VXSNAN | (ordered && !(cpu->fpscr & PPC_FPSCR_VE) ? PPC_FPSCR_VXVC : 0));
    else if (ordered && cc == CRF_SO)
        ppc_fp_raise(cpu, PPC_FPSCR_VXVC);
    return condition(cpu, w, cc);
}
BOTH(DCMPO, compare, true)
BOTH(DCMPU, compare, false)

/* -- tests: no exceptions --------------------------------------------------------------------------------------------
 */

/* Sign, 0, match, 0: DCM has a bit for each of zero, subnormal, normal, infinity, quiet and signalling NaN. */
static unsigned test_class(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    static const uint8_t special[] = {[DFP_INFINITY] = 4, [DFP_QNAN] = 2, [DFP_SNAN] = 1};
    DfpNum v = number(cpu, f, f_fra(w));
    unsigned bit = !v.c ? 32 : dfp_fprf(f, &v) & 0x10 ? 16 : 8;
    if (v.cls != DFP_FINITE)
        bit = special[v.cls];
    return condition(cpu, w, (v.neg ? CRF_LT : 0) | (f_dcm(w) & bit ? CRF_EQ : 0));
}
BOTH(DTSTDC, test_class)

/* The same for DGM: zero, zero with an extreme exponent, subnormal or normal with an extreme exponent, normal with a
 * leftmost digit 0, normal without, special. */
static unsigned test_group(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpNum v = number(cpu, f, f_fra(w));
    int biased = v.exp + dfp_bias(f);
    bool extreme = biased == 0 || biased == dfp_max_biased(f);
    unsigned bit;
    if (v.cls != DFP_FINITE)
        bit = 1;
    else if (!v.c)
        bit = extreme ? 16 : 32;
    else if (extreme || dfp_fprf(f, &v) & 0x10)
        bit = 8;
    else
        bit = dfp_ndigits(v.c) < dfp_digits(f) ? 4 : 2;
    return condition(cpu, w, (v.neg ? CRF_LT : 0) | (f_dcm(w) & bit ? CRF_EQ : 0));
}
BOTH(DTSTDG, test_group)

/* Order of the exponents. Two infinities are equal, and so are two NaNs. */
static unsigned test_exponent(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpNum a = number(cpu, f, f_fra(w)), b = number(cpu, f, f_frb(w));
    DfpClass class_a = a.cls == DFP_SNAN ? DFP_QNAN : a.cls, class_b = b.cls == DFP_SNAN ? DFP_QNAN : b.cls;
    if (class_a != class_b)
        return condition(cpu, w, CRF_SO);
    if (class_a != DFP_FINITE || a.exp == b.exp)
        return condition(cpu, w, CRF_EQ);
    return condition(cpu, w, a.exp < b.exp ? CRF_LT : CRF_GT);
}
BOTH(DTSTEX, test_exponent)

/* Order of a reference and the number of significant digits; a reference 0 is greater. */
static unsigned significance(PpcCpu *cpu, uint32_t w, DfpFormat f, unsigned reference)
{
    DfpNum b = number(cpu, f, f_frb(w));
    unsigned digits = dfp_ndigits(b.c);
    if (b.cls != DFP_FINITE)
        return condition(cpu, w, CRF_SO);
    if (reference == 0 || reference > digits)
        return condition(cpu, w, CRF_GT);
    return condition(cpu, w, reference < digits ? CRF_LT : CRF_EQ);
}
BOTH(DTSTSF, significance, ppc_fpr(cpu, f_fra(w)) & 63)
INTERP(DTSTSFI)
{
    return significance(cpu, w, DFP_LONG, f_uim6(w));
}

INTERP(DTSTSFIQ)
{
    return significance(cpu, w, DFP_EXTENDED, f_uim6(w));
}

/* -- quantum adjustment ----------------------------------------------------------------------------------------------
 */

static unsigned quantize(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpEnv env = environment_rmc(cpu, f, w, false);
    DfpNum a = number(cpu, f, f_fra(w));
    return deliver(cpu, w, f, dfp_quantize(&env, &a, number(cpu, f, f_frb(w)), a.exp));
}
BOTH(DQUA, quantize)

static unsigned quantize_imm(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpEnv env = environment_rmc(cpu, f, w, false);
    return deliver(cpu, w, f, dfp_quantize(&env, NULL, number(cpu, f, f_frb(w)), f_sim(w)));
}
BOTH(DQUAI, quantize_imm)

static unsigned reround(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpEnv env = environment_rmc(cpu, f, w, false);
    return deliver(cpu, w, f, dfp_reround(&env, number(cpu, f, f_frb(w)), ppc_fpr(cpu, f_fra(w)) & 63));
}
BOTH(DRRND, reround)

static unsigned to_integral(PpcCpu *cpu, uint32_t w, DfpFormat f, bool inexact)
{
    DfpEnv env = environment_rmc(cpu, f, w, f_l15(w));
    return deliver(cpu, w, f, dfp_to_integral(&env, number(cpu, f, f_frb(w)), inexact));
}
BOTH(DRINTX, to_integral, true)
BOTH(DRINTN, to_integral, false)

/* -- conversion -----------------------------------------------------------------------------------------------------
 */

/* FRT <- the short number in the low word of FRB */
INTERP(DCTDP)
{
    DfpEnv env = environment(cpu, DFP_LONG);
    return deliver(cpu, w, DFP_LONG, dfp_convert(&env, dfp_unpack(DFP_SHORT, (uint32_t)ppc_fpr(cpu, f_frb(w))), true));
}

INTERP(DCTQPQ)
{
    DfpEnv env = environment(cpu, DFP_EXTENDED);
    return deliver(cpu, w, DFP_EXTENDED, dfp_convert(&env, number(cpu, DFP_LONG, f_frb(w)), false));
}

/* FRT <- FRB, of format `from`, rounded to the format `to`; into the upper half of a pair. When the exception of an
 * overflow or underflow is enabled, the result is in the source's format. */
static unsigned narrow(PpcCpu *cpu, uint32_t w, DfpFormat from, DfpFormat to)
{
    DfpEnv env = environment(cpu, to);
    DfpRes r = dfp_convert(&env, number(cpu, from, f_frb(w)), to == DFP_SHORT);
    if (r.wrapped)
        return deliver(cpu, w, from, r);
    update_fpscr(cpu, &r, r.keep ? -1 : (int)dfp_fprf(to, &r.v));
    if (!r.keep)
        put_bits(cpu, from, f_frt(w), dfp_pack(to, &r.v) << (from == DFP_EXTENDED ? 64 : 0));
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}

INTERP(DRSP)
{
    return narrow(cpu, w, DFP_LONG, DFP_SHORT);
}

INTERP(DRDPQ)
{
    return narrow(cpu, w, DFP_EXTENDED, DFP_LONG);
}

static unsigned from_fixed(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpEnv env = environment(cpu, f);
    return deliver(cpu, w, f, dfp_from_int(&env, (int64_t)ppc_fpr(cpu, f_frb(w))));
}
BOTH(DCFFIX, from_fixed)

static unsigned to_fixed(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpEnv env = environment(cpu, f);
    DfpCoeff v;
    DfpRes r = dfp_to_int(&env, number(cpu, f, f_frb(w)), 64, &v);
    update_fpscr(cpu, &r, -1);
    if (!r.keep)
        ppc_set_fpr(cpu, f_frt(w), (uint64_t)v);
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}
BOTH(DCTFIX, to_fixed)

/* Quadwords, in a vector register (3.1): no record forms. */
INTERP(DCFFIXQQ)
{
    DfpEnv env = environment(cpu, DFP_EXTENDED);
    DfpRes r = dfp_from_int(&env, (__int128)cpu->vsr[32 + f_vrb(w)].q);
    return deliver(cpu, w & ~1u, DFP_EXTENDED, r);
}

INTERP(DCTFIXQQ)
{
    DfpEnv env = environment(cpu, DFP_EXTENDED);
    DfpCoeff v;
    DfpRes r = dfp_to_int(&env, number(cpu, DFP_EXTENDED, f_frb(w)), 128, &v);
    update_fpscr(cpu, &r, -1);
    if (!r.keep)
        cpu->vsr[32 + f_vrt(w)].q = v;
    return interp_fp_finish(cpu);
}

/* -- formats: BCD, exponent, shift; no FPSCR but denbcd --------------------------------------------------------------
 */

/* As many digits as fit, or one less and a sign: C or F for plus, D for minus. */
static unsigned to_bcd(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpNum v = number(cpu, f, f_frb(w));
    unsigned digits = f == DFP_LONG ? 16 : 32;
    DfpCoeff bcd;
    if (f_sp(w) & 2)
        bcd = dfp_to_bcd(v.c, digits - 1) << 4 | (v.neg ? 13 : f_sp(w) & 1 ? 15 : 12);
    else
        bcd = dfp_to_bcd(v.c, digits);
    put_bits(cpu, f, f_frt(w), bcd);
    interp_fp_record(cpu, w);
    return 0;
}
BOTH(DDEDPD, to_bcd)

static unsigned from_bcd(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    DfpCoeff bcd = bits_of(cpu, f, f_frb(w));
    unsigned digits = f == DFP_LONG ? 16 : 32, sign = bcd & 15;
    bool is_signed = f_s11(w), valid = !is_signed || sign > 9;
    DfpRes r = {.v = {.neg = is_signed && (sign == 11 || sign == 13)}};
    valid = dfp_from_bcd(is_signed ? bcd >> 4 : bcd, digits - is_signed, &r.v.c) && valid;
    if (!valid)
        r = (DfpRes){.v = {.cls = DFP_QNAN}, .exc = PPC_FPSCR_VXCVI, .keep = cpu->fpscr & PPC_FPSCR_VE};
    return deliver(cpu, w, f, r);
}
BOTH(DENBCD, from_bcd)

/* FRT <- biased exponent; -1 infinity, -2 quiet NaN, -3 signalling NaN */
static unsigned extract_exponent(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    static const int special[] = {[DFP_INFINITY] = -1, [DFP_QNAN] = -2, [DFP_SNAN] = -3};
    DfpNum b = number(cpu, f, f_frb(w));
    int v = b.cls == DFP_FINITE ? b.exp + dfp_bias(f) : special[b.cls];
    ppc_set_fpr(cpu, f_frt(w), (uint64_t)(int64_t)v);
    interp_fp_record(cpu, w);
    return 0;
}
BOTH(DXEX, extract_exponent)

/* The reverse, with the significand and sign of FRB; what is no exponent makes a quiet NaN. */
static unsigned insert_exponent(PpcCpu *cpu, uint32_t w, DfpFormat f)
{
    int64_t a = (int64_t)ppc_fpr(cpu, f_fra(w));
    DfpNum v = number(cpu, f, f_frb(w));
    v.cls = DFP_QNAN;
    if (a >= 0 && a <= dfp_max_biased(f)) {
        v.cls = DFP_FINITE;
        v.exp = (int)a - dfp_bias(f);
    } else if (a == -1) {
        v.cls = DFP_INFINITY;
    } else if (a == -3) {
        v.cls = DFP_SNAN;
    }
    put_bits(cpu, f, f_frt(w), dfp_pack(f, &v));
    interp_fp_record(cpu, w);
    return 0;
}
BOTH(DIEX, insert_exponent)

/* Significands are shifted by digits; of a NaN or infinity that is the trailing significand field. */
static unsigned shift(PpcCpu *cpu, uint32_t w, DfpFormat f, bool left)
{
    DfpNum v = number(cpu, f, f_fra(w));
    unsigned n = f_sh16(w), digits = dfp_digits(f) - (v.cls != DFP_FINITE);
    if (n >= digits)
        v.c = 0;
    else if (left)
        v.c = dfp_mod10(v.c, digits - n) * dfp_pow10(n);
    else
        v.c /= dfp_pow10(n);
    put_bits(cpu, f, f_frt(w), dfp_pack(f, &v));
    interp_fp_record(cpu, w);
    return 0;
}
BOTH(DSCLI, shift, true)
BOTH(DSCRI, shift, false)
