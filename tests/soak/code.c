/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Code made while the program runs: random straight-line functions whose results are computed in C, too;
 * rewritten in place, moved, unmapped and made again at the same address; and one function that a thread
 * patches while others call it. On other machines than PowerPC nothing is generated.
 */
#include "soak.h"

#include <pthread.h>
#include <sys/mman.h>

#ifdef __powerpc__

enum { LINES = 32, WORDS = 64, PAGE = 4096 };
typedef uint32_t (*Function)(uint32_t a, uint32_t b);

/* Data cache to memory, then the instruction cache forgets: as the books ask of whoever writes code. */
static void flush(uint32_t *from, size_t words)
{
    for (char *p = (char *)from; p < (char *)(from + words); p += LINES)
        __asm__ volatile("dcbst 0,%0" ::"r"(p) : "memory");
    __asm__ volatile("dcbst 0,%0; sync" ::"r"(from + words - 1) : "memory");
    for (char *p = (char *)from; p < (char *)(from + words); p += LINES)
        __asm__ volatile("icbi 0,%0" ::"r"(p) : "memory");
    __asm__ volatile("icbi 0,%0; sync; isync" ::"r"(from + words - 1) : "memory");
}

static uint32_t x_form(uint32_t op, uint32_t t, uint32_t a, uint32_t b)
{
    return 31u << 26 | t << 21 | a << 16 | b << 11 | op << 1;
}

/* One random instruction on r3 and r4, and what it does to A and B. */
static uint32_t random_word(uint32_t x, uint32_t *a, uint32_t *b)
{
    uint32_t k = x >> 16;
    switch (x % 8) {
    case 0: *a += *b; return x_form(266, 3, 3, 4);                                  /* add r3,r3,r4 */
    case 1: *b = *a - *b; return x_form(40, 4, 4, 3);                               /* subf r4,r4,r3 */
    case 2: *a ^= *b; return x_form(316, 3, 3, 4);                                  /* xor r3,r3,r4 */
    case 3: *b *= *a; return x_form(235, 4, 4, 3);                                  /* mullw r4,r4,r3 */
    case 4: *a += (uint32_t)(int16_t)k; return 14u << 26 | 3u << 21 | 3u << 16 | k; /* addi r3,r3,k */
    case 5: *b ^= k << 16; return 27u << 26 | 4u << 21 | 4u << 16 | k;              /* xoris r4,r4,k */
    case 6:
        k &= 31;
        *a = *a << k | *a >> ((32 - k) & 31); /* rlwinm r3,r3,k,0,31 */
        return 21u << 26 | 3u << 21 | 3u << 16 | k << 11 | 31u << 1;
    default: *b |= *a >> 3; return 0; /* see make: two words */
    }
}

/* Writes a function at AT and returns what it yields for A and B. */
static uint32_t make(uint32_t *at, uint32_t seed, uint32_t a, uint32_t b)
{
    size_t n = 0, want = 4 + seed % (WORDS - 8);
    uint32_t s = seed | 1;
    while (n < want) {
        uint32_t w = random_word(next_random(&s), &a, &b);
        if (!w) {
            at[n++] = 21u << 26 | 3u << 21 | 5u << 16 | 29u << 11 | 3u << 6 | 31u << 1; /* srwi r5,r3,3 */
            w = x_form(444, 4, 4, 5);                                                   /* or r4,r4,r5 */
        }
        at[n++] = w;
    }
    at[n++] = x_form(266, 3, 3, 4);
    at[n++] = 0x4e800020; /* blr */
    flush(at, n);
    return a + b;
}

static uint32_t *code_page(size_t pages)
{
    void *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED);
    return p;
}

static Function function_at(uint32_t *p)
{
    return (Function)(uintptr_t)p;
}

