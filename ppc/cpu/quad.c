/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arithmetic of quad precision and rounding to any binary format; see quad.h.
 * Significands have 128 bits, 15 more than quad precision, so a result whose
 * lowest bit stands for all that follow ("jammed") rounds right.
 */
#include "ppc/cpu/quad.h"

#include "engine/base/err.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fpscr.h"
#include "ppc/cpu/wide.h"

#define TOP ((QuadBits)1 << 127)

typedef struct Format {
    uint8_t frac;  /* bits of the fraction, without the implicit one */
    uint8_t exp;   /* bits of the exponent */
    uint16_t wrap; /* the exponent's distance after an enabled overflow or underflow */
} Format;
static const Format formats[] = {
    [QUAD_HALF] = {10, 5, 24},      [QUAD_BF16] = {7, 8, 192},    [QUAD_SINGLE] = {23, 8, 192},
    [QUAD_DOUBLE] = {52, 11, 1536}, [QUAD_X87] = {63, 15, 24576}, [QUAD_QUAD] = {112, 15, 24576},
};

static int bias(const Format *f)
{
    return (1 << (f->exp - 1)) - 1;
}

static QuadBits ones(unsigned n)
{
    return ((QuadBits)1 << n) - 1;
}

static unsigned clz(QuadBits v)
{
    uint64_t high = (uint64_t)(v >> 64);
    return high ? (unsigned)__builtin_clzll(high) : 64 + (unsigned)__builtin_clzll((uint64_t)v);
}

QuadNum quad_unpack(QuadFormat format, QuadBits bits)
{
    const Format *f = &formats[format];
    QuadBits frac = bits & ones(f->frac);
    unsigned exp = (unsigned)(bits >> f->frac) & (unsigned)ones(f->exp);
    QuadNum v = {.neg = bits >> (f->frac + f->exp) & 1, .sig = frac << (128 - f->frac)};
    if (exp == ones(f->exp)) {
        v.cls = !frac ? QUAD_INFINITY : frac >> (f->frac - 1) ? QUAD_QNAN : QUAD_SNAN;
    } else if (exp) {
        v.cls = QUAD_NUMBER;
        v.exp = (int)exp - bias(f);
        v.sig = v.sig >> 1 | TOP;
    } else if (frac) {
        unsigned up = clz(v.sig);
        v.cls = QUAD_NUMBER;
        v.exp = -bias(f) - (int)up;
        v.sig <<= up;
    }
    return v;
}

static QuadBits pack(const Format *f, bool neg, unsigned exp, QuadBits frac)
{
    return (QuadBits)neg << (f->frac + f->exp) | (exp & ones(f->exp)) << f->frac | (frac & ones(f->frac));
}

unsigned quad_fprf(QuadFormat format, QuadBits v)
{
    const Format *f = &formats[format];
    QuadNum n = quad_unpack(format, v);
    switch (n.cls) {
    case QUAD_ZERO: return n.neg ? 0x12 : 0x02;
    case QUAD_INFINITY: return n.neg ? 0x09 : 0x05;
    case QUAD_NUMBER: return (n.neg ? 0x08u : 0x04u) | (n.exp < 1 - bias(f) ? 0x10 : 0);
    default: return 0x11;
    }
}

/* -- results --------------------------------------------------------------------------------------------------------
 */

static QuadRes result(QuadFormat format, QuadBits v)
{
    return (QuadRes){.v = v, .fprf = (uint8_t)quad_fprf(format, v)};
}

static QuadRes infinity(QuadFormat format, bool neg)
{
    const Format *f = &formats[format];
    return result(format, pack(f, neg, (unsigned)ones(f->exp), 0));
}

static QuadRes zero(QuadFormat format, bool neg)
{
    return result(format, pack(&formats[format], neg, 0, 0));
}

static QuadRes invalid(const QuadEnv *env, QuadFormat format, uint32_t exc)
{
    const Format *f = &formats[format];
    QuadRes r = result(format, pack(f, false, (unsigned)ones(f->exp), (QuadBits)1 << (f->frac - 1)));
    r.exc = exc;
    r.keep = env->fpscr & PPC_FPSCR_VE;
    return r;
}

/* A NaN made quiet; snan: some operand signals. */
static QuadRes quiet(const QuadEnv *env, QuadFormat format, const QuadNum *v, bool snan)
{
    const Format *f = &formats[format];
    QuadRes r = result(format, pack(f, v->neg, (unsigned)ones(f->exp), (v->sig | TOP) >> (128 - f->frac)));
    r.exc = snan ? PPC_FPSCR_VXSNAN : 0;
    r.keep = snan && env->fpscr & PPC_FPSCR_VE;
    return r;
}

