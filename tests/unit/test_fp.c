/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ppc/cpu floating point.
 *
 * The exact layer against the host's FPU, in four rounding modes, over edge
 * and random operands: values, and inexact, overflow, underflow, zero divide.
 * What the host cannot say is checked by tables: NaNs, enabled exceptions, the
 * FPSCR instructions, FPRF, conversions out of range. Then the fast layer with
 * its lazy FPSCR against the exact one: same results, same FPSCR.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fenv.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>

#include "ppc/cpu/fp.h"

#define QNAN 0x7ff8000000000000ull
#define INF  0x7ff0000000000000ull
#define SIGN 0x8000000000000000ull
#define ONE  0x3ff0000000000000ull

static const uint64_t edges[] = {
    0,
    SIGN,
    ONE,
    ONE | SIGN,
    0x4000000000000000,
    0x3ff8000000000000,
    INF,
    INF | SIGN,
    QNAN,
    0xfff8000000000123,
    0x7ff0000000000001,
    0xfff4000000000000,
    1,
    SIGN | 1,
    0x000fffffffffffff,
    0x0010000000000000,
    0x8010000000000001,
    0x7fefffffffffffff,
    0xffefffffffffffff,
    0x3810000000000000,
    0x380fffffe0000000,
    0x380fffffffffffff,
    0x3800000000000000,
    0x36a0000000000000,
    0x3690000000000000,
    0x47efffffe0000000,
    0x47effffff0000000,
    0x47f0000000000000,
    0x3ca0000000000000,
    0x3fefffffffffffff,
    0x4340000000000000,
    0x41dfffffffc00000,
    0x41e0000000000000,
    0xc1e0000000000000,
    0xc1e0000000200000,
    0x43e0000000000000,
    0xc3e0000000000000,
    0x3fe0000000000000,
    0xbfe0000000000000,
    0x3ff0000010000000,
    0x3ff0000030000000,
    0x41efffffffe00000,
    0x4008000000000000,
    0x7fe0000000000000,
    0x0020000000000000,
    0x1ff0000000000000,
    0x2000000000000001,
};
enum { NEDGES = sizeof edges / sizeof edges[0] };

static uint64_t rng_state = 0x9e3779b97f4a7c15ull;
static uint64_t rng(void)
{
    rng_state ^= rng_state << 13;
    rng_state ^= rng_state >> 7;
    rng_state ^= rng_state << 17;
    return rng_state * 0x2545f4914f6cdd1dull;
}

/* Operands of many kinds: any bits, near exponents, few significant bits, singles, denormals, edges. */
static uint64_t operand(void)
{
    uint64_t r = rng(), v = rng();
    switch (r & 7) {
    case 0: return v;
    case 1: return edges[(r >> 8) % NEDGES];
    case 2: return (v & 0x800fffffffffffffull) | (1023 - 30 + (r >> 8) % 60) << 52;
    case 3: return (v & 0x800ffe0000000000ull) | (1023 - 8 + (r >> 8) % 16) << 52;
    case 4: return (v & 0x800fffffe0000000ull) | (1023 - 60 + (r >> 8) % 120) << 52;
    case 5: return (v & 0x800fffffe0000000ull) | (896 - 30 + (r >> 8) % 60) << 52;
    case 6: return (v & 0x800fffffffffffffull) | (r >> 8) % 60 << 52;
    default: return ppc_single_to_double((uint32_t)v);
    }
}

static double num(uint64_t v)
{
    double d;
    memcpy(&d, &v, 8);
    return d;
}

static uint64_t bits(double d)
{
    uint64_t v;
    memcpy(&v, &d, 8);
    return v;
}

static bool nan_bits(uint64_t v)
{
    return v << 1 > INF << 1;
}

static const int host_mode[4] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};

/* The host's answer in double or single precision; volatile keeps the operation where the mode holds. */
typedef struct Host {
    uint64_t v;
    int flags;
} Host;

static Host host_double(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c)
{
    volatile double x = num(a), y = num(b), z = num(c), r = 0;
    feclearexcept(FE_ALL_EXCEPT);
    switch (op) {
    case FPOP_FADD: r = x + y; break;
    case FPOP_FSUB: r = x - y; break;
    case FPOP_FMUL: r = x * z; break;
    case FPOP_FDIV: r = x / y; break;
    case FPOP_FSQRT: r = sqrt(y); break;
    case FPOP_FMADD: r = fma(x, z, y); break;
    case FPOP_FMSUB: r = fma(x, z, -y); break;
    case FPOP_FNMADD: r = -fma(x, z, y); break;
    case FPOP_FNMSUB: r = -fma(x, z, -y); break;
    case FPOP_FCFID: r = (double)(int64_t)b; break;
    case FPOP_FCFIDU: r = (double)b; break;
    default: fail();
    }
    return (Host){bits(r), fetestexcept(FE_ALL_EXCEPT)};
}

/* No conversion by the host: it would make signalling NaNs quiet. */
static float single(uint64_t v)
{
    uint32_t s = ppc_double_to_single(v);
    float f;
    memcpy(&f, &s, 4);
    return f;
}

