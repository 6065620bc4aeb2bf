/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evaluator against straight C: each value op on random and extreme
 * operands, written here a second time in another way; then units: accesses,
 * PHIs, helpers with every kind of argument, faults with snapshots.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <cmocka.h>

#include "tcg/ir/eval.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"

typedef unsigned __int128 U128;
typedef __int128 S128;

/* ---- integers: each op for 32 and 64 bits as an expression --------------------------------------------------------
 */

static uint64_t loop_count(uint64_t v, unsigned width, int what)
{
    unsigned lead = 0, trail = 0, ones = 0;
    while (lead < width && !(v >> (width - 1 - lead) & 1))
        lead++;
    while (trail < width && !(v >> trail & 1))
        trail++;
    for (unsigned i = 0; i < width; i++)
        ones += v >> i & 1;
    return what == 0 ? lead : what == 1 ? trail : ones;
}

static uint64_t reversed(uint64_t v, unsigned nbytes)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < nbytes; i++)
        r |= (v >> (8 * i) & 0xff) << (8 * (nbytes - 1 - i));
    return r;
}

static uint64_t rotated(uint64_t v, unsigned n, unsigned width)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < width; i++)
        if (v >> i & 1)
            r |= 1ull << ((i + n) % width);
    return r;
}

static uint64_t expect32(UopId op, uint32_t a, uint32_t b, uint32_t c)
{
    int32_t sa = (int32_t)a, sb = (int32_t)b;
    switch (op) {
    case UOP_ADD: return (uint32_t)(a + b);
    case UOP_SUB: return (uint32_t)(a - b);
    case UOP_MUL: return (uint32_t)(a * b);
    case UOP_MULHS: return (uint32_t)((int64_t)sa * sb >> 32);
    case UOP_MULHU: return (uint64_t)a * b >> 32;
    case UOP_DIVS: return sb == 0 || (sb == -1 && a == 0x80000000) ? a : (uint32_t)(sa / sb);
    case UOP_DIVU: return b ? a / b : a;
    case UOP_AND: return a & b;
    case UOP_OR: return a | b;
    case UOP_XOR: return a ^ b;
    case UOP_ANDC: return a & (uint32_t)~b;
    case UOP_NOT: return (uint32_t)~a;
    case UOP_NEG: return (uint32_t)-a;
    case UOP_SHL: return (uint32_t)(a << b % 32);
    case UOP_SHR: return a >> b % 32;
    case UOP_SAR: return (uint32_t)(sa >> b % 32);
    case UOP_ROTL: return rotated(a, b % 32, 32);
    case UOP_CLZ: return loop_count(a, 32, 0);
    case UOP_CTZ: return loop_count(a, 32, 1);
    case UOP_POPCNT: return loop_count(a, 32, 2);
    case UOP_BSWAP: return reversed(a, 4);
    case UOP_SEXT8: return (uint32_t)(int8_t)a;
    case UOP_SEXT16: return (uint32_t)(int16_t)a;
    case UOP_ZEXT8: return a % 256;
    case UOP_ZEXT16: return a % 65536;
    case UOP_ADC: return (uint32_t)(a + b + c);
    case UOP_CARRY: return ((uint64_t)a + b + c) >> 32;
    case UOP_OVF: return (int64_t)sa + sb + (int32_t)c != (int32_t)(a + b + c);
    default: return 0;
    }
}

