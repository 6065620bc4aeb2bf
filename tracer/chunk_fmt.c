/* SPDX-License-Identifier: Apache-2.0 */
/* Packing and unpacking of bulk events. See chunk_fmt.h. */
#include "tracer/chunk_fmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *p)
{
    if (!p) {
        fprintf(stderr, "engraft: out of memory\n");
        abort();
    }
    return p;
}

/* ------------------------------------------------------------ varints */

static void room(ChunkBytes *b, size_t n)
{
    if (b->cap - b->n >= n)
        return;
    b->cap = b->cap * 2 > b->n + n ? b->cap * 2 : b->n + n + 4096;
    b->p = need(realloc(b->p, b->cap));
}

static uint8_t *put_varint(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

static uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}
static int64_t unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ -(v & 1));
}

void chunk_put_varint(ChunkBytes *b, uint64_t v)
{
    room(b, 10);
    b->n = (size_t)(put_varint(b->p + b->n, v) - b->p);
}

void chunk_put_svarint(ChunkBytes *b, int64_t v)
{
    chunk_put_varint(b, zigzag(v));
}

bool chunk_get_varint(const uint8_t **p, const uint8_t *end, uint64_t *v)
{
    uint64_t x = 0;
    const uint8_t *q = *p;
    for (unsigned shift = 0; q < end && shift < 64; shift += 7) {
        uint8_t c = *q++;
        x |= (uint64_t)(c & 0x7f) << shift;
        if (!(c & 0x80)) {
            *p = q;
            *v = x;
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------ paths */

void chunk_path_free(ChunkPath *p)
{
    if (!p)
        return;
    free(p->fixed);
    free(p->from);
    free(p->delta);
    free(p->stored);
    free(p->mask);
    free(p);
}

static bool parse_rec(const ChunkShape *s, ChunkPath *p, uint32_t rec, const uint8_t **at, const uint8_t *end)
{
    uint64_t v;
    size_t fixed = (size_t)rec * s->nfixed, live = (size_t)rec * s->nlive;
    for (unsigned f = 0; f < s->nfields; f++) {
        if (!chunk_get_varint(at, end, &v))
            return false;
        if (!s->live[f]) {
            p->fixed[fixed++] = unzigzag(v);
            continue;
        }
        if (v > live)
            return false;
        p->from[live] = (uint32_t)v;
        p->mask[live] = s->nbytes[f] == 8 ? ~0ull : (1ull << s->nbytes[f] * 8) - 1;
        if (v == 0) {
            p->stored[p->nstored++] = (uint32_t)live;
            p->raw_nbytes += s->nbytes[f];
        } else {
            if (!chunk_get_varint(at, end, &v))
                return false;
            p->delta[live] = unzigzag(v);
        }
        live++;
    }
    return true;
}

ChunkPath *chunk_path_parse(const ChunkShape *s, const uint8_t *at, size_t n)
{
    const uint8_t *end = at + n;
    uint64_t nrecs;
    if (!chunk_get_varint(&at, end, &nrecs) || nrecs > n)
        return NULL;
    ChunkPath *p = need(calloc(1, sizeof *p));
    p->nrecs = (uint32_t)nrecs;
    size_t nfixed = nrecs * s->nfixed + 1, nlive = nrecs * s->nlive + 1;
    p->fixed = need(calloc(nfixed, sizeof *p->fixed));
    p->from = need(calloc(nlive, sizeof *p->from));
    p->delta = need(calloc(nlive, sizeof *p->delta));
    p->stored = need(calloc(nlive, sizeof *p->stored));
    p->mask = need(calloc(nlive, sizeof *p->mask));
    for (uint32_t r = 0; r < nrecs; r++)
        if (!parse_rec(s, p, r, &at, end)) {
            chunk_path_free(p);
            return NULL;
        }
    return p;
}

void chunk_paths_set(ChunkPaths *t, uint32_t id, ChunkPath *p)
{
    if (id >= t->cap) {
        uint32_t cap = id * 2 + 64;
        t->p = need(realloc(t->p, cap * sizeof *t->p));
        memset(t->p + t->cap, 0, (cap - t->cap) * sizeof *t->p);
        t->cap = cap;
    }
    if (id >= t->n)
        t->n = id + 1;
    chunk_path_free(t->p[id]);
    t->p[id] = p;
}

void chunk_paths_free(ChunkPaths *t)
{
    for (uint32_t i = 0; i < t->n; i++)
        chunk_path_free(t->p[i]);
    free(t->p);
    *t = (ChunkPaths){0};
}

/* Which field live value k is of. */
static unsigned field_of(const ChunkShape *s, uint32_t k)
{
    unsigned n = k % s->nlive, f = 0;
    for (;; f++)
        if (s->live[f] && n-- == 0)
            return f;
}

/* ------------------------------------------------------------ prediction */

/*
 * A stride predictor: expects last + stride. The stride is taken over when the
 * same difference came twice, so that one jump costs one wrong guess, not two.
 */
typedef struct Pred {
    uint64_t last, stride, diff;
} Pred;

static inline uint64_t expect(const Pred *p)
{
    return p->last + p->stride;
}

static inline void learn(Pred *p, uint64_t v)
{
    uint64_t d = v - p->last;
    if (d == p->diff)
        p->stride = d;
    p->diff = d;
    p->last = v;
}

/* ------------------------------------------------------------ packing */

/* A stored value of a path; everything that packing one touches is in one place. */
typedef struct Slot {
    Pred pred;
    uint64_t min, max;
    uint32_t nbytes;
} Slot;

typedef struct PackPath {
    const ChunkPath *path;
    Slot *slots;
    uint32_t nstored, raw_nbytes; /* the path's */
    uint32_t next;                /* path that followed last time, 0 = none yet */
    uint64_t execs;
} PackPath;

static uint64_t load_le(const uint8_t *p, unsigned n)
{
    uint64_t v = 0;
    switch (n) {
    case 4: {
        uint32_t w;
        memcpy(&w, p, 4);
        return w;
    }
    case 8: memcpy(&v, p, 8); return v;
    default: memcpy(&v, p, n); return v;
    }
}

static PackPath *new_pack_path(const ChunkShape *s, const ChunkPaths *paths, PackPath *t, uint32_t id)
{
    PackPath *pp = &t[id];
    if (!paths->p[id])
        return NULL;
    pp->path = paths->p[id];
    pp->nstored = pp->path->nstored;
    pp->raw_nbytes = pp->path->raw_nbytes;
    pp->slots = need(calloc(pp->nstored + 1, sizeof *pp->slots));
    for (uint32_t i = 0; i < pp->nstored; i++) {
        pp->slots[i].min = ~0ull;
        pp->slots[i].nbytes = s->nbytes[field_of(s, pp->path->stored[i])];
    }
    return pp;
}

static inline PackPath *pack_path(const ChunkShape *s, const ChunkPaths *paths, PackPath *t, uint32_t id)
{
    if (id >= paths->n)
        return NULL;
    return t[id].path ? &t[id] : new_pack_path(s, paths, t, id);
}

/* The executions' path numbers, last first, by walking the raw form backwards. */
static uint32_t *find_execs(const ChunkShape *s, const ChunkPaths *paths, PackPath *t, const uint8_t *raw,
                            size_t nbytes, size_t *n)
{
    size_t cap = nbytes / 8 + 64, at = nbytes;
    uint32_t *ids = need(malloc(cap * sizeof *ids));
    *n = 0;
    while (at) {
        uint32_t id = at >= 4 ? (uint32_t)load_le(raw + at - 4, 4) : 0;
        const PackPath *pp = at >= 4 ? pack_path(s, paths, t, id) : NULL;
        if (!pp || at < 4 + (size_t)pp->raw_nbytes) {
            free(ids);
            return NULL;
        }
        at -= 4 + pp->raw_nbytes;
        if (*n == cap)
            ids = need(realloc(ids, (cap *= 2) * sizeof *ids));
        ids[(*n)++] = id;
    }
    return ids;
}

static void pack_ids(PackPath *t, const uint32_t *ids, size_t n, ChunkBytes *out)
{
    uint32_t prev = 0; /* entry 0 is the start's */
    chunk_put_varint(out, n);
    room(out, n * 5);
    uint8_t *p = out->p + out->n;
    for (size_t i = n; i-- > 0;) {
        uint32_t id = ids[i];
        if (t[prev].next == id) {
            *p++ = 0;
        } else {
            p = put_varint(p, (uint64_t)id + 1);
            t[prev].next = id;
        }
        t[id].execs++;
        prev = id;
    }
    out->n = (size_t)(p - out->p);
}

static inline uint8_t *pack_value(Slot *sl, uint64_t v, uint8_t *p)
{
    uint64_t z = zigzag((int64_t)(v - expect(&sl->pred)));
    if (z < 0x80)
        *p++ = (uint8_t)z;
    else
        p = put_varint(p, z);
    learn(&sl->pred, v);
    sl->min = v < sl->min ? v : sl->min;
    sl->max = v > sl->max ? v : sl->max;
    return p;
}

static void pack_values(PackPath *t, const uint32_t *ids, size_t n, const uint8_t *raw, ChunkBytes *out)
{
    size_t nvals = 0;
    for (size_t i = 0; i < n; i++)
        nvals += t[ids[i]].nstored;
    room(out, nvals * 10);
    uint8_t *p = out->p + out->n;
    for (size_t i = n; i-- > 0;) {
        const PackPath *pp = &t[ids[i]];
        for (Slot *sl = pp->slots, *end = sl + pp->nstored; sl < end; sl++) {
            uint32_t w;
            memcpy(&w, raw, 4); /* a path's number follows: there are four bytes */
            p = pack_value(sl, sl->nbytes == 4 ? w : load_le(raw, sl->nbytes), p);
            raw += sl->nbytes;
        }
        raw += 4;
    }
    out->n = (size_t)(p - out->p);
}

static void widen(int64_t *lo, int64_t *hi, int64_t a, int64_t b)
{
    *lo = a < *lo ? a : *lo;
    *hi = b > *hi ? b : *hi;
}

/* Bounds of live value k of the path, from those of the stored value it comes from. */
static void bound_value(const ChunkShape *s, const PackPath *pp, uint32_t k, ChunkInfo *info)
{
    unsigned nbytes = s->nbytes[field_of(s, k)];
    uint64_t delta = 0, mask = nbytes == 8 ? ~0ull : (1ull << nbytes * 8) - 1;
    while (pp->path->from[k]) {
        delta += (uint64_t)pp->path->delta[k];
        k = pp->path->from[k] - 1;
    }
    uint32_t i = 0;
    while (pp->path->stored[i] != k)
        i++;
    uint64_t lo = (pp->slots[i].min + delta) & mask, hi = (pp->slots[i].max + delta) & mask;
    if (lo > hi || (int64_t)lo < 0 || (int64_t)hi < 0) /* it wraps somewhere in between */
        widen(&info->addr_min, &info->addr_max, nbytes == 8 ? INT64_MIN : 0, nbytes == 8 ? INT64_MAX : (int64_t)mask);
    else
        widen(&info->addr_min, &info->addr_max, (int64_t)lo, (int64_t)hi);
}

static void bound_path(const ChunkShape *s, const PackPath *pp, ChunkInfo *info)
{
    size_t fixed = 0, live = 0;
    info->nrecs += pp->execs * pp->path->nrecs;
    for (uint32_t r = 0; r < pp->path->nrecs; r++)
        for (unsigned f = 0; f < s->nfields; f++) {
            if (s->live[f]) {
                if (s->means[f] == CHUNK_ADDR)
                    bound_value(s, pp, (uint32_t)live, info);
                live++;
                continue;
            }
            int64_t v = pp->path->fixed[fixed++];
            if (s->means[f] == CHUNK_PC)
                widen(&info->pc_min, &info->pc_max, v, v);
            else if (s->means[f] == CHUNK_ADDR)
                widen(&info->addr_min, &info->addr_max, v, v);
        }
}

bool chunk_pack(const ChunkShape *s, const ChunkPaths *paths, const uint8_t *raw, size_t nbytes, ChunkBytes *out,
                ChunkInfo *info)
{
    size_t n = 0;
    PackPath *t = need(calloc(paths->n + 1, sizeof *t));
    uint32_t *ids = find_execs(s, paths, t, raw, nbytes, &n);
    *info = (ChunkInfo){0, n, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
    out->n = 0;
    if (ids) {
        pack_ids(t, ids, n, out);
        pack_values(t, ids, n, raw, out);
    }
    for (uint32_t i = 0; i < paths->n; i++)
        if (t[i].path) {
            if (t[i].execs)
                bound_path(s, &t[i], info);
            free(t[i].slots);
        }
    free(t);
    free(ids);
    return ids != NULL;
}

/* ------------------------------------------------------------ reading */

static bool read_ids(ChunkReader *r)
{
    uint32_t *next = need(calloc(r->paths->n + 1, sizeof *next));
    uint32_t prev = 0;
    uint64_t v;
    bool ok = true;
    for (uint64_t i = 0; ok && i < r->nexecs; i++) {
        ok = chunk_get_varint(&r->p, r->end, &v);
        uint64_t id = !ok ? 0 : v ? v - 1 : next[prev];
        ok = ok && chunk_path_get(r->paths, (uint32_t)id) && id < r->paths->n;
        if (ok)
            prev = next[prev] = r->ids[i] = (uint32_t)id;
    }
    free(next);
    return ok;
}

bool chunk_read_begin(ChunkReader *r, const ChunkShape *s, const ChunkPaths *paths, const uint8_t *packed,
                      size_t nbytes)
{
    *r = (ChunkReader){.s = s, .paths = paths, .p = packed, .end = packed + nbytes};
    for (unsigned f = 0, live = 0, fixed = 0; f < s->nfields; f++)
        r->pos[f] = (uint8_t)(s->live[f] ? live++ : fixed++);
    if (!chunk_get_varint(&r->p, r->end, &r->nexecs) || r->nexecs > nbytes)
        return false;
    r->ids = need(malloc((r->nexecs + 1) * sizeof *r->ids));
    r->pred_at = need(calloc(paths->n + 1, sizeof *r->pred_at));
    return read_ids(r);
}

/* Predictors of the path: three words for each stored value. */
static int64_t *preds_of(ChunkReader *r, uint32_t id)
{
    if (!r->pred_at[id]) {
        size_t n = (size_t)r->path->nstored * 3;
        if (r->npred + n > r->pred_cap) {
            r->pred_cap = (r->npred + n) * 2 + 256;
            r->pred = need(realloc(r->pred, r->pred_cap * sizeof *r->pred));
        }
        if (n)
            memset(r->pred + r->npred, 0, n * sizeof *r->pred);
        r->pred_at[id] = r->npred + 1;
        r->npred += n;
    }
    return r->pred + r->pred_at[id] - 1;
}

static bool read_values(ChunkReader *r, uint32_t id)
{
    const ChunkPath *p = r->path = r->paths->p[id];
    size_t nlive = (size_t)p->nrecs * r->s->nlive;
    if (nlive > r->vals_cap) {
        r->vals_cap = nlive * 2;
        r->vals = need(realloc(r->vals, r->vals_cap * sizeof *r->vals));
    }
    int64_t *w = preds_of(r, id);
    uint64_t z;
    for (uint32_t i = 0; i < p->nstored; i++, w += 3) {
        if (!chunk_get_varint(&r->p, r->end, &z))
            return false;
        Pred pr = {.last = (uint64_t)w[0], .stride = (uint64_t)w[1], .diff = (uint64_t)w[2]};
        uint64_t v = expect(&pr) + (uint64_t)unzigzag(z);
        learn(&pr, v);
        w[0] = (int64_t)pr.last, w[1] = (int64_t)pr.stride, w[2] = (int64_t)pr.diff;
        r->vals[p->stored[i]] = v;
    }
    if (!r->skip || !r->skip[id])
        for (size_t k = 0; k < nlive; k++)
            if (p->from[k])
                r->vals[k] = (r->vals[p->from[k] - 1] + (uint64_t)p->delta[k]) & p->mask[k];
    return true;
}

bool chunk_read_any(const ChunkReader *r)
{
    for (uint64_t i = 0; i < r->nexecs; i++)
        if (!r->skip || !r->skip[r->ids[i]])
            return true;
    return false;
}

bool chunk_read_next(ChunkReader *r, bool *damaged)
{
    *damaged = false;
    r->skipped = 0;
    if (r->path && ++r->rec < r->path->nrecs)
        return true;
    while (r->at < r->nexecs) {
        uint32_t id = r->ids[r->at++];
        r->rec = 0;
        if (!read_values(r, id)) {
            *damaged = true;
            return false;
        }
        if (r->skip && r->skip[id])
            r->skipped += r->path->nrecs;
        else if (r->path->nrecs)
            return true;
    }
    r->path = NULL;
    return false;
}

int64_t chunk_read_field(const ChunkReader *r, unsigned f)
{
    const ChunkShape *s = r->s;
    return s->live[f] ? (int64_t)r->vals[(size_t)r->rec * s->nlive + r->pos[f]]
                      : r->path->fixed[(size_t)r->rec * s->nfixed + r->pos[f]];
}

void chunk_read_end(ChunkReader *r)
{
    free(r->ids);
    free(r->pred);
    free(r->pred_at);
    free(r->vals);
    *r = (ChunkReader){0};
}
