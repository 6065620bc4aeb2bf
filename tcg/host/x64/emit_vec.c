/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector micro-ops but VPERM: lane arithmetic, shifts, f32 lanes, and the switch
 * of the floating-point mode.
 *
 * SSE2 is taken for granted. What an op needs beyond that is either there
 * (host_caps) or the op is a call (x64_vec_calls(), veccall.c).
 */
#include "tcg/host/x64/x64.h"

/* Opcodes by sub, 0 = none; NEW marks those of SSE4.1. */
enum { P = XM_0F | XP_66, NEW = XM_0F38 | XP_66 };
typedef struct Row {
    uint32_t opc[8];
} Row;
static const Row rows[UOP_COUNT] = {
    [UOP_VADD] = {{P | 0xfc, P | 0xfd, P | 0xfe, P | 0xd4}},
    [UOP_VSUB] = {{P | 0xf8, P | 0xf9, P | 0xfa, P | 0xfb}},
    [UOP_VADDS] = {{P | 0xdc, P | 0xdd, 0, 0, P | 0xec, P | 0xed}},
    [UOP_VSUBS] = {{P | 0xd8, P | 0xd9, 0, 0, P | 0xe8, P | 0xe9}},
    [UOP_VAVG] = {{P | 0xe0, P | 0xe3}},
    [UOP_VMIN] = {{P | 0xda, NEW | 0x3a, NEW | 0x3b, 0, NEW | 0x38, P | 0xea, NEW | 0x39}},
    [UOP_VMAX] = {{P | 0xde, NEW | 0x3e, NEW | 0x3f, 0, NEW | 0x3c, P | 0xee, NEW | 0x3d}},
    [UOP_VCMPEQ] = {{P | 0x74, P | 0x75, P | 0x76}},
    [UOP_VCMPGT] = {{P | 0x64, P | 0x65, P | 0x66}},
    [UOP_VMUL] = {{0, P | 0xd5, NEW | 0x40}},
    [UOP_VMADD] = {{0, 0, P | 0xf5}},
    [UOP_VFADD] = {{XM_0F | 0x58}},
    [UOP_VFSUB] = {{XM_0F | 0x5c}},
    [UOP_VFMUL] = {{XM_0F | 0x59}},
    [UOP_VFDIV] = {{XM_0F | 0x5e}},
    [UOP_VDADD] = {{P | 0x58}},
    [UOP_VDSUB] = {{P | 0x5c}},
    [UOP_VDMUL] = {{P | 0x59}},
    [UOP_VDDIV] = {{P | 0x5e}},
    [UOP_VFMIN] = {{XM_0F | 0x5d}},
    [UOP_VFMAX] = {{XM_0F | 0x5f}},
};

/* -- what is a call ---------------------------------------------------------------------------------------------- */

/* Is v a constant with one shift count for all lanes? *n := it, modulo the width. */
static bool one_count(const IrUnit *u, IrRef v, unsigned lane, unsigned *n)
{
    static const uint64_t unit[3] = {0x0101010101010101ull, 0x0001000100010001ull, 0x0000000100000001ull};
    const IrOp *o = ir_op(u, v);
    if (o->op != UOP_CONST)
        return false;
    uint64_t counts = unit[lane] * ((8u << lane) - 1), lo = u->v128[o->imm][0] & counts;
    *n = (unsigned)lo & ((8u << lane) - 1);
    return lo == unit[lane] * *n && (u->v128[o->imm][1] & counts) == lo;
}

static bool shift_calls(const IrUnit *u, const IrOp *o)
{
    unsigned n;
    if (one_count(u, o->b, o->sub, &n))
        return o->op == UOP_VROTL && o->sub == 0;
    switch (o->sub) {
    case 0: return !host_caps.avx512bw || o->op == UOP_VROTL;
    case 1: return !host_caps.avx512bw;
    default: return !host_caps.avx2;
    }
}

bool x64_vec_calls(const IrUnit *u, const IrOp *o)
{
    switch (o->op) {
    case UOP_VMIN:
    case UOP_VMAX:
    case UOP_VMUL: return (rows[o->op].opc[o->sub] & XM_MASK) == XM_0F38 && !host_caps.sse41;
    case UOP_VPERM:
    case UOP_VFROUND: return !host_caps.sse41;
    case UOP_VFMA:
    case UOP_VDFMA: return !host_caps.fma;
    case UOP_VSHL:
    case UOP_VSHR:
    case UOP_VSAR:
    case UOP_VROTL: return shift_calls(u, o);
    default: return false;
    }
}

/* -- lanes -----------------------------------------------------------------------------------------------------------
 */

