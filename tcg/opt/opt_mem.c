/* SPDX-License-Identifier: Apache-2.0 */
/*
 * M: guest memory. A load from an address whose bytes a load or store of the
 * unit had before becomes that value; so does a load of one word of a
 * doubleword, or of a doubleword that two words were stored to. (In memory is
 * how 32-bit code moves numbers between integer and floating-point registers;
 * the host would have to wait until both stores have left its store buffer. Where
 * a store that may have hit the words stands between, they are loaded one by one.)
 *
 * needs: valid   keeps: inplace, cfg   breaks: nothing
 *
 * Where ways join, what all of them know alike goes on. At a loop's head nothing is known, and no load is taken out of
 * a loop: it may be waiting for another thread or a signal handler to store there.
 *
 * Legal because the earlier access to the same bytes did not fault, and because
 * the guest's own memory model lets a thread see its earlier value until it
 * synchronises: a FENCE, a CAS or a plain helper call ends all knowledge, a
 * store ends it for bytes it may touch. Loads marked IR_M_FRESH are never
 * replaced.
 *
 * DOUBT: two loads through different registers that happen to hold one address
 * may, with a third load forwarded from the first, be seen out of order by a
 * program that races with another thread on that very cell without a barrier.
 *
 * Addresses are taken apart into base and displacement here (sums with
 * constants are followed), so the pass does not depend on folding.
 */
#include "tcg/opt/opt.h"
#include "tcg/opt/part.h"

#include <string.h>

enum { MAX_CELLS = 16, MAX_CHAIN = 8 };

/* Bytes whose value is known. */
typedef struct Cell {
    IrRef base; /* IR_NONE: absolute */
    int64_t disp;
    IrRef value;
    uint8_t type, sub; /* of the access; FRESH taken off */
    bool stored;       /* value was stored: only its low bytes are in memory */
    bool stale;        /* a word that was stored, but a later store may have changed it */
} Cell;

typedef struct Cells {
    Cell cell[MAX_CELLS];
    unsigned n, oldest;
} Cells;

static Cell address_of(const IrUnit *u, const IrOp *o)
{
    Cell c = {.base = o->a, .disp = o->imm, .type = o->type, .sub = o->sub & ~(unsigned)IR_M_FRESH};
    for (unsigned i = 0; i < MAX_CHAIN && u->ops[c.base].op == UOP_ADD; i++) {
        const IrOp *s = &u->ops[c.base];
        bool left = ir_is_const(u, s->a);
        if (!left && !ir_is_const(u, s->b))
            break;
        c.disp = (int64_t)((uint64_t)c.disp + (uint64_t)u->ops[left ? s->a : s->b].imm);
        c.base = left ? s->b : s->a;
    }
    if (ir_is_const(u, c.base)) {
        c.disp = (int64_t)((uint64_t)c.disp + (uint64_t)u->ops[c.base].imm);
        c.base = IR_NONE;
    }
    if (!u->env->guest64)
        c.disp = (int32_t)c.disp;
    return c;
}

static unsigned nbytes(const Cell *c)
{
    return 1u << (c->sub & IR_M_SIZE);
}

/* May the two touch a common byte? Distances wrap with the guest's address space. */
static bool may_overlap(const IrUnit *u, const Cell *p, const Cell *q)
{
    if (p->base != q->base)
        return true;
    uint64_t d = (uint64_t)p->disp - (uint64_t)q->disp, back = 0 - d;
    if (!u->env->guest64) {
        d = (uint32_t)d;
        back = (uint32_t)back;
    }
    return d < nbytes(q) || back < nbytes(p);
}

/* Words that were stored stay, as stale, unless they certainly are overwritten. */
static void kill_overlapping(const IrUnit *u, Cells *t, const Cell *st)
{
    unsigned n = 0;
    for (unsigned i = 0; i < t->n; i++) {
        Cell c = t->cell[i];
        if (may_overlap(u, &c, st)) {
            if (!c.stored || nbytes(&c) != 4 || c.base == st->base)
                continue;
            c.stale = true;
        }
        t->cell[n++] = c;
    }
    t->n = n;
    t->oldest = 0;
}

static void remember(Cells *t, const Cell *c)
{
    if (t->n < MAX_CELLS) {
        t->cell[t->n++] = *c;
        return;
    }
    t->cell[t->oldest] = *c;
    t->oldest = (t->oldest + 1) % MAX_CELLS;
}

/* The extension that gives a load of c from a register that holds its bytes, or UOP_COPY when it is the register
 * itself. */
