/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For listings and golden texts: inserts the call of a helper between guest
 * instructions, r3 := helper(), and shows what the optimiser does around it.
 * kind: plain, reads (the talk's PURE) or const; before: the instruction.
 */
#include <engraft-plugin.h>
#include <string.h>

static const EgOption options[] = {{"kind", EG_OPT_STRING, "plain", "plain, reads, const or quiet"},
                                   {"before", EG_OPT_INT, "1", "number of the instruction that the call stands before"},
                                   {0}};
static int fn, r3;
static int64_t place;

static uint32_t helper(EgThread *t)
{
    return (uint32_t)eg_thread_reg(t, r3);
}

static uint32_t const_helper(void)
{
    return 42;
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    if (eg_tb_ninsns(tb) <= (uint64_t)place)
        return;
    EgPlace at = eg_before_insn(tb, (uint32_t)place);
    eg_put_reg(&at, r3, eg_call(&at, fn, 0, NULL));
}

static int install(EgPlugin *p)
{
    const char *kind = eg_option(p, "kind");
    place = eg_option_int(p, "before");
    r3 = eg_reg("r3");
    if (strcmp(kind, "const") == 0)
        fn = eg_function(p, "const", (void *)const_helper, EG_CALL_CONST, EG_I32, 0, NULL);
    else if (strcmp(kind, "reads") == 0)
        fn = eg_function(p, "pure", (void *)helper, EG_CALL_READS, EG_I32, 0, NULL);
    else if (strcmp(kind, "quiet") == 0)
        fn = eg_function(p, "quiet", (void *)helper, EG_CALL_QUIET, EG_I32, 0, NULL);
    else
        fn = eg_function(p, "plain", (void *)helper, EG_CALL_PLAIN, EG_I32, 0, NULL);
    eg_on_tb(p, on_tb, NULL);
    return 0;
}

EG_PLUGIN(.name = "helper", .version = "1", .summary = "inserts a helper call of a given kind", .options = options,
          .install = install)
