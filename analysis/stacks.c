/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/stacks.h"

#include <string.h>

typedef struct Loader {
    AnaStacks *s;
    GHashTable *fns;   /* "image\nname" -> index + 1 */
    GHashTable *nodes; /* Key of (parent, fn, line of the call) -> index + 1 */
    GHashTable *ids;   /* node number of the run being read -> index + 1 */
} Loader;

typedef struct Key {
    int a, b, c;
} Key;

static guint key_hash(gconstpointer p)
{
    const Key *k = p;
    return (guint)k->a * 2654435761u ^ (guint)k->b * 2246822519u ^ (guint)k->c * 3266489917u;
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(Key)) == 0;
}

/* The index that the key has, or count, which becomes its index: *made. */
static int index_of(GHashTable *t, Key k, unsigned count, bool *made)
{
    gpointer i = g_hash_table_lookup(t, &k);
    *made = !i;
    if (i)
        return GPOINTER_TO_INT(i) - 1;
    g_hash_table_insert(t, g_memdup2(&k, sizeof k), GINT_TO_POINTER(count + 1));
    return (int)count;
}

static const char *column(AnaStacks *s, sqlite3_stmt *st, int i)
{
    const char *text = (const char *)sqlite3_column_text(st, i);
    return text ? g_string_chunk_insert_const(s->strings, text) : NULL;
}

/* Columns of the query. */
enum { RUN, NODE, PARENT, CALLS, SELF, IMAGE, NAME, FILE_PATH, LINE, SITE_LINE };

static int function_of(Loader *l, sqlite3_stmt *st)
{
    AnaStackFn f = {.name = column(l->s, st, NAME),
                    .image = column(l->s, st, IMAGE),
                    .file = column(l->s, st, FILE_PATH),
                    .line = sqlite3_column_int(st, LINE)};
    char *key = g_strdup_printf("%s\n%s", f.image, f.name);
    gpointer i = g_hash_table_lookup(l->fns, key);
    if (i) {
        g_free(key);
        return GPOINTER_TO_INT(i) - 1;
    }
    g_array_append_val(l->s->fns, f);
    g_hash_table_insert(l->fns, key, GINT_TO_POINTER(l->s->fns->len));
    return (int)l->s->fns->len - 1;
}

static AnaStackNode *node_at(const AnaStacks *s, int i)
{
    return &g_array_index(s->nodes, AnaStackNode, i);
}

static void add_node(Loader *l, sqlite3_stmt *st)
{
    AnaStacks *s = l->s;
    bool made;
    gint64 id = sqlite3_column_int64(st, NODE), up = sqlite3_column_int64(st, PARENT);
    int parent = up ? GPOINTER_TO_INT(g_hash_table_lookup(l->ids, GSIZE_TO_POINTER((gsize)up))) - 1 : -1;
    Key k = {parent, function_of(l, st), sqlite3_column_int(st, SITE_LINE)};
    int i = index_of(l->nodes, k, s->nodes->len, &made);
    AnaStackNode fresh = {.parent = parent, .fn = k.b, .line = k.c};
    if (made)
        g_array_append_val(s->nodes, fresh);
    AnaStackNode *n = node_at(s, i);
    n->calls += sqlite3_column_int64(st, CALLS);
    n->self += sqlite3_column_int64(st, SELF);
    g_hash_table_insert(l->ids, GSIZE_TO_POINTER((gsize)id), GINT_TO_POINTER(i + 1));
}

/* Is the node's function also one of its callers'? */
static bool recursive(const AnaStacks *s, int node)
{
    int fn = node_at(s, node)->fn;
    for (int p = node_at(s, node)->parent; p >= 0; p = node_at(s, p)->parent)
        if (node_at(s, p)->fn == fn)
            return true;
    return false;
}

static void add_edge(AnaStacks *s, GHashTable *edges, const AnaStackNode *n, int64_t total)
{
    bool made;
    Key k = {node_at(s, n->parent)->fn, n->fn, n->line};
    int i = index_of(edges, k, s->edges->len, &made);
    AnaStackEdge fresh = {.caller = k.a, .callee = k.b, .line = k.c};
    if (made)
        g_array_append_val(s->edges, fresh);
    AnaStackEdge *e = &g_array_index(s->edges, AnaStackEdge, i);
    e->calls += n->calls;
    e->total += total;
}

