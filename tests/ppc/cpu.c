/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what the processor is and has; with an argument, executes that program instead. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static sigjmp_buf back;

static void on_ill(int sig)
{
    siglongjmp(back, sig);
}

static void vaddubm(void)
{
    __asm__ volatile(".long 0x10000000" : : : "memory"); /* vaddubm v0,v0,v0 */
}
static void vaddudm(void)
{
    __asm__ volatile(".long 0x100000c0" : : : "memory");
}
static void vslv(void)
{
    __asm__ volatile(".long 0x10000744" : : : "memory");
}
static void brw(void)
{
    __asm__ volatile(".long 0x7c000136" : : : "r0", "memory"); /* brw r0,r0 */
}

static int legal(void (*insn)(void))
{
    if (sigsetjmp(back, 1))
        return 0;
    insn();
    return 1;
}

static unsigned dcbz_bytes(void)
{
    static unsigned char area[512] __attribute__((aligned(256)));
    unsigned n = 0;
    memset(area, 0xff, sizeof area);
    __asm__ volatile("dcbz 0,%0" : : "r"(area + 256) : "memory");
    for (unsigned i = 0; i < sizeof area; i++)
        n += area[i] == 0;
    return n;
}

int main(int argc, char **argv)
{
    unsigned pvr;
    struct sigaction sa = {.sa_handler = on_ill};
    if (argc > 1)
        return execl(argv[1], argv[1], (char *)NULL);
    sigaction(SIGILL, &sa, NULL);
    __asm__ volatile("mfspr %0,287" : "=r"(pvr));
    printf(
        "hwcap %08lx hwcap2 %08lx platform %s blocks %lu %lu dcbz %u pvr %08x vaddubm %d vaddudm %d vslv %d brw %d\n",
        getauxval(AT_HWCAP), getauxval(AT_HWCAP2), (char *)getauxval(AT_PLATFORM), getauxval(AT_DCACHEBSIZE),
        getauxval(AT_ICACHEBSIZE), dcbz_bytes(), pvr, legal(vaddubm), legal(vaddudm), legal(vslv), legal(brw));
    return 0;
}
