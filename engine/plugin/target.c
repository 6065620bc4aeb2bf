/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where indirect edges lead: each has, in every guest thread, a small table of
 * targets and counts, indexed by the target, that translated code looks at and
 * counts in. Another target than the one in its place is told, and takes the
 * place; the count of the one before goes to the edge's own table. So the sum
 * over both is exact, and a branch whose targets do not meet costs no call.
 *
 * The edges' tables are guarded by plg_lock; the threads' are their own.
 */
#include "engine/plugin/plg.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"

enum { PLACES = 8, COUNT = 8, PLACE_NBYTES = 16 }; /* a place: target, 0 = none; at COUNT its count */

bool plg_want_targets;

static GPtrArray *edges; /* PlgEdge with a table; under plg_lock */
static int helper = -1;

/* The thread's table. */
static uint64_t *places_of(const PpcCpu *cpu, const PlgEdge *e)
{
    return (uint64_t *)(void *)((char *)cpu + ENV_BIAS + plg_cell_env_offset(e->places));
}

/* Under plg_lock. */
static void add(PlgEdge *e, uint64_t target, uint64_t count)
{
    gpointer key = (gpointer)(uintptr_t)target; /* NOLINT: a number */
    size_t old = GPOINTER_TO_SIZE(g_hash_table_lookup(e->targets, key));
    g_hash_table_insert(e->targets, key, GSIZE_TO_POINTER(old + count));
}

static unsigned place_of(uint64_t target)
{
    return target >> 2 & (PLACES - 1);
}

static void other_target(PpcCpu *cpu, uint64_t edge, uint64_t target)
{
    PlgEdge *e = (PlgEdge *)(uintptr_t)edge;
    uint64_t *p = places_of(cpu, e) + 2 * place_of(target);
    pthread_mutex_lock(&plg_lock);
    if (p[0])
        add(e, p[0], p[1]);
    p[1] = 0;
    __atomic_store_n(&p[0], target, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&plg_lock);
}

void plg_targets_start(void)
{
    const IrHelper h = {.name = "edge_target",
                        .fn = (void *)other_target,
                        .flags = IR_H_SLOTS | IR_H_NOFAULT | IR_H_COLD,
                        .nargs = 2,
                        .args = {IR_I64, IR_I64}};
    if (helper < 0)
        helper = (int)ppc_helper_add(&h);
}

void plg_target_count(IrBuild *b, PlgEdge *e, IrRef to)
{
    if (!e->places) {
        uint32_t cells = plg_cells_new(2 * PLACES);
        pthread_mutex_lock(&plg_lock);
        if (!edges)
            edges = g_ptr_array_new();
        g_ptr_array_add(edges, e);
        e->targets = g_hash_table_new(NULL, NULL);
        __atomic_store_n(&e->places, cells, __ATOMIC_RELEASE);
        pthread_mutex_unlock(&plg_lock);
    }
    if (ir_type(b, to) == IR_I32)
        to = ir_zext32(b, to);
    IrRef table = ir_emit(b, UOP_ENVP, IR_I64, 0, plg_cell_env_offset(e->places), 0, 0, 0);
    IrRef place = ir_add(b, table, ir_and(b, ir_shl(b, to, ir_i32(b, 2)), ir_i64(b, (PLACES - 1) * PLACE_NBYTES)));
    IrRef seen = ir_emit(b, UOP_HLD, IR_I64, IR_M_64, 0, place, 0, 0);
    const IrRef args[2] = {ir_i64(b, (uintptr_t)e), to};
    ir_call_if(b, (unsigned)helper, args, ir_set(b, IR_NE, seen, to));
    ir_emit(b, UOP_HCOUNT, IR_I64, 0, COUNT, place, ir_i64(b, 1), 0);
}

/* ---------------------------------------------------------------- threads, forks, results */

void plg_targets_thread_end(PpcCpu *cpu)
{
    pthread_mutex_lock(&plg_lock);
    for (unsigned i = 0; edges && i < edges->len; i++) {
        PlgEdge *e = edges->pdata[i];
        uint64_t *p = places_of(cpu, e);
        for (unsigned k = 0; k < PLACES; k++, p += 2) {
            if (p[0])
                add(e, p[0], p[1]);
            p[0] = p[1] = 0;
        }
    }
    pthread_mutex_unlock(&plg_lock);
}

void plg_targets_reset(void)
{
    for (unsigned i = 0; edges && i < edges->len; i++)
        g_hash_table_remove_all(((PlgEdge *)edges->pdata[i])->targets);
}

static void add_place(uint32_t thread, uint64_t *cell, void *user)
{
    GHashTable *sum = user;
    (void)thread;
    for (unsigned k = 0; k < PLACES; k++) {
        uint64_t target = __atomic_load_n(&cell[2 * k], __ATOMIC_RELAXED);
        gpointer key = (gpointer)(uintptr_t)target; /* NOLINT: a number */
        if (target)
            g_hash_table_insert(sum, key,
                                GSIZE_TO_POINTER(GPOINTER_TO_SIZE(g_hash_table_lookup(sum, key)) + cell[2 * k + 1]));
    }
}

static void add_known(gpointer key, gpointer count, gpointer user)
{
    GHashTable *sum = user;
    g_hash_table_insert(sum, key,
                        GSIZE_TO_POINTER(GPOINTER_TO_SIZE(g_hash_table_lookup(sum, key)) + GPOINTER_TO_SIZE(count)));
}

void plg_each_target(const PlgEdge *e, PlgTargetFn fn, void *user)
{
    GHashTable *sum = g_hash_table_new(NULL, NULL);
    GHashTableIter it;
    gpointer key, count;
    eg_each_thread_cell((EgCounter){e->places}, add_place,
                        sum); /* first: what moves meanwhile is counted late, not twice */
    pthread_mutex_lock(&plg_lock);
    g_hash_table_foreach(e->targets, add_known, sum);
    pthread_mutex_unlock(&plg_lock);
    g_hash_table_iter_init(&it, sum);
    while (g_hash_table_iter_next(&it, &key, &count))
        fn((uintptr_t)key, GPOINTER_TO_SIZE(count), user);
    g_hash_table_destroy(sum);
}

void eg_want_targets(EgPlugin *p)
{
    plg_only_in_install(p, "eg_want_targets");
    plg_want_targets = true;
}
