/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of `engraft run`. See options.h. */
#include "engine/options.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/log.h"
#include "tcg/opt/part.h"

/* Option values before they are checked. Every text is a FILENAME to glib: a
 * STRING would be converted to UTF-8, and refused where the locale has none. */
typedef struct Words {
    char *sysroot, *core, *db_path, *argv0, *engine, *letters, *dump_path, *off, *no_opt, *tb_max, *cache, *cache_dir,
        *cache_limit, *dump_count;
    char *cpu, *host_off, *pass_stats, *count_file, *ra_seed, *parent_run, *gdb, *sample, *jitdump;
    char **plugins, **set, **unset, **ranges, **check;
    gboolean strace, no_chain, stats, list_syscalls, list_cpus, dump_append, no_jump_table, no_low_guest, no_pins,
        no_guards, no_warm_up, no_inline, no_inline_cache, background, perf_map, no_crash_report;
} Words;

static const char *const engine_names[] = {"interp", "tb", "region", NULL};
static const char *const check_names[] = {"verify", "lockstep", NULL};

static const char examples[] = "Examples:\n"
                               "  engraft run ./hello world\n"
                               "  engraft run -L /usr/powerpc-linux-gnu -p coverage -p profile -o run.db ./prog -v\n"
                               "  engraft run -E LANG=C -U DISPLAY --strace ./prog\n"
                               "  engraft run -d gth --dfilter 10000400..100004ff -D dump.txt ./prog\n"
                               "\n"
                               "Options come before PROGRAM; what follows belongs to the program. With -p the\n"
                               "results go into the database named by -o (default engraft.db); without, nothing\n"
                               "is written. In -D \"%p\" stands for the process id.\n"
                               "\n"
                               "The exit status is the program's; if it dies by a signal, so does engraft.\n"
                               "125: engraft failed or was called wrongly, 126: PROGRAM cannot be run, 127: there\n"
                               "is no PROGRAM.\n"
                               "\n"
                               "Dump letters, in pipeline order (-d all: every one of them). Capitals: after this\n"
                               "pass of the optimiser; --off takes these, and * for all:\n";

