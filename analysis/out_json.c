/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as JSON (RFC 8259): {"report", "database", "notes": [...], "tables": {NAME: [{COLUMN: VALUE}...]}}. */
#include "analysis/report.h"

void ana_json_string(FILE *out, const char *s)
{
    if (!s) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (const unsigned char *p = (const unsigned char *)s; *p;) {
        gunichar c = g_utf8_get_char_validated((const char *)p, -1);
        bool valid = c < 0x110000;
        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p < 0x20 || !valid)
            fprintf(out, "\\u%04x", *p);
        else
            fwrite(p, 1, (size_t)g_utf8_skip[*p], out);
        p += valid ? (size_t)g_utf8_skip[*p] : 1;
    }
    fputc('"', out);
}

static void print_cell(const AnaColumn *col, const AnaCell *c, FILE *out)
{
    ana_json_string(out, col->key);
    fputs(": ", out);
    if (col->kind == ANA_TEXT)
        ana_json_string(out, c->s);
    else if (col->kind != ANA_PERCENT)
        fprintf(out, "%lld", (long long)c->i);
    else if (ana_cell_empty(col, c))
        fputs("null", out);
    else
        fprintf(out, "%.4f", c->f);
}

static void print_table(const AnaTable *t, FILE *out)
{
    fputs("    ", out);
    ana_json_string(out, t->key);
    fputs(": [", out);
    for (unsigned i = 0; i < t->cells->len; i++) {
        int k = (int)i % t->ncols;
        fputs(k ? ", " : i ? ",\n      {" : "\n      {", out);
        print_cell(&t->cols[k], &g_array_index(t->cells, AnaCell, i), out);
        if (k == t->ncols - 1)
            fputc('}', out);
    }
    fputs(t->cells->len ? "\n    ]" : "]", out);
}

void ana_print_json(const AnaReport *r, FILE *out)
{
    fputs("{\n  \"report\": ", out);
    ana_json_string(out, r->kind);
    fputs(",\n  \"database\": ", out);
    ana_json_string(out, r->db_path);
    fputs(",\n  \"notes\": [", out);
    for (unsigned i = 0; i < r->notes->len; i++) {
        fputs(i ? ",\n    " : "\n    ", out);
        ana_json_string(out, g_ptr_array_index(r->notes, i));
    }
    fputs("],\n  \"tables\": {\n", out);
    for (unsigned i = 0; i < r->tables->len; i++) {
        if (i)
            fputs(",\n", out);
        print_table(g_ptr_array_index(r->tables, i), out);
    }
    fputs("\n  }\n}\n", out);
}