/* The first NaN of n operands; false = there is none. */
static bool nan_of(const QuadEnv *env, const QuadNum *x, unsigned n, QuadRes *r)
{
    bool snan = false;
    unsigned first = n;
    for (unsigned i = n; i-- > 0;) {
        snan |= x[i].cls == QUAD_SNAN;
        if (x[i].cls >= QUAD_QNAN)
            first = i;
    }
    if (first == n)
        return false;
    *r = quiet(env, QUAD_QUAD, &x[first], snan);
    return true;
}

static QuadBits shr_jam(QuadBits v, unsigned n)
{
    if (n > 127)
        return v != 0;
    return v >> n | (n && v << (128 - n) ? 1 : 0);
}

/* Does the last place kept (even = its bit is 0) go up for what lies below it, rest, of which half is a half? */
static bool goes_up(unsigned round, bool neg, bool even, QuadBits rest, QuadBits half)
{
    switch (round) {
    case PPC_RN_NEAREST: return rest > half || (rest == half && !even);
    case PPC_RN_PLUS: return rest && !neg;
    case PPC_RN_MINUS: return rest && neg;
    case QUAD_TO_ODD: return rest && even;
    case QUAD_AWAY: return rest >= half;
    default: return false;
    }
}

static QuadRes overflow(const QuadEnv *env, QuadFormat format, bool neg)
{
    bool largest = env->round == PPC_RN_ZERO || env->round == QUAD_TO_ODD || (env->round == PPC_RN_PLUS && neg) ||
                   (env->round == PPC_RN_MINUS && !neg);
    QuadRes r = infinity(format, neg);
    if (largest)
        r = result(format, r.v - 1);
    r.exc = PPC_FPSCR_OX | PPC_FPSCR_XX;
    r.fi = true;
    r.fr = !largest;
    return r;
}

static QuadRes round_number(const QuadEnv *env, QuadFormat format, QuadNum v)
{
    const Format *f = &formats[format];
    int low = 1 - bias(f), high = bias(f);
    unsigned drop = 127u - f->frac;
    bool tiny = v.exp < low;
    uint32_t exc = 0;
    if (tiny && env->fpscr & PPC_FPSCR_UE) {
        v.exp += f->wrap;
        exc = PPC_FPSCR_UX;
    } else if (tiny) {
        v.sig = shr_jam(v.sig, low - v.exp > 200 ? 200 : (unsigned)(low - v.exp));
        v.exp = low;
    }
    QuadBits rest = v.sig & ones(drop), kept = v.sig >> drop;
    bool up = goes_up(env->round, v.neg, !(kept & 1), rest, (QuadBits)1 << (drop - 1));
    kept += up;
    if (kept >> (f->frac + 1)) {
        kept >>= 1;
        v.exp++;
    }
    if (v.exp > high) {
        if (!(env->fpscr & PPC_FPSCR_OE))
            return overflow(env, format, v.neg);
        v.exp -= f->wrap;
        exc = PPC_FPSCR_OX;
    }
    unsigned biased = kept >> f->frac ? (unsigned)(v.exp + bias(f)) : 0;
    QuadRes r = result(format, pack(f, v.neg, biased, kept));
    r.fi = rest != 0;
    r.fr = up;
    r.exc = exc | (rest ? PPC_FPSCR_XX : 0) | (tiny && rest ? PPC_FPSCR_UX : 0);
    return r;
}

QuadRes quad_round(const QuadEnv *env, QuadFormat format, QuadNum v)
{
    switch (v.cls) {
    case QUAD_ZERO: return zero(format, v.neg);
    case QUAD_INFINITY: return infinity(format, v.neg);
    case QUAD_NUMBER: return round_number(env, format, v);
    default: return quiet(env, format, &v, v.cls == QUAD_SNAN);
    }
}

/* c * 2^(exp - 255), jammed; 0 has the sign given. */
static QuadRes round_wide(const QuadEnv *env, bool neg, int exp, Wide c, bool neg_if_zero)
{
    if (wide_is_zero(&c))
        return zero(QUAD_QUAD, neg_if_zero);
    unsigned up = wide_clz(&c);
    c = wide_shr_jam(wide_shl(c, up), 128);
    return round_number(env, QUAD_QUAD, (QuadNum){QUAD_NUMBER, neg, exp - (int)up, wide_low(&c)});
}