static GOptionEntry *make_entries(Words *w)
{
#define TEXT(field, name, letter, help, arg)                                                                           \
    {                                                                                                                  \
        name, letter, 0, G_OPTION_ARG_FILENAME, &w->field, help, arg                                                   \
    }
#define MANY(field, name, letter, help, arg)                                                                           \
    {                                                                                                                  \
        name, letter, 0, G_OPTION_ARG_FILENAME_ARRAY, &w->field, help, arg                                             \
    }
#define FLAG(field, name, help)                                                                                        \
    {                                                                                                                  \
        name, 0, 0, G_OPTION_ARG_NONE, &w->field, help, NULL                                                           \
    }
    const GOptionEntry entries[] = {
        TEXT(sysroot, "sysroot", 'L', "Folder with the guest's loader and libraries", "SYSROOT"),
        MANY(plugins, "plugin", 'p', "Graft a plugin in; may be repeated", "NAME[,OPT=VAL]..."),
        TEXT(db_path, "output", 'o', "Write the plugins' results to this database", "FILE.db"),
        MANY(set, "env", 'E', "Set a variable in the guest's environment", "VAR=VAL"),
        MANY(unset, "unset", 'U', "Take a variable out of it (before -E is looked at)", "VAR"),
        TEXT(argv0, "argv0", '0', "What the guest sees as its own name", "ARGV0"),
        TEXT(engine, "engine", 0,
             "interp: interpreter; tb: TB compiler; region: TB compiler, then regions of what is hot (default)",
             "interp|tb|region"),
        TEXT(letters, "dump", 'd', "Show stages; the letters are listed below", "LETTERS"),
        TEXT(dump_path, "dump-file", 'D', "Dumps go to FILE instead of standard error", "FILE"),
        MANY(ranges, "dfilter", 0, "Dump only code in LO..HI, LO+LEN or at ADDR (hexadecimal)", "RANGE[,RANGE]..."),
        TEXT(dump_count, "dcount", 0, "Dump only the first N TBs", "N"),
        TEXT(gdb, "gdb", 'g', "Wait for gdb to connect (target remote) before the first instruction",
             "PORT|unix:PATH|stdio"),
        TEXT(core, "core", 0, "Core file of a program that dies by a fault (else: as limits and core_pattern say)",
             "FILE"),
        FLAG(no_crash_report, "no-crash-report", "Say nothing when the program dies by a fault"),
        FLAG(strace, "strace", "Show system calls"),
        FLAG(stats, "stats", "Show counters of the engine's work at the end"),
        MANY(check, "check", 0, "Self-checks: verify the IR, compare with the interpreter", "verify|lockstep"),
        TEXT(off, "off", 0, "Leave out optimisation passes, by the letters below", "PASSES"),
        TEXT(no_opt, "no-opt", 0, "Leave out single optimisations, by the names below", "NAME[,NAME]..."),
        FLAG(no_chain, "no-chain", "Never jump from TB to TB directly"),
        FLAG(no_jump_table, "no-jump-table", "Look up the target of every indirect branch in the run loop"),
        FLAG(no_pins, "no-pins", "Keep no guest register in a host register from one TB to the next"),
        FLAG(no_guards, "no-guards", "Each floating-point operation has a path of its own for its rare cases"),
        FLAG(no_warm_up, "no-warm-up", "Translate code the first time it is reached, not the third"),
        FLAG(no_inline, "no-inline", "Do not copy small functions into the regions that call them"),
        FLAG(no_inline_cache, "no-inline-cache", "End regions at every indirect branch"),
        FLAG(background, "background", "Compile regions in a thread of their own, while the program goes on"),
        FLAG(no_low_guest, "no-low-guest", "Guest memory elsewhere than at the host's low 4 GiB"),
        TEXT(host_off, "host-features-off", 0,
             "Do not use these host features (movbe,bmi1,bmi2,lzcnt,popcnt,avx,...; all)", "LIST"),
        TEXT(ra_seed, "ra-seed", 0, "Choose host registers at random, for tests", "N"),
        TEXT(pass_stats, "pass-stats", 0, "Write what each optimiser pass did, a line for each, and totals", "FILE"),
        TEXT(count_file, "count-file", 0, "With --engine=interp: write how often each address was executed", "FILE"),
        FLAG(perf_map, "perf-map", "Write /tmp/perf-PID.map for perf(1)"),
        TEXT(jitdump, "jitdump", 0, "Write translated code to FOLDER/jit-PID.dump for perf inject --jit", "FOLDER"),
        TEXT(sample, "sample", 0,
             "Note HZ times a second of processor time where the program is (engraft explain --hot)", "HZ"),
        TEXT(tb_max, "tb-max", 0, "At most N instructions in a TB", "N"),
        TEXT(cache, "cache-size", 0, "Size of the code cache (k, M, G)", "BYTES"),
        TEXT(cache_dir, "cache", 0, "Keep compiled code in this folder, and use what earlier runs kept there", "DIR"),
        TEXT(cache_limit, "cache-limit", 0, "Size of the files in that folder at most (k, M, G; 256M)", "BYTES"),
        TEXT(cpu, "cpu", 0, "Processor to be: which instructions are legal and what the program is told of them",
             "MODEL"),
        FLAG(list_cpus, "list-cpus", "Show the processor models, and exit"),
        FLAG(list_syscalls, "list-syscalls", "Show which system calls are supported, and exit"),
        {"dump-append", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &w->dump_append, "", NULL},
        {"parent-run", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &w->parent_run, "", NULL},
        {0},
    };
#undef TEXT
#undef MANY
#undef FLAG
    return g_memdup2(entries, sizeof entries);
}

/* Dump letters belong to the help text, the passes' among them. */
static char *help_details(void)
{
    char *table = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&table, &n);
    if (!f)
        die("open_memstream failed");
    log_print_letters(f);
    fputs("\nSingle optimisations (--no-opt; all: every one of them):\n", f);
    opt_print_parts(f);
    fclose(f);
    char *text = g_strconcat(examples, table, NULL);
    free(table);
    return text;
}

