/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary floating point in other formats than the scalar ones of fp.h: quad
 * precision, half precision, bfloat16 (Power ISA 3.1 Book I 7.4, 7.6.1). Pure
 * integer code, exact: what an operation yields, and which exceptions.
 *
 * A number of any format is unpacked to a QuadNum; quad_round() makes the
 * result of a format. NaN results are the first NaN operand made quiet, else
 * the format's default NaN.
 *
 * What the book leaves undefined: FR after an overflow that is not enabled is 1
 * when the result is infinity.
 */
#ifndef ENGRAFT_PPC_CPU_QUAD_H
#define ENGRAFT_PPC_CPU_QUAD_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 QuadBits;

typedef enum QuadFormat { QUAD_HALF, QUAD_BF16, QUAD_SINGLE, QUAD_DOUBLE, QUAD_X87, QUAD_QUAD } QuadFormat;
typedef enum QuadClass { QUAD_ZERO, QUAD_NUMBER, QUAD_INFINITY, QUAD_QNAN, QUAD_SNAN } QuadClass;

/* Rounding: FPSCR[RN]'s four, then to odd, then nearest with ties away from zero (xsrqpi only). */
enum { QUAD_TO_ODD = 4, QUAD_AWAY = 5 };

/* A number is sig * 2^(exp - 127), bit 127 of sig being 1. Of a NaN sig is the fraction, its highest bit at bit 127. */
typedef struct QuadNum {
    QuadClass cls;
    bool neg;
    int exp;
    QuadBits sig;
} QuadNum;

typedef struct QuadRes {
    QuadBits v;
    uint32_t exc; /* PPC_FPSCR_OX UX ZX XX VX... */
    uint8_t fprf;
    bool fr, fi;
    bool keep; /* enabled invalid operation or zero divide: the target and FPRF stay */
} QuadRes;

typedef struct QuadEnv {
    unsigned round;
    uint32_t fpscr; /* VE .. XE */
} QuadEnv;

QuadNum quad_unpack(QuadFormat f, QuadBits bits);
/* FPRF of a value of a format. */
unsigned quad_fprf(QuadFormat f, QuadBits v);

/* v in a format, rounded; a NaN made quiet with VXSNAN. */
QuadRes quad_round(const QuadEnv *env, QuadFormat f, QuadNum v);

/* Of quad precision. quad_fma: a * c + b. */
QuadRes quad_add(const QuadEnv *env, QuadBits a, QuadBits b, bool subtract);
QuadRes quad_mul(const QuadEnv *env, QuadBits a, QuadBits c);
QuadRes quad_div(const QuadEnv *env, QuadBits a, QuadBits b);
QuadRes quad_sqrt(const QuadEnv *env, QuadBits b);
QuadRes quad_fma(const QuadEnv *env, QuadBits a, QuadBits b, QuadBits c, bool subtract, bool negate);

/* CRF_* order. */
unsigned quad_order(QuadBits a, QuadBits b);

/* To an integral value; to 64 bits of significand (the double-extended format of other processors). */
QuadRes quad_to_integral(const QuadEnv *env, QuadBits b, bool inexact);
QuadRes quad_to_x87(const QuadEnv *env, QuadBits b);

/* Between integers of up to 128 bits (of the value: sign and magnitude) and quad precision; to integers truncated. */
QuadRes quad_from_int(const QuadEnv *env, bool neg, QuadBits magnitude);
QuadRes quad_to_int(const QuadEnv *env, QuadBits b, unsigned bits, bool is_signed);

#endif
