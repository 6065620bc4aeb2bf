/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of bulk events: what the writing side (chunk.c), the reading side
 * (vtab.c) and the schema's `chunk` table agree on. Knows neither SQLite nor
 * threads.
 *
 * A stream's record has fields; a field is fixed (known when the code was
 * translated: pc, size, kind) or live (known at run time: an address, a value).
 * A PATH is a list of records that always come together, with the values of
 * their fixed fields, and for each live field "stored", "an earlier live value
 * of the same path plus a constant", or a constant. So one execution of a path is
 * its number and its stored values, nothing else.
 *
 * A stream of words has one live field of 64 bits and no paths: raw and packed form are its values, one behind the
 * other. For what is dense already, like bits of branches.
 *
 * Raw form, as generated code writes it: for each execution the path's number as u32, then the stored values in order
 * (little-endian, as wide as their fields). CHUNK_SLACK readable bytes must follow.
 *
 * Packed form, inside a chunk, before zstd. Two predictions are made for every execution: its path is the one that
 * followed last time after the previous path, and each of its stored values is the last one at that place plus a stride
 * that was seen twice in a row. A place is (family, number of the stored value); paths whose first record has the same
 * pc are one family. All predictions begin with zeros in each chunk, so chunks are read on their own. In order:
 *   varint number of executions; varint number of different paths; for each of those varint id, varint executions;
 *   varint nmissed, nwrong, nbytes of the bits; varint set of the planes that are there (those of zeros are not);
 *   bits:    for each execution, from the lowest bit of each byte on: one bit, 1 = another path followed; for each
 * stored value one bit, 1 = not as predicted planes:  byte k of the nmissed paths' numbers, k = 0 .. 3; 0 = the one
 * that followed the time before. Byte k of the zig-zag differences of the nwrong values, k = 0 .. 7 (0 .. 3 when all
 * live fields have 32 bits)
 */
#ifndef ENGRAFT_TRACER_CHUNK_FMT_H
#define ENGRAFT_TRACER_CHUNK_FMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CHUNK_MAX_FIELDS = 16,
    CHUNK_SLACK = 32,
    CHUNK_MAX_EXECS = 1 << 24, /* in one chunk */
    CHUNK_ID_PLANES = 4,
    CHUNK_PLANES = CHUNK_ID_PLANES + 8,
};

/* What a field means; kept in plugin_column.means. */
typedef enum ChunkMeans { CHUNK_PLAIN, CHUNK_PC, CHUNK_ADDR } ChunkMeans;

typedef struct ChunkShape {
    unsigned nfields, nfixed, nlive;
    bool words; /* one field; raw and packed form are 64-bit words, nothing else */
    bool live[CHUNK_MAX_FIELDS];
    uint8_t nbytes[CHUNK_MAX_FIELDS]; /* of live fields: 1, 2, 4, 8 */
    ChunkMeans means[CHUNK_MAX_FIELDS];
} ChunkShape;

typedef struct ChunkPath {
    uint32_t nrecs;
    uint32_t nstored;
    uint32_t raw_nbytes; /* of the stored values, without the number */
    int64_t *fixed;      /* [record][fixed field] */
    uint32_t *from;      /* [record][live field]: 0 = stored, k + 1 = live value k of the path, or its own: 0 */
    int64_t *delta;      /* added to that */
    uint32_t *stored;    /* [nstored]: which live value */
    uint64_t *mask;      /* [record][live field]: the bits of the field */
    uint32_t family;     /* number, from 0 on; set by chunk_paths_set() */
} ChunkPath;

/* Paths of one stream by number; entry 0 is unused. */
typedef struct ChunkPaths {
    ChunkPath **p;
    uint32_t n, cap;
    uint32_t *width; /* by family: most stored values that a path of it has */
    int64_t *key;    /* by family */
    uint32_t nfamilies, families_cap;
    uint32_t *table; /* hash table of family numbers + 1 */
    uint32_t table_cap;
} ChunkPaths;

