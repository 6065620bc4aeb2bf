/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Register allocation for a whole unit, done while the code is emitted.
 *
 * live.c numbers the ops in emission order and finds, for each temp, the
 * chain of positions where it is used and the blocks through which it lives.
 * regalloc.c then keeps, at the point of emission, where each live temp is: in
 * a register, in its spill slot, or in a state slot of the guest that holds
 * the same value (its home: it was read from there or put there and nothing
 * has been put since). A register is freed by evicting the temp whose next use
 * is farthest; temps with a valid copy in memory are evicted without a store.
 * At block boundaries the state of the first emitted edge becomes the block's
 * entry state; other edges are made to match by parallel moves.
 *
 * Some slots (pins) have a register of their own between units; inside a unit
 * they are there, in the state block, or both (rapin.c).
 *
 * It knows no micro-op's meaning and no host instruction: it calls the
 * host_emit_* functions below, which a back end provides.
 *
 * Invariants: a temp is in at most one register; a constant is never stored,
 * only loaded again; a temp's spill slot is written once at most per path and
 * not shared while the temp may still be live.
 */
#ifndef ENGRAFT_TCG_REGALLOC_H
#define ENGRAFT_TCG_REGALLOC_H

#include "tcg/host/host.h"
#include "tcg/ir/ir.h"

enum {
    RA_NREGS = 32,
    RA_XMM0 = 16,
    RA_ARG_SLOTS = 2 /* lowest spill slots, for arguments on the stack */,
    RA_BUCKETS = 128,
    RA_MAX_OPND = 64,
    RA_MAX_DEPTH = 3, /* of what is lazy */
    RA_MAX_LEAVES = 27
};
typedef uint16_t RaPins; /* bit n = pin n */
typedef uint32_t RaSet;  /* bit n = register n; 0..15 integer, 16..31 vector */
#define RA_GPRS 0x0000ffffu
#define RA_XMMS 0xffff0000u

enum {
    RA_INMEM = 1, /* the spill slot holds the value */
    RA_HOME = 2,  /* the state slot at home_off holds the value */
    RA_FUSED = 4, /* computed where its only user is emitted */
    RA_DEAD = 8,  /* no code: unused and without effect */
    RA_CONST = 16,
    RA_PAIRED = 32, /* computed together with an op just before it */
    RA_LAZY = 64,   /* only snapshots need it: computed from its operands when one is looked at */
};

typedef struct RaTemp {
    uint32_t use;     /* next entry of its use chain, 0 = none left */
    uint32_t first;   /* the whole chain */
    uint32_t end;     /* last position in emission order where it may be live */
    uint32_t nuses;   /* uses of all kinds, snapshots too */
    uint32_t nsoft;   /* those of them by snapshots and by what is lazy */
    uint32_t global;  /* 1 + number among the temps live across blocks; 0 = within one block */
    uint32_t def;     /* position where it is made; of a PHI that of its block's beginning */
    IrRef phi_hint;   /* a PHI that takes it */
    IrRef web;        /* of the values that share its spill slot: the first; IR_NONE = it has its own */
    IrRef web_next;   /* the next of them, in a ring */
    uint32_t web_end; /* of the first: last position where one of them may be live */
    int32_t home_off;
    int8_t home_pin; /* the pin at home_off, -1 = none */
    uint8_t claim;   /* 1 + the pin it is put to, if it can be made in its register */
    int16_t spill;   /* slot number (8-byte units), -1 = none yet */
    int8_t reg;      /* -1 = none */
    int8_t hint;     /* preferred register, -1 = none */
    uint8_t flags;   /* RA_* */
    uint8_t type;
    uint8_t depth; /* of what is lazy: how deep in the expression of a snapshot, at most */
    bool listed;   /* in Ra.spilled */
    bool warm;     /* of a PHI: something else than snapshots and side exits needs it */
} RaTemp;

typedef struct RaUse {
    uint32_t pos : 31, soft : 1; /* soft: only a snapshot, or a PHI that is not warm: any place will do */
    uint32_t next;
} RaUse;

