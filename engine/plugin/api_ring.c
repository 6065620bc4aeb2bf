/* SPDX-License-Identifier: Apache-2.0 */
/* The public API's part about rings and accesses. Every function checks its arguments and names the plugin when they do
 * not fit. */
#include <string.h>

#include "engine/exec/access.h"
#include "engine/exec/tb.h"
#include "engine/plugin/ring.h"
#include "ppc/isa/isa.h"
#include "ppc/trans/trans.h"

_Static_assert((int)EG_ADDR == TRC_ADDR && (int)EG_PC == TRC_PC, "field flags are the tracer's");

static unsigned width_flags(EgPlugin *p, const EgField *f)
{
    unsigned log2 = f->nbytes == 1 ? 0 : f->nbytes == 2 ? 1 : f->nbytes == 4 ? 2 : 3;
    if (f->nbytes == 0)
        return 0;
    if (1u << log2 != f->nbytes)
        plg_misuse(p, "eg_ring_new", "field %s cannot have %u bytes (1, 2, 4 or 8; 0 = fixed)", f->name, f->nbytes);
    return TRC_LIVE | log2 << TRC_WIDTH_SHIFT;
}

static void declare_fields(EgPlugin *p, PlgRing *r, const EgRingDesc *d, bool kept)
{
    TrcCol cols[RING_MAX_FIELDS];
    TrcTableDesc t = {.name = d->name, .help = d->help, .store = TRC_STORE_CHUNKS, .cols = cols};
    Err e = {0};
    for (const EgField *f = d->fields; f->name; f++) {
        if (t.ncols == RING_MAX_FIELDS)
            plg_misuse(p, "eg_ring_new", "ring %s has more than %d fields", d->name, RING_MAX_FIELDS);
        r->nbytes[t.ncols] = f->nbytes;
        r->nlive += f->nbytes != 0;
        cols[t.ncols++] = (TrcCol){f->name, TRC_I64,
                                   r->words ? TRC_WORDS : (f->flags & (EG_PC | EG_ADDR)) | width_flags(p, f), f->help};
    }
    r->nfields = (unsigned)t.ncols;
    r->stream = kept ? trc_stream_declare(plg_trc, p->trc_plugin, &t, &e) : 0;
    if (kept && !r->stream)
        plg_misuse(p, "eg_ring_new", "%s", e.text);
}

static EgRing new_ring(EgPlugin *p, const EgRingDesc *d, bool kept)
{
    if (plg_nrings == RING_MAX)
        plg_misuse(p, "eg_ring_new", "there are already %d rings", RING_MAX);
    PlgRing *r = &plg_rings[plg_nrings];
    *r = (PlgRing){.p = p, .name = d->name, .ptr_cell = plg_cell_new(), .limit_cell = plg_cell_new()};
    r->words = d->struct_size > offsetof(EgRingDesc, flags) && d->flags & EG_RING_WORDS;
    if (r->words && (!d->fields[0].name || d->fields[0].nbytes != 8 || d->fields[1].name))
        plg_misuse(p, "eg_ring_new", "ring %s of words must have one field of 8 bytes", d->name);
    r->limit_nbytes = RING_NBYTES;
    declare_fields(p, r, d, kept);
    plg_ring_helper(); /* helpers are added before the guest starts */
    return (EgRing){++plg_nrings};
}

EgRing eg_ring_new(EgPlugin *p, const EgRingDesc *d)
{
    plg_only_in_install(p, "eg_ring_new");
    if (!plg_trc)
        plg_misuse(p, "eg_ring_new", "rings need a results file (-o FILE)");
    return new_ring(p, d, true);
}

EgRing eg_ring_live(EgPlugin *p, const EgRingDesc *d)
{
    plg_only_in_install(p, "eg_ring_live");
    return new_ring(p, d, false);
}