static uint64_t expect64(UopId op, uint64_t a, uint64_t b, uint64_t c)
{
    int64_t sa = (int64_t)a, sb = (int64_t)b;
    switch (op) {
    case UOP_ADD: return a + b;
    case UOP_SUB: return a - b;
    case UOP_MUL: return a * b;
    case UOP_MULHS: return (uint64_t)((S128)sa * sb >> 64);
    case UOP_MULHU: return (uint64_t)((U128)a * b >> 64);
    case UOP_DIVS: return sb == 0 || (sb == -1 && a == 1ull << 63) ? a : (uint64_t)(sa / sb);
    case UOP_DIVU: return b ? a / b : a;
    case UOP_AND: return a & b;
    case UOP_OR: return a | b;
    case UOP_XOR: return a ^ b;
    case UOP_ANDC: return a & ~b;
    case UOP_NOT: return ~a;
    case UOP_NEG: return -a;
    case UOP_SHL: return a << b % 64;
    case UOP_SHR: return a >> b % 64;
    case UOP_SAR: return (uint64_t)(sa >> b % 64);
    case UOP_ROTL: return rotated(a, b % 64, 64);
    case UOP_CLZ: return loop_count(a, 64, 0);
    case UOP_CTZ: return loop_count(a, 64, 1);
    case UOP_POPCNT: return loop_count(a, 64, 2);
    case UOP_BSWAP: return reversed(a, 8);
    case UOP_SEXT8: return (uint64_t)(int8_t)a;
    case UOP_SEXT16: return (uint64_t)(int16_t)a;
    case UOP_ZEXT8: return a % 256;
    case UOP_ZEXT16: return a % 65536;
    case UOP_ADC: return a + b + c;
    case UOP_CARRY: return (uint64_t)(((U128)a + b + c) >> 64);
    case UOP_OVF: return (S128)sa + sb + (S128)c != (S128)(int64_t)(a + b + c);
    default: return 0;
    }
}

static const uint64_t edges[] = {0,
                                 1,
                                 2,
                                 3,
                                 7,
                                 8,
                                 31,
                                 32,
                                 33,
                                 63,
                                 64,
                                 0x7f,
                                 0x80,
                                 0xff,
                                 0x100,
                                 0x7fff,
                                 0x8000,
                                 0xffff,
                                 0x10000,
                                 0x7fffffff,
                                 0x80000000,
                                 0x80000001,
                                 0xfffffffe,
                                 0xffffffff,
                                 0x100000000,
                                 0x7fffffffffffffff,
                                 0x8000000000000000,
                                 0x8000000000000001,
                                 0xffffffff00000000,
                                 0xfffffffffffffffe,
                                 0xffffffffffffffff};
enum { NEDGES = sizeof edges / sizeof edges[0] };

static uint64_t rng = 88172645463325252ull;
static uint64_t rnd(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    return rng ^= rng << 17;
}

static bool is_int_op(UopId op)
{
    return (op >= UOP_ADD && op <= UOP_ZEXT16) || (op >= UOP_ADC && op <= UOP_OVF);
}

static void check_int(UopId op, bool wide, uint64_t a, uint64_t b, uint64_t c)
{
    IrType t = wide ? IR_I64 : IR_I32;
    bool bit = op == UOP_CARRY || op == UOP_OVF;
    if (!wide)
        a = (uint32_t)a, b = (uint32_t)b;
    else if (op >= UOP_SHL && op <= UOP_ROTL)
        b = (uint32_t)b;
    IrVal v = ir_eval_op(op, bit ? IR_I32 : t, t, 0, (IrVal){a, 0}, (IrVal){b, 0}, (IrVal){c, 0});
    uint64_t want = wide ? expect64(op, a, b, c) : expect32(op, (uint32_t)a, (uint32_t)b, (uint32_t)c);
    if (v.lo != want || v.hi)
        fail_msg("%s.%s 0x%llx, 0x%llx, %llu: 0x%llx, not 0x%llx", uop_info[op].name, ir_type_name[t],
                 (unsigned long long)a, (unsigned long long)b, (unsigned long long)c, (unsigned long long)v.lo,
                 (unsigned long long)want);
}

static void integers(void **state)
{
    (void)state;
    for (UopId op = UOP_ADD; op <= UOP_OVF; op++) {
        if (!is_int_op(op))
            continue;
        for (unsigned i = 0; i < NEDGES * NEDGES; i++)
            for (unsigned k = 0; k < 4; k++)
                check_int(op, k & 1, edges[i / NEDGES], edges[i % NEDGES], k >> 1);
        for (unsigned i = 0; i < 2000; i++)
            check_int(op, i & 1, rnd() >> (i % 61), rnd() >> (i % 59), rnd() & 1);
    }
}

