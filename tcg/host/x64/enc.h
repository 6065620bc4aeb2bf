/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The x86-64 instruction encoder: bytes only. It knows prefixes, REX, VEX,
 * ModRM and SIB, and the opcodes listed below; it knows no micro-ops and
 * chooses no instructions.
 *
 * Registers are numbered as in the signal frame's order: 0 = rax .. 15 = r15,
 * 16 + n = xmmn. The caller keeps X64_MAX_INSN bytes of room per instruction.
 */
#ifndef ENGRAFT_X64_ENC_H
#define ENGRAFT_X64_ENC_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { X64_MAX_INSN = 16 };

typedef enum X64Reg {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    XMM0,
    XMM15 = 31,
    X_NOREG = -1,
    X_RIP = -2,
} X64Reg;

typedef struct X64Buf {
    uint8_t *base, *p, *end; /* writable view: first byte, next byte, limit */
    uint64_t rx;             /* address at which base will run */
    uint8_t *disp;           /* where the last memory operand's 4-byte displacement went (X_RIP operands) */
    /* Told the offset of each 4-byte displacement that leads out of [base, end); NULL: nobody is. */
    void (*outside)(void *ctx, uint32_t off);
    void *outside_ctx;
} X64Buf;

enum { X_GS = 1, X_A32 = 2 };

/* base + (index << shift) + disp. base X_NOREG: none; X_RIP: disp is filled in later by the caller. */
typedef struct X64Mem {
    int8_t base, index;
    uint8_t shift, flags; /* X_GS segment, X_A32 32-bit address arithmetic */
    int32_t disp;
} X64Mem;

static inline X64Mem x64_at(int base, int32_t disp)
{
    return (X64Mem){(int8_t)base, X_NOREG, 0, 0, disp};
}

/* Conditions: the low four bits of jcc, setcc, cmovcc; cc ^ 1 negates. */
typedef enum X64Cc {
    CC_O,
    CC_NO,
    CC_B,
    CC_AE,
    CC_E,
    CC_NE,
    CC_BE,
    CC_A,
    CC_S,
    CC_NS,
    CC_P,
    CC_NP,
    CC_L,
    CC_GE,
    CC_LE,
    CC_G
} X64Cc;

/* Parts of an opcode number: byte | map | mandatory prefix | properties. */
enum {
    XM_0F = 0x100,
    XM_0F38 = 0x200,
    XM_0F3A = 0x300,
    XM_MASK = 0x300,
    XP_66 = 0x400,
    XP_F3 = 0x800,
    XP_F2 = 0xc00,
    XP_MASK = 0xc00,
    XF_W = 0x1000,    /* always REX.W / VEX.W */
    XF_REG8 = 0x2000, /* the reg operand is a byte register */
    XF_RM8 = 0x4000,  /* the r/m operand is a byte register */
    XF_O16 = 0x8000,  /* operand size prefix in front of the mandatory prefix's place */
};

