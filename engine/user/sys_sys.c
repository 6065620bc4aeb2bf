/* SPDX-License-Identifier: Apache-2.0 */
/* System calls about the system and scheduling: uname, sysinfo, prctl, personality, sched_*. */
#include <sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include "engine/user/sys.h"

int64_t sys_uname(UsrThread *t, const uint64_t *a)
{
    (void)t;
    struct utsname u;
    UsrPack p = {0};
    if (uname(&u))
        return -errno;
    const char *machine = usr_abi.guest64 ? usr_abi.little ? "ppc64le" : "ppc64" : "ppc";
    const char *field[6] = {u.sysname, u.nodename, u.release, u.version, machine, u.domainname};
    for (unsigned i = 0; i < 6; i++) {
        char b[65] = "";
        snprintf(b, sizeof b, "%s", field[i]);
        pk_bytes(&p, b, sizeof b);
    }
    return pk_put(&p, a[0]);
}

int64_t sys_sysinfo(UsrThread *t, const uint64_t *a)
{
    struct sysinfo s;
    int64_t r = USR_CALL3(t, SYS_sysinfo, &s, 0, 0);
    if (r)
        return r;
    UsrPack p = {0};
    uint64_t most = s.totalram > s.totalswap ? s.totalram : s.totalswap;
    unsigned shift = 0; /* amounts count larger units where bytes do not fit */
    while (!usr_abi.guest64 && (most * s.mem_unit) >> shift > UINT32_MAX)
        shift += 12;
    uint64_t unit = shift ? 1ull << shift : s.mem_unit;
    const uint64_t mem[] = {s.totalram, s.freeram, s.sharedram, s.bufferram, s.totalswap, s.freeswap};
    pk_long(&p, (uint64_t)s.uptime);
    for (unsigned i = 0; i < 3; i++)
        pk_long(&p, s.loads[i]);
    for (unsigned i = 0; i < 6; i++)
        pk_long(&p, shift ? (mem[i] * s.mem_unit) >> shift : mem[i]);
    pk16(&p, s.procs);
    pk16(&p, 0);
    pk_long(&p, shift ? (s.totalhigh * s.mem_unit) >> shift : s.totalhigh);
    pk_long(&p, shift ? (s.freehigh * s.mem_unit) >> shift : s.freehigh);
    pk32(&p, (uint32_t)unit);
    if (!usr_abi.guest64)
        pk_skip(&p, 8);
    return pk_put(&p, a[0]);
}

int64_t sys_personality(UsrThread *t, const uint64_t *a)
{
    (void)t;
    uint32_t old = usr.personality, want = (uint32_t)a[0];
    if (want == 0xffffffff)
        return old;
    usr.personality = want;
    mem_read_implies_exec = want & 0x0400000;
    return old;
}

/* ---- prctl -------------------------------------------------------------------------- */

/* Floating-point exception mode (PR_FP_EXC_DISABLED 0 ... PRECISE 3), kept in fp_trap: on or off is all there is. */
static int64_t fp_exceptions(UsrThread *t, bool set, uint64_t arg)
{
    enum { SW_ENABLE = 0x80, PRECISE = 3 };
    if (!set)
        return usr_put32(arg, t->cpu->fp_trap ? PRECISE : 0);
    if (arg & SW_ENABLE || arg > PRECISE)
        return -EINVAL;
    t->cpu->fp_trap = arg != 0;
    ppc_update_tb_flags(t->cpu);
    return 0;
}

