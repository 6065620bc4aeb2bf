/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer micro-ops. Each function fetches its operands, then takes the result
 * register (so that a dying operand's register can become the result's), then
 * emits. Sequences of several instructions that write the result before the
 * last operand is read use a fresh result register.
 */
#include "tcg/host/x64/x64.h"

/* a or b becomes the two-address destination; true when they should change places. */
static bool better_swapped(X64Cx *cx, IrRef a, IrRef b)
{
    int64_t imm;
    if (x64_is_const(cx, b, &imm))
        return false;
    if (x64_is_const(cx, a, &imm))
        return true;
    return x64_dies_in_reg(cx, b) && !x64_dies_in_reg(cx, a);
}

static void two_address(X64Cx *cx, X64Alu op, IrRef r, IrRef a, IrRef b, bool w)
{
    X64Src s = x64_src(cx, b, A_IMM | A_MEM);
    int dst = ra_def_over(&cx->ra, r, a);
    x64_alu(cx, op, w, dst, s);
}

void x64_e_logic(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Alu op = o->op == UOP_AND ? X_AND : o->op == UOP_OR ? X_OR : X_XOR;
    IrRef a = o->a, b = o->b;
    int64_t imm;
    bool w = x64_is64(o->type);
    if (better_swapped(cx, a, b)) {
        a = o->b;
        b = o->a;
    }
    if (op == X_AND && x64_is_const(cx, b, &imm)) {
        uint64_t m = w ? (uint64_t)imm : (uint32_t)imm;
        if (m == 0xff || m == 0xffff) { /* one instruction into any register */
            X64Src s = x64_src(cx, a, A_MEM);
            x64_op(cx, m == 0xff ? X_MOVZX8 : X_MOVZX16, false, ra_def(&cx->ra, r), s);
            return;
        }
        if (w && m == 0xffffffff) {
            X64Src s = x64_src(cx, a, A_MEM);
            x64_op(cx, X_MOV_LD, false, ra_def(&cx->ra, r), s);
            return;
        }
        if (w && m < 0x80000000u)
            w = false;
    }
    two_address(cx, op, r, a, b, w);
}

static void lea(X64Cx *cx, IrRef r, bool w, int base, int index, unsigned shift, int32_t disp)
{
    X64Mem m = {(int8_t)base, (int8_t)index, (uint8_t)shift, 0, disp};
    if (shift == 0 && index != X_NOREG && (base & 7) == 5 && disp == 0) { /* r13 as base costs a displacement */
        m.base = (int8_t)index;
        m.index = (int8_t)base;
    }
    x64_rm(&cx->b, X_LEA, w, ra_def(&cx->ra, r), m);
}

/* base + (x << k) */
static void add_shifted(X64Cx *cx, IrRef r, const IrOp *o, IrRef base, IrRef shl)
{
    const IrOp *s = ir_op(cx->u, shl);
    int64_t k = ir_op(cx->u, s->b)->imm, imm;
    int x = ra_use(&cx->ra, s->a);
    if (x64_is_const(cx, base, &imm) && imm == (int32_t)imm)
        lea(cx, r, x64_is64(o->type), X_NOREG, x, (unsigned)k, (int32_t)imm);
    else
        lea(cx, r, x64_is64(o->type), ra_use(&cx->ra, base), x, (unsigned)k, 0);
}

static void add_const(X64Cx *cx, IrRef r, const IrOp *o, IrRef a, int64_t imm)
{
    bool w = x64_is64(o->type);
    if (!w)
        imm = (int32_t)imm;
    if (x64_fused(cx, a)) { /* (x + y) + imm */
        const IrOp *s = ir_op(cx->u, a);
        int x = ra_use(&cx->ra, s->a);
        lea(cx, r, w, x, ra_use(&cx->ra, s->b), 0, (int32_t)imm);
        return;
    }
    RaMoveKind k;
    int32_t off;
    if ((x64_dies_in_reg(cx, a) && !ra_pin_would_claim(&cx->ra, r)) ||
        (ra_mem(&cx->ra, a, &k, &off) && !ra_alive(&cx->ra, a))) {
        x64_alu_ri(&cx->b, X_ADD, w, ra_def_over(&cx->ra, r, a), (int32_t)imm);
        return;
    }
    lea(cx, r, w, ra_use(&cx->ra, a), X_NOREG, 0, (int32_t)imm);
}

