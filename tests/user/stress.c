/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many things at once: forks while other threads run new code, code that is
 * rewritten while others call it, signals in the middle of it all. What is
 * printed are counts that must come out exactly.
 */
#include "t.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

static volatile int stop;
static volatile unsigned signals_seen;

#define CODE_FUNCTIONS(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define CODE(n)                                                                                                        \
    __attribute__((noinline)) static unsigned code##n(unsigned a)                                                      \
    {                                                                                                                  \
        for (unsigned i = 0; i < 3 + n; i++)                                                                           \
            a = (a * (2 * n + 3)) ^ (a >> (n % 7 + 1));                                                                \
        return a;                                                                                                      \
    }
CODE_FUNCTIONS(CODE)
#define NAME(n) code##n,
static unsigned (*const code[])(unsigned) = {CODE_FUNCTIONS(NAME)};

static unsigned all(unsigned a)
{
    for (unsigned i = 0; i < 16; i++)
        a = code[i](a);
    return a;
}

static void *runs(void *arg)
{
    unsigned want = all((unsigned)(uintptr_t)arg), bad = 0;
    while (!stop)
        bad += all((unsigned)(uintptr_t)arg) != want;
    return (void *)(uintptr_t)bad;
}

/* Forks one after the other beside threads that compute; each child goes on computing, in new code, and forks itself.
 */
static void fork_storm(void)
{
    pthread_t t[3];
    unsigned bad = 0, sum = 0;
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, runs, (void *)(uintptr_t)(i + 1));
    for (int i = 0; i < 60; i++) {
        int st = -1;
        pid_t pid = fork();
        if (!pid) {
            unsigned r = all((unsigned)i);
            pid_t grandchild = i % 4 ? 0 : fork();
            if (!grandchild && i % 4 == 0)
                _exit(all((unsigned)i) == r ? 1 : 99);
            if (grandchild)
                waitpid(grandchild, &st, 0);
            char *p = malloc(5000);
            memset(p, i, 5000);
            _exit(all((unsigned)i) == r && p[4999] == (char)i ? (i % 4 ? 1 : 1 + WEXITSTATUS(st)) : 99);
        }
        waitpid(pid, &st, 0);
        sum += WIFEXITED(st) ? (unsigned)WEXITSTATUS(st) : 1000;
    }
    stop = 1;
    for (int i = 0; i < 3; i++) {
        void *r;
        pthread_join(t[i], &r);
        bad += (unsigned)(uintptr_t)r;
    }
    printf("fork storm: %u %u\n", sum, bad);
    stop = 0;
}

static void on_signal(int sig, siginfo_t *si, void *uc)
{
    (void)sig, (void)si, (void)uc;
    volatile double d = 1.0;
    for (int i = 0; i < 20; i++)
        d = d * 1.5 + all((unsigned)i) % 3;
    signals_seen++;
}

static void *floats(void *arg)
{
    double x = 1.0, want = 0;
    unsigned bad = 0;
    (void)arg;
    for (int round = 0; !stop; round++) {
        x = 1.0;
        for (int i = 0; i < 2000; i++)
            x = x * 1.0000001 + 0.25;
        if (round == 0)
            want = x;
        bad += x != want;
    }
    return (void *)(uintptr_t)bad;
}

static void signal_storm(void)
{
    struct sigaction sa = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct itimerval it = {{0, 400}, {0, 400}}, none = {0};
    pthread_t t[2];
    void *r;
    unsigned bad = 0;
    sigaction(SIGALRM, &sa, NULL);
    sigaction(SIGUSR1, &sa, NULL);
    pthread_create(&t[0], NULL, floats, NULL);
    pthread_create(&t[1], NULL, runs, (void *)5);
    setitimer(ITIMER_REAL, &it, NULL);
    for (int i = 0; i < 300; i++) {
        pthread_kill(t[i & 1], SIGUSR1);
        usleep(300);
    }
    while (signals_seen < 300)
        usleep(1000);
    setitimer(ITIMER_REAL, &none, NULL);
    stop = 1;
    for (int i = 0; i < 2; i++) {
        pthread_join(t[i], &r);
        bad += (unsigned)(uintptr_t)r;
    }
    printf("signal storm: %u\n", bad);
    stop = 0;
}

