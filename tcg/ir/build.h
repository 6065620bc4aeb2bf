/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The builder: the only way front ends, plugins and passes make micro-ops.
 *
 * A builder has a place (end of a block, or before an op) and stamps each op
 * with the current guest instruction and origin. Every function checks its
 * operands (types, widths) and dies with the row's name when they do not fit;
 * plugin calls go through the checked wrappers of engine/plugin, which turn a
 * mistake into an error of the plugin.
 *
 * Builders fold nothing: that is the optimiser's work, and `explain` shows it.
 */
#ifndef ENGRAFT_TCG_BUILD_H
#define ENGRAFT_TCG_BUILD_H

#include "tcg/ir/ir.h"

typedef struct IrBuild {
    IrUnit *u;
    uint32_t block; /* where ops go */
    IrRef before;   /* insert before this op; IR_NONE = append to block */
    uint16_t insn;  /* stamped into ops */
    uint16_t origin;
} IrBuild;

/* Builder appending to block. */
IrBuild ir_build_at_end(IrUnit *u, uint32_t block);
/* Builder inserting before op `at`; takes block, insn and origin of that op. */
IrBuild ir_build_before(IrUnit *u, IrRef at);

/* Generic: every row of uop.def through one door. */
IrRef ir_emit(IrBuild *b, UopId op, IrType type, unsigned sub, int64_t imm, IrRef x, IrRef y, IrRef z);

static inline IrRef ir_i32(IrBuild *b, uint32_t v)
{
    return ir_const(b->u, IR_I32, v);
}
static inline IrRef ir_i64(IrBuild *b, uint64_t v)
{
    return ir_const(b->u, IR_I64, (int64_t)v);
}

/* Type of a value. */
static inline IrType ir_type(const IrBuild *b, IrRef r)
{
    return (IrType)b->u->ops[r].type;
}

/* value ops: the type is the operand's */
static inline IrRef ir_un(IrBuild *b, UopId op, IrRef x)
{
    return ir_emit(b, op, ir_type(b, x), 0, 0, x, 0, 0);
}
static inline IrRef ir_bin(IrBuild *b, UopId op, IrRef x, IrRef y)
{
    return ir_emit(b, op, ir_type(b, x), 0, 0, x, y, 0);
}

static inline IrRef ir_add(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_ADD, x, y);
}
static inline IrRef ir_sub(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_SUB, x, y);
}
static inline IrRef ir_mul(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_MUL, x, y);
}
static inline IrRef ir_and(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_AND, x, y);
}
static inline IrRef ir_or(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_OR, x, y);
}
static inline IrRef ir_xor(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_XOR, x, y);
}
static inline IrRef ir_andc(IrBuild *b, IrRef x, IrRef y)
{
    return ir_bin(b, UOP_ANDC, x, y);
}
static inline IrRef ir_not(IrBuild *b, IrRef x)
{
    return ir_un(b, UOP_NOT, x);
}
static inline IrRef ir_neg(IrBuild *b, IrRef x)
{
    return ir_un(b, UOP_NEG, x);
}
static inline IrRef ir_shl(IrBuild *b, IrRef x, IrRef n)
{
    return ir_bin(b, UOP_SHL, x, n);
}
static inline IrRef ir_shr(IrBuild *b, IrRef x, IrRef n)
{
    return ir_bin(b, UOP_SHR, x, n);
}
static inline IrRef ir_sar(IrBuild *b, IrRef x, IrRef n)
{
    return ir_bin(b, UOP_SAR, x, n);
}
static inline IrRef ir_rotl(IrBuild *b, IrRef x, IrRef n)
{
    return ir_bin(b, UOP_ROTL, x, n);
}
static inline IrRef ir_set(IrBuild *b, IrCond c, IrRef x, IrRef y)
{
    return ir_emit(b, c >= IR_FLT ? UOP_FSET : UOP_SET, IR_I32, c, 0, x, y, 0);
}
static inline IrRef ir_sel(IrBuild *b, IrRef c, IrRef x, IrRef y)
{
    return ir_emit(b, UOP_SEL, ir_type(b, x), 0, 0, c, x, y);
}
static inline IrRef ir_adc(IrBuild *b, IrRef x, IrRef y, IrRef ci)
{
    return ir_emit(b, UOP_ADC, ir_type(b, x), 0, 0, x, y, ci);
}
static inline IrRef ir_carry(IrBuild *b, IrRef x, IrRef y, IrRef ci)
{
    return ir_emit(b, UOP_CARRY, IR_I32, 0, 0, x, y, ci);
}
static inline IrRef ir_ovf(IrBuild *b, IrRef x, IrRef y, IrRef ci)
{
    return ir_emit(b, UOP_OVF, IR_I32, 0, 0, x, y, ci);
}
static inline IrRef ir_sext32(IrBuild *b, IrRef x)
{
    return ir_emit(b, UOP_SEXT32, IR_I64, 0, 0, x, 0, 0);
}
static inline IrRef ir_zext32(IrBuild *b, IrRef x)
{
    return ir_emit(b, UOP_ZEXT32, IR_I64, 0, 0, x, 0, 0);
}
static inline IrRef ir_trunc(IrBuild *b, IrRef x)
{
    return ir_emit(b, UOP_TRUNC, IR_I32, 0, 0, x, 0, 0);
}

