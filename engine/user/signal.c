/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals: from the host's handler to the guest's.
 *
 * The host thread's mask is the guest thread's mask, so the host kernel decides
 * who gets what, and sigtimedwait, signalfd and sigpending work on its queues.
 * A host handler only notes the signal in its thread's queue, leaves all signals
 * blocked when it returns, and kicks the CPU; delivery builds the guest's frame
 * between two runs of guest code and sets the mask again. So the queue holds
 * one asynchronous signal as a rule; SIGSEGV, SIGBUS, SIGFPE and SIGILL sent by
 * kill() may come on top, because they are never blocked on the host.
 *
 * Ends by default are taken by the handler, too, so that the process_exit hook
 * runs; then the host's default action is restored and the signal sent again:
 * whoever waits for the process sees the signal.
 *
 * Host dispositions are set by direct system calls: the C library keeps 32 and
 * 33 for itself, which the guest's own C library uses.
 */
#include "engine/user/gdb.h"
#include "engine/user/gmem.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "engine/base/bits.h"
#include "engine/base/stat.h"
#include "engine/exec/sample.h"
#include "engine/user/stub.h"

/* The kernel's own structure (x86-64). */
typedef struct HostAction {
    uintptr_t handler; /* 0 SIG_DFL, 1 SIG_IGN */
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
} HostAction;
enum { HOST_SA_RESTORER = 0x04000000 };

/* Faults of generated code arrive as these: never blocked or replaced on the host. */
#define SYNC_SIGNALS       (USR_SIGBIT(SIGSEGV) | USR_SIGBIT(SIGBUS) | USR_SIGBIT(SIGFPE) | USR_SIGBIT(SIGILL))
#define HOST_NEVER_BLOCKED (SYNC_SIGNALS | USR_SIGBIT(USR_KICK_SIGNAL))

/* Guest's SA_* (asm-generic values, as on the host). */
enum { G_SA_NODEFER = 0x40000000, G_SA_RESETHAND = (int)0x80000000, G_SA_RESTART = 0x10000000 };

static uint64_t host_setmask(uint64_t mask)
{
    uint64_t old = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &old, 8);
    return old;
}

void usr_block_all(sigset_t *old)
{
    uint64_t m = host_setmask(~HOST_NEVER_BLOCKED);
    memset(old, 0, sizeof *old);
    memcpy(old, &m, 8);
}

void usr_unblock(const sigset_t *old)
{
    uint64_t m;
    memcpy(&m, old, 8);
    host_setmask(m);
}

/* ---- The queue -------------------------------------------------------------------- */

static void note_signal(UsrThread *t, const siginfo_t *info)
{
    unsigned n = t->queue_len;
    if (n < USR_QUEUE) {
        t->queue[n] = *info;
        t->queue_len = n + 1;
    }
    exec_kick(t->cpu, PPC_PEND_SIGNAL);
}

static void host_handler(int sig, siginfo_t *info, void *ucontext)
{
    int saved_errno = errno;
    UsrThread *t = usr_self;
    if (t && sig == USR_KICK_SIGNAL && sample_signal(info, ucontext)) {
        errno = saved_errno;
        return;
    }
    if (!t) /* a thread of the engine's own: the guest's first thread takes it */
        syscall(SYS_tgkill, getpid(), getpid(), sig);
    else if (sig == USR_KICK_SIGNAL && info->si_code == USR_KICK_CODE)
        usr_stub_rewind(ucontext);
    else {
        uint64_t all = ~HOST_NEVER_BLOCKED;
        note_signal(t, info);
        /* The kernel's frame has room for 64 signals only, not for a sigset_t. */
        memcpy(&((ucontext_t *)ucontext)->uc_sigmask, &all, 8);
        usr_stub_rewind(ucontext);
    }
    errno = saved_errno;
}

/* SIGSEGV and its like: our copies' faults end the copy; the rest is engine/exec's. */
static void fault_handler(int sig, siginfo_t *info, void *ucontext)
{
    bool fault = info->si_code > 0, ours = (sig == SIGSEGV || sig == SIGBUS) && mem_is_guest_ptr(info->si_addr);
    /* A page the guest may write: watched code, or just unwatched by another thread. exec_fault_handler() lets the copy
     * go on. */
    bool watched = sig == SIGSEGV && ours && (mem_flags(mem_h2g(info->si_addr)) & MEM_W);
    if (fault && ours && !watched && usr_stub_fixup(ucontext))
        return;
    exec_fault_handler(sig, info, ucontext);
}

/* exec_foreign_signal: one of the four was sent, not caused. */
static void foreign_signal(int sig, siginfo_t *info, void *ucontext)
{
    UsrThread *t = usr_self;
    if (!t) {
        syscall(SYS_tgkill, getpid(), getpid(), sig);
        return;
    }
    note_signal(t, info);
    usr_stub_rewind(ucontext);
}

