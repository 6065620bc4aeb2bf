/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The optimiser: a list of passes over one unit, each a file of its own and a
 * row of pass.def (letter, name, function, what it needs, keeps and breaks).
 */
#ifndef ENGRAFT_TCG_PASS_H
#define ENGRAFT_TCG_PASS_H

#include <stdio.h>

#include "engine/base/err.h"
#include "tcg/ir/ir.h"

typedef struct OptPass {
    char letter; /* dump letter and name for --off */
    const char *name;
    const char *help;
    void (*run)(IrUnit *u);
} OptPass;
extern const OptPass opt_passes[];
extern const unsigned opt_npasses;

/* What one pass did to the units of this process; summed by opt_run() when asked to. Thread: updated atomically. */
typedef struct OptPassStats {
    uint64_t runs, nanoseconds, removed, added;
} OptPassStats;
extern OptPassStats opt_stats[];

typedef struct OptConfig {
    const char *off;  /* letters of the passes that are switched off; "" = none, "*" = all */
    bool stats;       /* add to opt_stats */
    bool verify;      /* run the verifier after each pass and die with a listing on a fault */
    const char *dump; /* letters of the passes after which the unit is printed */
    FILE *dump_file;
} OptConfig;

/* Runs the passes in order on u. Cost: linear in the unit's size. */
void opt_run(IrUnit *u, const OptConfig *cfg);

/* Number of the pass with this letter, or -1. */
int opt_pass_find(char letter);

/* Do all letters name passes ("*" = all of them)? err names the first that does not and lists what there is. */
bool opt_check_letters(const char *letters, Err *err);

#endif
