/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec: Power ISA 2.07 Book I chapter 6. What the operations on registers
 * compute is vec.h's; here are operands, record forms (CR6), loads, stores and
 * VSCR.
 *
 * Addresses are cut to the element's size: nothing here is ever unaligned.
 */
#include "ppc/cpu/vec.h"
#include "ppc/interp/ops.h"

#define VR(n) (cpu->vsr[32 + (n)])

static inline unsigned f_none(uint32_t w)
{
    (void)w;
    return 0;
}
#define IMM_NONE f_none
#define IMM_UIM2 f_uim2
#define IMM_UIM3 f_uim3
#define IMM_UIM4 f_uim4
#define IMM_UIM5 f_uim5
#define IMM_SIM  f_sim
#define IMM_SHB  f_shb

/* VRT <- operation on VRA, VRB, VRC and the immediate */
static unsigned operate(PpcCpu *cpu, uint32_t w, PpcVecOp op, unsigned imm)
{
    PpcVsr r;
    ppc_vec[op].fn(&r, &VR(f_vra(w)), &VR(f_vrb(w)), &VR(f_vrc(w)), imm, &cpu->vscr);
    VR(f_vrt(w)) = r;
    if (ppc_vec[op].kind >= VEC_CMP && f_rc6(w))
        ppc_set_crf(cpu, 6, ppc_vec_cr6(&r));
    return 0;
}

#define V(id, operands, imm, kind)                                                                                     \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        return operate(cpu, w, VECOP_##id, (unsigned)IMM_##imm(w));                                                    \
    }
#include "ppc/cpu/vec.def"
#undef V

/* -- loads and stores ------------------------------------------------------------------------------------------------
 */

/* VRT <- MEM(EA & ~15, 16) */
INTERP(LVX)
{
    uint64_t ea = ea_x(cpu, w) & ~15ull, first = bus_ld64(cpu, ea), second = bus_ld64(cpu, ea + 8);
    VR(f_vrt(w)).d[!cpu->little] = first;
    VR(f_vrt(w)).d[cpu->little] = second;
    return 0;
}

INTERP(STVX)
{
    uint64_t ea = ea_x(cpu, w) & ~15ull;
    PpcVsr s = VR(f_vrs(w));
    bus_st64(cpu, ea, s.d[!cpu->little]);
    bus_st64(cpu, ea + 8, s.d[cpu->little]);
    return 0;
}

/* The hint that the data will not be used again means nothing here. */
INTERP(LVXL)
{
    return interp_LVX(cpu, w);
}

INTERP(STVXL)
{
    return interp_STVX(cpu, w);
}

/* The lane of the element at ea, n lanes of 16 / n bytes. */
static unsigned lane_at(const PpcCpu *cpu, uint64_t ea, unsigned n)
{
    unsigned i = (unsigned)(ea & 15) / (16 / n);
    return cpu->little ? i : n - 1 - i;
}

#define ELEMENT(id, n, field, bits)                                                                                    \
    INTERP(LV##id)                                                                                                     \
    {                                                                                                                  \
        uint64_t ea = ea_x(cpu, w) & ~(uint64_t)((bits) / 8 - 1);                                                      \
        VR(f_vrt(w)).field[lane_at(cpu, ea, n)] = bus_ld##bits(cpu, ea);                                               \
        return 0;                                                                                                      \
    }                                                                                                                  \
    INTERP(STV##id)                                                                                                    \
    {                                                                                                                  \
        uint64_t ea = ea_x(cpu, w) & ~(uint64_t)((bits) / 8 - 1);                                                      \
        bus_st##bits(cpu, ea, VR(f_vrs(w)).field[lane_at(cpu, ea, n)]);                                                \
        return 0;                                                                                                      \
    }
ELEMENT(EBX, 16, b, 8)
ELEMENT(EHX, 8, h, 16)
ELEMENT(EWX, 4, w, 32)

INTERP(LVSL)
{
    VR(f_vrt(w)) = ppc_lvsl(ea_x(cpu, w));
    return 0;
}

INTERP(LVSR)
{
    VR(f_vrt(w)) = ppc_lvsr(ea_x(cpu, w));
    return 0;
}

/* Data streams are hints. */
#define NOTHING(id)                                                                                                    \
    INTERP(id)                                                                                                         \
    {                                                                                                                  \
        (void)cpu, (void)w;                                                                                            \
        return 0;                                                                                                      \
    }
NOTHING(DST)
NOTHING(DSTST)
NOTHING(DSS)

/* -- VSCR: the last word of a register
 * ---------------------------------------------------------------------------------- */

INTERP(MFVSCR)
{
    VR(f_vrt(w)) = (PpcVsr){.w = {cpu->vscr}};
    return 0;
}

INTERP(MTVSCR)
{
    ppc_set_vscr(cpu, VR(f_vrb(w)).w[0]);
    return 0;
}
