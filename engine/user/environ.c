/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The environment on its way from a guest program through a new engraft to the
 * guest program that it runs. Variables that the loader and C library of every
 * program obey (LD_PRELOAD, say, with a library for the guest) would act
 * on the engine, too: they go by another name in between. In their place in the list, so the guest sees the
 * order that it made.
 */
#include <stdio.h>

#include "engine/user/sys.h"

#define HIDDEN "ENGRAFT_GUEST_"
#define LIMITS "ENGRAFT_LIMITS="

static bool starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

/* LD_LIBRARY_PATH stays: the engine's own libraries may be found by it, and of the guest's the host's loader takes
 * none. */
static bool acts_on_engine(const char *var)
{
    return (starts(var, "LD_") && !starts(var, "LD_LIBRARY_PATH=")) || starts(var, "GLIBC_TUNABLES=") ||
           starts(var, "MALLOC_") || starts(var, HIDDEN) || starts(var, LIMITS);
}

char **usr_environ_pack(UsrThread *t, char *const *envp)
{
    unsigned n = 0, at = 0;
    while (envp[n])
        n++;
    char **v = usr_exec_alloc(t, (n + 2) * sizeof *v), *limits = usr_exec_alloc(t, sizeof LIMITS + USR_LIMITS_TEXT);
    if (!v || !limits)
        return NULL;
    strcpy(limits, LIMITS);
    usr_limits_text(limits + strlen(LIMITS), USR_LIMITS_TEXT);
    v[at++] = limits;
    for (unsigned i = 0; i < n; i++) {
        char *s = envp[i];
        if (acts_on_engine(s)) {
            size_t nbytes = strlen(HIDDEN) + strlen(s) + 1;
            if (!(s = usr_exec_alloc(t, nbytes)))
                return NULL;
            snprintf(s, nbytes, HIDDEN "%s", envp[i]);
        }
        v[at++] = s;
    }
    return v;
}

void usr_environ_unpack(char **envp)
{
    const char *limits = NULL;
    unsigned to = 0;
    for (unsigned i = 0; envp[i]; i++) {
        if (!limits && starts(envp[i], LIMITS)) {
            limits = envp[i] + strlen(LIMITS);
            continue;
        }
        if (starts(envp[i], HIDDEN))
            memmove(envp[i], envp[i] + strlen(HIDDEN), strlen(envp[i]) - strlen(HIDDEN) + 1);
        envp[to++] = envp[i];
    }
    usr_limits_start(limits);
    envp[to] = NULL;
}
