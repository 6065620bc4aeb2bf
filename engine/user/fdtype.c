/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Descriptors whose reads yield structures in the machine's byte order:
 * eventfd, timerfd, signalfd, inotify and fanotify. read() and write() ask here whether
 * what they move must be turned round.
 *
 * What kind a descriptor is, is asked of the kernel (its name in /proc/self/fd), and
 * only for reads that could be such: so nothing has to follow dup, fork and
 * passing through sockets.
 */
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>

#include "engine/user/netmsg.h"
#include "engine/user/sys.h"

typedef enum FdKind { FD_PLAIN, FD_COUNTER, FD_SIGNAL, FD_INOTIFY, FD_FANOTIFY } FdKind;

/* Process-wide: has the program ever made one? Inherited ones come from programs that cannot share them usefully. */
static bool any_special;

void usr_fd_special(void)
{
    any_special = true;
}

static FdKind kind_of(int fd)
{
    char link[64], name[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, name, sizeof name - 1);
    name[n > 0 ? n : 0] = 0;
    if (!strncmp(name, "anon_inode:", 11)) {
        if (strstr(name, "eventfd") || strstr(name, "timerfd"))
            return FD_COUNTER;
        if (strstr(name, "signalfd"))
            return FD_SIGNAL;
        if (strstr(name, "fanotify"))
            return FD_FANOTIFY;
        if (strstr(name, "inotify"))
            return FD_INOTIFY;
    }
    return FD_PLAIN;
}

static void turn_signal(UsrPack *p, const struct signalfd_siginfo *s)
{
    pk32(p, s->ssi_signo);
    pk32(p, (uint32_t)s->ssi_errno);
    pk32(p, (uint32_t)s->ssi_code);
    pk32(p, s->ssi_pid);
    pk32(p, s->ssi_uid);
    pk32(p, (uint32_t)s->ssi_fd);
    pk32(p, s->ssi_tid);
    pk32(p, s->ssi_band);
    pk32(p, s->ssi_overrun);
    pk32(p, s->ssi_trapno);
    pk32(p, (uint32_t)s->ssi_status);
    pk32(p, (uint32_t)s->ssi_int);
    pk64(p, s->ssi_ptr);
    pk64(p, s->ssi_utime);
    pk64(p, s->ssi_stime);
    pk64(p, s->ssi_addr);
    pk16(p, s->ssi_addr_lsb);
    pk16(p, 0);
    pk32(p, (uint32_t)s->ssi_syscall);
    pk64(p, s->ssi_call_addr);
    pk32(p, s->ssi_arch);
    p->n = sizeof *s;
}

static int turn_signals(uint64_t g, uint64_t nbytes)
{
    struct signalfd_siginfo s;
    for (uint64_t at = 0; at + sizeof s <= nbytes; at += sizeof s) {
        UsrPack p = {0};
        if (usr_get(&s, g + at, sizeof s))
            return -EFAULT;
        turn_signal(&p, &s);
        if (pk_put(&p, g + at))
            return -EFAULT;
    }
    return 0;
}

static int turn_inotify(uint64_t g, uint64_t nbytes)
{
    struct inotify_event e;
    for (uint64_t at = 0; at + sizeof e <= nbytes; at += sizeof e + e.len) {
        UsrPack p = {0};
        if (usr_get(&e, g + at, sizeof e))
            return -EFAULT;
        pk32(&p, (uint32_t)e.wd);
        pk32(&p, e.mask);
        pk32(&p, e.cookie);
        pk32(&p, e.len);
        if (pk_put(&p, g + at))
            return -EFAULT;
    }
    return 0;
}

/* Events: a head of 24 bytes, then records of a type, a length and contents: file handles (two words of file system,
 * then a handle), a pidfd, or an error and a count. */
static void turn_records(UsrPack *p, const uint8_t *from, unsigned nbytes)
{
    for (unsigned at = 0; at + 4 <= nbytes;) {
        struct fanotify_event_info_header h;
        unsigned start = p->n;
        memcpy(&h, from + at, sizeof h);
        if (h.len < sizeof h || h.len > nbytes - at)
            return;
        bool handle = h.info_type != FAN_EVENT_INFO_TYPE_PIDFD && h.info_type != FAN_EVENT_INFO_TYPE_ERROR;
        unsigned nwords = handle ? 4 : (h.len - 4u) / 4;
        pk8(p, h.info_type);
        pk8(p, h.pad);
        pk16(p, h.len);
        for (unsigned i = 0; i < nwords && 8 + 4 * i <= h.len; i++) {
            uint32_t v;
            memcpy(&v, from + at + 4 + 4 * i, 4);
            pk32(p, v);
        }
        if (p->n - start < h.len)
            pk_bytes(p, from + at + (p->n - start), h.len - (p->n - start));
        at += h.len;
    }
}

static int turn_fanotify(uint64_t g, uint64_t nbytes)
{
    uint8_t b[USR_PACK_MAX];
    struct fanotify_event_metadata m;
    for (uint64_t at = 0; at + sizeof m <= nbytes; at += m.event_len) {
        UsrPack p = {0};
        if (usr_get(&m, g + at, sizeof m))
            return -EFAULT;
        if (m.event_len < sizeof m || m.event_len > sizeof b || m.event_len > nbytes - at ||
            usr_get(b, g + at, m.event_len))
            return 0;
        pk32(&p, m.event_len);
        pk8(&p, m.vers);
        pk8(&p, m.reserved);
        pk16(&p, m.metadata_len);
        pk64(&p, m.mask);
        pk32(&p, (uint32_t)m.fd);
        pk32(&p, (uint32_t)m.pid);
        turn_records(&p, b + m.metadata_len, m.event_len - m.metadata_len);
        if (pk_put(&p, g + at))
            return -EFAULT;
    }
    return 0;
}

bool usr_fd_turns(int fd)
{
    if (usr_is_netlink(fd))
        return true;
    return __atomic_load_n(&any_special, __ATOMIC_RELAXED) && !usr_abi.little && kind_of(fd) != FD_PLAIN;
}

int64_t usr_fix_read(int fd, uint64_t g, int64_t r)
{
    if (!__atomic_load_n(&any_special, __ATOMIC_RELAXED) || r < 8 || usr_abi.little)
        return r;
    int e = 0;
    uint64_t v;
    switch (kind_of(fd)) {
    case FD_COUNTER:
        if (r == 8)
            e = usr_get(&v, g, 8) ? -EFAULT : usr_put64(g, v);
        break;
    case FD_SIGNAL: e = turn_signals(g, (uint64_t)r); break;
    case FD_INOTIFY: e = turn_inotify(g, (uint64_t)r); break;
    case FD_FANOTIFY: e = turn_fanotify(g, (uint64_t)r); break;
    case FD_PLAIN: break;
    }
    return e ? e : r;
}

bool usr_fix_write(int fd, uint64_t g, uint64_t nbytes, uint64_t *value)
{
    if (!__atomic_load_n(&any_special, __ATOMIC_RELAXED) || nbytes != 8 || usr_abi.little)
        return false;
    switch (kind_of(fd)) {
    case FD_COUNTER: return usr_get64(g, value) == 0;
    case FD_FANOTIFY: { /* an answer: descriptor and decision */
        uint32_t v[2];
        if (usr_get32(g, &v[0]) || usr_get32(g + 4, &v[1]))
            return false;
        memcpy(value, v, 8);
        return true;
    }
    default: return false;
    }
}
