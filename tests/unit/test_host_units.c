/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random units against the evaluator: straight code under register pressure,
 * diamonds, loops, cold exits, PHIs, guest memory with faults and snapshots,
 * helper calls, polls. Each case is named by its seed: HOST_SEED=n runs one
 * and prints it.
 */
#include "tests/unit/host_rig.h"

enum {
    MAX_TEMPS = 4000,
    EXACT = 16 /* float slots from here on are never written: their bits are exact on both sides */
};

typedef struct Gen {
    IrUnit *u;
    IrBuild b;
    IrRef t[MAX_TEMPS];
    unsigned n;
    int budget;
    bool faults, calls;
} Gen;

/* -- helpers ----------------------------------------------------------------------------------- */

static void h_plain(uint8_t *cpu, uint32_t a, uint64_t b)
{
    uint8_t *env = cpu + RIG_BIAS;
    uint32_t w;
    memcpy(&w, env + rig_slots[rig_slot(IR_I32, 3)].offset, 4);
    w = w * 3 + a;
    memcpy(env + rig_slots[rig_slot(IR_I32, 3)].offset, &w, 4);
    b ^= w;
    memcpy(env + rig_slots[rig_slot(IR_I64, 5)].offset, &b, 8);
}
static uint64_t h_const(uint64_t a, uint32_t b)
{
    return a * 31 + b;
}
static double h_pure(uint8_t *cpu, double a, float b)
{
    uint32_t w;
    memcpy(&w, cpu + RIG_BIAS + rig_slots[rig_slot(IR_I32, 2)].offset, 4);
    return a * b + w;
}
static void h_slots(uint8_t *cpu, uint32_t a)
{
    uint32_t w;
    memcpy(&w, cpu + RIG_BIAS + rig_slots[rig_slot(IR_I32, 8)].offset, 4);
    w ^= a;
    memcpy(cpu + RIG_BIAS + rig_slots[rig_slot(IR_I32, 7)].offset, &w, 4);
}
/* Faults for some arguments; in the evaluator it says so instead. */
static uint64_t h_fault(uint8_t *cpu, uint64_t a)
{
    (void)cpu;
    rig_helper_left = (a & 7) == 5;
    if (rig_helper_left && rig_in_code)
        *(volatile uint32_t *)rig_window = 1;
    return a + 1;
}
static uint64_t h_seven(uint8_t *cpu, uint64_t a, uint32_t b, uint64_t c, uint32_t d, uint64_t e, uint64_t f)
{
    (void)cpu;
    return a + 3 * b + 5 * c + 7 * d + 11 * e + 13 * f;
}
typedef uint64_t Vec __attribute__((vector_size(16)));
static Vec h_vec(Vec a, Vec b, double c, uint32_t d)
{
    return a + 3 * b + (uint64_t)(c > 1) + d;
}
static uint64_t h_dirty(uint32_t a)
{
    return 0xdead000000000000ull | ((uint64_t)a + 1);
} /* i32 with a dirty upper half */

static const uint16_t reads8[] = {8, 0xffff}, writes7[] = {7, 0xffff};
static const IrHelper helpers[] = {
    {"plain", h_plain, IR_H_NOFAULT, IR_VOID, 2, {IR_I32, IR_I64}, NULL, NULL},
    {"konst", h_const, IR_H_CONST, IR_I64, 2, {IR_I64, IR_I32}, NULL, NULL},
    {"pure", h_pure, IR_H_PURE, IR_F64, 2, {IR_F64, IR_F32}, NULL, NULL},
    {"slots", h_slots, IR_H_SLOTS | IR_H_NOFAULT, IR_VOID, 1, {IR_I32}, reads8, writes7},
    {"fault", h_fault, IR_H_SLOTS, IR_I64, 1, {IR_I64}, NULL, NULL},
    {"seven", h_seven, IR_H_PURE, IR_I64, 6, {IR_I64, IR_I32, IR_I64, IR_I32, IR_I64, IR_I64}, NULL, NULL},
    {"vec", h_vec, IR_H_CONST, IR_V128, 4, {IR_V128, IR_V128, IR_F64, IR_I32}, NULL, NULL},
    {"dirty", h_dirty, IR_H_CONST, IR_I32, 1, {IR_I32}, NULL, NULL},
};
enum { NHELPERS = sizeof(helpers) / sizeof(helpers[0]), H_PLAIN = 0, H_FAULT = 4 };

