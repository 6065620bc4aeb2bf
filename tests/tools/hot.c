/* SPDX-License-Identifier: Apache-2.0 */
/* Nearly all of its processor time is in one loop; with an argument a child does the same. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static __attribute__((noinline)) unsigned spin(unsigned n)
{
    unsigned a = 1;
    for (unsigned i = 0; i < n; i++)
        a = a * 1664525u + (a >> 7 ^ i);
    return a;
}

int main(int argc, char **argv)
{
    (void)argv;
    int child = argc > 1 ? fork() : -1;
    printf("%u\n", spin(200000000));
    fflush(stdout);
    if (child > 0)
        waitpid(child, NULL, 0);
    return 3;
}
