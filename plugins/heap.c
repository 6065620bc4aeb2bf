/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heap: who allocates, what is never freed, and accesses to freed memory or past
 * the end of a block, with call stacks.
 *
 *     engraft run -p heap -o run.db PROGRAM
 *     engraft run -p heap,keep=on,print=on PROGRAM
 *     engraft report run.db heap
 *
 * malloc, calloc, realloc, reallocarray, memalign, aligned_alloc, posix_memalign,
 * valloc and free are found by symbol in the program and its libraries (operator
 * new calls malloc). Their arguments are seen where they are entered, the result
 * where they return. Each access of the program is looked up inline in a map of
 * one byte for 8 bytes of guest memory; what the map does not allow calls.
 *
 * Table heap: a row per allocating call stack. Table heap_stack: the frames of a
 * stack. Table heap_error: the first error of each kind at each instruction.
 *
 * Changes to the program: each block gets redzone=N bytes more than it asks for,
 * which only it must not touch; with keep=on free() frees nothing, so that memory
 * is not used again and no use after free is missed. redzone=0,keep=off: none.
 *
 * What it cannot see: a stripped file's own malloc, and allocators inside the
 * program (pools, mmap); uninitialised memory; accesses of system calls; an
 * access that jumps over the redzone into another block; without keep=on, use of
 * freed memory that has been given out again. `live` at the end is not freed,
 * reachable or not. Stacks follow the back chain, so functions without a frame
 * of their own are missing but for the innermost; inlined frames are the readers'.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FRAMES = 12, MAX_FUNCTIONS = 128, HASH = 1 << 16, MAX_ERRORS = 4096 };
enum { LEFT = 0x90, RIGHT = 0x91, FREED = 0x92, POISON = 0x80 }; /* map: 0 = allowed, 1..7 = so many bytes of the 8 */
typedef enum Kind { MALLOC, CALLOC, REALLOC, REALLOCARRAY, MEMALIGN, POSIX, FREE } Kind;

typedef struct Stack {
    struct Stack *next;
    uint32_t number, depth;
    uint64_t pc[FRAMES];
    int64_t allocs, frees, bytes, live, live_bytes, max_bytes;
} Stack;

typedef struct Block {
    struct Block *next;
    uint64_t addr, nbytes;
    Stack *made, *freed; /* freed NULL: in use */
} Block;

typedef struct Function {
    uint64_t addr;
    Kind kind;
} Function;

/* Cells of a thread: where the allocating call that runs returns to (0 = none runs), and what it was asked. */
enum { BACK, KIND, SIZE, OLD, WHERE, STACK, NCELLS };

static EgPlugin *self;
static EgCounter cells;
static bool print, keep;
static uint64_t redzone;
static uint8_t *map; /* by address / 8; 32-bit guests: 512 MiB of address space */
static Function functions[MAX_FUNCTIONS];
static unsigned nfunctions;
static struct {
    uint64_t lo, hi;
} * ranges; /* of all functions */
static unsigned nranges;
static Block *blocks[HASH];
static Stack *stacks[HASH];
static uint32_t nstacks, nerrors;
static struct {
    uint64_t pc;
    const char *what;
} errors[MAX_ERRORS];
static int fn_enter, fn_back, fn_bad, regs[6], r1, lr;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* blocks, stacks, errors, map */

