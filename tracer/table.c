/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that plugins declare: their SQL, their rows in the catalogue, and the
 * views made for people. What they look like is described in schema.sql.
 */
#include "tracer/priv.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/bits.h"
#include "tracer/place.h"

static const char *type_name(TrcType t)
{
    return t == TRC_I64 ? "INTEGER" : t == TRC_F64 ? "REAL" : t == TRC_TEXT ? "TEXT" : "BLOB";
}

static const char *role_name(unsigned flags)
{
    static const char *const live[] = {"live1", "live2", "live4", "live8"};
    return flags & TRC_KEY     ? "key"
           : flags & TRC_ADD   ? "sum"
           : flags & TRC_WORDS ? "words"
           : flags & TRC_LIVE  ? live[(flags & TRC_WIDTH) >> TRC_WIDTH_SHIFT]
                               : "value";
}

static const char *means_name(unsigned flags)
{
    return flags & TRC_PC ? "pc" : flags & TRC_MODULE ? "module" : flags & TRC_ADDR ? "addr" : NULL;
}

static bool has_keys(const TrcTableDesc *d)
{
    for (int i = 0; i < d->ncols; i++)
        if (d->cols[i].flags & TRC_KEY)
            return true;
    return false;
}

/* The first column with flag, or NULL. */
static const TrcCol *col_with(const TrcTableDesc *d, unsigned flag)
{
    for (int i = 0; i < d->ncols; i++)
        if (d->cols[i].flags & flag)
            return &d->cols[i];
    return NULL;
}

/* name, in quotes where SQL has a keyword of that name. */
static void put_name(sqlite3_str *s, const char *name)
{
    sqlite3_str_appendf(s, sqlite3_keyword_check(name, (int)strlen(name)) ? "\"%w\"" : "%s", name);
}

/* ------------------------------------------------------------ checks */

static bool word_ok(const char *s)
{
    size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
    return n > 0 && !s[n] && n <= 64 && s[0] >= 'a' && s[0] <= 'z';
}

static bool check_cols(const TrcTableDesc *d, Err *err)
{
    if (d->store != TRC_STORE_ROWS && d->store != TRC_STORE_CHUNKS)
        return err_set(err, "table %s: unknown storage kind %d", d->name, (int)d->store);
    if (d->ncols < 1 || d->ncols > TRC_MAX_COLS)
        return err_set(err, "table %s has %d columns; 1 to %d are possible", d->name, d->ncols, TRC_MAX_COLS);
    for (int i = 0; i < d->ncols; i++) {
        const TrcCol *c = &d->cols[i];
        if (!word_ok(c->name) || strcmp(c->name, "run") == 0 || strcmp(c->name, "seq") == 0)
            return err_set(err, "table %s: '%s' is no column name", d->name, c->name ? c->name : "");
        for (int k = 0; k < i; k++)
            if (strcmp(d->cols[k].name, c->name) == 0)
                return err_set(err, "table %s has two columns named %s", d->name, c->name);
        if (c->type < TRC_I64 || c->type > TRC_BLOB)
            return err_set(err, "table %s: column %s has no type", d->name, c->name);
        bool chunks = d->store == TRC_STORE_CHUNKS;
        if (chunks ? c->type != TRC_I64 || (c->flags & (TRC_KEY | TRC_ADD)) : c->flags & (TRC_ADDR | TRC_LIVE))
            return err_set(err, "table %s: column %s has a type or flags that its storage cannot have", d->name,
                           c->name);
        if (chunks && strcmp(c->name, "thread") == 0)
            return err_set(err, "stream %s: 'thread' is a column of every stream", d->name);
        if ((c->flags & TRC_KEY) && (c->flags & TRC_ADD))
            return err_set(err, "table %s: column %s cannot be a key and a sum", d->name, c->name);
        if ((c->flags & (TRC_PC | TRC_MODULE)) && c->type != TRC_I64)
            return err_set(err, "table %s: column %s must be an integer to be an address or a module", d->name,
                           c->name);
        if ((c->flags & TRC_ADD) && (!has_keys(d) || c->type > TRC_F64))
            return err_set(err, "table %s: column %s cannot be a sum: %s", d->name, c->name,
                           has_keys(d) ? "it is not a number" : "the table has no key");
    }
    return true;
}

