/* SPDX-License-Identifier: Apache-2.0 */
/* Processor models: which rows they have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ppc/cpu/form.h"
#include "ppc/isa/cpu.h"

static void patterns_fit(void **state)
{
    (void)state;
    assert_true(ppc_cpu_features_named(stderr));
}

static void choose(const char *name)
{
    Err e = {0};
    assert_true(ppc_cpu_select(name, &e));
}

static void default_has_all(void **state)
{
    (void)state;
    choose("any");
    for (int op = 1; op < PPC_OP_COUNT; op++)
        assert_true(ppc_cpu_has((PpcOp)op));
}

static void models_differ(void **state)
{
    (void)state;
    static const struct {
        const char *model;
        PpcOp has[6], lacks[6];
    } rows[] = {
        {"750", {PPC_ADD, PPC_FADD, PPC_LSWX, PPC_DCBA}, {PPC_VADDUBM, PPC_LVX, PPC_FSQRT, PPC_POPCNTW, PPC_XXLOR}},
        {"7450", {PPC_VADDUBM, PPC_VSUMSWS, PPC_STVEBX}, {PPC_VADDUDM, PPC_CMPB, PPC_FCPSGN, PPC_LBARX, PPC_LXVD2X}},
        {"e6500", {PPC_VADDUBM, PPC_ISEL, PPC_LBARX, PPC_WAIT}, {PPC_VADDUDM, PPC_FSQRT, PPC_MODSW}},
        {"power7",
         {PPC_POPCNTW, PPC_FSQRT, PPC_LBARX, PPC_FTDIV, PPC_XSADDDP, PPC_XVCVSPSXDS},
         {PPC_VADDUDM, PPC_MODSW, PPC_FMRGEW, PPC_XSADDSP, PPC_LXV, PPC_MFVSRD}},
        {"POWER8",
         {PPC_VADDUDM, PPC_BCDADD_DOT, PPC_VCIPHER},
         {PPC_VMSUMUDM, PPC_VSLV, PPC_BCDS_DOT, PPC_VCMPNEB, PPC_SETB}},
        {"power9",
         {PPC_VMSUMUDM, PPC_SETB, PPC_BCDCTSQ_DOT, PPC_VEXTUBLX},
         {PPC_VMULLD, PPC_SETBC, PPC_VSTRIBL, PPC_VCMPEQUQ}},
        {"power10", {PPC_VMULLD, PPC_SETBC, PPC_MTVSRBMI, PPC_VDIVESQ}, {PPC_INVALID}},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        choose(rows[i].model);
        for (unsigned k = 0; k < 6; k++) {
            if (rows[i].has[k] && !ppc_cpu_has(rows[i].has[k]))
                fail_msg("%s has not %s", rows[i].model, ppc_row(rows[i].has[k])->id);
            if (rows[i].lacks[k] && !ppc_form_invalid(rows[i].lacks[k], ppc_row(rows[i].lacks[k])->match))
                fail_msg("%s has %s", rows[i].model, ppc_row(rows[i].lacks[k])->id);
        }
    }
    choose("any");
}

/* A model shows what it has: no vectors without the rows, no later book than its rows are of. */
static void shown_is_there(void **state)
{
    (void)state;
    static const char *const names[] = {"any", "750", "7450", "e6500", "power7", "power8", "power9", "power10"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        choose(names[i]);
        const PpcCpuModel *m = ppc_cpu_model;
        assert_int_equal((m->hwcap & HWCAP_ALTIVEC) != 0, ppc_cpu_has(PPC_VADDUBM));
        assert_true(!(m->hwcap & HWCAP_VSX) || ppc_cpu_has(PPC_XVMADDADP));
        assert_true(!(m->hwcap & HWCAP_ARCH_2_05) || ppc_cpu_has(PPC_CMPB));
        assert_true(!(m->hwcap & HWCAP_ARCH_2_06) || ppc_cpu_has(PPC_POPCNTW));
        assert_true(!(m->hwcap2 & HWCAP2_ARCH_2_07) || ppc_cpu_has(PPC_VADDUQM));
        assert_true(!(m->hwcap2 & HWCAP2_ARCH_3_00) || ppc_cpu_has(PPC_MODUW));
        assert_true(!(m->hwcap2 & HWCAP2_ARCH_3_1) || ppc_cpu_has(PPC_BRW));
        assert_true(!(m->hwcap2 & HWCAP2_VEC_CRYPTO) || ppc_cpu_has(PPC_VNCIPHER));
        assert_true(!(m->hwcap2 & HWCAP2_DARN) || ppc_cpu_has(PPC_DARN));
    }
    choose("any");
}

static void unknown_model(void **state)
{
    (void)state;
    Err e = {0};
    assert_false(ppc_cpu_select("g5", &e));
    assert_string_equal(ppc_cpu_model->name, "any");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_fit),   cmocka_unit_test(default_has_all), cmocka_unit_test(models_differ),
        cmocka_unit_test(shown_is_there), cmocka_unit_test(unknown_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
