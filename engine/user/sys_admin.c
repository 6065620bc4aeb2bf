/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls that administrate: clocks' adjustment, quotas, mounts, kinds of
 * file systems, other processes' memory. Whether they are allowed is the
 * host kernel's decision. Layouts: linux/timex.h, linux/quota.h, linux/mount.h.
 */
#include <linux/quota.h>
#include <sys/timex.h>
#include <sys/uio.h>

#include "engine/user/sys.h"

int64_t sys_get_sized(UsrPack *p, uint64_t g, uint64_t size, unsigned least, unsigned most)
{
    memset(p, 0, sizeof *p);
    if (size < least)
        return -EINVAL;
    if (size > MEM_PAGE)
        return -E2BIG;
    if (up_get(p, g, size < most ? (unsigned)size : most))
        return -EFAULT;
    for (uint64_t at = most; at < size; at++) {
        uint8_t b;
        if (usr_get(&b, g + at, 1))
            return -EFAULT;
        if (b)
            return -E2BIG;
    }
    return 0;
}

/* ---- adjtimex ------------------------------------------------------------------------- */

/* One field of struct timex: a long of the guest, 64 bits in the form of the time64 calls. */
static void move_long(UsrPack *p, long *v, bool wide, bool in)
{
    if (in)
        *v = wide ? (long)up64(p) : (long)up_slong(p);
    else if (wide)
        pk64(p, (uint64_t)*v);
    else
        pk_long(p, (uint64_t)*v);
}

static void move_int(UsrPack *p, int *v, bool in)
{
    if (in)
        *v = (int)up32(p);
    else
        pk32(p, (uint32_t)*v);
}

static void move_timex(UsrPack *p, struct timex *x, bool wide, bool in)
{
    move_int(p, (int *)&x->modes, in);
    long *const first[] = {&x->offset, &x->freq, &x->maxerror, &x->esterror};
    for (unsigned i = 0; i < 4; i++)
        move_long(p, first[i], wide, in);
    move_int(p, &x->status, in);
    long *const second[] = {&x->constant,     &x->precision, &x->tolerance, &x->time.tv_sec,
                            &x->time.tv_usec, &x->tick,      &x->ppsfreq,   &x->jitter};
    for (unsigned i = 0; i < 8; i++)
        move_long(p, second[i], wide, in);
    move_int(p, &x->shift, in);
    long *const third[] = {&x->stabil, &x->jitcnt, &x->calcnt, &x->errcnt, &x->stbcnt};
    for (unsigned i = 0; i < 5; i++)
        move_long(p, third[i], wide, in);
    move_int(p, &x->tai, in);
    for (unsigned i = 0; i < 11 && !in; i++)
        pk32(p, 0);
    if (wide)
        pk_align(p, 8);
}

static int64_t adjust(UsrThread *t, int clock, uint64_t g, bool wide)
{
    enum { BYTES = 128, BYTES_WIDE = 208 };
    struct timex x;
    UsrPack p, out = {0};
    memset(&x, 0, sizeof x);
    if (up_get(&p, g, wide || usr_abi.guest64 ? BYTES_WIDE : BYTES))
        return -EFAULT;
    move_timex(&p, &x, wide, true);
    int64_t r = USR_CALL3(t, SYS_clock_adjtime, clock, &x, 0);
    if (r < 0)
        return r;
    move_timex(&out, &x, wide, false);
    return pk_put(&out, g) ? -EFAULT : r;
}

int64_t sys_adjtimex(UsrThread *t, const uint64_t *a)
{
    return adjust(t, CLOCK_REALTIME, a[0], false);
}

int64_t sys_clock_adjtime(UsrThread *t, const uint64_t *a)
{
    return adjust(t, (int)a[0], a[1], false);
}

int64_t sys_clock_adjtime64(UsrThread *t, const uint64_t *a)
{
    return adjust(t, (int)a[0], a[1], true);
}

/* ---- Quotas --------------------------------------------------------------------------- */

/* Structures of 64-bit words and then 32-bit ones. */
typedef struct QuotaForm {
    uint8_t words64, words32;
    bool in, out;
} QuotaForm;

static int64_t with_struct(UsrThread *t, long nr, const uint64_t *h, uint64_t g, const QuotaForm *f)
{
    uint64_t b[10] = {0};
    UsrPack p, out = {0};
    unsigned nbytes = 8u * f->words64 + 4u * f->words32;
    uint32_t *low = (uint32_t *)(b + f->words64);
    if (f->in) {
        if (up_get(&p, g, nbytes))
            return -EFAULT;
        for (unsigned i = 0; i < f->words64; i++)
            b[i] = up64(&p);
        for (unsigned i = 0; i < f->words32; i++)
            low[i] = up32(&p);
    }
    int64_t r = USR_CALL4(t, nr, h[0], h[1], h[2], b);
    if (r < 0 || !f->out)
        return r;
    for (unsigned i = 0; i < f->words64; i++)
        pk64(&out, b[i]);
    for (unsigned i = 0; i < f->words32; i++)
        pk32(&out, low[i]);
    return pk_put(&out, g) ? -EFAULT : r;
}

