/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft passes: what each pass of the optimiser is worth for a program. Runs
 * the program with all passes, without any, and once without each of them, in
 * processes of their own, several times; the shortest run counts. The guest's
 * output goes nowhere; its exit status must be the same each time.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/report.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "tcg/opt/pass.h"
#include "tracer/trc.h"

static char *opt_format, *opt_engine, *opt_db, **opt_plugins;
static int opt_runs = 3;
static gboolean opt_verify;

static const GOptionEntry entries[] = {
    {"format", 0, 0, G_OPTION_ARG_STRING, &opt_format, "text or json", "FORMAT"},
    {"engine", 0, 0, G_OPTION_ARG_STRING, &opt_engine, "tb or region", "ENGINE"},
    {"runs", 0, 0, G_OPTION_ARG_INT, &opt_runs, "Runs of each kind; the shortest counts (3)", "N"},
    {"verify", 0, 0, G_OPTION_ARG_NONE, &opt_verify, "First run the program once with --check=verify", NULL},
    {"plugin", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &opt_plugins, "As of engraft run: its passes are measured, too",
     "NAME"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &opt_db, "Store the result as table passes of a results file", "FILE.db"},
    {0},
};

static const CliCommand command = {
    .name = "passes",
    .synopsis = "PROGRAM [ARG...]",
    .summary = "Measures the optimiser's passes on a program: what each removes and adds, the time it takes, and how "
               "large and how fast the code is without it.",
    .details = "Times are user CPU time of whole processes: run long enough and on an idle machine.\n"
               "\n"
               "Examples:\n"
               "  engraft passes ./program\n"
               "  engraft passes --engine=region --runs=5 --format=json ./program arg\n"
               "  engraft passes -o run.db ./program && engraft sql run.db \"SELECT * FROM passes\"\n",
    .entries = entries,
};

typedef struct Pass {
    char letter;
    char name[32];
    unsigned long long runs, ns, removed, added;
} Pass;

/* One measurement. */
typedef struct Sample {
    Pass pass[OPT_MAX_PASSES];
    unsigned npasses;
    unsigned long long tbs, uops_made, uops_kept, host_nbytes, compile_ns, user_ns;
    int status;
} Sample;

static int refused; /* engraft run could not run the program, and has said why: its status */
static char stats_path[] = "/tmp/engraft-passes-XXXXXX";

static char **words(const char *off, const char *check, char **program)
{
    GPtrArray *a = g_ptr_array_new();
    g_ptr_array_add(a, g_strdup("engraft"));
    g_ptr_array_add(a, g_strdup("run"));
    g_ptr_array_add(a, g_strdup_printf("--engine=%s", opt_engine ? opt_engine : "tb"));
    g_ptr_array_add(a, g_strdup_printf("--pass-stats=%s", stats_path));
    if (*off)
        g_ptr_array_add(a, g_strdup_printf("--off=%s", off));
    if (check)
        g_ptr_array_add(a, g_strdup_printf("--check=%s", check));
    for (char **p = opt_plugins; p && *p; p++) {
        g_ptr_array_add(a, g_strdup("-p"));
        g_ptr_array_add(a, g_strdup(*p));
    }
    g_ptr_array_add(a, g_strdup("--"));
    for (; *program; program++)
        g_ptr_array_add(a, g_strdup(*program));
    g_ptr_array_add(a, NULL);
    return (char **)g_ptr_array_free(a, FALSE);
}

static void read_stats(Sample *s)
{
    char line[256];
    FILE *f = fopen(stats_path, "r");
    while (f && fgets(line, sizeof line, f)) {
        Pass p;
        if (sscanf(line, "pass %c %31s %llu %llu %llu %llu", &p.letter, p.name, &p.runs, &p.ns, &p.removed, &p.added) ==
                6 &&
            s->npasses < OPT_MAX_PASSES)
            s->pass[s->npasses++] = p;
        else
            sscanf(line, "total %llu %llu %llu %llu %llu", &s->tbs, &s->uops_made, &s->uops_kept, &s->host_nbytes,
                   &s->compile_ns);
    }
    if (f)
        fclose(f);
}

