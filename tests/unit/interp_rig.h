/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rig of the interpreter's tests: a CPU, pages of code and data, and running one
 * word. Words are put together from fields here, not by the product's encoder.
 */
#ifndef ENGRAFT_TESTS_INTERP_RIG_H
#define ENGRAFT_TESTS_INTERP_RIG_H

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
static inline unsigned run(uint32_t word)
{
    st_be32(memory + CODE, word);
    cpu->pc = CODE;
    return interp_step(cpu);
}

static inline void run_ok(uint32_t word)
{
    assert_int_equal(run(word), 0);
    assert_int_equal(cpu->pc, CODE + 4);
}

#endif
