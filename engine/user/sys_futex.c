/* SPDX-License-Identifier: Apache-2.0 */
/*
 * futex for a guest of the other byte order: the kernel compares and changes
 * 32-bit words, so values are turned round for comparing, and the operations
 * that compute (FUTEX_WAKE_OP) are done here. Priority-inheritance futexes hold
 * thread ids that the kernel itself reads and writes; they are refused.
 */
#include <linux/futex.h>

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
static int64_t wake_op(UsrThread *t, const uint64_t *a, int flags)
{
    uint32_t code = (uint32_t)a[5], op = code >> 28, old = 0;
    int32_t oparg = (int32_t)(code << 8) >> 20, cmparg = (int32_t)(code << 20) >> 20;
    bool known;
    if (op & FUTEX_OP_OPARG_SHIFT)
        oparg = (int32_t)(1u << (oparg & 31));
    int64_t e = apply(a[4], op, (uint32_t)oparg, &old);
    if (e)
        return e;
    int64_t n = USR_CALL6(t, USR_RESTART, SYS_futex, mem_g2h(a[0]), FUTEX_WAKE | flags, a[2], 0, 0, 0);
    bool also = compare(code >> 24, (int32_t)old, cmparg, &known);
    if (n < 0 || !known)
        return known ? n : -ENOSYS;
    if (also) {
        int64_t m = USR_CALL6(t, USR_RESTART, SYS_futex, mem_g2h(a[4]), FUTEX_WAKE | flags, a[3], 0, 0, 0);
        n = m < 0 ? m : n + m;
    }
    return n;
}

static int64_t wait_for(UsrThread *t, const uint64_t *a, int op, bool wide)
{
    struct timespec ts;
    int cmd = op & FUTEX_CMD_MASK;
    if (a[3] && usr_get_timespec(&ts, a[3], wide))
        return -EFAULT;
    /* A relative time starts again when the call does; an absolute one does not care. */
    int64_t interrupted = cmd == FUTEX_WAIT && a[3] ? USR_RESTART_NOHAND : USR_RESTART;
    return USR_CALL6(t, interrupted, SYS_futex, mem_g2h(a[0]), op, usr_order32((uint32_t)a[2]), a[3] ? &ts : NULL, 0,
                     a[5]);
}

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
    case FUTEX_WAKE_BITSET: return USR_CALL6(t, USR_RESTART, SYS_futex, mem_g2h(a[0]), op, a[2], 0, 0, a[5]);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return USR_CALL6(t, USR_RESTART, SYS_futex, mem_g2h(a[0]), op, a[2], a[3], mem_g2h(a[4]),
                         usr_order32((uint32_t)a[5]));
    case FUTEX_WAKE_OP: return wake_op(t, a, op & (FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME));
    default: return -ENOSYS; /* PI operations: the C library reports them as not supported */
    }
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
