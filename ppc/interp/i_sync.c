/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reservations, ordering, cache management: Power ISA 2.07 Book II 4.3, 4.4.
 *
 * A reservation is the address, the size and the value that was loaded. A
 * conditional store succeeds when address and size are the same and the storage
 * still holds the value: one atomic compare-and-swap. (A store of the same value
 * by another thread in between goes unnoticed.)
 */
#include "ppc/interp/ops.h"
#include "ppc/isa/cpu.h"

static unsigned misaligned(PpcCpu *cpu, uint64_t ea)
{
    cpu->leave_detail = ea;
    return IR_L_ALIGN;
}

/* RESERVE <- 1, RESERVE_ADDR <- EA; RT <- MEM(EA) */
#define LOAD_RESERVE(id, nbytes, load)                                                                                 \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_x(cpu, w), v;                                                                                 \
        if (ea & ((nbytes)-1))                                                                                         \
            return misaligned(cpu, ea);                                                                                \
        v = load(cpu, ea);                                                                                             \
        cpu->res_addr = ea;                                                                                            \
        cpu->res_val = v;                                                                                              \
        cpu->res_size = (nbytes);                                                                                      \
        set_gpr(cpu, f_rt(w), v);                                                                                      \
        return 0;                                                                                                      \
    }
LOAD_RESERVE(LBARX, 1, bus_ld8)
LOAD_RESERVE(LHARX, 2, bus_ld16)
LOAD_RESERVE(LWARX, 4, bus_ld32)

/* CR0 <- 0b00 || stored || SO; the reservation is gone in any case */
static unsigned end_conditional(PpcCpu *cpu, bool stored)
{
    cpu->res_addr = ~0ull;
    ppc_set_crf(cpu, 0, (stored ? CRF_EQ : 0) | (cpu->so ? CRF_SO : 0));
    return 0;
}

#define SWAP8(v) (v)
#define STORE_CONDITIONAL(id, T, swap)                                                                                 \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_x(cpu, w);                                                                                    \
        if (ea & (sizeof(T) - 1))                                                                                      \
            return misaligned(cpu, ea);                                                                                \
        bool stored = false;                                                                                           \
        if (cpu->res_addr == ea && cpu->res_size == sizeof(T)) {                                                       \
            T old = (T)cpu->res_val, new = (T)cpu->gpr[f_rs(w)];                                                       \
            old = cpu->little ? old : swap(old);                                                                       \
            new = cpu->little ? new : swap(new);                                                                       \
            stored = __atomic_compare_exchange_n((T *)bus_ptr(cpu, ea), &old, new, false, __ATOMIC_SEQ_CST,            \
                                                 __ATOMIC_SEQ_CST);                                                    \
            if (UNLIKELY(bus_watch)) /* whether or not it stored: it was made */                                       \
                bus_watch(cpu, ea, sizeof(T), true, (T)cpu->gpr[f_rs(w)]);                                             \
        }                                                                                                              \
        return end_conditional(cpu, stored);                                                                           \
    }
STORE_CONDITIONAL(STBCX_DOT, uint8_t, SWAP8)
STORE_CONDITIONAL(STHCX_DOT, uint16_t, __builtin_bswap16)
STORE_CONDITIONAL(STWCX_DOT, uint32_t, __builtin_bswap32)

/* The host orders everything but a store before a later load: only the heavyweight sync (L = 0) needs a fence. */
INTERP(SYNC)
{
    (void)cpu;
    if (f_l2(w) == 0)
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return 0;
}

#define NOTHING(id)                                                                                                    \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        (void)cpu;                                                                                                     \
        (void)w;                                                                                                       \
        return 0;                                                                                                      \
    }
NOTHING(EIEIO)
NOTHING(ISYNC) /* nothing is fetched ahead */
NOTHING(WAIT)  /* may end at once: Book II 4.6.4 */
NOTHING(DCBA)
NOTHING(DCBF)
NOTHING(DCBST)
NOTHING(DCBT)
NOTHING(DCBTST)
NOTHING(ICBT)

/* The block of ppc_cpu_model->cache_block that contains EA <- 0 */
INTERP(DCBZ)
{
    uint64_t ea = ea_x(cpu, w) & ~(uint64_t)(ppc_cpu_model->cache_block - 1);
    for (unsigned i = 0; i < ppc_cpu_model->cache_block; i += 8)
        bus_st64(cpu, ea + i, 0);
    return 0;
}

/* Translations of the block are the run loop's business. */
INTERP(ICBI)
{
    cpu->leave_detail = ea_x(cpu, w);
    cpu->pc = next_pc(cpu);
    return IR_L_ICBI;
}
