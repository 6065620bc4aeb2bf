/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Control: blocks' ends, exits from the unit, polls; the out-of-line stubs
 * they need and the constant pool, emitted behind all blocks.
 */
#include "engine/base/bits.h"
#include "tcg/host/x64/x64.h"

X64Stub *x64_stub(X64Cx *cx, X64StubKind kind, uint32_t fix)
{
    X64Stub *s = VEC_ADD(cx, cx->stubs);
    *s = (X64Stub){.kind = kind, .fix = fix};
    return s;
}

void x64_e_none(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)cx;
    die("%%%u: %s is not emitted by itself", r, uop_info[o->op].name);
}

void x64_e_mark(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)cx;
    (void)r;
    (void)o;
}

/* -- edges ------------------------------------------------------------------------------------- */

static void jump_to_block(X64Cx *cx, uint32_t block)
{
    if (cx->block_off[block] != UINT32_MAX) {
        x64_jmp(&cx->b, cx->b.rx + cx->block_off[block]);
        return;
    }
    X64Fix *f = VEC_ADD(cx, cx->fixes);
    *f = (X64Fix){x64_jmp_fwd(&cx->b), block};
}

/* The block that will be laid out next. */
static uint32_t next_block(const X64Cx *cx)
{
    for (uint32_t k = cx->order_at + 1; k < cx->ra.norder; k++)
        if (!cx->skip[cx->ra.order[k]])
            return cx->ra.order[k];
    return UINT32_MAX;
}

void x64_e_br(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    uint32_t to = ir_target(o, 0);
    RaMove *m;
    unsigned n = ra_edge(&cx->ra, to, &m);
    x64_moves(cx, m, n);
    if (to != next_block(cx))
        jump_to_block(cx, to);
}

/* No code: what comes in from outside finds the entries by their addresses. The unit's beginning is the first target of
 * block 0. */
void x64_e_entry(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    RaMove *m;
    for (unsigned i = 0; i < 2; i++)
        if (ra_edge(&cx->ra, ir_target(o, i), &m))
            die("values live into an entry of the unit at 0x%llx", (unsigned long long)cx->u->pc);
    if (cx->order_at)
        return;
    uint32_t k = 1;
    while (k < cx->ra.norder && ir_op(cx->u, cx->u->blocks[cx->ra.order[k]].last)->op == UOP_ENTRY)
        k++;
    if (k == cx->ra.norder || cx->ra.order[k] != ir_target(o, 0))
        jump_to_block(cx, ir_target(o, 0));
}

/* A block that is an entry of its own begins here. */
void x64_note_entry(X64Cx *cx, uint32_t block)
{
    const IrOp *o = ir_op(cx->u, cx->u->blocks[block].first);
    if (!block || !ir_is_entry(cx->u, block))
        return;
    while (o->op != UOP_MARK && o->next) /* the state that the entry needs may be read in front of it */
        o = ir_op(cx->u, o->next);
    if (o->op == UOP_MARK) {
        HostEntry *e = VEC_ADD(cx, cx->entries);
        *e = (HostEntry){.pc = cx->u->insns[o->imm].pc, .off = x64_off(&cx->b)};
    }
}

static void branch_edge(X64Cx *cx, X64Cc cc, uint32_t to, RaMove *m, unsigned n)
{
    if (n) { /* moves on the taken edge: out of line */
        X64Stub *s = x64_stub(cx, STUB_EDGE, x64_jcc_fwd(&cx->b, cc));
        s->block = to;
        s->moves = m;
        s->n = n;
    } else if (cx->block_off[to] != UINT32_MAX) {
        x64_jcc(&cx->b, cc, cx->b.rx + cx->block_off[to]);
    } else {
        X64Fix *f = VEC_ADD(cx, cx->fixes);
        *f = (X64Fix){x64_jcc_fwd(&cx->b, cc), to};
    }
}

/* The EXIT of a block that is nothing else, is reached only from here and needs no poll: the branch itself can be the
 * exit. */
