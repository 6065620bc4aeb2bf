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
#include "analysis/report.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"

static char *opt_format, *opt_output, *opt_table, *opt_module, *opt_file;
static char **opt_debug_dirs, **opt_source_dirs, **opt_source_paths;
static int opt_limit = -1, opt_run;
static gboolean opt_annotate;

static const GOptionEntry entries[] = {
    {"format", 'f', 0, G_OPTION_ARG_STRING, &opt_format, "text (default), html, json, or lcov (coverage only)",
     "FORMAT"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &opt_output, "Write to FILE instead of the terminal", "FILE"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &opt_limit, "Show at most N rows of a table (text 25, html 200; 0 all)", "N"},
    {"annotate", 'a', 0, G_OPTION_ARG_NONE, &opt_annotate, "Text: print the sources with counts", NULL},
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

static const CliCommand command = {
    .name = "report",
    .synopsis = "[OPTION...] FILE.db [KIND]",
    .summary = "Prints what a run has stored; without a kind, every one that the file has tables for.",
    .details = "Kinds: coverage, profile, opmix, stacks (of profile), cachesim, heap, syscalls, watch, cmplog, bbv.\n\n"
               "Examples:\n"
               "  engraft report run.db\n"
               "  engraft report --annotate --file '*/main.c' run.db coverage\n"
               "  engraft report --format=html -o coverage.html run.db coverage\n"
               "  engraft report --format=lcov -o run.info run.db coverage && genhtml -o html run.info\n",
    .entries = entries,
};

typedef AnaReport *(*ReportFn)(const AnaDb *db, const AnaReportOptions *o, Err *err);

static const struct {
    const char *name, *needs; /* needs: any of these tables, for the default choice */
    ReportFn fn;
} kinds[] = {
    {"coverage", "coverage_tb", ana_report_coverage},
    {"profile", "profile_tb", ana_report_profile},
    {"opmix", "opmix", ana_report_opmix},
    {"stacks", "profile_node", ana_report_stacks},
    {"cachesim", "cachesim", ana_report_cachesim},
    {"heap", "heap", ana_report_heap},
    {"syscalls", "syscalls_sum", ana_report_syscalls},
    {"watch", "watch", ana_report_watch},
    {"cmplog", "cmplog", ana_report_cmplog},
    {"bbv", "bbv", ana_report_bbv},
};
static const char *const kind_names[] = {"coverage", "profile", "opmix",  "stacks", "cachesim", "heap",
                                         "syscalls", "watch",   "cmplog", "bbv",    NULL};
static const char *const format_names[] = {"text", "html", "json", "lcov", NULL};
enum { FORMAT_TEXT, FORMAT_HTML, FORMAT_JSON, FORMAT_LCOV };

/* Opens path with attribution complete: stored where the file can be written, else in a copy in memory. */
static bool open_attributed(AnaDb *db, const char *path, Err *e)
{
    const char *const *dirs = (const char *const *)opt_debug_dirs;
    Err why = {0};
    if (!ana_db_open(db, path, false, e))
        return false;
    if (!ana_attribution_missing(db))
        return true;
    if (access(path, W_OK) == 0) {
        ana_db_close(db);
        ana_attribute_file(path, dirs, &why); /* a full disk, say, is no obstacle to a report */
        if (!ana_db_open(db, path, false, e))
            return false;
    }
    return !ana_attribution_missing(db) || (ana_db_to_memory(db, e) && ana_attribute(db, dirs, e));
}

static void print_report(const AnaReport *r, int format, FILE *out)
{
    switch (format) {
    case FORMAT_TEXT: ana_print_text(r, out); break;
    case FORMAT_HTML: ana_print_html(r, out); break;
    case FORMAT_JSON: ana_print_json(r, out); break;
    case FORMAT_LCOV: ana_print_lcov(r, out); break;
    }
}

/* One kind (index), or with -1 all that the file has. HTML, JSON and lcov are one document: one kind. */
static bool print_kinds(const AnaDb *db, int kind, int format, const AnaReportOptions *o, FILE *out, Err *e)
{
    int done = 0;
    for (int i = 0; i < (int)G_N_ELEMENTS(kinds); i++) {
        if (kind >= 0 ? i != kind : !ana_db_has_columns(db, kinds[i].needs, "run"))
            continue;
        if (done && format != FORMAT_TEXT)
            break;
        AnaReport *r = kinds[i].fn(db, o, e);
        if (!r)
            return false;
        if (done++)
            fputc('\n', out);
        print_report(r, format, out);
        ana_report_free(r);
    }
    return done || err_set(e, "%s holds nothing to report: run the program with -p coverage, for example", db->path);
}

static bool report(const char *path, int kind, int format, Err *e)
{
    AnaDb db = {0};
    FILE *out = stdout;
    AnaReportOptions o = {.model = {opt_table, opt_run, opt_module, opt_file},
                          .source = {(const char *const *)opt_source_dirs, (const char *const *)opt_source_paths},
                          .limit = opt_limit >= 0          ? opt_limit
                                   : format == FORMAT_HTML ? 200
                                                           : 25,
                          .annotate = opt_annotate,
                          .colour = !opt_output && isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR")};
    if (!open_attributed(&db, path, e))
        return false;
    if (opt_output && !(out = fopen(opt_output, "w"))) {
        ana_db_close(&db);
        return err_set(e, "cannot write %s: %s", opt_output, strerror(errno));
    }
    bool ok = print_kinds(&db, kind, format, &o, out, e);
    ana_db_close(&db);
    bool written = !ferror(out) && fflush(out) == 0;
    if (out != stdout)
        written = fclose(out) == 0 && written;
    return ok &&
           (written || err_set(e, "cannot write %s: %s", opt_output ? opt_output : "the output", strerror(errno)));
}

int cmd_report(int argc, char **argv)
{
    Err e = {0};
    int format = FORMAT_TEXT, kind = -1;
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_format)
        format = cli_parse_choice("--format", opt_format, format_names, &e);
    if (argc < 1 || argc > 2)
        err_set(&e, argc < 1 ? "no results file named" : "too many arguments");
    else if (argc == 2)
        kind = cli_parse_choice("kind of report", argv[1], kind_names, &e);
    if (format == FORMAT_LCOV && kind < 0 && !e.text[0])
        kind = 0;
    if (format == FORMAT_LCOV && kind > 0)
        err_set(&e, "the format lcov is for coverage only");
    if (e.text[0])
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    return report(argv[0], kind, format, &e) ? EXIT_OK : cli_fail(command.name, &e, false, EXIT_FAILED);
}
