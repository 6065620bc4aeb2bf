/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer operations shared by interpreter and helpers; see intop.h.
 */
#include "ppc/cpu/intop.h"

#include <sys/random.h>

uint64_t int_addg6s(uint64_t a, uint64_t b)
{
    uint64_t sixes = 0, carry = 0;
    for (unsigned sh = 0; sh < 64; sh += 4) {
        carry = (a >> sh & 15) + (b >> sh & 15) + carry > 15;
        if (!carry)
            sixes |= 6ull << sh;
    }
    return sixes;
}

/*
 * Densely packed decimal (Power ISA 2.07 Book I, appendix of chapter 5). Three digits abcd efgh ijkm become the declet
 * pqr stu v wxy; which digits are 8 or 9 (a, e, i) selects the layout.
 */
static unsigned bcd_to_dpd(unsigned bcd)
{
    unsigned d1 = bcd >> 8 & 15, d2 = bcd >> 4 & 15, d3 = bcd & 15;
    unsigned bcd3 = d1 & 7, fgh = d2 & 7, jkm = d3 & 7;
    unsigned d = d1 & 1, h = d2 & 1, m = d3 & 1, fg = fgh >> 1, jk = jkm >> 1;
    switch ((d1 >> 3) << 2 | (d2 >> 3) << 1 | d3 >> 3) {
    case 0: return bcd3 << 7 | fgh << 4 | jkm;
    case 1: return bcd3 << 7 | fgh << 4 | 8 | m;
    case 2: return bcd3 << 7 | jk << 5 | h << 4 | 8 | 2 | m;
    case 3: return bcd3 << 7 | 2u << 5 | h << 4 | 8 | 6 | m;
    case 4: return jk << 8 | d << 7 | fgh << 4 | 8 | 4 | m;
    case 5: return fg << 8 | d << 7 | 1u << 5 | h << 4 | 8 | 6 | m;
    case 6: return jk << 8 | d << 7 | h << 4 | 8 | 6 | m;
    default: return d << 7 | 3u << 5 | h << 4 | 8 | 6 | m;
    }
}

static unsigned dpd_to_bcd(unsigned dpd)
{
    unsigned pqr = dpd >> 7 & 7, stu = dpd >> 4 & 7, wxy = dpd & 7;
    unsigned pq = pqr >> 1, r = pqr & 1, st = stu >> 1, u = stu & 1, wx = wxy >> 1, y = wxy & 1;
    unsigned d1 = pqr, d2 = stu, d3 = wxy;
    if (dpd & 8) {
        bool all = wx == 3; /* two or three large digits: st says which */
        bool large1 = all ? st != 2 : wx == 2, large2 = all ? st != 1 : wx == 1, large3 = all ? st != 0 : wx == 0;
        d1 = large1 ? 8 | r : pqr;
        d2 = large2 ? 8 | u : (all ? pq << 1 | u : stu);
        d3 = large3 ? 8 | y : (wx == 1 ? st << 1 : pq << 1) | y;
    }
    return d1 << 8 | d2 << 4 | d3;
}

uint64_t int_cbcdtd(uint64_t v)
{
    uint64_t r = 0;
    for (unsigned sh = 0; sh < 64; sh += 32) {
        r |= (uint64_t)bcd_to_dpd(v >> sh & 0xfff) << sh;
        r |= (uint64_t)bcd_to_dpd(v >> (sh + 12) & 0xfff) << (sh + 10);
    }
    return r;
}

uint64_t int_cdtbcd(uint64_t v)
{
    uint64_t r = 0;
    for (unsigned sh = 0; sh < 64; sh += 32) {
        r |= (uint64_t)dpd_to_bcd(v >> sh & 0x3ff) << sh;
        r |= (uint64_t)dpd_to_bcd(v >> (sh + 10) & 0x3ff) << (sh + 12);
    }
    return r;
}

uint64_t int_cmpb(uint64_t a, uint64_t b)
{
    uint64_t r = 0;
    for (unsigned sh = 0; sh < 64; sh += 8)
        if (((a ^ b) >> sh & 0xff) == 0)
            r |= 0xffull << sh;
    return r;
}

uint64_t int_popcntb(uint64_t v)
{
    v -= v >> 1 & 0x5555555555555555ull;
    v = (v & 0x3333333333333333ull) + (v >> 2 & 0x3333333333333333ull);
    return (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0full;
}

uint64_t int_prtyw(uint64_t v)
{
    v ^= v >> 16;
    v ^= v >> 8;
    return v & 0x0000000100000001ull;
}

static bool in_range(unsigned v, uint64_t range)
{
    return (range & 0xff) <= v && v <= (range >> 8 & 0xff);
}

bool int_cmprb(uint64_t a, uint64_t b, bool l)
{
    unsigned v = a & 0xff;
    return in_range(v, b) || (l && in_range(v, b >> 16));
}

bool int_cmpeqb(uint64_t a, uint64_t b, unsigned nbytes)
{
    for (unsigned i = 0; i < nbytes; i++)
        if ((b >> 8 * i & 0xff) == (a & 0xff))
            return true;
    return false;
}

uint64_t int_darn(unsigned l)
{
    uint64_t v;
    if (l == 3 || getrandom(&v, sizeof v, 0) != sizeof v)
        return ~0ull;
    return l == 0 ? (uint32_t)v : v;
}
