/* SPDX-License-Identifier: Apache-2.0 */
/* Conditional branches and how often each went which way, as a table. The framework counts; nothing is inserted here.
 */
#include <engraft-plugin.h>

static EgPlugin *self;

static void on_edge(const EgEdge *e, void *user)
{
    (void)user;
    if (e->flags & EG_EXIT_CONDITIONAL)
        eg_row(self, 0, (int64_t)e->from_addr, (int64_t)((e->flags & EG_EXIT_TAKEN) != 0), (int64_t)e->to,
               (int64_t)e->count);
}

static void on_exit_(EgPlugin *p, void *user)
{
    (void)user;
    if (eg_has_results(p))
        eg_each_edge(p, on_edge, NULL);
}

static int install(EgPlugin *p)
{
    self = p;
    eg_want_edges(p, EG_WANT_COUNTS);
    eg_on_exit(p, on_exit_, NULL);
    return 0;
}

static const EgCol columns[] = {{"addr", EG_COL_I64, EG_KEY | EG_PC, "the branch"},
                                {"taken", EG_COL_I64, EG_KEY, "1 = this row is about the times it was taken"},
                                {"target", EG_COL_I64, EG_KEY, "where it went; 0 = several places"},
                                {"count", EG_COL_I64, 0, "times"},
                                {0}};
static const EgTable tables[] = {{"edges", "conditional branches", columns}, {0}};

EG_PLUGIN(.name = "edges", .version = "1", .summary = "which way conditional branches went", .tables = tables,
          .install = install)
