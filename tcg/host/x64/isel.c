/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Selection: which function emits each micro-op, which operands are computed
 * together with their only user, and how operands become instruction operands.
 */
#include "tcg/host/x64/x64.h"
#include "tcg/opt/part.h"

X64EmitFn *const x64_emit[UOP_COUNT] = {
    /* clang-format off */ /* one a line */
    [UOP_CONST] = x64_e_none,
    [UOP_GET] = x64_e_get,
    [UOP_PUT] = x64_e_put,
    [UOP_PHI] = x64_e_none,
    [UOP_COPY] = x64_e_copy,
    [UOP_ADD] = x64_e_add,
    [UOP_SUB] = x64_e_sub,
    [UOP_MUL] = x64_e_mul,
    [UOP_MULHS] = x64_e_mulh,
    [UOP_MULHU] = x64_e_mulh,
    [UOP_DIVS] = x64_e_div,
    [UOP_DIVU] = x64_e_div,
    [UOP_AND] = x64_e_logic,
    [UOP_OR] = x64_e_logic,
    [UOP_XOR] = x64_e_logic,
    [UOP_ANDC] = x64_e_andc,
    [UOP_NOT] = x64_e_notneg,
    [UOP_NEG] = x64_e_notneg,
    [UOP_SHL] = x64_e_shift,
    [UOP_SHR] = x64_e_shift,
    [UOP_SAR] = x64_e_shift,
    [UOP_ROTL] = x64_e_shift,
    [UOP_CLZ] = x64_e_count,
    [UOP_CTZ] = x64_e_count,
    [UOP_POPCNT] = x64_e_count,
    [UOP_BSWAP] = x64_e_bswap,
    [UOP_SEXT8] = x64_e_ext,
    [UOP_SEXT16] = x64_e_ext,
    [UOP_ZEXT8] = x64_e_ext,
    [UOP_ZEXT16] = x64_e_ext,
    [UOP_SEXT32] = x64_e_sext32,
    [UOP_ZEXT32] = x64_e_zext32,
    [UOP_TRUNC] = x64_e_trunc,
    [UOP_ADC] = x64_e_carry,
    [UOP_CARRY] = x64_e_carry,
    [UOP_OVF] = x64_e_carry,
    [UOP_SET] = x64_e_set,
    [UOP_SEL] = x64_e_sel,
    [UOP_FADD] = x64_e_fbin,
    [UOP_FSUB] = x64_e_fbin,
    [UOP_FMUL] = x64_e_fbin,
    [UOP_FDIV] = x64_e_fbin,
    [UOP_FSQRT] = x64_e_fsqrt,
    [UOP_FMA] = x64_e_fma,
    [UOP_FNEG] = x64_e_fsign,
    [UOP_FABS] = x64_e_fsign,
    [UOP_FSET] = x64_e_fset,
    [UOP_F32TO64] = x64_e_fcvt,
    [UOP_F64TO32] = x64_e_fcvt, [UOP_F32OF] = x64_e_f32of,
    [UOP_FTOI] = x64_e_ftoi,
    [UOP_FTOIZ] = x64_e_ftoi,
    [UOP_ITOF] = x64_e_itof,
    [UOP_BITSI] = x64_e_bitsi,
    [UOP_BITSF] = x64_e_bitsf,
    [UOP_VAND] = x64_e_vlogic,
    [UOP_VOR] = x64_e_vlogic,
    [UOP_VXOR] = x64_e_vlogic,
    [UOP_VANDC] = x64_e_vlogic,
    [UOP_LD] = x64_e_ld,
    [UOP_ST] = x64_e_st,
    [UOP_CAS] = x64_e_cas,
    [UOP_FENCE] = x64_e_fence,
    [UOP_ENVP] = x64_e_envp,
    [UOP_ELD] = x64_e_eld,
    [UOP_EST] = x64_e_est,
    [UOP_ECOUNT] = x64_e_ecount,
    [UOP_HLD] = x64_e_hld,
    [UOP_HCOUNT] = x64_e_hcount,
    [UOP_HST] = x64_e_hst,
    [UOP_VADD] = x64_e_vbin,
    [UOP_VSUB] = x64_e_vbin,
    [UOP_VADDS] = x64_e_vbin,
    [UOP_VSUBS] = x64_e_vbin,
    [UOP_VAVG] = x64_e_vbin,
    [UOP_VMIN] = x64_e_vbin,
    [UOP_VMAX] = x64_e_vbin,
    [UOP_VCMPEQ] = x64_e_vbin,
    [UOP_VCMPGT] = x64_e_vbin,
    [UOP_VSHL] = x64_e_vshift,
    [UOP_VSHR] = x64_e_vshift,
    [UOP_VSAR] = x64_e_vshift,
    [UOP_VROTL] = x64_e_vshift,
    [UOP_VMUL] = x64_e_vbin,
    [UOP_VMADD] = x64_e_vbin,
    [UOP_VPERM] = x64_e_vperm,
    [UOP_VMASK] = x64_e_vmask,
    [UOP_VSPLAT] = x64_e_vsplat,
    [UOP_VLOW] = x64_e_vlow,
    [UOP_VFADD] = x64_e_vbin,
    [UOP_VFSUB] = x64_e_vbin,
    [UOP_VFMUL] = x64_e_vbin,
    [UOP_VFMA] = x64_e_vfma,
    [UOP_VFMIN] = x64_e_vbin,
    [UOP_VFMAX] = x64_e_vbin,
    [UOP_VFCMP] = x64_e_vfcmp,
    [UOP_VFROUND] = x64_e_vfun,
    [UOP_VITOF] = x64_e_vfun,
    [UOP_VFTOI] = x64_e_vfun,
    [UOP_VFDIV] = x64_e_vbin,
    [UOP_VDADD] = x64_e_vbin,
    [UOP_VDSUB] = x64_e_vbin,
    [UOP_VDMUL] = x64_e_vbin,
    [UOP_VDDIV] = x64_e_vbin,
    [UOP_VDFMA] = x64_e_vfma,
    [UOP_VDCMP] = x64_e_vfcmp,
    [UOP_VPAIR] = x64_e_vpair,
    [UOP_VHALF] = x64_e_vhalf,
    [UOP_FPMODE] = x64_e_fpmode,
    [UOP_FPCLEAR] = x64_e_fpclear,
    [UOP_CALL] = x64_e_call,
    [UOP_MARK] = x64_e_mark,
    [UOP_POLL] = x64_e_poll,
    [UOP_GUARD] = x64_e_guard,
    [UOP_BR] = x64_e_br,
    [UOP_BRIF] = x64_e_brif,
    [UOP_ENTRY] = x64_e_entry,
    [UOP_EXIT] = x64_e_exit,
    [UOP_EXITI] = x64_e_exiti,
    [UOP_LEAVE] = x64_e_leave,
    [UOP_ONCE] = x64_e_once,
    /* clang-format on */
};
_Static_assert(UOP_XOR - UOP_ADD == 9 && UOP_FDIV - UOP_FADD == 3 && UOP_ZEXT16 - UOP_SEXT8 == 3,
               "tables indexed by op");