/* -- operands ---------------------------------------------------------------------------------- */

static IrType type_of(const Gen *g, IrRef r)
{
    return (IrType)g->u->ops[r].type;
}

static void keep(Gen *g, IrRef r)
{
    if (r && g->n < MAX_TEMPS)
        g->t[g->n++] = r;
}

static IrRef konst(Gen *g, IrType t)
{
    static const double d[] = {0, 1, -2.5, 1e10, 3};
    uint64_t lanes[2] = {rnd(), rnd()};
    double x = d[rnd_below(5)];
    float f = (float)x;
    uint64_t v = rnd_below(2)   ? (uint64_t)(int64_t)(int8_t)rnd()
                 : rnd_below(2) ? rnd()
                                : (uint64_t)(int64_t)(int32_t)rnd();
    switch (t) {
    case IR_V128: return ir_const_v128(g->u, lanes);
    case IR_F64: memcpy(&v, &x, 8); break;
    case IR_F32:
        v = 0;
        memcpy(&v, &f, 4);
        break;
    default: break;
    }
    return ir_const(g->u, t, (int64_t)v);
}

static IrRef exact(Gen *g, IrType t)
{
    unsigned k = t >= IR_F32 && t <= IR_F64 ? EXACT + rnd_below(RIG_N - EXACT) : rnd_below(RIG_N);
    return ir_get(&g->b, rig_slot(t, k));
}

static IrRef operand(Gen *g, IrType t)
{
    unsigned how = rnd_below(10);
    if (how >= 4 && g->n)
        for (int tries = 0; tries < 12; tries++) {
            IrRef r = g->t[rnd_below(3) && g->n > 12 ? g->n - 1 - rnd_below(12) : rnd_below(g->n)];
            if (type_of(g, r) == t)
                return r;
        }
    if (how == 0 || how == 1)
        return konst(g, t);
    IrRef r = ir_get(&g->b, rig_slot(t, rnd_below(RIG_N)));
    keep(g, r);
    return r;
}

static IrType random_type(void)
{
    unsigned k = rnd_below(12);
    return k < 5 ? IR_I32 : k < 8 ? IR_I64 : k < 9 ? IR_F32 : k < 11 ? IR_F64 : IR_V128;
}

/* -- value ops --------------------------------------------------------------------------------- */

static bool allowed(const char *props, IrType t)
{
    if (strchr(props, 'X'))
        return true;
    return (strchr(props, 'I') && (t == IR_I32 || t == IR_I64)) ||
           (strchr(props, 'F') && (t == IR_F32 || t == IR_F64)) || (strchr(props, 'V') && t == IR_V128);
}

static IrType arg_type(char c, IrType t, IrType any)
{
    return c == 'T'   ? t
           : c == 'w' ? IR_I32
           : c == 'l' ? IR_I64
           : c == 'f' ? IR_F32
           : c == 'd' ? IR_F64
           : c == 'v' ? IR_V128
                      : any;
}

/* A sub the row has: a condition, a kind of lane. */
static unsigned random_sub(UopId op)
{
    unsigned sub = 0;
    if (op >= UOP_VADD && op <= UOP_VHALF) {
        do
            sub = rnd_below(8);
        while (!ir_vec_sub_ok(op, sub));
        return sub;
    }
    return op == UOP_SET ? rnd_below(IR_TSTNZ + 1) : op == UOP_FSET ? IR_FLT + rnd_below(4) : 0;
}

/* Rounded f32 lanes: which NaN they give is the compiler's business in the evaluator; test_host_ops has them one by
 * one. */
static bool nan_of_host(UopId op)
{
    return (op >= UOP_VFADD && op <= UOP_VFROUND) || (op >= UOP_VFDIV && op <= UOP_VDFMA);
}

