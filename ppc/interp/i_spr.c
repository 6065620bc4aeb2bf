/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Special-purpose registers: Power ISA 2.07 Book I 3.3.17, Book II 6.2.
 */
#include "ppc/cpu/spr.h"
#include "ppc/interp/ops.h"

static unsigned result(PpcCpu *cpu, uint32_t w, PpcSprResult r)
{
    if (r == PPC_SPR_OK)
        return 0;
    cpu->leave_detail = w;
    return r == PPC_SPR_PRIVILEGED ? IR_L_PRIVILEGED : IR_L_ILLEGAL;
}

/* RT <- SPR(n) */
INTERP(MFSPR)
{
    return result(cpu, w, ppc_mfspr(cpu, f_spr(w), &cpu->gpr[f_rt(w)]));
}

/* SPR(n) <- (RS) */
INTERP(MTSPR)
{
    return result(cpu, w, ppc_mtspr(cpu, f_spr(w), cpu->gpr[f_rs(w)]));
}

/* RT <- TB (268) or its upper half (269); other numbers do not exist */
INTERP(MFTB)
{
    unsigned n = f_tbr(w);
    if (n != PPC_SPR_TB && n != PPC_SPR_TBU)
        return result(cpu, w, PPC_SPR_ILLEGAL);
    return result(cpu, w, ppc_mfspr(cpu, n, &cpu->gpr[f_rt(w)]));
}
