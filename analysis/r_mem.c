/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Report of memtrace: which lines of code access memory, and which pages and
 * cache lines of data are accessed. One pass over the trace, which is long, and
 * of which no row is kept: memory is by instruction, by cache line, and by pair
 * of the two. (SQL would sort the trace, for each table anew.)
 */
#include <string.h>

#include "analysis/report.h"
#include "tracer/place.h"

enum { LINE_SHIFT = 6, PAGE_SHIFT = 12, KEPT = 1000 };

/* Numbers 0, 1, 2, ... for different keys. Open addressing. */
typedef struct Map {
    uint64_t *key;
    uint32_t *num; /* + 1, 0 = free */
    uint32_t n, cap;
} Map;

typedef struct Insn {
    int64_t run, pc, loads, stores, nbytes;
} Insn;

typedef struct Data { /* a cache line, or a page */
    uint64_t addr;
    int64_t loads, stores, nlines, ninsns, nthreads;
    uint64_t last_insn, last_thread; /* these are among the pairs; + 1 */
} Data;

typedef struct Trace {
    Map pcs, lines;
    Map insn_pairs, thread_pairs; /* keys: number of the line, number of the pc or of the thread */
    GArray *insns, *data;         /* Insn; Data by number of the line */
    GArray *insn_of;              /* guint: pc's number -> the present run's insn + 1 */
    int64_t run;                  /* the present one */
} Trace;

typedef struct Place { /* a line of code */
    char *function, *file;
    int64_t line, loads, stores, nbytes;
} Place;

static uint32_t slot_of(const Map *m, uint64_t key)
{
    uint32_t i = (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (m->cap - 1);
    while (m->num[i] && m->key[i] != key)
        i = (i + 1) & (m->cap - 1);
    return i;
}

static void map_grow(Map *m)
{
    Map old = *m;
    m->cap = old.cap ? old.cap * 2 : 1024;
    m->key = g_new(uint64_t, m->cap);
    m->num = g_new0(uint32_t, m->cap);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.num[i]) {
            uint32_t to = slot_of(m, old.key[i]);
            m->key[to] = old.key[i];
            m->num[to] = old.num[i];
        }
    g_free(old.key);
    g_free(old.num);
}

/* Number of key; *made when it is a new one. */
static uint32_t map_number(Map *m, uint64_t key, bool *made)
{
    if ((uint64_t)m->n * 3 >= (uint64_t)m->cap * 2)
        map_grow(m);
    uint32_t i = slot_of(m, key);
    *made = m->num[i] == 0;
    if (*made) {
        m->key[i] = key;
        m->num[i] = ++m->n;
    }
    return m->num[i] - 1;
}

static void map_free(Map *m)
{
    g_free(m->key);
    g_free(m->num);
}

/* ------------------------------------------------------------ the pass */

static Insn *insn_at(Trace *t, int64_t run, uint32_t pc_number, int64_t pc)
{
    if (run != t->run) { /* the table gives its rows by run */
        t->run = run;
        g_array_set_size(t->insn_of, 0);
    }
    if (pc_number >= t->insn_of->len)
        g_array_set_size(t->insn_of, pc_number + 1); /* zeros */
    guint *i = &g_array_index(t->insn_of, guint, pc_number);
    if (*i == 0) {
        const Insn in = {.run = run, .pc = pc};
        g_array_append_val(t->insns, in);
        *i = t->insns->len;
    }
    return &g_array_index(t->insns, Insn, *i - 1);
}

static void note_pair(Map *pairs, uint32_t line, uint32_t other, uint64_t *last, int64_t *count)
{
    bool made = false;
    if (*last == (uint64_t)other + 1)
        return;
    *last = (uint64_t)other + 1;
    map_number(pairs, (uint64_t)line << 32 | other, &made);
    *count += made;
}

