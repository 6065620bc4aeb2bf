/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the vector ops mean; part of eval.c. The f32 ops follow the host as its
 * control register now stands (rounding, denormals); which NaN a result is,
 * is the host's business, too.
 */
#include <math.h>
#include <string.h>

#include "engine/base/bits.h"
#include "engine/base/err.h"
#include "tcg/ir/eval.h"

typedef union Vec {
    IrVal v;
    uint8_t b[16];
    uint16_t h[8];
    uint32_t w[4];
    uint64_t d[2];
    float f[4];
} Vec;

bool ir_vec_sub_ok(UopId op, unsigned sub)
{
    bool sign = sub & IR_V_SIGN;
    unsigned lane = sub & ~(unsigned)IR_V_SIGN;
    switch (op) {
    case UOP_VADD:
    case UOP_VSUB: return sub <= 3;
    case UOP_VADDS:
    case UOP_VSUBS: return lane <= 1;
    case UOP_VAVG: return sub <= 1;
    case UOP_VMIN:
    case UOP_VMAX: return lane <= 2;
    case UOP_VCMPEQ:
    case UOP_VCMPGT:
    case UOP_VSHL:
    case UOP_VSHR:
    case UOP_VSAR:
    case UOP_VROTL: return sub <= 2;
    case UOP_VMUL: return !sign && (lane == 1 || lane == 2);
    case UOP_VMADD: return sub == 2;
    case UOP_VSPLAT: return sub == 0 || sub == 2;
    case UOP_VFCMP:
    case UOP_VDCMP: return sub < IR_VF_COUNT;
    case UOP_VHALF: return sub <= 1;
    case UOP_VFROUND: return sub < IR_VR_COUNT;
    default: return sub == 0;
    }
}

/* -- integers ---------------------------------------------------------------------------------------------------- */

static uint64_t get(const Vec *v, unsigned lane, unsigned i)
{
    switch (lane) {
    case 0: return v->b[i];
    case 1: return v->h[i];
    case 2: return v->w[i];
    default: return v->d[i];
    }
}

static void set(Vec *v, unsigned lane, unsigned i, uint64_t x)
{
    switch (lane) {
    case 0: v->b[i] = (uint8_t)x; break;
    case 1: v->h[i] = (uint16_t)x; break;
    case 2: v->w[i] = (uint32_t)x; break;
    default: v->d[i] = x; break;
    }
}

static int64_t sext(uint64_t x, unsigned bits)
{
    return (int64_t)(x << (64 - bits)) >> (64 - bits);
}

static int64_t clamp(int64_t v, unsigned bits, bool sign)
{
    int64_t lo = sign ? -(INT64_C(1) << (bits - 1)) : 0, hi = sign ? ~lo : (INT64_C(1) << bits) - 1;
    return v < lo ? lo : v > hi ? hi : v;
}

/* One lane; x, y as unsigned, sx, sy as sub says. */
static uint64_t lane_op(UopId op, unsigned bits, bool sign, uint64_t x, uint64_t y)
{
    int64_t sx = sign ? sext(x, bits) : (int64_t)x, sy = sign ? sext(y, bits) : (int64_t)y;
    unsigned n = (unsigned)y & (bits - 1);
    switch (op) {
    case UOP_VADD: return x + y;
    case UOP_VSUB: return x - y;
    case UOP_VADDS: return (uint64_t)clamp(sx + sy, bits, sign);
    case UOP_VSUBS: return (uint64_t)clamp(sx - sy, bits, sign);
    case UOP_VAVG: return (x + y + 1) >> 1;
    case UOP_VMIN: return sx < sy ? x : y;
    case UOP_VMAX: return sx > sy ? x : y;
    case UOP_VCMPEQ: return x == y ? ~0ull : 0;
    case UOP_VCMPGT: return sext(x, bits) > sext(y, bits) ? ~0ull : 0;
    case UOP_VSHL: return x << n;
    case UOP_VSHR: return x >> n;
    case UOP_VSAR: return (uint64_t)(sext(x, bits) >> n);
    case UOP_VROTL: return x << n | x >> ((bits - n) & (bits - 1));
    case UOP_VMUL: return x * y;
    default: die("%s is no op of lanes", uop_info[op].name);
    }
}

static Vec lanes(UopId op, unsigned sub, const Vec *a, const Vec *b)
{
    unsigned lane = sub & IR_V_LANE;
    Vec r;
    for (unsigned i = 0; i < 16u >> lane; i++)
        set(&r, lane, i, lane_op(op, 8u << lane, sub & IR_V_SIGN, get(a, lane, i), get(b, lane, i)));
    return r;
}

static Vec multiply_add(const Vec *a, const Vec *b)
{
    Vec r;
    for (unsigned i = 0; i < 4; i++) {
        int64_t lo = (int64_t)(int16_t)a->h[2 * i] * (int16_t)b->h[2 * i];
        int64_t hi = (int64_t)(int16_t)a->h[2 * i + 1] * (int16_t)b->h[2 * i + 1];
        r.w[i] = (uint32_t)(lo + hi);
    }
    return r;
}

