/* SPDX-License-Identifier: Apache-2.0 */
/* The first stack of a program: strings, argv, envp and the auxiliary vector. */
#ifndef ENGRAFT_ENGINE_STACK_H
#define ENGRAFT_ENGINE_STACK_H

#include "engine/user/elf.h"
#include "engine/user/usr.h"

/* Maps the stack area; exec: with execute permission. Sets usr.stack_lo/hi and the place where mappings go. */
bool stack_map(bool exec, Err *err);
/* Maps more of it, as far as there is room, when its limit has grown to nbytes. */
void stack_grow(uint64_t nbytes);
/* Fills it: initial stack pointer, 0 with err set when the arguments do not fit. */
uint64_t stack_build(const ElfFile *f, const ElfImage *prog, const ElfImage *interp, char **argv, char **envp,
                     Err *err);

#endif