/* Operands are singles. */
static Host host_single(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c)
{
    volatile float x = single(a), y = single(b), z = single(c), r = 0;
    volatile double wide = num(b);
    feclearexcept(FE_ALL_EXCEPT);
    switch (op) {
    case FPOP_FADDS: r = x + y; break;
    case FPOP_FSUBS: r = x - y; break;
    case FPOP_FMULS: r = x * z; break;
    case FPOP_FDIVS: r = x / y; break;
    case FPOP_FSQRTS: r = sqrtf(y); break;
    case FPOP_FMADDS: r = fmaf(x, z, y); break;
    case FPOP_FMSUBS: r = fmaf(x, z, -y); break;
    case FPOP_FNMADDS: r = -fmaf(x, z, y); break;
    case FPOP_FNMSUBS: r = -fmaf(x, z, -y); break;
    case FPOP_FRSP: r = (float)wide; break;
    case FPOP_FCFIDS: r = (float)(int64_t)b; break;
    case FPOP_FCFIDUS: r = (float)b; break;
    default: fail();
    }
    return (Host){bits((double)r), fetestexcept(FE_ALL_EXCEPT)};
}

static bool single_op(PpcFpOp op)
{
    switch (op) {
    case FPOP_FADDS:
    case FPOP_FSUBS:
    case FPOP_FMULS:
    case FPOP_FDIVS:
    case FPOP_FSQRTS:
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

static const char *op_name(PpcFpOp op)
{
#define X(id, operands, kind) #id,
    static const char *const names[] = {"NONE", PPC_FPOPS(X)};
#undef X
    return names[op];
}

#define FLAG(cond, bit) ((cond) ? (bit) : 0)

/* One case. UX of the host means "tiny after rounding", so it is compared except at the smallest normal number. */
static void against_host(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, unsigned rn)
{
    bool single = single_op(op);
    if (single && op != FPOP_FRSP && op != FPOP_FCFIDS && op != FPOP_FCFIDUS) {
        a = ppc_single_to_double(ppc_double_to_single(a));
        b = ppc_single_to_double(ppc_double_to_single(b));
        c = ppc_single_to_double(ppc_double_to_single(c));
    }
    fesetround(host_mode[rn]);
    Host h = single ? host_single(op, a, b, c) : host_double(op, a, b, c);
    fesetround(FE_TONEAREST);
    PpcFpRes r = ppc_fp_compute(op, a, b, c, rn);
    uint32_t want = FLAG(h.flags & FE_INEXACT, PPC_FPSCR_XX) | FLAG(h.flags & FE_OVERFLOW, PPC_FPSCR_OX) |
                    FLAG(h.flags & FE_UNDERFLOW, PPC_FPSCR_UX) | FLAG(h.flags & FE_DIVBYZERO, PPC_FPSCR_ZX) |
                    FLAG(h.flags & FE_INVALID, PPC_FPSCR_VX);
    uint32_t got = r.exc & (PPC_FPSCR_XX | PPC_FPSCR_OX | PPC_FPSCR_UX | PPC_FPSCR_ZX);
    got |= FLAG(r.exc & PPC_FPSCR_VXALL, PPC_FPSCR_VX);
    uint64_t smallest = single ? 0x3810000000000000ull : 0x0010000000000000ull;
    if ((h.v & ~SIGN) == smallest)
        want = (want & ~PPC_FPSCR_UX) | (got & PPC_FPSCR_UX);
    bool nan = nan_bits(h.v);
    /* Whether a NaN addend hides infinity * 0 is free in IEEE 754; the book's way is checked in nan_choice(). */
    if (nan && (r.exc & PPC_FPSCR_VXIMZ) && nan_bits(b))
        want |= PPC_FPSCR_VX;
    if (nan ? !nan_bits(r.v) : r.v != h.v)
        fail_msg("%s rn=%u a=%016lx b=%016lx c=%016lx: %016lx, host %016lx", op_name(op), rn, a, b, c, r.v, h.v);
    if (got != want)
        fail_msg("%s rn=%u a=%016lx b=%016lx c=%016lx = %016lx: flags %08x, host %08x", op_name(op), rn, a, b, c, r.v,
                 got, want);
    assert_int_equal(r.fi, !!(r.exc & PPC_FPSCR_XX));
}

static const PpcFpOp host_ops[] = {
    FPOP_FADD,   FPOP_FADDS,   FPOP_FSUB,  FPOP_FSUBS,  FPOP_FMUL,   FPOP_FMULS,  FPOP_FDIV,    FPOP_FDIVS,
    FPOP_FSQRT,  FPOP_FSQRTS,  FPOP_FMADD, FPOP_FMADDS, FPOP_FMSUB,  FPOP_FMSUBS, FPOP_FNMADD,  FPOP_FNMADDS,
    FPOP_FNMSUB, FPOP_FNMSUBS, FPOP_FRSP,  FPOP_FCFID,  FPOP_FCFIDU, FPOP_FCFIDS, FPOP_FCFIDUS,
};

static void arithmetic_edges(void **state)
{
    (void)state;
    for (unsigned o = 0; o < ARRAY_LEN(host_ops); o++)
        for (unsigned i = 0; i < NEDGES; i++)
            for (unsigned j = 0; j < NEDGES; j++)
                for (unsigned rn = 0; rn < 4; rn++) {
                    against_host(host_ops[o], edges[i], edges[j], edges[j], rn);
                    against_host(host_ops[o], edges[i], edges[(i + j) % NEDGES], edges[j], rn);
                }
}

static void arithmetic_random(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 60000; n++) {
        uint64_t a = operand(), b = operand(), c = operand();
        for (unsigned o = 0; o < ARRAY_LEN(host_ops); o++)
            against_host(host_ops[o], a, b, c, n & 3);
    }
}

/* FR: the magnitude is larger than that of truncation. */
static void fraction_rounded(void **state)
{
    (void)state;
    static const PpcFpOp ops[] = {FPOP_FADD,  FPOP_FMUL, FPOP_FDIV,  FPOP_FSQRT,
                                  FPOP_FMADD, FPOP_FRSP, FPOP_FCTIW, FPOP_FCTIDU};
    for (unsigned n = 0; n < 100000; n++) {
        uint64_t a = operand(), b = operand(), c = operand();
        PpcFpOp op = ops[n % ARRAY_LEN(ops)];
        PpcFpRes r = ppc_fp_compute(op, a, b, c, n >> 3 & 3), z = ppc_fp_compute(op, a, b, c, PPC_RN_ZERO);
        bool larger = ppc_fpop_is_to_int(op) ? r.v != z.v : (r.v & ~SIGN) > (z.v & ~SIGN);
        if (!nan_bits(r.v) || ppc_fpop_is_to_int(op))
            assert_int_equal(r.fr, larger);
        assert_true(!r.fr || r.fi);
    }
}

/* Tininess is detected before rounding: Book I 4.4.4. */
static void tiny_before_rounding(void **state)
{
    (void)state;
    /* (1 - 2^-53) * 2^-1022 rounds to the smallest normal number: tiny and inexact. */
    PpcFpRes r = ppc_fp_compute(FPOP_FMUL, 0x3fefffffffffffff, 0, 0x0010000000000000, 0);
    assert_true(r.v == 0x0010000000000000ull);
    assert_int_equal(r.exc, PPC_FPSCR_UX | PPC_FPSCR_XX);
    /* Enabled, even an exact tiny result underflows, with the exponent adjusted by 1536 (double) or 192 (single). */
    r = ppc_fp_compute(FPOP_FMUL, 0x3fe0000000000000, 0, 0x0010000000000000, PPC_FPSCR_UE);
    assert_true(r.v == 0x6000000000000000ull);
    assert_int_equal(r.exc, PPC_FPSCR_UX);
    r = ppc_fp_compute(FPOP_FRSP, 0, 0x3800000000000000, 0, PPC_FPSCR_UE);
    assert_true(r.v == 0x4400000000000000ull);
    assert_int_equal(r.exc, PPC_FPSCR_UX);
    /* Not enabled, exact: nothing. FPRF says denormalised, of the single format too. */
    r = ppc_fp_compute(FPOP_FRSP, 0, 0xb800000000000000, 0, 0);
    assert_true(r.v == 0xb800000000000000ull);
    assert_int_equal(r.exc, 0);
    assert_int_equal(r.fprf, 0x18);
}

static void overflow(void **state)
{
    (void)state;
    static const uint64_t max = 0x7fefffffffffffff, smax = 0x47efffffe0000000;
    static const uint64_t plus[4] = {INF, 0x7fefffffffffffff, INF, 0x7fefffffffffffff};
    static const uint64_t minus[4] = {INF | SIGN, 0xffefffffffffffff, 0xffefffffffffffff, INF | SIGN};
    for (unsigned rn = 0; rn < 4; rn++) {
        PpcFpRes r = ppc_fp_compute(FPOP_FADD, max, max, 0, rn);
        assert_true(r.v == plus[rn]);
        assert_int_equal(r.exc, PPC_FPSCR_OX | PPC_FPSCR_XX);
        r = ppc_fp_compute(FPOP_FADD, max | SIGN, max | SIGN, 0, rn);
        assert_true(r.v == minus[rn]);
    }
    PpcFpRes r = ppc_fp_compute(FPOP_FADD, max, max, 0, PPC_FPSCR_OE);
    assert_true(r.v == 0x1fffffffffffffffull); /* 2 * max * 2^-1536 */
    assert_int_equal(r.exc, PPC_FPSCR_OX);
    assert_false(r.fi);
    r = ppc_fp_compute(FPOP_FADDS, smax, smax, 0, PPC_FPSCR_OE);
    assert_true(r.v == 0x3befffffe0000000ull + 0x0010000000000000ull);
    assert_int_equal(r.exc, PPC_FPSCR_OX);
}

#define A_NAN  0x7ff8000000000aaaull
#define A_SNAN 0x7ff0000000000aaaull
#define B_NAN  0xfff8000000000bbbull
#define B_SNAN 0xfff0000000000bbbull
#define C_NAN  0x7ff8000000000cccull
#define C_SNAN 0x7ff0000000000cccull
#define Q(v)   ((v) | 0x0008000000000000ull)

/* Book I 4.3.2: FRA, then FRB, then FRC; made quiet. */
static void nan_choice(void **state)
{
    (void)state;
    static const struct {
        PpcFpOp op;
        uint64_t a, b, c, want;
        uint32_t exc;
    } cases[] = {
        {FPOP_FADD, A_NAN, B_NAN, 0, A_NAN, 0},
        {FPOP_FADD, A_SNAN, B_NAN, 0, Q(A_SNAN), PPC_FPSCR_VXSNAN},
        {FPOP_FADD, A_NAN, B_SNAN, 0, A_NAN, PPC_FPSCR_VXSNAN},
        {FPOP_FADD, ONE, B_SNAN, 0, Q(B_SNAN), PPC_FPSCR_VXSNAN},
        {FPOP_FSUB, ONE, B_NAN, 0, B_NAN, 0}, /* the sign of a NaN is not changed */
        {FPOP_FMUL, ONE, 0, C_SNAN, Q(C_SNAN), PPC_FPSCR_VXSNAN},
        {FPOP_FMADD, ONE, B_NAN, C_NAN, B_NAN, 0},
        {FPOP_FMADD, A_NAN, B_NAN, C_SNAN, A_NAN, PPC_FPSCR_VXSNAN},
        {FPOP_FMADD, ONE, ONE, C_NAN, C_NAN, 0},
        {FPOP_FNMADD, ONE, B_NAN, C_NAN, B_NAN, 0},
        {FPOP_FNMSUB, A_SNAN, B_NAN, C_NAN, Q(A_SNAN), PPC_FPSCR_VXSNAN},
        {FPOP_FMADD, INF, B_NAN, 0, B_NAN, PPC_FPSCR_VXIMZ},
        {FPOP_FMADD, INF, B_SNAN, 0, Q(B_SNAN), PPC_FPSCR_VXIMZ | PPC_FPSCR_VXSNAN},
        {FPOP_FMADD, 0, ONE, INF | SIGN, QNAN, PPC_FPSCR_VXIMZ},
        {FPOP_FNMADD, 0, ONE, INF | SIGN, QNAN, PPC_FPSCR_VXIMZ}, /* a generated NaN is not negated */
        {FPOP_FMADD, INF, INF | SIGN, ONE, QNAN, PPC_FPSCR_VXISI},
        {FPOP_FMSUB, INF, INF, ONE, QNAN, PPC_FPSCR_VXISI},
        {FPOP_FADD, INF, INF | SIGN, 0, QNAN, PPC_FPSCR_VXISI},
        {FPOP_FSUB, INF, INF, 0, QNAN, PPC_FPSCR_VXISI},
        {FPOP_FMUL, INF, 0, 0, QNAN, PPC_FPSCR_VXIMZ},
        {FPOP_FDIV, INF, INF, 0, QNAN, PPC_FPSCR_VXIDI},
        {FPOP_FDIV, 0, SIGN, 0, QNAN, PPC_FPSCR_VXZDZ},
        {FPOP_FDIV, ONE, SIGN, 0, INF | SIGN, PPC_FPSCR_ZX},
        {FPOP_FDIV, INF, 0, 0, INF, 0},
        {FPOP_FSQRT, 0, ONE | SIGN, 0, QNAN, PPC_FPSCR_VXSQRT},
        {FPOP_FSQRT, 0, SIGN, 0, SIGN, 0},
        {FPOP_FRSQRTE, 0, INF | SIGN, 0, QNAN, PPC_FPSCR_VXSQRT},
        {FPOP_FRSQRTE, 0, SIGN, 0, INF | SIGN, PPC_FPSCR_ZX},
        {FPOP_FRES, 0, 0, 0, INF, PPC_FPSCR_ZX},
        {FPOP_FRES, 0, INF | SIGN, 0, SIGN, 0},
        {FPOP_FRSP, 0, 0x7ff0000fffffffffull, 0, 0x7ff8000fe0000000ull, PPC_FPSCR_VXSNAN},
        {FPOP_FRSP, 0, B_NAN, 0, 0xfff8000000000000ull, 0},
        {FPOP_FADDS, 0x7ff0000fffffffffull, ONE, 0, 0x7ff8000fe0000000ull, PPC_FPSCR_VXSNAN},
        {FPOP_FRSQRTES, 0, B_NAN, 0, 0xfff8000000000000ull, 0},
        {FPOP_FRIN, 0, B_SNAN, 0, Q(B_SNAN), PPC_FPSCR_VXSNAN},
    };
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        PpcFpRes r = ppc_fp_compute(cases[i].op, cases[i].a, cases[i].b, cases[i].c, 0);
        if (r.v != cases[i].want || r.exc != cases[i].exc)
            fail_msg("case %u, %s: %016lx exc %08x", i, op_name(cases[i].op), r.v, r.exc);
        r = ppc_fp_compute(cases[i].op, cases[i].a, cases[i].b, cases[i].c, PPC_FPSCR_VE | PPC_FPSCR_ZE);
        assert_int_equal(r.keep, cases[i].exc != 0);
    }
}

