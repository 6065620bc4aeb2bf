/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small guest for tests of the IR: state slots, a helper of each effect kind,
 * and guest memory that is a function of a seed until it is written, with
 * places that fault. Everything is a function of its inputs, so that the same
 * unit before and after a pass can be compared.
 */
#ifndef ENGRAFT_TESTS_IRTEST_H
#define ENGRAFT_TESTS_IRTEST_H

#include "tcg/ir/build.h"
#include "tcg/ir/eval.h"

/* Slots: r0..r7 i32, cr0..cr3 i64, ca, lr i32, f0, f1 f64, s0 f32, v0 v128, pc i32. One number is no slot. */
enum { S_R0, S_CR0 = 8, S_CA = 12, S_LR, S_F0, S_F1, S_S0, S_V0, S_HOLE, S_PC, S_COUNT };

enum { ENV_STATE = 256, ENV_COUNTERS = 64, ENV_BYTES = ENV_STATE + ENV_COUNTERS, ENV_TEST_BIAS = 16 };
enum { OFF_COUNTERS = ENV_STATE - ENV_TEST_BIAS };

enum {
    H_PLAIN,      /* i32 (i32): changes slots and memory, may leave */
    H_PLAIN_VOID, /* (): changes slots, does not leave */
    H_READS,      /* i32 (i32): looks at all slots, may leave */
    H_PURE,       /* i64 (i32, i64): looks at all slots */
    H_CONST,      /* i32 (i32, i32) */
    H_CONSTF,     /* f64 (f64, i32) */
    H_SLOTS,      /* i32 (i32): reads r1, cr1; writes r2, cr2; may leave */
    H_SLOTS_SURE, /* (): reads r3, writes r4 */
    H_PURE_SLOTS, /* i32 (): reads r5 */
    H_NOTES,      /* (i64): reads r6, changes a counter */
    H_ELSE,       /* i64 (i32, i64): changes a counter */
    H_COUNT
};

extern IrEnv irtest_env; /* 32-bit guest; tests may set guest64 */

enum { MAX_WRITES = 512 };

/* One run's memory and events. */
typedef struct IrTestMem {
    uint64_t seed;
    unsigned fault_rate; /* one 16-byte piece in so many faults; 0 = none */
    unsigned leave_rate; /* one helper call, or poll, in so many leaves; 0 = none */
    unsigned npolls;
    bool no_polls; /* nothing is pending: polls may be left out */
    bool left;
    unsigned nwrites;
    uint64_t addr[MAX_WRITES];
    uint8_t byte[MAX_WRITES];
} IrTestMem;

/* Hooks on m for ir_eval_unit(). m must stay the one in use until the run ends: helpers reach it by a global. */
IrEvalMem irtest_mem(IrTestMem *m);
uint8_t irtest_byte(const IrTestMem *m, uint64_t addr);
/* First address at which the two differ, or true. */
bool irtest_same_mem(const IrTestMem *a, const IrTestMem *b, uint64_t *addr);

/* The text of u; free() it. */
char *irtest_text(const IrUnit *u, unsigned how);

/* xorshift64*; state never 0. */
static inline uint64_t irtest_rand(uint64_t *s)
{
    *s ^= *s >> 12;
    *s ^= *s << 25;
    *s ^= *s >> 27;
    return *s * 0x2545f4914f6cdd1dull;
}

#endif
