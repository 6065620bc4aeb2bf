/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System V IPC, by the direct calls and by ipc(); POSIX message queues.
 * Structures: asm/ipcbuf.h, shmbuf.h, sembuf.h, msgbuf.h of powerpc; 32-bit
 * times are pairs of words, the upper one first.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "engine/user/sys.h"

enum { G_IPC_64 = 0x100 };

/* ---- Structures ----------------------------------------------------------------------- */

static void put_perm(UsrPack *p, const struct ipc_perm *m)
{
    pk32(p, (uint32_t)m->__key);
    pk32(p, m->uid);
    pk32(p, m->gid);
    pk32(p, m->cuid);
    pk32(p, m->cgid);
    pk32(p, m->mode);
    pk32(p, m->__seq);
    pk32(p, 0);
    pk64(p, 0);
    pk64(p, 0);
}

static void get_perm(UsrPack *p, struct ipc_perm *m)
{
    up32(p);
    m->uid = up32(p);
    m->gid = up32(p);
    up32(p);
    up32(p);
    m->mode = (unsigned short)up32(p);
}

static void put_time(UsrPack *p, time_t v)
{
    pk64(p, (uint64_t)v); /* two words, high and low, or one long: the same bytes big-endian */
}

enum { PERM_BYTES = 48 };

static int put_shm(uint64_t g, const struct shmid_ds *d)
{
    UsrPack p = {0};
    put_perm(&p, &d->shm_perm);
    put_time(&p, d->shm_atime);
    put_time(&p, d->shm_dtime);
    put_time(&p, d->shm_ctime);
    if (!usr_abi.guest64)
        pk32(&p, 0);
    pk_long(&p, d->shm_segsz);
    pk32(&p, (uint32_t)d->shm_cpid);
    pk32(&p, (uint32_t)d->shm_lpid);
    pk_long(&p, d->shm_nattch);
    pk_long(&p, 0);
    pk_long(&p, 0);
    return pk_put(&p, g);
}

static int put_sem(uint64_t g, const struct semid_ds *d)
{
    UsrPack p = {0};
    put_perm(&p, &d->sem_perm);
    put_time(&p, d->sem_otime);
    put_time(&p, d->sem_ctime);
    pk_long(&p, d->sem_nsems);
    pk_long(&p, 0);
    pk_long(&p, 0);
    return pk_put(&p, g);
}

static int put_msg(uint64_t g, const struct msqid_ds *d)
{
    UsrPack p = {0};
    put_perm(&p, &d->msg_perm);
    put_time(&p, d->msg_stime);
    put_time(&p, d->msg_rtime);
    put_time(&p, d->msg_ctime);
    pk_long(&p, d->__msg_cbytes);
    pk_long(&p, d->msg_qnum);
    pk_long(&p, d->msg_qbytes);
    pk32(&p, (uint32_t)d->msg_lspid);
    pk32(&p, (uint32_t)d->msg_lrpid);
    pk_long(&p, 0);
    pk_long(&p, 0);
    return pk_put(&p, g);
}

/* ---- Shared memory -------------------------------------------------------------------- */

int64_t sys_shmget(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_shmget, (int)a[0], a[1], a[2]);
}

int64_t sys_shmat(UsrThread *t, const uint64_t *a)
{
    struct shmid_ds d;
    int64_t r = USR_CALL3(t, SYS_shmctl, (int)a[0], IPC_STAT, &d);
    return r < 0 ? r : mem_shmat((int)a[0], a[1], d.shm_segsz, (int)a[2]);
}

int64_t sys_shmdt(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return mem_shmdt(a[0]);
}

