/* SPDX-License-Identifier: Apache-2.0 */
/* The compile pipeline. See compile.h; compile_stages() is the order of things. */
#include "engine/exec/compile.h"

#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/cache.h"
#include "engine/exec/fault.h"
#include "engine/exec/hooks.h"
#include "engine/exec/passcheck.h"
#include "engine/exec/perfmap.h"
#include "engine/exec/persist.h"
#include "engine/mem/mem.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/effects.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tcg/opt/pass.h"

HostRt compile_rt;
HostEnterFn compile_enter;

bool (*exec_decode_hook)(void *ctx, IrBuild *b, const IrInsn *insn, PpcOp op);
void *exec_decode_hook_ctx;
void (*exec_instrument_hook)(IrUnit *u);
char *(*exec_notes_hook)(const IrUnit *u, uint32_t insn);
bool exec_plain_fpr;
void (*exec_tb_made_hook)(const IrUnit *u, const HostCode *code, uint64_t ns);
void (*exec_gone_hook)(uint64_t start, uint64_t nbytes);
void (*exec_evicted_hook)(void);
bool (*exec_cut_hook)(uint64_t start, uint64_t pc);
void (*exec_edge_hook)(void *plugin, unsigned insn, uint64_t target, unsigned flags);
void (*exec_partial_hook)(PpcCpu *cpu, void *plugin, unsigned insn);
void (*exec_ready_hook)(PpcCpu *cpu);
void (*exec_interp_hook)(PpcCpu *cpu, uint64_t pc, uint64_t word);
void (*exec_guest_hook)(PpcCpu *cpu, bool begins);

static Arena arena; /* of the translation in progress, under tb_lock */
static bool guest64;
static bool dumping; /* does the dump filter take the unit in translation? Under tb_lock. */

/* Registers that programs use most across branches, calls and returns: they stay in host registers between TBs. The
 * first five also survive calls of C functions. */
static const uint16_t pinned_slots[] = {
    PPC_REG_R0 + 1, PPC_REG_R0 + 3, PPC_REG_R0 + 31, PPC_REG_R0 + 30, PPC_REG_R0 + 29, PPC_REG_R0 + 9,
    PPC_REG_R0 + 0, PPC_REG_R0 + 4, PPC_REG_R0 + 5,  PPC_REG_LR,      PPC_REG_CR0,
};
_Static_assert(ARRAY_LEN(pinned_slots) <= HOST_MAX_PINS, "each wants a host register");

static void add_pins(HostRt *rt)
{
    const IrSlotDesc *slots = ppc_slot_desc(guest64);
    for (unsigned i = 0; i < ARRAY_LEN(pinned_slots) && exec_config.pins; i++) {
        unsigned left = ARRAY_LEN(pinned_slots) - 1 - i; /* plugins' cells take the places of the least wanted */
        const IrSlotDesc *d =
            &slots[left < exec_config.npinned_cells ? exec_config.pinned_cells[left] : pinned_slots[i]];
        rt->pins[rt->npins++] = (HostPin){.off = d->offset, .type = d->type};
    }
}

void compile_rt_offsets(HostRt *rt)
{
    *rt = (HostRt){
        .off_pending = CPU_ENV_OFFSET(pending),
        .off_jump_table = CPU_ENV_OFFSET(jump_table),
        .off_pc = CPU_ENV_OFFSET(pc),
        .off_host_sp = CPU_ENV_OFFSET(host_sp),
        .off_leave_detail = CPU_ENV_OFFSET(leave_detail),
        .off_leave_tb = CPU_ENV_OFFSET(leave_tb),
        .off_leave_exit = CPU_ENV_OFFSET(leave_exit),
        .env_bias = ENV_BIAS,
        .guest64 = guest64,
        .guest_at_0 = !mem_base,
    };
    add_pins(rt);
}

/* A ONCE op was reached. Patched under tb_lock: fork copies the code memory under it. */
static void once_reached(void *cpu, IrOnce *once, uint64_t site)
{
    if (!__atomic_load_n(&once->done, __ATOMIC_ACQUIRE))
        once->fn(cpu, once);
    const Tb *tb = cache_find(site);
    pthread_mutex_lock(&tb_lock);
    host_patch_once(tb->rw + (site - tb->rx));
    pthread_mutex_unlock(&tb_lock);
}

bool compile_init(size_t cache_bytes, Err *err)
{
    compile_rt_offsets(&compile_rt);
    compile_rt.once_fn = (uint64_t)(uintptr_t)once_reached;
    compile_rt.guard_fn = fault_guard;
    if (!cache_init(cache_bytes, &compile_rt, err))
        return false;
    compile_enter = (HostEnterFn)(uintptr_t)compile_rt.glue_enter;
    return true;
}

