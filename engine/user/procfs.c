/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files under /proc that would show the engine where the program expects
 * itself: made when they are opened, as they are then, in a memory file.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

#include "engine/user/sys.h"
#include "ppc/isa/cpu.h"

/* What follows /proc/self/, /proc/thread-self/ or /proc/OWN-PID/, and a task/TID/ behind it; NULL: none of them. *tid:
 * the task that is asked for, 0 = the process. */
static const char *own_file(const char *path, int *tid)
{
    char pid[32];
    *tid = 0;
    if (strncmp(path, "/proc/", 6))
        return NULL;
    path += 6;
    snprintf(pid, sizeof pid, "%d/", getpid());
    const char *const heads[] = {"self/", "thread-self/", pid};
    for (unsigned i = 0; i < 3; i++)
        if (!strncmp(path, heads[i], strlen(heads[i]))) {
            path += strlen(heads[i]);
            if (i == 1)
                *tid = (int)syscall(SYS_gettid);
            char *end;
            long n = strncmp(path, "task/", 5) ? 0 : strtol(path + 5, &end, 10);
            if (n <= 0 || *end != '/')
                return path;
            *tid = (int)n;
            return end + 1;
        }
    return NULL;
}

bool usr_is_proc_exe(const char *path)
{
    int tid;
    const char *own = own_file(path, &tid);
    return own && !strcmp(own, "exe");
}

/* ---- Descriptors -------------------------------------------------------------------- */

/* A number that is the whole rest, or the rest up to a '/'. */
static bool is_our_number(const char *s)
{
    char *end;
    if (*s < '0' || *s > '9')
        return false;
    long fd = strtol(s, &end, 10);
    return (!*end || *end == '/') && fd <= INT_MAX && usr_fd_is_ours((int)fd);
}

bool usr_proc_hides(const char *path)
{
    int tid;
    if (path[0] != '/' || (path[1] != 'p' && path[1] != 'd'))
        return false;
    if (!strncmp(path, "/dev/fd/", 8))
        return is_our_number(path + 8);
    const char *own = own_file(path, &tid);
    return own && ((!strncmp(own, "fd/", 3) && is_our_number(own + 3)) ||
                   (!strncmp(own, "fdinfo/", 7) && is_our_number(own + 7)));
}

bool usr_proc_hides_entry(int dirfd, const char *name)
{
    char link[64], path[PATH_MAX];
    int tid;
    if (!is_our_number(name))
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    const char *own = own_file(path, &tid);
    return own && (!strcmp(own, "fd") || !strcmp(own, "fdinfo"));
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
                    (unsigned long long)m->end, (m->flags & (MEM_R | MEM_IMPLIED_R)) == MEM_R ? 'r' : '-',
                    m->flags & MEM_W ? 'w' : '-', m->flags & MEM_X ? 'x' : '-', m->flags & MEM_SHARED ? 's' : 'p',
                    (unsigned long long)m->offset, m->dev_major, m->dev_minor, (unsigned long long)m->inode);
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

/* ---- What the host says, with what is the guest's replaced ------------------------------ */

typedef struct Facts {
    int tid;         /* task that is asked about, 0 = the process */
    uint64_t nbytes; /* mapped */
    UsrSigset blocked, ignored, caught;
    unsigned nthreads;
} Facts;

static Facts asked; /* for the file being made; under made_lock */
static pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;

static void add_bytes(void *ctx, const MemMapping *m)
{
    *(uint64_t *)ctx += m->end - m->start;
}

static void find_facts(int tid)
{
    asked = (Facts){.tid = tid};
    mem_for_each(add_bytes, &asked.nbytes);
    pthread_mutex_lock(&usr.lock);
    asked.nthreads = usr.nthreads ? usr.nthreads : 1;
    asked.blocked = usr_self->mask;
    for (UsrThread *t = usr.threads; t; t = t->next)
        if (t->tid == (tid ? tid : getpid()))
            asked.blocked = t->mask;
    for (int sig = 1; sig <= 64; sig++) {
        uint64_t h = usr_self->action[sig].handler;
        *(h == 1 ? &asked.ignored : &asked.caught) |= h ? USR_SIGBIT(sig) : 0;
    }
    pthread_mutex_unlock(&usr.lock);
}

static FILE *host_file(const char *name)
{
    char path[64];
    if (asked.tid)
        snprintf(path, sizeof path, "/proc/self/task/%d/%s", asked.tid, name);
    else
        snprintf(path, sizeof path, "/proc/self/%s", name);
    return fopen(path, "re");
}

