/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of the guest's registers, and sets of them.
 *
 * One numbering for operand effects, plugins and guest state slots. XER is
 * split into the parts that instructions use one at a time (SO, OV, CA and the
 * byte count); OV32 and CA32 of ISA 3.0 count as part of OV and CA. VSX registers 0..31 are F0..F31 (their second half
 * counts as part of it), 32..63 are V0..V31. Two entries are no registers: PPC_REG_RES is the reservation of lwarx,
 * PPC_REG_MEM stands for all guest memory.
 */
#ifndef ENGRAFT_PPC_ISA_REG_H
#define ENGRAFT_PPC_ISA_REG_H

#include <stdbool.h>
#include <stdint.h>

typedef enum PpcReg {
    PPC_REG_R0 = 0,
    PPC_REG_R31 = 31,
    PPC_REG_F0 = 32,
    PPC_REG_F31 = 63,
    PPC_REG_V0 = 64,
    PPC_REG_V31 = 95,
    PPC_REG_CR0 = 96,
    PPC_REG_CR1 = 97,
    PPC_REG_CR6 = 102,
    PPC_REG_CR7 = 103,
    PPC_REG_LR = 104,
    PPC_REG_CTR = 105,
    PPC_REG_SO = 106,
    PPC_REG_OV = 107,
    PPC_REG_CA = 108,
    PPC_REG_XERC = 109, /* XER bits 25..31: byte count of lswx and stswx */
    PPC_REG_FPSCR = 110,
    PPC_REG_VSCR = 111,
    PPC_REG_VRSAVE = 112,
    PPC_REG_RES = 113,
    PPC_REG_MEM = 114,
    PPC_REG_TB = 115,
    PPC_REG_MSR = 116,
    PPC_REG_SRR0 = 117,
    PPC_REG_SRR1 = 118,
    PPC_REG_SPR = 119, /* any other special-purpose register */
    PPC_REG_SR = 120,  /* the segment registers or the SLB */
    PPC_REG_TLB = 121,
    PPC_REG_DCR = 122, /* device control registers */
    PPC_REG_COUNT = 128
} PpcReg;

#define PPC_REG_R(n)  ((PpcReg)(PPC_REG_R0 + (n)))
#define PPC_REG_F(n)  ((PpcReg)(PPC_REG_F0 + (n)))
#define PPC_REG_V(n)  ((PpcReg)(PPC_REG_V0 + (n)))
#define PPC_REG_CR(n) ((PpcReg)(PPC_REG_CR0 + (n)))

/* A set of registers. */
typedef struct PpcRegSet {
    uint64_t w[PPC_REG_COUNT / 64];
} PpcRegSet;

static inline void ppc_regset_add(PpcRegSet *s, unsigned reg)
{
    s->w[reg / 64] |= 1ull << (reg % 64);
}

static inline void ppc_regset_del(PpcRegSet *s, unsigned reg)
{
    s->w[reg / 64] &= ~(1ull << (reg % 64));
}

static inline bool ppc_regset_has(const PpcRegSet *s, unsigned reg)
{
    return s->w[reg / 64] >> (reg % 64) & 1;
}

/* Adds all of b to a. */
static inline void ppc_regset_or(PpcRegSet *a, const PpcRegSet *b)
{
    for (unsigned i = 0; i < PPC_REG_COUNT / 64; i++)
        a->w[i] |= b->w[i];
}

/* Name of one register for people: "r3", "f1", "cr7", "ctr", "mem". Static text. */
const char *ppc_reg_name(unsigned reg);

#endif
