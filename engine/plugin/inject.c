/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plugins' part in translation: fills the run loop's hooks, runs decode and
 * micro-op hooks with their cost measured, and inserts what the framework
 * itself needs (execution counts, exits in mid-TB, TB-execute calls).
 */
#include <string.h>

#include "engine/base/clock.h"
#include "engine/exec/exec.h"
#include "engine/exec/hooks.h"
#include "engine/plugin/plg.h"
#include "engine/plugin/ring.h"
#include "ppc/isa/isa.h"

/* Notes of the decode hooks for the TB in translation: [plugin][instruction]. Under tb_lock. */
static uint64_t (*notes)[TRANS_MAX_INSNS];

static bool on_decode(void *ctx, IrBuild *b, const IrInsn *insn, PpcOp op)
{
    (void)ctx;
    unsigned i = b->insn;
    const PlgHooks *list = __atomic_load_n(&plg_hooks[PLG_ON_DECODE], __ATOMIC_ACQUIRE);
    bool replaces = plg_nhooks(PLG_ON_REPLACE);
    if (!list && !replaces)
        return false;
    EgInsn in = {.struct_size = sizeof in};
    plg_insn_fill(&in, insn->pc, insn->word, op);
    if (i == 0)
        memset(notes, 0, sizeof *notes * plg_count());
    for (unsigned k = 0; list && k < list->n; k++) {
        const PlgHook *h = &list->h[k];
        if (!plg_is_on(h->p, b->u->pc))
            continue;
        uint64_t start = clock_now_ns();
        ((EgDecodeFn)h->fn)(&in, &notes[h->p->index - 1][i], h->user);
        h->p->cost.translate_ns += clock_now_ns() - start;
    }
    return replaces && plg_replaces(&in, i, b->u->pc);
}

/* The notes stay with the TB's record; the first translation's are those of all. */
static void keep_notes(const IrUnit *u, EgTbInfo *info)
{
    if (info->notes || !plg_nhooks(PLG_ON_DECODE))
        return;
    uint64_t *kept = g_new(uint64_t, (size_t)plg_count() * u->ninsns), any = 0;
    for (unsigned k = 0; k < plg_count(); k++)
        for (uint32_t i = 0; i < u->ninsns; i++)
            any |= kept[k * u->ninsns + i] = notes[k][i];
    if (any)
        __atomic_store_n(&info->notes, kept, __ATOMIC_RELEASE);
    else
        g_free(kept);
}

uint64_t plg_note(const EgTbInfo *i, unsigned plugin, uint32_t insn)
{
    const uint64_t *kept = __atomic_load_n(&i->notes, __ATOMIC_ACQUIRE);
    return kept && insn < i->ninsns ? kept[(size_t)plugin * i->ninsns + insn] : 0;
}

static char *notes_text(const IrUnit *u, uint32_t insn)
{
    const EgTbInfo *info = plg_info_of(u->plugin);
    GString *s = g_string_new(NULL);
    for (unsigned k = 0; info && k < plg_count(); k++) {
        uint64_t note = plg_note(info, k, insn);
        if (note)
            g_string_append_printf(s, "%s%s: 0x%llx", s->len ? ", " : "", plg_desc(k)->name, (unsigned long long)note);
    }
    return g_string_free(s, s->len == 0);
}

IrBuild plg_at_entry(IrUnit *u, uint16_t origin)
{
    IrBuild b = ir_build_before(u, u->blocks[0].first);
    b.origin = origin;
    return b;
}

static void emit_count(IrBuild *b, uint32_t cell)
{
    ir_emit(b, UOP_ECOUNT, IR_I64, 0, plg_cell_env_offset(cell), ir_i64(b, 1), 0, 0);
}

unsigned plg_done_at(const IrOp *o)
{
    bool undone = o->op == UOP_LEAVE && (o->sub == IR_L_TRAP || o->sub == IR_L_ILLEGAL || o->sub == IR_L_PRIVILEGED ||
                                         o->sub == IR_L_ALIGN || o->sub == IR_L_FPE || o->sub == IR_L_INTERP);
    undone |= (o->op == UOP_EXIT || o->op == UOP_EXITI) && (o->sub & IR_X_UNDONE);
    return o->insn + !undone;
}

