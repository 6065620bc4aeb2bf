/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of what plugins may change, and of the hooks that run in between: see
 * change_guest.c. Prints "pass:" and "fail:" lines at the end.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

static EgPlugin *self;
static int nfail;

static void expect(const char *what, bool ok)
{
    printf("%s: %s\n", ok ? "pass" : "fail", what);
    nfail += !ok;
}

/* ---- instructions replaced */

static bool is_in(uint64_t addr, const char *function)
{
    EgSource s = {.struct_size = sizeof s};
    return eg_source_of(addr, &s) && s.symbol && strcmp(s.symbol, function) == 0;
}

static uint32_t op_mullw, op_b;

static bool which(const EgInsn *in, void *user)
{
    (void)user;
    return in->word == 0x00c0ffee ||
           ((in->op == op_mullw || (in->op == op_b && in->word & 1)) && is_in(in->addr, "twisted"));
}

static int triple_fn;

static uint32_t triple(EgThread *t, uint32_t a)
{
    (void)t;
    return a * 3;
}

static void emit(EgPlace *at, const EgInsn *in, void *user)
{
    int r3 = eg_reg("r3");
    (void)user;
    if (in->op == op_mullw) {
        EgVal a = eg_get_reg(at, eg_reg("r0") + (int)(in->word >> 16 & 31)),
              b = eg_get_reg(at, (int)(in->word >> 11 & 31));
        eg_put_reg(at, (int)(in->word >> 21 & 31), eg_add(at, a, b));
    } else if (in->word == 0x00c0ffee) {
        EgVal a = eg_get_reg(at, r3);
        eg_put_reg(at, r3, eg_add(at, eg_call(at, triple_fn, 1, &a), eg_get_reg(at, eg_reg("r4"))));
    }
}

/* ---- places */

static unsigned marker(const EgTb *tb, uint32_t i)
{
    EgInsn a = {.struct_size = sizeof a}, b = a;
    bool both = eg_tb_insn(tb, i, &a) && eg_tb_insn(tb, i + 1, &b);
    return both && a.word == b.word && a.word >> 16 == 0x6800 && (a.word & 0xfff0) == 0x5a00 ? a.word & 15 : 0;
}

static double seven = 7;
static int change_fn;

static void change(EgThread *t)
{
    const uint8_t word[4] = {0, 0, 1, 2};
    double d = 6.25;
    uint64_t bits;
    memcpy(&bits, &d, 8);
    expect("a register in a function that may write it", eg_thread_reg(t, eg_reg("r3")) == 2);
    eg_thread_put_reg(t, eg_reg("r3"), 100);
    eg_thread_put_reg(t, eg_reg("f1"), bits);
    expect("guest memory written", eg_write_guest(eg_thread_reg(t, eg_reg("r4")), word, 4));
    expect("guest memory that is not there", !eg_write_guest(8, word, 4));
}

static void insert(EgTb *tb, uint32_t i)
{
    EgPlace at = eg_before_insn(tb, i);
    switch (marker(tb, i)) {
    case 1: { /* odd rounds go on at the bdnz, two instructions behind the pair */
        EgVal odd = eg_and(&at, eg_get_reg(&at, eg_reg("r3")), eg_i32(&at, 1));
        eg_jump_if(&at, odd, eg_i32(&at, (uint32_t)eg_tb_addr(tb) + 4 * (i + 3)));
        break;
    }
    case 2: eg_put_reg(&at, eg_reg("f1"), eg_host_load(&at, EG_F64, &seven)); break;
    case 3: eg_call(&at, change_fn, 0, NULL); break;
    default: break;
    }
}

static void on_return(EgThread *t, EgSyscall *s, void *user)
{
    (void)user;
    if (s->name && strcmp(s->name, "getpgrp") == 0) {
        eg_thread_put_reg(t, eg_reg("r30"), 42);
        eg_thread_put_reg(t, eg_reg("cr"), eg_thread_reg(t, eg_reg("cr")) | 0x2000);
    }
}

/* ---- temps, history, values */

static EgTemp temp32, temp64, tempf;
static EgCounter history, same_temps, tbs;
static uint64_t values[8];
static double two = 2, three = 3;

static void insert_temps(EgTb *tb)
{
    EgPlace at = eg_at_entry(tb);
    EgVal r3 = eg_get_reg(&at, eg_reg("r3"));
    EgPlace in = eg_if(&at, eg_and(&at, r3, eg_i32(&at, 1)), true);
    eg_temp_set(&in, temp32, eg_i32(&in, 1));
    EgPlace out = eg_if(&at, eg_xor(&at, eg_and(&at, r3, eg_i32(&at, 1)), eg_i32(&at, 1)), true);
    eg_temp_set(&out, temp32, eg_i32(&out, 0));
    EgVal same = eg_compare(&at, EG_EQ, eg_temp_get(&at, temp32), eg_and(&at, r3, eg_i32(&at, 1)));
    eg_count_val(&at, same_temps, eg_zext(&at, same));
    eg_temp_set(&at, temp64, eg_add(&at, eg_temp_get(&at, temp64), eg_i64(&at, 1)));
    eg_temp_set(&at, tempf, eg_host_load(&at, EG_F64, &three));
    eg_count(&at, tbs, 1);
}

