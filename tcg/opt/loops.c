/* SPDX-License-Identifier: Apache-2.0 */
/* Loops and the slots in them. See loops.h. */
#include "tcg/opt/loops.h"

/* ---- cycles -------------------------------------------------------------------------------------------------------
 */

/* All that reaches block b backward and has no number yet is in one cycle with it, given that b is the first of them in
 * rpo and that what comes before has numbers (Kosaraju's second walk). False when that is b alone. */
static bool mark_cycle(const IrUnit *u, const IrCfg *c, uint32_t b, uint32_t number, uint32_t *of, uint32_t *stack)
{
    uint32_t top = 0, n = 0;
    bool self = false;
    of[b] = number;
    stack[top++] = b;
    while (top) {
        const IrBlock *blk = &u->blocks[stack[--top]];
        n++;
        for (uint32_t k = 0; k < blk->npred; k++) {
            uint32_t q = blk->pred[k];
            self |= q == b;
            if (c->pos[q] == IR_UNREACHED || of[q])
                continue;
            of[q] = number;
            stack[top++] = q;
        }
    }
    return n > 1 || self;
}

void opt_cycles(IrUnit *u, OptLoops *l)
{
    const IrCfg *c = ir_cfg_get(u);
    uint32_t *of = arena_zalloc(u->arena, u->nblocks * sizeof *of);
    uint32_t *stack = arena_alloc(u->arena, u->nblocks * sizeof *stack);
    enum { NO_CYCLE = 0xffffffff };
    for (uint32_t i = 0; i < c->nrpo; i++)
        if (!of[c->rpo[i]] && !mark_cycle(u, c, c->rpo[i], i + 1, of, stack))
            of[c->rpo[i]] = NO_CYCLE;
    for (uint32_t b = 0; b < u->nblocks; b++)
        if (of[b] == NO_CYCLE)
            of[b] = 0;
    *l = (OptLoops){.u = u, .cfg = c, .nwords = (u->env->nslots + 63) / 64, .cycle = of};
}

/* ---- natural loops ------------------------------------------------------------------------------------------------
 */

/* Adds what reaches block t backward without passing head h to the body of h's loop. seen[b] = h + 1: in it. */
static void add_body(const OptLoops *l, uint32_t h, uint32_t t, uint32_t *seen, uint32_t *stack)
{
    uint32_t top = 0;
    if (seen[t] == h + 1)
        return;
    seen[t] = h + 1;
    stack[top++] = t;
    while (top) {
        const IrBlock *b = &l->u->blocks[stack[--top]];
        for (uint32_t k = 0; k < b->npred; k++) {
            uint32_t q = b->pred[k];
            if (seen[q] == h + 1 || l->cfg->pos[q] == IR_UNREACHED)
                continue;
            seen[q] = h + 1;
            stack[top++] = q;
        }
    }
}

/* Heads come in rpo, so inner loops after those around them. */
void opt_natural_loops(OptLoops *l)
{
    const IrUnit *u = l->u;
    const IrCfg *c = l->cfg;
    uint32_t *seen = arena_zalloc(u->arena, u->nblocks * sizeof *seen);
    uint32_t *stack = arena_alloc(u->arena, (u->nblocks + 1) * sizeof *stack);
    l->loop = arena_zalloc(u->arena, u->nblocks * sizeof *l->loop);
    l->depth = arena_zalloc(u->arena, u->nblocks);
    for (uint32_t i = 0; i < c->nrpo; i++) {
        uint32_t h = c->rpo[i];
        for (uint32_t k = 0; k < u->blocks[h].npred; k++) {
            uint32_t t = u->blocks[h].pred[k];
            if (c->pos[t] == IR_UNREACHED || c->pos[t] < i || !ir_dominates(c, h, t))
                continue;
            seen[h] = h + 1;
            add_body(l, h, t, seen, stack);
        }
        if (seen[h] != h + 1)
            continue;
        for (uint32_t n = i; n < c->nrpo; n++)
            if (seen[c->rpo[n]] == h + 1) {
                l->loop[c->rpo[n]] = h + 1;
                l->depth[c->rpo[n]] += l->depth[c->rpo[n]] < 250;
            }
    }
}

static void find_puts(OptLoops *l)
{
    const IrUnit *u = l->u;
    for (uint32_t i = l->cfg->nrpo; i-- > 0;) {
        uint32_t b = l->cfg->rpo[i], h = l->loop[b];
        if (!h)
            continue;
        IR_FOR_OPS(u, b, r)
        if (u->ops[r].op == UOP_PUT)
            slots_add(l->puts + (size_t)(h - 1) * l->nwords, (unsigned)u->ops[r].imm);
    }
}

/* ---- slots --------------------------------------------------------------------------------------------------------
 */

/* Slots that block b reads before it writes them (gen), and those it writes (kill). */
static void reads_and_writes(const IrUnit *u, uint32_t b, uint64_t *gen, uint64_t *kill)
{
    IR_FOR_OPS(u, b, r)
    {
        const IrOp *o = &u->ops[r];
        if (o->op == UOP_GET && !slots_has(kill, (unsigned)o->imm))
            slots_add(gen, (unsigned)o->imm);
        else if (o->op == UOP_PUT)
            slots_add(kill, (unsigned)o->imm);
    }
}

