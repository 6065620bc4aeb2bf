/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The FPSCR: what operations do to it, the instructions that move it, and the
 * lazy parts (see fp.h).
 */
#include "ppc/cpu/fp.h"

#include "ppc/cpu/vec.h"

#include <signal.h>

enum {
    MXCSR_ZE = 0x04,
    MXCSR_OE = 0x08,
    MXCSR_UE = 0x10,
    MXCSR_PE = 0x20,
    MXCSR_TRAPPED = MXCSR_ZE | MXCSR_OE | MXCSR_UE,
    MXCSR_TRAP_MASKS = MXCSR_TRAPPED << 7,
    MXCSR_DEFAULT = 0x1f80, /* all masked, round to nearest */
    MXCSR_FLUSH = 0x8040,   /* FTZ, DAZ */
};

#if defined(__x86_64__)
static uint32_t read_mxcsr(void)
{
    uint32_t v;
    __asm__ volatile("stmxcsr %0" : "=m"(v));
    return v;
}

static void write_mxcsr(uint32_t v)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(v));
}
#else
/* Without a fast layer the sticky flags are never used. */
static uint32_t read_mxcsr(void)
{
    return MXCSR_DEFAULT;
}

static void write_mxcsr(uint32_t v)
{
    (void)v;
}
#endif

uint32_t ppc_fp_mxcsr(uint32_t fpscr)
{
    static const uint8_t rc[4] = {[PPC_RN_NEAREST] = 0, [PPC_RN_ZERO] = 3, [PPC_RN_PLUS] = 2, [PPC_RN_MINUS] = 1};
    return MXCSR_DEFAULT | (uint32_t)rc[fpscr & PPC_FPSCR_RN] << 13;
}

/* ORs exception bits in, with FX and the summaries. */
static void raise_exc(PpcCpu *cpu, uint32_t exc)
{
    uint32_t f = cpu->fpscr;
    if (exc & ~f)
        cpu->fpscr = ppc_fpscr_summary(f | exc | PPC_FPSCR_FX);
}

static void merge_mxcsr(PpcCpu *cpu, uint32_t mxcsr)
{
    uint32_t exc = (mxcsr & MXCSR_OE ? PPC_FPSCR_OX : 0) | (mxcsr & MXCSR_UE ? PPC_FPSCR_UX : 0) |
                   (mxcsr & MXCSR_ZE ? PPC_FPSCR_ZX : 0) | (mxcsr & MXCSR_PE ? PPC_FPSCR_XX : 0);
    raise_exc(cpu, exc);
}

static void set_rounding(PpcCpu *cpu, const PpcFpRes *r)
{
    cpu->fpscr &= ~(PPC_FPSCR_FR | PPC_FPSCR_FI);
    cpu->fpscr |= (r->fr ? PPC_FPSCR_FR : 0) | (r->fi ? PPC_FPSCR_FI : 0);
}

static void set_fprf(PpcCpu *cpu, unsigned fprf)
{
    cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPRF) | fprf << PPC_FPRF_SHIFT;
}

static void set_fpcc(PpcCpu *cpu, unsigned fpcc)
{
    cpu->fpscr = (cpu->fpscr & ~PPC_FPSCR_FPCC) | fpcc << PPC_FPRF_SHIFT;
}

/* The scalar MXCSR, wherever it is, while fp_live. */
static uint32_t get_scalar_mxcsr(const PpcCpu *cpu)
{
    return cpu->fp_mode.mode ? cpu->fp_mode.csr[0] : read_mxcsr();
}

static void set_scalar_mxcsr(PpcCpu *cpu, uint32_t v)
{
    if (cpu->fp_mode.mode)
        cpu->fp_mode.csr[0] = v;
    else
        write_mxcsr(v);
}

bool ppc_fp_traps;

/* So many were not worth their cost: denormal results that are exact trap, too. */
enum { MAX_TRAPS = 100 };

static void set_clean(PpcCpu *cpu)
{
    bool unmasked =
        ppc_fp_traps && cpu->fp_mode.traps < MAX_TRAPS && !(cpu->fpscr & (PPC_FPSCR_OX | PPC_FPSCR_UX | PPC_FPSCR_ZX));
    cpu->fp_mode.base = unmasked ? MXCSR_DEFAULT & ~MXCSR_TRAP_MASKS : MXCSR_DEFAULT;
    cpu->fp_mode.clean = ppc_fp_mxcsr(cpu->fpscr) & (cpu->fp_mode.base | ~MXCSR_DEFAULT);
}

