/* SPDX-License-Identifier: Apache-2.0 */
/* Relations between state slots. See relate.h. */
#include "tcg/opt/relate.h"

#include <string.h>

/* Values in a block: an op's result (its ref), what a slot held at the entry, or something of which nothing is known.
 */
enum { ENTRY = 0x80000000u, OPAQUE = 0x40000000u };

void rel_init(Relations *rel, const OptLoops *l)
{
    Arena *a = l->u->arena;
    *rel = (Relations){.u = l->u, .l = l, .nexpr = 1, .cap = 64, .nalias = l->u->nops};
    rel->expr = arena_alloc(a, rel->cap * sizeof *rel->expr);
    rel->cur = arena_zalloc(a, l->u->env->nslots * sizeof *rel->cur);
    rel->put = arena_alloc(a, l->u->env->nslots * sizeof *rel->put);
    rel->alias = arena_zalloc(a, rel->nalias * sizeof *rel->alias);
}

static uint32_t intern(Relations *rel, RelExpr e)
{
    for (uint32_t i = 1; i < rel->nexpr; i++)
        if (!memcmp(&rel->expr[i], &e, sizeof e))
            return i;
    if (rel->nexpr == rel->cap) {
        RelExpr *more = arena_alloc(rel->u->arena, 2 * rel->cap * sizeof *more);
        memcpy(more, rel->expr, rel->nexpr * sizeof *more);
        rel->expr = more;
        rel->cap *= 2;
    }
    rel->expr[rel->nexpr] = e;
    return rel->nexpr++;
}

static RelExpr make(unsigned op, unsigned type, unsigned sub, uint32_t a, uint32_t b, uint32_t c)
{
    RelExpr e;
    memset(&e, 0, sizeof e); /* padding is compared, too */
    e.op = (uint8_t)op;
    e.type = (uint8_t)type;
    e.sub = (uint8_t)sub;
    e.arg[0] = a;
    e.arg[1] = b;
    e.arg[2] = c;
    return e;
}

/* ---- the walk through a block -------------------------------------------------------------------------------------
 */

static uint32_t held(const Relations *rel, unsigned s)
{
    return rel->cur[s] ? rel->cur[s] : ENTRY | s;
}

/* What op r's result is: of a GET, what the slot holds. */
static uint32_t value_of(const Relations *rel, uint32_t b, IrRef r)
{
    bool here = r < rel->nalias && rel->u->ops[r].op == UOP_GET && rel->u->ops[r].block == b;
    return here ? rel->alias[r] : r;
}

static void hold(Relations *rel, unsigned s, uint32_t v)
{
    if (!rel->cur[s])
        rel->put[rel->nput++] = (uint16_t)s;
    rel->cur[s] = v;
}

static void visit_call(Relations *rel, const IrOp *o)
{
    const uint16_t *list;
    switch (ir_call_writes(rel->u, o, &list)) {
    case IR_SLOTS_NONE: break;
    case IR_SLOTS_ALL:
        for (unsigned s = 0; s < rel->u->env->nslots; s++)
            hold(rel, s, OPAQUE | ++rel->nopaque);
        break;
    case IR_SLOTS_LIST:
        for (; *list != 0xffff; list++)
            hold(rel, *list, OPAQUE | ++rel->nopaque);
        break;
    }
}

static void walk(Relations *rel, uint32_t b)
{
    const IrUnit *u = rel->u;
    while (rel->nput)
        rel->cur[rel->put[--rel->nput]] = 0;
    IR_FOR_OPS(u, b, r)
    {
        const IrOp *o = &u->ops[r];
        if (o->op == UOP_GET && r < rel->nalias)
            rel->alias[r] = held(rel, (unsigned)o->imm);
        else if (o->op == UOP_PUT)
            hold(rel, (unsigned)o->imm, value_of(rel, b, o->a));
        else if (o->op == UOP_CALL)
            visit_call(rel, o);
    }
}

