/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decimal arithmetic: Power ISA 2.07 Book I 5.5, 5.6. Every operation makes the
 * infinitely precise result, an integer of up to 256 bits times a power of ten
 * and whether more follows, and finish() rounds it to the format, chooses the
 * exponent of an exact one nearest to the ideal, and finds overflow and
 * underflow.
 */
#include "ppc/cpu/dfp.h"

#include "engine/base/err.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fpscr.h"
#include "ppc/cpu/wide.h"

/* -- special results ------------------------------------------------------------------------------------------------
 */

static DfpRes result(DfpNum v)
{
    return (DfpRes){.v = v};
}

static DfpRes infinity(bool neg)
{
    return result((DfpNum){.cls = DFP_INFINITY, .neg = neg});
}

/* An invalid operation; its result is the default quiet NaN. */
static DfpRes invalid(const DfpEnv *env, uint32_t exc)
{
    DfpRes r = {.v = {.cls = DFP_QNAN}, .exc = exc};
    r.keep = env->fpscr & PPC_FPSCR_VE;
    return r;
}

static bool is_nan(const DfpNum *v)
{
    return v->cls >= DFP_QNAN;
}

/* The NaN v made quiet, its payload as long as the format has digits for. */
static DfpRes quiet_nan(const DfpEnv *env, const DfpNum *v)
{
    DfpRes r = {0};
    if (v->cls == DFP_SNAN)
        r = invalid(env, PPC_FPSCR_VXSNAN);
    r.v = (DfpNum){.cls = DFP_QNAN, .neg = v->neg, .c = dfp_mod10(v->c, dfp_digits(env->format) - 1)};
    return r;
}

/* A signalling NaN first, then FRA's, as in the result tables of 5.6. */
static DfpRes nan_of(const DfpEnv *env, const DfpNum *a, const DfpNum *b)
{
    if (a->cls == DFP_SNAN || (b->cls != DFP_SNAN && a->cls == DFP_QNAN))
        return quiet_nan(env, a);
    return quiet_nan(env, b);
}

/* -- rounding -------------------------------------------------------------------------------------------------------
 */

/* What was cut off behind the last digit, compared with half a unit of it. */
typedef enum Tail { EXACT, BELOW_HALF, HALF, ABOVE_HALF } Tail;

/* Cuts k digits off *c. more: something nonzero follows them. */
static Tail cut(Wide *c, unsigned k, bool more)
{
    Tail tail = more ? BELOW_HALF : EXACT;
    while (k > 0) {
        unsigned step = k < 19 ? k : 19;
        uint64_t unit = (uint64_t)dfp_pow10(step), rem = wide_div_small(c, unit), half = unit / 2;
        bool sticky = tail != EXACT;
        if (rem == half)
            tail = sticky ? ABOVE_HALF : HALF;
        else if (rem > half)
            tail = ABOVE_HALF;
        else
            tail = rem || sticky ? BELOW_HALF : EXACT;
        k -= step;
    }
    return tail;
}

static bool rounds_away(DfpRound mode, bool neg, unsigned last_digit, Tail tail)
{
    if (tail == EXACT)
        return false;
    switch (mode) {
    case DFP_NEAREST_EVEN: return tail == ABOVE_HALF || (tail == HALF && (last_digit & 1));
    case DFP_TOWARD_0: return false;
    case DFP_UP: return !neg;
    case DFP_DOWN: return neg;
    case DFP_NEAREST_AWAY: return tail >= HALF;
    case DFP_NEAREST_TOWARD_0: return tail == ABOVE_HALF;
    case DFP_AWAY_FROM_0: return true;
    default: return last_digit == 0 || last_digit == 5;
    }
}

/* c, cut to at most max digits' worth by k digits, rounded. 10^max becomes 10^(max - 1), one digit more having been
 * cut. */
typedef struct Rounded {
    DfpCoeff c;
    int exp;
    bool inexact, up;
} Rounded;