/* In place, again and again; data on the same page between the calls. */
static void rewritten(uint32_t seed)
{
    uint32_t *p = code_page(2);
    for (int i = 0; i < 20; i++) {
        uint32_t x = next_random(&seed), want = make(p + (x & 7), x, x, ~x);
        CHECK_EQ(function_at(p + (x & 7))(x, ~x), want);
        volatile uint32_t *data = p + 512;
        for (int k = 0; k < 5; k++) {
            *data = x + (uint32_t)k;
            CHECK_EQ(function_at(p + (x & 7))(x, ~x), want);
            CHECK_EQ(*data, x + (uint32_t)k);
        }
        want = make(p + PAGE / 4 - 16, x ^ 99, x, x); /* across the page boundary */
        CHECK_EQ(function_at(p + PAGE / 4 - 16)(x, x), want);
    }
    CHECK_EQ(munmap(p, 2 * PAGE), 0);
}

/* The same address, other code: unmapped or protected in between, without any cache instruction on the old one. */
static void replaced(uint32_t seed)
{
    uint32_t *p = code_page(1);
    for (int i = 0; i < 10; i++) {
        uint32_t x = next_random(&seed), want = make(p, x, 1, x);
        if (i & 1) {
            CHECK_EQ(mprotect(p, PAGE, PROT_READ | PROT_EXEC), 0);
            CHECK_EQ(function_at(p)(1, x), want);
            CHECK_EQ(mprotect(p, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC), 0);
        } else {
            CHECK_EQ(function_at(p)(1, x), want);
            void *q = mmap(p, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
            CHECK(q == p);
        }
    }
    CHECK_EQ(munmap(p, PAGE), 0);
}

/* Moved: the code is executed at its new place. */
static void moved(uint32_t seed)
{
    uint32_t *p = code_page(1), want = make(p, seed, seed, 3);
    CHECK_EQ(function_at(p)(seed, 3), want);
    uint32_t *q = mremap(p, PAGE, 8 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED);
    flush(q, WORDS);
    CHECK_EQ(function_at(q)(seed, 3), want);
    CHECK_EQ(munmap(q, 8 * PAGE), 0);
}

void round_code(uint32_t seed)
{
    rewritten(seed);
    replaced(seed);
    moved(seed);
}

typedef struct Patched {
    uint32_t *at;      /* li r3,N; blr */
    atomic_uint lower; /* every value below this one is history */
    atomic_uint upper; /* no value above this one has been written */
    atomic_bool done;
} Patched;

static void *call(void *arg)
{
    Patched *p = arg;
    uint32_t last = 0;
    while (!atomic_load(&p->done)) {
        uint32_t low = atomic_load(&p->lower);
        __asm__ volatile("isync" ::: "memory");
        uint32_t got = function_at(p->at)(0, 0), high = atomic_load(&p->upper);
        CHECK(got >= low && got <= high && got >= last);
        last = got;
    }
    return NULL;
}

/* A function is patched, one word at a time, while two threads call it: they see the values in order. */
void round_patch(uint32_t seed)
{
    Patched p = {.at = code_page(1)};
    pthread_t t[2];
    uint32_t where = seed % 900;
    p.at += where;
    p.at[1] = 0x4e800020;
    p.at[0] = 0x38600000;
    flush(p.at, 2);
    for (int i = 0; i < 2; i++)
        CHECK_EQ(pthread_create(&t[i], NULL, call, &p), 0);
    for (uint32_t n = 1; n <= 100; n++) {
        atomic_store(&p.upper, n);
        *(volatile uint32_t *)p.at = 0x38600000 | n;
        flush(p.at, 1);
        CHECK_EQ(function_at(p.at)(0, 0), n);
        atomic_store(&p.lower, n);
    }
    atomic_store(&p.done, true);
    for (int i = 0; i < 2; i++)
        CHECK_EQ(pthread_join(t[i], NULL), 0);
    CHECK_EQ(munmap(p.at - where, PAGE), 0);
}

#else

void round_code(uint32_t seed)
{
    (void)seed;
    usleep(1000);
}

void round_patch(uint32_t seed)
{
    (void)seed;
    usleep(1000);
}

#endif
