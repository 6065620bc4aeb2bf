/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of translated blocks and the links between them. See tb.h. */
#include "engine/exec/tb.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/bits.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/sample.h"
#include "engine/exec/thread.h"

enum {
    HASH_BITS = 16,
    PAGE_BITS = 12,
    NPAGES = 1 << 20,      /* pages of a 32-bit guest; 64-bit guests share the slots by hash */
    NUMBERS_MAX = 1 << 28, /* TB numbers; address space only */
};
#define TABLE_BYTES (1ull << 32)

pthread_mutex_t tb_lock = PTHREAD_MUTEX_INITIALIZER;
uint32_t *tb_jump_table, *tb_empty_table;

static Tb *hash_table[1 << HASH_BITS];
static Tb **page_table;     /* TBs by guest page */
static TbPart **part_table; /* parts of regions by guest page */
static Tb **by_number;
static uint32_t last_number;
static bool use_jump_table;

static void *reserve(size_t nbytes, int prot, Err *err)
{
    void *p = mmap(NULL, nbytes, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        err_set(err, "cannot reserve %zu MiB of address space for the translator's tables", nbytes >> 20);
        return NULL;
    }
    return p;
}

bool tb_init(bool guest64, Err *err)
{
    use_jump_table = !guest64;
    page_table = reserve(sizeof(Tb *) * NPAGES, PROT_READ | PROT_WRITE, err);
    part_table = reserve(sizeof(TbPart *) * NPAGES, PROT_READ | PROT_WRITE, err);
    by_number = reserve(sizeof(Tb *) * NUMBERS_MAX, PROT_READ | PROT_WRITE, err);
    tb_jump_table = reserve(TABLE_BYTES, PROT_READ | PROT_WRITE, err);
    tb_empty_table = reserve(TABLE_BYTES, PROT_READ, err);
    return page_table && part_table && by_number && tb_jump_table && tb_empty_table;
}

static unsigned hash_of(uint64_t pc, uint32_t flags)
{
    uint64_t h = (pc >> 2 ^ (uint64_t)flags << 40) * 0x9e3779b97f4a7c15ull;
    return (unsigned)(h >> (64 - HASH_BITS));
}

static Tb **page_slot(uint64_t pc)
{
    return &page_table[(pc >> PAGE_BITS) & (NPAGES - 1)];
}

static bool in_jump_table(const Tb *tb)
{
    return use_jump_table && tb->flags == 0;
}

Tb *tb_find(uint64_t pc, uint32_t flags)
{
    Tb *tb = __atomic_load_n(&hash_table[hash_of(pc, flags)], __ATOMIC_ACQUIRE);
    while (tb && (tb->pc != pc || tb->flags != flags))
        tb = __atomic_load_n(&tb->hash_next, __ATOMIC_ACQUIRE);
    return tb;
}

uint64_t tb_lookup(uint64_t pc, uint32_t flags)
{
    if (use_jump_table && flags == 0) {
        uint32_t d = __atomic_load_n((uint32_t *)((char *)tb_jump_table + (uint32_t)pc), __ATOMIC_ACQUIRE);
        return d ? compile_rt.code_base + d : 0;
    }
    Tb *tb = tb_find(pc, flags);
    return tb ? tb->rx : 0;
}

Tb *tb_by_number(uint32_t number)
{
    return number && number < NUMBERS_MAX ? by_number[number] : NULL;
}

uint32_t tb_last_number(void)
{
    return last_number;
}

uint32_t tb_next_number(void)
{
    if (++last_number >= NUMBERS_MAX)
        die("more than %d translated blocks in one run", NUMBERS_MAX);
    return last_number;
}

/* Sizes of tables: each begins 16-byte aligned, as its types want. */
#define ALIGNED(nbytes) (((nbytes) + 15) & ~(size_t)15)

/* The next table: a copy of nbytes (none: src may be NULL) at *at, which moves on. */
static void *put_table(char **at, const void *src, size_t nbytes)
{
    void *p = *at;
    if (nbytes)
        memcpy(p, src, nbytes);
    *at += ALIGNED(nbytes);
    return p;
}

