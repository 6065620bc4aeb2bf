/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running guest code: the interface of the run loop to the layers above
 * (engine/user, engine/sys, the debugger door).
 *
 * The owner of a guest thread calls exec_run() in a loop; it returns whenever
 * the guest needs something that is not computation. All guest state is exact
 * in the CpuState at that moment.
 */
#ifndef ENGRAFT_ENGINE_EXEC_H
#define ENGRAFT_ENGINE_EXEC_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "ppc/cpu/state.h"

typedef enum ExecEngine { EXEC_INTERP, EXEC_TB, EXEC_REGION } ExecEngine;

enum { EXEC_PINNED_CELLS = 2 };

/* Settings of the process, fixed before the first exec_run(). */
typedef struct ExecConfig {
    ExecEngine engine;
    bool chain;             /* link direct exits (--no-chain clears it) */
    bool jump_table;        /* inline lookup of indirect exits */
    bool pins;              /* guest registers in host registers between TBs (--no-pins clears it) */
    unsigned npinned_cells; /* plugins' cells, by slot, that are there too */
    uint16_t pinned_cells[EXEC_PINNED_CELLS];
    bool guards;            /* rare cases of floating point leave to the interpreter (--no-guards clears it) */
    bool verify;            /* --check=verify: IR verifier after each stage */
    bool lockstep;          /* --check=lockstep: interpreter beside translation, compared per TB */
    bool pass_stats;        /* measure the passes: opt_stats */
    const char *passes_off; /* letters, "*" = all; never NULL */
    unsigned tb_heat;     /* how often code is interpreted before it is translated (at most 255); 0 here, 2 for programs
                             that     are run */
    bool background;      /* regions are compiled by a thread of the engine, while the guest goes on */
    bool inline_calls;    /* regions contain small functions that they call (--no-inline clears it) */
    unsigned watch_insns; /* interpreted to find out where indirect branches usually go, so that regions go on there; 0
                             = regions end there (--no-inline-cache); default 4096 */
    unsigned region_heat; /* how often a loop must have come round before it becomes a region; default 100 */
    unsigned tb_max_insns; /* 1..; default 64 */
    size_t cache_bytes;    /* code cache size */
    const char *host_off;  /* host features to leave unused (host_init), or NULL */
    uint32_t ra_seed;      /* random register allocation for tests; 0 = off */
} ExecConfig;
extern ExecConfig exec_config;

/* Reserves the code cache, makes the glue, installs the SIGSEGV/SIGBUS/SIGFPE/SIGILL handlers. Once per process, after
 * mem_init(). */
bool exec_init(Err *err);

/* Why exec_run() came back. */
typedef enum ExecWhy {
    EXEC_SYSCALL = 1, /* sc executed; pc = next instruction */
    EXEC_TRAP,        /* tw/twi condition held; pc = the instruction */
    EXEC_ILLEGAL,     /* no such or not supported instruction; pc = the instruction, word = its encoding */
    EXEC_PRIVILEGED,  /* supervisor instruction in user mode */
    EXEC_SEGV,    /* data access fault; pc = the instruction, addr = the guest address, write; si_code SEGV_MAPERR or
                     SEGV_ACCERR */
    EXEC_BUS,     /* host SIGBUS on a guest page (file truncated ...); as EXEC_SEGV */
    EXEC_FETCH,   /* instruction fetch fault; pc = addr = the address */
    EXEC_ALIGN,   /* alignment interrupt (lwarx, stwcx., lmw ... on real parts); pc, addr */
    EXEC_FPE,     /* enabled floating-point exception; pc = the instruction, si_code = FPE_* */
    EXEC_SIGNAL,  /* PPC_PEND_SIGNAL was set; cleared by the caller */
    EXEC_STOPPED, /* PPC_PEND_STOP was set */
    EXEC_BREAK,   /* exec_break_hook said yes to pc; the instruction there has not been executed */
} ExecWhy;

typedef struct ExecStop {
    ExecWhy why;
    uint64_t addr;
    uint64_t word;
    int si_code;
    bool write;
} ExecStop;

/* Runs the guest thread until something happens. Thread: the owner of cpu. */
ExecStop exec_run(PpcCpu *cpu);
/* Executes exactly one guest instruction (debugger, lockstep). why = 0 when nothing happened. */
ExecStop exec_step(PpcCpu *cpu);

/*
 * Breakpoints: is there one at pc? NULL = there are none. No TB contains or begins at such an address; exec_run()
 * returns EXEC_BREAK before it, exec_step() does not ask. Whoever changes the answer calls exec_invalidate(). Called by
 * any thread, with locks held: answers from memory.
 */
extern bool (*exec_break_hook)(uint64_t pc);
/* Does the hook say yes? */
bool exec_break_at(uint64_t pc);

/* Attaches run state to a new CPU; detaches it at thread end. */
bool exec_thread_init(PpcCpu *cpu, Err *err);
void exec_thread_exit(PpcCpu *cpu);
/* Makes cpu leave generated code soon and exec_run() return EXEC_SIGNAL / EXEC_STOPPED: sets bits in pending.
 * Async-signal-safe; any thread. */
void exec_kick(PpcCpu *cpu, uint32_t pend_bits);
/*
 * Around fork(). The code memory is shared with the child until the child has made its own copy: exec_fork_prepare()
 * stops all changes to it, exec_fork_parent() (also when fork failed) waits for the child's copy and lets them go on,
 * exec_after_fork_child() makes the copy in the child, where only the calling thread exists. fds_shared: the child has
 * the parent's table of descriptors (CLONE_FILES), not a copy.
 */
void exec_fork_prepare(bool fds_shared);
void exec_fork_parent(void);
void exec_after_fork_child(PpcCpu *cpu);
/* The descriptor of the code memory, -1 = none: after a fork with fds_shared, and another one after the next. */
int exec_code_fd(void);

/* Code at [start, start + nbytes) has changed or is gone (munmap, mmap over it, mprotect, icbi, write by a system
 * call). Any thread. */
void exec_invalidate(uint64_t start, uint64_t nbytes);

/* Throws all translations away: what runs from now on is translated (and instrumented) anew. Any thread that does not
 * translate; guest threads in generated code finish their TB. */
void exec_retranslate(void);

/* What generated code of other threads holds in host registers, plugins' counters among it, is brought up to date in
 * their states: waits until each has come to a poll, 5 ms at most. */
void exec_settle(void);

/*
 * A host SIGSEGV, SIGBUS, SIGFPE or SIGILL that is not the guest's doing in generated code or in C code on its behalf
 * (for instance sent by kill) is passed on to this hook, which engine/user fills; NULL = default action.
 */
extern void (*exec_foreign_signal)(int sig, siginfo_t *info, void *ucontext);

/* Handler itself, for owners that install their own sigaction and must forward. */
void exec_fault_handler(int sig, siginfo_t *info, void *ucontext);

#endif
