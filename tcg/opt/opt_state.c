/* SPDX-License-Identifier: Apache-2.0 */
/*
 * S: state forwarding. A GET of a slot whose value is known becomes that value;
 * a PUT of what the slot holds already goes.
 *
 * needs: valid   keeps: inplace, cfg   breaks: nothing
 *
 * Forward over the blocks. A block with one predecessor goes on with what that
 * one knew; a join knows what all of its predecessors know alike; a loop's head
 * knows nothing. "Known" means: in the state block, so the pass is right also
 * when PUTs have been moved.
 */
#include "tcg/opt/opt.h"

#include <string.h>

/* What is known on entry to the block at place i of rpo, into row. */
static void known_at_entry(const IrUnit *u, const IrCfg *c, uint32_t i, const IrRef *rows, unsigned n, IrRef *row)
{
    uint32_t b = c->rpo[i];
    const IrBlock *blk = &u->blocks[b];
    memset(row, 0, n * sizeof *row);
    if (b == 0)
        return;
    for (uint32_t k = 0; k < blk->npred; k++)
        if (c->pos[blk->pred[k]] >= i)
            return;
    memcpy(row, rows + (size_t)c->pos[blk->pred[0]] * n, n * sizeof *row);
    for (uint32_t k = 1; k < blk->npred; k++) {
        const IrRef *other = rows + (size_t)c->pos[blk->pred[k]] * n;
        for (unsigned s = 0; s < n; s++)
            if (row[s] != other[s])
                row[s] = IR_NONE;
    }
}

/* What a helper may write is not known after it. */
static void forget(const IrUnit *u, const IrOp *o, IrRef *row)
{
    const uint16_t *list;
    switch (ir_call_writes(u, o, &list)) {
    case IR_SLOTS_NONE: break;
    case IR_SLOTS_ALL: memset(row, 0, u->env->nslots * sizeof *row); break;
    case IR_SLOTS_LIST:
        for (; *list != 0xffff; list++)
            row[*list] = IR_NONE;
        break;
    }
}

void opt_state(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    unsigned n = u->env->nslots;
    IrRef *rows = arena_alloc(u->arena, (size_t)c->nrpo * n * sizeof *rows);
    for (uint32_t i = 0; i < c->nrpo; i++) {
        IrRef *row = rows + (size_t)i * n;
        known_at_entry(u, c, i, rows, n, row);
        IR_FOR_OPS_SAFE(u, c->rpo[i], r, next)
        {
            opt_refresh(u, r);
            const IrOp *o = &u->ops[r];
            if (o->op == UOP_GET) {
                if (row[o->imm])
                    ir_replace(u, r, row[o->imm], 'S');
                else
                    row[o->imm] = r;
            } else if (o->op == UOP_PUT) {
                if (row[o->imm] == o->a)
                    ir_remove(u, r, 'S');
                else
                    row[o->imm] = o->a;
            } else if (o->op == UOP_CALL) {
                forget(u, o, row);
            }
        }
    }
    if (c->loops)
        ir_apply_subst(u);
}