/* The value of a field of stat (proc(5)) where it is the guest's; false: the host's is right. */
static bool stat_field(unsigned field, uint64_t *v)
{
    switch (field) {
    case 20: *v = asked.nthreads; return true;
    case 23: *v = asked.nbytes; return true;
    case 26: *v = usr.code_start; return true;
    case 27: *v = usr.code_end; return true;
    case 28: *v = usr.stack_hi; return true;
    case 29:
    case 30: *v = 0; return true;
    case 32: *v = asked.blocked & 0x7fffffff; return true;
    case 33: *v = asked.ignored & 0x7fffffff; return true;
    case 34: *v = asked.caught & 0x7fffffff; return true;
    case 45: *v = usr.data_start; return true;
    case 46: *v = usr.data_end; return true;
    case 47: *v = mem_brk_start(); return true;
    case 48: *v = usr.arg_start; return true;
    case 49: *v = usr.arg_end; return true;
    case 50: *v = usr.env_start; return true;
    case 51: *v = usr.env_end; return true;
    default: return false;
    }
}

static void make_stat(FILE *f)
{
    char line[2048];
    FILE *h = host_file("stat");
    size_t n = h ? fread(line, 1, sizeof line - 1, h) : 0;
    if (h)
        fclose(h);
    line[n] = 0;
    char *p = strrchr(line, ')');
    if (!p)
        return;
    fwrite(line, 1, (size_t)(p + 1 - line), f);
    unsigned field = 3;
    uint64_t v;
    for (char *word = strtok(p + 1, " \n"); word; word = strtok(NULL, " \n"), field++) {
        if (stat_field(field, &v))
            fprintf(f, " %llu", (unsigned long long)v);
        else
            fprintf(f, " %s", word);
    }
    fputc('\n', f);
}

static void make_statm(FILE *f)
{
    unsigned long long size, rest[6];
    FILE *h = host_file("statm");
    int n = h ? fscanf(h, "%llu %llu %llu %llu %llu %llu %llu", &size, &rest[0], &rest[1], &rest[2], &rest[3], &rest[4],
                       &rest[5])
              : 0;
    if (h)
        fclose(h);
    if (n == 7)
        fprintf(f, "%llu %llu %llu %llu 0 %llu 0\n", (unsigned long long)asked.nbytes / MEM_PAGE, rest[0], rest[1],
                (unsigned long long)(usr.code_end - usr.code_start) / MEM_PAGE, rest[4]);
}

static void make_status(FILE *f)
{
    char line[512];
    FILE *h = host_file("status");
    while (h && fgets(line, sizeof line, h)) {
        const struct {
            const char *key, *form;
            uint64_t v;
        } ours[] = {
            {"VmPeak:", "VmPeak:\t%8llu kB\n", asked.nbytes >> 10},
            {"VmSize:", "VmSize:\t%8llu kB\n", asked.nbytes >> 10},
            {"Threads:", "Threads:\t%llu\n", asked.nthreads},
            {"SigBlk:", "SigBlk:\t%016llx\n", asked.blocked},
            {"SigIgn:", "SigIgn:\t%016llx\n", asked.ignored},
            {"SigCgt:", "SigCgt:\t%016llx\n", asked.caught},
        };
        bool said = false;
        for (unsigned i = 0; i < 6 && !said; i++)
            if ((said = !strncmp(line, ours[i].key, strlen(ours[i].key))))
                fprintf(f, ours[i].form, (unsigned long long)ours[i].v);
        if (!said)
            fputs(line, f);
    }
    if (h)
        fclose(h);
}

/* The host's entries that lie in the window, with guest addresses and permissions. */
static void make_smaps(FILE *f)
{
    char line[4400];
    FILE *h = host_file("smaps");
    bool show = false;
    uint64_t base = (uint64_t)(uintptr_t)mem_base;
    while (h && fgets(line, sizeof line, h)) {
        unsigned long long lo, hi;
        char prot[8];
        int rest = 0;
        if (sscanf(line, "%llx-%llx %7s %n", &lo, &hi, prot, &rest) != 3) {
            if (show)
                fputs(line, f);
            continue;
        }
        show = lo >= base && hi <= base + (1ull << 32) && (mem_flags(lo - base) & MEM_MAPPED);
        unsigned flags = show ? mem_flags(lo - base) : 0;
        if (show)
            fprintf(f, "%08llx-%08llx %c%c%c%c %s", lo - base, hi - base,
                    (flags & (MEM_R | MEM_IMPLIED_R)) == MEM_R ? 'r' : '-', flags & MEM_W ? 'w' : '-',
                    flags & MEM_X ? 'x' : '-', flags & MEM_SHARED ? 's' : 'p', line + rest);
    }
    if (h)
        fclose(h);
}

/* ---- The machine --------------------------------------------------------------------------- */

static void make_cpuinfo(FILE *f)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    for (long i = 0; i < n; i++)
        fprintf(f,
                "processor\t: %ld\ncpu\t\t: Engraft (32-bit PowerPC), model %s\nclock\t\t: 1000.000000MHz\nrevision\t: "
                "0.0 (pvr "
                "%04x %04x)\n\n",
                i, ppc_cpu_model->name, usr_self->cpu->pvr >> 16, usr_self->cpu->pvr & 0xffff);
    fprintf(f, "timebase\t: %d\nplatform\t: Engraft\n", PPC_TB_FREQ);
}

