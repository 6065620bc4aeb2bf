/* SPDX-License-Identifier: Apache-2.0 */
/* What the instruction functions of binary, decimal and vector-scalar floating point share. */
#ifndef ENGRAFT_PPC_INTERP_FPOPS_H
#define ENGRAFT_PPC_INTERP_FPOPS_H

#include "ppc/cpu/fp.h"
#include "ppc/interp/ops.h"

/* Record forms: CR1 <- FX FEX VX OX. */
static inline void interp_fp_record(PpcCpu *cpu, uint32_t w)
{
    if (f_rc(w))
        ppc_set_crf(cpu, 1, ppc_fp_cr1(cpu));
}

/* After an instruction that may set exception bits: what its function returns. */
static inline unsigned interp_fp_finish(PpcCpu *cpu)
{
    if (!ppc_fp_trap_due(cpu))
        return 0;
    cpu->leave_detail = (uint64_t)ppc_fp_si_code(cpu);
    return IR_L_FPE;
}

#endif
