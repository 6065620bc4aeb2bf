/* SPDX-License-Identifier: Apache-2.0 */
/* Line counts and line profile. The rule for a line's count is in model.h. */
#include "analysis/model_priv.h"

#include <stdlib.h>
#include <string.h>

bool ana_model_lines(ModelLoad *l, int image)
{
    const AnaMImage *im = g_ptr_array_index(l->m->images, image);
    sqlite3_stmt *st =
        ana_db_prepare(l->db, "SELECT addr, nbytes, file, line, is_stmt, call FROM line WHERE image = ?", l->err);
    sqlite3_bind_int64(st, 1, im->id);
    while (st && ana_db_step(l->db, st, l->err)) {
        uint64_t addr = (uint64_t)sqlite3_column_int64(st, 0), n = (uint64_t)sqlite3_column_int64(st, 1);
        LineMark k = {.file = ana_model_file(l, sqlite3_column_int64(st, 2)),
                      .line = sqlite3_column_int(st, 3),
                      .image = image,
                      .func = ana_func_at(im, addr),
                      .call = sqlite3_column_int(st, 5),
                      .is_stmt = sqlite3_column_int(st, 4) != 0,
                      .has_code = n > 0,
                      .count = ana_count_at(im, addr),
                      .insns = ana_insns_in(im, addr, addr + n, NULL)};
        g_array_append_val(l->marks, k);
    }
    sqlite3_finalize(st);
    return !l->err->text[0];
}

static int compare_marks(const void *pa, const void *pb)
{
    const LineMark *a = pa, *b = pb;
    if (a->file != b->file)
        return a->file - b->file;
    if (a->line != b->line)
        return a->line - b->line;
    if (a->image != b->image)
        return a->image - b->image;
    return a->func != b->func ? a->func - b->func : a->call - b->call;
}

/* marks[0..n-1] are one copy of a line: adds it to the line and, when it ran, to the places. */
static void add_copy(AnaModel *m, const LineMark *marks, unsigned n, AnaMLine *line)
{
    bool any_stmt = false;
    int64_t most = 0, insns = 0;
    for (unsigned i = 0; i < n; i++)
        any_stmt |= marks[i].is_stmt;
    for (unsigned i = 0; i < n; i++) {
        insns += marks[i].insns;
        if (marks[i].is_stmt || !any_stmt)
            most = MAX(most, marks[i].count);
    }
    line->count += most;
    line->insns += insns;
    if (insns) {
        AnaMPlace p = {marks->image, marks->func, marks->call, marks->file, marks->line, insns};
        g_array_append_val(m->places, p);
    }
}

/*
 * Of one line in one function (marks[0..n-1]): statements without code count
 * only when there is nothing else. Returns how many marks are left.
 */
static unsigned drop_empty(LineMark *marks, unsigned n)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++)
        if (marks[i].has_code)
            marks[kept++] = marks[i];
    return kept ? kept : n;
}

static bool same_function(const LineMark *a, const LineMark *b)
{
    return a->file == b->file && a->line == b->line && a->image == b->image && a->func == b->func;
}

static void sum_marks(ModelLoad *l)
{
    LineMark *k = (LineMark *)l->marks->data;
    unsigned n = l->marks->len;
    for (unsigned i = 0; i < n;) {
        AnaMFile *f = g_ptr_array_index(l->m->files, k[i].file);
        AnaMLine line = {.line = k[i].line};
        unsigned first = i;
        while (i < n && k[i].file == k[first].file && k[i].line == k[first].line) {
            LineMark *in_func = &k[i];
            unsigned total = 0;
            while (i < n && same_function(&k[i], in_func))
                i++, total++;
            unsigned left = drop_empty(in_func, total);
            for (unsigned copy = 0, next; copy < left; copy = next) {
                for (next = copy; next < left && in_func[next].call == in_func[copy].call;)
                    next++;
                add_copy(l->m, &in_func[copy], next - copy, &line);
            }
        }
        g_array_append_val(f->lines, line);
        f->nlines_hit += line.count > 0;
    }
}

static int compare_paths(gconstpointer pa, gconstpointer pb)
{
    const AnaMFile *const *a = pa, *const *b = pb;
    return strcmp((*a)->path, (*b)->path);
}

static int compare_func_lines(gconstpointer pa, gconstpointer pb, gpointer user)
{
    const AnaModel *m = user;
    const AnaMFunc *a = &g_array_index(m->funcs, AnaMFunc, *(const int *)pa);
    const AnaMFunc *b = &g_array_index(m->funcs, AnaMFunc, *(const int *)pb);
    return a->line != b->line ? a->line - b->line : (a->entry > b->entry) - (a->entry < b->entry);
}

/* Puts the files in order of their paths and renumbers what points to them. */
static void sort_files(AnaModel *m)
{
    unsigned n = m->files->len;
    GHashTable *old = g_hash_table_new(g_direct_hash, g_direct_equal);
    int *now = g_new0(int, n + 1);
    for (unsigned i = 0; i < n; i++)
        g_hash_table_insert(old, g_ptr_array_index(m->files, i), GINT_TO_POINTER((int)i));
    g_ptr_array_sort(m->files, compare_paths);
    for (unsigned i = 0; i < n; i++)
        now[GPOINTER_TO_INT(g_hash_table_lookup(old, g_ptr_array_index(m->files, i)))] = (int)i;
    for (unsigned i = 0; i < m->funcs->len; i++) {
        AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, i);
        f->file = f->file >= 0 ? now[f->file] : -1;
    }
    for (unsigned i = 0; i < m->places->len; i++) {
        AnaMPlace *p = &g_array_index(m->places, AnaMPlace, i);
        p->file = now[p->file];
    }
    for (unsigned i = 0; i < m->images->len; i++) {
        GHashTableIter it;
        gpointer value;
        g_hash_table_iter_init(&it, ((AnaMImage *)g_ptr_array_index(m->images, i))->calls);
        while (g_hash_table_iter_next(&it, NULL, &value)) {
            AnaMInline *in = value;
            in->call_file = in->call_file >= 0 ? now[in->call_file] : -1;
        }
    }
    g_hash_table_destroy(old);
    g_free(now);
}

void ana_model_finish_lines(ModelLoad *l)
{
    AnaModel *m = l->m;
    if (l->marks->len)
        qsort(l->marks->data, l->marks->len, sizeof(LineMark), compare_marks);
    sum_marks(l);
    sort_files(m);
    for (unsigned i = 0; i < m->files->len; i++) {
        AnaMFile *f = g_ptr_array_index(m->files, i);
        g_array_sort_with_data(f->funcs, compare_func_lines, m);
        if (l->o->file_glob && !g_pattern_match_simple(l->o->file_glob, f->path)) {
            g_array_set_size(f->lines, 0);
            g_array_set_size(f->funcs, 0);
            f->nlines_hit = 0;
        }
    }
}
