/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer loads and stores: Power ISA 2.07 Book I 3.3.2, 3.3.3, 3.3.5 to 3.3.7.
 *
 * Unaligned accesses are done as they stand: processors of this class do them,
 * or Linux does it for them.
 */
#include "ppc/interp/ops.h"

/* EA; RT <- value; update forms then RA <- EA (RA is neither 0 nor RT: form.c) */
#define LOAD(id, ea_of, value)                                                                                         \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_of(cpu, w);                                                                                   \
        set_gpr(cpu, f_rt(w), (value));                                                                                \
        return 0;                                                                                                      \
    }
#define LOAD_UPDATE(id, ea_of, value)                                                                                  \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t ea = ea_of(cpu, w);                                                                                   \
        set_gpr(cpu, f_rt(w), (value));                                                                                \
        set_gpr(cpu, f_ra(w), ea);                                                                                     \
        return 0;                                                                                                      \
    }
#define LOAD4(id, value)                                                                                               \
    LOAD(id, ea_d, value) LOAD(id##X, ea_x, value) LOAD_UPDATE(id##U, ea_d, value) LOAD_UPDATE(id##UX, ea_x, value)

LOAD4(LBZ, bus_ld8(cpu, ea))
LOAD4(LHZ, bus_ld16(cpu, ea))
LOAD4(LHA, (uint64_t)(int64_t)(int16_t)bus_ld16(cpu, ea))
LOAD4(LWZ, bus_ld32(cpu, ea))
LOAD(PLBZ, ea_p, bus_ld8(cpu, ea))
LOAD(PLHZ, ea_p, bus_ld16(cpu, ea))
LOAD(PLHA, ea_p, (uint64_t)(int64_t)(int16_t)bus_ld16(cpu, ea))
LOAD(PLWZ, ea_p, bus_ld32(cpu, ea))
LOAD(LHBRX, ea_x, __builtin_bswap16(bus_ld16(cpu, ea)))
LOAD(LWBRX, ea_x, __builtin_bswap32(bus_ld32(cpu, ea)))

/* EA; MEM(EA) <- RS; update forms then RA <- EA */
#define STORE(id, ea_of, store, value)                                                                                 \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t s = cpu->gpr[f_rs(w)];                                                                                \
        store(cpu, ea_of(cpu, w), (value));                                                                            \
        return 0;                                                                                                      \
    }
#define STORE_UPDATE(id, ea_of, store, value)                                                                          \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        uint64_t s = cpu->gpr[f_rs(w)], ea = ea_of(cpu, w);                                                            \
        store(cpu, ea, (value));                                                                                       \
        set_gpr(cpu, f_ra(w), ea);                                                                                     \
        return 0;                                                                                                      \
    }
#define STORE4(id, store, value)                                                                                       \
    STORE(id, ea_d, store, value)                                                                                      \
    STORE(id##X, ea_x, store, value)                                                                                   \
    STORE_UPDATE(id##U, ea_d, store, value)                                                                            \
    STORE_UPDATE(id##UX, ea_x, store, value)

STORE4(STB, bus_st8, (uint8_t)s)
STORE4(STH, bus_st16, (uint16_t)s)
STORE4(STW, bus_st32, (uint32_t)s)
STORE(PSTB, ea_p, bus_st8, (uint8_t)s)
STORE(PSTH, ea_p, bus_st16, (uint16_t)s)
STORE(PSTW, ea_p, bus_st32, (uint32_t)s)
STORE(STHBRX, ea_x, bus_st16, __builtin_bswap16((uint16_t)s))
STORE(STWBRX, ea_x, bus_st32, __builtin_bswap32((uint32_t)s))

/*
 * Multiple and string: an access that faults in the middle leaves what was done before it (the book allows it, Book III
 * alignment and data storage interrupts), in the steps of translated code: word by word, then a halfword and a byte.
 */

/* RT..R31 <- words from EA on. */
INTERP(LMW)
{
    uint64_t ea = ea_d(cpu, w);
    unsigned rt = f_rt(w);
    for (unsigned r = rt; r < 32; r++)
        cpu->gpr[r] = bus_ld32(cpu, ea + 4 * (r - rt));
    return 0;
}

INTERP(STMW)
{
    uint64_t ea = ea_d(cpu, w);
    unsigned rs = f_rs(w);
    for (unsigned r = rs; r < 32; r++)
        bus_st32(cpu, ea + 4 * (r - rs), (uint32_t)cpu->gpr[r]);
    return 0;
}

/* The n = 1..3 leftmost bytes of a word, the rest 0. */
static uint32_t load_left(PpcCpu *cpu, uint64_t ea, unsigned n)
{
    uint32_t v = n == 1 ? (uint32_t)bus_ld8(cpu, ea) << 24 : (uint32_t)bus_ld16(cpu, ea) << 16;
    return n == 3 ? v | (uint32_t)bus_ld8(cpu, ea + 2) << 8 : v;
}

static void store_left(PpcCpu *cpu, uint64_t ea, unsigned n, uint32_t v)
{
    if (n == 1)
        bus_st8(cpu, ea, (uint8_t)(v >> 24));
    else
        bus_st16(cpu, ea, (uint16_t)(v >> 16));
    if (n == 3)
        bus_st8(cpu, ea + 2, (uint8_t)(v >> 8));
}

/* n bytes from ea on, four to a register, left-justified, the rest of the last one 0; registers wrap from 31 to 0. */
static unsigned load_string(PpcCpu *cpu, uint32_t w, uint64_t ea, unsigned n)
{
    for (unsigned i = 0; i < n; i += 4) {
        uint32_t v = n - i >= 4 ? bus_ld32(cpu, ea + i) : load_left(cpu, ea + i, n - i);
        cpu->gpr[(f_rt(w) + i / 4) & 31] = v;
    }
    return 0;
}

static unsigned store_string(PpcCpu *cpu, uint32_t w, uint64_t ea, unsigned n)
{
    for (unsigned i = 0; i < n; i += 4) {
        uint32_t v = (uint32_t)cpu->gpr[(f_rs(w) + i / 4) & 31];
        if (n - i >= 4)
            bus_st32(cpu, ea + i, v);
        else
            store_left(cpu, ea + i, n - i, v);
    }
    return 0;
}

/* n <- NB, 0 means 32 */
static unsigned nb(uint32_t w)
{
    return f_nb(w) ? f_nb(w) : 32;
}

INTERP(LSWI)
{
    return load_string(cpu, w, ra_or_0(cpu, w), nb(w));
}

/* n <- XER[57:63]; with n = 0 RT is undefined: it stays */
INTERP(LSWX)
{
    return load_string(cpu, w, ea_x(cpu, w), cpu->xerc);
}

INTERP(STSWI)
{
    return store_string(cpu, w, ra_or_0(cpu, w), nb(w));
}

INTERP(STSWX)
{
    return store_string(cpu, w, ea_x(cpu, w), cpu->xerc);
}
