/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage: which code ran, and exactly how often; which edges and which sides
 * of branches were taken.
 *
 *     engraft run -p coverage -o run.db PROGRAM
 *     engraft run -p coverage,once=on,edges=on -o run.db PROGRAM
 *     engraft report run.db coverage
 *
 * Counts executions of every translation block, or of every way out of it; the
 * readers turn them into counts of instructions, source lines, branches,
 * functions and files. With once=on each place tells once that it was reached
 * and then takes its own code out: counts are 1, and the program runs as fast as
 * without, once it has been everywhere it goes.
 *
 * Table coverage_tb: a row per range of instructions that were executed in a
 * row, in full, `count` times. Table coverage_edge: a row per way out of a block
 * that was taken; view the sides of a branch with
 *
 *     SELECT addr, sum(count) FILTER (WHERE kind = 'taken') AS taken, sum(count) FILTER (WHERE kind = 'not taken') AS
 * fell FROM coverage_edge GROUP BY module, addr
 *
 * Known inaccuracies: none in the counts. Without targets=on an indirect branch
 * is one edge, whatever its target. Lines are as exact as the guest's debug information.
 */
#include <engraft-plugin.h>

static bool once, edges, targets;

static const EgOption options[] = {
    {"once", EG_OPT_BOOL, "off", "only whether, not how often: costs nothing after the first time"},
    {"edges", EG_OPT_BOOL, "off", "also the edges between blocks, and branches taken and not taken"},
    {"targets", EG_OPT_BOOL, "off", "edges, and of indirect branches each target; costs a little also with once=on"},
    {0},
};
static const EgCol tb_cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"addr", EG_COL_I64, EG_KEY | EG_PC, "guest address of the first instruction"},
    {"nbytes", EG_COL_I64, EG_KEY, "bytes of guest code"},
    {"ninsns", EG_COL_I64, 0, "guest instructions"},
    {"count", EG_COL_I64, 0, "complete executions; with once=on: 1"},
    {0},
};
static const EgCol edge_cols[] = {
    {"tb", EG_COL_I64, EG_KEY, "number of the block that is left"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module, 0 = in no file"},
    {"addr", EG_COL_I64, EG_KEY | EG_PC, "guest address of the instruction that leaves"},
    {"kind", EG_COL_TEXT, EG_KEY, "taken, not taken (conditional branches); jump, call, return, syscall, next, other"},
    {"target", EG_COL_I64, EG_KEY, "guest address it goes to, 0 = indirect, without targets=on"},
    {"count", EG_COL_I64, 0, "how often; with once=on: 1"},
    {0},
};
static const EgTable tables[] = {{"coverage_tb", "executed ranges of instructions, with exact counts", tb_cols},
                                 {"coverage_edge", "ways out of blocks that were taken", edge_cols},
                                 {0}};

static void write_range(EgPlugin *p, const EgRange *r, void *user)
{
    (void)user;
    eg_row(p, 0, (int64_t)r->module, (int64_t)r->addr, (int64_t)r->nbytes, (int64_t)r->ninsns, (int64_t)r->count);
}

static const char *kind_of(const EgEdge *e)
{
    if (e->kind == EG_EXIT_OTHER)
        return "other";
    if (e->kind == EG_EXIT_SYSCALL)
        return "syscall";
    if (e->flags & EG_EXIT_CONDITIONAL)
        return e->flags & EG_EXIT_TAKEN ? "taken" : "not taken";
    return e->flags & EG_EXIT_CALL     ? "call"
           : e->flags & EG_EXIT_RETURN ? "return"
           : e->flags & EG_EXIT_FALL   ? "next"
                                       : "jump";
}

static void write_edge(const EgEdge *e, void *p)
{
    eg_row(p, 1, (int64_t)eg_info_number(e->from), (int64_t)eg_info_module(e->from), (int64_t)e->from_addr, kind_of(e),
           (int64_t)e->to, (int64_t)e->count);
}

static void on_flush(EgPlugin *p, void *user)
{
    (void)user;
    eg_each_range(p, write_range, 0);
    if (edges)
        eg_each_edge(p, write_edge, p);
}

static int install(EgPlugin *p)
{
    once = eg_option_bool(p, "once");
    targets = eg_option_bool(p, "targets");
    edges = targets || eg_option_bool(p, "edges");
    eg_want_tbs(p, once ? EG_WANT_ONCE : EG_WANT_COUNTS);
    if (edges)
        eg_want_edges(p, once ? EG_WANT_ONCE : EG_WANT_COUNTS);
    if (targets)
        eg_want_targets(p);
    eg_on_flush(p, on_flush, 0);
    return 0;
}

EG_PLUGIN(.name = "coverage", .version = "2",
          .summary = "executed blocks, edges, branches and source lines: counts, or once",
          .details =
              "Known inaccuracies: none in the counts; without targets=on an indirect branch is one edge, whatever\n"
              "its target; lines are as exact as the guest's debug information.",
          .options = options, .tables = tables, .install = install)
