/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point operations on the host's FPU, for generated code (see fp.h):
 * a few instructions each, the FPSCR left to the host's sticky flags and to the
 * record of the last operation.
 *
 * When the host's value or flags are not the guest's, the operation is done
 * again by ppc_fp_exact(). What the host has already put into its sticky flags
 * must then be true of the guest too; why it is, is said at each case:
 *   - a NaN result: the host raises at most IE and DE, which nobody reads.
 *   - double, |result| = smallest normal: the host's PE and UE are a subset of what the book raises.
 *   - single: an operation that is inexact, overflows or underflows in double does so in single.
 * Assembly, not C: the compiler must neither fold, move nor merge operations whose rounding mode and flags matter.
 */
#include "ppc/cpu/fp.h"

#include "engine/base/bits.h"

#define SIGN       0x8000000000000000ull
#define INF_BITS   0x7ff0000000000000ull
#define DOUBLE_MIN 0x0010000000000000ull /* smallest normal double */
#define SINGLE_MIN 0x3810000000000000ull /* smallest normal single, as a double */

#if defined(__x86_64__)

#define HOST_BINARY(name, insn)                                                                                        \
    static inline uint64_t name(uint64_t a, uint64_t b)                                                                \
    {                                                                                                                  \
        double r = f64_of(a);                                                                                          \
        __asm__ volatile(insn " %1, %0" : "+x"(r) : "x"(f64_of(b)));                                                   \
        return f64_bits(r);                                                                                            \
    }
HOST_BINARY(host_add, "addsd")
HOST_BINARY(host_sub, "subsd")
HOST_BINARY(host_mul, "mulsd")
HOST_BINARY(host_div, "divsd")

#define HOST_FMA(name, insn)                                                                                           \
    static inline uint64_t name(uint64_t a, uint64_t b, uint64_t c)                                                    \
    {                                                                                                                  \
        double r = f64_of(b);                                                                                          \
        __asm__ volatile(insn " %2, %1, %0" : "+x"(r) : "x"(f64_of(a)), "x"(f64_of(c)));                               \
        return f64_bits(r);                                                                                            \
    }
HOST_FMA(host_fmadd, "vfmadd231sd") /* a * c + b */
HOST_FMA(host_fmsub, "vfmsub231sd") /* a * c - b */

static inline uint64_t host_sqrt(uint64_t b)
{
    double r;
    __asm__ volatile("sqrtsd %1, %0" : "=x"(r) : "x"(f64_of(b)));
    return f64_bits(r);
}

/* Rounded to single precision, back in double format. */
static inline uint64_t host_narrow(uint64_t b)
{
    double r = f64_of(b);
    __asm__ volatile("cvtsd2ss %0, %0\n\tcvtss2sd %0, %0" : "+x"(r));
    return f64_bits(r);
}

/* roundsd with bit 3 of the mode: no PE. */
#define HOST_ROUND(name, mode)                                                                                         \
    static inline uint64_t name(uint64_t b)                                                                            \
    {                                                                                                                  \
        double r;                                                                                                      \
        __asm__ volatile("roundsd $" mode ", %1, %0" : "=x"(r) : "x"(f64_of(b)));                                      \
        return f64_bits(r);                                                                                            \
    }
HOST_ROUND(host_floor, "9")
HOST_ROUND(host_ceil, "10")
HOST_ROUND(host_trunc, "11")

#define HOST_TO_INT(name, T, insn)                                                                                     \
    static inline T name(uint64_t b)                                                                                   \
    {                                                                                                                  \
        T r;                                                                                                           \
        __asm__ volatile(insn " %1, %0" : "=r"(r) : "x"(f64_of(b)));                                                   \
        return r;                                                                                                      \
    }
HOST_TO_INT(host_to_i32, int32_t, "cvtsd2si")
HOST_TO_INT(host_to_i32z, int32_t, "cvttsd2si")
HOST_TO_INT(host_to_i64, int64_t, "cvtsd2si")
HOST_TO_INT(host_to_i64z, int64_t, "cvttsd2si")

static inline uint64_t host_from_i64(uint64_t v)
{
    double r = 0;
    __asm__ volatile("cvtsi2sdq %1, %0" : "+x"(r) : "r"(v));
    return f64_bits(r);
}

static inline uint64_t host_from_i64_single(uint64_t v)
{
    double r = 0;
    __asm__ volatile("cvtsi2ssq %1, %0\n\tcvtss2sd %0, %0" : "+x"(r) : "r"(v));
    return f64_bits(r);
}

