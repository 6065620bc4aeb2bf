/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Effects of single instructions, written down by hand from the Power ISA book
 * for the cases that depend on fields, and general rules over all rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ppc/isa/effects.h"
#include "ppc/isa/gen.h"
#include "ppc/isa/report.h"

static void set_text(char *buf, size_t size, const PpcRegSet *s)
{
    FILE *f = fmemopen(buf, size, "w");
    assert_non_null(f);
    ppc_regset_print(f, s);
    fclose(f);
}

static void check(uint32_t word, const char *reads, const char *writes, int load, int store)
{
    char r[300], w[300];
    PpcEffects e;
    ppc_effects(ppc_decode(word), word, &e);
    set_text(r, sizeof r, &e.reads);
    set_text(w, sizeof w, &e.writes);
    assert_string_equal(r, reads);
    assert_string_equal(w, writes);
    assert_int_equal(e.load, load);
    assert_int_equal(e.store, store);
}

static void integer(void **state)
{
    (void)state;
    check(0x38200001, "-", "r1", 0, 0);                  /* li r1,1 */
    check(0x38210001, "r1", "r1", 0, 0);                 /* addi r1,r1,1 */
    check(0x7c632214, "r3 r4", "r3", 0, 0);              /* add */
    check(0x7c632215, "r3 r4 so", "r3 cr0", 0, 0);       /* add. */
    check(0x7c632614, "r3 r4 so", "r3 so ov", 0, 0);     /* addo */
    check(0x7c632615, "r3 r4 so", "r3 cr0 so ov", 0, 0); /* addo. */
    check(0x7c632114, "r3 r4 ca", "r3 ca", 0, 0);        /* adde */
    check(0x34640001, "r4 so", "r3 cr0 ca", 0, 0);       /* addic. r3,r4,1 */
    check(0x7f832000, "r3 r4 so", "cr7", 0, 0);          /* cmpw cr7,r3,r4 */
    check(0x5083103a, "r3 r4", "r3", 0, 0);              /* rlwimi r3,r4 keeps bits of r3 */
}

static void condition_and_branch(void **state)
{
    (void)state;
    check(0x4182fff0, "cr0", "-", 0, 0);       /* beq */
    check(0x4200fff0, "ctr", "ctr", 0, 0);     /* bdnz */
    check(0x4002fff0, "cr0 ctr", "ctr", 0, 0); /* bdnzf eq */
    check(0x4e800020, "lr", "-", 0, 0);        /* blr */
    check(0x4e800021, "lr", "lr", 0, 0);       /* blrl */
    check(0x4e800420, "ctr", "-", 0, 0);       /* bctr */
    check(0x4d9e0420, "cr7 ctr", "-", 0, 0);   /* beqctr cr7 */
    check(0x48000001, "-", "lr", 0, 0);        /* bl */
    check(0x429f0005, "-", "lr", 0, 0);        /* bcl 20,31 */
    check(0x4cc63182, "cr1", "cr1", 0, 0);     /* crclr 4*cr1+eq */
    check(0x4c221982, "cr0", "cr0", 0, 0);     /* crxor gt,eq,so */
    check(0x7c0ff120, "r0", "cr0..cr7", 0, 0);
}

static void special_registers(void **state)
{
    (void)state;
    check(0x7c0802a6, "lr", "r0", 0, 0);
    check(0x7c6903a6, "r3", "ctr", 0, 0);
    check(0x7c6102a6, "so ov ca xerc", "r3", 0, 0);
    check(0x7c6103a6, "r3", "so ov ca xerc", 0, 0);
    check(0x7c6c42e6, "tb", "r3", 0, 0);
    check(0x7c701026, "cr7", "r3", 0, 0); /* mfocrf r3,1 */
    check(0x7c704120, "r3", "cr5", 0, 0); /* mtocrf 4,r3 */
}

static void memory(void **state)
{
    (void)state;
    check(0x80640000, "r4 mem", "r3", 4, 0);
    check(0x80600000, "mem", "r3", 4, 0); /* RA = 0 is no register */
    check(0x84640004, "r4 mem", "r3 r4", 4, 0);
    check(0x9421fff0, "r1", "r1 mem", 0, 4);
    check(0x7c64292e, "r3..r5", "mem", 0, 4);
    check(0xbbc10008, "r1 mem", "r30 r31", 8, 0);              /* lmw r30,8(r1) */
    check(0xbfc10008, "r1 r30 r31", "mem", 0, 8);              /* stmw */
    check(0x7fa184aa, "r1 mem", "r0 r29..r31", 16, 0);         /* lswi r29,r1,16 */
    check(0x7fc4052a, "r0..r31 xerc", "mem", 0, PPC_SIZE_XER); /* stswx */
    check(0x7c001828, "r3 mem", "r0 res", 4, 0);
    check(0x7c00192d, "r0 r3 so res", "cr0 res mem", 0, 4);
    check(0x7c001fec, "r3", "mem", 0, PPC_SIZE_BLOCK); /* dcbz */
    check(0xc0230000, "r3 mem", "f1", 4, 0);
    check(0xe4430000, "r3 mem", "f2 f3", 16, 0); /* lfdp f2 */
}

static void floating_point(void **state)
{
    (void)state;
    check(0xfc01102a, "f1 f2 fpscr", "f0 fpscr", 0, 0);
    check(0xfc01102b, "f1 f2 fpscr", "f0 cr1 fpscr", 0, 0);
    check(0xfc201090, "f2", "f1", 0, 0);
    check(0xfc201091, "f2 fpscr", "f1 cr1", 0, 0); /* fmr. */
    check(0xff811000, "f1 f2 fpscr", "cr7 fpscr", 0, 0);
}

/* Loads and stores say so in class and effects alike; everything has a rule. */
static void all_rows(void **state)
{
    PpcEffects e;
    PpcGen g;
    (void)state;
    ppc_gen_seed(&g, 9);
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        for (int i = 0; i < 50; i++) {
            PpcWord w = ppc_gen_word(&g, (PpcOp)op, 0);
            ppc_effects((PpcOp)op, w, &e);
            if (!ppc_is((PpcOp)op, PPC_CLASS_CACHE)) {
                assert_int_equal(e.load != 0, ppc_is((PpcOp)op, PPC_CLASS_LOAD));
                assert_int_equal(e.store != 0, ppc_is((PpcOp)op, PPC_CLASS_STORE));
            }
            assert_int_equal(e.load != 0, ppc_regset_has(&e.reads, PPC_REG_MEM));
            assert_int_equal(e.store != 0, ppc_regset_has(&e.writes, PPC_REG_MEM));
            if (ppc_is((PpcOp)op, PPC_FLAG_UPDATE))
                assert_true(ppc_regset_has(&e.writes, PPC_REG_R(f_ra(w))));
        }
    }
    ppc_effects(PPC_INVALID, 0, &e);
    assert_int_equal(e.load | e.store, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integer), cmocka_unit_test(condition_and_branch), cmocka_unit_test(special_registers),
        cmocka_unit_test(memory),  cmocka_unit_test(floating_point),       cmocka_unit_test(all_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
