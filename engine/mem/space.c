/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The window: reserving it, the page flags and questions about ranges, and
 * finding free places.
 *
 * The reservation is PROT_NONE and never unmapped, so no mapping of the host's
 * own (malloc, libraries) can get inside it: a guest page that goes away is
 * covered with PROT_NONE again, not unmapped.
 */
#include "engine/mem/space.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An access that starts at the last byte of the window ends behind it. */
#define GUARD_BYTES  (1ull << 20)
#define WINDOW_BYTES ((uint64_t)MEM_NPAGES << MEM_SHIFT)

uint8_t *mem_base;
uint64_t mem_limit;
void (*mem_code_hook)(uint64_t start, uint64_t nbytes);
void (*mem_map_hook)(MemMapKind kind, uint64_t start, uint64_t nbytes, int prot, int fd, uint64_t off);
bool mem_read_implies_exec, mem_avoid_0;

uint8_t space_flags[MEM_NPAGES];
pthread_mutex_t space_lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t place_top; /* placement looks below this address */

/* The window at host address 0. What lies below MEM_MIN_ADDR no process may map (vm.mmap_min_addr), so it needs no
 * reservation; where the administrator allows it, nobody but us would. */
static bool reserve_low(void)
{
    void *want = (void *)(uintptr_t)MEM_MIN_ADDR;
    size_t nbytes = WINDOW_BYTES - MEM_MIN_ADDR + GUARD_BYTES;
    void *p = mmap(want, nbytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (p == want) {
        madvise(p, nbytes, MADV_DONTDUMP);
        return true;
    }
    if (p != MAP_FAILED)
        munmap(p, nbytes);
    return false;
}

bool mem_init(bool guest64, Err *err)
{
    if (guest64)
        return err_set(err, "64-bit guest programs are not supported yet");
    mem_limit = 0xffff0000;
    place_top = mem_limit;
    if (!mem_avoid_0 && reserve_low())
        return true;
    void *p = mmap(NULL, WINDOW_BYTES + 2 * GUARD_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return err_set(err, "cannot reserve 4 GiB of address space for the guest: %s", strerror(errno));
    madvise(p, WINDOW_BYTES, MADV_DONTDUMP);
    mem_base = (uint8_t *)p + GUARD_BYTES;
    return true;
}

void mem_set_top(uint64_t below)
{
    place_top = below;
}

unsigned mem_flags(uint64_t g)
{
    return g < WINDOW_BYTES ? space_get(g >> MEM_SHIFT) : 0;
}

bool mem_ok(uint64_t g, uint64_t nbytes, unsigned want)
{
    if (nbytes == 0)
        return true;
    if (g >= WINDOW_BYTES || nbytes > WINDOW_BYTES - g)
        return false;
    want |= MEM_MAPPED;
    for (uint64_t page = g >> MEM_SHIFT; page <= (g + nbytes - 1) >> MEM_SHIFT; page++)
        if ((space_get(page) & want) != want)
            return false;
    return true;
}

bool space_range_ok(uint64_t g, uint64_t nbytes)
{
    return g % MEM_PAGE == 0 && nbytes % MEM_PAGE == 0 && g <= mem_limit && nbytes <= mem_limit - g;
}

unsigned space_any_flags(uint64_t g, uint64_t nbytes)
{
    unsigned any = 0;
    for (uint64_t page = g >> MEM_SHIFT; page < (g + nbytes) >> MEM_SHIFT; page++)
        any |= space_get(page);
    return any;
}

bool space_all_free(uint64_t g, uint64_t nbytes)
{
    return space_any_flags(g, nbytes) == 0;
}

bool space_all_mapped(uint64_t g, uint64_t nbytes)
{
    return mem_ok(g, nbytes, 0);
}

/* ---- Limits ------------------------------------------------------------------ */

/* Pages that are mapped, and those of them that are the process's own to write (the kernel's "data"). Under the lock.
 */
typedef struct Count {
    int64_t all, data;
} Count;
static Count in_use, left_out;
static uint64_t limit_all = UINT64_MAX, limit_data = UINT64_MAX;

static void count_page(Count *c, unsigned flags, int64_t n)
{
    c->all += flags & MEM_MAPPED ? n : 0;
    c->data += (flags & (MEM_W | MEM_SHARED)) == MEM_W ? n : 0;
}

void mem_set_limits(uint64_t all, uint64_t data)
{
    limit_all = all;
    limit_data = data;
}

void mem_limits_leave_out(uint64_t nbytes)
{
    count_page(&left_out, MEM_MAPPED | MEM_W, (int64_t)(nbytes >> MEM_SHIFT));
}

static bool fits(int64_t now, int64_t more, int64_t outside, uint64_t limit)
{
    return more <= 0 || limit == UINT64_MAX || now + more - outside <= (int64_t)(limit >> MEM_SHIFT);
}

static bool all_fit(const Count *more)
{
    return fits(in_use.all, more->all, left_out.all, limit_all) &&
           fits(in_use.data, more->data, left_out.data, limit_data);
}

bool space_within_limits(uint64_t g, uint64_t nbytes, unsigned flags)
{
    Count more = {0, 0};
    if (limit_all == UINT64_MAX && limit_data == UINT64_MAX)
        return true;
    count_page(&more, flags, (int64_t)(nbytes >> MEM_SHIFT));
    for (uint64_t page = g >> MEM_SHIFT; page < (g + nbytes) >> MEM_SHIFT; page++)
        count_page(&more, space_get(page), -1);
    return all_fit(&more);
}

bool space_more_within_limits(uint64_t nbytes, unsigned flags)
{
    Count more = {0, 0};
    count_page(&more, flags, (int64_t)(nbytes >> MEM_SHIFT));
    return all_fit(&more);
}

static int64_t read_number(const char *path)
{
    char text[32] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) < 0)
        text[0] = 0;
    if (fd >= 0)
        close(fd);
    return strtoll(text, NULL, 10);
}

