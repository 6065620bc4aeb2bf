/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector-scalar floating point: Power ISA 3.0 B Book I 7.6.1. Values and
 * exceptions are those of the scalar operations of ppc/cpu/fp.h, element by
 * element. Scalar ones set FPRF, FR and FI as those do; vector ones set
 * exception bits only, and an enabled exception in any element leaves XT as it
 * is.
 */
#include "ppc/cpu/fp.h"
#include "ppc/cpu/vec.h"
#include "ppc/interp/fpops.h"

#define XT (cpu->vsr[f_xt(w)])
#define XA (cpu->vsr[f_xa(w)])
#define XB (cpu->vsr[f_xb(w)])

/* -- scalar ----------------------------------------------------------------------------------------------------------
 */

/* How a double becomes the register's doubleword 0. */
typedef enum Place { AS_DOUBLE, AS_SINGLE, AS_WORD } Place;

static uint64_t placed(uint64_t v, Place place)
{
    switch (place) {
    case AS_SINGLE: v = ppc_double_to_single(v); return v << 32 | v;
    case AS_WORD: return v << 32 | (uint32_t)v;
    default: return v;
    }
}

static unsigned scalar(PpcCpu *cpu, uint32_t w, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, Place place)
{
    uint64_t v;
    if (ppc_fp_exact(cpu, op, a, b, c, &v))
        XT = (PpcVsr){.d = {0, placed(v, place)}};
    return interp_fp_finish(cpu);
}

#define T1 (XT.d[1])
#define A1 (XA.d[1])
#define B1 (XB.d[1])
#define SCALAR(id, op, a, b, c, place)                                                                                 \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        return scalar(cpu, w, FPOP_##op, a, b, c, place);                                                              \
    }
