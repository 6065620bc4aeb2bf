/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that each walk an array of their own, many buffers' worth of accesses, and add to one atomic counter; at the
 * end a forked child walks another array. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, N = 4096, ROUNDS = 60 };
volatile int area[THREADS + 1][N];
static int total;

static void *walk(void *arg)
{
    volatile int *a = area[(long)arg];
    for (int r = 0; r < ROUNDS; r++)
        for (int i = 0; i < N; i++)
            a[i] = i;
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

int main(void)
{
    pthread_t t[THREADS];
    for (long i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, walk, (void *)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    pid_t pid = fork();
    if (pid == 0) {
        walk((void *)(long)THREADS);
        exit(0);
    }
    waitpid(pid, NULL, 0);
    printf("%d %lu\n", total, (unsigned long)area);
    return total != THREADS;
}
