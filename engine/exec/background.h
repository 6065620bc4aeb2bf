/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread of the engine that compiles while the guest runs on. It lives while
 * there is work and a little longer, with all signals blocked.
 *
 * Work is not cut short: background_pause() waits for the piece in progress.
 */
#ifndef ENGRAFT_ENGINE_EXEC_BACKGROUND_H
#define ENGRAFT_ENGINE_EXEC_BACKGROUND_H

#include <stdbool.h>

/* Once, by the process that runs guest code. */
void background_init(void);
/* Hands work to the thread: fn(arg), once. False: there is too much already, no thread can be made, or the process is
 * one that shares memory with that of the thread. Any thread; locks may be held that fn takes. */
bool background_run(void (*fn)(void *), void *arg);
/* Around fork: no work is in progress, nor begins. Before all locks that work takes, and then those that callers of
 * background_run() hold. */
void background_pause(void);
void background_resume(void);
/* In the child, instead of background_resume(): there is no thread, and what waited is forgotten. */
void background_after_fork(void);

#endif
