/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest program for the chaining experiment. "loop": small blocks that end in
 * direct branches. "call": the same work behind a call and a return, which is
 * an indirect branch.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline unsigned step(unsigned h, unsigned i)
{
    h = h * 31 + i;
    if (h & 64)
        h ^= h >> 5;
    if (h & 4)
        h += 17;
    return h;
}

static __attribute__((noinline)) unsigned called(unsigned h, unsigned i)
{
    return step(h, i);
}

int main(int argc, char **argv)
{
    unsigned h = 1, n = argc > 2 ? (unsigned)atoi(argv[2]) : 1000000;
    if (argc > 1 && strcmp(argv[1], "call") == 0)
        for (unsigned i = 0; i < n; i++)
            h = called(h, i);
    else
        for (unsigned i = 0; i < n; i++)
            h = step(h, i);
    printf("%u\n", h);
    return 0;
}
