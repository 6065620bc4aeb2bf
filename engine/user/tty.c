/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terminal settings. powerpc's flags and control characters have their own
 * values (asm/termbits.h); each table row is a field: mask and value there,
 * mask and value here.
 */
#include "engine/user/tty.h"

#include <errno.h>
#include <string.h>

#include "engine/base/bits.h"
#include "engine/user/gmem.h"

typedef struct TtyBit {
    uint32_t gmask, gvalue, hmask, hvalue;
} TtyBit;
#define BIT(g, h)                                                                                                      \
    {                                                                                                                  \
        g, g, h, h                                                                                                     \
    }

/* The nine lowest bits, IGNBRK to ICRNL and IXANY, are the same. */
static const TtyBit iflags[] = {
    BIT(0001, 0001),
    BIT(0002, 0002),
    BIT(0004, 0004),
    BIT(0010, 0010),
    BIT(0020, 0020),
    BIT(0040, 0040),
    BIT(0100, 0100),
    BIT(0200, 0200),
    BIT(0400, 0400),
    BIT(0x0200, 02000 /* IXON */),
    BIT(0x0400, 010000 /* IXOFF */),
    BIT(0x0800, 04000 /* IXANY */),
    BIT(0x1000, 01000 /* IUCLC */),
    BIT(0x2000, 020000 /* IMAXBEL */),
    BIT(0x4000, 040000 /* IUTF8 */),
};

#define FIELD(gm, g, hm, h)                                                                                            \
    {                                                                                                                  \
        gm, g, hm, h                                                                                                   \
    }
static const TtyBit oflags[] = {
    BIT(1, 1), /* OPOST */
    BIT(2, 4 /* ONLCR */),
    BIT(4, 2 /* OLCUC */),
    BIT(8, 8),
    BIT(0x10, 0x10),
    BIT(0x20, 0x20),
    BIT(0x40, 0x40),
    BIT(0x80, 0x80),
    FIELD(0x300, 0x100, 0x100, 0x100),
    FIELD(0x300, 0x200, 0x100, 0), /* NL1; NL2, NL3 are unknown here */
    FIELD(0xc00, 0x400, 0x1800, 0x0800),
    FIELD(0xc00, 0x800, 0x1800, 0x1000),
    FIELD(0xc00, 0xc00, 0x1800, 0x1800),
    FIELD(0x3000, 0x1000, 0x600, 0x200),
    FIELD(0x3000, 0x2000, 0x600, 0x400),
    FIELD(0x3000, 0x3000, 0x600, 0x600),
    BIT(0x4000, 0x8000 /* FF1 */),
    BIT(0x8000, 0x2000 /* BS1 */),
    BIT(0x10000, 0x4000 /* VT1 */),
};

enum { G_BAUD = 0xff, H_BAUD = 0010017, IBSHIFT = 16 /* the input speed, if it is another one */ };
static const TtyBit cflags[] = {
    FIELD(0x300, 0x100, 0x30, 0x10),
    FIELD(0x300, 0x200, 0x30, 0x20),
    FIELD(0x300, 0x300, 0x30, 0x30),
    BIT(0x400, 0x40 /* CSTOPB */),
    BIT(0x800, 0x80 /* CREAD */),
    BIT(0x1000, 0x100 /* PARENB */),
    BIT(0x2000, 0x200 /* PARODD */),
    BIT(0x4000, 0x400 /* HUPCL */),
    BIT(0x8000, 0x800 /* CLOCAL */),
    BIT(0x40000000, 0x40000000 /* CMSPAR */),
    BIT(0x80000000, 0x80000000 /* CRTSCTS */),
};

static const TtyBit lflags[] = {
    BIT(0x80, 0001 /* ISIG */),         BIT(0x100, 0002 /* ICANON */),
    BIT(0x4000, 0004 /* XCASE */),      BIT(0x8, 0010 /* ECHO */),
    BIT(0x2, 0020 /* ECHOE */),         BIT(0x4, 0040 /* ECHOK */),
    BIT(0x10, 0100 /* ECHONL */),       BIT(0x80000000, 0200 /* NOFLSH */),
    BIT(0x400000, 0400 /* TOSTOP */),   BIT(0x40, 01000 /* ECHOCTL */),
    BIT(0x20, 02000 /* ECHOPRT */),     BIT(0x1, 04000 /* ECHOKE */),
    BIT(0x800000, 010000 /* FLUSHO */), BIT(0x20000000, 040000 /* PENDIN */),
    BIT(0x400, 0100000 /* IEXTEN */),   BIT(0x10000000, 0200000 /* EXTPROC */),
};

/* Speeds: the first sixteen codes are the same, then 16.. there is 0x1001.. here. */
static uint32_t baud_to_host(uint32_t g)
{
    g &= G_BAUD;
    return g < 16 ? g : 0x1000 + (g == 0x1f ? 0 : g - 15);
}

