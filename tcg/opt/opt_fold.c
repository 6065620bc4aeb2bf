/* SPDX-License-Identifier: Apache-2.0 */
/*
 * F: folding. Constants, copies and the rewrite rules of fold.def and
 * fold_cond.def; displacements into loads and stores; branches that are
 * decided.
 *
 * needs: valid   keeps: inplace   breaks: cfg (branches may go)
 *
 * One walk in reverse postorder: an op's operands are final when it is met, so
 * that one visit does it. Values are simplified in a Fold, outside the block;
 * an op is made only for what comes out.
 *
 * IrOp.mark counts uses at the start of the pass: good enough to know what
 * would be doubled.
 */
#include "tcg/opt/fold.h"

#include <string.h>

#include "tcg/opt/opt.h"

/* ---- uses and known bits ------------------------------------------------------------------------------------------
 */

static void count_uses(IrUnit *u)
{
    for (IrRef r = 0; r < u->nops; r++)
        u->ops[r].mark = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
        {
            const IrOp *o = &u->ops[r];
            for (unsigned i = 0, n = ir_nargs(u, o); i < n; i++)
                u->ops[ir_arg(u, o, i)].mark++;
            for (const IrSnap *s = o->snap; s; s = s->next)
                u->ops[s->ref].mark++;
        }
}

static void zero_room(FoldUnit *fu, uint32_t n)
{
    if (n < fu->cap)
        return;
    uint32_t cap = 2 * n + 64;
    uint64_t *z = arena_zalloc(fu->u->arena, cap * sizeof *z);
    if (fu->cap)
        memcpy(z, fu->zero, fu->cap * sizeof *z);
    fu->zero = z;
    fu->cap = cap;
}

static uint64_t loaded_bits(const IrOp *o)
{
    return o->sub & IR_M_SIGN || (o->sub & IR_M_SIZE) >= IR_M_64 ? ~0ull : (1ull << (8u << (o->sub & IR_M_SIZE))) - 1;
}

/* Bits that may be one after a shift by a constant; all when the count is not constant. */
static uint64_t shifted_bits(const FoldUnit *fu, const IrOp *o)
{
    const IrUnit *u = fu->u;
    if (!ir_is_const(u, o->b))
        return ~0ull;
    unsigned width = o->type == IR_I64 ? 64 : 32, n = (unsigned)u->ops[o->b].imm & (width - 1);
    uint64_t v = fold_bits(fu, o->a);
    if (o->op == UOP_SHL)
        return v << n;
    if (o->op == UOP_SHR || !(v >> (width - 1)))
        return v >> n;
    return ~0ull;
}

/* Bits that may be one in the result of integer op o. */
static uint64_t result_bits(const FoldUnit *fu, const IrOp *o)
{
    uint64_t width = o->type == IR_I64 ? 64 : 32;
    switch (o->op) {
    case UOP_AND: return fold_bits(fu, o->a) & fold_bits(fu, o->b);
    case UOP_OR:
    case UOP_XOR: return fold_bits(fu, o->a) | fold_bits(fu, o->b);
    case UOP_ANDC: return fold_bits(fu, o->a);
    case UOP_SHL:
    case UOP_SHR:
    case UOP_SAR: return shifted_bits(fu, o);
    case UOP_ZEXT8: return fold_bits(fu, o->a) & 0xff;
    case UOP_ZEXT16: return fold_bits(fu, o->a) & 0xffff;
    case UOP_ZEXT32:
    case UOP_TRUNC: return fold_bits(fu, o->a) & 0xffffffff;
    case UOP_SET:
    case UOP_FSET:
    case UOP_CARRY:
    case UOP_OVF: return 1;
    case UOP_CLZ:
    case UOP_CTZ:
    case UOP_POPCNT: return 2 * width - 1;
    case UOP_SEL: return fold_bits(fu, o->b) | fold_bits(fu, o->c);
    case UOP_LD:
    case UOP_ELD:
    case UOP_HLD: return loaded_bits(o);
    default: return ~0ull;
    }
}

static void note_bits(FoldUnit *fu, IrRef r)
{
    const IrOp *o = &fu->u->ops[r];
    if (!ir_is_int((IrType)o->type) || !ir_has_result(o))
        return;
    zero_room(fu, r);
    fu->zero[r] = ~result_bits(fu, o);
}

/* ---- values -------------------------------------------------------------------------------------------------------
 */