static bool run_once(const char *off, const char *check, char **program, Sample *s, Err *e)
{
    g_auto(GStrv) w = words(off, check, program);
    struct rusage ru;
    int status;
    *s = (Sample){0};
    pid_t pid = fork();
    if (pid < 0)
        return err_set(e, "cannot start a process");
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        execv("/proc/self/exe", w);
        _exit(125);
    }
    if (wait4(pid, &status, 0, &ru) != pid)
        return err_set(e, "a run was lost");
    s->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    s->user_ns = (unsigned long long)ru.ru_utime.tv_sec * 1000000000u + (unsigned long long)ru.ru_utime.tv_usec * 1000;
    read_stats(s);
    if (!s->npasses && s->status >= EXIT_RUN_FAILED && s->status <= EXIT_NOT_FOUND)
        refused = s->status;
    return s->npasses || err_set(e, "the program did not run to its end (status %d)", s->status);
}

/* The shortest of several runs. */
static bool measure(const char *off, char **program, Sample *best, Err *e)
{
    for (int i = 0; i < opt_runs; i++) {
        Sample s;
        if (!run_once(off, NULL, program, &s, e))
            return false;
        if (i == 0 || s.user_ns < best->user_ns)
            *best = s;
    }
    return true;
}

/* ---------------------------------------------------------------- what is shown */

typedef struct Column {
    const char *name, *help;
} Column;
static const Column columns[] = {
    {"removed", "micro-ops it removed"},
    {"added", "micro-ops it added"},
    {"pass_us", "time it took, microseconds"},
    {"uops_without", "micro-ops left without it"},
    {"host_without", "bytes of host code without it"},
    {"compile_us_without", "translation time without it, microseconds"},
    {"run_ms_without", "user time without it, milliseconds"},
};
enum { NCOLUMNS = sizeof columns / sizeof *columns };

static void fill(const Pass *p, const Sample *w, int64_t v[NCOLUMNS])
{
    const int64_t values[NCOLUMNS] = {
        p ? (int64_t)p->removed : 0,      p ? (int64_t)p->added : 0,
        p ? (int64_t)p->ns / 1000 : 0,    (int64_t)w->uops_kept,
        (int64_t)w->host_nbytes,          (int64_t)w->compile_ns / 1000,
        (int64_t)(w->user_ns / 1000000u),
    };
    memcpy(v, values, sizeof values);
}

typedef struct Row {
    const char *letter, *name;
    int64_t v[NCOLUMNS];
} Row;

static void print_text(const Row *r, unsigned n, const Sample *all)
{
    printf("%llu TBs, %llu micro-ops made, %llu kept\n\n%-2s %-12s", all->tbs, all->uops_made, all->uops_kept, "",
           "pass");
    for (unsigned k = 0; k < NCOLUMNS; k++)
        printf(" %18s", columns[k].name);
    for (unsigned i = 0; i < n; i++) {
        printf("\n%-2s %-12s", r[i].letter, r[i].name);
        for (unsigned k = 0; k < NCOLUMNS; k++)
            printf(" %18lld", (long long)r[i].v[k]);
    }
    putchar('\n');
}

static void print_json(const Row *r, unsigned n, const Sample *all)
{
    printf("{\"tbs\": %llu, \"uops_made\": %llu, \"uops_kept\": %llu, \"passes\": [", all->tbs, all->uops_made,
           all->uops_kept);
    for (unsigned i = 0; i < n; i++) {
        printf("%s\n  {\"letter\": \"%s\", \"name\": ", i ? "," : "", r[i].letter);
        ana_json_string(stdout, r[i].name);
        for (unsigned k = 0; k < NCOLUMNS; k++)
            printf(", \"%s\": %lld", columns[k].name, (long long)r[i].v[k]);
        putchar('}');
    }
    printf("\n]}\n");
}

