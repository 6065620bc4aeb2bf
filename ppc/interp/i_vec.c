/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec: Power ISA 2.07 Book I chapter 6. What the operations on registers
 * compute is vec.h's; here are operands, record forms (CR6), loads, stores and
 * VSCR.
 *
 * Addresses are cut to the element's size: nothing here is ever unaligned.
 */
#include "ppc/cpu/vec.h"
#include "ppc/cpu/vecimm.h"
#include "ppc/interp/ops.h"

#define VR(n) (cpu->vsr[32 + (n)])

/* Operands as the letters of vec.def say. */
static void operands(const PpcCpu *cpu, uint32_t w, const char *which, PpcVsr x[3])
{
    for (; *which; which++)
        switch (*which) {
        case 'a': x[0] = VR(f_vra(w)); break;
        case 'b': x[1] = VR(f_vrb(w)); break;
        case 'c': x[2] = VR(f_vrc(w)); break;
        case 't': x[2] = VR(f_vrt(w)); break;
        case 'A': x[0] = ppc_vec_gpr(cpu->gpr[f_ra(w)]); break;
        case 'B': x[1] = ppc_vec_gpr(cpu->gpr[f_rb(w)]); break;
        case 'C': x[2] = ppc_vec_gpr(cpu->gpr[f_rcreg(w)]); break;
        }
}

/* VRT, RT or CR field BF <- operation on the operands and the immediate */
static unsigned operate(PpcCpu *cpu, uint32_t w, PpcVecOp op, unsigned imm)
{
    PpcVsr r, x[3];
    PpcVecKind kind = ppc_vec[op].kind;
    bool sets_cr6 = kind == VEC_BCD || kind == VEC_STRI;
    uint32_t cr6 = 0;
    operands(cpu, w, ppc_vec[op].operands, x);
    ppc_vec[op].fn(&r, &x[0], &x[1], &x[2], imm, sets_cr6 ? &cr6 : &cpu->vscr);
    if (kind == VEC_GPR)
        set_gpr(cpu, f_rt(w), r.d[0]);
    else if (kind == VEC_CRF)
        ppc_set_crf(cpu, f_bf(w), r.w[0]);
    else
        VR(f_vrt(w)) = r;
    if (kind == VEC_BCD || (kind == VEC_STRI && f_rc6(w)))
        ppc_set_crf(cpu, 6, cr6);
    else if (kind >= VEC_CMP && f_rc6(w))
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
