/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer arithmetic and compare: Power ISA 2.07 Book I 3.3.9, 3.3.10, and what 3.0 added.
 */
#include "ppc/cpu/intop.h"
#include "ppc/interp/ops.h"

static int64_t si(uint32_t w)
{
    return f_si(w);
}

/* Ends an o/. form: OV before CR0, which copies SO. */
static unsigned finish(PpcCpu *cpu, uint32_t w, uint64_t result, uint32_t ov)
{
    set_gpr(cpu, f_rt(w), result);
    if (f_oe(w))
        set_ov(cpu, ov);
    record(cpu, w, result);
    return 0;
}

/* a + b + cin: sum, carry out and overflow at the width of the mode. */
typedef struct Sum {
    uint64_t v;
    uint32_t carry, ov;
} Sum;

static Sum add3(const PpcCpu *cpu, uint64_t a, uint64_t b, uint32_t cin)
{
    Sum s = {.v = a + b + cin};
    uint64_t over = ~(a ^ b) & (a ^ s.v);
    if (cpu->guest64) {
        s.carry = s.v < a || (cin && s.v == a);
        s.ov = over >> 63;
    } else {
        s.carry = ((uint64_t)(uint32_t)a + (uint32_t)b + cin) >> 32;
        s.ov = over >> 31 & 1;
    }
    return s;
}

/* RT <- a + b + cin, CA <- carry */
static unsigned add_carrying(PpcCpu *cpu, uint32_t w, uint64_t a, uint64_t b, uint32_t cin)
{
    Sum s = add3(cpu, a, b, cin);
    cpu->ca = s.carry;
    return finish(cpu, w, s.v, s.ov);
}

static unsigned add_plain(PpcCpu *cpu, uint32_t w, uint64_t a, uint64_t b, uint32_t cin)
{
    Sum s = add3(cpu, a, b, cin);
    return finish(cpu, w, s.v, s.ov);
}

#define RA  (cpu->gpr[f_ra(w)])
#define RB  (cpu->gpr[f_rb(w)])
#define RAW ((uint32_t)RA)
#define RBW ((uint32_t)RB)

/* RT <- (RA|0) + EXTS(SI) */
INTERP(ADDI)
{
    set_gpr(cpu, f_rt(w), ra_or_0(cpu, w) + (uint64_t)si(w));
    return 0;
}

/* RT <- (RA|0) or CIA + EXTS(SI) */
INTERP(PADDI)
{
    set_gpr(cpu, f_rt(w), ea_p(cpu, w));
    return 0;
}

INTERP(PNOP)
{
    (void)cpu, (void)w;
    return 0;
}

/* RT <- (RA|0) + EXTS(SI || 0^16) */
INTERP(ADDIS)
{
    set_gpr(cpu, f_rt(w), ra_or_0(cpu, w) + (uint64_t)si(w) * 65536);
    return 0;
}

/* RT <- NIA + EXTS(D || 0^16) */
INTERP(ADDPCIS)
{
    set_gpr(cpu, f_rt(w), cpu->pc + 4 + (uint64_t)(int64_t)f_dx(w) * 65536);
    return 0;
}

/* RT <- (RA) + (RB); subf: RT <- !(RA) + (RB) + 1 */
INTERP(ADD)
{
    return add_plain(cpu, w, RA, RB, 0);
}

INTERP(SUBF)
{
    return add_plain(cpu, w, ~RA, RB, 1);
}

/* RT <- (RA) + EXTS(SI), CA */
INTERP(ADDIC)
{
    Sum s = add3(cpu, RA, (uint64_t)si(w), 0);
    set_gpr(cpu, f_rt(w), s.v);
    cpu->ca = s.carry;
    return 0;
}

INTERP(ADDIC_DOT)
{
    interp_ADDIC(cpu, w);
    record(cpu, 1, cpu->gpr[f_rt(w)]);
    return 0;
}

/* RT <- !(RA) + EXTS(SI) + 1, CA */
INTERP(SUBFIC)
{
    Sum s = add3(cpu, ~RA, (uint64_t)si(w), 1);
    set_gpr(cpu, f_rt(w), s.v);
    cpu->ca = s.carry;
    return 0;
}

/* The carrying and extended forms: two operands and a carry in, CA out. */
INTERP(ADDC)
{
    return add_carrying(cpu, w, RA, RB, 0);
}

INTERP(SUBFC)
{
    return add_carrying(cpu, w, ~RA, RB, 1);
}

INTERP(ADDE)
{
    return add_carrying(cpu, w, RA, RB, cpu->ca);
}

INTERP(SUBFE)
{
    return add_carrying(cpu, w, ~RA, RB, cpu->ca);
}

INTERP(ADDME)
{
    return add_carrying(cpu, w, RA, ~0ull, cpu->ca);
}

INTERP(SUBFME)
{
    return add_carrying(cpu, w, ~RA, ~0ull, cpu->ca);
}

INTERP(ADDZE)
{
    return add_carrying(cpu, w, RA, 0, cpu->ca);
}

INTERP(SUBFZE)
{
    return add_carrying(cpu, w, ~RA, 0, cpu->ca);
}

/* RT <- (RA) + (RB) + OV, OV <- carry; SO stays (ISA 3.0). CY other than 0 is an invalid form. */
INTERP(ADDEX)
{
    Sum s = add3(cpu, RA, RB, cpu->ov);
    set_gpr(cpu, f_rt(w), s.v);
    cpu->ov = s.carry;
    return 0;
}

