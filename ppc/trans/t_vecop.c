/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec permute and integer operations as micro-ops: Power ISA 2.07 Book I
 * 6.8, 6.9. What is not here (false) is a helper's: rare, or as long as a call.
 *
 * Element 2k of the book is the upper of the host's lanes 2m+1, 2m of a pair.
 */
#include "ppc/trans/t_vec.h"

enum { SIGN = IR_V_SIGN };

static IrRef bin(Trans *t, UopId op, unsigned sub, IrRef a, IrRef b)
{
    return t_vbin(t, op, sub, a, b);
}

static IrRef shift(Trans *t, UopId op, unsigned lane, IrRef a, unsigned n)
{
    return bin(t, op, lane, a, t_vsplat_const(t, lane, n));
}

/* -- one micro-op ----------------------------------------------------------------------------------------------------
 */

typedef struct Simple {
    uint8_t op, sub;
} Simple;
static const Simple simple[VECOP_COUNT] = {
    [VECOP_VADDUBM] = {UOP_VADD, 0},       [VECOP_VADDUHM] = {UOP_VADD, 1},
    [VECOP_VADDUWM] = {UOP_VADD, 2},       [VECOP_VADDUDM] = {UOP_VADD, 3},
    [VECOP_VSUBUDM] = {UOP_VSUB, 3},       [VECOP_VMULUWM] = {UOP_VMUL, 2},
    [VECOP_VSUBUBM] = {UOP_VSUB, 0},       [VECOP_VSUBUHM] = {UOP_VSUB, 1},
    [VECOP_VSUBUWM] = {UOP_VSUB, 2},       [VECOP_VAVGUB] = {UOP_VAVG, 0},
    [VECOP_VAVGUH] = {UOP_VAVG, 1},        [VECOP_VMAXUB] = {UOP_VMAX, 0},
    [VECOP_VMAXUH] = {UOP_VMAX, 1},        [VECOP_VMAXUW] = {UOP_VMAX, 2},
    [VECOP_VMAXSB] = {UOP_VMAX, SIGN | 0}, [VECOP_VMAXSH] = {UOP_VMAX, SIGN | 1},
    [VECOP_VMAXSW] = {UOP_VMAX, SIGN | 2}, [VECOP_VMINUB] = {UOP_VMIN, 0},
    [VECOP_VMINUH] = {UOP_VMIN, 1},        [VECOP_VMINUW] = {UOP_VMIN, 2},
    [VECOP_VMINSB] = {UOP_VMIN, SIGN | 0}, [VECOP_VMINSH] = {UOP_VMIN, SIGN | 1},
    [VECOP_VMINSW] = {UOP_VMIN, SIGN | 2}, [VECOP_VCMPEQUB] = {UOP_VCMPEQ, 0},
    [VECOP_VCMPEQUH] = {UOP_VCMPEQ, 1},    [VECOP_VCMPEQUW] = {UOP_VCMPEQ, 2},
    [VECOP_VCMPGTSB] = {UOP_VCMPGT, 0},    [VECOP_VCMPGTSH] = {UOP_VCMPGT, 1},
    [VECOP_VCMPGTSW] = {UOP_VCMPGT, 2},    [VECOP_VSLB] = {UOP_VSHL, 0},
    [VECOP_VSLH] = {UOP_VSHL, 1},          [VECOP_VSLW] = {UOP_VSHL, 2},
    [VECOP_VSRB] = {UOP_VSHR, 0},          [VECOP_VSRH] = {UOP_VSHR, 1},
    [VECOP_VSRW] = {UOP_VSHR, 2},          [VECOP_VSRAB] = {UOP_VSAR, 0},
    [VECOP_VSRAH] = {UOP_VSAR, 1},         [VECOP_VSRAW] = {UOP_VSAR, 2},
    [VECOP_VRLB] = {UOP_VROTL, 0},         [VECOP_VRLH] = {UOP_VROTL, 1},
    [VECOP_VRLW] = {UOP_VROTL, 2},         [VECOP_VAND] = {UOP_VAND, 0},
    [VECOP_VANDC] = {UOP_VANDC, 0},        [VECOP_VOR] = {UOP_VOR, 0},
    [VECOP_VXOR] = {UOP_VXOR, 0},
};

