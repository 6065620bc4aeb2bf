/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random units. The graph is drawn first (forward edges, now and then a loop or
 * a join with PHIs), then each block is filled with random ops and with the
 * idioms that translated code is made of: compare codes and their tests, rotate
 * and mask chains, carries, addresses with displacements, side exits.
 *
 * Values usable in a block: its single predecessor's, else the entry's.
 */
#include "tests/unit/irgen.h"

#include <string.h>

enum { MAX_BLOCKS = 8, MAX_VALUES = 160 };

typedef struct Values {
    IrRef v[IR_NTYPES][MAX_VALUES];
    unsigned n[IR_NTYPES];
} Values;

typedef struct Gen {
    IrBuild b;
    uint64_t rng;
    Values now;
    Values out[MAX_BLOCKS]; /* at the blocks' ends */
    unsigned nblocks;
    uint32_t to[MAX_BLOCKS][2];
    unsigned nto[MAX_BLOCKS];
} Gen;

static unsigned rnd(Gen *g, unsigned n)
{
    return (unsigned)((irtest_rand(&g->rng) >> 20) % n);
}

static bool chance(Gen *g, unsigned percent)
{
    return rnd(g, 100) < percent;
}

/* ---- values -------------------------------------------------------------------------------------------------------
 */

static uint64_t interesting(Gen *g)
{
    static const uint64_t list[] = {0,
                                    1,
                                    2,
                                    3,
                                    4,
                                    5,
                                    7,
                                    8,
                                    15,
                                    16,
                                    24,
                                    31,
                                    32,
                                    33,
                                    63,
                                    0x7f,
                                    0x80,
                                    0xff,
                                    0x100,
                                    0x7fff,
                                    0x8000,
                                    0xffff,
                                    0x10000,
                                    0xffffff00,
                                    0x7fffffff,
                                    0x80000000,
                                    0x80000001,
                                    0xfffffffe,
                                    0xffffffff,
                                    0x100000000,
                                    0x3fffffffffffffff,
                                    0x4000000000000000,
                                    0x6000000000000000,
                                    0x7fffffffffffffff,
                                    0x8000000000000000,
                                    0xffffffff00000000,
                                    0xffffffff80000000,
                                    0xffffffff7fffffff,
                                    0xfffffffffffffffe,
                                    0xffffffffffffffff};
    switch (rnd(g, 6)) {
    case 0: return irtest_rand(&g->rng);
    case 1: return 1ull << rnd(g, 64);
    case 2: return (1ull << rnd(g, 64)) - 1;
    case 3: return ~0ull << rnd(g, 64);
    default: return list[rnd(g, sizeof list / sizeof list[0])];
    }
}

static IrRef keep(Gen *g, IrRef r)
{
    if (!r)
        return r;
    IrType t = ir_type(&g->b, r);
    if (g->now.n[t] < MAX_VALUES)
        g->now.v[t][g->now.n[t]++] = r;
    return r;
}

static IrRef constant(Gen *g, IrType t)
{
    if (t == IR_V128) {
        uint64_t lanes[2] = {interesting(g), interesting(g)};
        return ir_const_v128(g->b.u, lanes);
    }
    return ir_const(g->b.u, t, (int64_t)interesting(g));
}

/* Any value of type t, newer ones more often. */
static IrRef any(Gen *g, IrType t)
{
    unsigned n = g->now.n[t];
    if (!n || chance(g, 18))
        return constant(g, t);
    unsigned k = chance(g, 50) && n > 6 ? n - 1 - rnd(g, 6) : rnd(g, n);
    return g->now.v[t][k];
}

/* A value that is no constant, if there is one. */
static IrRef variable(Gen *g, IrType t)
{
    unsigned n = g->now.n[t];
    if (!n)
        return constant(g, t);
    return g->now.v[t][chance(g, 60) && n > 4 ? n - 1 - rnd(g, 4) : rnd(g, n)];
}

static IrType int_type(Gen *g)
{
    return chance(g, 60) ? IR_I32 : IR_I64;
}

static IrCond int_cond(Gen *g)
{
    return (IrCond)rnd(g, IR_FLT);
}

/* ---- state --------------------------------------------------------------------------------------------------------
 */

