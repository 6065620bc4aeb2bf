/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals: a timer that interrupts all threads, signals sent to threads and queued with values, handlers
 * on their own stack that compute, jumps out of handlers, and faults that a handler repairs.
 */
#include "soak.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>

enum { STACK_SIZE = 64 << 10, TIMER_USEC = 2000, QUEUED = 20 };

static __thread volatile sig_atomic_t usr1_count; /* SIGUSR1 seen by this thread */
static __thread sigjmp_buf *jump;                 /* where SIGUSR2 goes to, if set */
static __thread char *repair;                     /* the page that a fault handler makes accessible */
static __thread volatile int repairs;
static atomic_uint alarms;

/* What a handler does to registers: all kinds are used, and the results are known. */
static void disturb(uint32_t seed)
{
    static uint32_t want[3];
    if (!want[0]) { /* benign race: all threads find the same values */
        want[1] = digest_float(5, 30);
        want[2] = digest_vector(5, 30);
        want[0] = digest_int(5, 30);
    }
    switch (seed % 3) {
    case 0: CHECK_EQ(digest_int(5, 30), want[0]); break;
    case 1: CHECK_EQ(digest_float(5, 30), want[1]); break;
    default: CHECK_EQ(digest_vector(5, 30), want[2]); break;
    }
}

static void on_alarm(int sig)
{
    (void)sig;
    int saved = errno;
    disturb(atomic_fetch_add(&alarms, 1));
    errno = saved;
}

static void on_usr1(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    int saved = errno;
    CHECK_EQ(info->si_pid, getpid());
    CHECK(context != NULL);
    disturb((uint32_t)usr1_count);
    usr1_count++;
    errno = saved;
}

static void on_usr2(int sig)
{
    (void)sig;
    if (jump)
        siglongjmp(*jump, 1);
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)context;
    char *at = info->si_addr;
    if (sig != SIGSEGV || !repair || at < repair || at >= repair + 4096) {
        signal(SIGSEGV, SIG_DFL); /* a real one: dies when it is executed again */
        return;
    }
    int saved = errno;
    CHECK_EQ(mprotect(repair, 4096, PROT_READ | PROT_WRITE), 0);
    repairs++;
    errno = saved;
}

static void set_handler(int sig, void *function, int flags)
{
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_flags = flags;
    if (flags & SA_SIGINFO)
        sa.sa_sigaction = (void (*)(int, siginfo_t *, void *))(uintptr_t)function;
    else
        sa.sa_handler = (void (*)(int))(uintptr_t)function;
    sigemptyset(&sa.sa_mask);
    CHECK_EQ(sigaction(sig, &sa, NULL), 0);
}

void signals_init(void)
{
    disturb(0);
    set_handler(SIGALRM, (void *)(uintptr_t)on_alarm, SA_RESTART | SA_ONSTACK);
    set_handler(SIGUSR1, (void *)(uintptr_t)on_usr1, SA_SIGINFO | SA_ONSTACK);
    set_handler(SIGUSR2, (void *)(uintptr_t)on_usr2, 0);
    set_handler(SIGSEGV, (void *)(uintptr_t)on_fault, SA_SIGINFO | SA_ONSTACK);
    signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    CHECK_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
    struct itimerval it = {{0, TIMER_USEC}, {0, TIMER_USEC}};
    CHECK_EQ(setitimer(ITIMER_REAL, &it, NULL), 0);
}

void *signals_thread_begin(void)
{
    stack_t ss;
    memset(&ss, 0, sizeof ss);
    ss.ss_sp = malloc(STACK_SIZE);
    ss.ss_size = STACK_SIZE;
    CHECK(ss.ss_sp != NULL);
    CHECK_EQ(sigaltstack(&ss, NULL), 0);
    return ss.ss_sp;
}

void signals_thread_end(void *stack)
{
    stack_t ss;
    memset(&ss, 0, sizeof ss);
    ss.ss_flags = SS_DISABLE;
    CHECK_EQ(sigaltstack(&ss, NULL), 0);
    free(stack);
}

