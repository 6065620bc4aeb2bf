/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cachesim: which instructions and lines miss in caches and TLBs.
 *
 *     engraft run -p cachesim -o run.db PROGRAM
 *     engraft run -p cachesim,d1=16k:4:32,l2=1m:8:64,llc=0,policy=plru,prefetch=stride -o run.db PROGRAM
 *     engraft report run.db cachesim
 *
 * Each guest thread is a core with L1 instruction and data caches, a unified L2
 * and TLBs of its own; the LLC is shared. A level asks the next one when it
 * misses; every level keeps what passes through it (not inclusive, no victim
 * caches), stores allocate.
 *
 * Inline, an access is compared with the line that its set, and the page that
 * its TLB set, saw last. A repeated hit changes nothing in any of the policies,
 * so only other accesses call. Counts are exact for the model.
 *
 * Table cachesim: a row per instruction that was executed or accessed memory,
 * by kind (fetch, load, store). Table cachesim_level: sums by level.
 *
 * Known inaccuracies: the model has virtual addresses, no write-backs, no
 * coherence between cores, no speculation; what the kernel does is not seen.
 * With several threads the order in which they reach the LLC is the run's. The
 * fetch of an instruction that faults is a fetch.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef enum Policy { LRU, PLRU, RANDOM, FIFO } Policy;
typedef enum Kind { FETCH, LOAD, STORE, KINDS } Kind;
enum { L1, L2, LLC, TLB, LEVELS };
enum { MAX_WAYS = 32, STRIDES = 256, SITES = 1 << 12 };

/* What a cache is made of. For a TLB a line is a page. */
typedef struct Shape {
    uint32_t sets, ways, bits; /* sets 0: there is none; a line has 1 << bits bytes */
} Shape;

typedef struct Cache {
    const Shape *s;
    uint64_t *tags; /* set by set: line number + 1; LRU: last used first, FIFO: youngest first */
    uint32_t *tree; /* PLRU: per set */
    uint64_t *last; /* per set: address of the line seen last; what the inline test reads. NULL: none */
} Cache;

typedef struct Core {
    Cache i1, d1, l2, itlb, dtlb;
    uint64_t random;
    struct {
        uint64_t pc, addr;
        int64_t stride;
    } strides[STRIDES];
} Core;

typedef struct Site { /* an instruction */
    struct Site *next;
    uint64_t pc;
    uint32_t module;
    bool made[KINDS];
    EgCounter count[KINDS];          /* accesses, but fetches: those are in fetches */
    uint64_t fetches, interp[KINDS]; /* interp: accesses made by the interpreter */
    uint64_t miss[KINDS][LEVELS];
} Site;

static EgPlugin *self;
static Shape i1, d1, l2, llc, tlb;
static Policy policy;
static enum { NONE, NEXT, STRIDE } prefetch;
static Cache shared;
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER, sites_lock = PTHREAD_MUTEX_INITIALIZER;
static Site *sites[SITES];
static EgCounter core_cell, i1_last, d1_last, itlb_last, dtlb_last;
static int fn_fetch, fn_load, fn_store;

static const EgOption options[] = {
    {"i1", EG_OPT_STRING, "32k:8:64", "L1 instruction cache: bytes:ways:bytes of a line"},
    {"d1", EG_OPT_STRING, "32k:8:64", "L1 data cache"},
    {"l2", EG_OPT_STRING, "512k:8:64", "L2, for both; 0 = none"},
    {"llc", EG_OPT_STRING, "8m:16:64", "last level, shared by all threads; 0 = none"},
    {"tlb", EG_OPT_STRING, "256k:4:4k",
     "TLBs, one for data and one for code: bytes covered:ways:bytes of a page; 0 = none"},
    {"policy", EG_OPT_STRING, "lru", "what is replaced: lru, plru (tree), random, fifo"},
    {"prefetch", EG_OPT_STRING, "none", "on a data miss in L1: none, next (the next line), stride (by instruction)"},
    {0},
};
static const EgCol cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"pc", EG_COL_I64, EG_KEY | EG_PC, "guest address of the instruction"},
    {"kind", EG_COL_TEXT, EG_KEY, "fetch, load, store"},
    {"accesses", EG_COL_I64, 0, "accesses; of fetches: executions"},
    {"l1_misses", EG_COL_I64, 0, "misses in L1"},
    {"l2_misses", EG_COL_I64, 0, "misses in L2"},
    {"llc_misses", EG_COL_I64, 0, "misses in the last level"},
    {"tlb_misses", EG_COL_I64, 0, "misses in the TLB"},
    {0},
};
static const EgCol level_cols[] = {
    {"level", EG_COL_TEXT, EG_KEY, "I1, D1, L2, LLC, ITLB, DTLB"},
    {"accesses", EG_COL_I64, 0, "accesses that asked this level; I1 and ITLB: executed instructions"},
    {"misses", EG_COL_I64, 0, "of these not found"},
    {0},
};
static const EgTable tables[] = {{"cachesim", "accesses and misses by instruction", cols},
                                 {"cachesim_level", "accesses and misses by level", level_cols},
                                 {0}};