/* Exits before the last instruction's end count themselves, so that instruction counts stay exact. */
static void count_early_exits(IrUnit *u, EgTbInfo *info)
{
    for (uint32_t blk = 0; blk < u->nblocks; blk++) {
        IrRef last = u->blocks[blk].last;
        const IrOp *o = ir_op(u, last);
        if (!last || (o->op != UOP_EXIT && o->op != UOP_EXITI && o->op != UOP_LEAVE))
            continue;
        unsigned done = plg_done_at(o);
        if (done < u->ninsns) {
            IrBuild b = ir_build_before(u, last);
            b.origin = plg_counts_origin;
            emit_count(&b, plg_left_cell(info, done));
        }
    }
}

static void insert_counts(IrUnit *u, EgTbInfo *info)
{
    IrBuild b = plg_at_entry(u, plg_counts_origin);
    emit_count(&b, info->cell);
    count_early_exits(u, info);
}

static GArray *run_tb_hooks(IrUnit *u, EgTbInfo *info)
{
    EgTb tb = {.u = u, .info = info, .notes = notes ? &notes[0][0] : NULL};
    const PlgHooks *list = plg_hooks[PLG_ON_TB];
    keep_notes(u, info);
    plg_emit_replaced(&tb);
    for (unsigned k = 0; list && k < list->n; k++) {
        const PlgHook *h = &list->h[k];
        if (!plg_is_on(h->p, u->pc))
            continue;
        uint64_t start = clock_now_ns();
        tb.running = h->p;
        ((EgTbFn)h->fn)(&tb, h->user);
        h->p->cost.translate_ns += clock_now_ns() - start;
        h->p->cost.tbs++;
    }
    return tb.appends;
}

/* Does somebody who is on want to know about code at addr? */
static bool plg_counts_here(uint64_t addr)
{
    for (unsigned i = 0; i < plg_count(); i++) {
        const EgPlugin *p = plg_list->pdata[i];
        if (p->wants && plg_is_on(p, addr))
            return true;
    }
    return false;
}

static void charge_uops(const IrUnit *u)
{
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
    if (ir_op(u, r)->origin)
        ((EgPlugin *)plg_list->pdata[ir_op(u, r)->origin - 1])->cost.uops++;
}

static __thread bool translating;

bool plg_translating(void)
{
    return translating;
}

/* Counts go to the very front: what a plugin's own entry ops do is counted too when it faults. */
static void instrument(IrUnit *u)
{
    EgTbInfo *info = plg_record(u);
    bool counted = plg_counts_here(u->pc);
    u->plugin = (void *)((uintptr_t)info | counted);
    if (counted && plg_want_counts)
        insert_counts(u, info);
    if (counted)
        plg_edges_insert(u, info);
    translating = true;
    GArray *appends = run_tb_hooks(u, info);
    translating = false;
    plg_exec_calls(u, info);
    plg_ring_finish(u, info,
                    appends); /* what came before must not run again when a full buffer makes the TB start over */
    plg_control_insert(u);
    charge_uops(u);
}

static uint32_t count_uops(const IrUnit *u)
{
    uint32_t n = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r) n += ir_op(u, r)->op != UOP_MARK;
    return n;
}

static void tell_translation(const IrUnit *u, uint32_t host_nbytes, uint64_t ns)
{
    EgTranslation t = {.struct_size = sizeof t,
                       .info = plg_info_of(u->plugin),
                       .addr = u->pc,
                       .ninsns = u->ninsns,
                       .uops = count_uops(u),
                       .host_nbytes = host_nbytes,
                       .ns = ns};
    PLG_EACH(PLG_ON_TRANSLATION, h)((EgTranslationFn)h->fn)(h->p, &t, h->user);
}

static void code_gone(uint64_t start, uint64_t nbytes)
{
    PLG_EACH(PLG_ON_INVALIDATE, h)((EgRangeGoneFn)h->fn)(h->p, start, nbytes, h->user);
}

static void evicted(void)
{
    PLG_EACH(PLG_ON_CACHE_FLUSH, h)((EgFn)h->fn)(h->p, h->user);
}

/* The instructions of a record, once. */
static void write_code(EgTbInfo *info)
{
    if (__atomic_exchange_n(&info->entered, true, __ATOMIC_RELAXED))
        return;
    uint64_t pc = info->addr;
    for (uint32_t k = 0, n; k < info->ninsns; k += n) {
        n = MIN(info->ninsns - k, TRC_CODE_MAX);
        trc_code(plg_trc, info->module, pc, info->words + k, n);
        for (uint32_t i = 0; i < n; i++)
            pc += ppc_word_bytes(info->words[k + i]);
    }
}

