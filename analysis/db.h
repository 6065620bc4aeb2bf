/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a results file for reading, and small conveniences over SQLite.
 * Errors name the file. Nothing here knows what the rows mean.
 */
#ifndef ENGRAFT_ANALYSIS_DB_H
#define ENGRAFT_ANALYSIS_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

typedef struct AnaDb {
    sqlite3 *sql;
    char *path;
} AnaDb;

/* Opens an existing engraft database of the schema version this program knows. False with err. */
bool ana_db_open(AnaDb *db, const char *path, bool writable, Err *err);
/* Replaces the connection by a copy in memory, which may then be changed: for files that cannot be written. */
bool ana_db_to_memory(AnaDb *db, Err *err);
void ana_db_close(AnaDb *db);

/* progress.c: while queries of db run for more than some seconds, a line on standard error, if that is a terminal, says
 * so; name stands in front of it. Until the end, which takes the line away. */
void ana_db_progress(const AnaDb *db, const char *name);
void ana_db_progress_end(const AnaDb *db);

/* Sets err to "PATH: what SQLite says"; returns false. */
bool ana_db_err(const AnaDb *db, Err *err);
/* Runs statements without results. */
bool ana_db_exec(const AnaDb *db, const char *sql, Err *err);
/* Prepares one statement; NULL with err. */
sqlite3_stmt *ana_db_prepare(const AnaDb *db, const char *sql, Err *err);
/* Next row? False at the end, and with err set on an error. */
bool ana_db_step(const AnaDb *db, sqlite3_stmt *st, Err *err);
/* First column of the first row, or none. */
int64_t ana_db_int(const AnaDb *db, const char *sql, int64_t none);
/* Has it a table of that name with (at least) these columns, separated by spaces? */
bool ana_db_has_columns(const AnaDb *db, const char *table, const char *cols);

#endif