/* Opcodes. Source: the vendors' instruction set references. */
enum {
    X_MOV_LD = 0x8b,
    X_MOV_ST = 0x89,
    X_MOV8_ST = 0x88 | XF_REG8,
    X_MOV16_ST = 0x89 | XF_O16,
    X_LEA = 0x8d,
    X_TEST = 0x85,
    X_TEST8 = 0x84 | XF_REG8 | XF_RM8,
    X_XCHG = 0x87,
    X_MOVSXD = 0x63 | XF_W,
    X_MOVZX8 = 0xb6 | XM_0F | XF_RM8,
    X_MOVZX16 = 0xb7 | XM_0F,
    X_MOVSX8 = 0xbe | XM_0F | XF_RM8,
    X_MOVSX16 = 0xbf | XM_0F,
    X_IMUL = 0xaf | XM_0F,
    X_CMOV = 0x40 | XM_0F,
    X_SETCC = 0x90 | XM_0F | XF_RM8,
    X_BSF = 0xbc | XM_0F,
    X_BSR = 0xbd | XM_0F,
    X_LZCNT = 0xbd | XM_0F | XP_F3,
    X_TZCNT = 0xbc | XM_0F | XP_F3,
    X_POPCNT = 0xb8 | XM_0F | XP_F3,
    X_MOVBE_LD = 0xf0 | XM_0F38,
    X_MOVBE_ST = 0xf1 | XM_0F38,
    X_MOVBE16_ST = 0xf1 | XM_0F38 | XF_O16,
    X_CMPXCHG = 0xb1 | XM_0F,
    X_CMPXCHG8 = 0xb0 | XM_0F | XF_REG8,
    X_CMPXCHG16 = 0xb1 | XM_0F | XF_O16,
    /* VEX-encoded integer */
    X_ANDN = 0xf2 | XM_0F38,
    X_SHLX = 0xf7 | XM_0F38 | XP_66,
    X_SARX = 0xf7 | XM_0F38 | XP_F3,
    X_SHRX = 0xf7 | XM_0F38 | XP_F2,
    X_RORX = 0xf0 | XM_0F3A | XP_F2,
    X_MULX = 0xf6 | XM_0F38 | XP_F2,
    /* scalar and vector */
    X_MOVSS_LD = 0x10 | XM_0F | XP_F3,
    X_MOVSS_ST = 0x11 | XM_0F | XP_F3,
    X_MOVSD_LD = 0x10 | XM_0F | XP_F2,
    X_MOVSD_ST = 0x11 | XM_0F | XP_F2,
    X_MOVUPS_LD = 0x10 | XM_0F,
    X_MOVUPS_ST = 0x11 | XM_0F,
    X_MOVAPS = 0x28 | XM_0F,
    X_MOVD_TO_X = 0x6e | XM_0F | XP_66,
    X_MOVD_FROM_X = 0x7e | XM_0F | XP_66,
    X_ADDSD = 0x58 | XM_0F | XP_F2,
    X_MULSD = 0x59 | XM_0F | XP_F2,
    X_SUBSD = 0x5c | XM_0F | XP_F2,
    X_DIVSD = 0x5e | XM_0F | XP_F2,
    X_SQRTSD = 0x51 | XM_0F | XP_F2,
    X_ADDSS = 0x58 | XM_0F | XP_F3,
    X_MULSS = 0x59 | XM_0F | XP_F3,
    X_SUBSS = 0x5c | XM_0F | XP_F3,
    X_DIVSS = 0x5e | XM_0F | XP_F3,
    X_SQRTSS = 0x51 | XM_0F | XP_F3,
    X_UCOMISD = 0x2e | XM_0F | XP_66,
    X_UCOMISS = 0x2e | XM_0F,
    X_CVTSS2SD = 0x5a | XM_0F | XP_F3,
    X_CVTSD2SS = 0x5a | XM_0F | XP_F2,
    X_CVTSI2SD = 0x2a | XM_0F | XP_F2,
    X_CVTSD2SI = 0x2d | XM_0F | XP_F2,
    X_CVTTSD2SI = 0x2c | XM_0F | XP_F2,
    X_ANDPS = 0x54 | XM_0F,
    X_ANDNPS = 0x55 | XM_0F,
    X_ORPS = 0x56 | XM_0F,
    X_XORPS = 0x57 | XM_0F,
    X_UNPCKLPD = 0x14 | XM_0F | XP_66,
    X_UNPCKHPD = 0x15 | XM_0F | XP_66,
    X_PUNPCKLQDQ = 0x6c | XM_0F | XP_66,
    X_PSHUFB = 0x00 | XM_0F38 | XP_66,
    X_PSHUFD = 0x70 | XM_0F | XP_66,
    X_PSHUFLW = 0x70 | XM_0F | XP_F2,
    X_PSHUFHW = 0x70 | XM_0F | XP_F3,
    X_PSHIFTW = 0x71 | XM_0F | XP_66,
    X_PALIGNR = 0x0f | XM_0F3A | XP_66,
    X_PMOVMSKB = 0xd7 | XM_0F | XP_66,
    X_PADDB = 0xfc | XM_0F | XP_66,
    X_PSUBB = 0xf8 | XM_0F | XP_66,
    X_PAND = 0xdb | XM_0F | XP_66,
    X_PANDN = 0xdf | XM_0F | XP_66,
    X_PXOR = 0xef | XM_0F | XP_66,
    X_PSUBD = 0xfa | XM_0F | XP_66,
    X_PSUBW = 0xf9 | XM_0F | XP_66,
    X_CMPPS = 0xc2 | XM_0F,
    X_ROUNDPS = 0x08 | XM_0F3A | XP_66,
    X_CVTDQ2PS = 0x5b | XM_0F,
    X_CVTTPS2DQ = 0x5b | XM_0F | XP_F3,
    X_VFMADD213PS = 0xa8 | XM_0F38 | XP_66,
    X_POR = 0xeb | XM_0F | XP_66,
    X_VFMADD213SD = 0xa9 | XM_0F38 | XP_66 | XF_W,
    X_VFMADD213SS = 0xa9 | XM_0F38 | XP_66,
    X_VFMSUB213SD = 0xab | XM_0F38 | XP_66 | XF_W,
    X_VFMSUB213SS = 0xab | XM_0F38 | XP_66,
    X_VFMADD231SD = 0xb9 | XM_0F38 | XP_66 | XF_W,
    X_VFMADD231SS = 0xb9 | XM_0F38 | XP_66,
};

