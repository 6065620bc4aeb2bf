/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formation of regions. See regionform.h.
 *
 * The loop of head H is its natural loop: TBs from which a backward branch to
 * H is reached without passing H, found by following direct exits to TBs that
 * exist (so have been executed). It lies between H and the last such branch:
 * what reaches into it from outside is no part of it, as the head of a loop that
 * is entered in its middle would otherwise draw in the loops around it. Inner
 * loops are in it; an outer loop, once hot, gets a region of its own that
 * contains them again. A call goes on where it comes back.
 *
 * Then calls of what was found are replaced by the functions they lead to, each
 * copied for its call: functions that are small and can return without a call
 * that leaves the region. No function is in itself.
 *
 * TBs under flags other than 0 stay out.
 */
#include "engine/exec/regionform.h"

#include <string.h>

#include "engine/base/err.h"
#include "engine/exec/exec.h"
#include "engine/exec/hooks.h"
#include "engine/exec/persist.h"
#include "engine/exec/targets.h"
#include "ppc/trans/trans.h"

/* Of one inlined function, those it calls included; how deep calls nest; TBs looked at for one region. */
enum { BODY_INSNS = 200, BODY_TBS = 40, MAX_DEPTH = 4, MAX_SELF = 1, MAX_WORK = 2000 };

/* What the region itself may have before calls are inlined. */
enum { OWN_TBS = 32, OWN_INSNS = 400 };

/* The TBs that its head leads to without calls. */
typedef struct Seen {
    Tb *tb[REGION_MAX_SEEN]; /* breadth first from head = tb[0] */
    bool keep[REGION_MAX_SEEN];
    unsigned n;
    uint64_t end; /* of the last TB that branches back to head */
} Seen;

bool region_usable(const Tb *tb)
{
    return tb->flags == 0;
}

uint64_t region_end_of(const Tb *tb)
{
    return tb->pc + tb->guest_bytes;
}

/* The plain TB at pc, or NULL. */
static Tb *plain_at(uint64_t pc)
{
    Tb *to = tb_find(pc, 0);
    if (!to)
        to = persist_get(pc, 0); /* it has been executed in an earlier run */
    return to && to->nparts ? to->plain : to;
}

static const IrInsn *last_insn(const Tb *tb)
{
    return &tb->insns[tb->ninsns - 1];
}

/* Does tb end in a call, which comes back to what follows it? */
static bool ends_in_call(const Tb *tb)
{
    const IrInsn *last = last_insn(tb);
    switch (last->id) {
    case PPC_B:
    case PPC_BC:
    case PPC_BCLR:
    case PPC_BCCTR: return last->word & 1;
    default: return false;
    }
}

static bool ends_in_return(const Tb *tb)
{
    const IrInsn *last = last_insn(tb);
    return last->id == PPC_BCLR && !(last->word & 1);
}

bool region_is_call(const HostExit *e, uint64_t end)
{
    return (e->flags & IR_X_CALL) && e->pc != end;
}

/* May exit i of tb become an edge? With an edge hook its first time is to be told. */
static bool may_follow(const Tb *tb, uint32_t i)
{
    return !exec_edge_hook || tb->exit_taken[i];
}

bool region_is_indirect(const Tb *tb)
{
    return exec_config.watch_insns && last_insn(tb)->id == PPC_BCCTR && !(last_insn(tb)->word & 1);
}

/* Where the indirect branch that tb ends in often goes. */
static unsigned targets(const Tb *tb, uint64_t to[TARGETS_MAX])
{
    return region_is_indirect(tb) ? targets_of(last_insn(tb)->pc, to) : 0;
}

/* The number of ways that tb may go on: its exits, the return of its call, and targets of its indirect branch. */
static uint32_t nways(const Tb *tb)
{
    uint64_t to[TARGETS_MAX];
    return tb->code.nexits + 1 + targets(tb, to);
}

/* Where way i of tb leads, a call's way aside; 0: it is one. */
static uint64_t target_of(const Tb *tb, uint32_t i)
{
    uint64_t to[TARGETS_MAX];
    uint32_t n = tb->code.nexits;
    if (i == n)
        return ends_in_call(tb) ? region_end_of(tb) : 0;
    if (i > n)
        return !ends_in_call(tb) && i - n - 1 < targets(tb, to) ? to[i - n - 1] : 0;
    const HostExit *e = &tb->code.exits[i];
    return may_follow(tb, i) && !region_is_call(e, region_end_of(tb)) ? e->pc : 0;
}

