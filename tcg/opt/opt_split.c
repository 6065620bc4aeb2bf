/* SPDX-License-Identifier: Apache-2.0 */
/*
 * L: splitting by relations. Where ways join in a loop, a slot such as a
 * condition field is often one function of other slots on one way (the way round)
 * and another, or nothing known, on the other (the way in). Blocks from there up to
 * where the slot is written again are copied, one copy for each function, so
 * that pass P need not keep the slot's value: it is computed when somebody looks.
 *
 * needs: valid, inplace   keeps: inplace   breaks: cfg
 *
 * The new graph's nodes are pairs of a block and what is known at its entry. For a
 * loop with one way round that comes to a copy of the first round up to the write.
 * A value that lives across blocks belongs to the node that begins its run of blocks (the
 * owner), which is part of what makes nodes different: so no PHI is needed.
 *
 * Loops with more than MAX_OPS ops, nests with inlined calls most of all, stay as they are: there what is saved is less
 * than what registers are short of.
 *
 * A loop that has one way in keeps it: where the copy of a first round would lead into the middle (the
 * slot is written in a block with two ways on), registers would be moved in every round.
 *
 * Copies that no cycle contains lose their POLLs. The unit may grow by a limit; slots are left
 * out, from those written least, until it does not.
 */
#include <string.h>

#include "engine/base/err.h"
#include "tcg/opt/opt.h"
#include "tcg/opt/relate.h"

enum { MAX_OPS = 150, MAX_NODES = 400, MAX_CROSS = 256, MAX_ADDED = 1200, BUCKETS = 256 };

typedef struct Node {
    uint32_t block, owner, nsucc, succ[2];
    uint32_t next;       /* in its bucket */
    uint32_t at;         /* block that it becomes */
    uint32_t low, order; /* for finding cycles */
    uint32_t idom;       /* immediate dominator */
    bool cyclic, on_stack;
    uint32_t state[REL_MAX_TARGETS];
} Node;

typedef struct Split {
    IrUnit *u;
    OptLoops l;
    Relations rel;
    Node *node;
    uint32_t n, bucket[BUCKETS];
    uint32_t *nops; /* by block */
    IrRef *cross;   /* values that other blocks use */
    uint32_t ncross;
    uint32_t *number;  /* by op: 1 + place in cross, 0 = none */
    uint64_t *live;    /* by block: those of them that are alive at its entry */
    uint32_t nlive;    /* words of a row */
    uint64_t *defined; /* by owner: those that a node of its has */
    IrRef *map;        /* by owner and cross: the value there */
    uint32_t *stack, top, counter;
    uint32_t *path, npath;
    uint32_t limit;
} Split;

/* ---- values across blocks -----------------------------------------------------------------------------------------
 */

/* False: PHIs or snapshots, or too many. */
static bool find_cross(Split *s)
{
    IrUnit *u = s->u;
    s->number = arena_zalloc(u->arena, u->nops * sizeof *s->number);
    s->cross = arena_alloc(u->arena, MAX_CROSS * sizeof *s->cross);
    for (uint32_t i = 0; i < s->l.cfg->nrpo; i++)
        IR_FOR_OPS(u, s->l.cfg->rpo[i], r)
        {
            const IrOp *o = &u->ops[r];
            if (o->op == UOP_PHI || o->snap)
                return false;
            for (unsigned k = 0, n = ir_nargs(u, o); k < n; k++) {
                IrRef a = ir_arg(u, o, k);
                if (u->ops[a].block == o->block || ir_is_const(u, a) || s->number[a])
                    continue;
                if (s->ncross == MAX_CROSS)
                    return false;
                s->cross[s->ncross++] = a;
                s->number[a] = s->ncross;
            }
        }
    return true;
}

