/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random guest code on the engine against the interpreter: the test program
 * unit/diff_engine. Options choose the engine's settings (one variant) or, with
 * --cycle, run through all of them: each optimiser pass off, all off, TBs of one
 * instruction, random register allocation, host features off, a tiny code
 * cache, no chaining.
 *
 *   unit/diff_engine --count=1000000                a million cases with the default settings
 *   unit/diff_engine --cycle --count=40000          40000 cases of each variant (over a million in all)
 *   unit/diff_engine --row=LWARX --off='*'          one row in every case, optimiser off
 *   unit/diff_engine --replay=SEED:CASE OPTIONS     one case again, as printed by a failure
 *   unit/diff_engine --case=FILE                    a case from its text
 *
 * Each variant runs in a child process, so that a crash of generated code is
 * reported with its case and the rest still runs.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/stat.h"
#include "engine/mem/mem.h"
#include "tcg/opt/part.h"
#include "tcg/opt/pass.h"
#include "tests/diff/rig.h"

enum { MAX_FAILURES = 3, MAX_VARIANTS = 80, MAX_KINDS = CASE_KINDS };

/* What the child and the parent share. */
typedef struct Shared {
    uint64_t at; /* number of the case that runs */
    uint64_t same, endless, failed;
    uint64_t kinds[MAX_KINDS];
    uint64_t inlined;                 /* calls, in regions */
    uint64_t stops[EXEC_STOPPED + 1]; /* by ExecWhy */
} Shared;

/* Settings, and the options that stand for them. */
typedef struct Variant {
    char *options;
    ExecConfig config;
    uint32_t parts_off; /* opt_parts_off */
    bool high;          /* guest memory not at host address 0 */
} Variant;

static Shared *shared;
static Variant variants[MAX_VARIANTS];
static unsigned nvariants;

/* -- options --------------------------------------------------------------------------------------------------------
 */

typedef struct Options {
    char *seed, *count, *row, *class, *replay, *case_file, *off, *no_opt, *tb_max, *ra_seed, *host_off, *cache, *engine;
    gboolean no_chain, no_jump_table, no_pins, no_guards, no_low_guest, verify, lockstep, cycle, raw, quiet;
} Options;

static Options opt;

static GOptionEntry entries[] = {
    {"seed", 0, 0, G_OPTION_ARG_STRING, &opt.seed, "Series of random cases (default 1)", "N"},
    {"count", 0, 0, G_OPTION_ARG_STRING, &opt.count, "Cases of each variant (default 20000)", "N"},
    {"cycle", 0, 0, G_OPTION_ARG_NONE, &opt.cycle, "Run every variant, not only the one given by options", NULL},
    {"class", 0, 0, G_OPTION_ARG_STRING, &opt.class, "Only rows of this class: fpu or vec", "NAME"},
    {"row", 0, 0, G_OPTION_ARG_STRING, &opt.row, "Only cases of this row of the instruction table", "NAME"},
    {"replay", 0, 0, G_OPTION_ARG_STRING, &opt.replay, "One case again", "SEED:CASE"},
    {"case", 0, 0, G_OPTION_ARG_FILENAME, &opt.case_file, "A case from its text", "FILE"},
    {"raw", 0, 0, G_OPTION_ARG_NONE, &opt.raw, "Report failing cases as they are, not made smaller", NULL},
    {"quiet", 0, 0, G_OPTION_ARG_NONE, &opt.quiet, "No statistics", NULL},
    {"off", 0, 0, G_OPTION_ARG_STRING, &opt.off, "Optimiser passes that are off ('*' = all)", "LETTERS"},
    {"no-opt", 0, 0, G_OPTION_ARG_STRING, &opt.no_opt, "Single optimisations that are off", "NAMES"},
    {"tb-max", 0, 0, G_OPTION_ARG_STRING, &opt.tb_max, "Instructions in a TB at most", "N"},
    {"ra-seed", 0, 0, G_OPTION_ARG_STRING, &opt.ra_seed, "Random register allocation", "N"},
    {"host-features-off", 0, 0, G_OPTION_ARG_STRING, &opt.host_off, "Host features that are not used ('all')", "LIST"},
    {"cache-size", 0, 0, G_OPTION_ARG_STRING, &opt.cache, "Size of the code cache", "BYTES"},
    {"no-chain", 0, 0, G_OPTION_ARG_NONE, &opt.no_chain, "No links between TBs", NULL},
    {"no-guards", 0, 0, G_OPTION_ARG_NONE, &opt.no_guards, "Rare cases of floating point on side paths", NULL},
    {"no-pins", 0, 0, G_OPTION_ARG_NONE, &opt.no_pins, "No guest registers in host registers between TBs", NULL},
    {"no-jump-table", 0, 0, G_OPTION_ARG_NONE, &opt.no_jump_table, "No inline lookup of indirect branches", NULL},
    {"no-low-guest", 0, 0, G_OPTION_ARG_NONE, &opt.no_low_guest, "Guest memory not at host address 0", NULL},
    {"verify", 0, 0, G_OPTION_ARG_NONE, &opt.verify, "Verify micro-ops after each stage", NULL},
    {"lockstep", 0, 0, G_OPTION_ARG_NONE, &opt.lockstep, "With the lockstep check", NULL},
    {"engine", 0, 0, G_OPTION_ARG_STRING, &opt.engine, "tb or interp", "NAME"},
    {NULL, 0, 0, 0, NULL, NULL, NULL}};

