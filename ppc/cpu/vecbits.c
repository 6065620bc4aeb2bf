/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector operations on bits that Power ISA 2.07, 3.0 and 3.1 added (Book I chapter 6): counts, permutations and
 * gathers of bits, masks.
 */
#include "ppc/cpu/vecfn.h"

/* -- counts ------------------------------------------------------------------------------------------------------- */

/* Leading zeros of v in a field of `bits`; trailing ones. */
static unsigned leading(uint64_t v, unsigned bits)
{
    return v ? (unsigned)__builtin_clzll(v) - (64 - bits) : bits;
}

static unsigned trailing(uint64_t v, unsigned bits)
{
    return v ? (unsigned)__builtin_ctzll(v) : bits;
}
LANES_B(VCLZB, uint8_t, leading(y, 8))
LANES_H(VCLZH, uint16_t, leading(y, 16))
LANES_W(VCLZW, uint32_t, leading(y, 32))
LANES_D(VCLZD, uint64_t, leading(y, 64))
LANES_B(VCTZB, uint8_t, trailing(y, 8))
LANES_H(VCTZH, uint16_t, trailing(y, 16))
LANES_W(VCTZW, uint32_t, trailing(y, 32))
LANES_D(VCTZD, uint64_t, trailing(y, 64))
LANES_B(VPOPCNTB, uint8_t, __builtin_popcount(y))
LANES_H(VPOPCNTH, uint16_t, __builtin_popcount(y))
LANES_W(VPOPCNTW, uint32_t, __builtin_popcount(y))
LANES_D(VPOPCNTD, uint64_t, __builtin_popcountll(y))

/* How many bytes from the left (right) end have a lowest bit of 0, up to the first that has not. */
FN(VCLZLSBB)
{
    unsigned n = 0;
    while (n < 16 && !(b->b[15 - n] & 1))
        n++;
    *t = ppc_vec_gpr(n);
}

FN(VCTZLSBB)
{
    unsigned n = 0;
    while (n < 16 && !(b->b[n] & 1))
        n++;
    *t = ppc_vec_gpr(n);
}

/* -- under masks -------------------------------------------------------------------------------------------------- */

/* Zeros of x among the bits that mask y selects, from the left (right) up to the first one. */
static unsigned leading_masked(uint64_t x, uint64_t y)
{
    unsigned n = 0;
    for (uint64_t bit = 1ull << 63; bit && !(x & y & bit); bit >>= 1)
        n += (y & bit) != 0;
    return n;
}

static unsigned trailing_masked(uint64_t x, uint64_t y)
{
    unsigned n = 0;
    for (uint64_t bit = 1; bit && !(x & y & bit); bit <<= 1)
        n += (y & bit) != 0;
    return n;
}

/* Bits of x that y selects, close together at the right end; and back. */
static uint64_t compress(uint64_t x, uint64_t y)
{
    uint64_t r = 0;
    unsigned n = 0;
    for (unsigned i = 0; i < 64; i++)
        if (y >> i & 1)
            r |= (x >> i & 1) << n++;
    return r;
}

static uint64_t deposit(uint64_t x, uint64_t y)
{
    uint64_t r = 0;
    unsigned n = 0;
    for (unsigned i = 0; i < 64; i++)
        if (y >> i & 1)
            r |= (x >> n++ & 1) << i;
    return r;
}

/* What y does not select goes left of what it does. */
static uint64_t centrifuge(uint64_t x, uint64_t y)
{
    unsigned n = (unsigned)__builtin_popcountll(y);
    return compress(x, y) | (n < 64 ? compress(x, ~y) << n : 0);
}
LANES_D(VCLZDM, uint64_t, leading_masked(x, y))
LANES_D(VCTZDM, uint64_t, trailing_masked(x, y))
LANES_D(VCFUGED, uint64_t, centrifuge(x, y))
LANES_D(VPEXTD, uint64_t, compress(x, y))
LANES_D(VPDEPD, uint64_t, deposit(x, y))

/* -- permute, gather ---------------------------------------------------------------------------------------------- */

