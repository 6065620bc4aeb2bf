/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector-scalar instructions that compute nothing in floating point: loads,
 * stores, moves, logical operations, permutations. Power ISA 3.0 B Book I
 * chapter 7, 3.1 for the paired and rightmost loads and stores.
 *
 * VSR 0..31 hold the floating-point registers in doubleword 0, VSR 32..63 are
 * the vector registers. A scalar result leaves 0 in doubleword 1 (3.0 and
 * later; earlier books leave it undefined).
 */
#include "ppc/cpu/fp.h"
#include "ppc/cpu/vec.h"
#include "ppc/interp/ops.h"

#define VSR(n)  (cpu->vsr[n])
#define HIGH(n) (VSR(n).d[1])
#define LOW(n)  (VSR(n).d[0])
#define XT      (VSR(f_xt(w)))
#define XA      (VSR(f_xa(w)))
#define XB      (VSR(f_xb(w)))

/* -- loads: every access before the register changes --------------------------------------------------------------- */

static unsigned put(PpcCpu *cpu, unsigned n, uint64_t high, uint64_t low)
{
    HIGH(n) = high;
    LOW(n) = low;
    return 0;
}

/* MEM(EA, 16) as one number. */
static unsigned load16(PpcCpu *cpu, unsigned n, uint64_t ea)
{
    uint64_t first = bus_ld64(cpu, ea), second = bus_ld64(cpu, ea + 8);
    return cpu->little ? put(cpu, n, second, first) : put(cpu, n, first, second);
}

/* In one access of the host, so that a fault leaves nothing behind; told of as two. */
static unsigned store_quad(PpcCpu *cpu, uint64_t ea, uint64_t first, uint64_t second)
{
    typedef uint64_t Quad __attribute__((vector_size(16), aligned(1), may_alias));
    if (!cpu->little) {
        *(volatile Quad *)bus_ptr(cpu, ea) = (Quad){__builtin_bswap64(first), __builtin_bswap64(second)};
    } else {
        *(volatile Quad *)bus_ptr(cpu, ea) = (Quad){first, second};
    }
    if (UNLIKELY(bus_watch)) {
        bus_watch(cpu, ea, 8, true, first);
        bus_watch(cpu, ea + 8, 8, true, second);
    }
    return 0;
}

static unsigned store16(PpcCpu *cpu, unsigned n, uint64_t ea)
{
    return cpu->little ? store_quad(cpu, ea, LOW(n), HIGH(n)) : store_quad(cpu, ea, HIGH(n), LOW(n));
}

#define LOAD(id, ea_of, n, high, low)                                                                                  \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_of(cpu, w), v;                                                                                \
        v = (high);                                                                                                    \
        return put(cpu, n, v, low);                                                                                    \
    }
static inline uint64_t ea_ds(const PpcCpu *cpu, uint32_t w)
{
    return wrap(cpu, ra_or_0(cpu, w) + (uint64_t)(int64_t)f_ds(w));
}

static inline uint64_t ea_dq(const PpcCpu *cpu, uint32_t w)
{
    return wrap(cpu, ra_or_0(cpu, w) + (uint64_t)(int64_t)f_dq(w));
}

#define WORD_TWICE(v) ((uint64_t)(v) << 32 | (v))
LOAD(LXSDX, ea_x, f_xt(w), bus_ld64(cpu, ea), 0)
LOAD(LXSIWAX, ea_x, f_xt(w), (uint64_t)(int64_t)(int32_t)bus_ld32(cpu, ea), 0)
LOAD(LXSIWZX, ea_x, f_xt(w), bus_ld32(cpu, ea), 0)
LOAD(LXSIHZX, ea_x, f_xt(w), bus_ld16(cpu, ea), 0)
LOAD(LXSIBZX, ea_x, f_xt(w), bus_ld8(cpu, ea), 0)
LOAD(LXSSPX, ea_x, f_xt(w), ppc_single_to_double(bus_ld32(cpu, ea)), 0)
LOAD(LXSD, ea_ds, 32 + f_vrt(w), bus_ld64(cpu, ea), 0)
LOAD(LXSSP, ea_ds, 32 + f_vrt(w), ppc_single_to_double(bus_ld32(cpu, ea)), 0)
LOAD(PLXSD, ea_p, 32 + f_vrt(w), bus_ld64(cpu, ea), 0)
LOAD(PLXSSP, ea_p, 32 + f_vrt(w), ppc_single_to_double(bus_ld32(cpu, ea)), 0)
LOAD(LXVDSX, ea_x, f_xt(w), bus_ld64(cpu, ea), v)
LOAD(LXVWSX, ea_x, f_xt(w), WORD_TWICE(bus_ld32(cpu, ea)), v)
LOAD(LXVRDX, ea_x, f_xt(w), 0 * ea, bus_ld64(cpu, ea))
LOAD(LXVRWX, ea_x, f_xt(w), 0 * ea, bus_ld32(cpu, ea))
LOAD(LXVRHX, ea_x, f_xt(w), 0 * ea, bus_ld16(cpu, ea))
LOAD(LXVRBX, ea_x, f_xt(w), 0 * ea, bus_ld8(cpu, ea))

