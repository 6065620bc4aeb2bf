/* SPDX-License-Identifier: Apache-2.0 */
/* System calls on memory. MAP_ and MCL_ bits are powerpc's (asm/mman.h). */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

#include "engine/base/log.h"
#include "engine/user/sys.h"

typedef struct MapFlag {
    uint32_t guest;
    int host;
} MapFlag;

static const MapFlag map_flags[] = {
    {0x10, MAP_FIXED},
    {0x20, MAP_ANONYMOUS},
    {0x40, MAP_NORESERVE},
    {0x80, MAP_LOCKED},
    {0x100, MAP_GROWSDOWN},
    {0x800, 0 /* DENYWRITE */},
    {0x1000, 0 /* EXECUTABLE */},
    {0x8000, MAP_POPULATE},
    {0x10000, MAP_NONBLOCK},
    {0x20000, MAP_STACK},
    {0x40000, MAP_HUGETLB},
    {0x80000, MAP_SYNC},
    {0x100000, MAP_FIXED_NOREPLACE},
};

static int flags_to_host(uint32_t g)
{
    int h = (int)(g & 0xf); /* MAP_SHARED, MAP_PRIVATE, MAP_SHARED_VALIDATE */
    for (unsigned i = 0; i < sizeof map_flags / sizeof map_flags[0]; i++)
        if (g & map_flags[i].guest)
            h |= map_flags[i].host;
    return h | (int)(g & 0xfc000000); /* size of huge pages */
}

static bool unknown_flags(uint32_t g)
{
    uint32_t known = 0xfc00000f;
    for (unsigned i = 0; i < sizeof map_flags / sizeof map_flags[0]; i++)
        known |= map_flags[i].guest;
    return g & ~known;
}

static int64_t do_mmap(const uint64_t *a, uint64_t off)
{
    enum { PROT_SAO = 0x10 }; /* strong ordering: x86 has it anyway */
    int flags = flags_to_host((uint32_t)a[3]), prot = (int)a[2] & ~PROT_SAO, fd = (int)a[4];
    if (!(flags & MAP_ANONYMOUS) && (usr_fd_is_ours(fd) || fcntl(fd, F_GETFD) < 0))
        return -EBADF;
    if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
        return -EINVAL;
    if ((flags & MAP_TYPE) == 0 || (flags & MAP_TYPE) > MAP_SHARED_VALIDATE)
        return -EINVAL;
    if ((flags & MAP_TYPE) == MAP_SHARED_VALIDATE && unknown_flags((uint32_t)a[3]))
        return -EOPNOTSUPP;
    int64_t r = mem_mmap(a[0], a[1], prot, flags, fd, off);
    if (r > 0 && (prot & PROT_EXEC) && !(flags & MAP_ANONYMOUS))
        usr_module_mapped((uint64_t)r, (a[1] + MEM_PAGE - 1) & ~(uint64_t)(MEM_PAGE - 1), fd, off, 0, false);
    if (log_on('m'))
        log_printf('m', "mmap %#llx+%#llx prot %d flags %#x fd %d -> %#llx\n", (unsigned long long)a[0],
                   (unsigned long long)a[1], prot, flags, fd, (unsigned long long)r);
    return r;
}

int64_t sys_mmap(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return a[5] % MEM_PAGE ? -EINVAL : do_mmap(a, a[5]);
}

/* The offset counts units of 4096 bytes whatever the page size. */
int64_t sys_mmap2(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return do_mmap(a, a[5] << 12);
}

int64_t sys_munmap(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return mem_munmap(a[0], a[1]);
}

int64_t sys_mprotect(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return mem_mprotect(a[0], a[1], (int)a[2]);
}

int64_t sys_mremap(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return mem_mremap(a[0], a[1], a[2], (int)a[3], a[4]);
}

int64_t sys_brk(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return (int64_t)mem_brk(a[0]);
}

