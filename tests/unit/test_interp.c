/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ppc/interp: single instructions with edge operands, by table, and what tables
 * do not show: branches, special registers, the reasons to stop.
 */
#include "tests/unit/interp_rig.h"

/* -- integer, by table: r4 = a, r5 = b, XER before; r3, XER, CR0 after (CR0 only in record forms, else 0)
 * ------------------ */

typedef struct IntCase {
    const char *name;
    uint32_t word, a, b, xer_in, want, xer_out, cr0;
} IntCase;

static const IntCase int_cases[] = {
    {"addi", D(14, 3, 4, -1), 0, 0, 0, 0xffffffff, 0, 0},
    {"li", D(14, 3, 0, -5), 9, 0, 0, 0xfffffffb, 0, 0},
    {"addis", D(15, 3, 4, 0x8000), 0x80000001, 0, 0, 1, 0, 0},
    {"addpcis", 19u << 26 | 3 << 21 | 0 << 16 | 0 << 6 | 2 << 1 | 1, 0, 0, 0, CODE + 4 + 0x10000, 0, 0},
    {"addic", D(12, 3, 4, 1), 0xffffffff, 0, SO, 0, SO | CA, 0},
    {"addic carry cleared", D(12, 3, 4, 1), 5, 0, CA, 6, 0, 0},
    {"addic.", D(13, 3, 4, -1), 0, 0, SO, 0xffffffff, SO, 9},
    {"subfic", D(8, 3, 4, 5), 6, 0, CA, 0xffffffff, 0, 0},
    {"subfic no borrow", D(8, 3, 4, 5), 5, 0, 0, 0, CA, 0},
    {"mulli", D(7, 3, 4, -3), 0x7fffffff, 0, 0, 0x80000003, 0, 0},
    {"add", XO(266, 0, 0), 0x7fffffff, 1, 0, 0x80000000, 0, 0},
    {"addo.", XO(266, 1, 1), 0x7fffffff, 1, 0, 0x80000000, SO | OV, 9},
    {"addo. clears OV", XO(266, 1, 1), 1, 1, SO | OV, 2, SO, 5},
    {"addo.", XO(266, 1, 1), 0x80000000, 0x80000000, 0, 0, SO | OV, 3},
    {"subf", XO(40, 0, 0), 5, 3, 0, 0xfffffffe, 0, 0},
    {"subfo", XO(40, 1, 0), 1, 0x80000000, 0, 0x7fffffff, SO | OV, 0},
    {"addc", XO(10, 0, 0), 0xffffffff, 0xffffffff, 0, 0xfffffffe, CA, 0},
    {"subfc", XO(8, 0, 0), 1, 0, 0, 0xffffffff, 0, 0},
    {"subfc", XO(8, 0, 0), 0, 0, 0, 0, CA, 0},
    {"adde", XO(138, 0, 0), 0xffffffff, 0, CA, 0, CA, 0},
    {"adde", XO(138, 0, 0), 0xffffffff, 0xffffffff, CA, 0xffffffff, CA, 0},
    {"addeo.", XO(138, 1, 1), 0x7fffffff, 0, CA, 0x80000000, SO | OV, 9},
    {"subfe", XO(136, 0, 0), 5, 5, 0, 0xffffffff, 0, 0},
    {"subfe", XO(136, 0, 0), 5, 5, CA, 0, CA, 0},
    {"addme", XO(234, 0, 0), 0, 0, 0, 0xffffffff, 0, 0},
    {"addme", XO(234, 0, 0), 0, 0, CA, 0, CA, 0},
    {"addmeo", XO(234, 1, 0), 0x80000000, 0, 0, 0x7fffffff, SO | OV | CA, 0},
    {"subfme", XO(232, 0, 0), 0xffffffff, 0, 0, 0xffffffff, 0, 0},
    {"subfme", XO(232, 0, 0), 0, 0, CA, 0xffffffff, CA, 0},
    {"addze", XO(202, 0, 0), 0xffffffff, 0, CA, 0, CA, 0},
    {"addzeo", XO(202, 1, 0), 0x7fffffff, 0, CA, 0x80000000, SO | OV, 0},
    {"subfze", XO(200, 0, 0), 0, 0, CA, 0, CA, 0},
    {"subfze", XO(200, 0, 0), 1, 0, 0, 0xfffffffe, 0, 0},
    {"addex", X(3, 4, 5, 170, 0), 0xffffffff, 0, OV, 0, OV, 0},
    {"nego.", XO(104, 1, 1), 0x80000000, 0, 0, 0x80000000, SO | OV, 9},
    {"neg", XO(104, 0, 0), 1, 0, 0, 0xffffffff, 0, 0},
    {"mullw", XO(235, 0, 0), 0x10000, 0x10000, 0, 0, 0, 0},
    {"mullwo.", XO(235, 1, 1), 0x10000, 0x10000, 0, 0, SO | OV, 3},
    {"mullwo", XO(235, 1, 0), 0xffffffff, 0x80000000, 0, 0x80000000, SO | OV, 0},
    {"mullwo", XO(235, 1, 0), 0xffffffff, 7, OV, 0xfffffff9, 0, 0},
    {"mulhw", XO(75, 0, 0), 0xffffffff, 2, 0, 0xffffffff, 0, 0},
    {"mulhw.", XO(75, 0, 1), 0x80000000, 0x80000000, 0, 0x40000000, 0, 4},
    {"mulhwu.", XO(11, 0, 1), 0xffffffff, 0xffffffff, 0, 0xfffffffe, 0, 8},
    {"divw", XO(491, 0, 0), (uint32_t)-7, 2, 0, (uint32_t)-3, 0, 0},
    {"divwo. by 0", XO(491, 1, 1), 7, 0, 0, 7, SO | OV, 5},
    {"divwo overflow", XO(491, 1, 0), 0x80000000, 0xffffffff, 0, 0x80000000, SO | OV, 0},
    {"divwu", XO(459, 0, 0), 0xfffffff9, 2, 0, 0x7ffffffc, 0, 0},
    {"divwuo by 0", XO(459, 1, 0), 7, 0, 0, 7, SO | OV, 0},
    {"divwe", XO(427, 0, 0), 1, 4, 0, 0x40000000, 0, 0},
    {"divweo", XO(427, 1, 0), 4, 4, 0, 0, SO | OV, 0},
    {"divwe negative", XO(427, 1, 0), (uint32_t)-1, 2, 0, 0x80000000, 0, 0},
    {"divweu", XO(395, 1, 0), 3, 4, 0, 0xc0000000, 0, 0},
    {"divweuo", XO(395, 1, 0), 4, 4, 0, 0, SO | OV, 0},
    {"modsw", X(3, 4, 5, 779, 0), (uint32_t)-7, 2, 0, (uint32_t)-1, 0, 0},
    {"modsw by -1", X(3, 4, 5, 779, 0), 0x80000000, 0xffffffff, 0, 0, 0, 0},
    {"moduw", X(3, 4, 5, 267, 0), 0xfffffff9, 10, 0, 9, 0, 0},
    {"addg6s", X(3, 4, 5, 74, 0), 0x19, 0x08, 0, 0x66666660, 0, 0},
    {"cbcdtd", X(4, 3, 0, 314, 0), 0x00999123, 0, 0, 0xff << 10 | 0x0a3, 0, 0},
    {"cdtbcd", X(4, 3, 0, 282, 0), 0xff << 10 | 0x0a3, 0, 0, 0x00999123, 0, 0},
    {"andi.", D(28, 4, 3, 0xff00), 0x12345678, 0, 0, 0x5600, 0, 4},
    {"andis.", D(29, 4, 3, 0x8000), 0xffffffff, 0, SO, 0x80000000, SO, 9},
    {"ori", D(24, 4, 3, 0xffff), 0x10000, 0, 0, 0x1ffff, 0, 0},
    {"oris", D(25, 4, 3, 0xffff), 1, 0, 0, 0xffff0001, 0, 0},
    {"xori", D(26, 4, 3, 0xffff), 0xffffffff, 0, 0, 0xffff0000, 0, 0},
    {"xoris", D(27, 4, 3, 0x8000), 0x80000000, 0, 0, 0, 0, 0},
    {"and.", LG(28, 1), 0xff00ff00, 0x0ff00ff0, 0, 0x0f000f00, 0, 4},
    {"andc", LG(60, 0), 0xff00ff00, 0x0ff00ff0, 0, 0xf000f000, 0, 0},
    {"or.", LG(444, 1), 0, 0, 0, 0, 0, 2},
    {"orc", LG(412, 0), 1, 0xfffffffe, 0, 1, 0, 0},
    {"xor", LG(316, 0), 0xff, 0xf0, 0, 0x0f, 0, 0},
    {"nand.", LG(476, 1), 0xff, 0xf0, 0, 0xffffff0f, 0, 8},
    {"nor", LG(124, 0), 0xff, 0xf0, 0, 0xffffff00, 0, 0},
    {"eqv", LG(284, 0), 0xff, 0xf0, 0, 0xfffffff0, 0, 0},
    {"extsb.", LG(954, 1), 0x80, 0, 0, 0xffffff80, 0, 8},
    {"extsh", LG(922, 0), 0x12348000, 0, 0, 0xffff8000, 0, 0},
    {"cntlzw", LG(26, 0), 0, 0, 0, 32, 0, 0},
    {"cntlzw.", LG(26, 1), 0xffffffff, 0, 0, 0, 0, 2},
    {"cnttzw", LG(538, 0), 0x80000000, 0, 0, 31, 0, 0},
    {"cnttzw", LG(538, 0), 0, 0, 0, 32, 0, 0},
    {"cmpb", LG(508, 0), 0x11223344, 0x11003300, 0, 0xff00ff00, 0, 0},
    {"popcntb", LG(122, 0), 0xff01030f, 0, 0, 0x08010204, 0, 0},
    {"popcntw", LG(378, 0), 0xff01030f, 0, 0, 15, 0, 0},
    {"prtyw", LG(154, 0), 0x01000100, 0, 0, 0, 0, 0},
    {"prtyw", LG(154, 0), 0x010000fe, 0, 0, 1, 0, 0},
    {"rlwinm", RLW(21, 8, 24, 31, 0), 0x12345678, 0, 0, 0x12, 0, 0},
    {"rlwinm.", RLW(21, 4, 28, 3, 1), 0x12345678, 0, 0, 0x20000001, 0, 4},
    {"rlwnm", RLW(23, 5, 0, 31, 0), 0x80000001, 33, 0, 3, 0, 0},
    {"slw", LG(24, 0), 1, 31, 0, 0x80000000, 0, 0},
    {"slw 32", LG(24, 0), 1, 32, 0, 0, 0, 0},
    {"slw 64", LG(24, 0), 1, 64, 0, 1, 0, 0},
    {"srw.", LG(536, 1), 0x80000000, 63, 0, 0, 0, 2},
    {"sraw", LG(792, 0), 0x80000001, 1, 0, 0xc0000000, CA, 0},
    {"sraw 32", LG(792, 0), 0x80000000, 32, 0, 0xffffffff, CA, 0},
    {"sraw positive", LG(792, 0), 0x40000001, 40, CA, 0, 0, 0},
    {"srawi", LG(824, 0), 0xfffffff0, 0, 0, 0xffffffff, CA, 0}, /* SH = 5 in the RB field */
    {"srawi 0", X(4, 3, 0, 824, 1), 0x80000001, 0, CA, 0x80000001, 0, 8},
};

