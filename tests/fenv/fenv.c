/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rounding modes and exception flags in hot loops, by the C library's
 * functions: what is printed must not depend on the machine. Additions and
 * products are not contracted (-ffp-contract=off), and no result rounds up
 * to the smallest normal number, where machines differ about underflow.
 */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t sum;

static void mix(double d)
{
    uint64_t v;
    memcpy(&v, &d, sizeof v);
    sum = (sum ^ v) * 0x9e3779b97f4a7c15u;
    sum ^= sum >> 29;
}

static void flags(const char *what)
{
    int f = fetestexcept(FE_ALL_EXCEPT);
    printf("%-28s %s%s%s%s%s %016llx\n", what, f & FE_INVALID ? "V" : "-", f & FE_DIVBYZERO ? "Z" : "-",
           f & FE_OVERFLOW ? "O" : "-", f & FE_UNDERFLOW ? "U" : "-", f & FE_INEXACT ? "X" : "-",
           (unsigned long long)sum);
}

static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};

static volatile double zero = 0, one = 1, three = 3, huge = 1e300, small = 1e-300, denormal = 0x1p-1060;
static volatile float fhuge = 1e30f, fsmall = 1e-30f;

/* Library functions that change the mode and change it back, in every mode. */
static void rounding(void)
{
    static const char *const name[] = {"nearest", "to zero", "up", "down"};
    for (int m = 0; m < 4; m++) {
        double x = -7.3;
        float y = 0.1f;
        feclearexcept(FE_ALL_EXCEPT);
        fesetround(modes[m]);
        for (int i = 0; i < 3000; i++) {
            x += 0.0071 / three;
            y = y * 1.0003f + (float)x / 7;
            mix(floor(x * 100) + ceil(x * 10) + rint(x) + trunc(x * 1e5) + nearbyint(x * 3) + round(x * 7));
            mix(lrint(x * 1000) + (int)(y * 16) + y);
        }
        fesetround(FE_TONEAREST);
        flags(name[m]);
    }
}

/* The mode changes in each round. */
static void changing(void)
{
    double x = 1;
    for (int i = 0; i < 4000; i++) {
        fesetround(modes[i & 3]);
        x = x / three + one;
        mix(x * 0.1);
        mix(fegetround() == modes[i & 3]);
    }
    fesetround(FE_TONEAREST);
    flags("mode after mode");
}

/* The same exception again and again, cleared in between. */
static void repeated(void)
{
    int seen[5] = {0};
    for (int i = 0; i < 500; i++) {
        static const int all[] = {FE_OVERFLOW, FE_UNDERFLOW, FE_DIVBYZERO, FE_INVALID, FE_INEXACT};
        feclearexcept(FE_ALL_EXCEPT);
        switch (i % 5) {
        case 0: mix(huge * huge); break;
        case 1: mix(small * small); break;
        case 2: mix(one / zero); break;
        case 3: mix(fabs(zero / zero) != 0); break;
        default: mix(one / three);
        }
        mix(floor(three / 2));
        seen[i % 5] += !!fetestexcept(all[i % 5]);
    }
    printf("%d %d %d %d %d\n", seen[0], seen[1], seen[2], seen[3], seen[4]);
    feclearexcept(FE_ALL_EXCEPT);
    for (int i = 0; i < 2000; i++)
        mix(denormal * (double)(i & 7) + denormal * 0.5);
    flags("exact denormals");
    for (int i = 0; i < 2000; i++)
        mix(denormal * (one / three) + i);
    flags("inexact denormals");
}

/* Flags stay through functions that save and restore the environment. */
static void sticky(void)
{
    feclearexcept(FE_ALL_EXCEPT);
    for (int i = 0; i < 2000; i++)
        mix(sqrt(i * 4.0 * i) + floor((double)i));
    flags("roots of squares");
    for (int i = 0; i < 2000; i++) {
        double x = i == 1500 ? huge * huge : i;
        mix(floor(x) + sqrt(fabs(x - 3)));
    }
    flags("one overflow in a loop");
    feclearexcept(FE_OVERFLOW);
    for (int i = 0; i < 2000; i++)
        mix(floor(i == 900 ? (double)(fsmall * fsmall) : i) + fhuge);
    flags("one underflow of singles");
    feclearexcept(FE_ALL_EXCEPT);
    fenv_t env;
    for (int i = 0; i < 1000; i++) {
        feholdexcept(&env);
        mix(i % 100 ? one / i : huge * huge);
        if (i % 100 == 50)
            feupdateenv(&env);
        else
            fesetenv(&env);
    }
    flags("held and put back");
}

int main(void)
{
    rounding();
    changing();
    repeated();
    sticky();
    return 0;
}
