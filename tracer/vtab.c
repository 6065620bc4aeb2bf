/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual table over chunks of a stream. See vtab.h.
 *
 * Read-only. A scan reads the index columns of the stream's chunks with the
 * bounds that the query gives, unpacks the chunks that may hold matching rows,
 * and compares rows with the bounds before SQLite sees them.
 */
#include "config.h"

#ifndef ENGRAFT_LOADABLE
#define SQLITE_CORE 1 /* the program is linked with SQLite: no table of its functions */
#endif
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#if HAVE_ZSTD
#include <zstd.h>
#endif

#include "tracer/chunk_fmt.h"
#include "tracer/place.h"
#include "tracer/vtab_priv.h"

enum { COL_RUN, COL_THREAD, COL_SEQ, COL_FIELD }; /* columns; fields from COL_FIELD on */
enum { MAX_BOUNDS = 32, CODEC_NONE = 0, CODEC_ZSTD = 1 };

typedef struct Table {
    sqlite3_vtab base; /* first */
    sqlite3 *db;
    char *name;
    ChunkShape shape;
    double nrows;
} Table;

typedef struct Range {
    int64_t lo, hi;
} Range;

/* The values of `column IN (...)`, sorted. */
typedef struct List {
    unsigned col;
    int64_t *v;
    size_t n, cap;
} List;

enum { MAX_LISTS = 4 };

typedef struct RunPaths {
    int64_t run;
    ChunkPaths paths;
} RunPaths;

typedef struct Cursor {
    sqlite3_vtab_cursor base; /* first */
    sqlite3_stmt *chunks;
    Range range[COL_FIELD + CHUNK_MAX_FIELDS];
    unsigned checked[COL_FIELD + CHUNK_MAX_FIELDS], nchecked; /* fields that have bounds */
    RunPaths paths;                                           /* of the current chunk's run */
    List list[MAX_LISTS];                                     /* of fixed fields */
    unsigned nlists;
    bool chosen; /* skip is up to date */
    bool *skip;  /* by path: none of its records can match */
    ChunkReader reader;
    bool reading, eof;
    uint8_t *buf;
    size_t cap;
    int64_t run, thread, seq;
    int64_t rowid;
} Cursor;

static int fail(sqlite3_vtab *t, const char *what)
{
    sqlite3_free(t->zErrMsg);
    t->zErrMsg = sqlite3_mprintf("stream %s: %s", ((Table *)t)->name, what);
    return SQLITE_ERROR;
}

/* ------------------------------------------------------------ the table */

static ChunkMeans means_of(const char *s)
{
    return !s ? CHUNK_PLAIN : strcmp(s, "pc") == 0 ? CHUNK_PC : strcmp(s, "addr") == 0 ? CHUNK_ADDR : CHUNK_PLAIN;
}

/* Fills the shape from the catalogue and returns the declaration. */
static char *read_columns(Table *t)
{
    sqlite3_stmt *st = NULL;
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendall(s, "CREATE TABLE x(run INTEGER, thread INTEGER, seq INTEGER");
    if (sqlite3_prepare_v2(t->db, "SELECT name, role, means FROM main.plugin_column WHERE tbl = ? ORDER BY num", -1,
                           &st, NULL) == SQLITE_OK)
        sqlite3_bind_text(st, 1, t->name, -1, SQLITE_STATIC);
    while (st && sqlite3_step(st) == SQLITE_ROW && t->shape.nfields < CHUNK_MAX_FIELDS) {
        unsigned f = t->shape.nfields++;
        const char *role = (const char *)sqlite3_column_text(st, 1);
        bool words = role && strcmp(role, "words") == 0;
        t->shape.words |= words;
        t->shape.live[f] = words || (role && strncmp(role, "live", 4) == 0);
        t->shape.nbytes[f] = words ? 8 : t->shape.live[f] ? (uint8_t)atoi(role + 4) : 0;
        t->shape.means[f] = means_of((const char *)sqlite3_column_text(st, 2));
        *(t->shape.live[f] ? &t->shape.nlive : &t->shape.nfixed) += 1;
        sqlite3_str_appendf(s, ", \"%w\" INTEGER", sqlite3_column_text(st, 0));
    }
    sqlite3_finalize(st);
    sqlite3_str_appendall(s, ")");
    return sqlite3_str_finish(s);
}

