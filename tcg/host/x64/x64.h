/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private header of the x86-64 back end: the state of one compilation and what
 * its files share.
 *
 * Rules of generated code:
 *   - an i32 temp in a register is zero-extended to 64 bits, always: 32-bit
 *     instructions do so, results of C functions are extended after the call.
 *     So ZEXT32 costs nothing and addresses can be used as they are.
 *   - an f32 temp is in the low lane; the other lanes are undefined.
 *   - in memory (spill slot, home) an i32 takes 4 bytes, the rest of a spill slot is undefined.
 */
#ifndef ENGRAFT_X64_X64_H
#define ENGRAFT_X64_X64_H

#include "tcg/host/regalloc.h"
#include "tcg/host/x64/enc.h"

#define X64_CALLER_SAVED 0xffff0fc7u /* rax rcx rdx rsi rdi r8-r11, all xmm */
#define X64_CALLEE_SAVED 0x0000f008u /* rbx r12-r15 */
enum { X64_ROOM = 1024 };            /* bytes one op may need at most, out-of-line parts excluded */

enum { X64_MAX_FLAGS = 4 }; /* CARRY and OVF ops that share the instruction of one sum */

/* What is emitted out of line. */
typedef enum X64StubKind {
    STUB_EDGE,
    STUB_POLL,
    STUB_POLL_TRAP,
    STUB_POLL_EXIT,
    STUB_GUARD,
    STUB_EXIT,
    STUB_DIV,
    STUB_FPMODE,
    STUB_CALL,
    STUB_ONCE
} X64StubKind;
typedef struct X64Stub {
    X64StubKind kind;
    uint32_t fix;   /* offset of the displacement that jumps here; EXIT: number of the exit */
    uint32_t back;  /* where it returns to */
    uint32_t block; /* EDGE: target */
    uint32_t n;     /* number of moves / locs */
    RaMove *moves;
    uint32_t first_loc; /* POLL, POLL_TRAP, GUARD */
    IrRef op;           /* POLL_TRAP, GUARD */
    uint64_t pc;        /* CALL: the function */
    RaSet save;         /* CALL: registers that are needed behind it */
    RaPins pins;        /* CALL, POLL: in their registers only */
    int8_t reg;         /* CALL: of the result; -1 = none */
    bool w;             /* CALL: 64 bits of it */
} X64Stub;

typedef struct X64Fix {
    uint32_t off, target; /* displacement; block or pool entry */
} X64Fix;

/* A growing array in the unit's arena. */
#define X64_VEC(T)                                                                                                     \
    struct {                                                                                                           \
        T *v;                                                                                                          \
        uint32_t n, cap;                                                                                               \
    }

typedef struct X64Cx {
    Ra ra;
    X64Buf b;
    IrUnit *u;
    const HostRt *rt;
    const HostConfig *cfg;
    HostCode *out;
    uint32_t *block_off; /* ~0 = not yet emitted */
    bool *skip;          /* blocks whose code is part of a branch to them */
    uint32_t order_at;   /* index of the current block in ra.order */
    X64_VEC(X64Fix) fixes;
    X64_VEC(X64Fix) pool_fixes;
    X64_VEC(X64Stub) stubs;
    X64_VEC(HostExit) exits;
    X64_VEC(HostEntry) entries;
    X64_VEC(HostPoint) points;
    X64_VEC(HostLoc) locs;
    X64_VEC(HostLine) lines;
    X64_VEC(HostReloc) relocs;
    struct {
        uint64_t (*v)[2];
        uint32_t n, cap;
    } pool;
    RaPins snap_pins; /* of the last x64_snap(): in their registers only */
    bool no_room;
} X64Cx;

/* Appends to an X64_VEC. */
void *x64_vec_add(Arena *a, void *vec, size_t size);
#define VEC_ADD(cx, vec) ((__typeof__((vec).v))x64_vec_add((cx)->u->arena, &(vec), sizeof(*(vec).v)))

typedef void X64EmitFn(X64Cx *cx, IrRef r, const IrOp *o);
extern X64EmitFn *const x64_emit[UOP_COUNT]; /* isel.c */

/* A source operand. */
typedef enum X64SrcKind { S_REG, S_IMM, S_MEM } X64SrcKind;
typedef struct X64Src {
    X64SrcKind kind;
    int reg;
    int32_t imm;
    X64Mem m;
} X64Src;
enum { A_IMM = 1, A_MEM = 2 };
/* v as an operand of an instruction: immediate, memory (only for its last use) or register, as allowed. */
X64Src x64_src(X64Cx *cx, IrRef v, unsigned allow);
/* The same for an XMM operand; constants become pool references. */
X64Src x64_xsrc(X64Cx *cx, IrRef v);
void x64_alu(X64Cx *cx, X64Alu op, bool w, int dst, X64Src s);
/* opc dst, src for a register or memory source. */
void x64_op(X64Cx *cx, uint32_t opc, bool w, int dst, X64Src s);
void x64_vop(X64Cx *cx, uint32_t opc, bool w, int dst, int v, X64Src s);
static inline X64Mem x64_env(int64_t off)
{
    return x64_at(RBP, (int32_t)off);
}
static inline X64Mem x64_slot_mem(int slot)
{
    return x64_at(RSP, ra_spill_off(slot));
}
/* Memory operand that refers to a pool entry; the instruction must be emitted through x64_op/x64_vop. */
X64Mem x64_pool(X64Cx *cx, uint64_t lo, uint64_t hi);
static inline bool x64_is64(unsigned type)
{
    return type == IR_I64;
}
static inline bool x64_is_const(const X64Cx *cx, IrRef v, int64_t *imm)
{
    const IrOp *o = ir_op(cx->u, v);
    *imm = o->imm;
    return o->op == UOP_CONST;
}
static inline bool x64_fused(const X64Cx *cx, IrRef v)
{
    return cx->ra.t[v].flags & RA_FUSED;
}
/* True when v is in a register and the current op is its last use. */
bool x64_dies_in_reg(X64Cx *cx, IrRef v);
/* True when v is in a register that the current op does not set free. */
bool x64_stays_in_reg(X64Cx *cx, IrRef v);
extern const int8_t x64_pin_reg[HOST_MAX_PINS];

