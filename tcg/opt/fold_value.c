/* SPDX-License-Identifier: Apache-2.0 */
/* Pass F: values. Constants by ir_eval_op(), all else by the rows of fold.def. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bits.h"
#include "tcg/opt/fold.h"
#include "tcg/opt/opt.h"

enum { MAX_ROUNDS = 64 }; /* rules end by their laws; this is in case they do not */

const char *const fold_rule_name[RULE_COUNT] = {
#define FOR(op)
#define R(name, guard, action) #name,
#define Q(name, guard, action) "cond " #name,
#include "tcg/opt/fold.def"
#include "tcg/opt/fold_cond.def"
#undef FOR
#undef R
#undef Q
};
uint64_t *fold_rule_hits;

/* ---- known bits ---------------------------------------------------------------------------------------------------
 */

uint64_t fold_bits(const FoldUnit *fu, IrRef r)
{
    const IrOp *o = &fu->u->ops[r];
    if (o->op == UOP_CONST)
        return (uint64_t)o->imm;
    return ir_type_mask((IrType)o->type) & ~(r < fu->cap ? fu->zero[r] : 0);
}

/* ---- constants ----------------------------------------------------------------------------------------------------
 */

static IrVal const_val(const IrUnit *u, IrRef r)
{
    if (r && u->ops[r].type == IR_V128)
        return (IrVal){u->v128[u->ops[r].imm][0], u->v128[u->ops[r].imm][1]};
    return (IrVal){r ? (uint64_t)u->ops[r].imm : 0, 0};
}

/* Floating point that is rounded, or may raise a flag, is left to run time. */
static bool may_evaluate(const Fold *f)
{
    IrVal a = const_val(f->u, f->x);
    switch (f->op) {
    case UOP_ADD ... UOP_SET:
    case UOP_FNEG:
    case UOP_FABS:
    case UOP_VAND ... UOP_VLOW:
    case UOP_VPAIR:
    case UOP_VHALF:
    case UOP_BITSI:
    case UOP_BITSF: return true;
    case UOP_ITOF: return f->u->ops[f->x].type == IR_I32 || llabs((int64_t)a.lo) <= 1ll << 53;
    default: return false;
    }
}

static IrRef all_const(Fold *f)
{
    unsigned n = uop_info[f->op].nargs;
    IrUnit *u = f->u;
    if (n == 0 || !ir_is_const(u, f->x) || (n > 1 && !ir_is_const(u, f->y)) || (n > 2 && !ir_is_const(u, f->z)))
        return IR_NONE;
    if (!may_evaluate(f))
        return IR_NONE;
    IrVal v = ir_eval_op(f->op, f->type, (IrType)u->ops[f->x].type, f->sub, const_val(u, f->x), const_val(u, f->y),
                         const_val(u, f->z));
    if (f->type == IR_V128)
        return ir_const_v128(u, (uint64_t[2]){v.lo, v.hi});
    return ir_const(u, f->type, (int64_t)v.lo);
}

/* ---- actions ------------------------------------------------------------------------------------------------------
 */

static IrRef become(Fold *f, UopId op, IrType type, unsigned sub, IrRef a, IrRef b, IrRef c)
{
    f->op = op;
    f->type = type;
    f->sub = sub;
    f->x = a;
    f->y = b;
    f->z = c;
    return FOLD_AGAIN;
}

/* Low half of an i64 that is an extension or a constant, as i32; IR_NONE for others. */
static IrRef cut(const Fold *f, IrRef r)
{
    if (K(r))
        return TYPE(r) == IR_I64 ? ir_const(f->u, IR_I32, (int64_t)V(r)) : IR_NONE;
    return IS(r, SEXT32) || IS(r, ZEXT32) ? A1(r) : IR_NONE;
}

static bool truncates(UopId op)
{
    return op == UOP_ADD || op == UOP_SUB || op == UOP_MUL || op == UOP_AND || op == UOP_OR || op == UOP_XOR ||
           op == UOP_ANDC;
}

/* ---- shifts, rotates and masks by constants -----------------------------------------------------------------------
 */

/* rotl(base, n) & mask */
typedef struct RotMask {
    IrRef base;
    unsigned n;
    uint64_t mask;
} RotMask;

