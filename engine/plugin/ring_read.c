/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rings' records for plugins while the program runs: full buffers are read here
 * before they go to the results file, or instead of it. Paths (tracer/chunk_fmt.h)
 * are numbered by the tracer, and by this file for rings that it does not know.
 *
 * path_lock guards the paths; the records themselves belong to the caller.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/plugin/ring.h"

enum { BATCH = 1024 }; /* records told at a time */

typedef struct Path {
    unsigned nrecs;
    TrcPathVal *vals;
} Path;

typedef struct Reader {
    EgPlugin *p;
    EgRecordsFn fn;
    void *user;
} Reader;

typedef struct Ring {
    GArray *readers;     /* Reader; changed in install() only */
    GPtrArray *paths;    /* Path, by number; [0] unused */
    GHashTable *by_vals; /* GBytes -> number; of rings that the tracer does not know */
} Ring;

static Ring rings[RING_MAX];
static pthread_mutex_t path_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---------------------------------------------------------------- paths */

/* Under path_lock. */
static uint32_t own_number(Ring *r, const TrcPathVal *vals, size_t nbytes)
{
    if (!r->by_vals)
        r->by_vals = g_hash_table_new(g_bytes_hash, g_bytes_equal);
    GBytes *key = g_bytes_new(vals, nbytes);
    gpointer found = g_hash_table_lookup(r->by_vals, key);
    if (found) {
        g_bytes_unref(key);
        return GPOINTER_TO_UINT(found);
    }
    uint32_t id = g_hash_table_size(r->by_vals) + 1;
    g_hash_table_insert(r->by_vals, key, GUINT_TO_POINTER(id));
    return id;
}

/* Under path_lock. */
static void keep_path(Ring *r, uint32_t id, const TrcPathVal *vals, unsigned nrecs, size_t nbytes)
{
    if (!r->paths)
        r->paths = g_ptr_array_new();
    if (r->paths->len <= id)
        g_ptr_array_set_size(r->paths, (gint)id + 1);
    if (r->paths->pdata[id])
        return;
    Path *p = g_new(Path, 1);
    *p = (Path){nrecs, g_memdup2(vals, nbytes)};
    r->paths->pdata[id] = p;
}

uint32_t plg_ring_path(unsigned ring, const TrcPathVal *vals, unsigned nrecs)
{
    const PlgRing *pr = &plg_rings[ring];
    Ring *r = &rings[ring];
    TrcPathVal clean[nrecs * pr->nfields + 1]; /* without what lies between the members */
    size_t nbytes = nrecs * pr->nfields * sizeof *clean;
    uint32_t id = pr->stream ? trc_stream_path(plg_trc, pr->stream, vals, nrecs) : 0;
    if (id && !r->readers)
        return id;
    memset(clean, 0, sizeof clean);
    for (unsigned i = 0; i < nrecs * pr->nfields; i++) {
        clean[i].from = vals[i].from;
        clean[i].value = vals[i].value;
    }
    pthread_mutex_lock(&path_lock);
    if (!id)
        id = own_number(r, clean, nbytes);
    keep_path(r, id, clean, nrecs, nbytes);
    pthread_mutex_unlock(&path_lock);
    return id;
}

static const Path *path_of(const Ring *r, uint32_t id)
{
    pthread_mutex_lock(&path_lock);
    const Path *p = r->paths && id < r->paths->len ? r->paths->pdata[id] : NULL;
    pthread_mutex_unlock(&path_lock);
    return p;
}

/* ---------------------------------------------------------------- records */

typedef struct Batch {
    const PlgRing *ring;
    const Ring *r;
    uint32_t thread;
    size_t n;
    uint64_t vals[BATCH * RING_MAX_FIELDS];
} Batch;

