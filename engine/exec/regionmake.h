/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling regions and putting them in place, at once or in the background. Under tb_lock. */
#ifndef ENGRAFT_ENGINE_EXEC_REGIONMAKE_H
#define ENGRAFT_ENGINE_EXEC_REGIONMAKE_H

#include "engine/exec/tb.h"

typedef enum RegionResult {
    REGION_NONE,    /* there is none to make */
    REGION_MADE,    /* it is in head->region */
    REGION_PENDING, /* in the background: it will be, if nothing happens to its code */
    REGION_LATER,   /* not hot enough for its size, no room: again at the next arrival */
    REGION_WATCH,   /* its indirect branches are to be watched first (targets_watch) */
} RegionResult;

/* Makes the region of head, in the place of one that there is. side: a TB that is left to too often; it is noted when
 * the region does without it (NULL: none). */
RegionResult region_make(Tb *head, bool function, Tb *side);
/* How hot code must be for a region of so many instructions, which takes its time. */
uint32_t region_heat_for(unsigned ninsns);
/* In the child of a fork: what was in the making is forgotten. */
void region_after_fork(void);

#endif
