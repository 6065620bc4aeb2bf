/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packing loop of streams with 32-bit values, for hosts with vectors of
 * eight of them. Included by chunk_pack.c once for each kind of host:
 * PACK_TARGET is the functions' target, PACK_NAME(x) their names; PACK_LANES is
 * the type of a set of lanes, PACK_NAME(lanes)(n) the first n,
 * PACK_NAME(step_lanes)() the step.
 */

PACK_TARGET INLINE unsigned PACK_NAME(step_vector)(Out *o, Block32 *b, uint32_t n, const uint8_t *raw)
{
    Lanes s = load_lanes(b);
    unsigned wrong = PACK_NAME(step_lanes)(o, &s, PACK_NAME(lanes)(n), raw);
    store_lanes(b, &s);
    return wrong;
}

/* The path follows itself, and fits into one block: as long as it does, what is kept of it is in registers. `raw` is
 * behind an execution of it, the end of the run comes back. */
PACK_TARGET INLINE const uint8_t *PACK_NAME(pack_run)(ChunkPacker *k, Out *o, Path *p, uint32_t id, const uint8_t *raw,
                                                      const uint8_t *end)
{
    const uint32_t n = p->nstored, nbytes = 4 + p->raw_nbytes;
    uint32_t next, nexecs = 0;
    Lanes s = load_lanes(&k->b32[p->block]);
    const PACK_LANES lanes = PACK_NAME(lanes)(n);
    while (end - raw >= (ptrdiff_t)nbytes && (memcpy(&next, raw, 4), next == id)) {
        unsigned wrong = PACK_NAME(step_lanes)(o, &s, lanes, raw + 4);
        put_bits(o, wrong << 1, n + 1);
        raw += nbytes;
        nexecs++;
    }
    store_lanes(&k->b32[p->block], &s);
    p->execs += nexecs;
    return raw;
}

/* Of a path with more than one block: the values, with the path's bit in front of them. */
PACK_TARGET static const uint8_t *PACK_NAME(pack_long)(const ChunkPacker *k, Out *o, const Path *p, unsigned miss,
                                                       const uint8_t *raw)
{
    unsigned nmiss = 1;
    for (uint32_t i = 0, n, block = p->block; i < p->nstored; i += n, raw += 4 * n, nmiss = miss = 0) {
        n = p->nstored - i < LANES ? p->nstored - i : LANES;
        unsigned wrong = PACK_NAME(step_vector)(o, &k->b32[block++], n, raw);
        put_bits(o, wrong << nmiss | miss, n + nmiss);
    }
    return raw;
}

/* Each path has a block, so that those without values need no branch. */
PACK_TARGET static bool PACK_NAME(pack_vector)(ChunkPacker *k, Out *out, const uint8_t *raw, const uint8_t *end)
{
    Out o = *out; /* in registers */
    Path *const paths = k->path;
    const uint32_t npaths = k->npaths, epoch = k->epoch;
    while (raw < end) {
        uint32_t id;
        Path *p = enter(k, paths, npaths, epoch, raw, end, &id);
        if (!p)
            return false;
        unsigned again = o.prev == id, miss = put_path(paths, &o, id);
        uint32_t nstored = p->nstored;
        raw += 4;
        if (nstored > LANES) {
            raw = PACK_NAME(pack_long)(k, &o, p, miss, raw);
            continue;
        }
        unsigned wrong = PACK_NAME(step_vector)(&o, &k->b32[p->block], nstored, raw);
        put_bits(&o, wrong << 1 | miss, nstored + 1);
        raw += 4 * nstored;
        if (again) /* it followed itself, and is expected to again */
            raw = PACK_NAME(pack_run)(k, &o, p, id, raw, end);
    }
    *out = o;
    return true;
}
