/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rings in a TB: turns what hooks asked for into micro-ops.
 *
 * In front of the TB comes, for each ring it appends to, a block that loads the
 * pointer and tests it, and a cold block that hands the full buffer over and
 * starts the TB again: so no path joins another, as everywhere in a unit.
 * Records are stored at the pointer plus a displacement; each way out of the TB
 * stores the number of the path that it is and the advanced pointer.
 *
 * A live value that is an earlier one of the path plus a constant is not
 * stored: values are followed through GET, PUT and ADD of constants to a base.
 *
 * Faults: the record of the TB keeps the main line's appends, so that the part
 * before the faulting instruction can be made a path of its own.
 */
#include <string.h>

#include "engine/plugin/ring.h"
#include "ppc/cpu/slot.h"

/* A value as base plus constant; base = the ref of the op that made it. */
typedef struct Sum {
    IrRef base;
    int64_t off;
} Sum;

/* A record on a path: a chain from the last one. */
typedef struct Rec {
    const struct Rec *prev;
    unsigned n; /* records up to here */
    const PlgAppend *a;
    uint32_t end; /* bytes stored up to here */
    TrcPathVal vals[RING_MAX_FIELDS];
    Sum sums[RING_MAX_FIELDS]; /* of live fields */
} Rec;

/* What is known where a block begins. */
typedef struct Here {
    const Rec *rec[RING_MAX];
    Sum *slots; /* values in state slots; base 0 = not known yet */
    bool seen;
} Here;

typedef struct Finish {
    IrUnit *u;
    const PlgAppend *appends;
    unsigned nappends;
    IrRef ptr[RING_MAX]; /* the pointers as loaded at the entry */
    Here *at;            /* per block */
    Sum *sums;           /* per op that was there at the start */
    uint32_t nsums;
    uint32_t *first;              /* per op: first append before it, + 1 */
    uint32_t *next;               /* per append: the next one there, + 1 */
    const Rec *longest[RING_MAX]; /* main line */
} Finish;

/* A fault needs of the main line, per ring: */
typedef struct TbRing {
    unsigned nrecs;
    uint32_t *insn, *end;
    TrcPathVal *vals;
} TbRing;

typedef struct TbRings {
    TbRing ring[RING_MAX];
} TbRings;

/* ---------------------------------------------------------------- the blocks in front */

/* Blocks at and at + 1: the test of one ring. */
static IrRef emit_test(IrUnit *u, uint32_t at, unsigned ring)
{
    const PlgRing *r = &plg_rings[ring];
    IrBuild b = ir_build_at_end(u, at);
    b.origin = r->p->index;
    u->blocks[at].freq = u->blocks[at + 2].freq;
    u->blocks[at + 1].cold = 1;
    u->blocks[at + 1].freq = 0;
    IrRef ptr = ir_eld(&b, IR_I64, IR_M_64, plg_cell_env_offset(r->ptr_cell));
    IrRef limit = ir_eld(&b, IR_I64, IR_M_64, plg_cell_env_offset(r->limit_cell));
    ir_brif(&b, IR_GEU, ptr, limit, at + 1, at + 2);
    b = ir_build_at_end(u, at + 1);
    b.origin = r->p->index;
    const IrRef args[1] = {ir_i64(&b, ring)};
    ir_call(&b, plg_ring_helper(), args);
    ir_exit(&b, u->pc, 0);
    return ptr;
}

static void emit_tests(Finish *f)
{
    bool used[RING_MAX] = {false};
    uint32_t n = 0;
    for (unsigned i = 0; i < f->nappends; i++)
        if (!used[f->appends[i].ring]) {
            used[f->appends[i].ring] = true;
            n += 2;
        }
    uint32_t freq = f->u->blocks[0].freq;
    ir_blocks_insert(f->u, 0, n);
    f->u->blocks[0].freq = freq;
    n = 0;
    for (unsigned i = 0; i < plg_nrings; i++)
        if (used[i]) {
            f->ptr[i] = emit_test(f->u, n, i);
            n += 2;
        }
}

/* ---------------------------------------------------------------- following values */

static Sum sum_of(const Finish *f, IrRef v)
{
    return v < f->nsums && f->sums[v].base ? f->sums[v] : (Sum){v, 0};
}

static void forget_slots(Finish *f, Here *h, const IrOp *o)
{
    const uint16_t *list;
    IrSlotSet set = ir_call_writes(f->u, o, &list);
    for (; set == IR_SLOTS_LIST && *list != 0xffff; list++)
        h->slots[*list].base = 0;
    if (set == IR_SLOTS_ALL)
        memset(h->slots, 0, f->u->env->nslots * sizeof *h->slots);
}

static void follow(Finish *f, Here *h, IrRef r)
{
    const IrOp *o = ir_op(f->u, r);
    Sum s = {r, 0};
    switch (o->op) {
    case UOP_GET:
        if (h->slots[o->imm].base)
            s = h->slots[o->imm];
        else
            h->slots[o->imm] = s;
        break;
    case UOP_PUT: h->slots[o->imm] = sum_of(f, o->a); return;
    case UOP_ADD:
        if (ir_is_const(f->u, o->b)) {
            s = sum_of(f, o->a);
            s.off += (int64_t)ir_op(f->u, o->b)->imm;
        }
        break;
    case UOP_CALL: forget_slots(f, h, o); break;
    }
    f->sums[r] = s;
}