bool host_is_call(const IrUnit *u, const IrOp *o)
{
    return (o->op == UOP_CALL && !(o->sub & IR_C_IF)) || (o->op == UOP_FMA && !host_caps.fma) || x64_vec_calls(u, o);
}

/* -- fusion ------------------------------------------------------------------------------------ */

static bool single_use_here(const Ra *ra, const IrOp *user, IrRef v)
{
    const IrOp *o = ir_op(ra->u, v);
    return o->op != UOP_CONST && ra->t[v].nuses == 1 && o->block == user->block;
}

static bool is_zero(const Ra *ra, IrRef v)
{
    return ir_is_const(ra->u, v) && ir_op(ra->u, v)->imm == 0;
}

static void fuse(Ra *ra, IrRef v)
{
    ra->t[v].flags |= RA_FUSED;
    host_fuse(ra, v);
}

/* A floating-point compare stays in its mode of the host. */
static bool mode_changes_before(const Ra *ra, const IrOp *user, IrRef v)
{
    const IrOp *o = ir_op(ra->u, v);
    if (o->op != UOP_FSET)
        return false;
    for (IrRef r = user->prev; r && r != v; r = ra->u->ops[r].prev)
        if (ra->u->ops[r].op == UOP_FPMODE)
            return true;
    return false;
}

