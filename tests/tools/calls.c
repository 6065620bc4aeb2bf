/* SPDX-License-Identifier: Apache-2.0 */
/* Known calls for tests/tools/run: work runs 3 times with leaf 10 times in each; with an argument other() runs once. */
#include <unistd.h>

static volatile int sink;

__attribute__((noinline)) void leaf(int i)
{
    sink += i;
}

__attribute__((noinline)) void work(int n)
{
    for (int i = 0; i < n; i++)
        leaf(i);
    sink++;
}

__attribute__((noinline)) void other(void)
{
    sink += 7;
}

int main(int argc, char **argv)
{
    (void)argv;
    for (int i = 0; i < 3; i++)
        work(10);
    if (argc > 1)
        other();
    return write(1, "done\n", 5) != 5;
}
