/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec floating point; see vec.h. Arithmetic goes through the integer code of
 * fp_exact.c: a single-precision operation on singles rounds once, chooses
 * NaNs in the same order, and tells what is tiny before rounding. The host's
 * floating-point environment is left as it was.
 */
#include <fenv.h>
#include <math.h>

#include "ppc/cpu/fp.h"
#include "ppc/cpu/vec.h"

#define SIGN32     0x80000000u
#define INF32      0x7f800000u
#define QUIET32    0x00400000u
#define NAN32      0x7fc00000u
#define MIN_NORMAL 0x00800000u

static inline uint32_t magnitude(uint32_t v)
{
    return v & ~SIGN32;
}

static inline bool is_nan(uint32_t v)
{
    return magnitude(v) > INF32;
}

/* Denormals as zero when VSCR[NJ] is 1. */
static inline uint32_t flush(uint32_t v, uint32_t vscr)
{
    return vscr & PPC_VSCR_NJ && magnitude(v) < MIN_NORMAL ? v & SIGN32 : v;
}

/* A scalar single-precision operation on flushed singles. */
static uint32_t compute(PpcFpOp op, uint32_t a, uint32_t b, uint32_t c, uint32_t vscr)
{
    PpcFpRes r = ppc_fp_compute(op, ppc_single_to_double(flush(a, vscr)), ppc_single_to_double(flush(b, vscr)),
                                ppc_single_to_double(flush(c, vscr)), 0);
    uint32_t v = ppc_double_to_single(r.v);
    return vscr & PPC_VSCR_NJ && r.exc & PPC_FPSCR_UX ? v & SIGN32 : flush(v, vscr);
}

#define UNUSED __attribute__((unused))
#define FN(id)                                                                                                         \
    void vec_##id(PpcVsr *t, const PpcVsr *a UNUSED, const PpcVsr *b, const PpcVsr *c UNUSED, unsigned imm UNUSED,     \
                  uint32_t *vscr UNUSED)
#define LANES(id, expr)                                                                                                \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        for (unsigned i = 0; i < 4; i++) {                                                                             \
            uint32_t x = a->w[i], y = b->w[i], z = c->w[i];                                                            \
            (void)x, (void)z;                                                                                          \
            t->w[i] = (expr);                                                                                          \
        }                                                                                                              \
    }

LANES(VADDFP, compute(FPOP_FADDS, x, y, 0, *vscr))
LANES(VSUBFP, compute(FPOP_FSUBS, x, y, 0, *vscr))
LANES(VMADDFP, compute(FPOP_FMADDS, x, y, z, *vscr))
LANES(VNMSUBFP, compute(FPOP_FNMSUBS, x, y, z, *vscr))
LANES(VREFP, compute(FPOP_FRES, 0, y, 0, *vscr))
LANES(VRSQRTEFP, compute(FPOP_FRSQRTES, 0, y, 0, *vscr))

/* -- maximum, minimum, compare: singles as ordered integers
 * ------------------------------------------------------------ */

static int64_t ordered(uint32_t v)
{
    return v & SIGN32 ? -(int64_t)magnitude(v) : (int64_t)v;
}

/* The first NaN of x and y, quiet; 0 when neither is one. */
static uint32_t first_nan(uint32_t x, uint32_t y)
{
    return is_nan(x) ? x | QUIET32 : is_nan(y) ? y | QUIET32 : 0;
}

static uint32_t larger(uint32_t x, uint32_t y)
{
    uint32_t nan = first_nan(x, y);
    if (nan)
        return nan;
    if (ordered(x) == ordered(y))
        return x & y; /* +0 above -0 */
    return ordered(x) > ordered(y) ? x : y;
}

static uint32_t smaller(uint32_t x, uint32_t y)
{
    uint32_t nan = first_nan(x, y);
    if (nan)
        return nan;
    if (ordered(x) == ordered(y))
        return x | y;
    return ordered(x) < ordered(y) ? x : y;
}

LANES(VMAXFP, larger(flush(x, *vscr), flush(y, *vscr)))
LANES(VMINFP, smaller(flush(x, *vscr), flush(y, *vscr)))

/* x OP y as all ones or zero; false when either is a NaN */
#define COMPARE(id, OP) LANES(id, !first_nan(x, y) && ordered(flush(x, *vscr)) OP ordered(flush(y, *vscr)) ? ~0u : 0)
COMPARE(VCMPEQFP, ==)
COMPARE(VCMPGEFP, >=)
COMPARE(VCMPGTFP, >)

/* bit 0: not x <= y; bit 1: not x >= -y */
static uint32_t bounds(uint32_t x, uint32_t y)
{
    if (first_nan(x, y))
        return 0xc0000000u;
    return (ordered(x) <= ordered(y) ? 0 : 0x80000000u) | (ordered(x) >= -ordered(y) ? 0 : 0x40000000u);
}
LANES(VCMPBFP, bounds(flush(x, *vscr), flush(y, *vscr)))

