/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest instructions in memory, of one word or two, in the byte order of the
 * programs that are run (big-endian). Any thread; whoever asks has seen to it
 * that the first word can be read. The second one lies in the same page.
 */
#ifndef ENGRAFT_ENGINE_EXEC_INSNAT_H
#define ENGRAFT_ENGINE_EXEC_INSNAT_H

#include "engine/mem/mem.h"
#include "ppc/isa/field.h"

/* The nbytes (4 or 8) at pc as an instruction. */
static inline PpcWord exec_insn_of(uint64_t pc, unsigned nbytes)
{
    uint32_t first = ld_be32(mem_g2h(pc));
    return nbytes == 8 ? ppc_prefixed(first, ld_be32(mem_g2h(pc + 4))) : first;
}

/* The instruction at pc, of two words where the first is a prefix, also on models that do not know it. A prefix that
 * has its second word beyond 64 bytes stands alone. */
static inline PpcWord exec_insn_at(uint64_t pc)
{
    bool two = ppc_is_prefix((uint32_t)exec_insn_of(pc, 4)) && !ppc_prefix_crosses(pc);
    return exec_insn_of(pc, two ? 8 : 4);
}

#endif