/* RT <- !(RA) + 1 */
INTERP(NEG)
{
    return add_plain(cpu, w, ~RA, 0, 1);
}

/* RT <- low half of (RA) * EXTS(SI) */
INTERP(MULLI)
{
    set_gpr(cpu, f_rt(w), RA * (uint64_t)si(w));
    return 0;
}

/* RT <- (RA)[32:63] * (RB)[32:63], signed; OV: the product is no word */
INTERP(MULLW)
{
    int64_t p = (int64_t)(int32_t)RAW * (int32_t)RBW;
    return finish(cpu, w, (uint64_t)p, p != (int32_t)p);
}

/* No OE in these: the bit is reserved. RT[0:31], undefined in 64-bit mode, is 0 here and in the divisions. */
INTERP(MULHW)
{
    uint32_t r = (uint32_t)((uint64_t)((int64_t)(int32_t)RAW * (int32_t)RBW) >> 32);
    set_gpr(cpu, f_rt(w), r);
    record(cpu, w, r);
    return 0;
}

INTERP(MULHWU)
{
    uint32_t r = (uint32_t)((uint64_t)RAW * RBW >> 32);
    set_gpr(cpu, f_rt(w), r);
    record(cpu, w, r);
    return 0;
}

/* RT <- quotient; undefined quotients: intop.h */
INTERP(DIVW)
{
    uint32_t ov, q = int_divw((int32_t)RAW, (int32_t)RBW, &ov);
    return finish(cpu, w, q, ov);
}

INTERP(DIVWU)
{
    uint32_t ov, q = int_divwu(RAW, RBW, &ov);
    return finish(cpu, w, q, ov);
}

/* RT <- ((RA)[32:63] || 0^32) / (RB)[32:63] */
INTERP(DIVWE)
{
    uint32_t ov, q = int_divwe((int32_t)RAW, (int32_t)RBW, &ov);
    return finish(cpu, w, q, ov);
}

INTERP(DIVWEU)
{
    uint32_t ov, q = int_divweu(RAW, RBW, &ov);
    return finish(cpu, w, q, ov);
}

INTERP(MODSW)
{
    set_gpr(cpu, f_rt(w), int_modsw((int32_t)RAW, (int32_t)RBW));
    return 0;
}

INTERP(MODUW)
{
    set_gpr(cpu, f_rt(w), int_moduw(RAW, RBW));
    return 0;
}

/* RT <- low doubleword of (RA) * (RB) + (RC). 32-bit programs use it for words. */
INTERP(MADDLD)
{
    set_gpr(cpu, f_rt(w), RA * RB + cpu->gpr[f_rcreg(w)]);
    return 0;
}

INTERP(DARN)
{
    set_gpr(cpu, f_rt(w), int_darn(f_l14(w)));
    return 0;
}

INTERP(ADDG6S)
{
    set_gpr(cpu, f_rt(w), int_addg6s(RA, RB));
    return 0;
}

INTERP(CBCDTD)
{
    set_gpr(cpu, f_ra(w), int_cbcdtd(cpu->gpr[f_rs(w)]));
    return 0;
}

INTERP(CDTBCD)
{
    set_gpr(cpu, f_ra(w), int_cdtbcd(cpu->gpr[f_rs(w)]));
    return 0;
}

/* L = 1 compares 64 bits; without 64-bit mode it is ignored (form.h). */
static unsigned compare(PpcCpu *cpu, uint32_t w, uint64_t a, uint64_t b, bool is_signed)
{
    int64_t *cr = &cpu->cr[f_bf(w)];
    if (cpu->guest64 && f_l(w))
        *cr = is_signed ? crf_cmp_s64((int64_t)a, (int64_t)b, cpu->so) : crf_cmp_u64(a, b, cpu->so);
    else
        *cr = is_signed ? crf_cmp_s32((int32_t)a, (int32_t)b, cpu->so) : crf_cmp_u32((uint32_t)a, (uint32_t)b, cpu->so);
    return 0;
}

/* CR field BF <- LT || GT || EQ || SO of the operands */
INTERP(CMPI)
{
    return compare(cpu, w, RA, (uint64_t)si(w), true);
}

INTERP(CMPLI)
{
    return compare(cpu, w, RA, f_ui(w), false);
}

INTERP(CMP)
{
    return compare(cpu, w, RA, RB, true);
}

INTERP(CMPL)
{
    return compare(cpu, w, RA, RB, false);
}

/* CR field BF <- 0 || in range || 0 || 0 */
INTERP(CMPRB)
{
    ppc_set_crf(cpu, f_bf(w), int_cmprb(RA, RB, f_l(w)) ? CRF_GT : 0);
    return 0;
}

INTERP(CMPEQB)
{
    ppc_set_crf(cpu, f_bf(w), int_cmpeqb(RA, RB, cpu->guest64 ? 8 : 4) ? CRF_GT : 0);
    return 0;
}

/* RT <- CR[BC] ? (RA|0) : (RB) */
INTERP(ISEL)
{
    set_gpr(cpu, f_rt(w), ppc_get_cr_bit(cpu, f_bc(w)) ? ra_or_0(cpu, w) : RB);
    return 0;
}
