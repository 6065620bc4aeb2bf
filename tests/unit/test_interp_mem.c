/* SPDX-License-Identifier: Apache-2.0 */
/* ppc/interp: loads and stores, reservations, cache instructions; what a fault leaves behind. */
#include "tests/unit/interp_rig.h"

/* -- memory
 * ------------------------------------------------------------------------------------------------------------ */

static const uint8_t sample[32] = {0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8, 1,  2,  3,  4,  5,  6,  7,  8,
                                   9,    10,   11,   12,   13,   14,   15,   16,   17, 18, 19, 20, 21, 22, 23, 24};

static void loads(void **state)
{
    (void)state;
    static const struct {
        uint32_t d_word, xo, want;
        int reversed;
    } cases[] = {{34, 87, 0x81, 0}, {40, 279, 0x8192, 0}, {42, 343, 0xffff8192, 0}, {32, 23, 0x8192a3b4, 0}};
    memcpy(memory + DATA, sample, sizeof sample);
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        cpu->gpr[4] = DATA + 0x10;
        cpu->gpr[5] = (uint32_t)-16;
        run_ok(D(cases[i].d_word, 3, 4, -16));
        assert_int_equal(cpu->gpr[3], cases[i].want);
        cpu->gpr[3] = 0;
        run_ok(X(3, 4, 5, cases[i].xo, 0));
        assert_int_equal(cpu->gpr[3], cases[i].want);
        cpu->gpr[3] = 0;
        run_ok(D(cases[i].d_word + 1, 3, 4, -16));
        assert_int_equal(cpu->gpr[3], cases[i].want);
        assert_int_equal(cpu->gpr[4], DATA);
        cpu->gpr[4] = DATA + 0x10;
        run_ok(X(3, 4, 5, cases[i].xo + 32, 0));
        assert_int_equal(cpu->gpr[3], cases[i].want);
        assert_int_equal(cpu->gpr[4], DATA);
    }
    cpu->gpr[5] = DATA;
    run_ok(X(3, 0, 5, 790, 0)); /* lhbrx, RA = 0 */
    assert_int_equal(cpu->gpr[3], 0x9281);
    run_ok(X(3, 0, 5, 534, 0)); /* lwbrx */
    assert_int_equal(cpu->gpr[3], 0xb4a39281);
    cpu->gpr[4] = DATA + 1;
    run_ok(D(32, 3, 4, 0)); /* unaligned */
    assert_int_equal(cpu->gpr[3], 0x92a3b4c5);
    st_be32(memory + 4, 0x600df00d);
    cpu->gpr[4] = 0xfffffffc;
    run_ok(D(32, 3, 4, 8)); /* the address wraps */
    assert_int_equal(cpu->gpr[3], 0x600df00d);
    run_ok(D(33, 3, 4, 8));
    assert_int_equal(cpu->gpr[4], 4);
    /* invalid update forms */
    assert_int_equal(run(D(33, 3, 3, 0)), IR_L_ILLEGAL);
    assert_int_equal(run(D(33, 3, 0, 0)), IR_L_ILLEGAL);
    assert_int_equal(run(D(37, 3, 0, 0)), IR_L_ILLEGAL);
    cpu->gpr[3] = DATA;
    run_ok(D(37, 3, 3, 4)); /* stwu r3,4(r3) is valid */
    assert_int_equal(ld_be32(memory + DATA + 4), DATA);
    assert_int_equal(cpu->gpr[3], DATA + 4);
}

