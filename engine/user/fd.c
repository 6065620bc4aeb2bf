/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Descriptors that are the engine's own (code memory, dumps, database): for the
 * guest they are not open, so programs may close "everything" at start. Those
 * of the hooks' owner, which come and go (forks), are asked for; the others are
 * noted once.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/user/usr.h"

enum { MAX_OURS = 64 };
static int ours[MAX_OURS];
static unsigned nours;

static int next_of_hooks(int from)
{
    const UserHooks *h = usr.cfg->hooks;
    return h && h->next_fd ? h->next_fd(h->ctx, from) : -1;
}

/* The lowest of ours at or above lo; -1: none. */
static int next_of_ours(int lo)
{
    int next = next_of_hooks(lo);
    for (unsigned i = 0; i < nours; i++)
        if (ours[i] >= lo && (next < 0 || ours[i] < next))
            next = ours[i];
    return next;
}

bool usr_fd_is_ours(int fd)
{
    return fd >= 0 && next_of_ours(fd) == fd;
}

void usr_fd_protect(int fd)
{
    if (fd >= 0 && nours < MAX_OURS && !usr_fd_is_ours(fd))
        ours[nours++] = fd;
}

/* Everything inherited came over an exec, so close-on-exec marks what we have opened ourselves. */
void usr_fd_protect_ours(void)
{
    DIR *d = opendir("/proc/self/fd");
    struct dirent *e;
    if (!d)
        return;
    while ((e = readdir(d))) {
        int fd = atoi(e->d_name), flags = fcntl(fd, F_GETFD);
        if (e->d_name[0] != '.' && fd != dirfd(d) && flags >= 0 && (flags & FD_CLOEXEC))
            usr_fd_protect(fd);
    }
    closedir(d);
}

static int close_part(unsigned lo, unsigned hi, bool cloexec)
{
    enum { RANGE_CLOEXEC = 4 };
    if (lo > hi)
        return 0;
    return syscall(SYS_close_range, lo, hi, cloexec ? RANGE_CLOEXEC : 0) < 0 ? -errno : 0;
}

int usr_fd_close_range(unsigned lo, unsigned hi, bool cloexec)
{
    if (lo > hi)
        return -EINVAL;
    for (;;) { /* up to the next of ours, again behind it */
        int next = lo <= INT_MAX ? next_of_ours((int)lo) : -1;
        if (next < 0 || (unsigned)next > hi)
            return close_part(lo, hi, cloexec);
        int r = next > 0 ? close_part(lo, (unsigned)next - 1, cloexec) : 0;
        if (r)
            return r;
        lo = (unsigned)next + 1;
        if (lo > hi)
            return 0;
    }
}
