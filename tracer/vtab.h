/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streams as SQLite tables.
 *
 * Compiled twice: into the program, and as the loadable extension
 * libengraft_sqlite.so for the sqlite3 shell (`.load ./libengraft_sqlite`).
 */
#ifndef ENGRAFT_TRACER_VTAB_H
#define ENGRAFT_TRACER_VTAB_H

#include <sqlite3.h>

/*
 * Makes every stream of the results file that db has open a temporary virtual
 * table of its name, and for streams with code addresses a temporary view
 * v_NAME with module, function and line. Bounds on run, thread, seq, and on the
 * columns that mean 'pc' and 'addr' choose chunks by their index. Returns an
 * SQLite code; *message (may be NULL) is set by sqlite3_mprintf(). A database
 * that is not ours, or has no streams, is fine.
 */
int trc_vtab_register(sqlite3 *db, char **message);

#endif
