/* SPDX-License-Identifier: Apache-2.0 */
/* Random units of the guest of irtest.h: valid, and rich in what the passes look for. */
#ifndef ENGRAFT_TESTS_IRGEN_H
#define ENGRAFT_TESTS_IRGEN_H

#include "tests/unit/irtest.h"

/* A unit from a seed. size: about how many ops in a block. */
IrUnit *irgen_unit(Arena *arena, uint64_t seed, unsigned size);

#endif
