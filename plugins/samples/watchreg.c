/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watchreg: how often a guest register changes its value.
 *
 *     engraft run -p ./watchreg.so,reg=r1 PROGRAM
 *
 * Shows: reading guest registers (eg_get_reg), computing with values, and a
 * counter's cell as a variable of each guest thread. No C function is called:
 * all of it is micro-ops, which the optimiser sees. `engraft explain -p
 * ./watchreg.so --bytes "38600001 38600002"` shows what is left of them.
 *
 * Known inaccuracies: a thread's register is 0 before its first TB. A change by
 * a TB's last instruction counts at the entry of the next one.
 */
#include <engraft-plugin.h>

static const EgOption options[] = {{"reg", EG_OPT_STRING, "r3", "name of an integer register: r0..r31, lr, ctr"}, {0}};

static int reg;
static EgCounter last, changes;

static void check(EgPlace at)
{
    EgVal now = eg_get_reg(&at, reg);
    if (eg_type(&at, now) == EG_I32)
        now = eg_zext(&at, now);
    EgVal differs = eg_compare(&at, EG_NE, now, eg_cell_load(&at, last));
    eg_count_val(&at, changes, eg_zext(&at, differs));
    eg_cell_store(&at, last, now);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    for (uint32_t i = 0; i < eg_tb_ninsns(tb); i++)
        check(eg_before_insn(tb, i));
}

static void at_end(EgPlugin *p, void *user)
{
    (void)user;
    eg_message(p, "%s changed %llu times", eg_option(p, "reg"), (unsigned long long)eg_counter_sum(changes));
}

static int install(EgPlugin *p)
{
    const char *name = eg_option(p, "reg");
    reg = eg_reg(name);
    if (reg < 0 || (name[0] != 'r' && name[0] != 'l' && name[0] != 'c') || reg == eg_reg("cr") || reg == eg_reg("ca")) {
        eg_error(p, "reg=%s is no integer register", name);
        return 1;
    }
    last = eg_counter_new(p);
    changes = eg_counter_new(p);
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, at_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "watchreg", .version = "1", .summary = "counts the changes of a register", .options = options,
          .install = install)
