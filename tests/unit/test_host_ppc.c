/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole translator against the interpreter: every translated row alone and
 * random sequences, compiled and run, as translated and optimised, with chosen
 * and random registers, with and without the host's newer instructions.
 * HOST_PPC_SEED=0x... replays a case, HOST_PPC_CASES sets the number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tcg/host/host.h"
#include "tests/diff/host.h"

typedef struct Setup {
    const DiffEngine *engine;
    uint32_t ra_seed;
    const char *off;
} Setup;

static uint64_t env_number(const char *name, uint64_t otherwise)
{
    const char *s = getenv(name);
    return s ? strtoull(s, NULL, 0) : otherwise;
}

static bool translated(PpcOp op)
{
    return ppc_row(op)->status == PPC_STATUS_X && op != PPC_MFTB && op != PPC_DARN;
}

static void begin(const Setup *s)
{
    Err e = {0};
    diff_init();
    diff_host_init(s->ra_seed);
    assert_true(host_init(s->off, &e));
}

static void rows(void **state)
{
    const Setup *s = *state;
    uint64_t cases = env_number("HOST_PPC_CASES", 100), seed = env_number("HOST_PPC_SEED", 0);
    unsigned failed = 0;
    static DiffCase c;
    begin(s);
    for (unsigned op = 1; op < PPC_OP_COUNT && failed < 5; op++) {
        bool good = true;
        for (uint64_t i = 0; good && translated((PpcOp)op) && i < cases; i++) {
            DiffEnd end;
            DiffRng r = {c.seed = (uint64_t)op << 32 | i};
            if (seed && seed != c.seed)
                continue;
            c.nwords = 0;
            diff_put(&c, diff_word(&r, (PpcOp)op, diff_below(&r, 4) == 0));
            diff_start_state(&r, &c);
            good = diff_run(&c, s->engine, stdout, &end);
        }
        failed += !good;
    }
    assert_int_equal(failed, 0);
}

/* r6 and r7 point into the data area and are not written by what is neither load nor store. */
static void make_sequence(DiffRng *r, DiffCase *c, const PpcOp *ops, unsigned nops)
{
    c->nwords = 2 + diff_below(r, 40);
    for (unsigned i = 0; i < c->nwords; i++) {
        PpcOp op;
        do
            op = ops[diff_below(r, nops)];
        while (ppc_is(op, PPC_CLASS_BRANCH | PPC_CLASS_TRAP | PPC_CLASS_SYS | PPC_FLAG_END) && diff_below(r, 16));
        uint32_t word = diff_word(r, op, true);
        if (ppc_is(op, PPC_CLASS_INT))
            word &= ~0x01840000u;
        else if (ppc_is(op, PPC_CLASS_LOAD | PPC_CLASS_STORE))
            word = (word & ~(0x01800000u | 31u << 16)) | (6 + diff_below(r, 2)) << 16;
        c->words[i] = word;
    }
    diff_start_state(r, c);
    c->start.gpr[5] = diff_below(r, 64) * 4;
    c->start.gpr[6] = DIFF_DATA + diff_below(r, 256) * 8;
    c->start.gpr[7] = DIFF_DATA + diff_below(r, 2048);
}

static void sequences(void **state)
{
    const Setup *s = *state;
    uint64_t cases = env_number("HOST_PPC_CASES", 100) * 30, seed = env_number("HOST_PPC_SEED", 0);
    static PpcOp ops[PPC_OP_COUNT];
    static DiffCase c;
    unsigned nops = 0, failed = 0;
    uint64_t ninsns = 0;
    begin(s);
    for (unsigned op = 1; op < PPC_OP_COUNT; op++)
        if (translated((PpcOp)op))
            ops[nops++] = (PpcOp)op;
    for (uint64_t i = 0; failed < 3 && i < cases; i++) {
        DiffEnd end;
        DiffRng r = {c.seed = 0x7e90000000000000ull | i};
        if (seed && seed != c.seed)
            continue;
        make_sequence(&r, &c, ops, nops);
        failed += !diff_run(&c, s->engine, stdout, &end);
        ninsns += end.ninsns;
    }
    printf("%llu sequences, %llu instructions, %s\n", (unsigned long long)cases, (unsigned long long)ninsns,
           s->engine->name);
    assert_int_equal(failed, 0);
}

int main(void)
{
    static Setup plain = {&diff_host, 0, NULL}, opt = {&diff_host_opt, 0, NULL},
                 random_regs = {&diff_host_opt, 12345, NULL}, old = {&diff_host_opt, 0, "all"};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(rows, &plain),       cmocka_unit_test_prestate(sequences, &plain),
        cmocka_unit_test_prestate(rows, &opt),         cmocka_unit_test_prestate(sequences, &opt),
        cmocka_unit_test_prestate(rows, &random_regs), cmocka_unit_test_prestate(sequences, &random_regs),
        cmocka_unit_test_prestate(rows, &old),         cmocka_unit_test_prestate(sequences, &old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
