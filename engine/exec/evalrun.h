/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --engine=interp with plugins: units are translated and instrumented as for
 * the recompiler, then evaluated micro-op by micro-op, without optimiser and
 * back end. Slow and simple: what the recompiled plugins' results are compared
 * with. (Without plugins --engine=interp executes guest instructions.)
 */
#ifndef ENGRAFT_ENGINE_EXEC_EVALRUN_H
#define ENGRAFT_ENGINE_EXEC_EVALRUN_H

#include "engine/exec/thread.h"

/* As exec_run(), by evaluation. */
ExecStop evalrun(ExecThread *t);
/* Units are made anew. Any thread. */
void evalrun_forget(void);

#endif
