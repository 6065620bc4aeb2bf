/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Register allocation across block boundaries: entry states, PHIs and
 * parallel moves.
 *
 * The first edge that is emitted into a block fixes its entry state: the
 * places the temps have just then. A block with several predecessors claims
 * neither homes nor (unless it heads a loop) spill copies beside a register,
 * for another edge may not have them.
 */
#include "tcg/host/regalloc.h"
#include "tcg/opt/part.h"

#include <string.h>

static inline RaSet bit(int r)
{
    return 1u << r;
}
static inline RaSet class_of(const Ra *ra, IrRef v)
{
    return (ra->t[v].type >= IR_F32 ? RA_XMMS : RA_GPRS) & ra->allocatable;
}

/* -- parallel moves ---------------------------------------------------------------------------- */

static bool slot_overlap(const RaMove *a, const RaMove *b)
{
    int na = a->type == IR_V128 ? 2 : 1, nb = b->type == IR_V128 ? 2 : 1;
    return a->src_off < b->dst_spill + nb && b->dst_spill < a->src_off + na;
}

/* A constant for a slot: stored when all other moves are done, and so in nobody's way. */
static bool is_last(const RaMove *m)
{
    return m->src_kind == RA_M_CONST && m->dst_kind == RA_M_SPILL && opt_part(OPT_PART_CONSTS);
}

/* Does move k write a slot that move i reads, before i is done? */
static bool overwrites(const RaMove *m, unsigned k, unsigned i)
{
    return m[k].dst_kind == RA_M_SPILL && !is_last(&m[k]) && slot_overlap(&m[i], &m[k]);
}

/* A move that must go over the stack: memory to memory, or from a slot that another move overwrites. */
static bool via_stack(const RaMove *m, unsigned n, unsigned i)
{
    if (m[i].src_kind == RA_M_REG || is_last(&m[i]))
        return false;
    if (m[i].dst_kind == RA_M_SPILL)
        return true;
    if (m[i].src_kind != RA_M_SPILL)
        return false;
    for (unsigned k = 0; k < n; k++)
        if (overwrites(m, k, i))
            return true;
    return false;
}

/* May move i, memory to memory, go first through a scratch register? (Not over the stack: the word pushed there may be
 * wider than what was stored last, which the host cannot forward.) */
static bool via_scratch(const RaMove *m, unsigned n, unsigned i)
{
    if (!m[0].scratch || m[i].dst_kind != RA_M_SPILL || (m[i].src_kind != RA_M_SPILL && m[i].src_kind != RA_M_HOME))
        return false;
    for (unsigned k = 0; k < n; k++) {
        if (k == i)
            continue;
        if (m[i].src_kind == RA_M_SPILL && overwrites(m, k, i))
            return false;
        if (m[k].src_kind == RA_M_SPILL && slot_overlap(&m[k], &m[i]))
            return false;
    }
    return true;
}

/* The type that moves a value through a vector register: all bytes of a slot, those there are of a home. */
static IrType carrier(unsigned type, RaMoveKind kind)
{
    if (type == IR_V128)
        return IR_V128;
    return kind == RA_M_HOME && ir_type_size[type] == 4 ? IR_F32 : IR_F64;
}

/* A vector register that neither live values nor the moves use, 0 = none. */
static uint8_t free_vector(const Ra *ra, const RaMove *m, unsigned n)
{
    RaSet used = ra->busy | ra->pinned;
    for (unsigned i = 0; i < n; i++)
        if (m[i].dst_kind == RA_M_REG)
            used |= bit(m[i].dst_reg);
    RaSet s = RA_XMMS & ra->allocatable & ~used;
    return s ? (uint8_t)__builtin_ctz(s) : 0;
}