static IrRef lone_exit(const X64Cx *cx, uint32_t block)
{
    IrRef r = cx->u->blocks[block].first;
    while (r && cx->u->ops[r].op == UOP_MARK)
        r = cx->u->ops[r].next;
    const IrOp *o = ir_op(cx->u, r);
    if (!r || o->op != UOP_EXIT || (o->sub & IR_X_POLL) || cx->ra.blocks[block].npred != 1 ||
        cx->ra.pins_in != (RaPins)((1u << cx->ra.npins) - 1))
        return IR_NONE;
    return r;
}

static void note_exit(X64Cx *cx, const IrOp *o, uint32_t rel_off)
{
    HostExit *e = VEC_ADD(cx, cx->exits);
    *e = (HostExit){.rel_off = rel_off, .pc = (uint64_t)o->imm, .insn = o->insn, .flags = o->sub};
    x64_stub(cx, STUB_EXIT, cx->exits.n - 1);
}

/* Compare and jcc that is a patchable exit. Padding goes before the compare, so that the two can fuse in the processor.
 */
static void branch_exit(X64Cx *cx, const X64Cmp *c, X64Cc cc, IrRef r)
{
    X64Buf *b = &cx->b;
    uint8_t *start = b->p;
    uint32_t npool = cx->pool_fixes.n;
    x64_cmp_emit(cx, c);
    unsigned at = (unsigned)(x64_here(b) + 2) & 7;
    if (at > 4) {
        b->p = start;
        cx->pool_fixes.n = npool;
        x64_nop(b, 8 - at);
        x64_cmp_emit(cx, c);
    }
    if (cx->cfg->want_lines) {
        HostLine *l = VEC_ADD(cx, cx->lines);
        *l = (HostLine){x64_off(b), r};
    }
    note_exit(cx, ir_op(cx->u, r), x64_jcc_fwd(b, cc));
}

void x64_e_brif(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    uint32_t yes = ir_target(o, 0), no = ir_target(o, 1), next = next_block(cx);
    X64Cmp c = x64_cmp_fetch(cx, o);
    X64Cc cc = c.cc;
    IrRef ey = lone_exit(cx, yes), en = lone_exit(cx, no);
    if (ey && en ? yes == next : en || (!ey && yes == next)) { /* the taken side: an exit, or what does not follow */
        uint32_t t = yes;
        yes = no;
        no = t;
        ey = en;
        cc ^= 1;
    }
    RaMove *my = NULL, *mn;
    unsigned nn = ra_edge(&cx->ra, no, &mn), ny = ey ? 0 : ra_edge(&cx->ra, yes, &my);
    if (ny && !nn && cx->block_off[yes] != UINT32_MAX) { /* the way back in a loop keeps its moves inline */
        x64_cmp_emit(cx, &c);
        branch_edge(cx, cc ^ 1, no, NULL, 0);
        x64_moves(cx, my, ny);
        jump_to_block(cx, yes);
        return;
    }
    if (ey) {
        branch_exit(cx, &c, cc, ey);
        cx->skip[yes] = true;
        next = next_block(cx);
    } else {
        x64_cmp_emit(cx, &c);
        branch_edge(cx, cc, yes, my, ny);
    }
    x64_moves(cx, mn, nn);
    if (no != next)
        jump_to_block(cx, no);
}

/* -- leaving the unit -------------------------------------------------------------------------- */

void x64_put_pc(X64Cx *cx, uint64_t pc)
{
    if (pc < 0x80000000u) {
        x64_mov_mi(&cx->b, 8, x64_env(cx->rt->off_pc), (int32_t)pc);
        return;
    }
    x64_mov_ri(&cx->b, RAX, pc, false);
    x64_rm(&cx->b, X_MOV_ST, true, RAX, x64_env(cx->rt->off_pc));
}

static uint32_t poll(X64Cx *cx)
{
    x64_alu_mi(&cx->b, X_CMP, false, x64_env(cx->rt->off_pending), 0);
    return x64_jcc_fwd(&cx->b, CC_NE);
}

/* A temp that sits only in a slot which this snapshot overwrites gets a copy: the stub stores one slot after the other.
 */
