/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report is a list of tables, plus the counts by line when it is about
 * source. The kinds (r_*.c) fill it; the formats (out_*.c) print it; neither
 * knows the other.
 */
#ifndef ENGRAFT_ANALYSIS_REPORT_H
#define ENGRAFT_ANALYSIS_REPORT_H

#include <stdio.h>

#include "analysis/model.h"

typedef enum AnaCellKind { ANA_TEXT, ANA_INT, ANA_PERCENT, ANA_HEX } AnaCellKind;

typedef struct AnaColumn {
    const char *key;   /* in JSON */
    const char *title; /* for people */
    AnaCellKind kind;
} AnaColumn;

typedef struct AnaCell {
    int64_t i;
    double f; /* ANA_PERCENT; not a number: there is none */
    char *s;  /* ANA_TEXT, owned; NULL: unknown */
} AnaCell;

typedef struct AnaTable {
    const char *key, *title;
    const AnaColumn *cols; /* static */
    int ncols;
    GArray *cells;  /* AnaCell, row by row */
    bool data_only; /* for JSON only: too long for people */
    bool all_rows;  /* never shortened */
} AnaTable;

/* Where to look for source files. */
typedef struct AnaSourceOptions {
    const char *const *dirs;  /* --source-dir; NULL or NULL-ended */
    const char *const *subst; /* --source-path OLD=NEW; NULL or NULL-ended */
} AnaSourceOptions;

/* An instruction that was translated. */
typedef struct AnaInsn {
    uint64_t addr; /* link-time */
    unsigned nbytes;
    int line; /* 0 unknown */
    int64_t count;
    const char *text, *file; /* of the report; file: NULL unknown */
} AnaInsn;

/* The machine code of a function. */
typedef struct AnaCode {
    int func;      /* index of model->funcs */
    GArray *insns; /* AnaInsn by addr */
} AnaCode;

typedef struct AnaReport {
    const char *kind, *title;
    const char *db_path;
    GPtrArray *tables;    /* AnaTable */
    GPtrArray *notes;     /* char *: what the reader must know; owned */
    AnaModel *model;      /* NULL: no source; owned */
    bool lines_are_insns; /* beside the source: instructions executed (profile), not how often the line ran */
    GPtrArray *code;      /* AnaCode, the hottest first; NULL: none was wanted */
    GStringChunk *code_text;
    AnaSourceOptions source;
    int limit;     /* rows of a table in text and HTML, 0 all */
    bool annotate; /* text: print the sources with counts */
    bool colour;
} AnaReport;

/* What a kind of report is asked for. */
typedef struct AnaReportOptions {
    AnaModelOptions model;
    AnaSourceOptions source;
    int limit;
    bool annotate, colour;
    bool machine_code; /* gather it, where the report has a model; needs the table insn (tracer/vtab.h) */
} AnaReportOptions;

/* ------------------------------------------------------------ report.c */

AnaReport *ana_report_new(const char *kind, const char *title, const AnaDb *db, const AnaReportOptions *o);
void ana_report_free(AnaReport *r);
AnaTable *ana_report_table(AnaReport *r, const char *key, const char *title, const AnaColumn *cols, int ncols);
/* The next cell; s is copied. */
void ana_cell_int(AnaTable *t, int64_t i);
void ana_cell_text(AnaTable *t, const char *s);
void ana_cell_textf(AnaTable *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Is there nothing to show: an unknown text, the percentage of an empty whole, line 0? */
bool ana_cell_empty(const AnaColumn *col, const AnaCell *c);
/* part of whole, negative too; an empty whole is shown as no number. */
void ana_cell_percent(AnaTable *t, int64_t part, int64_t whole);
int ana_table_rows(const AnaTable *t);
void ana_report_note(AnaReport *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Notes on runs that did not end and images that could not be read; table "runs". */
bool ana_report_runs(AnaReport *r, const AnaDb *db, int64_t run, Err *err);

/* r_code.c: fills r->code from r->model, when o wants it. */
bool ana_report_code(AnaReport *r, const AnaDb *db, const AnaReportOptions *o, Err *err);
void ana_report_code_free(AnaReport *r);

/* ------------------------------------------------------------ r_cover.c, r_profile.c, r_opmix.c: the kinds; NULL with
 * err */

AnaReport *ana_report_coverage(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_profile(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_opmix(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_stacks(const AnaDb *db, const AnaReportOptions *o, Err *err);
/* All tables of a plugin as they are. */
AnaReport *ana_report_plugin(const AnaDb *db, const char *plugin, const AnaReportOptions *o, Err *err);
/* Leaves only the table of that key in the report; false with err, which lists the keys. */
bool ana_report_only(AnaReport *r, const char *key, Err *err);
/* r_branch.c */
AnaReport *ana_report_branchtrace(const AnaDb *db, const AnaReportOptions *o, Err *err);
/* r_mem.c; of memtrace_values where there is no memtrace */
AnaReport *ana_report_memtrace(const AnaDb *db, const AnaReportOptions *o, Err *err);
/* r_query.c */
AnaReport *ana_report_watch(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_syscalls(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_cachesim(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_heap(const AnaDb *db, const AnaReportOptions *o, Err *err);
AnaReport *ana_report_cmplog(const AnaDb *db, const AnaReportOptions *o, Err *err);

/* ------------------------------------------------------------ out_*.c: the formats */

void ana_print_text(const AnaReport *r, FILE *out);
void ana_print_html(const AnaReport *r, FILE *out);
void ana_print_json(const AnaReport *r, FILE *out);
/* lcov's tracefile format; needs r->model. */
void ana_print_lcov(const AnaReport *r, FILE *out);

/* A field of CSV, quoted where it must be, and the comma behind it, or the line's end after the last. */
void ana_csv_field(FILE *out, const char *s, bool last);
/* A JSON string, quotes included; bytes that are not UTF-8 come out as U+0080..U+00FF. NULL: null. */
void ana_json_string(FILE *out, const char *s);

/* ------------------------------------------------------------ source.c */

/* The lines of a source file, NULL-ended, in valid UTF-8 (g_strfreev()); NULL when it is not found. */
char **ana_source_lines(const AnaSourceOptions *o, const char *path);

#endif
