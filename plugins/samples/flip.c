/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flip: the n-th conditional branch goes the other way: is the check that it
 * belongs to needed, and what happens without?
 *
 *     engraft run -p ./flip.so,n=3,filter=symbol:check_password PROGRAM
 *
 * Shows: micro-ops on edges (eg_each_exit(): each way out of a TB, with its
 * target), a counter of the thread that they compare, and eg_jump_if(), which
 * sends the guest elsewhere.
 */
#include <engraft-plugin.h>

static EgCounter nth;
static uint64_t n;

typedef struct Targets {
    uint64_t taken, fall; /* 0 = it has no such way out */
} Targets;

static void find(EgPlace *at, const EgExit *x, void *user)
{
    Targets *t = user;
    (void)at;
    if (x->kind == EG_EXIT_DIRECT && x->flags & EG_EXIT_CONDITIONAL)
        *(x->flags & EG_EXIT_TAKEN ? &t->taken : &t->fall) = x->target;
}

static void flip(EgPlace *at, const EgExit *x, void *user)
{
    const Targets *t = user;
    if (x->kind != EG_EXIT_DIRECT || !(x->flags & EG_EXIT_CONDITIONAL))
        return;
    EgVal k = eg_add(at, eg_cell_load(at, nth), eg_i64(at, 1));
    eg_cell_store(at, nth, k);
    uint64_t other = x->flags & EG_EXIT_TAKEN ? t->fall : t->taken;
    eg_jump_if(at, eg_compare(at, EG_EQ, k, eg_i64(at, n)), eg_i32(at, (uint32_t)other));
}

static void on_tb(EgTb *tb, void *user)
{
    Targets t = {0, 0};
    (void)user;
    eg_each_exit(tb, find, &t);
    if (t.taken && t.fall)
        eg_each_exit(tb, flip, &t);
}

static int install(EgPlugin *p)
{
    nth = eg_counter_new(p);
    n = (uint64_t)eg_option_int(p, "n");
    eg_on_tb(p, on_tb, NULL);
    return 0;
}

static const EgOption options[] = {{"n", EG_OPT_INT, "1", "which branch of a thread, 1 = the first"}, {0}};
EG_PLUGIN(.name = "flip", .version = "1", .summary = "a conditional branch goes the other way", .options = options,
          .install = install)
