/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The intermediate representation: storage and iteration.
 *
 * A unit is a control-flow graph of blocks; a block is a doubly linked list of
 * micro-ops that ends in exactly one END op. An op's result is a
 * single-assignment temp, named by the op itself: an IrRef is the index of the
 * op in IrUnit.ops. Refs stay valid for the life of the unit: removing an op
 * unlinks it and notes which pass did it, so that listings can show what became
 * of every micro-op. Constants are interned ops outside all blocks.
 *
 * Guest state is reached only through GET and PUT of numbered slots; the table
 * of slots (name, type, env offset) comes from the guest side (IrSlotDesc), the
 * IR knows no guest.
 *
 * What the guest can observe, and where (the contract every pass keeps):
 *   - At an op that may fault or leave (ir_may_leave) the guest state must be
 *     recoverable: each slot's value is the one in the state block overlaid by
 *     the op's snapshot (slot -> ref). A unit fresh from the translator has no
 *     snapshots: every PUT is in place. A pass that moves or deletes a PUT past
 *     such an op adds the pending pair to the op's snapshot.
 *   - At END ops that leave the unit (EXIT, EXITI, LEAVE) and at plain helper
 *     calls every slot is in the state block.
 *   - Guest stores, plain calls and HOST ops keep their order. Loads may be
 *     merged or forwarded within a unit, never moved across FENCE or CAS, and a
 *     load is deleted only if an access to the same bytes has already succeeded.
 *   - i32 temps in registers have undefined upper halves unless the back end
 *     says otherwise; ZEXT32 and SEXT32 are the only bridges up.
 *
 * Ownership: all memory of a unit comes from its arena. Thread: one at a time.
 */
#ifndef ENGRAFT_TCG_IR_H
#define ENGRAFT_TCG_IR_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"

typedef uint32_t IrRef; /* index into IrUnit.ops; IR_NONE = no value */
enum { IR_NONE = 0 };

typedef enum IrType { IR_VOID, IR_I32, IR_I64, IR_F32, IR_F64, IR_V128, IR_NTYPES } IrType;

typedef enum UopId {
#define U(id, name, sig, effect, props) UOP_##id,
#include "tcg/ir/uop.def"
#undef U
    UOP_COUNT
} UopId;

typedef enum IrEffect {
    IR_E_PURE,
    IR_E_GET,
    IR_E_PUT,
    IR_E_LOAD,
    IR_E_STORE,
    IR_E_CALL,
    IR_E_HOST,
    IR_E_END,
    IR_E_MARK
} IrEffect;

/* Conditions. Pairs differ in bit 0, so that cond ^ 1 negates an integer condition. */
typedef enum IrCond {
    IR_EQ,
    IR_NE,
    IR_LTS,
    IR_GES,
    IR_GTS,
    IR_LES, /* signed */
    IR_LTU,
    IR_GEU,
    IR_GTU,
    IR_LEU, /* unsigned */
    IR_TSTZ,
    IR_TSTNZ, /* (a & b) == 0, (a & b) != 0 */
    IR_FLT,
    IR_FGT,
    IR_FEQ,
    IR_FUN, /* ordered less, greater, equal; unordered. No negation by ^ 1. */
    IR_FUE, /* unordered or equal */
    IR_NCOND
} IrCond;
_Static_assert((IR_EQ ^ 1) == IR_NE && (IR_LTS ^ 1) == IR_GES && (IR_GTS ^ 1) == IR_LES, "cond ^ 1 negates");
_Static_assert((IR_LTU ^ 1) == IR_GEU && (IR_GTU ^ 1) == IR_LEU && (IR_TSTZ ^ 1) == IR_TSTNZ, "cond ^ 1 negates");

/* Memory access in IrOp.sub: log2 of the size in bytes, sign extension, byte order. */
enum {
    IR_M_8 = 0,
    IR_M_16 = 1,
    IR_M_32 = 2,
    IR_M_64 = 3,
    IR_M_128 = 4,
    IR_M_SIZE = 7,
    IR_M_SIGN = 8,   /* sign-extend to the type; otherwise zero-extend */
    IR_M_BE = 16,    /* big-endian in memory; otherwise little-endian */
    IR_M_FRESH = 32, /* LD only: really load, never take the value of an earlier access (load with reservation) */
};

