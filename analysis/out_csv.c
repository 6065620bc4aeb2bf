/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as CSV (RFC 4180): header lines are the columns' JSON keys. An unknown text or share is an empty field. */
#include <string.h>

#include "analysis/export.h"

static void put_field(const char *s, FILE *out)
{
    if (!s[strcspn(s, ",\"\r\n")]) {
        fputs(s, out);
        return;
    }
    fputc('"', out);
    for (; *s; s++)
        fprintf(out, *s == '"' ? "\"\"" : "%c", *s);
    fputc('"', out);
}

static void put_cell(const AnaColumn *col, const AnaCell *c, FILE *out)
{
    switch (col->kind) {
    case ANA_TEXT: put_field(c->s ? c->s : "", out); break;
    case ANA_INT: fprintf(out, "%lld", (long long)c->i); break;
    case ANA_HEX: fprintf(out, "%#llx", (unsigned long long)c->i); break;
    case ANA_PERCENT:
        if (c->f >= 0)
            fprintf(out, "%.4f", c->f);
        break;
    }
}

void ana_print_csv(const AnaReport *r, FILE *out)
{
    for (unsigned i = 0; i < r->tables->len; i++) {
        const AnaTable *t = g_ptr_array_index(r->tables, i);
        if (i)
            fputs("\r\n", out);
        for (int k = 0; k < t->ncols; k++) {
            fputs(k ? "," : "", out);
            put_field(t->cols[k].key, out);
        }
        fputs("\r\n", out);
        for (unsigned n = 0; n < t->cells->len; n++) {
            int k = (int)n % t->ncols;
            fputs(k ? "," : "", out);
            put_cell(&t->cols[k], &g_array_index(t->cells, AnaCell, n), out);
            fputs(k == t->ncols - 1 ? "\r\n" : "", out);
        }
    }
}
