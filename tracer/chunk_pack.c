/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing of bulk events: one pass over the raw form. See chunk_fmt.h.
 *
 * The state of a family's places lies in blocks of eight lanes. When all live
 * fields of the stream have 32 bits, a block is 32-bit lanes and, where the
 * host has AVX2, one step of it is about twenty instructions; otherwise lanes
 * are 64-bit and stepped one by one. An execution that is as predicted writes
 * nothing.
 *
 * What is kept per path and per family is from an earlier chunk until its
 * `epoch` is the current chunk's: nothing is cleared that is not used.
 */
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "tracer/chunk_bits.h"

enum { LANES = 8 };

typedef struct Block32 {
    uint32_t last[LANES], stride[LANES], diff[LANES], min[LANES], max[LANES];
} Block32;

typedef struct Block64 {
    uint64_t last[LANES], stride[LANES], diff[LANES], min[LANES], max[LANES];
} Block64;

typedef struct Path {
    uint32_t epoch;
    uint32_t raw_nbytes, nstored;
    uint32_t block;        /* the family's first */
    uint32_t next, before; /* paths that followed last time, and the time before; 0 = none yet */
    uint32_t execs;
} Path;

typedef struct Family {
    uint32_t epoch;
    uint32_t block, nblocks;
} Family;

struct ChunkPacker {
    ChunkShape s;
    const ChunkPaths *paths;
    bool narrow; /* blocks are Block32 */
    bool vector;
    uint32_t epoch;
    Path *path;
    uint32_t npaths;
    Family *family;
    uint32_t nfamilies;
    Block32 *b32;
    Block64 *b64;
    uint32_t nblocks, blocks_cap;
    uint32_t *ids; /* of the paths of this chunk */
    uint32_t nids;
    uint8_t *buf[CHUNK_NSTREAMS], *out[CHUNK_NSTREAMS]; /* the streams, and where the next byte goes */
    size_t cap;                                         /* of each */
    uint64_t run;
    uint32_t prev;
};

ChunkPacker *chunk_packer_new(const ChunkShape *s, bool plain)
{
    ChunkPacker *k = chunk_need(calloc(1, sizeof *k));
    k->s = *s;
    k->narrow = s->nlive != 0;
    for (unsigned f = 0; f < s->nfields; f++)
        if (s->live[f] && s->nbytes[f] != 4)
            k->narrow = false;
#if defined(__x86_64__)
    k->vector = k->narrow && !plain && __builtin_cpu_supports("avx2");
#endif
    return k;
}

void chunk_packer_free(ChunkPacker *k)
{
    if (!k)
        return;
    free(k->path);
    free(k->family);
    free(k->b32);
    free(k->b64);
    free(k->ids);
    for (unsigned i = 0; i < CHUNK_NSTREAMS; i++)
        free(k->buf[i]);
    free(k);
}

/* ------------------------------------------------------------ paths and families */

/* Tables as large as the paths known now, streams as large as nbytes of raw form can make them. */
static void prepare(ChunkPacker *k, const ChunkPaths *paths, size_t nbytes)
{
    k->paths = paths;
    k->epoch++;
    if (k->npaths < paths->n) {
        k->path = chunk_need(realloc(k->path, paths->n * sizeof *k->path));
        memset(k->path + k->npaths, 0, (paths->n - k->npaths) * sizeof *k->path);
        k->ids = chunk_need(realloc(k->ids, paths->n * sizeof *k->ids));
        k->npaths = paths->n;
    }
    if (k->nfamilies < paths->nfamilies) {
        k->family = chunk_need(realloc(k->family, paths->nfamilies * sizeof *k->family));
        memset(k->family + k->nfamilies, 0, (paths->nfamilies - k->nfamilies) * sizeof *k->family);
        k->nfamilies = paths->nfamilies;
    }
    if (k->cap < 2 * nbytes + 64) {
        k->cap = 2 * nbytes + 64;
        for (unsigned i = 0; i < CHUNK_NSTREAMS; i++) {
            free(k->buf[i]);
            k->buf[i] = chunk_need(malloc(k->cap));
        }
    }
    memcpy(k->out, k->buf, sizeof k->out);
    k->run = k->prev = k->nids = 0;
    if (k->npaths)
        k->path[0].next = k->path[0].before = 0; /* entry 0 is the start's */
}

static void grow_blocks(ChunkPacker *k, uint32_t n)
{
    k->nblocks += n;
    if (k->nblocks <= k->blocks_cap)
        return;
    k->blocks_cap = k->nblocks * 2;
    if (k->narrow)
        k->b32 = chunk_need(realloc(k->b32, k->blocks_cap * sizeof *k->b32));
    else
        k->b64 = chunk_need(realloc(k->b64, k->blocks_cap * sizeof *k->b64));
}

