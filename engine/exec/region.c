/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regions: which TBs form the loop of a hot backward target, and how they
 * become one unit. See region.h.
 *
 * The region of head H is its natural loop: TBs from which a backward branch to
 * H is reached without passing H, found by following direct exits to TBs that
 * exist (so have been executed). It lies between H and the last such branch:
 * what reaches into it from outside is no part of it, as the head of a loop
 * that is entered in its middle would otherwise draw in the loops around it. Calls, indirect exits and system calls
 * leave the region. Inner loops are in it; an outer loop, once hot, gets a region of its own that contains them again.
 *
 * TBs under flags other than 0 and TBs that read or write the FPSCR as a whole
 * stay out: the flags of floating-point operations must not move across those.
 */
#include "engine/exec/region.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/hooks.h"
#include "engine/exec/perfmap.h"
#include "engine/exec/sample.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/join.h"
#include "tcg/ir/verify.h"

enum { MAX_SEEN = 96, MAX_TBS = 32, MAX_INSNS = 400 };

typedef struct Region {
    Tb *head;
    Tb *seen[MAX_SEEN]; /* breadth first from head = seen[0] */
    bool keep[MAX_SEEN];
    unsigned nseen;
    uint64_t end;          /* of the last TB that branches back to head */
    const Tb *tb[MAX_TBS]; /* members in layout order, head first */
    uint32_t entry[MAX_TBS];
    bool poll[MAX_TBS];
    bool resumed[MAX_TBS];  /* a call comes back to it: an entry of the unit */
    uint32_t door[MAX_TBS]; /* the block in front of it, for those */
    unsigned nresumed;
    bool function; /* what a call leads to, else a loop */
    TbPart part[MAX_TBS];
    unsigned n;
} Region;

static Arena arena; /* of the region in the making, under tb_lock */

/* ---- formation ----------------------------------------------------------------------------------------------------
 */

static bool touches_fpscr(uint16_t id)
{
    switch (id) {
    case PPC_MFFS:
    case PPC_MFFSCE:
    case PPC_MFFSCDRN:
    case PPC_MFFSCDRNI:
    case PPC_MFFSCRN:
    case PPC_MFFSCRNI:
    case PPC_MFFSL:
    case PPC_MTFSF:
    case PPC_MTFSFI:
    case PPC_MTFSB0:
    case PPC_MTFSB1:
    case PPC_MCRFS: return true;
    default: return false;
    }
}

static bool usable(const Tb *tb)
{
    for (uint32_t i = 0; i < tb->ninsns; i++)
        if (touches_fpscr(tb->insns[i].id))
            return false;
    return tb->flags == 0;
}

static uint64_t end_of(const Tb *tb)
{
    return tb->pc + tb->guest_bytes;
}

/* The plain TB at pc, or NULL. */
static Tb *plain_at(uint64_t pc)
{
    Tb *to = tb_find(pc, 0);
    return to && to->nparts ? to->plain : to;
}

/* Does tb end in a call, which comes back to what follows it? */
static bool ends_in_call(const Tb *tb)
{
    const IrInsn *last = &tb->insns[tb->ninsns - 1];
    switch (last->id) {
    case PPC_B:
    case PPC_BC:
    case PPC_BCLR:
    case PPC_BCCTR: return last->word & 1;
    default: return false;
    }
}

/* A branch that only asks for its own address (bcl 20,31,$+4) is no call. */
static bool calls(const HostExit *e, uint64_t end)
{
    return (e->flags & IR_X_CALL) && e->pc != end;
}

/* The plain TB that tb goes on to inside a region: by exit i, or, with i their number, when a call comes back. */
static Tb *follow(const Tb *tb, uint32_t i)
{
    if (i == tb->code.nexits)
        return ends_in_call(tb) ? plain_at(end_of(tb)) : NULL;
    const HostExit *e = &tb->code.exits[i];
    if (exec_edge_hook && !tb->exit_taken[i]) /* its first time is to be told */
        return NULL;
    return calls(e, end_of(tb)) ? NULL : plain_at(e->pc);
}

/* Is way i of tb a branch back? */
static bool goes_back(const Tb *tb, uint32_t i)
{
    return i < tb->code.nexits && (tb->code.exits[i].flags & IR_X_POLL);
}

static void see(Region *g, Tb *tb)
{
    for (unsigned i = 0; i < g->nseen; i++)
        if (g->seen[i] == tb)
            return;
    if (g->nseen < MAX_SEEN && usable(tb))
        g->seen[g->nseen++] = tb;
}

static void explore(Region *g)
{
    for (unsigned i = 0; i < g->nseen; i++)
        for (uint32_t k = 0; k <= g->seen[i]->code.nexits; k++) {
            Tb *to = follow(g->seen[i], k);
            if (to)
                see(g, to);
        }
}

