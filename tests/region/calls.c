/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hot loops that call small functions which do not come back where they should,
 * or not at once: what must be the same whether the function was copied into the
 * loop or called. Prints what happened; all engines must print the same.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>

#define NOINLINE __attribute__((noinline, noclone))

enum { ROUNDS = 3000 };

/* -- longjmp out of the function, two levels deep */

static jmp_buf out;

static NOINLINE int inner(int i)
{
    if (i % 7 == 3)
        longjmp(out, i + 1);
    return i * 3;
}

static NOINLINE int outer(int i)
{
    return inner(i) + 1;
}

static void jumps(void)
{
    volatile unsigned sum = 0, jumped = 0;
    for (volatile int i = 0; i < ROUNDS; i++) {
        int r = setjmp(out);
        if (r) {
            jumped++;
            sum += (unsigned)r;
            continue;
        }
        for (int k = 0; k < 5; k++)
            sum += (unsigned)outer(i + k);
    }
    printf("longjmp: %u, %u times\n", sum, jumped);
}

/* -- a function that returns elsewhere: 4 bytes further every fifth time, through LR and through the stack */

int skip_lr(int i);
int skip_stack(int i);
unsigned skip_loop(int n, int (*f)(int));
__asm__(".globl skip_lr, skip_stack, skip_both\n"
        "skip_lr:\n"
        "    andi. 4,3,7\n"
        "    bne 1f\n"
        "    mflr 5\n"
        "    addi 5,5,4\n"
        "    mtlr 5\n"
        "1:  addi 3,3,1\n"
        "    blr\n"
        "skip_stack:\n"
        "    stwu 1,-16(1)\n"
        "    mflr 0\n"
        "    stw 0,20(1)\n"
        "    andi. 4,3,3\n"
        "    bne 1f\n"
        "    addi 5,1,20\n"
        "    lwz 6,0(5)\n"
        "    addi 6,6,4\n"
        "    stw 6,0(5)\n"
        "1:  addi 3,3,2\n"
        "    lwz 0,20(1)\n"
        "    mtlr 0\n"
        "    addi 1,1,16\n"
        "    blr\n"
        /* unsigned skip_both(int n): the instruction behind a call is sometimes passed over */
        "skip_both:\n"
        "    stwu 1,-32(1)\n"
        "    mflr 0\n"
        "    stw 0,36(1)\n"
        "    stw 30,24(1)\n"
        "    stw 31,28(1)\n"
        "    mr 31,3\n"
        "    li 30,0\n"
        "1:  mr 3,31\n"
        "    bl skip_lr\n"
        "    addi 30,30,1\n"
        "    add 30,30,3\n"
        "    bl skip_stack\n"
        "    slwi 30,30,1\n"
        "    xor 30,30,3\n"
        "    addic. 31,31,-1\n"
        "    bgt 1b\n"
        "    mr 3,30\n"
        "    lwz 0,36(1)\n"
        "    lwz 30,24(1)\n"
        "    lwz 31,28(1)\n"
        "    mtlr 0\n"
        "    addi 1,1,32\n"
        "    blr\n");
unsigned skip_both(int n);

/* -- a function that faults: the handler sees exact registers and repairs the address, or jumps out */

static int *volatile page;
static unsigned faults, fault_sum;
static sigjmp_buf fault_out;
static int repair;

NOINLINE int load_it(const int *p, int k)
{
    return p[k] + k;
}

static void on_segv(int sig, siginfo_t *info, void *ucontext)
{
    ucontext_t *uc = ucontext;
    uint32_t *gpr = (uint32_t *)uc->uc_mcontext.uc_regs->gregs;
    (void)sig;
    faults++;
    /* r3 or a register made of it holds the address; LR says who called, r4 the index */
    fault_sum += (unsigned)((uintptr_t)info->si_addr & 0xfff);
    fault_sum += (uintptr_t)gpr[PT_NIP] >= (uintptr_t)load_it && (uintptr_t)gpr[PT_NIP] < (uintptr_t)load_it + 32;
    fault_sum = fault_sum * 31 + gpr[PT_CTR] % 100000;
    fault_sum += gpr[PT_LNK] % 4096 != 0;
    if (!repair)
        siglongjmp(fault_out, 1);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

static NOINLINE unsigned fault_loop(int n)
{
    unsigned sum = 0;
    for (int i = 0; i < n; i++)
        sum = sum * 5 + (unsigned)load_it(page, i & 1023);
    return sum;
}

static void faulting(void)
{
    struct sigaction sa = {.sa_sigaction = on_segv, .sa_flags = SA_SIGINFO};
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 1024; i++)
        page[i] = i * i;
    sigaction(SIGSEGV, &sa, NULL);
    unsigned sum = fault_loop(ROUNDS);
    for (int round = 0; round < 20; round++) {
        repair = round & 1;
        mprotect(page, 4096, PROT_NONE);
        if (sigsetjmp(fault_out, 1) == 0)
            sum += fault_loop(ROUNDS);
        else
            sum ^= 0x55;
    }
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    printf("faults: %u, %u, sum %u\n", faults, fault_sum, sum);
}