static UopId extension(const Cell *c)
{
    bool is_signed = c->sub & IR_M_SIGN;
    if (!ir_is_int(c->type) || nbytes(c) == ir_type_size[c->type])
        return UOP_COPY;
    switch (nbytes(c)) {
    case 1: return is_signed ? UOP_SEXT8 : UOP_ZEXT8;
    case 2: return is_signed ? UOP_SEXT16 : UOP_ZEXT16;
    default: return UOP_COUNT; /* 4 bytes of an i64: would take two ops */
    }
}

/* One op with operand a instead of op at, in front of it. */
static IrRef unary_before(IrUnit *u, IrRef at, UopId op, IrType type, IrRef a)
{
    IrRef r = ir_new_op(u, op, type);
    IrOp *o = &u->ops[r];
    o->a = a;
    o->insn = u->ops[at].insn;
    o->origin = u->ops[at].origin;
    ir_insert_before(u, at, r);
    return r;
}

/* The value of load r (address l) out of cell c, or IR_NONE. */
static IrRef value_from(IrUnit *u, IrRef r, const Cell *l, const Cell *c)
{
    enum { SAME = IR_M_SIZE | IR_M_BE };
    bool single = nbytes(l) == 1; /* byte order does not matter */
    if (c->stale || c->base != l->base || c->disp != l->disp || c->type != l->type)
        return IR_NONE;
    if ((c->sub ^ l->sub) & (single ? IR_M_SIZE : SAME))
        return IR_NONE;
    UopId ext = extension(l);
    if (ext == UOP_COPY || (!c->stored && !((c->sub ^ l->sub) & IR_M_SIGN)))
        return c->value;
    return ext == UOP_COUNT ? IR_NONE : unary_before(u, r, ext, (IrType)l->type, c->value);
}

static IrRef binary_before(IrUnit *u, IrRef at, UopId op, IrRef a, IrRef b)
{
    IrRef r = unary_before(u, at, op, IR_I64, a);
    u->ops[r].b = b;
    return r;
}

/* v with all its bits as type, of the same size. */
static IrRef bits_as(IrUnit *u, IrRef at, IrType type, IrRef v)
{
    IrType from = (IrType)u->ops[v].type;
    if (from == type)
        return v;
    return unary_before(u, at, ir_is_int(type) ? UOP_BITSI : UOP_BITSF, type, v);
}

/* A whole word or doubleword of memory? */
static bool is_whole(const Cell *c)
{
    return nbytes(c) >= 4 && nbytes(c) <= 8 && ir_type_size[c->type] == nbytes(c);
}

static bool same_order(const Cell *p, const Cell *q)
{
    return !((p->sub ^ q->sub) & IR_M_BE);
}

/* Load r (address l) out of a cell of the same size and another type, or out of the doubleword around it. */
static IrRef bits_from(IrUnit *u, IrRef r, const Cell *l, const Cell *c)
{
    int64_t d = (int64_t)((uint64_t)l->disp - (uint64_t)c->disp);
    if (c->stale || c->base != l->base || !is_whole(l) || !is_whole(c) || !same_order(l, c))
        return IR_NONE;
    if (nbytes(l) == nbytes(c))
        return d ? IR_NONE : bits_as(u, r, (IrType)l->type, c->value);
    if (nbytes(l) != 4 || (d != 0 && d != 4))
        return IR_NONE;
    IrRef v = bits_as(u, r, IR_I64, c->value);
    if ((d == 0) == !!(l->sub & IR_M_BE))
        v = binary_before(u, r, UOP_SHR, v, ir_const(u, IR_I32, 32));
    return bits_as(u, r, (IrType)l->type, unary_before(u, r, UOP_TRUNC, IR_I32, v));
}

/* The word at address l + d that was stored, as an i32 extended; IR_NONE: not known. */
static const Cell *stored_word(const Cells *t, const Cell *l, int64_t d)
{
    for (unsigned i = 0; i < t->n; i++) {
        const Cell *c = &t->cell[i];
        if (c->stored && c->base == l->base && c->disp == (int64_t)((uint64_t)l->disp + (uint64_t)d) &&
            nbytes(c) == 4 && is_whole(c) && same_order(c, l))
            return c;
    }
    return NULL;
}

/*
 * Stored word c, of the doubleword that r loads, as an i64. A stale one is loaded again: from one store, or the other
 * that came between, the host forwards a word.
 */
static IrRef word_of(IrUnit *u, IrRef r, const Cell *l, const Cell *c)
{
    IrRef v = c->value;
    if (c->stale) {
        v = unary_before(u, r, UOP_LD, IR_I32, u->ops[r].a);
        IrOp *ld = &u->ops[v], *o = &u->ops[r];
        ld->sub = (uint8_t)((l->sub & IR_M_BE) | IR_M_32);
        ld->imm = (int64_t)((uint64_t)o->imm + ((uint64_t)c->disp - (uint64_t)l->disp));
        ld->snap = o->snap;
    }
    return unary_before(u, r, UOP_ZEXT32, IR_I64, bits_as(u, r, IR_I32, v));
}