static unsigned any_slot(Gen *g)
{
    unsigned s;
    do
        s = chance(g, 60) ? S_R0 + rnd(g, 4) : rnd(g, S_COUNT);
    while (s == S_HOLE);
    return s;
}

static void gen_get(Gen *g)
{
    keep(g, ir_get(&g->b, any_slot(g)));
}

static void gen_put(Gen *g)
{
    unsigned s = any_slot(g);
    ir_put(&g->b, s, any(g, (IrType)irtest_env.slots[s].type));
}

/* ---- integers -----------------------------------------------------------------------------------------------------
 */

static void gen_binary(Gen *g)
{
    static const UopId ops[] = {UOP_ADD, UOP_SUB, UOP_MUL,  UOP_MULHS, UOP_MULHU, UOP_DIVS, UOP_DIVU, UOP_AND,
                                UOP_OR,  UOP_XOR, UOP_ANDC, UOP_ADD,   UOP_SUB,   UOP_AND,  UOP_OR,   UOP_XOR};
    IrType t = int_type(g);
    UopId op = ops[rnd(g, sizeof ops / sizeof ops[0])];
    IrRef x = any(g, t), y = chance(g, 12) ? x : any(g, t);
    keep(g, ir_bin(&g->b, op, x, y));
}

static void gen_shift(Gen *g)
{
    static const UopId ops[] = {UOP_SHL, UOP_SHR, UOP_SAR, UOP_ROTL};
    IrRef x = variable(g, int_type(g)), n = chance(g, 80) ? ir_i32(&g->b, rnd(g, 66)) : any(g, IR_I32);
    if (chance(g, 10))
        n = ir_and(&g->b, any(g, IR_I32), ir_i32(&g->b, chance(g, 50) ? 31 : 63));
    keep(g, ir_bin(&g->b, ops[rnd(g, 4)], x, n));
}

static void gen_unary(Gen *g)
{
    static const UopId ops[] = {UOP_NOT,    UOP_NEG,   UOP_CLZ,    UOP_CTZ,  UOP_POPCNT, UOP_BSWAP, UOP_SEXT8,
                                UOP_SEXT16, UOP_ZEXT8, UOP_ZEXT16, UOP_COPY, UOP_NOT,    UOP_NEG};
    keep(g, ir_un(&g->b, ops[rnd(g, sizeof ops / sizeof ops[0])], variable(g, int_type(g))));
}

static void gen_width(Gen *g)
{
    switch (rnd(g, 3)) {
    case 0: keep(g, ir_sext32(&g->b, variable(g, IR_I32))); break;
    case 1: keep(g, ir_zext32(&g->b, variable(g, IR_I32))); break;
    default: keep(g, ir_trunc(&g->b, variable(g, IR_I64))); break;
    }
}

static IrRef bit(Gen *g)
{
    IrType t = int_type(g);
    return ir_set(&g->b, int_cond(g), variable(g, t), any(g, t));
}

static void gen_set(Gen *g)
{
    keep(g, bit(g));
}

static void gen_sel(Gen *g)
{
    IrType t = (IrType)(IR_I32 + rnd(g, IR_V128));
    keep(g, ir_sel(&g->b, any(g, IR_I32), any(g, t), any(g, t)));
}

static void gen_carry(Gen *g)
{
    IrType t = int_type(g);
    IrRef x = variable(g, t), y = any(g, t), c = chance(g, 60) ? ir_i32(&g->b, rnd(g, 2)) : bit(g);
    if (chance(g, 40))
        x = keep(g, ir_not(&g->b, x));
    if (chance(g, 15))
        y = keep(g, ir_not(&g->b, y));
    if (chance(g, 70))
        keep(g, ir_carry(&g->b, x, y, c));
    if (chance(g, 60))
        keep(g, ir_adc(&g->b, x, y, c));
    if (chance(g, 50))
        keep(g, ir_ovf(&g->b, x, y, c));
    if (chance(g, 30))
        keep(g, ir_add(&g->b, y, x));
}

/* ---- idioms -------------------------------------------------------------------------------------------------------
 */

static IrRef widen(Gen *g, bool is_signed, IrRef r)
{
    if (ir_is_const(g->b.u, r) && chance(g, 80)) {
        uint32_t v = (uint32_t)ir_op(g->b.u, r)->imm;
        return ir_i64(&g->b, is_signed ? (uint64_t)(int64_t)(int32_t)v : v);
    }
    return is_signed ? ir_sext32(&g->b, r) : ir_zext32(&g->b, r);
}

