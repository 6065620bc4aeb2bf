/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block loop, and what all handlers share: registers at the guest's width,
 * addresses, side paths, ends. Which instruction becomes which micro-ops is the
 * business of t_<group>.c.
 */
#include "ppc/trans/trans.h"

#include <stdarg.h>
#include <string.h>

#include "ppc/cpu/form.h"
#include "ppc/isa/cpu.h"

/* -- registers and addresses --------------------------------------------------------------------------------- */

IrRef t_gpr(Trans *t, unsigned n)
{
    return ir_get(&t->b, PPC_REG_R(n));
}

IrRef t_low(Trans *t, IrRef v)
{
    return t->guest64 ? ir_trunc(&t->b, v) : v;
}

IrRef t_gpr32(Trans *t, unsigned n)
{
    return t_low(t, t_gpr(t, n));
}

IrRef t_gpr_or_0(Trans *t, unsigned n)
{
    return n ? t_gpr(t, n) : t_imm(t, 0);
}

IrRef t_zext(Trans *t, IrRef v32)
{
    return t->guest64 ? ir_zext32(&t->b, v32) : v32;
}

IrRef t_sext(Trans *t, IrRef v32)
{
    return t->guest64 ? ir_sext32(&t->b, v32) : v32;
}

void t_put_gpr(Trans *t, unsigned n, IrRef v)
{
    ir_put(&t->b, PPC_REG_R(n), v);
}

void t_put_gpr_z(Trans *t, unsigned n, IrRef v32)
{
    t_put_gpr(t, n, t_zext(t, v32));
}

void t_put_gpr_s(Trans *t, unsigned n, IrRef v32)
{
    t_put_gpr(t, n, t_sext(t, v32));
}

TransEa t_ea_d(Trans *t, uint32_t word, int32_t disp)
{
    if (f_ra(word))
        return (TransEa){t_gpr(t, f_ra(word)), disp};
    return (TransEa){t_imm(t, disp), 0};
}

TransEa t_ea_xd(Trans *t, uint32_t word)
{
    IrRef rb = t_gpr(t, f_rb(word));
    return (TransEa){f_ra(word) ? ir_add(&t->b, t_gpr(t, f_ra(word)), rb) : rb, 0};
}

TransEa t_ea_p(Trans *t)
{
    int64_t d = f_d34(t->word);
    if (f_r(t->word))
        return (TransEa){t_imm(t, (int64_t)t_addr(t, t->pc + (uint64_t)d)), 0};
    if (!f_ra((uint32_t)t->word))
        return (TransEa){t_imm(t, (int64_t)t_addr(t, (uint64_t)d)), 0};
    IrRef base = t_gpr(t, f_ra((uint32_t)t->word));
    if (d == (int16_t)d)
        return (TransEa){base, d};
    return (TransEa){ir_add(&t->b, base, t_imm(t, d)), 0};
}

void t_update(Trans *t, uint32_t word, TransEa ea)
{
    IrRef sum = ea.disp ? ir_add(&t->b, ea.base, t_imm(t, ea.disp)) : ea.base;
    t_put_gpr(t, f_ra(word), sum);
}

void t_put_pc(Trans *t, uint64_t pc)
{
    ir_put(&t->b, SLOT_PC, t_imm(t, (int64_t)pc));
}

/* -- side paths and ends ------------------------------------------------------------------------------------- */

uint32_t t_block(Trans *t, bool cold)
{
    uint32_t old = t->b.block, fresh = ir_block_new(t->b.u);
    t->b.u->blocks[fresh].cold = cold;
    t->b.block = fresh;
    return old;
}

uint32_t t_cold_begin(Trans *t, IrCond cond, IrRef x, IrRef y)
{
    uint32_t here = t_block(t, true), cold = t->b.block;
    t_block(t, false);
    uint32_t main_block = t->b.block;
    t->b.block = here;
    ir_brif(&t->b, cond, x, y, cold, main_block);
    t->b.block = cold;
    t->cold = true;
    return main_block;
}

void t_cold_end(Trans *t, uint32_t main_block)
{
    t->b.block = main_block;
    t->cold = false;
}

static void ended(Trans *t)
{
    if (!t->cold)
        t->done = true;
}

void t_exit(Trans *t, uint64_t pc, unsigned xflags)
{
    if (pc <= t->pc)
        xflags |= IR_X_POLL;
    ir_exit(&t->b, pc, xflags);
    ended(t);
}

void t_exit_ind(Trans *t, IrRef pc, unsigned xflags)
{
    ir_exit_ind(&t->b, pc, xflags);
    ended(t);
}

void t_leave(Trans *t, uint64_t pc, IrLeave why, int64_t detail)
{
    t_put_pc(t, pc);
    ir_leave(&t->b, why, detail);
    ended(t);
}

void t_interp(Trans *t)
{
    t_leave(t, t->pc, IR_L_INTERP, 0);
}

void t_interp_if(Trans *t, IrCond cond, IrRef x, IrRef y)
{
    uint32_t main_block = t_cold_begin(t, cond, x, y);
    t_interp(t);
    t_cold_end(t, main_block);
}

void t_illegal(Trans *t)
{
    t_leave(t, t->pc, ppc_is(t->op, PPC_FLAG_PRIV) ? IR_L_PRIVILEGED : IR_L_ILLEGAL, t->word);
}

