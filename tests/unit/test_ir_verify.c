/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier finds each kind of fault, and names it; the builder refuses what cannot stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tests/unit/irtest.h"

/* Each parses (op by op it is right) and is wrong as a whole. */
static const struct {
    const char *text, *error;
} wrong[] = {
    {"", "unit without blocks"},
    {"b0:\n", "b0: empty, but reached"},
    {"b0:\n put.i32 r0, $1\n", "b0: %1 put: last op of its block, but no end"},
    {"b0:\n exit 0\n put.i32 r0, $1\n exit 0\n", "b0: %1 exit: not the last op of its block"},
    {"b0:\n put.i32 r0, %1\n %1 = get.i32 r1\n exit 0\n", "b0: %2 put: operand %1 is made after its use"},
    {"b0:\n brif.i32.eq $1, $2, b1, b2\nb1:\n %1 = get.i32 r0\n br b2\nb2:\n put.i32 r1, %1\n exit 0\n",
     "b2: %6 put: operand %1 of b1 is not made on every path"},
    {"b0:\n br b2\nb1:\n %1 = get.i32 r0\n br b2\nb2:\n put.i32 r1, %1\n exit 0\n",
     "b2: %4 put: operand %1 is made in b1, which nothing reaches"},
    {"b0:\n br b1\nb1:\n %1 = phi.i32 $1, $2\n exit 0\n", "b1: %1 phi: 2 arguments for 1 predecessors"},
    {"b0:\n br b1\nb1:\n put.i32 r0, $1\n %1 = phi.i32 $1\n exit 0\n", "b1: %1 phi: behind an op that is no phi"},
    {"b0:\n %1 = phi.i32\n exit 0\n", "line 2: operand expected at ''"},
    {"b0:\n %1 = get.i32 r0\n br b1\nb1:\n %2 = phi.i32 %3, %3\n %3 = get.i32 r1\n br b1\n",
     "b1: %2 phi: operand %3 of b1 is not made on every path"},
    {"b0:\n brif.i32.eq $1, $2, b1, b1\nb1:\n %1 = phi.i32 $1, $2\n exit 0\n", "b1: %1 phi: two values from b0"},
    {"b0:\n %1 = add.i32 $1, $2 {r1=$1}\n exit 0\n", "b0: %1 add: snapshot on an op that cannot leave"},
    {"b0:\n %1 = ld.i32.32 $1 {cr1=%2}\n %2 = get.i32 r0\n exit 0\n", "b0: %1 ld: snapshot of slot cr1 is i32"},
    {"b0:\n %1 = ld.i32.32 $1 {r1=%2}\n %2 = get.i32 r0\n exit 0\n", "b0: %1 ld: operand %2 is made after its use"},
    {"b0:\n %1 = ld.i32.32 $1 {r1=%2}\n exit 0\n", "b0: %1 ld: snapshot of slot r1 is no value"},
    {"b0:\n exit 0 @7\n", "b0: %1 exit: guest instruction 7 of 0"},
};

static void units(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Arena arena = {0};
        Err err = {""};
        IrUnit *u = ir_parse(&arena, &irtest_env, wrong[i].text, &err);
        assert_false(u && ir_verify(u, &err));
        if (strcmp(err.text, wrong[i].error))
            fail_msg("'%s' instead of '%s'", err.text, wrong[i].error);
        arena_free(&arena);
    }
}

static IrUnit *fresh(Arena *arena, IrRef *ld)
{
    static const char text[] = "b0:\n %1 = get.i32 r0\n %2 = get.i64 cr0\n %3 = ld.i32.32be %1+4\n"
                               " %4 = add.i32 %1, %3\n put.i32 r1, %4\n exit 0\n";
    Err err = {""};
    IrUnit *u = ir_parse(arena, &irtest_env, text, &err);
    assert_non_null(u);
    assert_true(ir_verify(u, &err));
    *ld = 3;
    return u;
}