/* -- arithmetic -----------------------------------------------------------------------------------------------------
 */

/* A number as a wide significand, the highest bit at bit 253: room for a sum. */
typedef struct Term {
    bool neg;
    int exp;
    Wide c;
} Term;

static Term term(const QuadNum *v)
{
    return (Term){v->neg, v->exp + 2, wide_shl(wide_of(v->sig), 126)};
}

/* Products have 226 bits: bits 15 .. 127 of each factor. */
static Term product(const QuadNum *a, const QuadNum *c)
{
    Wide p = wide_mul(a->sig >> 15, c->sig >> 15);
    return (Term){a->neg != c->neg, a->exp + c->exp + 3, wide_shl(p, 28)};
}

static QuadRes sum(const QuadEnv *env, Term a, Term b)
{
    if (a.exp < b.exp) {
        Term swap = a;
        a = b;
        b = swap;
    }
    b.c = wide_shr_jam(b.c, (unsigned)(a.exp - b.exp));
    bool neg_if_zero = env->round == PPC_RN_MINUS, neg = a.neg;
    Wide c;
    if (a.neg == b.neg) {
        c = wide_add(a.c, &b.c);
    } else if (wide_cmp(&a.c, &b.c) >= 0) {
        c = wide_sub(a.c, &b.c);
    } else {
        c = wide_sub(b.c, &a.c);
        neg = b.neg;
    }
    return round_wide(env, neg, a.exp, c, neg_if_zero);
}

/* The zero x + y, both zero. */
static QuadRes sum_of_zeros(const QuadEnv *env, bool x, bool y)
{
    return zero(QUAD_QUAD, x == y ? x : env->round == PPC_RN_MINUS);
}

QuadRes quad_add(const QuadEnv *env, QuadBits a, QuadBits b, bool subtract)
{
    QuadNum x[2] = {quad_unpack(QUAD_QUAD, a), quad_unpack(QUAD_QUAD, b)};
    QuadRes r;
    if (nan_of(env, x, 2, &r))
        return r;
    x[1].neg ^= subtract;
    if (x[0].cls == QUAD_INFINITY || x[1].cls == QUAD_INFINITY) {
        if (x[0].cls == x[1].cls && x[0].neg != x[1].neg)
            return invalid(env, QUAD_QUAD, PPC_FPSCR_VXISI);
        return infinity(QUAD_QUAD, x[x[0].cls != QUAD_INFINITY].neg);
    }
    if (x[0].cls == QUAD_ZERO && x[1].cls == QUAD_ZERO)
        return sum_of_zeros(env, x[0].neg, x[1].neg);
    if (x[0].cls == QUAD_ZERO || x[1].cls == QUAD_ZERO)
        return quad_round(env, QUAD_QUAD, x[x[0].cls == QUAD_ZERO]);
    return sum(env, term(&x[0]), term(&x[1]));
}

static bool infinity_times_zero(const QuadNum *a, const QuadNum *c)
{
    return (a->cls == QUAD_INFINITY && c->cls == QUAD_ZERO) || (a->cls == QUAD_ZERO && c->cls == QUAD_INFINITY);
}

QuadRes quad_mul(const QuadEnv *env, QuadBits a, QuadBits c)
{
    QuadNum x[2] = {quad_unpack(QUAD_QUAD, a), quad_unpack(QUAD_QUAD, c)};
    bool neg = x[0].neg != x[1].neg;
    QuadRes r;
    if (nan_of(env, x, 2, &r))
        return r;
    if (infinity_times_zero(&x[0], &x[1]))
        return invalid(env, QUAD_QUAD, PPC_FPSCR_VXIMZ);
    if (x[0].cls == QUAD_INFINITY || x[1].cls == QUAD_INFINITY)
        return infinity(QUAD_QUAD, neg);
    if (x[0].cls == QUAD_ZERO || x[1].cls == QUAD_ZERO)
        return zero(QUAD_QUAD, neg);
    Term p = product(&x[0], &x[1]);
    return round_wide(env, neg, p.exp, p.c, false);
}