static bool fetch(void *ctx, uint64_t pc, uint32_t *word)
{
    uint64_t start = *(const uint64_t *)ctx;
    if (!mem_ok(pc, 4, MEM_X) || exec_break_at(pc) || (exec_cut_hook && pc != start && exec_cut_hook(start, pc)))
        return false;
    *word = ld_be32(mem_g2h(pc));
    return true;
}

static void dump(char letter, const char *stage, const IrUnit *u)
{
    if (!dumping || !log_on(letter))
        return;
    FILE *f = log_lock();
    fprintf(f, "-- %s\n", stage);
    ir_print(f, u, IR_T_INSNS);
    log_unlock();
}

/* What was decoded, before anything is made of it. */
static void dump_guest(const IrUnit *u)
{
    if (!dumping || (!log_on('g') && !log_on('d')))
        return;
    FILE *f = log_lock();
    fprintf(f, "-- guest code at 0x%llx, flags %u\n", (unsigned long long)u->pc, u->flags);
    for (uint32_t i = 0; i < u->ninsns; i++) {
        const IrInsn *in = &u->insns[i];
        const PpcRow *row = ppc_row((PpcOp)in->id);
        char text[PPC_DISAS_MAX];
        ppc_disas(text, sizeof text, in->word, in->pc, PPC_DISAS_LOOSE);
        if (log_on('g'))
            fprintf(f, "    %8llx  %0*llx  %s\n", (unsigned long long)in->pc, 2 * in->nbytes,
                    (unsigned long long)in->word, text);
        if (log_on('d')) {
            PpcEffects e;
            ppc_effects((PpcOp)in->id, in->word, &e);
            fprintf(f, "    %8llx  %s %s, operands %s, loads %d bytes, stores %d\n", (unsigned long long)in->pc,
                    row->id, ppc_class_name(row->primary), row->operands, e.load, e.store);
        }
    }
    log_unlock();
}

static void verify(IrUnit *u, const char *stage)
{
    Err e = {0};
    if (!exec_config.verify || ir_verify(u, &e))
        return;
    ir_print(stderr, u, IR_T_INSNS | IR_T_REMOVED);
    die("TB at 0x%llx is not well formed %s: %s", (unsigned long long)u->pc, stage, e.text);
}

/* Does somebody want to see each way out of a TB? */
static bool hooked(void)
{
    return exec_decode_hook || exec_instrument_hook || exec_edge_hook || exec_partial_hook || exec_interp_hook;
}

IrUnit *compile_translate(Arena *a, uint64_t pc, uint32_t flags, unsigned max_insns)
{
    dumping = UNLIKELY(log_mask) && log_take(pc);
    /* The page is watched before its bytes are read, so no write can slip in between. */
    mem_watch_code(pc & ~(uint64_t)(MEM_PAGE - 1), MEM_PAGE);
    IrUnit *u = ir_unit_new(a, ppc_ir_env(guest64), pc, flags);
    TransConfig cfg = {
        .guest64 = guest64,
        .max_insns = max_insns,
        .fetch = fetch,
        .fetch_ctx = &pc,
        .insn_hook = exec_decode_hook,
        .hook_ctx = exec_decode_hook_ctx,
        .guard = exec_config.guards && !hooked() ? fault_may_guard : NULL,
        .plain_fpr = exec_plain_fpr,
    };
    if (!trans_unit(u, &cfg))
        return NULL;
    dump_guest(u);
    dump('t', "translated", u);
    verify(u, "after translation");
    if (exec_instrument_hook) {
        exec_instrument_hook(u);
        if (exec_plain_fpr != cfg.plain_fpr)
            return compile_translate(a, pc, flags, max_insns);
        dump('p', "after plugins", u);
        verify(u, "after plugins");
    }
    return u;
}

void compile_optimise(IrUnit *u)
{
    OptConfig cfg = {.off = exec_config.passes_off,
                     .stats = exec_config.pass_stats,
                     .verify = exec_config.verify,
                     .dump = "",
                     .dump_file = stderr};
    char letters[64];
    unsigned n = 0;
    if (dumping) {
        for (unsigned i = 0; i < opt_npasses && n + 1 < sizeof letters; i++)
            if (log_on(opt_passes[i].letter))
                letters[n++] = opt_passes[i].letter;
        letters[n] = 0;
        cfg.dump = letters;
        cfg.dump_file = log_lock();
    }
    IrUnit *before = exec_config.verify ? passcheck_keep(u) : NULL;
    opt_run(u, &cfg);
    if (before)
        passcheck(before, u);
    if (cfg.dump_file != stderr)
        log_unlock();
    dump('o', "optimised", u);
}

