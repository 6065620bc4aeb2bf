/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors: the program has those that it opened, whichever way it looks. */
#include "t.h"

#include <dirent.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { MOST = 4200 }; /* the engine's own lie below */

/* Numbers in a folder, without the one that reads it; what they name can be looked at. */
static void list(const char *folder)
{
    char path[4096], to[4096];
    DIR *d = opendir(folder);
    printf("%s:", d ? "fds" : "none");
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.' || atoi(e->d_name) == dirfd(d))
            continue;
        snprintf(path, sizeof path, "/proc/self/fd/%s", e->d_name);
        printf(" %s%s", e->d_name, readlink(path, to, sizeof to) > 0 ? "" : "?");
    }
    printf("\n");
    if (d)
        closedir(d);
}

static void lists(void)
{
    char path[64];
    list("/proc/self/fd");
    list("/proc/self/fdinfo");
    list("/proc/thread-self/fd");
    list("/dev/fd");
    snprintf(path, sizeof path, "/proc/%d/fd", getpid());
    list(path);
    snprintf(path, sizeof path, "/proc/self/task/%d/fd", getpid());
    list(path);
}

/* How many numbers above the usual ones something works with. */
static void tries(void)
{
    char path[64], c;
    struct stat st;
    int n[9] = {0};
    for (int fd = 3; fd < MOST; fd++) {
        n[0] += fcntl(fd, F_GETFD) >= 0;
        n[1] += fcntl(fd, F_SETFD, 0) >= 0;
        n[2] += fstat(fd, &st) == 0;
        n[3] += read(fd, &c, 0) >= 0;
        n[4] += lseek(fd, 0, SEEK_SET) >= 0;
        n[5] += dup2(fd, MOST) >= 0;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        n[6] += access(path, F_OK) == 0 || lstat(path, &st) == 0;
        snprintf(path, sizeof path, "/dev/fd/%d", fd);
        n[7] += open(path, O_RDONLY) >= 0;
        n[8] += close(fd) == 0;
    }
    for (int i = 0; i < 9; i++)
        printf("%d ", n[i]);
    printf("\n");
    fflush(stdout);
}

/* Whoever takes the code memory away finds no new code any more. */
static int work(int n)
{
    char text[64];
    snprintf(text, sizeof text, "%d %g", n, n / 4.0);
    return (int)strlen(text);
}

static int child(int how)
{
    int st = 0, pid = (int)syscall(SYS_clone, how | SIGCHLD, 0, 0, 0, 0);
    if (!pid) {
        usleep(
            200000); /* results of a forked process begin beside it: files that are being opened are in nobody's way */
        tries();
        lists();
        printf("work %d\n", work(7));
        fflush(stdout);
        if (how)
            SHOW(child(0));
        _exit(9);
    }
    waitpid(pid, &st, 0);
    return WEXITSTATUS(st);
}

static char self[4096];

/* Processes that may have fewer descriptors than the engine's have numbers. */
static void few(void)
{
    int status = -1, fd[2];
    pid_t pid;
    struct rlimit l = {6, 6};
    SHOW(setrlimit(RLIMIT_NOFILE, &l));
    for (int i = 0; i < 2; i++) {
        pid = fork();
        if (pid == 0) {
            if (fork() == 0)
                _exit(work(3) == 0);
            wait(&status);
            _exit(status || work(4) == 0);
        }
        waitpid(pid, &status, 0);
        SHOW(status);
        SHOW(pipe(fd)); /* in the second round there is none left */
    }
    SHOW(open("/dev/null", O_RDONLY));
    SHOW(close(3) | close(4) | close(5));
    SHOW(system("exit 4") >> 8);
    char *v[] = {self, "again", NULL};
    SHOW(posix_spawn(&pid, self, NULL, NULL, v, environ));
    waitpid(pid, &status, 0);
    SHOW(status);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "again"))
        return fork() == 0 ? 0 : wait(NULL) < 0;
    if (argc < 2 || !realpath(argv[0], self) || chdir(argv[1]))
        return 2;
    lists();
    tries();
    SHOW(open("/dev/null", O_RDONLY));
    lists();
    SHOW(syscall(SYS_close_range, 3, ~0u, 0));
    lists();
    SHOW(syscall(SYS_close_range, 3, ~0u, 4 /* CLOSE_RANGE_CLOEXEC */));
    tries();
    printf("work %d\n", work(5));
    fflush(stdout);
    SHOW(child(0));
    if (!getenv("NO_SHARING"))
        SHOW(child(CLONE_FILES));
    lists();
    if (!getenv("NO_SHARING")) /* a results file takes three of the six */
        few();
    return 0;
}