static void untangle(X64Cx *cx, const IrOp *o)
{
    const IrSlotDesc *slots = cx->u->env->slots;
    for (const IrSnap *s = o->snap; s; s = s->next) {
        const RaTemp *t = &cx->ra.t[s->ref];
        if (t->reg >= 0 || !(t->flags & RA_HOME) || (t->flags & RA_INMEM) || t->home_off == slots[s->slot].offset ||
            ra_home_reg(&cx->ra, s->ref) >= 0)
            continue;
        for (const IrSnap *k = o->snap; k; k = k->next) {
            const IrSlotDesc *d = &slots[k->slot];
            if (d->offset < t->home_off + ir_type_size[t->type] && t->home_off < d->offset + ir_type_size[d->type]) {
                ra_force_memory(&cx->ra, s->ref);
                break;
            }
        }
    }
}

void x64_e_poll(X64Cx *cx, IrRef r, const IrOp *o)
{
    bool lazy = x64_snap_lazy(cx, o);
    if (!lazy)
        untangle(cx, o);
    X64Stub *s = x64_stub(cx, lazy ? STUB_POLL_TRAP : STUB_POLL, poll(cx));
    s->op = r;
    s->n = x64_snap(cx, o, &s->first_loc);
    s->pins = cx->snap_pins;
    s->pc = (uint64_t)o->imm;
}

void x64_e_guard(X64Cx *cx, IrRef r, const IrOp *o)
{
    X64Cmp c = x64_cmp_fetch(cx, o);
    x64_cmp_emit(cx, &c);
    X64Stub *s = x64_stub(cx, STUB_GUARD, x64_jcc_fwd(&cx->b, c.cc));
    s->op = r;
    s->n = x64_snap(cx, o, &s->first_loc);
    s->pins = cx->snap_pins;
}

void x64_e_exit(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    X64Buf *b = &cx->b;
    ra_pins_in_all(&cx->ra);
    uint32_t fix = o->sub & IR_X_POLL ? poll(cx) : 0;
    unsigned at = (unsigned)(x64_here(b) + 1) & 7;
    if (at > 4) /* the displacement must not cross an 8-byte boundary */
        x64_nop(b, 8 - at);
    note_exit(cx, o, x64_jmp_fwd(b));
    if (o->sub & IR_X_POLL) { /* pending work: as if the exit were not linked */
        X64Stub *s = x64_stub(cx, STUB_POLL_EXIT, fix);
        s->n = cx->exits.n - 1;
    }
}

/* reg = address of something near, without a load. */
static void lea_at(X64Buf *b, int reg, uint64_t to)
{
    x64_rm(b, X_LEA, true, reg, x64_at(X_RIP, 0));
    uint32_t rel = (uint32_t)(to - x64_here(b));
    memcpy(b->disp, &rel, sizeof(rel));
    x64_note_outside(b, b->disp, to);
}

/* The table's 32 bits are a distance from the glue's beginning, where a miss (0) goes. No poll: while work is pending,
 * the table in force has no entries (host.h). */
void x64_e_exiti(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    X64Buf *b = &cx->b;
    ra_use_at(&cx->ra, o->a, RAX);
    ra_pins_in_all(&cx->ra);
    if (cx->u->env->guest64) { /* no flat table for 64-bit addresses */
        x64_jmp(b, cx->rt->glue_miss);
        return;
    }
    x64_rm(b, X_MOV_LD, true, RCX, x64_env(cx->rt->off_jump_table));
    x64_rm(b, X_MOV_LD, false, RCX, (X64Mem){RCX, RAX, 0, 0, 0});
    lea_at(b, RDX, cx->rt->code_base);
    x64_alu_rr(b, X_ADD, true, RCX, RDX);
    x64_jmp_r(b, RCX);
}

