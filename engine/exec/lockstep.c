/* SPDX-License-Identifier: Apache-2.0 */
/* Translated code against the interpreter, TB by TB. See lockstep.h. */
#include "engine/exec/lockstep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xmmintrin.h>

#include "engine/exec/access.h"
#include "engine/exec/compile.h"
#include "engine/exec/fault.h"
#include "engine/exec/hooks.h"
#include "engine/exec/loop.h"
#include "engine/mem/mem.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/slot.h"
#include "ppc/interp/interp.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/effects.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/text.h"
#include "ppc/isa/cpu.h"

uint64_t lockstep_tbs, lockstep_insns;

/* One store of the interpreter. */
typedef struct Store {
    uint64_t addr;
    unsigned nbytes;
    uint8_t before[128], after[128];
} Store;

typedef struct Shadow {
    PpcCpu cpu;   /* the interpreter's copy */
    PpcCpu start; /* state at the TB's entry, for the report */
    Store *stores;
    unsigned nstores, cap;
    Store *first; /* those of the first run, while the second one is on */
    unsigned nfirst, first_cap;
    unsigned reason; /* IrLeave, HOST_R_FAULT, or 0 = went on */
    ExecFault fault;
    unsigned done; /* instructions completed */
} Shadow;

static __thread Shadow *shadow;

/* ---------------------------------------------------------------- the interpreter's turn */

static Store *new_store(Shadow *s)
{
    if (s->nstores == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 64;
        s->stores = realloc(s->stores, s->cap * sizeof *s->stores);
        if (!s->stores)
            die("out of memory for lockstep");
    }
    return &s->stores[s->nstores++];
}

/* Effective address of a 32-bit memory instruction, from its operand forms: D(RA), DS(RA), DQ(RA), RA,RB or RA alone.
 */
static uint32_t effective_address(const PpcCpu *cpu, uint32_t word, const PpcRow *row)
{
    uint32_t base = strstr(row->operands, "RA0") && f_ra(word) == 0 ? 0 : (uint32_t)cpu->gpr[f_ra(word)];
    if (strstr(row->operands, "(RA")) {
        /* DS and DQ leave the low bits of the displacement to the opcode. */
        int32_t low = strstr(row->operands, "DS(") ? 3 : strstr(row->operands, "DQ(") ? 15 : 0;
        return base + (uint32_t)(f_d(word) & ~low);
    }
    return strstr(row->operands, "RB") ? base + (uint32_t)cpu->gpr[f_rb(word)] : base;
}

/* Notes what the next instruction will overwrite. The store may turn out not to happen (stwcx., a fault). */
static void note_store(Shadow *s, uint32_t word, PpcOp op)
{
    PpcEffects e;
    ppc_effects(op, word, &e);
    unsigned nbytes = e.store == PPC_SIZE_XER     ? s->cpu.xerc
                      : e.store == PPC_SIZE_BLOCK ? ppc_cpu_model->cache_block
                                                  : (unsigned)e.store;
    if (op == PPC_INVALID || !e.store || !nbytes || nbytes > 128)
        return;
    uint32_t ea = effective_address(&s->cpu, word, ppc_row(op));
    if (e.store == PPC_SIZE_BLOCK)
        ea &= ~(uint32_t)(ppc_cpu_model->cache_block - 1);
    else if (ppc_row(op)->level == PPC_LEVEL_VMX) /* AltiVec addresses are cut to the size */
        ea &= ~(uint32_t)(nbytes - 1);
    for (unsigned done = 0, n; done < nbytes; done += n) { /* page by page: a later page may fault */
        uint32_t addr = ea + done;
        n = MEM_PAGE - (addr & (MEM_PAGE - 1));
        if (n > nbytes - done)
            n = nbytes - done;
        if (!mem_ok(addr, n, MEM_W))
            return;
        mem_before_write(addr, n);
        Store *st = new_store(s);
        st->addr = addr;
        st->nbytes = n;
        memcpy(st->before, mem_g2h(addr), n);
    }
}

static bool is_last(const Tb *tb, unsigned k, const Shadow *s)
{
    return k >= tb->ninsns || s->cpu.pc != tb->insns[k].pc;
}

/* Executes up to `limit` of the TB's instructions on the copy. */
static void interpret(Shadow *s, const Tb *tb, unsigned limit)
{
    for (unsigned k = 0; k < limit && !is_last(tb, k, s) && !s->reason; k++) {
        note_store(s, tb->insns[k].word, (PpcOp)tb->insns[k].id);
        exec_naccesses = 0;
        s->reason = interp_step(&s->cpu);
        if (!s->reason || s->reason == IR_L_SYSCALL || s->reason == IR_L_ICBI || s->reason == IR_L_RETRY)
            s->done++;
    }
}

