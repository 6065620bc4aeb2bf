/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every micro-op of uop.def: compiled code against the evaluator, with operands
 * as constants, in slots and in registers, dying and living on, with and
 * without the host features, with chosen and random registers.
 */
#include "tests/unit/host_rig.h"
#include "tcg/host/x64/x64.h"

typedef enum OpndKind { K_CONST, K_SLOT, K_SLOT_ALIVE, K_REG, K_REG_ALIVE, K_COUNT } OpndKind;

static const uint64_t ints[] = {0,
                                1,
                                2,
                                31,
                                32,
                                63,
                                64,
                                0x7f,
                                0x80,
                                0xff,
                                0x8000,
                                0xffff,
                                0x7fffffff,
                                0x80000000,
                                0xffffffff,
                                0xfffffffe,
                                0x100000000,
                                0x7fffffffffffffff,
                                0x8000000000000000,
                                0xffffffffffffffff,
                                0x123456789abcdef0,
                                0xdeadbeef};
static const double doubles[] = {0.0,      -0.0,      1.0,          -1.5,          2.0,          0.5,  1e300,
                                 -1e-300,  5e-324,    2147483647.5, -2147483649.0, 4294967296.0, 1e19, 3.3,
                                 INFINITY, -INFINITY, NAN};

static IrVal random_val(IrType t)
{
    IrVal v = {0, 0};
    float f;
    double d;
    switch (t) {
    case IR_I32: v.lo = (uint32_t)(rnd_below(3) ? ints[rnd_below(22)] : rnd()); break;
    case IR_I64: v.lo = rnd_below(3) ? ints[rnd_below(22)] : rnd(); break;
    case IR_F32:
        f = (float)doubles[rnd_below(17)];
        memcpy(&v.lo, &f, 4);
        break;
    case IR_F64:
        d = doubles[rnd_below(17)];
        memcpy(&v.lo, &d, 8);
        break;
    default: v = (IrVal){rnd(), rnd()}; break;
    }
    return v;
}

static IrRef const_of(IrUnit *u, IrType t, IrVal v)
{
    uint64_t lanes[2] = {v.lo, v.hi};
    return t == IR_V128 ? ir_const_v128(u, lanes) : ir_const(u, t, (int64_t)v.lo);
}

/* An operand of kind k with value v; i numbers the operand. */
static IrRef operand(IrBuild *b, OpndKind k, IrType t, unsigned i, IrVal v)
{
    if (k == K_CONST)
        return const_of(b->u, t, v);
    unsigned s = rig_slot(t, i);
    memcpy(rig_env(rig_env_eval) + rig_slots[s].offset, &v, ir_type_size[t]);
    IrRef g = ir_get(b, s);
    return k == K_REG || k == K_REG_ALIVE ? ir_emit(b, UOP_COPY, t, 0, 0, g, 0, 0) : g;
}

static bool alive_kind(OpndKind k)
{
    return k == K_SLOT_ALIVE || k == K_REG_ALIVE;
}

static void run_case(UopId op, IrType t, const IrType *at, unsigned n, unsigned sub, const OpndKind *k, bool same,
                     uint32_t seed)
{
    IrUnit *u = rig_unit();
    IrBuild b = ir_build_at_end(u, ir_block_new(u));
    IrVal v[3] = {{0, 0}, {0, 0}, {0, 0}};
    IrRef x[3] = {0, 0, 0};
    for (unsigned i = 0; i < n; i++) {
        v[i] = random_val(at[i]);
        bool carry = (op == UOP_ADC || op == UOP_CARRY || op == UOP_OVF) && i == 2;
        if (carry)
            v[i].lo &= 1;
        x[i] = same && i && !carry && at[i] == at[0] ? x[0] : operand(&b, k[i], at[i], i, v[i]);
    }
    IrRef r = ir_emit(&b, op, t, sub, 0, x[0], x[1], x[2]);
    IrType rt = (IrType)u->ops[r].type;
    ir_put(&b, rig_slot(rt, 8), r);
    for (unsigned i = 0; i < n; i++)
        if (alive_kind(k[i]))
            ir_put(&b, rig_slot(at[i], 10 + i), x[i]);
    ir_put(&b, rig_slot(rt, 14), r);
    ir_exit(&b, 0x2000, 0);
    const char *bad = rig_both(u, seed);
    if (bad) {
        rig_dump(u);
        fail_msg("%s: %s", uop_info[op].name, bad);
    }
}

static IrType letter_type(char c, IrType t, IrType any)
{
    switch (c) {
    case 'T': return t;
    case 'w': return IR_I32;
    case 'l': return IR_I64;
    case 'f': return IR_F32;
    case 'd': return IR_F64;
    case 'v': return IR_V128;
    case 'A': return any;
    default: fail_msg("signature letter %c", c); return IR_VOID;
    }
}

