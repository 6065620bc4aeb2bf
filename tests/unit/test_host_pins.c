/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pins: slots that live in host registers between units. Values that outlive
 * their slot, calls that look, faults around a PUT, polls, entries in the
 * middle, and that what is promised to cost nothing makes no code. Random units
 * (test_host_units.c) have pins, too.
 */
#include "config.h"

#include "tests/unit/host_rig.h"

enum { W, L };
#define SLOT(type, k) rig_slot((type) == W ? IR_I32 : IR_I64, k)

static const uint16_t reads[] = {8, 0xffff}, writes[] = {7, 0xffff};
static uint16_t all[sizeof rig_pinned / sizeof *rig_pinned + 1]; /* all pinned slots */

/* w7 := w8 ^ a */
static void h_look(uint8_t *cpu, uint32_t a)
{
    uint32_t w;
    memcpy(&w, cpu + RIG_BIAS + rig_slots[SLOT(W, 8)].offset, 4);
    w ^= a;
    memcpy(cpu + RIG_BIAS + rig_slots[SLOT(W, 7)].offset, &w, 4);
}
/* Sum of all pinned slots. */
static uint64_t h_sum(uint8_t *cpu)
{
    uint64_t sum = 0;
    for (unsigned p = 0; p < sizeof rig_pinned / sizeof *rig_pinned; p++) {
        const IrSlotDesc *d = &rig_slots[rig_pinned[p]];
        uint64_t v = 0;
        memcpy(&v, cpu + RIG_BIAS + d->offset, ir_type_size[d->type]);
        sum = sum * 3 + v;
    }
    return sum;
}
static void h_fault(uint8_t *cpu)
{
    (void)cpu;
    rig_helper_left = true;
    if (rig_in_code)
        *(volatile uint32_t *)rig_window = 1;
}
/* Notes what it sees. */
static uint64_t seen;
static void h_note(uint8_t *cpu)
{
    seen = h_sum(cpu);
}

static uint64_t h_mix(void *cpu, uint64_t a, uint64_t b)
{
    (void)cpu;
    return a * 3 + b;
}

static const IrHelper helpers[] = {
    {"look", h_look, IR_H_SLOTS | IR_H_NOFAULT, IR_VOID, 1, {IR_I32}, reads, writes},
    {"sum", h_sum, IR_H_READS | IR_H_NOFAULT, IR_I64, 0, {0}, NULL, NULL},
    {"fault", h_fault, 0, IR_VOID, 0, {0}, NULL, NULL},
    {"note", h_note, IR_H_SLOTS | IR_H_NOFAULT, IR_VOID, 0, {0}, all, NULL},
    {"mix", h_mix, IR_H_SLOTS | IR_H_NOFAULT, IR_I64, 2, {IR_I64, IR_I64}, NULL, NULL},
};
enum { LOOK, SUM, FAULT, NOTE, MIX };

static IrBuild b;

static void begin(void)
{
    IrUnit *u = rig_unit();
    b = ir_build_at_end(u, ir_block_new(u));
    for (unsigned i = 0; i < RIG_ENV; i++)
        rig_env_eval[i] = (uint8_t)(i * 37 + 11);
    memset(rig_env(rig_env_eval) + OFF_PENDING, 0, 4);
    rig_helper_left = false;
}

static IrRef get(int type, unsigned k)
{
    return ir_get(&b, SLOT(type, k));
}

static void put(int type, unsigned k, IrRef v)
{
    ir_put(&b, SLOT(type, k), v);
}

/* Runs what has been built with and without random choices of the allocator, and compares with the evaluator. */
static void check(void)
{
    static uint8_t start[RIG_ENV];
    memcpy(start, rig_env_eval, RIG_ENV);
    for (uint32_t seed = 0; seed < 40; seed++) {
        memcpy(rig_env_eval, start, RIG_ENV);
        memset(rig_mem_eval, 0x5a, RIG_MEM_BYTES);
        rig_helper_left = false;
        const char *bad = rig_both(b.u, seed);
        if (bad) {
            rig_dump(b.u);
            fail_msg("seed %u: %s", seed, bad);
        }
    }
}

