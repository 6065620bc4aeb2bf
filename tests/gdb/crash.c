/* SPDX-License-Identifier: Apache-2.0 */
/* For the crash report test: argv[1] says how to die. Line numbers are part of the expected output. */
#include <signal.h>
#include <stdlib.h>

static volatile int sink;
static void (*volatile nowhere)(void);
static volatile int *volatile low = (volatile int *)8;

static __attribute__((noinline)) int leaf(volatile int *p)
{
    return *p + 1;
}

static __attribute__((noinline)) int middle(volatile int *p)
{
    sink++;
    sink += leaf(p);
    return sink;
}

static void handler(int sig)
{
    sink = sig + middle(low);
}

static void ignore_fault(int sig)
{
    (void)sig;
    _Exit(12);
}

int main(int argc, char **argv)
{
    switch (argc > 1 ? atoi(argv[1]) : 0) {
    case 1: sink = middle(low); break;
    case 2: abort();
    case 3: nowhere(); break;
    case 4: __asm__ volatile("trap"); break;
    case 5: signal(SIGUSR1, handler), raise(SIGUSR1); break;
    case 6: signal(SIGSEGV, ignore_fault), middle(low); break;
    case 7: __asm__ volatile(".long 0x00000000"); break;
    }
    return sink;
}
