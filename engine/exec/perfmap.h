/* SPDX-License-Identifier: Apache-2.0 */
/* Names of TBs for perf(1): /tmp/perf-PID.map, one line per TB. */
#ifndef ENGRAFT_ENGINE_EXEC_PERFMAP_H
#define ENGRAFT_ENGINE_EXEC_PERFMAP_H

#include "engine/exec/tb.h"

/* Starts writing the map of this process. */
bool perfmap_open(Err *err);
/* Adds a TB when the map is open. Under tb_lock. */
void perfmap_add(const Tb *tb);

#endif
