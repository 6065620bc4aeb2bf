/* SPDX-License-Identifier: Apache-2.0 */
/* AltiVec, floating point: loops over float arrays that the compiler vectorises:
 * a x + y, a stencil, clamping.
 * bench: class=altivec size=25000 flags=-O3,-maltivec,-ffast-math native=differs */
#include "bench.h"

enum { N = 4096 };

static float x[N] __attribute__((aligned(16))), y[N] __attribute__((aligned(16))), z[N] __attribute__((aligned(16)));

static __attribute__((noinline)) void scale_add(float a)
{
    for (int i = 0; i < N; i++)
        y[i] = a * x[i] + y[i];
}

static __attribute__((noinline)) void stencil(void)
{
    for (int i = 1; i < N - 1; i++)
        z[i] = 0.25f * x[i - 1] + 0.5f * y[i] + 0.25f * x[i + 1];
}

static __attribute__((noinline)) void clamp(float limit)
{
    for (int i = 0; i < N; i++)
        x[i] = z[i] > limit ? limit : z[i];
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 25000);
    uint32_t seed = 11, sum = 0;
    for (int i = 0; i < N; i++) {
        x[i] = (float)(bench_random(&seed) >> 8) / 16777216.0f;
        y[i] = (float)(bench_random(&seed) >> 8) / 16777216.0f;
    }
    for (unsigned r = 0; r < rounds; r++) {
        scale_add(0.5f / (float)(r + 1));
        stencil();
        clamp(2.0f);
    }
    for (int i = 0; i < N; i++)
        sum = bench_mix_double(bench_mix_double(sum, x[i]), y[i]);
    return bench_done(sum);
}
