/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The allocator's state machine during one op: which temp is in which
 * register, spill slot or home. See regalloc.h for the scheme; block
 * boundaries and parallel moves are in raedge.c.
 */
#include "tcg/host/regalloc.h"

#include <string.h>

static inline RaSet bit(int r)
{
    return 1u << r;
}
static inline bool is_xmm_type(unsigned type)
{
    return type >= IR_F32;
}
static inline RaSet class_of(const Ra *ra, IrRef v)
{
    return (is_xmm_type(ra->t[v].type) ? RA_XMMS : RA_GPRS) & ra->allocatable;
}

static uint32_t random_next(Ra *ra)
{
    ra->seed ^= ra->seed << 13;
    ra->seed ^= ra->seed >> 17;
    ra->seed ^= ra->seed << 5;
    return ra->seed;
}

static int random_of(Ra *ra, RaSet set)
{
    unsigned k = random_next(ra) % (unsigned)__builtin_popcount(set);
    while (k--)
        set &= set - 1;
    return __builtin_ctz(set);
}

/* -- spill slots ------------------------------------------------------------------------------- */

static void free_slot(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    unsigned n = t->type == IR_V128 ? 2 : 1;
    for (unsigned i = 0; i < n; i++)
        ra->spill_used[(t->spill + i) >> 6] &= ~(1ull << ((t->spill + i) & 63));
}

/* Slots of temps that are dead from here on in emission order. */
static void expire_slots(Ra *ra)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < ra->nspilled; i++) {
        IrRef v = ra->spilled[i];
        if (ra->t[v].end >= ra->pos)
            ra->spilled[n++] = v;
        else if (!ra->t[v].web)
            free_slot(ra, v);
    }
    ra->nspilled = n;
    n = 0;
    for (uint32_t i = 0; i < ra->nwebs; i++) {
        if (ra->t[ra->webs[i]].web_end < ra->pos)
            free_slot(ra, ra->webs[i]);
        else
            ra->webs[n++] = ra->webs[i];
    }
    ra->nwebs = n;
}

static int find_slot(Ra *ra, bool wide)
{
    for (unsigned w = 0; w < HOST_SPILL_BYTES / 8 / 64; w++) {
        uint64_t freebits = ~ra->spill_used[w];
        if (wide)
            freebits &= freebits >> 1 & 0x5555555555555555ull;
        if (!freebits)
            continue;
        unsigned k = (unsigned)__builtin_ctzll(freebits);
        ra->spill_used[w] |= (wide ? 3ull : 1ull) << k;
        return (int)(w * 64 + k);
    }
    ra->too_big = true;
    return 0;
}

static void list_spilled(Ra *ra, IrRef v)
{
    if (ra->nspilled == ra->spilled_cap) {
        ra->spilled_cap = ra->spilled_cap ? ra->spilled_cap * 2 : 32;
        IrRef *n = ARENA_ARRAY(ra->u->arena, IrRef, ra->spilled_cap);
        if (ra->nspilled)
            memcpy(n, ra->spilled, sizeof(IrRef) * ra->nspilled);
        ra->spilled = n;
    }
    ra->spilled[ra->nspilled++] = v;
    ra->t[v].listed = true;
}

/* The temp's slot, made when it has none; for its whole web. */
int ra_slot(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    if (t->listed)
        return t->spill;
    expire_slots(ra);
    list_spilled(ra, v);
    if (t->spill >= 0)
        return t->spill;
    t->spill = (int16_t)find_slot(ra, t->type == IR_V128);
    if (!t->web)
        return t->spill;
    CHECK(ra->nwebs < ra->webs_cap);
    ra->webs[ra->nwebs++] = t->web;
    for (IrRef w = t->web_next; w != v; w = ra->t[w].web_next)
        ra->t[w].spill = t->spill;
    return t->spill;
}

/* -- registers --------------------------------------------------------------------------------- */

static void bind(Ra *ra, IrRef v, int r)
{
    ra->reg[r] = v;
    ra->t[v].reg = (int8_t)r;
    ra->busy |= bit(r);
}

static void unbind(Ra *ra, int r)
{
    IrRef v = ra->reg[r];
    if (v && ra->t[v].reg == r)
        ra->t[v].reg = -1;
    ra->reg[r] = IR_NONE;
    ra->busy &= ~bit(r);
}

static void store_to_slot(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    int slot = ra_slot(ra, v);
    host_emit_spill(ra->cx, (IrType)t->type, slot, t->reg);
    t->flags |= RA_INMEM;
}