/* ---- expressions at the end of a block ----------------------------------------------------------------------------
 */

static uint32_t slot_expr(Relations *rel, unsigned s)
{
    return intern(rel, make(UOP_GET, rel->u->env->slots[s].type, 0, s, 0, 0));
}

/* A slot whose own value is kept as one: it may stand in expressions. */
static bool may_hold(const Relations *rel, unsigned s)
{
    return !slots_has(rel->l->any, s);
}

/* v as what a slot holds at the end, or that and a constant less. */
static uint32_t held_expr(Relations *rel, uint32_t b, uint32_t v)
{
    const IrUnit *u = rel->u;
    if ((v & ENTRY) && held(rel, v & ~ENTRY) == v && may_hold(rel, v & ~ENTRY))
        return slot_expr(rel, v & ~ENTRY);
    for (unsigned i = 0; i < rel->nput; i++)
        if (rel->cur[rel->put[i]] == v && may_hold(rel, rel->put[i]))
            return slot_expr(rel, rel->put[i]);
    for (unsigned i = 0; i < rel->nput; i++) {
        uint32_t w = rel->cur[rel->put[i]];
        if (w >= OPAQUE || u->ops[w].op != UOP_ADD || !ir_is_const(u, u->ops[w].b) ||
            value_of(rel, b, u->ops[w].a) != v || !may_hold(rel, rel->put[i]))
            continue;
        IrType t = (IrType)u->ops[w].type;
        IrRef k = ir_const(rel->u, t, (int64_t)(0 - (uint64_t)u->ops[u->ops[w].b].imm));
        uint32_t x = slot_expr(rel, rel->put[i]);
        return intern(rel, make(UOP_ADD, t, 0, x, intern(rel, make(UOP_CONST, t, 0, k, 0, 0)), 0));
    }
    return REL_NONE;
}

static uint32_t expr_of(Relations *rel, uint32_t b, uint32_t v, unsigned depth)
{
    const IrUnit *u = rel->u;
    if (v < OPAQUE && ir_is_const(u, v))
        return ir_is_int((IrType)u->ops[v].type) ? intern(rel, make(UOP_CONST, u->ops[v].type, 0, v, 0, 0)) : REL_NONE;
    uint32_t x = held_expr(rel, b, v), arg[3] = {0};
    if (x || v >= OPAQUE || depth == REL_MAX_DEPTH)
        return x;
    IrOp o = u->ops[v];
    if (o.op < UOP_ADD || o.op > UOP_SEL || !ir_is_int((IrType)o.type) || !ir_is_int((IrType)u->ops[o.a].type))
        return REL_NONE;
    for (unsigned i = 0, n = uop_info[o.op].nargs; i < n; i++) {
        arg[i] = expr_of(rel, b, value_of(rel, b, o.arg[i]), depth + 1);
        if (!arg[i])
            return REL_NONE;
    }
    return intern(rel, make(o.op, o.type, o.sub, arg[0], arg[1], arg[2]));
}

/* Expression x of the slots at the entry as one of the slots at the end. */
static uint32_t rebase(Relations *rel, uint32_t b, uint32_t x)
{
    RelExpr e = rel->expr[x];
    if (e.op == UOP_CONST)
        return x;
    if (e.op == UOP_GET)
        return rel->cur[e.arg[0]] ? held_expr(rel, b, ENTRY | e.arg[0]) : may_hold(rel, e.arg[0]) ? x : REL_NONE;
    for (unsigned i = 0, n = uop_info[e.op].nargs; i < n; i++) {
        e.arg[i] = rebase(rel, b, e.arg[i]);
        if (!e.arg[i])
            return REL_NONE;
    }
    /* sums with constants stay one sum, so that expressions do not grow */
    RelExpr a = rel->expr[e.arg[0]];
    if (e.op == UOP_ADD && a.op == UOP_ADD && rel->expr[e.arg[1]].op == UOP_CONST &&
        rel->expr[a.arg[1]].op == UOP_CONST) {
        uint64_t k = (uint64_t)rel->u->ops[rel->expr[e.arg[1]].arg[0]].imm +
                     (uint64_t)rel->u->ops[rel->expr[a.arg[1]].arg[0]].imm;
        IrRef c = ir_const(rel->u, (IrType)e.type, (int64_t)k);
        if (rel->u->ops[c].imm == 0)
            return a.arg[0];
        e.arg[0] = a.arg[0];
        e.arg[1] = intern(rel, make(UOP_CONST, e.type, 0, c, 0, 0));
    }
    return intern(rel, e);
}

