/* SPDX-License-Identifier: Apache-2.0 */
/* Loads that depend on the load before: walks a shuffled linked list, and inserts
 * into and walks a binary tree.
 * bench: class=memory size=40 */
#include "bench.h"

enum { N = 1 << 15 };

typedef struct Node {
    struct Node *next, *left, *right;
    uint32_t key;
} Node;

static Node nodes[N];

static Node *make_list(uint32_t seed)
{
    static unsigned order[N];
    for (unsigned i = 0; i < N; i++)
        order[i] = i;
    for (unsigned i = N - 1; i > 0; i--) {
        unsigned j = bench_random(&seed) % (i + 1), t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    for (unsigned i = 0; i < N; i++) {
        nodes[order[i]].next = i + 1 < N ? &nodes[order[i + 1]] : NULL;
        nodes[order[i]].key = bench_random(&seed);
    }
    return &nodes[order[0]];
}

static Node *make_tree(Node *list)
{
    Node *root = NULL;
    for (Node *n = list; n; n = n->next) {
        Node **at = &root;
        while (*at)
            at = n->key < (*at)->key ? &(*at)->left : &(*at)->right;
        n->left = n->right = NULL;
        *at = n;
    }
    return root;
}

static uint32_t walk_tree(const Node *n, uint32_t sum)
{
    for (; n; n = n->right) {
        sum = walk_tree(n->left, sum);
        sum = bench_mix(sum, n->key);
    }
    return sum;
}

int main(int argc, char **argv)
{
    unsigned rounds = bench_size(argc, argv, 40);
    uint32_t sum = 0;
    for (unsigned r = 0; r < rounds; r++) {
        Node *list = make_list(r + 1);
        for (int i = 0; i < 20; i++)
            for (Node *n = list; n; n = n->next)
                sum += n->key ^ (uint32_t)i;
        if (r % 4 == 0)
            sum = walk_tree(make_tree(list), sum);
    }
    return bench_done(sum);
}
