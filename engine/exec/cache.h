/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The code cache: segments of the code memory that are filled one after the
 * other and evicted whole, oldest first (eviction by generation).
 *
 * Room is taken in two steps, because a unit's size is known only when it has
 * been compiled: cache_room() says where the next TB goes and how much room
 * there is, cache_commit() keeps what was used. Thread: under tb_lock.
 */
#ifndef ENGRAFT_ENGINE_EXEC_CACHE_H
#define ENGRAFT_ENGINE_EXEC_CACHE_H

#include "engine/exec/tb.h"

/* At its beginning, for the glue. */
enum { CACHE_GLUE_BYTES = 4096 };

/* Maps the code memory and emits the glue into it. */
bool cache_init(size_t nbytes, HostRt *rt, Err *err);

typedef struct CacheRoom {
    uint8_t *rw;
    uint64_t rx;
    size_t nbytes;
    bool empty; /* a whole segment: evicting gives no more room */
} CacheRoom;

CacheRoom cache_room(void);
/* Leaves nbytes of the room free. */
void cache_skip(size_t nbytes);
/* Enters tb, whose code was written to the room, and takes its bytes. */
void cache_commit(Tb *tb);
/* Makes room by moving to the next segment; kills and frees the TBs that were in it. The caller holds tb_lock and
 * guarantees that no thread is inside generated code (exec_exclusive_begin). */
void cache_next_segment(void);
/* Bytes of code in use, for statistics. */
size_t cache_used(void);
/* The TB whose code holds rx, or NULL. Async-signal-safe. */
Tb *cache_find(uint64_t rx);
/* Is rx anywhere in the code memory (glue included)? Async-signal-safe. */
bool cache_contains(uint64_t rx);
/* In the child after fork: gives the child code memory of its own at the same addresses. */
bool cache_after_fork(bool fds_shared, Err *err);
/* The code memory's descriptor; -1: it has none. */
int cache_fd(void);

#endif