#ifdef __powerpc__
/* A function "li r3, n; blr" that one thread rewrites and others call. */
static uint32_t *page;
static volatile uint32_t epoch;

static void write_function(uint32_t *p, unsigned n)
{
    p[0] = 0x38600000 | (n & 0x7fff);
    p[1] = 0x4e800020;
    for (int i = 0; i < 2; i++)
        __asm__ volatile("dcbst 0,%0; sync; icbi 0,%0; sync; isync" ::"r"(p + i) : "memory");
}

static void *calls(void *arg)
{
    unsigned bad = 0;
    (void)arg;
    while (!stop) {
        uint32_t before = epoch;
        __asm__ volatile("sync; isync" ::: "memory");
        unsigned n = ((unsigned (*)(void))page)();
        uint32_t after = epoch;
        bad += n < (before & 0x7fff) || n > (after & 0x7fff) + 1;
    }
    return (void *)(uintptr_t)bad;
}
#endif

static void rewriting(void)
{
    unsigned bad = 0;
#ifdef __powerpc__
    pthread_t t[2];
    void *r;
    page = mmap(NULL, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    write_function(page, 0);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, calls, NULL);
    for (unsigned n = 1; n < 3000; n++) { /* the value called is never older than the epoch */
        write_function(page, n);
        epoch = n;
        /* New code beside it, run at once by this thread. */
        uint32_t *mine = page + 16 + n % 1000 * 4;
        write_function(mine, n);
        bad += ((unsigned (*)(void))mine)() != n;
    }
    stop = 1;
    for (int i = 0; i < 2; i++) {
        pthread_join(t[i], &r);
        bad += (unsigned)(uintptr_t)r;
    }
    stop = 0;
    /* Unmapped, mapped again, protected and not: never the old code. */
    for (unsigned n = 0; n < 200; n++) {
        uint32_t *p =
            mmap(page, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        write_function(p, n + 100);
        mprotect(p, 65536, PROT_READ | PROT_EXEC);
        bad += ((unsigned (*)(void))p)() != n + 100;
        mprotect(p, 65536, PROT_READ | PROT_WRITE);
        p[0] = 0x38600000 | 7;
        mprotect(p, 65536, PROT_READ | PROT_EXEC);
        bad += ((unsigned (*)(void))p)() != 7;
    }
#endif
    printf("rewriting: %u\n", bad);
}

static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static unsigned pair[2];

static void *reads_or_writes(void *arg)
{
    unsigned bad = 0;
    for (int i = 0; i < 2000; i++) {
        if (i % 10 == (int)(uintptr_t)arg) {
            pthread_rwlock_wrlock(&rw);
            pair[0]++;
            pair[1]++;
        } else {
            pthread_rwlock_rdlock(&rw);
            bad += pair[0] != pair[1];
        }
        pthread_rwlock_unlock(&rw);
    }
    return (void *)(uintptr_t)bad;
}

/* Threads made and ended in numbers; some are cancelled. */
static void *naps(void *arg)
{
    usleep(100000000);
    return arg;
}

static void many_threads(void)
{
    pthread_t t[20];
    unsigned bad = 0, cancelled = 0;
    void *r;
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 20; i++)
            bad += pthread_create(&t[i], NULL, i % 5 ? reads_or_writes : naps, (void *)(uintptr_t)i) != 0;
        for (int i = 0; i < 20; i += 5)
            pthread_cancel(t[i]);
        for (int i = 0; i < 20; i++) {
            pthread_join(t[i], &r);
            if (r == PTHREAD_CANCELED)
                cancelled++;
            else
                bad += (unsigned)(uintptr_t)r;
        }
    }
    printf("many threads: %u %u, %u\n", bad, cancelled, pair[0]);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    fork_storm();
    signal_storm();
    rewriting();
    many_threads();
    return 0;
}
