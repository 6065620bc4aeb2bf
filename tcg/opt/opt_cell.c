/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Q: counters of innermost loops. The counter becomes a state slot of the unit,
 * and an ECOUNT of it a GET, an addition and a PUT. So pass P keeps it in a
 * register over the loop, it is added up in memory where the loop is left, and
 * what faults or leaves in the middle has it in its snapshot.
 *
 * needs: valid, inplace   keeps: inplace, cfg   breaks: nothing
 *
 * A slot's place in memory must not be reached in another way: units whose
 * plugins take the address of the thread's memory (ENVP) or move the counter by
 * other ops are left as they are, and so are those that call helpers with lists
 * of slots, which plugins' functions are: they may look at counters. Helpers that
 * read or write all state make P put the slot first, like any other.
 *
 * Loops with many counters keep them in memory: registers are short there.
 */
#include "tcg/opt/loops.h"
#include "tcg/opt/opt.h"
#include "tcg/opt/pass.h"

enum { MAX_OF_LOOP = 3, MAX_OF_UNIT = 12 };

typedef struct Cells {
    IrUnit *u;
    OptLoops l;
    int32_t off[MAX_OF_UNIT]; /* from the env pointer */
    unsigned n;
    uint32_t *outer; /* by head's block: 1 = there is a loop in this one */
} Cells;

static int find_cell(const int32_t *off, unsigned n, int64_t at)
{
    for (unsigned i = 0; i < n; i++)
        if (off[i] == at)
            return (int)i;
    return -1;
}

static void find_outer(Cells *x)
{
    const IrUnit *u = x->u;
    x->outer = arena_zalloc(u->arena, (u->nblocks + 1) * sizeof *x->outer);
    for (uint32_t h = 0; h < u->nblocks; h++)
        for (uint32_t k = 0; x->l.loop[h] == h + 1 && k < u->blocks[h].npred; k++)
            if (x->l.loop[u->blocks[h].pred[k]] != h + 1)
                x->outer[x->l.loop[u->blocks[h].pred[k]]] = 1;
}

/* The counters of head h's loop; more than MAX_OF_LOOP: too many. */
static unsigned of_loop(const Cells *x, uint32_t h, int32_t off[MAX_OF_LOOP])
{
    const IrUnit *u = x->u;
    unsigned n = 0;
    for (uint32_t b = 0; b < u->nblocks; b++) {
        if (x->l.loop[b] != h + 1)
            continue;
        IR_FOR_OPS(u, b, r)
        {
            const IrOp *o = &u->ops[r];
            if (o->op != UOP_ECOUNT || find_cell(off, n, o->imm) >= 0)
                continue;
            if (n == MAX_OF_LOOP)
                return MAX_OF_LOOP + 1;
            off[n++] = (int32_t)o->imm;
        }
    }
    return n;
}

static void choose(Cells *x)
{
    for (uint32_t h = 0; h < x->u->nblocks; h++) {
        int32_t off[MAX_OF_LOOP];
        unsigned n = x->l.loop[h] == h + 1 && !x->outer[h + 1] ? of_loop(x, h, off) : 0;
        for (unsigned i = 0; n <= MAX_OF_LOOP && i < n && x->n < MAX_OF_UNIT; i++)
            if (find_cell(x->off, x->n, off[i]) < 0)
                x->off[x->n++] = off[i];
    }
}

/* Does o reach a chosen counter otherwise than by ECOUNT of just that? */
static bool disturbs(const Cells *x, const IrOp *o)
{
    const uint16_t *list;
    if (o->op == UOP_ENVP)
        return true;
    if (o->op == UOP_CALL) /* all state, or none, is put and read again; a list has no counters in it */
        return ir_call_reads(x->u, o, &list) == IR_SLOTS_LIST || ir_call_writes(x->u, o, &list) == IR_SLOTS_LIST;
    if (o->op != UOP_ELD && o->op != UOP_EST && o->op != UOP_ECOUNT)
        return false;
    if (o->op == UOP_ECOUNT && find_cell(x->off, x->n, o->imm) >= 0)
        return false;
    for (unsigned i = 0; i < x->n; i++)
        if (o->imm > x->off[i] - 16 && o->imm < x->off[i] + 8)
            return true;
    return false;
}

static bool disturbed(const Cells *x)
{
    const IrEnv *env = x->u->env;
    for (uint32_t b = 0; b < x->u->nblocks; b++)
        IR_FOR_OPS(x->u, b, r)
    if (disturbs(x, &x->u->ops[r]))
        return true;
    for (unsigned s = 0; s < env->nslots; s++) /* a cell that is a slot already */
        for (unsigned i = 0; i < x->n; i++)
            if (env->slots[s].type != IR_VOID && env->slots[s].offset > x->off[i] - 16 &&
                env->slots[s].offset < x->off[i] + 8)
                return true;
    return false;
}

static IrRef new_before(IrUnit *u, IrRef at, UopId op, IrType type)
{
    IrRef r = ir_new_op(u, op, type);
    u->ops[r].insn = u->ops[at].insn;
    u->ops[r].origin = u->ops[at].origin;
    ir_insert_before(u, at, r);
    return r;
}

static void rewrite(IrUnit *u, IrRef r, unsigned slot)
{
    IrRef was = new_before(u, r, UOP_GET, IR_I64);
    u->ops[was].imm = slot;
    IrRef sum = new_before(u, r, UOP_ADD, IR_I64);
    u->ops[sum].a = was;
    u->ops[sum].b = u->ops[r].a;
    IrRef put = new_before(u, r, UOP_PUT, IR_I64);
    u->ops[put].a = sum;
    u->ops[put].imm = slot;
    ir_remove(u, r, 'Q');
}

void opt_cell(IrUnit *u)
{
    Cells x = {.u = u};
    const IrCfg *c = ir_cfg_get(u);
    if (!c->loops)
        return;
    for (unsigned i = 0; i < opt_npasses; i++)
        if (opt_passes[i].run_arg) /* a plugin's: it may add helpers, which the unit would not see */
            return;
    opt_cycles(u, &x.l);
    opt_natural_loops(&x.l);
    find_outer(&x);
    choose(&x);
    if (!x.n || disturbed(&x))
        return;
    unsigned first = u->env->nslots;
    for (unsigned i = 0; i < x.n; i++)
        ir_slot_add(u, x.off[i]);
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS_SAFE(u, b, r, next)
        {
            int i = u->ops[r].op == UOP_ECOUNT ? find_cell(x.off, x.n, u->ops[r].imm) : -1;
            if (i >= 0)
                rewrite(u, r, first + (unsigned)i);
        }
}
