/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program: connects the options with the engine, the plugins, the
 * results file and Linux user mode, and ends all of them in order.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/attrib.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/cmd.h"
#include "engine/exec/exec.h"
#include "engine/exec/icount.h"
#include "engine/exec/lockstep.h"
#include "engine/exec/perfmap.h"
#include "engine/exec/persist.h"
#include "engine/exec/sample.h"
#include "engine/hot.h"
#include "engine/locate.h"
#include "engine/mem/mem.h"
#include "engine/plugin/plg.h"
#include "engine/source.h"
#include "engine/user/user.h"
#include "ppc/isa/cpu.h"
#include "tcg/opt/part.h"
#include "tcg/opt/pass.h"

/* One run per process; the hooks below are called by engine/user. */
static Trc *trc;
static char *db_path; /* absolute: the program may change the working folder */
static bool results_failed;
static bool is_child;

/* ---------------------------------------------------------------- what happens to the process */

static const char *cache_dir;
static uint64_t cache_limit;

/* Without the folder the program runs as well. */
static void open_code_cache(const char *program)
{
    enum { LIMIT = 256 << 20 };
    Err e = {0};
    if (!persist_open(cache_dir, program, cache_limit ? cache_limit : LIMIT, &e))
        fprintf(stderr, "engraft run: %s\n", e.text);
    cache_dir = NULL; /* a program may have several modules */
}

static void on_module(void *ctx, const UserModule *m)
{
    (void)ctx;
    if (m->main_program && cache_dir)
        open_code_cache(m->path);
    const EgModule e = {.struct_size = sizeof e,
                        .path = m->path,
                        .start = m->start,
                        .nbytes = m->nbytes,
                        .file_offset = m->file_offset,
                        .build_id = m->build_id,
                        .build_id_nbytes = m->build_id_nbytes,
                        .main_program = m->main_program,
                        .bias = m->bias};
    plg_module(&e);
}

static uint32_t last_thread; /* numbers in order of start */

static void on_thread_start(void *ctx, PpcCpu *cpu, int tid)
{
    (void)ctx, (void)tid;
    sample_thread_begin(USER_WAKE_SIGNAL);
    plg_thread_start(cpu, __atomic_add_fetch(&last_thread, 1, __ATOMIC_RELAXED));
}

static void on_thread_exit(void *ctx, PpcCpu *cpu, int tid)
{
    (void)ctx, (void)tid;
    sample_thread_end();
    plg_thread_exit(cpu);
}

static void on_fork_prepare(void *ctx)
{
    (void)ctx;
    plg_fork_prepare();
}

static void on_fork_parent(void *ctx, int pid)
{
    (void)ctx;
    plg_fork_parent(pid);
}

static void on_fork_child(void *ctx, PpcCpu *cpu)
{
    (void)ctx;
    is_child = true;
    stat_reset();
    sample_after_fork(USER_WAKE_SIGNAL);
    plg_fork_child(cpu);
}

static bool on_syscall_enter(void *ctx, PpcCpu *cpu, unsigned nr, uint64_t args[6], int64_t *ret)
{
    (void)ctx;
    return plg_syscall_enter(cpu, nr, user_syscall_name(nr), args, ret);
}

static int64_t on_syscall_return(void *ctx, PpcCpu *cpu, unsigned nr, const uint64_t args[6], int64_t ret)
{
    (void)ctx;
    return plg_syscall_return(cpu, nr, user_syscall_name(nr), args, ret);
}

static EgSignal signal_of(const PpcCpu *cpu, const UserSignal *s)
{
    return (EgSignal){.struct_size = sizeof(EgSignal),
                      .number = s->number,
                      .code = s->code,
                      .pc = cpu->pc,
                      .addr = s->addr,
                      .handler = s->handler,
                      .is_exception = s->exception};
}

static bool on_signal(void *ctx, PpcCpu *cpu, const UserSignal *s)
{
    (void)ctx;
    EgSignal e = signal_of(cpu, s);
    return plg_signal(PLG_ON_SIGNAL, cpu, &e);
}

static void on_exception(void *ctx, PpcCpu *cpu, const UserSignal *s)
{
    (void)ctx;
    EgSignal e = signal_of(cpu, s);
    plg_signal(PLG_ON_EXCEPTION, cpu, &e);
}

