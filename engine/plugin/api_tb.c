/* SPDX-License-Identifier: Apache-2.0 */
/* The public API's builder: every function checks its arguments and names the plugin when they do not fit. */
#include <string.h>

#include "engine/plugin/plg.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/isa.h"
#include "ppc/trans/trans.h"

_Static_assert((int)EG_I32 == IR_I32 && (int)EG_I64 == IR_I64 && (int)EG_F32 == IR_F32 && (int)EG_F64 == IR_F64 && (int)EG_V128 == IR_V128,
               "types are the IR's");
_Static_assert((int)EG_EQ == IR_EQ && (int)EG_LTS == IR_LTS && (int)EG_GTS == IR_GTS && (int)EG_LTU == IR_LTU && (int)EG_LEU == IR_LEU,
               "conditions are the IR's");

static IrBuild builder(const EgPlace *at)
{
    return (IrBuild){.u = at->tb->u, .block = at->block, .before = at->before, .insn = (uint16_t)at->insn, .origin = at->tb->running->index};
}

/* ---------------------------------------------------------------- places */

uint64_t eg_tb_addr(const EgTb *tb) { return tb->u->pc; }
uint32_t eg_tb_ninsns(const EgTb *tb) { return tb->u->ninsns; }
const EgTbInfo *eg_tb_info(const EgTb *tb) { return tb->info; }

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

void eg_each_access(EgTb *tb, uint32_t i, EgAccessFn fn, void *user)
{
    IrUnit *u = tb->u;
    for (IrRef r = mark_of(tb, i, "eg_each_access"); r; r = ir_op(u, r)->next) {
        IrOp o = *ir_op(u, r);
        if (o.insn != i && o.origin == 0)
            break;
        if (o.origin != 0 || (o.op != UOP_LD && o.op != UOP_ST && o.op != UOP_CAS))
            continue;
        EgPlace at = place_before(tb, r, i);
        IrBuild b = builder(&at);
        IrRef addr = o.imm ? ir_add(&b, o.a, ir_const(u, (IrType)ir_op(u, o.a)->type, o.imm)) : o.a;
        EgAccess a = {.struct_size = sizeof a, .store = o.op != UOP_LD, .nbytes = 1u << (o.sub & IR_M_SIZE), .addr = {addr}};
        a.value.ref = o.op == UOP_ST ? o.b : o.op == UOP_CAS ? o.c : 0;
        fn(&at, &a, user);
    }
}

bool eg_insn_hidden_access(const EgTb *tb, uint32_t i)
{
    const IrUnit *u = tb->u;
    for (uint32_t blk = 0; blk < u->nblocks; blk++)
        IR_FOR_OPS(u, blk, r)
        {
            const IrOp *o = ir_op(u, r);
            if (o->insn == i && o->origin == 0 && o->op == UOP_CALL && ir_may_leave(u, o))
                return true;
        }
    return false;
}

uint32_t eg_op_by_name(const char *mnemonic)
{
    return ppc_op_by_name(mnemonic);
}

