/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest program of the comparison with qemu-ppc: runs cases (record.h) that
 * it reads from standard input, each with every register loaded from it, and
 * writes what came out. No C library, so that it starts fast and does nothing
 * unexpected. A signal is a result, too.
 *
 * Built for 64-bit processors as well, for emulators of those: the cases then run in 64-bit mode, with the upper halves
 * of all general registers 0.
 */
#include <asm/unistd.h>
#include <linux/mman.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

#include "tests/diff/qemu/record.h"

extern QRecResult qresult;
extern void qvscr(uint32_t quad[4]);
extern void qrun(const QRecState *start);
extern char qback[], qrestore[];

static QRecCase cases[QREC_BATCH] __attribute__((aligned(16)));
static QRecResult results[QREC_BATCH];
static uint8_t start_mem[QREC_MEM];
static uint64_t handler_stack[4096];
uint64_t guest_stack[4096]; /* of the program, below 4 GiB on 64-bit processors, too: registers are saved as words */

void *memcpy(void *to, const void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memset(void *to, int c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile char *)to)[i] = (char)c;
    return to;
}

static long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
    register long r0 __asm__("r0") = nr, r3 __asm__("r3") = a, r4 __asm__("r4") = b, r5 __asm__("r5") = c,
                     r6 __asm__("r6") = d, r7 __asm__("r7") = e, r8 __asm__("r8") = f;
    __asm__ volatile("sc\n\tbns+ 1f\n\tneg %1,%1\n1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
                     :
                     : "r9", "r10", "r11", "r12", "ctr", "cr0", "memory");
    return r3;
}

static void quit(int status)
{
    for (;;)
        syscall6(__NR_exit_group, status, 0, 0, 0, 0, 0);
}

/* All n bytes; false at the end of the file. */
static int transfer(long nr, int fd, void *buf, size_t n)
{
    for (size_t done = 0; done < n;) {
        long got = syscall6(nr, fd, (long)buf + (long)done, (long)(n - done), 0, 0, 0);
        if (got == -4) /* EINTR */
            continue;
        if (got <= 0)
            return 0;
        done += (size_t)got;
    }
    return 1;
}

/* A case that is still running at the second tick of the clock hangs. */
static volatile uint32_t case_number;
static uint32_t ticked;

static int still_young(int sig)
{
    uint32_t last = ticked;
    ticked = case_number;
    return sig == SIGALRM && last != case_number;
}

static void on_signal(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
#ifdef __powerpc64__
    unsigned long *gregs = uc->uc_mcontext.gp_regs;
    const void *fpregs = uc->uc_mcontext.fp_regs, *vregs = uc->uc_mcontext.v_regs;
#else
    unsigned long *gregs = uc->uc_mcontext.uc_regs->gregs;
    const void *fpregs = &uc->uc_mcontext.uc_regs->fpregs, *vregs = &uc->uc_mcontext.uc_regs->vrregs;
#endif
    (void)info;
    if (still_young(sig) || (sig == SIGALRM && (uint32_t)gregs[32] - QREC_CODE >= 4096))
        return;
    qresult.outcome = (uint32_t)sig;
    qresult.pc = (uint32_t)gregs[32] - QREC_CODE;
    for (int i = 0; i < 32; i++)
        qresult.s.gpr[i] = (uint32_t)gregs[i];
    qresult.s.ctr = (uint32_t)gregs[35];
    qresult.s.lr = (uint32_t)gregs[36];
    qresult.s.xer = (uint32_t)gregs[37];
    qresult.s.cr = (uint32_t)gregs[38];
    memcpy(qresult.s.fpr, fpregs, sizeof qresult.s.fpr);
    memcpy(&qresult.s.fpscr, (const char *)fpregs + sizeof qresult.s.fpr, 8);
    memcpy(qresult.s.vr, vregs, 32 * 16);
    memset(qresult.s.vs, 0, sizeof qresult.s.vs);
    qvscr(qresult.s.vr[32]); /* entering the handler has not changed it */
    gregs[32] = (unsigned long)qrestore;
}

/* The kernel's struct. */
typedef struct KernelAction {
    void (*handler)(int sig, siginfo_t *info, void *context);
    unsigned long flags;
    void *restorer;
    uint64_t mask;
} KernelAction;

static void catch_signals(void)
{
    static const int sigs[] = {SIGILL, SIGFPE, SIGSEGV, SIGBUS, SIGTRAP, SIGALRM};
    static const long timer[4] = {1, 0, 1, 0}; /* seconds and microseconds: interval, first */
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    KernelAction sa = {.handler = on_signal, .flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    syscall6(__NR_sigaltstack, (long)&stack, 0, 0, 0, 0, 0);
    for (unsigned i = 0; i < sizeof sigs / sizeof sigs[0]; i++)
        if (syscall6(__NR_rt_sigaction, sigs[i], (long)&sa, 0, 8, 0, 0) < 0)
            quit(3);
    syscall6(__NR_setitimer, 0, (long)timer, 0, 0, 0, 0);
}

static uint32_t *const code = (uint32_t *)QREC_CODE;
enum { PAGE = 4096, LINE = 32 };

static void flush(uint32_t *from, unsigned nwords)
{
    char *p = (char *)((unsigned long)from & -LINE), *end = (char *)(from + nwords);
    for (char *q = p; q < end; q += LINE)
        __asm__ volatile("dcbst 0,%0" : : "r"(q) : "memory");
    __asm__ volatile("sync" : : : "memory");
    for (char *q = p; q < end; q += LINE)
        __asm__ volatile("icbi 0,%0" : : "r"(q) : "memory");
    __asm__ volatile("sync\n\tisync" : : : "memory");
}

static uint32_t branch_back(const uint32_t *from)
{
    return 0x48000000u | (((uint32_t)(unsigned long)qback - (uint32_t)(unsigned long)from) & 0x03fffffcu);
}

static void map_areas(void)
{
    long a = syscall6(__NR_mmap, QREC_CODE, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    long b =
        syscall6(__NR_mmap, QREC_DATA, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (a != QREC_CODE || b != QREC_DATA)
        quit(3);
    for (unsigned i = 0; i < PAGE / 4; i++)
        code[i] = branch_back(code + i);
    flush(code, PAGE / 4);
}

static void run_case(const QRecCase *c, QRecResult *r)
{
    for (unsigned i = 0; i < c->nwords; i++)
        code[i] = c->words[i];
    for (unsigned i = c->nwords; i < QREC_WORDS; i++)
        code[i] = branch_back(code + i);
    flush(code, QREC_WORDS);
    memcpy((void *)QREC_DATA, start_mem, QREC_MEM);
    qresult.outcome = qresult.pc = 0;
    case_number++;
    qrun(&c->s);
    memcpy(qresult.mem, (void *)QREC_DATA, QREC_MEM);
    memcpy(r, &qresult, sizeof *r);
}

void guest_main(void)
{
    uint32_t n;
    catch_signals();
    map_areas();
    if (!transfer(__NR_read, 0, start_mem, sizeof start_mem))
        quit(2);
    while (transfer(__NR_read, 0, &n, 4) && n && n <= QREC_BATCH) {
        if (!transfer(__NR_read, 0, cases, n * sizeof cases[0]))
            quit(2);
        for (uint32_t i = 0; i < n; i++)
            run_case(&cases[i], &results[i]);
        if (!transfer(__NR_write, 1, results, n * sizeof results[0]))
            quit(2);
    }
    quit(0);
}