static Vec permute(const Vec *a, const Vec *b, const Vec *c)
{
    Vec r;
    for (unsigned i = 0; i < 16; i++) {
        unsigned k = 31 - (c->b[i] & 31);
        r.b[i] = k < 16 ? b->b[k] : a->b[k - 16];
    }
    return r;
}

static Vec mask(const Vec *a)
{
    Vec r = {.d = {0, 0}};
    for (unsigned i = 0; i < 16; i++)
        r.w[0] |= (uint32_t)(a->b[i] >> 7) << i;
    return r;
}

static Vec splat(unsigned lane, uint32_t v)
{
    Vec r;
    for (unsigned i = 0; i < 16u >> lane; i++)
        set(&r, lane, i, v);
    return r;
}

/* -- f32 --------------------------------------------------------------------------------------------------------------
 */

static bool compare(unsigned sub, double x, double y)
{
    switch (sub) {
    case IR_VF_EQ: return x == y;
    case IR_VF_LT: return x < y;
    case IR_VF_LE: return x <= y;
    case IR_VF_UE: return !(x < y) && !(x > y);
    default: return __builtin_isunordered(x, y);
    }
}

/* NaNs and infinities stay (quiet); the sign of zero is kept. */
static float round_to(unsigned sub, float x)
{
    if (__builtin_isnan(x))
        return x + x;
    switch (sub) {
    case IR_VR_NEAREST: return roundevenf(x);
    case IR_VR_DOWN: return floorf(x);
    case IR_VR_UP: return ceilf(x);
    default: return truncf(x);
    }
}

static int32_t to_int(float x)
{
    return x >= -2147483648.0f && x < 2147483648.0f ? (int32_t)x : INT32_MIN;
}

static Vec floats(UopId op, unsigned sub, const Vec *a, const Vec *b, const Vec *c)
{
    Vec r;
    for (unsigned i = 0; i < 4; i++) {
        float x = a->f[i], y = b->f[i], z = c->f[i];
        switch (op) {
        case UOP_VFADD: r.f[i] = x + y; break;
        case UOP_VFSUB: r.f[i] = x - y; break;
        case UOP_VFMUL: r.f[i] = x * y; break;
        case UOP_VFDIV: r.f[i] = x / y; break;
        case UOP_VFMA: r.f[i] = fmaf(x, y, z); break;
        case UOP_VFMIN: r.w[i] = x < y ? a->w[i] : b->w[i]; break;
        case UOP_VFMAX: r.w[i] = x > y ? a->w[i] : b->w[i]; break;
        case UOP_VFCMP: r.w[i] = compare(sub, x, y) ? ~0u : 0; break;
        case UOP_VFROUND: r.f[i] = round_to(sub, x); break;
        case UOP_VITOF: r.f[i] = (float)(int32_t)a->w[i]; break;
        case UOP_VFTOI: r.w[i] = (uint32_t)to_int(x); break;
        default: die("%s is no vector op", uop_info[op].name);
        }
    }
    return r;
}

static Vec doubles(UopId op, unsigned sub, const Vec *a, const Vec *b, const Vec *c)
{
    Vec r;
    for (unsigned i = 0; i < 2; i++) {
        double x = f64_of(a->d[i]), y = f64_of(b->d[i]), z = f64_of(c->d[i]), v = 0;
        switch (op) {
        case UOP_VDADD: v = x + y; break;
        case UOP_VDSUB: v = x - y; break;
        case UOP_VDMUL: v = x * y; break;
        case UOP_VDDIV: v = x / y; break;
        case UOP_VDFMA: v = fma(x, y, z); break;
        case UOP_VDCMP: v = f64_of(compare(sub, x, y) ? ~0ull : 0); break;
        default: die("%s is no vector op", uop_info[op].name);
        }
        r.d[i] = f64_bits(v);
    }
    return r;
}

IrVal ir_eval_vec(UopId op, unsigned sub, IrVal a, IrVal b, IrVal c)
{
    Vec x = {.v = a}, y = {.v = b}, z = {.v = c};
    switch (op) {
    case UOP_VMADD: return multiply_add(&x, &y).v;
    case UOP_VPERM: return permute(&x, &y, &z).v;
    case UOP_VMASK: return mask(&x).v;
    case UOP_VSPLAT: return splat(sub, x.w[0]).v;
    case UOP_VLOW: return (IrVal){x.w[0], 0};
    case UOP_VPAIR: return (IrVal){y.d[0], x.d[0]};
    case UOP_VHALF: return (IrVal){x.d[sub], 0};
    case UOP_VDADD ... UOP_VDCMP: return doubles(op, sub, &x, &y, &z).v;
    case UOP_VFADD ... UOP_VFDIV: return floats(op, sub, &x, &y, &z).v;
    default: return lanes(op, sub, &x, &y).v;
    }
}
_Static_assert(UOP_VLOW - UOP_VADD == 18 && UOP_VFTOI - UOP_VFADD == 9, "vector rows");