static void add_plain(X64Cx *cx, IrRef r, const IrOp *o)
{
    IrRef a = o->a, b = o->b;
    int64_t imm;
    if (better_swapped(cx, a, b) || (x64_fused(cx, a) && !x64_is_const(cx, b, &imm))) {
        a = o->b;
        b = o->a;
    }
    if (x64_fused(cx, b)) {
        add_shifted(cx, r, o, a, b);
    } else if (x64_is_const(cx, b, &imm) && (!x64_is64(o->type) || imm == (int32_t)imm)) {
        if (x64_fused(cx, a) && ir_op(cx->u, a)->op == UOP_SHL)
            add_shifted(cx, r, o, b, a);
        else
            add_const(cx, r, o, a, imm);
    } else if (x64_stays_in_reg(cx, a) && x64_stays_in_reg(cx, b)) {
        int x = ra_use(&cx->ra, a);
        lea(cx, r, x64_is64(o->type), x, ra_use(&cx->ra, b), 0, 0);
    } else {
        two_address(cx, X_ADD, r, a, b, x64_is64(o->type));
    }
}

void x64_e_sub(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(o->type);
    int64_t imm;
    if (x64_is_const(cx, o->b, &imm)) {
        int64_t neg = w ? (int64_t)(0 - (uint64_t)imm) : (int32_t)(0 - (uint32_t)imm);
        if (neg == (int32_t)neg && !x64_fused(cx, o->a)) {
            add_const(cx, r, o, o->a, neg);
            return;
        }
    }
    if (x64_is_const(cx, o->a, &imm) && imm == 0) {
        x64_grp3(&cx->b, X_NEG, w, ra_def_over(&cx->ra, r, o->b));
        return;
    }
    if (x64_is_const(cx, o->a, &imm) && imm == -1 && w) {
        x64_grp3(&cx->b, X_NOT, w, ra_def_over(&cx->ra, r, o->b));
        return;
    }
    if (x64_dies_in_reg(cx, o->b) && !x64_dies_in_reg(cx, o->a) && o->a != o->b) { /* a - b = -b + a, in b's register */
        X64Src s = x64_src(cx, o->a, A_IMM | A_MEM);
        if (s.kind != S_REG) {
            int dst = ra_def_over(&cx->ra, r, o->b);
            x64_grp3(&cx->b, X_NEG, w, dst);
            x64_alu(cx, X_ADD, w, dst, s);
            return;
        }
    }
    two_address(cx, X_SUB, r, o->a, o->b, w);
}

void x64_e_mul(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(o->type);
    int64_t imm;
    IrRef a = o->a, b = o->b;
    if (better_swapped(cx, a, b)) {
        a = o->b;
        b = o->a;
    }
    if (x64_is_const(cx, b, &imm) && (!w || imm == (int32_t)imm)) {
        X64Src s = x64_src(cx, a, A_MEM);
        int dst = ra_def(&cx->ra, r);
        if (s.kind == S_MEM)
            x64_imul_rmi(&cx->b, w, dst, s.m, (int32_t)imm);
        else
            x64_imul_rri(&cx->b, w, dst, s.reg, (int32_t)imm);
        return;
    }
    X64Src s = x64_src(cx, b, A_MEM);
    x64_op(cx, X_IMUL, w, ra_def_over(&cx->ra, r, a), s);
}