/* A compare code, as ppc/cpu/crf.h has it. */
static IrRef compare_code(Gen *g)
{
    IrBuild *b = &g->b;
    bool is_signed = chance(g, 50);
    IrRef v;
    if (chance(g, 20))
        v = widen(g, chance(g, 80), variable(g, IR_I32));
    else if (chance(g, 75))
        v = ir_sub(b, widen(g, is_signed, variable(g, IR_I32)), widen(g, is_signed, any(g, IR_I32)));
    else {
        IrType t = int_type(g);
        IrRef x = variable(g, t), y = any(g, t);
        IrRef gt = ir_set(b, is_signed ? IR_GTS : IR_GTU, x, y), lt = ir_set(b, is_signed ? IR_LTS : IR_LTU, x, y);
        v = ir_sub(b, ir_zext32(b, gt), ir_zext32(b, lt));
    }
    if (chance(g, 25))
        v = ir_xor(b, v, ir_i64(b, 1ull << 63));
    return keep(g, v);
}

/* One of the four tests of a code (crf.h), perhaps negated: condition and operands. */
static IrCond code_test(Gen *g, IrRef v, IrRef *x, IrRef *y)
{
    IrBuild *b = &g->b;
    unsigned no = rnd(g, 2);
    *y = ir_i64(b, 0);
    switch (rnd(g, 4)) {
    case 0:
        *x = v;
        *y = ir_i64(b, 1ull << 62);
        return (IrCond)(IR_TSTNZ ^ no);
    case 1: *x = ir_shl(b, v, ir_i32(b, 2)); return (IrCond)((chance(g, 80) ? IR_GTS : IR_LTS) ^ no);
    case 2:
        *x = ir_trunc(b, v);
        *y = ir_i32(b, 0);
        return (IrCond)(IR_EQ ^ no);
    default: *x = ir_xor(b, v, ir_shl(b, v, ir_i32(b, 1))); return (IrCond)(IR_LTS ^ no);
    }
}

static void gen_code(Gen *g)
{
    IrRef v = compare_code(g), x, y;
    if (chance(g, 60))
        ir_put(&g->b, S_CR0 + rnd(g, 4), v);
    for (unsigned i = rnd(g, 3); i-- > 0;) {
        IrCond c = code_test(g, v, &x, &y);
        keep(g, ir_set(&g->b, c, x, y));
    }
}

/* rlwinm and friends, one after the other. */
static void gen_rotates(Gen *g)
{
    IrBuild *b = &g->b;
    IrRef v = variable(g, int_type(g));
    for (unsigned i = 2 + rnd(g, 3); i-- > 0;) {
        IrRef n = ir_i32(b, rnd(g, 32));
        switch (rnd(g, 6)) {
        case 0: v = ir_shl(b, v, n); break;
        case 1: v = ir_shr(b, v, n); break;
        case 2: v = ir_rotl(b, v, n); break;
        case 3: v = ir_un(b, chance(g, 50) ? UOP_ZEXT8 : UOP_ZEXT16, v); break;
        case 4: v = ir_and(b, ir_rotl(b, v, n), constant(g, ir_type(b, v))); break;
        default: v = ir_and(b, v, constant(g, ir_type(b, v))); break;
        }
        if (chance(g, 20))
            keep(g, v);
    }
    keep(g, v);
}

/* or of two parts that do not overlap (rlwimi), then a part taken out. */
static void gen_insert(Gen *g)
{
    IrBuild *b = &g->b;
    uint32_t m = (uint32_t)interesting(g);
    IrRef x = ir_and(b, variable(g, IR_I32), ir_i32(b, m)), y = ir_and(b, variable(g, IR_I32), ir_i32(b, ~m));
    IrRef v = keep(g, chance(g, 80) ? ir_or(b, x, y) : ir_xor(b, x, y));
    keep(g, ir_and(b, v, ir_i32(b, chance(g, 70) ? m & (uint32_t)interesting(g) : (uint32_t)interesting(g))));
}

