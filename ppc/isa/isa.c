/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table, the decoder and plain queries. The data is written by mkisa
 * (isa_gen.h); decoding is a table look-up by primary opcode and bits 21..30
 * and then a comparison with, nearly always, one candidate. Prefixed rows are few,
 * and tried one by one.
 */
#include "ppc/isa/isa.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/bits.h"
#include "ppc/isa/table.h"

#define PPC_GEN_TABLE
#include "ppc/isa/isa_gen.h"

PpcOp ppc_decode(PpcWord word)
{
    unsigned p = (uint32_t)word >> 26;
    const uint16_t *c = &dec_chain[dec_index[dec_primary[p].base + ((word >> 1) & dec_primary[p].mask)]];

    if (word >> 32)
        c = dec_prefixed;
    for (; *c; c++)
        if ((word & dec_fixed[*c].mask) == dec_fixed[*c].match)
            return (PpcOp)*c;
    return PPC_INVALID;
}

const PpcRow *ppc_row(PpcOp op)
{
    return &rows[(unsigned)op < PPC_OP_COUNT ? op : PPC_INVALID];
}

uint32_t ppc_class(PpcOp op)
{
    return ppc_row(op)->cls;
}

bool ppc_executable(PpcOp op)
{
    return ppc_row(op)->status != PPC_STATUS_U;
}

const char *ppc_class_name(uint32_t primary)
{
    static const char *const names[] = {"int", "branch", "cr",  "load", "store", "fp",
                                        "vec", "cache",  "spr", "trap", "sys"};
    unsigned n = primary ? (unsigned)__builtin_ctz(primary) : 32;
    return n < ARRAY_LEN(names) ? names[n] : "none";
}

const char *ppc_level_name(PpcLevel level)
{
    static const char *const names[PPC_LEVEL_COUNT] = {"base", "64", "fp",    "altivec", "vsx",
                                                       "dfp",  "tm", "super", "booke"};
    return (unsigned)level < PPC_LEVEL_COUNT ? names[level] : "?";
}

const char *ppc_reg_name(unsigned reg)
{
    static const char *const files[4] = {"r", "f", "v", "cr"};
    static const char *const named[] = {"lr",  "ctr", "so",  "ov",   "ca",   "xerc", "fpscr", "vscr", "vrsave", "res",
                                        "mem", "tb",  "msr", "srr0", "srr1", "spr",  "sr",    "tlb",  "dcr"};
    static char numbered[PPC_REG_LR][5];

    if (reg >= PPC_REG_LR)
        return reg - PPC_REG_LR < ARRAY_LEN(named) ? named[reg - PPC_REG_LR] : "?";
    /* every thread writes the same bytes, so a race shows nothing */
    if (!numbered[reg][0])
        snprintf(numbered[reg], sizeof numbered[reg], "%s%u", files[reg / 32], reg % 32);
    return numbered[reg];
}

/* --- fields by token --- */

int64_t ppc_tok_get(PpcTok tok, PpcWord word)
{
    const PpcTokInfo *t = &ppc_tok_info[tok];
    uint64_t v = 0;
    for (unsigned i = 0; i < t->nseg; i++)
        v = v << t->len[i] | ppc_wbits(word, t->first[i], t->first[i] + t->len[i] - 1u);
    if (t->is_signed)
        v = (uint64_t)((int64_t)(v << (64 - t->width)) >> (64 - t->width));
    return (int64_t)(v << t->shift);
}

/* Where segment i of a token lies in a PpcWord: its lowest bit and its mask, not yet shifted. */
static unsigned segment(const PpcTokInfo *t, unsigned i, PpcWord *mask)
{
    unsigned last = t->first[i] + t->len[i] - 1u;
    *mask = (1ull << t->len[i]) - 1;
    return last < 32 ? 31 - last : 95 - last;
}

bool ppc_tok_put(PpcTok tok, PpcWord *word, int64_t value)
{
    const PpcTokInfo *t = &ppc_tok_info[tok];
    int64_t low = t->is_signed ? -(1ll << (t->width - 1)) : 0;
    int64_t high = t->is_signed ? (1ll << (t->width - 1)) - 1 : (1ll << t->width) - 1;

    if (value & ((1ll << t->shift) - 1))
        return false;
    value >>= t->shift;
    if (value < low || value > high)
        return false;
    uint64_t rest = (uint64_t)value;
    for (unsigned i = t->nseg; i-- > 0;) {
        PpcWord m;
        unsigned sh = segment(t, i, &m);
        *word = (*word & ~(m << sh)) | (rest & m) << sh;
        rest >>= t->len[i];
    }
    return true;
}

PpcWord ppc_tok_mask(PpcTok tok)
{
    const PpcTokInfo *t = &ppc_tok_info[tok];
    PpcWord all = 0, m;
    for (unsigned i = 0; i < t->nseg; i++) {
        unsigned sh = segment(t, i, &m);
        all |= m << sh;
    }
    return all;
}

int ppc_crf_written(PpcOp op, PpcWord word)
{
    if (ppc_row_has(op, PPC_TOK_BF))
        return (int)f_bf(word);
    if (ppc_row_has(op, PPC_TOK_Rc) && f_rc(word))
        return 0;
    if (ppc_row_has(op, PPC_TOK_Rc1) && f_rc(word))
        return 1;
    return ppc_row_has(op, PPC_TOK_Rc6) && f_rc6(word) ? 6 : -1;
}

bool ppc_row_has(PpcOp op, PpcTok tok)
{
    const PpcRowInfo *r = &ppc_row_info[op];
    return memchr(r->tok, (int)tok, r->ntok) != NULL;
}

/* --- names --- */

/* True when name is the mnemonic with any choice of its forms: "add{o}{.}" matches add, addo, add. and addo. */
static bool mnemonic_fits(const char *pattern, const char *name)
{
    while (*pattern) {
        if (*pattern == '{') {
            if (mnemonic_fits(pattern + 3, name))
                return true;
            if (*name != pattern[1])
                return false;
            pattern += 3;
        } else if (*pattern++ != *name) {
            return false;
        } else {
            name++;
            continue;
        }
        name++;
    }
    return *name == 0;
}

PpcOp ppc_op_by_name(const char *name)
{
    for (int i = 1; i < PPC_OP_COUNT; i++)
        if (strcmp(rows[i].id, name) == 0)
            return (PpcOp)i;
    for (int i = 1; i < PPC_OP_COUNT; i++)
        if (mnemonic_fits(rows[i].mnemonic, name))
            return (PpcOp)i;
    return PPC_INVALID;
}
