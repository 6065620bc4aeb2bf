/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bit fields, masks, rotates and byte order.
 *
 * The Power ISA numbers bits from the most significant end (bit 0 is the top
 * bit). This header and ppc/isa are the only places that use that numbering;
 * everything else uses the helpers below.
 */
#ifndef ENGRAFT_BASE_BITS_H
#define ENGRAFT_BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define LIKELY(x)    __builtin_expect(!!(x), 1)
#define UNLIKELY(x)  __builtin_expect(!!(x), 0)

/* Field of a 32-bit word, PPC numbering, both ends included: ppc_bits(w, 6, 10) is RT. */
static inline uint32_t ppc_bits(uint32_t w, unsigned first, unsigned last)
{
    return (w >> (31 - last)) & (uint32_t)((1ull << (last - first + 1)) - 1);
}

/* One bit of a 32-bit word, PPC numbering. */
static inline uint32_t ppc_bit(uint32_t w, unsigned n)
{
    return (w >> (31 - n)) & 1;
}

/* MASK(mb, me) of the Power ISA on 32 bits (Book I 3.3.14); wraps when mb > me. */
static inline uint32_t ppc_mask32(unsigned mb, unsigned me)
{
    uint32_t from = 0xffffffffu >> mb, to = 0xffffffffu << (31 - me);
    return mb <= me ? (from & to) : (from | to);
}

/* MASK(mb, me) on 64 bits. */
static inline uint64_t ppc_mask64(unsigned mb, unsigned me)
{
    uint64_t from = ~0ull >> mb, to = ~0ull << (63 - me);
    return mb <= me ? (from & to) : (from | to);
}

static inline uint32_t rotl32(uint32_t x, unsigned n)
{
    n &= 31;
    return n ? (x << n) | (x >> (32 - n)) : x;
}

static inline uint64_t rotl64(uint64_t x, unsigned n)
{
    n &= 63;
    return n ? (x << n) | (x >> (64 - n)) : x;
}

/* Sign-extend the low nbits (1..64) of x. */
static inline int64_t sext64(uint64_t x, unsigned nbits)
{
    unsigned s = 64 - nbits;
    return (int64_t)(x << s) >> s;
}

static inline int32_t sext32(uint32_t x, unsigned nbits)
{
    unsigned s = 32 - nbits;
    return (int32_t)(x << s) >> s;
}

/* Number of leading zeros; 32 (64) for zero. */
static inline unsigned clz32(uint32_t x)
{
    return x ? (unsigned)__builtin_clz(x) : 32;
}

static inline unsigned clz64(uint64_t x)
{
    return x ? (unsigned)__builtin_clzll(x) : 64;
}

/* A floating-point number and its bits. */
static inline double f64_of(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static inline uint64_t f64_bits(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

static inline float f32_of(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static inline uint32_t f32_bits(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

/* Unaligned access in a named byte order. */
static inline uint16_t ld_be16(const void *p)
{
    uint16_t v;
    memcpy(&v, p, 2);
    return __builtin_bswap16(v);
}
static inline uint32_t ld_be32(const void *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}
static inline uint64_t ld_be64(const void *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}
static inline void st_be16(void *p, uint16_t v)
{
    v = __builtin_bswap16(v);
    memcpy(p, &v, 2);
}
static inline void st_be32(void *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, 4);
}
static inline void st_be64(void *p, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(p, &v, 8);
}

#endif
