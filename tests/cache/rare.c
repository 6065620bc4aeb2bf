/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating point in a hot loop whose operands, with an argument, are all rare
 * ones: code that was made while they were not leaves to the interpreter.
 */
#include <math.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    volatile double start = argc > 1 ? NAN : 1;
    double sum = start;
    (void)argv;
    for (int i = 0; i < 200000; i++)
        sum = sum * 0.5 + 3;
    printf("%g\n", sum);
    return 0;
}
