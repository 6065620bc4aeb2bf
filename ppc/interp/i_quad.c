/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quad precision, half precision and bfloat16: Power ISA 3.0 B and 3.1 Book I
 * 7.6.1; permute controls from masks (3.1). Values are ppc/cpu/quad.h's.
 *
 * A quad-precision number is a whole vector register. Results of other types
 * are in its doubleword 0, and doubleword 1 becomes 0.
 */
#include "ppc/cpu/fp.h"
#include "ppc/cpu/quad.h"
#include "ppc/cpu/vec.h"
#include "ppc/interp/fpops.h"

#define VR(n) (cpu->vsr[32 + (n)])
#define VRT   (VR(f_vrt(w)))
#define VRA   (VR(f_vra(w)).q)
#define VRB   (VR(f_vrb(w)).q)
#define XT    (cpu->vsr[f_xt(w)])
#define XB    (cpu->vsr[f_xb(w)])
#define SIGN  ((QuadBits)1 << 127)

static QuadEnv environment(PpcCpu *cpu)
{
    ppc_fp_sync(cpu);
    return (QuadEnv){.round = cpu->fpscr & PPC_FPSCR_RN, .fpscr = cpu->fpscr};
}

/* The o-forms round to odd. */
static QuadEnv environment_odd(PpcCpu *cpu, uint32_t w)
{
    QuadEnv env = environment(cpu);
    if (f_rc(w))
        env.round = QUAD_TO_ODD;
    return env;
}

/* FPSCR of a result, and the register unless the result is withheld. */
static unsigned deliver(PpcCpu *cpu, PpcVsr *to, PpcVsr v, const QuadRes *r, bool sets_fprf)
{
    cpu->fpscr =
        (cpu->fpscr & ~(PPC_FPSCR_FR | PPC_FPSCR_FI)) | (r->fr ? PPC_FPSCR_FR : 0) | (r->fi ? PPC_FPSCR_FI : 0);
    if (sets_fprf && !r->keep)
        cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPRF) | (uint32_t)r->fprf << PPC_FPRF_SHIFT;
    ppc_fp_raise(cpu, r->exc);
    if (!r->keep)
        *to = v;
    return interp_fp_finish(cpu);
}

static unsigned quad_result(PpcCpu *cpu, uint32_t w, QuadRes r)
{
    return deliver(cpu, &VRT, (PpcVsr){.q = r.v}, &r, true);
}

/* -- arithmetic -----------------------------------------------------------------------------------------------------
 */

#define ARITHMETIC(id, expr)                                                                                           \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        QuadEnv env = environment_odd(cpu, w);                                                                         \
        return quad_result(cpu, w, expr);                                                                              \
    }
ARITHMETIC(XSADDQP, quad_add(&env, VRA, VRB, false))
ARITHMETIC(XSSUBQP, quad_add(&env, VRA, VRB, true))
ARITHMETIC(XSMULQP, quad_mul(&env, VRA, VRB))
ARITHMETIC(XSDIVQP, quad_div(&env, VRA, VRB))
ARITHMETIC(XSSQRTQP, quad_sqrt(&env, VRB))
ARITHMETIC(XSMADDQP, quad_fma(&env, VRA, VRT.q, VRB, false, false))
ARITHMETIC(XSMSUBQP, quad_fma(&env, VRA, VRT.q, VRB, true, false))
ARITHMETIC(XSNMADDQP, quad_fma(&env, VRA, VRT.q, VRB, false, true))
ARITHMETIC(XSNMSUBQP, quad_fma(&env, VRA, VRT.q, VRB, true, true))

/* -- signs and fields: no FPSCR -------------------------------------------------------------------------------------
 */

#define EXP_MASK ((QuadBits)0x7fff << 112)
#define MOVE(id, expr)                                                                                                 \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        QuadBits b = VRB;                                                                                              \
        VRT.q = (expr);                                                                                                \
        return 0;                                                                                                      \
    }
