/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decimal floating point: Power ISA 2.07 Book I chapter 5, exact. Numbers are
 * unpacked, computed with as integers and packed again; nothing here knows the
 * CPU's state. Registers, FPSCR and record forms are ppc/interp/i_dfp.c's.
 *
 * A finite number is c * 10^exp, exp being the unbiased exponent of the right
 * units view (5.4.2). Of infinities and NaNs c is the trailing significand
 * field. Operands may have declets that are not canonical; results never do.
 *
 * What the book leaves undefined: FR after an overflow that is not enabled is 1
 * when the result is infinity; FPRF after a conversion to integer, or when the
 * target is left alone, stays.
 */
#ifndef ENGRAFT_PPC_CPU_DFP_H
#define ENGRAFT_PPC_CPU_DFP_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 DfpCoeff;

typedef enum DfpFormat { DFP_SHORT, DFP_LONG, DFP_EXTENDED } DfpFormat;
typedef enum DfpClass { DFP_FINITE, DFP_INFINITY, DFP_QNAN, DFP_SNAN } DfpClass;

/* FPSCR[DRN], and what RMC and R select: 5.2.1, 5.6.4. */
typedef enum DfpRound {
    DFP_NEAREST_EVEN,
    DFP_TOWARD_0,
    DFP_UP,
    DFP_DOWN,
    DFP_NEAREST_AWAY,
    DFP_NEAREST_TOWARD_0,
    DFP_AWAY_FROM_0,
    DFP_FOR_SHORTER
} DfpRound;

typedef struct DfpNum {
    DfpClass cls;
    bool neg;
    int exp;
    DfpCoeff c;
} DfpNum;

typedef struct DfpRes {
    DfpNum v;
    uint32_t exc; /* PPC_FPSCR_OX UX ZX XX VX... */
    bool fr, fi;
    bool keep;    /* enabled invalid operation or zero divide: the target and FPRF stay */
    bool wrapped; /* of dfp_round: v is in the source's format, OX or UX being enabled */
} DfpRes;

/* The environment of an operation. */
typedef struct DfpEnv {
    DfpFormat format; /* of the result */
    DfpRound round;
    uint32_t fpscr; /* VE .. XE */
} DfpEnv;

enum { DFP_MAX_DIGITS = 34 };
/* Digits of a significand; bias; largest biased exponent. */
unsigned dfp_digits(DfpFormat f);
int dfp_bias(DfpFormat f);
int dfp_max_biased(DfpFormat f);

/* Bits of a format (a short number in the low 32 bits, a long one in the low 64) to a number and back. */
DfpNum dfp_unpack(DfpFormat f, DfpCoeff bits);
DfpCoeff dfp_pack(DfpFormat f, const DfpNum *v);

/* c modulo 10^digits; 10^n for n <= 38; the digits of c, 0 for 0. */
DfpCoeff dfp_mod10(DfpCoeff c, unsigned digits);
DfpCoeff dfp_pow10(unsigned n);
unsigned dfp_ndigits(DfpCoeff c);

/* ndigits digits as BCD, low digit in the low four bits; the reverse, false when a digit is above 9. */
DfpCoeff dfp_to_bcd(DfpCoeff c, unsigned ndigits);
bool dfp_from_bcd(DfpCoeff bcd, unsigned ndigits, DfpCoeff *c);

/* FPRF code of a number of a format. */
unsigned dfp_fprf(DfpFormat f, const DfpNum *v);

/* 5.6.1: a + b, a - b, a * b, a / b. */
DfpRes dfp_add(const DfpEnv *env, DfpNum a, DfpNum b);
DfpRes dfp_sub(const DfpEnv *env, DfpNum a, DfpNum b);
DfpRes dfp_mul(const DfpEnv *env, DfpNum a, DfpNum b);
DfpRes dfp_div(const DfpEnv *env, DfpNum a, DfpNum b);

/* CRF_* order of two numbers by value; CRF_SO when one is a NaN. */
unsigned dfp_order(const DfpNum *a, const DfpNum *b);

/* 5.6.4: b rounded to exponent exp (dqua: a is the operand in FRA, NULL = dquai), to n significant digits, to an
 * integer; inexact = drintx. */
DfpRes dfp_quantize(const DfpEnv *env, const DfpNum *a, DfpNum b, int exp);
DfpRes dfp_reround(const DfpEnv *env, DfpNum b, unsigned n);
DfpRes dfp_to_integral(const DfpEnv *env, DfpNum b, bool inexact);

/* 5.6.5: b, of another format, rounded to a narrower one or made wider; quiet: a signalling NaN stays one, silently. */
DfpRes dfp_convert(const DfpEnv *env, DfpNum b, bool quiet);
/* An integer (two's complement); and to an integer of 64 or 128 bits. */
DfpRes dfp_from_int(const DfpEnv *env, __int128 v);
DfpRes dfp_to_int(const DfpEnv *env, DfpNum b, unsigned bits, DfpCoeff *v);

#endif