/* Damage that no text can express: one field of op r set to a value. */
#define DAMAGE(r, field, value, error)                                                                                 \
    do {                                                                                                               \
        Arena arena = {0};                                                                                             \
        Err err = {""};                                                                                                \
        IrRef ld;                                                                                                      \
        IrUnit *u = fresh(&arena, &ld);                                                                                \
        u->ops[r].field = value;                                                                                       \
        assert_false(ir_verify(u, &err));                                                                              \
        assert_string_equal(err.text, error);                                                                          \
        arena_free(&arena);                                                                                            \
    } while (0)

static void fields(void **state)
{
    (void)state;
    DAMAGE(4, b, 2, "b0: %4 add: operand 1 is i64, not i32");
    DAMAGE(4, b, 0, "b0: %4 add: operand 1 is missing");
    DAMAGE(4, b, 12345, "b0: %4 add: operand 1 is missing");
    DAMAGE(4, c, 1, "b0: %4 add: operand 2 is one too many");
    DAMAGE(4, a, 5, "b0: %4 add: operand 0 is %5, a put without result");
    DAMAGE(4, type, IR_F64, "b0: %4 add: type f64 is not allowed");
    DAMAGE(4, type, 99, "b0: %4 add: type void is not allowed");
    DAMAGE(4, sub, 1, "b0: %4 add: stray sub 1");
    DAMAGE(4, op, 200, "b0: %4 ?: op 200 may not stand in a block");
    DAMAGE(4, op, UOP_CONST, "b0: %4 const: op 0 may not stand in a block");
    DAMAGE(4, dead, 'X', "b0: %4 add: in a block although pass X removed it");
    DAMAGE(4, block, 7, "b7: %4 add: list links broken");
    DAMAGE(4, prev, 1, "b0: %4 add: list links broken");
    DAMAGE(4, next, 0, "b0: last op is not the last in the list");
    DAMAGE(4, next, 1, "b0: %1 get: list links broken");
    DAMAGE(1, imm, 777, "b0: %1 get: no state slot 777");
    DAMAGE(1, imm, S_HOLE, "b0: %1 get: no state slot 18");
    DAMAGE(1, imm, S_CR0, "b0: %1 get: slot cr0 is i64, not i32");
    DAMAGE(3, sub, IR_M_64, "b0: %3 ld: access of 8 bytes does not fit i32");
    DAMAGE(3, sub, 0x80 | IR_M_32, "b0: %3 ld: access flags 0x80 do not fit");
    DAMAGE(3, a, 2, "b0: %3 ld: operand 0 is i64, not i32");
    DAMAGE(6, sub, 64, "b0: %6 exit: exit flags 0x40");
}

static void two_entries(void **state)
{
    (void)state;
    Arena arena = {0};
    Err err = {""};
    IrRef ld;
    IrUnit *u = fresh(&arena, &ld);
    IrSnap b = {.slot = S_R0, .depth = 1, .ref = 1}, a = {.next = &b, .slot = S_R0, .depth = 2, .ref = 1};
    u->ops[ld].snap = &a;
    assert_false(ir_verify(u, &err));
    assert_string_equal(err.text, "b0: %3 ld: slot r0 twice in the snapshot");
    arena_free(&arena);
}

/* Snapshot chains: replacing and removing leave shared tails alone. */
static void snapshots(void **state)
{
    (void)state;
    Arena arena = {0};
    IrRef ld;
    IrUnit *u = fresh(&arena, &ld);
    const IrSnap *s = ir_snap_with(u, NULL, S_R0, 1), *t = ir_snap_with(u, s, S_R0 + 1, 1),
                 *v = ir_snap_with(u, t, S_R0, 3);
    assert_int_equal(ir_snap_find(t, S_R0)->ref, 1);
    assert_int_equal(ir_snap_find(v, S_R0)->ref, 3);
    assert_int_equal(v->depth, 2);
    assert_int_equal(ir_snap_find(v, S_R0 + 1)->ref, 1);
    assert_ptr_equal(ir_snap_without(u, t, S_R0 + 1), s);
    assert_ptr_equal(ir_snap_without(u, t, S_R0 + 5), t);
    assert_null(ir_snap_without(u, s, S_R0));
    arena_free(&arena);
}

int main(void)
{
    irtest_env.guest64 = false;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units),
        cmocka_unit_test(fields),
        cmocka_unit_test(two_entries),
        cmocka_unit_test(snapshots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
