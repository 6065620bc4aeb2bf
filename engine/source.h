/* SPDX-License-Identifier: Apache-2.0 */
/* Function and source line of guest addresses while the guest runs, for plugins. */
#ifndef ENGRAFT_ENGINE_SOURCE_H
#define ENGRAFT_ENGINE_SOURCE_H

#include "engine/plugin/plg.h"

/* What is known of the code at addr, which lies in m. Reads the module's file at the first question. Strings live as
 * long as the process. False: nothing is known. Thread: any. */
bool source_of(const EgModule *m, uint64_t addr, EgSource *out);

#endif
