/* SPDX-License-Identifier: Apache-2.0 */
/* Bit tricks and unpredictable branches: counts the ways to place n queens.
 * bench: class=integer size=13 */
#include "bench.h"

static unsigned solve(unsigned all, unsigned cols, unsigned left, unsigned right)
{
    unsigned found = 0;
    if (cols == all)
        return 1;
    for (unsigned open = all & ~(cols | left | right); open;) {
        unsigned bit = open & -open;
        open ^= bit;
        found += solve(all, cols | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return found;
}

int main(int argc, char **argv)
{
    unsigned n = bench_size(argc, argv, 13);
    uint32_t sum = 0;
    for (unsigned i = 1; i <= n; i++)
        sum = bench_mix(sum, solve((1u << i) - 1, 0, 0, 0));
    return bench_done(sum);
}
