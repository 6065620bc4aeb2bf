/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point operations in integer arithmetic, as IEEE 754 and the Power
 * ISA (2.07 Book I 4.3, 4.4, 4.6) define them: results, exceptions, FPRF, FR, FI.
 *
 * A finite operand is unpacked to sign, exponent and a 64-bit significand whose
 * top bit is set: value = (sig / 2^63) * 2^exp. An exact or sufficiently exact
 * intermediate result (lowest bit sticky) goes to round_pack(), the only place
 * that rounds and knows about overflow, underflow and precision.
 * No state, no host floating point.
 */
#include "ppc/cpu/fp.h"

typedef unsigned __int128 U128;

#define SIGN        0x8000000000000000ull
#define EXP_MASK    0x7ff0000000000000ull
#define FRAC_MASK   0x000fffffffffffffull
#define QUIET       0x0008000000000000ull
#define DEFAULT_NAN 0x7ff8000000000000ull

typedef enum { ZERO, FINITE, INF, QNAN, SNAN } Cls;

typedef struct Num {
    Cls cls;
    bool neg;
    int exp;
    uint64_t sig;
    uint64_t bits;
} Num;

/* The operation under way: its controls and what it has raised so far. */
typedef struct Ctx {
    uint32_t control; /* FPSCR VE OE UE ZE XE NI RN */
    bool single;
    PpcFpRes res;
} Ctx;

static unsigned clz128(U128 x)
{
    uint64_t hi = (uint64_t)(x >> 64);
    return hi ? clz64(hi) : 64 + clz64((uint64_t)x);
}

/* x >> n; ones that fall out stick to bit 0. */
static uint64_t jam64(uint64_t x, unsigned n)
{
    if (n == 0)
        return x;
    if (n > 63)
        return x != 0;
    return x >> n | ((x << (64 - n)) != 0);
}

static U128 jam128(U128 x, unsigned n)
{
    if (n == 0)
        return x;
    if (n > 127)
        return x != 0;
    return x >> n | ((x << (128 - n)) != 0);
}

static bool is_nan(Num n)
{
    return n.cls == QNAN || n.cls == SNAN;
}

static Num unpack(uint64_t v)
{
    Num n = {.neg = v >> 63, .bits = v};
    unsigned e = v >> 52 & 0x7ff;
    uint64_t frac = v & FRAC_MASK;
    if (e == 0x7ff) {
        n.cls = !frac ? INF : frac & QUIET ? QNAN : SNAN;
    } else if (e) {
        n.cls = FINITE;
        n.exp = (int)e - 1023;
        n.sig = frac << 11 | SIGN;
    } else if (frac) {
        unsigned lz = clz64(frac);
        n.cls = FINITE;
        n.exp = -1022 - (int)(lz - 11);
        n.sig = frac << lz;
    }
    return n;
}

unsigned ppc_fprf(uint64_t v)
{
    enum { NEG_NORM = 0x08, POS_NORM = 0x04, NEG_INF = 0x09, POS_INF = 0x05, QUIET_NAN = 0x11 };
    enum { NEG_ZERO = 0x12, POS_ZERO = 0x02, NEG_DENORM = 0x18, POS_DENORM = 0x14 };
    bool neg = v >> 63;
    uint64_t e = v & EXP_MASK, frac = v & FRAC_MASK;
    if (e == EXP_MASK)
        return frac ? QUIET_NAN : neg ? NEG_INF : POS_INF;
    if (e)
        return neg ? NEG_NORM : POS_NORM;
    if (frac)
        return neg ? NEG_DENORM : POS_DENORM;
    return neg ? NEG_ZERO : POS_ZERO;
}

/* A result that needs no rounding. */
static void put(Ctx *x, uint64_t v)
{
    x->res.v = v;
    x->res.fprf = (uint8_t)ppc_fprf(v);
}

static void put_zero(Ctx *x, bool neg)
{
    put(x, neg ? SIGN : 0);
}

static void put_inf(Ctx *x, bool neg)
{
    put(x, EXP_MASK | (neg ? SIGN : 0));
}