static void on_exec(void *ctx, const char *path, char *const *argv)
{
    (void)ctx;
    plg_exec(path, (const char *const *)argv);
}

static bool made_file; /* the results are in a file that this run has made */

static void close_results(TrcEnd kind, int value, bool keep_open)
{
    Err e = {0};
    if (!trc)
        return;
    trc_run_end(trc, kind, value);
    made_file = trc_made_file(trc);
    if (keep_open) {
        trc_flush(trc);
        return;
    }
    if (!trc_close(trc, &e)) {
        fprintf(stderr, "engraft run: %s\n", e.text);
        results_failed = true;
    }
    trc = plg_trc = NULL;
}

static const char *count_file;

static void write_counts(void)
{
    Err e = {0};
    if (count_file && !is_child && !icount_write(count_file, &e))
        fprintf(stderr, "engraft run: %s\n", e.text);
}

static const char *pass_file;

/* "pass LETTER NAME RUNS NS REMOVED ADDED", then totals. For engraft passes. */
static void write_passes(void)
{
    FILE *f = pass_file && !is_child ? fopen(pass_file, "w") : NULL;
    if (!f)
        return;
    for (unsigned i = 0; i < opt_npasses; i++)
        fprintf(f, "pass %c %s %llu %llu %llu %llu\n", opt_passes[i].letter, opt_passes[i].name,
                (unsigned long long)opt_stats[i].runs, (unsigned long long)opt_stats[i].nanoseconds,
                (unsigned long long)opt_stats[i].removed, (unsigned long long)opt_stats[i].added);
    fprintf(f, "total %llu %llu %llu %llu %llu\n", (unsigned long long)stat_get(STAT_TB_TRANSLATED),
            (unsigned long long)stat_get(STAT_TB_UOPS), (unsigned long long)stat_get(STAT_TB_UOPS_KEPT),
            (unsigned long long)(stat_get(STAT_TB_HOST_BYTES) + stat_get(STAT_REGION_HOST_BYTES)),
            (unsigned long long)stat_get(STAT_TB_COMPILE_NS));
    fclose(f);
}

static void print_summary(void)
{
    if (exec_config.lockstep)
        fprintf(stderr, "engraft: lockstep: %llu TBs, %llu regions, %llu instructions compared, no difference\n",
                (unsigned long long)lockstep_tbs, (unsigned long long)lockstep_regions,
                (unsigned long long)lockstep_insns);
    if (is_child && log_on('z')) {
        stat_print(log_lock());
        log_unlock();
    }
}

static void on_process_exit(void *ctx, int status, int signal, bool exec)
{
    (void)ctx;
    persist_save();
    if (sample_on())
        hot_write(trc);
    if (exec) { /* the next program gets a run of its own */
        plg_before_exec();
        close_results(TRC_END_EXEC, 0, true);
        return;
    }
    plg_finish(status, signal);
    write_counts();
    write_passes();
    print_summary();
    close_results(signal ? TRC_END_SIGNAL : TRC_END_EXIT, signal ? signal : status, false);
}

static int next_results_fd(void *ctx, int from)
{
    (void)ctx;
    return trc_next_fd(from);
}

static const UserHooks hooks = {
    .module_load = on_module,
    .thread_start = on_thread_start,
    .thread_exit = on_thread_exit,
    .fork_prepare = on_fork_prepare,
    .fork_parent = on_fork_parent,
    .fork_child = on_fork_child,
    .syscall_enter = on_syscall_enter,
    .syscall_return = on_syscall_return,
    .signal = on_signal,
    .exception = on_exception,
    .exec = on_exec,
    .process_exit = on_process_exit,
    .next_fd = next_results_fd,
    .locate = locate_places,
};

/* ---------------------------------------------------------------- setting up */

