/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bulk event streams: raw buffers in, rows of `chunk` and `chunk_path` out.
 *
 * Several threads pack and compress (chunk_fmt.h) what guest threads hand over,
 * a buffer each; the results are queued as ordinary rows in the order in which
 * the buffers came. A guest thread that is CHUNK_BEHIND buffers ahead waits.
 * Paths and chunks go through one lane of the queue, so that no chunk can be in
 * the file without those before it and the paths that it names.
 *
 * Locks: t->bulk->lock guards the list, the path tables and the spare buffers;
 * the packing itself runs without it, on its own copies of the paths. It may
 * be taken before a lane's lock, never after one.
 */
#include "config.h"

#include "tracer/priv.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if HAVE_ZSTD
#include <zstd.h>
#endif

#include "tracer/chunk_fmt.h"

enum {
    CHUNK_BEHIND = 8,
    MAX_STREAMS = 32,
    MAX_WORKERS = 8,
    MAX_SPARE = 12, /* buffers kept for use again */
    ZSTD_LEVEL = 1,
    ZSTD_TRY = 8, /* when the last chunk became hardly smaller, every so many chunks it is tried again */
};

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
    uint64_t *seq; /* [thread] records so far; bulk lock */
    uint32_t nseq;
} Stream;

typedef struct Item {
    struct Item *next; /* the one that was handed over after it */
    unsigned stream;
    uint32_t thread;
    uint8_t *buf; /* goes to the spare ones after */
    size_t nbytes;
    bool taken, done;
    ChunkInfo info; /* done: what is in it, packed and compressed */
    int codec;
    size_t packed_nbytes;
    ChunkBytes data;
} Item;

/* A packing thread's own part of a stream. */
typedef struct Packing {
    ChunkPaths paths;
    ChunkPacker *packer;
    unsigned poor; /* chunks to go before compression is tried again */
} Packing;

typedef struct Worker {
    struct TrcBulk *b;
    pthread_t thread;
    bool on;
    Packing packing[MAX_STREAMS];
    ChunkBytes packed;
#if HAVE_ZSTD
    ZSTD_CCtx *zstd;
#endif
} Worker;

typedef struct TrcBulk {
    Trc *t;
    pthread_mutex_t lock;
    pthread_cond_t wake, moved;
    Item *head, **tail;
    unsigned nqueued; /* those in work included */
    bool stop;
    Worker workers[MAX_WORKERS];
    unsigned nworkers;
    TrcLane *lane;
    Stream *streams[MAX_STREAMS];
    unsigned nstreams;
    uint8_t *spare[MAX_SPARE];
    unsigned nspare;
} TrcBulk;

static void *need(void *p)
{
    if (!p)
        die("out of memory");
    return p;
}

/* ------------------------------------------------------------ packing threads */

/* Copies path numbers that are new to the thread's own table. */
static void refresh_paths(TrcBulk *b, const Stream *s, Packing *k)
{
    pthread_mutex_lock(&b->lock);
    for (uint32_t id = k->paths.n ? k->paths.n : 1; id < s->npaths; id++) {
        ChunkPath *p = chunk_path_parse(&s->shape, s->paths[id]->data, s->paths[id]->n);
        if (!p)
            die("a path of stream %s is damaged", s->name);
        chunk_paths_set(&k->paths, &s->shape, id, p);
    }
    pthread_mutex_unlock(&b->lock);
    if (!k->packer)
        k->packer = chunk_packer_new(&s->shape, CHUNK_AVX512);
}

/* n bytes of what is packed, in w->packed or as they came, into it->data, compressed where that pays. */
static void compress(Worker *w, Packing *k, Item *it, const uint8_t *p, size_t n)
{
    it->codec = TRC_CODEC_NONE;
    it->packed_nbytes = n;
#if HAVE_ZSTD
    if (k->poor && --k->poor)
        goto plain;
    it->data.cap = ZSTD_compressBound(n);
    it->data.p = need(malloc(it->data.cap));
    size_t z = ZSTD_compressCCtx(w->zstd, it->data.p, it->data.cap, p, n, ZSTD_LEVEL);
    if (!ZSTD_isError(z) && z < n) {
        k->poor = z > n / 8 * 7 ? ZSTD_TRY : 0;
        it->codec = TRC_CODEC_ZSTD;
        it->data.n = z;
        return;
    }
    free(it->data.p);
plain:
#endif
    it->data = (ChunkBytes){0};
    if (p == it->buf)
        return;           /* it is written from there */
    it->data = w->packed; /* which is made anew for the next */
    w->packed = (ChunkBytes){0};
    (void)k;
}

