/* SPDX-License-Identifier: Apache-2.0 */
/* Calls a C function when a 4-byte store writes a value of at least `limit`: the comparison is made in translated code.
 */
#include <engraft-plugin.h>
#include <stdio.h>

static EgPlugin *self;
static uint32_t limit;
static int report;

static void on_big(EgThread *t, uint64_t pc, uint32_t addr, uint32_t value)
{
    (void)t;
    eg_message(self, "%llx stores %u to %x", (unsigned long long)pc, value, addr);
}

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    if (!a->store || a->nbytes != 4 || eg_type(at, a->value) != EG_I32)
        return;
    EgVal args[] = {eg_i64(at, *(const uint64_t *)user), a->addr, a->value};
    eg_call_if(at, eg_compare(at, EG_GEU, a->value, eg_i32(at, limit)), report, 3, args);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    for (uint32_t i = 0; i < eg_tb_ninsns(tb); i++) {
        uint64_t pc = eg_tb_addr(tb) + 4 * i;
        eg_each_access(tb, i, on_access, &pc);
    }
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I32, EG_I32};
    self = p;
    limit = (uint32_t)eg_option_int(p, "limit");
    report = eg_function(p, "on_big", (void *)on_big, EG_CALL_QUIET, EG_VOID, 3, args);
    eg_on_tb(p, on_tb, NULL);
    return 0;
}

static const EgOption options[] = {{"limit", EG_OPT_INT, "1000000000", "smallest value that is reported"}, {0}};
EG_PLUGIN(.name = "bigstore", .version = "1", .summary = "reports stores of large values", .options = options,
          .install = install)
