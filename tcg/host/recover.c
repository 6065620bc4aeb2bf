/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a faulting host instruction back to guest state: finding the point and
 * storing the values its locations name. Async-signal-safe.
 */
#include <string.h>

#include "tcg/host/host.h"

enum { MAX_LOCS = 512 };

const HostPoint *host_find_point(const HostPoint *points, unsigned npoints, uint32_t off, bool is_return)
{
    unsigned lo = 0, hi = npoints;
    while (lo < hi) { /* first point with off beyond */
        unsigned mid = (lo + hi) / 2;
        if (points[mid].off <= off - is_return)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!lo)
        return NULL;
    const HostPoint *p = &points[lo - 1];
    return is_return ? (p->end == off ? p : NULL) : (off < p->end ? p : NULL);
}

static void read_loc(const HostLoc *l, const uint64_t gpr[16], const uint64_t (*xmm)[2], const void *stack,
                     const void *env, uint64_t out[2])
{
    switch (l->kind) {
    case HOST_LOC_CONST:
        out[0] = (uint64_t)l->value;
        out[1] = (uint64_t)l->value_hi;
        break;
    case HOST_LOC_GPR: out[0] = gpr[l->reg]; break;
    case HOST_LOC_XMM: memcpy(out, xmm[l->reg], 16); break;
    case HOST_LOC_STACK: memcpy(out, (const char *)stack + l->off, ir_type_size[l->type]); break;
    case HOST_LOC_ENV: memcpy(out, (const char *)env + l->off, ir_type_size[l->type]); break;
    default: die("location of kind %u", l->kind);
    }
}

void host_recover(const HostRt *rt, const IrEnv *ienv, const HostCode *code, const HostPoint *p, const uint64_t gpr[16],
                  const uint64_t (*xmm)[2], const void *stack, void *env)
{
    const HostLoc *locs = code->locs + p->first_loc;
    unsigned nlocs = p->nlocs;
    uint64_t val[MAX_LOCS][2];
    if (nlocs > MAX_LOCS)
        die("%u locations at one point", nlocs);
    for (unsigned i = 0; i < nlocs; i++)
        read_loc(&locs[i], gpr, xmm, stack, env, val[i]);
    for (unsigned n = 0; n < rt->npins; n++)
        if (p->pins >> n & 1)
            memcpy((char *)env + rt->pins[n].off, &gpr[host_pin_reg(n)], ir_type_size[rt->pins[n].type]);
    for (unsigned i = 0; i < nlocs; i++)
        memcpy((char *)env + ienv->slots[locs[i].slot].offset, val[i], ir_type_size[locs[i].type]);
}