/* An invalid operation whose operands are no NaNs. */
static void put_invalid(Ctx *x, uint32_t why)
{
    x->res.exc |= why;
    put(x, DEFAULT_NAN);
}

/*
 * Book I 4.3.2: the first NaN of FRA, FRB, FRC, made quiet. VXSNAN if any operand signals. A single-precision operation
 * drops what a single cannot hold: the book says so for frsp, and leaves it open for the others, whose operands are
 * singles anyway.
 */
static bool put_nan(Ctx *x, const Num *ops, unsigned nops)
{
    const Num *first = NULL;
    for (unsigned i = 0; i < nops; i++) {
        if (!first && is_nan(ops[i]))
            first = &ops[i];
        if (ops[i].cls == SNAN)
            x->res.exc |= PPC_FPSCR_VXSNAN;
    }
    if (first)
        put(x, (first->bits | QUIET) & (x->single ? ~0x1fffffffull : ~0ull));
    return first != NULL;
}

static bool rounds_up(unsigned rn, bool neg, bool odd, uint64_t dropped, uint64_t half)
{
    switch (rn) {
    case PPC_RN_NEAREST: return dropped > half || (dropped == half && odd);
    case PPC_RN_ZERO: return false;
    case PPC_RN_PLUS: return dropped && !neg;
    default: return dropped && neg;
    }
}

/* The formats: precision in bits, exponent range, exponent adjustment of enabled overflow and underflow (4.4.3, 4.4.4).
 */
typedef struct Format {
    int precision, emin, emax, adjust;
} Format;
static const Format double_format = {53, -1022, 1023, 1536};
static const Format single_format = {24, -126, 127, 192};

/* Overflow that is not enabled (4.4.3.2): infinity or the largest number, by rounding mode and sign. */
static void put_overflow(Ctx *x, bool neg, const Format *f)
{
    unsigned rn = x->control & PPC_FPSCR_RN;
    bool inf = rn == PPC_RN_NEAREST || rn == (neg ? PPC_RN_MINUS : PPC_RN_PLUS);
    x->res.exc |= PPC_FPSCR_XX;
    x->res.fi = true;
    x->res.fr = inf;
    if (inf) {
        put_inf(x, neg);
        return;
    }
    uint64_t frac = ~0ull << (64 - f->precision) << 1 >> 12;
    put(x, (neg ? SIGN : 0) | (uint64_t)(f->emax + 1023) << 52 | frac);
}

/* A rounded result in double format. sig: top bit set unless the result is denormal in the format (then exp = emin). */
static void put_rounded(Ctx *x, bool neg, int exp, uint64_t sig)
{
    uint64_t sign = neg ? SIGN : 0;
    if (!sig) {
        put_zero(x, neg);
        return;
    }
    bool denormal = !(sig & SIGN);
    if (denormal && !x->single) {
        put(x, sign | sig >> 11);
        return;
    }
    unsigned lz = clz64(sig);
    sig <<= lz;
    exp -= (int)lz;
    put(x, sign | (uint64_t)((exp + 1023) & 0x7ff) << 52 | (sig >> 11 & FRAC_MASK));
    if (denormal) /* of the single format: a normal double, but classed as what it is (frsp, Book I appendix A.1) */
        x->res.fprf = neg ? 0x18 : 0x14;
}

/*
 * Rounds (-1)^neg * (sig / 2^63) * 2^exp, sig with its top bit set and its lowest bit sticky, to the format.
 * Tininess is detected before rounding (4.4.4). FI: some bits were lost; FR: the magnitude was incremented.
 */