static inline bool has_copy(const RaTemp *t)
{
    return t->flags & (RA_INMEM | RA_HOME | RA_CONST);
}

void ra_unbind(Ra *ra, int r)
{
    unbind(ra, r);
}

static void evict(Ra *ra, int r)
{
    IrRef v = ra->reg[r];
    if (!has_copy(&ra->t[v]) && ra_needed(ra, v))
        store_to_slot(ra, v);
    unbind(ra, r);
}

/* How far the next use is that wants a register: from here on, on the loop's next pass, or nowhere near. */
static uint32_t next_use(Ra *ra, IrRef v)
{
    const RaTemp *t = &ra->t[v];
    const RaBlock *b = &ra->blocks[ra->block];
    uint32_t p = ra_hard_use(ra, v, ra->pos, b->loop_end > ra->pos ? b->loop_end : UINT32_MAX >> 1), dist;
    if (p)
        dist = p - ra->pos;
    else if (b->loop_end > ra->pos && (p = ra_hard_use(ra, v, b->loop_start, ra->pos)))
        dist = b->loop_end - ra->pos + p - b->loop_start;
    else
        dist = b->end_pos - ra->pos + 100000;
    return has_copy(t) ? dist * 2 + 1 : dist; /* cheaper to evict: no store */
}

static int victim(Ra *ra, RaSet set)
{
    if (ra->seed)
        return random_of(ra, set);
    int best = -1;
    uint32_t far = 0;
    for (RaSet s = set; s; s &= s - 1) {
        int r = __builtin_ctz(s);
        uint32_t d = ra->held & bit(r) ? ra_pin_distance(ra, (unsigned)ra_pin_of_reg(ra, r)) : next_use(ra, ra->reg[r]);
        if (best < 0 || d > far) {
            best = r;
            far = d;
        }
    }
    return best;
}

static bool crosses_call(Ra *ra, IrRef v)
{
    while (ra->next_call < ra->ncalls && ra->call_pos[ra->next_call] <= ra->pos)
        ra->next_call++;
    return v && ra->next_call < ra->ncalls && ra->t[v].end > ra->call_pos[ra->next_call];
}

static int hinted(Ra *ra, IrRef v, RaSet freeset)
{
    const RaTemp *t = &ra->t[v];
    if (t->hint >= 0 && (freeset & bit(t->hint)))
        return t->hint;
    if (t->phi_hint && ra->t[t->phi_hint].hint >= 0 && (freeset & bit(ra->t[t->phi_hint].hint)))
        return ra->t[t->phi_hint].hint;
    return -1;
}

/* Moves what is in r to another register (not one of avoid) or to memory. */
static void vacate(Ra *ra, int r, RaSet avoid)
{
    IrRef v = ra->reg[r];
    if (ra->held & bit(r))
        ra_pins_out(ra, ra_pins_of_regs(ra, bit(r)));
    if (!v)
        return;
    RaTemp *t = &ra->t[v];
    RaSet freeset = class_of(ra, v) & ~ra->busy & ~ra->pinned & ~avoid;
    if (ra_needed(ra, v) && !(t->flags & RA_CONST) && freeset) {
        int to = ra->seed ? random_of(ra, freeset) : __builtin_ctz(freeset);
        host_emit_move(ra->cx, (IrType)t->type, to, r);
        bool was_pinned = ra->pinned & bit(r);
        unbind(ra, r);
        bind(ra, v, to);
        if (was_pinned)
            ra->pinned |= bit(to);
        return;
    }
    evict(ra, r);
}

/* A register of allowed without an owner, for v (or scratch); evicts when it must. */
static int pick(Ra *ra, RaSet allowed, IrRef v)
{
    allowed &= ra->allocatable & ~ra->pinned;
    RaSet freeset = allowed & ~ra->busy;
    if (!freeset) {
        if (!allowed)
            die("register allocator: every register is taken by one op");
        int r = victim(ra, allowed);
        vacate(ra, r, allowed);
        return r;
    }
    if (ra->seed)
        return random_of(ra, freeset);
    if (crosses_call(ra, v)) {
        if (freeset & ra->callee_saved)
            return __builtin_ctz(freeset & ra->callee_saved);
    } else if (v) {
        int h = hinted(ra, v, freeset);
        if (h >= 0)
            return h;
    }
    if (freeset & ~ra->pin_regs)
        freeset &= ~ra->pin_regs;
    RaSet s = freeset & ~ra->callee_saved & ra->preferred;
    if (!s)
        s = freeset & ~ra->callee_saved;
    if (!s)
        s = freeset;
    return 31 - __builtin_clz(s);
}

