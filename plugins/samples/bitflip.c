/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bitflip: fault injection. One bit of one loaded value is wrong, once.
 *
 *     engraft run -p ./bitflip.so,n=1000,bit=3,filter=symbol:parse PROGRAM
 *
 * Shows: changing what the guest sees. Behind each load a counter of the thread
 * goes up; at n the register is changed. All in micro-ops: about as fast as a
 * counter of loads. Loads that end their block, and those of several or of
 * floating-point registers, are left alone.
 */
#include <engraft-plugin.h>

static EgCounter nth, flipped;
static uint64_t n;
static uint32_t mask;

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    EgEffects e = {.struct_size = sizeof e};
    (void)user;
    for (uint32_t i = 0; i + 1 < eg_tb_ninsns(tb) && eg_tb_insn(tb, i, &in); i++) {
        int rt = eg_reg("r0") + (int)(in.word >> 21 & 31);
        eg_insn_effects(&in, &e);
        if (e.load_nbytes <= 0 || e.load_nbytes > 4 || e.store_nbytes || !eg_insn_writes_reg(&in, rt))
            continue;
        EgPlace at = eg_after_insn(tb, i);
        EgVal k = eg_add(&at, eg_cell_load(&at, nth), eg_i64(&at, 1));
        eg_cell_store(&at, nth, k);
        EgPlace hit = eg_if(&at, eg_compare(&at, EG_EQ, k, eg_i64(&at, n)), false);
        eg_put_reg(&hit, rt, eg_xor(&hit, eg_get_reg(&hit, rt), eg_i32(&hit, mask)));
        eg_cell_store(&hit, flipped, eg_i64(&hit, in.addr));
    }
}

static void at_end(EgPlugin *p, void *user)
{
    (void)user;
    eg_message(p, "%llu loads; changed: the one at %llx", (unsigned long long)eg_counter_sum(nth),
               (unsigned long long)eg_counter_sum(flipped));
}

static int install(EgPlugin *p)
{
    nth = eg_counter_new(p);
    flipped = eg_counter_new(p);
    n = (uint64_t)eg_option_int(p, "n");
    mask = 1u << (eg_option_int(p, "bit") & 31);
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, at_end, NULL);
    return 0;
}

static const EgOption options[] = {{"n", EG_OPT_INT, "1", "which load of a thread, 1 = the first"},
                                   {"bit", EG_OPT_INT, "0", "which bit, 0 = the lowest"},
                                   {0}};
EG_PLUGIN(.name = "bitflip", .version = "1", .summary = "a bit of the n-th load is wrong", .options = options,
          .install = install)
