/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verifier. Structure first (lists, ends, PHIs in front), then each op
 * against its row, then the order of definition and use over the control flow.
 * IrOp.mark is used to number the ops of a block.
 */
#include "tcg/ir/verify.h"

#include "tcg/ir/cfg.h"

/* "b1: %7 add: " in front of the error. */
static bool at_op(IrUnit *u, IrRef r, Err *err)
{
    const IrOp *o = &u->ops[r];
    err_prefix(err, "b%u: %%%u %s", o->block, r, o->op < UOP_COUNT ? uop_info[o->op].name : "?");
    return false;
}

/* Links of one op in its block, and where END ops and PHIs may stand. */
static bool check_place(IrUnit *u, uint32_t b, IrRef r, IrRef prev, Err *err)
{
    const IrOp *o = &u->ops[r];
    if (o->dead)
        return err_set(err, "in a block although pass %c removed it", o->dead);
    if (o->op >= UOP_COUNT || o->op == UOP_CONST)
        return err_set(err, "op %u may not stand in a block", o->op);
    if (o->block != b || o->prev != prev)
        return err_set(err, "list links broken");
    bool end = uop_info[o->op].effect == IR_E_END;
    if (end != (r == u->blocks[b].last))
        return err_set(err, end ? "not the last op of its block" : "last op of its block, but no end");
    if (o->op == UOP_ENTRY && prev)
        return err_set(err, "behind other ops");
    if (o->op == UOP_PHI && prev && u->ops[prev].op != UOP_PHI)
        return err_set(err, "behind an op that is no phi");
    if (o->insn && o->insn >= u->ninsns)
        return err_set(err, "guest instruction %u of %u", o->insn, u->ninsns);
    return true;
}

static bool check_list(IrUnit *u, uint32_t b, Err *err)
{
    IrRef prev = 0;
    uint32_t n = 0;
    for (IrRef r = u->blocks[b].first; r; prev = r, r = u->ops[r].next) {
        if (r >= u->nops || n++ > u->nops)
            return err_set(err, "b%u: list runs astray", b);
        if (!check_place(u, b, r, prev, err))
            return at_op(u, r, err);
        u->ops[r].mark = n;
    }
    return u->blocks[b].last == prev || err_set(err, "b%u: last op is not the last in the list", b);
}

/* Is value v there at op o, or, with o NULL, at the end of block b? */
static bool check_defined(IrUnit *u, const IrCfg *c, IrRef v, const IrOp *o, uint32_t b, Err *err)
{
    const IrOp *d = &u->ops[v];
    if (d->op == UOP_CONST)
        return true;
    if (d->block >= u->nblocks)
        return err_set(err, "operand %%%u is in no block", v);
    if (c->pos[d->block] == IR_UNREACHED)
        return err_set(err, "operand %%%u is made in b%u, which nothing reaches", v, d->block);
    if (d->block == b)
        return !o || d->mark < o->mark || err_set(err, "operand %%%u is made after its use", v);
    return ir_dominates(c, d->block, b) || err_set(err, "operand %%%u of b%u is not made on every path", v, d->block);
}

static bool check_phi(IrUnit *u, const IrCfg *c, IrRef r, Err *err)
{
    const IrOp *o = &u->ops[r];
    const IrBlock *b = &u->blocks[o->block];
    /* the entry block is also entered from outside, with no argument */
    if (o->block == 0)
        return err_set(err, "phi in the entry block");
    if (o->b != b->npred)
        return err_set(err, "%u arguments for %u predecessors", o->b, b->npred);
    for (uint32_t i = 1; i < b->npred; i++)
        if (b->pred[i] == b->pred[i - 1] && u->args[o->a + i] != u->args[o->a + i - 1])
            return err_set(err, "two values from b%u", b->pred[i]);
    for (uint32_t i = 0; i < b->npred; i++)
        if (c->pos[b->pred[i]] != IR_UNREACHED && !check_defined(u, c, u->args[o->a + i], NULL, b->pred[i], err))
            return false;
    return true;
}

static bool check_snap(IrUnit *u, const IrCfg *c, const IrOp *o, Err *err)
{
    if (o->snap && !ir_may_leave(u, o))
        return err_set(err, "snapshot on an op that cannot leave");
    for (const IrSnap *s = o->snap; s; s = s->next) {
        if (s->slot >= u->env->nslots)
            return err_set(err, "snapshot of slot %u", s->slot);
        const char *name = u->env->slots[s->slot].name;
        if (ir_snap_find(s->next, s->slot))
            return err_set(err, "slot %s twice in the snapshot", name);
        if (!s->ref || s->ref >= u->nops || u->ops[s->ref].dead || !ir_has_result(&u->ops[s->ref]))
            return err_set(err, "snapshot of slot %s is no value", name);
        if (u->ops[s->ref].type != u->env->slots[s->slot].type)
            return err_set(err, "snapshot of slot %s is %s", name, ir_type_name[u->ops[s->ref].type]);
        if (!check_defined(u, c, s->ref, o, o->block, err))
            return false;
    }
    return true;
}

/* ENTRY: the block is where the unit begins, or follows another ENTRY only. */
static bool check_entry(const IrUnit *u, uint32_t b, Err *err)
{
    if (u->ops[u->blocks[b].last].op != UOP_ENTRY || (ir_is_entry(u, b) && (b || !u->blocks[0].npred)))
        return true;
    return err_set(err, "b%u: an entry that follows other code", b);
}

static bool check_uses(IrUnit *u, const IrCfg *c, IrRef r, Err *err)
{
    const IrOp *o = &u->ops[r];
    if (o->op == UOP_PHI)
        return check_phi(u, c, r, err);
    for (unsigned i = 0, n = ir_nargs(u, o); i < n; i++)
        if (!check_defined(u, c, ir_arg(u, o, i), o, o->block, err))
            return false;
    return check_snap(u, c, o, err);
}

bool ir_verify(IrUnit *u, Err *err)
{
    if (!u->nblocks)
        return err_set(err, "unit without blocks");
    for (uint32_t b = 0; b < u->nblocks; b++)
        if (!check_list(u, b, err))
            return false;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
    if (!ir_check_op(u, &u->ops[r], err))
        return at_op(u, r, err);
    IrCfg c;
    ir_cfg(u, &c);
    for (uint32_t i = 0; i < c.nrpo; i++) {
        uint32_t b = c.rpo[i];
        if (!u->blocks[b].first)
            return err_set(err, "b%u: empty, but reached", b);
        if (!check_entry(u, b, err))
            return false;
        IR_FOR_OPS(u, b, r)
        if (!check_uses(u, &c, r, err))
            return at_op(u, r, err);
    }
    return true;
}