static void conditions(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NEDGES * NEDGES; i++) {
        uint64_t a = edges[i / NEDGES], b = edges[i % NEDGES];
        int64_t sa = (int64_t)a, sb = (int64_t)b;
        bool w64[] = {a == b,   a != b,      sa<sb, sa >= sb, sa> sb, sa <= sb, a<b, a >= b, a> b, a <= b,
                      !(a & b), (a & b) != 0};
        uint32_t c = (uint32_t)a, d = (uint32_t)b;
        int32_t sc = (int32_t)c, sd = (int32_t)d;
        bool w32[] = {c == d,   c != d,      sc<sd, sc >= sd, sc> sd, sc <= sd, c<d, c >= d, c> d, c <= d,
                      !(c & d), (c & d) != 0};
        for (unsigned k = 0; k < IR_FLT; k++) {
            assert_int_equal(ir_eval_cond((IrCond)k, IR_I64, a, b), w64[k]);
            assert_int_equal(ir_eval_cond((IrCond)k, IR_I32, a, b), w32[k]);
            assert_int_equal(ir_eval_cond((IrCond)(k ^ 1), IR_I64, a, b), !w64[k]);
        }
    }
}

/* ---- floats -------------------------------------------------------------------------------------------------------
 */

static IrVal d2v(double d)
{
    IrVal v = {0, 0};
    memcpy(&v, &d, 8);
    return v;
}

static IrVal f2v(float f)
{
    IrVal v = {0, 0};
    memcpy(&v, &f, 4);
    return v;
}

static uint64_t eval_d(UopId op, double a, double b, double c)
{
    return ir_eval_op(op, IR_F64, IR_F64, 0, d2v(a), d2v(b), d2v(c)).lo;
}

static void floats(void **state)
{
    (void)state;
    assert_int_equal(eval_d(UOP_FADD, 0.1, 0.2, 0), d2v(0.1 + 0.2).lo);
    assert_int_equal(eval_d(UOP_FSUB, 0.1, 0.2, 0), d2v(0.1 - 0.2).lo);
    assert_int_equal(eval_d(UOP_FMUL, 1e200, 1e200, 0), d2v(INFINITY).lo);
    assert_int_equal(eval_d(UOP_FDIV, 1, 3, 0), d2v(1.0 / 3).lo);
    assert_int_equal(eval_d(UOP_FSQRT, 2, 0, 0), d2v(sqrt(2)).lo);
    assert_int_equal(eval_d(UOP_FMA, 1 + 0x1p-52, 1 - 0x1p-52, -1), d2v(-0x1p-104).lo); /* one rounding */
    assert_int_equal(eval_d(UOP_FNEG, 0.0, 0, 0), 1ull << 63);
    assert_int_equal(ir_eval_op(UOP_FNEG, IR_F64, IR_F64, 0, (IrVal){0x7ff0000000000001, 0}, (IrVal){0}, (IrVal){0}).lo,
                     0xfff0000000000001);
    assert_int_equal(ir_eval_op(UOP_FABS, IR_F32, IR_F32, 0, (IrVal){0xff800001, 0}, (IrVal){0}, (IrVal){0}).lo,
                     0x7f800001);
    assert_int_equal(ir_eval_op(UOP_FMUL, IR_F32, IR_F32, 0, f2v(0.1f), f2v(0.3f), (IrVal){0}).lo, f2v(0.1f * 0.3f).lo);
    assert_int_equal(ir_eval_op(UOP_FMA, IR_F32, IR_F32, 0, f2v(1.1f), f2v(2.3f), f2v(-2.53f)).lo,
                     f2v(fmaf(1.1f, 2.3f, -2.53f)).lo);
    assert_int_equal(ir_eval_op(UOP_F64TO32, IR_F32, IR_F64, 0, d2v(0.1), (IrVal){0}, (IrVal){0}).lo, f2v(0.1f).lo);
    assert_int_equal(ir_eval_op(UOP_F32TO64, IR_F64, IR_F32, 0, f2v(0.1f), (IrVal){0}, (IrVal){0}).lo,
                     d2v((double)0.1f).lo);
    assert_int_equal(ir_eval_op(UOP_F32TO64, IR_F64, IR_F32, 0, (IrVal){0x7f800001, 0}, (IrVal){0}, (IrVal){0}).lo,
                     0x7ff8000020000000);
}

