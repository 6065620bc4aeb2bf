/* SPDX-License-Identifier: Apache-2.0 */
/* The helpers, their table, and the environment of the translator's units. */
#include "ppc/trans/helper.h"

#include "ppc/cpu/crf.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "ppc/trans/trans.h"

uint64_t hlp_timebase(PpcCpu *cpu)
{
    (void)cpu;
    return ppc_timebase();
}

uint32_t hlp_mfcr(PpcCpu *cpu)
{
    return ppc_get_cr(cpu);
}

/* -- tables -------------------------------------------------------------------------------------------------- */

static const uint16_t slots_CR_ALL[] = {
    PPC_REG_CR0,     PPC_REG_CR0 + 1, PPC_REG_CR0 + 2, PPC_REG_CR0 + 3, PPC_REG_CR0 + 4,
    PPC_REG_CR0 + 5, PPC_REG_CR0 + 6, PPC_REG_CR0 + 7, 0xffff,
};
#define slots_NONE NULL

/* Flag and argument words of helper.def. */
enum {
    NOFAULT = IR_H_NOFAULT,
    PURE = IR_H_PURE,
    SLOTS = IR_H_SLOTS,
};
/* Argument types: one macro for the number, one for the list. */
#define NARGS_NOARGS 0
#define ARGS_NOARGS  {0}

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