/* The value tested by SEL, or against 0 by BRIF and GUARD. */
static bool fuse_condition(Ra *ra, const IrOp *user, IrRef v)
{
    const IrOp *o = ir_op(ra->u, v);
    if (!single_use_here(ra, user, v) || mode_changes_before(ra, user, v) ||
        !(o->op == UOP_SET || (o->op == UOP_FSET && x64_simple_fset(o->sub))))
        return false;
    fuse(ra, v);
    return true;
}

static void fuse_test(Ra *ra, const IrOp *o)
{
    if ((o->sub != IR_EQ && o->sub != IR_NE) || !is_zero(ra, o->b))
        return;
    if (ir_op(ra->u, o->a)->op == UOP_AND && single_use_here(ra, o, o->a) && !ir_is_const(ra->u, ir_op(ra->u, o->a)->a))
        ra->t[o->a].flags |= RA_FUSED;
}

static bool imm32(const Ra *ra, IrRef v)
{
    const IrOp *o = ir_op(ra->u, v);
    return o->op == UOP_CONST && (o->type == IR_I32 || o->imm == (int32_t)o->imm);
}

static void fuse_address(Ra *ra, const IrOp *o)
{
    const IrOp *a = ir_op(ra->u, o->a);
    if (a->op == UOP_ADD && single_use_here(ra, o, o->a) && !ir_is_const(ra->u, a->a) &&
        (imm32(ra, a->b) || !ir_is_const(ra->u, a->b)))
        ra->t[o->a].flags |= RA_FUSED;
}

/* x + (y << 1..3), (x + y) + imm: one lea. */
static void fuse_lea(Ra *ra, const IrOp *o)
{
    for (int k = 0; k < 2; k++) {
        IrRef v = k ? o->a : o->b, other = k ? o->b : o->a;
        const IrOp *s = ir_op(ra->u, v);
        if (s->op == UOP_SHL && single_use_here(ra, o, v) && ir_is_const(ra->u, s->b) && !ir_is_const(ra->u, s->a) &&
            ir_op(ra->u, s->b)->imm >= 1 && ir_op(ra->u, s->b)->imm <= 3 &&
            (imm32(ra, other) || !ir_is_const(ra->u, other)) && v != other) {
            ra->t[v].flags |= RA_FUSED;
            return;
        }
    }
    const IrOp *s = ir_op(ra->u, o->a);
    if (s->op == UOP_ADD && imm32(ra, o->b) && single_use_here(ra, o, o->a) && !ir_is_const(ra->u, s->a) &&
        !ir_is_const(ra->u, s->b))
        ra->t[o->a].flags |= RA_FUSED;
}

static bool same_sum(const IrOp *x, const IrOp *y)
{
    return (x->a == y->a && x->b == y->b) || (x->a == y->b && x->b == y->a);
}

/* CARRY or OVF right behind the ADC (or ADD, when the carry in is 0) of the same operands: flags of the same
 * instruction. */
static void fuse_flag(Ra *ra, IrRef r)
{
    const IrOp *o = ir_op(ra->u, r);
    IrRef k = o->prev;
    unsigned nflags = 1;
    for (; k; k = ra->u->ops[k].prev) {
        unsigned op = ra->u->ops[k].op;
        if (op == UOP_CARRY || op == UOP_OVF)
            nflags++;
        else if (op != UOP_MARK)
            break;
    }
    const IrOp *sum = ir_op(ra->u, k);
    if (!k || nflags > X64_MAX_FLAGS || !ra->t[k].use || (ra->t[k].flags & (RA_FUSED | RA_LAZY)) || !same_sum(o, sum))
        return;
    if ((sum->op == UOP_ADC && sum->c == o->c) || (sum->op == UOP_ADD && is_zero(ra, o->c)))
        ra->t[r].flags |= RA_PAIRED;
}

/* CARRY and OVF that take their flags of sum r, and so have its operands. */
static unsigned pairs_behind(const Ra *ra, IrRef r)
{
    unsigned n = 0;
    for (IrRef k = ir_op(ra->u, r)->next; k; k = ir_op(ra->u, k)->next) {
        unsigned op = ir_op(ra->u, k)->op;
        if (op != UOP_MARK && op != UOP_CARRY && op != UOP_OVF)
            break;
        n += !!(ra->t[k].flags & RA_PAIRED);
    }
    return n;
}

