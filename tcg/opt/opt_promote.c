/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P: promotion. In loops, state slots become single-assignment temps: a GET is
 * the value that reaches it, through PHIs where ways join, and the state block is
 * written only where the loop is left. A loop here is the largest set of blocks
 * that can all reach each other: a loop nest, as far as no call leaves the unit.
 *
 * needs: valid   keeps: cfg   breaks: inplace
 *
 * A slot that a loop writes and never reads from an earlier round, or from the other
 * way of a branch, is not worth a PHI: its PUTs stay in place, which costs a store
 * where a PHI for snapshots alone costs a register or a store and a move. Doubles are the exception while they are few:
 * vector registers are rarely short, and the host stores but one a cycle.
 *
 * Outside loops PUTs stay where they are, and a value is read again where ways
 * join: passes S and K do there what can be done. A slot is "dirty" where some way
 * to that point has put it in this loop since the state block had it last; what is
 * dirty is put on the edges out of the loop and before a call that may read or write
 * the slot, and is in the snapshot of an op that may leave. A call that may write a slot makes its value unknown:
 * the next use reads it right behind the call.
 *
 * Values are found as in Braun et al., "Simple and Efficient Construction of
 * Static Single Assignment Form": blocks in rpo, a PHI without arguments where
 * a block with several predecessors needs a value, arguments when all blocks
 * are done, then PHIs that stand for one value only are taken out again.
 */
#include <string.h>

#include "tcg/opt/opt.h"
#include "tcg/opt/part.h"
#include "tcg/opt/relate.h"

enum { AFTER_CALL = 0x80000000u }; /* instead of a value: to be read behind this call */

/* A PHI that wants its arguments. */
typedef struct Phi {
    IrRef ref;
    uint32_t block;
    uint16_t slot;
} Phi;

typedef struct Promote {
    IrUnit *u;
    const IrCfg *cfg;
    unsigned n, nwords; /* slots; words of a set of slots */
    IrRef *out;         /* by block and slot: value at the end of what has been walked, IR_NONE = as at the entry */
    IrRef *in;          /* value at the entry, IR_NONE = not asked yet */
    OptLoops l;
    uint32_t *loop;    /* by block: number of the loop it is in, 0 = none */
    uint64_t *inplace; /* by loop: set of slots whose PUTs stay where they are */
    Relations rel;
    uint32_t *known;   /* by block and relation's target: what it is at the entry */
    uint64_t *related; /* by loop: slots that are functions of others where ways join */
    uint64_t *dirty;   /* by block: set of slots at the entry */
    uint64_t *left;    /* by block: set of slots at the end of what has been walked */
    uint64_t *touched; /* set: slots with a GET or PUT in this unit */
    Phi *phis;
    uint32_t nphis, cap;
} Promote;

#define FOR_SET(p, set, s)                                                                                             \
    for (unsigned w_ = 0; w_ < (p)->nwords; w_++)                                                                      \
        for (uint64_t m_ = (set)[w_]; m_ && (s = w_ * 64 + (unsigned)__builtin_ctzll(m_), true); m_ &= m_ - 1)

static inline const uint64_t *inplace_of(const Promote *p, uint32_t b)
{
    return p->inplace + (size_t)p->loop[b] * p->nwords;
}

/* Is a PUT of slot s in block b deferred? */
static bool defers(const Promote *p, uint32_t b, unsigned s)
{
    return p->loop[b] && !slots_has(inplace_of(p, b), s);
}

static bool stays_in_loop(const Promote *p, uint32_t from, uint32_t to)
{
    return p->loop[from] && p->loop[from] == p->loop[to];
}

/* ---- which slots are dirty where ----------------------------------------------------------------------------------
 */

static void list_into(const Promote *p, IrSlotSet kind, const uint16_t *list, uint64_t *set)
{
    if (kind == IR_SLOTS_ALL)
        memcpy(set, p->touched, p->nwords * sizeof *set);
    else if (kind == IR_SLOTS_LIST)
        for (; *list != 0xffff; list++)
            if (slots_has(p->touched, *list))
                slots_add(set, *list);
}

