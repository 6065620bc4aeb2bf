/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Relations between state slots: "here, slot t is this function of what other
 * slots hold". A condition register field is a function of the registers that
 * were compared, as long as they keep their values or change by a constant.
 */
#ifndef ENGRAFT_TCG_RELATE_H
#define ENGRAFT_TCG_RELATE_H

#include "tcg/opt/loops.h"

enum { REL_NONE = 0, REL_MAX_TARGETS = 24, REL_MAX_DEPTH = 3, REL_MAX_SIZE = 12 };

/* An expression, by number; equal ones have equal numbers. op GET: slot arg[0]; CONST: constant arg[0]; others: integer
 * arithmetic on expressions arg. */
typedef struct RelExpr {
    uint8_t op, type, sub;
    uint32_t arg[3];
} RelExpr;

typedef struct Relations {
    IrUnit *u;
    const OptLoops *l;
    uint16_t target[REL_MAX_TARGETS]; /* slots that relations are wanted of */
    unsigned n;
    RelExpr *expr; /* [0] unused */
    uint32_t nexpr, cap;
    uint32_t *cur; /* by slot: what it holds, in the block that is walked; 0 = not touched */
    uint16_t *put; /* slots that were written there */
    unsigned nput;
    uint32_t *alias; /* by op: of a GET in the block that is walked: what it reads */
    uint32_t nalias, nopaque;
} Relations;

/* Empty, for what is in the unit now. */
void rel_init(Relations *rel, const OptLoops *l);
/* Targets: slots that cycles write in place and leave as functions of others, those written in most blocks first. */
void rel_find_targets(Relations *rel);
/* Relations of the targets at the end of block b (a row of n), from those at its entry. */
void rel_through(Relations *rel, uint32_t b, const uint32_t *in, uint32_t *out);

#endif