/* Bytes that grow. */
typedef struct ChunkBytes {
    uint8_t *p;
    size_t n, cap;
} ChunkBytes;
void chunk_put_varint(ChunkBytes *b, uint64_t v);
void chunk_put_svarint(ChunkBytes *b, int64_t v);
/* At *p, not past end; false when it is cut off. Moves *p. */
bool chunk_get_varint(const uint8_t **p, const uint8_t *end, uint64_t *v);

/* A path from its bytes (see chunk_path_put()); malloced; NULL when they are damaged. */
ChunkPath *chunk_path_parse(const ChunkShape *s, const uint8_t *p, size_t n);
void chunk_path_free(ChunkPath *p);
/* Puts path number id into the table (takes it over). */
void chunk_paths_set(ChunkPaths *t, const ChunkShape *s, uint32_t id, ChunkPath *p);
static inline const ChunkPath *chunk_path_get(const ChunkPaths *t, uint32_t id)
{
    return id < t->n ? t->p[id] : NULL;
}
void chunk_paths_free(ChunkPaths *t);

/* What a chunk holds, for its index. */
typedef struct ChunkInfo {
    uint64_t nrecs, nexecs;
    int64_t pc_min, pc_max, addr_min, addr_max; /* min > max: there are none */
} ChunkInfo;

/* Packs chunks of one stream; what it holds is memory that is used again. One thread at a time. */
typedef struct ChunkPacker ChunkPacker;
/* Of the host's vector instructions those up to `most` are used (the result is the same). */
typedef enum ChunkHost { CHUNK_PLAIN_HOST, CHUNK_AVX2, CHUNK_AVX512 } ChunkHost;
ChunkPacker *chunk_packer_new(const ChunkShape *s, ChunkHost most);
void chunk_packer_free(ChunkPacker *k);
/* Packs nbytes of raw form. False when the raw form is damaged (our mistake). paths may only grow between calls. */
bool chunk_pack(ChunkPacker *k, const ChunkPaths *paths, const uint8_t *raw, size_t nbytes, ChunkBytes *out,
                ChunkInfo *info);

/* A chunk being read. */
typedef struct ChunkReader {
    const ChunkShape *s;
    const ChunkPaths *paths;
    uint64_t nexecs, at; /* executions; the current one */
    const uint8_t *bits, *bits_end;
    unsigned bit;                            /* the next of *bits */
    const uint8_t *planes[CHUNK_PLANES];     /* NULL = zeros */
    uint64_t nmissed, nwrong, missed, wrong; /* how many there are, and the next ones */
    uint32_t *ids;                           /* different paths */
    uint32_t nids;
    uint32_t (*next)[2]; /* by path: what followed last time, and the time before */
    uint32_t prev;       /* path */
    uint64_t (*pred)[3]; /* last, stride, last difference of the places */
    uint64_t *pred_at;   /* by family: the first of its places in pred, + 1; 0 = none yet */
    size_t npred, pred_cap;
    const ChunkPath *path;
    uint32_t rec;   /* of path */
    uint64_t *vals; /* its live values */
    size_t vals_cap;
    uint8_t pos[CHUNK_MAX_FIELDS]; /* of a field among the fixed or the live ones */
    const bool *skip;              /* by path number: its records are passed over; NULL = none */
    uint64_t skipped;              /* records passed over by the last chunk_read_next() */
    const uint8_t *words;          /* of a stream of words; NULL = none */
} ChunkReader;
/* Starts; packed must stay. False when it is damaged. */
bool chunk_read_begin(ChunkReader *r, const ChunkShape *s, const ChunkPaths *paths, const uint8_t *packed,
                      size_t nbytes);
/* Is there an execution of a path that is not to be skipped? */
bool chunk_read_any(const ChunkReader *r);
/* Moves to the next record (the first, after begin). False at the end, or with *damaged set. */
bool chunk_read_next(ChunkReader *r, bool *damaged);
/* Field f of the current record. */
int64_t chunk_read_field(const ChunkReader *r, unsigned f);
void chunk_read_end(ChunkReader *r);

#endif
