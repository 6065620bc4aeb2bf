/* SPDX-License-Identifier: Apache-2.0 */
/* Loops that compilers vectorise for processors with VSX: the same results as without. */
#include <stdio.h>

enum { N = 203 };
static double a[N], b[N], c[N];
static float f[N], g[N], h[N];
static int k[N];

/* Values with NaNs, infinities, zeros of both signs and tiny numbers in between. */
static void fill(int r)
{
    for (int i = 0; i < N; i++) {
        k[i] = i * 7 - 100 + r;
        a[i] = b[i] = k[i] * 0.125;
        g[i] = (float)k[i] * 1.5f;
        f[i] = (float)i;
    }
    b[r % N] = 1.0 / 0.0;
    a[(r * 3) % N] = -0.0;
    a[(r * 5) % N] = 2.3e-308;
    g[(r * 7) % N] = 1e-38f;
    g[(r * 11) % N] = -1e38f;
}

__attribute__((noinline)) static void doubles(double s)
{
    for (int i = 0; i < N; i++)
        c[i] = a[i] * s + b[i];
    for (int i = 0; i < N; i++)
        a[i] = (c[i] - b[i]) / (a[i] + 2.0) * 0.5;
}

__attribute__((noinline)) static void singles(float s)
{
    for (int i = 0; i < N; i++)
        h[i] = g[i] * s - f[i];
    for (int i = 0; i < N; i++)
        f[i] = h[i] > g[i] ? h[i] / 3.0f : g[i] * 0.5f;
    for (int i = 0; i < N; i++)
        g[i] = (float)k[i] + (float)(int)(f[i] * 1e-30f);
    for (int i = 0; i < N; i++)
        b[i] = (double)k[i] * 0.25;
}

static void print(const void *p, unsigned n)
{
    const unsigned char *x = p;
    unsigned long long sum = 0;
    for (unsigned i = 0; i < n; i++)
        sum = sum * 31 + x[i];
    printf("%016llx\n", sum);
}

int main(void)
{
    for (int r = 1; r < 60; r++) {
        fill(r);
        doubles(1.25 + r);
        singles(0.5f + (float)r);
        print(a, sizeof a);
        print(b, sizeof b);
        print(c, sizeof c);
        print(f, sizeof f);
        print(g, sizeof g);
        print(h, sizeof h);
    }
    return 0;
}