static void configure_engine(const RunOptions *o)
{
    /* A region joins TBs, also where a debugger has put breakpoints since. */
    exec_config.engine = o->engine == ENGINE_REGION && o->gdb ? EXEC_TB
                         : o->engine == ENGINE_INTERP         ? EXEC_INTERP
                         : o->engine == ENGINE_REGION         ? EXEC_REGION
                                                              : EXEC_TB;
    exec_config.chain = !o->no_chain;
    exec_config.jump_table = !o->no_jump_table;
    exec_config.pins = !o->no_pins;
    exec_config.guards = !o->no_guards;
    mem_avoid_0 = o->no_low_guest;
    exec_config.verify = o->check & CHECK_VERIFY;
    exec_config.lockstep = o->check & CHECK_LOCKSTEP;
    if (o->off)
        exec_config.passes_off = o->off;
    exec_config.tb_heat = o->no_warm_up ? 0 : 2;
    exec_config.inline_calls = !o->no_inline;
    if (o->no_inline_cache)
        exec_config.watch_insns = 0;
    exec_config.background = o->background;
    if (o->tb_max)
        exec_config.tb_max_insns = o->tb_max;
    if (o->cache_nbytes)
        exec_config.cache_bytes = o->cache_nbytes;
    cache_dir = o->engine == ENGINE_INTERP ? NULL : o->cache_dir;
    cache_limit = o->cache_limit;
    exec_config.pass_stats = o->pass_stats;
    exec_config.host_off = o->host_off;
    exec_config.ra_seed = o->ra_seed;
}

static const char *const engine_name[] = {"interp", "tb", "region"};

static bool open_results(const RunOptions *o, Err *e)
{
    if (!o->db_path)
        return true;
    trc = trc_open(o->db_path, e);
    if (!trc)
        return false;
    db_path = g_strdup(trc_path(trc));
    TrcRunInfo info = {
        .program = o->program,
        .argc = o->argc,
        .argv = (const char *const *)o->argv,
        .guest = "ppc32be",
        .engine = engine_name[o->engine],
        .version = ENGRAFT_VERSION,
        .how = o->parent_run ? TRC_HOW_EXEC : TRC_HOW_START,
        .parent_run = o->parent_run,
    };
    if (trc_run_begin(trc, &info, e) == 0)
        return false;
    sample_start(o->sample);
    return !o->sample || hot_begin(trc, e);
}

static bool set_up(const RunOptions *o, Err *e)
{
    configure_engine(o);
    if (o->cpu && !ppc_cpu_select(o->cpu, e))
        return false;
    if (o->perf_map && !perfmap_open(e))
        return false;
    if (o->jitdump && !perfmap_open_jitdump(o->jitdump, e))
        return false;
    pass_file = o->pass_stats;
    count_file = o->count_file;
    if (count_file && !icount_start(e))
        return false;
    plg_syscall_name = user_syscall_name;
    plg_syscall_text = user_syscall_text;
    plg_source_hook = source_of;
    for (char **p = o->plugins; p && *p; p++)
        if (!plg_load(*p, e))
            return false;
    if (o->parent_run)
        plg_use_executed(); /* a name may be meant for a program before or after */
    return open_results(o, e) && plg_start(trc, e) && (!o->off || opt_check_letters(o->off, e)) &&
           opt_parts_switch_off(o->no_opt, e);
}

/* How a program that the guest executes is to be run: with our options, and as a child run of this one. */
static char **self_words(const RunOptions *o)
{
    RunOptions next = *o;
    next.parent_run = trc ? trc_run_id(trc) : 0;
    return options_to_argv(&next);
}

int run_program(const RunOptions *o, Err *e)
{
    if (o->list_cpus) {
        ppc_cpu_list(stdout);
        return EXIT_OK;
    }
    if (o->list_syscalls) {
        user_list_syscalls(stdout);
        return EXIT_OK;
    }
    if (!set_up(o, e)) {
        close_results(TRC_END_NONE, 0, false);
        return EXIT_RUN_FAILED;
    }
    char **self = self_words(o);
    UserConfig cfg = {.program = o->program,
                      .argv = o->argv,
                      .envp = o->envp,
                      .sysroot = o->sysroot,
                      .self_argv = self,
                      .strace = o->strace,
                      .gdb = o->gdb,
                      .no_crash_report = o->no_crash_report,
                      .core = o->core,
                      .hooks = &hooks};
    int status = user_run(&cfg, e);
    if (trc) /* the program did not start */
        close_results(TRC_END_EXIT, status, false);
    g_strfreev(self);
    if (db_path && !o->parent_run && !is_child && !results_failed && !e->text[0]) {
        Err why = {0};
        if (!ana_attribute_file(db_path, made_file, NULL, &why))
            fprintf(stderr, "engraft run: source lines: %s\n", why.text);
    }
    return results_failed && status == 0 ? EXIT_RUN_FAILED : status;
}
