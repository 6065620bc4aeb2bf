/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disassembler: the text of one instruction, from the table and from the
 * simplified mnemonics of alias.def. The format is that of
 * `powerpc-linux-gnu-objdump -d` without -M options: the mnemonic padded to
 * eight columns, operands separated by commas, registers with their letter,
 * branch targets as hexadecimal addresses.
 */
#ifndef ENGRAFT_PPC_ISA_DISAS_H
#define ENGRAFT_PPC_ISA_DISAS_H

#include <stddef.h>

#include "ppc/isa/isa.h"

enum {
    PPC_DISAS_PLAIN = 1, /* no simplified mnemonics: names and operands of the table */
    PPC_DISAS_LOOSE = 2, /* ignore reserved bits as ppc_decode does; without it such a word prints as data */
    PPC_DISAS_SPACE = 4, /* one space behind the mnemonic instead of padding */
};

/* Enough for any instruction. */
#define PPC_DISAS_MAX 80

/* Name of a branch target: writes it to buf and returns true, or returns false when there is none. */
typedef bool PpcSymbolFn(void *opaque, uint64_t addr, char *buf, size_t size);

/* Writes the text of word at guest address pc to buf (cut to size, always ended by 0) and returns its full length.
 * What is no instruction prints as ".long 0x...". flags: PPC_DISAS_*. */
size_t ppc_disas(char *buf, size_t size, PpcWord word, uint64_t pc, unsigned flags);

/* The same, and behind a branch target " <name>" when symbol (may be NULL) knows it. */
size_t ppc_disas_sym(char *buf, size_t size, PpcWord word, uint64_t pc, unsigned flags, PpcSymbolFn *symbol,
                     void *opaque);

/* The mnemonic of the word with its forms and without operands or simplification ("add.", "bcl"), at most size - 1
 * characters; "INVALID" has the empty one. */
void ppc_mnemonic(char *buf, size_t size, PpcOp op, PpcWord word);

/* True when a word is an instruction that has no reserved bit set and no form that the book calls invalid and the
 * disassembler prints as data. */
bool ppc_disas_strict(PpcWord word);

/* A row of spr.def; see there. */
typedef struct PpcSpr {
    unsigned number;
    const char *name, *simple, *user, *family, *meaning;
} PpcSpr;

/* The row of SPR number (the value of f_spr), NULL when the table has none. Static data. */
const PpcSpr *ppc_spr(unsigned number);

#endif
