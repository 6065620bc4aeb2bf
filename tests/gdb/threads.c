/* SPDX-License-Identifier: Apache-2.0 */
/* For the debugger test: threads that never rest, signals, a forked child, a fault that a handler takes. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

volatile int counter[3], stop, got;

static void on_usr1(int sig)
{
    got += sig == SIGUSR1;
}

static void work(int id)
{
    counter[id]++;
}

static void *spin(void *p)
{
    while (!stop)
        work((int)(long)p);
    return NULL;
}

static int checkpoint(int n)
{
    return n;
}

static void on_segv(int sig, siginfo_t *info, void *ctx)
{
    (void)sig, (void)ctx;
    printf("fault at %p\n", info->si_addr);
    fflush(stdout);
    _exit(7);
}

static void in_child(void)
{
    checkpoint(33); /* runs free of the debugger */
    _exit(5);
}

int main(void)
{
    pthread_t t[2];
    struct sigaction sa = {.sa_sigaction = on_segv, .sa_flags = SA_SIGINFO};
    int status;
    signal(SIGUSR1, on_usr1);
    sigaction(SIGSEGV, &sa, NULL);
    for (long i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, spin, (void *)(i + 1));
    while (!counter[1] || !counter[2])
        ;
    checkpoint(1);
    raise(SIGUSR1);
    checkpoint(got);
    pid_t pid = fork();
    if (pid == 0)
        in_child();
    waitpid(pid, &status, 0);
    printf("child %d, system %d\n", WEXITSTATUS(status), WEXITSTATUS(system("exit 4")));
    stop = 1;
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    checkpoint(2);
    *(volatile int *)4 = 1;
    return 0;
}
