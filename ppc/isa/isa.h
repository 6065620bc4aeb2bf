/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The instruction table seen from C: what an instruction is (PpcOp), how to
 * find out (ppc_decode) and what is known about it (PpcRow).
 *
 * A decoded instruction is its PpcWord (field.h) and its PpcOp; operand fields come
 * from the extractors of field.h. The rows are those of insn.def, nothing is
 * added here. All of it is constant data: any thread, no start-up work.
 */
#ifndef ENGRAFT_PPC_ISA_ISA_H
#define ENGRAFT_PPC_ISA_ISA_H

#include <stdbool.h>
#include <stdint.h>

#include "ppc/isa/field.h"
#include "ppc/isa/reg.h"

/* One value per row of insn.def. */
typedef enum PpcOp {
    PPC_INVALID = 0,
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status) PPC_##id,
#include "ppc/isa/insn.def"
#undef I
    PPC_OP_COUNT
} PpcOp;

/* Classes and flags, a set of bits. The first eleven are classes; a row has
 * one primary class and may belong to more. */
enum {
    PPC_CLASS_INT = 1u << 0,
    PPC_CLASS_BRANCH = 1u << 1,
    PPC_CLASS_CR = 1u << 2,
    PPC_CLASS_LOAD = 1u << 3,
    PPC_CLASS_STORE = 1u << 4,
    PPC_CLASS_FPU = 1u << 5,
    PPC_CLASS_VEC = 1u << 6,
    PPC_CLASS_CACHE = 1u << 7,
    PPC_CLASS_SPR = 1u << 8,
    PPC_CLASS_TRAP = 1u << 9,    /* twi, tw, td, sc: may raise an exception on purpose */
    PPC_CLASS_SYS = 1u << 10,    /* system linkage, ordering, supervisor state */
    PPC_FLAG_UPDATE = 1u << 11,  /* writes the effective address to RA */
    PPC_FLAG_ATOMIC = 1u << 12,  /* reservation or atomic memory operation */
    PPC_FLAG_MULTI = 1u << 13,   /* moves a range of registers */
    PPC_FLAG_FPSTATE = 1u << 14, /* moves the FPSCR rather than computes with it */
    PPC_FLAG_END = 1u << 15,     /* ends a translation block */
    PPC_FLAG_VARIES = 1u << 16,  /* effects depend on fields beyond registers ('?' in the table) */
    PPC_FLAG_PRIV = 1u << 17,    /* privileged in problem state */
};

typedef enum PpcLevel {
    PPC_LEVEL_BASE,  /* 32-bit user level */
    PPC_LEVEL_I64,   /* 64-bit implementations only */
    PPC_LEVEL_FP,    /* scalar binary floating point */
    PPC_LEVEL_VMX,   /* AltiVec */
    PPC_LEVEL_VSX,   /* vector-scalar */
    PPC_LEVEL_DFP,   /* decimal floating point */
    PPC_LEVEL_TM,    /* transactional memory */
    PPC_LEVEL_SUPER, /* supervisor level, server and classic processors */
    PPC_LEVEL_BOOKE, /* embedded processors */
    PPC_LEVEL_COUNT
} PpcLevel;

typedef enum PpcStatus {
    PPC_STATUS_U, /* known, not executed: raises illegal instruction by name */
    PPC_STATUS_N, /* interpreter only */
    PPC_STATUS_X, /* interpreter and translator */
} PpcStatus;

/* The row of an instruction. Strings are static. */
typedef struct PpcRow {
    const char *id;       /* "ADDI" */
    const char *mnemonic; /* with forms in braces: "add{o}{.}" */
    const char *picture;  /* the bits as in insn.def */
    const char *operands; /* tokens of field.def in assembler order */
    const char *reads;    /* implicit reads and writes as in insn.def, "0" = none */
    const char *writes;
    PpcWord mask;     /* fixed bits; the upper half is 0 in words without a prefix */
    PpcWord match;    /* their values */
    PpcWord reserved; /* bits that are zero in correct code and that decoding ignores */
    uint32_t cls;     /* PPC_CLASS_* | PPC_FLAG_* */
    uint32_t primary; /* the primary class: one of PPC_CLASS_* */
    PpcLevel level;
    PpcStatus status;
} PpcRow;

/* What instruction a word is; PPC_INVALID when no row fits, as for a prefix alone. Reserved bits are
 * ignored, as processors do (Power ISA 2.07 Book I 1.3.3). */
PpcOp ppc_decode(PpcWord word);

/* The row of op; for PPC_INVALID an empty row named "INVALID". Never NULL. */
const PpcRow *ppc_row(PpcOp op);

/* PPC_CLASS_* and PPC_FLAG_* of op; 0 for PPC_INVALID. */
uint32_t ppc_class(PpcOp op);

static inline bool ppc_is(PpcOp op, uint32_t any_of)
{
    return (ppc_class(op) & any_of) != 0;
}

/* True when the engine executes op (status X or N). */
bool ppc_executable(PpcOp op);

/* True when a reserved bit of the word is set (op is its decoded id). */
static inline bool ppc_reserved_set(PpcOp op, PpcWord word)
{
    return (word & ppc_row(op)->reserved) != 0;
}

/* False when the word (op is its decoded id) is a form that the book calls invalid: RA = 0 in an update form, an odd
 * register pair, reserved values of BO, ... ppc_decode accepts such words. */
bool ppc_form_valid(PpcOp op, PpcWord word);

/* The CR field that the word (op is its decoded id) writes as a whole, by BF or as a record form; -1 = none. */
int ppc_crf_written(PpcOp op, PpcWord word);

/* Printable names: "int", "branch", ...; "base", "64", "fp", ... Static text. */
const char *ppc_class_name(uint32_t primary);
const char *ppc_level_name(PpcLevel level);

/* The op whose id ("ADDI") or mnemonic ("addi", "add.", "addo") is given;
 * PPC_INVALID when there is none. Slow: for command lines and tests. */
PpcOp ppc_op_by_name(const char *name);

#endif
