/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reverse postorder and immediate dominators. Dominators by repeated
 * intersection over the reverse postorder (Cooper, Harvey and Kennedy, "A
 * Simple, Fast Dominance Algorithm"): two rounds for reducible graphs.
 */
#include "tcg/ir/cfg.h"

/* Depth-first from the entry with an explicit stack; fills rpo from its end. */
static void find_order(IrUnit *u, IrCfg *c)
{
    uint32_t n = u->nblocks, top = 0, at = n, s[2];
    uint32_t *stack = arena_alloc(u->arena, n * sizeof *stack);
    uint8_t *next = arena_zalloc(u->arena, n);
    enum { SEEN = IR_UNREACHED - 1 };
    stack[top++] = 0;
    c->pos[0] = SEEN;
    while (top) {
        uint32_t b = stack[top - 1];
        unsigned k = ir_succs(u, b, s);
        /* the last successor first, so that the first one ends up next to b */
        if (next[b] < k) {
            uint32_t t = s[k - 1 - next[b]++];
            if (c->pos[t] == IR_UNREACHED) {
                c->pos[t] = SEEN;
                stack[top++] = t;
            }
            continue;
        }
        c->rpo[--at] = b;
        top--;
    }
    c->rpo += at;
    c->nrpo = n - at;
    for (uint32_t i = 0; i < c->nrpo; i++)
        c->pos[c->rpo[i]] = i;
}

static uint32_t intersect(const IrCfg *c, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (c->pos[a] > c->pos[b])
            a = c->idom[a];
        while (c->pos[b] > c->pos[a])
            b = c->idom[b];
    }
    return a;
}

static void find_idoms(IrUnit *u, IrCfg *c)
{
    for (uint32_t b = 0; b < u->nblocks; b++)
        c->idom[b] = IR_UNREACHED;
    c->idom[0] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 1; i < c->nrpo; i++) {
            uint32_t b = c->rpo[i], d = IR_UNREACHED;
            for (uint32_t k = 0; k < u->blocks[b].npred; k++) {
                uint32_t p = u->blocks[b].pred[k];
                if (c->pos[p] == IR_UNREACHED || c->idom[p] == IR_UNREACHED)
                    continue;
                d = d == IR_UNREACHED ? p : intersect(c, d, p);
            }
            if (c->idom[b] != d) {
                c->idom[b] = d;
                changed = true;
            }
        }
    }
}

void ir_cfg(IrUnit *u, IrCfg *c)
{
    uint32_t n = u->nblocks;
    ir_compute_preds(u);
    c->rpo = arena_alloc(u->arena, 3 * n * sizeof(uint32_t));
    c->pos = c->rpo + n;
    c->idom = c->pos + n;
    for (uint32_t b = 0; b < n; b++)
        c->pos[b] = IR_UNREACHED;
    find_order(u, c);
    find_idoms(u, c);
    c->loops = false;
    for (uint32_t i = 0; i < c->nrpo; i++)
        for (uint32_t k = 0; k < u->blocks[c->rpo[i]].npred; k++) {
            uint32_t p = c->pos[u->blocks[c->rpo[i]].pred[k]];
            c->loops |= p >= i && p != IR_UNREACHED;
        }
}

const IrCfg *ir_cfg_get(IrUnit *u)
{
    if (!u->cfg) {
        IrCfg *c = arena_alloc(u->arena, sizeof *c);
        ir_cfg(u, c);
        u->cfg = c;
    }
    return u->cfg;
}

bool ir_dominates(const IrCfg *c, uint32_t a, uint32_t b)
{
    while (c->pos[b] > c->pos[a])
        b = c->idom[b];
    return a == b;
}

uint32_t ir_single_pred(const IrUnit *u, const IrCfg *c, uint32_t b)
{
    /* the entry has one predecessor more than the list says: the outside */
    if (b == 0 || u->blocks[b].npred != 1)
        return IR_UNREACHED;
    uint32_t p = u->blocks[b].pred[0];
    return c->pos[p] < c->pos[b] ? p : IR_UNREACHED;
}