static unsigned size_of(const Relations *rel, uint32_t x)
{
    const RelExpr *e = &rel->expr[x];
    unsigned n = 1;
    for (unsigned i = 0; e->op != UOP_CONST && e->op != UOP_GET && i < uop_info[e->op].nargs; i++)
        n += size_of(rel, e->arg[i]);
    return n;
}

void rel_through(Relations *rel, uint32_t b, const uint32_t *in, uint32_t *out)
{
    walk(rel, b);
    for (unsigned j = 0; j < rel->n; j++) {
        uint32_t v = rel->cur[rel->target[j]], x;
        if (v)
            x = expr_of(rel, b, v, 0);
        else
            x = in[j] ? rebase(rel, b, in[j]) : REL_NONE;
        out[j] = x && size_of(rel, x) <= REL_MAX_SIZE ? x : REL_NONE;
    }
}

/* ---- targets ------------------------------------------------------------------------------------------------------
 */

/* Does block b, in a cycle, leave slot t as a function of others, where what follows wants to know? */
static bool relates(Relations *rel, unsigned t, uint32_t b)
{
    uint32_t to[2], none = REL_NONE, out;
    rel->n = 1;
    rel->target[0] = (uint16_t)t;
    rel_through(rel, b, &none, &out);
    if (!out)
        return false;
    for (unsigned k = ir_succs(rel->u, b, to); k-- > 0;)
        if (loops_stays(rel->l, b, to[k]) && slots_has(loops_need(rel->l, to[k]), t))
            return true;
    return false;
}

/* Blocks that write and relate, by slot. */
static void count_blocks(Relations *rel, uint16_t *count)
{
    const IrUnit *u = rel->u;
    for (uint32_t i = 0; i < rel->l->cfg->nrpo; i++) {
        uint32_t b = rel->l->cfg->rpo[i];
        uint64_t seen[rel->l->nwords];
        memset(seen, 0, sizeof seen);
        for (IrRef r = rel->l->cycle[b] ? u->blocks[b].last : 0; r; r = u->ops[r].prev) {
            unsigned t = (unsigned)u->ops[r].imm;
            if (u->ops[r].op != UOP_PUT || slots_has(seen, t) || !slots_has(loops_inplace(rel->l, b), t))
                continue;
            slots_add(seen, t);
            count[t] += count[t] < 1000 && relates(rel, t, b);
        }
    }
}

void rel_find_targets(Relations *rel)
{
    unsigned nslots = rel->u->env->nslots;
    uint16_t count[nslots], target[REL_MAX_TARGETS];
    unsigned n = 0;
    memset(count, 0, sizeof count);
    count_blocks(rel, count);
    for (unsigned t = 0; t < nslots; t++) {
        if (!count[t] || (n == REL_MAX_TARGETS && count[t] <= count[target[n - 1]]))
            continue;
        unsigned at = n < REL_MAX_TARGETS ? n++ : n - 1;
        for (; at > 0 && count[target[at - 1]] < count[t]; at--)
            target[at] = target[at - 1];
        target[at] = (uint16_t)t;
    }
    memcpy(rel->target, target, n * sizeof *target);
    rel->n = n;
}
