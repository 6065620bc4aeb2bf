/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a faulting host instruction back to guest state: finding the point and
 * storing the values its locations name. Async-signal-safe.
 * Values that only faults need are computed here.
 */
#include <string.h>

#include "tcg/host/host.h"
#include "tcg/ir/eval.h"

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

static void compute_loc(const HostLoc *l, const HostLoc *first, uint64_t (*val)[2])
{
    IrVal v[3];
    for (unsigned i = 0; i < 3; i++)
        v[i] = (IrVal){val[l->arg[i]][0], val[l->arg[i]][1]};
    for (unsigned i = 0; i < 3; i++) /* registers may hold more than an i32 */
        if (first[l->arg[i]].type == IR_I32)
            v[i].lo = (uint32_t)v[i].lo;
    IrVal r = ir_eval_op((UopId)l->reg, (IrType)l->type, (IrType)first[l->arg[0]].type, l->sub, v[0], v[1], v[2]);
    val[l - first][0] = r.lo;
    val[l - first][1] = r.hi;
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

void host_recover(const HostRt *rt, const HostCode *code, const HostPoint *p, const uint64_t gpr[16],
                  const uint64_t (*xmm)[2], const void *stack, void *env)
{
    const HostLoc *locs = code->locs + p->first_loc;
    unsigned nlocs = p->nlocs;
    uint64_t val[MAX_LOCS][2];
    if (nlocs > MAX_LOCS)
        die("%u locations at one point", nlocs);
    for (unsigned i = 0; i < nlocs; i++)
        if (locs[i].kind == HOST_LOC_OP)
            compute_loc(&locs[i], locs, val);
        else
            read_loc(&locs[i], gpr, xmm, stack, env, val[i]);
    for (unsigned n = 0; n < rt->npins; n++)
        if (p->pins >> n & 1)
            memcpy((char *)env + rt->pins[n].off, &gpr[host_pin_reg(n)], ir_type_size[rt->pins[n].type]);
    for (unsigned i = 0; i < nlocs; i++)
        if (locs[i].slot != HOST_NO_SLOT)
            memcpy((char *)env + locs[i].to, val[i], ir_type_size[locs[i].type]);
}
