/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The instruction table for people: `engraft isa` and `make isa-cover`.
 */
#ifndef ENGRAFT_PPC_ISA_REPORT_H
#define ENGRAFT_PPC_ISA_REPORT_H

#include <stdio.h>

#include "ppc/isa/isa.h"

/* Counts of rows by level and status. */
typedef struct PpcCover {
    int rows[PPC_LEVEL_COUNT][PPC_STATUS_X + 1];
    int total;
} PpcCover;

void ppc_cover_count(PpcCover *c);

/* Table of counts; with details also the names of the rows that are not executed, by level. */
void ppc_cover_print(FILE *out, bool details);

/* For every row of the 32-bit user level: is it decoded, interpreted, translated, has it annotated cases (lines of
 * FOLDER/x.t) and is it in random ones? FOLDER/exempt.txt names what may be lacking and why. True when nothing else
 * lacks; lacks[op] (may be NULL) tells of which row. */
bool ppc_cover_tests(FILE *out, const char *folder, bool lacks[PPC_OP_COUNT]);

/* One row: picture, operands, effects, class, level, status. */
void ppc_row_print(FILE *out, PpcOp op);

/* All rows, one line each: mnemonic, level, status, picture. */
void ppc_rows_list(FILE *out);

/* Writes a set of registers as "r3 r4 cr0 mem" (runs of GPRs as r3..r31); "-" when empty. */
void ppc_regset_print(FILE *out, const PpcRegSet *s);

#endif