static uint64_t rotl_width(uint64_t v, unsigned n, unsigned width)
{
    return width == 64 ? rotl64(v, n) : rotl32((uint32_t)v, n);
}

/* Op on x (and constant y) as one RotMask. */
static bool as_rotmask(const IrUnit *u, UopId op, IrRef x, IrRef y, unsigned width, RotMask *m)
{
    uint64_t all = width == 64 ? ~0ull : 0xffffffffu;
    *m = (RotMask){x, 0, all};
    if (op == UOP_ZEXT8 || op == UOP_ZEXT16) {
        m->mask = op == UOP_ZEXT8 ? 0xff : 0xffff;
        return true;
    }
    if (!y || !ir_is_const(u, y))
        return false;
    uint64_t v = (uint64_t)u->ops[y].imm;
    unsigned n = (unsigned)v & (width - 1);
    switch (op) {
    case UOP_AND: m->mask = v; return true;
    case UOP_ROTL: m->n = n; return true;
    case UOP_SHL:
        m->n = n;
        m->mask = all << n & all;
        return true;
    case UOP_SHR:
        m->n = (width - n) & (width - 1);
        m->mask = all >> n;
        return true;
    default: return false;
    }
}

/* Of a sum of bits the side that has none which m takes is left out; returns how often. */
static unsigned peel_or(const Fold *f, unsigned width, RotMask *m)
{
    unsigned levels = 0;
    for (; f->u->ops[m->base].op == UOP_OR; levels++) {
        const IrOp *o = &f->u->ops[m->base];
        if (!(rotl_width(fold_bits(f->fu, o->a), m->n, width) & m->mask))
            m->base = o->b;
        else if (!(rotl_width(fold_bits(f->fu, o->b), m->n, width) & m->mask))
            m->base = o->a;
        else
            break;
    }
    return levels;
}

/* Follows the chain of rotmasks that f ends; returns its length. */
static unsigned peel(const Fold *f, unsigned width, RotMask *m)
{
    unsigned levels = 1;
    if (!as_rotmask(f->u, f->op, f->x, f->y, width, m))
        return 0;
    for (RotMask in; levels < 6; levels++) {
        levels += peel_or(f, width, m);
        const IrOp *o = &f->u->ops[m->base];
        if (!as_rotmask(f->u, (UopId)o->op, o->a, o->b, width, &in))
            break;
        m->mask &= rotl_width(in.mask, m->n, width);
        m->n = (m->n + in.n) & (width - 1);
        m->base = in.base;
    }
    return levels;
}

/* A chain of two or more shifts, rotates and masks as one op, or one of three or more as two. */
static bool shift_and_mask(Fold *f)
{
    RotMask m;
    IrType t = f->type;
    unsigned width = t == IR_I64 ? 64 : 32, levels = peel(f, width, &m);
    if (levels < 2)
        return false;
    uint64_t all = ir_type_mask(t), have = rotl_width(fold_bits(f->fu, m.base), m.n, width), want = have & m.mask;
    uint64_t left = all << m.n & all, right = m.n ? all >> (width - m.n) : all;
    IrRef by_left = ir_const(f->u, IR_I32, m.n), by_right = ir_const(f->u, IR_I32, width - m.n);
    if (want == 0)
        f->made = ir_const(f->u, t, 0);
    else if (m.n == 0)
        f->made = want == have ? m.base : become(f, UOP_AND, t, 0, m.base, ir_const(f->u, t, (int64_t)m.mask), 0);
    else if ((have & left) == want)
        f->made = become(f, UOP_SHL, t, 0, m.base, by_left, 0);
    else if ((have & right) == want)
        f->made = become(f, UOP_SHR, t, 0, m.base, by_right, 0);
    else if (have == want)
        f->made = become(f, UOP_ROTL, t, 0, m.base, by_left, 0);
    else if (levels > 2 && f->one_x) {
        IrRef r = (want & ~left) == 0    ? fold_new(f, UOP_SHL, t, 0, m.base, by_left)
                  : (want & ~right) == 0 ? fold_new(f, UOP_SHR, t, 0, m.base, by_right)
                                         : fold_new(f, UOP_ROTL, t, 0, m.base, by_left);
        f->made = become(f, UOP_AND, t, 0, r, ir_const(f->u, t, (int64_t)m.mask), 0);
    } else
        return false;
    return true;
}