/* -- permutations
 * ------------------------------------------------------------------------------------------------------ */

static IrRef permute(Trans *t, IrRef a, IrRef b, const uint8_t control[16])
{
    uint64_t lanes[2];
    memcpy(lanes, control, 16);
    return ir_emit(&t->b, UOP_VPERM, IR_V128, 0, 0, a, b, ir_const_v128(t->b.u, lanes));
}

/* Elements of 1 << lane bytes, of VRA and VRB in turn, of the halves that begin at byte `half`. */
static IrRef merge(Trans *t, const VecArgs *x, unsigned lane, unsigned half)
{
    uint8_t c[16];
    for (unsigned i = 0; i < 16; i++) {
        unsigned elem = i >> lane, byte = i & ((1u << lane) - 1);
        c[15 - i] = (uint8_t)(half + (elem >> 1 << lane) + byte + (elem & 1 ? 16 : 0));
    }
    return permute(t, x->a, x->b, c);
}

static IrRef splat(Trans *t, const VecArgs *x, unsigned lane)
{
    uint8_t c[16];
    for (unsigned i = 0; i < 16; i++)
        c[15 - i] = (uint8_t)((x->imm << lane) + (i & ((1u << lane) - 1)));
    return permute(t, x->b, x->b, c);
}

/* The bytes from n on of VRA and VRB behind it. */
static IrRef run(Trans *t, const VecArgs *x, unsigned n)
{
    uint8_t c[16];
    for (unsigned i = 0; i < 16; i++)
        c[15 - i] = (uint8_t)(n + i);
    return permute(t, x->a, x->b, c);
}

/* The lower halves of all elements of 2 << lane bytes of a and b. */
static IrRef truncate(Trans *t, IrRef a, IrRef b, unsigned lane)
{
    uint8_t c[16];
    for (unsigned i = 0; i < 16; i++) {
        unsigned elem = i >> lane, byte = i & ((1u << lane) - 1);
        c[15 - i] = (uint8_t)((elem << (lane + 1)) + (1u << lane) + byte);
    }
    return permute(t, a, b, c);
}

/* Elements of 1 << lane bytes of the half at byte `half` in the upper halves of elements twice as wide, shifted down.
 */
static IrRef unpack(Trans *t, const VecArgs *x, unsigned lane, unsigned half)
{
    VecArgs both = {.a = x->b, .b = x->b};
    return shift(t, UOP_VSAR, lane + 1, merge(t, &both, lane, half), 8u << lane);
}

/* -- saturation
 * -------------------------------------------------------------------------------------------------------- */

/* 8- and 16-bit lanes: the host has them; VSCR[SAT] when the modular result differs. */
static IrRef add_sat(Trans *t, const VecArgs *x, unsigned sub, bool subtract)
{
    IrRef r = bin(t, subtract ? UOP_VSUBS : UOP_VADDS, sub, x->a, x->b);
    t_vec_sat_if_differ(t, r, bin(t, subtract ? UOP_VSUB : UOP_VADD, sub & IR_V_LANE, x->a, x->b));
    return r;
}

/* Words. Unsigned: a is first brought into the range where nothing overflows. */
static IrRef add_sat_u32(Trans *t, IrRef a, IrRef b)
{
    IrRef low = bin(t, UOP_VMIN, 2, a, t_vnot(t, b));
    t_vec_sat_if_differ(t, low, a);
    return bin(t, UOP_VADD, 2, low, b);
}

static IrRef sub_sat_u32(Trans *t, IrRef a, IrRef b)
{
    IrRef high = bin(t, UOP_VMAX, 2, a, b);
    t_vec_sat_if_differ(t, high, a);
    return bin(t, UOP_VSUB, 2, high, b);
}

