/* SPDX-License-Identifier: Apache-2.0 */
/* See diff.h. Both sides are read into one table of entries by key; what is equal in both is left out of the reports.
 */
#include "analysis/diff.h"

#include <stdlib.h>
#include <string.h>

typedef struct Entry {
    char *what, *file; /* owned; file: NULL unknown */
    int line;
    int64_t n[2];  /* in a, in b */
    bool known[2]; /* is there such code at all in a, in b? */
} Entry;

typedef struct Entries {
    GHashTable *by_key;
    GPtrArray *list; /* Entry */
} Entries;

static void free_entry(void *p)
{
    Entry *e = p;
    g_free(e->what);
    g_free(e->file);
    g_free(e);
}

static Entries entries_new(void)
{
    return (Entries){g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     g_ptr_array_new_with_free_func(free_entry)};
}

static void entries_free(Entries *es)
{
    g_hash_table_destroy(es->by_key);
    g_ptr_array_free(es->list, TRUE);
}

static void add(Entries *es, int side, const char *what, const char *file, int line, const char *place, int64_t n)
{
    char *key = g_strdup_printf("%s\n%s\n%d", what, place, file && !*what ? line : 0);
    Entry *e = g_hash_table_lookup(es->by_key, key);
    if (!e) {
        e = g_new0(Entry, 1);
        *e = (Entry){.what = g_strdup(what), .file = g_strdup(file), .line = line};
        g_hash_table_insert(es->by_key, g_strdup(key), e);
        g_ptr_array_add(es->list, e);
    }
    g_free(key);
    e->known[side] = true;
    e->n[side] += n;
}

static const char *path_of(const AnaModel *m, int file)
{
    return file >= 0 ? ((AnaMFile *)g_ptr_array_index(m->files, file))->path : NULL;
}

static void add_functions(Entries *es, int side, const AnaModel *m)
{
    for (unsigned i = 0; i < m->funcs->len; i++) {
        const AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, i);
        const char *file = path_of(m, f->file);
        char *image = g_path_get_basename(((AnaMImage *)g_ptr_array_index(m->images, f->image))->path);
        add(es, side, f->name, file, f->line, file ? file : image, f->insns);
        g_free(image);
    }
}

/* insns: instructions of the line; else how often it ran. */
static void add_lines(Entries *es, int side, const AnaModel *m, bool insns)
{
    for (unsigned i = 0; i < m->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(m->files, i);
        for (unsigned k = 0; k < f->lines->len; k++) {
            const AnaMLine *l = &g_array_index(f->lines, AnaMLine, k);
            add(es, side, "", f->path, l->line, f->path, insns ? l->insns : l->count);
        }
    }
}

/* ------------------------------------------------------------ tables */

static int64_t change(const Entry *e)
{
    return e->n[1] - e->n[0];
}

static int by_change(const void *pa, const void *pb)
{
    const Entry *a = *(Entry *const *)pa, *b = *(Entry *const *)pb;
    int64_t x = llabs(change(a)), y = llabs(change(b));
    return x != y ? (x < y) - (x > y) : strcmp(a->what, b->what);
}

static int by_place(const void *pa, const void *pb)
{
    const Entry *a = *(Entry *const *)pa, *b = *(Entry *const *)pb;
    int c = g_strcmp0(a->file, b->file);
    return c ? c : a->line - b->line;
}

/* What has another number in b than in a. */
static void put_changes(AnaReport *r, const char *key, const char *title, const char *what, Entries *es)
{
    AnaColumn cols[] = {{"change", "Change", ANA_INT}, {"percent", "%", ANA_PERCENT}, {"a", "A", ANA_INT},
                        {"b", "B", ANA_INT},           {"what", what, ANA_TEXT},      {"file", "File", ANA_TEXT},
                        {"line", "Line", ANA_INT}};
    AnaColumn *kept = g_memdup2(cols, sizeof cols); /* a report's columns live with the program */
    AnaTable *t = ana_report_table(r, key, title, kept, G_N_ELEMENTS(cols));
    g_ptr_array_sort(es->list, by_change);
    for (unsigned i = 0; i < es->list->len; i++) {
        const Entry *e = g_ptr_array_index(es->list, i);
        if (!change(e))
            continue;
        ana_cell_int(t, change(e));
        ana_cell_percent(t, change(e), e->n[0]);
        ana_cell_int(t, e->n[0]);
        ana_cell_int(t, e->n[1]);
        ana_cell_text(t, e->what);
        ana_cell_text(t, e->file);
        ana_cell_int(t, e->line);
    }
}