/* 64-bit sums of extended words, cut again. */
static void gen_wide(Gen *g)
{
    static const UopId ops[] = {UOP_ADD, UOP_SUB,  UOP_MUL, UOP_AND, UOP_OR,
                                UOP_XOR, UOP_ANDC, UOP_SHL, UOP_SHR, UOP_SAR};
    IrBuild *b = &g->b;
    UopId op = ops[rnd(g, 10)];
    IrRef x = widen(g, chance(g, 50), variable(g, IR_I32)), y;
    y = op >= UOP_SHL   ? ir_i32(b, rnd(g, 64))
        : chance(g, 30) ? constant(g, IR_I64)
                        : widen(g, chance(g, 50), variable(g, IR_I32));
    IrRef v = ir_bin(b, op, x, y);
    if (chance(g, 20))
        v = ir_un(b, chance(g, 50) ? UOP_NOT : UOP_NEG, v);
    keep(g, v);
    keep(g, ir_trunc(b, v));
}

/* x op (x op y) and its relatives: ops on two values, one of which is used again. */
static void gen_again(Gen *g)
{
    static const UopId ops[] = {UOP_ADD, UOP_SUB, UOP_AND, UOP_OR, UOP_XOR, UOP_ANDC};
    IrBuild *b = &g->b;
    IrType t = int_type(g);
    IrRef x = variable(g, t), y = chance(g, 30) ? constant(g, t) : variable(g, t);
    IrRef v = ir_bin(b, ops[rnd(g, 6)], x, y), w = chance(g, 50) ? x : y;
    if (chance(g, 30))
        w = chance(g, 50) ? constant(g, t) : ir_un(b, chance(g, 50) ? UOP_NOT : UOP_NEG, w);
    if (chance(g, 30))
        v = ir_un(b, chance(g, 50) ? UOP_NOT : UOP_NEG, v);
    keep(g, chance(g, 50) ? ir_bin(b, ops[rnd(g, 6)], v, w) : ir_bin(b, ops[rnd(g, 6)], w, v));
    if (chance(g, 30))
        keep(g, ir_set(b, int_cond(g), v, chance(g, 50) ? w : constant(g, t)));
}

/* What single rules of fold.def wait for. */
static void gen_special(Gen *g)
{
    IrBuild *b = &g->b;
    IrType t = int_type(g);
    unsigned w = t == IR_I64 ? 64 : 32, n = 1 + rnd(g, w - 1);
    IrRef x = variable(g, t), y = variable(g, t), v;
    switch (rnd(g, 13)) {
    case 0:
        v = ir_add(b, chance(g, 50) ? ir_add(b, ir_not(b, x), y) : ir_add(b, y, ir_not(b, x)), ir_const(b->u, t, 1));
        break;
    case 1: v = ir_mul(b, ir_mul(b, x, constant(g, t)), constant(g, t)); break;
    case 2: v = ir_and(b, ir_andc(b, x, ir_and(b, y, ir_const(b->u, t, 0xf0))), ir_const(b->u, t, 15)); break;
    case 3: v = ir_or(b, ir_shl(b, x, ir_i32(b, n)), ir_shr(b, x, ir_i32(b, w - n))); break;
    case 4: v = ir_or(b, ir_shr(b, x, ir_i32(b, n)), ir_shl(b, x, ir_i32(b, w - n))); break;
    case 5: v = ir_shr(b, ir_un(b, UOP_CLZ, x), ir_i32(b, 5)); break;
    case 6: v = ir_shr(b, ir_xor(b, x, ir_const(b->u, t, rnd(g, 16))), ir_i32(b, n)); break;
    case 7:
        n = chance(g, 50) ? w - 8 : w - 16;
        v = ir_sar(b, ir_shl(b, x, ir_i32(b, n)), ir_i32(b, n));
        break;
    case 8:
        v = ir_or(b, ir_shl(b, x, ir_i32(b, 16)), y);
        v = ir_un(b, chance(g, 50) ? UOP_ZEXT8 : UOP_ZEXT16, v);
        break;
    case 9: v = ir_ovf(b, x, ir_const(b->u, t, (int64_t)(ir_type_mask(t) >> 1)), ir_i32(b, 1)); break;
    case 10:
        n = rnd(g, 2);
        v = ir_sel(b, bit(g), ir_i32(b, n), ir_i32(b, !n));
        break;
    case 11:
        v = ir_un(b, UOP_SEXT16, x);
        v = ir_set(b, chance(g, 50) ? IR_TSTZ : IR_TSTNZ, v, constant(g, t));
        break;
    default:
        v = chance(g, 50) ? ir_or(b, ir_shl(b, x, ir_i32(b, 16)), y) : ir_xor(b, ir_shl(b, x, ir_i32(b, 16)), y);
        v = ir_set(b, IR_TSTZ, v, ir_const(b->u, t, rnd(g, 0x10000)));
        break;
    }
    keep(g, v);
}

