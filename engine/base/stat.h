/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters of the engine's own work, one per row of stat.def.
 *
 * For events that are rare next to executed code (a translation, a system
 * call); generated code does not touch them. Thread: any, and signal handlers.
 */
#ifndef ENGRAFT_BASE_STAT_H
#define ENGRAFT_BASE_STAT_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

typedef enum StatId {
#define STAT(id, unit, help) STAT_##id,
#include "engine/base/stat.def"
#undef STAT
    NSTATS
} StatId;

extern _Atomic uint64_t stat_value[NSTATS];

static inline void stat_add(StatId id, uint64_t n)
{
    atomic_fetch_add_explicit(&stat_value[id], n, memory_order_relaxed);
}

static inline uint64_t stat_get(StatId id)
{
    return atomic_load_explicit(&stat_value[id], memory_order_relaxed);
}

/* All counters back to 0 (a forked child starts its own). */
void stat_reset(void);

/* The table, a line per row: value, unit, help. */
void stat_print(FILE *out);

#endif
