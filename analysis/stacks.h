/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Call trees (table profile_node, see tracer/schema.sql) with names, the runs
 * and threads laid over each other: calls of one function from one caller's
 * stack are one node, whichever thread or process made them.
 */
#ifndef ENGRAFT_ANALYSIS_STACKS_H
#define ENGRAFT_ANALYSIS_STACKS_H

#include <glib.h>

#include "analysis/db.h"

typedef struct AnaStackFn {
    const char *name, *image, *file; /* image: path, "" code in no file; file: NULL unknown */
    int line;
    int64_t calls, self, total; /* total: callees included; a recursive call is counted once */
} AnaStackFn;

typedef struct AnaStackNode {
    int parent, fn; /* indices; parent -1: where a thread began. Parents come before their callees */
    int line;       /* of the call in the parent, 0 unknown: calls from two lines are two nodes */
    int64_t calls, self, total;
} AnaStackNode;

/* All calls of one function from one line of another. */
typedef struct AnaStackEdge {
    int caller, callee, line; /* line: of the call in the caller, 0 unknown */
    int64_t calls, total;
} AnaStackEdge;

typedef struct AnaStacks {
    GArray *fns, *nodes, *edges; /* AnaStackFn, AnaStackNode, AnaStackEdge */
    int64_t total;
    GStringChunk *strings;
} AnaStacks;

/* run 0: all. NULL with err, also when the file has no call trees. */
AnaStacks *ana_stacks_load(const AnaDb *db, int64_t run, Err *err);
void ana_stacks_free(AnaStacks *s);

/* "main;work;sort", from the thread's beginning. g_free(). */
char *ana_stacks_path(const AnaStacks *s, int node);

#endif