void t_fpmode(Trans *t, unsigned mode)
{
    if (t->fpmode == mode)
        return;
    ir_emit(&t->b, UOP_FPMODE, IR_VOID, mode == T_FPMODE_VECTOR, CPU_ENV_OFFSET(fp_mode), 0, 0, 0);
    t->fpmode = (uint8_t)mode;
}

IrRef t_call(Trans *t, unsigned helper, unsigned nargs, ...)
{
    IrRef args[IR_MAX_ARGS];
    va_list ap;
    CHECK(nargs == t->b.u->env->helpers[helper].nargs);
    va_start(ap, nargs);
    for (unsigned i = 0; i < nargs; i++)
        args[i] = va_arg(ap, IrRef);
    va_end(ap);
    return ir_call(&t->b, helper, args);
}

/* -- the block loop ------------------------------------------------------------------------------------------ */

typedef void TransFn(Trans *t, uint32_t word);

#define TRANS_ROW_X(id) [PPC_##id] = trans_##id,
#define TRANS_ROW_N(id) [PPC_##id] = NULL,
#define TRANS_ROW_U(id) [PPC_##id] = NULL,
static TransFn *const trans_table[PPC_OP_COUNT] = {
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status) TRANS_ROW_##status(id)
#include "ppc/isa/insn.def"
#undef I
};

/* Floating-point instructions that compute nothing, whatever the mode of the host. */
static bool moves_only(PpcOp op)
{
    switch (op) {
    case PPC_LFD:
    case PPC_LFDX:
    case PPC_LFDU:
    case PPC_LFDUX:
    case PPC_PLFD:
    case PPC_PSTFD:
    case PPC_STFD:
    case PPC_STFDX:
    case PPC_STFDU:
    case PPC_STFDUX:
    case PPC_STFIWX:
    case PPC_FMR:
    case PPC_FNEG:
    case PPC_FABS:
    case PPC_FNABS: return true;
    default: return false;
    }
}

/* What stands for the instruction may change anything but the TB's flags. */
static void forget(Trans *t)
{
    memset(t->cr, 0, sizeof t->cr);
    t->fpr_single = 0;
    t->fpmode = T_FPMODE_UNKNOWN;
}

/* Reads the instruction at pc; of a prefixed one that crosses 64 bytes the prefix only. */
static bool fetch(Trans *t, uint64_t pc)
{
    uint32_t first, second;
    if (!t->cfg->fetch(t->cfg->fetch_ctx, pc, &first))
        return false;
    t->word = first;
    if (!ppc_cpu_takes_prefix(first) || ppc_prefix_crosses(pc))
        return true;
    if (!t->cfg->fetch(t->cfg->fetch_ctx, pc + 4, &second))
        return false;
    t->word = ppc_prefixed(first, second);
    return true;
}

/* Is there a prefix without its suffix? */
static bool cut_prefix(const Trans *t)
{
    return !(t->word >> 32) && ppc_cpu_takes_prefix((uint32_t)t->word);
}

/* One instruction: mark, hook, micro-ops. */
static void trans_insn(Trans *t)
{
    IrUnit *u = t->b.u;
    t->op = ppc_decode(t->word);
    uint32_t n = ir_insn_add(u, t->pc, t->word, (uint16_t)t->op, (uint8_t)ppc_word_bytes(t->word));
    t->b.insn = (uint16_t)n;
    ir_mark(&t->b, n);
    if (t->cfg->insn_hook) {
        IrInsn insn = u->insns[n];
        if (t->cfg->insn_hook(t->cfg->hook_ctx, &t->b, &insn, t->op)) {
            forget(t);
            return;
        }
    }
    if (t->cfg->plain_fpr)
        t->fpr_single = 0;
    if (ppc_is(t->op, PPC_CLASS_FPU) && !moves_only(t->op))
        t_fpmode(t, T_FPMODE_SCALAR);
    if (cut_prefix(t))
        t_leave(t, t->pc, IR_L_ALIGN, (int64_t)t->pc);
    else if (!ppc_executable(t->op) || ppc_form_invalid(t->op, t->word))
        t_illegal(t);
    else if (trans_table[t->op])
        trans_table[t->op](t, (uint32_t)t->word);
    else
        t_interp(t);
    CHECK(!t->cold);
}

bool trans_unit(IrUnit *u, const TransConfig *cfg)
{
    unsigned max_insns = cfg->max_insns ? cfg->max_insns : TRANS_MAX_INSNS;
    Trans t = {
        .cfg = cfg,
        .pc = u->pc,
        .guest64 = cfg->guest64,
        .little = cfg->little,
        .atype = cfg->guest64 ? IR_I64 : IR_I32,
        .so = u->flags & PPC_TBF_SO,
        .fpexact = u->flags & PPC_TBF_FPEXACT,
    };
    CHECK(u->env->guest64 == cfg->guest64);
    t.b = ir_build_at_end(u, ir_block_new(u));
    if (!fetch(&t, t.pc)) {
        t_leave(&t, t.pc, IR_L_INTERP, 0);
        return false;
    }
    for (;;) {
        trans_insn(&t);
        if (t.done)
            return true;
        uint64_t next = t_next(&t);
        if (u->ninsns >= max_insns || next % TRANS_PAGE == 0 || !fetch(&t, next)) {
            t_exit(&t, next, 0);
            return true;
        }
        t.pc = next;
    }
}
