/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sendmsg, recvmsg and their plural forms: msghdr and control messages. A
 * 32-bit guest's control header is 12 bytes and aligned to 4, the host's 16 and
 * 8, so control data is rebuilt in both directions. Its contents are turned by
 * type: descriptors, credentials, times, packet information.
 *
 * Netlink payloads have a format of their own and are turned in netlink.c.
 */
#include "engine/user/netmsg.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "engine/user/layout.h"
#include "engine/user/sys.h"

enum { MAX_CONTROL = 65536 };

typedef struct Msg {
    struct msghdr h;
    struct sockaddr_storage addr;
    struct iovec *iov;
    uint8_t *control;
    /* where the guest's own is */
    uint64_t g, name, control_g;
    uint32_t name_room, control_room;
} Msg;

static unsigned guest_align(unsigned n)
{
    return (n + usr_word() - 1) & ~(usr_word() - 1);
}
static unsigned guest_head(void)
{
    return guest_align(usr_word() + 8);
}

/* ---- Control messages: guest to host ---------------------------------------------------- */

/* Layouts of contents (layout.h), in both directions; what is not here is bytes for everybody. */
static const struct {
    int level, type;
    const char *layout;
} contents[] = {
    {SOL_SOCKET, SCM_RIGHTS, "*w"},
    {SOL_SOCKET, SCM_CREDENTIALS, "3w"},
    {SOL_SOCKET, 4, "w"}, /* SCM_PIDFD */
    {SOL_SOCKET, SO_RXQ_OVFL, "w"},
    {SOL_SOCKET, SO_WIFI_STATUS, "w"},
    {SOL_SOCKET, 63, "2q"}, /* SCM_TIMESTAMP and its like in the 64-bit form */
    {SOL_SOCKET, 64, "2q"},
    {SOL_SOCKET, 65, "6q"},
    {SOL_SOCKET, 58, "2w"}, /* SCM_TIMESTAMPING_PKTINFO */
    {SOL_SOCKET, 61, "q"},  /* SCM_TXTIME */
    {IPPROTO_IP, IP_TTL, "w"},
    {IPPROTO_IP, IP_TOS, "w"},
    {IPPROTO_IP, IP_PKTINFO, "w8b"},
    {IPPROTO_IP, IP_ORIGDSTADDR, "h*b"},
    {IPPROTO_IP, IP_RECVERR, "w4b2wh*b"}, /* then the address of who said so */
    {IPPROTO_IP, IP_CHECKSUM, "w"},
    {IPPROTO_IP, IP_RECVFRAGSIZE, "w"},
    {IPPROTO_IPV6, IPV6_HOPLIMIT, "w"},
    {IPPROTO_IPV6, IPV6_TCLASS, "w"},
    {IPPROTO_IPV6, IPV6_PKTINFO, "16bw"},
    {IPPROTO_IPV6, IPV6_RECVERR, "w4b2wh22bw"},
    {IPPROTO_UDP, 103, "h"}, /* UDP_SEGMENT */
    {IPPROTO_UDP, 104, "w"}, /* UDP_GRO */
    {270, 3, "w"},           /* NETLINK_PKTINFO */
    {SOL_PACKET, 8, "3w4h"}, /* PACKET_AUXDATA */
    {279, 2, "w*b"},         /* SOL_ALG: initialisation vector, operation, length */
    {279, 3, "w"},
    {279, 4, "w"},
};

static void turn_contents(int level, int type, uint8_t *d, unsigned nbytes)
{
    for (unsigned i = 0; i < sizeof contents / sizeof contents[0]; i++)
        if (contents[i].level == level && contents[i].type == type) {
            usr_layout_turn(contents[i].layout, d, nbytes);
            return;
        }
}

static int64_t control_in(Msg *m)
{
    uint64_t g = m->control_g, end = g + m->control_room;
    unsigned out = 0, head = guest_head();
    /* Headers grow by 4 bytes each and padding by at most 4. */
    uint64_t room = 2ull * m->control_room + 64;
    m->control = calloc(1, room);
    if (!m->control)
        return -ENOMEM;
    while (g + head <= end) {
        UsrPack p;
        if (up_get(&p, g, head))
            return -EFAULT;
        uint64_t len = up_long(&p);
        int level = (int)up32(&p), type = (int)up32(&p);
        if (len < head || len > end - g)
            return -EINVAL;
        unsigned nbytes = (unsigned)len - head;
        struct cmsghdr *c = (struct cmsghdr *)(m->control + out);
        c->cmsg_len = CMSG_LEN(nbytes);
        c->cmsg_level = level;
        c->cmsg_type = type;
        if (usr_get(CMSG_DATA(c), g + head, nbytes))
            return -EFAULT;
        turn_contents(level, type, CMSG_DATA(c), nbytes);
        out += (unsigned)CMSG_SPACE(nbytes);
        g += guest_align((unsigned)len);
    }
    m->h.msg_control = out ? m->control : NULL;
    m->h.msg_controllen = out;
    return 0;
}

