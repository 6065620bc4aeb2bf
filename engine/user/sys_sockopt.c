/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Socket options, from a table of their layouts (layout.h): most structures differ
 * in byte order only; those with a layout of their own on 32-bit guests have a
 * function here. An option that is not in the table is a word or several words,
 * or has its level's default. powerpc has its own numbers for a few SOL_SOCKET
 * options.
 */
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "engine/user/layout.h"
#include "engine/user/sys.h"

/* powerpc's own numbers of SOL_SOCKET options (asm/socket.h); the others are generic. */
static int option_to_host(int name)
{
    enum { G_RCVLOWAT = 16, G_SNDLOWAT, G_RCVTIMEO, G_SNDTIMEO, G_PASSCRED, G_PEERCRED };
    switch (name) {
    case G_RCVLOWAT: return SO_RCVLOWAT;
    case G_SNDLOWAT: return SO_SNDLOWAT;
    case G_RCVTIMEO: return 20; /* SO_RCVTIMEO_OLD */
    case G_SNDTIMEO: return 21;
    case G_PASSCRED: return SO_PASSCRED;
    case G_PEERCRED: return SO_PEERCRED;
    default: return name;
    }
}

/* ---- The table ---------------------------------------------------------------------------- */

#define OPT_BYTES  "*b"
#define OPT_WORDS  "*w"
#define OPT_REFUSE NULL

typedef struct OptRow {
    int level, first, last; /* names first to last */
    const char *layout;
} OptRow;

/* A line for each that is neither words nor its level's default. Numbers: linux/in.h, in6.h, tcp.h, if_packet.h. */
static const OptRow rows[] = {
    {SOL_SOCKET, SO_BINDTODEVICE, SO_BINDTODEVICE, OPT_BYTES},
    {SOL_SOCKET, SO_PEERSEC, SO_PEERSEC, OPT_BYTES},
    {SOL_SOCKET, 57, 57, "q"}, /* SO_COOKIE */
    {SOL_SOCKET, 71, 71, "q"}, /* SO_NETNS_COOKIE */
    {SOL_SOCKET, SO_PEERNAME, SO_PEERNAME, "h*b"},
    {IPPROTO_IP, 4, 4, OPT_BYTES},    /* IP_OPTIONS */
    {IPPROTO_IP, 32, 32, "8bw"},      /* IP_MULTICAST_IF: addresses, perhaps an interface */
    {IPPROTO_IP, 35, 36, "8bw"},      /* IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP */
    {IPPROTO_IP, 37, 40, OPT_BYTES},  /* sources: three addresses */
    {IPPROTO_IP, 41, 41, "8b2w*b"},   /* IP_MSFILTER */
    {IPPROTO_IP, 42, 48, "group"},    /* MCAST_* */
    {IPPROTO_IP, 80, 80, "h*b"},      /* SO_ORIGINAL_DST */
    {IPPROTO_IP, 64, 97, OPT_REFUSE}, /* tables of packet filters */
    {IPPROTO_IPV6, 2, 2, "16bw"},     /* packet information */
    {IPPROTO_IPV6, 50, 50, "16bw"},
    {IPPROTO_IPV6, 20, 21, "16bw"}, /* memberships */
    {IPPROTO_IPV6, 27, 28, "16bw"},
    {IPPROTO_IPV6, 3, 6, OPT_BYTES}, /* extension headers */
    {IPPROTO_IPV6, 54, 59, OPT_BYTES},
    {IPPROTO_IPV6, 61, 61, "hh20bww"}, /* IPV6_PATHMTU */
    {IPPROTO_IPV6, 42, 48, "group"},
    {IPPROTO_IPV6, 80, 80, "h*b"},
    {IPPROTO_IPV6, 64, 69, OPT_REFUSE},
    {IPPROTO_TCP, TCP_CONGESTION, TCP_CONGESTION, OPT_BYTES},
    {IPPROTO_TCP, TCP_MD5SIG, TCP_MD5SIG, "h126bbbhwb*b"},
    {IPPROTO_TCP, TCP_ULP, TCP_ULP, OPT_BYTES},
    {IPPROTO_TCP, TCP_FASTOPEN_KEY, TCP_FASTOPEN_KEY, OPT_BYTES},
    {IPPROTO_TCP, TCP_INFO, TCP_INFO, "8b24w4q6w4q2w2q6w2hw*b"},
    {IPPROTO_TCP, 35, 35, OPT_REFUSE}, /* TCP_ZEROCOPY_RECEIVE: an address */
    {SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_DROP_MEMBERSHIP, "whh8b"},
    {SOL_PACKET, PACKET_RX_RING, PACKET_RX_RING, OPT_REFUSE}, /* memory with host structures */
    {SOL_PACKET, PACKET_TX_RING, PACKET_TX_RING, OPT_REFUSE},
    {40, 0, 2, "q"},     /* AF_VSOCK buffer sizes */
    {282, 1, 2, "hh*b"}, /* TLS keys */
};

