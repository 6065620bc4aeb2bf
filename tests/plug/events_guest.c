/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program for events.c: system calls, signals, a fault, a module, fork, vfork, exec, in a known order. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf back;
static volatile int got;

static void on_signal(int sig)
{
    got = sig;
}

static void on_fault(int sig)
{
    (void)sig;
    siglongjmp(back, 1);
}

static void *thread(void *arg)
{
    return arg;
}

static int wait_for(pid_t pid)
{
    int status;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "again") == 0)
        return 0;
    printf("getppid %ld\n", syscall(SYS_getppid));              /* skipped by the plugin: 4711 */
    printf("getpgid %ld %d\n", syscall(SYS_getpgid, 0), errno); /* skipped with an error */
    printf("umask %o\n", (unsigned)syscall(SYS_umask, 0));      /* result changed on return */
    fflush(stdout);
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p, 4096, PROT_READ);
    signal(SIGSEGV, on_fault);
    if (!sigsetjmp(back, 1))
        *(volatile char *)p = 1;
    munmap(p, 8192);
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    signal(SIGSEGV, SIG_DFL);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(7);
    printf("fork %d\n", wait_for(pid));
    pid = vfork();
    if (pid == 0) {
        execl(argv[0], argv[0], "again", (char *)NULL);
        _exit(9);
    }
    printf("vfork %d\n", wait_for(pid));
    printf("signal %d\n", got == SIGUSR1);
    return 3;
}