int64_t sys_shmctl(UsrThread *t, const uint64_t *a)
{
    int cmd = (int)a[1] & ~G_IPC_64;
    struct shmid_ds d;
    struct shminfo info;
    struct shm_info sum;
    UsrPack p = {0};
    int64_t r;
    switch (cmd) {
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY:
        r = USR_CALL3(t, SYS_shmctl, (int)a[0], cmd, &d);
        return r < 0 ? r : put_shm(a[2], &d) ? -EFAULT : r;
    case IPC_SET:
        if (up_get(&p, a[2], PERM_BYTES))
            return -EFAULT;
        memset(&d, 0, sizeof d);
        get_perm(&p, &d.shm_perm);
        return USR_CALL3(t, SYS_shmctl, (int)a[0], cmd, &d);
    case IPC_INFO:
        r = USR_CALL3(t, SYS_shmctl, (int)a[0], cmd, &info);
        if (r < 0)
            return r;
        pk_long(&p, info.shmmax > UINT32_MAX && !usr_abi.guest64 ? INT32_MAX : info.shmmax);
        pk_long(&p, info.shmmin);
        pk_long(&p, info.shmmni);
        pk_long(&p, info.shmseg);
        pk_long(&p, info.shmall > UINT32_MAX && !usr_abi.guest64 ? INT32_MAX : info.shmall);
        pk_skip(&p, 4 * usr_word());
        return pk_put(&p, a[2]) ? -EFAULT : r;
    case SHM_INFO:
        r = USR_CALL3(t, SYS_shmctl, (int)a[0], cmd, &sum);
        if (r < 0)
            return r;
        pk32(&p, (uint32_t)sum.used_ids);
        pk_long(&p, sum.shm_tot);
        pk_long(&p, sum.shm_rss);
        pk_long(&p, sum.shm_swp);
        pk_long(&p, sum.swap_attempts);
        pk_long(&p, sum.swap_successes);
        return pk_put(&p, a[2]) ? -EFAULT : r;
    case IPC_RMID:
    case SHM_LOCK:
    case SHM_UNLOCK: return USR_CALL3(t, SYS_shmctl, (int)a[0], cmd, NULL);
    default: return -EINVAL;
    }
}

/* ---- Semaphores ----------------------------------------------------------------------- */

int64_t sys_semget(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_semget, (int)a[0], (int)a[1], a[2]);
}

enum { MAX_SEMS = 32000, MAX_SEMOPS = 500 };

/* The values of all semaphores of a set: unsigned shorts. */
static int64_t all_values(UsrThread *t, int id, int cmd, uint64_t g)
{
    struct semid_ds d;
    int64_t r = USR_CALL4(t, SYS_semctl, id, 0, IPC_STAT, &d);
    if (r < 0)
        return r;
    unsigned short v[MAX_SEMS];
    uint64_t n = d.sem_nsems < MAX_SEMS ? d.sem_nsems : MAX_SEMS;
    if (cmd == SETALL) {
        if (usr_get(v, g, 2 * n))
            return -EFAULT;
        for (uint64_t i = 0; i < n; i++)
            v[i] = usr_order16(v[i]);
        return USR_CALL4(t, SYS_semctl, id, 0, cmd, v);
    }
    r = USR_CALL4(t, SYS_semctl, id, 0, cmd, v);
    for (uint64_t i = 0; i < n && r >= 0; i++)
        v[i] = usr_order16(v[i]);
    return r < 0 ? r : usr_put(g, v, 2 * n) ? -EFAULT : r;
}