/* Of levels that the table knows: what an option is that is not in it. */
static const char *level_default(int level)
{
    switch (level) {
    case SOL_SOCKET:
    case IPPROTO_IP:
    case IPPROTO_IPV6:
    case IPPROTO_TCP:
    case IPPROTO_UDP:
    case 136: /* UDP-Lite */
    case IPPROTO_RAW:
    case IPPROTO_ICMPV6:
    case SOL_PACKET:
    case 270: /* SOL_NETLINK */ return OPT_WORDS;
    case 279: /* SOL_ALG: keys */
    case 282: return OPT_BYTES;
    default: return OPT_REFUSE;
    }
}

static const char *layout_of(int level, int name)
{
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].level == level && name >= rows[i].first && name <= rows[i].last)
            return rows[i].layout;
    return level_default(level);
}

static int64_t refuse(int level, int name)
{
    static int last = -1;
    int this = level << 16 | (name & 0xffff);
    if (__atomic_exchange_n(&last, this, __ATOMIC_RELAXED) != this)
        usr_warn("socket option %d of level %d is not supported", name, level);
    return -ENOPROTOOPT;
}

/* ---- Times ---------------------------------------------------------------------------------- */

/* SO_RCVTIMEO and SO_SNDTIMEO: 20 and 21 with longs, 66 and 67 with 64 bits. */
static bool is_time(int level, int name)
{
    return level == SOL_SOCKET && (name == 20 || name == 21 || name == 66 || name == 67);
}

static int64_t set_time(UsrThread *t, int fd, int name, uint64_t g, uint64_t nbytes)
{
    const char *layout = name >= 66 ? "2q" : "2l";
    int64_t v[2];
    if (nbytes < (name >= 66 ? 16 : 2 * usr_word()))
        return -EINVAL;
    if (usr_layout_in(layout, g, v, sizeof v) < 0)
        return -EFAULT;
    if (name < 66 && !usr_abi.guest64)
        v[0] = (int32_t)v[0], v[1] = (int32_t)v[1];
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_setsockopt, fd, SOL_SOCKET, name, v, sizeof v, 0);
}

static int64_t get_time(UsrThread *t, int fd, int name, uint64_t g, uint64_t len_g, uint32_t room)
{
    int64_t v[2];
    socklen_t len = sizeof v;
    unsigned nbytes = name >= 66 ? 16 : 2 * usr_word();
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_getsockopt, fd, SOL_SOCKET, name, v, &len, 0);
    if (r)
        return r;
    if (room < nbytes)
        return -EINVAL;
    return usr_layout_out(name >= 66 ? "2q" : "2l", g, v) || usr_put32(len_g, nbytes) ? -EFAULT : 0;
}

/* ---- Multicast groups: an interface, and addresses that the host aligns to 8 -------------------- */

enum { STORAGE = 128, MCAST_FILTER = 48 };

static void turn_family(uint8_t *address)
{
    usr_layout_turn("h", address, 2);
    uint16_t family;
    memcpy(&family, address, 2);
    if (family == AF_INET6)
        usr_layout_turn("w", address + 24, 4);
}

static int64_t set_group(UsrThread *t, int fd, int level, int name, uint64_t g, uint64_t nbytes)
{
    _Alignas(8) uint8_t h[8 + 64 * STORAGE] = {0};
    uint32_t words[2];
    unsigned naddr = name == 42 || name == 45 ? 1 : 2, at = 4, to = 8;
    if (usr_get32(g, (uint32_t *)h))
        return -EFAULT;
    if (name == MCAST_FILTER) { /* interface, group, mode, number of sources, sources */
        if (nbytes < 4 + STORAGE + 8 || usr_get32(g + 4 + STORAGE, &words[0]) || usr_get32(g + 8 + STORAGE, &words[1]))
            return -EINVAL;
        if (words[1] > 62)
            return -ENOBUFS;
        memcpy(h + 8 + STORAGE, words, 8);
        naddr = 1 + words[1];
    }
    for (unsigned i = 0; i < naddr; i++, at += STORAGE, to += STORAGE) {
        if (i == 1 && name == MCAST_FILTER)
            at += 8, to += 8;
        if (at + STORAGE > nbytes)
            return -EINVAL;
        if (usr_get(h + to, g + at, STORAGE))
            return -EFAULT;
        turn_family(h + to);
    }
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_setsockopt, fd, level, name, h, to, 0);
}

