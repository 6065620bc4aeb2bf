/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual table `insn`: a row for each guest instruction of table code, by
 * run, module and address; where the code changed, as it was last.
 *
 * The instructions of a run (of all runs, when the query does not say) are
 * sorted once and kept until code gets new rows; a scan is a binary search
 * in them. Text is made when it is asked for.
 */
#include "config.h"

#ifndef ENGRAFT_LOADABLE
#define SQLITE_CORE 1
#endif
#include <sqlite3ext.h>
#ifdef ENGRAFT_LOADABLE
SQLITE_EXTENSION_INIT3
#endif

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/bits.h"
#include "tracer/disas.h"
#include "tracer/vtab_priv.h"

enum { COL_RUN, COL_MODULE, COL_ADDR, COL_WORD, COL_MNEMONIC, COL_CLASS, COL_TEXT };
enum { HAS_RUN = 1, HAS_MODULE = 2, HAS_LO = 4, HAS_HI = 8 }; /* a plan; arguments in this order */

#define ALL_RUNS INT64_MIN

typedef struct Insn {
    int64_t run, module;
    uint64_t addr, word;
    size_t order;
} Insn;

typedef struct Table {
    sqlite3_vtab base; /* first */
    sqlite3 *db;
    Insn *insns; /* sorted; of `run` as of row `last` */
    size_t n, cap;
    int64_t run, last;
    bool filled;
} Table;

typedef struct Cursor {
    sqlite3_vtab_cursor base; /* first */
    Insn *insns;              /* a copy: the table's may be made anew meanwhile */
    size_t at, n;
} Cursor;

static int x_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    (void)aux, (void)argc, (void)argv, (void)message;
    Table *t = sqlite3_malloc(sizeof *t);
    if (!t)
        return SQLITE_NOMEM;
    memset(t, 0, sizeof *t);
    t->db = db;
    *out = &t->base;
    return sqlite3_declare_vtab(db, "CREATE TABLE x(run INTEGER, module INTEGER, addr INTEGER, word INTEGER, "
                                    "mnemonic TEXT, class TEXT, text TEXT)");
}

static int x_disconnect(sqlite3_vtab *v)
{
    free(((Table *)v)->insns);
    sqlite3_free(v);
    return SQLITE_OK;
}

/* ------------------------------------------------------------ what there is */

static bool add(Table *t, const Insn *in)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 4096;
        Insn *p = realloc(t->insns, cap * sizeof *p);
        if (!p)
            return false;
        t->insns = p;
        t->cap = cap;
    }
    t->insns[t->n++] = *in;
    return true;
}

/* A row of code. Of instructions with two words the first has primary opcode 1. */
static bool add_row(Table *t, sqlite3_stmt *st)
{
    Insn in = {.run = sqlite3_column_int64(st, 0),
               .module = sqlite3_column_int64(st, 1),
               .addr = (uint64_t)sqlite3_column_int64(st, 2)};
    const uint8_t *p = sqlite3_column_blob(st, 4);
    size_t nwords = (size_t)sqlite3_column_bytes(st, 4) / 4;
    bool pairs = sqlite3_column_int64(st, 3) < (int64_t)nwords;
    for (size_t i = 0; i < nwords; i++) {
        in.word = ld_be32(p + 4 * i);
        in.order = t->n;
        uint64_t addr = in.addr;
        in.addr += 4;
        if (pairs && in.word >> 26 == 1 && i + 1 < nwords) {
            in.word = in.word << 32 | ld_be32(p + 4 * ++i);
            in.addr += 4;
        }
        uint64_t next = in.addr;
        in.addr = addr;
        if (!add(t, &in))
            return false;
        in.addr = next;
    }
    return true;
}

static int by_place(const Insn *a, const Insn *b)
{
    return a->run != b->run         ? (a->run > b->run) - (a->run < b->run)
           : a->module != b->module ? (a->module > b->module) - (a->module < b->module)
                                    : (a->addr > b->addr) - (a->addr < b->addr);
}

