/* SPDX-License-Identifier: Apache-2.0 */
/* System calls on processes: starting, ending, waiting, executing, identity. */
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/user/sys.h"

/* ---- Ending and starting ------------------------------------------------------------- */

int64_t sys_exit(UsrThread *t, const uint64_t *a)
{
    int status = (int)a[0] & 0xff;
    t->exit_status = status;
    t->ending = true;
    if (t->vfork_child)
        usr_exit_group(t, status, 0);
    return USR_NO_RESULT;
}

int64_t sys_exit_group(UsrThread *t, const uint64_t *a)
{
    t->exit_status = (int)a[0] & 0xff;
    usr_exit_group(t, t->exit_status, 0);
    return USR_NO_RESULT;
}

int64_t sys_fork(UsrThread *t, const uint64_t *a)
{
    (void)a;
    UsrClone c = {.exit_signal = SIGCHLD};
    return usr_clone(t, &c);
}

int64_t sys_vfork(UsrThread *t, const uint64_t *a)
{
    (void)a;
    UsrClone c = {.flags = CLONE_VM | CLONE_VFORK, .exit_signal = SIGCHLD};
    return usr_clone(t, &c);
}

/* powerpc: flags, stack, parent_tid, tls, child_tid. */
int64_t sys_clone(UsrThread *t, const uint64_t *a)
{
    UsrClone c = {.flags = a[0] & ~(uint64_t)CSIGNAL,
                  .exit_signal = (int)(a[0] & CSIGNAL),
                  .stack = a[1],
                  .parent_tid = a[2],
                  .pidfd = a[2],
                  .tls = a[3],
                  .child_tid = a[4]};
    if ((c.flags & CLONE_PIDFD) && (c.flags & CLONE_PARENT_SETTID))
        return -EINVAL;
    return usr_clone(t, &c);
}

/* struct clone_args: 64-bit fields on every ABI. */
int64_t sys_clone3(UsrThread *t, const uint64_t *a)
{
    UsrPack p;
    uint64_t f[11] = {0};
    int64_t r = sys_get_sized(&p, a[0], a[1], 64, sizeof f);
    if (r)
        return r;
    for (unsigned i = 0; i < 11; i++)
        f[i] = up64(&p);
    enum { FLAGS, PIDFD, CHILD_TID, PARENT_TID, EXIT_SIGNAL, STACK, STACK_SIZE, TLS, SET_TID, SET_TID_SIZE, CGROUP };
    if (f[SET_TID_SIZE] || (f[FLAGS] & CLONE_INTO_CGROUP))
        return -EINVAL;
    if ((f[STACK] == 0) != (f[STACK_SIZE] == 0) || (f[FLAGS] & CSIGNAL) || f[EXIT_SIGNAL] > 64)
        return -EINVAL;
    if ((f[FLAGS] & CLONE_PIDFD && !mem_ok(f[PIDFD], 4, MEM_W)) || (f[STACK] && !mem_ok(f[STACK], f[STACK_SIZE], 0)))
        return f[FLAGS] & CLONE_PIDFD ? -EFAULT : -EINVAL;
    UsrClone c = {.flags = f[FLAGS],
                  .exit_signal = (int)f[EXIT_SIGNAL],
                  .stack = f[STACK] + f[STACK_SIZE],
                  .parent_tid = f[PARENT_TID],
                  .pidfd = f[PIDFD],
                  .tls = f[TLS],
                  .child_tid = f[CHILD_TID]};
    return usr_clone(t, &c);
}

int64_t sys_set_tid_address(UsrThread *t, const uint64_t *a)
{
    t->clear_child_tid = a[0];
    return t->tid;
}

int64_t sys_ptrace(UsrThread *t, const uint64_t *a)
{
    static bool said;
    (void)t, (void)a;
    if (!__atomic_exchange_n(&said, true, __ATOMIC_RELAXED))
        usr_warn("ptrace is refused: a traced process would show the engine, not the guest");
    return -EPERM;
}

