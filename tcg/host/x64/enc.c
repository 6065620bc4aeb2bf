/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Byte layout of x86-64 instructions. Everything goes through four routines:
 * legacy and VEX encoding, each with a register or a memory operand.
 */
#include "tcg/host/x64/enc.h"

#include "engine/base/err.h"

static void put_modrm_mem(X64Buf *b, int reg, X64Mem m)
{
    unsigned r = ((unsigned)reg & 7) << 3;
    if (m.base == X_RIP) {
        x64_b(b, (uint8_t)(r | 5));
        b->disp = b->p;
        x64_d(b, (uint32_t)m.disp);
        return;
    }
    if (m.base == X_NOREG) { /* SIB without base: disp32 always */
        unsigned idx = m.index == X_NOREG ? 4 : (unsigned)m.index & 7;
        x64_b(b, (uint8_t)(r | 4));
        x64_b(b, (uint8_t)((unsigned)m.shift << 6 | idx << 3 | 5));
        x64_d(b, (uint32_t)m.disp);
        return;
    }
    unsigned base = (unsigned)m.base & 7;
    unsigned mod = m.disp == 0 && base != 5 ? 0 : m.disp == (int8_t)m.disp ? 1 : 2;
    if (m.index != X_NOREG || base == 4) {
        unsigned idx = m.index == X_NOREG ? 4 : (unsigned)m.index & 7;
        x64_b(b, (uint8_t)(mod << 6 | r | 4));
        x64_b(b, (uint8_t)((unsigned)m.shift << 6 | idx << 3 | base));
    } else {
        x64_b(b, (uint8_t)(mod << 6 | r | base));
    }
    if (mod == 1)
        x64_b(b, (uint8_t)m.disp);
    else if (mod == 2)
        x64_d(b, (uint32_t)m.disp);
}

static void put_opcode(X64Buf *b, uint32_t opc, unsigned rex)
{
    static const uint8_t prefix[4] = {0, 0x66, 0xf3, 0xf2};
    if (opc & XF_O16)
        x64_b(b, 0x66);
    if (opc & XP_MASK)
        x64_b(b, prefix[(opc & XP_MASK) >> 10]);
    if (rex)
        x64_b(b, (uint8_t)(0x40 | rex));
    if (opc & XM_MASK) {
        x64_b(b, 0x0f);
        if ((opc & XM_MASK) == XM_0F38)
            x64_b(b, 0x38);
        else if ((opc & XM_MASK) == XM_0F3A)
            x64_b(b, 0x3a);
    }
    x64_b(b, (uint8_t)opc);
}

/* REX bits; 0x40 stands for "needed, though no bit is set" (spl..dil as byte registers). */
static unsigned rex_bits(uint32_t opc, bool w, int reg, int index, int base)
{
    unsigned rex = (w || (opc & XF_W)) ? 8 : 0;
    rex |= ((unsigned)reg & 8) >> 1;
    if (index >= 0)
        rex |= ((unsigned)index & 8) >> 2;
    if (base >= 0)
        rex |= ((unsigned)base & 8) >> 3;
    return rex;
}

void x64_rr(X64Buf *b, uint32_t opc, bool w, int reg, int rm)
{
    unsigned rex = rex_bits(opc, w, reg, X_NOREG, rm);
    if (((opc & XF_REG8) && reg >= 4 && reg < 8) || ((opc & XF_RM8) && rm >= 4 && rm < 8))
        rex |= 0x40;
    put_opcode(b, opc, rex);
    x64_b(b, (uint8_t)(0xc0 | ((unsigned)reg & 7) << 3 | ((unsigned)rm & 7)));
}

void x64_rm(X64Buf *b, uint32_t opc, bool w, int reg, X64Mem m)
{
    unsigned rex = rex_bits(opc, w, reg, m.index, m.base);
    if ((opc & XF_REG8) && reg >= 4 && reg < 8)
        rex |= 0x40;
    if (m.flags & X_A32)
        x64_b(b, 0x67);
    if (m.flags & X_GS)
        x64_b(b, 0x65);
    put_opcode(b, opc, rex);
    put_modrm_mem(b, reg, m);
}

