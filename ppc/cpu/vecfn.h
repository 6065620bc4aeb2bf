/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the files behind vec.h write their functions. Private to them.
 *
 * In the loops i is a host lane; x, y, z are that lane of VRA, VRB, VRC.
 */
#ifndef ENGRAFT_PPC_CPU_VECFN_H
#define ENGRAFT_PPC_CPU_VECFN_H

#include "ppc/cpu/vec.h"

#define UNUSED __attribute__((unused))
#define FN(id)                                                                                                         \
    void vec_##id(PpcVsr *t UNUSED, const PpcVsr *a UNUSED, const PpcVsr *b UNUSED, const PpcVsr *c UNUSED,            \
                  unsigned imm UNUSED, uint32_t *vscr UNUSED)

/* Lane by lane: n lanes `field`, operands taken as type T. */
#define LANES(id, T, field, n, expr)                                                                                   \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++) {                                                                           \
            T x = (T)a->field[i], y = (T)b->field[i];                                                                  \
            (void)x, (void)y;                                                                                          \
            t->field[i] = (__typeof__(t->field[0]))(expr);                                                             \
        }                                                                                                              \
    }
#define LANES_B(id, T, expr) LANES(id, T, b, 16, expr)
#define LANES_H(id, T, expr) LANES(id, T, h, 8, expr)
#define LANES_W(id, T, expr) LANES(id, T, w, 4, expr)
#define LANES_D(id, T, expr) LANES(id, T, d, 2, expr)

#define WHOLE(id, expr)                                                                                                \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        t->q = (expr);                                                                                                 \
    }

static inline int64_t vec_clamp(int64_t v, int64_t lo, int64_t hi, uint32_t *vscr)
{
    if (v >= lo && v <= hi)
        return v;
    *vscr |= PPC_VSCR_SAT;
    return v < lo ? lo : hi;
}
#define SAT_U8(v)  vec_clamp(v, 0, UINT8_MAX, vscr)
#define SAT_U16(v) vec_clamp(v, 0, UINT16_MAX, vscr)
#define SAT_U32(v) vec_clamp(v, 0, UINT32_MAX, vscr)
#define SAT_S8(v)  vec_clamp(v, INT8_MIN, INT8_MAX, vscr)
#define SAT_S16(v) vec_clamp(v, INT16_MIN, INT16_MAX, vscr)
#define SAT_S32(v) vec_clamp(v, INT32_MIN, INT32_MAX, vscr)

/* VRA gives the upper half. */
#define PACK(id, T, from, to, n, expr)                                                                                 \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < 2 * (n); i++) {                                                                       \
            T x = (T)(i < (n) ? b->from[i] : a->from[i - (n)]);                                                        \
            t->to[i] = (__typeof__(t->to[0]))(expr);                                                                   \
        }                                                                                                              \
    }
#define UNPACK(id, T, from, to, n, first, expr)                                                                        \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++) {                                                                           \
            T x = (T)b->from[i + (first)];                                                                             \
            t->to[i] = (__typeof__(t->to[0]))(expr);                                                                   \
        }                                                                                                              \
    }
/* Even elements are the upper lanes of the pairs. */
#define MULTIPLY(id, T, P, from, to, n, odd)                                                                           \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            t->to[i] = (__typeof__(t->to[0]))((P)(T)a->from[2 * i + !(odd)] * (P)(T)b->from[2 * i + !(odd)]);          \
    }

#endif
