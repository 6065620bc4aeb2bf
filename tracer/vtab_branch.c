/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual table `branchtrace`: executed runs of instructions, in order, put
 * together from the code and what plugins/branchtrace.c recorded (its head
 * describes the streams).
 *
 * A walk follows the code of a thread from its start: a branch takes its bit, an
 * indirect one that went elsewhere than the stack or the table expect its target.
 * A jump that no instruction made is due when all bits and targets before it are used
 * and the walk is where it was made; since every way round in the code uses a bit,
 * the walk is there once.
 *
 * Power ISA 2.07 Book I 2.4 for the encodings of branches.
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

#include "tracer/vtab_priv.h"

enum { COL_RUN, COL_THREAD, COL_SEQ, COL_PC, COL_NINSNS, COL_HOW, COL_LAST };
enum { TARGET = 1, PARTIAL, JUMP, START, END, KIND = 40 }; /* kinds of words */
enum { STACK = 1024, TABLE = 4096, HISTORY = 2, MAX_TARGETS = 64 };
enum { WORDS, CODE, NSTREAMS };

typedef struct Table {
    sqlite3_vtab base; /* first */
    sqlite3 *db;
} Table;

typedef struct Insn {
    uint64_t word; /* a prefix in the upper half */
    uint32_t addr;
    bool used;
} Insn;

/* The next record of a stream. */
typedef struct Record {
    sqlite3_stmt *st;
    bool there;
    uint64_t value; /* CODE: the instruction */
    uint32_t pc;    /* CODE */
} Record;

/* A thread's indirect branches so far: what is expected of the next. */
typedef struct Expect {
    uint32_t stack[STACK], depth;
    uint32_t table[TABLE][2]; /* where one went last, and before that to another place */
    uint64_t history;
    uint32_t targets[MAX_TARGETS], first,
        n; /* of those in the word that is used, or the next one, which went elsewhere */
} Expect;

typedef struct Cursor {
    sqlite3_vtab_cursor base; /* first */
    sqlite3_stmt *threads;
    int64_t run, thread, seq, rowid, code_run;
    Insn *code; /* of code_run */
    size_t ncode, code_cap;
    Record next[NSTREAMS];
    Expect expect;
    bool walking, eof;
    uint64_t word;  /* the bits in use, behind a 1 */
    unsigned left;  /* of them */
    uint64_t words; /* used up */
    uint32_t pc, block;
    uint32_t ninsns, last; /* last: address of its last instruction */
    const char *how;
} Cursor;

static int fail(const Cursor *c, const char *what, uint32_t pc)
{
    sqlite3_free(c->base.pVtab->zErrMsg);
    c->base.pVtab->zErrMsg =
        sqlite3_mprintf("branchtrace: run %lld, thread %lld, %#x: %s", c->run, c->thread, pc, what);
    return SQLITE_ERROR;
}

/* ------------------------------------------------------------ the code */

static Insn *find(const Cursor *c, uint32_t addr)
{
    size_t i = (addr >> 2) * 0x9e3779b1u & (c->code_cap - 1);
    while (c->code[i].used && c->code[i].addr != addr)
        i = (i + 1) & (c->code_cap - 1);
    return &c->code[i];
}

static bool grow(Cursor *c)
{
    Insn *old = c->code;
    size_t n = c->code_cap;
    c->code_cap = n ? n * 2 : 4096;
    c->code = calloc(c->code_cap, sizeof *c->code);
    if (!c->code) {
        free(old);
        c->code_cap = c->ncode = 0;
        return false;
    }
    for (size_t i = 0; i < n; i++)
        if (old[i].used)
            *find(c, old[i].addr) = old[i];
    free(old);
    return true;
}

static int load_code(Cursor *c)
{
    sqlite3_stmt *st = NULL;
    if (c->code_run == c->run)
        return SQLITE_OK;
    free(c->code);
    c->code = NULL;
    c->ncode = c->code_cap = 0;
    c->code_run = c->run;
    int rc = grow(c) ? sqlite3_prepare_v2(((Table *)c->base.pVtab)->db,
                                          "SELECT addr, word FROM main.branchtrace_insn WHERE run = ?", -1, &st, NULL)
                     : SQLITE_NOMEM;
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_bind_int64(st, 1, c->run);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        if (++c->ncode * 2 > c->code_cap && !grow(c)) {
            rc = SQLITE_NOMEM;
            break;
        }
        uint32_t addr = (uint32_t)sqlite3_column_int64(st, 0);
        *find(c, addr) = (Insn){(uint64_t)sqlite3_column_int64(st, 1), addr, true};
    }
    sqlite3_finalize(st);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ------------------------------------------------------------ the streams */

