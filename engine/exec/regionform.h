/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which TBs make a region: the loop of a hot backward target or the body of a
 * hot function, and in it the bodies of small functions that it calls.
 *
 * A region consists of nodes. A node is a TB together with the inlined call it
 * belongs to, so a TB may be there several times: once for each call, at most
 * once within one. Call 0 stands for the region's own level.
 *
 * All under tb_lock.
 */
#ifndef ENGRAFT_ENGINE_EXEC_REGIONFORM_H
#define ENGRAFT_ENGINE_EXEC_REGIONFORM_H

#include "engine/exec/tb.h"

enum { REGION_MAX_SEEN = 96, REGION_MAX_TBS = 128, REGION_MAX_INSNS = 800, REGION_MAX_CALLS = 64 };

/* An inlined call. */
typedef struct RegionCall {
    unsigned outer; /* the call whose function it is made in; calls[0]: itself */
    unsigned depth; /* 0 = the region's own level */
    uint64_t entry; /* guest address of the function */
    uint64_t ret;   /* where it returns to */
    bool open;      /* its function, or one it calls, makes calls that leave the region */
} RegionCall;

typedef struct RegionNode {
    const Tb *tb;
    unsigned call;  /* index of calls[] */
    uint32_t entry; /* the block that it begins with */
    uint32_t door;  /* with resumed: the block in front of that */
    bool resumed;   /* a call that leaves the region comes back to it: an entry of the unit */
    bool poll;      /* a branch goes back to it */
} RegionNode;

typedef struct Region {
    Tb *head;
    bool function; /* what a call leads to, else a loop */
    RegionNode node[REGION_MAX_TBS];
    unsigned n; /* of node[], in layout order, the head first */
    unsigned nresumed;
    RegionCall call[REGION_MAX_CALLS];
    unsigned ncalls; /* calls[0] included */
    unsigned ninsns;
} Region;

/* May a region begin with tb? */
bool region_usable(const Tb *tb);
/* Finds the region of g->head (g->function says of which kind; the rest is 0). False: there is none to make. */
bool region_form(Region *g);
/* The node of call c that begins at pc; g->n: there is none. */
unsigned region_node_at(const Region *g, unsigned c, uint64_t pc);
/* The inlined call that node m makes to the function at pc; 0: there is none. */
unsigned region_call_of(const Region *g, unsigned m, uint64_t pc);
/* Is e, an exit of a TB that ends at `end`, a call? A branch that only asks for its own address (bcl 20,31,$+4) is
 * none. */
bool region_is_call(const HostExit *e, uint64_t end);
/* Is there a branch in the region whose targets targets_watch() could find out? */
bool region_unwatched(const Region *g);
/* Does tb end in an indirect branch other than a return, whose targets are of interest? */
bool region_is_indirect(const Tb *tb);
/* Guest address behind tb. */
uint64_t region_end_of(const Tb *tb);

#endif
