/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host_compile(): drives allocation and emission over the blocks of a unit,
 * and gives the allocator the moves it asks for.
 */
#include "tcg/host/x64/x64.h"

void *x64_vec_add(Arena *a, void *vec, size_t size)
{
    X64_VEC(void) *x = vec;
    if (x->n == x->cap) {
        x->cap = x->cap ? x->cap * 2 : 16;
        void *n = arena_alloc(a, size * x->cap);
        if (x->n)
            memcpy(n, x->v, size * x->n);
        x->v = n;
    }
    return (char *)x->v + size * x->n++;
}

/* -- moves for the allocator ------------------------------------------------------------------- */

void host_emit_move(void *cxp, IrType t, int dst, int src)
{
    X64Cx *cx = cxp;
    if (dst >= RA_XMM0)
        x64_rr(&cx->b, X_MOVAPS, false, dst, src);
    else
        x64_mov_rr(&cx->b, t == IR_I64, dst, src);
}

void host_emit_swap(void *cxp, int a, int b)
{
    X64Cx *cx = cxp;
    if (a < RA_XMM0) {
        x64_rr(&cx->b, X_XCHG, true, a, b);
        return;
    }
    x64_rr(&cx->b, X_XORPS, false, a, b);
    x64_rr(&cx->b, X_XORPS, false, b, a);
    x64_rr(&cx->b, X_XORPS, false, a, b);
}

static void load_const(X64Cx *cx, IrType t, int dst, IrRef ref)
{
    const IrOp *o = ir_op(cx->u, ref);
    if (dst < RA_XMM0) {
        x64_mov_ri(&cx->b, dst, (uint64_t)o->imm, false);
        return;
    }
    uint64_t lo = (uint64_t)o->imm, hi = 0;
    if (t == IR_V128) {
        lo = cx->u->v128[o->imm][0];
        hi = cx->u->v128[o->imm][1];
    }
    if (!lo && !hi) {
        x64_rr(&cx->b, X_XORPS, false, dst, dst);
        return;
    }
    X64Src s = {.kind = S_MEM, .m = x64_pool(cx, lo, hi)};
    x64_op(cx, t == IR_V128 ? X_MOVAPS : t == IR_F64 ? X_MOVSD_LD : X_MOVSS_LD, false, dst, s);
}

void host_emit_load(void *cxp, IrType t, int dst, RaMoveKind kind, int32_t off, IrRef ref)
{
    X64Cx *cx = cxp;
    if (kind == RA_M_CONST) {
        load_const(cx, t, dst, ref);
        return;
    }
    X64Mem m = kind == RA_M_HOME ? x64_env(off) : x64_slot_mem(off);
    static const uint32_t opc[IR_NTYPES] = {0, X_MOV_LD, X_MOV_LD, X_MOVSS_LD, X_MOVSD_LD, X_MOVUPS_LD};
    x64_rm(&cx->b, opc[t], t == IR_I64, dst, m);
}

void host_emit_home(void *cxp, IrType t, int32_t off, int src)
{
    X64Cx *cx = cxp;
    x64_rm(&cx->b, X_MOV_ST, t == IR_I64, src, x64_env(off));
}

/* Slots are 8 bytes, and i32 is stored in 8: a push of the slot then gets all its bytes from one store. */
void host_emit_spill(void *cxp, IrType t, int slot, int src)
{
    X64Cx *cx = cxp;
    static const uint32_t opc[IR_NTYPES] = {0, X_MOV_ST, X_MOV_ST, X_MOVSS_ST, X_MOVSD_ST, X_MOVUPS_ST};
    x64_rm(&cx->b, opc[t], ir_is_int(t), src, x64_slot_mem(slot));
}

/* Of an i32 all 8 bytes, too; its upper half is nobody's. What has two halves of its own goes through a register, since
 * a load of 8 bytes waits for two stores. */
void host_emit_spill_const(void *cxp, IrType t, int slot, IrRef ref, int scratch)
{
    X64Cx *cx = cxp;
    const IrOp *o = ir_op(cx->u, ref);
    if (t == IR_V128 || (ir_type_size[t] == 8 && o->imm != (int32_t)o->imm)) {
        if (scratch) {
            load_const(cx, t == IR_I64 ? IR_F64 : t, scratch, ref);
            host_emit_spill(cx, t == IR_I64 ? IR_F64 : t, slot, scratch);
            return;
        }
        const uint64_t one[1] = {(uint64_t)o->imm}, *v = t == IR_V128 ? cx->u->v128[o->imm] : one;
        for (unsigned i = 0; i < ir_type_size[t] / 4u; i++) {
            X64Mem m = x64_slot_mem(slot);
            m.disp += (int32_t)i * 4;
            x64_mov_mi(&cx->b, 4, m, (int32_t)(v[i / 2] >> (32 * (i & 1))));
        }
        return;
    }
    x64_mov_mi(&cx->b, 8, x64_slot_mem(slot), (int32_t)o->imm);
}