static void find_end(Region *g)
{
    for (unsigned i = 0; i < g->nseen; i++)
        for (uint32_t k = 0; k < g->seen[i]->code.nexits; k++) {
            const Tb *tb = g->seen[i];
            if (goes_back(tb, k) && follow(tb, k) == g->head && end_of(tb) > g->end)
                g->end = end_of(tb);
        }
}

/* Does exit k of tb stay in the loop, given what is kept of the first n so far? */
static bool stays(const Region *g, const Tb *tb, uint32_t k, unsigned n)
{
    const Tb *to = follow(tb, k);
    if (tb->pc < g->head->pc || tb->pc >= g->end)
        return false;
    if (to == g->head)
        return goes_back(tb, k);
    for (unsigned i = 1; i < n; i++)
        if (g->seen[i] == to)
            return g->keep[i];
    return false;
}

/* Marks the loop among the first n; returns its guest instructions, and its TBs in *count. */
static unsigned find_loop(Region *g, unsigned n, unsigned *count)
{
    unsigned insns = 0;
    *count = 0;
    memset(g->keep, 0, sizeof g->keep);
    for (bool changed = true; changed;) {
        changed = false;
        for (unsigned i = 0; i < n; i++)
            for (uint32_t k = 0; k <= g->seen[i]->code.nexits && !g->keep[i]; k++)
                if (stays(g, g->seen[i], k, n)) {
                    g->keep[i] = changed = true;
                    insns += g->seen[i]->ninsns;
                    ++*count;
                }
    }
    return insns;
}

/* Marks the first n of a function; returns and counts as find_loop(). */
static unsigned find_body(Region *g, unsigned n, unsigned *count)
{
    unsigned insns = 0;
    memset(g->keep, 0, sizeof g->keep);
    for (unsigned i = 0; i < n; i++) {
        g->keep[i] = true;
        insns += g->seen[i]->ninsns;
    }
    *count = n;
    return insns;
}

static uint64_t layout_key(const Region *g, const Tb *tb)
{
    return (uint32_t)(tb->pc - g->head->pc);
}

static unsigned member_at(const Region *g, uint64_t pc)
{
    unsigned m = 0;
    while (m < g->n && g->tb[m]->pc != pc)
        m++;
    return m;
}

/* Where a call of tb comes back into the region. */
static void mark_resumed(Region *g, const Tb *tb)
{
    unsigned m = ends_in_call(tb) ? member_at(g, end_of(tb)) : g->n;
    if (m == g->n || g->resumed[m])
        return;
    g->resumed[m] = true;
    g->nresumed++;
}

/* Members in address order from the head on. */
static bool form(Region *g)
{
    unsigned n, count;
    explore(g);
    if (!g->function)
        find_end(g);
    for (n = g->nseen; n; n--)
        if ((g->function ? find_body : find_loop)(g, n, &count) <= MAX_INSNS && count <= MAX_TBS)
            break;
    if (!n || !g->keep[0] || (g->function && count < 2))
        return false;
    for (unsigned i = 0; i < n; i++) {
        if (!g->keep[i])
            continue;
        unsigned at = g->n++;
        for (; at > 0 && layout_key(g, g->tb[at - 1]) > layout_key(g, g->seen[i]); at--)
            g->tb[at] = g->tb[at - 1];
        g->tb[at] = g->seen[i];
    }
    for (unsigned m = 0; m < g->n; m++)
        mark_resumed(g, g->tb[m]);
    return true;
}

/* ---- one unit -----------------------------------------------------------------------------------------------------
 */

/* How many instructions to take from member m: up to where another begins, unless plugins count TBs. */
static unsigned length_of(const Region *g, unsigned m)
{
    uint64_t pc = g->tb[m]->pc, end = pc + g->tb[m]->guest_bytes;
    for (unsigned i = 0; i < g->n && !exec_instrument_hook; i++)
        if (g->tb[i]->pc > pc && g->tb[i]->pc < end)
            end = g->tb[i]->pc;
    return (unsigned)(end - pc) / 4;
}

static bool add_member(Region *g, IrUnit *u, unsigned m)
{
    const Tb *tb = g->tb[m];
    unsigned n = length_of(g, m);
    const IrUnit *src = compile_translate(&arena, tb->pc, 0, n);
    if (!src || src->ninsns != n)
        return false;
    if (g->resumed[m])
        g->door[m] = ir_block_new(u);
    g->part[m] = (TbPart){.pc = tb->pc, .nbytes = n * 4, .first_insn = u->ninsns, .plugin = src->plugin};
    g->entry[m] = ir_unit_append(u, src);
    if (g->resumed[m]) {
        IrBuild b = ir_build_at_end(u, g->door[m]);
        IrRef r = ir_new_op(u, UOP_MARK, IR_VOID);
        u->ops[r].imm = g->part[m].first_insn;
        u->ops[r].insn = (uint16_t)g->part[m].first_insn;
        ir_append(u, g->door[m], r);
        ir_br(&b, g->entry[m]);
    }
    return true;
}

