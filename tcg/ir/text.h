/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one text form of the IR, printed in dumps and bug reports and parsed in
 * tests: what is printed parses back to the same unit.
 *
 *   unit 0x10000000 flags 0
 *   insn 0x10000000 38200001           ; li r1,1
 *   b0:
 *     mark 0
 *     put.i32 r1, $0x1
 *     %3 = get.i32 r1
 *     %4 = add.i32 %3, $0x1
 *     %5 = ld.i32.32be %4+8 {r1=%4}     a snapshot in braces
 *     brif.i32.lts %4, $0x5, b1, b2
 *   b1 cold:
 *     exit 0x10000010
 *
 * The first suffix is the type (of the operands, where the result has another: set, brif, carry, itof), then condition,
 * access (bits, s = sign-extended, be = big-endian, f = IR_M_FRESH) or flags. Temps keep the numbers they are printed
 * with. "@3" and
 * "!1" behind an op: from here on guest instruction 3, origin 1 (a mark sets the former). ';' begins a comment.
 */
#ifndef ENGRAFT_TCG_TEXT_H
#define ENGRAFT_TCG_TEXT_H

#include <stdio.h>

#include "engine/base/err.h"
#include "tcg/ir/ir.h"

enum {
    IR_T_REMOVED = 1, /* also print removed ops, each with the letter of its pass */
    IR_T_INSNS = 2,   /* print guest instructions at their marks */
    IR_T_COLOR = 4,
};

/* Prints the whole unit. */
void ir_print(FILE *f, const IrUnit *u, unsigned how);
/* Prints one op without newline. */
void ir_print_op(FILE *f, const IrUnit *u, IrRef r);
/* Parses one unit; NULL and err set (with line number) on a mistake. */
IrUnit *ir_parse(Arena *arena, const IrEnv *env, const char *text, Err *err);

#endif
