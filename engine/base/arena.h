/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bump allocator. A translation allocates from one arena and frees nothing
 * singly; arena_reset() keeps the memory for the next translation.
 * Thread: one owner at a time.
 */
#ifndef ENGRAFT_BASE_ARENA_H
#define ENGRAFT_BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaChunk ArenaChunk;
typedef struct Arena {
    ArenaChunk *head; /* chunk in use; older ones behind it */
    char *cur, *end;
} Arena;

/* nbytes aligned to 16, not cleared. Never fails (dies when memory is out). */
void *arena_alloc(Arena *a, size_t nbytes);
/* The same, cleared. */
void *arena_zalloc(Arena *a, size_t nbytes);
/* Makes everything allocated so far invalid; keeps the largest chunk. */
void arena_reset(Arena *a);
/* Gives all memory back. A zeroed Arena is a valid empty one. */
void arena_free(Arena *a);

#define ARENA_NEW(a, T)      ((T *)arena_zalloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_zalloc((a), sizeof(T) * (size_t)(n)))

#endif
