/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program: executes itself, to end at once, while another thread is in a loop whose counter is in a register. */
#include <pthread.h>
#include <unistd.h>

static void *spin(void *arg)
{
    for (unsigned i = 0;; i++)
        __asm__ volatile("" ::"r"(i));
    return arg;
}

int main(int argc, char **argv)
{
    pthread_t t;
    if (argc > 1)
        return 0;
    pthread_create(&t, NULL, spin, NULL);
    usleep(120000); /* less than results are kept back */
    execl(argv[0], argv[0], "end", (char *)NULL);
    return 1;
}
