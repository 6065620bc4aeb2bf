/* SPDX-License-Identifier: Apache-2.0 */
/* Pass F: conditions of SET and BRIF, by the rows of fold_cond.def. */
#include "engine/base/bits.h"
#include "tcg/opt/fold.h"

enum { MAX_ROUNDS = 64 };

/* ---- words --------------------------------------------------------------------------------------------------------
 */

/* The condition with its operands exchanged. */
static IrCond swapped(IrCond c)
{
    static const uint8_t to[] = {
        [IR_EQ] = IR_EQ,   [IR_NE] = IR_NE,   [IR_LTS] = IR_GTS,   [IR_GES] = IR_LES,
        [IR_GTS] = IR_LTS, [IR_LES] = IR_GES, [IR_LTU] = IR_GTU,   [IR_GEU] = IR_LEU,
        [IR_GTU] = IR_LTU, [IR_LEU] = IR_GEU, [IR_TSTZ] = IR_TSTZ, [IR_TSTNZ] = IR_TSTNZ,
    };
    return (IrCond)to[c];
}

static IrCond as_unsigned(IrCond c)
{
    return c >= IR_LTS && c <= IR_LES ? (IrCond)(c + (IR_LTU - IR_LTS)) : c;
}

static uint64_t rotr_width(uint64_t v, unsigned n, unsigned width)
{
    return width == 64 ? rotl64(v, 64 - n) : rotl32((uint32_t)v, 32 - n);
}

/* Mask for the unextended value: mask bits above its sign bit ask for the sign. */
static uint64_t low_and_sign(uint64_t mask, unsigned nbits)
{
    uint64_t sign = 1ull << (nbits - 1);
    return (mask & (sign - 1)) | (mask >> (nbits - 1) ? sign : 0);
}

/* i32 whose sign extension is the i64 r. */
static IrRef sx(FoldCond *f, IrRef r)
{
    if (K(r))
        return (int64_t)V(r) == (int32_t)V(r) ? ir_const(f->u, IR_I32, (int64_t)V(r)) : IR_NONE;
    if (IS(r, SEXT32) || (IS(r, ZEXT32) && !TOP(A1(r))))
        return A1(r);
    return IR_NONE;
}

/* i32 whose zero extension is the i64 r. */
static IrRef zx(FoldCond *f, IrRef r)
{
    if (K(r))
        return V(r) == (uint32_t)V(r) ? ir_const(f->u, IR_I32, (int64_t)V(r)) : IR_NONE;
    return IS(r, ZEXT32) ? A1(r) : IR_NONE;
}

/* See DIFF in fold_cond.def. */
typedef struct Diff {
    IrRef a, b;
    unsigned lt, gt;
} Diff;

/* SETs of greater and less on the same operands? */
static bool three_way(FoldCond *f, IrRef gt, IrRef lt)
{
    unsigned g = SUB(gt), l = SUB(lt);
    if (A1(gt) != A1(lt) || A2(gt) != A2(lt))
        return false;
    return (g == IR_GTS && l == IR_LTS) || (g == IR_GTU && l == IR_LTU) || (l == IR_GTS && g == IR_LTS) ||
           (l == IR_GTU && g == IR_LTU);
}

/* (greater) - (less), each widened from a SET. */
static bool diff_of_sets(FoldCond *f, IrRef x, IrRef y, Diff *d)
{
    if (!IS(x, ZEXT32) || !IS(y, ZEXT32))
        return false;
    x = A1(x);
    y = A1(y);
    if (!IS(x, SET) || !IS(y, SET) || !three_way(f, x, y))
        return false;
    *d = (Diff){A1(x), A2(x), SUB(y), SUB(x)};
    return true;
}

static bool diff_of(Diff *d, IrRef a, IrRef b, bool is_signed)
{
    *d = (Diff){a, b, is_signed ? IR_LTS : IR_LTU, is_signed ? IR_GTS : IR_GTU};
    return a && b;
}

/* a - b: both signed or both unsigned extensions. */
static bool diff_of_values(FoldCond *f, IrRef a, IrRef b, Diff *d)
{
    return diff_of(d, sx(f, a), sx(f, b), true) || diff_of(d, zx(f, a), zx(f, b), false);
}

