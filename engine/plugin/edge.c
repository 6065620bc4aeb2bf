/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges: the ways out of TBs, counted or seen once; and TBs seen once.
 *
 * Counts: the TB has a counter at its entry (record.c), and each way out but
 * one has a counter, too; that one's count is what is left of the entries
 * after the other ways out and the faults. The one without is the likely side
 * of a conditional branch: taken for backward branches, not taken for others.
 *
 * Once: a direct exit that has never been taken is not linked, so that it comes
 * to the run loop, which tells (edge_taken); nothing is added to the code. Other
 * ways out have a ONCE op. A region joins only exits that have been taken. How
 * many instructions of a TB have been completed at least once follows from the
 * ways out that were taken, and from faults.
 */
#include "engine/exec/hooks.h"
#include "engine/plugin/plg.h"

PlgWant plg_want_tbs, plg_want_edges;

/* ---------------------------------------------------------------- the list of a TB's edges */

static bool same_edge(const PlgEdge *e, const EgExit *x)
{
    return e->insn == x->insn && e->ndone == x->ndone && e->kind == x->kind && e->flags == x->flags &&
           e->target == x->target;
}

/* Translations under other flags may have other cold exits: the list grows. Translation is serial, readers may look. */
static PlgEdge *find_edge(EgTbInfo *info, const EgExit *x)
{
    PlgEdge **at = &info->edges;
    for (; *at; at = &(*at)->next)
        if (same_edge(*at, x))
            return *at;
    PlgEdge *e = g_new0(PlgEdge, 1);
    *e = (PlgEdge){.insn = x->insn, .ndone = x->ndone, .kind = x->kind, .flags = x->flags, .target = x->target};
    __atomic_store_n(at, e, __ATOMIC_RELEASE);
    return e;
}

