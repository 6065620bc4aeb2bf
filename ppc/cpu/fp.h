/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating point of the guest: results and FPSCR, bit-exact with the Power ISA
 * (2.07 Book I chapter 4). One definition for interpreter and helpers, in
 * three layers:
 *
 *   ppc_fp_compute()   what an operation yields: result, exceptions, FPRF, FR, FI. Pure integer code, no state.
 *   ppc_fp_exact()     the same applied to a CPU: FPSCR fully updated at once. The interpreter uses only this.
 *   ppc_fadd_fast() .. for generated code: the host's FPU does the work, the FPSCR stays lazy, and whatever the host
 *                      would do differently (NaN results, one kind of underflow, double rounding) goes to
 * ppc_fp_exact().
 *
 * The lazy FPSCR. While cpu->fp_live is set (ppc_fp_enter .. ppc_fp_leave: generated code runs) the host's MXCSR
 * belongs to the guest: all exceptions masked, RC = FPSCR[RN], no FTZ, no DAZ; its sticky flags OE UE ZE PE are
 * OX UX ZX XX that have not reached cpu->fpscr yet (IE and DE mean nothing). Code that runs meanwhile must not
 * disturb it: C code that itself uses floating point goes between ppc_fp_leave() and ppc_fp_enter().
 * FPRF, FR and FI depend only on the last operations, and are computed from this record when somebody asks:
 *
 *   fpl_op bits 0..7     PpcFpOp of the last operation that sets FPRF, FR and FI; its operands FRA, FRB, FRC are in
 *                        fpl_a, fpl_b, fpl_c (only those the operation has). 0: cpu->fpscr holds all three.
 *          bit 8         PPC_FPL_CC: a compare came later; FPCC is crf_decode(fpl_cc)
 *          bit 9         PPC_FPL_HOST: vector operations, which set exceptions only, came later
 *          bits 16..23   PpcFpOp of a conversion to integer that came later (it sets FR and FI only); its operand
 *                        is in fpl_cvt. 0: none
 *
 * So an arithmetic operation stores fpl_op = its number, a compare ORs in PPC_FPL_CC, a vector operation PPC_FPL_HOST,
 * and a conversion replaces bits 16..23. Whatever may set a flag of the host leaves a record: while fpl_op is 0 there
 * is none that cpu->fpscr lacks. ppc_fp_sync() makes cpu->fpscr exact and the record empty; everything that reads or
 * writes the FPSCR calls it first, so RN and the enable bits are constant over the life of a record. The fast functions
 * are only for operations that raise no enabled exception; so are the record and the host's flags.
 *
 * Overflow, underflow and division by zero by trap. Reading the host's flags waits for all operations under way, and
 * OX, UX and ZX are rarely set. So while all three are 0, the host has these exceptions unmasked (fp_mode.base), if
 * the engine can take the host's trap (ppc_fp_traps): ppc_fp_trapped() masks them for the time being. While they are
 * unmasked cpu->fpscr is exact in these bits, and when XX is 1, too, the host's flags need not be read.
 *
 * When the result of an operation is inexact by host rules and by the book's, which flags agree? OX, ZX and XX always.
 * UX: the host looks for tininess after rounding, the book before; they differ only when the delivered magnitude is the
 * smallest normal number, and that goes to the exact path. Additions and subtractions are exact when tiny.
 *
 * Enabled exceptions. FPSCR[FEX] is exact after ppc_fp_exact(). When cpu->fp_trap is also set the program interrupt is
 * due: ppc_fp_trap_due(). The interpreter tests it after each instruction that may change the FPSCR and returns
 * IR_L_FPE with pc = the instruction; translated code under PPC_TBF_FPEXACT asks ppc_fp_is_tame() in front of each
 * operation, and hands what is not, or all while XE or FEX is 1, to the interpreter.
 *
 * What the book leaves undefined, and what is done here:
 *   - fres, fre, frsqrte(s): 1/x and 1/sqrt(x) by correctly rounded operations (the book asks for an estimate); XX, FR
 *     and FI are those of these operations.
 *   - FPRF after a conversion to integer: unchanged.
 *   - Upper word of fctiw: sign of the result; of fctiwz the same; of fctiwu(z), and of NaN operands: 0.
 *   - Single-precision operations on operands that are no single-precision numbers: computed from the operands as
 *     they are, rounded once; of a NaN only what a single can hold is kept.
 *   - FR after an overflow that is not enabled: 1 when the result is infinity.
 *   - stfs of a magnitude below the smallest denormal single: zero with the sign.
 */
#ifndef ENGRAFT_PPC_CPU_FP_H
#define ENGRAFT_PPC_CPU_FP_H