static void stores(void **state)
{
    (void)state;
    static const struct {
        uint32_t d_word, xo, nbytes;
    } cases[] = {{38, 215, 1}, {44, 407, 2}, {36, 151, 4}};
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++)
        for (unsigned form = 0; form < 4; form++) {
            memset(memory + DATA, 0xee, 16);
            cpu->gpr[3] = 0x11223344;
            cpu->gpr[4] = DATA - 4;
            cpu->gpr[5] = 8;
            run_ok(form & 1 ? X(3, 4, 5, cases[i].xo + (form & 2 ? 32 : 0), 0)
                            : D(cases[i].d_word + form / 2, 3, 4, 8));
            uint32_t n = cases[i].nbytes, got = ld_be32(memory + DATA + 4);
            assert_int_equal(got >> (32 - 8 * n), 0x11223344 & (uint32_t)((1ull << 8 * n) - 1));
            assert_int_equal(memory[DATA + 3], 0xee);
            assert_int_equal(memory[DATA + 4 + n], 0xee);
            assert_int_equal(cpu->gpr[4], form & 2 ? DATA + 4 : DATA - 4);
        }
    cpu->gpr[5] = DATA;
    run_ok(X(3, 0, 5, 918, 0)); /* sthbrx */
    assert_int_equal(ld_be16(memory + DATA), 0x4433);
    run_ok(X(3, 0, 5, 662, 0)); /* stwbrx */
    assert_int_equal(ld_be32(memory + DATA), 0x44332211);
}

static void multiples(void **state)
{
    (void)state;
    memcpy(memory + DATA, sample, sizeof sample);
    cpu->gpr[4] = DATA;
    run_ok(D(46, 29, 4, 0)); /* lmw r29 */
    assert_int_equal(cpu->gpr[29], 0x8192a3b4);
    assert_int_equal(cpu->gpr[31], 0x01020304);
    run_ok(D(47, 30, 4, 0x40));
    assert_int_equal(ld_be32(memory + DATA + 0x40), 0xc5d6e7f8);
    assert_int_equal(ld_be32(memory + DATA + 0x44), 0x01020304);
    run_ok(X(31, 4, 7, 597, 0)); /* lswi r31,r4,7: wraps to r0 */
    assert_int_equal(cpu->gpr[31], 0x8192a3b4);
    assert_int_equal(cpu->gpr[0], 0xc5d6e700);
    run_ok(X(8, 4, 0, 597, 0)); /* 32 bytes */
    assert_int_equal(cpu->gpr[15], 0x15161718);
    cpu->gpr[5] = 1;
    cpu->gpr[10] = 0x77;
    ppc_set_xer(cpu, 5);
    run_ok(X(8, 4, 5, 533, 0)); /* lswx */
    assert_int_equal(cpu->gpr[8], 0x92a3b4c5);
    assert_int_equal(cpu->gpr[9], 0xd6000000);
    assert_int_equal(cpu->gpr[10], 0x77);
    memset(memory + DATA + 0x100, 0, 16);
    cpu->gpr[6] = DATA + 0x100;
    run_ok(X(8, 6, 6, 725, 0)); /* stswi, 6 bytes */
    assert_int_equal(ld_be32(memory + DATA + 0x104), 0xd6000000);
    cpu->gpr[5] = 8;
    run_ok(X(8, 6, 5, 661, 0)); /* stswx, 5 bytes */
    assert_int_equal(ld_be64(memory + DATA + 0x108), 0x92a3b4c5d6000000ull);
    ppc_set_xer(cpu, 0);
    run_ok(X(8, 6, 5, 533, 0)); /* no bytes: nothing changes */
    assert_int_equal(cpu->gpr[8], 0x92a3b4c5);
}

static void reservations(void **state)
{
    (void)state;
    st_be32(memory + DATA, 0x01020304);
    cpu->gpr[4] = DATA;
    cpu->gpr[5] = 0;
    cpu->gpr[6] = 0xabcdef01;
    run_ok(X(3, 4, 5, 20, 0)); /* lwarx */
    assert_int_equal(cpu->gpr[3], 0x01020304);
    run_ok(X(6, 4, 5, 150, 1)); /* stwcx. */
    assert_int_equal(ppc_get_crf(cpu, 0), CRF_EQ);
    assert_int_equal(ld_be32(memory + DATA), 0xabcdef01);
    run_ok(X(3, 4, 5, 150, 1)); /* the reservation is gone */
    assert_int_equal(ppc_get_crf(cpu, 0), 0);
    assert_int_equal(ld_be32(memory + DATA), 0xabcdef01);
    run_ok(X(3, 4, 5, 20, 0));
    st_be32(memory + DATA, 7); /* somebody else stores */
    ppc_set_xer(cpu, SO);
    run_ok(X(6, 4, 5, 150, 1));
    assert_int_equal(ppc_get_crf(cpu, 0), CRF_SO);
    assert_int_equal(ld_be32(memory + DATA), 7);
    ppc_set_xer(cpu, 0);
    run_ok(X(3, 4, 5, 20, 0));
    run_ok(X(6, 4, 5, 726, 1)); /* sthcx.: another size */
    assert_int_equal(ppc_get_crf(cpu, 0), 0);
    cpu->gpr[5] = 2;
    run_ok(X(3, 4, 5, 116, 0)); /* lharx */
    assert_int_equal(cpu->gpr[3], 7);
    run_ok(X(6, 4, 5, 726, 1));
    assert_int_equal(ld_be32(memory + DATA), 0x0000ef01);
    run_ok(X(3, 4, 5, 52, 0));  /* lbarx */
    run_ok(X(4, 4, 5, 694, 1)); /* stbcx. */
    assert_int_equal(ld_be32(memory + DATA), 0x00000001);
    assert_int_equal(run(X(3, 4, 5, 20, 0)), IR_L_ALIGN);
    assert_int_equal(cpu->leave_detail, DATA + 2);
    assert_int_equal(cpu->pc, CODE);
}