/* Signed: where the sum overflows, the limit that has a's sign. overflow: sign bits of words. */
static IrRef limit_s32(Trans *t, IrRef a, IrRef sum, IrRef overflow)
{
    IrRef mask = shift(t, UOP_VSAR, 2, overflow, 31);
    IrRef limit = bin(t, UOP_VXOR, 0, shift(t, UOP_VSAR, 2, a, 31), t_vsplat_const(t, 2, 0x7fffffff));
    t_vec_sat_if_differ(t, mask, t_vconst(t, 0));
    return t_vsel(t, sum, limit, mask);
}

static IrRef add_sat_s32(Trans *t, IrRef a, IrRef b)
{
    IrRef sum = bin(t, UOP_VADD, 2, a, b);
    return limit_s32(t, a, sum, bin(t, UOP_VAND, 0, bin(t, UOP_VXOR, 0, a, sum), bin(t, UOP_VXOR, 0, b, sum)));
}

static IrRef sub_sat_s32(Trans *t, IrRef a, IrRef b)
{
    IrRef sum = bin(t, UOP_VSUB, 2, a, b);
    return limit_s32(t, a, sum, bin(t, UOP_VAND, 0, bin(t, UOP_VXOR, 0, a, sum), bin(t, UOP_VXOR, 0, a, b)));
}

/* Pack with elements of 2 << lane bytes, signed or not, first brought into lo..hi. */
static IrRef pack_sat(Trans *t, const VecArgs *x, unsigned lane, bool sign, int32_t lo, int32_t hi)
{
    unsigned wide = lane + 1, sub = wide | (sign ? SIGN : 0);
    IrRef low = t_vsplat_const(t, wide, (uint64_t)(int64_t)lo), high = t_vsplat_const(t, wide, (uint64_t)(int64_t)hi);
    IrRef a = bin(t, UOP_VMIN, sub, x->a, high), b = bin(t, UOP_VMIN, sub, x->b, high);
    if (sign) {
        a = bin(t, UOP_VMAX, sub, a, low);
        b = bin(t, UOP_VMAX, sub, b, low);
    }
    IrRef lost = bin(t, UOP_VOR, 0, bin(t, UOP_VXOR, 0, a, x->a), bin(t, UOP_VXOR, 0, b, x->b));
    t_vec_sat_if_differ(t, lost, t_vconst(t, 0));
    return truncate(t, a, b, lane);
}

/* -- multiply
 * ------------------------------------------------------------------------------------------------------------ */

/* The even or odd elements of 1 << lane bytes, widened to twice that. */
static IrRef widen(Trans *t, IrRef v, unsigned lane, bool sign, bool odd)
{
    unsigned wide = lane + 1, n = 8u << lane;
    if (!odd)
        return shift(t, sign ? UOP_VSAR : UOP_VSHR, wide, v, n);
    if (!sign)
        return bin(t, UOP_VAND, 0, v, t_vsplat_const(t, wide, (1ull << n) - 1));
    return shift(t, UOP_VSAR, wide, shift(t, UOP_VSHL, wide, v, n), n);
}

static IrRef multiply(Trans *t, IrRef a, IrRef b, unsigned lane, bool sign_a, bool sign_b, bool odd)
{
    return bin(t, UOP_VMUL, lane + 1, widen(t, a, lane, sign_a, odd), widen(t, b, lane, sign_b, odd));
}

/* c + the sum of the products of four bytes: in pairs of 16-bit lanes */
static IrRef multiply_sum_bytes(Trans *t, const VecArgs *x, bool sign_a)
{
    IrRef even = bin(t, UOP_VMADD, 2, widen(t, x->a, 0, sign_a, false), widen(t, x->b, 0, false, false));
    IrRef odd = bin(t, UOP_VMADD, 2, widen(t, x->a, 0, sign_a, true), widen(t, x->b, 0, false, true));
    return bin(t, UOP_VADD, 2, x->c, bin(t, UOP_VADD, 2, even, odd));
}