/* Compare: operands fetched first, then the instruction; see emit_cmp.c. */
typedef struct X64Cmp {
    X64Src a, b;
    bool w, is_float, is_double, test;
    X64Cc cc;
} X64Cmp;
X64Cmp x64_cmp_fetch(X64Cx *cx, const IrOp *o);
void x64_cmp_emit(X64Cx *cx, const X64Cmp *c);
/* The condition of "v != 0", looking into a fused SET or FSET. */
X64Cmp x64_truth_fetch(X64Cx *cx, IrRef v);
/* Can this FSET be used as one host condition? */
bool x64_simple_fset(unsigned cond);

/* Snapshot places. x64_snap() appends the locations of op r's pending slots and returns their number; first = index of
 * the first. */
uint32_t x64_snap(X64Cx *cx, const IrOp *o, uint32_t *first);
/* Has o's snapshot values that are to be computed? */
bool x64_snap_lazy(const X64Cx *cx, const IrOp *o);
/* Does o's snapshot need value v? */
bool x64_in_snapshot(const X64Cx *cx, const IrOp *o, IrRef v);
/* Notes that code [start, here) may fault on behalf of op r. */
void x64_point(X64Cx *cx, IrRef r, uint32_t start, uint32_t first_loc, uint32_t nlocs);
/* Pins whose cell the state block does not have. */
static inline RaPins x64_stale_pins(const X64Cx *cx)
{
    return cx->ra.pins_in & (RaPins)~cx->ra.pins_mem;
}
/* Stores these pins from their registers to the state block, in code out of line. */
void x64_store_pins(X64Buf *b, const HostRt *rt, RaPins set, bool load);
X64Stub *x64_stub(X64Cx *cx, X64StubKind kind, uint32_t fix);
/* True when nbytes fit; else sets no_room. */
bool x64_room(X64Cx *cx, size_t nbytes);
/* Parallel moves of an edge, as far as there is room; X64_ROOM bytes are left behind them. */
void x64_moves(X64Cx *cx, RaMove *m, unsigned n);
/* The unit's number is in the four bytes at off. */
void x64_note_number(X64Cx *cx, uint32_t off);
/* Notes where the block begins when it is an entry of the unit. */
void x64_note_entry(X64Cx *cx, uint32_t block);
/* Emits all stubs and the constant pool. */
void x64_finish(X64Cx *cx);
/* Writes an i64 to the pc slot; uses rax when it does not fit an immediate. */
void x64_put_pc(X64Cx *cx, uint64_t pc);
/* dst := a opc b on XMM registers, in the two-address form where the host has no AVX. b is not dst. */
void x64_xop(X64Cx *cx, uint32_t opc, int dst, int a, X64Src b);
/* Vector op r as a call of C (veccall.c). */
void x64_vec_call(X64Cx *cx, IrRef r, const IrOp *o);
/* The out-of-line part of FPMODE. */
void x64_fpmode_stub(X64Cx *cx, const X64Stub *s);
/* The out-of-line part of a conditional CALL. */
void x64_call_stub(X64Cx *cx, const X64Stub *s);
/* A call of C function fn with arguments args (temps), env = pass the env pointer first. Saves, moves, calls, forgets.
 */
uint32_t x64_call_c(X64Cx *cx, uint64_t fn, bool env, const IrRef *args, unsigned nargs);

/* emit_*.c */
X64EmitFn x64_e_add, x64_e_sub, x64_e_mul, x64_e_mulh, x64_e_div, x64_e_logic, x64_e_andc, x64_e_notneg, x64_e_shift,
    x64_e_count, x64_e_bswap, x64_e_ext, x64_e_sext32, x64_e_zext32, x64_e_trunc, x64_e_carry, x64_e_copy;
X64EmitFn x64_e_set, x64_e_fset, x64_e_sel;
X64EmitFn x64_e_fbin, x64_e_fsqrt, x64_e_fma, x64_e_fsign, x64_e_fcvt, x64_e_f32of, x64_e_ftoi, x64_e_itof, x64_e_bitsi,
    x64_e_bitsf, x64_e_vlogic;
X64EmitFn x64_e_vbin, x64_e_vshift, x64_e_vperm, x64_e_vmask, x64_e_vfma, x64_e_vfcmp, x64_e_vpair, x64_e_vhalf,
    x64_e_vfun, x64_e_fpmode, x64_e_fpclear, x64_e_vsplat, x64_e_vlow;
/* True when vector op o is a call of a C function on this host. */
bool x64_vec_calls(const IrUnit *u, const IrOp *o);
X64EmitFn x64_e_get, x64_e_put, x64_e_ld, x64_e_st, x64_e_cas, x64_e_fence, x64_e_envp, x64_e_eld, x64_e_est,
    x64_e_ecount, x64_e_hld, x64_e_hst, x64_e_hcount, x64_e_once;
X64EmitFn x64_e_call, x64_e_mark, x64_e_poll, x64_e_guard, x64_e_br, x64_e_brif, x64_e_entry, x64_e_exit, x64_e_exiti,
    x64_e_leave, x64_e_none;

#endif