/* Register moves of a permutation with fan-out: first those whose target nobody reads, then cycles by swaps. */
static void register_moves(Ra *ra, RaMove *m, unsigned n, const bool *stack)
{
    uint8_t readers[RA_NREGS] = {0};
    uint8_t src_of[RA_NREGS], type_of[RA_NREGS];
    RaSet todo = 0;
    for (unsigned i = 0; i < n; i++) {
        if (stack[i] || m[i].src_kind != RA_M_REG || m[i].dst_kind != RA_M_REG || m[i].src_reg == m[i].dst_reg)
            continue;
        todo |= bit(m[i].dst_reg);
        src_of[m[i].dst_reg] = (uint8_t)m[i].src_reg;
        type_of[m[i].dst_reg] = m[i].type;
        readers[m[i].src_reg]++;
    }
    while (todo) {
        bool progress = false;
        for (RaSet s = todo; s; s &= s - 1) {
            int d = __builtin_ctz(s);
            if (readers[d])
                continue;
            host_emit_move(ra->cx, (IrType)type_of[d], d, src_of[d]);
            readers[src_of[d]]--;
            todo &= ~bit(d);
            progress = true;
        }
        if (progress || !todo)
            continue;
        /* only cycles are left: after swapping d with its source, d is right and its old value sits in the source */
        int d = __builtin_ctz(todo), from = src_of[d];
        host_emit_swap(ra->cx, d, from);
        todo &= ~bit(d);
        for (RaSet s = todo; s; s &= s - 1) {
            int k = __builtin_ctz(s);
            if (src_of[k] == d)
                src_of[k] = (uint8_t)from;
        }
        readers[from] = readers[d];
        readers[d] = 0;
        if (src_of[from] == from) {
            todo &= ~bit(from);
            readers[from] = 0;
        }
    }
}

void ra_parallel(Ra *ra, RaMove *m, unsigned n)
{
    bool stack[n + 1], done[n + 1];
    unsigned depth = 0;
    for (unsigned i = 0; i < n; i++)
        if (m[i].dst_kind == RA_M_HOME)
            host_emit_home(ra->cx, (IrType)m[i].type, m[i].dst_off, m[i].src_reg);
    for (unsigned i = 0; i < n; i++) {
        done[i] = via_scratch(m, n, i);
        if (!done[i])
            continue;
        host_emit_load(ra->cx, carrier(m[i].type, (RaMoveKind)m[i].src_kind), m[0].scratch, (RaMoveKind)m[i].src_kind,
                       m[i].src_off, IR_NONE);
        host_emit_spill(ra->cx, carrier(m[i].type, RA_M_SPILL), m[i].dst_spill, m[0].scratch);
    }
    for (unsigned i = 0; i < n; i++) {
        stack[i] = !done[i] && via_stack(m, n, i);
        if (!stack[i])
            continue;
        unsigned words = m[i].type == IR_V128 ? 2 : 1;
        for (unsigned w = words; w-- > 0;) {
            int32_t off = m[i].src_kind == RA_M_SPILL ? m[i].src_off + (int32_t)w : m[i].src_off + (int32_t)w * 8;
            host_emit_push(ra->cx, (RaMoveKind)m[i].src_kind, off, m[i].src_ref, w, depth++);
        }
    }
    for (unsigned i = 0; i < n; i++)
        if (m[i].src_kind == RA_M_REG && m[i].dst_kind == RA_M_SPILL)
            host_emit_spill(ra->cx, (IrType)m[i].type, m[i].dst_spill + (int)depth, m[i].src_reg);
    register_moves(ra, m, n, stack);
    for (unsigned i = 0; i < n; i++)
        if (!stack[i] && !done[i] && m[i].src_kind != RA_M_REG && !is_last(&m[i])) {
            int32_t off = m[i].src_kind == RA_M_SPILL ? m[i].src_off + (int32_t)depth : m[i].src_off;
            host_emit_load(ra->cx, (IrType)m[i].type, m[i].dst_reg, (RaMoveKind)m[i].src_kind, off, m[i].src_ref);
        }
    for (unsigned i = n; i-- > 0;) {
        if (!stack[i])
            continue;
        unsigned words = m[i].type == IR_V128 ? 2 : 1;
        depth -= words;
        host_emit_pop(ra->cx, (IrType)m[i].type, (RaMoveKind)m[i].dst_kind, m[i].dst_reg, m[i].dst_spill, depth);
    }
    for (unsigned i = 0; i < n; i++)
        if (is_last(&m[i]))
            host_emit_spill_const(ra->cx, (IrType)m[i].type, m[i].dst_spill, m[i].src_ref, m[0].scratch);
}