static int advance(Record *r)
{
    int rc = sqlite3_step(r->st);
    r->there = rc == SQLITE_ROW;
    if (r->there) {
        r->value = (uint64_t)sqlite3_column_int64(r->st, 0);
        r->pc = (uint32_t)sqlite3_column_int64(r->st, 1);
    }
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void close_streams(Cursor *c)
{
    for (unsigned i = 0; i < NSTREAMS; i++) {
        sqlite3_finalize(c->next[i].st);
        c->next[i] = (Record){0};
    }
    c->walking = false;
}

static int open_streams(Cursor *c)
{
    static const char *const sql[NSTREAMS] = {
        [WORDS] = "SELECT word, 0 FROM temp.branchtrace_words WHERE run = ? AND thread = ? ORDER BY run, thread, seq",
        [CODE] = ("SELECT word, pc, words, bits FROM temp.branchtrace_code WHERE run = ? AND thread = ? ORDER BY run, "
                  "thread, seq"),
    };
    int rc = SQLITE_OK;
    for (unsigned i = 0; i < NSTREAMS && rc == SQLITE_OK; i++) {
        rc = sqlite3_prepare_v2(((Table *)c->base.pVtab)->db, sql[i], -1, &c->next[i].st, NULL);
        if (rc != SQLITE_OK)
            break;
        sqlite3_bind_int64(c->next[i].st, 1, c->run);
        sqlite3_bind_int64(c->next[i].st, 2, c->thread);
        rc = advance(&c->next[i]);
    }
    return rc;
}

static unsigned kind_of(const Record *r)
{
    return r->value >> 63 ? 0 : (unsigned)(r->value >> KIND);
}

/* Takes targets as they come; they are in front of the bits that tell of them. */
static int take_targets(Cursor *c)
{
    Record *r = &c->next[WORDS];
    Expect *x = &c->expect;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && r->there && kind_of(r) == TARGET) {
        if (x->n == MAX_TARGETS)
            return fail(c, "there are more targets than bits", c->pc);
        x->targets[(x->first + x->n++) % MAX_TARGETS] = (uint32_t)r->value;
        rc = advance(r);
    }
    return rc;
}

/* Bits for the walk; false when there are none before the next jump or at all. */
static bool have_bits(Cursor *c, int *rc)
{
    Record *r = &c->next[WORDS];
    if (c->left)
        return true;
    *rc = take_targets(c);
    if (*rc != SQLITE_OK || !r->there || (kind_of(r) && kind_of(r) != PARTIAL))
        return false;
    if (kind_of(r) == PARTIAL)
        *rc = advance(r);
    if (*rc != SQLITE_OK || !r->there || r->value < 2)
        return false;
    c->words += c->word > 1;
    c->word = r->value;
    c->left = 63 - (unsigned)__builtin_clzll(r->value);
    *rc = advance(r);
    return *rc == SQLITE_OK;
}

/* What the recording side's cell held, and how many words it had written, where the walk is. */
static void position(const Cursor *c, uint64_t *words, uint64_t *bits)
{
    *words = c->words;
    *bits = c->word >> c->left;
    if (c->left == 0 && c->word >> 63) { /* a full word is written at once */
        *words += 1;
        *bits = 1;
    }
}

static bool take_bit(Cursor *c)
{
    return c->word >> --c->left & 1;
}

/* A jump that is due here. */
static bool jump_is_due(const Cursor *c)
{
    const Record *r = &c->next[WORDS];
    unsigned kind = r->there ? kind_of(r) : 0;
    return !c->left && !c->expect.n && kind >= JUMP && (kind == START || (uint32_t)r->value == c->pc);
}

/* The word in use is used up and was written before the jump. */
static int pass_jump(Cursor *c)
{
    Record *r = &c->next[WORDS];
    unsigned kind = kind_of(r);
    int rc = advance(r);
    if (c->word > 1)
        c->words++;
    c->word = 1;
    c->pc = (uint32_t)r->value;
    c->how = kind == END || !r->there ? "end" : "jump";
    c->walking = kind != END && r->there;
    return rc == SQLITE_OK && r->there ? advance(r) : rc;
}

/* ------------------------------------------------------------ indirect branches */

/* Was it as expected? known = false: the recording ends before that. */
static int next_bit(Cursor *c, bool *bit, bool *known)
{
    int rc = SQLITE_OK;
    *known = have_bits(c, &rc);
    *bit = *known && take_bit(c);
    return rc;
}

static int other_target(Cursor *c, uint32_t *target)
{
    Expect *x = &c->expect;
    if (!x->n)
        return fail(c, "a target is missing", c->pc);
    *target = x->targets[x->first];
    x->first = (x->first + 1) % MAX_TARGETS;
    x->n--;
    return SQLITE_OK;
}

