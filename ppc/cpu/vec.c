/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec operations but floating point; see vec.h.
 *
 * In the loops i is a host lane; x, y, z are that lane of VRA, VRB, VRC.
 */
#include "ppc/cpu/crf.h"
#include "ppc/cpu/vecfn.h"

/* For unsigned and signed elements of the three sizes. */
#define UBHW(pre, post, expr)                                                                                          \
    LANES_B(pre##UB##post, uint8_t, expr)                                                                              \
    LANES_H(pre##UH##post, uint16_t, expr) LANES_W(pre##UW##post, uint32_t, expr)
#define SBHW(pre, post, expr)                                                                                          \
    LANES_B(pre##SB##post, int8_t, expr) LANES_H(pre##SH##post, int16_t, expr) LANES_W(pre##SW##post, int32_t, expr)

/* -- add, subtract, average, maximum, minimum -------------------------------------------------------------------- */

UBHW(VADD, M, x + y)
UBHW(VSUB, M, x - y)
LANES_W(VADDCUW, uint32_t, ((uint64_t)x + y) >> 32)
LANES_W(VSUBCUW, uint32_t, x >= y)
LANES_B(VADDUBS, uint8_t, SAT_U8((int64_t)x + y))
LANES_H(VADDUHS, uint16_t, SAT_U16((int64_t)x + y))
LANES_W(VADDUWS, uint32_t, SAT_U32((int64_t)x + y))
LANES_B(VADDSBS, int8_t, SAT_S8((int64_t)x + y))
LANES_H(VADDSHS, int16_t, SAT_S16((int64_t)x + y))
LANES_W(VADDSWS, int32_t, SAT_S32((int64_t)x + y))
LANES_B(VSUBUBS, uint8_t, SAT_U8((int64_t)x - y))
LANES_H(VSUBUHS, uint16_t, SAT_U16((int64_t)x - y))
LANES_W(VSUBUWS, uint32_t, SAT_U32((int64_t)x - y))
LANES_B(VSUBSBS, int8_t, SAT_S8((int64_t)x - y))
LANES_H(VSUBSHS, int16_t, SAT_S16((int64_t)x - y))
LANES_W(VSUBSWS, int32_t, SAT_S32((int64_t)x - y))
UBHW(VAVG, , ((int64_t)x + y + 1) >> 1)
SBHW(VAVG, , ((int64_t)x + y + 1) >> 1)
UBHW(VMAX, , x > y ? x : y)
SBHW(VMAX, , x > y ? x : y)
UBHW(VMIN, , x < y ? x : y)
SBHW(VMIN, , x < y ? x : y)

/* -- compare: all ones for true ------------------------------------------------------------------------------------ */

UBHW(VCMPEQ, , x == y ? -1 : 0)
UBHW(VCMPGT, , x > y ? -1 : 0)
SBHW(VCMPGT, , x > y ? -1 : 0)

unsigned ppc_vec_cr6(const PpcVsr *r)
{
    return (r->q == ~(unsigned __int128)0 ? CRF_LT : 0) | (r->q == 0 ? CRF_EQ : 0);
}

/* -- logical, shift, rotate ------------------------------------------------------------------------------------------
 */

WHOLE(VAND, a->q & b->q)
WHOLE(VANDC, a->q & ~b->q)
WHOLE(VOR, a->q | b->q)
WHOLE(VXOR, a->q ^ b->q)
WHOLE(VNOR, ~(a->q | b->q))
WHOLE(VSEL, (a->q & ~c->q) | (b->q & c->q))
WHOLE(VSL, a->q << (b->b[0] & 7))
WHOLE(VSR, a->q >> (b->b[0] & 7))
WHOLE(VSLO, a->q << (b->b[0] & 0x78))
WHOLE(VSRO, a->q >> (b->b[0] & 0x78))
WHOLE(VSLDOI, imm ? a->q << (8 * imm) | b->q >> (128 - 8 * imm) : a->q)

LANES_B(VSLB, uint8_t, x << (y & 7))
LANES_H(VSLH, uint16_t, x << (y & 15))
LANES_W(VSLW, uint32_t, x << (y & 31))
LANES_B(VSRB, uint8_t, x >> (y & 7))
LANES_H(VSRH, uint16_t, x >> (y & 15))
LANES_W(VSRW, uint32_t, x >> (y & 31))
LANES_B(VSRAB, int8_t, x >> (y & 7))
LANES_H(VSRAH, int16_t, x >> (y & 15))
LANES_W(VSRAW, int32_t, x >> (y & 31))
LANES_B(VRLB, uint8_t, x << (y & 7) | x >> (-y & 7))
LANES_H(VRLH, uint16_t, x << (y & 15) | x >> (-y & 15))
LANES_W(VRLW, uint32_t, x << (y & 31) | x >> (-y & 31))

/* -- pack: VRA gives the upper half ---------------------------------------------------------------------------------
 */

PACK(VPKUHUM, uint16_t, h, b, 8, x)
PACK(VPKUWUM, uint32_t, w, h, 4, x)
PACK(VPKUHUS, uint16_t, h, b, 8, SAT_U8(x))
PACK(VPKUWUS, uint32_t, w, h, 4, SAT_U16(x))
PACK(VPKSHUS, int16_t, h, b, 8, SAT_U8(x))
PACK(VPKSWUS, int32_t, w, h, 4, SAT_U16(x))
PACK(VPKSHSS, int16_t, h, b, 8, SAT_S8(x))
PACK(VPKSWSS, int32_t, w, h, 4, SAT_S16(x))
/* 1/5/5/5 bits from bit 7 and the upper five bits of each lower byte */
PACK(VPKPX, uint32_t, w, h, 4, (x >> 9 & 0x8000) | (x >> 9 & 0x7c00) | (x >> 6 & 0x03e0) | (x >> 3 & 0x001f))

#define PIXEL(x) ((x & 0x8000u ? 0xff000000u : 0) | (x & 0x7c00u) << 6 | (x & 0x03e0u) << 3 | (x & 0x1fu))
UNPACK(VUPKHSB, int8_t, b, h, 8, 8, x)
UNPACK(VUPKLSB, int8_t, b, h, 8, 0, x)
UNPACK(VUPKHSH, int16_t, h, w, 4, 4, x)
UNPACK(VUPKLSH, int16_t, h, w, 4, 0, x)
UNPACK(VUPKHPX, uint16_t, h, w, 4, 4, PIXEL(x))
UNPACK(VUPKLPX, uint16_t, h, w, 4, 0, PIXEL(x))

/* -- merge, splat, permute
 * ---------------------------------------------------------------------------------------------
 */

/* Elements of the upper (first = n) or lower half, alternating; VRA's come first, in the upper lane of each pair. */
#define MERGE(id, field, n, first)                                                                                     \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++) {                                                                           \
            t->field[2 * i + 1] = a->field[i + (first)];                                                               \
            t->field[2 * i] = b->field[i + (first)];                                                                   \
        }                                                                                                              \
    }
MERGE(VMRGHB, b, 8, 8)
MERGE(VMRGHH, h, 4, 4)
MERGE(VMRGHW, w, 2, 2)
MERGE(VMRGLB, b, 8, 0)
MERGE(VMRGLH, h, 4, 0)
MERGE(VMRGLW, w, 2, 0)

#define SPLAT(id, field, n, value)                                                                                     \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            t->field[i] = (__typeof__(t->field[0]))(value);                                                            \
    }
