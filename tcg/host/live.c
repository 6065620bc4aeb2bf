/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Emission order, positions, use chains and liveness for the register
 * allocator. One forward pass counts uses, one backward pass builds the chains
 * (ascending by construction); units of more than one block add a bit-set
 * data flow over the few temps that live across blocks.
 */
#include "tcg/host/regalloc.h"

#include <string.h>

/* A use of a temp in another block than its own. */
typedef struct Cross {
    uint32_t block;
    IrRef v;
} Cross;

typedef struct Live {
    Ra *ra;
    Cross *cross;
    uint32_t ncross, cap;
} Live;

IrRef ra_phi_arg(const IrUnit *u, const IrOp *p, uint32_t from)
{
    const IrBlock *b = &u->blocks[p->block];
    for (uint32_t i = 0; i < b->npred; i++)
        if (b->pred[i] == from)
            return ir_arg(u, p, i);
    return IR_NONE;
}

static inline void count(Ra *ra, IrRef v)
{
    if (v)
        ra->t[v].nuses++;
}

/* Is op o's snapshot for a handler, which knows the guest pc only by the instruction? */
static bool recovers(const IrUnit *u, const IrOp *o)
{
    return o->op != UOP_POLL || (o->insn < u->ninsns && u->insns[o->insn].pc == (uint64_t)o->imm);
}

static void count_op(Ra *ra, const IrOp *o, IrRef r)
{
    IrUnit *u = ra->u;
    unsigned n = ir_nargs(u, o);
    for (unsigned i = 0; i < n; i++) {
        IrRef a = ir_arg(u, o, i);
        count(ra, a);
        if (o->op == UOP_PHI)
            ra->t[a].phi_hint = r;
    }
    for (const IrSnap *s = o->snap; s; s = s->next) {
        count(ra, s->ref);
        ra->t[s->ref].nsoft += recovers(u, o);
    }
}

/* Integer arithmetic and comparison of floats, which the handler of a fault can do. */
static bool may_be_lazy(const IrUnit *u, const IrOp *o)
{
    if (o->op == UOP_FSET)
        return true;
    if (o->op < UOP_ADD || o->op > UOP_SEL || !ir_is_int((IrType)o->type))
        return false;
    for (unsigned i = 0, n = ir_nargs(u, o); i < n; i++)
        if (!ir_is_int((IrType)u->ops[o->arg[i]].type))
            return false;
    return true;
}

/* What only snapshots need, directly or through others of the kind. Users come before what they use, last to first. */
static void find_lazy(Ra *ra)
{
    IrUnit *u = ra->u;
    for (uint32_t k = ra->norder; k-- > 0;)
        for (IrRef r = u->blocks[ra->order[k]].last; r; r = u->ops[r].prev) {
            RaTemp *t = &ra->t[r];
            const IrOp *o = ir_op(u, r);
            if (!t->nuses || t->nuses != t->nsoft || t->depth >= RA_MAX_DEPTH || !may_be_lazy(u, o))
                continue;
            t->flags |= RA_LAZY;
            for (unsigned i = 0, n = ir_nargs(u, o); i < n; i++) {
                RaTemp *a = &ra->t[o->arg[i]];
                a->nsoft++;
                if (a->depth < t->depth + 1)
                    a->depth = (uint8_t)(t->depth + 1);
            }
        }
}

unsigned ra_leaves(const Ra *ra, IrRef v, IrRef *out)
{
    const IrOp *o = ir_op(ra->u, v);
    unsigned k = 0;
    if (!(ra->t[v].flags & RA_LAZY)) {
        out[0] = v;
        return 1;
    }
    for (unsigned i = 0, n = ir_nargs(ra->u, o); i < n; i++)
        k += ra_leaves(ra, o->arg[i], out + k);
    return k;
}

