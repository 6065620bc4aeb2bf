/* SPDX-License-Identifier: Apache-2.0 */
/* Finding, opening and checking plugins and their options. See plg.h. */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/exec/exec.h"
#include "engine/plugin/plg.h"

GPtrArray *plg_list;
PlgHooks *plg_hooks[PLG_ON_COUNT];
const char *(*plg_syscall_name)(unsigned number);
void (*plg_syscall_text)(char *buf, size_t nbytes, unsigned number, const uint64_t *args, const int64_t *result);
Trc *plg_trc;
bool plg_want_counts;
uint16_t plg_counts_origin;
static EgPlugin *plg_installing;
pthread_mutex_t plg_lock = PTHREAD_MUTEX_INITIALIZER;

bool plg_active(void)
{
    return plg_list && plg_list->len;
}

unsigned plg_count(void)
{
    return plg_list ? plg_list->len : 0;
}

const EgPluginDesc *plg_desc(unsigned i)
{
    return ((EgPlugin *)plg_list->pdata[i])->d;
}

/* The folder beside the program: plugins of a build that is not installed. */
static char *beside_program(void)
{
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return g_strdup("plugins");
    exe[n] = 0;
    char *dir = g_path_get_dirname(exe), *r = g_build_filename(dir, "plugins", NULL);
    g_free(dir);
    return r;
}

char **plg_search_path(void)
{
    GPtrArray *a = g_ptr_array_new();
    const char *env = getenv("ENGRAFT_PLUGIN_PATH");
    if (env) {
        char **parts = g_strsplit(env, ":", -1);
        for (char **p = parts; *p; p++)
            if (**p)
                g_ptr_array_add(a, g_strdup(*p));
        g_strfreev(parts);
    }
    g_ptr_array_add(a, beside_program());
    g_ptr_array_add(a, g_strdup(ENGRAFT_PLUGIN_DIR));
    g_ptr_array_add(a, NULL);
    return (char **)g_ptr_array_free(a, FALSE);
}

/* NULL and err when there is no such plugin. */
static char *find_object(const char *name, Err *err)
{
    if (strchr(name, '/')) {
        if (access(name, R_OK) == 0)
            return g_strdup(name);
        err_set(err, "plugin %s: cannot read the file", name);
        return NULL;
    }
    char **dirs = plg_search_path(), *found = NULL;
    for (char **d = dirs; *d && !found; d++) {
        char *path = g_strdup_printf("%s/%s.so", *d, name);
        if (access(path, R_OK) == 0)
            found = path;
        else
            g_free(path);
    }
    if (!found) {
        char *where = g_strjoinv(", ", dirs);
        err_set(err, "unknown plugin '%s' (looked for %s.so in %s)", name, name, where);
        g_free(where);
    }
    g_strfreev(dirs);
    return found;
}

static bool check_value(const EgOption *o, const char *value)
{
    static const char *const bools[] = {"on", "off", "yes", "no", "true", "false", "1", "0", NULL};
    char *end;
    errno = 0;
    switch (o->type) {
    case EG_OPT_INT: return *value && (strtoll(value, &end, 0), !*end && !errno);
    case EG_OPT_BOOL: return g_strv_contains(bools, value);
    default: return true;
    }
}

