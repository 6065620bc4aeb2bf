/* SPDX-License-Identifier: Apache-2.0 */
/* The text form: what is printed parses back to the same unit, and mistakes get one line that says where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tcg/opt/pass.h"
#include "tests/unit/irgen.h"

static void round_trip(const IrUnit *u)
{
    Arena arena = {0};
    Err err = {""};
    char *a = irtest_text(u, 0);
    IrUnit *v = ir_parse(&arena, &irtest_env, a, &err);
    if (!v || !ir_verify(v, &err))
        fail_msg("%s\n%s", err.text, a);
    char *b = irtest_text(v, 0);
    assert_string_equal(a, b);
    free(a);
    free(b);
    arena_free(&arena);
}

static void random_units(void **state)
{
    (void)state;
    Arena arena = {0};
    OptConfig cfg = {.off = ""};
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        irtest_env.guest64 = seed % 2;
        IrUnit *u = irgen_unit(&arena, seed, 20);
        round_trip(u);
        opt_run(u, &cfg); /* snapshots; gaps in the numbers */
        round_trip(u);
        arena_reset(&arena);
    }
    irtest_env.guest64 = false;
    arena_free(&arena);
}

/* Each op, with all its suffixes. */
static const char all_ops[] = "unit 0x10000000 flags 3\n"
                              "insn 0x10000000 38200001\n"
                              "insn 0x10000004 60000000 12 8\n"
                              "b0:\n"
                              "    mark 0\n"
                              "    %1 = get.i32 r0\n"
                              "    %2 = get.i64 cr0\n"
                              "    %3 = get.f32 s0\n"
                              "    %4 = get.f64 f0\n"
                              "    %5 = get.v128 v0\n"
                              "    put.i32 r1, $0xffffffff\n"
                              "    %6 = copy.v128 $v00112233445566778899aabbccddeeff\n"
                              "    %7 = sext32 %1\n"
                              "    %8 = trunc $0x100000000\n"
                              "    %9 = adc.i32 %1, $0x5, $0x1\n"
                              "    %10 = carry.i64 %2, %7, %1\n"
                              "    %11 = ovf.i32 %1, %8, $0x0\n"
                              "    %12 = set.i64.leu %2, $0x7\n"
                              "    %13 = fset.f64.fun %4, $0x7ff8000000000000\n"
                              "    %14 = sel.f32 %12, %3, $0x3f800000\n"
                              "    %15 = fma.f64 %4, %4, %4\n"
                              "    %16 = f32to64 %14\n"
                              "    %17 = f64to32 %16\n"
                              "    %18 = ftoi.i64 %16 @1\n"
                              "    %19 = itof.i32 %9 !2\n"
                              "    %20 = bitsi.i32 $0x3f800000\n"
                              "    %21 = bitsf.f64 $0x1\n"
                              "    mark 1 !0\n"
                              "    %22 = ld.i32.16sbe %1-4 {r1=%9, cr0=$0x1, v0=%5}\n"
                              "    %23 = ld.v128.128 $0x1000\n"
                              "    %24 = ld.i32.32f %1\n"
                              "    st.f64.64be %1+2147483647, %4\n"
                              "    %25 = cas.i32.32be %1+8, %22, $0x0\n"
                              "    fence\n"
                              "    fence.light\n"
                              "    %26 = envp [-128]\n"
                              "    %27 = eld.i32.8s [64]\n"
                              "    est.i64.32 [72], $0x1\n"
                              "    ecount [80], $0xffffffffffffffff\n"
                              "    %28 = hld.i64.64 %26+8\n"
                              "    hst.i32.8 %26-8, %1\n"
                              "    %29 = call.i32 const2(%1, $0x2)\n"
                              "    call plain_void()\n"
                              "    call.if notes($0x7, %29)\n"
                              "    %30 = call.i64.if else(%29, %2, %29)\n"
                              "    hcount %26+16, %2\n"
                              "    poll 0x10000000 {r0=%29}\n"
                              "    guard.i64.ne %2, $0x5, 0x10000004 {r0=%29}\n"
                              "    brif.i64.tstnz %2, $0x4000000000000000, b1, b2\n"
                              "b1 cold freq 3:\n"
                              "    exit.poll.call.undone 0x10000010\n"
                              "b2:\n"
                              "    br b3\n"
                              "b3 freq 160:\n"
                              "    %31 = phi.i32 %1, %32\n"
                              "    %32 = add.i32 %31, $0x1\n"
                              "    brif.i32.eq %32, %8, b4, b3\n"
                              "b4:\n"
                              "    brif.i32.ltu %32, $0x3, b5, b6\n"
                              "b5:\n"
                              "    exiti.poll.return %32\n"
                              "b6:\n"
                              "    leave.illegal 0x38200001\n";