static void print_host_line(void *ctx, uint32_t off, const char *text)
{
    fprintf(ctx, "    %5x  %s\n", off, text);
}

void compile_dump_host(const Tb *tb)
{
    if (!dumping || !log_on('h'))
        return;
    FILE *f = log_lock();
    fprintf(f, "-- host code of TB %u at 0x%llx, %u bytes\n", tb->number, (unsigned long long)tb->pc, tb->code.nbytes);
    host_disas(tb->rw, tb->code.nbytes, tb->rx, print_host_line, f);
    log_unlock();
}

static uint64_t count_ops(const IrUnit *u)
{
    uint64_t n = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r) n += ir_op(u, r)->op != UOP_MARK;
    return n;
}

/* One attempt with at most max_insns guest instructions. */
static HostResult compile_stages(uint64_t pc, uint32_t flags, unsigned max_insns, Tb **out)
{
    uint64_t start = exec_tb_made_hook ? clock_now_ns() : 0;
    *out = NULL;
    arena_reset(&arena);
    IrUnit *u = compile_translate(&arena, pc, flags, max_insns);
    if (!u)
        return HOST_OK;
    bool count = log_on('z') || exec_config.pass_stats;
    uint64_t made = count ? count_ops(u) : 0;
    compile_optimise(u);

    CacheRoom room = cache_room();
    HostConfig hc = {.ra_seed = exec_config.ra_seed,
                     .tb_number = tb_next_number(),
                     .want_lines = log_on('h'),
                     .want_relocs = persist_on()};
    if (hc.ra_seed)
        hc.ra_seed += hc.tb_number;
    HostCode code;
    HostResult r = host_compile(u, &compile_rt, &hc, room.rw, room.nbytes, room.rx, &code);
    if (r != HOST_OK)
        return r == HOST_NO_ROOM && room.empty ? HOST_TOO_BIG : r;
    Tb *tb = tb_new(u, &code, hc.tb_number, room.rw, room.rx);
    cache_commit(tb);
    tb_insert(tb);
    if (exec_tb_made_hook)
        exec_tb_made_hook(u, &code, clock_now_ns() - start);
    stat_add(STAT_TB_TRANSLATED, 1);
    stat_add(STAT_TB_GUEST_INSNS, tb->ninsns);
    stat_add(STAT_TB_GUEST_BYTES, tb->guest_bytes);
    stat_add(STAT_TB_UOPS, made);
    stat_add(STAT_TB_HOST_BYTES, tb->code.nbytes);
    if (count)
        stat_add(STAT_TB_UOPS_KEPT, count_ops(u));
    compile_dump_host(tb);
    perfmap_add(tb);
    *out = tb;
    return HOST_OK;
}

/* Room for a TB is made with every other thread out of generated code; the segment may have been changed by another
 * thread while this one waited, which costs only an early eviction. */
static void make_room(ExecThread *t)
{
    pthread_mutex_unlock(&tb_lock);
    exec_exclusive_begin(t);
    pthread_mutex_lock(&tb_lock);
    cache_next_segment();
    pthread_mutex_unlock(&tb_lock);
    exec_exclusive_end(t);
    pthread_mutex_lock(&tb_lock);
}

Tb *compile_tb(ExecThread *t, uint64_t pc, uint32_t flags)
{
    unsigned max_insns = exec_config.tb_max_insns;
    pthread_mutex_lock(&tb_lock);
    Tb *tb = tb_find(pc, flags);
    if (!tb)
        tb = persist_get(pc, flags);
    uint64_t start = tb ? 0 : clock_cpu_ns();
    while (!tb) {
        HostResult r = compile_stages(pc, flags, max_insns, &tb);
        if (r == HOST_OK)
            break;
        if (r == HOST_NO_ROOM)
            make_room(t);
        else if (max_insns > 1)
            max_insns = max_insns > 8 ? max_insns / 2 : max_insns - 1;
        else
            die("the instruction at 0x%llx alone is too big for a TB", (unsigned long long)pc);
        tb = tb_find(pc, flags);
    }
    pthread_mutex_unlock(&tb_lock);
    if (start)
        stat_add(STAT_TB_COMPILE_NS, clock_cpu_ns() - start);
    return tb;
}
