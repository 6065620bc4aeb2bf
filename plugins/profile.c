/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile: where the guest spends its instructions, by line and by call stack.
 *
 *     engraft run -p profile -o run.db PROGRAM
 *     engraft report run.db profile
 *     engraft report run.db stacks
 *
 * Table profile_tb: as coverage_tb of the coverage plugin. Table profile_node:
 * the tree of calls of each thread. A node is a function reached from one call
 * instruction of its parent; self is the number of instructions executed there,
 * callees not included. A function that is called again while it runs is the same
 * node (recursion is folded). stacks=off leaves the tree out.
 *
 * How: the thread's instructions are added up in one cell; a call or return
 * moves the sum to the node that it leaves. A stack of (return address, r1, node)
 * follows the guest's; what does not fit is looked for further down, so longjmp,
 * tail calls, signal handlers and coroutines end in the right node.
 *
 * Known inaccuracies: an instruction counts as one, whatever it costs on a real
 * processor. Tail calls and jumps through tables are told apart by function
 * symbols: in a stripped file a tail call belongs to the function that made it.
 * Stacks deeper than 65536 calls, and more than nodes=N nodes, belong to the last
 * node there was.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 64, DEPTH = 65536 };

/* A slot's key: target << 32 ^ address of the branch. */
typedef struct Node Node;
struct Node {
    uint64_t self, calls;
    struct {
        uint64_t key;
        Node *child;
    } slots[SLOTS];
    Node *parent, *children, *next, *all; /* all: every node of the process */
    uint64_t key, site, target;
    uint32_t thread, id;
    uint64_t pending; /* of a running thread: not yet in self; for the flush */
    uint64_t written_self, written_calls;
};

/* Grows upwards; frame 0 is nobody's. */
typedef struct Frame {
    uint64_t back, sp; /* return address, r1 of the caller */
    Node *node;        /* the caller */
} Frame;

typedef struct Range {
    uint64_t lo, hi;
} Range;

/* Cells of a thread: the node; the next free frame; the lowest and the highest frame. */
enum { NODE, TOP, BASE, LIMIT, NCELLS };
enum { CALL, JUMP };

static EgCounter cells, sum; /* sum: instructions not yet in a node */
static Range *functions;     /* by lo; added to under the translator's lock, between TBs */
static unsigned nfunctions, cap, max_nodes;
static bool sorted;
static Node *all_nodes;
static uint32_t nnodes;
static uint64_t forking[NCELLS];                         /* the cells of the thread that forks: the child's are zero */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* nodes */
static int r1, fn_enter, fn_return;