#include "ppc/cpu/crf.h"
#include "ppc/cpu/fpscr.h"
#include "ppc/cpu/state.h"

/*
 * The operations: id, operands used, kind. Kind R: result rounded to the format, sets FPRF FR FI. Kind I: conversion to
 * integer, sets FR FI.
 */
#define PPC_FPOPS(X)                                                                                                   \
    X(FADD, "ab", R)                                                                                                   \
    X(FADDS, "ab", R)                                                                                                  \
    X(FSUB, "ab", R)                                                                                                   \
    X(FSUBS, "ab", R)                                                                                                  \
    X(FMUL, "ac", R)                                                                                                   \
    X(FMULS, "ac", R)                                                                                                  \
    X(FDIV, "ab", R)                                                                                                   \
    X(FDIVS, "ab", R)                                                                                                  \
    X(FSQRT, "b", R)                                                                                                   \
    X(FSQRTS, "b", R)                                                                                                  \
    X(FRE, "b", R)                                                                                                     \
    X(FRES, "b", R)                                                                                                    \
    X(FRSQRTE, "b", R)                                                                                                 \
    X(FRSQRTES, "b", R)                                                                                                \
    X(FMADD, "abc", R)                                                                                                 \
    X(FMADDS, "abc", R)                                                                                                \
    X(FMSUB, "abc", R)                                                                                                 \
    X(FMSUBS, "abc", R)                                                                                                \
    X(FNMADD, "abc", R)                                                                                                \
    X(FNMADDS, "abc", R)                                                                                               \
    X(FNMSUB, "abc", R)                                                                                                \
    X(FNMSUBS, "abc", R)                                                                                               \
    X(FRSP, "b", R)                                                                                                    \
    X(FCFID, "b", R)                                                                                                   \
    X(FCFIDU, "b", R)                                                                                                  \
    X(FCFIDS, "b", R)                                                                                                  \
    X(FCFIDUS, "b", R)                                                                                                 \
    X(FRIN, "b", R)                                                                                                    \
    X(FRIZ, "b", R)                                                                                                    \
    X(FRIP, "b", R)                                                                                                    \
    X(FRIM, "b", R)                                                                                                    \
    X(FCTIW, "b", I)                                                                                                   \
    X(FCTIWZ, "b", I)                                                                                                  \
    X(FCTIWU, "b", I)                                                                                                  \
    X(FCTIWUZ, "b", I)                                                                                                 \
    X(FCTID, "b", I)                                                                                                   \
    X(FCTIDZ, "b", I)                                                                                                  \
    X(FCTIDU, "b", I)                                                                                                  \
    X(FCTIDUZ, "b", I)

typedef enum PpcFpOp {
    FPOP_NONE,
#define X(id, operands, kind) FPOP_##id,
    PPC_FPOPS(X)
#undef X
        FPOP_COUNT
} PpcFpOp;
_Static_assert(FPOP_COUNT <= 256, "fits the bytes of fpl_op");

/* Sets FR and FI but not FPRF. */
static inline bool ppc_fpop_is_to_int(PpcFpOp op)
{
    return op >= FPOP_FCTIW;
}

enum { PPC_FPL_OP = 0xff, PPC_FPL_CC = 0x100, PPC_FPL_HOST = 0x200, PPC_FPL_CVT_SHIFT = 16 };

/* -- the pure layer: fp_exact.c ---------------------------------------------------------------------------------- */

typedef struct PpcFpRes {
    uint64_t v;   /* result; of no use when keep */
    uint32_t exc; /* PPC_FPSCR_OX UX ZX XX VX... that the operation raises */
    uint8_t fprf; /* class of v; kind R only */
    bool fr, fi;
    bool keep; /* enabled invalid operation or zero divide: the target and FPRF stay as they are */
} PpcFpRes;

/* Operation op on FRA, FRB, FRC (those it has) under FPSCR[VE..RN] = low 8 bits of fpscr. */
PpcFpRes ppc_fp_compute(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr);

/* FPRF code (5 bits) of a double: Book I table 4.2.2. */
unsigned ppc_fprf(uint64_t v);

/* Order of a and b as CR bits: CRF_LT, CRF_GT, CRF_EQ or CRF_SO for unordered. */
unsigned ppc_fp_order(uint64_t a, uint64_t b);

/* lfs: a single as a double; and stfs: the reverse, without rounding (Book I 4.6.2, 4.6.3). */
uint64_t ppc_single_to_double(uint32_t s);
uint32_t ppc_double_to_single(uint64_t d);

