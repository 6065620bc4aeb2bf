/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System-call handlers: what the sys_*.c files share. A handler gets the
 * arguments as syscall.def decodes them and returns a value or -errno (host
 * numbers are the guest's: the two tables differ in EDEADLOCK only, an alias).
 */
#ifndef ENGRAFT_ENGINE_SYS_H
#define ENGRAFT_ENGINE_SYS_H

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/user/gmem.h"
#include "engine/user/stub.h"
#include "engine/user/usr.h"

typedef int64_t SysFn(UsrThread *t, const uint64_t *a);

typedef struct SysRow {
    const char *name; /* NULL: no such number */
    const char *kinds;
    SysFn *fn;          /* S rows */
    int host;           /* D rows: host number; otherwise -1 */
    const char *reason; /* N rows */
} SysRow;

enum { SYS_ROWS = 512 };
extern const SysRow sys_rows[SYS_ROWS];

#define S(nr, name, kinds, handler) SysFn handler;
#define D(nr, name, kinds, host)
#define N(nr, name, reason)
#include "engine/user/syscall.def"
#undef S
#undef D
#undef N

/* A direct call whose result is in errno form. */
static inline int64_t sys_ret(long r)
{
    return r < 0 ? -errno : r;
}

/* Reads a path argument; NULL with *r set when it is bad. buf holds PATH_MAX. */
const char *sys_get_path(uint64_t g, char *buf, int64_t *r);

/* Open and descriptor flags between guest and host. */
int sys_open_flags_to_host(uint32_t g);
uint32_t sys_open_flags_to_guest(int h);

/* iovecs in host form; vec holds max entries. Number of entries or -errno; *total gets the bytes. out: the kernel will
 * write there. */
struct iovec;
int64_t sys_get_iovec(struct iovec **vec, uint64_t g, uint64_t count, bool out);

/* Waits for signals with another mask, as ppoll and its like do: set before the host call, undone after it. */
int64_t sys_temp_mask_begin(UsrThread *t, uint64_t set, uint64_t size);
int64_t sys_temp_mask_end(UsrThread *t, int64_t r);

/* A structure with a size argument, of which this version knows `most` bytes: longer ones must be zero there (E2BIG).
 * Shorter ones are filled with zeros. */
int64_t sys_get_sized(UsrPack *p, uint64_t g, uint64_t size, unsigned least, unsigned most);

/* A call that failed with EFAULT although the guest may write there: another thread has made code of the page
 * meanwhile. */
bool sys_retry_efault(int64_t r, uint64_t g, uint64_t nbytes);

/* rusage of the guest's width; used by wait4 and waitid, too. */
struct rusage;
int sys_put_rusage(uint64_t g, const struct rusage *ru);

#endif
