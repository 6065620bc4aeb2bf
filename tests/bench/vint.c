/* SPDX-License-Identifier: Apache-2.0 */
/* AltiVec, integers of 8, 16 and 32 bits: image-like loops that the compiler
 * vectorises: blending, absolute differences, thresholds, sums.
 * bench: class=altivec size=20000 flags=-O3,-maltivec */
#include "bench.h"

enum { N = 8192 };

static uint8_t a[N] __attribute__((aligned(16))), b[N] __attribute__((aligned(16))), c[N] __attribute__((aligned(16)));
static int16_t w[N] __attribute__((aligned(16)));
static uint32_t acc[N / 4] __attribute__((aligned(16)));

static __attribute__((noinline)) void blend(void)
{
    for (int i = 0; i < N; i++)
        c[i] = (uint8_t)((a[i] + b[i] + 1) >> 1);
}

static __attribute__((noinline)) void difference(void)
{
    for (int i = 0; i < N; i++)
        a[i] = c[i] > b[i] ? (uint8_t)(c[i] - b[i]) : (uint8_t)(b[i] - c[i]);
}

static __attribute__((noinline)) void threshold(int16_t k)
{
    for (int i = 0; i < N; i++)
        w[i] = (int16_t)(w[i] + c[i] > k ? w[i] - k : w[i] + c[i]);
}

static __attribute__((noinline)) uint32_t accumulate(uint32_t k)
{
    uint32_t sum = 0;
    for (int i = 0; i < N / 4; i++) {
        acc[i] = (acc[i] << 3 ^ acc[i] >> 5) + k;
        sum += acc[i];
    }
    return sum;
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 20000);
    uint32_t seed = 23, sum = 0;
    for (int i = 0; i < N; i++) {
        a[i] = (uint8_t)bench_random(&seed);
        b[i] = (uint8_t)bench_random(&seed);
    }
    for (unsigned r = 0; r < rounds; r++) {
        blend();
        difference();
        threshold((int16_t)(r % 3000));
        sum = bench_mix(sum, accumulate(r));
        b[r % N] ^= (uint8_t)r;
    }
    for (int i = 0; i < N; i++)
        sum = bench_mix(sum, (uint32_t)a[i] << 16 ^ (uint16_t)w[i]);
    return bench_done(sum);
}