static double count_rows(sqlite3 *db, const char *name)
{
    sqlite3_stmt *st = NULL;
    double n = 0;
    if (sqlite3_prepare_v2(db, "SELECT sum(n) FROM main.chunk WHERE stream = ?", -1, &st, NULL) == SQLITE_OK) {
        sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
        if (sqlite3_step(st) == SQLITE_ROW)
            n = sqlite3_column_double(st, 0);
    }
    sqlite3_finalize(st);
    return n;
}

/* CREATE VIRTUAL TABLE temp.NAME USING engraft_stream: the name is the stream's. */
static int x_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    (void)aux;
    (void)argc;
    Table *t = sqlite3_malloc(sizeof *t);
    if (!t)
        return SQLITE_NOMEM;
    memset(t, 0, sizeof *t);
    t->db = db;
    t->name = sqlite3_mprintf("%s", argv[2]);
    char *decl = read_columns(t);
    int rc = t->shape.nfields ? sqlite3_declare_vtab(db, decl) : SQLITE_ERROR;
    sqlite3_free(decl);
    if (rc != SQLITE_OK) {
        *message = sqlite3_mprintf("this database has no stream named %s", argv[2]);
        sqlite3_free(t->name);
        sqlite3_free(t);
        return rc;
    }
    t->nrows = count_rows(db, t->name);
    *out = &t->base;
    return SQLITE_OK;
}

static int x_disconnect(sqlite3_vtab *v)
{
    Table *t = (Table *)v;
    sqlite3_free(t->name);
    sqlite3_free(t);
    return SQLITE_OK;
}

/* ------------------------------------------------------------ planning */

static int bound_kind(unsigned char op)
{
    switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ: return '=';
    case SQLITE_INDEX_CONSTRAINT_GT: return '>';
    case SQLITE_INDEX_CONSTRAINT_GE: return 'g';
    case SQLITE_INDEX_CONSTRAINT_LT: return '<';
    case SQLITE_INDEX_CONSTRAINT_LE: return 'l';
    default: return 0;
    }
}

/* Is a chunk index of use for the column? */
static bool is_indexed(const Table *t, int col)
{
    return col < COL_FIELD || t->shape.means[col - COL_FIELD] != CHUNK_PLAIN;
}

static bool is_fixed(const Table *t, int col)
{
    return col >= COL_FIELD && !t->shape.live[col - COL_FIELD];
}

/* idxStr: two characters for each argument: kind of bound, 'A' + column. SQLite checks the rows again. */
static int x_best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
    const Table *t = (const Table *)v;
    char plan[2 * MAX_BOUNDS + 1];
    int n = 0, nlists = 0;
    double cost = t->nrows + 1000, rows = t->nrows + 1;
    for (int i = 0; i < info->nConstraint && n < MAX_BOUNDS; i++) {
        int kind = bound_kind(info->aConstraint[i].op), col = info->aConstraint[i].iColumn;
        if (!info->aConstraint[i].usable || !kind || col < 0)
            continue;
#if SQLITE_VERSION_NUMBER >= 3038000
        if (kind == '=' && is_fixed(t, col) && nlists < MAX_LISTS && sqlite3_libversion_number() >= 3038000 &&
            sqlite3_vtab_in(info, i, -1) && sqlite3_vtab_in(info, i, 1)) {
            kind = 'I';
            nlists++;
        }
#endif
        plan[2 * n] = (char)kind;
        plan[2 * n + 1] = (char)('A' + col);
        info->aConstraintUsage[i].argvIndex = ++n;
        rows /= kind == '=' || kind == 'I' ? 20 : 3;
        cost /= is_indexed(t, col) ? (kind == '=' || kind == 'I' ? 10 : 3) : 1.1;
    }
    plan[2 * n] = 0;
    (void)nlists;
    info->idxStr = sqlite3_mprintf("%s", plan);
    info->needToFreeIdxStr = 1;
    info->estimatedCost = cost;
    info->estimatedRows = (sqlite3_int64)(rows < 1 ? 1 : rows);
    /* Chunks come by run, thread and seq, and so do their rows. */
    bool ordered = info->nOrderBy > 0 && info->nOrderBy <= 3;
    for (int i = 0; i < info->nOrderBy; i++)
        ordered = ordered && info->aOrderBy[i].iColumn == i && !info->aOrderBy[i].desc;
    info->orderByConsumed = ordered;
    return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