#define SCALAR2(id, op) SCALAR(id##DP, op, A1, B1, 0, AS_DOUBLE) SCALAR(id##SP, op##S, A1, B1, 0, AS_DOUBLE)
/* A: XT is the addend; M: it is a factor. */
#define SCALAR3(id, op)                                                                                                \
    SCALAR(id##ADP, op, A1, T1, B1, AS_DOUBLE)                                                                         \
    SCALAR(id##MDP, op, A1, B1, T1, AS_DOUBLE)                                                                         \
    SCALAR(id##ASP, op##S, A1, T1, B1, AS_DOUBLE) SCALAR(id##MSP, op##S, A1, B1, T1, AS_DOUBLE)
#define SCALAR1(id, op) SCALAR(id, op, 0, B1, 0, AS_DOUBLE)
#include "ppc/cpu/vsxscalar.def"
SCALAR(XSMULDP, FMUL, A1, 0, B1, AS_DOUBLE)
SCALAR(XSMULSP, FMULS, A1, 0, B1, AS_DOUBLE)
SCALAR(XSCVDPSXWS, FCTIWZ, 0, B1, 0, AS_WORD)
SCALAR(XSCVDPUXWS, FCTIWUZ, 0, B1, 0, AS_WORD)
SCALAR(XSCVDPSP, FRSP, 0, B1, 0, AS_SINGLE)

/* Without exceptions: a signalling NaN stays one. */
INTERP(XSCVDPSPN)
{
    uint64_t v = ppc_double_to_single(B1);
    XT = (PpcVsr){.d = {0, v << 32 | v}};
    return 0;
}

INTERP(XSCVSPDPN)
{
    XT = (PpcVsr){.d = {0, ppc_single_to_double((uint32_t)(B1 >> 32))}};
    return 0;
}

INTERP(XSCMPUDP)
{
    ppc_set_crf(cpu, f_bf(w), ppc_fp_compare(cpu, A1, B1, false));
    return interp_fp_finish(cpu);
}

INTERP(XSCMPODP)
{
    ppc_set_crf(cpu, f_bf(w), ppc_fp_compare(cpu, A1, B1, true));
    return interp_fp_finish(cpu);
}

INTERP(XSTDIVDP)
{
    ppc_set_crf(cpu, f_bf(w), ppc_ftdiv(A1, B1));
    return 0;
}

INTERP(XSTSQRTDP)
{
    ppc_set_crf(cpu, f_bf(w), ppc_ftsqrt(B1));
    return 0;
}

/* -- operations of our own -------------------------------------------------------------------------------------------
 */

#define QUIET 0x0008000000000000ull
static bool is_nan(uint64_t v)
{
    return v << 1 > 0xffe0000000000000ull;
}

static bool is_snan(uint64_t v)
{
    return is_nan(v) && !(v & QUIET);
}

/* Maximum (sign 0) or minimum: a quiet NaN gives way to a number, -0 is less than +0. */
static PpcFpRes maximum(uint64_t a, uint64_t b, bool minimum)
{
    if (is_snan(a) || is_snan(b))
        return (PpcFpRes){.v = (is_snan(a) ? a : is_nan(a) ? a : b) | QUIET, .exc = PPC_FPSCR_VXSNAN};
    if (is_nan(a))
        return (PpcFpRes){.v = is_nan(b) ? a : b};
    if (is_nan(b))
        return (PpcFpRes){.v = a};
    unsigned order = ppc_fp_order(a, b);
    bool greater = order == CRF_GT || (order == CRF_EQ && !(a >> 63));
    return (PpcFpRes){.v = greater != minimum ? a : b};
}

/* To an integral value in the current rounding mode, with XX. */
static PpcFpRes round_current(uint64_t b, uint32_t fpscr)
{
    PpcFpRes r = ppc_fp_compute(FPOP_FRIZ, 0, b, 0, fpscr);
    if ((b >> 52 & 0x7ff) >= 1023 + 52)
        return r;
    PpcFpRes i = ppc_fp_compute(FPOP_FCTID, 0, b, 0, fpscr);
    r.v = ppc_fp_compute(FPOP_FCFID, 0, i.v, 0, fpscr).v | (b & 1ull << 63);
    r.exc = i.exc;
    r.fr = i.fr;
    r.fi = i.fi;
    r.fprf = (uint8_t)ppc_fprf(r.v);
    return r;
}

/* A single as a double: exact, but a signalling NaN is made quiet. */
static PpcFpRes widened(uint32_t single)
{
    uint64_t v = ppc_single_to_double(single);
    PpcFpRes r = {.v = v};
    if (is_snan(v))
        r = (PpcFpRes){.v = v | QUIET, .exc = PPC_FPSCR_VXSNAN};
    r.fprf = (uint8_t)ppc_fprf(r.v);
    return r;
}

/* The results of the elements: what they raise together, and whether XT may be written. */
typedef struct Sum {
    uint32_t exc;
    bool keep;
} Sum;

static uint64_t add_result(Sum *s, const PpcCpu *cpu, const PpcFpRes *r)
{
    s->exc |= r->exc;
    s->keep |= r->keep || (r->exc & PPC_FPSCR_VXALL && cpu->fpscr & PPC_FPSCR_VE);
    return r->v;
}

/* Exceptions of a vector operation into the FPSCR; XT := r unless one of them is enabled. */
static unsigned finish_vector(PpcCpu *cpu, uint32_t w, const Sum *s, const PpcVsr *r)
{
    ppc_fp_raise(cpu, s->exc);
    uint32_t enabled = s->exc >> 22 & cpu->fpscr & PPC_FPSCR_ENABLES & ~PPC_FPSCR_VE;
    if (!s->keep && !enabled)
        XT = *r;
    return interp_fp_finish(cpu);
}

static unsigned scalar_result(PpcCpu *cpu, uint32_t w, const PpcFpRes *r, bool sets_fprf)
{
    Sum s = {0};
    PpcVsr v = {.d = {0, add_result(&s, cpu, r)}};
    ppc_fp_sync(cpu);
    if (sets_fprf && !s.keep)
        cpu->fpscr = (cpu->fpscr & ~(PPC_FPSCR_FPRF | PPC_FPSCR_FR | PPC_FPSCR_FI)) |
                     (uint32_t)r->fprf << PPC_FPRF_SHIFT | (r->fr ? PPC_FPSCR_FR : 0) | (r->fi ? PPC_FPSCR_FI : 0);
    ppc_fp_raise(cpu, s.exc);
    if (!s.keep)
        XT = v;
    return interp_fp_finish(cpu);
}

INTERP(XSMAXDP)
{
    PpcFpRes r = maximum(A1, B1, false);
    return scalar_result(cpu, w, &r, false);
}

INTERP(XSMINDP)
{
    PpcFpRes r = maximum(A1, B1, true);
    return scalar_result(cpu, w, &r, false);
}

INTERP(XSCVSPDP)
{
    PpcFpRes r = widened((uint32_t)(B1 >> 32));
    return scalar_result(cpu, w, &r, true);
}

INTERP(XSRDPIC)
{
    PpcFpRes r = round_current(B1, cpu->fpscr);
    return scalar_result(cpu, w, &r, true);
}

/* -- vector: doubles, singles ---------------------------------------------------------------------------------------
 */

static uint32_t word(const PpcVsr *v, unsigned lane)
{
    return v->w[lane];
}

/* op in every element; a b c are its operands, NULL = none. */
static unsigned doubles(PpcCpu *cpu, uint32_t w, PpcFpOp op, const PpcVsr *a, const PpcVsr *b, const PpcVsr *c)
{
    Sum s = {0};
    PpcVsr t;
    ppc_fp_sync(cpu);
    for (unsigned i = 0; i < 2; i++) {
        PpcFpRes r = ppc_fp_compute(op, a ? a->d[i] : 0, b ? b->d[i] : 0, c ? c->d[i] : 0, cpu->fpscr);
        t.d[i] = add_result(&s, cpu, &r);
    }
    return finish_vector(cpu, w, &s, &t);
}

static uint64_t widen(const PpcVsr *v, unsigned lane)
{
    return v ? ppc_single_to_double(word(v, lane)) : 0;
}

static unsigned singles(PpcCpu *cpu, uint32_t w, PpcFpOp op, const PpcVsr *a, const PpcVsr *b, const PpcVsr *c)
{
    Sum s = {0};
    PpcVsr t;
    ppc_fp_sync(cpu);
    for (unsigned i = 0; i < 4; i++) {
        PpcFpRes r = ppc_fp_compute(op, widen(a, i), widen(b, i), widen(c, i), cpu->fpscr);
        t.w[i] = ppc_double_to_single(add_result(&s, cpu, &r));
    }
    return finish_vector(cpu, w, &s, &t);
}

#define EACH(id, how, op, a, b, c)                                                                                     \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        return how(cpu, w, FPOP_##op, a, b, c);                                                                        \
    }
#define EACH2(id, op) EACH(id##DP, doubles, op, &XA, &XB, NULL) EACH(id##SP, singles, op##S, &XA, &XB, NULL)
#define EACH3(id, op)                                                                                                  \
    EACH(id##ADP, doubles, op, &XA, &XT, &XB)                                                                          \
    EACH(id##MDP, doubles, op, &XA, &XB, &XT)                                                                          \
    EACH(id##ASP, singles, op##S, &XA, &XT, &XB) EACH(id##MSP, singles, op##S, &XA, &XB, &XT)
EACH2(XVADD, FADD)
EACH2(XVSUB, FSUB)
EACH2(XVDIV, FDIV)
EACH(XVMULDP, doubles, FMUL, &XA, NULL, &XB)
EACH(XVMULSP, singles, FMULS, &XA, NULL, &XB)
EACH3(XVMADD, FMADD)
EACH3(XVMSUB, FMSUB)
EACH3(XVNMADD, FNMADD)
EACH3(XVNMSUB, FNMSUB)
EACH(XVSQRTDP, doubles, FSQRT, NULL, &XB, NULL)
EACH(XVSQRTSP, singles, FSQRTS, NULL, &XB, NULL)
EACH(XVREDP, doubles, FRE, NULL, &XB, NULL)
EACH(XVRESP, singles, FRES, NULL, &XB, NULL)
EACH(XVRSQRTEDP, doubles, FRSQRTE, NULL, &XB, NULL)
EACH(XVRSQRTESP, singles, FRSQRTES, NULL, &XB, NULL)
EACH(XVRDPI, doubles, FRIN, NULL, &XB, NULL)
EACH(XVRDPIZ, doubles, FRIZ, NULL, &XB, NULL)
EACH(XVRDPIP, doubles, FRIP, NULL, &XB, NULL)
EACH(XVRDPIM, doubles, FRIM, NULL, &XB, NULL)
EACH(XVRSPI, singles, FRIN, NULL, &XB, NULL)
EACH(XVRSPIZ, singles, FRIZ, NULL, &XB, NULL)
EACH(XVRSPIP, singles, FRIP, NULL, &XB, NULL)
EACH(XVRSPIM, singles, FRIM, NULL, &XB, NULL)
EACH(XVCVSXDDP, doubles, FCFID, NULL, &XB, NULL)
EACH(XVCVUXDDP, doubles, FCFIDU, NULL, &XB, NULL)
EACH(XVCVDPSXDS, doubles, FCTIDZ, NULL, &XB, NULL)
EACH(XVCVDPUXDS, doubles, FCTIDUZ, NULL, &XB, NULL)

/* An expression for the result of an element from x and y (those of XA and XB, as doubles). */
#define OWN_D(id, expr)                                                                                                \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 2; i++) {                                                                             \
            uint64_t x = XA.d[i], y = XB.d[i];                                                                         \
            (void)x;                                                                                                   \
            PpcFpRes r = (expr);                                                                                       \
            t.d[i] = add_result(&s, cpu, &r);                                                                          \
        }                                                                                                              \
        return finish_vector(cpu, w, &s, &t);                                                                          \
    }
#define OWN_S(id, expr)                                                                                                \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 4; i++) {                                                                             \
            uint64_t x = widen(&XA, i), y = widen(&XB, i);                                                             \
            (void)x;                                                                                                   \
            PpcFpRes r = (expr);                                                                                       \
            t.w[i] = ppc_double_to_single(add_result(&s, cpu, &r));                                                    \
        }                                                                                                              \
        return finish_vector(cpu, w, &s, &t);                                                                          \
    }
OWN_D(XVMAXDP, maximum(x, y, false))
OWN_D(XVMINDP, maximum(x, y, true))
OWN_S(XVMAXSP, maximum(x, y, false))
OWN_S(XVMINSP, maximum(x, y, true))
OWN_D(XVRDPIC, round_current(y, cpu->fpscr))
OWN_S(XVRSPIC, round_current(y, cpu->fpscr))

/* -- conversions between sizes: words count in the even (left) half of each doubleword ----------------------------- */

/* Both words of doubleword i := op of it. */
#define TO_WORDS(id, op, convert)                                                                                      \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 2; i++) {                                                                             \
            PpcFpRes r = ppc_fp_compute(FPOP_##op, 0, XB.d[i], 0, cpu->fpscr);                                         \
            t.w[2 * i] = t.w[2 * i + 1] = (uint32_t)convert(add_result(&s, cpu, &r));                                  \
        }                                                                                                              \
        return finish_vector(cpu, w, &s, &t);                                                                          \
    }
