/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integers of 256 bits for decimal arithmetic: products of two significands, or
 * one shifted by 40 digits, have up to 74 digits. Private to dfp.c.
 */
#ifndef ENGRAFT_PPC_CPU_DFPWIDE_H
#define ENGRAFT_PPC_CPU_DFPWIDE_H

#include "ppc/cpu/dfp.h"

/* Low limb first. */
typedef struct Wide {
    uint64_t w[4];
} Wide;

static inline Wide wide_of(DfpCoeff v)
{
    return (Wide){{(uint64_t)v, (uint64_t)(v >> 64), 0, 0}};
}

/* Of a v below 2^128. */
static inline DfpCoeff wide_low(const Wide *v)
{
    return (DfpCoeff)v->w[1] << 64 | v->w[0];
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
    DfpCoeff carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (DfpCoeff)a.w[i] + b->w[i];
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
        DfpCoeff d = (DfpCoeff)a.w[i] - b->w[i] - borrow;
        a.w[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) & 1;
    }
    return a;
}

/* No overflow. */
static inline Wide wide_mul_small(Wide a, uint64_t m)
{
    DfpCoeff carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (DfpCoeff)a.w[i] * m;
        a.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return a;
}

static inline Wide wide_mul(DfpCoeff a, DfpCoeff b)
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
        DfpCoeff v = (DfpCoeff)rem << 64 | a->w[i];
        a->w[i] = (uint64_t)(v / d);
        rem = (uint64_t)(v % d);
    }
    return rem;
}

#endif
