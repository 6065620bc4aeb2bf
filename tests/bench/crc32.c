/* SPDX-License-Identifier: Apache-2.0 */
/* Byte loads, table look-ups, shifts: CRC-32 and FNV-1a over a buffer.
 * bench: class=integer size=700 */
#include "bench.h"

enum { NBYTES = 128 * 1024 };

static uint32_t table[256];

static void make_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++)
            c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
}

int main(int argc, char **argv)
{
    static unsigned char buf[NBYTES];
    unsigned rounds = bench_size(argc, argv, 700);
    uint32_t seed = 99, sum = 0;
    make_table();
    for (int i = 0; i < NBYTES; i++)
        buf[i] = (unsigned char)bench_random(&seed);
    for (unsigned r = 0; r < rounds; r++) {
        uint32_t crc = ~0u, fnv = 0x811c9dc5u;
        for (int i = 0; i < NBYTES; i++) {
            crc = table[(crc ^ buf[i]) & 255] ^ (crc >> 8);
            fnv = (fnv ^ buf[i]) * 0x01000193u;
        }
        sum = bench_mix(bench_mix(sum, ~crc), fnv);
        buf[r % NBYTES] ^= 1;
    }
    return bench_done(sum);
}