/* A temp's place at a block's entry. */
typedef struct RaPlace {
    IrRef v;
    int8_t reg;
    uint8_t flags;
    int32_t home_off;
} RaPlace;

typedef struct RaBlock {
    uint64_t *in, *out; /* live temps (bit = global - 1) */
    RaPlace *place;
    uint32_t nplaces;
    uint32_t order; /* number in emission order */
    uint32_t npred; /* from reachable blocks */
    uint32_t start_pos, end_pos;
    uint32_t loop_start, loop_end; /* positions of the innermost loop around it; loop_end 0 = none */
    RaPins pins_in, pins_mem;      /* at the entry */
    uint8_t peak[2]; /* in a loop: integer, vector values of the loop's own that want a register at once, at most */
    bool reach, fixed;
} RaBlock;

/* One move of a parallel move. */
typedef enum RaMoveKind { RA_M_REG, RA_M_SPILL, RA_M_HOME, RA_M_CONST } RaMoveKind;
typedef struct RaMove {
    uint8_t src_kind, dst_kind; /* RaMoveKind; dst REG, SPILL or (from REG) HOME */
    uint8_t type;
    int8_t src_reg, dst_reg;
    int16_t dst_spill;
    int32_t src_off; /* SPILL: slot number; HOME: env offset */
    int32_t dst_off; /* HOME */
    IrRef src_ref;   /* CONST */
    uint8_t scratch; /* of the first move: a vector register that is free during all of them, 0 = none */
} RaMove;

typedef struct RaHome {
    IrRef v;
    int32_t off;
    uint32_t next;
} RaHome;

/* A cell of the state block that has a register of its own between units. */
typedef struct RaPin {
    int32_t off;
    uint16_t slot; /* 0xffff = the cell is no slot */
    uint8_t type;  /* IrType, integer */
    int8_t reg;
    uint32_t use, first; /* positions of its GETs and PUTs, as RaTemp's */
} RaPin;

typedef struct Ra {
    IrUnit *u;
    void *cx;  /* the back end's, handed to host_emit_* */
    RaTemp *t; /* by IrRef */
    RaUse *uses;
    uint32_t nuses, uses_cap;
    RaBlock *blocks;
    uint32_t *order;       /* blocks in emission order */
    uint32_t norder, nhot; /* the first nhot are hot */
    uint32_t nglobal, nwords;
    uint32_t *call_pos; /* positions of calls, ascending */
    uint32_t ncalls, next_call;

    IrRef reg[RA_NREGS];
    RaSet allocatable, callee_saved;
    RaSet preferred;    /* shorter encodings */
    RaSet busy, pinned; /* busy: bound to a temp, or held by a pin */
    RaPin pin[HOST_MAX_PINS];
    unsigned npins;
    RaPins pins_in, pins_mem; /* the register has the value; the state block has it */
    RaSet held, pin_regs;     /* registers of pins_in; of all pins */
    IrRef opnd[RA_MAX_OPND];  /* temps touched by the current op */
    unsigned nopnd;
    uint32_t pos, block;
    uint32_t bucket[RA_BUCKETS];
    RaHome *home;
    uint32_t nhomes, homes_cap;
    uint64_t spill_used[HOST_SPILL_BYTES / 8 / 64];
    IrRef *spilled; /* temps that have a slot */
    uint32_t nspilled, spilled_cap;
    IrRef *webs; /* the first of each web */
    uint32_t nwebs, webs_cap;
    uint32_t seed; /* non-zero: random choices */
    bool too_big;
} Ra;

/* -- what the back end provides ---------------------------------------------------------------- */
void host_emit_move(void *cx, IrType t, int dst, int src);
void host_emit_swap(void *cx, int a, int b);
void host_emit_load(void *cx, IrType t, int dst, RaMoveKind kind, int32_t off, IrRef ref); /* SPILL, HOME, CONST */
void host_emit_spill(void *cx, IrType t, int slot, int src);
/* Stores constant ref to a slot; scratch: a vector register that may be used, 0 = none. */
void host_emit_spill_const(void *cx, IrType t, int slot, IrRef ref, int scratch);
/* Stores to the state block at off. */
void host_emit_home(void *cx, IrType t, int32_t off, int src);
/* Pushes 8 bytes: word `word` of constant ref, spill slot off or the state block at off; depth = words pushed so far.
 */