static const EgOption options[] = {
    {"redzone", EG_OPT_INT, "16", "bytes behind each block that belong to nobody"},
    {"keep", EG_OPT_BOOL, "off", "freed memory is not used again"},
    {"print", EG_OPT_BOOL, "off", "print errors on stderr as they happen, and what is not freed"},
    {0},
};
static const EgCol cols[] = {
    {"stack", EG_COL_I64, EG_KEY, "number of the allocating call stack, from 1"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module of pc, 0 = in no file"},
    {"pc", EG_COL_I64, EG_PC, "guest address of the allocating call"},
    {"allocs", EG_COL_I64, 0, "blocks allocated"},
    {"bytes", EG_COL_I64, 0, "bytes asked for"},
    {"frees", EG_COL_I64, 0, "of these blocks freed"},
    {"live", EG_COL_I64, 0, "blocks not freed"},
    {"live_bytes", EG_COL_I64, 0, "bytes of these"},
    {"max_bytes", EG_COL_I64, 0, "most bytes in use at a time"},
    {0},
};
static const EgCol stack_cols[] = {
    {"stack", EG_COL_I64, EG_KEY, "number of the stack"},
    {"depth", EG_COL_I64, EG_KEY, "0 = the innermost"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module of pc, 0 = in no file"},
    {"pc", EG_COL_I64, EG_PC, "guest address of the call, of an error's depth 0: of the access"},
    {0},
};
static const EgCol error_cols[] = {
    {"error", EG_COL_I64, EG_KEY, "number in order, from 1"},
    {"kind", EG_COL_TEXT, 0, "use after free, overrun, underrun, double free, bad free"},
    {"thread", EG_COL_I64, 0, "number of the thread"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module of pc, 0 = in no file"},
    {"pc", EG_COL_I64, EG_PC, "guest address of the instruction"},
    {"store", EG_COL_I64, 0, "1 = a store"},
    {"addr", EG_COL_I64, 0, "guest address accessed, or freed"},
    {"nbytes", EG_COL_I64, 0, "bytes accessed"},
    {"block", EG_COL_I64, 0, "start of the block concerned, 0 = unknown"},
    {"block_nbytes", EG_COL_I64, 0, "its bytes"},
    {"stack", EG_COL_I64, 0, "stack of the error"},
    {"made", EG_COL_I64, 0, "stack that allocated the block, 0 = unknown"},
    {"freed", EG_COL_I64, 0, "stack that freed it, 0 = it is not freed"},
    {0},
};
static const EgTable tables[] = {{"heap", "allocations by call stack", cols},
                                 {"heap_stack", "frames of call stacks", stack_cols},
                                 {"heap_error", "wrong accesses and frees", error_cols},
                                 {0}};

/* ---- stacks: the back chain: [r1] is the caller's r1, which has the return address at + 4 ---- */

static uint32_t guest_word(uint64_t addr)
{
    uint8_t b[4] = {0};
    eg_read_guest(addr, b, 4);
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool same_function(uint64_t a, uint64_t b)
{
    for (unsigned i = 0; i < nranges; i++)
        if (a >= ranges[i].lo && a < ranges[i].hi)
            return b >= ranges[i].lo && b < ranges[i].hi;
    return false;
}

/* pc: the innermost; link: with the return address in lr as next. Under lock. */
static Stack *stack_of(EgThread *t, uint64_t pc, bool link)
{
    Stack s = {.depth = 1, .pc = {pc}};
    uint64_t sp = eg_thread_reg(t, r1), hash = pc, next;
    if (link && !same_function(pc, eg_thread_reg(t, lr) - 4)) /* else lr is from a call that it made itself */
        s.pc[s.depth++] = eg_thread_reg(t, lr) - 4;
    for (; s.depth < FRAMES && (next = guest_word(sp)) > sp; sp = next) {
        uint64_t back = guest_word(next + 4);
        if (back && back - 4 != s.pc[s.depth - 1])
            s.pc[s.depth++] = back - 4;
    }
    for (unsigned i = 1; i < s.depth; i++)
        hash = (hash ^ s.pc[i]) * 0x9e3779b97f4a7c15ull >> 7;
    Stack **head = &stacks[hash % HASH], *found = *head;
    while (found && (found->depth != s.depth || memcmp(found->pc, s.pc, sizeof s.pc) != 0))
        found = found->next;
    if (found)
        return found;
    found = malloc(sizeof *found);
    *found = s;
    found->next = *head;
    found->number = ++nstacks;
    *head = found;
    for (unsigned i = 0; i < s.depth; i++)
        eg_row(self, 1, (int64_t)found->number, (int64_t)i, (int64_t)eg_module_at(s.pc[i]), (int64_t)s.pc[i]);
    return found;
}

/* ---- blocks and the map; under lock ---- */

static Block **slot_of(uint64_t addr)
{
    Block **b = &blocks[addr / 16 % HASH];
    while (*b && (*b)->addr != addr)
        b = &(*b)->next;
    return b;
}

/* The block that the address is in or behind; of an underrun: in front of. */
static Block *near(uint64_t addr, bool before)
{
    if (before)
        return *slot_of((addr + 8) & ~7ull);
    for (uint64_t a = addr & ~7ull, n = 0; n < 1 << 16; n++, a -= 8) {
        Block *b = *slot_of(a);
        if (b && addr < b->addr + b->nbytes + redzone + 8)
            return b;
    }
    return NULL;
}

static void paint(uint64_t addr, uint64_t nbytes, uint8_t with)
{
    memset(map + addr / 8, with, (nbytes + 7) / 8);
}

static void block_made(uint64_t addr, uint64_t nbytes, Stack *s)
{
    Block **slot = slot_of(addr), *b = *slot;
    if (!b) {
        b = *slot = malloc(sizeof *b);
        b->next = NULL;
    }
    b->addr = addr;
    b->nbytes = nbytes;
    b->made = s;
    b->freed = NULL;
    s->allocs++;
    s->bytes += (int64_t)nbytes;
    s->live++;
    s->live_bytes += (int64_t)nbytes;
    s->max_bytes = s->live_bytes > s->max_bytes ? s->live_bytes : s->max_bytes;
    paint(addr, nbytes, 0);
    if (nbytes % 8)
        map[(addr + nbytes) / 8] = (uint8_t)(nbytes % 8);
    if (redzone)
        paint((addr + nbytes + 7) & ~7ull, redzone - (8 - nbytes % 8) % 8, RIGHT);
    map[addr / 8 - 1] = LEFT;
}

static void report(EgThread *t, const char *what, uint64_t pc, bool link, bool store, uint64_t addr, uint64_t n)
{
    for (uint32_t i = 0; i < nerrors; i++)
        if (errors[i].pc == pc && errors[i].what == what)
            return;
    if (nerrors == MAX_ERRORS)
        return;
    errors[nerrors].pc = pc;
    errors[nerrors++].what = what;
    const Block *b = near(addr, strcmp(what, "underrun") == 0);
    const Stack *s = stack_of(t, pc, link);
    eg_row(self, 2, (int64_t)nerrors, what, (int64_t)eg_thread_number(t), (int64_t)eg_module_at(pc), (int64_t)pc,
           (int64_t)store, (int64_t)addr, (int64_t)n, b ? (int64_t)b->addr : 0, b ? (int64_t)b->nbytes : 0,
           (int64_t)s->number, b ? (int64_t)b->made->number : 0, b && b->freed ? (int64_t)b->freed->number : 0);
    if (print)
        eg_message(self, "%s: pc %#llx, %s of %llu bytes at %#llx, block %#llx of %llu bytes", what,
                   (unsigned long long)pc, store ? "store" : "load", (unsigned long long)n, (unsigned long long)addr,
                   b ? (unsigned long long)b->addr : 0, b ? (unsigned long long)b->nbytes : 0);
}

static void block_freed(EgThread *t, uint64_t addr, uint64_t pc)
{
    Block *b = *slot_of(addr);
    if (!b || b->freed) {
        report(t, b ? "double free" : "bad free", pc, false, false, addr, 0);
        return;
    }
    b->freed = stack_of(t, pc, false);
    b->made->frees++;
    b->made->live--;
    b->made->live_bytes -= (int64_t)b->nbytes;
    paint(addr, b->nbytes, FREED);
}

/* ---- what is called ---- */

static void on_bad(EgThread *t, uint64_t pc, uint64_t addr, uint64_t n, uint64_t store)
{
    if (eg_thread_cell(t, cells)[BACK]) /* the allocator itself */
        return;
    for (uint64_t a = addr; a < addr + n; a++) {
        uint8_t m = map[a / 8];
        if (m == 0 || (m < 8 && a % 8 < m))
            continue;
        pthread_mutex_lock(&lock);
        report(t, m == FREED ? "use after free" : m == LEFT ? "underrun" : "overrun", pc, true, store, addr, n);
        pthread_mutex_unlock(&lock);
        return;
    }
}

/* A function of the allocator is entered. The result is what its size argument is to be (with FREE: the address). */
static uint64_t on_enter(EgThread *t, uint64_t kind)
{
    uint64_t *c = eg_thread_cell(t, cells), a[3];
    for (unsigned i = 0; i < 3; i++)
        a[i] = eg_thread_reg(t, regs[i]);
    uint64_t size_arg = kind == MALLOC || kind == FREE || kind == CALLOC ? a[0]
                        : kind == REALLOCARRAY || kind == POSIX          ? a[2]
                                                                         : a[1];
    if (c[BACK])
        return size_arg; /* one that another one calls */
    c[BACK] = eg_thread_reg(t, lr);
    c[KIND] = kind;
    c[SIZE] = kind == CALLOC ? a[0] * a[1] : kind == REALLOCARRAY ? a[1] * a[2] : size_arg;
    c[OLD] = kind == REALLOC || kind == REALLOCARRAY || kind == FREE ? a[0] : 0;
    c[WHERE] = a[0];
    pthread_mutex_lock(&lock);
    c[STACK] = kind == FREE ? 0 : (uintptr_t)stack_of(t, c[BACK] - 4, false);
    if (kind == FREE && a[0]) {
        block_freed(t, a[0], c[BACK] - 4);
        if (keep)
            size_arg = 0;
    }
    pthread_mutex_unlock(&lock);
    return kind == FREE || kind == CALLOC || kind == REALLOCARRAY || c[SIZE] > UINT32_MAX - redzone
               ? size_arg
               : size_arg + redzone;
}

static void on_back(EgThread *t)
{
    uint64_t *c = eg_thread_cell(t, cells), result = eg_thread_reg(t, regs[0]);
    if (c[KIND] == POSIX)
        result = result == 0 ? guest_word(c[WHERE]) : 0;
    c[BACK] = 0;
    pthread_mutex_lock(&lock);
    if (c[OLD] && c[KIND] != FREE && (result || c[SIZE] == 0)) {
        Block *b = *slot_of(c[OLD]);
        if (b && !b->freed)
            block_freed(t, c[OLD], ((Stack *)(uintptr_t)c[STACK])->pc[0]);
    }
    if (result && c[KIND] != FREE)
        block_made(result, c[SIZE], (Stack *)(uintptr_t)c[STACK]);
    pthread_mutex_unlock(&lock);
}

/* ---- what is inserted ---- */

static void on_access(EgPlace *at, const EgAccess *a, void *pc)
{
    EgVal addr = eg_type(at, a->addr) == EG_I32 ? eg_zext(at, a->addr) : a->addr;
    EgVal p = eg_add(at, eg_shr(at, addr, eg_i32(at, 3)), eg_i64(at, (uintptr_t)map));
    EgVal bad = eg_load_at(at, EG_I32, 1, p, 0);
    if (a->nbytes > 1) { /* the last byte may be in the next 8 */
        EgVal last = eg_add(at, addr, eg_i64(at, a->nbytes - 1));
        EgVal q = eg_add(at, eg_shr(at, last, eg_i32(at, 3)), eg_i64(at, (uintptr_t)map));
        bad = eg_or(at, bad, eg_load_at(at, EG_I32, 1, q, 0));
    }
    const EgVal args[4] = {eg_i64(at, *(uint64_t *)pc), addr, eg_i64(at, a->nbytes), eg_i64(at, a->store)};
    eg_call_if(at, eg_compare(at, EG_NE, bad, eg_i32(at, 0)), fn_bad, 4, args);
}

static void on_interp_access(EgThread *t, const EgInterpAccess *a, void *user)
{
    (void)user;
    on_bad(t, a->pc, a->addr, a->nbytes, a->store);
}

static void on_way_out(EgPlace *at, const EgExit *x, void *user)
{
    (void)user;
    if (!(x->flags & EG_EXIT_RETURN))
        return;
    EgVal to = eg_type(at, x->to) == EG_I32 ? eg_zext(at, x->to) : x->to;
    EgVal back = eg_compare(at, EG_EQ, to, eg_cell_load(at, (EgCounter){cells.cell + BACK}));
    eg_call_if(at, back, fn_back, 0, NULL);
}

static void insert_enter(EgTb *tb, uint32_t i, Kind kind)
{
    EgPlace at = eg_before_insn(tb, i);
    EgVal arg = eg_i64(&at, kind), size = eg_call(&at, fn_enter, 1, &arg);
    int reg = regs[kind == MALLOC || kind == FREE || kind == CALLOC ? 0
                   : kind == REALLOCARRAY || kind == POSIX          ? 2
                                                                    : 1];
    if (kind != CALLOC && kind != REALLOCARRAY)
        eg_put_reg(&at, reg, eg_type(&at, eg_get_reg(&at, reg)) == EG_I32 ? eg_trunc(&at, size) : size);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++) {
        for (unsigned f = 0; f < nfunctions; f++)
            if (functions[f].addr == in.addr)
                insert_enter(tb, i, functions[f].kind);
        eg_each_access(tb, i, on_access, &in.addr);
    }
    eg_each_exit(tb, on_way_out, NULL);
}

static void on_symbol(const EgSymbol *s, void *user)
{
    static const struct {
        const char *name;
        Kind kind;
    } known[] = {{"malloc", MALLOC},
                 {"valloc", MALLOC},
                 {"pvalloc", MALLOC},
                 {"calloc", CALLOC},
                 {"realloc", REALLOC},
                 {"reallocarray", REALLOCARRAY},
                 {"memalign", MEMALIGN},
                 {"aligned_alloc", MEMALIGN},
                 {"posix_memalign", POSIX},
                 {"free", FREE},
                 {"cfree", FREE}};
    (void)user;
    if (s->kind != EG_SYM_FUNCTION)
        return;
    if (nranges % 1024 == 0)
        ranges = realloc(ranges, (nranges + 1024) * sizeof *ranges);
    ranges[nranges].lo = s->addr;
    ranges[nranges++].hi = s->addr + s->nbytes;
    if (nfunctions == MAX_FUNCTIONS)
        return;
    for (unsigned i = 0; i < nfunctions; i++)
        if (functions[i].addr == s->addr)
            return;
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(s->name, known[i].name) == 0)
            functions[nfunctions++] = (Function){s->addr, known[i].kind};
}

/* The dynamic loader's own malloc serves itself until the C library's takes over: what one of them gave is freed there.
 */
static void on_module(EgPlugin *p, const EgModule *m, void *user)
{
    const char *base = strrchr(m->path, '/');
    (void)p, (void)user;
    pthread_mutex_lock(&lock);
    if (!base || strncmp(base, "/ld", 3) != 0)
        eg_each_symbol(m, on_symbol, NULL);
    pthread_mutex_unlock(&lock);
}

/* Memory that the kernel takes back, or gives anew, is nobody's block. */
static void on_map(EgThread *t, const EgMap *m, void *user)
{
    (void)t, (void)user;
    if (m->kind == EG_MAP_PROTECT || m->start + m->nbytes > 1ull << 32)
        return;
    pthread_mutex_lock(&lock);
    paint(m->start, m->nbytes, 0);
    pthread_mutex_unlock(&lock);
}

static void on_flush(EgPlugin *p, void *user)
{
    (void)user;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < HASH; i++)
        for (const Stack *s = stacks[i]; s; s = s->next)
            if (s->allocs)
                eg_row(p, 0, (int64_t)s->number, (int64_t)eg_module_at(s->pc[0]), (int64_t)s->pc[0], s->allocs,
                       s->bytes, s->frees, s->live, s->live_bytes, s->max_bytes);
    pthread_mutex_unlock(&lock);
}

static void on_end(EgPlugin *p, void *user)
{
    int64_t live = 0, bytes = 0;
    (void)user;
    for (unsigned i = 0; i < HASH; i++)
        for (const Stack *s = stacks[i]; s; s = s->next) {
            live += s->live;
            bytes += s->live_bytes;
        }
    eg_message(p, "%u errors; not freed: %lld blocks, %lld bytes", nerrors, (long long)live, (long long)bytes);
    if (nfunctions == 0)
        eg_message(p, "no malloc was found: are the files stripped?");
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (child)
        pthread_mutex_init(&lock, NULL); /* blocks and their stacks are the child's too */
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64, EG_I64};
    static const char *const names[] = {"r3", "r4", "r5"};
    self = p;
    print = eg_option_bool(p, "print");
    keep = eg_option_bool(p, "keep");
    redzone = ((uint64_t)eg_option_int(p, "redzone") + 7) & ~7ull;
    map = mmap(NULL, (1ull << 29) + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED || redzone > 4096 || (!print && !eg_has_results(p))) {
        eg_error(p, map == MAP_FAILED ? "no memory for the map"
                    : redzone > 4096  ? "redzone: 0 to 4096 bytes"
                                      : "needs a results file (-o FILE) or print=on");
        return 1;
    }
    for (unsigned i = 0; i < 3; i++)
        regs[i] = eg_reg(names[i]);
    r1 = eg_reg("r1");
    lr = eg_reg("lr");
    cells = eg_scoreboard_new(p, NCELLS);
    fn_enter = eg_function(p, "enter", (void *)on_enter, EG_CALL_PLAIN, EG_I64, 1, args);
    fn_back = eg_function(p, "back", (void *)on_back, EG_CALL_PLAIN, EG_VOID, 0, NULL);
    fn_bad = eg_function(p, "bad", (void *)on_bad, EG_CALL_PLAIN, EG_VOID, 4, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_interp_access(p, on_interp_access, NULL);
    eg_on_module(p, on_module, NULL);
    eg_on_map(p, on_map, NULL);
    eg_on_fork(p, on_fork, NULL);
    eg_on_flush(p, on_flush, NULL);
    if (print)
        eg_on_exit(p, on_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "heap", .version = "1",
          .summary = "allocations, leaks, use after free and overruns of heap blocks, with call stacks",
          .details =
              "Changes the program: blocks get redzone=N bytes more; with keep=on freed memory is not used again.\n"
              "Cannot see: allocators without symbols or inside the program, uninitialised memory, accesses of system\n"
              "calls, jumps over the redzone; without keep=on, use of freed memory that was given out again.",
          .options = options, .tables = tables, .install = install)