static bool is_diff(FoldCond *f, IrRef r, Diff *d)
{
    if (IS(r, SEXT32) || IS(r, ZEXT32))
        return diff_of(d, A1(r), ir_const(f->u, IR_I32, 0), IS(r, SEXT32));
    if (IS(r, SUB))
        return diff_of_sets(f, A1(r), A2(r), d) || diff_of_values(f, A1(r), A2(r), d);
    if (IS(r, ADD) && K(A2(r)))
        return diff_of_values(f, A1(r), ir_const(f->u, IR_I64, (int64_t)(0 - V(A2(r)))), d);
    return false;
}

/* The condition on the operands that is c of the difference and zero. */
static unsigned sign_cond(IrCond c, const Diff *d)
{
    switch (c) {
    case IR_LTS: return d->lt;
    case IR_GES: return d->lt ^ 1;
    case IR_GTS: return d->gt;
    default: return d->gt ^ 1;
    }
}

/* Is r a difference, perhaps with its top bit flipped? */
static bool flipped_diff(FoldCond *f, IrRef *r, int *flipped)
{
    Diff d;
    *flipped = IS(*r, XOR) && K(A2(*r)) && V(A2(*r)) == 1ull << 63;
    if (*flipped)
        *r = A1(*r);
    return is_diff(f, *r, &d);
}

/* For r = v ^ v << 1 with v a difference, or one whose top bit was flipped (the shift has lost that): the top bit of r
 * into *k. */
static bool top_two_differ(FoldCond *f, IrRef r, int *k)
{
    int shifted;
    if (!IS(r, XOR) || !IS(A2(r), SHL) || !K(A2(A2(r))) || V(A2(A2(r))) != 1)
        return false;
    IrRef v = A1(r), w = A1(A2(r));
    return flipped_diff(f, &v, k) && flipped_diff(f, &w, &shifted) && v == w;
}

/* ---- the rules ----------------------------------------------------------------------------------------------------
 */

#define X(o)        IS(x, o)
#define Y(o)        IS(y, o)
#define KX          K(x)
#define KY          K(y)
#define Y0          (K(y) && V(y) == 0)
#define vy          V(y)
#define x1          A1(x)
#define x2          A2(x)
#define n2          ((unsigned)V(x2) & (W - 1))
#define C(v)        ir_const(f->u, t, (int64_t)(v))
#define C32(v)      ir_const(f->u, IR_I32, (int64_t)(v))
#define SX(r)       sx(f, r)
#define ZX(r)       zx(f, r)
#define EQNE        (c <= IR_NE)
#define SIGNED      (c >= IR_LTS && c <= IR_LES)
#define UNSIGNED    (c >= IR_LTU && c <= IR_LEU)
#define TST         (c >= IR_TSTZ)
#define DIFF(r)     is_diff(f, r, &d)
#define TO(k, a, b) to(f, k, a, b)
#define TO0(k, a)   to(f, k, a, ir_const(f->u, TYPE(a), 0))
#define TRUE_IF(e)  known(f, e)

static bool to(FoldCond *f, unsigned c, IrRef a, IrRef b)
{
    f->c = (IrCond)c;
    f->x = a;
    f->y = b;
    return true;
}

static bool known(FoldCond *f, bool result)
{
    f->known = result;
    return true;
}

/* One step; false when no rule holds. */
static bool apply_rules(FoldCond *f)
{
    const IrRef x = f->x, y = f->y;
    const IrCond c = f->c;
    const IrType t = TYPE(x);
    const unsigned W = t == IR_I64 ? 64 : 32, inv = c & 1;
    const uint64_t M = ir_type_mask(t);
    Diff d;
    int k;
    if (KX && KY)
        return known(f, ir_eval_cond(c, t, V(x), V(y)));
#define Q(name, guard, action)                                                                                         \
    if (guard) {                                                                                                       \
        HIT(RULE_c_##name);                                                                                            \
        return action;                                                                                                 \
    }
#include "tcg/opt/fold_cond.def"
#undef Q
    return false;
}

bool fold_cond(FoldCond *f)
{
    bool changed = false;
    f->known = -1;
    for (unsigned i = 0; i < MAX_ROUNDS && f->known < 0 && apply_rules(f); i++)
        changed = true;
    return changed;
}
