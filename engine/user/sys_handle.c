/* SPDX-License-Identifier: Apache-2.0 */
/* System calls on file handles, and those that watch or ask about whole files: fanotify, cachestat, file attributes. */
#include <fcntl.h>
#include <sys/fanotify.h>

#include "engine/user/sys.h"

/* ---- Handles: struct file_handle is a size, a type and bytes --------------------------------- */

enum { HANDLE_HEAD = 8 };

typedef union Handle {
    struct file_handle h;
    char room[HANDLE_HEAD + MAX_HANDLE_SZ];
} Handle;

static int64_t get_handle(Handle *b, uint64_t g, bool bytes)
{
    uint32_t n, type;
    if (usr_get32(g, &n) || usr_get32(g + 4, &type))
        return -EFAULT;
    if (n > MAX_HANDLE_SZ || (bytes && !n))
        return -EINVAL;
    b->h.handle_bytes = n;
    b->h.handle_type = (int)type;
    return bytes && usr_get(b->h.f_handle, g + HANDLE_HEAD, n) ? -EFAULT : 0;
}

int64_t sys_name_to_handle_at(UsrThread *t, const uint64_t *a)
{
    enum { MNT_ID_UNIQUE = 1 };
    char buf[PATH_MAX], under[PATH_MAX];
    Handle b;
    uint64_t mount = 0;
    int64_t r = 0;
    memset(&b, 0, sizeof b);
    const char *path = sys_get_path(a[1], buf, &r);
    if (!path || (r = get_handle(&b, a[2], false)))
        return r;
    r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_name_to_handle_at, (int)a[0], usr_path(path, under), &b, &mount, (int)a[4],
                  0);
    if (r && r != -EOVERFLOW)
        return r;
    if (usr_put32(a[2], b.h.handle_bytes) || usr_put32(a[2] + 4, (uint32_t)b.h.handle_type))
        return -EFAULT;
    if (r == 0 && usr_put(a[2] + HANDLE_HEAD, b.h.f_handle, b.h.handle_bytes))
        return -EFAULT;
    bool wide = a[4] & MNT_ID_UNIQUE;
    return (wide ? usr_put64(a[3], mount) : usr_put32(a[3], (uint32_t)mount)) ? -EFAULT : r;
}

int64_t sys_open_by_handle_at(UsrThread *t, const uint64_t *a)
{
    Handle b;
    memset(&b, 0, sizeof b);
    int64_t r = get_handle(&b, a[1], true);
    return r ? r : USR_CALL3(t, SYS_open_by_handle_at, (int)a[0], &b, sys_open_flags_to_host((uint32_t)a[2]));
}

/* ---- fanotify (what is read from it is turned in fdtype.c) ------------------------------------ */

int64_t sys_fanotify_init(UsrThread *t, const uint64_t *a)
{
    usr_fd_special();
    return USR_CALL3(t, SYS_fanotify_init, a[0], sys_open_flags_to_host((uint32_t)a[1]), 0);
}

int64_t sys_fanotify_mark(UsrThread *t, const uint64_t *a)
{
    char buf[PATH_MAX], under[PATH_MAX];
    int64_t r = 0;
    const char *path = a[4] ? sys_get_path(a[4], buf, &r) : NULL;
    if (r)
        return r;
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_fanotify_mark, (int)a[0], a[1], a[2], (int)a[3],
                     path ? usr_path(path, under) : NULL, 0);
}

/* ---- Newer calls: not in every host's headers -------------------------------------------------- */

enum { NR_cachestat = 451, NR_file_getattr = 468, NR_file_setattr = 469 };

/* A range of two 64-bit numbers in, five out. */
int64_t sys_cachestat(UsrThread *t, const uint64_t *a)
{
    uint64_t range[2], stat[5];
    if (usr_get64(a[1], &range[0]) || usr_get64(a[1] + 8, &range[1]))
        return -EFAULT;
    int64_t r = USR_CALL4(t, NR_cachestat, (int)a[0], range, stat, a[3]);
    for (unsigned i = 0; i < 5 && r == 0; i++)
        r = usr_put64(a[2] + 8 * i, stat[i]);
    return r;
}

/* struct file_attr: 64 bits of flags, then four words. */
enum { FILE_ATTR_BYTES = 24 };

int64_t sys_file_getattr(UsrThread *t, const uint64_t *a)
{
    struct {
        uint64_t flags;
        uint32_t word[4];
    } f;
    UsrPack p = {0};
    if (a[3] < FILE_ATTR_BYTES)
        return -EINVAL;
    if (a[3] > MEM_PAGE)
        return -E2BIG;
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, NR_file_getattr, (int)a[0], usr_ptr(a[1]), &f, sizeof f, a[4], 0);
    if (r)
        return r;
    pk64(&p, f.flags);
    for (unsigned i = 0; i < 4; i++)
        pk32(&p, f.word[i]);
    p.n = a[3] < USR_PACK_MAX ? (unsigned)a[3] : USR_PACK_MAX;
    return pk_put(&p, a[2]);
}

int64_t sys_file_setattr(UsrThread *t, const uint64_t *a)
{
    struct {
        uint64_t flags;
        uint32_t word[4];
    } f;
    UsrPack p;
    int64_t r = sys_get_sized(&p, a[2], a[3], FILE_ATTR_BYTES, FILE_ATTR_BYTES);
    if (r)
        return r;
    f.flags = up64(&p);
    for (unsigned i = 0; i < 4; i++)
        f.word[i] = up32(&p);
    return USR_CALL6(t, USR_RESTART_NOHAND, NR_file_setattr, (int)a[0], usr_ptr(a[1]), &f, sizeof f, a[4], 0);
}

/* ---- Extended attributes relative to a folder: struct xattr_args is the value's address (64 bits), size, flags
 * --------- */

enum { NR_setxattrat = 463, NR_getxattrat = 464, XATTR_ARGS_BYTES = 16 };

static int64_t xattr_at(UsrThread *t, long nr, const uint64_t *a)
{
    UsrPack p;
    struct {
        uint64_t value;
        uint32_t size, flags;
    } x;
    int64_t r = sys_get_sized(&p, a[4], a[5], XATTR_ARGS_BYTES, XATTR_ARGS_BYTES);
    if (r)
        return r;
    uint64_t value = up64(&p);
    x.size = up32(&p);
    x.flags = up32(&p);
    x.value = (uint64_t)(uintptr_t)(nr == NR_getxattrat ? usr_out(value, x.size) : usr_ptr(value));
    return USR_CALL6(t, USR_RESTART_NOHAND, nr, (int)a[0], usr_ptr(a[1]), a[2], usr_ptr(a[3]), &x, sizeof x);
}

int64_t sys_setxattrat(UsrThread *t, const uint64_t *a)
{
    return xattr_at(t, NR_setxattrat, a);
}

int64_t sys_getxattrat(UsrThread *t, const uint64_t *a)
{
    return xattr_at(t, NR_getxattrat, a);
}