static void tb_made(const IrUnit *u, const HostCode *code, uint64_t ns)
{
    uint32_t host_nbytes = code ? code->nbytes : 0;
    for (unsigned i = 0; code && i < plg_count() && i + 1 < HOST_ORIGINS; i++)
        ((EgPlugin *)plg_list->pdata[i])->cost.host_nbytes += code->origin_nbytes[i + 1];
    EgTbInfo *info = plg_info_of(u->plugin);
    if (plg_nhooks(PLG_ON_TRANSLATION))
        tell_translation(u, host_nbytes, ns);
    if (!plg_trc || !info)
        return;
    TrcTb row = {.module = info->module,
                 .addr = u->pc,
                 .nbytes = ir_guest_bytes(u, u->ninsns),
                 .ninsns = u->ninsns,
                 .flags = u->flags,
                 .host_nbytes = host_nbytes};
    trc_tb(plg_trc, &row);
    write_code(info);
}

static void partial(PpcCpu *cpu, void *plugin, unsigned insn)
{
    EgTbInfo *info = plg_info_of(plugin);
    bool counted = (uintptr_t)plugin & 1;
    if (counted && plg_want_counts)
        plg_record_fault(info, insn);
    if (counted && plg_want_tbs == PLG_WANT_ONCE)
        plg_edges_fault(info, insn);
    if (info)
        plg_ring_fault(cpu, info, insn);
    if (info)
        PLG_EACH(PLG_ON_PARTIAL, h)((EgPartialFn)h->fn)((EgThread *)cpu, info, insn, h->user);
}

static void interpreted(PpcCpu *cpu, uint64_t pc, uint64_t word)
{
    if (plg_want_tbs && plg_counts_here(pc))
        plg_record_run(pc, &word, 1);
    plg_ring_interp(cpu, pc, word);
}

static void run_done(const ExecRun *run)
{
    if (!plg_want_tbs && !plg_nhooks(PLG_ON_COLD)) /* nobody is told of it */
        return;
    EgTbInfo *info = plg_record_run(run->pc, (uint64_t *)run->words, run->ninsns);
    if (plg_trc)
        write_code(info);
}

/* Does each plugin with such a hook also want to be told of code that is not translated? */
static bool takes_cold(PlgOn on)
{
    const PlgHooks *list = __atomic_load_n(&plg_hooks[on], __ATOMIC_ACQUIRE);
    const PlgHooks *asks = __atomic_load_n(&plg_hooks[PLG_ON_COLD], __ATOMIC_ACQUIRE);
    for (unsigned k = 0; list && k < list->n; k++) {
        bool cold = false;
        for (unsigned i = 0; asks && i < asks->n; i++)
            cold |= asks->h[i].p == list->h[k].p;
        if (!cold)
            return false;
    }
    return true;
}

/* Code that is executed a few times needs no translation when counts of TBs are all that is wanted of it, and by
 * plugins that follow the interpreter. */
static bool may_interpret(void)
{
    static const PlgOn never[] = {PLG_ON_DECODE, PLG_ON_TB_EXEC, PLG_ON_TRANSLATION,
                                  PLG_ON_EDGE,   PLG_ON_REPLACE, PLG_ON_PARTIAL};
    static const PlgOn cold[] = {PLG_ON_TB, PLG_ON_INTERP_ACCESS, PLG_ON_JUMP, PLG_ON_INTERP_INSN};
    for (unsigned i = 0; i < G_N_ELEMENTS(never); i++)
        if (plg_nhooks(never[i]))
            return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(cold); i++)
        if (!takes_cold(cold[i]))
            return false;
    return !plg_want_edges && !plg_controlled() && !plg_passes && !exec_config.lockstep;
}

void plg_hook_engine(void)
{
    if (!plg_active())
        return;
    exec_instrument_hook = instrument;
    exec_tb_made_hook = tb_made;
    exec_gone_hook = code_gone;
    exec_evicted_hook = evicted;
    exec_partial_hook = partial;
    exec_interp_hook = interpreted;
    exec_may_interpret_hook = may_interpret;
    exec_run_hook = run_done;
    exec_cold_hook = plg_ring_cold;
    exec_ready_hook = plg_ring_ready;
    plg_jump_init();
    exec_guest_hook = plg_guest;
    notes = g_malloc0(sizeof *notes * plg_count());
    exec_decode_hook = on_decode;
    exec_notes_hook = notes_text;
    plg_exec_start();
}
