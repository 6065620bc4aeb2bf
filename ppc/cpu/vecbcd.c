/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decimal numbers in vector registers: Power ISA 3.0 B Book I 6.17.
 *
 * A signed number is 31 digits and a sign code in the rightmost nibble: A C E F are plus, B D minus. CR6 becomes LT,
 * GT, EQ of the result and, in SO, overflow; for an operand that is no number it is SO alone, and VRT, undefined by the
 * book, all zeros.
 */
#include "ppc/cpu/crf.h"
#include "ppc/cpu/vecfn.h"

typedef unsigned __int128 U128;
typedef __int128 S128;

static unsigned digit(U128 v, unsigned n)
{
    return (unsigned)(v >> (4 * n)) & 15;
}

static bool all_digits(U128 v)
{
    for (unsigned i = 0; i < 32; i++)
        if (digit(v, i) > 9)
            return false;
    return true;
}

/* The 31 digits; all nibbles. */
static U128 magnitude(const PpcVsr *v)
{
    return v->q >> 4;
}

static bool minus(const PpcVsr *v)
{
    unsigned s = digit(v->q, 0);
    return s == 0xb || s == 0xd;
}

static bool valid(const PpcVsr *v)
{
    return digit(v->q, 0) > 9 && all_digits(magnitude(v));
}

/* x + y as decimals of 32 digits; wraps. */
static U128 decimal_add(U128 x, U128 y)
{
    U128 r = 0;
    unsigned carry = 0;
    for (unsigned i = 0; i < 32; i++) {
        unsigned s = digit(x, i) + digit(y, i) + carry;
        carry = s > 9;
        r |= (U128)(carry ? s - 10 : s) << (4 * i);
    }
    return r;
}

/* x - y, x >= y */
static U128 decimal_subtract(U128 x, U128 y)
{
    U128 r = 0;
    int borrow = 0;
    for (unsigned i = 0; i < 32; i++) {
        int s = (int)digit(x, i) - (int)digit(y, i) - borrow;
        borrow = s < 0;
        r |= (U128)(unsigned)(borrow ? s + 10 : s) << (4 * i);
    }
    return r;
}

static U128 nibbles(unsigned n)
{
    return n >= 32 ? ~(U128)0 : ((U128)1 << (4 * n)) - 1;
}

static uint32_t relation(U128 value, bool negative, bool overflow)
{
    return (value == 0 ? CRF_EQ : negative ? CRF_LT : CRF_GT) | (overflow ? CRF_SO : 0);
}

static void invalid(PpcVsr *t, uint32_t *cr6)
{
    t->q = 0;
    *cr6 = CRF_SO;
}

/* Digits beyond 31 are cut off; ps = the plus sign is F instead of C. */
static void put_signed(PpcVsr *t, uint32_t *cr6, U128 value, bool negative, bool overflow, unsigned ps)
{
    t->q = value << 4 | (negative ? 0xd : ps ? 0xf : 0xc);
    *cr6 = relation(value, negative, overflow);
}

static void add_signed(PpcVsr *t, uint32_t *cr6, const PpcVsr *a, const PpcVsr *b, bool flip, unsigned ps)
{
    U128 x = magnitude(a), y = magnitude(b);
    bool nx = minus(a), ny = minus(b) != flip, negative = nx;
    U128 sum;
    if (!valid(a) || !valid(b)) {
        invalid(t, cr6);
        return;
    }
    if (nx == ny) {
        sum = decimal_add(x, y);
    } else {
        negative = x < y ? ny : nx;
        sum = x < y ? decimal_subtract(y, x) : decimal_subtract(x, y);
    }
    negative = negative && sum != 0;
    t->q = sum << 4 | (negative ? 0xd : ps ? 0xf : 0xc);
    *cr6 = relation(sum, negative, digit(sum, 31) != 0);
}

FN(BCDADD_DOT)
{
    add_signed(t, vscr, a, b, false, imm);
}

FN(BCDSUB_DOT)
{
    add_signed(t, vscr, a, b, true, imm);
}

/* -- shifts: the count is the signed byte 7 of VRA, positive to the left ------------------------------------------ */

static int count(const PpcVsr *a)
{
    return (int8_t)(uint8_t)a->d[1];
}

/* v of n digits shifted; *lost = digits other than 0 went out at the left, *last = the last that went out right. */
static U128 shift(U128 v, int by, unsigned n, bool *lost, unsigned *last)
{
    *lost = false;
    *last = 0;
    if (by >= 0) {
        unsigned k = (unsigned)by;
        *lost = k && (k >= n ? v != 0 : (v >> (4 * (n - k))) != 0);
        return k >= n ? 0 : (v << (4 * k)) & nibbles(n);
    }
    unsigned k = (unsigned)-by;
    if (k <= 32)
        *last = digit(v, k - 1);
    return k >= 32 ? 0 : v >> (4 * k);
}

static void shift_signed(PpcVsr *t, uint32_t *cr6, const PpcVsr *a, const PpcVsr *b, unsigned ps, bool round)
{
    bool lost;
    unsigned last;
    if (!valid(b)) {
        invalid(t, cr6);
        return;
    }
    U128 v = shift(magnitude(b), count(a), 31, &lost, &last);
    if (round && last >= 5)
        v = decimal_add(v, 1);
    put_signed(t, cr6, v, minus(b), lost, ps);
}

FN(BCDS_DOT)
{
    shift_signed(t, vscr, a, b, imm, false);
}

FN(BCDSR_DOT)
{
    shift_signed(t, vscr, a, b, imm, true);
}