void host_emit_push(void *cx, RaMoveKind kind, int32_t off, IrRef ref, unsigned word, unsigned depth);
/* Pops a value of type t into a register or slot; depth = words on the stack after it. */
void host_emit_pop(void *cx, IrType t, RaMoveKind kind, int reg, int slot, unsigned depth);
/* Marks operands of op r that are computed with it (RA_FUSED), or r itself (RA_PAIRED). Called in reverse order, use
 * counts complete, use chains complete for what comes after r. */
void host_fuse(Ra *ra, IrRef r);
/* True when op o clobbers the caller-saved registers. */
bool host_is_call(const IrUnit *u, const IrOp *o);
/* Register hints for operands of op r (fixed registers of the host). */
void host_hints(Ra *ra, IrRef r);

/* -- order.c ----------------------------------------------------------------------------------- */
/* Fills order, norder, nhot, and of the blocks order, npred and reach. */
void ra_order_blocks(Ra *ra);

/* -- live.c ------------------------------------------------------------------------------------ */
/* Numbers, use chains, liveness. ra->u, cx set; all else zero. */
void ra_analyse(Ra *ra);
/* The values that a snapshot keeps for v: those that v is computed from when it is lazy. out has room for
 * RA_MAX_LEAVES; returns their number. */
unsigned ra_leaves(const Ra *ra, IrRef v, IrRef *out);
/* True when v is needed after the current op. */
bool ra_alive(Ra *ra, IrRef v);
/* True when v is needed by the current op or after it. */
bool ra_needed(Ra *ra, IrRef v);
/* Position of the first use of v in [from, to] that wants it in a register, 0 = none. */
uint32_t ra_hard_use(const Ra *ra, IrRef v, uint32_t from, uint32_t to);
static inline bool ra_bit(const uint64_t *set, uint32_t n)
{
    return set[n >> 6] >> (n & 63) & 1;
}
/* Argument of PHI p for the edge from block `from`. */
IrRef ra_phi_arg(const IrUnit *u, const IrOp *p, uint32_t from);

/* -- regalloc.c: during one op ----------------------------------------------------------------- */
void ra_begin_op(Ra *ra, uint32_t pos);
/* Releases what died at this op; snap = its snapshot. */
void ra_end_op(Ra *ra, const IrSnap *snap);
/* v in some register of allowed; stays there until the end of the op. */
int ra_use_in(Ra *ra, IrRef v, RaSet allowed);
int ra_use(Ra *ra, IrRef v);
/* Scratch register for this op. */
int ra_tmp_in(Ra *ra, RaSet allowed);
int ra_tmp(Ra *ra);
int ra_tmp_xmm(Ra *ra);
/* A register for result v: fresh (differs from all operands), or one that an operand leaves at this op. */
int ra_def_fresh(Ra *ra, IrRef v);
int ra_def(Ra *ra, IrRef v);
/* Result register that already holds the value of a. */
int ra_def_over(Ra *ra, IrRef v, IrRef a);
/* Result in a given register (which must be free: ra_take() first). */
void ra_def_at(Ra *ra, IrRef v, int reg);
/* Makes registers free for fixed use by this op: temps in them that are needed move elsewhere. Pins them. */
void ra_take(Ra *ra, RaSet set);
/* v in register reg, which the op will overwrite: v is copied when it is needed later. Pins reg. Fixed operands come
 * before others. */
void ra_use_at(Ra *ra, IrRef v, int reg);
/* Takes over the register and name of a for v without code when a dies here; false when it cannot. */
bool ra_rename(Ra *ra, IrRef v, IrRef a);
/* Is v only in memory (spill slot or home), and where? off: slot number or env offset. */
bool ra_mem(Ra *ra, IrRef v, RaMoveKind *kind, int32_t *off);
/* Gives v a copy in its spill slot. */
void ra_force_memory(Ra *ra, IrRef v);

