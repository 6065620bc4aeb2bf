/* SPDX-License-Identifier: Apache-2.0 */
/* Bulk events: varints, and the paths of a stream with their families. See chunk_fmt.h. */
#include "tracer/chunk_bits.h"

/* ------------------------------------------------------------ varints */

void chunk_put_varint(ChunkBytes *b, uint64_t v)
{
    chunk_room(b, 10);
    b->n = (size_t)(chunk_varint(b->p + b->n, v) - b->p);
}

void chunk_put_svarint(ChunkBytes *b, int64_t v)
{
    chunk_put_varint(b, chunk_zigzag(v));
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
            p->fixed[fixed++] = chunk_unzigzag(v);
            continue;
        }
        if (v > live + 1)
            return false;
        p->from[live] = (uint32_t)v;
        p->mask[live] = chunk_mask(s->nbytes[f]);
        if (v == 0) {
            p->stored[p->nstored++] = (uint32_t)live;
            p->raw_nbytes += s->nbytes[f];
        } else {
            if (!chunk_get_varint(at, end, &v))
                return false;
            p->delta[live] = chunk_unzigzag(v);
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
    ChunkPath *p = chunk_need(calloc(1, sizeof *p));
    p->nrecs = (uint32_t)nrecs;
    size_t nfixed = nrecs * s->nfixed + 1, nlive = nrecs * s->nlive + 1;
    p->fixed = chunk_need(calloc(nfixed, sizeof *p->fixed));
    p->from = chunk_need(calloc(nlive, sizeof *p->from));
    p->delta = chunk_need(calloc(nlive, sizeof *p->delta));
    p->stored = chunk_need(calloc(nlive, sizeof *p->stored));
    p->mask = chunk_need(calloc(nlive, sizeof *p->mask));
    for (uint32_t r = 0; r < nrecs; r++)
        if (!parse_rec(s, p, r, &at, end)) {
            chunk_path_free(p);
            return NULL;
        }
    return p;
}

/* The family is named by the pc of the first record. */
static bool family_key(const ChunkShape *s, const ChunkPath *p, int64_t *key)
{
    for (unsigned f = 0, fixed = 0; f < s->nfields && p->nrecs; f++) {
        if (!s->live[f] && s->means[f] == CHUNK_PC) {
            *key = p->fixed[fixed];
            return true;
        }
        fixed += !s->live[f];
    }
    return false;
}

static uint32_t *family_slot(ChunkPaths *t, int64_t key)
{
    uint32_t i = (uint32_t)((uint64_t)key * 0x9e3779b97f4a7c15ull >> 32) & (t->table_cap - 1);
    while (t->table[i] && t->key[t->table[i] - 1] != key)
        i = (i + 1) & (t->table_cap - 1);
    return &t->table[i];
}

static uint32_t new_family(ChunkPaths *t, int64_t key)
{
    if (t->nfamilies == t->families_cap) {
        t->families_cap = t->families_cap * 2 + 64;
        t->key = chunk_need(realloc(t->key, t->families_cap * sizeof *t->key));
        t->width = chunk_need(realloc(t->width, t->families_cap * sizeof *t->width));
    }
    t->key[t->nfamilies] = key;
    t->width[t->nfamilies] = 0;
    return t->nfamilies++;
}

/* Twice as many places; families without a key are in none. */
static void grow_table(ChunkPaths *t)
{
    uint32_t *old = t->table, n = t->table_cap;
    t->table_cap = n ? n * 2 : 256;
    t->table = chunk_need(calloc(t->table_cap, sizeof *t->table));
    for (uint32_t i = 0; i < n; i++)
        if (old[i])
            *family_slot(t, t->key[old[i] - 1]) = old[i];
    free(old);
}

static uint32_t find_family(ChunkPaths *t, const ChunkShape *s, const ChunkPath *p)
{
    int64_t key;
    if (!family_key(s, p, &key))
        return new_family(t, 0);
    if (t->nfamilies * 2 >= t->table_cap)
        grow_table(t);
    uint32_t *slot = family_slot(t, key);
    if (!*slot)
        *slot = new_family(t, key) + 1;
    return *slot - 1;
}

void chunk_paths_set(ChunkPaths *t, const ChunkShape *s, uint32_t id, ChunkPath *p)
{
    if (id >= t->cap) {
        uint32_t cap = id * 2 + 64;
        t->p = chunk_need(realloc(t->p, cap * sizeof *t->p));
        memset(t->p + t->cap, 0, (cap - t->cap) * sizeof *t->p);
        t->cap = cap;
    }
    if (id >= t->n)
        t->n = id + 1;
    chunk_path_free(t->p[id]);
    t->p[id] = p;
    p->family = find_family(t, s, p);
    if (t->width[p->family] < p->nstored)
        t->width[p->family] = p->nstored;
}

void chunk_paths_free(ChunkPaths *t)
{
    for (uint32_t i = 0; i < t->n; i++)
        chunk_path_free(t->p[i]);
    free(t->p);
    free(t->width);
    free(t->key);
    free(t->table);
    *t = (ChunkPaths){0};
}
