/* SPDX-License-Identifier: Apache-2.0 */
/* Translated code against the interpreter, TB by TB and region by region. See lockstep.h. */
#include "engine/exec/lockstep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xmmintrin.h>

#include "engine/exec/access.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/fault.h"
#include "engine/exec/hooks.h"
#include "engine/exec/loop.h"
#include "engine/exec/region.h"
#include "engine/exec/targets.h"
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

uint64_t lockstep_tbs, lockstep_insns, lockstep_regions;

/* Instructions that a region is followed for, and places where it may have left that are tried. */
enum { REGION_LIMIT = 4096, MAX_PLACES = 16 };

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
    bool cut;      /* a region's limit was reached */
    /* Of a region, to find out where it left: the run ends in the state of `until`, once that was met `skip` times. */
    const PpcCpu *until;
    unsigned skip;
    bool found;
} Shadow;

static __thread Shadow *shadow;

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

static bool same_registers(const PpcCpu *a, const PpcCpu *b)
{
    if (a->pc != b->pc || memcmp(a->gpr, b->gpr, sizeof a->gpr) != 0)
        return false;
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (compared(i) && slot_value(a, i) != slot_value(b, i))
            return false;
    for (unsigned i = 0; i < PPC_REG_F31 - PPC_REG_F0 + 1; i++)
        if (memcmp(&a->vsr[32 + i], &b->vsr[32 + i], sizeof(PpcVsr)) != 0)
            return false;
    return true;
}

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

/* Effective address of a 32-bit memory instruction, from its operand forms: D(RA), DS(RA), DQ(RA), RA,RB or RA alone,
 * and D34(RA),R of prefixed ones.
 */
static uint32_t effective_address(const PpcCpu *cpu, PpcWord word, const PpcRow *row)
{
    if (word >> 32)
        return (uint32_t)((f_r(word) ? cpu->pc : f_ra(word) ? cpu->gpr[f_ra(word)] : 0) + (uint64_t)f_d34(word));
    uint32_t base = strstr(row->operands, "RA0") && f_ra(word) == 0 ? 0 : (uint32_t)cpu->gpr[f_ra(word)];
    if (strstr(row->operands, "(RA")) {
        /* DS and DQ leave the low bits of the displacement to the opcode. */
        int32_t low = strstr(row->operands, "DS(") ? 3 : strstr(row->operands, "DQ(") ? 15 : 0;
        return base + (uint32_t)(f_d(word) & ~low);
    }
    return strstr(row->operands, "RB") ? base + (uint32_t)cpu->gpr[f_rb(word)] : base;
}

/* Notes what the next instruction will overwrite. The store may turn out not to happen (stwcx., a fault). */
static void note_store(Shadow *s, PpcWord word, PpcOp op)
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

static void step(Shadow *s, PpcWord word, PpcOp op)
{
    note_store(s, word, op);
    exec_naccesses = 0;
    s->reason = interp_step(&s->cpu);
    if (!s->reason || s->reason == IR_L_SYSCALL || s->reason == IR_L_ICBI || s->reason == IR_L_RETRY)
        s->done++;
}

/* Executes up to `limit` of the TB's instructions on the copy. */
static void interpret(Shadow *s, const Tb *tb, unsigned limit)
{
    for (unsigned k = 0; k < limit && !is_last(tb, k, s) && !s->reason; k++)
        step(s, tb->insns[k].word, (PpcOp)tb->insns[k].id);
}

/* The instruction of region tb at pc, or NULL; *part: where it was looked for last. */
static const IrInsn *insn_at(const Tb *tb, uint64_t pc, uint32_t *part)
{
    for (uint32_t n = 0; n < tb->nparts; n++, *part = (*part + 1) % tb->nparts) {
        const TbPart *p = &tb->parts[*part];
        if (pc < p->pc || pc >= p->pc + p->nbytes)
            continue;
        uint32_t i = p->first_insn + (uint32_t)(pc - p->pc) / 4; /* if none before it is prefixed */
        while (i >= tb->ninsns || tb->insns[i].pc > pc || tb->insns[i].pc < p->pc)
            i--;
        return &tb->insns[i];
    }
    return NULL;
}