/* All tables of a TB lie behind its record in one allocation. */
Tb *tb_new(const IrUnit *u, const HostCode *code, uint32_t number, uint8_t *rw, uint64_t rx)
{
    size_t exits = code->nexits * sizeof(HostExit), points = code->npoints * sizeof(HostPoint);
    size_t locs = code->nlocs * sizeof(HostLoc), lines = code->nlines * sizeof(HostLine);
    size_t entries = code->nentries * sizeof(HostEntry), relocs = code->nrelocs * sizeof(HostReloc);
    size_t insns = u->ninsns * sizeof(IrInsn), to = code->nexits * sizeof(Tb *);
    size_t taken = code->nexits * sizeof(bool);
    size_t all = ALIGNED(sizeof(Tb)) + ALIGNED(to) + ALIGNED(exits) + ALIGNED(points) + ALIGNED(locs) + ALIGNED(insns) +
                 ALIGNED(lines) + ALIGNED(entries) + ALIGNED(taken) + ALIGNED(relocs);
    char *p = calloc(1, all);
    if (!p)
        die("out of memory for a translated block");
    stat_add(STAT_TABLE_BYTES, all);
    Tb *tb = (Tb *)p;
    p += ALIGNED(sizeof(Tb));
    tb->code = *code;
    tb->code.origin_nbytes = NULL; /* of the arena */
    tb->exit_to = (Tb **)p;
    p += ALIGNED(to);
    tb->exit_taken = (bool *)p;
    p += ALIGNED(taken);
    tb->code.exits = put_table(&p, code->exits, exits);
    tb->code.points = put_table(&p, code->points, points);
    tb->code.locs = put_table(&p, code->locs, locs);
    tb->insns = put_table(&p, u->insns, insns);
    tb->code.lines = put_table(&p, code->lines, lines);
    tb->code.entries = put_table(&p, code->entries, entries);
    tb->code.relocs = put_table(&p, code->relocs, relocs);
    tb->pc = u->pc;
    tb->flags = u->flags;
    tb->ninsns = u->ninsns;
    tb->guest_bytes = ir_guest_bytes(u, u->ninsns);
    tb->number = number;
    tb->plugin = u->plugin;
    tb->rw = rw;
    tb->rx = rx;
    return tb;
}

/* rx = 0: none */
static void set_entry(uint64_t pc, uint64_t rx)
{
    uint32_t d = rx ? (uint32_t)(rx - compile_rt.code_base) : 0;
    __atomic_store_n((uint32_t *)((char *)tb_jump_table + (uint32_t)pc), d, __ATOMIC_RELEASE);
}

static bool entry_is(uint64_t pc, uint64_t rx)
{
    return *(uint32_t *)((char *)tb_jump_table + (uint32_t)pc) == (uint32_t)(rx - compile_rt.code_base);
}

/* Into the tables by number and by key: in front of an older TB of that key. */
static void enter(Tb *tb)
{
    Tb **h = &hash_table[hash_of(tb->pc, tb->flags)];
    tb->valid = true;
    by_number[tb->number] = tb;
    tb->hash_next = *h;
    __atomic_store_n(h, tb, __ATOMIC_RELEASE);
    if (in_jump_table(tb))
        set_entry(tb->pc, tb->rx);
}

void tb_insert(Tb *tb)
{
    Tb **pg = page_slot(tb->pc);
    tb->page_next = *pg;
    *pg = tb;
    enter(tb);
}

static TbPart **part_slot(uint64_t pc)
{
    return &part_table[(pc >> PAGE_BITS) & (NPAGES - 1)];
}

void tb_insert_region(Tb *region, Tb *head, const TbPart *parts, uint32_t nparts)
{
    region->parts = malloc(nparts * sizeof *parts);
    if (!region->parts)
        die("out of memory for a region");
    memcpy(region->parts, parts, nparts * sizeof *parts);
    region->nparts = nparts;
    for (uint32_t i = 0; i < nparts; i++) {
        TbPart *p = &region->parts[i], **slot = part_slot(p->pc);
        p->tb = region;
        p->page_next = *slot;
        *slot = p;
    }
    region->plain = head;
    head->region = region;
    enter(region);
    for (uint32_t i = 0; i < region->code.nentries && in_jump_table(region); i++)
        set_entry(region->code.entries[i].pc, region->rx + region->code.entries[i].off);
    for (TbLink *l = head->incoming; l; l = l->next) {
        l->from->exit_to[l->exit] = region;
        host_patch_exit(&l->from->code.exits[l->exit], l->from->rw, l->from->rx, region->rx);
    }
    region->incoming = head->incoming;
    head->incoming = NULL;
}

void *tb_plugin_of(const Tb *tb, unsigned *insn)
{
    if (!tb->nparts)
        return tb->plugin;
    uint32_t i = tb->nparts - 1; /* ascending first_insn */
    while (i && tb->parts[i].first_insn > *insn)
        i--;
    *insn -= tb->parts[i].first_insn;
    return tb->parts[i].plugin;
}

void tb_link(Tb *from, uint32_t exit, Tb *to)
{
    if (!from->valid || !to->valid || exit >= from->code.nexits || from->exit_to[exit])
        return;
    TbLink *l = malloc(sizeof *l);
    if (!l)
        return;
    *l = (TbLink){from, exit, to->incoming};
    to->incoming = l;
    from->exit_to[exit] = to;
    host_patch_exit(&from->code.exits[exit], from->rw, from->rx, to->rx);
    stat_add(STAT_TB_CHAINED, 1);
    log_printf('c', "chain TB %u exit %u to TB %u at 0x%llx\n", from->number, exit, to->number,
               (unsigned long long)to->pc);
}

static void unpatch(Tb *from, uint32_t exit)
{
    const HostExit *e = &from->code.exits[exit];
    host_patch_exit(e, from->rw, from->rx, from->rx + e->stub_off);
    from->exit_to[exit] = NULL;
}

