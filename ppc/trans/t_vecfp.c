/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec floating point as micro-ops: Power ISA 2.07 Book I 6.10. The host is in
 * its vector mode (round to nearest, denormals as VSCR[NJ] says); what it does
 * otherwise than the book is left to the helper, on a side path that goes on in
 * the next TB:
 *   - NaN results: which NaN;
 *   - multiply-add with a result of the smallest normal magnitude: whether it was
 *     tiny before rounding, which counts when denormals are flushed.
 */
#include "ppc/trans/t_vec.h"

#define MINUS_ZERO 0x80000000u

static IrRef bin(Trans *t, UopId op, IrRef a, IrRef b)
{
    return t_vbin(t, op, 0, a, b);
}

static IrRef compare(Trans *t, unsigned cond, IrRef a, IrRef b)
{
    return t_vbin(t, UOP_VFCMP, cond, a, b);
}

static IrRef splat(Trans *t, uint32_t v)
{
    return t_vsplat_const(t, 2, v);
}

/* Side path taken when a lane of mask is set (lanes are all ones or have their sign bit set). */
static void helper_if(Trans *t, PpcVecOp op, const VecArgs *x, IrRef mask)
{
    IrRef m = ir_emit(&t->b, UOP_VMASK, IR_I32, 0, 0, mask, 0, 0);
    uint32_t main_block = t_cold_begin(t, IR_NE, m, t_i32(t, 0));
    t_put_vr(t, f_vrt(x->word), t_vec_helper(t, op, x));
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
}

static IrRef nan_checked(Trans *t, PpcVecOp op, const VecArgs *x, IrRef r)
{
    helper_if(t, op, x, compare(t, IR_VF_UN, r, r));
    return r;
}

/* r is a rounded a * c + b */
static IrRef fused(Trans *t, PpcVecOp op, const VecArgs *x, IrRef r)
{
    IrRef magnitude = bin(t, UOP_VAND, r, splat(t, 0x7fffffff));
    helper_if(t, op, x, compare(t, IR_VF_UE, magnitude, splat(t, 0x00800000)));
    return r;
}

/* VFMAX and VFMIN give their second operand when the two are zeros; both ways round they differ only there. + -0 makes
 * zeros of denormals where they count as zero. */
static IrRef extreme(Trans *t, PpcVecOp op, const VecArgs *x, UopId which, UopId join)
{
    helper_if(t, op, x, compare(t, IR_VF_UN, x->a, x->b));
    IrRef r = bin(t, join, bin(t, which, x->a, x->b), bin(t, which, x->b, x->a));
    return bin(t, UOP_VFADD, r, splat(t, MINUS_ZERO));
}

static IrRef bounds(Trans *t, const VecArgs *x)
{
    IrRef le = compare(t, IR_VF_LE, x->a, x->b);
    IrRef ge = compare(t, IR_VF_LE, bin(t, UOP_VXOR, x->b, splat(t, MINUS_ZERO)), x->a);
    return bin(t, UOP_VOR, bin(t, UOP_VANDC, splat(t, 0x80000000u), le), bin(t, UOP_VANDC, splat(t, 0x40000000u), ge));
}

static IrRef power_of_2(Trans *t, int n)
{
    return splat(t, (uint32_t)(127 + n) << 23);
}

static IrRef from_signed(Trans *t, IrRef v)
{
    return ir_un(&t->b, UOP_VITOF, v);
}

/* Unsigned: the halves are exact, their sum is rounded once. */
static IrRef from_unsigned(Trans *t, IrRef v)
{
    IrRef high = t_vbin(t, UOP_VSHR, 2, v, splat(t, 16)), low = bin(t, UOP_VAND, v, splat(t, 0xffff));
    return bin(t, UOP_VFADD, bin(t, UOP_VFMUL, from_signed(t, high), power_of_2(t, 16)), from_signed(t, low));
}

static IrRef scaled(Trans *t, IrRef v, int n)
{
    return n ? bin(t, UOP_VFMUL, v, power_of_2(t, n)) : v;
}

/* The host's result for what does not fit is the most negative number. */
static IrRef to_signed(Trans *t, PpcVecOp op, const VecArgs *x)
{
    IrRef r = ir_un(&t->b, UOP_VFTOI, scaled(t, x->b, (int)x->imm));
    helper_if(t, op, x, t_vbin(t, UOP_VCMPEQ, 2, r, splat(t, 0x80000000u)));
    return r;
}

/* The same for 0 .. 2^31 - 1; -1 < x < 0 gives 0. */
static IrRef to_unsigned(Trans *t, PpcVecOp op, const VecArgs *x)
{
    IrRef r = ir_un(&t->b, UOP_VFTOI, scaled(t, x->b, (int)x->imm));
    helper_if(t, op, x, t_vbin(t, UOP_VCMPGT, 2, t_vconst(t, 0), r));
    return r;
}

static IrRef rounded(Trans *t, PpcVecOp op, const VecArgs *x, unsigned mode)
{
    return nan_checked(t, op, x, ir_emit(&t->b, UOP_VFROUND, IR_V128, mode, 0, x->b, 0, 0));
}

static IrRef multiply_add(Trans *t, IrRef a, IrRef c, IrRef b)
{
    return ir_emit(&t->b, UOP_VFMA, IR_V128, 0, 0, a, c, b);
}

static IrRef negated(Trans *t, IrRef v)
{
    return bin(t, UOP_VXOR, v, splat(t, MINUS_ZERO));
}

static IrRef arithmetic(Trans *t, PpcVecOp op, const VecArgs *x)
{
    switch (op) {
    case VECOP_VADDFP: return nan_checked(t, op, x, bin(t, UOP_VFADD, x->a, x->b));
    case VECOP_VSUBFP: return nan_checked(t, op, x, bin(t, UOP_VFSUB, x->a, x->b));
    case VECOP_VMADDFP: return fused(t, op, x, multiply_add(t, x->a, x->c, x->b));
    case VECOP_VNMSUBFP: return negated(t, fused(t, op, x, multiply_add(t, x->a, x->c, negated(t, x->b))));
    case VECOP_VMAXFP: return extreme(t, op, x, UOP_VFMAX, UOP_VAND);
    case VECOP_VMINFP: return extreme(t, op, x, UOP_VFMIN, UOP_VOR);
    case VECOP_VRFIN: return rounded(t, op, x, IR_VR_NEAREST);
    case VECOP_VRFIZ: return rounded(t, op, x, IR_VR_ZERO);
    case VECOP_VRFIP: return rounded(t, op, x, IR_VR_UP);
    case VECOP_VRFIM: return rounded(t, op, x, IR_VR_DOWN);
    case VECOP_VCMPEQFP: return compare(t, IR_VF_EQ, x->a, x->b);
    case VECOP_VCMPGTFP: return compare(t, IR_VF_LT, x->b, x->a);
    case VECOP_VCMPGEFP: return compare(t, IR_VF_LE, x->b, x->a);
    case VECOP_VCMPBFP: return bounds(t, x);
    case VECOP_VCFSX: return scaled(t, from_signed(t, x->b), -(int)x->imm);
    case VECOP_VCFUX: return scaled(t, from_unsigned(t, x->b), -(int)x->imm);
    case VECOP_VCTSXS: return to_signed(t, op, x);
    case VECOP_VCTUXS: return to_unsigned(t, op, x);
    default: return IR_NONE;
    }
}

bool t_vec_float(Trans *t, PpcVecOp op, const VecArgs *x, IrRef *result)
{
    *result = arithmetic(t, op, x);
    return *result != IR_NONE;
}
