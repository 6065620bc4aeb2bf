/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prefixed vector-scalar instructions other than loads and stores: Power ISA
 * 3.1 B Book I 7.6.6, 7.6.7. All are micro-ops; none touches the FPSCR.
 */
#include "ppc/cpu/fp.h"
#include "ppc/trans/t_vec.h"
#include "ppc/trans/t_vsx.h"

static void splat(Trans *t, uint32_t word, uint64_t v)
{
    if (f_xt15(word) >= 32)
        t_vsx_put_v(t, f_xt15(word), t_vconst(t, v));
    else
        t_vsx_put(t, f_xt15(word), t_i64(t, v), t_i64(t, v));
}

void trans_XXSPLTIW(Trans *t, uint32_t word)
{
    splat(t, word, f_imm32(t->word) << 32 | f_imm32(t->word));
}

void trans_XXSPLTIDP(Trans *t, uint32_t word)
{
    splat(t, word, ppc_single_to_double((uint32_t)f_imm32(t->word)));
}

void trans_XXSPLTI32DX(Trans *t, uint32_t word)
{
    uint64_t v = f_imm32(t->word) << (f_ix(word) ? 0 : 32), mask = 0xffffffffull << (f_ix(word) ? 0 : 32);
    unsigned n = f_xt15(word);
    t_vsx_put_v(t, n, t_vsel(t, t_vsx_get(t, n), t_vconst(t, v), t_vconst(t, mask)));
}

/* All bits of each element of 1 << lane bytes are its sign. */
static IrRef signs(Trans *t, IrRef v, unsigned lane)
{
    static const uint64_t upper_words[2] = {0x08090a0b08090a0bull, 0x0001020300010203ull};
    if (lane < 3)
        return t_vbin(t, UOP_VCMPGT, lane, t_vconst(t, 0), v);
    IrRef words = t_vbin(t, UOP_VCMPGT, 2, t_vconst(t, 0), v);
    return ir_emit(&t->b, UOP_VPERM, IR_V128, 0, 0, words, words, ir_const_v128(t->b.u, upper_words));
}

static void blend(Trans *t, uint32_t word, unsigned lane)
{
    IrRef a = t_vsx_get(t, f_xa(word)), b = t_vsx_get(t, f_xb(word)), c = t_vsx_get(t, f_xc(word));
    t_vsx_put_v(t, f_xt(word), t_vsel(t, a, b, signs(t, c, lane)));
}

void trans_XXBLENDVB(Trans *t, uint32_t word)
{
    blend(t, word, 0);
}

void trans_XXBLENDVH(Trans *t, uint32_t word)
{
    blend(t, word, 1);
}

void trans_XXBLENDVW(Trans *t, uint32_t word)
{
    blend(t, word, 2);
}

void trans_XXBLENDVD(Trans *t, uint32_t word)
{
    blend(t, word, 3);
}

/* The permutation by bits 3..7, and 0 where bits 0..2 of the control are another number. */
void trans_XXPERMX(Trans *t, uint32_t word)
{
    VecArgs x = {.a = t_vsx_get(t, f_xa(word)), .b = t_vsx_get(t, f_xb(word)), .c = t_vsx_get(t, f_xc(word))};
    IrRef r, part = t_vbin(t, UOP_VAND, 0, x.c, t_vsplat_const(t, 0, 0xe0));
    if (!t_vec_integer(t, VECOP_VPERM, &x, &r))
        die("vperm has no micro-ops");
    IrRef here = t_vbin(t, UOP_VCMPEQ, 0, part, t_vsplat_const(t, 0, f_uim3p(t->word) << 5));
    t_vsx_put_v(t, f_xt(word), t_vbin(t, UOP_VAND, 0, r, here));
}

/* The function of c alone whose values for c = 0 and 1 are the bits of two, the first one higher. */
static IrRef of_one(Trans *t, IrRef c, unsigned two)
{
    switch (two) {
    case 1: return c;
    case 2: return t_vnot(t, c);
    case 3: return t_vconst(t, ~0ull);
    default: return t_vconst(t, 0);
    }
}

/* One of two functions, by x. */
static IrRef choose(Trans *t, IrRef x, IrRef if0, IrRef if1, bool same)
{
    return same ? if0 : t_vsel(t, if0, if1, x);
}

/* The table by halves: four functions of C, two of B and C, one. */
void trans_XXEVAL(Trans *t, uint32_t word)
{
    IrRef a = t_vsx_get(t, f_xa(word)), b = t_vsx_get(t, f_xb(word)), c = t_vsx_get(t, f_xc(word)), half[2];
    unsigned imm = (unsigned)f_imm8p(t->word);
    for (unsigned i = 0; i < 2; i++) {
        unsigned four = i ? imm & 15 : imm >> 4;
        half[i] = choose(t, b, of_one(t, c, four >> 2), of_one(t, c, four & 3), four >> 2 == (four & 3));
    }
    t_vsx_put_v(t, f_xt(word), choose(t, a, half[0], half[1], imm >> 4 == (imm & 15)));
}