/* ---- floats and vectors -------------------------------------------------------------------------------------------
 */

static void gen_width_of_float(Gen *g, IrType t)
{
    IrBuild *b = &g->b;
    IrRef v = any(g, t);
    if (chance(g, 60)) {
        keep(g, ir_emit(b, UOP_F32TO64, IR_F64, 0, 0, any(g, IR_F32), 0, 0));
    } else if (chance(g, 50)) {
        v = ir_emit(b, UOP_F32TO64, IR_F64, 0, 0, ir_bin(b, UOP_FADD, any(g, IR_F32), any(g, IR_F32)), 0, 0);
        keep(g, ir_emit(b, UOP_F32OF, IR_F32, 0, 0, v, 0, 0));
    } else {
        keep(g, ir_set(b, IR_FUE, v, v));
    }
}

static void gen_float(Gen *g)
{
    static const UopId two[] = {UOP_FADD, UOP_FSUB, UOP_FMUL, UOP_FDIV};
    IrBuild *b = &g->b;
    IrType t = chance(g, 70) ? IR_F64 : IR_F32;
    switch (rnd(g, 8)) {
    case 0: keep(g, ir_bin(b, two[rnd(g, 4)], any(g, t), any(g, t))); break;
    case 1:
        keep(g, ir_un(b, chance(g, 50) ? UOP_FNEG : UOP_FABS,
                      ir_un(b, chance(g, 50) ? UOP_FNEG : UOP_FABS, variable(g, t))));
        break;
    case 2: keep(g, ir_set(b, (IrCond)(IR_FLT + rnd(g, 4)), any(g, t), any(g, t))); break;
    case 3: keep(g, ir_emit(b, UOP_BITSI, t == IR_F64 ? IR_I64 : IR_I32, 0, 0, any(g, t), 0, 0)); break;
    case 4:
        keep(g, ir_emit(b, UOP_BITSF, t, 0, 0, variable(g, t == IR_F64 ? IR_I64 : IR_I32), 0, 0));
        keep(g, ir_emit(b, UOP_BITSI, t == IR_F64 ? IR_I64 : IR_I32, 0, 0, variable(g, t), 0, 0));
        break;
    case 5: keep(g, ir_emit(b, UOP_ITOF, IR_F64, 0, 0, any(g, int_type(g)), 0, 0)); break;
    case 6: keep(g, ir_emit(b, chance(g, 50) ? UOP_FTOI : UOP_FTOIZ, int_type(g), 0, 0, any(g, IR_F64), 0, 0)); break;
    default: gen_width_of_float(g, t); break;
    }
}

static void gen_vector(Gen *g)
{
    IrRef x = any(g, IR_V128);
    keep(g, ir_bin(&g->b, (UopId)(UOP_VAND + rnd(g, 4)), x, chance(g, 30) ? x : any(g, IR_V128)));
}

/* ---- memory -------------------------------------------------------------------------------------------------------
 */

static unsigned mem_of(Gen *g, IrType t)
{
    unsigned max = t == IR_I64 ? IR_M_64 : IR_M_32;
    unsigned size = t == IR_F32     ? IR_M_32
                    : t == IR_F64   ? IR_M_64
                    : t == IR_V128  ? IR_M_128
                    : chance(g, 50) ? IR_M_32
                                    : rnd(g, max + 1);
    return size | (chance(g, 70) ? IR_M_BE : 0);
}

static IrRef address(Gen *g)
{
    IrType t = irtest_env.guest64 ? IR_I64 : IR_I32;
    IrRef a = g->now.n[t] ? g->now.v[t][rnd(g, g->now.n[t] < 3 ? g->now.n[t] : 3)] : constant(g, t);
    if (chance(g, 10))
        a = any(g, t);
    if (chance(g, 25))
        a = keep(g, ir_add(&g->b, a, ir_const(g->b.u, t, (int64_t)rnd(g, 64) - 32)));
    return a;
}

