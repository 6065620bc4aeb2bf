/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stages of a unit (engine/exec/explain.h) as people and programs read
 * them: a table of four columns, and JSON, which can be read back.
 */
#ifndef ENGRAFT_ENGINE_EXPLAIN_OUT_H
#define ENGRAFT_ENGINE_EXPLAIN_OUT_H

#include <stdio.h>

#include "engine/exec/explain.h"

/* To standard output; width in columns, 0 = the terminal's, no limit when there is none. */
void explain_print_text(const Explain *e, int width);
void explain_print_json(FILE *f, const Explain *e);
/* What explain_print_json() wrote (nbytes of text). False and err when it is something else; e needs explain_free()
 * only when true. */
bool explain_read_json(Explain *e, const char *text, size_t nbytes, Err *err);

#endif