void host_emit_push(void *cxp, RaMoveKind kind, int32_t off, IrRef ref, unsigned word, unsigned depth)
{
    X64Cx *cx = cxp;
    if (kind != RA_M_CONST) {
        x64_push_m(&cx->b, kind == RA_M_HOME ? x64_env(off) : x64_slot_mem(off + (int)depth));
        return;
    }
    const IrOp *o = ir_op(cx->u, ref);
    int64_t v = o->type == IR_V128 ? (int64_t)cx->u->v128[o->imm][word] : o->imm;
    x64_b(&cx->b, 0x68); /* push imm32, sign-extended */
    x64_d(&cx->b, (uint32_t)v);
    if (v != (int32_t)v)
        x64_mov_mi(&cx->b, 4, x64_at(RSP, 4), (int32_t)(v >> 32));
}

void host_emit_pop(void *cxp, IrType t, RaMoveKind kind, int reg, int slot, unsigned depth)
{
    X64Cx *cx = cxp;
    X64Buf *b = &cx->b;
    if (kind == RA_M_SPILL) { /* the address is formed after rsp has moved */
        if (t == IR_V128) {
            x64_pop_m(b, x64_slot_mem(slot + (int)depth + 1));
            slot++;
        }
        x64_pop_m(b, x64_slot_mem(slot + (int)depth));
    } else if (reg < RA_XMM0) {
        x64_pop(b, reg);
        if (t == IR_I32)
            x64_mov_rr(b, false, reg, reg);
    } else {
        x64_rm(b, t == IR_V128 ? X_MOVUPS_LD : X_MOVSD_LD, false, reg, x64_at(RSP, 0));
        x64_rm(b, X_LEA, true, RSP, x64_at(RSP, t == IR_V128 ? 16 : 8));
    }
}

/* -- recovery points --------------------------------------------------------------------------- */

/* False when the value is already in the slot. */
static bool locate(X64Cx *cx, uint16_t slot, IrRef v, HostLoc *l)
{
    const RaTemp *t = &cx->ra.t[v];
    const IrOp *o = ir_op(cx->u, v);
    *l = (HostLoc){.slot = slot, .type = t->type};
    if (t->flags & RA_CONST) {
        l->kind = HOST_LOC_CONST;
        l->value = t->type == IR_V128 ? (int64_t)cx->u->v128[o->imm][0] : o->imm;
        l->value_hi = t->type == IR_V128 ? (int64_t)cx->u->v128[o->imm][1] : 0;
    } else if (slot != HOST_NO_SLOT && (t->flags & RA_HOME) && t->home_off == cx->u->env->slots[slot].offset) {
        return false;
    } else if (t->reg >= 0) {
        l->kind = t->reg >= RA_XMM0 ? HOST_LOC_XMM : HOST_LOC_GPR;
        l->reg = (uint8_t)(t->reg & 15);
    } else if (ra_home_reg(&cx->ra, v) >= 0) {
        l->kind = HOST_LOC_GPR;
        l->reg = (uint8_t)ra_home_reg(&cx->ra, v);
    } else if (t->flags & RA_INMEM) {
        l->kind = HOST_LOC_STACK;
        l->off = ra_spill_off(t->spill);
    } else if (t->flags & RA_HOME) {
        l->kind = HOST_LOC_ENV;
        l->off = t->home_off;
    } else {
        die("%%%u of a snapshot has no value", v);
    }
    return true;
}

/* Location of v behind those of its operands; its place among those from `first` on. */
static uint16_t add_loc(X64Cx *cx, uint16_t slot, IrRef v, uint32_t first)
{
    HostLoc l;
    if (cx->ra.t[v].flags & RA_LAZY) {
        const IrOp *o = ir_op(cx->u, v);
        l = (HostLoc){.slot = slot, .kind = HOST_LOC_OP, .reg = o->op, .type = o->type, .sub = o->sub};
        for (unsigned i = 0, n = ir_nargs(cx->u, o); i < n; i++)
            l.arg[i] = add_loc(cx, HOST_NO_SLOT, o->arg[i], first);
    } else if (!locate(cx, slot, v, &l)) {
        return 0;
    }
    if (slot != HOST_NO_SLOT)
        l.to = cx->u->env->slots[slot].offset;
    *VEC_ADD(cx, cx->locs) = l;
    return (uint16_t)(cx->locs.n - 1 - first);
}

