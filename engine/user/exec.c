/* SPDX-License-Identifier: Apache-2.0 */
/*
 * execve for the guest. A guest program is run by a new engraft with the same
 * options; a program of the host is executed as it is, with a library
 * that has guest programs run by engraft (host_exec.c); a script is run by its
 * interpreter, whichever of the two that is. Everything that makes execve fail
 * is found out before the process is replaced.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "engine/user/elf.h"
#include "engine/user/gdb.h"
#include "engine/user/sys.h"

enum { SCRIPT_DEPTH = 5, SCRIPT_LINE = 256 };

typedef enum ProgKind { PROG_GUEST, PROG_HOST, PROG_SCRIPT } ProgKind;

typedef struct Prog {
    ProgKind kind;
    bool takes_library;     /* a host program: it has our loader, and no more rights than we */
    char path[PATH_MAX];    /* as the program is to be called */
    char host[PATH_MAX];    /* where it is */
    char line[SCRIPT_LINE]; /* script: after #! */
} Prog;

/*
 * Memory of one execve. After a successful one in a vfork child nobody frees it but the parent, which shares it: so it
 * hangs on the thread.
 */
typedef struct Chunk {
    struct Chunk *next;
    _Alignas(16) char b[];
} Chunk;

void *usr_exec_alloc(UsrThread *t, size_t nbytes)
{
    Chunk *c = calloc(1, sizeof *c + nbytes);
    if (!c)
        return NULL;
    c->next = t->exec_mem;
    t->exec_mem = c;
    return c->b;
}

