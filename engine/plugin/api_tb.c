/* SPDX-License-Identifier: Apache-2.0 */
/* The public API's builder: every function checks its arguments and names the plugin when they do not fit. */
#include <string.h>

#include "engine/exec/hooks.h"
#include "engine/plugin/plg.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/effects.h"
#include "ppc/isa/isa.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/cfg.h"

_Static_assert((int)EG_I32 == IR_I32 && (int)EG_I64 == IR_I64 && (int)EG_F32 == IR_F32 && (int)EG_F64 == IR_F64 &&
                   (int)EG_V128 == IR_V128,
               "types are the IR's");
_Static_assert((int)EG_EQ == IR_EQ && (int)EG_LTS == IR_LTS && (int)EG_GTS == IR_GTS && (int)EG_LTU == IR_LTU &&
                   (int)EG_LEU == IR_LEU,
               "conditions are the IR's");

IrBuild plg_builder(const EgPlace *at)
{
    return (IrBuild){.u = at->tb->u,
                     .block = ir_op(at->tb->u, at->before)->block, /* not the place's own: blocks may have been split */
                     .before = at->before,
                     .insn = (uint16_t)plg_insn_of(at),
                     .origin = at->tb->running->index};
}

/* ---------------------------------------------------------------- places */

uint64_t eg_tb_addr(const EgTb *tb)
{
    return tb->u->pc;
}
uint32_t eg_tb_ninsns(const EgTb *tb)
{
    return tb->u->ninsns;
}
const EgTbInfo *eg_tb_info(const EgTb *tb)
{
    return tb->info;
}

bool eg_tb_insn(const EgTb *tb, uint32_t i, EgInsn *out)
{
    if (i >= tb->u->ninsns)
        return false;
    const IrInsn *in = &tb->u->insns[i];
    plg_insn_fill(out, in->pc, in->word, in->id);
    return true;
}

uint64_t eg_tb_note(const EgTb *tb, uint32_t i)
{
    if (!tb->notes || i >= tb->u->ninsns)
        return 0;
    return tb->notes[(size_t)(tb->running->index - 1) * TRANS_MAX_INSNS + i];
}

/* The MARK op of instruction i. */
static IrRef mark_of(const EgTb *tb, uint32_t i, const char *function)
{
    const IrUnit *u = tb->u;
    for (uint32_t blk = 0; blk < u->nblocks; blk++)
        IR_FOR_OPS(u, blk, r)
        {
            const IrOp *o = ir_op(u, r);
            if (o->op == UOP_MARK && o->imm == (int64_t)i)
                return r;
        }
    plg_misuse(tb->running, function, "the TB at 0x%llx has no instruction %u", (unsigned long long)u->pc, i);
}

static EgPlace place_before(EgTb *tb, IrRef r, uint32_t insn)
{
    return (EgPlace){.tb = tb, .before = r, .block = ir_op(tb->u, r)->block, .insn = insn};
}

EgPlace eg_at_entry(EgTb *tb)
{
    return place_before(tb, mark_of(tb, 0, "eg_at_entry"), 0);
}

EgPlace eg_before_insn(EgTb *tb, uint32_t i)
{
    return place_before(tb, mark_of(tb, i, "eg_before_insn"), i);
}

EgPlace eg_after_insn(EgTb *tb, uint32_t i)
{
    if (i + 1 >= tb->u->ninsns)
        plg_misuse(tb->running, "eg_after_insn", "instruction %u is the last of the TB at 0x%llx", i,
                   (unsigned long long)tb->u->pc);
    EgPlace at = eg_before_insn(tb, i + 1);
    at.insn = plg_place_insn(i, i + 1);
    return at;
}

static bool is_access_of(const IrOp *o, uint32_t i)
{
    return o->insn == i && o->origin == 0 && (o->op == UOP_LD || o->op == UOP_ST || o->op == UOP_CAS);
}

GArray *plg_accesses(const IrUnit *u, uint32_t i)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(IrRef));
    for (uint32_t blk = 0; blk < u->nblocks; blk++) /* side paths split an instruction into several blocks */
        IR_FOR_OPS(u, blk, r)
    if (is_access_of(ir_op(u, r), i))
        g_array_append_val(found, r);
    return found;
}

