/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc says of a process: the guest, wherever it could be the engine. */
#include "t.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int in_data = 4711;

/* The line of maps that holds the address, or of smaps. */
static int map_line(const char *file, const void *at, char *line, size_t nbytes)
{
    FILE *f = fopen(file, "r");
    int found = 0;
    while (!found && fgets(line, (int)nbytes, f)) {
        unsigned long lo, hi;
        if (sscanf(line, "%lx-%lx ", &lo, &hi) == 2)
            found = (unsigned long)at >= lo && (unsigned long)at < hi;
    }
    fclose(f);
    return found;
}

static void show_map(const char *what, const void *at)
{
    char line[4400] = "", prot[8] = "", name[4200] = "";
    if (!map_line("/proc/self/maps", at, line, sizeof line)) {
        printf("%s: not there\n", what);
        return;
    }
    sscanf(line, "%*s %7s %*s %*s %*s %4199s", prot, name);
    printf("%s: %s %s\n", what, prot, name[0] == '/' ? "file" : name);
}

static void maps(void)
{
    show_map("text", (void *)map_line);
    show_map("data", &in_data);
    show_map("heap", sbrk(0) - 1);
    show_map("stack", __builtin_frame_address(0));
    static const int prots[] = {PROT_NONE, PROT_READ, PROT_WRITE, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC};
    for (int i = 0; i < 5; i++) {
        void *p = mmap(NULL, 4096, prots[i], (i & 1 ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS, -1, 0);
        char line[4400], prot[8];
        map_line("/proc/self/maps", p, line, sizeof line);
        sscanf(line, "%*s %7s", prot);
        printf("prot %d: %s, smaps %d\n", prots[i], prot, map_line("/proc/self/smaps", p, line, sizeof line));
        munmap(p, 4096);
    }
}

static void memory(void)
{
    int fd = open("/proc/self/mem", O_RDWR), v = 0;
    SHOW(pread(fd, &v, sizeof v, (off_t)(uintptr_t)&in_data));
    SHOW(v);
    v = 4712;
    SHOW(pwrite(fd, &v, sizeof v, (off_t)(uintptr_t)&in_data));
    SHOW(in_data);
    SHOW(lseek(fd, (off_t)(uintptr_t)&in_data, SEEK_SET) == (off_t)(uintptr_t)&in_data);
    SHOW(read(fd, &v, sizeof v));
    SHOW(v);
    SHOW(lseek(fd, 0, SEEK_CUR) == (off_t)(uintptr_t)&in_data + 4);
    close(fd);
}

static void field(const char *file, const char *key)
{
    char line[600];
    FILE *f = fopen(file, "r");
    while (f && fgets(line, sizeof line, f))
        if (!strncmp(line, key, strlen(key)))
            printf("%s", line);
    if (f)
        fclose(f);
}

static void *naps(void *arg)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/task/%d/stat", (int)syscall(SYS_gettid));
    printf("own stat %d\n", access(name, R_OK));
    pthread_setname_np(pthread_self(), "another name");
    field("/proc/thread-self/status", "Name");
    field("/proc/self/status", "Threads");
    return arg;
}

static void status(void)
{
    pthread_t t;
    sigset_t set;
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, exit);
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    field("/proc/self/status", "Threads");
    field("/proc/self/status", "SigBlk");
    field("/proc/self/status", "SigCgt");
    pthread_create(&t, NULL, naps, NULL);
    pthread_join(t, NULL);
    int n = 0, pid = 0;
    char text[4096] = "", comm[64] = "";
    FILE *f = fopen("/proc/self/stat", "r");
    fgets(text, sizeof text, f);
    fclose(f);
    n = sscanf(text, "%d %63s", &pid, comm);
    int fields = 0;
    for (char *p = strrchr(text, ')'); p && (p = strchr(p + 1, ' '));)
        fields++;
    printf("stat: %d %d, %d fields\n", n, pid == getpid(), fields + 2);
    f = fopen("/proc/self/cmdline", "r");
    n = (int)fread(text, 1, sizeof text, f);
    fclose(f);
    printf("cmdline: %s\n", n > 6 && !strcmp(text + strlen(text) + 1, "work") ? "program and work" : text);
    f = fopen("/proc/self/auxv", "r");
    unsigned long pair[2], page = 0;
    while (fread(pair, sizeof pair, 1, f) == 1)
        if (pair[0] == AT_PAGESZ)
            page = pair[1];
    fclose(f);
    printf("auxv: %lu\n", page);
    DIR *d = opendir("/proc/self/fd");
    SHOW(d != NULL);
    closedir(d);
    char exe[4096], self[4096];
    n = (int)readlink("/proc/self/exe", exe, sizeof exe - 1);
    exe[n > 0 ? n : 0] = 0;
    snprintf(text, sizeof text, "/proc/%d/exe", getpid());
    n = (int)readlink(text, self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    printf("exe: %d, a file: %d\n", strcmp(exe, self), access(exe, X_OK));
}

/* A stack of one's own that grows; the gap below it holds. */
static int deep(int n)
{
    volatile char room[3000];
    room[0] = (char)n;
    return n ? deep(n - 1) + room[0] - (char)n + 1 : 0;
}

static void *on_it(void *arg)
{
    *(int *)arg = deep(60);
    return NULL;
}

static void growing(void)
{
    enum { ALL = 16 << 20, FIRST = 65536 };
    char *all = mmap(NULL, ALL, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(all, ALL);
    char *low = all + ALL - FIRST;
    void *p = mmap(low, FIRST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN, -1, 0);
    SHOW(p == low);
    pthread_t t;
    pthread_attr_t a;
    int n = 0;
    pthread_attr_init(&a);
    pthread_attr_setstack(&a, low, FIRST);
    pthread_create(&t, &a, on_it, &n);
    pthread_join(t, NULL);
    SHOW(n);
    low[-4096 * 3] = 5; /* grows without a stack pointer, too */
    SHOW(low[-4096 * 3]);
    fflush(stdout);
    pid_t pid = fork();
    if (!pid) {
        char *below = mmap(low - (2 << 20), 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        signal(SIGSEGV, SIG_DFL);
        for (volatile char *q = low; q > below + 4096; q -= 4096)
            *q = 1;
        _exit(0);
    }
    int st;
    waitpid(pid, &st, 0);
    SHOW(WIFSIGNALED(st) ? WTERMSIG(st) : 0);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    maps();
    memory();
    status();
    growing();
    return 0;
}