static bool check_name(Trc *t, int plugin, const TrcTableDesc *d, Err *err)
{
    if (plugin < 1 || plugin > t->nplugins)
        die("table %s is declared by plugin number %d, which is not known", d->name, plugin);
    const char *owner = t->plugins[plugin - 1].name;
    size_t n = strlen(owner);
    if (!word_ok(d->name) || strncmp(d->name, owner, n) != 0 || (d->name[n] && (d->name[n] != '_' || !d->name[n + 1])))
        return err_set(err, "plugin %s cannot have a table named '%s': it must be '%s' or begin with '%s_'", owner,
                       d->name ? d->name : "", owner, owner);
    for (int i = 1; i < t->ntables; i++)
        if (i >= CORE_COUNT && strcmp(t->tables[i]->name, d->name) == 0)
            return err_set(err, "table %s is declared twice", d->name);
    return true;
}

/* ------------------------------------------------------------ SQL */

static void put_table(sqlite3_str *s, const TrcTableDesc *d)
{
    bool keys = has_keys(d);
    sqlite3_str_appendf(s, "CREATE TABLE %s (", d->name);
    if (!keys)
        sqlite3_str_appendall(s, "\n    seq INTEGER PRIMARY KEY,");
    sqlite3_str_appendall(s, "\n    run INTEGER NOT NULL");
    for (int i = 0; i < d->ncols; i++) {
        sqlite3_str_appendall(s, ",\n    ");
        put_name(s, d->cols[i].name);
        sqlite3_str_appendf(s, " %s%s", type_name(d->cols[i].type), d->cols[i].flags & TRC_KEY ? " NOT NULL" : "");
    }
    if (keys) {
        sqlite3_str_appendall(s, ",\n    PRIMARY KEY (run");
        for (int i = 0; i < d->ncols; i++)
            if (d->cols[i].flags & TRC_KEY) {
                sqlite3_str_appendall(s, ", ");
                put_name(s, d->cols[i].name);
            }
        sqlite3_str_appendall(s, ")\n) WITHOUT ROWID;\n");
    } else {
        sqlite3_str_appendall(s, "\n);\n");
    }
}

static void put_catalogue(sqlite3_str *s, const char *plugin, const TrcTableDesc *d)
{
    sqlite3_str_appendf(s, "INSERT INTO plugin_table VALUES (%Q, %Q, '%s', %Q);\n", d->name, plugin,
                        d->store == TRC_STORE_CHUNKS ? "chunks" : "rows", d->help);
    for (int i = 0; i < d->ncols; i++) {
        const TrcCol *c = &d->cols[i];
        sqlite3_str_appendf(s, "INSERT INTO plugin_column VALUES (%Q, %d, %Q, %Q, %Q, %Q, %Q);\n", d->name, i + 1,
                            c->name, type_name(c->type), role_name(c->flags), means_name(c->flags), c->help);
    }
}

static void put_row_view(sqlite3_str *s, const TrcTableDesc *d, const TrcCol *pc)
{
    const TrcCol *module = col_with(d, TRC_MODULE);
    sqlite3_str_appendf(s, "CREATE VIEW v_%s AS\nSELECT t.*, " PLACE_COLUMNS "\nFROM %s t\n", d->name, d->name);
    place_joins(s, "", module ? module->name : NULL, pc->name);
    sqlite3_str_appendall(s, ";\n");
}

