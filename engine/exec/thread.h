/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Per-thread run state, and exclusive sections.
 *
 * A thread is "inside" from exec_enter() to exec_exit(): it may run generated
 * code, look at TB records and translate. exec_exclusive_begin() waits until
 * every other thread is outside and keeps them there; eviction and flushes
 * happen in between.
 */
#ifndef ENGRAFT_ENGINE_EXEC_THREAD_H
#define ENGRAFT_ENGINE_EXEC_THREAD_H

#include "engine/exec/exec.h"
#include "engine/exec/hooks.h"

/* What the fault handler found out. */
typedef struct ExecFault {
    int sig, code;
    uint64_t addr; /* guest address */
    bool write;
    bool guest_addr; /* addr is one */
} ExecFault;

typedef struct ExecThread {
    PpcCpu *cpu;
    bool inside;
    bool own_exclusive; /* this thread holds the exclusive section */
    ExecFault fault;
    const struct Tb *fault_tb; /* the TB that faulted, NULL = C code */
    unsigned fault_insn;       /* index of its instruction */
    ExecRun run;               /* being interpreted; ninsns == 0: none */
    struct ExecThread *next;
} ExecThread;

/* The calling thread's; NULL outside guest threads. */
extern __thread ExecThread *exec_self;

void exec_enter(ExecThread *t);
void exec_exit(ExecThread *t);
/* For a thread that is inside: all others leave. Nested calls are not allowed. Must not hold tb_lock. */
void exec_exclusive_begin(ExecThread *t);
void exec_exclusive_end(ExecThread *t);
/* Called by an inside thread when PPC_PEND_FLUSH is set: steps outside until the exclusive section is over. */
void exec_yield_to_exclusive(ExecThread *t);
/* All threads come out of generated code soon (and go on). Async-signal-safe for a thread that runs guest code. */
void exec_kick_all(void);
/* The two values jump_table may have. */
void exec_restore_jump_table(PpcCpu *cpu);
/* Child of fork: this thread is the only one. */
void exec_threads_after_fork(ExecThread *t);

#endif
