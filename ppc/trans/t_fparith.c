/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point arithmetic, conversion and compare: Power ISA Book I 4.6.6 ..
 * 4.6.8, on the host's FPU with the lazy FPSCR of ppc/cpu/fp.h: an operation
 * puts its number and operands into the record (FPL_*), where the next one
 * overwrites them, and its exceptions are the host's sticky flags.
 *
 * Where the host's result or flags are not the guest's (a NaN result, double
 * rounding, one kind of underflow; fp.h says which and why) a side path calls
 * the exact operation and goes on in the next TB. What the host has put into
 * its sticky flags by then is true of the guest, too.
 *
 * A pass may delete a value that nothing uses, and with it its exceptions. So
 * the test for a NaN is made on the last rounded value of every operation: it
 * keeps alive all that led to it. Operations without such a test (conversion
 * from integer, rounding to integral values) are helpers.
 *
 * TBs under PPC_TBF_FPEXACT have enabled exceptions. There every operation begins
 * with a helper that looks whether it may raise one; then it is the interpreter's.
 */
#include "ppc/cpu/fp.h"
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/t_fp.h"

#define DOUBLE_MIN   0x0010000000000000ll  /* smallest normal double */
#define SINGLE_MIN   0x3810000000000000ull /* smallest normal single, as a double */
#define SINGLE_MIN32 0x00800000            /* as a single */
#define LOW_BITS     0x1fffffffu           /* of a double that is a single they are 0 */
#define HALFWAY_BITS 0x10000000u           /* between two singles */

/* Operands of an instruction; IR_NONE for those it has not. */
typedef struct Operands {
    IrRef a, b, c;
    IrRef a32, b32, c32; /* as f32, see singles() */
} Operands;

/* which: letters a b c. */
static Operands operands(Trans *t, uint32_t word, const char *which)
{
    Operands x = {0};
    for (; *which; which++) {
        switch (*which) {
        case 'a': x.a = t_fpr(t, f_fra(word)); break;
        case 'b': x.b = t_fpr(t, f_frb(word)); break;
        default: x.c = t_fpr(t, f_frc(word));
        }
    }
    return x;
}

static IrRef un(Trans *t, UopId op, IrType type, IrRef v)
{
    return ir_emit(&t->b, op, type, 0, 0, v, 0, 0);
}

/* An instruction under way, for its side paths. */
typedef struct Fp {
    PpcFpOp op;
    unsigned frt;
    bool rc;
    Operands x;
    bool guard;          /* side paths are guards */
    uint32_t now_single; /* registers that hold singles once it is known that the result is no NaN */
} Fp;

static Fp begin(Trans *t, uint32_t word, PpcFpOp op, const char *which)
{
    Fp f = {.op = op, .frt = f_frt(word), .rc = f_rc(word), .x = operands(t, word, which), .guard = t_may_guard(t)};
    if (t->fpexact) {
        IrRef none = ir_const(t->b.u, IR_F64, 0), a = f.x.a ? f.x.a : none, b = f.x.b ? f.x.b : none;
        IrRef wild = t_call(t, HLP_fp_wild, 4, t_i32(t, op), a, b, f.x.c ? f.x.c : none);
        t_interp_if(t, IR_NE, wild, t_i32(t, 0));
    }
    return f;
}

/* The record of an operation that sets FPRF, FR and FI: behind its side paths or, with guards, in front of them. Then
 * these need not keep the record before it, and resolving this one for an operation that is done again is harmless. */
static void record(Trans *t, const Fp *f)
{
    IrBuild *b = &t->b;
    ir_put(b, SLOT_FPL_OP, t_i32(t, f->op));
    if (f->x.a)
        ir_put(b, SLOT_FPL_A, f->x.a);
    if (f->x.b)
        ir_put(b, SLOT_FPL_B, f->x.b);
    if (f->x.c)
        ir_put(b, SLOT_FPL_C, f->x.c);
}

/* Side path, taken if p cond q: the exact operation, and on to the next instruction. */
static void exact_if(Trans *t, const Fp *f, IrCond cond, IrRef p, IrRef q)
{
    if (f->guard) {
        t_guard(t, cond, p, q);
        return;
    }
    IrRef none = ir_const(t->b.u, IR_F64, 0);
    uint32_t main_block = t_cold_begin(t, cond, p, q);
    IrRef a = f->x.a ? f->x.a : none, b = f->x.b ? f->x.b : none, c = f->x.c ? f->x.c : none;
    ir_put(&t->b, PPC_REG_F(f->frt), t_call(t, HLP_fp_exact, 4, t_i32(t, f->op), a, b, c));
    if (f->rc)
        t_put_cr1(t);
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
}

static void nan_is_rare(Trans *t, const Fp *f, IrRef r)
{
    exact_if(t, f, IR_NE, ir_set(&t->b, IR_FUN, r, r), t_i32(t, 0));
}

