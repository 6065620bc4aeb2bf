/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of C functions: System V AMD64 calling convention. The unit's rsp is
 * 16-byte aligned and never moves, so a call needs no frame; a seventh integer
 * argument goes to the lowest spill slot, which is kept free for it.
 */
#include "tcg/host/x64/x64.h"

static const int8_t int_args[] = {RDI, RSI, RDX, RCX, R8, R9};

static unsigned arg_moves(X64Cx *cx, RaMove *m, bool env, const IrRef *args, unsigned nargs)
{
    unsigned ni = env, nx = 0;
    for (unsigned i = 0; i < nargs; i++) {
        m[i] = (RaMove){.dst_kind = RA_M_REG};
        ra_move_src(&cx->ra, &m[i], args[i]);
        if (m[i].type >= IR_F32) {
            m[i].dst_reg = (int8_t)(XMM0 + (int)nx++);
        } else if (ni < 6) {
            m[i].dst_reg = int_args[ni++];
        } else if (ni++ == 6) {
            m[i].dst_kind = RA_M_SPILL;
            m[i].dst_spill = 0;
        } else {
            die("helper with more than seven integer arguments");
        }
    }
    return nargs;
}

static void emit_call(X64Cx *cx, uint64_t fn)
{
    X64Buf *b = &cx->b;
    int64_t rel = (int64_t)(fn - (x64_here(b) + 5));
    if (rel == (int32_t)rel) {
        x64_call(b, fn);
    } else {
        cx->out->fixed = true;
        x64_mov_ri(b, RAX, fn, false);
        x64_call_r(b, RAX);
    }
}

uint32_t x64_call_c(X64Cx *cx, uint64_t fn, bool env, const IrRef *args, unsigned nargs)
{
    X64Buf *b = &cx->b;
    RaMove m[IR_MAX_ARGS + 1];
    ra_save_for_call(&cx->ra, X64_CALLER_SAVED);
    ra_parallel(&cx->ra, m, arg_moves(cx, m, env, args, nargs));
    if (env)
        x64_rm(b, X_LEA, true, RDI, x64_env(-(int64_t)cx->rt->env_bias));
    emit_call(cx, fn);
    uint32_t end = x64_off(b);
    ra_forget(&cx->ra, X64_CALLER_SAVED);
    return end;
}

/* Homes that the helper may write are given up. */
static void clobber_slots(X64Cx *cx, const IrHelper *h)
{
    if (h->flags & (IR_H_PURE | IR_H_CONST))
        return;
    if (h->flags & IR_H_SLOTS) {
        for (const uint16_t *s = h->writes; s && *s != 0xffff; s++)
            ra_home_clobber(&cx->ra, cx->u->env->slots[*s].offset, ir_type_size[cx->u->env->slots[*s].type]);
        return;
    }
    if (!(h->flags & IR_H_READS))
        ra_home_clobber_all(&cx->ra);
}

static RaPins pins_of_slots(const X64Cx *cx, IrSlotSet kind, const uint16_t *list)
{
    RaPins set = 0;
    if (kind == IR_SLOTS_ALL)
        return (RaPins)((1u << cx->ra.npins) - 1);
    for (; kind == IR_SLOTS_LIST && *list != 0xffff; list++) {
        int p = ra_pin_at(&cx->ra, cx->u->env->slots[*list].offset);
        if (p >= 0)
            set |= (RaPins)(1u << p);
    }
    return set;
}

/* Pins that the call may read or write, or that must be recoverable when it leaves, get a copy in the state block.
 * Returns those it may write. */
static RaPins pins_for_call(X64Cx *cx, const IrOp *o, bool leaves)
{
    const uint16_t *list;
    IrSlotSet kind = ir_call_reads(cx->u, o, &list);
    RaPins reads = leaves ? (RaPins)~0 : pins_of_slots(cx, kind, list);
    kind = ir_call_writes(cx->u, o, &list);
    RaPins writes = pins_of_slots(cx, kind, list);
    ra_pins_sync(&cx->ra, reads | writes);
    return writes;
}

/* Values of a snapshot at a call must survive in memory: registers are lost when the helper faults. */
static void pin_snapshot(X64Cx *cx, const IrOp *o)
{
    for (const IrSnap *s = o->snap; s; s = s->next) {
        const RaTemp *t = &cx->ra.t[s->ref];
        IrRef leaf[RA_MAX_LEAVES];
        if ((t->flags & RA_HOME) && t->home_off == cx->u->env->slots[s->slot].offset)
            continue;
        for (unsigned n = ra_leaves(&cx->ra, s->ref, leaf); n-- > 0;)
            ra_force_memory(&cx->ra, leaf[n]);
    }
}

/* -- calls on a condition, which is rarely true: a compare and a branch; the unit's registers are as before
 * ------------
 */

static X64Mem save_place(unsigned reg)
{
    return x64_at(RSP, HOST_SPILL_BYTES + (reg < RA_XMM0
                                               ? (int32_t)__builtin_popcount(X64_CALLER_SAVED & ((1u << reg) - 1)) * 8
                                               : 80 + (int32_t)(reg - RA_XMM0) * 16));
}

