/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tier 2: regions. A hot loop, taken together from the TBs it consists of, is
 * one unit with a CFG, optimised and allocated as a whole.
 *
 * Heat costs generated code nothing: in --engine=region, direct backward exits
 * stay unlinked until the TB they lead to has been reached so often, or is
 * known to be no loop that can be made a region.
 */
#ifndef ENGRAFT_ENGINE_EXEC_REGION_H
#define ENGRAFT_ENGINE_EXEC_REGION_H

#include "engine/exec/tb.h"

/* Exit `exit` of from has led to *to. True when the exit may be linked; *to then may have become a region. *watch: the
 * guest is to be watched from here (targets_watch) before a region is made. Under tb_lock. */
bool region_arrive(Tb *from, uint32_t exit, Tb **to, bool *watch);

#endif
