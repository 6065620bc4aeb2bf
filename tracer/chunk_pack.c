/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing of bulk events: one pass over the raw form. See chunk_fmt.h.
 *
 * The state of a family's places lies in blocks of eight lanes. When all live
 * fields of the stream have 32 bits, a block is 32-bit lanes and, where the
 * host has AVX2, is stepped at once; otherwise lanes are 64-bit and stepped one
 * by one. What is predicted and what is not costs the same: outputs are always
 * written, and their ends moved by what counts, since a branch on the outcome
 * would be guessed wrong too often.
 *
 * What is kept per path and per family is from an earlier chunk until its
 * `epoch` is the current chunk's: nothing is cleared that is not used.
 */
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "tracer/chunk_bits.h"

enum { LANES = 8, VECTOR_NBYTES = 4 * LANES };

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
    ChunkHost host;
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
    uint8_t *bits;
    uint32_t *missed; /* paths */
    void *wrong;      /* differences, 32 or 64 bits each */
    size_t cap;       /* bytes of raw form that these are enough for */
};

/* The ends of the outputs while a buffer is packed. */
typedef struct Out {
    uint8_t *bits;
    uint64_t acc; /* bits to come, nacc of them (less than 8 between executions) */
    unsigned nacc;
    uint32_t *missed;
    uint32_t *wrong32;
    uint64_t *wrong64;
    uint32_t prev;
} Out;

#define INLINE static inline __attribute__((always_inline))

static void make_lane_lists(void);

/* What the host has, up to `most`. */
static ChunkHost host_kind(ChunkHost most)
{
#if defined(__x86_64__)
    if (most >= CHUNK_AVX512 && __builtin_cpu_supports("avx512vl"))
        return CHUNK_AVX512;
    if (most >= CHUNK_AVX2 && __builtin_cpu_supports("avx2"))
        return CHUNK_AVX2;
#endif
    (void)most;
    return CHUNK_PLAIN_HOST;
}

ChunkPacker *chunk_packer_new(const ChunkShape *s, ChunkHost most)
{
    ChunkPacker *k = chunk_need(calloc(1, sizeof *k));
    k->s = *s;
    k->narrow = s->nlive != 0;
    for (unsigned f = 0; f < s->nfields; f++)
        if (s->live[f] && s->nbytes[f] != 4)
            k->narrow = false;
    k->host = k->narrow ? host_kind(most) : CHUNK_PLAIN_HOST;
    make_lane_lists(); /* the same for all */
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
    free(k->bits);
    free(k->missed);
    free(k->wrong);
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
    if (k->cap < nbytes) {
        k->cap = nbytes;
        free(k->bits);
        free(k->missed);
        free(k->wrong);
        k->bits = chunk_need(malloc(nbytes + nbytes / 4 + 64));
        k->missed = chunk_need(malloc(nbytes + 64));
        k->wrong = chunk_need(malloc((k->narrow ? 1 : 8) * nbytes + 64));
    }
    k->nids = 0;
    if (k->npaths)
        k->path[0].next = k->path[0].before = 0; /* entry 0 is the start's */
}