/* The carry into an ADC that a compare has made stays in the flags; with ~x among the operands it is a sbb of x. */
static void fuse_carry_in(Ra *ra, IrRef r)
{
    if (!opt_part(OPT_PART_CARRY))
        return;
    const IrOp *o = ir_op(ra->u, r), *c = ir_op(ra->u, o->c);
    unsigned nuses = 1 + pairs_behind(ra, r);
    if (c->op != UOP_SET || (c->sub != IR_LTU && c->sub != IR_GEU) || c->block != o->block ||
        ra->t[o->c].nuses != nuses || ir_is_const(ra->u, c->a) || is_zero(ra, c->b))
        return;
    ra->t[o->c].flags |= RA_FUSED;
    for (unsigned i = 0; i < 2 && c->sub == IR_GEU; i++) {
        const IrOp *n = ir_op(ra->u, o->arg[i]);
        if (n->op != UOP_NOT || n->block != o->block || ra->t[o->arg[i]].nuses != nuses || ir_is_const(ra->u, n->a))
            continue;
        ra->t[o->arg[i]].flags |= RA_FUSED;
        break;
    }
}

void host_fuse(Ra *ra, IrRef r)
{
    const IrOp *o = ir_op(ra->u, r);
    switch (o->op) {
    case UOP_GUARD:
    case UOP_BRIF:
        if ((o->sub == IR_EQ || o->sub == IR_NE) && is_zero(ra, o->b) && fuse_condition(ra, o, o->a))
            break;
        fuse_test(ra, o);
        break;
    case UOP_SET: fuse_test(ra, o); break;
    case UOP_SEL: fuse_condition(ra, o, o->a); break;
    case UOP_CALL:
        if (o->sub & IR_C_IF)
            fuse_condition(ra, o, ra->u->args[o->a + o->b - 1]);
        break;
    case UOP_ADD: fuse_lea(ra, o); break;
    case UOP_ADC: fuse_carry_in(ra, r); break;
    case UOP_LD:
    case UOP_ST:
    case UOP_CAS: fuse_address(ra, o); break;
    case UOP_CARRY:
    case UOP_OVF: fuse_flag(ra, r); break;
    case UOP_FMA:
        if (host_caps.fma && ir_op(ra->u, o->c)->op == UOP_FNEG && o->c != o->a && o->c != o->b &&
            single_use_here(ra, o, o->c))
            fuse(ra, o->c);
        break;
    default: break;
    }
}

void host_hints(Ra *ra, IrRef r)
{
    static const int8_t int_args[] = {RDI, RSI, RDX, RCX, R8, R9};
    const IrOp *o = ir_op(ra->u, r);
    switch (o->op) {
    case UOP_CALL: {
        if (o->sub & IR_C_IF)
            break;
        const IrHelper *h = &ra->u->env->helpers[o->imm];
        unsigned ni = !(h->flags & IR_H_CONST), nx = 0;
        for (unsigned i = 0; i < h->nargs; i++) {
            RaTemp *t = &ra->t[ra->u->args[o->a + i]];
            if (t->type >= IR_F32)
                t->hint = (int8_t)(XMM0 + (int)nx++);
            else if (ni < 6)
                t->hint = int_args[ni++];
        }
        break;
    }
    case UOP_EXITI: ra->t[o->a].hint = RAX; break;
    case UOP_SHL:
    case UOP_SHR:
    case UOP_SAR:
    case UOP_ROTL:
        if (o->op == UOP_ROTL || !host_caps.bmi2)
            ra->t[o->b].hint = RCX;
        break;
    case UOP_DIVS:
    case UOP_DIVU: ra->t[o->a].hint = RAX; break;
    default: break;
    }
}

/* -- operands ---------------------------------------------------------------------------------- */

bool x64_dies_in_reg(X64Cx *cx, IrRef v)
{
    const RaTemp *t = &cx->ra.t[v];
    return t->reg >= 0 && !(t->flags & RA_CONST) && !ra_alive(&cx->ra, v);
}

