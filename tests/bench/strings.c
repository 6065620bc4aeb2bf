/* SPDX-License-Identifier: Apache-2.0 */
/* The C library's string loops: strlen, strchr, memchr, strcmp, memcmp, strstr, strtok.
 * bench: class=string size=100 */
#include "bench.h"

enum { NWORDS = 4000, WORD = 24 };

static char words[NWORDS][WORD], text[NWORDS * WORD];

static void make_words(uint32_t seed)
{
    char *out = text;
    for (int i = 0; i < NWORDS; i++) {
        unsigned n = 2 + bench_random(&seed) % (WORD - 4);
        for (unsigned j = 0; j < n; j++)
            words[i][j] = (char)('a' + bench_random(&seed) % 6);
        words[i][n] = 0;
        memcpy(out, words[i], n);
        out[n] = ' ';
        out += n + 1;
    }
    out[-1] = 0;
}

static uint32_t compare_all(unsigned stride)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < NWORDS; i++) {
        const char *a = words[i], *b = words[i * stride % NWORDS];
        int c = strcmp(a, b);
        sum += c < 0 ? 1 : c > 0 ? 3 : 7;
        sum += memcmp(a, b, 4) == 0;
        sum += (uint32_t)strlen(a);
        const char *f = strchr(a, 'f');
        sum += f ? (uint32_t)(f - a) : 100;
    }
    return sum;
}

static uint32_t search(void)
{
    uint32_t sum = 0;
    for (const char *p = text; (p = memchr(p, ' ', (size_t)(text + sizeof text - p))); p++)
        sum++;
    for (const char *p = text; (p = strstr(p, "abca")); p++)
        sum += (uint32_t)(p - text);
    return sum;
}

int main(int argc, char **argv)
{
    static char copy[sizeof text];
    unsigned rounds = bench_size(argc, argv, 100);
    uint32_t sum = 0;
    for (unsigned r = 0; r < rounds; r++) {
        make_words(r + 1);
        for (unsigned s = 1; s < 12; s++)
            sum = bench_mix(sum, compare_all(s));
        sum = bench_mix(sum, search());
        strcpy(copy, text);
        for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
            sum += (uint32_t)w[0];
    }
    return bench_done(sum);
}