/* -- entry states ------------------------------------------------------------------------------ */

static bool heads_loop(const Ra *ra, uint32_t b)
{
    const IrBlock *blk = &ra->u->blocks[b];
    for (uint32_t i = 0; i < blk->npred; i++)
        if (ra->blocks[blk->pred[i]].reach && ra->blocks[blk->pred[i]].order >= ra->blocks[b].order)
            return true;
    return false;
}

static unsigned count_phis(const Ra *ra, uint32_t b)
{
    unsigned n = 0;
    IR_FOR_OPS(ra->u, b, r)
    {
        if (ra->u->ops[r].op != UOP_PHI)
            break;
        n++;
    }
    return n;
}

static bool live_in(const Ra *ra, uint32_t b, IrRef v)
{
    return ra->t[v].global && ra_bit(ra->blocks[b].in, ra->t[v].global - 1);
}

static int free_reg(Ra *ra, RaSet cls, RaSet taken)
{
    RaSet s = cls & ~taken;
    if (!s)
        return -1;
    RaSet quiet = s & ~ra->busy;
    if (quiet)
        s = quiet;
    RaSet p = s & ra->preferred;
    return __builtin_ctz(p ? p : s);
}

/* Registers that a loop's own values leave for others at its head: negative when not even they have room. */
static int spare_regs(const Ra *ra, uint32_t b, RaSet cls)
{
    enum { SLACK = 1 }; /* for what ops need beside their operands */
    return __builtin_popcount(cls & ra->allocatable) - ra->blocks[b].peak[cls == RA_XMMS] - SLACK;
}

/* At a loop's head: does v, which the loop only carries, go to memory? */
static bool only_carried(Ra *ra, uint32_t b, IrRef v, int spare[2])
{
    const RaBlock *rb = &ra->blocks[b];
    return rb->loop_end && !ra_hard_use(ra, v, rb->loop_start, rb->loop_end) && spare[ra->t[v].type >= IR_F32]-- <= 0;
}

/* Places of the temps that live into b, as they are now. */
static void fix_live(Ra *ra, uint32_t b, RaPlace *place, unsigned *np, RaSet *taken, int spare[2])
{
    const RaBlock *rb = &ra->blocks[b];
    bool join = rb->npred > 1, loop = join && heads_loop(ra, b);
    for (int r = 0; r < RA_NREGS; r++) {
        IrRef v = ra->reg[r];
        if (!v || !live_in(ra, b, v))
            continue;
        if (loop && only_carried(ra, b, v, spare)) {
            place[(*np)++] = (RaPlace){v, -1, RA_INMEM, 0};
            continue;
        }
        uint8_t keep = !join ? RA_INMEM | RA_HOME : loop ? RA_INMEM : 0;
        place[(*np)++] = (RaPlace){v, (int8_t)r, ra->t[v].flags & keep, ra->t[v].home_off};
        *taken |= bit(r);
    }
    for (IrRef i = 0; i < ra->nspilled; i++) { /* temps with a slot and no register */
        IrRef v = ra->spilled[i];
        if (ra->t[v].reg < 0 && live_in(ra, b, v) && (ra->t[v].flags & RA_INMEM))
            place[(*np)++] =
                (RaPlace){v, -1, ra->t[v].flags & (join ? RA_INMEM : RA_INMEM | RA_HOME), ra->t[v].home_off};
    }
    for (uint32_t i = 1; i < ra->nhomes; i++) { /* temps that are only in their home */
        IrRef v = ra->home[i].v;
        const RaTemp *t = &ra->t[v];
        if (t->reg >= 0 || (t->flags & RA_INMEM) || !(t->flags & RA_HOME) || t->home_off != ra->home[i].off ||
            !live_in(ra, b, v))
            continue;
        bool seen = false; /* the same home noted twice */
        for (uint32_t k = 1; k < i && !seen; k++)
            seen = ra->home[k].v == v && ra->home[k].off == t->home_off;
        if (!seen)
            place[(*np)++] = (RaPlace){v, -1, RA_HOME, t->home_off};
    }
}

