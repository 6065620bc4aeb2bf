/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random instructions, row by row, for tests: valid forms only, reserved bits
 * zero, fields biased to the values where things happen (0, ends of ranges,
 * single bits, few registers so that operands meet). The same seed gives the
 * same words on every machine.
 */
#ifndef ENGRAFT_PPC_ISA_GEN_H
#define ENGRAFT_PPC_ISA_GEN_H

#include "ppc/isa/isa.h"

/* Random numbers: SplitMix64. */
typedef struct PpcGen {
    uint64_t state;
} PpcGen;

enum {
    PPC_GEN_32 = 1,   /* only what a 32-bit implementation has: no 64-bit compares */
    PPC_GEN_USER = 2, /* mfspr and mtspr: only registers that a program may use so */
};

void ppc_gen_seed(PpcGen *g, uint64_t seed);
uint32_t ppc_gen_u32(PpcGen *g);

/* Uniform in 0..n-1; n > 0. */
uint32_t ppc_gen_below(PpcGen *g, uint32_t n);

/* A word that decodes to op and is a valid form. op must not be PPC_INVALID. flags: PPC_GEN_*. */
PpcWord ppc_gen_word(PpcGen *g, PpcOp op, unsigned flags);

#endif
