/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order and dominance of a unit's blocks, for the verifier and the passes. A
 * snapshot of the graph: make it again after control flow has changed.
 */
#ifndef ENGRAFT_TCG_CFG_H
#define ENGRAFT_TCG_CFG_H

#include "tcg/ir/ir.h"

enum { IR_UNREACHED = 0xffffffffu };

typedef struct IrCfg {
    uint32_t *rpo; /* reachable blocks, each after all its predecessors but those of back edges */
    uint32_t nrpo;
    uint32_t *pos;  /* block -> place in rpo, IR_UNREACHED */
    uint32_t *idom; /* block -> immediate dominator; the entry's is itself */
    bool loops;     /* there is a back edge */
} IrCfg;

/* Fills c from u, and IrBlock.pred of every block. Memory: the unit's arena. Cost: linear for graphs without odd loops.
 */
void ir_cfg(IrUnit *u, IrCfg *c);

/* The same, made at most once until ir_block_new() or ir_edge_removed(). Who changes END ops otherwise sets u->cfg to
 * NULL. */
const IrCfg *ir_cfg_get(IrUnit *u);

/* Does block a dominate block b (a = b counts)? Both reachable. */
bool ir_dominates(const IrCfg *c, uint32_t a, uint32_t b);

/* The only predecessor of block b when it comes before b in rpo, else IR_UNREACHED: b then continues what that block
 * began. */
uint32_t ir_single_pred(const IrUnit *u, const IrCfg *c, uint32_t b);

#endif
