/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Valid and invalid forms (Power ISA Book I 1.3.4). The decoder accepts invalid
 * forms, as processors do; the generator avoids them and the disassembler
 * prints them as data unless told otherwise.
 */
#include "ppc/isa/table.h"

static bool one_hot(uint32_t v)
{
    return v && !(v & (v - 1));
}

/* True when the range first..first+n-1 of GPRs, which wraps, holds r. */
static bool in_range(uint32_t first, uint32_t n, uint32_t r)
{
    return ((r - first) & 31) < n;
}

/* Rules of single rows. */
static bool row_valid(PpcOp op, PpcWord w)
{
    switch ((int)op) {
#define V(id, cond)                                                                                                    \
    case PPC_##id:                                                                                                     \
        return cond;
#include "ppc/isa/valid.def"
#undef V
    default: return true;
    }
}

/* Update forms: RA = 0 is invalid, and so is RA = RT of a load to a GPR (Book I 3.3.2). */
static bool update_valid(PpcOp op, PpcWord w)
{
    return f_ra(w) != 0 && !(ppc_row_has(op, PPC_TOK_RT) && f_rt(w) == f_ra(w));
}

/* Loads to a range of registers must not overwrite their own address (Book I 3.3.6, 3.3.7). */
static bool multi_valid(PpcOp op, PpcWord w)
{
    uint32_t nb = f_nb(w) ? f_nb(w) : 32;
    switch ((int)op) {
    case PPC_LMW: return f_ra(w) < f_rt(w);
    case PPC_LSWI: return !in_range(f_rt(w), (nb + 3) / 4, f_ra(w));
    case PPC_LSWX: return f_rt(w) != f_ra(w) && f_rt(w) != f_rb(w);
    default: return true;
    }
}

static bool pairs_valid(PpcOp op, PpcWord w)
{
    const PpcRowInfo *r = &ppc_row_info[op];
    for (int i = 0; i < r->ntok; i++) {
        PpcTokKind kind = ppc_tok_info[r->tok[i]].kind;
        bool pair = kind == PPC_KIND_GPRP || kind == PPC_KIND_FPRP;
        if (pair && ppc_tok_get((PpcTok)r->tok[i], w) % 2 != 0)
            return false;
    }
    return true;
}

bool ppc_form_valid(PpcOp op, PpcWord w)
{
    uint32_t cls = ppc_class(op);
    if (ppc_row_has(op, PPC_TOK_R) && f_r(w) && f_ra(w))
        return false;
    if ((cls & PPC_FLAG_UPDATE) && !update_valid(op, w))
        return false;
    if ((cls & PPC_FLAG_MULTI) && !multi_valid(op, w))
        return false;
    return row_valid(op, w) && pairs_valid(op, w);
}