QuadRes quad_fma(const QuadEnv *env, QuadBits a, QuadBits b, QuadBits c, bool subtract, bool negate)
{
    QuadNum x[3] = {quad_unpack(QUAD_QUAD, a), quad_unpack(QUAD_QUAD, b), quad_unpack(QUAD_QUAD, c)};
    bool imz = infinity_times_zero(&x[0], &x[2]), neg = x[0].neg != x[2].neg;
    QuadRes r;
    if (nan_of(env, x, 3, &r)) {
        r.exc |= imz ? PPC_FPSCR_VXIMZ : 0;
        r.keep |= imz && env->fpscr & PPC_FPSCR_VE;
        return r;
    }
    if (imz)
        return invalid(env, QUAD_QUAD, PPC_FPSCR_VXIMZ);
    x[1].neg ^= subtract;
    bool infinite = x[0].cls == QUAD_INFINITY || x[2].cls == QUAD_INFINITY;
    if (infinite && x[1].cls == QUAD_INFINITY && x[1].neg != neg)
        return invalid(env, QUAD_QUAD, PPC_FPSCR_VXISI);
    bool no_product = x[0].cls == QUAD_ZERO || x[2].cls == QUAD_ZERO;
    if (infinite || x[1].cls == QUAD_INFINITY) {
        r = infinity(QUAD_QUAD, infinite ? neg : x[1].neg);
    } else if (no_product) {
        r = x[1].cls == QUAD_ZERO ? sum_of_zeros(env, neg, x[1].neg) : quad_round(env, QUAD_QUAD, x[1]);
    } else {
        Term p = product(&x[0], &x[2]);
        r = x[1].cls == QUAD_ZERO ? round_wide(env, neg, p.exp, p.c, false) : sum(env, p, term(&x[1]));
    }
    if (negate) {
        uint32_t exc = r.exc;
        bool fr = r.fr, fi = r.fi;
        r = result(QUAD_QUAD, r.v ^ TOP);
        r.exc = exc;
        r.fr = fr;
        r.fi = fi;
    }
    return r;
}

QuadRes quad_div(const QuadEnv *env, QuadBits a, QuadBits b)
{
    QuadNum x[2] = {quad_unpack(QUAD_QUAD, a), quad_unpack(QUAD_QUAD, b)};
    bool neg = x[0].neg != x[1].neg;
    QuadRes r;
    if (nan_of(env, x, 2, &r))
        return r;
    if (x[0].cls == x[1].cls && x[0].cls != QUAD_NUMBER)
        return invalid(env, QUAD_QUAD, x[0].cls == QUAD_ZERO ? PPC_FPSCR_VXZDZ : PPC_FPSCR_VXIDI);
    if (x[0].cls == QUAD_INFINITY || x[1].cls == QUAD_ZERO) {
        r = infinity(QUAD_QUAD, neg);
        r.exc = x[0].cls == QUAD_NUMBER ? PPC_FPSCR_ZX : 0;
        r.keep = r.exc && env->fpscr & PPC_FPSCR_ZE;
        return r;
    }
    if (x[0].cls == QUAD_ZERO || x[1].cls == QUAD_INFINITY)
        return zero(QUAD_QUAD, neg);
    QuadBits rem = x[0].sig >> 15, div = x[1].sig >> 15, q = 0;
    int exp = x[0].exp - x[1].exp;
    if (rem < div) {
        rem <<= 1;
        exp--;
    }
    for (int bit = 127; bit >= 0; bit--, rem <<= 1)
        if (rem >= div) {
            rem -= div;
            q |= (QuadBits)1 << bit;
        }
    return round_number(env, QUAD_QUAD, (QuadNum){QUAD_NUMBER, neg, exp, q | (rem != 0)});
}

/* Two bits of the radicand for each of the root. */
QuadRes quad_sqrt(const QuadEnv *env, QuadBits b)
{
    QuadNum x = quad_unpack(QUAD_QUAD, b);
    QuadRes r;
    if (nan_of(env, &x, 1, &r))
        return r;
    if (x.cls == QUAD_ZERO)
        return zero(QUAD_QUAD, x.neg);
    if (x.neg)
        return invalid(env, QUAD_QUAD, PPC_FPSCR_VXSQRT);
    if (x.cls == QUAD_INFINITY)
        return infinity(QUAD_QUAD, false);
    QuadBits sig = x.exp & 1 ? x.sig : x.sig >> 1, root = 0, rem = 0;
    enum { BITS = 120 };
    for (int i = 0; i < BITS; i++, sig <<= 2) {
        rem = rem << 2 | sig >> 126;
        QuadBits trial = root << 2 | 1;
        root <<= 1;
        if (rem >= trial) {
            rem -= trial;
            root |= 1;
        }
    }
    root = root << (128 - BITS) | (rem != 0);
    return round_number(env, QUAD_QUAD, (QuadNum){QUAD_NUMBER, false, x.exp >> 1, root});
}

