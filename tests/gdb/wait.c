/* SPDX-License-Identifier: Apache-2.0 */
/* For the debugger test: sits in a system call, and in a loop, until gdb interrupts it. */
#include <unistd.h>

volatile int go_on;

static void busy(void)
{
    while (!go_on)
        ;
}

int main(void)
{
    while (!go_on)
        sleep(2);
    go_on = 0;
    busy();
    return 9;
}
