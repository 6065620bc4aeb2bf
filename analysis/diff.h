/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two results files compared: reports whose tables have a column for each.
 * Functions are matched by name and source file (without one: by the image's
 * name), lines by source file and number, whatever addresses they have in the
 * two: so programs may have been built anew between the runs.
 */
#ifndef ENGRAFT_ANALYSIS_DIFF_H
#define ENGRAFT_ANALYSIS_DIFF_H

#include "analysis/report.h"

typedef AnaReport *AnaDiffFn(const AnaDb *a, const AnaDb *b, const AnaReportOptions *o, Err *err);

/* What ran in one of the two only: lines and functions; totals by source file. */
AnaDiffFn ana_diff_coverage;
/* Instructions by function and by line, the largest changes first. */
AnaDiffFn ana_diff_profile;
/* Instructions by mnemonic. */
AnaDiffFn ana_diff_opmix;
/* What `engraft passes` measured, pass by pass. */
AnaDiffFn ana_diff_passes;

#endif
