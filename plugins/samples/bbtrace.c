/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bbtrace: the first translation blocks that are executed, in order.
 *
 *     engraft run -p ./bbtrace.so,limit=100 -o trace.db PROGRAM
 *     engraft sql trace.db "SELECT thread, printf('%x', addr), function FROM v_bbtrace"
 *
 * Shows: the TB-execute hook (a C function called at each TB's entry), an
 * option, and a table without keys: every row is kept, in order of arrival.
 *
 * Known inaccuracies: none. A call for each TB is slow; count with micro-ops
 * where counts will do.
 */
#include <engraft-plugin.h>

static int64_t left; /* rows still wanted; guest threads take from it */

static const EgOption options[] = {{"limit", EG_OPT_INT, "1000", "rows to write at most"}, {0}};
static const EgCol cols[] = {
    {"thread", EG_COL_I64, 0, "number of the guest thread"},
    {"addr", EG_COL_I64, EG_PC, "guest address of the TB"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module, 0 = in no file"},
    {"ninsns", EG_COL_I64, 0, "guest instructions in the TB"},
    {0},
};
static const EgTable tables[] = {{"bbtrace", "executed TBs in order", cols}, {0}};

static void on_exec(EgThread *t, const EgTbInfo *i, void *user)
{
    if (__atomic_load_n(&left, __ATOMIC_RELAXED) <= 0 || __atomic_fetch_sub(&left, 1, __ATOMIC_RELAXED) <= 0)
        return;
    eg_row(user, 0, (int64_t)eg_thread_number(t), (int64_t)eg_info_addr(i), (int64_t)eg_info_module(i),
           (int64_t)eg_info_ninsns(i));
}

static int install(EgPlugin *p)
{
    left = eg_option_int(p, "limit");
    if (left < 0) {
        eg_error(p, "limit=%lld is negative", (long long)left);
        return 1;
    }
    eg_on_tb_exec(p, on_exec, p);
    return 0;
}

EG_PLUGIN(.name = "bbtrace", .version = "1", .summary = "the first executed blocks, in order", .options = options,
          .tables = tables, .install = install)
