/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one decoded instruction reads and writes.
 *
 * Granularity is that of reg.h. A register counts as written when the
 * instruction may write it, and as read when its old value may matter,
 * including the old value of the part that is kept: cror reads the CR field of
 * BT, addo reads SO because SO is sticky, lvebx reads VRT, lswx reads every
 * register that it might leave alone. So: a register in writes and not in
 * reads is overwritten completely, whatever happens.
 *
 * Not covered: what an exception or interrupt changes, MSR bits that make an
 * instruction available, and the system call convention.
 */
#ifndef ENGRAFT_PPC_ISA_EFFECTS_H
#define ENGRAFT_PPC_ISA_EFFECTS_H

#include "ppc/isa/isa.h"

/* Sizes of memory accesses that are no number of bytes. */
enum {
    PPC_SIZE_XER = -1,   /* XER bits 25..31 at run time: lswx, stswx */
    PPC_SIZE_REG = -3,   /* length in RB at run time: lxvl, stxvl, lxvll, stxvll */
    PPC_SIZE_BLOCK = -2, /* one cache block, aligned: dcbz, copy, paste. */
};

typedef struct PpcEffects {
    PpcRegSet reads, writes; /* PPC_REG_MEM is in them for loads and stores */
    int load;                /* bytes read from memory, PPC_SIZE_*, 0 = none */
    int store;               /* bytes written to memory, PPC_SIZE_*, 0 = none */
} PpcEffects;

/* Fills e for a word that decodes to op. PPC_INVALID has no effects. Thread: any. */
void ppc_effects(PpcOp op, PpcWord word, PpcEffects *e);

/* The register that SPR number n is, as reg.h counts them; XER gives PPC_REG_SO (all four parts are meant). */
PpcReg ppc_spr_reg(unsigned n);

#endif