/* IrOp.sub of vector ops: log2 of the lane's bytes, signed or not. */
enum { IR_V_LANE = 3, IR_V_SIGN = 4 };
/* Of VFCMP: ordered equal, less, less or equal; unordered; unordered or equal. */
enum { IR_VF_EQ, IR_VF_LT, IR_VF_LE, IR_VF_UN, IR_VF_UE, IR_VF_COUNT };
/* Of VFROUND: to nearest even, down, up, toward zero. */
enum { IR_VR_NEAREST, IR_VR_DOWN, IR_VR_UP, IR_VR_ZERO, IR_VR_COUNT };

/* IrOp.sub of FENCE. */
enum {
    IR_FENCE_FULL = 0,  /* also orders earlier stores before later loads (sync) */
    IR_FENCE_LIGHT = 1, /* nothing moves or is forwarded across it; a strongly ordered host needs no instruction
                           (lwsync, eieio, isync) */
};

/* IrOp.sub of EXIT and EXITI. */
enum {
    IR_X_POLL = 1,    /* an interrupt check belongs here (backward or indirect) */
    IR_X_CALL = 2,    /* guest call: LR holds the address behind the op's guest instruction */
    IR_X_RETURN = 4,  /* guest return (blr) */
    IR_X_SIDE = 8,    /* EXIT only: an instruction's side path; tells it from an exit of the main line to the same pc */
    IR_X_UNDONE = 16, /* inserted in front of the op's guest instruction: that one is not executed */
};

/* IrOp.sub of LEAVE: why the run loop is entered. The PC slot holds where to go on (or the faulting pc, as said). */
typedef enum IrLeave {
    IR_L_SYSCALL = 1, /* PC slot = pc after sc */
    IR_L_TRAP,        /* PC slot = pc of the trap instruction */
    IR_L_ILLEGAL,     /* PC slot = pc of the instruction; imm = its word */
    IR_L_PRIVILEGED,  /* the same, privileged in user mode */
    IR_L_ICBI,        /* code was invalidated; PC slot = next pc */
    IR_L_INTERP,      /* PC slot = pc of an instruction that the interpreter must execute (one), then go on */
    IR_L_RETRY,       /* PC slot = next pc; the TB flags have changed, look up again */
    IR_L_ALIGN,       /* alignment interrupt; PC slot = pc of the instruction */
    IR_L_FPE,         /* enabled floating-point exception; PC slot = pc of the instruction, detail = FPE_* */
    IR_L_COUNT
} IrLeave;

typedef struct IrSnap IrSnap; /* see below */

/* What a ONCE op calls: fn makes sure itself that it acts once, since several copies of the op may be reached before
 * they are taken out. It may not look at guest state. */
typedef struct IrOnce {
    void (*fn)(void *env, struct IrOnce *once); /* env: the env pointer minus its bias, as helpers get it */
    bool done;                                  /* set by fn */
} IrOnce;

typedef struct IrOp {
    uint8_t op;      /* UopId */
    uint8_t type;    /* IrType of the result, or of the value operand of ops without result */
    uint8_t sub;     /* IrCond, IrMem bits, IrExit flags, IrLeave */
    uint8_t dead;    /* 0 = alive; else the letter of the pass that removed it */
    uint16_t origin; /* 0 = guest code; n = plugin number n */
    uint16_t insn;   /* index into IrUnit.insns: the guest instruction this belongs to */
    union {
        struct {
            IrRef a, b, c; /* operands; for '*' ops: a = index into IrUnit.args, b = count */
        };
        IrRef arg[3];
    };
    IrRef subst;         /* of a removed op: what its uses were replaced by, or IR_NONE */
    int64_t imm;         /* constant, slot, displacement, helper, block numbers, pc: see uop.def */
    uint32_t prev, next; /* neighbours in the block, 0 at the ends; removed ops keep prev, so that listings can show
                            where they were */
    uint32_t block;      /* owner; IR_NO_BLOCK for constants and ops not yet placed; removed ops (see dead) keep it */
    uint32_t mark;       /* scratch for passes (use counts, visit marks, numbering) */
    const IrSnap *snap;  /* pending guest state, NULL = none */
} IrOp;

_Static_assert(sizeof(IrOp) <= 64, "an op is at most a cache line");

enum { IR_NO_BLOCK = 0xffffffffu };

/* One pending slot; a snapshot is a chain that ends in NULL. A slot occurs once at most. Immutable, shared between ops.
 */