static void insert_values(EgTb *tb)
{
    EgPlace at = eg_at_entry(tb);
    EgVal f[] = {eg_host_load(&at, EG_F64, &two), eg_host_load(&at, EG_F64, &three), eg_temp_get(&at, tempf)};
    EgVal w[] = {eg_i32(&at, 0x00f00000), eg_i32(&at, 12)};
    eg_host_store(&at, &values[0], eg_value(&at, eg_uop_by_name("fadd"), EG_F64, 0, 2, f));
    eg_host_store(&at, &values[1], eg_value(&at, eg_uop_by_name("fma"), EG_F64, 0, 3, f));
    eg_host_store(&at, &values[2], eg_zext(&at, eg_value(&at, eg_uop_by_name("clz"), EG_I32, 0, 1, w)));
    eg_host_store(&at, &values[3], eg_zext(&at, eg_value(&at, eg_uop_by_name("rotl"), EG_I32, 0, 2, w)));
    eg_host_store(&at, &values[4], eg_temp_get(&at, temp64));
}

static void on_way_out(EgPlace *at, const EgExit *x, void *user)
{
    (void)user;
    if (x->flags & EG_EXIT_CONDITIONAL)
        eg_shift_in(at, history, eg_i32(at, (x->flags & EG_EXIT_TAKEN) != 0));
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    insert_temps(tb);
    for (uint32_t i = 0; i < eg_tb_ninsns(tb); i++)
        insert(tb, i);
    if (is_in(eg_tb_addr(tb), "loops"))
        eg_each_exit(tb, on_way_out, NULL);
    if (is_in(eg_tb_addr(tb), "main"))
        insert_values(tb);
}

/* ---- executions */

static uint64_t nexec, nevery, nwhen, nedges, nbroken, njumps, last_to;
static const EgTbInfo *last_info;

static void on_exec(EgThread *t, const EgTbInfo *i, void *user)
{
    (void)t, (void)user;
    nexec++;
    if (last_to && eg_info_addr(i) != last_to)
        nbroken++;
    last_info = i;
    last_to = 0;
}

static void on_every(EgThread *t, const EgTbInfo *i, void *user)
{
    (void)t, (void)i, (void)user;
    nevery++;
}

static void on_when(EgThread *t, const EgTbInfo *i, void *user)
{
    (void)t, (void)i, (void)user;
    nwhen++;
}

static void on_edge(EgThread *t, const EgEdge *e, void *user)
{
    (void)t, (void)user;
    nedges++;
    njumps += (e->flags & EG_EXIT_JUMP) != 0;
    if (e->from != last_info)
        nbroken++;
    last_to = e->to;
}

/* ---- notes */

static uint64_t nnotes, wrong_notes;

static void on_decode(const EgInsn *in, uint64_t *note, void *user)
{
    (void)user;
    *note = in->word ^ in->addr;
}

static void each_info(const EgTbInfo *i, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t n = 0; eg_info_insn(i, n, &in); n++, nnotes++) {
        uint64_t note = eg_info_note(self, i, n, "change");
        if (note && note != (in.word ^ in.addr))
            wrong_notes++;
        if (!note)
            nnotes--;
    }
}

static uint64_t bits_of(double d)
{
    uint64_t u;
    memcpy(&u, &d, 8);
    return u;
}

static void at_end(EgPlugin *p, void *user)
{
    (void)user;
    eg_each_info(p, each_info, NULL);
    expect("notes are kept", nnotes > 500 && !wrong_notes);
    expect("every 10th TB", nevery == nexec / 10);
    expect("on a condition on a counter", nwhen == nexec - 501);
    expect("edges have both ends", nedges > 1000 && nexec - nedges <= 1 && !nbroken);
    expect("jumps are edges", njumps == 500);
    expect("temps across branches", eg_counter_sum(same_temps) == eg_counter_sum(tbs) && eg_counter_sum(tbs) == nexec);
    uint64_t h = 0;
    for (int i = 0; i < 10; i++)
        h = h << 6 | 0x3c | (i < 9); /* the bdnz, and the outer loop's */
    expect("a history of branch bits", eg_counter_sum(history) == h);
    expect("any value op",
           values[0] == bits_of(5) && values[1] == bits_of(9) && values[2] == 8 && values[3] == 0x0000000f);
    expect("a temp from TB to TB", values[4] > 100 && values[4] <= nexec);
    printf("%s\n", nfail ? "FAILED" : "all passed");
    fflush(stdout);
}

static int install(EgPlugin *p)
{
    static const EgType one[] = {EG_I32};
    self = p;
    op_mullw = eg_op_by_name("mullw");
    op_b = eg_op_by_name("b");
    triple_fn = eg_function(p, "triple", (void *)triple, EG_CALL_QUIET, EG_I32, 1, one);
    change_fn = eg_function(p, "change", (void *)change, EG_CALL_WRITES, EG_VOID, 0, NULL);
    temp32 = eg_temp_new(p, EG_I32);
    temp64 = eg_temp_new(p, EG_I64);
    tempf = eg_temp_new(p, EG_F64);
    history = eg_counter_new(p);
    same_temps = eg_counter_new(p);
    tbs = eg_counter_new(p);
    eg_on_decode(p, on_decode, NULL);
    eg_on_replace(p, which, emit, NULL);
    eg_on_tb(p, on_tb, NULL);
    eg_on_tb_exec(p, on_exec, NULL);
    eg_on_tb_exec_every(p, 10, on_every, NULL);
    eg_on_tb_exec_when(p, tbs, EG_GTU, 500, on_when, NULL);
    eg_on_edge_exec(p, on_edge, NULL);
    eg_on_syscall_return(p, on_return, NULL);
    eg_on_exit(p, at_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "change", .version = "1", .summary = "test of what plugins change", .install = install)
