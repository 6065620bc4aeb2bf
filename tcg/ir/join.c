/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of units into one. See join.h. */
#include "tcg/ir/join.h"

#include "engine/base/err.h"

typedef struct Join {
    IrUnit *u;
    const IrUnit *src;
    uint32_t first_block, first_insn;
    IrRef *map; /* src ref -> ref in u */
} Join;

static IrRef mapped(Join *j, IrRef r)
{
    const IrOp *o = &j->src->ops[r];
    if (r && o->op == UOP_CONST && !j->map[r])
        j->map[r] =
            o->type == IR_V128 ? ir_const_v128(j->u, j->src->v128[o->imm]) : ir_const(j->u, (IrType)o->type, o->imm);
    return j->map[r];
}

/* All but the operands, which may come later. */
static void copy_op(Join *j, IrRef r, uint32_t block)
{
    const IrOp *s = &j->src->ops[r];
    IrRef n = ir_new_op(j->u, (UopId)s->op, (IrType)s->type);
    IrOp *o = &j->u->ops[n];
    CHECK(!s->snap && !s->dead);
    o->sub = s->sub;
    o->origin = s->origin;
    o->insn = (uint16_t)(s->insn + j->first_insn);
    o->imm = s->imm;
    if (s->op == UOP_BR)
        o->imm += j->first_block;
    else if (s->op == UOP_BRIF || s->op == UOP_ENTRY)
        o->imm = ir_targets(ir_target(s, 0) + j->first_block, ir_target(s, 1) + j->first_block);
    else if (s->op == UOP_MARK)
        o->imm += j->first_insn;
    ir_append(j->u, block, n);
    j->map[r] = n;
}

static void copy_operands(Join *j, IrRef r)
{
    const IrOp *s = &j->src->ops[r];
    IrRef n = j->map[r];
    if (uop_info[s->op].nargs == IR_ARGS_POOL) {
        uint32_t at = ir_args_new(j->u, s->b);
        for (uint32_t i = 0; i < s->b; i++) {
            IrRef v = mapped(j, j->src->args[s->a + i]);
            j->u->args[at + i] = v;
        }
        j->u->ops[n].a = at;
        j->u->ops[n].b = s->b;
        return;
    }
    for (unsigned i = 0; i < uop_info[s->op].nargs; i++) {
        IrRef v = mapped(j, s->arg[i]);
        j->u->ops[n].arg[i] = v;
    }
}

uint32_t ir_unit_append(IrUnit *u, const IrUnit *src)
{
    Join j = {.u = u, .src = src, .first_block = u->nblocks, .first_insn = u->ninsns};
    j.map = arena_zalloc(u->arena, src->nops * sizeof *j.map);
    for (uint32_t i = 0; i < src->ninsns; i++) {
        const IrInsn *in = &src->insns[i];
        ir_insn_add(u, in->pc, in->word, in->id, in->nbytes);
    }
    for (uint32_t b = 0; b < src->nblocks; b++) {
        uint32_t n = ir_block_new(u);
        u->blocks[n].freq = src->blocks[b].freq;
        u->blocks[n].cold = src->blocks[b].cold;
        IR_FOR_OPS(src, b, r)
        copy_op(&j, r, n);
    }
    for (uint32_t b = 0; b < src->nblocks; b++)
        IR_FOR_OPS(src, b, r)
    copy_operands(&j, r);
    return j.first_block;
}

/* Where a branch to block b ends up. Bounded, for blocks that branch to themselves. */
static uint32_t final_target(const IrUnit *u, uint32_t b)
{
    for (unsigned i = 0; i < 8; i++) {
        IrRef r = u->blocks[b].first;
        while (r && u->ops[r].op == UOP_MARK)
            r = u->ops[r].next;
        if (!r || u->ops[r].op != UOP_BR)
            break;
        b = ir_target(&u->ops[r], 0);
    }
    return b;
}

/* Blocks that only lead to cold ones are cold: what plugins insert in front of a way out may be several. */
static void spread_cold(IrUnit *u)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = u->nblocks; b-- > 1;) {
            uint32_t to[2];
            unsigned n = u->blocks[b].cold || !u->blocks[b].last || u->ops[u->blocks[b].last].op == UOP_ENTRY
                             ? 0
                             : ir_succs(u, b, to);
            if (!n || !u->blocks[to[0]].cold || !u->blocks[to[n - 1]].cold)
                continue;
            u->blocks[b].cold = 1;
            changed = true;
        }
    }
}

void ir_thread_jumps(IrUnit *u)
{
    spread_cold(u);
    for (uint32_t b = 0; b < u->nblocks; b++) {
        IrOp *o = &u->ops[u->blocks[b].last];
        if (!u->blocks[b].last)
            continue;
        if (o->op == UOP_BR) {
            o->imm = final_target(u, ir_target(o, 0));
        } else if (o->op == UOP_BRIF) {
            uint32_t yes = final_target(u, ir_target(o, 0)), no = final_target(u, ir_target(o, 1));
            if (yes != no) /* an edge twice would have two arguments at PHIs */
                o->imm = ir_targets(yes, no);
        }
    }
    u->cfg = NULL;
}
