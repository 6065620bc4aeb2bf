/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference interpreter: guest instructions executed one at a time,
 * straight from the instruction table. It is an engine of its own
 * (--engine=interp), the oracle of the lockstep check, and executes what
 * translated code hands over (IR_L_INTERP).
 *
 * The CPU's state is exact before and after each instruction; FPSCR included,
 * when ppc_fp_leave() was called after generated code (the record of lazy
 * parts may be pending, the interpreter takes it into account).
 *
 * Memory goes through bus.h. A host fault in an access is the caller's: it sets
 * cpu->fault_jmp. cpu->pc then is the instruction, and no register has been
 * changed (load multiple and string: those before the fault have); a fault whose guest address is cpu->pc is an
 * instruction fetch.
 */
#ifndef ENGRAFT_PPC_INTERP_H
#define ENGRAFT_PPC_INTERP_H

#include "ppc/cpu/state.h"
#include "tcg/ir/ir.h"

/*
 * Executes the instruction at cpu->pc. Returns 0, or why the run loop is needed:
 *   IR_L_SYSCALL                       done; pc = next instruction
 *   IR_L_ICBI                          done; pc = next instruction, leave_detail = address whose block is invalid
 *   IR_L_TRAP                          pc = the instruction
 *   IR_L_ILLEGAL, IR_L_PRIVILEGED      not done; pc = the instruction, leave_detail = its PpcWord
 *   IR_L_ALIGN                         not done; pc = the instruction, leave_detail = the address
 *   IR_L_FPE                           executed as far as the book says; pc = the instruction, leave_detail = FPE_*
 * cpu->icount counts instructions that were done. Thread: the owner of cpu.
 */
unsigned interp_step(PpcCpu *cpu);

/* Executes `word` as if it were the instruction at cpu->pc, without counting it or moving on: for instructions that
 * translated code hands over and that neither branch nor end a TB. Returns what interp_step() would. */
unsigned interp_word(PpcCpu *cpu, uint32_t word);

/* Executes up to max_insns instructions. Returns the reason of interp_step(), or 0 after max_insns or when cpu->pending
 * is set (looked at before each instruction). */
unsigned interp_run(PpcCpu *cpu, uint64_t max_insns);

#endif
