/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AltiVec arithmetic, exact: Power ISA 2.07 Book I chapter 6. One definition,
 * used by the interpreter and by the helpers of translated code.
 *
 * Registers are in the host order of PpcVsr: element i of an n-element vector
 * is lane n-1-i. What works lane by lane does not see it; what pairs, halves or
 * numbers elements does.
 *
 * Floating point rounds to nearest, raises nothing and has no FPSCR. With
 * VSCR[NJ] = 1 denormal operands count as zero, and results that are tiny before
 * rounding become zero, both with their sign. A NaN result is the first NaN
 * operand in the order VRA, VRB, VRC, made quiet, else 0x7fc00000.
 * It is computed by integer code, so the host's MXCSR does not matter.
 *
 * What the book leaves open, and what is done here:
 *   - vrefp, vrsqrtefp: 1/x and 1/sqrt(x) correctly rounded (the book asks for 1 part in 4096).
 *   - vexptefp, vlogefp: the C library's double-precision result rounded to single (the book asks for less).
 *   - lvebx, lvehx, lvewx: elements not loaded keep their value.
 *   - vsl, vsr with shift counts that differ between bytes: the count of the last byte.
 *   - A compare's record form with operands that are neither all true nor all false sets no bit, as the book says.
 */
#ifndef ENGRAFT_PPC_CPU_VEC_H
#define ENGRAFT_PPC_CPU_VEC_H

#include "ppc/cpu/state.h"

enum { PPC_VSCR_SAT = 1, PPC_VSCR_NJ = 0x10000 };

typedef enum PpcVecOp {
#define V(id, operands, imm, kind) VECOP_##id,
#include "ppc/cpu/vec.def"
#undef V
    VECOP_COUNT
} PpcVecOp;

/* As in vec.def; from VEC_CMP on the record form sets CR6. */
typedef enum PpcVecKind {
    VEC_PLAIN,
    VEC_SAT,
    VEC_FP,
    VEC_FPSAT,
    VEC_GPR,
    VEC_CRF,
    VEC_BCD,
    VEC_STRI,
    VEC_CMP,
    VEC_FPCMP
} PpcVecKind;

/* vec_<ID>: *t := the operation on *a *b *c (VRA VRB VRC, or what the operands column puts in their place) and the
 * immediate; t is none of them. vscr is read and written as the kind says; for BCD and STRI it points to where the four
 * bits of CR6 (CRF_*) go, in the others it is not looked at. */
typedef void PpcVecFn(PpcVsr *t, const PpcVsr *a, const PpcVsr *b, const PpcVsr *c, unsigned imm, uint32_t *vscr);
#define V(id, operands, imm, kind) PpcVecFn vec_##id;
#include "ppc/cpu/vec.def"
#undef V

/* A general register as an operand: its value in the low bits. */
static inline PpcVsr ppc_vec_gpr(uint64_t v)
{
    return (PpcVsr){.d = {v, 0}};
}

typedef struct PpcVecRow {
    PpcVecFn *fn;
    const char *operands;
    PpcVecKind kind;
} PpcVecRow;
extern const PpcVecRow ppc_vec[VECOP_COUNT];

/* VSCR := the bits it has of vscr; the host's vector mode follows. In fp.c. */
void ppc_set_vscr(PpcCpu *cpu, uint32_t vscr);

/* CR6 (CRF_*) from the result of a compare: all elements true, none true. */
unsigned ppc_vec_cr6(const PpcVsr *r);

/* lxvkq: the upper 32 bits of the constant that a number stands for, the others being 0; 0 = no constant. 3.1 Book
 * I 7.6.1 */
uint32_t ppc_lxvkq(unsigned uim);

/* lvsl, lvsr: the permute control for address ea. */
PpcVsr ppc_lvsl(uint64_t ea);
PpcVsr ppc_lvsr(uint64_t ea);

#endif
