/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See merge.h. The other file is attached as `other`. What has a run is copied
 * with the run's new number; what describes files (image, source_file and the
 * tables that name them) goes through maps from their numbers to ours, in
 * temporary tables. A plugin's table is recognised by its first column, run.
 */
#include "analysis/merge.h"

#include <glib.h>
#include <string.h>

/* Tables of the schema with nothing to translate but the run. */
static const char *const by_run[] = {"tb", "plugin", NULL};

static bool attach(const AnaDb *db, const char *path, Err *err)
{
    AnaDb check;
    if (!ana_db_open(&check, path, false, err)) /* says what is wrong with the file */
        return false;
    ana_db_close(&check);
    char *sql = sqlite3_mprintf("ATTACH %Q AS other", path);
    bool ok = ana_db_exec(db, sql, err);
    sqlite3_free(sql);
    return ok;
}

/* "a, b, c" of a table, each through fmt when it is named `column`. */
static char *columns(const AnaDb *db, const char *schema, const char *table, const char *column, const char *with,
                     Err *err)
{
    GString *s = g_string_new(NULL);
    sqlite3_stmt *st = ana_db_prepare(db, "SELECT name FROM pragma_table_info(?1, ?2) ORDER BY cid", err);
    if (st) {
        sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, schema, -1, SQLITE_STATIC);
    }
    while (st && ana_db_step(db, st, err)) {
        const char *name = (const char *)sqlite3_column_text(st, 0);
        char *quoted = sqlite3_mprintf("\"%w\"", name);
        g_string_append_printf(s, "%s%s", s->len ? ", " : "", column && strcmp(name, column) == 0 ? with : quoted);
        sqlite3_free(quoted);
    }
    sqlite3_finalize(st);
    return g_string_free(s, FALSE);
}

/* Rows of a table that has a run. */
static bool copy_by_run(const AnaDb *db, const char *table, Err *err)
{
    char *names = columns(db, "other", table, NULL, NULL, err);
    char *values = columns(db, "other", table, "run", "run + (SELECT base FROM merge_run)", err);
    char *sql =
        sqlite3_mprintf("INSERT INTO main.\"%w\" (%s) SELECT %s FROM other.\"%w\"", table, names, values, table);
    bool ok = !err->text[0] && ana_db_exec(db, sql, err);
    sqlite3_free(sql);
    g_free(names);
    g_free(values);
    return ok;
}

/* Runs, and what is known of files: an image both have keeps our rows. */
static const char core_sql[] =
    "CREATE TEMP TABLE merge_run AS SELECT ifnull((SELECT max(id) FROM main.run), 0) AS base;"
    "INSERT INTO main.run SELECT id + m.base, parent + m.base, how, program, argv, cwd, pid, ppid, guest, engine, "
    "host, "
    "  version, started, ended, end_kind, end_value, complete FROM other.run, merge_run m;"
    "CREATE TEMP TABLE merge_new AS SELECT id FROM other.image o WHERE NOT EXISTS (SELECT 1 FROM main.image i "
    "  WHERE i.path = o.path AND i.build_id = o.build_id AND i.nbytes = o.nbytes AND i.mtime = o.mtime);"
    "INSERT INTO main.image (path, build_id, nbytes, mtime, debug, note) "
    "  SELECT path, build_id, nbytes, mtime, debug, note FROM other.image WHERE id IN (SELECT id FROM merge_new);"
    "CREATE TEMP TABLE merge_image AS SELECT o.id AS theirs, i.id AS ours FROM other.image o JOIN main.image i "
    "  ON i.path = o.path AND i.build_id = o.build_id AND i.nbytes = o.nbytes AND i.mtime = o.mtime;"
    "INSERT OR IGNORE INTO main.source_file (path) SELECT path FROM other.source_file;"
    "CREATE TEMP TABLE merge_file AS SELECT o.id AS theirs, f.id AS ours FROM other.source_file o "
    "  JOIN main.source_file f ON f.path = o.path;"
    "CREATE UNIQUE INDEX temp.merge_file_theirs ON merge_file (theirs);"
    "INSERT INTO main.module SELECT run + m.base, num, path, start, nbytes, file_offset, build_id, file_nbytes, "
    "  file_mtime, unloaded, (SELECT ours FROM merge_image WHERE theirs = image), bias FROM other.module, merge_run m;"
    "INSERT INTO main.symbol SELECT i.ours, s.addr, s.nbytes, s.function, s.name, s.linkage, s.source, "
    "  (SELECT ours FROM merge_file WHERE theirs = s.file), s.line FROM other.symbol s JOIN merge_image i "
    "  ON i.theirs = s.image WHERE s.image IN (SELECT id FROM merge_new);"
    "INSERT INTO main.inlined SELECT i.ours, s.call, s.addr, s.nbytes, s.depth, s.parent, s.name, "
    "  (SELECT ours FROM merge_file WHERE theirs = s.call_file), s.call_line FROM other.inlined s JOIN merge_image i "
    "  ON i.theirs = s.image WHERE s.image IN (SELECT id FROM merge_new);"
    "INSERT INTO main.line SELECT i.ours, s.addr, s.seq, s.nbytes, (SELECT ours FROM merge_file WHERE theirs = "
    "s.file), "
    "  s.line, s.col, s.is_stmt, s.call FROM other.line s JOIN merge_image i ON i.theirs = s.image "
    "  WHERE s.image IN (SELECT id FROM merge_new);"
    "INSERT INTO main.chunk SELECT c.id + ifnull((SELECT max(id) FROM main.chunk), 0), c.run + m.base, c.stream, "
    "c.thread, "
    "  c.seq_first, c.n, c.pc_min, c.pc_max, c.addr_min, c.addr_max, c.codec, c.nbytes, c.data FROM other.chunk c, "
    "  merge_run m;"
    "INSERT INTO main.code SELECT c.id + ifnull((SELECT max(id) FROM main.code), 0), c.run + m.base, c.module, c.addr, "
    "  c.ninsns, c.bytes FROM other.code c, merge_run m;"
    "INSERT INTO main.chunk_path SELECT run + m.base, stream, id, data FROM other.chunk_path, merge_run m;";

