/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The soak: one guest program whose parts run at once, each in threads of its own, while timers and
 * other threads send it signals. Every round of a part checks its own results; the first wrong one
 * ends the program with status 1 and one line that names part and seed.
 *
 * The parts use the POSIX interface only, so the program also runs natively: the digests that it
 * prints must be the same on both. Generating code is for PowerPC and does nothing elsewhere.
 */
#ifndef SOAK_H
#define SOAK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Part {
    const char *name;
    void (*round)(uint32_t seed); /* some ten milliseconds of work; leaves nothing behind */
    int threads;                  /* how many threads repeat it */
    atomic_uint rounds;           /* finished ones, all threads together */
} Part;

extern Part parts[];        /* ends with a null name */
extern atomic_bool stop;    /* the time is over: rounds are finished and not begun */
extern const char *program; /* path to execute this program again */

/* Ends everything with one line. Safe in children and handlers. */
_Noreturn void failed(const char *file, int line, const char *what, long long a, long long b);

#define CHECK_EQ(got, want)                                                                                            \
    do {                                                                                                               \
        long long g_ = (long long)(got), w_ = (long long)(want);                                                       \
        if (g_ != w_)                                                                                                  \
            failed(__FILE__, __LINE__, #got, g_, w_);                                                                  \
    } while (0)
#define CHECK(cond)                                                                                                    \
    do {                                                                                                               \
        if (!(cond))                                                                                                   \
            failed(__FILE__, __LINE__, #cond, errno, 0);                                                               \
    } while (0)
/* The call again while a signal interrupts it. */
#define RETRY(expr)                                                                                                    \
    ({                                                                                                                 \
        long r_;                                                                                                       \
        do                                                                                                             \
            r_ = (long)(expr);                                                                                         \
        while (r_ == -1 && errno == EINTR);                                                                            \
        r_;                                                                                                            \
    })

/* The next number of a generator whose state is *S (not 0). */
static inline uint32_t next_random(uint32_t *s)
{
    uint32_t x = *s;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *s = x;
}

/* compute.c: pure work on integers, floating point, vectors and memory; only the seed decides the value. */
uint32_t digest_int(uint32_t seed, int n);
uint32_t digest_float(uint32_t seed, int n);
uint32_t digest_vector(uint32_t seed, int n);
uint32_t digest_memory(uint32_t seed, int n);
uint32_t digest_all(uint32_t seed, int n);
/* Values of digest_all for seeds 0..DIGESTS-1 and n = DIGEST_N, made before the first signal. */
enum { DIGESTS = 16, DIGEST_N = 200 };
extern uint32_t digests[DIGESTS];
void digests_init(void);
/* One more computation of a known value. */
void check_digest(uint32_t seed);

/* signals.c: handlers for the whole program and the timer that fires all the time. */
void signals_init(void);
/* The calling thread takes signals on a stack of its own from now on; freed by signals_thread_end. */
void *signals_thread_begin(void);
void signals_thread_end(void *stack);

void round_compute(uint32_t seed);
void round_signals(uint32_t seed);
void round_faults(uint32_t seed);
void round_processes(uint32_t seed);
void round_memory(uint32_t seed);
void round_code(uint32_t seed);
void round_patch(uint32_t seed);
void round_threads(uint32_t seed);
void round_locks(uint32_t seed);
void round_files(uint32_t seed);

/* processes.c: what the program does when it is started as a child: exit status. */
int child_main(uint32_t seed);

#endif
