/* SPDX-License-Identifier: Apache-2.0 */
/* Signals: delivery, masks, stacks, restart, waiting, contexts. */
#include "t.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>

static volatile int count, last_code, last_value, order[16], norder, on_alt, mask_in;
static char alt[65536];

static void plain(int sig)
{
    count++;
    if (norder < 16)
        order[norder++] = sig;
}

static void info(int sig, siginfo_t *si, void *uc)
{
    sigset_t m;
    (void)uc;
    plain(sig);
    last_code = si->si_code;
    last_value = si->si_value.sival_int;
    on_alt = (char *)&m >= alt && (char *)&m < alt + sizeof alt;
    sigprocmask(SIG_BLOCK, NULL, &m);
    mask_in = sigismember(&m, sig) + 2 * sigismember(&m, SIGUSR2);
}

static void set(int sig, void (*fn)(int, siginfo_t *, void *), int flags, int also)
{
    struct sigaction sa = {.sa_sigaction = fn, .sa_flags = flags};
    if (also)
        sigaddset(&sa.sa_mask, also);
    sigaction(sig, &sa, NULL);
}

static void basics(void)
{
    struct sigaction old;
    signal(SIGUSR1, plain);
    raise(SIGUSR1);
    SHOW(count);
    set(SIGUSR1, info, SA_SIGINFO, SIGUSR2);
    kill(getpid(), SIGUSR1);
    printf("%d code %d mask %d\n", count, last_code, mask_in);
    sigaction(SIGUSR1, NULL, &old);
    printf("flags %x mask %d\n", old.sa_flags & ~0x04000000, sigismember(&old.sa_mask, SIGUSR2));
    set(SIGUSR1, info, SA_SIGINFO | SA_NODEFER, 0);
    raise(SIGUSR1);
    printf("nodefer mask %d\n", mask_in);
    set(SIGUSR1, info, SA_SIGINFO | SA_RESETHAND, 0);
    raise(SIGUSR1);
    sigaction(SIGUSR1, NULL, &old);
    SHOW(old.sa_handler == SIG_DFL);
    SHOW(sigaction(SIGKILL, &old, NULL));
    SHOW(sigaction(65, &old, NULL));
    SHOW(kill(getpid(), 99));
    SHOW(kill(999999, 0));
    stack_t ss = {.ss_sp = alt, .ss_size = sizeof alt}, was;
    SHOW(sigaltstack(&ss, &was));
    SHOW(was.ss_flags);
    set(SIGUSR1, info, SA_SIGINFO | SA_ONSTACK, 0);
    raise(SIGUSR1);
    SHOW(on_alt);
    SHOW(sigaltstack(NULL, &was));
    SHOW(was.ss_flags);
    ss.ss_flags = SS_DISABLE;
    SHOW(sigaltstack(&ss, NULL));
}

static void masks(void)
{
    sigset_t m, p;
    sigemptyset(&m);
    sigaddset(&m, SIGUSR1);
    sigaddset(&m, SIGRTMIN + 3);
    sigaddset(&m, SIGTERM);
    sigprocmask(SIG_BLOCK, &m, NULL);
    signal(SIGUSR1, plain);
    signal(SIGTERM, plain);
    set(SIGRTMIN + 3, info, SA_SIGINFO, 0);
    count = norder = 0;
    raise(SIGTERM);
    raise(SIGUSR1);
    raise(SIGUSR1);
    union sigval v = {.sival_int = 123};
    sigqueue(getpid(), SIGRTMIN + 3, v);
    v.sival_int = 124;
    sigqueue(getpid(), SIGRTMIN + 3, v);
    SHOW(count);
    sigpending(&p);
    printf("pending %d %d %d %d\n", sigismember(&p, SIGUSR1), sigismember(&p, SIGTERM), sigismember(&p, SIGRTMIN + 3),
           sigismember(&p, SIGUSR2));
    sigprocmask(SIG_UNBLOCK, &m, NULL);
    printf("%d delivered, last value %d code %d:", count, last_value, last_code);
    for (int i = 0; i < norder; i++)
        printf(" %s", order[i] == SIGRTMIN + 3 ? "RT" : sigabbrev_np(order[i]));
    printf("\n");
    sigprocmask(SIG_BLOCK, &m, NULL);
    siginfo_t si;
    struct timespec ts = {0, 20000000};
    SHOW(sigtimedwait(&m, &si, &ts));
    v.sival_int = 5;
    sigqueue(getpid(), SIGTERM, v);
    SHOW(sigwaitinfo(&m, &si));
    printf("code %d value %d pid %d\n", si.si_code, si.si_value.sival_int, si.si_pid == getpid());
    count = 0;
    if (fork() == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR1);
        _exit(3);
    }
    sigset_t none;
    sigemptyset(&none);
    SHOW(sigsuspend(&none));
    SHOW(count);
    sigprocmask(SIG_BLOCK, NULL, &p);
    SHOW(sigismember(&p, SIGUSR1));
    wait(NULL);
    sigprocmask(SIG_UNBLOCK, &m, NULL);
}

