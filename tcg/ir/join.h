/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making one unit of several: copies of units, and exits that become edges.
 * For regions; the guest side decides which units and which exits.
 */
#ifndef ENGRAFT_TCG_JOIN_H
#define ENGRAFT_TCG_JOIN_H

#include "tcg/ir/ir.h"

/* Copies the blocks, ops and guest instructions of src (not yet optimised: no op is removed) behind those of u. Returns
 * the block that src's entry became. Both have the same IrEnv. */
uint32_t ir_unit_append(IrUnit *u, const IrUnit *src);

/* Lets branches to blocks that only branch on (and hold no PHI) go there at once; blocks that only lead to cold ones
 * become cold. PHIs must not exist yet. */
void ir_thread_jumps(IrUnit *u);

#endif
