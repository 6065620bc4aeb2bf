/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Function, file and line of addresses in a running guest, for the crash
 * report. The debug information is read in a child process with a time limit:
 * what it holds can neither crash nor hang the run.
 */
#ifndef ENGRAFT_LOCATE_H
#define ENGRAFT_LOCATE_H

#include "engine/user/user.h"

/* The hook UserHooks.locate; ctx is not used. Thread: any. */
void locate_places(void *ctx, UserPlace *places, unsigned n);

#endif
