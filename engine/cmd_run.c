/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft run: options to RunOptions, dumps on, then run_program(). What a
 * failure's exit status means is in base/cli.h.
 */
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/cmd.h"
#include "tcg/opt/pass.h"

static int run(const RunOptions *o)
{
    Err e = {0};
    if (!options_start_dumps(o, &e))
        return cli_fail("run", &e, true, EXIT_RUN_FAILED);
    int status = run_program(o, &e);
    if (log_on('z')) {
        stat_print(log_lock());
        log_unlock();
    }
    return e.text[0] ? cli_fail("run", &e, false, status) : status;
}

int cmd_run(int argc, char **argv)
{
    RunOptions o;
    Err e = {0};
    for (unsigned i = 0; i < opt_npasses; i++)
        log_add_letter(opt_passes[i].letter, opt_passes[i].help);
    CliResult r = options_parse(argc, argv, &o, &e);
    if (r == CLI_HELP_SHOWN)
        return EXIT_OK;
    if (r == CLI_BAD)
        return cli_fail("run", &e, true, EXIT_RUN_FAILED);
    int status = run(&o);
    options_free(&o);
    return status;
}
