/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a unit op by op: the oracle of optimiser and back-end tests. Slow and
 * plain; the meaning of value ops is eval.c's.
 */
#include "tcg/ir/eval.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/bits.h"
#include "engine/base/err.h"

typedef struct Run {
    const IrUnit *u;
    char *env;
    const IrEvalMem *mem;
    IrVal *val;
    IrEvalEnd *end;
    uint64_t left; /* steps */
} Run;

/* ---- values in memory ---------------------------------------------------------------------------------------------
 */

static IrVal val_from_bytes(const void *p, IrType type)
{
    IrVal v = {0, 0};
    memcpy(&v, p, ir_type_size[type]);
    return v;
}

/* What an access of `sub` gives for the bytes at p. */
static IrVal mem_to_val(const uint8_t *p, IrType type, unsigned sub)
{
    uint8_t b[16];
    unsigned n = 1u << (sub & IR_M_SIZE);
    for (unsigned i = 0; i < n; i++)
        b[i] = sub & IR_M_BE ? p[n - 1 - i] : p[i];
    IrVal v = {0, 0};
    memcpy(&v, b, n);
    if ((sub & IR_M_SIGN) && n < 8)
        v.lo = (uint64_t)sext64(v.lo, n * 8) & ir_type_mask(type);
    return v;
}

static void val_to_mem(uint8_t *p, IrVal v, unsigned sub)
{
    uint8_t b[16];
    unsigned n = 1u << (sub & IR_M_SIZE);
    memcpy(b, &v, sizeof b);
    for (unsigned i = 0; i < n; i++)
        p[i] = sub & IR_M_BE ? b[n - 1 - i] : b[i];
}

static IrVal value(const Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    if (o->op != UOP_CONST)
        return x->val[r];
    if (o->type == IR_V128)
        return (IrVal){x->u->v128[o->imm][0], x->u->v128[o->imm][1]};
    return (IrVal){(uint64_t)o->imm, 0};
}

static void put_slot(Run *x, unsigned slot, IrVal v)
{
    const IrSlotDesc *s = &x->u->env->slots[slot];
    memcpy(x->env + s->offset, &v, ir_type_size[s->type]);
}

/* ---- leaving ------------------------------------------------------------------------------------------------------
 */

static bool leave(Run *x, IrRef r, uint64_t pc)
{
    const IrOp *o = &x->u->ops[r];
    x->end->op = o->op;
    x->end->sub = o->sub;
    x->end->at = r;
    x->end->pc = pc;
    return false;
}

/* Leaving in the middle: what recovery does. Values are read first: slots may be read by none of them, but be plain. */
static bool leave_with_snapshot(Run *x, IrRef r, uint64_t pc)
{
    for (const IrSnap *s = x->u->ops[r].snap; s; s = s->next)
        put_slot(x, s->slot, value(x, s->ref));
    return leave(x, r, pc);
}

/* ---- accesses: false = the unit was left --------------------------------------------------------------------------
 */

static uint64_t guest_addr(const Run *x, const IrOp *o)
{
    uint64_t a = value(x, o->a).lo + (uint64_t)o->imm;
    return x->u->env->guest64 ? a : (uint32_t)a;
}

static bool run_ld(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    uint8_t b[16];
    uint64_t a = guest_addr(x, o);
    if (!x->mem->load(x->mem->ctx, a, 1u << (o->sub & IR_M_SIZE), b))
        return leave_with_snapshot(x, r, a);
    x->val[r] = mem_to_val(b, (IrType)o->type, o->sub);
    return true;
}

static bool run_st(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    uint8_t b[16];
    uint64_t a = guest_addr(x, o);
    val_to_mem(b, value(x, o->b), o->sub);
    return x->mem->store(x->mem->ctx, a, 1u << (o->sub & IR_M_SIZE), b) || leave_with_snapshot(x, r, a);
}

/* Not atomic here. Faults as a store does, also when the comparison fails. */
static bool run_cas(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    unsigned n = 1u << (o->sub & IR_M_SIZE);
    uint8_t old[16], want[16], b[16];
    uint64_t a = guest_addr(x, o);
    val_to_mem(want, value(x, o->b), o->sub);
    val_to_mem(b, value(x, o->c), o->sub);
    if (!x->mem->load(x->mem->ctx, a, n, old))
        return leave_with_snapshot(x, r, a);
    if (!x->mem->store(x->mem->ctx, a, n, memcmp(old, want, n) ? old : b))
        return leave_with_snapshot(x, r, a);
    x->val[r] = mem_to_val(old, (IrType)o->type, o->sub);
    return true;
}

