/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Generated code as the engine of differential tests: each unit is compiled,
 * run once and forgotten. Faults go through the unit's recovery points.
 */
#include "tests/diff/host.h"

#include <asm/prctl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <xmmintrin.h>

#include "ppc/cpu/fp.h"
#include "tcg/host/code.h"
#include "tcg/host/host.h"
#include "tcg/opt/pass.h"

static CodeMem mem;
static HostRt rt;
static HostCode code;
static uint64_t code_rx;
static const uint32_t *no_links; /* jump table in which every entry is 0 */
static PpcCpu *running;
static const IrUnit *running_unit;
static sigjmp_buf out_of_code;
static struct sigaction others_handler;
static uint64_t fault_addr;
static uint32_t fault_mxcsr; /* a handler starts with the default one */
static uint32_t seed;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    ucontext_t *uc = context;
    if (!running) {
        others_handler.sa_sigaction(sig, info, context);
        return;
    }
    uint64_t gpr[16], xmm[16][2], pc = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
    for (int i = 0; i < 16; i++)
        gpr[i] = (uint64_t)uc->uc_mcontext.gregs[order[i]];
    memcpy(xmm, uc->uc_mcontext.fpregs->_xmm, sizeof xmm);
    const char *stack = (const char *)gpr[4];
    bool in_helper = pc - code_rx >= code.nbytes;
    if (in_helper) {
        stack = (const char *)(uintptr_t)running->host_sp;
        memcpy(&pc, stack - 8, 8);
    }
    const HostPoint *p = host_find_point(code.points, code.npoints, (uint32_t)(pc - code_rx), in_helper);
    if (!p)
        die("fault at 0x%llx, which is no recovery point", (unsigned long long)pc);
    host_recover(&rt, &code, p, gpr, (const uint64_t(*)[2])xmm, stack, (char *)running + ENV_BIAS);
    fault_addr = (uint64_t)((uint8_t *)info->si_addr - running->mem_base);
    fault_mxcsr = uc->uc_mcontext.fpregs->mxcsr;
    siglongjmp(out_of_code, (int)p->insn + 1);
}

void diff_host_init(uint32_t ra_seed)
{
    Err e = {0};
    seed = ra_seed;
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &sa, &others_handler);
    sigaction(SIGBUS, &sa, NULL);
    if (mem.nbytes)
        return;
    if (!host_init(NULL, &e) || !code_init(&mem, 1 << 20, &e))
        die("%s", e.text);
    rt = (HostRt){.off_pending = CPU_ENV_OFFSET(pending),
                  .off_jump_table = CPU_ENV_OFFSET(jump_table),
                  .off_pc = CPU_ENV_OFFSET(pc),
                  .off_host_sp = CPU_ENV_OFFSET(host_sp),
                  .off_leave_detail = CPU_ENV_OFFSET(leave_detail),
                  .off_leave_tb = CPU_ENV_OFFSET(leave_tb),
                  .off_leave_exit = CPU_ENV_OFFSET(leave_exit),
                  .env_bias = ENV_BIAS};
    static const uint8_t pinned[] = {1, 3, 4, 5, 9, 10, 30, 31}; /* general registers */
    for (unsigned i = 0; i < ARRAY_LEN(pinned); i++)
        rt.pins[rt.npins++] = (HostPin){.off = CPU_ENV_OFFSET(gpr) + 8 * pinned[i], .type = IR_I32};
    uint64_t rx;
    uint8_t *rw = code_reserve(&mem, 2048, &rx);
    code_commit(&mem, host_make_glue(&rt, rw, 2048, rx));
    code_keep(&mem);
    no_links = mmap(NULL, 1ull << 32, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (no_links == MAP_FAILED)
        die("no memory for a jump table");
}

static unsigned insn_at(const IrUnit *u, uint64_t pc)
{
    for (uint32_t i = 0; i < u->ninsns; i++)
        if (u->insns[i].pc == pc)
            return i;
    die("pc 0x%llx is not of the unit", (unsigned long long)pc);
}

/* Guest instruction of the unit's exits of this kind (and target). */
static unsigned insn_of_exit(const IrUnit *u, UopId op, int64_t pc)
{
    for (uint32_t b = 0; b < u->nblocks; b++) {
        const IrOp *o = ir_op(u, u->blocks[b].last);
        if (u->blocks[b].last && o->op == op && (op == UOP_EXITI || o->imm == pc))
            return o->insn;
    }
    die("the unit has no such exit");
}

static void run(IrUnit *u, PpcCpu *cpu, DiffEnd *end)
{
    HostConfig cfg = {.ra_seed = seed ? seed++ | 1 : 0, .tb_number = 1};
    code_reset(&mem);
    uint8_t *rw = code_reserve(&mem, 1 << 19, &code_rx);
    HostResult res = host_compile(u, &rt, &cfg, rw, 1 << 19, code_rx, &code);
    if (res != HOST_OK)
        die("host_compile: %d", res);
    cpu->jump_table = no_links;
    syscall(SYS_arch_prctl, ARCH_SET_GS, cpu->mem_base);
    running_unit = u;
    ppc_fp_enter(cpu);
    int faulted = sigsetjmp(out_of_code, 0);
    unsigned why = 0;
    if (!faulted) {
        running = cpu;
        why = ((HostEnterFn)(uintptr_t)rt.glue_enter)((char *)cpu + ENV_BIAS, code_rx);
    }
    running = NULL;
    if (faulted)
        _mm_setcsr(fault_mxcsr);
    ppc_fp_leave(cpu);
    *end = (DiffEnd){.ninsns = u->ninsns};
    if (why == HOST_R_LINK)
        end->ninsns = insn_of_exit(u, UOP_EXIT, (int64_t)code.exits[cpu->leave_exit].pc) + 1;
    else if (why == HOST_R_MISS)
        end->ninsns = insn_of_exit(u, UOP_EXITI, 0) + 1;
    if (faulted) {
        end->why = DIFF_FAULT;
        end->ninsns = (unsigned)faulted - 1;
        end->addr = fault_addr;
        cpu->pc = u->insns[end->ninsns].pc;
    } else if (why < HOST_R_LINK) {
        end->why = (uint8_t)why;
        bool complete = why == IR_L_SYSCALL || why == IR_L_RETRY || why == IR_L_ICBI;
        end->ninsns = complete ? insn_at(u, cpu->pc - 4) + 1 : insn_at(u, cpu->pc);
    }
}

static void optimise(IrUnit *u)
{
    OptConfig cfg = {.off = "", .dump = "", .dump_file = stderr};
    opt_run(u, &cfg);
}

const DiffEngine diff_host = {.name = "host code", .run = run};
const DiffEngine diff_host_opt = {.name = "optimiser and host code", .run = run, .prepare = optimise};
