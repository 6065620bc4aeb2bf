/* SPDX-License-Identifier: Apache-2.0 */
/* Rotates, logic and additions on 32-bit words: SHA-256 (FIPS 180-4) of a buffer, over and
 * over. The constants are computed from what they are: roots of the first primes.
 * bench: class=integer size=1200 */
#include "bench.h"

enum { NBYTES = 64 * 1024 };

static uint32_t k[64], h0[8];

/* First 32 bits of the fraction of p's root of the given degree, by Newton's iteration. */
static uint32_t root_fraction(unsigned p, unsigned degree)
{
    double x = p;
    for (int i = 0; i < 60; i++)
        x = degree == 2 ? (x + p / x) / 2 : (2 * x + p / (x * x)) / 3;
    return (uint32_t)((x - (unsigned)x) * 4294967296.0);
}

static void make_constants(void)
{
    unsigned n = 0;
    for (unsigned p = 2; n < 64; p++) {
        unsigned d = 2;
        while (d * d <= p && p % d)
            d++;
        if (d * d <= p)
            continue;
        if (n < 8)
            h0[n] = root_fraction(p, 2);
        k[n++] = root_fraction(p, 3);
    }
}

static inline uint32_t ror(uint32_t x, unsigned n)
{
    return (x >> n) | (x << (32 - n));
}

static void compress(uint32_t *h, const unsigned char *block)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++, block += 4)
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 | block[3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^ (w[i - 15] >> 3)) + w[i - 7] +
               (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ (w[i - 2] >> 10));
    memcpy(s, h, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t t1 =
            s[7] + (ror(s[4], 6) ^ ror(s[4], 11) ^ ror(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
        uint32_t t2 = (ror(s[0], 2) ^ ror(s[0], 13) ^ ror(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += t1;
        s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++)
        h[i] += s[i];
}

/* buf has room for the padding. */
static void sha256(unsigned char *buf, size_t n, uint32_t *h)
{
    size_t end = (n + 9 + 63) / 64 * 64;
    memset(buf + n, 0, end - n);
    buf[n] = 0x80;
    for (int i = 0; i < 8; i++)
        buf[end - 1 - (size_t)i] = (unsigned char)((uint64_t)n * 8 >> (8 * i));
    memcpy(h, h0, sizeof h0);
    for (size_t at = 0; at < end; at += 64)
        compress(h, buf + at);
}

int main(int argc, char **argv)
{
    static unsigned char buf[NBYTES + 128];
    unsigned rounds = bench_size(argc, argv, 1200) / 10;
    uint32_t h[8], sum = 0;
    make_constants();
    memcpy(buf, "abc", 3);
    sha256(buf, 3, h);
    if (h[0] != 0xba7816bf || h[7] != 0xf20015ad) { /* FIPS 180-4's own example */
        puts("wrong digest");
        return 1;
    }
    for (size_t i = 0; i < NBYTES; i++)
        buf[i] = (unsigned char)(i * 7);
    for (unsigned r = 0; r < rounds; r++) {
        sha256(buf, NBYTES, h);
        for (int i = 0; i < 8; i++) {
            buf[i] ^= (unsigned char)h[i];
            sum = bench_mix(sum, h[i]);
        }
    }
    return bench_done(sum);
}
