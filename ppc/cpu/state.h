/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest processor's state, one per guest thread.
 *
 * The same struct serves 32- and 64-bit guests: registers are 64 bits wide; in
 * 32-bit mode the upper halves of GPRs, LR, CTR and PC are zero. The reference
 * interpreter, helpers and generated code work on it directly; generated code
 * reaches it through the env pointer, which points ENV_BIAS bytes into the
 * struct so that all GPRs lie within a signed 8-bit displacement.
 *
 * A CPU lives at the start of a reservation of PPC_CPU_RESERVE bytes
 * (ppc_cpu_new); what follows the struct, from PPC_CPU_SCOREBOARD on, belongs
 * to plugins' per-thread scoreboards, so that a counter is one add at a fixed
 * offset from the env pointer.
 *
 * Thread: only the guest thread that owns it, except `pending`, which any
 * thread and signal handlers may set.
 */
#ifndef ENGRAFT_PPC_CPU_STATE_H
#define ENGRAFT_PPC_CPU_STATE_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/bits.h"
#include "engine/base/err.h"
#include "ppc/isa/reg.h"

/*
 * VSX register: one 128-bit number in host order, d[1] = doubleword 0 of the
 * ISA. So element i (big-endian numbering) of an n-element vector is host lane
 * n-1-i, lvx is one load and one full byte reversal, and FPR n is vsr[n].d[1].
 */
typedef union PpcVsr {
    uint64_t d[2];
    uint32_t w[4];
    uint16_t h[8];
    uint8_t b[16];
    _Alignas(16) unsigned __int128 q;
} PpcVsr;

/* Why a TB's flags differ; see TB key in engine/exec. Both are constants to the translator. */
enum {
    PPC_TBF_SO = 1,      /* XER[SO] is 1 */
    PPC_TBF_FPEXACT = 2, /* an FPSCR enable bit (VE OE UE ZE XE) is set: floating point takes the exact path */
};

/* Bits of PpcCpu.pending. */
enum {
    PPC_PEND_SIGNAL = 1, /* a guest signal may be deliverable */
    PPC_PEND_STOP = 2,   /* leave the run loop (exit_group, exec, debugger) */
    PPC_PEND_FLUSH = 4,  /* another thread wants all threads out of generated code */
};

/*
 * The host's floating-point control register in two versions: that of the scalar instructions (RN of the FPSCR, its
 * sticky flags) and that of the vector ones (round to nearest, denormals as VSCR[NJ] says). Op FPMODE switches: it
 * stores the host's into csr[mode], loads csr of the other one. So csr[mode] of the current mode is stale.
 */
typedef struct PpcFpMode {
    uint32_t mode; /* 0 scalar, 1 vector */
    uint32_t csr[2];
    uint32_t clean; /* csr[0] with no sticky flag set: what op FPCLEAR loads */
    uint32_t base;  /* clean without the rounding mode: which exceptions are masked (fp.h, "Overflow ... by trap") */
    uint32_t traps; /* taken so far */
} PpcFpMode;

