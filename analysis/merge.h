/* SPDX-License-Identifier: Apache-2.0 */
/* Many results files into one: every run keeps its rows under a new number; files, symbols and lines are shared. */
#ifndef ENGRAFT_ANALYSIS_MERGE_H
#define ENGRAFT_ANALYSIS_MERGE_H

#include "analysis/db.h"

/*
 * Adds all runs of the results file at path to db, which is open for writing
 * and has the schema. One transaction: on failure (err) db is as before.
 * Tables of one name must have the same columns in both.
 */
bool ana_merge(const AnaDb *db, const char *path, Err *err);

#endif
