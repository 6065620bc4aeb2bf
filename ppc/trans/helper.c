/* SPDX-License-Identifier: Apache-2.0 */
/* The helpers, their table, and the environment of the translator's units. */
#include "ppc/trans/helper.h"

#include "engine/base/bits.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/intop.h"
#include "ppc/cpu/slot.h"
#include "ppc/cpu/vec.h"
#include "ppc/interp/interp.h"
#include "ppc/isa/disas.h"
#include "ppc/trans/trans.h"

uint64_t hlp_timebase(PpcCpu *cpu)
{
    (void)cpu;
    return ppc_timebase();
}

uint64_t hlp_darn(PpcCpu *cpu, uint32_t l)
{
    (void)cpu;
    return int_darn(l);
}

uint32_t hlp_mfcr(PpcCpu *cpu)
{
    return ppc_get_cr(cpu);
}

uint64_t hlp_cbcdtd(uint64_t rs)
{
    return int_cbcdtd(rs);
}

uint64_t hlp_cdtbcd(uint64_t rs)
{
    return int_cdtbcd(rs);
}

/* -- floating point: doubles are only moved here, never computed with, so MXCSR stays the guest's ------------- */

double hlp_fp(PpcCpu *cpu, uint32_t op, double frb)
{
    return f64_of(ppc_fp_fast(cpu, (PpcFpOp)op, 0, f64_bits(frb), 0));
}

double hlp_fp_fast(PpcCpu *cpu, uint32_t op, double a, double b, double c)
{
    return f64_of(ppc_fp_fast(cpu, (PpcFpOp)op, f64_bits(a), f64_bits(b), f64_bits(c)));
}

double hlp_fp_exact(PpcCpu *cpu, uint32_t op, double a, double b, double c)
{
    return f64_of(ppc_fp_value(cpu, (PpcFpOp)op, f64_bits(a), f64_bits(b), f64_bits(c)));
}

uint32_t hlp_fp_wild(PpcCpu *cpu, uint32_t op, double a, double b, double c)
{
    return cpu->fpscr & (PPC_FPSCR_XE | PPC_FPSCR_FEX) ||
           !ppc_fp_is_tame((PpcFpOp)op, f64_bits(a), f64_bits(b), f64_bits(c), cpu->fpscr);
}

int64_t hlp_fcmp(PpcCpu *cpu, uint32_t ordered, double a, double b)
{
    return crf_encode(ppc_fp_compare(cpu, f64_bits(a), f64_bits(b), ordered));
}

double hlp_lfs(uint32_t single)
{
    return f64_of(ppc_single_to_double(single));
}

uint32_t hlp_stfs(double frs)
{
    return ppc_double_to_single(f64_bits(frs));
}

double hlp_mffs(PpcCpu *cpu)
{
    return f64_of(ppc_get_fpscr(cpu));
}

double hlp_mffsl(PpcCpu *cpu)
{
    return f64_of(ppc_mffsl(cpu));
}

int64_t hlp_cr1(PpcCpu *cpu)
{
    return crf_encode(ppc_fp_cr1(cpu));
}

/* Translated code goes on as it was translated. */
static void no_enables(const PpcCpu *cpu)
{
    CHECK(!(cpu->tb_flags & PPC_TBF_FPEXACT));
}

uint32_t hlp_mcrfs(PpcCpu *cpu, uint32_t word)
{
    return ppc_mcrfs(cpu, f_bfa(word));
}

void hlp_mtfsf(PpcCpu *cpu, uint32_t word, double frb)
{
    ppc_mtfsf(cpu, f_flm(word), f_l6(word), f_w(word), f64_bits(frb));
    no_enables(cpu);
}

void hlp_set_mode(PpcCpu *cpu, uint32_t fpscr)
{
    ppc_set_fp_mode(cpu, fpscr);
}

void hlp_mtfsfi(PpcCpu *cpu, uint32_t word)
{
    ppc_mtfsfi(cpu, f_bf(word), f_w(word), f_u(word));
    no_enables(cpu);
}

void hlp_mtfsb0(PpcCpu *cpu, uint32_t word)
{
    ppc_mtfsb(cpu, f_bt(word), 0);
    no_enables(cpu);
}

void hlp_mtfsb1(PpcCpu *cpu, uint32_t word)
{
    ppc_mtfsb(cpu, f_bt(word), 1);
    no_enables(cpu);
}

uint32_t hlp_ftdiv(double fra, double frb)
{
    return ppc_ftdiv(f64_bits(fra), f64_bits(frb));
}

uint32_t hlp_ftsqrt(double frb)
{
    return ppc_ftsqrt(f64_bits(frb));
}

/* -- AltiVec ------------------------------------------------------------------------------------------------- */

static PpcVecVal vec_compute(uint32_t *vscr, uint32_t op, uint32_t imm, PpcVecVal a, PpcVecVal b, PpcVecVal c)
{
    PpcVsr t, x = {.d = {a[0], a[1]}}, y = {.d = {b[0], b[1]}}, z = {.d = {c[0], c[1]}};
    ppc_vec[op].fn(&t, &x, &y, &z, imm, vscr);
    return (PpcVecVal){t.d[0], t.d[1]};
}

PpcVecVal hlp_vec(uint32_t op, uint32_t imm, PpcVecVal a, PpcVecVal b, PpcVecVal c)
{
    uint32_t unused = 0; /* CR6 of some kinds */
    return vec_compute(&unused, op, imm, a, b, c);
}

uint32_t hlp_vec_cr6(uint32_t op, uint32_t imm, PpcVecVal a, PpcVecVal b, PpcVecVal c)
{
    uint32_t cr6 = 0;
    vec_compute(&cr6, op, imm, a, b, c);
    return cr6;
}