static void grow_blocks(ChunkPacker *k, uint32_t n)
{
    k->nblocks += n;
    if (k->nblocks <= k->blocks_cap)
        return;
    uint32_t old = k->nblocks - n;
    k->blocks_cap = k->nblocks * 2;
    if (k->narrow) {
        Block32 *b = chunk_need(aligned_alloc(VECTOR_NBYTES, k->blocks_cap * sizeof *b));
        if (old)
            memcpy(b, k->b32, old * sizeof *b);
        free(k->b32);
        k->b32 = b;
    } else {
        k->b64 = chunk_need(realloc(k->b64, k->blocks_cap * sizeof *k->b64));
    }
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
    uint32_t width = k->paths->width[cp->family], blocks = width ? (width + LANES - 1) / LANES : 1;
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

/* The path whose number is at raw; NULL when there is none, or not all of it. paths, npaths and epoch are k's: in
 * registers, where outputs that are written cannot change them. */
INLINE Path *enter(ChunkPacker *k, Path *paths, uint32_t npaths, uint32_t epoch, const uint8_t *raw, const uint8_t *end,
                   uint32_t *id)
{
    if (end - raw < 4)
        return NULL;
    memcpy(id, raw, 4);
    if (*id >= npaths || (paths[*id].epoch != epoch && !begin_path(k, *id)))
        return NULL;
    Path *p = &paths[*id];
    p->execs++;
    return end - raw - 4 < (ptrdiff_t)p->raw_nbytes ? NULL : p;
}

/* ------------------------------------------------------------ output */

/* At most 56 bits. */
INLINE void put_bits(Out *o, uint64_t bits, unsigned n)
{
    o->acc |= bits << o->nacc;
    o->nacc += n;
    memcpy(o->bits, &o->acc, 8);
    o->bits += o->nacc >> 3;
    o->acc >>= o->nacc & ~7u;
    o->nacc &= 7;
}

/* Was the path another than expected? Notes it. */
INLINE unsigned put_path(Path *paths, Out *o, uint32_t id)
{
    Path *from = &paths[o->prev];
    uint32_t next = from->next, before = from->before;
    unsigned miss = next != id;
    *o->missed = before == id ? 0 : id;
    o->missed += miss;
    from->before = miss ? next : before;
    from->next = id;
    o->prev = id;
    return miss;
}

/* ------------------------------------------------------------ values */

/* One step of a block of 64-bit lanes; returns which values are not as predicted. */
static unsigned step_block(Out *o, const ChunkPath *cp, uint32_t first, uint32_t n, Block64 *b, const uint8_t **raw)
{
    unsigned wrong = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t bits = cp->mask[cp->stored[first + i]], v;
        unsigned nbytes = bits == ~0ull ? 8 : bits == 0xffffffff ? 4 : bits == 0xffff ? 2 : 1, up = 64 - 8 * nbytes;
        memcpy(&v, *raw, 8);
        v &= bits;
        *raw += nbytes;
        uint64_t z = (v - b->last[i] - b->stride[i]) & bits, d = (v - b->last[i]) & bits;
        *o->wrong64 = chunk_zigzag((int64_t)(z << up) >> up);
        o->wrong64 += z != 0;
        wrong |= (unsigned)(z != 0) << i;
        b->stride[i] = d == b->diff[i] ? d : b->stride[i];
        b->diff[i] = d;
        b->last[i] = v;
        b->min[i] = v < b->min[i] ? v : b->min[i];
        b->max[i] = v > b->max[i] ? v : b->max[i];
    }
    return wrong;
}

static bool pack_any(ChunkPacker *k, Out *o, const uint8_t *raw, const uint8_t *end)
{
    while (raw < end) {
        uint32_t id;
        const Path *p = enter(k, k->path, k->npaths, k->epoch, raw, end, &id);
        if (!p)
            return false;
        put_bits(o, put_path(k->path, o, id), 1);
        raw += 4;
        for (uint32_t i = 0; i < p->nstored; i += LANES) {
            uint32_t n = p->nstored - i < LANES ? p->nstored - i : LANES;
            put_bits(o, step_block(o, k->paths->p[id], i, n, &k->b64[p->block + i / LANES], &raw), n);
        }
    }
    return true;
}

/* One step of lane i of 32 bits. */
INLINE unsigned step_lane(Out *o, Block32 *b, uint32_t i, const uint8_t *raw)
{
    uint32_t v, z, d;
    memcpy(&v, raw, 4);
    z = v - b->last[i] - b->stride[i];
    d = v - b->last[i];
    *o->wrong32 = z << 1 ^ (uint32_t)((int32_t)z >> 31);
    o->wrong32 += z != 0;
    b->stride[i] = d == b->diff[i] ? d : b->stride[i];
    b->diff[i] = d;
    b->last[i] = v;
    b->min[i] = v < b->min[i] ? v : b->min[i];
    b->max[i] = v > b->max[i] ? v : b->max[i];
    return z != 0;
}

