/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest memory: LD, ST, CAS, FENCE, and their byte orders.
 *
 * A guest address is the operand of one instruction: [base + index + disp], with
 * the gs segment where guest address 0 is not host address 0.
 * In 32-bit mode the address size prefix makes the sum wrap at 2^32 as the
 * guest's does.
 *
 * Order of work in every access: fetch operands, take scratch registers, note
 * the snapshot's locations, take the result register, emit. Nothing that a
 * location names is written between the last two steps before the access has
 * succeeded.
 */
#include "engine/base/bits.h"
#include "tcg/host/x64/x64.h"

/* base (or nothing) + displacement that may need a register in 64-bit mode */
static X64Mem with_disp(X64Cx *cx, X64Mem m, int64_t disp)
{
    if (!cx->u->env->guest64) {
        m.disp = (int32_t)disp;
        return m;
    }
    if (disp == (int32_t)disp) {
        m.disp = (int32_t)disp;
        return m;
    }
    int t = ra_tmp(&cx->ra);
    x64_mov_ri(&cx->b, t, (uint64_t)disp, false);
    if (m.base == X_NOREG) {
        m.base = (int8_t)t;
    } else if (m.index == X_NOREG) {
        m.index = (int8_t)t;
    } else {
        x64_alu_rr(&cx->b, X_ADD, true, t, m.base);
        m.base = (int8_t)t;
    }
    return m;
}

static X64Mem guest_addr(X64Cx *cx, IrRef a, int64_t disp)
{
    bool g64 = cx->u->env->guest64;
    X64Mem m = {X_NOREG, X_NOREG, 0, (uint8_t)((cx->rt->guest_at_0 ? 0 : X_GS) | (g64 ? 0 : X_A32)), 0};
    int64_t imm;
    if (x64_is_const(cx, a, &imm))
        return with_disp(cx, m, (int64_t)((uint64_t)imm + (uint64_t)disp));
    if (!x64_fused(cx, a)) {
        m.base = (int8_t)ra_use(&cx->ra, a);
        return with_disp(cx, m, disp);
    }
    const IrOp *add = ir_op(cx->u, a);
    m.base = (int8_t)ra_use(&cx->ra, add->a);
    if (x64_is_const(cx, add->b, &imm))
        return with_disp(cx, m, (int64_t)((uint64_t)imm + (uint64_t)disp));
    m.index = (int8_t)ra_use(&cx->ra, add->b);
    return with_disp(cx, m, disp);
}

/* Pending slots of the access about to be emitted. */
typedef struct Access {
    uint32_t first, n, start;
} Access;

static Access begin_access(X64Cx *cx, const IrOp *o)
{
    Access a;
    a.n = x64_snap(cx, o, &a.first);
    a.start = 0;
    return a;
}

static void begin_insn(X64Cx *cx, Access *a)
{
    a->start = x64_off(&cx->b);
}
static void end_insn(X64Cx *cx, IrRef r, const Access *a)
{
    x64_point(cx, r, a->start, a->first, a->n);
}

/* -- integer loads ----------------------------------------------------------------------------- */

/* The access itself, the byte order fixed up afterwards by fix_loaded(). */
static bool load_insn(X64Cx *cx, unsigned sub, bool w, int dst, X64Mem m)
{
    X64Buf *b = &cx->b;
    bool sign = sub & IR_M_SIGN, be = sub & IR_M_BE;
    switch (sub & IR_M_SIZE) {
    case IR_M_8: x64_rm(b, sign ? X_MOVSX8 : X_MOVZX8, sign && w, dst, m); return false;
    case IR_M_16: x64_rm(b, sign && !be ? X_MOVSX16 : X_MOVZX16, sign && !be && w, dst, m); return be;
    case IR_M_32:
        if (be && host_caps.movbe) {
            x64_rm(b, X_MOVBE_LD, false, dst, m);
            return sign && w;
        }
        x64_rm(b, sign && w && !be ? X_MOVSXD : X_MOV_LD, false, dst, m);
        return be;
    default:
        if (be && host_caps.movbe) {
            x64_rm(b, X_MOVBE_LD, true, dst, m);
            return false;
        }
        x64_rm(b, X_MOV_LD, true, dst, m);
        return be;
    }
}