static void caches(void **state)
{
    (void)state;
    memset(memory + DATA, 0xff, 128);
    cpu->gpr[4] = DATA;
    cpu->gpr[5] = 47;
    run_ok(X(0, 4, 5, 1014, 0)); /* dcbz */
    assert_int_equal(memory[DATA + 31], 0xff);
    assert_int_equal(memory[DATA + 32], 0);
    assert_int_equal(memory[DATA + 63], 0);
    assert_int_equal(memory[DATA + 64], 0xff);
    assert_int_equal(run(X(0, 4, 5, 982, 0)), IR_L_ICBI);
    assert_int_equal(cpu->pc, CODE + 4);
    assert_int_equal(cpu->leave_detail, DATA + 47);
    static const uint32_t nops[] = {0x7c0004ac, 0x7c2004ac, 0x7c0006ac, 0x4c00012c,
                                    0x7c0028ac, 0x7c00286c, 0x7c002a2c, 0x7c0029ec};
    for (unsigned i = 0; i < ARRAY_LEN(nops); i++)
        run_ok(nops[i]);
}

/* -- faults: nothing may have changed
 * ------------------------------------------------------------------------------------- */

static sigjmp_buf fault;
static void on_fault(int sig)
{
    (void)sig;
    siglongjmp(fault, 1);
}

/* True when running word faults. word < 0: an instruction fetch at cpu->pc. */
static bool faults_on(int64_t word)
{
    if (sigsetjmp(fault, 1))
        return true;
    if (word >= 0)
        run((uint32_t)word);
    else
        interp_step(cpu);
    return false;
}

static void faults(void **state)
{
    (void)state;
    static const uint32_t words[] = {
        D(33, 3, 4, 4),       /* lwzu */
        D(37, 3, 4, 4),       /* stwu */
        D(49, 3, 4, 4),       /* lfsu */
        D(55, 3, 4, 4),       /* stfdu */
        D(46, 20, 4, 4),      /* lmw into the hole */
        X(20, 4, 31, 597, 0), /* lswi */
        X(3, 4, 5, 20, 0),    /* lwarx */
        X(3, 4, 5, 1014, 0),  /* dcbz */
    };
    struct sigaction act = {.sa_handler = on_fault, .sa_flags = SA_NODEFER}, old;
    sigaction(SIGSEGV, &act, &old);
    for (unsigned i = 0; i < ARRAY_LEN(words); i++) {
        cpu->gpr[4] = DATA + 0xfff + (i < 4 ? 1 : i < 6 ? -12 : 1);
        cpu->gpr[5] = 0;
        PpcCpu before = *cpu;
        before.pc = CODE;
        assert_true(faults_on(words[i]));
        assert_memory_equal(cpu, &before, sizeof before);
    }
    cpu->pc = 0x50000; /* instruction fetch */
    assert_true(faults_on(-1));
    assert_int_equal(cpu->pc, 0x50000);
    sigaction(SIGSEGV, &old, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads),        cmocka_unit_test(stores), cmocka_unit_test(multiples),
        cmocka_unit_test(reservations), cmocka_unit_test(caches), cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