static Rounded round_off(Wide c, bool more, int exp, unsigned k, unsigned max, DfpRound mode, bool neg)
{
    Tail tail = cut(&c, k, more);
    Rounded r = {.c = wide_low(&c), .exp = exp + (int)k, .inexact = tail != EXACT};
    CHECK(wide_fits(&c));
    r.up = rounds_away(mode, neg, (unsigned)(r.c % 10), tail);
    r.c += r.up;
    if (r.c == dfp_pow10(max)) {
        r.c = dfp_pow10(max - 1);
        r.exp++;
    }
    return r;
}

static unsigned wide_ndigits(Wide c)
{
    unsigned n = 0;
    while (!wide_fits(&c)) {
        wide_div_small(&c, (uint64_t)dfp_pow10(19));
        n += 19;
    }
    return n + dfp_ndigits(wide_low(&c));
}

/* An infinitely precise result: c * 10^exp, and more behind it. */
typedef struct Precise {
    Wide c;
    bool neg, more;
    int exp, ideal;
} Precise;

/* The exact r with the exponent next to the ideal one that leaves it at most max digits; low: the lowest exponent. */
static void seek_ideal(Rounded *r, int ideal, unsigned max, int low)
{
    DfpCoeff limit = dfp_pow10(max - 1);
    if (ideal < low)
        ideal = low;
    while (r->exp > ideal && r->c < limit) {
        r->c *= 10;
        r->exp--;
    }
    while (r->exp < ideal && r->c % 10 == 0) {
        r->c /= 10;
        r->exp++;
    }
}

/* The exponent's distance between an overflow or underflow that is enabled and what is delivered: 5.5.10. */
static int wrap_adjust(DfpFormat f)
{
    return f == DFP_SHORT ? 192 : f == DFP_LONG ? 576 : 9216;
}

/* Overflow without its interrupt: infinity, or the largest number when the mode does not lead away from 0. */
static DfpRes overflow(const DfpEnv *env, bool neg)
{
    bool largest = env->round == DFP_TOWARD_0 || env->round == DFP_FOR_SHORTER || (env->round == DFP_UP && neg) ||
                   (env->round == DFP_DOWN && !neg);
    DfpRes r = infinity(neg);
    if (largest)
        r.v = (DfpNum){.neg = neg,
                       .exp = dfp_max_biased(env->format) - dfp_bias(env->format),
                       .c = dfp_pow10(dfp_digits(env->format)) - 1};
    r.exc = PPC_FPSCR_OX | PPC_FPSCR_XX;
    r.fi = true;
    r.fr = !largest;
    return r;
}

static DfpRes zero(const DfpEnv *env, bool neg, int exp)
{
    int low = -dfp_bias(env->format), high = dfp_max_biased(env->format) + low;
    return result((DfpNum){.neg = neg, .exp = exp < low ? low : exp > high ? high : exp});
}

static DfpRes finish(const DfpEnv *env, Precise p)
{
    unsigned max = dfp_digits(env->format), n = wide_ndigits(p.c);
    int low = -dfp_bias(env->format), high = dfp_max_biased(env->format) + low, cut_off = (int)n - (int)max;
    uint32_t wrap = 0;

    if (n == 0)
        return zero(env, p.neg, p.ideal);
    bool tiny = (int)n + p.exp < low + (int)max;
    if (tiny && env->fpscr & PPC_FPSCR_UE) {
        wrap = PPC_FPSCR_UX;
        p.exp += wrap_adjust(env->format);
        p.ideal += wrap_adjust(env->format);
        low = INT16_MIN;
    } else if (tiny && low - p.exp > cut_off) {
        cut_off = low - p.exp;
    }
    Rounded r = round_off(p.c, p.more, p.exp, cut_off > 0 ? (unsigned)cut_off : 0, max, env->round, p.neg);
    if ((int)dfp_ndigits(r.c) + r.exp > high + (int)max) {
        if (!(env->fpscr & PPC_FPSCR_OE))
            return overflow(env, p.neg);
        wrap = PPC_FPSCR_OX;
        r.exp -= wrap_adjust(env->format);
        p.ideal -= wrap_adjust(env->format);
    }
    if (!r.inexact)
        seek_ideal(&r, p.ideal < high || wrap ? p.ideal : high, max, low);
    DfpRes res = result((DfpNum){.neg = p.neg, .exp = r.exp, .c = r.c});
    res.fi = r.inexact;
    res.fr = r.up;
    res.wrapped = wrap != 0;
    res.exc = wrap | (r.inexact ? PPC_FPSCR_XX : 0) | (tiny && r.inexact ? PPC_FPSCR_UX : 0);
    return res;
}

