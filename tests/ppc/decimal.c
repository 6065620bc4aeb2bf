/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal numbers of all sizes; the program prints the same whether the compiler calls software or not. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t state = 1;

static uint32_t any(void)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(state >> 33);
}

static void print(const char *what, const void *p, unsigned n)
{
    const unsigned char *b = p;
    printf("%s ", what);
    while (n--)
        printf("%02x", *b++);
    printf("\n");
}
#define SHOW(expr)                                                                                                     \
    do {                                                                                                               \
        __typeof__(expr) v_ = (expr);                                                                                  \
        print(#expr, &v_, sizeof v_);                                                                                  \
    } while (0)

int main(void)
{
    _Decimal64 sum = 0.dd;
    _Decimal128 q = 1.dl;
    _Decimal32 w = 1.df;
    for (int i = 1; i < 200; i++) {
        _Decimal64 a = (_Decimal64)(int)(any() % 100000) / 100.dd, b = (_Decimal64)(int)(any() % 1000 + 1);
        _Decimal128 c = (_Decimal128)(long long)((long long)any() << 20 ^ any()) / (_Decimal128)7;
        SHOW(a + b);
        SHOW(a - b);
        SHOW(a * b * a * b * a);
        SHOW(a / b);
        SHOW(c + a);
        SHOW(c * c * c);
        SHOW(c / b);
        SHOW((_Decimal64)c);
        SHOW((_Decimal32)a);
        SHOW(w *= 1.01df);
        SHOW((double)c);
        SHOW((_Decimal64)((double)any() / 256));
        printf("%d %d %d %lld %lld %u\n", a<b, a == b, c> b, (long long)a, (long long)c, (unsigned)a);
        sum += a / b;
        q = q * 1.0000001dl + c / 1e10dl;
    }
    SHOW(sum);
    SHOW(q);
    return 0;
}