/* ------------------------------------------------------------ cursors */

static int x_open(sqlite3_vtab *v, sqlite3_vtab_cursor **out)
{
    (void)v;
    Cursor *c = sqlite3_malloc(sizeof *c);
    if (!c)
        return SQLITE_NOMEM;
    memset(c, 0, sizeof *c);
    *out = &c->base;
    return SQLITE_OK;
}

static void forget_lists(Cursor *c)
{
    for (unsigned i = 0; i < c->nlists; i++)
        sqlite3_free(c->list[i].v);
    c->nlists = 0;
}

static void stop_reading(Cursor *c)
{
    if (c->reading)
        chunk_read_end(&c->reader);
    c->reading = false;
    sqlite3_finalize(c->chunks);
    c->chunks = NULL;
}

static int x_close(sqlite3_vtab_cursor *p)
{
    Cursor *c = (Cursor *)p;
    stop_reading(c);
    chunk_paths_free(&c->paths.paths);
    forget_lists(c);
    sqlite3_free(c->skip);
    sqlite3_free(c->buf);
    sqlite3_free(c);
    return SQLITE_OK;
}

static void narrow(Range *r, int kind, int64_t v)
{
    if (kind == '>' && v == INT64_MAX) /* nothing is */
        *r = (Range){1, 0};
    else if (kind == '<' && v == INT64_MIN)
        *r = (Range){1, 0};
    else if ((kind == '=' || kind == 'g' || kind == '>') && v + (kind == '>') > r->lo)
        r->lo = v + (kind == '>');
    if ((kind == '=' || kind == 'l') && v < r->hi)
        r->hi = v;
    else if (kind == '<' && v != INT64_MIN && v - 1 < r->hi)
        r->hi = v - 1;
}

/* Bounds that a chunk must overlap; those of several fields that mean the same cannot both be used, so each is. */
static char *chunk_query(const Table *t, const Cursor *c)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendf(s,
                        "SELECT run, thread, seq_first, n, codec, nbytes, data FROM main.chunk WHERE stream = %Q"
                        " AND run BETWEEN %lld AND %lld AND thread BETWEEN %lld AND %lld AND seq_first <= %lld AND "
                        "seq_first + n > %lld",
                        t->name, c->range[COL_RUN].lo, c->range[COL_RUN].hi, c->range[COL_THREAD].lo,
                        c->range[COL_THREAD].hi, c->range[COL_SEQ].hi, c->range[COL_SEQ].lo);
    for (unsigned i = 0; i < c->nchecked; i++) {
        unsigned f = c->checked[i];
        const Range *r = &c->range[COL_FIELD + f];
        const char *what = t->shape.means[f] == CHUNK_PC ? "pc" : t->shape.means[f] == CHUNK_ADDR ? "addr" : NULL;
        if (what)
            sqlite3_str_appendf(s, " AND %s_max >= %lld AND %s_min <= %lld", what, r->lo, what, r->hi);
    }
    sqlite3_str_appendall(s, " ORDER BY run, thread, seq_first");
    return sqlite3_str_finish(s);
}

/* The paths of the run, read once for all its chunks. */
static int load_paths(Cursor *c, int64_t run)
{
    const Table *t = (const Table *)c->base.pVtab;
    sqlite3_stmt *st = NULL;
    if (c->paths.run == run)
        return SQLITE_OK;
    chunk_paths_free(&c->paths.paths);
    c->paths.run = run;
    c->chosen = false;
    int rc =
        sqlite3_prepare_v2(t->db, "SELECT id, data FROM main.chunk_path WHERE run = ? AND stream = ?", -1, &st, NULL);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_text(st, 2, t->name, -1, SQLITE_STATIC);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        ChunkPath *p = chunk_path_parse(&t->shape, sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1));
        if (p)
            chunk_paths_set(&c->paths.paths, &t->shape, (uint32_t)sqlite3_column_int64(st, 0), p);
    }
    sqlite3_finalize(st);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int unpack(Cursor *c, const uint8_t **p, size_t *n)
{
    size_t nbytes = (size_t)sqlite3_column_int64(c->chunks, 5);
    int codec = sqlite3_column_int(c->chunks, 4);
    const void *data = sqlite3_column_blob(c->chunks, 6);
    size_t stored = (size_t)sqlite3_column_bytes(c->chunks, 6);
    *p = data;
    *n = stored;
    if (codec == CODEC_NONE)
        return SQLITE_OK;
#if HAVE_ZSTD
    if (codec == CODEC_ZSTD) {
        if (nbytes > c->cap) {
            sqlite3_free(c->buf);
            c->buf = sqlite3_malloc64(nbytes);
            c->cap = c->buf ? nbytes : 0;
        }
        if (!c->buf)
            return SQLITE_NOMEM;
        size_t got = ZSTD_decompress(c->buf, c->cap, data, stored);
        *p = c->buf;
        *n = got;
        return ZSTD_isError(got) || got != nbytes ? fail(c->base.pVtab, "a chunk is damaged") : SQLITE_OK;
    }
#endif
    (void)nbytes;
    return fail(c->base.pVtab, "its chunks are compressed in a way this program cannot read");
}