/* -- compare, round, convert ----------------------------------------------------------------------------------------
 */

unsigned quad_order(QuadBits a, QuadBits b)
{
    if (quad_unpack(QUAD_QUAD, a).cls >= QUAD_QNAN || quad_unpack(QUAD_QUAD, b).cls >= QUAD_QNAN)
        return CRF_SO;
    if (a == b || !((a | b) << 1))
        return CRF_EQ;
    bool neg_a = a >> 127, neg_b = b >> 127;
    if (neg_a != neg_b)
        return neg_a ? CRF_LT : CRF_GT;
    return (a < b) != neg_a ? CRF_LT : CRF_GT;
}

QuadRes quad_to_integral(const QuadEnv *env, QuadBits b, bool inexact)
{
    QuadNum x = quad_unpack(QUAD_QUAD, b);
    QuadRes r;
    if (nan_of(env, &x, 1, &r))
        return r;
    if (x.cls != QUAD_NUMBER || x.exp >= 112)
        return result(QUAD_QUAD, b);
    QuadBits rest;
    bool up;
    if (x.exp >= 0) {
        QuadBits unit = (QuadBits)1 << (127 - x.exp), whole;
        rest = x.sig & (unit - 1);
        whole = x.sig - rest;
        up = goes_up(env->round, x.neg, !(whole & unit), rest, unit >> 1);
        whole += up ? unit : 0;
        if (up && !whole) { /* all ones */
            whole = TOP;
            x.exp++;
        }
        r = round_number(env, QUAD_QUAD, (QuadNum){QUAD_NUMBER, x.neg, x.exp, whole});
    } else { /* below 1: a half is 2^-1 exactly */
        rest = x.exp == -1 ? x.sig : 1;
        up = goes_up(env->round, x.neg, true, rest, TOP);
        r = up ? round_number(env, QUAD_QUAD, (QuadNum){QUAD_NUMBER, x.neg, 0, TOP}) : zero(QUAD_QUAD, x.neg);
    }
    if (inexact && rest) {
        r.exc = PPC_FPSCR_XX;
        r.fi = true;
        r.fr = up;
    }
    return r;
}

QuadRes quad_to_x87(const QuadEnv *env, QuadBits b)
{
    QuadNum x = quad_unpack(QUAD_QUAD, b);
    QuadRes r;
    if (nan_of(env, &x, 1, &r))
        return r;
    if (x.cls != QUAD_NUMBER)
        return result(QUAD_QUAD, b);
    r = round_number(env, QUAD_X87, x);
    QuadNum back = quad_unpack(QUAD_X87, r.v);
    QuadRes wide = quad_round(env, QUAD_QUAD, back);
    r.v = wide.v;
    r.fprf = wide.fprf;
    return r;
}

QuadRes quad_from_int(const QuadEnv *env, bool neg, QuadBits magnitude)
{
    if (!magnitude)
        return zero(QUAD_QUAD, false);
    unsigned up = clz(magnitude);
    return round_number(env, QUAD_QUAD, (QuadNum){QUAD_NUMBER, neg, 127 - (int)up, magnitude << up});
}

/* Out of range the nearest integer; of a NaN the least one. */
QuadRes quad_to_int(const QuadEnv *env, QuadBits b, unsigned bits, bool is_signed)
{
    QuadNum x = quad_unpack(QUAD_QUAD, b);
    QuadBits limit = (QuadBits)1 << (bits - 1), top = is_signed ? limit - 1 : limit - 1 + limit;
    QuadBits least = is_signed ? -limit : 0;
    QuadRes r = {.exc = PPC_FPSCR_VXCVI, .keep = env->fpscr & PPC_FPSCR_VE};
    r.v = x.neg || x.cls >= QUAD_QNAN ? least : top;
    if (x.cls == QUAD_SNAN)
        r.exc |= PPC_FPSCR_VXSNAN;
    if (x.cls == QUAD_ZERO)
        return (QuadRes){0};
    if (x.cls != QUAD_NUMBER || x.exp > 127)
        return r;
    QuadBits whole = x.exp < 0 ? 0 : x.sig >> (127 - x.exp);
    bool exact = x.exp >= 0 && whole << (127 - x.exp) == x.sig;
    if (whole > (x.neg ? (is_signed ? limit : 0) : top))
        return r;
    r = (QuadRes){.v = x.neg ? -whole : whole, .fi = !exact, .exc = exact ? 0 : PPC_FPSCR_XX};
    return r;
}