static uint64_t to_int(UopId op, IrType t, double d)
{
    return ir_eval_op(op, t, IR_F64, 0, d2v(d), (IrVal){0}, (IrVal){0}).lo;
}

static void conversions(void **state)
{
    (void)state;
    assert_int_equal(to_int(UOP_FTOI, IR_I32, 2.5), 2);
    assert_int_equal(to_int(UOP_FTOI, IR_I32, 3.5), 4);
    assert_int_equal(to_int(UOP_FTOIZ, IR_I32, -3.9), (uint32_t)-3);
    assert_int_equal(to_int(UOP_FTOIZ, IR_I32, 2147483647.9), 0x7fffffff);
    assert_int_equal(to_int(UOP_FTOI, IR_I32, 2147483647.9), 0x80000000);
    assert_int_equal(to_int(UOP_FTOI, IR_I32, -2147483648.4), 0x80000000);
    assert_int_equal(to_int(UOP_FTOI, IR_I32, NAN), 0x80000000);
    assert_int_equal(to_int(UOP_FTOI, IR_I64, 1e18), 1000000000000000000);
    assert_int_equal(to_int(UOP_FTOIZ, IR_I64, 9.3e18), 1ull << 63);
    assert_int_equal(to_int(UOP_FTOIZ, IR_I64, -INFINITY), 1ull << 63);
    assert_int_equal(ir_eval_op(UOP_ITOF, IR_F64, IR_I32, 0, (IrVal){0xffffffff, 0}, (IrVal){0}, (IrVal){0}).lo,
                     d2v(-1).lo);
    assert_int_equal(ir_eval_op(UOP_ITOF, IR_F64, IR_I64, 0, (IrVal){(1ull << 53) + 1, 0}, (IrVal){0}, (IrVal){0}).lo,
                     d2v(0x1p53).lo);
    assert_int_equal(ir_eval_op(UOP_SEXT32, IR_I64, IR_I32, 0, (IrVal){0x80000000, 0}, (IrVal){0}, (IrVal){0}).lo,
                     0xffffffff80000000);
    assert_int_equal(ir_eval_op(UOP_ZEXT32, IR_I64, IR_I32, 0, (IrVal){0x80000000, 0}, (IrVal){0}, (IrVal){0}).lo,
                     0x80000000);
    assert_int_equal(ir_eval_op(UOP_TRUNC, IR_I32, IR_I64, 0, (IrVal){0x1234567890, 0}, (IrVal){0}, (IrVal){0}).lo,
                     0x34567890);
    double list[] = {-INFINITY, -1, -0.0, 0, 1, INFINITY, NAN};
    for (unsigned i = 0; i < 49; i++) {
        double a = list[i / 7], b = list[i % 7];
        bool want[] = {a<b, a> b, a == b, a != a || b != b};
        for (unsigned k = 0; k < 4; k++)
            assert_int_equal(ir_eval_op(UOP_FSET, IR_I32, IR_F64, IR_FLT + k, d2v(a), d2v(b), (IrVal){0}).lo, want[k]);
    }
}

static void vectors(void **state)
{
    (void)state;
    IrVal a = {0xff00ff00ff00ff00, 0x123456789abcdef0}, b = {0x0ff00ff00ff00ff0, ~0ull}, z = {0, 0};
    IrVal v = ir_eval_op(UOP_VANDC, IR_V128, IR_V128, 0, a, b, z);
    assert_true(v.lo == (a.lo & ~b.lo) && v.hi == 0);
    v = ir_eval_op(UOP_VXOR, IR_V128, IR_V128, 0, a, b, z);
    assert_true(v.lo == (a.lo ^ b.lo) && v.hi == ~a.hi);
    v = ir_eval_op(UOP_SEL, IR_V128, IR_I32, 0, z, a, b);
    assert_true(v.lo == b.lo && v.hi == b.hi);
}