/* fsel, ftdiv, ftsqrt: no FPSCR. The tests yield CR field bits. */
static inline uint64_t ppc_fsel(uint64_t a, uint64_t b, uint64_t c)
{
    bool nan = a << 1 > 0xffe0000000000000ull, neg = a >> 63 && a << 1;
    return nan || neg ? b : c;
}
unsigned ppc_ftdiv(uint64_t a, uint64_t b);
unsigned ppc_ftsqrt(uint64_t b);

/* -- applied to a CPU, exact at once: fp.c ----------------------------------------------------------------------- */

/* Executes op; FPSCR updated. False when the target must be left alone (enabled VX or ZX). */
bool ppc_fp_exact(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t *result);

/* The same straight into FPR frt, which is left alone where the book says so: for generated code under PPC_TBF_FPEXACT.
 */
void ppc_fp_exec(PpcCpu *cpu, PpcFpOp op, unsigned frt, uint64_t a, uint64_t b, uint64_t c);

/* The result alone, for callers that know all enable bits are clear: ppc_fadd(cpu, a, b), ppc_fmul(cpu, a, c), ... */
uint64_t ppc_fp_value(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c);
#define PPC_FP_AB(id, fn)                                                                                              \
    static inline uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t b)                                                     \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, a, b, 0);                                                                  \
    }
#define PPC_FP_AC(id, fn)                                                                                              \
    static inline uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t c)                                                     \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, a, 0, c);                                                                  \
    }
#define PPC_FP_B(id, fn)                                                                                               \
    static inline uint64_t fn(PpcCpu *cpu, uint64_t b)                                                                 \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, 0, b, 0);                                                                  \
    }
#define PPC_FP_ABC(id, fn)                                                                                             \
    static inline uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c)                                         \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, a, b, c);                                                                  \
    }
PPC_FP_AB(FADD, ppc_fadd)
PPC_FP_AB(FADDS, ppc_fadds)
PPC_FP_AB(FSUB, ppc_fsub)
PPC_FP_AB(FSUBS, ppc_fsubs)
PPC_FP_AC(FMUL, ppc_fmul)
PPC_FP_AC(FMULS, ppc_fmuls)
PPC_FP_AB(FDIV, ppc_fdiv)
PPC_FP_AB(FDIVS, ppc_fdivs)
PPC_FP_B(FSQRT, ppc_fsqrt)
PPC_FP_B(FSQRTS, ppc_fsqrts)
PPC_FP_ABC(FMADD, ppc_fmadd)
PPC_FP_ABC(FMADDS, ppc_fmadds)
PPC_FP_ABC(FMSUB, ppc_fmsub)
PPC_FP_ABC(FMSUBS, ppc_fmsubs)
PPC_FP_ABC(FNMADD, ppc_fnmadd)
PPC_FP_ABC(FNMADDS, ppc_fnmadds)
PPC_FP_ABC(FNMSUB, ppc_fnmsub)
PPC_FP_ABC(FNMSUBS, ppc_fnmsubs)
PPC_FP_B(FRSP, ppc_frsp)
#undef PPC_FP_AB
#undef PPC_FP_AC
#undef PPC_FP_B
#undef PPC_FP_ABC

/* fcmpu, fcmpo (ordered): CR field bits; FPCC and VX bits of the FPSCR updated. */
unsigned ppc_fp_compare(PpcCpu *cpu, uint64_t a, uint64_t b, bool ordered);

/* Exception bits into the FPSCR, which must be exact (ppc_fp_sync), with FX and the summaries. */
void ppc_fp_raise(PpcCpu *cpu, uint32_t exc);

/* CR1 of a record form: FX FEX VX OX. Merges the sticky flags; the record stays. */
unsigned ppc_fp_cr1(PpcCpu *cpu);

/* An enabled exception is pending and the guest wants the interrupt. The FPSCR must be exact. */
static inline bool ppc_fp_trap_due(const PpcCpu *cpu)
{
    return cpu->fp_trap && cpu->fpscr & PPC_FPSCR_FEX;
}
/* si_code (FPE_FLTINV ...) of that interrupt, as Linux computes it from the FPSCR; FPE_FLTUNK when nothing is enabled.
 */
int ppc_fp_si_code(const PpcCpu *cpu);

/* The 64-bit FPSCR as mffs reads it; syncs. */
uint64_t ppc_get_fpscr(PpcCpu *cpu);
/* The whole FPSCR from outside (signal frames, debugger): drops the record, summary bits made right. */
void ppc_set_fpscr(PpcCpu *cpu, uint64_t value);

/* The FPSCR instructions (Book I 4.6.10). Each syncs, keeps tb_flags right and the host's rounding mode when fp_live.
 */
