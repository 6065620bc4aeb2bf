/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The persistent code cache: what a run compiled is kept in a file of a folder
 * (--cache=DIR), and later runs install it without translating.
 *
 * A file belongs to one program (by its content) under one engine (build id),
 * host (features) and set of options that influence code. A unit in it, a TB or
 * a region, is installed when every guest instruction it was made from is in
 * the guest's memory as it was then: the words themselves are compared, after
 * the pages are watched for writes. So a file that does not belong to the program
 * only costs time. Sums guard against damage: what is damaged is not used, said
 * once, and written anew.
 *
 * Files are read into memory at the start and never changed in place; a new one
 * takes the place of the old one (rename), with what is in the present one added.
 * Runs side by side need no locks. Not for units that plugins, a debugger
 * or checks take part in: then persist_open() is not called.
 */
#ifndef ENGRAFT_ENGINE_EXEC_PERSIST_H
#define ENGRAFT_ENGINE_EXEC_PERSIST_H

#include "engine/exec/tb.h"

/* Before the first TB, after exec_init(): code is kept in dir (made when it is not there), whose files take limit
 * bytes at most together. program: path of the main program. False: dir cannot be used, err says why. */
bool persist_open(const char *dir, const char *program, uint64_t limit, Err *err);
/* Has it been called, so that relocations are wanted? */
bool persist_on(void);
/* May there be a unit for this key? Any thread, no lock. */
bool persist_has(uint64_t pc, uint32_t flags);
/* Installs the TB of this key, and the region in its place; returns the latter, else the former, or NULL: there is
 * none that fits, or no room. Under tb_lock; the key has no TB yet. */
Tb *persist_get(uint64_t pc, uint32_t flags);
/* At the end of the process or its program: writes the file when enough is new. Takes tb_lock. */
void persist_save(void);
/* In the child, after fork: what the parent has compiled is the parent's to write. */
void persist_after_fork(void);

#endif