static int64_t displacement(Gen *g)
{
    if (chance(g, 55))
        return 4 * (int64_t)rnd(g, 2);
    return chance(g, 80) ? (int64_t)rnd(g, 12) - 4 : (int64_t)(int32_t)interesting(g);
}

static IrType mem_type(Gen *g)
{
    return chance(g, 75) ? IR_I32 : (IrType)(IR_I32 + rnd(g, IR_V128));
}

static void gen_ld(Gen *g)
{
    IrType t = mem_type(g);
    unsigned m = mem_of(g, t) | (ir_is_int(t) && chance(g, 30) ? IR_M_SIGN : 0) | (chance(g, 5) ? IR_M_FRESH : 0);
    IrRef a = address(g);
    IrRef v = keep(g, ir_ld(&g->b, t, m, a, displacement(g)));
    if (ir_is_int(t) && chance(g, 15))
        keep(g, ir_un(&g->b, chance(g, 50) ? UOP_SEXT8 : UOP_SEXT16, v));
}

/* What may change memory behind the optimiser's back: another access, or a plain helper. v was stored just now. */
static void change_memory(Gen *g, IrRef v)
{
    IrRef a = address(g);
    if (chance(g, 50) && ir_type(&g->b, v) == IR_I32)
        keep(g, ir_emit(&g->b, UOP_CAS, IR_I32, IR_M_32 | (chance(g, 50) ? IR_M_BE : 0), displacement(g), a, v,
                        any(g, IR_I32)));
    else
        keep(g, ir_call(&g->b, H_PLAIN, &(IrRef){any(g, IR_I32)}));
}

static void gen_st(Gen *g)
{
    IrRef v = any(g, mem_type(g)), a = address(g);
    unsigned m = mem_of(g, ir_type(&g->b, v));
    int64_t d = displacement(g);
    if (chance(g, 15) && ir_is_int(ir_type(&g->b, v)))
        v = ir_un(&g->b, chance(g, 50) ? UOP_BSWAP : chance(g, 50) ? UOP_ZEXT8 : UOP_SEXT16, v);
    ir_st(&g->b, m, a, d, v);
    if (chance(g, 15))
        change_memory(g, v);
    if (chance(g, 40)) {
        unsigned flip = chance(g, 20) ? IR_M_BE : ir_is_int(ir_type(&g->b, v)) && chance(g, 40) ? IR_M_SIGN : 0;
        keep(g, ir_ld(&g->b, ir_type(&g->b, v), m ^ flip, a, d));
    }
}

static void gen_call_if(Gen *g)
{
    const IrRef args[] = {any(g, IR_I32), any(g, IR_I64)};
    IrRef cond = chance(g, 50) ? bit(g) : any(g, IR_I32);
    if (chance(g, 40))
        ir_call_if(&g->b, H_NOTES, &args[1], cond);
    else
        keep(g, ir_call_if(&g->b, H_ELSE, args, cond));
}

static void gen_rare(Gen *g)
{
    IrBuild *b = &g->b;
    IrRef a;
    switch (rnd(g, 11)) {
    case 0: ir_fence(b, rnd(g, 2)); break;
    case 1:
        a = address(g);
        keep(g, ir_emit(b, UOP_CAS, IR_I32, IR_M_32 | IR_M_BE, displacement(g), a, any(g, IR_I32), any(g, IR_I32)));
        break;
    case 2: ir_poll(b, 0x2000 + rnd(g, 16) * 4); break;
    case 3: keep(g, ir_eld(b, IR_I64, IR_M_64, OFF_COUNTERS + 8 * rnd(g, 4))); break;
    case 4: ir_est(b, IR_M_32, OFF_COUNTERS + 4 * rnd(g, 8), any(g, IR_I32)); break;
    case 5:
        a = ir_emit(b, UOP_ENVP, IR_I64, 0, OFF_COUNTERS, 0, 0, 0);
        keep(g, ir_emit(b, UOP_HLD, IR_I32, IR_M_16 | IR_M_SIGN, 8, ir_add(b, a, ir_i64(b, rnd(g, 16))), 0, 0));
        break;
    case 6:
        a = ir_emit(b, UOP_ENVP, IR_I64, 0, OFF_COUNTERS, 0, 0, 0);
        ir_emit(b, UOP_HST, IR_I32, IR_M_8, 8, a, any(g, IR_I32), 0);
        break;
    case 7: keep(g, ir_un(b, UOP_COPY, any(g, IR_F64))); break;
    case 8:
        a = ir_emit(b, UOP_ENVP, IR_I64, 0, OFF_COUNTERS, 0, 0, 0);
        if (chance(g, 50))
            a = ir_add(b, a, ir_i64(b, 8 * rnd(g, 3)));
        ir_emit(b, UOP_HCOUNT, IR_I64, 0, 8 * rnd(g, 2), a, chance(g, 50) ? ir_i64(b, rnd(g, 5)) : any(g, IR_I64), 0);
        break;
    case 9: gen_call_if(g); break;
    default: keep(g, ir_emit(b, UOP_F64TO32, IR_F32, 0, 0, any(g, IR_F64), 0, 0)); break;
    }
}

