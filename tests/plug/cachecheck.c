/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test: caches by the book, asked for every instruction and every access, to
 * compare cachesim's counts with; one thread. Written apart from cachesim: lines
 * carry time stamps (LRU: of the last use; FIFO: of the entry), the tree of PLRU
 * is walked from the root by halves, nothing is skipped because it was seen last.
 * Prints a line for each level, in the form of the table cachesim_level.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WAYS = 32, PCS = 256 };
typedef struct Line {
    uint64_t number, stamp;
    bool valid;
} Line;

typedef struct Cache {
    const char *name;
    uint64_t nsets, ways, line_bytes, asked, missed;
    Line *lines;
    bool *older_right; /* PLRU: [set][node]: the right half is the older one */
} Cache;

static Cache i1 = {.name = "I1"}, d1 = {.name = "D1"}, l2 = {.name = "L2"}, llc = {.name = "LLC"},
             itlb = {.name = "ITLB"}, dtlb = {.name = "DTLB"};
static uint64_t now, random_state;
static const char *policy, *prefetch;
static int fn_fetch, fn_access;

static uint64_t next_random(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u; /* cachesim's, of each core */
    return random_state >> 33;
}

/* ---- the replacement policies: which of the set's lines goes ---- */

static uint64_t tree_victim(const bool *right, uint64_t node, uint64_t lo, uint64_t n)
{
    if (n == 1)
        return lo;
    return right[node] ? tree_victim(right, 2 * node + 2, lo + n / 2, n / 2)
                       : tree_victim(right, 2 * node + 1, lo, n / 2);
}

static void tree_used(bool *right, uint64_t node, uint64_t lo, uint64_t n, uint64_t way)
{
    if (n == 1)
        return;
    bool in_right = way >= lo + n / 2;
    right[node] = !in_right;
    tree_used(right, 2 * node + 1 + in_right, in_right ? lo + n / 2 : lo, n / 2, way);
}

static uint64_t victim(const Cache *c, uint64_t set)
{
    const Line *l = c->lines + set * c->ways;
    uint64_t old = 0;
    if (strcmp(policy, "plru") == 0)
        return tree_victim(c->older_right + set * MAX_WAYS, 0, 0, c->ways);
    for (uint64_t w = 0; w < c->ways; w++)
        if (!l[w].valid && strcmp(policy, "random") != 0)
            return w;
    if (strcmp(policy, "random") == 0) {
        uint64_t r = next_random();
        for (uint64_t w = 0; w < c->ways; w++)
            if (!l[w].valid)
                return w;
        return (uint32_t)r % c->ways;
    }
    for (uint64_t w = 0; w < c->ways; w++)
        old = l[w].stamp < l[old].stamp ? w : old;
    return old;
}

static bool there(const Cache *c, uint64_t addr)
{
    uint64_t number = addr / c->line_bytes, set = number % c->nsets;
    for (uint64_t w = 0; w < c->ways; w++)
        if (c->lines[set * c->ways + w].valid && c->lines[set * c->ways + w].number == number)
            return true;
    return false;
}

static bool use(Cache *c, uint64_t addr)
{
    uint64_t number = addr / c->line_bytes, set = number % c->nsets, way = 0;
    Line *l = c->lines + set * c->ways;
    bool hit = there(c, addr);
    now++;
    if (hit) {
        while (!l[way].valid || l[way].number != number)
            way++;
        if (strcmp(policy, "lru") == 0)
            l[way].stamp = now;
    } else {
        way = victim(c, set);
        l[way] = (Line){number, now, true};
    }
    tree_used(c->older_right + set * MAX_WAYS, 0, 0, c->ways, way);
    return hit;
}

/* ---- the hierarchy ---- */

static bool ask(Cache *c, uint64_t addr, bool counted)
{
    if (!c->nsets)
        return false;
    bool hit = use(c, addr);
    c->asked += counted;
    c->missed += counted && !hit;
    return hit;
}

static void ask_below(uint64_t addr, bool counted)
{
    if (!ask(&l2, addr, counted))
        ask(&llc, addr, counted);
}

