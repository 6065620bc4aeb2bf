/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar floating point with strided access: fast Fourier transforms, there and back,
 * in double and in single precision.
 * bench: class=fp size=80 native=differs */
#include <math.h>

#include "bench.h"

enum { BITS = 13, N = 1 << BITS };

#define FFT(T, fft)                                                                                                    \
    static void fft(T *re, T *im, int sign)                                                                            \
    {                                                                                                                  \
        for (unsigned i = 1, j = 0; i < N; i++) {                                                                      \
            unsigned bit = N >> 1;                                                                                     \
            for (; j & bit; bit >>= 1)                                                                                 \
                j ^= bit;                                                                                              \
            j ^= bit;                                                                                                  \
            if (i < j) {                                                                                               \
                T t = re[i];                                                                                           \
                re[i] = re[j], re[j] = t;                                                                              \
                t = im[i];                                                                                             \
                im[i] = im[j], im[j] = t;                                                                              \
            }                                                                                                          \
        }                                                                                                              \
        /* cos and sin of 2 pi / len by halving the angle: no library function whose last                              \
         * bits depend on the machine. */                                                                              \
        double c = 1, s = 0, next_c = -1;                                                                              \
        for (unsigned len = 2; len <= N; len <<= 1) {                                                                  \
            c = next_c;                                                                                                \
            s = sign * sqrt((1 - c) * (1 + c));                                                                        \
            next_c = sqrt((1 + c) / 2);                                                                                \
            for (unsigned at = 0; at < N; at += len) {                                                                 \
                T wr = 1, wi = 0;                                                                                      \
                for (unsigned k = at; k < at + len / 2; k++) {                                                         \
                    unsigned m = k + len / 2;                                                                          \
                    T xr = re[m] * wr - im[m] * wi, xi = re[m] * wi + im[m] * wr;                                      \
                    re[m] = re[k] - xr, im[m] = im[k] - xi;                                                            \
                    re[k] += xr, im[k] += xi;                                                                          \
                    T t = wr * (T)c - wi * (T)s;                                                                       \
                    wi = wr * (T)s + wi * (T)c;                                                                        \
                    wr = t;                                                                                            \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

FFT(double, fft_double)
FFT(float, fft_float)

static double re[N], im[N];
static float ref[N], imf[N];

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 80);
    uint32_t seed = 5, sum = 0;
    for (int i = 0; i < N; i++) {
        re[i] = (double)(bench_random(&seed) >> 8) / 65536;
        ref[i] = (float)re[i];
    }
    for (unsigned r = 0; r < rounds; r++) {
        fft_double(re, im, 1);
        fft_double(re, im, -1);
        fft_float(ref, imf, 1);
        fft_float(ref, imf, -1);
        for (int i = 0; i < N; i++) {
            re[i] /= N, im[i] /= N;
            ref[i] /= N, imf[i] /= N;
        }
        sum = bench_mix_double(bench_mix_double(sum, re[r % N]), ref[r % N]);
    }
    return bench_done(sum);
}