/* At a join, what is only in a home gets a register or a slot. */
static void settle_homes(Ra *ra, RaPlace *place, unsigned n, RaSet *taken)
{
    for (unsigned i = 0; i < n; i++) {
        RaPlace *p = &place[i];
        if (!(p->flags & RA_HOME))
            continue;
        p->flags &= (uint8_t)~RA_HOME;
        if (p->reg >= 0 || (p->flags & RA_INMEM))
            continue;
        p->reg = (int8_t)ra_home_reg(ra, p->v);
        if (p->reg < 0 || (*taken & bit(p->reg)))
            p->reg = (int8_t)free_reg(ra, class_of(ra, p->v), *taken);
        if (p->reg >= 0)
            *taken |= bit(p->reg);
        else
            p->flags = RA_INMEM;
    }
}

static void fix_phis(Ra *ra, uint32_t b, RaPlace *place, unsigned *np, RaSet *taken, int spare[2], bool carried)
{
    IrUnit *u = ra->u;
    const RaBlock *rb = &ra->blocks[b];
    bool loop = heads_loop(ra, b);
    IR_FOR_OPS(u, b, r)
    {
        const IrOp *o = ir_op(u, r);
        if (o->op != UOP_PHI)
            break;
        if (ra->t[r].flags & RA_DEAD)
            continue;
        if (carried != (loop && rb->loop_end && !ra_hard_use(ra, r, rb->loop_start, rb->loop_end)))
            continue;
        if (carried && only_carried(ra, b, r, spare)) {
            place[(*np)++] = (RaPlace){r, -1, RA_INMEM, 0};
            continue;
        }
        IrRef a = ra_phi_arg(u, o, ra->block);
        int8_t reg = !a ? -1 : ra->t[a].reg >= 0 ? ra->t[a].reg : (int8_t)ra_home_reg(ra, a);
        RaSet cls = class_of(ra, r);
        if (reg < 0 || (*taken & bit(reg)) || !(cls & bit(reg)))
            reg = (int8_t)free_reg(ra, cls, *taken);
        if (reg >= 0)
            *taken |= bit(reg);
        ra->t[r].hint = reg;
        place[(*np)++] = (RaPlace){r, reg, reg < 0 ? RA_INMEM : 0, 0};
    }
}

/* PHIs of a loop's head that the loop only hands on, for ways out. */
static int count_carried(const Ra *ra, uint32_t b)
{
    const RaBlock *rb = &ra->blocks[b];
    int n = 0;
    for (IrRef r = ra->u->blocks[b].first; ra->u->ops[r].op == UOP_PHI; r = ra->u->ops[r].next)
        n += !(ra->t[r].flags & RA_DEAD) && ra->t[r].type < IR_F32 && !ra_hard_use(ra, r, rb->loop_start, rb->loop_end);
    return n;
}

/* Where the pins are at the entry of b: as now, but only in their registers where ways join, and in loops only as many
 * as it has registers for. */
static void fix_pins(Ra *ra, uint32_t b)
{
    RaBlock *rb = &ra->blocks[b];
    const IrOp *last = ir_op(ra->u, ra->u->blocks[ra->block].last);
    rb->pins_in = ra->pins_in;
    rb->pins_mem = ra->pins_mem;
    if (rb->npred <= 1)
        return;
    if (rb->loop_end && heads_loop(ra, b) && last->op != UOP_ENTRY) {
        rb->pins_in = ra_pins_for_loop(ra, rb, spare_regs(ra, b, RA_GPRS) - count_carried(ra, b) + 1);
        rb->pins_mem |= ra->pins_in & (RaPins)~rb->pins_in;
    }
    rb->pins_mem &= (RaPins)~rb->pins_in;
}