struct IrSnap {
    const IrSnap *next;
    uint16_t slot;
    uint16_t depth; /* length of the chain */
    IrRef ref;
};

typedef struct IrBlock {
    uint32_t first, last; /* ops; 0 when empty: only blocks that nothing reaches may be, they give no code */
    uint32_t *pred;       /* block numbers, ascending (twice the same for a BRIF with equal targets); valid after
                             ir_compute_preds() */
    uint32_t npred;
    uint32_t freq; /* expected executions per entry of the unit, 16 = once; cold blocks below */
    uint8_t cold;  /* laid out of line */
} IrBlock;

/* A guest instruction of the unit, opaque to the IR. */
typedef struct IrInsn {
    uint64_t pc;   /* guest address */
    uint64_t word; /* its encoding; one of two words: the first in the upper half */
    uint16_t id;   /* row of the guest's instruction table */
    uint8_t nbytes;
} IrInsn;

/* A state slot. */
typedef struct IrSlotDesc {
    const char *name;
    uint8_t type;   /* IrType */
    int32_t offset; /* bytes from the env pointer */
} IrSlotDesc;

/* Helper effect flags. The talk's names: plain = neither PURE nor CONST. */
enum {
    IR_H_READS = 1,   /* reads guest state slots, writes none; no other side effect but may fault unless PURE */
    IR_H_PURE = 2,    /* no side effect: deleted when the result is dead; may read guest state */
    IR_H_CONST = 4,   /* pure and reads no guest state */
    IR_H_NOFAULT = 8, /* never faults and never leaves (implied by PURE and CONST) */
    IR_H_COLD = 16,   /* rarely executed */
    IR_H_SLOTS =
        32, /* touches only the slots in .reads and .writes, no guest memory, no other side effect on the guest */
    IR_H_FPENV = 64, /* may change how later floating-point ops round, or clear the flags that earlier ones left */
};

/* CALL's sub. */
enum { IR_C_IF = 1 };

enum { IR_MAX_ARGS = 6 };

/* A C function that generated code may call. The first C argument is always the env pointer (CpuState *), unless CONST.
 */
typedef struct IrHelper {
    const char *name;
    void *fn;
    uint8_t flags;             /* IR_H_* */
    uint8_t ret;               /* IrType */
    uint8_t nargs;             /* without the env pointer */
    uint8_t args[IR_MAX_ARGS]; /* IrType */
    const uint16_t *reads;     /* slots, 0xffff-terminated, with IR_H_SLOTS; NULL = none */
    const uint16_t *writes;
} IrHelper;

/* What a unit needs to know of the guest; constant for the life of the process. */
typedef struct IrEnv {
    const IrSlotDesc *slots;
    unsigned nslots;
    unsigned pc_slot;        /* the slot that holds the guest pc */
    const IrHelper *helpers; /* growing table; index = imm of CALL */
    unsigned nhelpers;
    bool guest64;     /* guest addresses are i64 */
    int32_t env_bias; /* helpers get the env pointer minus this */
    const char *(*insn_text)(const IrInsn *insn, char *buf, unsigned nbytes); /* for listings; may be NULL */
} IrEnv;

typedef struct IrUnit {
    Arena *arena;
    const IrEnv *env;
    IrOp *ops; /* ops[0] is unused */
    uint32_t nops, ops_cap;
    IrBlock *blocks; /* blocks[0] is the entry; array order = layout order unless cold */
    uint32_t nblocks, blocks_cap;
    IrRef *args; /* pool for '*' ops */
    uint32_t nargs, args_cap;
    uint64_t (*v128)[2]; /* pool of v128 constants, memory order of the host */
    uint32_t nv128, v128_cap;
    IrInsn *insns;
    uint32_t ninsns, insns_cap;
    uint32_t const_hash[64]; /* heads of the constant chains (linked by IrOp.next) */
    struct IrCfg *cfg;       /* kept by ir_cfg_get(); NULL = control flow has changed */
    uint64_t pc;             /* guest address of the entry */
    uint32_t flags;          /* TB flags the unit was translated under */
    void *plugin;            /* the instrumentation layer's record of this TB, or NULL */
} IrUnit;

