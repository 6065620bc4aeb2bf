/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of memory: memcpy, memmove and memset of many sizes and alignments, and a
 * byte-reversing loop.
 * bench: class=memory size=1000 */
#include "bench.h"

enum { NBYTES = 256 * 1024 };

static unsigned char from[NBYTES + 64], to[NBYTES + 64];

static void reverse_words(uint32_t *p, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        p[i] = __builtin_bswap32(p[i]);
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 1000);
    uint32_t seed = 3, sum = 0, words[256];
    for (unsigned i = 0; i < sizeof from; i++)
        from[i] = (unsigned char)bench_random(&seed);
    for (unsigned r = 0; r < rounds; r++) {
        memcpy(to + r % 8, from + r % 5, NBYTES);
        memmove(to + 1 + r % 7, to, NBYTES);
        for (unsigned i = 0; i < 2000; i++) {
            unsigned n = bench_random(&seed) % 200, a = seed >> 8 & 0xffff, b = (seed >> 16) + 70000;
            memcpy(to + a, from + b, n);
            memset(to + b, (int)i, n / 2);
        }
        for (unsigned i = 0; i < 64; i++) {
            memcpy(words, to + i * 1024, sizeof words);
            reverse_words(words, 256);
            memcpy(to + i * 1024, words, sizeof words);
        }
        for (unsigned i = 0; i < NBYTES; i += 61)
            sum = bench_mix(sum, to[i]);
    }
    return bench_done(sum);
}