/* Slots the call may write, and those it may read or write. */
static void call_sets(const Promote *p, const IrOp *o, uint64_t *writes, uint64_t *uses)
{
    const uint16_t *list;
    memset(writes, 0, p->nwords * sizeof *writes);
    IrSlotSet kind = ir_call_writes(p->u, o, &list);
    list_into(p, kind, list, writes);
    memcpy(uses, writes, p->nwords * sizeof *uses);
    kind = ir_call_reads(p->u, o, &list);
    list_into(p, kind, list, uses);
}

/* set: dirty at the entry of block b; becomes: at its end. */
static void dirty_through(const Promote *p, uint32_t b, uint64_t *set)
{
    uint64_t writes[p->nwords], uses[p->nwords];
    IR_FOR_OPS(p->u, b, r)
    {
        const IrOp *o = &p->u->ops[r];
        if (o->op == UOP_PUT) {
            if (defers(p, b, (unsigned)o->imm))
                slots_add(set, (unsigned)o->imm);
        } else if (o->op == UOP_CALL) {
            call_sets(p, o, writes, uses);
            for (unsigned w = 0; w < p->nwords; w++)
                set[w] &= ~uses[w];
        }
    }
}

static void find_dirty(Promote *p)
{
    const IrCfg *c = p->cfg;
    uint64_t set[p->nwords];
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < c->nrpo; i++) {
            uint32_t to[2];
            memcpy(set, p->dirty + (size_t)c->rpo[i] * p->nwords, sizeof set);
            dirty_through(p, c->rpo[i], set);
            for (unsigned k = ir_succs(p->u, c->rpo[i], to); k-- > 0;) {
                uint64_t *in = p->dirty + (size_t)to[k] * p->nwords;
                if (!stays_in_loop(p, c->rpo[i], to[k]))
                    continue;
                for (unsigned w = 0; w < p->nwords; w++) {
                    changed |= set[w] & ~in[w] && c->pos[to[k]] <= i;
                    in[w] |= set[w];
                }
            }
        }
    }
}

/* ---- values -------------------------------------------------------------------------------------------------------
 */

/* A new op stamped like op at. */
static IrRef new_like(IrUnit *u, UopId op, unsigned slot, IrRef at)
{
    IrRef r = ir_new_op(u, op, (IrType)u->env->slots[slot].type);
    u->ops[r].imm = op == UOP_PHI ? 0 : (int64_t)slot;
    u->ops[r].insn = u->ops[at].insn;
    return r;
}

static IrRef value_at_entry(Promote *p, uint32_t b, unsigned s);

/* Value of slot s behind what has been walked of block b. */
static IrRef value(Promote *p, uint32_t b, unsigned s)
{
    IrRef *v = &p->out[(size_t)b * p->n + s];
    if (*v == IR_NONE)
        return value_at_entry(p, b, s);
    if (*v & AFTER_CALL) {
        IrRef call = *v & ~(IrRef)AFTER_CALL, get = new_like(p->u, UOP_GET, s, call);
        ir_insert_after(p->u, call, get);
        *v = get;
    }
    return *v = ir_resolve(p->u, *v);
}

static IrRef new_phi(Promote *p, uint32_t b, unsigned s)
{
    IrUnit *u = p->u;
    IrRef at = u->blocks[b].first, r = new_like(u, UOP_PHI, s, at);
    uint32_t args = ir_args_new(u, u->blocks[b].npred);
    u->ops[r].a = args;
    u->ops[r].b = u->blocks[b].npred;
    ir_insert_before(u, at, r);
    if (p->nphis == p->cap) {
        Phi *more = arena_alloc(u->arena, (p->cap = p->cap ? p->cap * 2 : 64) * sizeof *more);
        if (p->nphis)
            memcpy(more, p->phis, p->nphis * sizeof *more);
        p->phis = more;
    }
    p->phis[p->nphis++] = (Phi){r, b, (uint16_t)s};
    return r;
}

