/* SPDX-License-Identifier: Apache-2.0 */
/*
 * O: polls. A POLL whose every way round leads through another one is not
 * needed: branches back to two places of one loop give it two. Ways round are also those out of the unit and in again,
 * but through exits that look for interrupts themselves.
 *
 * needs: valid   keeps: inplace, cfg   breaks: nothing
 *
 * One at a time, so that of two POLLs that stand for each other one stays: each
 * cycle keeps at least one, whichever goes.
 */
#include "tcg/opt/opt.h"

/* The first of the guest's POLLs in block b, or IR_NONE. */
static IrRef poll_in(const IrUnit *u, uint32_t b)
{
    IR_FOR_OPS(u, b, r)
    if (u->ops[r].op == UOP_POLL && !u->ops[r].origin)
        return r;
    return IR_NONE;
}

/* Successors; of an exit that does not poll, the entry. */
static unsigned ways_on(const IrUnit *u, uint32_t b, uint32_t to[2])
{
    const IrOp *o = &u->ops[u->blocks[b].last];
    if ((o->op != UOP_EXIT && o->op != UOP_EXITI) || o->sub & IR_X_POLL)
        return ir_succs(u, b, to);
    to[0] = 0;
    return 1;
}

/* Is there a way from b back to it that passes no other block with a POLL? seen, todo: a place for each block. */
static bool comes_back(const IrUnit *u, uint32_t b, const IrRef *poll, uint32_t *seen, uint32_t *todo)
{
    uint32_t n = 0, to[2];
    todo[n++] = b;
    while (n) {
        uint32_t at = todo[--n];
        for (unsigned k = ways_on(u, at, to); k-- > 0;) {
            if (to[k] == b)
                return true;
            if (poll[to[k]] || seen[to[k]] == b + 1)
                continue;
            seen[to[k]] = b + 1;
            todo[n++] = to[k];
        }
    }
    return false;
}

void opt_poll(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    uint32_t npolls = 0;
    if (!c->loops)
        return;
    IrRef *poll = arena_zalloc(u->arena, u->nblocks * sizeof *poll);
    for (uint32_t i = 0; i < c->nrpo; i++)
        npolls += (poll[c->rpo[i]] = poll_in(u, c->rpo[i])) != IR_NONE;
    if (npolls < 2)
        return;
    uint32_t *seen = arena_zalloc(u->arena, u->nblocks * sizeof *seen);
    uint32_t *todo = arena_alloc(u->arena, (u->nblocks + 1) * sizeof *todo);
    for (uint32_t i = 0; i < c->nrpo; i++) {
        uint32_t b = c->rpo[i];
        if (!poll[b] || comes_back(u, b, poll, seen, todo))
            continue;
        ir_remove(u, poll[b], 'O');
        poll[b] = poll_in(u, b);
    }
}