static void note_results(Store *stores, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        memcpy(stores[i].after, mem_g2h(stores[i].addr), stores[i].nbytes);
}

static void undo(const Store *stores, unsigned n)
{
    while (n-- > 0)
        memcpy(mem_g2h(stores[n].addr), stores[n].before, stores[n].nbytes);
}

/* From s->start; memory is put back. */
static void run_copy(ExecThread *t, const Tb *tb, unsigned limit)
{
    Shadow *s = shadow;
    sigjmp_buf jb;
    PpcCpu *real = t->cpu;
    unsigned mxcsr = _mm_getcsr();
    s->cpu = s->start;
    s->nstores = s->reason = s->done = 0;
    s->cpu.fault_jmp = &jb;
    s->cpu.fp_live = 0; /* MXCSR stays the real CPU's */
    t->cpu = &s->cpu;   /* faults go to the copy */
    if (sigsetjmp(jb, 0) == 0) {
        interpret(s, tb, limit);
    } else {
        s->reason = HOST_R_FAULT;
        s->fault = t->fault;
        _mm_setcsr(mxcsr); /* the signal's handler began with a fresh one */
    }
    t->cpu = real;
    note_results(s->stores, s->nstores);
    undo(s->stores, s->nstores);
}

static void shadow_run(ExecThread *t, const Tb *tb)
{
    shadow->start = *t->cpu;
    run_copy(t, tb, tb->ninsns);
}

static unsigned outcome(unsigned reason)
{
    return reason == HOST_R_LINK || reason == HOST_R_MISS || reason == HOST_R_POLL || reason == IR_L_RETRY ? 0 : reason;
}

/* How many instructions translated code has executed when it left in the middle for another TB (rare cases do, and
 * branches to the next instruction); 0 = it did not. */
static unsigned left_early(const Shadow *s, const Tb *tb, const PpcCpu *real, unsigned reason)
{
    for (unsigned k = 1; outcome(reason) == 0 && k <= s->done && k < tb->ninsns; k++)
        if (tb->insns[k].pc == real->pc)
            return k;
    return 0;
}

/* After the translated code has run: the interpreter again, n instructions only. */
static void shadow_again(ExecThread *t, const Tb *tb, unsigned n)
{
    Shadow *s = shadow;
    Store *stores = s->first;
    unsigned cap = s->first_cap;
    s->first = s->stores;
    s->nfirst = s->nstores;
    s->first_cap = s->cap;
    s->stores = stores;
    s->cap = cap;
    note_results(s->first, s->nfirst); /* the real ones */
    undo(s->first, s->nfirst);
    run_copy(t, tb, n);
    for (unsigned i = 0; i < s->nfirst; i++)
        memcpy(mem_g2h(s->first[i].addr), s->first[i].after, s->first[i].nbytes);
}

/* ---------------------------------------------------------------- comparison and report */

static bool reads_time(const Tb *tb)
{
    for (unsigned k = 0; k < tb->ninsns; k++) {
        PpcOp op = (PpcOp)tb->insns[k].id;
        uint32_t spr = f_spr(tb->insns[k].word);
        if (op == PPC_MFTB || (op == PPC_MFSPR && spr >= 268 && spr <= 269) || op == PPC_DARN)
            return true;
    }
    return false;
}

/* CR fields by their four bits (one value has several codes), everything else by its bits. */
static uint64_t slot_value(const PpcCpu *cpu, unsigned slot)
{
    if (slot >= PPC_REG_CR0 && slot <= PPC_REG_CR7)
        return ppc_get_crf(cpu, slot - PPC_REG_CR0);
    return ppc_slot_read(cpu, slot);
}

static bool compared(unsigned slot)
{
    return slot <= PPC_REG_VRSAVE || slot == SLOT_PC || slot == PPC_REG_RES;
}

static bool same(const Shadow *s, const PpcCpu *real, unsigned reason)
{
    if (outcome(reason) != outcome(s->reason))
        return false;
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (compared(i) && slot_value(&s->cpu, i) != slot_value(real, i))
            return false;
    for (unsigned i = 0; i < PPC_REG_F31 - PPC_REG_F0 + 1; i++)
        if (memcmp(&s->cpu.vsr[32 + i], &real->vsr[32 + i], sizeof(PpcVsr)) != 0)
            return false;
    for (unsigned i = 0; i < s->nstores; i++)
        if (memcmp(mem_g2h(s->stores[i].addr), s->stores[i].after, s->stores[i].nbytes) != 0) {
            bool later = false; /* overwritten by a later store of the same TB: that one is compared */
            for (unsigned k = i + 1; k < s->nstores; k++)
                later |= s->stores[k].addr < s->stores[i].addr + s->stores[i].nbytes &&
                         s->stores[i].addr < s->stores[k].addr + s->stores[k].nbytes;
            if (!later)
                return false;
        }
    return true;
}