bool x64_stays_in_reg(X64Cx *cx, IrRef v)
{
    return cx->ra.t[v].reg >= 0 ? ra_alive(&cx->ra, v) : ra_home_reg(&cx->ra, v) >= 0;
}

/*
 * Integer slots are not operands of arithmetic: AMD's Zen cores rename memory, so that a plain load of a slot that was
 * just stored costs nothing, while a load inside an ALU instruction waits for the store to be forwarded (table-driven
 * crc32: 0.42 s against 0.26 s on a Zen 4, November 2026).
 */
static bool mem_operand(X64Cx *cx, IrRef v, X64Mem *m)
{
    RaMoveKind k;
    int32_t off;
    if (!ra_mem(&cx->ra, v, &k, &off) || ra_alive(&cx->ra, v) || (k == RA_M_HOME && ir_op(cx->u, v)->type < IR_F32))
        return false;
    *m = k == RA_M_HOME ? x64_env(off) : x64_slot_mem(off);
    return true;
}

X64Src x64_src(X64Cx *cx, IrRef v, unsigned allow)
{
    X64Src s = {.kind = S_REG, .reg = X_NOREG};
    int64_t imm;
    if ((allow & A_IMM) && x64_is_const(cx, v, &imm)) {
        s.imm = (int32_t)imm;
        if (ir_op(cx->u, v)->type == IR_I32 || imm == s.imm) {
            s.kind = S_IMM;
            return s;
        }
    }
    if ((allow & A_MEM) && mem_operand(cx, v, &s.m)) {
        s.kind = S_MEM;
        return s;
    }
    s.reg = ra_use(&cx->ra, v);
    return s;
}

X64Src x64_xsrc(X64Cx *cx, IrRef v)
{
    X64Src s = {.kind = S_MEM, .reg = X_NOREG};
    const IrOp *o = ir_op(cx->u, v);
    if (o->op == UOP_CONST && cx->ra.t[v].reg < 0) {
        if (o->type == IR_V128)
            s.m = x64_pool(cx, cx->u->v128[o->imm][0], cx->u->v128[o->imm][1]);
        else
            s.m = x64_pool(cx, (uint64_t)o->imm, 0);
        return s;
    }
    if ((o->type != IR_V128 || host_caps.avx) && mem_operand(cx, v, &s.m)) /* SSE wants vectors in memory aligned */
        return s;
    s.kind = S_REG;
    s.reg = ra_use(&cx->ra, v);
    return s;
}

X64Mem x64_pool(X64Cx *cx, uint64_t lo, uint64_t hi)
{
    uint32_t i = 0;
    while (i < cx->pool.n && (cx->pool.v[i][0] != lo || cx->pool.v[i][1] != hi))
        i++;
    if (i == cx->pool.n) {
        uint64_t(*e)[2] = VEC_ADD(cx, cx->pool);
        (*e)[0] = lo;
        (*e)[1] = hi;
    }
    return x64_at(X_RIP, (int32_t)i);
}

static void note_pool(X64Cx *cx, const X64Mem *m)
{
    if (m->base != X_RIP)
        return;
    X64Fix *f = VEC_ADD(cx, cx->pool_fixes);
    *f = (X64Fix){(uint32_t)(cx->b.disp - cx->b.base), (uint32_t)m->disp};
}

void x64_op(X64Cx *cx, uint32_t opc, bool w, int dst, X64Src s)
{
    if (s.kind == S_MEM) {
        x64_rm(&cx->b, opc, w, dst, s.m);
        note_pool(cx, &s.m);
    } else {
        x64_rr(&cx->b, opc, w, dst, s.reg);
    }
}

void x64_vop(X64Cx *cx, uint32_t opc, bool w, int dst, int v, X64Src s)
{
    if (s.kind == S_MEM) {
        x64_vrm(&cx->b, opc, w, dst, v, s.m);
        note_pool(cx, &s.m);
    } else {
        x64_vrr(&cx->b, opc, w, dst, v, s.reg);
    }
}

void x64_alu(X64Cx *cx, X64Alu op, bool w, int dst, X64Src s)
{
    if (s.kind == S_IMM)
        x64_alu_ri(&cx->b, op, w, dst, s.imm);
    else
        x64_op(cx, (uint32_t)op * 8 + 3, w, dst, s);
}
