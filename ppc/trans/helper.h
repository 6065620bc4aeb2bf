/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and prototypes of the helpers of helper.def. */
#ifndef ENGRAFT_PPC_TRANS_HELPER_H
#define ENGRAFT_PPC_TRANS_HELPER_H

#include "ppc/cpu/state.h"
#include "tcg/ir/ir.h"

/* A vector register as the calling convention passes it. */
typedef uint64_t PpcVecVal __attribute__((vector_size(16)));

typedef enum HelperId {
#define H(id, result, params, ret, args, flags, reads, writes) HLP_##id,
#include "ppc/trans/helper.def"
#undef H
    HLP_COUNT
} HelperId;

#define H(id, result, params, ret, args, flags, reads, writes) result hlp_##id params;
#include "ppc/trans/helper.def"
#undef H

#endif
