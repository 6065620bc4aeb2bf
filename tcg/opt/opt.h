/* SPDX-License-Identifier: Apache-2.0 */
/* What the passes share. Only tcg/opt includes this. */
#ifndef ENGRAFT_TCG_OPT_H
#define ENGRAFT_TCG_OPT_H

#include "tcg/ir/cfg.h"
#include "tcg/ir/ir.h"

#define P(letter, name, function, needs, keeps, breaks, help) void function(IrUnit *u);
#include "tcg/opt/pass.def"
#undef P

/* Brings operands and snapshot of op r up to date with what this pass has replaced. Passes that walk in rpo and call
 * this for each op need ir_apply_subst() at their end only when there are loops. */
void opt_refresh(IrUnit *u, IrRef r);

/* Empties the blocks that nothing reaches, on behalf of pass `by`. */
void opt_drop_unreached(IrUnit *u, char by);

/* The entry the block's predecessor left behind: state of the one predecessor in an array with a row per place in rpo,
 * or -1. */
static inline int64_t opt_prior_row(const IrUnit *u, const IrCfg *c, uint32_t block)
{
    uint32_t p = ir_single_pred(u, c, block);
    return p == IR_UNREACHED ? -1 : (int64_t)c->pos[p];
}

#endif
