/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to ppc/isa: the parsed form of the tables, as mkisa writes it, and
 * access to fields by token. Everything derived from the table (disassembler,
 * encoder, effects, generator) works from these arrays and knows no encoding
 * of its own.
 */
#ifndef ENGRAFT_PPC_ISA_TABLE_H
#define ENGRAFT_PPC_ISA_TABLE_H

#include "ppc/isa/isa.h"

/* Tokens of field.def. */
typedef enum PpcTok {
    PPC_TOK_NONE,
#define PPC_F(token, pos, dir, kind) PPC_TOK_##token,
#include "ppc/isa/field.def"
    PPC_TOK_COUNT
} PpcTok;

typedef enum PpcTokDir { PPC_DIR_N, PPC_DIR_R, PPC_DIR_W, PPC_DIR_M, PPC_DIR_Z } PpcTokDir;

typedef enum PpcTokKind {
    PPC_KIND_FORM,
    PPC_KIND_GPR,
    PPC_KIND_FPR,
    PPC_KIND_VR,
    PPC_KIND_VSR,
    PPC_KIND_CRF,
    PPC_KIND_CRB,
    PPC_KIND_GPRP,
    PPC_KIND_FPRP,
    PPC_KIND_VSRP,
    PPC_KIND_ACC,
    PPC_KIND_DEC,
    PPC_KIND_REL,
} PpcTokKind;

/* Where a token lies: up to three segments, high part first. */
typedef struct PpcTokInfo {
    const char *name;
    PpcTokDir dir;
    PpcTokKind kind;
    uint8_t nseg;
    uint8_t first[3], len[3];
    uint8_t width; /* sum of the lengths, without the scale */
    bool is_signed;
    uint8_t shift;
} PpcTokInfo;

#define PPC_MAX_TOKENS 12

/* An operand in print order. */
enum {
    PPC_OPD_PAREN = 1,    /* in parentheses behind the operand before it */
    PPC_OPD_OPTIONAL = 2, /* left out when it and all later optional ones are 0 */
};

typedef struct PpcOpd {
    uint8_t tok; /* PpcTok, or PPC_TOK_COUNT + a computed value of alias.def */
    uint8_t flags;
} PpcOpd;

/* Memory access by the table: 0 none, else bytes or one of these. */
enum { PPC_MEM_NONE = 0, PPC_MEM_VARIES = 254, PPC_MEM_BLOCK = 255 };

/* What mkisa derives from a row. */
typedef struct PpcRowInfo {
    uint8_t ntok, nopd;
    uint8_t tok[PPC_MAX_TOKENS]; /* every token of the picture */
    PpcOpd opd[PPC_MAX_TOKENS];
    PpcWord lenient; /* reserved bits that strict disassembly does not look at */
    uint8_t mem_read, mem_write;
    PpcRegSet reads, writes; /* implicit ones that are always there */
} PpcRowInfo;

extern const PpcTokInfo ppc_tok_info[PPC_TOK_COUNT];
extern const PpcRowInfo ppc_row_info[PPC_OP_COUNT];

/* Value of a token: sign-extended and scaled as the extractor of the same position gives it. */
int64_t ppc_tok_get(PpcTok tok, PpcWord word);

/* Puts a value into the word; false (word unchanged) when the token cannot hold it. */
bool ppc_tok_put(PpcTok tok, PpcWord *word, int64_t value);

/* All bits of a token. */
PpcWord ppc_tok_mask(PpcTok tok);

/* True when the row has the token. */
bool ppc_row_has(PpcOp op, PpcTok tok);

/* True when BO has all bits of set and none of clear; for conditions in the tables. */
static inline bool bo_has(uint32_t w, unsigned set, unsigned clear)
{
    return (f_bo(w) & set) == set && !(f_bo(w) & clear);
}

#endif
