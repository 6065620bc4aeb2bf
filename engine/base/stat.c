/* SPDX-License-Identifier: Apache-2.0 */
/* Counters of the engine's own work. See stat.h. */
#include "engine/base/stat.h"

#include <inttypes.h>

#include "engine/base/bits.h"

_Atomic uint64_t stat_value[NSTATS];

static const struct {
    const char *unit, *help;
} rows[] = {
#define STAT(id, unit, help) {unit, help},
#include "engine/base/stat.def"
#undef STAT
};

void stat_reset(void)
{
    for (int i = 0; i < NSTATS; i++)
        atomic_store_explicit(&stat_value[i], 0, memory_order_relaxed);
}

void stat_print(FILE *out)
{
    for (int i = 0; i < NSTATS; i++)
        fprintf(out, "%16" PRIu64 "  %s %s\n", stat_get((StatId)i), rows[i].unit, rows[i].help);
}