/* Elements of a size, each in the guest's byte order, element 0 first: in big-endian storage that is the register. */
#define ELEMENTS(id, field, count, bits)                                                                               \
    INTERP(L##id)                                                                                                      \
    {                                                                                                                  \
        uint64_t ea = ea_x(cpu, w);                                                                                    \
        PpcVsr v;                                                                                                      \
        if (!cpu->little)                                                                                              \
            return load16(cpu, f_xt(w), ea);                                                                           \
        for (unsigned i = 0; i < (count); i++)                                                                         \
            v.field[(count)-1 - i] = bus_ld##bits(cpu, ea + i * ((bits) / 8));                                         \
        XT = v;                                                                                                        \
        return 0;                                                                                                      \
    }                                                                                                                  \
    INTERP(ST##id)                                                                                                     \
    {                                                                                                                  \
        PpcVsr v = XT, m;                                                                                              \
        if (!cpu->little)                                                                                              \
            return store16(cpu, f_xt(w), ea_x(cpu, w));                                                                \
        for (unsigned i = 0; i < (count); i++)                                                                         \
            m.field[i] = v.field[(count)-1 - i];                                                                       \
        return store_quad(cpu, ea_x(cpu, w), m.d[0], m.d[1]);                                                          \
    }
ELEMENTS(XVD2X, d, 2, 64)
ELEMENTS(XVW4X, w, 4, 32)
ELEMENTS(XVH8X, h, 8, 16)
ELEMENTS(XVB16X, b, 16, 8)

INTERP(LXVX)
{
    return load16(cpu, f_xt(w), ea_x(cpu, w));
}

INTERP(STXVX)
{
    return store16(cpu, f_xt(w), ea_x(cpu, w));
}

INTERP(LXV)
{
    return load16(cpu, f_xtq(w), ea_dq(cpu, w));
}

INTERP(STXV)
{
    return store16(cpu, f_xtq(w), ea_dq(cpu, w));
}

INTERP(PLXV)
{
    return load16(cpu, f_xt5(w), ea_p(cpu, w));
}

INTERP(PSTXV)
{
    return store16(cpu, f_xt5(w), ea_p(cpu, w));
}

/* Two registers; the first one has the lower addresses in both byte orders of storage as big-endian code sees it. */
static unsigned load32(PpcCpu *cpu, unsigned n, uint64_t ea)
{
    uint64_t v[4];
    for (unsigned i = 0; i < 4; i++)
        v[i] = bus_ld64(cpu, ea + 8 * i);
    if (cpu->little)
        return put(cpu, n, v[3], v[2]), put(cpu, n + 1, v[1], v[0]);
    return put(cpu, n, v[0], v[1]), put(cpu, n + 1, v[2], v[3]);
}

static unsigned store32(PpcCpu *cpu, unsigned n, uint64_t ea)
{
    store16(cpu, n + cpu->little, ea);
    return store16(cpu, n + !cpu->little, ea + 16);
}

INTERP(LXVP)
{
    return load32(cpu, f_xtp(w), ea_dq(cpu, w));
}

INTERP(STXVP)
{
    return store32(cpu, f_xtp(w), ea_dq(cpu, w));
}

INTERP(PLXVP)
{
    return load32(cpu, f_xtp(w), ea_p(cpu, w));
}

INTERP(PSTXVP)
{
    return store32(cpu, f_xtp(w), ea_p(cpu, w));
}

INTERP(LXVPX)
{
    return load32(cpu, f_xtp(w), ea_x(cpu, w));
}

INTERP(STXVPX)
{
    return store32(cpu, f_xtp(w), ea_x(cpu, w));
}

/*
 * lxvl and its kin: as many bytes as the highest byte of the doubleword RB says, 16 at most; EA = (RA|0). A 32-bit
 * program cannot set that byte: nothing is accessed.
 */
static unsigned bytes_wanted(const PpcCpu *cpu, uint32_t w)
{
    uint64_t n = cpu->gpr[f_rb(w)] >> 56;
    return n < 16 ? (unsigned)n : 16;
}

/* Byte i of storage is byte i of the register; in little-endian storage of lxvl and stxvl, byte 15 - i. */
static unsigned load_bytes(PpcCpu *cpu, uint32_t w, bool left)
{
    PpcVsr v = {.d = {0, 0}};
    unsigned n = bytes_wanted(cpu, w);
    for (unsigned i = 0; i < n; i++)
        v.b[cpu->little && !left ? i : 15 - i] = bus_ld8(cpu, ra_or_0(cpu, w) + i);
    XT = v;
    return 0;
}

static unsigned store_bytes(PpcCpu *cpu, uint32_t w, bool left)
{
    unsigned n = bytes_wanted(cpu, w);
    for (unsigned i = 0; i < n; i++)
        bus_st8(cpu, ra_or_0(cpu, w) + i, XT.b[cpu->little && !left ? i : 15 - i]);
    return 0;
}

INTERP(LXVL)
{
    return load_bytes(cpu, w, false);
}

INTERP(LXVLL)
{
    return load_bytes(cpu, w, true);
}

INTERP(STXVL)
{
    return store_bytes(cpu, w, false);
}

INTERP(STXVLL)
{
    return store_bytes(cpu, w, true);
}

#define STORE(id, ea_of, n, bits, value)                                                                               \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        unsigned s = (n);                                                                                              \
        bus_st##bits(cpu, ea_of(cpu, w), (uint##bits##_t)(value));                                                     \
        return 0;                                                                                                      \
    }
STORE(STXSDX, ea_x, f_xt(w), 64, HIGH(s))
STORE(STXSIWX, ea_x, f_xt(w), 32, HIGH(s))
STORE(STXSIHX, ea_x, f_xt(w), 16, HIGH(s))
STORE(STXSIBX, ea_x, f_xt(w), 8, HIGH(s))
STORE(STXSSPX, ea_x, f_xt(w), 32, ppc_double_to_single(HIGH(s)))
STORE(STXSD, ea_ds, 32 + f_vrs(w), 64, HIGH(s))
STORE(STXSSP, ea_ds, 32 + f_vrs(w), 32, ppc_double_to_single(HIGH(s)))
STORE(PSTXSD, ea_p, 32 + f_vrs(w), 64, HIGH(s))
STORE(PSTXSSP, ea_p, 32 + f_vrs(w), 32, ppc_double_to_single(HIGH(s)))
STORE(STXVRDX, ea_x, f_xt(w), 64, LOW(s))
STORE(STXVRWX, ea_x, f_xt(w), 32, LOW(s))
STORE(STXVRHX, ea_x, f_xt(w), 16, LOW(s))
STORE(STXVRBX, ea_x, f_xt(w), 8, LOW(s))

/* -- moves to and from general registers --------------------------------------------------------------------------- */

#define MOVE_TO(id, high, low)                                                                                         \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t a = cpu->gpr[f_ra(w)];                                                                                \
        (void)a;                                                                                                       \
        return put(cpu, f_xt(w), high, low);                                                                           \
    }
