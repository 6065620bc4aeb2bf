/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Condition register: Power ISA 2.07 Book I 2.5, 3.3.17 (mcrxr), 3.3.10 (setb, ISA 3.0).
 */
#include "ppc/interp/ops.h"

/* CR[BT] <- CR[BA] op CR[BB] */
#define CR_LOGIC(id, expr)                                                                                             \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        unsigned a = ppc_get_cr_bit(cpu, f_ba(w)), b = ppc_get_cr_bit(cpu, f_bb(w));                                   \
        ppc_set_cr_bit(cpu, f_bt(w), (expr)&1);                                                                        \
        return 0;                                                                                                      \
    }
CR_LOGIC(CRAND, a &b)
CR_LOGIC(CRANDC, a & ~b)
CR_LOGIC(CREQV, ~(a ^ b))
CR_LOGIC(CRNAND, ~(a &b))
CR_LOGIC(CRNOR, ~(a | b))
CR_LOGIC(CROR, a | b)
CR_LOGIC(CRORC, a | ~b)
CR_LOGIC(CRXOR, a ^ b)

/* CR field BF <- CR field BFA */
INTERP(MCRF)
{
    cpu->cr[f_bf(w)] = cpu->cr[f_bfa(w)];
    return 0;
}

/* CR field BF <- SO || OV || CA || 0; the three are cleared */
INTERP(MCRXR)
{
    ppc_set_crf(cpu, f_bf(w), cpu->so << 3 | cpu->ov << 2 | cpu->ca << 1);
    cpu->so = cpu->ov = cpu->ca = 0;
    ppc_update_tb_flags(cpu);
    return 0;
}

/* CR field BF <- OV || OV32 || CA || CA32; OV32 and CA32 are not kept apart from OV and CA */
INTERP(MCRXRX)
{
    ppc_set_crf(cpu, f_bf(w), cpu->ov * 12 | cpu->ca * 3);
    return 0;
}

INTERP(MFCR)
{
    set_gpr(cpu, f_rt(w), ppc_get_cr(cpu));
    return 0;
}

static uint32_t field_mask(unsigned fxm)
{
    uint32_t m = 0;
    for (unsigned n = 0; n < 8; n++)
        if (fxm & 0x80 >> n)
            m |= 0xf0000000u >> 4 * n;
    return m;
}

/* The named field in its place; the other bits, undefined in the book, are 0 */
INTERP(MFOCRF)
{
    set_gpr(cpu, f_rt(w), ppc_get_cr(cpu) & field_mask(f_fxm(w)));
    return 0;
}

/* CR fields named by FXM <- those of RS[32:63] */
INTERP(MTCRF)
{
    ppc_set_cr(cpu, (uint32_t)cpu->gpr[f_rs(w)], f_fxm(w));
    return 0;
}

INTERP(MTOCRF)
{
    return interp_MTCRF(cpu, w);
}

/* RT <- CR field BFA: LT ? -1 : GT ? 1 : 0 */
INTERP(SETB)
{
    unsigned c = ppc_get_crf(cpu, f_bfa(w));
    set_gpr(cpu, f_rt(w), c & CRF_LT ? ~0ull : c & CRF_GT ? 1 : 0);
    return 0;
}

/* RT <- CR[BI] ? 1 : 0; r: the other way round; n: -1 instead of 1 (ISA 3.1) */
#define SET_BOOLEAN(id, bit, one)                                                                                      \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        set_gpr(cpu, f_rt(w), ppc_get_cr_bit(cpu, f_bi(w)) == (bit) ? (one) : 0);                                      \
        return 0;                                                                                                      \
    }
SET_BOOLEAN(SETBC, 1, 1)
SET_BOOLEAN(SETBCR, 0, 1)
SET_BOOLEAN(SETNBC, 1, ~0ull)
SET_BOOLEAN(SETNBCR, 0, ~0ull)