void x64_xop(X64Cx *cx, uint32_t opc, int dst, int a, X64Src b)
{
    if (host_caps.avx) {
        x64_vop(cx, opc, false, dst, a, b);
        return;
    }
    if (dst != a)
        x64_rr(&cx->b, X_MOVAPS, false, dst, a);
    x64_op(cx, opc, false, dst, b);
}

static X64Src reg_src(int reg)
{
    return (X64Src){.kind = S_REG, .reg = reg};
}

static X64Src pool_src(X64Cx *cx, uint64_t half)
{
    return (X64Src){.kind = S_MEM, .reg = X_NOREG, .m = x64_pool(cx, half, half)};
}

static void binary(X64Cx *cx, IrRef r, const IrOp *o, uint32_t opc)
{
    X64Src s = x64_xsrc(cx, o->b);
    if (host_caps.avx) {
        int x = ra_use(&cx->ra, o->a);
        x64_vop(cx, opc, false, ra_def(&cx->ra, r), x, s);
    } else {
        x64_op(cx, opc, false, ra_def_over(&cx->ra, r, o->a), s);
    }
}

void x64_e_vbin(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (x64_vec_calls(cx->u, o))
        x64_vec_call(cx, r, o);
    else
        binary(cx, r, o, rows[o->op].opc[o->sub]);
}

void x64_e_vmask(X64Cx *cx, IrRef r, const IrOp *o)
{
    int x = ra_use(&cx->ra, o->a);
    x64_rr(&cx->b, X_PMOVMSKB, false, ra_def(&cx->ra, r), x);
}

void x64_e_vlow(X64Cx *cx, IrRef r, const IrOp *o)
{
    int x = ra_use(&cx->ra, o->a);
    x64_rr(&cx->b, X_MOVD_FROM_X, false, x, ra_def(&cx->ra, r));
}

/* Bytes: by a multiplication in the integer unit. */
void x64_e_vsplat(X64Cx *cx, IrRef r, const IrOp *o)
{
    int v = ra_use(&cx->ra, o->a);
    if (o->sub == 0) {
        int t = ra_tmp(&cx->ra);
        x64_rr(&cx->b, X_MOVZX8, false, t, v);
        x64_imul_rri(&cx->b, false, t, t, 0x01010101);
        v = t;
    }
    int dst = ra_def(&cx->ra, r);
    x64_rr(&cx->b, X_MOVD_TO_X, false, dst, v);
    if (host_caps.avx)
        x64_vrr(&cx->b, X_PSHUFD, false, dst, X_NOREG, dst);
    else
        x64_rr(&cx->b, X_PSHUFD, false, dst, dst);
    x64_b(&cx->b, 0);
}

/* -- shifts
 * ------------------------------------------------------------------------------------------------------------- */

enum { D_SRL = 2, D_SRA = 4, D_SLL = 6 }; /* /digit of the shifts by an immediate */

/* dst := a shifted by n, lanes of 16 or 32 bits */
static void shift_imm(X64Cx *cx, unsigned lane, unsigned digit, int dst, int a, unsigned n)
{
    uint32_t opc = lane == 2 ? X_PSHIFTW + 1 : X_PSHIFTW;
    if (host_caps.avx) {
        x64_vrr(&cx->b, opc, false, (int)digit, dst, a);
    } else {
        if (dst != a)
            x64_rr(&cx->b, X_MOVAPS, false, dst, a);
        x64_rr(&cx->b, opc, false, (int)digit, dst);
    }
    x64_b(&cx->b, (uint8_t)n);
}

static void shift_bytes(X64Cx *cx, UopId op, int dst, int a, unsigned n)
{
    uint64_t ones = 0x0101010101010101ull;
    shift_imm(cx, 1, op == UOP_VSHL ? D_SLL : D_SRL, dst, a, n);
    x64_xop(cx, X_PAND, dst, dst, pool_src(cx, ones * (op == UOP_VSHL ? 0xffu << n & 0xff : 0xffu >> n)));
    if (op == UOP_VSAR) {
        X64Src sign = pool_src(cx, ones * (0x80u >> n));
        x64_xop(cx, X_PXOR, dst, dst, sign);
        x64_xop(cx, X_PSUBB, dst, dst, sign);
    }
}

static void shift_const(X64Cx *cx, IrRef r, const IrOp *o, unsigned n)
{
    int a = ra_use(&cx->ra, o->a), dst = ra_def_fresh(&cx->ra, r);
    if (o->op == UOP_VROTL) {
        int t = ra_tmp_xmm(&cx->ra);
        shift_imm(cx, o->sub, D_SRL, t, a, (8u << o->sub) - n);
        shift_imm(cx, o->sub, D_SLL, dst, a, n);
        x64_xop(cx, X_POR, dst, dst, reg_src(t));
    } else if (o->sub == 0) {
        shift_bytes(cx, (UopId)o->op, dst, a, n);
    } else {
        shift_imm(cx, o->sub, o->op == UOP_VSHL ? D_SLL : o->op == UOP_VSHR ? D_SRL : D_SRA, dst, a, n);
    }
}

