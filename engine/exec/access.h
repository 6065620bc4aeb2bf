/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest memory accesses that C code makes (the interpreter, also on behalf of
 * translated code): collected per thread and instruction while somebody wants
 * them. Accesses of translated code are not seen here.
 */
#ifndef ENGRAFT_ENGINE_EXEC_ACCESS_H
#define ENGRAFT_ENGINE_EXEC_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ExecAccess {
    uint64_t addr, value; /* the value as a number of nbytes */
    uint32_t nbytes;
    bool store;
} ExecAccess;

enum { EXEC_MAX_ACCESSES = 160 }; /* of one instruction: 128 bytes of a string, one at a time, is the most */

/* Those of the instruction in hand, in order. Whoever steps the interpreter sets the count to 0 before. */
extern __thread ExecAccess exec_accesses[EXEC_MAX_ACCESSES];
extern __thread unsigned exec_naccesses;

/* Begins to collect. For good; before the first guest thread. */
void exec_watch_accesses(void);
/* Prints and forgets what the instruction at pc did: dump letter a. */
void exec_log_accesses(uint64_t pc);

#endif