/* Ops that make expression x at the entry of block b, into list; returns its value. */
static IrRef make_expr(Promote *p, uint32_t b, uint32_t x, IrRef *list, unsigned *n)
{
    RelExpr e = p->rel.expr[x];
    IrRef arg[3] = {IR_NONE, IR_NONE, IR_NONE};
    if (e.op == UOP_CONST)
        return e.arg[0];
    if (e.op == UOP_GET)
        return value_at_entry(p, b, e.arg[0]);
    for (unsigned i = 0; i < uop_info[e.op].nargs; i++)
        arg[i] = make_expr(p, b, e.arg[i], list, n);
    IrRef r = ir_new_op(p->u, (UopId)e.op, (IrType)e.type);
    p->u->ops[r].sub = e.sub;
    memcpy(p->u->ops[r].arg, arg, sizeof arg);
    return list[(*n)++] = r;
}

/* Slot s, which is a function of others where ways join at b, or IR_NONE. */
static IrRef related_value(Promote *p, uint32_t b, unsigned s)
{
    IrRef list[REL_MAX_SIZE];
    unsigned j = 0, n = 0;
    if (!p->loop[b] || !slots_has(p->related + (size_t)p->loop[b] * p->nwords, s))
        return IR_NONE;
    while (p->rel.target[j] != s)
        j++;
    uint32_t x = p->known[(size_t)b * p->rel.n + j];
    if (!x)
        return IR_NONE;
    IrRef v = make_expr(p, b, x, list, &n), at = p->u->blocks[b].first;
    while (p->u->ops[at].op == UOP_PHI)
        at = p->u->ops[at].next;
    for (unsigned i = 0; i < n; i++) {
        p->u->ops[list[i]].insn = p->u->ops[at].insn;
        ir_insert_before(p->u, at, list[i]);
    }
    return v;
}

static IrRef value_at_entry(Promote *p, uint32_t b, unsigned s)
{
    IrRef *v = &p->in[(size_t)b * p->n + s];
    if (*v)
        return *v = ir_resolve(p->u, *v);
    uint32_t from = ir_single_pred(p->u, p->cfg, b);
    bool joins = from == IR_UNREACHED;
    bool behind = !joins && !stays_in_loop(p, from, b) && slots_has(inplace_of(p, from), s);
    if (ir_is_entry(p->u, b) || (joins && !p->loop[b]) || behind) {
        IrRef at = p->u->blocks[b].first;
        while (p->u->ops[at].op == UOP_PHI)
            at = p->u->ops[at].next;
        *v = new_like(p->u, UOP_GET, s, at);
        ir_insert_before(p->u, at, *v);
        return *v;
    }
    uint32_t pred = ir_single_pred(p->u, p->cfg, b);
    IrRef got = pred != IR_UNREACHED ? value(p, pred, s) : related_value(p, b, s);
    if (!got)
        got = new_phi(p, b, s);
    return p->in[(size_t)b * p->n + s] = got;
}

/* ---- the walk -----------------------------------------------------------------------------------------------------
 */

static void put_before(Promote *p, uint32_t b, unsigned s, IrRef at)
{
    IrRef v = value(p, b, s), r = new_like(p->u, UOP_PUT, s, at);
    p->u->ops[r].a = v;
    ir_insert_before(p->u, at, r);
}

/* All that is dirty, and the op's own snapshot (of an earlier run of K), which is about PUTs nearer to it. */
static const IrSnap *snapshot(Promote *p, uint32_t b, const uint64_t *dirty, const IrSnap *own)
{
    const IrSnap *snap = own;
    unsigned s;
    FOR_SET(p, dirty, s)
    {
        IrRef v = value(p, b, s);
        if (!ir_snap_find(own, s))
            snap = ir_snap_with(p->u, snap, s, v);
    }
    return snap;
}

static void visit_call(Promote *p, uint32_t b, IrRef r, uint64_t *dirty)
{
    uint64_t writes[p->nwords], uses[p->nwords];
    unsigned s;
    call_sets(p, &p->u->ops[r], writes, uses);
    FOR_SET(p, uses, s)
    {
        if (slots_has(dirty, s))
            put_before(p, b, s, r);
        slots_take(dirty, s);
    }
    FOR_SET(p, writes, s)
    p->out[(size_t)b * p->n + s] = r | AFTER_CALL;
}

