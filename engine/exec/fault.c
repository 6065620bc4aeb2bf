/* SPDX-License-Identifier: Apache-2.0 */
/* Host faults on behalf of the guest. See fault.h. Everything reachable from the handler is async-signal-safe for the
 * thread that faulted: it was executing guest code, so it holds no lock of ours. */
#include "engine/exec/fault.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <ucontext.h>

#include "engine/base/stat.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/hooks.h"
#include "engine/mem/mem.h"
#include "ppc/cpu/fp.h"

bool (*exec_crash_hook)(int sig, const siginfo_t *info, const void *ucontext);
void (*exec_foreign_signal)(int sig, siginfo_t *info, void *ucontext);

enum { PF_WRITE = 2 }; /* x86 page-fault error code bit */

/* Host register numbers (0 = rax ... 15 = r15) in the order of the signal frame's array. */
static const int greg_of[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

/* Writes pending slots and the guest pc to the state block. */
static void recover_from(PpcCpu *cpu, const Tb *tb, const HostPoint *p, const uint64_t gpr[16],
                         const uint64_t (*xmm)[2], const void *stack)
{
    host_recover(&compile_rt, &tb->code, p, gpr, xmm, stack, (char *)cpu + ENV_BIAS);
    cpu->pc = tb->insns[p->insn].pc;
}

static void recover(ExecThread *t, const Tb *tb, const HostPoint *p, ucontext_t *uc, const void *stack)
{
    uint64_t gpr[16];
    for (unsigned i = 0; i < ARRAY_LEN(gpr); i++)
        gpr[i] = (uint64_t)uc->uc_mcontext.gregs[greg_of[i]];
    recover_from(t->cpu, tb, p, gpr, (void *)uc->uc_mcontext.fpregs->_xmm, stack);
    t->fault_tb = tb;
    t->fault_insn = p->insn;
}

static void note_fault(ExecThread *t, int sig, const siginfo_t *info, const ucontext_t *uc)
{
    t->fault = (ExecFault){.sig = sig, .code = info->si_code};
    t->fault.guest_addr = (sig == SIGSEGV || sig == SIGBUS) && mem_is_guest_ptr(info->si_addr);
    if (t->fault.guest_addr)
        t->fault.addr = mem_h2g(info->si_addr);
    t->fault.write = uc->uc_mcontext.gregs[REG_ERR] & PF_WRITE;
}

/* A store to a page we made read-only ourselves: give write permission back and repeat it. */
static bool is_code_write(int sig, const siginfo_t *info, const ucontext_t *uc)
{
    if (sig != SIGSEGV || !mem_is_guest_ptr(info->si_addr) || !(uc->uc_mcontext.gregs[REG_ERR] & PF_WRITE))
        return false;
    uint64_t page = mem_h2g(info->si_addr) & ~(uint64_t)(MEM_PAGE - 1);
    if (!mem_unwatch_page(page)) /* another thread may have been faster: then it is writable now */
        return (mem_flags(page) & (MEM_W | MEM_CODE)) == MEM_W && info->si_code == SEGV_ACCERR;
    tb_kill_range(page, MEM_PAGE);
    if (exec_gone_hook)
        exec_gone_hook(page, MEM_PAGE);
    return true;
}

static bool in_generated_code(ExecThread *t, int sig, const siginfo_t *info, ucontext_t *uc)
{
    uint64_t rip = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
    const Tb *tb = cache_find(rip);
    const HostPoint *p =
        tb ? host_find_point(tb->code.points, tb->code.npoints, (uint32_t)(rip - tb->rx), false) : NULL;
    if (!p)
        return false;
    if (sig != SIGILL)
        note_fault(t, sig, info, uc);
    recover(t, tb, p, uc, (const void *)uc->uc_mcontext.gregs[REG_RSP]);
    uc->uc_mcontext.gregs[REG_RAX] = sig == SIGILL ? HOST_R_POLL : HOST_R_FAULT; /* illegal: a poll's way out */
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)compile_rt.glue_leave;
    return true;
}

/* A helper called by generated code: its return address names the TB and the call. */
static void recover_helper(ExecThread *t, ucontext_t *uc)
{
    uint64_t sp = t->cpu->host_sp, ret = sp ? *(uint64_t *)(sp - 8) : 0;
    const Tb *tb = ret ? cache_find(ret - 1) : NULL;
    const HostPoint *p = tb ? host_find_point(tb->code.points, tb->code.npoints, (uint32_t)(ret - tb->rx), true) : NULL;
    t->fault_tb = NULL;
    if (p)
        recover(t, tb, p, uc, (const void *)sp);
}

/* How often a guest pc, more or less, came to its rare case. */
enum { WILD_BITS = 12, WILD = 50 };
static uint8_t guard_hits[1 << WILD_BITS];