/* Where a return went. */
static int go_back(Cursor *c, uint32_t *target, bool *known)
{
    Expect *x = &c->expect;
    bool expected;
    int rc = next_bit(c, &expected, known);
    *target = x->stack[x->depth];
    x->depth = (x->depth - 1) % STACK;
    return rc == SQLITE_OK && *known && !expected ? other_target(c, target) : rc;
}

/* Where another indirect branch went. */
static int go_on(Cursor *c, uint32_t *target, bool *known)
{
    Expect *x = &c->expect;
    uint32_t *entry = x->table[x->history / 8 % TABLE];
    bool expected;
    int rc = next_bit(c, &expected, known);
    *target = entry[0];
    if (rc == SQLITE_OK && *known && !expected) {
        rc = next_bit(c, &expected, known);
        *target = entry[1];
        if (rc == SQLITE_OK && *known && !expected)
            rc = other_target(c, target);
        entry[1] = entry[0];
        entry[0] = *target;
    }
    x->history = x->history << HISTORY ^ *target;
    return rc;
}

static void call(Expect *x, uint32_t back)
{
    x->depth = (x->depth + 1) % STACK;
    x->stack[x->depth] = back;
}

/* ------------------------------------------------------------ the walk */

static int fetch(Cursor *c, uint64_t *word)
{
    Record *r = &c->next[CODE];
    uint64_t words, bits;
    position(c, &words, &bits);
    if (r->there && r->pc == c->pc && (uint64_t)sqlite3_column_int64(r->st, 2) == words &&
        (uint64_t)sqlite3_column_int64(r->st, 3) == bits) {
        *word = r->value;
        return advance(r);
    }
    const Insn *i = find(c, c->pc);
    if (!i->used)
        return fail(c, "the walk came to code that was not recorded", c->pc);
    *word = i->word;
    return SQLITE_OK;
}

/* Ends the block behind a branch. known = false: the recording ends before its outcome. */
static int follow(Cursor *c, uint32_t w, bool *known)
{
    uint32_t op = w >> 26, pc = c->pc;
    bool always = op == 18 || (w >> 21 & 0x14) == 0x14, taken = true;
    int32_t disp = op == 18 ? (int32_t)(w << 6) >> 6 & ~3 : (int16_t)(w & 0xfffc);
    uint32_t target = (w & 2 ? 0 : pc) + (uint32_t)disp;
    int rc = SQLITE_OK;
    *known = true;
    if (!always || (op != 19 && !(w & 1) && target <= pc)) {
        *known = have_bits(c, &rc);
        taken = *known && take_bit(c);
    }
    if (rc != SQLITE_OK || !*known)
        return rc;
    c->how = !taken ? "not taken" : op == 19 ? "indirect" : "taken";
    c->pc = pc + 4;
    if (taken && op == 19)
        rc = ((w >> 1 & 0x3ff) == 16 && !(w & 1) ? go_back : go_on)(c, &target, known);
    if (taken && w & 1 && (op == 19 || target != pc + 4))
        call(&c->expect, pc + 4);
    if (taken)
        c->pc = target & ~3u;
    return rc;
}

static bool is_branch(uint64_t insn)
{
    uint32_t w = (uint32_t)insn;
    uint32_t op = w >> 26, xo = w >> 1 & 0x3ff;
    return !(insn >> 32) && (op == 16 || op == 18 || (op == 19 && (xo == 16 || xo == 528 || xo == 560)));
}

/* Until a branch, a jump, or the end of what is known. */
static int walk_block(Cursor *c)
{
    int rc = SQLITE_OK;
    c->block = c->pc;
    c->ninsns = 0;
    while (rc == SQLITE_OK) {
        uint64_t w = 0;
        bool known = true;
        if (jump_is_due(c))
            return pass_jump(c);
        rc = fetch(c, &w);
        if (rc != SQLITE_OK)
            break;
        c->last = c->pc;
        if (is_branch(w)) {
            rc = follow(c, (uint32_t)w, &known);
            if (known)
                c->ninsns++;
            else {
                c->how = "end";
                c->walking = false;
            }
            break;
        }
        c->pc += w >> 32 ? 8 : 4;
        c->ninsns++;
    }
    return rc;
}

static int next_thread(Cursor *c)
{
    close_streams(c);
    int rc = sqlite3_step(c->threads);
    c->eof = rc == SQLITE_DONE;
    if (rc != SQLITE_ROW)
        return c->eof ? SQLITE_OK : rc;
    c->run = sqlite3_column_int64(c->threads, 0);
    c->thread = sqlite3_column_int64(c->threads, 1);
    c->seq = -1;
    c->word = 1;
    c->left = 0;
    c->words = 0;
    c->pc = 0;
    memset(&c->expect, 0, sizeof c->expect);
    rc = load_code(c);
    if (rc == SQLITE_OK)
        rc = open_streams(c);
    c->walking = c->next[WORDS].there;
    return rc;
}

