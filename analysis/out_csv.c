/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as CSV (RFC 4180): header lines are the columns' JSON keys. An unknown text or share is an empty field. */
#include <string.h>

#include "analysis/export.h"

void ana_csv_field(FILE *out, const char *s, bool last)
{
    if (s[strcspn(s, ",\"\r\n")]) {
        fputc('"', out);
        for (; *s; s++)
            fprintf(out, *s == '"' ? "\"\"" : "%c", *s);
        fputc('"', out);
    } else {
        fputs(s, out);
    }
    fputs(last ? "\r\n" : ",", out);
}

static void put_cell(const AnaColumn *col, const AnaCell *c, bool last, FILE *out)
{
    char number[32] = "";
    if (col->kind == ANA_INT)
        snprintf(number, sizeof number, "%lld", (long long)c->i);
    else if (col->kind == ANA_HEX)
        snprintf(number, sizeof number, "%#llx", (unsigned long long)c->i);
    else if (col->kind == ANA_PERCENT && !ana_cell_empty(col, c))
        snprintf(number, sizeof number, "%.4f", c->f);
    ana_csv_field(out, col->kind == ANA_TEXT && c->s ? c->s : number, last);
}

void ana_print_csv(const AnaReport *r, FILE *out)
{
    for (unsigned i = 0; i < r->tables->len; i++) {
        const AnaTable *t = g_ptr_array_index(r->tables, i);
        if (i)
            fputs("\r\n", out);
        for (int k = 0; k < t->ncols; k++)
            ana_csv_field(out, t->cols[k].key, k == t->ncols - 1);
        for (unsigned n = 0; n < t->cells->len; n++) {
            int k = (int)n % t->ncols;
            put_cell(&t->cols[k], &g_array_index(t->cells, AnaCell, n), k == t->ncols - 1, out);
        }
    }
}