static inline bool inside(const Range *r, int64_t v)
{
    return v >= r->lo && v <= r->hi;
}

static int compare_int64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool in_lists(const Cursor *c, unsigned field, int64_t v)
{
    for (unsigned i = 0; i < c->nlists; i++)
        if (c->list[i].col == field + COL_FIELD &&
            (!c->list[i].n || !bsearch(&v, c->list[i].v, c->list[i].n, sizeof v, compare_int64)))
            return false;
    return true;
}

/* Can a record of the path match, by its fixed fields? */
static bool path_matches(const Table *t, const Cursor *c, const ChunkPath *p)
{
    for (uint32_t rec = 0; rec < p->nrecs; rec++) {
        const int64_t *fixed = p->fixed + (size_t)rec * t->shape.nfixed;
        bool match = true;
        for (unsigned f = 0; f < t->shape.nfields && match; f++)
            if (!t->shape.live[f]) {
                match = inside(&c->range[COL_FIELD + f], *fixed) && in_lists(c, f, *fixed);
                fixed++;
            }
        if (match)
            return true;
    }
    return false;
}

/* Which paths of the run cannot match; again for each query, since its bounds decide. */
static int choose_paths(Cursor *c)
{
    const Table *t = (const Table *)c->base.pVtab;
    const ChunkPaths *paths = &c->paths.paths;
    sqlite3_free(c->skip);
    c->skip = sqlite3_malloc64(paths->n + 1);
    if (!c->skip)
        return SQLITE_NOMEM;
    for (uint32_t id = 0; id < paths->n; id++)
        c->skip[id] = paths->p[id] && !path_matches(t, c, paths->p[id]);
    c->chosen = true;
    return SQLITE_OK;
}

static int open_chunk(Cursor *c)
{
    const uint8_t *p;
    size_t n;
    c->run = sqlite3_column_int64(c->chunks, 0);
    c->thread = sqlite3_column_int64(c->chunks, 1);
    c->seq = sqlite3_column_int64(c->chunks, 2) - 1;
    int rc = load_paths(c, c->run);
    if (rc == SQLITE_OK && !c->chosen)
        rc = choose_paths(c);
    if (rc == SQLITE_OK)
        rc = unpack(c, &p, &n);
    if (rc != SQLITE_OK)
        return rc;
    c->reading = true;
    if (!chunk_read_begin(&c->reader, &((const Table *)c->base.pVtab)->shape, &c->paths.paths, p, n))
        return fail(c->base.pVtab, "a chunk is damaged");
    c->reader.skip = c->skip;
    if (!chunk_read_any(&c->reader)) {
        chunk_read_end(&c->reader);
        c->reading = false;
    }
    return SQLITE_OK;
}

static bool row_matches(const Cursor *c)
{
    if (!inside(&c->range[COL_SEQ], c->seq))
        return false;
    for (unsigned i = 0; i < c->nlists; i++)
        if (!in_lists(c, c->list[i].col - COL_FIELD, chunk_read_field(&c->reader, c->list[i].col - COL_FIELD)))
            return false;
    for (unsigned i = 0; i < c->nchecked; i++)
        if (!inside(&c->range[COL_FIELD + c->checked[i]], chunk_read_field(&c->reader, c->checked[i])))
            return false;
    return true;
}

