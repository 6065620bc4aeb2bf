/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FPRF, FR and FI of the frequent records (fp.h), which mffs waits for: the
 * operation under three rounding modes at once. AVX-512 has the mode in the
 * instruction, and then sets no flag and takes no trap. fp_fast.c does the
 * rest.
 */
#include "ppc/cpu/fp.h"

#include "engine/base/bits.h"

#if defined(__x86_64__)

#define SIGN       0x8000000000000000ull
#define INF_BITS   0x7ff0000000000000ull
#define DOUBLE_MIN 0x0010000000000000ull
#define SIGN32     0x80000000u
#define INF_BITS32 0x7f800000u
#define MIN_BITS32 0x00800000u

/* Rounded down, up and to nearest. */
#define THREE(insn, first, second)                                                                                     \
    __asm__(insn " %{rd-sae%}, %4, %3, %0\n\t" insn " %{ru-sae%}, %4, %3, %1\n\t" insn " %{rn-sae%}, %4, %3, %2"       \
            : "=&v"(down), "=&v"(up), "=&v"(near)                                                                      \
            : "v"(first), "v"(second))
/* The same of x * z and what down, up and near hold. */
#define THREE_SUM(insn)                                                                                                \
    __asm__(insn " %{rd-sae%}, %4, %3, %0\n\t" insn " %{ru-sae%}, %4, %3, %1\n\t" insn " %{rn-sae%}, %4, %3, %2"       \
            : "+&v"(down), "+&v"(up), "+&v"(near)                                                                      \
            : "v"(x), "v"(z))

static inline uint32_t bits_of(bool inexact, bool grown, bool negative)
{
    return inexact * PPC_FPSCR_FI | grown * PPC_FPSCR_FR | (negative ? 8u : 4u) << PPC_FPRF_SHIFT;
}

/* FI, FR and FPRF of a result in double precision that is a normal number; of down and up, FR wants the one of smaller
 * magnitude (vrangesd). False: it is not normal. */
static inline bool double_bits(double down, double up, double near, bool flip, uint32_t *bits)
{
    double small;
    uint64_t r = f64_bits(near);
    if (UNLIKELY((r & ~SIGN) - DOUBLE_MIN >= INF_BITS - DOUBLE_MIN))
        return false;
    __asm__("vrangesd $6, %{sae%}, %2, %1, %0" : "=v"(small) : "v"(down), "v"(up));
    *bits = bits_of(down != up, near != small, flip != r >> 63);
    return true;
}

/* Double precision. False: not that, or the result is not a normal number. */
static inline bool double_again(PpcFpOp op, double x, double y, double z, uint32_t *bits)
{
    double down = y, up = y, near = y;
    bool flip = false;
    switch (op) {
    case FPOP_FMADD: THREE_SUM("vfmadd231sd"); break;
    case FPOP_FADD: THREE("vaddsd", x, y); break;
    case FPOP_FSUB: THREE("vsubsd", x, y); break;
    case FPOP_FMUL: THREE("vmulsd", x, z); break;
    case FPOP_FDIV: THREE("vdivsd", x, y); break;
    case FPOP_FNMADD:
        flip = true;
        THREE_SUM("vfmadd231sd");
        break;
    case FPOP_FNMSUB:
        flip = true;
        THREE_SUM("vfmsub231sd");
        break;
    case FPOP_FMSUB: THREE_SUM("vfmsub231sd"); break;
    default: return false;
    }
    return double_bits(down, up, near, flip, bits);
}

static inline void put_bits(PpcCpu *cpu, uint32_t bits)
{
    cpu->fpscr = (cpu->fpscr & ~(PPC_FPSCR_FPRF | PPC_FPSCR_FR | PPC_FPSCR_FI)) | bits;
    cpu->fpl_op = 0;
}

/* v as a single; *same: it is one. */
static inline float narrow(uint64_t v, bool *same)
{
    float s;
    double back;
    __asm__("vcvtsd2ss %{rz-sae%}, %1, %1, %0" : "=v"(s) : "v"(f64_of(v)));
    __asm__("vcvtss2sd %{sae%}, %1, %1, %0" : "=v"(back) : "v"(s));
    *same &= f64_bits(back) == v;
    return s;
}