/* The op that f has become, in front of f->at. */
static IrRef make(const Fold *f)
{
    IrUnit *u = f->u;
    IrRef r = ir_new_op(u, f->op, f->type);
    IrOp *o = &u->ops[r];
    o->sub = (uint8_t)f->sub;
    o->a = f->x;
    o->b = f->y;
    o->c = f->z;
    o->insn = u->ops[f->at].insn;
    o->origin = u->ops[f->at].origin;
    ir_insert_before(u, f->at, r);
    u->ops[f->x].mark++;
    u->ops[f->y].mark++;
    u->ops[f->z].mark++;
    note_bits(f->fu, r);
    return r;
}

IrRef fold_new(const Fold *f, UopId op, IrType type, unsigned sub, IrRef a, IrRef b)
{
    Fold g = {.fu = f->fu, .u = f->u, .at = f->at, .op = op, .type = type, .sub = sub, .x = a, .y = b};
    IrRef r = fold_value(&g);
    return r ? r : make(&g);
}

static bool is_same(const Fold *f, const IrOp *o)
{
    return f->op == o->op && f->sub == o->sub && f->x == o->a && f->y == o->b && f->z == o->c;
}

static void visit_value(FoldUnit *fu, IrRef r)
{
    IrUnit *u = fu->u;
    IrOp *o = &u->ops[r];
    Fold f = {.fu = fu,
              .u = u,
              .at = r,
              .op = (UopId)o->op,
              .type = (IrType)o->type,
              .sub = o->sub,
              .x = o->a,
              .y = o->b,
              .z = o->c};
    f.one_x = u->ops[f.x].mark <= 1;
    IrRef v = fold_value(&f);
    o = &u->ops[r];
    if (v) {
        ir_replace(u, r, v, 'F');
    } else if (is_same(&f, o)) {
        note_bits(fu, r);
    } else if (f.op == o->op && f.sub == o->sub && f.x == o->b && f.y == o->a) {
        o->a = f.x; /* only exchanged */
        o->b = f.y;
        note_bits(fu, r);
    } else {
        ir_replace(u, r, make(&f), 'F');
    }
}

/* A PHI whose arguments are all one value, itself aside, is that value. */
static void visit_phi(IrUnit *u, IrRef r)
{
    const IrOp *o = &u->ops[r];
    IrRef v = IR_NONE;
    for (unsigned i = 0; i < o->b; i++) {
        IrRef a = ir_resolve(u, u->args[o->a + i]);
        if (a == r || a == v)
            continue;
        if (v)
            return;
        v = a;
    }
    if (v)
        ir_replace(u, r, v, 'F');
}

/* ---- memory -------------------------------------------------------------------------------------------------------
 */

/* Can d be the displacement of an access? Within 32 bits, in 32-bit mode always after wrapping (guest memory only). */
static bool fits(const IrUnit *u, const IrOp *o, int64_t *d)
{
    if (o->op != UOP_HLD && o->op != UOP_HST && o->op != UOP_HCOUNT && !u->env->guest64)
        *d = (int32_t)*d;
    return *d == (int32_t)*d;
}

/* Sums with constants in the address go into the displacement; with a constant address it is the other way round. */
static void fold_address(IrUnit *u, IrRef r)
{
    IrOp *o = &u->ops[r];
    for (;;) {
        const IrOp *s = &u->ops[o->a];
        if (s->op != UOP_ADD || !ir_is_const(u, s->b))
            break;
        int64_t d = (int64_t)((uint64_t)o->imm + (uint64_t)u->ops[s->b].imm);
        if (!fits(u, o, &d))
            return;
        o->imm = d;
        o->a = s->a;
    }
    if (ir_is_const(u, o->a) && o->imm) {
        IrRef k = ir_const(u, (IrType)u->ops[o->a].type, (int64_t)((uint64_t)u->ops[o->a].imm + (uint64_t)o->imm));
        o = &u->ops[r];
        o->a = k;
        o->imm = 0;
    }
}

/* What a store of nbits takes from value v, without what it cuts off anyway. */
static IrRef narrow(const IrUnit *u, IrRef v, unsigned nbits)
{
    for (;;) {
        const IrOp *o = &u->ops[v];
        uint64_t low = nbits == 64 ? ~0ull : (1ull << nbits) - 1;
        bool cuts = ((o->op == UOP_SEXT8 || o->op == UOP_ZEXT8) && nbits <= 8) ||
                    ((o->op == UOP_SEXT16 || o->op == UOP_ZEXT16) && nbits <= 16) ||
                    (o->op == UOP_AND && ir_is_const(u, o->b) && ((uint64_t)u->ops[o->b].imm & low) == low);
        if (!cuts)
            return v;
        v = o->a;
    }
}

