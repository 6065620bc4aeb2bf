/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Write watch for translated code: a writable page from which code was read
 * loses its host write permission (MEM_CODE) until something writes to it.
 *
 * Not seen: writes through another mapping of the same file or segment. A
 * guest that makes code that way executes icbi before it runs it, as it must
 * on real processors, and engine/exec invalidates on that.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/mem/space.h"

static void set_host_prot(uint64_t page, uint64_t npages, unsigned flags)
{
    if (mprotect(mem_g2h(page << MEM_SHIFT), npages << MEM_SHIFT, space_host_prot(flags)))
        die("cannot change protection of guest page %#llx: %s", (unsigned long long)page << MEM_SHIFT, strerror(errno));
}

static bool needs_watch(unsigned flags)
{
    return (flags & (MEM_W | MEM_CODE)) == MEM_W;
}

void mem_watch_code(uint64_t g, uint64_t nbytes)
{
    if (!nbytes || g >> MEM_SHIFT >= MEM_NPAGES)
        return;
    uint64_t last = (g + nbytes - 1) >> MEM_SHIFT;
    if (last >= MEM_NPAGES)
        last = MEM_NPAGES - 1;
    for (uint64_t page = g >> MEM_SHIFT; page <= last; page++) {
        if (!needs_watch(space_get(page)))
            continue;
        pthread_mutex_lock(&space_lock);
        unsigned flags = space_get(page);
        if (needs_watch(flags)) {
            space_put(page, flags | MEM_CODE);
            set_host_prot(page, 1, flags | MEM_CODE);
        }
        pthread_mutex_unlock(&space_lock);
    }
}

bool mem_unwatch_page(uint64_t g)
{
    uint64_t page = g >> MEM_SHIFT;
    if (page >= MEM_NPAGES)
        return false;
    pthread_mutex_lock(&space_lock);
    unsigned flags = space_get(page);
    if (flags & MEM_CODE) {
        space_put(page, flags & ~(unsigned)MEM_CODE);
        set_host_prot(page, 1, flags & ~(unsigned)MEM_CODE);
    }
    pthread_mutex_unlock(&space_lock);
    return flags & MEM_CODE;
}

void space_unwatch(uint64_t g, uint64_t nbytes)
{
    for (uint64_t page = g >> MEM_SHIFT; page < (g + nbytes) >> MEM_SHIFT; page++) {
        unsigned flags = space_get(page);
        if (flags & MEM_CODE) {
            space_put(page, flags & ~(unsigned)MEM_CODE);
            set_host_prot(page, 1, flags & ~(unsigned)MEM_CODE);
        }
    }
}

void mem_before_write(uint64_t g, uint64_t nbytes)
{
    if (!nbytes)
        return;
    for (uint64_t page = g >> MEM_SHIFT; page < MEM_NPAGES && page <= (g + nbytes - 1) >> MEM_SHIFT; page++)
        if ((space_get(page) & MEM_CODE) && mem_unwatch_page(page << MEM_SHIFT))
            space_changed(page << MEM_SHIFT, MEM_PAGE);
}
