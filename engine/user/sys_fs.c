/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls on names and inodes: the stat family, statfs, directories,
 * times. Layouts: asm/stat.h and asm/statfs.h of powerpc.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include "engine/user/sys.h"

/* ---- stat --------------------------------------------------------------------------- */

/* Path of a call that follows /proc/self/exe to the guest program. */
static const char *read_path(uint64_t g, char *buf, char *under, int64_t *r)
{
    const char *p = sys_get_path(g, buf, r);
    if (!p)
        return NULL;
    return usr_is_proc_exe(p) ? usr.exe_path : usr_path(p, under);
}

static int64_t put_stat(uint64_t g, const struct stat *st)
{
    UsrPack p = {0};
    if (!usr_abi.guest64 && (st->st_size > 0x7fffffff || st->st_ino > UINT32_MAX))
        return -EOVERFLOW;
    pk_long(&p, st->st_dev);
    pk_long(&p, st->st_ino);
    if (usr_abi.guest64) {
        pk64(&p, st->st_nlink);
        pk32(&p, st->st_mode);
    } else {
        pk32(&p, st->st_mode);
        pk16(&p, (uint16_t)st->st_nlink);
    }
    pk32(&p, st->st_uid);
    pk32(&p, st->st_gid);
    pk_long(&p, st->st_rdev);
    pk_long(&p, (uint64_t)st->st_size);
    pk_long(&p, (uint64_t)st->st_blksize);
    pk_long(&p, (uint64_t)st->st_blocks);
    const struct timespec ts[] = {st->st_atim, st->st_mtim, st->st_ctim};
    for (unsigned i = 0; i < 3; i++) {
        pk_long(&p, (uint64_t)ts[i].tv_sec);
        pk_long(&p, (uint64_t)ts[i].tv_nsec);
    }
    for (unsigned i = 0; i < (usr_abi.guest64 ? 3 : 2); i++)
        pk_long(&p, 0);
    return pk_put(&p, g);
}

static int64_t put_stat64(uint64_t g, const struct stat *st)
{
    UsrPack p = {0};
    pk64(&p, st->st_dev);
    pk64(&p, st->st_ino);
    pk32(&p, st->st_mode);
    pk32(&p, (uint32_t)st->st_nlink);
    pk32(&p, st->st_uid);
    pk32(&p, st->st_gid);
    pk64(&p, st->st_rdev);
    pk16(&p, 0);
    pk64(&p, (uint64_t)st->st_size);
    pk32(&p, (uint32_t)st->st_blksize);
    pk64(&p, (uint64_t)st->st_blocks);
    const struct timespec ts[] = {st->st_atim, st->st_mtim, st->st_ctim};
    for (unsigned i = 0; i < 3; i++) {
        pk32(&p, (uint32_t)ts[i].tv_sec);
        pk32(&p, (uint32_t)ts[i].tv_nsec);
    }
    pk32(&p, 0);
    pk32(&p, 0);
    return pk_put(&p, g);
}

static int64_t do_stat(UsrThread *t, int dirfd, uint64_t path_g, uint64_t g, int flags, bool wide)
{
    char buf[PATH_MAX], under[PATH_MAX];
    struct stat st;
    int64_t r;
    const char *path = sys_get_path(path_g, buf, &r);
    if (!path)
        return r;
    if (!(flags & AT_SYMLINK_NOFOLLOW) && usr_is_proc_exe(path))
        path = usr.exe_path;
    path = usr_path(path, under);
    r = USR_CALL4(t, SYS_newfstatat, dirfd, path, &st, flags);
    return r ? r : wide ? put_stat64(g, &st) : put_stat(g, &st);
}

int64_t sys_stat(UsrThread *t, const uint64_t *a)
{
    return do_stat(t, AT_FDCWD, a[0], a[1], 0, false);
}

int64_t sys_lstat(UsrThread *t, const uint64_t *a)
{
    return do_stat(t, AT_FDCWD, a[0], a[1], AT_SYMLINK_NOFOLLOW, false);
}

int64_t sys_stat64(UsrThread *t, const uint64_t *a)
{
    return do_stat(t, AT_FDCWD, a[0], a[1], 0, true);
}

int64_t sys_lstat64(UsrThread *t, const uint64_t *a)
{
    return do_stat(t, AT_FDCWD, a[0], a[1], AT_SYMLINK_NOFOLLOW, true);
}

int64_t sys_fstatat64(UsrThread *t, const uint64_t *a)
{
    return do_stat(t, (int)a[0], a[1], a[2], (int)a[3], true);
}

int64_t sys_fstat(UsrThread *t, const uint64_t *a)
{
    struct stat st;
    int64_t r = USR_CALL3(t, SYS_fstat, (int)a[0], &st, 0);
    return r ? r : put_stat(a[1], &st);
}

