/* SPDX-License-Identifier: Apache-2.0 */
/* Calls and returns: doubly recursive Fibonacci numbers.
 * bench: class=call size=37 */
#include "bench.h"

static __attribute__((noinline, noclone)) unsigned fib(unsigned n)
{
    if (n < 2)
        return n;
    unsigned a = fib(n - 1);
    __asm__ volatile(""); /* keeps the compiler from unrolling the recursion */
    return a + fib(n - 2);
}

int main(int argc, char **argv)
{
    return bench_done(fib(bench_size(argc, argv, 37)));
}
