/* SPDX-License-Identifier: Apache-2.0 */
/* Segments of the code cache. See cache.h. */
#include "engine/exec/cache.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/hooks.h"
#include "tcg/host/code.h"

enum {
    NSEGMENTS = 8,
    ALIGN = 16,
    MIN_TB_BYTES = 64, /* bounds the number of TBs in a segment */
};

typedef struct Segment {
    size_t start, end, used; /* offsets in the code memory; used = next free byte */
    Tb **tbs;                /* ascending rx */
    uint32_t ntbs, cap;
} Segment;

static CodeMem mem;
static Segment segments[NSEGMENTS];
static unsigned current;

bool cache_init(size_t nbytes, HostRt *rt, Err *err)
{
    if (!code_init(&mem, nbytes, err))
        return false;
    size_t glue = host_make_glue(rt, mem.rw, CACHE_GLUE_BYTES, mem.rx);
    CHECK(glue <= CACHE_GLUE_BYTES);
    size_t at = CACHE_GLUE_BYTES, each = (mem.nbytes - at) / NSEGMENTS & ~(size_t)(ALIGN - 1);
    for (unsigned i = 0; i < NSEGMENTS; i++, at += each) {
        segments[i] = (Segment){.start = at, .end = at + each, .used = at, .cap = (uint32_t)(each / MIN_TB_BYTES) + 1};
        segments[i].tbs = calloc(segments[i].cap, sizeof(Tb *));
        if (!segments[i].tbs)
            return err_set(err, "out of memory for the code cache's index");
    }
    return true;
}

CacheRoom cache_room(void)
{
    const Segment *s = &segments[current];
    size_t room = s->ntbs < s->cap ? s->end - s->used : 0;
    return (CacheRoom){mem.rw + s->used, mem.rx + s->used, room, s->used == s->start};
}

void cache_skip(size_t nbytes)
{
    Segment *s = &segments[current];
    CHECK(nbytes % ALIGN == 0 && s->used + nbytes <= s->end);
    s->used += nbytes;
}

void cache_commit(Tb *tb)
{
    Segment *s = &segments[current];
    size_t nbytes = (tb->code.nbytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    CHECK(tb->rx == mem.rx + s->used && s->used + nbytes <= s->end + ALIGN && s->ntbs < s->cap);
    tb->segment = (uint16_t)current;
    s->tbs[s->ntbs] = tb;
    __atomic_store_n(&s->ntbs, s->ntbs + 1, __ATOMIC_RELEASE);
    s->used = s->used + nbytes < s->end ? s->used + nbytes : s->end;
}

void cache_next_segment(void)
{
    current = (current + 1) % NSEGMENTS;
    Segment *s = &segments[current];
    if (s->ntbs) {
        stat_add(STAT_CACHE_EVICTIONS, 1);
        log_printf('c', "evict segment %u: %u TBs, %zu bytes\n", current, s->ntbs, s->used - s->start);
    }
    for (uint32_t i = 0; i < s->ntbs; i++)
        tb_kill(s->tbs[i]);
    for (uint32_t i = 0; i < s->ntbs; i++)
        tb_free(s->tbs[i]);
    s->ntbs = 0;
    s->used = s->start;
    if (exec_evicted_hook)
        exec_evicted_hook();
}

size_t cache_used(void)
{
    size_t n = 0;
    for (unsigned i = 0; i < NSEGMENTS; i++)
        n += segments[i].used - segments[i].start;
    return n;
}

bool cache_contains(uint64_t rx)
{
    return rx - mem.rx < mem.nbytes;
}

/* The last TB of the segment that begins at or below rx. */
static Tb *find_in(const Segment *s, uint64_t rx)
{
    uint32_t lo = 0, hi = __atomic_load_n(&s->ntbs, __ATOMIC_ACQUIRE);
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s->tbs[mid]->rx <= rx)
            lo = mid + 1;
        else
            hi = mid;
    }
    Tb *tb = lo ? s->tbs[lo - 1] : NULL;
    return tb && rx - tb->rx < tb->code.nbytes ? tb : NULL;
}

Tb *cache_find(uint64_t rx)
{
    if (!cache_contains(rx))
        return NULL;
    size_t off = rx - mem.rx;
    for (unsigned i = 0; i < NSEGMENTS; i++)
        if (off >= segments[i].start && off < segments[i].end)
            return find_in(&segments[i], rx);
    return NULL;
}

bool cache_after_fork(bool fds_shared, Err *err)
{
    return code_after_fork(&mem, fds_shared, err);
}

int cache_fd(void)
{
    return mem.fd;
}
