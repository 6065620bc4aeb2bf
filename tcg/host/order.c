/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which blocks are emitted: hot ones, then cold ones.
 *
 * In units of up to MAX_WEAK blocks hot ones are in a weak topological order (Bourdoncle, "Efficient Chaotic
 * Iteration Strategies with Widenings"): each after all its predecessors but those that
 * come back, loops in one piece, inner ones within, also those with several ways in; blocks with small numbers come
 * first where that leaves a choice. In larger ones, and cold ones always, they are in the order of their numbers, which
 * is that of guest addresses, each after one of its predecessors.
 *
 * So every definition comes before its uses, and the allocator can take a loop for a range of positions.
 */
#include "tcg/host/regalloc.h"

enum { MAX_WEAK = 40, DONE = 0xffffffffu, END = 0xffffffffu };

typedef struct Order {
    const IrUnit *u;
    uint32_t *number; /* by block: when it was first visited, 0 = not yet, DONE = in the list */
    uint32_t *next;   /* by block: the one behind it in the list */
    uint32_t *stack, top, count;
} Order;

static uint32_t visit(Order *x, uint32_t b, uint32_t *list);

static bool is_hot(const Order *x, uint32_t b)
{
    return !b || !x->u->blocks[b].cold;
}

/* Successors in the order to visit them: the last visited comes first in the list. */
static unsigned hot_succs(const Order *x, uint32_t b, uint32_t to[2])
{
    unsigned n = ir_succs(x->u, b, to);
    if (n == 2 && to[0] < to[1]) {
        uint32_t t = to[0];
        to[0] = to[1];
        to[1] = t;
    }
    return n;
}

/* Block b and what else is in its loop, in front of the list. */
static void prepend_loop(Order *x, uint32_t b, uint32_t *list)
{
    uint32_t to[2], body = END, last;
    for (unsigned i = 0, n = hot_succs(x, b, to); i < n; i++)
        if (is_hot(x, to[i]) && !x->number[to[i]])
            visit(x, to[i], &body);
    x->next[b] = body;
    for (last = b; x->next[last] != END;)
        last = x->next[last];
    x->next[last] = *list;
    *list = b;
}

/* Returns the number of the earliest block that is reached back to. */
static uint32_t visit(Order *x, uint32_t b, uint32_t *list)
{
    uint32_t to[2], own = x->number[b] = ++x->count, head = own;
    bool loop = false;
    x->stack[x->top++] = b;
    for (unsigned i = 0, n = hot_succs(x, b, to); i < n; i++) {
        if (!is_hot(x, to[i]))
            continue;
        uint32_t m = x->number[to[i]] ? x->number[to[i]] : visit(x, to[i], list);
        if (m <= head) {
            head = m;
            loop = true;
        }
    }
    if (head != own)
        return head;
    x->number[b] = DONE;
    for (uint32_t e = x->stack[--x->top]; e != b; e = x->stack[--x->top])
        x->number[e] = 0;
    if (loop) {
        prepend_loop(x, b, list);
    } else {
        x->next[b] = *list;
        *list = b;
    }
    return head;
}

static void place(Ra *ra, uint32_t b, bool *placed)
{
    uint32_t to[2];
    placed[b] = true;
    ra->blocks[b].order = ra->norder;
    ra->order[ra->norder++] = b;
    for (unsigned i = 0, n = ir_succs(ra->u, b, to); i < n; i++) {
        ra->blocks[to[i]].reach = true;
        ra->blocks[to[i]].npred++;
    }
}

static void scan_hot(Ra *ra, bool *placed)
{
    for (bool again = true; again;) {
        again = false;
        for (uint32_t b = 0; b < ra->u->nblocks; b++)
            if (!placed[b] && ra->blocks[b].reach && (!ra->u->blocks[b].cold || !b)) {
                place(ra, b, placed);
                again = true;
            }
    }
}

void ra_order_blocks(Ra *ra)
{
    IrUnit *u = ra->u;
    Order x = {.u = u,
               .number = ARENA_ARRAY(u->arena, uint32_t, u->nblocks),
               .next = ARENA_ARRAY(u->arena, uint32_t, u->nblocks),
               .stack = ARENA_ARRAY(u->arena, uint32_t, u->nblocks)};
    bool *placed = ARENA_ARRAY(u->arena, bool, u->nblocks);
    uint32_t list = END;

    ra->order = ARENA_ARRAY(u->arena, uint32_t, u->nblocks);
    ra->blocks = ARENA_ARRAY(u->arena, RaBlock, u->nblocks);
    ra->blocks[0].reach = true;
    if (u->nblocks <= MAX_WEAK)
        visit(&x, 0, &list);
    else
        scan_hot(ra, placed);
    for (uint32_t b = list; b != END; b = x.next[b])
        place(ra, b, placed);
    ra->nhot = ra->norder;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t b = 0; b < u->nblocks; b++)
            if (!placed[b] && ra->blocks[b].reach) {
                place(ra, b, placed);
                again = true;
            }
    }
}
