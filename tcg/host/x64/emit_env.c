/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state block and host memory: GET, PUT, the env ops and host pointers.
 * GET emits nothing: the temp's place is its slot until something needs it in
 * a register or overwrites the slot. Slots that are pins are in registers (rapin.c).
 */
#include "tcg/host/x64/x64.h"

void x64_e_get(X64Cx *cx, IrRef r, const IrOp *o)
{
    int32_t off = cx->u->env->slots[o->imm].offset;
    int p = ra_pin_at(&cx->ra, off);
    if (p >= 0 && !((cx->ra.pins_in | cx->ra.pins_mem) >> p & 1))
        die("%%%u: slot %u has no value", r, (unsigned)o->imm);
    ra_home_set(&cx->ra, r, off);
}

/* [m] := v of type t */
static void store_value(X64Cx *cx, IrType t, X64Mem m, IrRef v)
{
    int64_t imm;
    X64Buf *b = &cx->b;
    bool is_const = x64_is_const(cx, v, &imm);
    unsigned n = ir_type_size[t];
    if (is_const && n == 4)
        x64_mov_mi(b, 4, m, (int32_t)imm);
    else if (is_const && n == 8 && imm == (int32_t)imm)
        x64_mov_mi(b, 8, m, (int32_t)imm);
    else if (is_const && t == IR_F64) {
        int tmp = ra_tmp(&cx->ra);
        x64_mov_ri(b, tmp, (uint64_t)imm, false);
        x64_rm(b, X_MOV_ST, true, tmp, m);
    } else {
        int r = ra_use(&cx->ra, v);
        switch (t) {
        case IR_F32: x64_rm(b, X_MOVSS_ST, false, r, m); break;
        case IR_F64: x64_rm(b, X_MOVSD_ST, false, r, m); break;
        case IR_V128: x64_rm(b, X_MOVUPS_ST, false, r, m); break;
        default: x64_rm(b, X_MOV_ST, t == IR_I64, r, m); break;
        }
    }
}

/* A copy within the state block that needs no vector register. */
static bool put_by_gpr(X64Cx *cx, const IrOp *o, X64Mem m)
{
    RaMoveKind k;
    int32_t off;
    if ((o->type != IR_F64 && o->type != IR_F32) || !ra_mem(&cx->ra, o->a, &k, &off) || ra_alive(&cx->ra, o->a))
        return false;
    int t = ra_tmp(&cx->ra);
    bool w = o->type == IR_F64;
    x64_rm(&cx->b, X_MOV_LD, w, t, k == RA_M_HOME ? x64_env(off) : x64_slot_mem(off));
    ra_home_clobber(&cx->ra, m.disp, ir_type_size[o->type]);
    x64_rm(&cx->b, X_MOV_ST, w, t, m);
    return true;
}

void x64_e_put(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    int32_t off = cx->u->env->slots[o->imm].offset;
    const RaTemp *t = &cx->ra.t[o->a];
    if (!(t->flags & RA_CONST) && (t->flags & RA_HOME) && t->home_off == off)
        return; /* the slot holds it already */
    int p = ra_pin_at(&cx->ra, off);
    if (p >= 0 && !ra_pin_stays_out(&cx->ra, (unsigned)p)) {
        ra_pin_put(&cx->ra, (unsigned)p, o->a);
        return;
    }
    if (put_by_gpr(cx, o, x64_env(off)))
        return;
    int64_t imm;
    if (!x64_is_const(cx, o->a, &imm))
        ra_use(&cx->ra, o->a);
    ra_home_clobber(&cx->ra, off, ir_type_size[o->type]);
    store_value(cx, (IrType)o->type, x64_env(off), o->a);
    if (ra_alive(&cx->ra, o->a))
        ra_home_set(&cx->ra, o->a, off);
}

/* -- env block and host pointers: sub = IrMem bits, no fault ----------------------------------- */

