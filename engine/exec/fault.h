/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host faults: which of them are the guest's, and how exact guest state comes
 * back at one. Three kinds are the guest's:
 *
 * - In generated code. The TB's recovery map gives the guest instruction and
 *   where each pending slot's value is; the handler writes them to the state
 *   block and sends the thread to the leave glue with HOST_R_FAULT.
 *
 * - In C code that runs with cpu->fault_jmp set. A helper's return address
 *   names its TB, whose map is used as above; the interpreter's state is exact
 *   already. Then siglongjmp.
 *
 * - A store to a page with translated code. The page is unwatched, its TBs are
 *   killed and the store is repeated.
 *
 * State comes back in the same way where code leaves by a GUARD, without a fault.
 */
#ifndef ENGRAFT_ENGINE_EXEC_FAULT_H
#define ENGRAFT_ENGINE_EXEC_FAULT_H

#include <signal.h>

#include "engine/exec/thread.h"
#include "tcg/host/host.h"

/* Installs the handlers. */
bool fault_init(Err *err);
/* Turns what the handler recorded into what exec_run() returns; cpu->pc is the instruction. */
ExecStop fault_stop(ExecThread *t);

/* May the instruction at pc have a GUARD? Not when its rare case is not rare. */
bool fault_may_guard(uint64_t pc);
/* The code in [start, start + nbytes) is other code from now on: what was known of its instructions is forgotten. */
void fault_new_code(uint64_t start, uint64_t nbytes);
/* HostRt.guard_fn: the state as it was before the guard's instruction, for IR_L_INTERP. */
unsigned fault_guard(void *cpu, const HostFrame *f);

/* Asked first about each fault (not about signals that were sent): true = it is a plugin's, which has been said; the
 * process ends by the signal. In the handler. */
extern bool (*exec_crash_hook)(int sig, const siginfo_t *info, const void *ucontext);
/* Is the host address in the code cache? */
bool exec_in_generated_code(uint64_t host_pc);

#endif
