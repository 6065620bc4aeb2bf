/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacking of bulk events. See chunk_fmt.h. Nothing of what is read is trusted. */
#include "tracer/chunk_bits.h"

/* ------------------------------------------------------------ begin */

/* The different paths, and that their executions are as many as there are. */
static bool read_paths(ChunkReader *r, const uint8_t **p, const uint8_t *end)
{
    uint64_t n, id, execs, sum = 0;
    if (!chunk_get_varint(p, end, &n) || n > (uint64_t)(end - *p))
        return false;
    r->ids = chunk_need(malloc((n + 1) * sizeof *r->ids));
    for (; r->nids < n; r->nids++) {
        if (!chunk_get_varint(p, end, &id) || !chunk_get_varint(p, end, &execs) || id >= r->paths->n ||
            !r->paths->p[id] || execs > CHUNK_MAX_EXECS)
            return false;
        r->ids[r->nids] = (uint32_t)id;
        sum += execs;
    }
    return sum == r->nexecs && sum <= CHUNK_MAX_EXECS;
}

static bool take(const uint8_t **p, const uint8_t *end, uint64_t n, const uint8_t **what)
{
    *what = *p;
    if (n > (uint64_t)(end - *p))
        return false;
    *p += n;
    return true;
}

static bool read_streams(ChunkReader *r, const uint8_t *p, const uint8_t *end)
{
    uint64_t nbits, planes;
    if (!chunk_get_varint(&p, end, &r->nmissed) || !chunk_get_varint(&p, end, &r->nwrong) ||
        !chunk_get_varint(&p, end, &nbits) || !chunk_get_varint(&p, end, &planes) || !take(&p, end, nbits, &r->bits))
        return false;
    r->bits_end = r->bits + nbits;
    for (unsigned i = 0; i < CHUNK_PLANES; i++)
        if (planes >> i & 1 && !take(&p, end, i < CHUNK_ID_PLANES ? r->nmissed : r->nwrong, &r->planes[i]))
            return false;
    return p == end;
}

bool chunk_read_begin(ChunkReader *r, const ChunkShape *s, const ChunkPaths *paths, const uint8_t *packed,
                      size_t nbytes)
{
    const uint8_t *end = packed + nbytes;
    *r = (ChunkReader){.s = s, .paths = paths};
    if (s->words) {
        r->words = packed;
        r->nexecs = nbytes / 8;
        return nbytes % 8 == 0;
    }
    for (unsigned f = 0, live = 0, fixed = 0; f < s->nfields; f++)
        r->pos[f] = (uint8_t)(s->live[f] ? live++ : fixed++);
    if (!chunk_get_varint(&packed, end, &r->nexecs) || !read_paths(r, &packed, end) || !read_streams(r, packed, end))
        return false;
    r->next = chunk_need(calloc(paths->n + 1, sizeof *r->next));
    r->pred_at = chunk_need(calloc(paths->nfamilies + 1, sizeof *r->pred_at));
    return true;
}

bool chunk_read_any(const ChunkReader *r)
{
    if (r->words)
        return true;
    for (uint32_t i = 0; i < r->nids; i++)
        if (!r->skip || !r->skip[r->ids[i]])
            return true;
    return false;
}

/* ------------------------------------------------------------ executions */

/* The family's predictors, made when it is met for the first time. */
static uint64_t (*places_of(ChunkReader *r, const ChunkPath *p))[3]
{
    if (!r->pred_at[p->family]) {
        size_t n = r->paths->width[p->family];
        if (r->npred + n > r->pred_cap) {
            r->pred_cap = (r->npred + n) * 2;
            r->pred = chunk_need(realloc(r->pred, r->pred_cap * sizeof *r->pred));
        }
        if (n)
            memset(r->pred + r->npred, 0, n * sizeof *r->pred);
        r->pred_at[p->family] = r->npred + 1;
        r->npred += n;
    }
    return r->pred + r->pred_at[p->family] - 1;
}

static bool read_bit(ChunkReader *r, bool *bit)
{
    if (r->bits == r->bits_end)
        return false;
    *bit = *r->bits >> r->bit & 1;
    r->bits += r->bit == 7;
    r->bit = (r->bit + 1) & 7;
    return true;
}