static int64_t count_lines(const char *path)
{
    char text[4096];
    int64_t lines = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (ssize_t n; fd >= 0 && (n = read(fd, text, sizeof text)) > 0;)
        for (ssize_t i = 0; i < n; i++)
            lines += text[i] == '\n';
    if (fd >= 0)
        close(fd);
    return lines;
}

/* A call makes two mappings more at most, so there is nothing to count until as many could have been made as there is
 * room for. */
bool space_may_split(void)
{
    enum { FOR_THE_ENGINE = 1000, USUAL = 65530 };
    static int64_t room;
    if (room >= 2) {
        room -= 2;
        return true;
    }
    int64_t limit = read_number("/proc/sys/vm/max_map_count");
    room = (limit > 0 ? limit : USUAL) - FOR_THE_ENGINE - count_lines("/proc/self/maps");
    return room >= 2;
}

void space_set_range(uint64_t g, uint64_t nbytes, unsigned flags)
{
    for (uint64_t page = g >> MEM_SHIFT; page < (g + nbytes) >> MEM_SHIFT; page++) {
        count_page(&in_use, space_get(page), -1);
        space_put(page, flags);
    }
    count_page(&in_use, flags, (int64_t)(nbytes >> MEM_SHIFT));
}

/* As on the real MMUs, a page that may be written or executed may be read. */
unsigned space_prot_to_flags(int prot)
{
    unsigned flags = MEM_MAPPED;
    if (prot & (PROT_READ | PROT_WRITE | PROT_EXEC))
        flags |= prot & PROT_READ ? MEM_R : MEM_R | MEM_IMPLIED_R;
    if (prot & PROT_WRITE)
        flags |= MEM_W;
    if ((prot & PROT_EXEC) || ((prot & PROT_READ) && mem_read_implies_exec))
        flags |= MEM_X;
    return flags;
}

/* Guest code is never executed by the host in place: no PROT_EXEC. */
int space_host_prot(unsigned flags)
{
    int prot = PROT_NONE;
    if (flags & MEM_R)
        prot |= PROT_READ;
    if ((flags & MEM_W) && !(flags & MEM_CODE))
        prot |= PROT_WRITE;
    return prot;
}

void space_release(uint64_t g, uint64_t nbytes)
{
    /* Flags first: C code that asks mem_ok() then stays away from pages about to go. */
    space_set_range(g, nbytes, 0);
    if (mmap(mem_g2h(g), nbytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) ==
        MAP_FAILED)
        die("cannot give guest pages at %#llx back: %s", (unsigned long long)g, strerror(errno));
}

uint64_t space_find(uint64_t nbytes)
{
    uint64_t want = nbytes >> MEM_SHIFT, run = 0;
    for (uint64_t page = place_top >> MEM_SHIFT; page-- > MEM_MIN_ADDR >> MEM_SHIFT;) {
        run = space_get(page) ? 0 : run + 1;
        if (run == want)
            return page << MEM_SHIFT;
    }
    /* Nothing below the top: the gap between it and the stack is better than failing. */
    run = 0;
    for (uint64_t page = mem_limit >> MEM_SHIFT; page-- > place_top >> MEM_SHIFT;) {
        run = space_get(page) ? 0 : run + 1;
        if (run == want)
            return page << MEM_SHIFT;
    }
    return 0;
}

void mem_fork_lock(void)
{
    pthread_mutex_lock(&space_lock);
}

void mem_fork_unlock(void)
{
    pthread_mutex_unlock(&space_lock);
}
