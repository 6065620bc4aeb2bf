/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program: ordinary code of several kinds: recursion, tables, strings, floating point. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int main(void)
{
    int v[300];
    double s = 0;
    char text[64] = "";
    for (int i = 0; i < 300; i++)
        v[i] = (i * 7919) % 1000;
    qsort(v, 300, sizeof *v, compare);
    for (int i = 1; i < 300; i++)
        s += sqrt((double)v[i]) / i;
    for (int i = 0; i < 20; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d,", v[i * 10]);
    printf("%d %.6f %s\n", fib(15), s, text);
    return 0;
}
