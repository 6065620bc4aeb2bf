/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as one HTML file that needs nothing else: style inside, no script, sources and machine code
 * with counts beside them. */
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
    "pre{margin:0;font:12px/1.35 monospace;tab-size:8}"
    "pre i{font-style:normal;background:#e3f5e1}pre s{text-decoration:none;background:#fbdcdc}"
    "pre u{text-decoration:none;color:#777}.hot pre i{background:#fbe6d8}"
    "details{margin:.3em 0}summary{cursor:pointer}";

/* Sources this long are shown where they ran, with that many lines around it. */
enum { LONG_FILE = 1500, AROUND = 6 };

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

/* The lines that have code, and what a page shows of a file. */
typedef struct Shown {
    const AnaReport *r;
    const AnaMFile *f;
    bool all;
} Shown;

static int64_t count_of(const AnaReport *r, const AnaMLine *l)
{
    return r->lines_are_insns ? l->insns : l->count;
}

/* Is a line that ran near line n? k: the first line with code behind n - AROUND - 1. */
static bool near_executed(const Shown *s, unsigned k, int n)
{
    for (; k < s->f->lines->len; k++) {
        const AnaMLine *l = &g_array_index(s->f->lines, AnaMLine, k);
        if (l->line > n + AROUND)
            return false;
        if (count_of(s->r, l))
            return true;
    }
    return false;
}

static void put_left_out(FILE *out, int from, int to, int with_code)
{
    if (to < from)
        return;
    fprintf(out, "<u>%18s lines %d to %d", "...", from, to);
    if (with_code)
        fprintf(out, ": %d with code, none ran", with_code);
    fputs("</u>\n", out);
}

/* The gutter is what is coloured: a tag per line with code, none for the others. */
static void put_lines(FILE *out, const Shown *s, char **lines)
{
    unsigned k = 0, around = 0;
    int skipped = 0, from = 1;
    for (int n = 1; lines[n - 1]; n++) {
        while (k < s->f->lines->len && g_array_index(s->f->lines, AnaMLine, k).line < n)
            k++;
        while (around < s->f->lines->len && g_array_index(s->f->lines, AnaMLine, around).line < n - AROUND)
            around++;
        const AnaMLine *l = k < s->f->lines->len ? &g_array_index(s->f->lines, AnaMLine, k) : NULL;
        bool code = l && l->line == n;
        if (!s->all && !near_executed(s, around, n)) {
            skipped += code;
            continue;
        }
        put_left_out(out, from, n - 1, skipped);
        from = n + 1;
        skipped = 0;
        if (code)
            fprintf(out, "<%c>%11lld %6d</%c> ", count_of(s->r, l) ? 'i' : 's', (long long)count_of(s->r, l), n,
                    count_of(s->r, l) ? 'i' : 's');
        else
            fprintf(out, "%18d ", n);
        put_escaped(out, lines[n - 1]);
        fputc('\n', out);
        if (!lines[n])
            from = n + 1;
    }
    put_left_out(out, from, (int)g_strv_length(lines), skipped);
}

static void put_source(FILE *out, const AnaReport *r, unsigned index)
{
    const AnaMFile *f = g_ptr_array_index(r->model->files, index);
    char **lines = ana_source_lines(&r->source, f->path);
    if (!lines)
        return;
    const Shown s = {r, f, !r->limit || (f->nlines_hit && g_strv_length(lines) < LONG_FILE)};
    fputs("<details><summary>", out);
    put_escaped(out, f->path);
    /* the name is inside, so that a browser opens the details for a link to it */
    fprintf(out, " &ndash; %d of %u lines executed</summary>\n<pre id=f%u>\n", f->nlines_hit, f->lines->len, index);
    put_lines(out, &s, lines);
    fputs("</pre></details>\n", out);
    g_strfreev(lines);
}

/* ------------------------------------------------------------ machine code */

/* The source file that was looked at last. */
typedef struct Cached {
    const char *path;
    char **lines;
    int n;
} Cached;

static void put_line_head(FILE *out, const AnaReport *r, Cached *c, const AnaInsn *in)
{
    if (!c->path || strcmp(c->path, in->file) != 0) {
        g_strfreev(c->lines);
        c->path = in->file;
        c->lines = ana_source_lines(&r->source, in->file);
        c->n = c->lines ? (int)g_strv_length(c->lines) : 0;
    }
    g_autofree char *base = g_path_get_basename(in->file);
    fputs("<u>", out);
    put_escaped(out, base);
    fprintf(out, ":%d  ", in->line);
    if (in->line <= c->n)
        put_escaped(out, g_strstrip(c->lines[in->line - 1]));
    fputs("</u>\n", out);
}

static void put_code(FILE *out, const AnaReport *r, const AnaCode *code, Cached *cached)
{
    const AnaMFunc *f = &g_array_index(r->model->funcs, AnaMFunc, code->func);
    const AnaInsn *last = NULL;
    fputs("<details><summary>", out);
    put_escaped(out, f->name);
    fprintf(out, " &ndash; %.1f%%: %lld instructions executed, %llu of %llu bytes of code</summary>\n<pre>\n",
            r->model->insns ? 100.0 * (double)f->insns / (double)r->model->insns : 0.0, (long long)f->insns,
            (unsigned long long)f->covered, (unsigned long long)f->nbytes);
    for (unsigned i = 0; i < code->insns->len; i++) {
        const AnaInsn *in = &g_array_index(code->insns, AnaInsn, i);
        if (last && last->addr + last->nbytes != in->addr)
            fputs("<u>        ...</u>\n", out);
        if (in->file && in->line && (!last || in->line != last->line || g_strcmp0(in->file, last->file) != 0))
            put_line_head(out, r, cached, in);
        fprintf(out, "<%c>%11lld</%c> %8llx  ", in->count ? 'i' : 's', (long long)in->count, in->count ? 'i' : 's',
                (unsigned long long)in->addr);
        put_escaped(out, in->text);
        fputc('\n', out);
        last = in;
    }
    fputs("</pre></details>\n", out);
}

static void put_all_code(FILE *out, const AnaReport *r)
{
    Cached cached = {0};
    fputs("<h2>Machine code of the hottest functions (beside each instruction: how often it ran)</h2>\n"
          "<p>What was never reached is not known, and left out (...).</p>\n",
          out);
    for (unsigned i = 0; i < r->code->len; i++)
        put_code(out, r, g_ptr_array_index(r->code, i), &cached);
    g_strfreev(cached.lines);
}

/* ------------------------------------------------------------ the page */

static void put_sources(FILE *out, const AnaReport *r)
{
    unsigned missing = 0;
    fprintf(out, "<div%s><h2>Source (beside each line: %s)</h2>\n%s", r->lines_are_insns ? " class=hot" : "",
            r->lines_are_insns ? "instructions executed" : "how often it ran",
            r->limit ? "<p>Of long files the lines around those that ran (--limit=0 shows all).</p>\n" : "");
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
    if (r->code && r->code->len)
        put_all_code(out, r);
    fputs("</div>\n", out);
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
