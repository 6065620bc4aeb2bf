/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fetch, decode, execute.
 *
 * What an instruction word means depends on nothing but the word, so decoding is
 * remembered in a small table per host thread, indexed by address and checked
 * against the word just fetched: code that changes is seen at once. A prefixed
 * instruction is looked for by both its words.
 */
#include "ppc/interp/interp.h"

#include "ppc/cpu/form.h"
#include "ppc/interp/ops.h"
#include "ppc/isa/cpu.h"

static unsigned illegal(PpcCpu *cpu, PpcWord w)
{
    cpu->leave_detail = w;
    return IR_L_ILLEGAL;
}

static unsigned privileged(PpcCpu *cpu, PpcWord w)
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

static InterpFn decode(PpcWord w)
{
    PpcOp op = ppc_decode(w);
    if (ppc_is(op, PPC_FLAG_PRIV))
        return privileged;
    if (!handlers[op] || ppc_form_invalid(op, w))
        return illegal;
    return handlers[op];
}

typedef struct Decoded {
    uint64_t key; /* word, with bit 32 set, or prefix and suffix, where bit 58 is set: 0 = empty */
    InterpFn fn;
} Decoded;

enum { NDECODED = 4096 };
static __thread Decoded decoded[NDECODED];

static inline InterpFn lookup(const PpcCpu *cpu, PpcWord w, uint64_t key)
{
    Decoded *d = &decoded[cpu->pc >> 2 & (NDECODED - 1)];
    if (UNLIKELY(d->key != key)) {
        d->fn = decode(w);
        d->key = key;
    }
    return d->fn;
}

/* None of them branches or ends a TB. */
static __attribute__((noinline)) unsigned step_prefixed(PpcCpu *cpu, uint32_t prefix)
{
    if (ppc_prefix_crosses(cpu->pc)) {
        cpu->leave_detail = cpu->pc;
        return IR_L_ALIGN;
    }
    PpcWord w = ppc_prefixed(prefix, bus_fetch(cpu, cpu->pc + 4));
    unsigned r = lookup(cpu, w, w)(cpu, w);
    if (r == 0) {
        cpu->pc = wrap(cpu, cpu->pc + 8);
        cpu->icount++;
    }
    return r;
}

static inline unsigned step(PpcCpu *cpu)
{
    uint32_t w = bus_fetch(cpu, cpu->pc);
    if (UNLIKELY(ppc_is_prefix(w)) && ppc_cpu_takes_prefix(w))
        return step_prefixed(cpu, w);
    unsigned r = lookup(cpu, w, w | 1ull << 32)(cpu, w);
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
