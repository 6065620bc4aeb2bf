/* SPDX-License-Identifier: Apache-2.0 */
/* The run loop: enter code, see why it came back, go on or return to the owner. See exec.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/access.h"
#include "engine/exec/background.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/evalrun.h"
#include "engine/exec/fault.h"
#include "engine/exec/hooks.h"
#include "engine/exec/icount.h"
#include "engine/exec/insnat.h"
#include "engine/exec/lockstep.h"
#include "engine/exec/loop.h"
#include "engine/exec/persist.h"
#include "engine/exec/region.h"
#include "engine/exec/regionmake.h"
#include "engine/exec/targets.h"
#include "engine/exec/thread.h"
#include "engine/mem/mem.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/slot.h"
#include "ppc/interp/interp.h"
#include "ppc/isa/cpu.h"
#include "ppc/isa/isa.h"
#include "ppc/trans/trans.h"

ExecConfig exec_config = {
    .engine = EXEC_TB,
    .chain = true,
    .jump_table = true,
    .inline_calls = true,
    .pins = true,
    .guards = true,
    .watch_insns = 4096,
    .passes_off = "",
    .region_heat = 100,
    .tb_max_insns = 64,
    .cache_bytes = 64u << 20,
};

bool (*exec_break_hook)(uint64_t pc);

bool exec_break_at(uint64_t pc)
{
    bool (*hook)(uint64_t pc) = __atomic_load_n(&exec_break_hook, __ATOMIC_RELAXED);
    return UNLIKELY(hook) && hook(pc);
}

bool exec_init(Err *err)
{
    if (exec_config.lockstep)
        exec_config.chain = exec_config.jump_table = false;
    if (!host_init(exec_config.host_off, err) || !tb_init(false, err) || !compile_init(exec_config.cache_bytes, err))
        return false;
    mem_code_hook = exec_invalidate;
    background_init();
    ppc_fp_avx512 = ppc_fp_avx512 && host_caps.avx512vl;
    return fault_init(err);
}

void exec_invalidate(uint64_t start, uint64_t nbytes)
{
    fault_new_code(start, nbytes);
    tb_kill_range(start, nbytes);
    if (exec_gone_hook)
        exec_gone_hook(start, nbytes);
}

/* Its writing end is open in the child until the copy is made, or the child is dead. */
static int fork_pipe[2] = {-1, -1};
static bool fork_fds_shared; /* then that end is the parent's, too, and a byte says that the copy is made */

void exec_fork_prepare(bool fds_shared)
{
    background_pause();
    pthread_mutex_lock(&tb_lock);
    fork_fds_shared = fds_shared;
    if (pipe2(fork_pipe, O_CLOEXEC) != 0)
        fork_pipe[0] = fork_pipe[1] = -1;
}

void exec_fork_parent(void)
{
    char c;
    if (fork_fds_shared) {
        struct pollfd p = {fork_pipe[0], POLLIN, 0};
        poll(&p, 1, 10000); /* a child that is killed at once says nothing */
        fcntl(fork_pipe[0], F_SETFL, O_NONBLOCK);
    }
    close(fork_pipe[1]);
    while (fork_pipe[0] >= 0 && read(fork_pipe[0], &c, 1) < 0 && errno == EINTR)
        ;
    close(fork_pipe[0]);
    pthread_mutex_unlock(&tb_lock);
    background_resume();
}

void exec_after_fork_child(PpcCpu *cpu)
{
    Err e = {0};
    pthread_mutex_init(&tb_lock, NULL);
    background_after_fork();
    region_after_fork();
    persist_after_fork();
    exec_threads_after_fork(cpu->exec);
    /* Without the pipe nobody waits for the copy, which may then be torn: start empty. */
    if (fork_pipe[0] < 0)
        tb_kill_all();
    if (!cache_after_fork(fork_fds_shared, &e))
        die("after fork: %s", e.text);
    if (fork_fds_shared) {
        if (write(fork_pipe[1], "", 1) != 1)
            die("after fork: the parent cannot be told");
        return;
    }
    close(fork_pipe[0]);
    close(fork_pipe[1]);
}

int exec_code_fd(void)
{
    return cache_fd();
}

