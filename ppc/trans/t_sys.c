/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Barriers and cache hints (Power ISA Book II 4.3, 4.4), special-purpose
 * registers (Book I 3.3.17, Book II 6.2). User mode has no data cache that
 * could be seen, so cache hints are nothing; icbi and SPRs that are neither
 * plain state nor the time base are the interpreter's.
 */
#include "ppc/cpu/spr.h"
#include "ppc/trans/crflags.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"

/* L = 0 is the full barrier (and L = 2, ptesync, which includes it), L = 1 lwsync. */
void trans_SYNC(Trans *t, uint32_t word)
{
    ir_fence(&t->b, f_l2(word) == 1 ? IR_FENCE_LIGHT : IR_FENCE_FULL);
}

void trans_EIEIO(Trans *t, uint32_t word)
{
    (void)word;
    ir_fence(&t->b, IR_FENCE_LIGHT);
}

/* Ends the TB: what follows is fetched anew. */
void trans_ISYNC(Trans *t, uint32_t word)
{
    (void)word;
    ir_fence(&t->b, IR_FENCE_LIGHT);
    t_exit(t, t_next(t), 0);
}

#define NOTHING(id)                                                                                                    \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        (void)t, (void)word;                                                                                           \
    }

NOTHING(WAIT)
NOTHING(DCBA)
NOTHING(DCBF)
NOTHING(DCBST)
NOTHING(DCBT)
NOTHING(DCBTST)
NOTHING(ICBT)

/* The interpreter leaves with IR_L_ICBI and the address. */
void trans_ICBI(Trans *t, uint32_t word)
{
    (void)word;
    t_interp(t);
}

/* -- special-purpose registers ------------------------------------------------------------------------------- */

/* The time base, or its upper half. */
static void time_base(Trans *t, unsigned rt, bool upper)
{
    IrRef v = t_call(t, HLP_timebase, 0);
    if (upper)
        v = ir_shr(&t->b, v, t_i32(t, 32));
    t_put_gpr(t, rt, t->guest64 ? v : ir_trunc(&t->b, v));
}

void trans_MFSPR(Trans *t, uint32_t word)
{
    unsigned rt = f_rt(word);
    switch (f_spr(word)) {
    case PPC_SPR_XER: t_put_gpr_z(t, rt, xer_get(t)); break;
    case PPC_SPR_LR: t_put_gpr(t, rt, ir_get(&t->b, PPC_REG_LR)); break;
    case PPC_SPR_CTR: t_put_gpr(t, rt, ir_get(&t->b, PPC_REG_CTR)); break;
    case PPC_SPR_VRSAVE: t_put_gpr_z(t, rt, ir_get(&t->b, PPC_REG_VRSAVE)); break;
    case PPC_SPR_TB: time_base(t, rt, false); break;
    case PPC_SPR_TBU: time_base(t, rt, true); break;
    default: t_interp(t);
    }
}

void trans_MTSPR(Trans *t, uint32_t word)
{
    unsigned rs = f_rs(word);
    switch (f_spr(word)) {
    case PPC_SPR_XER: xer_put(t, t_gpr32(t, rs)); break;
    case PPC_SPR_LR: ir_put(&t->b, PPC_REG_LR, t_gpr(t, rs)); break;
    case PPC_SPR_CTR: ir_put(&t->b, PPC_REG_CTR, t_gpr(t, rs)); break;
    case PPC_SPR_VRSAVE: ir_put(&t->b, PPC_REG_VRSAVE, t_gpr32(t, rs)); break;
    default: t_interp(t);
    }
}

void trans_MFTB(Trans *t, uint32_t word)
{
    switch (f_tbr(word)) {
    case PPC_SPR_TB: time_base(t, f_rt(word), false); break;
    case PPC_SPR_TBU: time_base(t, f_rt(word), true); break;
    default: t_interp(t);
    }
}
