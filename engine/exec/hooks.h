/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the layer above (engine/plugin) takes part in translation and
 * execution. Each hook is NULL unless somebody wants it.
 */
#ifndef ENGRAFT_ENGINE_EXEC_HOOKS_H
#define ENGRAFT_ENGINE_EXEC_HOOKS_H

#include "engine/exec/tb.h"
#include "ppc/cpu/state.h"
#include "ppc/trans/trans.h"

/* Per guest instruction, before it is translated (see TransConfig.insn_hook). Must depend on its arguments only. */
extern bool (*exec_decode_hook)(void *ctx, IrBuild *b, const IrInsn *insn, PpcOp op);
extern void *exec_decode_hook_ctx;

/* After translation, before the optimiser: may change the unit through the builder. Called once per attempt; a TB may
 * be translated more than once. Under tb_lock. */
extern void (*exec_instrument_hook)(IrUnit *u);
/* What plugins have noted of guest instruction insn of the unit; NULL = nothing. Owned by the caller (free). */
extern char *(*exec_notes_hook)(const IrUnit *u, uint32_t insn);
/* See TransConfig.plain_fpr. A hook above that sets it has its TB translated once more. Under tb_lock. */
extern bool exec_plain_fpr;
/* After the code of a TB or region is in place, with its code (NULL: it is evaluated) and what the translation
 * took. Under tb_lock. */
extern void (*exec_tb_made_hook)(const IrUnit *u, const HostCode *code, uint64_t ns);
/* A direct exit was taken that is not linked: of the TB with this IrUnit.plugin, from its instruction insn to target,
 * flags IR_X_*. By the thread that took it, which holds no lock. Exits that have not been told are never linked. */
extern void (*exec_edge_hook)(void *plugin, unsigned insn, uint64_t target, unsigned flags);
/* Must a TB that begins at start end before the instruction at pc? Under tb_lock. */
extern bool (*exec_cut_hook)(uint64_t start, uint64_t pc);
/* TBs in [start, start + nbytes) have been killed because their code has changed or is gone; may be called when there
 * were none. Without locks. */
extern void (*exec_gone_hook)(uint64_t start, uint64_t nbytes);
/* A segment of the code cache was emptied. Under tb_lock. */
extern void (*exec_evicted_hook)(void);
/* A TB was left in its middle by a fault: its first `insn` instructions were executed, that one and later ones were
 * not. plugin: IrUnit.plugin of the TB's unit. Outside signal context, by the thread that ran it. Ways out that are
 * visible in the IR (cold LEAVE and EXIT ops) do not come here. */
extern void (*exec_partial_hook)(PpcCpu *cpu, void *plugin, unsigned insn);
/* Lockstep only: a TB is about to be entered, and should not leave at its beginning to be entered again. */
extern void (*exec_ready_hook)(PpcCpu *cpu);
/* An instruction that a TB left to the interpreter (LEAVE IR_L_INTERP) has been completed by it. By the thread that ran
 * it. */
extern void (*exec_interp_hook)(PpcCpu *cpu, uint64_t pc, uint64_t word);
/* May code that has no TB be interpreted, although plugins take part in translation? They are told of each straight run
 * that the interpreter has completed instead: up to a branch, a page's end or what could not be completed, by the
 * thread that ran it. NULL: no. */
enum { EXEC_RUN_MAX = 64 };
typedef struct ExecRun {
    uint64_t pc;
    unsigned ninsns;
    uint64_t words[EXEC_RUN_MAX];
} ExecRun;
extern bool (*exec_may_interpret_hook)(void);
extern void (*exec_run_hook)(const ExecRun *run);
/* Each instruction of such a run, when it is complete; cpu->pc is where it goes on. exec_accesses are its accesses. */
extern void (*exec_cold_hook)(PpcCpu *cpu, uint64_t pc, uint64_t word);
/* A thread is about to run guest code, from cpu->pc on; and has stopped, before the instruction at cpu->pc. By the
 * thread itself. */
extern void (*exec_guest_hook)(PpcCpu *cpu, bool begins);

#endif
