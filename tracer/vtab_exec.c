/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual table `execlog`: one row for each executed instruction, made of
 * the events that plugins/execlog.c recorded (its head describes them).
 *
 * Events of an instruction follow one another: accesses, its completion, the
 * registers. All have its pc, so bounds on pc go to the stream, as those on run,
 * thread and seq do; seq is the completion's number in the stream.
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
#include <string.h>

#include "tracer/disas.h"
#include "tracer/vtab_priv.h"

enum { COL_RUN, COL_THREAD, COL_SEQ, COL_PC, COL_WORD, COL_INSN, COL_REGS, COL_READS, COL_WRITES };
enum { INSN = 0, READ = 1, WRITE = 2 }; /* execlog_event.what */
enum {
    IN_RUN,
    IN_THREAD,
    IN_SEQ,
    IN_PC,
    IN_WHAT,
    IN_EXTRA,
    IN_ADDR,
    IN_VALUE,
    IN_NAME
}; /* columns of the events' query */

typedef struct Table {
    sqlite3_vtab base; /* first */
    sqlite3 *db;
} Table;

typedef struct Cursor {
    sqlite3_vtab_cursor base; /* first */
    sqlite3_stmt *events;
    bool event; /* there is a next one, not used yet */
    int64_t run, thread, seq, pc, word, rowid;
    sqlite3_str *regs, *reads, *writes; /* NULL = nothing */
    bool eof;
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
    return sqlite3_declare_vtab(db,
                                "CREATE TABLE x(run INTEGER, thread INTEGER, seq INTEGER, pc INTEGER, word INTEGER, "
                                "insn TEXT, regs TEXT, reads TEXT, writes TEXT)");
}

static int x_disconnect(sqlite3_vtab *v)
{
    sqlite3_free(v);
    return SQLITE_OK;
}

static const char *op_text(unsigned char op)
{
    switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ: return "=";
    case SQLITE_INDEX_CONSTRAINT_GT: return ">";
    case SQLITE_INDEX_CONSTRAINT_GE: return ">=";
    case SQLITE_INDEX_CONSTRAINT_LT: return "<";
    case SQLITE_INDEX_CONSTRAINT_LE: return "<=";
    default: return NULL;
    }
}

/* idxStr: the conditions for the events. A bound of seq from below would cut off accesses, so SQLite alone has it. */
static int x_best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
    (void)v;
    static const char *const names[] = {"run", "thread", "seq", "pc"};
    sqlite3_str *s = sqlite3_str_new(NULL);
    int n = 0;
    info->estimatedCost = 1e9;
    for (int i = 0; i < info->nConstraint; i++) {
        int col = info->aConstraint[i].iColumn;
        const char *op = op_text(info->aConstraint[i].op);
        if (!info->aConstraint[i].usable || !op || col < 0 || col > COL_PC || col == COL_SEQ)
            continue;
        info->aConstraintUsage[i].argvIndex = ++n;
        sqlite3_str_appendf(s, " AND e.%s %s ?%d", names[col], op, n);
        info->estimatedCost /= 10;
    }
    bool ordered = info->nOrderBy > 0 && info->nOrderBy <= 3;
    for (int i = 0; i < info->nOrderBy; i++)
        ordered = ordered && info->aOrderBy[i].iColumn == i && !info->aOrderBy[i].desc;
    info->orderByConsumed = ordered;
    info->idxStr = sqlite3_str_finish(s);
    info->needToFreeIdxStr = info->idxStr != NULL;
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

static void forget_row(Cursor *c)
{
    sqlite3_str **all[] = {&c->regs, &c->reads, &c->writes};
    for (unsigned i = 0; i < 3; i++) {
        if (*all[i])
            sqlite3_free(sqlite3_str_finish(*all[i]));
        *all[i] = NULL;
    }
}

static int x_close(sqlite3_vtab_cursor *p)
{
    Cursor *c = (Cursor *)p;
    forget_row(c);
    sqlite3_finalize(c->events);
    sqlite3_free(c);
    return SQLITE_OK;
}

static sqlite3_str *list(sqlite3_str **s)
{
    if (!*s)
        *s = sqlite3_str_new(NULL);
    else
        sqlite3_str_appendchar(*s, 1, ' ');
    return *s;
}

