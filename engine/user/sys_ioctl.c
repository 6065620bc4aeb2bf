/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ioctl, from the table ioctl.def: powerpc request, host request and what the
 * argument is. powerpc encodes direction in the top three bits (none 1, read 2,
 * write 4), the host in two (none 0, write 1, read 2); requests of the old kind
 * have plain numbers on both. Most structures are described there by their layout
 * (layout.h). A request that is not in the table is refused with ENOTTY and
 * named once.
 */
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/loop.h>
#include <linux/random.h>
#include <linux/route.h>
#include <linux/rtc.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "engine/user/layout.h"
#include "engine/user/sys.h"
#include "engine/user/tty.h"

typedef enum IoKind {
    IO_NONE,  /* no argument, or a number */
    IO_IN32,  /* pointer to an int that is read */
    IO_OUT32, /* pointer to an int that is written */
    IO_IN64,
    IO_OUT64,
    IO_OUTLONG, /* a long is written */
    IO_OUT16X4, /* four shorts: winsize */
    IO_IN16X4,
    IO_TERMIOS_OUT,
    IO_TERMIOS_IN,
    IO_TERMIO_OUT,
    IO_TERMIO_IN,
    IO_IFREQ_INT,  /* struct ifreq: name and an int, both ways */
    IO_IFREQ_ADDR, /* name and a socket address */
    IO_IFREQ_BYTES,
    IO_IFREQ_FLAGS, /* name and a short */
    IO_IFCONF,
    IO_LAYOUT_R, /* a structure that is written, read, or both */
    IO_LAYOUT_W,
    IO_LAYOUT_RW,
    IO_FIEMAP,
    IO_BYTE_IN,
} IoKind;

typedef struct IoRow {
    uint32_t guest;
    unsigned long host;
    IoKind kind;
    const char *name;
    const char *layout;
} IoRow;

/* powerpc encodings (asm/ioctl.h). */
#define G_NONE(type, nr)        (0x20000000u | (type) << 8 | (nr))
#define G_READ(type, nr, size)  (0x40000000u | (uint32_t)(size) << 16 | (type) << 8 | (nr))
#define G_WRITE(type, nr, size) (0x80000000u | (uint32_t)(size) << 16 | (type) << 8 | (nr))

#define G_BOTH(type, nr, size) (0xc0000000u | (uint32_t)(size) << 16 | (type) << 8 | (nr))

/* Requests that the host's headers may not have, and the terminal's in the form with speeds. */
#define HOST_PIDFD_INFO 0xc040ff0bul
#define HOST_TCGETS2    0x802c542aul
#define HOST_TCSETS2    0x402c542bul
#define HOST_TCSETSW2   0x402c542cul
#define HOST_TCSETSF2   0x402c542dul

static const IoRow rows[] = {
#define IOCTL(name, guest, kind)          {guest, name, kind, #name, NULL},
#define STRUCTURE(name, guest, dir, text) {guest, name, IO_LAYOUT_##dir, #name, text},
#include "engine/user/ioctl.def"
#undef IOCTL
#undef STRUCTURE
};

static const IoRow *find(uint32_t request)
{
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].guest == request)
            return &rows[i];
    return NULL;
}

/* ---- Interfaces ------------------------------------------------------------------------ */

enum { IFREQ_BYTES32 = 32, IFREQ_BYTES64 = 40 };

static int64_t interface(UsrThread *t, int fd, const IoRow *row, uint64_t g)
{
    struct ifreq q;
    memset(&q, 0, sizeof q);
    unsigned nbytes = usr_abi.guest64 ? IFREQ_BYTES64 : IFREQ_BYTES32;
    if (usr_get(&q, g, nbytes))
        return -EFAULT;
    if (row->kind == IO_IFREQ_INT)
        q.ifr_ifindex = (int)usr_order32((uint32_t)q.ifr_ifindex);
    else if (row->kind == IO_IFREQ_FLAGS)
        q.ifr_flags = (short)usr_order16((uint16_t)q.ifr_flags);
    else if (row->kind == IO_IFREQ_ADDR)
        q.ifr_addr.sa_family = usr_order16(q.ifr_addr.sa_family);
    int64_t r = USR_CALL3(t, SYS_ioctl, fd, row->host, &q);
    if (r < 0)
        return r;
    if (row->kind == IO_IFREQ_INT)
        q.ifr_ifindex = (int)usr_order32((uint32_t)q.ifr_ifindex);
    else if (row->kind == IO_IFREQ_FLAGS)
        q.ifr_flags = (short)usr_order16((uint16_t)q.ifr_flags);
    else if (row->kind == IO_IFREQ_ADDR)
        q.ifr_addr.sa_family = usr_order16(q.ifr_addr.sa_family);
    return usr_put(g, &q, nbytes) ? -EFAULT : r;
}

