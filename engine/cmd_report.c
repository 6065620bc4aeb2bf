/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft report: reads a results file and prints what it holds. The work is in
 * analysis/; here are the options, attribution of runs that have none, and
 * where the output goes.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "analysis/attrib.h"
#include "analysis/export.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "tracer/vtab.h"

static char *opt_format, *opt_output, *opt_table, *opt_module, *opt_file, *opt_only;
static char **opt_debug_dirs, **opt_source_dirs, **opt_source_paths;
static int opt_limit = -1, opt_run;
static gboolean opt_annotate;

static const GOptionEntry entries[] = {
    {"format", 'f', 0, G_OPTION_ARG_STRING, &opt_format, "One of the formats listed below (default: text)", "FORMAT"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &opt_output, "Write to FILE instead of the terminal", "FILE"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &opt_limit, "Show at most N rows of a table (text 25, html 200; 0 all)", "N"},
    {"annotate", 'a', 0, G_OPTION_ARG_NONE, &opt_annotate, "Text: print the sources with counts", NULL},
    {"only", 0, 0, G_OPTION_ARG_STRING, &opt_only, "Only this table of the report, by its name in JSON", "TABLE"},
    {"run", 0, 0, G_OPTION_ARG_INT, &opt_run, "Only this run (default: all runs added up)", "N"},
    {"module", 0, 0, G_OPTION_ARG_STRING, &opt_module, "Only code of files that match, e.g. '*/libc.so.6'", "GLOB"},
    {"file", 0, 0, G_OPTION_ARG_STRING, &opt_file, "Only source files that match, e.g. '*/src/*'", "GLOB"},
    {"table", 0, 0, G_OPTION_ARG_STRING, &opt_table, "Take the counts from this table", "NAME"},
    {"debug-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_debug_dirs, "Look for separate debug files here too", "DIR"},
    {"source-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_source_dirs, "Look for source files here", "DIR"},
    {"source-path", 0, 0, G_OPTION_ARG_STRING_ARRAY, &opt_source_paths, "Sources below OLD are now below NEW",
     "OLD=NEW"},
    {0},
};

static CliCommand command = {
    .name = "report",
    .synopsis = "FILE.db [KIND]",
    .summary =
        "Prints what a run has stored; without a kind, every one that the file has tables for. KIND is coverage, "
        "profile, stacks (of profile), opmix, cachesim, heap, syscalls, watch, cmplog, memtrace, branchtrace (these "
        "two "
        "read the whole trace, and only when asked for), or the name of any plugin that wrote tables.",
    .entries = entries,
};

static const char examples[] = "Examples:\n"
                               "  engraft report run.db\n"
                               "  engraft report --annotate --file '*/main.c' run.db coverage\n"
                               "  engraft report --format=html -o coverage.html run.db coverage\n"
                               "  engraft report --format=lcov -o run.info run.db && genhtml -o html run.info\n"
                               "  engraft report --format=folded run.db | flamegraph.pl >run.svg\n"
                               "  engraft report --format=csv --only=functions run.db profile\n";

/* The formats belong to the help text. */
static char *help_details(void)
{
    GString *s = g_string_new("Formats:\n");
    for (const AnaFormat *f = ana_formats; f->name; f++)
        g_string_append_printf(s, "  %-11s %-9s %s\n", f->name, f->kind ? f->kind : "any", f->help);
    g_string_append_printf(s, "\n%s", examples);
    return g_string_free(s, FALSE);
}

typedef AnaReport *(*ReportFn)(const AnaDb *db, const AnaReportOptions *o, Err *err);

static const struct {
    const char *name, *needs; /* needs: this table, for the default choice */
    ReportFn fn;
    bool on_request; /* reads a whole stream: without being asked for, only its size is told */
} kinds[] = {
    {"coverage", "coverage_tb", ana_report_coverage, false},
    {"profile", "profile_tb", ana_report_profile, false},
    {"stacks", "profile_node", ana_report_stacks, false},
    {"opmix", "opmix", ana_report_opmix, false},
    {"cachesim", "cachesim", ana_report_cachesim, false},
    {"heap", "heap", ana_report_heap, false},
    {"syscalls", "syscalls_sum", ana_report_syscalls, false},
    {"watch", "watch", ana_report_watch, false},
    {"cmplog", "cmplog", ana_report_cmplog, false},
    {"memtrace", "memtrace", ana_report_memtrace, true},
    {"branchtrace", "branchtrace_insn", ana_report_branchtrace, true},
};

static ReportFn is_kind(const char *name, bool requested)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0 && (requested || !kinds[i].on_request))
            return kinds[i].fn;
    return NULL;
}

static AnaReport *make_report(const AnaDb *db, const char *kind, bool requested, const AnaReportOptions *o, Err *e)
{
    ReportFn fn = is_kind(kind, requested);
    AnaReport *r = fn ? fn(db, o, e) : ana_report_plugin(db, kind, o, e);
    if (r && opt_only && !ana_report_only(r, opt_only, e)) {
        ana_report_free(r);
        return NULL;
    }
    return r;
}

