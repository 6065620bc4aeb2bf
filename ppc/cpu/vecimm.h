/* SPDX-License-Identifier: Apache-2.0 */
/* The column `imm` of vec.def: IMM_<word> extracts that immediate from an instruction word. */
#ifndef ENGRAFT_PPC_CPU_VECIMM_H
#define ENGRAFT_PPC_CPU_VECIMM_H

#include "ppc/isa/field.h"

static inline unsigned f_none(uint32_t w)
{
    (void)w;
    return 0;
}
#define IMM_NONE f_none
#define IMM_UIM2 f_uim2
#define IMM_UIM3 f_uim3
#define IMM_UIM4 f_uim4
#define IMM_UIM5 f_uim5
#define IMM_SIM  f_sim
#define IMM_SHB  f_shb
#define IMM_SHB3 f_shb3
#define IMM_PS   f_ps
#define IMM_MP   f_mp
#define IMM_BM   f_bm
/* ST and SIX of vshasigmaw together */
#define IMM_STSIX f_rb

#endif
