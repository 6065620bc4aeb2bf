/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each value op means. One definition, used by the constant folder, by
 * the unit evaluator (eval_unit.c) and by the tests of the back ends.
 *
 * Floating point follows the host: IEEE 754 in the host's current rounding
 * mode. Which operand's NaN a result takes is the host's business, too.
 */
#include "tcg/ir/eval.h"

#include <math.h>
#include <string.h>

#include "engine/base/bits.h"
#include "engine/base/err.h"

static float to_f32(uint64_t bits)
{
    return f32_of((uint32_t)bits);
}

bool ir_eval_cond(IrCond cond, IrType type, uint64_t a, uint64_t b)
{
    int64_t sa = (int64_t)a, sb = (int64_t)b;
    if (type == IR_I32) {
        a = (uint32_t)a;
        b = (uint32_t)b;
        sa = (int32_t)a;
        sb = (int32_t)b;
    }
    switch (cond) {
    case IR_EQ: return a == b;
    case IR_NE: return a != b;
    case IR_LTS: return sa < sb;
    case IR_GES: return sa >= sb;
    case IR_GTS: return sa > sb;
    case IR_LES: return sa <= sb;
    case IR_LTU: return a < b;
    case IR_GEU: return a >= b;
    case IR_GTU: return a > b;
    case IR_LEU: return a <= b;
    case IR_TSTZ: return (a & b) == 0;
    case IR_TSTNZ: return (a & b) != 0;
    default: die("condition %d on integers", cond);
    }
}

static bool eval_fcond(IrCond cond, double a, double b)
{
    switch (cond) {
    case IR_FLT: return a < b;
    case IR_FGT: return a > b;
    case IR_FEQ: return a == b;
    case IR_FUN: return isnan(a) || isnan(b);
    case IR_FUE: return !(a < b) && !(a > b);
    default: die("condition %d on floats", cond);
    }
}

/*
 * The host's own conversions where they are at hand, and just the one that is asked for: C's rint() and casts may raise
 * "inexact" for what is out of range, and compilers expand them in ways that do not follow the rounding mode.
 */
#if defined(__x86_64__)
static uint64_t float_to_int(double v, IrType type, bool toward_zero)
{
    uint32_t w;
    uint64_t l;
    if (type == IR_I32) {
        if (toward_zero)
            __asm__ volatile("cvttsd2si %1, %0" : "=r"(w) : "x"(v));
        else
            __asm__ volatile("cvtsd2si %1, %0" : "=r"(w) : "x"(v));
        return w;
    }
    if (toward_zero)
        __asm__ volatile("cvttsd2si %1, %0" : "=r"(l) : "x"(v));
    else
        __asm__ volatile("cvtsd2si %1, %0" : "=r"(l) : "x"(v));
    return l;
}
#else
static uint64_t float_to_int(double v, IrType type, bool toward_zero)
{
    double r = toward_zero ? trunc(v) : nearbyint(v);
    if (type == IR_I32)
        return r >= -0x1p31 && r < 0x1p31 ? (uint32_t)(int32_t)r : 0x80000000u;
    return r >= -0x1p63 && r < 0x1p63 ? (uint64_t)(int64_t)r : 1ull << 63;
}
#endif

/* Without a trace in the host's flags. */
#if defined(__x86_64__)
static float narrowed(double v)
{
    uint32_t control;
    float r;
    __asm__ volatile("stmxcsr %1\n\tcvtsd2ss %2, %0\n\tldmxcsr %1" : "=&x"(r), "+m"(control) : "x"(v));
    return r;
}
#else
static float narrowed(double v)
{
    return (float)v;
}
#endif

static uint64_t divs(int64_t a, int64_t b, bool wide)
{
    bool overflow = b == -1 && a == (wide ? INT64_MIN : INT32_MIN);
    return (uint64_t)(b == 0 || overflow ? a : a / b);
}

