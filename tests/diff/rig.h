/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One case on the real engine and on the interpreter: guest code in guest
 * memory, run by exec_run() until it stops, against exec_step() from the same
 * state and memory. Compared: why it stopped and where, all registers, the
 * data area.
 *
 * The code area is a shared mapping that the guest may read and execute and
 * only this file writes, and is filled with sc beyond the case's words. The
 * data area is two pages, followed by one that is read-only; all else faults.
 *
 * Each case runs twice on the engine: once being translated, once as linked
 * code. Not thread-safe: one per process.
 */
#ifndef ENGRAFT_TESTS_DIFF_RIG_H
#define ENGRAFT_TESTS_DIFF_RIG_H

#include "engine/exec/exec.h"
#include "tests/diff/case.h"

enum {
    RIG_CODE_BYTES = 2 * 4096,
    RIG_DATA = DIFF_DATA - 4096,
    RIG_DATA_BYTES = 2 * 4096,
};

extern const CaseSpec rig_spec; /* cases for this memory; row_ok = case_row_ok */

/* Once, before cases are made. */
void rig_prepare(void);
/* Makes the guest with the settings in exec_config. Once per process. */
bool rig_init(Err *err);

typedef enum RigResult {
    RIG_SAME,
    RIG_DIFFERS,
    RIG_ENDLESS, /* the interpreter does not come to an end: nothing was compared */
} RigResult;

RigResult rig_run(const DiffCase *c);

/* What the data area holds when a case begins; may be changed before rig_run(). */
uint8_t *rig_start_data(void);
/* The interpreter's end state and data area of the last case. */
const PpcCpu *rig_ref(void);
const uint8_t *rig_ref_data(void);

/* Why the interpreter stopped in the last case, and the name of a reason. */
ExecWhy rig_stop(void);
const char *rig_stop_name(ExecWhy why);

/* After RIG_DIFFERS: the case again, and everything known about it: code, states with differences marked, micro-ops
 * before and after the optimiser, host code. */
void rig_report(const DiffCase *c, FILE *out);

/* Makes a failing case smaller as long as it fails: instructions become nops, registers 0. */
void rig_reduce(DiffCase *c);

#endif
