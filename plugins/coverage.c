/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage: which code ran, and exactly how often.
 *
 * Counts executions of every translation block; the readers turn them into
 * counts of source lines, functions and files:
 *
 *     engraft run -p coverage -o run.db PROGRAM
 *     engraft report run.db coverage
 *
 * Table coverage_tb: a row per range of instructions that were executed in a
 * row, in full, `count` times.
 *
 * Known inaccuracies: none in the counts. Lines are as exact as the guest's
 * debug information.
 */
#include <engraft-plugin.h>

static const EgCol tb_cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"addr", EG_COL_I64, EG_KEY | EG_PC, "guest address of the first instruction"},
    {"nbytes", EG_COL_I64, EG_KEY, "bytes of guest code"},
    {"ninsns", EG_COL_I64, 0, "guest instructions"},
    {"count", EG_COL_I64, 0, "complete executions"},
    {0},
};
static const EgTable tables[] = {{"coverage_tb", "executed ranges of instructions, with exact counts", tb_cols}, {0}};

static void write_range(EgPlugin *p, const EgRange *r, void *user)
{
    (void)user;
    eg_row(p, 0, (int64_t)r->module, (int64_t)r->addr, (int64_t)r->ninsns * 4, (int64_t)r->ninsns, (int64_t)r->count);
}

static void on_flush(EgPlugin *p, void *user)
{
    eg_each_range(p, write_range, user);
}

static int install(EgPlugin *p)
{
    eg_want_tb_counts(p);
    eg_on_flush(p, on_flush, 0);
    return 0;
}

EG_PLUGIN(.name = "coverage", .version = "1", .summary = "executed blocks and source lines, with exact counts",
          .details = "Known inaccuracies: none in the counts; lines are as exact as the guest's debug information.",
          .tables = tables, .install = install)