static uint64_t number(const char *text, uint64_t otherwise)
{
    char *end;
    if (!text)
        return otherwise;
    uint64_t v = g_ascii_strtoull(text, &end, 0);
    if (end == text || *end) {
        fprintf(stderr, "diff_engine: '%s' is no number\n", text);
        exit(2);
    }
    return v;
}

static Variant *add_variant(const char *options)
{
    Variant *v = &variants[nvariants++];
    v->options = strdup(options);
    v->config = exec_config;
    return v;
}

static char *quoted(const char *name, const char *value)
{
    static char text[256];
    snprintf(text, sizeof text, "%s='%s'", name, value);
    return text;
}

static void add_host_variants(void)
{
    static const char *const names[] = {"movbe", "bmi1", "bmi2", "lzcnt",    "popcnt", "sse41",
                                        "avx",   "avx2", "fma",  "avx512vl", "all"};
    for (unsigned i = 0; i < ARRAY_LEN(names); i++)
        add_variant(quoted("--host-features-off", names[i]))->config.host_off = names[i];
}

/* Loops become regions on their second round. */
static void set_region(ExecConfig *c)
{
    c->engine = EXEC_REGION;
    c->region_heat = 1;
    c->watch_insns = 24;
}

static void add_all_variants(void)
{
    static char letters[32][2];
    add_variant("");
    for (unsigned i = 0; i < opt_npasses; i++) {
        letters[i][0] = opt_passes[i].letter;
        add_variant(quoted("--off", letters[i]))->config.passes_off = letters[i];
    }
    add_variant("--off='*'")->config.passes_off = "*";
    add_variant("--tb-max=1")->config.tb_max_insns = 1;
    add_variant("--tb-max=3")->config.tb_max_insns = 3;
    for (unsigned i = 1; i <= 3; i++) {
        char text[32];
        snprintf(text, sizeof text, "--ra-seed=%u", i * 7919);
        add_variant(text)->config.ra_seed = i * 7919;
    }
    Variant *v = add_variant("--ra-seed=5 --off='*'");
    v->config.ra_seed = 5;
    v->config.passes_off = "*";
    add_host_variants();
    add_variant("--cache-size=65536")->config.cache_bytes = 65536;
    v = add_variant("--cache-size=65536 --tb-max=1");
    v->config.cache_bytes = 65536;
    v->config.tb_max_insns = 1;
    add_variant("--no-chain")->config.chain = false;
    add_variant("--no-jump-table")->config.jump_table = false;
    add_variant("--no-pins")->config.pins = false;
    add_variant("--no-guards")->config.guards = false;
    add_variant("--no-low-guest")->high = true;
    add_variant("--verify")->config.verify = true;
    add_variant("--lockstep")->config.lockstep = true;
    add_variant("--engine=interp")->config.engine = EXEC_INTERP;
    set_region(&add_variant("--engine=region")->config);
    v = add_variant("--engine=region --no-pins");
    set_region(&v->config);
    v->config.pins = false;
    v = add_variant("--engine=region --no-guards");
    set_region(&v->config);
    v->config.guards = false;
    v = add_variant("--engine=region --verify");
    set_region(&v->config);
    v->config.verify = true;
    v = add_variant("--engine=region --lockstep");
    set_region(&v->config);
    v->config.lockstep = true;
    v = add_variant("--engine=region --ra-seed=11");
    set_region(&v->config);
    v->config.ra_seed = 11;
    for (unsigned i = 0; i < OPT_NPARTS; i++) {
        v = add_variant(g_strdup_printf("--engine=region --no-opt=%s", opt_part_name(i)));
        set_region(&v->config);
        v->parts_off = 1u << i;
    }
    for (unsigned i = 0; i < opt_npasses; i++) {
        v = add_variant(g_strdup_printf("--engine=region --off='%s'", letters[i]));
        set_region(&v->config);
        v->config.passes_off = letters[i];
    }
}