static void reset_blocks(ChunkPacker *k, const Family *f)
{
    for (uint32_t i = f->block; i < f->block + f->nblocks; i++) {
        if (k->narrow) {
            memset(&k->b32[i], 0, sizeof k->b32[i]);
            memset(k->b32[i].min, 0xff, sizeof k->b32[i].min);
        } else {
            memset(&k->b64[i], 0, sizeof k->b64[i]);
            memset(k->b64[i].min, 0xff, sizeof k->b64[i].min);
        }
    }
}

/* The path for the first time in this chunk. */
static bool begin_path(ChunkPacker *k, uint32_t id)
{
    const ChunkPath *cp = k->paths->p[id];
    if (!cp)
        return false;
    Family *f = &k->family[cp->family];
    uint32_t blocks = (k->paths->width[cp->family] + LANES - 1) / LANES;
    if (f->nblocks < blocks) { /* new, or grown since the last chunk */
        f->block = k->nblocks;
        f->nblocks = blocks;
        grow_blocks(k, blocks);
    }
    if (f->epoch != k->epoch) {
        f->epoch = k->epoch;
        reset_blocks(k, f);
    }
    k->path[id] = (Path){.epoch = k->epoch, .raw_nbytes = cp->raw_nbytes, .nstored = cp->nstored, .block = f->block};
    k->ids[k->nids++] = id;
    return true;
}

/* The path whose number is at raw; NULL when there is none, or not all of it. */
static inline Path *enter(ChunkPacker *k, const uint8_t *raw, const uint8_t *end, uint32_t *id)
{
    if (end - raw < 4)
        return NULL;
    memcpy(id, raw, 4);
    if (*id >= k->npaths || (k->path[*id].epoch != k->epoch && !begin_path(k, *id)))
        return NULL;
    Path *p = &k->path[*id];
    p->execs++;
    return end - raw - 4 < (ptrdiff_t)p->raw_nbytes ? NULL : p;
}

/* ------------------------------------------------------------ output */

/* A difference: its varint's k-th byte in plane k. Every byte is written, and counts only if it is one. */
static inline void put_planes(ChunkPacker *k, uint64_t z)
{
    unsigned n = 1 + (63 - (unsigned)__builtin_clzll(z | 1)) / 7;
    for (unsigned i = 0; i < 5; i++) {
        *k->out[CHUNK_PLANES + i] = (uint8_t)((z >> 7 * i & 0x7f) | (n > i + 1 ? 0x80u : 0));
        k->out[CHUNK_PLANES + i] += n > i;
    }
    for (unsigned i = 5; i < n; i++)
        *k->out[CHUNK_PLANES + i]++ = (uint8_t)((z >> 7 * i & 0x7f) | (n > i + 1 ? 0x80u : 0));
}

/* An execution that is not as predicted; its masks are at the end of their stream, not yet counted. */
static void put_exception(ChunkPacker *k, const Path *p, uint32_t id)
{
    Path *from = &k->path[k->prev];
    unsigned code = from->next == id ? 0 : from->before == id ? 1 : 2;
    k->out[CHUNK_CONTROL] = chunk_varint(k->out[CHUNK_CONTROL], k->run << 2 | code);
    k->run = 0;
    if (code == 2)
        k->out[CHUNK_IDS] = chunk_varint(k->out[CHUNK_IDS], id);
    if (p->nstored > 1 || code)
        k->out[CHUNK_MASKS] += (p->nstored + 7) / 8;
    if (code) {
        from->before = from->next;
        from->next = id;
    }
}

static inline void leave(ChunkPacker *k, const Path *p, uint32_t id, unsigned wrong)
{
    if (!wrong && k->path[k->prev].next == id)
        k->run++;
    else
        put_exception(k, p, id);
    k->prev = id;
}

/* ------------------------------------------------------------ values */

/* One step of a block of 64-bit lanes; returns which values are not as predicted. */
static unsigned step_block(ChunkPacker *k, const ChunkPath *cp, uint32_t first, uint32_t n, Block64 *b,
                           const uint8_t **raw)
{
    unsigned wrong = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t bits = cp->mask[cp->stored[first + i]], v = 0;
        unsigned nbytes = bits == ~0ull ? 8 : bits == 0xffffffff ? 4 : bits == 0xffff ? 2 : 1;
        memcpy(&v, *raw, 8);
        v &= bits;
        *raw += nbytes;
        uint64_t z = (v - b->last[i] - b->stride[i]) & bits, d = (v - b->last[i]) & bits;
        if (z) {
            unsigned up = 64 - 8 * nbytes;
            put_planes(k, chunk_zigzag((int64_t)(z << up) >> up));
            wrong |= 1u << i;
        }
        b->stride[i] = d == b->diff[i] ? d : b->stride[i];
        b->diff[i] = d;
        b->last[i] = v;
        b->min[i] = v < b->min[i] ? v : b->min[i];
        b->max[i] = v > b->max[i] ? v : b->max[i];
    }
    return wrong;
}

