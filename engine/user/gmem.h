/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest memory as system-call handlers use it: guarded copies in and out, and
 * structures built or taken apart field by field.
 *
 * A field is put at its natural alignment in the guest's byte order, and a
 * "long" has the guest's width, so one sequence of fields describes a structure
 * for every ABI. Everything returns 0 or -EFAULT; a page that another thread
 * unmaps in the middle is an EFAULT, too, never a crash.
 */
#ifndef ENGRAFT_ENGINE_GMEM_H
#define ENGRAFT_ENGINE_GMEM_H

#include <string.h>
#include <time.h>
#include <sys/time.h>

#include "engine/user/usr.h"

int usr_get(void *dst, uint64_t g, size_t nbytes);
int usr_put(uint64_t g, const void *src, size_t nbytes);
int usr_get32(uint64_t g, uint32_t *v);
int usr_put32(uint64_t g, uint32_t v);
int usr_get64(uint64_t g, uint64_t *v);
int usr_put64(uint64_t g, uint64_t v);
int usr_get_long(uint64_t g, uint64_t *v); /* zero-extended */
int usr_put_long(uint64_t g, uint64_t v);
/* A string of at most size - 1 bytes: its length, -EFAULT or -ENAMETOOLONG. */
int64_t usr_get_str(char *dst, uint64_t g, size_t size);
/* Length of a string, or -EFAULT. */
int64_t usr_strlen(uint64_t g);

static inline unsigned usr_word(void)
{
    return usr_abi.guest64 ? 8 : 4;
}
static inline uint16_t usr_order16(uint16_t v)
{
    return usr_abi.little ? v : __builtin_bswap16(v);
}
static inline uint32_t usr_order32(uint32_t v)
{
    return usr_abi.little ? v : __builtin_bswap32(v);
}
static inline uint64_t usr_order64(uint64_t v)
{
    return usr_abi.little ? v : __builtin_bswap64(v);
}

/* A guest pointer for the kernel: NULL stays NULL; other bad addresses make the kernel say EFAULT by themselves. */
static inline void *usr_ptr(uint64_t g)
{
    return g ? mem_g2h(g) : NULL;
}
/* The same for memory the kernel writes. */
static inline void *usr_out(uint64_t g, uint64_t nbytes)
{
    if (g)
        mem_before_write(g, nbytes);
    return usr_ptr(g);
}

/* ---- Structures ------------------------------------------------------------------ */

enum { USR_PACK_MAX = 1024 };
typedef struct UsrPack {
    unsigned n;              /* bytes so far; reading: position */
    uint8_t b[USR_PACK_MAX]; /* zero where nothing was put */
} UsrPack;

void pk_align(UsrPack *p, unsigned to);
void pk_skip(UsrPack *p, unsigned nbytes);
void pk8(UsrPack *p, uint8_t v);
void pk16(UsrPack *p, uint16_t v);
void pk32(UsrPack *p, uint32_t v);
void pk64(UsrPack *p, uint64_t v);
void pk_long(UsrPack *p, uint64_t v);
void pk_bytes(UsrPack *p, const void *src, unsigned nbytes);
int pk_put(const UsrPack *p, uint64_t g);

/* Starts reading a structure of nbytes. */
int up_get(UsrPack *p, uint64_t g, unsigned nbytes);
uint8_t up8(UsrPack *p);
uint16_t up16(UsrPack *p);
uint32_t up32(UsrPack *p);
uint64_t up64(UsrPack *p);
uint64_t up_long(UsrPack *p); /* zero-extended */
int64_t up_slong(UsrPack *p); /* sign-extended */

/* Times: `wide` selects the 64-bit layout of the *_time64 calls (on 64-bit guests the only one). */
int usr_get_timespec(struct timespec *ts, uint64_t g, bool wide);
int usr_put_timespec(uint64_t g, const struct timespec *ts, bool wide);
int usr_get_timeval(struct timeval *tv, uint64_t g);
int usr_put_timeval(uint64_t g, const struct timeval *tv);

/* Signal sets: 64 bits as guest longs, first long = signals 1.. */
int usr_get_sigset(UsrSigset *set, uint64_t g);
int usr_put_sigset(uint64_t g, UsrSigset set);

#endif