/* dst := a shifted lane by lane by n, which is less than the width or, to the left and right, equal to it. */
static void shift_by(X64Cx *cx, UopId op, unsigned lane, int dst, int a, int n)
{
    static const uint32_t d[3] = {NEW | 0x47, NEW | 0x45, NEW | 0x46};
    static const uint32_t w[3] = {NEW | XF_W | 0x12, NEW | XF_W | 0x10, NEW | XF_W | 0x11};
    if (lane == 2)
        x64_vrr(&cx->b, d[op - UOP_VSHL], false, dst, a, n);
    else
        x64_err(&cx->b, w[op - UOP_VSHL], 0, dst, a, n);
}

/* Bytes by way of 16-bit lanes in 256 bits. */
static void shift_bytes_by(X64Cx *cx, UopId op, int dst, int a, int n)
{
    static const uint32_t w[3] = {NEW | XF_W | 0x12, NEW | XF_W | 0x10, NEW | XF_W | 0x11};
    X64Buf *b = &cx->b;
    int t = ra_tmp_xmm(&cx->ra);
    x64_err(b, NEW | (op == UOP_VSAR ? 0x20 : 0x30), 1, t, X_NOREG, a);
    x64_err(b, NEW | 0x30, 1, dst, X_NOREG, n);
    x64_err(b, w[op - UOP_VSHL], 1, dst, t, dst);
    x64_err(b, 0x30 | XM_0F38 | XP_F3, 1, dst, X_NOREG, dst);
    x64_b(b, 0xc5); /* vzeroupper */
    x64_b(b, 0xf8);
    x64_b(b, 0x77);
}

static void shift_var(X64Cx *cx, IrRef r, const IrOp *o)
{
    static const uint64_t mask[3] = {0x0707070707070707ull, 0x000f000f000f000full, 0x0000001f0000001full};
    int a = ra_use(&cx->ra, o->a), b = ra_use(&cx->ra, o->b), dst = ra_def_fresh(&cx->ra, r), n = ra_tmp_xmm(&cx->ra);
    if (o->op == UOP_VROTL && o->sub == 2 && host_caps.avx512vl) {
        x64_err(&cx->b, NEW | 0x15, 0, dst, a, b);
        return;
    }
    x64_vop(cx, X_PAND, false, n, b, pool_src(cx, mask[o->sub]));
    if (o->sub == 0) {
        shift_bytes_by(cx, (UopId)o->op, dst, a, n);
    } else if (o->op != UOP_VROTL) {
        shift_by(cx, (UopId)o->op, o->sub, dst, a, n);
    } else {
        int t = ra_tmp_xmm(&cx->ra);
        shift_by(cx, UOP_VSHL, o->sub, dst, a, n);
        x64_vrr(&cx->b, X_PXOR, false, t, t, t); /* the other count, modulo nothing: width - n */
        x64_vop(cx, X_POR, false, t, t, pool_src(cx, mask[o->sub] + mask[o->sub] / (o->sub == 1 ? 15 : 31)));
        x64_vrr(&cx->b, o->sub == 1 ? X_PSUBW : X_PSUBD, false, t, t, n);
        shift_by(cx, UOP_VSHR, o->sub, t, a, t);
        x64_vrr(&cx->b, X_POR, false, dst, dst, t);
    }
}

void x64_e_vshift(X64Cx *cx, IrRef r, const IrOp *o)
{
    unsigned n;
    if (x64_vec_calls(cx->u, o))
        x64_vec_call(cx, r, o);
    else if (one_count(cx->u, o->b, o->sub, &n))
        shift_const(cx, r, o, n);
    else
        shift_var(cx, r, o);
}

/* -- f32 lanes
 * ------------------------------------------------------------------------------------------------------------ */

void x64_e_vfma(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (x64_vec_calls(cx->u, o)) {
        x64_vec_call(cx, r, o);
        return;
    }
    int y = ra_use(&cx->ra, o->b);
    X64Src z = x64_xsrc(cx, o->c);
    int dst = ra_def_over(&cx->ra, r, o->a); /* 213: dst = y * dst + z */
    x64_vop(cx, X_VFMADD213PS, o->op == UOP_VDFMA, dst, y, z);
}

static uint32_t compare_opcode(const IrOp *o)
{
    return o->op == UOP_VDCMP ? X_CMPPS | XP_66 : X_CMPPS;
}

