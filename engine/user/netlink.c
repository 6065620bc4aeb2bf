/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Netlink messages of NETLINK_ROUTE (links, addresses, routes), turned between
 * the guest's byte order and the host's: headers, the fixed part by message
 * type, attributes by type. The C library needs them for getifaddrs() and
 * getaddrinfo(). Attributes that are not listed are left as they are: names,
 * link and network addresses are bytes anyway.
 */
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/uio.h>

#include "engine/user/netmsg.h"
#include "engine/user/sys.h"

static bool any_netlink;

void usr_netlink_made(void)
{
    __atomic_store_n(&any_netlink, true, __ATOMIC_RELAXED);
}

bool usr_is_netlink(int fd)
{
    int domain = 0, protocol = -1;
    socklen_t len = sizeof domain;
    if (!__atomic_load_n(&any_netlink, __ATOMIC_RELAXED) || usr_abi.little)
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) || domain != AF_NETLINK)
        return false;
    len = sizeof protocol;
    return getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) == 0 && protocol == NETLINK_ROUTE;
}

/* ---- Turning -------------------------------------------------------------------------- */

static uint16_t turn16(uint8_t *p)
{
    uint16_t old, v;
    memcpy(&old, p, 2);
    v = __builtin_bswap16(old);
    memcpy(p, &v, 2);
    return old;
}

static uint32_t turn32(uint8_t *p)
{
    uint32_t old, v;
    memcpy(&old, p, 4);
    v = __builtin_bswap32(old);
    memcpy(p, &v, 4);
    return old;
}

static void turn_words(uint8_t *p, unsigned nbytes, unsigned size)
{
    for (unsigned i = 0; i + size <= nbytes; i += size)
        for (unsigned j = 0; j < size / 2; j++) {
            uint8_t b = p[i + j];
            p[i + j] = p[i + size - 1 - j];
            p[i + size - 1 - j] = b;
        }
}

/* Bytes of the words that an attribute holds; 0: leave it. */
static unsigned attr_word(unsigned family, unsigned type, unsigned nbytes)
{
    switch (family) {
    case RTM_NEWLINK:
        if (type == IFLA_STATS64)
            return 8;
        if (type == IFLA_MTU || type == IFLA_LINK || type == IFLA_MASTER || type == IFLA_TXQLEN ||
            type == IFLA_WEIGHT || type == IFLA_STATS || type == IFLA_NET_NS_PID || type == IFLA_GROUP ||
            type == IFLA_PROMISCUITY || type == IFLA_NUM_TX_QUEUES || type == IFLA_NUM_RX_QUEUES ||
            type == IFLA_GSO_MAX_SEGS || type == IFLA_GSO_MAX_SIZE || type == IFLA_EXT_MASK ||
            type == IFLA_CARRIER_CHANGES || type == IFLA_MIN_MTU || type == IFLA_MAX_MTU || type == IFLA_MAP)
            return type == IFLA_MAP ? 0 : 4;
        return 0;
    case RTM_NEWADDR: return type == IFA_FLAGS || type == IFA_CACHEINFO || type == IFA_RT_PRIORITY ? 4 : 0;
    case RTM_NEWROUTE:
        return (type == RTA_OIF || type == RTA_IIF || type == RTA_PRIORITY || type == RTA_TABLE || type == RTA_FLOW ||
                type == RTA_CACHEINFO || type == RTA_MARK) &&
                       nbytes >= 4
                   ? 4
                   : 0;
    default: return 0;
    }
}

/* to_host: lengths are in the guest's order before they are turned, otherwise after. */
static void turn_attrs(uint8_t *p, uint8_t *end, unsigned family, bool to_host)
{
    while (end - p >= 4) {
        uint16_t before = turn16(p), type_before = turn16(p + 2), after, type_after;
        memcpy(&after, p, 2);
        memcpy(&type_after, p + 2, 2);
        unsigned len = to_host ? after : before, type = (to_host ? type_after : type_before) & 0x3fff;
        if (len < 4 || len > end - p)
            return;
        unsigned word = attr_word(family, type, len - 4);
        if (word)
            turn_words(p + 4, len - 4, word);
        p += (len + 3) & ~3u;
    }
}

