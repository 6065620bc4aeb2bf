/* SPDX-License-Identifier: Apache-2.0 */
/* Accesses of every odd kind, on static memory: several words at once, strings, update forms, byte-reversed, unaligned,
 * reservations, cache blocks, floating point; and faults in the middle of straight-line code that a handler repairs, so
 * that the instruction is repeated. No C library: nothing depends on the environment. */
typedef unsigned long size_t;
static char data[8192] __attribute__((aligned(4096)));
static char late[8192] __attribute__((aligned(4096)));
static double floats[8];

static long call(long n, long a, long b, long c, long d)
{
    register long r0 __asm__("r0") = n, r3 __asm__("r3") = a, r4 __asm__("r4") = b, r5 __asm__("r5") = c,
                     r6 __asm__("r6") = d;
    __asm__ volatile("sc\n\tbns+ 1f\n\tneg 3,3\n1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                     :
                     : "memory", "cr0", "ctr", "r7", "r8", "r9", "r10", "r11", "r12", "xer");
    return r3;
}

enum { NR_EXIT = 1, NR_MPROTECT = 125, NR_SIGACTION = 173, SIGSEGV = 11, RW = 3 };
static int faults;

static void on_fault(int sig)
{
    (void)sig;
    faults++;
    call(NR_MPROTECT, (long)late + (faults > 1 ? 4096 : 0), 4096, RW, 0);
}

struct action {
    void (*fn)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned mask[2];
};

static void several(void)
{
    char *p = data + 256;
    __asm__ volatile("li 30,1\n\tli 31,2\n\tstmw 30,0(%0)\n\tlmw 30,0(%0)\n\tstmw 26,8(%0)\n\tlmw 29,12(%0)"
                     :
                     : "b"(p)
                     : "r26", "r27", "r28", "r29", "r30", "r31", "memory");
    __asm__ volatile("lswi 5,%0,7\n\tstswi 5,%0,11\n\tlswi 5,%0,16\n\tstswi 5,%0,1"
                     :
                     : "b"(p)
                     : "r5", "r6", "r7", "r8", "memory");
    __asm__ volatile("li 9,13\n\tmtxer 9\n\tlswx 5,0,%0\n\tstswx 5,0,%0\n\tli 9,0\n\tmtxer 9\n\tstswx 5,0,%0"
                     :
                     : "b"(p + 1)
                     : "r5", "r6", "r7", "r8", "r9", "memory", "xer");
    __asm__ volatile("dcbz 0,%0\n\tdcbst 0,%0\n\tdcbt 0,%0" : : "b"(p + 37) : "memory");
}

static void forms(void)
{
    char *p = data + 1024;
    __asm__ volatile("lwzu 5,4(%0)\n\tstwu 5,8(%0)\n\tlbzu 5,1(%0)\n\tsthu 5,2(%0)\n\tlwzux 5,%0,%1\n\tlhaux "
                     "5,%0,%1\n\tstbux 5,%0,%1"
                     : "+b"(p)
                     : "r"(3)
                     : "r5", "memory");
    __asm__ volatile("lwbrx 5,0,%0\n\tstwbrx 5,0,%0\n\tlhbrx 6,0,%0\n\tsthbrx 6,%0,%1\n\tlha 6,2(%0)\n\tlhax 6,%0,%1"
                     :
                     : "b"(p), "r"(5)
                     : "r5", "r6", "memory");
    __asm__ volatile("lwz 5,-2(%0)\n\tstw 5,4094(%0)\n\tlwz 5,4094(%0)"
                     :
                     : "b"(data + 1)
                     : "r5", "memory"); /* across a page */
    __asm__ volatile(
        "lfd 1,0(%0)\n\tstfd 1,8(%0)\n\tlfs 2,16(%0)\n\tstfs 2,20(%0)\n\tstfiwx 1,0,%0\n\tlfdu 3,8(%0)\n\tstfsu 2,4(%0)"
        :
        : "b"(floats)
        : "fr1", "fr2", "fr3", "memory");
    floats[4] = floats[0] * 2 + 1;
}

static void reserve(void)
{
    int *p = (int *)(data + 2048);
    for (int i = 0; i < 5; i++)
        __asm__ volatile("1: lwarx 5,0,%0\n\taddi 5,5,1\n\tstwcx. 5,0,%0\n\tbne- 1b"
                         :
                         : "b"(p)
                         : "r5", "cr0", "memory");
#ifndef NO_LOST
    __asm__ volatile("lwarx 5,0,%0\n\tstwcx. 5,0,%1\n\tstwcx. 5,0,%0"
                     :
                     : "b"(p), "b"(p + 1)
                     : "r5", "cr0", "memory"); /* lost */
#endif
}

/* Two good stores, the faulting access, and more; late is not writable the first time. */
static void fault_once(void)
{
    char *p = late;
    __asm__ volatile("stw %1,0(%1)\n\tlwz 6,4(%1)\n\tstw 6,0(%0)\n\tstw 6,4(%0)\n\tlwz 7,8(%0)\n\tstw 7,8(%1)"
                     :
                     : "b"(p), "b"(data)
                     : "r6", "r7", "memory");
    /* its last words lie in the page that is not writable yet */
    __asm__ volatile("stw 5,12(%1)\n\tstmw 27,0(%0)\n\tlmw 27,0(%0)\n\tstw 5,16(%1)"
                     :
                     : "b"(late + 4096 - 8), "b"(data)
                     : "r27", "r28", "r29", "r30", "r31", "memory");
}

static void loops(void)
{
    int *a = (int *)data;
    for (int r = 0; r < 40; r++)
        for (int i = 0; i < 1000; i++)
            a[(i * 7 + r) & 1023] += a[i] + (i & 3 ? a[i / 2] : r);
}

void _start(void);
void _start(void)
{
    struct action act = {on_fault, 0, 0, {0, 0}};
    call(NR_MPROTECT, (long)late, 8192, 1, 0);
    call(NR_SIGACTION, SIGSEGV, (long)&act, 0, 8);
    several();
    forms();
    reserve();
    fault_once();
    loops();
    call(NR_EXIT, faults == 2 ? 0 : 1, 0, 0, 0);
}
