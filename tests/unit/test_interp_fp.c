/* SPDX-License-Identifier: Apache-2.0 */
/* ppc/interp: forms and registers of floating-point instructions, and codes of decimal digits. */
#include "tests/unit/interp_rig.h"

/* -- floating point: operands and FPSCR are test_fp's; here forms and registers
 * ----------------------------------------------- */

static uint64_t bits(double d)
{
    uint64_t v;
    memcpy(&v, &d, 8);
    return v;
}

static void float_forms(void **state)
{
    (void)state;
    ppc_set_fpscr(cpu, 0);
    ppc_set_fpr(cpu, 1, bits(7.0));
    ppc_set_fpr(cpu, 2, bits(2.0));
    ppc_set_fpr(cpu, 3, bits(0.5));
    run_ok(FP(63, 4, 1, 2, 0, 21));
    assert_true(ppc_fpr(cpu, 4) == bits(9.0));
    run_ok(FP(63, 4, 1, 2, 0, 20));
    assert_true(ppc_fpr(cpu, 4) == bits(5.0));
    run_ok(FP(63, 4, 1, 0, 3, 25)); /* fmul: FRA * FRC */
    assert_true(ppc_fpr(cpu, 4) == bits(3.5));
    run_ok(FP(63, 4, 1, 2, 0, 18));
    assert_true(ppc_fpr(cpu, 4) == bits(3.5));
    run_ok(FP(63, 4, 1, 2, 3, 29)); /* fmadd: 7 * 0.5 + 2 */
    assert_true(ppc_fpr(cpu, 4) == bits(5.5));
    run_ok(FP(63, 4, 1, 2, 3, 28));
    assert_true(ppc_fpr(cpu, 4) == bits(1.5));
    run_ok(FP(63, 4, 1, 2, 3, 31));
    assert_true(ppc_fpr(cpu, 4) == bits(-5.5));
    run_ok(FP(59, 4, 1, 2, 3, 30));
    assert_true(ppc_fpr(cpu, 4) == bits(-1.5));
    run_ok(FP(59, 4, 3, 2, 0, 18) | 1); /* fdivs. */
    assert_true(ppc_fpr(cpu, 4) == bits(0.25));
    ppc_set_fpr(cpu, 5, bits(1.0));
    ppc_set_fpr(cpu, 6, bits(3.0));
    run_ok(FP(59, 4, 5, 6, 0, 18) | 1);
    assert_true(ppc_fpr(cpu, 4) == bits((double)(1.0f / 3.0f)));
    assert_int_equal(ppc_get_crf(cpu, 1), 8);
    run_ok(FP(63, 4, 0, 1, 0, 22)); /* fsqrt */
    assert_true(ppc_fpr(cpu, 4) == 0x40052a7fa9d2f8eaull);
    run_ok(FP(63, 4, 3, 1, 2, 23)); /* fsel: 0.5 >= 0: FRC */
    assert_true(ppc_fpr(cpu, 4) == bits(2.0));
    run_ok(63u << 26 | 4 << 21 | 1 << 11 | 40 << 1); /* fneg */
    assert_true(ppc_fpr(cpu, 4) == bits(-7.0));
    run_ok(63u << 26 | 5 << 21 | 4 << 11 | 264 << 1); /* fabs */
    assert_true(ppc_fpr(cpu, 5) == bits(7.0));
    run_ok(63u << 26 | 5 << 21 | 1 << 11 | 136 << 1); /* fnabs */
    assert_true(ppc_fpr(cpu, 5) == bits(-7.0));
    run_ok(63u << 26 | 5 << 21 | 4 << 16 | 2 << 11 | 8 << 1); /* fcpsgn */
    assert_true(ppc_fpr(cpu, 5) == bits(-2.0));
    run_ok(63u << 26 | 7 << 21 | 1 << 11 | 15 << 1); /* fctiwz */
    assert_int_equal(ppc_fpr(cpu, 7), 7);
    run_ok(63u << 26 | 7 << 21 | 7 << 11 | 846 << 1); /* fcfid */
    assert_true(ppc_fpr(cpu, 7) == bits(7.0));
    run_ok(63u << 26 | 3 << 23 | 1 << 16 | 2 << 11); /* fcmpu cr3 */
    assert_int_equal(ppc_get_crf(cpu, 3), CRF_GT);
    ppc_set_fpr(cpu, 8, 0x1111111122222222);
    ppc_set_fpr(cpu, 9, 0x3333333344444444);
    run_ok(63u << 26 | 10 << 21 | 8 << 16 | 9 << 11 | 966 << 1); /* fmrgew */
    assert_true(ppc_fpr(cpu, 10) == 0x1111111133333333);
    run_ok(63u << 26 | 10 << 21 | 8 << 16 | 9 << 11 | 838 << 1); /* fmrgow */
    assert_true(ppc_fpr(cpu, 10) == 0x2222222244444444);
}