static void init_temps(Ra *ra)
{
    IrUnit *u = ra->u;
    ra->t = ARENA_ARRAY(u->arena, RaTemp, u->nops);
    for (uint32_t i = 0; i < u->nops; i++) {
        RaTemp *t = &ra->t[i];
        t->reg = t->hint = t->home_pin = -1;
        t->spill = -1;
        t->type = u->ops[i].type;
        if (u->ops[i].op == UOP_CONST)
            t->flags = RA_CONST;
    }
}

uint32_t ra_new_use(Ra *ra)
{
    if (ra->nuses == ra->uses_cap) {
        RaUse *n = ARENA_ARRAY(ra->u->arena, RaUse, ra->uses_cap * 2);
        memcpy(n, ra->uses, sizeof(RaUse) * ra->nuses);
        ra->uses = n;
        ra->uses_cap *= 2;
    }
    return ra->nuses++;
}

static void add_use(Live *l, IrRef v, uint32_t pos, uint32_t block, bool soft)
{
    Ra *ra = l->ra;
    IrUnit *u = ra->u;
    RaTemp *t = &ra->t[v];
    if (t->use && ra->uses[t->use].pos == pos) {
        ra->uses[t->use].soft &= soft;
        return;
    }
    uint32_t use = ra_new_use(ra);
    ra->uses[use] = (RaUse){.pos = pos, .soft = soft, .next = t->use};
    t->use = t->first = use;
    if (t->end < pos)
        t->end = pos;
    if ((t->flags & RA_CONST) || u->ops[v].block == block)
        return;
    if (!t->global)
        t->global = ++ra->nglobal;
    if (l->ncross == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 64;
        Cross *n = ARENA_ARRAY(u->arena, Cross, l->cap);
        if (l->ncross)
            memcpy(n, l->cross, sizeof(Cross) * l->ncross);
        l->cross = n;
    }
    l->cross[l->ncross++] = (Cross){block, v};
}

/* Uses of op o, looking through operands that are computed with it. */
static void add_operand_uses(Live *l, const IrOp *o, uint32_t pos, uint32_t block)
{
    IrUnit *u = l->ra->u;
    unsigned n = ir_nargs(u, o);
    for (unsigned i = 0; i < n; i++) {
        IrRef a = ir_arg(u, o, i);
        if (!a)
            continue;
        if (l->ra->t[a].flags & RA_FUSED)
            add_operand_uses(l, ir_op(u, a), pos, block);
        else
            add_use(l, a, pos, block, false);
    }
}

static void add_snap_uses(Live *l, const IrOp *o, uint32_t pos, uint32_t block)
{
    IrRef leaf[RA_MAX_LEAVES];
    for (const IrSnap *s = o->snap; s; s = s->next)
        for (unsigned n = ra_leaves(l->ra, s->ref, leaf); n-- > 0;)
            add_use(l, leaf[n], pos, block, true);
}

static void add_phi_uses(Live *l, uint32_t block, uint32_t pos)
{
    IrUnit *u = l->ra->u;
    uint32_t succ[2];
    unsigned n = ir_succs(u, block, succ);
    for (unsigned i = 0; i < n; i++) {
        IR_FOR_OPS(u, succ[i], r)
        {
            const IrOp *p = ir_op(u, r);
            if (p->op != UOP_PHI)
                break;
            if (!l->ra->t[r].nuses)
                continue;
            IrRef a = ra_phi_arg(u, p, block);
            if (a)
                add_use(l, a, pos, block, !l->ra->t[r].warm);
        }
    }
}

