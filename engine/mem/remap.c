/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mremap for the guest.
 *
 * The host's mremap cannot grow in place inside the reservation, because the
 * next pages are the reservation's. Private anonymous memory grows by mapping
 * more of it behind; everything else moves. A move leaves the old place covered
 * at every moment (MREMAP_DONTUNMAP) where the host can do that.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/mem/space.h"

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static bool is_plain(unsigned flags)
{
    return !(flags & (MEM_SHARED | MEM_FILE));
}

/* More private anonymous memory of the same permissions at g. Lock held. */
static int64_t add_plain(uint64_t g, uint64_t nbytes, unsigned flags)
{
    flags &= ~(unsigned)MEM_CODE;
    if (mmap(mem_g2h(g), nbytes, space_host_prot(flags), MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
        return -errno;
    space_set_range(g, nbytes, flags);
    return 0;
}

/* Moves plain memory that the host keeps as several mappings: by copying. Lock held. */
static int64_t move_by_copy(uint64_t old, uint64_t to, uint64_t nbytes, unsigned flags)
{
    int64_t r = add_plain(to, nbytes, (flags | MEM_R | MEM_W) & ~(unsigned)MEM_CODE);
    if (r)
        return r;
    if (flags & MEM_R)
        memcpy(mem_g2h(to), mem_g2h(old), nbytes);
    for (uint64_t off = 0; off < nbytes; off += MEM_PAGE)
        space_set_range(to + off, MEM_PAGE, space_get((old + off) >> MEM_SHIFT));
    return mprotect(mem_g2h(to), nbytes, space_host_prot(flags)) ? -errno : 0;
}

/* Moves [old, old + nbytes) to a place of new_nbytes >= nbytes at `to`. Lock held; `to` is free or may be replaced. */
static int64_t move(uint64_t old, uint64_t nbytes, uint64_t to, uint64_t new_nbytes, unsigned flags, bool keep_old)
{
    void *from = mem_g2h(old), *dest = mem_g2h(to);
    uint64_t host_nbytes = is_plain(flags) ? nbytes : new_nbytes;
    bool whole = host_nbytes == nbytes;
    void *p = MAP_FAILED;
    if (whole)
        p = mremap(from, nbytes, nbytes, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, dest);
    if (p == MAP_FAILED && !keep_old && (!whole || errno == EINVAL))
        p = mremap(from, nbytes, host_nbytes, MREMAP_MAYMOVE | MREMAP_FIXED, dest);
    if (p != MAP_FAILED)
        space_set_range(to, host_nbytes, flags & ~(unsigned)MEM_CODE);
    else if (errno != EFAULT || !is_plain(flags))
        return -errno;
    else {
        int64_t r = move_by_copy(old, to, nbytes, flags);
        if (r)
            return r;
    }
    if (!keep_old)
        space_release(old, nbytes);
    return new_nbytes > host_nbytes ? add_plain(to + host_nbytes, new_nbytes - host_nbytes, flags) : 0;
}

/* mremap(old, 0, ...): a second view of shared pages. Lock held. */
static int64_t duplicate(uint64_t old, uint64_t new_nbytes, uint64_t to, unsigned flags)
{
    if (!(flags & MEM_SHARED))
        return -EINVAL;
    if (mremap(mem_g2h(old), 0, new_nbytes, MREMAP_MAYMOVE | MREMAP_FIXED, mem_g2h(to)) == MAP_FAILED)
        return -errno;
    space_set_range(to, new_nbytes, flags & ~(unsigned)MEM_CODE);
    return (int64_t)to;
}

/* The work, on checked and rounded arguments. Lock held. */
static int64_t remap(uint64_t old, uint64_t old_nbytes, uint64_t new_nbytes, int flags, uint64_t to)
{
    bool fixed = flags & MREMAP_FIXED, keep_old = flags & MREMAP_DONTUNMAP;
    if (!space_all_mapped(old, old_nbytes ? old_nbytes : MEM_PAGE))
        return -EFAULT;
    unsigned page_flags = space_get(old >> MEM_SHIFT) & ~(unsigned)MEM_CODE;
    space_unwatch(old, old_nbytes);
    if (!fixed && !keep_old && old_nbytes) {
        if (new_nbytes <= old_nbytes) {
            if (new_nbytes < old_nbytes)
                space_release(old + new_nbytes, old_nbytes - new_nbytes);
            return (int64_t)old;
        }
        uint64_t more = new_nbytes - old_nbytes, end = old + old_nbytes;
        if (is_plain(page_flags) && space_range_ok(end, more) && space_all_free(end, more)) {
            int64_t r = add_plain(end, more, page_flags);
            return r ? r : (int64_t)old;
        }
        if (!(flags & MREMAP_MAYMOVE))
            return -ENOMEM;
    }
    if (!fixed)
        to = space_find(new_nbytes);
    if (!to)
        return -ENOMEM;
    if (!old_nbytes)
        return duplicate(old, new_nbytes, to, page_flags);
    if (fixed && new_nbytes < old_nbytes) {
        space_release(old + new_nbytes, old_nbytes - new_nbytes);
        old_nbytes = new_nbytes;
    }
    int64_t r = move(old, old_nbytes, to, new_nbytes, page_flags, keep_old);
    return r ? r : (int64_t)to;
}

/* Do the limits allow the result? Lock held. */
static bool may_become(uint64_t old, uint64_t old_nbytes, uint64_t new_nbytes, bool keep_old)
{
    uint64_t more = keep_old ? new_nbytes : new_nbytes > old_nbytes ? new_nbytes - old_nbytes : 0;
    unsigned flags = space_get(old >> MEM_SHIFT);
    return (!more || !(flags & MEM_MAPPED) || space_more_within_limits(more, flags)) && space_may_split();
}

/* For the map hook: what an mremap that went well has changed. */
static void tell_remapped(uint64_t old, uint64_t old_nbytes, uint64_t now, uint64_t new_nbytes, bool keep_old)
{
    int prot = space_prot(space_get(now >> MEM_SHIFT));
    if (now != old) {
        if (!keep_old)
            space_mapped(MEM_MAP_GONE, old, old_nbytes, 0, -1, 0);
        space_mapped(MEM_MAP_NEW, now, new_nbytes, prot, -1, 0);
    } else if (new_nbytes < old_nbytes) {
        space_mapped(MEM_MAP_GONE, old + new_nbytes, old_nbytes - new_nbytes, 0, -1, 0);
    } else {
        space_mapped(MEM_MAP_NEW, old + old_nbytes, new_nbytes - old_nbytes, prot, -1, 0);
    }
}

int64_t mem_mremap(uint64_t old, uint64_t old_len, uint64_t new_len, int flags, uint64_t new_addr)
{
    uint64_t old_nbytes = space_page_up(old_len), new_nbytes = space_page_up(new_len);
    bool fixed = flags & MREMAP_FIXED, keep_old = flags & MREMAP_DONTUNMAP;
    if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP) || old % MEM_PAGE || new_len == 0)
        return -EINVAL;
    if ((fixed || keep_old || !old_len) && !(flags & MREMAP_MAYMOVE))
        return -EINVAL;
    if (keep_old && old_nbytes != new_nbytes)
        return -EINVAL;
    if (!space_range_ok(old, old_nbytes) || new_nbytes < new_len || new_nbytes > mem_limit)
        return -EINVAL;
    if (fixed && (!space_range_ok(new_addr, new_nbytes) || new_addr < MEM_MIN_ADDR ||
                  (new_addr < old + old_nbytes && old < new_addr + new_nbytes)))
        return -EINVAL;
    pthread_mutex_lock(&space_lock);
    unsigned any = space_any_flags(old, old_nbytes);
    int64_t r = may_become(old, old_nbytes, new_nbytes, keep_old) ? remap(old, old_nbytes, new_nbytes, flags, new_addr)
                                                                  : -ENOMEM;
    pthread_mutex_unlock(&space_lock);
    if (r > 0) {
        if (fixed)
            space_changed((uint64_t)r, new_nbytes);
        if (any & MEM_X) {
            space_changed(old, old_nbytes);
            space_changed((uint64_t)r, new_nbytes);
        }
        tell_remapped(old, old_nbytes, (uint64_t)r, new_nbytes, keep_old);
    }
    return r;
}
