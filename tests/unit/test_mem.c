/* SPDX-License-Identifier: Apache-2.0 */
/* The guest address space: placement, flags, remapping, write watch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/mem/mem.h"

enum { RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS };
static uint64_t hook_start, hook_nbytes;
static unsigned hook_calls;

static void hook(uint64_t start, uint64_t nbytes)
{
    hook_start = start;
    hook_nbytes = nbytes;
    hook_calls++;
}

static int setup(void **state)
{
    Err e = {0};
    (void)state;
    mem_code_hook = hook;
    return mem_init(false, &e) ? 0 : -1;
}

static void placement(void **state)
{
    (void)state;
    int64_t a = mem_mmap(0, 0x3000, RW, ANON, -1, 0), b = mem_mmap(0, 0x1000, RW, ANON, -1, 0);
    assert_true(a > 0 && b > 0);
    assert_int_equal(b, a - 0x1000); /* downwards */
    assert_int_equal(mem_flags((uint64_t)a), MEM_R | MEM_W | MEM_MAPPED);
    assert_int_equal(mem_munmap((uint64_t)a + 0x1000, 0x1000), 0);
    assert_int_equal(mem_flags((uint64_t)a + 0x1000), 0);
    assert_true(mem_ok((uint64_t)a, 0x1000, MEM_R | MEM_W));
    assert_false(mem_ok((uint64_t)a, 0x1001, MEM_R));
    assert_int_equal(mem_mmap(0, 0x1000, RW, ANON, -1, 0), a + 0x1000); /* the hole */
    assert_int_equal(mem_mmap(0x20000000, 0x1000, RW, ANON, -1, 0), 0x20000000);
    assert_true(mem_mmap(0x20000000, 0x1000, RW, ANON, -1, 0) != 0x20000000);
    assert_int_equal(mem_mmap(0x20000000, 0x1000, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0), -EEXIST);
    assert_int_equal(mem_mmap(0x20000001, 0x1000, RW, ANON | MAP_FIXED, -1, 0), -EINVAL);
    assert_int_equal(mem_mmap(0xfffff000, 0x1000, RW, ANON | MAP_FIXED, -1, 0), -ENOMEM);
    assert_int_equal(mem_mmap(0, 0, RW, ANON, -1, 0), -EINVAL);
    assert_int_equal(mem_mmap(0, 0xfffff000, RW, ANON, -1, 0), -ENOMEM);
}

static void ranges(void **state)
{
    (void)state;
    assert_true(mem_ok(0xffffffff, 0, MEM_R));
    assert_false(mem_ok(0xffffffff, 2, MEM_R));
    assert_false(mem_ok(0x100000000ull, 1, 0));
    assert_false(mem_ok(16, UINT64_MAX, 0));
    assert_int_equal(mem_flags(0x100000000ull), 0);
}

static void remapping(void **state)
{
    (void)state;
    uint64_t a = 0x30000000;
    assert_int_equal(mem_mmap(a, 0x2000, RW, ANON | MAP_FIXED, -1, 0), (int64_t)a);
    strcpy(mem_g2h(a + 0x1000), "there");
    assert_int_equal(mem_mremap(a, 0x2000, 0x4000, 0, 0), (int64_t)a); /* grows in place */
    assert_int_equal(mem_mmap(a + 0x4000, 0x1000, RW, ANON | MAP_FIXED, -1, 0), (int64_t)a + 0x4000);
    assert_int_equal(mem_mremap(a, 0x4000, 0x8000, 0, 0), -ENOMEM);
    int64_t b = mem_mremap(a, 0x4000, 0x8000, MREMAP_MAYMOVE, 0);
    assert_true(b > 0 && b != (int64_t)a);
    assert_string_equal(mem_g2h((uint64_t)b + 0x1000), "there");
    assert_int_equal(mem_flags(a), 0);
    assert_int_equal(mem_mremap((uint64_t)b, 0x8000, 0x1000, 0, 0), b);
    assert_false(mem_ok((uint64_t)b, 0x1001, 0));
    assert_int_equal(mem_mremap(0x40000000, 0x1000, 0x2000, MREMAP_MAYMOVE, 0), -EFAULT);
}

static void watching(void **state)
{
    (void)state;
    uint64_t a = 0x50000000;
    assert_int_equal(mem_mmap(a, 0x3000, RW | PROT_EXEC, ANON | MAP_FIXED, -1, 0), (int64_t)a);
    mem_watch_code(a + 0xfff, 2); /* both pages */
    mem_watch_code(a, 4);
    assert_true(mem_flags(a) & MEM_CODE);
    assert_true(mem_flags(a + 0x1000) & MEM_CODE);
    assert_false(mem_flags(a + 0x2000) & MEM_CODE);
    assert_true(mem_ok(a, 0x3000, MEM_W));
    hook_calls = 0;
    mem_before_write(a + 0x1800, 0x1000);
    assert_int_equal(hook_calls, 1);
    assert_int_equal(hook_start, a + 0x1000);
    assert_int_equal(hook_nbytes, MEM_PAGE);
    *(char *)mem_g2h(a + 0x1800) = 1;
    assert_true(mem_unwatch_page(a + 5));
    assert_false(mem_unwatch_page(a + 5));
    *(char *)mem_g2h(a) = 1;
    mem_watch_code(a, 4);
    assert_int_equal(mem_mprotect(a, 0x1000, PROT_READ), 0);
    assert_false(mem_flags(a) & MEM_CODE);
    mem_watch_code(a, 4); /* nothing to watch */
    assert_false(mem_flags(a) & MEM_CODE);
}

static void program_break(void **state)
{
    (void)state;
    mem_set_brk(0x60000000);
    assert_int_equal(mem_brk(0), 0x60000000);
    assert_int_equal(mem_brk(0x60001234), 0x60001234);
    assert_true(mem_ok(0x60000000, 0x2000, MEM_R | MEM_W));
    *(char *)mem_g2h(0x60001000) = 5;
    assert_int_equal(mem_brk(0x60000010), 0x60000010);
    assert_int_equal(mem_flags(0x60001000), 0);
    assert_int_equal(mem_brk(0x60002000), 0x60002000);
    assert_int_equal(*(char *)mem_g2h(0x60001000), 0); /* fresh */
    assert_int_equal(mem_brk(0x10), 0x60002000);
    assert_int_equal(mem_mmap(0x60004000, 0x1000, RW, ANON | MAP_FIXED, -1, 0), 0x60004000);
    assert_int_equal(mem_brk(0x60008000), 0x60002000); /* in the way */
}

typedef struct Seen {
    unsigned n;
    MemMapping m[8];
} Seen;

static void see(void *ctx, const MemMapping *m)
{
    Seen *s = ctx;
    if (m->start >= 0x70000000 && m->end <= 0x70100000 && s->n < 8)
        s->m[s->n++] = *m;
}

static void listing(void **state)
{
    (void)state;
    Seen s = {0};
    mem_mmap(0x70000000, 0x4000, RW | PROT_EXEC, ANON | MAP_FIXED, -1, 0);
    mem_watch_code(0x70001000, 4); /* must not show */
    mem_mprotect(0x70003000, 0x1000, PROT_NONE);
    mem_for_each(see, &s);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.m[0].start, 0x70000000);
    assert_int_equal(s.m[0].end, 0x70003000);
    assert_int_equal(s.m[1].end, 0x70004000);
    assert_int_equal(s.m[1].flags & (MEM_R | MEM_W | MEM_X), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placement), cmocka_unit_test(ranges),        cmocka_unit_test(remapping),
        cmocka_unit_test(watching),  cmocka_unit_test(program_break), cmocka_unit_test(listing),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
