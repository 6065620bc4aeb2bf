/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Machine code of hot functions, for reports that show it beside its counts and
 * source lines. Only instructions that a run translated are known: code that was
 * never reached is missing. Needs the virtual table insn.
 */
#include "analysis/model_priv.h"
#include "analysis/report.h"

#include <string.h>

enum { MAX_FUNCS = 40 };                  /* unless all are wanted */
static const double enough_of_all = 0.97; /* of the instructions executed */

/* The function's instructions by address while they are gathered. */
typedef struct Gather {
    AnaReport *r;
    const AnaMImage *im;
    AnaCode *c;
    GHashTable *seen; /* address -> nothing */
    uint64_t known;   /* executed bytes that have text */
} Gather;

static int by_insns(const void *pa, const void *pb, void *user)
{
    const AnaModel *m = user;
    const AnaMFunc *a = &g_array_index(m->funcs, AnaMFunc, *(const int *)pa);
    const AnaMFunc *b = &g_array_index(m->funcs, AnaMFunc, *(const int *)pb);
    return a->insns != b->insns ? (a->insns < b->insns) - (a->insns > b->insns) : strcmp(a->name, b->name);
}

/* Indices of the functions to show, the hottest first. */
static GArray *hot_functions(const AnaModel *m, const AnaReportOptions *o)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(int));
    double all = 0, sum = 0;
    for (int i = 0; i < (int)m->funcs->len; i++) {
        const AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, i);
        const char *file = f->file < 0 ? NULL : ((AnaMFile *)g_ptr_array_index(m->files, f->file))->path;
        if (!f->insns || (o->model.file_glob && (!file || !g_pattern_match_simple(o->model.file_glob, file))))
            continue;
        g_array_append_val(list, i);
        all += (double)f->insns;
    }
    g_array_sort_with_data(list, by_insns, (void *)m);
    for (unsigned i = 0; o->limit && i < list->len; i++) {
        sum += (double)g_array_index(m->funcs, AnaMFunc, g_array_index(list, int, i)).insns;
        if (i + 1 == MAX_FUNCS || sum >= enough_of_all * all)
            g_array_set_size(list, i + 1);
    }
    return list;
}

static void add_insn(Gather *g, sqlite3_stmt *st)
{
    AnaInsn in = {.addr = (uint64_t)sqlite3_column_int64(st, 0)};
    uint64_t key = in.addr;
    if (!g_hash_table_add(g->seen, g_memdup2(&key, sizeof key)))
        return;
    in.nbytes = sqlite3_column_int64(st, 1) >> 32 ? 8 : 4;
    in.count = ana_count_at(g->im, in.addr);
    in.text = g_string_chunk_insert_const(g->r->code_text, (const char *)sqlite3_column_text(st, 2));
    g->known += in.count ? in.nbytes : 0;
    g_array_append_val(g->c->insns, in);
}

/* What one run knows of a piece of the function. */
static bool add_piece(Gather *g, const AnaDb *db, int64_t run, const AnaMPiece *p, Err *err)
{
    sqlite3_stmt *st = ana_db_prepare(
        db,
        "SELECT n.addr - m.bias, n.word, n.text FROM module m CROSS JOIN insn n ON n.run = m.run AND n.module = m.num "
        "AND n.addr >= m.bias + ?3 AND n.addr < m.bias + ?4 WHERE m.run = ?1 AND m.image = ?2",
        err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, g->im->id);
    sqlite3_bind_int64(st, 3, (int64_t)p->lo);
    sqlite3_bind_int64(st, 4, (int64_t)p->hi);
    while (ana_db_step(db, st, err))
        add_insn(g, st);
    sqlite3_finalize(st);
    return !err->text[0];
}

static int by_addr(const void *pa, const void *pb)
{
    const AnaInsn *a = pa, *b = pb;
    return (a->addr > b->addr) - (a->addr < b->addr);
}

