/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a TB begins and ends, and what is in it besides the instructions'
 * meaning (which test_trans.c compares with the interpreter): fetch faults,
 * page and length limits, the hook, illegal words, TB flags, exit flags.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/bits.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/verify.h"

enum { CODE = 0x10000000, NOP = 0x60000000 };

static Arena arena;

typedef struct Code {
    uint64_t pc;
    const uint32_t *words;
    unsigned n;
    unsigned hooked; /* instructions the hook saw */
    PpcOp last_op;
    PpcOp leave_out;
} Code;

static bool fetch(void *ctx, uint64_t pc, uint32_t *word)
{
    const Code *c = ctx;
    if (pc < c->pc || pc >= c->pc + c->n * 4ull)
        return false;
    *word = c->words[(pc - c->pc) / 4];
    return true;
}

static bool hook(void *ctx, IrBuild *b, const IrInsn *insn, PpcOp op)
{
    Code *c = ctx;
    c->hooked++;
    c->last_op = op;
    ir_put(b, PPC_REG_VRSAVE, ir_i32(b, (uint32_t)insn->pc)); /* hooks may emit ops */
    return c->leave_out && op == c->leave_out;
}

static IrUnit *translate(Code *c, uint32_t flags, TransConfig cfg, bool *ok)
{
    Err e = {0};
    arena_reset(&arena);
    IrUnit *u = ir_unit_new(&arena, ppc_ir_env(cfg.guest64), c->pc, flags);
    cfg.fetch = fetch;
    cfg.fetch_ctx = cfg.hook_ctx = c;
    *ok = trans_unit(u, &cfg);
    if (!ir_verify(u, &e))
        fail_msg("%s", e.text);
    return u;
}

static const IrOp *end_of(const IrUnit *u, uint32_t block)
{
    return &u->ops[u->blocks[block].last];
}

/* Ops of a kind in the whole unit. */
static unsigned count(const IrUnit *u, UopId op)
{
    unsigned n = 0;
    for (uint32_t blk = 0; blk < u->nblocks; blk++)
        IR_FOR_OPS(u, blk, r)
    n += u->ops[r].op == op;
    return n;
}

static void no_code(void **state)
{
    (void)state;
    bool ok;
    Code c = {.pc = CODE};
    IrUnit *u = translate(&c, 0, (TransConfig){0}, &ok);
    assert_false(ok);
    assert_int_equal(u->ninsns, 0);
    assert_int_equal(end_of(u, 0)->op, UOP_LEAVE);
}

static void limits(void **state)
{
    (void)state;
    bool ok;
    uint32_t nops[2048];
    for (unsigned i = 0; i < ARRAY_LEN(nops); i++)
        nops[i] = NOP;
    Code c = {.pc = CODE, .words = nops, .n = 2048};
    IrUnit *u = translate(&c, 0, (TransConfig){.max_insns = 5}, &ok);
    assert_true(ok);
    assert_int_equal(u->ninsns, 5);
    assert_int_equal(end_of(u, 0)->imm, CODE + 20);
    u = translate(&c, 0, (TransConfig){0}, &ok);
    assert_int_equal(u->ninsns, 1024); /* the page */
    assert_int_equal(end_of(u, 0)->imm, CODE + 4096);
    c.pc = CODE + 4092;
    u = translate(&c, 0, (TransConfig){0}, &ok);
    assert_int_equal(u->ninsns, 1);
    c.n = 3;
    c.pc = CODE;
    u = translate(&c, 0, (TransConfig){0}, &ok);
    assert_true(ok);
    assert_int_equal(u->ninsns, 3); /* ends before what cannot be fetched */
    assert_int_equal(end_of(u, 0)->op, UOP_EXIT);
    assert_int_equal(end_of(u, 0)->imm, CODE + 12);
}

