/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kept translation must survive: code that differs between runs and
 * within one, threads, forked children, signals in hot loops, faults that are
 * recovered from. Prints the same under every engine for the same argument.
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* So that it is not in the file's first pages, which tell programs apart. */
__asm__(".text\n.space 8192");
/* Found by its bytes and changed in the file by the test. */
__attribute__((noinline)) static uint32_t constant(void)
{
    return 0x12345678;
}

static uint32_t *code;

static void put(unsigned i, uint32_t word)
{
    code[i] = word;
    __asm__ volatile("dcbst 0,%0; sync; icbi 0,%0; sync; isync" ::"r"(&code[i]) : "memory");
}

/* addi r3,r3,n; blr; called often, then changed, at an address that is the same in each run. */
static uint32_t self_modified(unsigned n)
{
    uint32_t sum = 0;
    code = mmap((void *)0x30000000, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned round = 0; round < 5; round++) {
        put(0, 0x38630000u + n + round);
        put(1, 0x4e800020);
        uint32_t (*f)(uint32_t) = (uint32_t(*)(uint32_t))(uintptr_t)code;
        for (unsigned i = 0; i < 3000; i++)
            sum = f(sum) ^ i;
    }
    return sum;
}

static uint32_t work(uint32_t n, uint32_t seed)
{
    for (uint32_t i = 0; i < n; i++)
        seed = seed * 1664525 + (seed >> 13) + i;
    return seed;
}

static void *thread(void *arg)
{
    uint32_t *v = arg;
    double d = 1;
    for (int i = 0; i < 20000; i++)
        d = d * 1.0001 + i / (d + 3);
    *v = work(200000, *v) + (uint32_t)d;
    return NULL;
}

static volatile sig_atomic_t alarms;
static void on_alarm(int sig)
{
    (void)sig;
    alarms++;
}

static sigjmp_buf back;
static void on_fault(int sig)
{
    (void)sig;
    siglongjmp(back, 1);
}

/* Runs off the end of a page; how far it got is told by a variable that lives in a register. */
static uint32_t fault(void)
{
    volatile uint32_t got = 0;
    volatile uint8_t *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect((void *)(p + 4096), 4096, PROT_NONE);
    signal(SIGSEGV, on_fault);
    for (int k = 0; k < 3; k++)
        if (!sigsetjmp(back, 1))
            for (uint32_t i = 0;; i++) {
                p[i] = (uint8_t)i;
                got = got + p[i];
            }
    return got;
}

int main(int argc, char **argv)
{
    unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    uint32_t v[4] = {1, 2, 3, 4};
    pthread_t t[4];
    printf("constant %x, self-modified %x\n", constant(), self_modified(n));
    struct itimerval it = {{0, 1000}, {0, 1000}}, off = {{0, 0}, {0, 0}};
    signal(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &it, NULL);
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, thread, &v[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    uint32_t seed = 7;
    do
        seed = work(50000, 7);
    while (alarms < 5);
    setitimer(ITIMER_REAL, &off, NULL);
    printf("threads %x %x %x %x, signals while %x\n", v[0], v[1], v[2], v[3], seed);
    fflush(stdout);
    for (int i = 0; i < 3; i++) {
        int status;
        pid_t pid = fork();
        if (!pid) {
            printf("child %d %x %x\n", i, work(100000, 100 + i), self_modified(n + i));
            fflush(stdout);
            _exit(i);
        }
        waitpid(pid, &status, 0);
        printf("status %d\n", WEXITSTATUS(status));
        fflush(stdout);
    }
    printf("fault %x\n", fault());
    return 3;
}