static CliResult parse_words(int *argc, char ***argv, Words *w, Err *e)
{
    g_autofree GOptionEntry *entries = make_entries(w);
    g_autofree char *details = help_details();
    const CliCommand c = {
        .name = "run",
        .synopsis = "PROGRAM [ARG...]",
        .summary = "Runs a PowerPC Linux program, recompiled as it goes.",
        .details = details,
        .entries = entries,
        .options_first = true,
    };
    return cli_parse(&c, argc, argv, e);
}

/* Takes over a path and makes it absolute. */
static char *absolute(char *path)
{
    if (!path)
        return NULL;
    char *abs = g_canonicalize_filename(path, NULL);
    g_free(path);
    return abs;
}

/* Is s a variable name, ended by `end`? */
static bool names_variable(const char *s, char end)
{
    size_t n = strcspn(s, "=");
    return n > 0 && s[n] == end;
}

static char **make_environment(char **set, char **unset, Err *e)
{
    char **env = g_get_environ();
    for (char **p = unset; p && *p; p++) {
        if (!names_variable(*p, 0))
            err_set(e, "-U: '%s' is not a variable's name", *p);
        else
            env = g_environ_unsetenv(env, *p);
    }
    for (char **p = set; p && *p; p++) {
        if (!names_variable(*p, '=')) {
            err_set(e, "-E: '%s' is not of the form VAR=VAL", *p);
            continue;
        }
        g_autofree char *name = g_strndup(*p, strcspn(*p, "="));
        env = g_environ_setenv(env, name, strchr(*p, '=') + 1, TRUE);
    }
    return env;
}

/* "--check=verify,lockstep" and repeated --check mean the same. */
static unsigned parse_checks(char **words, Err *e)
{
    unsigned bits = 0;
    for (; words && *words; words++) {
        g_auto(GStrv) parts = g_strsplit(*words, ",", -1);
        for (char **p = parts; *p; p++) {
            int i = cli_parse_choice("--check", *p, check_names, e);
            if (i >= 0)
                bits |= 1u << i;
        }
    }
    return bits;
}

/* Comma-separated and repeated ranges as one list. Takes over words. */
static char **split_ranges(char **words)
{
    if (!words)
        return NULL;
    g_autofree char *joined = g_strjoinv(",", words);
    g_strfreev(words);
    return g_strsplit(joined, ",", -1);
}

static bool parse_numbers(const Words *w, RunOptions *o, Err *e)
{
    uint64_t v;
    o->dump_count = -1;
    if (w->tb_max) {
        if (!cli_parse_size("--tb-max", w->tb_max, 1, 4096, &v, e))
            return false;
        o->tb_max = (unsigned)v;
    }
    if (w->dump_count) {
        if (!cli_parse_size("--dcount", w->dump_count, 0, INT64_MAX, &v, e))
            return false;
        o->dump_count = (int64_t)v;
    }
    if (w->ra_seed) {
        if (!cli_parse_size("--ra-seed", w->ra_seed, 0, UINT32_MAX, &v, e))
            return false;
        o->ra_seed = (uint32_t)v;
    }
    if (w->sample) {
        if (!cli_parse_size("--sample", w->sample, 1, 10000, &v, e))
            return false;
        o->sample = (unsigned)v;
    }
    if (w->parent_run) {
        if (!cli_parse_size("--parent-run", w->parent_run, 0, INT64_MAX, &v, e))
            return false;
        o->parent_run = (int64_t)v;
    }
    if (w->cache_limit && !cli_parse_size("--cache-limit", w->cache_limit, 64 << 10, 1ull << 40, &o->cache_limit, e))
        return false;
    return !w->cache || cli_parse_size("--cache-size", w->cache, 64 << 10, 1ull << 30, &o->cache_nbytes, e);
}

