/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ppc/interp: single instructions with edge operands, by table, and what tables
 * do not show: branches, memory and faults, reservations, the reasons to stop.
 *
 * Words are put together from fields here, not by the product's encoder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/mman.h>

#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/intop.h"
#include "ppc/interp/interp.h"
#include "ppc/isa/cpu.h"

/* Instruction words. Most cases use RT or RA = 3 for the result, 4 and 5 for operands. */
#define D(po, rt, ra, imm)      ((uint32_t)(po) << 26 | (rt) << 21 | (ra) << 16 | ((imm)&0xffff))
#define X(rt, ra, rb, xo, rc)   (31u << 26 | (rt) << 21 | (ra) << 16 | (rb) << 11 | (xo) << 1 | (rc))
#define XO(xo, oe, rc)          X(3, 4, 5, (oe) << 9 | (xo), rc)
#define LG(xo, rc)              X(4, 3, 5, xo, rc)
#define RLW(po, sh, mb, me, rc) ((uint32_t)(po) << 26 | 4 << 21 | 3 << 16 | (sh) << 11 | (mb) << 6 | (me) << 1 | (rc))
#define FP(po, t, a, b, c, xo)  ((uint32_t)(po) << 26 | (t) << 21 | (a) << 16 | (b) << 11 | (c) << 6 | (xo) << 1)

enum { CODE = 0x10000, DATA = 0x20000, LAST_PAGE = 0xfffff000u };
#define SO 0x80000000u
#define OV 0x40000000u
#define CA 0x20000000u

static uint8_t *memory;
static PpcCpu *cpu;

static int set_up(void **state)
{
    (void)state;
    memory = mmap(NULL, (1ull << 32) + 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    assert_int_equal(mprotect(memory + CODE, 0x1000, PROT_READ | PROT_WRITE), 0);
    assert_int_equal(mprotect(memory + DATA, 0x1000, PROT_READ | PROT_WRITE), 0);
    assert_int_equal(mprotect(memory, 0x1000, PROT_READ | PROT_WRITE), 0);
    assert_int_equal(mprotect(memory + LAST_PAGE, 0x1000, PROT_READ | PROT_WRITE), 0);
    cpu = ppc_cpu_new(false, NULL);
    assert_non_null(cpu);
    cpu->mem_base = memory;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ppc_cpu_free(cpu);
    munmap(memory, (1ull << 32) + 65536);
    return 0;
}

/* Executes one word at CODE. */
static unsigned run(uint32_t word)
{
    st_be32(memory + CODE, word);
    cpu->pc = CODE;
    return interp_step(cpu);
}

static void run_ok(uint32_t word)
{
    assert_int_equal(run(word), 0);
    assert_int_equal(cpu->pc, CODE + 4);
}

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
        cmocka_unit_test(integers),     cmocka_unit_test(inserts),
        cmocka_unit_test(compares),     cmocka_unit_test(condition_register),
        cmocka_unit_test(branches),     cmocka_unit_test(traps),
        cmocka_unit_test(loads),        cmocka_unit_test(stores),
        cmocka_unit_test(multiples),    cmocka_unit_test(reservations),
        cmocka_unit_test(caches),       cmocka_unit_test(special_registers),
        cmocka_unit_test(faults),       cmocka_unit_test(float_forms),
        cmocka_unit_test(float_memory), cmocka_unit_test(float_status),
        cmocka_unit_test(decimal),      cmocka_unit_test(runs),
        cmocka_unit_test(wide_mode),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
