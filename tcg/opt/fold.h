/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pass F's inside: the op being folded, and the words of fold.def and
 * fold_cond.def. Included by opt_fold.c, fold_value.c and fold_cond.c only.
 */
#ifndef ENGRAFT_TCG_FOLD_H
#define ENGRAFT_TCG_FOLD_H

#include <stddef.h>

#include "tcg/ir/eval.h"
#include "tcg/ir/ir.h"

/* Over the whole pass. */
typedef struct FoldUnit {
    IrUnit *u;
    uint64_t *zero; /* per op: bits known to be zero (integers); constants are not in it */
    uint32_t cap;   /* of zero */
    bool edge_gone; /* a BRIF became a BR */
} FoldUnit;

/* One value in the making: an op that is in no block until it is final. */
typedef struct Fold {
    FoldUnit *fu;
    IrUnit *u;
    IrRef at; /* new ops go in front of this one */
    UopId op;
    IrType type;
    unsigned sub;
    IrRef x, y, z;
    IrRef made; /* what a rule's function came to */
    bool one_x; /* x has no other use, and its op may be counted as going */
} Fold;

enum { FOLD_AGAIN = 0xffffffffu }; /* instead of a ref: the Fold itself has changed */

/* A condition in the making. */
typedef struct FoldCond {
    FoldUnit *fu;
    IrUnit *u;
    IrCond c;
    IrRef x, y;
    int known; /* -1, or the result */
} FoldCond;

/* Simplifies f until no rule holds. Returns the value when there is one already, else IR_NONE: f then is the op to
 * make. */
IrRef fold_value(Fold *f);
/* Simplifies c; true when anything changed. */
bool fold_cond(FoldCond *c);
/* Bits that may be one in integer r. */
uint64_t fold_bits(const FoldUnit *fu, IrRef r);
/* A new op of f's unit in front of f->at, simplified; returns its value. */
IrRef fold_new(const Fold *f, UopId op, IrType type, unsigned sub, IrRef a, IrRef b);

/* The rules by number, for tests and statistics. */
typedef enum FoldRule {
#define FOR(op)
#define R(name, guard, action) RULE_##name,
#define Q(name, guard, action) RULE_c_##name,
#include "tcg/opt/fold.def"
#include "tcg/opt/fold_cond.def"
#undef FOR
#undef R
#undef Q
    RULE_COUNT
} FoldRule;
extern const char *const fold_rule_name[RULE_COUNT];
/* When set (by tests): RULE_COUNT counters, one up each time a rule is applied. */
extern uint64_t *fold_rule_hits;
#define HIT(rule)                                                                                                      \
    do {                                                                                                               \
        if (__builtin_expect(fold_rule_hits != NULL, 0))                                                               \
            fold_rule_hits[rule]++;                                                                                    \
    } while (0)

/* ---- words (f is a Fold or a FoldCond) ----------------------------------------------------------------------------
 */

#define OPR(r)   (&f->u->ops[r])
#define OP(r)    ((UopId)OPR(r)->op)
#define A1(r)    (OPR(r)->a)
#define A2(r)    (OPR(r)->b)
#define SUB(r)   (OPR(r)->sub)
#define TYPE(r)  ((IrType)OPR(r)->type)
#define IS(r, o) (OPR(r)->op == UOP_##o)
#define K(r)     (OPR(r)->op == UOP_CONST)
#define V(r)     ((uint64_t)OPR(r)->imm)
#define BITS(r)  fold_bits(f->fu, r)
/* Never a signalling NaN, which a conversion would change. */
#define QUIET(r)   ((OP(r) >= UOP_FADD && OP(r) <= UOP_FMA) || IS(r, F64TO32))
#define TOP(r)     (BITS(r) >> (TYPE(r) == IR_I32 ? 31 : 63) & 1)
#define POW2(v)    ((v) && !((v) & ((v)-1)))
#define LOG2(v)    ((unsigned)__builtin_ctzll(v))
#define MIN2(a, b) ((a) < (b) ? (a) : (b))

#endif
