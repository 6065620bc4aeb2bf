/* SPDX-License-Identifier: Apache-2.0 */
/*
 * futex for a guest of the other byte order: the kernel compares and changes
 * 32-bit words, so values are turned round for comparing, and the operations
 * that compute (FUTEX_WAKE_OP) are done here.
 *
 * Priority-inheritance locks hold thread ids that the kernel itself reads and
 * writes. They are kept here, with FUTEX_WAIT and FUTEX_WAKE underneath: mutual
 * exclusion, owner checks and robustness are the kernel's, the inheriting of
 * priorities is not done.
 */
#include <linux/futex.h>
#include <signal.h>

#include "engine/user/sys.h"

static uint32_t *word_at(uint64_t g)
{
    return (uint32_t *)mem_g2h(g);
}

/* Replaces the word at g by op(word, arg); the old value. Both in guest meaning. */
static int64_t apply(uint64_t g, uint32_t op, uint32_t arg, uint32_t *old)
{
    if (g % 4)
        return -EINVAL;
    if (!mem_ok(g, 4, MEM_R | MEM_W))
        return -EFAULT;
    for (;;) {
        if (usr_get32(g, old))
            return -EFAULT;
        uint32_t was = usr_order32(*old), v;
        switch (op & 7) {
        case FUTEX_OP_SET: v = arg; break;
        case FUTEX_OP_ADD: v = *old + arg; break;
        case FUTEX_OP_OR: v = *old | arg; break;
        case FUTEX_OP_ANDN: v = *old & ~arg; break;
        case FUTEX_OP_XOR: v = *old ^ arg; break;
        default: return -ENOSYS;
        }
        mem_before_write(g, 4);
        if (__atomic_compare_exchange_n(word_at(g), &was, usr_order32(v), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return 0;
    }
}

static bool compare(uint32_t cmp, int32_t old, int32_t arg, bool *known)
{
    *known = true;
    switch (cmp & 15) {
    case FUTEX_OP_CMP_EQ: return old == arg;
    case FUTEX_OP_CMP_NE: return old != arg;
    case FUTEX_OP_CMP_LT: return old < arg;
    case FUTEX_OP_CMP_LE: return old <= arg;
    case FUTEX_OP_CMP_GT: return old > arg;
    case FUTEX_OP_CMP_GE: return old >= arg;
    default: *known = false; return false;
    }
}

/* a: word, op, wake here, wake there, other word, encoded operation. */
static int64_t wake_op(const uint64_t *a, int flags)
{
    uint32_t code = (uint32_t)a[5], op = code >> 28, old = 0;
    int32_t oparg = (int32_t)(code << 8) >> 20, cmparg = (int32_t)(code << 20) >> 20;
    bool known;
    if (op & FUTEX_OP_OPARG_SHIFT)
        oparg = (int32_t)(1u << (oparg & 31));
    int64_t e = apply(a[4], op, (uint32_t)oparg, &old);
    if (e)
        return e;
    /* Neither waits: made directly, so that no signal turns them back after the word has changed. */
    int64_t n = sys_ret(syscall(SYS_futex, mem_g2h(a[0]), FUTEX_WAKE | flags, (int)a[2], NULL, NULL, 0));
    bool also = compare(code >> 24, (int32_t)old, cmparg, &known);
    if (n < 0 || !known)
        return known ? n : -ENOSYS;
    if (also) {
        int64_t m = sys_ret(syscall(SYS_futex, mem_g2h(a[4]), FUTEX_WAKE | flags, (int)a[3], NULL, NULL, 0));
        n = m < 0 ? m : n + m;
    }
    return n;
}

static int64_t wait_for(UsrThread *t, const uint64_t *a, int op, bool wide)
{
    struct timespec ts;
    if (a[3] && usr_get_timespec(&ts, a[3], wide))
        return -EFAULT;
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_futex, mem_g2h(a[0]), op, usr_order32((uint32_t)a[2]),
                     a[3] ? &ts : NULL, 0, a[5]);
}

/* ---- Priority-inheritance locks ------------------------------------------------------- */

/* Changes the word from one value to another, both in guest meaning. */
static bool change(uint64_t g, uint32_t from, uint32_t to)
{
    uint32_t old = usr_order32(from);
    mem_before_write(g, 4);
    return __atomic_compare_exchange_n(word_at(g), &old, usr_order32(to), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* One try: 0 taken, -EAGAIN changed under us, 1 has an owner, or an error. waited: others may still wait. */
static int64_t try_pi(const UsrThread *t, uint64_t g, bool waited, uint32_t *v)
{
    uint32_t owner;
    if (usr_get32(g, v))
        return -EFAULT;
    owner = *v & FUTEX_TID_MASK;
    if (owner == (uint32_t)t->tid)
        return -EDEADLK;
    if (owner)
        return 1;
    uint32_t keep = *v & (FUTEX_OWNER_DIED | FUTEX_WAITERS);
    return change(g, *v, (uint32_t)t->tid | keep | (waited ? FUTEX_WAITERS : 0)) ? 0 : -EAGAIN;
}

/* Waits while the word is v, which has an owner. */
static int64_t wait_pi(UsrThread *t, uint64_t g, int flags, uint32_t v, const struct timespec *until)
{
    int owner = (int)(v & FUTEX_TID_MASK);
    if (kill(owner, 0) && errno == ESRCH)
        return -ESRCH; /* it ended without giving the lock back */
    if (!(v & FUTEX_WAITERS)) {
        if (!change(g, v, v | FUTEX_WAITERS))
            return 0;
        v |= FUTEX_WAITERS;
    }
    int64_t r = USR_CALL6(t, USR_RESTART_ALWAYS, SYS_futex, mem_g2h(g), FUTEX_WAIT_BITSET | flags, usr_order32(v),
                          until, 0, FUTEX_BITSET_MATCH_ANY);
    return r == -EAGAIN ? 0 : r == USR_RESTART ? USR_RESTART_ALWAYS : r;
}

/* flags: FUTEX_PRIVATE_FLAG, and FUTEX_CLOCK_REALTIME for the clock of `until`. */
static int64_t lock_pi(UsrThread *t, uint64_t g, int flags, const struct timespec *until, bool only_try)
{
    if (!mem_ok(g, 4, MEM_R | MEM_W))
        return -EFAULT;
    for (bool waited = false;;) {
        uint32_t v;
        int64_t r = try_pi(t, g, waited, &v);
        if (r == 1 && only_try)
            return -EAGAIN;
        if (r == 1) {
            waited = true;
            r = wait_pi(t, g, flags, v, until);
            if (r < 0)
                return r;
        } else if (r != -EAGAIN) {
            return r;
        }
    }
}

static int64_t unlock_pi(const UsrThread *t, uint64_t g, int flags)
{
    uint32_t v;
    do {
        if (!mem_ok(g, 4, MEM_R | MEM_W) || usr_get32(g, &v))
            return -EFAULT;
        if ((v & FUTEX_TID_MASK) != (uint32_t)t->tid)
            return -EPERM;
    } while (!change(g, v, 0));
    if (v & FUTEX_WAITERS)
        syscall(SYS_futex, mem_g2h(g), FUTEX_WAKE | flags, 1, NULL, NULL, 0);
    return 0;
}

static int64_t with_pi(UsrThread *t, const uint64_t *a, int op, bool wide)
{
    int private = op & FUTEX_PRIVATE_FLAG, cmd = op & FUTEX_CMD_MASK;
    /* FUTEX_LOCK_PI's time is the real-time clock's always. */
    int flags = private | (cmd == FUTEX_LOCK_PI ? FUTEX_CLOCK_REALTIME : op & FUTEX_CLOCK_REALTIME);
    struct timespec ts;
    int64_t r;
    uint32_t v;
    bool timed = a[3] && cmd != FUTEX_CMP_REQUEUE_PI && cmd != FUTEX_UNLOCK_PI && cmd != FUTEX_TRYLOCK_PI;
    if (timed && usr_get_timespec(&ts, a[3], wide))
        return -EFAULT;
    const struct timespec *until = timed ? &ts : NULL;
    switch (cmd) {
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2: return lock_pi(t, a[0], flags, until, false);
    case FUTEX_TRYLOCK_PI: return lock_pi(t, a[0], flags, NULL, true);
    case FUTEX_UNLOCK_PI: return unlock_pi(t, a[0], private);
    case FUTEX_WAIT_REQUEUE_PI: /* waits here, then for the lock */
        r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_futex, mem_g2h(a[0]), FUTEX_WAIT_BITSET | flags,
                      usr_order32((uint32_t)a[2]), until, 0, FUTEX_BITSET_MATCH_ANY);
        return r ? r : lock_pi(t, a[4], flags, until, false);
    default: /* FUTEX_CMP_REQUEUE_PI: the waiters go for the lock by themselves */
        if (a[2] != 1)
            return -EINVAL;
        if (usr_get32(a[0], &v))
            return -EFAULT;
        if (v != (uint32_t)a[5])
            return -EAGAIN;
        return sys_ret(syscall(SYS_futex, mem_g2h(a[0]), FUTEX_WAKE | private,
                               a[3] > INT_MAX - 1 ? INT_MAX : (int)a[3] + 1, NULL, NULL, 0));
    }
}

/* ---- The call ------------------------------------------------------------------------- */

static int64_t do_futex(UsrThread *t, const uint64_t *a, bool wide)
{
    int op = (int)a[1], cmd = op & FUTEX_CMD_MASK;
    if (a[0] % 4)
        return -EINVAL;
    if (!mem_ok(a[0], 4, 0) && cmd != FUTEX_WAKE)
        return -EFAULT;
    switch (cmd) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: return wait_for(t, a, op, wide);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET: return sys_ret(syscall(SYS_futex, mem_g2h(a[0]), op, (int)a[2], NULL, NULL, (int)a[5]));
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        if (a[4] % 4)
            return -EINVAL;
        if (!mem_ok(a[4], 4, 0))
            return -EFAULT;
        return sys_ret(
            syscall(SYS_futex, mem_g2h(a[0]), op, (int)a[2], (int)a[3], mem_g2h(a[4]), usr_order32((uint32_t)a[5])));
    case FUTEX_WAKE_OP: return wake_op(a, op & FUTEX_PRIVATE_FLAG);
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_UNLOCK_PI:
    case FUTEX_TRYLOCK_PI:
    case FUTEX_WAIT_REQUEUE_PI:
    case FUTEX_CMP_REQUEUE_PI: return with_pi(t, a, op, wide);
    default: return -ENOSYS;
    }
}

/* The calls of their own: flags FUTEX2_*, of which only 32-bit words (2) and private (128) exist. */
enum { NR_futex_wake = 454, NR_futex_wait = 455, NR_futex_requeue = 456, F2_SIZE = 3, F2_U32 = 2 };

static int64_t check_word(uint64_t g, uint64_t flags)
{
    if ((flags & F2_SIZE) != F2_U32 || g % 4)
        return -EINVAL;
    return mem_ok(g, 4, 0) ? 0 : -EFAULT;
}

int64_t sys_futex_wake(UsrThread *t, const uint64_t *a)
{
    int64_t r = check_word(a[0], a[3]);
    return r ? r : USR_CALL4(t, NR_futex_wake, mem_g2h(a[0]), a[1], (int)a[2], a[3]);
}

int64_t sys_futex_wait(UsrThread *t, const uint64_t *a)
{
    struct timespec ts;
    int64_t r = check_word(a[0], a[3]);
    if (!r && a[4] && usr_get_timespec(&ts, a[4], true))
        r = -EFAULT;
    return r ? r
             : USR_CALL6(t, USR_RESTART_NOHAND, NR_futex_wait, mem_g2h(a[0]), usr_order32((uint32_t)a[1]), a[2], a[3],
                         a[4] ? &ts : NULL, (int)a[5]);
}

/* One struct futex_waitv in host form. */
static int64_t get_waitv(struct futex_waitv *v, uint64_t g_struct)
{
    UsrPack p;
    if (up_get(&p, g_struct, 24))
        return -EFAULT;
    memset(v, 0, sizeof *v);
    v->val = usr_order32((uint32_t)up64(&p));
    uint64_t g = up64(&p);
    v->flags = up32(&p);
    v->__reserved = up32(&p);
    v->uaddr = (uint64_t)(uintptr_t)mem_g2h(g);
    return check_word(g, v->flags);
}

int64_t sys_futex_requeue(UsrThread *t, const uint64_t *a)
{
    struct futex_waitv v[2];
    if (!a[0])
        return -EINVAL;
    for (unsigned i = 0; i < 2; i++) {
        int64_t r = get_waitv(&v[i], a[0] + 24 * i);
        if (r)
            return r;
    }
    return USR_CALL4(t, NR_futex_requeue, v, a[1], (int)a[2], (int)a[3]);
}

/* struct futex_waitv: 64-bit value and address, flags (size 2 = 32 bits), zero. */
int64_t sys_futex_waitv(UsrThread *t, const uint64_t *a)
{
    enum { MAX = 128 };
    struct futex_waitv v[MAX];
    struct timespec ts;
    if (!a[0] || !a[1] || a[1] > MAX || a[2])
        return -EINVAL;
    if (a[3] && usr_get_timespec(&ts, a[3], true))
        return -EFAULT;
    for (uint64_t i = 0; i < a[1]; i++) {
        int64_t r = get_waitv(&v[i], a[0] + 24 * i);
        if (r)
            return r;
    }
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_futex_waitv, v, a[1], 0, a[3] ? &ts : NULL, (int)a[4], 0);
}

int64_t sys_futex(UsrThread *t, const uint64_t *a)
{
    return do_futex(t, a, false);
}

int64_t sys_futex_time64(UsrThread *t, const uint64_t *a)
{
    return do_futex(t, a, true);
}

int64_t sys_set_robust_list(UsrThread *t, const uint64_t *a)
{
    if (a[1] != 3 * usr_word())
        return -EINVAL;
    t->robust_list = a[0];
    t->robust_len = a[1];
    return 0;
}

int64_t sys_get_robust_list(UsrThread *t, const uint64_t *a)
{
    int64_t r = -ESRCH;
    uint64_t head = 0, len = 0;
    pthread_mutex_lock(&usr.lock);
    for (UsrThread *o = usr.threads; o; o = o->next)
        if (o->tid == (int)a[0] || (!a[0] && o == t)) {
            head = o->robust_list;
            len = 3 * usr_word();
            r = 0;
        }
    pthread_mutex_unlock(&usr.lock);
    if (r)
        return r;
    return usr_put_long(a[1], head) || usr_put_long(a[2], len) ? -EFAULT : 0;
}