static const char done_sql[] = "DROP TABLE temp.merge_run; DROP TABLE temp.merge_new; DROP TABLE temp.merge_image;"
                               "DROP TABLE temp.merge_file;";

/* Runs the statements that a query finds. They change the schema, so the query is over before the first. */
static bool run_all(const AnaDb *db, const char *query, const char *argument, Err *err)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *st = ana_db_prepare(db, query, err);
    if (st)
        sqlite3_bind_text(st, 1, argument, -1, SQLITE_STATIC);
    while (st && ana_db_step(db, st, err))
        g_ptr_array_add(all, g_strdup((const char *)sqlite3_column_text(st, 0)));
    sqlite3_finalize(st);
    for (unsigned i = 0; i < all->len && !err->text[0]; i++)
        ana_db_exec(db, g_ptr_array_index(all, i), err);
    g_ptr_array_free(all, TRUE);
    return !err->text[0];
}

/* The plugin's table here: made when it is missing, with what belongs to it; refused when it has other columns. */
static bool make_table(const AnaDb *db, const char *table, Err *err)
{
    char *theirs = columns(db, "other", table, NULL, NULL, err), *ours = columns(db, "main", table, NULL, NULL, err);
    bool ok = !err->text[0];
    if (ok && *ours && strcmp(ours, theirs) != 0)
        ok = err_set(err, "table %s has other columns there (%s) than here (%s)", table, theirs, ours);
    g_free(theirs);
    bool have = *ours;
    g_free(ours);
    if (!ok || have)
        return ok;
    return run_all(db,
                   "SELECT sql FROM other.sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL AND type != 'view' "
                   "ORDER BY type = 'index'",
                   table, err);
}

/* Names of other's plugin tables that are tables. */
static GPtrArray *plugin_tables(const AnaDb *db, Err *err)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *st = ana_db_prepare(db,
                                      "SELECT name FROM other.plugin_table WHERE storage = 'rows' AND name IN "
                                      "(SELECT name FROM other.sqlite_schema WHERE type = 'table')",
                                      err);
    while (st && ana_db_step(db, st, err))
        g_ptr_array_add(names, g_strdup((const char *)sqlite3_column_text(st, 0)));
    sqlite3_finalize(st);
    return names;
}

static bool copy_plugin_tables(const AnaDb *db, Err *err)
{
    GPtrArray *names = plugin_tables(db, err);
    for (unsigned i = 0; i < names->len && !err->text[0]; i++)
        if (make_table(db, g_ptr_array_index(names, i), err))
            copy_by_run(db, g_ptr_array_index(names, i), err);
    g_ptr_array_free(names, TRUE);
    return !err->text[0] && ana_db_exec(db,
                                        "INSERT OR IGNORE INTO main.plugin_table SELECT * FROM other.plugin_table;"
                                        "INSERT OR IGNORE INTO main.plugin_column SELECT * FROM other.plugin_column;",
                                        err);
}

static bool copy_views(const AnaDb *db, Err *err)
{
    return run_all(db,
                   "SELECT sql FROM other.sqlite_schema WHERE type = 'view' AND ?1 IS NULL AND name NOT IN "
                   "(SELECT name FROM main.sqlite_schema)",
                   NULL, err);
}

bool ana_merge(const AnaDb *db, const char *path, Err *err)
{
    if (!attach(db, path, err))
        return false;
    bool ok = ana_db_exec(db, "BEGIN IMMEDIATE", err) && ana_db_exec(db, core_sql, err);
    for (int i = 0; ok && by_run[i]; i++)
        ok = copy_by_run(db, by_run[i], err);
    ok = ok && copy_plugin_tables(db, err) && copy_views(db, err) && ana_db_exec(db, done_sql, err) &&
         ana_db_exec(db, "COMMIT", err);
    Err why = *err, ignored = {0};
    if (!ok)
        ana_db_exec(db, "ROLLBACK", &ignored);
    ana_db_exec(db, "DETACH other", &ignored);
    return ok || err_set(err, "%s: cannot add it to %s: %s", path, db->path, why.text);
}
