/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X: exits. Integer arithmetic, and comparison of floats, whose result only less frequent blocks need (the
 * cold side of a branch, what follows a loop) is done there. Values that only
 * snapshots need stay where they are: back ends make no code for them.
 *
 * needs: valid   keeps: cfg   breaks: nothing
 *
 * Last to first, so that what a moved op was computed from may follow it. A
 * value that several such blocks need is computed in each. The op itself stays
 * as long as a snapshot names it. A branch gets a comparison of floats of its own, and a choice one of integers, which
 * costs the host nothing, so that the others of the same operands may go.
 */
#include <string.h>

#include "tcg/opt/loops.h"
#include "tcg/opt/opt.h"

enum { MAX_COPIES = 8 };

/* A use by an op, not by a snapshot. */
typedef struct Use {
    IrRef user;
    uint32_t next; /* of the same value, 0 = none */
} Use;

typedef struct Sink {
    IrUnit *u;
    const IrCfg *cfg;
    uint8_t *weight; /* by block: 0 = cold, else 1 + depth in loops */
    Use *uses;
    uint32_t nuses, cap;
    uint32_t *first; /* by op as of the beginning: its uses */
    bool *snapped;   /* by op: a snapshot names it */
    bool floats;     /* comparisons of floats mean the same everywhere: the host is in one mode */
} Sink;

/* ---- uses ---------------------------------------------------------------------------------------------------------
 */

static void add_use(Sink *s, IrRef v, IrRef user)
{
    if (s->nuses == s->cap) {
        uint32_t cap = s->cap * 2;
        Use *more = arena_alloc(s->u->arena, cap * sizeof *more);
        memcpy(more, s->uses, s->nuses * sizeof *more);
        s->uses = more;
        s->cap = cap;
    }
    s->uses[s->nuses] = (Use){user, s->first[v]};
    s->first[v] = s->nuses++;
}

static void find_uses(Sink *s)
{
    IrUnit *u = s->u;
    for (uint32_t i = 0; i < s->cfg->nrpo; i++)
        IR_FOR_OPS(u, s->cfg->rpo[i], r)
        {
            const IrOp *o = &u->ops[r];
            for (unsigned k = 0, n = ir_nargs(u, o); k < n; k++)
                add_use(s, ir_arg(u, o, k), r);
            for (const IrSnap *p = o->snap; p; p = p->next)
                s->snapped[p->ref] = true;
        }
}

/* ---- moving -------------------------------------------------------------------------------------------------------
 */

static bool may_sink(const Sink *s, const IrOp *o)
{
    const IrUnit *u = s->u;
    if (o->op == UOP_FSET)
        return s->floats;
    if (o->op < UOP_ADD || o->op > UOP_SEL || !ir_is_int((IrType)o->type))
        return false;
    return ir_is_int((IrType)u->ops[o->a].type);
}

/* Are all uses of r in blocks of less weight than its own, and not too many? blocks: those. */
static bool wants_to_sink(const Sink *s, IrRef r, uint32_t *blocks, unsigned *nblocks)
{
    const IrUnit *u = s->u;
    unsigned w = s->weight[u->ops[r].block];
    *nblocks = 0;
    for (uint32_t i = s->first[r]; i; i = s->uses[i].next) {
        const IrOp *o = &u->ops[s->uses[i].user];
        if (o->dead)
            continue;
        unsigned k = 0;
        if (o->op == UOP_PHI || s->weight[o->block] >= w)
            return false;
        while (k < *nblocks && blocks[k] != o->block)
            k++;
        if (k == *nblocks) {
            if (k == MAX_COPIES)
                return false;
            blocks[(*nblocks)++] = o->block;
        }
    }
    return *nblocks;
}

static bool uses_value(const IrUnit *u, const IrOp *o, IrRef v)
{
    for (unsigned k = 0, n = ir_nargs(u, o); k < n; k++)
        if (ir_arg(u, o, k) == v)
            return true;
    return false;
}

/* A copy of op v in front of at. */
static IrRef copy_before(IrUnit *u, IrRef v, IrRef at)
{
    IrRef r = ir_new_op(u, (UopId)u->ops[v].op, (IrType)u->ops[v].type);
    IrOp *o = &u->ops[r];
    o->sub = u->ops[v].sub;
    memcpy(o->arg, u->ops[v].arg, sizeof o->arg);
    o->imm = u->ops[v].imm;
    o->insn = u->ops[at].insn;
    o->origin = u->ops[v].origin;
    ir_insert_before(u, at, r);
    return r;
}

/* Computes v in block b for the ops there. */
static void sink_into(Sink *s, IrRef v, uint32_t b)
{
    IrUnit *u = s->u;
    IrRef copy = IR_NONE;
    IR_FOR_OPS(u, b, r)
    {
        if (r == copy || !uses_value(u, &u->ops[r], v))
            continue;
        if (!copy)
            copy = copy_before(u, v, r);
        IrOp *o = &u->ops[r];
        for (unsigned k = 0, n = ir_nargs(u, o); k < n; k++)
            if (ir_arg(u, o, k) == v)
                ir_set_arg(u, o, k, copy);
    }
    for (unsigned k = 0, n = ir_nargs(u, &u->ops[v]); k < n; k++)
        add_use(s, u->ops[v].arg[k], copy);
}