/* To the next row that matches, through as many chunks as needed. */
static int x_next(sqlite3_vtab_cursor *p)
{
    Cursor *c = (Cursor *)p;
    bool damaged;
    c->rowid++;
    for (;;) {
        while (c->reading && chunk_read_next(&c->reader, &damaged)) {
            c->seq += 1 + (int64_t)c->reader.skipped;
            if (row_matches(c))
                return SQLITE_OK;
        }
        if (c->reading) {
            chunk_read_end(&c->reader);
            c->reading = false;
            if (damaged)
                return fail(p->pVtab, "a chunk is damaged");
        }
        int rc = sqlite3_step(c->chunks);
        if (rc == SQLITE_DONE) {
            c->eof = true;
            return SQLITE_OK;
        }
        if (rc != SQLITE_ROW || (rc = open_chunk(c)) != SQLITE_OK)
            return rc;
    }
}

#if SQLITE_VERSION_NUMBER >= 3038000
/* Takes the list; one with anything but integers is left to SQLite. */
static int read_list(Cursor *c, unsigned col, sqlite3_value *arg)
{
    List l = {.col = col};
    sqlite3_value *v = NULL;
    int rc = sqlite3_vtab_in_first(arg, &v);
    for (; rc == SQLITE_OK && v; rc = sqlite3_vtab_in_next(arg, &v)) {
        int type = sqlite3_value_type(v);
        if (type == SQLITE_NULL)
            continue; /* equals nothing */
        if (type != SQLITE_INTEGER)
            break;
        if (l.n == l.cap) {
            l.cap = l.cap * 2 + 64;
            int64_t *more = sqlite3_realloc64(l.v, l.cap * sizeof *l.v);
            if (!more) {
                sqlite3_free(l.v);
                return SQLITE_NOMEM;
            }
            l.v = more;
        }
        l.v[l.n++] = sqlite3_value_int64(v);
    }
    if (rc != SQLITE_DONE) { /* an error, or a value of another type */
        sqlite3_free(l.v);
        return rc;
    }
    if (l.n)
        qsort(l.v, l.n, sizeof *l.v, compare_int64);
    c->list[c->nlists++] = l;
    return SQLITE_OK;
}
#else
static int read_list(Cursor *c, unsigned col, sqlite3_value *arg)
{
    (void)c, (void)col, (void)arg;
    return SQLITE_OK;
}
#endif

static int x_filter(sqlite3_vtab_cursor *p, int plan_number, const char *plan, int argc, sqlite3_value **argv)
{
    Cursor *c = (Cursor *)p;
    const Table *t = (const Table *)p->pVtab;
    (void)plan_number;
    stop_reading(c);
    c->eof = false;
    c->nchecked = 0;
    c->chosen = false;
    c->rowid = 0;
    for (unsigned i = 0; i < COL_FIELD + CHUNK_MAX_FIELDS; i++)
        c->range[i] = (Range){INT64_MIN, INT64_MAX};
    bool bounded[CHUNK_MAX_FIELDS] = {false};
    forget_lists(c);
    for (int i = 0; i < argc; i++) {
        int col = plan[2 * i + 1] - 'A';
        if (plan[2 * i] == 'I') {
            int rc = read_list(c, (unsigned)col, argv[i]);
            if (rc != SQLITE_OK)
                return rc;
            continue;
        }
        if (sqlite3_value_type(argv[i]) != SQLITE_INTEGER)
            continue; /* SQLite compares it itself */
        narrow(&c->range[col], plan[2 * i], sqlite3_value_int64(argv[i]));
        if (col >= COL_FIELD && !bounded[col - COL_FIELD]) {
            bounded[col - COL_FIELD] = true;
            c->checked[c->nchecked++] = (unsigned)(col - COL_FIELD);
        }
    }
    char *sql = chunk_query(t, c);
    int rc = sql ? sqlite3_prepare_v2(t->db, sql, -1, &c->chunks, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    return rc == SQLITE_OK ? x_next(p) : rc;
}

static int x_eof(sqlite3_vtab_cursor *p)
{
    return ((Cursor *)p)->eof;
}

static int x_column(sqlite3_vtab_cursor *p, sqlite3_context *out, int col)
{
    const Cursor *c = (const Cursor *)p;
    sqlite3_result_int64(out, col == COL_RUN      ? c->run
                              : col == COL_THREAD ? c->thread
                              : col == COL_SEQ    ? c->seq
                                                  : chunk_read_field(&c->reader, (unsigned)(col - COL_FIELD)));
    return SQLITE_OK;
}

static int x_rowid(sqlite3_vtab_cursor *p, sqlite3_int64 *rowid)
{
    *rowid = ((const Cursor *)p)->rowid;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .iVersion = 1,
    .xCreate = x_connect,
    .xConnect = x_connect,
    .xBestIndex = x_best_index,
    .xDisconnect = x_disconnect,
    .xDestroy = x_disconnect,
    .xOpen = x_open,
    .xClose = x_close,
    .xFilter = x_filter,
    .xNext = x_next,
    .xEof = x_eof,
    .xColumn = x_column,
    .xRowid = x_rowid,
};

/* ------------------------------------------------------------ registration */

/* The view with function and line; pc is the name of the column that is a code address, may be NULL. */
static char *table_sql(const char *name, const char *pc)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendf(s, "CREATE VIRTUAL TABLE temp.\"%w\" USING engraft_stream;\n", name);
    if (pc) {
        sqlite3_str_appendf(s, "CREATE TEMP VIEW \"v_%w\" AS\nSELECT t.*, " PLACE_COLUMNS "\nFROM temp.\"%w\" t\n",
                            name, name);
        place_joins(s, "main.", NULL, pc);
        sqlite3_str_appendall(s, ";\n");
    }
    return sqlite3_str_finish(s);
}