static IrRef multiply_sum_halves(Trans *t, const VecArgs *x)
{
    IrRef even = multiply(t, x->a, x->b, 1, false, false, false), odd = multiply(t, x->a, x->b, 1, false, false, true);
    return bin(t, UOP_VADD, 2, x->c, bin(t, UOP_VADD, 2, even, odd));
}

/* The sum of two products is 2^31 if both are 2^30, and shows as -2^31, which no other sum is: then overflow is where c
 * is not negative, and the limit c's, as always. */
static IrRef multiply_sum_sat_s16(Trans *t, const VecArgs *x)
{
    IrRef p = bin(t, UOP_VMADD, 2, x->a, x->b), sum = bin(t, UOP_VADD, 2, p, x->c);
    IrRef overflow = bin(t, UOP_VAND, 0, bin(t, UOP_VXOR, 0, p, sum), bin(t, UOP_VXOR, 0, x->c, sum));
    IrRef both = bin(t, UOP_VCMPEQ, 2, p, t_vsplat_const(t, 2, 0x80000000u));
    return limit_s32(t, x->c, sum, bin(t, UOP_VXOR, 0, overflow, both));
}

static IrRef multiply_sum_sat_u16(Trans *t, const VecArgs *x)
{
    IrRef even = multiply(t, x->a, x->b, 1, false, false, false), odd = multiply(t, x->a, x->b, 1, false, false, true);
    return add_sat_u32(t, add_sat_u32(t, even, odd), x->c);
}

/* -- pixels: a word has 8 bits of each, of which the lowest and three times the upper five are kept -------------------
 */

static IrRef masked(Trans *t, UopId op, IrRef v, unsigned n, uint32_t mask)
{
    return bin(t, UOP_VAND, 0, n ? shift(t, op, 2, v, n) : v, t_vsplat_const(t, 2, mask));
}

static IrRef pixel(Trans *t, IrRef v)
{
    IrRef upper = bin(t, UOP_VOR, 0, masked(t, UOP_VSHR, v, 9, 0xfc00), masked(t, UOP_VSHR, v, 6, 0x03e0));
    return bin(t, UOP_VOR, 0, upper, masked(t, UOP_VSHR, v, 3, 0x1f));
}

static IrRef unpack_pixels(Trans *t, const VecArgs *x, unsigned half)
{
    IrRef v = unpack(t, x, 1, half);
    IrRef upper = bin(t, UOP_VOR, 0, masked(t, UOP_VSHL, v, 0, 0xff000000u), masked(t, UOP_VSHL, v, 6, 0x001f0000));
    IrRef lower = bin(t, UOP_VOR, 0, masked(t, UOP_VSHL, v, 3, 0x1f00), masked(t, UOP_VSHL, v, 0, 0x1f));
    return bin(t, UOP_VOR, 0, upper, lower);
}

/* Sums of the four bytes or two halves of each word. */
static IrRef sum_halves(Trans *t, IrRef v)
{
    return bin(t, UOP_VMADD, 2, v, t_vsplat_const(t, 1, 1));
}

static IrRef sum_bytes(Trans *t, IrRef v, bool sign)
{
    return sum_halves(t, bin(t, UOP_VADD, 1, widen(t, v, 0, sign, false), widen(t, v, 0, sign, true)));
}

