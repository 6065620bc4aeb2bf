/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public API's part that changes what the guest does: instructions that get
 * micro-ops of a plugin's in place of their own, jumps, registers and memory
 * written by callbacks. The interpreter does not know of such changes, so none
 * of them goes with lockstep.
 */
#include <string.h>

#include "engine/exec/exec.h"
#include "engine/exec/hooks.h"
#include "engine/mem/mem.h"
#include "engine/plugin/plg.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/slot.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/verify.h"

static void refuse_lockstep(const EgPlugin *p, const char *function)
{
    if (exec_config.lockstep)
        plg_misuse(p, function, "what it changes --check=lockstep would take for a mistake");
}

/* ---------------------------------------------------------------- instructions replaced */

typedef struct Replace {
    EgReplaceFn which;
    EgPlaceFn emit;
    void *user;
} Replace;

void eg_on_replace(EgPlugin *p, EgReplaceFn which, EgPlaceFn emit, void *user)
{
    refuse_lockstep(p, "eg_on_replace");
    if (!which || !emit)
        plg_misuse(p, "eg_on_replace", "the hook is NULL");
    Replace *r = g_new(Replace, 1);
    *r = (Replace){which, emit, user};
    plg_hook_add(PLG_ON_REPLACE, p, (void *)which, r, "eg_on_replace");
}

/* Which plugin's hook replaces which instruction of the TB in translation; NULL = none. Under tb_lock. */
static const PlgHook *replaced[TRANS_MAX_INSNS];
static unsigned nreplaced;

bool plg_replaces(const EgInsn *in, unsigned i, uint64_t tb_addr)
{
    const PlgHooks *list = __atomic_load_n(&plg_hooks[PLG_ON_REPLACE], __ATOMIC_ACQUIRE);
    if (i == 0)
        nreplaced = 0;
    replaced[i] = NULL;
    for (unsigned k = 0; list && k < list->n && !replaced[i]; k++) {
        const PlgHook *h = &list->h[k];
        const Replace *r = h->user;
        if (plg_is_on(h->p, tb_addr) && r->which(in, r->user))
            replaced[i] = h;
    }
    nreplaced += replaced[i] != NULL;
    return replaced[i] != NULL;
}

/* Where instruction i has ended: in front of the next one's mark, or of the TB's end. */
static EgPlace place_behind(EgTb *tb, uint32_t i)
{
    EgPlace at = eg_before_insn(tb, i);
    IrRef r = at.before;
    while (ir_op(tb->u, r)->next && (r == at.before || ir_op(tb->u, r)->op != UOP_MARK))
        r = ir_op(tb->u, r)->next;
    return (EgPlace){.tb = tb, .before = r, .block = ir_op(tb->u, r)->block, .insn = plg_place_insn(i, i + 1)};
}

void plg_emit_replaced(EgTb *tb)
{
    for (uint32_t i = 0; nreplaced && i < tb->u->ninsns; i++) {
        EgInsn in = {.struct_size = sizeof in};
        if (!replaced[i])
            continue;
        const Replace *r = replaced[i]->user;
        tb->running = replaced[i]->p;
        EgPlace at = place_behind(tb, i);
        eg_tb_insn(tb, i, &in);
        r->emit(&at, &in, r->user);
    }
    nreplaced = 0;
}

/* ---------------------------------------------------------------- jumps */

/* An END op stamped as plg_done_at() reads it: `done` instructions are complete. */
static IrBuild builder_of_end(const EgPlace *at, uint32_t block, unsigned done)
{
    unsigned n = at->tb->u->ninsns;
    return (IrBuild){
        .u = at->tb->u, .block = block, .insn = (uint16_t)(done < n ? done : n - 1), .origin = at->tb->running->index};
}