#ifdef __x86_64__
static uint32_t swap_control(uint32_t v)
{
    uint32_t old;
    __asm__ volatile("stmxcsr %0" : "=m"(old));
    __asm__ volatile("ldmxcsr %0" : : "m"(v));
    return old;
}
#else
#error "FPMODE: how is the floating-point control read and set on this host?"
#endif

static void run_fpmode(const IrOp *o, uint8_t *p)
{
    uint32_t m[3];
    memcpy(m, p, sizeof m);
    if (m[0] == o->sub)
        return;
    m[1 + m[0]] = swap_control(m[1 + o->sub]);
    m[0] = o->sub;
    memcpy(p, m, sizeof m);
}

/* Env block and host memory. */
static void run_once(const Run *x, const IrOp *o)
{
    IrOnce *once = (IrOnce *)(uintptr_t)o->imm;
    if (!x->mem->host && !__atomic_load_n(&once->done, __ATOMIC_RELAXED))
        once->fn(x->env - x->u->env->env_bias, once);
}

static uint8_t *host_place(const Run *x, const IrOp *o)
{
    uint64_t p = value(x, o->a).lo + (uint64_t)o->imm;
    unsigned nbytes = o->op == UOP_HCOUNT ? 8 : 1u << (o->sub & IR_M_SIZE);
    return x->mem->host ? x->mem->host(x->mem->ctx, p, nbytes) : (uint8_t *)(uintptr_t)p;
}

static void run_host(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    uint8_t *p = (uint8_t *)x->env + o->imm;
    if (o->op == UOP_HLD || o->op == UOP_HST || o->op == UOP_HCOUNT)
        p = host_place(x, o);
    uint64_t n;
    uint32_t control;
    switch (o->op) {
    case UOP_ELD:
    case UOP_HLD: x->val[r] = mem_to_val(p, (IrType)o->type, o->sub); break;
    case UOP_EST: val_to_mem(p, value(x, o->a), o->sub); break;
    case UOP_FPMODE: run_fpmode(o, p); break;
    case UOP_FPCLEAR:
        memcpy(&control, p, sizeof control);
        (void)swap_control(control);
        break;
    case UOP_ONCE: run_once(x, o); break;
    case UOP_HST: val_to_mem(p, value(x, o->b), o->sub); break;
    case UOP_ECOUNT:
    case UOP_HCOUNT:
        memcpy(&n, p, 8);
        n += value(x, o->op == UOP_HCOUNT ? o->b : o->a).lo;
        memcpy(p, &n, 8);
        break;
    }
}

/* ---- helpers ------------------------------------------------------------------------------------------------------
 */

/* Integer and floating-point arguments travel in registers of their own kind, so one call that fills both kinds serves
 * every signature; what the helper does not take is ignored. Holds for the System V ABIs of x86-64 and AArch64. */
typedef uint64_t Vec __attribute__((vector_size(16)));
typedef uint64_t (*IntFn)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, Vec, Vec, Vec, Vec, Vec,
                          Vec);
typedef Vec (*VecFn)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, Vec, Vec, Vec, Vec, Vec,
                     Vec);

static IrVal call_helper(Run *x, const IrOp *o)
{
    const IrHelper *h = &x->u->env->helpers[o->imm];
    uint64_t i[IR_MAX_ARGS + 1] = {0};
    Vec v[IR_MAX_ARGS] = {{0}};
    unsigned ni = 0, nv = 0;
    if (!(h->flags & IR_H_CONST))
        i[ni++] = (uint64_t)(uintptr_t)(x->env - x->u->env->env_bias);
    for (unsigned k = 0; k < h->nargs; k++) {
        IrVal a = value(x, x->u->args[o->a + k]);
        if (ir_is_int(h->args[k]))
            i[ni++] = a.lo;
        else
            v[nv++] = (Vec){a.lo, a.hi};
    }
    if (!ir_is_int(h->ret) && h->ret != IR_VOID) {
        Vec t = ((VecFn)h->fn)(i[0], i[1], i[2], i[3], i[4], i[5], i[6], v[0], v[1], v[2], v[3], v[4], v[5]);
        IrVal out = {t[0], t[1]};
        return val_from_bytes(&out, (IrType)h->ret);
    }
    uint64_t t = ((IntFn)h->fn)(i[0], i[1], i[2], i[3], i[4], i[5], i[6], v[0], v[1], v[2], v[3], v[4], v[5]);
    return val_from_bytes(&t, (IrType)h->ret);
}

static bool run_call(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    if ((o->sub & IR_C_IF) && !(uint32_t)value(x, x->u->args[o->a + o->b - 1]).lo) {
        if (o->type != IR_VOID)
            x->val[r] = value(x, x->u->args[o->a + o->b - 2]);
        return true;
    }
    x->val[r] = call_helper(x, o);
    if (ir_may_leave(x->u, o) && x->mem->left && x->mem->left(x->mem->ctx))
        return leave_with_snapshot(x, r, 0);
    return true;
}