/* Sums from the leaves up, then over functions and edges. */
static void add_up(AnaStacks *s)
{
    GHashTable *edges = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    for (int i = (int)s->nodes->len - 1; i >= 0; i--) {
        AnaStackNode *n = node_at(s, i);
        n->total += n->self;
        if (n->parent >= 0)
            node_at(s, n->parent)->total += n->total;
        else
            s->total += n->total;
    }
    for (int i = 0; i < (int)s->nodes->len; i++) {
        AnaStackNode *n = node_at(s, i);
        AnaStackFn *f = &g_array_index(s->fns, AnaStackFn, n->fn);
        f->calls += n->calls;
        f->self += n->self;
        int64_t total = recursive(s, i) ? 0 : n->total;
        f->total += total;
        if (n->parent >= 0)
            add_edge(s, edges, n, total);
    }
    g_hash_table_destroy(edges);
}

/* Numbers of a run's nodes grow from callers to callees. A site's line is that of the call instruction. */
static const char query[] =
    "SELECT n.run, n.node, n.parent, n.calls, n.self, ifnull(m.path, ''), "
    "CASE WHEN n.target = 0 THEN '(thread)' ELSE ifnull((SELECT CASE WHEN n.target - m.bias < s.addr + s.nbytes THEN "
    "s.name END FROM symbol s "
    "  WHERE s.image = m.image AND s.addr <= n.target - m.bias ORDER BY s.addr DESC LIMIT 1), "
    "  printf('%#x', n.target)) END, "
    "(SELECT f.path FROM symbol s JOIN source_file f ON f.id = s.file "
    "  WHERE s.image = m.image AND s.addr = n.target - m.bias), "
    "(SELECT s.line FROM symbol s WHERE s.image = m.image AND s.addr = n.target - m.bias), "
    "(SELECT CASE WHEN n.site - c.bias < l.addr + l.nbytes THEN l.line END FROM module c JOIN line l ON l.image = "
    "c.image "
    "  WHERE c.run = n.run AND n.site >= c.start AND n.site < c.start + c.nbytes AND l.addr <= n.site - c.bias "
    "  AND l.nbytes > 0 ORDER BY l.addr DESC LIMIT 1) "
    "FROM profile_node n LEFT JOIN module m ON m.run = n.run AND m.num = n.module "
    "WHERE ?1 = 0 OR n.run = ?1 ORDER BY n.run, n.node";

AnaStacks *ana_stacks_load(const AnaDb *db, int64_t run, Err *err)
{
    if (!ana_db_has_columns(db, "profile_node", "run node parent module target site calls self")) {
        err_set(err, "%s has no call trees: run the program with -p profile", db->path);
        return NULL;
    }
    AnaStacks *s = g_new0(AnaStacks, 1);
    *s = (AnaStacks){.fns = g_array_new(FALSE, FALSE, sizeof(AnaStackFn)),
                     .nodes = g_array_new(FALSE, FALSE, sizeof(AnaStackNode)),
                     .edges = g_array_new(FALSE, FALSE, sizeof(AnaStackEdge)),
                     .strings = g_string_chunk_new(4096)};
    Loader l = {s, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                g_hash_table_new_full(key_hash, key_equal, g_free, NULL), g_hash_table_new(NULL, NULL)};
    sqlite3_stmt *st = ana_db_prepare(db, query, err);
    int64_t last = -1;
    if (st)
        sqlite3_bind_int64(st, 1, run);
    while (st && ana_db_step(db, st, err)) {
        if (sqlite3_column_int64(st, RUN) != last)
            g_hash_table_remove_all(l.ids);
        last = sqlite3_column_int64(st, RUN);
        add_node(&l, st);
    }
    sqlite3_finalize(st);
    g_hash_table_destroy(l.fns);
    g_hash_table_destroy(l.nodes);
    g_hash_table_destroy(l.ids);
    if (err->text[0]) {
        ana_stacks_free(s);
        return NULL;
    }
    add_up(s);
    return s;
}

void ana_stacks_free(AnaStacks *s)
{
    if (!s)
        return;
    g_array_free(s->fns, TRUE);
    g_array_free(s->nodes, TRUE);
    g_array_free(s->edges, TRUE);
    g_string_chunk_free(s->strings);
    g_free(s);
}

char *ana_stacks_path(const AnaStacks *s, int node)
{
    GString *path = g_string_new(NULL);
    for (; node >= 0; node = node_at(s, node)->parent) {
        char *name = g_strdelimit(g_strdup(g_array_index(s->fns, AnaStackFn, node_at(s, node)->fn).name), ";\n", ':');
        if (path->len)
            g_string_prepend_c(path, ';');
        g_string_prepend(path, name);
        g_free(name);
    }
    return g_string_free(path, FALSE);
}