static uint32_t backward_block(Live *l, uint32_t block, uint32_t pos)
{
    Ra *ra = l->ra;
    IrUnit *u = ra->u;
    RaPinScan pins;
    ra_pin_scan_init(&pins);
    for (IrRef r = u->blocks[block].last; r; r = u->ops[r].prev, pos--) {
        IrOp *o = ir_op(u, r);
        RaTemp *t = &ra->t[r];
        t->def = pos;
        if (o->op == UOP_PHI) {
            if (!t->use)
                t->flags |= RA_DEAD;
            continue;
        }
        if (t->flags & (RA_FUSED | RA_LAZY))
            continue;
        if (uop_info[o->op].has_result && !t->use && ir_removable(u, o)) {
            t->flags |= RA_DEAD;
            continue;
        }
        ra_pin_scan(ra, &pins, r, pos);
        if (r == u->blocks[block].last) {
            ra->blocks[block].end_pos = pos;
            add_phi_uses(l, block, pos);
        }
        host_fuse(ra, r);
        if (t->flags & RA_PAIRED)
            continue;
        add_operand_uses(l, o, pos, block);
        add_snap_uses(l, o, pos, block);
        host_hints(ra, r);
        if (host_is_call(u, o))
            ra->call_pos[ra->ncalls++] = pos;
    }
    ra->blocks[block].start_pos = pos + 1;
    return pos;
}

static void warm_args(Ra *ra, const IrOp *o, bool *changed)
{
    for (unsigned i = 0, n = ir_nargs(ra->u, o); i < n; i++) {
        IrRef a = ir_arg(ra->u, o, i);
        if (ra->u->ops[a].op == UOP_PHI && !ra->t[a].warm)
            ra->t[a].warm = *changed = true;
    }
}

/* PHIs that ops of hot blocks need, directly or through other PHIs. */
static void find_warm(Ra *ra)
{
    const IrUnit *u = ra->u;
    bool changed = false;
    for (uint32_t k = 0; k < ra->nhot; k++)
        IR_FOR_OPS(u, ra->order[k], r)
    if (u->ops[r].op != UOP_PHI && !(ra->t[r].flags & RA_LAZY))
        warm_args(ra, &u->ops[r], &changed);
    while (changed) {
        changed = false;
        for (uint32_t k = 0; k < ra->nhot; k++)
            for (IrRef r = u->blocks[ra->order[k]].first; r && u->ops[r].op == UOP_PHI; r = u->ops[r].next)
                if (ra->t[r].warm)
                    warm_args(ra, &u->ops[r], &changed);
    }
}

/* The innermost loop of each block, as a range of positions: from the block that a back edge leads to, to the last one
 * it comes from. */
static void find_loops(Ra *ra)
{
    for (uint32_t k = 0; k < ra->norder; k++) {
        const IrBlock *blk = &ra->u->blocks[ra->order[k]];
        const RaBlock *head = &ra->blocks[ra->order[k]];
        uint32_t end = 0;
        for (uint32_t i = 0; i < blk->npred; i++) {
            const RaBlock *p = &ra->blocks[blk->pred[i]];
            if (p->reach && p->order >= k && p->order < ra->nhot && end < p->end_pos)
                end = p->end_pos;
        }
        for (uint32_t n = k; end && n < ra->norder && ra->blocks[ra->order[n]].end_pos <= end; n++) {
            RaBlock *b = &ra->blocks[ra->order[n]];
            b->loop_start = head->start_pos;
            b->loop_end = end;
        }
    }
}

uint32_t ra_hard_use(const Ra *ra, IrRef v, uint32_t from, uint32_t to)
{
    const RaTemp *t = &ra->t[v];
    /* what use chains have left behind is only needed again in loops */
    uint32_t u = t->use && ra->uses[t->use].pos <= from ? t->use : t->first;
    while (u && ra->uses[u].pos <= to && (ra->uses[u].pos < from || ra->uses[u].soft))
        u = ra->uses[u].next;
    return u && ra->uses[u].pos <= to ? ra->uses[u].pos : 0;
}

