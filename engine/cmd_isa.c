/* SPDX-License-Identifier: Apache-2.0 */
/* engraft isa: the instruction table for people. Everything it says is in ppc/isa/report.c. */
#include <stdio.h>

#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "ppc/isa/report.h"

static gboolean opt_cover;
static char *opt_tests;

static const GOptionEntry entries[] = {
    {"cover", 0, 0, G_OPTION_ARG_NONE, &opt_cover, "Count rows by level and by what executes them", NULL},
    {"tests", 0, 0, G_OPTION_ARG_FILENAME, &opt_tests, "With --cover: which executed rows have no ID.s in DIR", "DIR"},
    {0},
};

static const CliCommand command = {
    .name = "isa",
    .synopsis = "[OPTION...] [MNEMONIC...]",
    .summary = "Shows rows of the instruction table: encoding, operands, effects, and what executes them; without "
               "MNEMONIC one line for each row.",
    .details = "Examples:\n"
               "  engraft isa add. rlwimi\n"
               "  engraft isa --cover\n",
    .entries = entries,
};

static bool show_rows(int n, char **names, Err *e)
{
    for (int i = 0; i < n; i++) {
        PpcOp op = ppc_op_by_name(names[i]);
        if (op == PPC_INVALID)
            return err_set(e, "there is no instruction '%s' in the table", names[i]);
        ppc_row_print(stdout, op);
    }
    return true;
}

int cmd_isa(int argc, char **argv)
{
    Err e = {0};
    bool ok = true;
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_tests && !opt_cover)
        err_set(&e, "--tests needs --cover");
    if (opt_cover && argc > 0)
        err_set(&e, "--cover takes no mnemonic");
    if (e.text[0])
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_cover) {
        ppc_cover_print(stdout, !opt_tests);
        if (opt_tests)
            ppc_cover_tests(stdout, opt_tests);
    } else if (argc > 0) {
        ok = show_rows(argc, argv, &e);
    } else {
        ppc_rows_list(stdout);
    }
    if (ok && (ferror(stdout) || fflush(stdout) != 0))
        ok = err_set(&e, "cannot write the output");
    return ok ? EXIT_OK : cli_fail(command.name, &e, false, EXIT_FAILED);
}
