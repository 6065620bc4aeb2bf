/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The environment on its way from a guest program through a new engraft to the
 * guest program that it runs. Variables that the loader and C library of every
 * program obey (LD_PRELOAD, say, with a library for the guest) would act
 * on the engine, too: they go by another name in between. In their place in the list, so the guest sees the
 * order that it made.
 */
#include <glib.h>
#include <stdio.h>

#include "config.h"
#include "engine/user/environ.h"
#include "engine/user/sys.h"

#define USR_HOST_EXEC "libengraft_exec.so"

/* The variables, behind the first nfront that the caller puts there. */
static char **pack(UsrThread *t, char *const *envp, unsigned nfront)
{
    unsigned n = 0, at = nfront;
    while (envp[n])
        n++;
    char **v = usr_exec_alloc(t, (nfront + n + 1) * sizeof *v);
    if (!v)
        return NULL;
    for (unsigned i = 0; i < n; i++) {
        char *s = envp[i];
        if (environ_hides(s)) {
            size_t nbytes = strlen(ENVIRON_HIDDEN) + strlen(s) + 1;
            if (!(s = usr_exec_alloc(t, nbytes)))
                return NULL;
            snprintf(s, nbytes, ENVIRON_HIDDEN "%s", envp[i]);
        }
        v[at++] = s;
    }
    return v;
}

char **usr_environ_pack(UsrThread *t, char *const *envp)
{
    char **v = pack(t, envp, 1), *limits = usr_exec_alloc(t, sizeof ENVIRON_LIMITS + USR_LIMITS_TEXT);
    if (!v || !limits)
        return NULL;
    usr_limits_text(stpcpy(limits, ENVIRON_LIMITS), USR_LIMITS_TEXT);
    v[0] = limits;
    return v;
}

/* The library's path; NULL: there is none. */
static const char *library(char buf[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", buf, PATH_MAX - 1);
    buf[n > 0 ? n : 0] = 0;
    char *slash = strrchr(buf, '/');
    if (slash && slash + 1 - buf + sizeof USR_HOST_EXEC < PATH_MAX) {
        strcpy(slash + 1, USR_HOST_EXEC);
        if (access(buf, R_OK) == 0)
            return buf;
    }
    return access(ENGRAFT_PLUGIN_DIR "/../" USR_HOST_EXEC, R_OK) == 0 ? ENGRAFT_PLUGIN_DIR "/../" USR_HOST_EXEC : NULL;
}

/* Engraft's path and its words, each with an end mark. */
static char *words(UsrThread *t)
{
    static const char end[] = {ENVIRON_WORD_END, 0};
    char exe[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    exe[len > 0 ? len : 0] = 0;
    char *const *self = usr_self_words();
    size_t nbytes = sizeof ENVIRON_WORDS + strlen(exe) + 1;
    for (unsigned i = 0; self[i]; i++)
        nbytes += strlen(self[i]) + 1;
    char *s = usr_exec_alloc(t, nbytes), *at = s;
    if (!s)
        return NULL;
    at = stpcpy(stpcpy(stpcpy(at, ENVIRON_WORDS), exe), end);
    for (unsigned i = 0; self[i]; i++)
        at = stpcpy(stpcpy(at, self[i]), end);
    return s;
}

char **usr_environ_host(UsrThread *t, char *const *envp)
{
    char buf[PATH_MAX];
    const char *lib = library(buf);
    char **v = lib ? pack(t, envp, 2) : NULL, *w = lib ? words(t) : NULL;
    char *preload = lib ? usr_exec_alloc(t, strlen(lib) + 16) : NULL;
    if (!v || !w || !preload)
        return NULL;
    stpcpy(stpcpy(preload, "LD_PRELOAD="), lib);
    v[0] = preload;
    v[1] = w;
    return v;
}

void usr_environ_unpack(char **envp)
{
    char *limits = NULL;
    unsigned to = 0;
    for (unsigned i = 0; envp[i]; i++) {
        if (!limits && environ_starts(envp[i], ENVIRON_LIMITS)) {
            limits = envp[i];
            continue;
        }
        if (environ_starts(envp[i], ENVIRON_HIDDEN))
            memmove(envp[i], envp[i] + strlen(ENVIRON_HIDDEN), strlen(envp[i]) - strlen(ENVIRON_HIDDEN) + 1);
        envp[to++] = envp[i];
    }
    usr_limits_start(limits ? limits + strlen(ENVIRON_LIMITS) : NULL);
    g_free(limits);
    envp[to] = NULL;
}