/* The ways in: blocks 0 to nresumed - 1 hold the ENTRYs, the next one leads to the head. */
static void add_entries(Region *g, IrUnit *u)
{
    uint32_t door = g->nresumed, at = 0;
    for (unsigned m = 0; m < g->n && at < g->nresumed; m++) {
        if (!g->resumed[m])
            continue;
        bool last = at + 1 == g->nresumed;
        IrRef r = ir_new_op(u, UOP_ENTRY, IR_VOID);
        u->ops[r].imm = ir_targets(door, last ? g->door[m] : at + 1);
        ir_append(u, at++, r);
        door = g->door[m];
    }
}

/* A call of the translator's; those that plugins inserted stay where they are. */
static bool has_call(const IrUnit *u, uint32_t b)
{
    IR_FOR_OPS(u, b, r)
    if (u->ops[r].op == UOP_CALL && u->ops[r].origin == 0)
        return true;
    return false;
}

/* Calls that come back into the region, and a function's ways out, are as hot as it is. */
static bool hot_way_out(const Region *g, const IrUnit *u, const IrOp *o)
{
    uint64_t end = u->insns[o->insn].pc + u->insns[o->insn].nbytes;
    if (o->op == UOP_EXITI && !(o->sub & IR_X_CALL))
        return g->function;
    if ((o->op != UOP_EXIT && o->op != UOP_EXITI) || !(o->sub & IR_X_CALL))
        return false;
    unsigned m = member_at(g, end);
    return m < g->n && g->resumed[m];
}

/* May exit o, an op of the region's unit, become an edge? */
static bool may_join(const Region *g, const IrOp *o)
{
    unsigned m = g->n - 1;
    if (!exec_edge_hook)
        return true;
    while (m && g->part[m].first_insn > o->insn)
        m--;
    const HostCode *c = &g->tb[m]->code;
    for (uint32_t k = 0; k < c->nexits; k++)
        if (c->exits[k].insn + g->part[m].first_insn == o->insn && c->exits[k].pc == (uint64_t)o->imm &&
            c->exits[k].flags == o->sub && g->tb[m]->exit_taken[k])
            return true;
    return false;
}

/* Exits to members become edges. The exact paths of floating point, which call, leave the region even then. */
static void link_block(Region *g, IrUnit *u, uint32_t b)
{
    IrOp *o = &u->ops[u->blocks[b].last];
    if (o->op == UOP_BR || o->op == UOP_BRIF)
        return;
    bool call = (o->sub & IR_X_CALL) && (uint64_t)o->imm != u->insns[o->insn].pc + u->insns[o->insn].nbytes;
    unsigned m = o->op == UOP_EXIT && !call ? member_at(g, (uint64_t)o->imm) : g->n;
    if (m == g->n || (u->blocks[b].cold && has_call(u, b)) || !may_join(g, o)) {
        u->blocks[b].cold |= !hot_way_out(g, u, o);
        return;
    }
    g->poll[m] |= o->sub & IR_X_POLL;
    o->op = UOP_BR;
    o->sub = 0;
    o->imm = g->entry[m];
}

static void add_poll(Region *g, IrUnit *u, unsigned m)
{
    IrRef at = u->blocks[g->entry[m]].first, r = ir_new_op(u, UOP_POLL, IR_VOID);
    u->ops[r].imm = (int64_t)g->tb[m]->pc;
    u->ops[r].insn = (uint16_t)g->part[m].first_insn;
    ir_insert_before(u, at, r);
}

/* NULL when the code is not what the TBs were made from. */
static IrUnit *build(Region *g)
{
    IrUnit *u = ir_unit_new(&arena, ppc_ir_env(false), g->head->pc, 0);
    for (unsigned i = 0; i <= g->nresumed; i++)
        ir_block_new(u);
    for (unsigned m = 0; m < g->n; m++)
        if (!add_member(g, u, m))
            return NULL;
    IrBuild b = ir_build_at_end(u, g->nresumed);
    ir_br(&b, g->entry[0]);
    add_entries(g, u);
    for (uint32_t k = g->nresumed + 1; k < u->nblocks; k++)
        link_block(g, u, k);
    for (unsigned m = 0; m < g->n; m++)
        u->blocks[g->entry[m]].cold = 0;
    for (unsigned m = 0; m < g->n; m++)
        if (g->poll[m])
            add_poll(g, u, m);
    ir_thread_jumps(u);
    return u;
}