/* ---- Control messages: host to guest ---------------------------------------------------- */

/* Contents in the guest's form: their bytes in p. */
static void data_out(UsrPack *p, const struct cmsghdr *c)
{
    unsigned nbytes = (unsigned)(c->cmsg_len - CMSG_LEN(0));
    const uint8_t *d = CMSG_DATA(c);
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMP && nbytes == sizeof(struct timeval)) {
        struct timeval tv;
        memcpy(&tv, d, sizeof tv);
        pk_long(p, (uint64_t)tv.tv_sec);
        pk_long(p, (uint64_t)tv.tv_usec);
        return;
    }
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS && nbytes == sizeof(struct timespec)) {
        struct timespec ts;
        memcpy(&ts, d, sizeof ts);
        pk_long(p, (uint64_t)ts.tv_sec);
        pk_long(p, (uint64_t)ts.tv_nsec);
        return;
    }
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPING && nbytes == 3 * sizeof(struct timespec)) {
        long v[6];
        memcpy(v, d, sizeof v);
        for (unsigned i = 0; i < 6; i++)
            pk_long(p, (uint64_t)v[i]);
        return;
    }
    if (nbytes > USR_PACK_MAX)
        nbytes = USR_PACK_MAX;
    pk_bytes(p, d, nbytes);
    turn_contents(c->cmsg_level, c->cmsg_type, p->b, nbytes);
}

static int64_t control_out(Msg *m, uint32_t *used)
{
    unsigned head = guest_head(), at = 0;
    *used = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m->h); c; c = CMSG_NXTHDR(&m->h, c)) {
        UsrPack data = {0}, p = {0};
        data_out(&data, c);
        if (at + head > m->control_room) {
            m->h.msg_flags |= MSG_CTRUNC;
            break;
        }
        unsigned nbytes = data.n, fits = m->control_room - at - head;
        if (nbytes > fits) {
            m->h.msg_flags |= MSG_CTRUNC;
            nbytes = fits;
        }
        pk_long(&p, head + nbytes);
        pk32(&p, (uint32_t)c->cmsg_level);
        pk32(&p, (uint32_t)c->cmsg_type);
        p.n = head;
        if (pk_put(&p, m->control_g + at) || usr_put(m->control_g + at + head, data.b, nbytes))
            return -EFAULT;
        at += guest_align(head + nbytes);
        *used = at < m->control_room ? at : m->control_room;
    }
    return 0;
}

/* ---- msghdr ------------------------------------------------------------------------- */

/* name, namelen, iov, iovlen, control, controllen, flags: 28 bytes on 32-bit guests, 56 on 64-bit ones. */
static int64_t msg_get(Msg *m, uint64_t g, bool out)
{
    UsrPack p;
    memset(m, 0, sizeof *m);
    if (up_get(&p, g, 7 * usr_word()))
        return -EFAULT;
    m->g = g;
    m->name = up_long(&p);
    m->name_room = up32(&p);
    uint64_t iov = up_long(&p), niov = up_long(&p);
    m->control_g = up_long(&p);
    m->control_room = (uint32_t)up_long(&p);
    if (niov > IOV_MAX)
        return -EMSGSIZE;
    int64_t r = sys_get_iovec(&m->iov, iov, niov, out);
    if (r < 0)
        return r;
    m->h.msg_iov = m->iov;
    m->h.msg_iovlen = niov;
    if ((int32_t)m->name_room < 0)
        return -EINVAL;
    if (m->name_room > sizeof m->addr)
        m->name_room = sizeof m->addr;
    if (m->control_room > MAX_CONTROL)
        return out ? (m->control_room = MAX_CONTROL, 0) : -ENOBUFS;
    return 0;
}

static void msg_free(Msg *m)
{
    free(m->iov);
    free(m->control);
}

static int64_t send_one(UsrThread *t, int fd, uint64_t g, uint64_t flags)
{
    Msg m;
    int64_t r = msg_get(&m, g, false);
    if (!r && m.name && m.name_room) {
        r = net_get_addr(&m.addr, m.name, m.name_room);
        m.h.msg_name = &m.addr;
        m.h.msg_namelen = m.name_room;
    }
    if (!r && m.control_g && m.control_room)
        r = control_in(&m);
    if (!r)
        r = usr_netlink_send(t, fd, &m.h, flags);
    msg_free(&m);
    return r;
}

