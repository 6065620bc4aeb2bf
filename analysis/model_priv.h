/* SPDX-License-Identifier: Apache-2.0 */
/* What model.c and model_line.c share. */
#ifndef ENGRAFT_ANALYSIS_MODEL_PRIV_H
#define ENGRAFT_ANALYSIS_MODEL_PRIV_H

#include "analysis/model.h"

/* One row of the line table with its count; the key decides what is one copy of a line. */
typedef struct LineMark {
    int file, line, image, func, call;
    bool is_stmt, has_code;
    int64_t count, insns;
} LineMark;

typedef struct ModelLoad {
    const AnaDb *db;
    const AnaModelOptions *o;
    Err *err;
    AnaModel *m;
    GHashTable *files; /* source_file.id -> index of m->files */
    GArray *marks;     /* LineMark, of all images */
    sqlite3_stmt *file_path;
} ModelLoad;

/* A copy that lives as long as the model; NULL stays NULL. */
char *ana_model_text(ModelLoad *l, const char *s);
/* Index in m->files of a source_file row. */
int ana_model_file(ModelLoad *l, int64_t id);
/* Count of the instruction at a link-time address. */
int64_t ana_count_at(const AnaMImage *im, uint64_t addr);
/* Instructions executed between two addresses; adds the bytes that ran to *covered (may be NULL). */
int64_t ana_insns_in(const AnaMImage *im, uint64_t from, uint64_t to, uint64_t *covered);
/* Index of the function whose code addr is, -1 none. */
int ana_func_at(const AnaMImage *im, uint64_t addr);

/* Reads the line rows of an image into l->marks. */
bool ana_model_lines(ModelLoad *l, int image);
/* Sums the marks into the files' lines and the profile's places; sorts, filters and numbers files. */
void ana_model_finish_lines(ModelLoad *l);

#endif