static void fix_loaded(X64Cx *cx, unsigned sub, bool w, int dst)
{
    X64Buf *b = &cx->b;
    bool sign = sub & IR_M_SIGN;
    switch (sub & IR_M_SIZE) {
    case IR_M_16:
        if (sign) {
            x64_bswap(b, w, dst);
            x64_shift_ri(b, X_SAR, w, dst, w ? 48 : 16);
        } else {
            x64_rol16_ri(b, dst, 8);
        }
        break;
    case IR_M_32:
        if (!host_caps.movbe)
            x64_bswap(b, false, dst);
        if (sign && w)
            x64_rr(b, X_MOVSXD, true, dst, dst);
        break;
    default: x64_bswap(b, true, dst); break;
    }
}

static void ld_int(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = x64_is64(o->type);
    X64Mem m = guest_addr(cx, o->a, o->imm);
    Access a = begin_access(cx, o);
    int dst = ra_def(&cx->ra, r);
    begin_insn(cx, &a);
    bool fix = load_insn(cx, o->sub, w, dst, m);
    end_insn(cx, r, &a);
    if (fix)
        fix_loaded(cx, o->sub, w, dst);
}

/* dst := the low 8 (w) or 4 bytes of x reversed: pshufb, which came with SSSE3 and so is there with SSE4.1. */
static void reverse_float(X64Cx *cx, bool w, int dst, int x)
{
    X64Src s = {.kind = S_MEM, .m = x64_pool(cx, w ? 0x0001020304050607ull : 0x8080808000010203ull, ~0ull)};
    x64_xop(cx, X_PSHUFB, dst, x, s);
}

static void ld_float(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = o->type == IR_F64, be = o->sub & IR_M_BE, shuffle = be && host_caps.sse41;
    X64Mem m = guest_addr(cx, o->a, o->imm);
    int t = be && !shuffle ? ra_tmp(&cx->ra) : X_NOREG;
    Access a = begin_access(cx, o);
    int dst = ra_def(&cx->ra, r);
    begin_insn(cx, &a);
    if (!be || shuffle) {
        x64_rm(&cx->b, w ? X_MOVSD_LD : X_MOVSS_LD, false, dst, m);
        end_insn(cx, r, &a);
        if (shuffle)
            reverse_float(cx, w, dst, dst);
        return;
    }
    x64_rm(&cx->b, host_caps.movbe ? X_MOVBE_LD : X_MOV_LD, w, t, m);
    end_insn(cx, r, &a);
    if (!host_caps.movbe)
        x64_bswap(&cx->b, w, t);
    x64_rr(&cx->b, X_MOVD_TO_X, w, dst, t);
}

/* -- vectors ----------------------------------------------------------------------------------- */

/* Reverses the 16 bytes of x. */
static void reverse16(X64Cx *cx, int x)
{
    X64Buf *b = &cx->b;
    if (host_caps.sse41) { /* SSE4.1 implies SSSE3 */
        X64Src s = {.kind = S_MEM, .m = x64_pool(cx, 0x08090a0b0c0d0e0full, 0x0001020304050607ull)};
        if (host_caps.avx)
            x64_vop(cx, X_PSHUFB, false, x, x, s);
        else
            x64_op(cx, X_PSHUFB, false, x, s);
        return;
    }
    int t = ra_tmp_xmm(&cx->ra); /* bytes within words, words within halves, halves */
    x64_rr(b, X_MOVAPS, false, t, x);
    x64_rr(b, X_PSHIFTW, false, 6, x);
    x64_b(b, 8);
    x64_rr(b, X_PSHIFTW, false, 2, t);
    x64_b(b, 8);
    x64_rr(b, X_POR, false, x, t);
    x64_rr(b, X_PSHUFLW, false, x, x);
    x64_b(b, 0x1b);
    x64_rr(b, X_PSHUFHW, false, x, x);
    x64_b(b, 0x1b);
    x64_rr(b, X_PSHUFD, false, x, x);
    x64_b(b, 0x4e);
}

static void ld_v128(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Mem m = guest_addr(cx, o->a, o->imm);
    Access a = begin_access(cx, o);
    int dst = ra_def(&cx->ra, r);
    begin_insn(cx, &a);
    x64_rm(&cx->b, X_MOVUPS_LD, false, dst, m);
    end_insn(cx, r, &a);
    if (o->sub & IR_M_BE)
        reverse16(cx, dst);
}

