/* SPDX-License-Identifier: Apache-2.0 */
/*
 * G: state puts in groups. Within a block, PUTs move down to its end, where they
 * stand together, by cache lines of the state block; in between,
 * snapshots hold what is pending.
 *
 * needs: valid   keeps: cfg   breaks: inplace
 *
 * What it is for: a host's store buffer writes neighbouring stores to one cache
 * line together, but one store a cycle when lines alternate, as they do when PUTs
 * and guest stores alternate. Code that calls and returns is all stores.
 *
 * A GET, or a helper that may read or write a slot, has the slot put in front of
 * it. When too much is pending, all of it is put, for values that wait want
 * registers.
 */
#include <string.h>

#include "tcg/opt/opt.h"

enum { MAX_PENDING = 8 };

typedef struct Group {
    IrUnit *u;
    IrRef value[MAX_PENDING + 1];
    uint16_t slot[MAX_PENDING + 1]; /* by cache lines of the state block */
    unsigned n;
    const IrSnap *snap; /* the same as a snapshot, NULL = to be made */
} Group;

static int32_t offset_of(const Group *g, unsigned slot)
{
    return g->u->env->slots[slot].offset;
}

static unsigned find(const Group *g, unsigned slot)
{
    unsigned i = 0;
    while (i < g->n && g->slot[i] != slot)
        i++;
    return i;
}

static void drop(Group *g, unsigned i)
{
    g->n--;
    memmove(&g->slot[i], &g->slot[i + 1], (g->n - i) * sizeof g->slot[0]);
    memmove(&g->value[i], &g->value[i + 1], (g->n - i) * sizeof g->value[0]);
    g->snap = NULL;
}

static void add(Group *g, unsigned slot, IrRef value)
{
    unsigned i = find(g, slot);
    if (i < g->n)
        drop(g, i);
    for (i = g->n++; i > 0 && (offset_of(g, g->slot[i - 1]) >> 6) > (offset_of(g, slot) >> 6); i--) {
        g->slot[i] = g->slot[i - 1];
        g->value[i] = g->value[i - 1];
    }
    g->slot[i] = (uint16_t)slot;
    g->value[i] = value;
    g->snap = NULL;
}

static void put_before(Group *g, unsigned i, IrRef at)
{
    IrUnit *u = g->u;
    IrRef r = ir_new_op(u, UOP_PUT, (IrType)u->env->slots[g->slot[i]].type);
    u->ops[r].imm = g->slot[i];
    u->ops[r].a = g->value[i];
    u->ops[r].insn = u->ops[at].insn;
    ir_insert_before(u, at, r);
}

static void flush(Group *g, IrRef at)
{
    for (unsigned i = 0; i < g->n; i++)
        put_before(g, i, at);
    g->n = 0;
    g->snap = NULL;
}

static void flush_slot(Group *g, unsigned slot, IrRef at)
{
    unsigned i = find(g, slot);
    if (i == g->n)
        return;
    put_before(g, i, at);
    drop(g, i);
}

static void flush_set(Group *g, IrSlotSet set, const uint16_t *list, IrRef at)
{
    if (set == IR_SLOTS_ALL)
        flush(g, at);
    else if (set == IR_SLOTS_LIST)
        for (; *list != 0xffff; list++)
            flush_slot(g, *list, at);
}

static void before_call(Group *g, IrRef r)
{
    const uint16_t *list;
    IrSlotSet set = ir_call_reads(g->u, &g->u->ops[r], &list);
    flush_set(g, set, list, r);
    set = ir_call_writes(g->u, &g->u->ops[r], &list);
    flush_set(g, set, list, r);
}

/* The op's own snapshot (of pass K) is about PUTs nearer to the op. */
static void take_snapshot(Group *g, IrRef r)
{
    IrUnit *u = g->u;
    const IrSnap *own = u->ops[r].snap;
    if (!g->n)
        return;
    if (!g->snap)
        for (unsigned i = 0; i < g->n; i++)
            g->snap = ir_snap_with(u, g->snap, g->slot[i], g->value[i]);
    const IrSnap *s = own ? own : g->snap;
    for (unsigned i = 0; own && i < g->n; i++)
        if (!ir_snap_find(own, g->slot[i]))
            s = ir_snap_with(u, s, g->slot[i], g->value[i]);
    u->ops[r].snap = s;
}

static void visit(Group *g, uint32_t b)
{
    IrUnit *u = g->u;
    g->n = 0;
    g->snap = NULL;
    IR_FOR_OPS_SAFE(u, b, r, next)
    {
        switch (u->ops[r].op) {
        case UOP_PUT:
            add(g, (unsigned)u->ops[r].imm, u->ops[r].a);
            ir_remove(u, r, 'G');
            if (g->n > MAX_PENDING)
                flush(g, next);
            continue;
        case UOP_GET: flush_slot(g, (unsigned)u->ops[r].imm, r); break;
        case UOP_CALL: before_call(g, r); break;
        }
        if (uop_info[u->ops[r].op].effect == IR_E_END)
            flush(g, r);
        else if (ir_may_leave(u, &u->ops[r]))
            take_snapshot(g, r);
    }
}

/* Do stores of the guest part PUTs of block b? */
static bool worth(const IrUnit *u, uint32_t b)
{
    unsigned puts = 0, parted = 0;
    IR_FOR_OPS(u, b, r)
    {
        puts += u->ops[r].op == UOP_PUT;
        parted += u->ops[r].op == UOP_ST && puts;
    }
    return puts > 1 && parted;
}

void opt_group(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    Group g = {.u = u};
    for (uint32_t i = 0; i < c->nrpo; i++)
        if (worth(u, c->rpo[i]))
            visit(&g, c->rpo[i]);
}