static void fold_stored(IrUnit *u, IrRef r)
{
    IrOp *o = &u->ops[r];
    unsigned nbits = 8u << (o->sub & IR_M_SIZE);
    if (!ir_is_int((IrType)o->type))
        return;
    o->b = narrow(u, o->b, nbits);
    const IrOp *v = &u->ops[o->b];
    if (o->type == IR_I64 && nbits <= 32 && (v->op == UOP_SEXT32 || v->op == UOP_ZEXT32)) {
        o->type = IR_I32;
        o->b = narrow(u, v->a, nbits);
        v = &u->ops[o->b];
    }
    if (o->op == UOP_ST && v->op == UOP_BSWAP && nbits == 8u * ir_type_size[o->type]) {
        o->b = v->a;
        o->sub ^= IR_M_BE;
    }
}

/* ---- branches -----------------------------------------------------------------------------------------------------
 */

static void visit_brif(FoldUnit *fu, IrRef r)
{
    IrUnit *u = fu->u;
    IrOp *o = &u->ops[r];
    FoldCond c = {.fu = fu, .u = u, .c = (IrCond)o->sub, .x = o->a, .y = o->b, .known = -1};
    bool changed = fold_cond(&c);
    o = &u->ops[r];
    uint32_t yes = ir_target(o, 0), no = ir_target(o, 1);
    if (c.known >= 0 || yes == no) {
        uint32_t keep = c.known == 0 ? no : yes, drop = c.known == 0 ? yes : no;
        u->ops[r].op = UOP_BR;
        u->ops[r].type = IR_VOID;
        u->ops[r].sub = 0;
        u->ops[r].a = u->ops[r].b = IR_NONE;
        u->ops[r].imm = keep;
        ir_edge_removed(u, o->block, drop);
        fu->edge_gone = true;
    } else if (changed) {
        o->sub = (uint8_t)c.c;
        o->a = c.x;
        o->b = c.y;
        o->type = u->ops[c.x].type;
    }
}

static void visit_guard(FoldUnit *fu, IrRef r)
{
    IrUnit *u = fu->u;
    IrOp *o = &u->ops[r];
    FoldCond c = {.fu = fu, .u = u, .c = (IrCond)o->sub, .x = o->a, .y = o->b, .known = -1};
    bool changed = fold_cond(&c);
    o = &u->ops[r];
    if (c.known == 0) {
        ir_remove(u, r, 'F');
    } else if (changed && c.known < 0) {
        o->sub = (uint8_t)c.c;
        o->a = c.x;
        o->b = c.y;
        o->type = u->ops[c.x].type;
    }
}

/* ---- the walk -----------------------------------------------------------------------------------------------------
 */

static void visit(FoldUnit *fu, IrRef r)
{
    IrUnit *u = fu->u;
    opt_refresh(u, r);
    IrOp *o = &u->ops[r];
    switch (o->op) {
    case UOP_PHI:
        if (!fu->edge_gone) /* in a loop that nothing reaches any more, values may be made of themselves */
            visit_phi(u, r);
        return;
    case UOP_BRIF: visit_brif(fu, r); return;
    case UOP_GUARD: visit_guard(fu, r); return;
    case UOP_LD:
    case UOP_HLD:
    case UOP_HCOUNT:
    case UOP_CAS: fold_address(u, r); break;
    case UOP_ST:
    case UOP_HST:
        fold_address(u, r);
        fold_stored(u, r);
        return;
    case UOP_ENVP: return;
    }
    if (uop_info[u->ops[r].op].effect == IR_E_PURE)
        visit_value(fu, r);
    else
        note_bits(fu, r);
}

void opt_fold(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    FoldUnit fu = {.u = u};
    zero_room(&fu, u->nops);
    count_uses(u);
    for (uint32_t i = 0; i < c->nrpo; i++)
        IR_FOR_OPS_SAFE(u, c->rpo[i], r, next)
    visit(&fu, r);
    if (c->loops)
        ir_apply_subst(u);
    if (fu.edge_gone)
        opt_drop_unreached(u, 'F');
}
