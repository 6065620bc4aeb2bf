/* SPDX-License-Identifier: Apache-2.0 */
/* mmap and its relatives. */
#include "t.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>

static sigjmp_buf jb;
static int fault_code;
static char *fault_addr;

static void on_fault(int sig, siginfo_t *si, void *uc)
{
    (void)sig, (void)uc;
    fault_code = si->si_code;
    fault_addr = si->si_addr;
    siglongjmp(jb, 1);
}

/* What a read and a write at p do: 'o' or the code of the fault. */
static void probe(const char *what, volatile char *p)
{
    printf("%s: read ", what);
    if (sigsetjmp(jb, 1) == 0) {
        char c = *p;
        printf("ok(%d)", c);
    } else {
        printf("fault code %d %s", fault_code, fault_addr == p ? "here" : "elsewhere");
    }
    printf(", write ");
    if (sigsetjmp(jb, 1) == 0) {
        *p = 7;
        printf("ok\n");
    } else {
        printf("fault code %d %s\n", fault_code, fault_addr == p ? "here" : "elsewhere");
    }
}

static void anonymous(void)
{
    char *p = mmap(NULL, 0x5000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(p != MAP_FAILED);
    probe("fresh", p);
    SHOW(mprotect(p + 0x1000, 0x1000, PROT_READ));
    probe("read-only", p + 0x1000);
    SHOW(mprotect(p + 0x2000, 0x1000, PROT_NONE));
    probe("none", p + 0x2000);
    SHOW(munmap(p + 0x3000, 0x1000));
    probe("unmapped", p + 0x3000);
    SHOW(mprotect(p, 0x5000, PROT_READ | PROT_WRITE));
    SHOW(mprotect(p + 1, 0x1000, PROT_READ));
    SHOW(munmap(p + 1, 0x1000));
    SHOW(mmap(p, 0x1000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    SHOW(*p);
    SHOW(mmap(p, 0x1000, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED);
    SHOW(mmap(p + 0x3000, 0x1000, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == p + 0x3000);
    SHOW(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    strcpy(p, "kept");
    SHOW(madvise(p, 0x1000, MADV_DONTNEED));
    SHOW(*p);
    unsigned char vec[5];
    SHOW(mincore(p, 0x1000, vec));
    SHOW(mlock(p, 0x1000));
    SHOW(munlock(p, 0x1000));
    SHOW(msync(p, 0x1000, MS_SYNC));
    munmap(p, 0x5000);
}

static void remapping(void)
{
    char *p = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 16; i++)
        p[i * 0x1000] = (char)i;
    char *q = mremap(p, 0x10000, 0x400000, MREMAP_MAYMOVE);
    SHOW(q != MAP_FAILED);
    int sum = 0;
    for (int i = 0; i < 16; i++)
        sum += q[i * 0x1000];
    SHOW(sum);
    SHOW(q[0x3ff000]);
    q[0x3ff000] = 9;
    SHOW(mremap(q, 0x400000, 0x1000, 0) == q);
    probe("cut off", q + 0x1000);
    char *dest = mmap(NULL, 0x3000, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(mremap(q, 0x1000, 0x2000, MREMAP_MAYMOVE | MREMAP_FIXED, dest) == dest);
    probe("left", q);
    probe("moved", dest);
    char *big = malloc(300000);
    strcpy(big, "reallocated");
    for (int i = 0; i < 6; i++)
        big = realloc(big, 400000u << i);
    printf("%s\n", big);
    free(big);
}

static void files(void)
{
    int fd = open("map", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char block[4096], b[8] = "";
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 3; i++) {
        block[0] = (char)('a' + i);
        write(fd, block, sizeof block);
    }
    char *sh = mmap(NULL, 0x3000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *pr = mmap(NULL, 0x2000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0x1000);
    printf("%c %c %c %c\n", sh[0], sh[0x1000], pr[0], pr[0x1000]);
    sh[0] = 'S';
    pr[0] = 'P';
    pread(fd, b, 1, 0);
    pread(fd, b + 1, 1, 0x1000);
    printf("%s\n", b);
    ftruncate(fd, 0x1000);
    fflush(stdout);
    if (sigsetjmp(jb, 1) == 0)
        printf("%c\n", sh[0x2000]);
    else
        printf("bus error, code %d\n", fault_code);
    SHOW(mmap(NULL, 0x1000, PROT_READ, MAP_SHARED, 99, 0) == MAP_FAILED);
    SHOW(mmap(NULL, 0x1000, PROT_READ, MAP_SHARED, fd, 0x800) == MAP_FAILED);
    int ro = open("map", O_RDONLY);
    SHOW(mmap(NULL, 0x1000, PROT_READ | PROT_WRITE, MAP_SHARED, ro, 0) == MAP_FAILED);
    unlink("map");
}

static void sharing(void)
{
    int *p = mmap(NULL, 0x1000, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int priv = 1;
    if (fork() == 0) {
        *p = 77;
        priv = 2;
        _exit(0);
    }
    wait(NULL);
    SHOW(*p);
    SHOW(priv);
    int id = shmget(IPC_PRIVATE, 10000, IPC_CREAT | 0600);
    OK(id);
    char *s = shmat(id, NULL, 0), *s2 = shmat(id, NULL, SHM_RDONLY);
    SHOW(s != (void *)-1 && s2 != (void *)-1);
    strcpy(s, "segment");
    printf("%s\n", s2);
    probe("read-only segment", s2);
    struct shmid_ds ds;
    SHOW(shmctl(id, IPC_STAT, &ds));
    SHOW(ds.shm_segsz);
    SHOW(ds.shm_nattch);
    SHOW(ds.shm_perm.mode & 0777);
    SHOW(shmdt(s));
    SHOW(shmdt(s));
    probe("detached", s);
    SHOW(shmctl(id, IPC_STAT, &ds));
    SHOW(ds.shm_nattch);
    SHOW(shmctl(id, IPC_RMID, NULL));
}

/* What a mapping needs, and locking one that reaches behind its file's end. */
static void odd_mappings(void)
{
    int fd = open("odd", O_RDWR | O_CREAT, 0600);
    SHOW(mmap(NULL, 0x1000, PROT_READ, 0, fd, 0) == MAP_FAILED ? errno == EINVAL : 2);
    SHOW(mmap(NULL, 0x1000, PROT_READ, ~0, fd, 0) == MAP_FAILED ? errno == EINVAL : 2);
    char *p = mmap(NULL, 0x1000, PROT_READ, MAP_SHARED, fd, 0);
    SHOW(p != MAP_FAILED);
    SHOW(mlockall(MCL_CURRENT));
    SHOW(munlockall());
    munmap(p, 0x1000);
    close(fd);
}

/* As many mappings as a process may have: then there is an error, and the process lives. */
static void many_mappings(void)
{
    int fd = open("many", O_RDWR | O_CREAT, 0600), n = 0;
    ftruncate(fd, 0x2000);
    while (n < 100000 && mmap(NULL, 0x1000, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED)
        n++;
    int error = errno;
    SHOW(error == ENOMEM);
    SHOW(n > 60000 && n < 65531);
    for (int i = 0; i < 1000; i++) /* code that has not run so far */
        n = rand_r((unsigned *)&n) + (int)strtod("1.5", NULL) + abs(ffs(i));
    SHOW(close(fd));
}

int main(int argc, char **argv)
{
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
    sigaction(SIGBUS, &sa, NULL);
    if (argc < 2 || chdir(argv[1]))
        return 2;
    anonymous();
    remapping();
    files();
    sharing();
    char *a = sbrk(0), *b = sbrk(100000);
    SHOW(a == b);
    memset(b, 1, 100000);
    SHOW((char *)sbrk(0) - b);
    SHOW(brk(a));
    odd_mappings();
    many_mappings();
    return 0;
}