/* Load r of a doubleword whose words were stored one by one. */
static IrRef joined(IrUnit *u, const Cells *t, IrRef r, const Cell *l)
{
    if (nbytes(l) != 8 || !is_whole(l) || !opt_part(OPT_PART_WORDS))
        return IR_NONE;
    const Cell *high = stored_word(t, l, l->sub & IR_M_BE ? 0 : 4), *low = stored_word(t, l, l->sub & IR_M_BE ? 4 : 0);
    if (!high || !low)
        return IR_NONE;
    IrRef h = word_of(u, r, l, high), w = word_of(u, r, l, low);
    h = binary_before(u, r, UOP_SHL, h, ir_const(u, IR_I32, 32));
    return bits_as(u, r, (IrType)l->type, binary_before(u, r, UOP_OR, h, w));
}

static void visit_load(IrUnit *u, Cells *t, IrRef r)
{
    Cell l = address_of(u, &u->ops[r]);
    if (u->ops[r].sub & IR_M_FRESH)
        kill_overlapping(u, t, &l); /* what comes later may not be older than this load */
    for (unsigned i = 0; i < t->n; i++) {
        IrRef v = value_from(u, r, &l, &t->cell[i]);
        if (!v)
            v = bits_from(u, r, &l, &t->cell[i]);
        if (v) {
            ir_replace(u, r, v, 'M');
            return;
        }
    }
    IrRef v = joined(u, t, r, &l);
    if (v) {
        ir_replace(u, r, v, 'M');
        return;
    }
    l.value = r;
    remember(t, &l);
}

static void visit(IrUnit *u, Cells *t, IrRef r)
{
    opt_refresh(u, r);
    const IrOp *o = &u->ops[r];
    switch (o->op) {
    case UOP_LD: visit_load(u, t, r); break;
    case UOP_ST: {
        Cell s = address_of(u, o);
        s.value = o->b;
        s.stored = true;
        kill_overlapping(u, t, &s);
        remember(t, &s);
        break;
    }
    case UOP_CAS:
    case UOP_FENCE: t->n = 0; break;
    case UOP_CALL:
        if (ir_call_plain(u, o))
            t->n = 0;
        break;
    }
}

static bool same_cell(const Cell *p, const Cell *q)
{
    return p->base == q->base && p->disp == q->disp && p->value == q->value && p->type == q->type && p->sub == q->sub &&
           p->stored == q->stored && p->stale == q->stale;
}

/* Those of t that are in p, too. */
static void keep_common(Cells *t, const Cells *p)
{
    unsigned n = 0;
    for (unsigned i = 0; i < t->n; i++)
        for (unsigned k = 0; k < p->n; k++)
            if (same_cell(&t->cell[i], &p->cell[k])) {
                t->cell[n++] = t->cell[i];
                break;
            }
    t->n = n;
    t->oldest = 0;
}

/* What is known at the entry of the block at place i of rpo: what all ways to it know alike; at a loop's head nothing.
 */
static void known_at_entry(const IrUnit *u, const IrCfg *c, uint32_t i, const Cells *rows, Cells *t)
{
    const IrBlock *b = &u->blocks[c->rpo[i]];
    t->n = t->oldest = 0;
    if (ir_is_entry(u, c->rpo[i]) || (b->npred > 1 && !opt_part(OPT_PART_JOINS)))
        return;
    for (uint32_t k = 0; k < b->npred; k++)
        if (c->pos[b->pred[k]] != IR_UNREACHED && c->pos[b->pred[k]] >= i)
            return;
    bool first = true;
    for (uint32_t k = 0; k < b->npred; k++) {
        if (c->pos[b->pred[k]] == IR_UNREACHED)
            continue;
        if (first)
            *t = rows[c->pos[b->pred[k]]];
        else
            keep_common(t, &rows[c->pos[b->pred[k]]]);
        first = false;
    }
}

void opt_mem(IrUnit *u)
{
    const IrCfg *c = ir_cfg_get(u);
    Cells *rows = arena_alloc(u->arena, c->nrpo * sizeof *rows);
    for (uint32_t i = 0; i < c->nrpo; i++) {
        known_at_entry(u, c, i, rows, &rows[i]);
        IR_FOR_OPS_SAFE(u, c->rpo[i], r, next)
        visit(u, &rows[i], r);
    }
    if (c->loops)
        ir_apply_subst(u);
}
