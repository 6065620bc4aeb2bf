/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector operations for ciphers and checksums: Power ISA 2.07 Book I 6.11 to 6.13.
 *
 * The AES state is the register, its byte 0 (lane 15) the first of the first column. The substitution tables are
 * computed from their definition (FIPS 197 5.1.1): inverse in GF(2^8), then the affine map.
 */
#include <pthread.h>

#include "ppc/cpu/vecfn.h"

static uint8_t sbox[256], inverse_sbox[256];

/* x * y modulo x^8 + x^4 + x^3 + x + 1 */
static uint8_t gf_multiply(uint8_t x, uint8_t y)
{
    uint8_t r = 0;
    for (; y; y >>= 1) {
        if (y & 1)
            r ^= x;
        x = (uint8_t)(x << 1 ^ (x & 0x80 ? 0x1b : 0));
    }
    return r;
}

static void make_tables(void)
{
    for (unsigned x = 0; x < 256; x++) {
        uint8_t inverse = 0;
        for (unsigned y = 1; y < 256 && !inverse; y++)
            if (gf_multiply((uint8_t)x, (uint8_t)y) == 1)
                inverse = (uint8_t)y;
        unsigned v = inverse * 0x0101u;
        uint8_t s = (uint8_t)(v ^ v >> 4 ^ v >> 5 ^ v >> 6 ^ v >> 7 ^ 0x63);
        sbox[x] = s;
        inverse_sbox[s] = (uint8_t)x;
    }
}

static void tables(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_tables);
}

/* Lane of row r, column col of the state. */
static unsigned lane(unsigned r, unsigned col)
{
    return 15 - (4 * (col & 3) + r);
}

/* ShiftRows and SubBytes (they commute); the inverses. */
static PpcVsr shift_and_substitute(const PpcVsr *s, const uint8_t box[256], bool back)
{
    PpcVsr v;
    tables();
    for (unsigned r = 0; r < 4; r++)
        for (unsigned col = 0; col < 4; col++)
            v.b[lane(r, col)] = box[s->b[lane(r, back ? col - r : col + r)]];
    return v;
}

/* MixColumns: the column's polynomial times 3x^3 + x^2 + x + 2; its inverse. */
static PpcVsr mix(const PpcVsr *s, bool back)
{
    static const uint8_t forward[4] = {2, 3, 1, 1}, inverse[4] = {14, 11, 13, 9};
    const uint8_t *k = back ? inverse : forward;
    PpcVsr v;
    for (unsigned col = 0; col < 4; col++)
        for (unsigned r = 0; r < 4; r++) {
            uint8_t sum = 0;
            for (unsigned i = 0; i < 4; i++)
                sum ^= gf_multiply(s->b[lane((r + i) & 3, col)], k[i]);
            v.b[lane(r, col)] = sum;
        }
    return v;
}

FN(VCIPHER)
{
    PpcVsr v = shift_and_substitute(a, sbox, false);
    t->q = mix(&v, false).q ^ b->q;
}

WHOLE(VCIPHERLAST, shift_and_substitute(a, sbox, false).q ^ b->q)

FN(VNCIPHER)
{
    tables();
    PpcVsr v = {.q = shift_and_substitute(a, inverse_sbox, true).q ^ b->q};
    *t = mix(&v, true);
}

WHOLE(VNCIPHERLAST, shift_and_substitute(a, inverse_sbox, true).q ^ b->q)

FN(VSBOX)
{
    tables();
    for (unsigned i = 0; i < 16; i++)
        t->b[i] = sbox[a->b[i]];
}

/* -- SHA-256, SHA-512 (FIPS 180-4 4.1.2, 4.1.3): sigma functions; ST = imm / 16, SIX = imm mod 16 ---------------- */

static uint32_t r32(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static uint64_t r64(uint64_t x, unsigned n)
{
    return x >> n | x << (64 - n);
}

static uint32_t sigma32(uint32_t x, unsigned which)
{
    switch (which) {
    case 0: return r32(x, 7) ^ r32(x, 18) ^ x >> 3;
    case 1: return r32(x, 17) ^ r32(x, 19) ^ x >> 10;
    case 2: return r32(x, 2) ^ r32(x, 13) ^ r32(x, 22);
    default: return r32(x, 6) ^ r32(x, 11) ^ r32(x, 25);
    }
}

static uint64_t sigma64(uint64_t x, unsigned which)
{
    switch (which) {
    case 0: return r64(x, 1) ^ r64(x, 8) ^ x >> 7;
    case 1: return r64(x, 19) ^ r64(x, 61) ^ x >> 6;
    case 2: return r64(x, 28) ^ r64(x, 34) ^ r64(x, 39);
    default: return r64(x, 14) ^ r64(x, 18) ^ r64(x, 41);
    }
}

FN(VSHASIGMAW)
{
    for (unsigned i = 0; i < 4; i++)
        t->w[i] = sigma32(a->w[i], (imm >> 4) * 2 + (imm >> i & 1));
}

FN(VSHASIGMAD)
{
    for (unsigned i = 0; i < 2; i++)
        t->d[i] = sigma64(a->d[i], (imm >> 4) * 2 + (imm >> (2 * i + 1) & 1));
}

/* -- polynomials over GF(2): the sum of the products of a pair ---------------------------------------------------- */

static unsigned __int128 polynomial_product(uint64_t x, uint64_t y)
{
    unsigned __int128 r = 0;
    for (unsigned i = 0; y; i++, y >>= 1)
        if (y & 1)
            r ^= (unsigned __int128)x << i;
    return r;
}

#define POLYNOMIAL(id, from, to, n)                                                                                    \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            t->to[i] = (__typeof__(t->to[0]))(polynomial_product(a->from[2 * i], b->from[2 * i]) ^                     \
                                              polynomial_product(a->from[2 * i + 1], b->from[2 * i + 1]));             \
    }
POLYNOMIAL(VPMSUMB, b, h, 8)
POLYNOMIAL(VPMSUMH, h, w, 4)
POLYNOMIAL(VPMSUMW, w, d, 2)
WHOLE(VPMSUMD, polynomial_product(a->d[0], b->d[0]) ^ polynomial_product(a->d[1], b->d[1]))