int usr_dequeue(UsrThread *t, UsrSigset set, siginfo_t *info)
{
    unsigned best = USR_QUEUE;
    for (unsigned i = 0; i < t->queue_len; i++) {
        int sig = t->queue[i].si_signo;
        if ((set & USR_SIGBIT(sig)) && (best == USR_QUEUE || sig < t->queue[best].si_signo))
            best = i;
    }
    if (best == USR_QUEUE)
        return 0;
    *info = t->queue[best];
    for (unsigned i = best; i + 1 < t->queue_len; i++)
        t->queue[i] = t->queue[i + 1];
    t->queue_len--;
    return info->si_signo;
}

UsrSigset usr_queued(const UsrThread *t)
{
    UsrSigset set = 0;
    for (unsigned i = 0; i < t->queue_len; i++)
        set |= USR_SIGBIT(t->queue[i].si_signo);
    return set;
}

/* ---- Masks and actions ------------------------------------------------------------- */

/* Host mask from the guest's. A signal that is queued but deliverable keeps everything blocked until it is delivered.
 */
static void apply_mask(UsrThread *t)
{
    if (usr_queued(t) & ~t->mask) {
        exec_kick(t->cpu, PPC_PEND_SIGNAL);
        return;
    }
    host_setmask(t->mask & ~HOST_NEVER_BLOCKED);
}

void usr_set_mask(UsrThread *t, UsrSigset mask)
{
    sigset_t old;
    usr_block_all(&old);
    t->mask = mask & ~(USR_SIGBIT(SIGKILL) | USR_SIGBIT(SIGSTOP));
    apply_mask(t);
}

typedef enum DefaultAction { DO_IGNORE, DO_STOP, DO_END } DefaultAction;

static DefaultAction default_action(int sig)
{
    switch (sig) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH: return DO_IGNORE;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: return DO_STOP;
    default: return DO_END;
    }
}

static void host_action(int sig, const UsrAction *act)
{
    HostAction h = {.flags = SA_SIGINFO | SA_RESTART | HOST_SA_RESTORER,
                    .restorer = usr_stub_restorer,
                    .mask = ~HOST_NEVER_BLOCKED};
    if (USR_SIGBIT(sig) & (SYNC_SIGNALS | USR_SIGBIT(SIGKILL) | USR_SIGBIT(SIGSTOP)))
        return;
    bool dfl = act->handler == 0, ign = act->handler == 1;
    if (sig != USR_KICK_SIGNAL && ign)
        h.handler = 1;
    else if (sig != USR_KICK_SIGNAL && dfl && default_action(sig) != DO_END)
        h.handler = 0;
    else
        h.handler = (uintptr_t)host_handler;
    h.flags |= act->flags & (SA_NOCLDSTOP | SA_NOCLDWAIT);
    syscall(SYS_rt_sigaction, sig, &h, NULL, 8);
}

int usr_set_action(UsrThread *t, int sig, const UsrAction *act)
{
    if (sig < 1 || sig > 64 || sig == SIGKILL || sig == SIGSTOP)
        return -EINVAL;
    t->action[sig] = *act;
    host_action(sig, act);
    return 0;
}

void usr_clear_handlers(UsrThread *t)
{
    static const UsrAction dfl;
    for (int sig = 1; sig <= 64; sig++)
        if (t->action[sig].handler > 1)
            usr_set_action(t, sig, &dfl);
}

void usr_signal_init(UsrThread *t)
{
    uint64_t mask = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &mask, 8);
    t->mask = mask; /* inherited, as over any exec */
    for (int sig = 1; sig <= 64; sig++) {
        HostAction h = {0};
        if (sig == SIGKILL || sig == SIGSTOP)
            continue;
        syscall(SYS_rt_sigaction, sig, NULL, &h, 8);
        if ((USR_SIGBIT(sig) & SYNC_SIGNALS) == 0)
            usr.action[sig].handler = h.handler == 1;
        if (default_action(sig) == DO_END)
            host_action(sig, &usr.action[sig]);
    }
    HostAction f = {(uintptr_t)fault_handler, SA_SIGINFO | SA_RESTART | HOST_SA_RESTORER | SA_ONSTACK,
                    usr_stub_restorer, ~SYNC_SIGNALS};
    syscall(SYS_rt_sigaction, SIGSEGV, &f, NULL, 8);
    syscall(SYS_rt_sigaction, SIGBUS, &f, NULL, 8);
    static const int exec_owned[] = {SIGFPE, SIGILL};
    for (unsigned i = 0; i < 2; i++) {
        syscall(SYS_rt_sigaction, exec_owned[i], NULL, &f, 8);
        f.flags |= SA_RESTART;
        syscall(SYS_rt_sigaction, exec_owned[i], &f, NULL, 8);
    }
    exec_foreign_signal = foreign_signal;
    host_setmask(t->mask & ~HOST_NEVER_BLOCKED);
}

