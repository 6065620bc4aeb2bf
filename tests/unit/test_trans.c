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

static bool translated(PpcOp op)
{
    return ppc_row(op)->status == PPC_STATUS_X && !excluded(op);
}

static bool run_one(PpcOp op, uint64_t seed, const DiffEngine *engine, DiffEnd *end)
{
    static DiffCase c;
    DiffRng r = {seed};
    c.seed = seed;
    c.nwords = 1;
    c.words[0] = diff_word(&r, op, diff_below(&r, 4) == 0);
    diff_start_state(&r, &c);
    return diff_run(&c, engine, stdout, end);
}

/* Every row alone. Rows that only ever go to the interpreter are counted, so that none becomes one unnoticed. */
static void rows(void **state)
{
    const DiffEngine *engine = *state;
    uint64_t cases = env_number("TRANS_CASES", 400), seed = env_number("TRANS_SEED", 0);
    const char *only = getenv("TRANS_ROW");
    unsigned failed = 0, nrows = 0;
    diff_init();
    for (unsigned op = 1; op < PPC_OP_COUNT; op++) {
        if (!translated((PpcOp)op) || (only && strcmp(only, ppc_row((PpcOp)op)->id)))
            continue;
        uint64_t inside = 0;
        bool good = true;
        for (uint64_t i = 0; good && i < (seed ? 1 : cases); i++) {
            DiffEnd end;
            good = run_one((PpcOp)op, seed ? seed : (uint64_t)op << 32 | i, engine, &end);
            inside += good && end.why != IR_L_INTERP;
        }
        nrows++;
        failed += !good;
        if (good && !inside)
            printf("note: %s is left to the interpreter\n", ppc_row((PpcOp)op)->id);
    }
    printf("%u rows, %s\n", nrows, engine->name);
    assert_int_equal(failed, 0);
}

/* Straight-line code of several instructions; branches only at the end of what is executed. */
static void sequences(void **state)
{
    const DiffEngine *engine = *state;
    uint64_t cases = env_number("TRANS_CASES", 400) * 20, seed = env_number("TRANS_SEED", 0);
    static PpcOp ops[PPC_OP_COUNT];
    static DiffCase c;
    unsigned nops = 0, failed = 0;
    diff_init();
    if (getenv("TRANS_ROW"))
        return;
    for (unsigned op = 1; op < PPC_OP_COUNT; op++)
        if (translated((PpcOp)op))
            ops[nops++] = (PpcOp)op;
    for (uint64_t i = 0; failed < 3 && i < (seed ? 1 : cases); i++) {
        DiffRng r = {seed ? seed : 0x5e90000000000000ull | i};
        c.seed = r.s;
        c.nwords = 2 + diff_below(&r, 14);
        for (unsigned k = 0; k < c.nwords; k++)
            c.words[k] = diff_word(&r, ops[diff_below(&r, nops)], true);
        diff_start_state(&r, &c);
        failed += !diff_run(&c, engine, stdout, NULL);
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(rows, (void *)&diff_eval),
        cmocka_unit_test_prestate(sequences, (void *)&diff_eval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
