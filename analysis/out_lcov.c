/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coverage as an lcov tracefile (geninfo(1), "FILES"), for lcov and genhtml.
 * Two functions of one file with one name (versions of a template) are told
 * apart by their linkage name.
 */
#include "analysis/report.h"

static const char *function_name(const AnaModel *m, const AnaMFile *file, unsigned i)
{
    const AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, g_array_index(file->funcs, int, i));
    for (unsigned k = 0; f->linkage && k < file->funcs->len; k++) {
        const AnaMFunc *other = &g_array_index(m->funcs, AnaMFunc, g_array_index(file->funcs, int, k));
        if (k != i && g_strcmp0(f->name, other->name) == 0)
            return f->linkage;
    }
    return f->name;
}

static void print_functions(const AnaModel *m, const AnaMFile *file, FILE *out)
{
    int hit = 0;
    for (unsigned i = 0; i < file->funcs->len; i++) {
        const AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, g_array_index(file->funcs, int, i));
        fprintf(out, "FN:%d,%s\n", f->line, function_name(m, file, i));
    }
    for (unsigned i = 0; i < file->funcs->len; i++) {
        const AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, g_array_index(file->funcs, int, i));
        fprintf(out, "FNDA:%lld,%s\n", (long long)f->entries, function_name(m, file, i));
        hit += f->entries > 0;
    }
    fprintf(out, "FNF:%u\nFNH:%d\n", file->funcs->len, hit);
}

void ana_print_lcov(const AnaReport *r, FILE *out)
{
    for (unsigned i = 0; i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        if (!f->lines->len)
            continue;
        fprintf(out, "TN:\nSF:%s\n", f->path);
        print_functions(r->model, f, out);
        for (unsigned k = 0; k < f->lines->len; k++) {
            const AnaMLine *l = &g_array_index(f->lines, AnaMLine, k);
            fprintf(out, "DA:%d,%lld\n", l->line, (long long)l->count);
        }
        fprintf(out, "LF:%u\nLH:%d\nend_of_record\n", f->lines->len, f->nlines_hit);
    }
}
