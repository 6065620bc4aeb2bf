/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `engraft run` was asked to do, as parsed from its command line.
 *
 * options_parse() only reads the words: it opens nothing and knows no plugin,
 * pass or CPU by name; run_program() finds out whether they exist. Paths are
 * made absolute, because the guest may change its folder before they are used
 * again by a program it executes.
 */
#ifndef ENGRAFT_OPTIONS_H
#define ENGRAFT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/cli.h"
#include "engine/base/err.h"

typedef enum EngineKind { ENGINE_INTERP, ENGINE_TB, ENGINE_REGION } EngineKind;

/* Self-checks: bits of RunOptions.check. */
enum {
    CHECK_VERIFY = 1,   /* the IR after translation, plugins and every pass */
    CHECK_LOCKSTEP = 2, /* each TB against the interpreter */
};

typedef struct RunOptions {
    char *program; /* as given; NULL only with list_syscalls, list_cpus */
    char **argv;   /* the guest's, ends with NULL; argv[0] is program, or -0's value */
    int argc;
    char **envp; /* the guest's: ours with -U and -E applied */

    char *core;     /* --core; NULL: none named */
    char *sysroot;  /* -L; NULL: the built-in default */
    char **plugins; /* -p, as given: "name[,option=value]..."; ends with NULL, may be NULL */
    char *db_path;  /* -o; NULL: no database */

    EngineKind engine;
    unsigned check;       /* CHECK_ bits */
    char *off;            /* letters of the passes to leave out; NULL: none */
    char *no_opt;         /* names of single optimisations to leave out; NULL: none */
    bool no_chain;        /* exits are never patched */
    bool no_jump_table;   /* indirect exits always go through the run loop */
    bool no_pins;         /* no guest register stays in a host register from TB to TB */
    bool no_guards;       /* exec_config.guards = false */
    bool no_warm_up;      /* exec_config.tb_heat = 0 */
    bool no_inline;       /* exec_config.inline_calls = false */
    bool no_inline_cache; /* exec_config.watch_insns = 0 */
    bool background;      /* exec_config.background */
    bool no_low_guest;    /* mem_avoid_0 */
    bool perf_map;
    char *jitdump;         /* folder; NULL: none */
    unsigned sample;       /* --sample: times per second; 0: off */
    char *cpu;             /* --cpu: model of ppc/isa/cpu.def; NULL = the default */
    char *host_off;        /* --host-features-off */
    char *pass_stats;      /* --pass-stats; NULL: none */
    char *count_file;      /* --count-file; NULL: none */
    uint32_t ra_seed;      /* 0: off */
    int64_t parent_run;    /* run row of the program that executed this one; 0: none */
    unsigned tb_max;       /* instructions in a TB at most; 0: no limit of its own */
    uint64_t cache_nbytes; /* size of the code cache; 0: default */
    char *cache_dir;       /* --cache: of the persistent code cache; NULL: none */
    uint64_t cache_limit;  /* --cache-limit: bytes of its files; 0: default */

    char *dump_letters; /* -d */
    char *dump_path;    /* -D */
    bool dump_append;   /* dump_path belongs to the program that executed this one */
    char **dump_ranges; /* --dfilter; ends with NULL, may be NULL */
    int64_t dump_count; /* --dcount; -1: no limit */
    char *gdb;          /* -g: PORT, unix:PATH or stdio; NULL: no debugger */
    bool no_crash_report;
    bool strace, stats, list_syscalls, list_cpus;
} RunOptions;

/*
 * Parses the words after `engraft`: argv[0] is "run". Fills o, whose strings
 * are owned by it. CLI_BAD: e says why. CLI_HELP_SHOWN: nothing to do. In
 * both cases o is empty.
 */
CliResult options_parse(int argc, char **argv, RunOptions *o, Err *e);

/*
 * The words that make a new engraft treat a program which the guest executes
 * as this one is treated: "engraft", "run" and the options, without PROGRAM,
 * -0 and the environment. Ends with NULL; free with g_strfreev().
 */
char **options_to_argv(const RunOptions *o);

/* Turns on what o says about dumps (log.h). The passes' letters must be known by then. */
bool options_start_dumps(const RunOptions *o, Err *e);

void options_free(RunOptions *o);

#endif
