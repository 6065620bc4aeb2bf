/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/base: bit fields in the Power ISA's numbering, rotates, byte order,
 * the arena's alignment and reset, and how an Err keeps the first text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/arena.h"
#include "engine/base/bits.h"
#include "engine/base/err.h"

static void fields(void **state)
{
    (void)state;
    uint32_t addi = 0x38a1fffe; /* addi r5,r1,-2 */
    assert_int_equal(ppc_bits(addi, 0, 5), 14);
    assert_int_equal(ppc_bits(addi, 6, 10), 5);
    assert_int_equal(ppc_bits(addi, 11, 15), 1);
    assert_int_equal(sext32(ppc_bits(addi, 16, 31), 16), -2);
    assert_int_equal(ppc_bits(0xdeadbeef, 0, 31), 0xdeadbeef);
    assert_int_equal(ppc_bit(0x80000000, 0), 1);
    assert_int_equal(ppc_bit(1, 31), 1);
    assert_int_equal(ppc_bit(1, 30), 0);
}

static void masks(void **state)
{
    (void)state;
    assert_int_equal(ppc_mask32(0, 31), 0xffffffff);
    assert_int_equal(ppc_mask32(24, 31), 0xff);
    assert_int_equal(ppc_mask32(31, 0), 0x80000001);
    assert_int_equal(ppc_mask32(16, 15), 0xffffffff);
    assert_true(ppc_mask64(32, 63) == 0xffffffffull);
    assert_true(ppc_mask64(63, 0) == 0x8000000000000001ull);
}

static void numbers(void **state)
{
    (void)state;
    assert_int_equal(rotl32(0x80000001, 1), 3);
    assert_int_equal(rotl32(0x12345678, 0), 0x12345678);
    assert_int_equal(rotl32(0x12345678, 32), 0x12345678);
    assert_true(rotl64(1, 63) == 0x8000000000000000ull);
    assert_true(sext64(0x8000, 16) == -0x8000);
    assert_true(sext64(~0ull, 64) == -1);
    assert_int_equal(clz32(0), 32);
    assert_int_equal(clz32(1), 31);
    assert_int_equal(clz64(0), 64);
}

static void byte_order(void **state)
{
    (void)state;
    unsigned char m[9] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    assert_int_equal(ld_be16(m + 1), 0x0102);
    assert_int_equal(ld_be32(m + 1), 0x01020304);
    assert_true(ld_be64(m + 1) == 0x0102030405060708ull);
    st_be32(m + 1, 0xa1b2c3d4);
    assert_int_equal(m[1], 0xa1);
    assert_int_equal(m[4], 0xd4);
    assert_int_equal(m[5], 5);
}

static void arena_gives_aligned_memory(void **state)
{
    (void)state;
    Arena a = {0};
    uintptr_t last = 0;
    for (int i = 1; i < 2000; i++) {
        char *p = arena_zalloc(&a, (size_t)i);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_true((uintptr_t)p != last);
        for (int j = 0; j < i; j++)
            assert_int_equal(p[j], 0);
        memset(p, 0x5a, (size_t)i);
        last = (uintptr_t)p;
    }
    arena_reset(&a);
    char *big = arena_alloc(&a, 10 << 20);
    memset(big, 1, 10 << 20);
    arena_free(&a);
    assert_null(a.head);
}

static void err_keeps_the_first_text(void **state)
{
    (void)state;
    Err e = {0};
    err_prefix(&e, "nothing");
    assert_string_equal(e.text, "");
    assert_false(err_set(&e, "bad %d", 1));
    assert_false(err_set(&e, "worse"));
    assert_string_equal(e.text, "bad 1");
    err_prefix(&e, "file %s", "x");
    assert_string_equal(e.text, "file x: bad 1");
    assert_false(err_set(NULL, "nobody listens"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),
        cmocka_unit_test(masks),
        cmocka_unit_test(numbers),
        cmocka_unit_test(byte_order),
        cmocka_unit_test(arena_gives_aligned_memory),
        cmocka_unit_test(err_keeps_the_first_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
