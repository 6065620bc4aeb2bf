/* SPDX-License-Identifier: Apache-2.0 */
/* Random instructions; see gen.h. */
#include "ppc/isa/gen.h"

#include <string.h>

#include "engine/base/err.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/table.h"

void ppc_gen_seed(PpcGen *g, uint64_t seed)
{
    g->state = seed;
}

uint32_t ppc_gen_u32(PpcGen *g)
{
    uint64_t z = g->state += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return (uint32_t)((z ^ (z >> 31)) >> 16);
}

uint32_t ppc_gen_below(PpcGen *g, uint32_t n)
{
    return (uint32_t)((uint64_t)ppc_gen_u32(g) * n >> 32);
}

/* Register numbers: half the time one of four, so that sources and targets meet. */
static uint32_t register_bits(PpcGen *g, unsigned width)
{
    static const uint8_t few[] = {0, 3, 4, 31};
    uint32_t r = ppc_gen_below(g, 2) ? few[ppc_gen_below(g, 4)] : ppc_gen_below(g, 32);
    return r & ((1u << width) - 1);
}

/* Numbers: ends, single bits, small ones, anything. */
static uint64_t number_bits(PpcGen *g, unsigned width)
{
    uint64_t all = (1ull << width) - 1, top = 1ull << (width - 1);
    switch (ppc_gen_below(g, 8)) {
    case 0: return 0;
    case 1: return all;
    case 2: return top;
    case 3: return top - 1;
    case 4: return 1ull << ppc_gen_below(g, width);
    case 5: return (ppc_gen_below(g, 9) - 4ull) & all;
    default: return ((width > 32 ? (uint64_t)ppc_gen_u32(g) << 32 : 0) | ppc_gen_u32(g)) & all;
    }
}

/* Puts raw bits (not sign-extended, not scaled) into a token. */
static void put_bits(PpcTok tok, PpcWord *w, uint64_t bits)
{
    const PpcTokInfo *t = &ppc_tok_info[tok];
    int64_t v = (int64_t)bits;
    if (t->is_signed && bits >> (t->width - 1))
        v -= 1ll << t->width;
    ppc_tok_put(tok, w, v * (1 << t->shift));
}

static uint64_t token_bits(PpcGen *g, PpcTok tok)
{
    const PpcTokInfo *t = &ppc_tok_info[tok];
    if (t->kind >= PPC_KIND_DEC)
        return number_bits(g, t->width);
    if (t->kind == PPC_KIND_FORM)
        return ppc_gen_below(g, 2);
    if (t->width >= 5)
        return t->width == 6 ? ppc_gen_below(g, 64) : register_bits(g, t->width);
    return ppc_gen_below(g, 1u << t->width);
}

/* An SPR number of the table that a program may read (write). */
static uint32_t user_spr(PpcGen *g, bool write)
{
    static const uint16_t common[] = {1, 8, 9, 256};
    if (ppc_gen_below(g, 8))
        return common[ppc_gen_below(g, 4)];
    for (;;) {
        const PpcSpr *s = ppc_spr(ppc_gen_below(g, 1024));
        if (s && strcmp(s->family, "base") == 0 && strchr(s->user, write ? 'w' : 'r'))
            return s->number;
    }
}

/* Fields with few legal values, which chance would rarely meet. */
static void fix_fields(PpcGen *g, PpcOp op, PpcWord *w, unsigned flags)
{
    static const uint8_t bo[] = {0, 2, 4, 6, 7, 8, 10, 12, 14, 15, 16, 18, 20, 24, 25, 26, 27};

    if (ppc_row_has(op, PPC_TOK_BO))
        put_bits(PPC_TOK_BO, w, bo[ppc_gen_below(g, sizeof bo)]);
    if (op == PPC_MFOCRF || op == PPC_MTOCRF)
        put_bits(PPC_TOK_FXM, w, 1u << ppc_gen_below(g, 8));
    if ((flags & PPC_GEN_32) && (op == PPC_CMP || op == PPC_CMPI || op == PPC_CMPL || op == PPC_CMPLI))
        put_bits(PPC_TOK_L, w, 0);
    if ((flags & PPC_GEN_USER) && (op == PPC_MFSPR || op == PPC_MTSPR))
        put_bits(PPC_TOK_SPR, w, user_spr(g, op == PPC_MTSPR));
}

PpcWord ppc_gen_word(PpcGen *g, PpcOp op, unsigned flags)
{
    const PpcRowInfo *r = &ppc_row_info[op];

    for (int tries = 0; tries < 10000; tries++) {
        PpcWord w = ppc_row(op)->match;
        for (int i = 0; i < r->ntok; i++)
            put_bits((PpcTok)r->tok[i], &w, token_bits(g, (PpcTok)r->tok[i]));
        fix_fields(g, op, &w, flags);
        if (ppc_decode(w) == op && ppc_form_valid(op, w))
            return w;
    }
    die("no valid form of %s found", ppc_row(op)->id);
}
