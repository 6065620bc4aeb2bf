/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft plugins: which plugins -p finds, and what one of them offers. Opens
 * the objects and reads their descriptions; installs nothing.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "analysis/report.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "engine/plugin/plg.h"

static char *opt_format;

static const GOptionEntry entries[] = {
    {"format", 0, 0, G_OPTION_ARG_STRING, &opt_format, "text or json", "FORMAT"},
    {0},
};

static const CliCommand command = {
    .name = "plugins",
    .synopsis = "[NAME...]",
    .summary = "Lists the plugins that 'engraft run -p NAME' finds; for NAME (or a path with a '/'): its options, "
               "tables and details.",
    .details =
        "Folders are searched in this order: those of ENGRAFT_PLUGIN_PATH (separated by ':'), 'plugins' beside the\n"
        "program, and the folder of installed plugins.\n"
        "\n"
        "Examples:\n"
        "  engraft plugins\n"
        "  engraft plugins coverage\n"
        "  engraft plugins --format=json ./my_plugin.so\n",
    .entries = entries,
};

/* An object that was found. d NULL: it cannot be loaded, and why. */
typedef struct Found {
    const EgPluginDesc *d;
    char *path;
    Err why;
} Found;

static void free_found(gpointer p)
{
    Found *f = p;
    g_free(f->path);
    g_free(f);
}

/* ---------------------------------------------------------------- looking */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the folder's objects, sorted, without .so; no such folder = none. */
static GPtrArray *names_in(const char *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    DIR *dir = opendir(folder);
    const struct dirent *e;
    while (dir && (e = readdir(dir)))
        if (g_str_has_suffix(e->d_name, ".so"))
            g_ptr_array_add(names, g_strndup(e->d_name, strlen(e->d_name) - 3));
    if (dir)
        closedir(dir);
    if (names->len)
        qsort(names->pdata, names->len, sizeof *names->pdata, by_name);
    return names;
}

static Found *look_at(const char *name)
{
    Found *f = g_new0(Found, 1);
    f->d = plg_describe(name, &f->path, &f->why);
    return f;
}

/* Every plugin that -p finds by name; of two with one name the first folder's. */
static GPtrArray *find_all(void)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(free_found);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) dirs = plg_search_path();
    for (char **d = dirs; *d; d++) {
        g_autoptr(GPtrArray) names = names_in(*d);
        for (unsigned i = 0; i < names->len; i++)
            if (g_hash_table_add(seen, g_strdup(names->pdata[i])))
                g_ptr_array_add(all, look_at(names->pdata[i]));
    }
    return all;
}

/* ---------------------------------------------------------------- text */

static const char *option_type(const EgOption *o)
{
    return o->type == EG_OPT_INT ? "int" : o->type == EG_OPT_BOOL ? "bool" : "string";
}

static const char *column_type(const EgCol *c)
{
    return c->type == EG_COL_F64 ? "float" : c->type == EG_COL_TEXT ? "text" : "int";
}

static const char *text_of(const char *s)
{
    return s ? s : "";
}

static void list_text(const GPtrArray *all)
{
    for (unsigned i = 0; i < all->len; i++) {
        const Found *f = all->pdata[i];
        if (f->d)
            printf("%-16s %s\n", f->d->name, text_of(f->d->summary));
        else
            fprintf(stderr, "engraft plugins: %s\n", f->why.text);
    }
}

static void options_text(const EgPluginDesc *d)
{
    if (d->options && d->options->name)
        printf("\noptions:\n");
    for (const EgOption *o = d->options; o && o->name; o++) {
        g_autofree char *form = g_strdup_printf("%s=%s", o->name, option_type(o));
        printf("  %-24s %s", form, text_of(o->help));
        if (o->def && *o->def)
            printf(" (default: %s)", o->def);
        putchar('\n');
    }
}

static void table_text(const EgTable *t)
{
    printf("\ntable %s: %s\n", t->name, text_of(t->help));
    for (const EgCol *c = t->cols; c->name; c++)
        printf("  %-16s %-6s %-4s %s\n", c->name, column_type(c), c->flags & EG_KEY ? "key" : "", text_of(c->help));
}