/* Moves what needs no check, and checks the rest. */
static bool take_words(Words *w, RunOptions *o, Err *e)
{
    o->sysroot = absolute(w->sysroot);
    o->db_path = absolute(w->db_path);
    o->dump_path = absolute(w->dump_path);
    o->plugins = w->plugins;
    o->off = w->off;
    o->no_opt = w->no_opt;
    o->dump_letters = w->letters;
    o->dump_ranges = split_ranges(w->ranges);
    o->strace = w->strace;
    o->stats = w->stats;
    o->no_chain = w->no_chain;
    o->no_jump_table = w->no_jump_table;
    o->no_pins = w->no_pins;
    o->no_guards = w->no_guards;
    o->no_low_guest = w->no_low_guest;
    o->no_warm_up = w->no_warm_up;
    o->no_inline = w->no_inline;
    o->background = w->background;
    o->no_inline_cache = w->no_inline_cache;
    o->perf_map = w->perf_map;
    o->jitdump = absolute(w->jitdump);
    o->host_off = w->host_off;
    o->pass_stats = absolute(w->pass_stats);
    o->count_file = absolute(w->count_file);
    o->cache_dir = absolute(w->cache_dir);
    o->gdb = w->gdb;
    o->no_crash_report = w->no_crash_report;
    o->core = absolute(w->core);
    o->list_syscalls = w->list_syscalls;
    o->list_cpus = w->list_cpus || (w->cpu && strcmp(w->cpu, "help") == 0);
    o->cpu = w->cpu;
    o->dump_append = w->dump_append;
    o->envp = make_environment(w->set, w->unset, e);
    o->check = parse_checks(w->check, e);
    o->engine = ENGINE_REGION;
    if (w->engine) {
        int i = cli_parse_choice("--engine", w->engine, engine_names, e);
        o->engine = i >= 0 ? (EngineKind)i : ENGINE_REGION;
    }
    if ((o->plugins || w->sample) && !o->db_path)
        o->db_path = absolute(g_strdup("engraft.db"));
    else if (o->db_path && !o->plugins && !w->sample)
        err_set(e, "-o without -p or --sample: nothing has results to write");
    if (w->sample && o->engine == ENGINE_INTERP)
        err_set(e, "--sample is of translated code: not with --engine=interp");
    if (o->count_file && (o->engine != ENGINE_INTERP || o->plugins))
        err_set(e, "--count-file is for --engine=interp without plugins");
    if (o->cache_dir && (o->plugins || o->gdb || o->check || o->pass_stats || w->sample || w->ra_seed))
        err_set(e, "--cache keeps plain code: not with -p, -g, --check, --sample, --pass-stats or --ra-seed");
    if (w->cache_limit && !o->cache_dir)
        err_set(e, "--cache-limit without --cache: there is nothing to limit");
    if (o->gdb && (o->check & CHECK_LOCKSTEP))
        err_set(e, "-g and --check=lockstep exclude each other");
    return parse_numbers(w, o, e) && !e->text[0];
}

static void free_words(Words *w)
{
    g_free(w->argv0);
    g_free(w->engine);
    g_free(w->tb_max);
    g_free(w->ra_seed);
    g_free(w->parent_run);
    g_free(w->sample);
    g_free(w->cache);
    g_free(w->cache_limit);
    g_free(w->dump_count);
    g_strfreev(w->set);
    g_strfreev(w->unset);
    g_strfreev(w->check);
}

static bool take_program(int argc, char **argv, const char *argv0, RunOptions *o, Err *e)
{
    if (argc == 0)
        return o->list_syscalls || o->list_cpus || err_set(e, "which program?");
    o->program = g_strdup(argv[0]);
    o->argc = argc;
    o->argv = g_new0(char *, argc + 1);
    for (int i = 0; i < argc; i++)
        o->argv[i] = g_strdup(i == 0 && argv0 ? argv0 : argv[i]);
    return true;
}

CliResult options_parse(int argc, char **argv, RunOptions *o, Err *e)
{
    Words w = {0};
    /* glib shuffles the vector it parses. */
    g_autofree char **words = g_memdup2(argv, sizeof *argv * ((size_t)argc + 1));
    char **rest = words;
    memset(o, 0, sizeof *o);
    CliResult r = parse_words(&argc, &rest, &w, e);
    bool ok = take_words(&w, o, e);
    if (r == CLI_GO && (!ok || !take_program(argc, rest, w.argv0, o, e)))
        r = CLI_BAD;
    free_words(&w);
    if (r != CLI_GO)
        options_free(o);
    return r;
}

/* NAME followed by the value, unless that is NULL. */
static void add(GPtrArray *a, const char *name, const char *value)
{
    if (value)
        g_ptr_array_add(a, g_strconcat(name, value, NULL));
}

