/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pure computations whose value is known: what a signal, a fork or another thread disturbs shows as a
 * wrong value. They keep many values in registers over many loop rounds: general, floating-point,
 * vector, condition and carry.
 */
#include "soak.h"

typedef int32_t V4 __attribute__((vector_size(16)));
typedef uint32_t U4 __attribute__((vector_size(16)));
typedef float F4 __attribute__((vector_size(16)));

uint32_t digests[DIGESTS];

static uint32_t mix(uint32_t h, uint64_t v)
{
    h = (h ^ (uint32_t)v) * 0x9e3779b1u;
    return (h ^ (uint32_t)(v >> 32)) * 0x85ebca6bu ^ h >> 15;
}

uint32_t digest_int(uint32_t seed, int n)
{
    uint32_t s = seed * 2654435761u | 1, a = 1, b = 2, c = 3, d = 4;
    uint64_t wide = 1;
    for (int i = 0; i < n; i++) {
        uint32_t x = next_random(&s);
        a += x << 3 | x >> 29;
        b ^= a + (uint32_t)__builtin_clz(x | 1);
        c = c * 33 + (b >> (x & 7));
        d -= (int32_t)c < (int32_t)b ? a : ~x;
        wide = wide * 6364136223846793005ull + ((uint64_t)a << 32 | d); /* carry chains */
        wide ^= wide / ((x & 0xffff) + 3);
        if ((x & 31) == 7)
            a = d / ((b & 0xff) + 1) + (uint32_t)((int32_t)c % 1009);
    }
    return mix(mix(a ^ b, wide), (uint64_t)c << 32 | d);
}

uint32_t digest_float(uint32_t seed, int n)
{
    uint32_t s = seed * 40503u | 1, h = 0;
    double a = 1, b = 0.5, c = 1.0 / 3, d = 0;
    float f = 1;
    for (int i = 0; i < n; i++) {
        double x = next_random(&s) / 4294967296.0;
        a = a * 0.75 + x;
        b = b / (1.0 + x) + a;
        c = c < x ? c + x * x : c - b / 64;
        d += (double)(int32_t)(c * 1000);
        f = f * 0.5f + (float)d;
        uint64_t bits;
        memcpy(&bits, &b, sizeof bits);
        h = mix(h, bits);
    }
    uint64_t u[2];
    memcpy(&u[0], &c, sizeof c);
    d += f;
    memcpy(&u[1], &d, sizeof d);
    return mix(mix(h, u[0]), u[1]);
}

uint32_t digest_vector(uint32_t seed, int n)
{
    uint32_t s = seed * 97u | 1;
    U4 a = {1, 2, 3, 4}, b = {5, 6, 7, 8};
    V4 m = {0, 0, 0, 0};
    F4 f = {0, 0, 0, 0};
    for (int i = 0; i < n; i++) {
        uint32_t x = next_random(&s);
        U4 r = {x, x >> 8, x >> 16, x >> 24};
        a += r ^ b;
        b = (b << 5 | b >> 27) - a;
        m = (V4)(a > b) ^ (m + (V4)r);
        f = f * (F4){0.5f, 0.25f, 0.5f, 0.25f} + (F4){(float)(x & 0xff), 1, (float)(x >> 24), 2};
    }
    U4 bits;
    memcpy(&bits, &f, sizeof bits);
    a ^= b + (U4)m + bits;
    return mix(mix(a[0], a[1]), (uint64_t)a[2] << 32 | a[3]);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

uint32_t digest_memory(uint32_t seed, int n)
{
    uint32_t words[64], s = seed * 31u | 1, h = 0;
    char text[128];
    for (int k = 0; k < n / 64 + 1; k++) {
        for (int i = 0; i < 64; i++)
            words[i] = next_random(&s);
        qsort(words, 64, sizeof words[0], by_value);
        memmove(words + 1, words, 63 * sizeof words[0]);
        int len = snprintf(text, sizeof text, "%u %d %s %.6f", words[7], (int)words[40], k & 1 ? "odd" : "even",
                           words[9] / 65536.0);
        h = mix(h, (uint64_t)strtoul(text, NULL, 10) << 32 | (uint32_t)len);
        h = mix(h, (uint64_t)words[63] << 32 | (uint32_t)strlen(strchr(text, ' ')));
    }
    return h;
}

uint32_t digest_all(uint32_t seed, int n)
{
    return digest_int(seed, n) ^ digest_float(seed, n) * 3 ^ digest_vector(seed, n) * 5 ^ digest_memory(seed, n) * 7;
}

void digests_init(void)
{
    for (uint32_t i = 0; i < DIGESTS; i++)
        digests[i] = digest_all(i, DIGEST_N);
}

void check_digest(uint32_t seed)
{
    CHECK_EQ(digest_all(seed % DIGESTS, DIGEST_N), digests[seed % DIGESTS]);
}

void round_compute(uint32_t seed)
{
    for (uint32_t i = 0; i < 20; i++)
        check_digest(seed + i);
}