/* The aggregate function that takes the rows: run, thread, pc, addr, store, nbytes. Several times faster than to fetch
 * them, for which SQLite locks the connection at each column. */
static void note_access(sqlite3_context *c, int n, sqlite3_value **v)
{
    Trace *t = sqlite3_user_data(c);
    int64_t run = sqlite3_value_int64(v[0]), pc = sqlite3_value_int64(v[2]), store = sqlite3_value_int64(v[4]);
    uint64_t addr = (uint64_t)sqlite3_value_int64(v[3]) >> LINE_SHIFT;
    bool made;
    uint32_t pc_number = map_number(&t->pcs, (uint64_t)pc, &made), line = map_number(&t->lines, addr, &made);
    (void)n;
    if (made) {
        const Data d = {.addr = addr << LINE_SHIFT, .nlines = 1};
        g_array_append_val(t->data, d);
    }
    Insn *in = insn_at(t, run, pc_number, pc);
    Data *d = &g_array_index(t->data, Data, line);
    *(store ? &in->stores : &in->loads) += 1;
    *(store ? &d->stores : &d->loads) += 1;
    in->nbytes += sqlite3_value_int64(v[5]);
    note_pair(&t->insn_pairs, line, pc_number, &d->last_insn, &d->ninsns);
    note_pair(&t->thread_pairs, line, (uint32_t)sqlite3_value_int64(v[1]), &d->last_thread, &d->nthreads);
}

static void no_result(sqlite3_context *c)
{
    (void)c;
}

static bool read_trace(Trace *t, const AnaDb *db, const char *table, int64_t run, Err *err)
{
    if (sqlite3_create_function(db->sql, "note_access", 6, SQLITE_UTF8 | SQLITE_DIRECTONLY, t, NULL, note_access,
                                no_result) != SQLITE_OK)
        return ana_db_err(db, err);
    char *sql = g_strdup_printf("SELECT note_access(run, thread, pc, addr, store, nbytes) FROM %s%s", table,
                                run ? " WHERE run = ?1" : "");
    sqlite3_stmt *st = ana_db_prepare(db, sql, err);
    if (st && run)
        sqlite3_bind_int64(st, 1, run);
    while (st && ana_db_step(db, st, err))
        ;
    sqlite3_finalize(st);
    g_free(sql);
    sqlite3_create_function(db->sql, "note_access", 6, SQLITE_UTF8, NULL, NULL, NULL, NULL);
    return !err->text[0];
}

/* ------------------------------------------------------------ code */

static guint place_hash(gconstpointer p)
{
    const Place *x = p;
    return (x->function ? g_str_hash(x->function) : 0) ^ (x->file ? g_str_hash(x->file) : 0) ^ (guint)x->line * 31;
}

static gboolean place_equal(gconstpointer a, gconstpointer b)
{
    const Place *x = a, *y = b;
    return x->line == y->line && g_strcmp0(x->function, y->function) == 0 && g_strcmp0(x->file, y->file) == 0;
}

static void place_free(gpointer p)
{
    Place *x = p;
    g_free(x->function);
    g_free(x->file);
    g_free(x);
}

static int by_accesses(gconstpointer a, gconstpointer b)
{
    const Place *x = *(Place *const *)a, *y = *(Place *const *)b;
    int64_t n = x->loads + x->stores, m = y->loads + y->stores;
    int c = n != m ? (n < m ? 1 : -1) : g_strcmp0(x->function, y->function);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

/* Gives function, file and line of pc ?2 in run ?1. */
static sqlite3_stmt *place_query(const AnaDb *db, Err *err)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendall(s, "WITH a(run, pc) AS (SELECT ?1, ?2) SELECT " PLACE_COLUMNS " FROM a t\n");
    place_joins(s, "", NULL, "pc");
    char *sql = sqlite3_str_finish(s);
    sqlite3_stmt *st = ana_db_prepare(db, sql, err);
    sqlite3_free(sql);
    return st;
}