/* (a * b + round) / 2^15 + c, saturated: the even elements of 16 bits and the odd ones as words. */
static IrRef multiply_high_add(Trans *t, const VecArgs *x, uint32_t round)
{
    IrRef r[2], most = t_vsplat_const(t, 2, 0x7fff), least = t_vsplat_const(t, 2, 0xffff8000u), lost = IR_NONE;
    for (int odd = 0; odd < 2; odd++) {
        IrRef p = multiply(t, x->a, x->b, 1, true, true, odd);
        if (round)
            p = bin(t, UOP_VADD, 2, p, t_vsplat_const(t, 2, round));
        IrRef sum = bin(t, UOP_VADD, 2, shift(t, UOP_VSAR, 2, p, 15), widen(t, x->c, 1, true, odd));
        r[odd] = bin(t, UOP_VMAX, SIGN | 2, bin(t, UOP_VMIN, SIGN | 2, sum, most), least);
        IrRef differs = bin(t, UOP_VXOR, 0, sum, r[odd]);
        lost = lost ? bin(t, UOP_VOR, 0, lost, differs) : differs;
    }
    t_vec_sat_if_differ(t, lost, t_vconst(t, 0));
    return bin(t, UOP_VOR, 0, shift(t, UOP_VSHL, 2, r[0], 16), bin(t, UOP_VAND, 0, r[1], t_vsplat_const(t, 2, 0xffff)));
}

/* -- sums across words: in the integer unit; one that does not fit is the helper's --------------------------------- */

static IrRef half_of(Trans *t, IrRef v, unsigned high)
{
    return ir_emit(&t->b, UOP_BITSI, IR_I64, 0, 0, ir_emit(&t->b, UOP_VHALF, IR_F64, high, 0, v, 0, 0), 0, 0);
}

static IrRef pair_of(Trans *t, IrRef high, IrRef low)
{
    IrBuild *b = &t->b;
    IrRef x = ir_emit(b, UOP_BITSF, IR_F64, 0, 0, high, 0, 0), y = ir_emit(b, UOP_BITSF, IR_F64, 0, 0, low, 0, 0);
    return ir_emit(b, UOP_VPAIR, IR_V128, 0, 0, x, y, 0);
}

/* The two words of an i64, sign-extended, added. */
static IrRef sum_of_words(Trans *t, IrRef v)
{
    return ir_add(&t->b, ir_sar(&t->b, v, t_i32(t, 32)), ir_sext32(&t->b, ir_trunc(&t->b, v)));
}

static IrRef fitting_word(Trans *t, PpcVecOp op, const VecArgs *x, IrRef sum)
{
    IrBuild *b = &t->b;
    IrRef low = ir_trunc(b, sum);
    uint32_t main_block = t_cold_begin(t, IR_NE, ir_sext32(b, low), sum);
    t_put_vr(t, f_vrt(x->word), t_vec_helper(t, op, x));
    t_exit(t, t_next(t), 0);
    t_cold_end(t, main_block);
    return ir_zext32(b, low);
}

static IrRef sum_across(Trans *t, PpcVecOp op, const VecArgs *x)
{
    IrBuild *b = &t->b;
    IrRef last = ir_sext32(b, ir_trunc(b, half_of(t, x->b, 0)));
    IrRef sum = ir_add(b, sum_of_words(t, half_of(t, x->a, 1)), sum_of_words(t, half_of(t, x->a, 0)));
    return pair_of(t, t_i64(t, 0), fitting_word(t, op, x, ir_add(b, sum, last)));
}

static IrRef sum_of_pairs(Trans *t, PpcVecOp op, const VecArgs *x)
{
    IrBuild *b = &t->b;
    IrRef r[2];
    for (unsigned high = 0; high < 2; high++) {
        IrRef last = ir_sext32(b, ir_trunc(b, half_of(t, x->b, high)));
        r[high] = fitting_word(t, op, x, ir_add(b, sum_of_words(t, half_of(t, x->a, high)), last));
    }
    return pair_of(t, r[1], r[0]);
}

/* -- shifts of the whole register: by the lowest three bits of VRB, by the four above -------------------------------
 */

static IrRef count_in(Trans *t, const VecArgs *x)
{
    return ir_emit(&t->b, UOP_VLOW, IR_I32, 0, 0, x->b, 0, 0);
}

