/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector-scalar instructions. Of registers 0..31 only doubleword 0 is a state
 * slot (the FPR); the other half lies in the state block and is read and written
 * there (ELD, EST). Registers 32..63 are the vector slots.
 *
 * So: loads, stores, moves and logical operations work on halves; scalar
 * arithmetic whose registers are all FPRs is that of the floating-point group;
 * vector arithmetic is t_vsxvec.c's; permutations are those of vector
 * instructions; all else is a helper that executes the instruction.
 *
 * Memory is big-endian here; little-endian guests leave it to the interpreter.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/t_fp.h"
#include "ppc/trans/t_vec.h"
#include "ppc/trans/t_vsx.h"

/* -- halves ----------------------------------------------------------------------------------------------------------
 */

static int32_t low_offset(unsigned n)
{
    return CPU_ENV_OFFSET(vsr[0].d[0]) + (int32_t)(n * sizeof(PpcVsr));
}

/* Doubleword 0 (high) or 1 of a register as i64. */
static IrRef half(Trans *t, unsigned n, bool high)
{
    if (n >= 32)
        return t_fbits(t, ir_emit(&t->b, UOP_VHALF, IR_F64, high, 0, t_vr(t, n - 32), 0, 0));
    if (high)
        return t_fbits(t, t_fpr(t, n));
    return ir_eld(&t->b, IR_I64, IR_M_64, low_offset(n));
}

void t_vsx_put_low(Trans *t, unsigned n, IrRef low)
{
    ir_est(&t->b, IR_M_64, low_offset(n), low);
}

void t_vsx_put(Trans *t, unsigned n, IrRef high, IrRef low)
{
    if (n >= 32) {
        t_put_vr(t, n - 32, ir_emit(&t->b, UOP_VPAIR, IR_V128, 0, 0, t_bitsf(t, high), t_bitsf(t, low), 0));
        return;
    }
    t_put_fpr(t, n, t_bitsf(t, high));
    t_vsx_put_low(t, n, low);
}

IrRef t_vsx_get(Trans *t, unsigned n)
{
    if (n >= 32)
        return t_vr(t, n - 32);
    IrRef low = ir_eld(&t->b, IR_F64, IR_M_64, low_offset(n));
    return ir_emit(&t->b, UOP_VPAIR, IR_V128, 0, 0, t_fpr(t, n), low, 0);
}

void t_vsx_put_v(Trans *t, unsigned n, IrRef v)
{
    if (n >= 32) {
        t_put_vr(t, n - 32, v);
        return;
    }
    t_put_fpr(t, n, ir_emit(&t->b, UOP_VHALF, IR_F64, 1, 0, v, 0, 0));
    t_vsx_put_low(t, n, ir_emit(&t->b, UOP_VHALF, IR_F64, 0, 0, v, 0, 0));
}

/* -- rows that a helper executes -------------------------------------------------------------------------------------
 */

void t_vsx_helper(Trans *t, uint32_t word)
{
    if (t->fpexact) { /* it may end in an interrupt */
        t_interp(t);
        return;
    }
    t_fpmode(t, T_FPMODE_SCALAR);
    IrRef cr = t_call(t, HLP_vsx, 1, t_i32(t, word));
    t->fpr_single = 0;
    int field = ppc_crf_written(t->op, word);
    if (field >= 0)
        crf_put_nibble(t, (unsigned)field, cr);
}

/* -- memory ----------------------------------------------------------------------------------------------------------
 */

static TransEa ea_ds(Trans *t, uint32_t word)
{
    return t_ea_d(t, word, f_ds(word));
}

static TransEa ea_dq(Trans *t, uint32_t word)
{
    return t_ea_d(t, word, f_dq(word));
}

/* An i64 of 1 << log2 bytes at ea + offset. */
static IrRef load(Trans *t, TransEa ea, int64_t offset, unsigned log2, bool sign)
{
    if (log2 == IR_M_64)
        return ir_ld(&t->b, IR_I64, t_mem(t, IR_M_64, 0), ea.base, ea.disp + offset);
    IrRef v = ir_ld(&t->b, IR_I32, t_mem(t, log2, 0), ea.base, ea.disp + offset);
    return sign ? ir_sext32(&t->b, v) : ir_zext32(&t->b, v);
}

static void store(Trans *t, TransEa ea, int64_t offset, unsigned log2, IrRef v)
{
    if (log2 != IR_M_64)
        v = ir_trunc(&t->b, v);
    ir_st(&t->b, t_mem(t, log2, 0), ea.base, ea.disp + offset, v);
}

