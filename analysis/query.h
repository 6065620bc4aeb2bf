/* SPDX-License-Identifier: Apache-2.0 */
/* Runs SQL against a results file and prints what comes back: `engraft sql`. */
#ifndef ENGRAFT_ANALYSIS_QUERY_H
#define ENGRAFT_ANALYSIS_QUERY_H

#include <stdio.h>

#include "analysis/db.h"

typedef enum AnaQueryFormat { ANA_QUERY_TABLE, ANA_QUERY_CSV, ANA_QUERY_JSON } AnaQueryFormat;

/* Every statement of sql in turn; results of each that has any. False with err. */
bool ana_query(const AnaDb *db, const char *sql, AnaQueryFormat format, FILE *out, Err *err);

#endif
