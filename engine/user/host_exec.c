/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library that engraft loads into host programs which a guest executes
 * (LD_PRELOAD): when such a program executes a PowerPC program, engraft runs it,
 * as part of the run that started the host program. So system("./prog") works
 * while /bin/sh is the host's.
 *
 * It stands in for the C library's functions that execute programs. Each makes
 * one system call, or one call of the C library's function, with other
 * arguments; nothing is printed. Its own variables are not
 * in the environment that the program sees. Statically linked
 * programs and those with more rights than their caller do without it.
 */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/user/environ.h"

#define EXPORT __attribute__((visibility("default")))

enum { MAX_WORDS = 256, SCRIPT_LINE = 256, SCRIPT_DEPTH = 4 };

extern char **environ;
static char *words[MAX_WORDS]; /* engraft's path and argv */
static unsigned nwords;        /* 0: this program was not started by a guest */
static char *words_var;        /* ENVIRON_WORDS as it came */
static char preload_var[PATH_MAX + 16];

/* ---- Start ----------------------------------------------------------------------------- */

static void split_words(char *s)
{
    static const char end[] = {ENVIRON_WORD_END, 0};
    for (char *e; nwords < MAX_WORDS - 1 && (e = strpbrk(s, end)); s = e + 1) {
        *e = 0;
        words[nwords++] = s;
    }
}

/* Takes our variables out of the environment, and gives the hidden ones their names. */
__attribute__((constructor)) static void start(void)
{
    unsigned to = 0;
    for (unsigned i = 0; environ && environ[i]; i++) {
        char *s = environ[i];
        if (!words_var && environ_starts(s, ENVIRON_WORDS)) {
            words_var = strdup(s);
            if (words_var)
                split_words(strdup(s + strlen(ENVIRON_WORDS)));
        } else if (!preload_var[0] && environ_starts(s, "LD_PRELOAD=")) {
            snprintf(preload_var, sizeof preload_var, "%s", s);
        } else {
            environ[to++] = environ_starts(s, ENVIRON_HIDDEN) ? s + strlen(ENVIRON_HIDDEN) : s;
        }
    }
    if (environ)
        environ[to] = NULL;
}

/* ---- What is executed ------------------------------------------------------------------ */

typedef struct Target {
    bool guest;
    unsigned nfront;  /* words in front of the program's: of scripts */
    const char *path; /* what runs */
    const char *front[2 * SCRIPT_DEPTH];
    char line[SCRIPT_DEPTH][SCRIPT_LINE];
} Target;

static ssize_t read_head(const char *path, char *buf, size_t nbytes)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, buf, nbytes);
    if (fd >= 0)
        close(fd);
    return n;
}

static bool is_guest(const char *head, ssize_t n)
{
    return n >= 20 && !memcmp(head, ELFMAG, SELFMAG) && head[EI_CLASS] == ELFCLASS32 && head[EI_DATA] == ELFDATA2MSB &&
           head[18] == 0 && head[19] == EM_PPC;
}

/* Is it a PowerPC program, or a script whose interpreter is one? */
static void look_at(Target *t, const char *path)
{
    int saved = errno;
    t->guest = false;
    t->nfront = 0;
    t->path = path;
    for (unsigned depth = 0; nwords && depth < SCRIPT_DEPTH; depth++) {
        char *l = t->line[depth];
        ssize_t n = access(t->path, X_OK) ? -1 : read_head(t->path, l, SCRIPT_LINE - 1);
        t->guest = is_guest(l, n);
        if (n < 3 || l[0] != '#' || l[1] != '!')
            break;
        l[n] = 0;
        l[strcspn(l, "\n")] = 0;
        char *name = l + 2 + strspn(l + 2, " \t"), *end = name + strcspn(name, " \t");
        char *arg = end + strspn(end, " \t");
        *end = 0;
        /* From the front: name, argument, then the path of the script. The last interpreter is the program. */
        memmove(t->front + (*arg ? 2 : 1), t->front, t->nfront * sizeof t->front[0]);
        t->front[0] = t->path;
        if (*arg) {
            t->front[1] = t->path;
            t->front[0] = arg;
        }
        t->nfront += *arg ? 2 : 1;
        t->path = name;
    }
    errno = saved;
}

static unsigned count(char *const *v)
{
    unsigned n = 0;
    while (v && v[n])
        n++;
    return n;
}

/* Everything one execution hands over; what is on the heap is given back when the execution fails (after vfork, it is
 * the parent's that is lost when it does not). */
typedef struct Made {
    Target target; /* has strings that argv names */
    const char *path;
    char **argv, **envp;
    char *strings;
} Made;

static void drop(Made *m)
{
    free(m->argv);
    free(m->envp);
    free(m->strings);
}