/* ---- the model ---- */

static Cache cache_new(const Shape *s, uint64_t *last)
{
    return (Cache){s, calloc((size_t)s->sets * s->ways + 1, 8), calloc(s->sets + 1u, 4), last};
}

/* The way to be replaced, by the tree's bits: bit n is 1 when the older half of node n is the right one. */
static uint32_t plru_victim(uint32_t tree, uint32_t ways)
{
    uint32_t n = 1;
    while (n < ways)
        n = 2 * n + (tree >> n & 1);
    return n - ways;
}

static uint32_t plru_touch(uint32_t tree, uint32_t ways, uint32_t way)
{
    for (uint32_t n = way + ways; n > 1; n /= 2)
        tree = (tree & ~(1u << n / 2)) | (uint32_t) !(n & 1) << n / 2;
    return tree;
}

/* Finds the line, or takes it in. True = it was there. */
static bool touch(Core *core, Cache *c, uint64_t addr)
{
    const Shape *s = c->s;
    uint64_t line = addr >> s->bits, set = line & (s->sets - 1), *tags = c->tags + set * s->ways, tag = line + 1;
    uint32_t way = 0, ways = s->ways;
    while (way < ways && tags[way] != tag)
        way++;
    bool hit = way < ways;
    if (!hit && policy == RANDOM) {
        for (way = 0; way < ways && tags[way]; way++)
            ;
        core->random = core->random * 6364136223846793005u + 1442695040888963407u;
        way = way < ways ? way : (uint32_t)(core->random >> 33) % ways;
    } else if (!hit) {
        way = policy == PLRU ? plru_victim(c->tree[set], ways) : ways - 1;
    }
    if (policy == LRU || (policy == FIFO && !hit)) {
        memmove(tags + 1, tags, way * sizeof *tags);
        way = 0;
    }
    tags[way] = tag;
    if (policy == PLRU)
        c->tree[set] = plru_touch(c->tree[set], ways, way);
    if (c->last)
        c->last[set] = line << s->bits;
    return hit;
}

/* L2 and LLC for a line that L1 does not have. site NULL: a prefetch, which is not counted. */
static void fill(Core *core, Site *site, Kind k, uint64_t addr)
{
    if (l2.sets && touch(core, &core->l2, addr))
        return;
    if (l2.sets && site)
        __atomic_fetch_add(&site->miss[k][L2], 1, __ATOMIC_RELAXED);
    if (!llc.sets)
        return;
    pthread_mutex_lock(&shared_lock);
    bool hit = touch(core, &shared, addr);
    pthread_mutex_unlock(&shared_lock);
    if (!hit && site)
        __atomic_fetch_add(&site->miss[k][LLC], 1, __ATOMIC_RELAXED);
}

static bool has(const Cache *c, uint64_t addr)
{
    uint64_t line = addr >> c->s->bits, *tags = c->tags + (line & (c->s->sets - 1)) * c->s->ways;
    for (uint32_t w = 0; w < c->s->ways; w++)
        if (tags[w] == line + 1)
            return true;
    return false;
}

static void prefetch_after(Core *core, uint64_t pc, uint64_t addr)
{
    uint64_t want = addr + (1u << d1.bits);
    if (prefetch == STRIDE) {
        __typeof__(&core->strides[0]) e = &core->strides[pc / 4 % STRIDES];
        int64_t stride = (int64_t)(addr - e->addr);
        bool again = e->pc == pc && stride == e->stride && stride != 0;
        e->stride = e->pc == pc ? stride : 0;
        e->pc = pc;
        e->addr = addr;
        if (!again)
            return;
        want = addr + (uint64_t)stride;
    }
    if (has(&core->d1, want))
        return;
    fill(core, NULL, LOAD, want);
    touch(core, &core->d1, want);
}

