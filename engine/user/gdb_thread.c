/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest threads' side of the debugger door: running as gdb wishes, posting
 * events, parking. Sends and receives nothing. See gdb_int.h.
 *
 * All-stop: when a thread posts an event the server parks every other one, too.
 * A thread is parked only between guest instructions, so its state is exact.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "engine/user/gdb_int.h"

bool usr_gdb_on;
GdbState gdb = {.lock = PTHREAD_MUTEX_INITIALIZER,
                .parked = PTHREAD_COND_INITIALIZER,
                .go = PTHREAD_COND_INITIALIZER,
                .event_fd = -1};

enum { PARK_POLL_MS = 100, STOP_POLL_MS = 20, STOP_ROUNDS = 150 };

static bool exiting(void)
{
    return __atomic_load_n(&usr.exiting, __ATOMIC_SEQ_CST);
}

static bool on(void)
{
    return __atomic_load_n(&usr_gdb_on, __ATOMIC_SEQ_CST);
}

/* gdb.lock held. */
static void wait_ms(pthread_cond_t *c, unsigned ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)ms * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait(c, &gdb.lock, &until);
}

static void wake_server(void)
{
    uint64_t one = 1;
    if (write(gdb.event_fd, &one, sizeof one) < 0)
        usr_warn("gdb: the event is lost: %s", strerror(errno));
}

/* ---- Parking ------------------------------------------------------------------------ */

static bool must_park(const UsrThread *t)
{
    const UsrGdbThread *g = &t->gdb;
    return on() && !exiting() &&
           (__atomic_load_n(&gdb.stopping, __ATOMIC_SEQ_CST) || g->event != GDB_EV_NONE || g->action == GDB_HOLD);
}

static void park(UsrThread *t)
{
    UsrGdbThread *g = &t->gdb;
    pthread_mutex_lock(&gdb.lock);
    g->parked = true;
    pthread_cond_signal(&gdb.parked);
    while (must_park(t))
        wait_ms(&gdb.go, PARK_POLL_MS); /* the end of the process does not signal this condition */
    g->parked = false;
    g->event = GDB_EV_NONE;
    pthread_mutex_unlock(&gdb.lock);
    if (!exiting())
        __atomic_fetch_and(&t->cpu->pending, ~(uint32_t)PPC_PEND_STOP, __ATOMIC_SEQ_CST);
}

static void post(UsrThread *t, GdbEvent ev, int sig, uint64_t addr, GdbPointKind kind)
{
    UsrGdbThread *g = &t->gdb;
    pthread_mutex_lock(&gdb.lock);
    g->event = ev;
    g->signal = sig;
    g->addr = addr;
    g->watch_kind = kind;
    pthread_mutex_unlock(&gdb.lock);
    g->stepped = false;
    wake_server();
    park(t);
}

/* gdb continues a thread that was not stopped by a signal with one: sent like any other, but not shown to gdb again. */
static void send_wanted(UsrThread *t)
{
    UsrGdbThread *g = &t->gdb;
    if (!g->deliver)
        return;
    g->pass_once = g->deliver;
    g->deliver = 0;
    syscall(SYS_tgkill, getpid(), t->tid, g->pass_once);
}

void gdb_stop_all(void)
{
    __atomic_store_n(&gdb.stopping, true, __ATOMIC_SEQ_CST);
    for (unsigned i = 0; i < STOP_ROUNDS; i++) {
        bool all = true;
        pthread_mutex_lock(&usr.lock);
        pthread_mutex_lock(&gdb.lock);
        for (UsrThread *t = usr.threads; t; t = t->next)
            if (!t->ending && !t->gdb.parked) {
                all = false;
                exec_kick(t->cpu, PPC_PEND_STOP);
                usr_kick_host(t);
            }
        pthread_mutex_unlock(&usr.lock);
        if (!all)
            wait_ms(&gdb.parked, STOP_POLL_MS);
        pthread_mutex_unlock(&gdb.lock);
        if (all)
            return;
    }
}

void gdb_let_go(void)
{
    pthread_mutex_lock(&usr.lock);
    pthread_mutex_lock(&gdb.lock);
    for (UsrThread *t = usr.threads; t; t = t->next)
        if (t->gdb.action != GDB_HOLD)
            t->gdb.event = GDB_EV_NONE;
    __atomic_store_n(&gdb.stopping, false, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&gdb.go);
    pthread_mutex_unlock(&gdb.lock);
    pthread_mutex_unlock(&usr.lock);
}

/* ---- Running ------------------------------------------------------------------------ */

static uint32_t pending(const PpcCpu *cpu)
{
    return __atomic_load_n(&cpu->pending, __ATOMIC_SEQ_CST) & (PPC_PEND_STOP | PPC_PEND_SIGNAL);
}

/* True when the thread stopped before an access that is watched. */
static bool stop_at_watch(UsrThread *t)
{
    uint64_t addr;
    GdbPointKind kind;
    if (!gdb_watching() || !gdb_watch_hit(t->cpu, &addr, &kind))
        return false;
    post(t, GDB_EV_WATCH, SIGTRAP, addr, kind);
    return true;
}

/* One instruction at a time, each looked at. why = 0: stopped, or work is pending. */
static ExecStop run_watched(UsrThread *t)
{
    PpcCpu *cpu = t->cpu;
    uint64_t addr;
    if (gdb_watch_changed(&addr)) {
        post(t, GDB_EV_WATCH, SIGTRAP, addr, GDB_Z_WRITE);
        return (ExecStop){0};
    }
    while (!pending(cpu)) {
        if (exec_break_hook && gdb_break_at(cpu->pc))
            return (ExecStop){.why = EXEC_BREAK};
        if (stop_at_watch(t))
            break;
        ExecStop s = exec_step(cpu);
        if (s.why)
            return s;
    }
    return (ExecStop){0};
}

