/* SPDX-License-Identifier: Apache-2.0 */
/* The profile report: where the instructions were executed. Every instruction counts as one. */
#include "analysis/report.h"

#include <stdlib.h>
#include <string.h>

static const char *const tables[] = {"profile_tb", "coverage_tb", NULL};

static int compare_counts(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

static const char *file_path(const AnaModel *m, int file)
{
    return file >= 0 ? ((AnaMFile *)g_ptr_array_index(m->files, file))->path : NULL;
}

/* "a.c:12", NULL when unknown. */
static char *place_text(const AnaModel *m, int file, int line)
{
    const char *path = file_path(m, file);
    char *base = path ? g_path_get_basename(path) : NULL;
    char *s = base ? g_strdup_printf("%s:%d", base, line) : NULL;
    g_free(base);
    return s;
}

static void cell_place(AnaTable *t, const AnaModel *m, int file, int line)
{
    char *s = place_text(m, file, line);
    ana_cell_text(t, s);
    g_free(s);
}

static char *image_name(const AnaModel *m, int image)
{
    return g_path_get_basename(((AnaMImage *)g_ptr_array_index(m->images, image))->path);
}

/* ------------------------------------------------------------ functions */

static int compare_funcs(const void *pa, const void *pb)
{
    const AnaMFunc *const *a = pa, *const *b = pb;
    int c = compare_counts((*a)->insns, (*b)->insns);
    return c ? c : strcmp((*a)->name, (*b)->name);
}

static void function_row(AnaReport *r, AnaTable *t, int64_t insns, int64_t entries, const char *name, int image)
{
    char *base = image_name(r->model, image);
    ana_cell_percent(t, insns, r->model->insns);
    ana_cell_int(t, insns);
    ana_cell_int(t, entries);
    ana_cell_text(t, name);
    ana_cell_text(t, base);
    g_free(base);
}

static void add_functions(AnaReport *r)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},   {"instructions", "Instructions", ANA_INT},
                                     {"entries", "Entries", ANA_INT}, {"function", "Function", ANA_TEXT},
                                     {"image", "Image", ANA_TEXT},    {"place", "Place", ANA_TEXT}};
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "functions", "Hot functions (inlined code included)", cols, G_N_ELEMENTS(cols));
    const AnaMFunc **list = g_new(const AnaMFunc *, m->funcs->len + 1);
    unsigned n = 0;
    for (unsigned i = 0; i < m->funcs->len; i++)
        if (g_array_index(m->funcs, AnaMFunc, i).insns)
            list[n++] = &g_array_index(m->funcs, AnaMFunc, i);
    qsort(list, n, sizeof *list, compare_funcs);
    for (unsigned i = 0; i < n; i++) {
        function_row(r, t, list[i]->insns, list[i]->entries, list[i]->name, list[i]->image);
        cell_place(t, m, list[i]->file, list[i]->line);
    }
    for (unsigned i = 0; i < m->images->len; i++) {
        const AnaMImage *im = g_ptr_array_index(m->images, i);
        if (im->unknown_insns) {
            function_row(r, t, im->unknown_insns, 0, "(no symbol)", (int)i);
            ana_cell_text(t, NULL);
        }
    }
    g_free(list);
}

/* ------------------------------------------------------------ inlined functions */

typedef struct Inlined {
    const char *name;
    int64_t insns;
    int copies;
} Inlined;

static int compare_inlined(const void *pa, const void *pb)
{
    const Inlined *const *a = pa, *const *b = pb;
    int c = compare_counts((*a)->insns, (*b)->insns);
    return c ? c : strcmp((*a)->name, (*b)->name);
}

/* Instructions of the lines of each inlined function, by name, over all places it was inlined at. */
static void add_inlined(AnaReport *r)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},
                                     {"instructions", "Instructions", ANA_INT},
                                     {"copies", "Lines run, over copies", ANA_INT},
                                     {"function", "Inlined function", ANA_TEXT}};
    AnaModel *m = r->model;
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (unsigned i = 0; i < m->places->len; i++) {
        const AnaMPlace *p = &g_array_index(m->places, AnaMPlace, i);
        const AnaMImage *im = g_ptr_array_index(m->images, p->image);
        const AnaMInline *in = p->call ? g_hash_table_lookup(im->calls, GINT_TO_POINTER(p->call)) : NULL;
        if (!in)
            continue;
        Inlined *e = g_hash_table_lookup(names, in->name);
        if (!e) {
            e = g_new0(Inlined, 1);
            e->name = in->name;
            g_hash_table_insert(names, (char *)in->name, e);
        }
        e->insns += p->insns;
        e->copies++;
    }
    guint n = 0;
    GList *values = g_hash_table_get_values(names);
    Inlined **list = g_new(Inlined *, g_list_length(values) + 1);
    for (GList *v = values; v; v = v->next)
        list[n++] = v->data;
    qsort(list, n, sizeof *list, compare_inlined);
    AnaTable *t = n ? ana_report_table(r, "inlined", "Hot inlined functions", cols, G_N_ELEMENTS(cols)) : NULL;
    for (guint i = 0; i < n; i++) {
        ana_cell_percent(t, list[i]->insns, m->insns);
        ana_cell_int(t, list[i]->insns);
        ana_cell_int(t, list[i]->copies);
        ana_cell_text(t, list[i]->name);
    }
    g_list_free(values);
    g_free(list);
    g_hash_table_destroy(names);
}

