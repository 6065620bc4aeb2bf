/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch: who changes this variable, and from what to what.
 *
 *     engraft run -p watch,at=errors -o run.db PROGRAM
 *     engraft run -p watch,at=table+16:0x10020000+8,print=on PROGRAM
 *     engraft report run.db watch
 *
 * Each store is compared with the watched range inline (two instructions and a
 * branch); only one that hits calls. A copy of the watched bytes tells what was
 * there before.
 *
 * Table watch: a row per change (with same=on per store, with loads=on also per
 * load), event being its number in time over all threads.
 *
 * Known inaccuracies: what the kernel writes (read(), ...) is noticed when the
 * system call returns, what other processes write (shared memory) at the next
 * event of the same range. Between threads the order is that in which the
 * changes were noticed. Memory that appears after the start counts as zero
 * before. Of a symbol that several files define, all are watched.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WATCHES = 64, MAX_BYTES = 1 << 20 };

typedef struct Watch {
    const char *name;
    uint64_t lo, nbytes;
    uint8_t *was; /* the bytes as last seen */
} Watch;

static EgPlugin *self;
static Watch watches[MAX_WATCHES];
static unsigned nwatches;
static bool print, same, loads;
static int64_t events;
static int fn_store, fn_load;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all above but what install() sets */
/* Inline test of an access of 2^k bytes: address - from[k] < span[k], unsigned. Covers all watches at once. */
static uint64_t from[5], span[5];

enum { LOAD = 0, STORE = 1, KERNEL = 2 };
static const char *const kinds[] = {"load", "store", "system call"};

