/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets: the direct calls and socketcall (options: sys_sockopt.c). Families and
 * types have the host's numbers. Addresses differ in the byte order of sa_family (and of netlink's and some
 * others' fields); ports and IP addresses are in network order for everybody.
 */
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "engine/user/netmsg.h"
#include "engine/user/sys.h"

/* ---- Addresses ---------------------------------------------------------------------- */

/* Turns the fields of an address between the two orders, in place; family is in host order already (or still). */
static void turn_address(struct sockaddr_storage *s, socklen_t len, int family)
{
    if (usr_abi.little)
        return;
    if (family == AF_INET6 && len >= 28) {
        struct sockaddr_in6 *a = (struct sockaddr_in6 *)s;
        a->sin6_scope_id = __builtin_bswap32(a->sin6_scope_id);
    } else if (family == AF_NETLINK && len >= sizeof(struct sockaddr_nl)) {
        struct sockaddr_nl *a = (struct sockaddr_nl *)s;
        a->nl_pid = __builtin_bswap32(a->nl_pid);
        a->nl_groups = __builtin_bswap32(a->nl_groups);
    } else if (family == AF_PACKET && len >= 12) {
        struct sockaddr_ll *a = (struct sockaddr_ll *)s;
        a->sll_ifindex = (int)__builtin_bswap32((uint32_t)a->sll_ifindex);
        a->sll_hatype = __builtin_bswap16(a->sll_hatype);
    }
}

int net_get_addr(struct sockaddr_storage *s, uint64_t g, uint64_t len)
{
    memset(s, 0, sizeof *s);
    if (len > sizeof *s)
        return -EINVAL;
    if (usr_get(s, g, len))
        return -EFAULT;
    if (len >= 2)
        s->ss_family = usr_order16(s->ss_family);
    turn_address(s, (socklen_t)len, s->ss_family);
    return 0;
}

/* Stores as much of the address as the guest has room for, and its full length. */
int net_put_addr(uint64_t g, uint64_t len_g, struct sockaddr_storage *s, socklen_t len)
{
    uint32_t room;
    if (!g)
        return 0;
    if (usr_get32(len_g, &room))
        return -EFAULT;
    if ((int32_t)room < 0)
        return -EINVAL;
    if (len >= 2) {
        turn_address(s, len, s->ss_family);
        s->ss_family = usr_order16(s->ss_family);
    }
    if (usr_put(g, s, room < len ? room : len))
        return -EFAULT;
    return usr_put32(len_g, len);
}

/* ---- Making and connecting ------------------------------------------------------------ */

int64_t sys_socket(UsrThread *t, const uint64_t *a)
{
    if ((int)a[0] == AF_NETLINK && !usr_netlink_made((int)a[2]))
        return -EPROTONOSUPPORT;
    return USR_CALL3(t, SYS_socket, (int)a[0], (int)a[1], (int)a[2]);
}

int64_t sys_socketpair(UsrThread *t, const uint64_t *a)
{
    int fd[2];
    int64_t r = USR_CALL4(t, SYS_socketpair, (int)a[0], (int)a[1], (int)a[2], fd);
    if (r == 0 && (usr_put32(a[3], (uint32_t)fd[0]) || usr_put32(a[3] + 4, (uint32_t)fd[1]))) {
        close(fd[0]);
        close(fd[1]);
        return -EFAULT;
    }
    return r;
}

static int64_t with_addr(UsrThread *t, long nr, const uint64_t *a)
{
    struct sockaddr_storage s;
    int r = net_get_addr(&s, a[1], a[2]);
    return r ? r : USR_CALL3(t, nr, (int)a[0], &s, a[2]);
}

int64_t sys_bind(UsrThread *t, const uint64_t *a)
{
    return with_addr(t, SYS_bind, a);
}

int64_t sys_connect(UsrThread *t, const uint64_t *a)
{
    return with_addr(t, SYS_connect, a);
}

static int64_t do_accept(UsrThread *t, const uint64_t *a, int flags)
{
    struct sockaddr_storage s;
    socklen_t len = sizeof s;
    int64_t r = USR_CALL4(t, SYS_accept4, (int)a[0], &s, &len, flags);
    int e = r >= 0 ? net_put_addr(a[1], a[2], &s, len) : 0;
    if (e)
        close((int)r);
    return e ? e : r;
}

int64_t sys_accept(UsrThread *t, const uint64_t *a)
{
    return do_accept(t, a, 0);
}

int64_t sys_accept4(UsrThread *t, const uint64_t *a)
{
    return do_accept(t, a, (int)a[3]);
}

static int64_t get_name(UsrThread *t, long nr, const uint64_t *a)
{
    struct sockaddr_storage s;
    socklen_t len = sizeof s;
    int64_t r = USR_CALL3(t, nr, (int)a[0], &s, &len);
    if (r)
        return r;
    return a[1] ? net_put_addr(a[1], a[2], &s, len) : -EFAULT;
}

