/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest program: faults in the middle of a block again and again, for longer than
 * results are kept back. Much of the time a block is entered that will not
 * be completed.
 */
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;

static void on_fault(int sig)
{
    (void)sig;
    siglongjmp(back, 1);
}

int main(void)
{
    signal(SIGSEGV, on_fault);
    for (volatile int i = 0; i < 60000; i++)
        if (!sigsetjmp(back, 1))
            __asm__ volatile("li 3,1\n\tli 4,2\n\tlwz 5,16(0)\n\tli 6,3\n\tli 7,4" ::
                                 : "3", "4", "5", "6", "7", "memory");
    return 0;
}