char *eg_insn_text(const EgInsn *insn, char *buf, size_t nbytes)
{
    ppc_disas(buf, nbytes, insn->word, insn->addr, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
    return buf;
}

/* ---------------------------------------------------------------- values */

static IrType type_of(const EgPlace *at, EgVal v, const char *function)
{
    const IrUnit *u = at->tb->u;
    if (v.ref == IR_NONE || v.ref >= u->nops)
        plg_misuse(at->tb->running, function, "an operand is no value of this TB");
    return (IrType)ir_op(u, v.ref)->type;
}

static void want(const EgPlace *at, EgVal v, IrType t, const char *function)
{
    IrType is = type_of(at, v, function);
    if (is != t)
        plg_misuse(at->tb->running, function, "an operand is %s, %s is needed", ir_type_name[is], ir_type_name[t]);
}

static void want_int(const EgPlace *at, EgVal v, const char *function)
{
    IrType is = type_of(at, v, function);
    if (is != IR_I32 && is != IR_I64)
        plg_misuse(at->tb->running, function, "an operand is %s, an integer is needed", ir_type_name[is]);
}

EgType eg_type(const EgPlace *at, EgVal v)
{
    return (EgType)type_of(at, v, "eg_type");
}

EgVal eg_i32(EgPlace *at, uint32_t v) { return (EgVal){ir_const(at->tb->u, IR_I32, v)}; }
EgVal eg_i64(EgPlace *at, uint64_t v) { return (EgVal){ir_const(at->tb->u, IR_I64, (int64_t)v)}; }

static EgVal binary(EgPlace *at, UopId op, EgVal a, EgVal b, const char *function)
{
    want_int(at, a, function);
    want(at, b, type_of(at, a, function), function);
    IrBuild bu = builder(at);
    return (EgVal){ir_bin(&bu, op, a.ref, b.ref)};
}

static EgVal shift(EgPlace *at, UopId op, EgVal a, EgVal n, const char *function)
{
    want_int(at, a, function);
    want(at, n, IR_I32, function);
    IrBuild bu = builder(at);
    return (EgVal){ir_bin(&bu, op, a.ref, n.ref)};
}

EgVal eg_add(EgPlace *at, EgVal a, EgVal b) { return binary(at, UOP_ADD, a, b, "eg_add"); }
EgVal eg_sub(EgPlace *at, EgVal a, EgVal b) { return binary(at, UOP_SUB, a, b, "eg_sub"); }
EgVal eg_mul(EgPlace *at, EgVal a, EgVal b) { return binary(at, UOP_MUL, a, b, "eg_mul"); }
EgVal eg_and(EgPlace *at, EgVal a, EgVal b) { return binary(at, UOP_AND, a, b, "eg_and"); }
EgVal eg_or(EgPlace *at, EgVal a, EgVal b) { return binary(at, UOP_OR, a, b, "eg_or"); }
EgVal eg_xor(EgPlace *at, EgVal a, EgVal b) { return binary(at, UOP_XOR, a, b, "eg_xor"); }
EgVal eg_shl(EgPlace *at, EgVal a, EgVal n) { return shift(at, UOP_SHL, a, n, "eg_shl"); }
EgVal eg_shr(EgPlace *at, EgVal a, EgVal n) { return shift(at, UOP_SHR, a, n, "eg_shr"); }
EgVal eg_sar(EgPlace *at, EgVal a, EgVal n) { return shift(at, UOP_SAR, a, n, "eg_sar"); }

EgVal eg_zext(EgPlace *at, EgVal a)
{
    want(at, a, IR_I32, "eg_zext");
    IrBuild b = builder(at);
    return (EgVal){ir_zext32(&b, a.ref)};
}

EgVal eg_sext(EgPlace *at, EgVal a)
{
    want(at, a, IR_I32, "eg_sext");
    IrBuild b = builder(at);
    return (EgVal){ir_sext32(&b, a.ref)};
}

EgVal eg_trunc(EgPlace *at, EgVal a)
{
    want(at, a, IR_I64, "eg_trunc");
    IrBuild b = builder(at);
    return (EgVal){ir_trunc(&b, a.ref)};
}

EgVal eg_compare(EgPlace *at, EgCond c, EgVal a, EgVal b)
{
    if ((unsigned)c > EG_LEU)
        plg_misuse(at->tb->running, "eg_compare", "there is no condition %u", (unsigned)c);
    want_int(at, a, "eg_compare");
    want(at, b, type_of(at, a, "eg_compare"), "eg_compare");
    IrBuild bu = builder(at);
    return (EgVal){ir_set(&bu, (IrCond)c, a.ref, b.ref)};
}

EgVal eg_select(EgPlace *at, EgVal c, EgVal a, EgVal b)
{
    want(at, c, IR_I32, "eg_select");
    want(at, b, type_of(at, a, "eg_select"), "eg_select");
    IrBuild bu = builder(at);
    return (EgVal){ir_sel(&bu, c.ref, a.ref, b.ref)};
}

/* ---------------------------------------------------------------- guest state and memory */

/* Handles: slot numbers, and two that are put together from several slots. */
enum { REG_CR = 1000, REG_XER = 1001 };

int eg_reg(const char *name)
{
    if (strcmp(name, "cr") == 0)
        return REG_CR;
    if (strcmp(name, "xer") == 0)
        return REG_XER;
    const IrEnv *env = ppc_ir_env(false);
    for (unsigned i = 0; i < env->nslots; i++) {
        bool shown = i <= PPC_REG_V31 || i == PPC_REG_LR || i == PPC_REG_CTR || (i >= PPC_REG_SO && i <= PPC_REG_CA);
        if (shown && env->slots[i].name && strcmp(env->slots[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

static void check_reg(const EgPlace *at, int reg, const char *function)
{
    if (reg != REG_CR && reg != REG_XER && (reg < 0 || reg > PPC_REG_CA || (reg >= PPC_REG_CR0 && reg <= PPC_REG_CR7)))
        plg_misuse(at->tb->running, function, "there is no register %d", reg);
}

static uint32_t read_cr(PpcCpu *cpu) { return ppc_get_cr(cpu); }
static uint32_t read_xer(PpcCpu *cpu) { return ppc_get_xer(cpu); }

static unsigned packed_helper(int reg)
{
    static const IrHelper cr = {.name = "plugin_read_cr", .fn = (void *)read_cr, .flags = IR_H_PURE, .ret = IR_I32};
    static const IrHelper xer = {.name = "plugin_read_xer", .fn = (void *)read_xer, .flags = IR_H_PURE, .ret = IR_I32};
    static int number[2] = {-1, -1};
    int k = reg == REG_XER;
    if (number[k] < 0)
        number[k] = (int)ppc_helper_add(k ? &xer : &cr);
    return (unsigned)number[k];
}

EgVal eg_get_reg(EgPlace *at, int reg)
{
    check_reg(at, reg, "eg_get_reg");
    IrBuild b = builder(at);
    if (reg == REG_CR || reg == REG_XER)
        return (EgVal){ir_call(&b, packed_helper(reg), NULL)};
    return (EgVal){ir_get(&b, (unsigned)reg)};
}

void eg_put_reg(EgPlace *at, int reg, EgVal v)
{
    check_reg(at, reg, "eg_put_reg");
    if (reg == REG_CR || reg == REG_XER || (reg >= PPC_REG_SO && reg <= PPC_REG_CA))
        plg_misuse(at->tb->running, "eg_put_reg", "this register can only be read");
    want(at, v, (IrType)at->tb->u->env->slots[reg].type, "eg_put_reg");
    IrBuild b = builder(at);
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
    want(at, addr, at->tb->u->env->guest64 ? IR_I64 : IR_I32, "eg_guest_load");
    unsigned mem = access_flags(at, nbytes, "eg_guest_load");
    IrBuild b = builder(at);
    return (EgVal){ir_ld(&b, nbytes == 8 ? IR_I64 : IR_I32, mem, addr.ref, 0)};
}

void eg_guest_store(EgPlace *at, EgVal addr, EgVal v, unsigned nbytes)
{
    want(at, addr, at->tb->u->env->guest64 ? IR_I64 : IR_I32, "eg_guest_store");
    want(at, v, nbytes == 8 ? IR_I64 : IR_I32, "eg_guest_store");
    unsigned mem = access_flags(at, nbytes, "eg_guest_store");
    IrBuild b = builder(at);
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
    IrBuild b = builder(at);
    return (EgVal){ir_emit(&b, UOP_HLD, (IrType)type, host_access(type), 0, ir_i64(&b, (uintptr_t)addr), 0, 0)};
}

void eg_host_store(EgPlace *at, void *addr, EgVal v)
{
    IrType t = type_of(at, v, "eg_host_store");
    IrBuild b = builder(at);
    ir_emit(&b, UOP_HST, t, host_access((EgType)t), 0, ir_i64(&b, (uintptr_t)addr), v.ref, 0);
}

/* ---------------------------------------------------------------- counters and calls */

void eg_count_val(EgPlace *at, EgCounter c, EgVal n)
{
    want(at, n, IR_I64, "eg_count_val");
    IrBuild b = builder(at);
    ir_emit(&b, UOP_ECOUNT, IR_I64, 0, plg_cell_env_offset(c.cell), n.ref, 0, 0);
}

void eg_count(EgPlace *at, EgCounter c, uint64_t n)
{
    eg_count_val(at, c, eg_i64(at, n));
}

EgVal eg_cell_load(EgPlace *at, EgCounter c)
{
    IrBuild b = builder(at);
    return (EgVal){ir_emit(&b, UOP_ELD, IR_I64, IR_M_64, plg_cell_env_offset(c.cell), 0, 0, 0)};
}

void eg_cell_store(EgPlace *at, EgCounter c, EgVal v)
{
    want(at, v, IR_I64, "eg_cell_store");
    IrBuild b = builder(at);
    ir_emit(&b, UOP_EST, IR_I64, IR_M_64, plg_cell_env_offset(c.cell), v.ref, 0, 0);
}

int eg_function(EgPlugin *p, const char *name, void *fn, unsigned flags, EgType ret, unsigned nargs, const EgType *args)
{
    IrHelper *h = g_new0(IrHelper, 1); /* lives with the helper table */
    if (nargs > IR_MAX_ARGS - 1)
        plg_misuse(p, "eg_function", "%s has %u arguments, at most %d are possible", name, nargs, IR_MAX_ARGS - 1);
    h->name = g_strdup_printf("%s.%s", p->d->name, name);
    h->fn = fn;
    h->ret = (uint8_t)ret;
    h->nargs = (uint8_t)nargs;
    for (unsigned i = 0; i < nargs; i++)
        h->args[i] = (uint8_t)args[i];
    h->flags = flags & EG_CALL_CONST   ? IR_H_CONST
               : flags & EG_CALL_QUIET ? IR_H_SLOTS | IR_H_NOFAULT
               : flags & EG_CALL_READS ? IR_H_PURE
                                       : IR_H_READS | IR_H_NOFAULT;
    return (int)ppc_helper_add(h);
}

EgVal eg_call(EgPlace *at, int function, unsigned nargs, const EgVal *args)
{
    const IrEnv *env = at->tb->u->env;
    if (function < 0 || (unsigned)function >= env->nhelpers)
        plg_misuse(at->tb->running, "eg_call", "there is no function %d", function);
    const IrHelper *h = &env->helpers[function];
    IrRef refs[IR_MAX_ARGS];
    if (nargs != h->nargs)
        plg_misuse(at->tb->running, "eg_call", "%s takes %u arguments, %u are given", h->name, h->nargs, nargs);
    for (unsigned i = 0; i < nargs; i++) {
        want(at, args[i], (IrType)h->args[i], "eg_call");
        refs[i] = args[i].ref;
    }
    IrBuild b = builder(at);
    return (EgVal){ir_call(&b, (unsigned)function, refs)};
}

uint64_t eg_thread_reg(const EgThread *t, int reg)
{
    const PpcCpu *cpu = (const PpcCpu *)t;
    if (reg == REG_CR)
        return ppc_get_cr(cpu);
    if (reg == REG_XER)
        return ppc_get_xer(cpu);
    return reg < 0 || reg > PPC_REG_CA ? 0 : ppc_slot_read(cpu, (unsigned)reg);
}
