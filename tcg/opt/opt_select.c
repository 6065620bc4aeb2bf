/* SPDX-License-Identifier: Apache-2.0 */
/*
 * I: selection. A branch around a few integer ops becomes those ops and a choice between
 * their results and what the slots held before: what a guest without conditional moves
 * must branch for, and hosts mispredict.
 *
 *   head: brif ... T : J      T: values, puts; br J      (a triangle)
 *   head: brif ... T : E      T, E: values, puts; br J   (a diamond)
 *   head: brif ... T : C      C: values, puts; brif ... T : J      (a chain: conditions joined by || or &&)
 *
 * Of a diamond the one arm may end in a branch to the join and a cold block: what is left is a branch to that. Or both
 * arms end in branches to the same two blocks: what is left is one of them.
 *
 * needs: valid, inplace   keeps: inplace   breaks: cfg
 *
 * What is made unconditional cannot fault, has no side effect and touches no floating point, whose
 * flags the guest may see. Blocks with anything else (plugins' counters, polls) stay as they are, and cold
 * ones: who goes there once in a while is well predicted.
 */
#include <string.h>

#include "tcg/ir/build.h"
#include "tcg/opt/opt.h"

enum {
    FIRST_COST = 5, /* ops and choices that may be made unconditional for a branch */
    MORE_COST = 3,  /* as many more when further branches go */
    MAX_COST = FIRST_COST + MORE_COST,
    MAX_CHAIN = 3,       /* blocks with conditions behind the head */
    MAX_PUTS = MAX_COST, /* slots */
    MAX_CHANGES = 64,
};

/* Slots that an arm puts, and what. */
typedef struct Puts {
    unsigned n;
    uint16_t slot[MAX_PUTS];
    IrRef value[MAX_PUTS];
} Puts;

typedef struct Shape {
    uint32_t head, join, arm[2]; /* arm[1]: of a diamond, else IR_UNREACHED */
    uint32_t side;               /* where arm[1] may also go, or IR_UNREACHED */
    bool both;                   /* arm[0] may go there, too */
    uint32_t chain[MAX_CHAIN];   /* from the first */
    unsigned nchain;
} Shape;

/* ---- what may be made unconditional -------------------------------------------------------------------------------
 */

/* Cost of op o where it is executed always; more than MAX_COST: it cannot be. */
static unsigned cost_of(const IrUnit *u, const IrOp *o)
{
    switch (o->op) {
    case UOP_MARK:
    case UOP_BR:
    case UOP_BRIF: return 0;
    case UOP_GET: return ir_is_int((IrType)o->type) ? 0 : MAX_COST + 1;
    case UOP_PUT: return ir_is_int((IrType)o->type) && (unsigned)o->imm != u->env->pc_slot ? 1 : MAX_COST + 1;
    case UOP_DIVS:
    case UOP_DIVU: return MAX_COST + 1;
    case UOP_MUL: return 3;
    case UOP_SEXT32:
    case UOP_ZEXT32:
    case UOP_TRUNC: return 0;
    case UOP_COPY: return ir_is_int((IrType)o->type) ? 0 : MAX_COST + 1;
    default: break;
    }
    bool plain = o->op >= UOP_ADD && o->op <= UOP_SEL && ir_is_int((IrType)o->type) &&
                 ir_is_int((IrType)u->ops[o->a].type) && !o->snap;
    return plain ? 1 : MAX_COST + 1;
}

/* Cost of block b, MAX_COST + 1 at most. */
static unsigned block_cost(const IrUnit *u, uint32_t b)
{
    unsigned sum = 0;
    if (u->blocks[b].cold)
        return MAX_COST + 1;
    IR_FOR_OPS(u, b, r)
    {
        sum += cost_of(u, &u->ops[r]);
        if (sum > MAX_COST)
            return MAX_COST + 1;
    }
    return sum;
}

/* Where block b leads by BR; IR_UNREACHED: it ends otherwise. */
static uint32_t leads_to(const IrUnit *u, uint32_t b)
{
    IrRef last = u->blocks[b].last;
    return last && u->ops[last].op == UOP_BR ? ir_target(&u->ops[last], 0) : IR_UNREACHED;
}

/* Does b end in a branch to two different blocks? */
static bool branches(const IrUnit *u, uint32_t b)
{
    IrRef last = u->blocks[b].last;
    return last && u->ops[last].op == UOP_BRIF && ir_target(&u->ops[last], 0) != ir_target(&u->ops[last], 1);
}