static void add_many(GPtrArray *a, const char *name, char **values)
{
    for (; values && *values; values++)
        add(a, name, *values);
}

static void add_flag(GPtrArray *a, const char *name, bool on)
{
    add(a, name, on ? "" : NULL);
}

static void add_number(GPtrArray *a, const char *name, bool given, uint64_t value)
{
    if (given)
        g_ptr_array_add(a, g_strdup_printf("%s%" PRIu64, name, value));
}

char **options_to_argv(const RunOptions *o)
{
    GPtrArray *a = g_ptr_array_new();
    add(a, "engraft", "");
    add(a, "run", "");
    add(a, "--engine=", engine_names[o->engine]);
    add(a, "--sysroot=", o->sysroot);
    add_many(a, "--plugin=", o->plugins);
    add(a, "--output=", o->db_path);
    add(a, "--dump=", o->dump_letters);
    add(a, "--dump-file=", o->dump_path);
    add_flag(a, "--dump-append", o->dump_path != NULL);
    add_many(a, "--dfilter=", o->dump_ranges);
    add_number(a, "--dcount=", o->dump_count >= 0, (uint64_t)o->dump_count);
    for (int i = 0; check_names[i]; i++)
        add(a, "--check=", o->check & (1u << i) ? check_names[i] : NULL);
    add(a, "--off=", o->off);
    add(a, "--no-opt=", o->no_opt);
    add(a, "--core=", o->core);
    add_flag(a, "--no-crash-report", o->no_crash_report);
    add_flag(a, "--strace", o->strace);
    add_flag(a, "--stats", o->stats);
    add_flag(a, "--no-chain", o->no_chain);
    add_flag(a, "--no-jump-table", o->no_jump_table);
    add_flag(a, "--no-pins", o->no_pins);
    add_flag(a, "--no-guards", o->no_guards);
    add_flag(a, "--no-warm-up", o->no_warm_up);
    add_flag(a, "--no-inline", o->no_inline);
    add_flag(a, "--background", o->background);
    add_flag(a, "--no-inline-cache", o->no_inline_cache);
    add_flag(a, "--no-low-guest", o->no_low_guest);
    add(a, "--cpu=", o->cpu);
    add(a, "--host-features-off=", o->host_off);
    add_number(a, "--ra-seed=", o->ra_seed, o->ra_seed);
    add_flag(a, "--perf-map", o->perf_map);
    add(a, "--jitdump=", o->jitdump);
    add_number(a, "--sample=", o->sample, o->sample);
    add_number(a, "--parent-run=", o->parent_run, (uint64_t)o->parent_run);
    add_number(a, "--tb-max=", o->tb_max, o->tb_max);
    add_number(a, "--cache-size=", o->cache_nbytes, o->cache_nbytes);
    add(a, "--cache=", o->cache_dir);
    add_number(a, "--cache-limit=", o->cache_limit, o->cache_limit);
    g_ptr_array_add(a, NULL);
    return (char **)g_ptr_array_free(a, FALSE);
}

bool options_start_dumps(const RunOptions *o, Err *e)
{
    if (o->dump_letters && !log_enable(o->dump_letters, e))
        return false;
    for (char **p = o->dump_ranges; p && *p; p++)
        if (!log_add_range(*p, e))
            return false;
    if (o->dump_count >= 0)
        log_set_limit((uint64_t)o->dump_count);
    if (o->strace && !log_enable("s", e))
        return false;
    if (o->stats && !log_enable("z", e))
        return false;
    return !o->dump_path || log_open(o->dump_path, o->dump_append, e);
}

void options_free(RunOptions *o)
{
    g_free(o->program);
    g_strfreev(o->argv);
    g_strfreev(o->envp);
    g_free(o->core);
    g_free(o->sysroot);
    g_strfreev(o->plugins);
    g_free(o->db_path);
    g_free(o->off);
    g_free(o->no_opt);
    g_free(o->cpu);
    g_free(o->host_off);
    g_free(o->pass_stats);
    g_free(o->jitdump);
    g_free(o->count_file);
    g_free(o->cache_dir);
    g_free(o->gdb);
    g_free(o->dump_letters);
    g_free(o->dump_path);
    g_strfreev(o->dump_ranges);
    memset(o, 0, sizeof *o);
}