int64_t sys_semctl(UsrThread *t, const uint64_t *a)
{
    int cmd = (int)a[2] & ~G_IPC_64;
    struct semid_ds d;
    struct seminfo info;
    UsrPack p = {0};
    int64_t r;
    switch (cmd) {
    case IPC_STAT:
    case SEM_STAT:
    case SEM_STAT_ANY:
        r = USR_CALL4(t, SYS_semctl, (int)a[0], (int)a[1], cmd, &d);
        return r < 0 ? r : put_sem(a[3], &d) ? -EFAULT : r;
    case IPC_SET:
        if (up_get(&p, a[3], PERM_BYTES))
            return -EFAULT;
        memset(&d, 0, sizeof d);
        get_perm(&p, &d.sem_perm);
        return USR_CALL4(t, SYS_semctl, (int)a[0], 0, cmd, &d);
    case GETALL:
    case SETALL: return all_values(t, (int)a[0], cmd, a[3]);
    case IPC_INFO:
    case SEM_INFO:
        r = USR_CALL4(t, SYS_semctl, (int)a[0], 0, cmd, &info);
        for (unsigned i = 0; i < 10 && r >= 0; i++)
            pk32(&p, (uint32_t)((int *)&info)[i]);
        return r < 0 ? r : pk_put(&p, a[3]) ? -EFAULT : r;
    case SETVAL:
    case GETVAL:
    case GETPID:
    case GETNCNT:
    case GETZCNT:
    case IPC_RMID: return USR_CALL4(t, SYS_semctl, (int)a[0], (int)a[1], cmd, (int)a[3]);
    default: return -EINVAL;
    }
}

static int64_t do_semop(UsrThread *t, int id, uint64_t g, uint64_t n, uint64_t timeout_g, bool wide)
{
    struct sembuf ops[MAX_SEMOPS];
    struct timespec ts;
    if (n > MAX_SEMOPS)
        return -E2BIG;
    if (usr_get(ops, g, n * sizeof ops[0]) || (timeout_g && usr_get_timespec(&ts, timeout_g, wide)))
        return -EFAULT;
    for (uint64_t i = 0; i < n; i++) {
        ops[i].sem_num = usr_order16(ops[i].sem_num);
        ops[i].sem_op = (short)usr_order16((uint16_t)ops[i].sem_op);
        ops[i].sem_flg = (short)usr_order16((uint16_t)ops[i].sem_flg);
    }
    return USR_CALL6(t, -EINTR, SYS_semtimedop, id, ops, n, timeout_g ? &ts : NULL, 0, 0);
}

int64_t sys_semtimedop_time64(UsrThread *t, const uint64_t *a)
{
    return do_semop(t, (int)a[0], a[1], a[2], a[3], true);
}

/* ---- Messages ------------------------------------------------------------------------- */

int64_t sys_msgget(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_msgget, (int)a[0], a[1], 0);
}

enum { MAX_MSG = 1 << 20 };

/* struct msgbuf: a long, then the bytes. */
int64_t sys_msgsnd(UsrThread *t, const uint64_t *a)
{
    uint64_t type;
    if (a[2] > MAX_MSG)
        return -EINVAL;
    long *m = malloc(sizeof(long) + a[2]);
    int64_t r = m ? 0 : -ENOMEM;
    if (!r)
        r = usr_get_long(a[1], &type) || usr_get(m + 1, a[1] + usr_word(), a[2]) ? -EFAULT : 0;
    if (!r) {
        *m = usr_abi.guest64 ? (long)type : (int32_t)type;
        r = USR_CALL6(t, -EINTR, SYS_msgsnd, (int)a[0], m, a[2], a[3], 0, 0);
    }
    free(m);
    return r;
}

int64_t sys_msgrcv(UsrThread *t, const uint64_t *a)
{
    uint64_t n = a[2] > MAX_MSG ? MAX_MSG : a[2];
    if (a[2] > INT32_MAX)
        return -EINVAL;
    long *m = malloc(sizeof(long) + n);
    if (!m)
        return -ENOMEM;
    int64_t r = USR_CALL6(t, -EINTR, SYS_msgrcv, (int)a[0], m, n, (int64_t)a[3], a[4], 0);
    if (r >= 0 && (usr_put_long(a[1], (uint64_t)*m) || usr_put(a[1] + usr_word(), m + 1, (uint64_t)r)))
        r = -EFAULT;
    free(m);
    return r;
}

