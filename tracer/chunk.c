/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bulk event streams: raw buffers in, rows of `chunk` and `chunk_path` out.
 *
 * One thread packs and compresses (chunk_fmt.h) what guest threads hand over,
 * and queues the result as ordinary rows for the writer. A guest thread that is
 * CHUNK_BEHIND buffers ahead waits for it.
 *
 * Locks: t->bulk->lock guards the list and the path tables; the packing itself
 * runs without it, on its own copies of the paths. It may be taken before a
 * lane's lock, never after one.
 */
#include "config.h"

#include "tracer/priv.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#if HAVE_ZSTD
#include <zstd.h>
#endif

#include "tracer/chunk_fmt.h"

enum { CHUNK_BEHIND = 6, MAX_STREAMS = 32, ZSTD_LEVEL = 1 };

typedef struct PathBytes {
    uint32_t id;
    uint32_t n;
    uint64_t hash;
    uint8_t data[];
} PathBytes;

typedef struct Stream {
    char *name;
    ChunkShape shape;
    PathBytes **paths; /* by number, entry 0 unused; bulk lock */
    uint32_t npaths, paths_cap;
    uint32_t *table; /* hash table of path numbers, 0 = free; bulk lock */
    uint32_t table_cap;
    ChunkPaths parsed; /* the packing thread's */
    uint64_t *seq;     /* [thread] records so far; the packing thread's */
    uint32_t nseq;
} Stream;

typedef struct Item {
    struct Item *next;
    unsigned stream;
    uint32_t thread;
    uint8_t *buf; /* free()d after */
    size_t nbytes;
} Item;

typedef struct TrcBulk {
    Trc *t;
    pthread_mutex_t lock;
    pthread_cond_t wake, moved;
    Item *head, **tail;
    unsigned nqueued; /* the one in work included */
    bool stop, on;
    pthread_t thread;
    Stream *streams[MAX_STREAMS];
    unsigned nstreams;
    ChunkBytes packed;
    uint8_t *zbuf;
    size_t zcap;
} TrcBulk;

static void *need(void *p)
{
    if (!p)
        die("out of memory");
    return p;
}

/* ------------------------------------------------------------ packing thread */

/* Copies path numbers that are new to the thread's own table. */
static void refresh_paths(TrcBulk *b, Stream *s)
{
    pthread_mutex_lock(&b->lock);
    for (uint32_t id = s->parsed.n ? s->parsed.n : 1; id < s->npaths; id++) {
        ChunkPath *p = chunk_path_parse(&s->shape, s->paths[id]->data, s->paths[id]->n);
        if (!p)
            die("a path of stream %s is damaged", s->name);
        chunk_paths_set(&s->parsed, id, p);
    }
    pthread_mutex_unlock(&b->lock);
}

/* Compresses b->packed; returns the codec. */
static int compress(TrcBulk *b, const uint8_t **data, size_t *n)
{
    *data = b->packed.p;
    *n = b->packed.n;
#if HAVE_ZSTD
    size_t bound = ZSTD_compressBound(b->packed.n);
    if (bound > b->zcap) {
        b->zbuf = need(realloc(b->zbuf, bound));
        b->zcap = bound;
    }
    size_t z = ZSTD_compress(b->zbuf, b->zcap, b->packed.p, b->packed.n, ZSTD_LEVEL);
    if (!ZSTD_isError(z) && z < b->packed.n) {
        *data = b->zbuf;
        *n = z;
        return TRC_CODEC_ZSTD;
    }
#endif
    return TRC_CODEC_NONE;
}

static TrcVal bound(int64_t v, bool there)
{
    return there ? trc_i64(v) : trc_null();
}

static uint64_t next_seq(Stream *s, uint32_t thread, uint64_t n)
{
    if (thread >= s->nseq) {
        uint32_t more = thread * 2 + 16;
        s->seq = need(realloc(s->seq, more * sizeof *s->seq));
        memset(s->seq + s->nseq, 0, (more - s->nseq) * sizeof *s->seq);
        s->nseq = more;
    }
    uint64_t first = s->seq[thread];
    s->seq[thread] += n;
    return first;
}

static void pack_item(TrcBulk *b, const Item *it)
{
    Stream *s = b->streams[it->stream];
    ChunkInfo info;
    refresh_paths(b, s);
    if (!chunk_pack(&s->shape, &s->parsed, it->buf, it->nbytes, &b->packed, &info))
        die("a buffer of stream %s is damaged", s->name);
    if (!info.nrecs)
        return;
    const uint8_t *data;
    size_t n;
    int codec = compress(b, &data, &n);
    bool pc = info.pc_min <= info.pc_max, addr = info.addr_min <= info.addr_max;
    const TrcVal vals[] = {trc_text(s->name),
                           trc_i64(it->thread),
                           trc_i64((int64_t)next_seq(s, it->thread, info.nrecs)),
                           trc_i64((int64_t)info.nrecs),
                           bound(info.pc_min, pc),
                           bound(info.pc_max, pc),
                           bound(info.addr_min, addr),
                           bound(info.addr_max, addr),
                           trc_i64(codec),
                           trc_i64((int64_t)b->packed.n),
                           trc_blob(data, n)};
    trc_row(b->t, CORE_CHUNK, vals, 11);
}