typedef struct ProcFile {
    const char *name;
    void (*make)(FILE *f);
} ProcFile;

static const ProcFile own_files[] = {
    {"maps", make_maps}, {"cmdline", make_cmdline}, {"environ", make_environ}, {"auxv", make_auxv},
    {"stat", make_stat}, {"statm", make_statm},     {"status", make_status},   {"smaps", make_smaps},
};

/* ---- Tables of the network: addresses are words in the machine's order, printed as numbers ------ */

/* Turns the first word and every following one of a run of hexadecimal digits. */
static void turn_digits(char *p)
{
    size_t n = strspn(p, "0123456789ABCDEFabcdef");
    for (; n >= 8; n -= 8, p += 8)
        for (unsigned i = 0; i < 4; i += 2) {
            char two[2];
            memcpy(two, p + i, 2);
            memcpy(p + i, p + 6 - i, 2);
            memcpy(p + 6 - i, two, 2);
        }
}

/* columns: bit n = the nth word of each line after the first. */
static void turn_table(FILE *f, const char *path, unsigned columns)
{
    char line[1024];
    FILE *h = fopen(path, "re");
    for (unsigned nth = 0; h && fgets(line, sizeof line, h); nth++) {
        char *p = line;
        for (unsigned i = 0; nth && !usr_abi.little && *p; i++) {
            p += strspn(p, " \t\n");
            if (columns >> i & 1)
                turn_digits(p);
            p += strcspn(p, " \t\n");
        }
        fputs(line, f);
    }
    if (h)
        fclose(h);
}

static const char *net_path;
static unsigned net_columns;

static void make_net(FILE *f)
{
    turn_table(f, net_path, net_columns);
}

/* Is it one of the tables? */
static bool is_net_table(const char *path)
{
    static const struct {
        const char *name;
        unsigned columns;
    } tables[] = {{"route", 0x86}, {"tcp", 6},  {"udp", 6},  {"raw", 6},
                  {"udplite", 6},  {"tcp6", 6}, {"udp6", 6}, {"raw6", 6}};
    int tid;
    const char *own = own_file(path, &tid), *name = !strncmp(path, "/proc/net/", 10)  ? path + 10
                                                    : own && !strncmp(own, "net/", 4) ? own + 4
                                                                                      : "";
    for (unsigned i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (!strcmp(name, tables[i].name)) {
            net_path = path;
            net_columns = tables[i].columns;
            return true;
        }
    return false;
}

void usr_proc_after_fork(void)
{
    pthread_mutex_init(&made_lock, NULL);
}

/* ---- Opening ------------------------------------------------------------------------------- */

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

/* Files whose positions are addresses: opened as they are, positions are moved by what stands for guest address 0. */
static bool any_by_address;

static uint64_t zero_position(const char *name)
{
    return !strcmp(name, "mem") ? (uint64_t)(uintptr_t)mem_base : (uint64_t)(uintptr_t)mem_base / MEM_PAGE * 8;
}

uint64_t usr_proc_position(int fd)
{
    char link[64], name[64], pid[32];
    if (!__atomic_load_n(&any_by_address, __ATOMIC_RELAXED))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, name, sizeof name - 1);
    name[n > 0 ? n : 0] = 0;
    int len = snprintf(pid, sizeof pid, "/proc/%d/", getpid());
    const char *rest = strncmp(name, pid, (size_t)len) ? "" : name + len;
    return !strcmp(rest, "mem") || !strcmp(rest, "pagemap") ? zero_position(rest) : 0;
}

static int64_t open_by_address(const char *name, int flags)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/%s", name);
    int fd = open(path, flags);
    if (fd < 0)
        return -errno;
    __atomic_store_n(&any_by_address, true, __ATOMIC_RELAXED);
    lseek(fd, (off_t)zero_position(name), SEEK_SET);
    return fd;
}

int64_t usr_open_proc(const char *path, int flags)
{
    int tid;
    int64_t r = -1;
    if (strncmp(path, "/proc/", 6))
        return -1;
    const char *own = own_file(path, &tid);
    if (own && (!strcmp(own, "mem") || !strcmp(own, "pagemap")))
        return open_by_address(own, flags);
    pthread_mutex_lock(&made_lock);
    if (!strcmp(path, "/proc/cpuinfo"))
        r = serve(make_cpuinfo, flags);
    else if (is_net_table(path))
        r = serve(make_net, flags);
    for (unsigned i = 0; r == -1 && own && i < sizeof own_files / sizeof own_files[0]; i++)
        if (!strcmp(own, own_files[i].name)) {
            find_facts(tid);
            r = serve(own_files[i].make, flags);
        }
    pthread_mutex_unlock(&made_lock);
    return r;
}
