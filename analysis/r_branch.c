/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Report of branchtrace: which branches ran most, how often they were taken, how
 * well their way could be foretold, and where indirect ones went. One pass over
 * the trace, which is long: memory is by branch and target, not by record.
 *
 * Foretold by two bits for each branch (bimodal, without aliasing), indirect
 * ones by their last target. Entropy is that of the branch's outcomes taken by
 * themselves, in hundredths of a bit: 0 = always the same.
 */
#include <math.h>
#include <string.h>

#include "analysis/report.h"

enum { KEPT = 1000, TARGETS = 5 }; /* branches in the report; targets named for one */

typedef struct Branch {
    uint64_t addr;
    int64_t run, total, taken, wrong;
    unsigned state; /* 0..3: 2 and 3 foretell taken */
    bool indirect;
    uint64_t last;       /* target */
    GHashTable *targets; /* addr -> times; of indirect ones */
} Branch;

typedef struct Thread { /* how its last record ended */
    int64_t run, thread;
    Branch *pending; /* an indirect branch whose target is the next record */
} Thread;

static guint branch_hash(gconstpointer p)
{
    const Branch *b = p;
    return (guint)(b->addr * 0x9e3779b1u >> 2 ^ (guint)b->run);
}

static gboolean branch_equal(gconstpointer a, gconstpointer b)
{
    const Branch *x = a, *y = b;
    return x->addr == y->addr && x->run == y->run;
}

static void free_branch(gpointer p)
{
    Branch *b = p;
    if (b->targets)
        g_hash_table_destroy(b->targets);
    g_free(b);
}

static Branch *branch_at(GHashTable *all, int64_t run, uint64_t addr)
{
    const Branch key = {.addr = addr, .run = run};
    Branch *b = g_hash_table_lookup(all, &key);
    if (!b) {
        b = g_memdup2(&key, sizeof key);
        b->state = 1;
        g_hash_table_add(all, b);
    }
    return b;
}

static Thread *thread_of(GArray *threads, int64_t run, int64_t number)
{
    for (unsigned i = threads->len; i-- > 0;) {
        Thread *t = &g_array_index(threads, Thread, i);
        if (t->run == run && t->thread == number)
            return t;
    }
    const Thread t = {.run = run, .thread = number};
    g_array_append_val(threads, t);
    return &g_array_index(threads, Thread, threads->len - 1);
}

static void conditional(Branch *b, bool taken)
{
    b->total++;
    b->taken += taken;
    b->wrong += (b->state >= 2) != taken;
    b->state = taken ? MIN(b->state + 1, 3) : b->state ? b->state - 1 : 0;
}

static void went_to(Branch *b, uint64_t target)
{
    if (!b->targets)
        b->targets = g_hash_table_new(NULL, NULL);
    gpointer key = (gpointer)(uintptr_t)target;
    g_hash_table_insert(b->targets, key, GSIZE_TO_POINTER(GPOINTER_TO_SIZE(g_hash_table_lookup(b->targets, key)) + 1));
    b->wrong += b->last != target;
    b->last = target;
}

static bool read_trace(const AnaDb *db, int64_t run, GHashTable *all, Err *err)
{
    GArray *threads = g_array_new(FALSE, FALSE, sizeof(Thread));
    sqlite3_stmt *st =
        ana_db_prepare(db, "SELECT run, thread, pc, ninsns, how, last FROM branchtrace WHERE ?1 = 0 OR run = ?1", err);
    if (st)
        sqlite3_bind_int64(st, 1, run);
    while (st && ana_db_step(db, st, err)) {
        Thread *t = thread_of(threads, sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1));
        uint64_t pc = (uint64_t)sqlite3_column_int64(st, 2), n = (uint64_t)sqlite3_column_int64(st, 3);
        const char *how = (const char *)sqlite3_column_text(st, 4);
        if (t->pending)
            went_to(t->pending, pc);
        t->pending = NULL;
        if (n == 0 || strcmp(how, "jump") == 0 || strcmp(how, "end") == 0)
            continue;
        Branch *b = branch_at(all, t->run, (uint64_t)sqlite3_column_int64(st, 5));
        if (strcmp(how, "indirect") == 0) {
            b->indirect = true;
            b->total++;
            b->taken++;
            t->pending = b;
        } else {
            conditional(b, strcmp(how, "taken") == 0);
        }
    }
    sqlite3_finalize(st);
    g_array_free(threads, TRUE);
    return !err->text[0];
}

/* ---------------------------------------------------------------- what is said of them */

static double part_entropy(double n, double all)
{
    return n > 0 ? -n / all * log2(n / all) : 0;
}

static int64_t entropy100(const Branch *b)
{
    double h = part_entropy((double)b->taken, (double)b->total) +
               part_entropy((double)(b->total - b->taken), (double)b->total);
    GHashTableIter it;
    gpointer key, n;
    if (b->targets) {
        g_hash_table_iter_init(&it, b->targets);
        while (g_hash_table_iter_next(&it, &key, &n))
            h += part_entropy((double)GPOINTER_TO_SIZE(n), (double)b->total);
    }
    return (int64_t)(h * 100 + 0.5);
}

static int by_total(gconstpointer a, gconstpointer b)
{
    const Branch *x = *(Branch *const *)a, *y = *(Branch *const *)b;
    return x->total != y->total ? (x->total < y->total ? 1 : -1) : (x->addr > y->addr) - (x->addr < y->addr);
}