static void *bulk_main(void *arg)
{
    TrcBulk *b = arg;
    pthread_mutex_lock(&b->lock);
    for (;;) {
        while (!b->head && !b->stop)
            pthread_cond_wait(&b->wake, &b->lock);
        Item *it = b->head;
        if (!it)
            break;
        b->head = it->next;
        if (!b->head)
            b->tail = &b->head;
        pthread_mutex_unlock(&b->lock);
        pack_item(b, it);
        free(it->buf);
        free(it);
        pthread_mutex_lock(&b->lock);
        b->nqueued--;
        pthread_cond_broadcast(&b->moved);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* ------------------------------------------------------------ life */

static void start_thread(TrcBulk *b)
{
    sigset_t all, old;
    sigfillset(&all);
    b->stop = false;
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&b->thread, NULL, bulk_main, b);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0)
        die("cannot start the trace packing thread: %s", strerror(rc));
    pthread_setname_np(b->thread, "engraft-pack");
    b->on = true;
}

static TrcBulk *bulk_of(Trc *t)
{
    if (!t->bulk) {
        TrcBulk *b = t->bulk = need(calloc(1, sizeof *b));
        b->t = t;
        b->tail = &b->head;
        pthread_mutex_init(&b->lock, NULL);
        pthread_cond_init(&b->wake, NULL);
        pthread_cond_init(&b->moved, NULL);
        start_thread(b);
    }
    return t->bulk;
}

void trc_bulk_flush(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b || !b->on)
        return;
    pthread_mutex_lock(&b->lock);
    while (b->nqueued)
        pthread_cond_wait(&b->moved, &b->lock);
    pthread_mutex_unlock(&b->lock);
}

void trc_bulk_stop(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b || !b->on)
        return;
    pthread_mutex_lock(&b->lock);
    b->stop = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->thread, NULL);
    b->on = false;
}

void trc_bulk_start(Trc *t)
{
    if (t->bulk)
        start_thread(t->bulk);
}

static void queue_path(TrcBulk *b, const Stream *s, const PathBytes *p)
{
    const TrcVal vals[] = {trc_text(s->name), trc_i64(p->id), trc_blob(p->data, p->n)};
    trc_row(b->t, CORE_PATH, vals, 3);
}

/* The parent's other threads may have been inside at the fork: everything of theirs is forgotten. */
void trc_bulk_child(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b)
        return;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->wake, NULL);
    pthread_cond_init(&b->moved, NULL);
    b->head = NULL;
    b->tail = &b->head;
    b->nqueued = 0;
    for (unsigned i = 0; i < b->nstreams; i++) {
        Stream *s = b->streams[i];
        if (s->nseq)
            memset(s->seq, 0, s->nseq * sizeof *s->seq);
        for (uint32_t id = 1; id < s->npaths; id++)
            queue_path(b, s, s->paths[id]);
    }
    start_thread(b);
}

void trc_bulk_fork_lock(Trc *t)
{
    if (t->bulk)
        pthread_mutex_lock(&t->bulk->lock);
}

void trc_bulk_fork_unlock(Trc *t)
{
    if (t->bulk)
        pthread_mutex_unlock(&t->bulk->lock);
}

void trc_bulk_free(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b)
        return;
    for (unsigned i = 0; i < b->nstreams; i++) {
        Stream *s = b->streams[i];
        for (uint32_t k = 1; k < s->npaths; k++)
            free(s->paths[k]);
        chunk_paths_free(&s->parsed);
        free(s->paths);
        free(s->table);
        free(s->seq);
        free(s->name);
        free(s);
    }
    free(b->packed.p);
    free(b->zbuf);
    free(b);
    t->bulk = NULL;
}

/* ------------------------------------------------------------ streams and paths */