static void integers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ARRAY_LEN(int_cases); i++) {
        const IntCase *c = &int_cases[i];
        cpu->gpr[3] = 0xdeadbeef;
        cpu->gpr[4] = c->a;
        cpu->gpr[5] = c->b;
        ppc_set_xer(cpu, c->xer_in);
        ppc_set_cr(cpu, 0, 0xff);
        run_ok(c->word);
        if (cpu->gpr[3] != c->want || ppc_get_xer(cpu) != c->xer_out || ppc_get_cr(cpu) != c->cr0 << 28)
            fail_msg("%s, case %u: r3 %08lx XER %08x CR %08x", c->name, i, cpu->gpr[3], ppc_get_xer(cpu),
                     ppc_get_cr(cpu));
        assert_int_equal(cpu->tb_flags & PPC_TBF_SO, c->xer_out & SO ? PPC_TBF_SO : 0);
    }
}

/* rlwimi reads what it writes into. */
static void inserts(void **state)
{
    (void)state;
    cpu->gpr[3] = 0xaaaaaaaa;
    cpu->gpr[4] = 0x12;
    run_ok(RLW(20, 8, 16, 23, 0));
    assert_int_equal(cpu->gpr[3], 0xaaaa12aa);
    run_ok(RLW(20, 0, 28, 3, 0)); /* wrapping mask */
    assert_int_equal(cpu->gpr[3], 0x0aaa12a2);
}