static void value_op(Gen *g)
{
    UopId op;
    IrType t, any = rnd_below(2) ? IR_I32 : IR_I64;
    do {
        op = (UopId)rnd_below(UOP_COUNT);
        t = random_type();
    } while (uop_info[op].effect != IR_E_PURE || nan_of_host(op) || op == UOP_CONST || op == UOP_PHI ||
             op == UOP_ENVP || (strchr(uop_info[op].sig, 'T') && !allowed(uop_info[op].props, t)));
    const char *sig = uop_info[op].sig, *args = strchr(sig, '=') + 1;
    if (op == UOP_FSET)
        any = rnd_below(2) ? IR_F32 : IR_F64;
    if (op == UOP_BITSI)
        any = t == IR_I32 ? IR_F32 : IR_F64;
    if (op == UOP_BITSF)
        any = t == IR_F32 ? IR_I32 : IR_I64;
    IrRef x[3] = {0, 0, 0};
    for (unsigned i = 0; args[i]; i++)
        x[i] = op == UOP_BITSI ? exact(g, any) : operand(g, arg_type(args[i], t, any));
    if (op == UOP_ADC || op == UOP_CARRY || op == UOP_OVF)
        x[2] = ir_and(&g->b, x[2], ir_i32(&g->b, 1));
    keep(g, ir_emit(&g->b, op, arg_type(sig[0], t, any), random_sub(op), 0, x[0], x[1], x[2]));
}

/* 0 or 1, as a rule from a compare. */
static IrRef carry_in(Gen *g)
{
    IrType t = rnd_below(2) ? IR_I32 : IR_I64;
    if (rnd_below(3) == 0)
        return ir_and(&g->b, operand(g, IR_I32), ir_i32(&g->b, 1));
    return ir_set(&g->b, rnd_below(3) ? rnd_below(2) ? IR_LTU : IR_GEU : (IrCond)rnd_below(IR_TSTNZ + 1), operand(g, t),
                  operand(g, t));
}

/* Shapes that selection fuses. */
static void shaped_op(Gen *g)
{
    IrBuild *b = &g->b;
    IrType t = rnd_below(2) ? IR_I32 : IR_I64;
    IrRef x = operand(g, t), y = operand(g, t);
    unsigned s = rig_slot(t, rnd_below(RIG_N));
    static const UopId alu[5] = {UOP_ADD, UOP_SUB, UOP_AND, UOP_OR, UOP_XOR};
    switch (rnd_below(9)) {
    case 0: keep(g, ir_add(b, x, ir_shl(b, y, ir_i32(b, 1 + rnd_below(3))))); break;
    case 1: keep(g, ir_add(b, ir_add(b, x, y), konst(g, t))); break;
    case 2: keep(g, ir_sel(b, ir_set(b, (IrCond)rnd_below(IR_TSTNZ + 1), x, y), operand(g, t), operand(g, t))); break;
    case 3: keep(g, ir_set(b, rnd_below(2) ? IR_EQ : IR_NE, ir_and(b, x, y), ir_const(g->u, t, 0))); break;
    case 4: ir_put(b, s, ir_bin(b, alu[rnd_below(5)], ir_get(b, s), y)); break;
    case 5: ir_put(b, s, ir_bin(b, alu[rnd_below(5)], y, ir_get(b, s))); break;
    case 6: { /* a sum and its flags */
        IrRef c = carry_in(g), v;
        bool plain = rnd_below(2);
        if (plain)
            c = ir_i32(b, 0);
        else if (rnd_below(2))
            x = ir_not(b, x);
        if (rnd_below(4) == 0)
            y = ir_not(b, y);
        v = plain ? ir_add(b, x, y) : ir_adc(b, x, y, c);
        keep(g, v);
        if (rnd_below(2))
            keep(g, ir_carry(b, rnd_below(2) ? x : y, y, c));
        if (rnd_below(2))
            keep(g, ir_ovf(b, y, x, c));
        if (rnd_below(2))
            keep(g, ir_carry(b, x, y, c));
        if (rnd_below(3) == 0)
            ir_put(b, s, v);
        break;
    }
    default: {
        IrType f = rnd_below(2) ? IR_F32 : IR_F64, rt = random_type();
        keep(g, ir_sel(b, ir_set(b, (IrCond)(IR_FLT + rnd_below(4)), operand(g, f), operand(g, f)), operand(g, rt),
                       operand(g, rt)));
        break;
    }
    }
}

/* -- memory and calls -------------------------------------------------------------------------- */

