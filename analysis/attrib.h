/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attribution: fills symbol, inlined, line and source_file for the files that
 * the runs of a database mapped, so that plain SQL can join addresses with
 * source lines. Never part of a run's hot path: done at its end and, when that
 * did not happen (the run was killed), by the first report.
 */
#ifndef ENGRAFT_ANALYSIS_ATTRIB_H
#define ENGRAFT_ANALYSIS_ATTRIB_H

#include "analysis/db.h"

/* Are there mappings whose files were not looked at? */
bool ana_attribution_missing(const AnaDb *db);

/*
 * Attributes the runs that are not attributed yet. A file read for an earlier
 * run is not read again. What cannot be read (missing file, file changed since
 * the run, corrupt debug information) becomes image.note and is no failure.
 * debug_dirs: NULL or a NULL-ended list of folders like /usr/lib/debug.
 */
bool ana_attribute(const AnaDb *db, const char *const *debug_dirs, Err *err);

/*
 * The same for the file at path in a child process, so that debug information
 * that crashes its reader costs that file's attribution (image.note says so)
 * and nothing else. For the end of a run, after trc_close(). With is_new, which
 * is for a file that this run has made, nobody waits for the disk.
 */
bool ana_attribute_file(const char *path, bool is_new, const char *const *debug_dirs, Err *err);

/* Opens path for reading with attribution complete: stored where the file can be written, else in a copy in memory. */
bool ana_open_attributed(AnaDb *db, const char *path, const char *const *debug_dirs, Err *err);

#endif