static uint32_t baud_to_guest(uint32_t h)
{
    h &= H_BAUD;
    return h < 16 ? h : h == 0x1000 ? 0x1f : h - 0x1000 + 15;
}

/* Position of powerpc's control characters in the host's array. */
static const uint8_t cc_host[17] = {0 /* VINTR */,
                                    1,
                                    2,
                                    3,
                                    4 /* VEOF */,
                                    6 /* VMIN */,
                                    11 /* VEOL */,
                                    5 /* VTIME */,
                                    16 /* VEOL2 */,
                                    7 /* VSWTC */,
                                    14 /* VWERASE */,
                                    12 /* VREPRINT */,
                                    10 /* VSUSP */,
                                    8 /* VSTART */,
                                    9 /* VSTOP */,
                                    15 /* VLNEXT */,
                                    13 /* VDISCARD */};
/* struct termio's eight: INTR QUIT ERASE KILL EOF MIN EOL TIME SWTC in powerpc's order. */
enum { TERMIO_CC = 10 };

static uint32_t to_host(uint32_t g, const TtyBit *b, unsigned n)
{
    uint32_t h = 0;
    for (unsigned i = 0; i < n; i++)
        if ((g & b[i].gmask) == b[i].gvalue)
            h |= b[i].hvalue;
    return h;
}

static uint32_t to_guest(uint32_t h, const TtyBit *b, unsigned n)
{
    uint32_t g = 0;
    for (unsigned i = 0; i < n; i++)
        if (b[i].hvalue && (h & b[i].hmask) == b[i].hvalue)
            g |= b[i].gvalue;
    return g;
}

static uint32_t word_in(UsrPack *p, bool old)
{
    return old ? up16(p) : up32(p);
}

int tty_get(TtyState *s, uint64_t g, bool old)
{
    UsrPack p;
    unsigned ncc = old ? TERMIO_CC : 19;
    if (up_get(&p, g, old ? 20 : 44))
        return -EFAULT;
    uint32_t keep = old ? 0xffff0000 : 0;
    uint32_t iflag = word_in(&p, old), oflag = word_in(&p, old), cflag = word_in(&p, old), lflag = word_in(&p, old);
    iflag |= to_guest(s->iflag, iflags, ARRAY_LEN(iflags)) & keep;
    oflag |= to_guest(s->oflag, oflags, ARRAY_LEN(oflags)) & keep;
    cflag |= to_guest(s->cflag, cflags, ARRAY_LEN(cflags)) & keep;
    lflag |= to_guest(s->lflag, lflags, ARRAY_LEN(lflags)) & keep;
    s->iflag = to_host(iflag, iflags, ARRAY_LEN(iflags));
    s->oflag = to_host(oflag, oflags, ARRAY_LEN(oflags));
    s->cflag =
        to_host(cflag, cflags, ARRAY_LEN(cflags)) | baud_to_host(cflag) | baud_to_host(cflag >> IBSHIFT) << IBSHIFT;
    s->lflag = to_host(lflag, lflags, ARRAY_LEN(lflags));
    if (old) /* before the characters there, behind them here */
        s->line = up8(&p);
    for (unsigned i = 0; i < ncc; i++) {
        uint8_t c = up8(&p);
        if (i < ARRAY_LEN(cc_host))
            s->cc[cc_host[i]] = c;
    }
    if (!old) {
        s->line = up8(&p);
        pk_align(&p, 4);
        s->ispeed = up32(&p);
        s->ospeed = up32(&p);
    }
    return 0;
}

int tty_put(const TtyState *s, uint64_t g, bool old)
{
    UsrPack p = {0};
    unsigned ncc = old ? TERMIO_CC : 19;
    const uint32_t v[4] = {to_guest(s->iflag, iflags, ARRAY_LEN(iflags)), to_guest(s->oflag, oflags, ARRAY_LEN(oflags)),
                           to_guest(s->cflag, cflags, ARRAY_LEN(cflags)) | baud_to_guest(s->cflag) |
                               baud_to_guest(s->cflag >> IBSHIFT) << IBSHIFT,
                           to_guest(s->lflag, lflags, ARRAY_LEN(lflags))};
    for (unsigned i = 0; i < 4; i++) {
        if (old)
            pk16(&p, (uint16_t)v[i]);
        else
            pk32(&p, v[i]);
    }
    if (old)
        pk8(&p, s->line);
    for (unsigned i = 0; i < ncc; i++)
        pk8(&p, i < ARRAY_LEN(cc_host) ? s->cc[cc_host[i]] : 0);
    if (!old)
        pk8(&p, s->line);
    pk_align(&p, old ? 2 : 4);
    if (!old) {
        pk32(&p, s->ispeed);
        pk32(&p, s->ospeed);
    }
    return pk_put(&p, g);
}
