/* SPDX-License-Identifier: Apache-2.0 */
/* Guest memory for system-call handlers: see gmem.h. */
#include "engine/user/gmem.h"

#include <errno.h>

#include "engine/user/stub.h"

static int copy(void *dst, const void *src, size_t nbytes)
{
    return usr_guarded_copy(dst, src, nbytes) ? -EFAULT : 0;
}

int usr_get(void *dst, uint64_t g, size_t nbytes)
{
    if (!mem_ok(g, nbytes, MEM_R))
        return -EFAULT;
    return copy(dst, mem_g2h(g), nbytes);
}

int usr_put(uint64_t g, const void *src, size_t nbytes)
{
    if (!mem_ok(g, nbytes, MEM_W))
        return -EFAULT;
    mem_before_write(g, nbytes);
    /* Another thread may make a TB of the page between the two; engine/exec's handler then takes the watch away and the
     * copy goes on. */
    return copy(mem_g2h(g), src, nbytes);
}

int usr_get32(uint64_t g, uint32_t *v)
{
    int r = usr_get(v, g, 4);
    *v = r ? 0 : usr_order32(*v);
    return r;
}

int usr_put32(uint64_t g, uint32_t v)
{
    v = usr_order32(v);
    return usr_put(g, &v, 4);
}

int usr_get64(uint64_t g, uint64_t *v)
{
    int r = usr_get(v, g, 8);
    *v = r ? 0 : usr_order64(*v);
    return r;
}

int usr_put64(uint64_t g, uint64_t v)
{
    v = usr_order64(v);
    return usr_put(g, &v, 8);
}

int usr_get_long(uint64_t g, uint64_t *v)
{
    if (usr_abi.guest64)
        return usr_get64(g, v);
    uint32_t w;
    int r = usr_get32(g, &w);
    *v = w;
    return r;
}

int usr_put_long(uint64_t g, uint64_t v)
{
    return usr_abi.guest64 ? usr_put64(g, v) : usr_put32(g, (uint32_t)v);
}

/* Finds the end of a string; copies on the way when dst is set. */
static int64_t walk_string(char *dst, uint64_t g, uint64_t size)
{
    uint64_t n = 0;
    while (n < size) {
        uint64_t chunk = MEM_PAGE - (g + n) % MEM_PAGE;
        char page[MEM_PAGE];
        if (chunk > size - n)
            chunk = size - n;
        if (usr_get(page, g + n, chunk))
            return -EFAULT;
        size_t len = strnlen(page, chunk);
        if (dst)
            memcpy(dst + n, page, len < chunk ? len + 1 : chunk);
        n += len;
        if (len < chunk)
            return (int64_t)n;
    }
    return -ENAMETOOLONG;
}

int64_t usr_get_str(char *dst, uint64_t g, size_t size)
{
    return walk_string(dst, g, size);
}

int64_t usr_strlen(uint64_t g)
{
    return walk_string(NULL, g, UINT32_MAX);
}

/* ---- Structures ------------------------------------------------------------------ */

void pk_align(UsrPack *p, unsigned to)
{
    p->n = (p->n + to - 1) & ~(to - 1);
}

/* The place of the next field of nbytes; keeps bytes never written zero. */
static uint8_t *room(UsrPack *p, unsigned nbytes)
{
    pk_align(p, nbytes);
    CHECK(p->n + nbytes <= USR_PACK_MAX);
    p->n += nbytes;
    return p->b + p->n - nbytes;
}

void pk_skip(UsrPack *p, unsigned nbytes)
{
    CHECK(p->n + nbytes <= USR_PACK_MAX);
    p->n += nbytes;
}

void pk8(UsrPack *p, uint8_t v)
{
    *room(p, 1) = v;
}

void pk16(UsrPack *p, uint16_t v)
{
    v = usr_order16(v);
    memcpy(room(p, 2), &v, 2);
}

void pk32(UsrPack *p, uint32_t v)
{
    v = usr_order32(v);
    memcpy(room(p, 4), &v, 4);
}

