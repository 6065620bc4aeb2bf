/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The making of a region. See regionmake.h.
 *
 * Three steps: forming and translating, under tb_lock, by the thread that finds
 * the code hot; the optimiser's passes, which need no lock; code generation and
 * putting in place, under tb_lock. In the background the last two are the
 * compiling thread's, while the guest goes on with plain TBs, chained. In between
 * code may change: then one of the region's TBs is no longer valid, and
 * the region is thrown away. Plugins take part in translation and want to see
 * regions made, so with them, and with dumps, checks and samples, all is done at once.
 */
#include "engine/exec/regionmake.h"

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/background.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/hooks.h"
#include "engine/exec/loop.h"
#include "engine/exec/perfmap.h"
#include "engine/exec/persist.h"
#include "engine/exec/regionform.h"
#include "engine/exec/regionunit.h"
#include "engine/exec/sample.h"
#include "tcg/ir/verify.h"

typedef struct Job {
    bool busy;
    Arena arena; /* of u */
    IrUnit *u;
    Region g;
    TbPart part[REGION_MAX_TBS];
    uint32_t head, side;             /* numbers of TBs, which may go while the job waits; 0 = none */
    uint32_t number[REGION_MAX_TBS]; /* of the nodes' TBs */
    uint64_t start;
} Job;

enum { JOBS = 4 };

static Job jobs[JOBS]; /* under tb_lock, but those that are busy */

/* ---- in place -----------------------------------------------------------------------------------------------------
 */

static bool holds(const Tb *region, uint64_t pc)
{
    for (uint32_t i = 0; i < region->nparts; i++)
        if (region->parts[i].pc == pc)
            return true;
    return false;
}

static void count(const Region *g, const HostCode *code)
{
    stat_add(STAT_REGIONS, 1);
    stat_add(STAT_REGION_TBS, g->n);
    stat_add(STAT_REGION_GUEST_BYTES, g->ninsns * 4);
    stat_add(STAT_REGION_CALLS, g->ncalls - 1);
    stat_add(STAT_REGION_HOST_BYTES, code->nbytes);
}

static void install(Job *j, Tb *head, const HostCode *code, const HostConfig *hc, CacheRoom room)
{
    const Region *g = &j->g;
    Tb *tb = tb_new(j->u, code, hc->tb_number, room.rw, room.rx);
    tb->plugin = NULL;
    tb->kind = g->function ? REGION_FUNCTION : REGION_LOOP;
    if (head->region)
        tb_kill(head->region);
    cache_commit(tb);
    sample_made(tb, j->u);
    tb_insert_region(tb, head, j->part, g->n);
    count(g, code);
    log_printf('c', "region at 0x%llx: %u TBs, %u calls inlined, %u entries, %u instructions, %u bytes\n",
               (unsigned long long)tb->pc, g->n, g->ncalls - 1, g->nresumed, tb->ninsns, code->nbytes);
    if (exec_tb_made_hook)
        exec_tb_made_hook(j->u, code, clock_now_ns() - j->start);
    compile_dump_host(tb);
    perfmap_add(tb);
}

/* The head, if everything that the region was made of is as it was. */
static Tb *still_valid(const Job *j)
{
    for (unsigned m = 0; m < j->g.n; m++) {
        const Tb *tb = tb_by_number(j->number[m]);
        if (!tb || !tb->valid)
            return NULL;
    }
    return tb_by_number(j->head);
}

static RegionResult generate(Job *j, Tb *head)
{
    HostConfig hc = {.ra_seed = exec_config.ra_seed,
                     .tb_number = tb_next_number(),
                     .want_lines = log_on('h') || sample_on(),
                     .want_relocs = persist_on()};
    CacheRoom room = cache_room();
    HostCode code;
    HostResult r = host_compile(j->u, &compile_rt, &hc, room.rw, room.nbytes, room.rx, &code);
    if (r == HOST_OK)
        install(j, head, &code, &hc, room);
    /* Without room there is none later either, as far as this TB lives: where code is seldom translated the cache does
     * not go on, and each try costs a compilation. */
    return r == HOST_OK ? REGION_MADE : REGION_NONE;
}

