/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin with a default that its own option does not take. */
#include <engraft-plugin.h>

static const EgOption options[] = {{"n", EG_OPT_INT, "many", "a number"}, {0}};

static int install(EgPlugin *p)
{
    (void)p;
    return 0;
}

EG_PLUGIN(.name = "bad_default", .version = "1", .summary = "has a bad default", .options = options, .install = install)