/* Single precision, of singles; frsp of any double. */
static inline bool single_again(PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint32_t *bits)
{
    bool same_a = true, same_b = true, same_c = true, same, flip = false;
    float x = narrow(a, &same_a), y = narrow(b, &same_b), z = narrow(c, &same_c), down = y, up = y, near = y;
    switch (op) {
    case FPOP_FADDS:
        THREE("vaddss", x, y);
        same = same_a && same_b;
        break;
    case FPOP_FSUBS:
        THREE("vsubss", x, y);
        same = same_a && same_b;
        break;
    case FPOP_FMULS:
        THREE("vmulss", x, z);
        same = same_a && same_c;
        break;
    case FPOP_FDIVS:
        THREE("vdivss", x, y);
        same = same_a && same_b;
        break;
    case FPOP_FRSP:
        THREE("vcvtsd2ss", y, f64_of(b));
        same = true;
        break;
    case FPOP_FNMADDS: flip = true; /* fall through */
    case FPOP_FMADDS:
        THREE_SUM("vfmadd231ss");
        same = same_a && same_b && same_c;
        break;
    case FPOP_FNMSUBS: flip = true; /* fall through */
    case FPOP_FMSUBS:
        THREE_SUM("vfmsub231ss");
        same = same_a && same_b && same_c;
        break;
    default: return false;
    }
    uint32_t r = f32_bits(near), d = f32_bits(down), u = f32_bits(up);
    if (!same || (r & ~SIGN32) - MIN_BITS32 >= INF_BITS32 - MIN_BITS32)
        return false;
    *bits = bits_of(d != u, r != (r >> 31 ? u : d), flip != r >> 31);
    return true;
}

/* FR and FI of a conversion of b to a word, in range: by truncation, or to nearest. */
static inline uint32_t to_word_again(uint64_t b, bool cut)
{
    double x = f64_of(b), back;
    int32_t z, r;
    __asm__("vcvttsd2si %{sae%}, %2, %0\n\tvcvtsd2si %{rn-sae%}, %2, %1" : "=&r"(z), "=&r"(r) : "v"(x));
    __asm__("vcvtsi2sdl %1, %2, %0" : "=v"(back) : "r"(z), "v"(x));
    return (back != x) * PPC_FPSCR_FI | (!cut && r != z) * PPC_FPSCR_FR;
}

/* What is not double precision alone. */
static __attribute__((noinline)) bool other_record(PpcCpu *cpu)
{
    uint32_t rec = cpu->fpl_op, bits = cpu->fpscr & (PPC_FPSCR_FPRF | PPC_FPSCR_FR | PPC_FPSCR_FI);
    PpcFpOp op = (PpcFpOp)(rec & PPC_FPL_OP), cvt = (PpcFpOp)(rec >> PPC_FPL_CVT_SHIFT & PPC_FPL_OP);
    uint64_t a = cpu->fpl_a, b = cpu->fpl_b, c = cpu->fpl_c;
    if (op && !double_again(op, f64_of(a), f64_of(b), f64_of(c), &bits) && !single_again(op, a, b, c, &bits))
        return false;
    if (rec & PPC_FPL_CC)
        bits = (bits & ~PPC_FPSCR_FPCC) | crf_decode(cpu->fpl_cc) << PPC_FPRF_SHIFT;
    if (cvt && cvt != FPOP_FCTIW && cvt != FPOP_FCTIWZ)
        return false;
    if (cvt)
        bits = (bits & PPC_FPSCR_FPRF) | to_word_again(cpu->fpl_cvt, cvt == FPOP_FCTIWZ);
    put_bits(cpu, bits);
    return true;
}

bool ppc_fp_record_quick(PpcCpu *cpu)
{
    uint32_t rec = cpu->fpl_op, bits;
    if (UNLIKELY(!ppc_fp_avx512 || cpu->fpscr & PPC_FPSCR_RN || cpu->fp_mode.mode))
        return false;
    if (UNLIKELY(rec >> PPC_FPL_CVT_SHIFT & PPC_FPL_OP) ||
        !double_again((PpcFpOp)(rec & PPC_FPL_OP), f64_of(cpu->fpl_a), f64_of(cpu->fpl_b), f64_of(cpu->fpl_c), &bits))
        return other_record(cpu);
    if (rec & PPC_FPL_CC)
        bits = (bits & ~PPC_FPSCR_FPCC) | crf_decode(cpu->fpl_cc) << PPC_FPRF_SHIFT;
    put_bits(cpu, bits);
    return true;
}

#else

bool ppc_fp_record_quick(PpcCpu *cpu)
{
    (void)cpu;
    return false;
}

#endif
