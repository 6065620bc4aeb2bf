/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sameload: loads that load what they loaded the last time: what could be cached,
 * hoisted or specialised.
 *
 *     engraft run -p ./sameload.so -o loads.db PROGRAM
 *     engraft sql loads.db "SELECT function, source_line, same * 100 / loads FROM v_sameload ORDER BY same DESC"
 *
 * Shows: per-instruction memory of each thread (eg_scoreboard_new(), three cells
 * for each load, found again by the instruction's address), loaded values
 * (eg_each_access_done()), and counting what was compared. Nothing is called.
 */
#include <engraft-plugin.h>

enum { MAX = 4096, CELLS = 3 };
static struct {
    uint64_t addr;
    EgCounter cell; /* the last value; behind it: loads; of the same value */
} seen[MAX];
static unsigned nseen; /* hooks run one at a time */
static EgPlugin *self;

static void on_load(EgPlace *at, const EgAccess *a, void *user)
{
    unsigned i = 0;
    EgInsn *in = user;
    while (i < nseen && seen[i].addr != in->addr)
        i++;
    if (a->store || i == MAX || eg_type(at, a->value) != EG_I32)
        return;
    if (i == nseen) {
        seen[nseen].cell = eg_scoreboard_new(self, CELLS);
        seen[nseen++].addr = in->addr;
    }
    EgCounter last = seen[i].cell, loads = {last.cell + 1}, same = {last.cell + 2};
    EgVal v = eg_zext(at, a->value);
    eg_count_val(at, same, eg_zext(at, eg_compare(at, EG_EQ, v, eg_cell_load(at, last))));
    eg_count(at, loads, 1);
    eg_cell_store(at, last, v);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        eg_each_access_done(tb, i, on_load, &in);
}

static void on_exit_(EgPlugin *p, void *user)
{
    (void)user;
    for (unsigned i = 0; i < nseen; i++) {
        uint32_t c = seen[i].cell.cell;
        int64_t loads = (int64_t)eg_counter_sum((EgCounter){c + 1}), same = (int64_t)eg_counter_sum((EgCounter){c + 2});
        if (loads)
            eg_row(p, 0, (int64_t)seen[i].addr, loads, same, (int64_t)eg_counter_sum((EgCounter){c}));
    }
}

static int install(EgPlugin *p)
{
    self = p;
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, on_exit_, NULL);
    return 0;
}

static const EgCol cols[] = {{"addr", EG_COL_I64, EG_KEY | EG_PC, "the load"},
                             {"loads", EG_COL_I64, 0, "times it was executed"},
                             {"same", EG_COL_I64, 0, "times it loaded what it had loaded the time before"},
                             {"last", EG_COL_I64, 0, "the last value, summed over threads"},
                             {0}};
static const EgTable tables[] = {{"sameload", "loads of the same value", cols}, {0}};
EG_PLUGIN(.name = "sameload", .version = "1", .summary = "loads that repeat their value", .tables = tables,
          .install = install)
