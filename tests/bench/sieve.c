/* SPDX-License-Identifier: Apache-2.0 */
/* Byte stores with a stride, short loops: the sieve of Eratosthenes.
 * bench: class=integer size=64 */
#include "bench.h"

enum { LIMIT = 1 << 20 };

int main(int argc, char **argv)
{
    static unsigned char composite[LIMIT];
    unsigned rounds = bench_size(argc, argv, 64);
    uint32_t sum = 0;
    for (unsigned r = 0; r < rounds; r++) {
        unsigned limit = LIMIT - r * 1000 % (LIMIT / 2), count = 0;
        memset(composite, 0, limit);
        for (unsigned p = 2; p < limit; p++) {
            if (composite[p])
                continue;
            count++;
            if (p < 65536)
                for (unsigned m = p * p; m < limit; m += p)
                    composite[m] = 1;
        }
        sum = bench_mix(sum, count);
    }
    return bench_done(sum);
}
