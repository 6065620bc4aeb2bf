/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside engine/mem only: the flags bytes, the map lock and the host side of a
 * page. A page's flags change under the lock; reads are single bytes and need
 * none.
 */
#ifndef ENGRAFT_ENGINE_SPACE_H
#define ENGRAFT_ENGINE_SPACE_H

#include <pthread.h>

#include "engine/mem/mem.h"

enum { MEM_SHIFT = 12, MEM_NPAGES = 1 << 20 };
#define MEM_MIN_ADDR 0x10000ull /* mmap_min_addr: nothing is placed below */

extern uint8_t space_flags[MEM_NPAGES];
extern pthread_mutex_t space_lock;

static inline uint64_t space_page_up(uint64_t n)
{
    return (n + MEM_PAGE - 1) & ~(uint64_t)(MEM_PAGE - 1);
}
static inline unsigned space_get(uint64_t page)
{
    return __atomic_load_n(&space_flags[page], __ATOMIC_ACQUIRE);
}
static inline void space_put(uint64_t page, unsigned flags)
{
    __atomic_store_n(&space_flags[page], (uint8_t)flags, __ATOMIC_RELEASE);
}

/* Is [g, g + nbytes) page-aligned and inside the window that user code may map? */
bool space_range_ok(uint64_t g, uint64_t nbytes);
/* Are all pages of the range unmapped (mapped)? */
bool space_all_free(uint64_t g, uint64_t nbytes);
bool space_all_mapped(uint64_t g, uint64_t nbytes);
/* The OR of all flags in the range. */
unsigned space_any_flags(uint64_t g, uint64_t nbytes);
void space_set_range(uint64_t g, uint64_t nbytes, unsigned flags);
/* May the range get these flags within the guest's limits (mem_set_limits)? Lock held. */
bool space_within_limits(uint64_t g, uint64_t nbytes, unsigned flags);
/* The same of nbytes more, wherever they will be. */
bool space_more_within_limits(uint64_t nbytes, unsigned flags);
/* May the guest make or split a mapping, so that the host's limit on their number leaves some for the engine? Lock
 * held.
 */
bool space_may_split(void);

/* Flags bits of host PROT_* bits; host PROT_* of flags. */
unsigned space_prot_to_flags(int prot);
int space_host_prot(unsigned flags);

/* Gives the range back to the reservation: unmapped for the guest, inaccessible on the host. Lock held. */
void space_release(uint64_t g, uint64_t nbytes);
/* A free place for nbytes, as high as possible below the placement top; 0 = none. Lock held. */
uint64_t space_find(uint64_t nbytes);
/* Takes watch marks from the range and gives write permission back. Lock held. */
void space_unwatch(uint64_t g, uint64_t nbytes);

/* Tells the code hook; lock not held. */
static inline void space_changed(uint64_t g, uint64_t nbytes)
{
    if (mem_code_hook && nbytes)
        mem_code_hook(g, nbytes);
}

/* Tells the map hook; lock not held. */
static inline void space_mapped(MemMapKind kind, uint64_t g, uint64_t nbytes, int prot, int fd, uint64_t off)
{
    if (mem_map_hook && nbytes)
        mem_map_hook(kind, g, nbytes, prot, fd, off);
}
/* PROT_* of flags, as the guest asked for. */
static inline int space_prot(unsigned flags)
{
    return (flags & MEM_R ? 1 : 0) | (flags & MEM_W ? 2 : 0) | (flags & MEM_X ? 4 : 0);
}

#endif