static void tell(Batch *b)
{
    EgRecords e = {
        .struct_size = sizeof e, .thread = b->thread, .nfields = b->ring->nfields, .nrecs = b->n, .vals = b->vals};
    for (unsigned i = 0; b->n && i < b->r->readers->len; i++) {
        const Reader *x = &g_array_index(b->r->readers, Reader, i);
        uint64_t start = clock_now_ns();
        x->fn(x->p, &e, x->user);
        plg_charge(x->p, start);
    }
    b->n = 0;
}

static uint64_t stored(const uint8_t **at, unsigned nbytes)
{
    uint64_t v = 0;
    memcpy(&v, *at, nbytes);
    *at += nbytes;
    return v;
}

/* One execution of a path, whose stored values begin at *at. live: room for its live values. */
static void read_path(Batch *b, const Path *p, const uint8_t **at, uint64_t *live)
{
    const PlgRing *r = b->ring;
    uint32_t nlive = 0;
    for (unsigned rec = 0; rec < p->nrecs; rec++) {
        uint64_t *out = &b->vals[b->n++ * r->nfields];
        for (unsigned f = 0; f < r->nfields; f++) {
            const TrcPathVal *v = &p->vals[rec * r->nfields + f];
            unsigned nbytes = r->nbytes[f];
            if (!nbytes) {
                out[f] = (uint64_t)v->value;
                continue;
            }
            uint64_t x = v->from == 0           ? stored(at, nbytes)
                         : v->from == nlive + 1 ? (uint64_t)v->value
                                                : live[v->from - 1] + (uint64_t)v->value;
            out[f] = live[nlive++] = nbytes == 8 ? x : x & (((uint64_t)1 << nbytes * 8) - 1);
        }
        if (b->n == BATCH)
            tell(b);
    }
}

void plg_ring_tell(unsigned ring, uint32_t thread, const uint8_t *at, size_t nbytes)
{
    const uint8_t *end = at + nbytes;
    if (!rings[ring].readers || !nbytes)
        return;
    Batch *b = g_new(Batch, 1);
    size_t room = 0;
    uint64_t *live = NULL;
    *b = (Batch){.ring = &plg_rings[ring], .r = &rings[ring], .thread = thread};
    while (b->ring->words && at < end) {
        b->vals[b->n++] = stored(&at, 8);
        if (b->n == BATCH)
            tell(b);
    }
    while (at < end) {
        uint32_t id = (uint32_t)stored(&at, 4);
        const Path *p = path_of(b->r, id);
        if (!p)
            die("a buffer of ring %s names path %u, which there is not", b->ring->name, id);
        if (room < p->nrecs * (size_t)b->ring->nlive) {
            room = p->nrecs * (size_t)b->ring->nlive;
            live = g_realloc(live, room * sizeof *live);
        }
        read_path(b, p, &at, live);
    }
    tell(b);
    g_free(live);
    g_free(b);
}

/* ---------------------------------------------------------------- buffers */

void *plg_ring_buffer(unsigned ring)
{
    return plg_rings[ring].stream ? trc_stream_buffer(plg_trc) : g_malloc(TRC_STREAM_NBYTES);
}

void plg_ring_buffer_free(unsigned ring, void *buf)
{
    if (plg_rings[ring].stream)
        trc_stream_buffer_free(plg_trc, buf);
    else
        g_free(buf);
}

bool plg_ring_hand_over(unsigned ring, uint32_t thread, void *buf, size_t nbytes, bool wait)
{
    const PlgRing *r = &plg_rings[ring];
    if (r->stream)
        return trc_stream_put(plg_trc, r->stream, thread, buf, nbytes, wait);
    plg_ring_buffer_free(ring, buf);
    return true;
}

/* ---------------------------------------------------------------- the API's side of it */

void plg_ring_read(unsigned ring, EgPlugin *p, EgRecordsFn fn, void *user)
{
    const Reader x = {p, fn, user};
    if (!rings[ring].readers)
        rings[ring].readers = g_array_new(FALSE, FALSE, sizeof x);
    g_array_append_val(rings[ring].readers, x);
}
