/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two views of one memfd, or of memory without a descriptor where a file would be
 * too large (RLIMIT_FSIZE). The executable view must lie within reach of the
 * program's text: a search around it with fixed addresses that replace nothing.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "tcg/host/code.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

/* The low 4 GiB are the guest's. */
static const int64_t LOWEST = 1ll << 32;
/* Of the text to anything in the executable view, with room for the program itself. */
static const int64_t REACH = 0x70000000;

/* Would a file of that size get us killed (RLIMIT_FSIZE)? Memory without a descriptor is no file. */
static bool size_allowed(size_t nbytes)
{
    struct rlimit l;
    return getrlimit(RLIMIT_FSIZE, &l) != 0 || nbytes <= l.rlim_cur;
}

/* A second view of rw at `want`, to execute, replacing nothing: of the descriptor, or without one (fd = -1). */
static void *view_at(int fd, void *rw, void *want, size_t nbytes)
{
    if (fd >= 0)
        return mmap(want, nbytes, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
    void *p = mmap(want, nbytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (p != want)
        return p;
    /* An old size of 0 makes a second view. */
    if (mremap(rw, 0, nbytes, MREMAP_MAYMOVE | MREMAP_FIXED, p) != MAP_FAILED &&
        mprotect(p, nbytes, PROT_READ | PROT_EXEC) == 0)
        return p;
    munmap(p, nbytes);
    return MAP_FAILED;
}

/* A place of nbytes around the program's text: first below it (the heap grows above), then above. */
static void *map_exec(int fd, void *rw, size_t nbytes)
{
    const int64_t step = 16 << 20;
    int64_t text = (int64_t)(uintptr_t)&code_init & -step;
    for (int64_t i = 0; i * step + (int64_t)nbytes < 2 * REACH; i++) {
        int64_t off = i * step < REACH - (int64_t)nbytes ? -(i * step + (int64_t)nbytes)
                                                         : (i + 1) * step - REACH + (int64_t)nbytes;
        if (text + off < LOWEST)
            continue;
        void *want = (void *)(uintptr_t)((text + off) & -4096);
        void *p = view_at(fd, rw, want, nbytes);
        if (p == want)
            return p;
        if (p != MAP_FAILED)
            munmap(p, nbytes);
    }
    return MAP_FAILED;
}

/* Out of the way of the guest's descriptor numbers. */
static int high_fd(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 900);
    if (high < 0)
        return fd;
    close(fd);
    return high;
}

bool code_init(CodeMem *m, size_t nbytes, Err *err)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    nbytes = (nbytes + page - 1) & ~(page - 1);
    memset(m, 0, sizeof(*m));
    int fd = size_allowed(nbytes) ? memfd_create("engraft-code", MFD_CLOEXEC) : -1;
    if (fd < 0 && size_allowed(nbytes))
        return err_set(err, "code cache: memfd_create: %s", strerror(errno));
    if (fd >= 0 && ftruncate(fd, (off_t)nbytes) < 0) {
        err_set(err, "code cache of %zu bytes: %s", nbytes, strerror(errno));
        close(fd);
        return false;
    }
    void *rw = mmap(NULL, nbytes, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
    void *rx = rw == MAP_FAILED ? MAP_FAILED : map_exec(fd, rw, nbytes);
    int e = errno;
    if (rx == MAP_FAILED) {
        if (rw != MAP_FAILED)
            munmap(rw, nbytes);
        if (fd >= 0)
            close(fd);
        return err_set(err, "code cache of %zu bytes: no room near the program (%s)", nbytes, strerror(e));
    }
    m->rw = rw;
    m->rx = (uintptr_t)rx;
    m->nbytes = nbytes;
    m->fd = fd < 0 ? -1 : high_fd(fd);
    return true;
}

/* The next piece of the old memory that holds something, at or behind *at: [*at, *end); false when there is none. By
 * its descriptor, or without one (from = -1) by looking at each page. */
static bool next_piece(int from, const uint8_t *old, size_t nbytes, off_t *at, off_t *end)
{
    enum { STEP = 4096 };
    static const uint8_t zero[STEP];
    if (from >= 0) {
        *at = lseek(from, *at, SEEK_DATA);
        *end = *at < 0 ? -1 : lseek(from, *at, SEEK_HOLE);
        if (*end < 0)
            *end = (off_t)nbytes;
        return *at >= 0 && (size_t)*at < nbytes;
    }
    while ((size_t)*at < nbytes && !memcmp(old + *at, zero, STEP))
        *at += STEP;
    *end = *at + STEP;
    return (size_t)*at < nbytes;
}

/* Copies what the old object holds; holes stay holes. */
static bool copy_data(int from, int to, const uint8_t *old, size_t nbytes)
{
    for (off_t at = 0, end; next_piece(from, old, nbytes, &at, &end);)
        while (at < end) {
            ssize_t n = pwrite(to, old + at, (size_t)(end - at), at);
            if (n <= 0)
                return false;
            at += n;
        }
    return true;
}

/* Memory of its own for a process that has no room for a descriptor: without one. */
static bool replace_without_fd(CodeMem *m)
{
    void *rx = (void *)(uintptr_t)m->rx;
    uint8_t *n = mmap(NULL, m->nbytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (n == MAP_FAILED)
        return false;
    for (off_t at = 0, end; next_piece(m->fd, m->rw, m->nbytes, &at, &end); at = end)
        memcpy(n + at, m->rw + at, (size_t)(end - at));
    /* An old size of 0 makes a second view. */
    return mremap(n, m->nbytes, m->nbytes, MREMAP_MAYMOVE | MREMAP_FIXED, m->rw) != MAP_FAILED &&
           mremap(m->rw, 0, m->nbytes, MREMAP_MAYMOVE | MREMAP_FIXED, rx) != MAP_FAILED &&
           mprotect(rx, m->nbytes, PROT_READ | PROT_EXEC) == 0;
}

static bool replace_by(CodeMem *m, int fd)
{
    void *rx = (void *)(uintptr_t)m->rx;
    return ftruncate(fd, (off_t)m->nbytes) == 0 && copy_data(m->fd, fd, m->rw, m->nbytes) &&
           mmap(m->rw, m->nbytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED &&
           mmap(rx, m->nbytes, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED;
}

/* May descriptors have this number? Limits change while a program runs. */
static bool number_allowed(int fd)
{
    struct rlimit l;
    return getrlimit(RLIMIT_NOFILE, &l) != 0 || (rlim_t)fd < l.rlim_cur;
}

bool code_after_fork(CodeMem *m, bool fds_shared, Err *err)
{
    int fd = size_allowed(m->nbytes) ? memfd_create("engraft-code", MFD_CLOEXEC) : -1, old = m->fd;
    bool keep = fd >= 0 && !fds_shared && (old < 0 || number_allowed(old));
    if (!(fd >= 0 && (keep || fds_shared) ? replace_by(m, fd) : replace_without_fd(m)))
        return err_set(err, "code cache of a forked process: %s", strerror(errno));
    if (!keep) {
        /* Shared descriptors: the old number is the parent's, and a new one would stay in its table. */
        if (fd >= 0)
            close(fd);
        if (old >= 0 && !fds_shared)
            close(old);
        m->fd = -1;
        return true;
    }
    if (old < 0) {
        m->fd = high_fd(fd);
        return true;
    }
    /* The same number as before: whoever keeps the guest from closing it knows that one. */
    if (dup3(fd, old, O_CLOEXEC) < 0)
        return err_set(err, "code cache of a forked process: %s", strerror(errno));
    close(fd);
    return true;
}

void code_free(CodeMem *m)
{
    if (!m->nbytes)
        return;
    if (m->fd >= 0)
        close(m->fd);
    munmap(m->rw, m->nbytes);
    munmap((void *)(uintptr_t)m->rx, m->nbytes);
    memset(m, 0, sizeof(*m));
}

uint8_t *code_reserve(CodeMem *m, size_t nbytes, uint64_t *rx)
{
    if (nbytes > code_room(m))
        return NULL;
    *rx = m->rx + m->used;
    return m->rw + m->used;
}

size_t code_room(const CodeMem *m)
{
    return m->nbytes - m->used;
}

void code_commit(CodeMem *m, size_t nbytes)
{
    CHECK(nbytes <= code_room(m));
    m->used += (nbytes + CODE_ALIGN - 1) & ~(size_t)(CODE_ALIGN - 1);
    if (m->used > m->nbytes)
        m->used = m->nbytes;
}

void code_keep(CodeMem *m)
{
    m->floor = m->used;
}
void code_reset(CodeMem *m)
{
    m->used = m->floor;
}
