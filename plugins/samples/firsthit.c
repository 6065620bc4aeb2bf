/* SPDX-License-Identifier: Apache-2.0 */
/* Prints each function's name and source line when it is entered for the first time. Afterwards it costs nothing. */
#include <engraft-plugin.h>

static EgPlugin *self;

static void on_first(EgThread *t, uint64_t addr)
{
    EgSource s = {.struct_size = sizeof s};
    eg_source_of(addr, &s);
    eg_message(self, "thread %u enters %s (%s:%u)", eg_thread_number(t), s.symbol, s.file ? s.file : "?", s.line);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    EgSource s = {.struct_size = sizeof s};
    if (eg_source_of(eg_tb_addr(tb), &s) && s.symbol && s.symbol_addr == eg_tb_addr(tb)) {
        EgPlace at = eg_at_entry(tb);
        eg_once(&at, on_first, eg_tb_addr(tb));
    }
}

static int install(EgPlugin *p)
{
    self = p;
    eg_on_tb(p, on_tb, NULL);
    return 0;
}

EG_PLUGIN(.name = "firsthit", .version = "1", .summary = "functions in the order of their first call",
          .install = install)
