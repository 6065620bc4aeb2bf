/* SPDX-License-Identifier: Apache-2.0 */
/* The builder: makes an op, checks it against its row, stamps it and links it at the builder's place. */
#include "tcg/ir/build.h"

#include <string.h>

#include "engine/base/err.h"
#include "tcg/ir/verify.h"

IrBuild ir_build_at_end(IrUnit *u, uint32_t block)
{
    if (block >= u->nblocks)
        die("builder: no block b%u", block);
    return (IrBuild){.u = u, .block = block};
}

IrBuild ir_build_before(IrUnit *u, IrRef at)
{
    const IrOp *o = &u->ops[at];
    if (o->dead || o->block == IR_NO_BLOCK)
        die("builder: op %u is not in a block", at);
    return (IrBuild){.u = u, .block = o->block, .before = at, .insn = o->insn, .origin = o->origin};
}

/* Checks r, stamps it, links it. */
static IrRef place(IrBuild *b, IrRef r)
{
    IrUnit *u = b->u;
    IrOp *o = &u->ops[r];
    Err err;
    err.text[0] = 0;
    if (!ir_check_op(u, o, &err))
        die("builder: %s: %s", uop_info[o->op].name, err.text);
    if (o->op == UOP_MARK)
        b->insn = (uint16_t)o->imm;
    o->insn = b->insn;
    o->origin = b->origin;
    if (b->before) {
        if (uop_info[o->op].effect == IR_E_END)
            die("builder: %s in the middle of block b%u", uop_info[o->op].name, b->block);
        ir_insert_before(u, b->before, r);
        return r;
    }
    IrRef last = u->blocks[b->block].last;
    if (last && uop_info[u->ops[last].op].effect == IR_E_END)
        die("builder: %s after the end of block b%u", uop_info[o->op].name, b->block);
    ir_append(u, b->block, r);
    return r;
}

IrRef ir_emit(IrBuild *b, UopId op, IrType type, unsigned sub, int64_t imm, IrRef x, IrRef y, IrRef z)
{
    if (op >= UOP_COUNT || uop_info[op].nargs == IR_ARGS_POOL || op == UOP_CONST)
        die("builder: %s has a function of its own", op < UOP_COUNT ? uop_info[op].name : "?");
    IrRef r = ir_new_op(b->u, op, type);
    IrOp *o = &b->u->ops[r];
    o->sub = (uint8_t)sub;
    o->imm = imm;
    o->a = x;
    o->b = y;
    o->c = z;
    place(b, r);
    return uop_info[op].has_result ? r : IR_NONE;
}

/* An op with n operands in the pool. */
static IrRef emit_pool(IrBuild *b, UopId op, unsigned sub, IrType type, int64_t imm, const IrRef *args, unsigned n)
{
    uint32_t at = ir_args_new(b->u, n);
    if (n)
        memcpy(b->u->args + at, args, n * sizeof *args);
    IrRef r = ir_new_op(b->u, op, type);
    b->u->ops[r].a = at;
    b->u->ops[r].b = n;
    b->u->ops[r].imm = imm;
    b->u->ops[r].sub = (uint8_t)sub;
    place(b, r);
    return type == IR_VOID ? IR_NONE : r;
}

IrRef ir_phi(IrBuild *b, IrType type, const IrRef *args, unsigned nargs)
{
    return emit_pool(b, UOP_PHI, 0, type, 0, args, nargs);
}

IrRef ir_call(IrBuild *b, unsigned helper, const IrRef *args)
{
    if (helper >= b->u->env->nhelpers)
        die("builder: no helper %u", helper);
    const IrHelper *h = &b->u->env->helpers[helper];
    return emit_pool(b, UOP_CALL, 0, (IrType)h->ret, helper, args, h->nargs);
}

IrRef ir_call_if(IrBuild *b, unsigned helper, const IrRef *args, IrRef cond)
{
    if (helper >= b->u->env->nhelpers)
        die("builder: no helper %u", helper);
    const IrHelper *h = &b->u->env->helpers[helper];
    IrRef all[IR_MAX_ARGS + 1];
    memcpy(all, args, h->nargs * sizeof *args);
    all[h->nargs] = cond;
    return emit_pool(b, UOP_CALL, IR_C_IF, (IrType)h->ret, helper, all, h->nargs + 1u);
}

IrRef ir_get(IrBuild *b, unsigned slot)
{
    if (slot >= b->u->env->nslots)
        die("builder: no state slot %u", slot);
    return ir_emit(b, UOP_GET, (IrType)b->u->env->slots[slot].type, 0, slot, 0, 0, 0);
}

void ir_put(IrBuild *b, unsigned slot, IrRef v)
{
    ir_emit(b, UOP_PUT, ir_type(b, v), 0, slot, v, 0, 0);
}

void ir_mark(IrBuild *b, uint32_t insn)
{
    ir_emit(b, UOP_MARK, IR_VOID, 0, insn, 0, 0, 0);
}

void ir_br(IrBuild *b, uint32_t block)
{
    ir_emit(b, UOP_BR, IR_VOID, 0, block, 0, 0, 0);
}

void ir_brif(IrBuild *b, IrCond c, IrRef x, IrRef y, uint32_t block_true, uint32_t block_false)
{
    ir_emit(b, UOP_BRIF, ir_type(b, x), c, ir_targets(block_true, block_false), x, y, 0);
}

void ir_exit(IrBuild *b, uint64_t pc, unsigned xflags)
{
    ir_emit(b, UOP_EXIT, IR_VOID, xflags, (int64_t)pc, 0, 0, 0);
}

void ir_exit_ind(IrBuild *b, IrRef pc, unsigned xflags)
{
    ir_emit(b, UOP_EXITI, ir_type(b, pc), xflags, 0, pc, 0, 0);
}

void ir_leave(IrBuild *b, IrLeave why, int64_t detail)
{
    ir_emit(b, UOP_LEAVE, IR_VOID, why, detail, 0, 0, 0);
}
