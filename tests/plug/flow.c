/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of what plugins do with control flow: ways out of TBs, branches,
 * conditional calls. Counts the same things in two ways and compares them at
 * the end of the run: "pass:" and "fail:" lines.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

static EgCounter entered, left, insns, odd_branch, odd_select, every, called, inside, direct, fall, conditional, calls,
    returns;
static int call_fn;
static uint64_t ncalled;

static void on_call(EgThread *t, uint64_t n)
{
    (void)t;
    __atomic_fetch_add(&ncalled, n, __ATOMIC_RELAXED);
}

static void on_exit_of(EgPlace *at, const EgExit *x, void *user)
{
    (void)user;
    eg_count(at, left, 1);
    eg_count(at, insns, x->ndone);
    if (x->kind == EG_EXIT_DIRECT && !(x->flags & EG_EXIT_COLD))
        eg_count(at, direct, 1);
    if (x->flags & EG_EXIT_FALL)
        eg_count(at, fall, 1);
    if (x->flags & EG_EXIT_CONDITIONAL)
        eg_count(at, conditional, 1);
    if (x->flags & EG_EXIT_CALL)
        eg_count(at, calls, 1);
    if (x->flags & EG_EXIT_RETURN)
        eg_count(at, returns, 1);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    EgPlace at = eg_at_entry(tb);
    eg_count(&at, entered, 1);
    /* r3 odd: once by a branch, once by arithmetic */
    EgVal odd = eg_and(&at, eg_get_reg(&at, eg_reg("r3")), eg_i32(&at, 1));
    eg_count_val(&at, odd_select, eg_zext(&at, odd));
    EgPlace in = eg_if(&at, odd, true);
    eg_count(&in, odd_branch, 1);
    EgPlace deeper = eg_if(&in, eg_compare(&in, EG_GTU, eg_get_reg(&in, eg_reg("r4")), eg_i32(&in, 100)), false);
    eg_count(&deeper, inside, 1);
    /* every 8th TB, in its middle */
    EgPlace mid = eg_before_insn(tb, eg_tb_ninsns(tb) / 2);
    EgVal n = eg_add(&mid, eg_cell_load(&mid, every), eg_i64(&mid, 1));
    eg_cell_store(&mid, every, n);
    EgVal hit = eg_compare(&mid, EG_EQ, eg_and(&mid, n, eg_i64(&mid, 7)), eg_i64(&mid, 0));
    eg_count_val(&mid, called, eg_zext(&mid, hit));
    EgVal one = eg_i64(&mid, 1);
    eg_call_if(&mid, hit, call_fn, 1, &one);
    eg_each_exit(tb, on_exit_of, NULL);
}

static void expect(const char *what, bool ok)
{
    printf("%s: %s\n", ok ? "pass" : "fail", what);
}

static void on_end(EgPlugin *p, void *user)
{
    (void)user;
    uint64_t e = eg_counter_sum(entered), l = eg_counter_sum(left);
    int64_t faults = eg_option_int(p, "faults");
    expect("as many ways out as in", e - l == (uint64_t)faults);
    if (e - l != (uint64_t)faults)
        printf("%llu in, %llu out\n", (unsigned long long)e, (unsigned long long)l);
    expect("a branch counts as arithmetic does", eg_counter_sum(odd_branch) == eg_counter_sum(odd_select));
    expect("a branch within a branch",
           eg_counter_sum(inside) > 0 && eg_counter_sum(inside) < eg_counter_sum(odd_branch));
    expect("conditional calls", ncalled == eg_counter_sum(called) && ncalled > 100);
    expect("kinds of exits", eg_counter_sum(direct) > eg_counter_sum(conditional) / 2 && eg_counter_sum(fall) &&
                                 eg_counter_sum(conditional) && eg_counter_sum(returns) > 100 &&
                                 eg_counter_sum(calls) >= eg_counter_sum(returns) / 2);
    printf("insns %llu\n", (unsigned long long)eg_counter_sum(insns));
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64};
    EgCounter *all[] = {&entered, &left,   &insns, &odd_branch,  &odd_select, &every,  &called,
                        &inside,  &direct, &fall,  &conditional, &calls,      &returns};
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] = eg_counter_new(p);
    call_fn = eg_function(p, "on_call", (void *)on_call, EG_CALL_PLAIN, EG_VOID, 1, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

static const EgOption options[] = {{"faults", EG_OPT_INT, "0", "TBs that faults leave"}, {0}};
EG_PLUGIN(.name = "flow", .version = "1", .summary = "test of control flow", .options = options, .install = install)