void usr_exec_free(UsrThread *t)
{
    for (Chunk *c = t->exec_mem, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    t->exec_mem = NULL;
}

/* Is it linked dynamically, by the C library that the library of usr_environ_host() is made for? */
static bool takes_library(int fd)
{
    Elf64_Ehdr h;
    Elf64_Phdr ph;
    struct stat st;
    char interp[64] = "";
    if (pread(fd, &h, sizeof h, 0) != sizeof h || h.e_ident[EI_CLASS] != ELFCLASS64 || fstat(fd, &st) ||
        st.st_mode & (S_ISUID | S_ISGID))
        return false;
    for (unsigned i = 0; i < h.e_phnum && !interp[0]; i++)
        if (pread(fd, &ph, sizeof ph, (off_t)(h.e_phoff + i * sizeof ph)) == sizeof ph && ph.p_type == PT_INTERP &&
            pread(fd, interp, sizeof interp - 1, (off_t)ph.p_offset) < 0)
            return false;
    return strstr(interp, "/ld-linux-x86-64.so") != NULL;
}

/* The first bytes decide, as in the kernel's binary formats. fd is open; closes it. */
static int64_t classify(Prog *p, int fd, uint8_t head[SCRIPT_LINE])
{
    ElfFile f; /* some 13 KiB */
    Err err = {0};
    f.interp[0] = 0;
    p->takes_library = false;
    memset(head, 0, SCRIPT_LINE);
    ssize_t n = pread(fd, head, SCRIPT_LINE - 1, 0);
    int64_t r = n < 0 ? -errno : 0;
    if (n > 2 && head[0] == '#' && head[1] == '!') {
        p->kind = PROG_SCRIPT;
        snprintf(p->line, sizeof p->line, "%s", (char *)head + 2);
        p->line[strcspn(p->line, "\n")] = 0;
    } else if (n >= 20 && !memcmp(head, ELFMAG, SELFMAG)) {
        unsigned machine = head[EI_DATA] == ELFDATA2MSB ? head[18] << 8 | head[19] : head[19] << 8 | head[18];
        if (machine == EM_X86_64 || machine == EM_386)
            p->takes_library = machine == EM_X86_64 && takes_library(fd), p->kind = PROG_HOST;
        else if (elf_read(&f, fd, p->path, &err) && elf_check_guest(&f, &err))
            p->kind = PROG_GUEST;
        else
            r = -ENOEXEC;
    } else if (r == 0) {
        r = -ENOEXEC;
    }
    close(fd);
    if (r == 0 && p->kind == PROG_GUEST && f.interp[0]) {
        char under[PATH_MAX];
        if (access(usr_path(f.interp, under), R_OK))
            r = -ENOENT;
    }
    return r;
}

/* Looks a program up and says what it is. */
static int64_t look_at(Prog *p)
{
    struct stat st;
    uint8_t head[SCRIPT_LINE];
    if (stat(p->host, &st))
        return -errno;
    if (!S_ISREG(st.st_mode) || access(p->host, X_OK))
        return -EACCES;
    int fd = open(p->host, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : classify(p, fd, head);
}

static void set_path(Prog *p, const char *path)
{
    char under[PATH_MAX];
    snprintf(p->path, sizeof p->path, "%s", path);
    snprintf(p->host, sizeof p->host, "%s", usr_path(path, under));
}

static unsigned count(char *const *v)
{
    unsigned n = 0;
    while (v[n])
        n++;
    return n;
}

/* Splits "interpreter [one argument]". */
static char *split_line(char *line, char **arg)
{
    char *name = line + strspn(line, " \t"), *end = name + strcspn(name, " \t");
    *arg = end + strspn(end, " \t");
    *end = 0;
    for (char *last = *arg + strlen(*arg); last > *arg && (last[-1] == ' ' || last[-1] == '\t');)
        *--last = 0;
    return name;
}

char *const *usr_self_words(void)
{
    static char *const plain[] = {"engraft", "run", NULL};
    return usr.cfg->self_argv ? usr.cfg->self_argv : plain;
}

/* A guest program: engraft's words, -0 argv[0], the program, its arguments. */
static int64_t exec_guest(UsrThread *t, const Prog *p, char *const *argv, char *const *envp)
{
    char *const *self = usr_self_words();
    unsigned nself = count(self), n = count(argv), at = 0;
    const char **v = usr_exec_alloc(t, (nself + n + 6) * sizeof *v);
    char **env = usr_environ_pack(t, envp);
    if (!v || !env)
        return -ENOMEM;
    for (unsigned i = 0; i < nself; i++)
        v[at++] = self[i];
    v[at++] = "-0";
    v[at++] = n ? argv[0] : "";
    v[at++] = "--";
    v[at++] = p->path;
    for (unsigned i = 1; i < n; i++)
        v[at++] = argv[i];
    execve("/proc/self/exe", (char *const *)v, env);
    return -errno;
}

static int64_t replace(UsrThread *t, const Prog *p, char *const *argv, char *const *envp)
{
    const UserHooks *h = usr.cfg->hooks;
    if (h && h->exec)
        h->exec(h->ctx, p->kind == PROG_GUEST ? p->path : p->host, argv);
    if (usr_gdb_on && !t->vfork_child)
        usr_gdb_exit(0, 0, true);
    if (h && h->process_exit && !t->vfork_child)
        h->process_exit(h->ctx, 0, 0, true);
    usr_thread_release_robust(t);
    if (p->kind == PROG_GUEST)
        return exec_guest(t, p, argv, envp);
    char **env = p->takes_library ? usr_environ_host(t, envp) : NULL;
    usr_limits_to_host(true);
    execve(p->host, argv, env ? env : envp);
    int e = errno;
    usr_limits_to_host(false);
    return -e;
}

/* Follows scripts to their interpreter: argv grows in front. */
static int64_t run(UsrThread *t, Prog *p, char **argv, char *const *envp, unsigned depth)
{
    int64_t r = look_at(p);
    if (r || p->kind != PROG_SCRIPT)
        return r ? r : replace(t, p, argv, envp);
    if (depth == SCRIPT_DEPTH)
        return -ELOOP;
    char *arg, *name = split_line(p->line, &arg);
    if (!*name)
        return -ENOEXEC;
    unsigned n = count(argv), at = 0;
    char **v = usr_exec_alloc(t, (n + 4) * sizeof *v);
    Prog *next = usr_exec_alloc(t, sizeof *next);
    if (!v || !next)
        return -ENOMEM;
    v[at++] = name;
    if (*arg)
        v[at++] = arg;
    v[at++] = p->path;
    for (unsigned i = 1; i < n; i++)
        v[at++] = argv[i];
    set_path(next, name);
    return run(t, next, v, envp, depth + 1);
}

/* The path that a descriptor and a relative name stand for; -errno. */
static int64_t path_at(Prog *p, int dirfd, const char *path, int flags)
{
    char full[PATH_MAX];
    struct stat st;
    if (!path[0]) {
        if (!(flags & AT_EMPTY_PATH))
            return -ENOENT;
        if (fcntl(dirfd, F_GETFD) < 0)
            return -errno;
        /* The new engraft opens it: the descriptor has to live that long. */
        int fd = fcntl(dirfd, F_GETFD) & FD_CLOEXEC ? dup(dirfd) : dirfd;
        snprintf(full, sizeof full, "/proc/self/fd/%d", fd);
    } else if (path[0] == '/' || dirfd == AT_FDCWD) {
        snprintf(full, sizeof full, "%s", path);
    } else if (snprintf(full, sizeof full, "/proc/self/fd/%d/%s", dirfd, path) >= (int)sizeof full) {
        return -ENAMETOOLONG;
    }
    if ((flags & AT_SYMLINK_NOFOLLOW) && path[0] && lstat(full, &st) == 0 && S_ISLNK(st.st_mode))
        return -ELOOP;
    set_path(p, usr_is_proc_exe(full) ? usr.exe_path : full);
    return 0;
}

int64_t usr_execve(UsrThread *t, int dirfd, const char *path, char **argv, char **envp, int flags)
{
    Prog *p = usr_exec_alloc(t, sizeof *p);
    if (!p)
        return -ENOMEM;
    if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
        return -EINVAL;
    int64_t r = path_at(p, dirfd, path, flags);
    return r ? r : run(t, p, argv, envp, 0);
}