static void put_place(AnaTable *t, sqlite3_stmt *st, const Branch *b)
{
    sqlite3_reset(st);
    sqlite3_bind_int64(st, 1, b->run);
    sqlite3_bind_int64(st, 2, (int64_t)b->addr);
    bool found = sqlite3_step(st) == SQLITE_ROW;
    ana_cell_int(t, (int64_t)b->addr);
    ana_cell_text(t, found ? (const char *)sqlite3_column_text(st, 0) : NULL);
    ana_cell_text(t, found ? (const char *)sqlite3_column_text(st, 1) : NULL);
    ana_cell_int(t, found ? sqlite3_column_int64(st, 2) : 0);
}

static int by_times(gconstpointer a, gconstpointer b, gpointer user)
{
    GHashTable *h = user;
    gpointer x = *(gpointer const *)a, y = *(gpointer const *)b;
    size_t n = GPOINTER_TO_SIZE(g_hash_table_lookup(h, x)), m = GPOINTER_TO_SIZE(g_hash_table_lookup(h, y));
    return n != m ? (n < m ? 1 : -1) : (x > y) - (x < y);
}

/* The commonest targets: "0x10000400 80, 0x10000500 20". */
static void put_targets(AnaTable *t, const Branch *b)
{
    GPtrArray *list = g_ptr_array_new();
    GString *s = g_string_new(NULL);
    GHashTableIter it;
    gpointer key;
    if (b->targets) {
        g_hash_table_iter_init(&it, b->targets);
        while (g_hash_table_iter_next(&it, &key, NULL))
            g_ptr_array_add(list, key);
        g_ptr_array_sort_with_data(list, by_times, b->targets);
    }
    for (unsigned i = 0; i < list->len && i < TARGETS; i++)
        g_string_append_printf(s, "%s%#llx %zu", i ? ", " : "", (unsigned long long)(uintptr_t)list->pdata[i],
                               GPOINTER_TO_SIZE(g_hash_table_lookup(b->targets, list->pdata[i])));
    ana_cell_int(t, list->len);
    ana_cell_text(t, s->str);
    g_string_free(s, TRUE);
    g_ptr_array_free(list, TRUE);
}

#define PLACE                                                                                                          \
    {"pc", "Address", ANA_HEX}, {"function", "Function", ANA_TEXT}, {"file", "File", ANA_TEXT},                        \
    {                                                                                                                  \
        "line", "Line", ANA_INT                                                                                        \
    }

static void add_branches(AnaReport *r, const GPtrArray *list, sqlite3_stmt *where, bool indirect)
{
    static const AnaColumn direct_cols[] = {PLACE,
                                            {"executed", "Executed", ANA_INT},
                                            {"taken", "Taken", ANA_INT},
                                            {"ratio", "Taken %", ANA_PERCENT},
                                            {"mispredicted", "Mispredicted", ANA_INT},
                                            {"wrong", "Mispredicted %", ANA_PERCENT},
                                            {"entropy", "Entropy 1/100 bit", ANA_INT}};
    static const AnaColumn indirect_cols[] = {PLACE,
                                              {"executed", "Executed", ANA_INT},
                                              {"mispredicted", "Other than the last", ANA_INT},
                                              {"entropy", "Entropy 1/100 bit", ANA_INT},
                                              {"targets", "Targets", ANA_INT},
                                              {"most", "Commonest", ANA_TEXT}};
    AnaTable *t = indirect ? ana_report_table(r, "indirect", "Indirect branches by executions", indirect_cols, 9)
                           : ana_report_table(r, "branches", "Branches by executions", direct_cols, 10);
    unsigned n = 0;
    for (unsigned i = 0; i < list->len && n < KEPT; i++) {
        const Branch *b = list->pdata[i];
        if (b->indirect != indirect)
            continue;
        n++;
        put_place(t, where, b);
        ana_cell_int(t, b->total);
        if (!indirect) {
            ana_cell_int(t, b->taken);
            ana_cell_percent(t, b->taken, b->total);
        }
        ana_cell_int(t, b->wrong);
        if (!indirect)
            ana_cell_percent(t, b->wrong, b->total);
        ana_cell_int(t, entropy100(b));
        if (indirect)
            put_targets(t, b);
    }
}

AnaReport *ana_report_branchtrace(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    if (!ana_db_has_columns(db, "branchtrace_insn", "run")) {
        err_set(err, "%s has no table 'branchtrace': run the program with -p branchtrace", db->path);
        return NULL;
    }
    AnaReport *r = ana_report_new("branchtrace", "Branches", db, o);
    GHashTable *all = g_hash_table_new_full(branch_hash, branch_equal, free_branch, NULL);
    GPtrArray *list = g_ptr_array_new();
    GHashTableIter it;
    gpointer b;
    bool ok = ana_report_runs(r, db, o->model.run, err) && read_trace(db, o->model.run, all, err);
    sqlite3_stmt *where = ok ? ana_db_prepare(db,
                                              "SELECT function, source_file, source_line FROM v_branchtrace_insn "
                                              "WHERE run = ?1 AND addr = ?2",
                                              err)
                             : NULL;
    g_hash_table_iter_init(&it, all);
    while (g_hash_table_iter_next(&it, &b, NULL))
        g_ptr_array_add(list, b);
    g_ptr_array_sort(list, by_total);
    if (where) {
        add_branches(r, list, where, false);
        add_branches(r, list, where, true);
    }
    sqlite3_finalize(where);
    g_ptr_array_free(list, TRUE);
    g_hash_table_destroy(all);
    if (where)
        return r;
    ana_report_free(r);
    return NULL;
}
