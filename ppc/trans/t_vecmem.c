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

/* -- one element of 1 << log2 bytes -----------------------------------------------------------------------------------
 */

/* All ones in the element at address ea: its number, which is the low bits of the address or their complement, against
 * the number of the element each byte belongs to. */
static IrRef element_mask(Trans *t, IrRef ea, unsigned log2)
{
    IrBuild *b = &t->b;
    unsigned last = (16u >> log2) - 1;
    IrRef i = ir_and(b, ir_shr(b, t_low(t, ea), t_i32(t, log2)), t_i32(t, last));
    union {
        uint8_t b[16];
        uint64_t d[2];
    } number;
    for (unsigned k = 0; k < 16; k++)
        number.b[k] = (uint8_t)(t->little ? k >> log2 : last - (k >> log2));
    return t_vbin(t, UOP_VCMPEQ, 0, t_vsplat8(t, i), ir_const_v128(b->u, number.d));
}

static void load_element(Trans *t, uint32_t word, unsigned log2)
{
    IrBuild *b = &t->b;
    IrRef ea = aligned(t, word, (1u << log2) - 1);
    IrRef v = ir_ld(b, IR_I32, t_mem(t, log2, 0), ea, 0), all;
    if (log2 == IR_M_16)
        v = ir_mul(b, v, t_i32(t, 0x00010001));
    all = log2 == IR_M_8 ? t_vsplat8(t, v) : t_vsplat32(t, v);
    t_put_vr(t, f_vrt(word), t_vsel(t, t_vr(t, f_vrt(word)), all, element_mask(t, ea, log2)));
}

/* The element is permuted into lane 0; VPERM counts bytes from the high end. */
static void store_element(Trans *t, uint32_t word, unsigned log2)
{
    IrBuild *b = &t->b;
    unsigned n = 1u << log2;
    IrRef ea = aligned(t, word, n - 1), s = t_vr(t, f_vrs(word));
    IrRef first = ir_and(b, t_low(t, ea), t_i32(t, 16 - n));
    if (t->little)
        first = ir_xor(b, first, t_i32(t, 16 - n));
    uint64_t offset[2] = {log2 == IR_M_32 ? 0x00010203u : log2 == IR_M_16 ? 0x0001u : 0, 0};
    IrRef control = t_vbin(t, UOP_VADD, 0, t_vsplat8(t, first), ir_const_v128(b->u, offset));
    IrRef v = ir_emit(b, UOP_VPERM, IR_V128, 0, 0, s, s, control);
    ir_st(b, t_mem(t, log2, 0), ea, 0, ir_emit(b, UOP_VLOW, IR_I32, 0, 0, v, 0, 0));
}

#define ELEMENT(id, log2)                                                                                              \
    void trans_LV##id(Trans *t, uint32_t word)                                                                         \
    {                                                                                                                  \
        load_element(t, word, log2);                                                                                   \
    }                                                                                                                  \
    void trans_STV##id(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        store_element(t, word, log2);                                                                                  \
    }
ELEMENT(EBX, IR_M_8)
ELEMENT(EHX, IR_M_16)
ELEMENT(EWX, IR_M_32)

/* -- permute controls -------------------------------------------------------------------------------------------------
 */

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
