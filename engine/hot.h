/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples of processor time in the results file: `engraft run --sample` writes
 * them, `engraft explain --hot` shows them. The tables are those of a plugin
 * named "hot", so that reports, diff and merge know them.
 */
#ifndef ENGRAFT_ENGINE_HOT_H
#define ENGRAFT_ENGINE_HOT_H

#include "engine/base/err.h"
#include "tracer/trc.h"

/* Declares the tables. After trc_run_begin(), before the first guest thread. */
bool hot_begin(Trc *t, Err *err);
/* Writes what was sampled. At the end of the process, before the run's end. */
void hot_write(Trc *t);

/* What `engraft explain --hot` was asked for. */
typedef struct HotWanted {
    const char *db_path;
    int64_t run;  /* 0: the last that has samples */
    unsigned top; /* how many units */
    int width;    /* columns; 0 the terminal's */
    bool json;
    bool no_host;
} HotWanted;
/* Shows the hottest units of the file at all stages, with their share of time, on standard output. */
bool hot_show(const HotWanted *w, Err *err);

#endif
