/* SPDX-License-Identifier: Apache-2.0 */
/* Mixed integer code: a Lempel-Ziv compressor with hash chains, and its
 * decompressor, on text made from a small vocabulary.
 * bench: class=integer size=16 */
#include "bench.h"

enum { NBYTES = 256 * 1024, HASH_BITS = 13, WINDOW = 32768, MAX_MATCH = 66, MAX_CHAIN = 16 };

static unsigned char text[NBYTES + 16], packed[NBYTES * 2], again[NBYTES + 16];
static int head[1 << HASH_BITS], previous[NBYTES];

static void make_text(uint32_t seed)
{
    static const char syllables[] = "ba re mi to kel na sun vor ti el qua zen ";
    for (int i = 0; i < NBYTES;) {
        unsigned at = bench_random(&seed) % (sizeof syllables - 1);
        do
            text[i++] = (unsigned char)syllables[at];
        while (syllables[at++] != ' ' && i < NBYTES && at < sizeof syllables - 1);
    }
}

static unsigned hash3(const unsigned char *p)
{
    return ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) * 2654435761u >> (32 - HASH_BITS);
}

static int match_length(const unsigned char *a, const unsigned char *b, int max)
{
    int n = 0;
    while (n < max && a[n] == b[n])
        n++;
    return n;
}

static void remember(int at)
{
    unsigned h = hash3(text + at);
    previous[at] = head[h];
    head[h] = at;
}

/* The best earlier place for what is at `at`; its length, 0 for none. */
static int find(int at, int *where)
{
    int best = 2, max = NBYTES - at < MAX_MATCH ? NBYTES - at : MAX_MATCH, chain = 0;
    for (int p = head[hash3(text + at)]; p >= 0 && at - p < WINDOW && chain < MAX_CHAIN; p = previous[p], chain++) {
        int n = match_length(text + p, text + at, max);
        if (n > best) {
            best = n;
            *where = p;
        }
    }
    return best > 2 ? best : 0;
}

/* A literal is 0 and the byte; a match its length - 2 and two bytes of distance. */
static int pack(void)
{
    int out = 0, where = 0;
    memset(head, -1, sizeof head);
    for (int at = 0; at < NBYTES;) {
        int n = at + 3 < NBYTES ? find(at, &where) : 0;
        if (n) {
            packed[out++] = (unsigned char)(n - 2);
            packed[out++] = (unsigned char)((at - where) >> 8);
            packed[out++] = (unsigned char)(at - where);
        } else {
            packed[out++] = 0;
            packed[out++] = text[at];
            n = 1;
        }
        for (int i = 0; i < n; i++)
            remember(at++);
    }
    return out;
}

static int unpack(int n)
{
    int out = 0;
    for (int in = 0; in < n;) {
        if (packed[in] == 0) {
            again[out++] = packed[in + 1];
            in += 2;
            continue;
        }
        int distance = packed[in + 1] << 8 | packed[in + 2];
        for (int i = packed[in] + 2; i > 0; i--, out++)
            again[out] = again[out - distance];
        in += 3;
    }
    return out;
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 16);
    uint32_t sum = 0;
    for (unsigned r = 0; r < rounds; r++) {
        make_text(r + 1);
        int n = pack();
        if (unpack(n) != NBYTES || memcmp(text, again, NBYTES)) {
            puts("round trip failed");
            return 1;
        }
        sum = bench_mix(sum, (uint32_t)n);
    }
    return bench_done(sum);
}
