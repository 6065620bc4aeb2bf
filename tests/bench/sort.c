/* SPDX-License-Identifier: Apache-2.0 */
/* Calls through a pointer from inside the C library: qsort with two comparison functions.
 * bench: class=indirect size=200000 */
#include "bench.h"

typedef struct Item {
    uint32_t key, seq;
} Item;

static int by_key(const void *a, const void *b)
{
    const Item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int by_seq_down(const void *a, const void *b)
{
    const Item *x = a, *y = b;
    return x->seq > y->seq ? -1 : x->seq < y->seq;
}

int main(int argc, char **argv)
{
    unsigned n = bench_size(argc, argv, 200000);
    uint32_t seed = 12345, sum = 0;
    Item *items = malloc((n + 1) * sizeof *items);
    if (!items)
        return 1;
    for (unsigned i = 0; i < n; i++)
        items[i] = (Item){bench_random(&seed) >> 12, i};
    for (int round = 0; round < 2; round++) {
        qsort(items, n, sizeof *items, by_key);
        for (unsigned i = 0; i < n; i += 97)
            sum = bench_mix(sum, items[i].seq);
        qsort(items, n, sizeof *items, by_seq_down);
        for (unsigned i = 0; i < n; i += 89)
            sum = bench_mix(sum, items[i].key);
    }
    free(items);
    return bench_done(sum);
}
