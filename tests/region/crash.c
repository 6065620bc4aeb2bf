/* SPDX-License-Identifier: Apache-2.0 */
/* Dies of a fault in a small function that a hot loop calls: registers and backtrace must not show that it was inlined.
 */
#include <stdio.h>

__attribute__((noinline, noclone)) int get(const int *p, int k)
{
    return p[k];
}

__attribute__((noinline, noclone)) int sum_to(const int *p, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s = s * 3 + get(p, i);
    return s;
}

int main(void)
{
    static int table[4096];
    for (int i = 0; i < 4096; i++)
        table[i] = i;
    printf("%d\n", sum_to(table, 4000));
    fflush(stdout);
    printf("%d\n", sum_to(table, 40000000));
    return 0;
}