static void compares(void **state)
{
    (void)state;
    static const struct {
        uint32_t word, a, b, want;
    } cases[] = {
        {D(11, 1 << 2, 4, -1), 0, 0, 0x04000000},
        {D(11, 1 << 2, 4, -1), 0xffffffff, 0, 0x02000000},
        {D(10, 7 << 2, 4, 0xffff), 0x10000, 0, 4},
        {D(10, 7 << 2, 4, 0xffff), 5, 0, 8},
        {X(0, 4, 5, 0, 0), 0x80000000, 1, 0x80000000},
        {X(0, 4, 5, 32, 0), 0x80000000, 1, 0x40000000},
        {X(1, 4, 5, 0, 0), 7, 7, 0x20000000},
        {X(0, 4, 5, 192, 0), 'c', 'z' << 8 | 'a', 0x40000000},
        {X(0, 4, 5, 192, 0), '1', 'z' << 8 | 'a', 0},
        {X(1, 4, 5, 192, 0), '1', '9' << 24 | '0' << 16 | 'z' << 8 | 'a', 0x40000000},
        {X(0, 4, 5, 224, 0), 0x33, 0x11223344, 0x40000000},
        {X(0, 4, 5, 224, 0), 0, 0x11223344, 0},
    };
    ppc_set_xer(cpu, 0);
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        ppc_set_cr(cpu, 0, 0xff);
        cpu->gpr[4] = cases[i].a;
        cpu->gpr[5] = cases[i].b;
        run_ok(cases[i].word);
        if (ppc_get_cr(cpu) != cases[i].want)
            fail_msg("case %u: CR %08x, not %08x", i, ppc_get_cr(cpu), cases[i].want);
    }
}