static bool pack_narrow(ChunkPacker *k, Out *o, const uint8_t *raw, const uint8_t *end)
{
    while (raw < end) {
        uint32_t id;
        const Path *p = enter(k, k->path, k->npaths, k->epoch, raw, end, &id);
        if (!p)
            return false;
        put_bits(o, put_path(k->path, o, id), 1);
        raw += 4;
        for (uint32_t i = 0; i < p->nstored; i++, raw += 4)
            put_bits(o, step_lane(o, &k->b32[p->block + i / LANES], i % LANES, raw), 1);
    }
    return true;
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,popcnt")))

/* All ones in the first n lanes: at LANES - n. */
static const uint32_t lane_masks[2 * LANES] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

/* By set of lanes: their numbers, one a byte. */
static uint64_t lane_lists[1 << LANES];

static void make_lane_lists(void)
{
    for (unsigned set = 0; set < 1 << LANES; set++) {
        uint64_t list = 0;
        for (unsigned i = LANES; i-- > 0;)
            if (set >> i & 1)
                list = list << 8 | i;
        __atomic_store_n(&lane_lists[set], list, __ATOMIC_RELAXED);
    }
}

AVX2 INLINE __m256i load(const void *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

AVX2 INLINE void store(void *p, __m256i v)
{
    _mm256_storeu_si256((__m256i *)p, v);
}

/* A block in registers. */
typedef struct Lanes {
    __m256i last, stride, diff, min, max;
} Lanes;

AVX2 INLINE Lanes load_lanes(const Block32 *b)
{
    return (Lanes){load(b->last), load(b->stride), load(b->diff), load(b->min), load(b->max)};
}

AVX2 INLINE void store_lanes(Block32 *b, const Lanes *s)
{
    store(b->last, s->last);
    store(b->stride, s->stride);
    store(b->diff, s->diff);
    store(b->min, s->min);
    store(b->max, s->max);
}

/* One step of the lanes that are ones in `lanes`, their values at raw; returns which are not as predicted. */
AVX2 INLINE unsigned step_lanes_avx2(Out *o, Lanes *s, __m256i lanes, const uint8_t *raw)
{
    const __m256i v = load(raw), d = _mm256_sub_epi32(v, s->last);
    const __m256i z = _mm256_and_si256(_mm256_sub_epi32(d, s->stride), lanes);
    const __m256i twice = _mm256_and_si256(_mm256_cmpeq_epi32(d, s->diff), lanes);
    s->stride = _mm256_blendv_epi8(s->stride, d, twice);
    s->diff = _mm256_blendv_epi8(s->diff, d, lanes);
    s->last = _mm256_blendv_epi8(s->last, v, lanes);
    s->min = _mm256_blendv_epi8(s->min, _mm256_min_epu32(s->min, v), lanes);
    s->max = _mm256_blendv_epi8(s->max, _mm256_max_epu32(s->max, v), lanes);
    unsigned wrong =
        0xffu & ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(z, _mm256_setzero_si256())));
    const __m256i zigzag = _mm256_xor_si256(_mm256_slli_epi32(z, 1), _mm256_srai_epi32(z, 31));
    const __m256i which = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)&lane_lists[wrong]));
    store(o->wrong32, _mm256_permutevar8x32_epi32(zigzag, which));
    o->wrong32 += __builtin_popcount(wrong);
    return wrong;
}

#define AVX512 __attribute__((target("avx512vl,avx512f,avx2,popcnt")))

/* The same with sets of lanes in mask registers. */
AVX512 INLINE unsigned step_lanes_avx512(Out *o, Lanes *s, __mmask8 lanes, const uint8_t *raw)
{
    const __m256i v = load(raw), d = _mm256_sub_epi32(v, s->last), z = _mm256_sub_epi32(d, s->stride);
    const __mmask8 wrong = _mm256_mask_test_epi32_mask(lanes, z, z);
    s->stride = _mm256_mask_mov_epi32(s->stride, _mm256_mask_cmpeq_epi32_mask(lanes, d, s->diff), d);
    s->diff = _mm256_mask_mov_epi32(s->diff, lanes, d);
    s->last = _mm256_mask_mov_epi32(s->last, lanes, v);
    s->min = _mm256_mask_min_epu32(s->min, lanes, s->min, v);
    s->max = _mm256_mask_max_epu32(s->max, lanes, s->max, v);
    const __m256i zigzag = _mm256_xor_si256(_mm256_slli_epi32(z, 1), _mm256_srai_epi32(z, 31));
    store(o->wrong32, _mm256_maskz_compress_epi32(wrong, zigzag));
    o->wrong32 += __builtin_popcount(wrong);
    return wrong;
}

AVX2 INLINE __m256i lanes_avx2(uint32_t n)
{
    return load(lane_masks + LANES - n);
}

AVX512 INLINE __mmask8 lanes_avx512(uint32_t n)
{
    return (__mmask8)((1u << n) - 1);
}

#define PACK_TARGET  AVX2
#define PACK_NAME(x) x##_avx2
#define PACK_LANES   __m256i
#include "tracer/chunk_vector.h"
#undef PACK_TARGET
#undef PACK_NAME
#undef PACK_LANES
#define PACK_TARGET  AVX512
#define PACK_NAME(x) x##_avx512
#define PACK_LANES   __mmask8
#include "tracer/chunk_vector.h"

static bool pack_vector(ChunkPacker *k, Out *o, const uint8_t *raw, const uint8_t *end)
{
    return (k->host == CHUNK_AVX512 ? pack_vector_avx512 : pack_vector_avx2)(k, o, raw, end);
}
#else
static void make_lane_lists(void) {}

