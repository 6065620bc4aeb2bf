/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program of the test plugins late.c and import.c: five rounds of work with a system call between them, then the
 * same round in a child. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noinline)) int work(int n)
{
    int r = 0;
    __asm__ volatile("mtctr %1\n1:\taddi %0,%0,3\n\tbdnz 1b" : "+b"(r) : "r"(n) : "ctr");
    return r;
}

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 5; i++) {
        sum += work(100);
        getpgrp();
    }
    printf("sum %d\n", sum);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        work(100);
        getpgrp();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