/* A table of TB counts, as schema.sql describes it? */
static bool is_tb_count(const TrcTableDesc *d)
{
    static const char *const want[] = {"module", "addr", "nbytes", "ninsns", "count"};
    size_t n = strlen(d->name);
    if (d->ncols != ARRAY_LEN(want) || n < 4 || strcmp(d->name + n - 3, "_tb") != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        if (strcmp(d->cols[i].name, want[i]) != 0 || d->cols[i].type != TRC_I64)
            return false;
    return true;
}

/* Overlap of the range r (symbol or line rows) with the TB, in executed instructions. */
#define OVERLAP                                                                                                        \
    "(min(t.addr - m.bias + t.nbytes, r.addr + r.nbytes) - max(t.addr - m.bias, r.addr)) * t.ninsns / t.nbytes * "     \
    "t.count"

static void put_count_views(sqlite3_str *s, const TrcTableDesc *d)
{
    int n = (int)strlen(d->name) - 3;
    sqlite3_str_appendf(s,
                        "CREATE VIEW v_%.*s_function AS\n"
                        "SELECT t.run, m.path AS module, r.name AS function, f.path AS file, r.line,\n"
                        "    sum(coalesce(" OVERLAP ", t.ninsns * t.count)) AS insns,\n"
                        "    sum(CASE WHEN t.addr - m.bias = r.function THEN t.count ELSE 0 END) AS entries\n"
                        "FROM %s t LEFT JOIN module m ON m.run = t.run AND m.num = t.module\n"
                        "LEFT JOIN symbol r ON r.image = m.image AND r.addr + r.nbytes > t.addr - m.bias\n"
                        "    AND r.addr BETWEEN coalesce((SELECT max(y.addr) FROM symbol y\n"
                        "        WHERE y.image = m.image AND y.addr <= t.addr - m.bias), t.addr - m.bias)\n"
                        "    AND t.addr - m.bias + t.nbytes - 1\n"
                        "LEFT JOIN source_file f ON f.id = r.file\n"
                        "GROUP BY t.run, t.module, r.image, r.function ORDER BY insns DESC;\n",
                        n, d->name, d->name);
    sqlite3_str_appendf(s,
                        "CREATE VIEW v_%.*s_line AS\n"
                        "SELECT t.run, f.path AS file, r.line, sum(" OVERLAP ") AS insns\n"
                        "FROM %s t JOIN module m ON m.run = t.run AND m.num = t.module\n"
                        "JOIN line r ON r.image = m.image AND r.nbytes > 0 AND r.addr + r.nbytes > t.addr - m.bias\n"
                        "    AND r.addr BETWEEN coalesce((SELECT y.addr FROM line y WHERE y.image = m.image\n"
                        "        AND y.nbytes > 0 AND y.addr <= t.addr - m.bias ORDER BY y.addr DESC LIMIT 1),\n"
                        "        t.addr - m.bias) AND t.addr - m.bias + t.nbytes - 1\n"
                        "JOIN source_file f ON f.id = r.file\n"
                        "GROUP BY t.run, r.file, r.line;\n",
                        n, d->name, d->name);
}

/* Insert, or update by key, of one row. */
static char *row_sql(const TrcTableDesc *d)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendf(s, "INSERT INTO %s (run", d->name);
    for (int i = 0; i < d->ncols; i++)
        sqlite3_str_appendf(s, ", \"%w\"", d->cols[i].name);
    sqlite3_str_appendall(s, ") VALUES (?");
    for (int i = 0; i < d->ncols; i++)
        sqlite3_str_appendall(s, ",?");
    sqlite3_str_appendall(s, ")");
    int nvalues = 0;
    for (int i = 0; has_keys(d) && i < d->ncols; i++) {
        const TrcCol *c = &d->cols[i];
        if (c->flags & TRC_KEY)
            continue;
        sqlite3_str_appendall(s, nvalues++ ? ", " : " ON CONFLICT DO UPDATE SET ");
        sqlite3_str_appendf(s, c->flags & TRC_ADD ? "\"%w\" = \"%w\" + excluded.\"%w\"" : "\"%w\" = excluded.\"%w\"",
                            c->name, c->name, c->name);
    }
    if (has_keys(d) && nvalues == 0)
        sqlite3_str_appendall(s, " ON CONFLICT DO NOTHING");
    return sqlite3_str_finish(s);
}

/* ------------------------------------------------------------ declare */

