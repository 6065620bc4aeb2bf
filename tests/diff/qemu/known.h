/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Differences between emulators that are explained: known.txt. One entry a line,
 *
 *   ROW  FIELDS  CONDITION  why, with the section of the book that decides
 *
 * ROW is an id or a pattern. FIELDS: comma-separated outcome, gpr, cr, cr1, xer, ctr, lr, fpr, vr, vs, vscr, mem, fpscr
 * or fpscr=MASK (hexadecimal: only these bits), all; or skip: the row is in no case. CONDITION: a name in known.c, or
 * always. Entries of one row add up. A line "only PATTERN..." limits the cases to these rows, "except PATTERN..."
 * leaves rows out. They explain differences from qemu-ppc, never those between engines of engraft.
 */
#ifndef ENGRAFT_TESTS_DIFF_QEMU_KNOWN_H
#define ENGRAFT_TESTS_DIFF_QEMU_KNOWN_H

#include "tests/diff/case.h"
#include "tests/diff/qemu/record.h"

enum {
    KNOWN_OUTCOME = 1,
    KNOWN_GPR = 2,
    KNOWN_CR = 4,
    KNOWN_XER = 8,
    KNOWN_CTR = 16,
    KNOWN_LR = 32,
    KNOWN_FPR = 64,
    KNOWN_MEM = 128,
    KNOWN_CR1 = 256, /* FX, FEX, VX, OX in a record form */
    KNOWN_VR = 512,
    KNOWN_VSCR = 1024,
    KNOWN_VS = 2048, /* doubleword 1 of vector-scalar registers 0..31 */
    KNOWN_ALL = 4095,
};

/* What differs between two results. */
typedef struct KnownDiff {
    bool any;
    unsigned fields; /* KNOWN_* */
    uint32_t fpscr;  /* bits */
    const QRecResult *a, *b;
} KnownDiff;

bool known_load(const char *path, Err *err);
bool known_skipped(PpcOp op);
/* Has the row an entry? */
bool known_any(PpcOp op);
KnownDiff known_difference(const QRecResult *a, const QRecResult *b);
/* Do the entries of the case's row (its last word) explain all of d? */
bool known_explains(const DiffCase *c, PpcOp row, const KnownDiff *d, bool is_qemu);

#endif