static void signs_of_zero(void **state)
{
    (void)state;
    for (unsigned rn = 0; rn < 4; rn++) {
        uint64_t zero = rn == PPC_RN_MINUS ? SIGN : 0;
        assert_true(ppc_fp_compute(FPOP_FADD, ONE, ONE | SIGN, 0, rn).v == zero);
        assert_true(ppc_fp_compute(FPOP_FSUB, SIGN, SIGN, 0, rn).v == zero);
        assert_true(ppc_fp_compute(FPOP_FADD, SIGN, SIGN, 0, rn).v == SIGN);
        assert_true(ppc_fp_compute(FPOP_FMADD, ONE, ONE | SIGN, ONE, rn).v == zero);
        assert_true(ppc_fp_compute(FPOP_FNMADD, ONE, ONE | SIGN, ONE, rn).v == (zero ^ SIGN));
        assert_true(ppc_fp_compute(FPOP_FCFID, 0, 0, 0, rn).v == 0);
    }
}

static void to_integers(void **state)
{
    (void)state;
    static const struct {
        PpcFpOp op;
        double b;
        unsigned rn;
        uint64_t want;
        uint32_t exc;
    } cases[] = {
        {FPOP_FCTIW, 2.5, 0, 2, PPC_FPSCR_XX},
        {FPOP_FCTIW, 3.5, 0, 4, PPC_FPSCR_XX},
        {FPOP_FCTIW, -2.5, 3, (uint64_t)-3, PPC_FPSCR_XX},
        {FPOP_FCTIW, -2.5, 2, (uint64_t)-2, PPC_FPSCR_XX},
        {FPOP_FCTIWZ, -2.9, 3, (uint64_t)-2, PPC_FPSCR_XX},
        {FPOP_FCTIW, 2147483647.5, 1, 0x7fffffff, PPC_FPSCR_XX},
        {FPOP_FCTIW, 2147483647.5, 0, 0x7fffffff, PPC_FPSCR_VXCVI},
        {FPOP_FCTIW, -2147483648.5, 0, 0xffffffff80000000ull, PPC_FPSCR_XX},
        {FPOP_FCTIW, -2147483648.75, 0, 0xffffffff80000000ull, PPC_FPSCR_VXCVI},
        {FPOP_FCTIW, -INFINITY, 0, 0xffffffff80000000ull, PPC_FPSCR_VXCVI},
        {FPOP_FCTIWU, -0.5, 0, 0, PPC_FPSCR_XX},
        {FPOP_FCTIWU, -0.75, 0, 0, PPC_FPSCR_VXCVI},
        {FPOP_FCTIWUZ, 4294967295.5, 0, 0xffffffff, PPC_FPSCR_XX},
        {FPOP_FCTIWU, 4294967295.5, 0, 0xffffffff, PPC_FPSCR_VXCVI},
        {FPOP_FCTID, 9007199254740993.0, 0, 9007199254740992, 0},
        {FPOP_FCTID, 0x1p63, 0, INT64_MAX, PPC_FPSCR_VXCVI},
        {FPOP_FCTID, -0x1p63, 0, 1ull << 63, 0},
        {FPOP_FCTIDU, 0x1p64, 0, ~0ull, PPC_FPSCR_VXCVI},
        {FPOP_FCTIDU, 0x1.8p63, 0, 3ull << 62, 0},
        {FPOP_FCTIDUZ, 1e-300, 0, 0, PPC_FPSCR_XX},
        {FPOP_FCTIDU, 1e-300, 2, 1, PPC_FPSCR_XX},
    };
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        PpcFpRes r = ppc_fp_compute(cases[i].op, 0, bits(cases[i].b), 0, cases[i].rn);
        if (r.v != cases[i].want || r.exc != cases[i].exc)
            fail_msg("case %u, %s %g: %lx exc %08x", i, op_name(cases[i].op), cases[i].b, r.v, r.exc);
    }
    PpcFpRes r = ppc_fp_compute(FPOP_FCTID, 0, B_SNAN, 0, 0);
    assert_true(r.v == 1ull << 63 && r.exc == (PPC_FPSCR_VXCVI | PPC_FPSCR_VXSNAN));
    r = ppc_fp_compute(FPOP_FCTIWU, 0, B_NAN, 0, 0);
    assert_true(r.v == 0 && r.exc == PPC_FPSCR_VXCVI);
    assert_true(ppc_fp_compute(FPOP_FCTIW, 0, B_NAN, 0, PPC_FPSCR_VE).keep);
}