static uint32_t other_target(const IrUnit *u, uint32_t b, uint32_t target)
{
    const IrOp *o = &u->ops[u->blocks[b].last];
    return ir_target(o, ir_target(o, 0) == target);
}

static bool has_target(const IrUnit *u, uint32_t b, uint32_t target)
{
    const IrOp *o = &u->ops[u->blocks[b].last];
    return ir_target(o, 0) == target || ir_target(o, 1) == target;
}

static bool begins_with_phi(const IrUnit *u, uint32_t b)
{
    IrRef r = u->blocks[b].first;
    return r && u->ops[r].op == UOP_PHI;
}

/* ---- shapes -------------------------------------------------------------------------------------------------------
 */

/* Block c belongs to a chain of which `next` is the next block. */
static bool is_link(const IrUnit *u, const Shape *s, uint32_t c, uint32_t next)
{
    if (!branches(u, c) || !has_target(u, c, next))
        return false;
    uint32_t other = other_target(u, c, next);
    return other == s->arm[0] || other == s->join;
}

/* Goes from the last block that leads to the arm up to the first, which all others hang from. */
static bool find_chain(const IrUnit *u, const IrCfg *c, Shape *s)
{
    const IrBlock *t = &u->blocks[s->arm[0]];
    uint32_t first = t->pred[0], last = t->pred[0], found = 1;
    for (uint32_t k = 1; k < t->npred; k++) {
        first = c->pos[t->pred[k]] < c->pos[first] ? t->pred[k] : first;
        last = c->pos[t->pred[k]] > c->pos[last] ? t->pred[k] : last;
    }
    if (!branches(u, last) || !is_link(u, s, last, s->arm[0]))
        return false;
    for (uint32_t b = last; b != first;) {
        uint32_t up = ir_single_pred(u, c, b);
        if (up == IR_UNREACHED || s->nchain == MAX_CHAIN || !is_link(u, s, up, b))
            return false;
        memmove(s->chain + 1, s->chain, s->nchain * sizeof *s->chain);
        s->chain[0] = b;
        s->nchain++;
        b = up;
        found += has_target(u, b, s->arm[0]);
    }
    s->head = first;
    return found == t->npred;
}

/* The other arm of a diamond whose one arm is t. */
static bool find_diamond(const IrUnit *u, const IrCfg *c, Shape *s)
{
    s->head = ir_single_pred(u, c, s->arm[0]);
    if (s->head == IR_UNREACHED || !branches(u, s->head))
        return false;
    s->arm[1] = other_target(u, s->head, s->arm[0]);
    if (ir_single_pred(u, c, s->arm[1]) != s->head)
        return false;
    if (s->both)
        return branches(u, s->arm[1]) && has_target(u, s->arm[1], s->join) && has_target(u, s->arm[1], s->side);
    if (!branches(u, s->arm[1]) || !has_target(u, s->arm[1], s->join))
        return leads_to(u, s->arm[1]) == s->join;
    s->side = other_target(u, s->arm[1], s->join);
    return u->blocks[s->side].cold && !begins_with_phi(u, s->side);
}

static bool cheap(const IrUnit *u, const Shape *s)
{
    unsigned cost = block_cost(u, s->arm[0]), other = s->arm[1] != IR_UNREACHED ? block_cost(u, s->arm[1]) : 0;
    cost = !s->both ? cost + other : cost > other ? cost : other;
    for (unsigned i = 0; i < s->nchain; i++)
        cost += block_cost(u, s->chain[i]);
    unsigned more = s->nchain + (s->side != IR_UNREACHED);
    if (s->both && begins_with_phi(u, s->side))
        return false;
    return cost <= FIRST_COST + (more ? MORE_COST : 0) && !begins_with_phi(u, s->join) && !u->blocks[s->join].cold &&
           !u->blocks[s->head].cold;
}

/* Is block t the arm of something? */
static bool find_shape(const IrUnit *u, const IrCfg *c, uint32_t t, Shape *s)
{
    *s = (Shape){.arm = {t, IR_UNREACHED}, .side = IR_UNREACHED, .join = leads_to(u, t)};
    if (branches(u, t)) {
        s->join = ir_target(&u->ops[u->blocks[t].last], 0);
        s->side = other_target(u, t, s->join);
        s->both = true;
    }
    if (s->join == IR_UNREACHED || s->join == t || s->side == t || !u->blocks[t].npred || ir_is_entry(u, t))
        return false;
    if (block_cost(u, t) > MAX_COST)
        return false;
    if (!s->both && find_chain(u, c, s) && s->join != s->head)
        return cheap(u, s);
    s->nchain = 0;
    return find_diamond(u, c, s) && (s->both || s->join != s->head) && cheap(u, s);
}

