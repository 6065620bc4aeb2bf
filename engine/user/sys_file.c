/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls on open files: reading and writing, opening and closing, fcntl.
 * Open flags are powerpc's (asm/fcntl.h): four differ from the host's.
 */
#include <fcntl.h>
#include <sys/uio.h>

#include "engine/user/netmsg.h"
#include "engine/user/sys.h"

/* ---- Flags -------------------------------------------------------------------------- */

enum { G_DIRECTORY = 040000, G_NOFOLLOW = 0100000, G_LARGEFILE = 0200000, G_DIRECT = 0400000 };
enum { H_LARGEFILE = 0100000 };
enum { SWAPPED = G_DIRECTORY | G_NOFOLLOW | G_LARGEFILE | G_DIRECT };

int sys_open_flags_to_host(uint32_t g)
{
    uint32_t h = g & ~(uint32_t)SWAPPED;
    h |= g & G_DIRECTORY ? O_DIRECTORY : 0;
    h |= g & G_NOFOLLOW ? O_NOFOLLOW : 0;
    h |= g & G_DIRECT ? O_DIRECT : 0;
    return (int)(h | (g & G_LARGEFILE ? H_LARGEFILE : 0));
}

uint32_t sys_open_flags_to_guest(int flags)
{
    uint32_t h = (uint32_t)flags, g = h & ~(uint32_t)(O_DIRECTORY | O_NOFOLLOW | O_DIRECT | H_LARGEFILE);
    g |= h & O_DIRECTORY ? G_DIRECTORY : 0;
    g |= h & O_NOFOLLOW ? G_NOFOLLOW : 0;
    g |= h & O_DIRECT ? G_DIRECT : 0;
    /* The host's kernel adds it to every file; a 32-bit program sees what it asked for, which nobody kept: leave it
     * out. */
    return g;
}

/* ---- Opening and closing ------------------------------------------------------------ */

static int64_t do_open(UsrThread *t, int dirfd, uint64_t g, uint32_t gflags, uint64_t mode)
{
    char buf[PATH_MAX], under[PATH_MAX];
    int64_t r;
    const char *path = sys_get_path(g, buf, &r);
    if (!path)
        return r;
    int flags = sys_open_flags_to_host(gflags);
    r = usr_open_proc(path, flags);
    if (r != -1)
        return r;
    if (usr_is_proc_exe(path))
        path = usr.exe_path;
    else if ((flags & O_ACCMODE) == O_RDONLY && !(flags & (O_CREAT | O_TRUNC)))
        path = usr_path(path, under);
    return USR_CALL4(t, SYS_openat, dirfd, path, flags, mode);
}

int64_t sys_open(UsrThread *t, const uint64_t *a)
{
    return do_open(t, AT_FDCWD, a[0], (uint32_t)a[1], a[2]);
}

int64_t sys_openat(UsrThread *t, const uint64_t *a)
{
    return do_open(t, (int)a[0], a[1], (uint32_t)a[2], a[3]);
}

int64_t sys_creat(UsrThread *t, const uint64_t *a)
{
    return do_open(t, AT_FDCWD, a[0], O_CREAT | O_WRONLY | O_TRUNC, a[1]);
}

int64_t sys_openat2(UsrThread *t, const uint64_t *a)
{
    char buf[PATH_MAX];
    int64_t r;
    UsrPack p;
    struct {
        uint64_t flags, mode, resolve;
    } how;
    if ((r = sys_get_sized(&p, a[2], a[3], sizeof how, sizeof how)))
        return r;
    const char *path = sys_get_path(a[1], buf, &r);
    if (!path)
        return r;
    uint64_t flags = up64(&p);
    how.flags = (flags >> 32 << 32) | (uint32_t)sys_open_flags_to_host((uint32_t)flags);
    how.mode = up64(&p);
    how.resolve = up64(&p);
    return USR_CALL4(t, SYS_openat2, a[0], path, &how, sizeof how);
}

int64_t sys_close(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return sys_ret(syscall(SYS_close, (int)a[0]));
}

int64_t sys_close_range(UsrThread *t, const uint64_t *a)
{
    (void)t;
    if (a[2] & ~4ull) /* CLOSE_RANGE_UNSHARE would separate threads */
        return -EINVAL;
    return usr_fd_close_range((unsigned)a[0], (unsigned)a[1], a[2] & 4);
}

