/* SPDX-License-Identifier: Apache-2.0 */
/* System calls on signals: actions, masks, waiting, sending. Signal numbers and SA_ bits are the host's. */
#include <signal.h>

#include "engine/user/sys.h"

/* ---- Actions ------------------------------------------------------------------------ */

static int64_t change_action(UsrThread *t, int sig, bool set, const UsrAction *act, UsrAction *old)
{
    sigset_t mask;
    int64_t r = 0;
    if (sig < 1 || sig > 64 || (set && (sig == SIGKILL || sig == SIGSTOP)))
        return -EINVAL;
    usr_block_all(&mask);
    pthread_mutex_lock(&usr.lock);
    *old = t->action[sig];
    if (set)
        r = usr_set_action(t, sig, act);
    pthread_mutex_unlock(&usr.lock);
    usr_unblock(&mask);
    return r;
}

/* struct sigaction: handler, flags, restorer, mask (last). */
int64_t sys_rt_sigaction(UsrThread *t, const uint64_t *a)
{
    UsrAction act = {0}, old;
    UsrPack p;
    unsigned word = usr_word();
    if (a[3] != 8)
        return -EINVAL;
    if (a[1]) {
        if (up_get(&p, a[1], 3 * word))
            return -EFAULT;
        act.handler = up_long(&p);
        act.flags = (uint32_t)up_long(&p);
        if (usr_get_sigset(&act.mask, a[1] + 3 * word))
            return -EFAULT;
    }
    if (a[2] && !mem_ok(a[2], 3 * word + 8, MEM_W))
        return -EFAULT;
    int64_t r = change_action(t, (int)a[0], a[1] != 0, &act, &old);
    if (r || !a[2])
        return r;
    UsrPack o = {0};
    pk_long(&o, old.handler);
    pk_long(&o, old.flags);
    pk_long(&o, 0);
    return pk_put(&o, a[2]) || usr_put_sigset(a[2] + 3 * word, old.mask) ? -EFAULT : 0;
}

/* struct old_sigaction: handler, mask of one long, flags, restorer. */
int64_t sys_sigaction(UsrThread *t, const uint64_t *a)
{
    UsrAction act = {0}, old;
    UsrPack p;
    if (a[1]) {
        if (up_get(&p, a[1], 4 * usr_word()))
            return -EFAULT;
        act.handler = up_long(&p);
        act.mask = up_long(&p);
        act.flags = (uint32_t)up_long(&p);
    }
    int64_t r = change_action(t, (int)a[0], a[1] != 0, &act, &old);
    if (r || !a[2])
        return r;
    UsrPack o = {0};
    pk_long(&o, old.handler);
    pk_long(&o, old.mask);
    pk_long(&o, old.flags);
    pk_long(&o, 0);
    return pk_put(&o, a[2]);
}

int64_t sys_signal(UsrThread *t, const uint64_t *a)
{
    UsrAction act = {.handler = a[1], .flags = SA_RESETHAND | SA_NODEFER}, old;
    int64_t r = change_action(t, (int)a[0], true, &act, &old);
    return r ? r : (int64_t)old.handler;
}

/* ---- Masks -------------------------------------------------------------------------- */

static int64_t change_mask(UsrThread *t, int how, UsrSigset set)
{
    switch (how) {
    case SIG_BLOCK: usr_set_mask(t, t->mask | set); return 0;
    case SIG_UNBLOCK: usr_set_mask(t, t->mask & ~set); return 0;
    case SIG_SETMASK: usr_set_mask(t, set); return 0;
    default: return -EINVAL;
    }
}

int64_t sys_rt_sigprocmask(UsrThread *t, const uint64_t *a)
{
    UsrSigset set, old = t->mask;
    int64_t r = 0;
    if (a[3] != 8)
        return -EINVAL;
    if (a[1]) {
        if (usr_get_sigset(&set, a[1]))
            return -EFAULT;
        r = change_mask(t, (int)a[0], set);
    }
    return r || !a[2] ? r : usr_put_sigset(a[2], old);
}

int64_t sys_sigprocmask(UsrThread *t, const uint64_t *a)
{
    uint64_t set, old = t->mask;
    int64_t r = 0;
    if (a[1]) {
        if (usr_get_long(a[1], &set))
            return -EFAULT;
        if ((int)a[0] == SIG_SETMASK)
            set |= old & ~0xffffffffull; /* knows the first 32 only */
        r = change_mask(t, (int)a[0], set);
    }
    return r || !a[2] ? r : usr_put_long(a[2], old);
}

int64_t sys_sgetmask(UsrThread *t, const uint64_t *a)
{
    (void)a;
    return (int64_t)(uint32_t)t->mask;
}

int64_t sys_ssetmask(UsrThread *t, const uint64_t *a)
{
    uint32_t old = (uint32_t)t->mask;
    usr_set_mask(t, (uint32_t)a[0]);
    return (int64_t)old;
}

static UsrSigset all_pending(UsrThread *t)
{
    UsrSigset host = 0;
    syscall(SYS_rt_sigpending, &host, 8);
    return (host | usr_queued(t)) & t->mask;
}

int64_t sys_rt_sigpending(UsrThread *t, const uint64_t *a)
{
    return a[1] > 8 ? -EINVAL : usr_put_sigset(a[0], all_pending(t));
}

int64_t sys_sigpending(UsrThread *t, const uint64_t *a)
{
    return usr_put_long(a[0], all_pending(t));
}

