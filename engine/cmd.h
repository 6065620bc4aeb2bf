/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The subcommands, one function per row of cmd.def. argv[0] is the subcommand's
 * own name, argv[argc] is NULL; the result is engraft's exit status (base/cli.h).
 */
#ifndef ENGRAFT_CMD_H
#define ENGRAFT_CMD_H

#include "engine/options.h"

#define CMD(name, arguments, help) int cmd_##name(int argc, char **argv);
#include "engine/cmd.def"
#undef CMD

/* Runs o->program to its end; engine/run.c. The guest's exit status, or one of
 * EXIT_RUN_FAILED, EXIT_NOT_RUNNABLE, EXIT_NOT_FOUND with e set. Does not
 * return when the guest dies by a signal. Dumps are started already. */
int run_program(const RunOptions *o, Err *e);

#endif