static void add_snapshot(Gen *g, IrRef op)
{
    const IrSnap *s = NULL;
    for (unsigned k = rnd_below(8); k-- && g->n;) {
        IrRef v = rnd_below(6) ? g->t[rnd_below(g->n)] : konst(g, random_type());
        s = ir_snap_with(g->u, s, rig_slot(type_of(g, v), rnd_below(EXACT)), v);
    }
    const IrOp *o = ir_op(g->u, op);
    unsigned n = o->op == UOP_CALL ? 0 : ir_nargs(g->u, o);
    for (unsigned i = 0; i < n; i++) /* the op's own operands: some back ends change their registers */
        if (rnd_below(2))
            s = ir_snap_with(g->u, s, rig_slot(type_of(g, ir_arg(g->u, o, i)), rnd_below(EXACT)), ir_arg(g->u, o, i));
    g->u->ops[op].snap = s;
}

static IrRef last_op(const Gen *g)
{
    return g->u->blocks[g->b.block].last;
}

static IrRef address(Gen *g, int64_t *disp)
{
    IrBuild *b = &g->b;
    uint32_t base = g->faults && !rnd_below(25) ? RIG_BAD : RIG_MEM;
    *disp = rnd_below(16) * 16;
    switch (rnd_below(4)) {
    case 0: return ir_i32(b, base + rnd_below(255) * 16);
    case 1: return ir_add(b, ir_and(b, operand(g, IR_I32), ir_i32(b, 0xff0)), ir_i32(b, base));
    case 2:
        return ir_add(b, ir_and(b, operand(g, IR_I32), ir_i32(b, 0x7f0)),
                      ir_add(b, ir_i32(b, base), ir_and(b, operand(g, IR_I32), ir_i32(b, 0x3f0))));
    default:
        *disp += (int64_t)(int32_t)(base - 0xfffff000u); /* wraps at 2^32 */
        return ir_or(b, ir_and(b, operand(g, IR_I32), ir_i32(b, 0xff0)), ir_i32(b, 0xfffff000u));
    }
}

static unsigned random_mem(IrType t, bool load)
{
    unsigned size = t == IR_V128  ? IR_M_128
                    : t == IR_F64 ? IR_M_64
                    : t == IR_F32 ? IR_M_32
                                  : rnd_below(t == IR_I64 ? 4 : 3);
    return size | (rnd_below(3) ? IR_M_BE : 0) | (load && t <= IR_I64 && rnd_below(3) == 0 ? IR_M_SIGN : 0);
}

/* Rarely true, as guards are. */
static void guard_op(Gen *g)
{
    IrBuild *b = &g->b;
    IrType f = rnd_below(2) ? IR_F32 : IR_F64, t = rnd_below(2) ? IR_I32 : IR_I64;
    switch (rnd_below(3)) {
    case 0: ir_guard(b, IR_NE, ir_set(b, IR_FUN, operand(g, f), operand(g, f)), ir_i32(b, 0), 0x1000); break;
    case 1: ir_guard(b, IR_EQ, operand(g, t), operand(g, t), 0x1000); break;
    default: ir_guard(b, IR_EQ, ir_set(b, IR_NE, operand(g, t), operand(g, t)), ir_i32(b, 0), 0x1000); break;
    }
    add_snapshot(g, last_op(g));
}

static void memory_op(Gen *g)
{
    IrType t = random_type();
    int64_t disp;
    IrRef a = address(g, &disp), r;
    switch (rnd_below(8)) {
    case 0:
        t = rnd_below(2) ? IR_I32 : IR_I64;
        r = ir_emit(&g->b, UOP_CAS, t, random_mem(t, false), disp, a, operand(g, t), operand(g, t));
        break;
    case 1 ... 4: r = ir_ld(&g->b, t, random_mem(t, true), a, disp); break;
    default:
        ir_st(&g->b, random_mem(t, false), a, disp, t == IR_F32 || t == IR_F64 ? exact(g, t) : operand(g, t));
        add_snapshot(g, last_op(g));
        return;
    }
    add_snapshot(g, r);
    keep(g, r);
}