void usr_signal_reclaim(void)
{
    static bool done;
    if (!__atomic_exchange_n(&done, true, __ATOMIC_RELAXED))
        host_action(USR_KICK_SIGNAL, &usr.action[USR_KICK_SIGNAL]);
}

void usr_kick_host(UsrThread *t)
{
    siginfo_t info = {.si_signo = USR_KICK_SIGNAL, .si_code = USR_KICK_CODE};
    syscall(SYS_rt_tgsigqueueinfo, getpid(), t->tid, USR_KICK_SIGNAL, &info);
}

/* ---- Delivery ---------------------------------------------------------------------- */

/* An interrupted system call, now that it is known whether a handler runs. */
static void finish_interrupted(UsrThread *t, const UsrAction *act)
{
    int64_t r = t->interrupted;
    t->interrupted = 0;
    if (r == 0)
        return;
    if (!act || r == USR_RESTART_ALWAYS || (r == USR_RESTART && (act->flags & G_SA_RESTART))) {
        usr_syscall_returns(t, USR_RESTART);
        t->cpu->pc -= 4; /* the sc instruction again; r0 and the other arguments are as they were */
        t->cpu->gpr[3] = t->orig_r3;
    } else {
        usr_syscall_result(t, usr_syscall_returns(t, -EINTR));
    }
}

/* Does what the action says. True when a guest handler has been set up. All host signals blocked. */
static bool act_on(UsrThread *t, int sig, const siginfo_t *info, bool exception)
{
    const UserHooks *h = usr.cfg->hooks;
    pthread_mutex_lock(&usr.lock);
    UsrAction act = t->action[sig];
    if (act.handler > 1 && (act.flags & (uint32_t)G_SA_RESETHAND)) {
        UsrAction dfl = act; /* the flags stay */
        dfl.handler = 0;
        usr_set_action(t, sig, &dfl);
    }
    pthread_mutex_unlock(&usr.lock);
    usr_strace_signal(t, sig, info);
    if (h && h->signal) {
        UserSignal s = {sig, info->si_code, exception ? (uintptr_t)info->si_addr : 0, act.handler, exception};
        if (h->signal(h->ctx, t->cpu, &s))
            return false;
    }
    if (act.handler == 1)
        return false;
    if (act.handler == 0) {
        if (default_action(sig) == DO_STOP)
            syscall(SYS_tgkill, getpid(), t->tid, SIGSTOP);
        else if (default_action(sig) == DO_END) {
            usr_crash_report(t, sig, info);
            usr_core_dump(t, sig, info);
            usr_exit_group(t, 128 + sig, sig);
        }
        return false;
    }
    finish_interrupted(t, &act);
    UsrSigset old = t->restore_mask ? t->saved_mask : t->mask;
    t->restore_mask = false;
    if (!usr_frame_push(t, sig, &act, info, old)) {
        usr_warn("guest stack overflow while delivering signal %d", sig);
        usr_exit_group(t, 128 + SIGSEGV, SIGSEGV);
        return false;
    }
    stat_add(STAT_SIGNALS, 1);
    t->mask |= act.mask;
    if (!(act.flags & G_SA_NODEFER))
        t->mask |= USR_SIGBIT(sig);
    t->mask &= ~(USR_SIGBIT(SIGKILL) | USR_SIGBIT(SIGSTOP));
    return true;
}

void usr_signal_deliver(UsrThread *t)
{
    sigset_t old;
    siginfo_t info;
    bool handled = false;
    usr_block_all(&old);
    __atomic_fetch_and(&t->cpu->pending, ~(uint32_t)PPC_PEND_SIGNAL, __ATOMIC_SEQ_CST);
    for (int sig; !t->ending && (sig = usr_dequeue(t, ~t->mask, &info));)
        if (!usr_gdb_on || (sig = usr_gdb_signal(t, &info)))
            handled |= act_on(t, sig, &info, false);
    if (!handled && t->restore_mask)
        t->mask = t->saved_mask;
    t->restore_mask = false;
    finish_interrupted(t, NULL);
    apply_mask(t);
}

void usr_signal_force(UsrThread *t, int sig, int code, uint64_t addr)
{
    sigset_t old;
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = sig;
    info.si_code = code;
    info.si_addr = (void *)(uintptr_t)addr;
    const UserHooks *h = usr.cfg->hooks;
    if (h && h->exception) {
        UserSignal s = {sig, code, addr, t->action[sig].handler, true};
        h->exception(h->ctx, t->cpu, &s);
    }
    if (usr_gdb_on && !(sig = usr_gdb_signal(t, &info)))
        return;
    usr_block_all(&old);
    if ((t->mask & USR_SIGBIT(sig)) || t->action[sig].handler == 1) {
        UsrAction dfl = {0}; /* cannot be put off: ends the process */
        usr_set_action(t, sig, &dfl);
        t->mask &= ~USR_SIGBIT(sig);
    }
    act_on(t, sig, &info, true);
    apply_mask(t);
}
