/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pins: cells of the state block that are in host registers between units.
 *
 * Each pin has one register of its own. At any point of a unit a pin is IN (the
 * register holds the cell's value) or in MEMory (the state block does), or
 * both, or, between the making of a value in the register and the PUT of that
 * value, neither. While it is IN, the register belongs to the pin and no temp
 * is bound to it; temps whose home is the cell are read from there. Else the
 * register is like any other.
 *
 * Before the unit and behind its exits every pin is IN. In the middle pins are
 * evicted like temps; what an edge leads to says where they must be.
 */
#include <string.h>

#include "tcg/host/regalloc.h"
#include "tcg/opt/part.h"

static inline RaSet bit(int r)
{
    return 1u << r;
}

int ra_pin_at(const Ra *ra, int64_t off)
{
    for (unsigned p = 0; p < ra->npins; p++)
        if (ra->pin[p].off == off)
            return (int)p;
    return -1;
}

int ra_pin_of_reg(const Ra *ra, int r)
{
    for (unsigned p = 0; p < ra->npins; p++)
        if (ra->pin[p].reg == r)
            return (int)p;
    return -1;
}

int ra_home_reg(const Ra *ra, IrRef v)
{
    const RaTemp *t = &ra->t[v];
    return (t->flags & RA_HOME) && t->home_pin >= 0 && (ra->pins_in >> t->home_pin & 1) ? ra->pin[t->home_pin].reg : -1;
}

/* ---- where they are ------------------------------------------------------------------------------------------------
 */

static void bring_in(Ra *ra, unsigned p)
{
    ra->pins_in |= (RaPins)(1u << p);
    ra->held |= bit(ra->pin[p].reg);
    ra->busy |= bit(ra->pin[p].reg);
}

static void let_go(Ra *ra, unsigned p)
{
    ra->pins_in &= (RaPins) ~(1u << p);
    ra->held &= ~bit(ra->pin[p].reg);
    ra->busy &= ~bit(ra->pin[p].reg);
}

void ra_pins_set(Ra *ra, RaPins in, RaPins mem)
{
    for (unsigned p = 0; p < ra->npins; p++) {
        if (in >> p & 1)
            bring_in(ra, p);
        else if (ra->pins_in >> p & 1)
            let_go(ra, p);
    }
    ra->pins_mem = mem;
}

void ra_pins_sync(Ra *ra, RaPins set)
{
    for (RaPins s = set & ra->pins_in & ~ra->pins_mem; s; s &= (RaPins)(s - 1)) {
        const RaPin *pin = &ra->pin[__builtin_ctz(s)];
        host_emit_home(ra->cx, (IrType)pin->type, pin->off, pin->reg);
    }
    ra->pins_mem |= set & ra->pins_in;
}

void ra_pins_out(Ra *ra, RaPins set)
{
    set &= ra->pins_in;
    ra_pins_sync(ra, set);
    for (; set; set &= (RaPins)(set - 1))
        let_go(ra, (unsigned)__builtin_ctz(set));
}

void ra_pins_written(Ra *ra, RaPins set)
{
    for (RaPins s = set & ra->pins_in; s; s &= (RaPins)(s - 1))
        let_go(ra, (unsigned)__builtin_ctz(s));
    ra->pins_mem |= set;
}

RaPins ra_pins_of_regs(const Ra *ra, RaSet regs)
{
    RaPins set = 0;
    for (unsigned p = 0; p < ra->npins; p++)
        if (regs & bit(ra->pin[p].reg))
            set |= (RaPins)(1u << p);
    return set;
}

void ra_pins_in_all(Ra *ra)
{
    for (unsigned p = 0; p < ra->npins; p++) {
        const RaPin *pin = &ra->pin[p];
        if (ra->pins_in >> p & 1)
            continue;
        if (ra->reg[pin->reg]) /* nothing needs it behind this op */
            ra_unbind(ra, pin->reg);
        if (!(ra->pins_mem >> p & 1))
            die("pin %u has no value at a unit's end", p);
        host_emit_load(ra->cx, (IrType)pin->type, pin->reg, RA_M_HOME, pin->off, IR_NONE);
        bring_in(ra, p);
    }
}

/* ---- values made in a pin's register -------------------------------------------------------------------------------
 */

static bool touched(const Ra *ra, IrRef v)
{
    for (unsigned i = 0; i < ra->nopnd; i++)
        if (ra->opnd[i] == v)
            return true;
    return false;
}

/* Does any temp stand in the way of overwriting the register of pin p by the result of this op? Temps that are read
 * from there behind the op do, and those the op itself reads: all but `over`, or with dying set those it has not
 * fetched yet. */
static bool in_the_way(Ra *ra, unsigned p, bool dying, IrRef over)
{
    for (uint32_t i = ra_home_list(ra, ra->pin[p].off); i; i = ra->home[i].next) {
        const RaHome h = ra->home[i];
        const RaTemp *t = &ra->t[h.v];
        if (h.off != ra->pin[p].off || !(t->flags & RA_HOME) || t->home_off != h.off)
            continue;
        if (t->reg >= 0 || (t->flags & RA_INMEM)) { /* it only loses a copy, unless it has been fetched from there */
            if (t->reg < 0 && ra_needed(ra, h.v))
                return true;
            continue;
        }
        if (ra_alive(ra, h.v) || (h.v != over && ra_needed(ra, h.v) && !(dying && touched(ra, h.v))))
            return true;
    }
    return false;
}

int ra_pin_claim(Ra *ra, IrRef v, bool dying, IrRef over)
{
    int p = ra->t[v].claim - 1;
    if (p < 0)
        return -1;
    int r = ra->pin[p].reg;
    bool in = ra->pins_in >> p & 1;
    if ((!dying && !over && (ra->pinned & bit(r))) || (in ? in_the_way(ra, (unsigned)p, dying, over) : true))
        return -1;
    ra_home_forget(ra, ra->pin[p].off);
    let_go(ra, (unsigned)p);
    return r;
}

bool ra_pin_would_claim(Ra *ra, IrRef v)
{
    int p = ra->t[v].claim - 1;
    return p >= 0 && (ra->pins_in >> p & 1);
}

void ra_pin_put(Ra *ra, unsigned p, IrRef v)
{
    const RaPin *pin = &ra->pin[p];
    RaTemp *t = &ra->t[v];
    unsigned size = ir_type_size[pin->type];
    int64_t off = pin->off;
    if (ra->reg[pin->reg] && t->reg != pin->reg)
        ra_take(ra, bit(pin->reg));
    ra->pinned |= bit(pin->reg);
    if (t->reg == pin->reg) { /* made there */
        ra_home_clobber(ra, pin->off, size);
        ra_unbind(ra, pin->reg);
    } else if (t->flags & RA_CONST) {
        ra_home_clobber(ra, pin->off, size);
        if (t->reg >= 0)
            host_emit_move(ra->cx, (IrType)pin->type, pin->reg, t->reg);
        else
            host_emit_load(ra->cx, (IrType)pin->type, pin->reg, RA_M_CONST, 0, v);
    } else {
        int r = ra_use(ra, v);
        ra_home_clobber(ra, pin->off, size);
        host_emit_move(ra->cx, (IrType)pin->type, pin->reg, r);
    }
    bring_in(ra, p);
    ra->pins_mem &= (RaPins) ~(1u << p);
    if (ra_alive(ra, v))
        ra_home_set(ra, v, (int32_t)off);
}

bool ra_pin_stays_out(const Ra *ra, unsigned p)
{
    const RaPin *pin = &ra->pin[p];
    IrRef v = ra->reg[pin->reg];
    if ((ra->pins_in | ~ra->pins_mem) >> p & 1) /* in, or without a place: then its register is v's, or free */
        return false;
    unsigned end = ir_op(ra->u, ra->u->blocks[ra->block].last)->op;
    if ((end == UOP_EXIT || end == UOP_EXITI) &&
        opt_part(OPT_PART_EXIT_PINS)) /* where it is wanted in its register soon */
        return v;
    return v || ra->blocks[ra->block].loop_end;
}

/* ---- eviction ------------------------------------------------------------------------------------------------------
 */

uint32_t ra_pin_distance(Ra *ra, unsigned p)
{
    const RaBlock *b = &ra->blocks[ra->block];
    RaPin *pin = &ra->pin[p];
    enum { AT_END = 50000 };
    while (pin->use && ra->uses[pin->use].pos < ra->pos)
        pin->use = ra->uses[pin->use].next;
    uint32_t at = pin->use ? ra->uses[pin->use].pos : 0;
    uint32_t dist = at && at <= b->end_pos ? at - ra->pos : b->end_pos - ra->pos + AT_END;
    for (uint32_t i = ra_home_list(ra, pin->off); i; i = ra->home[i].next) {
        const RaTemp *t = &ra->t[ra->home[i].v];
        if (ra->home[i].off != pin->off || !(t->flags & RA_HOME) || t->home_off != pin->off || t->reg >= 0)
            continue;
        uint32_t u = ra_hard_use(ra, ra->home[i].v, ra->pos, b->end_pos);
        if (u && u - ra->pos < dist)
            dist = u - ra->pos;
    }
    return ra->pins_mem >> p & 1 ? dist * 2 + 1 : dist;
}

/* Number of GETs and PUTs of pin p in [from, to]. */
static unsigned count_uses(const Ra *ra, unsigned p, uint32_t from, uint32_t to)
{
    unsigned n = 0;
    for (uint32_t u = ra->pin[p].first; u && ra->uses[u].pos <= to; u = ra->uses[u].next)
        n += ra->uses[u].pos >= from;
    return n;
}

RaPins ra_pins_for_loop(const Ra *ra, const RaBlock *head, int room)
{
    RaPins stay = ra->pins_in;
    while (__builtin_popcount(stay) > (room > 0 ? room : 0)) {
        unsigned least = 0, fewest = ~0u;
        for (RaPins s = stay; s; s &= (RaPins)(s - 1)) {
            unsigned p = (unsigned)__builtin_ctz(s), n = count_uses(ra, p, head->loop_start, head->loop_end);
            if (n <= fewest) {
                fewest = n;
                least = p;
            }
        }
        stay &= (RaPins) ~(1u << least);
    }
    return stay;
}

unsigned ra_pin_moves(const Ra *ra, const RaBlock *to, RaMove *m)
{
    unsigned n = 0;
    for (unsigned p = 0; p < ra->npins; p++) {
        const RaPin *pin = &ra->pin[p];
        bool in = ra->pins_in >> p & 1, mem = ra->pins_mem >> p & 1;
        if ((to->pins_mem >> p & 1) && !mem) {
            if (!in)
                die("pin %u has no value on an edge", p);
            m[n++] = (RaMove){.src_kind = RA_M_REG,
                              .src_reg = pin->reg,
                              .dst_kind = RA_M_HOME,
                              .dst_off = pin->off,
                              .type = pin->type};
        }
        if ((to->pins_in >> p & 1) && !in) {
            if (!mem)
                die("pin %u has no value on an edge", p);
            m[n++] = (RaMove){.src_kind = RA_M_HOME,
                              .src_off = pin->off,
                              .dst_kind = RA_M_REG,
                              .dst_reg = pin->reg,
                              .type = pin->type};
        }
    }
    return n;
}

/* ---- analysis: which values can be made in a pin's register --------------------------------------------------------
 */

void ra_pin_scan_init(RaPinScan *s)
{
    memset(s, 0, sizeof *s);
}

static int pin_of_op(const Ra *ra, const IrOp *o)
{
    for (unsigned p = 0; p < ra->npins; p++)
        if (ra->pin[p].slot == o->imm)
            return (int)p;
    return -1;
}

static void note_use(Ra *ra, unsigned p, uint32_t pos)
{
    uint32_t u = ra_new_use(ra);
    ra->uses[u] = (RaUse){.pos = pos, .next = ra->pin[p].first};
    ra->pin[p].use = ra->pin[p].first = u;
}

/* A call on a condition whose result is a value that was there otherwise: both can be in the pin's register, if the
 * function does not look at the cell. */
static void scan_call_if(Ra *ra, RaPinScan *s, IrRef r)
{
    const uint16_t *list;
    const IrOp *o = ir_op(ra->u, r);
    IrSlotSet reads = ir_call_reads(ra->u, o, &list);
    IrRef last = ra->u->args[o->a + o->b - 2];
    RaPinScan was = *s;
    memset(s, 0, sizeof *s);
    if (reads == IR_SLOTS_ALL || (reads == IR_SLOTS_LIST && *list != 0xffff) || ra->t[r].claim)
        return;
    for (unsigned p = 0; p < ra->npins; p++)
        if (was.value[p] == r) {
            ra->t[r].claim = (uint8_t)(p + 1);
            s->value[p] = ir_is_const(ra->u, last) ? IR_NONE : last;
        }
}

void ra_pin_scan(Ra *ra, RaPinScan *s, IrRef r, uint32_t pos)
{
    const IrUnit *u = ra->u;
    const IrOp *o = ir_op(u, r);
    if (o->op == UOP_GET || o->op == UOP_PUT) {
        int p = pin_of_op(ra, o);
        if (p < 0)
            return;
        note_use(ra, (unsigned)p, pos);
        s->value[p] = o->op == UOP_PUT && !ir_is_const(u, o->a) ? o->a : IR_NONE;
        return;
    }
    if (o->op == UOP_CALL && o->sub & IR_C_IF && o->type != IR_VOID) {
        scan_call_if(ra, s, r);
        return;
    }
    if (o->op == UOP_CALL) {
        memset(s, 0, sizeof *s);
        return;
    }
    bool leaves = ir_may_leave(u, o);
    for (unsigned p = 0; p < ra->npins; p++) {
        if (!s->value[p])
            continue;
        if (s->value[p] == r && !ra->t[r].claim) {
            ra->t[r].claim = (uint8_t)(p + 1);
            s->value[p] = IR_NONE;
        } else if (s->value[p] == r || (leaves && !ir_snap_find(o->snap, ra->pin[p].slot))) {
            s->value[p] = IR_NONE;
        }
    }
}
