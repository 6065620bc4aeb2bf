/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes through the pipes between the host tool (compare.c) and the guest
 * program (guest.c). All numbers are big-endian. The host sends the start
 * contents of the data area once (QREC_MEM bytes), then batches: the number of
 * cases (a word, at most QREC_BATCH; 0 = end), the cases; the guest answers
 * each batch with as many results.
 */
#ifndef ENGRAFT_TESTS_DIFF_QEMU_RECORD_H
#define ENGRAFT_TESTS_DIFF_QEMU_RECORD_H

#include <stdint.h>

enum {
    QREC_CODE = 0x20000000, /* one page, read, write and execute */
    QREC_DATA = 0x20010000, /* QREC_MEM bytes in a page of its own */
    QREC_MEM = 256,
    QREC_WORDS = 32,
    QREC_BATCH = 64,
};

/* The registers of a case; the order is known to run.S. */
typedef struct QRecState {
    uint32_t gpr[32];          /* 0 */
    uint32_t cr, xer, ctr, lr; /* 128 */
    uint64_t fpscr;            /* 144 */
    uint64_t fpr[32];          /* 152 */
    uint64_t pad;              /* 408 */
    uint32_t vr[33][4];        /* 416: vector registers, VSCR in the last word of the 33rd; 16-byte aligned */
    uint64_t vs[32][2];        /* 944: vector-scalar registers 0..31, for guests built with QREC_VSX; else unused */
} QRecState;                   /* 1456 */

typedef struct QRecCase {
    QRecState s;
    uint32_t nwords;
    uint32_t words[QREC_WORDS];
    uint32_t pad[3];
} QRecCase;
_Static_assert(sizeof(QRecCase) % 16 == 0, "cases lie one behind the other");

typedef struct QRecResult {
    QRecState s;
    uint32_t outcome; /* 0 = ran to the end, else a signal's number in Linux/ppc */
    uint32_t pc;      /* with a signal: offset of the instruction in the code page */
    uint8_t mem[QREC_MEM];
} QRecResult;

#endif