/* What ran on this side only. */
static void put_only(AnaReport *r, const char *key, const char *title, Entries *es, int side, bool lines)
{
    static const AnaColumn function_cols[] = {{"instructions", "Instructions", ANA_INT},
                                              {"function", "Function", ANA_TEXT},
                                              {"file", "File", ANA_TEXT},
                                              {"line", "Line", ANA_INT}};
    static const AnaColumn line_cols[] = {
        {"count", "Count", ANA_INT}, {"note", "", ANA_TEXT}, {"file", "File", ANA_TEXT}, {"line", "Line", ANA_INT}};
    const AnaColumn *cols = lines ? line_cols : function_cols;
    AnaTable *t = ana_report_table(r, key, title, cols, 4);
    g_ptr_array_sort(es->list, by_place);
    for (unsigned i = 0; i < es->list->len; i++) {
        const Entry *e = g_ptr_array_index(es->list, i);
        if (!e->n[side] || e->n[!side])
            continue;
        ana_cell_int(t, e->n[side]);
        ana_cell_text(t, e->known[!side] ? e->what : *e->what ? e->what : "(no such line there)");
        ana_cell_text(t, e->file);
        ana_cell_int(t, e->line);
    }
}

static void put_files(AnaReport *r, Entries *lines)
{
    static const AnaColumn cols[] = {{"file", "File", ANA_TEXT},
                                     {"a", "Lines run in A", ANA_INT},
                                     {"b", "in B", ANA_INT},
                                     {"only_a", "only in A", ANA_INT},
                                     {"only_b", "only in B", ANA_INT}};
    AnaTable *t = ana_report_table(r, "files", "Source files", cols, G_N_ELEMENTS(cols));
    g_ptr_array_sort(lines->list, by_place);
    for (unsigned i = 0, next; i < lines->list->len; i = next) {
        const char *file = ((Entry *)g_ptr_array_index(lines->list, i))->file;
        int64_t n[4] = {0};
        for (next = i; next < lines->list->len; next++) {
            const Entry *e = g_ptr_array_index(lines->list, next);
            if (g_strcmp0(e->file, file) != 0)
                break;
            n[0] += e->n[0] > 0;
            n[1] += e->n[1] > 0;
            n[2] += e->n[0] && !e->n[1];
            n[3] += e->n[1] && !e->n[0];
        }
        ana_cell_text(t, file);
        for (int k = 0; k < 4; k++)
            ana_cell_int(t, n[k]);
    }
}

/* ------------------------------------------------------------ reports */

static AnaReport *start(const char *kind, const char *title, const AnaDb *a, const AnaDb *b, const AnaReportOptions *o)
{
    AnaReport *r = ana_report_new(kind, title, a, o);
    ana_report_note(r, "A: %s", a->path);
    ana_report_note(r, "B: %s", b->path);
    return r;
}

static bool load_both(const AnaDb *a, const AnaDb *b, const AnaReportOptions *o, const char *const *tables, bool insns,
                      Entries *funcs, Entries *lines, Err *err)
{
    const AnaDb *db[2] = {a, b};
    for (int side = 0; side < 2; side++) {
        AnaModel *m = ana_model_load(db[side], &o->model, tables, err);
        if (!m)
            return false;
        add_functions(funcs, side, m);
        add_lines(lines, side, m, insns);
        ana_model_free(m);
    }
    return true;
}

AnaReport *ana_diff_coverage(const AnaDb *a, const AnaDb *b, const AnaReportOptions *o, Err *err)
{
    static const char *const tables[] = {"coverage_tb", "profile_tb", NULL};
    Entries funcs = entries_new(), lines = entries_new();
    AnaReport *r = NULL;
    if (load_both(a, b, o, tables, false, &funcs, &lines, err)) {
        r = start("coverage", "Coverage compared", a, b, o);
        put_files(r, &lines);
        put_only(r, "functions_only_a", "Functions that ran in A only", &funcs, 0, false);
        put_only(r, "functions_only_b", "Functions that ran in B only", &funcs, 1, false);
        put_only(r, "lines_only_a", "Lines that ran in A only", &lines, 0, true);
        put_only(r, "lines_only_b", "Lines that ran in B only", &lines, 1, true);
    }
    entries_free(&funcs);
    entries_free(&lines);
    return r;
}