void eg_ring_on_records(EgPlugin *p, EgRing r, size_t nbytes, EgRecordsFn fn, void *user)
{
    plg_only_in_install(p, "eg_ring_on_records");
    if (r.ring == 0 || r.ring > plg_nrings)
        plg_misuse(p, "eg_ring_on_records", "the ring was not made by eg_ring_new()");
    if (!fn)
        plg_misuse(p, "eg_ring_on_records", "the hook is NULL");
    PlgRing *ring = &plg_rings[r.ring - 1];
    if (nbytes && nbytes < ring->limit_nbytes)
        ring->limit_nbytes = (uint32_t)nbytes;
    plg_ring_read(r.ring - 1, p, fn, user);
}

static const PlgRing *ring_of(const EgPlugin *p, EgRing r, unsigned nvals, const char *function)
{
    if (r.ring == 0 || r.ring > plg_nrings)
        plg_misuse(p, function, "the ring was not made by eg_ring_new()");
    const PlgRing *ring = &plg_rings[r.ring - 1];
    if (nvals != ring->nfields)
        plg_misuse(p, function, "ring %s has %u fields, %u values are given", ring->name, ring->nfields, nvals);
    return ring;
}

void eg_ring_append(EgPlace *at, EgRing r, unsigned nvals, const EgVal *vals)
{
    EgTb *tb = at->tb;
    const PlgRing *ring = ring_of(tb->running, r, nvals, "eg_ring_append");
    if (ring->words)
        plg_misuse(tb->running, "eg_ring_append", "ring %s is one of words, for eg_ring_put()", ring->name);
    PlgAppend a = {.ring = r.ring - 1, .before = at->before, .insn = plg_insn_of(at), .origin = tb->running->index};
    for (unsigned i = 0; i < nvals; i++) {
        EgType t = eg_type(at, vals[i]);
        if (!ring->nbytes[i] && !ir_is_const(tb->u, vals[i].ref))
            plg_misuse(tb->running, "eg_ring_append", "field %u of ring %s is fixed: its value must be a constant",
                       i + 1, ring->name);
        if (t == EG_V128 ||
            ((t == EG_F64 && ring->nbytes[i] != 8) || (t == EG_F32 && ring->nbytes[i] != 8 && ring->nbytes[i] != 4)))
            plg_misuse(tb->running, "eg_ring_append", "value %u does not fit its field of ring %s", i + 1, ring->name);
        a.vals[i] = vals[i].ref;
    }
    if (!tb->appends)
        tb->appends = g_array_new(FALSE, FALSE, sizeof a);
    g_array_append_val(tb->appends, a);
}

/* The path of one record with these fixed values. That of a ring's only fixed value, if small, is remembered. */
static uint32_t put_path(PlgRing *ring, unsigned nvals, const uint64_t *vals)
{
    TrcPathVal path[RING_MAX_FIELDS] = {0};
    uint64_t only = 0;
    for (unsigned i = 0; i < nvals; i++)
        if (!ring->nbytes[i])
            path[i].value = (int64_t)(only = vals[i]);
    if (ring->nfields - ring->nlive != 1 || only >= RING_PUT_PATHS)
        return plg_ring_path((unsigned)(ring - plg_rings), path, 1);
    uint32_t id = __atomic_load_n(&ring->put_paths[only], __ATOMIC_RELAXED);
    if (!id) {
        id = plg_ring_path((unsigned)(ring - plg_rings), path, 1);
        __atomic_store_n(&ring->put_paths[only], id, __ATOMIC_RELAXED);
    }
    return id;
}

/* The calling thread's pointer into the ring's buffer, with room. */
static uint8_t **pointer_of(PpcCpu *cpu, unsigned ring)
{
    const char *env = (char *)cpu + ENV_BIAS;
    uint8_t **at = (uint8_t **)(uintptr_t)(env + plg_cell_env_offset(plg_rings[ring].ptr_cell));
    if (*at >= *(uint8_t *const *)(env + plg_cell_env_offset(plg_rings[ring].limit_cell)))
        plg_ring_room(cpu, ring);
    return at;
}

/* Words come often, each for few events. */
static void put_one_word(PpcCpu *cpu, unsigned ring, uint64_t word)
{
    uint8_t **at = pointer_of(cpu, ring), *p = *at;
    memcpy(p, &word, 8);
    __atomic_store_n(at, p + 8, __ATOMIC_RELEASE);
}