static uint8_t *guard_hits_of(uint64_t pc)
{
    return &guard_hits[(uint32_t)(pc >> 2) * 0x9e3779b1u >> (32 - WILD_BITS)];
}

bool fault_may_guard(uint64_t pc)
{
    return __atomic_load_n(guard_hits_of(pc), __ATOMIC_RELAXED) < WILD;
}

void fault_new_code(uint64_t start, uint64_t nbytes)
{
    if (nbytes / 4 >= sizeof guard_hits) {
        memset(guard_hits, 0, sizeof guard_hits);
        return;
    }
    for (uint64_t pc = start & ~3ull; pc < start + nbytes; pc += 4)
        __atomic_store_n(guard_hits_of(pc), 0, __ATOMIC_RELAXED);
}

unsigned fault_guard(void *cpup, const HostFrame *f)
{
    PpcCpu *cpu = cpup;
    const Tb *tb = cache_find(f->ret - 1);
    const HostPoint *p =
        tb ? host_find_point(tb->code.points, tb->code.npoints, (uint32_t)(f->ret - tb->rx), true) : NULL;
    if (!p)
        die("no guard ends at 0x%llx", (unsigned long long)f->ret);
    recover_from(cpu, tb, p, f->gpr, f->xmm, f + 1);
    uint8_t *hits = guard_hits_of(cpu->pc);
    if (fault_may_guard(cpu->pc))
        __atomic_fetch_add(hits, 1, __ATOMIC_RELAXED);
    if (!fault_may_guard(cpu->pc))
        tb_kill_range(cpu->pc, 4); /* what comes instead has a side path here */
    return IR_L_INTERP;
}

bool exec_in_generated_code(uint64_t host_pc)
{
    return cache_contains(host_pc);
}

void exec_fault_handler(int sig, siginfo_t *info, void *ucontext)
{
    ucontext_t *uc = ucontext;
    ExecThread *t = exec_self;
    int saved_errno = errno;
    bool sent = info->si_code <= 0; /* kill, tgkill, sigqueue: not a fault */
    if (sig == SIGFPE && !sent && t && ppc_fp_trapped(t->cpu, &uc->uc_mcontext.fpregs->mxcsr))
        return;
    if (!sent && exec_crash_hook && exec_crash_hook(sig, info, uc)) {
        signal(sig, SIG_DFL);
        return;
    }
    if (!sent && t && t->inside) {
        if (is_code_write(sig, info, uc) || in_generated_code(t, sig, info, uc)) {
            errno = saved_errno;
            return;
        }
        if (t->cpu->fault_jmp && mem_is_guest_ptr(info->si_addr)) {
            note_fault(t, sig, info, uc);
            recover_helper(t, uc);
            /* The handler runs with a fresh MXCSR; the guest's flags are in the context that is left for good. */
            ppc_fp_leave_from(t->cpu, uc->uc_mcontext.fpregs->mxcsr);
            pthread_sigmask(SIG_SETMASK, &uc->uc_sigmask, NULL);
            siglongjmp(*t->cpu->fault_jmp, 1);
        }
    } else if (!sent && is_code_write(sig, info, uc)) { /* a system call handler writes guest memory from C */
        errno = saved_errno;
        return;
    }
    if (exec_foreign_signal && sent) {
        exec_foreign_signal(sig, info, ucontext);
        errno = saved_errno;
        return;
    }
    /* Our own bug: let it be reported as what it is. */
    signal(sig, SIG_DFL);
}

bool fault_init(Err *err)
{
    static const int sigs[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct sigaction sa = {.sa_sigaction = exec_fault_handler, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    sigfillset(&sa.sa_mask); /* no asynchronous signal in the middle of recovery */
    for (unsigned i = 0; i < ARRAY_LEN(sigs); i++)
        if (sigaction(sigs[i], &sa, NULL) != 0)
            return err_set(err, "cannot install the handler of signal %d: %s", sigs[i], strerror(errno));
    ppc_fp_traps = true;
    return true;
}

ExecStop fault_stop(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    stat_add(STAT_FAULTS, 1);
    if (exec_partial_hook && t->fault_tb) {
        unsigned insn = t->fault_insn;
        void *plugin = tb_plugin_of(t->fault_tb, &insn);
        exec_partial_hook(cpu, plugin, insn);
    }
    ExecStop s = {.why = t->fault.sig == SIGBUS ? EXEC_BUS : EXEC_SEGV, .addr = t->fault.addr, .write = t->fault.write};
    /* Only the interpreter reads instructions while guest code runs; what it executes it could read as data. */
    if (s.why == EXEC_SEGV && !s.write && s.addr == cpu->pc)
        s.why = EXEC_FETCH;
    s.si_code = t->fault.sig == SIGBUS ? t->fault.code : mem_flags(s.addr) & MEM_MAPPED ? SEGV_ACCERR : SEGV_MAPERR;
    return s;
}