#define CRL(bt, ba, bb, xo) (19u << 26 | (bt) << 21 | (ba) << 16 | (bb) << 11 | (xo) << 1)

static void condition_register(void **state)
{
    (void)state;
    static const struct {
        unsigned xo, truth; /* results for (0,0) (0,1) (1,0) (1,1), leftmost first */
    } logic[] = {{257, 1}, {129, 2}, {289, 9}, {225, 14}, {33, 8}, {449, 7}, {417, 11}, {193, 6}};
    for (unsigned i = 0; i < ARRAY_LEN(logic); i++)
        for (unsigned ab = 0; ab < 4; ab++) {
            ppc_set_cr(cpu, (ab & 2 ? 1u << 20 : 0) | (ab & 1 ? 1u << 7 : 0), 0xff);
            run_ok(CRL(31, 11, 24, logic[i].xo));
            assert_int_equal(ppc_get_cr_bit(cpu, 31), logic[i].truth >> (3 - ab) & 1);
        }
    ppc_set_cr(cpu, 0x12345678, 0xff);
    run_ok(19u << 26 | 2 << 23 | 7 << 18); /* mcrf cr2,cr7 */
    assert_int_equal(ppc_get_cr(cpu), 0x12845678);
    run_ok(X(3, 0, 0, 19, 0)); /* mfcr */
    assert_int_equal(cpu->gpr[3], 0x12845678);
    run_ok(31u << 26 | 3 << 21 | 1 << 20 | 0x20 << 12 | 19 << 1); /* mfocrf r3,cr2 */
    assert_int_equal(cpu->gpr[3], 0x00800000);
    cpu->gpr[4] = 0xabcdef01;
    run_ok(31u << 26 | 4 << 21 | 0x81 << 12 | 144 << 1); /* mtcrf 0x81,r4 */
    assert_int_equal(ppc_get_cr(cpu), 0xa2845671);
    run_ok(31u << 26 | 4 << 21 | 1 << 20 | 0x40 << 12 | 144 << 1); /* mtocrf 0x40,r4 */
    assert_int_equal(ppc_get_cr(cpu), 0xab845671);
    ppc_set_xer(cpu, SO | CA | 3);
    run_ok(X(1 << 2, 0, 0, 512, 0)); /* mcrxr cr1 */
    assert_int_equal(ppc_get_cr(cpu), 0xaa845671);
    assert_int_equal(ppc_get_xer(cpu), 3);
    assert_int_equal(cpu->tb_flags, 0);
    ppc_set_xer(cpu, CA);
    run_ok(X(1 << 2, 0, 0, 576, 0)); /* mcrxrx cr1 */
    assert_int_equal(ppc_get_cr(cpu), 0xa3845671);
    run_ok(X(3, 0, 0, 128, 0)); /* setb r3,cr0: LT is set */
    assert_int_equal(cpu->gpr[3], 0xffffffff);
    run_ok(X(3, 4 << 2, 0, 128, 0)); /* cr4 = 5: GT */
    assert_int_equal(cpu->gpr[3], 1);
    cpu->gpr[4] = 44;
    cpu->gpr[5] = 55;
    run_ok(31u << 26 | 3 << 21 | 4 << 16 | 5 << 11 | 0 << 6 | 15 << 1); /* isel on CR0[LT] */
    assert_int_equal(cpu->gpr[3], 44);
    run_ok(31u << 26 | 3 << 21 | 0 << 16 | 5 << 11 | 1 << 6 | 15 << 1);
    assert_int_equal(cpu->gpr[3], 55);
    run_ok(31u << 26 | 3 << 21 | 0 << 16 | 5 << 11 | 0 << 6 | 15 << 1); /* RA = 0 is zero */
    assert_int_equal(cpu->gpr[3], 0);
    ppc_set_xer(cpu, 0);
}

