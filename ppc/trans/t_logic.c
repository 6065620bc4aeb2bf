/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer logical instructions: Power ISA Book I 3.3.13. Moves (ori with 0, or
 * with equal operands) are emitted as moves: one get and one put.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/trans.h"

/* RA := r, CR0 when Rc. */
static void result(Trans *t, uint32_t word, IrRef r)
{
    t_put_gpr(t, f_ra(word), r);
    if (f_rc(word))
        crf_record(t, r);
}

void trans_ANDI_DOT(Trans *t, uint32_t word)
{
    IrRef r = ir_and(&t->b, t_gpr(t, f_rs(word)), t_imm(t, f_ui(word)));
    t_put_gpr(t, f_ra(word), r);
    crf_record(t, r);
}

void trans_ANDIS_DOT(Trans *t, uint32_t word)
{
    IrRef r = ir_and(&t->b, t_gpr(t, f_rs(word)), t_imm(t, (int64_t)f_ui(word) << 16));
    t_put_gpr(t, f_ra(word), r);
    crf_record(t, r);
}

/* RA := RS op imm; imm = 0 is a move, and nothing at all (nop) when it is a move to itself. */
static void or_imm(Trans *t, uint32_t word, UopId op, int64_t imm)
{
    unsigned rs = f_rs(word), ra = f_ra(word);
    if (imm)
        t_put_gpr(t, ra, ir_bin(&t->b, op, t_gpr(t, rs), t_imm(t, imm)));
    else if (rs != ra)
        t_put_gpr(t, ra, t_gpr(t, rs));
}

void trans_ORI(Trans *t, uint32_t word)
{
    or_imm(t, word, UOP_OR, f_ui(word));
}

void trans_ORIS(Trans *t, uint32_t word)
{
    or_imm(t, word, UOP_OR, (int64_t)f_ui(word) << 16);
}

void trans_XORI(Trans *t, uint32_t word)
{
    or_imm(t, word, UOP_XOR, f_ui(word));
}

void trans_XORIS(Trans *t, uint32_t word)
{
    or_imm(t, word, UOP_XOR, (int64_t)f_ui(word) << 16);
}

static IrRef rs_op_rb(Trans *t, uint32_t word, UopId op)
{
    return ir_bin(&t->b, op, t_gpr(t, f_rs(word)), t_gpr(t, f_rb(word)));
}

void trans_AND(Trans *t, uint32_t word)
{
    bool same = f_rs(word) == f_rb(word);
    result(t, word, same ? t_gpr(t, f_rs(word)) : rs_op_rb(t, word, UOP_AND));
}

void trans_ANDC(Trans *t, uint32_t word)
{
    result(t, word, rs_op_rb(t, word, UOP_ANDC));
}

void trans_OR(Trans *t, uint32_t word)
{
    bool same = f_rs(word) == f_rb(word);
    if (same && f_rs(word) == f_ra(word) && !f_rc(word))
        return; /* mr rX,rX: a priority hint */
    result(t, word, same ? t_gpr(t, f_rs(word)) : rs_op_rb(t, word, UOP_OR));
}

void trans_ORC(Trans *t, uint32_t word)
{
    IrRef not_rb = ir_not(&t->b, t_gpr(t, f_rb(word)));
    result(t, word, ir_or(&t->b, t_gpr(t, f_rs(word)), not_rb));
}

void trans_XOR(Trans *t, uint32_t word)
{
    result(t, word, rs_op_rb(t, word, UOP_XOR));
}

void trans_NAND(Trans *t, uint32_t word)
{
    result(t, word, ir_not(&t->b, rs_op_rb(t, word, UOP_AND)));
}

void trans_NOR(Trans *t, uint32_t word)
{
    bool same = f_rs(word) == f_rb(word); /* not */
    result(t, word, ir_not(&t->b, same ? t_gpr(t, f_rs(word)) : rs_op_rb(t, word, UOP_OR)));
}

void trans_EQV(Trans *t, uint32_t word)
{
    result(t, word, ir_not(&t->b, rs_op_rb(t, word, UOP_XOR)));
}

