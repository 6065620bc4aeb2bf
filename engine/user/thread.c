/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest threads and processes: clone in its forms.
 *
 *   thread (CLONE_VM | CLONE_THREAD)   a host thread with its own CPU
 *   process (no CLONE_VM)              host fork(); only the calling thread lives on in the child
 *   vfork (CLONE_VM | CLONE_VFORK)     a host process that shares all memory while the caller is suspended, as the
 *                                      guest expects (posix_spawn reports errors through it). It runs on a stack and a
 *                                      CPU of its own but with the caller's host thread pointer.
 *   CLONE_VM alone                     the same, made by a host thread of its own (the keeper), which lends it its
 *                                      thread pointer and is suspended until it ends; the caller goes on
 */
#include "engine/user/gmem.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/user/gdb.h"
#include "engine/user/stub.h"
#include "ppc/cpu/crf.h"

__thread UsrThread *usr_self;

enum { HOST_STACK = 1 << 20 }; /* translation runs on it */

/* ---- The list ---------------------------------------------------------------------- */

UsrThread *usr_thread_new(PpcCpu *cpu)
{
    UsrThread *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->cpu = cpu;
    t->action = usr.action;
    cpu->thread = t;
    cpu->mem_base = mem_base;
    return t;
}

void usr_thread_link(UsrThread *t)
{
    pthread_mutex_lock(&usr.lock);
    t->next = usr.threads;
    usr.threads = t;
    usr.nthreads++;
    pthread_mutex_unlock(&usr.lock);
}

void usr_thread_unlink(UsrThread *t)
{
    pthread_mutex_lock(&usr.lock);
    for (UsrThread **p = &usr.threads; *p; p = &(*p)->next)
        if (*p == t) {
            *p = t->next;
            usr.nthreads--;
            break;
        }
    pthread_cond_broadcast(&usr.thread_gone);
    pthread_mutex_unlock(&usr.lock);
}

void usr_thread_free(UsrThread *t)
{
    usr_exec_free(t);
    if (t->own_action)
        free(t->action);
    exec_thread_exit(t->cpu);
    ppc_cpu_free(t->cpu);
    free(t);
}

void usr_stop_others(UsrThread *t)
{
    for (UsrThread *o = usr.threads; o; o = o->next)
        if (o != t) {
            exec_kick(o->cpu, PPC_PEND_STOP);
            usr_kick_host(o);
        }
}

/* ---- Robust futexes ----------------------------------------------------------------- */

static void futex_wake(uint64_t g, int n)
{
    syscall(SYS_futex, mem_g2h(g), FUTEX_WAKE, n, NULL, NULL, 0);
}

