/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mmap, munmap, mprotect, madvise, the program break and System V attachments
 * of the guest, done with the host's calls at fixed addresses of the window.
 * Moving mappings is in remap.c.
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "engine/mem/space.h"

bool mem_lock_future;
static uint64_t brk_start, brk_now; /* brk_now is the guest's, not rounded */

/* ---- mmap ------------------------------------------------------------------- */

/* Where a mapping of nbytes shall go; 0 with *error set when nowhere. Lock held. */
static uint64_t place(uint64_t addr, uint64_t nbytes, int flags, int64_t *error)
{
    if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
        *error = addr % MEM_PAGE ? -EINVAL : -ENOMEM;
        if (!space_range_ok(addr, nbytes))
            return 0;
        *error = addr < MEM_MIN_ADDR ? -EPERM : -EEXIST;
        bool busy = (flags & MAP_FIXED_NOREPLACE) && !space_all_free(addr, nbytes);
        return busy || addr < MEM_MIN_ADDR ? 0 : addr;
    }
    addr &= ~(uint64_t)(MEM_PAGE - 1);
    if (addr >= MEM_MIN_ADDR && space_range_ok(addr, nbytes) && space_all_free(addr, nbytes))
        return addr;
    *error = -ENOMEM;
    return space_find(nbytes);
}

static unsigned flags_of(int prot, int flags)
{
    return space_prot_to_flags(prot) | ((flags & MAP_TYPE) != MAP_PRIVATE ? MEM_SHARED : 0) |
           (flags & MAP_ANONYMOUS ? 0 : MEM_FILE);
}

/* Do limits allow it? Lock held. */
static bool may_map(uint64_t g, uint64_t nbytes, int prot, int flags)
{
    return space_within_limits(g, nbytes, flags_of(prot, flags)) && space_may_split();
}

/* Maps at g, which is inside the window; flags of the pages in *page_flags. Lock held. */
static int64_t map_at(uint64_t g, uint64_t nbytes, int prot, int flags, int fd, uint64_t off, unsigned *page_flags)
{
    *page_flags = flags_of(prot, flags);
    /* The stack is mapped whole (engine/user); what else grows, grows below. MAP_32BIT means something on x86 only. */
    int host_flags = (flags & ~(MAP_FIXED_NOREPLACE | MAP_GROWSDOWN | MAP_32BIT)) | MAP_FIXED;
    if (mmap(mem_g2h(g), nbytes, space_host_prot(*page_flags), host_flags, fd, (off_t)off) == MAP_FAILED)
        return -errno;
    space_set_range(g, nbytes, *page_flags);
    if (mem_lock_future)
        mlock(mem_g2h(g), nbytes);
    return (int64_t)g;
}

/* ---- MAP_GROWSDOWN ---------------------------------------------------------- */

enum { MAX_GROWING = 64, GAP_BYTES = 256 * MEM_PAGE, GROW_MOST = 64 << 20 };
static uint64_t growing[MAX_GROWING]; /* lowest addresses of the mappings that grow; 0 = free. Under the lock. */

static void forget_growing(uint64_t g, uint64_t nbytes)
{
    for (unsigned i = 0; i < MAX_GROWING; i++)
        if (growing[i] >= g && growing[i] - g < nbytes)
            growing[i] = 0;
}

static void note_growing(uint64_t g)
{
    for (unsigned i = 0; i < MAX_GROWING; i++)
        if (!growing[i]) {
            growing[i] = g;
            return;
        }
}

/* Lock held. */
static bool grow_to(uint64_t *start, uint64_t page)
{
    unsigned flags = space_get(*start >> MEM_SHIFT), now;
    uint64_t low = page < GAP_BYTES + MEM_MIN_ADDR ? MEM_MIN_ADDR : page - GAP_BYTES;
    if (!(flags & MEM_MAPPED) || *start - page > GROW_MOST || !space_all_free(low, *start - low))
        return false;
    int prot =
        (flags & MEM_IMPLIED_R ? 0 : PROT_READ) | (flags & MEM_W ? PROT_WRITE : 0) | (flags & MEM_X ? PROT_EXEC : 0);
    if (map_at(page, *start - page, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0, &now) < 0)
        return false;
    *start = page;
    return true;
}

bool mem_grow_down(uint64_t addr)
{
    uint64_t page = addr & ~(uint64_t)(MEM_PAGE - 1);
    bool grown = false;
    if (page < MEM_MIN_ADDR || page >= mem_limit)
        return false;
    pthread_mutex_lock(&space_lock);
    for (unsigned i = 0; i < MAX_GROWING && !grown; i++)
        grown = growing[i] > page && grow_to(&growing[i], page);
    /* Another thread was faster. */
    grown |= (space_get(page >> MEM_SHIFT) & MEM_MAPPED) != 0;
    pthread_mutex_unlock(&space_lock);
    return grown;
}