/* The plain TB there, or NULL. */
static Tb *follow(const Tb *tb, uint32_t i)
{
    uint64_t pc = target_of(tb, i);
    return pc ? plain_at(pc) : NULL;
}

/* The function that way i of tb calls; 0: it is no call. */
static uint64_t callee_of(const Tb *tb, uint32_t i)
{
    uint64_t to[TARGETS_MAX];
    uint32_t n = tb->code.nexits;
    if (i >= n)
        return i > n && ends_in_call(tb) && i - n - 1 < targets(tb, to) ? to[i - n - 1] : 0;
    const HostExit *e = &tb->code.exits[i];
    return may_follow(tb, i) && region_is_call(e, region_end_of(tb)) ? e->pc : 0;
}

/* ---- the region's own level ---------------------------------------------------------------------------------------
 */

/* Is way i of tb a branch back? */
static bool goes_back(const Tb *tb, uint32_t i)
{
    if (i > tb->code.nexits)
        return target_of(tb, i) <= last_insn(tb)->pc;
    return i < tb->code.nexits && (tb->code.exits[i].flags & IR_X_POLL);
}

static void see(Seen *s, Tb *tb)
{
    for (unsigned i = 0; i < s->n; i++)
        if (s->tb[i] == tb)
            return;
    if (s->n < REGION_MAX_SEEN && region_usable(tb))
        s->tb[s->n++] = tb;
}

static void explore(Seen *s)
{
    for (unsigned i = 0; i < s->n; i++)
        for (uint32_t k = 0, e = nways(s->tb[i]); k < e; k++) {
            Tb *to = follow(s->tb[i], k);
            if (to)
                see(s, to);
        }
}

static void find_end(Seen *s)
{
    for (unsigned i = 0; i < s->n; i++)
        for (uint32_t k = 0, e = nways(s->tb[i]); k < e; k++) {
            const Tb *tb = s->tb[i];
            if (goes_back(tb, k) && follow(tb, k) == s->tb[0] && region_end_of(tb) > s->end)
                s->end = region_end_of(tb);
        }
}

/* Does exit k of tb stay in the loop, given what is kept of the first n so far? */
static bool stays(const Seen *s, const Tb *tb, uint32_t k, unsigned n)
{
    const Tb *to = follow(tb, k);
    if (tb->pc < s->tb[0]->pc || tb->pc >= s->end)
        return false;
    if (to == s->tb[0])
        return goes_back(tb, k);
    for (unsigned i = 1; i < n; i++)
        if (s->tb[i] == to)
            return s->keep[i];
    return false;
}

/* Marks the loop among the first n; returns its guest instructions, and its TBs in *count. */
static unsigned find_loop(Seen *s, unsigned n, unsigned *count)
{
    unsigned insns = 0;
    *count = 0;
    memset(s->keep, 0, sizeof s->keep);
    for (bool changed = true; changed;) {
        changed = false;
        for (unsigned i = 0; i < n; i++)
            for (uint32_t k = 0, e = nways(s->tb[i]); k < e && !s->keep[i]; k++)
                if (stays(s, s->tb[i], k, n)) {
                    s->keep[i] = changed = true;
                    insns += s->tb[i]->ninsns;
                    ++*count;
                }
    }
    return insns;
}

/* Marks the first n of a function; returns and counts as find_loop(). */
static unsigned find_body(Seen *s, unsigned n, unsigned *count)
{
    unsigned insns = 0;
    memset(s->keep, 0, sizeof s->keep);
    for (unsigned i = 0; i < n; i++) {
        s->keep[i] = true;
        insns += s->tb[i]->ninsns;
    }
    *count = n;
    return insns;
}

/* ---- nodes --------------------------------------------------------------------------------------------------------
 */

unsigned region_node_at(const Region *g, unsigned c, uint64_t pc)
{
    unsigned m = 0;
    while (m < g->n && (g->node[m].call != c || g->node[m].tb->pc != pc))
        m++;
    return m;
}

