/* SPDX-License-Identifier: Apache-2.0 */
/*
 * D: dead code. Removes ops without side effect whose value nothing needs.
 *
 * needs: valid   keeps: cfg   breaks: nothing
 *
 * Marks from what must stay (side effects, ends, snapshots) back to the
 * operands; what is not marked goes, loops of PHIs too.
 */
#include "tcg/opt/opt.h"

typedef struct Marker {
    IrUnit *u;
    IrRef *stack;
    uint32_t top;
} Marker;

static void need(Marker *m, IrRef r)
{
    IrOp *o = &m->u->ops[r];
    if (!o->mark) {
        o->mark = 1;
        m->stack[m->top++] = r;
    }
}

static void need_operands(Marker *m, IrRef r)
{
    const IrOp *o = &m->u->ops[r];
    for (unsigned i = 0, n = ir_nargs(m->u, o); i < n; i++)
        need(m, ir_arg(m->u, o, i));
    for (const IrSnap *s = o->snap; s; s = s->next)
        need(m, s->ref);
}

void opt_dce(IrUnit *u)
{
    Marker m = {.u = u, .stack = arena_alloc(u->arena, u->nops * sizeof(IrRef))};
    for (IrRef r = 0; r < u->nops; r++)
        u->ops[r].mark = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
    if (!ir_removable(u, &u->ops[r]))
        need(&m, r);
    while (m.top)
        need_operands(&m, m.stack[--m.top]);
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS_SAFE(u, b, r, next)
    if (!u->ops[r].mark)
        ir_remove(u, r, 'D');
}