static void restart(void)
{
    int p[2];
    char b[4];
    pipe(p);
    for (int again = 0; again < 2; again++) {
        count = 0;
        set(SIGALRM, info, SA_SIGINFO | (again ? SA_RESTART : 0), 0);
        struct itimerval it = {{0, 0}, {0, 20000}};
        if (fork() == 0) {
            usleep(80000);
            write(p[1], "x", 1);
            _exit(0);
        }
        setitimer(ITIMER_REAL, &it, NULL);
        SHOW(read(p[0], b, 1));
        SHOW(count);
        wait(NULL);
        if (!again)
            read(p[0], b, 1);
    }
    struct itimerval it = {{0, 0}, {0, 20000}};
    struct timespec ts = {1, 0}, rem = {9, 9};
    setitimer(ITIMER_REAL, &it, NULL);
    SHOW(nanosleep(&ts, &rem));
    SHOW(rem.tv_sec == 0 && rem.tv_nsec > 100000000);
    setitimer(ITIMER_REAL, &it, NULL);
    SHOW(pause());
    /* A loop without system calls. */
    count = 0;
    setitimer(ITIMER_REAL, &it, NULL);
    while (!count)
        ;
    SHOW(count);
    SHOW(alarm(10));
    SHOW(alarm(0) > 8);
}

static sigjmp_buf jb;
static void *where;
static int how;

static void fault(int sig, siginfo_t *si, void *ucv)
{
    (void)sig, (void)ucv;
    where = si->si_addr;
    how = si->si_code;
    siglongjmp(jb, sig);
}

