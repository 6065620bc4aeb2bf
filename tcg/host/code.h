/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Code memory: one memory object mapped twice, writable anywhere and
 * executable within 2 GiB of the program's text and above 4 GiB (below is the
 * guest), so that generated code and the program reach each other with direct
 * calls and jumps. No page is ever writable and executable through one mapping.
 *
 * Allocation is a bump pointer: reserve the most that may be needed, write,
 * commit what was used. Nothing is freed singly; code_reset() starts over.
 * Thread: callers serialise (the engine's translation lock).
 */
#ifndef ENGRAFT_TCG_CODE_H
#define ENGRAFT_TCG_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

typedef struct CodeMem {
    uint8_t *rw;   /* writable view */
    uint64_t rx;   /* address of the executable view */
    size_t nbytes; /* size of both */
    size_t used;   /* committed bytes */
    int fd;        /* the memory object */
    size_t floor;  /* code_reset() goes back to here */
} CodeMem;

enum { CODE_ALIGN = 32 };

/* Maps nbytes (rounded up to pages) of code memory. */
bool code_init(CodeMem *m, size_t nbytes, Err *err);
void code_free(CodeMem *m);
/* In the child after fork: a memory object of its own with the same contents at the same addresses (the parent's is
 * shared). fds_shared: they share descriptors, too. */
bool code_after_fork(CodeMem *m, bool fds_shared, Err *err);
/* The descriptor of the memory object, which a guest must not close. */
static inline int code_fd(const CodeMem *m)
{
    return m->fd;
}
/* Room for nbytes at the next aligned address, or NULL when they do not fit. *rx = its address in the executable view.
 */
uint8_t *code_reserve(CodeMem *m, size_t nbytes, uint64_t *rx);
/* Bytes that code_reserve() could give now. */
size_t code_room(const CodeMem *m);
/* Keeps the first nbytes of the last reservation. */
void code_commit(CodeMem *m, size_t nbytes);
/* Everything committed so far survives code_reset(): for the glue. */
void code_keep(CodeMem *m);
/* Forgets all code behind code_keep(). Nobody may be running it. */
void code_reset(CodeMem *m);

static inline bool code_contains(const CodeMem *m, uint64_t rx)
{
    return rx - m->rx < m->nbytes;
}
static inline uint8_t *code_to_rw(const CodeMem *m, uint64_t rx)
{
    return m->rw + (rx - m->rx);
}
static inline uint64_t code_to_rx(const CodeMem *m, const uint8_t *rw)
{
    return m->rx + (uint64_t)(rw - m->rw);
}

#endif