static bool make_envp(Made *m, char *const *envp, bool guest)
{
    size_t nbytes = 1;
    unsigned n = count(envp), at = 0;
    for (unsigned i = 0; i < n; i++)
        nbytes += environ_hides(envp[i]) ? strlen(ENVIRON_HIDDEN) + strlen(envp[i]) + 1 : 0;
    m->envp = malloc((n + 3) * sizeof *m->envp);
    char *s = m->strings = malloc(nbytes);
    if (!m->envp || !s)
        return false;
    if (!guest) {
        m->envp[at++] = preload_var;
        m->envp[at++] = words_var;
    }
    for (unsigned i = 0; i < n; i++) {
        m->envp[at] = envp[i];
        if (environ_hides(envp[i])) {
            m->envp[at] = s;
            s = stpcpy(stpcpy(s, ENVIRON_HIDDEN), envp[i]) + 1;
        }
        at++;
    }
    m->envp[at] = NULL;
    return true;
}

static bool make_argv(Made *m, const Target *t, char *const *argv)
{
    unsigned n = count(argv), at = 0;
    const char **v = malloc((nwords + t->nfront + n + 6) * sizeof *v);
    m->argv = (char **)v;
    if (!v)
        return false;
    for (unsigned i = 1; i < nwords; i++)
        v[at++] = words[i];
    v[at++] = "-0";
    v[at++] = t->nfront ? t->path : n ? argv[0] : "";
    v[at++] = "--";
    v[at++] = t->path;
    for (unsigned i = 0; i < t->nfront; i++)
        v[at++] = t->front[i];
    for (unsigned i = 1; i < n; i++)
        v[at++] = argv[i];
    v[at] = NULL;
    m->path = words[0];
    return true;
}

/* What is to be executed in place of path, argv, envp. False: that itself. */
static bool make(Made *m, const char *path, char *const *argv, char *const *envp)
{
    m->path = path;
    m->argv = m->envp = NULL;
    m->strings = NULL;
    if (!nwords)
        return false;
    look_at(&m->target, path);
    if ((!m->target.guest || make_argv(m, &m->target, argv)) && make_envp(m, envp, m->target.guest))
        return true;
    drop(m);
    return false;
}

/* ---- exec ------------------------------------------------------------------------------- */

static int execute(const char *path, char *const *argv, char *const *envp)
{
    Made m;
    if (!make(&m, path, argv, envp))
        return (int)syscall(SYS_execve, path, argv, envp);
    syscall(SYS_execve, m.path, m.argv ? m.argv : argv, m.envp);
    int e = errno;
    drop(&m);
    errno = e;
    return -1;
}

/* A file without a head that the kernel knows is the shell's. */
static int execute_or_shell(const char *path, char *const *argv, char *const *envp)
{
    execute(path, argv, envp);
    if (errno != ENOEXEC)
        return -1;
    unsigned n = count(argv);
    const char **v = malloc((n + 3) * sizeof *v);
    if (!v)
        return -1;
    v[0] = "/bin/sh";
    v[1] = path;
    for (unsigned i = 1; i <= n; i++)
        v[i + 1] = argv[i];
    v[n ? n + 1 : 2] = NULL;
    execute(v[0], (char *const *)v, envp);
    int e = errno;
    free(v);
    errno = e;
    return -1;
}

/* The next folder of a search path; false at the end. */
static bool next_place(const char **path, const char *file, char *buf)
{
    if (!*path)
        return false;
    size_t n = strcspn(*path, ":");
    int len = n ? snprintf(buf, PATH_MAX, "%.*s/%s", (int)n, *path, file) : snprintf(buf, PATH_MAX, "%s", file);
    *path = (*path)[n] ? *path + n + 1 : NULL;
    if (len >= PATH_MAX)
        buf[0] = 0;
    return true;
}

static const char *search_path(void)
{
    const char *path = getenv("PATH");
    return path ? path : "/bin:/usr/bin";
}

static int search_and_execute(const char *file, char *const *argv, char *const *envp)
{
    char buf[PATH_MAX];
    bool denied = false;
    if (!*file) {
        errno = ENOENT;
        return -1;
    }
    if (strchr(file, '/'))
        return execute_or_shell(file, argv, envp);
    for (const char *path = search_path(); next_place(&path, file, buf);) {
        execute_or_shell(buf, argv, envp);
        if (errno == EACCES)
            denied = true;
        else if (errno != ENOENT && errno != ENOTDIR && errno != ESTALE && errno != ENODEV && errno != ETIMEDOUT)
            return -1;
    }
    errno = denied ? EACCES : ENOENT;
    return -1;
}

EXPORT int execve(const char *path, char *const argv[], char *const envp[])
{
    return execute(path, argv, envp);
}