static void find_live(Split *s)
{
    IrUnit *u = s->u;
    const IrCfg *c = s->l.cfg;
    s->nlive = (s->ncross + 63) / 64;
    s->live = arena_zalloc(u->arena, ((size_t)u->nblocks * s->nlive + 1) * sizeof *s->live);
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
    for (unsigned k = 0, n = ir_nargs(u, &u->ops[r]); k < n; k++) {
        IrRef a = ir_arg(u, &u->ops[r], k);
        if (s->number[a] && u->ops[a].block != c->rpo[i])
            slots_add(s->live + (size_t)c->rpo[i] * s->nlive, s->number[a] - 1);
    }
    for (bool changed = s->ncross > 0; changed;) {
        changed = false;
        for (uint32_t i = c->nrpo; i-- > 0;) {
            uint32_t to[2], b = c->rpo[i];
            uint64_t *row = s->live + (size_t)b * s->nlive;
            for (unsigned k = ir_succs(u, b, to); k-- > 0;)
                for (uint32_t w = 0; w < s->nlive; w++)
                    for (uint64_t m = s->live[(size_t)to[k] * s->nlive + w] & ~row[w]; m; m &= m - 1) {
                        uint32_t x = w * 64 + (uint32_t)__builtin_ctzll(m);
                        if (u->ops[s->cross[x]].block == b)
                            continue;
                        slots_add(row, x);
                        changed = true;
                    }
        }
    }
}

static bool has_live(const Split *s, uint32_t b)
{
    for (uint32_t w = 0; w < s->nlive; w++)
        if (s->live[(size_t)b * s->nlive + w])
            return true;
    return false;
}

/* ---- nodes --------------------------------------------------------------------------------------------------------
 */

/* Is what target t is at the entry of b worth knowing? Only in a loop that writes it. */
static bool matters(const Split *s, uint32_t b, unsigned t)
{
    uint32_t h = s->l.loop[b];
    return h && slots_has(s->l.puts + (size_t)(h - 1) * s->l.nwords, t) && slots_has(loops_need(&s->l, b), t) &&
           slots_has(loops_inplace(&s->l, b), t);
}

static uint32_t node_of(Split *s, uint32_t b, const uint32_t *state, uint32_t owner)
{
    uint32_t h = b * 0x9e3779b1u ^ owner * 0x85ebca6bu;
    for (unsigned j = 0; j < s->rel.n; j++)
        h = (h ^ state[j]) * 0x01000193u;
    h = (h ^ h >> 15) % BUCKETS;
    for (uint32_t i = s->bucket[h]; i; i = s->node[i].next) {
        const Node *n = &s->node[i];
        if (n->block == b && (owner == 0 || n->owner == owner) && !memcmp(n->state, state, s->rel.n * sizeof *state))
            return i;
    }
    if (s->n == MAX_NODES)
        return 0;
    Node *n = &s->node[s->n];
    *n = (Node){.block = b, .owner = owner ? owner : s->n, .next = s->bucket[h], .at = b};
    memcpy(n->state, state, s->rel.n * sizeof *state);
    s->bucket[h] = s->n;
    return s->n++;
}

/* False: too many nodes. */
static bool find_succs(Split *s, uint32_t i)
{
    uint32_t out[REL_MAX_TARGETS], state[REL_MAX_TARGETS], to[2], b = s->node[i].block;
    unsigned n = ir_succs(s->u, b, to);
    s->node[i].nsucc = n;
    if (n)
        rel_through(&s->rel, b, s->node[i].state, out);
    for (unsigned k = 0; k < n; k++) {
        for (unsigned j = 0; j < s->rel.n; j++)
            state[j] = matters(s, to[k], s->rel.target[j]) ? out[j] : REL_NONE;
        s->node[i].succ[k] = node_of(s, to[k], state, has_live(s, to[k]) ? s->node[i].owner : 0);
        if (!s->node[i].succ[k])
            return false;
    }
    return true;
}

/* False: the unit would grow too much. */
static bool find_nodes(Split *s)
{
    uint32_t zero[REL_MAX_TARGETS] = {0}, total = 0, base = 0;
    s->n = 1;
    memset(s->bucket, 0, sizeof s->bucket);
    node_of(s, 0, zero, 0);
    for (uint32_t i = 0; i < s->l.cfg->nrpo; i++)
        base += s->nops[s->l.cfg->rpo[i]];
    for (uint32_t i = 1; i < s->n; i++) {
        total += s->nops[s->node[i].block];
        if (!find_succs(s, i) || total > base + s->limit)
            return false;
    }
    return true;
}