static const EgOption options[] = {
    {"at", EG_OPT_STRING, "", "what to watch: SYMBOL, SYMBOL+BYTES or 0xADDRESS+BYTES, several with : between"},
    {"same", EG_OPT_BOOL, "off", "also stores that leave the value as it was"},
    {"loads", EG_OPT_BOOL, "off", "also loads"},
    {"print", EG_OPT_BOOL, "off", "print each event on stderr"},
    {0},
};
static const EgCol cols[] = {
    {"event", EG_COL_I64, EG_KEY, "order in time, from 1"},
    {"watch", EG_COL_TEXT, 0, "what was asked for"},
    {"thread", EG_COL_I64, 0, "number of the thread"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module of pc, 0 = in no file"},
    {"pc", EG_COL_I64, EG_PC, "address of the instruction, or of the system call"},
    {"kind", EG_COL_TEXT, 0, "store, load, system call"},
    {"addr", EG_COL_I64, 0, "guest address of the first byte"},
    {"nbytes", EG_COL_I64, 0, "bytes, at most 8"},
    {"old", EG_COL_I64, 0, "value before, as the guest's number"},
    {"new", EG_COL_I64, 0, "value after"},
    {0},
};
static const EgTable tables[] = {{"watch", "accesses to the watched memory in order", cols}, {0}};

static int64_t number(const uint8_t *p, uint64_t n)
{
    uint64_t v = 0;
    while (n--)
        v = v << 8 | *p++;
    return (int64_t)v;
}

static void event(const Watch *w, uint32_t thread, uint64_t pc, int kind, uint64_t addr, uint64_t n, const uint8_t *now)
{
    int64_t old = number(w->was + (addr - w->lo), n), new = number(now, n);
    events++;
    eg_row(self, 0, events, w->name, (int64_t)thread, (int64_t)eg_module_at(pc), (int64_t)pc, kinds[kind],
           (int64_t)addr, (int64_t)n, old, new);
    if (print)
        eg_message(self, "%lld %s %#llx %s pc %#llx thread %u: %#llx -> %#llx", (long long)events, w->name,
                   (unsigned long long)addr, kinds[kind], (unsigned long long)pc, thread, (unsigned long long)old,
                   (unsigned long long)new);
}

/* Compares lo .. hi - 1 of a watch with what it was, in pieces of at most 8 bytes that do not cross a multiple of 8. */
static void compare(Watch *w, uint32_t thread, uint64_t pc, int kind, uint64_t lo, uint64_t hi, bool all)
{
    uint8_t now[8];
    for (uint64_t a = lo, next; a < hi; a = next) {
        next = (a | 7) + 1 < hi ? (a | 7) + 1 : hi;
        uint8_t *was = w->was + (a - w->lo);
        if (!eg_read_guest(a, now, next - a))
            continue;
        if (all || memcmp(now, was, next - a) != 0)
            event(w, thread, pc, kind, a, next - a, now);
        memcpy(was, now, next - a);
    }
}

static void accessed(EgThread *t, uint64_t pc, uint64_t addr, uint64_t n, int kind)
{
    uint32_t thread = eg_thread_number(t);
    pthread_mutex_lock(&lock);
    for (Watch *w = watches; w < watches + nwatches; w++) {
        uint64_t lo = addr > w->lo ? addr : w->lo, hi = addr + n < w->lo + w->nbytes ? addr + n : w->lo + w->nbytes;
        if (lo < hi)
            compare(w, thread, pc, kind, lo, hi, kind == LOAD || same);
    }
    pthread_mutex_unlock(&lock);
}

static void on_store(EgThread *t, uint64_t pc, uint64_t addr, uint64_t n)
{
    accessed(t, pc, addr, n, STORE);
}

static void on_load(EgThread *t, uint64_t pc, uint64_t addr, uint64_t n)
{
    accessed(t, pc, addr, n, LOAD);
}

static void on_access(EgPlace *at, const EgAccess *a, void *pc)
{
    unsigned k = (unsigned)__builtin_ctz(a->nbytes);
    if (!a->store && !loads)
        return;
    EgVal addr = eg_type(at, a->addr) == EG_I32 ? eg_zext(at, a->addr) : a->addr;
    EgVal hit = eg_compare(at, EG_LTU, eg_sub(at, addr, eg_host_load(at, EG_I64, &from[k])),
                           eg_host_load(at, EG_I64, &span[k]));
    const EgVal args[3] = {eg_i64(at, *(uint64_t *)pc), addr, eg_i64(at, a->nbytes)};
    eg_call_if(at, hit, a->store ? fn_store : fn_load, 3, args);
}

static void on_interp(EgThread *t, const EgInterpAccess *a, void *user)
{
    (void)user;
    if (a->store || loads)
        accessed(t, a->pc, a->addr, a->nbytes, a->store ? STORE : LOAD);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        eg_each_access_done(tb, i, on_access, &in.addr);
}

static void on_return(EgThread *t, EgSyscall *s, void *user)
{
    uint32_t thread = eg_thread_number(t);
    (void)user;
    pthread_mutex_lock(&lock);
    for (Watch *w = watches; w < watches + nwatches; w++)
        compare(w, thread, s->pc, KERNEL, w->lo, w->lo + w->nbytes, false);
    pthread_mutex_unlock(&lock);
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (child) {
        pthread_mutex_init(&lock, NULL); /* another thread of the parent may have held it */
        events = 0;
    }
}

static void add(const char *name, uint64_t lo, uint64_t nbytes)
{
    pthread_mutex_lock(&lock);
    if (nwatches == MAX_WATCHES || nbytes == 0 || nbytes > MAX_BYTES) {
        eg_message(self, "%s: not watched: %s", name, nbytes ? "too many watches, or too long" : "its size is unknown");
        pthread_mutex_unlock(&lock);
        return;
    }
    Watch *w = &watches[nwatches++];
    *w = (Watch){name, lo, nbytes, calloc(1, nbytes)};
    eg_read_guest(lo, w->was, nbytes);
    uint64_t first = ~0ull, end = 0;
    for (w = watches; w < watches + nwatches; w++) {
        first = w->lo < first ? w->lo : first;
        end = w->lo + w->nbytes > end ? w->lo + w->nbytes : end;
    }
    for (unsigned k = 0; k < 5; k++) {
        from[k] = first - ((1u << k) - 1);
        span[k] = end - from[k];
    }
    pthread_mutex_unlock(&lock);
}

static void on_symbol(const EgSymbol *s, void *item)
{
    char *end, *copy = item;
    size_t n = strcspn(copy, "+");
    if (strlen(s->name) == n && memcmp(s->name, copy, n) == 0)
        add(copy, s->addr, copy[n] ? strtoull(copy + n + 1, &end, 0) : s->nbytes);
}

static char *items[MAX_WATCHES];

static void on_module(EgPlugin *p, const EgModule *m, void *user)
{
    (void)p, (void)user;
    for (unsigned i = 0; items[i]; i++)
        eg_each_symbol(m, on_symbol, items[i]);
}

/* Addresses are watched at once, symbols when a file that has them is mapped. */
static bool parse(EgPlugin *p, char *s)
{
    unsigned n = 0;
    for (char *item = strtok(s, ":"); item && n + 1 < MAX_WATCHES; item = strtok(NULL, ":")) {
        char *plus = strchr(item, '+'), *end = item;
        uint64_t nbytes = plus ? strtoull(plus + 1, &end, 0) : 0;
        if (plus && (*end || nbytes == 0 || nbytes > MAX_BYTES)) {
            eg_error(p, "at=%s: behind the + comes a number of bytes, at most %d", item, MAX_BYTES);
            return false;
        }
        if (item[0] >= '0' && item[0] <= '9') {
            uint64_t addr = strtoull(item, &end, 0);
            if (end != plus) {
                eg_error(p, "at=%s: an address needs a number of bytes, 0xADDRESS+BYTES", item);
                return false;
            }
            add(item, addr, nbytes);
        } else {
            items[n++] = item;
        }
    }
    return true;
}

static void on_end(EgPlugin *p, void *user)
{
    (void)user;
    for (unsigned i = 0; items[i]; i++) {
        bool found = false;
        for (unsigned k = 0; k < nwatches; k++)
            found |= watches[k].name == items[i];
        if (!found)
            eg_message(p, "%s: no file that was mapped has this symbol", items[i]);
    }
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64};
    self = p;
    print = eg_option_bool(p, "print");
    same = eg_option_bool(p, "same");
    loads = eg_option_bool(p, "loads");
    if (!*eg_option(p, "at") || (!print && !eg_has_results(p))) {
        eg_error(p, *eg_option(p, "at") ? "needs a results file (-o FILE) or print=on"
                                        : "needs something to watch (at=...)");
        return 1;
    }
    if (!parse(p, strdup(eg_option(p, "at"))))
        return 1;
    fn_store = eg_function(p, "store", (void *)on_store, EG_CALL_QUIET, EG_VOID, 3, args);
    fn_load = eg_function(p, "load", (void *)on_load, EG_CALL_QUIET, EG_VOID, 3, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_interp_access(p, on_interp, NULL);
    eg_on_module(p, on_module, NULL);
    eg_on_syscall_return(p, on_return, NULL);
    eg_on_fork(p, on_fork, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "watch", .version = "1",
          .summary = "changes of variables and memory, with old and new value, in order",
          .details = "Known inaccuracies: what the kernel writes is noticed when the system call returns, what other\n"
                     "processes write at the next event of the same range.",
          .options = options, .tables = tables, .install = install)
