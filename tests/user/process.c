/* SPDX-License-Identifier: Apache-2.0 */
/* fork, exec, wait, vfork, posix_spawn, scripts. */
#include "t.h"

#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

extern char **environ;
static const char *self;

static int run(char *const *argv, char *const *envp)
{
    int st;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execve(argv[0], argv, envp);
        printf("execve: %s\n", strerrorname_np(errno));
        fflush(stdout);
        _exit(100);
    }
    waitpid(pid, &st, 0);
    return WIFEXITED(st) ? WEXITSTATUS(st) : -WTERMSIG(st);
}

static void script(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    fputs(text, f);
    fclose(f);
    chmod(name, 0755);
}

static void executing(void)
{
    char *a1[] = {(char *)self, "child", "two words", "", NULL};
    char *e1[] = {"FOO=bar", "X=", NULL};
    SHOW(run(a1, e1));
    char *a2[] = {"./none", NULL};
    SHOW(run(a2, e1));
    script("text", "no program\n");
    char *a3[] = {"./text", NULL};
    SHOW(run(a3, e1));
    chmod("text", 0644);
    SHOW(run(a3, e1));
    char *a4[] = {".", NULL};
    SHOW(run(a4, e1));
    char text[600];
    snprintf(text, sizeof text, "#!%s child\nrest\n", self);
    script("script", text);
    char *a5[] = {"./script", "arg", NULL};
    SHOW(run(a5, e1));
    script("missing", "#!/no/such/interpreter\n");
    char *a6[] = {"./missing", NULL};
    SHOW(run(a6, e1));
    char *a7[] = {"/bin/sh", "-c", "echo from the shell; exit 5", NULL};
    SHOW(run(a7, environ));
    char *a8[] = {(char *)self, "signal", NULL};
    SHOW(run(a8, e1));
    unlink("text");
    unlink("script");
    unlink("missing");
    SHOW(system("exit 3") >> 8);
    fflush(stdout);
    FILE *p = popen("echo popened", "r");
    char line[100] = "";
    fgets(line, sizeof line, p);
    printf("%s", line);
    SHOW(pclose(p));
}

static void spawning(void)
{
    pid_t pid;
    int st;
    char *a[] = {(char *)self, "child", "spawned", NULL}, *none[] = {"./none", NULL};
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addopen(&fa, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    SHOW(posix_spawn(&pid, self, &fa, NULL, a, environ));
    SHOW(waitpid(pid, &st, 0) == pid);
    SHOW(WEXITSTATUS(st));
    FILE *f = fopen("out", "r");
    char line[200] = "";
    fgets(line, sizeof line, f);
    printf("out: %s", line);
    SHOW(posix_spawn(&pid, none[0], NULL, NULL, none, environ) == ENOENT);
    volatile int shared = 1;
    fflush(stdout);
    pid = vfork();
    if (pid == 0) {
        shared = 2;
        _exit(9);
    }
    waitpid(pid, &st, 0);
    SHOW(WEXITSTATUS(st));
    SHOW(shared);
    pid = vfork();
    if (pid == 0) {
        execl(self, self, "child", "vforked", NULL);
        _exit(1);
    }
    waitpid(pid, &st, 0);
    SHOW(WEXITSTATUS(st));
    unlink("out");
}

static void waiting(void)
{
    int st;
    struct rusage ru;
    siginfo_t si = {0};
    if (fork() == 0)
        _exit(300 & 0xff);
    SHOW(wait4(-1, &st, 0, &ru) > 0);
    SHOW(WEXITSTATUS(st));
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    SHOW(waitpid(pid, &st, WNOHANG));
    kill(pid, 9);
    SHOW(waitid(P_PID, (id_t)pid, &si, WEXITED | WNOWAIT));
    printf("%d %d %d %d\n", si.si_pid == pid, si.si_code, si.si_status, si.si_signo);
    SHOW(waitpid(pid, &st, 0) == pid);
    SHOW(wait(&st));
    SHOW(getpgrp() == getpgid(0));
    SHOW(getppid() > 0);
    pid = fork();
    if (pid == 0) {
        _exit(setsid() == getpid() ? 0 : 1);
    }
    waitpid(pid, &st, 0);
    SHOW(WEXITSTATUS(st));
    /* many, to see that nothing is lost */
    int sum = 0;
    for (int i = 0; i < 20; i++)
        if (fork() == 0)
            _exit(i);
    while (wait(&st) > 0)
        sum += WEXITSTATUS(st);
    SHOW(sum);
}

/* A library to load first that is not there: the program's own loader says so, and nobody else. */
static void preloading(void)
{
    char text[4000] = "", *v[] = {self, "child", "preloaded", NULL},
         *envp[] = {"FOO=1", "LD_PRELOAD=/nothing.so", NULL};
    int fd[2], lines = 0;
    pipe(fd);
    fflush(stdout);
    if (fork() == 0) {
        dup2(fd[1], 2);
        execve(self, v, envp);
        _exit(99);
    }
    close(fd[1]);
    while (read(fd[0], text, sizeof text - 1) > 0)
        for (char *s = text; (s = strstr(s, "nothing.so")); s++)
            lines++;
    close(fd[0]);
    wait(NULL);
    SHOW(lines <= 1);
}

/* Programs of the guest that a program of the host executes: the shell, and what the shell runs. */
static void through_the_shell(void)
{
    char text[600], line[200] = "";
    fflush(stdout);
    setenv("SELF", self, 1);
    SHOW(system("\"$SELF\" child 'two words'; exit $?") >> 8);
    SHOW(system("exec \"$SELF\" child") >> 8);
    SHOW(system("env -i \"$SELF\" child; echo a b | xargs \"$SELF\" child") >> 8);
    SHOW(system("env | grep -c -e ENGRAFT -e LD_") >> 8);
    snprintf(text, sizeof text, "#! %s child\n", self);
    script("script", text);
    SHOW(system("./script arg; sh -c 'nice ./script; PATH=. script'") >> 8);
    SHOW(system("\"$SELF\" signal") >> 8);
    FILE *p = popen("./script | cat", "r");
    fgets(line, sizeof line, p);
    printf("%s", line);
    SHOW(pclose(p));
    unlink("script");
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "child")) {
        char exe[300] = "";
        for (int i = 1; i < argc; i++)
            printf("[%s]", argv[i]);
        for (char **e = environ; *e && (!strncmp(*e, "FOO", 3) || !strncmp(*e, "LD_", 3)); e++)
            printf(" %s", *e);
        ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
        printf(" %s\n", n > 0 && strrchr(exe, '/') ? "has a name" : "?");
        return 7;
    }
    if (argc > 1 && !strcmp(argv[1], "signal"))
        raise(15);
    char path[4096];
    if (argc < 2 || !realpath(argv[0], path) || chdir(argv[1]))
        return 2;
    self = path;
    executing();
    preloading();
    through_the_shell();
    spawning();
    waiting();
    return 0;
}
