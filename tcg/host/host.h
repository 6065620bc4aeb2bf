/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The back-end interface: from an optimised unit to host code.
 *
 * host_compile() selects, allocates registers over the whole unit and emits at
 * the final address. What the engine needs to link, to recover guest state at
 * faults and to print listings comes back as tables in HostCode.
 *
 * Conventions of generated code (x86-64):
 *   rbp  env pointer (CPU state + bias)      rsp  host stack; [rsp, rsp + HOST_SPILL_BYTES) is the unit's spill area
 *   gs   base = host address of guest address 0, where that is not 0; guest accesses use 32-bit addressing in 32-bit
 *        mode
 *   rsp is 16-byte aligned at calls; the direction flag is clear; MXCSR is the guest's (rounding mode in RC, exceptions
 *        masked)
 *   Between units, that is at their beginnings and other entries and behind EXIT and EXITI, the cells of HostRt.pins
 * are each in a register of its own and the state block's copies of them are stale; every other cell of the state is in
 *        the state block and the other registers are free. The glue loads and stores the pins. A pin's register is
 *        zero-extended where its type is i32.
 *   Inside a unit a pin is in its register, in the state block, or both, as the allocator likes (rapin.c). Wherever C
 * code may look at the state the state block is complete: at calls that may read the cell or leave, at glue_leave. At a
 *        fault HostPoint.pins tells which registers host_recover() stores before the snapshot.
 */
#ifndef ENGRAFT_TCG_HOST_H
#define ENGRAFT_TCG_HOST_H

#include <stdio.h>

#include "engine/base/err.h"
#include "tcg/ir/ir.h"

enum { HOST_SPILL_BYTES = 2048 };
/* Behind the spill area: where a call that is rarely made keeps the caller-saved registers, 9 integer and 16 vector. */
enum { HOST_SAVE_BYTES = 80 + 16 * 16 };

/* Host features, from CPUID; bits may be masked off for tests (--host-features). */
typedef struct HostCaps {
    bool movbe, bmi1, bmi2, lzcnt, popcnt, sse41, avx, avx2, fma, avx512vl, avx512bw, avx512vbmi;
} HostCaps;
extern HostCaps host_caps;
/* Fills host_caps; off = comma-separated names to leave unused ("movbe,bmi2", "all"), or NULL. False and err for
 * unknown names. */
bool host_init(const char *off, Err *err);

/* A cell of the state block (a slot, or other memory of the thread) that lives in a host register between units. */
typedef struct HostPin {
    int32_t off;  /* from the env pointer */
    uint8_t type; /* IR_I32 or IR_I64 */
} HostPin;
enum { HOST_MAX_PINS = 11 };

/* The registers of code that leaves by a GUARD; what follows the frame was the top of its stack. Numbers as in
 * HostLoc.reg. */
typedef struct HostFrame {
    uint64_t xmm[16][2];
    uint64_t gpr[16];
    uint64_t align;
    uint64_t ret;
} HostFrame;

/* What generated code shares with the engine: env offsets and the glue's addresses. */
typedef struct HostRt {
    int32_t off_pending;    /* uint32: non-zero = leave at the next poll */
    int32_t off_jump_table; /* pointer to uint32 distances from code_base indexed by guest pc (4 bytes per 4-byte
                               instruction), 0 = miss. Indirect exits do not poll: whoever sets pending makes this point
                               to a table of zeros afterwards */
    int32_t off_pc;         /* guest pc slot, 64 bits */
    int32_t off_leave_detail, off_leave_tb, off_leave_exit;
    int32_t off_host_sp; /* 0 = none; else the enter glue stores here the rsp that generated code runs with, so that the
                          * return address of a helper that faulted is at host_sp - 8 */
    int32_t env_bias;    /* helpers get env pointer - env_bias */
    HostPin pins[HOST_MAX_PINS]; /* most wanted first: the first five survive C calls in their registers */
    unsigned npins;
    bool guest64;
    bool guest_at_0; /* guest address = host address: no gs */
    /* filled by host_make_glue() */
    uint64_t once_fn;   /* void (void *cpu, IrOnce *, uint64_t site): does what a ONCE op is for and calls
                         * host_patch_once(); 0: there are none. Set before host_make_glue(). */
    uint64_t glue_once; /* saves all registers and calls once_fn */
    unsigned (*guard_fn)(void *cpu, const HostFrame *); /* a GUARD leaves: recovers the state, says why. Set before
                                                         * host_make_glue() */
    uint64_t glue_guard; /* called by code that leaves: makes the frame, calls guard_fn and leaves */
    uint64_t code_base;  /* where the glue begins, with what a miss in the jump table goes to */
    uint64_t glue_enter; /* C function: see HostEnterFn */
    uint64_t glue_leave; /* eax = reason; restores the host's registers and returns to C. The state block is complete */
    uint64_t glue_leave_pins; /* the same with all pins in their registers */
    uint64_t glue_link;       /* eax = TB number, edx = exit number: stores them, leaves with HOST_R_LINK */
    uint64_t glue_miss;       /* eax/rax = guest pc: stores it, leaves with HOST_R_MISS */
} HostRt;

