/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C: common subexpressions. A value op with the same op and operands as one in
 * this block, or in a block that dominates it, becomes that one; so do calls of
 * CONST helpers.
 *
 * needs: valid   keeps: inplace, cfg   breaks: nothing
 *
 * One hash table over all blocks in rpo; an entry serves where its block
 * dominates. On a hit that does not, the newer op takes the entry over.
 *
 * Floating-point ops, of vectors too, depend on the host's mode (rounding, and
 * what becomes of denormal numbers) and leave flags that somebody may clear and
 * want again. Where something in the unit changes either, they serve only in the
 * same block, up to there.
 */
#include "tcg/opt/opt.h"

#include <string.h>

typedef struct Table {
    IrUnit *u;
    const IrCfg *cfg;
    IrRef *slot;
    uint32_t mask;
    uint32_t *fp_epoch; /* of the ops that use it, by op; NULL: nothing changes the floating-point environment */
    uint32_t nepoch;    /* rows of it */
    uint32_t epoch;
    bool two_modes;
} Table;

/* Depends on the host's mode, or leaves flags that the guest may see. */
static bool uses_fpenv(UopId op)
{
    switch (op) {
    case UOP_FADD:
    case UOP_FSUB:
    case UOP_FMUL:
    case UOP_FDIV:
    case UOP_FSQRT:
    case UOP_FMA:
    case UOP_F64TO32:
    case UOP_FTOI:
    case UOP_FTOIZ:
    case UOP_ITOF: return true;
    default: return op >= UOP_VFADD && op <= UOP_VDCMP;
    }
}

/* two_modes: the unit has FPMODEs of both. */
static bool changes_fp(const IrUnit *u, const IrOp *o, bool two_modes)
{
    return o->op == UOP_FPCLEAR || (two_modes && o->op == UOP_FPMODE) ||
           (o->op == UOP_CALL && u->env->helpers[o->imm].flags & IR_H_FPENV);
}

static bool has_two_modes(const IrUnit *u, const IrCfg *c)
{
    unsigned modes = 0;
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
    if (u->ops[r].op == UOP_FPMODE)
        modes |= 1u << u->ops[r].sub;
    return modes == 3;
}

/* Is the floating-point environment changed, other than just before the unit is left? */
static bool fp_changes(const IrUnit *u, const IrCfg *c, bool two_modes)
{
    for (uint32_t i = 0; i < c->nrpo; i++) {
        bool changed = false;
        uint32_t to[2];
        IR_FOR_OPS(u, c->rpo[i], r)
        {
            changed |= changes_fp(u, &u->ops[r], two_modes);
            if (changed && uses_fpenv((UopId)u->ops[r].op))
                return true;
        }
        if (changed && ir_succs(u, c->rpo[i], to))
            return true;
    }
    return false;
}

/* Does the entry p serve op r? */
static bool same_fp(const Table *t, IrRef p, IrRef r)
{
    if (!t->fp_epoch || !uses_fpenv((UopId)t->u->ops[r].op))
        return true;
    return p < t->nepoch && t->fp_epoch[p] == t->epoch;
}

static bool may_merge(const IrUnit *u, const IrOp *o)
{
    if (o->op == UOP_CALL)
        return (u->env->helpers[o->imm].flags & IR_H_CONST) && o->type != IR_VOID;
    return uop_info[o->op].effect == IR_E_PURE && o->op != UOP_PHI;
}

static uint32_t mix(uint32_t h, uint32_t v)
{
    h = (h ^ v) * 0x9e3779b1u;
    return h ^ h >> 15;
}

static uint32_t hash(const IrUnit *u, const IrOp *o)
{
    uint32_t h = mix(o->op | (uint32_t)o->type << 8 | (uint32_t)o->sub << 16, (uint32_t)o->imm);
    if (uop_info[o->op].nargs != IR_ARGS_POOL)
        return mix(mix(mix(h, o->a), o->b), o->c);
    for (unsigned i = 0; i < o->b; i++)
        h = mix(h, u->args[o->a + i]);
    return h;
}

