/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rig of the back-end tests: a made-up guest (slots, helpers, a 4 GiB window
 * with two mapped pages), and running one unit both compiled and in the
 * evaluator, from the same state, comparing everything after.
 */
#ifndef ENGRAFT_TESTS_HOST_RIG_H
#define ENGRAFT_TESTS_HOST_RIG_H

#include <asm/prctl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <cmocka.h>

#include "tcg/host/code.h"
#include "tcg/host/host.h"
#include "tcg/ir/build.h"
#include "tcg/ir/eval.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"

enum { RIG_N = 24, RIG_TYPES = 5, RIG_PC = RIG_N * RIG_TYPES, RIG_NSLOTS, RIG_ENV = 8192, RIG_BIAS = 128 };
enum { RIG_MEM = 0x10000, RIG_MEM_BYTES = 8192, RIG_BAD = 0x40000 };
/* env offsets of what is no slot */
enum {
    OFF_PENDING = 4096,
    OFF_TABLE = 4104,
    OFF_DETAIL = 4112,
    OFF_TB = 4120,
    OFF_EXIT = 4124,
    OFF_SP = 4128,
    OFF_SCRATCH = 4608,
    OFF_SCRATCH_END = 5120
};

#pragma GCC diagnostic ignored "-Wunused-function" /* not every test uses all of it */

static IrSlotDesc rig_slots[RIG_NSLOTS];
static IrEnv rig_ienv;
static HostRt rig_rt;
static CodeMem rig_code;
static uint8_t *rig_window;
static _Alignas(64) uint8_t rig_env_host[RIG_ENV], rig_env_eval[RIG_ENV];
static uint8_t rig_mem_eval[RIG_MEM_BYTES];
static Arena rig_arena;
static HostCode rig_out;
static uint64_t rig_rx;
static uint8_t *rig_rw;
static uint64_t rig_rng = 88172645463325252ull;

static uint64_t rnd(void)
{
    rig_rng ^= rig_rng << 13;
    rig_rng ^= rig_rng >> 7;
    rig_rng ^= rig_rng << 17;
    return rig_rng * 0x2545f4914f6cdd1dull;
}
static unsigned rnd_below(unsigned n)
{
    return (unsigned)((rnd() >> 33) % n);
}

/* Slot k of a type. */
static unsigned rig_slot(IrType t, unsigned k)
{
    return (unsigned)(t - 1) * RIG_N + k;
}

static uint8_t *rig_env(uint8_t *block)
{
    return block + RIG_BIAS;
}

/* -- faults ------------------------------------------------------------------------------------ */

static sigjmp_buf rig_jmp;
static volatile sig_atomic_t rig_in_code;
static char rig_trouble[200];

static void rig_fault(int sig, siginfo_t *si, void *ctx)
{
    static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    ucontext_t *uc = ctx;
    uint64_t gpr[16], xmm[16][2], pc = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
    bool is_return = false;
    if (!rig_in_code)
        abort();
    for (int i = 0; i < 16; i++)
        gpr[i] = (uint64_t)uc->uc_mcontext.gregs[order[i]];
    memcpy(xmm, uc->uc_mcontext.fpregs->_xmm, sizeof(xmm));
    const uint8_t *stack = (const uint8_t *)gpr[4];
    if (pc - rig_rx >= rig_out.nbytes) { /* in a helper */
        memcpy(&stack, rig_env(rig_env_host) + OFF_SP, 8);
        memcpy(&pc, stack - 8, 8);
        is_return = true;
    }
    const HostPoint *p = host_find_point(rig_out.points, rig_out.npoints, (uint32_t)(pc - rig_rx), is_return);
    if (!p) {
        snprintf(rig_trouble, sizeof(rig_trouble), "signal %d at 0x%llx (code 0x%llx + 0x%llx), address %p: no point",
                 sig, (unsigned long long)pc, (unsigned long long)rig_rx, (unsigned long long)(pc - rig_rx),
                 si->si_addr);
        siglongjmp(rig_jmp, 1000000);
    }
    host_recover(&rig_rt, &rig_out, p, gpr, (const uint64_t(*)[2])xmm, stack, rig_env(rig_env_host));
    siglongjmp(rig_jmp, (int)p->op);
}

/* A GUARD leaves: reported as a fault of that op. */
static unsigned rig_guard(void *cpu, const HostFrame *f)
{
    (void)cpu;
    const HostPoint *p = host_find_point(rig_out.points, rig_out.npoints, (uint32_t)(f->ret - rig_rx), true);
    if (!p) {
        snprintf(rig_trouble, sizeof(rig_trouble), "a guard without a point");
        siglongjmp(rig_jmp, 1000000);
    }
    host_recover(&rig_rt, &rig_out, p, f->gpr, f->xmm, f + 1, rig_env(rig_env_host));
    siglongjmp(rig_jmp, (int)p->op);
}

