/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the persistent code cache share: persist.c, persistsave.c. */
#ifndef ENGRAFT_ENGINE_EXEC_PERSISTSTATE_H
#define ENGRAFT_ENGINE_EXEC_PERSISTSTATE_H

#include "engine/exec/persistfile.h"

typedef struct Persist {
    bool on;
    bool damaged;     /* said, and the file is to be written anew */
    char *dir, *path; /* of the folder, and of the file in it */
    uint64_t limit;   /* of all files in the folder */
    char settings[PERSIST_SETTINGS];
    PersistFile file;      /* as it was at the start; never changed */
    uint8_t *stale;        /* per unit of it: not for this run */
    uint32_t first_number; /* units with higher numbers are this process's own */
} Persist;
extern Persist persist;

/* The addresses that relocations of a kind may lead to, PERSIST_GLUE or PERSIST_ENGINE: distances count from start. */
typedef struct PersistRange {
    uint64_t start, nbytes;
} PersistRange;
PersistRange persist_range(unsigned kind);

/* One line, the first time. */
void persist_say_damaged(void);

#endif