void trans_EXTSB(Trans *t, uint32_t word)
{
    result(t, word, ir_un(&t->b, UOP_SEXT8, t_gpr(t, f_rs(word))));
}

void trans_EXTSH(Trans *t, uint32_t word)
{
    result(t, word, ir_un(&t->b, UOP_SEXT16, t_gpr(t, f_rs(word))));
}

void trans_CNTLZW(Trans *t, uint32_t word)
{
    result(t, word, t_zext(t, ir_un(&t->b, UOP_CLZ, t_gpr32(t, f_rs(word)))));
}

void trans_CNTTZW(Trans *t, uint32_t word)
{
    result(t, word, t_zext(t, ir_un(&t->b, UOP_CTZ, t_gpr32(t, f_rs(word)))));
}

/* 0xff where the bytes are equal. */
void trans_CMPB(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef x = rs_op_rb(t, word, UOP_XOR), low = t_imm(t, 0x7f7f7f7f7f7f7f7fll);
    IrRef nonzero = ir_or(b, x, ir_add(b, ir_and(b, x, low), low)); /* bit 7 of each byte that differs */
    IrRef equal = ir_andc(b, t_imm(t, (int64_t)0x8080808080808080ull), nonzero);
    t_put_gpr(t, f_ra(word), ir_mul(b, ir_shr(b, equal, t_i32(t, 7)), t_imm(t, 255)));
}

/* Bits counted in each byte: in pairs, in nibbles, in bytes. */
void trans_POPCNTB(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef m1 = t_imm(t, 0x5555555555555555ll), m2 = t_imm(t, 0x3333333333333333ll), m4 = t_imm(t, 0x0f0f0f0f0f0f0f0fll);
    IrRef x = t_gpr(t, f_rs(word));
    x = ir_sub(b, x, ir_and(b, ir_shr(b, x, t_i32(t, 1)), m1));
    x = ir_add(b, ir_and(b, x, m2), ir_and(b, ir_shr(b, x, t_i32(t, 2)), m2));
    x = ir_and(b, ir_add(b, x, ir_shr(b, x, t_i32(t, 4))), m4);
    t_put_gpr(t, f_ra(word), x);
}

/* v op applied to each word of a register. */
static IrRef each_word(Trans *t, IrRef v, IrRef (*fn)(Trans *, IrRef))
{
    IrBuild *b = &t->b;
    if (!t->guest64)
        return fn(t, v);
    IrRef lo = fn(t, ir_trunc(b, v)), hi = fn(t, ir_trunc(b, ir_shr(b, v, t_i32(t, 32))));
    return ir_or(b, ir_zext32(b, lo), ir_shl(b, ir_zext32(b, hi), t_i32(t, 32)));
}

static IrRef popcnt32(Trans *t, IrRef v)
{
    return ir_un(&t->b, UOP_POPCNT, v);
}

/* Parity of the low bits of the four bytes. */
static IrRef parity32(Trans *t, IrRef v)
{
    return ir_and(&t->b, popcnt32(t, ir_and(&t->b, v, t_i32(t, 0x01010101))), t_i32(t, 1));
}

void trans_POPCNTW(Trans *t, uint32_t word)
{
    t_put_gpr(t, f_ra(word), each_word(t, t_gpr(t, f_rs(word)), popcnt32));
}

void trans_PRTYW(Trans *t, uint32_t word)
{
    t_put_gpr(t, f_ra(word), each_word(t, t_gpr(t, f_rs(word)), parity32));
}

/* The bytes of each word reversed: of all of it, and the halves of a doubleword exchanged back. */
void trans_BRW(Trans *t, uint32_t word)
{
    IrRef v = ir_un(&t->b, UOP_BSWAP, t_gpr(t, f_rs(word)));
    t_put_gpr(t, f_ra(word), t->guest64 ? ir_bin(&t->b, UOP_ROTL, v, t_i32(t, 32)) : v);
}

void trans_BRH(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef v = t_gpr(t, f_rs(word)), low = t_imm(t, 0x00ff00ff00ff00ffll), n = t_i32(t, 8);
    t_put_gpr(t, f_ra(word), ir_or(b, ir_shl(b, ir_and(b, v, low), n), ir_and(b, ir_shr(b, v, n), low)));
}
