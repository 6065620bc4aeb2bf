/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resource limits. Most are the host's to keep. Those on memory are kept here:
 * the host's would be the engine's own. RLIMIT_AS and RLIMIT_DATA
 * are what engine/mem allows; the stack is mapped as large as its limit, and
 * grows when that does.
 *
 * A host program that the guest executes gets them as real limits
 * (usr_limits_to_host), another guest program as text (usr_limits_text).
 * RLIMIT_STACK is the host's limit, too, as far as the engine can live with it.
 */
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/resource.h>

#include "engine/user/stack.h"
#include "engine/user/sys.h"

/* A soft limit of less would be too little for the engine's own stack. */
#define STACK_LEAST (1u << 20)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rlimit own_as, own_data, own_stack;

/* The guest's limit, if it is one that is kept here. */
static struct rlimit *own(int resource)
{
    return resource == RLIMIT_AS      ? &own_as
           : resource == RLIMIT_DATA  ? &own_data
           : resource == RLIMIT_STACK ? &own_stack
                                      : NULL;
}

void usr_limits_apply(void)
{
    mem_set_limits(own_as.rlim_cur == RLIM_INFINITY ? UINT64_MAX : own_as.rlim_cur,
                   own_data.rlim_cur == RLIM_INFINITY ? UINT64_MAX : own_data.rlim_cur);
}

void usr_limits_start(const char *text)
{
    uint64_t v[6];
    getrlimit(RLIMIT_AS, &own_as);
    getrlimit(RLIMIT_DATA, &own_data);
    getrlimit(RLIMIT_STACK, &own_stack);
    /* The engine takes 4 GiB before it starts. As much of it as may be. */
    for (int i = 0; i < 2; i++) {
        int resource = i ? RLIMIT_DATA : RLIMIT_AS;
        const struct rlimit *l = own(resource), any = {RLIM_INFINITY, RLIM_INFINITY}, most = {l->rlim_max, l->rlim_max};
        if (l->rlim_cur != RLIM_INFINITY && setrlimit(resource, &any))
            setrlimit(resource, &most);
    }
    if (text && sscanf(text, "%" SCNx64 ",%" SCNx64 ",%" SCNx64 ",%" SCNx64 ",%" SCNx64 ",%" SCNx64, &v[0], &v[1],
                       &v[2], &v[3], &v[4], &v[5]) == 6) {
        own_as = (struct rlimit){v[0], v[1]};
        own_data = (struct rlimit){v[2], v[3]};
        own_stack = (struct rlimit){v[4], v[5]};
    }
}

uint64_t usr_limits_stack(void)
{
    return own_stack.rlim_cur == RLIM_INFINITY ? UINT64_MAX : own_stack.rlim_cur;
}

void usr_limits_text(char *buf, size_t nbytes)
{
    snprintf(buf, nbytes, "%" PRIx64 ",%" PRIx64 ",%" PRIx64 ",%" PRIx64 ",%" PRIx64 ",%" PRIx64,
             (uint64_t)own_as.rlim_cur, (uint64_t)own_as.rlim_max, (uint64_t)own_data.rlim_cur,
             (uint64_t)own_data.rlim_max, (uint64_t)own_stack.rlim_cur, (uint64_t)own_stack.rlim_max);
}

void usr_limits_to_host(bool set)
{
    static struct rlimit as, data; /* what was before; execve calls exclude each other no better than their process */
    if (set) {
        getrlimit(RLIMIT_AS, &as);
        getrlimit(RLIMIT_DATA, &data);
    }
    if (own_as.rlim_cur != RLIM_INFINITY)
        setrlimit(RLIMIT_AS, set ? &own_as : &as);
    if (own_data.rlim_cur != RLIM_INFINITY)
        setrlimit(RLIMIT_DATA, set ? &own_data : &data);
}

/* ---- System calls -------------------------------------------------------------------- */

static bool may_exceed(void)
{
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2];
    return syscall(SYS_capget, &h, d) == 0 && (d[0].effective & 1u << CAP_SYS_RESOURCE);
}

