/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparisons: SET and FSET as values, and fused into BRIF, GUARD and SEL. Operands
 * are fetched before anything else of the op is prepared and the compare is
 * emitted last, so that no instruction between it and its user changes flags.
 */
#include "tcg/host/x64/x64.h"

static const uint8_t cc_of[IR_NCOND] = {
    [IR_EQ] = CC_E,  [IR_NE] = CC_NE,  [IR_LTS] = CC_L, [IR_GES] = CC_GE, [IR_GTS] = CC_G,  [IR_LES] = CC_LE,
    [IR_LTU] = CC_B, [IR_GEU] = CC_AE, [IR_GTU] = CC_A, [IR_LEU] = CC_BE, [IR_TSTZ] = CC_E, [IR_TSTNZ] = CC_NE,
    [IR_FLT] = CC_A, [IR_FGT] = CC_A,  [IR_FEQ] = CC_E, [IR_FUN] = CC_P,  [IR_FUE] = CC_E, /* of unordered operands
                                                                                              ucomisd says equal, too */
};

/* The condition with its operands exchanged. */
static IrCond mirrored(IrCond c)
{
    switch (c) {
    case IR_LTS: return IR_GTS;
    case IR_GTS: return IR_LTS;
    case IR_GES: return IR_LES;
    case IR_LES: return IR_GES;
    case IR_LTU: return IR_GTU;
    case IR_GTU: return IR_LTU;
    case IR_GEU: return IR_LEU;
    case IR_LEU: return IR_GEU;
    default: return c;
    }
}

bool x64_simple_fset(unsigned cond)
{
    return cond != IR_FEQ;
}

/* a < b is b > a: "above" is false for unordered operands. */
static X64Cmp fetch_float(X64Cx *cx, const IrOp *o)
{
    bool swap = o->sub == IR_FLT;
    X64Cmp c = {.is_float = true, .is_double = ir_op(cx->u, o->a)->type == IR_F64, .cc = (X64Cc)cc_of[o->sub]};
    IrRef a = swap ? o->b : o->a, b = swap ? o->a : o->b;
    c.a = (X64Src){.kind = S_REG, .reg = ra_use(&cx->ra, a)};
    c.b = x64_xsrc(cx, b);
    return c;
}

static X64Cmp fetch_int(X64Cx *cx, IrCond cond, IrRef a, IrRef b)
{
    int64_t imm;
    if (x64_is_const(cx, a, &imm) && !x64_is_const(cx, b, &imm)) {
        IrRef t = a;
        a = b;
        b = t;
        cond = mirrored(cond);
    }
    if ((cond == IR_EQ || cond == IR_NE) && x64_fused(cx, a)) { /* (x & y) against 0 */
        const IrOp *and = ir_op(cx->u, a);
        return fetch_int(cx, cond == IR_EQ ? IR_TSTZ : IR_TSTNZ, and->a, and->b);
    }
    X64Cmp c = {
        .w = x64_is64(ir_op(cx->u, a)->type), .cc = (X64Cc)cc_of[cond], .test = cond == IR_TSTZ || cond == IR_TSTNZ};
    if (x64_is_const(cx, b, &imm) && imm == 0 && !c.test) {
        c.a = x64_src(cx, a, A_MEM);
        c.b = (X64Src){.kind = S_IMM};
        if (c.a.kind == S_REG) { /* test r, r sets the same flags as cmp r, 0 */
            c.b = c.a;
            c.test = true;
        }
        return c;
    }
    c.b = x64_src(cx, b, A_IMM);
    if (c.test && c.b.kind == S_IMM && c.w && c.b.imm >= 0)
        c.w = false;
    c.a = x64_src(cx, a, A_MEM);
    return c;
}

X64Cmp x64_cmp_fetch(X64Cx *cx, const IrOp *o)
{
    if (o->op == UOP_FSET)
        return fetch_float(cx, o);
    int64_t imm;
    bool branches = o->op == UOP_BRIF || o->op == UOP_GUARD;
    if (branches && x64_is_const(cx, o->b, &imm) && x64_fused(cx, o->a) && ir_op(cx->u, o->a)->op != UOP_AND) {
        X64Cmp c = x64_cmp_fetch(cx, ir_op(cx->u, o->a)); /* set != 0, set == 0 */
        if (o->sub == IR_EQ)
            c.cc ^= 1;
        return c;
    }
    return fetch_int(cx, (IrCond)o->sub, o->a, o->b);
}

X64Cmp x64_truth_fetch(X64Cx *cx, IrRef v)
{
    if (x64_fused(cx, v))
        return x64_cmp_fetch(cx, ir_op(cx->u, v));
    X64Cmp c = {.cc = CC_NE, .test = true};
    c.a = x64_src(cx, v, A_MEM);
    c.b = c.a;
    if (c.a.kind == S_MEM) {
        c.b = (X64Src){.kind = S_IMM};
        c.test = false;
    }
    return c;
}

