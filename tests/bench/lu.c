/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar floating point on arrays: solves linear equations by LU decomposition with
 * pivots.
 * bench: class=fp size=80 native=differs */
#include <math.h>

#include "bench.h"

enum { N = 160 };

static double a[N][N], b[N];

static void fill(uint32_t seed)
{
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++)
            a[i][j] = (double)(int32_t)bench_random(&seed) / 2147483648.0;
        b[i] = i;
    }
}

static void swap_rows(int i, int j)
{
    double t = b[i];
    b[i] = b[j];
    b[j] = t;
    for (int k = 0; k < N; k++) {
        t = a[i][k];
        a[i][k] = a[j][k];
        a[j][k] = t;
    }
}

static void solve(void)
{
    for (int k = 0; k < N; k++) {
        int pivot = k;
        for (int i = k + 1; i < N; i++)
            if (fabs(a[i][k]) > fabs(a[pivot][k]))
                pivot = i;
        if (pivot != k)
            swap_rows(k, pivot);
        for (int i = k + 1; i < N; i++) {
            double f = a[i][k] / a[k][k];
            for (int j = k; j < N; j++)
                a[i][j] -= f * a[k][j];
            b[i] -= f * b[k];
        }
    }
    for (int i = N - 1; i >= 0; i--) {
        for (int j = i + 1; j < N; j++)
            b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 80);
    uint32_t sum = 0;
    for (unsigned r = 0; r < rounds; r++) {
        fill(r + 1);
        solve();
        for (int i = 0; i < N; i++)
            sum = bench_mix_double(sum, b[i]);
    }
    return bench_done(sum);
}