/* As the kernel decides: only who may exceed limits raises the hard one. */
static int64_t set_own(struct rlimit *l, int resource, const struct rlimit *n)
{
    if (n->rlim_cur > n->rlim_max)
        return -EINVAL;
    if (n->rlim_max > l->rlim_max && !may_exceed())
        return -EPERM;
    *l = *n;
    usr_limits_apply();
    if (resource == RLIMIT_STACK) {
        struct rlimit host = *n;
        if (host.rlim_cur < STACK_LEAST)
            host.rlim_cur = host.rlim_max < STACK_LEAST ? host.rlim_max = STACK_LEAST : STACK_LEAST;
        setrlimit(RLIMIT_STACK, &host);
        stack_grow(usr_limits_stack());
    }
    return 0;
}

/* Of this process: n and o may be NULL. */
static int64_t own_limit(int resource, const struct rlimit *n, struct rlimit *o)
{
    struct rlimit *l = own(resource), was;
    int64_t r = 0;
    pthread_mutex_lock(&lock);
    was = *l;
    if (n)
        r = set_own(l, resource, n);
    pthread_mutex_unlock(&lock);
    if (o)
        *o = was;
    return r;
}

static int64_t limit(UsrThread *t, uint64_t pid, int resource, const struct rlimit *n, struct rlimit *o)
{
    if (own(resource) && (pid == 0 || (int)pid == getpid()))
        return own_limit(resource, n, o);
    return USR_CALL4(t, SYS_prlimit64, (int)pid, resource, n, o);
}

/* RLIM_INFINITY of a 32-bit program: all bits of its long; the old getrlimit knows 31. */
static uint64_t limit_to_guest(rlim_t v, uint64_t infinity)
{
    return v == RLIM_INFINITY || (!usr_abi.guest64 && v >= infinity) ? infinity : v;
}

static rlim_t limit_to_host(uint64_t v)
{
    return v == (usr_abi.guest64 ? UINT64_MAX : UINT32_MAX) ? RLIM_INFINITY : v;
}

static int64_t get_limit(UsrThread *t, const uint64_t *a, uint64_t infinity)
{
    struct rlimit l;
    int64_t r = limit(t, 0, (int)a[0], NULL, &l);
    if (r)
        return r;
    if (usr_abi.guest64)
        infinity = UINT64_MAX;
    if (usr_put_long(a[1], limit_to_guest(l.rlim_cur, infinity)) ||
        usr_put_long(a[1] + usr_word(), limit_to_guest(l.rlim_max, infinity)))
        return -EFAULT;
    return 0;
}

int64_t sys_getrlimit(UsrThread *t, const uint64_t *a)
{
    return get_limit(t, a, 0x7fffffff);
}

int64_t sys_ugetrlimit(UsrThread *t, const uint64_t *a)
{
    return get_limit(t, a, UINT32_MAX);
}

int64_t sys_setrlimit(UsrThread *t, const uint64_t *a)
{
    uint64_t cur, max;
    if (usr_get_long(a[1], &cur) || usr_get_long(a[1] + usr_word(), &max))
        return -EFAULT;
    struct rlimit l = {limit_to_host(cur), limit_to_host(max)};
    return limit(t, 0, (int)a[0], &l, NULL);
}

int64_t sys_prlimit64(UsrThread *t, const uint64_t *a)
{
    struct rlimit n, o;
    UsrPack p;
    if (a[2]) {
        if (up_get(&p, a[2], 16))
            return -EFAULT;
        n.rlim_cur = up64(&p);
        n.rlim_max = up64(&p);
    }
    int64_t r = limit(t, a[0], (int)a[1], a[2] ? &n : NULL, a[3] ? &o : NULL);
    if (r || !a[3])
        return r;
    UsrPack out = {0};
    pk64(&out, o.rlim_cur);
    pk64(&out, o.rlim_max);
    return pk_put(&out, a[3]);
}
