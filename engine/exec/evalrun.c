/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluating engine. See evalrun.h. */
#include "engine/exec/evalrun.h"

#include <glib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/exec/compile.h"
#include "engine/exec/fault.h"
#include "engine/exec/hooks.h"
#include "engine/exec/insnat.h"
#include "engine/exec/loop.h"
#include "tcg/ir/eval.h"

/* A translated unit, kept for the life of the process; valid while the guest's code still has the same words. */
typedef struct Unit {
    uint64_t pc;
    uint32_t flags;
    IrUnit *ir;
    Arena arena;
    uint32_t generation;
} Unit;

static GHashTable *units; /* under tb_lock */
static uint32_t generation;

void evalrun_forget(void)
{
    __atomic_fetch_add(&generation, 1, __ATOMIC_ACQ_REL);
}

static guint unit_hash(gconstpointer p)
{
    const Unit *u = p;
    return (guint)(u->pc * 2654435761u ^ u->flags);
}

static gboolean unit_equal(gconstpointer a, gconstpointer b)
{
    const Unit *x = a, *y = b;
    return x->pc == y->pc && x->flags == y->flags;
}

static bool still_valid(const Unit *u)
{
    if (u->generation != __atomic_load_n(&generation, __ATOMIC_ACQUIRE))
        return false;
    for (uint32_t i = 0; i < u->ir->ninsns; i++) {
        const IrInsn *in = &u->ir->insns[i];
        if (!mem_ok(in->pc, in->nbytes, MEM_X) || exec_break_at(in->pc))
            return false;
        if (exec_insn_of(in->pc, in->nbytes) != in->word)
            return false;
    }
    return true;
}

static Unit *make_unit(uint64_t pc, uint32_t flags)
{
    uint64_t start = clock_now_ns();
    Unit *u = g_new0(Unit, 1);
    u->pc = pc;
    u->flags = flags;
    u->generation = __atomic_load_n(&generation, __ATOMIC_ACQUIRE);
    u->ir = compile_translate(&u->arena, pc, flags, exec_config.tb_max_insns);
    if (!u->ir) {
        arena_free(&u->arena);
        g_free(u);
        return NULL;
    }
    if (exec_tb_made_hook)
        exec_tb_made_hook(u->ir, NULL, clock_now_ns() - start);
    return u;
}

/* A unit whose code has changed is replaced; its memory stays, since another thread may be inside it. */
static const Unit *find_unit(uint64_t pc, uint32_t flags)
{
    Unit key = {.pc = pc, .flags = flags};
    pthread_mutex_lock(&tb_lock);
    if (!units)
        units = g_hash_table_new(unit_hash, unit_equal);
    Unit *u = g_hash_table_lookup(units, &key);
    if (!u || !still_valid(u)) {
        u = make_unit(pc, flags);
        if (u)
            g_hash_table_replace(units, u, u);
    }
    pthread_mutex_unlock(&tb_lock);
    return u;
}

static bool load(void *ctx, uint64_t addr, unsigned nbytes, void *out)
{
    (void)ctx;
    if (!mem_ok(addr, nbytes, MEM_R))
        return false;
    memcpy(out, mem_g2h(addr), nbytes);
    return true;
}

static bool store(void *ctx, uint64_t addr, unsigned nbytes, const void *data)
{
    (void)ctx;
    if (!mem_ok(addr, nbytes, MEM_W))
        return false;
    mem_before_write(addr, nbytes);
    memcpy(mem_g2h(addr), data, nbytes);
    return true;
}

/* The access at op `at` failed: which page of it is the first that is not allowed? */
static ExecStop access_fault(ExecThread *t, const Unit *u, const IrEvalEnd *end)
{
    const IrOp *o = ir_op(u->ir, end->at);
    bool write = o->op != UOP_LD;
    unsigned nbytes = 1u << (o->sub & IR_M_SIZE);
    uint64_t addr = end->pc;
    if (mem_ok(addr, 1, write ? MEM_W : MEM_R))
        addr = (addr + nbytes - 1) & ~(uint64_t)(MEM_PAGE - 1);
    t->cpu->pc = u->ir->insns[o->insn].pc;
    t->fault = (ExecFault){.sig = SIGSEGV, .addr = addr, .write = write, .guest_addr = true};
    t->fault_tb = NULL;
    if (exec_partial_hook)
        exec_partial_hook(t->cpu, u->ir->plugin, o->insn);
    return fault_stop(t);
}

static bool is_pending(void *ctx)
{
    const PpcCpu *cpu = ctx;
    return __atomic_load_n(&cpu->pending, __ATOMIC_RELAXED) != 0;
}

ExecStop evalrun(ExecThread *t)
{
    PpcCpu *cpu = t->cpu;
    const IrEvalMem mem = {.load = load, .store = store, .ctx = cpu, .pending = is_pending};
    void *env = (char *)cpu + ENV_BIAS;
    ExecStop s;
    for (;;) {
        if (UNLIKELY(__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED)) && loop_pending(t, &s))
            return s;
        const Unit *u = find_unit(cpu->pc, cpu->tb_flags);
        if (!u)
            return loop_fetch_stop(cpu);
        IrEvalEnd end;
        if (!ir_eval_unit(u->ir, env, &mem, UINT64_MAX, &end))
            die("the evaluator did not finish a unit");
        switch (end.op) {
        case UOP_EXIT:
        case UOP_EXITI:
            if (exec_edge_hook && end.op == UOP_EXIT)
                exec_edge_hook(u->ir->plugin, ir_op(u->ir, end.at)->insn, end.pc, end.sub);
            cpu->pc = end.pc;
            break;
        case UOP_LEAVE:
            cpu->leave_detail = end.pc;
            if (loop_leave(t, end.sub, &s))
                return s;
            break;
        default: return access_fault(t, u, &end);
        }
    }
}
