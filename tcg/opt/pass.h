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
    /* Passes that others have registered: called with arg in place of run. */
    void (*run_arg)(IrUnit *u, void *arg);
    void *arg;
} OptPass;
enum { OPT_MAX_PASSES = 48 };
/* In the order they run. */
extern OptPass opt_passes[OPT_MAX_PASSES];
extern unsigned opt_npasses;

/* Changes of the order, before the first unit is translated. Places are letters of passes: `place` 0 = at the end.
 * False and err: no such pass, a letter that is taken, or too many. */
bool opt_pass_add(const OptPass *p, char place, bool after, Err *err);
bool opt_pass_drop(char letter, Err *err);
bool opt_pass_move(char letter, char place, bool after, Err *err);

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
