/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TB-execute and edge hooks: calls that the framework inserts for plugins, at
 * each entry, at some entries (every N-th, on a condition on a cell), and at
 * each way out. The tests are made in translated code.
 */
#include "engine/plugin/plg.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"

enum { TIMED = 64 }; /* one of so many calls is timed */

static int exec_helper = -1, edge_helper = -1;

static uint64_t timer(void)
{
    static __thread unsigned n;
    return ++n % TIMED ? 0 : clock_now_ns();
}

static void charge(const PlgHook *h, uint64_t start)
{
    if (start)
        __atomic_fetch_add(&h->p->cost.callback_ns, (clock_now_ns() - start) * TIMED, __ATOMIC_RELAXED);
}

static void on_tb_exec(PpcCpu *cpu, uint64_t hook, uint64_t info)
{
    const PlgHook *h = (const PlgHook *)(uintptr_t)hook;
    uint64_t start = timer();
    ((EgTbExecFn)h->fn)((EgThread *)cpu, (const EgTbInfo *)(uintptr_t)info, h->user);
    charge(h, start);
}

static void on_edge(PpcCpu *cpu, uint64_t hook, uint64_t edge, uint64_t to)
{
    const PlgHook *h = (const PlgHook *)(uintptr_t)hook;
    const PlgEdge *e = (const PlgEdge *)(uintptr_t)edge;
    EgEdge x = {.struct_size = sizeof x,
                .from = e->info,
                .insn = e->insn,
                .ndone = e->ndone,
                .kind = e->kind,
                .flags = e->flags,
                .from_addr = e->info->addr + 4ull * e->insn,
                .to = to};
    uint64_t start = timer();
    ((EgEdgeExecFn)h->fn)((EgThread *)cpu, &x, h->user);
    charge(h, start);
}

/* ---------------------------------------------------------------- in translation */

/* Counts h's cell round to h->every: 1 when it has come to it. */
static IrRef nth_time(IrBuild *b, const PlgHook *h)
{
    int32_t off = plg_cell_env_offset(h->cell);
    IrRef n = ir_eld(b, IR_I64, IR_M_64, off);
    IrRef hit = ir_set(b, IR_EQ, n, ir_i64(b, h->every - 1));
    ir_est(b, IR_M_64, off, ir_sel(b, hit, ir_i64(b, 0), ir_add(b, n, ir_i64(b, 1))));
    return hit;
}

static IrRef cell_value(IrBuild *b, uint32_t cell)
{
    int slot = plg_cell_slot(cell);
    return slot >= 0 ? ir_get(b, (unsigned)slot) : ir_eld(b, IR_I64, IR_M_64, plg_cell_env_offset(cell));
}

static void emit_exec_call(IrBuild *b, const PlgHook *h, const EgTbInfo *info)
{
    const IrRef args[2] = {ir_i64(b, (uintptr_t)h), ir_i64(b, (uintptr_t)info)};
    int32_t events = plg_cell_env_offset(h->p->event_cell);
    if (!h->cell) {
        ir_ecount(b, events, ir_i64(b, 1));
        ir_call(b, (unsigned)exec_helper, args);
        return;
    }
    IrRef hit = h->every ? nth_time(b, h) : ir_set(b, (IrCond)h->cond, cell_value(b, h->cell), ir_i64(b, h->value));
    ir_ecount(b, events, ir_zext32(b, hit));
    ir_call_if(b, (unsigned)exec_helper, args, hit);
}

static void emit_edge_calls(IrUnit *u, EgTbInfo *info, IrRef end, const PlgHooks *list)
{
    PlgEdge *e = plg_edge_of(u, info, end);
    EgExit x = plg_describe_exit(u, end);
    IrBuild b = ir_build_before(u, end);
    for (unsigned k = 0; k < list->n; k++) {
        if (!plg_is_on(list->h[k].p, u->pc))
            continue;
        IrRef to = !x.to.ref ? ir_i64(&b, 0) : u->env->guest64 ? x.to.ref : ir_zext32(&b, x.to.ref);
        const IrRef args[3] = {ir_i64(&b, (uintptr_t)&list->h[k]), ir_i64(&b, (uintptr_t)e), to};
        b.origin = list->h[k].p->index;
        ir_ecount(&b, plg_cell_env_offset(list->h[k].p->event_cell), ir_i64(&b, 1));
        ir_call(&b, (unsigned)edge_helper, args);
    }
}

void plg_exec_calls(IrUnit *u, EgTbInfo *info)
{
    const PlgHooks *list = __atomic_load_n(&plg_hooks[PLG_ON_EDGE], __ATOMIC_ACQUIRE);
    for (uint32_t blk = 0; list && blk < u->nblocks; blk++) {
        IrRef last = u->blocks[blk].last;
        const IrOp *o = ir_op(u, last);
        if (last && (o->op == UOP_EXIT || o->op == UOP_EXITI || o->op == UOP_LEAVE))
            emit_edge_calls(u, info, last, list);
    }
    list = __atomic_load_n(&plg_hooks[PLG_ON_TB_EXEC], __ATOMIC_ACQUIRE);
    IrBuild b = plg_at_entry(u, 0);
    for (unsigned k = 0; list && k < list->n; k++) {
        b.origin = list->h[k].p->index;
        if (plg_is_on(list->h[k].p, u->pc))
            emit_exec_call(&b, &list->h[k], info);
    }
}

void plg_exec_start(void)
{
    IrHelper h = {.name = "tb_exec", .fn = (void *)on_tb_exec, .ret = IR_VOID, .nargs = 2, .args = {IR_I64, IR_I64}};
    if (exec_helper >= 0)
        return;
    plg_plain_helper(&h);
    exec_helper = (int)ppc_helper_add(&h);
    h = (IrHelper){
        .name = "edge_exec", .fn = (void *)on_edge, .ret = IR_VOID, .nargs = 3, .args = {IR_I64, IR_I64, IR_I64}};
    plg_plain_helper(&h);
    edge_helper = (int)ppc_helper_add(&h);
}

/* ---------------------------------------------------------------- the API's side of it */

void eg_on_tb_exec_every(EgPlugin *p, uint64_t n, EgTbExecFn fn, void *user)
{
    if (n == 0)
        plg_misuse(p, "eg_on_tb_exec_every", "every 0 times is never");
    const PlgHook h = {.fn = (void *)fn, .user = user, .p = p, .every = n, .cell = plg_cell_new()};
    plg_hook_add_full(PLG_ON_TB_EXEC, &h, "eg_on_tb_exec_every");
}

void eg_on_tb_exec_when(EgPlugin *p, EgCounter c, EgCond cond, uint64_t value, EgTbExecFn fn, void *user)
{
    if (!plg_cell_ok(c.cell))
        plg_misuse(p, "eg_on_tb_exec_when", "the counter was not made by eg_counter_new()");
    if ((unsigned)cond > EG_LEU)
        plg_misuse(p, "eg_on_tb_exec_when", "there is no condition %u", (unsigned)cond);
    const PlgHook h = {.fn = (void *)fn, .user = user, .p = p, .cell = c.cell, .cond = cond, .value = value};
    plg_hook_add_full(PLG_ON_TB_EXEC, &h, "eg_on_tb_exec_when");
}