static void touch(Ra *ra, IrRef v)
{
    if (ra->nopnd < RA_MAX_OPND)
        ra->opnd[ra->nopnd++] = v;
}

void ra_begin_op(Ra *ra, uint32_t pos)
{
    ra->pos = pos;
    ra->pinned = 0;
    ra->nopnd = 0;
}

static void release_if_dead(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    if (t->reg >= 0 && !ra_alive(ra, v))
        unbind(ra, t->reg);
}

void ra_end_op(Ra *ra, const IrSnap *snap)
{
    for (unsigned i = 0; i < ra->nopnd; i++)
        release_if_dead(ra, ra->opnd[i]);
    for (; snap; snap = snap->next) {
        IrRef leaf[RA_MAX_LEAVES];
        for (unsigned n = ra_leaves(ra, snap->ref, leaf); n-- > 0;)
            release_if_dead(ra, leaf[n]);
    }
    ra->pinned = 0;
    ra->nopnd = 0;
}

static void load(Ra *ra, IrRef v, int r)
{
    const RaTemp *t = &ra->t[v];
    int home = ra_home_reg(ra, v);
    if (t->flags & RA_CONST)
        host_emit_load(ra->cx, (IrType)t->type, r, RA_M_CONST, 0, v);
    else if (home >= 0)
        host_emit_move(ra->cx, (IrType)t->type, r, home);
    else if (t->flags & RA_HOME)
        host_emit_load(ra->cx, (IrType)t->type, r, RA_M_HOME, t->home_off, v);
    else if (t->flags & RA_INMEM)
        host_emit_load(ra->cx, (IrType)t->type, r, RA_M_SPILL, t->spill, v);
    else
        die("register allocator: %%%u has no value", v);
}

int ra_use_in(Ra *ra, IrRef v, RaSet allowed)
{
    RaTemp *t = &ra->t[v];
    touch(ra, v);
    if (t->reg >= 0 && (allowed & bit(t->reg))) {
        ra->pinned |= bit(t->reg);
        return t->reg;
    }
    int home = t->reg < 0 ? ra_home_reg(ra, v) : -1;
    if (home >= 0 && (allowed & bit(home))) {
        ra->pinned |= bit(home);
        return home;
    }
    int r = pick(ra, allowed, v);
    if (t->reg >= 0) {
        host_emit_move(ra->cx, (IrType)t->type, r, t->reg);
        unbind(ra, t->reg);
    } else {
        load(ra, v, r);
    }
    bind(ra, v, r);
    ra->pinned |= bit(r);
    return r;
}

int ra_use(Ra *ra, IrRef v)
{
    return ra_use_in(ra, v, class_of(ra, v));
}

int ra_tmp_in(Ra *ra, RaSet allowed)
{
    int r = pick(ra, allowed, IR_NONE);
    ra->pinned |= bit(r);
    return r;
}

int ra_tmp(Ra *ra)
{
    return ra_tmp_in(ra, RA_GPRS);
}
int ra_tmp_xmm(Ra *ra)
{
    return ra_tmp_in(ra, RA_XMMS);
}

static int define(Ra *ra, IrRef v, int r)
{
    bind(ra, v, r);
    ra->pinned |= bit(r);
    touch(ra, v);
    return r;
}

int ra_def_fresh(Ra *ra, IrRef v)
{
    int claimed = ra_pin_claim(ra, v, false, IR_NONE);
    return define(ra, v, claimed >= 0 ? claimed : pick(ra, class_of(ra, v), v));
}

static int def_unclaimed(Ra *ra, IrRef v)
{
    return define(ra, v, pick(ra, class_of(ra, v), v));
}

int ra_def(Ra *ra, IrRef v)
{
    int claimed = ra_pin_claim(ra, v, true, IR_NONE);
    if (claimed >= 0)
        return define(ra, v, claimed);
    RaSet cls = class_of(ra, v), dying = 0;
    for (unsigned i = 0; i < ra->nopnd; i++) {
        RaTemp *t = &ra->t[ra->opnd[i]];
        if (t->reg >= 0 && (cls & bit(t->reg)) && !ra_alive(ra, ra->opnd[i]))
            dying |= bit(t->reg);
    }
    if (dying && (!ra->seed || (random_next(ra) & 1)) && !crosses_call(ra, v)) {
        int h = hinted(ra, v, (cls & ~ra->busy & ~ra->pinned) | dying);
        if (h >= 0 && !(dying & bit(h)))
            return def_unclaimed(ra, v);
        int r = h >= 0 ? h : __builtin_ctz(dying);
        unbind(ra, r);
        return define(ra, v, r);
    }
    if (dying && !((cls & ~ra->busy & ~ra->pinned))) {
        int r = __builtin_ctz(dying);
        unbind(ra, r);
        return define(ra, v, r);
    }
    return def_unclaimed(ra, v);
}

