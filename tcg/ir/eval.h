/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The meaning of every micro-op: used by the constant folder, by the IR
 * interpreter that tests run, and as the oracle of the back ends.
 */
#ifndef ENGRAFT_TCG_EVAL_H
#define ENGRAFT_TCG_EVAL_H

#include "tcg/ir/ir.h"

/* A value of any type: i32 and f32 in the low half of lo (upper half zero). */
typedef struct IrVal {
    uint64_t lo, hi;
} IrVal;

/* Result of a PURE op (not CONST, PHI, ENVP) on given operand values; arg_type is the type of the first operand. */
IrVal ir_eval_op(UopId op, IrType type, IrType arg_type, unsigned sub, IrVal a, IrVal b, IrVal c);
/* Rows VADD to VFTOI of it. */
IrVal ir_eval_vec(UopId op, unsigned sub, IrVal a, IrVal b, IrVal c);
/* The condition on integers of a type. */
bool ir_eval_cond(IrCond cond, IrType type, uint64_t a, uint64_t b);

/* Where a run of a unit ended. */
typedef struct IrEvalEnd {
    uint8_t op; /* UOP_EXIT, UOP_EXITI, UOP_LEAVE; UOP_LD, UOP_ST, UOP_CAS at a fault; UOP_POLL, UOP_CALL when told to
                   leave */
    uint8_t sub;
    IrRef at;        /* the op */
    uint64_t pc;     /* target pc of EXIT/EXITI; detail of LEAVE; guest address of a fault */
    uint64_t nsteps; /* ops executed */
} IrEvalEnd;

/* What the evaluator needs from outside: guest memory with faults. load and store return false when the access faults.
 * left, pending: may be NULL = never; asked after each helper call that may leave, and at each POLL. host: where the
 * nbytes at a host pointer are to be looked for; NULL = there. ONCE ops then do nothing. */
typedef struct IrEvalMem {
    bool (*load)(void *ctx, uint64_t addr, unsigned nbytes, void *out);
    bool (*store)(void *ctx, uint64_t addr, unsigned nbytes, const void *data);
    bool (*left)(void *ctx);    /* true: the helper left the unit */
    bool (*pending)(void *ctx); /* true: an interrupt is pending */
    void *(*host)(void *ctx, uint64_t ptr, unsigned nbytes);
    void *ctx;
} IrEvalMem;

/* Runs unit u on state block env (the bytes at the env pointer) until it leaves. A fault applies the snapshot to env,
 * as the engine's recovery does. Returns false when max_steps is reached. Helpers are really called. Units with PHIs
 * need valid preds. */
bool ir_eval_unit(const IrUnit *u, void *env, const IrEvalMem *mem, uint64_t max_steps, IrEvalEnd *end);

#endif
