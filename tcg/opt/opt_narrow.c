/* SPDX-License-Identifier: Apache-2.0 */
/*
 * R: single precision around loops. A guest register holds a single as a
 * double; where a loop goes round with one that was just widened, and narrows
 * it again (F32OF of a PHI of F32TO64), a PHI of the singles stands beside the
 * PHI of the doubles, and the two conversions are not on the way from one round
 * to the next. When all ways in bring widened singles, the double is the widened PHI.
 *
 * needs: valid   keeps: inplace, cfg   breaks: nothing
 *
 * (Of a signalling NaN the two conversions would make a quiet one. The
 * translator widens no NaNs: loads and operations look for them first.)
 *
 * F32OF leaves no flags and may be done wherever its operand is there, so for
 * the other ways in it moves to the end of the block that comes from there.
 */
#include "tcg/opt/opt.h"

static bool widened(const IrUnit *u, IrRef r)
{
    return u->ops[r].op == UOP_F32TO64;
}

/* Is any argument a widened single? */
static bool worth_it(const IrUnit *u, IrRef phi)
{
    const IrOp *o = &u->ops[phi];
    for (uint32_t k = 0; k < o->b; k++)
        if (widened(u, ir_resolve(u, u->args[o->a + k])))
            return true;
    return false;
}

/* Double v as a single at the end of block b. */
static IrRef narrowed(IrUnit *u, uint32_t b, IrRef v)
{
    if (widened(u, v))
        return u->ops[v].a;
    IrRef at = u->blocks[b].last, r = ir_new_op(u, UOP_F32OF, IR_F32);
    u->ops[r].a = v;
    u->ops[r].insn = u->ops[at].insn;
    u->ops[r].origin = u->ops[at].origin;
    ir_insert_before(u, at, r);
    return r;
}

/* The PHI of singles beside phi. */
static IrRef single_phi(IrUnit *u, IrRef phi)
{
    uint32_t n = u->ops[phi].b, b = u->ops[phi].block, args = ir_args_new(u, n);
    IrRef r = ir_new_op(u, UOP_PHI, IR_F32);
    u->ops[r].a = args;
    u->ops[r].b = n;
    u->ops[r].insn = u->ops[phi].insn;
    u->ops[r].origin = u->ops[phi].origin;
    ir_insert_before(u, phi, r);
    for (uint32_t k = 0; k < n; k++) {
        IrRef v = ir_resolve(u, u->args[u->ops[phi].a + k]);
        IrRef s = v == phi ? r : narrowed(u, u->blocks[b].pred[k], v);
        u->args[args + k] = ir_resolve(u, s);
    }
    return r;
}

/* The double PHI phi is single s, widened, whichever way one comes: then that stands for it, and it is known to be one.
 */
static void widen_after(IrUnit *u, IrRef phi, IrRef s)
{
    for (uint32_t k = 0; k < u->ops[phi].b; k++) {
        IrRef v = ir_resolve(u, u->args[u->ops[phi].a + k]);
        if (v != phi && !widened(u, v))
            return;
    }
    IrRef at = phi, r = ir_new_op(u, UOP_F32TO64, IR_F64);
    while (u->ops[at].op == UOP_PHI)
        at = u->ops[at].next;
    u->ops[r].a = s;
    u->ops[r].insn = u->ops[phi].insn;
    u->ops[r].origin = u->ops[phi].origin;
    ir_insert_before(u, at, r);
    ir_replace(u, phi, r, 'R');
}

void opt_narrow(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    uint32_t n = u->nops;
    IrRef *single = NULL; /* by PHI: that of singles */
    for (uint32_t i = 0; c->loops && i < c->nrpo; i++)
        IR_FOR_OPS_SAFE(u, c->rpo[i], r, next)
        {
            IrRef phi = u->ops[r].op == UOP_F32OF ? ir_resolve(u, u->ops[r].a) : IR_NONE;
            if (!phi || phi >= n || u->ops[phi].op != UOP_PHI || !worth_it(u, phi))
                continue;
            if (!single)
                single = arena_zalloc(u->arena, n * sizeof *single);
            if (!single[phi])
                single[phi] = single_phi(u, phi);
            ir_replace(u, r, single[phi], 'R');
        }
    for (IrRef r = 0; single && r < n; r++)
        if (single[r])
            widen_after(u, r, single[r]);
    if (single)
        ir_apply_subst(u);
}
