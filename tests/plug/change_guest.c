/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest program of the test plugin change.c, which changes what it does. "xori r0,r0,0x5a0N" twice marks the places;
 * without the plugin the pair changes nothing. Printed is what the plugin makes of it, see change.c.
 */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MARK(n) "xori 0,0,0x5a0" #n "\n\txori 0,0,0x5a0" #n "\n\t"

/* An instruction that no processor has: r3 := r3 * 3 + r4. */
static int custom(int a, int b)
{
    register int r3 __asm__("3") = a;
    register int r4 __asm__("4") = b;
    __asm__ volatile(".long 0x00c0ffee" : "+r"(r3) : "r"(r4));
    return r3;
}

/* mullw becomes an addition here, and the call is left out. */
__attribute__((noinline)) int twisted(int a, int b)
{
    int r;
    __asm__ volatile("mullw %0,%1,%2\n\tcmpwi %0,12\n\tmflr 0\n\tbl never\n\tmtlr 0\n\tbne 1f\n\taddi %0,%0,1000\n1:"
                     : "=&r"(r)
                     : "r"(a), "r"(b)
                     : "0", "cr0", "lr");
    return r;
}

__attribute__((noinline, used)) void never(void)
{
    printf("this is left out\n");
}

/* Rounds in which the plugin does not jump over the second addition. */
__attribute__((noinline)) int jumper(int rounds)
{
    int first = 0, second = 0;
    __asm__ volatile("mtctr %2\n\tb 1f\n\t.globl jumped_over\n"
                     "1:\taddi %0,%0,1\n\tmr 3,%0\n\t" MARK(1) "jumped_over:\n\taddi %1,%1,1\n"
                                                               "\tbdnz 1b"
                     : "+b"(first), "+b"(second)
                     : "r"(rounds)
                     : "0", "3", "ctr");
    return first * 1000 + second;
}

/* Single-precision sums between which the plugin writes f1. */
__attribute__((noinline)) float sums(float x)
{
    register float f1 __asm__("fr1") = x;
    __asm__ volatile("fadds 1,1,1\n\t" MARK(2) "fadds 1,1,1" : "+f"(f1) : : "0");
    return f1;
}

/* The plugin's function writes r3, f1 and a word of memory. */
__attribute__((noinline)) int called(int *word, double *d)
{
    register int r3 __asm__("3") = 1;
    register int *r4 __asm__("4") = word;
    register double f1 __asm__("fr1") = 1.0;
    __asm__ volatile("addi 3,3,1\n\t" MARK(3) "addi 3,3,1" : "+r"(r3), "+d"(f1) : "r"(r4) : "0", "memory");
    *d = f1;
    return r3;
}

/* Registers that a system call hook has written: r30, and CR4[EQ]. */
__attribute__((noinline)) int by_event(int *eq)
{
    int r, c;
    __asm__ volatile("li 30,5\n\tli 0,%2\n\tcmpwi cr4,0,0\n\tsc\n\tmr %0,30\n\tmfcr %1"
                     : "=r"(r), "=r"(c)
                     : "i"(SYS_getpgrp)
                     : "0", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "30", "ctr", "cr0", "cr4", "memory");
    *eq = c >> 13 & 1;
    return r;
}

/* Five rounds, ten times: the branch back is taken 4 times and then not. */
__attribute__((noinline)) int loops(void)
{
    int n = 0;
    for (int i = 0; i < 10; i++)
        __asm__ volatile("li 3,5\n\tmtctr 3\n1:\taddi %0,%0,1\n\tbdnz 1b" : "+b"(n) : : "3", "ctr");
    return n;
}

int main(void)
{
    int word = 1, eq = 0;
    double d = 0;
    printf("custom %d\n", custom(5, 2));
    printf("twisted %d\n", twisted(5, 7));
    printf("jumper %d\n", jumper(1000));
    printf("sums %g\n", (double)sums(1.5f));
    int r3 = called(&word, &d);
    printf("called %d %d %g\n", r3, word, d);
    int r30 = by_event(&eq);
    printf("event %d %d\n", r30, eq);
    printf("loops %d\n", loops());
    return 0;
}