FN(BCDUS_DOT)
{
    bool lost;
    unsigned last;
    if (!all_digits(b->q)) {
        invalid(t, vscr);
        return;
    }
    t->q = shift(b->q, count(a), 32, &lost, &last);
    *vscr = relation(t->q, false, lost);
}

/* -- truncate: bits 48..63 of VRA say how many digits stay -------------------------------------------------------- */

FN(BCDTRUNC_DOT)
{
    unsigned n = (uint16_t)a->d[1];
    U128 v = magnitude(b), kept = n < 31 ? v & nibbles(n) : v;
    if (!valid(b))
        invalid(t, vscr);
    else
        put_signed(t, vscr, kept, minus(b), kept != v, imm);
}

FN(BCDUTRUNC_DOT)
{
    unsigned n = (uint16_t)a->d[1];
    if (!all_digits(b->q)) {
        invalid(t, vscr);
        return;
    }
    t->q = n < 32 ? b->q & nibbles(n) : b->q;
    *vscr = relation(t->q, false, t->q != b->q);
}

/* -- signs -------------------------------------------------------------------------------------------------------- */

FN(BCDCPSGN_DOT)
{
    if (!valid(a) || !valid(b)) {
        invalid(t, vscr);
        return;
    }
    t->q = (a->q & ~(U128)15) | (b->q & 15);
    *vscr = relation(magnitude(t), minus(t), false);
}

FN(BCDSETSGN_DOT)
{
    if (!valid(b))
        invalid(t, vscr);
    else
        put_signed(t, vscr, magnitude(b), minus(b), false, imm);
}

/* -- conversions -------------------------------------------------------------------------------------------------- */

/* National: seven halfwords 0030..0039 and the sign 002B or 002D. */
FN(BCDCFN_DOT)
{
    U128 v = 0;
    bool good = b->h[0] == 0x2b || b->h[0] == 0x2d;
    for (unsigned i = 7; i > 0; i--) {
        good = good && b->h[i] >= 0x30 && b->h[i] <= 0x39;
        v = v << 4 | (b->h[i] & 15);
    }
    if (!good)
        invalid(t, vscr);
    else
        put_signed(t, vscr, v, b->h[0] == 0x2d, false, imm);
}

FN(BCDCTN_DOT)
{
    U128 v = magnitude(b);
    if (!valid(b)) {
        invalid(t, vscr);
        return;
    }
    t->h[0] = minus(b) ? 0x2d : 0x2b;
    for (unsigned i = 1; i < 8; i++)
        t->h[i] = (uint16_t)(0x30 + digit(v, i - 1));
    *vscr = relation(v, minus(b), v >> 28 != 0);
}

/*
 * Zoned: sixteen bytes, zone and digit. PS = 0: zones are 3, the last one's bit 4 is the sign; PS = 1: zones are F, the
 * last one is a sign code.
 */
FN(BCDCFZ_DOT)
{
    U128 v = 0;
    unsigned s = b->b[0] >> 4;
    bool good = !imm || s > 9, negative = imm ? s == 0xb || s == 0xd : (s & 4) != 0;
    for (unsigned i = 16; i-- > 0;) {
        good = good && (b->b[i] & 15) <= 9 && (i == 0 || b->b[i] >> 4 == (imm ? 15 : 3));
        v = v << 4 | (b->b[i] & 15);
    }
    if (!good) {
        invalid(t, vscr);
        return;
    }
    put_signed(t, vscr, v, negative, false, 0);
}

FN(BCDCTZ_DOT)
{
    U128 v = magnitude(b);
    unsigned sign = imm ? minus(b) ? 0xd : 0xc : minus(b) ? 7 : 3;
    if (!valid(b)) {
        invalid(t, vscr);
        return;
    }
    for (unsigned i = 0; i < 16; i++)
        t->b[i] = (uint8_t)((i == 0 ? sign : imm ? 15 : 3) << 4 | digit(v, i));
    *vscr = relation(v, minus(b), v >> 64 != 0);
}

FN(BCDCFSQ_DOT)
{
    bool negative = (S128)b->q < 0;
    U128 v = negative ? -b->q : b->q, decimal = 0;
    unsigned n = 0;
    for (; n < 31 && v; n++, v /= 10)
        decimal |= (U128)(unsigned)(v % 10) << (4 * n);
    if (v) /* more than 31 digits: the result is undefined */
        decimal = 0;
    t->q = decimal << 4 | (negative ? 0xd : imm ? 0xf : 0xc);
    *vscr = relation(b->q, negative, v != 0);
}

FN(BCDCTSQ_DOT)
{
    U128 v = 0;
    if (!valid(b)) {
        invalid(t, vscr);
        return;
    }
    for (unsigned i = 32; i-- > 1;)
        v = v * 10 + digit(b->q, i);
    t->q = minus(b) ? -v : v;
    *vscr = relation(v, minus(b), false);
}

/* -- multiply by ten: modulo 2^128, and what is above; with a digit added ----------------------------------------- */

static U128 above(U128 x, unsigned plus)
{
    U128 low = (U128)(uint64_t)x * 10 + plus, high = (x >> 64) * 10 + (low >> 64);
    return high >> 64;
}
WHOLE(VMUL10UQ, a->q * 10)
WHOLE(VMUL10CUQ, above(a->q, 0))
WHOLE(VMUL10EUQ, a->q * 10 + (b->q & 15))
WHOLE(VMUL10ECUQ, above(a->q, (unsigned)b->q & 15))
