/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier: is this unit well formed? Run after the translator, after plugins and after each pass under --check. */
#ifndef ENGRAFT_TCG_VERIFY_H
#define ENGRAFT_TCG_VERIFY_H

#include "engine/base/err.h"
#include "tcg/ir/ir.h"

/* Types and operand counts as uop.def says, each value defined before use on every path, phi arity, one END op and it
 * is last, block numbers and slots and helpers in range, snapshot refs defined, list links consistent. False and err
 * set (naming block and op) at the first fault. */
bool ir_verify(IrUnit *u, Err *err);

/* One op by itself: operand count and types, sub and imm, as its row says. */
bool ir_check_op(const IrUnit *u, const IrOp *o, Err *err);
/* Type an op of a row without T has (of its result, or of the value operand); a = type of its A operands. IR_VOID:
 * none. */
IrType ir_row_type(const IrUnit *u, UopId op, IrType a);
/* Type of operand i of a row without '*', when T is t and A is a. */
IrType ir_arg_type(const IrUnit *u, UopId op, unsigned i, IrType t, IrType a);

#endif