void pk64(UsrPack *p, uint64_t v)
{
    v = usr_order64(v);
    memcpy(room(p, 8), &v, 8);
}

void pk_long(UsrPack *p, uint64_t v)
{
    if (usr_abi.guest64)
        pk64(p, v);
    else
        pk32(p, (uint32_t)v);
}

void pk_bytes(UsrPack *p, const void *src, unsigned nbytes)
{
    CHECK(p->n + nbytes <= USR_PACK_MAX);
    memcpy(p->b + p->n, src, nbytes);
    p->n += nbytes;
}

int pk_put(const UsrPack *p, uint64_t g)
{
    return usr_put(g, p->b, p->n);
}

int up_get(UsrPack *p, uint64_t g, unsigned nbytes)
{
    CHECK(nbytes <= USR_PACK_MAX);
    p->n = 0;
    return usr_get(p->b, g, nbytes);
}

uint8_t up8(UsrPack *p)
{
    return *room(p, 1);
}

uint16_t up16(UsrPack *p)
{
    uint16_t v;
    memcpy(&v, room(p, 2), 2);
    return usr_order16(v);
}

uint32_t up32(UsrPack *p)
{
    uint32_t v;
    memcpy(&v, room(p, 4), 4);
    return usr_order32(v);
}

uint64_t up64(UsrPack *p)
{
    uint64_t v;
    memcpy(&v, room(p, 8), 8);
    return usr_order64(v);
}

uint64_t up_long(UsrPack *p)
{
    return usr_abi.guest64 ? up64(p) : up32(p);
}

int64_t up_slong(UsrPack *p)
{
    return usr_abi.guest64 ? (int64_t)up64(p) : (int32_t)up32(p);
}

/* ---- Common types ---------------------------------------------------------------- */

int usr_get_timespec(struct timespec *ts, uint64_t g, bool wide)
{
    UsrPack p;
    int r = up_get(&p, g, wide || usr_abi.guest64 ? 16 : 8);
    if (r)
        return r;
    if (wide && !usr_abi.guest64) {
        ts->tv_sec = (int64_t)up64(&p);
        uint64_t nsec = up64(&p);
        ts->tv_nsec = (long)(uint32_t)nsec; /* the upper half is padding of a 32-bit program's long */
    } else {
        ts->tv_sec = up_slong(&p);
        ts->tv_nsec = up_slong(&p);
    }
    return 0;
}

/* Without a UsrPack: the time calls are frequent. */
int usr_put_timespec(uint64_t g, const struct timespec *ts, bool wide)
{
    uint64_t q[2] = {usr_order64((uint64_t)ts->tv_sec), usr_order64((uint64_t)ts->tv_nsec)};
    uint32_t w[2] = {usr_order32((uint32_t)ts->tv_sec), usr_order32((uint32_t)ts->tv_nsec)};
    return wide || usr_abi.guest64 ? usr_put(g, q, sizeof q) : usr_put(g, w, sizeof w);
}

int usr_get_timeval(struct timeval *tv, uint64_t g)
{
    UsrPack p;
    int r = up_get(&p, g, 2 * usr_word());
    if (!r) {
        tv->tv_sec = up_slong(&p);
        tv->tv_usec = up_slong(&p);
    }
    return r;
}

int usr_put_timeval(uint64_t g, const struct timeval *tv)
{
    UsrPack p = {0};
    pk_long(&p, (uint64_t)tv->tv_sec);
    pk_long(&p, (uint64_t)tv->tv_usec);
    return pk_put(&p, g);
}

int usr_get_sigset(UsrSigset *set, uint64_t g)
{
    UsrPack p;
    int r = up_get(&p, g, 8);
    if (r)
        return r;
    uint64_t lo = up_long(&p);
    *set = usr_abi.guest64 ? lo : lo | (uint64_t)up32(&p) << 32;
    return 0;
}

int usr_put_sigset(uint64_t g, UsrSigset set)
{
    UsrPack p = {0};
    pk_long(&p, set);
    if (!usr_abi.guest64)
        pk32(&p, (uint32_t)(set >> 32));
    return pk_put(&p, g);
}