/* Does each owner have one of each value, at most? */
static bool owners_ok(Split *s)
{
    s->defined = arena_zalloc(s->u->arena, ((size_t)s->n * s->nlive + 1) * sizeof *s->defined);
    for (uint32_t i = 1; i < s->n; i++)
        for (uint32_t x = 0; x < s->ncross; x++) {
            uint64_t *row = s->defined + (size_t)s->node[i].owner * s->nlive;
            if (s->u->ops[s->cross[x]].block != s->node[i].block)
                continue;
            if (slots_has(row, x))
                return false;
            slots_add(row, x);
        }
    return true;
}

/* Tarjan's cycles, without recursion: path holds the way here, two bits of each entry say which successor is next. */
static void enter(Split *s, uint32_t i)
{
    Node *n = &s->node[i];
    n->order = n->low = ++s->counter;
    n->on_stack = true;
    s->stack[s->top++] = i;
    s->path[s->npath++] = i << 2;
}

static void leave(Split *s, uint32_t i)
{
    Node *n = &s->node[i];
    uint32_t m, size = 0;
    if (n->low != n->order)
        return;
    bool self = false;
    for (unsigned k = 0; k < n->nsucc; k++)
        self |= n->succ[k] == i;
    do {
        m = s->stack[--s->top];
        s->node[m].on_stack = false;
        s->node[m].cyclic = ++size > 1 || self || m != i;
    } while (m != i);
}

static void find_cyclic(Split *s)
{
    s->stack = arena_alloc(s->u->arena, s->n * sizeof *s->stack);
    s->path = arena_alloc(s->u->arena, s->n * sizeof *s->path);
    s->top = s->npath = s->counter = 0;
    for (uint32_t i = 1; i < s->n; i++)
        s->node[i].order = 0;
    enter(s, 1);
    while (s->npath) {
        uint32_t i = s->path[s->npath - 1] >> 2, k = s->path[s->npath - 1] & 3;
        Node *n = &s->node[i];
        if (k < n->nsucc) {
            const Node *t = &s->node[n->succ[k]];
            s->path[s->npath - 1]++;
            if (!t->order)
                enter(s, n->succ[k]);
            else if (t->on_stack && t->order < n->low)
                n->low = t->order;
            continue;
        }
        leave(s, i);
        if (--s->npath) {
            Node *p = &s->node[s->path[s->npath - 1] >> 2];
            if (n->low < p->low)
                p->low = n->low;
        }
    }
}

/* ---- loops with several ways in -----------------------------------------------------------------------------------
 */

/* Nodes in reverse postorder, node[].order = place there; returns how many. */
static uint32_t order_nodes(Split *s, uint32_t *rpo)
{
    uint32_t *path = arena_alloc(s->u->arena, s->n * sizeof *path), npath = 1, at = s->n;
    bool *seen = arena_zalloc(s->u->arena, s->n * sizeof *seen);
    path[0] = 1u << 2;
    seen[1] = true;
    while (npath) {
        uint32_t i = path[npath - 1] >> 2, k = path[npath - 1] & 3;
        if (k == s->node[i].nsucc) {
            rpo[--at] = i;
            s->node[i].order = at;
            npath--;
            continue;
        }
        path[npath - 1]++;
        uint32_t t = s->node[i].succ[k];
        if (!seen[t]) {
            seen[t] = true;
            path[npath++] = t << 2;
        }
    }
    return at;
}

static uint32_t common_dominator(const Split *s, uint32_t a, uint32_t b)
{
    while (a != b)
        if (s->node[a].order > s->node[b].order)
            a = s->node[a].idom;
        else
            b = s->node[b].idom;
    return a;
}

