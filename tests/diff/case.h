/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random cases: guest words and a start state, made from a seed and a case
 * number, the same on every machine. Used by the engine test (rig.h) and by the
 * comparison with qemu-ppc. Runs nothing.
 *
 * A case is one of: a single instruction; the same behind instructions that
 * load its operands as constants (so that folding is tested against the same
 * expectation); a block of 2..20 instructions whose loads and stores stay in a
 * small area most of the time; with `calls`, a loop around such a block, with
 * calls of small functions behind it; with `loops`, a loop, perhaps around another, with compares,
 * carries, ways past parts of it and pointers that walk, sometimes out of the area.
 *
 * Registers of a block: r28..r30 point into the data area, r31 is a small
 * index; other instructions seldom write them. What follows the last word is
 * up to the user (an sc).
 */
#ifndef ENGRAFT_TESTS_DIFF_CASE_H
#define ENGRAFT_TESTS_DIFF_CASE_H

#include "tests/diff/diff.h"

enum { CASE_SINGLE, CASE_CONST, CASE_BLOCK, CASE_CALLS, CASE_LOOP, CASE_KINDS };

/* What cases look like. */
typedef struct CaseSpec {
    bool (*row_ok)(PpcOp op);       /* rows to take */
    bool (*block_row_ok)(PpcOp op); /* rows in blocks; NULL = the same */
    bool no_blocks;
    bool loops;         /* loops, too */
    unsigned max_block; /* instructions in a block at most; 0 = 20 */
    PpcOp only;         /* this row in every case; PPC_INVALID = any */
    uint32_t code_lo, code_bytes;
    uint32_t data_lo, data_bytes; /* accesses go here, most of the time unless tame */
    uint64_t (*memory)(uint32_t addr,
                       unsigned nbytes); /* the big-endian number there at the start; not used when tame */
    bool calls;                          /* blocks may be loops that call functions */
    bool tame; /* for another processor: valid forms, reserved bits 0, no jumps, no enabled exceptions' interrupts,
                  accesses always inside the data area; no reservation at the start */
} CaseSpec;

/* Rows that the engine executes and whose result is a function of the state. */
bool case_row_ok(PpcOp op);

/* Makes case number n of the series `seed` in c; c->start.pc is where it begins. Returns its kind. */
int case_make(DiffCase *c, const CaseSpec *s, uint64_t seed, uint64_t n);

/* Effective address of a memory instruction in this state. */
uint32_t case_ea(const PpcCpu *cpu, PpcOp op, PpcWord word);

/* Text form, one item a line ("word 7c221896", "r3 80000000"); parsing refuses unknown lines. */
void case_print(const DiffCase *c, FILE *f);
bool case_parse(DiffCase *c, FILE *f, Err *err);

#endif