static bool rename_temp(Ra *ra, IrRef v, IrRef a)
{
    RaTemp *t = &ra->t[a];
    if (t->reg < 0 || (t->flags & RA_CONST) || ra_alive(ra, a) || is_xmm_type(t->type) != is_xmm_type(ra->t[v].type))
        return false;
    int r = t->reg;
    unbind(ra, r);
    define(ra, v, r);
    return true;
}

bool ra_rename(Ra *ra, IrRef v, IrRef a)
{
    return !ra_pin_would_claim(ra, v) && rename_temp(ra, v, a);
}

int ra_def_over(Ra *ra, IrRef v, IrRef a)
{
    RaTemp *t = &ra->t[a];
    if (ra_rename(ra, v, a))
        return ra->t[v].reg;
    int home = t->reg < 0 ? ra_home_reg(ra, a) : -1, r;
    if (home >= 0 && ra->t[v].claim == t->home_pin + 1 && !ra_alive(ra, a)) { /* in place */
        touch(ra, a);
        r = ra_pin_claim(ra, v, false, a);
        if (r >= 0)
            return define(ra, v, r);
    }
    r = ra_pin_claim(ra, v, false, IR_NONE);
    if (r < 0 && rename_temp(ra, v, a))
        return ra->t[v].reg;
    if (r < 0)
        r = pick(ra, class_of(ra, v), v);
    if (t->reg >= 0)
        host_emit_move(ra->cx, (IrType)t->type, r, t->reg);
    else
        load(ra, a, r);
    return define(ra, v, r);
}

void ra_def_at(Ra *ra, IrRef v, int reg)
{
    if (ra->reg[reg])
        unbind(ra, reg);
    define(ra, v, reg);
}

void ra_take(Ra *ra, RaSet set)
{
    for (RaSet s = set & ra->busy; s; s &= s - 1)
        vacate(ra, __builtin_ctz(s), set);
    ra->pinned |= set;
}

void ra_use_at(Ra *ra, IrRef v, int reg)
{
    RaTemp *t = &ra->t[v];
    touch(ra, v);
    if (t->reg == reg) {
        if (ra_alive(ra, v))
            vacate(ra, reg, bit(reg)); /* the register still holds the value */
        ra->pinned |= bit(reg);
        return;
    }
    vacate(ra, reg, bit(reg));
    ra->pinned |= bit(reg);
    if (t->reg >= 0)
        host_emit_move(ra->cx, (IrType)t->type, reg, t->reg);
    else
        load(ra, v, reg);
}

bool ra_mem(Ra *ra, IrRef v, RaMoveKind *kind, int32_t *off)
{
    const RaTemp *t = &ra->t[v];
    if (t->reg >= 0 || (t->flags & RA_CONST) || ra_home_reg(ra, v) >= 0)
        return false;
    *kind = t->flags & RA_HOME ? RA_M_HOME : RA_M_SPILL;
    *off = t->flags & RA_HOME ? t->home_off : t->spill;
    return true;
}

void ra_force_memory(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    if (t->flags & (RA_CONST | RA_INMEM))
        return;
    if (t->reg < 0) {
        int r = pick(ra, class_of(ra, v), v);
        load(ra, v, r);
        bind(ra, v, r);
    }
    store_to_slot(ra, v);
}

/* -- homes ------------------------------------------------------------------------------------- */

static inline unsigned bucket_of(int32_t off)
{
    return (unsigned)((off + 4096) >> 4) & (RA_BUCKETS - 1);
}

/* v is about to lose its home; keep the value if nothing else has it. The current op may still read a dying v there. */
static void lose_home(Ra *ra, IrRef v)
{
    RaTemp *t = &ra->t[v];
    if (!ra_alive(ra, v))
        return;
    if (t->reg < 0 && !(t->flags & RA_INMEM)) {
        int r = pick(ra, class_of(ra, v), v);
        load(ra, v, r);
        bind(ra, v, r);
    }
    t->flags &= (uint8_t)~RA_HOME;
}

