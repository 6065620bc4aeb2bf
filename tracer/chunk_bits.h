/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the packed form share: memory that cannot fail, varints, zig-zag. See chunk_fmt.h. */
#ifndef ENGRAFT_TRACER_CHUNK_BITS_H
#define ENGRAFT_TRACER_CHUNK_BITS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/chunk_fmt.h"

static inline void *chunk_need(void *p)
{
    if (!p) {
        fprintf(stderr, "engraft: out of memory\n");
        abort();
    }
    return p;
}

/* Room for n more bytes. */
static inline void chunk_room(ChunkBytes *b, size_t n)
{
    if (b->cap - b->n >= n)
        return;
    b->cap = b->cap * 2 > b->n + n ? b->cap * 2 : b->n + n + 4096;
    b->p = chunk_need(realloc(b->p, b->cap));
}

/* At most 10 bytes; returns the end. */
static inline uint8_t *chunk_varint(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

static inline uint64_t chunk_zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}

static inline int64_t chunk_unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ -(v & 1));
}

/* The bits of a field of nbytes. */
static inline uint64_t chunk_mask(unsigned nbytes)
{
    return nbytes >= 8 ? ~0ull : (1ull << nbytes * 8) - 1;
}

/* Which field live value k of a path is of. */
static inline unsigned chunk_field_of(const ChunkShape *s, uint32_t k)
{
    unsigned n = k % s->nlive, f = 0;
    for (;; f++)
        if (s->live[f] && n-- == 0)
            return f;
}

#endif