static void print_state(const Shadow *s, const PpcCpu *real)
{
    const IrSlotDesc *slots = ppc_ir_env(false)->slots;
    fprintf(stderr, "%10s %18s %18s %18s\n", "", "start", "interpreter", "translated");
    for (unsigned i = 0; i < SLOT_COUNT; i++) {
        if (!compared(i) || !slots[i].name || (i >= PPC_REG_V0 && i <= PPC_REG_V31))
            continue;
        uint64_t a = slot_value(&s->start, i), b = slot_value(&s->cpu, i), c = slot_value(real, i);
        if (a || b || c)
            fprintf(stderr, "%10s %18llx %18llx %18llx%s\n", slots[i].name, (unsigned long long)a,
                    (unsigned long long)b, (unsigned long long)c, b != c ? "  *" : "");
    }
    for (unsigned i = 0; i < s->nstores; i++) {
        const Store *st = &s->stores[i];
        bool differs = memcmp(mem_g2h(st->addr), st->after, st->nbytes) != 0;
        fprintf(stderr, "  store of %u bytes at 0x%llx%s\n", st->nbytes, (unsigned long long)st->addr,
                differs ? "  * differs" : "");
    }
}

static void print_line(void *ctx, uint32_t off, const char *text)
{
    fprintf(ctx, "    %5x  %s\n", off, text);
}

static _Noreturn void report(const Shadow *s, const PpcCpu *real, const Tb *tb, unsigned reason)
{
    Arena a = {0};
    fprintf(stderr,
            "engraft: lockstep: the TB at 0x%llx differs from the interpreter (left with %u, interpreter %u after %u "
            "instructions)\n",
            (unsigned long long)tb->pc, reason, s->reason, s->done);
    print_state(s, real);
    IrUnit *u = compile_translate(&a, tb->pc, tb->flags, tb->ninsns);
    if (u) {
        fprintf(stderr, "-- translated\n");
        ir_print(stderr, u, IR_T_INSNS);
        compile_optimise(u);
        fprintf(stderr, "-- optimised\n");
        ir_print(stderr, u, IR_T_INSNS);
    }
    fprintf(stderr, "-- host code\n");
    host_disas(tb->rw, tb->code.nbytes, tb->rx, print_line, stderr);
    abort();
}

/* ---------------------------------------------------------------- the run loop */

ExecStop lockstep_run(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    void *env = (char *)cpu + ENV_BIAS;
    ExecStop s;
    if (!shadow)
        shadow = calloc(1, sizeof *shadow);
    for (;;) {
        if (UNLIKELY(__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED)) && loop_pending(t, &s))
            return s;
        Tb *tb = compile_tb(t, cpu->pc, cpu->tb_flags);
        if (!tb)
            return loop_fetch_stop(cpu);
        bool check = !reads_time(tb);
        if (exec_ready_hook)
            exec_ready_hook(cpu);
        if (check) {
            ppc_fp_sync(cpu);
            shadow_run(t, tb);
        }
        unsigned reason = compile_enter(env, tb->rx);
        if (exec_edge_hook && reason == HOST_R_LINK)
            loop_tell_edge(cpu);
        bool stop = false, left = false;
        if (reason == IR_L_INTERP) { /* its last instruction is the interpreter's */
            reason = loop_interp_insn(cpu);
            left = true;
        }
        if (check) {
            ppc_fp_sync(cpu);
            unsigned n = same(shadow, cpu, reason) ? 0 : left_early(shadow, tb, cpu, reason);
            if (n)
                shadow_again(t, tb, n);
            if (reason != HOST_R_POLL && !same(shadow, cpu, reason))
                report(shadow, cpu, tb, reason);
            lockstep_tbs++;
            lockstep_insns += shadow->done;
        }
        if (reason == HOST_R_FAULT)
            return fault_stop(t);
        if (reason && reason < HOST_R_LINK)
            stop = loop_leave(t, reason, &s);
        else if (left)
            loop_flags_changed(cpu);
        if (stop)
            return s;
    }
}
