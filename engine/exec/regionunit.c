/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The unit of a region. See regionunit.h.
 *
 * Exits to nodes of the same call become edges, exits of inlined calls edges to
 * the function's copy, and its returns edges back, each behind a comparison of
 * the address with the expected one: it need not be a return to there (longjmp,
 * a function that changes its return address), and where the link register
 * was not touched the comparison is folded away. Copied instructions do all that
 * they do elsewhere, so what leaves in the middle of an inlined function leaves
 * with the state of one that was called.
 */
#include "engine/exec/regionunit.h"

#include "engine/exec/compile.h"
#include "engine/exec/hooks.h"
#include "engine/exec/targets.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/build.h"
#include "tcg/ir/join.h"

/* A unit in the making. */
typedef struct Joiner {
    Region *g;
    Arena *arena;
    IrUnit *u;
    TbPart *part;
} Joiner;

/* How many instructions to take from node m: up to where another one begins, unless plugins count TBs. */
static unsigned length_of(const Region *g, unsigned m)
{
    uint64_t pc = g->node[m].tb->pc, end = region_end_of(g->node[m].tb);
    for (unsigned i = 0; i < g->n && !exec_instrument_hook; i++)
        if (g->node[i].call == g->node[m].call && g->node[i].tb->pc > pc && g->node[i].tb->pc < end)
            end = g->node[i].tb->pc;
    unsigned n = 0;
    while (n < g->node[m].tb->ninsns && g->node[m].tb->insns[n].pc < end)
        n++;
    return n;
}

/* The block in front of a node where a call comes back: it begins with a mark, as entries do. */
static void fill_door(Joiner *j, unsigned m)
{
    IrBuild b = ir_build_at_end(j->u, j->g->node[m].door);
    IrRef r = ir_new_op(j->u, UOP_MARK, IR_VOID);
    j->u->ops[r].imm = j->part[m].first_insn;
    j->u->ops[r].insn = (uint16_t)j->part[m].first_insn;
    ir_append(j->u, j->g->node[m].door, r);
    ir_br(&b, j->g->node[m].entry);
}

static bool add_node(Joiner *j, unsigned m)
{
    RegionNode *node = &j->g->node[m];
    uint64_t pc = node->tb->pc;
    unsigned n = length_of(j->g, m);
    const IrUnit *src = compile_translate(j->arena, pc, 0, n);
    if (!src || src->ninsns != n)
        return false;
    if (node->resumed)
        node->door = ir_block_new(j->u);
    j->part[m] =
        (TbPart){.pc = pc, .nbytes = ir_guest_bytes(src, n), .first_insn = j->u->ninsns, .plugin = src->plugin};
    node->entry = ir_unit_append(j->u, src);
    if (node->resumed)
        fill_door(j, m);
    return true;
}

/* The ways in: blocks 0 to nresumed - 1 hold the ENTRYs, the next one leads to the head. */
static void add_entries(Joiner *j)
{
    const Region *g = j->g;
    uint32_t door = g->nresumed, at = 0;
    for (unsigned m = 0; m < g->n && at < g->nresumed; m++) {
        if (!g->node[m].resumed)
            continue;
        bool last = at + 1 == g->nresumed;
        IrRef r = ir_new_op(j->u, UOP_ENTRY, IR_VOID);
        j->u->ops[r].imm = ir_targets(door, last ? g->node[m].door : at + 1);
        ir_append(j->u, at++, r);
        door = g->node[m].door;
    }
}

/* The node that op o belongs to. */
static unsigned node_of(const Joiner *j, const IrOp *o)
{
    unsigned m = j->g->n - 1;
    while (m && j->part[m].first_insn > o->insn)
        m--;
    return m;
}