uint32_t x64_snap(X64Cx *cx, const IrOp *o, uint32_t *first)
{
    const Ra *ra = &cx->ra;
    for (unsigned p = 0; p < ra->npins; p++)
        if (!((ra->pins_in | ra->pins_mem) >> p & 1) && !ir_snap_find(o->snap, ra->pin[p].slot))
            die("slot %u has no value where code may leave", ra->pin[p].slot);
    cx->snap_pins = x64_stale_pins(cx);
    *first = cx->locs.n;
    for (const IrSnap *s = o->snap; s; s = s->next)
        add_loc(cx, s->slot, s->ref, *first);
    return cx->locs.n - *first;
}

bool x64_snap_lazy(const X64Cx *cx, const IrOp *o)
{
    for (const IrSnap *s = o->snap; s; s = s->next)
        if (cx->ra.t[s->ref].flags & RA_LAZY)
            return true;
    return false;
}

bool x64_in_snapshot(const X64Cx *cx, const IrOp *o, IrRef v)
{
    IrRef leaf[RA_MAX_LEAVES];
    for (const IrSnap *s = o->snap; s; s = s->next)
        for (unsigned n = ra_leaves(&cx->ra, s->ref, leaf); n-- > 0;)
            if (leaf[n] == v)
                return true;
    return false;
}

void x64_point(X64Cx *cx, IrRef r, uint32_t start, uint32_t first_loc, uint32_t nlocs)
{
    HostPoint *p = VEC_ADD(cx, cx->points);
    *p = (HostPoint){.off = start,
                     .end = x64_off(&cx->b),
                     .insn = ir_op(cx->u, r)->insn,
                     .nlocs = (uint16_t)nlocs,
                     .first_loc = first_loc,
                     .op = r,
                     .pins = cx->snap_pins};
}

/* -- what is to change when the code is moved --------------------------------------------------- */

static void note_reloc(X64Cx *cx, uint32_t off, HostRelocKind kind)
{
    if (cx->cfg->want_relocs)
        *VEC_ADD(cx, cx->relocs) = (HostReloc){off, kind};
}

static void note_outside(void *cx, uint32_t off)
{
    note_reloc(cx, off, HOST_RELOC_REL32);
}

void x64_note_number(X64Cx *cx, uint32_t off)
{
    note_reloc(cx, off, HOST_RELOC_NUMBER);
}

/* -- driver ------------------------------------------------------------------------------------ */

bool x64_room(X64Cx *cx, size_t nbytes)
{
    cx->no_room |= (size_t)(cx->b.end - cx->b.p) < nbytes;
    return !cx->no_room;
}

void x64_moves(X64Cx *cx, RaMove *m, unsigned n)
{
    if (n && x64_room(cx, X64_ROOM + (size_t)n * 48))
        ra_parallel(&cx->ra, m, n);
}

static void emit_op(X64Cx *cx, IrRef r, uint32_t pos)
{
    const IrOp *o = ir_op(cx->u, r);
    const RaTemp *t = &cx->ra.t[r];
    if ((t->flags & (RA_DEAD | RA_FUSED | RA_PAIRED | RA_LAZY)) || o->op == UOP_PHI)
        return;
    /* homes may have to be saved, and values of the snapshot: a load and a store each */
    if (!x64_room(cx, X64_ROOM + 24 * (size_t)cx->ra.nhomes + (o->snap ? 64 * (size_t)o->snap->depth : 0)))
        return;
    if (cx->cfg->want_lines) {
        HostLine *l = VEC_ADD(cx, cx->lines);
        *l = (HostLine){x64_off(&cx->b), r};
    }
    uint32_t start = x64_off(&cx->b), origin = o->origin < HOST_ORIGINS ? o->origin : HOST_ORIGINS - 1u;
    ra_begin_op(&cx->ra, pos);
    x64_emit[o->op](cx, r, o);
    ra_end_op(&cx->ra, o->snap);
    cx->out->origin_nbytes[origin] += x64_off(&cx->b) - start;
}

enum { LOOP_ALIGN = 32 }; /* short loops run at half their speed where they cross more lines than they must */