/* Homes. A range of the state block is about to be written: temps that have their only copy there are saved. */
void ra_home_clobber(Ra *ra, int32_t off, unsigned nbytes);
void ra_home_clobber_all(Ra *ra);
void ra_home_set(Ra *ra, IrRef v, int32_t off);
/* Temps with another copy give up their home at off. */
void ra_home_forget(Ra *ra, int32_t off);
/* The first of a list (RaHome.next) that has all with home off, among others. */
uint32_t ra_home_list(const Ra *ra, int32_t off);

/* Before a call: temps needed afterwards leave the registers of `clobbered` or get a copy in memory (they stay readable
 * until ra_forget). After the arguments are in place: forgets what these registers held. */
void ra_save_for_call(Ra *ra, RaSet clobbered);
void ra_forget(Ra *ra, RaSet clobbered);
/* Where v can be read from, as source of a move. */
void ra_move_src(Ra *ra, RaMove *m, IrRef v);
void ra_parallel(Ra *ra, RaMove *m, unsigned n);

/* -- regalloc.c: blocks ------------------------------------------------------------------------ */
void ra_begin_block(Ra *ra, uint32_t block);
/* Moves for the edge from the current block (at its END op) to block `to`; fixes the entry state of `to` when it is the
 * first. */
unsigned ra_edge(Ra *ra, uint32_t to, RaMove **moves);

/* -- rapin.c ----------------------------------------------------------------------------------- */
/* The pin at env offset off, or whose register is r; -1 = none. */
int ra_pin_at(const Ra *ra, int64_t off);
int ra_pin_of_reg(const Ra *ra, int r);
RaPins ra_pins_of_regs(const Ra *ra, RaSet regs);
/* The register that v can be read from because its home is a pin that is in; -1 = none. */
int ra_home_reg(const Ra *ra, IrRef v);
void ra_pins_set(Ra *ra, RaPins in, RaPins mem);
/* Those of the set that are in get a copy in the state block; out: and leave their registers. */
void ra_pins_sync(Ra *ra, RaPins set);
void ra_pins_out(Ra *ra, RaPins set);
/* The state block's copies have been written by somebody else. */
void ra_pins_written(Ra *ra, RaPins set);
/* At the unit's end: all to their registers. */
void ra_pins_in_all(Ra *ra);
/* The pin's register for v, the result of the current op, that is put to the pin later; -1 = not now. dying: operands
 * that have been fetched may be overwritten; over: the register shall hold this operand, which dies, already. */
int ra_pin_claim(Ra *ra, IrRef v, bool dying, IrRef over);
/* May v be made in its pin's register? */
bool ra_pin_would_claim(Ra *ra, IrRef v);
/* Pin p := v. */
void ra_pin_put(Ra *ra, unsigned p, IrRef v);
/* Is a PUT better made to the state block? */
bool ra_pin_stays_out(const Ra *ra, unsigned p);
/* As next_use() of a temp. */
uint32_t ra_pin_distance(Ra *ra, unsigned p);
/* Those of the pins that stay in their registers in the loop of this head, room of them at most. */
RaPins ra_pins_for_loop(const Ra *ra, const RaBlock *head, int room);
/* Moves that bring the pins where block `to` wants them; returns their number. */
unsigned ra_pin_moves(const Ra *ra, const RaBlock *to, RaMove *m);
/* A backward scan over a block's ops: which values are put to which pin, with nothing in between that needs the old
 * one.
 */
typedef struct RaPinScan {
    IrRef value[HOST_MAX_PINS];
} RaPinScan;
void ra_pin_scan_init(RaPinScan *s);
void ra_pin_scan(Ra *ra, RaPinScan *s, IrRef r, uint32_t pos);
/* Index of a new entry of ra->uses. */
uint32_t ra_new_use(Ra *ra);
/* Register r is bound to no temp any more. */
void ra_unbind(Ra *ra, int r);

/* The spill slot of v, made when it has none. */
int ra_slot(Ra *ra, IrRef v);
static inline int ra_spill_off(int slot)
{
    return slot * 8;
}

#endif