static void branch(uint32_t word, uint64_t want_pc)
{
    assert_int_equal(run(word), 0);
    assert_int_equal(cpu->pc, want_pc);
}

#define BC(bo, bi, bd, lk) (16u << 26 | (bo) << 21 | (bi) << 16 | ((bd)&0xfffc) | (lk))

static void branches(void **state)
{
    (void)state;
    branch(0x48000100, CODE + 0x100);
    branch(0x4bfffff1, CODE - 16); /* bl */
    assert_int_equal(cpu->lr, CODE + 4);
    branch(0x4bfffff2, 0xfffffff0);                    /* ba to a negative address */
    branch(0x4bfe0000, 0xffff0000 & (CODE - 0x20000)); /* wraps below 0 */
    ppc_set_cr(cpu, 0x20000000, 0xff);
    branch(BC(12, 2, 0x40, 0), CODE + 0x40);
    branch(BC(4, 2, 0x40, 0), CODE + 4);
    branch(BC(12, 1, -8, 1), CODE + 4); /* not taken, LR is set all the same */
    assert_int_equal(cpu->lr, CODE + 4);
    cpu->ctr = 2;
    branch(BC(16, 0, -8, 0), CODE - 8); /* bdnz */
    branch(BC(16, 0, -8, 0), CODE + 4);
    assert_int_equal(cpu->ctr, 0);
    branch(BC(18, 0, 8, 0), CODE + 4); /* bdz: 0 - 1 */
    assert_int_equal(cpu->ctr, 0xffffffff);
    cpu->ctr = 1;
    branch(BC(18, 0, 8, 0), CODE + 8);
    cpu->ctr = 5;
    branch(BC(8, 2, 8, 0), CODE + 8); /* bdnzt eq */
    branch(BC(0, 2, 8, 0), CODE + 4); /* bdnzf eq; CTR counts down in any case */
    assert_int_equal(cpu->ctr, 3);
    cpu->lr = 0x20003;
    branch(0x4e800020, 0x20000); /* blr */
    branch(0x4e800021, 0x20000); /* blrl: the old LR */
    assert_int_equal(cpu->lr, CODE + 4);
    cpu->ctr = 0x30002;
    branch(0x4e800420, 0x30000); /* bctr */
    branch(0x4e800421, 0x30000);
    assert_int_equal(cpu->lr, CODE + 4);
    assert_int_equal(run(19u << 26 | 16 << 21 | 528 << 1), IR_L_ILLEGAL); /* bcctr that decrements */
    cpu->lr = 0x40000;
    cpu->ctr = 1;
    branch(19u << 26 | 18 << 21 | 16 << 1, 0x40000); /* bdzlr */
}

