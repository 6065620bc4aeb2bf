/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar floating point in a tight loop that ends by a comparison: the Mandelbrot set.
 * bench: class=fp size=800 native=differs */
#include "bench.h"

static unsigned iterations(double cr, double ci)
{
    double zr = 0, zi = 0;
    unsigned n = 0;
    while (n < 255 && zr * zr + zi * zi <= 4) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        n++;
    }
    return n;
}

int main(int argc, char **argv)
{
    unsigned n = bench_size(argc, argv, 800);
    uint32_t sum = 0;
    for (unsigned y = 0; y < n; y++)
        for (unsigned x = 0; x < n; x++)
            sum = bench_mix(sum, iterations(3.0 * x / n - 2.2, 3.0 * y / n - 1.5));
    return bench_done(sum);
}