static int make_tables(sqlite3 *db, char **message)
{
    sqlite3_stmt *st = NULL;
    static const char sql[] =
        "SELECT t.name, (SELECT c.name FROM main.plugin_column c WHERE c.tbl = t.name AND c.means = 'pc' ORDER BY"
        " c.num LIMIT 1) FROM main.plugin_table t WHERE t.storage = 'chunks'";
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        return SQLITE_OK; /* not ours */
    /* Made after the list is read: a change of the schema ends statements that are under way. */
    sqlite3_str *all = sqlite3_str_new(db);
    int rc;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        char *make = table_sql((const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1));
        sqlite3_str_appendall(all, make ? make : "");
        sqlite3_free(make);
    }
    sqlite3_finalize(st);
    char *text = sqlite3_str_finish(all);
    rc = rc != SQLITE_DONE ? rc : text ? sqlite3_exec(db, text, NULL, NULL, message) : SQLITE_OK;
    sqlite3_free(text);
    return rc;
}

static bool has_stream(sqlite3 *db, const char *stream)
{
    sqlite3_stmt *st = NULL;
    bool there = sqlite3_prepare_v2(db, "SELECT 1 FROM main.plugin_table WHERE name = ?", -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_bind_text(st, 1, stream, -1, SQLITE_STATIC) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW;
    sqlite3_finalize(st);
    return there;
}

int trc_vtab_make(sqlite3 *db, const char *name, const sqlite3_module *made_by, const char *stream, char **message)
{
    char *by = sqlite3_mprintf("engraft_%s", name);
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE temp.%s USING %s", name, by);
    int rc = by && sql ? sqlite3_create_module(db, by, made_by, NULL) : SQLITE_NOMEM;
    if (rc == SQLITE_OK && has_stream(db, stream))
        rc = sqlite3_exec(db, sql, NULL, NULL, message);
    sqlite3_free(by);
    sqlite3_free(sql);
    return rc;
}

static int do_register(sqlite3 *db, char **message)
{
    int rc = sqlite3_create_module(db, "engraft_stream", &module, NULL);
    if (rc == SQLITE_OK)
        rc = make_tables(db, message);
    if (rc == SQLITE_OK)
        rc = trc_vtab_branch(db, message);
    if (rc == SQLITE_OK)
        rc = trc_vtab_exec(db, message);
    return rc == SQLITE_OK ? trc_vtab_insn(db, message) : rc;
}

#ifdef ENGRAFT_LOADABLE
__attribute__((visibility("default"))) int sqlite3_engraftsqlite_init(sqlite3 *db, char **message,
                                                                      const sqlite3_api_routines *api);
int sqlite3_engraftsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    SQLITE_EXTENSION_INIT2(api);
    return do_register(db, message);
}
#else
#include "tracer/vtab.h"

int trc_vtab_register(sqlite3 *db, char **message)
{
    char *why = NULL;
    int rc = do_register(db, &why);
    if (message)
        *message = why;
    else
        sqlite3_free(why);
    return rc;
}
#endif
