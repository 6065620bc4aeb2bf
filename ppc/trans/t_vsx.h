/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of vector-scalar instructions share, and rows that a helper executes. */
#ifndef ENGRAFT_PPC_T_VSX_H
#define ENGRAFT_PPC_T_VSX_H

#include "ppc/trans/trans.h"

/* The instruction in hand is executed by a helper (under PPC_TBF_FPEXACT: by the interpreter). No memory. */
void t_vsx_helper(Trans *t, uint32_t word);
/* The function of a row that is executed so. */
#define T_VSX_HELPER(id)                                                                                               \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        t_vsx_helper(t, word);                                                                                         \
    }
/* A register as v128. */
IrRef t_vsx_get(Trans *t, unsigned n);
void t_vsx_put_v(Trans *t, unsigned n, IrRef v);
/* Both doublewords of a register, as i64. */
void t_vsx_put(Trans *t, unsigned n, IrRef high, IrRef low);
/* Doubleword 1 of register n < 32. */
void t_vsx_put_low(Trans *t, unsigned n, IrRef low);

#endif