/* A NaN is rare, and so is the smallest normal number, where the host may have missed UX. */
static void nan_or_min_is_rare(Trans *t, const Fp *f, IrRef r)
{
    IrType type = ir_type(&t->b, r);
    IrRef min = ir_const(t->b.u, type, type == IR_F64 ? DOUBLE_MIN : SINGLE_MIN32);
    exact_if(t, f, IR_NE, ir_set(&t->b, IR_FUE, ir_un(&t->b, UOP_FABS, r), min), t_i32(t, 0));
}

/* The magnitude of a double, shifted left by one. */
static IrRef magnitude2(Trans *t, IrRef r)
{
    return ir_shl(&t->b, t_fbits(t, r), t_i32(t, 1));
}

/* -- results ------------------------------------------------------------------------------------------------- */

/* FRT := r, of double precision. tiny: r may be tiny and inexact. */
static void double_result(Trans *t, const Fp *f, IrRef r, bool tiny)
{
    if (f->guard)
        record(t, f);
    if (tiny)
        nan_or_min_is_rare(t, f, r);
    else
        nan_is_rare(t, f, r);
    if (!f->guard)
        record(t, f);
    t_put_fpr(t, f->frt, r);
    if (f->rc)
        t_put_cr1(t);
}

/* FRT := r32, its sign flipped if negate. */
static void put_single(Trans *t, const Fp *f, IrRef r32, bool negate)
{
    if (negate)
        r32 = ir_un(&t->b, UOP_FNEG, r32);
    if (!f->guard)
        record(t, f);
    t->fpr_single |= f->now_single;
    t_put_fpr_single(t, f->frt, un(t, UOP_F32TO64, IR_F64, r32), r32);
    if (f->rc)
        t_put_cr1(t);
}

/*
 * Of an operation in double precision: r rounded. That is wrong if r is half-way between two singles and itself
 * inexact. 0 < |r| <= smallest normal single is rare; 0 wraps.
 */
static void single_result(Trans *t, const Fp *f, IrRef r)
{
    IrBuild *b = &t->b;
    if (f->guard)
        record(t, f);
    IrRef low = ir_and(b, ir_trunc(b, t_fbits(t, r)), t_i32(t, LOW_BITS));
    exact_if(t, f, IR_EQ, low, t_i32(t, HALFWAY_BITS));
    IrRef mag1 = ir_sub(b, magnitude2(t, r), t_i64(t, 1));
    exact_if(t, f, IR_LTU, mag1, t_i64(t, SINGLE_MIN << 1));
    IrRef r32 = un(t, UOP_F64TO32, IR_F32, r);
    nan_is_rare(t, f, r32);
    put_single(t, f, r32, false);
}

/* Of an operation in single precision: one rounding. tiny as in double_result(). */
static void single_result32(Trans *t, const Fp *f, IrRef r32, bool tiny, bool negate)
{
    if (f->guard)
        record(t, f);
    if (tiny)
        nan_or_min_is_rare(t, f, r32);
    else
        nan_is_rare(t, f, r32);
    put_single(t, f, r32, negate);
}

/* -- single-precision operands --------------------------------------------------------------------------------- */

/*
 * FPR n, whose value is x, as f32. A program's single-precision operations are on singles; where that is not known of
 * n, it is looked at, and what is no single is a side path. A NaN may pass: the result then is one, too.
 */
static IrRef as_single(Trans *t, Fp *f, unsigned n, IrRef x)
{
    IrBuild *b = &t->b;
    if (t_fpr_is_single(t, n)) {
        if (!t->fpr32[n])
            t->fpr32[n] = un(t, UOP_F64TO32, IR_F32, x);
        return t->fpr32[n];
    }
    if (f->now_single >> n & 1)
        return t->fpr32[n];
    IrRef v32 = un(t, UOP_F32OF, IR_F32, x), same = ir_set(b, IR_FUE, un(t, UOP_F32TO64, IR_F64, v32), x);
    IrRef none = ir_const(b->u, IR_F64, 0), fra = f->x.a ? f->x.a : none, frb = f->x.b ? f->x.b : none;
    if (f->guard) {
        t_guard(t, IR_EQ, same, t_i32(t, 0));
        f->now_single |= 1u << n;
        return t->fpr32[n] = v32;
    }
    uint32_t main_block = t_cold_begin(t, IR_EQ, same, t_i32(t, 0));
    IrRef r = t_call(t, HLP_fp_fast, 4, t_i32(t, f->op), fra, frb, f->x.c ? f->x.c : none);
    ir_put(b, PPC_REG_F(f->frt), r);
    if (f->rc)
        t_put_cr1(t);
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
    f->now_single |= 1u << n;
    t->fpr32[n] = v32;
    return v32;
}