TO_WORDS(XVCVDPSXWS, FCTIWZ, )
TO_WORDS(XVCVDPUXWS, FCTIWUZ, )
TO_WORDS(XVCVDPSP, FRSP, ppc_double_to_single)
TO_WORDS(XVCVSXDSP, FCFIDS, ppc_double_to_single)
TO_WORDS(XVCVUXDSP, FCFIDUS, ppc_double_to_single)

/* Doubleword i := op of its left word. */
#define FROM_WORDS(id, op, operand) FROM_WORDS_BY(id, ppc_fp_compute(FPOP_##op, 0, operand, 0, cpu->fpscr))
#define FROM_WORDS_BY(id, result)                                                                                      \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 2; i++) {                                                                             \
            uint32_t x = XB.w[2 * i + 1];                                                                              \
            PpcFpRes r = (result);                                                                                     \
            t.d[i] = add_result(&s, cpu, &r);                                                                          \
        }                                                                                                              \
        return finish_vector(cpu, w, &s, &t);                                                                          \
    }
FROM_WORDS(XVCVSPSXDS, FCTIDZ, ppc_single_to_double(x))
FROM_WORDS(XVCVSPUXDS, FCTIDUZ, ppc_single_to_double(x))
FROM_WORDS_BY(XVCVSPDP, widened(x))
FROM_WORDS(XVCVSXWDP, FCFID, (uint64_t)(int64_t)(int32_t)x)
FROM_WORDS(XVCVUXWDP, FCFIDU, x)