static bool store(const Row *r, unsigned n, char **program, Err *e)
{
    TrcCol cols[NCOLUMNS + 2] = {{"letter", TRC_TEXT, TRC_KEY, "of the pass; all = nothing left out, none = no pass"},
                                 {"name", TRC_TEXT, 0, "of the pass"}};
    for (unsigned k = 0; k < NCOLUMNS; k++)
        cols[k + 2] = (TrcCol){columns[k].name, TRC_I64, 0, columns[k].help};
    Trc *t = trc_open(opt_db, e);
    if (!t)
        return false;
    TrcRunInfo info = {.program = program[0],
                       .argc = (int)g_strv_length(program),
                       .argv = (const char *const *)program,
                       .guest = "ppc32be",
                       .engine = opt_engine ? opt_engine : "tb",
                       .version = ENGRAFT_VERSION,
                       .how = TRC_HOW_START};
    TrcPlugin plugin = {"passes", ENGRAFT_VERSION, "engraft passes", ""};
    TrcTableDesc d = {"passes", "what each pass of the optimiser is worth", TRC_STORE_ROWS, NCOLUMNS + 2, cols};
    int p = trc_run_begin(t, &info, e) ? trc_plugin(t, &plugin, e) : 0, table = p ? trc_table_declare(t, p, &d, e) : 0;
    for (unsigned i = 0; table && i < n; i++) {
        TrcVal v[NCOLUMNS + 2] = {trc_text(r[i].letter), trc_text(r[i].name)};
        for (unsigned k = 0; k < NCOLUMNS; k++)
            v[k + 2] = trc_i64(r[i].v[k]);
        trc_row(t, table, v, NCOLUMNS + 2);
    }
    trc_run_end(t, TRC_END_EXIT, 0);
    return trc_close(t, e) && table;
}

static bool check_status(const Sample *all, const Sample *s, const char *off, Err *e)
{
    return s->status == all->status ||
           err_set(e, "without pass %s the program ends with status %d, with all with %d", off, s->status, all->status);
}

static bool measure_all(char **program, bool json, Err *e)
{
    static Sample all, none, without;
    static Row rows[OPT_MAX_PASSES + 2];
    static char letters[OPT_MAX_PASSES][2];
    unsigned n = 0;
    if (opt_verify && !run_once("", "verify", program, &all, e))
        return false;
    if (!measure("", program, &all, e) || !measure("*", program, &none, e) || !check_status(&all, &none, "*", e))
        return false;
    rows[n] = (Row){.letter = "all", .name = "with all"};
    fill(NULL, &all, rows[n++].v);
    for (unsigned i = 0; i < all.npasses; i++) {
        letters[i][0] = all.pass[i].letter;
        if (!measure(letters[i], program, &without, e) || !check_status(&all, &without, letters[i], e))
            return false;
        rows[n] = (Row){.letter = letters[i], .name = all.pass[i].name};
        fill(&all.pass[i], &without, rows[n++].v);
    }
    rows[n] = (Row){.letter = "none", .name = "without all"};
    fill(NULL, &none, rows[n++].v);
    (json ? print_json : print_text)(rows, n, &all);
    return !opt_db || store(rows, n, program, e);
}

int cmd_passes(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL}, *const engines[] = {"tb", "region", NULL};
    Err e = {0};
    int format = 0;
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_format)
        format = cli_parse_choice("--format", opt_format, formats, &e);
    if (opt_engine)
        cli_parse_choice("--engine", opt_engine, engines, &e);
    if (opt_runs < 1)
        err_set(&e, "--runs: at least 1");
    if (argc < 1)
        err_set(&e, "a program is needed");
    if (e.text[0])
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    int fd = mkstemp(stats_path);
    bool ok = fd >= 0 && measure_all(argv, format == 1, &e);
    close(fd);
    unlink(stats_path);
    return ok ? EXIT_OK : refused ? refused : cli_fail(command.name, &e, false, EXIT_FAILED);
}