/* The part behind the header of a message of nbytes. */
static void turn_payload(uint8_t *p, unsigned nbytes, unsigned type, bool to_host)
{
    unsigned family, fixed;
    if (type == NLMSG_ERROR || type == NLMSG_DONE) {
        if (nbytes >= 4)
            turn32(p);
        if (type == NLMSG_ERROR && nbytes >= 20) { /* the header of the message it answers */
            turn32(p + 4);
            turn16(p + 8);
            turn16(p + 10);
            turn32(p + 12);
            turn32(p + 16);
        }
        return;
    }
    if (type < RTM_BASE)
        return;
    family = (type - RTM_BASE) / 4 * 4 + RTM_BASE; /* NEW, DEL, GET and SET share their layout */
    switch (family) {
    case RTM_NEWLINK:
        fixed = 16;
        if (nbytes >= fixed) {
            turn16(p + 2);
            turn_words(p + 4, 12, 4);
        }
        break;
    case RTM_NEWADDR:
        fixed = 8;
        if (nbytes >= fixed)
            turn32(p + 4);
        break;
    case RTM_NEWROUTE:
        fixed = 12;
        if (nbytes >= fixed)
            turn32(p + 8);
        break;
    default: return;
    }
    if (nbytes > fixed)
        turn_attrs(p + fixed, p + nbytes, family, to_host);
}

static void turn_messages(uint8_t *p, uint64_t nbytes, bool to_host)
{
    uint8_t *end = p + nbytes;
    while (end - p >= NLMSG_HDRLEN) {
        struct nlmsghdr h;
        if (!to_host) {
            memcpy(&h, p, sizeof h);
            if (h.nlmsg_len < NLMSG_HDRLEN || h.nlmsg_len > (uint64_t)(end - p))
                return; /* not a message: what mq_notify() sends back */
        }
        turn32(p);
        turn16(p + 4);
        turn16(p + 6);
        turn32(p + 8);
        turn32(p + 12);
        if (to_host)
            memcpy(&h, p, sizeof h);
        if (h.nlmsg_len < NLMSG_HDRLEN || h.nlmsg_len > (uint64_t)(end - p))
            return;
        turn_payload(p + NLMSG_HDRLEN, h.nlmsg_len - NLMSG_HDRLEN, h.nlmsg_type, to_host);
        p += NLMSG_ALIGN(h.nlmsg_len);
    }
}

/* ---- The calls ------------------------------------------------------------------------ */

int64_t usr_netlink_send(UsrThread *t, int fd, const struct msghdr *h, uint64_t flags)
{
    if (!usr_is_netlink(fd))
        return USR_CALL3(t, SYS_sendmsg, fd, h, flags);
    uint64_t total = 0, at = 0;
    for (size_t i = 0; i < h->msg_iovlen; i++)
        total += h->msg_iov[i].iov_len;
    uint8_t *b = total > 1 << 20 ? NULL : malloc(total + 1);
    if (!b)
        return -ENOBUFS;
    int64_t r = 0;
    for (size_t i = 0; i < h->msg_iovlen && !r; i++) {
        r = usr_get(b + at, mem_h2g(h->msg_iov[i].iov_base), h->msg_iov[i].iov_len);
        at += h->msg_iov[i].iov_len;
    }
    if (!r) {
        struct iovec iov = {b, total};
        struct msghdr copy = *h;
        copy.msg_iov = &iov;
        copy.msg_iovlen = 1;
        turn_messages(b, total, true);
        r = USR_CALL3(t, SYS_sendmsg, fd, &copy, flags);
    }
    free(b);
    return r;
}

void usr_netlink_received(int fd, const struct iovec *iov, size_t n, int64_t nbytes)
{
    if (nbytes <= 0 || !usr_is_netlink(fd))
        return;
    /* Programs receive into one buffer; a message cut in pieces would have to be put together. */
    uint64_t len = iov[0].iov_len < (uint64_t)nbytes ? iov[0].iov_len : (uint64_t)nbytes, g = mem_h2g(iov[0].iov_base);
    uint8_t *b = n ? malloc(len + 1) : NULL;
    if (b && usr_get(b, g, len) == 0) {
        turn_messages(b, len, false);
        usr_put(g, b, len);
    }
    free(b);
}