/* The number of instructions of the last unit's hot part that mention what; -1 without a disassembler. */
typedef struct Count {
    const char *what;
    int n;
} Count;
static void count_line(void *ctx, uint32_t off, const char *text)
{
    Count *c = ctx;
    c->n += off < rig_out.hot_bytes && strstr(text, c->what) != NULL;
}
static int count(const char *what)
{
    Count c = {what, 0};
    host_disas(rig_rw, rig_out.hot_bytes, rig_rx, count_line, &c);
    return HAVE_CAPSTONE ? c.n : -1;
}

static void nothing_in_memory(void)
{
    int n;
    assert_int_equal(rig_compile(b.u, 0), HOST_OK);
    n = count("rbp");
    if (n > 0)
        rig_dump(b.u);
    assert_true(n <= 0);
}

/* -- values ------------------------------------------------------------------------------------ */

static void test_in_place(void **state)
{
    (void)state;
    begin();
    put(W, 0, ir_add(&b, get(W, 0), ir_i32(&b, 1)));
    put(W, 2, ir_xor(&b, get(W, 2), get(W, 3)));
    put(L, 5, ir_sub(&b, get(L, 1), get(L, 5)));
    put(W, 7, ir_i32(&b, 77));
    ir_exit(&b, 0x2000, 0);
    nothing_in_memory();
    check();
}

static void test_old_value(void **state)
{
    (void)state;
    begin();
    IrRef x = get(W, 0), y = get(W, 2);
    put(W, 0, ir_add(&b, x, y));
    put(W, 2, ir_i32(&b, 5));
    put(W, 10, x);
    put(W, 3, y);
    put(W, 11, ir_mul(&b, x, y));
    ir_exit(&b, 0x2000, 0);
    check();
}

static void test_swap(void **state)
{
    (void)state;
    begin();
    IrRef x = get(W, 2), y = get(W, 3), z = get(W, 0);
    put(W, 2, y);
    put(W, 3, x);
    put(W, 0, x);
    put(W, 2, z);
    ir_exit(&b, 0x2000, 0);
    nothing_in_memory();
    check();
}

/* One value to several pins, and one pin several times. */
static void test_copies(void **state)
{
    (void)state;
    begin();
    IrRef x = ir_add(&b, get(W, 0), ir_i32(&b, 9));
    put(W, 0, x);
    put(W, 2, x);
    put(W, 3, x);
    put(W, 0, ir_add(&b, x, ir_i32(&b, 1)));
    put(W, 0, ir_add(&b, x, get(W, 0)));
    put(W, 12, x);
    ir_exit(&b, 0x2000, 0);
    check();
}

/* -- calls ------------------------------------------------------------------------------------- */

static void test_call_looks(void **state)
{
    (void)state;
    begin();
    put(W, 8, ir_add(&b, get(W, 8), ir_i32(&b, 3)));
    IrRef old = get(W, 7), arg = get(W, 0);
    ir_call(&b, LOOK, &arg);
    put(W, 4, ir_add(&b, get(W, 7), old));
    put(L, 1, ir_call(&b, SUM, NULL));
    put(L, 10, ir_call(&b, SUM, NULL));
    ir_exit(&b, 0x2000, 0);
    check();
}

/* A call that is rarely made sees what the others do. */
static void test_call_if(void **state)
{
    (void)state;
    uint64_t want[2];
    for (int by_condition = 0; by_condition < 2; by_condition++) {
        begin();
        for (unsigned k = 0; k < 8; k++)
            if (k != 6)
                put(W, k, ir_i32(&b, k * 1000 + 7));
        IrRef x = ir_add(&b, get(L, 1), ir_i64(&b, 1)), one = ir_i32(&b, 1);
        put(L, 1, x);
        if (by_condition)
            ir_call_if(&b, NOTE, &one, one);
        else
            ir_call(&b, NOTE, NULL);
        put(L, 12, x);
        ir_exit(&b, 0x2000, 0);
        check();
        want[by_condition] = seen;
    }
    assert_int_equal(want[0], want[1]);
}