bool ppc_fp_avx512;
static bool host_has_fma, host_has_round;

__attribute__((constructor)) static void look_at_host(void)
{
    __builtin_cpu_init();
    host_has_fma = __builtin_cpu_supports("fma");
    host_has_round = __builtin_cpu_supports("sse4.1");
    ppc_fp_avx512 = __builtin_cpu_supports("avx512f") && host_has_fma;
}

static inline bool is_nan(uint64_t v)
{
    return v << 1 > INF_BITS << 1;
}

static inline uint64_t done(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t r)
{
    cpu->fpl_op = op;
    cpu->fpl_a = a;
    cpu->fpl_b = b;
    cpu->fpl_c = c;
    return r;
}

/* Result of a double operation whose tiny results are exact, or that has none. */
static inline uint64_t done_nan(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t r)
{
    if (UNLIKELY(is_nan(r)))
        return ppc_fp_value(cpu, op, a, b, c);
    return done(cpu, op, a, b, c, r);
}

/* Result of a double operation that may be tiny and inexact: at the smallest normal number the host may have missed UX.
 */
static inline uint64_t done_double(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t r)
{
    if (UNLIKELY(r << 1 == DOUBLE_MIN << 1))
        return ppc_fp_value(cpu, op, a, b, c);
    return done_nan(cpu, op, a, b, c, r);
}

/*
 * Result of a single operation from the double result r. Rounding twice is wrong only when r lies half-way between two
 * singles and is inexact itself; when the operands are singles, sums, products, quotients and roots are never so
 * (53 >= 2 * 24 + 2), a multiply-add may be. Among denormal singles half-way looks different: all exact.
 */
static inline uint64_t done_single_flip(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t r,
                                        bool innocuous, uint64_t flip)
{
    uint64_t mag = r & ~SIGN;
    bool halfway = (r & 0x1fffffff) == 0x10000000 && !(innocuous && !((a | b | c) & 0x1fffffff));
    if (UNLIKELY(mag > INF_BITS || halfway || (mag && mag <= SINGLE_MIN)))
        return ppc_fp_value(cpu, op, a, b, c);
    return done(cpu, op, a, b, c, host_narrow(r) ^ flip);
}

static inline uint64_t done_single(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t r,
                                   bool innocuous)
{
    return done_single_flip(cpu, op, a, b, c, r, innocuous, 0);
}

static inline uint64_t done_to_int(PpcCpu *cpu, PpcFpOp op, uint64_t b, uint64_t r)
{
    cpu->fpl_op = (cpu->fpl_op & (PPC_FPL_OP | PPC_FPL_CC | PPC_FPL_HOST)) | (uint32_t)op << PPC_FPL_CVT_SHIFT;
    cpu->fpl_cvt = b;
    return r;
}

uint64_t ppc_fadd_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return done_nan(cpu, FPOP_FADD, a, b, 0, host_add(a, b));
}

uint64_t ppc_fadds_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return done_single(cpu, FPOP_FADDS, a, b, 0, host_add(a, b), true);
}

uint64_t ppc_fsub_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return done_nan(cpu, FPOP_FSUB, a, b, 0, host_sub(a, b));
}

uint64_t ppc_fsubs_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return done_single(cpu, FPOP_FSUBS, a, b, 0, host_sub(a, b), true);
}

uint64_t ppc_fmul_fast(PpcCpu *cpu, uint64_t a, uint64_t c)
{
    return done_double(cpu, FPOP_FMUL, a, 0, c, host_mul(a, c));
}

uint64_t ppc_fmuls_fast(PpcCpu *cpu, uint64_t a, uint64_t c)
{
    return done_single(cpu, FPOP_FMULS, a, 0, c, host_mul(a, c), true);
}

uint64_t ppc_fdiv_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return done_double(cpu, FPOP_FDIV, a, b, 0, host_div(a, b));
}

uint64_t ppc_fdivs_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return done_single(cpu, FPOP_FDIVS, a, b, 0, host_div(a, b), true);
}

uint64_t ppc_fsqrt_fast(PpcCpu *cpu, uint64_t b)
{
    return done_nan(cpu, FPOP_FSQRT, 0, b, 0, host_sqrt(b));
}

uint64_t ppc_fsqrts_fast(PpcCpu *cpu, uint64_t b)
{
    return done_single(cpu, FPOP_FSQRTS, 0, b, 0, host_sqrt(b), true);
}