/* High half. 32 bits: a 64-bit product; 64 bits: rdx:rax, or mulx. */
void x64_e_mulh(X64Cx *cx, IrRef r, const IrOp *o)
{
    Ra *ra = &cx->ra;
    X64Buf *b = &cx->b;
    bool is_signed = o->op == UOP_MULHS;
    if (!x64_is64(o->type)) {
        int y = ra_use(ra, o->b), t = y;
        if (is_signed) {
            t = ra_tmp(ra);
            x64_rr(b, X_MOVSXD, true, t, y);
        }
        int dst;
        if (is_signed) {
            X64Src x = x64_src(cx, o->a, A_MEM);
            dst = ra_def(ra, r);
            x64_op(cx, X_MOVSXD, true, dst, x);
        } else {
            dst = ra_def_over(ra, r, o->a);
        }
        x64_rr(b, X_IMUL, true, dst, t);
        x64_shift_ri(b, X_SHR, true, dst, 32);
        return;
    }
    if (!is_signed && host_caps.bmi2) {
        ra_use_at(ra, o->a, RDX);
        X64Src y = x64_src(cx, o->b, A_MEM);
        int dst = ra_def_fresh(ra, r);
        x64_vop(cx, X_MULX, true, dst, dst, y);
        return;
    }
    ra_use_at(ra, o->a, RAX);
    ra_take(ra, 1u << RDX);
    int y = ra_use_in(ra, o->b, RA_GPRS & ~(1u << RAX | 1u << RDX));
    x64_grp3(b, is_signed ? X_IMUL1 : X_MUL, true, y);
    ra_def_at(ra, r, RDX);
}

/* Quotient. Signed, b = 0 and b = -1 (which covers the overflow) go out of line: there b = 0 gives a, b = -1 gives -a.
 */
void x64_e_div(X64Cx *cx, IrRef r, const IrOp *o)
{
    Ra *ra = &cx->ra;
    X64Buf *b = &cx->b;
    bool w = x64_is64(o->type), is_signed = o->op == UOP_DIVS;
    ra_use_at(ra, o->a, RAX);
    ra_take(ra, 1u << RDX);
    int y = ra_use_in(ra, o->b, RA_GPRS & ~(1u << RAX | 1u << RDX));
    if (!is_signed) {
        x64_rr(b, X_TEST, w, y, y);
        uint8_t *skip = x64_jcc8_fwd(b, CC_E);
        x64_alu_rr(b, X_XOR, false, RDX, RDX);
        x64_grp3(b, X_DIV, w, y);
        x64_land8(b, skip);
    } else {
        x64_rm(b, X_LEA, w, RDX, x64_at(y, 1));
        x64_alu_ri(b, X_CMP, w, RDX, 1); /* b + 1 <= 1 unsigned: b is 0 or -1 */
        X64Stub *s = x64_stub(cx, STUB_DIV, x64_jcc_fwd(b, CC_BE));
        if (w)
            x64_b(b, 0x48);
        x64_b(b, 0x99); /* cdq, cqo */
        x64_grp3(b, X_IDIV, w, y);
        s->back = x64_off(b);
        s->reg = (int8_t)y;
        s->w = w;
    }
    ra_def_at(ra, r, RAX);
}

void x64_e_andc(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(o->type);
    int64_t imm;
    if (x64_is_const(cx, o->b, &imm) && (!w || ~imm == (int32_t)~imm)) {
        x64_alu_ri(&cx->b, X_AND, w, ra_def_over(&cx->ra, r, o->a), (int32_t)~imm);
        return;
    }
    if (host_caps.bmi1) {
        int y = ra_use(&cx->ra, o->b);
        X64Src x = x64_src(cx, o->a, A_MEM);
        int dst = ra_def(&cx->ra, r);
        x64_vop(cx, X_ANDN, w, dst, y, x);
        return;
    }
    if (o->a == o->b) {
        x64_mov_ri(&cx->b, ra_def_fresh(&cx->ra, r), 0, false);
        return;
    }
    X64Src x = x64_src(cx, o->a, A_IMM | A_MEM);
    int dst = ra_def_over(&cx->ra, r, o->b);
    x64_grp3(&cx->b, X_NOT, w, dst);
    x64_alu(cx, X_AND, w, dst, x);
}

void x64_e_notneg(X64Cx *cx, IrRef r, const IrOp *o)
{
    int dst = ra_def_over(&cx->ra, r, o->a);
    x64_grp3(&cx->b, o->op == UOP_NOT ? X_NOT : X_NEG, x64_is64(o->type), dst);
}

