/* SPDX-License-Identifier: Apache-2.0 */
/* System calls that wait for descriptors: poll, select, epoll, and the descriptors made for waiting. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "engine/user/sys.h"

/* ---- Waiting with another mask -------------------------------------------------------- */

int64_t sys_temp_mask_begin(UsrThread *t, uint64_t set, uint64_t size)
{
    UsrSigset mask;
    if (!set)
        return 0;
    if (size != 8)
        return -EINVAL;
    if (usr_get_sigset(&mask, set))
        return -EFAULT;
    t->saved_mask = t->mask;
    t->restore_mask = true;
    t->mask = mask & ~(USR_SIGBIT(SIGKILL) | USR_SIGBIT(SIGSTOP));
    /* What was queued while blocked may be deliverable now: then the call turns back before it waits. */
    if (usr_queued(t) & ~t->mask)
        exec_kick(t->cpu, PPC_PEND_SIGNAL);
    return 0;
}

int64_t sys_temp_mask_end(UsrThread *t, int64_t r)
{
    if (!t->restore_mask)
        return r;
    /* Turned back by a signal that only the mask of this call lets through: EINTR, or it would wait for another one. */
    if (r == USR_RESTART_ALWAYS)
        r = USR_RESTART_NOHAND;
    /* With a signal pending, delivery goes back to the saved mask, in the handler's frame or directly. */
    if (!(__atomic_load_n(&t->cpu->pending, __ATOMIC_SEQ_CST) & PPC_PEND_SIGNAL)) {
        t->mask = t->saved_mask;
        t->restore_mask = false;
    }
    return r;
}

/* Linux stores what is left of the time, unless the program has asked it not to. */
static bool timeouts_sticky(void)
{
    enum { STICKY_TIMEOUTS = 0x4000000 };
    return usr.personality & STICKY_TIMEOUTS;
}

/* The host's own mask argument for the call. */
static uint64_t host_mask(const UsrThread *t)
{
    return t->mask & ~(USR_SIGBIT(USR_KICK_SIGNAL) | USR_SIGBIT(SIGSEGV) | USR_SIGBIT(SIGBUS) | USR_SIGBIT(SIGFPE) |
                       USR_SIGBIT(SIGILL));
}

/* ---- poll --------------------------------------------------------------------------- */

/* timeout NULL: for ever. mask: use t->mask during the call. */
static int64_t do_poll(UsrThread *t, uint64_t g, uint64_t n, struct timespec *timeout, bool mask)
{
    struct pollfd few[64], *fds = few;
    uint64_t sigs = host_mask(t);
    if (n > 1048576)
        return -EINVAL;
    if (!mem_ok(g, n * 8, MEM_R | MEM_W))
        return -EFAULT;
    if (n > 64 && !(fds = calloc(n, sizeof *fds)))
        return -ENOMEM;
    for (uint64_t i = 0; i < n; i++) {
        UsrPack p = {0};
        up_get(&p, g + 8 * i, 8);
        fds[i].fd = (int)up32(&p);
        fds[i].events = (short)up16(&p);
    }
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_ppoll, fds, n, timeout, mask ? &sigs : NULL, 8, 0);
    for (uint64_t i = 0; i < n && r >= 0; i++) {
        uint16_t v = usr_order16((uint16_t)fds[i].revents);
        if (usr_put(g + 8 * i + 6, &v, 2))
            r = -EFAULT;
    }
    if (fds != few)
        free(fds);
    return r;
}

int64_t sys_poll(UsrThread *t, const uint64_t *a)
{
    int64_t ms = (int64_t)a[2];
    struct timespec ts = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    return do_poll(t, a[0], a[1], ms < 0 ? NULL : &ts, false);
}

static int64_t do_ppoll(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts;
    if (a[2] && usr_get_timespec(&ts, a[2], wide))
        return -EFAULT;
    int64_t r = sys_temp_mask_begin(t, a[3], a[4]);
    if (r)
        return r;
    r = sys_temp_mask_end(t, do_poll(t, a[0], a[1], a[2] ? &ts : NULL, a[3] != 0));
    if (a[2] && !timeouts_sticky() && usr_put_timespec(a[2], &ts, wide) && r >= 0)
        return -EFAULT;
    return r;
}

int64_t sys_ppoll(UsrThread *t, const uint64_t *a)
{
    return do_ppoll(t, a, false);
}

int64_t sys_ppoll_time64(UsrThread *t, const uint64_t *a)
{
    return do_ppoll(t, a, true);
}

/* ---- select ------------------------------------------------------------------------- */

enum { MAX_FDS = 65536 };