static Fp begin_single(Trans *t, uint32_t word, PpcFpOp op, const char *which)
{
    Fp f = begin(t, word, op, which);
    if (f.x.a)
        f.x.a32 = as_single(t, &f, f_fra(word), f.x.a);
    if (f.x.b)
        f.x.b32 = as_single(t, &f, f_frb(word), f.x.b);
    if (f.x.c)
        f.x.c32 = as_single(t, &f, f_frc(word), f.x.c);
    return f;
}

/* -- arithmetic ---------------------------------------------------------------------------------------------- */

#define TWO(id, uop, first, second, tiny)                                                                              \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        Fp f = begin(t, word, FPOP_##id, #first #second);                                                              \
        double_result(t, &f, ir_bin(&t->b, uop, f.x.first, f.x.second), tiny);                                         \
    }                                                                                                                  \
    void trans_##id##S(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        Fp f = begin_single(t, word, FPOP_##id##S, #first #second);                                                    \
        single_result32(t, &f, ir_bin(&t->b, uop, f.x.first##32, f.x.second##32), tiny, false);                        \
    }
TWO(FADD, UOP_FADD, a, b, false)
TWO(FSUB, UOP_FSUB, a, b, false)
TWO(FMUL, UOP_FMUL, a, c, true)
TWO(FDIV, UOP_FDIV, a, b, true)

static IrRef root(Trans *t, IrRef b)
{
    return ir_un(&t->b, UOP_FSQRT, b);
}

static IrRef reciprocal(Trans *t, IrRef b)
{
    IrType type = ir_type(&t->b, b);
    return ir_bin(&t->b, UOP_FDIV, ir_const(t->b.u, type, type == IR_F64 ? 0x3ff0000000000000ll : 0x3f800000), b);
}

static IrRef reciprocal_root(Trans *t, IrRef b)
{
    return reciprocal(t, root(t, b));
}

#define ONE(id, fn, tiny)                                                                                              \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        Fp f = begin(t, word, FPOP_##id, "b");                                                                         \
        double_result(t, &f, fn(t, f.x.b), tiny);                                                                      \
    }
#define ONE_SINGLE(id, fn, tiny)                                                                                       \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        Fp f = begin_single(t, word, FPOP_##id, "b");                                                                  \
        single_result32(t, &f, fn(t, f.x.b32), tiny, false);                                                           \
    }
ONE(FSQRT, root, false)
ONE_SINGLE(FSQRTS, root, false)
ONE(FRE, reciprocal, true)
ONE_SINGLE(FRES, reciprocal, true)
ONE(FRSQRTE, reciprocal_root, false)

/* Two roundings in double precision, one to single. */
void trans_FRSQRTES(Trans *t, uint32_t word)
{
    Fp f = begin(t, word, FPOP_FRSQRTES, "b");
    single_result(t, &f, reciprocal_root(t, f.x.b));
}

/* a * c + b, or - b. The negated forms change the sign after rounding. */
static IrRef multiply_add(Trans *t, IrRef a, IrRef b, IrRef c, bool subtract)
{
    if (subtract)
        b = ir_un(&t->b, UOP_FNEG, b);
    return ir_emit(&t->b, UOP_FMA, ir_type(&t->b, a), 0, 0, a, c, b);
}

static void multiply_add_double(Trans *t, uint32_t word, PpcFpOp op, bool subtract, bool negate)
{
    Fp f = begin(t, word, op, "abc");
    IrRef r = multiply_add(t, f.x.a, f.x.b, f.x.c, subtract);
    double_result(t, &f, negate ? ir_un(&t->b, UOP_FNEG, r) : r, true);
}

static void multiply_add_single(Trans *t, uint32_t word, PpcFpOp op, bool subtract, bool negate)
{
    Fp f = begin_single(t, word, op, "abc");
    single_result32(t, &f, multiply_add(t, f.x.a32, f.x.b32, f.x.c32, subtract), true, negate);
}

#define THREE(id, subtract, negate)                                                                                    \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        multiply_add_double(t, word, FPOP_##id, subtract, negate);                                                     \
    }                                                                                                                  \
    void trans_##id##S(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        multiply_add_single(t, word, FPOP_##id##S, subtract, negate);                                                  \
    }
THREE(FMADD, false, false)
THREE(FMSUB, true, false)
THREE(FNMADD, false, true)
THREE(FNMSUB, true, true)

/* -- rounding and conversion --------------------------------------------------------------------------------- */

void trans_FRSP(Trans *t, uint32_t word)
{
    Fp f = begin(t, word, FPOP_FRSP, "b");
    single_result32(t, &f, un(t, UOP_F64TO32, IR_F32, f.x.b), true, false);
}

