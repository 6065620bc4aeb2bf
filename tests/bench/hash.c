/* SPDX-License-Identifier: Apache-2.0 */
/* Scattered loads and stores: an open-addressing hash table, filled, searched and
 * emptied again.
 * bench: class=memory size=100 */
#include "bench.h"

enum { BITS = 16, SLOTS = 1 << BITS };

typedef struct Slot {
    uint32_t key, value; /* key 0: empty */
} Slot;

static Slot table[SLOTS];

static Slot *slot(uint32_t key)
{
    uint32_t i = key * 0x9e3779b1u >> (32 - BITS);
    while (table[i].key && table[i].key != key)
        i = (i + 1) % SLOTS;
    return &table[i];
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 100);
    uint32_t sum = 0;
    for (unsigned r = 0; r < rounds; r++) {
        uint32_t seed = r + 1;
        memset(table, 0, sizeof table);
        for (unsigned i = 0; i < SLOTS / 2; i++) {
            Slot *s = slot(bench_random(&seed) | 1);
            s->key = seed | 1;
            s->value += i;
        }
        seed = r + 1;
        for (unsigned i = 0; i < SLOTS; i++)
            sum += slot(bench_random(&seed) | 1)->value;
        sum = bench_mix(sum, r);
    }
    return bench_done(sum);
}