static Place *place_of(GHashTable *all, sqlite3_stmt *st, const Insn *in)
{
    sqlite3_reset(st);
    sqlite3_bind_int64(st, 1, in->run);
    sqlite3_bind_int64(st, 2, in->pc);
    bool found = sqlite3_step(st) == SQLITE_ROW;
    const Place key = {.function = found ? (char *)sqlite3_column_text(st, 1) : NULL,
                       .file = found ? (char *)sqlite3_column_text(st, 2) : NULL,
                       .line = found ? sqlite3_column_int64(st, 3) : 0};
    Place *p = g_hash_table_lookup(all, &key);
    if (!p) {
        p = g_new0(Place, 1);
        *p = (Place){.function = g_strdup(key.function), .file = g_strdup(key.file), .line = key.line};
        g_hash_table_add(all, p);
    }
    return p;
}

static bool add_code(AnaReport *r, const AnaDb *db, const Trace *t, Err *err)
{
    static const AnaColumn cols[] = {{"function", "Function", ANA_TEXT}, {"file", "File", ANA_TEXT},
                                     {"line", "Line", ANA_INT},          {"loads", "Loads", ANA_INT},
                                     {"stores", "Stores", ANA_INT},      {"nbytes", "Bytes", ANA_INT}};
    sqlite3_stmt *st = place_query(db, err);
    if (!st)
        return false;
    GHashTable *all = g_hash_table_new_full(place_hash, place_equal, place_free, NULL);
    for (unsigned i = 0; i < t->insns->len; i++) {
        const Insn *in = &g_array_index(t->insns, Insn, i);
        Place *p = place_of(all, st, in);
        p->loads += in->loads;
        p->stores += in->stores;
        p->nbytes += in->nbytes;
    }
    sqlite3_finalize(st);
    GPtrArray *list = g_ptr_array_new();
    GHashTableIter it;
    gpointer key;
    g_hash_table_iter_init(&it, all);
    while (g_hash_table_iter_next(&it, &key, NULL))
        g_ptr_array_add(list, key);
    g_ptr_array_sort(list, by_accesses);
    AnaTable *out = ana_report_table(r, "code", "Lines by accesses", cols, G_N_ELEMENTS(cols));
    for (unsigned i = 0; i < list->len; i++) {
        const Place *p = list->pdata[i];
        ana_cell_text(out, p->function);
        ana_cell_text(out, p->file);
        ana_cell_int(out, p->line);
        ana_cell_int(out, p->loads);
        ana_cell_int(out, p->stores);
        ana_cell_int(out, p->nbytes);
    }
    g_ptr_array_free(list, TRUE);
    g_hash_table_destroy(all);
    return true;
}

/* ------------------------------------------------------------ data */

static int by_data_accesses(gconstpointer a, gconstpointer b)
{
    const Data *x = a, *y = b;
    int64_t n = x->loads + x->stores, m = y->loads + y->stores;
    return n != m ? (n < m ? 1 : -1) : (x->addr > y->addr) - (x->addr < y->addr);
}

/* How many different others each page has: column is ninsns or nthreads of it. */
static void count_pairs(GArray *pages, const uint32_t *page_of, const Map *pairs, size_t column)
{
    Map seen = {0};
    for (uint32_t i = 0; i < pairs->cap; i++) {
        bool made = false;
        if (!pairs->num[i])
            continue;
        uint32_t page = page_of[pairs->key[i] >> 32];
        map_number(&seen, (uint64_t)page << 32 | (uint32_t)pairs->key[i], &made);
        *(int64_t *)((char *)&g_array_index(pages, Data, page) + column) += made;
    }
    map_free(&seen);
}

