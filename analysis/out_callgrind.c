/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profiles in Callgrind's format: self cost by object, file, function and line,
 * the lines of inlined code under their own file (fi=); calls with what the callee
 * costs, where the run has call trees. Names are compressed: "(1) name" the first
 * time, "(1)" after.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/export.h"
#include "analysis/stacks.h"

typedef struct Out {
    FILE *f;
    const AnaModel *m;
    GHashTable *names[3]; /* objects, files, functions: name -> number */
} Out;

enum { OBJECT, FILE_NAME, FUNCTION };

static void put_name(Out *o, const char *key, int table, const char *name)
{
    gpointer n = g_hash_table_lookup(o->names[table], name);
    if (n) {
        fprintf(o->f, "%s=(%u)\n", key, GPOINTER_TO_UINT(n));
        return;
    }
    n = GUINT_TO_POINTER(g_hash_table_size(o->names[table]) + 1);
    g_hash_table_insert(o->names[table], g_strdup(name), n);
    fprintf(o->f, "%s=(%u) %s\n", key, GPOINTER_TO_UINT(n), name);
}

static const char *file_name(const Out *o, int file)
{
    return file >= 0 ? ((AnaMFile *)g_ptr_array_index(o->m->files, file))->path : "???";
}

static int by_function(const void *pa, const void *pb)
{
    const AnaMPlace *a = pa, *b = pb;
    int c = a->image - b->image;
    c = c ? c : a->func - b->func;
    c = c ? c : a->file - b->file;
    return c ? c : a->line - b->line;
}

static const char *function_name(const Out *o, int func)
{
    return func >= 0 ? g_array_index(o->m->funcs, AnaMFunc, func).name : "???";
}

static int function_file(const Out *o, int func)
{
    return func >= 0 ? g_array_index(o->m->funcs, AnaMFunc, func).file : -1;
}

static void put_places(Out *o)
{
    const AnaMPlace *last = NULL;
    int file = -2;
    for (unsigned i = 0; i < o->m->places->len; i++) {
        const AnaMPlace *p = &g_array_index(o->m->places, AnaMPlace, i);
        if (!last || p->image != last->image)
            put_name(o, "ob", OBJECT, ((AnaMImage *)g_ptr_array_index(o->m->images, p->image))->path);
        if (!last || p->image != last->image || p->func != last->func) {
            file = function_file(o, p->func);
            put_name(o, "fl", FILE_NAME, file_name(o, file));
            put_name(o, "fn", FUNCTION, function_name(o, p->func));
        }
        if (p->file != file)
            put_name(o, p->file == function_file(o, p->func) ? "fe" : "fi", FILE_NAME, file_name(o, p->file));
        file = p->file;
        fprintf(o->f, "%d %lld\n", p->line, (long long)p->insns);
        last = p;
    }
}

/* Instructions of functions that are in no line, and of code in no function. */
static void put_rest(Out *o)
{
    int64_t *in_lines = g_new0(int64_t, o->m->funcs->len + 1);
    for (unsigned i = 0; i < o->m->places->len; i++) {
        const AnaMPlace *p = &g_array_index(o->m->places, AnaMPlace, i);
        if (p->func >= 0)
            in_lines[p->func] += p->insns;
    }
    for (unsigned i = 0; i < o->m->funcs->len; i++) {
        const AnaMFunc *f = &g_array_index(o->m->funcs, AnaMFunc, i);
        if (f->insns == in_lines[i])
            continue;
        put_name(o, "ob", OBJECT, ((AnaMImage *)g_ptr_array_index(o->m->images, f->image))->path);
        put_name(o, "fl", FILE_NAME, file_name(o, f->file));
        put_name(o, "fn", FUNCTION, f->name);
        fprintf(o->f, "0 %lld\n", (long long)(f->insns - in_lines[i]));
    }
    for (unsigned i = 0; i < o->m->images->len; i++) {
        const AnaMImage *im = g_ptr_array_index(o->m->images, i);
        if (!im->unknown_insns)
            continue;
        put_name(o, "ob", OBJECT, im->path);
        put_name(o, "fl", FILE_NAME, "???");
        put_name(o, "fn", FUNCTION, "???");
        fprintf(o->f, "0 %lld\n", (long long)im->unknown_insns);
    }
    g_free(in_lines);
}

static void put_calls(Out *o, const AnaStacks *s)
{
    for (unsigned i = 0; i < s->edges->len; i++) {
        const AnaStackEdge *e = &g_array_index(s->edges, AnaStackEdge, i);
        const AnaStackFn *from = &g_array_index(s->fns, AnaStackFn, e->caller);
        const AnaStackFn *to = &g_array_index(s->fns, AnaStackFn, e->callee);
        put_name(o, "ob", OBJECT, from->image);
        put_name(o, "fl", FILE_NAME, from->file ? from->file : "???");
        put_name(o, "fn", FUNCTION, from->name);
        put_name(o, "cob", OBJECT, to->image);
        put_name(o, "cfi", FILE_NAME, to->file ? to->file : "???");
        put_name(o, "cfn", FUNCTION, to->name);
        fprintf(o->f, "calls=%lld %d\n%d %lld\n", (long long)e->calls, to->line, e->line, (long long)e->total);
    }
}

bool ana_dump_callgrind(const AnaDb *db, const AnaReportOptions *opt, FILE *out, Err *err)
{
    static const char *const tables[] = {"profile_tb", "coverage_tb", NULL};
    AnaModel *m = ana_model_load(db, &opt->model, tables, err);
    if (!m)
        return false;
    Out o = {.f = out, .m = m};
    for (int i = 0; i < 3; i++)
        o.names[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_array_sort(m->places, by_function);
    fputs("# callgrind format\nversion: 1\ncreator: engraft\n", out);
    fprintf(out, "cmd: %s\npositions: line\nevents: Ir\nsummary: %lld\n\n", db->path, (long long)m->insns);
    put_places(&o);
    put_rest(&o);
    Err none = {0};
    AnaStacks *s = ana_stacks_load(db, opt->model.run, &none); /* counts of blocks alone do as well */
    if (s)
        put_calls(&o, s);
    ana_stacks_free(s);
    fprintf(out, "totals: %lld\n", (long long)m->insns);
    for (int i = 0; i < 3; i++)
        g_hash_table_destroy(o.names[i]);
    ana_model_free(m);
    return true;
}