static inline bool home_valid(const Ra *ra, const RaHome *h)
{
    const RaTemp *t = &ra->t[h->v];
    return (t->flags & RA_HOME) && t->home_off == h->off;
}

void ra_home_clobber(Ra *ra, int32_t off, unsigned nbytes)
{
    for (uint32_t i = ra->bucket[bucket_of(off)]; i; i = ra->home[i].next) {
        const RaHome h = ra->home[i];
        unsigned size = ir_type_size[ra->t[h.v].type];
        if (!home_valid(ra, &h) || h.off + (int32_t)size <= off || off + (int32_t)nbytes <= h.off)
            continue;
        lose_home(ra, h.v);
    }
}

uint32_t ra_home_list(const Ra *ra, int32_t off)
{
    return ra->bucket[bucket_of(off)];
}

void ra_home_forget(Ra *ra, int32_t off)
{
    for (uint32_t i = ra->bucket[bucket_of(off)]; i; i = ra->home[i].next) {
        RaTemp *t = &ra->t[ra->home[i].v];
        if (ra->home[i].off == off && home_valid(ra, &ra->home[i]) && (t->reg >= 0 || (t->flags & RA_INMEM)))
            t->flags &= (uint8_t)~RA_HOME;
    }
}

void ra_home_clobber_all(Ra *ra)
{
    for (uint32_t i = 1; i < ra->nhomes; i++) {
        const RaHome h = ra->home[i];
        if (home_valid(ra, &h))
            lose_home(ra, h.v);
    }
    memset(ra->bucket, 0, sizeof(ra->bucket));
    ra->nhomes = 1;
}

void ra_home_set(Ra *ra, IrRef v, int32_t off)
{
    RaTemp *t = &ra->t[v];
    if (t->flags & RA_CONST)
        return;
    t->flags |= RA_HOME;
    t->home_off = off;
    t->home_pin = (int8_t)ra_pin_at(ra, off);
    if (ra->nhomes >= ra->homes_cap) {
        ra->homes_cap = ra->homes_cap ? ra->homes_cap * 2 : 64;
        RaHome *n = ARENA_ARRAY(ra->u->arena, RaHome, ra->homes_cap);
        if (ra->home)
            memcpy(n, ra->home, sizeof(RaHome) * ra->nhomes);
        ra->home = n;
    }
    unsigned b = bucket_of(off);
    ra->home[ra->nhomes] = (RaHome){v, off, ra->bucket[b]};
    ra->bucket[b] = ra->nhomes++;
}

/* -- calls ------------------------------------------------------------------------------------- */

void ra_save_for_call(Ra *ra, RaSet clobbered)
{
    ra_pins_sync(ra, ra_pins_of_regs(ra, clobbered));
    for (RaSet s = clobbered & ra->busy & ~ra->held; s; s &= s - 1) {
        int r = __builtin_ctz(s);
        IrRef v = ra->reg[r];
        if (has_copy(&ra->t[v]) || !ra_alive(ra, v))
            continue;
        RaSet freeset = class_of(ra, v) & ~ra->busy & ~clobbered;
        if (!freeset) {
            store_to_slot(ra, v);
            continue;
        }
        int to = __builtin_ctz(freeset);
        host_emit_move(ra->cx, (IrType)ra->t[v].type, to, r);
        unbind(ra, r);
        bind(ra, v, to);
    }
}

void ra_forget(Ra *ra, RaSet clobbered)
{
    ra_pins_out(ra, ra_pins_of_regs(ra, clobbered));
    for (RaSet s = clobbered & ra->busy; s; s &= s - 1)
        unbind(ra, __builtin_ctz(s));
}

void ra_move_src(Ra *ra, RaMove *m, IrRef v)
{
    const RaTemp *t = &ra->t[v];
    m->type = t->type;
    if (t->reg >= 0) {
        m->src_kind = RA_M_REG;
        m->src_reg = t->reg;
    } else if (t->flags & RA_CONST) {
        m->src_kind = RA_M_CONST;
        m->src_ref = v;
    } else if (ra_home_reg(ra, v) >= 0) {
        m->src_kind = RA_M_REG;
        m->src_reg = (int8_t)ra_home_reg(ra, v);
    } else if (t->flags & RA_HOME) {
        m->src_kind = RA_M_HOME;
        m->src_off = t->home_off;
    } else if (t->flags & RA_INMEM) {
        m->src_kind = RA_M_SPILL;
        m->src_off = t->spill;
    } else {
        die("register allocator: %%%u has no value at a move", v);
    }
}