MOVE_TO(MTVSRD, a, 0)
MOVE_TO(MTVSRWA, (uint64_t)(int64_t)(int32_t)a, 0)
MOVE_TO(MTVSRWZ, (uint32_t)a, 0)
MOVE_TO(MTVSRWS, WORD_TWICE((uint32_t)a), WORD_TWICE((uint32_t)a))
MOVE_TO(MTVSRDD, ra_or_0(cpu, w), cpu->gpr[f_rb(w)])

#define MOVE_FROM(id, value)                                                                                           \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        set_gpr(cpu, f_ra(w), value);                                                                                  \
        return 0;                                                                                                      \
    }
MOVE_FROM(MFVSRD, XT.d[1])
MOVE_FROM(MFVSRLD, XT.d[0])
MOVE_FROM(MFVSRWZ, (uint32_t)XT.d[1])

/* -- logical, permute: those of vec.h with vector-scalar registers ------------------------------------------------ */

static unsigned vector(PpcCpu *cpu, uint32_t w, PpcVecOp op, const PpcVsr *c, unsigned imm)
{
    PpcVsr r;
    ppc_vec[op].fn(&r, &XA, &XB, c, imm, NULL);
    XT = r;
    return 0;
}
#define VECTOR(id, op, c, imm)                                                                                         \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        return vector(cpu, w, VECOP_##op, c, imm);                                                                     \
    }