int64_t sys_dup(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_dup, a[0], 0, 0);
}

int64_t sys_dup2(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_dup2, a[0], a[1], 0);
}

int64_t sys_dup3(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_dup3, a[0], a[1], sys_open_flags_to_host((uint32_t)a[2]));
}

static int64_t do_pipe(UsrThread *t, uint64_t g, int flags)
{
    int fds[2];
    int64_t r = USR_CALL3(t, SYS_pipe2, fds, flags, 0);
    if (r == 0 && (usr_put32(g, (uint32_t)fds[0]) || usr_put32(g + 4, (uint32_t)fds[1]))) {
        close(fds[0]);
        close(fds[1]);
        return -EFAULT;
    }
    return r;
}

int64_t sys_pipe(UsrThread *t, const uint64_t *a)
{
    return do_pipe(t, a[0], 0);
}

int64_t sys_pipe2(UsrThread *t, const uint64_t *a)
{
    return do_pipe(t, a[0], sys_open_flags_to_host((uint32_t)a[1]));
}

/* ---- Reading and writing ------------------------------------------------------------ */

static bool too_long(uint64_t g, uint64_t nbytes)
{
    return nbytes > mem_limit || g + nbytes > 1ull << 32;
}

int64_t sys_read(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    unsigned tries = 0;
    uint64_t n = too_long(a[1], a[2]) ? (1ull << 32) - a[1] : a[2];
    do
        r = USR_CALL3(t, SYS_read, (int)a[0], n ? usr_out(a[1], n) : usr_ptr(a[1]), n);
    while (sys_retry_efault(r, a[1], n) && tries++ < 100);
    struct iovec whole = {mem_g2h(a[1]), n};
    usr_netlink_received((int)a[0], &whole, 1, r);
    return usr_fix_read((int)a[0], a[1], r);
}

int64_t sys_write(UsrThread *t, const uint64_t *a)
{
    uint64_t n = too_long(a[1], a[2]) ? (1ull << 32) - a[1] : a[2], swapped;
    if (usr_is_netlink((int)a[0])) {
        struct iovec whole = {usr_ptr(a[1]), n};
        struct msghdr h = {.msg_iov = &whole, .msg_iovlen = 1};
        return usr_netlink_send(t, (int)a[0], &h, 0);
    }
    if (usr_fix_write((int)a[0], a[1], n, &swapped))
        return USR_CALL3(t, SYS_write, (int)a[0], &swapped, n);
    return USR_CALL3(t, SYS_write, (int)a[0], usr_ptr(a[1]), n);
}

int64_t sys_pread64(UsrThread *t, const uint64_t *a)
{
    int64_t r;
    unsigned tries = 0;
    if (too_long(a[1], a[2]))
        return -EFAULT;
    do
        r = USR_CALL4(t, SYS_pread64, (int)a[0], usr_out(a[1], a[2]), a[2], a[3] + usr_proc_position((int)a[0]));
    while (sys_retry_efault(r, a[1], a[2]) && tries++ < 100);
    return r;
}

int64_t sys_pwrite64(UsrThread *t, const uint64_t *a)
{
    if (too_long(a[1], a[2]))
        return -EFAULT;
    return USR_CALL4(t, SYS_pwrite64, (int)a[0], usr_ptr(a[1]), a[2], a[3] + usr_proc_position((int)a[0]));
}

int64_t sys_get_iovec(struct iovec **vec, uint64_t g, uint64_t count, bool out)
{
    unsigned word = usr_word();
    if (count > IOV_MAX)
        return -EINVAL;
    if (!mem_ok(g, count * 2 * word, MEM_R))
        return -EFAULT;
    struct iovec *v = calloc(count + 1, sizeof *v);
    if (!v)
        return -ENOMEM;
    uint64_t total = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t base = 0, len = 0;
        usr_get_long(g + 2 * i * word, &base);
        usr_get_long(g + (2 * i + 1) * word, &len);
        total += len;
        if (total > 0x7fffffff || (len && base + len > 1ull << 32)) {
            free(v);
            return total > 0x7fffffff ? -EINVAL : -EFAULT;
        }
        v[i].iov_base = out ? usr_out(base, len) : usr_ptr(base);
        v[i].iov_len = len;
    }
    *vec = v;
    return (int64_t)count;
}

