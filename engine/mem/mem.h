/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest address space in user mode: a window of host memory in which
 * guest address g is host address mem_base + g. Where the host's low 4 GiB are
 * free mem_base is NULL: guest addresses are host addresses, and an access needs
 * neither a base register nor a segment (which costs a cycle of each load's
 * latency).
 *
 * 32-bit guests: 4 GiB reserved PROT_NONE at start, then mapped piecewise as
 * the guest asks. Guest and host pages are 4 KiB. Every 4 KiB page has a flags
 * byte (MEM_*), which says what the guest asked for, not what the host page
 * currently allows: a writable page that holds translated code is read-only on
 * the host until it is written (MEM_CODE).
 *
 * Thread: map changes take the map lock; flag reads need none.
 */
#ifndef ENGRAFT_ENGINE_MEM_H
#define ENGRAFT_ENGINE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "engine/base/err.h"

enum { MEM_PAGE = 4096 };
enum {
    MEM_R = 1,
    MEM_W = 2,
    MEM_X = 4, /* what the guest asked for */
    MEM_MAPPED = 8,
    MEM_SHARED = 16,
    MEM_CODE = 32,       /* translated code was read from this page; host write permission withdrawn */
    MEM_FILE = 64,       /* backed by a file or a System V segment: not plain private memory */
    MEM_IMPLIED_R = 128, /* readable only because it is writable or executable: /proc/self/maps does not say so */
};

extern uint8_t *mem_base;  /* host address of guest address 0 */
extern uint64_t mem_limit; /* first guest address that user code cannot map (32-bit: 0xffff0000 or lower) */

/* Leaves host address 0 alone, for tests of what machines get whose low 4 GiB are taken. Set before mem_init(). */
extern bool mem_avoid_0;

/* Reserves the window. Once, before anything else. */
bool mem_init(bool guest64, Err *err);

static inline void *mem_g2h(uint64_t g)
{
    return (void *)((uintptr_t)mem_base + g); /* mem_base may be NULL */
}
static inline bool mem_is_guest_ptr(const void *h)
{
    return (uintptr_t)h - (uintptr_t)mem_base < (1ull << 32);
}
static inline uint64_t mem_h2g(const void *h)
{
    return (uintptr_t)h - (uintptr_t)mem_base;
}

/* Flags of the page that holds g; 0 = unmapped. */
unsigned mem_flags(uint64_t g);
/* True when all of [g, g + nbytes) is mapped with all of the wanted MEM_R/W/X. Overflow and nbytes = 0 handled. */
bool mem_ok(uint64_t g, uint64_t nbytes, unsigned want);

/* mmap/munmap/mprotect/mremap/madvise for the guest: arguments and results as the system calls', flags and prot in host
 * values, result a guest address or -errno (host errno). Placement when addr = 0: top-down below the stack as Linux/ppc
 * does. Ranges that held code and vanish or change, and new executable ones, are reported to mem_code_hook: after the
 * change, without the map lock, so that whatever another thread translated meanwhile is dropped, too. */
int64_t mem_mmap(uint64_t addr, uint64_t len, int prot, int flags, int fd, uint64_t off);
int64_t mem_munmap(uint64_t addr, uint64_t len);
int64_t mem_mprotect(uint64_t addr, uint64_t len, int prot);
int64_t mem_mremap(uint64_t old, uint64_t old_len, uint64_t new_len, int flags, uint64_t new_addr);
int64_t mem_madvise(uint64_t addr, uint64_t len, int advice);

/* MAP_GROWSDOWN: does the page of addr belong to a mapping above it that grows, with a gap left to the next one below?
 * Then it is mapped now, and the access can be made again. */
bool mem_grow_down(uint64_t addr);
/* mlockall(MCL_FUTURE): new mappings are locked. */
extern bool mem_lock_future;

/* RLIMIT_AS and RLIMIT_DATA of the guest, in bytes; UINT64_MAX: none. */
void mem_set_limits(uint64_t all, uint64_t data);
/* So many bytes more of what is mapped (private and writable) count against neither. */
void mem_limits_leave_out(uint64_t nbytes);

/* Program break. mem_set_brk(start) by the loader; mem_brk(0) reads. */
void mem_set_brk(uint64_t start);
uint64_t mem_brk_start(void);
uint64_t mem_brk(uint64_t want);

/* Write watch for translated code. mem_watch_code() takes host write permission from the pages of [g, g + nbytes)
 * BEFORE the caller reads the code (so no write can slip between read and watch); idempotent. mem_unwatch_page() gives
 * it back, returns false if the page was not watched (then the fault is the guest's own). Both safe from the fault
 * handler. */
void mem_watch_code(uint64_t g, uint64_t nbytes);
bool mem_unwatch_page(uint64_t g);
/* For system calls that write guest memory from C or let the kernel write it: unwatches and invalidates code in the
 * range, so the kernel does not return EFAULT. Cheap when no page of the range holds code. */
void mem_before_write(uint64_t g, uint64_t nbytes);

/* System V shared memory: attaches a segment of nbytes (addr = 0: placed here; flags: SHM_*, host values), detaches the
 * one that starts at addr. Guest address or -errno. */
int64_t mem_shmat(int shmid, uint64_t addr, uint64_t nbytes, int flags);
int64_t mem_shmdt(uint64_t addr);

/* Where a stack of the process may end and where placement starts to look downwards; set by the loader before the first
 * mmap. */
void mem_set_top(uint64_t below);

/* The map lock around fork(): taken before, given back in parent and child, so that no other thread is changing the map
 * then. */
void mem_fork_lock(void);
void mem_fork_unlock(void);

/* Called with a guest range whose mapping or contents have changed (set by engine/exec to exec_invalidate). Never
 * called with the map lock held. */
extern void (*mem_code_hook)(uint64_t start, uint64_t nbytes);

/* Called with each change of the guest's mappings after it was made, without the map lock; NULL = nobody wants to know.
 * fd and off: of MEM_MAP_NEW with a file, else fd is -1. prot: PROT_*. A new mapping may replace older ones. */
typedef enum MemMapKind { MEM_MAP_NEW = 1, MEM_MAP_GONE, MEM_MAP_PROTECT } MemMapKind;
extern void (*mem_map_hook)(MemMapKind kind, uint64_t start, uint64_t nbytes, int prot, int fd, uint64_t off);

/* The guest's READ_IMPLIES_EXEC personality: PROT_READ brings PROT_EXEC with it, as for programs without PT_GNU_STACK.
 */
extern bool mem_read_implies_exec;

/* The mappings for /proc/self/maps and reports: calls fn for each run of pages with equal flags and backing file (path
 * may be NULL). */
typedef struct MemMapping {
    uint64_t start, end, offset;
    unsigned flags;
    const char *path; /* NULL: none; valid during the call */
    unsigned dev_major, dev_minor;
    uint64_t inode;
} MemMapping;
void mem_for_each(void (*fn)(void *ctx, const MemMapping *m), void *ctx);

#endif
