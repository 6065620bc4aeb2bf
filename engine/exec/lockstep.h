/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --check=lockstep: every TB is executed twice, first by the interpreter on a
 * copy of the CPU, then (memory put back) as translated code on the real one,
 * and the two outcomes are compared: all guest registers, the reason of
 * leaving, and every byte that the interpreter stored.
 *
 * A region is executed until it leaves by itself. It may leave anywhere in the
 * code it was made of (calls, rare cases, signals), so the interpreter goes on as
 * long as it stays in that code; when it has ended elsewhere, it runs again up
 * to where its registers are those that the region left with. Long loops are
 * executed as TBs, their region only now and then.
 *
 * TBs are not chained, so this is slow (some 10 million instructions a second).
 * Guest threads that race on memory may show differences that are none; it is
 * meant for programs with one thread. Not compared: TBs that read the time
 * base. The first difference prints everything known and ends the process.
 */
#ifndef ENGRAFT_ENGINE_EXEC_LOCKSTEP_H
#define ENGRAFT_ENGINE_EXEC_LOCKSTEP_H

#include "engine/exec/thread.h"

/* As exec_run(), TB by TB with the comparison. */
ExecStop lockstep_run(ExecThread *t);

/* Executions of TBs and of regions, and instructions, compared so far, for the line at the end of the run. */
extern uint64_t lockstep_tbs, lockstep_insns, lockstep_regions;

#endif
