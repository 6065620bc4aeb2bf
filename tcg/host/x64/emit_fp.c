/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point and vector micro-ops on XMM registers: VEX forms where the
 * host has AVX, else the two-address SSE2 forms. Constants are memory operands
 * in the unit's pool.
 */
#include <math.h>

#include "tcg/host/x64/x64.h"

static inline uint32_t by_type(const IrOp *o, uint32_t sd, uint32_t ss)
{
    return o->type == IR_F64 ? sd : ss;
}

/* dst := a op b */
static void binary(X64Cx *cx, IrRef r, IrRef a, IrRef b, uint32_t opc)
{
    X64Src s = x64_xsrc(cx, b);
    if (host_caps.avx) {
        int x = ra_use(&cx->ra, a);
        x64_vop(cx, opc, false, ra_def(&cx->ra, r), x, s);
        return;
    }
    int dst = ra_def_over(&cx->ra, r, a);
    x64_op(cx, opc, false, dst, s);
}

void x64_e_fbin(X64Cx *cx, IrRef r, const IrOp *o)
{
    static const uint32_t sd[4] = {X_ADDSD, X_SUBSD, X_MULSD, X_DIVSD}, ss[4] = {X_ADDSS, X_SUBSS, X_MULSS, X_DIVSS};
    unsigned k = o->op - UOP_FADD;
    binary(cx, r, o->a, o->b, by_type(o, sd[k], ss[k]));
}

void x64_e_vlogic(X64Cx *cx, IrRef r, const IrOp *o)
{
    uint32_t opc = o->op == UOP_VAND ? X_ANDPS : o->op == UOP_VOR ? X_ORPS : o->op == UOP_VXOR ? X_XORPS : X_ANDNPS;
    if (o->op == UOP_VANDC)
        binary(cx, r, o->b, o->a, opc); /* andnps: ~first & second */
    else
        binary(cx, r, o->a, o->b, opc);
}

/* dst := op(src), with no dependence on dst's old value where VEX allows it. */
static void unary(X64Cx *cx, IrRef r, IrRef a, uint32_t opc)
{
    if (host_caps.avx) {
        int x = ra_use(&cx->ra, a);
        x64_vrr(&cx->b, opc, false, ra_def(&cx->ra, r), x, x);
        return;
    }
    int x = ra_use(&cx->ra, a);
    x64_rr(&cx->b, opc, false, ra_def(&cx->ra, r), x);
}

void x64_e_fsqrt(X64Cx *cx, IrRef r, const IrOp *o)
{
    unary(cx, r, o->a, by_type(o, X_SQRTSD, X_SQRTSS));
}
void x64_e_fcvt(X64Cx *cx, IrRef r, const IrOp *o)
{
    unary(cx, r, o->a, o->op == UOP_F32TO64 ? X_CVTSS2SD : X_CVTSD2SS);
}

/* With AVX-512 the instruction brings its rounding mode, and then leaves no flags: 0x90, to nearest, of scalars. */
void x64_e_f32of(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Buf *b = &cx->b;
    int x = ra_use(&cx->ra, o->a);
    if (host_caps.avx512vl) {
        x64_err_round(b, X_CVTSD2SS | XF_W, ra_def(&cx->ra, r), x, x);
        return;
    }
    int dst = ra_def_fresh(&cx->ra, r);
    x64_alu_ri(b, X_SUB, true, RSP, 16);
    x64_rm(b, 0xae | XM_0F, false, 3, x64_at(RSP, 0)); /* stmxcsr */
    x64_rr(b, X_CVTSD2SS, false, dst, x);
    x64_rm(b, 0xae | XM_0F, false, 2, x64_at(RSP, 0)); /* ldmxcsr */
    x64_alu_ri(b, X_ADD, true, RSP, 16);
}

void x64_e_fsign(X64Cx *cx, IrRef r, const IrOp *o)
{
    uint64_t sign = o->type == IR_F64 ? 1ull << 63 : 0x80000000u;
    uint64_t mask = o->op == UOP_FNEG ? sign : o->type == IR_F64 ? ~sign : 0x7fffffffu;
    uint32_t opc = o->op == UOP_FNEG ? X_XORPS : X_ANDPS;
    X64Src s = {.kind = S_MEM, .m = x64_pool(cx, mask, 0)};
    if (host_caps.avx) {
        int x = ra_use(&cx->ra, o->a);
        x64_vop(cx, opc, false, ra_def(&cx->ra, r), x, s);
        return;
    }
    x64_op(cx, opc, false, ra_def_over(&cx->ra, r, o->a), s);
}

/* Not the C library's own ones: calls from generated code stay within the engine. */
static double fma_double(double a, double b, double c)
{
    return fma(a, b, c);
}

static float fma_float(float a, float b, float c)
{
    return fmaf(a, b, c);
}

void x64_e_fma(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (!host_caps.fma) {
        IrRef args[3] = {o->a, o->b, o->c};
        uint64_t fn = o->type == IR_F64 ? (uint64_t)(uintptr_t)fma_double : (uint64_t)(uintptr_t)fma_float;
        x64_call_c(cx, fn, false, args, 3);
        ra_def_at(&cx->ra, r, XMM0);
        return;
    }
    bool subtract = x64_fused(cx, o->c); /* c is FNEG */
    int y = ra_use(&cx->ra, o->b);
    X64Src z = x64_xsrc(cx, subtract ? ir_op(cx->u, o->c)->a : o->c);
    int dst = ra_def_over(&cx->ra, r, o->a); /* 213: dst = y * dst + z */
    if (subtract)
        x64_vop(cx, by_type(o, X_VFMSUB213SD, X_VFMSUB213SS), false, dst, y, z);
    else
        x64_vop(cx, by_type(o, X_VFMADD213SD, X_VFMADD213SS), false, dst, y, z);
}

void x64_e_ftoi(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Src s = x64_xsrc(cx, o->a);
    x64_op(cx, o->op == UOP_FTOI ? X_CVTSD2SI : X_CVTTSD2SI, x64_is64(o->type), ra_def(&cx->ra, r), s);
}

void x64_e_itof(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(ir_op(cx->u, o->a)->type);
    X64Src s = x64_src(cx, o->a, A_MEM);
    int dst = ra_def(&cx->ra, r);
    x64_rr(&cx->b, X_XORPS, false, dst, dst); /* cut the dependence on the old value */
    x64_op(cx, X_CVTSI2SD, w, dst, s);
}

void x64_e_bitsi(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(o->type);
    RaMoveKind k;
    int32_t off;
    if (ra_mem(&cx->ra, o->a, &k, &off)) { /* read the bits where they are */
        X64Mem m = k == RA_M_HOME ? x64_env(off) : x64_slot_mem(off);
        x64_rm(&cx->b, X_MOV_LD, w, ra_def(&cx->ra, r), m);
        return;
    }
    int x = ra_use(&cx->ra, o->a);
    x64_rr(&cx->b, X_MOVD_FROM_X, w, x, ra_def(&cx->ra, r));
}

void x64_e_bitsf(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = o->type == IR_F64;
    RaMoveKind k;
    int32_t off;
    if (ra_mem(&cx->ra, o->a, &k, &off)) {
        X64Mem m = k == RA_M_HOME ? x64_env(off) : x64_slot_mem(off);
        x64_rm(&cx->b, w ? X_MOVSD_LD : X_MOVSS_LD, false, ra_def(&cx->ra, r), m);
        return;
    }
    int x = ra_use(&cx->ra, o->a);
    x64_rr(&cx->b, X_MOVD_TO_X, w, ra_def(&cx->ra, r), x);
}