static X64Shift shift_digit(unsigned op)
{
    return op == UOP_SHL ? X_SHL : op == UOP_SHR ? X_SHR : op == UOP_SAR ? X_SAR : X_ROL;
}

static void shift_const(X64Cx *cx, IrRef r, const IrOp *o, unsigned n)
{
    bool w = x64_is64(o->type);
    if (o->op == UOP_ROTL && host_caps.bmi2 && n && !x64_dies_in_reg(cx, o->a)) {
        X64Src s = x64_src(cx, o->a, A_MEM);
        int dst = ra_def(&cx->ra, r);
        x64_vop(cx, X_RORX, w, dst, X_NOREG, s);
        x64_b(&cx->b, (uint8_t)((w ? 64 : 32) - n));
        return;
    }
    if (o->op == UOP_SHL && n >= 1 && n <= 3 && x64_stays_in_reg(cx, o->a)) {
        int x = ra_use(&cx->ra, o->a);
        if (n == 1)
            lea(cx, r, w, x, x, 0, 0);
        else
            lea(cx, r, w, X_NOREG, x, n, 0);
        return;
    }
    int dst = ra_def_over(&cx->ra, r, o->a);
    if (n)
        x64_shift_ri(&cx->b, shift_digit(o->op), w, dst, n);
}

void x64_e_shift(X64Cx *cx, IrRef r, const IrOp *o)
{
    Ra *ra = &cx->ra;
    bool w = x64_is64(o->type);
    int64_t imm;
    if (x64_is_const(cx, o->b, &imm)) {
        shift_const(cx, r, o, (unsigned)imm & (w ? 63 : 31));
        return;
    }
    if (host_caps.bmi2 && o->op != UOP_ROTL) {
        int n = ra_use(ra, o->b);
        X64Src x = x64_src(cx, o->a, A_MEM);
        int dst = ra_def(ra, r);
        uint32_t opc = o->op == UOP_SHL ? X_SHLX : o->op == UOP_SHR ? X_SHRX : X_SARX;
        x64_vop(cx, opc, w, dst, n, x);
        return;
    }
    ra_use_in(ra, o->b, 1u << RCX);
    int dst;
    if (o->a != o->b && x64_dies_in_reg(cx, o->a)) {
        dst = ra_def_over(ra, r, o->a);
    } else {
        X64Src x = x64_src(cx, o->a, A_IMM | A_MEM);
        dst = ra_def_fresh(ra, r);
        if (x.kind == S_IMM)
            x64_mov_ri(&cx->b, dst, w ? (uint64_t)x.imm : (uint32_t)x.imm, false);
        else
            x64_op(cx, X_MOV_LD, w, dst, x);
    }
    x64_shift_cl(&cx->b, shift_digit(o->op), w, dst);
}

static void popcnt_slow(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Buf *b = &cx->b;
    bool w = x64_is64(o->type);
    unsigned bits = w ? 64 : 32;
    uint64_t ones = w ? ~0ull : 0xffffffffu;
    int t = ra_tmp(&cx->ra), m = ra_tmp(&cx->ra);
    int x = ra_def_over(&cx->ra, r, o->a);
    x64_mov_rr(b, w, t, x);
    x64_shift_ri(b, X_SHR, w, t, 1);
    x64_mov_ri(b, m, ones / 3, false);
    x64_alu_rr(b, X_AND, w, t, m);
    x64_alu_rr(b, X_SUB, w, x, t);
    x64_mov_ri(b, m, ones / 5, false);
    x64_mov_rr(b, w, t, x);
    x64_shift_ri(b, X_SHR, w, t, 2);
    x64_alu_rr(b, X_AND, w, t, m);
    x64_alu_rr(b, X_AND, w, x, m);
    x64_alu_rr(b, X_ADD, w, x, t);
    x64_mov_rr(b, w, t, x);
    x64_shift_ri(b, X_SHR, w, t, 4);
    x64_alu_rr(b, X_ADD, w, x, t);
    x64_mov_ri(b, m, ones / 17, false);
    x64_alu_rr(b, X_AND, w, x, m);
    x64_mov_ri(b, m, ones / 255, false);
    x64_rr(b, X_IMUL, w, x, m);
    x64_shift_ri(b, X_SHR, w, x, bits - 8);
}