static void put_vex(X64Buf *b, uint32_t opc, bool w, int reg, int v, int index, int base)
{
    unsigned pp = (opc & XP_MASK) >> 10, map = (opc & XM_MASK) >> 8;
    unsigned vvvv = v == X_NOREG ? 15 : ~(unsigned)v & 15;
    unsigned r = (~(unsigned)reg & 8) << 4;
    unsigned x = index >= 0 && (index & 8) ? 0 : 0x40;
    unsigned bb = base >= 0 && (base & 8) ? 0 : 0x20;
    unsigned wbit = (w || (opc & XF_W)) ? 0x80 : 0;
    if (x && bb && !wbit && map == 1) {
        x64_b(b, 0xc5);
        x64_b(b, (uint8_t)(r | vvvv << 3 | pp));
    } else {
        x64_b(b, 0xc4);
        x64_b(b, (uint8_t)(r | x | bb | map));
        x64_b(b, (uint8_t)(wbit | vvvv << 3 | pp));
    }
    x64_b(b, (uint8_t)opc);
}

void x64_vrr(X64Buf *b, uint32_t opc, bool w, int reg, int v, int rm)
{
    put_vex(b, opc, w, reg, v, X_NOREG, rm);
    x64_b(b, (uint8_t)(0xc0 | ((unsigned)reg & 7) << 3 | ((unsigned)rm & 7)));
}

void x64_vrm(X64Buf *b, uint32_t opc, bool w, int reg, int v, X64Mem m)
{
    if (m.flags & X_A32)
        x64_b(b, 0x67);
    if (m.flags & X_GS)
        x64_b(b, 0x65);
    put_vex(b, opc, w, reg, v, m.index, m.base);
    put_modrm_mem(b, reg, m);
}

static void evex(X64Buf *b, uint32_t opc, unsigned ll_b, int reg, int v, int rm)
{
    unsigned pp = (opc & XP_MASK) >> 10, map = (opc & XM_MASK) >> 8;
    unsigned vvvv = v == X_NOREG ? 15 : ~(unsigned)v & 15;
    x64_b(b, 0x62);
    x64_b(b, (uint8_t)((~(unsigned)reg & 8) << 4 | 0x40 | (~(unsigned)rm & 8) << 2 | 0x10 | map));
    x64_b(b, (uint8_t)((opc & XF_W ? 0x80u : 0) | vvvv << 3 | 4 | pp));
    x64_b(b, (uint8_t)(ll_b | 8));
    x64_b(b, (uint8_t)opc);
    x64_b(b, (uint8_t)(0xc0 | ((unsigned)reg & 7) << 3 | ((unsigned)rm & 7)));
}

void x64_err(X64Buf *b, uint32_t opc, unsigned ll, int reg, int v, int rm)
{
    evex(b, opc, ll << 5, reg, v, rm);
}

void x64_err_round(X64Buf *b, uint32_t opc, int reg, int v, int rm)
{
    evex(b, opc, 0x10, reg, v, rm); /* L'L = 0: to nearest */
}

static void put_imm(X64Buf *b, bool is8, int32_t imm)
{
    if (is8)
        x64_b(b, (uint8_t)imm);
    else
        x64_d(b, (uint32_t)imm);
}

void x64_alu_ri(X64Buf *b, X64Alu op, bool w, int dst, int32_t imm)
{
    bool is8 = imm == (int8_t)imm;
    x64_rr(b, is8 ? 0x83 : 0x81, w, op, dst);
    put_imm(b, is8, imm);
}

void x64_alu_mi(X64Buf *b, X64Alu op, bool w, X64Mem m, int32_t imm)
{
    bool is8 = imm == (int8_t)imm;
    x64_rm(b, is8 ? 0x83 : 0x81, w, op, m);
    put_imm(b, is8, imm);
}

