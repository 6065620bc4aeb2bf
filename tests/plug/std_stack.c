/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program for the profile plugin: longjmp, tail calls, recursion, signal handlers, callbacks, threads. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define PLAIN __attribute__((noinline, noclone))
static jmp_buf back;
static volatile int sink;

PLAIN void leaf(int n)
{
    for (int i = 0; i < n; i++)
        sink += i;
}
PLAIN void deep(int n)
{
    if (n == 0)
        longjmp(back, 1);
    leaf(10);
    deep(n - 1);
    sink++;
}
PLAIN void after(void)
{
    leaf(100);
    sink++;
}
PLAIN void tail2(int n)
{
    for (int i = 0; i < n; i++)
        sink ^= i;
}
PLAIN void tail1(int n)
{
    sink++;
    tail2(n);
}
PLAIN int rec(int n)
{
    return n < 2 ? n : rec(n - 1) + rec(n - 2);
}
PLAIN void handler(int sig)
{
    (void)sig;
    leaf(7);
    sink++;
}
PLAIN int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}
PLAIN void *in_thread(void *unused)
{
    for (int i = 0; i < 50; i++)
        leaf(20);
    return unused;
}

int main(void)
{
    int v[50];
    pthread_t t;
    for (int k = 0; k < 10; k++) {
        if (!setjmp(back))
            deep(5);
        after();
    }
    for (int k = 0; k < 10; k++)
        tail1(50);
    signal(SIGUSR1, handler);
    for (int k = 0; k < 10; k++)
        raise(SIGUSR1);
    for (int i = 0; i < 50; i++)
        v[i] = (i * 37) % 50;
    qsort(v, 50, sizeof *v, by_value);
    pthread_create(&t, NULL, in_thread, NULL);
    pthread_join(t, NULL);
    printf("%d %d\n", rec(12), v[7]);
    return 0;
}