/* ---------------------------------------------------------------- appends */

/* v as the field's bytes. */
static IrRef convert(IrBuild *b, IrRef v, unsigned nbytes)
{
    IrType t = ir_type(b, v);
    if (t == IR_F32)
        v = ir_emit(b, UOP_BITSI, IR_I32, 0, 0, v, 0, 0);
    else if (t == IR_F64)
        v = ir_emit(b, UOP_BITSI, IR_I64, 0, 0, v, 0, 0);
    return nbytes == 8 && ir_type(b, v) == IR_I32 ? ir_zext32(b, v) : v;
}

static void store_value(Finish *f, IrBuild *b, const PlgAppend *a, unsigned field, uint32_t at)
{
    unsigned nbytes = plg_rings[a->ring].nbytes[field];
    unsigned size = nbytes == 1 ? IR_M_8 : nbytes == 2 ? IR_M_16 : nbytes == 4 ? IR_M_32 : IR_M_64;
    IrRef v = convert(b, a->vals[field], nbytes);
    ir_emit(b, UOP_HST, ir_type(b, v), size, at, f->ptr[a->ring], v, 0);
}

/* An earlier live value with the same base: its number + 1, or 0. Only values as wide as the type wrap as the field
 * does. */
static uint32_t find_earlier(const Finish *f, const Rec *rec, unsigned ring, unsigned field, Sum s, IrType t,
                             int64_t *delta)
{
    const PlgRing *r = &plg_rings[ring];
    if (r->nbytes[field] != ir_type_size[t])
        return 0;
    for (; rec; rec = rec->prev) {
        unsigned live = 0;
        for (unsigned k = 0; k < r->nfields; k++) {
            if (!r->nbytes[k])
                continue;
            if (rec->sums[k].base == s.base && r->nbytes[k] == r->nbytes[field] &&
                ir_op(f->u, rec->a->vals[k])->type == t) {
                *delta = s.off - rec->sums[k].off;
                return (rec->n - 1) * r->nlive + live + 1;
            }
            live++;
        }
    }
    return 0;
}

static void add_record(Finish *f, Here *h, const PlgAppend *a)
{
    const PlgRing *r = &plg_rings[a->ring];
    const Rec *prev = h->rec[a->ring];
    Rec *rec = arena_alloc(f->u->arena, sizeof *rec);
    IrBuild b = ir_build_before(f->u, a->before);
    b.insn = (uint16_t)a->insn;
    b.origin = a->origin;
    *rec = (Rec){.prev = prev, .n = prev ? prev->n + 1 : 1, .a = a, .end = prev ? prev->end : 0};
    for (unsigned k = 0, live = 0; k < r->nfields; k++) {
        IrRef v = a->vals[k];
        if (!r->nbytes[k]) {
            rec->vals[k].value = ir_op(f->u, v)->imm;
            continue;
        }
        if (ir_is_const(f->u, v)) { /* itself plus a constant: nothing is stored */
            rec->vals[k] = (TrcPathVal){(rec->n - 1) * r->nlive + live + 1, ir_op(f->u, v)->imm};
            live++;
            continue;
        }
        live++;
        rec->sums[k] = sum_of(f, v);
        rec->vals[k].from =
            find_earlier(f, prev, a->ring, k, rec->sums[k], (IrType)ir_op(f->u, v)->type, &rec->vals[k].value);
        if (!rec->vals[k].from) {
            store_value(f, &b, a, k, 4 + rec->end); /* behind the path's number */
            rec->end += r->nbytes[k];
        }
    }
    h->rec[a->ring] = rec;
    if (!f->u->blocks[ir_op(f->u, a->before)->block].cold)
        f->longest[a->ring] = rec;
}

/* ---------------------------------------------------------------- ways out */

static void fill_vals(const Rec *rec, unsigned nfields, TrcPathVal *vals)
{
    for (; rec; rec = rec->prev)
        memcpy(vals + (rec->n - 1) * nfields, rec->vals, nfields * sizeof *vals);
}

static void emit_out(Finish *f, unsigned ring, const Rec *rec, IrRef end)
{
    const PlgRing *r = &plg_rings[ring];
    TrcPathVal *vals = g_new(TrcPathVal, rec->n * r->nfields);
    fill_vals(rec, r->nfields, vals);
    uint32_t id = plg_ring_path(ring, vals, rec->n);
    g_free(vals);
    IrBuild b = ir_build_before(f->u, end);
    b.origin = r->p->index;
    ir_emit(&b, UOP_HST, IR_I32, IR_M_32, 0, f->ptr[ring], ir_i32(&b, id), 0);
    IrRef p = ir_add(&b, f->ptr[ring], ir_i64(&b, rec->end + 4));
    ir_est(&b, IR_M_64, plg_cell_env_offset(r->ptr_cell), p);
    if (rec->end + 4 > RING_TB_NBYTES)
        plg_misuse(r->p, "eg_ring_append", "one TB appends more than %d bytes", RING_TB_NBYTES);
}