/* The variant that the options name. */
static void add_chosen(void)
{
    GString *s = g_string_new(NULL);
    ExecConfig *c = &exec_config;
    if (opt.off)
        g_string_append_printf(s, " --off='%s'", c->passes_off = opt.off);
    if (opt.no_opt)
        g_string_append_printf(s, " --no-opt=%s", opt.no_opt);
    if (opt.tb_max)
        g_string_append_printf(s, " --tb-max=%u", c->tb_max_insns = (unsigned)number(opt.tb_max, 0));
    if (opt.ra_seed)
        g_string_append_printf(s, " --ra-seed=%u", c->ra_seed = (unsigned)number(opt.ra_seed, 0));
    if (opt.host_off)
        g_string_append_printf(s, " --host-features-off=%s", c->host_off = opt.host_off);
    if (opt.cache)
        g_string_append_printf(s, " --cache-size=%zu", c->cache_bytes = (size_t)number(opt.cache, 0));
    if (opt.no_chain)
        g_string_append(s, " --no-chain");
    if (opt.no_jump_table)
        g_string_append(s, " --no-jump-table");
    if (opt.no_pins)
        g_string_append(s, " --no-pins");
    if (opt.no_guards)
        g_string_append(s, " --no-guards");
    if (opt.no_low_guest)
        g_string_append(s, " --no-low-guest");
    if (opt.verify)
        g_string_append(s, " --verify");
    if (opt.lockstep)
        g_string_append(s, " --lockstep");
    if (opt.engine)
        g_string_append_printf(s, " --engine=%s", opt.engine);
    c->chain = !opt.no_chain;
    c->jump_table = !opt.no_jump_table;
    c->pins = !opt.no_pins;
    c->guards = !opt.no_guards;
    c->verify = opt.verify;
    c->lockstep = opt.lockstep;
    c->engine = EXEC_TB;
    if (opt.engine && strcmp(opt.engine, "interp") == 0)
        c->engine = EXEC_INTERP;
    if (opt.engine && strcmp(opt.engine, "region") == 0)
        set_region(c);
    Variant *v = add_variant(s->len ? s->str + 1 : "");
    v->high = opt.no_low_guest;
    v->parts_off = opt_parts_off;
    g_string_free(s, TRUE);
}

/* -- the child ------------------------------------------------------------------------------------------------------
 */

