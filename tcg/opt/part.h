/* SPDX-License-Identifier: Apache-2.0 */
/* Switches of single optimisations: part.def. Process-wide; set before the first unit is compiled, read by all threads.
 */
#ifndef ENGRAFT_TCG_PART_H
#define ENGRAFT_TCG_PART_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/err.h"

enum {
#define PART(id, name, help) OPT_PART_##id,
#include "tcg/opt/part.def"
#undef PART
    OPT_NPARTS
};

/* Bit n: part n is off. */
extern uint32_t opt_parts_off;

static inline bool opt_part(unsigned part)
{
    return !(opt_parts_off >> part & 1);
}

/* Switches off the parts of a comma-separated list ("all": every one), and on all others; NULL = "". False and err, and
 * nothing changed: there is no such part. */
bool opt_parts_switch_off(const char *list, Err *err);

/* Name of part n, or NULL behind the last. */
const char *opt_part_name(unsigned n);

/* Writes a line with name and help for each. */
void opt_print_parts(FILE *f);

#endif