/* ---- code ---------------------------------------------------------------------------------------------------------
 */

static void verify(IrUnit *u)
{
    Err e = {0};
    if (exec_config.verify && !ir_verify(u, &e))
        die("region at 0x%llx is not well formed: %s", (unsigned long long)u->pc, e.text);
}

static Tb *install(Region *g, const IrUnit *u, const HostCode *code, const HostConfig *hc, CacheRoom room,
                   uint64_t start)
{
    Tb *tb = tb_new(u, code, hc->tb_number, room.rw, room.rx);
    tb->plugin = NULL;
    tb->kind = g->function ? REGION_FUNCTION : REGION_LOOP;
    cache_commit(tb);
    sample_made(tb, u);
    tb_insert_region(tb, g->head, g->part, g->n);
    stat_add(STAT_REGIONS, 1);
    stat_add(STAT_REGION_TBS, g->n);
    stat_add(STAT_REGION_HOST_BYTES, code->nbytes);
    log_printf('c', "region at 0x%llx: %u TBs, %u instructions, %u bytes\n", (unsigned long long)tb->pc, g->n,
               tb->ninsns, code->nbytes);
    if (exec_tb_made_hook)
        exec_tb_made_hook(u, code, clock_now_ns() - start);
    compile_dump_host(tb);
    perfmap_add(tb);
    return tb;
}

/* The region of head, in place; NULL when there is none to make. *later: try again, there was no room. */
static Tb *make(Tb *head, bool function, bool *later)
{
    Region g = {.head = head, .seen = {head}, .nseen = 1, .function = function};
    *later = false;
    if (!usable(head) || !form(&g))
        return NULL;
    uint64_t start = exec_tb_made_hook ? clock_now_ns() : 0;
    arena_reset(&arena);
    IrUnit *u = build(&g);
    if (!u)
        return NULL;
    verify(u);
    sample_before_passes(u);
    compile_optimise(u);
    sample_after_passes(u);
    CacheRoom room = cache_room();
    HostConfig hc = {
        .ra_seed = exec_config.ra_seed, .tb_number = tb_next_number(), .want_lines = log_on('h') || sample_on()};
    HostCode code;
    HostResult r = host_compile(u, &compile_rt, &hc, room.rw, room.nbytes, room.rx, &code);
    *later = r == HOST_NO_ROOM;
    return r == HOST_OK ? install(&g, u, &code, &hc, room, start) : NULL;
}

static bool holds(const Tb *region, uint64_t pc)
{
    for (uint32_t i = 0; i < region->nparts; i++)
        if (region->parts[i].pc == pc)
            return true;
    return false;
}

/* The guest left a region for tb again and again: the region is made anew, with tb when that is possible. */
static void grow(Tb *region, Tb *tb)
{
    Tb *head = region->plain;
    bool later;
    uint8_t kind = region->kind;
    head->grown++;
    tb_kill(region);
    Tb *now = make(head, kind == REGION_FUNCTION, &later);
    if (!now || !holds(now, tb->pc))
        tb->no_region |= REGION_SIDE;
    stat_add(STAT_REGIONS_GROWN, 1);
}

/* An exit of a region that is neither a call nor the way back of another loop. True: to be linked. */
static bool leave_region(Tb *from, Tb *tb)
{
    enum { MAX_GROWN = 4 };
    if ((tb->no_region & REGION_SIDE) || !from->valid || !from->plain || from->plain->grown >= MAX_GROWN)
        return true;
    if (++tb->heat < exec_config.region_heat)
        return false;
    tb->heat = 0;
    grow(from, tb);
    return false;
}

bool region_arrive(Tb *from, uint32_t exit, Tb **to)
{
    Tb *tb = *to;
    if (exec_config.engine != EXEC_REGION || tb->flags || tb->nparts || exit >= from->code.nexits)
        return true;
    const HostExit *e = &from->code.exits[exit];
    bool function = from->nparts ? e->flags & IR_X_CALL : calls(e, end_of(from));
    uint8_t kind = function ? REGION_FUNCTION : REGION_LOOP;
    if (!function && !(e->flags & IR_X_POLL))
        return !from->nparts || leave_region(from, tb);
    if (tb->no_region & kind)
        return true;
    if (++tb->heat < exec_config.region_heat)
        return false;
    bool later;
    Tb *region = make(tb, function, &later);
    if (!region && !later)
        tb->no_region |= kind;
    tb->heat = 0;
    if (region)
        *to = region;
    return region || !later;
}