SPLAT(VSPLTB, b, 16, b->b[15 - imm])
SPLAT(VSPLTH, h, 8, b->h[7 - imm])
SPLAT(VSPLTW, w, 4, b->w[3 - imm])
SPLAT(VSPLTISB, b, 16, imm)
SPLAT(VSPLTISH, h, 8, imm)
SPLAT(VSPLTISW, w, 4, imm)

FN(VPERM)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned k = c->b[i] & 31;
        t->b[i] = k < 16 ? a->b[15 - k] : b->b[31 - k];
    }
}

static PpcVsr counting_from(unsigned first)
{
    PpcVsr r;
    for (unsigned i = 0; i < 16; i++)
        r.b[15 - i] = (uint8_t)(first + i);
    return r;
}

PpcVsr ppc_lvsl(uint64_t ea)
{
    return counting_from(ea & 15);
}

PpcVsr ppc_lvsr(uint64_t ea)
{
    return counting_from(16 - (ea & 15));
}

/* -- multiply: even elements are the upper lanes of the pairs
 * ---------------------------------------------------------- */

MULTIPLY(VMULEUB, uint8_t, uint32_t, b, h, 8, 0)
MULTIPLY(VMULESB, int8_t, int32_t, b, h, 8, 0)
MULTIPLY(VMULOUB, uint8_t, uint32_t, b, h, 8, 1)
MULTIPLY(VMULOSB, int8_t, int32_t, b, h, 8, 1)
MULTIPLY(VMULEUH, uint16_t, uint32_t, h, w, 4, 0)
MULTIPLY(VMULESH, int16_t, int32_t, h, w, 4, 0)
MULTIPLY(VMULOUH, uint16_t, uint32_t, h, w, 4, 1)
MULTIPLY(VMULOSH, int16_t, int32_t, h, w, 4, 1)

