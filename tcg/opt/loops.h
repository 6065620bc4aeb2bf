/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What passes want to know of a unit's loops and of the state slots in them.
 *
 * Two notions of a loop: a cycle is the largest set of blocks that can all reach
 * each other (a nest as a whole); a natural loop has a head that dominates it.
 */
#ifndef ENGRAFT_TCG_LOOPS_H
#define ENGRAFT_TCG_LOOPS_H

#include <string.h>

#include "tcg/ir/cfg.h"

/* Sets of state slots, nwords words each. */
static inline bool slots_has(const uint64_t *set, unsigned s)
{
    return set[s >> 6] >> (s & 63) & 1;
}
static inline void slots_add(uint64_t *set, unsigned s)
{
    set[s >> 6] |= 1ull << (s & 63);
}
static inline void slots_take(uint64_t *set, unsigned s)
{
    set[s >> 6] &= ~(1ull << (s & 63));
}

typedef struct OptLoops {
    IrUnit *u;
    const IrCfg *cfg;
    unsigned nwords;
    uint32_t *cycle;   /* by block: number of its cycle, 0 = none */
    uint32_t *loop;    /* by block: 1 + head of the innermost natural loop, 0 = none */
    uint8_t *depth;    /* by block: natural loops around it */
    uint64_t *inplace; /* by cycle: slots that it writes and never reads behind a place where ways join */
    uint64_t *any;     /* slots that are in one of those sets */
    uint64_t *need;    /* by block: slots whose value at its entry something may want before they are written */
    uint64_t *puts;    /* by block: of a natural loop's head: slots that the loop writes */
} OptLoops;

/* Cycles only: fills u, cfg, nwords, cycle. */
void opt_cycles(IrUnit *u, OptLoops *l);
/* Fills the rest. Memory: the unit's arena. */
void opt_loops(OptLoops *l);
/* Natural loops only: loop and depth, after opt_cycles(). */
void opt_natural_loops(OptLoops *l);

static inline const uint64_t *loops_inplace(const OptLoops *l, uint32_t b)
{
    return l->inplace + (size_t)l->cycle[b] * l->nwords;
}
static inline const uint64_t *loops_need(const OptLoops *l, uint32_t b)
{
    return l->need + (size_t)b * l->nwords;
}
/* Does an edge stay in a cycle? */
static inline bool loops_stays(const OptLoops *l, uint32_t from, uint32_t to)
{
    return l->cycle[from] && l->cycle[from] == l->cycle[to];
}

#endif