static uint64_t mulh(uint64_t a, uint64_t b, bool wide, bool is_signed)
{
    if (is_signed) {
        __int128 p = (__int128)(int64_t)a * (int64_t)b;
        return (uint64_t)(p >> (wide ? 64 : 32));
    }
    unsigned __int128 p = (unsigned __int128)a * b;
    return (uint64_t)(p >> (wide ? 64 : 32));
}

/* Carry out of a + b + c in the width. */
static uint64_t carry(uint64_t a, uint64_t b, uint64_t c, bool wide)
{
    unsigned __int128 s = (unsigned __int128)a + b + c;
    return (uint64_t)(s >> (wide ? 64 : 32)) & 1;
}

static uint64_t overflow(uint64_t a, uint64_t b, uint64_t c, bool wide)
{
    uint64_t s = a + b + c;
    return ((a ^ s) & (b ^ s)) >> (wide ? 63 : 31) & 1;
}

/* Integer rows with one type T for operands and result. a and b are zero-extended from the width; sa, sb sign-extended.
 */
static uint64_t eval_int(UopId op, bool wide, uint64_t a, uint64_t b, uint64_t c)
{
    unsigned width = wide ? 64 : 32, n = (unsigned)b & (width - 1);
    int64_t sa = wide ? (int64_t)a : (int32_t)a, sb = wide ? (int64_t)b : (int32_t)b;
    switch (op) {
    case UOP_ADD: return a + b;
    case UOP_SUB: return a - b;
    case UOP_MUL: return a * b;
    case UOP_MULHS: return mulh((uint64_t)sa, (uint64_t)sb, wide, true);
    case UOP_MULHU: return mulh(a, b, wide, false);
    case UOP_DIVS: return divs(sa, sb, wide);
    case UOP_DIVU: return b ? a / b : a;
    case UOP_AND: return a & b;
    case UOP_OR: return a | b;
    case UOP_XOR: return a ^ b;
    case UOP_ANDC: return a & ~b;
    case UOP_NOT: return ~a;
    case UOP_NEG: return 0 - a;
    case UOP_SHL: return a << n;
    case UOP_SHR: return a >> n;
    case UOP_SAR: return (uint64_t)(sa >> n);
    case UOP_ROTL: return wide ? rotl64(a, n) : rotl32((uint32_t)a, n);
    case UOP_CLZ: return wide ? clz64(a) : clz32((uint32_t)a);
    case UOP_CTZ: return a ? (unsigned)__builtin_ctzll(a) : width;
    case UOP_POPCNT: return (unsigned)__builtin_popcountll(a);
    case UOP_BSWAP: return wide ? __builtin_bswap64(a) : __builtin_bswap32((uint32_t)a);
    case UOP_SEXT8: return (uint64_t)(int8_t)a;
    case UOP_SEXT16: return (uint64_t)(int16_t)a;
    case UOP_ZEXT8: return (uint8_t)a;
    case UOP_ZEXT16: return (uint16_t)a;
    case UOP_ADC: return a + b + c;
    default: die("%s is no integer op", uop_info[op].name);
    }
}

/* F rows. */
static uint64_t eval_f64(UopId op, double a, double b, double c)
{
    switch (op) {
    case UOP_FADD: return f64_bits(a + b);
    case UOP_FSUB: return f64_bits(a - b);
    case UOP_FMUL: return f64_bits(a * b);
    case UOP_FDIV: return f64_bits(a / b);
    case UOP_FSQRT: return f64_bits(sqrt(a));
    case UOP_FMA: return f64_bits(fma(a, b, c));
    default: die("%s is no floating-point op", uop_info[op].name);
    }
}

static uint64_t eval_f32(UopId op, float a, float b, float c)
{
    switch (op) {
    case UOP_FADD: return f32_bits(a + b);
    case UOP_FSUB: return f32_bits(a - b);
    case UOP_FMUL: return f32_bits(a * b);
    case UOP_FDIV: return f32_bits(a / b);
    case UOP_FSQRT: return f32_bits(sqrtf(a));
    case UOP_FMA: return f32_bits(fmaf(a, b, c));
    default: die("%s is no floating-point op", uop_info[op].name);
    }
}