/* ---- units --------------------------------------------------------------------------------------------------------
 */

static uint64_t many(void *env, uint32_t a, uint64_t b, uint32_t c, uint64_t d, uint32_t e, uint64_t f)
{
    return *(uint32_t *)env + a * 10ull + b * 100 + c * 1000ull + d * 10000 + e * 100000ull + f * 1000000;
}

static float mixed(uint32_t a, float x, double y)
{
    return (float)a + x + (float)y;
}

typedef uint64_t Vec __attribute__((vector_size(16)));
static Vec twist(void *env, Vec v, uint32_t k)
{
    (void)env;
    return (Vec){v[1] + k, v[0]};
}

static const IrSlotDesc slots[] = {{"a", IR_I32, 0},  {"b", IR_I32, 4},   {"x", IR_I64, 8},
                                   {"f", IR_F32, 16}, {"v", IR_V128, 32}, {"d", IR_F64, 48}};
static const IrHelper helpers[] = {
    {"many", many, 0, IR_I64, 6, {IR_I32, IR_I64, IR_I32, IR_I64, IR_I32, IR_I64}, NULL, NULL},
    {"mixed", mixed, IR_H_CONST, IR_F32, 3, {IR_I32, IR_F32, IR_F64}, NULL, NULL},
    {"twist", twist, IR_H_PURE, IR_V128, 2, {IR_V128, IR_I32}, NULL, NULL},
};
static const IrEnv env32 = {.slots = slots, .nslots = 6, .helpers = helpers, .nhelpers = 3};

static uint8_t guest[64];

/* Guest memory: addresses 0..63 (and the same just below 2^32), the rest faults. */
static bool load(void *ctx, uint64_t addr, unsigned nbytes, void *out)
{
    (void)ctx;
    if (addr + nbytes > 64)
        return false;
    memcpy(out, guest + addr, nbytes);
    return true;
}

static bool store(void *ctx, uint64_t addr, unsigned nbytes, const void *data)
{
    (void)ctx;
    if (addr + nbytes > 64)
        return false;
    memcpy(guest + addr, data, nbytes);
    return true;
}

static IrEvalEnd run(const char *text, void *state)
{
    Arena arena = {0};
    Err err = {""};
    IrUnit *u = ir_parse(&arena, &env32, text, &err);
    if (!u || !ir_verify(u, &err))
        fail_msg("%s", err.text);
    IrEvalMem mem = {.load = load, .store = store};
    IrEvalEnd end;
    assert_true(ir_eval_unit(u, state, &mem, 1000, &end));
    arena_free(&arena);
    return end;
}

typedef struct State {
    uint32_t a, b;
    uint64_t x;
    float f;
    uint64_t pad, v[2];
    double d;
} State;
_Static_assert(offsetof(State, v) == 32 && offsetof(State, d) == 48, "as the slots say");

static void accesses(void **state)
{
    (void)state;
    State s = {.a = 8};
    for (unsigned i = 0; i < 64; i++)
        guest[i] = (uint8_t)(0x80 + i);
    run("b0:\n %1 = get.i32 a\n %2 = ld.i32.16sbe %1+2\n put.i32 b, %2\n %3 = ld.i64.32s %1\n put.i64 x, %3\n"
        " %4 = ld.v128.128be %1-8\n put.v128 v, %4\n st.i32.32be %1+40, $0x11223344\n st.i64.16 %1+44, $0x123456789\n "
        "exit 0\n",
        &s);
    assert_int_equal(s.b, 0xffff8a8b);
    assert_int_equal(s.x, 0xffffffff8b8a8988);
    assert_int_equal(s.v[1], 0x8081828384858687);
    assert_int_equal(s.v[0], 0x88898a8b8c8d8e8f);
    assert_memory_equal(guest + 48, "\x11\x22\x33\x44\x89\x67", 6);
    /* addresses wrap at 2^32 */
    s.a = 0xfffffff8;
    run("b0:\n %1 = get.i32 a\n %2 = ld.i32.8 %1+12\n put.i32 b, %2\n exit 0\n", &s);
    assert_int_equal(s.b, 0x84);
}

