/* SPDX-License-Identifier: Apache-2.0 */
/*
 * K: dead state puts. A PUT that is overwritten before anything needs the slot
 * in the state block goes. Where only one side of a branch overwrites it, the
 * PUT moves to the other side, if that has no other predecessor and is not the
 * more frequent one.
 *
 * needs: valid   keeps: cfg   breaks: inplace
 *
 * Two walks. Backward: for each slot, is it overwritten from here on (DEAD), on
 * some ways only (PART), or needed (LIVE)? What needs it: a GET, a helper that
 * may read or write it, leaving the unit at the end of a block. An op that may
 * leave in the middle needs nothing in the state block, because a snapshot does.
 * Forward: removed PUTs are pending; ops that may leave get what is pending as
 * their snapshot, until the PUT that overwrites it, or until a block where the
 * slot is LIVE, which begins with the PUT.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { LIVE, PART, DEAD };

typedef struct Puts {
    IrUnit *u;
    const IrCfg *cfg;
    unsigned n;         /* slots */
    uint8_t *in;        /* row per place in rpo: fate of each slot at the block's entry */
    const IrSnap **out; /* pending at the block's end */
    bool found;         /* some PUT goes */
} Puts;

/* ---- backward -----------------------------------------------------------------------------------------------------
 */

/* Fates at the entry of block s, coming from b, or NULL when everything must be in the state block there. */
static const uint8_t *row_of_edge(const Puts *p, uint32_t b, uint32_t s)
{
    return ir_single_pred(p->u, p->cfg, s) == b ? p->in + (size_t)p->cfg->pos[s] * p->n : NULL;
}

/* Both ways of a branch. Worth moving to the side that needs it when that side is cold or the other is not. */
static void join(const Puts *p, uint8_t *row, const uint8_t *x, const uint8_t *y, bool x_cold, bool y_cold)
{
    bool to_x = x_cold || !y_cold, to_y = y_cold || !x_cold;
    for (unsigned s = 0; s < p->n; s++) {
        if (x[s] == y[s])
            row[s] = x[s];
        else if (x[s] == LIVE)
            row[s] = to_x ? PART : LIVE;
        else if (y[s] == LIVE)
            row[s] = to_y ? PART : LIVE;
        else
            row[s] = PART;
    }
}

/* Fates at the end of block b. */
static void fate_at_end(const Puts *p, uint32_t b, uint8_t *row)
{
    uint32_t to[2];
    unsigned n = ir_succs(p->u, b, to);
    const uint8_t *x = n > 0 ? row_of_edge(p, b, to[0]) : NULL;
    const uint8_t *y = n > 1 ? row_of_edge(p, b, to[1]) : NULL;
    if (n == 1 && x)
        memcpy(row, x, p->n);
    else if (n == 2 && x && y)
        join(p, row, x, y, p->u->blocks[to[0]].cold, p->u->blocks[to[1]].cold);
    else
        memset(row, LIVE, p->n);
}

static void set_list(uint8_t *row, unsigned n, IrSlotSet set, const uint16_t *list)
{
    if (set == IR_SLOTS_ALL)
        memset(row, LIVE, n);
    else if (set == IR_SLOTS_LIST)
        for (; *list != 0xffff; list++)
            row[*list] = LIVE;
}

/* A call needs what it may read; what it may write, it may also leave as it is. */
static void call_needs(const Puts *p, const IrOp *o, uint8_t *row)
{
    const uint16_t *list;
    IrSlotSet set = ir_call_reads(p->u, o, &list);
    set_list(row, p->n, set, list);
    set = ir_call_writes(p->u, o, &list);
    set_list(row, p->n, set, list);
}

/* Marks the PUTs of block b that go. */
static void backward(Puts *p, uint32_t b)
{
    uint8_t *row = p->in + (size_t)p->cfg->pos[b] * p->n;
    fate_at_end(p, b, row);
    for (IrRef r = p->u->blocks[b].last; r; r = p->u->ops[r].prev) {
        IrOp *o = &p->u->ops[r];
        switch (o->op) {
        case UOP_PUT:
            o->mark = row[o->imm] != LIVE;
            p->found |= o->mark;
            row[o->imm] = DEAD;
            break;
        case UOP_GET: row[o->imm] = LIVE; break;
        case UOP_CALL: call_needs(p, o, row); break;
        }
    }
}

/* ---- forward ------------------------------------------------------------------------------------------------------
 */

/* A PUT of what is pending, in front of op at. */
static void put_before(IrUnit *u, IrRef at, const IrSnap *s)
{
    IrRef r = ir_new_op(u, UOP_PUT, (IrType)u->env->slots[s->slot].type);
    IrOp *o = &u->ops[r];
    o->imm = s->slot;
    o->a = s->ref;
    o->insn = u->ops[at].insn;
    o->origin = u->ops[at].origin;
    ir_insert_before(u, at, r);
}

/* What is pending at the entry of block b; what b needs is put there. */
static const IrSnap *pending_at_entry(Puts *p, uint32_t b)
{
    uint32_t pred = ir_single_pred(p->u, p->cfg, b);
    if (pred == IR_UNREACHED)
        return NULL;
    const IrSnap *all = p->out[p->cfg->pos[pred]], *left = all;
    const uint8_t *row = p->in + (size_t)p->cfg->pos[b] * p->n;
    IrRef at = p->u->blocks[b].first;
    while (p->u->ops[at].op == UOP_PHI)
        at = p->u->ops[at].next;
    for (const IrSnap *s = all; s; s = s->next)
        if (row[s->slot] == LIVE) {
            put_before(p->u, at, s);
            left = ir_snap_without(p->u, left, s->slot);
        }
    return left;
}

/* The op's own snapshot (of an earlier run) wins: it is about PUTs nearer to the op. */
static const IrSnap *merge(IrUnit *u, const IrSnap *own, const IrSnap *pending)
{
    if (!own)
        return pending;
    for (; pending; pending = pending->next)
        if (!ir_snap_find(own, pending->slot))
            own = ir_snap_with(u, own, pending->slot, pending->ref);
    return own;
}

static void forward(Puts *p, uint32_t b)
{
    IrUnit *u = p->u;
    const IrSnap *pending = pending_at_entry(p, b);
    IR_FOR_OPS_SAFE(u, b, r, next)
    {
        IrOp *o = &u->ops[r];
        if (o->op == UOP_PUT) {
            if (o->mark) {
                pending = ir_snap_with(u, pending, (unsigned)o->imm, o->a);
                ir_remove(u, r, 'K');
            } else {
                pending = ir_snap_without(u, pending, (unsigned)o->imm);
            }
        } else if (pending && ir_may_leave(u, o)) {
            o->snap = merge(u, o->snap, pending);
        }
    }
    p->out[p->cfg->pos[b]] = pending;
}

void opt_put(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    Puts p = {.u = u, .cfg = c, .n = u->env->nslots};
    p.in = arena_alloc(u->arena, (size_t)c->nrpo * p.n);
    p.out = arena_alloc(u->arena, c->nrpo * sizeof *p.out);
    for (uint32_t i = c->nrpo; i-- > 0;)
        backward(&p, c->rpo[i]);
    if (!p.found)
        return;
    for (uint32_t i = 0; i < c->nrpo; i++)
        forward(&p, c->rpo[i]);
}