/* Unmasked underflow is tininess, exact or not: the flag is not what it is otherwise, and will be set again if due. */
bool ppc_fp_trapped(PpcCpu *cpu, uint32_t *mxcsr)
{
    if (!cpu->fp_live || cpu->fp_mode.mode || (*mxcsr & MXCSR_TRAP_MASKS) == MXCSR_TRAP_MASKS)
        return false;
    cpu->fp_mode.traps++;
    cpu->fp_mode.base = MXCSR_DEFAULT;
    cpu->fp_mode.clean |= MXCSR_TRAP_MASKS;
    *mxcsr = (*mxcsr | MXCSR_TRAP_MASKS) & ~MXCSR_TRAPPED;
    return true;
}

/* Has the host no flag that cpu->fpscr lacks? */
static inline bool flags_known(const PpcCpu *cpu)
{
    return cpu->fpscr & PPC_FPSCR_XX && cpu->fp_mode.base != MXCSR_DEFAULT;
}

/* The host's sticky flags go into cpu->fpscr. There they stay until the FPSCR is written, which clears them here, too.
 */
static void merge_host(PpcCpu *cpu)
{
    if (cpu->fp_live && !flags_known(cpu))
        merge_mxcsr(cpu, get_scalar_mxcsr(cpu));
}

/* FPRF, FR and FI of an arithmetic operation. The host's MXCSR may be lost. */
static void sync_arith(PpcCpu *cpu, PpcFpOp op)
{
    uint32_t bits;
    if (ppc_fp_again(op, cpu->fpl_a, cpu->fpl_b, cpu->fpl_c, cpu->fpscr, &bits)) {
        cpu->fpscr = (cpu->fpscr & ~(PPC_FPSCR_FPRF | PPC_FPSCR_FR | PPC_FPSCR_FI)) | bits;
        return;
    }
    PpcFpRes r = ppc_fp_compute(op, cpu->fpl_a, cpu->fpl_b, cpu->fpl_c, cpu->fpscr);
    set_fprf(cpu, r.fprf);
    set_rounding(cpu, &r);
}

/* FR and FI of a conversion to integer, likewise. */
static void sync_to_int(PpcCpu *cpu, PpcFpOp op)
{
    uint32_t bits;
    if (ppc_fp_again(op, 0, cpu->fpl_cvt, 0, cpu->fpscr, &bits)) {
        cpu->fpscr = (cpu->fpscr & ~(PPC_FPSCR_FR | PPC_FPSCR_FI)) | bits;
        return;
    }
    PpcFpRes r = ppc_fp_compute(op, 0, cpu->fpl_cvt, 0, cpu->fpscr);
    set_rounding(cpu, &r);
}

/* MXCSR as it should be now, the scalar one without sticky flags. */
static uint32_t clean_mxcsr(const PpcCpu *cpu)
{
    if (!cpu->fp_live)
        return MXCSR_DEFAULT;
    return cpu->fp_mode.mode ? cpu->fp_mode.csr[1] : cpu->fp_mode.clean;
}

/* FPRF, FR and FI from the record; their exceptions have been raised when the operations ran, and the host's sticky
 * flags have been merged. */
static void sync_record(PpcCpu *cpu)
{
    uint32_t rec = cpu->fpl_op;
    PpcFpOp op = (PpcFpOp)(rec & PPC_FPL_OP), cvt = (PpcFpOp)(rec >> PPC_FPL_CVT_SHIFT & PPC_FPL_OP);
    bool vector = cpu->fp_live && cpu->fp_mode.mode;
    if (!rec)
        return;
    cpu->fpl_op = 0;
    if (vector)
        write_mxcsr(MXCSR_DEFAULT);
    if (op)
        sync_arith(cpu, op);
    if (rec & PPC_FPL_CC)
        set_fpcc(cpu, crf_decode(cpu->fpl_cc));
    if (cvt)
        sync_to_int(cpu, cvt);
    if (vector || cvt || (op && !ppc_fp_again_is_quiet()))
        write_mxcsr(clean_mxcsr(cpu));
}

static uint32_t vector_mxcsr(uint32_t vscr)
{
    return MXCSR_DEFAULT | (vscr & PPC_VSCR_NJ ? MXCSR_FLUSH : 0);
}

void ppc_set_vscr(PpcCpu *cpu, uint32_t vscr)
{
    cpu->vscr = vscr & (PPC_VSCR_NJ | PPC_VSCR_SAT);
    cpu->fp_mode.csr[1] = vector_mxcsr(cpu->vscr);
    if (cpu->fp_live && cpu->fp_mode.mode)
        write_mxcsr(cpu->fp_mode.csr[1]);
}

