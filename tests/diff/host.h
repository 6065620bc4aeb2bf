/* SPDX-License-Identifier: Apache-2.0 */
/* Differential tests of generated code; see diff.h. */
#ifndef ENGRAFT_TESTS_DIFF_HOST_H
#define ENGRAFT_TESTS_DIFF_HOST_H

#include "tests/diff/diff.h"

/* Compiles each unit and runs it: as translated, and after the optimiser's passes. */
extern const DiffEngine diff_host, diff_host_opt;

/* After diff_init(), at the start of each test. ra_seed: 0, or the first seed of random register choices. */
void diff_host_init(uint32_t ra_seed);

#endif