/* The kinds that the file has tables for: ours, then plugins that have no kind of their own. */
static GPtrArray *kinds_of(const AnaDb *db, Err *e)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!kinds[i].on_request && ana_db_has_columns(db, kinds[i].needs, "run"))
            g_ptr_array_add(list, g_strdup(kinds[i].name));
    sqlite3_stmt *st = ana_db_prepare(db, "SELECT DISTINCT plugin FROM plugin_table ORDER BY plugin", e);
    while (st && ana_db_step(db, st, e))
        if (!is_kind((const char *)sqlite3_column_text(st, 0), false))
            g_ptr_array_add(list, g_strdup((const char *)sqlite3_column_text(st, 0)));
    sqlite3_finalize(st);
    return list;
}

/* One kind, or with NULL all that the file has. Formats other than text are one document: one kind. */
static bool print_kinds(const AnaDb *db, const char *kind, const AnaFormat *f, const AnaReportOptions *o, FILE *out,
                        Err *e)
{
    GPtrArray *list = kinds_of(db, e);
    if (kind) {
        g_ptr_array_set_size(list, 0);
        g_ptr_array_add(list, g_strdup(kind));
    }
    if (!list->len && !e->text[0])
        err_set(e, "%s holds nothing to report: run the program with -p coverage, profile or another plugin", db->path);
    for (unsigned i = 0; i < list->len && !e->text[0]; i++) {
        AnaReport *r = make_report(db, g_ptr_array_index(list, i), kind != NULL, o, e);
        if (!r)
            break;
        if (i)
            fputc('\n', out);
        f->print(r, out);
        ana_report_free(r);
        if (f != ana_formats)
            break;
    }
    g_ptr_array_free(list, TRUE);
    return !e->text[0];
}

static bool report(const char *path, const char *kind, const AnaFormat *f, Err *e)
{
    AnaDb db = {0};
    FILE *out = stdout;
    AnaReportOptions o = {.model = {opt_table, opt_run, opt_module, opt_file},
                          .source = {(const char *const *)opt_source_dirs, (const char *const *)opt_source_paths},
                          .limit = opt_limit >= 0 ? opt_limit
                                   : f->html_rows ? 200
                                                  : 25,
                          .annotate = opt_annotate,
                          .machine_code = f->html_rows,
                          .colour = !opt_output && isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR")};
    if (!ana_open_attributed(&db, path, (const char *const *)opt_debug_dirs, e))
        return false;
    char *why = NULL;
    if (trc_vtab_register(db.sql, &why) != SQLITE_OK) {
        err_set(e, "%s: %s", path, why ? why : "cannot show its streams as tables");
        sqlite3_free(why);
        ana_db_close(&db);
        return false;
    }
    if (opt_output && !(out = fopen(opt_output, "w"))) {
        ana_db_close(&db);
        return err_set(e, "cannot write %s: %s", opt_output, strerror(errno));
    }
    bool ok = f->dump ? f->dump(&db, &o, out, e) : print_kinds(&db, kind ? kind : f->kind, f, &o, out, e);
    ana_db_close(&db);
    bool written = !ferror(out) && fflush(out) == 0;
    if (out != stdout)
        written = fclose(out) == 0 && written;
    return ok &&
           (written || err_set(e, "cannot write %s: %s", opt_output ? opt_output : "the output", strerror(errno)));
}

static bool check_options(Err *e)
{
    for (char **p = opt_source_paths; p && *p; p++)
        if (!strchr(*p, '='))
            return err_set(e, "--source-path: '%s' is not of the form OLD=NEW", *p);
    if (!cli_check_folders("--debug-dir", opt_debug_dirs, e) || !cli_check_folders("--source-dir", opt_source_dirs, e))
        return false;
    if (opt_limit < -1)
        return err_set(e, "--limit: %d is no number of rows", opt_limit);
    return opt_run >= 0 || err_set(e, "--run: %d is no number of a run", opt_run);
}

int cmd_report(int argc, char **argv)
{
    Err e = {0};
    const AnaFormat *format = ana_formats;
    command.details = help_details();
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_format)
        format = ana_format_find(opt_format, &e);
    if (argc < 1 || argc > 2)
        err_set(&e, argc < 1 ? "no results file named" : "too many arguments");
    else if (format && argc == 2 && format->kind && strcmp(format->kind, argv[1]) != 0)
        err_set(&e, "the format %s is for %s only", format->name, format->kind);
    else if (format && format->dump && opt_only)
        err_set(&e, "--only: the format %s has no tables", format->name);
    if (e.text[0] || !check_options(&e))
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    return report(argv[0], argc == 2 ? argv[1] : NULL, format, &e) ? EXIT_OK
                                                                   : cli_fail(command.name, &e, false, EXIT_FAILED);
}
