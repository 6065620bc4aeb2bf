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

static bool read_streams(ChunkReader *r, const uint8_t *p, const uint8_t *end)
{
    uint64_t size[CHUNK_NSTREAMS];
    for (unsigned i = 0; i < CHUNK_NSTREAMS; i++)
        if (!chunk_get_varint(&p, end, &size[i]))
            return false;
    for (unsigned i = 0; i < CHUNK_NSTREAMS; i++) {
        if (size[i] > (uint64_t)(end - p))
            return false;
        r->p[i] = p;
        r->end[i] = p += size[i];
    }
    return p == end;
}

/* What comes before the next execution that was not as predicted. */
static bool read_control(ChunkReader *r)
{
    uint64_t c;
    if (r->p[CHUNK_CONTROL] == r->end[CHUNK_CONTROL]) {
        r->run = CHUNK_MAX_EXECS; /* all that is left */
        return true;
    }
    if (!chunk_get_varint(&r->p[CHUNK_CONTROL], r->end[CHUNK_CONTROL], &c))
        return false;
    r->run = c >> 2;
    r->code = c & 3;
    return true;
}

bool chunk_read_begin(ChunkReader *r, const ChunkShape *s, const ChunkPaths *paths, const uint8_t *packed,
                      size_t nbytes)
{
    const uint8_t *end = packed + nbytes;
    *r = (ChunkReader){.s = s, .paths = paths};
    for (unsigned f = 0, live = 0, fixed = 0; f < s->nfields; f++)
        r->pos[f] = (uint8_t)(s->live[f] ? live++ : fixed++);
    if (!chunk_get_varint(&packed, end, &r->nexecs) || !read_paths(r, &packed, end) || !read_streams(r, packed, end))
        return false;
    r->next = chunk_need(calloc(paths->n + 1, sizeof *r->next));
    r->pred_at = chunk_need(calloc(paths->nfamilies + 1, sizeof *r->pred_at));
    return read_control(r);
}

bool chunk_read_any(const ChunkReader *r)
{
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

static bool read_planes(ChunkReader *r, uint64_t *v)
{
    *v = 0;
    for (unsigned k = 0; k < CHUNK_NPLANES; k++) {
        if (r->p[CHUNK_PLANES + k] == r->end[CHUNK_PLANES + k])
            return false;
        uint8_t c = *r->p[CHUNK_PLANES + k]++;
        *v |= (uint64_t)(c & 0x7f) << 7 * k;
        if (!(c & 0x80))
            return true;
    }
    return false;
}

/* masks: NULL = every value is as predicted. */
static bool read_stored(ChunkReader *r, const ChunkPath *p, const uint8_t *masks)
{
    uint64_t(*w)[3] = places_of(r, p), z;
    for (uint32_t i = 0; i < p->nstored; i++, w++) {
        uint64_t bits = p->mask[p->stored[i]], v = ((*w)[0] + (*w)[1]) & bits;
        if (masks && masks[i / 8] >> i % 8 & 1) {
            if (!read_planes(r, &z))
                return false;
            v = (v + (uint64_t)chunk_unzigzag(z)) & bits;
        }
        uint64_t d = (v - (*w)[0]) & bits;
        if (d == (*w)[2])
            (*w)[1] = d;
        (*w)[2] = d;
        r->vals[p->stored[i]] = (*w)[0] = v;
    }
    return true;
}

/* The path of an execution that is not as predicted, and which of its values are not. */
static bool read_exception(ChunkReader *r, uint32_t *id, const uint8_t **masks)
{
    uint64_t v = r->next[r->prev][r->code & 1];
    if (r->code >= 2 && (r->code > 2 || !chunk_get_varint(&r->p[CHUNK_IDS], r->end[CHUNK_IDS], &v)))
        return false;
    const ChunkPath *p = v < r->paths->n ? r->paths->p[v] : NULL;
    static const uint8_t one = 1;
    if (!p)
        return false;
    *id = (uint32_t)v;
    *masks = &one;
    if (p->nstored > 1 || r->code) {
        size_t n = (p->nstored + 7) / 8;
        if (n > (size_t)(r->end[CHUNK_MASKS] - r->p[CHUNK_MASKS]))
            return false;
        *masks = r->p[CHUNK_MASKS];
        r->p[CHUNK_MASKS] += n;
    }
    return true;
}

static bool read_exec(ChunkReader *r, uint32_t *id)
{
    const uint8_t *masks = NULL;
    bool exception = r->run == 0;
    if (!exception) {
        r->run--;
        *id = r->next[r->prev][0];
    } else if (!read_exception(r, id, &masks)) {
        return false;
    }
    const ChunkPath *p = r->path = chunk_path_get(r->paths, *id);
    if (!p)
        return false;
    if (r->next[r->prev][0] != *id) {
        r->next[r->prev][1] = r->next[r->prev][0];
        r->next[r->prev][0] = *id;
    }
    r->prev = *id;
    size_t nlive = (size_t)p->nrecs * r->s->nlive;
    if (nlive > r->vals_cap) {
        r->vals_cap = nlive * 2;
        r->vals = chunk_need(realloc(r->vals, r->vals_cap * sizeof *r->vals));
    }
    return read_stored(r, p, masks) && (!exception || read_control(r));
}

/* Live values that come from others. */
static void derive(ChunkReader *r)
{
    const ChunkPath *p = r->path;
    size_t nlive = (size_t)p->nrecs * r->s->nlive;
    for (size_t k = 0; k < nlive; k++)
        if (p->from[k])
            r->vals[k] = (r->vals[p->from[k] - 1] + (uint64_t)p->delta[k]) & p->mask[k];
}

bool chunk_read_next(ChunkReader *r, bool *damaged)
{
    *damaged = false;
    r->skipped = 0;
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
