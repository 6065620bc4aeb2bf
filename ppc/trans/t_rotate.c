/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rotates and shifts of words: Power ISA Book I 3.3.14. A rotate with mask is
 * ROTL and AND; the immediate shifts (slwi, srwi) and plain masks have their own
 * form, one micro-op. Variable shifts count to 63: done on 64 bits, whose
 * counts the IR takes modulo 64 as the book does.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/trans.h"

/* RA := r at full width, CR0 when Rc. */
static void result(Trans *t, uint32_t word, IrRef r)
{
    t_put_gpr(t, f_ra(word), r);
    if (f_rc(word))
        crf_record(t, r);
}

/* ROTL32(v, sh) with sh constant. */
static IrRef rotate(Trans *t, IrRef v, unsigned sh)
{
    return sh ? ir_rotl(&t->b, v, t_i32(t, sh)) : v;
}

static IrRef mask(Trans *t, IrRef v, uint32_t m)
{
    return m == 0xffffffffu ? v : ir_and(&t->b, v, t_i32(t, m));
}

/*
 * The rotated word at full width: in 64-bit mode the book rotates RS[32:63] || RS[32:63] and masks with MASK(MB+32,
 * ME+32), which reaches into the high word when MB > ME.
 */
static bool high_word_in_mask(const Trans *t, uint32_t word)
{
    return t->guest64 && f_mb(word) > f_me(word);
}

static IrRef twice(Trans *t, IrRef v32)
{
    IrRef w = ir_zext32(&t->b, v32);
    return ir_or(&t->b, w, ir_shl(&t->b, w, t_i32(t, 32)));
}

static IrRef mask_wide(Trans *t, uint32_t word)
{
    return t_i64(t, ppc_mask64(f_mb(word) + 32, f_me(word) + 32));
}

void trans_RLWINM(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    unsigned sh = f_sh(word), mb = f_mb(word), me = f_me(word);
    IrRef rs = t_gpr32(t, f_rs(word)), r;
    if (high_word_in_mask(t, word)) {
        result(t, word, ir_and(b, twice(t, rotate(t, rs, sh)), mask_wide(t, word)));
        return;
    }
    if (sh && mb == 0 && me == 31 - sh)
        r = ir_shl(b, rs, t_i32(t, sh)); /* slwi */
    else if (sh && me == 31 && mb == 32 - sh)
        r = ir_shr(b, rs, t_i32(t, mb)); /* srwi */
    else
        r = mask(t, rotate(t, rs, sh), ppc_mask32(mb, me));
    result(t, word, t_zext(t, r));
}

void trans_RLWNM(Trans *t, uint32_t word)
{
    IrRef r = ir_rotl(&t->b, t_gpr32(t, f_rs(word)), t_gpr32(t, f_rb(word)));
    if (high_word_in_mask(t, word))
        r = ir_and(&t->b, twice(t, r), mask_wide(t, word));
    else
        r = t_zext(t, mask(t, r, ppc_mask32(f_mb(word), f_me(word))));
    result(t, word, r);
}

void trans_RLWIMI(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    uint32_t m = ppc_mask32(f_mb(word), f_me(word));
    IrRef rot = rotate(t, t_gpr32(t, f_rs(word)), f_sh(word)), r;
    if (t->guest64) {
        uint64_t m64 = ppc_mask64(f_mb(word) + 32, f_me(word) + 32);
        IrRef in = ir_and(b, twice(t, rot), t_i64(t, m64));
        r = ir_or(b, in, ir_and(b, t_gpr(t, f_ra(word)), t_i64(t, ~m64)));
    } else if (m == 0xffffffffu) {
        r = rot;
    } else {
        IrRef in = ir_and(b, rot, t_i32(t, m));
        r = ir_or(b, in, ir_and(b, t_gpr(t, f_ra(word)), t_i32(t, ~m)));
    }
    result(t, word, r);
}

void trans_SLW(Trans *t, uint32_t word)
{
    IrRef v = ir_shl(&t->b, ir_zext32(&t->b, t_gpr32(t, f_rs(word))), t_gpr32(t, f_rb(word)));
    result(t, word, t_zext(t, ir_trunc(&t->b, v)));
}

void trans_SRW(Trans *t, uint32_t word)
{
    IrRef v = ir_shr(&t->b, ir_zext32(&t->b, t_gpr32(t, f_rs(word))), t_gpr32(t, f_rb(word)));
    result(t, word, t_zext(t, ir_trunc(&t->b, v)));
}

/* CA: a negative number lost one bits, that is, shifting back does not give it again. */
void trans_SRAW(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    IrRef rs = t_gpr32(t, f_rs(word)), n = t_gpr32(t, f_rb(word)), wide = ir_sext32(b, rs);
    IrRef v = ir_sar(b, wide, n), lost = ir_set(b, IR_NE, ir_shl(b, v, n), wide);
    xer_put_ca(t, ir_and(b, lost, ir_shr(b, rs, t_i32(t, 31))));
    result(t, word, t->guest64 ? v : ir_trunc(b, v));
}

void trans_SRAWI(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    unsigned sh = f_sh(word);
    IrRef rs = t_gpr32(t, f_rs(word)), r = rs, ca = t_i32(t, 0);
    if (sh) {
        IrRef lost = ir_set(b, IR_TSTNZ, rs, t_i32(t, (1u << sh) - 1));
        ca = ir_and(b, lost, ir_shr(b, rs, t_i32(t, 31)));
        r = ir_sar(b, rs, t_i32(t, sh));
    }
    xer_put_ca(t, ca);
    result(t, word, t_sext(t, r));
}