void x64_e_leave(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    X64Buf *b = &cx->b;
    if (o->imm == (int32_t)o->imm) {
        x64_mov_mi(b, 8, x64_env(cx->rt->off_leave_detail), (int32_t)o->imm);
    } else {
        x64_mov_ri(b, RAX, (uint64_t)o->imm, false);
        x64_rm(b, X_MOV_ST, true, RAX, x64_env(cx->rt->off_leave_detail));
    }
    bool all = cx->ra.pins_in == (RaPins)((1u << cx->ra.npins) - 1);
    if (!all)
        ra_pins_sync(&cx->ra, cx->ra.pins_in);
    x64_mov_ri(b, RAX, o->sub, false);
    x64_jmp(b, all ? cx->rt->glue_leave_pins : cx->rt->glue_leave);
}

/* A jump out of line, five bytes within eight aligned ones: host_patch_once() makes them a no-op. */
void x64_e_once(X64Cx *cx, IrRef r, const IrOp *o)
{
    (void)r;
    X64Buf *b = &cx->b;
    unsigned at = (unsigned)x64_here(b) & 7;
    if (at > 3)
        x64_nop(b, 8 - at);
    X64Stub *s = x64_stub(cx, STUB_ONCE, x64_jmp_fwd(b));
    s->back = x64_off(b);
    s->pc = (uint64_t)o->imm;
}

/* -- stubs ------------------------------------------------------------------------------------- */

static void leave_with(X64Cx *cx, unsigned reason)
{
    x64_mov_ri(&cx->b, RAX, reason, false);
    x64_jmp(&cx->b, cx->rt->glue_leave);
}

static void store_loc(X64Cx *cx, const HostLoc *l)
{
    static const uint32_t opc[IR_NTYPES] = {0, X_MOV_ST, X_MOV_ST, X_MOVSS_ST, X_MOVSD_ST, X_MOVUPS_ST};
    X64Mem to = x64_env(cx->u->env->slots[l->slot].offset);
    X64Buf *b = &cx->b;
    unsigned words = l->type == IR_V128 ? 2 : 1;
    bool w = ir_type_size[l->type] != 4;
    if (l->kind == HOST_LOC_GPR || l->kind == HOST_LOC_XMM) {
        x64_rm(b, opc[l->type], l->type == IR_I64, l->kind == HOST_LOC_XMM ? l->reg + RA_XMM0 : l->reg, to);
        return;
    }
    for (unsigned i = 0; i < words; i++, to.disp += 8) {
        if (l->kind == HOST_LOC_CONST)
            x64_mov_ri(b, RAX, (uint64_t)(i ? l->value_hi : l->value), false);
        else
            x64_rm(b, X_MOV_LD, w, RAX, x64_at(l->kind == HOST_LOC_STACK ? RSP : RBP, l->off + 8 * (int32_t)i));
        x64_rm(b, X_MOV_ST, w, RAX, to);
    }
}

/* Registers first, so that rax is free for the rest. */
static void poll_stub(X64Cx *cx, const X64Stub *s)
{
    x64_store_pins(&cx->b, cx->rt, s->pins, false);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < s->n; i++) {
            const HostLoc *l = &cx->locs.v[s->first_loc + i];
            bool in_reg = l->kind == HOST_LOC_GPR || l->kind == HOST_LOC_XMM;
            if (in_reg == (pass == 0))
                store_loc(cx, l);
        }
    x64_put_pc(cx, s->pc);
    leave_with(cx, HOST_R_POLL);
}

/* Values that are to be computed: rare enough for a trap, whose handler recovers the state as after a fault. */
static void poll_trap(X64Cx *cx, const X64Stub *s)
{
    uint32_t start = x64_off(&cx->b);
    x64_b(&cx->b, 0x0f); /* ud2 */
    x64_b(&cx->b, 0x0b);
    cx->snap_pins = s->pins; /* where the poll stands, not here */
    x64_point(cx, s->op, start, s->first_loc, s->n);
}

/* The glue finds the point by the return address. */
static void guard_stub(X64Cx *cx, const X64Stub *s)
{
    uint32_t start = x64_off(&cx->b);
    x64_call(&cx->b, cx->rt->glue_guard);
    cx->snap_pins = s->pins; /* where the guard stands, not here */
    x64_point(cx, s->op, start, s->first_loc, s->n);
}

