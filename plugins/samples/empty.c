/* SPDX-License-Identifier: Apache-2.0 */
/*
 * empty: the smallest plugin. It does nothing.
 *
 *     engraft run -p ./empty.so PROGRAM
 *
 * Shows: EG_PLUGIN and install(). Next: icount.c, which inserts a micro-op.
 */
#include <engraft-plugin.h>

static int install(EgPlugin *p)
{
    (void)p;
    return 0;
}

EG_PLUGIN(.name = "empty", .version = "1", .summary = "does nothing", .install = install)
