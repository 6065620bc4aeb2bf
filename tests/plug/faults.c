/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest program: leaves translation blocks in their middle in every way there
 * is, so that exact counts need all of the bookkeeping. Each case runs several
 * times. Prints what it saw.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { PAGE = 65536 };
static sigjmp_buf back;
static volatile enum { JUMP, REPAIR, SKIP } how;
static char *page;
static volatile int signals[65];

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)info;
    signals[sig]++;
    if (how == JUMP)
        siglongjmp(back, 1);
    if (how == REPAIR)
        mprotect(page, PAGE, PROT_READ | PROT_WRITE);
    else
        uc->uc_mcontext.regs->nip += 4;
}

/* Straight-line code around an access that faults. */
static int load_between(char *p)
{
    int r, a = 1;
    __asm__ volatile("addi %1,%1,1\n\taddi %1,%1,2\n\tlwz %0,8(%2)\n\taddi %1,%1,3\n\tadd %0,%0,%1"
                     : "=&r"(r), "+&b"(a)
                     : "b"(p));
    return r;
}

static int store_between(char *p)
{
    int a = 1;
    __asm__ volatile("addi %0,%0,1\n\tstw %0,0(%1)\n\taddi %0,%0,2\n\tstw %0,-4(%1)\n\taddi %0,%0,3"
                     : "+&b"(a)
                     : "b"(p)
                     : "memory");
    return a;
}

/* The last of its loads is on the page that cannot be read. */
static int multiple_between(char *p)
{
    int r;
    __asm__ volatile("mr 3,%1\n\tli 4,7\n\tlmw 29,-8(3)\n\tadd 4,4,29\n\tadd %0,4,31"
                     : "=r"(r)
                     : "b"(p)
                     : "3", "4", "29", "31", "30", "memory");
    return r;
}

/* lswx is the interpreter's. */
static int string_between(char *p)
{
    int r;
    __asm__ volatile("li 0,6\n\tmtxer 0\n\tli 5,1\n\tlswx 5,0,%1\n\taddi 5,5,1\n\tmr %0,5"
                     : "=r"(r)
                     : "b"(p)
                     : "0", "5", "6", "memory", "xer");
    return r;
}

static int misaligned_reserve(char *p)
{
    int r = 0;
    __asm__ volatile("li 5,1\n\tlwarx 5,0,%1\n\taddi %0,5,1" : "=b"(r) : "b"(p) : "5", "memory");
    return r;
}

static int trap_between(int x)
{
    int r = x;
    __asm__ volatile(
        "addi %0,%0,1\n\ttwi 4,%1,3\n\taddi %0,%0,2\n\ttwlgti %1,100\n\taddi %0,%0,4\n\t.long 0\n\taddi %0,%0,8"
        : "+&b"(r)
        : "b"(x));
    return r;
}

/* SO and the FPSCR change what code is translated to: the block is left and entered again behind. */
static unsigned change_flags(int x)
{
    unsigned r;
    double d;
    __asm__ volatile("li 5,0\n\tmtxer 5\n\tmtfsfi 6,0\n\tmtfsfi 7,0\n\taddo. 5,%2,%2\n\taddi 5,5,1\n\tmtfsb1 "
                     "24\n\tfadd 1,2,3\n\taddi 5,5,2\n\t"
                     "mtfsb0 24\n\taddi 5,5,4\n\tmfxer %0\n\tmr %0,5\n\tfmr %1,1\n\tli 5,0\n\tmtxer 5"
                     : "=r"(r), "=d"(d)
                     : "r"(x)
                     : "5", "fr1", "cr0", "xer");
    return r;
}

static int conditional_store(int *p)
{
    int r;
    __asm__ volatile("li 5,3\n\tstwcx. 5,0,%1\n\tmfcr 5\n\tlwarx 6,0,%1\n\taddi 6,6,1\n\tstwcx. 6,0,%1\n\tmfcr "
                     "6\n\txor %0,5,6\n\trlwinm %0,%0,4,28,31"
                     : "=r"(r)
                     : "b"(p)
                     : "5", "6", "cr0", "memory");
    return r;
}

static void jump_out(int (*f)(char *), char *p)
{
    how = JUMP;
    if (!sigsetjmp(back, 1))
        f(p);
}

static int repaired(int (*f)(char *), char *p)
{
    mprotect(page, PAGE, PROT_NONE);
    how = REPAIR;
    return f(p);
}

int main(void)
{
    static const int caught[] = {SIGSEGV, SIGBUS, SIGTRAP, SIGILL};
    static int (*const cases[])(char *) = {load_between, store_between, multiple_between, string_between};
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    int sum = 0, word = 5;
    for (unsigned i = 0; i < sizeof caught / sizeof *caught; i++)
        sigaction(caught[i], &sa, NULL);
    char *two = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page = two + PAGE;
    for (int round = 0; round < 7; round++)
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            mprotect(page, PAGE, PROT_NONE);
            jump_out(cases[i], page);
            sum += repaired(cases[i], page);
            sum += cases[i](page);
        }
    how = SKIP;
    for (int x = 0; x < 9; x++)
        sum += trap_between(x) + (int)change_flags(x << 28) + conditional_store(&word);
    for (int x = 0; x < 3; x++)
        sum += misaligned_reserve(two + 2) & 7;
    printf("sum %d word %d segv %d bus %d trap %d ill %d\n", sum, word, signals[SIGSEGV], signals[SIGBUS],
           signals[SIGTRAP], signals[SIGILL]);
    return 0;
}
