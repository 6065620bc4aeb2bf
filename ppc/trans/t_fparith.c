/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point arithmetic, conversion, compare and FPSCR: Power ISA Book I 4.6.6 .. 4.6.8, 4.6.10. */
#include "ppc/trans/crflags.h"
#include "ppc/trans/t_fp.h"

#define INTERP(id)                                                                                                     \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        (void)word;                                                                                                    \
        t_interp(t);                                                                                                   \
    }
INTERP(FADD) INTERP(FADDS) INTERP(FSUB) INTERP(FSUBS) INTERP(FMUL) INTERP(FMULS) INTERP(FDIV) INTERP(FDIVS)
INTERP(FSQRT) INTERP(FSQRTS) INTERP(FRE) INTERP(FRES) INTERP(FRSQRTE) INTERP(FRSQRTES) INTERP(FTDIV) INTERP(FTSQRT)
INTERP(FMADD) INTERP(FMADDS) INTERP(FMSUB) INTERP(FMSUBS) INTERP(FNMADD) INTERP(FNMADDS) INTERP(FNMSUB) INTERP(FNMSUBS)
INTERP(FRSP) INTERP(FCTIW) INTERP(FCTIWZ) INTERP(FCTIWU) INTERP(FCTIWUZ) INTERP(FCTID) INTERP(FCTIDZ) INTERP(FCTIDU)
INTERP(FCTIDUZ) INTERP(FCFID) INTERP(FCFIDU) INTERP(FCFIDS) INTERP(FCFIDUS) INTERP(FRIN) INTERP(FRIZ) INTERP(FRIP)
INTERP(FRIM) INTERP(FCMPU) INTERP(FCMPO) INTERP(MFFS) INTERP(MFFSCE) INTERP(MFFSCDRN) INTERP(MFFSCDRNI) INTERP(MFFSCRN)
INTERP(MFFSCRNI) INTERP(MFFSL) INTERP(MCRFS) INTERP(MTFSFI) INTERP(MTFSF) INTERP(MTFSB0) INTERP(MTFSB1)
