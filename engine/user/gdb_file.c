/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files for the debugger (vFile packets): gdb reads the program and its
 * libraries through us, with the paths the guest sees, so it needs no sysroot
 * of its own. Read only. See gdb_int.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/user/gdb_int.h"

enum { MAX_FILES = 16, FILEIO_ENAMETOOLONG = 91, FILEIO_EUNKNOWN = 9999 };

static int files[MAX_FILES]; /* host descriptor + 1 */

/* Error numbers of the protocol (GDB manual, "Errno Values"). */
static void fail(GdbOut *o, int error)
{
    static const int same[] = {EPERM,   ENOENT, EINTR,  EBADF,  EACCES, EFAULT, EBUSY,  EEXIST, ENODEV,
                               ENOTDIR, EISDIR, EINVAL, ENFILE, EMFILE, EFBIG,  ENOSPC, ESPIPE, EROFS};
    int code = error == ENAMETOOLONG ? FILEIO_ENAMETOOLONG : FILEIO_EUNKNOWN;
    for (unsigned i = 0; i < sizeof same / sizeof *same; i++)
        if (same[i] == error)
            code = error;
    out_text(o, "F-1,%x", (unsigned)code);
}

static int host_fd(const char **p)
{
    uint64_t n = in_hex(p);
    return n < MAX_FILES ? files[n] - 1 : -1;
}

static void open_file(const char *p, GdbOut *o)
{
    char path[PATH_MAX], buf[PATH_MAX];
    size_t n = in_bytes(&p, (uint8_t *)path, sizeof path - 1);
    path[n] = 0;
    unsigned slot = 0;
    while (slot < MAX_FILES && files[slot])
        slot++;
    if (slot == MAX_FILES) {
        fail(o, EMFILE);
        return;
    }
    if (*p == ',' && (p++, in_hex(&p)) != 0) { /* only reading */
        fail(o, EROFS);
        return;
    }
    int fd = open(usr_path(path, buf), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(o, errno);
        return;
    }
    files[slot] = fd + 1;
    out_text(o, "F%x", slot);
}

static void pread_file(const char *p, GdbOut *o)
{
    static uint8_t buf[GDB_PACKET_MAX / 2];
    int fd = host_fd(&p);
    uint64_t n = *p == ',' ? (p++, in_hex(&p)) : 0, off = *p == ',' ? (p++, in_hex(&p)) : 0;
    if (n > sizeof buf - 32)
        n = sizeof buf - 32;
    ssize_t r = fd < 0 ? -1 : pread(fd, buf, n, (off_t)off);
    if (r < 0) {
        fail(o, fd < 0 ? EBADF : errno);
        return;
    }
    out_text(o, "F%zx;", (size_t)r);
    out_binary(o, buf, (size_t)r);
}

static void put(uint8_t **to, uint64_t v, unsigned nbytes)
{
    while (nbytes--)
        *(*to)++ = (uint8_t)(v >> 8 * nbytes);
}

/* struct stat of the protocol: big-endian, packed. */
static void stat_file(const char *p, GdbOut *o)
{
    struct stat st;
    uint8_t b[64], *at = b;
    int fd = host_fd(&p);
    if (fd < 0 || fstat(fd, &st)) {
        fail(o, fd < 0 ? EBADF : errno);
        return;
    }
    put(&at, st.st_dev, 4);
    put(&at, st.st_ino, 4);
    put(&at, st.st_mode, 4);
    put(&at, st.st_nlink, 4);
    put(&at, st.st_uid, 4);
    put(&at, st.st_gid, 4);
    put(&at, st.st_rdev, 4);
    put(&at, (uint64_t)st.st_size, 8);
    put(&at, (uint64_t)st.st_blksize, 8);
    put(&at, (uint64_t)st.st_blocks, 8);
    put(&at, (uint64_t)st.st_atime, 4);
    put(&at, (uint64_t)st.st_mtime, 4);
    put(&at, (uint64_t)st.st_ctime, 4);
    out_text(o, "F%zx;", (size_t)(at - b));
    out_binary(o, b, (size_t)(at - b));
}

static void close_file(const char *p, GdbOut *o)
{
    uint64_t n = in_hex(&p);
    if (n >= MAX_FILES || !files[n]) {
        fail(o, EBADF);
        return;
    }
    close(files[n] - 1);
    files[n] = 0;
    out_text(o, "F0");
}

static void read_link(const char *p, GdbOut *o)
{
    char path[PATH_MAX], buf[PATH_MAX], target[PATH_MAX];
    size_t n = in_bytes(&p, (uint8_t *)path, sizeof path - 1);
    path[n] = 0;
    ssize_t r = readlink(usr_path(path, buf), target, sizeof target);
    if (r < 0) {
        fail(o, errno);
        return;
    }
    out_text(o, "F%zx;", (size_t)r);
    out_binary(o, target, (size_t)r);
}

void gdb_file(const char *p, GdbOut *o)
{
    static const struct {
        const char *name;
        void (*fn)(const char *p, GdbOut *o);
    } ops[] = {{"open:", open_file},
               {"pread:", pread_file},
               {"fstat:", stat_file},
               {"close:", close_file},
               {"readlink:", read_link}};
    if (!strncmp(p, "setfs:", 6)) { /* there is one file system */
        out_text(o, "F0");
        return;
    }
    for (unsigned i = 0; i < sizeof ops / sizeof *ops; i++)
        if (!strncmp(p, ops[i].name, strlen(ops[i].name)))
            ops[i].fn(p + strlen(ops[i].name), o);
}

void gdb_file_close_all(void)
{
    for (unsigned i = 0; i < MAX_FILES; i++)
        if (files[i]) {
            close(files[i] - 1);
            files[i] = 0;
        }
}