/* struct ifconf: length and buffer of ifreqs. */
static int64_t interface_list(UsrThread *t, int fd, uint64_t g)
{
    enum { MAX = 64 };
    struct ifreq q[MAX];
    struct ifconf c = {.ifc_len = sizeof q, .ifc_req = q};
    UsrPack p;
    unsigned each = usr_abi.guest64 ? IFREQ_BYTES64 : IFREQ_BYTES32;
    if (up_get(&p, g, 2 * usr_word()))
        return -EFAULT;
    uint32_t room = up32(&p);
    uint64_t buf = up_long(&p);
    int64_t r = USR_CALL3(t, SYS_ioctl, fd, SIOCGIFCONF, &c);
    if (r < 0)
        return r;
    unsigned n = (unsigned)c.ifc_len / sizeof q[0];
    for (unsigned i = 0; i < n && buf; i++) {
        if ((i + 1) * each > room) {
            n = i;
            break;
        }
        q[i].ifr_addr.sa_family = usr_order16(q[i].ifr_addr.sa_family);
        if (usr_put(buf + i * each, &q[i], each))
            return -EFAULT;
    }
    return usr_put32(g, n * each) ? -EFAULT : r;
}

/* ---- Structures ---------------------------------------------------------------------- */

static int64_t structure(UsrThread *t, int fd, const IoRow *row, uint64_t g)
{
    _Alignas(8) uint8_t b[512] = {0};
    if (!g) /* the kernel's own error, which depends on the request */
        return USR_CALL3(t, SYS_ioctl, fd, row->host, NULL);
    if (row->kind != IO_LAYOUT_R && usr_layout_in(row->layout, g, b, sizeof b) < 0)
        return -EFAULT;
    int64_t r = USR_CALL3(t, SYS_ioctl, fd, row->host, b);
    if (r < 0 || row->kind == IO_LAYOUT_W)
        return r;
    return usr_layout_out(row->layout, g, b) ? -EFAULT : r;
}

/* A head with the number of extents, and the extents. */
static int64_t fiemap(UsrThread *t, int fd, uint64_t g)
{
    static const char head[] = "2q4w", extent[] = "5q4w";
    enum { HEAD = 32, EXTENT = 56, MAX = 65536 };
    struct fiemap h;
    if (usr_layout_in(head, g, &h, HEAD) < 0)
        return -EFAULT;
    if (h.fm_extent_count > MAX)
        return -EINVAL;
    struct fiemap *f = calloc(1, HEAD + (size_t)h.fm_extent_count * EXTENT);
    if (!f)
        return -ENOMEM;
    memcpy(f, &h, HEAD);
    int64_t r = USR_CALL3(t, SYS_ioctl, fd, FS_IOC_FIEMAP, f);
    if (r >= 0 || r == -EBADR)
        r = usr_layout_out(head, g, f) ? -EFAULT : r;
    for (uint32_t i = 0; r >= 0 && i < f->fm_mapped_extents && i < h.fm_extent_count; i++)
        if (usr_layout_out(extent, g + HEAD + (uint64_t)i * EXTENT, &f->fm_extents[i]))
            r = -EFAULT;
    free(f);
    return r;
}

/* ---- By kind --------------------------------------------------------------------------- */

