/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TB records: what plugins know of a translated TB after its translation.
 *
 * The same code (address and words) has the same record however often it is
 * translated, so counters and row identities survive eviction and several
 * tiers. Counting rule: `cell` counts entries of the TB. A TB that is left
 * after its first k instructions counts k in left_cells[k] (a cold exit in the
 * IR) or left_faults[k] (a fault); so instruction n was completed
 * count - sum over k <= n of left[k] times. An instruction that a TB leaves to
 * the interpreter is not completed by the TB; what the interpreter completes
 * (one such instruction, or a straight run of code that has no TB yet) is
 * counted in the record of just that.
 */
#include <string.h>

#include "engine/plugin/plg.h"
#include "ppc/isa/isa.h"

enum { NO_CELL = 0xffffffffu };

static GHashTable *by_code;  /* EgTbInfo -> itself; under plg_lock */
static GPtrArray *by_number; /* in order of first translation */

static guint info_hash(gconstpointer p)
{
    const EgTbInfo *i = p;
    uint64_t h = (i->addr ^ (uint64_t)i->module << 40) * 0x9e3779b97f4a7c15ull;
    for (uint32_t k = 0; k < i->ninsns; k++)
        h = (h ^ i->words[k]) * 0x100000001b3ull;
    return (guint)(h >> 32);
}

static gboolean info_equal(gconstpointer a, gconstpointer b)
{
    const EgTbInfo *x = a, *y = b;
    return x->addr == y->addr && x->ninsns == y->ninsns && x->module == y->module &&
           memcmp(x->words, y->words, x->ninsns * sizeof *x->words) == 0;
}

static EgTbInfo *new_record(const EgTbInfo *key, const uint16_t *ops)
{
    EgTbInfo *i = g_new0(EgTbInfo, 1);
    i->addr = key->addr;
    i->ninsns = key->ninsns;
    i->words = g_memdup2(key->words, key->ninsns * sizeof *key->words);
    i->ops = g_new(uint16_t, key->ninsns);
    for (uint32_t k = 0; k < key->ninsns; k++)
        i->ops[k] = ops ? ops[k] : (uint16_t)ppc_decode(key->words[k]);
    i->module = key->module;
    i->cell = NO_CELL;
    i->number = by_number->len;
    g_ptr_array_add(by_number, i);
    g_hash_table_add(by_code, i);
    return i;
}

/* The record of the code, made when there is none. ops: NULL = not decoded yet. */
static EgTbInfo *find_record(uint64_t addr, uint32_t ninsns, uint64_t *words, const uint16_t *ops)
{
    EgTbInfo key = {.addr = addr, .ninsns = ninsns, .words = words, .module = plg_module_of(addr)};
    pthread_mutex_lock(&plg_lock);
    if (!by_code) {
        by_code = g_hash_table_new(info_hash, info_equal);
        by_number = g_ptr_array_new();
    }
    EgTbInfo *i = g_hash_table_lookup(by_code, &key);
    if (!i)
        i = new_record(&key, ops);
    pthread_mutex_unlock(&plg_lock);
    return i;
}

EgTbInfo *plg_record(const IrUnit *u)
{
    uint64_t words[u->ninsns ? u->ninsns : 1];
    uint16_t ops[u->ninsns ? u->ninsns : 1];
    for (uint32_t k = 0; k < u->ninsns; k++) {
        words[k] = u->insns[k].word;
        ops[k] = u->insns[k].id;
    }
    EgTbInfo *i = find_record(u->pc, u->ninsns, words, ops);
    if (plg_want_counts && i->cell == NO_CELL) /* translation is serial: nobody else gives it one */
        __atomic_store_n(&i->cell, plg_cell_new(), __ATOMIC_RELEASE);
    return i;
}

EgTbInfo *plg_record_run(uint64_t pc, uint64_t *words, uint32_t n)
{
    EgTbInfo *i = find_record(pc, n, words, NULL);
    __atomic_fetch_add(&i->interpreted, 1, __ATOMIC_RELAXED);
    return i;
}

EgTbInfo *plg_record_by_number(uint32_t number)
{
    pthread_mutex_lock(&plg_lock);
    EgTbInfo *i = by_number && number < by_number->len ? by_number->pdata[number] : NULL;
    pthread_mutex_unlock(&plg_lock);
    return i;
}