#define ONE 0x3ff0000000000000ull

uint64_t ppc_fre_fast(PpcCpu *cpu, uint64_t b)
{
    return done_double(cpu, FPOP_FRE, 0, b, 0, host_div(ONE, b));
}

uint64_t ppc_fres_fast(PpcCpu *cpu, uint64_t b)
{
    return done_single(cpu, FPOP_FRES, 0, b, 0, host_div(ONE, b), true);
}

uint64_t ppc_frsqrte_fast(PpcCpu *cpu, uint64_t b)
{
    return done_nan(cpu, FPOP_FRSQRTE, 0, b, 0, host_div(ONE, host_sqrt(b)));
}

uint64_t ppc_frsqrtes_fast(PpcCpu *cpu, uint64_t b)
{
    return done_single(cpu, FPOP_FRSQRTES, 0, b, 0, host_div(ONE, host_sqrt(b)), false);
}

/* The negated forms round first, then change the sign: in modes 2 and 3 the host's vfnmadd would round the other way.
 */
#define FMA(id, fn, host, flip)                                                                                        \
    uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c)                                                       \
    {                                                                                                                  \
        if (UNLIKELY(!host_has_fma))                                                                                   \
            return ppc_fp_value(cpu, FPOP_##id, a, b, c);                                                              \
        return done_double(cpu, FPOP_##id, a, b, c, host(a, b, c) ^ (flip));                                           \
    }
#define FMA_SINGLE(id, fn, host, flip)                                                                                 \
    uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c)                                                       \
    {                                                                                                                  \
        if (UNLIKELY(!host_has_fma))                                                                                   \
            return ppc_fp_value(cpu, FPOP_##id, a, b, c);                                                              \
        return done_single_flip(cpu, FPOP_##id, a, b, c, host(a, b, c), false, (flip));                                \
    }
FMA(FMADD, ppc_fmadd_fast, host_fmadd, 0)
FMA(FMSUB, ppc_fmsub_fast, host_fmsub, 0)
FMA(FNMADD, ppc_fnmadd_fast, host_fmadd, SIGN)
FMA(FNMSUB, ppc_fnmsub_fast, host_fmsub, SIGN)
FMA_SINGLE(FMADDS, ppc_fmadds_fast, host_fmadd, 0)
FMA_SINGLE(FMSUBS, ppc_fmsubs_fast, host_fmsub, 0)
FMA_SINGLE(FNMADDS, ppc_fnmadds_fast, host_fmadd, SIGN)
FMA_SINGLE(FNMSUBS, ppc_fnmsubs_fast, host_fmsub, SIGN)

uint64_t ppc_frsp_fast(PpcCpu *cpu, uint64_t b)
{
    uint64_t r = host_narrow(b);
    if (UNLIKELY(is_nan(r) || r << 1 == SINGLE_MIN << 1))
        return ppc_fp_value(cpu, FPOP_FRSP, 0, b, 0);
    return done(cpu, FPOP_FRSP, 0, b, 0, r);
}

uint64_t ppc_fcfid_fast(PpcCpu *cpu, uint64_t b)
{
    return done(cpu, FPOP_FCFID, 0, b, 0, host_from_i64(b));
}

uint64_t ppc_fcfids_fast(PpcCpu *cpu, uint64_t b)
{
    return done(cpu, FPOP_FCFIDS, 0, b, 0, host_from_i64_single(b));
}

#define ROUND(id, fn, host)                                                                                            \
    uint64_t fn(PpcCpu *cpu, uint64_t b)                                                                               \
    {                                                                                                                  \
        if (UNLIKELY(!host_has_round))                                                                                 \
            return ppc_fp_value(cpu, FPOP_##id, 0, b, 0);                                                              \
        return done_nan(cpu, FPOP_##id, 0, b, 0, host(b));                                                             \
    }
ROUND(FRIZ, ppc_friz_fast, host_trunc)
ROUND(FRIP, ppc_frip_fast, host_ceil)
ROUND(FRIM, ppc_frim_fast, host_floor)

/* The host's "integer indefinite" comes with IE only; it is also the proper most negative number, which may go the long
 * way. */
#define TO_INT(id, fn, host, indefinite)                                                                               \
    uint64_t fn(PpcCpu *cpu, uint64_t b)                                                                               \
    {                                                                                                                  \
        int64_t r = host(b);                                                                                           \
        if (UNLIKELY(r == (indefinite)))                                                                               \
            return ppc_fp_value(cpu, FPOP_##id, 0, b, 0);                                                              \
        return done_to_int(cpu, FPOP_##id, b, (uint64_t)r);                                                            \
    }
TO_INT(FCTIW, ppc_fctiw_fast, host_to_i32, INT32_MIN)
TO_INT(FCTIWZ, ppc_fctiwz_fast, host_to_i32z, INT32_MIN)
TO_INT(FCTID, ppc_fctid_fast, host_to_i64, INT64_MIN)
TO_INT(FCTIDZ, ppc_fctidz_fast, host_to_i64z, INT64_MIN)

uint64_t ppc_fctiwuz_fast(PpcCpu *cpu, uint64_t b)
{
    if (UNLIKELY(b >= 0x41f0000000000000ull)) /* 2^32 and more, negative, NaN */
        return ppc_fp_value(cpu, FPOP_FCTIWUZ, 0, b, 0);
    return done_to_int(cpu, FPOP_FCTIWUZ, b, (uint64_t)host_to_i64z(b));
}

/* -- FPRF, FR and FI afterwards ----------------------------------------------------------------------------------- */

/*
 * The value of an operation before a change of sign, under the rounding mode that MXCSR has. Directed roundings
 * compose, so going through double to single is right in those modes; in round to nearest where the callers of
 * done_single() say so.
 */
static inline bool value(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t *r)
{
    switch (op) {
    case FPOP_FADD:
    case FPOP_FADDS: *r = host_add(a, b); break;
    case FPOP_FSUB:
    case FPOP_FSUBS: *r = host_sub(a, b); break;
    case FPOP_FMUL:
    case FPOP_FMULS: *r = host_mul(a, c); break;
    case FPOP_FDIV:
    case FPOP_FDIVS: *r = host_div(a, b); break;
    case FPOP_FSQRT:
    case FPOP_FSQRTS: *r = host_sqrt(b); break;
    case FPOP_FMADD:
    case FPOP_FMADDS:
    case FPOP_FNMADD:
    case FPOP_FNMADDS:
        if (!host_has_fma)
            return false;
        *r = host_fmadd(a, b, c);
        break;
    case FPOP_FMSUB:
    case FPOP_FMSUBS:
    case FPOP_FNMSUB:
    case FPOP_FNMSUBS:
        if (!host_has_fma)
            return false;
        *r = host_fmsub(a, b, c);
        break;
    case FPOP_FRSP: *r = b; break;
    case FPOP_FCFID: *r = host_from_i64(b); break;
    case FPOP_FCFIDS: *r = host_from_i64_single(b); break;
    default: return false;
    }
    return true;
}

typedef enum ValueKind { V_DOUBLE, V_SINGLE, V_NEG_DOUBLE, V_NEG_SINGLE } ValueKind;

static ValueKind value_kind(PpcFpOp op)
{
    switch (op) {
    case FPOP_FNMADD:
    case FPOP_FNMSUB: return V_NEG_DOUBLE;
    case FPOP_FNMADDS:
    case FPOP_FNMSUBS: return V_NEG_SINGLE;
    case FPOP_FADDS:
    case FPOP_FSUBS:
    case FPOP_FMULS:
    case FPOP_FDIVS:
    case FPOP_FSQRTS:
    case FPOP_FMADDS:
    case FPOP_FMSUBS:
    case FPOP_FRSP: return V_SINGLE;
    default: return V_DOUBLE; /* FCFIDS too: host_from_i64_single() has rounded once */
    }
}

/* Fields of MXCSR: all exceptions masked, and the rounding mode. */
enum { CSR_NEAREST = 0x1f80, CSR_DOWN = 0x3f80, CSR_UP = 0x5f80, CSR_ZERO = 0x7f80 };

static inline void load_mxcsr(uint32_t v)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(v));
}

/* The value under rounding mode csr, as a single-precision operation if so. */
static inline bool rounded(uint32_t csr, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, bool single, uint64_t *r)
{
    load_mxcsr(csr);
    bool known = value(op, a, b, c, r);
    if (known && single)
        *r = host_narrow(*r);
    return known;
}

/* The same with AVX-512, whose operations may bring a rounding mode of their own, and then set no flags. */
#define ROUNDED(name, mode)                                                                                            \
    static inline bool name(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, bool single, uint64_t *r)                  \
    {                                                                                                                  \
        double x = f64_of(a), y = f64_of(b), z = f64_of(c), v = y;                                                     \
        switch (op) {                                                                                                  \
        case FPOP_FADD:                                                                                                \
        case FPOP_FADDS: __asm__("vaddsd %{" mode "-sae%}, %2, %1, %0" : "=x"(v) : "x"(x), "x"(y)); break;             \
        case FPOP_FSUB:                                                                                                \
        case FPOP_FSUBS: __asm__("vsubsd %{" mode "-sae%}, %2, %1, %0" : "=x"(v) : "x"(x), "x"(y)); break;             \
        case FPOP_FMUL:                                                                                                \
        case FPOP_FMULS: __asm__("vmulsd %{" mode "-sae%}, %2, %1, %0" : "=x"(v) : "x"(x), "x"(z)); break;             \
        case FPOP_FDIV:                                                                                                \
        case FPOP_FDIVS: __asm__("vdivsd %{" mode "-sae%}, %2, %1, %0" : "=x"(v) : "x"(x), "x"(y)); break;             \
        case FPOP_FSQRT:                                                                                               \
        case FPOP_FSQRTS: __asm__("vsqrtsd %{" mode "-sae%}, %1, %1, %0" : "=x"(v) : "x"(y)); break;                   \
        case FPOP_FMADD:                                                                                               \
        case FPOP_FMADDS:                                                                                              \
        case FPOP_FNMADD:                                                                                              \
        case FPOP_FNMADDS: __asm__("vfmadd231sd %{" mode "-sae%}, %2, %1, %0" : "+x"(v) : "x"(x), "x"(z)); break;      \
        case FPOP_FMSUB:                                                                                               \
        case FPOP_FMSUBS:                                                                                              \
        case FPOP_FNMSUB:                                                                                              \
        case FPOP_FNMSUBS: __asm__("vfmsub231sd %{" mode "-sae%}, %2, %1, %0" : "+x"(v) : "x"(x), "x"(z)); break;      \
        case FPOP_FRSP: break;                                                                                         \
        case FPOP_FCFID: __asm__("vcvtsi2sdq %1, %{" mode "-sae%}, %0, %0" : "+x"(v) : "r"(b)); break;                 \
        case FPOP_FCFIDS:                                                                                              \
            __asm__("vcvtsi2ssq %1, %{" mode "-sae%}, %0, %0\n\tvcvtss2sd %0, %0, %0" : "+x"(v) : "r"(b));             \
            break;                                                                                                     \
        default: return false;                                                                                         \
        }                                                                                                              \
        if (single)                                                                                                    \
            __asm__("vcvtsd2ss %{" mode "-sae%}, %0, %0, %0\n\tvcvtss2sd %0, %0, %0" : "+x"(v));                       \
        *r = f64_bits(v);                                                                                              \
        return true;                                                                                                   \
    }
ROUNDED(rounded_nearest, "rn")
ROUNDED(rounded_down, "rd")
ROUNDED(rounded_up, "ru")
ROUNDED(rounded_to_zero, "rz")

static uint64_t smaller_magnitude(uint64_t p, uint64_t q)
{
    return p << 1 < q << 1 ? p : q;
}

/* In round to nearest, is going through double result r to single wrong? See done_single_flip(). FRSP rounds once. */
static bool rounds_twice(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t r)
{
    if ((r & 0x1fffffff) != 0x10000000)
        return false;
    switch (op) {
    case FPOP_FMADDS:
    case FPOP_FMSUBS:
    case FPOP_FNMADDS:
    case FPOP_FNMSUBS: return true;
    case FPOP_FMULS: return (a | c) & 0x1fffffff;
    case FPOP_FRSP: return false;
    case FPOP_FSQRTS: return b & 0x1fffffff;
    default: return (a | b) & 0x1fffffff;
    }
}

/* Results under the FPSCR's mode, down and up. */
typedef struct Again {
    uint64_t r, down, up;
} Again;

static bool again_avx512(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, bool single, uint32_t fpscr, Again *x)
{
    if (!rounded_down(op, a, b, c, single, &x->down))
        return false;
    rounded_up(op, a, b, c, single, &x->up);
    switch (fpscr & PPC_FPSCR_RN) {
    case PPC_RN_NEAREST:
        rounded_nearest(op, a, b, c, false, &x->r);
        if (!single)
            break;
        if (rounds_twice(op, a, b, c, x->r))
            return false;
        rounded_nearest(FPOP_FRSP, 0, x->r, 0, true, &x->r);
        break;
    case PPC_RN_ZERO: x->r = smaller_magnitude(x->down, x->up); break;
    case PPC_RN_PLUS: x->r = x->up; break;
    default: x->r = x->down; break;
    }
    return true;
}

static bool again_sse(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, bool single, uint32_t fpscr, Again *x)
{
    if (!rounded(ppc_fp_mxcsr(fpscr), op, a, b, c, false, &x->r))
        return false;
    if (single && (fpscr & PPC_FPSCR_RN) == PPC_RN_NEAREST && rounds_twice(op, a, b, c, x->r))
        return false;
    if (single)
        x->r = host_narrow(x->r);
    rounded(CSR_DOWN, op, a, b, c, single, &x->down);
    rounded(CSR_UP, op, a, b, c, single, &x->up);
    return true;
}

/* FI: rounded down and up differ. FR: the result is not the one of these with the smaller magnitude. */
static bool arith_again(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr, uint32_t *bits)
{
    ValueKind kind = value_kind(op);
    bool single = kind == V_SINGLE || kind == V_NEG_SINGLE;
    Again x = {0, 0, 0};
    if (!(ppc_fp_avx512 ? again_avx512(op, a, b, c, single, fpscr, &x) : again_sse(op, a, b, c, single, fpscr, &x)))
        return false;
    uint64_t mag = x.r & ~SIGN;
    if (mag > INF_BITS || (single && mag && mag <= SINGLE_MIN))
        return false;
    /* Magnitudes: a sum of 0 has different signs. */
    *bits = (x.down << 1 != x.up << 1 ? PPC_FPSCR_FI : 0) |
            (x.r << 1 != smaller_magnitude(x.down, x.up) << 1 ? PPC_FPSCR_FR : 0) |
            ppc_fprf(kind >= V_NEG_DOUBLE ? x.r ^ SIGN : x.r) << PPC_FPRF_SHIFT;
    return true;
}

#define DOUBLE_MAX 0x7fefffffffffffffull
#define SINGLE_MAX 0x47efffffe0000000ull

/* Is a zero result of op exact? */
static bool zero_is_exact(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c)
{
    switch (op) {
    case FPOP_FADD:
    case FPOP_FADDS:
    case FPOP_FSUB:
    case FPOP_FSUBS: return true;
    case FPOP_FMUL:
    case FPOP_FMULS: return !(a << 1) || !(c << 1);
    case FPOP_FDIV:
    case FPOP_FDIVS: return !(a << 1);
    case FPOP_FSQRT:
    case FPOP_FSQRTS:
    case FPOP_FRSP: return !(b << 1);
    default: return false;
    }
}

/* The value rounded to zero, without a trace in MXCSR. */
static bool value_cut(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, bool single, uint64_t *r)
{
    uint32_t csr;
    if (ppc_fp_avx512)
        return rounded_to_zero(op, a, b, c, single, r);
    __asm__ volatile("stmxcsr %0" : "=m"(csr));
    bool known = rounded(CSR_ZERO, op, a, b, c, single, r);
    load_mxcsr(csr);
    return known;
}

/*
 * Cut off, every result that overflows in some mode is the largest number, and what is tiny before rounding is below
 * the smallest normal one.
 */
static bool arith_is_tame(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr)
{
    ValueKind kind = value_kind(op);
    bool single = kind == V_SINGLE || kind == V_NEG_SINGLE;
    uint64_t r;
    if (!value_cut(op, a, b, c, single, &r) || (r & ~SIGN) >= (single ? SINGLE_MAX : DOUBLE_MAX))
        return false;
    return !(fpscr & PPC_FPSCR_UE) || (r & ~SIGN) >= (single ? SINGLE_MIN : DOUBLE_MIN) ||
           (!(r << 1) && zero_is_exact(op, a, b, c));
}

bool ppc_fp_is_tame(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr)
{
    switch (op) {
    case FPOP_FCTIW:
    case FPOP_FCTIWZ: return (b & ~SIGN) < 0x41d0000000000000ull; /* 2^30 */
    case FPOP_FCTID:
    case FPOP_FCTIDZ: return (b & ~SIGN) < 0x43d0000000000000ull; /* 2^62 */
    case FPOP_FRIN:
    case FPOP_FRIZ:
    case FPOP_FRIP:
    case FPOP_FRIM: return !is_nan(b);
    case FPOP_FCFID:
    case FPOP_FCFIDU:
    case FPOP_FCFIDS:
    case FPOP_FCFIDUS: return true;
    default: return arith_is_tame(op, a, b, c, fpscr);
    }
}

/* In range, as the record says. */
static bool to_int_again(PpcFpOp op, uint64_t b, uint32_t fpscr, uint32_t *bits)
{
    uint64_t cut = (uint64_t)host_to_i64z(b), r = cut;
    if (op == FPOP_FCTIW || op == FPOP_FCTID) {
        load_mxcsr(ppc_fp_mxcsr(fpscr));
        r = (uint64_t)host_to_i64(b);
    } else if (op != FPOP_FCTIWZ && op != FPOP_FCTIDZ && op != FPOP_FCTIWUZ) {
        return false;
    }
    *bits = (host_from_i64(cut) << 1 != b << 1 ? PPC_FPSCR_FI : 0) | (r != cut ? PPC_FPSCR_FR : 0);
    return true;
}

bool ppc_fp_again_is_quiet(void)
{
    return ppc_fp_avx512;
}

bool ppc_fp_again(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr, uint32_t *bits)
{
    return ppc_fpop_is_to_int(op) ? to_int_again(op, b, fpscr, bits) : arith_again(op, a, b, c, fpscr, bits);
}

#else /* other hosts: no fast layer yet, everything exact */

bool ppc_fp_avx512;

bool ppc_fp_again(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr, uint32_t *bits)
{
    (void)op, (void)a, (void)b, (void)c, (void)fpscr, (void)bits;
    return false;
}

bool ppc_fp_again_is_quiet(void)
{
    return true;
}

bool ppc_fp_is_tame(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t fpscr)
{
    (void)op, (void)a, (void)b, (void)c, (void)fpscr;
    return false;
}

#define FAST_AB(id, fn)                                                                                                \
    uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t b)                                                                   \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, a, b, 0);                                                                  \
    }
#define FAST_AC(id, fn)                                                                                                \
    uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t c)                                                                   \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, a, 0, c);                                                                  \
    }