void x64_cmp_emit(X64Cx *cx, const X64Cmp *c)
{
    X64Buf *b = &cx->b;
    if (c->is_float) {
        x64_op(cx, c->is_double ? X_UCOMISD : X_UCOMISS, false, c->a.reg, c->b);
    } else if (c->a.kind == S_MEM) {
        if (c->b.kind == S_IMM && c->test)
            x64_test_mi(b, c->w, c->a.m, c->b.imm);
        else if (c->b.kind == S_IMM)
            x64_alu_mi(b, X_CMP, c->w, c->a.m, c->b.imm);
        else if (c->test)
            x64_rm(b, X_TEST, c->w, c->b.reg, c->a.m);
        else
            x64_alu_mr(b, X_CMP, c->w, c->a.m, c->b.reg);
    } else if (c->b.kind == S_IMM) {
        if (c->test)
            x64_test_ri(b, c->w, c->a.reg, c->b.imm);
        else
            x64_alu_ri(b, X_CMP, c->w, c->a.reg, c->b.imm);
    } else if (c->test) {
        x64_rr(b, X_TEST, c->w, c->b.reg, c->a.reg);
    } else {
        x64_alu(cx, X_CMP, c->w, c->a.reg, c->b);
    }
}

/* dst := flag, through xor before the compare when dst is no operand, else through movzx after it. */
static void set_value(X64Cx *cx, IrRef r, const X64Cmp *c)
{
    int dst = ra_def_fresh(&cx->ra, r);
    x64_alu_rr(&cx->b, X_XOR, false, dst, dst);
    x64_cmp_emit(cx, c);
    x64_rr(&cx->b, X_SETCC | c->cc, false, 0, dst);
}

void x64_e_set(X64Cx *cx, IrRef r, const IrOp *o)
{
    int64_t imm;
    bool w = x64_is64(ir_op(cx->u, o->a)->type);
    if (o->sub == IR_LTS && x64_is_const(cx, o->b, &imm) && imm == 0) { /* the sign bit */
        int dst = ra_def_over(&cx->ra, r, o->a);
        x64_shift_ri(&cx->b, X_SHR, w, dst, w ? 63 : 31);
        return;
    }
    X64Cmp c = x64_cmp_fetch(cx, o);
    set_value(cx, r, &c);
}

void x64_e_fset(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Cmp c = x64_cmp_fetch(cx, o);
    if (o->sub != IR_FEQ) {
        set_value(cx, r, &c);
        return;
    }
    int t = ra_tmp(&cx->ra), dst = ra_def_fresh(&cx->ra, r); /* equal and not unordered */
    x64_alu_rr(&cx->b, X_XOR, false, dst, dst);
    x64_alu_rr(&cx->b, X_XOR, false, t, t);
    x64_cmp_emit(cx, &c);
    x64_rr(&cx->b, X_SETCC | CC_NP, false, 0, dst);
    x64_rr(&cx->b, X_SETCC | CC_E, false, 0, t);
    x64_alu_rr(&cx->b, X_AND, false, dst, t);
}

/* Vector registers have no conditional move: a short jump over a move. */
static void sel_xmm(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Cmp c = x64_truth_fetch(cx, o->a);
    int yes = ra_use(&cx->ra, o->b);
    int no = ra_use(&cx->ra, o->c);
    int dst = ra_def_fresh(&cx->ra, r);
    host_emit_move(cx, (IrType)o->type, dst, no);
    x64_cmp_emit(cx, &c);
    uint8_t *skip = x64_jcc8_fwd(&cx->b, c.cc ^ 1);
    host_emit_move(cx, (IrType)o->type, dst, yes);
    x64_land8(&cx->b, skip);
}

void x64_e_sel(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (o->type >= IR_F32) {
        sel_xmm(cx, r, o);
        return;
    }
    X64Cmp c = x64_truth_fetch(cx, o->a);
    IrRef yes = o->b, no = o->c;
    int64_t imm;
    X64Cc cc = c.cc;
    if ((x64_is_const(cx, yes, &imm) && !x64_is_const(cx, no, &imm)) ||
        (x64_dies_in_reg(cx, yes) && !x64_dies_in_reg(cx, no))) {
        IrRef t = yes; /* the constant, or the dying value, becomes the register that is overwritten */
        yes = no;
        no = t;
        cc ^= 1;
    }
    X64Src s = x64_src(cx, yes, A_MEM);
    int dst = ra_def_over(&cx->ra, r, no);
    x64_cmp_emit(cx, &c);
    x64_op(cx, X_CMOV | cc, x64_is64(o->type), dst, s);
}
