/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluation of units on random states. See passcheck.h. */
#include "engine/exec/passcheck.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <xmmintrin.h>

#include "engine/base/err.h"
#include "engine/exec/thread.h"
#include "ppc/trans/helper.h"
#include "tcg/ir/eval.h"
#include "tcg/ir/join.h"
#include "tcg/ir/text.h"

enum { ROUNDS = 4, MAX_STEPS = 4000, CELLS_NBYTES = 1 << 20, ENV_NBYTES = PPC_CPU_SCOREBOARD + CELLS_NBYTES };

static uint8_t *the_env; /* the state block of all evaluations, under tb_lock */

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdull;
    x ^= x >> 29;
    x *= 0xc4ceb9fe1a85ec53ull;
    return x ^ x >> 32;
}

/* Memory of one evaluation: bytes follow from their address until they are stored to. */
typedef struct Memory {
    uint64_t seed, stores; /* stores: a hash of all of them, in order */
    GHashTable *bytes;
    GHashTable *pages; /* plugins' memory: page number -> its bytes, and some behind them */
} Memory;

static bool load(void *ctx, uint64_t addr, unsigned nbytes, void *out)
{
    Memory *m = ctx;
    for (unsigned i = 0; i < nbytes; i++) {
        gpointer v;
        uint32_t a = (uint32_t)(addr + i);
        bool stored = g_hash_table_lookup_extended(m->bytes, GUINT_TO_POINTER(a), NULL, &v);
        ((uint8_t *)out)[i] = stored ? (uint8_t)GPOINTER_TO_UINT(v) : (uint8_t)mix(m->seed ^ a);
    }
    return true;
}

static bool store(void *ctx, uint64_t addr, unsigned nbytes, const void *data)
{
    Memory *m = ctx;
    for (unsigned i = 0; i < nbytes; i++) {
        uint8_t v = ((const uint8_t *)data)[i];
        g_hash_table_insert(m->bytes, GUINT_TO_POINTER((uint32_t)(addr + i)), GUINT_TO_POINTER(v));
        m->stores = mix(m->stores ^ (addr + i) << 8 ^ v);
    }
    return true;
}

enum { PAGE = 4096, BEHIND = 16 };

static uint8_t *page_of(const Memory *m, uint64_t number)
{
    uint8_t *p = g_hash_table_lookup(m->pages, (gpointer)(uintptr_t)number);
    if (p)
        return p;
    p = g_malloc(PAGE + BEHIND);
    for (unsigned i = 0; i < PAGE + BEHIND; i += 8) {
        uint64_t v = mix(m->seed ^ (number * PAGE + i));
        memcpy(p + i, &v, 8);
    }
    g_hash_table_insert(m->pages, (gpointer)(uintptr_t)number, p);
    return p;
}

/* Cells are where they are; any other host pointer is made up, or a plugin's: it is not followed. */
static void *host(void *ctx, uint64_t ptr, unsigned nbytes)
{
    if (ptr - (uintptr_t)the_env <= ENV_NBYTES - nbytes)
        return (void *)(uintptr_t)ptr; /* NOLINT: that is what it is */
    return page_of(ctx, ptr / PAGE) + ptr % PAGE;
}

static bool same_pages(const Memory *a, const Memory *b)
{
    GHashTableIter it;
    gpointer number, bytes;
    for (int k = 0; k < 2; k++) {
        const Memory *from = k ? b : a, *other = k ? a : b;
        g_hash_table_iter_init(&it, from->pages);
        while (g_hash_table_iter_next(&it, &number, &bytes))
            if (memcmp(bytes, page_of(other, (uintptr_t)number), PAGE + BEHIND) != 0)
                return false;
    }
    return true;
}

/* What helpers are replaced by: they return something and do nothing. Only the first kind is called with the state. */
static uint64_t made_up(void)
{
    return 0x00000000600d5eedull;
}
static double made_up_double(void)
{
    return 1.5;
}
static float made_up_float(void)
{
    return 2.5f;
}

/* The unit's environment with such helpers. Under tb_lock. */
static const IrEnv *quiet_env(const IrEnv *env)
{
    static IrEnv quiet;
    static IrHelper *helpers;
    if (quiet.nhelpers == env->nhelpers) {
        quiet.slots = env->slots; /* a unit may have its own */
        quiet.nslots = env->nslots;
        return &quiet;
    }
    helpers = g_realloc(helpers, env->nhelpers * sizeof *helpers);
    for (unsigned i = 0; i < env->nhelpers; i++) {
        helpers[i] = env->helpers[i];
        if (!(helpers[i].flags & IR_H_CONST) || i >= HLP_COUNT) /* plugins' may follow pointers */
            helpers[i].fn = helpers[i].ret == IR_F64   ? (void *)made_up_double
                            : helpers[i].ret == IR_F32 ? (void *)made_up_float
                                                       : (void *)made_up;
    }
    quiet = *env;
    quiet.helpers = helpers;
    return &quiet;
}

static bool uses_cell(const IrOp *o)
{
    return o->op == UOP_ELD || o->op == UOP_EST || o->op == UOP_ECOUNT || o->op == UOP_ENVP;
}

