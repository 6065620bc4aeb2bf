/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regions: when one is made, made anew and given up. See region.h; which TBs
 * are in it: regionform.c; what becomes of them: regionunit.c.
 */
#include "engine/exec/region.h"

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/hooks.h"
#include "engine/exec/perfmap.h"
#include "engine/exec/regionform.h"
#include "engine/exec/regionunit.h"
#include "engine/exec/sample.h"
#include "tcg/ir/verify.h"

static Arena arena; /* of the region in the making, under tb_lock */

/* ---- code ---------------------------------------------------------------------------------------------------------
 */

static void verify(IrUnit *u)
{
    Err e = {0};
    if (exec_config.verify && !ir_verify(u, &e))
        die("region at 0x%llx is not well formed: %s", (unsigned long long)u->pc, e.text);
}

/* One that is to be put in place. */
typedef struct Made {
    const Region *g;
    const TbPart *part;
    const IrUnit *u;
    HostConfig hc;
    CacheRoom room;
    HostCode code;
    uint64_t start;
} Made;

static Tb *install(const Made *d)
{
    const Region *g = d->g;
    const HostCode *code = &d->code;
    Tb *tb = tb_new(d->u, code, d->hc.tb_number, d->room.rw, d->room.rx);
    tb->plugin = NULL;
    tb->kind = g->function ? REGION_FUNCTION : REGION_LOOP;
    cache_commit(tb);
    sample_made(tb, d->u);
    tb_insert_region(tb, g->head, d->part, g->n);
    stat_add(STAT_REGIONS, 1);
    stat_add(STAT_REGION_TBS, g->n);
    stat_add(STAT_REGION_CALLS, g->ncalls - 1);
    stat_add(STAT_REGION_HOST_BYTES, code->nbytes);
    log_printf('c', "region at 0x%llx: %u TBs, %u calls inlined, %u entries, %u instructions, %u bytes\n",
               (unsigned long long)tb->pc, g->n, g->ncalls - 1, g->nresumed, tb->ninsns, code->nbytes);
    if (exec_tb_made_hook)
        exec_tb_made_hook(d->u, code, clock_now_ns() - d->start);
    compile_dump_host(tb);
    perfmap_add(tb);
    return tb;
}

/* Why there is no region: there is none to make, there was no room, it is not hot enough for its size, its branches are
 * to be watched first. */
typedef enum Why { WHY_NONE, WHY_NO_ROOM, WHY_COLD, WHY_WATCH } Why;

/* How hot code must be for a region of so many instructions, which takes its time. */
static uint32_t heat_for(unsigned ninsns)
{
    enum { COMMON = 100 };
    return exec_config.region_heat * (ninsns > COMMON ? ninsns / COMMON : 1);
}

/* The region of head, in place; NULL and *why. */
static Tb *try_make(Tb *head, bool function, Why *why)
{
    Region g = {.head = head, .function = function};
    TbPart part[REGION_MAX_TBS];
    Made d = {.g = &g, .part = part, .start = exec_tb_made_hook ? clock_now_ns() : 0};
    *why = WHY_NONE;
    if (!region_usable(head) || !region_form(&g))
        return NULL;
    if (!head->grown && head->heat < heat_for(g.ninsns)) {
        head->heat_wanted = heat_for(g.ninsns);
        *why = WHY_COLD;
        return NULL;
    }
    if (!head->watched && region_unwatched(&g)) {
        *why = WHY_WATCH;
        return NULL;
    }
    arena_reset(&arena);
    IrUnit *u = region_unit(&arena, &g, part);
    if (!u)
        return NULL;
    verify(u);
    sample_before_passes(u);
    compile_optimise(u);
    sample_after_passes(u);
    d.u = u;
    d.room = cache_room();
    d.hc = (HostConfig){
        .ra_seed = exec_config.ra_seed, .tb_number = tb_next_number(), .want_lines = log_on('h') || sample_on()};
    HostResult r = host_compile(u, &compile_rt, &d.hc, d.room.rw, d.room.nbytes, d.room.rx, &d.code);
    if (r == HOST_NO_ROOM)
        *why = WHY_NO_ROOM;
    return r == HOST_OK ? install(&d) : NULL;
}

static Tb *make(Tb *head, bool function, Why *why)
{
    uint64_t start = clock_cpu_ns();
    Tb *region = try_make(head, function, why);
    stat_add(STAT_REGION_NS, clock_cpu_ns() - start);
    return region;
}

static bool holds(const Tb *region, uint64_t pc)
{
    for (uint32_t i = 0; i < region->nparts; i++)
        if (region->parts[i].pc == pc)
            return true;
    return false;
}

/* The guest left a region for tb again and again: the region is made anew, with tb when that is possible. */
static void grow(Tb *region, Tb *tb)
{
    Tb *head = region->plain;
    Why why;
    uint8_t kind = region->kind;
    head->grown++;
    head->watched = true; /* or else it would be made later */
    tb_kill(region);
    Tb *now = make(head, kind == REGION_FUNCTION, &why);
    if (!now || !holds(now, tb->pc))
        tb->no_region |= REGION_SIDE;
    stat_add(STAT_REGIONS_GROWN, 1);
}

/* An exit of a region that is neither a call nor the way back of another loop. True: to be linked. */
static bool leave_region(Tb *from, Tb *tb)
{
    enum { MAX_GROWN = 4, MAX_GROWN_BIG = 2, BIG = 200 };
    unsigned max = from->ninsns > BIG ? MAX_GROWN_BIG : MAX_GROWN;
    if ((tb->no_region & REGION_SIDE) || !from->valid || !from->plain || from->plain->grown >= max)
        return true;
    if (++tb->heat < heat_for(from->ninsns) << from->plain->grown)
        return false;
    tb->heat = 0;
    grow(from, tb);
    return false;
}

bool region_arrive(Tb *from, uint32_t exit, Tb **to, bool *watch)
{
    Tb *tb = *to;
    if (exec_config.engine != EXEC_REGION || tb->flags || tb->nparts || exit >= from->code.nexits)
        return true;
    const HostExit *e = &from->code.exits[exit];
    bool function = from->nparts ? e->flags & IR_X_CALL : region_is_call(e, region_end_of(from));
    uint8_t kind = function ? REGION_FUNCTION : REGION_LOOP;
    if (!function && !(e->flags & IR_X_POLL))
        return !from->nparts || leave_region(from, tb);
    if (tb->no_region & kind)
        return true;
    if (++tb->heat < exec_config.region_heat || tb->heat < tb->heat_wanted)
        return false;
    Why why;
    Tb *region = make(tb, function, &why);
    if (why == WHY_WATCH) {
        *watch = tb->watched = true;
        return false; /* the next time it is made */
    }
    if (why == WHY_COLD)
        return false;
    if (!region && why == WHY_NONE)
        tb->no_region |= kind;
    tb->heat = 0;
    if (region)
        *to = region;
    return region || why == WHY_NONE;
}