static void gen_count(Gen *g)
{
    ir_ecount(&g->b, OFF_COUNTERS + 8 * rnd(g, 4) + (chance(g, 3) ? 4 : 0),
              chance(g, 80) ? ir_i64(&g->b, rnd(g, 5)) : any(g, IR_I64));
}

static void gen_call(Gen *g)
{
    unsigned h = rnd(g, H_COUNT);
    if (h == H_PLAIN && chance(g, 60))
        h = H_SLOTS;
    IrRef args[IR_MAX_ARGS];
    const IrHelper *d = &irtest_env.helpers[h];
    for (unsigned i = 0; i < d->nargs; i++)
        args[i] = any(g, (IrType)d->args[i]);
    keep(g, ir_call(&g->b, h, args));
}

/* ---- blocks -------------------------------------------------------------------------------------------------------
 */

typedef struct Choice {
    void (*make)(Gen *g);
    unsigned weight;
} Choice;

static const Choice choices[] = {
    {gen_get, 12}, {gen_put, 16},  {gen_binary, 10}, {gen_shift, 5}, {gen_unary, 5},   {gen_width, 5},
    {gen_set, 5},  {gen_sel, 3},   {gen_carry, 3},   {gen_code, 5},  {gen_rotates, 4}, {gen_insert, 2},
    {gen_wide, 4}, {gen_again, 5}, {gen_special, 4}, {gen_float, 3}, {gen_vector, 1},  {gen_ld, 9},
    {gen_st, 8},   {gen_rare, 3},  {gen_count, 3},   {gen_call, 4},
};

static void gen_op(Gen *g)
{
    unsigned total = 0, k;
    for (unsigned i = 0; i < sizeof choices / sizeof choices[0]; i++)
        total += choices[i].weight;
    k = rnd(g, total);
    for (unsigned i = 0;; i++) {
        if (k < choices[i].weight) {
            choices[i].make(g);
            return;
        }
        k -= choices[i].weight;
    }
}

static void gen_end(Gen *g, unsigned i)
{
    IrBuild *b = &g->b;
    IrType at = irtest_env.guest64 ? IR_I64 : IR_I32;
    if (g->nto[i] == 1) {
        ir_br(b, g->to[i][0]);
    } else if (g->nto[i] == 2) {
        IrRef x, y;
        IrCond c;
        if (g->to[i][0] <= i || g->to[i][1] <= i) { /* a loop that ends: a few rounds by r7 */
            x = ir_and(b, ir_add(b, ir_get(b, S_R0 + 7), ir_i32(b, ~0u)), ir_i32(b, 3));
            ir_put(b, S_R0 + 7, x);
            y = ir_i32(b, 0);
            c = g->to[i][0] <= i ? IR_NE : IR_EQ;
        } else if (chance(g, 30)) {
            c = code_test(g, compare_code(g), &x, &y);
        } else if (chance(g, 40)) {
            x = bit(g);
            y = ir_i32(b, 0);
            c = chance(g, 50) ? IR_NE : IR_EQ;
        } else {
            IrType t = int_type(g);
            x = variable(g, t);
            y = any(g, t);
            c = int_cond(g);
        }
        ir_brif(b, c, x, y, g->to[i][0], g->to[i][1]);
    } else if (chance(g, 60)) {
        ir_exit(b, 0x3000 + 4 * i, rnd(g, 8));
    } else if (chance(g, 60)) {
        ir_exit_ind(b, any(g, at), IR_X_POLL);
    } else {
        ir_put(b, S_PC, any(g, IR_I32));
        ir_leave(b, IR_L_SYSCALL, 7);
    }
}

