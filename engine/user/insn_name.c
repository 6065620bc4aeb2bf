/* SPDX-License-Identifier: Apache-2.0 */
/* Names of instructions for messages. */
#include <stdio.h>

#include "engine/user/usr.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/cpu.h"
#include "ppc/isa/isa.h"

bool usr_insn_name(uint64_t word, char *name, unsigned nbytes)
{
    PpcOp op = ppc_decode(word);
    if (op == PPC_INVALID)
        return false;
    ppc_disas(name, nbytes, word, 0, PPC_DISAS_LOOSE);
    return true;
}

bool usr_insn_missing(uint64_t word)
{
    return !ppc_cpu_has(ppc_decode(word));
}
