/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storage of the IR: units, ops, interned constants, block lists, snapshots,
 * and the questions about effects that passes ask.
 *
 * Arrays grow by doubling inside the unit's arena; the old copy is left behind
 * until the arena is reset, so growing costs no more than twice the final size.
 */
#include "tcg/ir/ir.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/err.h"

/* Letter i of a signature or property string, 0 behind its end. */
#define LETTER(s, i)     ((s)[sizeof(s) > (i) + 1 ? (i) : sizeof(s) - 1])
#define SIG_HAS(s, c)    (LETTER(s, 0) == (c) || LETTER(s, 2) == (c) || LETTER(s, 3) == (c) || LETTER(s, 4) == (c))
#define PROPS_HAVE(s, c) (LETTER(s, 1) == (c) || LETTER(s, 2) == (c) || LETTER(s, 3) == (c))
#define FACTS(sig, props)                                                                                              \
    ((SIG_HAS(sig, 'T') ? UOP_F_T : 0) | (SIG_HAS(sig, 'A') ? UOP_F_A : 0) |                                           \
     (PROPS_HAVE(props, 'c') ? UOP_F_COMMUTES : 0))
#define SIG_NARGS(sig) ((sig)[2] == '*' ? IR_ARGS_POOL : sizeof(sig) - 3)