unsigned region_call_of(const Region *g, unsigned m, uint64_t pc)
{
    for (unsigned c = 1; c < g->ncalls; c++)
        if (g->call[c].outer == g->node[m].call && g->call[c].ret == region_end_of(g->node[m].tb) &&
            g->call[c].entry == pc)
            return c;
    return 0;
}

static bool add_node(Region *g, const Tb *tb, unsigned c)
{
    if (g->n == REGION_MAX_TBS || g->ninsns + tb->ninsns > REGION_MAX_INSNS)
        return false;
    g->node[g->n++] = (RegionNode){.tb = tb, .call = c};
    g->ninsns += tb->ninsns;
    return true;
}

/* The loop or the function without what it calls. */
static bool form_own_level(Region *g)
{
    Seen s = {.tb = {g->head}, .n = 1};
    unsigned n, count = 0;
    explore(&s);
    if (!g->function)
        find_end(&s);
    for (n = s.n; n; n--)
        if ((g->function ? find_body : find_loop)(&s, n, &count) <= OWN_INSNS && count <= OWN_TBS)
            break;
    for (unsigned i = 0; i < n; i++)
        if (s.keep[i])
            add_node(g, s.tb[i], 0);
    return n && s.keep[0];
}

/* ---- inlined calls ------------------------------------------------------------------------------------------------
 */

typedef struct Inliner {
    Region *g;
    unsigned work;  /* TBs looked at */
    unsigned self;  /* how often a function may be in itself */
    bool recursive; /* there is one that is */
    bool left_out;  /* a call was left out */
} Inliner;

static void inline_calls(Inliner *in, unsigned m);

/* How often is the function at pc in itself when call c makes it anew? */
static unsigned times_within(const Region *g, unsigned c, uint64_t pc)
{
    unsigned n = g->function && g->head->pc == pc;
    for (; c; c = g->call[c].outer)
        n += g->call[c].entry == pc;
    return n;
}

/* Adds what node m of inlined call c goes on to. */
static bool add_next(Inliner *in, unsigned m, unsigned c)
{
    Region *g = in->g;
    const Tb *tb = g->node[m].tb;
    bool inlined = false;
    for (uint32_t k = 0, e = nways(tb); k < e; k++)
        inlined |= callee_of(tb, k) && region_call_of(g, m, callee_of(tb, k));
    for (uint32_t k = 0, e = nways(tb); k < e; k++) {
        if (k == tb->code.nexits && !inlined)
            continue;
        const Tb *to = follow(tb, k);
        if (!to || !region_usable(to) || region_node_at(g, c, to->pc) < g->n)
            continue;
        if (!add_node(g, to, c))
            return false;
    }
    g->call[c].open |= ends_in_call(tb) && !inlined;
    return true;
}

/* Takes the function of inlined call c into the region. False: it is too big, or nothing in it returns. */
static bool take_body(Inliner *in, unsigned c)
{
    Region *g = in->g;
    const Tb *entry = plain_at(g->call[c].entry);
    unsigned first = g->n, before = g->ninsns;
    bool returns = false;
    if (!entry || !region_usable(entry) || !add_node(g, entry, c))
        return false;
    for (unsigned m = first; m < g->n; m++) {
        if (g->node[m].call != c)
            continue;
        if (++in->work > MAX_WORK)
            return false;
        inline_calls(in, m);
        if (!add_next(in, m, c) || g->n - first > BODY_TBS || g->ninsns - before > BODY_INSNS)
            return false;
        returns |= ends_in_return(g->node[m].tb);
    }
    return returns;
}

static void try_inline(Inliner *in, unsigned m, uint64_t to)
{
    Region *g = in->g;
    unsigned outer = g->node[m].call, n = g->n, ninsns = g->ninsns, c = g->ncalls;
    if (c == REGION_MAX_CALLS || g->call[outer].depth == MAX_DEPTH || times_within(g, outer, to) >= in->self)
        return;
    in->recursive |= times_within(g, outer, to) > 0;
    g->call[g->ncalls++] = (RegionCall){
        .outer = outer, .depth = g->call[outer].depth + 1, .entry = to, .ret = region_end_of(g->node[m].tb)};
    if (take_body(in, c)) {
        g->call[outer].open |= g->call[c].open;
        return;
    }
    in->left_out = true;
    g->n = n;
    g->ninsns = ninsns;
    g->ncalls = c;
}

