/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the AltiVec files of the translator share. Vector values are in the host
 * order of PpcVsr; lane numbers are those of uop.def's sub (log2 of the bytes).
 */
#ifndef ENGRAFT_PPC_T_VEC_H
#define ENGRAFT_PPC_T_VEC_H

#include "ppc/cpu/vec.h"
#include "ppc/trans/trans.h"

static inline IrRef t_vr(Trans *t, unsigned n)
{
    return ir_get(&t->b, PPC_REG_V0 + n);
}
static inline void t_put_vr(Trans *t, unsigned n, IrRef v)
{
    ir_put(&t->b, PPC_REG_V0 + n, v);
}
static inline IrRef t_vbin(Trans *t, UopId op, unsigned sub, IrRef a, IrRef b)
{
    return ir_emit(&t->b, op, IR_V128, sub, 0, a, b, 0);
}
/* A constant with both halves alike. */
static inline IrRef t_vconst(Trans *t, uint64_t half)
{
    uint64_t lanes[2] = {half, half};
    return ir_const_v128(t->b.u, lanes);
}
/* v repeated in all lanes of a width. */
static inline uint64_t t_repeat(unsigned lane, uint64_t v)
{
    static const uint64_t ones[4] = {0x0101010101010101ull, 0x0001000100010001ull, 0x0000000100000001ull, 1};
    return ones[lane] * (lane == 3 ? v : v & ((1ull << (8u << lane)) - 1));
}
static inline IrRef t_vsplat_const(Trans *t, unsigned lane, uint64_t v)
{
    return t_vconst(t, t_repeat(lane, v));
}
static inline IrRef t_vnot(Trans *t, IrRef v)
{
    return t_vbin(t, UOP_VXOR, 0, v, t_vconst(t, ~0ull));
}
/* Bits of y where mask is 1, of x elsewhere. */
static inline IrRef t_vsel(Trans *t, IrRef x, IrRef y, IrRef mask)
{
    return t_vbin(t, UOP_VOR, 0, t_vbin(t, UOP_VANDC, 0, x, mask), t_vbin(t, UOP_VAND, 0, y, mask));
}
/* An i32 in all words; its low byte in all bytes. */
IrRef t_vsplat32(Trans *t, IrRef v);
IrRef t_vsplat8(Trans *t, IrRef v);

/* The operations that have micro-ops: false = op is done by a helper. t_vecop.c: integer; t_vecfp.c: floating point. */
typedef struct VecArgs {
    IrRef a, b, c;
    unsigned imm;
    uint32_t word;
} VecArgs;
bool t_vec_integer(Trans *t, PpcVecOp op, const VecArgs *x, IrRef *result);
bool t_vec_float(Trans *t, PpcVecOp op, const VecArgs *x, IrRef *result);
/* VSCR[SAT] := 1 when x and y differ. */
void t_vec_sat_if_differ(Trans *t, IrRef x, IrRef y);
/* The helper's result for op. */
IrRef t_vec_helper(Trans *t, PpcVecOp op, const VecArgs *x);
/* CR6 from the result of a compare. */
void t_vec_put_cr6(Trans *t, IrRef r);
/* Stores the result and, for the record form of a compare, CR6. */
void t_vec_finish(Trans *t, PpcVecOp op, uint32_t word, IrRef r);

#endif
