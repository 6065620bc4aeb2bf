/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that the engines share. Private to engine/exec. All return true when exec_run() must return *s. */
#ifndef ENGRAFT_ENGINE_EXEC_LOOP_H
#define ENGRAFT_ENGINE_EXEC_LOOP_H

#include "engine/exec/thread.h"

/* Tells exec_edge_hook of the exit in leave_tb, leave_exit. */
void loop_tell_edge(const PpcCpu *cpu);
/* Handles what is in cpu->pending. */
bool loop_pending(ExecThread *t, ExecStop *s);
/* Handles an IrLeave reason; IR_L_INTERP executes one instruction. */
bool loop_leave(ExecThread *t, unsigned reason, ExecStop *s);
/* One guest instruction by the interpreter. */
bool loop_interp_one(ExecThread *t, ExecStop *s);
/* The interpreter from cpu->pc on, up to a branch that is taken, at most EXEC_RUN_MAX instructions. *last (may be
 * NULL): the address of the last one. */
bool loop_interp_run(ExecThread *t, ExecStop *s, uint64_t *last);
/* The same, bare: returns what interp_step() does and tells the plugins that the instruction is complete. */
unsigned loop_interp_insn(PpcCpu *cpu);
/* XER[SO] or FPSCR may have changed: the TB flags and the jump table follow. */
void loop_flags_changed(PpcCpu *cpu);
/* The stop for an instruction fetch that is not allowed at cpu->pc. */
ExecStop loop_fetch_stop(const PpcCpu *cpu);

/* May instructions be interpreted that could be translated? Not when breakpoints or dumps are to see them, or plugins
 * that take part in more than counting. */
bool loop_may_interpret(void);

#endif