static void to_integral(void **state)
{
    (void)state;
    static const double in[] = {0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370495.5, 1e300, -0.0, 3};
    for (unsigned i = 0; i < ARRAY_LEN(in); i++) {
        uint64_t b = bits(in[i]);
        assert_true(ppc_fp_compute(FPOP_FRIN, 0, b, 0, 3).v == bits(round(in[i])));
        assert_true(ppc_fp_compute(FPOP_FRIZ, 0, b, 0, 2).v == bits(trunc(in[i])));
        assert_true(ppc_fp_compute(FPOP_FRIP, 0, b, 0, 3).v == bits(ceil(in[i])));
        assert_true(ppc_fp_compute(FPOP_FRIM, 0, b, 0, 2).v == bits(floor(in[i])));
        assert_int_equal(ppc_fp_compute(FPOP_FRIM, 0, b, 0, 0).exc, 0);
        assert_false(ppc_fp_compute(FPOP_FRIM, 0, b, 0, 0).fi);
    }
}

/* lfs and stfs: every single survives the round trip; denormals and NaNs are what the host says, sNaNs stay. */
static void single_format(void **state)
{
    (void)state;
    for (uint64_t v = 0; v < 1ull << 32; v += 4099) {
        uint32_t s = (uint32_t)v;
        float f;
        memcpy(&f, &s, 4);
        uint64_t d = ppc_single_to_double(s);
        if (f == f)
            assert_true(d == bits((double)f));
        assert_int_equal(ppc_double_to_single(d), s);
    }
    assert_true(ppc_single_to_double(0xff800001) == 0xfff0000020000000ull);
    assert_true(ppc_single_to_double(1) == 0x36a0000000000000ull);
    assert_int_equal(ppc_double_to_single(0x36a0000000000000ull), 1);
    assert_int_equal(ppc_double_to_single(0xb6a8000000000000ull), 0x80000001); /* truncates */
    assert_int_equal(ppc_double_to_single(0x8000000000000001ull), 0x80000000);
    assert_int_equal(ppc_double_to_single(0x3ff8000000000000ull), 0x3fc00000);
}

