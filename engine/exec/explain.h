/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One unit through all stages, with what each stage left kept: the data behind
 * `engraft explain`. explain_unit() compiles into a private buffer and runs nothing; explain_begin() and those
 * that follow it watch a unit being made for running. Host code is listed as if it lay at address 0, so jumps inside it
 * name offsets; jumps out of it name the part of the run loop's glue that they go to.
 */
#ifndef ENGRAFT_ENGINE_EXEC_EXPLAIN_H
#define ENGRAFT_ENGINE_EXEC_EXPLAIN_H

#include "tcg/host/host.h"
#include "tcg/ir/ir.h"

typedef struct ExplainOp {
    IrRef ref;
    uint16_t insn;   /* guest instruction it belongs to */
    uint16_t origin; /* 0 = guest, n = plugin */
    uint32_t block;
    bool starts;     /* first op of its block */
    char *before;    /* text as translated; NULL = made by a pass */
    char *after;     /* text after the passes; NULL = removed */
    char removed_by; /* letter of the pass, when removed */
    char *became;    /* what its uses were replaced by, NULL = nothing */
} ExplainOp;

typedef struct ExplainHost {
    uint32_t off;
    uint16_t insn;
    IrRef op;  /* micro-op it comes from */
    bool cold; /* out of line */
    char *text;
} ExplainHost;

typedef struct Explain {
    uint64_t pc;   /* where the unit is entered */
    IrInsn *insns; /* guest instructions, in the unit's order */
    char **notes;  /* what plugins note of each, one line; NULL = nothing */
    unsigned ninsns, nblocks;
    ExplainOp *ops; /* in layout order, removed ones where they were */
    unsigned nops;
    ExplainHost *host;
    unsigned nhost;
    uint32_t host_bytes;
} Explain;

/* The guest words to explain: nbytes at guest address pc. */
typedef struct ExplainCode {
    uint64_t pc;
    const uint8_t *bytes;
    size_t nbytes;
} ExplainCode;

/* Fills e for the TB that begins at code->pc. False and err when nothing can be decoded. The plugins' hook is applied
 * when set. */
bool explain_unit(Explain *e, const ExplainCode *code, Err *err);
/* The stages of a unit that somebody else makes, in this order: before and after the passes, and with its code, which
 * is at bytes and runs at rx. */
void explain_begin(Explain *e, const IrUnit *u);
void explain_passes(Explain *e, const IrUnit *u);
void explain_host(Explain *e, const IrUnit *u, const HostCode *code, const uint8_t *bytes, uint64_t rx,
                  const HostRt *rt);
void explain_free(Explain *e);

#endif