/* Another way into a block that has been entered: what a slot holds is known when both ways agree. */
static void join_block(Finish *f, Here *to, const Here *from)
{
    for (unsigned i = 0; i < plg_nrings; i++)
        if (to->rec[i] != from->rec[i])
            plg_misuse(plg_rings[i].p, "eg_ring_append", "it appends inside a branch that rejoins (eg_if)");
    for (unsigned i = 0; i < f->u->env->nslots; i++)
        if (to->slots[i].base != from->slots[i].base || to->slots[i].off != from->slots[i].off)
            to->slots[i].base = 0;
}

/* The state at the end of a block goes to those behind it. */
static void enter_block(Finish *f, uint32_t block, const Here *from, bool copy)
{
    Here *to = &f->at[block];
    if (to->seen) {
        join_block(f, to, from);
        return;
    }
    *to = *from;
    to->seen = true;
    if (copy) {
        size_t n = f->u->env->nslots * sizeof(Sum);
        to->slots = arena_alloc(f->u->arena, n);
        memcpy(to->slots, from->slots, n);
    }
}

static void leave_block(Finish *f, uint32_t block, Here *h)
{
    uint32_t to[2];
    unsigned n = ir_succs(f->u, block, to);
    IrRef last = f->u->blocks[block].last;
    for (unsigned i = 0; i < n; i++)
        enter_block(f, to[i], h, i > 0);
    for (unsigned i = 0; n == 0 && i < plg_nrings; i++)
        if (h->rec[i])
            emit_out(f, i, h->rec[i], last);
}

static void walk_block(Finish *f, uint32_t block)
{
    Here *h = &f->at[block];
    if (!h->seen) /* nothing reaches it */
        return;
    IR_FOR_OPS(f->u, block, r)
    {
        if (r >= f->nsums) /* ours */
            continue;
        if (ir_op(f->u, r)->op == UOP_POLL)
            die("a TB with appends to a ring polls in its middle");
        for (uint32_t i = f->first[r]; i; i = f->next[i - 1])
            add_record(f, h, &f->appends[i - 1]);
        follow(f, h, r);
    }
    leave_block(f, block, h);
}

/* Appends by the op they come before, in order. */
static void index_appends(Finish *f)
{
    f->first = arena_zalloc(f->u->arena, f->nsums * sizeof *f->first);
    f->next = arena_zalloc(f->u->arena, f->nappends * sizeof *f->next);
    for (unsigned i = f->nappends; i-- > 0;) {
        f->next[i] = f->first[f->appends[i].before];
        f->first[f->appends[i].before] = i + 1;
    }
}

static void keep_for_faults(const Finish *f, EgTbInfo *info)
{
    TbRings *t = g_new0(TbRings, 1);
    for (unsigned i = 0; i < plg_nrings; i++) {
        const Rec *rec = f->longest[i];
        TbRing *to = &t->ring[i];
        if (!rec)
            continue;
        to->nrecs = rec->n;
        to->insn = g_new(uint32_t, rec->n);
        to->end = g_new(uint32_t, rec->n);
        to->vals = g_new(TrcPathVal, rec->n * plg_rings[i].nfields);
        fill_vals(rec, plg_rings[i].nfields, to->vals);
        for (; rec; rec = rec->prev) {
            to->insn[rec->n - 1] = rec->a->insn;
            to->end[rec->n - 1] = rec->end;
        }
    }
    __atomic_store_n(&info->rings, t, __ATOMIC_RELEASE);
}

void plg_ring_finish(IrUnit *u, EgTbInfo *info, GArray *appends)
{
    if (!appends)
        return;
    Finish f = {.u = u, .appends = (const PlgAppend *)(void *)appends->data, .nappends = appends->len};
    emit_tests(&f);
    f.nsums = u->nops;
    f.sums = arena_zalloc(u->arena, f.nsums * sizeof *f.sums);
    f.at = arena_zalloc(u->arena, u->nblocks * sizeof *f.at);
    index_appends(&f);
    f.at[0].seen = true;
    f.at[0].slots = arena_zalloc(u->arena, u->env->nslots * sizeof(Sum));
    for (uint32_t b = 0; b < u->nblocks; b++)
        walk_block(&f, b);
    if (!info->rings) /* every translation of the code has the same */
        keep_for_faults(&f, info);
    g_array_free(appends, TRUE);
}

/* ---------------------------------------------------------------- faults */

void plg_ring_fault(PpcCpu *cpu, EgTbInfo *info, unsigned insn)
{
    const TbRings *t = __atomic_load_n(&info->rings, __ATOMIC_ACQUIRE);
    for (unsigned i = 0; t && i < plg_nrings; i++) {
        const TbRing *r = &t->ring[i];
        unsigned n = 0;
        while (n < r->nrecs && r->insn[n] < insn)
            n++;
        if (n)
            plg_ring_commit(cpu, i, r->end[n - 1], plg_ring_path(i, r->vals, n));
    }
}
