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
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/clock.h"
#include "engine/base/err.h"
#include "plugins/engraft-plugin.h"
#include "ppc/cpu/state.h"
#include "ppc/isa/isa.h"
#include "tcg/ir/build.h"
#include "tracer/trc.h"

/* What hooks are about; the lists are in load.c. */
typedef enum PlgOn {
    PLG_ON_TB,
    PLG_ON_DECODE,
    PLG_ON_TB_EXEC,
    PLG_ON_MODULE,
    PLG_ON_MODULE_UNLOAD,
    PLG_ON_MAP,
    PLG_ON_THREAD_START,
    PLG_ON_THREAD_EXIT,
    PLG_ON_FLUSH,
    PLG_ON_EXIT,
    PLG_ON_SYSCALL,
    PLG_ON_SYSCALL_RETURN,
    PLG_ON_SIGNAL,
    PLG_ON_EXCEPTION,
    PLG_ON_FORK,
    PLG_ON_EXEC,
    PLG_ON_TRANSLATION,
    PLG_ON_INVALIDATE,
    PLG_ON_CACHE_FLUSH,
    PLG_ON_INTERP_ACCESS,
    PLG_ON_JUMP,
    PLG_ON_INTERP_INSN,
    PLG_ON_COLD,
    PLG_ON_PARTIAL,
    PLG_ON_REPLACE,
    PLG_ON_EDGE,
    PLG_ON_COUNT
} PlgOn;

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
void plg_module(const EgModule *m); /* number: given here */
bool plg_syscall_enter(PpcCpu *cpu, unsigned nr, const char *name, uint64_t args[6], int64_t *ret);
int64_t plg_syscall_return(PpcCpu *cpu, unsigned nr, const char *name, const uint64_t args[6], int64_t ret);
void plg_exec(const char *path, const char *const *argv);
/* Names system calls; set by who knows them. */
extern const char *(*plg_syscall_name)(unsigned number);
extern void (*plg_syscall_text)(char *buf, size_t nbytes, unsigned number, const uint64_t *args, const int64_t *result);
/* True: the signal was a plugin's, the guest does not get it. */
bool plg_signal(PlgOn what, PpcCpu *cpu, const EgSignal *s);
void plg_thread_start(PpcCpu *cpu, uint32_t thread);
void plg_thread_exit(PpcCpu *cpu);
/* Around fork: prepare() in the parent before, then parent() or child() after. */
void plg_fork_prepare(void);
void plg_fork_parent(int pid);
void plg_fork_child(PpcCpu *cpu);
/* The process is about to become another program: what is known so far goes to the results file. */
void plg_before_exec(void);
/* The process ends: last flush, exit hooks, costs. The results file is left open. Once. */
void plg_finish(int status, int signal);

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
    uint64_t every; /* TB_EXEC: not each time, but each so many times; counted in cell */
    uint32_t cell;  /* TB_EXEC: 0 = always; when cell `cond` value */
    EgCond cond;
    uint64_t value;
} PlgHook;

/* The hooks of one kind, in order. Never changed: a new one takes its place, and the old one stays for whoever reads
 * it. */
typedef struct PlgHooks {
    unsigned n;
    PlgHook h[];
} PlgHooks;
extern PlgHooks *plg_hooks[PLG_ON_COUNT]; /* NULL = none */
static inline unsigned plg_nhooks(PlgOn what)
{
    const PlgHooks *l = __atomic_load_n(&plg_hooks[what], __ATOMIC_ACQUIRE);
    return l ? l->n : 0;
}
/* For each hook h of a kind: with the time that it takes charged to its plugin. */
#define PLG_EACH(what, h)                                                                                              \
    for (const PlgHooks *l_ = __atomic_load_n(&plg_hooks[what], __ATOMIC_ACQUIRE); l_; l_ = NULL)                      \
        for (const PlgHook *h = l_->h; h < l_->h + l_->n; h++)                                                         \
            for (uint64_t t_ = clock_now_ns(); t_; plg_charge(h->p, t_), t_ = 0)
/* A callback of p that began at start has returned. */
void plg_charge(EgPlugin *p, uint64_t start);