static void round_pack(Ctx *x, bool neg, int exp, uint64_t sig)
{
    const Format *f = x->single ? &single_format : &double_format;
    bool tiny = exp < f->emin;
    if (tiny && x->control & PPC_FPSCR_UE) {
        x->res.exc |= PPC_FPSCR_UX;
        exp += f->adjust;
    } else if (tiny) {
        sig = jam64(sig, (unsigned)(f->emin - exp));
        exp = f->emin;
    }
    unsigned drop = 64 - (unsigned)f->precision;
    uint64_t unit = 1ull << drop, dropped = sig & (unit - 1);
    x->res.fi = dropped != 0;
    x->res.fr = rounds_up(x->control & PPC_FPSCR_RN, neg, sig & unit, dropped, unit >> 1);
    sig -= dropped;
    if (x->res.fr && (sig += unit) == 0) {
        sig = SIGN;
        exp++;
    }
    if (tiny && x->res.fi)
        x->res.exc |= PPC_FPSCR_UX;
    if (exp > f->emax) {
        x->res.exc |= PPC_FPSCR_OX;
        if (!(x->control & PPC_FPSCR_OE)) {
            put_overflow(x, neg, f);
            return;
        }
        exp -= f->adjust;
    }
    if (x->res.fi)
        x->res.exc |= PPC_FPSCR_XX;
    put_rounded(x, neg, exp, sig);
}

/* Sign of an exact zero sum of numbers with different signs. */
static bool zero_sum_neg(const Ctx *x)
{
    return (x->control & PPC_FPSCR_RN) == PPC_RN_MINUS;
}

/* A non-zero number as 128-bit significand with top bit 126: value = m / 2^126 * 2^exp. */
typedef struct Wide {
    bool neg;
    int exp;
    U128 m;
} Wide;

static Wide widen(Num n)
{
    return (Wide){n.neg, n.exp, (U128)n.sig << 63};
}

/*
 * Rounded sum of two numbers. Alignment may make the smaller one sticky: it then lies at least 21 bits (of a product)
 * or 73 bits (of an operand) below, so cancellation cannot bring the sticky bit near the rounding position.
 */
static void sum(Ctx *x, Wide a, Wide b)
{
    if (a.exp < b.exp) {
        Wide t = a;
        a = b;
        b = t;
    }
    b.m = jam128(b.m, (unsigned)(a.exp - b.exp));
    U128 m = a.m + b.m;
    bool neg = a.neg;
    if (a.neg != b.neg) {
        if (a.m == b.m) {
            put_zero(x, zero_sum_neg(x));
            return;
        }
        neg = a.m > b.m ? a.neg : b.neg;
        m = a.m > b.m ? a.m - b.m : b.m - a.m;
    }
    unsigned lz = clz128(m);
    m <<= lz;
    round_pack(x, neg, a.exp + 1 - (int)lz, (uint64_t)(m >> 64) | ((uint64_t)m != 0));
}

static void add(Ctx *x, Num a, Num b, bool negate_b)
{
    Num ops[2] = {a, b};
    if (put_nan(x, ops, 2))
        return;
    b.neg ^= negate_b;
    if (a.cls == INF && b.cls == INF && a.neg != b.neg)
        put_invalid(x, PPC_FPSCR_VXISI);
    else if (a.cls == INF || b.cls == INF)
        put_inf(x, a.cls == INF ? a.neg : b.neg);
    else if (a.cls == ZERO && b.cls == ZERO)
        put_zero(x, a.neg == b.neg ? a.neg : zero_sum_neg(x));
    else if (a.cls == ZERO)
        round_pack(x, b.neg, b.exp, b.sig);
    else if (b.cls == ZERO)
        round_pack(x, a.neg, a.exp, a.sig);
    else
        sum(x, widen(a), widen(b));
}

/* Exact product; both are finite and not zero. */
static Wide product(Num a, Num c)
{
    Wide p = {a.neg != c.neg, a.exp + c.exp, (U128)a.sig * c.sig};
    if (p.m >> 127) { /* bit 0 is clear: 53-bit numbers were multiplied */
        p.m >>= 1;
        p.exp++;
    }
    return p;
}

static void round_wide(Ctx *x, Wide w)
{
    U128 m = w.m << 1;
    round_pack(x, w.neg, w.exp, (uint64_t)(m >> 64) | ((uint64_t)m != 0));
}

static void mul(Ctx *x, Num a, Num c)
{
    Num ops[2] = {a, c};
    if (put_nan(x, ops, 2))
        return;
    bool neg = a.neg != c.neg;
    if ((a.cls == INF && c.cls == ZERO) || (a.cls == ZERO && c.cls == INF))
        put_invalid(x, PPC_FPSCR_VXIMZ);
    else if (a.cls == INF || c.cls == INF)
        put_inf(x, neg);
    else if (a.cls == ZERO || c.cls == ZERO)
        put_zero(x, neg);
    else
        round_wide(x, product(a, c));
}