int64_t sys_restart_syscall(UsrThread *t, const uint64_t *a)
{
    (void)t, (void)a;
    return -EINTR;
}

/* ---- execve ------------------------------------------------------------------------- */

/* A NULL-terminated array of strings, which stay where they are; NULL with *r set on a bad pointer. A NULL array is an
 * empty one. */
static char **get_strings(UsrThread *t, uint64_t g, int64_t *r)
{
    uint64_t n = 0, p = 1;
    unsigned word = usr_word();
    *r = -EFAULT;
    for (; g && p; n++)
        if (usr_get_long(g + n * word, &p))
            return NULL;
    char **v = usr_exec_alloc(t, (n + 1) * sizeof *v);
    for (uint64_t i = 0; v && i + 1 < n; i++) {
        if (usr_get_long(g + i * word, &p) || usr_strlen(p) < 0)
            return NULL;
        v[i] = mem_g2h(p);
    }
    *r = v ? 0 : -ENOMEM;
    return v;
}

static int64_t do_execve(UsrThread *t, int dirfd, uint64_t path_g, uint64_t argv_g, uint64_t envp_g, int flags)
{
    char path[PATH_MAX];
    int64_t r;
    if (!sys_get_path(path_g, path, &r))
        return r;
    char **argv = get_strings(t, argv_g, &r), **envp = argv ? get_strings(t, envp_g, &r) : NULL;
    if (envp)
        r = usr_execve(t, dirfd, path, argv, envp, flags);
    usr_exec_free(t);
    return r;
}

int64_t sys_execve(UsrThread *t, const uint64_t *a)
{
    return do_execve(t, AT_FDCWD, a[0], a[1], a[2], 0);
}

int64_t sys_execveat(UsrThread *t, const uint64_t *a)
{
    return do_execve(t, (int)a[0], a[1], a[2], a[3], (int)a[4]);
}

/* ---- Waiting ------------------------------------------------------------------------ */

int sys_put_rusage(uint64_t g, const struct rusage *ru)
{
    UsrPack p = {0};
    const long v[] = {ru->ru_maxrss, ru->ru_ixrss,    ru->ru_idrss,   ru->ru_isrss,   ru->ru_minflt,
                      ru->ru_majflt, ru->ru_nswap,    ru->ru_inblock, ru->ru_oublock, ru->ru_msgsnd,
                      ru->ru_msgrcv, ru->ru_nsignals, ru->ru_nvcsw,   ru->ru_nivcsw};
    pk_long(&p, (uint64_t)ru->ru_utime.tv_sec);
    pk_long(&p, (uint64_t)ru->ru_utime.tv_usec);
    pk_long(&p, (uint64_t)ru->ru_stime.tv_sec);
    pk_long(&p, (uint64_t)ru->ru_stime.tv_usec);
    for (unsigned i = 0; i < sizeof v / sizeof v[0]; i++)
        pk_long(&p, (uint64_t)v[i]);
    return pk_put(&p, g);
}

int64_t sys_wait4(UsrThread *t, const uint64_t *a)
{
    struct rusage ru;
    int status = 0;
    int64_t r = USR_CALL4(t, SYS_wait4, (int)a[0], &status, a[2], a[3] ? &ru : NULL);
    if (r <= 0)
        return r;
    if ((a[1] && usr_put32(a[1], (uint32_t)status)) || (a[3] && sys_put_rusage(a[3], &ru)))
        return -EFAULT;
    return r;
}

int64_t sys_waitpid(UsrThread *t, const uint64_t *a)
{
    const uint64_t b[6] = {a[0], a[1], a[2], 0, 0, 0};
    return sys_wait4(t, b);
}

int64_t sys_waitid(UsrThread *t, const uint64_t *a)
{
    struct rusage ru;
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_waitid, (int)a[0], (int)a[1], &info, a[3], a[4] ? &ru : NULL, 0);
    if (r < 0)
        return r;
    if ((a[2] && usr_put_siginfo(a[2], &info)) || (a[4] && sys_put_rusage(a[4], &ru)))
        return -EFAULT;
    return r;
}

