/* SPDX-License-Identifier: Apache-2.0 */
/* Encoder, from the parsed table; see encode.h. */
#include "ppc/isa/encode.h"

#include <string.h>
#include <strings.h>

#include "ppc/isa/table.h"

/* Name of the position of each token, as in field.def. */
static const char *const position_names[PPC_TOK_COUNT] = {
    "",
#define PPC_F(token, pos, dir, kind) #pos,
#include "ppc/isa/field.def"
};

static PpcTok operand_token(PpcOp op, int n)
{
    return (PpcTok)ppc_row_info[op].opd[n].tok;
}

int ppc_operand_count(PpcOp op)
{
    return ppc_row_info[op].nopd;
}

const char *ppc_operand_name(PpcOp op, int n)
{
    PpcTok tok = operand_token(op, n);
    return tok < PPC_TOK_COUNT ? ppc_tok_info[tok].name : "";
}

int64_t ppc_operand_value(PpcOp op, int n, PpcWord word)
{
    PpcTok tok = operand_token(op, n);
    return tok < PPC_TOK_COUNT ? ppc_tok_get(tok, word) : 0;
}

static unsigned form_of(PpcTok tok)
{
    switch ((int)tok) {
    case PPC_TOK_Rc:
    case PPC_TOK_Rc1:
    case PPC_TOK_Rc6: return PPC_FORM_RC;
    case PPC_TOK_RO:
    case PPC_TOK_OE: return PPC_FORM_OE;
    case PPC_TOK_EX: return PPC_FORM_EX;
    case PPC_TOK_LK: return PPC_FORM_LK;
    case PPC_TOK_AA: return PPC_FORM_AA;
    default: return 0;
    }
}

unsigned ppc_forms(PpcOp op, PpcWord word)
{
    const PpcRowInfo *r = &ppc_row_info[op];
    unsigned forms = 0;
    for (int i = 0; i < r->ntok; i++)
        if (form_of((PpcTok)r->tok[i]) && ppc_tok_get((PpcTok)r->tok[i], word))
            forms |= form_of((PpcTok)r->tok[i]);
    return forms;
}

/* Sets the form bits; false when the row has not all of them. */
static bool put_forms(PpcOp op, PpcWord *word, unsigned forms)
{
    const PpcRowInfo *r = &ppc_row_info[op];
    for (int i = 0; i < r->ntok; i++) {
        unsigned f = form_of((PpcTok)r->tok[i]);
        if (!(f & forms))
            continue;
        forms &= ~f;
        ppc_tok_put((PpcTok)r->tok[i], word, 1);
    }
    return forms == 0;
}

bool ppc_encode(PpcWord *word, PpcOp op, unsigned forms, const int64_t *values)
{
    *word = ppc_row(op)->match;
    if (op == PPC_INVALID || !put_forms(op, word, forms))
        return false;
    for (int i = 0; i < ppc_operand_count(op); i++) {
        PpcTok tok = operand_token(op, i);
        if (tok < PPC_TOK_COUNT && !ppc_tok_put(tok, word, values[i]))
            return false;
    }
    return true;
}

bool ppc_set_field(PpcOp op, PpcWord *word, const char *name, int64_t value)
{
    const PpcRowInfo *r = &ppc_row_info[op];
    for (int i = 0; i < r->ntok; i++)
        if (strcmp(ppc_tok_info[r->tok[i]].name, name) == 0 || strcasecmp(position_names[r->tok[i]], name) == 0)
            return ppc_tok_put((PpcTok)r->tok[i], word, value);
    return false;
}