/* Its result is made in the pin's register, before and behind other pins' values; the last argument otherwise. */
static void test_call_else(void **state)
{
    (void)state;
    for (unsigned rarely = 0; rarely < 2; rarely++)
        for (unsigned k = 0; k < 4; k++) {
            begin();
            IrRef v = ir_add(&b, get(L, k), get(L, k));
            IrRef cond = ir_set(&b, rarely ? IR_NE : IR_EQ, v, v);
            put(L, k, ir_call_if(&b, MIX, (const IrRef[]){get(L, (k + 1) % 4), v}, cond));
            put(L, 12, ir_add(&b, get(L, k), get(L, (k + 1) % 4)));
            ir_exit(&b, 0x2000, 0);
            check();
        }
}

/* -- faults ------------------------------------------------------------------------------------ */

static void bad_load(void)
{
    put(W, 15, ir_ld(&b, IR_I32, IR_M_32, ir_i32(&b, RIG_BAD), 0));
}

static void test_fault_after_put(void **state)
{
    (void)state;
    begin();
    put(W, 0, ir_add(&b, get(W, 0), ir_i32(&b, 1)));
    put(W, 2, get(W, 3));
    bad_load();
    put(W, 3, ir_i32(&b, 1));
    ir_exit(&b, 0x2000, 0);
    check();
}

/* Made before the fault, put after it: the old value counts, unless the snapshot says otherwise. */
static void test_fault_before_put(void **state)
{
    (void)state;
    for (int snap = 0; snap < 2; snap++) {
        begin();
        IrRef x = ir_add(&b, get(W, 0), ir_i32(&b, 1));
        bad_load();
        IrRef load = b.u->ops[b.u->blocks[b.block].last].prev;
        assert_int_equal(ir_op(b.u, load)->op, UOP_LD);
        if (snap)
            b.u->ops[load].snap = ir_snap_with(b.u, NULL, SLOT(W, 0), x);
        put(W, 0, x);
        ir_exit(&b, 0x2000, 0);
        check();
    }
}

static void test_fault_in_call(void **state)
{
    (void)state;
    begin();
    for (unsigned k = 0; k < 9; k++)
        put(W, k, ir_add(&b, get(W, k), ir_i32(&b, k)));
    put(L, 1, ir_add(&b, get(L, 1), get(L, 5)));
    ir_call(&b, FAULT, NULL);
    put(W, 0, ir_i32(&b, 0));
    ir_exit(&b, 0x2000, 0);
    check();
}

/* -- ways in and out --------------------------------------------------------------------------- */

/* More values than registers, so that pins leave theirs, at a poll, an exit, a LEAVE or an indirect exit. */
static void test_ways_out(void **state)
{
    (void)state;
    for (int way = 0; way < 8; way++) {
        enum { N = 20 };
        IrRef v[N];
        begin();
        for (unsigned i = 0; i < N; i++)
            v[i] = ir_ld(&b, IR_I32, IR_M_32, ir_i32(&b, RIG_MEM), 4 * i);
        put(W, 0, ir_add(&b, get(W, 0), v[3]));
        rig_env(rig_env_eval)[OFF_PENDING] = way & 1;
        ir_poll(&b, 0x3000);
        IrRef sum = get(W, 2);
        for (unsigned i = N; i-- > 0;)
            sum = ir_add(&b, ir_mul(&b, sum, ir_i32(&b, 3)), v[i]);
        put(W, 2, sum);
        switch (way / 2) {
        case 0: ir_exit(&b, 0x2000, 0); break;
        case 1: ir_exit(&b, 0x2000, IR_X_POLL); break;
        case 2: ir_leave(&b, IR_L_TRAP, 5); break;
        default: ir_exit_ind(&b, ir_and(&b, get(W, 3), ir_i32(&b, 0)), 0); break;
        }
        check();
    }
}