void x64_test_ri(X64Buf *b, bool w, int reg, int32_t imm)
{
    if (imm >= 0 && imm < 0x80 && reg < 4) { /* the same flags for a mask with bit 7 clear */
        x64_rr(b, 0xf6 | XF_RM8, false, 0, reg);
        x64_b(b, (uint8_t)imm);
        return;
    }
    x64_rr(b, 0xf7, w && imm < 0, 0, reg);
    x64_d(b, (uint32_t)imm);
}

void x64_test_mi(X64Buf *b, bool w, X64Mem m, int32_t imm)
{
    x64_rm(b, 0xf7, w, 0, m);
    x64_d(b, (uint32_t)imm);
}

void x64_imul_rri(X64Buf *b, bool w, int dst, int src, int32_t imm)
{
    bool is8 = imm == (int8_t)imm;
    x64_rr(b, is8 ? 0x6b : 0x69, w, dst, src);
    put_imm(b, is8, imm);
}

void x64_imul_rmi(X64Buf *b, bool w, int dst, X64Mem m, int32_t imm)
{
    bool is8 = imm == (int8_t)imm;
    x64_rm(b, is8 ? 0x6b : 0x69, w, dst, m);
    put_imm(b, is8, imm);
}

void x64_shift_ri(X64Buf *b, X64Shift op, bool w, int reg, unsigned n)
{
    if (n == 1) {
        x64_rr(b, 0xd1, w, op, reg);
        return;
    }
    x64_rr(b, 0xc1, w, op, reg);
    x64_b(b, (uint8_t)n);
}

void x64_shift_mi(X64Buf *b, X64Shift op, bool w, X64Mem m, unsigned n)
{
    x64_rm(b, 0xc1, w, op, m);
    x64_b(b, (uint8_t)n);
}

void x64_rol16_ri(X64Buf *b, int reg, unsigned n)
{
    x64_rr(b, 0xc1 | XF_O16, false, X_ROL, reg);
    x64_b(b, (uint8_t)n);
}

void x64_bswap(X64Buf *b, bool w, int reg)
{
    unsigned rex = (w ? 8u : 0) | ((unsigned)reg & 8) >> 3;
    if (rex)
        x64_b(b, (uint8_t)(0x40 | rex));
    x64_b(b, 0x0f);
    x64_b(b, (uint8_t)(0xc8 | (reg & 7)));
}

void x64_mov_ri(X64Buf *b, int dst, uint64_t v, bool keep_flags)
{
    if (v == 0 && !keep_flags) {
        x64_alu_rr(b, X_XOR, false, dst, dst);
    } else if (v <= UINT32_MAX) {
        if (dst & 8)
            x64_b(b, 0x41);
        x64_b(b, (uint8_t)(0xb8 | (dst & 7)));
        x64_d(b, (uint32_t)v);
    } else if ((int64_t)v == (int32_t)v) {
        x64_rr(b, 0xc7, true, 0, dst);
        x64_d(b, (uint32_t)v);
    } else {
        x64_b(b, (uint8_t)(0x48 | ((unsigned)dst & 8) >> 3));
        x64_b(b, (uint8_t)(0xb8 | (dst & 7)));
        x64_q(b, v);
    }
}

void x64_mov_mi(X64Buf *b, unsigned nbytes, X64Mem m, int32_t imm)
{
    switch (nbytes) {
    case 1:
        x64_rm(b, 0xc6, false, 0, m);
        x64_b(b, (uint8_t)imm);
        break;
    case 2:
        x64_rm(b, 0xc7 | XF_O16, false, 0, m);
        x64_b(b, (uint8_t)imm);
        x64_b(b, (uint8_t)(imm >> 8));
        break;
    case 4:
        x64_rm(b, 0xc7, false, 0, m);
        x64_d(b, (uint32_t)imm);
        break;
    case 8:
        x64_rm(b, 0xc7, true, 0, m);
        x64_d(b, (uint32_t)imm);
        break;
    default: die("mov of %u bytes", nbytes);
    }
}

void x64_push_m(X64Buf *b, X64Mem m)
{
    x64_rm(b, 0xff, false, 6, m);
}
void x64_pop_m(X64Buf *b, X64Mem m)
{
    x64_rm(b, 0x8f, false, 0, m);
}