static void exit_stub(X64Cx *cx, uint32_t number)
{
    HostExit *e = &cx->exits.v[number];
    e->stub_off = x64_off(&cx->b);
    x64_patch32(&cx->b, e->rel_off, e->stub_off);
    x64_put_pc(cx, e->pc);
    x64_mov_ri(&cx->b, RAX, cx->cfg->tb_number, false);
    x64_note_number(cx, x64_off(&cx->b) - 4);
    x64_mov_ri(&cx->b, RDX, number, false);
    x64_jmp(&cx->b, cx->rt->glue_link);
}

/* rax = a, reg = b, which is 0 or -1. */
static void div_stub(X64Cx *cx, const X64Stub *s)
{
    X64Buf *b = &cx->b;
    x64_rr(b, X_TEST, s->w, s->reg, s->reg);
    x64_jcc(b, CC_E, b->rx + s->back);
    x64_grp3(b, X_NEG, s->w, RAX);
    x64_jmp(b, b->rx + s->back);
}

/* Arguments for the glue on the stack: the IrOnce and the site. */
static void once_stub(X64Cx *cx, const X64Stub *s)
{
    X64Buf *b = &cx->b;
    x64_push(b, RSI);
    x64_push(b, RDX);
    x64_mov_ri(b, RSI, s->pc, false);
    lea_at(b, RDX, b->rx + s->back - 5);
    x64_call(b, cx->rt->glue_once);
    x64_pop(b, RDX);
    x64_pop(b, RSI);
    x64_jmp(b, b->rx + s->back);
}

static void emit_stub(X64Cx *cx, const X64Stub *s)
{
    if (s->kind == STUB_POLL_EXIT)
        x64_patch32(&cx->b, s->fix, cx->exits.v[s->n].stub_off);
    else if (s->kind != STUB_EXIT)
        x64_patch32(&cx->b, s->fix, x64_off(&cx->b));
    switch (s->kind) {
    case STUB_EDGE:
        x64_moves(cx, s->moves, s->n);
        jump_to_block(cx, s->block);
        break;
    case STUB_POLL: poll_stub(cx, s); break;
    case STUB_POLL_TRAP: poll_trap(cx, s); break;
    case STUB_GUARD: guard_stub(cx, s); break;
    case STUB_POLL_EXIT: break; /* goes to the exit's own stub */
    case STUB_EXIT: exit_stub(cx, s->fix); break;
    case STUB_DIV: div_stub(cx, s); break;
    case STUB_FPMODE: x64_fpmode_stub(cx, s); break;
    case STUB_CALL: x64_call_stub(cx, s); break;
    case STUB_ONCE: once_stub(cx, s); break;
    }
}

static void emit_pool(X64Cx *cx)
{
    X64Buf *b = &cx->b;
    if (!cx->pool.n)
        return;
    while (x64_here(b) & 15)
        x64_b(b, 0xcc);
    uint32_t start = x64_off(b);
    memcpy(b->p, cx->pool.v, sizeof(*cx->pool.v) * cx->pool.n);
    b->p += sizeof(*cx->pool.v) * cx->pool.n;
    for (uint32_t i = 0; i < cx->pool_fixes.n; i++)
        x64_patch32(b, cx->pool_fixes.v[i].off, start + cx->pool_fixes.v[i].target * 16);
}

void x64_finish(X64Cx *cx)
{
    for (uint32_t i = 0; i < cx->stubs.n && !cx->no_room; i++) {
        const X64Stub *s = &cx->stubs.v[i];
        if (x64_room(cx, X64_ROOM + (size_t)s->n * 48))
            emit_stub(cx, s);
    }
    if (!x64_room(cx, 16 + sizeof(*cx->pool.v) * cx->pool.n))
        return;
    emit_pool(cx);
    for (uint32_t i = 0; i < cx->fixes.n; i++)
        x64_patch32(&cx->b, cx->fixes.v[i].off, cx->block_off[cx->fixes.v[i].target]);
}