static void solve_liveness(Live *l)
{
    Ra *ra = l->ra;
    IrUnit *u = ra->u;
    uint32_t nw = ra->nwords = (ra->nglobal + 63) / 64;
    uint64_t *sets = ARENA_ARRAY(u->arena, uint64_t, (size_t)nw * 3 * u->nblocks);
    uint64_t *def = sets + (size_t)nw * 2 * u->nblocks;
    for (uint32_t b = 0; b < u->nblocks; b++) {
        ra->blocks[b].in = sets + (size_t)nw * 2 * b;
        ra->blocks[b].out = ra->blocks[b].in + nw;
    }
    for (uint32_t i = 0; i < l->ncross; i++) {
        uint32_t g = ra->t[l->cross[i].v].global - 1;
        ra->blocks[l->cross[i].block].in[g >> 6] |= 1ull << (g & 63);
        uint32_t db = u->ops[l->cross[i].v].block;
        def[(size_t)nw * db + (g >> 6)] |= 1ull << (g & 63);
    }
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t k = ra->norder; k-- > 0;) {
            RaBlock *b = &ra->blocks[ra->order[k]];
            uint32_t succ[2];
            unsigned n = ir_succs(u, ra->order[k], succ);
            for (uint32_t w = 0; w < nw; w++) {
                uint64_t out = b->out[w];
                for (unsigned i = 0; i < n; i++)
                    out |= ra->blocks[succ[i]].in[w];
                uint64_t in = b->in[w] | (out & ~def[(size_t)nw * ra->order[k] + w]);
                changed |= in != b->in[w] || out != b->out[w];
                b->in[w] = in;
                b->out[w] = out;
            }
        }
    }
}

/* Extends each temp's end over the blocks it lives through. */
static void extend_ends(Live *l)
{
    Ra *ra = l->ra;
    uint32_t *at = ARENA_ARRAY(ra->u->arena, uint32_t, ra->nglobal + 1);
    for (uint32_t k = 0; k < ra->norder; k++) {
        RaBlock *b = &ra->blocks[ra->order[k]];
        for (uint32_t w = 0; w < ra->nwords; w++)
            for (uint64_t m = b->out[w]; m; m &= m - 1) {
                uint32_t g = w * 64 + (uint32_t)__builtin_ctzll(m);
                if (at[g] < b->end_pos)
                    at[g] = b->end_pos;
            }
    }
    for (uint32_t i = 0; i < l->ncross; i++) {
        RaTemp *t = &ra->t[l->cross[i].v];
        if (t->end < at[t->global - 1])
            t->end = at[t->global - 1];
    }
}

/* ---- webs ---------------------------------------------------------------------------------------------------------
 * A PHI and its arguments share one spill slot as far as no two of them are live at once, so that an edge between
 * places in memory needs no move. In single-assignment form two values are live at once when one is live where the
 * other is made.
 */

/* Is v needed behind the place where d is made? */
static bool live_at_def(const Ra *ra, IrRef v, IrRef d)
{
    const RaTemp *t = &ra->t[v];
    uint32_t b = ra->u->ops[d].block, pos = ra->t[d].def;
    const RaBlock *rb = &ra->blocks[b];
    if (ra->u->ops[d].op == UOP_PHI) {
        if (ra->u->ops[v].op == UOP_PHI && ra->u->ops[v].block == b)
            return true; /* made at once */
        return t->global && ra_bit(rb->in, t->global - 1);
    }
    if (t->global && ra_bit(rb->out, t->global - 1))
        return true;
    uint32_t use = t->first;
    while (use && ra->uses[use].pos <= pos)
        use = ra->uses[use].next;
    bool there = ra->u->ops[v].block == b ? t->def < pos : t->global && ra_bit(rb->in, t->global - 1);
    return there && use && ra->uses[use].pos <= rb->end_pos;
}

static bool webs_meet(const Ra *ra, IrRef a, IrRef b)
{
    unsigned n = 0;
    IrRef x = a, y = b;
    do {
        do {
            if (++n > 64 || live_at_def(ra, x, y) || live_at_def(ra, y, x))
                return true;
            y = ra->t[y].web_next;
        } while (y != b);
        x = ra->t[x].web_next;
    } while (x != a);
    return false;
}

static void make_web(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    if (!t->web) {
        t->web = t->web_next = v;
        t->web_end = t->end;
    }
}

