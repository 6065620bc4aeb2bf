/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plugin host: loads plugins, runs their hooks in the compile pipeline,
 * keeps TB records, counters and modules, and carries their rows to the
 * results file. What plugins see is plugins/engraft-plugin.h; this header is
 * for the layers above (engine/user, the commands) and for the files of this
 * folder.
 */
#ifndef ENGRAFT_ENGINE_PLUGIN_PLG_H
#define ENGRAFT_ENGINE_PLUGIN_PLG_H

#include <glib.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "plugins/engraft-plugin.h"
#include "ppc/cpu/state.h"
#include "tcg/ir/build.h"
#include "tracer/trc.h"

/* ---------------------------------------------------------------- for the layers above */

/* Loads one `-p` argument, "NAME-or-PATH[,option=value]...": opens the object, checks its API version and its options.
 * The plugin's install() runs in plg_start(). Plugins keep the order of loading. */
bool plg_load(const char *spec, Err *err);
/* Connects to the results file (NULL = none), declares the plugins' tables, calls install() of each, and hooks into the
 * engine. After exec_init(), before the first guest thread. */
bool plg_start(Trc *trc, Err *err);
/* Any plugin loaded? */
bool plg_active(void);

/* What happens to the guest. Each may be called when no plugin is loaded. */
void plg_module(const char *path, uint64_t start, uint64_t nbytes, uint64_t file_offset, const uint8_t *build_id,
                size_t build_id_nbytes);
void plg_module_gone(uint64_t start, uint64_t nbytes);
void plg_thread_start(PpcCpu *cpu, uint32_t thread);
void plg_thread_exit(PpcCpu *cpu);
/* Around fork: prepare() in the parent before, then parent() or child() after. */
void plg_fork_prepare(void);
void plg_fork_parent(void);
void plg_fork_child(PpcCpu *cpu);
/* The process ends: last flush, exit hooks, costs. The results file is left open. Once. */
void plg_finish(void);

/* For `engraft plugins`: a loaded plugin's description. */
const EgPluginDesc *plg_desc(unsigned i);
unsigned plg_count(void);
/* Opens NAME-or-PATH and checks it, without loading it for a run. *path (may be NULL): the object, owned by the caller.
 * NULL and err when it is no plugin of ours. */
const EgPluginDesc *plg_describe(const char *name, char **path, Err *err);
/* Where plugins are looked for, in order; NULL at the end. Owned by the caller (g_strfreev). */
char **plg_search_path(void);

/* ---------------------------------------------------------------- inside this folder */

typedef struct PlgHook {
    void *fn, *user;
    EgPlugin *p;
} PlgHook;

struct EgPlugin {
    const EgPluginDesc *d;
    char *path, *options; /* the object; the options as given */
    GHashTable *values;   /* option name -> text */
    void *dl;
    uint16_t index; /* 1, 2, ...: IrOp.origin of its micro-ops */
    int trc_plugin;
    int *trc_tables; /* per row of d->tables */
    int ntables;
    char error[512];    /* what eg_error() said */
    GHashTable *ranges; /* range.c: counts at the last eg_each_range() */
    TrcCost cost;
};

/* A translated TB as plugins know it; never freed. */
struct EgTbInfo {
    uint32_t number, ninsns, module;
    uint64_t addr;
    uint32_t *words;       /* ninsns of them */
    uint16_t *ops;         /* their table rows */
    uint32_t cell;         /* execution counter */
    uint32_t *left_cells;  /* per k < ninsns: counter of exits after k instructions through cold micro-ops; ~0 = none.
                              NULL = none at all */
    uint64_t *left_faults; /* per k < ninsns: faults at instruction k; NULL = none so far */
    uint64_t interpreted;  /* executions by the interpreter on behalf of TBs; such a record has one instruction */
    bool entered;          /* its trc_insn rows are written */
    void *rings;           /* ring_tb.c: what a fault in its middle leaves in the rings; NULL = none is appended to */
};

/* A TB in translation. */
struct EgTb {
    IrUnit *u;
    EgTbInfo *info;
    uint64_t *notes;   /* per plugin and instruction */
    EgPlugin *running; /* whose hook runs, for messages */
    GArray *appends;   /* ring_tb.c: what eg_ring_append() asked for; NULL = nothing */
};

extern GPtrArray *plg_list; /* EgPlugin */
extern GArray *plg_tb_hooks, *plg_decode_hooks, *plg_exec_hooks, *plg_module_hooks, *plg_start_hooks,
    *plg_exit_thread_hooks, *plg_flush_hooks, *plg_exit_hooks; /* PlgHook */
extern Trc *plg_trc;
extern bool plg_want_counts;
extern uint16_t plg_counts_origin; /* first plugin that wants TB counts */
/* Guards records, modules, thread list and cells' allocation. Taken inside tb_lock, never the other way round. */
extern pthread_mutex_t plg_lock;

/* A plugin's mistake at run time: names plugin and function, ends the process. */
_Noreturn void plg_misuse(const EgPlugin *p, const char *function, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the process as plg_misuse() does unless p's install() runs. */
void plg_only_in_install(const EgPlugin *p, const char *function);

/* record.c */
EgTbInfo *plg_record(const IrUnit *u);
void plg_record_reset_counts(void);
void plg_record_fault(EgTbInfo *info, unsigned insn);
/* The interpreter has completed an instruction that a TB left to it. */
void plg_record_interp(uint64_t pc, uint32_t word);
EgTbInfo *plg_record_by_number(uint32_t number);
uint32_t plg_left_cell(EgTbInfo *info, unsigned k);

/* counter.c */
uint32_t plg_cell_new(void);
/* n in a row; the first. */
uint32_t plg_cells_new(uint32_t n);
/* Has plg_cell_new() given out this one? */
bool plg_cell_ok(uint32_t cell);
int32_t plg_cell_env_offset(uint32_t cell);
uint64_t plg_cell_sum(uint32_t cell);
void plg_cells_reset(PpcCpu *cpu);
void plg_thread_cells_begin(PpcCpu *cpu, uint32_t thread);
void plg_thread_cells_end(PpcCpu *cpu);
uint32_t plg_thread_number(const PpcCpu *cpu);

/* event.c */
uint32_t plg_module_of(uint64_t addr);

/* range.c */
void plg_reset_after_fork(EgPlugin *p);

/* api_tb.c */
/* Makes h a function with any effect outside the guest, that may read all guest registers and changes none. */
void plg_plain_helper(IrHelper *h);

/* inject.c */
void plg_hook_engine(void);

/* result.c */
bool plg_results_start(Trc *trc, Err *err);
void plg_flush(void);
void plg_insn_fill(EgInsn *out, uint64_t addr, uint32_t word, uint32_t op);

#endif