/* -- arithmetic -----------------------------------------------------------------------------------------------------
 */

/* c * 10^n */
static Wide times_pow10(DfpCoeff c, unsigned n)
{
    Wide v = wide_of(c);
    for (unsigned step; n > 0; n -= step) {
        step = n < 19 ? n : 19;
        v = wide_mul_small(v, (uint64_t)dfp_pow10(step));
    }
    return v;
}

enum { FAR_APART = 40 }; /* more digits than a result has, and a few */

/* a + b, a having the larger exponent, neither being 0 when they are far apart. */
static Precise sum(const DfpNum *a, const DfpNum *b, bool neg_if_zero)
{
    unsigned apart = (unsigned)(a->exp - b->exp), shift = apart < FAR_APART ? apart : FAR_APART;
    Precise p = {.exp = a->exp - (int)shift, .ideal = b->exp, .neg = a->neg};
    Wide x = times_pow10(a->c, shift), y = wide_of(b->c);
    for (unsigned rest = apart - shift, step; rest > 0; rest -= step) {
        step = rest < 19 ? rest : 19;
        p.more |= wide_div_small(&y, (uint64_t)dfp_pow10(step)) != 0;
    }
    if (a->neg == b->neg) {
        p.c = wide_add(x, &y);
    } else if (wide_cmp(&x, &y) >= 0) {
        Wide one = wide_of(p.more);
        p.c = wide_sub(x, &y);
        p.c = wide_sub(p.c, &one); /* and a bit less is a unit less and some */
    } else {
        p.c = wide_sub(y, &x);
        p.neg = b->neg;
    }
    if (wide_is_zero(&p.c) && a->neg != b->neg)
        p.neg = neg_if_zero;
    return p;
}

DfpRes dfp_add(const DfpEnv *env, DfpNum a, DfpNum b)
{
    if (is_nan(&a) || is_nan(&b))
        return nan_of(env, &a, &b);
    if (a.cls == DFP_INFINITY && b.cls == DFP_INFINITY && a.neg != b.neg)
        return invalid(env, PPC_FPSCR_VXISI);
    if (a.cls == DFP_INFINITY || b.cls == DFP_INFINITY)
        return infinity(a.cls == DFP_INFINITY ? a.neg : b.neg);
    bool down = env->round == DFP_DOWN;
    if (!a.c || !b.c) {
        const DfpNum *x = a.c ? &a : &b;
        bool neg = x->c || a.neg == b.neg ? x->neg : down;
        Precise p = {.c = wide_of(x->c), .neg = neg, .exp = x->exp, .ideal = a.exp < b.exp ? a.exp : b.exp};
        return finish(env, p);
    }
    return finish(env, a.exp >= b.exp ? sum(&a, &b, down) : sum(&b, &a, down));
}

DfpRes dfp_sub(const DfpEnv *env, DfpNum a, DfpNum b)
{
    if (!is_nan(&b))
        b.neg = !b.neg;
    return dfp_add(env, a, b);
}

DfpRes dfp_mul(const DfpEnv *env, DfpNum a, DfpNum b)
{
    bool neg = a.neg != b.neg;
    if (is_nan(&a) || is_nan(&b))
        return nan_of(env, &a, &b);
    if (a.cls == DFP_INFINITY || b.cls == DFP_INFINITY) {
        bool times_zero = (a.cls == DFP_FINITE && !a.c) || (b.cls == DFP_FINITE && !b.c);
        return times_zero ? invalid(env, PPC_FPSCR_VXIMZ) : infinity(neg);
    }
    int exp = a.exp + b.exp;
    return finish(env, (Precise){.c = wide_mul(a.c, b.c), .neg = neg, .exp = exp, .ideal = exp});
}