static Core *core_of(EgThread *t)
{
    uint64_t *cell = eg_thread_cell(t, core_cell);
    if (!*cell) {
        Core *c = calloc(1, sizeof *c);
        c->i1 = cache_new(&i1, eg_thread_cell(t, i1_last));
        c->d1 = cache_new(&d1, eg_thread_cell(t, d1_last));
        c->l2 = cache_new(&l2, NULL);
        c->itlb = cache_new(&tlb, eg_thread_cell(t, itlb_last));
        c->dtlb = cache_new(&tlb, eg_thread_cell(t, dtlb_last));
        *cell = (uintptr_t)c;
    }
    return (Core *)(uintptr_t)*cell;
}

/* One line of an access. */
static void access_line(Core *c, Site *s, Kind k, uint64_t addr)
{
    if (tlb.sets && !touch(c, k == FETCH ? &c->itlb : &c->dtlb, addr))
        __atomic_fetch_add(&s->miss[k][TLB], 1, __ATOMIC_RELAXED);
    if (touch(c, k == FETCH ? &c->i1 : &c->d1, addr))
        return;
    __atomic_fetch_add(&s->miss[k][L1], 1, __ATOMIC_RELAXED);
    fill(c, s, k, addr);
    if (k != FETCH && prefetch)
        prefetch_after(c, s->pc, addr >> d1.bits << d1.bits);
}

static void on_fetch(EgThread *t, uint64_t site, uint64_t addr)
{
    access_line(core_of(t), (Site *)(uintptr_t)site, FETCH, addr);
}

static void data(EgThread *t, Site *s, Kind k, uint64_t addr, uint64_t nbytes)
{
    Core *c = core_of(t);
    uint64_t line = 1ull << d1.bits, last = addr + nbytes - 1;
    access_line(c, s, k, addr);
    if ((addr ^ last) & ~(line - 1)) /* two lines, of which both may miss */
        access_line(c, s, k, last & ~(line - 1));
}

static void on_load(EgThread *t, uint64_t site, uint64_t addr, uint64_t nbytes)
{
    data(t, (Site *)(uintptr_t)site, LOAD, addr, nbytes);
}

static void on_store(EgThread *t, uint64_t site, uint64_t addr, uint64_t nbytes)
{
    data(t, (Site *)(uintptr_t)site, STORE, addr, nbytes);
}

/* ---- what is inserted ---- */

static Site *site_of(uint64_t pc, uint32_t module)
{
    Site **head = &sites[pc / 4 % SITES], *s;
    pthread_mutex_lock(&sites_lock);
    for (s = *head; s && (s->pc != pc || s->module != module); s = s->next)
        ;
    if (!s) {
        s = calloc(1, sizeof *s);
        *s = (Site){.next = *head, .pc = pc, .module = module};
        *head = s;
    }
    pthread_mutex_unlock(&sites_lock);
    return s;
}

/* Is addr (i64) outside what its set has seen last? */
static EgVal other(EgPlace *at, EgVal addr, const Shape *s, EgCounter last, uint32_t nbytes)
{
    EgVal set = eg_and(at, eg_shr(at, addr, eg_i32(at, s->bits - 3)), eg_i64(at, (s->sets - 1ull) << 3));
    EgVal seen = eg_load_at(at, EG_I64, 8, eg_add(at, eg_cell_ptr(at, last), set), 0);
    return eg_compare(at, EG_GEU, eg_sub(at, addr, seen), eg_i64(at, (1ull << s->bits) - nbytes + 1));
}

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    Site *s = user;
    Kind k = a->store ? STORE : LOAD;
    EgVal addr = eg_type(at, a->addr) == EG_I32 ? eg_zext(at, a->addr) : a->addr;
    EgVal slow = other(at, addr, &d1, d1_last, a->nbytes);
    if (tlb.sets)
        slow = eg_or(at, slow, other(at, addr, &tlb, dtlb_last, a->nbytes));
    if (!s->made[k])
        s->count[k] = eg_counter_new(self);
    s->made[k] = true;
    eg_count(at, s->count[k], 1);
    const EgVal args[3] = {eg_i64(at, (uintptr_t)s), addr, eg_i64(at, a->nbytes)};
    eg_call_if(at, slow, k == STORE ? fn_store : fn_load, 3, args);
}