static int64_t shorts(UsrThread *t, int fd, const IoRow *row, uint64_t g)
{
    uint16_t v[4];
    if (row->kind == IO_IN16X4 && usr_get(v, g, sizeof v))
        return -EFAULT;
    for (unsigned i = 0; i < 4; i++)
        v[i] = usr_order16(v[i]);
    int64_t r = USR_CALL3(t, SYS_ioctl, fd, row->host, v);
    if (r < 0 || row->kind == IO_IN16X4)
        return r;
    for (unsigned i = 0; i < 4; i++)
        v[i] = usr_order16(v[i]);
    return usr_put(g, v, sizeof v) ? -EFAULT : r;
}

static int64_t terminal(UsrThread *t, int fd, const IoRow *row, uint64_t g)
{
    TtyState s;
    bool in = row->kind == IO_TERMIOS_IN || row->kind == IO_TERMIO_IN;
    bool old = row->kind == IO_TERMIO_IN || row->kind == IO_TERMIO_OUT;
    int64_t r;
    memset(&s, 0, sizeof s);
    /* The old structure carries 16 bits of each word: the rest stays as it is. */
    if (in && old && (r = USR_CALL3(t, SYS_ioctl, fd, HOST_TCGETS2, &s)) < 0)
        return r;
    if (in && tty_get(&s, g, old))
        return -EFAULT;
    r = USR_CALL3(t, SYS_ioctl, fd, row->host, &s);
    if (r < 0 || in)
        return r;
    return tty_put(&s, g, old) ? -EFAULT : r;
}

static int64_t number(UsrThread *t, int fd, const IoRow *row, uint64_t g)
{
    uint64_t v64 = 0;
    uint32_t v32 = 0;
    if ((row->kind == IO_IN32 && usr_get32(g, &v32)) || (row->kind == IO_IN64 && usr_get64(g, &v64)))
        return -EFAULT;
    bool word = row->kind == IO_IN32 || row->kind == IO_OUT32;
    int64_t r = USR_CALL3(t, SYS_ioctl, fd, row->host, word ? (void *)&v32 : (void *)&v64);
    if (r < 0)
        return r;
    int e = row->kind == IO_OUT32     ? usr_put32(g, v32)
            : row->kind == IO_OUT64   ? usr_put64(g, v64)
            : row->kind == IO_OUTLONG ? usr_put_long(g, v64)
                                      : 0;
    return e ? e : r;
}

int64_t sys_ioctl(UsrThread *t, const uint64_t *a)
{
    int fd = (int)a[0];
    const IoRow *row = find((uint32_t)a[1]);
    if (!row) {
        static uint32_t last;
        struct {
            char any[8];
        } unused;
        /* Not a terminal question on a bad descriptor: EBADF first, as the kernel. */
        if (ioctl(fd, FIONREAD, &unused) < 0 && errno == EBADF)
            return -EBADF;
        if (__atomic_exchange_n(&last, (uint32_t)a[1], __ATOMIC_RELAXED) != (uint32_t)a[1])
            usr_warn("ioctl request %#x is not supported", (uint32_t)a[1]);
        return -ENOTTY;
    }
    switch (row->kind) {
    case IO_NONE: return USR_CALL3(t, SYS_ioctl, fd, row->host, a[2]);
    case IO_OUT16X4:
    case IO_IN16X4: return shorts(t, fd, row, a[2]);
    case IO_TERMIOS_OUT:
    case IO_TERMIOS_IN:
    case IO_TERMIO_OUT:
    case IO_TERMIO_IN: return terminal(t, fd, row, a[2]);
    case IO_IFREQ_INT:
    case IO_IFREQ_ADDR:
    case IO_IFREQ_BYTES:
    case IO_IFREQ_FLAGS: return interface(t, fd, row, a[2]);
    case IO_IFCONF: return interface_list(t, fd, a[2]);
    case IO_LAYOUT_R:
    case IO_LAYOUT_W:
    case IO_LAYOUT_RW: return structure(t, fd, row, a[2]);
    case IO_FIEMAP: return fiemap(t, fd, a[2]);
    case IO_BYTE_IN: return USR_CALL3(t, SYS_ioctl, fd, row->host, usr_ptr(a[2]));
    default: return number(t, fd, row, a[2]);
    }
}