PpcVecVal hlp_vec_sat(PpcCpu *cpu, uint32_t op, uint32_t imm, PpcVecVal a, PpcVecVal b, PpcVecVal c)
{
    return vec_compute(&cpu->vscr, op, imm, a, b, c);
}

PpcVecVal hlp_vec_fp(PpcCpu *cpu, uint32_t op, uint32_t imm, PpcVecVal a, PpcVecVal b, PpcVecVal c)
{
    return vec_compute(&cpu->vscr, op, imm, a, b, c);
}

void hlp_mtvscr(PpcCpu *cpu, uint32_t vscr)
{
    ppc_set_vscr(cpu, vscr);
}

/* -- vector-scalar ------------------------------------------------------------------------------------------- */

/* The interpreter computes without the host's FPU state of the guest, and leaves the FPSCR exact. */
uint32_t hlp_vsx(PpcCpu *cpu, uint32_t word)
{
    ppc_fp_leave(cpu);
    if (interp_word(cpu, word))
        die("vector-scalar instruction %08x interrupts though no exception is enabled", word);
    ppc_fp_enter(cpu);
    int field = ppc_crf_written(ppc_decode(word), word);
    return field < 0 ? 0 : ppc_get_crf(cpu, (unsigned)field);
}

/* -- tables -------------------------------------------------------------------------------------------------- */

static const uint16_t slots_CR_ALL[] = {
    PPC_REG_CR0,     PPC_REG_CR0 + 1, PPC_REG_CR0 + 2, PPC_REG_CR0 + 3, PPC_REG_CR0 + 4,
    PPC_REG_CR0 + 5, PPC_REG_CR0 + 6, PPC_REG_CR0 + 7, 0xffff,
};
/* The FPSCR and the record of what it still lacks. */
#define FP_SLOTS PPC_REG_FPSCR, SLOT_FPL_OP, SLOT_FPL_A, SLOT_FPL_B, SLOT_FPL_C, SLOT_FPL_CVT, SLOT_FPL_CC
static const uint16_t slots_FP[] = {FP_SLOTS, 0xffff};
static const uint16_t slots_FPSCR[] = {PPC_REG_FPSCR, 0xffff};
static const uint16_t slots_FP_SO[] = {FP_SLOTS, PPC_REG_SO, 0xffff};
static const uint16_t slots_VSCR[] = {PPC_REG_VSCR, 0xffff};
#define slots_NONE NULL

/* Flag and argument words of helper.def. */
enum {
    NOFAULT = IR_H_NOFAULT,
    PURE = IR_H_PURE,
    CONST = IR_H_CONST,
    COLD = IR_H_COLD,
    SLOTS = IR_H_SLOTS,
    FPENV = IR_H_FPENV,
};
/* Argument types: one macro for the number, one for the list. */
/* clang-format off */
#define NARGS_NOARGS    0
#define ARGS_NOARGS     {0}
#define NARGS_I32       1
#define ARGS_I32        {IR_I32}
#define NARGS_I32x2_V128x3 5
#define ARGS_I32x2_V128x3 {IR_I32, IR_I32, IR_V128, IR_V128, IR_V128}
#define NARGS_I64       1
#define ARGS_I64        {IR_I64}
#define NARGS_F64       1
#define ARGS_F64        {IR_F64}
#define NARGS_F64x2     2
#define ARGS_F64x2      {IR_F64, IR_F64}
#define NARGS_I32_F64   2
#define ARGS_I32_F64    {IR_I32, IR_F64}
#define NARGS_I32_F64x2 3
#define ARGS_I32_F64x2  {IR_I32, IR_F64, IR_F64}
#define NARGS_I32_F64x3 4
#define ARGS_I32_F64x3  {IR_I32, IR_F64, IR_F64, IR_F64}
/* clang-format on */

/* Ours, then those that plugins add. */
enum { HLP_MAX = HLP_COUNT + 1000 };
static IrHelper helpers[HLP_MAX] = {
#define H(id, result, params, ret_, args_, flags_, reads_, writes_)                                                    \
    [HLP_##id] = {.name = #id,                                                                                         \
                  .fn = (void *)hlp_##id,                                                                              \
                  .flags = (flags_),                                                                                   \
                  .ret = IR_##ret_,                                                                                    \
                  .nargs = NARGS_##args_,                                                                              \
                  .args = ARGS_##args_,                                                                                \
                  .reads = slots_##reads_,                                                                             \
                  .writes = slots_##writes_},
#include "ppc/trans/helper.def"
#undef H
};

static const char *insn_text(const IrInsn *insn, char *buf, unsigned nbytes)
{
    ppc_disas(buf, nbytes, insn->word, insn->pc, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
    return buf;
}

#define ENV(wide, slots_)                                                                                              \
    {                                                                                                                  \
        .slots = (slots_), .nslots = SLOT_COUNT, .pc_slot = SLOT_PC, .helpers = helpers, .nhelpers = HLP_COUNT,        \
        .guest64 = (wide), .env_bias = ENV_BIAS, .insn_text = insn_text,                                               \
    }

static IrEnv env32 = ENV(false, ppc_slot_desc32), env64 = ENV(true, ppc_slot_desc64);

const IrEnv *ppc_ir_env(bool guest64)
{
    return guest64 ? &env64 : &env32;
}

unsigned ppc_helper_add(const IrHelper *h)
{
    unsigned n = env32.nhelpers;
    if (n >= HLP_MAX)
        die("more than %d functions of plugins", HLP_MAX - HLP_COUNT);
    helpers[n] = *h;
    env32.nhelpers = env64.nhelpers = n + 1;
    return n;
}