/* a * c + b, or - b; negate_result as the fnm forms do: not for NaNs, after rounding. */
static void multiply_add_numbers(Ctx *x, Num a, Num b, Num c)
{
    bool pneg = a.neg != c.neg, pinf = a.cls == INF || c.cls == INF, pzero = a.cls == ZERO || c.cls == ZERO;
    if (pinf && b.cls == INF && pneg != b.neg)
        put_invalid(x, PPC_FPSCR_VXISI);
    else if (pinf || b.cls == INF)
        put_inf(x, pinf ? pneg : b.neg);
    else if (pzero && b.cls == ZERO)
        put_zero(x, pneg == b.neg ? pneg : zero_sum_neg(x));
    else if (pzero)
        round_pack(x, b.neg, b.exp, b.sig);
    else if (b.cls == ZERO)
        round_wide(x, product(a, c));
    else
        sum(x, product(a, c), widen(b));
}

static void multiply_add(Ctx *x, Num a, Num b, Num c, bool negate_b, bool negate_result)
{
    Num ops[3] = {a, b, c};
    bool imz = (a.cls == INF && c.cls == ZERO) || (a.cls == ZERO && c.cls == INF);
    bool nan = put_nan(x, ops, 3);
    if (imz) /* raised even when FRB is a NaN, which then is the result */
        x->res.exc |= PPC_FPSCR_VXIMZ;
    if (nan)
        return;
    if (imz) {
        put(x, DEFAULT_NAN);
        return;
    }
    b.neg ^= negate_b;
    multiply_add_numbers(x, a, b, c);
    if (!negate_result || x->res.exc & PPC_FPSCR_VXALL)
        return;
    bool denormal = x->res.fprf == 0x18 || x->res.fprf == 0x14;
    put(x, x->res.v ^ SIGN);
    if (denormal)
        x->res.fprf = x->res.v & SIGN ? 0x18 : 0x14;
}

static void divide(Ctx *x, Num a, Num b)
{
    Num ops[2] = {a, b};
    if (put_nan(x, ops, 2))
        return;
    bool neg = a.neg != b.neg;
    if (a.cls == INF && b.cls == INF) {
        put_invalid(x, PPC_FPSCR_VXIDI);
    } else if (a.cls == ZERO && b.cls == ZERO) {
        put_invalid(x, PPC_FPSCR_VXZDZ);
    } else if (a.cls == INF) {
        put_inf(x, neg);
    } else if (b.cls == ZERO) {
        x->res.exc |= PPC_FPSCR_ZX;
        put_inf(x, neg);
    } else if (a.cls == ZERO || b.cls == INF) {
        put_zero(x, neg);
    } else {
        U128 num = (U128)a.sig << 63;
        U128 q = num / b.sig; /* 2^62 < q < 2^64 */
        uint64_t sig = (uint64_t)q | (num % b.sig != 0);
        int exp = a.exp - b.exp;
        if (!(sig & SIGN)) {
            sig = (uint64_t)q << 1 | (num % b.sig != 0);
            exp--;
        }
        round_pack(x, neg, exp, sig);
    }
}

/* floor(sqrt(n)) and whether n is no square; n >= 2^126, so the root has 64 bits. */
static uint64_t isqrt128(U128 n, bool *inexact)
{
    U128 root = 0, rem = 0;
    for (int i = 0; i < 64; i++) {
        rem = rem << 2 | (n >> 126);
        n <<= 2;
        root <<= 1;
        U128 trial = root << 1 | 1;
        if (rem >= trial) {
            rem -= trial;
            root |= 1;
        }
    }
    *inexact = rem != 0;
    return (uint64_t)root;
}

