/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as one HTML file that needs nothing else: style inside, no script, sources with counts beside them. */
#include "analysis/report.h"

#include <string.h>

static const char style[] =
    "body{font:14px/1.4 sans-serif;margin:1.5em;color:#222;background:#fff}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin:1.6em 0 .4em}"
    "table{border-collapse:collapse}th,td{padding:.15em .7em;text-align:left;border-bottom:1px solid #e4e4e4}"
    "th{background:#f3f3f3;position:sticky;top:0}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:"
    "tabular-nums}"
    ".note{background:#fff6d8;border-left:4px solid #e0b000;padding:.3em .8em;margin:.3em 0}"
    ".bar{display:inline-block;width:80px;height:.7em;background:#f4c9c9;margin-right:.5em}"
    ".pc{display:inline-block;min-width:3.6em}"
    ".bar i{display:block;height:100%;background:#5fb760}.hot .bar{background:#eee}.hot .bar i{background:#e07b39}"
    "pre{margin:0;font:12px/1.35 monospace;tab-size:8}pre span{display:block;white-space:pre}"
    "pre b{display:inline-block;min-width:11em;padding-right:1em;text-align:right;font-weight:normal;color:#777;"
    "border-right:1px solid #ddd;margin-right:.6em}"
    ".y{background:#e3f5e1}.z{background:#fbdcdc}details{margin:.3em 0}summary{cursor:pointer}";

static void put_escaped(FILE *out, const char *s)
{
    char *valid = g_utf8_make_valid(s, -1);
    for (const char *p = valid; *p; p++) {
        switch (*p) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*p, out); break;
        }
    }
    g_free(valid);
}

static void put_link(FILE *out, const AnaReport *r, const char *path)
{
    for (unsigned i = 0; r->model && i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        if (f->lines->len && strcmp(f->path, path) == 0) {
            fprintf(out, "<a href=\"#f%u\">", i);
            put_escaped(out, path);
            fputs("</a>", out);
            return;
        }
    }
    put_escaped(out, path);
}

static void put_cell(FILE *out, const AnaReport *r, const AnaColumn *col, const AnaCell *c)
{
    if (ana_cell_empty(col, c)) {
        fputs(col->kind == ANA_TEXT ? "<td>-" : "<td class=n>-", out);
    } else if (col->kind == ANA_TEXT) {
        fputs("<td>", out);
        if (strcmp(col->key, "file") == 0)
            put_link(out, r, c->s);
        else
            put_escaped(out, c->s);
    } else if (col->kind == ANA_PERCENT) {
        fprintf(out, "<td class=n><span class=bar><i style=\"width:%.1f%%\"></i></span><span class=pc>%.1f%%</span>",
                CLAMP(c->f, 0, 100), c->f);
    } else {
        fprintf(out, col->kind == ANA_HEX ? "<td class=n>%#llx" : "<td class=n>%lld", (long long)c->i);
    }
    fputs("</td>", out);
}

static void put_table(FILE *out, const AnaReport *r, const AnaTable *t)
{
    int rows = ana_table_rows(t), shown = r->limit && !t->all_rows && rows > r->limit ? r->limit : rows;
    fputs("<h2>", out);
    put_escaped(out, t->title);
    fprintf(out, "</h2>\n<table%s><tr>", r->lines_are_insns ? " class=hot" : "");
    for (int k = 0; k < t->ncols; k++) {
        fputs(t->cols[k].kind == ANA_TEXT ? "<th>" : "<th class=n>", out);
        put_escaped(out, t->cols[k].title);
        fputs("</th>", out);
    }
    fputs("</tr>\n", out);
    for (int i = 0; i < shown * t->ncols; i++) {
        int k = i % t->ncols;
        fputs(k == 0 ? "<tr>" : "", out);
        put_cell(out, r, &t->cols[k], &g_array_index(t->cells, AnaCell, i));
        fputs(k == t->ncols - 1 ? "</tr>\n" : "", out);
    }
    fputs("</table>\n", out);
    if (shown < rows)
        fprintf(out, "<p>%d more rows are left out (--limit=0 shows all)</p>\n", rows - shown);
}

static void put_source(FILE *out, const AnaReport *r, unsigned index)
{
    const AnaMFile *f = g_ptr_array_index(r->model->files, index);
    char **lines = ana_source_lines(&r->source, f->path);
    unsigned k = 0;
    if (!lines)
        return;
    fputs("<details><summary>", out);
    put_escaped(out, f->path);
    /* the name is inside, so that a browser opens the details for a link to it */
    fprintf(out, " &ndash; %d of %u lines executed</summary>\n<pre id=f%u>", f->nlines_hit, f->lines->len, index);
    for (int n = 1; lines[n - 1]; n++) {
        while (k < f->lines->len && g_array_index(f->lines, AnaMLine, k).line < n)
            k++;
        const AnaMLine *l = k < f->lines->len ? &g_array_index(f->lines, AnaMLine, k) : NULL;
        if (l && l->line == n) {
            int64_t count = r->lines_are_insns ? l->insns : l->count;
            fprintf(out, "<span class=%s><b>%lld %6d</b>", count ? "y" : "z", (long long)count, n);
        } else {
            fprintf(out, "<span><b>%6d</b>", n);
        }
        put_escaped(out, lines[n - 1]);
        fputs("</span>", out);
    }
    fputs("</pre></details>\n", out);
    g_strfreev(lines);
}

static void put_sources(FILE *out, const AnaReport *r)
{
    unsigned missing = 0;
    fprintf(out, "<h2>Source (beside each line: %s)</h2>\n",
            r->lines_are_insns ? "instructions executed" : "how often it ran");
    for (unsigned i = 0; i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        if (f->lines->len)
            put_source(out, r, i);
    }
    for (unsigned i = 0; i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        char **lines = f->lines->len ? ana_source_lines(&r->source, f->path) : NULL;
        if (f->lines->len && !lines) {
            fputs(missing++ ? ""
                            : "<h2>Sources not found</h2>\n<p>Name their place with --source-dir or "
                              "--source-path OLD=NEW.</p>\n<ul>\n",
                  out);
            fprintf(out, "<li id=f%u>", i);
            put_escaped(out, f->path);
            fprintf(out, " (%d of %u lines executed)</li>\n", f->nlines_hit, f->lines->len);
        }
        g_strfreev(lines);
    }
    fputs(missing ? "</ul>\n" : "", out);
}

void ana_print_html(const AnaReport *r, FILE *out)
{
    fputs("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>", out);
    put_escaped(out, r->title);
    fprintf(out, "</title><style>%s</style></head><body>\n<h1>", style);
    put_escaped(out, r->title);
    fputs(": ", out);
    put_escaped(out, r->db_path);
    fputs("</h1>\n", out);
    for (unsigned i = 0; i < r->notes->len; i++) {
        fputs("<p class=note>", out);
        put_escaped(out, g_ptr_array_index(r->notes, i));
        fputs("</p>\n", out);
    }
    for (unsigned i = 0; i < r->tables->len; i++) {
        const AnaTable *t = g_ptr_array_index(r->tables, i);
        if (!t->data_only && ana_table_rows(t))
            put_table(out, r, t);
    }
    if (r->model)
        put_sources(out, r);
    fputs("</body></html>\n", out);
}