static void drop_link(Tb *to, const Tb *from, uint32_t exit)
{
    for (TbLink **p = &to->incoming; *p; p = &(*p)->next)
        if ((*p)->from == from && (*p)->exit == exit) {
            TbLink *l = *p;
            *p = l->next;
            free(l);
            return;
        }
}

static void unlink_all(Tb *tb)
{
    for (uint32_t i = 0; i < tb->code.nexits; i++)
        if (tb->exit_to[i]) {
            drop_link(tb->exit_to[i], tb, i);
            unpatch(tb, i);
        }
    while (tb->incoming) {
        TbLink *l = tb->incoming;
        tb->incoming = l->next;
        unpatch(l->from, l->exit);
        free(l);
    }
}

static void list_remove(Tb **head, const Tb *tb, size_t next_off)
{
    for (Tb **p = head; *p; p = (Tb **)((char *)*p + next_off))
        if (*p == tb) {
            __atomic_store_n(p, *(Tb **)((char *)tb + next_off), __ATOMIC_RELEASE);
            return;
        }
}

/* A thread may be going round in the region's code: it must come out and see that the code is no more. */
static void drop_parts(Tb *tb)
{
    for (uint32_t i = 0; i < tb->nparts; i++)
        for (TbPart **p = part_slot(tb->parts[i].pc); *p; p = &(*p)->page_next)
            if (*p == &tb->parts[i]) {
                *p = tb->parts[i].page_next;
                break;
            }
    exec_kick_all();
}

/* Where the region was entered in its middle, the TBs that begin there serve again. */
static void drop_entries(const Tb *tb)
{
    for (uint32_t i = 0; i < tb->code.nentries && in_jump_table(tb); i++) {
        const HostEntry *e = &tb->code.entries[i];
        const Tb *now = tb_find(e->pc, tb->flags);
        if (entry_is(e->pc, tb->rx + e->off))
            set_entry(e->pc, now ? now->rx : 0);
    }
}

/* The record keeps its hash_next, so that a lookup that stands on it goes on. */
void tb_kill(Tb *tb)
{
    if (!tb->valid)
        return;
    tb->valid = false;
    if (in_jump_table(tb)) {
        if (entry_is(tb->pc, tb->rx))
            set_entry(tb->pc, tb->plain ? tb->plain->rx : 0);
    }
    if (tb->nparts) {
        drop_parts(tb);
        drop_entries(tb);
    }
    if (tb->plain)
        tb->plain->region = NULL;
    if (tb->region)
        tb->region->plain = NULL;
    tb->plain = tb->region = NULL;
    list_remove(&hash_table[hash_of(tb->pc, tb->flags)], tb, offsetof(Tb, hash_next));
    list_remove(page_slot(tb->pc), tb, offsetof(Tb, page_next));
    unlink_all(tb);
    stat_add(STAT_TB_INVALIDATED, 1);
    log_printf('c', "invalidate TB %u at 0x%llx\n", tb->number, (unsigned long long)tb->pc);
}

void tb_free(Tb *tb)
{
    sample_forget(tb);
    by_number[tb->number] = NULL;
    free(tb->parts);
    free(tb);
}

static void kill_in_page(Tb **slot, uint64_t start, uint64_t end)
{
    for (Tb *tb = *slot, *next; tb; tb = next) {
        next = tb->page_next;
        if (tb->pc < end && tb->pc + tb->guest_bytes > start)
            tb_kill(tb);
    }
}

static void kill_parts_in_page(TbPart **slot, uint64_t start, uint64_t end)
{
    for (TbPart *p = *slot; p;) {
        bool hit = p->pc < end && p->pc + p->nbytes > start;
        if (hit)
            tb_kill(p->tb);
        p = hit ? *slot : p->page_next; /* several parts of the region may have been in the list */
    }
}

void tb_kill_range(uint64_t start, uint64_t nbytes)
{
    if (!nbytes || !page_table)
        return;
    uint64_t end = start + nbytes, first = start >> PAGE_BITS, last = (end - 1) >> PAGE_BITS;
    if (last - first >= NPAGES)
        last = first + NPAGES - 1;
    pthread_mutex_lock(&tb_lock);
    for (uint64_t p = first; p <= last; p++) {
        if (part_table[p & (NPAGES - 1)])
            kill_parts_in_page(&part_table[p & (NPAGES - 1)], start, end);
        if (page_table[p & (NPAGES - 1)])
            kill_in_page(&page_table[p & (NPAGES - 1)], start, end);
    }
    pthread_mutex_unlock(&tb_lock);
}

void tb_kill_all(void)
{
    pthread_mutex_lock(&tb_lock);
    for (unsigned i = 0; i < ARRAY_LEN(hash_table); i++)
        while (hash_table[i])
            tb_kill(hash_table[i]);
    pthread_mutex_unlock(&tb_lock);
}

Tb *tb_by_host_pc(uint64_t rx)
{
    return cache_find(rx);
}
