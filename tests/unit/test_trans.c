/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The translator against the interpreter: every translated row alone with many
 * random words and states, and random sequences, through the IR evaluator, as
 * translated and optimised. A failing case prints its seed; TRANS_SEED=0x...
 * (with TRANS_ROW for the first test) replays one, TRANS_CASES sets the number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "engine/base/bits.h"
#include "ppc/cpu/form.h"
#include "tests/diff/diff.h"

static uint64_t env_number(const char *name, uint64_t otherwise)
{
    const char *s = getenv(name);
    return s ? strtoull(s, NULL, 0) : otherwise;
}

/* Rows whose result is not a function of the state. */
static bool excluded(PpcOp op)
{
    return op == PPC_MFTB || op == PPC_DARN;
}

/* The others end in an illegal or privileged instruction, on both sides. */
static bool translated(PpcOp op)
{
    return ppc_row(op)->status == PPC_STATUS_X && !excluded(op);
}

/* Translated rows that are the interpreter's all the same, each for the reason its trans_ function gives. */
static bool interpreted(PpcOp op)
{
    switch (op) {
    case PPC_LSWX:
    case PPC_STSWX:
    case PPC_ICBI:
    case PPC_MFFSCE:
    case PPC_MFFSCDRN:
    case PPC_MFFSCDRNI: return true;
    default: return false;
    }
}

static bool run_one(PpcOp op, uint64_t seed, const DiffEngine *engine, DiffEnd *end)
{
    static DiffCase c;
    DiffRng r = {seed};
    c.seed = seed;
    c.nwords = 0;
    diff_put(&c, diff_word(&r, op, diff_below(&r, 4) == 0));
    diff_start_state(&r, &c);
    return diff_run(&c, engine, stdout, end);
}

/* Every row alone. No row but the known ones may go to the interpreter each time. */
static void rows(void **state)
{
    const DiffEngine *engine = *state;
    uint64_t cases = env_number("TRANS_CASES", 400), seed = env_number("TRANS_SEED", 0);
    const char *only = getenv("TRANS_ROW");
    unsigned failed = 0, nrows = 0;
    diff_init();
    for (unsigned op = 1; op < PPC_OP_COUNT; op++) {
        if (excluded((PpcOp)op) || (only && strcmp(only, ppc_row((PpcOp)op)->id)))
            continue;
        uint64_t inside = 0;
        bool good = true;
        uint64_t n = seed ? 1 : translated((PpcOp)op) ? cases : 10;
        for (uint64_t i = 0; good && i < n; i++) {
            DiffEnd end;
            good = run_one((PpcOp)op, seed ? seed : (uint64_t)op << 32 | i, engine, &end);
            inside += good && end.why != IR_L_INTERP;
        }
        nrows++;
        failed += !good;
        if (good && !seed && !inside != interpreted((PpcOp)op))
            fail_msg("%s is %sleft to the interpreter", ppc_row((PpcOp)op)->id, inside ? "not " : "");
    }
    printf("%u rows, %s\n", nrows, engine->name);
    assert_int_equal(failed, 0);
}

static PpcWord with_field(PpcWord word, unsigned first, unsigned v)
{
    return (word & ~(31ull << (27 - first))) | (PpcWord)v << (27 - first);
}

/* A word that most of the time goes on: r6 and r7 point into the data area and r5 is small, only memory accesses use
 * them. */
static PpcWord sequence_word(DiffRng *r, PpcOp op)
{
    PpcWord word;
    do
        word = diff_word(r, op, true);
    while (ppc_form_invalid(op, word) && diff_below(r, 16));
    if (!ppc_is(op, PPC_CLASS_INT | PPC_CLASS_LOAD | PPC_CLASS_STORE | PPC_CLASS_CACHE) || diff_below(r, 16) == 0)
        return word;
    if (ppc_is(op, PPC_CLASS_INT)) /* results to r0..r3 */
        return word & ~0x01840000ull;
    if (word >> 32) /* from the register, by 16 bits */
        word &= ~(0x13ffffull << 32);
    word = with_field(word & ~0x01800000ull, 11, 6 + diff_below(r, 2));
    return word >> 26 == 31 ? with_field(word, 16, 5) : word;
}

/* A row, branches and what else ends a TB less often. */
static PpcOp sequence_op(DiffRng *r, const PpcOp *ops, unsigned nops)
{
    PpcOp op;
    do
        op = ops[diff_below(r, nops)];
    while (ppc_is(op, PPC_CLASS_BRANCH | PPC_CLASS_TRAP | PPC_CLASS_SYS | PPC_FLAG_END) && diff_below(r, 8));
    return op;
}

/* Code of several instructions from a few rows, so that they meet each other often; it is left at the first branch. */
static void make_sequence(DiffRng *r, DiffCase *c, const PpcOp *ops, unsigned nops)
{
    PpcOp few[8];
    unsigned nfew = 1 + diff_below(r, ARRAY_LEN(few));
    for (unsigned i = 0; i < nfew; i++)
        few[i] = sequence_op(r, ops, nops);
    c->nwords = 0;
    for (unsigned n = 2 + diff_below(r, 22); n > 0; n--)
        diff_put(c, sequence_word(r, few[diff_below(r, nfew)]));
    diff_start_state(r, c);
    c->start.gpr[5] = diff_below(r, 64) * 4;
    c->start.gpr[6] = DIFF_DATA + diff_below(r, 256) * 8;
    c->start.gpr[7] = DIFF_DATA + diff_below(r, 2048);
}

static void sequences(void **state)
{
    const DiffEngine *engine = *state;
    uint64_t cases = env_number("TRANS_CASES", 400) * 50, seed = env_number("TRANS_SEED", 0);
    static PpcOp ops[PPC_OP_COUNT];
    static DiffCase c;
    unsigned nops = 0, failed = 0;
    uint64_t ninsns = 0;
    if (getenv("TRANS_ROW"))
        return;
    diff_init();
    for (unsigned op = 1; op < PPC_OP_COUNT; op++)
        if (translated((PpcOp)op))
            ops[nops++] = (PpcOp)op;
    for (uint64_t i = 0; failed < 3 && i < (seed ? 1 : cases); i++) {
        DiffRng r = {seed ? seed : 0x5e90000000000000ull | i};
        DiffEnd end;
        c.seed = r.s;
        make_sequence(&r, &c, ops, nops);
        failed += !diff_run(&c, engine, stdout, &end);
        ninsns += end.ninsns;
    }
    printf("%llu sequences, %llu instructions, %s\n", (unsigned long long)cases, (unsigned long long)ninsns,
           engine->name);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(rows, (void *)&diff_eval),
        cmocka_unit_test_prestate(sequences, (void *)&diff_eval),
        cmocka_unit_test_prestate(rows, (void *)&diff_eval_opt),
        cmocka_unit_test_prestate(sequences, (void *)&diff_eval_opt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
