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

uint32_t x64_call_c(X64Cx *cx, uint64_t fn, bool env, const IrRef *args, unsigned nargs)
{
    X64Buf *b = &cx->b;
    RaMove m[IR_MAX_ARGS + 1];
    ra_save_for_call(&cx->ra, X64_CALLER_SAVED);
    ra_parallel(&cx->ra, m, arg_moves(cx, m, env, args, nargs));
    if (env)
        x64_rm(b, X_LEA, true, RDI, x64_env(-(int64_t)cx->rt->env_bias));
    int64_t rel = (int64_t)(fn - (x64_here(b) + 5));
    if (rel == (int32_t)rel) {
        x64_call(b, fn);
    } else {
        x64_mov_ri(b, RAX, fn, false);
        x64_call_r(b, RAX);
    }
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

/* Values of a snapshot at a call must survive in memory: registers are lost when the helper faults. */
static void pin_snapshot(X64Cx *cx, const IrOp *o)
{
    for (const IrSnap *s = o->snap; s; s = s->next) {
        const RaTemp *t = &cx->ra.t[s->ref];
        if (!(t->flags & RA_HOME) || t->home_off != cx->u->env->slots[s->slot].offset)
            ra_force_memory(&cx->ra, s->ref);
    }
}

void x64_e_call(X64Cx *cx, IrRef r, const IrOp *o)
{
    const IrHelper *h = &cx->u->env->helpers[o->imm];
    bool leaves = ir_may_leave(cx->u, o);
    IrRef args[IR_MAX_ARGS];
    for (unsigned i = 0; i < h->nargs; i++)
        args[i] = cx->u->args[o->a + i];
    if (leaves)
        pin_snapshot(cx, o);
    clobber_slots(cx, h);
    uint32_t end = x64_call_c(cx, (uint64_t)(uintptr_t)h->fn, !(h->flags & IR_H_CONST), args, h->nargs);
    if (leaves) {
        uint32_t first, n = x64_snap(cx, o, &first);
        x64_point(cx, r, end - 1, first, n);
    }
    if (h->ret == IR_VOID)
        return;
    ra_def_at(&cx->ra, r, h->ret >= IR_F32 ? XMM0 : RAX);
    if (h->ret == IR_I32)
        x64_mov_rr(&cx->b, false, RAX, RAX); /* the ABI leaves the upper half undefined */
}