/* File and line of each instruction of a piece. */
static bool add_lines(AnaReport *r, const AnaCode *c, const AnaDb *db, const AnaMImage *im, const AnaMPiece *p,
                      Err *err)
{
    unsigned k = 0;
    sqlite3_stmt *st = ana_db_prepare(db,
                                      "SELECT l.addr, l.addr + l.nbytes, f.path, l.line FROM line l JOIN source_file f "
                                      "ON f.id = l.file WHERE l.image = ?1 AND l.addr < ?3 AND l.addr + l.nbytes > ?2 "
                                      "AND l.addr >= ?2 - 65536 AND l.nbytes > 0 ORDER BY l.addr",
                                      err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, im->id);
    sqlite3_bind_int64(st, 2, (int64_t)p->lo);
    sqlite3_bind_int64(st, 3, (int64_t)p->hi);
    while (ana_db_step(db, st, err)) {
        uint64_t lo = (uint64_t)sqlite3_column_int64(st, 0), hi = (uint64_t)sqlite3_column_int64(st, 1);
        const char *file = g_string_chunk_insert_const(r->code_text, (const char *)sqlite3_column_text(st, 2));
        while (k < c->insns->len && g_array_index(c->insns, AnaInsn, k).addr < lo)
            k++;
        for (; k < c->insns->len && g_array_index(c->insns, AnaInsn, k).addr < hi; k++) {
            AnaInsn *in = &g_array_index(c->insns, AnaInsn, k);
            in->file = file;
            in->line = sqlite3_column_int(st, 3);
        }
    }
    sqlite3_finalize(st);
    return !err->text[0];
}

static bool add_function(AnaReport *r, const AnaDb *db, const GArray *runs, int func, Err *err)
{
    const AnaMFunc *f = &g_array_index(r->model->funcs, AnaMFunc, func);
    const AnaMImage *im = g_ptr_array_index(r->model->images, f->image);
    AnaCode *c = g_new(AnaCode, 1);
    *c = (AnaCode){func, g_array_new(FALSE, FALSE, sizeof(AnaInsn))};
    g_ptr_array_add(r->code, c);
    Gather g = {r, im, c, g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL), 0};
    for (unsigned k = 0; k < runs->len && g.known < f->covered && !err->text[0]; k++)
        for (unsigned i = 0; i < im->pieces->len && !err->text[0]; i++) {
            const AnaMPiece *p = &g_array_index(im->pieces, AnaMPiece, i);
            if (p->func == func)
                add_piece(&g, db, g_array_index(runs, int64_t, k), p, err);
        }
    g_hash_table_destroy(g.seen);
    g_array_sort(c->insns, by_addr);
    for (unsigned i = 0; i < im->pieces->len && !err->text[0]; i++) {
        const AnaMPiece *p = &g_array_index(im->pieces, AnaMPiece, i);
        if (p->func == func)
            add_lines(r, c, db, im, p, err);
    }
    return !err->text[0];
}

static GArray *runs_of(const AnaDb *db, int64_t run, Err *err)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(int64_t));
    sqlite3_stmt *st = ana_db_prepare(db, "SELECT id FROM run WHERE ?1 = 0 OR id = ?1 ORDER BY id", err);
    sqlite3_bind_int64(st, 1, run);
    while (st && ana_db_step(db, st, err)) {
        int64_t id = sqlite3_column_int64(st, 0);
        g_array_append_val(runs, id);
    }
    sqlite3_finalize(st);
    return runs;
}

bool ana_report_code(AnaReport *r, const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    if (!o->machine_code)
        return true;
    GArray *funcs = hot_functions(r->model, o), *runs = runs_of(db, o->model.run, err);
    r->code = g_ptr_array_new();
    r->code_text = g_string_chunk_new(4096);
    for (unsigned i = 0; i < funcs->len && !err->text[0]; i++)
        add_function(r, db, runs, g_array_index(funcs, int, i), err);
    g_array_free(funcs, TRUE);
    g_array_free(runs, TRUE);
    return !err->text[0];
}

void ana_report_code_free(AnaReport *r)
{
    for (unsigned i = 0; r->code && i < r->code->len; i++) {
        AnaCode *c = g_ptr_array_index(r->code, i);
        g_array_free(c->insns, TRUE);
        g_free(c);
    }
    if (!r->code)
        return;
    g_ptr_array_free(r->code, TRUE);
    g_string_chunk_free(r->code_text);
}