/* cmocka installs handlers of its own around each test, so this is done before each run. */
static void rig_handlers(void)
{
    struct sigaction sa = {.sa_sigaction = rig_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &sa, NULL);
    sigaction(SIGFPE, &sa, NULL);
    sigaction(SIGILL, &sa, NULL);
    sigaction(SIGTRAP, &sa, NULL);
}

/* -- evaluator's memory ------------------------------------------------------------------------ */

static bool rig_load(void *ctx, uint64_t a, unsigned n, void *out)
{
    (void)ctx;
    if (a - RIG_MEM > RIG_MEM_BYTES - n)
        return false;
    memcpy(out, rig_mem_eval + (a - RIG_MEM), n);
    return true;
}
static bool rig_store(void *ctx, uint64_t a, unsigned n, const void *data)
{
    (void)ctx;
    if (a - RIG_MEM > RIG_MEM_BYTES - n)
        return false;
    memcpy(rig_mem_eval + (a - RIG_MEM), data, n);
    return true;
}
static bool rig_pending(void *ctx)
{
    (void)ctx;
    return rig_env(rig_env_eval)[OFF_PENDING];
}
static bool rig_helper_left;
static bool rig_left(void *ctx)
{
    (void)ctx;
    return rig_helper_left;
}

/* -- setup ------------------------------------------------------------------------------------- */

static void rig_make_slots(void)
{
    int32_t off = -RIG_BIAS;
    for (unsigned t = IR_V128; t >= IR_I32; t--) /* the order makes some offsets negative, some beyond a byte */
        for (unsigned k = 0; k < RIG_N; k++) {
            static char names[RIG_NSLOTS][8];
            unsigned s = rig_slot((IrType)t, k);
            snprintf(names[s], sizeof(names[s]), "%c%u", "?wlfdv"[t], k);
            rig_slots[s] = (IrSlotDesc){names[s], (uint8_t)t, off};
            off += ir_type_size[t];
        }
    off = (off + 15) & ~15;
    rig_slots[RIG_PC] = (IrSlotDesc){"pc", IR_I64, off};
    rig_rt.off_pc = off;
}

/* Slots that live in registers between units, some that helpers of the tests read or write among them. */
static const uint16_t rig_pinned[] = {2, 3, RIG_N + 5, 7, 8, 0, RIG_N + 1, RIG_N + 2, 4, RIG_N + 8, 5};
static unsigned rig_npins = sizeof rig_pinned / sizeof *rig_pinned; /* for rig_init() */

static void rig_pin(unsigned n)
{
    rig_rt.npins = n;
    for (unsigned i = 0; i < n; i++)
        rig_rt.pins[i] = (HostPin){.off = rig_slots[rig_pinned[i]].offset, .type = rig_slots[rig_pinned[i]].type};
}