int64_t sys_prctl(UsrThread *t, const uint64_t *a)
{
    int op = (int)a[0];
    char name[17] = "";
    int value = 0;
    int64_t r;
    switch (op) {
    case PR_SET_NAME:
        r = usr_get_str(name, a[1], 16);
        if (r == -EFAULT)
            return r;
        return USR_CALL3(t, SYS_prctl, op, name, 0);
    case PR_GET_NAME: r = USR_CALL3(t, SYS_prctl, op, name, 0); return r ? r : usr_put(a[1], name, 16);
    case PR_GET_PDEATHSIG:
    case PR_GET_CHILD_SUBREAPER:
        r = USR_CALL3(t, SYS_prctl, op, &value, 0);
        return r ? r : usr_put32(a[1], (uint32_t)value);
    case PR_SET_FPEXC: return fp_exceptions(t, true, a[1]);
    case PR_GET_FPEXC: return fp_exceptions(t, false, a[1]);
    case PR_GET_ENDIAN: return usr_put32(a[1], usr_abi.little ? PR_ENDIAN_LITTLE : PR_ENDIAN_BIG);
    case PR_GET_TID_ADDRESS: return usr_put_long(a[1], t->clear_child_tid);
    case PR_SET_PDEATHSIG:
    case PR_GET_DUMPABLE:
    case PR_SET_DUMPABLE:
    case PR_GET_KEEPCAPS:
    case PR_SET_KEEPCAPS:
    case PR_GET_TIMING:
    case PR_SET_TIMING:
    case PR_CAPBSET_READ:
    case PR_CAPBSET_DROP:
    case PR_GET_SECUREBITS:
    case PR_SET_SECUREBITS:
    case PR_GET_TIMERSLACK:
    case PR_SET_TIMERSLACK:
    case PR_SET_CHILD_SUBREAPER:
    case PR_SET_NO_NEW_PRIVS:
    case PR_GET_NO_NEW_PRIVS:
    case PR_GET_THP_DISABLE:
    case PR_CAP_AMBIENT:
    case PR_GET_IO_FLUSHER:
    case PR_SET_PTRACER: return USR_CALL6(t, USR_RESTART_NOHAND, SYS_prctl, op, a[1], a[2], a[3], a[4], 0);
    case PR_SET_VMA:
        return 0; /* names for mappings: nobody sees them */
    /* Filters would judge the engine's system calls, not the guest's. */
    case PR_SET_SECCOMP: return -EINVAL;
    case PR_GET_SECCOMP: return 0;
    default: return -EINVAL;
    }
}

int64_t sys_seccomp(UsrThread *t, const uint64_t *a)
{
    (void)t, (void)a;
    return -EINVAL; /* as a kernel without filters */
}

/* glibc asks for it at every thread's start and does without. */
int64_t sys_rseq(UsrThread *t, const uint64_t *a)
{
    (void)t, (void)a;
    return -ENOSYS;
}

/* ---- Scheduling --------------------------------------------------------------------- */

int64_t sys_sched_setparam(UsrThread *t, const uint64_t *a)
{
    uint32_t prio;
    if (!a[1] || (int)a[0] < 0)
        return -EINVAL;
    if (usr_get32(a[1], &prio))
        return -EFAULT;
    struct sched_param p = {.sched_priority = (int)prio};
    return USR_CALL3(t, SYS_sched_setparam, (int)a[0], &p, 0);
}

int64_t sys_sched_getparam(UsrThread *t, const uint64_t *a)
{
    struct sched_param p;
    int64_t r = USR_CALL3(t, SYS_sched_getparam, (int)a[0], a[1] ? &p : NULL, 0);
    return r ? r : usr_put32(a[1], (uint32_t)p.sched_priority);
}

int64_t sys_sched_setscheduler(UsrThread *t, const uint64_t *a)
{
    uint32_t prio;
    if (!a[2] || (int)a[0] < 0 || (int)a[1] < 0)
        return -EINVAL;
    if (usr_get32(a[2], &prio))
        return -EFAULT;
    struct sched_param p = {.sched_priority = (int)prio};
    return USR_CALL3(t, SYS_sched_setscheduler, (int)a[0], (int)a[1], &p);
}

static int64_t rr_interval(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts;
    int64_t r = USR_CALL3(t, SYS_sched_rr_get_interval, (int)a[0], &ts, 0);
    return r ? r : usr_put_timespec(a[1], &ts, wide);
}

int64_t sys_sched_rr_get_interval(UsrThread *t, const uint64_t *a)
{
    return rr_interval(t, a, false);
}

int64_t sys_sched_rr_get_interval_time64(UsrThread *t, const uint64_t *a)
{
    return rr_interval(t, a, true);
}

/* CPU sets are arrays of longs. */
enum { CPU_BYTES = 1024 };