static void every_shape(void **state)
{
    (void)state;
    Arena arena = {0};
    Err err = {""};
    irtest_env.guest64 = false;
    IrUnit *u = ir_parse(&arena, &irtest_env, all_ops, &err);
    if (!u || !ir_verify(u, &err))
        fail_msg("%s", err.text);
    char *t = irtest_text(u, 0);
    assert_string_equal(t, all_ops);
    free(t);
    assert_int_equal(u->ops[19].origin, 2);
    assert_int_equal(u->ops[18].insn, 1);
    assert_int_equal(u->ops[22].origin, 0);
    arena_free(&arena);
}

static void mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } list[] = {
        {"b0:\n  %1 = foo.i32 %2\n", "line 2: no op 'foo'"},
        {"b0:\n  %1 = add.i31 %2\n", "line 2: no type 'i31'"},
        {"b0:\n  %1 = get.i32 r9\n", "line 2: no state slot 'r9'"},
        {"b0:\n  %1 = get.i64 r1\n", "line 2: get: slot r1 is i32, not i64"},
        {"b0:\n  %1 = get.i32 r1\n  %1 = get.i32 r1\n", "line 3: %1 is made twice"},
        {"b0:\n  %1 = get.i32 r1 r2\n", "line 2: 'r2' not understood"},
        {"b0:\n  %1 = add.i32 $1\n", "line 2: ',' expected at ''"},
        {"b0:\n  put.i32 r1, %7\n", "line 2: put: operand 0 is %7, which pass - removed"},
        {"b0:\n  %1 = call.i32 nobody()\n", "line 2: no helper 'nobody'"},
        {"b0:\n  %1 = ld.i32.24be $0\n", "line 2: access size of 24 bits"},
        {"b0:\n  %1 = ld.f64.32be $0\n", "line 2: ld: access of 4 bytes does not fit f64"},
        {"b0:\n  %1 = st.i32.32be $0, $0\n", "line 2: st: result where none is, or none where one is"},
        {"  br b0\n", "line 1: op outside a block"},
        {"b0:\n  br b7\n", "line 2: br: no block b7"},
        {"b0:\n  %99999999 = get.i32 r1\n", "line 0: temp or block number too high"},
        {"b0:\n  %1 = set.i32.flt $0, $0\n", "line 2: set: condition 12 is not one of integers"},
        {"b0:\n  exit.pol 0\n", "line 2: number expected at '.pol 0"},
    };
    for (unsigned i = 0; i < sizeof list / sizeof list[0]; i++) {
        Arena arena = {0};
        Err err = {""};
        assert_null(ir_parse(&arena, &irtest_env, list[i].text, &err));
        if (strncmp(err.text, list[i].error, strlen(list[i].error)))
            fail_msg("'%s' instead of '%s'", err.text, list[i].error);
        arena_free(&arena);
    }
}

/* Texts with a byte changed must be parsed or refused, never more. */
static void damaged(void **state)
{
    (void)state;
    Arena arena = {0};
    uint64_t rng = 3;
    for (unsigned i = 0; i < 20000; i++) {
        Err err = {""};
        char text[sizeof all_ops];
        memcpy(text, all_ops, sizeof text);
        for (unsigned k = 1 + i % 3; k-- > 0;)
            text[irtest_rand(&rng) % (sizeof text - 1)] =
                "0123456789abcdefrsv%$.,+-=(){}[]: \n;"[(irtest_rand(&rng) >> 9) % 36];
        IrUnit *u = ir_parse(&arena, &irtest_env, text, &err);
        assert_true(u || err.text[0]);
        if (u && ir_verify(u, &err))
            round_trip(u);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape),
        cmocka_unit_test(random_units),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