/* What HostEnterFn returns: an IrLeave reason, or one of these. */
enum {
    HOST_R_LINK = 64, /* direct exit that is not linked, or polls with pending set: leave_tb, leave_exit; pc slot holds
                         the exit's target */
    HOST_R_MISS,      /* indirect exit: pc slot holds the target, not in the table */
    HOST_R_POLL,      /* pending was set: pc slot holds where to go on */
    HOST_R_FAULT,     /* used by the engine's fault handler, never by generated code */
};

/* Runs generated code at rx with this env pointer until it leaves. The gs base and MXCSR are the caller's business. */
typedef unsigned (*HostEnterFn)(void *env, uint64_t rx);

/* A patchable direct exit: a jmp or jcc rel32 whose displacement field does not cross an 8-byte boundary. */
typedef struct HostExit {
    uint32_t rel_off;  /* offset of the 4-byte displacement in the code */
    uint32_t stub_off; /* where it points while unlinked */
    uint64_t pc;       /* guest target */
    uint16_t insn;     /* guest instruction of the unit that leaves */
    uint8_t flags;     /* IR_X_* */
} HostExit;

/* A place other than its beginning where the unit may be entered: at guest pc. */
typedef struct HostEntry {
    uint64_t pc;
    uint32_t off;
} HostEntry;

/* Where a slot's value is at a faulting instruction. OP: it is computed from locations before this one of the same
 * point. */
typedef enum HostLocKind {
    HOST_LOC_CONST,
    HOST_LOC_GPR,
    HOST_LOC_XMM,
    HOST_LOC_STACK,
    HOST_LOC_ENV,
    HOST_LOC_OP
} HostLocKind;
enum { HOST_NO_SLOT = 0xffff }; /* only an operand of OPs */
typedef struct HostLoc {
    uint16_t slot;
    uint8_t kind, reg; /* reg: host number, as in the signal frame's order 0 = rax .. 15 = r15; OP: UopId */
    uint8_t type;      /* IrType */
    uint8_t sub;       /* OP: IrOp.sub */
    uint16_t arg[3];   /* OP: operands, counted from the point's first location; those there are not are 0 */
    int32_t to;        /* the slot's offset from the env pointer; a unit may have slots of its own */
    int32_t off;       /* STACK: from rsp; ENV: from the env pointer (another slot that holds the value) */
    int64_t value;     /* CONST */
    int64_t value_hi;  /* CONST of type V128: upper half */
} HostLoc;

/* A point where guest state can be recovered: the host instruction at [off, off + nbytes) may fault, or calls something
 * that may. */
typedef struct HostPoint {
    uint32_t off, end;
    uint16_t insn; /* guest instruction of the unit */
    uint16_t nlocs;
    uint32_t first_loc; /* into HostCode.locs */
    uint32_t op;        /* IrRef, for listings */
    uint16_t pins;      /* bit n: HostRt.pins[n] is in its register only */
} HostPoint;