static IrRef shift_bits(Trans *t, const VecArgs *x, bool left)
{
    IrBuild *b = &t->b;
    UopId main_op = left ? UOP_SHL : UOP_SHR, back = left ? UOP_SHR : UOP_SHL;
    IrRef n = ir_and(b, count_in(t, x), t_i32(t, 7)), rest = ir_xor(b, n, t_i32(t, 63));
    IrRef half[2] = {half_of(t, x->a, 0), half_of(t, x->a, 1)}, from = half[!left], r[2];
    IrRef carried = ir_bin(b, back, ir_bin(b, back, from, t_i32(t, 1)), rest);
    r[0] = ir_bin(b, main_op, half[0], n);
    r[1] = ir_bin(b, main_op, half[1], n);
    r[left] = ir_or(b, r[left], carried);
    return pair_of(t, r[1], r[0]);
}

static IrRef shift_bytes(Trans *t, const VecArgs *x, bool left)
{
    static const uint64_t numbers[2] = {0x08090a0b0c0d0e0full, 0x0001020304050607ull};
    IrBuild *b = &t->b;
    IrRef n = ir_and(b, ir_shr(b, count_in(t, x), t_i32(t, 3)), t_i32(t, 15)), zero = t_vconst(t, 0);
    IrRef all = t_vsplat8(t, n), first = ir_const_v128(b->u, numbers);
    if (left)
        return ir_emit(b, UOP_VPERM, IR_V128, 0, 0, x->a, zero, bin(t, UOP_VADD, 0, first, all));
    first = bin(t, UOP_VOR, 0, first, t_vsplat_const(t, 0, 16));
    return ir_emit(b, UOP_VPERM, IR_V128, 0, 0, zero, x->a, bin(t, UOP_VSUB, 0, first, all));
}

/* Words 0 and 2 (even) or 1 and 3 of VRA and VRB in turn. */
static IrRef merge_words(Trans *t, const VecArgs *x, unsigned odd)
{
    uint8_t c[16];
    for (unsigned i = 0; i < 16; i++)
        c[15 - i] = (uint8_t)((i / 8 * 8) + odd * 4 + i % 4 + (i & 4 ? 16 : 0));
    return permute(t, x->a, x->b, c);
}

/* -- others
 * ----------------------------------------------------------------------------------------------------------------- */

static IrRef greater_unsigned(Trans *t, unsigned lane, IrRef a, IrRef b)
{
    IrRef top = t_vsplat_const(t, lane, 1ull << ((8u << lane) - 1));
    return bin(t, UOP_VCMPGT, lane, bin(t, UOP_VXOR, 0, a, top), bin(t, UOP_VXOR, 0, b, top));
}

/* Signed bytes and halves: as unsigned ones, moved up by half the range. */
static IrRef average_signed(Trans *t, unsigned lane, const VecArgs *x)
{
    IrRef top = t_vsplat_const(t, lane, 1ull << ((8u << lane) - 1));
    IrRef r = bin(t, UOP_VAVG, lane, bin(t, UOP_VXOR, 0, x->a, top), bin(t, UOP_VXOR, 0, x->b, top));
    return bin(t, UOP_VXOR, 0, r, top);
}

/* (a + b + 1) / 2 = (a | b) - (a ^ b) / 2 */
static IrRef average_words(Trans *t, UopId half, const VecArgs *x)
{
    IrRef diff = shift(t, half, 2, bin(t, UOP_VXOR, 0, x->a, x->b), 1);
    return bin(t, UOP_VSUB, 2, bin(t, UOP_VOR, 0, x->a, x->b), diff);
}

static IrRef bit0(Trans *t, IrRef mask)
{
    return shift(t, UOP_VSHR, 2, mask, 31);
}

