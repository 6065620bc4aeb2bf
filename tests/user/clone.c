/* SPDX-License-Identifier: Apache-2.0 */
/* clone in its uses beyond threads and fork: what is shared, who is whose child, what is stored and when. */
#include "t.h"

#include <linux/futex.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

enum { STACK = 65536 };
static char stack[STACK] __attribute__((aligned(64)));
static volatile int flag, answer, child_fd, child_tid, parent_tid, child_ppid;

static int start(int (*fn)(void *), int flags, void *arg)
{
    fflush(stdout);
    return clone(fn, stack + STACK, flags, arg, &parent_tid, NULL, &child_tid);
}

static int status_of(pid_t pid, int flags)
{
    int st = 0;
    if (waitpid(pid, &st, flags) != pid)
        return -errno;
    return WIFEXITED(st) ? WEXITSTATUS(st) : -1000 - WTERMSIG(st);
}

/* Runs beside its parent, in the same memory. */
static int beside(void *arg)
{
    answer = (int)(intptr_t)arg;
    while (!flag)
        sched_yield();
    answer++;
    child_ppid = getppid();
    return 5;
}

static void memory(void)
{
    int pid = start(beside, CLONE_VM | SIGCHLD, (void *)41);
    while (answer != 41)
        sched_yield();
    printf("beside: running\n");
    SHOW(waitpid(pid, NULL, WNOHANG));
    flag = 1;
    SHOW(status_of(pid, 0));
    printf("answer %d, our child %d, another process %d\n", answer, child_ppid == getpid(), pid != getpid());
    flag = answer = 0;
    pid = start(beside, SIGCHLD, (void *)7); /* not shared */
    usleep(1000);
    SHOW(answer);
    kill(pid, SIGTERM);
    SHOW(status_of(pid, 0));
}

static int opens(void *arg)
{
    (void)arg;
    child_fd = open("/dev/null", O_RDWR);
    answer = 1;
    while (!flag)
        usleep(100);
    return fcntl(child_fd, F_GETFD) == -1 ? 0 : 1;
}

static int leaves_open(void *arg)
{
    (void)arg;
    return open("/dev/null", O_RDWR);
}

static void files(void)
{
    flag = answer = 0;
    int pid = start(opens, CLONE_VM | CLONE_FILES | SIGCHLD, NULL);
    while (!answer)
        sched_yield();
    SHOW(fcntl(child_fd, F_GETFD));
    SHOW(close(child_fd));
    flag = 1;
    SHOW(status_of(pid, 0));
    flag = answer = 0;
    pid = start(opens, CLONE_VM | SIGCHLD, NULL);
    while (!answer)
        sched_yield();
    SHOW(fcntl(child_fd, F_GETFD));
    flag = 1;
    SHOW(status_of(pid, 0));
    flag = 1;
    int fd = status_of(start(leaves_open, CLONE_FILES | SIGCHLD, NULL), 0); /* descriptors without memory */
    SHOW(fcntl(fd, F_GETFD));
    SHOW(close(fd));
}

static int chdirs(void *arg)
{
    umask((mode_t)(intptr_t)arg);
    return chdir("/");
}

static void folders(void)
{
    char was[4096], now[4096];
    getcwd(was, sizeof was);
    umask(022);
    SHOW(status_of(start(chdirs, CLONE_VM | SIGCHLD, (void *)077), 0));
    printf("%d %o\n", strcmp(was, getcwd(now, sizeof now)), umask(022));
    SHOW(status_of(start(chdirs, CLONE_VM | CLONE_FS | SIGCHLD, (void *)027), 0));
    printf("%s %o\n", getcwd(now, sizeof now), umask(022));
    chdir(was);
}

static void on_signal(int sig)
{
    answer = sig;
}

static int handles(void *arg)
{
    (void)arg;
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    return answer == SIGUSR1 ? 0 : 1;
}

static void *handler_of(int sig)
{
    struct sigaction sa;
    sigaction(sig, NULL, &sa);
    return (void *)sa.sa_handler;
}

static void handlers(void)
{
    SHOW(status_of(start(handles, CLONE_VM | SIGCHLD, NULL), 0));
    SHOW(handler_of(SIGUSR1) == (void *)SIG_DFL);
    SHOW(status_of(start(handles, CLONE_VM | CLONE_SIGHAND | SIGCHLD, NULL), 0));
    SHOW(handler_of(SIGUSR1) == (void *)on_signal);
    answer = 0;
    raise(SIGUSR1);
    SHOW(answer == SIGUSR1);
    SHOW(start(handles, CLONE_SIGHAND | SIGCHLD, NULL));
    SHOW(start(handles, CLONE_THREAD | SIGCHLD, NULL));
}

