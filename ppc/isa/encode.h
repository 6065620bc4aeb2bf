/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encoder: an id and operand values to a word, and operand values out of a
 * word. Operands count in the order of the row's operand list (that of the
 * assembler without simplified mnemonics); values are those of the extractors:
 * signed and scaled.
 */
#ifndef ENGRAFT_PPC_ISA_ENCODE_H
#define ENGRAFT_PPC_ISA_ENCODE_H

#include "ppc/isa/isa.h"

#define PPC_MAX_OPERANDS 12

/* Forms of the mnemonic, for rows that have them. */
enum {
    PPC_FORM_RC = 1,  /* . */
    PPC_FORM_OE = 2,  /* o */
    PPC_FORM_LK = 4,  /* l */
    PPC_FORM_AA = 8,  /* a */
    PPC_FORM_EX = 16, /* x of xsrqpi */
};

/* Number of operands of a row. */
int ppc_operand_count(PpcOp op);

/* Token of operand n ("RT", "RA0", "SI"), and its value in a word. */
const char *ppc_operand_name(PpcOp op, int n);
int64_t ppc_operand_value(PpcOp op, int n, PpcWord word);

/* PPC_FORM_* of a word. */
unsigned ppc_forms(PpcOp op, PpcWord word);

/* Builds a word. values has ppc_operand_count(op) entries. False when a value does not fit its field or the row has
 * not the form asked for; *word is then unspecified. Does not refuse invalid forms (ppc_form_valid does). */
bool ppc_encode(PpcWord *word, PpcOp op, unsigned forms, const int64_t *values);

/* Sets one field of a word by token ("RA0") or position name ("ra"); false when the row has none of that name or the
 * value does not fit. */
bool ppc_set_field(PpcOp op, PpcWord *word, const char *name, int64_t value);

#endif
