/* SPDX-License-Identifier: Apache-2.0 */
/* See query.h. A table is aligned over all its rows; CSV (RFC 4180) and JSON are written as rows arrive. */
#include "analysis/query.h"

#include <ctype.h>
#include <string.h>

#include "analysis/report.h"

static char *hex_text(const uint8_t *p, int n)
{
    GString *s = g_string_new("x'");
    for (int i = 0; i < n; i++)
        g_string_append_printf(s, "%02x", p[i]);
    g_string_append_c(s, '\'');
    return g_string_free(s, FALSE);
}

/* A value as text; blobs in SQL's own notation. */
static char *value_text(sqlite3_stmt *st, int i)
{
    if (sqlite3_column_type(st, i) == SQLITE_BLOB)
        return hex_text(sqlite3_column_blob(st, i), sqlite3_column_bytes(st, i));
    const char *s = (const char *)sqlite3_column_text(st, i);
    return g_utf8_make_valid(s ? s : "", -1);
}

static bool is_number(sqlite3_stmt *st, int i)
{
    int type = sqlite3_column_type(st, i);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

/* ------------------------------------------------------------ table */

typedef struct Grid {
    GPtrArray *cells; /* char *, header row first */
    int ncols, *width;
    bool *number; /* every value of the column is a number */
} Grid;

static void grid_add(Grid *g, char *s)
{
    int k = (int)g->cells->len % g->ncols;
    for (char *p = s; *p; p++) /* a row is a line */
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    g->width[k] = MAX(g->width[k], (int)g_utf8_strlen(s, -1));
    g_ptr_array_add(g->cells, s);
}

static void grid_print(const Grid *g, FILE *out)
{
    for (unsigned i = 0; i < g->cells->len; i++) {
        int k = (int)i % g->ncols;
        const char *s = g_ptr_array_index(g->cells, i);
        int pad = g->width[k] - (int)g_utf8_strlen(s, -1);
        bool last = k == g->ncols - 1;
        fprintf(out, "%*s%s%*s%s", g->number[k] ? pad : 0, "", s, g->number[k] || last ? 0 : pad, "",
                last ? "\n" : "  ");
        if (last && i == (unsigned)g->ncols - 1) /* a rule under the header */
            for (int c = 0; c < g->ncols; c++) {
                for (int n = 0; n < g->width[c]; n++)
                    fputc('-', out);
                fputs(c == g->ncols - 1 ? "\n" : "  ", out);
            }
    }
}

static int print_table(sqlite3_stmt *st, FILE *out)
{
    int n = sqlite3_column_count(st), rc;
    Grid g = {g_ptr_array_new_with_free_func(g_free), n, g_new0(int, n), g_new0(bool, n)};
    bool any = false;
    for (int i = 0; i < n; i++) {
        grid_add(&g, g_strdup(sqlite3_column_name(st, i)));
        g.number[i] = true;
    }
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        any = true;
        for (int i = 0; i < n; i++) {
            g.number[i] &= is_number(st, i) || sqlite3_column_type(st, i) == SQLITE_NULL;
            grid_add(&g, value_text(st, i));
        }
    }
    if (any)
        grid_print(&g, out);
    g_ptr_array_free(g.cells, TRUE);
    g_free(g.width);
    g_free(g.number);
    return rc;
}

/* ------------------------------------------------------------ CSV, JSON */

static int print_csv(sqlite3_stmt *st, FILE *out)
{
    int n = sqlite3_column_count(st), rc;
    for (int i = 0; i < n; i++)
        ana_csv_field(out, sqlite3_column_name(st, i), i == n - 1);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        for (int i = 0; i < n; i++) {
            char *s = value_text(st, i);
            ana_csv_field(out, s, i == n - 1);
            g_free(s);
        }
    return rc;
}

static void put_json(sqlite3_stmt *st, int i, FILE *out)
{
    int type = sqlite3_column_type(st, i);
    char *blob = type == SQLITE_BLOB ? value_text(st, i) : NULL;
    const char *s = type == SQLITE_NULL ? NULL : (const char *)sqlite3_column_text(st, i);
    /* Infinity has no JSON number. */
    if (type == SQLITE_INTEGER || (type == SQLITE_FLOAT && s && !strpbrk(s, "IiNn")))
        fputs(s, out);
    else
        ana_json_string(out, blob ? blob : s);
    g_free(blob);
}

static int print_json(sqlite3_stmt *st, FILE *out)
{
    int n = sqlite3_column_count(st), rc, rows = 0;
    fputc('[', out);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        fputs(rows++ ? ",\n" : "\n", out);
        for (int i = 0; i < n; i++) {
            fputs(i ? ", " : "  {", out);
            ana_json_string(out, sqlite3_column_name(st, i));
            fputs(": ", out);
            put_json(st, i, out);
        }
        fputc('}', out);
    }
    fputs(rows ? "\n]\n" : "]\n", out);
    return rc;
}

bool ana_query(const AnaDb *db, const char *sql, AnaQueryFormat format, FILE *out, Err *err)
{
    while (*sql) {
        sqlite3_stmt *st = NULL;
        if (sqlite3_prepare_v2(db->sql, sql, -1, &st, &sql) != SQLITE_OK)
            return ana_db_err(db, err);
        if (!st) /* blanks or a comment */
            continue;
        int rc;
        if (sqlite3_column_count(st) == 0)
            rc = sqlite3_step(st);
        else
            rc = format == ANA_QUERY_CSV    ? print_csv(st, out)
                 : format == ANA_QUERY_JSON ? print_json(st, out)
                                            : print_table(st, out);
        sqlite3_finalize(st);
        if (rc != SQLITE_DONE)
            return ana_db_err(db, err);
    }
    return true;
}
