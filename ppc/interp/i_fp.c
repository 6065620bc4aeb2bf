/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating point but loads and stores: Power ISA 2.07 Book I 4.6.5 to 4.6.10.
 * Values and FPSCR are the exact layer's of ppc/cpu/fp.h; here are operands,
 * record forms (CR1 <- FX FEX VX OX) and the interrupt of enabled exceptions.
 */
#include "ppc/cpu/fp.h"
#include "ppc/interp/fpops.h"

#define FRA (ppc_fpr(cpu, f_fra(w)))
#define FRB (ppc_fpr(cpu, f_frb(w)))
#define FRC (ppc_fpr(cpu, f_frc(w)))

/* -- Move: no FPSCR ------------------------------------------------------------------------------------------------ */

#define SIGN 0x8000000000000000ull
#define MOVE(id, expr)                                                                                                 \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        ppc_set_fpr(cpu, f_frt(w), (expr));                                                                            \
        interp_fp_record(cpu, w);                                                                                      \
        return 0;                                                                                                      \
    }
MOVE(FMR, FRB)
MOVE(FNEG, FRB ^ SIGN)
MOVE(FABS, FRB & ~SIGN)
MOVE(FNABS, FRB | SIGN)
MOVE(FCPSGN, (FRA & SIGN) | (FRB & ~SIGN))
MOVE(FSEL, ppc_fsel(FRA, FRB, FRC)) /* (FRA) >= 0 ? (FRC) : (FRB) */

/* Words 0 (even) or 1 (odd) of FRA and FRB */
INTERP(FMRGEW)
{
    ppc_set_fpr(cpu, f_frt(w), (FRA & 0xffffffff00000000ull) | FRB >> 32);
    return 0;
}

INTERP(FMRGOW)
{
    ppc_set_fpr(cpu, f_frt(w), FRA << 32 | (uint32_t)FRB);
    return 0;
}

/* -- Arithmetic, rounding, conversion ---------------------------------------------------------------------------------
 */

#define X(id, operands, kind)                                                                                          \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        ppc_fp_exec(cpu, FPOP_##id, f_frt(w), FRA, FRB, FRC);                                                          \
        interp_fp_record(cpu, w);                                                                                      \
        return interp_fp_finish(cpu);                                                                                  \
    }
PPC_FPOPS(X)
#undef X

INTERP(FTDIV)
{
    ppc_set_crf(cpu, f_bf(w), ppc_ftdiv(FRA, FRB));
    return 0;
}

INTERP(FTSQRT)
{
    ppc_set_crf(cpu, f_bf(w), ppc_ftsqrt(FRB));
    return 0;
}

/* -- Compare: CR field BF and FPCC <- less, greater, equal, unordered
 * --------------------------------------------------- */

INTERP(FCMPU)
{
    ppc_set_crf(cpu, f_bf(w), ppc_fp_compare(cpu, FRA, FRB, false));
    return interp_fp_finish(cpu);
}

INTERP(FCMPO)
{
    ppc_set_crf(cpu, f_bf(w), ppc_fp_compare(cpu, FRA, FRB, true));
    return interp_fp_finish(cpu);
}

/* -- FPSCR ------------------------------------------------------------------------------------------------------------
 */

static unsigned read_fpscr(PpcCpu *cpu, uint32_t w, uint64_t v)
{
    ppc_set_fpr(cpu, f_frt(w), v);
    return 0;
}

/* FRT <- FPSCR, all 64 bits */
INTERP(MFFS)
{
    ppc_set_fpr(cpu, f_frt(w), ppc_get_fpscr(cpu));
    interp_fp_record(cpu, w);
    return 0;
}

/* FRT <- FPSCR, then the enable bits are cleared; mffscrn, mffscdrn: FRT <- control bits, then RN or DRN set */
INTERP(MFFSCE)
{
    return read_fpscr(cpu, w, ppc_mffsce(cpu));
}

INTERP(MFFSCRN)
{
    uint64_t b = FRB;
    return read_fpscr(cpu, w, ppc_mffscrn(cpu, b & 3));
}

INTERP(MFFSCRNI)
{
    return read_fpscr(cpu, w, ppc_mffscrn(cpu, f_rm(w)));
}

INTERP(MFFSCDRN)
{
    uint64_t b = FRB;
    return read_fpscr(cpu, w, ppc_mffscdrn(cpu, b & 7));
}

INTERP(MFFSCDRNI)
{
    return read_fpscr(cpu, w, ppc_mffscdrn(cpu, f_drm(w)));
}

INTERP(MFFSL)
{
    return read_fpscr(cpu, w, ppc_mffsl(cpu));
}

/* CR field BF <- FPSCR field BFA, whose exception bits are then cleared */
INTERP(MCRFS)
{
    ppc_set_crf(cpu, f_bf(w), ppc_mcrfs(cpu, f_bfa(w)));
    return 0;
}

INTERP(MTFSFI)
{
    ppc_mtfsfi(cpu, f_bf(w), f_w(w), f_u(w));
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}

INTERP(MTFSF)
{
    ppc_mtfsf(cpu, f_flm(w), f_l6(w), f_w(w), FRB);
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}

INTERP(MTFSB0)
{
    ppc_mtfsb(cpu, f_bt(w), 0);
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}

INTERP(MTFSB1)
{
    ppc_mtfsb(cpu, f_bt(w), 1);
    interp_fp_record(cpu, w);
    return interp_fp_finish(cpu);
}