static void show_access(EgTb *tb, IrRef r, EgAccessFn fn, void *user)
{
    const IrOp o = *ir_op(tb->u, r);
    EgPlace at = place_before(tb, r, o.insn);
    IrBuild b = plg_builder(&at);
    IrRef addr = o.imm ? ir_add(&b, o.a, ir_const(tb->u, (IrType)ir_op(tb->u, o.a)->type, o.imm)) : o.a;
    EgAccess a = {
        .struct_size = sizeof a, .store = o.op != UOP_LD, .nbytes = 1u << (o.sub & IR_M_SIZE), .addr = {addr}};
    a.value.ref = o.op == UOP_ST ? o.b : o.op == UOP_CAS ? o.c : 0;
    fn(&at, &a, user);
}

void eg_each_access(EgTb *tb, uint32_t i, EgAccessFn fn, void *user)
{
    IrUnit *u = tb->u;
    mark_of(tb, i, "eg_each_access");
    GArray *found = plg_accesses(u, i);
    for (unsigned k = 0; k < found->len; k++)
        show_access(tb, g_array_index(found, IrRef, k), fn, user);
    g_array_free(found, TRUE);
}

bool eg_insn_hidden_access(const EgTb *tb, uint32_t i)
{
    const IrUnit *u = tb->u;
    IrRef mark = mark_of(tb, i, "eg_insn_hidden_access");
    for (uint32_t blk = 0; blk < u->nblocks; blk++)
        IR_FOR_OPS(u, blk, r)
        {
            const IrOp *o = ir_op(u, r);
            if (o->insn == i && o->origin == 0 && o->op == UOP_CALL && ir_may_leave(u, o))
                return true;
        }
    /* Left to the interpreter as a whole; a side path leaves to it for what makes no access (alignment, a lost
     * reservation). */
    const IrOp *last = ir_op(u, u->blocks[ir_op(u, mark)->block].last);
    return last->op == UOP_LEAVE && last->sub == IR_L_INTERP && last->insn == i &&
           ppc_is((PpcOp)u->insns[i].id, PPC_CLASS_LOAD | PPC_CLASS_STORE);
}

uint32_t eg_op_by_name(const char *mnemonic)
{
    return ppc_op_by_name(mnemonic);
}