/* The instruction at the guest pc, for messages, signals and hooks. */
static PpcWord word_at(uint64_t pc)
{
    return mem_ok(pc, 4, MEM_R) ? exec_insn_at(pc) : 0;
}

ExecStop loop_fetch_stop(const PpcCpu *cpu)
{
    bool mapped = mem_flags(cpu->pc) & MEM_MAPPED;
    if (exec_break_at(cpu->pc))
        return (ExecStop){.why = EXEC_BREAK};
    return (ExecStop){.why = EXEC_FETCH, .addr = cpu->pc, .si_code = mapped ? SEGV_ACCERR : SEGV_MAPERR};
}

/* Pending work. True when exec_run() must return *s. */
bool loop_pending(ExecThread *t, ExecStop *s)
{
    uint32_t p = __atomic_load_n(&t->cpu->pending, __ATOMIC_SEQ_CST);
    if (p & PPC_PEND_FLUSH) {
        __atomic_fetch_and(&t->cpu->pending, ~(uint32_t)PPC_PEND_FLUSH, __ATOMIC_SEQ_CST);
        exec_yield_to_exclusive(t);
    }
    if (p & (PPC_PEND_STOP | PPC_PEND_SIGNAL)) {
        *s = (ExecStop){.why = p & PPC_PEND_STOP ? EXEC_STOPPED : EXEC_SIGNAL};
        return true;
    }
    exec_restore_jump_table(t->cpu);
    return false;
}

void loop_flags_changed(PpcCpu *cpu)
{
    ppc_update_tb_flags(cpu);
    exec_restore_jump_table(cpu);
}

/* What a LEAVE reason means. True when exec_run() must return *s. */
bool loop_leave(ExecThread *t, unsigned reason, ExecStop *s)
{
    PpcCpu *cpu = t->cpu;
    *s = (ExecStop){0};
    switch (reason) {
    case IR_L_SYSCALL: s->why = EXEC_SYSCALL; return true;
    case IR_L_TRAP: s->why = EXEC_TRAP; return true;
    case IR_L_ILLEGAL:
    case IR_L_PRIVILEGED:
        s->why = reason == IR_L_ILLEGAL ? EXEC_ILLEGAL : EXEC_PRIVILEGED;
        s->word = word_at(cpu->pc);
        return true;
    case IR_L_ALIGN:
        s->why = EXEC_ALIGN;
        s->addr = cpu->leave_detail;
        return true;
    case IR_L_FPE:
        s->why = EXEC_FPE;
        s->si_code = (int)cpu->leave_detail;
        return true;
    case IR_L_ICBI:
        exec_invalidate(cpu->leave_detail & ~(uint64_t)(ppc_cpu_model->cache_block - 1), ppc_cpu_model->cache_block);
        return false;
    case IR_L_INTERP: return loop_interp_one(t, s);
    case IR_L_RETRY: loop_flags_changed(cpu); return false;
    default: die("generated code left with reason %u at 0x%llx", reason, (unsigned long long)cpu->pc);
    }
}

/* Did an interpreter step that ended so complete its instruction? */
static bool completed(unsigned reason)
{
    return !reason || reason == IR_L_SYSCALL || reason == IR_L_ICBI || reason == IR_L_RETRY;
}

unsigned loop_interp_insn(PpcCpu *cpu)
{
    uint64_t pc = cpu->pc;
    PpcWord word = exec_interp_hook ? word_at(pc) : 0;
    cpu->host_sp = 0;
    exec_naccesses = 0;
    unsigned r = interp_step(cpu);
    if (UNLIKELY(exec_interp_hook) && completed(r))
        exec_interp_hook(cpu, pc, word);
    return r;
}

bool loop_interp_one(ExecThread *t, ExecStop *s)
{
    stat_add(STAT_INTERP_INSNS, 1);
    if (!mem_ok(t->cpu->pc, 4, MEM_X)) {
        *s = loop_fetch_stop(t->cpu);
        return true;
    }
    unsigned r = loop_interp_insn(t->cpu);
    if (r)
        return loop_leave(t, r, s);
    loop_flags_changed(t->cpu);
    return false;
}