static void fetch_early(uint64_t pc, uint64_t line)
{
    static struct {
        uint64_t pc, addr, stride;
    } known[PCS];
    uint64_t want = line + d1.line_bytes;
    if (strcmp(prefetch, "stride") == 0) {
        uint64_t n = pc / 4 % PCS, stride = known[n].pc == pc ? line - known[n].addr : 0;
        bool again = known[n].pc == pc && stride == known[n].stride && stride;
        known[n].pc = pc;
        known[n].addr = line;
        known[n].stride = stride;
        if (!again)
            return;
        want = line + stride;
    }
    if (strcmp(prefetch, "none") != 0 && !there(&d1, want)) {
        ask_below(want, false);
        use(&d1, want);
    }
}

static void fetch(EgThread *t, uint64_t pc)
{
    (void)t;
    ask(&itlb, pc, true);
    if (!ask(&i1, pc, true))
        ask_below(pc, true);
}

static void one_line(uint64_t pc, uint64_t addr, bool first)
{
    ask(&dtlb, addr, true);
    d1.asked -= !first; /* an access is one, also over two lines */
    dtlb.asked -= !first;
    if (ask(&d1, addr, true))
        return;
    ask_below(addr, true);
    fetch_early(pc, addr / d1.line_bytes * d1.line_bytes);
}

static void access_memory(EgThread *t, uint64_t pc, uint64_t addr, uint64_t nbytes)
{
    (void)t;
    for (uint64_t a = addr; a < addr + nbytes; a = (a / d1.line_bytes + 1) * d1.line_bytes)
        one_line(pc, a, a == addr);
}

/* ---- the plugin ---- */

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    const EgVal args[3] = {eg_i64(at, *(uint64_t *)user), eg_zext(at, a->addr), eg_i64(at, a->nbytes)};
    eg_call(at, fn_access, 3, args);
}

static void on_interp(EgThread *t, const EgInterpAccess *a, void *user)
{
    (void)user;
    access_memory(t, a->pc, a->addr, a->nbytes);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    for (uint32_t i = 0; i < eg_tb_ninsns(tb); i++) {
        uint64_t pc = eg_tb_addr(tb) + 4 * i;
        EgPlace at = eg_before_insn(tb, i);
        EgVal arg = eg_i64(&at, pc);
        eg_call(&at, fn_fetch, 1, &arg);
        eg_each_access_done(tb, i, on_access, &pc);
    }
}

static void on_end(EgPlugin *p, void *user)
{
    const Cache *all[] = {&i1, &d1, &l2, &llc, &itlb, &dtlb};
    (void)user;
    for (unsigned i = 0; i < 6; i++)
        if (all[i]->nsets)
            eg_message(p, "%s %llu %llu", all[i]->name, (unsigned long long)all[i]->asked,
                       (unsigned long long)all[i]->missed);
}

static void make(EgPlugin *p, Cache *c, const char *option)
{
    unsigned long long bytes = 0, ways = 0, line = 0;
    if (sscanf(eg_option(p, option), "%llu:%llu:%llu", &bytes, &ways, &line) != 3)
        return;
    c->nsets = bytes / ways / line;
    c->ways = ways;
    c->line_bytes = line;
    c->lines = calloc(c->nsets * ways, sizeof *c->lines);
    c->older_right = calloc(c->nsets, MAX_WAYS);
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64};
    make(p, &i1, "i1");
    make(p, &d1, "d1");
    make(p, &l2, "l2");
    make(p, &llc, "llc");
    make(p, &itlb, "tlb");
    make(p, &dtlb, "tlb");
    policy = eg_option(p, "policy");
    prefetch = eg_option(p, "prefetch");
    fn_fetch = eg_function(p, "fetch", (void *)fetch, EG_CALL_QUIET, EG_VOID, 1, args);
    fn_access = eg_function(p, "access", (void *)access_memory, EG_CALL_QUIET, EG_VOID, 3, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_interp_access(p, on_interp, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

static const EgOption options[] = {
    {"i1", EG_OPT_STRING, "0", "bytes:ways:line"},        {"d1", EG_OPT_STRING, "0", "bytes:ways:line"},
    {"l2", EG_OPT_STRING, "0", "bytes:ways:line"},        {"llc", EG_OPT_STRING, "0", "bytes:ways:line"},
    {"tlb", EG_OPT_STRING, "0", "bytes:ways:page"},       {"policy", EG_OPT_STRING, "lru", "as cachesim's"},
    {"prefetch", EG_OPT_STRING, "none", "as cachesim's"}, {0}};
EG_PLUGIN(.name = "cachecheck", .version = "1", .summary = "caches to compare with", .options = options,
          .install = install)