static void host_op(Gen *g)
{
    IrBuild *b = &g->b;
    IrType t = random_type();
    int64_t off = OFF_SCRATCH + rnd_below(30) * 16;
    unsigned mem = random_mem(t, true) & ~(unsigned)IR_M_BE;
    IrRef v = t == IR_F32 || t == IR_F64 ? exact(g, t) : operand(g, t);
    switch (rnd_below(6)) {
    case 0: keep(g, ir_emit(b, UOP_ELD, t, mem, off, 0, 0, 0)); break;
    case 1: ir_emit(b, UOP_EST, t, mem & ~(unsigned)IR_M_SIGN, off, v, 0, 0); break;
    case 2: ir_emit(b, UOP_ECOUNT, IR_I64, 0, off, operand(g, IR_I64), 0, 0); break;
    case 3: keep(g, ir_emit(b, UOP_HLD, t, mem, 16, ir_emit(b, UOP_ENVP, IR_I64, 0, off, 0, 0, 0), 0, 0)); break;
    case 4:
        ir_emit(b, UOP_HST, t, mem & ~(unsigned)IR_M_SIGN, -16, ir_emit(b, UOP_ENVP, IR_I64, 0, off + 16, 0, 0, 0), v,
                0);
        break;
    default: ir_emit(b, UOP_FENCE, IR_VOID, 0, 0, 0, 0, 0); break;
    }
}

static void call_op(Gen *g)
{
    unsigned h = rnd_below(NHELPERS);
    IrRef args[IR_MAX_ARGS];
    if (h == H_FAULT && !g->faults)
        h = H_PLAIN;
    for (unsigned i = 0; i < helpers[h].nargs; i++)
        args[i] = operand(g, (IrType)helpers[h].args[i]);
    IrRef r = ir_call(&g->b, h, args);
    if (h == H_FAULT)
        add_snapshot(g, last_op(g));
    if (helpers[h].ret != IR_VOID)
        keep(g, r);
}

static void put_op(Gen *g)
{
    IrType t = random_type();
    unsigned k = rnd_below(t == IR_F32 || t == IR_F64 ? EXACT : RIG_N);
    ir_put(&g->b, rig_slot(t, k), operand(g, t));
}

static void plain_op(Gen *g)
{
    unsigned k = rnd_below(100);
    if (k < 45)
        value_op(g);
    else if (k < 58)
        shaped_op(g);
    else if (k < 72)
        put_op(g);
    else if (k < 87)
        memory_op(g);
    else if (k < 93)
        host_op(g);
    else if (k < 97 && g->calls)
        call_op(g);
    else if (k < 98)
        guard_op(g);
    else if (k < 99) {
        ir_emit(&g->b, UOP_POLL, IR_VOID, 0, 0x5000 + rnd_below(100) * 4, 0, 0, 0);
        add_snapshot(g, last_op(g));
    }
}

/* -- control flow ------------------------------------------------------------------------------ */

static void sequence(Gen *g, int depth);

static void brif_random(Gen *g, uint32_t yes, uint32_t no)
{
    IrBuild *b = &g->b;
    IrType t = rnd_below(2) ? IR_I32 : IR_I64;
    if (rnd_below(3)) {
        ir_brif(b, (IrCond)rnd_below(IR_TSTNZ + 1), operand(g, t), operand(g, t), yes, no);
    } else {
        IrType f = rnd_below(2) ? IR_F32 : IR_F64;
        IrRef c = rnd_below(2) ? ir_set(b, (IrCond)rnd_below(IR_TSTNZ + 1), operand(g, t), operand(g, t))
                               : ir_set(b, (IrCond)(IR_FLT + rnd_below(4)), operand(g, f), operand(g, f));
        ir_brif(b, rnd_below(2) ? IR_EQ : IR_NE, c, ir_i32(b, 0), yes, no);
    }
}

static void leave(Gen *g)
{
    IrBuild *b = &g->b;
    uint32_t pc = 0x80000000u * rnd_below(2) + 0x2000 + rnd_below(64) * 4;
    unsigned x = rnd_below(2) ? IR_X_POLL : 0;
    switch (rnd_below(3)) {
    case 0: ir_exit(b, pc, x); break;
    case 1:
        ir_exit_ind(b, ir_and(b, operand(g, IR_I32), ir_i32(b, 0)), x);
        break; /* the table of the rig has one entry */
    default:
        ir_leave(b, (IrLeave)(1 + rnd_below(IR_L_COUNT - 1)), (int64_t)(rnd_below(2) ? rnd() : rnd_below(1000)));
        break;
    }
}

/* Fills PHIs' arguments once predecessors are known: from[i] is the block that brings val[i]. */
typedef struct PhiFill {
    IrRef phi;
    uint32_t from[2];
    IrRef val[2];
} PhiFill;
static PhiFill fills[400];
static unsigned nfills;

