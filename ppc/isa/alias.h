/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simplified mnemonics as a list, for people and command lines. The
 * disassembler has its own derivation of alias.def; nothing here executes.
 */
#ifndef ENGRAFT_PPC_ISA_ALIAS_H
#define ENGRAFT_PPC_ISA_ALIAS_H

#include "ppc/isa/isa.h"

typedef struct PpcAlias {
    PpcOp op;             /* the row it is a form of */
    const char *mnemonic; /* with forms in braces and % letters, as alias.def explains them */
    const char *operands;
    const char *when; /* the condition on the word w, as in alias.def */
} PpcAlias;

extern const PpcAlias ppc_aliases[];
extern const unsigned ppc_naliases;

/* Is text one of the mnemonics that a pattern of insn.def or alias.def stands for ("add{o}{.}": add addo add. addo.)?
 */
bool ppc_mnemonic_matches(const char *pattern, const char *text);

#endif
