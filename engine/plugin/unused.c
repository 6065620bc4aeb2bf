/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters and switches that never fitted: a mistyped name in filter= or start=
 * leaves an empty result, which is told at the end of the run.
 *
 * Forked children share what is noted here with their parent, and only the
 * process that began the run speaks. Programs that are executed have engines of
 * their own, of which nothing is known here: where there was one, nobody speaks.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/plugin/plg.h"

enum { MAX_USES = 255 }; /* more of them are not watched */

typedef struct Use {
    const EgPlugin *p;
    char *text, *symbols; /* symbols: pattern, NULL = it is about something else */
} Use;

static Use uses[MAX_USES];
static unsigned nuses;
static struct {
    bool executed;
    bool used[MAX_USES];
} * shared;
static pid_t first_process;

unsigned plg_use_new(const EgPlugin *p, const char *option, const char *value, const char *symbols)
{
    if (!shared) {
        void *m = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (m == MAP_FAILED)
            return 0;
        shared = m;
        first_process = getpid();
    }
    if (nuses == MAX_USES)
        return 0;
    uses[nuses] = (Use){p, g_strdup_printf("%s=%s", option, value), g_strdup(symbols)};
    return ++nuses;
}

void plg_used(unsigned use)
{
    if (use && !__atomic_load_n(&shared->used[use - 1], __ATOMIC_RELAXED))
        __atomic_store_n(&shared->used[use - 1], true, __ATOMIC_RELAXED);
}

void plg_use_executed(void)
{
    if (shared)
        __atomic_store_n(&shared->executed, true, __ATOMIC_RELAXED);
}

typedef struct Search {
    char **globs;
    bool found;
} Search;

static void on_symbol(const EgSymbol *s, void *user)
{
    Search *w = user;
    for (char **g = w->globs; *g && !w->found; g++)
        w->found = g_pattern_match_simple(*g, s->name);
}

static void search(const EgModule *m, void *user)
{
    eg_each_symbol(m, on_symbol, user);
}

/* Does a file that is mapped now have such a symbol? */
static bool symbol_exists(const char *globs)
{
    g_auto(GStrv) list = g_strsplit(globs, "|", -1);
    Search w = {list, false};
    plg_each_module(search, &w);
    return w.found;
}

void plg_use_report(void)
{
    if (!shared || shared->executed || getpid() != first_process)
        return;
    for (unsigned i = 0; i < nuses; i++)
        if (!shared->used[i])
            fprintf(stderr, "engraft: %s: %s: %s\n", uses[i].p->d->name, uses[i].text,
                    uses[i].symbols && !symbol_exists(uses[i].symbols) ? "there is no such symbol in the program"
                                                                       : "nothing that was executed fits");
}