static void pack_item(Worker *w, Item *it)
{
    Stream *s = w->b->streams[it->stream];
    Packing *k = &w->packing[it->stream];
    if (s->shape.words) {
        it->info = (ChunkInfo){it->nbytes / 8, it->nbytes / 8, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
        compress(w, k, it, it->buf, it->nbytes);
        return;
    }
    refresh_paths(w->b, s, k);
    if (!chunk_pack(k->packer, &k->paths, it->buf, it->nbytes, &w->packed, &it->info))
        die("a buffer of stream %s is damaged", s->name);
    if (it->info.nrecs)
        compress(w, k, it, w->packed.p, w->packed.n);
}

static TrcVal bound(int64_t v, bool there)
{
    return there ? trc_i64(v) : trc_null();
}

/* Bulk lock held. */
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

/* Bulk lock held: chunks become rows one after the other. */
static void queue_chunk(TrcBulk *b, const Item *it)
{
    Stream *s = b->streams[it->stream];
    const ChunkInfo *info = &it->info;
    if (!info->nrecs)
        return;
    bool pc = info->pc_min <= info->pc_max, addr = info->addr_min <= info->addr_max;
    const TrcVal vals[] = {trc_text(s->name),
                           trc_i64(it->thread),
                           trc_i64((int64_t)next_seq(s, it->thread, info->nrecs)),
                           trc_i64((int64_t)info->nrecs),
                           bound(info->pc_min, pc),
                           bound(info->pc_max, pc),
                           bound(info->addr_min, addr),
                           bound(info->addr_max, addr),
                           trc_i64(it->codec),
                           trc_i64((int64_t)it->packed_nbytes),
                           it->data.p ? trc_blob(it->data.p, it->data.n) : trc_blob(it->buf, it->packed_nbytes)};
    trc_row_in(b->t, b->lane, CORE_CHUNK, vals, 11);
}

/* Bulk lock held. */
static void keep_spare(TrcBulk *b, uint8_t *buf)
{
    if (b->nspare < MAX_SPARE)
        b->spare[b->nspare++] = buf;
    else
        free(buf);
}

/* Bulk lock held: everything at the front of the list that is done. */
static void retire(TrcBulk *b)
{
    while (b->head && b->head->done) {
        Item *it = b->head;
        queue_chunk(b, it);
        b->head = it->next;
        if (!b->head)
            b->tail = &b->head;
        b->nqueued--;
        free(it->data.p);
        keep_spare(b, it->buf);
        free(it);
    }
    pthread_cond_broadcast(&b->moved);
}

static Item *next_item(const TrcBulk *b)
{
    Item *it = b->head;
    while (it && it->taken)
        it = it->next;
    return it;
}

static void *worker_main(void *arg)
{
    Worker *w = arg;
    TrcBulk *b = w->b;
    pthread_mutex_lock(&b->lock);
    for (;;) {
        Item *it;
        while (!(it = next_item(b)) && !b->stop)
            pthread_cond_wait(&b->wake, &b->lock);
        if (!it)
            break;
        it->taken = true;
        pthread_mutex_unlock(&b->lock);
        pack_item(w, it);
        pthread_mutex_lock(&b->lock);
        it->done = true;
        retire(b);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* ------------------------------------------------------------ life */

static void start_worker(TrcBulk *b, Worker *w)
{
    sigset_t all, old;
    w->b = b;
#if HAVE_ZSTD
    if (!w->zstd)
        w->zstd = need(ZSTD_createCCtx());
#endif
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&w->thread, NULL, worker_main, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0)
        die("cannot start a trace packing thread: %s", strerror(rc));
    pthread_setname_np(w->thread, "engraft-pack");
    w->on = true;
}

static void start_threads(TrcBulk *b)
{
    b->stop = false;
    if (!b->lane)
        b->lane = trc_lane_new(&b->t->q);
    for (unsigned i = 0; i < b->nworkers; i++)
        start_worker(b, &b->workers[i]);
}

static TrcBulk *bulk_of(Trc *t)
{
    if (!t->bulk) {
        TrcBulk *b = t->bulk = need(calloc(1, sizeof *b));
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        b->t = t;
        b->tail = &b->head;
        b->nworkers = n < 1 ? 1 : n > MAX_WORKERS ? MAX_WORKERS : (unsigned)n;
        pthread_mutex_init(&b->lock, NULL);
        pthread_cond_init(&b->wake, NULL);
        pthread_cond_init(&b->moved, NULL);
        start_threads(b);
    }
    return t->bulk;
}

void trc_bulk_flush(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b || !b->workers[0].on)
        return;
    pthread_mutex_lock(&b->lock);
    while (b->nqueued)
        pthread_cond_wait(&b->moved, &b->lock);
    pthread_mutex_unlock(&b->lock);
}

void trc_bulk_stop(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b)
        return;
    pthread_mutex_lock(&b->lock);
    b->stop = true;
    pthread_cond_broadcast(&b->wake);
    pthread_mutex_unlock(&b->lock);
    for (unsigned i = 0; i < b->nworkers; i++) {
        if (b->workers[i].on)
            pthread_join(b->workers[i].thread, NULL);
        b->workers[i].on = false;
    }
}