/* ------------------------------------------------------------ lines and TBs */

static int compare_places(const void *pa, const void *pb)
{
    const AnaMPlace *a = pa, *b = pb;
    int c = compare_counts(a->insns, b->insns);
    if (c == 0)
        c = a->file != b->file ? a->file - b->file : a->line - b->line;
    if (c == 0)
        c = a->func != b->func ? a->func - b->func : a->call - b->call;
    return c;
}

static void add_lines(AnaReport *r)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},
                                     {"instructions", "Instructions", ANA_INT},
                                     {"place", "Line", ANA_TEXT},
                                     {"frames", "In", ANA_TEXT},
                                     {"file", "File", ANA_TEXT}};
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "lines", "Hot lines", cols, G_N_ELEMENTS(cols));
    g_array_sort(m->places, compare_places);
    for (unsigned i = 0; i < m->places->len; i++) {
        const AnaMPlace *p = &g_array_index(m->places, AnaMPlace, i);
        char *frames = ana_model_chain(m, p->image, p->func, p->call);
        ana_cell_percent(t, p->insns, m->insns);
        ana_cell_int(t, p->insns);
        cell_place(t, m, p->file, p->line);
        ana_cell_text(t, frames);
        ana_cell_text(t, file_path(m, p->file));
        g_free(frames);
    }
}

static int compare_tbs(const void *pa, const void *pb)
{
    const AnaMTb *a = pa, *b = pb;
    int c = compare_counts(a->count * a->ninsns, b->count * b->ninsns);
    return c ? c : (a->addr > b->addr) - (a->addr < b->addr);
}

static void add_tbs(AnaReport *r)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},         {"instructions", "Instructions", ANA_INT},
                                     {"count", "Executions", ANA_INT},      {"ninsns", "Length", ANA_INT},
                                     {"addr", "Address in image", ANA_HEX}, {"function", "Function", ANA_TEXT},
                                     {"image", "Image", ANA_TEXT}};
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "tbs", "Hot TBs", cols, G_N_ELEMENTS(cols));
    g_array_sort(m->tbs, compare_tbs);
    for (unsigned i = 0; i < m->tbs->len; i++) {
        const AnaMTb *tb = &g_array_index(m->tbs, AnaMTb, i);
        const AnaMFunc *f = tb->func >= 0 ? &g_array_index(m->funcs, AnaMFunc, tb->func) : NULL;
        char *image = image_name(m, tb->image);
        ana_cell_percent(t, tb->count * tb->ninsns, m->insns);
        ana_cell_int(t, tb->count * tb->ninsns);
        ana_cell_int(t, tb->count);
        ana_cell_int(t, tb->ninsns);
        ana_cell_int(t, (int64_t)tb->addr);
        if (f && tb->addr == f->entry)
            ana_cell_text(t, f->name);
        else if (f)
            ana_cell_textf(t, "%s+%#llx", f->name, (unsigned long long)(tb->addr - f->entry));
        else
            ana_cell_text(t, NULL);
        ana_cell_text(t, image);
        g_free(image);
    }
}

static void add_summary(AnaReport *r)
{
    static const AnaColumn cols[] = {{"image", "Image", ANA_TEXT},
                                     {"percent", "%", ANA_PERCENT},
                                     {"instructions", "Instructions executed", ANA_INT}};
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "images", "Images", cols, G_N_ELEMENTS(cols));
    t->all_rows = true;
    for (unsigned i = 0; i < m->images->len; i++) {
        const AnaMImage *im = g_ptr_array_index(m->images, i);
        ana_cell_text(t, im->path);
        ana_cell_percent(t, im->insns, m->insns);
        ana_cell_int(t, im->insns);
    }
    ana_cell_text(t, "all");
    ana_cell_percent(t, m->insns, m->insns);
    ana_cell_int(t, m->insns);
}

AnaReport *ana_report_profile(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    AnaReport *r = ana_report_new("profile", "Profile by executed instructions", db, o);
    r->lines_are_insns = true;
    r->model = ana_model_load(db, &o->model, tables, err);
    if (!r->model || !ana_report_runs(r, db, o->model.run, err) || !ana_report_code(r, db, o, err)) {
        ana_report_free(r);
        return NULL;
    }
    add_summary(r);
    add_functions(r);
    add_inlined(r);
    add_lines(r);
    add_tbs(r);
    return r;
}