int64_t sys_sigaltstack(UsrThread *t, const uint64_t *a)
{
    enum { ONSTACK = 1, DISABLE = 2, AUTODISARM = (int)0x80000000, MIN_SIZE = 2048 };
    uint64_t sp = t->cpu->gpr[1];
    UsrPack n = {0}, o = {0};
    pk_long(&o, t->altstack_sp);
    pk32(&o, (uint32_t)usr_altstack_flags(t, sp));
    pk_long(&o, t->altstack_size);
    if (a[0]) {
        if (up_get(&n, a[0], 3 * usr_word()))
            return -EFAULT;
        uint64_t base = up_long(&n);
        uint32_t flags = up32(&n);
        uint64_t size = up_long(&n);
        if (usr_altstack_flags(t, sp) & ONSTACK)
            return -EPERM;
        uint32_t mode = flags & ~(uint32_t)AUTODISARM;
        if (mode != 0 && mode != ONSTACK && mode != DISABLE)
            return -EINVAL;
        if (mode != DISABLE && size < MIN_SIZE)
            return -ENOMEM;
        t->altstack_sp = mode == DISABLE ? 0 : base;
        t->altstack_size = mode == DISABLE ? 0 : size;
    }
    return a[1] ? pk_put(&o, a[1]) : 0;
}

int64_t sys_sigreturn(UsrThread *t, const uint64_t *a)
{
    (void)a;
    return usr_sigreturn(t);
}

int64_t sys_rt_sigreturn(UsrThread *t, const uint64_t *a)
{
    (void)a;
    return usr_rt_sigreturn(t);
}

int64_t sys_swapcontext(UsrThread *t, const uint64_t *a)
{
    return usr_swapcontext(t, a[0], a[1], a[2]);
}

/* ---- Waiting ------------------------------------------------------------------------ */

static int64_t suspend(UsrThread *t, UsrSigset mask)
{
    t->saved_mask = t->mask;
    t->restore_mask = true;
    t->mask = mask & ~(USR_SIGBIT(SIGKILL) | USR_SIGBIT(SIGSTOP));
    if (usr_queued(t) & ~t->mask)
        exec_kick(t->cpu, PPC_PEND_SIGNAL);
    uint64_t host = t->mask & ~(USR_SIGBIT(USR_KICK_SIGNAL) | USR_SIGBIT(SIGSEGV) | USR_SIGBIT(SIGBUS) |
                                USR_SIGBIT(SIGFPE) | USR_SIGBIT(SIGILL));
    return sys_temp_mask_end(t, USR_CALL6(t, USR_RESTART_NOHAND, SYS_rt_sigsuspend, &host, 8, 0, 0, 0, 0));
}

int64_t sys_rt_sigsuspend(UsrThread *t, const uint64_t *a)
{
    UsrSigset set;
    if (a[1] != 8)
        return -EINVAL;
    return usr_get_sigset(&set, a[0]) ? -EFAULT : suspend(t, set);
}

/* powerpc passes the mask itself. */
int64_t sys_sigsuspend(UsrThread *t, const uint64_t *a)
{
    return suspend(t, (uint32_t)a[0]);
}

int64_t sys_pause(UsrThread *t, const uint64_t *a)
{
    (void)a;
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_pause, 0, 0, 0, 0, 0, 0);
}

static int64_t do_sigtimedwait(UsrThread *t, const uint64_t *a, bool wide)
{
    UsrSigset set;
    siginfo_t info;
    struct timespec ts;
    if (a[3] != 8)
        return -EINVAL;
    if (usr_get_sigset(&set, a[0]) || (a[2] && usr_get_timespec(&ts, a[2], wide)))
        return -EFAULT;
    int64_t r = usr_dequeue(t, set, &info); /* taken before it was blocked */
    if (!r)
        r = USR_CALL6(t, -EINTR, SYS_rt_sigtimedwait, &set, &info, a[2] ? &ts : NULL, 8, 0, 0);
    if (r <= 0)
        return r;
    return a[1] && usr_put_siginfo(a[1], &info) ? -EFAULT : r;
}

int64_t sys_rt_sigtimedwait(UsrThread *t, const uint64_t *a)
{
    return do_sigtimedwait(t, a, false);
}

int64_t sys_rt_sigtimedwait_time64(UsrThread *t, const uint64_t *a)
{
    return do_sigtimedwait(t, a, true);
}

/* ---- Sending ------------------------------------------------------------------------ */

int64_t sys_kill(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_kill, (int)a[0], a[1], 0);
}

int64_t sys_tkill(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_tkill, (int)a[0], a[1], 0);
}

int64_t sys_tgkill(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_tgkill, (int)a[0], (int)a[1], a[2]);
}

int64_t sys_rt_sigqueueinfo(UsrThread *t, const uint64_t *a)
{
    siginfo_t info;
    if (usr_get_siginfo(&info, a[2]))
        return -EFAULT;
    return USR_CALL3(t, SYS_rt_sigqueueinfo, (int)a[0], a[1], &info);
}

int64_t sys_rt_tgsigqueueinfo(UsrThread *t, const uint64_t *a)
{
    siginfo_t info;
    if (usr_get_siginfo(&info, a[3]))
        return -EFAULT;
    return USR_CALL4(t, SYS_rt_tgsigqueueinfo, (int)a[0], (int)a[1], a[2], &info);
}

int64_t sys_pidfd_send_signal(UsrThread *t, const uint64_t *a)
{
    siginfo_t info;
    if (a[2] && usr_get_siginfo(&info, a[2]))
        return -EFAULT;
    return USR_CALL4(t, SYS_pidfd_send_signal, (int)a[0], a[1], a[2] ? &info : NULL, a[3]);
}