/* Generated code has left through an exit that is not linked. */
void loop_tell_edge(const PpcCpu *cpu)
{
    const Tb *from = tb_by_number(cpu->leave_tb);
    if (!from || cpu->leave_exit >= from->code.nexits)
        return;
    const HostExit *e = &from->code.exits[cpu->leave_exit];
    unsigned insn = e->insn;
    void *plugin = tb_plugin_of(from, &insn);
    __atomic_store_n(&from->exit_taken[cpu->leave_exit], true, __ATOMIC_RELAXED);
    if (plugin)
        exec_edge_hook(plugin, insn, cpu->pc, e->flags);
}

void exec_retranslate(void)
{
    tb_kill_all();
    evalrun_forget();
    exec_kick_all();
}

/* The exit that generated code left through; its target is pc. Returns the target's TB. *watch: targets_watch() is due.
 */
static Tb *follow_exit(ExecThread *t, bool *watch)
{
    PpcCpu *cpu = t->cpu;
    uint32_t number = cpu->leave_tb, exit = cpu->leave_exit;
    Tb *to = compile_tb(t, cpu->pc, cpu->tb_flags);
    if (!to || !exec_config.chain)
        return to;
    pthread_mutex_lock(&tb_lock);
    Tb *from = tb_by_number(number); /* NULL when compiling evicted it */
    if (from && from->flags == to->flags && region_arrive(from, exit, &to, watch))
        tb_link(from, exit, to);
    pthread_mutex_unlock(&tb_lock);
    return to;
}

/* Registers that differ from the last time this thread was here. */
static void log_registers(const PpcCpu *cpu)
{
    static __thread uint64_t last[SLOT_COUNT];
    const IrSlotDesc *slots = ppc_slot_desc(cpu->guest64);
    FILE *f = log_lock();
    for (unsigned i = 0; i < PPC_REG_FPSCR; i++) {
        uint64_t v = ppc_slot_read(cpu, i);
        if (slots[i].name && v != last[i])
            fprintf(f, "  %s=%llx", slots[i].name, (unsigned long long)v);
        last[i] = v;
    }
    fputc('\n', f);
    log_unlock();
}

/* ---- code that is not hot -----------------------------------------------------------------------------------------
 * Translating an instruction costs about as much as interpreting it fifty times, and much of a program's start runs
 * once. So the interpreter takes the first few rounds of code that nothing else wants to see translated.
 */

enum { WARM_BITS = 16 };

bool (*exec_may_interpret_hook)(void);
void (*exec_run_hook)(const ExecRun *run);
void (*exec_cold_hook)(PpcCpu *cpu, uint64_t pc, uint64_t word);

bool loop_may_interpret(void)
{
    bool plugins = exec_instrument_hook || exec_decode_hook || exec_edge_hook;
    return (!plugins || (exec_may_interpret_hook && exec_may_interpret_hook())) && !exec_break_hook &&
           !(log_mask & ~(log_bit('z') | log_bit('c')));
}

static void tell_run(ExecThread *t)
{
    if (t->run.ninsns)
        exec_run_hook(&t->run);
    t->run.ninsns = 0;
}

/* Does a TB end behind the instruction? */
static bool ends_run(uint64_t pc, PpcWord word)
{
    return (pc + ppc_word_bytes(word)) % TRANS_PAGE == 0 || ppc_is(ppc_decode(word), PPC_CLASS_BRANCH);
}

bool loop_interp_run(ExecThread *t, ExecStop *s, uint64_t *last)
{
    PpcCpu *cpu = t->cpu;
    bool tell = exec_run_hook != NULL, stop = false;
    t->run.pc = cpu->pc;
    for (unsigned i = 0; i < EXEC_RUN_MAX && !stop; i++) {
        uint64_t pc = cpu->pc;
        PpcWord word = tell ? word_at(pc) : 0;
        if (last)
            *last = pc;
        stat_add(STAT_INTERP_INSNS, 1);
        if (!mem_ok(pc, 4, MEM_X)) {
            *s = loop_fetch_stop(cpu);
            stop = true;
            break;
        }
        cpu->host_sp = 0;
        exec_naccesses = 0;
        unsigned r = interp_step(cpu); /* does not come back when it faults */
        if (tell && completed(r)) {
            t->run.words[t->run.ninsns++] = word;
            exec_cold_hook(cpu, pc, word);
        }
        if (r)
            stop = loop_leave(t, r, s);
        else
            loop_flags_changed(cpu);
        if (cpu->pc != pc + (tell ? ppc_word_bytes(word) : 4) || (tell && ends_run(pc, word)))
            break;
    }
    tell_run(t);
    return stop;
}

