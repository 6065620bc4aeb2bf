/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Invalid instruction forms; see form.h.
 */
#include "ppc/cpu/form.h"

#include "ppc/isa/cpu.h"

static bool bad_update(uint32_t cls, PpcWord word)
{
    bool int_load = cls & PPC_CLASS_LOAD && !(cls & (PPC_CLASS_FPU | PPC_CLASS_VEC));
    return f_ra(word) == 0 || (int_load && f_ra(word) == f_rt(word));
}

bool ppc_form_invalid(PpcOp op, PpcWord word)
{
    uint32_t cls = ppc_class(op);
    if (!ppc_cpu_has(op))
        return true;
    if (cls & PPC_FLAG_UPDATE)
        return bad_update(cls, word);
    if ((word >> 32 && op != PPC_PNOP) || ppc_row(op)->level == PPC_LEVEL_DFP)
        return !ppc_form_valid(op, word);
    switch (op) {
    case PPC_BCCTR: return !(f_bo(word) & 4);
    case PPC_LFDP:
    case PPC_LFDPX:
    case PPC_STFDP:
    case PPC_STFDPX: return f_frt(word) & 1;
    case PPC_ADDEX: return f_cy(word) != 0;
    case PPC_LXVKQ: return !ppc_form_valid(op, word);
    case PPC_XXGENPCVBM:
    case PPC_XXGENPCVHM:
    case PPC_XXGENPCVWM:
    case PPC_XXGENPCVDM: return f_uim5(word) > 3;
    default: return false;
    }
}