static bool same(const IrUnit *u, const IrOp *p, const IrOp *q)
{
    if (p->op != q->op || p->type != q->type || p->sub != q->sub || p->imm != q->imm || p->b != q->b)
        return false;
    if (uop_info[p->op].nargs == IR_ARGS_POOL)
        return !memcmp(u->args + p->a, u->args + q->a, p->b * sizeof *u->args);
    return p->a == q->a && p->c == q->c;
}

/* Place of an op like o in the table: that op, or 0 when there is none. */
static IrRef *find(Table *t, const IrOp *o)
{
    uint32_t h = hash(t->u, o);
    while (t->slot[h & t->mask] && !same(t->u, &t->u->ops[t->slot[h & t->mask]], o))
        h++;
    return &t->slot[h & t->mask];
}

/* An op like o that is there at block b, or IR_NONE. */
static IrRef lookup(Table *t, const IrOp *o, uint32_t b)
{
    IrRef r = *find(t, o);
    return r && ir_dominates(t->cfg, t->u->ops[r].block, b) ? r : IR_NONE;
}

/* carry(x, y, 0) beside x + y is the sum being less than y. */
static void carry_of_sum(Table *t, IrRef r, uint32_t b)
{
    IrUnit *u = t->u;
    IrOp *o = &u->ops[r];
    if (!ir_is_const(u, o->c) || u->ops[o->c].imm != 0)
        return;
    IrOp add = {.op = UOP_ADD, .type = u->ops[o->a].type, .a = o->a, .b = o->b};
    IrRef s = lookup(t, &add, b);
    if (!s)
        return;
    IrRef n = ir_new_op(u, UOP_SET, IR_I32);
    IrOp *set = &u->ops[n];
    o = &u->ops[r];
    set->sub = IR_LTU;
    set->a = s;
    set->b = o->b;
    set->insn = o->insn;
    set->origin = o->origin;
    ir_insert_before(u, r, n);
    ir_replace(u, r, n, 'C');
}

static void visit(Table *t, IrRef r, uint32_t b)
{
    IrUnit *u = t->u;
    opt_refresh(u, r);
    IrOp *o = &u->ops[r];
    t->epoch += changes_fp(u, o, t->two_modes);
    if (!may_merge(u, o))
        return;
    /* one order of operands, so that a+b and b+a meet */
    if ((uop_info[o->op].facts & UOP_F_COMMUTES) && !ir_is_const(u, o->b) && (o->a > o->b || ir_is_const(u, o->a))) {
        IrRef a = o->a;
        o->a = o->b;
        o->b = a;
    }
    IrRef *at = find(t, o);
    if (*at && ir_dominates(t->cfg, u->ops[*at].block, b) && same_fp(t, *at, r)) {
        ir_replace(u, r, *at, 'C');
        return;
    }
    *at = r;
    if (t->fp_epoch && r < t->nepoch)
        t->fp_epoch[r] = t->epoch;
    if (o->op == UOP_CARRY)
        carry_of_sum(t, r, b);
}

void opt_cse(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    uint32_t size = 64;
    while (size < 2 * u->nops)
        size *= 2;
    Table t = {.u = u, .cfg = c, .slot = arena_zalloc(u->arena, size * sizeof(IrRef)), .mask = size - 1};
    t.two_modes = has_two_modes(u, c);
    if (fp_changes(u, c, t.two_modes)) {
        t.nepoch = u->nops;
        t.fp_epoch = arena_zalloc(u->arena, u->nops * sizeof *t.fp_epoch);
    }
    for (uint32_t i = 0; i < c->nrpo; i++) {
        t.epoch++;
        IR_FOR_OPS_SAFE(u, c->rpo[i], r, next)
        visit(&t, r, c->rpo[i]);
    }
    if (c->loops)
        ir_apply_subst(u);
}
