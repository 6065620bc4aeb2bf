/* SPDX-License-Identifier: Apache-2.0 */
/* Returns and indirect calls, for branchtrace: deeper than its stack, out of order, to few and to many targets. */
#include <setjmp.h>
#include <stdio.h>

static jmp_buf env;
static unsigned seed = 1;

static unsigned next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    return seed ^= seed << 5;
}

__attribute__((noinline)) static unsigned deep(unsigned n)
{
    if (n == 0)
        return next();
    return deep(n - 1) * 3 + 1;
}

__attribute__((noinline)) static unsigned leave(unsigned n)
{
    if (n == 0)
        longjmp(env, 1);
    return leave(n - 1) * 5 + 1;
}

#define F(n)                                                                                                           \
    static unsigned f##n(unsigned x)                                                                                   \
    {                                                                                                                  \
        return x * (2 * n + 3) + n;                                                                                    \
    }
F(0)
F(1)
F(2)
F(3)
F(4)
F(5)
F(6)
F(7)
static unsigned (*const functions[8])(unsigned) = {f0, f1, f2, f3, f4, f5, f6, f7};

int main(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < 20; i++) {
        sum += deep(100 * i);
        if (!setjmp(env))
            sum += leave(70 * i);
    }
    for (unsigned i = 0; i < 20000; i++) {
        sum = functions[i % 3](sum);        /* a pattern */
        sum = functions[next() >> 31](sum); /* one of two */
        sum = functions[next() >> 29](sum); /* one of many */
    }
    printf("%u\n", sum);
    return 0;
}
