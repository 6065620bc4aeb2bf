/* SPDX-License-Identifier: Apache-2.0 */
/* eg_once(): one record for each function and argument, for the life of the process. */
#include "engine/plugin/plg.h"

typedef struct PlgOnce {
    IrOnce o;
    EgOnceFn fn;
    uint64_t arg;
    EgPlugin *p;
} PlgOnce;

static GHashTable *all; /* PlgOnce -> itself; under plg_lock */

static guint once_hash(gconstpointer k)
{
    const PlgOnce *o = k;
    return (guint)(((uintptr_t)o->fn ^ o->arg * 0x9e3779b97f4a7c15ull) >> 16);
}

static gboolean once_equal(gconstpointer a, gconstpointer b)
{
    const PlgOnce *x = a, *y = b;
    return x->fn == y->fn && x->arg == y->arg && x->p == y->p;
}

static void reached(void *cpu, IrOnce *once)
{
    PlgOnce *o = (PlgOnce *)once;
    if (__atomic_exchange_n(&once->done, true, __ATOMIC_ACQ_REL))
        return;
    uint64_t start = clock_now_ns();
    o->fn(cpu, o->arg);
    plg_charge(o->p, start);
}

void eg_once(EgPlace *at, EgOnceFn fn, uint64_t arg)
{
    PlgOnce key = {.o.fn = reached, .fn = fn, .arg = arg, .p = at->tb->running};
    pthread_mutex_lock(&plg_lock);
    if (!all)
        all = g_hash_table_new(once_hash, once_equal);
    PlgOnce *o = g_hash_table_lookup(all, &key);
    if (!o) {
        o = g_memdup2(&key, sizeof key);
        g_hash_table_add(all, o);
    }
    pthread_mutex_unlock(&plg_lock);
    if (__atomic_load_n(&o->o.done, __ATOMIC_ACQUIRE))
        return;
    IrBuild b = plg_builder(at);
    ir_emit(&b, UOP_ONCE, IR_VOID, 0, (int64_t)(uintptr_t)&o->o, 0, 0, 0);
}

bool plg_once_reset(void)
{
    GHashTableIter it;
    gpointer key;
    if (!all)
        return false;
    g_hash_table_iter_init(&it, all);
    while (g_hash_table_iter_next(&it, &key, NULL))
        ((PlgOnce *)key)->o.done = false;
    return true;
}
