/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prefixed instructions in a program: what the compiler makes of far fields and
 * vector intrinsics, code that is written at run time, its second word changed,
 * an instruction across 64 bytes, one of 64-bit implementations, one whose
 * access faults. Prints what it sees; compiled.sh compares with the program
 * without prefixed instructions where there is such a thing.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

typedef vector unsigned int U4;

enum { PADDI_3_3 = 0x38630000, PREFIX_MLS = 0x06000000, BLR = 0x4e800020, FAR = 60000 };

static int ints[FAR + 10];
static float floats[FAR + 10];
static double doubles[FAR + 10];
static volatile int one = 1;

static __attribute__((noinline)) int far_int(int *p)
{
    return p[FAR];
}
static __attribute__((noinline)) void put_far(int *p, float *f, double *d, int v)
{
    p[FAR + 1] = v;
    f[FAR] = v / 4.0f;
    d[FAR] = v / 8.0;
}
static __attribute__((noinline)) double far_sum(float *f, double *d)
{
    return f[FAR] + d[FAR];
}
static __attribute__((noinline)) long add_much(long a)
{
    return a + 0x1234567;
}
static __attribute__((noinline)) U4 splat(U4 a)
{
    return a ^ (U4) { 0x12345678, 0x12345678, 0x12345678, 0x12345678 };
}

static void fields(void)
{
    ints[FAR] = 77;
    put_far(ints, floats, doubles, 9 * one);
    U4 v = splat((U4){(unsigned)one, 2, 3, 4});
    printf("%d %d %g %lx %08x %08x\n", far_int(ints), ints[FAR + 1], far_sum(floats, doubles), add_much(one), v[0],
           v[3]);
}

/* -- code made at run time ----------------------------------------------------------------------------------------- */

static uint32_t *code;

static void flush(uint32_t *at)
{
    __asm__ volatile("dcbst 0,%0; sync; icbi 0,%0; sync; isync" ::"r"(at) : "memory");
}

/* An instruction of two words at word i, blr behind it. */
static int (*function(unsigned i, uint32_t prefix, uint32_t suffix))(int)
{
    code[i] = prefix;
    code[i + 1] = suffix;
    code[i + 2] = BLR;
    for (unsigned k = 0; k < 3; k++)
        flush(code + i + k);
    return (int (*)(int))(uintptr_t)(code + i);
}

static void changed_words(void)
{
    int (*f)(int) = function(4, PREFIX_MLS | 1, PADDI_3_3 | 5);
    int sum = 0;
    for (int i = 0; i < 50; i++)
        sum += f(i);
    code[5] = PADDI_3_3 | 7;
    flush(code + 5);
    for (int i = 0; i < 50; i++)
        sum += f(i);
    code[4] = PREFIX_MLS | 2;
    flush(code + 4);
    for (int i = 0; i < 50; i++)
        sum += f(i);
    printf("changed %d\n", sum);
    f = function(1022, PREFIX_MLS | 1, PADDI_3_3 | 5); /* the last two words of a page */
    printf("page end %d\n", f(1));
    printf("into the middle %d\n", ((int (*)(int))(uintptr_t)(code + 1023))(1)); /* addi r3,r3,5 */
}

/* -- signals ------------------------------------------------------------------------------------------------------- */

static sigjmp_buf back;
static volatile int got_signal, got_code;
static volatile long got_addr, got_pc;

static void handler(int sig, siginfo_t *si, void *context)
{
    got_signal = sig;
    got_code = si->si_code;
    got_addr = (long)si->si_addr;
    got_pc = (long)((ucontext_t *)context)->uc_mcontext.uc_regs->gregs[32];
    siglongjmp(back, 1);
}

static void try(const char *what, unsigned i, uint32_t prefix, uint32_t suffix, int arg)
{
    int (*f)(int) = function(i, prefix, suffix);
    got_signal = 0;
    if (sigsetjmp(back, 1) == 0)
        printf("%s: %d\n", what, f(arg));
    else
        printf("%s: signal %d code %d addr %lx pc %lx\n", what, got_signal, got_code,
               got_addr - (got_signal == SIGSEGV ? 0 : (long)code), got_pc - (long)code);
}

static void signals(void)
{
    static const int all[] = {SIGILL, SIGBUS, SIGSEGV};
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    for (unsigned i = 0; i < 3; i++)
        sigaction(all[i], &sa, NULL);
    try("across 64 bytes", 15, PREFIX_MLS, PADDI_3_3, 1);
    try("across pages", 1023, PREFIX_MLS, PADDI_3_3, 1);
    try("R = 1 and RA", 32, PREFIX_MLS | 0x00100000, PADDI_3_3, 1);
    try("no such suffix", 34, PREFIX_MLS, 0x7c632214, 1);
    try("pld", 36, 0x04000000, 0xe4630000, 1);
    try("plwz of nothing", 40, PREFIX_MLS | 1, 0x80630004, 0x7ff00000);
    try("fine", 44, PREFIX_MLS, PADDI_3_3 | 1, 1);
}

int main(int argc, char **argv)
{
    (void)argv;
    fields();
    if (argc > 1)
        return 0;
    code = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int round = 0; round < 2; round++) {
        changed_words();
        signals();
    }
    return 0;
}