EXPORT int execv(const char *path, char *const argv[])
{
    return execute(path, argv, environ);
}

EXPORT int execvp(const char *file, char *const argv[])
{
    return search_and_execute(file, argv, environ);
}

EXPORT int execvpe(const char *file, char *const argv[], char *const envp[])
{
    return search_and_execute(file, argv, envp);
}

EXPORT int fexecve(int fd, char *const argv[], char *const envp[])
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return execute(path, argv, envp);
}

/* The arguments of execl and its like: how many, the NULL not counted. */
static unsigned count_list(const char *first, va_list ap)
{
    unsigned n = first ? 1 : 0;
    while (first && va_arg(ap, char *))
        n++;
    return n;
}

#define LIST_TO_ARGV(argv, first)                                                                                      \
    va_list ap;                                                                                                        \
    va_start(ap, first);                                                                                               \
    char *argv[count_list(first, ap) + 1];                                                                             \
    va_end(ap);                                                                                                        \
    va_start(ap, first);                                                                                               \
    argv[0] = (char *)(uintptr_t)(first);                                                                              \
    for (unsigned i = 1; argv[i - 1]; i++)                                                                             \
        argv[i] = va_arg(ap, char *);

EXPORT int execl(const char *path, const char *arg, ...)
{
    LIST_TO_ARGV(argv, arg);
    va_end(ap);
    return execute(path, argv, environ);
}

EXPORT int execlp(const char *file, const char *arg, ...)
{
    LIST_TO_ARGV(argv, arg);
    va_end(ap);
    return search_and_execute(file, argv, environ);
}

EXPORT int execle(const char *path, const char *arg, ...)
{
    LIST_TO_ARGV(argv, arg);
    char *const *envp = va_arg(ap, char *const *);
    va_end(ap);
    return execute(path, argv, envp);
}

/* ---- posix_spawn, system, popen ----------------------------------------------------------- */

typedef int SpawnFn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                    const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);

static int spawn(const char *fn, pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
    Made m;
    SpawnFn *real = (SpawnFn *)(uintptr_t)dlsym(RTLD_NEXT, fn);
    if (!make(&m, path, argv, envp))
        return real(pid, path, actions, attr, argv, envp);
    int r = real(pid, m.path, actions, attr, m.argv ? m.argv : argv, m.envp);
    drop(&m);
    return r;
}

EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
    return spawn("posix_spawn", pid, path, actions, attr, argv, envp);
}

EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
    char buf[PATH_MAX];
    if (!strchr(file, '/'))
        for (const char *path = search_path(); next_place(&path, file, buf);)
            if (access(buf, X_OK) == 0)
                return spawn("posix_spawn", pid, buf, actions, attr, argv, envp);
    return spawn("posix_spawnp", pid, file, actions, attr, argv, envp);
}

/* As POSIX has it: no SIGCHLD, SIGINT and SIGQUIT meanwhile. */
EXPORT int system(const char *command)
{
    if (!command)
        return 1;
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction old_int, old_quit;
    sigset_t child, old, standard;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &old);
    sigaction(SIGINT, &ignore, &old_int);
    sigaction(SIGQUIT, &ignore, &old_quit);
    sigemptyset(&standard);
    if (old_int.sa_handler != SIG_IGN)
        sigaddset(&standard, SIGINT);
    if (old_quit.sa_handler != SIG_IGN)
        sigaddset(&standard, SIGQUIT);
    posix_spawnattr_t attr;
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigdefault(&attr, &standard);
    posix_spawnattr_setsigmask(&attr, &old);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    char *const argv[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", (char *)(uintptr_t)command, NULL};
    pid_t pid;
    int status = 127 << 8, e = posix_spawn(&pid, "/bin/sh", NULL, &attr, argv, environ);
    if (e == 0)
        while (waitpid(pid, &status, 0) < 0)
            if (errno != EINTR) {
                status = -1;
                break;
            }
    posix_spawnattr_destroy(&attr);
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGQUIT, &old_quit, NULL);
    sigprocmask(SIG_SETMASK, &old, NULL);
    return status;
}

/* This one starts the shell by the C library's own function, which gets our variables by way of the environment. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

EXPORT FILE *popen(const char *command, const char *type)
{
    typedef FILE *PopenFn(const char *, const char *);
    PopenFn *real = (PopenFn *)(uintptr_t)dlsym(RTLD_NEXT, "popen");
    Made m;
    if (!make(&m, "/bin/sh", NULL, environ))
        return real(command, type);
    pthread_mutex_lock(&lock);
    char **was = environ;
    environ = m.envp;
    FILE *f = real(command, type);
    int e = errno;
    environ = was;
    pthread_mutex_unlock(&lock);
    drop(&m);
    errno = e;
    return f;
}
