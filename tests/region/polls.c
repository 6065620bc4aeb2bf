/* SPDX-License-Identifier: Apache-2.0 */
/* Computations of known value beside a thread whose mapping and unmapping takes both out of their regions at polls,
 * where values are computed that only the way out needs, and registers are where they were at the poll. */
#include "tests/soak/compute.c"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

typedef uint32_t Digest(uint32_t, int);

static Digest *const digest[4] = {digest_int, digest_float, digest_vector, digest_memory};
static uint32_t want[4][DIGESTS];
static volatile int done;

void failed(const char *part, int line, const char *what, long long got, long long expected)
{
    abort();
}

static void *maps(void *arg)
{
    while (!done) {
        void *p = malloc(300000);
        *(volatile char *)p = 1;
        free(p);
    }
    return NULL;
}

int main(void)
{
    int wrong = 0;
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < DIGESTS; i++)
            want[k][i] = digest[k](i, DIGEST_N);
    pthread_t t;
    pthread_create(&t, 0, maps, 0);
    for (int round = 0; round < 12; round++)
        for (int i = 0; i < DIGESTS; i++)
            for (int k = 0; k < 4; k++)
                wrong += digest[k](i, DIGEST_N) != want[k][i];
    done = 1;
    printf("%d wrong\n", wrong);
    fflush(stdout);
    _exit(wrong != 0);
}