/* Reading the host's flags waits for all operations under way. Who sets one leaves a record. */
static inline __attribute__((always_inline)) void sync_now(PpcCpu *cpu)
{
    if (!cpu->fpl_op)
        return;
    if (!flags_known(cpu))
        merge_host(cpu);
    if (!ppc_fp_record_quick(cpu))
        sync_record(cpu);
}

void ppc_fp_sync(PpcCpu *cpu)
{
    sync_now(cpu);
}

void ppc_fp_enter(PpcCpu *cpu)
{
    cpu->fp_live = 1;
    cpu->fp_mode.mode = 0;
    cpu->fp_mode.csr[1] = vector_mxcsr(cpu->vscr);
    set_clean(cpu);
    write_mxcsr(cpu->fp_mode.clean);
}

void ppc_fp_leave(PpcCpu *cpu)
{
    ppc_fp_leave_from(cpu, read_mxcsr());
}

void ppc_fp_leave_from(PpcCpu *cpu, uint32_t mxcsr)
{
    if (!cpu->fp_live)
        return;
    cpu->fp_live = 0;
    merge_mxcsr(cpu, cpu->fp_mode.mode ? cpu->fp_mode.csr[0] : mxcsr);
    cpu->fp_mode.mode = 0;
    write_mxcsr(MXCSR_DEFAULT);
}

bool ppc_fp_exact(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t *result)
{
    PpcFpRes r = ppc_fp_compute(op, a, b, c, cpu->fpscr);
    bool sets_fprf = !ppc_fpop_is_to_int(op) && !r.keep;
    if (sets_fprf && cpu->fpl_op) { /* everything it describes is overwritten */
        merge_host(cpu);
        cpu->fpl_op = 0;
    } else {
        ppc_fp_sync(cpu);
    }
    if (r.exc)
        raise_exc(cpu, r.exc);
    set_rounding(cpu, &r);
    if (sets_fprf)
        set_fprf(cpu, r.fprf);
    if (!r.keep)
        *result = r.v;
    return !r.keep;
}

void ppc_fp_exec(PpcCpu *cpu, PpcFpOp op, unsigned frt, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t v;
    if (ppc_fp_exact(cpu, op, a, b, c, &v))
        ppc_set_fpr(cpu, frt, v);
}

uint64_t ppc_fp_value(PpcCpu *cpu, PpcFpOp op, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t v;
    if (!ppc_fp_exact(cpu, op, a, b, c, &v))
        die("floating-point operation %d without target, enable bits %02x", op, cpu->fpscr & PPC_FPSCR_ENABLES);
    return v;
}

static bool is_nan(uint64_t v)
{
    return v << 1 > 0xffe0000000000000ull;
}

static bool is_snan(uint64_t v)
{
    return is_nan(v) && !(v >> 51 & 1);
}

unsigned ppc_fp_compare(PpcCpu *cpu, uint64_t a, uint64_t b, bool ordered)
{
    unsigned cc = ppc_fp_order(a, b);
    uint32_t exc = 0;
    if (is_snan(a) || is_snan(b))
        exc = PPC_FPSCR_VXSNAN | (ordered && !(cpu->fpscr & PPC_FPSCR_VE) ? PPC_FPSCR_VXVC : 0);
    else if (ordered && cc == CRF_SO)
        exc = PPC_FPSCR_VXVC;
    ppc_fp_sync(cpu);
    if (exc)
        raise_exc(cpu, exc);
    set_fpcc(cpu, cc);
    return cc;
}

void ppc_fp_raise(PpcCpu *cpu, uint32_t exc)
{
    if (exc)
        raise_exc(cpu, exc);
}

unsigned ppc_fp_cr1(PpcCpu *cpu)
{
    merge_host(cpu);
    return cpu->fpscr >> 28;
}

int ppc_fp_si_code(const PpcCpu *cpu)
{
    uint32_t hot = cpu->fpscr >> 22 & cpu->fpscr;
    if (hot & PPC_FPSCR_VE)
        return FPE_FLTINV;
    if (hot & PPC_FPSCR_OE)
        return FPE_FLTOVF;
    if (hot & PPC_FPSCR_UE)
        return FPE_FLTUND;
    if (hot & PPC_FPSCR_ZE)
        return FPE_FLTDIV;
    if (hot & PPC_FPSCR_XE)
        return FPE_FLTRES;
    return 14; /* FPE_FLTUNK, which older C libraries do not name */
}

/* -- Instructions that move the FPSCR ------------------------------------------------------------------------------ */

