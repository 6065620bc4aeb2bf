/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test: calls on a condition, scoreboards and host pointers, at every
 * instruction. The called functions overwrite all registers that the calling
 * convention lets them; each checks its arguments against each other, and the
 * number of calls is compared with a count of true conditions that is made
 * without calls. Prints "callif: calls N wrong 0" when all is right.
 */
#include <engraft-plugin.h>
#include <stdio.h>

enum { KEY = 0x5bd1e995, SLOTS = 64 };

static EgCounter conditions, board;
static uint64_t calls, wrong;
static int fn_quiet, fn_plain, r1;

static void overwrite(void)
{
    __asm__ volatile(
        "mov $-1, %%rax\n\tmov %%rax, %%rcx\n\tmov %%rax, %%rdx\n\tmov %%rax, %%rsi\n\tmov %%rax, %%rdi\n\t"
        "mov %%rax, %%r8\n\tmov %%rax, %%r9\n\tmov %%rax, %%r10\n\tmov %%rax, %%r11\n\t"
        "pcmpeqd %%xmm0, %%xmm0\n\tmovaps %%xmm0, %%xmm1\n\tmovaps %%xmm0, %%xmm2\n\tmovaps %%xmm0, %%xmm3\n\t"
        "movaps %%xmm0, %%xmm4\n\tmovaps %%xmm0, %%xmm5\n\tmovaps %%xmm0, %%xmm6\n\tmovaps %%xmm0, %%xmm7\n\t"
        "movaps %%xmm0, %%xmm8\n\tmovaps %%xmm0, %%xmm9\n\tmovaps %%xmm0, %%xmm10\n\tmovaps %%xmm0, %%xmm11\n\t"
        "movaps %%xmm0, %%xmm12\n\tmovaps %%xmm0, %%xmm13\n\tmovaps %%xmm0, %%xmm14\n\tmovaps %%xmm0, %%xmm15"
        :
        :
        : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
          "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "cc");
}

/* In the middle of guest floating-point code: no floating-point arithmetic here. */
static void quiet(EgThread *t, uint64_t wide, uint32_t mixed, double f, uint64_t fbits)
{
    union {
        double f;
        uint64_t bits;
    } u = {f};
    (void)t;
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    if (((uint32_t)wide ^ KEY) != mixed || wide >> 32 || u.bits != fbits)
        __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    overwrite();
}

static void plain(EgThread *t, uint32_t sp)
{
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    if (eg_thread_reg(t, r1) != sp)
        __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    overwrite();
}

static EgVal counted(EgPlace *at, EgVal cond)
{
    eg_count_val(at, conditions, eg_zext(at, cond));
    return cond;
}

/* board[1 + v mod SLOTS] += 1, by hand or (board[0] is 0) by micro-op. */
static void count_on_board(EgPlace *at, EgVal v)
{
    EgVal slot = eg_zext(at, eg_and(at, v, eg_i32(at, SLOTS - 1)));
    EgVal ptr = eg_add(at, eg_cell_ptr(at, (EgCounter){board.cell + 1}), eg_shl(at, slot, eg_i32(at, 3)));
    if (eg_tb_addr(at->tb) & 4)
        eg_store_at(at, 8, ptr, 0, eg_add(at, eg_load_at(at, EG_I64, 8, ptr, 0), eg_i64(at, 1)));
    else
        eg_count_at(at, ptr, 0, eg_add(at, eg_cell_load(at, board), eg_i64(at, 1)));
    eg_count(at, (EgCounter){board.cell + SLOTS + 1}, 1);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    static uint64_t
        fbits; /* where the bits of f1 pass from vector to integer register: per process, so one thread only */
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++) {
        EgPlace at = eg_before_insn(tb, i);
        char name[4];
        snprintf(name, sizeof name, "r%u", (unsigned)(in.addr >> 2 & 31));
        EgVal v = eg_get_reg(&at, eg_reg(name)), f = eg_get_reg(&at, eg_reg("f1")), sp = eg_get_reg(&at, r1);
        eg_host_store(&at, &fbits, f);
        EgVal args[4] = {eg_zext(&at, v), eg_xor(&at, v, eg_i32(&at, KEY)), f, eg_host_load(&at, EG_I64, &fbits)};
        EgVal low = eg_and(&at, v, eg_i32(&at, 3));
        eg_call_if(&at, counted(&at, eg_compare(&at, EG_EQ, low, eg_i32(&at, 1))), fn_quiet, 4, args);
        if (i % 4 == 3)
            eg_call_if(&at, counted(&at, eg_compare(&at, EG_LTU, v, eg_i32(&at, 100))), fn_plain, 1, &sp);
        if (i % 8 == 5)
            eg_call_if(&at, counted(&at, eg_i32(&at, 1)), fn_quiet, 4, args);
        if (i % 8 == 6)
            eg_call_if(&at, eg_i32(&at, 0), fn_quiet, 4, args);
        count_on_board(&at, v);
    }
}

static void on_exit_hook(EgPlugin *p, void *user)
{
    uint64_t sum = 0;
    (void)user;
    for (uint32_t i = 0; i < SLOTS; i++)
        sum += eg_counter_sum((EgCounter){board.cell + 1 + i});
    if (sum != eg_counter_sum((EgCounter){board.cell + SLOTS + 1}) || !sum)
        wrong++;
    if (calls != eg_counter_sum(conditions))
        wrong++;
    eg_message(p, "calls %llu wrong %llu", (unsigned long long)calls, (unsigned long long)wrong);
}

static int install(EgPlugin *p)
{
    static const EgType quiet_args[] = {EG_I64, EG_I32, EG_F64, EG_I64}, plain_args[] = {EG_I32};
    conditions = eg_counter_new(p);
    board = eg_scoreboard_new(p, SLOTS + 2);
    r1 = eg_reg("r1");
    fn_quiet = eg_function(p, "quiet", (void *)quiet, EG_CALL_QUIET, EG_VOID, 4, quiet_args);
    fn_plain = eg_function(p, "plain", (void *)plain, EG_CALL_PLAIN, EG_VOID, 1, plain_args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, on_exit_hook, NULL);
    return 0;
}

EG_PLUGIN(.name = "callif", .version = "1", .summary = "test of conditional calls", .install = install)
