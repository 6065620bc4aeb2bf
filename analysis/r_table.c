/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report of any plugin: its tables as they are, each row with function,
 * file and line where a column is a code address. Streams are reported by
 * their size only: `engraft sql` reads them.
 */
#include <string.h>

#include "analysis/report.h"

/* The columns of a declared table, and v_NAME's attribution when there is that view. */
static GPtrArray *column_names(const AnaDb *db, const char *source, Err *err)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *st = ana_db_prepare(db, "SELECT name FROM pragma_table_info(?1)", err);
    if (st)
        sqlite3_bind_text(st, 1, source, -1, SQLITE_STATIC);
    while (st && ana_db_step(db, st, err))
        g_ptr_array_add(names, g_strdup((const char *)sqlite3_column_text(st, 0)));
    sqlite3_finalize(st);
    return names;
}

static AnaCellKind kind_of(const AnaDb *db, const char *table, const char *col)
{
    char *sql = sqlite3_mprintf("SELECT CASE WHEN type = 'TEXT' OR type = 'BLOB' THEN 0 WHEN means IN ('pc', 'addr') "
                                "THEN 2 WHEN type = 'REAL' THEN 0 ELSE 1 END "
                                "FROM plugin_column WHERE tbl = %Q AND name = %Q",
                                table, col);
    int64_t k = ana_db_int(db, sql, strcmp(col, "run") == 0 || strcmp(col, "seq") == 0 ? 1 : 0);
    sqlite3_free(sql);
    return k == 2 ? ANA_HEX : k == 1 ? ANA_INT : ANA_TEXT;
}

/* Largest sums first; a table without sums in its own order. */
static char *order_of(const AnaDb *db, const char *table)
{
    GString *s = g_string_new(NULL);
    Err ignored = {0};
    sqlite3_stmt *st =
        ana_db_prepare(db, "SELECT name FROM plugin_column WHERE tbl = ?1 AND role = 'sum' ORDER BY num", &ignored);
    if (st)
        sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (st && ana_db_step(db, st, &ignored)) {
        char *name = sqlite3_mprintf("\"%w\" DESC", sqlite3_column_text(st, 0));
        g_string_append_printf(s, "%s%s", s->len ? ", " : " ORDER BY ", name);
        sqlite3_free(name);
    }
    sqlite3_finalize(st);
    return g_string_free(s, FALSE);
}

static void put_row(AnaTable *t, sqlite3_stmt *st)
{
    for (int k = 0; k < t->ncols; k++)
        if (t->cols[k].kind == ANA_TEXT)
            ana_cell_text(t, (const char *)sqlite3_column_text(st, k));
        else
            ana_cell_int(t, sqlite3_column_int64(st, k));
}

static bool has_view(const AnaDb *db, const char *view)
{
    char *sql = sqlite3_mprintf("SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = %Q", view);
    bool has = ana_db_int(db, sql, 0);
    sqlite3_free(sql);
    return has;
}

static bool add_rows(AnaReport *r, const AnaDb *db, const char *name, const char *help, int64_t run, Err *err)
{
    char *view = g_strdup_printf("v_%s", name), *order = order_of(db, name);
    const char *source = has_view(db, view) ? view : name;
    GPtrArray *names = column_names(db, source, err);
    AnaColumn *cols = g_new0(AnaColumn, names->len); /* lives with the program, as the static ones of other reports */
    for (unsigned i = 0; i < names->len; i++)
        cols[i] =
            (AnaColumn){g_intern_string(g_ptr_array_index(names, i)), g_intern_string(g_ptr_array_index(names, i)),
                        kind_of(db, name, g_ptr_array_index(names, i))};
    char *title = help && *help ? g_strdup_printf("%s: %s", name, help) : g_strdup(name);
    AnaTable *t = ana_report_table(r, g_intern_string(name), g_intern_string(title), cols, (int)names->len);
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" WHERE ?1 = 0 OR run = ?1%s", source, order);
    sqlite3_stmt *st = err->text[0] ? NULL : ana_db_prepare(db, sql, err);
    if (st)
        sqlite3_bind_int64(st, 1, run);
    while (st && ana_db_step(db, st, err))
        put_row(t, st);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    g_ptr_array_free(names, TRUE);
    g_free(title);
    g_free(view);
    g_free(order);
    return !err->text[0];
}

static void add_stream(AnaReport *r, const AnaDb *db, const char *name, const char *help)
{
    static const AnaColumn cols[] = {{"stream", "Stream", ANA_TEXT},  {"help", "What", ANA_TEXT},
                                     {"records", "Records", ANA_INT}, {"threads", "Threads", ANA_INT},
                                     {"chunks", "Chunks", ANA_INT},   {"bytes", "Bytes", ANA_INT}};
    char *sql = sqlite3_mprintf("SELECT ifnull(sum(n), 0), count(DISTINCT run || ',' || thread), count(*), "
                                "ifnull(sum(length(data)), 0) FROM chunk WHERE stream = %Q",
                                name);
    Err ignored = {0};
    sqlite3_stmt *st = ana_db_prepare(db, sql, &ignored);
    sqlite3_free(sql);
    if (st && ana_db_step(db, st, &ignored)) {
        AnaTable *t = ana_report_table(r, "streams", "Streams (engraft sql reads them by name)", cols, 6);
        ana_cell_text(t, name);
        ana_cell_text(t, help);
        for (int i = 0; i < 4; i++)
            ana_cell_int(t, sqlite3_column_int64(st, i));
    }
    sqlite3_finalize(st);
}

AnaReport *ana_report_plugin(const AnaDb *db, const char *plugin, const AnaReportOptions *o, Err *err)
{
    int n = 0;
    AnaReport *r = ana_report_new(g_intern_string(plugin), g_intern_string(plugin), db, o);
    sqlite3_stmt *st =
        ana_report_runs(r, db, o->model.run, err)
            ? ana_db_prepare(db, "SELECT name, storage, help FROM plugin_table WHERE plugin = ?1 ORDER BY name", err)
            : NULL;
    if (st)
        sqlite3_bind_text(st, 1, plugin, -1, SQLITE_STATIC);
    for (; st && !err->text[0] && ana_db_step(db, st, err); n++) {
        const char *name = (const char *)sqlite3_column_text(st, 0), *help = (const char *)sqlite3_column_text(st, 2);
        if (strcmp((const char *)sqlite3_column_text(st, 1), "chunks") == 0)
            add_stream(r, db, name, help);
        else
            add_rows(r, db, name, help, o->model.run, err);
    }
    sqlite3_finalize(st);
    if (!n && !err->text[0])
        err_set(err, "%s has no tables of a plugin '%s'", db->path, plugin);
    if (!err->text[0])
        return r;
    ana_report_free(r);
    return NULL;
}