static void float_memory(void **state)
{
    (void)state;
    st_be32(memory + DATA, 0x3fc00000);
    st_be64(memory + DATA + 8, bits(-2.5));
    cpu->gpr[4] = DATA;
    run_ok(D(48, 1, 4, 0)); /* lfs */
    assert_true(ppc_fpr(cpu, 1) == bits(1.5));
    run_ok(D(50, 2, 4, 8)); /* lfd */
    assert_true(ppc_fpr(cpu, 2) == bits(-2.5));
    run_ok(D(52, 2, 4, 16)); /* stfs */
    assert_int_equal(ld_be32(memory + DATA + 16), 0xc0200000);
    run_ok(D(55, 1, 4, 24)); /* stfdu */
    assert_true(ld_be64(memory + DATA + 24) == bits(1.5));
    assert_int_equal(cpu->gpr[4], DATA + 24);
    ppc_set_fpr(cpu, 3, 0x11112222fffffff0);
    cpu->gpr[5] = DATA;
    run_ok(X(3, 0, 5, 983, 0)); /* stfiwx */
    assert_int_equal(ld_be32(memory + DATA), 0xfffffff0);
    run_ok(X(4, 0, 5, 855, 0)); /* lfiwax */
    assert_true(ppc_fpr(cpu, 4) == 0xfffffffffffffff0ull);
    run_ok(X(4, 0, 5, 887, 0)); /* lfiwzx */
    assert_true(ppc_fpr(cpu, 4) == 0xfffffff0ull);
    ppc_set_fpr(cpu, 6, 66);
    ppc_set_fpr(cpu, 7, 77);
    run_ok(X(6, 0, 5, 919, 0)); /* stfdpx */
    assert_true(ld_be64(memory + DATA) == 66 && ld_be64(memory + DATA + 8) == 77);
    cpu->gpr[4] = DATA;
    run_ok(57u << 26 | 8 << 21 | 4 << 16); /* lfdp */
    assert_true(ppc_fpr(cpu, 8) == 66 && ppc_fpr(cpu, 9) == 77);
    assert_int_equal(run(57u << 26 | 9 << 21 | 4 << 16), IR_L_ILLEGAL);
    assert_int_equal(run(D(49, 1, 0, 0)), IR_L_ILLEGAL); /* lfsu with RA = 0 */
}

static void float_status(void **state)
{
    (void)state;
    ppc_set_fpscr(cpu, 0);
    ppc_set_cr(cpu, 0, 0xff);
    run_ok(63u << 26 | 28 << 21 | 38 << 1); /* mtfsb1 28: XE */
    assert_int_equal(cpu->tb_flags, PPC_TBF_FPEXACT);
    ppc_set_fpr(cpu, 1, bits(1.0));
    ppc_set_fpr(cpu, 2, bits(3.0));
    cpu->fp_trap = 0;
    run_ok(FP(63, 3, 1, 2, 0, 18) | 1); /* fdiv. */
    assert_int_equal(ppc_get_crf(cpu, 1), 0xc);
    ppc_set_fpscr(cpu, PPC_FPSCR_XE);
    cpu->fp_trap = 1;
    uint64_t before = cpu->icount;
    ppc_set_fpr(cpu, 3, 0);
    assert_int_equal(run(FP(63, 3, 1, 2, 0, 18)), IR_L_FPE);
    assert_int_equal(cpu->pc, CODE);
    assert_int_equal(cpu->icount, before);
    assert_true(ppc_fpr(cpu, 3) == bits(1.0 / 3.0));
    assert_int_equal(cpu->leave_detail, FPE_FLTRES);
    cpu->fp_trap = 0;
    run_ok(63u << 26 | 5 << 21 | 583 << 1); /* mffs */
    assert_true(ppc_fpr(cpu, 5) == cpu->fpscr);
    run_ok(63u << 26 | 2 << 23 | 1 << 18 | 64 << 1); /* mcrfs cr2,1: XX is in field 1 */
    assert_int_equal(ppc_get_crf(cpu, 2), 2);
    run_ok(63u << 26 | 7 << 23 | 2 << 12 | 134 << 1); /* mtfsfi 7,2 */
    assert_int_equal(cpu->fpscr & 15, 2);
    assert_int_equal(cpu->tb_flags, 0);
    ppc_set_fpr(cpu, 5, 1);
    run_ok(63u << 26 | 0xff << 17 | 5 << 11 | 711 << 1); /* mtfsf */
    assert_int_equal(cpu->fpscr, 1);
    run_ok(63u << 26 | 31 << 21 | 70 << 1); /* mtfsb0 31 */
    assert_int_equal(cpu->fpscr, 0);
    ppc_set_fpr(cpu, 5, 2);
    run_ok(63u << 26 | 6 << 21 | 22 << 16 | 5 << 11 | 583 << 1); /* mffscrn */
    assert_int_equal(cpu->fpscr, 2);
    ppc_set_fpscr(cpu, 0);
}

/* Every compressed declet of three digits comes back. */
static void decimal(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 1000; n++) {
        uint64_t bcd = n / 100 << 8 | n / 10 % 10 << 4 | n % 10, v = bcd | bcd << 12 | bcd << 32;
        uint64_t dpd = int_cbcdtd(v);
        assert_int_equal(dpd & ~0x000fffff000fffffull, 0);
        assert_int_equal(int_cdtbcd(dpd), v);
        if (n < 80 && n % 10 < 8)
            assert_int_equal(dpd & 0x3ff, n / 10 << 4 | n % 10); /* small digits stay as they are */
    }
    assert_int_equal(int_cdtbcd(0x3ff), 0x999); /* one of the codes never made */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(float_forms),
        cmocka_unit_test(float_memory),
        cmocka_unit_test(float_status),
        cmocka_unit_test(decimal),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