static bool pack_any(ChunkPacker *k, const uint8_t *raw, const uint8_t *end)
{
    while (raw < end) {
        uint32_t id;
        const Path *p = enter(k, raw, end, &id);
        unsigned wrong = 0;
        if (!p)
            return false;
        raw += 4;
        for (uint32_t i = 0; i < p->nstored; i += LANES) {
            uint32_t n = p->nstored - i < LANES ? p->nstored - i : LANES;
            unsigned w = step_block(k, k->paths->p[id], i, n, &k->b64[p->block + i / LANES], &raw);
            k->out[CHUNK_MASKS][i / LANES] = (uint8_t)w;
            wrong |= w;
        }
        leave(k, p, id, wrong);
    }
    return true;
}

/* One step of lane i of 32 bits. */
static inline unsigned step_lane(ChunkPacker *k, Block32 *b, uint32_t i, const uint8_t *raw)
{
    uint32_t v, z, d;
    memcpy(&v, raw, 4);
    z = v - b->last[i] - b->stride[i];
    d = v - b->last[i];
    if (z)
        put_planes(k, chunk_zigzag((int32_t)z));
    b->stride[i] = d == b->diff[i] ? d : b->stride[i];
    b->diff[i] = d;
    b->last[i] = v;
    b->min[i] = v < b->min[i] ? v : b->min[i];
    b->max[i] = v > b->max[i] ? v : b->max[i];
    return z != 0;
}

static bool pack_narrow(ChunkPacker *k, const uint8_t *raw, const uint8_t *end)
{
    while (raw < end) {
        uint32_t id;
        const Path *p = enter(k, raw, end, &id);
        unsigned wrong = 0, mask = 0;
        if (!p)
            return false;
        raw += 4;
        for (uint32_t i = 0; i < p->nstored; i++, raw += 4) {
            mask |= step_lane(k, &k->b32[p->block + i / LANES], i % LANES, raw) << i % LANES;
            k->out[CHUNK_MASKS][i / LANES] = (uint8_t)mask;
            wrong |= mask;
            mask = i % LANES == LANES - 1 ? 0 : mask;
        }
        leave(k, p, id, wrong);
    }
    return true;
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

/* All ones in the first n lanes: at LANES - n. */
static const uint32_t lane_masks[2 * LANES] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

AVX2 static inline __m256i load(const void *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

AVX2 static inline void store(void *p, __m256i v)
{
    _mm256_storeu_si256((__m256i *)p, v);
}

/* One step of the first n lanes, their values at raw; returns which are not as predicted. */
AVX2 static inline unsigned step_vector(ChunkPacker *k, Block32 *b, uint32_t n, const uint8_t *raw)
{
    const __m256i lanes = load(lane_masks + LANES - n), v = load(raw), last = load(b->last), stride = load(b->stride),
                  diff = load(b->diff), min = load(b->min), max = load(b->max), d = _mm256_sub_epi32(v, last);
    const __m256i z = _mm256_and_si256(_mm256_sub_epi32(d, stride), lanes);
    const __m256i twice = _mm256_and_si256(_mm256_cmpeq_epi32(d, diff), lanes);
    store(b->stride, _mm256_blendv_epi8(stride, d, twice));
    store(b->diff, _mm256_blendv_epi8(diff, d, lanes));
    store(b->last, _mm256_blendv_epi8(last, v, lanes));
    store(b->min, _mm256_blendv_epi8(min, _mm256_min_epu32(min, v), lanes));
    store(b->max, _mm256_blendv_epi8(max, _mm256_max_epu32(max, v), lanes));
    if (_mm256_testz_si256(z, z))
        return 0;
    uint32_t diffs[LANES];
    store(diffs, _mm256_xor_si256(_mm256_slli_epi32(z, 1), _mm256_srai_epi32(z, 31))); /* zig-zag */
    unsigned wrong =
        0xffu & ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(z, _mm256_setzero_si256())));
    for (unsigned w = wrong; w; w &= w - 1)
        put_planes(k, diffs[__builtin_ctz(w)]);
    return wrong;
}

