/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fetch, decode, execute.
 *
 * What an instruction word means depends on nothing but the word, so decoding is
 * remembered in a small table per host thread, indexed by address and checked
 * against the word just fetched: code that changes is seen at once.
 */
#include "ppc/interp/interp.h"

#include "ppc/cpu/form.h"
#include "ppc/interp/ops.h"

static unsigned illegal(PpcCpu *cpu, uint32_t w)
{
    cpu->leave_detail = w;
    return IR_L_ILLEGAL;
}

static unsigned privileged(PpcCpu *cpu, uint32_t w)
{
    cpu->leave_detail = w;
    return IR_L_PRIVILEGED;
}

#define HANDLER_X(id) interp_##id
#define HANDLER_N(id) interp_##id
#define HANDLER_U(id) NULL
static const InterpFn handlers[PPC_OP_COUNT] = {
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status) [PPC_##id] = HANDLER_##status(id),
#include "ppc/isa/insn.def"
#undef I
};

static InterpFn decode(uint32_t w)
{
    PpcOp op = ppc_decode(w);
    if (ppc_is(op, PPC_FLAG_PRIV))
        return privileged;
    if (!handlers[op] || ppc_form_invalid(op, w))
        return illegal;
    return handlers[op];
}

typedef struct Decoded {
    uint64_t key; /* word, with bit 32 set: 0 = empty */
    InterpFn fn;
} Decoded;

enum { NDECODED = 4096 };
static __thread Decoded decoded[NDECODED];

static inline unsigned step(PpcCpu *cpu)
{
    uint32_t w = bus_fetch(cpu, cpu->pc);
    uint64_t key = w | 1ull << 32;
    Decoded *d = &decoded[cpu->pc >> 2 & (NDECODED - 1)];
    if (UNLIKELY(d->key != key)) {
        d->fn = decode(w);
        d->key = key;
    }
    unsigned r = d->fn(cpu, w);
    if (LIKELY(r == 0))
        cpu->pc = next_pc(cpu);
    else if (r == INTERP_PC_SET)
        r = 0;
    else if (r != IR_L_SYSCALL && r != IR_L_ICBI)
        return r;
    cpu->icount++;
    return r;
}

unsigned interp_step(PpcCpu *cpu)
{
    return step(cpu);
}

unsigned interp_word(PpcCpu *cpu, uint32_t word)
{
    return decode(word)(cpu, word);
}

unsigned interp_run(PpcCpu *cpu, uint64_t max_insns)
{
    for (uint64_t n = 0; n < max_insns; n++) {
        if (__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED))
            return 0;
        unsigned r = step(cpu);
        if (UNLIKELY(r))
            return r;
    }
    return 0;
}
