/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program for filters and switches of plugins: functions that are called in a known order. */
#include <signal.h>
#include <stdio.h>

__attribute__((noinline)) int one(int n)
{
    __asm__ volatile("" ::: "memory");
    return n + 1;
}

__attribute__((noinline)) int two(int n)
{
    __asm__ volatile("" ::: "memory");
    return n + 2;
}

__attribute__((noinline)) int loop(int n)
{
    for (int i = 0; i < 1000; i++)
        n = one(n);
    return n;
}

int main(void)
{
    int n = loop(0);
    __asm__ volatile("or 20,20,20");
    for (int i = 0; i < 50; i++)
        n = two(n);
    __asm__ volatile("or 21,21,21");
    n = loop(n);
    raise(SIGUSR2); /* meant for a plugin: without one the program dies */
    for (int i = 0; i < 7; i++)
        n = two(n);
    raise(SIGUSR2);
    for (int i = 0; i < 5; i++)
        n = two(n);
    printf("%d\n", n);
    return 0;
}
