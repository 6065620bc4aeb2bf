/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin whose install() fails, with a reason or without. */
#include <engraft-plugin.h>

static const EgOption options[] = {{"reason", EG_OPT_STRING, "", "what to say"},
                                   {"n", EG_OPT_INT, "3", "a number"},
                                   {"b", EG_OPT_BOOL, "on", "a switch"},
                                   {0}};

static int install(EgPlugin *p)
{
    if (*eg_option(p, "reason"))
        eg_error(p, "%s", eg_option(p, "reason"));
    return 1;
}

EG_PLUGIN(.name = "bad_install", .version = "1", .summary = "cannot be installed", .options = options,
          .install = install)