/* The six calls on vectors: pos < 0 and no flags for the plain ones. */
static int64_t vector(UsrThread *t, long nr, const uint64_t *a, uint64_t lo, uint64_t flags, bool out)
{
    struct iovec *v = NULL;
    int64_t n = sys_get_iovec(&v, a[1], a[2], out), r;
    unsigned tries = 0;
    if (n < 0)
        return n;
    do
        r = USR_CALL6(t, USR_RESTART_NOHAND, nr, (int)a[0], v, n, lo, 0, flags);
    while (out && r == -EFAULT && n && sys_retry_efault(r, mem_h2g(v[0].iov_base), v[0].iov_len) && tries++ < 100);
    free(v);
    return r;
}

static uint64_t position(const uint64_t *a)
{
    return usr_abi.guest64 ? a[3] : (uint32_t)a[3] | a[4] << 32;
}

/* What reads and writes of one buffer have to turn is rare with several: then the first one is used. */
int64_t sys_readv(UsrThread *t, const uint64_t *a)
{
    uint64_t base = 0, len = 0;
    if (usr_fd_turns((int)a[0]) && a[2] && !usr_get_long(a[1], &base) && !usr_get_long(a[1] + usr_word(), &len)) {
        const uint64_t one[6] = {a[0], base, len, 0, 0, 0};
        return sys_read(t, one);
    }
    return vector(t, SYS_readv, a, 0, 0, true);
}

int64_t sys_writev(UsrThread *t, const uint64_t *a)
{
    struct iovec *v = NULL;
    if (!usr_is_netlink((int)a[0]))
        return vector(t, SYS_writev, a, 0, 0, false);
    int64_t n = sys_get_iovec(&v, a[1], a[2], false);
    struct msghdr h = {.msg_iov = v, .msg_iovlen = n < 0 ? 0 : (size_t)n};
    int64_t r = n < 0 ? n : usr_netlink_send(t, (int)a[0], &h, 0);
    free(v);
    return r;
}

int64_t sys_preadv(UsrThread *t, const uint64_t *a)
{
    return vector(t, SYS_preadv, a, position(a), 0, true);
}

int64_t sys_pwritev(UsrThread *t, const uint64_t *a)
{
    return vector(t, SYS_pwritev, a, position(a), 0, false);
}

int64_t sys_preadv2(UsrThread *t, const uint64_t *a)
{
    return vector(t, SYS_preadv2, a, position(a), a[5], true);
}

int64_t sys_pwritev2(UsrThread *t, const uint64_t *a)
{
    return vector(t, SYS_pwritev2, a, position(a), a[5], false);
}

int64_t sys_vmsplice(UsrThread *t, const uint64_t *a)
{
    struct iovec *v = NULL;
    int64_t n = sys_get_iovec(&v, a[1], a[2], true);
    if (n < 0)
        return n;
    int64_t r = USR_CALL4(t, SYS_vmsplice, (int)a[0], v, n, a[3]);
    free(v);
    return r;
}

/* ---- Positions ---------------------------------------------------------------------- */

int64_t sys_lseek(UsrThread *t, const uint64_t *a)
{
    int64_t off = a[2] == SEEK_SET ? usr_dir_position((int)a[0], (int64_t)a[1]) : (int64_t)a[1];
    int64_t zero = (int64_t)usr_proc_position((int)a[0]);
    if (zero && a[2] == SEEK_SET)
        return USR_CALL3(t, SYS_lseek, (int)a[0], zero + (int64_t)(uint32_t)a[1], a[2]) < 0 ? -EINVAL
                                                                                            : (int64_t)(uint32_t)a[1];
    int64_t r = USR_CALL3(t, SYS_lseek, (int)a[0], off, a[2]);
    if (r >= 0)
        r -= zero;
    if (off != (int64_t)a[1] && r >= 0)
        return (int64_t)a[1];
    return !usr_abi.guest64 && r > 0x7fffffff ? -EOVERFLOW : r;
}

int64_t sys__llseek(UsrThread *t, const uint64_t *a)
{
    int64_t want = (int64_t)(a[1] << 32 | (uint32_t)a[2]);
    int64_t off = a[4] == SEEK_SET ? usr_dir_position((int)a[0], want) : want;
    int64_t zero = (int64_t)usr_proc_position((int)a[0]);
    int64_t r = USR_CALL3(t, SYS_lseek, (int)a[0], a[4] == SEEK_SET ? zero + off : off, a[4]);
    if (r < 0)
        return r;
    r -= zero;
    if (off != want)
        r = want;
    return usr_put64(a[3], (uint64_t)r);
}

