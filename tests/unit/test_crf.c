/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ppc/cpu: codes of CR fields, the whole CR, XER, slots, a CPU's life.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/slot.h"

static const int64_t values[] = {
    0,         1,          -1,         2,           -2,        0x7fffffff, -0x7fffffff,
    INT32_MIN, 0x80000000, 0xffffffff, 0x100000000, INT64_MAX, INT64_MIN,  0x123456789,
};

static void all_sixteen(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 16; bits++)
        assert_int_equal(crf_decode(crf_encode(bits)), bits);
}

static unsigned order(bool lt, bool gt, unsigned so)
{
    return lt ? CRF_LT | so : gt ? CRF_GT | so : CRF_EQ | so;
}

static void compare_codes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ARRAY_LEN(values); i++)
        for (unsigned j = 0; j < ARRAY_LEN(values); j++)
            for (unsigned so = 0; so < 2; so++) {
                int64_t a = values[i], b = values[j];
                int32_t sa = (int32_t)a, sb = (int32_t)b;
                uint32_t ua = (uint32_t)a, ub = (uint32_t)b;
                assert_int_equal(crf_decode(crf_cmp_s32(sa, sb, so)), order(sa<sb, sa> sb, so));
                assert_int_equal(crf_decode(crf_cmp_u32(ua, ub, so)), order(ua<ub, ua> ub, so));
                assert_int_equal(crf_decode(crf_cmp_s64(a, b, so)), order(a<b, a> b, so));
                assert_int_equal(crf_decode(crf_cmp_u64((uint64_t)a, (uint64_t)b, so)),
                                 order((uint64_t)a<(uint64_t)b, (uint64_t)a>(uint64_t) b, so));
            }
}

static void whole_register(void **state)
{
    (void)state;
    PpcCpu *cpu = ppc_cpu_new(false, NULL);
    assert_non_null(cpu);
    assert_int_equal(ppc_get_cr(cpu), 0);
    ppc_set_cr(cpu, 0x12345678, 0xff);
    assert_int_equal(ppc_get_cr(cpu), 0x12345678);
    ppc_set_cr(cpu, 0xffffffff, 0x81);
    assert_int_equal(ppc_get_cr(cpu), 0xf234567f);
    assert_int_equal(ppc_get_crf(cpu, 1), 2);
    for (unsigned n = 0; n < 32; n++) {
        ppc_set_cr(cpu, 0, 0xff);
        ppc_set_cr_bit(cpu, n, 1);
        assert_int_equal(ppc_get_cr(cpu), 0x80000000u >> n);
        assert_int_equal(ppc_get_cr_bit(cpu, n), 1);
        ppc_set_cr(cpu, 0xffffffff, 0xff);
        ppc_set_cr_bit(cpu, n, 0);
        assert_int_equal(ppc_get_cr(cpu), ~(0x80000000u >> n));
    }
    ppc_cpu_free(cpu);
}

static void xer(void **state)
{
    (void)state;
    PpcCpu *cpu = ppc_cpu_new(false, NULL);
    ppc_set_xer(cpu, 0xffffffff);
    assert_int_equal(ppc_get_xer(cpu), 0xe000007f);
    assert_int_equal(cpu->tb_flags, PPC_TBF_SO);
    ppc_set_xer(cpu, 0x20000005);
    assert_int_equal(cpu->so, 0);
    assert_int_equal(cpu->ca, 1);
    assert_int_equal(cpu->xerc, 5);
    assert_int_equal(cpu->tb_flags, 0);
    ppc_cpu_free(cpu);
}

/* Each slot's place holds the field it names, in both tables; names do not repeat. */
static void slots(void **state)
{
    (void)state;
    PpcCpu *cpu = ppc_cpu_new(true, NULL);
    cpu->gpr[31] = 0x1122334455667788;
    cpu->vsr[5].d[1] = 55;
    cpu->vsr[32 + 7].d[1] = 77;
    cpu->pc = 0x123;
    cpu->fpl_op = 9;
    ppc_set_crf(cpu, 3, 5);
    assert_true(ppc_slot_read(cpu, PPC_REG_R31) == 0x1122334455667788);
    assert_int_equal(ppc_slot_read(cpu, PPC_REG_F(5)), 55);
    assert_int_equal(ppc_slot_read(cpu, PPC_REG_V(7)), 77);
    assert_int_equal(ppc_slot_read(cpu, SLOT_PC), 0x123);
    assert_int_equal(ppc_slot_read(cpu, SLOT_FPL_OP), 9);
    assert_int_equal(crf_decode((int64_t)ppc_slot_read(cpu, PPC_REG_CR(3))), 5);
    assert_true(ppc_slot_read(cpu, PPC_REG_RES) == ~0ull);
    cpu->guest64 = 0;
    assert_int_equal(ppc_slot_read(cpu, PPC_REG_R31), 0x55667788);
    for (unsigned i = 0; i < SLOT_COUNT; i++) {
        const IrSlotDesc *a = &ppc_slot_desc32[i], *b = &ppc_slot_desc64[i];
        assert_int_equal(a->offset, b->offset);
        assert_int_equal(a->type == IR_VOID, a->name == NULL);
        for (unsigned j = 0; a->name && j < i; j++)
            assert_true(!ppc_slot_desc32[j].name || strcmp(ppc_slot_desc32[j].name, a->name));
    }
    ppc_cpu_free(cpu);
}

static void copies(void **state)
{
    (void)state;
    PpcCpu *cpu = ppc_cpu_new(false, NULL);
    cpu->gpr[3] = 33;
    cpu->pending = PPC_PEND_SIGNAL;
    cpu->thread = cpu;
    cpu->res_addr = 0x1000;
    ((uint8_t *)cpu)[PPC_CPU_RESERVE - 1] = 1;
    PpcCpu *two = ppc_cpu_clone(cpu, NULL);
    assert_int_equal(two->gpr[3], 33);
    assert_int_equal(two->pending, 0);
    assert_null(two->thread);
    assert_true(two->res_addr == ~0ull);
    assert_int_equal(((uint8_t *)two)[PPC_CPU_RESERVE - 1], 0);
    ppc_cpu_free(two);
    ppc_cpu_free(cpu);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_sixteen), cmocka_unit_test(compare_codes), cmocka_unit_test(whole_register),
        cmocka_unit_test(xer),         cmocka_unit_test(slots),         cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