static void load_any(X64Cx *cx, IrRef r, const IrOp *o, X64Mem m)
{
    X64Buf *b = &cx->b;
    int dst = ra_def(&cx->ra, r);
    bool sign = o->sub & IR_M_SIGN, w = x64_is64(o->type);
    unsigned size = o->sub & IR_M_SIZE;
    if (o->sub & IR_M_BE)
        die("%%%u: big-endian host memory", r);
    switch (o->type) {
    case IR_F32: x64_rm(b, X_MOVSS_LD, false, dst, m); return;
    case IR_F64: x64_rm(b, X_MOVSD_LD, false, dst, m); return;
    case IR_V128: x64_rm(b, X_MOVUPS_LD, false, dst, m); return;
    }
    switch (size) {
    case IR_M_8: x64_rm(b, sign ? X_MOVSX8 : X_MOVZX8, sign && w, dst, m); break;
    case IR_M_16: x64_rm(b, sign ? X_MOVSX16 : X_MOVZX16, sign && w, dst, m); break;
    case IR_M_32: x64_rm(b, sign && w ? X_MOVSXD : X_MOV_LD, false, dst, m); break;
    default: x64_rm(b, X_MOV_LD, true, dst, m); break;
    }
}

static void store_any(X64Cx *cx, IrRef r, const IrOp *o, IrRef v, X64Mem m)
{
    unsigned size = o->sub & IR_M_SIZE;
    IrType t = (IrType)ir_op(cx->u, v)->type;
    int64_t imm;
    if (o->sub & IR_M_BE)
        die("%%%u: big-endian host memory", r);
    if (t >= IR_F32 || 1u << size == ir_type_size[t]) {
        store_value(cx, t, m, v);
        return;
    }
    if (x64_is_const(cx, v, &imm)) {
        x64_mov_mi(&cx->b, 1u << size, m, (int32_t)imm);
        return;
    }
    int s = ra_use(&cx->ra, v);
    x64_rm(&cx->b, size == IR_M_8 ? X_MOV8_ST : size == IR_M_16 ? X_MOV16_ST : X_MOV_ST, false, s, m);
}

/* Host pointer a + imm. */
static X64Mem host_addr(X64Cx *cx, const IrOp *o)
{
    int64_t imm;
    if (x64_is_const(cx, o->a, &imm)) {
        int64_t at = (int64_t)((uint64_t)imm + (uint64_t)o->imm);
        if (at == (int32_t)at)
            return x64_at(X_NOREG, (int32_t)at);
    }
    int base = ra_use(&cx->ra, o->a);
    if (o->imm == (int32_t)o->imm)
        return x64_at(base, (int32_t)o->imm);
    int t = ra_tmp(&cx->ra);
    x64_mov_ri(&cx->b, t, (uint64_t)o->imm, false);
    return (X64Mem){(int8_t)base, (int8_t)t, 0, 0, 0};
}

void x64_e_envp(X64Cx *cx, IrRef r, const IrOp *o)
{
    x64_rm(&cx->b, X_LEA, true, ra_def(&cx->ra, r), x64_env(o->imm));
}
void x64_e_eld(X64Cx *cx, IrRef r, const IrOp *o)
{
    load_any(cx, r, o, x64_env(o->imm));
}
void x64_e_hld(X64Cx *cx, IrRef r, const IrOp *o)
{
    load_any(cx, r, o, host_addr(cx, o));
}

void x64_e_est(X64Cx *cx, IrRef r, const IrOp *o)
{
    int64_t imm;
    if (!x64_is_const(cx, o->a, &imm))
        ra_use(&cx->ra, o->a);
    ra_home_clobber(&cx->ra, (int32_t)o->imm, 1u << (o->sub & IR_M_SIZE));
    store_any(cx, r, o, o->a, x64_env(o->imm));
}

void x64_e_hst(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Mem m = host_addr(cx, o);
    store_any(cx, r, o, o->b, m);
}

void x64_e_ecount(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    X64Src s = x64_src(cx, o->a, A_IMM);
    ra_home_clobber(&cx->ra, (int32_t)o->imm, 8);
    if (s.kind == S_IMM)
        x64_alu_mi(&cx->b, X_ADD, true, x64_env(o->imm), s.imm);
    else
        x64_alu_mr(&cx->b, X_ADD, true, x64_env(o->imm), s.reg);
}

void x64_e_hcount(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    X64Src s = x64_src(cx, o->b, A_IMM);
    X64Mem m = host_addr(cx, o);
    if (s.kind == S_IMM)
        x64_alu_mi(&cx->b, X_ADD, true, m, s.imm);
    else
        x64_alu_mr(&cx->b, X_ADD, true, m, s.reg);
}