static void traps(void **state)
{
    (void)state;
    static const struct {
        unsigned to;
        uint32_t a, b;
        bool hit;
    } cases[] = {{16, 0xffffffff, 0, true}, {8, 0xffffffff, 0, false}, {4, 3, 3, true},  {2, 0xffffffff, 0, false},
                 {1, 0xffffffff, 0, true},  {31, 0, 0, true},          {0, 0, 0, false}, {8, 1, 0, true}};
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        cpu->gpr[4] = cases[i].a;
        cpu->gpr[5] = cases[i].b;
        assert_int_equal(run(X(cases[i].to, 4, 5, 4, 0)), cases[i].hit ? IR_L_TRAP : 0);
        assert_int_equal(cpu->pc, cases[i].hit ? CODE : CODE + 4);
        assert_int_equal(run(D(3, cases[i].to, 4, (int32_t)cases[i].b)), cases[i].hit ? IR_L_TRAP : 0);
    }
    uint64_t before = cpu->icount;
    assert_int_equal(run(0x44000002), IR_L_SYSCALL);
    assert_int_equal(cpu->pc, CODE + 4);
    assert_int_equal(cpu->icount, before + 1);
    assert_int_equal(run(0), IR_L_ILLEGAL);
    assert_int_equal(cpu->pc, CODE);
    assert_int_equal(cpu->leave_detail, 0);
    assert_int_equal(run(0x7c0000a6), IR_L_PRIVILEGED); /* mfmsr r0 */
    assert_int_equal(cpu->leave_detail, 0x7c0000a6);
    assert_int_equal(cpu->icount, before + 1);
}

#define SPR(n) (((n)&31) << 16 | ((n) >> 5) << 11)
static void special_registers(void **state)
{
    (void)state;
    static const unsigned kept[] = {8, 9, 256};
    cpu->gpr[4] = 0x12345678;
    for (unsigned i = 0; i < ARRAY_LEN(kept); i++) {
        run_ok(31u << 26 | 4 << 21 | SPR(kept[i]) | 467 << 1);
        cpu->gpr[3] = 0;
        run_ok(31u << 26 | 3 << 21 | SPR(kept[i]) | 339 << 1);
        assert_int_equal(cpu->gpr[3], 0x12345678);
    }
    cpu->gpr[4] = 0xffffffff;
    run_ok(31u << 26 | 4 << 21 | SPR(1) | 467 << 1);
    run_ok(31u << 26 | 3 << 21 | SPR(1) | 339 << 1);
    assert_int_equal(cpu->gpr[3], 0xe000007f);
    assert_int_equal(cpu->tb_flags, PPC_TBF_SO);
    ppc_set_xer(cpu, 0);
    run_ok(31u << 26 | 3 << 21 | SPR(287) | 339 << 1);
    assert_int_equal(cpu->gpr[3], ppc_cpu_model->pvr);
    assert_int_equal(run(31u << 26 | 3 << 21 | SPR(287) | 467 << 1), IR_L_PRIVILEGED);
    assert_int_equal(run(31u << 26 | 3 << 21 | SPR(26) | 339 << 1), IR_L_PRIVILEGED); /* SRR0 */
    assert_int_equal(run(31u << 26 | 3 << 21 | SPR(2) | 339 << 1), IR_L_ILLEGAL);
    run_ok(31u << 26 | 3 << 21 | SPR(268) | 371 << 1); /* mftb */
    uint32_t first = (uint32_t)cpu->gpr[3];
    for (volatile int i = 0; i < 10000; i++)
        ;
    run_ok(31u << 26 | 3 << 21 | SPR(268) | 339 << 1);
    assert_true((uint32_t)cpu->gpr[3] - first > 0 && (uint32_t)cpu->gpr[3] - first < PPC_TB_FREQ);
    run_ok(31u << 26 | 3 << 21 | SPR(269) | 371 << 1);
    assert_int_equal(cpu->gpr[3], ppc_timebase() >> 32);
}