/* ---- the change ---------------------------------------------------------------------------------------------------
 */

static IrRef *put_of(Puts *p, uint16_t slot, bool make)
{
    unsigned i = 0;
    while (i < p->n && p->slot[i] != slot)
        i++;
    if (i == p->n) {
        if (!make)
            return NULL;
        p->slot[p->n++] = slot;
    }
    return &p->value[i];
}

/* The ops of block t go in front of op at; what it puts goes to p. */
static void hoist(IrUnit *u, uint32_t t, IrRef at, Puts *p)
{
    IR_FOR_OPS_SAFE(u, t, r, next)
    {
        opt_refresh(u, r);
        IrOp o = u->ops[r];
        IrRef *put = o.op == UOP_GET ? put_of(p, (uint16_t)o.imm, false) : NULL;
        if (put) {
            ir_replace(u, r, *put, 'I');
        } else if (o.op == UOP_PUT) {
            *put_of(p, (uint16_t)o.imm, true) = o.a;
            ir_remove(u, r, 'I');
        } else if (o.op != UOP_BR && o.op != UOP_BRIF && o.op != UOP_MARK) {
            IrBuild b = ir_build_before(u, at);
            b.insn = o.insn;
            b.origin = o.origin;
            IrRef copy = ir_emit(&b, (UopId)o.op, (IrType)o.type, o.sub, o.imm, o.a, o.b, o.c);
            ir_replace(u, r, copy, 'I');
        }
    }
}

/* cond ? yes's value : no's value, for each slot that one of them puts. */
static void choose(IrUnit *u, IrRef at, IrRef cond, Puts *yes, Puts *no)
{
    IrBuild b = ir_build_before(u, at);
    for (unsigned i = 0; i < no->n; i++)
        if (!put_of(yes, no->slot[i], false)) {
            IrRef old = ir_emit(&b, UOP_GET, (IrType)u->env->slots[no->slot[i]].type, 0, no->slot[i], 0, 0, 0);
            *put_of(yes, no->slot[i], true) = old;
        }
    for (unsigned i = 0; i < yes->n; i++) {
        IrType type = (IrType)u->env->slots[yes->slot[i]].type;
        IrRef *other = put_of(no, yes->slot[i], false);
        IrRef old = other ? *other : ir_emit(&b, UOP_GET, type, 0, yes->slot[i], 0, 0, 0);
        IrRef v = ir_sel(&b, cond, yes->value[i], old);
        ir_emit(&b, UOP_PUT, type, 0, yes->slot[i], v, 0, 0);
    }
}

/* Does the branch at the end of block b go to `target`: 0 or 1, in front of op at. */
static IrRef goes_to(IrUnit *u, uint32_t b, uint32_t target, IrRef at)
{
    opt_refresh(u, u->blocks[b].last);
    IrOp o = u->ops[u->blocks[b].last];
    IrBuild e = ir_build_before(u, at);
    return ir_set(&e, (IrCond)(ir_target(&o, 0) == target ? o.sub : o.sub ^ 1), o.a, o.b);
}

/* a op b, where a may be nothing. */
static IrRef with(IrUnit *u, IrRef at, UopId op, IrRef a, IrRef b)
{
    IrBuild e = ir_build_before(u, at);
    return a ? ir_bin(&e, op, a, b) : b;
}

/* Puts of the chain's blocks are chosen as they come; returns whether the arm is reached. */
static IrRef join_chain(IrUnit *u, const Shape *s, IrRef at)
{
    IrRef reached = IR_NONE, alive = IR_NONE; /* nothing: it is not yet; so far always */
    for (unsigned i = 0; i <= s->nchain; i++) {
        uint32_t b = i ? s->chain[i - 1] : s->head;
        if (i) {
            Puts yes = {0}, no = {0};
            hoist(u, b, at, &yes);
            choose(u, at, alive, &yes, &no);
        }
        if (has_target(u, b, s->arm[0])) {
            IrRef hit = goes_to(u, b, s->arm[0], at);
            hit = with(u, at, UOP_AND, alive, hit);
            reached = with(u, at, UOP_OR, reached, hit);
        }
        if (i < s->nchain) {
            IrRef on = goes_to(u, b, s->chain[i], at);
            alive = with(u, at, UOP_AND, alive, on);
        }
    }
    return reached;
}