char *eg_insn_text(const EgInsn *insn, char *buf, size_t nbytes)
{
    ppc_disas(buf, nbytes, plg_insn_word(insn), insn->addr, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
    return buf;
}

/* ---------------------------------------------------------------- values */

/* Is the value made before the place on every way to it? Values are mostly used soon, so the walk is short. */
static bool reaches(const EgPlace *at, IrRef v)
{
    IrUnit *u = at->tb->u;
    const IrOp *o = ir_op(u, v);
    uint32_t block = ir_op(u, at->before)->block;
    if (o->op == UOP_CONST)
        return true;
    if (o->block != block)
        return o->block != IR_NO_BLOCK && ir_dominates(ir_cfg_get(u), o->block, block);
    for (IrRef r = ir_op(u, at->before)->prev; r; r = ir_op(u, r)->prev)
        if (r == v)
            return true;
    return false;
}

IrType plg_type_of(const EgPlace *at, EgVal v, const char *function)
{
    const IrUnit *u = at->tb->u;
    if (v.ref == IR_NONE || v.ref >= u->nops || !ir_has_result(ir_op(u, v.ref)) || !reaches(at, v.ref))
        plg_misuse(at->tb->running, function, "an operand is no value of this TB, or is made behind the place");
    return (IrType)ir_op(u, v.ref)->type;
}

void plg_want_type(const EgPlace *at, EgVal v, IrType t, const char *function)
{
    IrType is = plg_type_of(at, v, function);
    if (is != t)
        plg_misuse(at->tb->running, function, "an operand is %s, %s is needed", ir_type_name[is], ir_type_name[t]);
}

static void want_int(const EgPlace *at, EgVal v, const char *function)
{
    IrType is = plg_type_of(at, v, function);
    if (is != IR_I32 && is != IR_I64)
        plg_misuse(at->tb->running, function, "an operand is %s, an integer is needed", ir_type_name[is]);
}

EgType eg_type(const EgPlace *at, EgVal v)
{
    return (EgType)plg_type_of(at, v, "eg_type");
}

EgVal eg_i32(EgPlace *at, uint32_t v)
{
    return (EgVal){ir_const(at->tb->u, IR_I32, v)};
}
EgVal eg_i64(EgPlace *at, uint64_t v)
{
    return (EgVal){ir_const(at->tb->u, IR_I64, (int64_t)v)};
}

static EgVal binary(EgPlace *at, UopId op, EgVal a, EgVal b, const char *function)
{
    want_int(at, a, function);
    plg_want_type(at, b, plg_type_of(at, a, function), function);
    IrBuild bu = plg_builder(at);
    return (EgVal){ir_bin(&bu, op, a.ref, b.ref)};
}

static EgVal shift(EgPlace *at, UopId op, EgVal a, EgVal n, const char *function)
{
    want_int(at, a, function);
    plg_want_type(at, n, IR_I32, function);
    IrBuild bu = plg_builder(at);
    return (EgVal){ir_bin(&bu, op, a.ref, n.ref)};
}

EgVal eg_add(EgPlace *at, EgVal a, EgVal b)
{
    return binary(at, UOP_ADD, a, b, "eg_add");
}
EgVal eg_sub(EgPlace *at, EgVal a, EgVal b)
{
    return binary(at, UOP_SUB, a, b, "eg_sub");
}
EgVal eg_mul(EgPlace *at, EgVal a, EgVal b)
{
    return binary(at, UOP_MUL, a, b, "eg_mul");
}
EgVal eg_and(EgPlace *at, EgVal a, EgVal b)
{
    return binary(at, UOP_AND, a, b, "eg_and");
}
EgVal eg_or(EgPlace *at, EgVal a, EgVal b)
{
    return binary(at, UOP_OR, a, b, "eg_or");
}
EgVal eg_xor(EgPlace *at, EgVal a, EgVal b)
{
    return binary(at, UOP_XOR, a, b, "eg_xor");
}
EgVal eg_shl(EgPlace *at, EgVal a, EgVal n)
{
    return shift(at, UOP_SHL, a, n, "eg_shl");
}
EgVal eg_shr(EgPlace *at, EgVal a, EgVal n)
{
    return shift(at, UOP_SHR, a, n, "eg_shr");
}
EgVal eg_sar(EgPlace *at, EgVal a, EgVal n)
{
    return shift(at, UOP_SAR, a, n, "eg_sar");
}

EgVal eg_zext(EgPlace *at, EgVal a)
{
    plg_want_type(at, a, IR_I32, "eg_zext");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_zext32(&b, a.ref)};
}

EgVal eg_sext(EgPlace *at, EgVal a)
{
    plg_want_type(at, a, IR_I32, "eg_sext");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_sext32(&b, a.ref)};
}

EgVal eg_trunc(EgPlace *at, EgVal a)
{
    plg_want_type(at, a, IR_I64, "eg_trunc");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_trunc(&b, a.ref)};
}

EgVal eg_bits(EgPlace *at, EgVal a)
{
    EgType t = eg_type(at, a);
    if (t != EG_F32 && t != EG_F64)
        plg_misuse(at->tb->running, "eg_bits", "the value is no f32 or f64");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_emit(&b, UOP_BITSI, t == EG_F32 ? IR_I32 : IR_I64, 0, 0, a.ref, 0, 0)};
}

EgVal eg_compare(EgPlace *at, EgCond c, EgVal a, EgVal b)
{
    if ((unsigned)c > EG_LEU)
        plg_misuse(at->tb->running, "eg_compare", "there is no condition %u", (unsigned)c);
    want_int(at, a, "eg_compare");
    plg_want_type(at, b, plg_type_of(at, a, "eg_compare"), "eg_compare");
    IrBuild bu = plg_builder(at);
    return (EgVal){ir_set(&bu, (IrCond)c, a.ref, b.ref)};
}

EgVal eg_select(EgPlace *at, EgVal c, EgVal a, EgVal b)
{
    plg_want_type(at, c, IR_I32, "eg_select");
    plg_want_type(at, b, plg_type_of(at, a, "eg_select"), "eg_select");
    IrBuild bu = plg_builder(at);
    return (EgVal){ir_sel(&bu, c.ref, a.ref, b.ref)};
}