static IrRef new_phi(Gen *g, IrType t)
{
    IrRef z = konst(g, t), args[2] = {z, z};
    if (nfills == 400)
        return IR_NONE;
    IrRef r = ir_phi(&g->b, t, args, 2);
    fills[nfills++].phi = r;
    return r;
}

static void diamond(Gen *g, int depth)
{
    IrUnit *u = g->u;
    uint32_t yes = ir_block_new(u), no = ir_block_new(u), join = ir_block_new(u), from[2];
    unsigned n = g->n, np = rnd_below(6);
    IrType t[6];
    IrRef val[2][6];
    u->blocks[yes].cold = !rnd_below(3);
    brif_random(g, yes, no);
    for (unsigned i = 0; i < np; i++)
        t[i] = random_type();
    for (int arm = 0; arm < 2; arm++) {
        g->b.block = arm ? no : yes;
        if (rnd_below(4))
            sequence(g, depth - 1);
        for (unsigned i = 0; i < np; i++)
            val[arm][i] = operand(g, t[i]);
        from[arm] = g->b.block;
        ir_br(&g->b, join);
        g->n = n;
    }
    g->b.block = join;
    for (unsigned i = 0; i < np; i++) {
        IrRef r = new_phi(g, t[i]);
        if (!r)
            break;
        fills[nfills - 1] = (PhiFill){r, {from[0], from[1]}, {val[0][i], val[1][i]}};
        keep(g, r);
    }
}

static void loop(Gen *g, int depth)
{
    IrUnit *u = g->u;
    IrBuild *b = &g->b;
    uint32_t head = ir_block_new(u), after, before = b->block;
    unsigned np = rnd_below(6);
    IrRef phi[6], init[6], count0 = ir_i32(b, 1 + rnd_below(4));
    IrType t[6];
    if (nfills + 8 > 400)
        return;
    for (unsigned i = 0; i < np; i++) {
        t[i] = random_type();
        init[i] = operand(g, t[i]);
    }
    ir_br(b, head);
    b->block = head;
    unsigned f = nfills;
    IrRef count = new_phi(g, IR_I32);
    for (unsigned i = 0; i < np; i++) {
        phi[i] = new_phi(g, t[i]);
        keep(g, phi[i]);
    }
    for (unsigned i = 0; i <= np; i++)
        fills[f + i] = (PhiFill){i ? phi[i - 1] : count, {before, 0}, {i ? init[i - 1] : count0, 0}};
    sequence(g, depth - 1);
    after = ir_block_new(u);
    IrRef next = ir_sub(b, count, ir_i32(b, 1));
    fills[f].val[1] = next;
    for (unsigned i = 0; i < np; i++)
        fills[f + 1 + i].val[1] = rnd_below(4) ? operand(g, t[i]) : phi[rnd_below(np)];
    for (unsigned i = 0; i < np; i++)
        if (type_of(g, fills[f + 1 + i].val[1]) != t[i])
            fills[f + 1 + i].val[1] = phi[i];
    for (unsigned i = 0; i <= np; i++)
        fills[f + i].from[1] = b->block;
    ir_brif(b, IR_NE, next, ir_i32(b, 0), head, after);
    b->block = after;
}

static void cold_exit(Gen *g)
{
    uint32_t cold = ir_block_new(g->u), on = ir_block_new(g->u);
    g->u->blocks[cold].cold = rnd_below(4) != 0;
    brif_random(g, cold, on);
    unsigned n = g->n;
    g->b.block = cold;
    for (unsigned i = rnd_below(5); i--;)
        put_op(g);
    leave(g);
    g->n = n;
    g->b.block = on;
}

static void sequence(Gen *g, int depth)
{
    for (unsigned n = 2 + rnd_below(20); n-- && g->budget > 0; g->budget--) {
        unsigned k = rnd_below(40);
        if (depth > 0 && k == 0)
            diamond(g, depth);
        else if (depth > 0 && k == 1)
            loop(g, depth);
        else if (depth > 0 && k == 2)
            cold_exit(g);
        else
            plain_op(g);
    }
}