static void find_dominators(Split *s, const uint32_t *rpo, uint32_t first)
{
    s->node[1].idom = 1;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t x = first; x < s->n; x++)
            for (unsigned k = 0; k < s->node[rpo[x]].nsucc; k++) {
                Node *t = &s->node[s->node[rpo[x]].succ[k]];
                uint32_t d = t->idom ? common_dominator(s, t->idom, rpo[x]) : rpo[x];
                changed |= d != t->idom;
                t->idom = d;
            }
    }
}

/* Ways back to a node that does not dominate where they come from. */
static uint32_t odd_edges(Split *s)
{
    uint32_t *rpo = arena_alloc(s->u->arena, s->n * sizeof *rpo), n = 0;
    uint32_t first = order_nodes(s, rpo);
    find_dominators(s, rpo, first);
    for (uint32_t i = 1; i < s->n; i++)
        for (unsigned k = 0; k < s->node[i].nsucc; k++) {
            uint32_t t = s->node[i].succ[k];
            n += s->node[t].order <= s->node[i].order && common_dominator(s, t, i) != t;
        }
    return n;
}

/* The same in the unit as it is. */
static uint32_t odd_edges_before(const Split *s)
{
    const IrCfg *c = s->l.cfg;
    uint32_t to[2], n = 0;
    for (uint32_t i = 0; i < c->nrpo; i++)
        for (unsigned k = ir_succs(s->u, c->rpo[i], to); k-- > 0;)
            n += c->pos[to[k]] <= i && !ir_dominates(c, to[k], c->rpo[i]);
    return n;
}

/* ---- copying ------------------------------------------------------------------------------------------------------
 */

static IrRef *place_in_map(Split *s, uint32_t owner, IrRef v)
{
    return &s->map[(size_t)owner * s->ncross + s->number[v] - 1];
}

static IrRef copy_op(IrUnit *u, IrRef r, uint32_t block)
{
    IrRef n = ir_new_op(u, (UopId)u->ops[r].op, (IrType)u->ops[r].type);
    IrOp *o = &u->ops[n];
    const IrOp *from = &u->ops[r];
    o->sub = from->sub;
    o->origin = from->origin;
    o->insn = from->insn;
    o->imm = from->imm;
    memcpy(o->arg, from->arg, sizeof o->arg);
    if (uop_info[o->op].nargs == IR_ARGS_POOL && o->b) {
        uint32_t count = o->b, old = o->a, at = ir_args_new(u, count);
        memcpy(u->args + at, u->args + old, count * sizeof *u->args);
        u->ops[n].a = at;
    }
    ir_append(u, block, n);
    return n;
}

/* The copy of node i's block; operands from within are right, others still those of the original. */
static void copy_block(Split *s, uint32_t i, IrRef *local)
{
    IrUnit *u = s->u;
    const Node *nd = &s->node[i];
    uint32_t b = nd->block, to = nd->at;
    u->blocks[to].cold = u->blocks[b].cold;
    u->blocks[to].freq = u->blocks[b].freq;
    for (IrRef r = u->blocks[b].first, next; r; r = next) {
        next = u->ops[r].next;
        if (u->ops[r].op == UOP_POLL && !nd->cyclic)
            continue;
        IrRef n = copy_op(u, r, to);
        local[r] = n;
        for (unsigned k = 0, m = ir_nargs(u, &u->ops[n]); k < m; k++) {
            IrRef a = ir_arg(u, &u->ops[n], k);
            if (u->ops[a].block == b)
                ir_set_arg(u, &u->ops[n], k, local[a]);
        }
        if (r < s->rel.nalias && s->number[r])
            *place_in_map(s, nd->owner, r) = n;
    }
}

