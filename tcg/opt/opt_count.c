/* SPDX-License-Identifier: Apache-2.0 */
/*
 * N: counters. Two ECOUNTs of one place within a block become one, the later,
 * with the sum.
 *
 * needs: valid   keeps: cfg   breaks: nothing
 *
 * Counts stay exact: nothing is moved across an op that may leave (the second
 * add would not happen), nor across what may read the counter (plain and
 * reading helpers, env and host loads) or write it.
 */
#include "tcg/opt/opt.h"

enum { MAX_PENDING = 16 };

typedef struct Pending {
    IrRef op[MAX_PENDING]; /* ECOUNTs that may move down to here */
    unsigned n;
} Pending;

/* May o see or change counters, or end the block's straight run? */
static bool is_barrier(const IrUnit *u, const IrOp *o)
{
    if (ir_may_leave(u, o))
        return true;
    switch (uop_info[o->op].effect) {
    case IR_E_CALL: return !(u->env->helpers[o->imm].flags & IR_H_CONST);
    case IR_E_HOST: return o->op != UOP_FENCE;
    default: return false;
    }
}

/* a + b before op at. Constants are added here, so that the pass needs no other after it. */
static IrRef sum(IrUnit *u, IrRef at, IrRef a, IrRef b)
{
    if (ir_is_const(u, a) && ir_is_const(u, b))
        return ir_const(u, IR_I64, (int64_t)((uint64_t)u->ops[a].imm + (uint64_t)u->ops[b].imm));
    IrRef r = ir_new_op(u, UOP_ADD, IR_I64);
    IrOp *o = &u->ops[r];
    o->a = a;
    o->b = b;
    o->insn = u->ops[at].insn;
    o->origin = u->ops[at].origin;
    ir_insert_before(u, at, r);
    return r;
}

static void count(IrUnit *u, Pending *p, IrRef r)
{
    for (unsigned i = 0; i < p->n; i++) {
        IrRef q = p->op[i];
        int64_t dist = u->ops[q].imm - u->ops[r].imm;
        if (dist == 0) {
            IrRef s = sum(u, r, u->ops[q].a, u->ops[r].a);
            u->ops[r].a = s;
            ir_remove(u, q, 'N');
            p->op[i] = r;
            return;
        }
        if (dist > -8 && dist < 8) { /* overlapping counters: keep their order */
            p->n = 0;
            break;
        }
    }
    if (p->n == MAX_PENDING)
        p->n = 0;
    p->op[p->n++] = r;
}

void opt_count(IrUnit *u)
{
    for (uint32_t b = 0; b < u->nblocks; b++) {
        Pending p = {.n = 0};
        IR_FOR_OPS(u, b, r)
        {
            if (u->ops[r].op == UOP_ECOUNT)
                count(u, &p, r);
            else if (is_barrier(u, &u->ops[r]))
                p.n = 0;
        }
    }
}