int64_t sys_sched_setaffinity(UsrThread *t, const uint64_t *a)
{
    uint8_t set[CPU_BYTES] = {0};
    unsigned word = usr_word(), n = a[1] > CPU_BYTES ? CPU_BYTES : (unsigned)a[1] & ~(word - 1);
    for (unsigned i = 0; i < n; i += word) {
        uint64_t v;
        if (usr_get_long(a[2] + i, &v))
            return -EFAULT;
        memcpy(set + i, &v, word);
    }
    return USR_CALL3(t, SYS_sched_setaffinity, (int)a[0], n, set);
}

int64_t sys_sched_getaffinity(UsrThread *t, const uint64_t *a)
{
    uint8_t set[CPU_BYTES] = {0};
    unsigned word = usr_word();
    if (a[1] % word)
        return -EINVAL;
    /* The host counts in words of 8 bytes. */
    uint64_t n = a[1] > CPU_BYTES ? CPU_BYTES : (a[1] + 7) & ~7ull;
    int64_t r = USR_CALL3(t, SYS_sched_getaffinity, (int)a[0], n, set);
    if (r < 0)
        return r;
    if ((uint64_t)r > a[1])
        r = (int64_t)a[1];
    for (int64_t i = 0; i < r; i += word) {
        uint64_t v = 0;
        memcpy(&v, set + i, word);
        if (usr_put_long(a[2] + (uint64_t)i, v))
            return -EFAULT;
    }
    return r;
}

/* struct sched_attr; the first version has: size, policy, flags, nice, priority, runtime, deadline, period. */
enum { SCHED_ATTR_BYTES = 48 };
typedef struct SchedAttr {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t util_min, util_max; /* second version */
} SchedAttr;

int64_t sys_sched_setattr(UsrThread *t, const uint64_t *a)
{
    UsrPack p;
    uint32_t size;
    SchedAttr s = {.size = sizeof s};
    if (!a[1] || (int)a[0] < 0 || a[2])
        return -EINVAL;
    if (usr_get32(a[1], &size))
        return -EFAULT;
    int64_t r = sys_get_sized(&p, a[1], size ? size : SCHED_ATTR_BYTES, SCHED_ATTR_BYTES, sizeof s);
    if (r == -E2BIG || r == -EINVAL)
        usr_put32(a[1], sizeof s);
    if (r)
        return r == -EINVAL ? -E2BIG : r;
    up32(&p);
    s.policy = up32(&p);
    s.flags = up64(&p);
    s.nice = (int32_t)up32(&p);
    s.priority = up32(&p);
    s.runtime = up64(&p);
    s.deadline = up64(&p);
    s.period = up64(&p);
    s.util_min = up32(&p);
    s.util_max = up32(&p);
    return USR_CALL3(t, SYS_sched_setattr, (int)a[0], &s, a[2]);
}

int64_t sys_sched_getattr(UsrThread *t, const uint64_t *a)
{
    SchedAttr s;
    if (!a[1] || a[2] < SCHED_ATTR_BYTES || a[2] > MEM_PAGE)
        return -EINVAL;
    int64_t r = USR_CALL4(t, SYS_sched_getattr, (int)a[0], &s, sizeof s, a[3]);
    if (r)
        return r;
    UsrPack p = {0};
    pk32(&p, a[2] < sizeof s ? SCHED_ATTR_BYTES : (uint32_t)sizeof s);
    pk32(&p, s.policy);
    pk64(&p, s.flags);
    pk32(&p, (uint32_t)s.nice);
    pk32(&p, s.priority);
    pk64(&p, s.runtime);
    pk64(&p, s.deadline);
    pk64(&p, s.period);
    if (a[2] >= sizeof s) {
        pk32(&p, s.util_min);
        pk32(&p, s.util_max);
    }
    return pk_put(&p, a[1]);
}

int64_t sys_getcpu(UsrThread *t, const uint64_t *a)
{
    unsigned cpu, node;
    int64_t r = USR_CALL3(t, SYS_getcpu, &cpu, &node, NULL);
    if (r)
        return r;
    if ((a[0] && usr_put32(a[0], cpu)) || (a[1] && usr_put32(a[1], node)))
        return -EFAULT;
    return 0;
}