/* Operands from other blocks, and targets. */
static void finish_block(Split *s, uint32_t i)
{
    IrUnit *u = s->u;
    const Node *nd = &s->node[i];
    IR_FOR_OPS(u, nd->at, r)
    for (unsigned k = 0, n = ir_nargs(u, &u->ops[r]); k < n; k++) {
        IrRef a = ir_arg(u, &u->ops[r], k);
        if (a < s->rel.nalias && s->number[a] && u->ops[a].block != nd->at)
            ir_set_arg(u, &u->ops[r], k, *place_in_map(s, nd->owner, a));
    }
    IrOp *end = &u->ops[u->blocks[nd->at].last];
    if (nd->nsucc == 1)
        end->imm = s->node[nd->succ[0]].at;
    else if (nd->nsucc == 2)
        end->imm = ir_targets(s->node[nd->succ[0]].at, s->node[nd->succ[1]].at);
}

/* The last node of a block keeps its place: those found first are the ways in. */
static void place_nodes(Split *s)
{
    uint32_t *last = arena_zalloc(s->u->arena, s->u->nblocks * sizeof *last), nblocks = s->u->nblocks;
    for (uint32_t i = 1; i < s->n; i++) {
        uint32_t b = s->node[i].block, old = last[b];
        if (!old || s->node[i].cyclic || !s->node[old].cyclic)
            last[b] = i;
    }
    for (uint32_t i = 1; i < s->n; i++)
        if (last[s->node[i].block] != i) {
            s->node[i].at = ir_block_new(s->u);
            CHECK(s->node[i].at >= nblocks);
        }
}

static void apply(Split *s)
{
    IrUnit *u = s->u;
    uint32_t nblocks = u->nblocks;
    IrRef *local = arena_zalloc(u->arena, u->nops * sizeof *local);
    s->map = arena_zalloc(u->arena, ((size_t)s->n * s->ncross + 1) * sizeof *s->map);
    find_cyclic(s);
    place_nodes(s);
    for (uint32_t i = 1; i < s->n; i++)
        for (uint32_t x = 0; s->node[i].at < nblocks && x < s->ncross; x++)
            if (u->ops[s->cross[x]].block == s->node[i].block)
                s->map[(size_t)s->node[i].owner * s->ncross + x] = s->cross[x];
    for (uint32_t i = 1; i < s->n; i++)
        if (s->node[i].at >= nblocks)
            copy_block(s, i, local);
    for (uint32_t i = 1; i < s->n; i++)
        finish_block(s, i);
    u->cfg = NULL;
}

static uint32_t count_ops(const IrUnit *u, uint32_t b)
{
    uint32_t n = 0;
    IR_FOR_OPS(u, b, r)
    n += u->ops[r].op != UOP_MARK;
    return n;
}

/* Without those of plugins: what they put into a loop makes it no nest. */
static uint32_t count_guest_ops(const IrUnit *u, uint32_t b)
{
    uint32_t n = 0;
    IR_FOR_OPS(u, b, r)
    n += u->ops[r].op != UOP_MARK && !u->ops[r].origin;
    return n;
}

void opt_split(IrUnit *u)
{
    Split s = {.u = u, .limit = MAX_ADDED};
    if (!ir_cfg_get(u)->loops)
        return;
    opt_drop_unreached(u, 'L');
    opt_cycles(u, &s.l);
    if (!find_cross(&s))
        return;
    opt_loops(&s.l);
    rel_init(&s.rel, &s.l);
    rel_find_targets(&s.rel);
    if (!s.rel.n)
        return;
    find_live(&s);
    s.nops = arena_alloc(u->arena, u->nblocks * sizeof *s.nops);
    for (uint32_t b = 0; b < u->nblocks; b++)
        s.nops[b] = count_ops(u, b);
    s.node = arena_alloc(u->arena, (MAX_NODES + 1) * sizeof *s.node);
    uint32_t loops = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        loops += s.l.cycle[b] ? count_guest_ops(u, b) : 0;
    if (loops > MAX_OPS)
        return;
    uint32_t odd = odd_edges_before(&s);
    while (s.rel.n && !(find_nodes(&s) && owners_ok(&s) && odd_edges(&s) <= odd))
        s.rel.n--;
    if (s.rel.n && s.n - 1 > s.l.cfg->nrpo)
        apply(&s);
}
