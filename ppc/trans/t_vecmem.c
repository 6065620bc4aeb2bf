/* SPDX-License-Identifier: Apache-2.0 */
/* AltiVec loads and stores, lvsl and lvsr, data streams: Power ISA 2.07 Book I 6.7. */
#include "ppc/trans/t_vec.h"

static IrRef address(Trans *t, uint32_t word)
{
    TransEa ea = t_ea_xd(t, word);
    return ea.base;
}

/* The effective address with the low bits of `mask` cleared. */
static IrRef aligned(Trans *t, uint32_t word, unsigned mask)
{
    return ir_and(&t->b, address(t, word), t_imm(t, ~(int64_t)mask));
}

void trans_LVX(Trans *t, uint32_t word)
{
    t_put_vr(t, f_vrt(word), ir_ld(&t->b, IR_V128, t_mem(t, IR_M_128, 0), aligned(t, word, 15), 0));
}

void trans_STVX(Trans *t, uint32_t word)
{
    ir_st(&t->b, t_mem(t, IR_M_128, 0), aligned(t, word, 15), 0, t_vr(t, f_vrs(word)));
}

void trans_LVXL(Trans *t, uint32_t word)
{
    trans_LVX(t, word);
}

void trans_STVXL(Trans *t, uint32_t word)
{
    trans_STVX(t, word);
}

/*
 * One element at an address: in the state block element i of a register is at a place that depends on the address, so
 * the register is read and written there through a host pointer. Neither the pointer nor what it points to is known to
 * passes as the slot, hence these are the interpreter's, but for words, the only ones compilers make, which come as a
 * permuted load.
 */
#define RARE(id)                                                                                                       \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        (void)word;                                                                                                    \
        t_interp(t);                                                                                                   \
    }
RARE(LVEBX)
RARE(LVEHX)
RARE(STVEBX)
RARE(STVEHX)

/* Word i of the aligned quadword at the address, as a mask of all ones in lane 3 - i. */
static IrRef word_mask(Trans *t, IrRef ea)
{
    IrBuild *b = &t->b;
    IrRef i = ir_and(b, ir_shr(b, t_low(t, ea), t_i32(t, 2)), t_i32(t, 3));
    IrRef lane = t->little ? i : ir_xor(b, i, t_i32(t, 3));
    IrRef all = t_vsplat32(t, lane);
    uint64_t lanes[2] = {0x0000000100000000ull, 0x0000000300000002ull};
    return t_vbin(t, UOP_VCMPEQ, 2, all, ir_const_v128(b->u, lanes));
}

void trans_LVEWX(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef ea = aligned(t, word, 3);
    IrRef v = t_vsplat32(t, ir_ld(b, IR_I32, t_mem(t, IR_M_32, 0), ea, 0));
    t_put_vr(t, f_vrt(word), t_vsel(t, t_vr(t, f_vrt(word)), v, word_mask(t, ea)));
}

void trans_STVEWX(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef ea = aligned(t, word, 3), s = t_vr(t, f_vrs(word));
    /* rotate the word into lane 0: bytes 4 * lane .. of the register, for VPERM counted from the high end */
    IrRef off = ir_and(b, t_low(t, ea), t_i32(t, 12));
    if (t->little)
        off = ir_xor(b, off, t_i32(t, 12));
    IrRef first = t_vsplat8(t, off);
    uint64_t count[2] = {0x0405060700010203ull, 0x0c0d0e0f08090a0bull}; /* lane 0 := bytes off .. off + 3 */
    IrRef v = ir_emit(b, UOP_VPERM, IR_V128, 0, 0, s, s, t_vbin(t, UOP_VADD, 0, first, ir_const_v128(b->u, count)));
    ir_st(b, t_mem(t, IR_M_32, 0), ea, 0, ir_emit(b, UOP_VLOW, IR_I32, 0, 0, v, 0, 0));
}

/* Control bytes ea & 15, + 1, ... for lvsl, 16 - (ea & 15) ... for lvsr; the first one in the highest byte. */
static IrRef control(Trans *t, IrRef first)
{
    uint64_t count[2] = {0x08090a0b0c0d0e0full, 0x0001020304050607ull};
    return t_vbin(t, UOP_VADD, 0, t_vsplat8(t, first), ir_const_v128(t->b.u, count));
}

void trans_LVSL(Trans *t, uint32_t word)
{
    IrRef ea = t_low(t, address(t, word));
    t_put_vr(t, f_vrt(word), control(t, ir_and(&t->b, ea, t_i32(t, 15))));
}

void trans_LVSR(Trans *t, uint32_t word)
{
    IrRef ea = t_low(t, address(t, word));
    t_put_vr(t, f_vrt(word), control(t, ir_sub(&t->b, t_i32(t, 16), ir_and(&t->b, ea, t_i32(t, 15)))));
}

#define NOTHING(id)                                                                                                    \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        (void)t, (void)word;                                                                                           \
    }
NOTHING(DST)
NOTHING(DSTST)
NOTHING(DSS)
