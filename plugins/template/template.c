/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin to start from: counts instructions by function, and stores the result. */
#include <engraft-plugin.h>
#include <stdlib.h>

typedef struct Function {
    uint64_t addr;
    const char *name;
    EgCounter insns;
    struct Function *next;
} Function;

static EgPlugin *self;
static Function *functions; /* translation hooks run one at a time: no lock */

static Function *function_of(uint64_t addr)
{
    EgSource s = {.struct_size = sizeof s};
    eg_source_of(addr, &s);
    for (Function *f = functions; f; f = f->next)
        if (f->addr == s.symbol_addr)
            return f;
    Function *f = malloc(sizeof *f);
    *f = (Function){s.symbol_addr, s.symbol ? s.symbol : "?", eg_counter_new(self), functions};
    return functions = f;
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    EgPlace at = eg_at_entry(tb);
    eg_count(&at, function_of(eg_tb_addr(tb))->insns, eg_tb_ninsns(tb));
}

static void on_exit_(EgPlugin *p, void *user)
{
    (void)user;
    uint64_t total = 0;
    for (const Function *f = functions; f; f = f->next) {
        eg_row(p, 0, (int64_t)f->addr, f->name, (int64_t)eg_counter_sum(f->insns));
        total += eg_counter_sum(f->insns);
    }
    if (eg_option_bool(p, "print"))
        eg_message(p, "%llu instructions", (unsigned long long)total);
}

static int install(EgPlugin *p)
{
    self = p;
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, on_exit_, NULL);
    return 0;
}

static const EgOption options[] = {{"print", EG_OPT_BOOL, "on", "print the total"}, {0}};
static const EgCol columns[] = {{"addr", EG_COL_I64, EG_KEY | EG_PC, "where the function begins"},
                                {"name", EG_COL_TEXT, 0, "its name"},
                                {"insns", EG_COL_I64, 0, "instructions that began in it"},
                                {0}};
static const EgTable tables[] = {{"template", "instructions by function", columns}, {0}};

EG_PLUGIN(.name = "template", .version = "1", .summary = "counts instructions by function", .options = options,
          .tables = tables, .install = install)