/* ---- Filters: a length and an address of instructions ------------------------------------------- */

static int64_t set_filter(UsrThread *t, int fd, int name, uint64_t g, uint64_t nbytes)
{
    struct sock_fprog prog;
    struct sock_filter f[BPF_MAXINSNS];
    uint64_t at;
    UsrPack p;
    if (nbytes < 2 * usr_word())
        return -EINVAL;
    if (up_get(&p, g, 2 * usr_word()))
        return -EFAULT;
    prog.len = up16(&p);
    pk_align(&p, usr_word());
    at = up_long(&p);
    prog.filter = f;
    if (!prog.len || prog.len > BPF_MAXINSNS)
        return -EINVAL;
    for (unsigned i = 0; i < prog.len; i++)
        if (usr_layout_in("h2bw", at + 8 * i, &f[i], sizeof f[i]) < 0)
            return -EFAULT;
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_setsockopt, fd, SOL_SOCKET, name, &prog, sizeof prog, 0);
}

/* ---- The calls --------------------------------------------------------------------------------- */

enum { MAX_OPTION = 4096, SO_ATTACH_REUSEPORT_CBPF_ = 51 };

int64_t sys_setsockopt(UsrThread *t, const uint64_t *a)
{
    int level = (int)a[1], name = level == SOL_SOCKET ? option_to_host((int)a[2]) : (int)a[2];
    _Alignas(8) uint8_t b[MAX_OPTION];
    uint64_t nbytes = a[4];
    if ((int32_t)nbytes < 0)
        return -EINVAL;
    if (is_time(level, name))
        return set_time(t, (int)a[0], name, a[3], nbytes);
    if (level == SOL_SOCKET && (name == SO_ATTACH_FILTER || name == SO_ATTACH_REUSEPORT_CBPF_))
        return set_filter(t, (int)a[0], name, a[3], nbytes);
    const char *layout = layout_of(level, name);
    if (!layout)
        return refuse(level, name);
    if (layout[0] == 'g')
        return set_group(t, (int)a[0], level, name, a[3], nbytes);
    if (nbytes > sizeof b)
        nbytes = sizeof b;
    if (usr_get(b, a[3], nbytes))
        return -EFAULT;
    usr_layout_turn(layout, b, nbytes);
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_setsockopt, (int)a[0], level, name, a[3] ? b : NULL, nbytes, 0);
}

int64_t sys_getsockopt(UsrThread *t, const uint64_t *a)
{
    int level = (int)a[1], name = level == SOL_SOCKET ? option_to_host((int)a[2]) : (int)a[2];
    _Alignas(8) uint8_t b[MAX_OPTION] = {0};
    uint32_t room;
    if (usr_get32(a[4], &room))
        return -EFAULT;
    if ((int32_t)room < 0)
        return -EINVAL;
    if (is_time(level, name))
        return get_time(t, (int)a[0], name, a[3], a[4], room);
    const char *layout = layout_of(level, name);
    socklen_t len = room < sizeof b ? room : sizeof b;
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_getsockopt, (int)a[0], level, name, b, &len, 0);
    if (r)
        return r; /* whatever it is, it is not there */
    if (!layout || layout[0] == 'g')
        return refuse(level, name);
    if (level == SOL_SOCKET && name == SO_ATTACH_FILTER) { /* SO_GET_FILTER: the length counts instructions */
        for (socklen_t i = 0; i < len && (i + 1) * 8 <= room; i++)
            usr_layout_turn("h2bw", b + 8 * i, 8);
        return usr_put(a[3], b, len * 8 < room ? len * 8 : room) || usr_put32(a[4], len) ? -EFAULT : 0;
    }
    usr_layout_turn(layout, b, len < sizeof b ? len : sizeof b);
    return usr_put(a[3], b, len < sizeof b ? len : sizeof b) || usr_put32(a[4], len) ? -EFAULT : 0;
}