static uint64_t gather(const uint8_t *const *planes, unsigned n, uint64_t at)
{
    uint64_t v = 0;
    for (unsigned k = 0; k < n; k++)
        v |= planes[k] ? (uint64_t)planes[k][at] << 8 * k : 0;
    return v;
}

static bool read_stored(ChunkReader *r, const ChunkPath *p)
{
    uint64_t(*w)[3] = places_of(r, p);
    bool wrong;
    for (uint32_t i = 0; i < p->nstored; i++, w++) {
        uint64_t bits = p->mask[p->stored[i]], v = ((*w)[0] + (*w)[1]) & bits;
        if (!read_bit(r, &wrong))
            return false;
        if (wrong) {
            if (r->wrong == r->nwrong)
                return false;
            v += (uint64_t)chunk_unzigzag(gather(r->planes + CHUNK_ID_PLANES, 8, r->wrong++));
            v &= bits;
        }
        uint64_t d = (v - (*w)[0]) & bits;
        if (d == (*w)[2])
            (*w)[1] = d;
        (*w)[2] = d;
        r->vals[p->stored[i]] = (*w)[0] = v;
    }
    return true;
}

static bool read_id(ChunkReader *r, uint32_t *id)
{
    uint32_t *next = r->next[r->prev];
    bool miss;
    if (!read_bit(r, &miss) || (miss && r->missed == r->nmissed))
        return false;
    *id = next[0];
    if (miss) {
        *id = (uint32_t)gather(r->planes, CHUNK_ID_PLANES, r->missed++);
        *id = *id ? *id : next[1];
        next[1] = next[0];
        next[0] = *id;
    }
    r->prev = *id;
    return *id < r->paths->n && r->paths->p[*id];
}

static bool read_exec(ChunkReader *r, uint32_t *id)
{
    if (!read_id(r, id))
        return false;
    const ChunkPath *p = r->path = r->paths->p[*id];
    size_t nlive = (size_t)p->nrecs * r->s->nlive;
    if (nlive > r->vals_cap) {
        r->vals_cap = nlive * 2;
        r->vals = chunk_need(realloc(r->vals, r->vals_cap * sizeof *r->vals));
    }
    return read_stored(r, p);
}

/* Live values that come from others. */
static void derive(ChunkReader *r)
{
    const ChunkPath *p = r->path;
    size_t nlive = (size_t)p->nrecs * r->s->nlive;
    for (size_t k = 0; k < nlive; k++)
        if (p->from[k])
            r->vals[k] = ((p->from[k] == k + 1 ? 0 : r->vals[p->from[k] - 1]) + (uint64_t)p->delta[k]) & p->mask[k];
}

bool chunk_read_next(ChunkReader *r, bool *damaged)
{
    *damaged = false;
    r->skipped = 0;
    if (r->words)
        return r->at < r->nexecs && ++r->at;
    if (r->path && ++r->rec < r->path->nrecs)
        return true;
    while (r->at < r->nexecs) {
        uint32_t id;
        r->at++;
        r->rec = 0;
        if (!read_exec(r, &id)) {
            r->path = NULL;
            *damaged = true;
            return false;
        }
        if (r->skip && r->skip[id]) {
            r->skipped += r->path->nrecs;
        } else if (r->path->nrecs) {
            derive(r);
            return true;
        }
    }
    r->path = NULL;
    return false;
}

int64_t chunk_read_field(const ChunkReader *r, unsigned f)
{
    const ChunkShape *s = r->s;
    if (r->words) {
        int64_t v;
        memcpy(&v, r->words + 8 * (r->at - 1), 8);
        return v;
    }
    return s->live[f] ? (int64_t)r->vals[(size_t)r->rec * s->nlive + r->pos[f]]
                      : r->path->fixed[(size_t)r->rec * s->nfixed + r->pos[f]];
}

void chunk_read_end(ChunkReader *r)
{
    free(r->ids);
    free(r->next);
    free(r->pred);
    free(r->pred_at);
    free(r->vals);
    *r = (ChunkReader){0};
}