static void hooks(void **state)
{
    (void)state;
    bool ok;
    const uint32_t words[] = {NOP, 0x38600001 /* li r3,1 */, 0x00000000, NOP};
    Code c = {.pc = CODE, .words = words, .n = 4};
    IrUnit *u = translate(&c, 0, (TransConfig){.insn_hook = hook}, &ok);
    assert_int_equal(c.hooked, 3);
    assert_int_equal(c.last_op, PPC_INVALID);
    assert_int_equal(count(u, UOP_MARK), 3);
    assert_int_equal(end_of(u, 0)->op, UOP_LEAVE);
    assert_int_equal(end_of(u, 0)->sub, IR_L_ILLEGAL);
    c.leave_out = PPC_ADDI;
    u = translate(&c, 0, (TransConfig){.insn_hook = hook}, &ok);
    assert_int_equal(u->ninsns, 3);
    for (uint32_t r = u->blocks[0].first; r; r = ir_op(u, r)->next)
        assert_false(ir_op(u, r)->op == UOP_PUT && ir_op(u, r)->imm == PPC_REG_R(3));
}

static void flags(void **state)
{
    (void)state;
    bool ok;
    const uint32_t words[] = {0x2c030000 /* cmpwi r3,0 */, 0xfc22182a /* fadd f1,f2,f3 */};
    Code c = {.pc = CODE, .words = words, .n = 2};
    IrUnit *u = translate(&c, 0, (TransConfig){0}, &ok);
    assert_int_equal(count(u, UOP_XOR), 0);
    assert_int_equal(count(u, UOP_FADD), 1);
    u = translate(&c, PPC_TBF_SO, (TransConfig){0}, &ok);
    assert_int_equal(count(u, UOP_XOR), 1); /* SO goes into the code of the field */
    u = translate(&c, PPC_TBF_FPEXACT, (TransConfig){0}, &ok);
    assert_int_equal(count(u, UOP_FADD), 1);
    assert_int_equal(count(u, UOP_LEAVE), 1); /* what may raise an exception is the interpreter's */
    assert_int_equal(end_of(u, 0)->op, UOP_BRIF);
}

static void exit_flags(void **state)
{
    (void)state;
    bool ok;
    static const struct {
        uint32_t word;
        uint8_t op, sub;
    } rows[] = {
        {0x48000010 /* b .+16 */, UOP_EXIT, 0},
        {0x48000000 /* b . */, UOP_EXIT, IR_X_POLL},
        {0x48000011 /* bl .+16 */, UOP_EXIT, IR_X_CALL},
        {0x4bfffff1 /* bl .-16 */, UOP_EXIT, IR_X_CALL | IR_X_POLL},
        {0x4e800020 /* blr */, UOP_EXITI, IR_X_RETURN | IR_X_POLL},
        {0x4e800420 /* bctr */, UOP_EXITI, IR_X_POLL},
        {0x4e800421 /* bctrl */, UOP_EXITI, IR_X_CALL | IR_X_POLL},
    };
    for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
        Code c = {.pc = CODE, .words = &rows[i].word, .n = 1};
        IrUnit *u = translate(&c, 0, (TransConfig){0}, &ok);
        assert_int_equal(end_of(u, 0)->op, rows[i].op);
        assert_int_equal(end_of(u, 0)->sub, rows[i].sub);
    }
}

/* Every translated row gives a well-formed unit in each mode, whatever the operands. */
static void modes(void **state)
{
    (void)state;
    bool ok;
    for (unsigned op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *row = ppc_row((PpcOp)op);
        if (row->status != PPC_STATUS_X)
            continue;
        for (unsigned i = 0; i < 64; i++) {
            uint32_t fill = i * 0x9e3779b9u ^ op * 0x85ebca6bu,
                     word = row->match | (fill & ~(row->mask | row->reserved));
            Code c = {.pc = CODE, .words = &word, .n = 1};
            translate(&c, i & 3, (TransConfig){.guest64 = i & 4, .little = i & 8}, &ok);
            assert_true(ok);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_code), cmocka_unit_test(limits),     cmocka_unit_test(hooks),
        cmocka_unit_test(flags),   cmocka_unit_test(exit_flags), cmocka_unit_test(modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
