/* SPDX-License-Identifier: Apache-2.0 */
/* System calls on clocks, sleeping and timers, in 32-bit and time64 forms. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>

#include "engine/user/sys.h"

int64_t sys_time(UsrThread *t, const uint64_t *a)
{
    (void)t;
    time_t now = time(NULL);
    if (a[0] && usr_put_long(a[0], (uint64_t)now))
        return -EFAULT;
    return usr_abi.guest64 ? now : (int32_t)now;
}

int64_t sys_stime(UsrThread *t, const uint64_t *a)
{
    uint64_t v;
    if (usr_get_long(a[0], &v))
        return -EFAULT;
    struct timespec ts = {.tv_sec = usr_abi.guest64 ? (int64_t)v : (int32_t)v};
    return USR_CALL3(t, SYS_clock_settime, CLOCK_REALTIME, &ts, 0);
}

int64_t sys_gettimeofday(UsrThread *t, const uint64_t *a)
{
    (void)t;
    struct timeval tv;
    struct timezone tz;
    if (gettimeofday(&tv, &tz))
        return -errno;
    if (a[0] && usr_put_timeval(a[0], &tv))
        return -EFAULT;
    if (a[1] && (usr_put32(a[1], (uint32_t)tz.tz_minuteswest) || usr_put32(a[1] + 4, (uint32_t)tz.tz_dsttime)))
        return -EFAULT;
    return 0;
}

int64_t sys_settimeofday(UsrThread *t, const uint64_t *a)
{
    struct timeval tv;
    struct timezone tz;
    uint32_t west, dst;
    if (a[0] && usr_get_timeval(&tv, a[0]))
        return -EFAULT;
    if (a[1]) {
        if (usr_get32(a[1], &west) || usr_get32(a[1] + 4, &dst))
            return -EFAULT;
        tz.tz_minuteswest = (int)west;
        tz.tz_dsttime = (int)dst;
    }
    return USR_CALL3(t, SYS_settimeofday, a[0] ? &tv : NULL, a[1] ? &tz : NULL, 0);
}

int64_t sys_times(UsrThread *t, const uint64_t *a)
{
    (void)t;
    struct tms m;
    errno = 0;
    clock_t r = times(&m);
    UsrPack p = {0};
    pk_long(&p, (uint64_t)m.tms_utime);
    pk_long(&p, (uint64_t)m.tms_stime);
    pk_long(&p, (uint64_t)m.tms_cutime);
    pk_long(&p, (uint64_t)m.tms_cstime);
    if (a[0] && pk_put(&p, a[0]))
        return -EFAULT;
    return usr_abi.guest64 ? r : (int64_t)(r & 0x7fffffff);
}

/* ---- Clocks ------------------------------------------------------------------------- */

static int64_t clock_read(long nr, const uint64_t *a, bool wide)
{
    struct timespec ts;
    int64_t r = nr == SYS_clock_gettime ? sys_ret(clock_gettime((clockid_t)a[0], &ts))
                                        : sys_ret(clock_getres((clockid_t)a[0], &ts));
    if (r || (nr == SYS_clock_getres && !a[1]))
        return r;
    return usr_put_timespec(a[1], &ts, wide);
}

int64_t sys_clock_gettime(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return clock_read(SYS_clock_gettime, a, false);
}

int64_t sys_clock_gettime64(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return clock_read(SYS_clock_gettime, a, true);
}

int64_t sys_clock_getres(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return clock_read(SYS_clock_getres, a, false);
}

int64_t sys_clock_getres_time64(UsrThread *t, const uint64_t *a)
{
    (void)t;
    return clock_read(SYS_clock_getres, a, true);
}

static int64_t clock_write(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts;
    if (usr_get_timespec(&ts, a[1], wide))
        return -EFAULT;
    return USR_CALL3(t, SYS_clock_settime, (int)a[0], &ts, 0);
}

int64_t sys_clock_settime(UsrThread *t, const uint64_t *a)
{
    return clock_write(t, a, false);
}

int64_t sys_clock_settime64(UsrThread *t, const uint64_t *a)
{
    return clock_write(t, a, true);
}

/* ---- Sleeping ----------------------------------------------------------------------- */

static int64_t do_sleep(UsrThread *t, int clock, int flags, uint64_t want_g, uint64_t rem_g, bool wide)
{
    struct timespec want, rem = {0};
    if (usr_get_timespec(&want, want_g, wide))
        return -EFAULT;
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_clock_nanosleep, clock, flags, &want, &rem, 0, 0);
    bool rest = r == USR_RESTART_NOHAND && !(flags & TIMER_ABSTIME) && rem_g;
    return rest && usr_put_timespec(rem_g, &rem, wide) ? -EFAULT : r;
}

int64_t sys_nanosleep(UsrThread *t, const uint64_t *a)
{
    return do_sleep(t, CLOCK_MONOTONIC, 0, a[0], a[1], false);
}

