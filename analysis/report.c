/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of reports, and what every report says about the runs it is made from. */
#include "analysis/report.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

AnaReport *ana_report_new(const char *kind, const char *title, const AnaDb *db, const AnaReportOptions *o)
{
    AnaReport *r = g_new0(AnaReport, 1);
    r->kind = kind;
    r->title = title;
    r->db_path = db->path;
    r->tables = g_ptr_array_new();
    r->notes = g_ptr_array_new_with_free_func(g_free);
    r->source = o->source;
    r->limit = o->limit;
    r->annotate = o->annotate;
    r->colour = o->colour;
    return r;
}

static void free_table(AnaTable *t)
{
    for (unsigned k = 0; k < t->cells->len; k++)
        g_free(g_array_index(t->cells, AnaCell, k).s);
    g_array_free(t->cells, TRUE);
    g_free(t);
}

void ana_report_free(AnaReport *r)
{
    if (!r)
        return;
    for (unsigned i = 0; i < r->tables->len; i++)
        free_table(g_ptr_array_index(r->tables, i));
    g_ptr_array_free(r->tables, TRUE);
    g_ptr_array_free(r->notes, TRUE);
    ana_report_code_free(r);
    ana_model_free(r->model);
    g_free(r);
}

bool ana_report_only(AnaReport *r, const char *key, Err *err)
{
    GString *keys = g_string_new(NULL);
    AnaTable *found = NULL;
    for (unsigned i = 0; i < r->tables->len; i++) {
        AnaTable *t = g_ptr_array_index(r->tables, i);
        g_string_append_printf(keys, "%s%s", i ? ", " : "", t->key);
        found = strcmp(t->key, key) == 0 ? t : found;
    }
    if (!found)
        err_set(err, "--only: the report %s has no table '%s', but %s", r->kind, key, keys->str);
    g_string_free(keys, TRUE);
    for (unsigned i = 0; found && i < r->tables->len; i++)
        if (g_ptr_array_index(r->tables, i) != found)
            free_table(g_ptr_array_index(r->tables, i));
    if (found) {
        found->data_only = false;
        g_ptr_array_set_size(r->tables, 0);
        g_ptr_array_add(r->tables, found);
    }
    return found;
}

AnaTable *ana_report_table(AnaReport *r, const char *key, const char *title, const AnaColumn *cols, int ncols)
{
    AnaTable *t = g_new0(AnaTable, 1);
    t->key = key;
    t->title = title;
    t->cols = cols;
    t->ncols = ncols;
    t->cells = g_array_new(FALSE, FALSE, sizeof(AnaCell));
    g_ptr_array_add(r->tables, t);
    return t;
}

static void add_cell(AnaTable *t, AnaCell c, bool text)
{
    const AnaColumn *col = &t->cols[(int)t->cells->len % t->ncols];
    if ((col->kind == ANA_TEXT) != text)
        die("column %s of table %s gets a cell of another kind", col->key, t->key);
    g_array_append_val(t->cells, c);
}

void ana_cell_int(AnaTable *t, int64_t i)
{
    add_cell(t, (AnaCell){.i = i}, false);
}

void ana_cell_text(AnaTable *t, const char *s)
{
    add_cell(t, (AnaCell){.s = g_strdup(s)}, true);
}

void ana_cell_textf(AnaTable *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add_cell(t, (AnaCell){.s = g_strdup_vprintf(fmt, ap)}, true);
    va_end(ap);
}

void ana_cell_percent(AnaTable *t, int64_t part, int64_t whole)
{
    add_cell(t, (AnaCell){.f = whole ? 100.0 * (double)part / (double)whole : NAN}, false);
}

bool ana_cell_empty(const AnaColumn *col, const AnaCell *c)
{
    switch (col->kind) {
    case ANA_TEXT: return !c->s;
    case ANA_PERCENT: return isnan(c->f);
    case ANA_INT: return c->i == 0 && strcmp(col->key, "line") == 0;
    case ANA_HEX: break;
    }
    return false;
}

int ana_table_rows(const AnaTable *t)
{
    return (int)t->cells->len / t->ncols;
}

void ana_report_note(AnaReport *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    g_ptr_array_add(r->notes, g_strdup_vprintf(fmt, ap));
    va_end(ap);
}

bool ana_report_runs(AnaReport *r, const AnaDb *db, int64_t run, Err *err)
{
    static const AnaColumn cols[] = {{"run", "Run", ANA_INT},          {"program", "Program", ANA_TEXT},
                                     {"argv", "Arguments", ANA_TEXT},  {"engine", "Engine", ANA_TEXT},
                                     {"started", "Started", ANA_TEXT}, {"end", "End", ANA_TEXT}};
    AnaTable *t = ana_report_table(r, "runs", "Runs", cols, G_N_ELEMENTS(cols));
    sqlite3_stmt *st = ana_db_prepare(
        db, "SELECT id, program, argv, engine, started, \"end\", complete FROM v_run WHERE ?1 = 0 OR id = ?1", err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, run);
    while (ana_db_step(db, st, err)) {
        ana_cell_int(t, sqlite3_column_int64(st, 0));
        for (int i = 1; i < 6; i++)
            ana_cell_text(t, (const char *)sqlite3_column_text(st, i));
        if (!sqlite3_column_int(st, 6))
            ana_report_note(r,
                            "run %d is not complete (killed, still running, or a write error): it counts up to its "
                            "last flush",
                            sqlite3_column_int(st, 0));
    }
    sqlite3_finalize(st);
    if (run && !err->text[0] && ana_table_rows(t) == 0)
        err_set(err, "%s has no run %lld", db->path, (long long)run);
    for (unsigned i = 0; r->model && i < r->model->images->len; i++) {
        const AnaMImage *im = g_ptr_array_index(r->model->images, i);
        if (im->note)
            ana_report_note(r, "%s: %s", im->path, im->note);
    }
    return !err->text[0];
}