/* -- a function that is rewritten while the loop that calls it runs, by the loop and by itself */

typedef int (*Fn)(int);
static uint32_t *code;

static NOINLINE void write_code(int add)
{
    code[0] = 0x38630000u | ((unsigned)add & 0xffff); /* addi r3,r3,add */
    code[1] = 0x4e800020;                             /* blr */
    __asm__ volatile("dcbst 0,%0; sync; icbi 0,%0; sync; isync" ::"r"(code) : "memory");
}

static NOINLINE int through(Fn f, int x)
{
    return f(x) ^ 1;
}

static void rewriting(void)
{
    code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned sum = 0;
    write_code(1);
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 500 == 499)
            write_code(i / 500 + 2);
        sum = sum * 3 + (unsigned)through((Fn)code, i);
    }
    printf("rewritten: %u\n", sum);
}

/* -- signals while such loops run: nothing is lost */

static volatile sig_atomic_t ticks;

static void on_tick(int sig)
{
    (void)sig;
    ticks++;
}

static NOINLINE unsigned mix(unsigned a, unsigned b)
{
    return (a << 5 | a >> 27) ^ b * 0x9e3779b1u;
}

static void signals(void)
{
    struct itimerval t = {{0, 500}, {0, 500}}, off = {{0, 0}, {0, 0}};
    unsigned sum = 1, n = 0;
    signal(SIGALRM, on_tick);
    setitimer(ITIMER_REAL, &t, NULL);
    while (ticks < 30 && n < 2000000000u)
        for (unsigned i = 0; i < 1000; i++, n++)
            sum = mix(sum, i);
    setitimer(ITIMER_REAL, &off, NULL);
    unsigned again = 1;
    for (unsigned k = 0; k < n; k++)
        again = mix(again, k % 1000);
    printf("signals: %s, %s\n", ticks >= 30 ? "seen" : "lost", sum == again ? "same" : "differs");
}

/* -- targets of calls that change, and recursion */

static int f0(int x)
{
    return x + 1;
}
static int f1(int x)
{
    return x ^ 5;
}
static int f2(int x)
{
    return x * 3;
}
static int f3(int x)
{
    return x > 100 ? x - 100 : x;
}

static NOINLINE unsigned indirect(int n, Fn *f, int phase)
{
    unsigned sum = 0;
    for (int i = 0; i < n; i++)
        sum = sum * 7 + (unsigned)f[(i / 900 + phase) & 3](i);
    return sum;
}

static NOINLINE unsigned cases(int n)
{
    unsigned sum = 0;
    for (int i = 0; i < n; i++)
        switch ((i / 1000 * 3 + i % 3) % 7) {
        case 0: sum += 3; break;
        case 1: sum ^= (unsigned)i; break;
        case 2: sum = mix(sum, 9); break;
        case 3: sum *= 5; break;
        case 4: sum -= (unsigned)i; break;
        case 5: sum = ~sum; break;
        default: sum += (unsigned)f1(i); break;
        }
    return sum;
}

static NOINLINE int ackermann(int m, int n)
{
    return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static NOINLINE int deep(int n)
{
    if (n == 0)
        longjmp(out, 1);
    return deep(n - 1) + 1;
}

static void others(void)
{
    Fn f[4] = {f0, f1, f2, f3}, same[4] = {f2, f2, f2, f0};
    unsigned sum = 0;
    for (int i = 0; i < 6; i++)
        sum = sum * 3 + indirect(ROUNDS, i & 1 ? same : f, i);
    printf("indirect: %u, cases %u\n", sum, cases(12000));
    int n = ackermann(2, 60), jumped = 0;
    for (volatile int i = 0; i < 300; i++)
        if (setjmp(out) == 0)
            n += deep(i);
        else
            jumped++;
    printf("recursion: %d, %d\n", n, jumped);
}

/* With an argument: only what takes the same instructions each time. */
int main(int argc, char **argv)
{
    (void)argv;
    setvbuf(stdout, NULL, _IOLBF, 0);
    jumps();
    printf("skipped: %u\n", skip_both(ROUNDS));
    faulting();
    rewriting();
    if (argc == 1)
        signals();
    others();
    return 0;
}
