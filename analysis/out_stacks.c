/* SPDX-License-Identifier: Apache-2.0 */
/* Call trees for flame graphs: folded stacks (one line each, FlameGraph's input) and speedscope's file format. */
#include "analysis/export.h"
#include "analysis/stacks.h"

bool ana_dump_folded(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err)
{
    AnaStacks *s = ana_stacks_load(db, o->model.run, err);
    GHashTable *sums = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, NULL); /* path -> position in lines, + 1 */
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    GArray *counts = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (unsigned i = 0; s && i < s->nodes->len; i++) {
        gint64 self = g_array_index(s->nodes, AnaStackNode, i).self;
        char *path = self ? ana_stacks_path(s, (int)i) : NULL;
        if (!path)
            continue;
        guint at = GPOINTER_TO_UINT(g_hash_table_lookup(sums, path));
        if (at) {
            g_array_index(counts, gint64, at - 1) += self;
            g_free(path);
            continue;
        }
        g_ptr_array_add(lines, path);
        g_array_append_val(counts, self);
        g_hash_table_insert(sums, path, GUINT_TO_POINTER(lines->len));
    }
    for (unsigned i = 0; i < lines->len; i++)
        fprintf(out, "%s %lld\n", (const char *)g_ptr_array_index(lines, i),
                (long long)g_array_index(counts, gint64, i));
    g_hash_table_destroy(sums);
    g_ptr_array_free(lines, TRUE);
    g_array_free(counts, TRUE);
    ana_stacks_free(s);
    return !err->text[0];
}

static void put_stack(const AnaStacks *s, int node, FILE *out)
{
    int parent = g_array_index(s->nodes, AnaStackNode, node).parent;
    if (parent >= 0) {
        put_stack(s, parent, out);
        fputc(',', out);
    }
    fprintf(out, "%d", g_array_index(s->nodes, AnaStackNode, node).fn);
}

static void put_frames(const AnaStacks *s, FILE *out)
{
    for (unsigned i = 0; i < s->fns->len; i++) {
        const AnaStackFn *f = &g_array_index(s->fns, AnaStackFn, i);
        fputs(i ? ",\n{\"name\":" : "{\"name\":", out);
        ana_json_string(out, f->name);
        if (f->file) {
            fputs(",\"file\":", out);
            ana_json_string(out, f->file);
            fprintf(out, ",\"line\":%d", f->line);
        }
        fputc('}', out);
    }
}

bool ana_dump_speedscope(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err)
{
    AnaStacks *s = ana_stacks_load(db, o->model.run, err);
    const char *sep = "";
    if (!s)
        return false;
    fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"engraft\",\n"
          "\"shared\":{\"frames\":[\n",
          out);
    put_frames(s, out);
    fputs("]},\n\"profiles\":[{\"type\":\"sampled\",\"name\":", out);
    ana_json_string(out, db->path);
    fprintf(out, ",\"unit\":\"none\",\"startValue\":0,\"endValue\":%lld,\n\"samples\":[", (long long)s->total);
    for (unsigned i = 0; i < s->nodes->len; i++)
        if (g_array_index(s->nodes, AnaStackNode, i).self) {
            fprintf(out, "%s[", sep);
            put_stack(s, (int)i, out);
            fputc(']', out);
            sep = ",\n";
        }
    fputs("],\n\"weights\":[", out);
    sep = "";
    for (unsigned i = 0; i < s->nodes->len; i++)
        if (g_array_index(s->nodes, AnaStackNode, i).self) {
            fprintf(out, "%s%lld", sep, (long long)g_array_index(s->nodes, AnaStackNode, i).self);
            sep = ",";
        }
    fputs("]}]}\n", out);
    ana_stacks_free(s);
    return true;
}
