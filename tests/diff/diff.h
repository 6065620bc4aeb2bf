/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Differential tests of execution: the same code from the same start state on
 * the interpreter and on something else, then every state slot and all memory
 * must be equal.
 *
 * A case is a few words of guest code and a start state, both made from a seed,
 * so a failing one is replayed from its number. The other side is a DiffEngine,
 * which gets one translated unit and runs it until it leaves: the evaluator of
 * the IR here, generated code elsewhere.
 *
 * Guest memory has one page of code and an area of data; everything else
 * faults, on both sides the same.
 *
 * Not thread-safe: one guest pair per process.
 */
#ifndef ENGRAFT_TESTS_DIFF_H
#define ENGRAFT_TESTS_DIFF_H

#include <stdio.h>

#include "ppc/cpu/state.h"
#include "ppc/isa/isa.h"
#include "tcg/ir/ir.h"

enum {
    DIFF_CODE = 0x10000000,
    DIFF_DATA = 0x20000000,  /* middle of the data area */
    DIFF_DATA_HALF = 0x9000, /* bytes to each side: any 16-bit displacement from the middle and some more */
    DIFF_MAX_WORDS = 128,
    DIFF_MAX_UNITS = 24, /* run one after the other, as long as control stays in the code */
    DIFF_FAULT = 255,    /* DiffEnd.why: a data access faulted */
};

typedef struct DiffCase {
    uint64_t seed;
    unsigned nwords;
    uint32_t words[DIFF_MAX_WORDS]; /* at DIFF_CODE */
    PpcCpu start;                   /* registers; engine side ignored */
} DiffCase;

/* How a run of a unit ended. cpu->pc is exact: the next instruction, or the one that faulted or was not executed. */
typedef struct DiffEnd {
    unsigned ninsns; /* guest instructions executed completely */
    uint8_t why;     /* 0: left by a branch or to the next TB; an IrLeave; DIFF_FAULT */
    uint64_t addr;   /* of the fault */
} DiffEnd;

typedef struct DiffEngine {
    const char *name;
    /* Runs u on cpu. Guest memory is diff_mem() and cpu->mem_base. */
    void (*run)(IrUnit *u, PpcCpu *cpu, DiffEnd *end);
    void (*prepare)(IrUnit *u); /* before it, on the fresh unit: optimiser passes and the like; NULL = nothing */
} DiffEngine;

/* Runs units in the IR evaluator: as translated, and after the optimiser's passes (each verified). */
extern const DiffEngine diff_eval, diff_eval_opt;

/* Random numbers: splitmix64. */
typedef struct DiffRng {
    uint64_t s;
} DiffRng;
uint64_t diff_rand(DiffRng *r);
/* 0 .. n-1 */
unsigned diff_below(DiffRng *r, unsigned n);

/* Makes the guests, installs the fault handler. Call at the start of each test: cmocka installs handlers of its own. */
void diff_init(void);

/* The number at addr in the data area when a case begins. */
uint64_t diff_data(uint64_t addr, unsigned nbytes, bool little);

/* A word of row op with random operands; reserved bits 0. regs: the register fields come from few registers. */
PpcWord diff_word(DiffRng *r, PpcOp op, bool few_regs);
/* Appends an instruction, of one word or two. */
void diff_put(DiffCase *c, PpcWord word);
/* The instruction that begins at word i; what follows the last word is 0. */
PpcWord diff_get(const DiffCase *c, unsigned i);

/* A random start state, edge values preferred, into c->start; addressing registers of c->words[0] are made to point
 * into the data area most of the time. */
void diff_start_state(DiffRng *r, DiffCase *c);
/* Decimal numbers in all FPRs, long ones or extended ones in pairs, and a decimal rounding mode. */
void diff_decimal_state(DiffRng *r, PpcCpu *cpu);

/* Runs the case on engine and on the interpreter. True when equal; else a report goes to out: the code, the start, both
 * ends with differences marked, the IR of the unit. *end tells how the last unit ended, with the instructions of all.
 */
bool diff_run(const DiffCase *c, const DiffEngine *engine, FILE *out, DiffEnd *end);

#endif