static void runs(void **state)
{
    (void)state;
    /* li r3,0; li r4,100; mtctr r4; loop: addi r3,r3,2; bdnz loop; sc */
    static const uint32_t code[] = {0x38600000, 0x38800064, 0x7c8903a6, 0x38630002, 0x4200fffc, 0x44000002};
    for (unsigned i = 0; i < ARRAY_LEN(code); i++)
        st_be32(memory + CODE + 4 * i, code[i]);
    cpu->pc = CODE;
    cpu->icount = 0;
    assert_int_equal(interp_run(cpu, 7), 0);
    assert_int_equal(cpu->icount, 7);
    assert_int_equal(cpu->pc, CODE + 12);
    assert_int_equal(interp_run(cpu, 1000), IR_L_SYSCALL);
    assert_int_equal(cpu->icount, 204);
    assert_int_equal(cpu->gpr[3], 200);
    assert_int_equal(cpu->pc, CODE + 24);
    cpu->pc = CODE;
    cpu->pending = PPC_PEND_SIGNAL;
    assert_int_equal(interp_run(cpu, 1000), 0);
    assert_int_equal(cpu->pc, CODE);
    cpu->pending = 0;
    st_be32(memory + CODE, 0x38600007); /* changed code is seen */
    assert_int_equal(interp_run(cpu, 1), 0);
    assert_int_equal(cpu->gpr[3], 7);
}

/* The 64-bit width of what 32-bit programs use: carry, overflow, record forms, addresses. */
static void wide_mode(void **state)
{
    (void)state;
    cpu->guest64 = 1;
    cpu->gpr[4] = 0xffffffff;
    cpu->gpr[5] = 1;
    ppc_set_xer(cpu, 0);
    run_ok(XO(10, 1, 1)); /* addco. */
    assert_true(cpu->gpr[3] == 0x100000000ull);
    assert_int_equal(ppc_get_xer(cpu), 0);
    assert_int_equal(ppc_get_crf(cpu, 0), CRF_GT);
    cpu->gpr[4] = INT64_MAX;
    run_ok(XO(266, 1, 1));
    assert_int_equal(ppc_get_xer(cpu), SO | OV);
    assert_int_equal(ppc_get_crf(cpu, 0), CRF_LT | CRF_SO);
    cpu->gpr[4] = 0x80000001;
    run_ok(RLW(21, 1, 0, 31, 0)); /* the mask of a full rotate covers the low word only */
    assert_true(cpu->gpr[3] == 3);
    run_ok(RLW(21, 1, 31, 0, 0)); /* a wrapping one covers the upper word */
    assert_true(cpu->gpr[3] == 0x0000000300000001ull);
    run_ok(LG(824, 0)); /* srawi 5: sign reaches the upper word */
    assert_true(cpu->gpr[3] == 0xfffffffffc000000ull);
    cpu->guest64 = 0;
    memset(cpu->gpr, 0, sizeof cpu->gpr);
    ppc_set_xer(cpu, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),           cmocka_unit_test(inserts),  cmocka_unit_test(compares),
        cmocka_unit_test(condition_register), cmocka_unit_test(branches), cmocka_unit_test(traps),
        cmocka_unit_test(special_registers),  cmocka_unit_test(runs),     cmocka_unit_test(wide_mode),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
