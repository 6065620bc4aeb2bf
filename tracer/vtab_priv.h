/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual tables that stand on streams: what vtab.c calls after the streams are there. In the program and in the
 * loadable extension. */
#ifndef ENGRAFT_TRACER_VTAB_PRIV_H
#define ENGRAFT_TRACER_VTAB_PRIV_H

/* Registers the module as engraft_NAME, and makes the temporary table NAME of it when the results file has the stream.
 * SQLite code; *message as sqlite3_exec() sets it. */
int trc_vtab_make(sqlite3 *db, const char *name, const sqlite3_module *module, const char *stream, char **message);

/* Each: SQLite code; *message as sqlite3_exec() sets it. Nothing happens when the file has no such streams. */
int trc_vtab_branch(sqlite3 *db, char **message); /* `branchtrace` */
int trc_vtab_exec(sqlite3 *db, char **message);   /* `execlog` */
int trc_vtab_insn(sqlite3 *db, char **message);   /* `insn` */

#endif
