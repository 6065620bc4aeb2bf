/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instructions that move the FPSCR: Power ISA Book I 4.6.10.
 *
 * What would enable an exception changes the TB's flags and may interrupt at
 * once: the interpreter does it, as it does all writes under PPC_TBF_FPEXACT. So
 * in the rest of this file VE .. XE are 0.
 */
#include "ppc/cpu/fpscr.h"
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/t_fp.h"

#define MODE    (PPC_FPSCR_NI | PPC_FPSCR_RN)
#define TRAPPED (PPC_FPSCR_OX | PPC_FPSCR_UX | PPC_FPSCR_ZX)
#define CONTROL (PPC_FPSCR_ENABLES | MODE)

void t_put_cr1(Trans *t)
{
    crf_put_code(t, 1, t_call(t, HLP_cr1, 0));
}

static void record(Trans *t, uint32_t word)
{
    if (f_rc(word))
        t_put_cr1(t);
}

static IrRef fpscr(Trans *t)
{
    return ir_get(&t->b, PPC_REG_FPSCR);
}

/* -- reading ------------------------------------------------------------------------------------------------- */

/* Afterwards the FPSCR lacks nothing; a put tells the passes. */
void trans_MFFS(Trans *t, uint32_t word)
{
    t_put_fpr(t, f_frt(word), t_call(t, HLP_mffs, 0));
    ir_put(&t->b, SLOT_FPL_OP, t_i32(t, 0));
    record(t, word);
}

void trans_MFFSL(Trans *t, uint32_t word)
{
    t_put_fpr(t, f_frt(word), t_call(t, HLP_mffsl, 0));
}

void trans_MCRFS(Trans *t, uint32_t word)
{
    if (t->fpexact)
        t_interp(t);
    else
        crf_put_nibble(t, f_bf(word), t_call(t, HLP_mcrfs, 1, t_i32(t, word)));
}

/* -- writing ------------------------------------------------------------------------------------------------- */

/* The helper for this instruction. */
static void call_writer(Trans *t, uint32_t word)
{
    switch (t->op) {
    case PPC_MTFSF: t_call(t, HLP_mtfsf, 2, t_i32(t, word), t_fpr(t, f_frb(word))); break;
    case PPC_MTFSFI: t_call(t, HLP_mtfsfi, 1, t_i32(t, word)); break;
    case PPC_MTFSB0: t_call(t, HLP_mtfsb0, 1, t_i32(t, word)); break;
    default: t_call(t, HLP_mtfsb1, 1, t_i32(t, word)); break;
    }
}

/* Side path, taken when diff is not 0: NI or RN change. */
static void mode_changes_if(Trans *t, uint32_t word, IrRef diff)
{
    uint32_t main_block = t_cold_begin(t, IR_NE, diff, t_i32(t, 0));
    call_writer(t, word);
    record(t, word);
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
}

/* A helper without a look at what is there. */
static void written_by_helper(Trans *t, uint32_t word)
{
    call_writer(t, word);
    record(t, word);
}

/* What the host shall load: RN 0 1 2 3 become 0 3 2 1. */
static void put_rounding(Trans *t, IrRef v)
{
    IrBuild *b = &t->b;
    IrRef rc = ir_shl(b, ir_and(b, ir_neg(b, v), t_i32(t, PPC_FPSCR_RN)), t_i32(t, 13));
    IrRef base = ir_emit(b, UOP_ELD, IR_I32, IR_M_32, CPU_ENV_OFFSET(fp_mode.base), 0, 0, 0);
    ir_emit(b, UOP_EST, IR_I32, IR_M_32, CPU_ENV_OFFSET(fp_mode.clean), ir_or(b, rc, base), 0, 0);
}

/* The host's sticky flags are lost. */
static void load_mode(Trans *t)
{
    ir_emit(&t->b, UOP_FPCLEAR, IR_VOID, 0, CPU_ENV_OFFSET(fp_mode.clean), 0, 0, 0);
}

/*
 * NI and RN := v under mask, the rest of the FPSCR as it is. With an empty record that is a store and a load of the
 * host's control; else a helper completes the FPSCR first. likely: without a look at what is there.
 */