/* guest state; the type is the slot's */
IrRef ir_get(IrBuild *b, unsigned slot);
void ir_put(IrBuild *b, unsigned slot, IrRef v);

/* guest memory: mem = IR_M_* bits */
static inline IrRef ir_ld(IrBuild *b, IrType t, unsigned mem, IrRef addr, int64_t disp)
{
    return ir_emit(b, UOP_LD, t, mem, disp, addr, 0, 0);
}
static inline void ir_st(IrBuild *b, unsigned mem, IrRef addr, int64_t disp, IrRef v)
{
    ir_emit(b, UOP_ST, ir_type(b, v), mem, disp, addr, v, 0);
}

/* nargs values, one per predecessor in IrBlock.pred order */
IrRef ir_phi(IrBuild *b, IrType type, const IrRef *args, unsigned nargs);
static inline void ir_fence(IrBuild *b, unsigned kind)
{
    ir_emit(b, UOP_FENCE, IR_VOID, kind, 0, 0, 0, 0);
}
/* Leaves to the interpreter for the instruction in hand, at pc, if x c y. */
static inline void ir_guard(IrBuild *b, IrCond c, IrRef x, IrRef y, uint64_t pc)
{
    ir_emit(b, UOP_GUARD, ir_type(b, x), c, (int64_t)pc, x, y, 0);
}
static inline void ir_poll(IrBuild *b, uint64_t pc)
{
    ir_emit(b, UOP_POLL, IR_VOID, 0, (int64_t)pc, 0, 0, 0);
}
/* host memory: mem = IR_M_* bits without byte order; off from the env pointer */
static inline IrRef ir_eld(IrBuild *b, IrType t, unsigned mem, int64_t off)
{
    return ir_emit(b, UOP_ELD, t, mem, off, 0, 0, 0);
}
static inline void ir_est(IrBuild *b, unsigned mem, int64_t off, IrRef v)
{
    ir_emit(b, UOP_EST, ir_type(b, v), mem, off, v, 0, 0);
}
static inline void ir_ecount(IrBuild *b, int64_t off, IrRef v)
{
    ir_emit(b, UOP_ECOUNT, IR_I64, 0, off, v, 0, 0);
}

/* helper call; args as many as the helper declares. IR_NONE result for void helpers. */
IrRef ir_call(IrBuild *b, unsigned helper, const IrRef *args);
/* The same when cond (i32) is not 0, which is rare; else the result, if any, is the last of args. The helper cannot
 * leave and writes no slots; its result, if any, is an integer of its last argument's type. */
IrRef ir_call_if(IrBuild *b, unsigned helper, const IrRef *args, IrRef cond);

void ir_mark(IrBuild *b, uint32_t insn);
void ir_br(IrBuild *b, uint32_t block);
void ir_brif(IrBuild *b, IrCond c, IrRef x, IrRef y, uint32_t block_true, uint32_t block_false);
/* Exits of calls (IR_X_CALL): the return address is that of the guest instruction after the one the op is stamped with.
 */
void ir_exit(IrBuild *b, uint64_t pc, unsigned xflags);
void ir_exit_ind(IrBuild *b, IrRef pc, unsigned xflags);
void ir_leave(IrBuild *b, IrLeave why, int64_t detail);

#endif
