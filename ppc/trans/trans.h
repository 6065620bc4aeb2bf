/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The translator: guest instructions to micro-ops.
 *
 * trans_unit() decodes one TB from guest memory and calls trans_<ID>() for each
 * instruction; those live in t_<group>.c, the groups of the ISA book. Word
 * width and byte order are values of the context: handlers get and put
 * registers through the functions below and never ask for a width themselves.
 * CR and XER go through crflags.h only.
 *
 * What holds for every unit:
 *   - One guest page: a TB never runs past the 4 KiB page it starts in, so
 *     writes to translated code are tracked by page.
 *   - Handlers get the word, of a prefixed instruction the suffix; t->word has both. None crosses 64 bytes, so one
 *     that begins in the page ends there.
 *   - The instructions are straight-line; side paths are cold blocks that leave
 *     the unit (trap, exact floating point, changed TB flags), and no path
 *     joins the main line again. So every value of the main line dominates
 *     what follows, and forwarding state needs no phi.
 *   - A GUARD leaves before its instruction has put any state (but the FPL_* record, ppc/trans/t_fparith.c).
 *   - An op's `insn` stamp is its guest instruction. A cold EXIT has executed
 *     its instruction; a cold LEAVE has not (TRAP, ALIGN, INTERP, ILLEGAL), or
 *     has (RETRY), as ir.h says of the PC slot.
 *   - XER[SO] is the constant u->flags & PPC_TBF_SO; an instruction that
 *     changes it leaves with IR_L_RETRY. PPC_TBF_FPEXACT likewise. The owner of
 *     the run loop calls ppc_update_tb_flags() at IR_L_RETRY and IR_L_INTERP.
 *
 * Thread: any; one unit belongs to one thread.
 */
#ifndef ENGRAFT_PPC_TRANS_H
#define ENGRAFT_PPC_TRANS_H

#include <stdbool.h>
#include <stdint.h>

#include "ppc/cpu/state.h"
#include "ppc/isa/isa.h"
#include "tcg/ir/build.h"
#include "tcg/ir/ir.h"

enum { TRANS_PAGE = 4096, TRANS_MAX_INSNS = TRANS_PAGE / 4 };

typedef struct TransConfig {
    unsigned max_insns; /* longest TB, 1..TRANS_MAX_INSNS; 0 = a page's worth */
    bool guest64;       /* MSR[SF]: must fit the unit's IrEnv */
    bool little;        /* MSR[LE] */

    /* Reads the instruction word at pc in the guest's byte order; false = not executable. */
    bool (*fetch)(void *ctx, uint64_t pc, uint32_t *word);
    void *fetch_ctx;

    /* Called for each decoded instruction after its MARK and before it is translated; may emit ops at b, which appends.
     * op is PPC_INVALID for words that no row fits. True: the instruction is left out, the next one follows; what
     * stands for it comes later, between the two MARKs. NULL = none. */
    bool (*insn_hook)(void *ctx, IrBuild *b, const IrInsn *insn, PpcOp op);
    void *hook_ctx;
    /* May the instruction at pc leave its rare case to the interpreter by a GUARD, which is short? Else it has a side
     * path of its own, which is fast. NULL = none may. */
    bool (*guard)(uint64_t pc);
    bool plain_fpr; /* others may put FPRs between the instructions: nothing is known of their values */
} TransConfig;

/*
 * Translates the TB at u->pc under u->flags into u, which is fresh from
 * ir_unit_new() with ppc_ir_env(). Ends at a TB-ending instruction, after
 * max_insns, at the page's end, or before an instruction that cannot be
 * fetched. Returns false when not even the first could be fetched: then u has
 * no instruction, only a LEAVE IR_L_INTERP, at which the interpreter finds out.
 */
bool trans_unit(IrUnit *u, const TransConfig *cfg);

/* The translator's slot and helper tables. guest64 decides the type of GPR, LR, CTR and PC slots. Static. */
const IrEnv *ppc_ir_env(bool guest64);

/* Adds a helper (copied) behind the translator's own; returns its number for ir_call(). Before the first guest thread
 * starts. */
unsigned ppc_helper_add(const IrHelper *h);

/* -- the rest is for the t_<group>.c files ------------------------------------------------------------------- */

/* What is known of a CR field, so that a branch need not decode the slot; see crflags.c. */
typedef struct CrKnown {
    uint8_t kind; /* CR_* of crflags.c */
    IrRef a, b;   /* operands of the last compare */
    IrRef bit[4]; /* LT GT EQ SO as i32 0 or 1; IR_NONE = not made yet */
} CrKnown;

enum { T_FPMODE_UNKNOWN, T_FPMODE_SCALAR, T_FPMODE_VECTOR };

typedef struct Trans {
    IrBuild b;
    const TransConfig *cfg;
    uint64_t pc; /* of the instruction in hand */
    PpcWord word;
    PpcOp op;
    IrType atype; /* type of guest registers and addresses: IR_I32 or IR_I64 */
    bool guest64, little;
    bool so; /* XER[SO] */
    bool fpexact;
    bool cold;      /* the builder is on a side path */
    bool done;      /* the main line has its END op */
    uint8_t fpmode; /* T_FPMODE_*: the host's mode here, as far as it is known */
    CrKnown cr[8];
    uint32_t fpr_single; /* bit n: FPR n is known to hold a single-precision number, no NaN */
    IrRef fpr32[32];     /* then: it as f32, or IR_NONE when that is not at hand */
} Trans;