#define FAST_B(id, fn)                                                                                                 \
    uint64_t fn(PpcCpu *cpu, uint64_t b)                                                                               \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, 0, b, 0);                                                                  \
    }
#define FAST_ABC(id, fn)                                                                                               \
    uint64_t fn(PpcCpu *cpu, uint64_t a, uint64_t b, uint64_t c)                                                       \
    {                                                                                                                  \
        return ppc_fp_value(cpu, FPOP_##id, a, b, c);                                                                  \
    }
FAST_AB(FADD, ppc_fadd_fast)
FAST_AB(FADDS, ppc_fadds_fast)
FAST_AB(FSUB, ppc_fsub_fast)
FAST_AB(FSUBS, ppc_fsubs_fast)
FAST_AC(FMUL, ppc_fmul_fast)
FAST_AC(FMULS, ppc_fmuls_fast)
FAST_AB(FDIV, ppc_fdiv_fast)
FAST_AB(FDIVS, ppc_fdivs_fast)
FAST_B(FSQRT, ppc_fsqrt_fast)
FAST_B(FSQRTS, ppc_fsqrts_fast)
FAST_B(FRE, ppc_fre_fast)
FAST_B(FRES, ppc_fres_fast)
FAST_B(FRSQRTE, ppc_frsqrte_fast)
FAST_B(FRSQRTES, ppc_frsqrtes_fast)
FAST_ABC(FMADD, ppc_fmadd_fast)
FAST_ABC(FMSUB, ppc_fmsub_fast)
FAST_ABC(FNMADD, ppc_fnmadd_fast)
FAST_ABC(FNMSUB, ppc_fnmsub_fast)
FAST_ABC(FMADDS, ppc_fmadds_fast)
FAST_ABC(FMSUBS, ppc_fmsubs_fast)
FAST_ABC(FNMADDS, ppc_fnmadds_fast)
FAST_ABC(FNMSUBS, ppc_fnmsubs_fast)
FAST_B(FRSP, ppc_frsp_fast)
FAST_B(FCFID, ppc_fcfid_fast)
FAST_B(FCFIDS, ppc_fcfids_fast)
FAST_B(FRIZ, ppc_friz_fast)
FAST_B(FRIP, ppc_frip_fast)
FAST_B(FRIM, ppc_frim_fast)
FAST_B(FCTIW, ppc_fctiw_fast)
FAST_B(FCTIWZ, ppc_fctiwz_fast)
FAST_B(FCTID, ppc_fctid_fast)
FAST_B(FCTIDZ, ppc_fctidz_fast)
FAST_B(FCTIWUZ, ppc_fctiwuz_fast)

#endif

/* -- Compares; every operation by its number: any host --------------------------------------------------------------
 */

static inline int64_t compare_fast(PpcCpu *cpu, uint64_t a, uint64_t b, bool ordered)
{
    if (UNLIKELY(a << 1 > INF_BITS << 1 || b << 1 > INF_BITS << 1))
        return crf_encode(ppc_fp_compare(cpu, a, b, ordered));
    int64_t ia = (int64_t)(a & SIGN ? SIGN - a : a), ib = (int64_t)(b & SIGN ? SIGN - b : b);
    int64_t cc = ia < ib ? crf_encode(CRF_LT) : ia > ib ? crf_encode(CRF_GT) : crf_encode(CRF_EQ);
    cpu->fpl_cc = cc;
    cpu->fpl_op |= PPC_FPL_CC;
    return cc;
}

int64_t ppc_fcmpu_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return compare_fast(cpu, a, b, false);
}