unsigned ppc_mcrfs(PpcCpu *cpu, unsigned bfa);            /* the field's old bits */
void ppc_mtfsb(PpcCpu *cpu, unsigned bt, unsigned value); /* mtfsb0, mtfsb1 */
void ppc_mtfsfi(PpcCpu *cpu, unsigned bf, unsigned w, unsigned u);
void ppc_mtfsf(PpcCpu *cpu, unsigned flm, unsigned l, unsigned w, uint64_t frb);
uint64_t ppc_mffsce(PpcCpu *cpu);
uint64_t ppc_mffscrn(PpcCpu *cpu, unsigned rn);
uint64_t ppc_mffscdrn(PpcCpu *cpu, unsigned drn);
uint64_t ppc_mffsl(PpcCpu *cpu);

/* NI and RN := those of v, with the FPSCR synced. */
void ppc_set_fp_mode(PpcCpu *cpu, uint32_t v);

/* -- laziness: fp.c ------------------------------------------------------------------------------------------------ */

/* Makes cpu->fpscr exact: merges the host's sticky flags when fp_live, then evaluates the record. Thread: the owner. */
void ppc_fp_sync(PpcCpu *cpu);

/* MXCSR while generated code of a guest with this FPSCR runs: flags clear. */
uint32_t ppc_fp_mxcsr(uint32_t fpscr);
/* The engine hands the host's floating-point traps to ppc_fp_trapped(). */
extern bool ppc_fp_traps;
/*
 * A trap of the host in code that runs with the guest's MXCSR; *mxcsr is the interrupted context's. False: not one of
 * ours; else the operation is to be done again. Async-signal-safe.
 */
bool ppc_fp_trapped(PpcCpu *cpu, uint32_t *mxcsr);
/* Before and after generated code. leave() merges the sticky flags into cpu->fpscr (the record stays) and gives the
 * host its default MXCSR back. Neither nests. */
void ppc_fp_enter(PpcCpu *cpu);
void ppc_fp_leave(PpcCpu *cpu);
/* leave() for a signal handler that will not return to the interrupted code: mxcsr is the interrupted context's. */
void ppc_fp_leave_from(PpcCpu *cpu, uint32_t mxcsr);

/* -- the fast layer: fp_fast.c; only between enter and leave, all enable bits clear ----------------------------------
 */

uint64_t ppc_fadd_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
uint64_t ppc_fadds_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
uint64_t ppc_fsub_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
uint64_t ppc_fsubs_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
uint64_t ppc_fmul_fast(PpcCpu *cpu, uint64_t a, uint64_t c);
uint64_t ppc_fmuls_fast(PpcCpu *cpu, uint64_t a, uint64_t c);
uint64_t ppc_fdiv_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
uint64_t ppc_fdivs_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
uint64_t ppc_fsqrt_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fsqrts_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fre_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fres_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_frsqrte_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_frsqrtes_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fmadd_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fmadds_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fmsub_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fmsubs_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fnmadd_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fnmadds_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fnmsub_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_fnmsubs_fast(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c);
uint64_t ppc_frsp_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fcfid_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fcfids_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_friz_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_frip_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_frim_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fctiw_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fctiwz_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fctiwuz_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fctid_fast(PpcCpu *cpu, uint64_t b);
uint64_t ppc_fctidz_fast(PpcCpu *cpu, uint64_t b);
/* Encoded CR field. */
int64_t ppc_fcmpu_fast(PpcCpu *cpu, uint64_t a, uint64_t b);
int64_t ppc_fcmpo_fast(PpcCpu *cpu, uint64_t a, uint64_t b);

/* Any operation by its number: the fast function where there is one, else exact. Tests and rare operations. */
uint64_t ppc_fp_fast(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c);

/*
 * FPRF, FR and FI of an operation of the record, as bits of the FPSCR (after a conversion to integer FR and FI only),
 * by having the host do it again under other rounding modes. fpscr: for RN. False when the host cannot tell; then
 * ppc_fp_compute() does. To be called without FTZ and DAZ; leaves the host's MXCSR as anything, unless it is quiet
 * about arithmetic operations.
 */
bool ppc_fp_again(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr, uint32_t *bits);
bool ppc_fp_again_is_quiet(void);

/* The frequent records at once: FPRF, FR and FI go into cpu->fpscr, no MXCSR is touched. False: not one of these. */
bool ppc_fp_record_quick(PpcCpu *cpu);

/* The host has AVX-512, and it may be used. */
extern bool ppc_fp_avx512;

/* The operation certainly raises no OX, ZX or VX exception, nor UX if fpscr enables it, whatever the rounding mode.
 * Leaves no trace. */
bool ppc_fp_is_tame(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr);

#endif