int64_t sys_getrusage(UsrThread *t, const uint64_t *a)
{
    struct rusage ru;
    int64_t r = USR_CALL3(t, SYS_getrusage, (int)a[0], &ru, 0);
    return r ? r : sys_put_rusage(a[1], &ru);
}

/* ---- Identity ----------------------------------------------------------------------- */

static int64_t three_ids(UsrThread *t, long nr, const uint64_t *a)
{
    uint32_t id[3];
    int64_t r = USR_CALL3(t, nr, &id[0], &id[1], &id[2]);
    for (unsigned i = 0; i < 3 && r == 0; i++)
        r = usr_put32(a[i], id[i]);
    return r;
}

int64_t sys_getresuid(UsrThread *t, const uint64_t *a)
{
    return three_ids(t, SYS_getresuid, a);
}

int64_t sys_getresgid(UsrThread *t, const uint64_t *a)
{
    return three_ids(t, SYS_getresgid, a);
}

enum { MAX_GROUPS = 65536 };

int64_t sys_getgroups(UsrThread *t, const uint64_t *a)
{
    static _Thread_local uint32_t ids[MAX_GROUPS];
    int64_t n = USR_CALL3(t, SYS_getgroups, a[0] > MAX_GROUPS ? MAX_GROUPS : (int)a[0], ids, 0);
    for (int64_t i = 0; a[0] && i < n; i++)
        if (usr_put32(a[1] + 4 * (uint64_t)i, ids[i]))
            return -EFAULT;
    return n;
}

int64_t sys_setgroups(UsrThread *t, const uint64_t *a)
{
    if (a[0] > MAX_GROUPS)
        return -EINVAL;
    uint32_t *ids = calloc(a[0] + 1, 4);
    int64_t r = ids ? 0 : -ENOMEM;
    for (uint64_t i = 0; i < a[0] && !r; i++)
        r = usr_get32(a[1] + 4 * i, &ids[i]);
    if (!r)
        r = USR_CALL3(t, SYS_setgroups, a[0], ids, 0);
    free(ids);
    return r;
}

int64_t sys_getpriority(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_getpriority, (int)a[0], (int)a[1], 0);
}

int64_t sys_nice(UsrThread *t, const uint64_t *a)
{
    int64_t now = 20 - syscall(SYS_getpriority, PRIO_PROCESS, 0), want = now + (int)a[0];
    want = want < -20 ? -20 : want > 19 ? 19 : want;
    int64_t r = USR_CALL3(t, SYS_setpriority, PRIO_PROCESS, 0, want);
    return r == -EACCES ? -EPERM : r;
}

/* Version 1 has one pair of sets, later ones two; all words. */
static int64_t capabilities(UsrThread *t, long nr, const uint64_t *a)
{
    uint32_t head[2], data[6] = {0};
    if (usr_get32(a[0], &head[0]) || usr_get32(a[0] + 4, &head[1]))
        return -EFAULT;
    unsigned n = head[0] == 0x19980330 ? 3 : 6;
    for (unsigned i = 0; nr == SYS_capset && i < n; i++)
        if (usr_get32(a[1] + 4 * i, &data[i]))
            return -EFAULT;
    int64_t r = USR_CALL3(t, nr, head, a[1] ? data : NULL, 0);
    if (usr_put32(a[0], head[0]))
        return -EFAULT;
    for (unsigned i = 0; nr == SYS_capget && r == 0 && a[1] && i < n; i++)
        if (usr_put32(a[1] + 4 * i, data[i]))
            return -EFAULT;
    return r;
}

int64_t sys_capget(UsrThread *t, const uint64_t *a)
{
    return capabilities(t, SYS_capget, a);
}

int64_t sys_capset(UsrThread *t, const uint64_t *a)
{
    return capabilities(t, SYS_capset, a);
}