static void square_root(Ctx *x, Num b)
{
    if (put_nan(x, &b, 1))
        return;
    if (b.cls == ZERO) {
        put_zero(x, b.neg);
    } else if (b.neg) {
        put_invalid(x, PPC_FPSCR_VXSQRT);
    } else if (b.cls == INF) {
        put_inf(x, false);
    } else {
        bool odd = b.exp & 1, inexact;
        uint64_t root = isqrt128((U128)b.sig << (odd ? 64 : 63), &inexact);
        round_pack(x, false, (b.exp - odd) / 2, root | inexact);
    }
}

static const Num one = {.cls = FINITE, .exp = 0, .sig = SIGN, .bits = 0x3ff0000000000000ull};

/* 1/b; a NaN operand is FRB. */
static void reciprocal(Ctx *x, Num b)
{
    divide(x, one, b);
}

/* 1/sqrt(b): the root rounded to double, then the quotient rounded to the format. */
static void reciprocal_root(Ctx *x, Num b)
{
    if (put_nan(x, &b, 1))
        return;
    Ctx root = {.control = x->control};
    square_root(&root, b);
    if (root.res.exc & PPC_FPSCR_VXALL) {
        x->res = root.res;
        return;
    }
    divide(x, one, unpack(root.res.v));
    x->res.exc |= root.res.exc;
    x->res.fi |= root.res.fi;
}

static void round_to_single(Ctx *x, Num b)
{
    if (put_nan(x, &b, 1))
        return;
    if (b.cls == INF)
        put_inf(x, b.neg);
    else if (b.cls == ZERO)
        put_zero(x, b.neg);
    else
        round_pack(x, b.neg, b.exp, b.sig);
}

static void from_int(Ctx *x, uint64_t v, bool is_signed)
{
    bool neg = is_signed && v >> 63;
    if (neg)
        v = 0 - v;
    if (!v) {
        put_zero(x, false);
        return;
    }
    unsigned lz = clz64(v);
    round_pack(x, neg, 63 - (int)lz, v << lz);
}

/* Integer and fraction (0.64 bits, sticky) of the magnitude of a finite number below 2^64. */
static uint64_t split_int(Num n, uint64_t *frac)
{
    *frac = 0;
    if (n.cls == ZERO)
        return 0;
    if (n.exp < -1) {
        *frac = 1;
        return 0;
    }
    U128 m = (U128)n.sig << 64 >> (63 - n.exp);
    *frac = (uint64_t)m;
    return (uint64_t)(m >> 64);
}

typedef struct IntFormat {
    unsigned nbits;
    bool is_signed;
    uint64_t nan; /* result for a NaN operand */
} IntFormat;

static uint64_t largest(IntFormat f, bool neg)
{
    if (f.is_signed)
        return (1ull << (f.nbits - 1)) - !neg;
    return neg ? 0 : ~0ull >> (64 - f.nbits);
}

/* Conversion to integer (4.6.7.2). Out of range: VXCVI, the nearest representable number, FR = FI = 0, no XX. */
static void to_int(Ctx *x, Num b, IntFormat f, unsigned rn)
{
    if (is_nan(b)) {
        x->res.exc |= PPC_FPSCR_VXCVI | (b.cls == SNAN ? PPC_FPSCR_VXSNAN : 0);
        x->res.v = f.nan;
        return;
    }
    uint64_t frac = 0, max = largest(f, b.neg), mag = max;
    bool fits = b.cls != INF && b.exp < 64;
    if (fits) {
        mag = split_int(b, &frac);
        x->res.fr = rounds_up(rn, b.neg, mag & 1, frac, 1ull << 63);
        mag += x->res.fr;
        fits = mag <= max; /* a fraction means b < 2^63: no wrap */
    }
    if (!fits) {
        x->res.exc |= PPC_FPSCR_VXCVI;
        x->res.fr = false;
        mag = max;
    } else if (frac) {
        x->res.fi = true;
        x->res.exc |= PPC_FPSCR_XX;
    }
    x->res.v = b.neg ? 0 - mag : mag;
}

