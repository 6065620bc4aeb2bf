/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stacks report: the call tree of profile_node with inclusive counts, by
 * function, by call edge, and from the top down. A node's children have higher
 * numbers than it, and a function is at most once on a path, so inclusive counts
 * are sums.
 */
#include "analysis/report.h"

#include <stdlib.h>
#include <string.h>

typedef struct Node {
    int64_t id, calls, self, total;
    const char *name; /* interned */
    int parent;       /* index, -1 none */
    int child, next;  /* by total, highest first; -1 none */
} Node;

typedef struct Sum {
    const char *caller, *name;
    int64_t calls, self, total;
} Sum;

static int by_id(const void *a, const void *b)
{
    const Node *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Nodes of one run, by number; parents as indexes. */
static GArray *load(const AnaDb *db, int64_t run, Err *err)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    sqlite3_stmt *st =
        ana_db_prepare(db,
                       "SELECT node, parent, calls, self, CASE WHEN parent = 0 THEN 'thread ' || thread ELSE "
                       "coalesce(function, printf('0x%x', target)) END FROM v_profile_node WHERE run = ?1",
                       err);
    if (!st)
        return nodes;
    sqlite3_bind_int64(st, 1, run);
    while (ana_db_step(db, st, err)) {
        Node n = {
            .id = sqlite3_column_int64(st, 0), .parent = (int)sqlite3_column_int64(st, 1), .child = -1, .next = -1};
        n.calls = sqlite3_column_int64(st, 2);
        n.self = n.total = sqlite3_column_int64(st, 3);
        n.name = g_intern_string((const char *)sqlite3_column_text(st, 4));
        g_array_append_val(nodes, n);
    }
    sqlite3_finalize(st);
    qsort(nodes->data, nodes->len, sizeof(Node), by_id);
    return nodes;
}

/* A node that has not run yet when its children are written may be missing: these are roots then. */
static void link_nodes(GArray *nodes)
{
    Node *n = (Node *)(void *)nodes->data;
    for (unsigned i = nodes->len; i-- > 0;) {
        Node key = {.id = n[i].parent}, *p = key.id ? bsearch(&key, n, nodes->len, sizeof key, by_id) : NULL;
        n[i].parent = p ? (int)(p - n) : -1;
        if (!p)
            continue;
        p->total += n[i].total;
        int *at = &p->child;
        while (*at >= 0 && n[*at].total > n[i].total)
            at = &n[*at].next;
        n[i].next = *at;
        *at = (int)i;
    }
}

static guint sum_hash(gconstpointer p)
{
    const Sum *s = p;
    return g_direct_hash(s->caller) * 31 + g_direct_hash(s->name);
}

static gboolean sum_equal(gconstpointer a, gconstpointer b)
{
    const Sum *x = a, *y = b;
    return x->caller == y->caller && x->name == y->name;
}

static int by_total(const void *a, const void *b)
{
    const Sum *const *x = a, *const *y = b;
    if ((*x)->total != (*y)->total)
        return (*x)->total < (*y)->total ? 1 : -1;
    int c = strcmp((*x)->name, (*y)->name);
    return c ? c : g_strcmp0((*x)->caller, (*y)->caller);
}

/* Nodes added up by function, or by caller and function. */
static void add_sums(AnaReport *r, const GArray *nodes, bool edges, int64_t total)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},      {"total", "Inclusive", ANA_INT},
                                     {"self", "Self", ANA_INT},          {"calls", "Calls", ANA_INT},
                                     {"function", "Function", ANA_TEXT}, {"caller", "Called by", ANA_TEXT}};
    GHashTable *sums = g_hash_table_new_full(sum_hash, sum_equal, NULL, g_free);
    for (unsigned i = 0; i < nodes->len; i++) {
        const Node *n = &g_array_index(nodes, Node, i);
        Sum key = {.caller = edges && n->parent >= 0 ? g_array_index(nodes, Node, n->parent).name : NULL,
                   .name = n->name};
        Sum *s = g_hash_table_lookup(sums, &key);
        if (!s) {
            s = g_memdup2(&key, sizeof key);
            g_hash_table_add(sums, s);
        }
        s->calls += n->calls;
        s->self += n->self;
        s->total += n->total;
    }
    guint count = 0;
    Sum **list = (Sum **)g_hash_table_get_keys_as_array(sums, &count);
    qsort(list, count, sizeof *list, by_total);
    AnaTable *t = ana_report_table(r, edges ? "edges" : "functions", edges ? "Calls" : "Functions with what they call",
                                   cols, edges ? 6 : 5);
    for (guint i = 0; i < count; i++) {
        ana_cell_percent(t, list[i]->total, total);
        ana_cell_int(t, list[i]->total);
        ana_cell_int(t, list[i]->self);
        ana_cell_int(t, list[i]->calls);
        ana_cell_text(t, list[i]->name);
        if (edges)
            ana_cell_text(t, list[i]->caller);
    }
    g_free(list);
    g_hash_table_destroy(sums);
}

static void add_tree(AnaTable *t, const GArray *nodes, int at, int depth, int64_t total)
{
    for (; at >= 0; at = g_array_index(nodes, Node, at).next) {
        const Node *n = &g_array_index(nodes, Node, at);
        ana_cell_percent(t, n->total, total);
        ana_cell_int(t, n->total);
        ana_cell_int(t, n->self);
        ana_cell_int(t, n->calls);
        ana_cell_int(t, depth);
        ana_cell_textf(t, "%*s%s", depth * 2, "", n->name);
        add_tree(t, nodes, n->child, depth + 1, total);
    }
}

static void add_run(AnaReport *r, GArray *nodes)
{
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT}, {"total", "Inclusive", ANA_INT},
                                     {"self", "Self", ANA_INT},     {"calls", "Calls", ANA_INT},
                                     {"depth", "Depth", ANA_INT},   {"function", "Call tree", ANA_TEXT}};
    int64_t total = 0;
    link_nodes(nodes);
    for (unsigned i = 0; i < nodes->len; i++)
        total += g_array_index(nodes, Node, i).self;
    add_sums(r, nodes, false, total);
    add_sums(r, nodes, true, total);
    AnaTable *t = ana_report_table(r, "tree", "Call tree", cols, G_N_ELEMENTS(cols));
    for (unsigned i = 0; i < nodes->len; i++)
        if (g_array_index(nodes, Node, i).parent < 0) {
            g_array_index(nodes, Node, i).next = -1;
            add_tree(t, nodes, (int)i, 0, total);
        }
}

AnaReport *ana_report_stacks(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    if (!ana_db_has_columns(db, "profile_node", "run")) {
        err_set(err, "%s has no call trees: run the program with -p profile", db->path);
        return NULL;
    }
    AnaReport *r = ana_report_new("stacks", "Profile by call stack", db, o);
    int64_t run = o->model.run ? o->model.run : ana_db_int(db, "SELECT min(run) FROM profile_node", 0);
    GArray *nodes = NULL;
    if (ana_report_runs(r, db, o->model.run, err)) {
        nodes = load(db, run, err);
        add_run(r, nodes);
        if (!o->model.run && ana_db_int(db, "SELECT count(DISTINCT run) FROM profile_node", 0) > 1)
            ana_report_note(r, "several runs have call trees: this is run %lld (--run=N chooses)", (long long)run);
    }
    if (nodes)
        g_array_free(nodes, TRUE);
    if (!err->text[0])
        return r;
    ana_report_free(r);
    return NULL;
}