/* Block b is the first behind a loop: what is dirty there is put. */
static void put_behind_loop(Promote *p, uint32_t b)
{
    uint32_t pred = ir_single_pred(p->u, p->cfg, b);
    if (pred == IR_UNREACHED || !p->loop[pred] || stays_in_loop(p, pred, b))
        return;
    IrRef at = p->u->blocks[b].first;
    unsigned s;
    FOR_SET(p, p->left + (size_t)pred * p->nwords, s)
    put_before(p, b, s, at);
}

static void visit_block(Promote *p, uint32_t b)
{
    IrUnit *u = p->u;
    uint64_t *dirty = p->left + (size_t)b * p->nwords;
    const IrSnap *last = NULL; /* what is dirty as of the last snapshot */
    bool same = false;         /* nothing has been put since */
    memcpy(dirty, p->dirty + (size_t)b * p->nwords, p->nwords * sizeof *dirty);
    put_behind_loop(p, b);
    IR_FOR_OPS_SAFE(u, b, r, next)
    {
        IrOp *o = &u->ops[r];
        if (o->op == UOP_GET) {
            IrRef v = value(p, b, (unsigned)o->imm);
            ir_replace(u, r, v, 'P');
            continue;
        }
        if (o->op == UOP_PUT) {
            p->out[(size_t)b * p->n + (size_t)o->imm] = o->a = ir_resolve(u, o->a);
            if (!defers(p, b, (unsigned)o->imm))
                continue;
            slots_add(dirty, (unsigned)o->imm);
            ir_remove(u, r, 'P');
            same = false;
            continue;
        }
        if (o->op == UOP_CALL) {
            visit_call(p, b, r, dirty);
            same = false;
        }
        if (ir_may_leave(u, &u->ops[r])) {
            const IrSnap *own = u->ops[r].snap, *snap = same && !own ? last : snapshot(p, b, dirty, own);
            u->ops[r].snap = snap;
            same = !own;
            last = snap;
        }
    }
}

/* Arguments of all PHIs; asking for them may make more. */
static void fill_phis(Promote *p)
{
    IrUnit *u = p->u;
    for (uint32_t i = 0; i < p->nphis; i++)
        for (uint32_t k = 0; k < u->blocks[p->phis[i].block].npred; k++) {
            IrRef v = value(p, u->blocks[p->phis[i].block].pred[k], p->phis[i].slot);
            u->args[u->ops[p->phis[i].ref].a + k] = v;
        }
}

/* What value r is known to be: of a PHI what its arguments are, IR_NONE = not known yet. u->ops[r].mark of PHIs. */
static IrRef known_value(const IrUnit *u, IrRef r)
{
    r = ir_resolve(u, r);
    return u->ops[r].op == UOP_PHI ? u->ops[r].mark : r;
}

/* The one value of a PHI's arguments as far as is known; the PHI when there are several. */
static IrRef meet_args(const IrUnit *u, IrRef r)
{
    const IrOp *o = &u->ops[r];
    IrRef v = IR_NONE;
    for (uint32_t k = 0; k < o->b; k++) {
        IrRef a = known_value(u, u->args[o->a + k]);
        if (a && v && a != v)
            return r;
        v = a ? a : v;
    }
    return v;
}

/* PHIs that are all one value from outside go, also when they are arguments of each other. */
static void drop_phis(Promote *p)
{
    IrUnit *u = p->u;
    for (uint32_t i = 0; i < p->nphis; i++)
        u->ops[p->phis[i].ref].mark = IR_NONE;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < p->nphis; i++) {
            IrRef r = p->phis[i].ref, v = u->ops[r].mark == r ? r : meet_args(u, r);
            changed |= v != u->ops[r].mark;
            u->ops[r].mark = v;
        }
    }
    for (uint32_t i = 0; i < p->nphis; i++) {
        IrRef r = p->phis[i].ref, v = u->ops[r].mark;
        if (v != r && v)
            ir_replace(u, r, v, 'P');
    }
}