/* a / b with at least two digits more than a result has. */
static Precise quotient(const DfpNum *a, const DfpNum *b)
{
    unsigned digits_a = dfp_ndigits(a->c), digits_b = dfp_ndigits(b->c), room = 38 - digits_b;
    unsigned todo = DFP_MAX_DIGITS + 2 + digits_b - digits_a;
    Precise p = {.neg = a->neg != b->neg, .ideal = a->exp - b->exp, .exp = a->exp - b->exp - (int)todo};
    DfpCoeff q = a->c / b->c, rem = a->c % b->c;
    for (unsigned step; todo > 0; todo -= step) {
        step = todo < room ? todo : room;
        DfpCoeff unit = dfp_pow10(step), v = rem * unit;
        q = q * unit + v / b->c;
        rem = v % b->c;
    }
    p.c = wide_of(q);
    p.more = rem != 0;
    return p;
}

DfpRes dfp_div(const DfpEnv *env, DfpNum a, DfpNum b)
{
    bool neg = a.neg != b.neg;
    if (is_nan(&a) || is_nan(&b))
        return nan_of(env, &a, &b);
    if (a.cls == DFP_INFINITY)
        return b.cls == DFP_INFINITY ? invalid(env, PPC_FPSCR_VXIDI) : infinity(neg);
    if (b.cls == DFP_INFINITY)
        return zero(env, neg, -dfp_bias(env->format));
    if (!b.c && !a.c)
        return invalid(env, PPC_FPSCR_VXZDZ);
    if (!b.c) {
        DfpRes r = infinity(neg);
        r.exc = PPC_FPSCR_ZX;
        r.keep = env->fpscr & PPC_FPSCR_ZE;
        return r;
    }
    if (!a.c)
        return zero(env, neg, a.exp - b.exp);
    return finish(env, quotient(&a, &b));
}

/* -- compare --------------------------------------------------------------------------------------------------------
 */

/* Order of the magnitudes of two numbers that are not 0: -1, 0, 1. */
static int order_magnitudes(const DfpNum *a, const DfpNum *b)
{
    int size_a = (int)dfp_ndigits(a->c) + a->exp, size_b = (int)dfp_ndigits(b->c) + b->exp;
    if (size_a != size_b)
        return size_a < size_b ? -1 : 1;
    int apart = a->exp - b->exp; /* less than the digits of either */
    Wide x = times_pow10(a->c, apart > 0 ? (unsigned)apart : 0),
         y = times_pow10(b->c, apart < 0 ? (unsigned)-apart : 0);
    return wide_cmp(&x, &y);
}

unsigned dfp_order(const DfpNum *a, const DfpNum *b)
{
    int sign_a = a->neg ? -1 : 1, sign_b = b->neg ? -1 : 1, order;
    if (is_nan(a) || is_nan(b))
        return CRF_SO;
    bool zero_a = a->cls == DFP_FINITE && !a->c, zero_b = b->cls == DFP_FINITE && !b->c;
    if (zero_a || zero_b)
        order = zero_a && zero_b ? 0 : zero_a ? -sign_b : sign_a;
    else if (a->neg != b->neg)
        order = sign_a;
    else if (a->cls == DFP_INFINITY || b->cls == DFP_INFINITY)
        order = sign_a * ((a->cls == DFP_INFINITY) - (b->cls == DFP_INFINITY));
    else
        order = sign_a * order_magnitudes(a, b);
    return order < 0 ? CRF_LT : order > 0 ? CRF_GT : CRF_EQ;
}

/* -- quantum adjustment ----------------------------------------------------------------------------------------------
 */

/* b with k digits less; inexactness is told of. */
static DfpRes adjusted(const DfpEnv *env, const DfpNum *b, unsigned k)
{
    Rounded r = round_off(wide_of(b->c), false, b->exp, k, DFP_MAX_DIGITS + 1, env->round, b->neg);
    DfpRes res = result((DfpNum){.neg = b->neg, .exp = r.exp, .c = r.c});
    res.fi = r.inexact;
    res.fr = r.up;
    res.exc = r.inexact ? PPC_FPSCR_XX : 0;
    return res;
}

