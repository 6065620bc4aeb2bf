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
STORE(STHBRX, ea_x, bus_st16, __builtin_bswap16((uint16_t)s))
STORE(STWBRX, ea_x, bus_st32, __builtin_bswap32((uint32_t)s))

/* RT..R31 <- words from EA on. All are read before any register changes. */
INTERP(LMW)
{
    uint64_t ea = ea_d(cpu, w), v[32];
    unsigned rt = f_rt(w);
    for (unsigned r = rt; r < 32; r++)
        v[r] = bus_ld32(cpu, ea + 4 * (r - rt));
    memcpy(&cpu->gpr[rt], &v[rt], 8 * (32 - rt));
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

/* n bytes from ea on, four to a register, left-justified, the rest of the last one 0; registers wrap from 31 to 0. */
static unsigned load_string(PpcCpu *cpu, uint32_t w, uint64_t ea, unsigned n)
{
    uint8_t bytes[128] = {0};
    for (unsigned i = 0; i < n; i++)
        bytes[i] = bus_ld8(cpu, ea + i);
    for (unsigned i = 0; i < n; i += 4)
        cpu->gpr[(f_rt(w) + i / 4) & 31] = ld_be32(bytes + i);
    return 0;
}

static unsigned store_string(PpcCpu *cpu, uint32_t w, uint64_t ea, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        bus_st8(cpu, ea + i, (uint8_t)(cpu->gpr[(f_rs(w) + i / 4) & 31] >> (24 - 8 * (i & 3))));
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