int64_t sys_msgctl(UsrThread *t, const uint64_t *a)
{
    int cmd = (int)a[1] & ~G_IPC_64;
    struct msqid_ds d;
    struct msginfo info;
    UsrPack p = {0};
    int64_t r;
    switch (cmd) {
    case IPC_STAT:
    case MSG_STAT:
    case MSG_STAT_ANY:
        r = USR_CALL3(t, SYS_msgctl, (int)a[0], cmd, &d);
        return r < 0 ? r : put_msg(a[2], &d) ? -EFAULT : r;
    case IPC_SET:
        if (up_get(&p, a[2], PERM_BYTES + 24 + 3 * usr_word()))
            return -EFAULT;
        memset(&d, 0, sizeof d);
        get_perm(&p, &d.msg_perm);
        p.n = PERM_BYTES + 24 + 2 * usr_word();
        d.msg_qbytes = up_long(&p);
        return USR_CALL3(t, SYS_msgctl, (int)a[0], cmd, &d);
    case IPC_INFO:
    case MSG_INFO:
        r = USR_CALL3(t, SYS_msgctl, (int)a[0], cmd, &info);
        for (unsigned i = 0; i < 7 && r >= 0; i++)
            pk32(&p, (uint32_t)((int *)&info)[i]);
        pk16(&p, info.msgseg);
        pk_align(&p, 4);
        return r < 0 ? r : pk_put(&p, a[2]) ? -EFAULT : r;
    case IPC_RMID: return USR_CALL3(t, SYS_msgctl, (int)a[0], cmd, NULL);
    default: return -EINVAL;
    }
}

/* ---- ipc() ---------------------------------------------------------------------------- */

/* call, first, second, third, pointer, fifth (linux/ipc.h). */
int64_t sys_ipc(UsrThread *t, const uint64_t *a)
{
    uint64_t v[6] = {a[1], a[2], a[3], 0, 0, 0}, p = a[4], fifth = a[5];
    uint64_t arg;
    int64_t r;
    switch (a[0] & 0xffff) {
    case 1: return do_semop(t, (int)a[1], p, a[2], 0, false);
    case 4: return do_semop(t, (int)a[1], p, a[2], fifth, false);
    case 2: return sys_semget(t, v);
    case 3: /* the fourth argument of semctl is in memory */
        if (!p)
            return -EINVAL;
        if (usr_get_long(p, &arg))
            return -EFAULT;
        v[3] = arg;
        return sys_semctl(t, v);
    case 11: {
        const uint64_t m[6] = {a[1], p, a[2], a[3], 0, 0};
        return sys_msgsnd(t, m);
    }
    case 12: {
        uint64_t m[6] = {a[1], p, a[2], fifth, a[3], 0};
        if (!(a[0] >> 16)) { /* version 0: buffer and type in memory */
            uint64_t type;
            if (!p)
                return -EINVAL;
            if (usr_get_long(p, &m[1]) || usr_get_long(p + usr_word(), &type))
                return -EFAULT;
            m[3] = type;
        }
        m[3] = usr_abi.guest64 ? m[3] : (uint64_t)(int64_t)(int32_t)m[3];
        return sys_msgrcv(t, m);
    }
    case 13: return sys_msgget(t, v);
    case 14: {
        const uint64_t m[6] = {a[1], a[2], p, 0, 0, 0};
        return sys_msgctl(t, m);
    }
    case 21: {
        const uint64_t m[6] = {a[1], p, a[2], 0, 0, 0};
        r = sys_shmat(t, m);
        return r < 0 ? r : usr_put_long(a[3], (uint64_t)r);
    }
    case 22: v[0] = p; return sys_shmdt(t, v);
    case 23: v[1] = (uint32_t)a[2]; return sys_shmget(t, v);
    case 24: {
        const uint64_t m[6] = {a[1], a[2], p, 0, 0, 0};
        return sys_shmctl(t, m);
    }
    default: return -ENOSYS;
    }
}

/* ---- POSIX message queues --------------------------------------------------------------- */