static void describe_text(const Found *f)
{
    const EgPluginDesc *d = f->d;
    printf("%s %s: %s\n%s (plugin API %u)\n", d->name, text_of(d->version), text_of(d->summary), f->path,
           d->api_version);
    if (d->details)
        printf("\n%s\n", d->details);
    options_text(d);
    for (const EgTable *t = d->tables; t && t->name; t++)
        table_text(t);
}

/* ---------------------------------------------------------------- json */

static void member(const char *name, const char *text)
{
    printf(", \"%s\": ", name);
    ana_json_string(stdout, text);
}

static void options_json(const EgPluginDesc *d)
{
    printf(", \"options\": [");
    for (const EgOption *o = d->options; o && o->name; o++) {
        printf("%s{\"name\": ", o == d->options ? "" : ", ");
        ana_json_string(stdout, o->name);
        member("type", option_type(o));
        member("default", text_of(o->def));
        member("help", text_of(o->help));
        putchar('}');
    }
    putchar(']');
}

static void columns_json(const EgTable *t)
{
    printf(", \"columns\": [");
    for (const EgCol *c = t->cols; c->name; c++) {
        printf("%s{\"name\": ", c == t->cols ? "" : ", ");
        ana_json_string(stdout, c->name);
        member("type", column_type(c));
        printf(", \"key\": %s, \"pc\": %s, \"module\": %s", c->flags & EG_KEY ? "true" : "false",
               c->flags & EG_PC ? "true" : "false", c->flags & EG_MODULE ? "true" : "false");
        member("help", text_of(c->help));
        putchar('}');
    }
    putchar(']');
}

static void describe_json(const Found *f)
{
    const EgPluginDesc *d = f->d;
    printf("{\"name\": ");
    ana_json_string(stdout, d->name);
    member("version", text_of(d->version));
    member("summary", text_of(d->summary));
    member("details", text_of(d->details));
    member("path", f->path);
    printf(", \"api\": %u", d->api_version);
    options_json(d);
    printf(", \"tables\": [");
    for (const EgTable *t = d->tables; t && t->name; t++) {
        printf("%s{\"name\": ", t == d->tables ? "" : ", ");
        ana_json_string(stdout, t->name);
        member("help", text_of(t->help));
        columns_json(t);
        putchar('}');
    }
    printf("]}");
}

static void list_json(const GPtrArray *all)
{
    const char *sep = "";
    putchar('[');
    for (unsigned i = 0; i < all->len; i++) {
        const Found *f = all->pdata[i];
        if (!f->d) {
            fprintf(stderr, "engraft plugins: %s\n", f->why.text);
            continue;
        }
        printf("%s\n ", sep);
        describe_json(f);
        sep = ",";
    }
    printf("\n]\n");
}

/* ---------------------------------------------------------------- the command */

/* What the command line names; NULL and e when one of them is no plugin. */
static GPtrArray *find_named(int n, char **names, Err *e)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(free_found);
    for (int i = 0; i < n; i++) {
        Found *f = look_at(names[i]);
        g_ptr_array_add(all, f);
        if (!f->d) {
            err_set(e, "%s", f->why.text);
            g_ptr_array_free(all, TRUE);
            return NULL;
        }
    }
    return all;
}

int cmd_plugins(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL};
    Err e = {0};
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    int format = opt_format ? cli_parse_choice("--format", opt_format, formats, &e) : 0;
    if (format < 0)
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    GPtrArray *all = argc ? find_named(argc, argv, &e) : find_all();
    if (!all)
        return cli_fail(command.name, &e, false, EXIT_FAILED);
    if (format == 1)
        list_json(all);
    else if (argc == 0)
        list_text(all);
    else
        for (unsigned i = 0; i < all->len; i++) {
            fputs(i ? "\n" : "", stdout);
            describe_text(all->pdata[i]);
        }
    g_ptr_array_free(all, TRUE);
    if (ferror(stdout) || fflush(stdout) != 0) {
        err_set(&e, "cannot write the output");
        return cli_fail(command.name, &e, false, EXIT_FAILED);
    }
    return EXIT_OK;
}