/* An op of which only snapshots are left is for its operands as if it were gone. */
static void drop_uses(Sink *s, IrRef v)
{
    for (unsigned k = 0, n = ir_nargs(s->u, &s->u->ops[v]); k < n; k++) {
        IrRef a = s->u->ops[v].arg[k];
        s->snapped[a] |= s->snapped[v];
        for (uint32_t *i = &s->first[a]; *i; i = &s->uses[*i].next)
            if (s->uses[*i].user == v) {
                *i = s->uses[*i].next;
                break;
            }
    }
}

static void visit(Sink *s, IrRef r)
{
    IrUnit *u = s->u;
    uint32_t blocks[MAX_COPIES];
    unsigned n;
    if (!may_sink(s, &u->ops[r]))
        return;
    bool idle = !s->first[r] && s->snapped[r];
    if (!idle && !wants_to_sink(s, r, blocks, &n))
        return;
    for (unsigned i = 0; !idle && i < n; i++)
        sink_into(s, r, blocks[i]);
    drop_uses(s, r);
    if (!s->snapped[r])
        ir_remove(u, r, 'X');
}

static bool one_mode(const IrUnit *u, const IrCfg *c)
{
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
    if (u->ops[r].op == UOP_FPMODE && u->ops[r].sub)
        return false;
    return true;
}

/* A comparison that a branch or a choice makes anew costs the host nothing more, unless it is its only use. */
static bool wants_own(const IrUnit *u, IrRef user, bool floats)
{
    const IrOp *o = &u->ops[user];
    if (o->op != UOP_BRIF && o->op != UOP_SEL)
        return false;
    const IrOp *c = &u->ops[o->a];
    if (c->block != o->block || o->prev == o->a)
        return false;
    return o->op == UOP_BRIF ? floats && c->op == UOP_FSET : c->op == UOP_SET;
}

/* How often ops, not snapshots, use each value. */
static uint32_t *count_uses(const IrUnit *u, const IrCfg *c)
{
    uint32_t *n = arena_zalloc(u->arena, u->nops * sizeof *n);
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
    for (unsigned k = 0, m = ir_nargs(u, &u->ops[r]); k < m; k++)
        n[ir_arg(u, &u->ops[r], k)]++;
    return n;
}

/* The carry into sum r, where a comparison has made it that nothing else takes, but snapshots may name: the host keeps
 * one of its own in the flags, for the carry out that stands right behind it as well. */
static void own_carry(IrUnit *u, IrRef r, const uint32_t *uses)
{
    IrRef c = u->ops[r].c, end = u->ops[r].next;
    const IrOp *o = &u->ops[r], *k;
    for (; end; end = k->next) {
        k = &u->ops[end];
        if ((k->op != UOP_CARRY && k->op != UOP_OVF) || k->a != o->a || k->b != o->b || k->c != c)
            break;
    }
    uint32_t n = 0;
    for (IrRef i = r; i != end; i = u->ops[i].next)
        n++;
    if (u->ops[c].op != UOP_SET || u->ops[c].block != o->block || o->prev == c || uses[c] != n)
        return;
    IrRef own = copy_before(u, c, r);
    for (IrRef i = r; i != end; i = u->ops[i].next)
        u->ops[i].c = own;
}

static void own_conditions(IrUnit *u, const IrCfg *c, bool floats)
{
    uint32_t known = u->nops, *uses = count_uses(u, c);
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
        {
            if (u->ops[r].op == UOP_ADC && u->ops[r].c < known)
                own_carry(u, r, uses);
            if (!wants_own(u, r, floats))
                continue;
            IrRef own = copy_before(u, u->ops[r].a, r);
            u->ops[r].a = own;
        }
}

void opt_sink(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    bool floats = one_mode(u, c);
    own_conditions(u, c, floats);
    Sink s = {.u = u, .cfg = c, .cap = u->nops * 3 + 64, .nuses = 1, .floats = floats};
    uint32_t room = u->nops;
    s.weight = arena_alloc(u->arena, u->nblocks);
    s.uses = arena_alloc(u->arena, s.cap * sizeof *s.uses);
    s.first = arena_zalloc(u->arena, room * sizeof *s.first);
    s.snapped = arena_zalloc(u->arena, room * sizeof *s.snapped);
    OptLoops l;
    opt_cycles(u, &l);
    opt_natural_loops(&l);
    for (uint32_t b = 0; b < u->nblocks; b++)
        s.weight[b] = u->blocks[b].cold ? 0 : (uint8_t)(1 + l.depth[b]);
    find_uses(&s);
    for (uint32_t i = c->nrpo; i-- > 0;)
        for (IrRef r = u->blocks[c->rpo[i]].last, prev; r; r = prev) {
            prev = u->ops[r].prev;
            if (r < room && s.weight[c->rpo[i]])
                visit(&s, r);
        }
}