/* ---- ops and blocks -----------------------------------------------------------------------------------------------
 */

/* An op that is no END and no PHI. False = the unit was left. */
static bool run_op(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    IrVal a = {0, 0}, b = a, c = a;
    switch (o->op) {
    case UOP_GET: x->val[r] = val_from_bytes(x->env + x->u->env->slots[o->imm].offset, (IrType)o->type); return true;
    case UOP_PUT: put_slot(x, (unsigned)o->imm, value(x, o->a)); return true;
    case UOP_LD: return run_ld(x, r);
    case UOP_ST: return run_st(x, r);
    case UOP_CAS: return run_cas(x, r);
    case UOP_CALL: return run_call(x, r);
    case UOP_ENVP: x->val[r].lo = (uint64_t)(uintptr_t)(x->env + o->imm); return true;
    case UOP_FENCE:
    case UOP_MARK: return true;
    case UOP_GUARD:
        return !ir_eval_cond((IrCond)o->sub, (IrType)x->u->ops[o->a].type, value(x, o->a).lo, value(x, o->b).lo) ||
               leave_with_snapshot(x, r, (uint64_t)o->imm);
    case UOP_POLL:
        return !(x->mem->pending && x->mem->pending(x->mem->ctx)) || leave_with_snapshot(x, r, (uint64_t)o->imm);
    }
    if (uop_info[o->op].effect == IR_E_HOST) {
        run_host(x, r);
        return true;
    }
    unsigned n = uop_info[o->op].nargs;
    if (n > 0)
        a = value(x, o->a);
    if (n > 1)
        b = value(x, o->b);
    if (n > 2)
        c = value(x, o->c);
    x->val[r] = ir_eval_op((UopId)o->op, (IrType)o->type, n ? (IrType)x->u->ops[o->a].type : IR_VOID, o->sub, a, b, c);
    return true;
}

/* The PHIs of block b on the way in from block from, all at once; returns the first op behind them. */
static IrRef run_phis(Run *x, uint32_t b, uint32_t from, IrVal *tmp)
{
    const IrUnit *u = x->u;
    const IrBlock *blk = &u->blocks[b];
    IrRef r = blk->first;
    unsigned n = 0, k = 0;
    if (r && u->ops[r].op == UOP_PHI)
        while (k < blk->npred && blk->pred[k] != from)
            k++;
    for (; r && u->ops[r].op == UOP_PHI; r = u->ops[r].next)
        tmp[n++] = value(x, u->args[u->ops[r].a + k]);
    n = 0;
    for (r = blk->first; r && u->ops[r].op == UOP_PHI; r = u->ops[r].next)
        x->val[r] = tmp[n++];
    return r;
}

/* END op r. Returns the next block, or IR_NO_BLOCK when the unit was left. */
static uint32_t run_end(Run *x, IrRef r)
{
    const IrOp *o = &x->u->ops[r];
    switch (o->op) {
    case UOP_ENTRY: /* the evaluator comes in at the first */
    case UOP_BR: return ir_target(o, 0);
    case UOP_BRIF: {
        IrType t = (IrType)x->u->ops[o->a].type;
        return ir_target(o, !ir_eval_cond((IrCond)o->sub, t, value(x, o->a).lo, value(x, o->b).lo));
    }
    case UOP_EXITI: leave(x, r, value(x, o->a).lo); return IR_NO_BLOCK;
    case UOP_EXIT:
    case UOP_LEAVE: leave(x, r, (uint64_t)o->imm); return IR_NO_BLOCK;
    default: die("block ends in %s", uop_info[o->op].name);
    }
}

/* True = left, false = out of steps. */
static bool run_blocks(Run *x, IrVal *tmp)
{
    for (uint32_t b = 0, from = 0;;) {
        for (IrRef r = run_phis(x, b, from, tmp); r; r = x->u->ops[r].next) {
            if (!x->left--)
                return false;
            x->end->nsteps++;
            if (uop_info[x->u->ops[r].op].effect == IR_E_END) {
                from = b;
                b = run_end(x, r);
                if (b == IR_NO_BLOCK)
                    return true;
                break;
            }
            if (!run_op(x, r))
                return true;
        }
    }
}

bool ir_eval_unit(const IrUnit *u, void *env, const IrEvalMem *mem, uint64_t max_steps, IrEvalEnd *end)
{
    memset(end, 0, sizeof *end);
    IrVal *val = calloc(2 * (size_t)u->nops, sizeof *val);
    if (!val)
        die("out of memory");
    Run x = {.u = u, .env = env, .mem = mem, .val = val, .end = end, .left = max_steps};
    bool done = run_blocks(&x, val + u->nops);
    free(val);
    return done;
}
