/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coverage as Cobertura XML (coverage-04.dtd): a package is a source folder, a
 * class is a source file. Branch rates are 0 of 0: conditions are not counted
 * by line here.
 */
#include <string.h>
#include <time.h>

#include "analysis/export.h"

static void put_attribute(FILE *out, const char *name, const char *value)
{
    char *valid = g_utf8_make_valid(value, -1), *s = g_markup_escape_text(valid, -1);
    fprintf(out, " %s=\"%s\"", name, s);
    g_free(valid);
    g_free(s);
}

static void put_rate(FILE *out, int hit, int of)
{
    fprintf(out, " line-rate=\"%.4f\" branch-rate=\"0\" complexity=\"0\"", of ? (double)hit / of : 0.0);
}

static void put_line(FILE *out, int line, int64_t count)
{
    fprintf(out, "<line number=\"%d\" hits=\"%lld\" branch=\"false\"/>\n", line, (long long)count);
}

static void put_methods(FILE *out, const AnaModel *m, const AnaMFile *f)
{
    fputs("<methods>\n", out);
    for (unsigned i = 0; i < f->funcs->len; i++) {
        const AnaMFunc *fn = &g_array_index(m->funcs, AnaMFunc, g_array_index(f->funcs, int, i));
        fputs("<method", out);
        put_attribute(out, "name", fn->name);
        put_attribute(out, "signature", fn->linkage ? fn->linkage : "");
        put_rate(out, fn->insns > 0, 1);
        fputs("><lines>\n", out);
        put_line(out, fn->line, fn->entries);
        fputs("</lines></method>\n", out);
    }
    fputs("</methods>\n", out);
}

static void put_class(FILE *out, const AnaModel *m, const AnaMFile *f)
{
    char *base = g_path_get_basename(f->path);
    fputs("<class", out);
    put_attribute(out, "name", base);
    put_attribute(out, "filename", f->path[0] == '/' ? f->path + 1 : f->path);
    put_rate(out, f->nlines_hit, (int)f->lines->len);
    fputs(">\n", out);
    put_methods(out, m, f);
    fputs("<lines>\n", out);
    for (unsigned i = 0; i < f->lines->len; i++)
        put_line(out, g_array_index(f->lines, AnaMLine, i).line, g_array_index(f->lines, AnaMLine, i).count);
    fputs("</lines>\n</class>\n", out);
    g_free(base);
}

/* Files [from, to) are of one folder. Files are sorted by path, so those of a folder may be in several runs of files:
 * then the folder is several packages, which readers add up. */
static void put_package(FILE *out, const AnaModel *m, unsigned from, unsigned to, const char *dir)
{
    int hit = 0, of = 0;
    for (unsigned i = from; i < to; i++) {
        const AnaMFile *f = g_ptr_array_index(m->files, i);
        hit += f->nlines_hit;
        of += (int)f->lines->len;
    }
    if (!of)
        return;
    fputs("<package", out);
    put_attribute(out, "name", dir);
    put_rate(out, hit, of);
    fputs("><classes>\n", out);
    for (unsigned i = from; i < to; i++)
        if (((AnaMFile *)g_ptr_array_index(m->files, i))->lines->len)
            put_class(out, m, g_ptr_array_index(m->files, i));
    fputs("</classes></package>\n", out);
}

void ana_print_cobertura(const AnaReport *r, FILE *out)
{
    const AnaModel *m = r->model;
    int hit = 0, of = 0;
    for (unsigned i = 0; i < m->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(m->files, i);
        hit += f->nlines_hit;
        of += (int)f->lines->len;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<!DOCTYPE coverage SYSTEM \"http://cobertura.sourceforge.net/xml/coverage-04.dtd\">\n<coverage",
          out);
    put_rate(out, hit, of);
    fprintf(out,
            " lines-covered=\"%d\" lines-valid=\"%d\" branches-covered=\"0\" branches-valid=\"0\" "
            "version=\"engraft\" timestamp=\"%lld\">\n<sources><source>/</source></sources>\n<packages>\n",
            hit, of, (long long)time(NULL));
    for (unsigned from = 0, to; from < m->files->len; from = to) {
        char *dir = g_path_get_dirname(((AnaMFile *)g_ptr_array_index(m->files, from))->path);
        for (to = from + 1; to < m->files->len; to++) {
            char *d = g_path_get_dirname(((AnaMFile *)g_ptr_array_index(m->files, to))->path);
            bool same = strcmp(d, dir) == 0;
            g_free(d);
            if (!same)
                break;
        }
        put_package(out, m, from, to, dir);
        g_free(dir);
    }
    fputs("</packages>\n</coverage>\n", out);
}