LANES_H(VMHADDSHS, int16_t, SAT_S16(((int64_t)x * y >> 15) + (int16_t)c->h[i]))
LANES_H(VMHRADDSHS, int16_t, SAT_S16((((int64_t)x * y + 0x4000) >> 15) + (int16_t)c->h[i]))
LANES_H(VMLADDUHM, uint32_t, x *y + c->h[i])

/* Sum of the k products of the elements in word i, and addend z. */
#define MULTIPLY_SUM(id, TA, TB, Z, field, k, expr)                                                                    \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < 4; i++) {                                                                             \
            int64_t sum = (Z)c->w[i];                                                                                  \
            for (unsigned j = (k)*i; j < (k)*i + (k); j++)                                                             \
                sum += (int64_t)(TA)a->field[j] * (TB)b->field[j];                                                     \
            t->w[i] = (uint32_t)(expr);                                                                                \
        }                                                                                                              \
    }
MULTIPLY_SUM(VMSUMUBM, uint8_t, uint8_t, uint32_t, b, 4, sum)
MULTIPLY_SUM(VMSUMMBM, int8_t, uint8_t, uint32_t, b, 4, sum)
MULTIPLY_SUM(VMSUMUHM, uint16_t, uint16_t, uint32_t, h, 2, sum)
MULTIPLY_SUM(VMSUMUHS, uint16_t, uint16_t, uint32_t, h, 2, SAT_U32(sum))
MULTIPLY_SUM(VMSUMSHM, int16_t, int16_t, int32_t, h, 2, sum)
MULTIPLY_SUM(VMSUMSHS, int16_t, int16_t, int32_t, h, 2, SAT_S32(sum))

/* -- sum across: k elements of VRA and the word of VRB above which they lie; words between are zero
 * ----------------------- */

#define SUM(id, T, Z, field, k, step, SAT)                                                                             \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        t->q = 0;                                                                                                      \
        for (unsigned i = 0; i < 4; i += (step)) {                                                                     \
            int64_t sum = (Z)b->w[i];                                                                                  \
            for (unsigned j = 0; j < (k); j++)                                                                         \
                sum += (T)a->field[i / (step) * (k) + j];                                                              \
            t->w[i] = (uint32_t)SAT(sum);                                                                              \
        }                                                                                                              \
    }
SUM(VSUMSWS, int32_t, int32_t, w, 4, 4, SAT_S32)
SUM(VSUM2SWS, int32_t, int32_t, w, 2, 2, SAT_S32)
SUM(VSUM4SBS, int8_t, int32_t, b, 4, 1, SAT_S32)
SUM(VSUM4SHS, int16_t, int32_t, h, 2, 1, SAT_S32)
SUM(VSUM4UBS, uint8_t, uint32_t, b, 4, 1, SAT_U32)

const PpcVecRow ppc_vec[VECOP_COUNT] = {
#define V(id, operands, imm, kind) [VECOP_##id] = {vec_##id, operands, VEC_##kind},
#include "ppc/cpu/vec.def"
#undef V
};

/* 1 .. 7, infinity, NaN, -0, -1 .. -7, -infinity, of quad precision */
uint32_t ppc_lxvkq(unsigned uim)
{
    static const uint32_t high[16] = {0,           0x3fff0000u, 0x40000000u, 0x40008000u, 0x40010000u,
                                      0x40014000u, 0x40018000u, 0x4001c000u, 0x7fff0000u, 0x7fff8000u};
    if (uim == 16)
        return 0x80000000u;
    return uim < 16 ? high[uim] : uim < 25 ? 0x80000000u | high[uim - 16] : 0;
}