MOVE(XSABSQP, b & ~SIGN)
MOVE(XSNABSQP, b | SIGN)
MOVE(XSNEGQP, b ^ SIGN)
MOVE(XSCPSGNQP, (VRA & SIGN) | (b & ~SIGN))
MOVE(XSIEXPQP, (VRA & ~EXP_MASK) | (b << 48 & EXP_MASK)) /* the exponent: low bits of doubleword 0 */
MOVE(XSXEXPQP, (b & EXP_MASK) >> 112 << 64)

/* The fraction with the implicit bit of a normal number. */
INTERP(XSXSIGQP)
{
    QuadBits b = VRB, exp = b & EXP_MASK;
    VRT.q = (b & ~(EXP_MASK | SIGN)) | (exp && exp != EXP_MASK ? (QuadBits)1 << 112 : 0);
    return 0;
}

/* -- compare, test --------------------------------------------------------------------------------------------------
 */

static bool is_nan(QuadBits v)
{
    return v << 1 > EXP_MASK << 1;
}

static bool is_snan(QuadBits v)
{
    return is_nan(v) && !(v >> 111 & 1);
}

/* Exceptions of an unordered pair. */
static uint32_t unordered(const PpcCpu *cpu, QuadBits a, QuadBits b, bool ordered)
{
    if (is_snan(a) || is_snan(b))
        return PPC_FPSCR_VXSNAN | (ordered && !(cpu->fpscr & PPC_FPSCR_VE) ? PPC_FPSCR_VXVC : 0);
    return ordered && (is_nan(a) || is_nan(b)) ? PPC_FPSCR_VXVC : 0;
}

/* CR field BF and FPCC <- cc */
static unsigned condition(PpcCpu *cpu, uint32_t w, unsigned cc, uint32_t exc)
{
    ppc_fp_sync(cpu);
    cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPCC) | cc << PPC_FPRF_SHIFT;
    ppc_fp_raise(cpu, exc);
    ppc_set_crf(cpu, f_bf(w), cc);
    return interp_fp_finish(cpu);
}

INTERP(XSCMPUQP)
{
    return condition(cpu, w, quad_order(VRA, VRB), unordered(cpu, VRA, VRB, false));
}

INTERP(XSCMPOQP)
{
    return condition(cpu, w, quad_order(VRA, VRB), unordered(cpu, VRA, VRB, true));
}

INTERP(XSCMPEXPQP)
{
    QuadBits a = VRA & EXP_MASK, b = VRB & EXP_MASK;
    unsigned cc = is_nan(VRA) || is_nan(VRB) ? CRF_SO : a < b ? CRF_LT : a > b ? CRF_GT : CRF_EQ;
    return condition(cpu, w, cc, 0);
}

/* Classes of DCMX: NaN, +infinity, -infinity, +0, -0, +denormal, -denormal. */
INTERP(XSTSTDCQP)
{
    QuadBits v = VRB, magnitude = v & ~SIGN;
    bool neg = v >> 127;
    unsigned bit = 0;
    if (is_nan(v))
        bit = 64;
    else if (magnitude == EXP_MASK)
        bit = neg ? 16 : 32;
    else if (!magnitude)
        bit = neg ? 4 : 8;
    else if (!(v & EXP_MASK))
        bit = neg ? 1 : 2;
    return condition(cpu, w, (neg ? CRF_LT : 0) | (f_dcmx7(w) & bit ? CRF_EQ : 0), 0);
}

/* VRT <- all ones or zeros (3.1) */
static unsigned compare_mask(PpcCpu *cpu, uint32_t w, unsigned relation, bool ordered)
{
    ppc_fp_sync(cpu);
    uint32_t exc = unordered(cpu, VRA, VRB, ordered);
    bool holds = quad_order(VRA, VRB) & relation;
    ppc_fp_raise(cpu, exc);
    if (!exc || !(cpu->fpscr & PPC_FPSCR_VE))
        VRT.q = holds ? ~(QuadBits)0 : 0;
    return interp_fp_finish(cpu);
}

INTERP(XSCMPEQQP)
{
    return compare_mask(cpu, w, CRF_EQ, false);
}

INTERP(XSCMPGEQP)
{
    return compare_mask(cpu, w, CRF_GT | CRF_EQ, true);
}

INTERP(XSCMPGTQP)
{
    return compare_mask(cpu, w, CRF_GT, true);
}