int64_t sys_getsockname(UsrThread *t, const uint64_t *a)
{
    return get_name(t, SYS_getsockname, a);
}

int64_t sys_getpeername(UsrThread *t, const uint64_t *a)
{
    return get_name(t, SYS_getpeername, a);
}

/* ---- Sending and receiving ------------------------------------------------------------- */

int64_t sys_sendto(UsrThread *t, const uint64_t *a)
{
    struct sockaddr_storage s;
    if (a[4]) {
        int r = net_get_addr(&s, a[4], a[5]);
        if (r)
            return r;
    }
    if (a[2] > mem_limit)
        return -EFAULT;
    if (usr_is_netlink((int)a[0])) {
        struct iovec iov = {usr_ptr(a[1]), a[2]};
        struct msghdr h = {
            .msg_name = a[4] ? &s : NULL, .msg_namelen = a[4] ? (socklen_t)a[5] : 0, .msg_iov = &iov, .msg_iovlen = 1};
        return usr_netlink_send(t, (int)a[0], &h, a[3]);
    }
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_sendto, (int)a[0], usr_ptr(a[1]), a[2], a[3], a[4] ? &s : NULL,
                     a[4] ? a[5] : 0);
}

int64_t sys_send(UsrThread *t, const uint64_t *a)
{
    const uint64_t b[6] = {a[0], a[1], a[2], a[3], 0, 0};
    return sys_sendto(t, b);
}

int64_t sys_recvfrom(UsrThread *t, const uint64_t *a)
{
    struct sockaddr_storage s;
    socklen_t len = sizeof s;
    int64_t r;
    unsigned tries = 0;
    if (a[2] > mem_limit)
        return -EFAULT;
    do
        r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_recvfrom, (int)a[0], usr_out(a[1], a[2]), a[2], a[3], a[4] ? &s : NULL,
                      a[4] ? &len : NULL);
    while (sys_retry_efault(r, a[1], a[2]) && tries++ < 100);
    if (r > 0) {
        struct iovec iov = {usr_ptr(a[1]), a[2]};
        usr_netlink_received((int)a[0], &iov, 1, r);
    }
    int e = r >= 0 && a[4] ? net_put_addr(a[4], a[5], &s, len) : 0;
    return e ? e : r;
}

int64_t sys_recv(UsrThread *t, const uint64_t *a)
{
    const uint64_t b[6] = {a[0], a[1], a[2], a[3], 0, 0};
    return sys_recvfrom(t, b);
}

/* ---- socketcall --------------------------------------------------------------------- */

int64_t sys_socketcall(UsrThread *t, const uint64_t *a)
{
    /* linux/net.h: SYS_SOCKET is 1. */
    static const struct {
        SysFn *fn;
        int host; /* without handler */
        uint8_t nargs, nsigned;
    } calls[] = {
        {0},
        {sys_socket, 0, 3, 3},
        {sys_bind, 0, 3, 1},
        {sys_connect, 0, 3, 1},
        {NULL, SYS_listen, 2, 2},
        {sys_accept, 0, 3, 1},
        {sys_getsockname, 0, 3, 1},
        {sys_getpeername, 0, 3, 1},
        {sys_socketpair, 0, 4, 3},
        {sys_send, 0, 4, 1},
        {sys_recv, 0, 4, 1},
        {sys_sendto, 0, 6, 1},
        {sys_recvfrom, 0, 6, 1},
        {NULL, SYS_shutdown, 2, 2},
        {sys_setsockopt, 0, 5, 3},
        {sys_getsockopt, 0, 5, 3},
        {sys_sendmsg, 0, 3, 1},
        {sys_recvmsg, 0, 3, 1},
        {sys_accept4, 0, 4, 1},
        {sys_recvmmsg, 0, 5, 1},
        {sys_sendmmsg, 0, 4, 1},
    };
    uint64_t v[6] = {0}, nr = a[0];
    if (nr < 1 || nr >= sizeof calls / sizeof calls[0])
        return -EINVAL;
    for (unsigned i = 0; i < calls[nr].nargs; i++) {
        if (usr_get_long(a[1] + i * usr_word(), &v[i]))
            return -EFAULT;
        if (i < calls[nr].nsigned)
            v[i] = (uint64_t)(int64_t)(int32_t)v[i];
    }
    enum { SOCKET = 1, SOCKETPAIR = 8 };
    if (nr != SOCKET && nr != SOCKETPAIR && usr_fd_is_ours((int)v[0]))
        return -EBADF;
    return calls[nr].fn ? calls[nr].fn(t, v) : USR_CALL3(t, calls[nr].host, v[0], v[1], 0);
}
