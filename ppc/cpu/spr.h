/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Special-purpose registers as a user program sees them: mfspr, mtspr, mftb.
 *
 * The user level has XER, LR, CTR, VRSAVE and the time base (Power ISA 2.07 Book
 * I 3.3.17, Book II 6.2). PVR is privileged, but Linux answers for it, so it
 * reads here, too. Every other number of which bit spr[0] (0x10 of the number)
 * is 1 is privileged, the rest does not exist.
 */
#ifndef ENGRAFT_PPC_CPU_SPR_H
#define ENGRAFT_PPC_CPU_SPR_H

#include "ppc/cpu/state.h"

enum {
    PPC_SPR_XER = 1,
    PPC_SPR_DSCR = 3, /* data streams: kept, of no effect */
    PPC_SPR_LR = 8,
    PPC_SPR_CTR = 9,
    PPC_SPR_VRSAVE = 256,
    PPC_SPR_TB = 268,
    PPC_SPR_TBU = 269,
    PPC_SPR_PVR = 287,
};

typedef enum PpcSprResult { PPC_SPR_OK, PPC_SPR_ILLEGAL, PPC_SPR_PRIVILEGED } PpcSprResult;

/* *value = SPR number spr; untouched unless OK. Thread: the owner of cpu. */
PpcSprResult ppc_mfspr(const PpcCpu *cpu, unsigned spr, uint64_t *value);
/* SPR := value. Writing XER may change tb_flags. */
PpcSprResult ppc_mtspr(PpcCpu *cpu, unsigned spr, uint64_t value);

#endif