static void raise_done(EgTbInfo *info, uint32_t n)
{
    uint32_t old = __atomic_load_n(&info->max_done, __ATOMIC_RELAXED);
    while (old < n && !__atomic_compare_exchange_n(&info->max_done, &old, n, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
}

static void see(EgTbInfo *info, PlgEdge *e)
{
    __atomic_store_n(&e->seen, true, __ATOMIC_RELAXED);
    raise_done(info, e->ndone);
}

static void edge_taken(void *plugin, unsigned insn, uint64_t target, unsigned flags)
{
    EgTbInfo *info = (uintptr_t)plugin & 1 ? plg_info_of(plugin) : NULL;
    for (PlgEdge *e = info ? __atomic_load_n(&info->edges, __ATOMIC_ACQUIRE) : NULL; e;
         e = __atomic_load_n(&e->next, __ATOMIC_ACQUIRE))
        if (e->insn == insn && e->target == target && e->kind == EG_EXIT_DIRECT &&
            !(e->flags & EG_EXIT_COLD) == !(flags & IR_X_SIDE))
            see(info, e);
}

void plg_edges_fault(EgTbInfo *info, unsigned insn)
{
    raise_done(info, insn);
}

void plg_edges_reset(EgTbInfo *info)
{
    info->max_done = 0;
    for (PlgEdge *e = info->edges; e; e = e->next) {
        e->seen = e->told = false;
        e->once.done = false;
    }
}

/* ---------------------------------------------------------------- in translation */

static void once_reached(void *cpu, IrOnce *once)
{
    PlgEdge *e = (PlgEdge *)((char *)once - offsetof(PlgEdge, once));
    (void)cpu;
    see(e->info, e);
    __atomic_store_n(&once->done, true, __ATOMIC_RELEASE);
}

/* The edge without a counter: of the ways out of the last instruction. */
static bool is_derived(const EgExit *x, bool backward)
{
    if (x->kind == EG_EXIT_OTHER || (x->flags & (EG_EXIT_COLD | EG_EXIT_JUMP)))
        return false;
    if (!(x->flags & EG_EXIT_CONDITIONAL))
        return true;
    return backward ? !(x->flags & EG_EXIT_FALL) : (x->flags & EG_EXIT_FALL) != 0;
}

/* Has instruction insn a direct exit to before itself? */
static bool branches_back(const IrUnit *u, uint32_t insn)
{
    bool back = false;
    for (uint32_t b = 0; b < u->nblocks; b++) {
        const IrOp *o = ir_op(u, u->blocks[b].last);
        back |= u->blocks[b].last && o->op == UOP_EXIT && o->insn == insn && !u->blocks[b].cold && !o->origin &&
                (uint64_t)o->imm <= u->insns[insn].pc;
    }
    return back;
}

static void insert_edge(IrUnit *u, EgTbInfo *info, IrRef end)
{
    EgExit x = plg_describe_exit(u, end);
    PlgEdge *e = find_edge(info, &x);
    IrBuild b = ir_build_before(u, end);
    b.origin = plg_counts_origin;
    e->info = info;
    if (x.kind == EG_EXIT_INDIRECT && plg_want_targets && plg_want_edges)
        plg_target_count(&b, e, x.to.ref);
    if (x.kind == EG_EXIT_DIRECT && (x.flags & EG_EXIT_COLD))
        ir_op(u, end)->sub |= IR_X_SIDE;
    if (plg_want_edges == PLG_WANT_COUNTS) {
        if (!is_derived(&x, branches_back(u, x.insn))) {
            if (!e->cell)
                __atomic_store_n(&e->cell, plg_cell_new(), __ATOMIC_RELEASE);
            ir_ecount(&b, plg_cell_env_offset(e->cell), ir_i64(&b, 1));
        }
    } else if (x.kind != EG_EXIT_DIRECT && !e->once.done) {
        e->once.fn = once_reached;
        ir_emit(&b, UOP_ONCE, IR_VOID, 0, (int64_t)(uintptr_t)&e->once, 0, 0, 0);
    }
}

void plg_edges_insert(IrUnit *u, EgTbInfo *info)
{
    if (!plg_want_edges && plg_want_tbs != PLG_WANT_ONCE)
        return;
    for (uint32_t b = 0; b < u->nblocks; b++) {
        IrRef last = u->blocks[b].last;
        const IrOp *o = ir_op(u, last);
        if (last && (o->op == UOP_EXIT || o->op == UOP_EXITI || o->op == UOP_LEAVE))
            insert_edge(u, info, last);
    }
}

void plg_count_jump(IrUnit *u, EgTbInfo *info, IrRef end)
{
    if (!((uintptr_t)u->plugin & 1))
        return;
    unsigned done = plg_done_at(ir_op(u, end));
    if (plg_want_counts && done < u->ninsns) {
        IrBuild b = ir_build_before(u, end);
        b.origin = plg_counts_origin;
        ir_ecount(&b, plg_cell_env_offset(plg_left_cell(info, done)), ir_i64(&b, 1));
    }
    if (plg_want_edges || plg_want_tbs == PLG_WANT_ONCE)
        insert_edge(u, info, end);
}

PlgEdge *plg_edge_of(IrUnit *u, EgTbInfo *info, IrRef end)
{
    EgExit x = plg_describe_exit(u, end);
    PlgEdge *e = find_edge(info, &x);
    e->info = info;
    return e;
}

void plg_edges_start(void)
{
    if (plg_want_targets)
        plg_targets_start();
    if (plg_want_edges == PLG_WANT_ONCE || plg_want_tbs == PLG_WANT_ONCE)
        exec_edge_hook = edge_taken;
}

/* ---------------------------------------------------------------- the API's side of it */

static uint64_t faults_of(const EgTbInfo *i)
{
    const uint64_t *f = __atomic_load_n(&i->left_faults, __ATOMIC_ACQUIRE);
    uint64_t n = 0;
    for (uint32_t k = 0; f && k < i->ninsns; k++)
        n += f[k];
    return n;
}

static uint64_t count_of(const EgTbInfo *i, const PlgEdge *e, uint64_t counted)
{
    uint32_t cell = __atomic_load_n(&e->cell, __ATOMIC_ACQUIRE);
    if (plg_want_edges == PLG_WANT_ONCE)
        return e->seen;
    if (cell)
        return plg_cell_sum(cell);
    uint64_t in = plg_record_entries(i);
    return in > counted ? in - counted : 0; /* less: read while the guest runs */
}

typedef struct TellTarget {
    EgEdge *x;
    EgEdgeFn fn;
    void *user;
} TellTarget;

static void tell_target(uint64_t target, uint64_t count, void *user)
{
    const TellTarget *t = user;
    t->x->to = target;
    t->x->count = plg_want_edges == PLG_WANT_ONCE ? count != 0 : count;
    if (count)
        t->fn(t->x, t->user);
}

static void tell_edges(const EgTbInfo *i, EgEdgeFn fn, void *user)
{
    PlgEdge *first = __atomic_load_n(&i->edges, __ATOMIC_ACQUIRE);
    uint64_t counted = plg_want_edges == PLG_WANT_COUNTS ? faults_of(i) : 0;
    for (const PlgEdge *e = first; e; e = __atomic_load_n(&e->next, __ATOMIC_ACQUIRE))
        counted += e->cell && plg_want_edges == PLG_WANT_COUNTS ? plg_cell_sum(e->cell) : 0;
    for (PlgEdge *e = first; e; e = __atomic_load_n(&e->next, __ATOMIC_ACQUIRE)) {
        EgEdge x = {.struct_size = sizeof x,
                    .from = i,
                    .insn = e->insn,
                    .ndone = e->ndone,
                    .kind = e->kind,
                    .flags = e->flags,
                    .from_addr = i->addr + 4ull * e->insn,
                    .to = e->target,
                    .count = count_of(i, e, counted)};
        if (__atomic_load_n(&e->places, __ATOMIC_ACQUIRE)) {
            TellTarget t = {&x, fn, user};
            plg_each_target(e, tell_target, &t);
        } else if (x.count || e->told) { /* told while a thread was in the TB, which then did not leave this way */
            e->told = true;
            fn(&x, user);
        }
    }
}

typedef struct EachEdge {
    EgPlugin *p;
    EgEdgeFn fn;
    void *user;
} EachEdge;

static void each(const EgTbInfo *i, void *user)
{
    const EachEdge *w = user;
    if (plg_filtered_in(w->p, i->addr))
        tell_edges(i, w->fn, w->user);
}

void eg_each_edge(EgPlugin *p, EgEdgeFn fn, void *user)
{
    if (!plg_want_edges)
        plg_misuse(p, "eg_each_edge", "it has not called eg_want_edges()");
    EachEdge w = {p, fn, user};
    eg_each_info(p, each, &w);
}

static void want(EgPlugin *p, PlgWant *what, bool counts, const char *function)
{
    plg_only_in_install(p, function);
    if (!plg_counts_origin)
        plg_counts_origin = p->index;
    PlgWant w = counts ? PLG_WANT_COUNTS : PLG_WANT_ONCE;
    *what = w > *what ? w : *what;
    plg_want_counts |= counts;
    p->wants = true;
}

void eg_want_tbs(EgPlugin *p, EgWant w)
{
    want(p, &plg_want_tbs, w == EG_WANT_COUNTS, "eg_want_tbs");
}

void eg_want_tb_counts(EgPlugin *p)
{
    want(p, &plg_want_tbs, true, "eg_want_tb_counts");
}

void eg_want_edges(EgPlugin *p, EgWant w)
{
    want(p, &plg_want_edges, w == EG_WANT_COUNTS, "eg_want_edges");
}