static void compare_and_swap(void **state)
{
    (void)state;
    State s = {.a = 0x01020304};
    static const char text[] =
        "b0:\n %1 = get.i32 a\n %2 = cas.i32.32be $0x10, %1, $0x55667788\n put.i32 b, %2\n exit 0\n";
    memcpy(guest + 16, "\1\2\3\4", 4);
    run(text, &s);
    assert_int_equal(s.b, 0x01020304);
    assert_memory_equal(guest + 16, "\x55\x66\x77\x88", 4);
    run(text, &s);
    assert_int_equal(s.b, 0x55667788);
    assert_memory_equal(guest + 16, "\x55\x66\x77\x88", 4);
}

static void fault_applies_snapshot(void **state)
{
    (void)state;
    State s = {.a = 100, .b = 7, .x = 9};
    IrEvalEnd e = run(
        "b0:\n %1 = get.i32 a\n %2 = add.i32 %1, $5\n put.i32 b, $1\n %3 = ld.i32.32 %1-4 {a=%2, x=$0xffffffffffff}\n"
        " put.i32 a, %3\n exit 0x44\n",
        &s);
    assert_int_equal(e.op, UOP_LD);
    assert_int_equal(e.pc, 96);
    assert_int_equal(s.a, 105);
    assert_int_equal(s.b, 1);
    assert_int_equal(s.x, 0xffffffffffff);
}

static void loops_and_phis(void **state)
{
    (void)state;
    State s = {.a = 10};
    /* Fibonacci by two PHIs that exchange values */
    IrEvalEnd e =
        run("b0:\n %1 = get.i32 a\n br b1\nb1:\n %2 = phi.i32 $0, %3\n %3 = phi.i32 $1, %5\n %4 = phi.i32 %1, %6\n"
            " %5 = add.i32 %2, %3\n %6 = sub.i32 %4, $1\n brif.i32.ne %6, $0, b1, b2\nb2:\n put.i32 b, %3\n exiti %5\n",
            &s);
    assert_int_equal(s.b, 55);
    assert_int_equal(e.pc, 89);
}

static void helper_arguments(void **state)
{
    (void)state;
    State s = {.a = 5, .v = {1, 2}};
    run("b0:\n %1 = call.i64 many($1, $2, $3, $4, $5, $6)\n put.i64 x, %1\n"
        " %2 = call.f32 mixed($3, $0x3f800000, $0x4000000000000000)\n put.f32 f, %2\n"
        " %3 = get.v128 v\n %4 = call.v128 twist(%3, $7)\n put.v128 v, %4\n exit 0\n",
        &s);
    assert_int_equal(s.x, 6543215);
    assert_true(s.f == 6.0f);
    assert_true(s.v[0] == 9 && s.v[1] == 1);
}

static void env_and_host(void **state)
{
    (void)state;
    State s = {.x = 40};
    run("b0:\n ecount [8], $2\n %1 = envp [8]\n %2 = hld.i64.64 %1\n hst.i32.8 %1-8, $0x1ff\n %3 = trunc %2\n put.i32 "
        "b, %3\n"
        " %4 = eld.i32.8s [0]\n est.f64.64 [48], $0x3ff0000000000000\n put.i64 x, %2\n exiti %4\n",
        &s);
    assert_int_equal(s.b, 42);
    assert_int_equal(s.a, 0xff);
    assert_true(s.d == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),         cmocka_unit_test(conditions),
        cmocka_unit_test(floats),           cmocka_unit_test(conversions),
        cmocka_unit_test(vectors),          cmocka_unit_test(accesses),
        cmocka_unit_test(compare_and_swap), cmocka_unit_test(fault_applies_snapshot),
        cmocka_unit_test(loops_and_phis),   cmocka_unit_test(helper_arguments),
        cmocka_unit_test(env_and_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