static IrRef permutation(Trans *t, PpcVecOp op, const VecArgs *x)
{
    switch (op) {
    case VECOP_VMRGHB: return merge(t, x, 0, 0);
    case VECOP_VMRGHH: return merge(t, x, 1, 0);
    case VECOP_VMRGHW: return merge(t, x, 2, 0);
    case VECOP_VMRGLB: return merge(t, x, 0, 8);
    case VECOP_VMRGLH: return merge(t, x, 1, 8);
    case VECOP_VMRGLW: return merge(t, x, 2, 8);
    case VECOP_VSPLTB: return splat(t, x, 0);
    case VECOP_VSPLTH: return splat(t, x, 1);
    case VECOP_VSPLTW: return splat(t, x, 2);
    case VECOP_VSPLTISB: return t_vsplat_const(t, 0, x->imm);
    case VECOP_VSPLTISH: return t_vsplat_const(t, 1, x->imm);
    case VECOP_VSPLTISW: return t_vsplat_const(t, 2, x->imm);
    case VECOP_VSLDOI: return run(t, x, x->imm);
    case VECOP_VPERM: return ir_emit(&t->b, UOP_VPERM, IR_V128, 0, 0, x->a, x->b, x->c);
    case VECOP_VSEL: return t_vsel(t, x->a, x->b, x->c);
    case VECOP_VPERMR: return ir_emit(&t->b, UOP_VPERM, IR_V128, 0, 0, x->a, x->b, t_vnot(t, x->c));
    case VECOP_VSL: return shift_bits(t, x, true);
    case VECOP_VSR: return shift_bits(t, x, false);
    case VECOP_VSLO: return shift_bytes(t, x, true);
    case VECOP_VSRO: return shift_bytes(t, x, false);
    case VECOP_VMRGEW: return merge_words(t, x, 0);
    case VECOP_VMRGOW: return merge_words(t, x, 1);
    case VECOP_VPKUHUM: return truncate(t, x->a, x->b, 0);
    case VECOP_VPKUWUM: return truncate(t, x->a, x->b, 1);
    case VECOP_VPKUHUS: return pack_sat(t, x, 0, false, 0, 0xff);
    case VECOP_VPKUWUS: return pack_sat(t, x, 1, false, 0, 0xffff);
    case VECOP_VPKSHUS: return pack_sat(t, x, 0, true, 0, 0xff);
    case VECOP_VPKSWUS: return pack_sat(t, x, 1, true, 0, 0xffff);
    case VECOP_VPKSHSS: return pack_sat(t, x, 0, true, -0x80, 0x7f);
    case VECOP_VPKSWSS: return pack_sat(t, x, 1, true, -0x8000, 0x7fff);
    case VECOP_VPKPX: return truncate(t, pixel(t, x->a), pixel(t, x->b), 1);
    case VECOP_VUPKHPX: return unpack_pixels(t, x, 0);
    case VECOP_VUPKLPX: return unpack_pixels(t, x, 8);
    case VECOP_VUPKHSB: return unpack(t, x, 0, 0);
    case VECOP_VUPKHSH: return unpack(t, x, 1, 0);
    case VECOP_VUPKLSB: return unpack(t, x, 0, 8);
    case VECOP_VUPKLSH: return unpack(t, x, 1, 8);
    default: return IR_NONE;
    }
}