/* ---- relations ----------------------------------------------------------------------------------------------------
 */

enum { NOT_YET = 0xffffffffu }; /* nothing gets here, as far as is known */

static bool meet_into(const Promote *p, uint32_t *row, const uint32_t *out)
{
    bool changed = false;
    for (unsigned j = 0; j < p->rel.n; j++) {
        uint32_t x = row[j] == NOT_YET || row[j] == out[j] ? out[j] : REL_NONE;
        changed |= x != row[j];
        row[j] = x;
    }
    return changed;
}

static void find_known(Promote *p)
{
    const IrCfg *c = p->cfg;
    unsigned n = p->rel.n;
    uint32_t out[REL_MAX_TARGETS], none[REL_MAX_TARGETS] = {0}, to[2];
    p->known = arena_alloc(p->u->arena, ((size_t)p->u->nblocks * n + 1) * sizeof *p->known);
    memset(p->known, 0xff, (size_t)p->u->nblocks * n * sizeof *p->known);
    for (uint32_t i = 0; i < c->nrpo; i++)
        if (ir_is_entry(p->u, c->rpo[i]))
            memcpy(p->known + (size_t)c->rpo[i] * n, none, n * sizeof *none);
    for (bool changed = n > 0; changed;) {
        changed = false;
        for (uint32_t i = 0; i < c->nrpo; i++) {
            rel_through(&p->rel, c->rpo[i], p->known + (size_t)c->rpo[i] * n, out);
            for (unsigned k = ir_succs(p->u, c->rpo[i], to); k-- > 0;)
                changed |= meet_into(p, p->known + (size_t)to[k] * n, out) && c->pos[to[k]] <= i;
        }
    }
}

/* What no place where ways join needs is put at the ways out, for nothing. */
static void defer_local(Promote *p)
{
    size_t n = p->nwords;
    uint64_t *needed = arena_zalloc(p->u->arena, (p->cfg->nrpo + 1) * n * sizeof *needed);
    for (uint32_t i = 0; i < p->cfg->nrpo; i++) {
        uint32_t b = p->cfg->rpo[i];
        for (unsigned w = 0; w < n && p->loop[b] && p->u->blocks[b].npred > 1; w++)
            needed[p->loop[b] * n + w] |= loops_need(&p->l, b)[w];
    }
    for (size_t i = n; i < (p->cfg->nrpo + 1) * n; i++)
        p->inplace[i] &= needed[i];
}

enum { MAX_DOUBLES = 12 };

/* Doubles that a loop writes and does not read are put at the ways out, too. */
static void defer_doubles(Promote *p)
{
    for (uint32_t k = 1; k <= p->cfg->nrpo; k++) {
        uint64_t *inplace = p->inplace + (size_t)k * p->nwords, doubles[p->nwords];
        unsigned s, n = 0;
        memset(doubles, 0, sizeof doubles);
        FOR_SET(p, inplace, s)
        {
            if (p->u->env->slots[s].type != IR_F64)
                continue;
            slots_add(doubles, s);
            n++;
        }
        for (unsigned w = 0; w < p->nwords && n <= MAX_DOUBLES; w++)
            inplace[w] &= ~doubles[w];
    }
}

/* Target j stays no longer in place in cycles where it is mostly a function of others. */
static void find_related(Promote *p)
{
    unsigned n = p->rel.n;
    int32_t *gain = arena_zalloc(p->u->arena, (p->cfg->nrpo + 1) * sizeof *gain);
    p->related = arena_zalloc(p->u->arena, (size_t)(p->cfg->nrpo + 1) * p->nwords * sizeof *p->related);
    for (unsigned j = 0; j < n; j++) {
        unsigned t = p->rel.target[j];
        memset(gain, 0, (p->cfg->nrpo + 1) * sizeof *gain);
        for (uint32_t i = 0; i < p->cfg->nrpo; i++) {
            uint32_t b = p->cfg->rpo[i];
            if (p->loop[b] && p->u->blocks[b].npred > 1 && slots_has(loops_need(&p->l, b), t))
                gain[p->loop[b]] += p->known[(size_t)b * n + j] ? 2 : -1;
        }
        for (uint32_t k = 1; k <= p->cfg->nrpo; k++) {
            uint64_t *inplace = p->inplace + (size_t)k * p->nwords;
            if (gain[k] <= 0 || !slots_has(inplace, t))
                continue;
            slots_take(inplace, t);
            slots_add(p->related + (size_t)k * p->nwords, t);
        }
    }
}

