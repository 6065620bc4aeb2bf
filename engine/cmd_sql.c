/* SPDX-License-Identifier: Apache-2.0 */
/* engraft sql: one query of a results file, without the sqlite3 shell. Read-only. */
#include <unistd.h>

#include <stdio.h>

#include "analysis/query.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "tracer/vtab.h"

static char *opt_format;

static const GOptionEntry entries[] = {
    {"format", 'f', 0, G_OPTION_ARG_STRING, &opt_format, "table (default), csv or json", "FORMAT"},
    {0},
};

static const CliCommand command = {
    .name = "sql",
    .synopsis = "FILE.db \"SELECT ...\"",
    .summary = "Runs SQL against a results file. The tables describe themselves: see sqlite_schema, plugin_table and "
               "plugin_column.",
    .details = "Examples:\n"
               "  engraft sql run.db \"SELECT * FROM v_run\"\n"
               "  engraft sql run.db \"SELECT function, insns FROM v_profile_function LIMIT 10\"\n"
               "  engraft sql --format=csv run.db \"SELECT * FROM v_coverage_line\"\n",
    .entries = entries,
};

static const char *const format_names[] = {"table", "csv", "json", NULL};

int cmd_sql(int argc, char **argv)
{
    Err e = {0};
    AnaDb db = {0};
    int format = ANA_QUERY_TABLE;
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_format)
        format = cli_parse_choice("--format", opt_format, format_names, &e);
    if (argc != 2)
        err_set(&e, argc < 2 ? "a results file and a query are needed" : "too many arguments (is the query quoted?)");
    if (e.text[0])
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    if (!ana_db_open(&db, argv[0], false, &e))
        return cli_fail(command.name, &e, false, EXIT_FAILED);
    char *why = NULL;
    if (trc_vtab_register(db.sql, &why) != SQLITE_OK) {
        err_set(&e, "%s: %s", argv[0], why ? why : "cannot show its streams as tables");
        sqlite3_free(why);
        ana_db_close(&db);
        return cli_fail(command.name, &e, false, EXIT_FAILED);
    }
    if (!isatty(STDOUT_FILENO)) /* rows would run into it */
        ana_db_progress(&db, "engraft sql");
    bool ok = ana_query(&db, argv[1], (AnaQueryFormat)format, stdout, &e);
    ana_db_progress_end(&db);
    ana_db_close(&db);
    if (ok && (ferror(stdout) || fflush(stdout) != 0))
        ok = err_set(&e, "cannot write the output");
    return ok ? EXIT_OK : cli_fail(command.name, &e, false, EXIT_FAILED);
}
