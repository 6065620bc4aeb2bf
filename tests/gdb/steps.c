/* SPDX-License-Identifier: Apache-2.0 */
/* For the debugger test: calls, data to print and to watch. Line numbers are part of the expected output. */
#include <stdio.h>

struct point {
    int x, y;
    double d;
};
int global_count;
struct point origin = {1, 2, 3.5};

static int add(int a, int b)
{
    int sum = a + b;
    global_count += sum;
    return sum;
}

static int fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(void)
{
    int total = 0;
    for (int i = 0; i < 5; i++)
        total += add(i, 10);
    origin.x = total;
    origin.d = total / 2.0;
    printf("total %d fib %d\n", total, fib(10));
    return 3;
}
