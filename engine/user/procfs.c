/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files under /proc that would show the engine where the program expects
 * itself: made when they are opened, as they are then, in a memory file.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

#include "engine/user/sys.h"

/* What follows /proc/self/, /proc/thread-self/ or /proc/OWN-PID/; NULL: none of them. */
static const char *own_file(const char *path)
{
    char pid[32], task[64];
    if (strncmp(path, "/proc/", 6))
        return NULL;
    path += 6;
    snprintf(pid, sizeof pid, "%d/", getpid());
    snprintf(task, sizeof task, "task/%ld/", syscall(SYS_gettid));
    const char *const heads[] = {"self/", "thread-self/", pid};
    for (unsigned i = 0; i < 3; i++)
        if (!strncmp(path, heads[i], strlen(heads[i]))) {
            path += strlen(heads[i]);
            return strncmp(path, task, strlen(task)) ? path : path + strlen(task);
        }
    return NULL;
}

bool usr_is_proc_exe(const char *path)
{
    const char *own = own_file(path);
    return own && !strcmp(own, "exe");
}

/* ---- maps --------------------------------------------------------------------------- */

static const char *map_name(const MemMapping *m)
{
    if (m->path)
        return m->path;
    if (m->start <= usr.stack_hi - 1 && m->end > usr.stack_lo)
        return "[stack]";
    if (m->start == usr.vdso)
        return "[vdso]";
    return mem_brk_start() && m->start < mem_brk(0) && m->end > mem_brk_start() ? "[heap]" : "";
}

static void map_line(void *ctx, const MemMapping *m)
{
    FILE *f = ctx;
    int n = fprintf(f, "%08llx-%08llx %c%c%c%c %08llx %02x:%02x %llu ", (unsigned long long)m->start,
                    (unsigned long long)m->end, (m->flags & (MEM_R | MEM_IMPLIED_R)) == MEM_R ? 'r' : '-', m->flags & MEM_W ? 'w' : '-',
                    m->flags & MEM_X ? 'x' : '-', m->flags & MEM_SHARED ? 's' : 'p', (unsigned long long)m->offset,
                    m->dev_major, m->dev_minor, (unsigned long long)m->inode);
    const char *name = map_name(m);
    if (*name)
        fprintf(f, "%*s%s", n < 49 ? 49 - n : 0, "", name);
    fputc('\n', f);
}

static void make_maps(FILE *f)
{
    mem_for_each(map_line, f);
}

/* ---- The others ---------------------------------------------------------------------- */

static void copy_guest(FILE *f, uint64_t g, uint64_t nbytes)
{
    char b[4096];
    for (uint64_t at = 0; at < nbytes; at += sizeof b) {
        uint64_t n = nbytes - at < sizeof b ? nbytes - at : sizeof b;
        if (usr_get(b, g + at, n))
            return;
        fwrite(b, 1, n, f);
    }
}

static void make_cmdline(FILE *f)
{
    copy_guest(f, usr.arg_start, usr.arg_end - usr.arg_start);
}

static void make_environ(FILE *f)
{
    copy_guest(f, usr.env_start, usr.env_end - usr.env_start);
}

static void make_auxv(FILE *f)
{
    copy_guest(f, usr.auxv, usr.auxv_nbytes);
}

/* The host's line with the addresses (fields 26 to 29: code, stack, stack pointer) replaced. */
static void make_stat(FILE *f)
{
    char line[2048];
    FILE *h = fopen("/proc/self/stat", "re");
    size_t n = h ? fread(line, 1, sizeof line - 1, h) : 0;
    if (h)
        fclose(h);
    line[n] = 0;
    char *p = strrchr(line, ')');
    if (!p)
        return;
    fwrite(line, 1, (size_t)(p + 1 - line), f);
    unsigned field = 3;
    for (char *word = strtok(p + 1, " \n"); word; word = strtok(NULL, " \n"), field++) {
        switch (field) {
        case 26: fprintf(f, " %llu", (unsigned long long)usr.code_start); break;
        case 27: fprintf(f, " %llu", (unsigned long long)usr.code_end); break;
        case 28: fprintf(f, " %llu", (unsigned long long)usr.stack_hi); break;
        case 29:
        case 30: fprintf(f, " 0"); break;
        default: fprintf(f, " %s", word);
        }
    }
    fputc('\n', f);
}

static void make_cpuinfo(FILE *f)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    for (long i = 0; i < n; i++)
        fprintf(f,
                "processor\t: %ld\ncpu\t\t: Engraft (32-bit PowerPC)\nclock\t\t: 1000.000000MHz\nrevision\t: 0.0 (pvr "
                "%04x %04x)\n\n",
                i, usr_self->cpu->pvr >> 16, usr_self->cpu->pvr & 0xffff);
    fprintf(f, "timebase\t: 512000000\nplatform\t: Engraft\n");
}

typedef struct ProcFile {
    const char *name;
    void (*make)(FILE *f);
} ProcFile;

static const ProcFile own_files[] = {
    {"maps", make_maps}, {"cmdline", make_cmdline}, {"environ", make_environ}, {"auxv", make_auxv}, {"stat", make_stat},
};

static int64_t serve(void (*make)(FILE *f), int flags)
{
    if ((flags & O_ACCMODE) != O_RDONLY)
        return -EACCES;
    int fd = memfd_create("proc", flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
    int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    FILE *f = copy < 0 ? NULL : fdopen(copy, "w");
    if (!f) {
        int e = errno;
        if (fd >= 0)
            close(fd);
        return -e;
    }
    make(f);
    fclose(f);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

int64_t usr_open_proc(const char *path, int flags)
{
    const char *own = own_file(path);
    if (!strcmp(path, "/proc/cpuinfo"))
        return serve(make_cpuinfo, flags);
    for (unsigned i = 0; own && i < sizeof own_files / sizeof own_files[0]; i++)
        if (!strcmp(own, own_files[i].name))
            return serve(own_files[i].make, flags);
    return -1;
}