/* frin friz frip frim: FR = FI = 0 and no XX. away: halves go away from zero (frin). */
static void round_to_integral(Ctx *x, Num b, unsigned rn, bool away)
{
    if (put_nan(x, &b, 1))
        return;
    if (b.cls != FINITE || b.exp >= 52) {
        put(x, b.bits);
        return;
    }
    uint64_t frac, mag = split_int(b, &frac);
    mag += away ? frac >> 63 : rounds_up(rn, b.neg, mag & 1, frac, 1ull << 63);
    if (!mag) {
        put_zero(x, b.neg);
        return;
    }
    unsigned lz = clz64(mag);
    put_rounded(x, b.neg, 63 - (int)lz, mag << lz);
}

static void to_int_op(Ctx *x, PpcFpOp op, Num b)
{
    static const IntFormat i32 = {32, true, 0x80000000u}, u32 = {32, false, 0};
    static const IntFormat i64 = {64, true, 1ull << 63}, u64 = {64, false, 0};
    unsigned rn = x->control & PPC_FPSCR_RN;
    switch (op) {
    case FPOP_FCTIW: to_int(x, b, i32, rn); break;
    case FPOP_FCTIWZ: to_int(x, b, i32, PPC_RN_ZERO); break;
    case FPOP_FCTIWU: to_int(x, b, u32, rn); break;
    case FPOP_FCTIWUZ: to_int(x, b, u32, PPC_RN_ZERO); break;
    case FPOP_FCTID: to_int(x, b, i64, rn); break;
    case FPOP_FCTIDZ: to_int(x, b, i64, PPC_RN_ZERO); break;
    case FPOP_FCTIDU: to_int(x, b, u64, rn); break;
    case FPOP_FCTIDUZ: to_int(x, b, u64, PPC_RN_ZERO); break;
    default: die("floating-point operation %d is no conversion to integer", op);
    }
}

static void real_op(Ctx *x, PpcFpOp op, Num a, Num b, Num c)
{
    switch (op) {
    case FPOP_FADDS:
    case FPOP_FADD: add(x, a, b, false); break;
    case FPOP_FSUBS:
    case FPOP_FSUB: add(x, a, b, true); break;
    case FPOP_FMULS:
    case FPOP_FMUL: mul(x, a, c); break;
    case FPOP_FDIVS:
    case FPOP_FDIV: divide(x, a, b); break;
    case FPOP_FSQRTS:
    case FPOP_FSQRT: square_root(x, b); break;
    case FPOP_FRES:
    case FPOP_FRE: reciprocal(x, b); break;
    case FPOP_FRSQRTES:
    case FPOP_FRSQRTE: reciprocal_root(x, b); break;
    case FPOP_FMADDS:
    case FPOP_FMADD: multiply_add(x, a, b, c, false, false); break;
    case FPOP_FMSUBS:
    case FPOP_FMSUB: multiply_add(x, a, b, c, true, false); break;
    case FPOP_FNMADDS:
    case FPOP_FNMADD: multiply_add(x, a, b, c, false, true); break;
    case FPOP_FNMSUBS:
    case FPOP_FNMSUB: multiply_add(x, a, b, c, true, true); break;
    case FPOP_FRSP: round_to_single(x, b); break;
    case FPOP_FCFIDS:
    case FPOP_FCFID: from_int(x, b.bits, true); break;
    case FPOP_FCFIDUS:
    case FPOP_FCFIDU: from_int(x, b.bits, false); break;
    case FPOP_FRIN: round_to_integral(x, b, PPC_RN_NEAREST, true); break;
    case FPOP_FRIZ: round_to_integral(x, b, PPC_RN_ZERO, false); break;
    case FPOP_FRIP: round_to_integral(x, b, PPC_RN_PLUS, false); break;
    case FPOP_FRIM: round_to_integral(x, b, PPC_RN_MINUS, false); break;
    default: die("no floating-point operation %d", op);
    }
}

static bool is_single(PpcFpOp op)
{
    switch (op) {
    case FPOP_FADDS:
    case FPOP_FSUBS:
    case FPOP_FMULS:
    case FPOP_FDIVS:
    case FPOP_FSQRTS:
    case FPOP_FRES:
    case FPOP_FRSQRTES:
    case FPOP_FMADDS:
    case FPOP_FMSUBS:
    case FPOP_FNMADDS:
    case FPOP_FNMSUBS:
    case FPOP_FRSP:
    case FPOP_FCFIDS:
    case FPOP_FCFIDUS: return true;
    default: return false;
    }
}