static void classes(void **state)
{
    (void)state;
    static const struct {
        uint64_t v;
        unsigned fprf;
    } cases[] = {{0, 2},          {SIGN, 0x12}, {1, 0x14},       {SIGN | 1, 0x18}, {ONE, 4},
                 {ONE | SIGN, 8}, {INF, 5},     {INF | SIGN, 9}, {QNAN, 0x11}};
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(ppc_fprf(cases[i].v), cases[i].fprf);
    assert_int_equal(ppc_ftdiv(ONE, ONE), 8);
    assert_int_equal(ppc_ftdiv(ONE, 0), 8 | 4 | 2);
    assert_int_equal(ppc_ftdiv(QNAN, ONE), 8 | 2);
    assert_int_equal(ppc_ftdiv(ONE, 1), 8 | 4 | 2);
    assert_int_equal(ppc_ftdiv(bits(0x1p-970), ONE), 8 | 2);
    assert_int_equal(ppc_ftdiv(0, ONE), 8);
    assert_int_equal(ppc_ftsqrt(ONE), 8);
    assert_int_equal(ppc_ftsqrt(ONE | SIGN), 8 | 2);
    assert_int_equal(ppc_ftsqrt(0), 8 | 4 | 2);
    assert_true(ppc_fsel(SIGN, 1, 2) == 2 && ppc_fsel(ONE | SIGN, 1, 2) == 1 && ppc_fsel(QNAN, 1, 2) == 1);
}

