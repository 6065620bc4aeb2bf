/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Effects of one instruction: what its tokens say by their direction, what the
 * row adds, and, for rows marked '?', a rule here. A row with a '?' and without
 * a rule is our mistake and stops the program.
 */
#include "ppc/isa/effects.h"

#include "engine/base/err.h"
#include "ppc/isa/table.h"

static void reads(PpcEffects *e, unsigned reg)
{
    ppc_regset_add(&e->reads, reg);
}

static void writes(PpcEffects *e, unsigned reg)
{
    ppc_regset_add(&e->writes, reg);
}

/* GPRs first, first + 1, ... (n of them, wrapping at 32). */
static void gpr_range(PpcRegSet *s, unsigned first, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        ppc_regset_add(s, PPC_REG_R((first + i) & 31));
}

/* --- tokens --- */

/* First register of a token that names one, and how many. */
static unsigned token_registers(PpcTokKind kind, unsigned v, unsigned *count)
{
    *count = 1;
    switch (kind) {
    case PPC_KIND_GPRP: *count = 2; return PPC_REG_R(v & 30);
    case PPC_KIND_GPR: return PPC_REG_R(v);
    case PPC_KIND_FPRP: *count = 2; return PPC_REG_F(v & 30);
    case PPC_KIND_FPR: return PPC_REG_F(v);
    case PPC_KIND_VR: return PPC_REG_V(v);
    case PPC_KIND_VSRP: *count = 2; return (v & 62) < 32 ? PPC_REG_F(v & 62) : PPC_REG_V((v & 62) - 32);
    case PPC_KIND_VSR: return v < 32 ? PPC_REG_F(v) : PPC_REG_V(v - 32);
    case PPC_KIND_ACC: *count = 4; return PPC_REG_F(v * 4);
    case PPC_KIND_CRF: return PPC_REG_CR(v);
    case PPC_KIND_CRB: return PPC_REG_CR(v / 4);
    default: *count = 0; return 0;
    }
}

/* The letters of the mnemonic: '.', 'o', 'l'. */
static void form_effects(PpcEffects *e, PpcTok tok)
{
    switch ((int)tok) {
    case PPC_TOK_Rc:
        reads(e, PPC_REG_SO);
        writes(e, PPC_REG_CR0);
        break;
    case PPC_TOK_Rc1:
        reads(e, PPC_REG_FPSCR);
        writes(e, PPC_REG_CR1);
        break;
    case PPC_TOK_Rc6: writes(e, PPC_REG_CR6); break;
    case PPC_TOK_OE:
        reads(e, PPC_REG_SO);
        writes(e, PPC_REG_SO);
        writes(e, PPC_REG_OV);
        break;
    case PPC_TOK_LK: writes(e, PPC_REG_LR); break;
    }
}

static void token_effects(PpcEffects *e, PpcTok tok, PpcWord word)
{
    const PpcTokInfo *t = &ppc_tok_info[tok];
    unsigned v = (unsigned)ppc_tok_get(tok, word), count;

    if (t->kind == PPC_KIND_FORM) {
        if (v)
            form_effects(e, tok);
        return;
    }
    unsigned first = token_registers(t->kind, v, &count);
    if (t->dir == PPC_DIR_N || (t->dir == PPC_DIR_Z && v == 0))
        return;
    for (unsigned i = 0; i < count; i++) {
        if (t->dir != PPC_DIR_W || t->kind == PPC_KIND_CRB)
            reads(e, first + i);
        if (t->dir == PPC_DIR_W || t->dir == PPC_DIR_M)
            writes(e, first + i);
    }
}

/* --- rows whose effects depend on other fields --- */

/* BO bits 0..4 are 16..1: 16 = ignore the condition, 4 = leave CTR alone (Book I 2.4). */
static void branch_effects(PpcEffects *e, PpcOp op, PpcWord w)
{
    if (!(f_bo(w) & 4) && op != PPC_BCCTR) {
        reads(e, PPC_REG_CTR);
        writes(e, PPC_REG_CTR);
    }
    if (f_bo(w) & 16) {
        ppc_regset_del(&e->reads, PPC_REG_CR(f_bi(w) / 4));
    }
}

PpcReg ppc_spr_reg(unsigned n)
{
    switch (n) {
    case 1: return PPC_REG_SO;
    case 8: return PPC_REG_LR;
    case 9: return PPC_REG_CTR;
    case 26: return PPC_REG_SRR0;
    case 27: return PPC_REG_SRR1;
    case 256: return PPC_REG_VRSAVE;
    case 268:
    case 269:
    case 284:
    case 285: return PPC_REG_TB;
    default: return PPC_REG_SPR;
    }
}

static void spr_effects(PpcRegSet *s, PpcWord w)
{
    PpcReg r = ppc_spr_reg(f_spr(w));
    unsigned last = r == PPC_REG_SO ? PPC_REG_XERC : r;
    for (unsigned i = r; i <= last; i++)
        ppc_regset_add(s, i);
}

