/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pieces in assembly: a system call that no signal can slip past, a copy
 * that survives faults, the return of host signal handlers, and vfork.
 */
#ifndef ENGRAFT_ENGINE_STUB_H
#define ENGRAFT_ENGINE_STUB_H

#include <stddef.h>
#include <stdint.h>

#include "engine/user/usr.h"

/*
 * Makes a host system call: its result, -errno, or USR_RESTART_ALWAYS without having made it when a bit of *pending is
 * set. Between the test of *pending and the syscall instruction a host signal handler calls usr_stub_rewind(), which
 * moves the interrupted pc to the exit with USR_RESTART_ALWAYS: so a signal either is seen by the test, or interrupts
 * the call, or turns it back, and none waits behind a call that blocks. A call that the kernel was about to repeat
 * (its pc is at the syscall instruction again) is left with USR_RESTART.
 */
long usr_safe_syscall(const volatile uint32_t *pending, long nr, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                      uint64_t a5, uint64_t a6);
/* In a host signal handler: see above. */
void usr_stub_rewind(void *ucontext);

/* Copies; returns the bytes not copied (0 = all) when a page is missing. */
size_t usr_guarded_copy(void *dst, const void *src, size_t nbytes);
/* In a host SIGSEGV or SIGBUS handler: was that the guarded copy? Then lets it return and says true. */
bool usr_stub_fixup(void *ucontext);

/* The host kernel's signal return, for rt_sigaction made directly. */
void usr_stub_restorer(void);

/* clone(flags) whose child calls fn(arg) on the stack that ends at stack_top; fn never returns. Child's pid or -errno.
 * parent_tid: of the system call (there CLONE_PIDFD puts the descriptor). */
long usr_stub_clone(unsigned long flags, void *stack_top, void (*fn)(void *), void *arg, int *parent_tid);

/*
 * usr_safe_syscall for the calling thread. A call that the kernel ends with EINTR gives `interrupted`; one that it
 * would repeat for handlers with SA_RESTART gives USR_RESTART (the host handlers have that flag, so which is which is
 * the kernel's own decision); one that was never made USR_RESTART_ALWAYS.
 */
#define USR_CALL6(t, interrupted, nr, a1, a2, a3, a4, a5, a6)                                                          \
    usr_interrupted(usr_safe_syscall(&(t)->cpu->pending, (nr), (uint64_t)(a1), (uint64_t)(a2), (uint64_t)(a3),         \
                                     (uint64_t)(a4), (uint64_t)(a5), (uint64_t)(a6)),                                  \
                    (interrupted))
#define USR_CALL3(t, nr, a1, a2, a3)     USR_CALL6(t, USR_RESTART_NOHAND, nr, a1, a2, a3, 0, 0, 0)
#define USR_CALL4(t, nr, a1, a2, a3, a4) USR_CALL6(t, USR_RESTART_NOHAND, nr, a1, a2, a3, a4, 0, 0)

static inline int64_t usr_interrupted(long r, int64_t interrupted)
{
    return r == -4 /* EINTR */ ? interrupted : r;
}

#endif