static int compare(const void *pa, const void *pb)
{
    const Insn *a = pa, *b = pb;
    int c = by_place(a, b);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

/* Sorts, and keeps the last of each place. */
static void tidy(Table *t)
{
    size_t n = 0;
    if (t->n)
        qsort(t->insns, t->n, sizeof *t->insns, compare);
    for (size_t i = 0; i < t->n; i++)
        if (i + 1 == t->n || by_place(&t->insns[i], &t->insns[i + 1]) != 0)
            t->insns[n++] = t->insns[i];
    t->n = n;
}

static int64_t last_row(sqlite3 *db)
{
    sqlite3_stmt *st = NULL;
    int64_t id = -1;
    if (sqlite3_prepare_v2(db, "SELECT ifnull(max(id), 0) FROM main.code", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        id = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return id;
}

static int fill(Table *t, int64_t run)
{
    int64_t last = last_row(t->db);
    if (t->filled && t->last == last && (t->run == run || t->run == ALL_RUNS))
        return SQLITE_OK;
    t->n = 0;
    t->filled = false;
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(t->db,
                                "SELECT run, module, addr, ninsns, bytes FROM main.code WHERE ?1 IS NULL OR run = ?1 "
                                "ORDER BY id",
                                -1, &st, NULL);
    if (rc == SQLITE_OK && run != ALL_RUNS)
        rc = sqlite3_bind_int64(st, 1, run);
    while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
        rc = add_row(t, st) ? SQLITE_OK : SQLITE_NOMEM;
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return rc;
    tidy(t);
    t->run = run;
    t->last = last;
    t->filled = true;
    return SQLITE_OK;
}

/* ------------------------------------------------------------ scans */

static bool use(sqlite3_index_info *info, int col, bool (*ok)(unsigned char), int *n)
{
    for (int i = 0; i < info->nConstraint; i++)
        if (info->aConstraint[i].usable && info->aConstraint[i].iColumn == col && ok(info->aConstraint[i].op) &&
            info->aConstraintUsage[i].argvIndex == 0) {
            info->aConstraintUsage[i].argvIndex = ++*n;
            return true;
        }
    return false;
}

static bool is_eq(unsigned char op)
{
    return op == SQLITE_INDEX_CONSTRAINT_EQ;
}

static bool is_lo(unsigned char op)
{
    return op == SQLITE_INDEX_CONSTRAINT_GE || op == SQLITE_INDEX_CONSTRAINT_GT;
}

static bool is_hi(unsigned char op)
{
    return op == SQLITE_INDEX_CONSTRAINT_LE || op == SQLITE_INDEX_CONSTRAINT_LT;
}

/* SQLite looks at every row again, so bounds may be wide. Of an equal address there is a row for each module. */
static int x_best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
    (void)v;
    int n = 0;
    info->estimatedCost = 1e6;
    info->idxNum = use(info, COL_RUN, is_eq, &n) ? HAS_RUN : 0;
    if (info->idxNum && use(info, COL_MODULE, is_eq, &n))
        info->idxNum |= HAS_MODULE;
    if (use(info, COL_ADDR, is_eq, &n)) {
        info->idxNum |= HAS_LO | HAS_HI;
        info->idxStr = (char *)"=";
    } else {
        info->idxNum |= use(info, COL_ADDR, is_lo, &n) ? HAS_LO : 0;
        info->idxNum |= use(info, COL_ADDR, is_hi, &n) ? HAS_HI : 0;
    }
    for (int i = 0; i < 4; i++)
        info->estimatedCost /= info->idxNum >> i & 1 ? 8 : 1;
    info->estimatedRows = (sqlite3_int64)info->estimatedCost;
    return SQLITE_OK;
}

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

static int x_close(sqlite3_vtab_cursor *p)
{
    free(((Cursor *)p)->insns);
    sqlite3_free(p);
    return SQLITE_OK;
}

/* Index of the first instruction that is not before k. */
static size_t first_at(const Table *t, const Insn *k)
{
    size_t lo = 0, hi = t->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (by_place(&t->insns[mid], k) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int x_filter(sqlite3_vtab_cursor *p, int plan, const char *equal, int argc, sqlite3_value **argv)
{
    Cursor *c = (Cursor *)p;
    Table *t = (Table *)p->pVtab;
    (void)argc;
    int64_t run = plan & HAS_RUN ? sqlite3_value_int64(*argv++) : ALL_RUNS;
    Insn lo = {.run = run, .module = INT64_MIN}, hi = {.run = run, .module = INT64_MAX, .addr = UINT64_MAX};
    if (plan & HAS_MODULE)
        lo.module = hi.module = sqlite3_value_int64(*argv++);
    int64_t low = plan & HAS_LO ? sqlite3_value_int64(*argv) : 0;
    uint64_t from = low > 0 ? (uint64_t)low : 0;
    uint64_t to = plan & HAS_HI ? (uint64_t)sqlite3_value_int64(argv[plan & HAS_LO && !equal]) : UINT64_MAX;
    if (plan & HAS_MODULE) {
        lo.addr = from;
        hi.addr = to;
    }
    int rc = fill(t, run);
    if (rc != SQLITE_OK)
        return rc;
    size_t a = plan & HAS_RUN ? first_at(t, &lo) : 0, b = a;
    free(c->insns);
    size_t end = t->n;
    if (plan & HAS_RUN) {
        end = first_at(t, &hi);
        end += end < t->n && by_place(&t->insns[end], &hi) == 0;
    }
    c->at = c->n = 0;
    c->insns = end > a ? malloc((end - a) * sizeof *c->insns) : NULL;
    if (end > a && !c->insns)
        return SQLITE_NOMEM;
    for (; b < end; b++)
        if (t->insns[b].addr >= from && t->insns[b].addr <= to)
            c->insns[c->n++] = t->insns[b];
    return SQLITE_OK;
}

static int x_next(sqlite3_vtab_cursor *p)
{
    ((Cursor *)p)->at++;
    return SQLITE_OK;
}

static int x_eof(sqlite3_vtab_cursor *p)
{
    return ((Cursor *)p)->at >= ((Cursor *)p)->n;
}

static int x_column(sqlite3_vtab_cursor *p, sqlite3_context *out, int col)
{
    const Insn *in = &((const Cursor *)p)->insns[((const Cursor *)p)->at];
    char text[128];
    const char *name;
    size_t n;
    switch (col) {
    case COL_RUN: sqlite3_result_int64(out, in->run); break;
    case COL_MODULE: sqlite3_result_int64(out, in->module); break;
    case COL_ADDR: sqlite3_result_int64(out, (int64_t)in->addr); break;
    case COL_WORD: sqlite3_result_int64(out, (int64_t)in->word); break;
    case COL_MNEMONIC:
        name = trc_disas.mnemonic(in->word, &n);
        sqlite3_result_text(out, name, (int)n, SQLITE_STATIC);
        break;
    case COL_CLASS: sqlite3_result_text(out, trc_disas.class_name(in->word), -1, SQLITE_STATIC); break;
    case COL_TEXT:
        trc_disas.text(text, sizeof text, in->word, in->addr);
        sqlite3_result_text(out, text, -1, SQLITE_TRANSIENT);
        break;
    }
    return SQLITE_OK;
}

static int x_rowid(sqlite3_vtab_cursor *p, sqlite3_int64 *rowid)
{
    *rowid = (sqlite3_int64)((const Cursor *)p)->at;
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

static const char view_sql[] =
    "CREATE TEMP VIEW v_insn AS\n"
    "SELECT n.run, m.path AS module, printf('%#x', n.addr) AS addr, printf('%08x', n.word) AS word, n.mnemonic, "
    "n.class, n.text,\n"
    "    (SELECT CASE WHEN n.addr - m.bias < s.addr + s.nbytes THEN s.name END FROM main.symbol s\n"
    "     WHERE s.image = m.image AND s.addr <= n.addr - m.bias ORDER BY s.addr DESC LIMIT 1) AS function,\n"
    "    (SELECT CASE WHEN n.addr - m.bias < l.addr + l.nbytes THEN f.path || ':' || l.line END\n"
    "     FROM main.line l JOIN main.source_file f ON f.id = l.file\n"
    "     WHERE l.image = m.image AND l.addr <= n.addr - m.bias AND l.nbytes > 0 ORDER BY l.addr DESC LIMIT 1) AS "
    "line\n"
    "FROM temp.insn n LEFT JOIN main.module m ON m.run = n.run AND m.num = n.module";

int trc_vtab_insn(sqlite3 *db, char **message)
{
    int rc = sqlite3_create_module(db, "engraft_insn", &module, NULL);
    if (rc != SQLITE_OK || last_row(db) < 0) /* no results file */
        return rc;
    rc = sqlite3_exec(db, "CREATE VIRTUAL TABLE temp.insn USING engraft_insn", NULL, NULL, message);
    return rc == SQLITE_OK ? sqlite3_exec(db, view_sql, NULL, NULL, message) : rc;
}
