/* SPDX-License-Identifier: Apache-2.0 */
/* Executed ranges: TB counts with mid-TB exits split off, added up by (module, address, length). See eg_each_range().
 */
#include <string.h>

#include "engine/plugin/plg.h"
#include "ppc/isa/field.h"

static guint range_hash(gconstpointer p)
{
    const EgRange *r = p;
    return (guint)(r->addr * 2654435761u + r->ninsns * 40503u + r->nbytes + r->module);
}

static gboolean range_equal(gconstpointer a, gconstpointer b)
{
    const EgRange *x = a, *y = b;
    return x->addr == y->addr && x->ninsns == y->ninsns && x->nbytes == y->nbytes && x->module == y->module;
}

static void add(GHashTable *t, const EgTbInfo *i, uint32_t ninsns, uint64_t count)
{
    EgRange key = {.struct_size = sizeof key, .module = i->module, .ninsns = ninsns, .addr = i->addr, .count = count};
    if (!ninsns || !count)
        return;
    for (uint32_t k = 0; k < ninsns; k++)
        key.nbytes += ppc_word_bytes(i->words[k]);
    EgRange *r = g_hash_table_lookup(t, &key);
    if (r)
        r->count += count;
    else
        g_hash_table_add(t, g_memdup2(&key, sizeof key));
}

static void add_info(const EgTbInfo *i, void *user)
{
    uint64_t before = eg_info_count(i); /* how often the part so far was reached */
    for (uint32_t k = 0; k < i->ninsns && before; k++) {
        uint64_t done = eg_info_insn_count(i, k);
        if (done < before)
            add(user, i, k, before - done);
        before = done;
    }
    add(user, i, i->ninsns, before);
}

/* Calls fn for what a has and b has not, or has with another count. gone: only for what b has not, with count 0. */
static void tell_difference(EgPlugin *p, GHashTable *a, GHashTable *b, bool gone, EgRangeFn fn, void *user)
{
    GHashTableIter it;
    gpointer key;
    g_hash_table_iter_init(&it, a);
    while (g_hash_table_iter_next(&it, &key, NULL)) {
        EgRange r = *(const EgRange *)key;
        const EgRange *other = b ? g_hash_table_lookup(b, &r) : NULL;
        if (other && (gone || other->count == r.count))
            continue;
        if (gone)
            r.count = 0;
        fn(p, &r, user);
    }
}

/* While a thread runs, what it has entered counts as complete; a fault may take that back later. */
void eg_each_range(EgPlugin *p, EgRangeFn fn, void *user)
{
    if (!plg_want_tbs)
        plg_misuse(p, "eg_each_range", "it has not called eg_want_tb_counts() or eg_want_tbs()");
    GHashTable *now = g_hash_table_new_full(range_hash, range_equal, g_free, NULL);
    eg_each_info(p, add_info, now);
    tell_difference(p, now, p->ranges, false, fn, user);
    if (p->ranges) {
        tell_difference(p, p->ranges, now, true, fn, user);
        g_hash_table_destroy(p->ranges);
    }
    p->ranges = now;
}

void plg_reset_after_fork(EgPlugin *p)
{
    p->cost = (TrcCost){0};
    if (p->ranges)
        g_hash_table_destroy(p->ranges);
    p->ranges = NULL;
}
