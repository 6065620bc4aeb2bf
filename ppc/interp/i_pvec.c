/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prefixed vector-scalar instructions that compute nothing in floating point:
 * Power ISA 3.1 B Book I 7.6.6 (splats of an immediate), 7.6.7 (blend, permute
 * extended, evaluate). Prefixed loads and stores are where the plain ones are.
 */
#include "ppc/cpu/fp.h"
#include "ppc/interp/ops.h"

#define VSR(n) (cpu->vsr[n])
#define XA     (VSR(f_xa(w)))
#define XB     (VSR(f_xb(w)))
#define XC     (VSR(f_xc(w)))

static unsigned splat(PpcCpu *cpu, unsigned n, uint64_t v)
{
    VSR(n).d[0] = VSR(n).d[1] = v;
    return 0;
}

/* all words <- IMM */
INTERP(XXSPLTIW)
{
    return splat(cpu, f_xt15(w), f_imm32(w) << 32 | f_imm32(w));
}

/* both doublewords <- the single-precision number IMM as a double */
INTERP(XXSPLTIDP)
{
    return splat(cpu, f_xt15(w), ppc_single_to_double((uint32_t)f_imm32(w)));
}

/* words IX and IX + 2 <- IMM */
INTERP(XXSPLTI32DX)
{
    PpcVsr *v = &VSR(f_xt15(w));
    for (unsigned i = 0; i < 2; i++)
        v->d[i] = f_ix(w) ? (v->d[i] & ~0xffffffffull) | f_imm32(w) : (uint32_t)v->d[i] | f_imm32(w) << 32;
    return 0;
}

/* Elements of XB where the sign of XC's is 1, of XA elsewhere. */
#define BLEND(id, field, count, bits)                                                                                  \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        PpcVsr v = XA;                                                                                                 \
        for (unsigned i = 0; i < (count); i++)                                                                         \
            if (XC.field[i] >> ((bits)-1))                                                                             \
                v.field[i] = XB.field[i];                                                                              \
        VSR(f_xt(w)) = v;                                                                                              \
        return 0;                                                                                                      \
    }
BLEND(XXBLENDVB, b, 16, 8)
BLEND(XXBLENDVH, h, 8, 16)
BLEND(XXBLENDVW, w, 4, 32)
BLEND(XXBLENDVD, d, 2, 64)

/* Byte i of the result: byte C[i] bits 3..7 of XA || XB where bits 0..2 are UIM, else 0. b[] counts from the right. */
INTERP(XXPERMX)
{
    PpcVsr v, a = XA, b = XB, c = XC;
    for (unsigned i = 0; i < 16; i++) {
        unsigned k = c.b[i] & 31;
        uint8_t byte = k < 16 ? a.b[15 - k] : b.b[31 - k];
        v.b[i] = c.b[i] >> 5 == f_uim3p(w) ? byte : 0;
    }
    VSR(f_xt(w)) = v;
    return 0;
}

/* Bit by bit: bit (A || B || C) of IMM, bit 0 being the leftmost. */
INTERP(XXEVAL)
{
    PpcVsr v = {.d = {0, 0}};
    for (unsigned i = 0; i < 2; i++)
        for (unsigned k = 0; k < 8; k++) {
            uint64_t a = k & 4 ? XA.d[i] : ~XA.d[i], b = k & 2 ? XB.d[i] : ~XB.d[i], c = k & 1 ? XC.d[i] : ~XC.d[i];
            if (f_imm8p(w) & 0x80u >> k)
                v.d[i] |= a & b & c;
        }
    VSR(f_xt(w)) = v;
    return 0;
}
