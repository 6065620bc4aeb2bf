/* SPDX-License-Identifier: Apache-2.0 */
/* Code that changes: a function is written again and again with another constant or another branch, and called; a loop
 * changes an instruction of itself. No C library: nothing depends on the environment. */
static unsigned code[1024] __attribute__((aligned(4096)));
static volatile int sink;

static void sync_code(void *p)
{
    __asm__ volatile("dcbst 0,%0\n\tsync\n\ticbi 0,%0\n\tsync\n\tisync" : : "r"(p) : "memory");
}

static void leave(int status)
{
    register long r0 __asm__("r0") = 1, r3 __asm__("r3") = status;
    __asm__ volatile("sc" : : "r"(r0), "r"(r3) : "memory");
}

static void protect(void)
{
    register long r0 __asm__("r0") = 125, r3 __asm__("r3") = (long)code, r4 __asm__("r4") = 4096, r5 __asm__("r5") = 7;
    __asm__ volatile("sc" : "+r"(r0), "+r"(r3) : "r"(r4), "r"(r5) : "memory", "cr0", "ctr");
}

/* li r3,n; then cmpwi r3,2 and a branch over addi r3,r3,100 that depends on how; blr */
static int call(int n, int how)
{
    static const unsigned branches[3] = {0x41820008, 0x40820008, 0x60000000}; /* beq, bne, nop */
    code[0] = 0x38600000u | (unsigned)n;
    code[1] = 0x2c030002;
    code[2] = branches[how];
    code[3] = 0x38630064;
    code[4] = 0x4e800020;
    sync_code(code);
    return ((int (*)(void))code)();
}

/* The loop's own addi is changed in its middle, once. */
static int loop_that_changes(void)
{
    int sum = 0;
    for (int i = 0; i < 50; i++) {
        code[32] = 0x38630000u | (i < 20 ? 1u : 7u); /* addi r3,r3,1 or 7 */
        code[33] = 0x4e800020;
        if (i == 0 || i == 20)
            sync_code(&code[32]);
        sum = ((int (*)(int)) & code[32])(sum);
    }
    return sum;
}

void _start(void);
void _start(void)
{
    int sum = 0;
    protect();
    for (int i = 0; i < 40; i++)
        for (int k = 0; k < 3; k++)
            sum += call(i & 3, (i + k) % 3);
    sink = sum;
    leave(loop_that_changes() == 20 + 30 * 7 ? 0 : 1);
}