/* 16 bits of VRA by their numbers, 0 for a number too high; into bits 48..63. */
FN(VBPERMQ)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < 16; i++) {
        unsigned k = b->b[15 - i];
        r = r << 1 | (k < 128 ? (uint64_t)(a->q >> (127 - k)) & 1 : 0);
    }
    *t = (PpcVsr){.d = {0, r}};
}

/* The same within each doubleword, eight bits. */
static uint64_t permute8(uint64_t x, uint64_t y)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < 8; i++) {
        unsigned k = (unsigned)(y >> (56 - 8 * i)) & 0xff;
        r = r << 1 | (k < 64 ? x >> (63 - k) & 1 : 0);
    }
    return r;
}
LANES_D(VBPERMD, uint64_t, permute8(x, y))

/* Each doubleword is a matrix of 8 by 8 bits: transposed. */
static uint64_t transpose(uint64_t v)
{
    uint64_t r = 0;
    for (unsigned row = 0; row < 8; row++)
        for (unsigned col = 0; col < 8; col++)
            r |= (v >> (8 * row + col) & 1) << (8 * col + row);
    return r;
}
LANES_D(VGBBD, uint64_t, transpose(y))

/* Every N-th bit from bit 0 on, left-justified in 64 bits; N = 2..7. */
FN(VGNB)
{
    uint64_t r = 0;
    unsigned n = imm < 2 ? 2 : imm;
    for (unsigned k = 0; k * n < 128; k++)
        r |= (uint64_t)(b->q >> (127 - k * n) & 1) << (63 - k);
    *t = ppc_vec_gpr(r);
}

/* -- masks: the highest bits of elements -------------------------------------------------------------------------- */

LANES_B(VEXPANDBM, int8_t, y < 0 ? -1 : 0)
LANES_H(VEXPANDHM, int16_t, y < 0 ? -1 : 0)
LANES_W(VEXPANDWM, int32_t, y < 0 ? -1 : 0)
LANES_D(VEXPANDDM, int64_t, y < 0 ? -1 : 0)
WHOLE(VEXPANDQM, b->d[1] >> 63 ? ~(unsigned __int128)0 : 0)

#define EXTRACT_MASK(id, field, n, bits)                                                                               \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        uint64_t r = 0;                                                                                                \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            r |= (uint64_t)(b->field[i] >> ((bits)-1)) << i;                                                           \
        *t = ppc_vec_gpr(r);                                                                                           \
    }
EXTRACT_MASK(VEXTRACTBM, b, 16, 8)
EXTRACT_MASK(VEXTRACTHM, h, 8, 16)
EXTRACT_MASK(VEXTRACTWM, w, 4, 32)
EXTRACT_MASK(VEXTRACTDM, d, 2, 64)
WHOLE(VEXTRACTQM, b->d[1] >> 63)

#define MAKE_MASK(id, field, n, from)                                                                                  \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            t->field[i] = (__typeof__(t->field[0]))((from) >> i & 1 ? -1 : 0);                                         \
    }
MAKE_MASK(MTVSRBM, b, 16, b->d[0])
MAKE_MASK(MTVSRHM, h, 8, b->d[0])
MAKE_MASK(MTVSRWM, w, 4, b->d[0])
MAKE_MASK(MTVSRDM, d, 2, b->d[0])
MAKE_MASK(MTVSRBMI, b, 16, imm)
WHOLE(MTVSRQM, b->d[0] & 1 ? ~(unsigned __int128)0 : 0)

/* How many highest bits equal MP; the number is in the upper bits of RT's doubleword, above log2(16 / elements). */
#define COUNT_MASK(id, field, n, bits, log2)                                                                           \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        uint64_t r = 0;                                                                                                \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            r += b->field[i] >> ((bits)-1) == imm;                                                                     \
        *t = ppc_vec_gpr(r << (56 + (log2)));                                                                          \
    }
COUNT_MASK(VCNTMBB, b, 16, 8, 0)
COUNT_MASK(VCNTMBH, h, 8, 16, 1)
COUNT_MASK(VCNTMBW, w, 4, 32, 2)
COUNT_MASK(VCNTMBD, d, 2, 64, 3)