/* Liveness over the edges within cycles: set of block b (gen so far) from those of what follows it. */
static bool live_step(const OptLoops *l, uint32_t b, uint64_t *live, const uint64_t *kill)
{
    uint32_t to[2];
    bool changed = false;
    for (unsigned k = ir_succs(l->u, b, to); k-- > 0;)
        for (unsigned w = 0; w < l->nwords && loops_stays(l, b, to[k]); w++) {
            uint64_t more = live[(size_t)to[k] * l->nwords + w] & ~kill[(size_t)b * l->nwords + w];
            changed |= (more & ~live[(size_t)b * l->nwords + w]) != 0;
            live[(size_t)b * l->nwords + w] |= more;
        }
    return changed;
}

static void find_inplace(OptLoops *l)
{
    const IrCfg *c = l->cfg;
    size_t n = l->nwords;
    uint64_t *live = arena_zalloc(l->u->arena, l->u->nblocks * n * sizeof *live);
    uint64_t *kill = arena_zalloc(l->u->arena, l->u->nblocks * n * sizeof *kill);
    l->inplace = arena_zalloc(l->u->arena, (c->nrpo + 1) * n * sizeof *l->inplace);
    l->any = arena_zalloc(l->u->arena, n * sizeof *l->any);
    for (uint32_t i = 0; i < c->nrpo; i++) {
        uint32_t b = c->rpo[i];
        if (!l->cycle[b])
            continue;
        reads_and_writes(l->u, b, live + b * n, kill + b * n);
        for (unsigned w = 0; w < n; w++)
            l->inplace[l->cycle[b] * n + w] |= kill[b * n + w];
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = c->nrpo; i-- > 0;)
            changed |= l->cycle[c->rpo[i]] && live_step(l, c->rpo[i], live, kill);
    }
    for (uint32_t i = 0; i < c->nrpo; i++) {
        uint32_t b = c->rpo[i];
        for (unsigned w = 0; w < n && l->cycle[b] && l->u->blocks[b].npred > 1; w++)
            l->inplace[l->cycle[b] * n + w] &= ~live[b * n + w];
    }
    for (uint32_t k = 1; k <= c->nrpo; k++)
        for (unsigned w = 0; w < n; w++)
            l->any[w] |= l->inplace[k * n + w];
}

static void all_but(const OptLoops *l, const uint64_t * not, uint64_t *set)
{
    for (unsigned w = 0; w < l->nwords; w++)
        set[w] |= ~not [w];
}

/* A call that does not leave wants what it reads. What it writes counts as wanted too: some of it may stay. */
static void call_wants(const OptLoops *l, const IrOp *o, uint64_t *gen, const uint64_t *kill)
{
    const uint16_t *list;
    for (unsigned i = 0; i < 2; i++) {
        IrSlotSet set = (i ? ir_call_writes : ir_call_reads)(l->u, o, &list);
        if (set == IR_SLOTS_ALL)
            all_but(l, kill, gen);
        for (; set == IR_SLOTS_LIST && *list != 0xffff; list++)
            if (!slots_has(kill, *list))
                slots_add(gen, *list);
    }
}

/* Slots wanted in block b itself before it writes them (gen), and those it writes (kill). */
static void wants_and_writes(const OptLoops *l, uint32_t b, uint64_t *gen, uint64_t *kill)
{
    IR_FOR_OPS(l->u, b, r)
    {
        const IrOp *o = &l->u->ops[r];
        if (o->op == UOP_PUT)
            slots_add(kill, (unsigned)o->imm);
        else if (o->op == UOP_GET && !slots_has(kill, (unsigned)o->imm))
            slots_add(gen, (unsigned)o->imm);
        else if (ir_may_leave(l->u, o))
            all_but(l, kill, gen);
        else if (o->op == UOP_CALL)
            call_wants(l, o, gen, kill);
    }
    uint32_t to[2];
    unsigned n = ir_succs(l->u, b, to);
    bool out = !n;
    while (n-- > 0)
        out |= !loops_stays(l, b, to[n]);
    if (out)
        all_but(l, kill, gen);
}

static void find_need(OptLoops *l)
{
    const IrCfg *c = l->cfg;
    size_t n = l->nwords;
    uint64_t *kill = arena_zalloc(l->u->arena, l->u->nblocks * n * sizeof *kill);
    l->need = arena_zalloc(l->u->arena, l->u->nblocks * n * sizeof *l->need);
    for (uint32_t i = 0; i < c->nrpo; i++)
        wants_and_writes(l, c->rpo[i], l->need + c->rpo[i] * n, kill + c->rpo[i] * n);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = c->nrpo; i-- > 0;)
            changed |= l->cycle[c->rpo[i]] && live_step(l, c->rpo[i], l->need, kill);
    }
}

void opt_loops(OptLoops *l)
{
    opt_natural_loops(l);
    l->puts = arena_zalloc(l->u->arena, (size_t)l->u->nblocks * l->nwords * sizeof *l->puts);
    find_puts(l);
    find_inplace(l);
    find_need(l);
}
