/* SPDX-License-Identifier: Apache-2.0 */
/* Uses what the test plugin late.c offers: a function and a table. */
#include <engraft-plugin.h>

static void (*offer)(uint64_t n);
static const uint64_t *table;

static void on_thread(EgPlugin *p, uint32_t thread, void *user)
{
    (void)p, (void)user;
    offer(table[0] * 100 + table[1] * 10 + table[2] * thread);
}

static int install(EgPlugin *p)
{
    offer = (void (*)(uint64_t))eg_import(p, "late.offer");
    table = eg_import(p, "late.table");
    if (!offer || !table || eg_import(p, "late.nothing")) {
        eg_error(p, "late is not there");
        return 1;
    }
    eg_on_thread_start(p, on_thread, NULL);
    return 0;
}

EG_PLUGIN(.name = "import", .version = "1", .summary = "test of exports", .install = install)