static RegionResult finish(Job *j)
{
    Tb *head = still_valid(j), *side = tb_by_number(j->side);
    RegionResult r = head ? generate(j, head) : REGION_LATER;
    if (side && (r != REGION_MADE || !holds(head->region, side->pc)))
        side->no_region |= REGION_SIDE;
    if (head) {
        head->making = false;
        head->heat = r == REGION_LATER ? head->heat : 0;
        if (r == REGION_NONE)
            head->no_region |= j->g.function ? REGION_FUNCTION : REGION_LOOP;
    }
    j->busy = false;
    return r;
}

/* ---- before -------------------------------------------------------------------------------------------------------
 */

static void verify(IrUnit *u)
{
    Err e = {0};
    if (exec_config.verify && !ir_verify(u, &e))
        die("region at 0x%llx is not well formed: %s", (unsigned long long)u->pc, e.text);
}

static void optimise(Job *j)
{
    verify(j->u);
    sample_before_passes(j->u);
    compile_optimise(j->u);
    sample_after_passes(j->u);
}

/* By the compiling thread. */
static void work(void *arg)
{
    Job *j = arg;
    uint64_t start = clock_cpu_ns();
    optimise(j);
    pthread_mutex_lock(&tb_lock);
    finish(j);
    pthread_mutex_unlock(&tb_lock);
    stat_add(STAT_REGION_NS, clock_cpu_ns() - start);
    stat_add(STAT_REGIONS_BACKGROUND, 1);
}

uint32_t region_heat_for(unsigned ninsns)
{
    enum { COMMON = 100 };
    return exec_config.region_heat * (ninsns > COMMON ? ninsns / COMMON : 1);
}

/* Forms and translates. REGION_PENDING: the rest is to be done. */
static RegionResult prepare(Job *j, Tb *head, bool function, const Tb *side)
{
    j->g = (Region){.head = head, .function = function};
    j->head = head->number;
    j->side = side ? side->number : 0;
    j->start = exec_tb_made_hook ? clock_now_ns() : 0;
    if (!region_usable(head) || !region_form(&j->g))
        return REGION_NONE;
    if (!head->grown && head->heat < region_heat_for(j->g.ninsns)) {
        head->heat_wanted = region_heat_for(j->g.ninsns);
        return REGION_LATER;
    }
    if (!head->watched && !head->grown && region_unwatched(&j->g))
        return REGION_WATCH;
    arena_reset(&j->arena);
    j->u = region_unit(&j->arena, &j->g, j->part);
    for (unsigned m = 0; m < j->g.n; m++)
        j->number[m] = j->g.node[m].tb->number;
    return j->u ? REGION_PENDING : REGION_NONE;
}

static bool in_background(void)
{
    return exec_config.background && loop_may_interpret() && !exec_instrument_hook && !exec_config.verify &&
           !exec_config.lockstep && !exec_config.pass_stats && !sample_on();
}

static Job *free_job(void)
{
    for (unsigned i = 0; i < JOBS; i++)
        if (!jobs[i].busy)
            return &jobs[i];
    return NULL;
}

RegionResult region_make(Tb *head, bool function, Tb *side)
{
    Job *j = free_job();
    if (!j)
        return REGION_LATER;
    uint64_t start = clock_cpu_ns();
    RegionResult r = prepare(j, head, function, side);
    if (r == REGION_PENDING) {
        j->busy = head->making = true;
        if (!in_background() || !background_run(work, j)) {
            optimise(j);
            r = finish(j);
        }
    }
    stat_add(STAT_REGION_NS, clock_cpu_ns() - start);
    return r;
}

void region_after_fork(void)
{
    for (unsigned i = 0; i < JOBS; i++) {
        Tb *head = jobs[i].busy ? tb_by_number(jobs[i].head) : NULL;
        if (head)
            head->making = false;
        jobs[i].busy = false;
    }
}