/* A guest fd_set is an array of longs. Bits of word i are in host order after turning it. */
static int get_fdset(uint8_t *set, uint64_t g, unsigned nfds)
{
    unsigned word = usr_word(), bits = 8 * word;
    for (unsigned i = 0; i * bits < nfds; i++) {
        uint64_t v;
        if (usr_get_long(g + i * word, &v))
            return -EFAULT;
        memcpy(set + i * word, &v, word); /* little-endian host */
    }
    return 0;
}

static int put_fdset(const uint8_t *set, uint64_t g, unsigned nfds)
{
    unsigned word = usr_word(), bits = 8 * word;
    for (unsigned i = 0; i * bits < nfds; i++) {
        uint64_t v = 0;
        memcpy(&v, set + i * word, word);
        if (usr_put_long(g + i * word, v))
            return -EFAULT;
    }
    return 0;
}

static int64_t do_select(UsrThread *t, int64_t nfds, const uint64_t sets[3], struct timespec *timeout, bool mask)
{
    if (nfds < 0)
        return -EINVAL;
    unsigned n = nfds > MAX_FDS ? MAX_FDS : (unsigned)nfds;
    unsigned bytes = (n + 63) / 64 * 8;
    uint8_t few[3 * 128] = {0}, *b = few;
    uint64_t sigs = host_mask(t);
    struct {
        uint64_t *set;
        uint64_t size;
    } arg = {mask ? &sigs : NULL, 8};
    int64_t r = 0;
    if (bytes > 128 && !(b = calloc(3, bytes)))
        return -ENOMEM;
    for (unsigned i = 0; i < 3 && !r; i++)
        if (sets[i])
            r = get_fdset(b + i * bytes, sets[i], n);
    if (!r)
        r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_pselect6, n, sets[0] ? b : NULL, sets[1] ? b + bytes : NULL,
                      sets[2] ? b + 2 * bytes : NULL, timeout, &arg);
    for (unsigned i = 0; i < 3 && r >= 0; i++)
        if (sets[i] && put_fdset(b + i * bytes, sets[i], n))
            r = -EFAULT;
    if (b != few)
        free(b);
    return r;
}

int64_t sys__newselect(UsrThread *t, const uint64_t *a)
{
    struct timeval tv;
    struct timespec ts;
    if (a[4]) {
        if (usr_get_timeval(&tv, a[4]))
            return -EFAULT;
        ts.tv_sec = tv.tv_sec + tv.tv_usec / 1000000;
        ts.tv_nsec = tv.tv_usec % 1000000 * 1000;
    }
    int64_t r = do_select(t, (int64_t)a[0], a + 1, a[4] ? &ts : NULL, false);
    if (a[4] && !timeouts_sticky() && (r >= 0 || r == USR_RESTART_NOHAND)) {
        tv.tv_sec = ts.tv_sec;
        tv.tv_usec = ts.tv_nsec / 1000;
        usr_put_timeval(a[4], &tv);
    }
    return r;
}

/* The old call: one pointer to the five arguments. powerpc: a first argument that is no small number is that pointer.
 */
int64_t sys_select(UsrThread *t, const uint64_t *a)
{
    uint64_t v[5];
    for (unsigned i = 0; i < 5; i++)
        if (usr_get_long(a[0] + i * usr_word(), &v[i]))
            return -EFAULT;
    v[0] = (uint64_t)(int64_t)(int32_t)v[0];
    return sys__newselect(t, v);
}

static int64_t do_pselect6(UsrThread *t, const uint64_t *a, bool wide)
{
    struct timespec ts;
    uint64_t set = 0, size = 0;
    if (a[4] && usr_get_timespec(&ts, a[4], wide))
        return -EFAULT;
    if (a[5] && (usr_get_long(a[5], &set) || usr_get_long(a[5] + usr_word(), &size)))
        return -EFAULT;
    int64_t r = sys_temp_mask_begin(t, set, size);
    if (r)
        return r;
    r = sys_temp_mask_end(t, do_select(t, (int64_t)a[0], a + 1, a[4] ? &ts : NULL, set != 0));
    if (a[4] && !timeouts_sticky() && usr_put_timespec(a[4], &ts, wide) && r >= 0)
        return -EFAULT;
    return r;
}

int64_t sys_pselect6(UsrThread *t, const uint64_t *a)
{
    return do_pselect6(t, a, false);
}

int64_t sys_pselect6_time64(UsrThread *t, const uint64_t *a)
{
    return do_pselect6(t, a, true);
}

/* ---- epoll -------------------------------------------------------------------------- */

enum { G_EPOLL_EVENT = 16 }; /* u32 events, 4 bytes of gap, u64 data: not packed as on x86-64 */
enum { MOST_FDS = 1 << 20 }; /* Linux lets no process open more (fs.nr_open), unless told to */