static bool pack_vector(ChunkPacker *k, Out *o, const uint8_t *raw, const uint8_t *end)
{
    return pack_narrow(k, o, raw, end);
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
        if (cp->from[n] == n + 1) { /* a constant */
            widen(&info->addr_min, &info->addr_max, (int64_t)(delta & mask), (int64_t)(delta & mask));
            return;
        }
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

#if defined(__SSE2__)
/* Byte k of 16 numbers at a time; how many are done. */
static size_t put_plane_16(uint8_t *to, const uint8_t *from, size_t n, unsigned k, unsigned *any)
{
    const __m128i byte = _mm_set1_epi32(0xff), down = _mm_cvtsi32_si128((int)(8 * k));
    __m128i set = _mm_setzero_si128();
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m128i v[4];
        for (unsigned j = 0; j < 4; j++)
            v[j] = _mm_and_si128(_mm_srl_epi32(_mm_loadu_si128((const __m128i *)(from + 4 * i) + j), down), byte);
        const __m128i b = _mm_packus_epi16(_mm_packs_epi32(v[0], v[1]), _mm_packs_epi32(v[2], v[3]));
        set = _mm_or_si128(set, b);
        _mm_storeu_si128((__m128i *)(to + i), b);
    }
    *any |= 0xffff & ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(set, _mm_setzero_si128()));
    return i;
}
#else
static size_t put_plane_16(uint8_t *to, const uint8_t *from, size_t n, unsigned k, unsigned *any)
{
    (void)to, (void)from, (void)n, (void)k, (void)any;
    return 0;
}
#endif

/* Byte k of each of the n elements of `width` bytes; false when all are zero. */
static bool put_plane(ChunkBytes *out, const uint8_t *from, size_t n, unsigned width, unsigned k)
{
    unsigned any = 0;
    chunk_room(out, n);
    uint8_t *to = out->p + out->n;
    for (size_t i = width == 4 ? put_plane_16(to, from, n, k, &any) : 0; i < n; i++)
        any |= to[i] = from[i * width + k];
    out->n += any ? n : 0;
    return any;
}

/* The planes' set comes before them and is known after: room is left for it, one byte of seven bits and one of five. */
static void put_planes(const ChunkPacker *k, const Out *o, size_t nmissed, size_t nwrong, ChunkBytes *out)
{
    unsigned set = 0, width = k->narrow ? 4 : 8;
    size_t at = out->n;
    size_t nbits = (size_t)(o->bits - k->bits) + (o->nacc != 0);
    chunk_room(out, nbits + 2);
    memcpy(out->p + at + 2, k->bits, nbits);
    out->n += nbits + 2;
    for (unsigned i = 0; i < CHUNK_ID_PLANES; i++)
        set |= (unsigned)put_plane(out, (const uint8_t *)k->missed, nmissed, 4, i) << i;
    for (unsigned i = 0; i < width; i++)
        set |= (unsigned)put_plane(out, k->wrong, nwrong, width, i) << (CHUNK_ID_PLANES + i);
    out->p[at] = (uint8_t)(set | 0x80);
    out->p[at + 1] = (uint8_t)(set >> 7);
}

static void assemble(const ChunkPacker *k, const Out *o, uint64_t nexecs, ChunkBytes *out)
{
    size_t nmissed = (size_t)(o->missed - k->missed);
    size_t nwrong =
        k->narrow ? (size_t)(o->wrong32 - (uint32_t *)k->wrong) : (size_t)(o->wrong64 - (uint64_t *)k->wrong);
    out->n = 0;
    chunk_put_varint(out, nexecs);
    chunk_put_varint(out, k->nids);
    for (uint32_t i = 0; i < k->nids; i++) {
        chunk_put_varint(out, k->ids[i]);
        chunk_put_varint(out, k->path[k->ids[i]].execs);
    }
    chunk_put_varint(out, nmissed);
    chunk_put_varint(out, nwrong);
    chunk_put_varint(out, (uint64_t)(o->bits - k->bits) + (o->nacc != 0));
    put_planes(k, o, nmissed, nwrong, out);
}

bool chunk_pack(ChunkPacker *k, const ChunkPaths *paths, const uint8_t *raw, size_t nbytes, ChunkBytes *out,
                ChunkInfo *info)
{
    *info = (ChunkInfo){0, 0, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
    prepare(k, paths, nbytes);
    Out o = {.bits = k->bits, .missed = k->missed, .wrong32 = k->wrong, .wrong64 = k->wrong};
    bool ok = k->host     ? pack_vector(k, &o, raw, raw + nbytes)
              : k->narrow ? pack_narrow(k, &o, raw, raw + nbytes)
                          : pack_any(k, &o, raw, raw + nbytes);
    if (!ok || nbytes / 4 > CHUNK_MAX_EXECS)
        return false;
    for (uint32_t i = 0; i < k->nids; i++)
        bound_path(k, &k->path[k->ids[i]], paths->p[k->ids[i]], info);
    assemble(k, &o, info->nexecs, out);
    return true;
}