static void load16(Trans *t, TransEa ea, unsigned n)
{
    if (n >= 32) {
        t_put_vr(t, n - 32, ir_ld(&t->b, IR_V128, t_mem(t, IR_M_128, 0), ea.base, ea.disp));
        return;
    }
    IrRef high = load(t, ea, 0, IR_M_64, false), low = load(t, ea, 8, IR_M_64, false);
    t_vsx_put(t, n, high, low);
}

static void store16(Trans *t, TransEa ea, unsigned n)
{
    ir_st(&t->b, t_mem(t, IR_M_128, 0), ea.base, ea.disp, t_vsx_get(t, n));
}

#define MEMORY(id, statement)                                                                                          \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        if (t->little)                                                                                                 \
            t_interp(t);                                                                                               \
        else                                                                                                           \
            statement;                                                                                                 \
    }
MEMORY(LXVD2X, load16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(LXVW4X, load16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(LXVH8X, load16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(LXVB16X, load16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(LXVX, load16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(LXV, load16(t, ea_dq(t, word), f_xtq(word)))
MEMORY(STXVD2X, store16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(STXVW4X, store16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(STXVH8X, store16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(STXVB16X, store16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(STXVX, store16(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(STXV, store16(t, ea_dq(t, word), f_xtq(word)))

MEMORY(PLXV, load16(t, t_ea_p(t), f_xt5(word)))
MEMORY(PSTXV, store16(t, t_ea_p(t), f_xt5(word)))

/* Both accesses before either register changes. */
static void load32(Trans *t, TransEa ea, unsigned n)
{
    IrRef v[4];
    for (unsigned i = 0; i < 4; i++)
        v[i] = load(t, ea, 8 * i, IR_M_64, false);
    t_vsx_put(t, n, v[0], v[1]);
    t_vsx_put(t, n + 1, v[2], v[3]);
}

static void store32(Trans *t, TransEa ea, unsigned n)
{
    store16(t, ea, n);
    ea.disp += 16;
    store16(t, ea, n + 1);
}
MEMORY(LXVP, load32(t, ea_dq(t, word), f_xtp(word)))
MEMORY(PLXVP, load32(t, t_ea_p(t), f_xtp(word)))
MEMORY(PSTXVP, store32(t, t_ea_p(t), f_xtp(word)))
MEMORY(LXVPX, load32(t, t_ea_xd(t, word), f_xtp(word)))
MEMORY(STXVP, store32(t, ea_dq(t, word), f_xtp(word)))
MEMORY(STXVPX, store32(t, t_ea_xd(t, word), f_xtp(word)))

/* Into doubleword 0, the other one becoming zero; into both; into doubleword 1. */
static void load_scalar(Trans *t, TransEa ea, unsigned n, unsigned log2, bool sign)
{
    t_vsx_put(t, n, load(t, ea, 0, log2, sign), t_i64(t, 0));
}

static void load_right(Trans *t, TransEa ea, unsigned n, unsigned log2)
{
    t_vsx_put(t, n, t_i64(t, 0), load(t, ea, 0, log2, false));
}

static void load_splat(Trans *t, TransEa ea, unsigned n, unsigned log2)
{
    IrRef v = load(t, ea, 0, log2, false);
    if (log2 == IR_M_32)
        v = ir_or(&t->b, v, ir_shl(&t->b, v, t_i32(t, 32)));
    t_vsx_put(t, n, v, v);
}

/* A single: the conversion is exact but for NaNs, so the bits go through the helper of lfs. */
static void load_single(Trans *t, TransEa ea, unsigned n)
{
    IrRef v = ir_ld(&t->b, IR_I32, t_mem(t, IR_M_32, 0), ea.base, ea.disp);
    t_vsx_put(t, n, t_fbits(t, t_call(t, HLP_lfs, 1, v)), t_i64(t, 0));
}

static void store_single(Trans *t, TransEa ea, unsigned n)
{
    IrRef v = t_call(t, HLP_stfs, 1, t_bitsf(t, half(t, n, true)));
    ir_st(&t->b, t_mem(t, IR_M_32, 0), ea.base, ea.disp, v);
}
MEMORY(LXSDX, load_scalar(t, t_ea_xd(t, word), f_xt(word), IR_M_64, false))
MEMORY(LXSIWAX, load_scalar(t, t_ea_xd(t, word), f_xt(word), IR_M_32, true))
MEMORY(LXSIWZX, load_scalar(t, t_ea_xd(t, word), f_xt(word), IR_M_32, false))
MEMORY(LXSIHZX, load_scalar(t, t_ea_xd(t, word), f_xt(word), IR_M_16, false))
MEMORY(LXSIBZX, load_scalar(t, t_ea_xd(t, word), f_xt(word), IR_M_8, false))
MEMORY(LXSD, load_scalar(t, ea_ds(t, word), 32 + f_vrt(word), IR_M_64, false))
MEMORY(LXSSPX, load_single(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(LXSSP, load_single(t, ea_ds(t, word), 32 + f_vrt(word)))
MEMORY(PLXSD, load_scalar(t, t_ea_p(t), 32 + f_vrt(word), IR_M_64, false))
MEMORY(PLXSSP, load_single(t, t_ea_p(t), 32 + f_vrt(word)))
MEMORY(LXVDSX, load_splat(t, t_ea_xd(t, word), f_xt(word), IR_M_64))
MEMORY(LXVWSX, load_splat(t, t_ea_xd(t, word), f_xt(word), IR_M_32))
MEMORY(LXVRDX, load_right(t, t_ea_xd(t, word), f_xt(word), IR_M_64))
MEMORY(LXVRWX, load_right(t, t_ea_xd(t, word), f_xt(word), IR_M_32))
MEMORY(LXVRHX, load_right(t, t_ea_xd(t, word), f_xt(word), IR_M_16))
MEMORY(LXVRBX, load_right(t, t_ea_xd(t, word), f_xt(word), IR_M_8))
MEMORY(STXSDX, store(t, t_ea_xd(t, word), 0, IR_M_64, half(t, f_xt(word), true)))
MEMORY(STXSIWX, store(t, t_ea_xd(t, word), 0, IR_M_32, half(t, f_xt(word), true)))
MEMORY(STXSIHX, store(t, t_ea_xd(t, word), 0, IR_M_16, half(t, f_xt(word), true)))
MEMORY(STXSIBX, store(t, t_ea_xd(t, word), 0, IR_M_8, half(t, f_xt(word), true)))
MEMORY(STXSD, store(t, ea_ds(t, word), 0, IR_M_64, half(t, 32 + f_vrs(word), true)))
MEMORY(STXSSPX, store_single(t, t_ea_xd(t, word), f_xt(word)))
MEMORY(STXSSP, store_single(t, ea_ds(t, word), 32 + f_vrs(word)))
MEMORY(PSTXSD, store(t, t_ea_p(t), 0, IR_M_64, half(t, 32 + f_vrs(word), true)))
MEMORY(PSTXSSP, store_single(t, t_ea_p(t), 32 + f_vrs(word)))
MEMORY(STXVRDX, store(t, t_ea_xd(t, word), 0, IR_M_64, half(t, f_xt(word), false)))
MEMORY(STXVRWX, store(t, t_ea_xd(t, word), 0, IR_M_32, half(t, f_xt(word), false)))
MEMORY(STXVRHX, store(t, t_ea_xd(t, word), 0, IR_M_16, half(t, f_xt(word), false)))
MEMORY(STXVRBX, store(t, t_ea_xd(t, word), 0, IR_M_8, half(t, f_xt(word), false)))

/* No 32-bit program can ask for a byte. */
static void load_bytes(Trans *t, uint32_t word)
{
    if (t->guest64)
        t_interp(t);
    else
        t_vsx_put(t, f_xt(word), t_i64(t, 0), t_i64(t, 0));
}

static void store_bytes(Trans *t)
{
    if (t->guest64)
        t_interp(t);
}
MEMORY(LXVL, load_bytes(t, word))
MEMORY(LXVLL, load_bytes(t, word))

void trans_STXVL(Trans *t, uint32_t word)
{
    (void)word;
    store_bytes(t);
}

void trans_STXVLL(Trans *t, uint32_t word)
{
    (void)word;
    store_bytes(t);
}

/* -- moves -----------------------------------------------------------------------------------------------------------
 */

/* A general register as a doubleword: its upper half is 0 in 32-bit mode. */
static IrRef gpr64(Trans *t, IrRef v)
{
    return t->guest64 ? v : ir_zext32(&t->b, v);
}

static void put_gpr64(Trans *t, unsigned n, IrRef v)
{
    t_put_gpr(t, n, t->guest64 ? v : ir_trunc(&t->b, v));
}

void trans_MTVSRD(Trans *t, uint32_t word)
{
    t_vsx_put(t, f_xt(word), gpr64(t, t_gpr(t, f_ra(word))), t_i64(t, 0));
}

void trans_MTVSRWA(Trans *t, uint32_t word)
{
    t_vsx_put(t, f_xt(word), ir_sext32(&t->b, t_gpr32(t, f_ra(word))), t_i64(t, 0));
}

void trans_MTVSRWZ(Trans *t, uint32_t word)
{
    t_vsx_put(t, f_xt(word), ir_zext32(&t->b, t_gpr32(t, f_ra(word))), t_i64(t, 0));
}

void trans_MTVSRWS(Trans *t, uint32_t word)
{
    IrRef v = ir_zext32(&t->b, t_gpr32(t, f_ra(word)));
    v = ir_or(&t->b, v, ir_shl(&t->b, v, t_i32(t, 32)));
    t_vsx_put(t, f_xt(word), v, v);
}

void trans_MTVSRDD(Trans *t, uint32_t word)
{
    IrRef high = gpr64(t, t_gpr_or_0(t, f_ra(word)));
    t_vsx_put(t, f_xt(word), high, gpr64(t, t_gpr(t, f_rb(word))));
}

void trans_MFVSRD(Trans *t, uint32_t word)
{
    put_gpr64(t, f_ra(word), half(t, f_xt(word), true));
}

void trans_MFVSRLD(Trans *t, uint32_t word)
{
    put_gpr64(t, f_ra(word), half(t, f_xt(word), false));
}

void trans_MFVSRWZ(Trans *t, uint32_t word)
{
    t_put_gpr_z(t, f_ra(word), ir_trunc(&t->b, half(t, f_xt(word), true)));
}

void trans_XXPERMDI(Trans *t, uint32_t word)
{
    IrRef high = half(t, f_xa(word), !(f_dm(word) & 2));
    t_vsx_put(t, f_xt(word), high, half(t, f_xb(word), !(f_dm(word) & 1)));
}

void trans_XXSPLTIB(Trans *t, uint32_t word)
{
    IrRef v = t_i64(t, f_imm8(word) * 0x0101010101010101ull);
    if (f_xt(word) >= 32)
        t_put_vr(t, f_xt(word) - 32, t_vsplat_const(t, 0, f_imm8(word)));
    else
        t_vsx_put(t, f_xt(word), v, v);
}

/* -- logical, signs: half by half
 * -------------------------------------------------------------------------------------- */

typedef IrRef HalfFn(Trans *t, IrRef a, IrRef b, uint64_t mask);

static void by_halves(Trans *t, uint32_t word, HalfFn *fn, bool unary, bool both, uint64_t mask)
{
    IrRef none = IR_NONE, r[2] = {t_i64(t, 0), IR_NONE};
    for (int high = both ? 0 : 1; high < 2; high++)
        r[high] = fn(t, unary ? none : half(t, f_xa(word), high), half(t, f_xb(word), high), mask);
    t_vsx_put(t, f_xt(word), r[1], r[0]);
}

#define HALF_FN(name, expr)                                                                                            \
    static IrRef name(Trans *t, IrRef a, IrRef b, uint64_t mask)                                                       \
    {                                                                                                                  \
        IrBuild *u = &t->b;                                                                                            \
        (void)a, (void)b, (void)mask;                                                                                  \
        return expr;                                                                                                   \
    }
#define INVERT(v) ir_un(u, UOP_NOT, v)
HALF_FN(half_and, ir_and(u, a, b))
HALF_FN(half_andc, ir_bin(u, UOP_ANDC, a, b))
HALF_FN(half_or, ir_or(u, a, b))
HALF_FN(half_xor, ir_xor(u, a, b))
HALF_FN(half_nor, INVERT(ir_or(u, a, b)))
HALF_FN(half_orc, ir_or(u, a, INVERT(b)))
HALF_FN(half_nand, INVERT(ir_and(u, a, b)))
HALF_FN(half_eqv, INVERT(ir_xor(u, a, b)))
HALF_FN(half_abs, ir_and(u, b, t_i64(t, ~mask)))
HALF_FN(half_nabs, ir_or(u, b, t_i64(t, mask)))
HALF_FN(half_neg, ir_xor(u, b, t_i64(t, mask)))
HALF_FN(half_cpsgn, ir_or(u, ir_and(u, a, t_i64(t, mask)), ir_and(u, b, t_i64(t, ~mask))))

static bool all_vector(uint32_t word, bool unary)
{
    return f_xt(word) >= 32 && f_xb(word) >= 32 && (unary || f_xa(word) >= 32);
}

/* The word of a vector instruction with the low five bits of the registers. */
static uint32_t vector_word(PpcOp op, uint32_t word)
{
    return ppc_row(op)->match | (word & 0x03fff800u);
}

#define LOGICAL(id, vmx, fn)                                                                                           \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        if (all_vector(word, false))                                                                                   \
            trans_##vmx(t, vector_word(PPC_##vmx, word));                                                              \
        else                                                                                                           \
            by_halves(t, word, fn, false, true, 0);                                                                    \
    }
LOGICAL(XXLAND, VAND, half_and)
LOGICAL(XXLANDC, VANDC, half_andc)
LOGICAL(XXLOR, VOR, half_or)
LOGICAL(XXLXOR, VXOR, half_xor)
LOGICAL(XXLNOR, VNOR, half_nor)
LOGICAL(XXLORC, VORC, half_orc)
LOGICAL(XXLNAND, VNAND, half_nand)
LOGICAL(XXLEQV, VEQV, half_eqv)

#define SIGN_D 0x8000000000000000ull
#define SIGN_W 0x8000000080000000ull
#define SIGNS(id, fn, unary, both, mask)                                                                               \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        by_halves(t, word, fn, unary, both, mask);                                                                     \
    }
SIGNS(XSABSDP, half_abs, true, false, SIGN_D)
SIGNS(XSNABSDP, half_nabs, true, false, SIGN_D)
SIGNS(XSNEGDP, half_neg, true, false, SIGN_D)
SIGNS(XSCPSGNDP, half_cpsgn, false, false, SIGN_D)
SIGNS(XVABSDP, half_abs, true, true, SIGN_D)
SIGNS(XVNABSDP, half_nabs, true, true, SIGN_D)
SIGNS(XVNEGDP, half_neg, true, true, SIGN_D)
SIGNS(XVCPSGNDP, half_cpsgn, false, true, SIGN_D)
SIGNS(XVABSSP, half_abs, true, true, SIGN_W)
SIGNS(XVNABSSP, half_nabs, true, true, SIGN_W)
SIGNS(XVNEGSP, half_neg, true, true, SIGN_W)
SIGNS(XVCPSGNSP, half_cpsgn, false, true, SIGN_W)

/* Permutations with a vector instruction of the same meaning. */
static void permute(Trans *t, uint32_t word, PpcVecOp op, unsigned imm)
{
    VecArgs x = {.a = t_vsx_get(t, f_xa(word)), .b = t_vsx_get(t, f_xb(word)), .imm = imm, .word = word};
    IrRef r;
    if (!t_vec_integer(t, op, &x, &r))
        die("vector operation %d has no micro-ops", op);
    t_vsx_put_v(t, f_xt(word), r);
}

#define PERMUTATION(id, vmx, imm)                                                                                      \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        permute(t, word, VECOP_##vmx, imm);                                                                            \
    }
PERMUTATION(XXMRGHW, VMRGHW, 0)
PERMUTATION(XXMRGLW, VMRGLW, 0)
PERMUTATION(XXSLDWI, VSLDOI, 4 * f_dm(word))
PERMUTATION(XXSPLTW, VSPLTW, f_uim2(word))

/* XA and XT by the control XB. */
static void permute_by(Trans *t, uint32_t word, PpcVecOp op)
{
    VecArgs x = {.a = t_vsx_get(t, f_xa(word)), .b = t_vsx_get(t, f_xt(word)), .c = t_vsx_get(t, f_xb(word))};
    IrRef r;
    t_vec_integer(t, op, &x, &r);
    t_vsx_put_v(t, f_xt(word), r);
}

void trans_XXPERM(Trans *t, uint32_t word)
{
    permute_by(t, word, VECOP_VPERM);
}

void trans_XXPERMR(Trans *t, uint32_t word)
{
    permute_by(t, word, VECOP_VPERMR);
}

void trans_XXSEL(Trans *t, uint32_t word)
{
    IrRef a = t_vsx_get(t, f_xa(word)), b = t_vsx_get(t, f_xb(word));
    t_vsx_put_v(t, f_xt(word), t_vsel(t, a, b, t_vsx_get(t, f_xc(word))));
}

T_VSX_HELPER(XXEXTRACTUW)
T_VSX_HELPER(XXINSERTW)
T_VSX_HELPER(XXBRH)
T_VSX_HELPER(XXBRW)
T_VSX_HELPER(XXBRD)
T_VSX_HELPER(XXBRQ)
T_VSX_HELPER(XVTLSBB)
T_VSX_HELPER(XSXEXPDP)
T_VSX_HELPER(XSXSIGDP)
T_VSX_HELPER(XVXEXPDP)
T_VSX_HELPER(XVXSIGDP)
T_VSX_HELPER(XVXEXPSP)
T_VSX_HELPER(XVXSIGSP)
T_VSX_HELPER(XVIEXPDP)
T_VSX_HELPER(XVIEXPSP)
T_VSX_HELPER(XSIEXPDP)
