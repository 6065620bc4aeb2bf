/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Processes: fork out of a threaded program, vfork and posix_spawn of this program, children that are killed,
 * children that start threads. What a child finds out comes through a pipe and by its exit status.
 */
#include "soak.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

extern char **environ;

int child_main(uint32_t seed)
{
    uint32_t d = digest_all(seed % DIGESTS, DIGEST_N);
    return write(1, &d, sizeof d) == sizeof d ? 7 : 8;
}

static int wait_for(pid_t pid)
{
    int status;
    CHECK_EQ(RETRY(waitpid(pid, &status, 0)), pid);
    return status;
}

static void read_digest(int fd, uint32_t seed)
{
    uint32_t d;
    CHECK_EQ(RETRY(read(fd, &d, sizeof d)), sizeof d);
    CHECK_EQ(d, digests[seed % DIGESTS]);
}

static void forked(uint32_t seed)
{
    int fd[2];
    CHECK_EQ(pipe2(fd, O_CLOEXEC), 0);
    pid_t pid = (pid_t)RETRY(fork());
    CHECK(pid >= 0);
    if (!pid) {
        check_digest(seed);
        uint32_t d = digest_all(seed % DIGESTS, DIGEST_N);
        _exit(write(fd[1], &d, sizeof d) == sizeof d ? (int)(seed & 63) : 99);
    }
    close(fd[1]);
    read_digest(fd[0], seed);
    close(fd[0]);
    int status = wait_for(pid);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), seed & 63);
}

static void executed(uint32_t seed, bool spawn)
{
    int fd[2];
    char number[16];
    snprintf(number, sizeof number, "%u", seed);
    char *argv[] = {(char *)(uintptr_t)program, (char *)(uintptr_t) "--child", number, NULL};
    CHECK_EQ(pipe2(fd, O_CLOEXEC), 0);
    pid_t pid;
    if (spawn) {
        posix_spawn_file_actions_t fa;
        posix_spawn_file_actions_init(&fa);
        posix_spawn_file_actions_adddup2(&fa, fd[1], 1);
        CHECK_EQ(posix_spawn(&pid, program, &fa, NULL, argv, environ), 0);
        posix_spawn_file_actions_destroy(&fa);
    } else {
        sigset_t all, old; /* handlers must not run in a child that shares our memory */
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &old);
        pid = vfork();
        if (!pid) {
            dup2(fd[1], 1);
            sigprocmask(SIG_SETMASK, &old, NULL);
            execv(program, argv);
            _exit(98);
        }
        pthread_sigmask(SIG_SETMASK, &old, NULL);
    }
    CHECK(pid > 0);
    close(fd[1]);
    read_digest(fd[0], seed);
    close(fd[0]);
    int status = wait_for(pid);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), 7);
}

/* A child that computes until it is killed, by a signal that cannot be caught and one that could. */
static void killed(uint32_t seed)
{
    static const int signals[] = {SIGKILL, SIGTERM, SIGABRT};
    int sig = signals[seed % 3], fd[2];
    CHECK_EQ(pipe2(fd, O_CLOEXEC), 0);
    pid_t pid = (pid_t)RETRY(fork());
    CHECK(pid >= 0);
    if (!pid) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* the program may end first */
        if (write(fd[1], "x", 1) != 1)
            _exit(97);
        for (;;)
            check_digest(seed++);
    }
    char c;
    CHECK_EQ(RETRY(read(fd[0], &c, 1)), 1);
    CHECK_EQ(kill(pid, sig), 0);
    int status = wait_for(pid);
    CHECK(WIFSIGNALED(status));
    CHECK_EQ(WTERMSIG(status), sig);
    close(fd[0]);
    close(fd[1]);
}

static void *child_thread(void *arg)
{
    uint32_t seed = *(uint32_t *)arg;
    for (uint32_t i = 0; i < 3; i++)
        check_digest(seed + i);
    return arg;
}

/* Shared memory, and threads in the child. */
static void threaded_child(uint32_t seed)
{
    atomic_uint *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared != MAP_FAILED);
    pid_t pid = (pid_t)RETRY(fork());
    CHECK(pid >= 0);
    if (!pid) {
        pthread_t t[2];
        for (int i = 0; i < 2; i++)
            CHECK_EQ(pthread_create(&t[i], NULL, child_thread, &seed), 0);
        for (int i = 0; i < 2; i++)
            CHECK_EQ(pthread_join(t[i], NULL), 0);
        for (int i = 0; i < 1000; i++)
            atomic_fetch_add(shared, 1);
        _exit(5);
    }
    for (int i = 0; i < 1000; i++)
        atomic_fetch_add(shared, 1);
    int status = wait_for(pid);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), 5);
    CHECK_EQ(atomic_load(shared), 2000);
    CHECK_EQ(munmap(shared, 4096), 0);
}

void round_processes(uint32_t seed)
{
    switch (seed % 5) {
    case 0: executed(seed, false); break;
    case 1: executed(seed, true); break;
    case 2: killed(seed); break;
    case 3: threaded_child(seed); break;
    default: forked(seed); break;
    }
}
