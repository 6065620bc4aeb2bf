/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Condition register instructions: Power ISA Book I 2.5. CR logic works on bits
 * as values; crflags.c says how they reach the coded field.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"

static IrRef not_bit(Trans *t, IrRef v)
{
    return ir_xor(&t->b, v, t_i32(t, 1));
}

static IrRef bit_op(Trans *t, uint32_t word, UopId op)
{
    IrRef ba = crf_bit(t, f_ba(word));
    return ir_bin(&t->b, op, ba, crf_bit(t, f_bb(word)));
}

void trans_CRAND(Trans *t, uint32_t word)
{
    crf_put_bit(t, f_bt(word), bit_op(t, word, UOP_AND));
}

void trans_CRANDC(Trans *t, uint32_t word)
{
    crf_put_bit(t, f_bt(word), bit_op(t, word, UOP_ANDC));
}

/* creqv with equal operands is crset, crxor crclr: constants. */
void trans_CREQV(Trans *t, uint32_t word)
{
    bool same = f_ba(word) == f_bb(word);
    crf_put_bit(t, f_bt(word), same ? t_i32(t, 1) : not_bit(t, bit_op(t, word, UOP_XOR)));
}

void trans_CRXOR(Trans *t, uint32_t word)
{
    bool same = f_ba(word) == f_bb(word);
    crf_put_bit(t, f_bt(word), same ? t_i32(t, 0) : bit_op(t, word, UOP_XOR));
}

void trans_CRNAND(Trans *t, uint32_t word)
{
    crf_put_bit(t, f_bt(word), not_bit(t, bit_op(t, word, UOP_AND)));
}

void trans_CRNOR(Trans *t, uint32_t word)
{
    crf_put_bit(t, f_bt(word), not_bit(t, bit_op(t, word, UOP_OR)));
}

void trans_CROR(Trans *t, uint32_t word)
{
    if (!crf_fcompare_or(t, f_bt(word), f_ba(word), f_bb(word)))
        crf_put_bit(t, f_bt(word), bit_op(t, word, UOP_OR));
}

void trans_CRORC(Trans *t, uint32_t word)
{
    IrRef ba = crf_bit(t, f_ba(word));
    crf_put_bit(t, f_bt(word), ir_or(&t->b, ba, not_bit(t, crf_bit(t, f_bb(word)))));
}

void trans_MCRF(Trans *t, uint32_t word)
{
    crf_move(t, f_bf(word), f_bfa(word));
}

/* Field BF := SO OV CA 0, which are cleared. */
void trans_MCRXR(Trans *t, uint32_t word)
{
    IrRef zero = t_i32(t, 0);
    crf_put_bits(t, f_bf(word), (const IrRef[4]){xer_so(t), ir_get(&t->b, PPC_REG_OV), xer_ca(t), zero});
    ir_put(&t->b, PPC_REG_OV, zero);
    xer_put_ca(t, zero);
    xer_clear_so(t);
}

/* Field BF := OV OV32 CA CA32; in 32-bit mode OV32 = OV and CA32 = CA. */
void trans_MCRXRX(Trans *t, uint32_t word)
{
    if (t->guest64) {
        t_interp(t);
        return;
    }
    IrRef ov = ir_get(&t->b, PPC_REG_OV), ca = xer_ca(t);
    crf_put_bits(t, f_bf(word), (const IrRef[4]){ov, ov, ca, ca});
}

/* The fields whose bit of mask (0x80 = CR0) is set, in their places, the rest 0. */
static IrRef gather(Trans *t, unsigned mask)
{
    IrRef v = IR_NONE;
    for (unsigned bf = 0; bf < 8; bf++) {
        if (!(mask & 0x80 >> bf))
            continue;
        IrRef n = crf_nibble(t, bf);
        n = bf == 7 ? n : ir_shl(&t->b, n, t_i32(t, 28 - bf * 4));
        v = v ? ir_or(&t->b, v, n) : n;
    }
    return v ? v : t_i32(t, 0);
}

static void scatter(Trans *t, unsigned mask, IrRef v)
{
    for (unsigned bf = 0; bf < 8; bf++) {
        if (mask & 0x80 >> bf)
            crf_put_nibble(t, bf, bf == 7 ? v : ir_shr(&t->b, v, t_i32(t, 28 - bf * 4)));
    }
}

/* Does the next instruction take single bits out of register n, and overwrite it? */
static bool bits_taken_next(const Trans *t, unsigned n)
{
    uint64_t next = t_next(t);
    uint32_t word;
    if (next % TRANS_PAGE == 0 || !t->cfg->fetch(t->cfg->fetch_ctx, next, &word) || ppc_decode(word) != PPC_RLWINM)
        return false;
    return f_rs(word) == n && f_ra(word) == n && (unsigned)(f_me(word) - f_mb(word)) < 4;
}

/* Shorter than eight fields decoded inline is a call, unless most of them will turn out not to be needed. */
void trans_MFCR(Trans *t, uint32_t word)
{
    IrRef v = bits_taken_next(t, f_rt(word)) ? gather(t, 0xff) : t_call(t, HLP_mfcr, 0);
    t_put_gpr_z(t, f_rt(word), v);
}

void trans_MFOCRF(Trans *t, uint32_t word)
{
    t_put_gpr_z(t, f_rt(word), gather(t, f_fxm(word)));
}

void trans_MTCRF(Trans *t, uint32_t word)
{
    scatter(t, f_fxm(word), t_gpr32(t, f_rs(word)));
}

void trans_MTOCRF(Trans *t, uint32_t word)
{
    scatter(t, f_fxm(word), t_gpr32(t, f_rs(word)));
}

void trans_SETB(Trans *t, uint32_t word)
{
    IrRef gt = t_zext(t, crf_bit(t, f_bfa(word) * 4 + 1));
    t_put_gpr(t, f_rt(word), ir_sel(&t->b, crf_bit(t, f_bfa(word) * 4), t_imm(t, -1), gt));
}

/* The bit, or its complement, as 0 and 1 or as 0 and -1. */
static void set_boolean(Trans *t, uint32_t word, bool reverse, bool negative)
{
    IrRef v = crf_bit(t, f_bi(word));
    if (reverse)
        v = ir_xor(&t->b, v, t_i32(t, 1));
    if (negative)
        v = ir_un(&t->b, UOP_NEG, v);
    t_put_gpr(t, f_rt(word), t_sext(t, v));
}

void trans_SETBC(Trans *t, uint32_t word)
{
    set_boolean(t, word, false, false);
}

void trans_SETBCR(Trans *t, uint32_t word)
{
    set_boolean(t, word, true, false);
}

void trans_SETNBC(Trans *t, uint32_t word)
{
    set_boolean(t, word, false, true);
}

void trans_SETNBCR(Trans *t, uint32_t word)
{
    set_boolean(t, word, true, true);
}