/* Signals to this thread while it computes: each arrives before raise returns, or soon. */
static void raise_storm(uint32_t seed)
{
    int before = usr1_count;
    for (int i = 0; i < 10; i++) {
        CHECK_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
        CHECK_EQ(usr1_count, before + i + 1);
        CHECK_EQ(digest_int(seed % DIGESTS, 50), digest_int(seed % DIGESTS, 50));
    }
}

/* Blocked real-time signals are queued in order, with their values. */
static void queue(uint32_t seed)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    for (int i = 0; i < QUEUED; i++) {
        union sigval v = {.sival_int = (int)(seed + (uint32_t)i)};
        CHECK_EQ(pthread_sigqueue(pthread_self(), SIGRTMIN + 3, v), 0);
    }
    for (int i = 0; i < QUEUED; i++) {
        siginfo_t info;
        CHECK_EQ(RETRY(sigwaitinfo(&set, &info)), SIGRTMIN + 3);
        CHECK_EQ(info.si_value.sival_int, (int)(seed + (uint32_t)i));
        CHECK_EQ(info.si_code, SI_QUEUE);
    }
}

typedef struct Sender {
    pthread_t to;
    atomic_bool done;
} Sender;

static void *send_jumps(void *arg)
{
    Sender *s = arg;
    while (!atomic_load(&s->done)) {
        CHECK_EQ(pthread_kill(s->to, SIGUSR2), 0);
        usleep(300);
    }
    return NULL;
}

/* Another thread's signals throw this one out of its computation, some times; then it computes undisturbed. */
static void jumps(uint32_t seed)
{
    Sender s = {.to = pthread_self()};
    pthread_t t;
    sigset_t usr2, old;
    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    CHECK_EQ(pthread_create(&t, NULL, send_jumps, &s), 0);
    volatile int landed = 0;
    sigjmp_buf here;
    if (sigsetjmp(here, 1))
        landed++;
    if (landed < 5) {
        jump = &here;
        for (volatile uint32_t sum = 0;; sum++) /* only the handler ends this */
            sum += digest_int(seed, 20) + digest_float(seed, 20) + digest_vector(seed, 20);
    }
    jump = NULL;
    pthread_sigmask(SIG_BLOCK, &usr2, &old);
    atomic_store(&s.done, true);
    CHECK_EQ(pthread_join(t, NULL), 0);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    check_digest(seed);
}

void round_signals(uint32_t seed)
{
    raise_storm(seed);
    queue(seed);
    jumps(seed);
}

/* Stores and loads that fault first: the handler lets them through, and they are executed once. */
void round_faults(uint32_t seed)
{
    char *page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(page != MAP_FAILED);
    repair = page + 4096;
    volatile uint32_t *words = (volatile uint32_t *)repair;
    for (int i = 0; i < 40; i++) {
        int before = repairs;
        uint32_t x = next_random(&seed), k = x % 1000;
        words[k] = x;
        CHECK_EQ(mprotect(repair, 4096, i & 1 ? PROT_NONE : PROT_READ), 0);
        switch (i % 4) {
        case 0: /* in the middle of a loop */
            for (uint32_t j = 0; j < 8; j++)
                words[k + j] = x + j;
            CHECK_EQ(words[k + 7], x + 7);
            break;
        case 1: CHECK_EQ(words[k], x); break;
        case 2: /* a copy that reaches in from the page before */
            memset(repair - 16, (int)(x & 0xff), 64);
            CHECK_EQ((unsigned char)repair[47], x & 0xff);
            break;
        default: CHECK_EQ(__atomic_add_fetch(&words[k], 5, __ATOMIC_SEQ_CST), x + 5); break;
        }
        CHECK_EQ(repairs, before + 1);
    }
    repair = NULL;
    CHECK_EQ(munmap(page, 3 * 4096), 0);
}