void eg_jump_if(EgPlace *at, EgVal cond, EgVal to)
{
    IrUnit *u = at->tb->u;
    refuse_lockstep(at->tb->running, "eg_jump_if");
    if (at->tb->pass)
        plg_misuse(at->tb->running, "eg_jump_if", "a pass cannot jump");
    plg_want_type(at, to, u->env->guest64 ? IR_I64 : IR_I32, "eg_jump_if");
    unsigned done = plg_place_done(at), undone = done < u->ninsns ? IR_X_UNDONE : 0;
    EgPlace in = eg_if(at, cond, false);
    uint32_t block = ir_op(u, in.before)->block;
    ir_remove(u, in.before, 'p');
    IrBuild b = builder_of_end(at, block, done);
    if (ir_is_const(u, to.ref))
        ir_exit(&b, (uint64_t)ir_op(u, to.ref)->imm, IR_X_POLL | IR_X_SIDE | undone);
    else
        ir_exit_ind(&b, to.ref, IR_X_POLL | undone);
    u->cfg = NULL;
    plg_count_jump(u, at->tb->info, u->blocks[block].last);
}

/* ---------------------------------------------------------------- registers and memory, by callbacks */

static bool put_slot(PpcCpu *cpu, unsigned slot, uint64_t value)
{
    const IrSlotDesc *d = &ppc_slot_desc(cpu->guest64)[slot];
    char *to = (char *)cpu + ENV_BIAS + d->offset;
    if (!d->name || (d->type != IR_I32 && d->type != IR_I64 && d->type != IR_F64))
        return false;
    memcpy(to, &value, d->type == IR_I32 ? 4 : 8);
    return true;
}

void eg_thread_put_reg(EgThread *t, int reg, uint64_t value)
{
    PpcCpu *cpu = (PpcCpu *)t;
    refuse_lockstep(NULL, "eg_thread_put_reg");
    bool flags = reg == eg_reg("cr") || reg == eg_reg("xer");
    if (flags && plg_runs_guest())
        plg_misuse(NULL, "eg_thread_put_reg", "%s can be written in event hooks only", eg_reg_name(reg));
    if (reg == eg_reg("cr")) {
        ppc_set_cr(cpu, (uint32_t)value, 0xff);
    } else if (flags) {
        ppc_set_xer(cpu, (uint32_t)value);
        ppc_update_tb_flags(cpu);
    } else if (!eg_reg_name(reg) || reg >= PPC_REG_SO || !put_slot(cpu, (unsigned)reg, value)) {
        plg_misuse(NULL, "eg_thread_put_reg", "there is no register %d that can be written", reg);
    }
}

bool eg_write_guest(uint64_t addr, const void *in, size_t nbytes)
{
    refuse_lockstep(NULL, "eg_write_guest");
    if (!mem_ok(addr, nbytes, MEM_W))
        return false;
    mem_before_write(addr, nbytes);
    memcpy(mem_g2h(addr), in, nbytes);
    return true;
}

/* ---------------------------------------------------------------- any value op */

EgVal eg_value(EgPlace *at, uint32_t uop, EgType type, unsigned sub, unsigned nargs, const EgVal *args)
{
    const EgPlugin *p = at->tb->running;
    Err e = {0};
    if (uop >= UOP_COUNT || uop_info[uop].effect != IR_E_PURE || uop_info[uop].nargs == IR_ARGS_POOL ||
        uop_info[uop].nargs == 0)
        plg_misuse(p, "eg_value", "%u is no micro-op that makes a value of values", uop);
    if (nargs != uop_info[uop].nargs)
        plg_misuse(p, "eg_value", "%s takes %u operands, %u are given", uop_info[uop].name, uop_info[uop].nargs, nargs);
    IrOp o = {.op = (uint8_t)uop, .type = (uint8_t)type, .sub = (uint8_t)sub};
    for (unsigned i = 0; i < nargs; i++) {
        plg_type_of(at, args[i], "eg_value");
        o.arg[i] = args[i].ref;
    }
    if (!ir_check_op(at->tb->u, &o, &e))
        plg_misuse(p, "eg_value", "%s: %s", uop_info[uop].name, e.text);
    IrBuild b = plg_builder(at);
    return (EgVal){ir_emit(&b, (UopId)uop, (IrType)type, sub, 0, o.a, o.b, o.c)};
}