DfpRes dfp_quantize(const DfpEnv *env, const DfpNum *a, DfpNum b, int exp)
{
    static const DfpNum none = {0};
    bool a_infinite = a && a->cls == DFP_INFINITY;
    if (!a)
        a = &none;
    if (is_nan(a) || is_nan(&b))
        return nan_of(env, a, &b);
    if (b.cls == DFP_INFINITY)
        return a_infinite ? infinity(b.neg) : invalid(env, PPC_FPSCR_VXCVI);
    if (a_infinite)
        return invalid(env, PPC_FPSCR_VXCVI);
    if (exp > b.exp)
        return adjusted(env, &b, (unsigned)(exp - b.exp));
    if (!b.c)
        return zero(env, b.neg, exp);
    if ((int)dfp_ndigits(b.c) + b.exp - exp > (int)dfp_digits(env->format))
        return invalid(env, PPC_FPSCR_VXCVI);
    return result((DfpNum){.neg = b.neg, .exp = exp, .c = b.c * dfp_pow10((unsigned)(b.exp - exp))});
}

DfpRes dfp_reround(const DfpEnv *env, DfpNum b, unsigned n)
{
    unsigned digits = dfp_ndigits(b.c);
    if (is_nan(&b))
        return quiet_nan(env, &b);
    if (b.cls == DFP_INFINITY)
        return infinity(b.neg);
    if (n == 0 || digits <= n)
        return result(b);
    DfpRes r = adjusted(env, &b, digits - n);
    if (r.v.c == dfp_pow10(n)) { /* 99.. rounded up: n digits again */
        r.v.c /= 10;
        r.v.exp++;
    }
    if (r.v.exp > dfp_max_biased(env->format) - dfp_bias(env->format))
        return invalid(env, PPC_FPSCR_VXCVI);
    return r;
}

DfpRes dfp_to_integral(const DfpEnv *env, DfpNum b, bool inexact)
{
    if (is_nan(&b))
        return quiet_nan(env, &b);
    if (b.cls == DFP_INFINITY)
        return infinity(b.neg);
    if (b.exp >= 0)
        return result(b);
    DfpRes r = adjusted(env, &b, (unsigned)-b.exp);
    if (!inexact) {
        r.exc = 0;
        r.fi = r.fr = false;
    }
    return r;
}

/* -- conversion -----------------------------------------------------------------------------------------------------
 */

DfpRes dfp_convert(const DfpEnv *env, DfpNum b, bool quiet)
{
    if (is_nan(&b)) {
        DfpRes r = quiet ? result(b) : quiet_nan(env, &b);
        r.v.c = dfp_mod10(r.v.c, dfp_digits(env->format) - 1);
        return r;
    }
    if (b.cls == DFP_INFINITY)
        return infinity(b.neg);
    return finish(env, (Precise){.c = wide_of(b.c), .neg = b.neg, .exp = b.exp, .ideal = b.exp});
}

DfpRes dfp_from_int(const DfpEnv *env, __int128 v)
{
    DfpCoeff magnitude = v < 0 ? -(DfpCoeff)v : (DfpCoeff)v;
    return finish(env, (Precise){.c = wide_of(magnitude), .neg = v < 0});
}

/* Out of range, *v is the nearest integer; that of a NaN is the least one. */
DfpRes dfp_to_int(const DfpEnv *env, DfpNum b, unsigned bits, DfpCoeff *v)
{
    DfpCoeff limit = (DfpCoeff)1 << (bits - 1);
    DfpRes r = {.keep = env->fpscr & PPC_FPSCR_VE, .exc = PPC_FPSCR_VXCVI};
    *v = b.neg || is_nan(&b) ? limit : limit - 1;
    if (b.cls != DFP_FINITE) {
        r.exc |= b.cls == DFP_SNAN ? PPC_FPSCR_VXSNAN : 0;
        return r;
    }
    if (b.c && (int)dfp_ndigits(b.c) + b.exp > 39)
        return r;
    DfpRes rounded = b.exp < 0 ? adjusted(env, &b, (unsigned)-b.exp) : result(b);
    unsigned shift = b.exp > 0 && b.c ? (unsigned)b.exp : 0;
    Wide c = times_pow10(rounded.v.c, shift), top = wide_of(b.neg ? limit : limit - 1);
    if (wide_cmp(&c, &top) > 0)
        return r;
    *v = b.neg ? -wide_low(&c) : wide_low(&c);
    return rounded;
}