static void cr_mask_effects(PpcRegSet *s, uint32_t fxm)
{
    for (unsigned i = 0; i < 8; i++)
        if (fxm & (0x80u >> i))
            ppc_regset_add(s, PPC_REG_CR(i));
}

/* Multiple and string group (Book I 3.3.6, 3.3.7). */
static void range_effects(PpcEffects *e, PpcOp op, PpcWord w)
{
    unsigned first = f_rt(w), nb = f_nb(w) ? f_nb(w) : 32;

    switch ((int)op) {
    case PPC_LMW:
        gpr_range(&e->writes, first, 32 - first);
        e->load = (int)(4 * (32 - first));
        break;
    case PPC_STMW:
        gpr_range(&e->reads, first, 32 - first);
        e->store = (int)(4 * (32 - first));
        break;
    case PPC_LSWI:
        gpr_range(&e->writes, first, (nb + 3) / 4);
        e->load = (int)nb;
        break;
    case PPC_STSWI:
        gpr_range(&e->reads, first, (nb + 3) / 4);
        e->store = (int)nb;
        break;
    case PPC_LSWX:
        gpr_range(&e->reads, 0, 32);
        gpr_range(&e->writes, 0, 32);
        e->load = PPC_SIZE_XER;
        break;
    case PPC_STSWX:
        gpr_range(&e->reads, 0, 32);
        e->store = PPC_SIZE_XER;
        break;
    }
    ppc_regset_add(e->load ? &e->reads : &e->writes, PPC_REG_MEM);
}

/* lxvl, stxvl and their left-justified twins: bits 0..7 of RB at run time (3.0 Book I 7.6.1). */
static void vector_length_effects(PpcEffects *e, bool store)
{
    if (store)
        e->store = PPC_SIZE_REG;
    else
        e->load = PPC_SIZE_REG;
    ppc_regset_add(store ? &e->writes : &e->reads, PPC_REG_MEM);
}

/* Atomic memory operations (3.0 Book II 4.5): RT+1 is the operand, RT+2 the new value of compare-and-swap. */
static void amo_effects(PpcEffects *e, PpcOp op, PpcWord w)
{
    bool wide = op == PPC_LDAT || op == PPC_STDAT, store = op == PPC_STWAT || op == PPC_STDAT;
    int size = wide ? 8 : 4;

    if (!store && f_fc(w) < 16)
        gpr_range(&e->reads, f_rt(w) + 1, 1);
    if (!store && f_fc(w) == 16)
        gpr_range(&e->reads, f_rt(w) + 1, 2);
    e->load = e->store = f_fc(w) >= 24 ? 2 * size : size;
    reads(e, PPC_REG_MEM);
    writes(e, PPC_REG_MEM);
}

static void row_effects(PpcEffects *e, PpcOp op, PpcWord w)
{
    switch ((int)op) {
    case PPC_BC:
    case PPC_BCLR:
    case PPC_BCCTR:
    case PPC_BCTAR: branch_effects(e, op, w); break;
    case PPC_MFSPR: spr_effects(&e->reads, w); break;
    case PPC_MTSPR: spr_effects(&e->writes, w); break;
    case PPC_MFOCRF: cr_mask_effects(&e->reads, f_fxm(w)); break;
    case PPC_MTCRF:
    case PPC_MTOCRF: cr_mask_effects(&e->writes, f_fxm(w)); break;
    case PPC_LMW:
    case PPC_STMW:
    case PPC_LSWI:
    case PPC_STSWI:
    case PPC_LSWX:
    case PPC_STSWX: range_effects(e, op, w); break;
    case PPC_LXVL:
    case PPC_LXVLL: vector_length_effects(e, false); break;
    case PPC_STXVL:
    case PPC_STXVLL: vector_length_effects(e, true); break;
    case PPC_LWAT:
    case PPC_LDAT:
    case PPC_STWAT:
    case PPC_STDAT: amo_effects(e, op, w); break;
    default: die("effects of %s depend on a field and have no rule", ppc_row(op)->id);
    }
}

static int memory_size(unsigned by_table)
{
    return by_table == PPC_MEM_BLOCK ? PPC_SIZE_BLOCK : by_table == PPC_MEM_VARIES ? 0 : (int)by_table;
}

void ppc_effects(PpcOp op, PpcWord word, PpcEffects *e)
{
    const PpcRowInfo *r = &ppc_row_info[(unsigned)op < PPC_OP_COUNT ? op : PPC_INVALID];

    *e = (PpcEffects){.reads = r->reads, .writes = r->writes};
    e->load = memory_size(r->mem_read);
    e->store = memory_size(r->mem_write);
    for (int i = 0; i < r->ntok; i++)
        token_effects(e, (PpcTok)r->tok[i], word);
    if (ppc_class(op) & PPC_FLAG_VARIES)
        row_effects(e, op, word);
}