/* Handlers, one for each row the engine translates. */
#define TRANS_DECL_X(id) void trans_##id(Trans *t, uint32_t word);
#define TRANS_DECL_N(id)
#define TRANS_DECL_U(id)
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status) TRANS_DECL_##status(id)
#include "ppc/isa/insn.def"
#undef I
#undef TRANS_DECL_X
#undef TRANS_DECL_N
#undef TRANS_DECL_U

/* Address-sized and 32-bit constants. */
static inline IrRef t_imm(Trans *t, int64_t v)
{
    return ir_const(t->b.u, t->atype, v);
}
static inline IrRef t_i32(Trans *t, uint32_t v)
{
    return ir_const(t->b.u, IR_I32, v);
}
static inline IrRef t_i64(Trans *t, uint64_t v)
{
    return ir_const(t->b.u, IR_I64, (int64_t)v);
}

/* GPR n at full width; its low 32 bits as i32; RA or, when the field is 0, zero. */
IrRef t_gpr(Trans *t, unsigned n);
IrRef t_gpr32(Trans *t, unsigned n);
IrRef t_gpr_or_0(Trans *t, unsigned n);
/* GPR n := a full-width value; a 32-bit result, zero- or sign-extended in 64-bit mode. */
void t_put_gpr(Trans *t, unsigned n, IrRef v);
void t_put_gpr_z(Trans *t, unsigned n, IrRef v32);
void t_put_gpr_s(Trans *t, unsigned n, IrRef v32);
/* v32 at full width. */
IrRef t_zext(Trans *t, IrRef v32);
IrRef t_sext(Trans *t, IrRef v32);
/* Low 32 bits of a full-width value. */
IrRef t_low(Trans *t, IrRef v);

/* Address mode of a load or store: disp is IrOp.imm. */
typedef struct TransEa {
    IrRef base;
    int64_t disp;
} TransEa;
/* (RA|0) + D; (RA|0) + RB. */
TransEa t_ea_d(Trans *t, uint32_t word, int32_t disp);
TransEa t_ea_xd(Trans *t, uint32_t word);
/* Of the prefixed instruction in hand: (RA|0), or with R = 1 its own address, plus the displacement. */
TransEa t_ea_p(Trans *t);
/* Update forms: RA := base + disp, after the access. */
void t_update(Trans *t, uint32_t word, TransEa ea);

/* IrM flags of an access of 1 << log2 bytes in the guest's byte order. */
static inline unsigned t_mem(const Trans *t, unsigned log2, unsigned sign)
{
    return log2 | sign | (t->little || log2 == 0 ? 0 : IR_M_BE);
}

/* An address cut to the guest's width. */
static inline uint64_t t_addr(const Trans *t, uint64_t a)
{
    return t->guest64 ? a : (uint32_t)a;
}
static inline uint64_t t_next(const Trans *t)
{
    return t_addr(t, t->pc + ppc_word_bytes(t->word));
}
void t_put_pc(Trans *t, uint64_t pc);

/*
 * A side path: if x cond y, go to a new cold block, where the builder now is; the caller ends it (an END op) and
 * returns to the main line with t_cold_end(), passing what t_cold_begin() returned.
 */
uint32_t t_cold_begin(Trans *t, IrCond cond, IrRef x, IrRef y);
void t_cold_end(Trans *t, uint32_t main_block);

/* Ends: of the side path the builder is on, else of the TB. */
void t_exit(Trans *t, uint64_t pc, unsigned xflags);
void t_exit_ind(Trans *t, IrRef pc, unsigned xflags);
/* PC slot := pc, then LEAVE. */
void t_leave(Trans *t, uint64_t pc, IrLeave why, int64_t detail);
/* Makes a block and moves the builder there; returns where it was. For ends with more than one exit. */
uint32_t t_block(Trans *t, bool cold);
/* The instruction in hand is executed by the interpreter: ends the TB, or the side path. */
void t_interp(Trans *t);
/* The same on a side path of its own, taken if x cond y: for the rare case of an instruction, before it changed any
 * state. */
void t_interp_if(Trans *t, IrCond cond, IrRef x, IrRef y);
/* The instruction in hand may use t_guard(), where its state is still as it was before it. */
static inline bool t_may_guard(const Trans *t)
{
    return t->cfg->guard && !t->fpexact && t->cfg->guard(t->pc);
}
/* If x cond y, the interpreter executes the instruction in hand, which has changed no state yet. */
static inline void t_guard(Trans *t, IrCond cond, IrRef x, IrRef y)
{
    ir_guard(&t->b, cond, x, y, t->pc);
}
/* The instruction in hand is illegal: ends the TB. */
void t_illegal(Trans *t);

/* The host is in this floating-point mode from here on (T_FPMODE_*). */
void t_fpmode(Trans *t, unsigned mode);

/* Calls helper HLP_<id> (helper.h) with up to four arguments. */
IrRef t_call(Trans *t, unsigned helper, unsigned nargs, ...);

#endif