static void init_child(const Variant *v)
{
    Err e = {0};
    exec_config = v->config;
    mem_avoid_0 = v->high;
    opt_parts_off = v->parts_off;
    if (!rig_init(&e)) {
        fprintf(stderr, "diff_engine: %s\n", e.text);
        exit(2);
    }
}

static void report(DiffCase *c, const Variant *v, uint64_t seed)
{
    printf("---- %s: case %llu; again: unit/diff_engine %s --replay=%llu:%llu%s%s\n",
           *v->options ? v->options : "default", (unsigned long long)c->seed, v->options, (unsigned long long)seed,
           (unsigned long long)c->seed,
           opt.row     ? " --row="
           : opt.class ? " --class="
                       : "",
           opt.row     ? opt.row
           : opt.class ? opt.class
                       : "");
    if (!opt.raw)
        rig_reduce(c);
    rig_report(c, stdout);
    fflush(stdout);
}

static bool run_case(DiffCase *c, const Variant *v, uint64_t seed, int kind)
{
    RigResult r = rig_run(c);
    shared->kinds[kind]++;
    shared->stops[rig_stop()] += r == RIG_SAME;
    if (r == RIG_SAME)
        shared->same++;
    else if (r == RIG_ENDLESS)
        shared->endless++;
    else {
        shared->failed++;
        report(c, v, seed);
    }
    return r != RIG_DIFFERS;
}

static void run_cases(const Variant *v, const CaseSpec *spec, uint64_t seed, uint64_t from, uint64_t to)
{
    static DiffCase c;
    init_child(v);
    uint64_t before = shared->inlined;
    stat_reset();
    for (uint64_t n = from; n < to && shared->failed < MAX_FAILURES; n++) {
        shared->at = n;
        int kind = case_make(&c, spec, seed, n);
        run_case(&c, v, seed, kind);
        shared->inlined = before + stat_get(STAT_REGION_CALLS);
    }
    exit(0);
}

/* -- the parent -----------------------------------------------------------------------------------------------------
 */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What the cases were like, so that a generator that makes only boring ones is seen. */
static void print_statistics(void)
{
    printf("      single %llu, with constants %llu, blocks %llu, loops %llu, with calls %llu (%llu inlined); ended by",
           (unsigned long long)shared->kinds[CASE_SINGLE], (unsigned long long)shared->kinds[CASE_CONST],
           (unsigned long long)shared->kinds[CASE_BLOCK], (unsigned long long)shared->kinds[CASE_LOOP],
           (unsigned long long)shared->kinds[CASE_CALLS], (unsigned long long)shared->inlined);
    for (unsigned i = 0; i <= EXEC_STOPPED; i++)
        if (shared->stops[i])
            printf(" %s %llu", rig_stop_name((ExecWhy)i), (unsigned long long)shared->stops[i]);
    printf("\n");
}

static bool run_variant(const Variant *v, const CaseSpec *spec, uint64_t seed, uint64_t from, uint64_t to)
{
    double start = seconds();
    memset(shared, 0, sizeof *shared);
    for (uint64_t n = from; n < to && shared->failed < MAX_FAILURES; n = shared->at + 1) {
        int status;
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0)
            run_cases(v, spec, seed, n, to);
        if (pid < 0 || waitpid(pid, &status, 0) != pid)
            die("fork failed");
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            break;
        if (WIFEXITED(status))
            exit(WEXITSTATUS(status));
        shared->failed++;
        printf("---- %s: case %llu crashed (signal %d); again: unit/diff_engine %s --replay=%llu:%llu%s%s\n",
               v->options, (unsigned long long)shared->at, WTERMSIG(status), v->options, (unsigned long long)seed,
               (unsigned long long)shared->at,
               opt.row     ? " --row="
               : opt.class ? " --class="
                           : "",
               opt.row     ? opt.row
               : opt.class ? opt.class
                           : "");
    }
    printf("%s: engine %s (%llu cases", shared->failed ? "fail" : "pass", *v->options ? v->options : "default",
           (unsigned long long)(shared->same + shared->failed));
    printf(", %llu endless ones left out, %.1f s)\n", (unsigned long long)shared->endless, seconds() - start);
    if (!opt.quiet)
        print_statistics();
    fflush(stdout);
    return !shared->failed;
}