/* New contents; the record must be empty. */
static void write_fpscr(PpcCpu *cpu, uint32_t v)
{
    uint32_t changed = cpu->fpscr ^ v;
    cpu->fpscr = ppc_fpscr_summary(v & ~PPC_FPSCR_RSVD);
    if (changed & PPC_FPSCR_ENABLES)
        ppc_update_tb_flags(cpu);
    set_clean(cpu);
    if (cpu->fp_live)
        set_scalar_mxcsr(cpu, cpu->fp_mode.clean);
}

uint64_t ppc_get_fpscr(PpcCpu *cpu)
{
    sync_now(cpu);
    return (uint64_t)cpu->fpscr_drn << 32 | cpu->fpscr;
}

void ppc_set_fpscr(PpcCpu *cpu, uint64_t value)
{
    cpu->fpl_op = 0;
    cpu->fpscr_drn = value >> 32 & 7;
    write_fpscr(cpu, (uint32_t)value);
}

/* The exception bits of the field are cleared; VX and FEX follow. */
unsigned ppc_mcrfs(PpcCpu *cpu, unsigned bfa)
{
    ppc_fp_sync(cpu);
    unsigned shift = 28 - 4 * bfa, old = cpu->fpscr >> shift & 15;
    write_fpscr(cpu, cpu->fpscr & ~((15u << shift) & (PPC_FPSCR_EXC | PPC_FPSCR_FX)));
    return old;
}

/* FEX and VX cannot be set or cleared. Setting an exception bit sets FX. */
void ppc_mtfsb(PpcCpu *cpu, unsigned bt, unsigned value)
{
    ppc_fp_sync(cpu);
    uint32_t bit = 0x80000000u >> bt & ~(PPC_FPSCR_FEX | PPC_FPSCR_VX), f = cpu->fpscr;
    if (value && bit & PPC_FPSCR_EXC & ~f)
        f |= PPC_FPSCR_FX;
    write_fpscr(cpu, value ? f | bit : f & ~bit);
}

/* FX and OX of field 0 are taken from the value, even when an exception bit goes from 0 to 1. */
void ppc_mtfsf(PpcCpu *cpu, unsigned flm, unsigned l, unsigned w, uint64_t frb)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++)
        if (flm & 0x80 >> i)
            mask |= 0xfull << (28 - 4 * i) << (w ? 32 : 0);
    if (l)
        mask = ~0ull;
    if ((uint32_t)mask == ~0u)
        cpu->fpl_op = 0; /* all that it describes is overwritten */
    else
        ppc_fp_sync(cpu);
    cpu->fpscr_drn = (cpu->fpscr_drn & ~(uint32_t)(mask >> 32)) | (uint32_t)((frb & mask) >> 32 & 7);
    write_fpscr(cpu, (cpu->fpscr & ~(uint32_t)mask) | (uint32_t)(frb & mask));
}

void ppc_mtfsfi(PpcCpu *cpu, unsigned bf, unsigned w, unsigned u)
{
    unsigned shift = 28 - 4 * bf;
    ppc_mtfsf(cpu, 0x80 >> bf, 0, w, (uint64_t)u << shift << (w ? 32 : 0));
}

void ppc_set_fp_mode(PpcCpu *cpu, uint32_t v)
{
    const uint32_t mode = PPC_FPSCR_NI | PPC_FPSCR_RN;
    ppc_fp_sync(cpu);
    write_fpscr(cpu, (cpu->fpscr & ~mode) | (v & mode));
}

uint64_t ppc_mffsce(PpcCpu *cpu)
{
    uint64_t old = ppc_get_fpscr(cpu);
    write_fpscr(cpu, (uint32_t)old & ~PPC_FPSCR_ENABLES);
    return old;
}

/* DRN and VE..RN */
static uint64_t control_bits(PpcCpu *cpu)
{
    return (uint64_t)cpu->fpscr_drn << 32 | (cpu->fpscr & 0xff); /* never lazy */
}

uint64_t ppc_mffscrn(PpcCpu *cpu, unsigned rn)
{
    uint64_t old = control_bits(cpu);
    ppc_set_fp_mode(cpu, (cpu->fpscr & ~PPC_FPSCR_RN) | (rn & PPC_FPSCR_RN));
    return old;
}

uint64_t ppc_mffscdrn(PpcCpu *cpu, unsigned drn)
{
    uint64_t old = control_bits(cpu);
    cpu->fpscr_drn = drn & 7;
    return old;
}

uint64_t ppc_mffsl(PpcCpu *cpu)
{
    return ppc_get_fpscr(cpu) & (0x7000000ffull | PPC_FPSCR_FR | PPC_FPSCR_FI | PPC_FPSCR_FPRF);
}
