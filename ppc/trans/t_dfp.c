/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal floating point: every row is a call of the function that executes it (t_exec_helper). */
#include "ppc/trans/t_vsx.h"

#define DECIMAL_DFP(id)                                                                                                \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        t_vsx_helper(t, word);                                                                                         \
    }
#define DECIMAL_SUPER(id)
#define DECIMAL_BOOKE(id)
#define DECIMAL_BASE(id)
#define DECIMAL_I64(id)
#define DECIMAL_TM(id)
#define DECIMAL_FP(id)
#define DECIMAL_VMX(id)
#define DECIMAL_VSX(id)
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status) DECIMAL_##level(id)
#include "ppc/isa/insn.def"
#undef I