int64_t sys_madvise(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return mem_madvise(a[0], a[1], (int)a[2]);
}

/* True when the rounded range lies inside the window; otherwise *r is set. */
static bool range_ok(const uint64_t *a, int64_t *r)
{
    *r = -ENOMEM;
    return a[0] <= mem_limit && a[1] <= mem_limit - a[0] && mem_ok(a[0], a[1], 0);
}

int64_t sys_mincore(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    if (a[0] % MEM_PAGE)
        return -EINVAL;
    if (!range_ok(a, &r))
        return r;
    return USR_CALL3(t, SYS_mincore, mem_g2h(a[0]), a[1], usr_out(a[2], (a[1] + MEM_PAGE - 1) / MEM_PAGE));
}

int64_t sys_mlock(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    return range_ok(a, &r) ? USR_CALL3(t, SYS_mlock, mem_g2h(a[0]), a[1], 0) : r;
}

int64_t sys_munlock(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    return range_ok(a, &r) ? USR_CALL3(t, SYS_munlock, mem_g2h(a[0]), a[1], 0) : r;
}

int64_t sys_mlock2(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    return range_ok(a, &r) ? USR_CALL3(t, SYS_mlock2, mem_g2h(a[0]), a[1], a[2]) : r;
}

int64_t sys_msync(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    if (a[0] % MEM_PAGE)
        return -EINVAL;
    return range_ok(a, &r) ? USR_CALL3(t, SYS_msync, mem_g2h(a[0]), a[1], a[2]) : r;
}

/* Locks what the guest has mapped, not the engine. */
static void lock_mapping(void *ctx, const MemMapping *m)
{
    struct {
        int flags;
        int64_t error;
    } *c = ctx;
    /* Of the stack what is in use: it is mapped as long as it may become. */
    uint64_t sp = usr_self->cpu->gpr[1], start = m->start;
    if (start >= usr.stack_lo && sp > start && sp < m->end)
        start = sp & ~(uint64_t)(MEM_PAGE - 1);
    if (c->error || !(m->flags & MEM_R))
        return;
    /* First without looking for pages: what cannot be made present, behind a file's end, is no error here. */
    if (syscall(SYS_mlock2, mem_g2h(start), m->end - start, MLOCK_ONFAULT))
        c->error = -errno;
    else if (!c->flags)
        syscall(SYS_mlock2, mem_g2h(start), m->end - start, 0);
}

/* MCL_CURRENT 0x2000, MCL_FUTURE 0x4000, MCL_ONFAULT 0x8000: the host's three lowest bits. */
int64_t sys_mlockall(UsrThread *t, const uint64_t *a)
{
    enum { CURRENT = 0x2000, FUTURE = 0x4000, ONFAULT = 0x8000 };
    struct {
        int flags;
        int64_t error;
    } c = {a[0] & ONFAULT ? MLOCK_ONFAULT : 0, 0};
    (void)t;
    if (a[0] == 0 || a[0] & ~0xe000ull || a[0] == ONFAULT)
        return -EINVAL;
    mem_lock_future = a[0] & FUTURE;
    if (a[0] & CURRENT)
        mem_for_each(lock_mapping, &c);
    return c.error;
}

int64_t sys_munlockall(UsrThread *t, const uint64_t *a)
{
    (void)a;
    mem_lock_future = false;
    return USR_CALL3(t, SYS_munlockall, 0, 0, 0);
}

int64_t sys_remap_file_pages(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    if (a[2])
        return -EINVAL;
    if (!range_ok(a, &r) || !a[1])
        return -EINVAL;
    r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_remap_file_pages, mem_g2h(a[0] & ~(uint64_t)(MEM_PAGE - 1)), a[1], 0, a[3],
                  a[4] & 0x10000 /* MAP_NONBLOCK */, 0);
    if (mem_code_hook)
        mem_code_hook(a[0], a[1]);
    return r;
}