/* A loop that wants all registers, around which pins wait in memory. */
static void test_loop(void **state)
{
    (void)state;
    enum { N = 12 };
    IrRef phi[N], next[N];
    begin();
    IrUnit *u = b.u;
    uint32_t head = ir_block_new(u), done = ir_block_new(u);
    IrRef first[N];
    for (unsigned i = 0; i < N; i++)
        first[i] = i < 5 ? get(W, i) : ir_ld(&b, IR_I32, IR_M_32, ir_i32(&b, RIG_MEM), 4 * i);
    ir_br(&b, head);
    b.block = head;
    for (unsigned i = 0; i < N; i++) {
        IrRef args[2] = {first[i], first[i]};
        phi[i] = ir_phi(&b, IR_I32, args, 2);
    }
    ir_poll(&b, 0x3000);
    for (unsigned i = 0; i < N; i++)
        next[i] = ir_add(&b, ir_xor(&b, phi[i], phi[(i + 1) % N]), ir_i32(&b, i));
    put(W, 7, next[3]);
    for (unsigned i = 0; i < N; i++)
        u->args[u->ops[phi[i]].a + 1] = next[i];
    ir_brif(&b, IR_TSTNZ, next[0], ir_i32(&b, 7), head, done);
    b.block = done;
    for (unsigned i = 0; i < N; i++)
        put(W, i, next[i]);
    ir_exit(&b, 0x2000, 0);
    check();
}

/* Two ways that leave a pin in different places join. */
static void test_join(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        begin();
        IrUnit *u = b.u;
        uint32_t yes = ir_block_new(u), no = ir_block_new(u), join = ir_block_new(u);
        ir_brif(&b, IR_EQ, ir_i32(&b, (uint32_t)way), ir_i32(&b, 0), yes, no);
        b.block = yes;
        IrRef arg = get(W, 0);
        ir_call(&b, LOOK, &arg);
        ir_br(&b, join);
        b.block = no;
        put(W, 7, ir_add(&b, get(W, 7), ir_i32(&b, 1)));
        put(W, 8, ir_i32(&b, 3));
        ir_br(&b, join);
        b.block = join;
        put(W, 20, ir_add(&b, get(W, 7), get(W, 8)));
        ir_exit(&b, 0x2000, 0);
        check();
    }
}

/* Entered in the middle, as a call that comes back through the jump table. */
static void test_entry(void **state)
{
    (void)state;
    begin();
    IrUnit *u = b.u;
    uint32_t front = ir_block_new(u), back = ir_block_new(u), body = ir_block_new(u);
    ir_insn_add(u, 0x1004, 0, 0, 4);
    IrRef e = ir_new_op(u, UOP_ENTRY, IR_VOID);
    u->ops[e].imm = ir_targets(front, back);
    ir_append(u, 0, e);
    b.block = front;
    put(W, 0, ir_i32(&b, 1));
    ir_br(&b, body);
    b.block = back;
    IrRef m = ir_new_op(u, UOP_MARK, IR_VOID);
    u->ops[m].imm = 1;
    ir_append(u, back, m);
    put(W, 0, ir_add(&b, get(W, 0), ir_i32(&b, 100)));
    ir_br(&b, body);
    b.block = body;
    put(W, 2, ir_add(&b, get(W, 0), get(W, 3)));
    ir_exit(&b, 0x2000, 0);
    memcpy(rig_env_host, rig_env_eval, RIG_ENV);
    assert_int_equal(rig_compile(u, 0), HOST_OK);
    assert_int_equal(rig_out.nentries, 1);
    assert_int_equal(rig_out.entries[0].pc, 0x1004);
    uint32_t w0, w2, w3;
    memcpy(&w0, rig_env(rig_env_eval) + rig_slots[SLOT(W, 0)].offset, 4);
    memcpy(&w3, rig_env(rig_env_eval) + rig_slots[SLOT(W, 3)].offset, 4);
    rig_rx += rig_out.entries[0].off;
    assert_int_equal(rig_run_code(), HOST_R_LINK);
    memcpy(&w2, rig_env(rig_env_host) + rig_slots[SLOT(W, 2)].offset, 4);
    assert_int_equal(w2, w0 + 100 + w3);
}

static int setup(void **state)
{
    (void)state;
    memcpy(all, rig_pinned, sizeof rig_pinned);
    all[sizeof all / sizeof *all - 1] = 0xffff;
    rig_init(helpers, sizeof helpers / sizeof helpers[0]);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_old_value),
        cmocka_unit_test(test_swap),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_call_looks),
        cmocka_unit_test(test_call_if),
        cmocka_unit_test(test_call_else),
        cmocka_unit_test(test_fault_after_put),
        cmocka_unit_test(test_fault_before_put),
        cmocka_unit_test(test_fault_in_call),
        cmocka_unit_test(test_ways_out),
        cmocka_unit_test(test_loop),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_entry),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