static void check_size(const X64Cx *cx, IrRef r, const IrOp *o)
{
    unsigned want = o->type == IR_F32 ? IR_M_32 : o->type == IR_F64 ? IR_M_64 : IR_M_128;
    (void)cx;
    if (o->type >= IR_F32 ? (o->sub & IR_M_SIZE) != want
                          : (o->sub & IR_M_SIZE) > (o->type == IR_I64 ? IR_M_64 : IR_M_32))
        die("%%%u: %s of size %u with type %s", r, uop_info[o->op].name, 1u << (o->sub & IR_M_SIZE),
            ir_type_name[o->type]);
}

void x64_e_ld(X64Cx *cx, IrRef r, const IrOp *o)
{
    check_size(cx, r, o);
    if (o->type == IR_V128)
        ld_v128(cx, r, o);
    else if (o->type >= IR_F32)
        ld_float(cx, r, o);
    else
        ld_int(cx, r, o);
}

/* -- stores ------------------------------------------------------------------------------------ */

static uint64_t swapped_const(uint64_t v, unsigned size)
{
    switch (size) {
    case IR_M_16: return __builtin_bswap16((uint16_t)v);
    case IR_M_32: return __builtin_bswap32((uint32_t)v);
    case IR_M_64: return __builtin_bswap64(v);
    default: return v;
    }
}

static void store_insn(X64Cx *cx, unsigned size, bool movbe, int src, X64Mem m)
{
    X64Buf *b = &cx->b;
    switch (size) {
    case IR_M_8: x64_rm(b, X_MOV8_ST, false, src, m); break;
    case IR_M_16: x64_rm(b, movbe ? X_MOVBE16_ST : X_MOV16_ST, false, src, m); break;
    default: x64_rm(b, movbe ? X_MOVBE_ST : X_MOV_ST, size == IR_M_64, src, m); break;
    }
}

static void swap_reg(X64Cx *cx, unsigned size, int reg)
{
    if (size == IR_M_16)
        x64_rol16_ri(&cx->b, reg, 8);
    else if (size != IR_M_8)
        x64_bswap(&cx->b, size == IR_M_64, reg);
}

static void st_int(X64Cx *cx, IrRef r, const IrOp *o)
{
    unsigned size = o->sub & IR_M_SIZE;
    bool be = (o->sub & IR_M_BE) && size != IR_M_8;
    X64Mem m = guest_addr(cx, o->a, o->imm);
    int64_t imm;
    if (x64_is_const(cx, o->b, &imm)) {
        uint64_t v = be ? swapped_const((uint64_t)imm, size) : (uint64_t)imm;
        if (size != IR_M_64 || (int64_t)v == (int32_t)v) {
            Access a = begin_access(cx, o);
            begin_insn(cx, &a);
            x64_mov_mi(&cx->b, 1u << size, m, (int32_t)v);
            end_insn(cx, r, &a);
            return;
        }
    }
    int v = ra_use(&cx->ra, o->b), src = v;
    bool movbe = be && host_caps.movbe;
    if (be && !movbe) {
        src = ra_tmp(&cx->ra);
        x64_mov_rr(&cx->b, size == IR_M_64, src, v);
        swap_reg(cx, size, src);
    }
    Access a = begin_access(cx, o);
    begin_insn(cx, &a);
    store_insn(cx, size, movbe, src, m);
    end_insn(cx, r, &a);
}