struct EgPlugin {
    const EgPluginDesc *d;
    char *path, *options; /* the object; the options as given */
    GHashTable *values;   /* option name -> text */
    void *dl;
    struct PlgControl *control;    /* filter.c; NULL: always on, for all code */
    uint64_t code_start, code_end; /* its object's code: crash.c */
    uint16_t index;                /* 1, 2, ...: IrOp.origin of its micro-ops */
    int trc_plugin;
    int *trc_tables; /* per row of d->tables */
    int ntables;
    bool wants;          /* counts or edges, from the framework */
    char error[512];     /* what eg_error() said */
    GHashTable *ranges;  /* range.c: counts at the last eg_each_range() */
    TrcCost cost;        /* but for the events in event_cell */
    uint32_t event_cell; /* calls of its functions by translated code */
};

/* A translated TB as plugins know it; never freed. */
struct EgTbInfo {
    uint32_t number, ninsns, module;
    uint64_t addr;
    uint64_t *words;       /* ninsns of them, with their prefixes */
    uint16_t *ops;         /* their table rows */
    uint32_t cell;         /* execution counter */
    uint32_t *left_cells;  /* per k < ninsns: counter of exits after k instructions through cold micro-ops; ~0 = none.
                              NULL = none at all */
    uint64_t *left_faults; /* per k < ninsns: faults at instruction k; NULL = none so far */
    uint64_t interpreted;  /* executions in full by the interpreter */
    bool entered;          /* its code is written */
    uint64_t *notes;       /* decode hooks' words: [plugin][instruction]; NULL = all are 0 */
    struct PlgEdge *edges; /* edge.c */
    uint32_t max_done;     /* edge.c: so many instructions have been completed in one go; with PLG_WANT_ONCE */
    void *rings;           /* ring_tb.c: what a fault in its middle leaves in the rings; NULL = none is appended to */
};

/* IrUnit.plugin is the record, with bit 0 set when this translation counts or notes TBs and edges. */
static inline EgTbInfo *plg_info_of(void *plugin)
{
    return (EgTbInfo *)((uintptr_t)plugin & ~(uintptr_t)1);
}

/* A TB in translation. */
struct EgTb {
    IrUnit *u;
    EgTbInfo *info;
    uint64_t *notes;   /* per plugin and instruction */
    EgPlugin *running; /* whose hook runs, for messages */
    char pass;         /* in a pass: its letter */
    GArray *appends;   /* ring_tb.c: what eg_ring_append() asked for; NULL = nothing */
};

extern GPtrArray *plg_list; /* EgPlugin */
extern Trc *plg_trc;
extern bool plg_want_counts; /* somebody wants the entries of TBs counted */
/* What is wanted of TBs and edges: counts serve those who only want to know what has been reached. */
typedef enum PlgWant { PLG_WANT_NOTHING, PLG_WANT_ONCE, PLG_WANT_COUNTS } PlgWant;
extern PlgWant plg_want_tbs, plg_want_edges;
extern uint16_t plg_counts_origin; /* first plugin that wants TB counts */
/* Guards records, modules, thread list and cells' allocation. Taken inside tb_lock, never the other way round. */
extern pthread_mutex_t plg_lock;

/* load.c: registers what h holds beside function and user. Names `function` when that cannot be. */
void plg_hook_add(PlgOn what, EgPlugin *p, void *fn, void *user, const char *function);
void plg_hook_add_full(PlgOn what, const PlgHook *h, const char *function);