static void rig_init(const IrHelper *helpers, unsigned nhelpers)
{
    Err err = {0};
    if (!host_init(NULL, &err) || !code_init(&rig_code, 4u << 20, &err))
        fail_msg("%s", err.text);
    rig_make_slots();
    rig_pin(rig_npins);
    rig_rt.off_pending = OFF_PENDING;
    rig_rt.off_jump_table = OFF_TABLE;
    rig_rt.off_leave_detail = OFF_DETAIL;
    rig_rt.off_leave_tb = OFF_TB;
    rig_rt.off_leave_exit = OFF_EXIT;
    rig_rt.off_host_sp = OFF_SP;
    rig_rt.env_bias = RIG_BIAS;
    rig_rt.guard_fn = rig_guard;
    rig_ienv = (IrEnv){.slots = rig_slots,
                       .nslots = RIG_NSLOTS,
                       .pc_slot = RIG_PC,
                       .helpers = helpers,
                       .nhelpers = nhelpers,
                       .env_bias = RIG_BIAS};
    uint64_t rx;
    uint8_t *rw = code_reserve(&rig_code, 2048, &rx);
    code_commit(&rig_code, host_make_glue(&rig_rt, rw, 2048, rx));
    code_keep(&rig_code);
    rig_window = mmap(NULL, 1ull << 32, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    mprotect(rig_window + RIG_MEM, RIG_MEM_BYTES, PROT_READ | PROT_WRITE);
    syscall(SYS_arch_prctl, ARCH_SET_GS, rig_window);
    static char stack[65536];
    stack_t ss = {.ss_sp = stack, .ss_size = sizeof(stack)};
    sigaltstack(&ss, NULL);
}

static IrUnit *rig_unit(void)
{
    arena_reset(&rig_arena);
    IrUnit *u = ir_unit_new(&rig_arena, &rig_ienv, 0x1000, 0);
    ir_insn_add(u, 0x1000, 0, 0, 4);
    return u;
}

static void rig_line(void *ctx, uint32_t off, const char *text)
{
    (void)ctx;
    printf("  %4x  %s\n", off, text);
}

static void rig_dump(const IrUnit *u)
{
    ir_print(stdout, u, 0);
    host_disas(rig_rw, rig_out.nbytes, rig_rx, rig_line, NULL);
    fflush(stdout);
}

/* Compiles u to fresh code memory. */
static HostResult rig_compile(IrUnit *u, uint32_t seed)
{
    HostConfig cfg = {.ra_seed = seed, .tb_number = 77, .want_lines = true};
    code_reset(&rig_code);
    rig_rw = code_reserve(&rig_code, 1u << 20, &rig_rx);
    return host_compile(u, &rig_rt, &cfg, rig_rw, 1u << 20, rig_rx, &rig_out);
}

/* Runs the compiled code. 0..255: what it left with; 1000 + op: fault. */
static unsigned rig_run_code(void)
{
    rig_handlers();
    int op = sigsetjmp(rig_jmp, 1);
    if (op) {
        rig_in_code = 0;
        return op == 1000000 ? 0 : 1000 + (unsigned)op;
    }
    rig_in_code = 1;
    unsigned r = ((HostEnterFn)(uintptr_t)rig_rt.glue_enter)(rig_env(rig_env_host), rig_rx);
    rig_in_code = 0;
    return r;
}

static bool same_bits(IrType t, const uint8_t *a, const uint8_t *b)
{
    if (!memcmp(a, b, ir_type_size[t]))
        return true;
    if (t == IR_F32) {
        float x, y;
        memcpy(&x, a, 4);
        memcpy(&y, b, 4);
        return isnan(x) && isnan(y);
    }
    if (t == IR_F64) {
        double x, y;
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        return isnan(x) && isnan(y);
    }
    return false;
}

/* One line about the first difference, or NULL. */
static const char *rig_compare(const IrUnit *u, unsigned left, const IrEvalEnd *e)
{
    static char text[300];
    unsigned want = 0;
    uint64_t pc, detail;
    memcpy(&pc, rig_env(rig_env_host) + rig_rt.off_pc, 8);
    memcpy(&detail, rig_env(rig_env_host) + OFF_DETAIL, 8);
    switch (e->op) {
    case UOP_EXIT: want = HOST_R_LINK; break;
    case UOP_EXITI: want = HOST_R_MISS; break;
    case UOP_POLL: want = HOST_R_POLL; break;
    case UOP_LEAVE: want = e->sub; break;
    default: want = 1000 + e->at; break;
    }
    if (left != want) {
        snprintf(text, sizeof(text), "left with %u, expected %u %s", left, want, left ? "" : rig_trouble);
        return text;
    }
    if (want < 1000 && e->op != UOP_LEAVE && pc != e->pc) {
        snprintf(text, sizeof(text), "pc 0x%llx, expected 0x%llx", (unsigned long long)pc, (unsigned long long)e->pc);
        return text;
    }
    if (e->op == UOP_LEAVE && detail != e->pc)
        return "leave detail differs";
    for (unsigned s = 0; s < RIG_PC; s++) {
        const IrSlotDesc *d = &u->env->slots[s];
        if (same_bits((IrType)d->type, rig_env(rig_env_host) + d->offset, rig_env(rig_env_eval) + d->offset))
            continue;
        uint64_t a[2] = {0}, b[2] = {0};
        memcpy(a, rig_env(rig_env_host) + d->offset, ir_type_size[d->type]);
        memcpy(b, rig_env(rig_env_eval) + d->offset, ir_type_size[d->type]);
        snprintf(text, sizeof(text), "slot %s is %016llx %016llx, expected %016llx %016llx", d->name,
                 (unsigned long long)a[1], (unsigned long long)a[0], (unsigned long long)b[1],
                 (unsigned long long)b[0]);
        return text;
    }
    if (memcmp(rig_env(rig_env_host) + OFF_SCRATCH, rig_env(rig_env_eval) + OFF_SCRATCH, OFF_SCRATCH_END - OFF_SCRATCH))
        return "env scratch differs";
    if (memcmp(rig_window + RIG_MEM, rig_mem_eval, RIG_MEM_BYTES))
        return "guest memory differs";
    return NULL;
}

/* Runs u both ways from the state in rig_env_eval and rig_mem_eval. NULL = same; else what differs. */
static const char *rig_both(IrUnit *u, uint32_t seed)
{
    static uint32_t empty_table[1];
    const uint32_t *table = empty_table;
    IrEvalMem mem = {.load = rig_load, .store = rig_store, .left = rig_left, .pending = rig_pending};
    IrEvalEnd end;
    memcpy(rig_env_host, rig_env_eval, RIG_ENV);
    memcpy(rig_window + RIG_MEM, rig_mem_eval, RIG_MEM_BYTES);
    memcpy(rig_env(rig_env_host) + OFF_TABLE, &table, 8);
    HostResult res = rig_compile(u, seed);
    if (res != HOST_OK)
        return res == HOST_NO_ROOM ? "no room" : "too big";
    ir_compute_preds(u);
    if (!ir_eval_unit(u, rig_env(rig_env_eval), &mem, 1000000, &end))
        return "evaluator ran out of steps";
    return rig_compare(u, rig_run_code(), &end);
}

#endif