PpcFpRes ppc_fp_compute(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr)
{
    Ctx x = {.control = fpscr & 0xff, .single = is_single(op)};
    if (ppc_fpop_is_to_int(op))
        to_int_op(&x, op, unpack(b));
    else
        real_op(&x, op, unpack(a), unpack(b), unpack(c));
    /* 4.4.1, 4.4.2: enabled invalid operation and zero divide leave the target, and clear FR and FI. */
    if ((x.res.exc & PPC_FPSCR_VXALL && fpscr & PPC_FPSCR_VE) || (x.res.exc & PPC_FPSCR_ZX && fpscr & PPC_FPSCR_ZE)) {
        x.res.keep = true;
        x.res.fr = x.res.fi = false;
    }
    return x.res;
}

unsigned ppc_fp_order(uint64_t a, uint64_t b)
{
    Num na = unpack(a), nb = unpack(b);
    if (is_nan(na) || is_nan(nb))
        return CRF_SO;
    if (na.cls == ZERO && nb.cls == ZERO)
        return CRF_EQ;
    /* As sign and magnitude, made into two's complement. */
    int64_t ia = (int64_t)(a & SIGN ? SIGN - a : a), ib = (int64_t)(b & SIGN ? SIGN - b : b);
    return ia < ib ? CRF_LT : ia > ib ? CRF_GT : CRF_EQ;
}

uint64_t ppc_single_to_double(uint32_t s)
{
    uint64_t sign = (uint64_t)(s >> 31) << 63, frac = s & 0x7fffff;
    unsigned e = s >> 23 & 0xff;
    if (e == 0xff)
        return sign | EXP_MASK | frac << 29;
    if (e)
        return sign | (uint64_t)(e + 1023 - 127) << 52 | frac << 29;
    if (!frac)
        return sign;
    unsigned lz = clz32((uint32_t)frac) - 8; /* how far the leading one is below the implied bit's place */
    return sign | (uint64_t)(1023 - 126 - lz) << 52 | ((frac << lz << 29) & FRAC_MASK);
}

uint32_t ppc_double_to_single(uint64_t d)
{
    unsigned e = d >> 52 & 0x7ff;
    uint32_t sign = (uint32_t)(d >> 63) << 31;
    if (e > 896 || !(d << 1))
        return (uint32_t)(d >> 32 & 0xc0000000) | (uint32_t)(d >> 29 & 0x3fffffff);
    if (e >= 874)
        return sign | (uint32_t)(((d & FRAC_MASK) | 1ull << 52) >> (29 + 897 - e));
    return sign;
}

static int biased(uint64_t v)
{
    return (int)(v >> 52 & 0x7ff);
}

/* Book I 4.6.6.1: CR field = 1 || fg || fe || 0; the leading 1 says that the reciprocal is good enough for software. */
unsigned ppc_ftdiv(uint64_t a, uint64_t b)
{
    Num na = unpack(a), nb = unpack(b);
    int ea = biased(a) - 1023, eb = biased(b) - 1023;
    bool fe = is_nan(na) || na.cls == INF || is_nan(nb) || nb.cls != FINITE || eb <= -1022 || eb >= 1021;
    if (na.cls == FINITE)
        fe |= ea - eb >= 1023 || ea - eb <= -1021 || ea <= -970;
    bool fg = na.cls == INF || nb.cls == INF || nb.cls == ZERO || (nb.cls == FINITE && biased(b) == 0);
    return CRF_LT | (fg ? CRF_GT : 0) | (fe ? CRF_EQ : 0);
}

unsigned ppc_ftsqrt(uint64_t b)
{
    Num nb = unpack(b);
    bool fe = nb.cls != FINITE || nb.neg || biased(b) - 1023 <= -970;
    bool fg = nb.cls == INF || nb.cls == ZERO || (nb.cls == FINITE && biased(b) == 0);
    return CRF_LT | (fg ? CRF_GT : 0) | (fe ? CRF_EQ : 0);
}