/* Is the code at pc to be interpreted this time? Threads may lose each other's counts. */
static bool is_cold(uint64_t pc)
{
    static uint8_t rounds[1 << WARM_BITS];
    uint8_t *n = &rounds[(uint32_t)(pc >> 2) * 0x9e3779b1u >> (32 - WARM_BITS)];
    if (__atomic_load_n(n, __ATOMIC_RELAXED) >= exec_config.tb_heat)
        return false;
    __atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
    return true;
}

/* Is what comes now to be interpreted? */
static bool interprets_here(const PpcCpu *cpu)
{
    return exec_config.tb_heat && !tb_lookup(cpu->pc, cpu->tb_flags) && !persist_has(cpu->pc, cpu->tb_flags) &&
           loop_may_interpret() && is_cold(cpu->pc);
}

/* The code for what comes now, found or made; 0: nothing can be executed there. */
static uint64_t code_here(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    stat_add(STAT_TB_LOOKUPS, 1);
    if (cpu->jump_table == tb_empty_table) /* a kick that was slow may have emptied it after its work was done */
        exec_restore_jump_table(cpu);
    uint64_t rx = tb_lookup(cpu->pc, cpu->tb_flags);
    if (rx)
        return rx;
    const Tb *tb = compile_tb(t, cpu->pc, cpu->tb_flags);
    return tb ? tb->rx : 0;
}

static ExecStop run_tbs(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    void *env = (char *)cpu + ENV_BIAS;
    unsigned reason = HOST_R_MISS;
    ExecStop s;
    for (;;) {
        if (UNLIKELY(__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED)) && loop_pending(t, &s))
            return s;
        uint64_t rx;
        if (interprets_here(cpu)) {
            if (loop_interp_run(t, &s, NULL))
                return s;
            reason = HOST_R_MISS;
            continue;
        }
        if (reason == HOST_R_LINK) {
            bool watch = false;
            const Tb *to = follow_exit(t, &watch);
            if (UNLIKELY(watch) && loop_may_interpret()) {
                if (targets_watch(t, &s))
                    return s;
                reason = HOST_R_MISS;
                continue;
            }
            rx = to ? to->rx : 0;
        } else {
            rx = code_here(t);
        }
        if (!rx)
            return loop_fetch_stop(cpu);
        if (UNLIKELY(log_on('x')))
            log_printf('x', "TB 0x%llx\n", (unsigned long long)cpu->pc);
        reason = compile_enter(env, rx);
        if (UNLIKELY(log_on('r')))
            log_registers(cpu);
        if (reason == HOST_R_FAULT)
            return fault_stop(t);
        if (UNLIKELY(exec_edge_hook) && reason == HOST_R_LINK)
            loop_tell_edge(cpu);
        if (reason < HOST_R_LINK && loop_leave(t, reason, &s))
            return s;
    }
}

/* The interpreter in runs that stay in one page and are short enough for pending work to be seen soon. */
static ExecStop run_interp(ExecThread *t)
{
    enum { SLICE = 256 };
    PpcCpu *cpu = t->cpu;
    ExecStop s;
    for (;;) {
        if (UNLIKELY(__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED)) && loop_pending(t, &s))
            return s;
        if (!mem_ok(cpu->pc, 4, MEM_X))
            return loop_fetch_stop(cpu);
        uint64_t page = cpu->pc / MEM_PAGE;
        unsigned r = 0;
        for (unsigned i = 0; i < SLICE && !r && cpu->pc / MEM_PAGE == page; i++)
            r = interp_step(cpu);
        if (r && loop_leave(t, r, &s))
            return s;
    }
}

/* The same, instruction by instruction: counted, and stopping at breakpoints. An instruction counts when it is
 * complete. */
static ExecStop run_single(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    ExecStop s;
    for (;;) {
        if (UNLIKELY(__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED)) && loop_pending(t, &s))
            return s;
        if (!mem_ok(cpu->pc, 4, MEM_X) || exec_break_at(cpu->pc))
            return loop_fetch_stop(cpu);
        uint64_t pc = cpu->pc;
        unsigned r = interp_step(cpu);
        if (icount_table && completed(r))
            icount_add(pc);
        if (r && loop_leave(t, r, &s))
            return s;
    }
}

