/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the instruction functions share: prototypes made from the table,
 * registers as the mode wants them, effective addresses, record forms.
 *
 * interp_<ID>(cpu, w) executes the row ID. On entry cpu->pc is the instruction.
 * It returns 0 (go on behind it), INTERP_PC_SET (cpu->pc is where to go on), or
 * a reason of interp.h with cpu->pc as said there. Memory is accessed before
 * any register changes.
 *
 * Notation of the comments: that of the Power ISA, RT <- (RA) + (RB), MEM(EA, 4), EXTS, 0^n = n zero bits.
 */
#ifndef ENGRAFT_PPC_INTERP_OPS_H
#define ENGRAFT_PPC_INTERP_OPS_H

#include "ppc/cpu/bus.h"
#include "ppc/cpu/crf.h"
#include "ppc/interp/interp.h"
#include "ppc/isa/isa.h"

enum { INTERP_PC_SET = 255 };
_Static_assert((int)INTERP_PC_SET > (int)IR_L_COUNT, "not a reason");

typedef unsigned (*InterpFn)(PpcCpu *cpu, PpcWord w);

#define INTERP(id)  unsigned interp_##id(PpcCpu *cpu, PpcWord w)
#define PROTO_X(id) INTERP(id);
#define PROTO_N(id) INTERP(id);
#define PROTO_U(id)
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status) PROTO_##status(id)
#include "ppc/isa/insn.def"
#undef I

/* A value as wide as a register of the mode: upper half zero in 32-bit mode. */
static inline uint64_t wrap(const PpcCpu *cpu, uint64_t v)
{
    return cpu->guest64 ? v : (uint32_t)v;
}

static inline void set_gpr(PpcCpu *cpu, unsigned n, uint64_t v)
{
    cpu->gpr[n] = wrap(cpu, v);
}

/* (RA|0) */
static inline uint64_t ra_or_0(const PpcCpu *cpu, uint32_t w)
{
    return f_ra(w) ? cpu->gpr[f_ra(w)] : 0;
}

/* Effective addresses: D-form, X-form. In update forms RA is never 0 (form.c), so these serve them, too. */
static inline uint64_t ea_d(const PpcCpu *cpu, uint32_t w)
{
    return wrap(cpu, ra_or_0(cpu, w) + (uint64_t)(int64_t)f_d(w));
}

static inline uint64_t ea_x(const PpcCpu *cpu, uint32_t w)
{
    return wrap(cpu, ra_or_0(cpu, w) + cpu->gpr[f_rb(w)]);
}

/* MLS- and 8LS-form: with R = 1 from the instruction's address, where RA is 0 (form.c). */
static inline uint64_t ea_p(const PpcCpu *cpu, PpcWord w)
{
    return wrap(cpu, (f_r(w) ? cpu->pc : ra_or_0(cpu, (uint32_t)w)) + (uint64_t)f_d34(w));
}

/* CR0 of a record form, from a result of register width. */
static inline void record(PpcCpu *cpu, uint32_t w, uint64_t result)
{
    if (f_rc(w))
        cpu->cr[0] = cpu->guest64 ? crf_cmp_s64((int64_t)result, 0, cpu->so) : crf_cmp_s32((int32_t)result, 0, cpu->so);
}

/* OV of an o-form; SO sticks. */
static inline void set_ov(PpcCpu *cpu, uint32_t ov)
{
    cpu->ov = ov;
    if (ov) {
        cpu->so = 1;
        cpu->tb_flags |= PPC_TBF_SO;
    }
}

static inline uint64_t next_pc(const PpcCpu *cpu)
{
    return wrap(cpu, cpu->pc + 4);
}

#endif