/* As C's a > b ? a : b */
static unsigned choose(PpcCpu *cpu, uint32_t w, unsigned relation)
{
    ppc_fp_sync(cpu);
    uint32_t exc = unordered(cpu, VRA, VRB, false);
    QuadBits v = quad_order(VRA, VRB) == relation ? VRA : VRB;
    ppc_fp_raise(cpu, exc);
    if (!exc || !(cpu->fpscr & PPC_FPSCR_VE))
        VRT.q = v;
    return interp_fp_finish(cpu);
}

INTERP(XSMAXCQP)
{
    return choose(cpu, w, CRF_GT);
}

INTERP(XSMINCQP)
{
    return choose(cpu, w, CRF_LT);
}

/* -- rounding and conversion ----------------------------------------------------------------------------------------
 */

/* R || RMC: nearest with ties away, -, -, RN; then RN's four modes. */
static QuadEnv environment_rmc(PpcCpu *cpu, uint32_t w)
{
    static const uint8_t modes[4] = {PPC_RN_NEAREST, PPC_RN_ZERO, PPC_RN_PLUS, PPC_RN_MINUS};
    QuadEnv env = environment(cpu);
    if (f_l15(w))
        env.round = modes[f_rmc(w)];
    else if (f_rmc(w) != 3)
        env.round = QUAD_AWAY;
    return env;
}

INTERP(XSRQPI)
{
    QuadEnv env = environment_rmc(cpu, w);
    return quad_result(cpu, w, quad_to_integral(&env, VRB, f_rc(w)));
}

INTERP(XSRQPXP)
{
    QuadEnv env = environment_rmc(cpu, w);
    return quad_result(cpu, w, quad_to_x87(&env, VRB));
}

INTERP(XSCVDPQP)
{
    QuadEnv env = environment(cpu);
    return quad_result(cpu, w, quad_round(&env, QUAD_QUAD, quad_unpack(QUAD_DOUBLE, VR(f_vrb(w)).d[1])));
}

INTERP(XSCVQPDP)
{
    QuadEnv env = environment_odd(cpu, w);
    QuadRes r = quad_round(&env, QUAD_DOUBLE, quad_unpack(QUAD_QUAD, VRB));
    return deliver(cpu, &VRT, (PpcVsr){.d = {0, (uint64_t)r.v}}, &r, true);
}

static unsigned from_int(PpcCpu *cpu, uint32_t w, __int128 v, bool is_signed)
{
    QuadEnv env = environment(cpu);
    bool neg = is_signed && v < 0;
    return quad_result(cpu, w, quad_from_int(&env, neg, neg ? -(QuadBits)v : (QuadBits)v));
}

INTERP(XSCVSDQP)
{
    return from_int(cpu, w, (int64_t)VR(f_vrb(w)).d[1], true);
}

INTERP(XSCVUDQP)
{
    return from_int(cpu, w, (__int128)VR(f_vrb(w)).d[1], false);
}

INTERP(XSCVSQQP)
{
    return from_int(cpu, w, (__int128)VRB, true);
}

INTERP(XSCVUQQP)
{
    return from_int(cpu, w, (__int128)VRB, false);
}

/* Words are in doubleword 0, extended by their sign or zeros. */
static unsigned to_int(PpcCpu *cpu, uint32_t w, unsigned bits, bool is_signed)
{
    QuadEnv env = environment(cpu);
    QuadRes r = quad_to_int(&env, VRB, bits, is_signed);
    PpcVsr v = {.q = r.v};
    if (bits < 128)
        v = (PpcVsr){.d = {0, bits == 32 && !is_signed ? (uint32_t)r.v : (uint64_t)r.v}};
    return deliver(cpu, &VRT, v, &r, false);
}
#define TO_INT(id, bits, is_signed)                                                                                    \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        return to_int(cpu, w, bits, is_signed);                                                                        \
    }
TO_INT(XSCVQPSWZ, 32, true)
TO_INT(XSCVQPUWZ, 32, false)
TO_INT(XSCVQPSDZ, 64, true)
TO_INT(XSCVQPUDZ, 64, false)
TO_INT(XSCVQPSQZ, 128, true)
TO_INT(XSCVQPUQZ, 128, false)