int trc_stream_declare(Trc *t, int plugin, const TrcTableDesc *d, Err *err)
{
    TrcBulk *b = bulk_of(t);
    if (d->ncols > CHUNK_MAX_FIELDS || b->nstreams == MAX_STREAMS) {
        err_set(err, "stream %s: at most %d fields and %d streams are possible", d->name, CHUNK_MAX_FIELDS,
                MAX_STREAMS);
        return 0;
    }
    if (!trc_table_declare(t, plugin, d, err))
        return 0;
    Stream *s = need(calloc(1, sizeof *s));
    s->name = need(strdup(d->name));
    s->shape.nfields = (unsigned)d->ncols;
    for (int i = 0; i < d->ncols; i++) {
        const TrcCol *c = &d->cols[i];
        s->shape.live[i] = c->flags & TRC_LIVE;
        s->shape.nbytes[i] = (uint8_t)(1u << ((c->flags & TRC_WIDTH) >> TRC_WIDTH_SHIFT));
        s->shape.means[i] = c->flags & TRC_PC ? CHUNK_PC : c->flags & TRC_ADDR ? CHUNK_ADDR : CHUNK_PLAIN;
        *(s->shape.live[i] ? &s->shape.nlive : &s->shape.nfixed) += 1;
    }
    s->npaths = 1;
    pthread_mutex_lock(&b->lock);
    b->streams[b->nstreams] = s;
    int n = (int)++b->nstreams;
    pthread_mutex_unlock(&b->lock);
    return n;
}

static uint64_t hash_bytes(const uint8_t *p, size_t n)
{
    uint64_t h = 0xcbf29ce484222325ull;
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3ull;
    return h ^ h >> 32;
}

/* Where in the table a path with these bytes is, or should be. */
static uint32_t *slot_of(Stream *s, uint64_t hash, const uint8_t *data, size_t n)
{
    uint32_t i = (uint32_t)hash & (s->table_cap - 1);
    for (;; i = (i + 1) & (s->table_cap - 1)) {
        uint32_t id = s->table[i];
        if (!id || (s->paths[id]->hash == hash && s->paths[id]->n == n && memcmp(s->paths[id]->data, data, n) == 0))
            return &s->table[i];
    }
}

static void grow(Stream *s)
{
    if (s->npaths == s->paths_cap || !s->paths) {
        s->paths_cap = s->paths_cap ? s->paths_cap * 2 : 256;
        s->paths = need(realloc(s->paths, s->paths_cap * sizeof(void *)));
    }
    if (s->npaths * 2 < s->table_cap)
        return;
    s->table_cap = s->table_cap ? s->table_cap * 2 : 1024;
    free(s->table);
    s->table = need(calloc(s->table_cap, sizeof *s->table));
    for (uint32_t id = 1; id < s->npaths; id++)
        *slot_of(s, s->paths[id]->hash, s->paths[id]->data, s->paths[id]->n) = id;
}

static void put_path(const Stream *s, const TrcPathVal *vals, unsigned nrecs, ChunkBytes *out)
{
    unsigned nfields = s->shape.nfields;
    chunk_put_varint(out, nrecs);
    for (unsigned i = 0; i < nrecs * nfields; i++) {
        const TrcPathVal *v = &vals[i];
        if (!s->shape.live[i % nfields]) {
            chunk_put_svarint(out, v->value);
        } else {
            chunk_put_varint(out, v->from);
            if (v->from)
                chunk_put_svarint(out, v->value);
        }
    }
}

uint32_t trc_stream_path(Trc *t, int stream, const TrcPathVal *vals, unsigned nrecs)
{
    TrcBulk *b = t->bulk;
    Stream *s = b->streams[stream - 1];
    ChunkBytes bytes = {0};
    put_path(s, vals, nrecs, &bytes);
    uint64_t hash = hash_bytes(bytes.p, bytes.n);
    pthread_mutex_lock(&b->lock);
    grow(s);
    uint32_t *slot = slot_of(s, hash, bytes.p, bytes.n), id = *slot;
    PathBytes *p = NULL;
    if (!id) {
        p = need(malloc(sizeof *p + bytes.n));
        *p = (PathBytes){.id = s->npaths, .n = (uint32_t)bytes.n, .hash = hash};
        memcpy(p->data, bytes.p, bytes.n);
        id = *slot = s->npaths;
        s->paths[s->npaths++] = p;
    }
    pthread_mutex_unlock(&b->lock);
    if (p)
        queue_path(b, s, p);
    free(bytes.p);
    return id;
}

bool trc_stream_put(Trc *t, int stream, uint32_t thread, void *buf, size_t nbytes, bool wait)
{
    TrcBulk *b = t->bulk;
    Item *it = need(malloc(sizeof *it));
    *it = (Item){.stream = (unsigned)stream - 1, .thread = thread, .buf = buf, .nbytes = nbytes};
    pthread_mutex_lock(&b->lock);
    while (wait && b->nqueued >= CHUNK_BEHIND)
        pthread_cond_wait(&b->moved, &b->lock);
    bool taken = b->nqueued < CHUNK_BEHIND;
    if (taken) {
        *b->tail = it;
        b->tail = &it->next;
        b->nqueued++;
        pthread_cond_signal(&b->wake);
    }
    pthread_mutex_unlock(&b->lock);
    if (!taken)
        free(it);
    return taken;
}