/* struct mq_attr: flags, maxmsg, msgsize, curmsgs and four spare longs. */
static int get_attr(struct mq_attr *m, uint64_t g)
{
    UsrPack p;
    memset(m, 0, sizeof *m);
    if (up_get(&p, g, 8 * usr_word()))
        return -EFAULT;
    m->mq_flags = (long)up_slong(&p);
    m->mq_maxmsg = (long)up_slong(&p);
    m->mq_msgsize = (long)up_slong(&p);
    m->mq_curmsgs = (long)up_slong(&p);
    return 0;
}

int64_t sys_mq_open(UsrThread *t, const uint64_t *a)
{
    struct mq_attr m;
    if (a[3] && get_attr(&m, a[3]))
        return -EFAULT;
    return USR_CALL4(t, SYS_mq_open, usr_ptr(a[0]), sys_open_flags_to_host((uint32_t)a[1]), a[2], a[3] ? &m : NULL);
}

int64_t sys_mq_getsetattr(UsrThread *t, const uint64_t *a)
{
    struct mq_attr m, old;
    if (a[1] && get_attr(&m, a[1]))
        return -EFAULT;
    int64_t r = USR_CALL3(t, SYS_mq_getsetattr, (int)a[0], a[1] ? &m : NULL, &old);
    if (r || !a[2])
        return r;
    UsrPack p = {0};
    pk_long(&p, (uint64_t)old.mq_flags);
    pk_long(&p, (uint64_t)old.mq_maxmsg);
    pk_long(&p, (uint64_t)old.mq_msgsize);
    pk_long(&p, (uint64_t)old.mq_curmsgs);
    pk_skip(&p, 4 * usr_word());
    return pk_put(&p, a[2]);
}

static int64_t mq_send_to(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts;
    if (a[4] && usr_get_timespec(&ts, a[4], wide))
        return -EFAULT;
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_mq_timedsend, (int)a[0], usr_ptr(a[1]), a[2], a[3], a[4] ? &ts : NULL,
                     0);
}

int64_t sys_mq_timedsend(UsrThread *t, const uint64_t *a)
{
    return mq_send_to(t, a, false);
}

int64_t sys_mq_timedsend_time64(UsrThread *t, const uint64_t *a)
{
    return mq_send_to(t, a, true);
}

static int64_t mq_receive_from(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts;
    unsigned prio = 0;
    if (a[4] && usr_get_timespec(&ts, a[4], wide))
        return -EFAULT;
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_mq_timedreceive, (int)a[0], usr_out(a[1], a[2]), a[2], &prio,
                          a[4] ? &ts : NULL, 0);
    return r >= 0 && a[3] && usr_put32(a[3], prio) ? -EFAULT : r;
}

int64_t sys_mq_timedreceive(UsrThread *t, const uint64_t *a)
{
    return mq_receive_from(t, a, false);
}

int64_t sys_mq_timedreceive_time64(UsrThread *t, const uint64_t *a)
{
    return mq_receive_from(t, a, true);
}

/* sigevent. SIGEV_THREAD of the C library: the value points to 32 bytes that come back over the netlink socket whose
 * descriptor the signal number is. */
int64_t sys_mq_notify(UsrThread *t, const uint64_t *a)
{
    enum { COOKIE_BYTES = 32 };
    struct sigevent ev;
    UsrPack p;
    memset(&ev, 0, sizeof ev);
    if (!a[1])
        return USR_CALL3(t, SYS_mq_notify, (int)a[0], NULL, 0);
    if (up_get(&p, a[1], 64))
        return -EFAULT;
    uint64_t value = up_long(&p);
    ev.sigev_signo = (int)up32(&p);
    ev.sigev_notify = (int)up32(&p);
    ev.sigev_value.sival_ptr = (void *)(uintptr_t)value;
    if (ev.sigev_notify == SIGEV_THREAD) {
        if (!mem_ok(value, COOKIE_BYTES, MEM_R))
            return -EFAULT;
        ev.sigev_value.sival_ptr = mem_g2h(value);
    }
    return USR_CALL3(t, SYS_mq_notify, (int)a[0], &ev, 0);
}