int64_t sys_fstat64(UsrThread *t, const uint64_t *a)
{
    struct stat st;
    int64_t r = USR_CALL3(t, SYS_fstat, (int)a[0], &st, 0);
    return r ? r : put_stat64(a[1], &st);
}

static void put_statx_time(UsrPack *p, const struct statx_timestamp *ts)
{
    pk64(p, (uint64_t)ts->tv_sec);
    pk32(p, ts->tv_nsec);
    pk32(p, 0);
}

int64_t sys_statx(UsrThread *t, const uint64_t *a)
{
    char buf[PATH_MAX], under[PATH_MAX];
    struct statx x;
    int64_t r = 0;
    const char *path = read_path(a[1], buf, under, &r);
    if (!path)
        return r;
    memset(&x, 0, sizeof x);
    r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_statx, (int)a[0], path, a[2], a[3], &x, 0);
    if (r)
        return r;
    UsrPack p = {0};
    pk32(&p, x.stx_mask);
    pk32(&p, x.stx_blksize);
    pk64(&p, x.stx_attributes);
    pk32(&p, x.stx_nlink);
    pk32(&p, x.stx_uid);
    pk32(&p, x.stx_gid);
    pk16(&p, x.stx_mode);
    pk16(&p, 0);
    pk64(&p, x.stx_ino);
    pk64(&p, x.stx_size);
    pk64(&p, x.stx_blocks);
    pk64(&p, x.stx_attributes_mask);
    put_statx_time(&p, &x.stx_atime);
    put_statx_time(&p, &x.stx_btime);
    put_statx_time(&p, &x.stx_ctime);
    put_statx_time(&p, &x.stx_mtime);
    pk32(&p, x.stx_rdev_major);
    pk32(&p, x.stx_rdev_minor);
    pk32(&p, x.stx_dev_major);
    pk32(&p, x.stx_dev_minor);
    pk64(&p, x.stx_mnt_id);
    p.n = 256;
    return pk_put(&p, a[4]);
}

/* ---- statfs ------------------------------------------------------------------------- */

static bool fits32(uint64_t v)
{
    return v <= UINT32_MAX || v == UINT64_MAX;
}

/* The fields of struct statfs; those that count blocks and files are put by `count`. */
static void pack_statfs(UsrPack *p, const struct statfs *s, void (*count)(UsrPack *, uint64_t))
{
    pk_long(p, (uint64_t)s->f_type);
    pk_long(p, (uint64_t)s->f_bsize);
    count(p, s->f_blocks);
    count(p, s->f_bfree);
    count(p, s->f_bavail);
    count(p, s->f_files);
    count(p, s->f_ffree);
    pk32(p, (uint32_t)s->f_fsid.__val[0]);
    pk32(p, (uint32_t)s->f_fsid.__val[1]);
    pk_long(p, (uint64_t)s->f_namelen);
    pk_long(p, (uint64_t)s->f_frsize);
    pk_long(p, (uint64_t)s->f_flags);
    for (unsigned i = 0; i < 4; i++)
        pk_long(p, 0);
}

static int64_t put_statfs(uint64_t g, const struct statfs *s)
{
    UsrPack p = {0};
    if (!usr_abi.guest64 && !(fits32(s->f_blocks) && fits32(s->f_bfree) && fits32(s->f_files) && fits32(s->f_ffree)))
        return -EOVERFLOW;
    pack_statfs(&p, s, pk_long);
    return pk_put(&p, g);
}

static int64_t put_statfs64(uint64_t g, const struct statfs *s)
{
    UsrPack p = {0};
    pack_statfs(&p, s, pk64);
    pk_align(&p, 8);
    return pk_put(&p, g);
}

static int64_t do_statfs(UsrThread *t, uint64_t path_g, struct statfs *s)
{
    char buf[PATH_MAX], under[PATH_MAX];
    int64_t r;
    const char *path = read_path(path_g, buf, under, &r);
    return path ? USR_CALL3(t, SYS_statfs, path, s, 0) : r;
}

int64_t sys_statfs(UsrThread *t, const uint64_t *a)
{
    struct statfs s;
    int64_t r = do_statfs(t, a[0], &s);
    return r ? r : put_statfs(a[1], &s);
}

int64_t sys_fstatfs(UsrThread *t, const uint64_t *a)
{
    struct statfs s;
    int64_t r = USR_CALL3(t, SYS_fstatfs, (int)a[0], &s, 0);
    return r ? r : put_statfs(a[1], &s);
}

enum { STATFS64_BYTES = 88 };

int64_t sys_statfs64(UsrThread *t, const uint64_t *a)
{
    struct statfs s;
    if (a[1] != STATFS64_BYTES && a[1] != STATFS64_BYTES - 4)
        return -EINVAL;
    int64_t r = do_statfs(t, a[0], &s);
    return r ? r : put_statfs64(a[2], &s);
}

