/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest memory as C code on behalf of the guest sees it (interpreter, helpers).
 *
 * User mode: guest address + mem_base; a 32-bit guest's addresses wrap. An
 * access to an unmapped page faults on the host: the engine's fault handler
 * finds cpu->fault_jmp set and turns it into the guest's exception, so callers
 * must have cpu->pc and all registers exact, and must make no change to
 * registers before the access (or one the guest may see).
 */
#ifndef ENGRAFT_PPC_CPU_BUS_H
#define ENGRAFT_PPC_CPU_BUS_H

#include "ppc/cpu/state.h"

/* Told of each data access through the functions below after it was made, with its value; NULL = nobody wants to know.
 */
extern void (*bus_watch)(const PpcCpu *cpu, uint64_t ea, unsigned nbytes, bool store, uint64_t value);

/* Host address of guest address ea. */
static inline void *bus_ptr(const PpcCpu *cpu, uint64_t ea)
{
    return cpu->mem_base + (cpu->guest64 ? ea : (uint32_t)ea);
}

#define BUS_ACCESS(bits, T)                                                                                            \
    static inline T bus_ld##bits(const PpcCpu *cpu, uint64_t ea)                                                       \
    {                                                                                                                  \
        T v;                                                                                                           \
        memcpy(&v, bus_ptr(cpu, ea), sizeof v);                                                                        \
        v = cpu->little ? v : (T)__builtin_bswap##bits(v);                                                             \
        if (UNLIKELY(bus_watch))                                                                                       \
            bus_watch(cpu, ea, sizeof v, false, v);                                                                    \
        return v;                                                                                                      \
    }                                                                                                                  \
    static inline void bus_st##bits(const PpcCpu *cpu, uint64_t ea, T v)                                               \
    {                                                                                                                  \
        T m = cpu->little ? v : (T)__builtin_bswap##bits(v);                                                           \
        memcpy(bus_ptr(cpu, ea), &m, sizeof m);                                                                        \
        if (UNLIKELY(bus_watch))                                                                                       \
            bus_watch(cpu, ea, sizeof v, true, v);                                                                     \
    }
BUS_ACCESS(16, uint16_t)
BUS_ACCESS(32, uint32_t)
BUS_ACCESS(64, uint64_t)
#undef BUS_ACCESS

static inline uint8_t bus_ld8(const PpcCpu *cpu, uint64_t ea)
{
    uint8_t v = *(volatile uint8_t *)bus_ptr(cpu, ea);
    if (UNLIKELY(bus_watch))
        bus_watch(cpu, ea, 1, false, v);
    return v;
}
static inline void bus_st8(const PpcCpu *cpu, uint64_t ea, uint8_t v)
{
    *(volatile uint8_t *)bus_ptr(cpu, ea) = v;
    if (UNLIKELY(bus_watch))
        bus_watch(cpu, ea, 1, true, v);
}

/* The instruction word at ea; no data access. */
static inline uint32_t bus_fetch(const PpcCpu *cpu, uint64_t ea)
{
    uint32_t v;
    memcpy(&v, bus_ptr(cpu, ea), sizeof v);
    return cpu->little ? v : __builtin_bswap32(v);
}

#endif