void x64_push(X64Buf *b, int reg)
{
    if (reg & 8)
        x64_b(b, 0x41);
    x64_b(b, (uint8_t)(0x50 | (reg & 7)));
}

void x64_pop(X64Buf *b, int reg)
{
    if (reg & 8)
        x64_b(b, 0x41);
    x64_b(b, (uint8_t)(0x58 | (reg & 7)));
}

static bool is_outside(const X64Buf *b, uint64_t to)
{
    return to - b->rx >= (uint64_t)(b->end - b->base);
}

void x64_note_outside(X64Buf *b, const uint8_t *disp, uint64_t to)
{
    if (b->outside && is_outside(b, to))
        b->outside(b->outside_ctx, (uint32_t)(disp - b->base));
}

static void put_rel32(X64Buf *b, uint64_t to)
{
    x64_note_outside(b, b->p, to);
    int64_t rel = (int64_t)(to - (x64_here(b) + 4));
    if (rel != (int32_t)rel)
        die("branch target 0x%llx is out of reach", (unsigned long long)to);
    x64_d(b, (uint32_t)rel);
}

void x64_jmp(X64Buf *b, uint64_t to)
{
    int64_t rel8 = (int64_t)(to - (x64_here(b) + 2));
    if (rel8 == (int8_t)rel8 && !is_outside(b, to)) {
        x64_b(b, 0xeb);
        x64_b(b, (uint8_t)rel8);
        return;
    }
    x64_b(b, 0xe9);
    put_rel32(b, to);
}

void x64_call(X64Buf *b, uint64_t to)
{
    x64_b(b, 0xe8);
    put_rel32(b, to);
}

void x64_jcc(X64Buf *b, X64Cc cc, uint64_t to)
{
    int64_t rel8 = (int64_t)(to - (x64_here(b) + 2));
    if (rel8 == (int8_t)rel8 && !is_outside(b, to)) {
        x64_b(b, (uint8_t)(0x70 | cc));
        x64_b(b, (uint8_t)rel8);
        return;
    }
    x64_b(b, 0x0f);
    x64_b(b, (uint8_t)(0x80 | cc));
    put_rel32(b, to);
}

uint32_t x64_jmp_fwd(X64Buf *b)
{
    x64_b(b, 0xe9);
    x64_d(b, 0);
    return x64_off(b) - 4;
}

uint32_t x64_jcc_fwd(X64Buf *b, X64Cc cc)
{
    x64_b(b, 0x0f);
    x64_b(b, (uint8_t)(0x80 | cc));
    x64_d(b, 0);
    return x64_off(b) - 4;
}

uint8_t *x64_jcc8_fwd(X64Buf *b, X64Cc cc)
{
    x64_b(b, (uint8_t)(0x70 | cc));
    x64_b(b, 0);
    return b->p - 1;
}

void x64_land8(X64Buf *b, uint8_t *at)
{
    long d = b->p - (at + 1);
    if (d > 127)
        die("short jump over %ld bytes", d);
    *at = (uint8_t)d;
}

void x64_patch32(X64Buf *b, uint32_t off, uint32_t to)
{
    uint32_t rel = to - (off + 4);
    memcpy(b->base + off, &rel, 4);
}

void x64_jmp_r(X64Buf *b, int reg)
{
    x64_rr(b, 0xff, false, 4, reg);
}
void x64_call_r(X64Buf *b, int reg)
{
    x64_rr(b, 0xff, false, 2, reg);
}

void x64_nop(X64Buf *b, unsigned n)
{
    /* recommended multi-byte forms: 66 prefixes and 0f 1f with longer operands */
    static const uint8_t form[9][9] = {
        {0x90},
        {0x66, 0x90},
        {0x0f, 0x1f, 0x00},
        {0x0f, 0x1f, 0x40, 0x00},
        {0x0f, 0x1f, 0x44, 0x00, 0x00},
        {0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00},
        {0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00},
        {0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
        {0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
    };
    while (n) {
        unsigned k = n > 9 ? 9 : n;
        memcpy(b->p, form[k - 1], k);
        b->p += k;
        n -= k;
    }
}