AnaReport *ana_diff_profile(const AnaDb *a, const AnaDb *b, const AnaReportOptions *o, Err *err)
{
    static const char *const tables[] = {"profile_tb", "coverage_tb", NULL};
    Entries funcs = entries_new(), lines = entries_new(), all = entries_new();
    AnaReport *r = NULL;
    if (load_both(a, b, o, tables, true, &funcs, &lines, err)) {
        for (unsigned i = 0; i < funcs.list->len; i++) {
            const Entry *e = g_ptr_array_index(funcs.list, i);
            add(&all, 0, "all functions", NULL, 0, "", e->n[0]);
            add(&all, 1, "all functions", NULL, 0, "", e->n[1]);
        }
        r = start("profile", "Profiles compared, in executed instructions", a, b, o);
        put_changes(r, "total", "In all", "", &all);
        put_changes(r, "functions", "By function", "Function", &funcs);
        put_changes(r, "lines", "By line", "", &lines);
    }
    entries_free(&funcs);
    entries_free(&lines);
    entries_free(&all);
    return r;
}

AnaReport *ana_diff_opmix(const AnaDb *a, const AnaDb *b, const AnaReportOptions *o, Err *err)
{
    const AnaDb *db[2] = {a, b};
    Entries mix = entries_new();
    AnaReport *r = NULL;
    for (int side = 0; side < 2 && !err->text[0]; side++) {
        if (!ana_db_has_columns(db[side], "opmix", "run mnemonic count")) {
            err_set(err, "%s has no instruction mix: run the program with -p opmix", db[side]->path);
            break;
        }
        sqlite3_stmt *st = ana_db_prepare(
            db[side], "SELECT mnemonic, sum(count) FROM opmix WHERE ?1 = 0 OR run = ?1 GROUP BY mnemonic", err);
        if (st)
            sqlite3_bind_int64(st, 1, o->model.run);
        while (st && ana_db_step(db[side], st, err))
            add(&mix, side, (const char *)sqlite3_column_text(st, 0), NULL, 0, "", sqlite3_column_int64(st, 1));
        sqlite3_finalize(st);
    }
    if (!err->text[0]) {
        r = start("opmix", "Instruction mixes compared", a, b, o);
        put_changes(r, "mnemonics", "By mnemonic", "Mnemonic", &mix);
    }
    entries_free(&mix);
    return r;
}

static bool load_passes(const AnaDb *db, int side, const char *column, int64_t run, Entries *es, Err *err)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT name, avg(%s) FROM passes WHERE ?1 = 0 OR run = ?1 GROUP BY letter ORDER BY letter", column);
    sqlite3_stmt *st = ana_db_prepare(db, sql, err);
    if (st)
        sqlite3_bind_int64(st, 1, run);
    while (st && ana_db_step(db, st, err))
        add(es, side, (const char *)sqlite3_column_text(st, 0), NULL, 0, "", sqlite3_column_int64(st, 1));
    sqlite3_finalize(st);
    return !err->text[0];
}

AnaReport *ana_diff_passes(const AnaDb *a, const AnaDb *b, const AnaReportOptions *o, Err *err)
{
    static const char *const measures[][2] = {
        {"removed", "Micro-ops that the pass removed"},
        {"added", "Micro-ops that the pass added"},
        {"pass_us", "Time of the pass, microseconds"},
        {"uops_without", "Micro-ops left without the pass"},
        {"host_without", "Bytes of host code without the pass"},
        {"compile_us_without", "Translation time without the pass, microseconds"},
        {"run_ms_without", "User time without the pass, milliseconds"},
    };
    const AnaDb *db[2] = {a, b};
    for (int side = 0; side < 2; side++)
        if (!ana_db_has_columns(db[side], "passes", "run letter name")) {
            err_set(err, "%s has no measured passes: make it with engraft passes -o", db[side]->path);
            return NULL;
        }
    AnaReport *r = start("passes", "Passes compared", a, b, o);
    for (unsigned i = 0; i < G_N_ELEMENTS(measures) && !err->text[0]; i++) {
        Entries es = entries_new();
        if (load_passes(a, 0, measures[i][0], o->model.run, &es, err) &&
            load_passes(b, 1, measures[i][0], o->model.run, &es, err))
            put_changes(r, measures[i][0], measures[i][1], "Pass", &es);
        entries_free(&es);
    }
    if (!err->text[0])
        return r;
    ana_report_free(r);
    return NULL;
}
