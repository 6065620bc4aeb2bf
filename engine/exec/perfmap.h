/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Translated code for perf(1), in either of its two forms: a map of names, one
 * line per TB or region (/tmp/perf-PID.map), and a jitdump, which has the code itself,
 * so that `perf annotate` can show it. A child of fork goes on under its parent's
 * names, and writes nothing.
 */
#ifndef ENGRAFT_ENGINE_EXEC_PERFMAP_H
#define ENGRAFT_ENGINE_EXEC_PERFMAP_H

#include "engine/exec/tb.h"

/* Starts writing the map of this process. */
bool perfmap_open(Err *err);
/* Starts writing the jitdump FOLDER/jit-PID.dump. To be recorded with `perf record -k 1`, and made readable by `perf
 * inject --jit`. */
bool perfmap_open_jitdump(const char *folder, Err *err);
/* Adds a TB to what is open. Under tb_lock. */
void perfmap_add(const Tb *tb);

#endif