static const EgOption options[] = {
    {"stacks", EG_OPT_BOOL, "on", "also by call stack"},
    {"nodes", EG_OPT_INT, "100000", "at most so many nodes of call trees"},
    {"print", EG_OPT_BOOL, "off", "print the number of executed instructions at the end"},
    {0},
};
static const EgCol tb_cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"addr", EG_COL_I64, EG_KEY | EG_PC, "guest address of the first instruction"},
    {"nbytes", EG_COL_I64, EG_KEY, "bytes of guest code"},
    {"ninsns", EG_COL_I64, 0, "guest instructions"},
    {"count", EG_COL_I64, 0, "complete executions; times ninsns = executed instructions"},
    {0},
};
static const EgCol node_cols[] = {
    {"node", EG_COL_I64, EG_KEY, "number of the node, from 1"},
    {"parent", EG_COL_I64, 0, "node that called, 0 = a thread's first"},
    {"thread", EG_COL_I64, 0, "number of the thread"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module of target, 0 = in no file"},
    {"target", EG_COL_I64, EG_PC, "guest address that was called: the function"},
    {"site", EG_COL_I64, 0, "address of the call, 0 = a thread's first node; of a signal handler: where the guest was"},
    {"calls", EG_COL_I64, 0, "how often it was called"},
    {"self", EG_COL_I64, 0, "instructions executed there, callees not included"},
    {0},
};
static const EgTable tables[] = {{"profile_tb", "executed ranges of instructions, with exact counts", tb_cols},
                                 {"profile_node", "call tree with exact instruction counts", node_cols},
                                 {0}};

/* ---- functions: sorted by address when a TB asks first after a module appeared ---- */

static void on_symbol(const EgSymbol *s, void *user)
{
    (void)user;
    if (s->kind != EG_SYM_FUNCTION || s->nbytes == 0)
        return;
    if (nfunctions == cap)
        functions = realloc(functions, (cap = cap ? cap * 2 : 4096) * sizeof *functions);
    functions[nfunctions++] = (Range){s->addr, s->addr + s->nbytes};
    sorted = false;
}

static void on_module(EgPlugin *p, const EgModule *m, void *user)
{
    (void)p, (void)user;
    pthread_mutex_lock(&lock);
    eg_each_symbol(m, on_symbol, NULL);
    pthread_mutex_unlock(&lock);
}

static int by_lo(const void *a, const void *b)
{
    const Range *x = a, *y = b;
    return (x->lo > y->lo) - (x->lo < y->lo);
}

/* The function that holds the address; lo = hi: none. Under lock. */
static Range function_at(uint64_t addr)
{
    if (!sorted && nfunctions)
        qsort(functions, nfunctions, sizeof *functions, by_lo);
    sorted = true;
    unsigned lo = 0, hi = nfunctions;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (functions[mid].lo <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo && addr < functions[lo - 1].hi ? functions[lo - 1] : (Range){0, 0};
}

/* ---- the tree ---- */

static Node *node_new(Node *parent, uint32_t thread, uint64_t key, uint64_t site, uint64_t target)
{
    Node *n = calloc(1, sizeof *n);
    *n = (Node){.parent = parent, .key = key, .site = site, .target = target, .thread = thread, .id = ++nnodes};
    n->all = all_nodes;
    all_nodes = n;
    if (parent) {
        n->next = parent->children;
        parent->children = n;
    }
    return n;
}

/* The node that a call leads to: a child, or the node above of the same function. Under lock. */
static Node *callee(Node *n, uint64_t key, uint64_t site, uint64_t target)
{
    Node *c = n->children, *up = n;
    while (c && c->key != key)
        c = c->next;
    while (!c && up && up->target != target)
        up = up->parent;
    if (!c)
        c = up ? up : nnodes < max_nodes ? node_new(n, n->thread, key, site, target) : n;
    return c;
}

/* Fills a slot of the thread's node. A jump within a function, or to no function's beginning, is no call. */
static void on_enter(EgThread *t, uint64_t key, uint64_t site, uint64_t target, uint64_t slot_and_kind)
{
    uint64_t *cell = eg_thread_cell(t, cells), slot = slot_and_kind / sizeof(((Node *)0)->slots[0]);
    Node *n = (Node *)(uintptr_t)cell[NODE], *c = n;
    pthread_mutex_lock(&lock);
    if (slot_and_kind % sizeof n->slots[0] == CALL || function_at(target).lo == target)
        c = callee(n, key, site, target);
    pthread_mutex_unlock(&lock);
    n->slots[slot].child = c;
    n->slots[slot].key = key;
    if (cell[TOP] >= cell[LIMIT]) /* too deep: the innermost frame goes */
        cell[TOP] -= sizeof(Frame);
}

/* The frame on top is not that of this return: afterwards it is, or one that changes nothing. */
static void on_return(EgThread *t, uint64_t target, uint64_t sp)
{
    uint64_t *cell = eg_thread_cell(t, cells);
    Frame *base = (Frame *)(uintptr_t)cell[BASE], *top = (Frame *)(uintptr_t)cell[TOP], *f = top;
    Node *node = (Node *)(uintptr_t)cell[NODE];
    while (f > base && (f[-1].back != target || f[-1].sp != sp))
        f--;
    if (f == base) { /* not found: a longjmp has left what was called from below, or it is a jump */
        pthread_mutex_lock(&lock);
        bool known = function_at(target).hi != 0; /* not the way back from a signal handler */
        pthread_mutex_unlock(&lock);
        for (f = top; f > base && known && (f[-1].back == ~0ull ? f[-1].sp < sp : f[-1].sp <= sp); f--)
            node = f[-1].node;
        *f++ = (Frame){target, sp, node};
    }
    cell[TOP] = (uintptr_t)f;
}

/* ---- what is inserted ---- */

static EgVal cell_value(EgPlace *at, unsigned k)
{
    return eg_cell_load(at, (EgCounter){cells.cell + k});
}

static void set_cell(EgPlace *at, unsigned k, EgVal v)
{
    eg_cell_store(at, (EgCounter){cells.cell + k}, v);
}

/* The sum goes to the node that is left. */
static EgVal leave_node(EgPlace *at)
{
    EgVal node = cell_value(at, NODE);
    eg_count_at(at, node, offsetof(Node, self), eg_cell_load(at, sum));
    eg_cell_store(at, sum, eg_i64(at, 0));
    return node;
}

static EgVal wide(EgPlace *at, EgVal v)
{
    return eg_type(at, v) == EG_I32 ? eg_zext(at, v) : v;
}

/* Numbers of branches, in the order in which their TBs are first translated: a TB has at most one of a kind. */
static uint32_t site_number(const EgTb *tb, uint32_t insn)
{
    return eg_info_number(eg_tb_info(tb)) + (insn + 1 < eg_tb_ninsns(tb) ? insn * 7 : 0);
}

/* A call, or a jump that may be a tail call. */
static void insert_enter(EgPlace *at, const EgExit *x, EgTb *tb, uint64_t site, unsigned kind)
{
    enum { BYTES = sizeof(((Node *)0)->slots[0]) };
    EgVal target = wide(at, x->to), node = leave_node(at), top = cell_value(at, TOP);
    EgVal key = eg_xor(at, eg_shl(at, target, eg_i32(at, 32)), eg_i64(at, site)), slot;
    if (x->target) /* sites have numbers of their own, so that those of one function do not meet */
        slot = eg_i64(at, site_number(tb, x->insn) % SLOTS * BYTES);
    else
        slot = eg_and(at, eg_xor(at, target, eg_shr(at, target, eg_i32(at, 6))), eg_i64(at, (SLOTS - 1) * BYTES));
    EgVal entry = eg_add(at, node, slot);
    EgVal other = eg_compare(at, EG_NE, eg_load_at(at, EG_I64, 8, entry, offsetof(Node, slots)), key);
    if (kind == CALL)
        other = eg_or(at, other, eg_compare(at, EG_GEU, top, cell_value(at, LIMIT)));
    const EgVal args[4] = {key, eg_i64(at, site), target, eg_or(at, slot, eg_i64(at, kind))};
    eg_call_if(at, other, fn_enter, 4, args);
    EgVal child = eg_load_at(at, EG_I64, 8, entry, offsetof(Node, slots) + 8);
    set_cell(at, NODE, child);
    eg_count_at(at, child, offsetof(Node, calls),
                kind == CALL ? eg_i64(at, 1) : eg_zext(at, eg_compare(at, EG_NE, child, node)));
    if (kind == JUMP)
        return;
    top = cell_value(at, TOP);
    eg_store_at(at, 8, top, offsetof(Frame, back), eg_i64(at, site + 4));
    eg_store_at(at, 8, top, offsetof(Frame, sp), wide(at, eg_get_reg(at, r1)));
    eg_store_at(at, 8, top, offsetof(Frame, node), node);
    set_cell(at, TOP, eg_add(at, top, eg_i64(at, sizeof(Frame))));
}

static void insert_return(EgPlace *at, const EgExit *x)
{
    EgVal target = wide(at, x->to), top = cell_value(at, TOP);
    leave_node(at);
    EgVal other = eg_compare(at, EG_NE, eg_load_at(at, EG_I64, 8, top, -(int32_t)sizeof(Frame)), target);
    const EgVal args[2] = {target, wide(at, eg_get_reg(at, r1))};
    eg_call_if(at, other, fn_return, 2, args);
    EgVal now = eg_sub(at, cell_value(at, TOP), eg_i64(at, sizeof(Frame)));
    set_cell(at, TOP, now);
    set_cell(at, NODE, eg_load_at(at, EG_I64, 8, now, offsetof(Frame, node)));
}

static void on_way_out(EgPlace *at, const EgExit *x, void *tb)
{
    EgInsn in = {.struct_size = sizeof in};
    eg_tb_insn(tb, x->insn, &in);
    if (x->ndone < eg_tb_ninsns(tb))
        eg_count(at, sum, (uint64_t)x->ndone - eg_tb_ninsns(tb));
    if (x->kind != EG_EXIT_DIRECT && x->kind != EG_EXIT_INDIRECT)
        return;
    if (x->flags & EG_EXIT_CALL && (x->flags & EG_EXIT_TAKEN)) {
        if (x->target != in.addr + 4) /* bcl 20,31,$+4 asks where it is */
            insert_enter(at, x, tb, in.addr, CALL);
        return;
    }
    if (x->flags & EG_EXIT_RETURN) {
        insert_return(at, x);
        return;
    }
    pthread_mutex_lock(&lock);
    Range here = function_at(in.addr), there = function_at(x->target);
    bool symbols = nfunctions > 0;
    pthread_mutex_unlock(&lock);
    if (x->kind == EG_EXIT_DIRECT && x->target == there.lo && there.hi && here.lo != there.lo)
        insert_enter(at, x, tb, in.addr, JUMP);
    if (x->kind == EG_EXIT_INDIRECT && symbols) {
        EgVal outside =
            eg_compare(at, EG_GEU, eg_sub(at, wide(at, x->to), eg_i64(at, here.lo)), eg_i64(at, here.hi - here.lo));
        EgPlace in_if = eg_if(at, outside, false);
        insert_enter(&in_if, x, tb, in.addr, JUMP);
    }
}

static void on_tb(EgTb *tb, void *user)
{
    EgPlace at = eg_at_entry(tb);
    (void)user;
    eg_count(&at, sum, eg_tb_ninsns(tb));
    eg_each_exit(tb, on_way_out, tb);
}

/* ---- events ---- */

static uint64_t *cell_of(EgThread *t)
{
    return eg_thread_cell(t, cells);
}

static void on_partial(EgThread *t, const EgTbInfo *info, uint32_t ndone, void *user)
{
    (void)user;
    *eg_thread_cell(t, sum) -= eg_info_ninsns(info) - ndone;
}

static void on_interp_insn(EgThread *t, const EgInsn *in, void *user)
{
    (void)in, (void)user;
    ++*eg_thread_cell(t, sum);
}

static void move_to(EgThread *t, Node *n)
{
    uint64_t *cell = cell_of(t), *count = eg_thread_cell(t, sum);
    ((Node *)(uintptr_t)cell[NODE])->self += *count;
    *count = 0;
    cell[NODE] = (uintptr_t)n;
}

/* A handler is called by nobody: its frame is found again by sigreturn, not by an address. */
static void on_signal(EgThread *t, const EgSignal *s, void *user)
{
    uint64_t *cell = cell_of(t);
    Frame *top = (Frame *)(uintptr_t)cell[TOP];
    (void)user;
    if (s->handler < 2 || top + 1 >= (Frame *)(uintptr_t)cell[BASE] + DEPTH)
        return;
    *top = (Frame){~0ull, eg_thread_reg(t, r1), (Node *)(uintptr_t)cell[NODE]};
    cell[TOP] = (uintptr_t)(top + 1);
    pthread_mutex_lock(&lock);
    Node *n = callee(top->node, s->handler << 32 ^ s->pc, s->pc, s->handler);
    pthread_mutex_unlock(&lock);
    n->calls++;
    move_to(t, n);
}

static bool on_syscall(EgThread *t, EgSyscall *s, void *user)
{
    uint64_t *cell = cell_of(t);
    Frame *base = (Frame *)(uintptr_t)cell[BASE], *f = (Frame *)(uintptr_t)cell[TOP];
    (void)user;
    if (s->name && (strcmp(s->name, "fork") == 0 || strncmp(s->name, "clone", 5) == 0))
        memcpy(forking, cell, sizeof forking);
    if (!s->name || (strcmp(s->name, "sigreturn") != 0 && strcmp(s->name, "rt_sigreturn") != 0))
        return false;
    while (f > base && f[-1].back != ~0ull)
        f--;
    if (f > base) {
        cell[TOP] = (uintptr_t)(f - 1);
        move_to(t, f[-1].node);
    }
    return false;
}

static void start_cells(uint32_t thread, uint64_t *cell, void *only)
{
    if (thread != *(uint32_t *)only)
        return;
    Frame *frames = calloc(DEPTH + 2, sizeof *frames);
    frames[0] = (Frame){0, ~0ull, NULL};
    pthread_mutex_lock(&lock);
    frames[0].node = node_new(NULL, thread, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    cell[NODE] = (uintptr_t)frames[0].node;
    cell[BASE] = cell[TOP] = (uintptr_t)(frames + 1);
    cell[LIMIT] = (uintptr_t)(frames + DEPTH);
}

static void on_thread_start(EgPlugin *p, uint32_t thread, void *user)
{
    (void)p, (void)user;
    eg_each_thread_cell(cells, start_cells, &thread);
}

/* The nodes where threads are, while their sums are looked at. */
typedef struct Pending {
    uint32_t only; /* thread, 0 = all */
    unsigned n;
    struct {
        uint32_t thread;
        Node *node;
    } at[4096];
} Pending;

static void find_node(uint32_t thread, uint64_t *cell, void *user)
{
    Pending *p = user;
    Node *n = (Node *)(uintptr_t)__atomic_load_n(&cell[NODE], __ATOMIC_RELAXED);
    if (n && p->n < sizeof p->at / sizeof p->at[0] && (!p->only || p->only == thread)) {
        p->at[p->n].thread = thread;
        p->at[p->n++].node = n;
    }
}

static Node *node_in(const Pending *p, uint32_t thread)
{
    for (unsigned i = 0; i < p->n; i++)
        if (p->at[i].thread == thread)
            return p->at[i].node;
    return NULL;
}

/* What the node has got since the last call or return. */
static void note_pending(uint32_t thread, uint64_t *count, void *user)
{
    Node *n = node_in(user, thread);
    if (n)
        n->pending = __atomic_load_n(count, __ATOMIC_RELAXED);
}

static void settle(uint32_t thread, uint64_t *count, void *user)
{
    Node *n = node_in(user, thread);
    if (n) {
        n->self += *count;
        *count = 0;
    }
}

static void on_thread_exit(EgPlugin *p, uint32_t thread, void *user)
{
    Pending at = {.only = thread};
    (void)p, (void)user;
    eg_each_thread_cell(cells, find_node, &at);
    eg_each_thread_cell(sum, settle, &at);
}

static void write_range(EgPlugin *p, const EgRange *r, void *user)
{
    (void)user;
    eg_row(p, 0, (int64_t)r->module, (int64_t)r->addr, (int64_t)r->nbytes, (int64_t)r->ninsns, (int64_t)r->count);
}

static void write_nodes(EgPlugin *p)
{
    Pending at = {0};
    eg_each_thread_cell(cells, find_node, &at);
    eg_each_thread_cell(sum, note_pending, &at);
    pthread_mutex_lock(&lock);
    for (Node *n = all_nodes; n; n = n->all) {
        uint64_t self = __atomic_load_n(&n->self, __ATOMIC_RELAXED) + n->pending;
        uint64_t calls = __atomic_load_n(&n->calls, __ATOMIC_RELAXED);
        n->pending = 0;
        if (self == n->written_self && calls == n->written_calls)
            continue;
        eg_row(p, 1, (int64_t)n->id, n->parent ? (int64_t)n->parent->id : 0, (int64_t)n->thread,
               (int64_t)eg_module_at(n->target), (int64_t)n->target, (int64_t)n->site, (int64_t)calls, (int64_t)self);
        n->written_self = self;
        n->written_calls = calls;
    }
    pthread_mutex_unlock(&lock);
}

static void on_flush(EgPlugin *p, void *stacks)
{
    eg_each_range(p, write_range, 0);
    if (stacks)
        write_nodes(p);
}

static void restore_cells(uint32_t thread, uint64_t *cell, void *user)
{
    (void)thread, (void)user;
    memcpy(cell, forking, sizeof forking);
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (!child)
        return;
    pthread_mutex_init(&lock, NULL);
    for (Node *n = all_nodes; n; n = n->all)
        n->self = n->calls = n->written_self = n->written_calls = 0;
    eg_each_thread_cell(cells, restore_cells, NULL);
}

static void add_insns(const EgTbInfo *i, void *user)
{
    uint64_t *total = user;
    for (uint32_t n = 0; n < eg_info_ninsns(i); n++)
        *total += eg_info_insn_count(i, n);
}

static void on_exit_hook(EgPlugin *p, void *user)
{
    uint64_t total = 0;
    (void)user;
    eg_each_info(p, add_insns, &total);
    eg_message(p, "%llu instructions executed", (unsigned long long)total);
}

static void install_stacks(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64, EG_I64};
    cells = eg_scoreboard_new(p, NCELLS);
    sum = eg_register_cell_new(p);
    max_nodes = (unsigned)eg_option_int(p, "nodes");
    r1 = eg_reg("r1");
    fn_enter = eg_function(p, "enter", (void *)on_enter, EG_CALL_QUIET, EG_VOID, 4, args);
    fn_return = eg_function(p, "return", (void *)on_return, EG_CALL_QUIET, EG_VOID, 2, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_module(p, on_module, NULL);
    eg_on_partial(p, on_partial, NULL);
    eg_on_interp_insn(p, on_interp_insn, NULL);
    eg_on_signal(p, on_signal, NULL);
    eg_on_syscall(p, on_syscall, NULL);
    eg_on_thread_start(p, on_thread_start, NULL);
    eg_on_thread_exit(p, on_thread_exit, NULL);
    eg_on_fork(p, on_fork, NULL);
}

static int install(EgPlugin *p)
{
    bool stacks = eg_option_bool(p, "stacks") && eg_has_results(p);
    if (stacks)
        install_stacks(p);
    eg_want_tb_counts(p);
    eg_on_flush(p, on_flush, stacks ? p : NULL);
    if (eg_option_bool(p, "print"))
        eg_on_exit(p, on_exit_hook, 0);
    return 0;
}

EG_PLUGIN(.name = "profile", .version = "2", .summary = "executed instructions by function, line and call stack",
          .details =
              "Known inaccuracies: every instruction counts as one; recursion is folded into one node; in a stripped\n"
              "file a tail call belongs to the function that made it; what is deeper than 65536 calls belongs to the\n"
              "last node there was.",
          .options = options, .tables = tables, .install = install)
