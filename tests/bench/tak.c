/* SPDX-License-Identifier: Apache-2.0 */
/* Calls with several arguments, deep recursion: Takeuchi's and Ackermann's functions.
 * bench: class=call size=100 */
#include "bench.h"

static __attribute__((noinline)) int tak(int x, int y, int z)
{
    return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z;
}

static __attribute__((noinline)) unsigned ack(unsigned m, unsigned n)
{
    if (m == 0)
        return n + 1;
    return n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1));
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 100);
    uint32_t sum = 0;
    for (unsigned i = 0; i < rounds; i++) {
        sum = bench_mix(sum, (uint32_t)tak(18, 12 - (int)(i % 2), 6));
        sum = bench_mix(sum, ack(2, 400 + i));
        sum = bench_mix(sum, ack(3, 6));
    }
    return bench_done(sum);
}