static bool is_place(Shadow *s)
{
    if (!s->until || !same_registers(&s->cpu, s->until))
        return false;
    if (s->skip) {
        s->skip--;
        return false;
    }
    return s->found = true;
}

/* The same for a region: as long as it goes on within the code that the region was made of, on whatever ways. */
static void interpret_region(Shadow *s, const Tb *tb, unsigned limit)
{
    uint32_t part = 0;
    const IrInsn *in;
    for (unsigned k = 0; !s->reason && (in = insn_at(tb, s->cpu.pc, &part)) != NULL; k++) {
        if (k == limit) {
            s->cut = true;
            return;
        }
        if (is_place(s))
            return;
        step(s, in->word, (PpcOp)in->id);
    }
    is_place(s);
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
    s->cut = s->found = false;
    s->cpu.fault_jmp = &jb;
    s->cpu.fp_live = 0; /* MXCSR stays the real CPU's */
    t->cpu = &s->cpu;   /* faults go to the copy */
    if (sigsetjmp(jb, 0) == 0) {
        (tb->nparts ? interpret_region : interpret)(s, tb, limit);
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
    run_copy(t, tb, tb->nparts ? REGION_LIMIT : tb->ninsns);
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

/* The stores of the first run stay, for shadow_again(). */
static void keep_stores(Shadow *s)
{
    Store *stores = s->first;
    unsigned cap = s->first_cap;
    s->first = s->stores;
    s->nfirst = s->nstores;
    s->first_cap = s->cap;
    s->stores = stores;
    s->cap = cap;
}

/* After the translated code has run: the interpreter again, n instructions only. */
static void shadow_again(ExecThread *t, const Tb *tb, unsigned n)
{
    Shadow *s = shadow;
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

static bool same(const Shadow *s, const PpcCpu *real, unsigned reason)
{
    if (outcome(reason) != outcome(s->reason) || !same_registers(&s->cpu, real))
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
            "engraft: lockstep: the %s at 0x%llx differs from the interpreter (left with %u, interpreter %u after %u "
            "instructions)\n",
            tb->nparts ? "region" : "TB", (unsigned long long)tb->pc, reason, s->reason, s->done);
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

/* ---------------------------------------------------------------- regions */

/*
 * When the interpreter has not left the region's code after REGION_LIMIT instructions, it may be that the region leaves
 * within them (a function that calls itself), or that it is a long loop. The first few times shows: of a long loop
 * plain TBs are executed instead, and compared, and after a while the region is tried again, since loops end.
 */
typedef struct Backoff {
    uint32_t number;
    uint16_t wait, left; /* times to execute plain TBs: the last time, still */
    uint8_t unknown;     /* how often it was not seen where the region left */
} Backoff;

enum { MAX_UNKNOWN = 4, MAX_WAIT = 255 };

static Backoff *backoff_of(const Tb *tb)
{
    static __thread Backoff table[256];
    Backoff *b = &table[tb->number % 256];
    if (b->number != tb->number)
        *b = (Backoff){.number = tb->number};
    return b;
}

/* Is region tb to be executed, as far as is known before the interpreter has been tried? */
static bool may_try(const Tb *tb)
{
    Backoff *b = backoff_of(tb);
    if (!b->left)
        return true;
    b->left--;
    return false;
}

/* And after it was: the limit was reached. */
static bool may_execute(const Tb *tb)
{
    Backoff *b = backoff_of(tb);
    if (b->unknown < MAX_UNKNOWN)
        return true;
    b->left = b->wait = b->wait < MAX_WAIT ? 2 * b->wait + 1 : MAX_WAIT;
    return false;
}

/* The region has left elsewhere than the interpreter left its code: was the interpreter there? */
static bool find_place(ExecThread *t, const Tb *tb, const PpcCpu *real, unsigned reason)
{
    Shadow *s = shadow;
    bool found = false;
    keep_stores(s);
    for (unsigned skip = 0; skip < MAX_PLACES && !found; skip++) {
        s->until = real;
        s->skip = skip;
        shadow_again(t, tb, REGION_LIMIT);
        s->until = NULL;
        if (!s->found)
            return false;
        found = same(s, real, reason);
    }
    return found;
}

/* What leads to code often makes a region of it. True when exec_run() must return *s. */
static bool heat(ExecThread *t, ExecStop *s)
{
    PpcCpu *cpu = t->cpu;
    bool watch = false;
    Tb *to = exec_config.engine == EXEC_REGION ? compile_tb(t, cpu->pc, cpu->tb_flags) : NULL;
    if (!to)
        return false;
    pthread_mutex_lock(&tb_lock);
    Tb *from = tb_by_number(cpu->leave_tb);
    if (from && from->flags == to->flags)
        region_arrive(from, cpu->leave_exit, &to, &watch);
    pthread_mutex_unlock(&tb_lock);
    return watch && loop_may_interpret() && targets_watch(t, s);
}

/* What is executed next. */
typedef struct Piece {
    const Tb *tb;    /* a TB, or a region, from its beginning or from where a call comes back */
    const Tb *plain; /* instead of the region; NULL: there is none */
    uint64_t rx;
} Piece;

static void take_plain(Piece *p)
{
    p->tb = p->plain;
    p->rx = p->plain->rx;
    p->plain = NULL;
}

static bool find_piece(ExecThread *t, Piece *p)
{
    PpcCpu *cpu = t->cpu;
    const Tb *tb = compile_tb(t, cpu->pc, cpu->tb_flags);
    if (!tb)
        return false;
    uint64_t rx = tb_lookup(cpu->pc, cpu->tb_flags);
    const Tb *in = rx ? cache_find(rx) : NULL;
    *p = (Piece){.tb = in ? in : tb, .plain = tb->nparts ? tb->plain : tb, .rx = in ? rx : tb->rx};
    if (!p->tb->nparts)
        p->plain = NULL;
    else if (p->plain && !may_try(p->tb))
        take_plain(p);
    return true;
}

/* The interpreter's turn, if there is to be one. */
static bool run_shadow(ExecThread *t, Piece *p)
{
    if (reads_time(p->tb))
        return false;
    ppc_fp_sync(t->cpu);
    shadow_run(t, p->tb);
    if (!shadow->cut || !p->plain || may_execute(p->tb))
        return true;
    take_plain(p);
    return run_shadow(t, p);
}

/* ---------------------------------------------------------------- the run loop */

/* After tb has run and left for this reason. */
static void compare(ExecThread *t, const Tb *tb, unsigned reason)
{
    PpcCpu *cpu = t->cpu;
    Shadow *s = shadow;
    ppc_fp_sync(cpu);
    bool ok = same(s, cpu, reason);
    if (!ok && tb->nparts) {
        bool cut = s->cut;
        ok = find_place(t, tb, cpu, reason);
        Backoff *b = backoff_of(tb);
        b->unknown = ok ? 0 : b->unknown + 1;
        if (!ok && cut)
            return;
    } else if (!ok) {
        unsigned n = left_early(s, tb, cpu, reason);
        if (n) {
            keep_stores(s);
            shadow_again(t, tb, n);
        }
        ok = reason == HOST_R_POLL || same(s, cpu, reason);
    }
    if (!ok)
        report(s, cpu, tb, reason);
    *(tb->nparts ? &lockstep_regions : &lockstep_tbs) += 1;
    lockstep_insns += s->done;
}

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
        Piece p;
        if (!find_piece(t, &p))
            return loop_fetch_stop(cpu);
        if (exec_ready_hook)
            exec_ready_hook(cpu);
        bool check = run_shadow(t, &p);
        unsigned reason = compile_enter(env, p.rx);
        bool linked = reason == HOST_R_LINK, stop = false, left = false;
        if (exec_edge_hook && linked)
            loop_tell_edge(cpu);
        if (reason == IR_L_INTERP) { /* its last instruction is the interpreter's */
            reason = loop_interp_insn(cpu);
            left = true;
        }
        if (check)
            compare(t, p.tb, reason);
        if (reason == HOST_R_FAULT)
            return fault_stop(t);
        if (reason && reason < HOST_R_LINK)
            stop = loop_leave(t, reason, &s);
        else if (left)
            loop_flags_changed(cpu);
        else if (linked)
            stop = heat(t, &s);
        if (stop)
            return s;
    }
}
