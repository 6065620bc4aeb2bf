/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program for the heap plugin: an error a line; which, is known by construction. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int sink;

__attribute__((noinline, noclone)) static char *get(size_t n)
{
    char *p = malloc(n);
    memset(p, 1, n);
    return p;
}

int main(void)
{
    char *volatile a = get(10), *volatile b = get(100), *volatile c = calloc(5, 7);
    void *aligned = NULL;
    sink = a[10]; /* overrun, a load */
    b[100] = 1;   /* overrun, a store */
    sink = b[-1]; /* underrun */
    sink = c[34];
    free(b);
    sink = b[50]; /* use after free */
    free(b);      /* double free */
    c = realloc(c, 200);
    c[199] = 2;
    sink = c[200];                          /* overrun */
    sink = *(volatile short *)(a + 9) != 0; /* overrun, half of it */
    char *volatile leak = get(33);
    leak[0] = 1;
    for (int i = 0; i < 100; i++)
        free(get((size_t)i + 1));
    if (posix_memalign(&aligned, 64, 128))
        return 1;
    ((char *)aligned)[127] = 1;
    free(aligned);
    puts("done");
    return 0;
}
