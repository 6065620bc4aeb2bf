/* SPDX-License-Identifier: Apache-2.0 */
/* engraft diff: two results files compared. The work is in analysis/diff.c. */
#include <string.h>
#include <unistd.h>

#include "analysis/attrib.h"
#include "analysis/diff.h"
#include "analysis/export.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"

static char *opt_format, *opt_only, *opt_module, *opt_file;
static char **opt_debug_dirs;
static int opt_limit = 25, opt_run;

static const GOptionEntry entries[] = {
    {"format", 'f', 0, G_OPTION_ARG_STRING, &opt_format, "text (default), html, json or csv", "FORMAT"},
    {"only", 0, 0, G_OPTION_ARG_STRING, &opt_only, "Only this table of the comparison, by its name in JSON", "TABLE"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &opt_limit, "Show at most N rows of a table (25; 0 all)", "N"},
    {"run", 0, 0, G_OPTION_ARG_INT, &opt_run, "Only the run of this number in each (default: all runs added up)", "N"},
    {"module", 0, 0, G_OPTION_ARG_STRING, &opt_module, "Only code of files that match, e.g. '*/libc.so.6'", "GLOB"},
    {"file", 0, 0, G_OPTION_ARG_STRING, &opt_file, "Only source files that match, e.g. '*/src/*'", "GLOB"},
    {"debug-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_debug_dirs, "Look for separate debug files here too", "DIR"},
    {0},
};

static const CliCommand command = {
    .name = "diff",
    .synopsis = "A.db B.db [coverage|profile|opmix|passes]",
    .summary =
        "Shows what differs between two results files. Functions and lines are matched by name and source file, so "
        "the program may have been built anew in between. Without a kind: the first that both have.",
    .details = "Examples:\n"
               "  engraft diff before.db after.db\n"
               "  engraft diff --only=lines_only_b seed.db fuzzed.db coverage\n"
               "  engraft diff --format=json before.db after.db profile\n",
    .entries = entries,
};

static const struct {
    const char *name, *needs;
    AnaDiffFn *fn;
} kinds[] = {
    {"coverage", "coverage_tb", ana_diff_coverage},
    {"profile", "profile_tb", ana_diff_profile},
    {"opmix", "opmix", ana_diff_opmix},
    {"passes", "passes", ana_diff_passes},
};

static AnaDiffFn *choose(const AnaDb db[2], const char *kind, Err *e)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kind ? strcmp(kind, kinds[i].name) == 0
                 : ana_db_has_columns(&db[0], kinds[i].needs, "run") &&
                       ana_db_has_columns(&db[1], kinds[i].needs, "run"))
            return kinds[i].fn;
    err_set(e, "%s and %s have nothing of one kind to compare", db[0].path, db[1].path);
    return NULL;
}

/* Has each of the files the run that is asked for? */
static bool check_run(const AnaDb db[2], Err *e)
{
    char *sql = g_strdup_printf("SELECT count(*) FROM run WHERE id = %d", opt_run);
    for (int i = 0; i < 2 && opt_run && !e->text[0]; i++)
        if (ana_db_int(&db[i], sql, 0) == 0)
            err_set(e, "%s has no run %d", db[i].path, opt_run);
    g_free(sql);
    return !e->text[0];
}

static bool diff(char **paths, const char *kind, const AnaFormat *f, Err *e)
{
    AnaDb db[2] = {{0}};
    AnaReportOptions o = {.model = {NULL, opt_run, opt_module, opt_file},
                          .limit = opt_limit,
                          .colour = isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR")};
    const char *const *dirs = (const char *const *)opt_debug_dirs;
    AnaDiffFn *fn = ana_open_attributed(&db[0], paths[0], dirs, e) && ana_open_attributed(&db[1], paths[1], dirs, e) &&
                            check_run(db, e)
                        ? choose(db, kind, e)
                        : NULL;
    AnaReport *r = fn ? fn(&db[0], &db[1], &o, e) : NULL;
    if (r && (!opt_only || ana_report_only(r, opt_only, e)))
        f->print(r, stdout);
    ana_report_free(r);
    ana_db_close(&db[0]);
    ana_db_close(&db[1]);
    if (!e->text[0] && (ferror(stdout) || fflush(stdout) != 0))
        err_set(e, "cannot write the output");
    return !e->text[0];
}

int cmd_diff(int argc, char **argv)
{
    static const char *const names[] = {"coverage", "profile", "opmix", "passes", NULL};
    Err e = {0};
    const AnaFormat *format = ana_formats;
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_format)
        format = ana_format_find(opt_format, &e);
    if (format && (!format->print || format->kind))
        err_set(&e, "--format: %s is no format of a comparison", format->name);
    if (opt_limit < 0)
        err_set(&e, "--limit: %d is no number of rows", opt_limit);
    cli_check_folders("--debug-dir", opt_debug_dirs, &e);
    if (argc < 2 || argc > 3)
        err_set(&e, argc < 2 ? "two results files are needed" : "too many arguments");
    else if (argc == 3)
        cli_parse_choice("kind of comparison", argv[2], names, &e);
    if (e.text[0])
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    return diff(argv, argc == 3 ? argv[2] : NULL, format, &e) ? EXIT_OK
                                                              : cli_fail(command.name, &e, false, EXIT_FAILED);
}