int64_t sys_fstatfs64(UsrThread *t, const uint64_t *a)
{
    struct statfs s;
    if (a[1] != STATFS64_BYTES && a[1] != STATFS64_BYTES - 4)
        return -EINVAL;
    int64_t r = USR_CALL3(t, SYS_fstatfs, (int)a[0], &s, 0);
    return r ? r : put_statfs64(a[2], &s);
}

/* ---- Directories -------------------------------------------------------------------- */

/*
 * ext4 and others give directory positions of 63 bits to 64-bit processes: a hash in the upper half. A 32-bit program's
 * C library refuses what does not fit a long, so it gets the upper half, which is what the kernel gives 32-bit
 * processes, and lseek() on the directory turns it back.
 */
static bool folded_positions;

static int64_t fold(int64_t off)
{
    if (usr_abi.guest64 || off <= INT32_MAX)
        return off;
    __atomic_store_n(&folded_positions, true, __ATOMIC_RELAXED);
    return off >> 32;
}

int64_t usr_dir_position(int fd, int64_t off)
{
    struct stat st;
    struct statfs fs;
    enum { EXT_MAGIC = 0xef53 };
    if (!__atomic_load_n(&folded_positions, __ATOMIC_RELAXED) || off <= 0 || off > INT32_MAX)
        return off;
    if (fstat(fd, &st) || !S_ISDIR(st.st_mode) || fstatfs(fd, &fs) || fs.f_type != EXT_MAGIC)
        return off;
    return off << 32;
}

/* The kernel's struct linux_dirent64. */
typedef struct HostDirent {
    uint64_t ino;
    int64_t off;
    uint16_t reclen;
    uint8_t type;
    char name[];
} HostDirent;

/* Bytes of an entry in the guest's form: the old one has longs, the type in its last byte. */
static uint64_t entry_bytes(const HostDirent *d, bool wide)
{
    uint64_t head = wide ? 19 : 2 * usr_word() + 2, n = head + strlen(d->name) + 1 + !wide;
    uint64_t align = wide ? 8 : usr_word();
    return (n + align - 1) & ~(align - 1);
}

static int put_entry(uint64_t g, const HostDirent *d, uint64_t nbytes, bool wide)
{
    UsrPack p = {0};
    if (wide) {
        pk64(&p, d->ino);
        pk64(&p, (uint64_t)fold(d->off));
    } else {
        pk_long(&p, d->ino);
        pk_long(&p, (uint64_t)fold(d->off));
    }
    pk16(&p, (uint16_t)nbytes);
    if (wide)
        pk8(&p, d->type);
    pk_bytes(&p, d->name, (unsigned)strlen(d->name) + 1);
    p.n = (unsigned)nbytes;
    if (!wide)
        p.b[nbytes - 1] = d->type;
    return pk_put(&p, g);
}

/* Reads as much as surely fits, since every entry of the old form is shorter than the new one. */
static int64_t do_getdents(UsrThread *t, int fd, uint64_t g, uint64_t nbytes, bool wide)
{
    _Alignas(8) char buf[32768];
    if (nbytes > sizeof buf)
        nbytes = sizeof buf;
    int64_t n, out = 0;
    do {
        n = USR_CALL3(t, SYS_getdents64, fd, buf, nbytes);
        for (int64_t at = 0; at < n;) {
            const HostDirent *d = (const HostDirent *)(buf + at);
            at += d->reclen;
            if (usr_proc_hides_entry(fd, d->name))
                continue;
            uint64_t bytes = entry_bytes(d, wide);
            if (put_entry(g + (uint64_t)out, d, bytes, wide))
                return -EFAULT;
            out += (int64_t)bytes;
        }
    } while (n > 0 && out == 0); /* only hidden ones: not the end */
    return n < 0 ? n : out;
}

int64_t sys_getdents(UsrThread *t, const uint64_t *a)
{
    return do_getdents(t, (int)a[0], a[1], a[2], false);
}

int64_t sys_getdents64(UsrThread *t, const uint64_t *a)
{
    return do_getdents(t, (int)a[0], a[1], a[2], true);
}

int64_t sys_getcwd(UsrThread *t, const uint64_t *a)
{
    char buf[PATH_MAX];
    int64_t n = USR_CALL3(t, SYS_getcwd, buf, sizeof buf, 0);
    if (n < 0)
        return n;
    if ((uint64_t)n > a[1])
        return -ERANGE;
    return usr_put(a[0], buf, (uint64_t)n) ? -EFAULT : n;
}