int64_t ppc_fcmpo_fast(PpcCpu *cpu, uint64_t a, uint64_t b)
{
    return compare_fast(cpu, a, b, true);
}

uint64_t ppc_fp_fast(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c)
{
    switch (op) {
    case FPOP_FADD: return ppc_fadd_fast(cpu, a, b);
    case FPOP_FADDS: return ppc_fadds_fast(cpu, a, b);
    case FPOP_FSUB: return ppc_fsub_fast(cpu, a, b);
    case FPOP_FSUBS: return ppc_fsubs_fast(cpu, a, b);
    case FPOP_FMUL: return ppc_fmul_fast(cpu, a, c);
    case FPOP_FMULS: return ppc_fmuls_fast(cpu, a, c);
    case FPOP_FDIV: return ppc_fdiv_fast(cpu, a, b);
    case FPOP_FDIVS: return ppc_fdivs_fast(cpu, a, b);
    case FPOP_FSQRT: return ppc_fsqrt_fast(cpu, b);
    case FPOP_FSQRTS: return ppc_fsqrts_fast(cpu, b);
    case FPOP_FRE: return ppc_fre_fast(cpu, b);
    case FPOP_FRES: return ppc_fres_fast(cpu, b);
    case FPOP_FRSQRTE: return ppc_frsqrte_fast(cpu, b);
    case FPOP_FRSQRTES: return ppc_frsqrtes_fast(cpu, b);
    case FPOP_FMADD: return ppc_fmadd_fast(cpu, a, b, c);
    case FPOP_FMADDS: return ppc_fmadds_fast(cpu, a, b, c);
    case FPOP_FMSUB: return ppc_fmsub_fast(cpu, a, b, c);
    case FPOP_FMSUBS: return ppc_fmsubs_fast(cpu, a, b, c);
    case FPOP_FNMADD: return ppc_fnmadd_fast(cpu, a, b, c);
    case FPOP_FNMADDS: return ppc_fnmadds_fast(cpu, a, b, c);
    case FPOP_FNMSUB: return ppc_fnmsub_fast(cpu, a, b, c);
    case FPOP_FNMSUBS: return ppc_fnmsubs_fast(cpu, a, b, c);
    case FPOP_FRSP: return ppc_frsp_fast(cpu, b);
    case FPOP_FCFID: return ppc_fcfid_fast(cpu, b);
    case FPOP_FCFIDS: return ppc_fcfids_fast(cpu, b);
    case FPOP_FRIZ: return ppc_friz_fast(cpu, b);
    case FPOP_FRIP: return ppc_frip_fast(cpu, b);
    case FPOP_FRIM: return ppc_frim_fast(cpu, b);
    case FPOP_FCTIW: return ppc_fctiw_fast(cpu, b);
    case FPOP_FCTIWZ: return ppc_fctiwz_fast(cpu, b);
    case FPOP_FCTIWUZ: return ppc_fctiwuz_fast(cpu, b);
    case FPOP_FCTID: return ppc_fctid_fast(cpu, b);
    case FPOP_FCTIDZ: return ppc_fctidz_fast(cpu, b);
    default: return ppc_fp_value(cpu, op, a, b, c);
    }
}