static int x_next(sqlite3_vtab_cursor *p)
{
    Cursor *c = (Cursor *)p;
    int rc = SQLITE_OK;
    do {
        if (!c->walking)
            rc = next_thread(c);
        if (rc != SQLITE_OK || c->eof)
            return rc;
        if (c->walking)
            rc = walk_block(c);
        else
            c->ninsns = 0;
    } while (rc == SQLITE_OK && !c->ninsns);
    if (rc != SQLITE_OK && !p->pVtab->zErrMsg)
        p->pVtab->zErrMsg = sqlite3_mprintf("branchtrace: %s", sqlite3_errmsg(((Table *)p->pVtab)->db));
    c->seq++;
    c->rowid++;
    return rc;
}

/* ------------------------------------------------------------ the table */

static int x_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    (void)aux, (void)argc, (void)argv, (void)message;
    Table *t = sqlite3_malloc(sizeof *t);
    if (!t)
        return SQLITE_NOMEM;
    memset(t, 0, sizeof *t);
    t->db = db;
    *out = &t->base;
    return sqlite3_declare_vtab(
        db, "CREATE TABLE x(run INTEGER, thread INTEGER, seq INTEGER, pc INTEGER, ninsns INTEGER, how TEXT, "
            "last INTEGER HIDDEN)");
}

static int x_disconnect(sqlite3_vtab *v)
{
    sqlite3_free(v);
    return SQLITE_OK;
}

/* idxNum: bit 0, run = first argument; bit 1, thread = the next. */
static int x_best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
    (void)v;
    int at[2] = {-1, -1}, n = 0;
    for (int i = 0; i < info->nConstraint; i++) {
        int col = info->aConstraint[i].iColumn;
        if (info->aConstraint[i].usable && info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ && col >= 0 && col < 2)
            at[col] = i;
    }
    for (int i = 0; i < 2; i++)
        if (at[i] >= 0) {
            info->aConstraintUsage[at[i]].argvIndex = ++n;
            info->idxNum |= 1 << i;
        }
    info->estimatedCost = 1e9 / (1 + 10 * n);
    bool ordered = info->nOrderBy > 0 && info->nOrderBy <= 3;
    for (int i = 0; i < info->nOrderBy; i++)
        ordered = ordered && info->aOrderBy[i].iColumn == i && !info->aOrderBy[i].desc;
    info->orderByConsumed = ordered;
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
    Cursor *c = (Cursor *)p;
    close_streams(c);
    sqlite3_finalize(c->threads);
    free(c->code);
    sqlite3_free(c);
    return SQLITE_OK;
}

static int x_filter(sqlite3_vtab_cursor *p, int plan, const char *text, int argc, sqlite3_value **argv)
{
    Cursor *c = (Cursor *)p;
    (void)text;
    close_streams(c);
    sqlite3_finalize(c->threads);
    c->threads = NULL;
    c->rowid = 0;
    char *sql = sqlite3_mprintf(
        "SELECT DISTINCT run, thread FROM main.chunk WHERE stream = 'branchtrace_words'%s%s ORDER BY 1, 2",
        plan & 1 ? " AND run = ?1" : "", plan & 2 ? plan & 1 ? " AND thread = ?2" : " AND thread = ?1" : "");
    int rc = sql ? sqlite3_prepare_v2(((Table *)p->pVtab)->db, sql, -1, &c->threads, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    for (int i = 0; rc == SQLITE_OK && i < argc; i++)
        rc = sqlite3_bind_value(c->threads, i + 1, argv[i]);
    return rc == SQLITE_OK ? x_next(p) : rc;
}

static int x_eof(sqlite3_vtab_cursor *p)
{
    return ((Cursor *)p)->eof;
}

static int x_column(sqlite3_vtab_cursor *p, sqlite3_context *out, int col)
{
    const Cursor *c = (const Cursor *)p;
    switch (col) {
    case COL_RUN: sqlite3_result_int64(out, c->run); break;
    case COL_THREAD: sqlite3_result_int64(out, c->thread); break;
    case COL_SEQ: sqlite3_result_int64(out, c->seq); break;
    case COL_PC: sqlite3_result_int64(out, c->block); break;
    case COL_NINSNS: sqlite3_result_int64(out, c->ninsns); break;
    case COL_LAST: sqlite3_result_int64(out, c->last); break;
    case COL_HOW: sqlite3_result_text(out, c->how, -1, SQLITE_STATIC); break;
    }
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

int trc_vtab_branch(sqlite3 *db, char **message)
{
    return trc_vtab_make(db, "branchtrace", &module, "branchtrace_words", message);
}