/* ---- conditions ---------------------------------------------------------------------------------------------------
 */

/* SET through the rules of conditions. */
static bool fold_set(Fold *f)
{
    FoldCond c = {.fu = f->fu, .u = f->u, .c = (IrCond)f->sub, .x = f->x, .y = f->y, .known = -1};
    bool changed = fold_cond(&c);
    if (c.known >= 0)
        f->made = ir_const(f->u, IR_I32, c.known);
    else if (c.c == IR_NE && K(c.y) && V(c.y) == 0 && TYPE(c.x) == IR_I32 && BITS(c.x) <= 1)
        f->made = c.x;
    else if (changed)
        f->made = become(f, UOP_SET, IR_I32, c.c, c.x, c.y, 0);
    else
        return false;
    return true;
}

/* ---- the rules ----------------------------------------------------------------------------------------------------
 */

#define X(o)               IS(x, o)
#define Y(o)               IS(y, o)
#define KX                 K(x)
#define KY                 K(y)
#define KZ                 K(z)
#define vx                 V(x)
#define vy                 V(y)
#define vz                 V(z)
#define x1                 A1(x)
#define x2                 A2(x)
#define y1                 A1(y)
#define y2                 A2(y)
#define n                  ((unsigned)vy & (W - 1))
#define ONE(r)             (f->one_x)
#define C(v)               ir_const(f->u, t, (int64_t)(v))
#define C32(v)             ir_const(f->u, IR_I32, (int64_t)(v))
#define CUT(r)             cut(f, r)
#define TRUNCS(o)          truncates(o)
#define UN(o, a)           become(f, UOP_##o, f->type, 0, a, 0, 0)
#define BIN(o, a, b)       become(f, UOP_##o, f->type, 0, a, b, 0)
#define BINT(o, ty, a, b)  become(f, UOP_##o, ty, 0, a, b, 0)
#define BINT_(o, ty, a, b) become(f, o, ty, 0, a, b, 0)
#define CMP(c, a, b)       become(f, UOP_SET, IR_I32, c, a, b, 0)
#define SELECT(c, a, b)    become(f, UOP_SEL, f->type, 0, c, a, b)
#define OVFK(v)            become(f, UOP_OVF, IR_I32, 0, x, C(v), C32(0))

/* The first rule that holds: a ref, FOLD_AGAIN, or IR_NONE when none does. */
static IrRef apply_rules(Fold *f)
{
    const IrRef x = f->x, y = f->y, z = f->z;
    /* in rows whose operands have a type of their own, t is that one */
    const IrType t = strchr("wl", uop_info[f->op].sig[0]) && x ? TYPE(x) : f->type;
    const unsigned W = t == IR_I64 ? 64 : 32;
    const uint64_t M = ir_type_mask(t);
    (void)z;
    switch (f->op) {
#define FOR(o)                                                                                                         \
    break;                                                                                                             \
    case UOP_##o:
#define R(name, guard, action)                                                                                         \
    if (guard) {                                                                                                       \
        HIT(RULE_##name);                                                                                              \
        return (action);                                                                                               \
    }
#include "tcg/opt/fold.def"
#undef R
#undef FOR
    default: break;
    }
    return IR_NONE;
}

/* Constants to the right. */
static void order_operands(Fold *f)
{
    if ((uop_info[f->op].facts & UOP_F_COMMUTES) && ir_is_const(f->u, f->x) && !ir_is_const(f->u, f->y)) {
        IrRef a = f->x;
        f->x = f->y;
        f->y = a;
    }
}

IrRef fold_value(Fold *f)
{
    for (unsigned i = 0; i < MAX_ROUNDS; i++) {
        order_operands(f);
        IrRef r = all_const(f);
        if (!r)
            r = apply_rules(f);
        if (r != FOLD_AGAIN)
            return r;
        f->one_x = false;
    }
    return IR_NONE;
}