/* Word by word. */
#define WORD_TO_WORD(id, op, operand, convert)                                                                         \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 4; i++) {                                                                             \
            uint32_t x = XB.w[i];                                                                                      \
            PpcFpRes r = ppc_fp_compute(FPOP_##op, 0, operand, 0, cpu->fpscr);                                         \
            t.w[i] = (uint32_t)convert(add_result(&s, cpu, &r));                                                       \
        }                                                                                                              \
        return finish_vector(cpu, w, &s, &t);                                                                          \
    }
WORD_TO_WORD(XVCVSPSXWS, FCTIWZ, ppc_single_to_double(x), )
WORD_TO_WORD(XVCVSPUXWS, FCTIWUZ, ppc_single_to_double(x), )
WORD_TO_WORD(XVCVSXWSP, FCFIDS, (uint64_t)(int64_t)(int32_t)x, ppc_double_to_single)
WORD_TO_WORD(XVCVUXWSP, FCFIDUS, x, ppc_double_to_single)

/* -- compare, test ---------------------------------------------------------------------------------------------------
 */

enum { EQUAL = CRF_EQ, GREATER = CRF_GT, GREATER_EQUAL = CRF_GT | CRF_EQ };

/* Does the relation hold? An unordered pair raises VXSNAN, and in the ordered relations VXVC. */
static bool related(const PpcCpu *cpu, Sum *s, uint64_t x, uint64_t y, unsigned relation)
{
    unsigned order = ppc_fp_order(x, y);
    if (is_snan(x) || is_snan(y))
        s->exc |= PPC_FPSCR_VXSNAN | (relation != EQUAL && !(cpu->fpscr & PPC_FPSCR_VE) ? PPC_FPSCR_VXVC : 0);
    else if (order == CRF_SO && relation != EQUAL)
        s->exc |= PPC_FPSCR_VXVC;
    s->keep = s->exc && cpu->fpscr & PPC_FPSCR_VE;
    return order & relation;
}

