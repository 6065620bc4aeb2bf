/* SPDX-License-Identifier: Apache-2.0 */
/* From the nodes of a region to one unit. Under tb_lock. */
#ifndef ENGRAFT_ENGINE_EXEC_REGIONUNIT_H
#define ENGRAFT_ENGINE_EXEC_REGIONUNIT_H

#include "engine/exec/regionform.h"

/* Translates and instruments the nodes of g anew and joins them; part[] gets one entry for each. NULL when the code is
 * not what the TBs were made from. */
IrUnit *region_unit(Arena *arena, Region *g, TbPart *part);

#endif