static PpcCpu *new_cpu(void)
{
    PpcCpu *cpu = ppc_cpu_new(false, NULL);
    assert_non_null(cpu);
    return cpu;
}

static void compares(void **state)
{
    (void)state;
    PpcCpu *cpu = new_cpu();
    assert_int_equal(ppc_fp_compare(cpu, ONE, 0, false), CRF_GT);
    assert_int_equal(ppc_fp_compare(cpu, 0, SIGN, true), CRF_EQ);
    assert_int_equal(ppc_fp_compare(cpu, ONE | SIGN, SIGN, true), CRF_LT);
    assert_int_equal(cpu->fpscr, (uint32_t)CRF_LT << 12);
    assert_int_equal(ppc_fp_compare(cpu, ONE, QNAN, false), CRF_SO);
    assert_int_equal(cpu->fpscr, (uint32_t)CRF_SO << 12);
    assert_int_equal(ppc_fp_compare(cpu, ONE, QNAN, true), CRF_SO);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_VX | PPC_FPSCR_VXVC | 1u << 12);
    ppc_set_fpscr(cpu, 0);
    ppc_fp_compare(cpu, A_SNAN, QNAN, true);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_VX | PPC_FPSCR_VXSNAN | PPC_FPSCR_VXVC | 1u << 12);
    ppc_set_fpscr(cpu, PPC_FPSCR_VE);
    ppc_fp_compare(cpu, A_SNAN, QNAN, true);
    assert_int_equal(cpu->fpscr,
                     PPC_FPSCR_FX | PPC_FPSCR_FEX | PPC_FPSCR_VX | PPC_FPSCR_VXSNAN | 1u << 12 | PPC_FPSCR_VE);
    for (unsigned n = 0; n < 20000; n++) {
        uint64_t a = operand(), b = n & 1 ? operand() : a ^ (n & 2 ? SIGN : 0);
        double x = num(a), y = num(b);
        unsigned want = x < y ? CRF_LT : x > y ? CRF_GT : x == y ? CRF_EQ : CRF_SO;
        assert_int_equal(ppc_fp_order(a, b), want);
    }
    ppc_cpu_free(cpu);
}

static void enabled_exceptions(void **state)
{
    (void)state;
    PpcCpu *cpu = new_cpu();
    uint64_t v = 77;
    cpu->fp_trap = 1;
    ppc_set_fpscr(cpu, PPC_FPSCR_ZE | PPC_FPSCR_FR | PPC_FPSCR_FI | 0x4000);
    assert_int_equal(cpu->tb_flags, PPC_TBF_FPEXACT);
    assert_false(ppc_fp_exact(cpu, FPOP_FDIV, ONE, 0, 0, &v));
    assert_int_equal(v, 77);
    /* FR and FI cleared, FPRF kept */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_FEX | PPC_FPSCR_ZX | PPC_FPSCR_ZE | 0x4000);
    assert_true(ppc_fp_trap_due(cpu));
    assert_int_equal(ppc_fp_si_code(cpu), FPE_FLTDIV);
    assert_int_equal(ppc_fp_cr1(cpu), 0xc);
    ppc_set_fpscr(cpu, PPC_FPSCR_XE);
    assert_true(ppc_fp_exact(cpu, FPOP_FDIV, ONE, 0x4008000000000000, 0, &v));
    assert_true(v == bits(1.0 / 3.0));
    assert_true(ppc_fp_trap_due(cpu));
    assert_int_equal(ppc_fp_si_code(cpu), FPE_FLTRES);
    ppc_cpu_free(cpu);
}

