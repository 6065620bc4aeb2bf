/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integers of 256 bits, for products of two significands of decimal or quad
 * precision. Private to ppc/cpu.
 */
#ifndef ENGRAFT_PPC_CPU_WIDE_H
#define ENGRAFT_PPC_CPU_WIDE_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 WideHalf;

/* Low limb first. */
typedef struct Wide {
    uint64_t w[4];
} Wide;

static inline Wide wide_of(WideHalf v)
{
    return (Wide){{(uint64_t)v, (uint64_t)(v >> 64), 0, 0}};
}

/* Of a v below 2^128. */
static inline WideHalf wide_low(const Wide *v)
{
    return (WideHalf)v->w[1] << 64 | v->w[0];
}

static inline bool wide_fits(const Wide *v)
{
    return !(v->w[2] | v->w[3]);
}

static inline bool wide_is_zero(const Wide *v)
{
    return !(v->w[0] | v->w[1] | v->w[2] | v->w[3]);
}

/* -1, 0, 1 */
static inline int wide_cmp(const Wide *a, const Wide *b)
{
    for (int i = 3; i >= 0; i--)
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

static inline Wide wide_add(Wide a, const Wide *b)
{
    WideHalf carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (WideHalf)a.w[i] + b->w[i];
        a.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return a;
}

/* a >= b */
static inline Wide wide_sub(Wide a, const Wide *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        WideHalf d = (WideHalf)a.w[i] - b->w[i] - borrow;
        a.w[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) & 1;
    }
    return a;
}

/* No overflow. */
static inline Wide wide_mul_small(Wide a, uint64_t m)
{
    WideHalf carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (WideHalf)a.w[i] * m;
        a.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return a;
}

static inline Wide wide_mul(WideHalf a, WideHalf b)
{
    Wide low = wide_mul_small(wide_of(a), (uint64_t)b), high = wide_mul_small(wide_of(a), (uint64_t)(b >> 64));
    Wide moved = {{0, high.w[0], high.w[1], high.w[2]}};
    return wide_add(low, &moved);
}

/* *a := *a / d; the remainder. */
static inline uint64_t wide_div_small(Wide *a, uint64_t d)
{
    uint64_t rem = 0;
    for (int i = 3; i >= 0; i--) {
        if (!rem && a->w[i] < d) {
            rem = a->w[i];
            a->w[i] = 0;
            continue;
        }
        WideHalf v = (WideHalf)rem << 64 | a->w[i];
        a->w[i] = (uint64_t)(v / d);
        rem = (uint64_t)(v % d);
    }
    return rem;
}

/* n < 256 */
static inline Wide wide_shl(Wide a, unsigned n)
{
    Wide r = {{0}};
    for (unsigned i = n / 64; i < 4; i++) {
        r.w[i] = a.w[i - n / 64] << (n % 64);
        if (n % 64 && i > n / 64)
            r.w[i] |= a.w[i - n / 64 - 1] >> (64 - n % 64);
    }
    return r;
}

/* a / 2^n, the lowest bit set when any that is lost was. */
static inline Wide wide_shr_jam(Wide a, unsigned n)
{
    Wide r = {{0}};
    uint64_t lost = 0;
    if (n > 255) {
        r.w[0] = !wide_is_zero(&a);
        return r;
    }
    for (unsigned i = 0; i < n / 64; i++)
        lost |= a.w[i];
    if (n % 64)
        lost |= a.w[n / 64] << (64 - n % 64);
    for (unsigned i = n / 64; i < 4; i++) {
        r.w[i - n / 64] = a.w[i] >> (n % 64);
        if (n % 64 && i < 3)
            r.w[i - n / 64] |= a.w[i + 1] << (64 - n % 64);
    }
    r.w[0] |= lost != 0;
    return r;
}

/* Zero bits above the highest one; a is not 0. */
static inline unsigned wide_clz(const Wide *a)
{
    unsigned i = 3;
    while (!a->w[i])
        i--;
    return (3 - i) * 64 + (unsigned)__builtin_clzll(a->w[i]);
}

#endif