static unsigned compared(PpcCpu *cpu, uint32_t w, const Sum *s, const PpcVsr *t)
{
    if (f_rc6(w) && !s->keep)
        ppc_set_crf(cpu, 6, ppc_vec_cr6(t));
    return finish_vector(cpu, w, s, t);
}

#define COMPARE(id, relation)                                                                                          \
    INTERP(id##DP)                                                                                                     \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 2; i++)                                                                               \
            t.d[i] = related(cpu, &s, XA.d[i], XB.d[i], relation) ? ~0ull : 0;                                         \
        return compared(cpu, w, &s, &t);                                                                               \
    }                                                                                                                  \
    INTERP(id##SP)                                                                                                     \
    {                                                                                                                  \
        Sum s = {0};                                                                                                   \
        PpcVsr t;                                                                                                      \
        ppc_fp_sync(cpu);                                                                                              \
        for (unsigned i = 0; i < 4; i++)                                                                               \
            t.w[i] = related(cpu, &s, widen(&XA, i), widen(&XB, i), relation) ? ~0u : 0;                               \
        return compared(cpu, w, &s, &t);                                                                               \
    }
COMPARE(XVCMPEQ, EQUAL)
COMPARE(XVCMPGT, GREATER)
COMPARE(XVCMPGE, GREATER_EQUAL)

/* CR field BF <- 1 || any element's fg || any element's fe || 0 */
INTERP(XVTDIVDP)
{
    ppc_set_crf(cpu, f_bf(w), ppc_ftdiv(XA.d[0], XB.d[0]) | ppc_ftdiv(XA.d[1], XB.d[1]));
    return 0;
}

INTERP(XVTSQRTDP)
{
    ppc_set_crf(cpu, f_bf(w), ppc_ftsqrt(XB.d[0]) | ppc_ftsqrt(XB.d[1]));
    return 0;
}

/* ftdiv, ftsqrt of singles (2.07 7.6.3 xvtdivsp, xvtsqrtsp). */
enum { SP_BIAS = 127, SP_NAN_EXP = 128 };

static int exponent_sp(uint32_t v)
{
    return (int)(v >> 23 & 0xff) - SP_BIAS;
}

static bool denormal_sp(uint32_t v)
{
    return exponent_sp(v) == -SP_BIAS && v << 1;
}

static unsigned test_divide(uint32_t a, uint32_t b)
{
    int ea = exponent_sp(a), eb = exponent_sp(b);
    bool infinite = ea == SP_NAN_EXP || eb == SP_NAN_EXP, zero = b << 1 == 0;
    bool fe = infinite || zero || eb <= -126 || eb >= 125;
    fe = fe || (a << 1 && (ea - eb >= 127 || ea - eb <= -125 || ea <= -103));
    bool infinity = (a << 1) == 0xff000000u || (b << 1) == 0xff000000u;
    return CRF_LT | (infinity || zero || denormal_sp(b) ? CRF_GT : 0) | (fe ? CRF_EQ : 0);
}

static unsigned test_root(uint32_t b)
{
    int eb = exponent_sp(b);
    bool fe = eb == SP_NAN_EXP || b << 1 == 0 || b >> 31 || eb <= -103;
    return CRF_LT | ((b << 1) == 0xff000000u || b << 1 == 0 || denormal_sp(b) ? CRF_GT : 0) | (fe ? CRF_EQ : 0);
}

INTERP(XVTDIVSP)
{
    unsigned f = 0;
    for (unsigned i = 0; i < 4; i++)
        f |= test_divide(XA.w[i], XB.w[i]);
    ppc_set_crf(cpu, f_bf(w), f);
    return 0;
}

INTERP(XVTSQRTSP)
{
    unsigned f = 0;
    for (unsigned i = 0; i < 4; i++)
        f |= test_root(XB.w[i]);
    ppc_set_crf(cpu, f_bf(w), f);
    return 0;
}

/* -- Power ISA 3.0 ------------------------------------------------------------------------------------------------- */

/* VSR[XT].dword[0] <- all ones or zeros; equal does not raise VXVC */
static unsigned compare_mask(PpcCpu *cpu, uint32_t w, unsigned relation)
{
    Sum s = {0};
    ppc_fp_sync(cpu);
    PpcVsr t = {.d = {0, related(cpu, &s, A1, B1, relation) ? ~0ull : 0}};
    return finish_vector(cpu, w, &s, &t);
}

INTERP(XSCMPEQDP)
{
    return compare_mask(cpu, w, EQUAL);
}

INTERP(XSCMPGTDP)
{
    return compare_mask(cpu, w, GREATER);
}

INTERP(XSCMPGEDP)
{
    return compare_mask(cpu, w, GREATER_EQUAL);
}

/* As C's a > b ? a : b, and as Java's Math.max: a NaN operand of the latter is the result. */
static unsigned choose(PpcCpu *cpu, uint32_t w, bool minimum, bool java)
{
    uint64_t a = A1, b = B1, v;
    unsigned order = ppc_fp_order(a, b);
    uint32_t exc = is_snan(a) || is_snan(b) ? PPC_FPSCR_VXSNAN : 0;
    if (java && order == CRF_EQ)
        v = (a >> 63) == minimum ? a : b;
    else if (java && order == CRF_SO)
        v = is_nan(a) ? a : b;
    else
        v = order == (minimum ? CRF_LT : CRF_GT) ? a : b;
    PpcFpRes r = {.v = v, .exc = exc};
    return scalar_result(cpu, w, &r, false);
}

INTERP(XSMAXCDP)
{
    return choose(cpu, w, false, false);
}

INTERP(XSMINCDP)
{
    return choose(cpu, w, true, false);
}

INTERP(XSMAXJDP)
{
    return choose(cpu, w, false, true);
}

INTERP(XSMINJDP)
{
    return choose(cpu, w, true, true);
}

/* CR field BF and FPCC <- order of the exponents; unordered when one is a NaN */
INTERP(XSCMPEXPDP)
{
    unsigned ea = (unsigned)(A1 >> 52) & 0x7ff, eb = (unsigned)(B1 >> 52) & 0x7ff;
    unsigned cc = is_nan(A1) || is_nan(B1) ? CRF_SO : ea < eb ? CRF_LT : ea > eb ? CRF_GT : CRF_EQ;
    ppc_fp_sync(cpu);
    cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPCC) | cc << PPC_FPRF_SHIFT;
    ppc_set_crf(cpu, f_bf(w), cc);
    return 0;
}

