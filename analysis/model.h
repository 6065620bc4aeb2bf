/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Execution counts joined with functions, lines and inlined calls, in memory:
 * what the coverage and profile reports are computed from.
 *
 * Counts come from one table of executed ranges (module, addr, nbytes, ninsns,
 * count; see tracer/schema.sql), summed over the chosen runs. A range is
 * expanded into its instructions, so instruction counts are as exact as the
 * table. Derived numbers:
 *   function  insns: instructions executed in its own code, inlined calls in it
 *             included. entries: how often its first instruction ran.
 *   line      insns: instructions executed in the line's code, wherever it was
 *             inlined. count: how often the line ran. A line may have several
 *             pieces of code in one copy of its function: the most often
 *             executed instruction that begins a statement of the line counts
 *             (any instruction that begins a piece, when none begins a
 *             statement; a statement without code of its own only when the
 *             line has no code in that function). Copies (out of line, each inlined call) are added up.
 *             Known inaccuracy: copies that the compiler made by unrolling a
 *             loop are one function's, so the line counts too low there.
 */
#ifndef ENGRAFT_ANALYSIS_MODEL_H
#define ENGRAFT_ANALYSIS_MODEL_H

#include <glib.h>

#include "analysis/db.h"

typedef struct AnaModelOptions {
    const char *table;                   /* NULL: the report's default */
    int64_t run;                         /* 0: all */
    const char *module_glob, *file_glob; /* NULL: all */
} AnaModelOptions;

/* Code from lo to hi (link-time) whose instructions all ran count times. */
typedef struct AnaSeg {
    uint64_t lo, hi;
    int64_t count;
} AnaSeg;

typedef struct AnaMFunc {
    uint64_t entry, nbytes, covered; /* nbytes, covered: over all pieces */
    int64_t insns, entries;
    const char *name, *linkage;
    int file, line; /* file: index of model->files, -1 unknown */
    int image;      /* index of model->images */
} AnaMFunc;

typedef struct AnaMTb {
    uint64_t addr;
    int64_t nbytes, ninsns, count;
    int image, func; /* func: index of model->funcs, -1 none */
} AnaMTb;

typedef struct AnaMLine {
    int line;
    int64_t count, insns;
} AnaMLine;

typedef struct AnaMFile {
    const char *path;
    GArray *lines; /* AnaMLine by line */
    GArray *funcs; /* int: index of model->funcs, by line */
    int nlines_hit;
} AnaMFile;

/* One place in the code as the profile shows it: a line in a function, through a chain of inlined calls. */
typedef struct AnaMPlace {
    int image, func, call, file, line; /* call: 0 none */
    int64_t insns;
} AnaMPlace;

typedef struct AnaMInline {
    int64_t id; /* call */
    uint64_t lo, hi;
    int depth, parent;
    const char *name;
    int call_file, call_line;
} AnaMInline;

typedef struct AnaMPiece {
    uint64_t lo, hi;
    int func; /* index of model->funcs */
} AnaMPiece;

typedef struct AnaMImage {
    int64_t id; /* row of image, 0: code in no known file */
    const char *path, *note, *debug;
    GArray *segs;                 /* AnaSeg by lo, count > 0 */
    GArray *suffixes;             /* uint64_t: addresses of second words of instructions, in order */
    GArray *pieces;               /* AnaMPiece by lo */
    GHashTable *calls;            /* call -> AnaMInline (one of its pieces) */
    int64_t insns, unknown_insns; /* unknown: in no function */
} AnaMImage;

typedef struct AnaModel {
    char *table;       /* where the counts came from */
    GPtrArray *images; /* AnaMImage */
    GArray *funcs;     /* AnaMFunc */
    GArray *tbs;       /* AnaMTb */
    GPtrArray *files;  /* AnaMFile by path; those with lines or functions */
    GArray *places;    /* AnaMPlace */
    int64_t insns;     /* executed, all images */
    GStringChunk *strings;
} AnaModel;

/* Loads and joins. prefer: table names in order, used when o->table is NULL. NULL with err. */
AnaModel *ana_model_load(const AnaDb *db, const AnaModelOptions *o, const char *const *prefer, Err *err);
void ana_model_free(AnaModel *m);

/* "sq, inlined at a.c:7 in twice, inlined at a.c:14 in work"; name of the function alone when call is 0. g_free(). */
char *ana_model_chain(const AnaModel *m, int image, int func, int call);

#endif