static int says_parent(void *arg)
{
    (void)arg;
    return getppid() == child_ppid ? 3 : 4;
}

static int makes_sibling(void *arg)
{
    int pid = clone(says_parent, (char *)arg + STACK, CLONE_PARENT | SIGCHLD, NULL);
    return pid > 0 && waitpid(pid, NULL, 0) == -1 && errno == ECHILD ? 1 : 2;
}

static void siblings(void)
{
    static char second[STACK] __attribute__((aligned(64)));
    int st, sum = 0;
    child_ppid = getpid();
    start(makes_sibling, CLONE_VM | SIGCHLD, second);
    for (int i = 0; i < 2; i++)
        sum += wait(&st) > 0 ? WEXITSTATUS(st) : 100;
    SHOW(sum);
    SHOW(wait(&st));
}

static int dies(void *arg)
{
    kill(getpid(), (int)(intptr_t)arg);
    return 0;
}

/* A child that shares its parent's memory makes one that does not, which ends by a signal or a status. */
static int makes_own(void *arg)
{
    int st = 0, pid = fork();
    if (!pid)
        _exit(dies(arg) + 6);
    if (waitpid(pid, &st, 0) != pid)
        return 100;
    return WIFSIGNALED(st) ? WTERMSIG(st) : WEXITSTATUS(st);
}

static void grandchildren(void)
{
    SHOW(status_of(start(makes_own, CLONE_VM | SIGCHLD, (void *)0), 0));
    SHOW(status_of(start(makes_own, CLONE_VM | SIGCHLD, (void *)SIGTERM), 0));
    SHOW(status_of(start(makes_own, CLONE_VM | CLONE_VFORK | SIGCHLD, (void *)SIGTERM), 0));
}

static int checks_tids(void *arg)
{
    (void)arg;
    int tid = (int)syscall(SYS_gettid);
    return (parent_tid == tid) + 2 * (child_tid == tid) + 4 * (getpid() == tid);
}

static void ids(void)
{
    parent_tid = child_tid = 0;
    int pid =
        start(checks_tids, CLONE_VM | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD, 0);
    int seen;
    while ((seen = child_tid)) /* the kernel wakes whoever waits for the id to go */
        syscall(SYS_futex, &child_tid, FUTEX_WAIT, seen, NULL, NULL, 0);
    SHOW(status_of(pid, 0));
    printf("%d %d\n", parent_tid == pid, child_tid);
    parent_tid = child_tid = 0;
    pid = start(checks_tids, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0);
    SHOW(status_of(pid, 0) | 1); /* whether a copy sees the parent's value is a race */
    printf("%d %d\n", parent_tid == pid, child_tid);
}

static int waits(void *arg)
{
    usleep(20000);
    return (int)(intptr_t)arg;
}

static void descriptors(void)
{
    siginfo_t si = {0};
    for (int vm = 0; vm < 2; vm++) {
        int pid = start(waits, CLONE_PIDFD | (vm ? CLONE_VM : 0) | SIGCHLD, (void *)9), fd = parent_tid;
        struct pollfd p = {fd, POLLIN, 0};
        SHOW(fcntl(fd, F_GETFD));
        SHOW(poll(&p, 1, 5000));
        SHOW(waitid(P_PIDFD, (id_t)fd, &si, WEXITED));
        printf("%d %d\n", si.si_pid == pid, si.si_status);
        close(fd);
    }
}

static void signals_of_end(void)
{
    int pid = start(waits, CLONE_VM, (void *)1);
    SHOW(status_of(pid, 0));
    SHOW(status_of(pid, __WCLONE));
    answer = 0;
    signal(SIGUSR2, on_signal);
    pid = start(waits, CLONE_VM | SIGUSR2, (void *)2);
    SHOW(status_of(pid, __WALL));
    SHOW(answer == SIGUSR2);
}

static void three(void)
{
    struct clone_args ca = {.exit_signal = SIGCHLD, .flags = 0x100000000ull /* CLONE_CLEAR_SIGHAND */};
    signal(SIGUSR1, on_signal);
    signal(SIGHUP, SIG_IGN);
    fflush(stdout);
    long pid = syscall(SYS_clone3, &ca, sizeof ca);
    if (!pid)
        _exit((handler_of(SIGUSR1) == (void *)SIG_DFL) + 2 * (handler_of(SIGHUP) == (void *)SIG_IGN));
    SHOW(status_of((pid_t)pid, 0));
    ca.flags = CLONE_THREAD;
    SHOW(syscall(SYS_clone3, &ca, sizeof ca));
    SHOW(syscall(SYS_clone3, &ca, 8));
}

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]))
        return 2;
    memory();
    files();
    folders();
    handlers();
    siblings();
    grandchildren();
    ids();
    descriptors();
    signals_of_end();
    three();
    return 0;
}
