/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interpreter's own counts: how often each guest address was executed,
 * with nothing of translator, plugins or results file involved. What the
 * plugins' counts are checked against (--engine=interp --count-file=FILE).
 */
#ifndef ENGRAFT_ENGINE_EXEC_ICOUNT_H
#define ENGRAFT_ENGINE_EXEC_ICOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/* One 64-bit counter per instruction word of a 32-bit guest; address space only until used. NULL = not counting. */
extern uint64_t *icount_table;

bool icount_start(Err *err);
/* The instruction at pc was completed. Any thread. */
static inline void icount_add(uint64_t pc)
{
    __atomic_fetch_add(&icount_table[(uint32_t)pc >> 2], 1, __ATOMIC_RELAXED);
}
/* Writes "ADDRESS WORD COUNT" lines (hexadecimal, hexadecimal, decimal) for every address of executable memory with a
 * count. */
bool icount_write(const char *path, Err *err);

#endif