const UopInfo uop_info[UOP_COUNT] = {
#define U(id, name, sig, effect, props)                                                                                \
    [UOP_##id] = {name, sig, props, IR_E_##effect, SIG_NARGS(sig), FACTS(sig, props), sig[0] != '-'},
#include "tcg/ir/uop.def"
#undef U
};

const char *const ir_vf_name[IR_VF_COUNT] = {"eq", "lt", "le", "un", "ue"};
const char *const ir_vr_name[IR_VR_COUNT] = {"nearest", "down", "up", "zero"};
const char *const ir_type_name[IR_NTYPES] = {"void", "i32", "i64", "f32", "f64", "v128"};
const uint8_t ir_type_size[IR_NTYPES] = {0, 4, 8, 4, 8, 16};
const char *const ir_cond_name[IR_NCOND] = {"eq",  "ne",   "lts",   "ges", "gts", "les", "ltu", "geu", "gtu",
                                            "leu", "tstz", "tstnz", "flt", "fgt", "feq", "fun", "fue"};
const char *const ir_leave_name[IR_L_COUNT] = {
    [0] = "none",
    [IR_L_SYSCALL] = "syscall",
    [IR_L_TRAP] = "trap",
    [IR_L_ILLEGAL] = "illegal",
    [IR_L_PRIVILEGED] = "privileged",
    [IR_L_ICBI] = "icbi",
    [IR_L_INTERP] = "interp",
    [IR_L_RETRY] = "retry",
    [IR_L_ALIGN] = "align",
    [IR_L_FPE] = "fpe",
};
_Static_assert(IR_L_COUNT == 10, "a name for each reason");

/* ---- storage ------------------------------------------------------------------------------------------------------
 */

enum { FIRST_OPS = 256, FIRST_BLOCKS = 8, FIRST_ARGS = 32, FIRST_INSNS = 32, FIRST_V128 = 4 };

/* A copy of array p (used elements of size bytes) with room for cap elements. */
static void *regrow(Arena *a, const void *p, uint32_t used, uint32_t cap, size_t size)
{
    void *n = arena_alloc(a, cap * size);
    if (used)
        memcpy(n, p, used * size);
    return n;
}

#define ROOM_FOR(u, arr, used, cap, extra, first)                                                                      \
    do {                                                                                                               \
        if (__builtin_expect((used) + (extra) > (cap), 0)) {                                                           \
            uint32_t want = (cap) ? (cap)*2 : (first);                                                                 \
            while (want < (used) + (extra))                                                                            \
                want *= 2;                                                                                             \
            (arr) = regrow((u)->arena, (arr), (used), want, sizeof *(arr));                                            \
            (cap) = want;                                                                                              \
        }                                                                                                              \
    } while (0)

IrUnit *ir_unit_new(Arena *arena, const IrEnv *env, uint64_t pc, uint32_t flags)
{
    IrUnit *u = ARENA_NEW(arena, IrUnit);
    u->arena = arena;
    u->env = env;
    u->pc = pc;
    u->flags = flags;
    ROOM_FOR(u, u->ops, u->nops, u->ops_cap, 1, FIRST_OPS);
    /* ops[0] stands for "no value"; it is no constant and never alive */
    u->ops[0] = (IrOp){.op = UOP_MARK, .dead = '-', .block = IR_NO_BLOCK};
    u->nops = 1;
    return u;
}

uint32_t ir_block_new(IrUnit *u)
{
    ROOM_FOR(u, u->blocks, u->nblocks, u->blocks_cap, 1, FIRST_BLOCKS);
    u->blocks[u->nblocks] = (IrBlock){.freq = 16};
    u->cfg = NULL;
    return u->nblocks++;
}

void ir_blocks_insert(IrUnit *u, uint32_t at, uint32_t n)
{
    uint32_t old = u->nblocks;
    for (uint32_t i = 0; i < n; i++)
        ir_block_new(u);
    IrBlock fresh = u->blocks[old];
    memmove(&u->blocks[at + n], &u->blocks[at], (old - at) * sizeof fresh);
    for (uint32_t i = 0; i < n; i++)
        u->blocks[at + i] = fresh;
    for (uint32_t r = 1; r < u->nops; r++) {
        IrOp *o = ir_op(u, r);
        if (o->block == IR_NO_BLOCK)
            continue;
        o->block += o->block >= at ? n : 0;
        uint32_t yes = ir_target(o, 0), no = ir_target(o, 1);
        if (o->op == UOP_BR)
            o->imm += yes >= at ? n : 0;
        else if (o->op == UOP_BRIF)
            o->imm = ir_targets(yes + (yes >= at ? n : 0), no + (no >= at ? n : 0));
    }
    u->cfg = NULL;
}

void ir_block_split(IrUnit *u, IrRef r, uint32_t to)
{
    IrOp *o = ir_op(u, r);
    IrBlock *from = &u->blocks[o->block], *tail = &u->blocks[to];
    tail->first = r;
    tail->last = from->last;
    tail->freq = from->freq;
    tail->cold = from->cold;
    from->last = o->prev;
    if (o->prev)
        ir_op(u, o->prev)->next = 0;
    else
        from->first = 0;
    o->prev = 0;
    IR_FOR_OPS(u, to, k)
    ir_op(u, k)->block = to;
    u->cfg = NULL;
}

uint32_t ir_insn_add(IrUnit *u, uint64_t pc, uint64_t word, uint16_t id, uint8_t nbytes)
{
    ROOM_FOR(u, u->insns, u->ninsns, u->insns_cap, 1, FIRST_INSNS);
    u->insns[u->ninsns] = (IrInsn){.pc = pc, .word = word, .id = id, .nbytes = nbytes};
    return u->ninsns++;
}

uint32_t ir_guest_bytes(const IrUnit *u, uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += u->insns[i].nbytes;
    return sum;
}

IrRef ir_new_op(IrUnit *u, UopId op, IrType type)
{
    ROOM_FOR(u, u->ops, u->nops, u->ops_cap, 1, FIRST_OPS);
    u->ops[u->nops] = (IrOp){.op = (uint8_t)op, .type = (uint8_t)type, .block = IR_NO_BLOCK};
    return u->nops++;
}

uint32_t ir_args_new(IrUnit *u, unsigned n)
{
    ROOM_FOR(u, u->args, u->nargs, u->args_cap, n, FIRST_ARGS);
    uint32_t at = u->nargs;
    if (n)
        memset(u->args + at, 0, n * sizeof *u->args);
    u->nargs += n;
    return at;
}

/* ---- constants ----------------------------------------------------------------------------------------------------
 */

static unsigned const_hash(IrType type, uint64_t v)
{
    return (unsigned)((v * 0x9e3779b97f4a7c15u + type) >> 58);
}

IrRef ir_const(IrUnit *u, IrType type, int64_t imm)
{
    if (type == IR_I32 || type == IR_F32)
        imm = (uint32_t)imm;
    uint32_t *head = &u->const_hash[const_hash(type, (uint64_t)imm)];
    for (IrRef r = *head; r; r = u->ops[r].next)
        if (u->ops[r].imm == imm && u->ops[r].type == type)
            return r;
    IrRef r = ir_new_op(u, UOP_CONST, type);
    u->ops[r].imm = imm;
    u->ops[r].next = *head;
    return *head = r;
}

IrRef ir_const_v128(IrUnit *u, const uint64_t lanes[2])
{
    uint32_t i = 0;
    while (i < u->nv128 && (u->v128[i][0] != lanes[0] || u->v128[i][1] != lanes[1]))
        i++;
    if (i == u->nv128) {
        ROOM_FOR(u, u->v128, u->nv128, u->v128_cap, 1, FIRST_V128);
        memcpy(u->v128[u->nv128++], lanes, sizeof u->v128[0]);
    }
    return ir_const(u, IR_V128, i);
}

/* ---- block lists --------------------------------------------------------------------------------------------------
 */

void ir_append(IrUnit *u, uint32_t block, IrRef r)
{
    IrBlock *b = &u->blocks[block];
    IrOp *o = &u->ops[r];
    o->block = block;
    o->prev = b->last;
    o->next = 0;
    if (b->last)
        u->ops[b->last].next = r;
    else
        b->first = r;
    b->last = r;
}

void ir_insert_before(IrUnit *u, IrRef at, IrRef r)
{
    IrOp *o = &u->ops[r], *n = &u->ops[at];
    o->block = n->block;
    o->prev = n->prev;
    o->next = at;
    if (n->prev)
        u->ops[n->prev].next = r;
    else
        u->blocks[n->block].first = r;
    n->prev = r;
}

void ir_insert_after(IrUnit *u, IrRef at, IrRef r)
{
    IrRef next = u->ops[at].next;
    if (next)
        ir_insert_before(u, next, r);
    else
        ir_append(u, u->ops[at].block, r);
}

void ir_remove(IrUnit *u, IrRef r, char by)
{
    IrOp *o = &u->ops[r];
    if (o->op == UOP_CONST || o->dead)
        die("pass %c removes op %u (%s) that is not in a block", by, r, uop_info[o->op].name);
    IrBlock *b = &u->blocks[o->block];
    if (o->prev)
        u->ops[o->prev].next = o->next;
    else
        b->first = o->next;
    if (o->next)
        u->ops[o->next].prev = o->prev;
    else
        b->last = o->prev;
    o->next = 0;
    o->dead = (uint8_t)by;
}

void ir_replace(IrUnit *u, IrRef r, IrRef with, char by)
{
    ir_remove(u, r, by);
    u->ops[r].subst = with;
}

void ir_apply_subst(IrUnit *u)
{
    for (uint32_t blk = 0; blk < u->nblocks; blk++)
        IR_FOR_OPS(u, blk, r)
        {
            IrOp *o = &u->ops[r];
            for (unsigned i = 0, n = ir_nargs(u, o); i < n; i++)
                ir_set_arg(u, o, i, ir_resolve(u, ir_arg(u, o, i)));
            /* Shared chains may be changed in place here: what resolves for one op resolves for all. */
            for (IrSnap *s = (IrSnap *)o->snap; s; s = (IrSnap *)s->next)
                s->ref = ir_resolve(u, s->ref);
        }
}

/* ---- operands -----------------------------------------------------------------------------------------------------
 */

/* ---- control flow -------------------------------------------------------------------------------------------------
 */

unsigned ir_succs(const IrUnit *u, uint32_t block, uint32_t out[2])
{
    IrRef last = u->blocks[block].last;
    const IrOp *o = &u->ops[last];
    if (!last || (o->op != UOP_BR && o->op != UOP_BRIF && o->op != UOP_ENTRY))
        return 0;
    out[0] = ir_target(o, 0);
    if (o->op == UOP_BR)
        return 1;
    out[1] = ir_target(o, 1);
    return 2;
}

void ir_compute_preds(IrUnit *u)
{
    uint32_t s[2], total = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        u->blocks[b].npred = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        for (unsigned i = 0, n = ir_succs(u, b, s); i < n; i++, total++)
            u->blocks[s[i]].npred++;
    uint32_t *pool = arena_alloc(u->arena, (total + 1) * sizeof *pool);
    for (uint32_t b = 0; b < u->nblocks; b++) {
        u->blocks[b].pred = pool;
        pool += u->blocks[b].npred;
        u->blocks[b].npred = 0;
    }
    for (uint32_t b = 0; b < u->nblocks; b++)
        for (unsigned i = 0, n = ir_succs(u, b, s); i < n; i++) {
            IrBlock *t = &u->blocks[s[i]];
            t->pred[t->npred++] = b;
        }
}

void ir_edge_removed(IrUnit *u, uint32_t from, uint32_t to)
{
    IrBlock *b = &u->blocks[to];
    uint32_t k = 0;
    u->cfg = NULL;
    while (k < b->npred && b->pred[k] != from)
        k++;
    if (k == b->npred)
        die("no edge b%u -> b%u", from, to);
    for (uint32_t i = k; i + 1 < b->npred; i++)
        b->pred[i] = b->pred[i + 1];
    b->npred--;
    for (IrRef r = b->first; r && u->ops[r].op == UOP_PHI; r = u->ops[r].next) {
        IrOp *o = &u->ops[r];
        for (uint32_t i = k; i + 1 < o->b; i++)
            u->args[o->a + i] = u->args[o->a + i + 1];
        o->b--;
    }
}

bool ir_is_entry(const IrUnit *u, uint32_t block)
{
    const IrBlock *b = &u->blocks[block];
    if (block == 0)
        return true;
    return b->npred == 1 && u->ops[u->blocks[b->pred[0]].last].op == UOP_ENTRY;
}

/* ---- effects ------------------------------------------------------------------------------------------------------
 */

static const IrHelper *helper_of(const IrUnit *u, const IrOp *o)
{
    return &u->env->helpers[o->imm];
}

bool ir_may_leave(const IrUnit *u, const IrOp *o)
{
    switch (uop_info[o->op].effect) {
    case IR_E_LOAD:
    case IR_E_STORE: return true;
    case IR_E_CALL: return !(helper_of(u, o)->flags & (IR_H_NOFAULT | IR_H_PURE | IR_H_CONST));
    default: return o->op == UOP_POLL || o->op == UOP_GUARD;
    }
}

bool ir_removable(const IrUnit *u, const IrOp *o)
{
    switch (uop_info[o->op].effect) {
    case IR_E_PURE:
    case IR_E_GET: return true;
    case IR_E_CALL: {
        unsigned f = helper_of(u, o)->flags;
        return (f & (IR_H_PURE | IR_H_CONST)) || (f & (IR_H_READS | IR_H_NOFAULT)) == (IR_H_READS | IR_H_NOFAULT);
    }
    default: return false;
    }
}

static const uint16_t no_slots[] = {0xffff};

unsigned ir_slot_add(IrUnit *u, int32_t offset)
{
    const IrEnv *old = u->env;
    unsigned n = old->nslots;
    IrEnv *env = arena_alloc(u->arena, sizeof *env);
    IrSlotDesc *slots = arena_alloc(u->arena, (n + 1) * sizeof *slots);
    char *name = arena_alloc(u->arena, 24);
    memcpy(slots, old->slots, n * sizeof *slots);
    snprintf(name, 24, "count%d", offset);
    slots[n] = (IrSlotDesc){.name = name, .type = IR_I64, .offset = offset};
    *env = *old;
    env->slots = slots;
    env->nslots = n + 1;
    u->env = env;
    return n;
}

IrSlotSet ir_call_reads(const IrUnit *u, const IrOp *o, const uint16_t **list)
{
    const IrHelper *h = helper_of(u, o);
    *list = h->reads ? h->reads : no_slots;
    if (h->flags & IR_H_CONST)
        return IR_SLOTS_NONE;
    if (h->flags & IR_H_SLOTS)
        return IR_SLOTS_LIST;
    return IR_SLOTS_ALL;
}

IrSlotSet ir_call_writes(const IrUnit *u, const IrOp *o, const uint16_t **list)
{
    const IrHelper *h = helper_of(u, o);
    *list = h->writes ? h->writes : no_slots;
    if (h->flags & (IR_H_READS | IR_H_PURE | IR_H_CONST))
        return IR_SLOTS_NONE;
    if (h->flags & IR_H_SLOTS)
        return IR_SLOTS_LIST;
    return IR_SLOTS_ALL;
}

bool ir_call_plain(const IrUnit *u, const IrOp *o)
{
    return !(helper_of(u, o)->flags & (IR_H_READS | IR_H_PURE | IR_H_CONST | IR_H_SLOTS));
}

/* ---- snapshots ----------------------------------------------------------------------------------------------------
 */

const IrSnap *ir_snap_find(const IrSnap *s, unsigned slot)
{
    while (s && s->slot != slot)
        s = s->next;
    return s;
}

static const IrSnap *snap_push(IrUnit *u, const IrSnap *next, unsigned slot, IrRef ref)
{
    IrSnap *s = arena_alloc(u->arena, sizeof *s);
    *s = (IrSnap){next, (uint16_t)slot, (uint16_t)(next ? next->depth + 1 : 1), ref};
    return s;
}

const IrSnap *ir_snap_without(IrUnit *u, const IrSnap *s, unsigned slot)
{
    const IrSnap *hit = ir_snap_find(s, slot);
    if (!hit)
        return s;
    /* the tail behind the entry stays shared, what is in front of it is copied (in reverse: order has no meaning) */
    const IrSnap *out = hit->next;
    for (; s != hit; s = s->next)
        out = snap_push(u, out, s->slot, s->ref);
    return out;
}

const IrSnap *ir_snap_with(IrUnit *u, const IrSnap *s, unsigned slot, IrRef ref)
{
    return snap_push(u, ir_snap_without(u, s, slot), slot, ref);
}