static void fill_phis(Gen *g)
{
    IrUnit *u = g->u;
    ir_compute_preds(u);
    for (unsigned i = 0; i < nfills; i++) {
        IrOp *p = ir_op(u, fills[i].phi);
        const IrBlock *blk = &u->blocks[p->block];
        assert_int_equal(blk->npred, 2);
        for (unsigned k = 0; k < 2; k++)
            ir_set_arg(u, p, k, fills[i].val[blk->pred[k] == fills[i].from[0] ? 0 : 1]);
    }
}

/* -- cases ------------------------------------------------------------------------------------- */

static void random_state(void)
{
    static const double d[] = {0, 1, -1, 0.5, 1e5, -3e9, 7, 1e-3};
    uint8_t *env = rig_env(rig_env_eval);
    for (unsigned i = 0; i < RIG_ENV / 8; i++)
        ((uint64_t *)(void *)rig_env_eval)[i] = rnd_below(2) ? rnd() : rnd_below(64);
    for (unsigned k = 0; k < RIG_N; k++) {
        double x = d[rnd_below(8)];
        float f = (float)d[rnd_below(8)];
        memcpy(env + rig_slots[rig_slot(IR_F64, k)].offset, &x, 8);
        memcpy(env + rig_slots[rig_slot(IR_F32, k)].offset, &f, 4);
    }
    memset(env + OFF_PENDING, 0, 4);
    env[OFF_PENDING] = !rnd_below(20);
    for (unsigned i = 0; i < RIG_MEM_BYTES; i++)
        rig_mem_eval[i] = (uint8_t)rnd();
}

static IrUnit *random_unit(unsigned size, int depth, bool faults, bool calls)
{
    static Gen g;
    g = (Gen){.u = rig_unit(), .budget = (int)size, .faults = faults, .calls = calls};
    nfills = 0;
    g.b = ir_build_at_end(g.u, ir_block_new(g.u));
    while (g.budget > 0)
        sequence(&g, depth);
    for (unsigned i = 0; i < 30; i++)
        put_op(&g);
    leave(&g);
    fill_phis(&g);
    return g.u;
}

/* Compiled again into less room than it takes: says so, or fits, and writes nothing behind it. */
static void check_room(IrUnit *u, uint32_t ra_seed)
{
    enum { GUARD = 256 };
    HostConfig cfg = {.ra_seed = ra_seed, .tb_number = 77};
    HostCode out;
    size_t room = rnd_below(rig_out.nbytes);
    memset(rig_rw + room, 0xee, GUARD);
    HostResult r = host_compile(u, &rig_rt, &cfg, rig_rw, room, rig_rx, &out);
    assert_int_equal(r, HOST_NO_ROOM);
    for (size_t i = 0; i < GUARD; i++)
        assert_int_equal(rig_rw[room + i], 0xee);
}