void x64_e_count(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(o->type);
    bool has = o->op == UOP_CLZ ? host_caps.lzcnt : o->op == UOP_CTZ ? host_caps.bmi1 : host_caps.popcnt;
    if (!has && o->op == UOP_POPCNT) {
        popcnt_slow(cx, r, o);
        return;
    }
    X64Src s = x64_src(cx, o->a, A_MEM);
    if (has) {
        int dst = ra_def(&cx->ra, r);
        x64_op(cx, o->op == UOP_CLZ ? X_LZCNT : o->op == UOP_CTZ ? X_TZCNT : X_POPCNT, w, dst, s);
        return;
    }
    int t = ra_tmp(&cx->ra), dst = ra_def(&cx->ra, r);
    unsigned width = w ? 64 : 32;
    x64_mov_ri(&cx->b, t, o->op == UOP_CLZ ? 2 * width - 1 : width, false);
    x64_op(cx, o->op == UOP_CLZ ? X_BSR : X_BSF, w, dst, s);
    x64_rr(&cx->b, X_CMOV | CC_E, w, dst, t); /* the source was 0 */
    if (o->op == UOP_CLZ)
        x64_alu_ri(&cx->b, X_XOR, w, dst, (int32_t)width - 1);
}

void x64_e_bswap(X64Cx *cx, IrRef r, const IrOp *o)
{
    RaMoveKind k;
    int32_t off;
    if (host_caps.movbe && ra_mem(&cx->ra, o->a, &k, &off) && k != RA_M_HOME && !ra_alive(&cx->ra, o->a)) {
        X64Src s = x64_src(cx, o->a, A_MEM);
        x64_op(cx, X_MOVBE_LD, x64_is64(o->type), ra_def(&cx->ra, r), s);
        return;
    }
    x64_bswap(&cx->b, x64_is64(o->type), ra_def_over(&cx->ra, r, o->a));
}

void x64_e_ext(X64Cx *cx, IrRef r, const IrOp *o)
{
    static const uint32_t opc[4] = {X_MOVSX8, X_MOVSX16, X_MOVZX8, X_MOVZX16};
    X64Src s = x64_src(cx, o->a, A_MEM);
    bool is_signed = o->op == UOP_SEXT8 || o->op == UOP_SEXT16;
    x64_op(cx, opc[o->op - UOP_SEXT8], is_signed && x64_is64(o->type), ra_def(&cx->ra, r), s);
}

void x64_e_sext32(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Src s = x64_src(cx, o->a, A_MEM);
    x64_op(cx, X_MOVSXD, true, ra_def(&cx->ra, r), s);
}

void x64_e_zext32(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (ra_rename(&cx->ra, r, o->a))
        return;
    X64Src s = x64_src(cx, o->a, A_MEM);
    x64_op(cx, X_MOV_LD, false, ra_def(&cx->ra, r), s);
}

void x64_e_trunc(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Src s = x64_src(cx, o->a, A_MEM);
    x64_op(cx, X_MOV_LD, false, ra_def(&cx->ra, r), s);
}

void x64_e_copy(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (!ra_rename(&cx->ra, r, o->a))
        ra_def_over(&cx->ra, r, o->a);
}

/* CF := c for an operand that is 0 or 1. */
static void carry_in(X64Cx *cx, X64Src c)
{
    if (c.kind == S_IMM) {
        x64_b(&cx->b, c.imm & 1 ? 0xf9 : 0xf8); /* stc, clc */
        return;
    }
    if (c.kind == S_MEM)
        x64_rm(&cx->b, 0xba | XM_0F, false, 4, c.m); /* bt c, 0 */
    else
        x64_rr(&cx->b, 0xba | XM_0F, false, 4, c.reg);
    x64_b(&cx->b, 0);
}