void eg_ring_put(EgThread *t, EgRing r, unsigned nvals, const uint64_t *vals)
{
    PpcCpu *cpu = (PpcCpu *)t;
    PlgRing *ring = &plg_rings[r.ring - 1];
    if (r.ring - 1 < plg_nrings && ring->words && nvals == 1) {
        put_one_word(cpu, r.ring - 1, *vals);
        return;
    }
    ring_of(NULL, r, nvals, "eg_ring_put");
    uint32_t n = 0;
    uint8_t **at = pointer_of(cpu, r.ring - 1), *p = *at;
    for (unsigned i = 0; i < nvals; i++) {
        memcpy(p + 4 + n, &vals[i], ring->nbytes[i]);
        n += ring->nbytes[i];
    }
    plg_ring_commit(cpu, r.ring - 1, n, put_path(ring, nvals, vals));
}

/* ---------------------------------------------------------------- accesses */

static void show_done(EgTb *tb, IrRef r, EgAccessFn fn, void *user)
{
    const IrOp o = *ir_op(tb->u, r);
    EgPlace at = {.tb = tb, .before = o.next, .block = o.block, .insn = o.insn};
    IrBuild b = {.u = tb->u, .block = o.block, .before = o.next, .insn = o.insn, .origin = tb->running->index};
    IrRef addr = o.imm ? ir_add(&b, o.a, ir_const(tb->u, (IrType)ir_op(tb->u, o.a)->type, o.imm)) : o.a;
    EgAccess a = {
        .struct_size = sizeof a, .store = o.op != UOP_LD, .nbytes = 1u << (o.sub & IR_M_SIZE), .addr = {addr}};
    a.value.ref = o.op == UOP_LD ? r : o.op == UOP_ST ? o.b : o.c;
    fn(&at, &a, user);
}

void eg_each_access_done(EgTb *tb, uint32_t i, EgAccessFn fn, void *user)
{
    IrUnit *u = tb->u;
    if (i >= u->ninsns)
        plg_misuse(tb->running, "eg_each_access_done", "the TB at 0x%llx has no instruction %u",
                   (unsigned long long)u->pc, i);
    GArray *found = plg_accesses(u, i);
    for (unsigned k = 0; k < found->len; k++)
        show_done(tb, g_array_index(found, IrRef, k), fn, user);
    g_array_free(found, TRUE);
}

static void tell_accesses(PpcCpu *cpu, uint64_t pc)
{
    for (unsigned i = 0; plg_nhooks(PLG_ON_INTERP_ACCESS) && i < exec_naccesses; i++) {
        const ExecAccess *x = &exec_accesses[i];
        EgInterpAccess a = {.struct_size = sizeof a,
                            .pc = pc,
                            .addr = x->addr,
                            .value = x->value,
                            .nbytes = x->nbytes,
                            .store = x->store};
        PLG_EACH(PLG_ON_INTERP_ACCESS, h)((EgInterpAccessFn)h->fn)((EgThread *)cpu, &a, h->user);
    }
    exec_naccesses = 0;
}

void plg_ring_interp(PpcCpu *cpu, uint64_t pc, uint64_t word)
{
    tell_accesses(cpu, pc);
    if (plg_nhooks(PLG_ON_INTERP_INSN)) {
        EgInsn in = {.struct_size = sizeof in};
        plg_insn_fill(&in, pc, word, ppc_decode(word));
        PLG_EACH(PLG_ON_INTERP_INSN, h)((EgInterpInsnFn)h->fn)((EgThread *)cpu, &in, h->user);
    }
}

void plg_ring_cold(PpcCpu *cpu, uint64_t pc, uint64_t word)
{
    tell_accesses(cpu, pc);
    if (plg_nhooks(PLG_ON_COLD)) {
        EgInsn in = {.struct_size = sizeof in};
        plg_insn_fill(&in, pc, word, ppc_decode(word));
        PLG_EACH(PLG_ON_COLD, h)((EgColdInsnFn)h->fn)((EgThread *)cpu, &in, cpu->pc, h->user);
    }
}

void eg_under_lock(void (*fn)(void *user), void *user)
{
    pthread_mutex_lock(&tb_lock);
    fn(user);
    pthread_mutex_unlock(&tb_lock);
}
