/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The debugger door as the rest of engine/user sees it. With no debugger
 * usr_gdb_on is false and nothing here is called.
 *
 * One host thread of its own, the server, owns the connection. A guest thread
 * that has something to say posts an event and parks; the server then parks all
 * others and talks to gdb until gdb lets threads go. Registers are read and
 * written by the server only while their thread is parked (or sits in a host
 * system call that cannot be interrupted: it parks before its next instruction).
 *
 * A process that the program forks, and a program that it executes, run free
 * of the debugger.
 */
#ifndef ENGRAFT_ENGINE_USER_GDB_H
#define ENGRAFT_ENGINE_USER_GDB_H

#include "engine/user/usr.h"

/* A debugger is connected. */
extern bool usr_gdb_on;

/*
 * Opens the place (PORT, HOST-less; unix:PATH; stdio), waits for gdb, starts the server. t, the first thread, stops
 * before its first instruction. For stdio the program's standard input becomes empty and its standard output our
 * standard error.
 */
bool usr_gdb_start(const char *where, Err *err);

/* Instead of exec_run() while usr_gdb_on: runs, steps, stops as gdb wishes. Thread: t. */
ExecStop usr_gdb_run(UsrThread *t);

/* A signal is about to be delivered: asks gdb. The number of the signal to deliver (info is that signal's), 0 = none.
 * Thread: t. */
int usr_gdb_signal(UsrThread *t, siginfo_t *info);

/* The process is about to end, or (exec) to become another program: tells gdb and ends the connection. */
void usr_gdb_exit(int status, int sig, bool exec);

/* In the child of fork(): no debugger here. */
void usr_gdb_after_fork(void);

#endif
