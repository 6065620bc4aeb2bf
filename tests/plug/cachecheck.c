/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test: a data cache by the book, called for every access, to compare cachesim's
 * counts with: LRU by time stamps, or FIFO by time of entry; one thread. Prints
 * "loads N stores N load-misses N store-misses N".
 */
#include <engraft-plugin.h>
#include <stdlib.h>
#include <string.h>

typedef struct Line {
    uint64_t number, stamp;
    bool valid;
} Line;

static Line *lines;
static uint64_t sets, ways, line_bytes, now, accesses[2], misses[2];
static bool fifo;
static int fn;

static const EgOption options[] = {{"sets", EG_OPT_INT, "64", "sets"},
                                   {"ways", EG_OPT_INT, "8", "ways"},
                                   {"line", EG_OPT_INT, "64", "bytes of a line"},
                                   {"fifo", EG_OPT_BOOL, "off", "FIFO, not LRU"},
                                   {0}};

static void touch(uint64_t number, uint64_t store)
{
    Line *set = lines + number % sets * ways, *victim = set;
    now++;
    for (Line *l = set; l < set + ways; l++)
        if (l->valid && l->number == number) {
            if (!fifo)
                l->stamp = now;
            return;
        }
    for (Line *l = set; l < set + ways; l++)
        if (!l->valid || (victim->valid && l->stamp < victim->stamp))
            victim = victim->valid ? l : victim;
    *victim = (Line){number, now, true};
    misses[store]++;
}

static void access_memory(EgThread *t, uint64_t addr, uint64_t nbytes, uint64_t store)
{
    uint64_t first = addr / line_bytes, last = (addr + nbytes - 1) / line_bytes;
    (void)t;
    accesses[store]++;
    for (uint64_t n = first; n <= last; n++)
        touch(n, store);
}

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    const EgVal args[3] = {eg_zext(at, a->addr), eg_i64(at, a->nbytes), eg_i64(at, a->store)};
    (void)user;
    eg_call(at, fn, 3, args);
}

static void on_interp(EgThread *t, const EgInterpAccess *a, void *user)
{
    (void)user;
    access_memory(t, a->addr, a->nbytes, a->store);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    for (uint32_t i = 0; i < eg_tb_ninsns(tb); i++)
        eg_each_access_done(tb, i, on_access, NULL);
}

static void on_end(EgPlugin *p, void *user)
{
    (void)user;
    eg_message(p, "loads %llu stores %llu load-misses %llu store-misses %llu", (unsigned long long)accesses[0],
               (unsigned long long)accesses[1], (unsigned long long)misses[0], (unsigned long long)misses[1]);
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64};
    sets = (uint64_t)eg_option_int(p, "sets");
    ways = (uint64_t)eg_option_int(p, "ways");
    line_bytes = (uint64_t)eg_option_int(p, "line");
    fifo = eg_option_bool(p, "fifo");
    lines = calloc(sets * ways, sizeof *lines);
    fn = eg_function(p, "access", (void *)access_memory, EG_CALL_QUIET, EG_VOID, 3, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_interp_access(p, on_interp, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "cachecheck", .version = "1", .summary = "a cache to compare with", .options = options,
          .install = install)