/* The next CARRY or OVF that takes the flags of the op before it. */
static IrRef next_pair(const X64Cx *cx, IrRef r)
{
    for (IrRef k = cx->u->ops[r].next; k; k = cx->u->ops[k].next) {
        unsigned op = cx->u->ops[k].op;
        if (cx->ra.t[k].flags & RA_PAIRED)
            return k;
        if (op != UOP_MARK && op != UOP_CARRY && op != UOP_OVF)
            break;
    }
    return IR_NONE;
}

/* One sum, and what its flags are wanted for. */
typedef struct Sum {
    bool w, minus; /* minus: dst - s - CF, whose flags are the other way round */
    X64Src s, c;
    X64Cmp cmp; /* makes the carry in; when fused */
    bool fused;
    int dst, flag[X64_MAX_FLAGS];
    IrRef pair[X64_MAX_FLAGS];
    unsigned npairs;
} Sum;

static void fetch_sum(X64Cx *cx, IrRef r, const IrOp *o, Sum *m)
{
    bool plain = o->op == UOP_ADD;
    int64_t imm;
    IrRef a = o->a, b = o->b;
    m->fused = !plain && x64_fused(cx, o->c);
    m->minus = m->fused && (x64_fused(cx, a) || x64_fused(cx, b));
    m->c = (X64Src){.kind = S_IMM};
    if (m->minus ? x64_fused(cx, a) : better_swapped(cx, a, b)) {
        a = o->b;
        b = o->a;
    }
    if (m->minus) /* NOT */
        b = ir_op(cx->u, b)->a;
    if (m->fused)
        m->cmp = x64_cmp_fetch(cx, ir_op(cx->u, o->c));
    else if (!plain && !(x64_is_const(cx, o->c, &imm) && !(imm & 1)))
        m->c = x64_src(cx, o->c, A_IMM | A_MEM);
    m->s = x64_src(cx, b, A_IMM | A_MEM);
    m->dst = ra_def_over(&cx->ra, r, a);
}

static void emit_sum(X64Cx *cx, const Sum *m)
{
    if (m->fused) {
        x64_cmp_emit(cx, &m->cmp);
        if ((m->cmp.cc == CC_AE) != m->minus)
            x64_b(&cx->b, 0xf5); /* cmc */
        x64_alu(cx, m->minus ? X_SBB : X_ADC, m->w, m->dst, m->s);
    } else if (m->c.kind == S_IMM && !(m->c.imm & 1)) {
        x64_alu(cx, X_ADD, m->w, m->dst, m->s);
    } else {
        carry_in(cx, m->c);
        x64_alu(cx, X_ADC, m->w, m->dst, m->s);
    }
}

static void set_flag(X64Cx *cx, const Sum *m, unsigned op, int reg)
{
    X64Cc carry = m->minus ? CC_AE : CC_B;
    x64_rr(&cx->b, X_SETCC | (op == UOP_CARRY ? carry : CC_O), false, 0, reg);
}

/* ADC, CARRY, OVF: one add with carry; the last two keep a flag of it. ADD comes here when a flag of it is wanted. */
void x64_e_carry(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool is_sum = o->op == UOP_ADD || o->op == UOP_ADC;
    Sum m = {.w = x64_is64(ir_op(cx->u, o->a)->type)};
    fetch_sum(cx, r, o, &m);
    for (IrRef k = is_sum ? next_pair(cx, r) : IR_NONE; k; k = next_pair(cx, k)) {
        int flag = ra_def_fresh(&cx->ra, k);
        x64_alu_rr(&cx->b, X_XOR, false, flag, flag);
        m.pair[m.npairs] = k;
        m.flag[m.npairs++] = flag;
    }
    emit_sum(cx, &m);
    for (unsigned i = 0; i < m.npairs; i++)
        set_flag(cx, &m, ir_op(cx->u, m.pair[i])->op, m.flag[i]);
    if (is_sum)
        return;
    set_flag(cx, &m, o->op, m.dst);
    x64_rr(&cx->b, X_MOVZX8, false, m.dst, m.dst);
}

void x64_e_add(X64Cx *cx, IrRef r, const IrOp *o)
{
    if (next_pair(cx, r))
        x64_e_carry(cx, r, o);
    else
        add_plain(cx, r, o);
}