static int next_event(Cursor *c)
{
    int rc = sqlite3_step(c->events);
    c->event = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void add_access(Cursor *c, int64_t what)
{
    sqlite3_str_appendf(list(what == READ ? &c->reads : &c->writes), "[%llx]%d=%llx",
                        sqlite3_column_int64(c->events, IN_ADDR), sqlite3_column_int(c->events, IN_EXTRA),
                        sqlite3_column_int64(c->events, IN_VALUE));
}

static int x_next(sqlite3_vtab_cursor *p)
{
    Cursor *c = (Cursor *)p;
    int rc = SQLITE_OK;
    int64_t what = READ;
    forget_row(c);
    c->rowid++;
    while (rc == SQLITE_OK && c->event && what != INSN) {
        what = sqlite3_column_int64(c->events, IN_WHAT);
        c->run = sqlite3_column_int64(c->events, IN_RUN);
        c->thread = sqlite3_column_int64(c->events, IN_THREAD);
        c->seq = sqlite3_column_int64(c->events, IN_SEQ);
        c->pc = sqlite3_column_int64(c->events, IN_PC);
        c->word = sqlite3_column_int64(c->events, IN_EXTRA) | sqlite3_column_int64(c->events, IN_VALUE) << 32;
        if (what == READ || what == WRITE)
            add_access(c, what);
        rc = next_event(c);
    }
    c->eof = what != INSN;
    while (rc == SQLITE_OK && c->event && sqlite3_column_int64(c->events, IN_WHAT) > WRITE) {
        sqlite3_str_appendf(list(&c->regs), "%s=%llx", sqlite3_column_text(c->events, IN_NAME),
                            sqlite3_column_int64(c->events, IN_VALUE));
        rc = next_event(c);
    }
    return rc;
}

static int x_filter(sqlite3_vtab_cursor *p, int plan, const char *conditions, int argc, sqlite3_value **argv)
{
    Cursor *c = (Cursor *)p;
    sqlite3 *db = ((Table *)p->pVtab)->db;
    (void)plan;
    sqlite3_finalize(c->events);
    c->events = NULL;
    c->rowid = 0;
    char *sql = sqlite3_mprintf(
        "SELECT e.run, e.thread, e.seq, e.pc, e.what, e.extra, e.addr, e.high << 32 | e.value, w.name FROM "
        "temp.execlog_event e LEFT JOIN main.execlog_what w ON w.run = e.run AND w.what = e.what "
        "WHERE 1%s ORDER BY e.run, e.thread, e.seq",
        conditions ? conditions : "");
    int rc = sql ? sqlite3_prepare_v2(db, sql, -1, &c->events, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    for (int i = 0; rc == SQLITE_OK && i < argc; i++)
        rc = sqlite3_bind_value(c->events, i + 1, argv[i]);
    if (rc == SQLITE_OK)
        rc = next_event(c);
    return rc == SQLITE_OK ? x_next(p) : rc;
}

static int x_eof(sqlite3_vtab_cursor *p)
{
    return ((Cursor *)p)->eof;
}

static int insn_text(const Cursor *c, sqlite3_context *out)
{
    char text[128];
    trc_disas.text(text, sizeof text, (uint64_t)c->word, (uint64_t)c->pc);
    sqlite3_result_text(out, text, -1, SQLITE_TRANSIENT);
    return SQLITE_OK;
}

static int x_column(sqlite3_vtab_cursor *p, sqlite3_context *out, int col)
{
    const Cursor *c = (const Cursor *)p;
    sqlite3_str *s = NULL;
    switch (col) {
    case COL_RUN: sqlite3_result_int64(out, c->run); return SQLITE_OK;
    case COL_THREAD: sqlite3_result_int64(out, c->thread); return SQLITE_OK;
    case COL_SEQ: sqlite3_result_int64(out, c->seq); return SQLITE_OK;
    case COL_PC: sqlite3_result_int64(out, c->pc); return SQLITE_OK;
    case COL_WORD: sqlite3_result_int64(out, c->word); return SQLITE_OK;
    case COL_INSN: return insn_text(c, out);
    case COL_REGS: s = c->regs; break;
    case COL_READS: s = c->reads; break;
    case COL_WRITES: s = c->writes; break;
    }
    if (s)
        sqlite3_result_text(out, sqlite3_str_value(s), sqlite3_str_length(s), SQLITE_TRANSIENT);
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

int trc_vtab_exec(sqlite3 *db, char **message)
{
    return trc_vtab_make(db, "execlog", &module, "execlog_event", message);
}
