/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Special-purpose registers of the user level; see spr.h.
 */
#include "ppc/cpu/spr.h"

/* As wide as a register of the mode. */
static uint64_t word(const PpcCpu *cpu, uint64_t v)
{
    return cpu->guest64 ? v : (uint32_t)v;
}

static PpcSprResult missing(unsigned spr)
{
    return spr & 0x10 ? PPC_SPR_PRIVILEGED : PPC_SPR_ILLEGAL;
}

PpcSprResult ppc_mfspr(const PpcCpu *cpu, unsigned spr, uint64_t *value)
{
    switch (spr) {
    case PPC_SPR_XER: *value = ppc_get_xer(cpu); return PPC_SPR_OK;
    case PPC_SPR_LR: *value = cpu->lr; return PPC_SPR_OK;
    case PPC_SPR_CTR: *value = cpu->ctr; return PPC_SPR_OK;
    case PPC_SPR_DSCR: *value = cpu->dscr; return PPC_SPR_OK;
    case PPC_SPR_VRSAVE: *value = cpu->vrsave; return PPC_SPR_OK;
    case PPC_SPR_TB: *value = word(cpu, ppc_timebase()); return PPC_SPR_OK;
    case PPC_SPR_TBU: *value = ppc_timebase() >> 32; return PPC_SPR_OK;
    case PPC_SPR_PVR: *value = cpu->pvr; return PPC_SPR_OK;
    default: return missing(spr);
    }
}

PpcSprResult ppc_mtspr(PpcCpu *cpu, unsigned spr, uint64_t value)
{
    switch (spr) {
    case PPC_SPR_XER: ppc_set_xer(cpu, (uint32_t)value); return PPC_SPR_OK;
    case PPC_SPR_LR: cpu->lr = word(cpu, value); return PPC_SPR_OK;
    case PPC_SPR_CTR: cpu->ctr = word(cpu, value); return PPC_SPR_OK;
    case PPC_SPR_DSCR: cpu->dscr = (uint32_t)value & 0x01ffffff; return PPC_SPR_OK;
    case PPC_SPR_VRSAVE: cpu->vrsave = (uint32_t)value; return PPC_SPR_OK;
    default: return missing(spr);
    }
}
