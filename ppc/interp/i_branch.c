/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Branch, system call and trap: Power ISA 2.07 Book I 2.4, 2.7, 3.3.11.
 */
#include "ppc/interp/ops.h"

static unsigned go(PpcCpu *cpu, uint64_t target)
{
    cpu->pc = wrap(cpu, target & ~3ull);
    return INTERP_PC_SET;
}

static void link_if(PpcCpu *cpu, uint32_t w)
{
    if (f_lk(w))
        cpu->lr = next_pc(cpu);
}

/* cond_ok <- BO0 | (CR[BI] = BO1) */
static bool cond_ok(const PpcCpu *cpu, uint32_t w)
{
    unsigned bo = f_bo(w);
    return bo & 16 || ppc_get_cr_bit(cpu, f_bi(w)) == (bo >> 3 & 1);
}

/* if !BO2 then CTR <- CTR - 1; ctr_ok <- BO2 | ((CTR != 0) ^ BO3) */
static bool ctr_ok(PpcCpu *cpu, uint32_t w)
{
    unsigned bo = f_bo(w);
    if (bo & 4)
        return true;
    cpu->ctr = wrap(cpu, cpu->ctr - 1);
    return (cpu->ctr != 0) != (bo >> 1 & 1);
}

/* NIA <- (AA ? 0 : CIA) + EXTS(LI || 0b00); if LK then LR <- CIA + 4 */
INTERP(B)
{
    link_if(cpu, w);
    return go(cpu, (f_aa(w) ? 0 : cpu->pc) + (uint64_t)(int64_t)f_li(w));
}

/* if ctr_ok & cond_ok then NIA <- (AA ? 0 : CIA) + EXTS(BD || 0b00); LK whether taken or not */
INTERP(BC)
{
    bool taken = ctr_ok(cpu, w) && cond_ok(cpu, w);
    link_if(cpu, w);
    return go(cpu, taken ? (f_aa(w) ? 0 : cpu->pc) + (uint64_t)(int64_t)f_bd(w) : cpu->pc + 4);
}

/* if ctr_ok & cond_ok then NIA <- LR[0:61] || 0b00 */
INTERP(BCLR)
{
    bool taken = ctr_ok(cpu, w) && cond_ok(cpu, w);
    uint64_t target = cpu->lr;
    link_if(cpu, w);
    return go(cpu, taken ? target : cpu->pc + 4);
}

/* if cond_ok then NIA <- CTR[0:61] || 0b00. BO2 = 0 is an invalid form (form.c). */
INTERP(BCCTR)
{
    link_if(cpu, w);
    return go(cpu, cond_ok(cpu, w) ? cpu->ctr : cpu->pc + 4);
}

/* System call interrupt. LEV is not looked at: there is no hypervisor below. */
INTERP(SC)
{
    (void)w;
    cpu->pc = next_pc(cpu);
    return IR_L_SYSCALL;
}

static unsigned trap_if(unsigned to, int32_t a, int32_t b)
{
    bool hit = (to & 16 && a < b) || (to & 8 && a > b) || (to & 4 && a == b) || (to & 2 && (uint32_t)a < (uint32_t)b) ||
               (to & 1 && (uint32_t)a > (uint32_t)b);
    return hit ? IR_L_TRAP : 0;
}

/* TO: less, greater, equal, logically less, logically greater */
INTERP(TWI)
{
    return trap_if(f_to(w), (int32_t)cpu->gpr[f_ra(w)], f_si(w));
}

INTERP(TW)
{
    return trap_if(f_to(w), (int32_t)cpu->gpr[f_ra(w)], (int32_t)cpu->gpr[f_rb(w)]);
}
