/* SPDX-License-Identifier: Apache-2.0 */
/* Bump allocator. See arena.h. */
#include "engine/base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/err.h"

struct ArenaChunk {
    ArenaChunk *next;
    size_t nbytes;
    _Alignas(16) char data[];
};

enum { FIRST_CHUNK = 64 * 1024 };

static void grow(Arena *a, size_t nbytes)
{
    size_t want = a->head ? a->head->nbytes * 2 : FIRST_CHUNK;
    if (want < nbytes)
        want = nbytes;
    ArenaChunk *c = malloc(sizeof *c + want);
    if (!c)
        die("out of memory (%zu bytes)", want);
    c->next = a->head;
    c->nbytes = want;
    a->head = c;
    a->cur = c->data;
    a->end = c->data + want;
}

void *arena_alloc(Arena *a, size_t nbytes)
{
    nbytes = (nbytes + 15) & ~(size_t)15;
    if ((size_t)(a->end - a->cur) < nbytes)
        grow(a, nbytes);
    void *p = a->cur;
    a->cur += nbytes;
    return p;
}

void *arena_zalloc(Arena *a, size_t nbytes)
{
    return memset(arena_alloc(a, nbytes), 0, nbytes);
}

void arena_reset(Arena *a)
{
    if (!a->head)
        return;
    for (ArenaChunk *c = a->head->next, *n; c; c = n) {
        n = c->next;
        free(c);
    }
    a->head->next = NULL;
    a->cur = a->head->data;
    a->end = a->head->data + a->head->nbytes;
}

void arena_free(Arena *a)
{
    for (ArenaChunk *c = a->head, *n; c; c = n) {
        n = c->next;
        free(c);
    }
    memset(a, 0, sizeof *a);
}