static void fpscr_instructions(void **state)
{
    (void)state;
    PpcCpu *cpu = new_cpu();
    ppc_mtfsb(cpu, 6, 1); /* XX: sets FX */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_XX);
    ppc_mtfsb(cpu, 0, 0);
    ppc_mtfsb(cpu, 6, 1); /* already 1: no FX */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_XX);
    ppc_mtfsb(cpu, 1, 1); /* FEX, VX: not settable */
    ppc_mtfsb(cpu, 2, 1);
    ppc_mtfsb(cpu, 20, 1); /* reserved */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_XX);
    ppc_mtfsb(cpu, 28, 1); /* XE: FEX appears */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FEX | PPC_FPSCR_XX | PPC_FPSCR_XE);
    assert_int_equal(ppc_mcrfs(cpu, 1), 2); /* UX ZX XX VXSNAN: 0010, cleared */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_XE);
    ppc_set_fpscr(cpu, 0);
    ppc_mtfsfi(cpu, 0, 0, 0xf); /* FX and OX from the value; FEX, VX computed */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_OX);
    ppc_mtfsfi(cpu, 1, 0, 0xf);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_VX | 0x1f000000);
    ppc_set_fpscr(cpu, 0);
    ppc_mtfsfi(cpu, 1, 0, 2); /* not even an exception bit going to 1 sets FX */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_XX);
    ppc_set_fpscr(cpu, 0);
    ppc_mtfsf(cpu, 0xff, 0, 0, ~0ull);
    assert_int_equal(cpu->fpscr, 0xfffff7ff);
    assert_int_equal(cpu->fpscr_drn, 0);
    ppc_mtfsf(cpu, 0x01, 0, 0, 0);
    assert_int_equal(cpu->fpscr, 0xfffff7f0);
    ppc_mtfsf(cpu, 0x01, 0, 1, ~0ull);
    assert_int_equal(cpu->fpscr_drn, 7);
    assert_int_equal(cpu->fpscr, 0xfffff7f0);
    assert_int_equal(ppc_mcrfs(cpu, 0), 15);
    assert_int_equal(cpu->fpscr, 0x6ffff7f0); /* VX and FEX still summarise what is left */
    assert_true(ppc_mffsl(cpu) == (0x700000000ull | (cpu->fpscr & 0x0007f0ff)));
    assert_true(ppc_mffsce(cpu) == 0x76ffff7f0ull);
    assert_int_equal(cpu->fpscr, 0x2ffff700);
    assert_int_equal(cpu->tb_flags, 0);
    assert_true(ppc_mffscrn(cpu, 2) == 0x700000000ull);
    assert_int_equal(cpu->fpscr & 3, 2);
    assert_true(ppc_mffscdrn(cpu, 0) == 0x700000002ull);
    ppc_mtfsf(cpu, 0, 1, 0, 0x123456789ull);
    assert_true(ppc_get_fpscr(cpu) == (0x100000000ull | ppc_fpscr_summary(0x23456789 & ~PPC_FPSCR_RSVD)));
    ppc_cpu_free(cpu);
}

/* FX is set by a 0 -> 1 transition only. */
static void summary_sticks(void **state)
{
    (void)state;
    PpcCpu *cpu = new_cpu();
    ppc_fdiv(cpu, ONE, 0x4008000000000000);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_XX | PPC_FPSCR_FI | 0x4000);
    ppc_mtfsb(cpu, 0, 0);
    ppc_fdiv(cpu, ONE, 0x4008000000000000);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_XX | PPC_FPSCR_FI | 0x4000);
    ppc_fadd(cpu, ONE, ONE);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_XX | 0x4000);
    ppc_fdiv(cpu, ONE, 0);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_ZX | PPC_FPSCR_XX | 0x5000);
    ppc_cpu_free(cpu);
}

/* -- the fast layer -------------------------------------------------------------------------------------------------
 */

static uint64_t fast_op(PpcCpu *cpu, unsigned op, uint64_t a, uint64_t b, uint64_t c)
{
    if (op < FPOP_COUNT)
        return ppc_fp_fast(cpu, (PpcFpOp)op, a, b, c);
    return crf_decode(op & 1 ? ppc_fcmpo_fast(cpu, a, b) : ppc_fcmpu_fast(cpu, a, b));
}

static uint64_t exact_op(PpcCpu *cpu, unsigned op, uint64_t a, uint64_t b, uint64_t c)
{
    if (op < FPOP_COUNT)
        return ppc_fp_value(cpu, (PpcFpOp)op, a, b, c);
    return ppc_fp_compare(cpu, a, b, op & 1);
}

/* Runs of a few random operations on both; then the whole FPSCR must agree. */
static void fast_is_exact(void **state)
{
    (void)state;
    PpcCpu *fast = new_cpu(), *exact = new_cpu();
    for (unsigned n = 0; n < 150000; n++) {
        uint32_t start = (uint32_t)rng() & ~PPC_FPSCR_ENABLES;
        ppc_set_fpscr(fast, start);
        ppc_set_fpscr(exact, start);
        unsigned run = 1 + n % 4, op = 0;
        uint64_t a = 0, b = 0, c = 0;
        ppc_fp_enter(fast);
        for (unsigned i = 0; i < run; i++) {
            op = 1 + (unsigned)(rng() >> 32) % (FPOP_COUNT + 1);
            a = operand(), b = operand(), c = operand();
            uint64_t f = fast_op(fast, op, a, b, c), e = exact_op(exact, op, a, b, c);
            if (f != e) {
                ppc_fp_leave(fast);
                fail_msg("%s rn=%u a=%016lx b=%016lx c=%016lx: fast %016lx exact %016lx",
                         op < FPOP_COUNT ? op_name(op) : "cmp", start & 3, a, b, c, f, e);
            }
        }
        if (n & 1)
            ppc_fp_sync(fast);
        ppc_fp_leave(fast);
        ppc_fp_sync(fast);
        if (fast->fpscr != exact->fpscr)
            fail_msg("after %u operations, last %s rn=%u a=%016lx b=%016lx c=%016lx: FPSCR fast %08x exact %08x", run,
                     op < FPOP_COUNT ? op_name(op) : "cmp", start & 3, a, b, c, fast->fpscr, exact->fpscr);
    }
    ppc_cpu_free(fast);
    ppc_cpu_free(exact);
}