/* ---------------------------------------------------------------- guest state and memory */

/* Handles: slot numbers, and two that are put together from several slots. */
enum { REG_CR = 1000, REG_XER = 1001 };

/* Registers that have one slot. */
static bool is_shown(int reg)
{
    return reg >= 0 &&
           (reg <= PPC_REG_V31 || reg == PPC_REG_LR || reg == PPC_REG_CTR ||
            (reg >= PPC_REG_SO && reg <= PPC_REG_CA)) &&
           ppc_ir_env(false)->slots[reg].name;
}

int eg_reg(const char *name)
{
    if (strcmp(name, "cr") == 0)
        return REG_CR;
    if (strcmp(name, "xer") == 0)
        return REG_XER;
    const IrEnv *env = ppc_ir_env(false);
    for (int i = 0; i < (int)env->nslots; i++)
        if (is_shown(i) && strcmp(env->slots[i].name, name) == 0)
            return i;
    return -1;
}

bool plg_reg_in(const PpcRegSet *set, int reg)
{
    bool in = is_shown(reg) && ppc_regset_has(set, (unsigned)reg);
    for (unsigned i = 0; reg == REG_CR && i < 8; i++)
        in |= ppc_regset_has(set, PPC_REG_CR0 + i);
    for (unsigned i = PPC_REG_SO; reg == REG_XER && i <= PPC_REG_CA; i++)
        in |= ppc_regset_has(set, i);
    return in;
}

const char *eg_reg_name(int reg)
{
    return reg == REG_CR ? "cr" : reg == REG_XER ? "xer" : is_shown(reg) ? ppc_ir_env(false)->slots[reg].name : NULL;
}

unsigned eg_insn_written(const EgInsn *insn, int *regs, unsigned max)
{
    PpcEffects e;
    unsigned n = 0;
    bool seen[2] = {false};
    ppc_effects((PpcOp)insn->op, plg_insn_word(insn), &e);
    for (unsigned r = 0; r < PPC_REG_COUNT; r++) {
        if (!ppc_regset_has(&e.writes, r))
            continue;
        bool cr = r >= PPC_REG_CR0 && r <= PPC_REG_CR7, xer = r >= PPC_REG_SO && r <= PPC_REG_XERC;
        int reg = cr ? REG_CR : xer ? REG_XER : (int)r;
        if (cr || xer ? seen[xer] : !is_shown(reg))
            continue;
        if (cr || xer)
            seen[xer] = true;
        if (n < max)
            regs[n] = reg;
        n++;
    }
    return n;
}

static void check_reg(const EgPlace *at, int reg, const char *function)
{
    if (reg != REG_CR && reg != REG_XER && !is_shown(reg))
        plg_misuse(at->tb->running, function, "there is no register %d", reg);
}

static uint32_t read_xer(PpcCpu *cpu)
{
    return ppc_get_xer(cpu);
}

/* Under tb_lock. */
static unsigned packed_helper(int reg)
{
    static const IrHelper xer = {.name = "read_xer", .fn = (void *)read_xer, .flags = IR_H_PURE, .ret = IR_I32};
    static int number = -1;
    if (reg == REG_CR)
        return HLP_mfcr;
    if (number < 0)
        number = (int)ppc_helper_add(&xer);
    return (unsigned)number;
}

EgVal eg_get_reg(EgPlace *at, int reg)
{
    check_reg(at, reg, "eg_get_reg");
    IrBuild b = plg_builder(at);
    if (reg == REG_CR || reg == REG_XER)
        return (EgVal){ir_call(&b, packed_helper(reg), NULL)};
    return (EgVal){ir_get(&b, (unsigned)reg)};
}

void eg_put_reg(EgPlace *at, int reg, EgVal v)
{
    check_reg(at, reg, "eg_put_reg");
    if (reg == REG_CR || reg == REG_XER || (reg >= PPC_REG_SO && reg <= PPC_REG_CA)) /* SO is a constant of the TB */
        plg_misuse(at->tb->running, "eg_put_reg", "this register can only be read");
    plg_want_type(at, v, (IrType)at->tb->u->env->slots[reg].type, "eg_put_reg");
    exec_plain_fpr |= reg >= PPC_REG_F0 && reg <= PPC_REG_V31;
    IrBuild b = plg_builder(at);
    ir_put(&b, (unsigned)reg, v.ref);
}