/* -- round to integral values
 * ------------------------------------------------------------------------------------------- */

typedef enum Rounding { NEAREST, ZERO, UP, DOWN } Rounding;

/* Does a magnitude, integral part odd or not, fraction frac of one (half = 0x80000000), round away from zero? */
static bool round_away(Rounding mode, bool neg, bool odd, uint32_t frac, bool sticky)
{
    bool inexact = frac || sticky;
    switch (mode) {
    case NEAREST: return frac > 0x80000000u || (frac == 0x80000000u && (sticky || odd));
    case UP: return inexact && !neg;
    case DOWN: return inexact && neg;
    case ZERO:
    default: return false;
    }
}

static uint32_t integral(uint32_t v, Rounding mode)
{
    uint32_t sign = v & SIGN32, mag = magnitude(v);
    int exp = (int)(mag >> 23) - 127;
    if (is_nan(v))
        return v | QUIET32;
    if (exp >= 23 || mag == 0)
        return v;
    if (exp < 0) { /* below 1 */
        uint32_t frac = exp == -1 ? (mag | MIN_NORMAL) << 8 : 1;
        return sign | (round_away(mode, sign, false, frac, false) ? 0x3f800000u : 0);
    }
    unsigned nfrac = 23 - (unsigned)exp;
    uint32_t whole = mag >> nfrac << nfrac;
    bool odd = exp == 0 || (mag >> nfrac & 1);
    if (round_away(mode, sign, odd, mag << (32 - nfrac), false))
        whole += 1u << nfrac; /* a carry goes on into the exponent */
    return sign | whole;
}
LANES(VRFIN, integral(flush(y, *vscr), NEAREST))
LANES(VRFIZ, integral(flush(y, *vscr), ZERO))
LANES(VRFIP, integral(flush(y, *vscr), UP))
LANES(VRFIM, integral(flush(y, *vscr), DOWN))

/* -- conversion
 * ---------------------------------------------------------------------------------------------------------
 */

/* v / 2^scale, correctly rounded: never tiny. */
static uint32_t from_int(int64_t v, unsigned scale)
{
    uint64_t single = ppc_fp_compute(FPOP_FCFIDS, 0, (uint64_t)v, 0, 0).v;
    uint64_t factor = (uint64_t)(1023 - scale) << 52;
    return ppc_double_to_single(ppc_fp_compute(FPOP_FMULS, single, 0, factor, 0).v);
}
LANES(VCFSX, from_int((int32_t)y, imm))
LANES(VCFUX, from_int(y, imm))

/* y * 2^scale toward zero, within lo..hi; NaN gives 0 */
static uint32_t to_int(uint32_t v, unsigned scale, int64_t lo, int64_t hi, uint32_t *vscr)
{
    uint32_t mag = magnitude(flush(v, *vscr));
    int exp = (int)(mag >> 23) - 127 + (int)scale;
    bool neg = v & SIGN32;
    if (is_nan(v) || exp < 0)
        return 0;
    uint64_t sig = (mag & 0x7fffffu) | MIN_NORMAL;
    int64_t n = exp > 40 ? INT64_C(1) << 40 : (int64_t)(exp >= 23 ? sig << (exp - 23) : sig >> (23 - exp));
    n = neg ? -n : n;
    if (n >= lo && n <= hi)
        return (uint32_t)n;
    *vscr |= PPC_VSCR_SAT;
    return (uint32_t)(n < lo ? lo : hi);
}
LANES(VCTSXS, to_int(y, imm, INT32_MIN, INT32_MAX, vscr))
LANES(VCTUXS, to_int(y, imm, 0, UINT32_MAX, vscr))

/* -- estimates of 2^x and log2 x
 * ---------------------------------------------------------------------------------------- */

static double as_double(uint32_t v)
{
    uint64_t bits = ppc_single_to_double(v);
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static uint32_t rounded(double d, uint32_t vscr)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    PpcFpRes r = ppc_fp_compute(FPOP_FRSP, 0, bits, 0, 0);
    return flush(ppc_double_to_single(r.v), vscr);
}

/* A function of the C library, with the host's floating-point environment at its default while it runs. */
static uint32_t library(double (*fn)(double), uint32_t v, uint32_t vscr)
{
    fenv_t env;
    fegetenv(&env);
    fesetenv(FE_DFL_ENV);
    double d = fn(as_double(v));
    fesetenv(&env);
    return rounded(d, vscr);
}

static uint32_t power_of_2(uint32_t v, uint32_t vscr)
{
    return is_nan(v) ? v | QUIET32 : library(exp2, v, vscr);
}

static uint32_t log_2(uint32_t v, uint32_t vscr)
{
    if (is_nan(v))
        return v | QUIET32;
    if (magnitude(v) == 0)
        return SIGN32 | INF32;
    return v & SIGN32 ? NAN32 : library(log2, v, vscr);
}
LANES(VEXPTEFP, power_of_2(flush(y, *vscr), *vscr))
LANES(VLOGEFP, log_2(flush(y, *vscr), *vscr))
