/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where indirect branches go, by watching the interpreter: before a region with
 * an indirect branch is made, the guest is interpreted for a while from there.
 * Generated code counts nothing.
 */
#ifndef ENGRAFT_ENGINE_EXEC_TARGETS_H
#define ENGRAFT_ENGINE_EXEC_TARGETS_H

#include "engine/exec/thread.h"

enum { TARGETS_MAX = 4 };

/* Has the indirect branch at guest address pc been watched? Under tb_lock. */
bool targets_known(uint64_t pc);
/* The targets of the branch at pc that are worth a comparison each, the most frequent first; 0: none or not known.
 * Under tb_lock. */
unsigned targets_of(uint64_t pc, uint64_t to[TARGETS_MAX]);
/* Interprets a few thousand instructions. True when exec_run() must return *s. The thread is inside and holds no lock;
 * nobody wants to see translated code. */
bool targets_watch(ExecThread *t, ExecStop *s);

#endif