/* Without AVX there is no such predicate. */
static void unordered_or_equal(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Buf *b = &cx->b;
    uint32_t cmp = compare_opcode(o);
    int x = ra_use(&cx->ra, o->a), y = ra_use(&cx->ra, o->b), t = ra_tmp_xmm(&cx->ra), dst = ra_def_fresh(&cx->ra, r);
    x64_rr(b, X_MOVAPS, false, t, x);
    x64_rr(b, cmp, false, t, y);
    x64_b(b, IR_VF_EQ);
    x64_rr(b, X_MOVAPS, false, dst, x);
    x64_rr(b, cmp, false, dst, y);
    x64_b(b, IR_VF_UN);
    x64_rr(b, X_ORPS, false, dst, t);
}

/* IR_VF_EQ .. UN are the host's predicates 0..3. */
void x64_e_vfcmp(X64Cx *cx, IrRef r, const IrOp *o)
{
    enum { EQ_UQ = 8 };
    uint32_t cmp = compare_opcode(o);
    if (host_caps.avx) {
        int y = ra_use(&cx->ra, o->b), x = ra_use(&cx->ra, o->a);
        x64_vrr(&cx->b, cmp, false, ra_def(&cx->ra, r), x, y);
        x64_b(&cx->b, o->sub == IR_VF_UE ? EQ_UQ : o->sub);
    } else if (o->sub == IR_VF_UE) {
        unordered_or_equal(cx, r, o);
    } else {
        int y = ra_use(&cx->ra, o->b);
        x64_rr(&cx->b, cmp, false, ra_def_over(&cx->ra, r, o->a), y);
        x64_b(&cx->b, o->sub);
    }
}

/* Without an AVX form the lower half's register is the result's. */
void x64_e_vpair(X64Cx *cx, IrRef r, const IrOp *o)
{
    int high = ra_use(&cx->ra, o->a);
    if (host_caps.avx) {
        int low = ra_use(&cx->ra, o->b);
        x64_vrr(&cx->b, X_UNPCKLPD, false, ra_def(&cx->ra, r), low, high);
    } else {
        x64_rr(&cx->b, X_UNPCKLPD, false, ra_def_over(&cx->ra, r, o->b), high);
    }
}

void x64_e_vhalf(X64Cx *cx, IrRef r, const IrOp *o)
{
    int x = ra_use(&cx->ra, o->a), dst = ra_def(&cx->ra, r);
    if (!o->sub) {
        x64_rr(&cx->b, X_MOVAPS, false, dst, x);
    } else if (host_caps.avx) {
        x64_vrr(&cx->b, X_UNPCKHPD, false, dst, x, x);
    } else {
        if (dst != x)
            x64_rr(&cx->b, X_MOVAPS, false, dst, x);
        x64_rr(&cx->b, X_UNPCKHPD, false, dst, dst);
    }
}

void x64_e_vfun(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (x64_vec_calls(cx->u, o)) {
        x64_vec_call(cx, r, o);
        return;
    }
    uint32_t opc = o->op == UOP_VFROUND ? X_ROUNDPS : o->op == UOP_VITOF ? X_CVTDQ2PS : X_CVTTPS2DQ;
    int x = ra_use(&cx->ra, o->a), dst = ra_def(&cx->ra, r);
    if (host_caps.avx)
        x64_vrr(&cx->b, opc, false, dst, X_NOREG, x);
    else
        x64_rr(&cx->b, opc, false, dst, x);
    if (o->op == UOP_VFROUND)
        x64_b(&cx->b, (uint8_t)(8 | o->sub)); /* IR_VR_* are the host's modes 0..3; 8: no inexact flag */
}

/* -- FPMODE
 * ------------------------------------------------------------------------------------------------------------------ */

/* The mode is nearly always right: one compare, the switch out of line. */
void x64_e_fpmode(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    x64_alu_mi(&cx->b, X_CMP, false, x64_env(o->imm), o->sub);
    X64Stub *s = x64_stub(cx, STUB_FPMODE, x64_jcc_fwd(&cx->b, CC_NE));
    s->back = x64_off(&cx->b);
    s->pc = (uint64_t)o->imm;
    s->n = o->sub;
}

void x64_e_fpclear(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    x64_rm(&cx->b, 0xae | XM_0F, false, 2, x64_env(o->imm)); /* ldmxcsr */
}

void x64_fpmode_stub(X64Cx *cx, const X64Stub *s)
{
    X64Buf *b = &cx->b;
    int64_t at = (int64_t)s->pc;
    x64_rm(b, 0xae | XM_0F, false, 3, x64_env(at + 4 + 4 * !s->n));         /* stmxcsr */
    x64_rm(b, 0xae | XM_0F, false, 2, x64_env(at + 4 + 4 * (int64_t)s->n)); /* ldmxcsr */
    x64_mov_mi(b, 4, x64_env(at), (int32_t)s->n);
    x64_patch32(b, x64_jmp_fwd(b), s->back);
}
