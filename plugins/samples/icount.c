/* SPDX-License-Identifier: Apache-2.0 */
/*
 * icount: counts executed guest instructions.
 *
 *     engraft run -p ./icount.so PROGRAM        "engraft: icount: 29331 instructions"
 *
 * Shows: the micro-op hook (eg_on_tb), a place (eg_at_entry), a counter, and a
 * message at the end. One add to memory for each translation block.
 *
 * Known inaccuracies: a TB counts whole when it is entered; one that is left in
 * its middle by a fault or a trap counts too much. Exact: eg_want_tb_counts(),
 * as in plugins/profile.c.
 */
#include <engraft-plugin.h>

static EgCounter total;

static void on_tb(EgTb *tb, void *user)
{
    EgPlace at = eg_at_entry(tb);
    (void)user;
    eg_count(&at, total, eg_tb_ninsns(tb));
}

static void at_end(EgPlugin *p, void *user)
{
    (void)user;
    eg_message(p, "%llu instructions", (unsigned long long)eg_counter_sum(total));
}

static int install(EgPlugin *p)
{
    total = eg_counter_new(p);
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, at_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "icount", .version = "1", .summary = "counts executed instructions", .install = install)