/* All pairs of edges through the fast layer, one by one. */
static void fast_edges(void **state)
{
    (void)state;
    PpcCpu *fast = new_cpu(), *exact = new_cpu();
    for (unsigned op = 1; op <= FPOP_COUNT + 1; op++)
        for (unsigned i = 0; i < NEDGES; i++)
            for (unsigned j = 0; j < NEDGES; j++) {
                unsigned rn = (i + j) & 3;
                uint64_t a = edges[i], b = edges[j], c = edges[(i * 7 + j) % NEDGES];
                ppc_set_fpscr(fast, rn);
                ppc_set_fpscr(exact, rn);
                ppc_fp_enter(fast);
                uint64_t f = fast_op(fast, op, a, b, c), e = exact_op(exact, op, a, b, c);
                ppc_fp_leave(fast);
                ppc_fp_sync(fast);
                if (f != e || fast->fpscr != exact->fpscr)
                    fail_msg("%s rn=%u a=%016lx b=%016lx c=%016lx: fast %016lx %08x exact %016lx %08x",
                             op < FPOP_COUNT ? op_name(op) : "cmp", rn, a, b, c, f, fast->fpscr, e, exact->fpscr);
            }
    ppc_cpu_free(fast);
    ppc_cpu_free(exact);
}

/* The flags of a context that a signal handler leaves for good. */
/* What the quick way says of a record is what the exact operation says; it says something of most. */
static void quick_records(void **state)
{
    (void)state;
    PpcCpu *cpu = new_cpu();
    unsigned said = 0, asked = 0;
    const uint32_t mask = PPC_FPSCR_FPRF | PPC_FPSCR_FR | PPC_FPSCR_FI;
    for (unsigned n = 0; n < 400000; n++) {
        PpcFpOp op = (PpcFpOp)(1 + rng() % FPOP_FRSP);
        uint64_t a = operand(), b = operand(), c = operand(), cvt = n % 4 ? 0 : operand();
        if (n & 1)
            a &= ~0x1fffffffull, b &= ~0x1fffffffull, c &= ~0x1fffffffull;
        if (cvt)
            cvt = (cvt & ~(0x7ffull << 52)) | (0x3feull + rng() % 30) << 52;
        uint32_t before = (uint32_t)rng() & mask;
        PpcFpOp to_int = rng() & 1 ? FPOP_FCTIW : FPOP_FCTIWZ;
        cpu->fpscr = before;
        cpu->fpl_a = a, cpu->fpl_b = b, cpu->fpl_c = c, cpu->fpl_cvt = cvt;
        cpu->fpl_op = (n % 8 == 4 ? 0 : op) | (cvt ? (uint32_t)to_int << PPC_FPL_CVT_SHIFT : 0);
        uint32_t rec = cpu->fpl_op, want = before;
        asked += rec != 0;
        if (!rec || !ppc_fp_record_quick(cpu))
            continue;
        said++;
        if (rec & PPC_FPL_OP) {
            PpcFpRes r = ppc_fp_compute(op, a, b, c, 0);
            want = (uint32_t)r.fprf << PPC_FPRF_SHIFT | (r.fr ? PPC_FPSCR_FR : 0) | (r.fi ? PPC_FPSCR_FI : 0);
        }
        if (cvt) {
            PpcFpRes r = ppc_fp_compute(to_int, 0, cvt, 0, 0);
            want = (want & PPC_FPSCR_FPRF) | (r.fr ? PPC_FPSCR_FR : 0) | (r.fi ? PPC_FPSCR_FI : 0);
        }
        if (cpu->fpscr != want || cpu->fpl_op)
            fail_msg("%s %lx %lx %lx, %s %lx: %08x, not %08x", op_name(op), a, b, c, op_name(to_int), cvt, cpu->fpscr,
                     want);
    }
    __builtin_cpu_init();
    assert_true(said > asked / 4 || !__builtin_cpu_supports("avx512f"));
    ppc_cpu_free(cpu);
}

static void leave_from_signal(void **state)
{
    (void)state;
    PpcCpu *cpu = new_cpu();
    ppc_set_fpscr(cpu, PPC_RN_ZERO);
    assert_int_equal(ppc_fp_mxcsr(cpu->fpscr), 0x1f80 | 3 << 13);
    ppc_fp_enter(cpu);
    ppc_fp_leave_from(cpu, 0x1f80 | 0x20 | 0x08);
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_OX | PPC_FPSCR_XX | PPC_RN_ZERO);
    ppc_fp_leave_from(cpu, 0x1f80 | 0x04); /* not live: nothing */
    assert_int_equal(cpu->fpscr, PPC_FPSCR_FX | PPC_FPSCR_OX | PPC_FPSCR_XX | PPC_RN_ZERO);
    ppc_cpu_free(cpu);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_edges),
        cmocka_unit_test(arithmetic_random),
        cmocka_unit_test(fraction_rounded),
        cmocka_unit_test(tiny_before_rounding),
        cmocka_unit_test(overflow),
        cmocka_unit_test(nan_choice),
        cmocka_unit_test(signs_of_zero),
        cmocka_unit_test(to_integers),
        cmocka_unit_test(to_integral),
        cmocka_unit_test(single_format),
        cmocka_unit_test(classes),
        cmocka_unit_test(compares),
        cmocka_unit_test(enabled_exceptions),
        cmocka_unit_test(fpscr_instructions),
        cmocka_unit_test(summary_sticks),
        cmocka_unit_test(fast_edges),
        cmocka_unit_test(fast_is_exact),
        cmocka_unit_test(quick_records),
        cmocka_unit_test(leave_from_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
