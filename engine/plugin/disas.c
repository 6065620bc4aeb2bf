/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the results file's virtual tables say of an instruction word. In the
 * program and in the loadable extension, so it needs the instruction table only.
 */
#include <string.h>

#include "ppc/isa/disas.h"
#include "ppc/isa/isa.h"
#include "tracer/disas.h"

static size_t text(char *buf, size_t size, uint64_t word, uint64_t addr)
{
    return ppc_disas(buf, size, word, addr, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
}

/* "add{o}{.}" without its forms, as plugins are told. */
static const char *mnemonic(uint64_t word, size_t *n)
{
    PpcOp op = ppc_decode(word);
    const char *s = op == PPC_INVALID ? "(invalid)" : ppc_row(op)->mnemonic;
    *n = strcspn(s, "{");
    return s;
}

static const char *class_name(uint64_t word)
{
    PpcOp op = ppc_decode(word);
    return op == PPC_INVALID ? "invalid" : ppc_class_name(ppc_row(op)->primary);
}

const TrcDisas trc_disas = {text, mnemonic, class_name};