int64_t mem_mmap(uint64_t addr, uint64_t len, int prot, int flags, int fd, uint64_t off)
{
    uint64_t nbytes = space_page_up(len);
    if (len == 0)
        return -EINVAL;
    if (nbytes < len || nbytes > mem_limit)
        return -ENOMEM;
    int64_t r = -ENOMEM;
    unsigned old = 0, now = 0;
    pthread_mutex_lock(&space_lock);
    uint64_t g = place(addr, nbytes, flags, &r);
    if (g && !may_map(g, nbytes, prot, flags)) {
        g = 0;
        r = -ENOMEM;
    }
    if (g) {
        old = space_any_flags(g, nbytes);
        r = map_at(g, nbytes, prot, flags, fd, off, &now);
        if (r > 0) {
            forget_growing(g, nbytes);
            if (flags & MAP_GROWSDOWN)
                note_growing(g);
        }
        /* A failed MAP_FIXED may already have unmapped what was there: make flags and host agree. */
        if (r < 0 && old && r != -EBADF && r != -EACCES && r != -EINVAL && r != -ENODEV && r != -EPERM)
            space_release(g, nbytes);
    }
    pthread_mutex_unlock(&space_lock);
    if (g && ((old | now) & MEM_X))
        space_changed(g, nbytes);
    if (r > 0)
        space_mapped(MEM_MAP_NEW, g, nbytes, prot, flags & MAP_ANONYMOUS ? -1 : fd, off);
    return r;
}

/* Is there something mapped on both sides of the range? Then unmapping it may take a mapping more. Lock held. */
static bool cuts_in_two(uint64_t g, uint64_t nbytes)
{
    return g > 0 && space_get((g >> MEM_SHIFT) - 1) && space_get((g + nbytes) >> MEM_SHIFT);
}

int64_t mem_munmap(uint64_t addr, uint64_t len)
{
    uint64_t nbytes = space_page_up(len);
    if (len == 0 || nbytes < len || !space_range_ok(addr, nbytes))
        return -EINVAL;
    pthread_mutex_lock(&space_lock);
    unsigned old = space_any_flags(addr, nbytes);
    bool full = old && !space_may_split() && cuts_in_two(addr, nbytes);
    if (full)
        old = 0;
    if (old) {
        forget_growing(addr, nbytes);
        space_release(addr, nbytes);
    }
    pthread_mutex_unlock(&space_lock);
    if (full)
        return -ENOMEM;
    if (old & MEM_X)
        space_changed(addr, nbytes);
    if (old)
        space_mapped(MEM_MAP_GONE, addr, nbytes, 0, -1, 0);
    return 0;
}

/* ---- mprotect, madvise ------------------------------------------------------ */

/* Gives the pages of [g, g + nbytes) new permissions, host calls per run of equal result. Lock held. */
static int64_t protect(uint64_t g, uint64_t nbytes, unsigned rwx)
{
    uint64_t end = (g + nbytes) >> MEM_SHIFT;
    for (uint64_t page = g >> MEM_SHIFT, next; page < end; page = next) {
        unsigned keep = space_get(page) & (MEM_MAPPED | MEM_SHARED | MEM_FILE);
        unsigned flags = keep | rwx; /* MEM_CODE goes: the hook is told, the code is read again when it runs again */
        for (next = page + 1; next < end; next++)
            if ((space_get(next) & (MEM_MAPPED | MEM_SHARED | MEM_FILE)) != keep)
                break;
        if (!space_within_limits(page << MEM_SHIFT, (next - page) << MEM_SHIFT, flags) || !space_may_split())
            return -ENOMEM;
        if (mprotect(mem_g2h(page << MEM_SHIFT), (next - page) << MEM_SHIFT, space_host_prot(flags)))
            return -errno;
        space_set_range(page << MEM_SHIFT, (next - page) << MEM_SHIFT, flags);
    }
    return 0;
}