void trc_bulk_start(Trc *t)
{
    if (t->bulk)
        start_threads(t->bulk);
}

/* Bulk lock held, or nobody else there. */
static void queue_path(TrcBulk *b, const Stream *s, const PathBytes *p)
{
    const TrcVal vals[] = {trc_text(s->name), trc_i64(p->id), trc_blob(p->data, p->n)};
    trc_row_in(b->t, b->lane, CORE_PATH, vals, 3);
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
    b->lane = trc_lane_new(&t->q); /* the parent's is forgotten */
    for (unsigned i = 0; i < b->nstreams; i++) {
        Stream *s = b->streams[i];
        if (s->nseq)
            memset(s->seq, 0, s->nseq * sizeof *s->seq);
        for (uint32_t id = 1; id < s->npaths; id++)
            queue_path(b, s, s->paths[id]);
    }
    start_threads(b);
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

static void free_worker(Worker *w, unsigned nstreams)
{
    for (unsigned i = 0; i < nstreams; i++) {
        chunk_paths_free(&w->packing[i].paths);
        chunk_packer_free(w->packing[i].packer);
    }
    free(w->packed.p);
#if HAVE_ZSTD
    ZSTD_freeCCtx(w->zstd);
#endif
}

void trc_bulk_free(Trc *t)
{
    TrcBulk *b = t->bulk;
    if (!b)
        return;
    for (unsigned i = 0; i < b->nworkers; i++)
        free_worker(&b->workers[i], b->nstreams);
    for (unsigned i = 0; i < b->nstreams; i++) {
        Stream *s = b->streams[i];
        for (uint32_t k = 1; k < s->npaths; k++)
            free(s->paths[k]);
        free(s->paths);
        free(s->table);
        free(s->seq);
        free(s->name);
        free(s);
    }
    for (unsigned i = 0; i < b->nspare; i++)
        free(b->spare[i]);
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
        s->shape.live[i] = c->flags & (TRC_LIVE | TRC_WORDS);
        s->shape.words |= (c->flags & TRC_WORDS) != 0;
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
        queue_path(b, s, p);
    }
    pthread_mutex_unlock(&b->lock);
    free(bytes.p);
    return id;
}

void *trc_stream_buffer(Trc *t)
{
    TrcBulk *b = t->bulk;
    pthread_mutex_lock(&b->lock);
    uint8_t *p = b->nspare ? b->spare[--b->nspare] : NULL;
    pthread_mutex_unlock(&b->lock);
    return p ? p : need(malloc(TRC_STREAM_NBYTES + CHUNK_SLACK));
}

void trc_stream_buffer_free(Trc *t, void *buf)
{
    pthread_mutex_lock(&t->bulk->lock);
    keep_spare(t->bulk, buf);
    pthread_mutex_unlock(&t->bulk->lock);
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
