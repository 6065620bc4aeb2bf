/* SPDX-License-Identifier: Apache-2.0 */
/* A system call of your choice fails, without being made: what does the program do then? */
#include <engraft-plugin.h>
#include <string.h>

static const char *name;
static int64_t error;

static bool on_syscall(EgThread *t, EgSyscall *s, void *user)
{
    (void)t, (void)user;
    if (!s->name || strcmp(s->name, name) != 0)
        return false;
    s->result = -error;
    return true;
}

static int install(EgPlugin *p)
{
    name = eg_option(p, "call");
    error = eg_option_int(p, "errno");
    eg_on_syscall(p, on_syscall, NULL);
    return 0;
}

static const EgOption options[] = {{"call", EG_OPT_STRING, "unlink", "name of the system call"},
                                   {"errno", EG_OPT_INT, "1", "the error it gives; 1 = EPERM"},
                                   {0}};
EG_PLUGIN(.name = "deny", .version = "1", .summary = "makes a system call fail", .options = options, .install = install)
