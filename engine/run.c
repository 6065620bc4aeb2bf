/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program: not part of this build yet, and says so. */
#include "engine/cmd.h"

int run_program(const RunOptions *o, Err *e)
{
    err_set(e, "cannot run '%s': this build has no engine", o->program ? o->program : "");
    return EXIT_RUN_FAILED;
}