/* The calls that node m makes. */
static void inline_calls(Inliner *in, unsigned m)
{
    const Tb *tb = in->g->node[m].tb;
    for (uint32_t k = 0, e = nways(tb); k < e; k++) {
        uint64_t to = callee_of(tb, k);
        if (to && !region_call_of(in->g, m, to))
            try_inline(in, m, to);
    }
}

/* All calls of the region's own level. False: less would be more, since functions in themselves take the room. */
static bool inline_all(Region *g, unsigned self)
{
    Inliner in = {.g = g, .self = self};
    unsigned own = g->n, ninsns = g->ninsns;
    for (unsigned m = 0; m < own; m++)
        inline_calls(&in, m);
    if (!in.recursive || !in.left_out || self == 1)
        return true;
    g->n = own;
    g->ninsns = ninsns;
    g->ncalls = 1;
    g->call[0].open = false;
    return false;
}

/* ---- order --------------------------------------------------------------------------------------------------------
 */

static uint32_t distance(const Region *g, const RegionNode *node)
{
    return (uint32_t)(node->tb->pc - g->call[node->call].entry);
}

/* Nodes on their way into layout order. */
typedef struct Order {
    const RegionNode *from;
    bool done[REGION_MAX_CALLS]; /* several TBs may end in one call */
    unsigned n;                  /* in their place */
} Order;

/* The next of call c behind `last` in the order of addresses from its entry on, or NULL. */
static const RegionNode *next_node(const Region *g, const Order *o, unsigned c, int64_t last)
{
    const RegionNode *next = NULL;
    for (unsigned i = 0; i < g->n; i++) {
        const RegionNode *node = &o->from[i];
        if (node->call == c && distance(g, node) > last && (!next || distance(g, node) < distance(g, next)))
            next = node;
    }
    return next;
}

/* Behind a node that calls, the function follows. */
static void lay_out(Region *g, Order *o, unsigned c)
{
    const RegionNode *node;
    o->done[c] = true;
    for (int64_t last = -1; (node = next_node(g, o, c, last)) != NULL; last = distance(g, node)) {
        g->node[o->n++] = *node;
        for (unsigned k = 1; k < g->ncalls; k++)
            if (!o->done[k] && g->call[k].outer == c && g->call[k].ret == region_end_of(node->tb))
                lay_out(g, o, k);
    }
}

static void set_order(Region *g)
{
    RegionNode from[REGION_MAX_TBS];
    Order o = {.from = from};
    memcpy(from, g->node, sizeof from);
    lay_out(g, &o, 0);
    CHECK(o.n == g->n);
}

/* Does node m make a call that leaves the region, or is one inlined that does? */
static bool comes_back(const Region *g, unsigned m)
{
    const Tb *tb = g->node[m].tb;
    if (!ends_in_call(tb))
        return false;
    for (uint32_t k = 0; k < tb->code.nexits; k++) {
        const HostExit *e = &tb->code.exits[k];
        unsigned c = region_is_call(e, region_end_of(tb)) ? region_call_of(g, m, e->pc) : 0;
        if (c)
            return g->call[c].open;
    }
    return true; /* to elsewhere, or an indirect one, which may go elsewhere */
}

static void mark_resumed(Region *g, unsigned m)
{
    unsigned to = comes_back(g, m) ? region_node_at(g, 0, region_end_of(g->node[m].tb)) : g->n;
    if (to == g->n || g->node[to].resumed)
        return;
    g->node[to].resumed = true;
    g->nresumed++;
}

bool region_unwatched(const Region *g)
{
    for (unsigned m = 0; m < g->n && !exec_edge_hook; m++)
        if (region_is_indirect(g->node[m].tb) && !targets_known(last_insn(g->node[m].tb)->pc))
            return true;
    return false;
}

bool region_form(Region *g)
{
    g->ncalls = 1;
    g->call[0] = (RegionCall){.entry = g->head->pc};
    if (!form_own_level(g))
        return false;
    /* With registers kept across calls a function within itself costs more at its loops and ways out than it saves. */
    for (unsigned self = exec_config.pins ? 1 : MAX_SELF; self && exec_config.inline_calls; self--)
        if (inline_all(g, self))
            break;
    if (g->function && g->n < 2)
        return false;
    set_order(g);
    for (unsigned m = 0; m < g->n; m++)
        mark_resumed(g, m);
    return true;
}
