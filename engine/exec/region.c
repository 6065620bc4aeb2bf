/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regions: when one is made, made anew and given up. See region.h; which TBs
 * are in it: regionform.c; what becomes of them: regionunit.c, regionmake.c.
 */
#include "engine/exec/region.h"

#include "engine/base/stat.h"
#include "engine/exec/exec.h"
#include "engine/exec/regionform.h"
#include "engine/exec/regionmake.h"

/* The guest left a region for tb again and again: the region is made anew, with tb when that is possible. True: the
 * exit may be linked until then. */
static bool grow(const Tb *region, Tb *tb)
{
    Tb *head = region->plain;
    head->grown++;
    RegionResult r = region_make(head, region->kind == REGION_FUNCTION, tb);
    if (r != REGION_MADE && r != REGION_PENDING)
        tb->no_region |= REGION_SIDE;
    stat_add(STAT_REGIONS_GROWN, 1);
    return r == REGION_PENDING;
}

/* An exit of a region that is neither a call nor the way back of another loop. True: to be linked. */
static bool leave_region(const Tb *from, Tb *tb)
{
    enum { MAX_GROWN = 4, MAX_GROWN_BIG = 2, BIG = 200 };
    unsigned max = from->ninsns > BIG ? MAX_GROWN_BIG : MAX_GROWN;
    if ((tb->no_region & REGION_SIDE) || !from->valid || !from->plain || from->plain->making ||
        from->plain->grown >= max)
        return true;
    if (++tb->heat < region_heat_for(from->ninsns) << from->plain->grown)
        return false;
    tb->heat = 0;
    return grow(from, tb);
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
    if ((tb->no_region & kind) || tb->making)
        return true;
    if (++tb->heat < exec_config.region_heat || tb->heat < tb->heat_wanted)
        return false;
    switch (region_make(tb, function, NULL)) {
    case REGION_MADE: *to = tb->region; return true;
    case REGION_PENDING: return true;
    case REGION_WATCH: *watch = tb->watched = true; return false; /* the next time it is made */
    case REGION_NONE: tb->no_region |= kind; return true;
    default: return false;
    }
}