/* A plugin's mistake at run time: names plugin and function, ends the process. */
_Noreturn void plg_misuse(const EgPlugin *p, const char *function, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the process as plg_misuse() does unless p's install() runs. */
void plg_only_in_install(const EgPlugin *p, const char *function);

/* record.c */
EgTbInfo *plg_record(const IrUnit *u);
void plg_record_reset_counts(void);
void plg_record_fault(EgTbInfo *info, unsigned insn);
/* The interpreter has completed these instructions in a row. The record of the code. */
EgTbInfo *plg_record_run(uint64_t pc, uint64_t *words, uint32_t n);
EgTbInfo *plg_record_by_number(uint32_t number);
uint32_t plg_left_cell(EgTbInfo *info, unsigned k);

/* counter.c */
uint32_t plg_cell_new(void);
/* n in a row; the first. */
uint32_t plg_cells_new(uint32_t n);
/* Has plg_cell_new() given out this one? */
bool plg_cell_ok(uint32_t cell);
int32_t plg_cell_env_offset(uint32_t cell);
/* The state slot that the cell is; -1 = none. */
static inline int plg_cell_slot(uint32_t cell)
{
    return cell >= 1 && cell <= PPC_CPU_NCELLS ? (int)(SLOT_CELL0 + cell - 1) : -1;
}
uint64_t plg_cell_sum(uint32_t cell);
void plg_cells_reset(PpcCpu *cpu);
void plg_thread_cells_begin(PpcCpu *cpu, uint32_t thread);
void plg_thread_cells_end(PpcCpu *cpu);
uint32_t plg_thread_number(const PpcCpu *cpu);

/* edge.c */
typedef struct PlgEdge {
    IrOnce once;
    EgTbInfo *info;
    uint32_t insn, ndone, flags;
    EgExitKind kind;
    uint64_t target;
    uint32_t cell; /* 0: none, its count follows from the others */
    bool seen;
    bool told;           /* with a count, by eg_each_edge() */
    uint32_t places;     /* target.c: the first cell of a thread's table; 0 = targets are not told apart */
    GHashTable *targets; /* target -> count, of what is in no thread's table; under plg_lock */
    struct PlgEdge *next;
} PlgEdge;
/* What counting and seeing edges needs in u. Before the plugins' hooks. */
void plg_edges_insert(IrUnit *u, EgTbInfo *info);
void plg_edges_start(void);
void plg_edges_fault(EgTbInfo *info, unsigned insn);
void plg_edges_reset(EgTbInfo *info);
/* How often the TB was entered. */
uint64_t plg_record_entries(const EgTbInfo *i);
/* api_flow.c: a way out as plugins see it. */
EgExit plg_describe_exit(IrUnit *u, IrRef end);
/* target.c: targets of indirect edges. */
extern bool plg_want_targets;
void plg_targets_start(void);
void plg_target_count(IrBuild *b, PlgEdge *e, IrRef to);
/* Before the thread's cells are gone. */
void plg_targets_thread_end(PpcCpu *cpu);
void plg_targets_reset(void);
typedef void (*PlgTargetFn)(uint64_t target, uint64_t count, void *user);
void plg_each_target(const PlgEdge *e, PlgTargetFn fn, void *user);
/* A jump that a plugin has inserted counts itself. */
void plg_count_jump(IrUnit *u, EgTbInfo *info, IrRef end);
/* The edge that a way out is. */
PlgEdge *plg_edge_of(IrUnit *u, EgTbInfo *info, IrRef end);
/* once.c: all are to be called again. False: there are none. */
bool plg_once_reset(void);

/* crash.c: notes where the plugin's code is, so that its crashes are told as its own. */
void plg_crash_add(EgPlugin *p);
/* Until the run's own handlers are there. */
void plg_crash_watch(void);
bool plg_crashed(int sig, const siginfo_t *info, const void *ucontext);

/* filter.c */
typedef struct PlgControl PlgControl;
enum { PLG_MARK_START = 0x7e94a378, PLG_MARK_STOP = 0x7eb5ab78, PLG_MARK_EVENT = 0x7ed6b378 }; /* or 20, 21, 22 */
/* Takes an option that all plugins have; *known = false when it is none of these. */
bool plg_control_option(EgPlugin *p, const char *name, const char *value, bool *known, Err *err);
void plg_control_start(void);
/* Has any plugin filters or triggers? */
bool plg_controlled(void);
/* What switches plugins, in front of all that they insert. Last. */
void plg_control_insert(IrUnit *u);
/* The guest gets a signal: *taken = it was meant for a plugin. */
void plg_control_signal(int number, bool *taken);
/* Is p on, and is code at addr what it is about? */
bool plg_is_on(const EgPlugin *p, uint64_t addr);
bool plg_filtered_in(const EgPlugin *p, uint64_t addr);
bool plg_source_of(uint64_t addr, EgSource *out);
extern bool (*plg_source_hook)(const EgModule *m, uint64_t addr, EgSource *out);
/* event.c: the module at addr. Its strings live until it is unloaded. */
bool plg_module_at(uint64_t addr, EgModule *m);
/* Each module that is mapped. */
void plg_each_module(void (*fn)(const EgModule *m, void *user), void *user);

/* unused.c: OPTION=VALUE of p is to be used in this run; comes back as a number, 0 = it is not watched. symbols: the
 * pattern of symbols that it is about, or NULL. Before the guest starts. */
unsigned plg_use_new(const EgPlugin *p, const char *option, const char *value, const char *symbols);
void plg_used(unsigned use);
/* The guest executes another program. */
void plg_use_executed(void);
/* At the end of the run: says what was not used. */
void plg_use_report(void);

/* event.c */
void plg_events_start(void);
uint32_t plg_module_of(uint64_t addr);

/* range.c */
void plg_reset_after_fork(EgPlugin *p);

/* api_pass.c: has a plugin registered a pass? */
extern bool plg_passes;

/* api_jump.c */
/* A thread begins or stops running guest code; fits exec_guest_hook. */
void plg_guest(PpcCpu *cpu, bool begins);
/* Before install() hooks run: the cells that it needs. */
void plg_jump_init(void);
/* The thread ends where it has stopped. */
void plg_jump_end(PpcCpu *cpu);
/* The calling thread, which ends the process, does. */
void plg_jump_end_here(void);
/* Does the calling thread run guest code, a callback of which this is? */
bool plg_runs_guest(void);

/* api_change.c: shall a plugin's micro-ops stand for instruction i of the TB? */
bool plg_replaces(const EgInsn *in, unsigned i, uint64_t tb_addr);
/* They do. Before the TB hooks. */
void plg_emit_replaced(EgTb *tb);

/* EgPlace.insn: the instruction that the place belongs to and, in the upper half, how many are complete there, + 1 (0 =
 * those before that one). */
static inline uint32_t plg_place_insn(uint32_t insn, uint32_t done)
{
    return insn | (done + 1) << 16;
}
static inline unsigned plg_insn_of(const EgPlace *at)
{
    return at->insn & 0xffff;
}
static inline unsigned plg_place_done(const EgPlace *at)
{
    return at->insn >> 16 ? (at->insn >> 16) - 1 : at->insn;
}

/* api_tb.c */
IrBuild plg_builder(const EgPlace *at);
/* Type of a plugin's value, checked: of this TB and made before the place. */
IrType plg_type_of(const EgPlace *at, EgVal v, const char *function);
void plg_want_type(const EgPlace *at, EgVal v, IrType t, const char *function);
/* Is the register of an eg_reg() handle in the set? */
bool plg_reg_in(const PpcRegSet *set, int reg);
/* The loads and stores of guest instruction i (IrRef), in order. Owned by the caller. */
GArray *plg_accesses(const IrUnit *u, uint32_t i);
/* inject.c: how many instructions are complete when this END op leaves the unit. */
unsigned plg_done_at(const IrOp *o);
/* Makes h a function with any effect outside the guest, that may read all guest registers and changes none. */
void plg_plain_helper(IrHelper *h);

/* inject.c */
/* The word that a plugin's (0-based) decode hook left at an instruction; 0 = none. */
uint64_t plg_note(const EgTbInfo *i, unsigned plugin, uint32_t insn);
/* A builder at the unit's entry: in front of everything (the entry block has no phis). */
IrBuild plg_at_entry(IrUnit *u, uint16_t origin);
/* Does this thread run translation hooks? */
bool plg_translating(void);
void plg_hook_engine(void);

/* api_exec.c: the calls of TB-execute and edge hooks. */
void plg_exec_calls(IrUnit *u, EgTbInfo *info);
void plg_exec_start(void);

/* result.c */
bool plg_results_start(Trc *trc, Err *err);
void plg_flush(void);
/* No further flush by the clock, and the rows of the last one are in the file: later ones replace them. */
void plg_results_settle(void);
void plg_insn_fill(EgInsn *out, uint64_t addr, uint64_t word, uint32_t op);
/* Word and prefix, as ppc/isa wants them. */
uint64_t plg_insn_word(const EgInsn *in);

#endif