/* One row of uop.def. */
typedef struct UopInfo {
    const char *name;
    const char *sig;
    const char *props;
    uint8_t effect;  /* IrEffect */
    uint8_t nargs;   /* operands in a, b, c; IR_ARGS_POOL for '*' */
    uint8_t facts;   /* UOP_F_* */
    bool has_result; /* CALL: unless its type is IR_VOID, see ir_has_result() */
} UopInfo;
enum { IR_ARGS_POOL = 255 };
enum {
    UOP_F_T = 1,        /* the row has a T */
    UOP_F_A = 2,        /* the row has an A */
    UOP_F_COMMUTES = 4, /* operands a and b may be exchanged */
};
extern const UopInfo uop_info[UOP_COUNT];
extern const char *const ir_type_name[IR_NTYPES];   /* "void" "i32" ... */
extern const char *const ir_cond_name[IR_NCOND];    /* "eq" "ne" "lts" ... */
extern const char *const ir_vf_name[IR_VF_COUNT];   /* "eq" "lt" ... */
extern const char *const ir_vr_name[IR_VR_COUNT];   /* "nearest" "down" ... */
extern const uint8_t ir_type_size[IR_NTYPES];       /* bytes */
extern const char *const ir_leave_name[IR_L_COUNT]; /* "syscall" "trap" ...; [0] unused */
static inline bool ir_is_int(IrType t)
{
    return t == IR_I32 || t == IR_I64;
}
static inline bool ir_is_float(IrType t)
{
    return t == IR_F32 || t == IR_F64;
}
/* All ones in the width of an integer type. */
static inline uint64_t ir_type_mask(IrType t)
{
    return t == IR_I32 ? 0xffffffffu : ~0ull;
}

/* Makes an empty unit in arena: no blocks, no ops. */
IrUnit *ir_unit_new(Arena *arena, const IrEnv *env, uint64_t pc, uint32_t flags);
/* Adds an empty block, returns its number. */
uint32_t ir_block_new(IrUnit *u);
/* Makes room for n empty blocks numbered at, at + 1, ...: those from `at` on move up, and branches with them. For units
 * without PHIs. */
void ir_blocks_insert(IrUnit *u, uint32_t at, uint32_t n);
/* The ops of a block from r on go to block `to`, which is empty and takes the block's coldness and frequency; the rest
 * has no END op then. */
void ir_block_split(IrUnit *u, IrRef r, uint32_t to);
/* Adds a guest instruction, returns its index. */
uint32_t ir_insn_add(IrUnit *u, uint64_t pc, uint64_t word, uint16_t id, uint8_t nbytes);

static inline IrOp *ir_op(const IrUnit *u, IrRef r)
{
    return &u->ops[r];
}

/* Interned constant; imm is truncated (zero-extended from 32 bits) for i32 and f32. */
IrRef ir_const(IrUnit *u, IrType type, int64_t imm);
IrRef ir_const_v128(IrUnit *u, const uint64_t lanes[2]);
static inline bool ir_is_const(const IrUnit *u, IrRef r)
{
    return u->ops[r].op == UOP_CONST;
}
/* True when o makes a value: everything with a result but void calls. */
static inline bool ir_has_result(const IrOp *o)
{
    return uop_info[o->op].has_result && o->type != IR_VOID;
}

/* New op, not yet in a block. Invalidates IrOp pointers (the array may move), never refs. */
/* Bytes of guest code of the first n instructions. */
uint32_t ir_guest_bytes(const IrUnit *u, uint32_t n);

IrRef ir_new_op(IrUnit *u, UopId op, IrType type);
/* Links op r at the end of block / before / after op at (which is in a block). */
void ir_append(IrUnit *u, uint32_t block, IrRef r);
void ir_insert_before(IrUnit *u, IrRef at, IrRef r);
void ir_insert_after(IrUnit *u, IrRef at, IrRef r);
/* Reserves n places in the argument pool, returns the index of the first (for IrOp.a of '*' ops). */
uint32_t ir_args_new(IrUnit *u, unsigned n);
/* Unlinks r on behalf of pass `by` (its letter). Uses must have been replaced before or be dead too. */
void ir_remove(IrUnit *u, IrRef r, char by);
/* Removes r and notes that uses go to `with`; the uses themselves are changed by ir_apply_subst() or by the caller. */
void ir_replace(IrUnit *u, IrRef r, IrRef with, char by);
/* Follows subst links of removed ops to the live value. */
static inline IrRef ir_resolve(const IrUnit *u, IrRef r)
{
    while (u->ops[r].dead && u->ops[r].subst)
        r = u->ops[r].subst;
    return r;
}
/* Rewrites all operands and snapshots of live ops through ir_resolve(). */
void ir_apply_subst(IrUnit *u);

