/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Netlink messages of NETLINK_ROUTE (links, addresses, routes, neighbours, rules), turned between
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

#include "engine/user/layout.h"
#include "engine/user/netmsg.h"
#include "engine/user/sys.h"

static bool any_netlink;

/* Events of the device manager are text. The others have formats of their own. */
bool usr_netlink_made(int protocol)
{
    static int said = -1;
    if (protocol == NETLINK_ROUTE || usr_abi.little)
        __atomic_store_n(&any_netlink, true, __ATOMIC_RELAXED);
    else if (protocol != NETLINK_KOBJECT_UEVENT) {
        if (__atomic_exchange_n(&said, protocol, __ATOMIC_RELAXED) != protocol)
            usr_warn("netlink protocol %d is not supported: only NETLINK_ROUTE (0) and device events (15) are",
                     protocol);
        return false;
    }
    return true;
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

/* What an attribute holds: words by layout (layout.h), or attributes again, whose kinds are then those of `nest`.
 * Message types name the outermost kinds; nested ones have numbers of their own. */
enum { IN_LINKINFO = 1000, IN_AF_SPEC, IN_INET, IN_INET6, IN_METRICS, IN_XDP, IN_UNKNOWN };
enum { NDA_LAST_WORD = 9 };

typedef struct AttrRow {
    uint16_t family, first, last;
    const char *layout;
    uint16_t nest;
} AttrRow;

static const AttrRow attrs[] = {
    {RTM_NEWLINK, IFLA_MTU, IFLA_LINK, "w", 0},
    {RTM_NEWLINK, IFLA_STATS, IFLA_STATS, "*w", 0},
    {RTM_NEWLINK, IFLA_MASTER, IFLA_MASTER, "w", 0},
    {RTM_NEWLINK, IFLA_TXQLEN, IFLA_TXQLEN, "w", 0},
    {RTM_NEWLINK, IFLA_MAP, IFLA_MAP, "3qh2b", 0},
    {RTM_NEWLINK, IFLA_WEIGHT, IFLA_WEIGHT, "w", 0},
    {RTM_NEWLINK, IFLA_LINKINFO, IFLA_LINKINFO, NULL, IN_LINKINFO},
    {RTM_NEWLINK, IFLA_NET_NS_PID, IFLA_NET_NS_PID, "w", 0},
    {RTM_NEWLINK, IFLA_NUM_VF, IFLA_NUM_VF, "w", 0},
    {RTM_NEWLINK, IFLA_STATS64, IFLA_STATS64, "*q", 0},
    {RTM_NEWLINK, IFLA_AF_SPEC, IFLA_AF_SPEC, NULL, IN_AF_SPEC},
    {RTM_NEWLINK, IFLA_GROUP, IFLA_NET_NS_FD, "w", 0},
    {RTM_NEWLINK, IFLA_EXT_MASK, IFLA_NUM_RX_QUEUES, "w", 0},
    {RTM_NEWLINK, IFLA_CARRIER_CHANGES, IFLA_CARRIER_CHANGES, "w", 0},
    {RTM_NEWLINK, IFLA_LINK_NETNSID, IFLA_LINK_NETNSID, "w", 0},
    {RTM_NEWLINK, IFLA_GSO_MAX_SEGS, IFLA_GSO_MAX_SIZE, "w", 0},
    {RTM_NEWLINK, IFLA_XDP, IFLA_XDP, NULL, IN_XDP},
    {RTM_NEWLINK, 45, 51, "w", 0}, /* IFLA_EVENT ... IFLA_MIN_MTU, IFLA_MAX_MTU */
    {RTM_NEWLINK, 58, 63, "w", 0}, /* sizes of segmentation */
    {IN_LINKINFO, 2, 2, NULL, IN_UNKNOWN},
    {IN_AF_SPEC, 2, 2, NULL, IN_INET},
    {IN_AF_SPEC, 10, 10, NULL, IN_INET6},
    {IN_INET, 1, 1, "*w", 0},
    {IN_INET6, 1, 2, "*w", 0},
    {IN_INET6, 3, 3, "*q", 0},
    {IN_INET6, 5, 5, "*w", 0},
    {IN_INET6, 6, 6, "*q", 0},
    {IN_INET6, 9, 9, "w", 0},
    {IN_XDP, 1, 1, "w", 0},
    {IN_XDP, 3, 7, "w", 0},
    {RTM_NEWADDR, IFA_CACHEINFO, IFA_CACHEINFO, "4w", 0},
    {RTM_NEWADDR, IFA_FLAGS, IFA_TARGET_NETNSID, "w", 0},
    {RTM_NEWROUTE, RTA_IIF, RTA_OIF, "w", 0},
    {RTM_NEWROUTE, RTA_PRIORITY, RTA_PRIORITY, "w", 0},
    {RTM_NEWROUTE, RTA_METRICS, RTA_METRICS, NULL, IN_METRICS},
    {RTM_NEWROUTE, RTA_FLOW, RTA_FLOW, "w", 0},
    {RTM_NEWROUTE, RTA_CACHEINFO, RTA_CACHEINFO, "*w", 0},
    {RTM_NEWROUTE, RTA_TABLE, RTA_MARK, "w", 0},
    {RTM_NEWROUTE, RTA_VIA, RTA_VIA, "h*b", 0},
    {RTM_NEWROUTE, RTA_ENCAP_TYPE, RTA_ENCAP_TYPE, "h", 0},
    {RTM_NEWROUTE, RTA_EXPIRES, RTA_EXPIRES, "w", 0},
    {RTM_NEWROUTE, RTA_UID, RTA_UID, "w", 0},
    {RTM_NEWROUTE, RTA_NH_ID, RTA_NH_ID, "w", 0},
    {IN_METRICS, 1, 15, "w", 0},
    {RTM_NEWNEIGH, 3, 4, "*w", 0}, /* NDA_CACHEINFO, NDA_PROBES */
    {RTM_NEWNEIGH, 5, 5, "h", 0},
    {RTM_NEWNEIGH, 7, NDA_LAST_WORD, "w", 0},
    {RTM_NEWRULE, 4, 4, "w", 0},
    {RTM_NEWRULE, 6, 6, "w", 0},
    {RTM_NEWRULE, 10, 11, "w", 0},
    {RTM_NEWRULE, 13, 16, "w", 0},
    {RTM_NEWRULE, 20, 20, "2w", 0}, /* FRA_UID_RANGE */
};

static const AttrRow *attr_row(unsigned family, unsigned type)
{
    for (unsigned i = 0; i < sizeof attrs / sizeof attrs[0]; i++)
        if (attrs[i].family == family && type >= attrs[i].first && type <= attrs[i].last)
            return &attrs[i];
    return NULL;
}

static void turn_attrs(uint8_t *p, uint8_t *end, unsigned family, bool to_host);

/* Next hops: a length, flags, an interface, attributes. */
static void turn_hops(uint8_t *p, uint8_t *end, bool to_host)
{
    while (end - p >= 8) {
        uint16_t before = turn16(p), after;
        memcpy(&after, p, 2);
        unsigned len = to_host ? after : before;
        turn32(p + 4);
        if (len < 8 || len > end - p)
            return;
        turn_attrs(p + 8, p + len, RTM_NEWROUTE, to_host);
        p += (len + 3) & ~3u;
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
        const AttrRow *row = attr_row(family, type);
        if (row && row->nest)
            turn_attrs(p + 4, p + len, row->nest, to_host);
        else if (row)
            usr_layout_turn(row->layout, p + 4, len - 4);
        else if (family == RTM_NEWROUTE && type == RTA_MULTIPATH)
            turn_hops(p + 4, p + len, to_host);
        p += (len + 3) & ~3u;
    }
}

/* The fixed part of the messages that are translated. */
typedef struct Message {
    uint16_t family, nbytes;
    const char *layout;
} Message;

static const Message *message_of(unsigned family)
{
    static const Message messages[] = {
        {RTM_NEWLINK, 16, "2bhw2w"},   {RTM_NEWADDR, 8, "4bw"},  {RTM_NEWROUTE, 12, "8bw"},
        {RTM_NEWNEIGH, 12, "2bhwh2b"}, {RTM_NEWRULE, 12, "8bw"},
    };
    for (unsigned i = 0; i < sizeof messages / sizeof messages[0]; i++)
        if (messages[i].family == family)
            return &messages[i];
    return NULL;
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
    const Message *m = message_of(family);
    if (!m)
        return;
    fixed = m->nbytes;
    usr_layout_turn(m->layout, p, nbytes < fixed ? nbytes : fixed);
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

/* In host order: is there a request that has no row above? */
static bool unknown_message(const uint8_t *p, uint64_t nbytes)
{
    static int said = -1;
    struct nlmsghdr h;
    for (uint64_t at = 0; at + sizeof h <= nbytes; at += NLMSG_ALIGN(h.nlmsg_len)) {
        memcpy(&h, p + at, sizeof h);
        if (h.nlmsg_len < sizeof h)
            return false;
        if (h.nlmsg_type < RTM_BASE || message_of((h.nlmsg_type - RTM_BASE) / 4u * 4 + RTM_BASE))
            continue;
        if (__atomic_exchange_n(&said, h.nlmsg_type, __ATOMIC_RELAXED) != h.nlmsg_type)
            usr_warn("netlink message type %d is not supported", h.nlmsg_type);
        return true;
    }
    return false;
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
        r = unknown_message(b, total) ? -EOPNOTSUPP : USR_CALL3(t, SYS_sendmsg, fd, &copy, flags);
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