static void faults(void)
{
    set(SIGSEGV, fault, SA_SIGINFO, 0);
    set(SIGTRAP, fault, SA_SIGINFO, 0);
    set(SIGILL, fault, SA_SIGINFO, 0);
    volatile int *bad = (int *)0x1234;
    int sig = sigsetjmp(jb, 1);
    if (!sig)
        *bad = 1;
    printf("signal %d code %d at %p\n", sig, how, where);
    sig = sigsetjmp(jb, 1);
    if (!sig)
        ((void (*)(void))0x2000)();
    printf("signal %d code %d at %p\n", sig, how, where);
#ifdef __powerpc__
    sig = sigsetjmp(jb, 1);
    if (!sig)
        __asm__ volatile("trap");
    printf("signal %d code %d\n", sig, how);
    sig = sigsetjmp(jb, 1);
    if (!sig)
        __asm__ volatile(".long 0");
    printf("signal %d code %d\n", sig, how);
#else
    printf("signal 5 code 1\nsignal 4 code 1\n");
#endif
    signal(SIGSEGV, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    int st;
    fflush(stdout);
    if (fork() == 0)
        *bad = 1;
    wait(&st);
    printf("signaled %d %d\n", WIFSIGNALED(st), WTERMSIG(st));
    if (fork() == 0)
        abort();
    wait(&st);
    printf("signaled %d %d\n", WIFSIGNALED(st), WTERMSIG(st));
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            ;
    usleep(20000); /* running */
    kill(pid, SIGTERM);
    wait(&st);
    printf("signaled %d %d\n", WIFSIGNALED(st), WTERMSIG(st));
    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    kill(pid, SIGSTOP);
    waitpid(pid, &st, WUNTRACED);
    printf("stopped %d %d\n", WIFSTOPPED(st), WSTOPSIG(st));
    kill(pid, SIGCONT);
    kill(pid, SIGKILL);
    waitpid(pid, &st, 0);
    printf("signaled %d %d\n", WIFSIGNALED(st), WTERMSIG(st));
}

/* A handler that repairs the cause, so that the store is repeated. */
static char *page;
static void repair(int sig, siginfo_t *si, void *uc)
{
    (void)sig, (void)uc;
    count++;
    mprotect((void *)((uintptr_t)si->si_addr & ~4095ul), 4096, PROT_READ | PROT_WRITE);
}

static void repairing(void)
{
    page = mmap(NULL, 16 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    set(SIGSEGV, repair, SA_SIGINFO, 0);
    count = 0;
    double d = 1.25;
    for (int i = 0; i < 16; i++) {
        d = d * 1.5 + i;
        memcpy(page + 4096 * i, &d, sizeof d);
    }
    memcpy(&d, page + 15 * 4096, sizeof d);
    printf("%d repaired, %f\n", count, d);
}

static ucontext_t main_ctx, co;
static void coroutine(int a, int b)
{
    for (int i = 0; i < 3; i++) {
        printf("coroutine %d %d\n", a + b, i);
        swapcontext(&co, &main_ctx);
    }
}

static void contexts(void)
{
    static char stack[65536];
    getcontext(&co);
    co.uc_stack.ss_sp = stack;
    co.uc_stack.ss_size = sizeof stack;
    co.uc_link = &main_ctx;
    makecontext(&co, (void (*)(void))coroutine, 2, 30, 4);
    for (int i = 0; i < 4; i++) {
        swapcontext(&main_ctx, &co);
        printf("back %d\n", i);
    }
}

/* A context stands anywhere; what is around it, and its link, stay. */
static void context_alone(void)
{
    static struct {
        int room[4];
        ucontext_t at;
        char after[64];
    } s[4];
    static char stack[65536];
    for (int i = 0; i < 4; i++) {
        char *p = (char *)&s[i].at + 4 * i; /* over the bytes before after, and some of it */
        size_t space = sizeof s[i].at + sizeof s[i].after - 4 * (size_t)i, n = sizeof(ucontext_t);
        ucontext_t *c = (ucontext_t *)p;
        int kept = 1;
        if (i && sizeof(long) > 4) /* contexts of the native machine are aligned */
            c = &s[i].at, p = (char *)c, space = sizeof s[i].at + sizeof s[i].after;
        memset(&s[i], 0x5a, sizeof s[i]);
        getcontext(c);
        c->uc_stack.ss_sp = stack;
        c->uc_stack.ss_size = sizeof stack;
        c->uc_link = &main_ctx;
        makecontext(c, (void (*)(void))coroutine, 2, i, 0);
        swapcontext(&main_ctx, c);
        for (size_t k = n; k < space; k++)
            kept &= p[k] == 0x5a;
        for (int k = 0; k < 4; k++)
            kept &= s[i].room[k] == 0x5a5a5a5a;
        swapcontext(c, c); /* to itself: stores and takes over */
        printf("kept %d, link %d\n", kept, c->uc_link == &main_ctx);
    }
}

int main(void)
{
    basics();
    masks();
    restart();
    faults();
    repairing();
    contexts();
    context_alone();
    signal(SIGPIPE, SIG_IGN);
    int p[2];
    pipe(p);
    close(p[0]);
    SHOW(write(p[1], "x", 1));
    fflush(stdout);
    raise(SIGUSR2);
    return 0;
}