/* Is v, a double, of one of the classes of DCMX: NaN, +infinity, -infinity, +0, -0, +denormal, -denormal? */
static bool in_classes(uint64_t v, unsigned dcmx, unsigned min_exp)
{
    bool neg = v >> 63;
    unsigned exp = (unsigned)(v >> 52) & 0x7ff;
    if (is_nan(v))
        return dcmx & 64;
    if (exp == 0x7ff)
        return dcmx & (neg ? 16 : 32);
    if (v << 1 == 0)
        return dcmx & (neg ? 4 : 8);
    return exp < min_exp && dcmx & (neg ? 1 : 2);
}

enum { MIN_EXP_D = 1, MIN_EXP_S = 1023 - 126 };

static unsigned test_class(PpcCpu *cpu, uint32_t w, unsigned in, unsigned out)
{
    unsigned cc = (B1 >> 63 ? CRF_LT : 0) | in | out;
    ppc_fp_sync(cpu);
    cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPCC) | cc << PPC_FPRF_SHIFT;
    ppc_set_crf(cpu, f_bf(w), cc);
    return 0;
}

INTERP(XSTSTDCDP)
{
    return test_class(cpu, w, in_classes(B1, f_dcmx7(w), MIN_EXP_D) ? CRF_EQ : 0, 0);
}

/* SO: the double is no single. */
INTERP(XSTSTDCSP)
{
    uint64_t v = B1, back = ppc_single_to_double(ppc_double_to_single(v));
    return test_class(cpu, w, in_classes(v, f_dcmx7(w), MIN_EXP_S) ? CRF_EQ : 0, back != v ? CRF_SO : 0);
}

INTERP(XVTSTDCDP)
{
    PpcVsr t;
    for (unsigned i = 0; i < 2; i++)
        t.d[i] = in_classes(XB.d[i], f_dcmx(w), MIN_EXP_D) ? ~0ull : 0;
    XT = t;
    return 0;
}

INTERP(XVTSTDCSP)
{
    PpcVsr t;
    for (unsigned i = 0; i < 4; i++)
        t.w[i] = in_classes(widen(&XB, i), f_dcmx(w), MIN_EXP_S) ? ~0u : 0;
    XT = t;
    return 0;
}
