/* SPDX-License-Identifier: Apache-2.0 */
/* Limits on memory: kept, shown, effective, and inherited. */
#include "t.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MIB (1u << 20)

static char *self;

/* Uses so many MiB of stack. */
static int deep(int mib)
{
    volatile char frame[MIB];
    frame[0] = frame[MIB - 1] = 1;
    return mib ? deep(mib - 1) + frame[0] : frame[MIB - 1];
}

static void show(const char *name, int what)
{
    struct rlimit l;
    SHOW(getrlimit(what, &l));
    printf("%s: %ld of %s\n", name, l.rlim_cur == RLIM_INFINITY ? -1 : (long)(l.rlim_cur / MIB),
           l.rlim_max == RLIM_INFINITY ? "any" : "some");
    fflush(stdout);
}

static int set(int what, long mib)
{
    struct rlimit l;
    getrlimit(what, &l);
    l.rlim_cur = mib < 0 ? l.rlim_max : (rlim_t)mib * MIB;
    return setrlimit(what, &l);
}

/* Executes this program again to do one thing. */
static void again(const char *what)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execl(self, self, what, (char *)0);
        _exit(99);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    printf("%s: status %x\n", what, status);
}

static void stack(void)
{
    SHOW(set(RLIMIT_STACK, 48));
    show("stack", RLIMIT_STACK);
    SHOW(deep(40));
    again("deep");
    SHOW(set(RLIMIT_STACK, 8));
}

static void address_space(void)
{
    SHOW(set(RLIMIT_AS, 300));
    show("address space", RLIMIT_AS);
    SHOW(malloc(400 * MIB) ? 0 : errno == ENOMEM);
    SHOW(mmap(NULL, 320 * MIB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    char *p = mmap(NULL, 100 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(p != MAP_FAILED);
    SHOW(mmap(p, 100 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    SHOW(mremap(p, 100 * MIB, 350 * MIB, MREMAP_MAYMOVE) == MAP_FAILED);
    SHOW(munmap(p, 100 * MIB));
    again("small");
    SHOW(system("ulimit -v"));
    SHOW(set(RLIMIT_AS, -1));
    void *big = malloc(400 * MIB);
    SHOW(big != NULL);
    free(big);
}

static void data(void)
{
    SHOW(set(RLIMIT_DATA, 100));
    show("data", RLIMIT_DATA);
    SHOW(sbrk(200 * MIB) == (void *)-1);
    SHOW(mmap(NULL, 150 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    char *p = mmap(NULL, 150 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(p != MAP_FAILED);
    SHOW(mprotect(p, 150 * MIB, PROT_READ | PROT_WRITE));
    SHOW(mprotect(p, 20 * MIB, PROT_READ | PROT_WRITE));
    SHOW(munmap(p, 150 * MIB));
    SHOW(set(RLIMIT_DATA, -1));
}

static void wrong(void)
{
    struct rlimit l = {.rlim_cur = 200 * MIB, .rlim_max = 100 * MIB}, old;
    SHOW(setrlimit(RLIMIT_AS, &l));
    SHOW(setrlimit(RLIMIT_STACK, &l));
    SHOW(prlimit(0, RLIMIT_DATA, &l, NULL));
    l.rlim_cur = 90 * MIB;
    SHOW(prlimit(0, RLIMIT_DATA, &l, &old));
    SHOW(old.rlim_max == RLIM_INFINITY);
    SHOW(prlimit(getpid(), RLIMIT_DATA, NULL, &old));
    SHOW(old.rlim_cur == 90 * MIB && old.rlim_max == 100 * MIB);
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc == 2 && !strcmp(argv[1], "deep"))
        return deep(40) != 41;
    if (argc == 2 && !strcmp(argv[1], "small"))
        return malloc(400 * MIB) != NULL;
    stack();
    address_space();
    data();
    wrong();
    return 0;
}
