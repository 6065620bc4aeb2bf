/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier: is this unit well formed? Run after the translator, after plugins and after each pass under --check. */
#ifndef ENGRAFT_TCG_VERIFY_H
#define ENGRAFT_TCG_VERIFY_H

#include "engine/base/err.h"
#include "tcg/ir/ir.h"

/* Types and operand counts as uop.def says, each value defined before use on every path, phi arity, one END op and it is last, block numbers
 * and slots and helpers in range, snapshot refs defined, list links consistent. False and err set (naming block and op) at the first fault. */
bool ir_verify(IrUnit *u, Err *err);

#endif