static uint64_t end_of_insn(const IrUnit *u, const IrOp *o)
{
    return u->insns[o->insn].pc + u->insns[o->insn].nbytes;
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
static bool hot_way_out(const Joiner *j, const IrOp *o)
{
    const Region *g = j->g;
    if (o->op == UOP_EXITI && !(o->sub & IR_X_CALL))
        return g->function && !g->node[node_of(j, o)].call;
    if ((o->op != UOP_EXIT && o->op != UOP_EXITI) || !(o->sub & IR_X_CALL))
        return false;
    unsigned m = region_node_at(g, 0, end_of_insn(j->u, o));
    return m < g->n && g->node[m].resumed;
}

/* May exit o of node m become an edge? With an edge hook it must have been told. */
static bool may_join(const Joiner *j, unsigned m, const IrOp *o)
{
    if (!exec_edge_hook)
        return true;
    const Tb *tb = j->g->node[m].tb;
    for (uint32_t k = 0; k < tb->code.nexits; k++) {
        const HostExit *e = &tb->code.exits[k];
        if (e->insn + j->part[m].first_insn == o->insn && e->pc == (uint64_t)o->imm && e->flags == o->sub &&
            tb->exit_taken[k])
            return true;
    }
    return false;
}

/* The node that exit o of node m leads to, or g->n. */
static unsigned target_of(Joiner *j, unsigned m, const IrOp *o)
{
    Region *g = j->g;
    if (!(o->sub & IR_X_CALL) || (uint64_t)o->imm == end_of_insn(j->u, o))
        return region_node_at(g, g->node[m].call, (uint64_t)o->imm);
    unsigned c = region_call_of(g, m, (uint64_t)o->imm);
    return c ? region_node_at(g, c, (uint64_t)o->imm) : g->n;
}

/* Exits to nodes become edges. The exact paths of floating point, which call, leave the region even then. */
static void link_exit(Joiner *j, uint32_t b, IrOp *o)
{
    Region *g = j->g;
    unsigned m = node_of(j, o), to = target_of(j, m, o);
    if (to == g->n || (j->u->blocks[b].cold && has_call(j->u, b)) || !may_join(j, m, o)) {
        j->u->blocks[b].cold |= !hot_way_out(j, o);
        return;
    }
    g->node[to].poll |= (o->sub & IR_X_POLL) && g->node[to].call == g->node[m].call;
    o->op = UOP_BR;
    o->sub = 0;
    o->imm = g->node[to].entry;
}

/* Indirect exit r goes to node `to` when its address is that node's, else, from a block of its own, out. Returns the
 * exit there. */
static IrRef guard(Joiner *j, IrRef r, unsigned to)
{
    IrUnit *u = j->u;
    const RegionNode *node = &j->g->node[to];
    uint32_t out = ir_block_new(u);
    IrBuild b = ir_build_at_end(u, out);
    b.insn = u->ops[r].insn;
    ir_exit_ind(&b, u->ops[r].a, u->ops[r].sub);
    u->blocks[out].cold = 1;
    IrRef pc = ir_const(u, (IrType)u->ops[u->ops[r].a].type, (int64_t)node->tb->pc);
    IrOp *o = &u->ops[r];
    o->op = UOP_BRIF;
    o->type = u->ops[o->a].type;
    o->sub = IR_EQ;
    o->b = pc;
    o->imm = ir_targets(node->entry, out);
    return u->blocks[out].last;
}

/* The return of an inlined function: to where it is expected to go. */
static bool link_return(Joiner *j, IrRef r)
{
    const Region *g = j->g;
    const RegionCall *call = &g->call[g->node[node_of(j, &j->u->ops[r])].call];
    unsigned to = region_node_at(g, call->outer, call->ret);
    if (!call->depth || to == g->n)
        return false;
    guard(j, r, to);
    return true;
}

/* Another indirect branch or call: to the nodes among its frequent targets. */
static bool link_indirect(Joiner *j, IrRef r)
{
    Region *g = j->g;
    unsigned m = node_of(j, &j->u->ops[r]), linked = 0;
    bool call = j->u->ops[r].sub & IR_X_CALL;
    uint64_t pc = j->u->insns[j->u->ops[r].insn].pc, to[TARGETS_MAX];
    unsigned n = region_is_indirect(g->node[m].tb) ? targets_of(pc, to) : 0;
    for (unsigned i = 0; i < n; i++) {
        unsigned c = call ? region_call_of(g, m, to[i]) : g->node[m].call;
        unsigned k = call && !c ? g->n : region_node_at(g, c, to[i]);
        if (k == g->n)
            continue;
        g->node[k].poll |= !call && to[i] <= pc;
        r = guard(j, r, k);
        linked++;
    }
    return linked;
}

static void link_block(Joiner *j, uint32_t b)
{
    IrOp *o = &j->u->ops[j->u->blocks[b].last];
    if (o->op == UOP_BR || o->op == UOP_BRIF)
        return;
    if (o->op == UOP_EXIT) {
        link_exit(j, b, o);
        return;
    }
    bool linked = o->op == UOP_EXITI && (o->sub & IR_X_RETURN ? link_return : link_indirect)(j, j->u->blocks[b].last);
    j->u->blocks[b].cold |= !linked && !hot_way_out(j, o);
}

static void add_poll(Joiner *j, unsigned m)
{
    IrUnit *u = j->u;
    const RegionNode *node = &j->g->node[m];
    IrRef at = u->blocks[node->entry].first, r = ir_new_op(u, UOP_POLL, IR_VOID);
    u->ops[r].imm = (int64_t)node->tb->pc;
    u->ops[r].insn = (uint16_t)j->part[m].first_insn;
    ir_insert_before(u, at, r);
}

IrUnit *region_unit(Arena *arena, Region *g, TbPart *part)
{
    IrUnit *u = ir_unit_new(arena, ppc_ir_env(false), g->head->pc, 0);
    Joiner j = {.g = g, .arena = arena, .u = u, .part = part};
    for (unsigned i = 0; i <= g->nresumed; i++)
        ir_block_new(u);
    for (unsigned m = 0; m < g->n; m++)
        if (!add_node(&j, m))
            return NULL;
    IrBuild b = ir_build_at_end(u, g->nresumed);
    ir_br(&b, g->node[0].entry);
    add_entries(&j);
    for (uint32_t k = g->nresumed + 1, n = u->nblocks; k < n; k++)
        link_block(&j, k);
    for (unsigned m = 0; m < g->n; m++)
        u->blocks[g->node[m].entry].cold = 0;
    for (unsigned m = 0; m < g->n; m++)
        if (g->node[m].poll)
            add_poll(&j, m);
    ir_thread_jumps(u);
    return u;
}
