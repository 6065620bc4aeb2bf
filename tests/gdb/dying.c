/* SPDX-License-Identifier: Apache-2.0 */
/* Dies by a fault, with a second thread, known registers and known memory. */
#include <pthread.h>
#include <unistd.h>

int global = 4711;
const char *text = "in the core";

static void *spins(void *arg)
{
    volatile unsigned *n = arg;
    for (;;)
        ++*n;
    return NULL;
}

static int fails(int *p, int n)
{
    if (n)
        return fails(p, n - 1) + n;
    static const double d = 2.5;
    __asm__ volatile("lfd 14,0(%0)" ::"b"(&d));
    static const int v[4] __attribute__((aligned(16))) = {1, 2, 3, 4};
    __asm__ volatile(".machine push; .machine altivec; lvx 20,0,%0; .machine pop" ::"b"(v) : "memory");
    return *p;
}

int main(void)
{
    static unsigned n;
    pthread_t t;
    pthread_create(&t, NULL, spins, &n);
    while (!*(volatile unsigned *)&n)
        usleep(1000);
    global = 777;
    return fails((int *)8, 2);
}