/* Forward edges; with many blocks now and then one back to an earlier block that is not the entry. */
static void draw_graph(Gen *g)
{
    g->nblocks = chance(g, 35) ? 1 : 2 + rnd(g, MAX_BLOCKS - 1);
    for (unsigned i = 0; i < g->nblocks; i++) {
        unsigned ahead = g->nblocks - 1 - i;
        g->nto[i] = !ahead ? 0 : chance(g, 15) ? 0 : chance(g, 25) ? 1 : 2;
        if (i == 0 && ahead && !g->nto[i])
            g->nto[i] = 2;
        for (unsigned k = 0; k < g->nto[i]; k++) {
            g->to[i][k] = i + 1 + (chance(g, 60) ? 0 : rnd(g, ahead));
        }
        if (i > 0 && g->nto[i] == 2 && chance(g, 12))
            g->to[i][rnd(g, 2)] = 1 + rnd(g, i);
    }
}

static unsigned preds_of(const Gen *g, unsigned b, unsigned pred[2 * MAX_BLOCKS])
{
    unsigned n = 0;
    for (unsigned i = 0; i < g->nblocks; i++)
        for (unsigned k = 0; k < g->nto[i]; k++)
            if (g->to[i][k] == b)
                pred[n++] = i;
    return n;
}

/* PHIs over what the predecessors have, when all of them are filled already. */
static void gen_phis(Gen *g, unsigned i, const unsigned *pred, unsigned n)
{
    for (unsigned k = 0; k < n; k++)
        if (pred[k] >= i)
            return;
    for (unsigned count = rnd(g, 4); count-- > 0;) {
        IrRef args[2 * MAX_BLOCKS];
        IrType t = int_type(g);
        for (unsigned k = 0; k < n; k++) {
            const Values *v = &g->out[pred[k]];
            args[k] = v->n[t] ? v->v[t][rnd(g, v->n[t])] : constant(g, t);
        }
        if (chance(g, 15))
            for (unsigned k = 1; k < n; k++)
                if (g->out[pred[k]].n[t])
                    args[k] = constant(g, t);
        for (unsigned k = 1; k < n; k++)
            if (pred[k] == pred[k - 1])
                args[k] = args[k - 1];
        keep(g, ir_phi(&g->b, t, args, n));
    }
}

static void fill_block(Gen *g, unsigned i, unsigned size)
{
    unsigned pred[2 * MAX_BLOCKS], n = preds_of(g, i, pred);
    g->b.block = i;
    if (i == 0 || !n)
        memset(&g->now, 0, sizeof g->now);
    else if (n == 1 && pred[0] < i)
        g->now = g->out[pred[0]];
    else {
        g->now = g->out[0];
        gen_phis(g, i, pred, n);
    }
    if (i == 0)
        for (unsigned k = 0; k < 3; k++)
            keep(g, ir_get(&g->b, S_R0 + k));
    for (unsigned k = size / 2 + rnd(g, size + 1); k-- > 0;) {
        if (chance(g, 15) && g->b.u->ninsns < 30)
            ir_mark(&g->b, ir_insn_add(g->b.u, 0x1000 + 4 * g->b.u->ninsns, 0x60000000, 0, 4));
        gen_op(g);
    }
    gen_end(g, i);
    g->out[i] = g->now;
}

IrUnit *irgen_unit(Arena *arena, uint64_t seed, unsigned size)
{
    IrUnit *u = ir_unit_new(arena, &irtest_env, 0x1000, 0);
    Gen *g = ARENA_NEW(arena, Gen);
    g->rng = seed * 0x9e3779b97f4a7c15u + 0x1234567;
    for (unsigned i = 0; i < 4; i++)
        irtest_rand(&g->rng);
    draw_graph(g);
    for (unsigned i = 0; i < g->nblocks; i++) {
        ir_block_new(u);
        u->blocks[i].cold = chance(g, 25);
    }
    ir_insn_add(u, 0x1000, 0x60000000, 0, 4);
    g->b = ir_build_at_end(u, 0);
    for (unsigned i = 0; i < g->nblocks; i++)
        fill_block(g, i, size);
    ir_compute_preds(u);
    return u;
}