static unsigned access_flags(const EgPlace *at, unsigned nbytes, const char *function)
{
    unsigned log2 = nbytes == 1 ? IR_M_8 : nbytes == 2 ? IR_M_16 : nbytes == 4 ? IR_M_32 : IR_M_64;
    if (1u << log2 != nbytes)
        plg_misuse(at->tb->running, function, "%u is not an access size (1, 2, 4 or 8)", nbytes);
    return log2 | (log2 ? IR_M_BE : 0);
}

EgVal eg_guest_load(EgPlace *at, EgVal addr, unsigned nbytes)
{
    plg_want_type(at, addr, at->tb->u->env->guest64 ? IR_I64 : IR_I32, "eg_guest_load");
    unsigned mem = access_flags(at, nbytes, "eg_guest_load");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_ld(&b, nbytes == 8 ? IR_I64 : IR_I32, mem, addr.ref, 0)};
}

void eg_guest_store(EgPlace *at, EgVal addr, EgVal v, unsigned nbytes)
{
    plg_want_type(at, addr, at->tb->u->env->guest64 ? IR_I64 : IR_I32, "eg_guest_store");
    plg_want_type(at, v, nbytes == 8 ? IR_I64 : IR_I32, "eg_guest_store");
    unsigned mem = access_flags(at, nbytes, "eg_guest_store");
    IrBuild b = plg_builder(at);
    ir_st(&b, mem, addr.ref, 0, v.ref);
}

static unsigned host_access(EgType t)
{
    return t == EG_I32 || t == EG_F32 ? IR_M_32 : t == EG_V128 ? IR_M_128 : IR_M_64;
}

EgVal eg_host_load(EgPlace *at, EgType type, const void *addr)
{
    if (type < EG_I32 || type > EG_V128)
        plg_misuse(at->tb->running, "eg_host_load", "there is no type %u", (unsigned)type);
    IrBuild b = plg_builder(at);
    return (EgVal){ir_emit(&b, UOP_HLD, (IrType)type, host_access(type), 0, ir_i64(&b, (uintptr_t)addr), 0, 0)};
}

void eg_host_store(EgPlace *at, void *addr, EgVal v)
{
    IrType t = plg_type_of(at, v, "eg_host_store");
    IrBuild b = plg_builder(at);
    ir_emit(&b, UOP_HST, t, host_access((EgType)t), 0, ir_i64(&b, (uintptr_t)addr), v.ref, 0);
}

/* ---------------------------------------------------------------- calls */

/* All slots that helpers can see, for a helper that reads them and writes none. */
static const uint16_t *all_slots(void)
{
    static uint16_t list[SLOT_COUNT + 1];
    unsigned n = 0;
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (ppc_ir_env(false)->slots[i].name)
            list[n++] = (uint16_t)i;
    list[n] = 0xffff;
    return list;
}

void plg_plain_helper(IrHelper *h)
{
    h->flags = IR_H_SLOTS | IR_H_NOFAULT;
    h->reads = all_slots();
}

/* Types that calls can carry. */
static bool is_call_type(EgType t)
{
    return t == EG_I32 || t == EG_I64 || t == EG_F32 || t == EG_F64;
}

static void set_effects(IrHelper *h, unsigned flags)
{
    if (flags & EG_CALL_CONST)
        h->flags = IR_H_CONST;
    else if (flags & EG_CALL_QUIET)
        h->flags = IR_H_SLOTS | IR_H_NOFAULT;
    else if (flags & EG_CALL_READS)
        h->flags = IR_H_PURE;
    else if (flags & EG_CALL_WRITES)
        h->flags = IR_H_NOFAULT;
    else
        plg_plain_helper(h);
}

