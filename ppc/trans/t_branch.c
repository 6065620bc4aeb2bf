/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Branches, traps, system call: Power ISA Book I 2.4, 2.7, 3.3.11. A direct
 * branch ends the TB in EXITs, an indirect one in EXITI; a taken bl or bctrl is
 * marked as call, blr as return. A branch to the unit's own start is an EXIT
 * like any other.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/trans.h"

/* BO[0..4], bit 0 the most significant of five. */
enum {
    BO_NO_COND = 16, /* the CR bit is not tested */
    BO_WANT = 8,     /* the CR bit must be 1 */
    BO_NO_CTR = 4,   /* CTR is neither decremented nor tested */
    BO_CTR_ZERO = 2, /* CTR must be 0 after the decrement */
};

static void put_lr(Trans *t)
{
    ir_put(&t->b, PPC_REG_LR, t_imm(t, (int64_t)t_next(t)));
}

void trans_B(Trans *t, uint32_t word)
{
    uint64_t to = t_addr(t, (uint64_t)(int64_t)f_li(word) + (f_aa(word) ? 0 : t->pc));
    if (f_lk(word))
        put_lr(t);
    t_exit(t, to, f_lk(word) ? IR_X_CALL : 0);
}

/* -1 taken is unlikely, 1 it is likely, 0 no hint: the "at" bits of BO (Book I 2.4). */
static int hint(unsigned bo)
{
    unsigned at;
    if ((bo & 0x14) == 0x04)
        at = bo & 3;
    else if ((bo & 0x14) == 0x10)
        at = (bo >> 2 & 2) | (bo & 1);
    else
        return 0;
    return at == 3 ? 1 : at == 2 ? -1 : 0;
}

/*
 * Emits the tests of BO and BI. The builder ends where the branch is taken; the return value is the block where it is
 * not, still empty, or ~0u when the branch is always taken.
 */
static uint32_t tests(Trans *t, unsigned bo, unsigned bi)
{
    IrBuild *b = &t->b;
    uint32_t not_taken = ~0u;
    if ((bo & (BO_NO_COND | BO_NO_CTR)) == (BO_NO_COND | BO_NO_CTR))
        return not_taken;
    int likely = hint(bo);
    uint32_t here = t_block(t, likely > 0);
    not_taken = b->block;
    b->block = here;
    if (!(bo & BO_NO_CTR)) {
        IrRef ctr = ir_add(b, ir_get(b, PPC_REG_CTR), t_imm(t, -1));
        ir_put(b, PPC_REG_CTR, ctr);
        here = t_block(t, false);
        uint32_t go_on = b->block;
        b->block = here;
        ir_brif(b, bo & BO_CTR_ZERO ? IR_EQ : IR_NE, ctr, t_imm(t, 0), go_on, not_taken);
        b->block = go_on;
    }
    if (!(bo & BO_NO_COND)) {
        CrTest c = crf_test(t, bi, bo & BO_WANT);
        here = t_block(t, likely < 0);
        uint32_t go_on = b->block;
        b->block = here;
        ir_brif(b, c.cond, c.a, c.b, go_on, not_taken);
        b->block = go_on;
    }
    return not_taken;
}

/* The fall-through exit, if there is one. */
static void not_taken_exit(Trans *t, uint32_t not_taken)
{
    if (not_taken == ~0u)
        return;
    t->b.block = not_taken;
    t_exit(t, t_next(t), 0);
}

void trans_BC(Trans *t, uint32_t word)
{
    uint64_t to = t_addr(t, (uint64_t)(int64_t)f_bd(word) + (f_aa(word) ? 0 : t->pc));
    if (f_lk(word))
        put_lr(t);
    uint32_t not_taken = tests(t, f_bo(word), f_bi(word));
    t_exit(t, to, f_lk(word) ? IR_X_CALL : 0);
    not_taken_exit(t, not_taken);
}

static IrRef word_aligned(Trans *t, IrRef v)
{
    return ir_and(&t->b, v, t_imm(t, -4));
}

void trans_BCLR(Trans *t, uint32_t word)
{
    IrRef to = word_aligned(t, ir_get(&t->b, PPC_REG_LR)); /* before LK changes it */
    if (f_lk(word))
        put_lr(t);
    uint32_t not_taken = tests(t, f_bo(word), f_bi(word));
    t_exit_ind(t, to, IR_X_POLL | (f_lk(word) ? IR_X_CALL : IR_X_RETURN));
    not_taken_exit(t, not_taken);
}

void trans_BCCTR(Trans *t, uint32_t word)
{
    IrRef to = word_aligned(t, ir_get(&t->b, PPC_REG_CTR));
    if (f_lk(word))
        put_lr(t);
    uint32_t not_taken = tests(t, f_bo(word), f_bi(word));
    t_exit_ind(t, to, IR_X_POLL | (f_lk(word) ? IR_X_CALL : 0));
    not_taken_exit(t, not_taken);
}

void trans_SC(Trans *t, uint32_t word)
{
    (void)word;
    t_leave(t, t_next(t), IR_L_SYSCALL, 0);
}

/* -- traps --------------------------------------------------------------------------------------------------- */

/* TO: 16 less, 8 greater (signed), 4 equal, 2 less, 1 greater (unsigned). One condition where there is one. */
static bool single_condition(unsigned to, IrCond *cond)
{
    switch (to) {
    case 16: *cond = IR_LTS; return true;
    case 8: *cond = IR_GTS; return true;
    case 4: *cond = IR_EQ; return true;
    case 2: *cond = IR_LTU; return true;
    case 1: *cond = IR_GTU; return true;
    case 16 | 8:
    case 2 | 1: *cond = IR_NE; return true;
    case 16 | 4: *cond = IR_LES; return true;
    case 8 | 4: *cond = IR_GES; return true;
    case 2 | 4: *cond = IR_LEU; return true;
    case 1 | 4: *cond = IR_GEU; return true;
    default: return false;
    }
}

/* The conditions of TO or-ed. */
static IrRef any_condition(Trans *t, unsigned to, IrRef x, IrRef y)
{
    static const uint8_t cond[5] = {IR_GTU, IR_LTU, IR_EQ, IR_GTS, IR_LTS};
    IrRef any = IR_NONE;
    for (unsigned i = 0; i < 5; i++) {
        if (!(to >> i & 1))
            continue;
        IrRef c = ir_set(&t->b, cond[i], x, y);
        any = any ? ir_or(&t->b, any, c) : c;
    }
    return any;
}

static void trap(Trans *t, unsigned to, IrRef x, IrRef y)
{
    IrCond cond;
    if (to == 0)
        return;
    bool equal_covered = to & 4, signed_covered = (to & 24) == 24, unsigned_covered = (to & 3) == 3;
    if (equal_covered && (signed_covered || unsigned_covered)) {
        t_leave(t, t->pc, IR_L_TRAP, 0); /* always */
        return;
    }
    if (!single_condition(to, &cond)) {
        x = any_condition(t, to, x, y);
        y = t_i32(t, 0);
        cond = IR_NE;
    }
    uint32_t main_block = t_cold_begin(t, cond, x, y);
    t_leave(t, t->pc, IR_L_TRAP, 0);
    t_cold_end(t, main_block);
}

void trans_TWI(Trans *t, uint32_t word)
{
    trap(t, f_to(word), t_gpr32(t, f_ra(word)), t_i32(t, (uint32_t)f_si(word)));
}

void trans_TW(Trans *t, uint32_t word)
{
    trap(t, f_to(word), t_gpr32(t, f_ra(word)), t_gpr32(t, f_rb(word)));
}
