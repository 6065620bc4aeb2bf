/* SPDX-License-Identifier: Apache-2.0 */
/*
 * E: the floating-point mode of the host. An FPMODE goes where the host is in
 * that mode already, on every way there. A unit that only ever asks for one
 * mode, and asks more than once or in a loop, asks where it is entered.
 *
 * needs: valid   keeps: inplace, cfg   breaks: nothing
 *
 * Plain calls may leave the host in any mode. Other helpers keep it.
 */
#include "tcg/opt/opt.h"

enum { MODE_TOP, MODE_SCALAR, MODE_VECTOR, MODE_ANY }; /* TOP: nothing gets here, as far as is known */

static unsigned meet(unsigned a, unsigned b)
{
    return a == MODE_TOP || a == b ? b : b == MODE_TOP ? a : MODE_ANY;
}

static unsigned after(const IrUnit *u, const IrOp *o, unsigned mode)
{
    if (o->op == UOP_FPMODE)
        return MODE_SCALAR + o->sub;
    return o->op == UOP_CALL && ir_call_plain(u, o) ? MODE_ANY : mode;
}

static unsigned at_entry(const IrUnit *u, const IrCfg *c, const uint8_t *out, uint32_t b)
{
    unsigned mode = ir_is_entry(u, b) ? MODE_ANY : MODE_TOP;
    for (uint32_t i = 0; i < u->blocks[b].npred; i++)
        mode = meet(mode, out[c->pos[u->blocks[b].pred[i]]]);
    return mode;
}

/* Modes at the ends of all blocks, from TOP downwards. */
static void solve(const IrUnit *u, const IrCfg *c, uint8_t *out)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < c->nrpo; i++) {
            unsigned mode = at_entry(u, c, out, c->rpo[i]);
            IR_FOR_OPS(u, c->rpo[i], r)
            mode = after(u, &u->ops[r], mode);
            changed |= mode != out[i];
            out[i] = (uint8_t)mode;
        }
    }
}

/* The FPMODE that is worth having at the entry, or IR_NONE. */
static IrRef only_mode(const IrUnit *u, const IrCfg *c)
{
    IrRef first = IR_NONE;
    unsigned n = 0;
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS(u, c->rpo[i], r)
        {
            const IrOp *o = &u->ops[r];
            if (o->op != UOP_FPMODE)
                continue;
            if (first && u->ops[first].sub != o->sub)
                return IR_NONE;
            first = first ? first : r;
            n++;
        }
    return n > 1 || c->loops ? first : IR_NONE;
}

/* Is the block run when the unit is entered from outside? */
static bool is_start(const IrUnit *u, uint32_t b)
{
    return ir_is_entry(u, b) && u->ops[u->blocks[b].last].op != UOP_ENTRY;
}

/* A copy of FPMODE like at the start of block b; behind its first MARK, which is where an entry's address is. */
static void ask_at_start(IrUnit *u, uint32_t b, IrRef like)
{
    IrRef at = u->blocks[b].first;
    while (u->ops[at].op == UOP_PHI || u->ops[at].op == UOP_GET)
        at = u->ops[at].next;
    if (u->ops[at].op == UOP_MARK)
        at = u->ops[at].next;
    if (u->ops[at].op == UOP_FPMODE)
        return;
    IrRef r = ir_new_op(u, UOP_FPMODE, IR_VOID);
    IrOp *o = &u->ops[r];
    o->sub = u->ops[like].sub;
    o->imm = u->ops[like].imm;
    o->insn = u->ops[at].insn;
    o->origin = u->ops[like].origin;
    ir_insert_before(u, at, r);
}

void opt_fpmode(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    IrRef only = only_mode(u, c);
    for (uint32_t i = 0; only && i < c->nrpo; i++)
        if (is_start(u, c->rpo[i]))
            ask_at_start(u, c->rpo[i], only);
    uint8_t *out = arena_zalloc(u->arena, c->nrpo);
    solve(u, c, out);
    for (uint32_t i = 0; i < c->nrpo; i++) {
        unsigned mode = at_entry(u, c, out, c->rpo[i]);
        IR_FOR_OPS_SAFE(u, c->rpo[i], r, next)
        {
            const IrOp *o = &u->ops[r];
            unsigned then = after(u, o, mode);
            if (o->op == UOP_FPMODE && mode == then)
                ir_remove(u, r, 'E');
            mode = then;
        }
    }
}