VECTOR(XXLAND, VAND, NULL, 0)
VECTOR(XXLANDC, VANDC, NULL, 0)
VECTOR(XXLOR, VOR, NULL, 0)
VECTOR(XXLXOR, VXOR, NULL, 0)
VECTOR(XXLNOR, VNOR, NULL, 0)
VECTOR(XXLORC, VORC, NULL, 0)
VECTOR(XXLNAND, VNAND, NULL, 0)
VECTOR(XXLEQV, VEQV, NULL, 0)
VECTOR(XXMRGHW, VMRGHW, NULL, 0)
VECTOR(XXMRGLW, VMRGLW, NULL, 0)
VECTOR(XXSEL, VSEL, &VSR(f_xc(w)), 0)
VECTOR(XXSLDWI, VSLDOI, NULL, 4 * f_dm(w))
VECTOR(XXSPLTW, VSPLTW, NULL, f_uim2(w))

/* The control is XB, the source XA || XT. */
static unsigned permute(PpcCpu *cpu, uint32_t w, PpcVecOp op)
{
    PpcVsr r, control = XB;
    ppc_vec[op].fn(&r, &XA, &XT, &control, 0, NULL);
    XT = r;
    return 0;
}

INTERP(XXPERM)
{
    return permute(cpu, w, VECOP_VPERM);
}

INTERP(XXPERMR)
{
    return permute(cpu, w, VECOP_VPERMR);
}

INTERP(XXPERMDI)
{
    return put(cpu, f_xt(w), XA.d[f_dm(w) & 2 ? 0 : 1], XB.d[f_dm(w) & 1 ? 0 : 1]);
}

INTERP(XXSPLTIB)
{
    uint64_t v = f_imm8(w) * 0x0101010101010101ull;
    return put(cpu, f_xt(w), v, v);
}

/* Word at byte UIM of XB into word 1; word 1 of XB to byte UIM of XT. Bytes past the end: as vextractuw, vinsertw. */
INTERP(XXEXTRACTUW)
{
    PpcVsr r;
    vec_VEXTRACTUW(&r, NULL, &XB, NULL, f_uim4(w), NULL);
    XT = r;
    return 0;
}

INTERP(XXINSERTW)
{
    PpcVsr r;
    vec_VINSERTW(&r, NULL, &XB, &XT, f_uim4(w), NULL);
    XT = r;
    return 0;
}

#define BYTE_REVERSE(id, field, n, swap)                                                                               \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        PpcVsr v = XB;                                                                                                 \
        for (unsigned i = 0; i < (n); i++)                                                                             \
            v.field[i] = swap(v.field[i]);                                                                             \
        XT = v;                                                                                                        \
        return 0;                                                                                                      \
    }
BYTE_REVERSE(XXBRH, h, 8, __builtin_bswap16)
BYTE_REVERSE(XXBRW, w, 4, __builtin_bswap32)
BYTE_REVERSE(XXBRD, d, 2, __builtin_bswap64)

INTERP(XXBRQ)
{
    return put(cpu, f_xt(w), __builtin_bswap64(XB.d[0]), __builtin_bswap64(XB.d[1]));
}

