/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The formats that `engraft report --format` knows. One list (export.c); a
 * format prints a report that has been made, or writes straight from the
 * database what other tools read.
 */
#ifndef ENGRAFT_ANALYSIS_EXPORT_H
#define ENGRAFT_ANALYSIS_EXPORT_H

#include "analysis/report.h"

typedef struct AnaFormat {
    const char *name; /* of --format */
    const char *kind; /* the kind of report it is for; NULL: any */
    const char *help; /* who reads it */
    bool html_rows;   /* long tables are shortened to what a page bears, not to what a terminal does */
    void (*print)(const AnaReport *r, FILE *out);
    bool (*dump)(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err); /* where print is NULL */
} AnaFormat;

extern const AnaFormat ana_formats[]; /* the first is the default; name NULL at the end */

/* The format of that name; NULL with err, which lists them. */
const AnaFormat *ana_format_find(const char *name, Err *err);

/* ------------------------------------------------------------ out_*.c */

/* Tables as CSV (RFC 4180), each with a header line; an empty line between two. */
void ana_print_csv(const AnaReport *r, FILE *out);
/* Cobertura's coverage-04 DTD; needs r->model. */
void ana_print_cobertura(const AnaReport *r, FILE *out);
/* Valgrind's "Callgrind Format Specification", version 1; needs r->model. Inclusive costs where the run has call edges.
 */
bool ana_dump_callgrind(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err);
/* DynamoRIO's drcov log, version 2: module table and basic blocks. */
bool ana_dump_drcov(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err);
/* Call trees: a line per stack; speedscope's JSON. */
bool ana_dump_folded(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err);
bool ana_dump_speedscope(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err);
/* Trace Event Format ("JSON Object Format"): processes, threads and system calls over time. */
bool ana_dump_chrome(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err);
/* SimPoint's frequency vectors: "T:block:count ..." a line per interval, thread after thread. */
bool ana_dump_bbv(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err);

#endif