/* For code the set is known: is its cell something else than this line? */
static EgVal other_code(EgPlace *at, uint64_t pc, const Shape *s, EgCounter last)
{
    EgCounter cell = {last.cell + (uint32_t)(pc >> s->bits & (s->sets - 1))};
    return eg_compare(at, EG_NE, eg_cell_load(at, cell), eg_i64(at, pc >> s->bits << s->bits));
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++) {
        Site *s = site_of(in.addr, eg_info_module(eg_tb_info(tb)));
        if (i == 0 || !(in.addr & ((1u << i1.bits) - 1))) {
            EgPlace at = eg_before_insn(tb, i);
            EgVal slow = other_code(&at, in.addr, &i1, i1_last);
            if (tlb.sets)
                slow = eg_or(&at, slow, other_code(&at, in.addr, &tlb, itlb_last));
            const EgVal args[2] = {eg_i64(&at, (uintptr_t)s), eg_i64(&at, in.addr)};
            eg_call_if(&at, slow, fn_fetch, 2, args);
        }
        eg_each_access_done(tb, i, on_access, s);
    }
}

static void on_interp(EgThread *t, const EgInterpAccess *a, void *user)
{
    Site *s = site_of(a->pc, eg_module_at(a->pc));
    Kind k = a->store ? STORE : LOAD;
    (void)user;
    __atomic_fetch_add(&s->interp[k], 1, __ATOMIC_RELAXED);
    data(t, s, k, a->addr, a->nbytes);
}

/* ---- results ---- */

static void add_fetches(const EgTbInfo *info, void *user)
{
    (void)user;
    for (uint32_t n = 0; n < eg_info_ninsns(info); n++)
        site_of(eg_info_addr(info) + 4ull * n, eg_info_module(info))->fetches += eg_info_insn_count(info, n);
}

static void write_site(EgPlugin *p, Site *s, uint64_t sum[KINDS][LEVELS + 1])
{
    static const char *const names[] = {"fetch", "load", "store"};
    for (Kind k = FETCH; k < KINDS; k++) {
        uint64_t n = s->interp[k] + (k == FETCH ? s->fetches : s->made[k] ? eg_counter_sum(s->count[k]) : 0);
        const uint64_t *m = s->miss[k];
        if (n)
            eg_row(p, 0, (int64_t)s->module, (int64_t)s->pc, names[k], (int64_t)n, (int64_t)m[L1], (int64_t)m[L2],
                   (int64_t)m[LLC], (int64_t)m[TLB]);
        for (unsigned l = 0; l < LEVELS; l++)
            sum[k][l] += m[l];
        sum[k][LEVELS] += n;
    }
}

static void on_flush(EgPlugin *p, void *user)
{
    uint64_t v[KINDS][LEVELS + 1] = {{0}};
    (void)user;
    for (unsigned i = 0; i < SITES; i++)
        for (Site *s = sites[i]; s; s = s->next)
            s->fetches = 0;
    eg_each_info(p, add_fetches, NULL);
    for (unsigned i = 0; i < SITES; i++)
        for (Site *s = sites[i]; s; s = s->next)
            write_site(p, s, v);
    int64_t sum[LEVELS + 1], l1;
    for (unsigned l = 0; l <= LEVELS; l++)
        sum[l] = (int64_t)(v[LOAD][l] + v[STORE][l]);
    eg_row(p, 1, "I1", (int64_t)v[FETCH][LEVELS], (int64_t)v[FETCH][L1]);
    eg_row(p, 1, "D1", sum[LEVELS], sum[L1]);
    l1 = sum[L1] + (int64_t)v[FETCH][L1];
    if (l2.sets)
        eg_row(p, 1, "L2", l1, sum[L2] + (int64_t)v[FETCH][L2]);
    if (llc.sets)
        eg_row(p, 1, "LLC", l2.sets ? sum[L2] + (int64_t)v[FETCH][L2] : l1, sum[LLC] + (int64_t)v[FETCH][LLC]);
    if (tlb.sets) {
        eg_row(p, 1, "ITLB", (int64_t)v[FETCH][LEVELS], (int64_t)v[FETCH][TLB]);
        eg_row(p, 1, "DTLB", sum[LEVELS], sum[TLB]);
    }
}

