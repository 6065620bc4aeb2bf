/* SPDX-License-Identifier: Apache-2.0 */
/* The public API's part about control flow: the ways out of a TB, and branches that plugins insert. */
#include <string.h>

#include "engine/plugin/plg.h"
#include "ppc/isa/isa.h"

/* ---------------------------------------------------------------- ways out */

static bool is_way_out(const IrOp *o)
{
    return o->op == UOP_EXIT || o->op == UOP_EXITI || o->op == UOP_LEAVE;
}

/* Does instruction insn end the TB in several ways? */
static bool is_conditional(const IrUnit *u, unsigned insn)
{
    unsigned n = 0;
    for (uint32_t b = 0; b < u->nblocks; b++) {
        const IrOp *o = ir_op(u, u->blocks[b].last);
        n += u->blocks[b].last && !u->blocks[b].cold && !o->origin && is_way_out(o) && o->insn == insn;
    }
    return n > 1;
}

static unsigned branch_flags(const IrUnit *u, const IrOp *o)
{
    const IrInsn *in = &u->insns[o->insn];
    unsigned flags = (o->sub & IR_X_CALL ? EG_EXIT_CALL : 0) | (o->sub & IR_X_RETURN ? EG_EXIT_RETURN : 0);
    if (!ppc_is((PpcOp)in->id, PPC_CLASS_BRANCH))
        return EG_EXIT_FALL;
    if (is_conditional(u, o->insn))
        flags |= EG_EXIT_CONDITIONAL;
    bool fall = flags & EG_EXIT_CONDITIONAL && o->op == UOP_EXIT && (uint64_t)o->imm == in->pc + 4;
    return flags | (fall ? EG_EXIT_FALL : EG_EXIT_TAKEN);
}

EgExit plg_describe_exit(IrUnit *u, IrRef r)
{
    const IrOp o = *ir_op(u, r);
    IrType addr = u->env->guest64 ? IR_I64 : IR_I32;
    EgExit x = {.struct_size = sizeof x, .kind = EG_EXIT_OTHER, .insn = o.insn, .ndone = plg_done_at(&o)};
    bool cold = u->blocks[o.block].cold;
    if (o.op == UOP_LEAVE && o.sub == IR_L_SYSCALL) {
        x.kind = EG_EXIT_SYSCALL;
        x.target = u->insns[o.insn].pc + 4;
        cold = false;
    } else if (o.op == UOP_EXIT) {
        x.kind = EG_EXIT_DIRECT;
        x.target = (uint64_t)o.imm;
    } else if (o.op == UOP_EXITI) {
        x.kind = EG_EXIT_INDIRECT;
        x.to.ref = o.a;
    }
    if (o.origin)
        x.flags = EG_EXIT_JUMP;
    else if (o.op != UOP_LEAVE && !cold)
        x.flags = branch_flags(u, &o);
    if (x.target)
        x.to.ref = ir_const(u, addr, (int64_t)x.target);
    x.flags |= cold ? EG_EXIT_COLD : 0;
    return x;
}

void eg_each_exit(EgTb *tb, EgExitFn fn, void *user)
{
    IrUnit *u = tb->u;
    GArray *found = g_array_new(FALSE, FALSE, sizeof(IrRef)); /* fn may split blocks */
    for (uint32_t b = 0; b < u->nblocks; b++)
        if (u->blocks[b].last && is_way_out(ir_op(u, u->blocks[b].last)))
            g_array_append_val(found, u->blocks[b].last);
    for (unsigned i = 0; i < found->len; i++) {
        IrRef r = g_array_index(found, IrRef, i);
        EgExit x = plg_describe_exit(u, r);
        EgPlace at = {.tb = tb, .before = r, .block = ir_op(u, r)->block, .insn = plg_place_insn(x.insn, x.ndone)};
        fn(&at, &x, user);
    }
    g_array_free(found, TRUE);
}

/* ---------------------------------------------------------------- branches */

EgPlace eg_if(EgPlace *at, EgVal c, bool likely)
{
    IrUnit *u = at->tb->u;
    plg_want_type(at, c, IR_I32, "eg_if");
    uint32_t head = ir_op(u, at->before)->block, inside = head + 1, tail = head + 2;
    ir_blocks_insert(u, inside, 2);
    ir_block_split(u, at->before, tail);
    IrBuild b = plg_builder(at);
    b.block = head;
    b.before = IR_NONE;
    ir_brif(&b, IR_NE, c.ref, ir_i32(&b, 0), inside, tail);
    u->blocks[inside].cold = !likely || u->blocks[head].cold;
    u->blocks[inside].freq = likely ? u->blocks[head].freq / 2 : 0;
    b.block = inside;
    ir_br(&b, tail);
    at->block = tail;
    u->cfg = NULL;
    return (EgPlace){.tb = at->tb, .before = u->blocks[inside].last, .block = inside, .insn = at->insn};
}