/* -- half precision, bfloat16 ---------------------------------------------------------------------------------------
 */

INTERP(XSCVHPDP)
{
    QuadEnv env = environment(cpu);
    QuadRes r = quad_round(&env, QUAD_DOUBLE, quad_unpack(QUAD_HALF, XB.h[4]));
    return deliver(cpu, &XT, (PpcVsr){.d = {0, (uint64_t)r.v}}, &r, true);
}

INTERP(XSCVDPHP)
{
    QuadEnv env = environment(cpu);
    QuadRes r = quad_round(&env, QUAD_HALF, quad_unpack(QUAD_DOUBLE, XB.d[1]));
    return deliver(cpu, &XT, (PpcVsr){.d = {0, (uint64_t)r.v}}, &r, true);
}

/* Each word of XB, or the narrow number in its right half, to the other format; FPRF, FR and FI stay. */
static unsigned convert_words(PpcCpu *cpu, uint32_t w, QuadFormat from, QuadFormat to)
{
    QuadEnv env = environment(cpu);
    uint32_t exc = 0;
    bool keep = false;
    PpcVsr v;
    for (unsigned i = 0; i < 4; i++) {
        QuadRes r = quad_round(&env, to, quad_unpack(from, from == QUAD_SINGLE ? XB.w[i] : XB.h[2 * i]));
        v.w[i] = (uint32_t)r.v;
        exc |= r.exc;
        keep |= r.keep;
    }
    ppc_fp_raise(cpu, exc);
    if (!keep && !(exc >> 22 & cpu->fpscr & PPC_FPSCR_ENABLES & ~PPC_FPSCR_VE))
        XT = v;
    return interp_fp_finish(cpu);
}

INTERP(XVCVHPSP)
{
    return convert_words(cpu, w, QUAD_HALF, QUAD_SINGLE);
}

INTERP(XVCVSPHP)
{
    return convert_words(cpu, w, QUAD_SINGLE, QUAD_HALF);
}

INTERP(XVCVSPBF16)
{
    return convert_words(cpu, w, QUAD_SINGLE, QUAD_BF16);
}

/* Without exceptions: the bits. */
INTERP(XVCVBF16SPN)
{
    PpcVsr v = XB;
    for (unsigned i = 0; i < 4; i++)
        v.w[i] <<= 16;
    XT = v;
    return 0;
}

/* -- constants, permute controls ------------------------------------------------------------------------------------
 */

INTERP(LXVKQ)
{
    XT = (PpcVsr){.d = {0, (uint64_t)ppc_lxvkq(f_uim16(w)) << 32}};
    return 0;
}

/*
 * Byte i of the control for elements of n bytes: an expansion puts consecutive elements where the mask is set, a
 * compression takes those. Little-endian ones (IMM 2) count from the right.
 */
static unsigned permute_control(PpcCpu *cpu, uint32_t w, unsigned n)
{
    bool compress = f_uim5(w) & 1, right = f_uim5(w) & 2;
    PpcVsr mask = VR(f_vrb(w)), t = {.d = {0, 0}};
    for (unsigned i = 0, j = 0; i < 16 / n; i++) {
        unsigned sign_byte = right ? i * n + n - 1 : 15 - i * n; /* host lanes: byte 15 - k of the book is k */
        bool set = mask.b[sign_byte] >> 7;
        for (unsigned k = 0; k < n; k++) {
            unsigned to = (compress ? j : i) * n + k, from = (compress ? i : j) * n + k;
            if (set)
                t.b[right ? to : 15 - to] = (uint8_t)from;
            else if (!compress)
                t.b[right ? to : 15 - to] = (uint8_t)(to + 16);
        }
        j += set;
    }
    XT = t;
    return 0;
}

INTERP(XXGENPCVBM)
{
    return permute_control(cpu, w, 1);
}

INTERP(XXGENPCVHM)
{
    return permute_control(cpu, w, 2);
}

INTERP(XXGENPCVWM)
{
    return permute_control(cpu, w, 4);
}

INTERP(XXGENPCVDM)
{
    return permute_control(cpu, w, 8);
}