static IrRef arithmetic(Trans *t, PpcVecOp op, const VecArgs *x)
{
    IrRef a = x->a, b = x->b;
    switch (op) {
    case VECOP_VADDUBS: return add_sat(t, x, 0, false);
    case VECOP_VADDUHS: return add_sat(t, x, 1, false);
    case VECOP_VADDSBS: return add_sat(t, x, SIGN | 0, false);
    case VECOP_VADDSHS: return add_sat(t, x, SIGN | 1, false);
    case VECOP_VSUBUBS: return add_sat(t, x, 0, true);
    case VECOP_VSUBUHS: return add_sat(t, x, 1, true);
    case VECOP_VSUBSBS: return add_sat(t, x, SIGN | 0, true);
    case VECOP_VSUBSHS: return add_sat(t, x, SIGN | 1, true);
    case VECOP_VADDUWS: return add_sat_u32(t, a, b);
    case VECOP_VSUBUWS: return sub_sat_u32(t, a, b);
    case VECOP_VADDSWS: return add_sat_s32(t, a, b);
    case VECOP_VSUBSWS: return sub_sat_s32(t, a, b);
    case VECOP_VADDCUW: return bit0(t, greater_unsigned(t, 2, a, t_vnot(t, b)));
    case VECOP_VSUBCUW: return bit0(t, t_vnot(t, greater_unsigned(t, 2, b, a)));
    case VECOP_VAVGSB: return average_signed(t, 0, x);
    case VECOP_VAVGSH: return average_signed(t, 1, x);
    case VECOP_VAVGSW: return average_words(t, UOP_VSAR, x);
    case VECOP_VAVGUW: return average_words(t, UOP_VSHR, x);
    case VECOP_VCMPGTUB: return greater_unsigned(t, 0, a, b);
    case VECOP_VCMPGTUH: return greater_unsigned(t, 1, a, b);
    case VECOP_VCMPGTUW: return greater_unsigned(t, 2, a, b);
    case VECOP_VORC: return bin(t, UOP_VOR, 0, a, t_vnot(t, b));
    case VECOP_VNAND: return t_vnot(t, bin(t, UOP_VAND, 0, a, b));
    case VECOP_VEQV: return t_vnot(t, bin(t, UOP_VXOR, 0, a, b));
    case VECOP_VMHADDSHS: return multiply_high_add(t, x, 0);
    case VECOP_VMHRADDSHS: return multiply_high_add(t, x, 0x4000);
    case VECOP_VSUMSWS: return sum_across(t, op, x);
    case VECOP_VSUM2SWS: return sum_of_pairs(t, op, x);
    case VECOP_VNOR: return t_vnot(t, bin(t, UOP_VOR, 0, a, b));
    case VECOP_VMULEUB: return multiply(t, a, b, 0, false, false, false);
    case VECOP_VMULESB: return multiply(t, a, b, 0, true, true, false);
    case VECOP_VMULOUB: return multiply(t, a, b, 0, false, false, true);
    case VECOP_VMULOSB: return multiply(t, a, b, 0, true, true, true);
    case VECOP_VMULEUH: return multiply(t, a, b, 1, false, false, false);
    case VECOP_VMULESH: return multiply(t, a, b, 1, true, true, false);
    case VECOP_VMULOUH: return multiply(t, a, b, 1, false, false, true);
    case VECOP_VMULOSH: return multiply(t, a, b, 1, true, true, true);
    case VECOP_VMLADDUHM: return bin(t, UOP_VADD, 1, bin(t, UOP_VMUL, 1, a, b), x->c);
    case VECOP_VMSUMUBM: return multiply_sum_bytes(t, x, false);
    case VECOP_VMSUMMBM: return multiply_sum_bytes(t, x, true);
    case VECOP_VMSUMUHM: return multiply_sum_halves(t, x);
    case VECOP_VMSUMSHM: return bin(t, UOP_VADD, 2, bin(t, UOP_VMADD, 2, a, b), x->c);
    case VECOP_VMSUMSHS: return multiply_sum_sat_s16(t, x);
    case VECOP_VMSUMUHS: return multiply_sum_sat_u16(t, x);
    case VECOP_VSUM4UBS: return add_sat_u32(t, sum_bytes(t, a, false), b);
    case VECOP_VSUM4SBS: return add_sat_s32(t, sum_bytes(t, a, true), b);
    case VECOP_VSUM4SHS: return add_sat_s32(t, sum_halves(t, a), b);
    default: return IR_NONE;
    }
}

bool t_vec_integer(Trans *t, PpcVecOp op, const VecArgs *x, IrRef *result)
{
    if (simple[op].op) {
        *result = bin(t, (UopId)simple[op].op, simple[op].sub, x->a, x->b);
        return true;
    }
    *result = permutation(t, op, x);
    if (!*result)
        *result = arithmetic(t, op, x);
    return *result != IR_NONE;
}