/* h: the host's first three arguments. */
static int64_t quota(UsrThread *t, long nr, uint32_t cmd, const uint64_t *h, uint64_t g)
{
    static const QuotaForm format = {0, 1, false, true}, info_in = {2, 2, true, false}, info_out = {2, 2, false, true},
                           block_in = {8, 1, true, false}, block_out = {8, 1, false, true},
                           next_out = {8, 2, false, true};
    switch (cmd >> 8) {
    case Q_SYNC:
    case Q_QUOTAOFF: return USR_CALL4(t, nr, h[0], h[1], h[2], NULL);
    case Q_QUOTAON: return USR_CALL4(t, nr, h[0], h[1], h[2], usr_ptr(g));
    case Q_GETFMT: return with_struct(t, nr, h, g, &format);
    case Q_GETINFO: return with_struct(t, nr, h, g, &info_out);
    case Q_SETINFO: return with_struct(t, nr, h, g, &info_in);
    case Q_GETQUOTA: return with_struct(t, nr, h, g, &block_out);
    case Q_SETQUOTA: return with_struct(t, nr, h, g, &block_in);
    case Q_GETNEXTQUOTA: return with_struct(t, nr, h, g, &next_out);
    default: usr_warn("quotactl command %#x is not supported", cmd); return -EINVAL;
    }
}

int64_t sys_quotactl(UsrThread *t, const uint64_t *a)
{
    const uint64_t h[3] = {(uint32_t)a[0], (uint64_t)(uintptr_t)usr_ptr(a[1]), a[2]};
    return quota(t, SYS_quotactl, (uint32_t)a[0], h, a[3]);
}

int64_t sys_quotactl_fd(UsrThread *t, const uint64_t *a)
{
    const uint64_t h[3] = {a[0], (uint32_t)a[1], a[2]};
    return quota(t, SYS_quotactl_fd, (uint32_t)a[1], h, a[3]);
}

/* ---- Mounts, kinds of file systems ------------------------------------------------------ */

/* struct mount_attr: four 64-bit fields. */
static int64_t with_mount_attr(UsrThread *t, long nr, const uint64_t *a)
{
    UsrPack p;
    uint64_t attr[4];
    int64_t r = sys_get_sized(&p, a[3], a[4], 32, 32);
    if (r)
        return r;
    for (unsigned i = 0; i < 4; i++)
        attr[i] = up64(&p);
    return USR_CALL6(t, USR_RESTART_NOHAND, nr, (int)a[0], usr_ptr(a[1]), a[2], attr, sizeof attr, 0);
}

int64_t sys_mount_setattr(UsrThread *t, const uint64_t *a)
{
    return with_mount_attr(t, SYS_mount_setattr, a);
}

/* The attributes are optional. */
int64_t sys_open_tree_attr(UsrThread *t, const uint64_t *a)
{
    enum { NR_open_tree_attr = 467 };
    if (a[3] || a[4])
        return with_mount_attr(t, NR_open_tree_attr, a);
    return USR_CALL6(t, USR_RESTART_NOHAND, NR_open_tree_attr, (int)a[0], usr_ptr(a[1]), a[2], NULL, 0, 0);
}

/* struct ustat: free blocks, free inodes (a long), two names of six bytes. */
int64_t sys_ustat(UsrThread *t, const uint64_t *a)
{
    struct {
        int32_t tfree;
        uint64_t tinode;
        char names[12];
    } u;
    memset(&u, 0, sizeof u);
    int64_t r = USR_CALL3(t, SYS_ustat, a[0], &u, 0);
    if (r)
        return r;
    UsrPack p = {0};
    pk32(&p, (uint32_t)u.tfree);
    pk_long(&p, u.tinode);
    pk_bytes(&p, u.names, sizeof u.names);
    pk_align(&p, usr_word());
    return pk_put(&p, a[1]);
}

/* 1: number of a name; 2: name of a number; 3: how many. */
int64_t sys_sysfs(UsrThread *t, const uint64_t *a)
{
    char name[256];
    if (a[0] == 1)
        return USR_CALL3(t, SYS_sysfs, 1, usr_ptr(a[1]), 0);
    int64_t r = USR_CALL3(t, SYS_sysfs, a[0], a[1], name);
    return r || a[0] != 2 ? r : usr_put(a[2], name, strlen(name) + 1);
}

/* ---- Other processes' memory ------------------------------------------------------------ */

/* Addresses are the guest's only in this process and its forks, which all have the window at the same place. */
static int64_t vm_copy(UsrThread *t, long nr, const uint64_t *a, bool out)
{
    struct iovec *local = NULL, *remote = NULL;
    int64_t n = sys_get_iovec(&local, a[1], a[2], out), m = n < 0 ? n : sys_get_iovec(&remote, a[3], a[4], false),
            r = m;
    if (m >= 0)
        r = USR_CALL6(t, USR_RESTART_NOHAND, nr, (int)a[0], local, n, remote, m, a[5]);
    free(local);
    free(remote);
    return r;
}

int64_t sys_process_vm_readv(UsrThread *t, const uint64_t *a)
{
    return vm_copy(t, SYS_process_vm_readv, a, true);
}

int64_t sys_process_vm_writev(UsrThread *t, const uint64_t *a)
{
    return vm_copy(t, SYS_process_vm_writev, a, false);
}

int64_t sys_process_madvise(UsrThread *t, const uint64_t *a)
{
    struct iovec *v = NULL;
    int64_t n = sys_get_iovec(&v, a[1], a[2], false);
    int64_t r = n < 0 ? n : USR_CALL6(t, USR_RESTART_NOHAND, SYS_process_madvise, (int)a[0], v, n, a[3], a[4], 0);
    free(v);
    return r;
}