/* ---- loops --------------------------------------------------------------------------------------------------------
 */

/* An edge out of a loop to a block that is reached otherwise, too, gets a block of its own. True when there was one. */
static bool split_exits(IrUnit *u, const IrCfg *c, const uint32_t *loop)
{
    bool any = false;
    for (uint32_t i = 0, n = c->nrpo; i < n; i++) {
        uint32_t to[2], b = c->rpo[i];
        unsigned k = loop[b] ? ir_succs(u, b, to) : 0;
        for (unsigned e = 0; e < k; e++) {
            if (loop[to[e]] == loop[b] || u->blocks[to[e]].npred == 1)
                continue;
            uint32_t mid = ir_block_new(u);
            u->blocks[mid].cold = u->blocks[to[e]].cold;
            u->blocks[mid].freq = u->blocks[to[e]].freq;
            IrRef r = ir_new_op(u, UOP_BR, IR_VOID);
            u->ops[r].imm = to[e];
            ir_append(u, mid, r);
            IrOp *o = &u->ops[u->blocks[b].last];
            u->ops[r].insn = o->insn;
            to[e] = mid;
            o->imm = k == 1 ? (int64_t)mid : ir_targets(to[0], to[1]);
            any = true;
        }
    }
    return any;
}

/* Has the pass been here before? What it left is as good as it gets. */
static bool has_phis(const IrUnit *u, const IrCfg *c)
{
    for (uint32_t i = 0; i < c->nrpo; i++) {
        IrRef first = u->blocks[c->rpo[i]].first;
        if (first && u->ops[first].op == UOP_PHI)
            return true;
    }
    return false;
}

void opt_promote(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    if (!c->loops || u->blocks[0].npred || has_phis(u, c))
        return;
    opt_drop_unreached(u, 'P');
    c = ir_cfg_get(u);
    Promote p = {.u = u, .n = u->env->nslots, .nwords = (u->env->nslots + 63) / 64};
    opt_cycles(u, &p.l);
    if (split_exits(u, c, p.l.cycle)) {
        u->cfg = NULL;
        opt_cycles(u, &p.l);
    }
    p.cfg = c = p.l.cfg;
    p.loop = p.l.cycle;
    opt_loops(&p.l);
    p.inplace = p.l.inplace;
    rel_init(&p.rel, &p.l);
    rel_find_targets(&p.rel);
    find_known(&p);
    find_related(&p);
    defer_local(&p);
    if (opt_part(OPT_PART_DOUBLES))
        defer_doubles(&p);
    size_t rows = (size_t)u->nblocks * p.n;
    p.out = arena_zalloc(u->arena, rows * sizeof *p.out);
    p.in = arena_zalloc(u->arena, rows * sizeof *p.in);
    p.dirty = arena_zalloc(u->arena, (size_t)u->nblocks * p.nwords * sizeof *p.dirty);
    p.left = arena_zalloc(u->arena, (size_t)u->nblocks * p.nwords * sizeof *p.left);
    p.touched = arena_zalloc(u->arena, p.nwords * sizeof *p.touched);
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
    if (u->ops[r].op == UOP_GET || u->ops[r].op == UOP_PUT)
        slots_add(p.touched, (unsigned)u->ops[r].imm);
    find_dirty(&p);
    for (uint32_t i = 0; i < c->nrpo; i++)
        visit_block(&p, c->rpo[i]);
    fill_phis(&p);
    drop_phis(&p);
    ir_apply_subst(u);
}