static bool allowed(const char *props, IrType t)
{
    if (strchr(props, 'X'))
        return true;
    return (strchr(props, 'I') && (t == IR_I32 || t == IR_I64)) ||
           (strchr(props, 'F') && (t == IR_F32 || t == IR_F64)) || (strchr(props, 'V') && t == IR_V128);
}

static void run_kinds(UopId op, IrType t, const IrType *at, unsigned n, unsigned sub)
{
    unsigned total = 1;
    for (unsigned i = 0; i < n; i++)
        total *= K_COUNT;
    for (unsigned c = 0; c < total; c++)
        for (unsigned rep = 0; rep < 12; rep++) {
            OpndKind k[3] = {(OpndKind)(c % K_COUNT), (OpndKind)(c / K_COUNT % K_COUNT),
                             (OpndKind)(c / K_COUNT / K_COUNT)};
            run_case(op, t, at, n, sub, k, rep == 5, rep & 1 ? (uint32_t)rnd() | 1 : 0);
        }
}

static void run_op(UopId op, IrType t, IrType any)
{
    const UopInfo *inf = &uop_info[op];
    const char *args = strchr(inf->sig, '=') + 1;
    IrType at[3] = {IR_VOID, IR_VOID, IR_VOID};
    unsigned n = (unsigned)strlen(args), first = 0, last = 0;
    for (unsigned i = 0; i < n; i++)
        at[i] = letter_type(args[i], t, any);
    if (op == UOP_SET)
        last = IR_TSTNZ;
    if (op == UOP_FSET) {
        first = IR_FLT;
        last = IR_FUE;
    }
    bool vector = op >= UOP_VADD && op <= UOP_VHALF;
    if (vector)
        last = IR_V_SIGN | IR_V_LANE;
    for (unsigned sub = first; sub <= last; sub++)
        if (!vector || ir_vec_sub_ok(op, sub))
            run_kinds(op, t, at, n, sub);
}

/* BITSI and BITSF tie the two types together. */
static bool fits(UopId op, IrType t, IrType any)
{
    if (op == UOP_BITSI || op == UOP_BITSF)
        return ir_type_size[t] == ir_type_size[any] && (t >= IR_F32) != (any >= IR_F32) && any != IR_V128 &&
               t != IR_V128;
    if (op == UOP_FSET)
        return any == IR_F32 || any == IR_F64;
    return any == IR_I32 || any == IR_I64;
}

static void run_all_ops(void)
{
    for (unsigned op = 0; op < UOP_COUNT; op++) {
        const UopInfo *inf = &uop_info[op];
        if (inf->effect != IR_E_PURE || op == UOP_CONST || op == UOP_PHI || op == UOP_ENVP)
            continue;
        bool has_t = strchr(inf->sig, 'T'), has_any = strchr(inf->sig, 'A');
        for (unsigned t = IR_I32; t <= IR_V128; t++) {
            if (has_t ? !allowed(inf->props, (IrType)t) : t != IR_I32)
                continue;
            IrType rt = has_t ? (IrType)t : letter_type(inf->sig[0], IR_I32, IR_I32);
            for (unsigned any = IR_I32; any <= IR_F64; any++)
                if (has_any ? fits((UopId)op, (IrType)t, (IrType)any) : any == IR_I32)
                    run_op((UopId)op, rt, (IrType)any);
        }
    }
}

static void test_all_features(void **state)
{
    (void)state;
    Err err = {0};
    assert_true(host_init(NULL, &err));
    run_all_ops();
}

static void test_no_features(void **state)
{
    (void)state;
    Err err = {0};
    assert_true(host_init("all", &err));
    run_all_ops();
    assert_true(host_init(NULL, &err));
}

static void test_some_features(void **state)
{
    (void)state;
    Err err = {0};
    assert_true(host_init("avx,bmi2,lzcnt", &err));
    run_all_ops();
    assert_true(host_init("movbe,bmi1,fma,popcnt", &err));
    run_all_ops();
    assert_false(host_init("avx,nonsense", &err));
    assert_non_null(strstr(err.text, "nonsense"));
    err.text[0] = 0;
    assert_true(host_init(NULL, &err));
}

static void test_coverage(void **state)
{
    (void)state;
    for (unsigned op = 0; op < UOP_COUNT; op++)
        if (!x64_emit[op])
            fail_msg("no code for %s", uop_info[op].name);
}

static int setup(void **state)
{
    (void)state;
    rig_init(NULL, 0);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_all_features),
        cmocka_unit_test(test_no_features),
        cmocka_unit_test(test_some_features),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