/* Operands, for fixed and '*' ops alike. */
static inline unsigned ir_nargs(const IrUnit *u, const IrOp *o)
{
    (void)u;
    unsigned n = uop_info[o->op].nargs;
    return n == IR_ARGS_POOL ? o->b : n;
}
static inline IrRef ir_arg(const IrUnit *u, const IrOp *o, unsigned i)
{
    return uop_info[o->op].nargs == IR_ARGS_POOL ? u->args[o->a + i] : o->arg[i];
}
static inline void ir_set_arg(IrUnit *u, IrOp *o, unsigned i, IrRef v)
{
    *(uop_info[o->op].nargs == IR_ARGS_POOL ? &u->args[o->a + i] : &o->arg[i]) = v;
}

/* Targets of BR (imm) and BRIF (low and high half of imm). */
static inline uint32_t ir_target(const IrOp *o, unsigned i)
{
    return (uint32_t)((uint64_t)o->imm >> (32 * i));
}
static inline int64_t ir_targets(uint32_t when_true, uint32_t when_false)
{
    return (int64_t)((uint64_t)when_false << 32 | when_true);
}
/* Successor blocks of a block's END op: 0, 1 or 2. */
unsigned ir_succs(const IrUnit *u, uint32_t block, uint32_t out[2]);
/* Fills IrBlock.pred of every block. */
void ir_compute_preds(IrUnit *u);
/* Is the block entered from outside: block 0, or a target of ENTRY? (With predecessors computed.) */
bool ir_is_entry(const IrUnit *u, uint32_t block);
/* Notes that the edge from -> to is gone (the END op has been changed): takes it out of pred and of to's PHIs. */
void ir_edge_removed(IrUnit *u, uint32_t from, uint32_t to);

/* True when op o may fault or leave in the middle of a block, so that guest state must be recoverable at it:
 * LD ST CAS POLL GUARD, and CALL of helpers without NOFAULT/PURE/CONST. */
bool ir_may_leave(const IrUnit *u, const IrOp *o);
/* May a vector op (VADD to VFTOI) have this sub? */
bool ir_vec_sub_ok(UopId op, unsigned sub);
/* True when the op has no side effect and may be deleted once unused (PURE ops, GET, pure helpers). */
bool ir_removable(const IrUnit *u, const IrOp *o);

/* Which state slots a CALL may read or write: with IR_SLOTS_LIST, the 0xffff-terminated *list (never NULL). */
typedef enum IrSlotSet { IR_SLOTS_NONE, IR_SLOTS_LIST, IR_SLOTS_ALL } IrSlotSet;
/* Gives the unit a state slot of its own, an i64 at that offset from the env pointer, named "count<offset>": its env is
 * then a copy, which sees no helpers that are added later. Returns the slot. */
unsigned ir_slot_add(IrUnit *u, int32_t offset);
IrSlotSet ir_call_reads(const IrUnit *u, const IrOp *o, const uint16_t **list);
IrSlotSet ir_call_writes(const IrUnit *u, const IrOp *o, const uint16_t **list);
/* True when the CALL may write guest memory or touch other state of the guest: plain helpers. */
bool ir_call_plain(const IrUnit *u, const IrOp *o);

/* Snapshots. find: the entry of slot or NULL. with: chain plus (slot, ref), replacing an entry of slot. without: chain
 * less slot. */
const IrSnap *ir_snap_find(const IrSnap *s, unsigned slot);
const IrSnap *ir_snap_with(IrUnit *u, const IrSnap *s, unsigned slot, IrRef ref);
const IrSnap *ir_snap_without(IrUnit *u, const IrSnap *s, unsigned slot);

#define IR_FOR_OPS(u, blk, r) for (IrRef r = (u)->blocks[blk].first; r; r = (u)->ops[r].next)
/* The same when the body may remove or replace op r. */
#define IR_FOR_OPS_SAFE(u, blk, r, nx)                                                                                 \
    for (IrRef r = (u)->blocks[blk].first, nx = r ? (u)->ops[r].next : 0; r; r = nx, nx = r ? (u)->ops[r].next : 0)

#endif