/* Regions are about loops and calls. */
static const CaseSpec *spec_for(const Variant *v, CaseSpec *spec)
{
    spec->calls = v->config.engine == EXEC_REGION;
    return spec;
}

static bool replay(const Variant *v, const CaseSpec *spec, const char *text)
{
    static DiffCase c;
    char *end;
    uint64_t seed = g_ascii_strtoull(text, &end, 0);
    if (*end != ':') {
        fprintf(stderr, "diff_engine: --replay wants SEED:CASE\n");
        exit(2);
    }
    int kind = case_make(&c, spec, seed, number(end + 1, 0));
    if (opt.raw)
        case_print(&c, stdout);
    fflush(stdout);
    init_child(v);
    bool ok = run_case(&c, v, seed, kind);
    if (ok)
        printf("%s\n", shared->endless ? "endless" : "no difference");
    return ok;
}

static bool run_file(const Variant *v, const char *path)
{
    static DiffCase c;
    Err e = {0};
    FILE *f = fopen(path, "r");
    if (!f || !case_parse(&c, f, &e)) {
        fprintf(stderr, "diff_engine: %s: %s\n", path, f ? e.text : "cannot be read");
        exit(2);
    }
    fclose(f);
    init_child(v);
    bool ok = rig_run(&c) == RIG_SAME;
    if (!ok)
        rig_report(&c, stdout);
    printf("%s: %s %s\n", ok ? "pass" : "fail", path, v->options);
    return ok;
}

static bool fpu_row_ok(PpcOp op)
{
    return case_row_ok(op) && ppc_is(op, PPC_CLASS_FPU);
}

static bool vec_row_ok(PpcOp op)
{
    return case_row_ok(op) && ppc_is(op, PPC_CLASS_VEC);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    GOptionContext *ctx = g_option_context_new("- random guest code: engine against interpreter");
    g_option_context_add_main_entries(ctx, entries, NULL);
    if (!g_option_context_parse(ctx, &argc, &argv, &error) || argc > 1) {
        fprintf(stderr, "diff_engine: %s\n", error ? error->message : "no arguments wanted");
        return 2;
    }
    Err err = {0};
    if (!opt_parts_switch_off(opt.no_opt, &err)) {
        fprintf(stderr, "diff_engine: %s\n", err.text);
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    rig_prepare();
    CaseSpec spec = rig_spec;
    spec.loops = true;
    spec.only = opt.row ? ppc_op_by_name(opt.row) : PPC_INVALID;
    if (opt.row && !spec.only) {
        fprintf(stderr, "diff_engine: no row '%s'\n", opt.row);
        return 2;
    }
    if (opt.class && strcmp(opt.class, "fpu") && strcmp(opt.class, "vec")) {
        fprintf(stderr, "diff_engine: no class '%s'\n", opt.class);
        return 2;
    }
    if (opt.class)
        spec.row_ok = opt.class[0] == 'f' ? fpu_row_ok : vec_row_ok;
    if (opt.cycle)
        add_all_variants();
    else
        add_chosen();
    if (opt.replay)
        return !replay(&variants[0], spec_for(&variants[0], &spec), opt.replay);
    if (opt.case_file)
        return !run_file(&variants[0], opt.case_file);
    uint64_t count = number(opt.count, 20000), seed = number(opt.seed, 1);
    bool ok = true;
    for (unsigned i = 0; i < nvariants; i++)
        ok &= run_variant(&variants[i], spec_for(&variants[i], &spec), seed, i * count, (i + 1) * count);
    return !ok;
}