/* Does an arm leave for the side, where cond says which arm it is? */
static IrRef to_side(IrUnit *u, const Shape *s, IrRef at, IrRef cond)
{
    IrBuild e = ir_build_before(u, at);
    IrRef second = goes_to(u, s->arm[1], s->side, at);
    if (s->both) {
        IrRef first = goes_to(u, s->arm[0], s->side, at);
        return ir_sel(&e, cond, first, second);
    }
    IrRef other = ir_set(&e, IR_EQ, cond, ir_i32(&e, 0));
    return ir_bin(&e, UOP_AND, other, second);
}

/* The same as a comparison of one value, when both arms end in that: puts op o's operands and condition right. */
static bool one_compare(IrUnit *u, const Shape *s, IrRef at, IrRef cond)
{
    IrRef last[2] = {u->blocks[s->arm[0]].last, u->blocks[s->arm[1]].last};
    const IrOp *x = &u->ops[last[0]], *y = &u->ops[last[1]];
    bool flipped = ir_target(x, 0) != ir_target(y, 0);
    if (x->type != y->type || x->sub != (flipped ? y->sub ^ 1 : y->sub) || x->b != y->b || !ir_is_const(u, x->b))
        return false;
    IrOp end = *x;
    IrBuild e = ir_build_before(u, at);
    IrRef v = ir_sel(&e, cond, ir_resolve(u, x->a), ir_resolve(u, y->a));
    IrOp *o = &u->ops[at];
    o->type = end.type;
    o->sub = end.sub;
    o->a = v;
    o->b = end.b;
    o->imm = end.imm;
    return true;
}

/* The head's branch, at, becomes one to the join, or there and to the side. */
static void end_head(IrUnit *u, const Shape *s, IrRef at, IrRef cond)
{
    if (s->both && one_compare(u, s, at, cond))
        return;
    IrRef zero = ir_const(u, IR_I32, 0), leaves = s->side != IR_UNREACHED ? to_side(u, s, at, cond) : IR_NONE;
    IrOp *o = &u->ops[at];
    o->op = leaves ? UOP_BRIF : UOP_BR;
    o->type = leaves ? IR_I32 : IR_VOID;
    o->sub = leaves ? IR_NE : 0;
    o->a = leaves;
    o->b = leaves ? zero : IR_NONE;
    o->imm = leaves ? ir_targets(s->side, s->join) : s->join;
}

static void convert(IrUnit *u, const Shape *s)
{
    Puts yes = {0}, no = {0};
    IrRef at = u->blocks[s->head].last;
    IrRef cond = join_chain(u, s, at);
    hoist(u, s->arm[0], at, &yes);
    if (s->arm[1] != IR_UNREACHED)
        hoist(u, s->arm[1], at, &no);
    choose(u, at, cond, &yes, &no);
    end_head(u, s, at, cond);
    u->cfg = NULL;
    opt_drop_unreached(u, 'I');
}

/* A block that only the one in front of it leads to, and which leads nowhere else, continues that one. */
static void append_join(IrUnit *u, const Shape *s)
{
    const IrCfg *c = ir_cfg_get(u);
    if (s->side != IR_UNREACHED || ir_single_pred(u, c, s->join) != s->head || ir_is_entry(u, s->join) ||
        s->join == s->head)
        return;
    ir_remove(u, u->blocks[s->head].last, 'I');
    IrRef next;
    for (IrRef r = u->blocks[s->join].first; r; r = next) {
        next = u->ops[r].next;
        ir_append(u, s->head, r);
    }
    u->blocks[s->join].first = u->blocks[s->join].last = 0;
    u->cfg = NULL;
}

static bool change_one(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    Shape s;
    for (uint32_t i = c->nrpo; i-- > 0;)
        if (find_shape(u, c, c->rpo[i], &s)) {
            convert(u, &s);
            append_join(u, &s);
            return true;
        }
    return false;
}

void opt_select(IrUnit *u)
{
    unsigned n = 0;
    while (n < MAX_CHANGES && change_one(u))
        n++;
    if (n)
        ir_apply_subst(u);
}