/* CR field BF <- all lowest bits of the bytes 1 || 0 || all 0 || 0 (3.1) */
INTERP(XVTLSBB)
{
    uint64_t ones = 0x0101010101010101ull, all = XB.d[0] & XB.d[1] & ones, any = (XB.d[0] | XB.d[1]) & ones;
    ppc_set_crf(cpu, f_bf(w), (all == ones ? CRF_LT : 0) | (any == 0 ? CRF_EQ : 0));
    return 0;
}

/* -- signs --------------------------------------------------------------------------------------------------------- */

#define SIGN_D 0x8000000000000000ull
#define SIGN_W 0x8000000080000000ull
#define SIGNS(id, sign, expr_high, expr_low)                                                                           \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        const uint64_t s = (sign), a1 = XA.d[1], a0 = XA.d[0], b1 = XB.d[1], b0 = XB.d[0];                             \
        (void)s, (void)a1, (void)a0, (void)b1, (void)b0;                                                               \
        return put(cpu, f_xt(w), expr_high, expr_low);                                                                 \
    }
SIGNS(XSABSDP, SIGN_D, b1 & ~s, 0)
SIGNS(XSNABSDP, SIGN_D, b1 | s, 0)
SIGNS(XSNEGDP, SIGN_D, b1 ^ s, 0)
SIGNS(XSCPSGNDP, SIGN_D, (a1 & s) | (b1 & ~s), 0)
SIGNS(XVABSDP, SIGN_D, b1 & ~s, b0 & ~s)
SIGNS(XVNABSDP, SIGN_D, b1 | s, b0 | s)
SIGNS(XVNEGDP, SIGN_D, b1 ^ s, b0 ^ s)
SIGNS(XVCPSGNDP, SIGN_D, (a1 & s) | (b1 & ~s), (a0 & s) | (b0 & ~s))
SIGNS(XVABSSP, SIGN_W, b1 & ~s, b0 & ~s)
SIGNS(XVNABSSP, SIGN_W, b1 | s, b0 | s)
SIGNS(XVNEGSP, SIGN_W, b1 ^ s, b0 ^ s)
SIGNS(XVCPSGNSP, SIGN_W, (a1 & s) | (b1 & ~s), (a0 & s) | (b0 & ~s))

/* -- exponents and significands (3.0) --------------------------------------------------------------------------------
 */

#define EXP_D       0x7ff0000000000000ull
#define FRAC_D      0x000fffffffffffffull
#define EXPONENT(v) ((v) >> 52 & 0x7ff)
/* The fraction with the implicit bit of a normal number. */
static uint64_t significand_dp(uint64_t v)
{
    return (v & FRAC_D) | (EXPONENT(v) && EXPONENT(v) != 0x7ff ? 1ull << 52 : 0);
}

static uint32_t significand_sp(uint32_t v)
{
    uint32_t e = v >> 23 & 0xff;
    return (v & 0x7fffff) | (e && e != 0xff ? 1u << 23 : 0);
}

INTERP(XSXEXPDP)
{
    set_gpr(cpu, f_rt(w), EXPONENT(XB.d[1]));
    return 0;
}

INTERP(XSXSIGDP)
{
    set_gpr(cpu, f_rt(w), significand_dp(XB.d[1]));
    return 0;
}

SIGNS(XVXEXPDP, 0, EXPONENT(b1), EXPONENT(b0))
SIGNS(XVXSIGDP, 0, significand_dp(b1), significand_dp(b0))
SIGNS(XVXEXPSP, 0x000000ff000000ffull, b1 >> 23 & s, b0 >> 23 & s)
SIGNS(XVXSIGSP, 0, (uint64_t)significand_sp((uint32_t)(b1 >> 32)) << 32 | significand_sp((uint32_t)b1),
      (uint64_t)significand_sp((uint32_t)(b0 >> 32)) << 32 | significand_sp((uint32_t)b0))
SIGNS(XVIEXPDP, EXP_D, (a1 & ~s) | (b1 << 52 & s), (a0 & ~s) | (b0 << 52 & s))
SIGNS(XVIEXPSP, 0x7f8000007f800000ull, (a1 & ~s) | (b1 << 23 & s), (a0 & ~s) | (b0 << 23 & s))
SIGNS(XSIEXPDP, EXP_D, (cpu->gpr[f_ra(w)] & ~s) | (cpu->gpr[f_rb(w)] << 52 & s), 0)
