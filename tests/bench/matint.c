/* SPDX-License-Identifier: Apache-2.0 */
/* Multiplications and additions, 32 and 64 bits wide, nested loops: products of integer
 * matrices, modulo 2^32 and modulo a prime.
 * bench: class=integer size=24 */
#include "bench.h"

enum { N = 128 };
static const uint32_t prime = 998244353;

typedef uint32_t Matrix[N][N];

static void multiply(Matrix c, Matrix a, Matrix b)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            uint32_t s = 0;
            for (int k = 0; k < N; k++)
                s += a[i][k] * b[k][j];
            c[i][j] = s;
        }
}

static void multiply_mod(Matrix c, Matrix a, Matrix b)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            uint64_t s = 0;
            for (int k = 0; k < N; k++) {
                s += (uint64_t)(a[i][k] & 0xfffffff) * (b[k][j] & 0xfffffff);
                if (s >> 62)
                    s %= prime;
            }
            c[i][j] = (uint32_t)(s % prime);
        }
}

int main(int argc, char **argv)
{
    static Matrix a, b, c;
    unsigned rounds = bench_size(argc, argv, 24);
    uint32_t seed = 7, sum = 0;
    for (int i = 0; i < N * N; i++) {
        a[i / N][i % N] = bench_random(&seed);
        b[i / N][i % N] = bench_random(&seed);
    }
    for (unsigned r = 0; r < rounds; r++) {
        multiply(c, a, b);
        multiply_mod(a, b, c);
        multiply(b, c, a);
        sum = bench_mix(bench_mix(sum, c[r % N][1]), b[2][r % N]);
    }
    return bench_done(sum);
}