static void join_webs(Ra *ra, IrRef a, IrRef b)
{
    make_web(ra, a);
    make_web(ra, b);
    IrRef to = ra->t[a].web, from = ra->t[b].web;
    if (to == from || webs_meet(ra, to, from))
        return;
    if (ra->t[to].web_end < ra->t[from].web_end)
        ra->t[to].web_end = ra->t[from].web_end;
    IrRef v = from;
    do {
        ra->t[v].web = to;
        v = ra->t[v].web_next;
    } while (v != from);
    IrRef next = ra->t[to].web_next;
    ra->t[to].web_next = ra->t[from].web_next;
    ra->t[from].web_next = next;
}

static void find_webs(Ra *ra)
{
    const IrUnit *u = ra->u;
    uint32_t most = 0; /* webs: a PHI and its arguments may all be webs of their own */
    for (uint32_t k = 0; k < ra->norder; k++)
        for (IrRef r = u->blocks[ra->order[k]].first; r && u->ops[r].op == UOP_PHI; r = u->ops[r].next) {
            const IrOp *o = ir_op(u, r);
            most += 1 + o->b;
            if (ra->t[r].flags & RA_DEAD)
                continue;
            for (unsigned i = 0; i < o->b; i++) {
                IrRef a = u->args[o->a + i];
                if (a != r && !(ra->t[a].flags & (RA_CONST | RA_FUSED)) &&
                    ra->blocks[u->blocks[o->block].pred[i]].reach)
                    join_webs(ra, r, a);
            }
        }
    ra->webs = ARENA_ARRAY(u->arena, IrRef, most + 1);
    ra->webs_cap = most;
}

/* ---- pressure -----------------------------------------------------------------------------------------------------
 */

typedef struct Peak {
    Ra *ra;
    uint8_t *on; /* by temp: counted in now */
    unsigned now[2], most[2];
} Peak;

static void peak_add(Peak *p, IrRef v)
{
    const RaTemp *t = &p->ra->t[v];
    unsigned c = t->type >= IR_F32;
    if (p->on[v] || (t->flags & RA_CONST))
        return;
    p->on[v] = 1;
    if (++p->now[c] > p->most[c])
        p->most[c] = p->now[c];
}

static void peak_drop(Peak *p, IrRef v)
{
    if (p->on[v])
        p->now[p->ra->t[v].type >= IR_F32]--;
    p->on[v] = 0;
}

static void peak_operands(Peak *p, const IrOp *o)
{
    for (unsigned i = 0, n = ir_nargs(p->ra->u, o); i < n; i++) {
        IrRef a = ir_arg(p->ra->u, o, i);
        if (a && (p->ra->t[a].flags & RA_FUSED))
            peak_operands(p, ir_op(p->ra->u, a));
        else if (a)
            peak_add(p, a);
    }
}

/* Walks block b backward. ref: temps by their number among those that live across blocks. */
static void find_peak(Peak *p, uint32_t b, const IrRef *ref)
{
    Ra *ra = p->ra;
    RaBlock *rb = &ra->blocks[b];
    uint32_t succ[2];
    p->now[0] = p->now[1] = p->most[0] = p->most[1] = 0;
    for (uint32_t g = 0; g < ra->nglobal; g++)
        if (ra_bit(rb->out, g) && ra_hard_use(ra, ref[g], rb->loop_start, rb->loop_end))
            peak_add(p, ref[g]);
    for (unsigned i = ir_succs(ra->u, b, succ); i-- > 0;)
        IR_FOR_OPS(ra->u, succ[i], r)
        {
            const IrOp *o = ir_op(ra->u, r);
            if (o->op != UOP_PHI)
                break;
            if (ra->t[r].warm && ra_phi_arg(ra->u, o, b))
                peak_add(p, ra_phi_arg(ra->u, o, b));
        }
    for (IrRef r = ra->u->blocks[b].last; r; r = ra->u->ops[r].prev) {
        peak_drop(p, r);
        const IrOp *o = ir_op(ra->u, r);
        if (o->op != UOP_PHI && !(ra->t[r].flags & (RA_FUSED | RA_DEAD | RA_LAZY)))
            peak_operands(p, o);
    }
    for (uint32_t g = 0; g < ra->nglobal; g++)
        p->on[ref[g]] = 0;
    for (unsigned c = 0; c < 2; c++)
        rb->peak[c] = (uint8_t)(p->most[c] > 255 ? 255 : p->most[c]);
}