static IrVal eval_float(UopId op, IrType type, IrVal a, IrVal b, IrVal c)
{
    uint64_t sign = type == IR_F32 ? 1u << 31 : 1ull << 63;
    if (op == UOP_FNEG)
        return (IrVal){a.lo ^ sign, 0};
    if (op == UOP_FABS)
        return (IrVal){a.lo & ~sign, 0};
    if (type == IR_F32)
        return (IrVal){eval_f32(op, to_f32(a.lo), to_f32(b.lo), to_f32(c.lo)), 0};
    return (IrVal){eval_f64(op, f64_of(a.lo), f64_of(b.lo), f64_of(c.lo)), 0};
}

static IrVal eval_vector(UopId op, IrVal a, IrVal b)
{
    switch (op) {
    case UOP_VAND: return (IrVal){a.lo & b.lo, a.hi & b.hi};
    case UOP_VOR: return (IrVal){a.lo | b.lo, a.hi | b.hi};
    case UOP_VXOR: return (IrVal){a.lo ^ b.lo, a.hi ^ b.hi};
    case UOP_VANDC: return (IrVal){a.lo & ~b.lo, a.hi & ~b.hi};
    default: die("%s is no vector op", uop_info[op].name);
    }
}

/* Rows whose result has a type of its own. */
static uint64_t eval_convert(UopId op, IrType type, IrType at, unsigned sub, uint64_t a, uint64_t b, uint64_t c)
{
    bool wide = at == IR_I64;
    switch (op) {
    case UOP_SEXT32: return (uint64_t)(int32_t)a;
    case UOP_ZEXT32: return (uint32_t)a;
    case UOP_TRUNC: return (uint32_t)a;
    case UOP_CARRY: return carry(a, b, c, wide);
    case UOP_OVF: return overflow(a, b, c, wide);
    case UOP_SET: return ir_eval_cond((IrCond)sub, at, a, b);
    case UOP_FSET:
        return at == IR_F32 ? eval_fcond((IrCond)sub, to_f32(a), to_f32(b))
                            : eval_fcond((IrCond)sub, f64_of(a), f64_of(b));
    case UOP_F32TO64: return f64_bits(to_f32(a));
    case UOP_F32OF: return f32_bits(narrowed(f64_of(a)));
    case UOP_F64TO32: return f32_bits((float)f64_of(a));
    case UOP_FTOI: return float_to_int(f64_of(a), type, false);
    case UOP_FTOIZ: return float_to_int(f64_of(a), type, true);
    case UOP_ITOF: return f64_bits(wide ? (double)(int64_t)a : (double)(int32_t)a);
    case UOP_BITSI:
    case UOP_BITSF: return a;
    default: die("%s has no value", uop_info[op].name);
    }
}

IrVal ir_eval_op(UopId op, IrType type, IrType arg_type, unsigned sub, IrVal a, IrVal b, IrVal c)
{
    switch (op) {
    case UOP_COPY: return a;
    case UOP_SEL: return (uint32_t)a.lo ? b : c;
    case UOP_ADD ... UOP_ZEXT16:
    case UOP_ADC: return (IrVal){eval_int(op, type == IR_I64, a.lo, b.lo, c.lo) & ir_type_mask(type), 0};
    case UOP_FADD ... UOP_FABS: return eval_float(op, type, a, b, c);
    case UOP_VAND ... UOP_VANDC: return eval_vector(op, a, b);
    case UOP_VADD ... UOP_VHALF: return ir_eval_vec(op, sub, a, b, c);
    default: return (IrVal){eval_convert(op, type, arg_type, sub, a.lo, b.lo, c.lo), 0};
    }
}

/* The ranges above rely on the order of uop.def. */
_Static_assert(UOP_ZEXT16 - UOP_ADD == 24 && UOP_SEXT32 == UOP_ZEXT16 + 1, "integer rows of one type");
_Static_assert(UOP_FABS - UOP_FADD == 7 && UOP_VANDC - UOP_VAND == 3, "floating-point and vector rows");