AVX2 static bool pack_vector(ChunkPacker *k, const uint8_t *raw, const uint8_t *end)
{
    while (raw < end) {
        uint32_t id;
        const Path *p = enter(k, raw, end, &id);
        unsigned wrong = 0;
        if (!p)
            return false;
        raw += 4;
        for (uint32_t i = 0; i < p->nstored; i += LANES) {
            uint32_t n = p->nstored - i < LANES ? p->nstored - i : LANES;
            unsigned w = step_vector(k, &k->b32[p->block + i / LANES], n, raw + i * 4);
            k->out[CHUNK_MASKS][i / LANES] = (uint8_t)w;
            wrong |= w;
        }
        raw += p->raw_nbytes;
        leave(k, p, id, wrong);
    }
    return true;
}
#else
static bool pack_vector(ChunkPacker *k, const uint8_t *raw, const uint8_t *end)
{
    return pack_narrow(k, raw, end);
}
#endif

/* ------------------------------------------------------------ bounds */

static void widen(int64_t *lo, int64_t *hi, int64_t a, int64_t b)
{
    *lo = a < *lo ? a : *lo;
    *hi = b > *hi ? b : *hi;
}

/* Bounds of live value n of the path, from those of the stored value it comes from. */
static void bound_value(const ChunkPacker *k, const Path *p, const ChunkPath *cp, uint32_t n, ChunkInfo *info)
{
    uint64_t delta = 0, mask = cp->mask[n];
    while (cp->from[n]) {
        delta += (uint64_t)cp->delta[n];
        n = cp->from[n] - 1;
    }
    uint32_t i = 0;
    while (cp->stored[i] != n)
        i++;
    uint32_t block = p->block + i / LANES, lane = i % LANES;
    uint64_t lo = k->narrow ? k->b32[block].min[lane] : k->b64[block].min[lane];
    uint64_t hi = k->narrow ? k->b32[block].max[lane] : k->b64[block].max[lane];
    lo = (lo + delta) & mask, hi = (hi + delta) & mask;
    if (lo > hi || (int64_t)lo < 0 || (int64_t)hi < 0) /* it wraps somewhere in between */
        widen(&info->addr_min, &info->addr_max, mask == ~0ull ? INT64_MIN : 0,
              mask == ~0ull ? INT64_MAX : (int64_t)mask);
    else
        widen(&info->addr_min, &info->addr_max, (int64_t)lo, (int64_t)hi);
}

static void bound_path(const ChunkPacker *k, const Path *p, const ChunkPath *cp, ChunkInfo *info)
{
    const ChunkShape *s = &k->s;
    size_t fixed = 0, live = 0;
    info->nrecs += (uint64_t)p->execs * cp->nrecs;
    info->nexecs += p->execs;
    for (uint32_t r = 0; r < cp->nrecs; r++)
        for (unsigned f = 0; f < s->nfields; f++) {
            if (s->live[f]) {
                if (s->means[f] == CHUNK_ADDR)
                    bound_value(k, p, cp, (uint32_t)live, info);
                live++;
                continue;
            }
            int64_t v = cp->fixed[fixed++];
            if (s->means[f] == CHUNK_PC)
                widen(&info->pc_min, &info->pc_max, v, v);
            else if (s->means[f] == CHUNK_ADDR)
                widen(&info->addr_min, &info->addr_max, v, v);
        }
}

/* ------------------------------------------------------------ the chunk */

static void assemble(const ChunkPacker *k, uint64_t nexecs, ChunkBytes *out)
{
    out->n = 0;
    chunk_put_varint(out, nexecs);
    chunk_put_varint(out, k->nids);
    for (uint32_t i = 0; i < k->nids; i++) {
        chunk_put_varint(out, k->ids[i]);
        chunk_put_varint(out, k->path[k->ids[i]].execs);
    }
    for (unsigned i = 0; i < CHUNK_NSTREAMS; i++)
        chunk_put_varint(out, (uint64_t)(k->out[i] - k->buf[i]));
    for (unsigned i = 0; i < CHUNK_NSTREAMS; i++) {
        size_t n = (size_t)(k->out[i] - k->buf[i]);
        chunk_room(out, n);
        memcpy(out->p + out->n, k->buf[i], n);
        out->n += n;
    }
}

bool chunk_pack(ChunkPacker *k, const ChunkPaths *paths, const uint8_t *raw, size_t nbytes, ChunkBytes *out,
                ChunkInfo *info)
{
    *info = (ChunkInfo){0, 0, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
    prepare(k, paths, nbytes);
    bool ok = k->vector   ? pack_vector(k, raw, raw + nbytes)
              : k->narrow ? pack_narrow(k, raw, raw + nbytes)
                          : pack_any(k, raw, raw + nbytes);
    if (!ok || nbytes / 4 > CHUNK_MAX_EXECS)
        return false;
    for (uint32_t i = 0; i < k->nids; i++)
        bound_path(k, &k->path[k->ids[i]], paths->p[k->ids[i]], info);
    assemble(k, info->nexecs, out);
    return true;
}