static void change_mode(Trans *t, uint32_t word, IrRef v, uint32_t mask, bool likely)
{
    IrBuild *b = &t->b;
    IrRef f = fpscr(t), rec = ir_get(b, SLOT_FPL_OP), zero = t_i32(t, 0);
    IrRef now = ir_or(b, ir_and(b, f, t_i32(t, ~mask)), ir_and(b, v, t_i32(t, mask))), diff = ir_xor(b, now, f);
    uint32_t main_block = t_cold_begin(t, IR_NE, likely ? rec : ir_sel(b, rec, diff, zero), zero);
    t_call(t, HLP_set_mode, 1, now);
    record(t, word);
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
    if (!likely)
        main_block = t_cold_begin(t, IR_NE, diff, zero);
    ir_put(b, PPC_REG_FPSCR, now);
    put_rounding(t, now);
    load_mode(t);
    record(t, word);
    if (likely)
        return;
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
    record(t, word);
}

/* FPSCR := v, whose rounding mode is that of put_rounding(). */
static void put_fpscr(Trans *t, IrRef v)
{
    IrBuild *b = &t->b;
    IrRef vx = ir_set(b, IR_NE, ir_and(b, v, t_i32(t, PPC_FPSCR_VXALL)), t_i32(t, 0));
    v = ir_and(b, v, t_i32(t, ~(PPC_FPSCR_FEX | PPC_FPSCR_VX | PPC_FPSCR_RSVD)));
    ir_put(b, PPC_REG_FPSCR, ir_or(b, v, ir_shl(b, vx, t_i32(t, 29))));
    ir_put(b, SLOT_FPL_OP, t_i32(t, 0));
    load_mode(t);
}

/* All 64 bits: DRN, too. */
static void put_drn(Trans *t, IrRef bits)
{
    IrBuild *b = &t->b;
    IrRef drn = ir_and(b, ir_trunc(b, ir_shr(b, bits, t_i32(t, 32))), t_i32(t, 7));
    ir_emit(b, UOP_EST, IR_I32, IR_M_32, CPU_ENV_OFFSET(fpscr_drn), drn, 0, 0);
}

/*
 * Rare changes: a helper sees to flags that the host may trap on. When the rounding mode changes, all that rounds waits
 * for the store that the host's control is loaded from, so that is no part of the main path either.
 */
static void much_written(Trans *t, uint32_t word, IrRef bits, IrRef v, IrRef diff)
{
    IrBuild *b = &t->b;
    uint32_t rest = t_block(t, true), rare = t->b.block, common = (t_block(t, true), t->b.block);
    t->b.block = rest;
    ir_brif(b, IR_NE, ir_and(b, diff, t_i32(t, TRAPPED | PPC_FPSCR_ENABLES)), t_i32(t, 0), rare, common);
    t->b.block = rare;
    uint32_t enabled = (t_block(t, true), t->b.block), helped = (t_block(t, true), t->b.block);
    t->b.block = rare;
    ir_brif(b, IR_NE, ir_and(b, v, t_i32(t, PPC_FPSCR_ENABLES)), t_i32(t, 0), enabled, helped);
    t->b.block = enabled;
    t_interp(t);
    t->b.block = helped;
    written_by_helper(t, word);
    t_exit(t, t_next(t), 0);
    t->b.block = common;
    if (f_l6(word))
        put_drn(t, bits);
    put_rounding(t, v);
    put_fpscr(t, v);
    record(t, word);
    t_exit(t, t_next(t), 0);
}

/* Mostly with the rounding mode that it has, and without a new invalid operation: what is a function of those bits is
 * as it was. */
static void whole_written(Trans *t, uint32_t word, IrRef bits)
{
    const uint32_t unusual =
        TRAPPED | PPC_FPSCR_ENABLES | PPC_FPSCR_RN | PPC_FPSCR_VXALL | PPC_FPSCR_VX | PPC_FPSCR_FEX | PPC_FPSCR_RSVD;
    IrBuild *b = &t->b;
    IrRef v = ir_trunc(b, bits), diff = ir_xor(b, v, fpscr(t));
    uint32_t main_block = t_cold_begin(t, IR_NE, ir_and(b, diff, t_i32(t, unusual)), t_i32(t, 0));
    much_written(t, word, bits, v, diff);
    t_cold_end(t, main_block);
    if (f_l6(word))
        put_drn(t, bits);
    ir_put(b, PPC_REG_FPSCR, v);
    ir_put(b, SLOT_FPL_OP, t_i32(t, 0));
    load_mode(t);
    record(t, word);
}