int64_t sys_truncate(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_truncate, usr_ptr(a[0]), (int64_t)(int32_t)a[1], 0);
}

int64_t sys_truncate64(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_truncate, usr_ptr(a[0]), a[1], 0);
}

int64_t sys_ftruncate(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_ftruncate, (int)a[0], (int64_t)(int32_t)a[1], 0);
}

int64_t sys_ftruncate64(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_ftruncate, (int)a[0], a[1], 0);
}

int64_t sys_readahead(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_readahead, (int)a[0], a[1], a[2]);
}

int64_t sys_fadvise64(UsrThread *t, const uint64_t *a)
{
    return USR_CALL4(t, SYS_fadvise64, (int)a[0], a[1], a[2], a[3]);
}

/* The advice comes second, so that the pairs are aligned. */
int64_t sys_fadvise64_64(UsrThread *t, const uint64_t *a)
{
    return USR_CALL4(t, SYS_fadvise64, (int)a[0], a[2], a[3], a[1]);
}

int64_t sys_sync_file_range2(UsrThread *t, const uint64_t *a)
{
    return USR_CALL4(t, SYS_sync_file_range, (int)a[0], a[2], a[3], a[1]);
}

int64_t sys_fallocate(UsrThread *t, const uint64_t *a)
{
    return USR_CALL4(t, SYS_fallocate, (int)a[0], a[1], a[2], a[3]);
}

/* An optional 64-bit offset in memory that the call updates: in and out. */
typedef struct Offset {
    uint64_t g;
    bool wide;
    int64_t value, *p;
} Offset;

static int offset_in(Offset *o)
{
    uint64_t v = 0;
    o->p = o->g ? &o->value : NULL;
    int r = !o->g ? 0 : o->wide ? usr_get64(o->g, &v) : usr_get_long(o->g, &v);
    o->value = o->wide || usr_abi.guest64 ? (int64_t)v : (int32_t)v;
    return r;
}

static int64_t offset_out(const Offset *o, int64_t r)
{
    if (r < 0 || !o->g)
        return r;
    int e = o->wide ? usr_put64(o->g, (uint64_t)o->value) : usr_put_long(o->g, (uint64_t)o->value);
    return e ? e : r;
}

static int64_t do_sendfile(UsrThread *t, const uint64_t *a, bool wide)
{
    Offset o = {.g = a[2], .wide = wide};
    if (offset_in(&o))
        return -EFAULT;
    return offset_out(&o, USR_CALL4(t, SYS_sendfile, (int)a[0], (int)a[1], o.p, a[3]));
}

int64_t sys_sendfile(UsrThread *t, const uint64_t *a)
{
    return do_sendfile(t, a, false);
}

int64_t sys_sendfile64(UsrThread *t, const uint64_t *a)
{
    return do_sendfile(t, a, true);
}

static int64_t two_offsets(UsrThread *t, long nr, const uint64_t *a)
{
    Offset in = {.g = a[1], .wide = true}, out = {.g = a[3], .wide = true};
    if (offset_in(&in) || offset_in(&out))
        return -EFAULT;
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, nr, (int)a[0], in.p, (int)a[2], out.p, a[4], a[5]);
    r = offset_out(&in, r);
    return offset_out(&out, r);
}

int64_t sys_copy_file_range(UsrThread *t, const uint64_t *a)
{
    return two_offsets(t, SYS_copy_file_range, a);
}

int64_t sys_splice(UsrThread *t, const uint64_t *a)
{
    return two_offsets(t, SYS_splice, a);
}

int64_t sys_tee(UsrThread *t, const uint64_t *a)
{
    return USR_CALL4(t, SYS_tee, (int)a[0], (int)a[1], a[2], a[3]);
}

/* ---- fcntl -------------------------------------------------------------------------- */

/* powerpc numbers are the generic ones; F_GETLK64 and its like exist on 32-bit only. */
enum { G_GETLK = 5, G_SETLK = 6, G_SETLKW = 7, G_GETLK64 = 12, G_SETLK64 = 13, G_SETLKW64 = 14 };

