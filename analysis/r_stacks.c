/* SPDX-License-Identifier: Apache-2.0 */
/* The stacks report: functions with their callees' instructions, calls by caller and callee, the heaviest stacks. */
#include <stdlib.h>
#include <string.h>

#include "analysis/report.h"
#include "analysis/stacks.h"

static int descending(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

static int by_total(const void *a, const void *b, void *fns)
{
    const AnaStackFn *f = fns, *x = &f[*(const int *)a], *y = &f[*(const int *)b];
    int c = descending(x->total, y->total);
    return c ? c : descending(x->self, y->self);
}

static int by_edge_total(const void *a, const void *b, void *edges)
{
    const AnaStackEdge *e = edges;
    return descending(e[*(const int *)a].total, e[*(const int *)b].total);
}

static int by_self(const void *a, const void *b, void *nodes)
{
    const AnaStackNode *n = nodes;
    return descending(n[*(const int *)a].self, n[*(const int *)b].self);
}

/* 0 .. n - 1 in an order. */
static int *sorted(unsigned n, int (*cmp)(const void *, const void *, void *), void *base)
{
    int *order = g_new(int, n + 1);
    for (unsigned i = 0; i < n; i++)
        order[i] = (int)i;
    qsort_r(order, n, sizeof *order, cmp, base);
    return order;
}

static void add_functions(AnaReport *r, const AnaStacks *s)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},      {"total", "With callees", ANA_INT},
                                     {"self", "Self", ANA_INT},          {"calls", "Calls", ANA_INT},
                                     {"function", "Function", ANA_TEXT}, {"file", "File", ANA_TEXT},
                                     {"line", "Line", ANA_INT},          {"image", "Image", ANA_TEXT}};
    AnaTable *t = ana_report_table(r, "functions", "Functions with what they call", cols, G_N_ELEMENTS(cols));
    int *order = sorted(s->fns->len, by_total, s->fns->data);
    for (unsigned i = 0; i < s->fns->len; i++) {
        const AnaStackFn *f = &g_array_index(s->fns, AnaStackFn, order[i]);
        ana_cell_percent(t, f->total, s->total);
        ana_cell_int(t, f->total);
        ana_cell_int(t, f->self);
        ana_cell_int(t, f->calls);
        ana_cell_text(t, f->name);
        ana_cell_text(t, f->file);
        ana_cell_int(t, f->line);
        ana_cell_text(t, f->image);
    }
    g_free(order);
}

static void add_edges(AnaReport *r, const AnaStacks *s)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT}, {"total", "With callees", ANA_INT},
                                     {"calls", "Calls", ANA_INT},   {"caller", "Caller", ANA_TEXT},
                                     {"line", "At line", ANA_INT},  {"callee", "Callee", ANA_TEXT}};
    AnaTable *t = ana_report_table(r, "calls", "Calls", cols, G_N_ELEMENTS(cols));
    int *order = sorted(s->edges->len, by_edge_total, s->edges->data);
    for (unsigned i = 0; i < s->edges->len; i++) {
        const AnaStackEdge *e = &g_array_index(s->edges, AnaStackEdge, order[i]);
        ana_cell_percent(t, e->total, s->total);
        ana_cell_int(t, e->total);
        ana_cell_int(t, e->calls);
        ana_cell_text(t, g_array_index(s->fns, AnaStackFn, e->caller).name);
        ana_cell_int(t, e->line);
        ana_cell_text(t, g_array_index(s->fns, AnaStackFn, e->callee).name);
    }
    g_free(order);
}

static void add_stacks(AnaReport *r, const AnaStacks *s)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},
                                     {"self", "Self", ANA_INT},
                                     {"calls", "Calls", ANA_INT},
                                     {"stack", "Stack", ANA_TEXT}};
    AnaTable *t =
        ana_report_table(r, "stacks", "Stacks by instructions of their last function", cols, G_N_ELEMENTS(cols));
    int *order = sorted(s->nodes->len, by_self, s->nodes->data);
    for (unsigned i = 0; i < s->nodes->len; i++) {
        const AnaStackNode *n = &g_array_index(s->nodes, AnaStackNode, order[i]);
        if (!n->self)
            break;
        char *path = ana_stacks_path(s, order[i]);
        ana_cell_percent(t, n->self, s->total);
        ana_cell_int(t, n->self);
        ana_cell_int(t, n->calls);
        ana_cell_text(t, path);
        g_free(path);
    }
    g_free(order);
}

/* Calls of node `at` and its right-hand neighbours, the heaviest first, each followed by its own. */
static void put_tree(AnaTable *t, const AnaStacks *s, const int *child, const int *next, int at, int depth)
{
    for (; at >= 0; at = next[at]) {
        const AnaStackNode *n = &g_array_index(s->nodes, AnaStackNode, at);
        ana_cell_percent(t, n->total, s->total);
        ana_cell_int(t, n->total);
        ana_cell_int(t, n->self);
        ana_cell_int(t, n->calls);
        ana_cell_int(t, depth);
        ana_cell_textf(t, "%*s%s", depth * 2, "", g_array_index(s->fns, AnaStackFn, n->fn).name);
        put_tree(t, s, child, next, child[at], depth + 1);
    }
}

static void add_tree(AnaReport *r, const AnaStacks *s)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT}, {"total", "With callees", ANA_INT},
                                     {"self", "Self", ANA_INT},     {"calls", "Calls", ANA_INT},
                                     {"depth", "Depth", ANA_INT},   {"function", "Call tree", ANA_TEXT}};
    AnaTable *t = ana_report_table(r, "tree", "Call tree", cols, G_N_ELEMENTS(cols));
    int n = (int)s->nodes->len, *child = g_new(int, n + 1), *next = g_new(int, n), *root = &child[n];
    memset(child, -1, sizeof *child * (n + 1));
    for (int i = n - 1; i >= 0; i--) {
        const AnaStackNode *node = &g_array_index(s->nodes, AnaStackNode, i);
        int *at = node->parent >= 0 ? &child[node->parent] : root;
        while (*at >= 0 && g_array_index(s->nodes, AnaStackNode, *at).total > node->total)
            at = &next[*at];
        next[i] = *at;
        *at = i;
    }
    put_tree(t, s, child, next, *root, 0);
    g_free(child);
    g_free(next);
}

AnaReport *ana_report_stacks(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    AnaStacks *s = ana_stacks_load(db, o->model.run, err);
    if (!s)
        return NULL;
    AnaReport *r = ana_report_new("stacks", "Profile by call stack", db, o);
    r->lines_are_insns = true;
    if (ana_report_runs(r, db, o->model.run, err)) {
        add_functions(r, s);
        add_edges(r, s);
        add_stacks(r, s);
        add_tree(r, s);
    }
    ana_stacks_free(s);
    if (!err->text[0])
        return r;
    ana_report_free(r);
    return NULL;
}