static void fix_entry(Ra *ra, uint32_t b)
{
    RaBlock *rb = &ra->blocks[b];
    unsigned max = RA_NREGS + ra->nspilled + ra->nhomes + count_phis(ra, b), n = 0;
    RaSet taken = 0;
    fix_pins(ra, b);
    for (unsigned p = 0; p < ra->npins; p++)
        if (rb->pins_in >> p & 1)
            taken |= bit(ra->pin[p].reg);
    rb->place = ARENA_ARRAY(ra->u->arena, RaPlace, max);
    int spare[2] = {0, 0};
    if (rb->loop_end) {
        spare[0] = spare_regs(ra, b, RA_GPRS) - __builtin_popcount(rb->pins_in);
        spare[1] = spare_regs(ra, b, RA_XMMS);
    }
    fix_live(ra, b, rb->place, &n, &taken, spare);
    if (rb->npred > 1)
        settle_homes(ra, rb->place, n, &taken);
    fix_phis(ra, b, rb->place, &n, &taken, spare, false);
    fix_phis(ra, b, rb->place, &n, &taken, spare, true);
    rb->nplaces = n;
    rb->fixed = true;
}

unsigned ra_edge(Ra *ra, uint32_t to, RaMove **moves)
{
    RaBlock *rb = &ra->blocks[to];
    if (!rb->fixed)
        fix_entry(ra, to);
    RaMove *m = *moves = ARENA_ARRAY(ra->u->arena, RaMove, rb->nplaces * 2 + 1 + 2 * ra->npins);
    unsigned n = ra_pin_moves(ra, rb, m);
    for (uint32_t i = 0; i < rb->nplaces; i++) {
        const RaPlace *p = &rb->place[i];
        const IrOp *o = ir_op(ra->u, p->v);
        bool phi = o->op == UOP_PHI && o->block == to;
        IrRef src = phi ? ra_phi_arg(ra->u, o, ra->block) : p->v;
        if (!src)
            die("phi %%%u has no argument for block %u", p->v, ra->block);
        RaTemp *t = &ra->t[src];
        if (p->reg >= 0 && t->reg != p->reg) {
            ra_move_src(ra, &m[n], src);
            m[n].dst_kind = RA_M_REG;
            m[n++].dst_reg = p->reg;
        }
        bool there = (t->flags & RA_INMEM) && (!phi || t->spill == ra_slot(ra, p->v));
        if ((p->flags & RA_INMEM) && !there) {
            ra_move_src(ra, &m[n], src);
            m[n].dst_kind = RA_M_SPILL;
            m[n++].dst_spill = (int16_t)ra_slot(ra, p->v);
        }
        if ((p->flags & RA_HOME) && (!(t->flags & RA_HOME) || t->home_off != p->home_off))
            die("home of %%%u differs at block %u", p->v, to);
    }
    m[0].scratch = free_vector(ra, m, n);
    return n;
}

void ra_begin_block(Ra *ra, uint32_t block)
{
    RaBlock *rb = &ra->blocks[block];
    for (int r = 0; r < RA_NREGS; r++)
        if (ra->reg[r])
            ra->t[ra->reg[r]].reg = -1;
    memset(ra->reg, 0, sizeof(ra->reg));
    ra->busy = ra->pinned = ra->held = 0;
    ra->pins_in = 0;
    ra_pins_set(ra, rb->pins_in, rb->pins_mem);
    memset(ra->bucket, 0, sizeof(ra->bucket));
    ra->nhomes = 1;
    ra->block = block;
    for (uint32_t i = 0; i < rb->nplaces; i++) {
        const RaPlace *p = &rb->place[i];
        RaTemp *t = &ra->t[p->v];
        t->flags = (uint8_t)((t->flags & ~(RA_INMEM | RA_HOME)) | (p->flags & RA_INMEM));
        t->reg = p->reg;
        if (p->reg >= 0) {
            ra->reg[p->reg] = p->v;
            ra->busy |= bit(p->reg);
        }
        if (p->flags & RA_HOME)
            ra_home_set(ra, p->v, p->home_off);
    }
}
