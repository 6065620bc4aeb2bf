/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point loads and stores: Power ISA 2.07 Book I 4.6.2 to 4.6.4.
 * No FPSCR here: lfs widens and stfs narrows by moving bits.
 */
#include "ppc/cpu/fp.h"
#include "ppc/interp/ops.h"

#define FP_LOAD(id, ea_of, value, update)                                                                              \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_of(cpu, w);                                                                                   \
        ppc_set_fpr(cpu, f_frt(w), (value));                                                                           \
        if (update)                                                                                                    \
            set_gpr(cpu, f_ra(w), ea);                                                                                 \
        return 0;                                                                                                      \
    }
#define FP_LOAD4(id, value)                                                                                            \
    FP_LOAD(id, ea_d, value, false)                                                                                    \
    FP_LOAD(id##X, ea_x, value, false) FP_LOAD(id##U, ea_d, value, true) FP_LOAD(id##UX, ea_x, value, true)

FP_LOAD4(LFS, ppc_single_to_double(bus_ld32(cpu, ea)))
FP_LOAD4(LFD, bus_ld64(cpu, ea))
FP_LOAD(PLFS, ea_p, ppc_single_to_double(bus_ld32(cpu, ea)), false)
FP_LOAD(PLFD, ea_p, bus_ld64(cpu, ea), false)
FP_LOAD(LFIWAX, ea_x, (uint64_t)(int64_t)(int32_t)bus_ld32(cpu, ea), false)
FP_LOAD(LFIWZX, ea_x, bus_ld32(cpu, ea), false)

#define FP_STORE(id, ea_of, store, value, update)                                                                      \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_of(cpu, w), s = ppc_fpr(cpu, f_frs(w));                                                       \
        store(cpu, ea, (value));                                                                                       \
        if (update)                                                                                                    \
            set_gpr(cpu, f_ra(w), ea);                                                                                 \
        return 0;                                                                                                      \
    }
#define FP_STORE4(id, store, value)                                                                                    \
    FP_STORE(id, ea_d, store, value, false)                                                                            \
    FP_STORE(id##X, ea_x, store, value, false)                                                                         \
    FP_STORE(id##U, ea_d, store, value, true)                                                                          \
    FP_STORE(id##UX, ea_x, store, value, true)

FP_STORE4(STFS, bus_st32, ppc_double_to_single(s))
FP_STORE4(STFD, bus_st64, s)
FP_STORE(PSTFS, ea_p, bus_st32, ppc_double_to_single(s), false)
FP_STORE(PSTFD, ea_p, bus_st64, s, false)
FP_STORE(STFIWX, ea_x, bus_st32, (uint32_t)s, false)

/* FRTp, an even register and its successor <- two doublewords, the lower-numbered register from EA in big-endian mode
 */
static unsigned load_pair(PpcCpu *cpu, uint32_t w, uint64_t ea)
{
    uint64_t first = bus_ld64(cpu, ea), second = bus_ld64(cpu, ea + 8);
    ppc_set_fpr(cpu, f_frt(w), cpu->little ? second : first);
    ppc_set_fpr(cpu, f_frt(w) + 1, cpu->little ? first : second);
    return 0;
}

static unsigned store_pair(PpcCpu *cpu, uint32_t w, uint64_t ea)
{
    uint64_t even = ppc_fpr(cpu, f_frs(w)), odd = ppc_fpr(cpu, f_frs(w) + 1);
    bus_st64(cpu, ea, cpu->little ? odd : even);
    bus_st64(cpu, ea + 8, cpu->little ? even : odd);
    return 0;
}

static uint64_t ea_ds(const PpcCpu *cpu, uint32_t w)
{
    return wrap(cpu, ra_or_0(cpu, w) + (uint64_t)(int64_t)f_ds(w));
}

INTERP(LFDP)
{
    return load_pair(cpu, w, ea_ds(cpu, w));
}

INTERP(LFDPX)
{
    return load_pair(cpu, w, ea_x(cpu, w));
}

INTERP(STFDP)
{
    return store_pair(cpu, w, ea_ds(cpu, w));
}

INTERP(STFDPX)
{
    return store_pair(cpu, w, ea_x(cpu, w));
}