/* An instruction that the interpreter has completed, and the registers that it changed (-d r). */
static void log_insn(const PpcCpu *cpu, uint64_t pc)
{
    static __thread uint64_t last[PPC_REG_CTR + 2];
    const IrSlotDesc *slots = ppc_slot_desc(cpu->guest64);
    FILE *f = log_lock();
    fprintf(f, "insn %llx", (unsigned long long)pc);
    for (unsigned i = 0; i <= PPC_REG_CTR + 1; i++) {
        bool cr = i == PPC_REG_CTR + 1;
        if (!cr && (!slots[i].name || (i >= PPC_REG_V0 && i < PPC_REG_LR)))
            continue;
        uint64_t v = cr ? ppc_get_cr(cpu) : ppc_slot_read(cpu, i);
        if (v != last[i])
            fprintf(f, " %s=%llx", cr ? "cr" : slots[i].name, (unsigned long long)v);
        last[i] = v;
    }
    fputc('\n', f);
    log_unlock();
}

/* The same with the accesses (-d a) and the changed registers (-d r) of each complete instruction printed. */
static ExecStop run_logged(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    ExecStop s;
    exec_watch_accesses();
    for (;;) {
        if (UNLIKELY(__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED)) && loop_pending(t, &s))
            return s;
        if (!mem_ok(cpu->pc, 4, MEM_X))
            return loop_fetch_stop(cpu);
        uint64_t pc = cpu->pc;
        exec_naccesses = 0;
        unsigned r = interp_step(cpu);
        if (completed(r) && log_in_range(pc)) {
            if (log_on('a'))
                exec_log_accesses(pc);
            if (log_on('r'))
                log_insn(cpu, pc);
        }
        if (r && loop_leave(t, r, &s))
            return s;
    }
}

static ExecStop run_engine(ExecThread *t)
{
    if (exec_config.engine == EXEC_INTERP && (exec_instrument_hook || exec_decode_hook))
        return evalrun(t);
    if (exec_config.engine == EXEC_INTERP && (log_on('a') || log_on('r')))
        return run_logged(t);
    if (exec_config.engine == EXEC_INTERP)
        return icount_table || exec_break_hook ? run_single(t) : run_interp(t);
    return exec_config.lockstep ? lockstep_run(t) : run_tbs(t);
}

/* Common frame of exec_run() and exec_step(): inside, guest FP environment, C faults come back here. */
static void log_stop(const PpcCpu *cpu, const ExecStop *s)
{
    if (s->why != EXEC_SYSCALL && s->why != EXEC_SIGNAL)
        log_printf('e', "stop %d at 0x%llx: address 0x%llx, word %08llx, code %d\n", s->why,
                   (unsigned long long)cpu->pc, (unsigned long long)s->addr, (unsigned long long)s->word, s->si_code);
}

static ExecStop with_guest(PpcCpu *cpu, ExecStop (*run)(ExecThread *t))
{
    ExecThread *t = cpu->exec;
    sigjmp_buf jb;
    ExecStop s;
    if (UNLIKELY(exec_guest_hook))
        exec_guest_hook(cpu, true);
    exec_enter(t);
    ppc_update_tb_flags(cpu);
    exec_restore_jump_table(cpu);
    ppc_fp_enter(cpu);
    cpu->fault_jmp = &jb;
    if (sigsetjmp(jb, 0)) {
        tell_run(t);
        s = fault_stop(t);
    } else {
        s = run(t);
    }
    cpu->fault_jmp = NULL;
    ppc_fp_leave(cpu);
    exec_exit(t);
    if (UNLIKELY(exec_guest_hook))
        exec_guest_hook(cpu, false);
    if (UNLIKELY(log_on('e')))
        log_stop(cpu, &s);
    return s;
}

ExecStop exec_run(PpcCpu *cpu)
{
    return with_guest(cpu, run_engine);
}

static ExecStop step(ExecThread *t)
{
    ExecStop s = {0};
    return loop_interp_one(t, &s) ? s : (ExecStop){0};
}

ExecStop exec_step(PpcCpu *cpu)
{
    return with_guest(cpu, step);
}
