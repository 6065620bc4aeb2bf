/* SPDX-License-Identifier: Apache-2.0 */
/* vfork in a threaded program: what the child does to signal actions is its own; the other threads of the parent keep
 * theirs while it runs. */
#include "t.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

static volatile int hits, done;

static void on_alarm(int sig)
{
    (void)sig;
    hits = hits + 1;
}

static void *spinner(void *arg)
{
    while (!done)
        usleep(1000);
    return arg;
}

/* In the child, on the parent's memory: the parent's other thread must take ten signals. */
static int child(pid_t parent)
{
    signal(SIGALRM, SIG_DFL);
    for (int i = 1; i <= 10; i++) {
        kill(parent, SIGALRM);
        for (int k = 0; hits < i; k++) {
            if (k == 5000)
                return 1;
            usleep(1000);
        }
    }
    return 42;
}

int main(void)
{
    pthread_t t;
    struct sigaction sa;
    int status;
    signal(SIGALRM, on_alarm);
    SHOW(pthread_create(&t, NULL, spinner, NULL));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    SHOW(pthread_sigmask(SIG_BLOCK, &set, NULL));
    pid_t parent = getpid(), pid = vfork();
    if (!pid)
        _exit(child(parent));
    SHOW(waitpid(pid, &status, 0) == pid);
    SHOW(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    sigaction(SIGALRM, NULL, &sa);
    SHOW(sa.sa_handler == on_alarm);
    SHOW(hits);
    done = 1;
    SHOW(pthread_join(t, NULL));
    return 0;
}