/* A lock that its owner took into the grave: marks it and wakes one waiter (linux/futex.h). */
static void owner_died(const UsrThread *t, uint64_t g)
{
    uint32_t old;
    if (g % 4 || !mem_ok(g, 4, MEM_R | MEM_W))
        return;
    while (!usr_get32(g, &old) && (old & FUTEX_TID_MASK) == (uint32_t)t->tid) {
        uint32_t host_old = usr_order32(old), host_new = usr_order32((old & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
        mem_before_write(g, 4);
        if (__atomic_compare_exchange_n((uint32_t *)mem_g2h(g), &host_old, host_new, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST)) {
            if (old & FUTEX_WAITERS)
                futex_wake(g, 1);
            return;
        }
    }
}

static void walk_robust_list(const UsrThread *t)
{
    uint64_t head = t->robust_list, entry, pending, off;
    unsigned word = usr_word();
    if (!head || usr_get_long(head, &entry) || usr_get_long(head + word, &off) ||
        usr_get_long(head + 2 * word, &pending))
        return;
    int64_t offset = usr_abi.guest64 ? (int64_t)off : (int32_t)off;
    for (unsigned n = 0; entry != head && n < 2048; n++) {
        uint64_t next;
        if (usr_get_long(entry & ~1ull, &next))
            return;
        if ((entry & ~1ull) != (pending & ~1ull))
            owner_died(t, (uint32_t)((entry & ~1ull) + (uint64_t)offset));
        entry = next;
    }
    if (pending & ~1ull)
        owner_died(t, (uint32_t)((pending & ~1ull) + (uint64_t)offset));
}

void usr_thread_release_robust(UsrThread *t)
{
    walk_robust_list(t);
    t->robust_list = 0;
}

void usr_thread_release_futexes(UsrThread *t)
{
    usr_thread_release_robust(t);
    if (t->clear_child_tid && usr_put32(t->clear_child_tid, 0) == 0)
        futex_wake(t->clear_child_tid, 1);
    t->clear_child_tid = 0;
}

/* ---- Threads ------------------------------------------------------------------------ */

typedef struct Start {
    UsrThread *t;
    const UsrClone *c;
    int tid;
    bool ready;
    pthread_mutex_t lock;
    pthread_cond_t cond;
} Start;

static void end_thread(UsrThread *t)
{
    const UserHooks *h = usr.cfg->hooks;
    sigset_t old;
    if (t->leader) {
        int status = usr_leader_end(t);
        _exit(status);
    }
    usr_block_all(&old);
    if (usr.exiting)
        usr_thread_release_robust(t);
    else
        usr_thread_release_futexes(t);
    if (h && h->thread_exit)
        h->thread_exit(h->ctx, t->cpu, t->tid);
    usr_thread_unlink(t);
    usr_self = NULL;
    usr_thread_free(t);
}

static void *thread_main(void *arg)
{
    Start *s = arg;
    UsrThread *t = s->t;
    const UserHooks *h = usr.cfg->hooks;
    usr_self = t;
    t->tid = (int)syscall(SYS_gettid);
    if (s->c->flags & CLONE_PARENT_SETTID)
        usr_put32(s->c->parent_tid, (uint32_t)t->tid);
    if (s->c->flags & CLONE_CHILD_SETTID)
        usr_put32(s->c->child_tid, (uint32_t)t->tid);
    usr_thread_link(t);
    if (h && h->thread_start)
        h->thread_start(h->ctx, t->cpu, t->tid);
    pthread_mutex_lock(&s->lock);
    s->tid = t->tid;
    s->ready = true;
    pthread_cond_signal(&s->cond);
    pthread_mutex_unlock(&s->lock); /* s is gone from here on */
    if (__atomic_load_n(&usr.exiting, __ATOMIC_SEQ_CST))
        exec_kick(t->cpu, PPC_PEND_STOP);
    usr_set_mask(t, t->mask);
    usr_run_thread(t);
    end_thread(t);
    return NULL;
}

/* What the new task's registers differ in. */
static void set_child_regs(PpcCpu *cpu, const UsrClone *c)
{
    if (c->stack)
        cpu->gpr[1] = c->stack;
    if (c->flags & CLONE_SETTLS)
        cpu->gpr[usr_abi.guest64 ? 13 : 2] = c->tls;
    cpu->gpr[3] = 0;
    cpu->cr[0] = crf_encode(crf_decode(cpu->cr[0]) & ~(unsigned)CRF_SO);
    cpu->res_addr = ~0ull;
}

/* A copy of the calling thread for the new task; NULL: out of memory. */
static UsrThread *copy_thread(UsrThread *t, const UsrClone *c)
{
    Err err = {0};
    PpcCpu *cpu = ppc_cpu_clone(t->cpu, &err);
    UsrThread *n = cpu ? usr_thread_new(cpu) : NULL;
    if (!n || !exec_thread_init(cpu, &err)) {
        if (cpu)
            ppc_cpu_free(cpu);
        free(n);
        return NULL;
    }
    cpu->pending = 0;
    n->mask = t->mask;
    if (c->flags & CLONE_CHILD_CLEARTID)
        n->clear_child_tid = c->child_tid;
    set_child_regs(cpu, c);
    return n;
}

static int64_t new_thread(UsrThread *t, const UsrClone *c)
{
    Start s = {.c = c, .lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER};
    pthread_attr_t attr;
    pthread_t id;
    sigset_t old;
    s.t = copy_thread(t, c);
    if (!s.t)
        return -ENOMEM;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, HOST_STACK + PTHREAD_STACK_MIN);
    usr_block_all(&old);
    int r = pthread_create(&id, &attr, thread_main, &s);
    pthread_attr_destroy(&attr);
    usr_signal_reclaim();
    if (r) {
        usr_thread_free(s.t);
    } else {
        pthread_mutex_lock(&s.lock);
        while (!s.ready)
            pthread_cond_wait(&s.cond, &s.lock);
        pthread_mutex_unlock(&s.lock);
    }
    usr_unblock(&old);
    return r ? -r : s.tid;
}

/* ---- fork --------------------------------------------------------------------------- */

/* The child's side: this thread is all there is. */
static void after_fork_child(UsrThread *t, const UsrClone *c)
{
    const UserHooks *h = usr.cfg->hooks;
    for (UsrThread *o = usr.threads, *next; o; o = next) {
        next = o->next;
        if (o != t)
            free(o); /* its CPU's reservation stays: engine/exec drops its own part */
    }
    pthread_mutex_init(&usr.lock, NULL);
    pthread_cond_init(&usr.thread_gone, NULL);
    usr_proc_after_fork();
    if (t->own_action) { /* the child of a process that shares memory */
        memcpy(usr.action, t->action, sizeof usr.action);
        free(t->action);
        t->action = usr.action;
        t->own_action = false;
    }
    t->vfork_child = false;
    t->next = NULL;
    usr.threads = t;
    usr.nthreads = 1;
    usr.forked = true;
    usr.exiting = false;
    t->leader = true;
    t->tid = (int)syscall(SYS_gettid);
    t->queue_len = 0;
    t->robust_list = 0;
    t->clear_child_tid = c->flags & CLONE_CHILD_CLEARTID ? c->child_tid : 0;
    __atomic_store_n(&t->cpu->pending, 0, __ATOMIC_SEQ_CST);
    exec_after_fork_child(t->cpu);
    usr_fd_protect(exec_code_fd());
    if (usr_gdb_on)
        usr_gdb_after_fork();
    if (c->flags & CLONE_CHILD_SETTID)
        usr_put32(c->child_tid, (uint32_t)t->tid);
    if (c->flags & CLONE_CLEAR_SIGHAND)
        usr_clear_handlers(t);
    set_child_regs(t->cpu, c);
    if (h && h->fork_child)
        h->fork_child(h->ctx, t->cpu);
}

static int64_t new_process(UsrThread *t, const UsrClone *c)
{
    const UserHooks *h = usr.cfg->hooks;
    /* The C library's fork() keeps its own locks right; anything special needs the system call. */
    uint64_t special = c->flags & ~(uint64_t)(CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID |
                                              CLONE_SETTLS | CLONE_VFORK | CLONE_PIDFD | CLONE_CLEAR_SIGHAND |
                                              CLONE_DETACHED | CLONE_UNTRACED | CLONE_PTRACE);
    sigset_t old;
    usr_block_all(&old);
    exec_fork_prepare(c->flags & CLONE_FILES); /* first: the translator's lock is taken before all others */
    if (h && h->fork_prepare)
        h->fork_prepare(h->ctx);
    pthread_mutex_lock(&usr.lock);
    mem_fork_lock();
    int64_t pid;
    if (!special && c->exit_signal == SIGCHLD)
        pid = fork();
    else
        pid = syscall(SYS_clone, special | (uint64_t)c->exit_signal, NULL, NULL, NULL, 0);
    if (pid < 0)
        pid = -errno;
    mem_fork_unlock();
    pthread_mutex_unlock(&usr.lock);
    if (pid == 0) {
        after_fork_child(t, c);
    } else {
        if (pid > 0 && (c->flags & CLONE_PARENT_SETTID))
            usr_put32(c->parent_tid, (uint32_t)pid);
        if (pid > 0 && (c->flags & CLONE_PIDFD))
            usr_put32(c->pidfd, (uint32_t)syscall(SYS_pidfd_open, (pid_t)pid, 0));
        exec_fork_parent();
        if (h && h->fork_parent)
            h->fork_parent(h->ctx, (int)pid);
    }
    usr_unblock(&old);
    return pid;
}

/* ---- Processes that share memory -------------------------------------------------------- */

typedef struct Shared {
    UsrThread *n;
    const UsrClone *c; /* until ready is set */
    char *stack;
    unsigned long flags; /* for the host's call */
    int pidfd;
    int64_t pid;
    unsigned users; /* the caller, and the keeper if there is one */
    bool ready;
    pthread_mutex_t lock;
    pthread_cond_t cond;
} Shared;

static void say_ready(Shared *s, int64_t pid)
{
    pthread_mutex_lock(&s->lock);
    s->pid = pid;
    s->ready = true;
    pthread_cond_signal(&s->cond);
    pthread_mutex_unlock(&s->lock);
}

/* The child's life. Memory is shared, so what the parent is to find it may store itself. */
static void shared_main(void *arg)
{
    Shared *s = arg;
    UsrThread *t = s->n;
    usr_self = t;
    t->tid = (int)syscall(SYS_gettid);
    if (s->c->flags & CLONE_PARENT_SETTID)
        usr_put32(s->c->parent_tid, (uint32_t)t->tid);
    if (s->c->flags & CLONE_CHILD_SETTID)
        usr_put32(s->c->child_tid, (uint32_t)t->tid);
    if (s->c->flags & CLONE_PIDFD)
        usr_put32(s->c->pidfd, (uint32_t)s->pidfd);
    if (s->c->flags & CLONE_CLEAR_SIGHAND)
        usr_clear_handlers(t);
    say_ready(s, t->tid);
    usr_set_mask(t, t->mask);
    const UserHooks *h = usr.cfg->hooks;
    if (h && h->thread_start)
        h->thread_start(h->ctx, t->cpu, t->tid);
    usr_run_thread(t);
    if (t->leader) /* a fork of the child, which shares nothing */
        end_thread(t);
    syscall(SYS_exit_group, t->exit_status);
}

static void shared_drop(Shared *s)
{
    if (__atomic_sub_fetch(&s->users, 1, __ATOMIC_SEQ_CST))
        return;
    if (s->stack)
        munmap(s->stack, HOST_STACK);
    if (s->n)
        usr_thread_free(s->n);
    free(s);
}

static Shared *shared_new(UsrThread *t, const UsrClone *c)
{
    static const uint64_t pass = CLONE_FILES | CLONE_FS | CLONE_PARENT | CLONE_SIGHAND | CLONE_PIDFD | CLONE_IO |
                                 CLONE_SYSVSEM | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID |
                                 CLONE_NEWNET | CLONE_NEWCGROUP;
    Shared *s = calloc(1, sizeof *s);
    UsrThread *n = s ? copy_thread(t, c) : NULL;
    if (!n) {
        free(s);
        return NULL;
    }
    s->n = n;
    s->c = c;
    s->users = 1;
    s->flags = CLONE_VM | CLONE_VFORK | (c->flags & pass) | (unsigned long)c->exit_signal;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->cond, NULL);
    n->vfork_child = true;
    if (c->flags & CLONE_VFORK) {
        n->altstack_sp = t->altstack_sp;
        n->altstack_size = t->altstack_size;
    }
    n->action = t->action;
    if (!(c->flags & CLONE_SIGHAND)) { /* the child's changes are its own */
        n->own_action = true;
        n->action = malloc(sizeof usr.action);
        if (n->action)
            memcpy(n->action, t->action, sizeof usr.action);
    }
    s->stack = mmap(NULL, HOST_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (s->stack == MAP_FAILED)
        s->stack = NULL;
    if (s->stack && n->action)
        return s;
    shared_drop(s);
    return NULL;
}

static int64_t new_vfork(UsrThread *t, const UsrClone *c)
{
    const UserHooks *h = usr.cfg->hooks;
    sigset_t old;
    Shared *s = shared_new(t, c);
    if (!s)
        return -ENOMEM;
    usr_block_all(&old);
    int64_t pid = usr_stub_clone(s->flags, s->stack + HOST_STACK, shared_main, s, &s->pidfd);
    /* The child is gone or has another program now: this thread's place is its own again. */
    usr_self = t;
    if (pid > 0 && h && h->thread_exit)
        h->thread_exit(h->ctx, s->n->cpu, s->n->tid);
    shared_drop(s);
    usr_unblock(&old);
    return pid;
}

static void *keeper(void *arg)
{
    Shared *s = arg;
    const UserHooks *h = usr.cfg->hooks;
    int64_t pid = usr_stub_clone(s->flags, s->stack + HOST_STACK, shared_main, s, &s->pidfd);
    usr_self = NULL;
    if (pid < 0)
        say_ready(s, pid);
    else if (h && h->thread_exit)
        h->thread_exit(h->ctx, s->n->cpu, s->n->tid);
    shared_drop(s);
    return NULL;
}

static int64_t new_sharing_process(UsrThread *t, const UsrClone *c)
{
    pthread_attr_t attr;
    pthread_t id;
    sigset_t old;
    Shared *s = shared_new(t, c);
    if (!s)
        return -ENOMEM;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, HOST_STACK);
    usr_block_all(&old);
    s->users = 2;
    int r = pthread_create(&id, &attr, keeper, s);
    pthread_attr_destroy(&attr);
    usr_signal_reclaim();
    int64_t pid = -r;
    if (r) {
        s->users = 1;
    } else {
        pthread_mutex_lock(&s->lock);
        while (!s->ready)
            pthread_cond_wait(&s->cond, &s->lock);
        pid = s->pid;
        pthread_mutex_unlock(&s->lock);
    }
    shared_drop(s);
    usr_unblock(&old);
    return pid;
}

int64_t usr_clone(UsrThread *t, const UsrClone *c)
{
    if ((c->flags & CLONE_SIGHAND && !(c->flags & CLONE_VM)) ||
        (c->flags & CLONE_THREAD && !(c->flags & CLONE_SIGHAND)) || (c->flags & CLONE_FS && c->flags & CLONE_NEWNS) ||
        (c->flags & CLONE_SIGHAND && c->flags & CLONE_CLEAR_SIGHAND))
        return -EINVAL;
    if (c->flags & CLONE_THREAD)
        return new_thread(t, c);
    if (!(c->flags & CLONE_VM))
        return new_process(t, c);
    return c->flags & CLONE_VFORK ? new_vfork(t, c) : new_sharing_process(t, c);
}