int64_t mem_mprotect(uint64_t addr, uint64_t len, int prot)
{
    uint64_t nbytes = space_page_up(len);
    prot &= ~(PROT_GROWSDOWN | PROT_GROWSUP);
    if (addr % MEM_PAGE || prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
        return -EINVAL;
    if (len == 0)
        return 0;
    if (nbytes < len || !space_range_ok(addr, nbytes))
        return -ENOMEM;
    int64_t r = -ENOMEM;
    pthread_mutex_lock(&space_lock);
    unsigned old = space_any_flags(addr, nbytes),
             rwx = space_prot_to_flags(prot) & (MEM_R | MEM_W | MEM_X | MEM_IMPLIED_R);
    if (space_all_mapped(addr, nbytes))
        r = protect(addr, nbytes, rwx);
    pthread_mutex_unlock(&space_lock);
    if ((old | rwx) & MEM_X)
        space_changed(addr, nbytes);
    if (r == 0)
        space_mapped(MEM_MAP_PROTECT, addr, nbytes, prot, -1, 0);
    return r;
}

int64_t mem_madvise(uint64_t addr, uint64_t len, int advice)
{
    uint64_t nbytes = space_page_up(len);
    if (addr % MEM_PAGE || nbytes < len)
        return -EINVAL;
    if (len == 0)
        return 0;
    if (!space_range_ok(addr, nbytes) || !space_all_mapped(addr, nbytes))
        return -ENOMEM;
    /* What changes how the reservation itself is kept across fork would outlive the mapping. */
    int64_t r = madvise(mem_g2h(addr), nbytes, advice) ? -errno : 0;
    if (space_any_flags(addr, nbytes) & MEM_X)
        space_changed(addr, nbytes);
    return r;
}

/* ---- Program break ---------------------------------------------------------- */

void mem_set_brk(uint64_t start)
{
    brk_start = brk_now = start;
}

uint64_t mem_brk_start(void)
{
    return brk_start;
}

uint64_t mem_brk(uint64_t want)
{
    pthread_mutex_lock(&space_lock);
    uint64_t old_end = space_page_up(brk_now), end = space_page_up(want), result;
    bool shrunk = false, grown = false;
    if (want >= brk_start && end <= mem_limit && want != brk_now) {
        unsigned flags;
        if (end > old_end && space_all_free(old_end, end - old_end)) {
            int flags_host = MAP_PRIVATE | MAP_ANONYMOUS;
            if (may_map(old_end, end - old_end, PROT_READ | PROT_WRITE, flags_host) &&
                map_at(old_end, end - old_end, PROT_READ | PROT_WRITE, flags_host, -1, 0, &flags) > 0) {
                brk_now = want;
                grown = true;
            }
        } else if (end <= old_end) {
            if (end < old_end)
                space_release(end, old_end - end);
            shrunk = end < old_end;
            brk_now = want;
        }
    }
    result = brk_now;
    pthread_mutex_unlock(&space_lock);
    if (shrunk)
        space_changed(end, old_end - end);
    if (shrunk)
        space_mapped(MEM_MAP_GONE, end, old_end - end, 0, -1, 0);
    if (grown)
        space_mapped(MEM_MAP_NEW, old_end, end - old_end, PROT_READ | PROT_WRITE, -1, 0);
    return result;
}

/* ---- System V shared memory -------------------------------------------------- */

/* Attachments, so that shmdt knows how much goes; few programs have many. */
enum { MAX_ATTACHED = 1024 };
static struct {
    uint64_t start, nbytes;
} attached[MAX_ATTACHED];

int64_t mem_shmat(int shmid, uint64_t addr, uint64_t len, int flags)
{
    uint64_t nbytes = space_page_up(len);
    if (addr && (flags & SHM_RND))
        addr &= ~(uint64_t)(MEM_PAGE - 1);
    if (addr && !space_range_ok(addr, nbytes))
        return -EINVAL;
    pthread_mutex_lock(&space_lock);
    unsigned slot = 0;
    while (slot < MAX_ATTACHED && attached[slot].nbytes)
        slot++;
    uint64_t g = addr ? addr : space_find(nbytes);
    int64_t r = g && slot < MAX_ATTACHED ? (int64_t)g : -ENOMEM;
    if (r > 0 && addr && !(flags & SHM_REMAP) && !space_all_free(g, nbytes))
        r = -EINVAL;
    if (r > 0 && (!space_within_limits(g, nbytes, MEM_MAPPED | MEM_SHARED) || !space_may_split()))
        r = -ENOMEM;
    /* The reservation is a mapping, too: always replace. */
    if (r > 0 && shmat(shmid, mem_g2h(g), (flags & ~(SHM_RND | SHM_EXEC)) | SHM_REMAP) == (void *)-1)
        r = -errno;
    if (r > 0) {
        int prot = PROT_READ | (flags & SHM_RDONLY ? 0 : PROT_WRITE) | (flags & SHM_EXEC ? PROT_EXEC : 0);
        space_set_range(g, nbytes, space_prot_to_flags(prot) | MEM_SHARED | MEM_FILE);
        attached[slot].start = g;
        attached[slot].nbytes = nbytes;
    }
    pthread_mutex_unlock(&space_lock);
    if (r > 0) {
        space_changed(g, nbytes);
        space_mapped(MEM_MAP_NEW, g, nbytes, space_prot(space_get(g >> MEM_SHIFT)), -1, 0);
    }
    return r;
}

int64_t mem_shmdt(uint64_t addr)
{
    uint64_t nbytes = 0;
    pthread_mutex_lock(&space_lock);
    for (unsigned i = 0; i < MAX_ATTACHED && !nbytes; i++)
        if (attached[i].nbytes && attached[i].start == addr) {
            nbytes = attached[i].nbytes;
            attached[i].nbytes = 0;
            space_release(addr, nbytes); /* covering the last page of an attachment detaches it */
        }
    pthread_mutex_unlock(&space_lock);
    space_changed(addr, nbytes);
    space_mapped(MEM_MAP_GONE, addr, nbytes, 0, -1, 0);
    return nbytes ? 0 : -EINVAL;
}