static void emit_blocks(X64Cx *cx)
{
    Ra *ra = &cx->ra;
    uint32_t pos = 1;
    for (uint32_t k = 0; k < ra->norder; k++) {
        uint32_t b = ra->order[k];
        if (k == ra->nhot)
            cx->out->hot_bytes = x64_off(&cx->b);
        cx->order_at = k;
        if (k < ra->nhot && ra->blocks[b].loop_end && ra->blocks[b].loop_start == ra->blocks[b].start_pos &&
            x64_room(cx, X64_ROOM))
            x64_nop(&cx->b, (unsigned)-x64_here(&cx->b) & (LOOP_ALIGN - 1));
        cx->block_off[b] = x64_off(&cx->b);
        if (!cx->skip[b])
            ra_begin_block(ra, b);
        x64_note_entry(cx, b);
        IR_FOR_OPS(cx->u, b, r)
        {
            if (cx->no_room)
                return;
            if (!cx->skip[b])
                emit_op(cx, r, pos);
            pos++;
        }
    }
    if (ra->nhot == ra->norder)
        cx->out->hot_bytes = x64_off(&cx->b);
}

/* Registers of pins, those that C functions keep first. Not rax, rcx, rdx, which instructions want. */
const int8_t x64_pin_reg[HOST_MAX_PINS] = {RBX, R12, R13, R14, R15, R8, R9, R10, R11, RSI, RDI};

unsigned host_pin_reg(unsigned n)
{
    return (unsigned)x64_pin_reg[n];
}

static void init_pins(X64Cx *cx)
{
    Ra *ra = &cx->ra;
    const IrEnv *env = cx->u->env;
    ra->npins = cx->rt->npins;
    for (unsigned p = 0; p < ra->npins; p++) {
        const HostPin *hp = &cx->rt->pins[p];
        unsigned slot = 0;
        while (slot < env->nslots && (env->slots[slot].type == IR_VOID || env->slots[slot].offset != hp->off))
            slot++;
        ra->pin[p] = (RaPin){.off = hp->off,
                             .slot = slot < env->nslots ? (uint16_t)slot : 0xffff,
                             .type = hp->type,
                             .reg = x64_pin_reg[p]};
        ra->pin_regs |= 1u << x64_pin_reg[p];
    }
}

static void init(X64Cx *cx)
{
    Ra *ra = &cx->ra;
    IrUnit *u = cx->u;
    ra->u = u;
    ra->cx = cx;
    ra->allocatable = ~(1u << RSP | 1u << RBP);
    ra->callee_saved = X64_CALLEE_SAVED;
    ra->preferred = 0x00ff00c7u;
    ra->seed = cx->cfg->ra_seed;
    init_pins(cx);
    ra->spill_used[0] = (1u << RA_ARG_SLOTS) - 1;
    cx->block_off = arena_alloc(u->arena, sizeof(uint32_t) * u->nblocks);
    cx->skip = ARENA_ARRAY(u->arena, bool, u->nblocks);
    memset(cx->block_off, 0xff, sizeof(uint32_t) * u->nblocks);
}

HostResult host_compile(IrUnit *u, const HostRt *rt, const HostConfig *cfg, uint8_t *buf, size_t room, uint64_t rx,
                        HostCode *out)
{
    X64Cx *cx = ARENA_NEW(u->arena, X64Cx);
    cx->u = u;
    cx->rt = rt;
    cx->cfg = cfg;
    cx->out = out;
    cx->b = (X64Buf){.base = buf, .p = buf, .end = buf + room, .rx = rx, .outside = note_outside, .outside_ctx = cx};
    *out = (HostCode){.origin_nbytes = ARENA_ARRAY(u->arena, uint32_t, HOST_ORIGINS)};
    init(cx);
    ra_analyse(&cx->ra);
    cx->ra.blocks[0].fixed = true;
    cx->ra.blocks[0].pins_in = (RaPins)((1u << cx->ra.npins) - 1);
    emit_blocks(cx);
    if (!cx->no_room)
        x64_finish(cx);
    if (cx->no_room)
        return HOST_NO_ROOM;
    if (cx->ra.too_big)
        return HOST_TOO_BIG;
    out->nbytes = x64_off(&cx->b);
    out->exits = cx->exits.v;
    out->nexits = cx->exits.n;
    out->entries = cx->entries.v;
    out->nentries = cx->entries.n;
    out->points = cx->points.v;
    out->npoints = cx->points.n;
    out->locs = cx->locs.v;
    out->nlocs = cx->locs.n;
    out->lines = cx->lines.v;
    out->nlines = cx->lines.n;
    out->relocs = cx->relocs.v;
    out->nrelocs = cx->relocs.n;
    for (uint32_t i = 1; i < out->npoints; i++)
        if (out->points[i - 1].off > out->points[i].off)
            die("recovery points out of order");
    return HOST_OK;
}
