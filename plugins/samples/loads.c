/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loads: guest loads and stores by size.
 *
 *     engraft run -p ./loads.so -o loads.db PROGRAM
 *     engraft sql loads.db "SELECT * FROM loads"
 *
 * Shows: eg_each_access(), which gives a place before every guest access of an
 * instruction; counters in micro-ops; a table with keys, rewritten at each
 * flush, so that a run that is killed keeps what it had.
 *
 * Known inaccuracies: lswx and stswx are executed outside the recompiled code;
 * they are counted as "hidden", one for each execution. An access that faults
 * counts when it is tried. The store of stwcx. counts only when it is tried
 * with a reservation.
 */
#include <engraft-plugin.h>

enum { SIZES = 5 }; /* 1, 2, 4, 8, 16 bytes */
static EgCounter count[2][SIZES], hidden;

static const EgCol cols[] = {
    {"kind", EG_COL_TEXT, EG_KEY, "load, store or hidden"},
    {"nbytes", EG_COL_I64, EG_KEY, "size of the access in bytes, 0 = not known"},
    {"count", EG_COL_I64, 0, "executed accesses"},
    {0},
};
static const EgTable tables[] = {{"loads", "guest memory accesses by kind and size", cols}, {0}};

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    (void)user;
    eg_count(at, count[a->store][__builtin_ctz(a->nbytes)], 1);
}

static void on_tb(EgTb *tb, void *user)
{
    for (uint32_t i = 0; i < eg_tb_ninsns(tb); i++) {
        eg_each_access(tb, i, on_access, user);
        if (eg_insn_hidden_access(tb, i)) {
            EgPlace at = eg_before_insn(tb, i);
            eg_count(&at, hidden, 1);
        }
    }
}

static void on_flush(EgPlugin *p, void *user)
{
    (void)user;
    for (int store = 0; store < 2; store++)
        for (int k = 0; k < SIZES; k++)
            if (eg_counter_sum(count[store][k]))
                eg_row(p, 0, store ? "store" : "load", (int64_t)1 << k, (int64_t)eg_counter_sum(count[store][k]));
    if (eg_counter_sum(hidden))
        eg_row(p, 0, "hidden", (int64_t)0, (int64_t)eg_counter_sum(hidden));
}

static int install(EgPlugin *p)
{
    for (int store = 0; store < 2; store++)
        for (int k = 0; k < SIZES; k++)
            count[store][k] = eg_counter_new(p);
    hidden = eg_counter_new(p);
    eg_on_tb(p, on_tb, NULL);
    eg_on_flush(p, on_flush, NULL);
    return 0;
}

EG_PLUGIN(.name = "loads", .version = "1", .summary = "guest loads and stores by size", .tables = tables,
          .install = install)