/* Arithmetic group: the number is both bits 3..5 of the opcode and the /digit of the immediate forms. */
typedef enum X64Alu { X_ADD, X_OR, X_ADC, X_SBB, X_AND, X_SUB, X_XOR, X_CMP } X64Alu;
/* Shift group /digit. */
typedef enum X64Shift { X_ROL = 0, X_ROR = 1, X_SHL = 4, X_SHR = 5, X_SAR = 7 } X64Shift;
/* Group F7 /digit. */
typedef enum X64Grp3 { X_NOT = 2, X_NEG = 3, X_MUL = 4, X_IMUL1 = 5, X_DIV = 6, X_IDIV = 7 } X64Grp3;

/* Generic forms. w = 64-bit operand size. reg is the ModRM.reg operand (or a /digit), rm the other. */
void x64_rr(X64Buf *b, uint32_t opc, bool w, int reg, int rm);
void x64_rm(X64Buf *b, uint32_t opc, bool w, int reg, X64Mem m);
/* VEX forms with a second source v (X_NOREG: none). */
void x64_vrr(X64Buf *b, uint32_t opc, bool w, int reg, int v, int rm);
void x64_vrm(X64Buf *b, uint32_t opc, bool w, int reg, int v, X64Mem m);
/* EVEX form of a scalar operation on registers that rounds to nearest and leaves no flags. */
void x64_err_round(X64Buf *b, uint32_t opc, int reg, int v, int rm);
/* EVEX form on registers; ll: 0 = 128 bits, 1 = 256. W as XF_W of opc says. */
void x64_err(X64Buf *b, uint32_t opc, unsigned ll, int reg, int v, int rm);