typedef struct PpcCpu {
    uint64_t gpr[32];
    uint64_t lr, ctr;
    uint64_t pc;                /* exact only outside generated code and where said */
    int64_t cr[8];              /* encoded CR fields: only through crf.h */
    uint32_t so, ov, ca;        /* XER bits, 0 or 1 */
    uint32_t xerc;              /* XER[25:31], byte count */
    uint32_t pending;           /* PPC_PEND_*; polled at backward and indirect branches */
    uint32_t tb_flags;          /* PPC_TBF_* of the state as it is now: ppc_update_tb_flags() */
    const uint32_t *jump_table; /* inline lookup of indirect exits; see engine/exec */
    uint8_t *mem_base;          /* host address of guest address 0 */

    uint64_t res_addr; /* reservation: guest address, ~0 = none */
    uint64_t res_val;  /* value loaded with it */
    uint32_t res_size; /* its bytes */

    uint32_t fpscr; /* FPSCR[32:63]; exact only after ppc_fp_sync() (fp.h): parts are lazy */
    uint32_t vscr, vrsave, dscr;
    uint32_t fpscr_drn; /* FPSCR[29:31], decimal rounding mode. Not beside fpscr: one load of both would wait for its
                           store */
    PpcFpMode fp_mode;  /* whose MXCSR the host has while fp_live */
    /*
     * The last floating-point operations, from which FPRF, FR and FI are computed when they are read. What fpl_op
     * holds and who writes what: fp.h.
     */
    uint32_t fpl_op;
    uint64_t fpl_a, fpl_b, fpl_c; /* operands of the last arithmetic operation */
    uint64_t fpl_cvt;             /* operand of the last conversion to integer */
    int64_t fpl_cc;               /* result of the last compare, encoded as a CR field */

    _Alignas(16) PpcVsr vsr[64]; /* FPRs are vsr[0..31].d[1], AltiVec registers vsr[32..63] */

    /* 64-bit and processor identity */
    uint32_t pvr;
    uint8_t guest64; /* MSR[SF] */
    uint8_t little;  /* MSR[LE] */
    uint8_t fp_live; /* the host's MXCSR is the guest's: between ppc_fp_enter() and ppc_fp_leave() */
    uint8_t fp_trap; /* MSR[FE0] | MSR[FE1]: enabled floating-point exceptions interrupt (prctl PR_SET_FPEXC) */

    /* engine side */
    uint64_t leave_detail;         /* imm of the LEAVE op that ended the last run of generated code */
    uint32_t leave_tb, leave_exit; /* which exit of which TB wants linking */
    sigjmp_buf *fault_jmp; /* where a host fault in C code on behalf of the guest goes; NULL = not in guest code */
    uint64_t icount;       /* instructions executed by the interpreter */
    void *thread;          /* engine/user: the guest thread */
    void *exec;            /* engine/exec: per-thread run state */
    uint64_t host_sp;      /* rsp of generated code; the return address of a helper in progress lies below it;
                            * 0 = interpreting */
} PpcCpu;

enum {
    ENV_BIAS = 128,                     /* env pointer = (char *)cpu + ENV_BIAS */
    PPC_CPU_SCOREBOARD = 16384,         /* offset of the plugins' area from the struct's start: cells of 8 bytes */
    PPC_CPU_NCELLS = 4,                 /* of them that are state slots */
    PPC_CPU_RESERVE = 64 * 1024 * 1024, /* bytes reserved per thread; touched pages only are backed */
};
_Static_assert(sizeof(PpcCpu) <= PPC_CPU_SCOREBOARD, "state fits before the scoreboard");

enum { PPC_TB_FREQ = 25 * 1000 * 1000 }; /* ticks of the time base per second */

#define CPU_ENV_OFFSET(field) ((int32_t)offsetof(PpcCpu, field) - ENV_BIAS)

/*
 * State slots: what GET, PUT and snapshots name. Numbers below 128 are PpcReg numbers (PPC_REG_RES = the
 * reservation address); the rest is hidden state.
 */
typedef enum PpcSlot {
    SLOT_PC = PPC_REG_COUNT,
    SLOT_RES_VAL,
    SLOT_FPL_OP,
    SLOT_FPL_A,
    SLOT_FPL_B,
    SLOT_FPL_C,
    SLOT_FPL_CVT,
    SLOT_FPL_CC,
    SLOT_RES_SIZE,
    SLOT_CELL0, /* the plugins' register cells: cells 1 to PPC_CPU_NCELLS of the scoreboard */
    SLOT_CELL1,
    SLOT_CELL2,
    SLOT_CELL3,
    SLOT_COUNT
} PpcSlot;

/* New CPU at the start of its own zeroed reservation: registers zero, no reservation, FPSCR 0. NULL and err set when
 * memory is out. */
PpcCpu *ppc_cpu_new(bool guest64, Err *err);
/* A copy for a new guest thread: registers copied, engine side cleared, scoreboard area empty. */
PpcCpu *ppc_cpu_clone(const PpcCpu *from, Err *err);
void ppc_cpu_free(PpcCpu *cpu);

/* XER as mfxer reads it, and the reverse. Book I 3.2.2. */
uint32_t ppc_get_xer(const PpcCpu *cpu);
void ppc_set_xer(PpcCpu *cpu, uint32_t xer);

/* Recomputes tb_flags from SO and FPSCR. Call after anything that may change them outside generated code. */
void ppc_update_tb_flags(PpcCpu *cpu);

/* The time base: ticks at PPC_TB_FREQ since some point before the process began. Thread: any. */
uint64_t ppc_timebase(void);

static inline uint64_t ppc_fpr(const PpcCpu *cpu, unsigned n)
{
    return cpu->vsr[n].d[1];
}
static inline void ppc_set_fpr(PpcCpu *cpu, unsigned n, uint64_t v)
{
    cpu->vsr[n].d[1] = v;
}

#endif