static void st_float(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool w = o->type == IR_F64, be = o->sub & IR_M_BE;
    X64Mem m = guest_addr(cx, o->a, o->imm);
    RaMoveKind k;
    int32_t off;
    int t = X_NOREG, v = X_NOREG;
    if (be && host_caps.sse41 && !ra_mem(&cx->ra, o->b, &k, &off)) {
        int x = ra_use(&cx->ra, o->b);
        v = ra_tmp_xmm(&cx->ra);
        reverse_float(cx, w, v, x);
        be = false;
    } else if (be) {
        t = ra_tmp(&cx->ra);
        if (ra_mem(&cx->ra, o->b, &k, &off) && !ra_alive(&cx->ra, o->b))
            x64_rm(&cx->b, X_MOV_LD, w, t, k == RA_M_HOME ? x64_env(off) : x64_slot_mem(off));
        else
            x64_rr(&cx->b, X_MOVD_FROM_X, w, ra_use(&cx->ra, o->b), t);
        if (!host_caps.movbe)
            x64_bswap(&cx->b, w, t);
    } else {
        v = ra_use(&cx->ra, o->b);
    }
    Access a = begin_access(cx, o);
    begin_insn(cx, &a);
    if (be)
        x64_rm(&cx->b, host_caps.movbe ? X_MOVBE_ST : X_MOV_ST, w, t, m);
    else
        x64_rm(&cx->b, w ? X_MOVSD_ST : X_MOVSS_ST, false, v, m);
    end_insn(cx, r, &a);
}

static void st_v128(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Mem m = guest_addr(cx, o->a, o->imm);
    int v = ra_use(&cx->ra, o->b);
    if (o->sub & IR_M_BE) {
        if (ra_alive(&cx->ra, o->b) || x64_in_snapshot(cx, o, o->b) || x64_is_const(cx, o->b, &(int64_t){0})) {
            int t = ra_tmp_xmm(&cx->ra);
            x64_rr(&cx->b, X_MOVAPS, false, t, v);
            v = t;
        }
        reverse16(cx, v);
    }
    Access a = begin_access(cx, o);
    begin_insn(cx, &a);
    x64_rm(&cx->b, X_MOVUPS_ST, false, v, m);
    end_insn(cx, r, &a);
}

void x64_e_st(X64Cx *cx, IrRef r, const IrOp *o)
{
    check_size(cx, r, o);
    if (o->type == IR_V128)
        st_v128(cx, r, o);
    else if (o->type >= IR_F32)
        st_float(cx, r, o);
    else
        st_int(cx, r, o);
}

/* -- atomics ----------------------------------------------------------------------------------- */

void x64_e_cas(X64Cx *cx, IrRef r, const IrOp *o)
{
    static const uint32_t opc[4] = {X_CMPXCHG8, X_CMPXCHG16, X_CMPXCHG, X_CMPXCHG};
    Ra *ra = &cx->ra;
    unsigned size = o->sub & IR_M_SIZE;
    bool be = (o->sub & IR_M_BE) && size != IR_M_8, w = x64_is64(o->type);
    check_size(cx, r, o);
    ra_use_at(ra, o->b, RAX);
    /* b keeps its place for a snapshot; rax is a copy from here on */
    if (ra->reg[RAX] && x64_in_snapshot(cx, o, ra->reg[RAX]))
        ra_take(ra, 1u << RAX);
    X64Mem m = guest_addr(cx, o->a, o->imm);
    int src = ra_use_in(ra, o->c, RA_GPRS & ~(1u << RAX));
    if (be) {
        int t = ra_tmp_in(ra, RA_GPRS & ~(1u << RAX));
        x64_mov_rr(&cx->b, size == IR_M_64, t, src);
        src = t;
        swap_reg(cx, size, src);
        swap_reg(cx, size, RAX);
    }
    Access a = begin_access(cx, o);
    begin_insn(cx, &a);
    x64_b(&cx->b, 0xf0); /* lock */
    x64_rm(&cx->b, opc[size], size == IR_M_64, src, m);
    end_insn(cx, r, &a);
    swap_reg(cx, be ? size : IR_M_8, RAX);
    if (size < IR_M_32) {
        static const uint32_t ext[4] = {X_MOVZX8, X_MOVZX16, X_MOVSX8, X_MOVSX16};
        bool sign = o->sub & IR_M_SIGN;
        x64_rr(&cx->b, ext[size + (sign ? 2 : 0)], sign && w, RAX, RAX);
    } else if (size == IR_M_32) {
        if (w && (o->sub & IR_M_SIGN))
            x64_rr(&cx->b, X_MOVSXD, true, RAX, RAX);
        else
            x64_mov_rr(&cx->b, false, RAX, RAX);
    }
    ra_def_at(ra, r, RAX);
}

void x64_e_fence(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    (void)o;
    x64_b(&cx->b, 0x0f); /* mfence */
    x64_b(&cx->b, 0xae);
    x64_b(&cx->b, 0xf0);
}
