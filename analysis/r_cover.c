/* SPDX-License-Identifier: Apache-2.0 */
/* The coverage report: which lines, functions and blocks ran, and how often. Counts by line: model.h. */
#include "analysis/report.h"

#include <string.h>

static const char *const tables[] = {"coverage_tb", "profile_tb", NULL};

/* Is the function in the files that were asked for? */
static bool wanted(const AnaModel *m, const AnaReportOptions *o, const AnaMFunc *f)
{
    if (!o->model.file_glob)
        return true;
    return f->file >= 0 &&
           g_pattern_match_simple(o->model.file_glob, ((AnaMFile *)g_ptr_array_index(m->files, f->file))->path);
}

static void add_files(AnaReport *r)
{
    static const AnaColumn cols[] = {
        {"file", "File", ANA_TEXT},
        {"lines_percent", "Lines", ANA_PERCENT},
        {"lines_hit", "executed", ANA_INT},
        {"lines", "of", ANA_INT},
        {"functions_percent", "Functions", ANA_PERCENT},
        {"functions_hit", "executed", ANA_INT},
        {"functions", "of", ANA_INT},
    };
    AnaTable *t = ana_report_table(r, "files", "Source files", cols, G_N_ELEMENTS(cols));
    for (unsigned i = 0; i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        int hit = 0;
        if (!f->lines->len)
            continue;
        for (unsigned k = 0; k < f->funcs->len; k++)
            hit += g_array_index(r->model->funcs, AnaMFunc, g_array_index(f->funcs, int, k)).insns > 0;
        ana_cell_text(t, f->path);
        ana_cell_percent(t, f->nlines_hit, f->lines->len);
        ana_cell_int(t, f->nlines_hit);
        ana_cell_int(t, f->lines->len);
        ana_cell_percent(t, hit, f->funcs->len);
        ana_cell_int(t, hit);
        ana_cell_int(t, f->funcs->len);
    }
}

static void add_functions(AnaReport *r, const AnaReportOptions *o)
{
    static const AnaColumn cols[] = {
        {"function", "Function", ANA_TEXT}, {"code_percent", "Code", ANA_PERCENT},
        {"entries", "Entries", ANA_INT},    {"covered_bytes", "Bytes run", ANA_INT},
        {"bytes", "of", ANA_INT},           {"addr", "Address", ANA_HEX},
        {"file", "File", ANA_TEXT},         {"line", "Line", ANA_INT},
        {"image", "Image", ANA_TEXT},
    };
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "functions", "Functions", cols, G_N_ELEMENTS(cols));
    for (unsigned i = 0; i < m->funcs->len; i++) {
        const AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, i);
        /* Of files without lines only what ran: a C library has thousands of functions. */
        if (!wanted(m, o, f) || (f->file < 0 && !f->insns))
            continue;
        ana_cell_text(t, f->name);
        ana_cell_percent(t, (int64_t)f->covered, (int64_t)f->nbytes);
        ana_cell_int(t, f->entries);
        ana_cell_int(t, (int64_t)f->covered);
        ana_cell_int(t, (int64_t)f->nbytes);
        ana_cell_int(t, (int64_t)f->entry);
        ana_cell_text(t, f->file >= 0 ? ((AnaMFile *)g_ptr_array_index(m->files, f->file))->path : NULL);
        ana_cell_int(t, f->line);
        ana_cell_text(t, ((AnaMImage *)g_ptr_array_index(m->images, f->image))->path);
    }
}

static void add_summary(AnaReport *r)
{
    static const AnaColumn cols[] = {{"what", "", ANA_TEXT},
                                     {"percent", "Executed", ANA_PERCENT},
                                     {"hit", "executed", ANA_INT},
                                     {"total", "of", ANA_INT}};
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "summary", "Summary", cols, G_N_ELEMENTS(cols));
    int64_t lines = 0, hit = 0, funcs = 0, fhit = 0;
    for (unsigned i = 0; i < m->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(m->files, i);
        lines += f->lines->len;
        hit += f->nlines_hit;
        funcs += f->funcs->len;
        for (unsigned k = 0; k < f->funcs->len; k++)
            fhit += g_array_index(m->funcs, AnaMFunc, g_array_index(f->funcs, int, k)).insns > 0;
    }
    ana_cell_text(t, "lines");
    ana_cell_percent(t, hit, lines);
    ana_cell_int(t, hit);
    ana_cell_int(t, lines);
    ana_cell_text(t, "functions with source");
    ana_cell_percent(t, fhit, funcs);
    ana_cell_int(t, fhit);
    ana_cell_int(t, funcs);
}

static void add_images(AnaReport *r)
{
    static const AnaColumn cols[] = {{"image", "Image", ANA_TEXT},
                                     {"instructions", "Instructions executed", ANA_INT},
                                     {"tbs", "Ranges", ANA_INT},
                                     {"debug", "Debug information", ANA_TEXT}};
    AnaModel *m = r->model;
    AnaTable *t = ana_report_table(r, "images", "Images", cols, G_N_ELEMENTS(cols));
    for (unsigned i = 0; i < m->images->len; i++) {
        const AnaMImage *im = g_ptr_array_index(m->images, i);
        int64_t tbs = 0;
        for (unsigned k = 0; k < m->tbs->len; k++)
            tbs += g_array_index(m->tbs, AnaMTb, k).image == (int)i;
        ana_cell_text(t, im->path);
        ana_cell_int(t, im->insns);
        ana_cell_int(t, tbs);
        ana_cell_text(t, im->debug);
    }
}

static void add_lines(AnaReport *r)
{
    static const AnaColumn cols[] = {{"file", "File", ANA_TEXT},
                                     {"line", "Line", ANA_INT},
                                     {"count", "Count", ANA_INT},
                                     {"instructions", "Instructions", ANA_INT}};
    AnaTable *t = ana_report_table(r, "lines", "Lines", cols, G_N_ELEMENTS(cols));
    t->data_only = true;
    for (unsigned i = 0; i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        for (unsigned k = 0; k < f->lines->len; k++) {
            const AnaMLine *l = &g_array_index(f->lines, AnaMLine, k);
            ana_cell_text(t, f->path);
            ana_cell_int(t, l->line);
            ana_cell_int(t, l->count);
            ana_cell_int(t, l->insns);
        }
    }
}

AnaReport *ana_report_coverage(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    AnaReport *r = ana_report_new("coverage", "Coverage", db, o);
    r->model = ana_model_load(db, &o->model, tables, err);
    if (!r->model || !ana_report_runs(r, db, o->model.run, err) || !ana_report_code(r, db, o, err)) {
        ana_report_free(r);
        return NULL;
    }
    add_summary(r);
    add_files(r);
    add_functions(r, o);
    add_images(r);
    add_lines(r);
    if (!ana_table_rows(g_ptr_array_index(r->tables, 2)))
        ana_report_note(r,
                        "no source lines are known: the programs have no debug information here (compile with -g, or "
                        "name a folder of separate debug files with --debug-dir)");
    return r;
}