/* A child starts with empty caches and no counts: its cells are zero. */
static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (!child)
        return;
    pthread_mutex_init(&shared_lock, NULL);
    pthread_mutex_init(&sites_lock, NULL);
    shared = cache_new(&llc, NULL);
    for (unsigned i = 0; i < SITES; i++)
        for (Site *s = sites[i]; s; s = s->next) {
            memset(s->interp, 0, sizeof s->interp);
            memset(s->miss, 0, sizeof s->miss);
        }
}

/* ---- options ---- */

static uint64_t size_of(const char *s, char **end)
{
    uint64_t n = strtoull(s, end, 10);
    unsigned shift = **end == 'k' ? 10 : **end == 'm' ? 20 : 0;
    *end += shift != 0;
    return n << shift;
}

static bool parse(EgPlugin *p, const char *name, bool may_be_none, Shape *s)
{
    char *end;
    const char *text = eg_option(p, name);
    if (may_be_none && strcmp(text, "0") == 0)
        return true;
    uint64_t n = size_of(text, &end), ways = *end == ':' ? strtoull(end + 1, &end, 10) : 0;
    uint64_t line = *end == ':' ? size_of(end + 1, &end) : 0, sets = ways && line ? n / ways / line : 0;
    if (*end || ways > MAX_WAYS || line < 16 || line > 1u << 16 || (line & (line - 1)) || !sets ||
        (sets & (sets - 1)) || sets > 1u << 20 || sets * ways * line != n || (policy == PLRU && (ways & (ways - 1)))) {
        eg_error(p, "%s=%s: wanted bytes:ways:line, where line, sets (bytes / ways / line)%s are powers of two", name,
                 text, policy == PLRU ? " and ways" : "");
        return false;
    }
    *s = (Shape){(uint32_t)sets, (uint32_t)ways, (uint32_t)__builtin_ctzll(line)};
    return true;
}

/* Index of the option's value in names. */
static int choice(EgPlugin *p, const char *name, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], eg_option(p, name)) == 0)
            return i;
    eg_error(p, "%s=%s: not known (engraft plugins cachesim)", name, eg_option(p, name));
    return -1;
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64};
    static const char *const policies[] = {"lru", "plru", "random", "fifo", NULL};
    static const char *const prefetches[] = {"none", "next", "stride", NULL};
    int pol = choice(p, "policy", policies), pre = pol < 0 ? -1 : choice(p, "prefetch", prefetches);
    self = p;
    policy = (Policy)(pol < 0 ? 0 : pol);
    prefetch = pre < 0 ? 0 : (unsigned)pre;
    if (pre < 0 || !parse(p, "i1", false, &i1) || !parse(p, "d1", false, &d1) || !parse(p, "l2", true, &l2) ||
        !parse(p, "llc", true, &llc) || !parse(p, "tlb", true, &tlb))
        return 1;
    if (!eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE)");
        return 1;
    }
    shared = cache_new(&llc, NULL);
    core_cell = eg_counter_new(p);
    i1_last = eg_scoreboard_new(p, i1.sets);
    d1_last = eg_scoreboard_new(p, d1.sets);
    itlb_last = eg_scoreboard_new(p, tlb.sets + 1);
    dtlb_last = eg_scoreboard_new(p, tlb.sets + 1);
    fn_fetch = eg_function(p, "fetch", (void *)on_fetch, EG_CALL_QUIET, EG_VOID, 2, args);
    fn_load = eg_function(p, "load", (void *)on_load, EG_CALL_QUIET, EG_VOID, 3, args);
    fn_store = eg_function(p, "store", (void *)on_store, EG_CALL_QUIET, EG_VOID, 3, args);
    eg_want_tb_counts(p);
    eg_on_tb(p, on_tb, NULL);
    eg_on_interp_access(p, on_interp, NULL);
    eg_on_fork(p, on_fork, NULL);
    eg_on_flush(p, on_flush, NULL);
    return 0;
}

EG_PLUGIN(.name = "cachesim", .version = "1",
          .summary = "misses of L1, L2, last-level cache and TLB by instruction and line",
          .details =
              "Known inaccuracies: virtual addresses, no write-backs, no coherence between threads, no speculation;\n"
              "what the kernel does is not seen. Levels are neither inclusive nor exclusive. A fetch is an executed\n"
              "instruction; it can miss where its block or its line begins.",
          .options = options, .tables = tables, .install = install)