static int64_t do_lock(UsrThread *t, int fd, int cmd, uint64_t g, bool wide)
{
    UsrPack p;
    struct flock l = {0};
    /* 32-bit: short short long long int; 64-bit offsets are aligned to 8. */
    if (up_get(&p, g, wide || usr_abi.guest64 ? 32 : 16))
        return -EFAULT;
    l.l_type = (short)up16(&p);
    l.l_whence = (short)up16(&p);
    l.l_start = wide ? (int64_t)up64(&p) : up_slong(&p);
    l.l_len = wide ? (int64_t)up64(&p) : up_slong(&p);
    l.l_pid = (pid_t)up32(&p);
    int64_t r = USR_CALL3(t, SYS_fcntl, fd, cmd, &l);
    bool reads = cmd == F_GETLK || cmd == F_OFD_GETLK;
    if (r < 0 || !reads)
        return r;
    UsrPack o = {0};
    pk16(&o, (uint16_t)l.l_type);
    pk16(&o, (uint16_t)l.l_whence);
    if (wide) {
        pk64(&o, (uint64_t)l.l_start);
        pk64(&o, (uint64_t)l.l_len);
    } else {
        pk_long(&o, (uint64_t)l.l_start);
        pk_long(&o, (uint64_t)l.l_len);
    }
    pk32(&o, (uint32_t)l.l_pid);
    return pk_put(&o, g) ? -EFAULT : r;
}

static int64_t owner_ex(UsrThread *t, int fd, int cmd, uint64_t g)
{
    struct f_owner_ex o;
    UsrPack p;
    if (cmd == F_SETOWN_EX) {
        if (up_get(&p, g, 8))
            return -EFAULT;
        o.type = (enum __pid_type)up32(&p);
        o.pid = (pid_t)up32(&p);
    }
    int64_t r = USR_CALL3(t, SYS_fcntl, fd, cmd, &o);
    if (r < 0 || cmd == F_SETOWN_EX)
        return r;
    return usr_put32(g, (uint32_t)o.type) || usr_put32(g + 4, (uint32_t)o.pid) ? -EFAULT : r;
}

/* Real and effective user of who asked for the descriptor's signals. */
static int64_t owner_uids(UsrThread *t, int fd, uint64_t g)
{
    uint32_t uids[2];
    int64_t r = USR_CALL3(t, SYS_fcntl, fd, 17, uids);
    if (r < 0)
        return r;
    return usr_put32(g, uids[0]) || usr_put32(g + 4, uids[1]) ? -EFAULT : r;
}

int64_t sys_fcntl(UsrThread *t, const uint64_t *a)
{
    int fd = (int)a[0], cmd = (int)a[1];
    switch (cmd) {
    case G_GETLK: return do_lock(t, fd, F_GETLK, a[2], false);
    case G_SETLK: return do_lock(t, fd, F_SETLK, a[2], false);
    case G_SETLKW: return do_lock(t, fd, F_SETLKW, a[2], false);
    case G_GETLK64: return do_lock(t, fd, F_GETLK, a[2], true);
    case G_SETLK64: return do_lock(t, fd, F_SETLK, a[2], true);
    case G_SETLKW64: return do_lock(t, fd, F_SETLKW, a[2], true);
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return do_lock(t, fd, cmd, a[2], true);
    case F_SETOWN_EX:
    case F_GETOWN_EX: return owner_ex(t, fd, cmd, a[2]);
    case 17: return owner_uids(t, fd, a[2]); /* F_GETOWNER_UIDS, in no header of the C library */
    case F_GETFL: {
        int64_t r = USR_CALL3(t, SYS_fcntl, fd, cmd, 0);
        return r < 0 ? r : (int64_t)sys_open_flags_to_guest((int)r);
    }
    case F_SETFL: return USR_CALL3(t, SYS_fcntl, fd, cmd, sys_open_flags_to_host((uint32_t)a[2]));
    case F_GET_RW_HINT:
    case F_SET_RW_HINT:
    case F_GET_RW_HINT + 2: /* F_GET_FILE_RW_HINT */
    case F_SET_RW_HINT + 2: {
        uint64_t v;
        if (usr_get64(a[2], &v))
            return -EFAULT;
        int64_t r = USR_CALL3(t, SYS_fcntl, fd, cmd, &v);
        return r >= 0 && usr_put64(a[2], v) ? -EFAULT : r;
    }
    default: return USR_CALL3(t, SYS_fcntl, fd, cmd, (int64_t)(int32_t)a[2]);
    }
}