static bool is_word(const char *s)
{
    return g_ascii_islower(*s) && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static bool check_desc(const EgPluginDesc *d, const char *path, Err *err)
{
    /* struct_size and api_version stand first in every version. */
    if (d->api_version < EG_API_OLDEST || d->api_version > EG_API_VERSION)
        return err_set(err, "plugin %s is made for plugin API %u, this engraft has API %d to %d", path, d->api_version,
                       EG_API_OLDEST, EG_API_VERSION);
    if (d->struct_size < offsetof(EgPluginDesc, install) + sizeof d->install || !d->name || !d->install)
        return err_set(err, "plugin %s: its description is incomplete (name and install are needed)", path);
    if (!is_word(d->name))
        return err_set(err, "plugin %s: its name '%s' is not of the form [a-z][a-z0-9_]*", path, d->name);
    for (const EgOption *o = d->options; o && o->name; o++)
        if (o->def && !check_value(o, o->def))
            return err_set(err, "plugin %s: '%s' is no value for its option '%s'", path, o->def, o->name);
    return true;
}

static const EgOption *find_option(const EgPluginDesc *d, const char *name)
{
    for (const EgOption *o = d->options; o && o->name; o++)
        if (strcmp(o->name, name) == 0)
            return o;
    return NULL;
}

static bool set_option(EgPlugin *p, const char *word, Err *err)
{
    const char *eq = strchr(word, '=');
    char *name = eq ? g_strndup(word, (gsize)(eq - word)) : g_strdup(word);
    const EgOption *o = find_option(p->d, name);
    const char *value = eq ? eq + 1 : "on";
    bool ok = true, known = false;
    if (!o && eq)
        ok = plg_control_option(p, name, value, &known, err);
    if (known || !ok)
        ;
    else if (!o)
        ok = err_set(err, "plugin %s has no option '%s' (engraft plugins %s lists them)", p->d->name, name, p->d->name);
    else if (!eq && o->type != EG_OPT_BOOL)
        ok = err_set(err, "plugin %s: option '%s' needs a value", p->d->name, name);
    else if (!check_value(o, value))
        ok = err_set(err, "plugin %s: '%s' is not a value for option '%s' (%s)", p->d->name, value, name,
                     o->type == EG_OPT_INT ? "a whole number" : "on or off");
    else
        g_hash_table_replace(p->values, g_strdup(name), g_strdup(value));
    g_free(name);
    return ok;
}

static bool set_options(EgPlugin *p, char **words, Err *err)
{
    for (const EgOption *o = p->d->options; o && o->name; o++)
        g_hash_table_replace(p->values, g_strdup(o->name), g_strdup(o->def ? o->def : ""));
    for (; *words; words++)
        if (**words && !set_option(p, *words, err))
            return false;
    return true;
}

static bool already_loaded(const char *name)
{
    for (unsigned i = 0; i < plg_count(); i++)
        if (strcmp(plg_desc(i)->name, name) == 0)
            return true;
    return false;
}

static bool open_object(EgPlugin *p, Err *err)
{
    char *abs = strchr(p->path, '/') == p->path ? g_strdup(p->path) : g_canonicalize_filename(p->path, NULL);
    p->dl = dlopen(abs, RTLD_NOW | RTLD_LOCAL);
    g_free(abs);
    if (!p->dl)
        return err_set(err, "cannot load plugin %s: %s", p->path, dlerror());
    p->d = dlsym(p->dl, "engraft_plugin");
    if (!p->d)
        return err_set(err, "%s is not an engraft plugin (it exports no engraft_plugin)", p->path);
    if (!check_desc(p->d, p->path, err))
        return false;
    if (already_loaded(p->d->name))
        return err_set(err, "plugin %s is given twice", p->d->name);
    return true;
}

static void free_plugin(EgPlugin *p)
{
    g_hash_table_destroy(p->values);
    g_free(p->path);
    g_free(p->options);
    if (p->dl)
        dlclose(p->dl);
    g_free(p);
}

static EgPlugin *open_plugin(char **words, Err *err)
{
    char *path = words[0] && *words[0] ? find_object(words[0], err) : NULL;
    if (!path) {
        err_set(err, "-p needs the name of a plugin");
        return NULL;
    }
    EgPlugin *p = g_new0(EgPlugin, 1);
    p->path = path;
    p->options = g_strjoinv(",", words + 1);
    p->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (open_object(p, err) && set_options(p, words + 1, err))
        return p;
    free_plugin(p);
    return NULL;
}

bool plg_load(const char *spec, Err *err)
{
    char **words = g_strsplit(spec, ",", -1);
    EgPlugin *p = open_plugin(words, err);
    g_strfreev(words);
    if (!p)
        return false;
    if (!plg_list)
        plg_list = g_ptr_array_new();
    g_ptr_array_add(plg_list, p);
    p->index = (uint16_t)plg_list->len;
    plg_crash_add(p);
    return true;
}

const EgPluginDesc *plg_describe(const char *name, char **path, Err *err)
{
    char *words[] = {(char *)name, NULL};
    EgPlugin *p = open_plugin(words, err);
    if (!p)
        return NULL;
    if (path)
        *path = g_strdup(p->path);
    static GPtrArray *described; /* the objects stay open: the descriptions lie in them */
    if (!described)
        described = g_ptr_array_new();
    g_ptr_array_add(described, p);
    return p->d;
}

bool plg_start(Trc *trc, Err *err)
{
    plg_crash_watch();
    if (!plg_results_start(trc, err))
        return false;
    for (unsigned i = 0; i < plg_count(); i++) {
        EgPlugin *p = plg_list->pdata[i];
        p->event_cell = plg_cell_new();
        plg_installing = p;
        int r = p->d->install(p);
        plg_installing = NULL;
        if (r)
            return err_set(err, "plugin %s: %s", p->d->name, p->error[0] ? p->error : "install() failed");
    }
    plg_events_start();
    plg_edges_start();
    plg_control_start();
    plg_hook_engine();
    return true;
}

/* ---------------------------------------------------------------- the API's side of it */

static const char *value_of(EgPlugin *p, const char *name, const char *function)
{
    const char *v = g_hash_table_lookup(p->values, name);
    if (!v)
        plg_misuse(p, function, "it declares no option '%s'", name);
    return v;
}

const char *eg_option(EgPlugin *p, const char *name)
{
    return value_of(p, name, "eg_option");
}

int64_t eg_option_int(EgPlugin *p, const char *name)
{
    return strtoll(value_of(p, name, "eg_option_int"), NULL, 0);
}

bool eg_option_bool(EgPlugin *p, const char *name)
{
    const char *v = value_of(p, name, "eg_option_bool");
    return strcmp(v, "on") == 0 || strcmp(v, "yes") == 0 || strcmp(v, "true") == 0 || strcmp(v, "1") == 0;
}

void eg_message(EgPlugin *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    fprintf(stderr, "engraft: %s: %s\n", p->d->name, text);
    g_free(text);
}

void eg_error(EgPlugin *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(p->error, sizeof p->error, fmt, ap);
    va_end(ap);
}

void plg_misuse(const EgPlugin *p, const char *function, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    fprintf(stderr, "engraft: plugin %s: %s(): %s\n", p ? p->d->name : "?", function, text);
    fflush(NULL);
    _exit(125); /* no exit handlers: other threads may be anywhere, and this one may hold the translator's lock */
}

void plg_only_in_install(const EgPlugin *p, const char *function)
{
    if (plg_installing != p)
        plg_misuse(p, function, "may be called in install() only");
}

static GHashTable *exports; /* name -> what */

void eg_export(EgPlugin *p, const char *name, void *what)
{
    plg_only_in_install(p, "eg_export");
    if (!exports)
        exports = g_hash_table_new(g_str_hash, g_str_equal);
    if (g_hash_table_contains(exports, name))
        plg_misuse(p, "eg_export", "'%s' is offered already", name);
    g_hash_table_insert(exports, g_strdup(name), what);
}

void *eg_import(EgPlugin *p, const char *name)
{
    (void)p;
    return exports ? g_hash_table_lookup(exports, name) : NULL;
}

void plg_hook_add_full(PlgOn what, const PlgHook *h, const char *function)
{
    EgPlugin *p = h->p;
    bool late = plg_installing != p;
    if (!h->fn)
        plg_misuse(p, function, "the hook is NULL");
    if (late && plg_translating())
        plg_misuse(p, function, "may not be called in a translation hook");
    pthread_mutex_lock(&plg_lock);
    const PlgHooks *old = plg_hooks[what];
    unsigned n = old ? old->n : 0;
    PlgHooks *l = g_malloc(sizeof *l + (n + 1) * sizeof *l->h);
    if (old)
        memcpy(l->h, old->h, n * sizeof *l->h);
    l->h[n] = *h;
    l->n = n + 1;
    __atomic_store_n(&plg_hooks[what], l, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&plg_lock);
    if (late && (what == PLG_ON_TB || what == PLG_ON_DECODE || what == PLG_ON_TB_EXEC || what == PLG_ON_REPLACE ||
                 what == PLG_ON_EDGE))
        exec_retranslate();
}

void plg_hook_add(PlgOn what, EgPlugin *p, void *fn, void *user, const char *function)
{
    const PlgHook h = {.fn = fn, .user = user, .p = p};
    plg_hook_add_full(what, &h, function);
}

const char *eg_syscall_name(uint32_t number)
{
    return plg_syscall_name ? plg_syscall_name(number) : NULL;
}

char *eg_syscall_text(const EgSyscall *s, bool returned, char *buf, size_t nbytes)
{
    if (plg_syscall_text)
        plg_syscall_text(buf, nbytes, s->number, s->args, returned ? &s->result : NULL);
    else if (nbytes)
        *buf = 0;
    return buf;
}

/* eg_on_NAME() */
#define ON(name, Type, what)                                                                                           \
    void eg_on_##name(EgPlugin *p, Type fn, void *user)                                                                \
    {                                                                                                                  \
        plg_hook_add(PLG_ON_##what, p, (void *)fn, user, "eg_on_" #name);                                              \
    }
ON(tb, EgTbFn, TB)
ON(decode, EgDecodeFn, DECODE)
ON(tb_exec, EgTbExecFn, TB_EXEC)
ON(module, EgModuleFn, MODULE)
ON(module_unload, EgModuleFn, MODULE_UNLOAD)
ON(map, EgMapFn, MAP)
ON(thread_start, EgThreadFn, THREAD_START)
ON(thread_exit, EgThreadFn, THREAD_EXIT)
ON(flush, EgFn, FLUSH)
ON(exit, EgFn, EXIT)
ON(partial, EgPartialFn, PARTIAL)
ON(syscall, EgSyscallEnterFn, SYSCALL)
ON(syscall_return, EgSyscallReturnFn, SYSCALL_RETURN)
ON(signal, EgSignalFn, SIGNAL)
ON(exception, EgSignalFn, EXCEPTION)
ON(fork, EgForkFn, FORK)
ON(exec, EgExecFn, EXEC)
ON(translation, EgTranslationFn, TRANSLATION)
ON(invalidate, EgRangeGoneFn, INVALIDATE)
ON(cache_flush, EgFn, CACHE_FLUSH)
ON(interp_access, EgInterpAccessFn, INTERP_ACCESS)
ON(jump, EgJumpFn, JUMP)
ON(interp_insn, EgInterpInsnFn, INTERP_INSN)
ON(cold_insn, EgColdInsnFn, COLD)
ON(edge_exec, EgEdgeExecFn, EDGE)
#undef ON
