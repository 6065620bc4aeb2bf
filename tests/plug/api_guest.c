/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest program of the test plugin api.c. "xori r0,r0,N" twice marks the places
 * where the plugin acts; the pair changes nothing. What each marker means:
 *   1  the plugin sets r3 to 2 * r3 + 1, CTR to 77 and f1 to 2.5
 *   2  a callback checks r3..r6, CR, XER, LR and CTR
 *   3  a block with a known number of accesses
 *   4  calls of every kind
 */
#include <stdio.h>

#define MARK(n) "xori 0,0,0x5a0" #n "\n\txori 0,0,0x5a0" #n "\n\t"

static int changed(int x, int *ctr, double *f)
{
    register int r3 __asm__("3") = x;
    register double f1 __asm__("fr1") = 1.0;
    int c;
    __asm__ volatile("li 4,5\n\tmtctr 4\n\t" MARK(1) "mfctr %2" : "+r"(r3), "+d"(f1), "=r"(c) : : "0", "4", "ctr");
    *ctr = c;
    *f = f1;
    return r3;
}

static void registers(int x)
{
    __asm__ volatile("mflr 7\n\tli 3,11\n\tli 4,-12\n\tlis 5,0x1234\n\tori 5,5,0x5678\n\tadd 6,3,%0\n\tmtctr 5\n\tli "
                     "8,99\n\tmtlr 8\n\tli 8,1\n\t"
                     "cmpwi cr7,8,2\n\tcmpwi cr0,8,0\n\tli 8,-1\n\taddic 8,8,1\n\t" MARK(
                         2) "li 3,0\n\tli 4,0\n\tcmpwi cr7,3,0\n\tmtlr 7"
                     :
                     : "r"(x)
                     : "0", "3", "4", "5", "6", "7", "8", "ctr", "cr0", "cr7", "xer");
}

/* Per round: loads 4 + 12 + 2 + 4 + 6 bytes in 1 + 3 + 1 + 1 + 2 accesses; stores 4 + 12 + 1 + 4 in 1 + 3 + 1 + 1, and
 * dcbz's block. */
static int accesses(char *p, int rounds)
{
    int done;
    __asm__ volatile(
        "mtctr %2\n\tli %0,0\n1:\t" MARK(
            3) "lwz 5,0(%1)\n\tstw 5,4(%1)\n\tlmw 29,8(%1)\n\tstmw 29,20(%1)\n\tlhz 5,32(%1)\n\tstb 5,35(%1)\n\t"
               "addi 6,%1,36\n\tlwarx 5,0,6\n\tstwcx. 5,0,6\n\tlswi 5,%1,6\n\taddi 6,%1,128\n\tdcbz 0,6\n\taddi "
               "%0,%0,1\n\tbdnz 1b"
        : "=&b"(done)
        : "b"(p), "r"(rounds)
        : "0", "5", "6", "29", "30", "31", "ctr", "cr0", "memory");
    return done;
}

static void hidden(char *p)
{
    __asm__ volatile("li 0,4\n\tmtxer 0\n\tlswx 5,0,%0" : : "b"(p) : "0", "5", "memory", "xer");
}

static int calls(int rounds)
{
    int r = 0;
    __asm__ volatile("mtctr %1\n1:\t" MARK(4) "addi %0,%0,1\n\tbdnz 1b" : "+b"(r) : "r"(rounds) : "0", "ctr");
    return r;
}

int main(void)
{
    static char buffer[512] __attribute__((aligned(128)));
    int ctr;
    double f;
    int r = changed(20, &ctr, &f);
    printf("r3 %d ctr %d f1 %g\n", r, ctr, f);
    for (int i = 0; i < 5; i++)
        registers(i);
    printf("accesses %d\n", accesses(buffer, 10));
    hidden(buffer);
    printf("calls %d\n", calls(10));
    return 0;
}
