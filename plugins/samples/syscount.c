/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syscount: system calls by number.
 *
 *     engraft run -p ./syscount.so -o sys.db PROGRAM
 *     engraft sql sys.db "SELECT * FROM syscount ORDER BY count DESC"
 *
 * Shows: finding instructions by their table row (eg_op_by_name), and an
 * inserted call of a C function that looks at guest registers (EG_CALL_PLAIN:
 * all of them are exact when it runs).
 *
 * Known inaccuracies: numbers from 1023 on are counted as 1023.
 */
#include <engraft-plugin.h>

enum { MAX = 1024 };
static uint64_t count[MAX]; /* guest threads add to it */
static uint32_t op_sc;
static int reg_r0, call;

static const EgCol cols[] = {
    {"number", EG_COL_I64, EG_KEY, "number of the system call"},
    {"count", EG_COL_I64, 0, "times it was called"},
    {0},
};
static const EgTable tables[] = {{"syscount", "system calls by number", cols}, {0}};

static void on_sc(EgThread *t)
{
    uint64_t n = eg_thread_reg(t, reg_r0);
    __atomic_fetch_add(&count[n < MAX ? n : MAX - 1], 1, __ATOMIC_RELAXED);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        if (in.op == op_sc) {
            EgPlace at = eg_before_insn(tb, i);
            eg_call(&at, call, 0, NULL);
        }
}

static void on_flush(EgPlugin *p, void *user)
{
    (void)user;
    for (int n = 0; n < MAX; n++) {
        uint64_t k = __atomic_load_n(&count[n], __ATOMIC_RELAXED);
        if (k)
            eg_row(p, 0, (int64_t)n, (int64_t)k);
    }
}

static int install(EgPlugin *p)
{
    op_sc = eg_op_by_name("sc");
    reg_r0 = eg_reg("r0");
    call = eg_function(p, "on_sc", (void *)on_sc, EG_CALL_PLAIN, EG_VOID, 0, NULL);
    eg_on_tb(p, on_tb, NULL);
    eg_on_flush(p, on_flush, NULL);
    return 0;
}

EG_PLUGIN(.name = "syscount", .version = "1", .summary = "system calls by number", .tables = tables, .install = install)