/* FRT := v, an i64, after a conversion to integer, which replaces an earlier one in the record. */
static void integer_result(Trans *t, const Fp *f, IrRef v)
{
    IrBuild *b = &t->b;
    IrRef keep = ir_and(b, ir_get(b, SLOT_FPL_OP), t_i32(t, PPC_FPL_OP | PPC_FPL_CC | PPC_FPL_HOST));
    ir_put(b, SLOT_FPL_OP, ir_or(b, keep, t_i32(t, (uint32_t)f->op << PPC_FPL_CVT_SHIFT)));
    ir_put(b, SLOT_FPL_CVT, f->x.b);
    t_put_fpr(t, f->frt, t_bitsf(t, v));
    if (f->rc)
        t_put_cr1(t);
}

/* The host's most negative number also stands for what is out of range. */
static void to_int(Trans *t, uint32_t word, PpcFpOp op, UopId uop, IrType type)
{
    Fp f = begin(t, word, op, "b");
    IrRef r = un(t, uop, type, f.x.b);
    exact_if(t, &f, IR_EQ, r, ir_const(t->b.u, type, type == IR_I32 ? INT32_MIN : INT64_MIN));
    integer_result(t, &f, type == IR_I32 ? ir_sext32(&t->b, r) : r);
}

void trans_FCTIW(Trans *t, uint32_t word)
{
    to_int(t, word, FPOP_FCTIW, UOP_FTOI, IR_I32);
}

void trans_FCTIWZ(Trans *t, uint32_t word)
{
    to_int(t, word, FPOP_FCTIWZ, UOP_FTOIZ, IR_I32);
}

void trans_FCTID(Trans *t, uint32_t word)
{
    to_int(t, word, FPOP_FCTID, UOP_FTOI, IR_I64);
}

void trans_FCTIDZ(Trans *t, uint32_t word)
{
    to_int(t, word, FPOP_FCTIDZ, UOP_FTOIZ, IR_I64);
}

/* Operations on FRB that are a call. */
static void called(Trans *t, const Fp *f)
{
    t_put_fpr(t, f->frt, t_call(t, HLP_fp, 2, t_i32(t, f->op), f->x.b));
    if (f->rc)
        t_put_cr1(t);
}

#define CALLED(id)                                                                                                     \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        Fp f = begin(t, word, FPOP_##id, "b");                                                                         \
        called(t, &f);                                                                                                 \
    }
CALLED(FCTIWU)
CALLED(FCTIWUZ)
CALLED(FCTIDU)
CALLED(FCTIDUZ)
CALLED(FCFID)
CALLED(FCFIDU)
CALLED(FCFIDS)
CALLED(FCFIDUS)
CALLED(FRIN)
CALLED(FRIZ)
CALLED(FRIP)
CALLED(FRIM)

/* -- compare and test ---------------------------------------------------------------------------------------- */

/* Ordered and unordered compare differ for NaNs only, which a side path compares. */
static void fcompare(Trans *t, uint32_t word, bool ordered)
{
    IrBuild *b = &t->b;
    IrRef fra = t_fpr(t, f_fra(word)), frb = t_fpr(t, f_frb(word)), unordered = ir_set(b, IR_FUN, fra, frb);
    if (t->fpexact) {
        IrRef due = ir_and(b, ir_get(b, PPC_REG_FPSCR), t_i32(t, PPC_FPSCR_FEX));
        t_interp_if(t, IR_NE, ir_or(b, due, unordered), t_i32(t, 0));
    } else if (t_may_guard(t)) {
        t_guard(t, IR_NE, unordered, t_i32(t, 0));
    } else {
        uint32_t main_block = t_cold_begin(t, IR_NE, unordered, t_i32(t, 0));
        crf_put_code(t, f_bf(word), t_call(t, HLP_fcmp, 3, t_i32(t, ordered), fra, frb));
        t_exit(t, t_next(t), 0);
        t_cold_end(t, main_block);
    }
    ir_put(b, SLOT_FPL_CC, crf_fcompare(t, f_bf(word), fra, frb));
    ir_put(b, SLOT_FPL_OP, ir_or(b, ir_get(b, SLOT_FPL_OP), t_i32(t, PPC_FPL_CC)));
}

void trans_FCMPU(Trans *t, uint32_t word)
{
    fcompare(t, word, false);
}

void trans_FCMPO(Trans *t, uint32_t word)
{
    fcompare(t, word, true);
}

void trans_FTDIV(Trans *t, uint32_t word)
{
    IrRef v = t_call(t, HLP_ftdiv, 2, t_fpr(t, f_fra(word)), t_fpr(t, f_frb(word)));
    crf_put_nibble(t, f_bf(word), v);
}

void trans_FTSQRT(Trans *t, uint32_t word)
{
    crf_put_nibble(t, f_bf(word), t_call(t, HLP_ftsqrt, 1, t_fpr(t, f_frb(word))));
}