static bool can_check(const IrUnit *u)
{
    for (uint32_t r = 1; r < u->nops; r++) {
        const IrOp *o = ir_op(u, r);
        if (uses_cell(o) && o->imm > ENV_NBYTES - ENV_BIAS - 16)
            return false;
    }
    return exec_self != NULL;
}

IrUnit *passcheck_keep(IrUnit *u)
{
    if (!can_check(u))
        return NULL;
    IrUnit *copy = ir_unit_new(u->arena, u->env, u->pc, u->flags);
    ir_unit_append(copy, u);
    return copy;
}

typedef struct Result {
    uint8_t *env; /* what the_env was at the end */
    Memory mem;
    IrEvalEnd end;
    bool finished;
} Result;

/* Slots get random values, and so do, every second time, the plugins' cells that the unit uses; everything else is as
 * in the thread's own state. */
static void random_state(const IrUnit *u, uint8_t *env, uint64_t seed)
{
    memcpy(env, exec_self->cpu, sizeof(PpcCpu));
    /* nothing traps here */
    PpcFpMode *fp = &((PpcCpu *)env)->fp_mode;
    fp->csr[0] |= _MM_MASK_MASK;
    fp->csr[1] |= _MM_MASK_MASK;
    fp->clean |= _MM_MASK_MASK;
    fp->base |= _MM_MASK_MASK;
    memset(env + PPC_CPU_SCOREBOARD, 0, CELLS_NBYTES);
    for (unsigned i = 0; i < u->env->nslots; i++) {
        const IrSlotDesc *s = &u->env->slots[i];
        uint64_t v[2] = {mix(seed + i), mix(seed * 3 + i)};
        if (i % 3 == seed % 3) /* small numbers, for branches that compare with them */
            v[0] &= 3;
        if (s->name && s->type && i != u->env->pc_slot)
            memcpy(env + ENV_BIAS + s->offset, v, ir_type_size[s->type]);
    }
    for (uint32_t r = 1; seed & 1 && r < u->nops; r++) {
        const IrOp *o = ir_op(u, r);
        uint64_t v = mix(seed ^ (uint64_t)o->imm * 5) >> (seed >> 1 & 1 ? 0 : 56);
        if (uses_cell(o) && !o->dead && o->imm >= PPC_CPU_SCOREBOARD - ENV_BIAS)
            memcpy(env + ENV_BIAS + o->imm, &v, 8);
    }
}

static void evaluate(const IrUnit *start, IrUnit *u, Result *r, uint64_t seed)
{
    const IrEnv *real = u->env;
    unsigned mxcsr = _mm_getcsr();
    _mm_setcsr((mxcsr | _MM_MASK_MASK) & ~_MM_EXCEPT_MASK); /* the guest's may trap */
    r->mem = (Memory){
        .seed = seed, .bytes = g_hash_table_new(NULL, NULL), .pages = g_hash_table_new_full(NULL, NULL, NULL, g_free)};
    const IrEvalMem mem = {.load = load, .store = store, .ctx = &r->mem, .host = host};
    random_state(start, the_env, seed);
    ir_compute_preds(u);
    u->env = quiet_env(real);
    r->finished = ir_eval_unit(u, the_env + ENV_BIAS, &mem, MAX_STEPS, &r->end);
    memcpy(r->env, the_env, ENV_NBYTES);
    u->env = real;
    _mm_setcsr(mxcsr);
    g_hash_table_destroy(r->mem.bytes);
}

static const char *difference(const IrUnit *u, const Result *a, const Result *b)
{
    if (a->end.op != b->end.op || a->end.sub != b->end.sub || a->end.pc != b->end.pc)
        return "it leaves another way";
    if (a->mem.stores != b->mem.stores)
        return "it makes other stores";
    if (!same_pages(&a->mem, &b->mem))
        return "a plugin's memory";
    for (unsigned i = 0; i < u->env->nslots; i++) {
        const IrSlotDesc *s = &u->env->slots[i];
        if (s->name && s->type &&
            memcmp(a->env + ENV_BIAS + s->offset, b->env + ENV_BIAS + s->offset, ir_type_size[s->type]))
            return s->name;
    }
    return memcmp(a->env + PPC_CPU_SCOREBOARD, b->env + PPC_CPU_SCOREBOARD, CELLS_NBYTES) ? "a plugin's cell" : NULL;
}

void passcheck(IrUnit *before, IrUnit *u)
{
    static Result a, b; /* under tb_lock */
    if (!a.env) {
        the_env = g_malloc(ENV_NBYTES);
        a.env = g_malloc(ENV_NBYTES);
        b.env = g_malloc(ENV_NBYTES);
    }
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t seed = mix(u->pc * ROUNDS + i + 1);
        const char *what = NULL;
        evaluate(before, before, &a, seed);
        if (a.finished) {
            evaluate(before, u, &b, seed);
            what = b.finished ? difference(u, &a, &b) : "it does not end";
            g_hash_table_destroy(b.mem.pages);
        }
        g_hash_table_destroy(a.mem.pages);
        if (!what)
            continue;
        ir_print(stderr, before, IR_T_INSNS);
        ir_print(stderr, u, IR_T_INSNS | IR_T_REMOVED);
        die("the optimised unit at 0x%llx differs on random state %u: %s", (unsigned long long)u->pc, i, what);
    }
}
