/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --check=verify: an optimised unit against what it was made from. Both are
 * evaluated on the same random states, over memory that is made up; they must
 * leave the same way with the same state and have made the same stores.
 */
#ifndef ENGRAFT_ENGINE_EXEC_PASSCHECK_H
#define ENGRAFT_ENGINE_EXEC_PASSCHECK_H

#include "tcg/ir/ir.h"

/* A copy of u, in its arena, for passcheck(); NULL: nothing to check, the unit touches plugins' memory by address. */
IrUnit *passcheck_keep(IrUnit *u);
/* Dies with both listings when optimised unit u differs from before. On a guest thread; calls no helper. */
void passcheck(IrUnit *before, IrUnit *u);

#endif