/* The counter of exits after k instructions; k < ninsns. */
uint32_t plg_left_cell(EgTbInfo *i, unsigned k)
{
    if (!i->left_cells) {
        uint32_t *cells = g_new(uint32_t, i->ninsns);
        memset(cells, 0xff, i->ninsns * sizeof *cells);
        __atomic_store_n(&i->left_cells, cells, __ATOMIC_RELEASE);
    }
    if (i->left_cells[k] == NO_CELL)
        __atomic_store_n(&i->left_cells[k], plg_cell_new(), __ATOMIC_RELEASE);
    return i->left_cells[k];
}

void plg_record_fault(EgTbInfo *i, unsigned insn)
{
    if (insn >= i->ninsns)
        return;
    pthread_mutex_lock(&plg_lock);
    if (!i->left_faults)
        __atomic_store_n(&i->left_faults, g_new0(uint64_t, i->ninsns), __ATOMIC_RELEASE);
    pthread_mutex_unlock(&plg_lock);
    __atomic_fetch_add(&i->left_faults[insn], 1, __ATOMIC_RELAXED);
}

/* In a forked child. */
void plg_record_reset_counts(void)
{
    for (unsigned n = 0; by_number && n < by_number->len; n++) {
        EgTbInfo *i = by_number->pdata[n];
        if (i->left_faults)
            memset(i->left_faults, 0, i->ninsns * sizeof *i->left_faults);
        i->interpreted = 0;
        plg_edges_reset(i);
        i->entered = false;
    }
}

/* ---------------------------------------------------------------- the API's side of it */

uint64_t eg_info_addr(const EgTbInfo *i)
{
    return i->addr;
}
uint32_t eg_info_ninsns(const EgTbInfo *i)
{
    return i->ninsns;
}
uint32_t eg_info_module(const EgTbInfo *i)
{
    return i->module;
}
uint32_t eg_info_number(const EgTbInfo *i)
{
    return i->number;
}

bool eg_info_insn(const EgTbInfo *i, uint32_t n, EgInsn *out)
{
    if (n >= i->ninsns)
        return false;
    uint64_t addr = i->addr;
    for (uint32_t k = 0; k < n; k++)
        addr += ppc_word_bytes(i->words[k]);
    plg_insn_fill(out, addr, i->words[n], i->ops[n]);
    return true;
}

uint64_t plg_record_entries(const EgTbInfo *i)
{
    uint32_t cell = __atomic_load_n(&i->cell, __ATOMIC_ACQUIRE);
    return cell == NO_CELL ? 0 : plg_cell_sum(cell);
}

uint64_t eg_info_count(const EgTbInfo *i)
{
    if (plg_want_tbs == PLG_WANT_ONCE)
        return __atomic_load_n(&i->max_done, __ATOMIC_RELAXED) || i->interpreted;
    uint32_t cell = __atomic_load_n(&i->cell, __ATOMIC_ACQUIRE);
    uint64_t n = __atomic_load_n(&i->interpreted, __ATOMIC_RELAXED);
    return cell == NO_CELL ? n : n + plg_cell_sum(cell);
}

uint64_t eg_info_insn_count(const EgTbInfo *i, uint32_t n)
{
    if (plg_want_tbs == PLG_WANT_ONCE)
        return n < __atomic_load_n(&i->max_done, __ATOMIC_RELAXED) || i->interpreted;
    uint64_t count = eg_info_count(i);
    const uint32_t *cells = __atomic_load_n(&i->left_cells, __ATOMIC_ACQUIRE);
    const uint64_t *faults = __atomic_load_n(&i->left_faults, __ATOMIC_ACQUIRE);
    for (uint32_t k = 0; (cells || faults) && k <= n && k < i->ninsns; k++) {
        if (cells && cells[k] != NO_CELL)
            count -= plg_cell_sum(cells[k]);
        if (faults)
            count -= faults[k];
    }
    return count;
}

uint64_t eg_info_note(EgPlugin *p, const EgTbInfo *i, uint32_t n, const char *plugin)
{
    if (!plugin)
        return plg_note(i, p->index - 1u, n);
    for (unsigned k = 0; k < plg_count(); k++)
        if (strcmp(plg_desc(k)->name, plugin) == 0)
            return plg_note(i, k, n);
    return 0;
}

void eg_each_info(EgPlugin *p, EgInfoFn fn, void *user)
{
    for (uint32_t n = 0;; n++) {
        EgTbInfo *i = plg_record_by_number(n);
        if (!i)
            return;
        if (!p->control || plg_filtered_in(p, i->addr))
            fn(i, user);
    }
}