/* The peak of a loop is that of its blocks. */
static void find_peaks(Live *l)
{
    Ra *ra = l->ra;
    Peak p = {.ra = ra, .on = ARENA_ARRAY(ra->u->arena, uint8_t, ra->u->nops)};
    IrRef *ref = ARENA_ARRAY(ra->u->arena, IrRef, ra->nglobal + 1);
    for (uint32_t i = 0; i < l->ncross; i++)
        ref[ra->t[l->cross[i].v].global - 1] = l->cross[i].v;
    for (uint32_t k = 0; k < ra->norder; k++)
        if (ra->blocks[ra->order[k]].loop_end)
            find_peak(&p, ra->order[k], ref);
    for (uint32_t k = 0; k < ra->norder; k++) {
        RaBlock *head = &ra->blocks[ra->order[k]];
        if (!head->loop_end || head->start_pos != head->loop_start)
            continue;
        for (uint32_t n = k; n < ra->norder && ra->blocks[ra->order[n]].end_pos <= head->loop_end; n++)
            for (unsigned c = 0; c < 2; c++)
                if (head->peak[c] < ra->blocks[ra->order[n]].peak[c])
                    head->peak[c] = ra->blocks[ra->order[n]].peak[c];
    }
}

void ra_analyse(Ra *ra)
{
    IrUnit *u = ra->u;
    Live l = {.ra = ra};
    ir_compute_preds(u);
    ra_order_blocks(ra);
    init_temps(ra);
    uint32_t npos = 0, ncalls = 0;
    for (uint32_t k = 0; k < ra->norder; k++)
        IR_FOR_OPS(u, ra->order[k], r)
        {
            const IrOp *o = ir_op(u, r);
            count_op(ra, o, r);
            npos++;
            ncalls += host_is_call(u, o);
        }
    find_lazy(ra);
    find_warm(ra);
    ra->uses_cap = npos * 3 + 16;
    ra->uses = ARENA_ARRAY(u->arena, RaUse, ra->uses_cap);
    ra->nuses = 1;
    ra->call_pos = ARENA_ARRAY(u->arena, uint32_t, ncalls + 1);
    uint32_t pos = npos;
    for (uint32_t k = ra->norder; k-- > 0;)
        pos = backward_block(&l, ra->order[k], pos);
    for (uint32_t i = 0; i < ra->ncalls / 2; i++) {
        uint32_t x = ra->call_pos[i];
        ra->call_pos[i] = ra->call_pos[ra->ncalls - 1 - i];
        ra->call_pos[ra->ncalls - 1 - i] = x;
    }
    if (ra->norder > 1) {
        find_loops(ra);
        solve_liveness(&l);
        extend_ends(&l);
        find_peaks(&l);
        find_webs(ra);
    }
}

/* First use at or after the current op. */
static uint32_t use_from_here(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    while (t->use && ra->uses[t->use].pos < ra->pos)
        t->use = ra->uses[t->use].next;
    return t->use;
}

static bool alive_from(Ra *ra, IrRef v, uint32_t use)
{
    const RaBlock *b = &ra->blocks[ra->block];
    if (use && ra->uses[use].pos <= b->end_pos)
        return true;
    return ra->t[v].global && ra_bit(b->out, ra->t[v].global - 1);
}

bool ra_alive(Ra *ra, IrRef v)
{
    uint32_t use = use_from_here(ra, v);
    if (use && ra->uses[use].pos == ra->pos)
        use = ra->uses[use].next;
    return alive_from(ra, v, use);
}

bool ra_needed(Ra *ra, IrRef v)
{
    return alive_from(ra, v, use_from_here(ra, v));
}
