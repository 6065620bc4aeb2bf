/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VPERM: with a constant control one instruction for merges, shifts by octets and
 * permutations of one register; otherwise vpermi2b, or two pshufb.
 *
 * The 32 bytes permuted are numbered here from the low end: b is 0..15, a is 16..31,
 * so that result byte i is byte ~c[i] & 31.
 */
#include "tcg/host/x64/x64.h"

enum { P = XM_0F | XP_66 };

static X64Src pool16(X64Cx *cx, const uint8_t byte[16])
{
    uint64_t half[2];
    memcpy(half, byte, 16);
    return (X64Src){.kind = S_MEM, .reg = X_NOREG, .m = x64_pool(cx, half[0], half[1])};
}

static X64Src splat(X64Cx *cx, uint8_t v)
{
    uint64_t half = 0x0101010101010101ull * v;
    return (X64Src){.kind = S_MEM, .reg = X_NOREG, .m = x64_pool(cx, half, half)};
}

static X64Src in_reg(int reg)
{
    return (X64Src){.kind = S_REG, .reg = reg};
}

/* -- constant control ---------------------------------------------------------------------------------------------- */

/* punpck of elements of 1 << log2 bytes, of the low or high halves, first from b or from a. */
static uint32_t unpack_opcode(const uint8_t idx[16], bool a_first, unsigned log2, bool high)
{
    static const uint8_t low_opc[4] = {0x60, 0x61, 0x62, 0x6c}, high_opc[4] = {0x68, 0x69, 0x6a, 0x6d};
    unsigned n = 1u << log2;
    for (unsigned i = 0; i < 16; i++) {
        unsigned elem = i / (2 * n), second = i / n & 1, from = (high ? 8 : 0) + elem * n + i % n;
        if (idx[i] != from + (second != a_first ? 16u : 0u))
            return 0;
    }
    return P | (high ? high_opc[log2] : low_opc[log2]);
}

static bool is_unpack(const uint8_t idx[16], uint32_t *opc, bool *a_first)
{
    for (unsigned k = 0; k < 16; k++) {
        *a_first = k & 1;
        *opc = unpack_opcode(idx, k & 1, k >> 2, k & 2);
        if (*opc)
            return true;
    }
    return false;
}

/* Sixteen bytes in a row from idx[0] on, modulo 32. */
static bool is_run(const uint8_t idx[16])
{
    for (unsigned i = 1; i < 16; i++)
        if (idx[i] != ((idx[0] + i) & 31))
            return false;
    return true;
}

/* Two pshufb, each of which leaves zeros for the other. */
static void two_shuffles(X64Cx *cx, IrRef r, int a, int b, const uint8_t idx[16])
{
    uint8_t from_a[16], from_b[16];
    for (unsigned i = 0; i < 16; i++) {
        from_a[i] = idx[i] & 16 ? idx[i] & 15 : 0x80;
        from_b[i] = idx[i] & 16 ? 0x80 : idx[i];
    }
    int dst = ra_def_fresh(&cx->ra, r), t = ra_tmp_xmm(&cx->ra);
    x64_xop(cx, X_PSHUFB, dst, a, pool16(cx, from_a));
    x64_xop(cx, X_PSHUFB, t, b, pool16(cx, from_b));
    x64_xop(cx, X_POR, dst, dst, in_reg(t));
}

static void permi2b(X64Cx *cx, int dst, int a, int b)
{
    x64_err(&cx->b, 0x75 | XM_0F38 | XP_66, 0, dst, b, a);
}

static void const_two(X64Cx *cx, IrRef r, const IrOp *o, const uint8_t idx[16])
{
    uint32_t opc;
    bool a_first;
    int a = ra_use(&cx->ra, o->a), b = ra_use(&cx->ra, o->b);
    if (is_unpack(idx, &opc, &a_first)) {
        x64_xop(cx, opc, ra_def_fresh(&cx->ra, r), a_first ? a : b, in_reg(a_first ? b : a));
    } else if (is_run(idx)) {
        bool wraps = idx[0] & 16;
        x64_xop(cx, X_PALIGNR, ra_def_fresh(&cx->ra, r), wraps ? b : a, in_reg(wraps ? a : b));
        x64_b(&cx->b, idx[0] & 15);
    } else if (host_caps.avx512vbmi) {
        int dst = ra_def_fresh(&cx->ra, r);
        x64_op(cx, X_MOVAPS, false, dst, pool16(cx, idx));
        permi2b(cx, dst, a, b);
    } else {
        two_shuffles(cx, r, a, b, idx);
    }
}

static void const_one(X64Cx *cx, IrRef r, const IrOp *o, const uint8_t idx[16])
{
    uint8_t low[16];
    for (unsigned i = 0; i < 16; i++)
        low[i] = idx[i] & 15;
    int a = ra_use(&cx->ra, o->a);
    x64_xop(cx, X_PSHUFB, ra_def_fresh(&cx->ra, r), a, pool16(cx, low));
}

/* -- variable control ------------------------------------------------------------------------------------------------
 */

/* dst := ~c & bits */
static void invert(X64Cx *cx, int dst, int c, uint8_t bits)
{
    x64_xop(cx, X_PANDN, dst, c, splat(cx, bits));
}

static void var_two(X64Cx *cx, IrRef r, int a, int b, int c)
{
    Ra *ra = &cx->ra;
    int dst = ra_def_fresh(ra, r);
    invert(cx, dst, c, 31);
    if (host_caps.avx512vbmi) {
        permi2b(cx, dst, a, b);
        return;
    }
    int t = ra_tmp_xmm(ra), s = ra_tmp_xmm(ra); /* + 0x70 makes bit 7 of bit 4 and keeps bits 0..3 */
    x64_xop(cx, X_PXOR, t, dst, splat(cx, 16));
    x64_xop(cx, X_PADDB, dst, dst, splat(cx, 0x70));
    x64_xop(cx, X_PADDB, t, t, splat(cx, 0x70));
    x64_rr(&cx->b, X_MOVAPS, false, s, b);
    x64_xop(cx, X_PSHUFB, s, s, in_reg(dst));
    x64_rr(&cx->b, X_MOVAPS, false, dst, a);
    x64_xop(cx, X_PSHUFB, dst, dst, in_reg(t));
    x64_xop(cx, X_POR, dst, dst, in_reg(s));
}

static void var_one(X64Cx *cx, IrRef r, int a, int c)
{
    int dst = ra_def_fresh(&cx->ra, r), t = ra_tmp_xmm(&cx->ra);
    invert(cx, t, c, 15);
    x64_xop(cx, X_PSHUFB, dst, a, in_reg(t));
}

void x64_e_vperm(X64Cx *cx, IrRef r, const IrOp *o)
{
    const IrOp *c = ir_op(cx->u, o->c);
    if (x64_vec_calls(cx->u, o)) {
        x64_vec_call(cx, r, o);
        return;
    }
    if (c->op == UOP_CONST) {
        uint8_t idx[16];
        memcpy(idx, cx->u->v128[c->imm], 16);
        for (unsigned i = 0; i < 16; i++)
            idx[i] = ~idx[i] & 31;
        if (o->a == o->b)
            const_one(cx, r, o, idx);
        else
            const_two(cx, r, o, idx);
        return;
    }
    int a = ra_use(&cx->ra, o->a), b = ra_use(&cx->ra, o->b), control = ra_use(&cx->ra, o->c);
    if (o->a == o->b)
        var_one(cx, r, a, control);
    else
        var_two(cx, r, a, b, control);
}
