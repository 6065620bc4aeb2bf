/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of rings that are read while the program runs: each store is numbered by
 * a cell of the thread, and its address added to another; what the reader gets
 * must be all of them, in order, once. file=on: the ring is in the results file,
 * too.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 64 };
static EgRing ring;
static EgCounter seq, sum;
static uint64_t next[THREADS], got, got_sum, disorder, wrong, batches, loads;

static void on_records(EgPlugin *p, const EgRecords *r, void *user)
{
    (void)p, (void)user;
    __atomic_fetch_add(&batches, 1, __ATOMIC_RELAXED);
    for (size_t i = 0; i < r->nrecs; i++) {
        const uint64_t *v = &r->vals[i * r->nfields];
        if (v[1] != next[r->thread % THREADS]++)
            __atomic_fetch_add(&disorder, 1, __ATOMIC_RELAXED);
        if (v[4] != 77 || v[5] != (uint16_t)(v[2] + 3) || v[0] < 0x10000000)
            __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&loads, v[3] == 4, __ATOMIC_RELAXED);
        __atomic_fetch_add(&got_sum, v[2], __ATOMIC_RELAXED);
        __atomic_fetch_add(&got, 1, __ATOMIC_RELAXED);
    }
}

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    if (!a->store)
        return;
    EgVal n = eg_cell_load(at, seq);
    const EgVal vals[] = {eg_i64(at, *(const uint64_t *)user), n, a->addr, eg_i32(at, a->nbytes), eg_i32(at, 77),
                          eg_add(at, a->addr, eg_i32(at, 3))};
    eg_ring_append(at, ring, 6, vals);
    eg_cell_store(at, seq, eg_add(at, n, eg_i64(at, 1)));
    eg_count_val(at, sum, eg_zext(at, a->addr));
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        eg_each_access_done(tb, i, on_access, &in.addr);
}

static void at_end(EgPlugin *p, void *user)
{
    (void)user;
    eg_message(p, "records %llu of %llu disorder %llu wrong %llu sum %s batches %s", (unsigned long long)got,
               (unsigned long long)eg_counter_sum(seq), (unsigned long long)disorder, (unsigned long long)wrong,
               got_sum == eg_counter_sum(sum) ? "ok" : "differs", batches > got / 5000 && loads > 100 ? "ok" : "few");
}

static int install(EgPlugin *p)
{
    static const EgField fields[] = {{"pc", 0, EG_PC, "instruction"},
                                     {"n", 8, 0, "number"},
                                     {"addr", 4, EG_ADDR, "address"},
                                     {"nbytes", 0, 0, "size"},
                                     {"c", 1, 0, "a constant"},
                                     {"d", 2, 0, "the address plus 3, cut"},
                                     {0}};
    const EgRingDesc d = {.struct_size = sizeof d, .name = "live", .help = "stores", .fields = fields};
    ring = eg_option_bool(p, "file") ? eg_ring_new(p, &d) : eg_ring_live(p, &d);
    seq = eg_counter_new(p);
    sum = eg_counter_new(p);
    eg_ring_on_records(p, ring, 4096, on_records, NULL);
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, at_end, NULL);
    return 0;
}

static const EgOption options[] = {{"file", EG_OPT_BOOL, "off", "the records are kept"}, {0}};
EG_PLUGIN(.name = "live", .version = "1", .summary = "test of live rings", .options = options, .install = install)