/* Arithmetic with register, memory or immediate; imm picks the short form when it fits 8 bits. */
static inline void x64_alu_rr(X64Buf *b, X64Alu op, bool w, int dst, int src)
{
    x64_rr(b, (uint32_t)op * 8 + 3, w, dst, src);
}
static inline void x64_alu_rm(X64Buf *b, X64Alu op, bool w, int dst, X64Mem m)
{
    x64_rm(b, (uint32_t)op * 8 + 3, w, dst, m);
}
static inline void x64_alu_mr(X64Buf *b, X64Alu op, bool w, X64Mem m, int src)
{
    x64_rm(b, (uint32_t)op * 8 + 1, w, src, m);
}
void x64_alu_ri(X64Buf *b, X64Alu op, bool w, int dst, int32_t imm);
void x64_alu_mi(X64Buf *b, X64Alu op, bool w, X64Mem m, int32_t imm);
void x64_test_ri(X64Buf *b, bool w, int reg, int32_t imm);
void x64_test_mi(X64Buf *b, bool w, X64Mem m, int32_t imm);
void x64_imul_rri(X64Buf *b, bool w, int dst, int src, int32_t imm);
void x64_imul_rmi(X64Buf *b, bool w, int dst, X64Mem m, int32_t imm);
/* Shift by an immediate (0 < n < width), by cl. */
void x64_shift_ri(X64Buf *b, X64Shift op, bool w, int reg, unsigned n);
void x64_shift_mi(X64Buf *b, X64Shift op, bool w, X64Mem m, unsigned n);
static inline void x64_shift_cl(X64Buf *b, X64Shift op, bool w, int reg)
{
    x64_rr(b, 0xd3, w, op, reg);
}
void x64_rol16_ri(X64Buf *b, int reg, unsigned n);
static inline void x64_grp3(X64Buf *b, X64Grp3 op, bool w, int reg)
{
    x64_rr(b, 0xf7, w, op, reg);
}
static inline void x64_grp3_m(X64Buf *b, X64Grp3 op, bool w, X64Mem m)
{
    x64_rm(b, 0xf7, w, op, m);
}
void x64_bswap(X64Buf *b, bool w, int reg);

/* Moves. x64_mov_ri takes the shortest form; keep_flags forbids xor. */
static inline void x64_mov_rr(X64Buf *b, bool w, int dst, int src)
{
    x64_rr(b, X_MOV_LD, w, dst, src);
}
void x64_mov_ri(X64Buf *b, int dst, uint64_t v, bool keep_flags);
/* nbytes 1, 2, 4 or 8 at m := imm (sign-extended from 32 bits for 8). */
void x64_mov_mi(X64Buf *b, unsigned nbytes, X64Mem m, int32_t imm);
void x64_push_m(X64Buf *b, X64Mem m);
void x64_pop_m(X64Buf *b, X64Mem m);
void x64_push(X64Buf *b, int reg);
void x64_pop(X64Buf *b, int reg);

/* Control flow. Targets are addresses in the running (rx) view. */
static inline uint64_t x64_here(const X64Buf *b)
{
    return b->rx + (uint64_t)(b->p - b->base);
}
void x64_jmp(X64Buf *b, uint64_t to);
void x64_call(X64Buf *b, uint64_t to);
void x64_jcc(X64Buf *b, X64Cc cc, uint64_t to);
/* The displacement at disp leads to address `to`: tells b->outside if that is not in the buffer. */
void x64_note_outside(X64Buf *b, const uint8_t *disp, uint64_t to);
/* Forward jumps: return the offset of the 4-byte displacement, for x64_patch32(). */
uint32_t x64_jmp_fwd(X64Buf *b);
uint32_t x64_jcc_fwd(X64Buf *b, X64Cc cc);
/* Short forward jump over a few instructions; returns where its displacement byte is, for x64_land8(). */
uint8_t *x64_jcc8_fwd(X64Buf *b, X64Cc cc);
void x64_land8(X64Buf *b, uint8_t *at);
/* Makes the displacement at off reach offset to. */
void x64_patch32(X64Buf *b, uint32_t off, uint32_t to);
void x64_jmp_r(X64Buf *b, int reg);
void x64_call_r(X64Buf *b, int reg);

/* Raw bytes, and n bytes of no-operation (any n). */
static inline void x64_b(X64Buf *b, uint8_t v)
{
    *b->p++ = v;
}
static inline void x64_d(X64Buf *b, uint32_t v)
{
    memcpy(b->p, &v, 4);
    b->p += 4;
}
static inline void x64_q(X64Buf *b, uint64_t v)
{
    memcpy(b->p, &v, 8);
    b->p += 8;
}
void x64_nop(X64Buf *b, unsigned n);
static inline uint32_t x64_off(const X64Buf *b)
{
    return (uint32_t)(b->p - b->base);
}

#endif
