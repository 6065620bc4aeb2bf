/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CR fields as encoded 64-bit numbers.
 *
 * A compare stores one subtraction instead of four packed bits:
 *
 *   cmpw  a,b   v = sext64(a) - sext64(b)          cmplw a,b   v = zext64(a) - zext64(b)
 *   x. (Rc=1)   v = sext64(result)                 64-bit      v = (a > b) - (a < b)
 *   then, when XER[SO] is 1, v ^= 1 << 63
 *
 * and the four bits of the field are read from v as
 *
 *   LT  bit 62 (from the low end) is 1
 *   GT  bit 61 is 0 and bits 61..0 are not all 0, that is, (int64)(v << 2) > 0
 *   EQ  bits 31..0 are all 0
 *   SO  bit 63 differs from bit 62
 *
 * Every combination of the four bits has a code, so fields set by mtcrf, CR
 * logic or vector compares keep their exact value.
 */
#ifndef ENGRAFT_PPC_CPU_CRF_H
#define ENGRAFT_PPC_CPU_CRF_H

#include "ppc/cpu/state.h"

enum { CRF_LT = 8, CRF_GT = 4, CRF_EQ = 2, CRF_SO = 1 };
#define CRF_LT_BIT (1ull << 62)
#define CRF_SO_BIT (1ull << 63)

/* The four bits (CRF_*) of an encoded field. */
static inline unsigned crf_decode(int64_t v)
{
    uint64_t u = (uint64_t)v;
    unsigned lt = u >> 62 & 1;
    return lt << 3 | (unsigned)((int64_t)(u << 2) > 0) << 2 | (unsigned)((uint32_t)u == 0) << 1 |
           (unsigned)((u >> 63) ^ lt);
}

/* A code of the four bits. */
static inline int64_t crf_encode(unsigned bits)
{
    uint64_t lt = bits >> 3 & 1, gt = bits >> 2 & 1, eq = bits >> 1 & 1, so = bits & 1;
    uint64_t v = lt << 62 | (eq ^ 1) | (lt ^ so) << 63;
    if (gt && eq)
        v |= 1ull << 32;
    if (!gt && !eq)
        v |= 1ull << 61;
    return (int64_t)v;
}

/* Compare codes. so = XER[SO]. */
static inline int64_t crf_cmp_s32(int32_t a, int32_t b, uint32_t so)
{
    return (int64_t)((uint64_t)((int64_t)a - b) ^ (uint64_t)so << 63);
}
static inline int64_t crf_cmp_u32(uint32_t a, uint32_t b, uint32_t so)
{
    return (int64_t)(((uint64_t)a - b) ^ (uint64_t)so << 63);
}
static inline int64_t crf_cmp_s64(int64_t a, int64_t b, uint32_t so)
{
    return (int64_t)((uint64_t)(int64_t)((a > b) - (a < b)) ^ (uint64_t)so << 63);
}
static inline int64_t crf_cmp_u64(uint64_t a, uint64_t b, uint32_t so)
{
    return (int64_t)((uint64_t)(int64_t)((a > b) - (a < b)) ^ (uint64_t)so << 63);
}

/* Field n (0..7) as four bits. */
static inline unsigned ppc_get_crf(const PpcCpu *cpu, unsigned n)
{
    return crf_decode(cpu->cr[n]);
}
static inline void ppc_set_crf(PpcCpu *cpu, unsigned n, unsigned bits)
{
    cpu->cr[n] = crf_encode(bits);
}

/* CR bit n (0..31, bit 0 = CR0[LT]). */
static inline unsigned ppc_get_cr_bit(const PpcCpu *cpu, unsigned n)
{
    return crf_decode(cpu->cr[n >> 2]) >> (3 - (n & 3)) & 1;
}
void ppc_set_cr_bit(PpcCpu *cpu, unsigned n, unsigned value);

/* The whole CR as mfcr reads it, and the reverse (only the fields whose bit of the 8-bit mask is set; 0x80 = CR0). */
uint32_t ppc_get_cr(const PpcCpu *cpu);
void ppc_set_cr(PpcCpu *cpu, uint32_t value, unsigned mask);

#endif
