/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin of a later API version. */
#include <engraft-plugin.h>

static int install(EgPlugin *p)
{
    (void)p;
    return 0;
}

extern __attribute__((visibility("default"))) const EgPluginDesc engraft_plugin;
const EgPluginDesc engraft_plugin = {.struct_size = sizeof(EgPluginDesc) + 64,
                                     .api_version = 1000,
                                     .name = "bad_version",
                                     .version = "1",
                                     .summary = "from the future",
                                     .install = install};