static bool same_text(sqlite3_stmt *st, int i, const char *want)
{
    const char *have = (const char *)sqlite3_column_text(st, i);
    return have && want ? strcmp(have, want) == 0 : !have && !want;
}

/* Does the catalogue have the table? *found; false with err when it is there with other columns. */
static bool check_catalogue(Trc *t, const TrcTableDesc *d, bool *found, Err *err)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(t->db, "SELECT name, type, role, means FROM plugin_column WHERE tbl = ? ORDER BY num", -1,
                           &st, NULL) != SQLITE_OK)
        return trc_store_err(t->path, t->db, err);
    sqlite3_bind_text(st, 1, d->name, -1, SQLITE_STATIC);
    int n = 0, rc;
    bool same = true;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        const TrcCol *c = n < d->ncols ? &d->cols[n] : NULL;
        same = same && c && same_text(st, 0, c->name) && same_text(st, 1, type_name(c->type)) &&
               same_text(st, 2, role_name(c->flags)) && same_text(st, 3, means_name(c->flags));
        n++;
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return trc_store_err(t->path, t->db, err);
    *found = n > 0;
    if (n > 0 && (!same || n != d->ncols))
        return err_set(err,
                       "table %s in %s has other columns (another version of the plugin made it); "
                       "write to another file",
                       d->name, t->path);
    return true;
}

static bool make_table(Trc *t, const char *plugin, const TrcTableDesc *d, Err *err)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    bool chunks = d->store == TRC_STORE_CHUNKS;
    if (!chunks)
        put_table(s, d);
    put_catalogue(s, plugin, d); /* a stream is in `chunk` */
    const TrcCol *pc = chunks ? NULL : col_with(d, TRC_PC);
    if (pc)
        put_row_view(s, d, pc);
    if (!chunks && is_tb_count(d))
        put_count_views(s, d);
    char *sql = sqlite3_str_finish(s);
    bool ok = trc_store_exec(t, sql, err);
    sqlite3_free(sql);
    return ok;
}

/* db_lock held. */
static bool declare(Trc *t, int plugin, const TrcTableDesc *d, Err *err)
{
    bool found = false;
    if (!check_name(t, plugin, d, err) || !check_cols(d, err) || !trc_store_exec(t, "BEGIN IMMEDIATE", err))
        return false;
    if (check_catalogue(t, d, &found, err) && (found || make_table(t, t->plugins[plugin - 1].name, d, err)) &&
        trc_store_exec(t, "COMMIT", err))
        return true;
    sqlite3_exec(t->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

int trc_table_add(Trc *t, TrcTable *tab)
{
    int n = t->ntables;
    if (n == MAX_TABLES)
        return 0;
    t->tables[n] = tab;
    __atomic_store_n(&t->ntables, n + 1, __ATOMIC_RELEASE);
    return n;
}

static int add_declared(Trc *t, const TrcTableDesc *d, Err *err)
{
    TrcTable *tab = calloc(1, sizeof *tab);
    char *sql = row_sql(d);
    if (!tab || !sql)
        die("out of memory");
    tab->name = strdup(d->name);
    tab->sql = strdup(sql);
    sqlite3_free(sql);
    tab->ncols = d->ncols;
    for (int i = 0; i < d->ncols; i++) {
        tab->types[i] = (uint8_t)d->cols[i].type;
        tab->key[i] = d->cols[i].flags & TRC_KEY;
    }
    int num = trc_table_add(t, tab);
    if (num == 0) {
        free(tab->name);
        free(tab->sql);
        free(tab);
        err_set(err, "no room for table %s: %d tables are declared", d->name, MAX_TABLES - CORE_COUNT);
    }
    return num;
}

int trc_table_declare(Trc *t, int plugin, const TrcTableDesc *d, Err *err)
{
    pthread_mutex_lock(&t->db_lock);
    int num = 0;
    if (!t->db)
        err_set(err, "%s", t->error.text);
    else if (declare(t, plugin, d, err))
        num = add_declared(t, d, err);
    pthread_mutex_unlock(&t->db_lock);
    return num;
}