int64_t sys_clock_nanosleep(UsrThread *t, const uint64_t *a)
{
    return do_sleep(t, (int)a[0], (int)a[1], a[2], a[3], false);
}

int64_t sys_clock_nanosleep_time64(UsrThread *t, const uint64_t *a)
{
    return do_sleep(t, (int)a[0], (int)a[1], a[2], a[3], true);
}

/* ---- Interval timers ------------------------------------------------------------------ */

int64_t sys_alarm(UsrThread *t, const uint64_t *a)
{
    return USR_CALL3(t, SYS_alarm, a[0], 0, 0);
}

static int put_itimerval(uint64_t g, const struct itimerval *v)
{
    int r = usr_put_timeval(g, &v->it_interval);
    return r ? r : usr_put_timeval(g + 2 * usr_word(), &v->it_value);
}

int64_t sys_getitimer(UsrThread *t, const uint64_t *a)
{
    struct itimerval v;
    int64_t r = USR_CALL3(t, SYS_getitimer, (int)a[0], &v, 0);
    return r ? r : put_itimerval(a[1], &v);
}

int64_t sys_setitimer(UsrThread *t, const uint64_t *a)
{
    struct itimerval v = {0}, old;
    if (a[1] && (usr_get_timeval(&v.it_interval, a[1]) || usr_get_timeval(&v.it_value, a[1] + 2 * usr_word())))
        return -EFAULT;
    int64_t r = USR_CALL3(t, SYS_setitimer, (int)a[0], &v, &old);
    return r || !a[2] ? r : put_itimerval(a[2], &old);
}

static int get_itimerspec(struct itimerspec *v, uint64_t g, bool wide)
{
    unsigned bytes = wide || usr_abi.guest64 ? 16 : 8;
    int r = usr_get_timespec(&v->it_interval, g, wide);
    return r ? r : usr_get_timespec(&v->it_value, g + bytes, wide);
}

static int put_itimerspec(uint64_t g, const struct itimerspec *v, bool wide)
{
    unsigned bytes = wide || usr_abi.guest64 ? 16 : 8;
    int r = usr_put_timespec(g, &v->it_interval, wide);
    return r ? r : usr_put_timespec(g + bytes, &v->it_value, wide);
}

/* timer_settime and timerfd_settime: id, flags, new, old. */
static int64_t timer_set(UsrThread *t, long nr, const uint64_t *a, bool wide)
{
    struct itimerspec v, old;
    if (get_itimerspec(&v, a[2], wide))
        return -EFAULT;
    int64_t r = USR_CALL4(t, nr, (int)a[0], a[1], &v, &old);
    return r || !a[3] ? r : put_itimerspec(a[3], &old, wide);
}

static int64_t timer_get(UsrThread *t, long nr, const uint64_t *a, bool wide)
{
    struct itimerspec v;
    int64_t r = USR_CALL3(t, nr, (int)a[0], &v, 0);
    return r ? r : put_itimerspec(a[1], &v, wide);
}

int64_t sys_timer_settime(UsrThread *t, const uint64_t *a)
{
    return timer_set(t, SYS_timer_settime, a, false);
}

int64_t sys_timer_settime64(UsrThread *t, const uint64_t *a)
{
    return timer_set(t, SYS_timer_settime, a, true);
}

int64_t sys_timer_gettime(UsrThread *t, const uint64_t *a)
{
    return timer_get(t, SYS_timer_gettime, a, false);
}

int64_t sys_timer_gettime64(UsrThread *t, const uint64_t *a)
{
    return timer_get(t, SYS_timer_gettime, a, true);
}

int64_t sys_timerfd_settime(UsrThread *t, const uint64_t *a)
{
    return timer_set(t, SYS_timerfd_settime, a, false);
}

int64_t sys_timerfd_settime64(UsrThread *t, const uint64_t *a)
{
    return timer_set(t, SYS_timerfd_settime, a, true);
}

int64_t sys_timerfd_gettime(UsrThread *t, const uint64_t *a)
{
    return timer_get(t, SYS_timerfd_gettime, a, false);
}

int64_t sys_timerfd_gettime64(UsrThread *t, const uint64_t *a)
{
    return timer_get(t, SYS_timerfd_gettime, a, true);
}

/* sigevent: value, signal, notify, thread id (64 bytes in all). */
int64_t sys_timer_create(UsrThread *t, const uint64_t *a)
{
    struct sigevent ev;
    UsrPack p;
    int id;
    memset(&ev, 0, sizeof ev);
    if (a[1]) {
        if (up_get(&p, a[1], 64))
            return -EFAULT;
        ev.sigev_value.sival_ptr = (void *)(uintptr_t)up_long(&p);
        ev.sigev_signo = (int)up32(&p);
        ev.sigev_notify = (int)up32(&p);
        ev._sigev_un._tid = (int)up32(&p);
    }
    int64_t r = USR_CALL3(t, SYS_timer_create, (int)a[0], a[1] ? &ev : NULL, &id);
    return r ? r : usr_put32(a[2], (uint32_t)id);
}
