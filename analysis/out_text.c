/* SPDX-License-Identifier: Apache-2.0 */
/* Reports for the terminal. Colour only where the caller found a terminal. */
#include "analysis/report.h"

#include <string.h>

#define TEXT_MAX 60 /* columns of one text cell; paths and stacks lose their front, other text its end */

static char *cell_text(const AnaColumn *col, const AnaCell *c)
{
    if (ana_cell_empty(col, c))
        return g_strdup("-");
    switch (col->kind) {
    case ANA_INT: return g_strdup_printf("%lld", (long long)c->i);
    case ANA_HEX: return g_strdup_printf("%#llx", (unsigned long long)c->i);
    case ANA_PERCENT: return g_strdup_printf("%.1f%%", c->f);
    case ANA_TEXT: break;
    }
    glong n = g_utf8_validate(c->s, -1, NULL) ? g_utf8_strlen(c->s, -1) : TEXT_MAX;
    if (n <= TEXT_MAX)
        return g_strdup(c->s);
    if (c->s[0] == '/' || strcmp(col->key, "stack") == 0)
        return g_strconcat("...", g_utf8_offset_to_pointer(c->s, n - TEXT_MAX + 3), NULL);
    char *head = g_utf8_substring(c->s, 0, TEXT_MAX - 3), *s = g_strconcat(head, "...", NULL);
    g_free(head);
    return s;
}

static int width(const char *s)
{
    return g_utf8_validate(s, -1, NULL) ? (int)g_utf8_strlen(s, -1) : (int)strlen(s);
}

static void put_padded(FILE *out, const char *s, int w, bool right, bool last)
{
    int pad = w > width(s) ? w - width(s) : 0;
    fprintf(out, "%*s%s%*s", right ? pad : 0, "", s, right || last ? 0 : pad, "");
}

/* Green, yellow, red by share covered: only coverage's columns are good when high. */
static const char *cell_colour(const AnaReport *r, const AnaColumn *col, const AnaCell *c)
{
    if (!r->colour || col->kind != ANA_PERCENT || strcmp(r->kind, "coverage") != 0 || ana_cell_empty(col, c))
        return "";
    return c->f >= 90 ? "\033[32m" : c->f >= 50 ? "\033[33m" : "\033[31m";
}

static void print_table(const AnaReport *r, const AnaTable *t, FILE *out)
{
    int rows = ana_table_rows(t), shown = r->limit && !t->all_rows && rows > r->limit ? r->limit : rows;
    int *w = g_new0(int, t->ncols);
    char **text = g_new0(char *, shown * t->ncols + 1);
    for (int k = 0; k < t->ncols; k++)
        w[k] = width(t->cols[k].title);
    for (int i = 0; i < shown * t->ncols; i++) {
        text[i] = cell_text(&t->cols[i % t->ncols], &g_array_index(t->cells, AnaCell, i));
        w[i % t->ncols] = MAX(w[i % t->ncols], width(text[i]));
    }
    fprintf(out, "\n%s%s%s\n", r->colour ? "\033[1m" : "", t->title, r->colour ? "\033[0m" : "");
    for (int k = 0; k < t->ncols; k++) {
        fputs("  ", out);
        put_padded(out, t->cols[k].title, w[k], t->cols[k].kind != ANA_TEXT, k == t->ncols - 1);
    }
    fputc('\n', out);
    for (int i = 0; i < shown * t->ncols; i++) {
        int k = i % t->ncols;
        const char *colour = cell_colour(r, &t->cols[k], &g_array_index(t->cells, AnaCell, i));
        fprintf(out, "  %s", colour);
        put_padded(out, text[i], w[k], t->cols[k].kind != ANA_TEXT, k == t->ncols - 1);
        fprintf(out, "%s%s", *colour ? "\033[0m" : "", k == t->ncols - 1 ? "\n" : "");
    }
    if (shown < rows)
        fprintf(out, "  ... %d more (--limit=0 shows all)\n", rows - shown);
    g_strfreev(text);
    g_free(w);
}

static void print_source(const AnaReport *r, const AnaMFile *f, FILE *out)
{
    char **lines = ana_source_lines(&r->source, f->path);
    unsigned k = 0;
    if (!lines) {
        fprintf(out, "\n%s: source not found\n", f->path);
        return;
    }
    fprintf(out, "\n%s%s%s\n", r->colour ? "\033[1m" : "", f->path, r->colour ? "\033[0m" : "");
    for (int n = 1; lines[n - 1]; n++) {
        const AnaMLine *l = k < f->lines->len ? &g_array_index(f->lines, AnaMLine, k) : NULL;
        if (!l || l->line != n) {
            fprintf(out, "%12s %5d  %s\n", "", n, lines[n - 1]);
            continue;
        }
        int64_t count = r->lines_are_insns ? l->insns : l->count;
        const char *colour = !r->colour ? "" : count ? "\033[32m" : "\033[31m";
        fprintf(out, "%s%12lld %5d  %s%s\n", colour, (long long)count, n, lines[n - 1], *colour ? "\033[0m" : "");
        k++;
    }
    g_strfreev(lines);
}

void ana_print_text(const AnaReport *r, FILE *out)
{
    fprintf(out, "%s%s%s: %s\n", r->colour ? "\033[1m" : "", r->title, r->colour ? "\033[0m" : "", r->db_path);
    for (unsigned i = 0; i < r->notes->len; i++)
        fprintf(out, "note: %s\n", (const char *)g_ptr_array_index(r->notes, i));
    for (unsigned i = 0; i < r->tables->len; i++) {
        const AnaTable *t = g_ptr_array_index(r->tables, i);
        if (!t->data_only && ana_table_rows(t))
            print_table(r, t, out);
    }
    for (unsigned i = 0; r->annotate && r->model && i < r->model->files->len; i++) {
        const AnaMFile *f = g_ptr_array_index(r->model->files, i);
        if (f->lines->len)
            print_source(r, f, out);
    }
}