static void one_case(uint64_t seed, unsigned size, int depth, bool faults, bool calls, bool show)
{
    Err err = {0};
    rig_rng = seed * 0x9e3779b97f4a7c15ull + 12345;
    for (int i = 0; i < 8; i++)
        rnd();
    uint32_t ra_seed = rnd_below(2) ? (uint32_t)rnd() | 1 : 0;
    random_state();
    IrUnit *u = random_unit(size, depth, faults, calls);
    if (!ir_verify(u, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
    if (show)
        ir_print(stdout, u, 0);
    const char *bad = rig_both(u, ra_seed);
    if (show || (bad && getenv("HOST_DUMP")))
        rig_dump(u);
    if (!bad)
        check_room(u, ra_seed);
    if (bad && strcmp(bad, "too big"))
        fail_msg("seed %llu (size %u depth %d): %s", (unsigned long long)seed, size, depth, bad);
}

static unsigned many_share = 1;

static void many(uint64_t first, unsigned n, unsigned size, int depth, bool faults, bool calls)
{
    static const char *const off[] = {NULL, NULL, "all", "avx,movbe", "bmi1,bmi2,lzcnt", "fma,sse41,avx"};
    const char *one = getenv("HOST_SEED"), *more = getenv("HOST_MORE");
    Err err = {0};
    if (!one)
        n = n * 2 / many_share;
    if (more) { /* that many times as many cases, from seeds of their own */
        first += 1000000;
        n *= (unsigned)atoi(more);
    }
    for (uint64_t s = first; s < first + n; s++) {
        if (one && strtoull(one, NULL, 0) != s)
            continue;
        assert_true(host_init(off[s % 6], &err));
        one_case(s, size, depth, faults, calls, one != NULL);
    }
    assert_true(host_init(NULL, &err));
}

static void test_straight(void **state)
{
    (void)state;
    many(0, 3000, 12, 0, false, false);
    many(10000, 1500, 60, 0, false, false);
}
static void test_pressure(void **state)
{
    (void)state;
    many(20000, 600, 300, 0, false, false);
}
static void test_calls(void **state)
{
    (void)state;
    many(30000, 2000, 80, 0, false, true);
}
static void test_faults(void **state)
{
    (void)state;
    many(40000, 3000, 60, 0, true, true);
}
static void test_flow(void **state)
{
    (void)state;
    many(50000, 4000, 80, 3, true, true);
    many(60000, 300, 500, 3, true, true);
}

/* More values alive at once than the spill area holds. */
static void test_too_big(void **state)
{
    (void)state;
    enum { N = 400 };
    IrRef v[N];
    for (unsigned n = 100; n <= N; n += 300) {
        IrUnit *u = rig_unit();
        IrBuild b = ir_build_at_end(u, ir_block_new(u));
        random_state();
        memset(rig_env(rig_env_eval) + OFF_PENDING, 0, 4);
        for (unsigned i = 0; i < n; i++)
            v[i] = ir_ld(&b, IR_I64, IR_M_64 | IR_M_BE, ir_i32(&b, RIG_MEM), i * 8);
        IrRef sum = ir_i64(&b, 0);
        for (unsigned i = 0; i < n; i++)
            sum = ir_add(&b, ir_mul(&b, sum, ir_i64(&b, 3)), v[n - 1 - i]);
        ir_put(&b, rig_slot(IR_I64, 0), sum);
        ir_exit(&b, 0x2000, 0);
        const char *bad = rig_both(u, 0);
        if (n == N)
            assert_string_equal(bad, "too big");
        else
            assert_null(bad);
    }
}

static int setup(void **state)
{
    (void)state;
    many_share *= 2; /* fewer cases for the groups behind the first */
    rig_init(helpers, NHELPERS);
    return 0;
}

/* PHIs that share no slot with their arguments, which are needed behind the loop, too: more slots than PHIs. */
static void more_webs_than_phis(void **state)
{
    (void)state;
    Gen g = {.u = rig_unit()};
    IrBuild *b = &g.b;
    IrRef init[RIG_N], phi[RIG_N], count0, count;
    nfills = 0;
    rig_rng = 5;
    random_state();
    *b = ir_build_at_end(g.u, ir_block_new(g.u));
    uint32_t before = b->block, head = ir_block_new(g.u), after = ir_block_new(g.u);
    for (unsigned i = 0; i < RIG_N; i++)
        init[i] = ir_get(b, rig_slot(IR_I64, i));
    count0 = ir_i32(b, 5);
    ir_br(b, head);
    b->block = head;
    count = new_phi(&g, IR_I32);
    for (unsigned i = 0; i < RIG_N; i++)
        phi[i] = new_phi(&g, IR_I64);
    IrRef next = ir_sub(b, count, ir_i32(b, 1));
    fills[0] = (PhiFill){count, {before, head}, {count0, next}};
    for (unsigned i = 0; i < RIG_N; i++)
        fills[1 + i] = (PhiFill){phi[i], {before, head}, {init[i], phi[(i + 1) % RIG_N]}};
    ir_brif(b, IR_NE, next, ir_i32(b, 0), head, after);
    b->block = after;
    for (unsigned i = 0; i < RIG_N; i++)
        ir_put(b, rig_slot(IR_I64, i), ir_sub(b, init[i], phi[i]));
    ir_exit(b, 0x2000, 0);
    fill_phis(&g);
    const char *bad = rig_both(g.u, 0);
    if (bad)
        fail_msg("%s", bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straight),       cmocka_unit_test(test_pressure), cmocka_unit_test(test_calls),
        cmocka_unit_test(test_faults),         cmocka_unit_test(test_flow),     cmocka_unit_test(test_too_big),
        cmocka_unit_test(more_webs_than_phis),
    };
    int failed = cmocka_run_group_tests(tests, setup, NULL);
    rig_npins = 4;
    failed += cmocka_run_group_tests(tests, setup, NULL);
    rig_npins = 0;
    return failed + cmocka_run_group_tests(tests, setup, NULL);
}