int eg_function(EgPlugin *p, const char *name, void *fn, unsigned flags, EgType ret, unsigned nargs, const EgType *args)
{
    plg_only_in_install(p, "eg_function");
    if (nargs > IR_MAX_ARGS - 1)
        plg_misuse(p, "eg_function", "%s has %u arguments, at most %d are possible", name, nargs, IR_MAX_ARGS - 1);
    if (flags & ~(unsigned)(EG_CALL_READS | EG_CALL_WRITES | EG_CALL_CONST | EG_CALL_QUIET) || !fn ||
        (ret != EG_VOID && !is_call_type(ret)))
        plg_misuse(p, "eg_function", "%s has no address, unknown flags, or a result that calls cannot return", name);
    IrHelper h = {.fn = fn, .ret = (uint8_t)ret, .nargs = (uint8_t)nargs};
    for (unsigned i = 0; i < nargs; i++) {
        if (!is_call_type(args[i]))
            plg_misuse(p, "eg_function", "%s: argument %u is of a type that calls cannot pass", name, i + 1);
        h.args[i] = (uint8_t)args[i];
    }
    h.name = g_strdup_printf("%s.%s", p->d->name, name); /* lives with the helper table */
    set_effects(&h, flags);
    return (int)ppc_helper_add(&h);
}

/* The helper of a call, and its arguments as refs. */
static const IrHelper *call_args(const EgPlace *at, int function, unsigned nargs, const EgVal *args, IrRef *refs,
                                 const char *name)
{
    const IrEnv *env = at->tb->u->env;
    if (function < HLP_COUNT || (unsigned)function >= env->nhelpers)
        plg_misuse(at->tb->running, name, "there is no function %d", function);
    const IrHelper *h = &env->helpers[function];
    if (nargs != h->nargs)
        plg_misuse(at->tb->running, name, "%s takes %u arguments, %u are given", h->name, h->nargs, nargs);
    for (unsigned i = 0; i < nargs; i++) {
        plg_want_type(at, args[i], (IrType)h->args[i], name);
        refs[i] = args[i].ref;
    }
    return h;
}

EgVal eg_call(EgPlace *at, int function, unsigned nargs, const EgVal *args)
{
    IrRef refs[IR_MAX_ARGS];
    const IrHelper *h = call_args(at, function, nargs, args, refs, "eg_call");
    IrBuild b = plg_builder(at);
    exec_plain_fpr |= h->flags == IR_H_NOFAULT;
    if (!(h->flags & (IR_H_CONST | IR_H_PURE)))
        ir_ecount(&b, plg_cell_env_offset(at->tb->running->event_cell), ir_i64(&b, 1));
    return (EgVal){ir_call(&b, (unsigned)function, refs)};
}

void eg_call_if(EgPlace *at, EgVal cond, int function, unsigned nargs, const EgVal *args)
{
    IrRef refs[IR_MAX_ARGS];
    const IrHelper *h = call_args(at, function, nargs, args, refs, "eg_call_if");
    plg_want_type(at, cond, IR_I32, "eg_call_if");
    if (h->ret != IR_VOID || !(h->flags & IR_H_SLOTS)) { /* nothing that the back end does out of line */
        EgPlace in = eg_if(at, cond, false);
        eg_call(&in, function, nargs, args);
        return;
    }
    IrBuild b = plg_builder(at);
    ir_call_if(&b, (unsigned)function, refs, cond.ref);
}

EgVal eg_call_else_last(EgPlace *at, EgVal cond, int function, unsigned nargs, const EgVal *args)
{
    IrRef refs[IR_MAX_ARGS];
    const IrHelper *h = call_args(at, function, nargs, args, refs, "eg_call_else_last");
    plg_want_type(at, cond, IR_I32, "eg_call_else_last");
    if (!ir_is_int((IrType)h->ret) || !(h->flags & IR_H_SLOTS) || !nargs || h->args[nargs - 1] != h->ret)
        plg_misuse(at->tb->running, "eg_call_else_last",
                   "function %s is not EG_CALL_QUIET with an integer result of its last argument's type", h->name);
    IrBuild b = plg_builder(at);
    return (EgVal){ir_call_if(&b, (unsigned)function, refs, cond.ref)};
}

uint64_t eg_thread_reg(const EgThread *t, int reg)
{
    const PpcCpu *cpu = (const PpcCpu *)t;
    if (reg == REG_CR)
        return ppc_get_cr(cpu);
    if (reg == REG_XER)
        return ppc_get_xer(cpu);
    return is_shown(reg) ? ppc_slot_read(cpu, (unsigned)reg) : 0;
}