/* Registers of the set to memory, or back. */
static void save_registers(X64Cx *cx, RaSet set, bool back)
{
    for (; set; set &= set - 1) {
        unsigned r = (unsigned)__builtin_ctz(set);
        if (r < RA_XMM0)
            x64_rm(&cx->b, back ? X_MOV_LD : X_MOV_ST, true, (int)r, save_place(r));
        else
            x64_rm(&cx->b, back ? X_MOVUPS_LD : X_MOVUPS_ST, false, (int)r, save_place(r));
    }
}

void x64_call_stub(X64Cx *cx, const X64Stub *s)
{
    x64_store_pins(&cx->b, cx->rt, s->pins, false); /* it may look at them, and writes none */
    save_registers(cx, s->save, false);
    x64_moves(cx, s->moves, s->n);
    x64_rm(&cx->b, X_LEA, true, RDI, x64_env(-(int64_t)cx->rt->env_bias));
    emit_call(cx, s->pc);
    if (s->reg >= 0 && !s->w)
        x64_mov_rr(&cx->b, false, RAX, RAX); /* the ABI leaves the upper half undefined */
    if (s->reg >= 0 && s->save >> s->reg & 1)
        x64_rm(&cx->b, X_MOV_ST, true, RAX, save_place((unsigned)s->reg));
    else if (s->reg >= 0)
        x64_mov_rr(&cx->b, true, s->reg, RAX);
    save_registers(cx, s->save, true);
    x64_patch32(&cx->b, x64_jmp_fwd(&cx->b), s->back);
}

/* Registers that hold what is needed behind the current op. */
static RaSet needed_behind(X64Cx *cx)
{
    RaSet set = X64_CALLER_SAVED & cx->ra.held;
    for (RaSet s = X64_CALLER_SAVED & cx->ra.busy & ~set; s; s &= s - 1) {
        int r = __builtin_ctz(s);
        if (ra_alive(&cx->ra, cx->ra.reg[r]))
            set |= 1u << r;
    }
    return set;
}

/* The value that is the result otherwise, in the result's register; the arguments keep theirs until the stub. */
static int8_t result_or_last(X64Cx *cx, IrRef r, const IrRef *args, unsigned nargs)
{
    int64_t imm;
    for (unsigned i = 0; i + 1 < nargs; i++)
        if (!x64_is_const(cx, args[i], &imm))
            ra_use(&cx->ra, args[i]);
    return (int8_t)ra_def_over(&cx->ra, r, args[nargs - 1]);
}

static void call_if(X64Cx *cx, IrRef r, const IrOp *o, const IrHelper *h)
{
    const IrRef *args = cx->u->args + o->a;
    X64Cmp c = x64_truth_fetch(cx, args[h->nargs]);
    RaMove *m = arena_zalloc(cx->u->arena, (h->nargs + 1u) * sizeof *m);
    unsigned n = arg_moves(cx, m, true, args, h->nargs);
    int8_t reg = h->ret == IR_VOID ? -1 : result_or_last(cx, r, args, h->nargs);
    if (reg >= 0) {
        arg_moves(cx, m, true, args, h->nargs - 1u); /* where they are now */
        m[n - 1].src_kind = RA_M_REG;
        m[n - 1].src_reg = reg;
    }
    x64_cmp_emit(cx, &c);
    X64Stub *s = x64_stub(cx, STUB_CALL, x64_jcc_fwd(&cx->b, c.cc));
    s->back = x64_off(&cx->b);
    s->pc = (uint64_t)(uintptr_t)h->fn;
    s->moves = m;
    s->n = n;
    s->save = needed_behind(cx);
    s->pins = x64_stale_pins(cx);
    s->reg = reg;
    s->w = h->ret == IR_I64;
}

void x64_e_call(X64Cx *cx, IrRef r, const IrOp *o)
{
    const IrHelper *h = &cx->u->env->helpers[o->imm];
    if (o->sub & IR_C_IF) {
        call_if(cx, r, o, h);
        return;
    }
    bool leaves = ir_may_leave(cx->u, o);
    IrRef args[IR_MAX_ARGS];
    for (unsigned i = 0; i < h->nargs; i++)
        args[i] = cx->u->args[o->a + i];
    if (leaves)
        pin_snapshot(cx, o);
    clobber_slots(cx, h);
    RaPins written = pins_for_call(cx, o, leaves);
    uint32_t end = x64_call_c(cx, (uint64_t)(uintptr_t)h->fn, !(h->flags & IR_H_CONST), args, h->nargs);
    if (leaves) {
        uint32_t first, n = x64_snap(cx, o, &first);
        x64_point(cx, r, end - 1, first, n);
    }
    ra_pins_written(&cx->ra, written);
    if (h->ret == IR_VOID)
        return;
    ra_def_at(&cx->ra, r, h->ret >= IR_F32 ? XMM0 : RAX);
    if (h->ret == IR_I32)
        x64_mov_rr(&cx->b, false, RAX, RAX); /* the ABI leaves the upper half undefined */
}
