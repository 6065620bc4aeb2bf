/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logical, rotate and shift: Power ISA 2.07 Book I 3.3.13, 3.3.14.
 */
#include "ppc/cpu/intop.h"
#include "ppc/interp/ops.h"

#define RS  (cpu->gpr[f_rs(w)])
#define RB  (cpu->gpr[f_rb(w)])
#define RSW ((uint32_t)RS)

/* RA <- result, CR0 with the dot */
static unsigned put(PpcCpu *cpu, uint32_t w, uint64_t v)
{
    set_gpr(cpu, f_ra(w), v);
    record(cpu, w, v);
    return 0;
}

/* RA <- (RS) op immediate; bit 31 is part of the immediate, so the record forms say so themselves */
#define LOGIC_IMM(id, expr, rc)                                                                                        \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t s = RS, ui = f_ui(w), v = (expr);                                                                     \
        set_gpr(cpu, f_ra(w), v);                                                                                      \
        record(cpu, (rc), v);                                                                                          \
        return 0;                                                                                                      \
    }
LOGIC_IMM(ANDI_DOT, s &ui, 1)
LOGIC_IMM(ANDIS_DOT, s &ui << 16, 1)
LOGIC_IMM(ORI, s | ui, 0)
LOGIC_IMM(ORIS, s | ui << 16, 0)
LOGIC_IMM(XORI, s ^ ui, 0)
LOGIC_IMM(XORIS, s ^ ui << 16, 0)

/* RA <- (RS) op (RB) */
#define LOGIC(id, expr)                                                                                                \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t s = RS, b = RB;                                                                                       \
        return put(cpu, w, (expr));                                                                                    \
    }
LOGIC(AND, s &b)
LOGIC(ANDC, s & ~b)
LOGIC(OR, s | b)
LOGIC(ORC, s | ~b)
LOGIC(XOR, s ^ b)
LOGIC(NAND, ~(s &b))
LOGIC(NOR, ~(s | b))
LOGIC(EQV, ~(s ^ b))

/* RA <- op (RS), with record form */
#define UNARY(id, expr)                                                                                                \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t s = RS;                                                                                               \
        return put(cpu, w, (expr));                                                                                    \
    }
UNARY(EXTSB, (uint64_t)(int64_t)(int8_t)s)
UNARY(EXTSH, (uint64_t)(int64_t)(int16_t)s)
UNARY(CNTLZW, clz32((uint32_t)s))
UNARY(CNTTZW, (uint32_t)s ? (uint64_t)__builtin_ctz((uint32_t)s) : 32)

/* Without record form: bit 31 is reserved */
#define UNARY_PLAIN(id, expr)                                                                                          \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t s = RS;                                                                                               \
        set_gpr(cpu, f_ra(w), (expr));                                                                                 \
        return 0;                                                                                                      \
    }
UNARY_PLAIN(CMPB, int_cmpb(s, RB))
UNARY_PLAIN(POPCNTB, int_popcntb(s))
UNARY_PLAIN(PRTYW, int_prtyw(s))
/* The number of ones of each word */
UNARY_PLAIN(POPCNTW, (uint64_t)__builtin_popcountll(s >> 32) << 32 | (uint64_t)__builtin_popcount((uint32_t)s))
/* Each word with its bytes reversed; each halfword (ISA 3.1) */
UNARY_PLAIN(BRW, (uint64_t)__builtin_bswap32((uint32_t)(s >> 32)) << 32 | __builtin_bswap32((uint32_t)s))
UNARY_PLAIN(BRH, (s & 0x00ff00ff00ff00ffull) << 8 | (s >> 8 & 0x00ff00ff00ff00ffull))

/* ROTL32: the word, twice, rotated; MASK(MB + 32, ME + 32) reaches into the upper word when it wraps */
static uint64_t rot_word(uint32_t v, unsigned n)
{
    uint64_t r = rotl32(v, n);
    return r << 32 | r;
}

static uint64_t mask(uint32_t w)
{
    return ppc_mask64(f_mb(w) + 32, f_me(w) + 32);
}

/* r <- ROTL32((RS)[32:63], n); RA <- r & m */
INTERP(RLWINM)
{
    return put(cpu, w, rot_word(RSW, f_sh(w)) & mask(w));
}

INTERP(RLWNM)
{
    return put(cpu, w, rot_word(RSW, RB & 31) & mask(w));
}

/* RA <- (r & m) | ((RA) & !m) */
INTERP(RLWIMI)
{
    uint64_t m = mask(w);
    return put(cpu, w, (rot_word(RSW, f_sh(w)) & m) | (cpu->gpr[f_ra(w)] & ~m));
}

/* n <- (RB)[58:63]; RA <- (RS)[32:63] << n, 0 for n > 31 */
INTERP(SLW)
{
    unsigned n = RB & 63;
    return put(cpu, w, n > 31 ? 0 : RSW << n);
}

INTERP(SRW)
{
    unsigned n = RB & 63;
    return put(cpu, w, n > 31 ? 0 : RSW >> n);
}

/* RA <- EXTS((RS)[32:63]) >> n; CA <- negative and ones were shifted out */
static unsigned shift_right_algebraic(PpcCpu *cpu, uint32_t w, unsigned n)
{
    int64_t s = (int32_t)RSW, r = s >> n;
    cpu->ca = s < 0 && (uint64_t)r << n != (uint64_t)s;
    return put(cpu, w, (uint64_t)r);
}

INTERP(SRAW)
{
    return shift_right_algebraic(cpu, w, RB & 63);
}

INTERP(SRAWI)
{
    return shift_right_algebraic(cpu, w, f_sh(w));
}
