/* SPDX-License-Identifier: Apache-2.0 */
/* engraft merge: the runs of many results files in one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/attrib.h"
#include "analysis/merge.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "tracer/trc.h"

static const GOptionEntry entries[] = {{0}};

static const CliCommand command = {
    .name = "merge",
    .synopsis = "OUT.db IN.db...",
    .summary =
        "Adds the runs of each IN.db to OUT.db, which is made when it does not exist. Reports of OUT.db add up all "
        "runs, or show one with --run=N.",
    .details =
        "Each file is added whole or not at all; what was added before stays. A file that was added twice has its\n"
        "runs twice.\n\n"
        "Examples:\n"
        "  engraft merge all.db worker-*.db\n"
        "  engraft report all.db coverage\n",
    .entries = entries,
};

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool merge(const char *out, char **in, int n, Err *e)
{
    AnaDb db;
    Trc *trc = trc_open(out, e); /* makes it, or says why not */
    if (!trc || !trc_close(trc, e) || !ana_db_open(&db, out, true, e))
        return false;
    bool progress = isatty(STDERR_FILENO) && n > 1;
    for (int i = 0; i < n && !e->text[0]; i++) {
        Err why = {0};
        if (same_file(out, in[i])) {
            err_set(e, "%s is the file that all is added to", in[i]);
            break;
        }
        if (progress)
            fprintf(stderr, "\rengraft merge: %d of %d", i, n);
        if (access(in[i], W_OK) == 0) /* so that what was not attributed is, and old names stay with their run */
            ana_attribute_file(in[i], false, NULL, &why);
        ana_merge(&db, in[i], e);
    }
    if (progress)
        fputs("\r\033[K", stderr);
    ana_db_close(&db);
    return !e->text[0];
}

int cmd_merge(int argc, char **argv)
{
    Err e = {0};
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    if (argc < 2) {
        err_set(&e, "an output and at least one results file are needed");
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    }
    return merge(argv[0], argv + 1, argc - 1, &e) ? EXIT_OK : cli_fail(command.name, &e, false, EXIT_FAILED);
}
