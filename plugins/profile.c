/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile: where the guest spends its instructions.
 *
 * Counts executed instructions per translation block; the readers show hot
 * functions, TBs and lines:
 *
 *     engraft run -p profile -o run.db PROGRAM
 *     engraft report run.db profile
 *
 * Table profile_tb: as coverage_tb of the coverage plugin.
 *
 * Known inaccuracies: an instruction counts as one, whatever it costs on a
 * real processor.
 */
#include <engraft-plugin.h>

static const EgOption options[] = {
    {"print", EG_OPT_BOOL, "off", "print the number of executed instructions at the end"}, {0}};

static const EgCol tb_cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"addr", EG_COL_I64, EG_KEY | EG_PC, "guest address of the first instruction"},
    {"nbytes", EG_COL_I64, EG_KEY, "bytes of guest code"},
    {"ninsns", EG_COL_I64, 0, "guest instructions"},
    {"count", EG_COL_I64, 0, "complete executions; times ninsns = executed instructions"},
    {0},
};
static const EgTable tables[] = {{"profile_tb", "executed ranges of instructions, with exact counts", tb_cols}, {0}};

static void write_range(EgPlugin *p, const EgRange *r, void *user)
{
    (void)user;
    eg_row(p, 0, (int64_t)r->module, (int64_t)r->addr, (int64_t)r->ninsns * 4, (int64_t)r->ninsns, (int64_t)r->count);
}

static void on_flush(EgPlugin *p, void *user)
{
    eg_each_range(p, write_range, user);
}

static void add_insns(const EgTbInfo *i, void *user)
{
    uint64_t *total = user;
    for (uint32_t n = 0; n < eg_info_ninsns(i); n++)
        *total += eg_info_insn_count(i, n);
}

static void on_exit_hook(EgPlugin *p, void *user)
{
    uint64_t total = 0;
    (void)user;
    eg_each_info(p, add_insns, &total);
    eg_message(p, "%llu instructions executed", (unsigned long long)total);
}

static int install(EgPlugin *p)
{
    eg_want_tb_counts(p);
    eg_on_flush(p, on_flush, 0);
    if (eg_option_bool(p, "print"))
        eg_on_exit(p, on_exit_hook, 0);
    return 0;
}

EG_PLUGIN(.name = "profile", .version = "1", .summary = "hot functions, blocks and lines by executed instructions",
          .details = "Known inaccuracies: every instruction counts as one.", .options = options, .tables = tables,
          .install = install)