int64_t sys_epoll_ctl(UsrThread *t, const uint64_t *a)
{
    struct epoll_event ev = {0};
    UsrPack p;
    if (a[3]) {
        if (up_get(&p, a[3], G_EPOLL_EVENT))
            return -EFAULT;
        ev.events = up32(&p);
        memcpy(&ev.data, p.b + 8, 8); /* the program's own, any order */
    }
    return USR_CALL4(t, SYS_epoll_ctl, (int)a[0], a[1], (int)a[2], a[3] ? &ev : NULL);
}

static int64_t do_epoll(UsrThread *t, const uint64_t *a, const struct timespec *timeout, bool mask)
{
    struct epoll_event few[64], *ev = few;
    int64_t max = (int64_t)a[2];
    uint64_t sigs = host_mask(t);
    if (max <= 0 || max > INT_MAX / G_EPOLL_EVENT)
        return -EINVAL;
    if (max > MOST_FDS)
        max = MOST_FDS; /* the room may be larger than what is mapped there, and than what can be open */
    if (max > 64 && !(ev = malloc((size_t)max * sizeof *ev)))
        return -ENOMEM;
    int64_t ms = timeout ? timeout->tv_sec * 1000 + (timeout->tv_nsec + 999999) / 1000000 : -1;
    int64_t r =
        USR_CALL6(t, -EINTR, SYS_epoll_pwait, (int)a[0], ev, max, ms > INT_MAX ? INT_MAX : ms, mask ? &sigs : NULL, 8);
    for (int64_t i = 0; i < r; i++) {
        UsrPack p = {0};
        pk32(&p, ev[i].events);
        pk32(&p, 0);
        pk_bytes(&p, &ev[i].data, 8);
        if (pk_put(&p, a[1] + (uint64_t)i * G_EPOLL_EVENT))
            r = i ? i : -EFAULT;
    }
    if (ev != few)
        free(ev);
    return r;
}

int64_t sys_epoll_pwait(UsrThread *t, const uint64_t *a)
{
    int64_t ms = (int64_t)a[3];
    struct timespec ts = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    int64_t r = sys_temp_mask_begin(t, a[4], a[5]);
    return r ? r : sys_temp_mask_end(t, do_epoll(t, a, ms < 0 ? NULL : &ts, a[4] != 0));
}

int64_t sys_epoll_wait(UsrThread *t, const uint64_t *a)
{
    const uint64_t b[6] = {a[0], a[1], a[2], a[3], 0, 0};
    return sys_epoll_pwait(t, b);
}

int64_t sys_epoll_pwait2(UsrThread *t, const uint64_t *a)
{
    struct timespec ts;
    if (a[3] && usr_get_timespec(&ts, a[3], true))
        return -EFAULT;
    if (a[3] && (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec > 999999999))
        return -EINVAL;
    int64_t r = sys_temp_mask_begin(t, a[4], a[5]);
    return r ? r : sys_temp_mask_end(t, do_epoll(t, a, a[3] ? &ts : NULL, a[4] != 0));
}

/* ---- Descriptors to wait for --------------------------------------------------------- */

int64_t sys_eventfd(UsrThread *t, const uint64_t *a)
{
    usr_fd_special();
    return USR_CALL3(t, SYS_eventfd, a[0], 0, 0);
}

int64_t sys_eventfd2(UsrThread *t, const uint64_t *a)
{
    usr_fd_special();
    return USR_CALL3(t, SYS_eventfd2, a[0], sys_open_flags_to_host((uint32_t)a[1]), 0);
}

int64_t sys_timerfd_create(UsrThread *t, const uint64_t *a)
{
    usr_fd_special();
    return USR_CALL3(t, SYS_timerfd_create, (int)a[0], sys_open_flags_to_host((uint32_t)a[1]), 0);
}

int64_t sys_inotify_init(UsrThread *t, const uint64_t *a)
{
    (void)a;
    usr_fd_special();
    return USR_CALL3(t, SYS_inotify_init, 0, 0, 0);
}

int64_t sys_inotify_init1(UsrThread *t, const uint64_t *a)
{
    usr_fd_special();
    return USR_CALL3(t, SYS_inotify_init1, sys_open_flags_to_host((uint32_t)a[0]), 0, 0);
}

int64_t sys_signalfd4(UsrThread *t, const uint64_t *a)
{
    UsrSigset set;
    if (a[2] != 8)
        return -EINVAL;
    if (usr_get_sigset(&set, a[1]))
        return -EFAULT;
    usr_fd_special();
    return USR_CALL4(t, SYS_signalfd4, (int)a[0], &set, 8, sys_open_flags_to_host((uint32_t)a[3]));
}

int64_t sys_signalfd(UsrThread *t, const uint64_t *a)
{
    const uint64_t b[6] = {a[0], a[1], a[2], 0, 0, 0};
    return sys_signalfd4(t, b);
}