/* Stores what the host's call left in m into the guest's msghdr. */
static int64_t msg_put(Msg *m)
{
    UsrPack p = {0};
    uint32_t used = 0, name_len = m->h.msg_namelen;
    unsigned word = usr_word();
    if (m->name) {
        int r = net_put_addr(m->name, m->g + word, &m->addr, m->h.msg_namelen);
        if (r)
            return r;
    } else if (usr_put32(m->g + word, name_len)) {
        return -EFAULT;
    }
    if (m->control_g && control_out(m, &used))
        return -EFAULT;
    pk_long(&p, used);
    pk32(&p, (uint32_t)m->h.msg_flags & ~(uint32_t)MSG_CMSG_CLOEXEC);
    return pk_put(&p, m->g + 5 * word);
}

static int64_t recv_one(UsrThread *t, int fd, uint64_t g, uint64_t flags)
{
    Msg m;
    int64_t r = msg_get(&m, g, true);
    if (!r) {
        m.h.msg_name = m.name ? &m.addr : NULL;
        m.h.msg_namelen = m.name ? sizeof m.addr : 0;
        uint64_t room = m.control_g ? 2ull * m.control_room + 64 : 0;
        m.control = room ? calloc(1, room) : NULL;
        m.h.msg_control = m.control;
        /* Room for as many descriptors as the guest has room for, not more: they would be lost. */
        m.h.msg_controllen = m.control && m.control_room >= guest_head() ? m.control_room + 4 : 0;
        r = USR_CALL3(t, SYS_recvmsg, fd, &m.h, flags);
    }
    if (r >= 0) {
        usr_netlink_received(fd, m.iov, m.h.msg_iovlen, r);
        int64_t e = msg_put(&m);
        r = e ? e : r;
    }
    msg_free(&m);
    return r;
}

int64_t sys_sendmsg(UsrThread *t, const uint64_t *a)
{
    return send_one(t, (int)a[0], a[1], a[2]);
}

int64_t sys_recvmsg(UsrThread *t, const uint64_t *a)
{
    return recv_one(t, (int)a[0], a[1], a[2]);
}

/* struct mmsghdr: a msghdr and the length. One after the other; an error after the first counts only next time. */
static unsigned mmsg_bytes(void)
{
    return usr_abi.guest64 ? 64 : 32;
}

int64_t sys_sendmmsg(UsrThread *t, const uint64_t *a)
{
    uint64_t n = a[2] > IOV_MAX ? IOV_MAX : a[2], done = 0;
    int64_t r = 0;
    for (; done < n; done++) {
        uint64_t g = a[1] + done * mmsg_bytes();
        r = send_one(t, (int)a[0], g, a[3]);
        if (r < 0)
            break;
        if (usr_put32(g + 7 * usr_word(), (uint32_t)r))
            return -EFAULT;
    }
    return done ? (int64_t)done : r;
}

static int64_t do_recvmmsg(UsrThread *t, const uint64_t *a, bool wide)
{
    uint64_t n = a[2] > IOV_MAX ? IOV_MAX : a[2], done = 0;
    int64_t r = 0;
    struct timespec limit, start, now;
    if (a[4] && usr_get_timespec(&limit, a[4], wide))
        return -EFAULT;
    if (a[4] && (limit.tv_sec < 0 || limit.tv_nsec < 0 || limit.tv_nsec > 999999999))
        return -EINVAL;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (; done < n; done++) {
        uint64_t g = a[1] + done * mmsg_bytes();
        /* As the kernel: the time is looked at between messages only. */
        clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t passed = (now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec;
        if (a[4] && done && passed >= limit.tv_sec * 1000000000 + limit.tv_nsec)
            break;
        uint64_t flags = a[3] & ~(uint64_t)MSG_WAITFORONE;
        r = recv_one(t, (int)a[0], g, done && (a[3] & MSG_WAITFORONE) ? flags | MSG_DONTWAIT : flags);
        if (r < 0)
            break;
        if (usr_put32(g + 7 * usr_word(), (uint32_t)r))
            return -EFAULT;
    }
    return done ? (int64_t)done : r;
}

int64_t sys_recvmmsg(UsrThread *t, const uint64_t *a)
{
    return do_recvmmsg(t, a, false);
}

int64_t sys_recvmmsg_time64(UsrThread *t, const uint64_t *a)
{
    return do_recvmmsg(t, a, true);
}