void trans_MTFSF(Trans *t, uint32_t word)
{
    IrBuild *b = &t->b;
    uint32_t mask = 0;
    if (t->fpexact) {
        t_interp(t);
        return;
    }
    for (unsigned i = 0; i < 8; i++)
        mask |= f_flm(word) & 0x80 >> i ? 0xf0000000u >> 4 * i : 0;
    if (f_l6(word))
        mask = ~0u;
    else if (f_w(word))
        mask = 0;
    IrRef bits = t_fbits(t, t_fpr(t, f_frb(word))), v = ir_trunc(b, bits);
    if (mask == ~0u) {
        whole_written(t, word, bits);
        return;
    }
    t_interp_if(t, IR_NE, ir_and(b, v, t_i32(t, mask & PPC_FPSCR_ENABLES)), t_i32(t, 0));
    if (!(mask & ~CONTROL) && !f_w(word)) {
        change_mode(t, word, v, mask & MODE, false);
        return;
    }
    if (mask & CONTROL) {
        IrRef diff = ir_xor(b, v, fpscr(t));
        mode_changes_if(t, word, ir_and(b, diff, t_i32(t, mask & MODE)));
    }
    if ((mask & ~CONTROL) || f_w(word)) {
        written_by_helper(t, word);
    } else {
        record(t, word);
    }
}

void trans_MTFSFI(Trans *t, uint32_t word)
{
    unsigned u = f_u(word);
    if (t->fpexact || (!f_w(word) && (f_bf(word) == 6 ? u : f_bf(word) == 7 && u & 8))) {
        t_interp(t);
        return;
    }
    if (f_w(word)) { /* of the upper word only DRN is there */
        if (f_bf(word) == 7)
            put_drn(t, t_i64(t, (uint64_t)u << 32));
        record(t, word);
        return;
    }
    if (f_bf(word) < 6)
        written_by_helper(t, word);
    else if (f_bf(word) == 7)
        change_mode(t, word, t_i32(t, u), MODE, u); /* round to nearest mostly is set already */
    else
        record(t, word);
}

static void write_bit(Trans *t, uint32_t word, unsigned value)
{
    uint32_t bit = 0x80000000u >> f_bt(word);
    if (t->fpexact || (value && bit & PPC_FPSCR_ENABLES)) {
        t_interp(t);
        return;
    }
    if (!(bit & CONTROL)) {
        written_by_helper(t, word);
        return;
    }
    if (bit & PPC_FPSCR_ENABLES) /* those are 0 already */
        record(t, word);
    else
        change_mode(t, word, t_i32(t, value ? bit : 0), bit, false);
}

void trans_MTFSB0(Trans *t, uint32_t word)
{
    write_bit(t, word, 0);
}

void trans_MTFSB1(Trans *t, uint32_t word)
{
    write_bit(t, word, 1);
}

/* FRT := DRN and the control bits, which the record does not concern; RN := rn. */
static void mffscrn(Trans *t, uint32_t word, IrRef rn, bool likely)
{
    IrBuild *b = &t->b;
    IrRef drn = ir_zext32(b, ir_emit(b, UOP_ELD, IR_I32, IR_M_32, CPU_ENV_OFFSET(fpscr_drn), 0, 0, 0));
    IrRef low = ir_zext32(b, ir_and(b, fpscr(t), t_i32(t, CONTROL)));
    t_put_fpr(t, f_frt(word), t_bitsf(t, ir_or(b, ir_shl(b, drn, t_i32(t, 32)), low)));
    change_mode(t, word & ~1u, rn, PPC_FPSCR_RN, likely); /* no record form */
}

void trans_MFFSCRN(Trans *t, uint32_t word)
{
    if (t->fpexact)
        t_interp(t);
    else
        mffscrn(t, word, ir_trunc(&t->b, t_fbits(t, t_fpr(t, f_frb(word)))), false);
}

void trans_MFFSCRNI(Trans *t, uint32_t word)
{
    if (t->fpexact)
        t_interp(t);
    else
        mffscrn(t, word, t_i32(t, f_rm(word)), f_rm(word) != 0);
}

/* Rare: the interpreter's, which ends the TB. */
#define INTERP(id)                                                                                                     \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        (void)word;                                                                                                    \
        t_interp(t);                                                                                                   \
    }
INTERP(MFFSCE)
INTERP(MFFSCDRN)
INTERP(MFFSCDRNI)
