/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Annotated cases of single instructions: the files tests/ppc/ *.t, whose format
 * tests/ppc/README explains. Parsing, making the code and the start state,
 * comparing an end state with the expected one, printing a case. Runs nothing.
 */
#ifndef ENGRAFT_TESTS_PPC_ROWCASE_H
#define ENGRAFT_TESTS_PPC_ROWCASE_H

#include "tests/diff/diff.h"

enum {
    ROW_DATA = 256, /* bytes of memory that cases see */
    ROW_MAX_ITEMS = 24,
    ROW_TEXT = 96,
};

/* Where an address-valued item counts from. */
typedef enum RowBase { ROW_ABS, ROW_D, ROW_C } RowBase;

/* One NAME=VALUE: a slot, or memory at offset `slot` of the data (is_mem: value[0] is one byte). */
typedef struct RowItem {
    bool is_mem;
    uint16_t slot;
    RowBase base;
    uint64_t value[2]; /* a vector's upper half in [1]; other slots in [0] */
} RowItem;

typedef struct RowCase {
    unsigned line;
    PpcWord word;
    PpcOp op;
    char text[ROW_TEXT]; /* the instruction as written */
    RowItem in[ROW_MAX_ITEMS], out[ROW_DATA];
    unsigned nin, nout;
    uint32_t res_addr, res_size; /* reservation at the start: offset in the data, bytes; 0 = none */
    bool res_out;                /* a reservation at the end is expected */
    uint32_t res_out_addr;
    uint32_t drn; /* FPSCR[DRN] at the start */
    int32_t pc;   /* where execution goes on, from the instruction on */
    char end[16]; /* why it stopped: "sc" = it did not (the sc behind it did) */
    bool blessed; /* has an expectation */
} RowCase;

/* The bytes of memory at the start. */
void row_start_memory(uint8_t mem[ROW_DATA]);

/* One line; true and rc->op = PPC_INVALID for comments and empty lines. */
bool row_parse(RowCase *rc, char *line, Err *err);

/* The case as code at `code` with memory at `data`; twin: the general registers of the input come from constants
 * loaded by code in front. *at = address of the instruction. False when it has no such twin. */
bool row_make(const RowCase *rc, DiffCase *c, uint32_t code, uint32_t data, bool twin, uint32_t *at);

/* The end of a run: state, memory, how it ended (as in RowCase). */
typedef struct RowEnd {
    const PpcCpu *cpu;
    const uint8_t *mem;
    const char *end;
    uint32_t at, data;
} RowEnd;

/* Prints what differs from the expectation; true when nothing does. c is what row_make() made (without the twin). */
bool row_check(const RowCase *rc, const DiffCase *c, const RowEnd *e, FILE *out);

/* The line of the file: with the expectation taken from e, or, when that is NULL, none. */
void row_print(const RowCase *rc, const DiffCase *c, const RowEnd *e, FILE *out);

#endif