/* Code range of one micro-op, for listings and for the perf map. */
typedef struct HostLine {
    uint32_t off;
    IrRef op;
} HostLine;

/* Four bytes of the code that are to change when it is moved, or becomes another unit's. */
typedef enum HostRelocKind {
    HOST_RELOC_REL32,  /* distance from their end to something outside the unit: glue, or a C function */
    HOST_RELOC_NUMBER, /* HostConfig.tb_number */
} HostRelocKind;
typedef struct HostReloc {
    uint32_t off;
    uint32_t kind; /* HostRelocKind */
} HostReloc;

typedef struct HostCode {
    uint32_t nbytes;
    uint32_t hot_bytes; /* before the out-of-line part */
    HostExit *exits;
    uint32_t nexits;
    HostEntry *entries;
    uint32_t nentries;
    HostPoint *points; /* ascending off */
    uint32_t npoints;
    HostLoc *locs;
    uint32_t nlocs;
    HostLine *lines; /* ascending off */
    uint32_t nlines;
    HostReloc *relocs; /* with want_relocs */
    uint32_t nrelocs;
    bool fixed;              /* holds absolute addresses: cannot be moved */
    uint32_t *origin_nbytes; /* HOST_ORIGINS: code bytes of ops by IrOp.origin, in line; the last entry for all above */
} HostCode;
enum { HOST_ORIGINS = 32 };

typedef struct HostConfig {
    uint32_t ra_seed;   /* non-zero: choose registers at random with this seed, for tests */
    uint32_t tb_number; /* what exit stubs report */
    bool want_lines;
    bool want_relocs;
} HostConfig;

typedef enum HostResult {
    HOST_OK,
    HOST_NO_ROOM, /* the buffer is too small: flush the cache or give more, then retry */
    HOST_TOO_BIG, /* spill area or a table exceeded: retry with a shorter TB */
} HostResult;

/* Compiles u into buf (writable view, room bytes), to run at address rx. Tables are allocated from u->arena. rt glue
 * must be made. */
HostResult host_compile(IrUnit *u, const HostRt *rt, const HostConfig *cfg, uint8_t *buf, size_t room, uint64_t rx,
                        HostCode *out);

/* Emits enter/leave/link/miss glue into buf (to run at rx), fills rt->glue_* and rt->code_base; returns bytes used. All
 * code compiled with rt must follow it within 4 GiB. */
size_t host_make_glue(HostRt *rt, uint8_t *buf, size_t room, uint64_t rx);

/* Points the exit's jump at rx address `to` (within +-2 GiB). code_rw / code_rx: the two views of the TB's code. Atomic
 * for threads that run the code: one aligned 4-byte store. */
void host_patch_exit(const HostExit *e, uint8_t *code_rw, uint64_t code_rx, uint64_t to);

/* Takes out a ONCE op: site_rw = the writable view of the site that once_fn was told. Atomic for threads that run the
 * code: one aligned 8-byte store. */
void host_patch_once(uint8_t *site_rw);

/* Rebuilds guest state at a point p of code: writes its pins, then the value of each location to its slot in the state
 * block. All values are read before the first is written (a location may be another slot). gpr[0..15] and xmm[0..15] as
 * in the signal frame, stack = the unit's rsp. */
void host_recover(const HostRt *rt, const HostCode *code, const HostPoint *p, const uint64_t gpr[16],
                  const uint64_t (*xmm)[2], const void *stack, void *env);
/* Host register of pin n, 0 = rax. */
unsigned host_pin_reg(unsigned n);
/* The point whose code range contains offset off, or whose end is off when it is a call's return address; NULL = none.
 */
const HostPoint *host_find_point(const HostPoint *points, unsigned npoints, uint32_t off, bool is_return);

/* Disassembles host code for listings (capstone when present, else hex bytes): one line per instruction through the
 * callback. */
void host_disas(const uint8_t *code, size_t nbytes, uint64_t rx,
                void (*line)(void *ctx, uint32_t off, const char *text), void *ctx);

/* Register n (0 = rax ..) as this type names it. */
const char *host_reg_name(unsigned reg, IrType type);

#endif
