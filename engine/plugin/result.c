/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins' tables and rows in the results file, and what the API tells of instructions. */
#include <stdarg.h>
#include <string.h>

#include "engine/exec/exec.h"
#include "engine/mem/mem.h"
#include "engine/plugin/plg.h"
#include "engine/plugin/ring.h"
#include "ppc/isa/isa.h"

enum { FLUSH_MS = 250 };

_Static_assert((int)EG_KEY == TRC_KEY && (int)EG_PC == TRC_PC && (int)EG_MODULE == TRC_MODULE,
               "column flags are the tracer's");

static TrcType col_type(EgColType t)
{
    return t == EG_COL_F64 ? TRC_F64 : t == EG_COL_TEXT ? TRC_TEXT : TRC_I64;
}

static bool declare_table(EgPlugin *p, unsigned n, const EgTable *t, Err *err)
{
    TrcCol cols[TRC_MAX_COLS];
    TrcTableDesc d = {.name = t->name, .help = t->help, .store = TRC_STORE_ROWS, .cols = cols};
    for (const EgCol *c = t->cols; c->name; c++) {
        if (d.ncols == TRC_MAX_COLS)
            return err_set(err, "plugin %s: table %s has more than %d columns", p->d->name, t->name, TRC_MAX_COLS);
        cols[d.ncols++] = (TrcCol){c->name, col_type(c->type), c->flags, c->help};
    }
    p->trc_tables[n] = trc_table_declare(plg_trc, p->trc_plugin, &d, err);
    return p->trc_tables[n] != 0;
}

static bool declare_plugin(EgPlugin *p, Err *err)
{
    TrcPlugin t = {p->d->name, p->d->version, p->path, p->options};
    p->trc_plugin = trc_plugin(plg_trc, &t, err);
    if (!p->trc_plugin)
        return false;
    unsigned n = 0;
    while (p->d->tables && p->d->tables[n].name)
        n++;
    p->trc_tables = g_new0(int, n + 1);
    p->ntables = (int)n;
    for (unsigned i = 0; i < n; i++)
        if (!declare_table(p, i, &p->d->tables[i], err))
            return false;
    return true;
}

/* The tick's thread and the one that ends the process may both come here; hooks run on one thread at a time. */
static pthread_mutex_t flush_lock = PTHREAD_MUTEX_INITIALIZER;

void plg_flush(void)
{
    if (!plg_trc)
        return;
    pthread_mutex_lock(&flush_lock);
    PLG_EACH(PLG_ON_FLUSH, h)((EgFn)h->fn)(h->p, h->user);
    for (unsigned i = 0; i < plg_count(); i++) {
        EgPlugin *p = plg_list->pdata[i];
        TrcCost cost = p->cost;
        cost.events += plg_cell_sum(p->event_cell);
        trc_plugin_cost(plg_trc, p->trc_plugin, &cost);
    }
    pthread_mutex_unlock(&flush_lock);
}

static bool ticked;

static void tick(void *arg)
{
    (void)arg;
    __atomic_store_n(&ticked, true, __ATOMIC_RELAXED);
    exec_settle();
    plg_flush();
    plg_ring_flush(false, false);
}

void plg_results_settle(void)
{
    if (!plg_trc)
        return;
    trc_tick(plg_trc, NULL, NULL, 0);
    if (__atomic_load_n(&ticked, __ATOMIC_RELAXED))
        trc_flush(plg_trc);
}

bool plg_results_start(Trc *trc, Err *err)
{
    plg_trc = trc;
    if (!trc)
        return true;
    for (unsigned i = 0; i < plg_count(); i++)
        if (!declare_plugin(plg_list->pdata[i], err))
            return false;
    if (plg_active())
        trc_tick(trc, tick, NULL, FLUSH_MS);
    return true;
}

bool eg_has_results(EgPlugin *p)
{
    (void)p;
    return plg_trc != NULL;
}

void eg_row(EgPlugin *p, int table, ...)
{
    TrcVal vals[TRC_MAX_COLS];
    int n = 0;
    va_list ap;
    if (!plg_trc)
        return;
    if (table < 0 || table >= p->ntables)
        plg_misuse(p, "eg_row", "there is no table %d", table);
    const EgCol *c = p->d->tables[table].cols;
    va_start(ap, table);
    for (; c->name; c++, n++)
        switch (c->type) {
        case EG_COL_F64: vals[n] = trc_f64(va_arg(ap, double)); break;
        case EG_COL_TEXT: vals[n] = trc_text(va_arg(ap, const char *)); break;
        default: vals[n] = trc_i64(va_arg(ap, int64_t)); break;
        }
    va_end(ap);
    trc_row(plg_trc, p->trc_tables[table], vals, n);
}

/* "add{o}{.}" without its forms; interned, so that the pointer may be kept. */
static const char *base_mnemonic(PpcOp op)
{
    static const char *cache[PPC_OP_COUNT];
    const char *m = __atomic_load_n(&cache[op], __ATOMIC_ACQUIRE);
    if (!m) {
        const char *full = ppc_row(op)->mnemonic;
        char *s = g_strndup(full, strcspn(full, "{"));
        m = g_intern_string(s);
        g_free(s);
        __atomic_store_n(&cache[op], m, __ATOMIC_RELEASE);
    }
    return m;
}

_Static_assert((int)EG_CLASS_INT == PPC_CLASS_INT && (int)EG_CLASS_SYS == PPC_CLASS_SYS &&
                   (int)EG_CLASS_FP == PPC_CLASS_FPU && (int)EG_CLASS_TRAP == PPC_CLASS_TRAP &&
                   (int)EG_CLASS_STORE == PPC_CLASS_STORE,
               "classes are the table's");

/* Fields past the caller's struct_size (an older plugin's struct) are left alone. */
void plg_insn_fill(EgInsn *out, uint64_t addr, uint64_t word, uint32_t op)
{
    const PpcRow *row = ppc_row((PpcOp)op);
    EgInsn full = {
        .addr = addr,
        .word = (uint32_t)word,
        .prefix = (uint32_t)(word >> 32),
        .op = op,
        .klass = row->cls & (EG_CLASS_SYS * 2u - 1),
        .mnemonic = op == PPC_INVALID ? "(invalid)" : base_mnemonic((PpcOp)op),
        .class_name = op == PPC_INVALID ? "invalid" : ppc_class_name(row->primary),
    };
    size_t n = out->struct_size && out->struct_size < sizeof full ? out->struct_size : sizeof full;
    full.struct_size = n;
    memcpy(out, &full, n);
}

uint64_t plg_insn_word(const EgInsn *in)
{
    bool has = !in->struct_size || in->struct_size >= offsetof(EgInsn, prefix) + sizeof in->prefix;
    return (has ? (uint64_t)in->prefix << 32 : 0) | in->word;
}

bool eg_read_guest(uint64_t addr, void *out, size_t nbytes)
{
    if (!mem_ok(addr, nbytes, MEM_R))
        return false;
    memcpy(out, mem_g2h(addr), nbytes);
    return true;
}