static GArray *pages_of(const Trace *t)
{
    GArray *pages = g_array_new(FALSE, FALSE, sizeof(Data));
    uint32_t *page_of = g_new(uint32_t, t->data->len + 1);
    Map numbers = {0};
    for (unsigned i = 0; i < t->data->len; i++) {
        const Data *d = &g_array_index(t->data, Data, i);
        bool made;
        page_of[i] = map_number(&numbers, d->addr >> PAGE_SHIFT, &made);
        if (made) {
            const Data page = {.addr = d->addr >> PAGE_SHIFT << PAGE_SHIFT};
            g_array_append_val(pages, page);
        }
        Data *page = &g_array_index(pages, Data, page_of[i]);
        page->loads += d->loads;
        page->stores += d->stores;
        page->nlines++;
    }
    count_pairs(pages, page_of, &t->insn_pairs, offsetof(Data, ninsns));
    count_pairs(pages, page_of, &t->thread_pairs, offsetof(Data, nthreads));
    map_free(&numbers);
    g_free(page_of);
    return pages;
}

/* Sorts list. nlines: with that column. */
static void add_data(AnaTable *t, GArray *list, bool nlines, unsigned kept)
{
    g_array_sort(list, by_data_accesses);
    for (unsigned i = 0; i < list->len && i < kept; i++) {
        const Data *d = &g_array_index(list, Data, i);
        ana_cell_int(t, (int64_t)d->addr);
        ana_cell_int(t, d->loads);
        ana_cell_int(t, d->stores);
        if (nlines)
            ana_cell_int(t, d->nlines);
        ana_cell_int(t, d->ninsns);
        ana_cell_int(t, d->nthreads);
    }
}

static void add_pages_and_lines(AnaReport *r, Trace *t)
{
    static const AnaColumn page_cols[] = {{"page", "Page", ANA_HEX},          {"loads", "Loads", ANA_INT},
                                          {"stores", "Stores", ANA_INT},      {"lines", "Lines touched", ANA_INT},
                                          {"insns", "Instructions", ANA_INT}, {"threads", "Threads", ANA_INT}};
    static const AnaColumn line_cols[] = {{"line_addr", "Line", ANA_HEX},
                                          {"loads", "Loads", ANA_INT},
                                          {"stores", "Stores", ANA_INT},
                                          {"insns", "Instructions", ANA_INT},
                                          {"threads", "Threads", ANA_INT}};
    GArray *pages = pages_of(t);
    add_data(ana_report_table(r, "pages", "Pages of data by accesses", page_cols, G_N_ELEMENTS(page_cols)), pages, true,
             G_MAXUINT);
    add_data(ana_report_table(r, "lines", "Cache lines (64 bytes) by accesses", line_cols, G_N_ELEMENTS(line_cols)),
             t->data, false, KEPT);
    g_array_free(pages, TRUE);
}

AnaReport *ana_report_memtrace(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    const char *table = ana_db_has_columns(db, "memtrace", "run") ? "memtrace" : "memtrace_values";
    if (!ana_db_has_columns(db, table, "run")) {
        err_set(err, "%s has no table 'memtrace': run the program with -p memtrace", db->path);
        return NULL;
    }
    AnaReport *r = ana_report_new("memtrace", "Memory accesses", db, o);
    Trace t = {.insns = g_array_new(FALSE, FALSE, sizeof(Insn)),
               .data = g_array_new(FALSE, FALSE, sizeof(Data)),
               .insn_of = g_array_new(FALSE, TRUE, sizeof(guint))};
    bool ok = ana_report_runs(r, db, o->model.run, err) && read_trace(&t, db, table, o->model.run, err) &&
              add_code(r, db, &t, err);
    if (ok)
        add_pages_and_lines(r, &t);
    map_free(&t.pcs);
    map_free(&t.lines);
    map_free(&t.insn_pairs);
    map_free(&t.thread_pairs);
    g_array_free(t.insns, TRUE);
    g_array_free(t.data, TRUE);
    g_array_free(t.insn_of, TRUE);
    if (ok)
        return r;
    ana_report_free(r);
    return NULL;
}