static ExecStop run_some(UsrThread *t)
{
    if (t->gdb.action == GDB_STEP) {
        if (stop_at_watch(t))
            return (ExecStop){0};
        t->gdb.stepped = true;
        return exec_step(t->cpu);
    }
    return gdb_watching() ? run_watched(t) : exec_run(t->cpu);
}

/* The step that was asked for is complete, with whatever system call or signal belonged to it. */
static bool step_complete(const UsrThread *t)
{
    const UsrGdbThread *g = &t->gdb;
    uint64_t pc = t->cpu->pc;
    bool in_range = pc >= g->range_lo && pc < g->range_hi && !gdb_break_at(pc);
    return g->stepped && g->action == GDB_STEP && !in_range;
}

/* Shares memory with its parent, so it meets the parent's breakpoints; it is not debugged. */
static ExecStop run_vfork_child(PpcCpu *cpu)
{
    for (;;) {
        ExecStop s = exec_run(cpu);
        if (s.why == EXEC_BREAK)
            s = exec_step(cpu);
        if (s.why)
            return s;
    }
}

ExecStop usr_gdb_run(UsrThread *t)
{
    PpcCpu *cpu = t->cpu;
    if (t->vfork_child)
        return run_vfork_child(cpu);
    for (;;) {
        if (step_complete(t))
            post(t, GDB_EV_STEP, SIGTRAP, 0, 0);
        t->gdb.stepped = false;
        if (must_park(t))
            park(t);
        send_wanted(t);
        uint32_t p = pending(cpu);
        if ((p & PPC_PEND_STOP) && !exiting() && !gdb.stopping) /* left over from the last stop */
            __atomic_fetch_and(&cpu->pending, ~(uint32_t)PPC_PEND_STOP, __ATOMIC_SEQ_CST);
        if (p & PPC_PEND_SIGNAL)
            return (ExecStop){.why = EXEC_SIGNAL};
        ExecStop s = run_some(t);
        if (s.why == EXEC_BREAK)
            post(t, GDB_EV_BREAK, SIGTRAP, 0, 0);
        else if (s.why && (s.why != EXEC_STOPPED || exiting()))
            return s;
    }
}

/* ---- Signals ------------------------------------------------------------------------ */

bool gdb_passes(int sig)
{
    return gdb.pass[sig / 64] >> sig % 64 & 1;
}

/* The interrupted system call as it would be restarted: then gdb may run other code in this thread meanwhile. */
typedef struct Interrupted {
    int64_t how;
    uint64_t pc, r3;
} Interrupted;

static Interrupted set_call_aside(UsrThread *t)
{
    Interrupted i = {.how = t->interrupted};
    if (i.how) {
        t->interrupted = 0;
        i.r3 = t->cpu->gpr[3];
        t->cpu->gpr[3] = t->orig_r3;
        i.pc = t->cpu->pc -= 4;
    }
    return i;
}

static void take_call_back(UsrThread *t, const Interrupted *i)
{
    if (i->how && t->cpu->pc == i->pc && t->cpu->gpr[3] == t->orig_r3) {
        t->cpu->pc += 4;
        t->cpu->gpr[3] = i->r3;
        t->interrupted = i->how;
    }
}

/* What gdb asked to deliver: the signal it was told of, the one before (it called a function in between), or a new one.
 */
static void choose_info(const UsrGdbThread *g, int sig, siginfo_t *info)
{
    if (info->si_signo == sig && info->si_code > 0)
        return;
    if (g->last.si_signo == sig)
        *info = g->last;
    if (info->si_signo == sig)
        return;
    memset(info, 0, sizeof *info);
    info->si_signo = sig;
    info->si_code = SI_USER;
    info->si_pid = getpid();
    info->si_uid = getuid();
}

int usr_gdb_signal(UsrThread *t, siginfo_t *info)
{
    UsrGdbThread *g = &t->gdb;
    int sig = info->si_signo;
    if (t->vfork_child || !on() || gdb_passes(sig))
        return sig;
    if (g->pass_once == sig) {
        g->pass_once = 0;
        choose_info(g, sig, info);
        return sig;
    }
    g->last = *info;
    Interrupted call = set_call_aside(t);
    post(t, GDB_EV_SIGNAL, sig, 0, 0);
    if (exiting())
        return 0;
    if (!on())
        g->deliver = g->deliver ? g->deliver : sig;
    sig = g->deliver;
    g->deliver = 0;
    take_call_back(t, &call);
    if (!sig)
        return 0;
    choose_info(g, sig, info);
    g->stepped = g->action == GDB_STEP; /* stops at the handler's first instruction */
    return sig;
}

/* ---- The end ------------------------------------------------------------------------ */

void usr_gdb_exit(int status, int sig, bool exec)
{
    enum { ROUNDS = 50 };
    if (!on())
        return;
    pthread_mutex_lock(&gdb.lock);
    gdb.exit_status = status;
    gdb.exit_sig = sig;
    gdb.exit_exec = exec;
    gdb.exit_posted = true;
    pthread_mutex_unlock(&gdb.lock);
    wake_server();
    pthread_mutex_lock(&gdb.lock);
    for (unsigned i = 0; i < ROUNDS && !gdb.exit_told && on(); i++)
        wait_ms(&gdb.go, PARK_POLL_MS);
    pthread_mutex_unlock(&gdb.lock);
}

void usr_gdb_after_fork(void)
{
    usr_gdb_on = false;
    pthread_mutex_init(&gdb.lock, NULL);
    gdb_point_after_fork();
    gdb_abandon();
}
