/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest program: threads that run the same code at the same time. What they
 * execute in work() does not depend on their timing; the rest of the program
 * does. Prints the sum.
 */
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 6, ROUNDS = 20000 };

__attribute__((noinline, section(".text.work"))) void *work(void *arg)
{
    unsigned h = (unsigned)(unsigned long)arg;
    for (int i = 0; i < ROUNDS; i++) {
        h = h * 2654435761u + 1;
        if (h & 0x8000)
            h ^= h >> 3;
    }
    return (void *)(unsigned long)h;
}

__attribute__((noinline, section(".text.work"))) void work_end(void)
{
    __asm__ volatile("");
}

int main(void)
{
    pthread_t t[THREADS];
    unsigned sum = 0;
    for (long i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, work, (void *)(i + 1));
    for (int i = 0; i < THREADS; i++) {
        void *r;
        pthread_join(t[i], &r);
        sum += (unsigned)(unsigned long)r;
    }
    printf("%u\n", sum);
    return 0;
}