static int64_t do_readlink(UsrThread *t, int dirfd, uint64_t path_g, uint64_t g, uint64_t nbytes)
{
    char buf[PATH_MAX], under[PATH_MAX], out[PATH_MAX];
    int64_t r;
    const char *path = sys_get_path(path_g, buf, &r);
    if (!path)
        return r;
    if ((int64_t)nbytes <= 0)
        return -EINVAL;
    if (usr_is_proc_exe(path)) {
        r = (int64_t)strlen(usr.exe_path);
        memcpy(out, usr.exe_path, (size_t)r);
    } else {
        r = USR_CALL4(t, SYS_readlinkat, dirfd, usr_path(path, under), out, sizeof out);
    }
    if (r < 0)
        return r;
    if ((uint64_t)r > nbytes)
        r = (int64_t)nbytes;
    return usr_put(g, out, (uint64_t)r) ? -EFAULT : r;
}

int64_t sys_readlink(UsrThread *t, const uint64_t *a)
{
    return do_readlink(t, AT_FDCWD, a[0], a[1], a[2]);
}

int64_t sys_readlinkat(UsrThread *t, const uint64_t *a)
{
    return do_readlink(t, (int)a[0], a[1], a[2], a[3]);
}

int64_t sys_umount(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_umount2, usr_ptr(a[0]), 0, 0);
}

/* ---- Times of files ------------------------------------------------------------------ */

int64_t sys_utime(UsrThread *t, const uint64_t *a)
{
    struct timespec ts[2] = {0};
    uint64_t v[2];
    if (a[1]) {
        if (usr_get_long(a[1], &v[0]) || usr_get_long(a[1] + usr_word(), &v[1]))
            return -EFAULT;
        for (unsigned i = 0; i < 2; i++)
            ts[i].tv_sec = usr_abi.guest64 ? (int64_t)v[i] : (int32_t)v[i];
    }
    return USR_CALL4(t, SYS_utimensat, AT_FDCWD, usr_ptr(a[0]), a[1] ? ts : NULL, 0);
}

static int64_t do_utimes(UsrThread *t, int dirfd, uint64_t path, uint64_t g)
{
    struct timeval tv[2];
    struct timespec ts[2];
    if (g) {
        if (usr_get_timeval(&tv[0], g) || usr_get_timeval(&tv[1], g + 2 * usr_word()))
            return -EFAULT;
        for (unsigned i = 0; i < 2; i++) {
            if (tv[i].tv_usec < 0 || tv[i].tv_usec > 999999)
                return -EINVAL;
            ts[i].tv_sec = tv[i].tv_sec;
            ts[i].tv_nsec = tv[i].tv_usec * 1000;
        }
    }
    return USR_CALL4(t, SYS_utimensat, dirfd, usr_ptr(path), g ? ts : NULL, 0);
}

int64_t sys_utimes(UsrThread *t, const uint64_t *a)
{
    return do_utimes(t, AT_FDCWD, a[0], a[1]);
}

int64_t sys_futimesat(UsrThread *t, const uint64_t *a)
{
    return do_utimes(t, (int)a[0], a[1], a[2]);
}

static int64_t do_utimensat(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts[2];
    unsigned bytes = wide || usr_abi.guest64 ? 16 : 8;
    if (a[2] && (usr_get_timespec(&ts[0], a[2], wide) || usr_get_timespec(&ts[1], a[2] + bytes, wide)))
        return -EFAULT;
    return USR_CALL4(t, SYS_utimensat, (int)a[0], usr_ptr(a[1]), a[2] ? ts : NULL, a[3]);
}

int64_t sys_utimensat(UsrThread *t, const uint64_t *a)
{
    return do_utimensat(t, a, false);
}

int64_t sys_utimensat_time64(UsrThread *t, const uint64_t *a)
{
    return do_utimensat(t, a, true);
}

/* The oldest form: one entry with the length of its name, whatever the third argument. */
int64_t sys_readdir(UsrThread *t, const uint64_t *a)
{
    _Alignas(8) char buf[sizeof(HostDirent) + 256 + 8];
    const HostDirent *d = (const HostDirent *)buf;
    int64_t was;
    do {
        was = USR_CALL3(t, SYS_lseek, (int)a[0], 0, SEEK_CUR);
        int64_t n = was < 0 ? was : USR_CALL3(t, SYS_getdents64, (int)a[0], buf, sizeof buf);
        if (n <= 0)
            return n;
        if (d->reclen < n) /* more than one came */
            syscall(SYS_lseek, (int)a[0], d->off, SEEK_SET);
    } while (usr_proc_hides_entry((int)a[0], d->name));
    UsrPack p = {0};
    pk_long(&p, d->ino);
    pk_long(&p, (uint64_t)fold(was));
    pk16(&p, (uint16_t)strlen(d->name));
    pk_bytes(&p, d->name, (unsigned)strlen(d->name) + 1);
    return pk_put(&p, a[1]) ? -EFAULT : 1;
}
