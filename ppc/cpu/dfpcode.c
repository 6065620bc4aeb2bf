/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coding of decimal numbers: formats (Power ISA 2.07 Book I 5.4), densely
 * packed digits and BCD (Appendix B).
 *
 * Three digits abcd efgh ijkm are ten bits pqr stu v wxy. With the top bits
 * a, e, i of the digits:
 *
 *   aei  pqr stu v wxy        aei  pqr stu v wxy
 *   000  bcd fgh 0 jkm        110  jkd 00h 1 11m
 *   001  bcd fgh 1 00m        101  fgd 01h 1 11m
 *   010  bcd jkh 1 01m        011  bcd 10h 1 11m
 *   100  jkd fgh 1 10m        111  00d 11h 1 11m
 *
 * Both directions are tables of constants made from that by the compiler. The 24 other patterns of the last row are
 * read like the one they differ from in pq.
 */
#include "ppc/cpu/dfp.h"

#include "engine/base/err.h"
#include "ppc/cpu/fpscr.h"

/* -- three digits ---------------------------------------------------------------------------------------------------
 */

/* Bits k .. k + n - 1 of x. */
#define F(x, k, n) ((x) >> (k) & ((1u << (n)) - 1))
#define BIG(d)     ((d) >> 3)

/* 0 .. 999 to ten bits: x y z the digits. */
#define PUT(pq, r, st, u, v, wx, y) ((pq) << 8 | (r) << 7 | (st) << 5 | (u) << 4 | (v) << 3 | (wx) << 1 | (y))
#define PUT3(x, y, z)                                                                                                  \
    (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 0   ? PUT(F(x, 1, 2), x & 1, F(y, 1, 2), y & 1, 0, F(z, 1, 2), z & 1)      \
    : (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 1 ? PUT(F(x, 1, 2), x & 1, F(y, 1, 2), y & 1, 1, 0, z & 1)               \
    : (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 2 ? PUT(F(x, 1, 2), x & 1, F(z, 1, 2), y & 1, 1, 1, z & 1)               \
    : (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 4 ? PUT(F(z, 1, 2), x & 1, F(y, 1, 2), y & 1, 1, 2, z & 1)               \
    : (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 6 ? PUT(F(z, 1, 2), x & 1, 0, y & 1, 1, 3, z & 1)                        \
    : (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 5 ? PUT(F(y, 1, 2), x & 1, 1, y & 1, 1, 3, z & 1)                        \
    : (BIG(x) << 2 | BIG(y) << 1 | BIG(z)) == 3 ? PUT(F(x, 1, 2), x & 1, 2, y & 1, 1, 3, z & 1)                        \
                                                : PUT(0, x & 1, 3, y & 1, 1, 3, z & 1)
#define TO_DPD(n) (uint16_t)(PUT3(((n) / 100u), ((n) / 10u % 10u), ((n) % 10u)))

/* And back. */
#define GET3(x, y, z) ((x)*100u + (y)*10u + (z))
#define SMALL(w, k)   (F(w, k, 3))
#define EIGHT(w, k)   (8u + F(w, k, 1))
#define MIX(w, hi, k) (F(w, hi, 2) << 1 | F(w, k, 1))
#define FROM_DPD(w)                                                                                                    \
    (uint16_t)(!F(w, 3, 1)       ? GET3(SMALL(w, 7), SMALL(w, 4), SMALL(w, 0))                                         \
               : F(w, 1, 2) == 0 ? GET3(SMALL(w, 7), SMALL(w, 4), EIGHT(w, 0))                                         \
               : F(w, 1, 2) == 1 ? GET3(SMALL(w, 7), EIGHT(w, 4), MIX(w, 5, 0))                                        \
               : F(w, 1, 2) == 2 ? GET3(EIGHT(w, 7), SMALL(w, 4), MIX(w, 8, 0))                                        \
               : F(w, 5, 2) == 0 ? GET3(EIGHT(w, 7), EIGHT(w, 4), MIX(w, 8, 0))                                        \
               : F(w, 5, 2) == 1 ? GET3(EIGHT(w, 7), MIX(w, 8, 4), EIGHT(w, 0))                                        \
               : F(w, 5, 2) == 2 ? GET3(SMALL(w, 7), EIGHT(w, 4), EIGHT(w, 0))                                         \
                                 : GET3(EIGHT(w, 7), EIGHT(w, 4), EIGHT(w, 0)))

#define ROW8(M, n)   M((n)), M((n) + 1u), M((n) + 2u), M((n) + 3u), M((n) + 4u), M((n) + 5u), M((n) + 6u), M((n) + 7u)
#define ROW40(M, n)  ROW8(M, n), ROW8(M, (n) + 8u), ROW8(M, (n) + 16u), ROW8(M, (n) + 24u), ROW8(M, (n) + 32u)
#define ROW200(M, n) ROW40(M, n), ROW40(M, (n) + 40u), ROW40(M, (n) + 80u), ROW40(M, (n) + 120u), ROW40(M, (n) + 160u)
#define ROW1000(M)   ROW200(M, 0u), ROW200(M, 200u), ROW200(M, 400u), ROW200(M, 600u), ROW200(M, 800u)

static const uint16_t to_dpd[1000] = {ROW1000(TO_DPD)};
static const uint16_t from_dpd[1024] = {ROW1000(FROM_DPD), ROW8(FROM_DPD, 1000u), ROW8(FROM_DPD, 1008u),
                                        ROW8(FROM_DPD, 1016u)};

/* n declets */
static DfpCoeff declets_to_number(DfpCoeff bits, unsigned n)
{
    DfpCoeff c = 0;
    while (n-- > 0)
        c = c * 1000 + from_dpd[(unsigned)(bits >> (10 * n)) & 0x3ff];
    return c;
}

/* The lowest 3 * n digits of c. Six declets at a time fit 64 bits. */
static DfpCoeff number_to_declets(DfpCoeff c, unsigned n)
{
    const uint64_t million3 = 1000000000000000000ull;
    DfpCoeff bits = 0;
    for (unsigned done = 0; done < n; done += 6, c /= million3) {
        uint64_t part = (uint64_t)(c % million3), packed = 0;
        for (unsigned i = 0; i < 6 && done + i < n; i++, part /= 1000)
            packed |= (uint64_t)to_dpd[part % 1000] << (10 * i);
        bits |= (DfpCoeff)packed << (10 * done);
    }
    return bits;
}

/* -- numbers of ten -------------------------------------------------------------------------------------------------
 */

DfpCoeff dfp_pow10(unsigned n)
{
    static const uint64_t small[20] = {
        1ull,
        10ull,
        100ull,
        1000ull,
        10000ull,
        100000ull,
        1000000ull,
        10000000ull,
        100000000ull,
        1000000000ull,
        10000000000ull,
        100000000000ull,
        1000000000000ull,
        10000000000000ull,
        100000000000000ull,
        1000000000000000ull,
        10000000000000000ull,
        100000000000000000ull,
        1000000000000000000ull,
        10000000000000000000ull,
    };
    CHECK(n <= 38);
    return n < 20 ? small[n] : (DfpCoeff)small[19] * small[n - 19];
}

DfpCoeff dfp_mod10(DfpCoeff c, unsigned digits)
{
    DfpCoeff limit = dfp_pow10(digits);
    return c < limit ? c : c % limit;
}

/* bits * log10(2), corrected by a comparison. */
unsigned dfp_ndigits(DfpCoeff c)
{
    if (!c)
        return 0;
    unsigned bits =
        c >> 64 ? 128 - (unsigned)__builtin_clzll((uint64_t)(c >> 64)) : 64 - (unsigned)__builtin_clzll((uint64_t)c);
    unsigned n = bits * 1233 >> 12;
    return n + (n > 38 ? 0 : c >= dfp_pow10(n));
}

DfpCoeff dfp_to_bcd(DfpCoeff c, unsigned ndigits)
{
    DfpCoeff bcd = 0;
    for (unsigned i = 0; i < ndigits; i++, c /= 10)
        bcd |= (c % 10) << (4 * i);
    return bcd;
}

bool dfp_from_bcd(DfpCoeff bcd, unsigned ndigits, DfpCoeff *c)
{
    *c = 0;
    for (unsigned i = ndigits; i-- > 0;) {
        unsigned digit = (unsigned)(bcd >> (4 * i)) & 15;
        if (digit > 9)
            return false;
        *c = *c * 10 + digit;
    }
    return true;
}

/* -- formats --------------------------------------------------------------------------------------------------------
 */

typedef struct Format {
    uint8_t bits, g, declets; /* whole; of the combination field; of the trailing significand */
    uint8_t digits;
    int16_t bias, max_biased;
} Format;
static const Format formats[] = {
    [DFP_SHORT] = {32, 11, 2, 7, 101, 191},
    [DFP_LONG] = {64, 13, 5, 16, 398, 767},
    [DFP_EXTENDED] = {128, 17, 11, 34, 6176, 12287},
};

unsigned dfp_digits(DfpFormat f)
{
    return formats[f].digits;
}

int dfp_bias(DfpFormat f)
{
    return formats[f].bias;
}

int dfp_max_biased(DfpFormat f)
{
    return formats[f].max_biased;
}

/* The combination field's upper five bits: 0 .. 23 top two bits of the exponent and a digit below 8, then with a digit
 * 8 or 9, 30 infinity, 31 NaN, whose signal bit comes next. */
DfpNum dfp_unpack(DfpFormat format, DfpCoeff bits)
{
    const Format *f = &formats[format];
    unsigned g = (unsigned)(bits >> (10 * f->declets)) & ((1u << f->g) - 1), rest = f->g - 5u, top = g >> rest;
    DfpNum v = {.neg = (unsigned)(bits >> (f->bits - 1)) & 1, .c = declets_to_number(bits, f->declets)};
    if (top >= 30) {
        v.cls = top == 30 ? DFP_INFINITY : g >> (rest - 1) & 1 ? DFP_SNAN : DFP_QNAN;
        return v;
    }
    unsigned digit = top < 24 ? top & 7 : 8 + (top & 1), exp = top < 24 ? top >> 3 : top >> 1 & 3;
    v.exp = (int)(exp << rest | (g & ((1u << rest) - 1))) - f->bias;
    v.c += digit * dfp_pow10(f->digits - 1u);
    return v;
}

DfpCoeff dfp_pack(DfpFormat format, const DfpNum *v)
{
    const Format *f = &formats[format];
    unsigned rest = f->g - 5u, g;
    DfpCoeff unit = dfp_pow10(f->digits - 1u);
    if (v->cls == DFP_FINITE) {
        unsigned digit = (unsigned)(v->c / unit), exp = (unsigned)(v->exp + f->bias);
        CHECK(digit < 10 && exp <= (unsigned)f->max_biased);
        unsigned high = exp >> rest, top = digit < 8 ? high << 3 | digit : 24 | high << 1 | (digit & 1);
        g = top << rest | (exp & ((1u << rest) - 1));
    } else {
        g = (v->cls == DFP_INFINITY ? 30u : 31u) << rest | (v->cls == DFP_SNAN ? 1u << (rest - 1) : 0);
    }
    return (DfpCoeff)v->neg << (f->bits - 1) | (DfpCoeff)g << (10 * f->declets) |
           number_to_declets(v->c % unit, f->declets);
}

/* Class, < 0, > 0, = 0, infinity or NaN: 5.5.1. */
unsigned dfp_fprf(DfpFormat format, const DfpNum *v)
{
    const Format *f = &formats[format];
    switch (v->cls) {
    case DFP_QNAN: return 0x11;
    case DFP_SNAN: return 0x01;
    case DFP_INFINITY: return v->neg ? 0x09 : 0x05;
    default: break;
    }
    if (!v->c)
        return v->neg ? 0x12 : 0x02;
    bool subnormal = (int)dfp_ndigits(v->c) + v->exp + f->bias < (int)f->digits;
    return (v->neg ? 0x08u : 0x04u) | (subnormal ? 0x10 : 0);
}
