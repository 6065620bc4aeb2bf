/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where guest threads spend their processor time: samples by unit (TB or
 * region), and what became of the regions' code at each stage.
 *
 * A timer of each guest thread's own processor time sends it a signal, whose
 * handler (the owner of the threads', engine/user) calls sample_take(). A sample is
 * of the unit whose code is running, also while that calls a C function; what
 * is in no unit (run loop, translator, system calls) is counted apart. The
 * kernel looks at such timers at its ticks: more samples than those there are
 * not, and one may stand for several.
 *
 * Off unless sample_start() was called: then nothing of this costs anything.
 */
#ifndef ENGRAFT_ENGINE_EXEC_SAMPLE_H
#define ENGRAFT_ENGINE_EXEC_SAMPLE_H

#include <signal.h>

#include "engine/exec/explain.h"
#include "engine/exec/tb.h"

/* Samples of a unit. Kept by its first address, flags and kind, whenever it was translated anew. */
typedef struct SampleUnit {
    uint64_t pc;
    uint32_t flags;
    uint32_t kind; /* 0 = TB, REGION_LOOP, REGION_FUNCTION */
    uint32_t ninsns, host_nbytes;
    uint32_t guest_nbytes;
    uint64_t samples;
    uint64_t in_helper; /* of them: in C functions that it called */
    Explain *stages;    /* of the latest translation; NULL: not known */
    uint64_t *parts;    /* of a region: first address and bytes of each TB it was made of, in pairs */
    unsigned nparts;
} SampleUnit;

/* From now on threads are sampled hz times per second of their processor time. Before the first guest thread. */
void sample_start(unsigned hz);
bool sample_on(void);

/* The calling thread is a guest's: its timer sends it sig. Nothing when sampling is off. */
void sample_thread_begin(int sig);
/* It ends. */
void sample_thread_end(void);
/* In the child of a fork: forgets what the parent counted; the thread's timer is begun again. */
void sample_after_fork(int sig);
/* Is this signal a sample's? Then it has been taken. Async-signal-safe. */
bool sample_signal(const siginfo_t *info, void *ucontext);

/* Around the making of a region: before and after the passes, and when tb has its code. Under tb_lock. */
void sample_before_passes(const IrUnit *u);
void sample_after_passes(const IrUnit *u);
void sample_made(Tb *tb, const IrUnit *u);
/* tb is about to be freed. Under tb_lock. */
void sample_forget(const Tb *tb);

/*
 * What was sampled, the unit with the most samples first, *n of them; *outside: samples in no unit. Plain TBs get their
 * stages here when they have at least min_samples: the guest's code is looked at. Once, at the end; owned by sample.c.
 */
SampleUnit **sample_units(unsigned *n, uint64_t *outside, uint64_t min_samples);

#endif
