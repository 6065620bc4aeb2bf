/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer operations that are more than a line, as pure functions: one
 * definition for interpreter and helpers. Where the book leaves a result
 * undefined, the value here is what both engines deliver.
 */
#ifndef ENGRAFT_PPC_CPU_INTOP_H
#define ENGRAFT_PPC_CPU_INTOP_H

#include <stdint.h>

#include "engine/base/bits.h"

/* Quotient of words; the dividend when it is undefined (*ov = 1): the rule of the IR's DIVS and DIVU. */
static inline uint32_t int_divw(int32_t a, int32_t b, uint32_t *ov)
{
    *ov = b == 0 || (a == INT32_MIN && b == -1);
    return (uint32_t)(*ov ? a : a / b);
}
static inline uint32_t int_divwu(uint32_t a, uint32_t b, uint32_t *ov)
{
    *ov = b == 0;
    return *ov ? a : a / b;
}

/* divwe, divweu: a * 2^32 / b; 0 when the quotient is undefined or has more than 32 bits. Book I 3.3.9. */
static inline uint32_t int_divwe(int32_t a, int32_t b, uint32_t *ov)
{
    int64_t n = (int64_t)((uint64_t)(int64_t)a << 32);
    *ov = b == 0 || (n == INT64_MIN && b == -1);
    int64_t q = *ov ? 0 : n / b;
    *ov |= q != (int32_t)q;
    return *ov ? 0 : (uint32_t)q;
}
static inline uint32_t int_divweu(uint32_t a, uint32_t b, uint32_t *ov)
{
    *ov = a >= b; /* b = 0 included */
    return *ov ? 0 : (uint32_t)(((uint64_t)a << 32) / b);
}

/* Remainders; 0 when undefined. */
static inline uint32_t int_modsw(int32_t a, int32_t b)
{
    return b == 0 || b == -1 ? 0 : (uint32_t)(a % b);
}
static inline uint32_t int_moduw(uint32_t a, uint32_t b)
{
    return b ? a % b : 0;
}

/* addg6s: a 6 in every nibble whose addition carries nothing out. */
uint64_t int_addg6s(uint64_t a, uint64_t b);
/* cbcdtd, cdtbcd: in each word, two groups of three BCD digits to two 10-bit declets (densely packed decimal), and
 * back. */
uint64_t int_cbcdtd(uint64_t v);
uint64_t int_cdtbcd(uint64_t v);
/* cmpb: 0xff in every byte in which a and b agree. */
uint64_t int_cmpb(uint64_t a, uint64_t b);
/* popcntb: the number of ones of each byte, in the byte; prtyw: the parity of the low bits of the bytes of each word.
 */
uint64_t int_popcntb(uint64_t v);
uint64_t int_prtyw(uint64_t v);
/* cmprb, cmpeqb (ISA 3.0 Book I 3.3.10): whether the low byte of a lies in one (two, with l) of the ranges of b, or
 * equals one of the low nbytes bytes of b. */
bool int_cmprb(uint64_t a, uint64_t b, bool l);
bool int_cmpeqb(uint64_t a, uint64_t b, unsigned nbytes);
/* darn: a random number; l = 0: 32 bits, 1 and 2: 64 bits; ~0 for l = 3 or when the system has none. */
uint64_t int_darn(unsigned l);

#endif
