/* SPDX-License-Identifier: Apache-2.0 */
/* The compile pipeline: from a TB key to a TB in the cache. */
#ifndef ENGRAFT_ENGINE_EXEC_COMPILE_H
#define ENGRAFT_ENGINE_EXEC_COMPILE_H

#include "engine/exec/tb.h"
#include "engine/exec/thread.h"

/* What all units share: slots, helpers, glue. Filled by compile_init(). */
extern HostRt compile_rt;
/* Calls into generated code. */
extern HostEnterFn compile_enter;

/* Fills the env offsets of rt, without glue. */
void compile_rt_offsets(HostRt *rt);

bool compile_init(size_t cache_bytes, Err *err);

/* Finds or makes the TB. The caller is inside and does not hold tb_lock. NULL when the first instruction cannot be
 * fetched. */
Tb *compile_tb(ExecThread *t, uint64_t pc, uint32_t flags);

/* The stages without code generation into the cache, for `explain` and for the evaluating engine: decode, translate,
 * instrument (when the hook is set). The unit lives in arena. NULL when the first instruction cannot be fetched. */
IrUnit *compile_translate(Arena *arena, uint64_t pc, uint32_t flags, unsigned max_insns);
/* Shows host code (-d h). */
void compile_dump_host(const Tb *tb);
/* The optimiser with the settings of exec_config. */
void compile_optimise(IrUnit *u);

#endif
