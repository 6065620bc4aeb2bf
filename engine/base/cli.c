/* SPDX-License-Identifier: Apache-2.0 */
/* Command-line helpers. See cli.h. */
#include "engine/base/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* glib would print help and exit by itself, with its own usage line; we ask for
 * the text instead. */
static void show_help(GOptionContext *ctx)
{
    g_autofree char *text = g_option_context_get_help(ctx, TRUE, NULL);
    fputs(text, stdout);
}

static GOptionContext *make_context(const CliCommand *c, gboolean *help)
{
    const GOptionEntry help_entry[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, help, "Show this text", NULL},
        {0},
    };
    GOptionContext *ctx = g_option_context_new(c->synopsis);
    g_option_context_set_help_enabled(ctx, FALSE);
    g_option_context_set_strict_posix(ctx, c->options_first);
    g_option_context_set_summary(ctx, c->summary);
    g_option_context_set_description(ctx, c->details);
    if (c->entries)
        g_option_context_add_main_entries(ctx, c->entries, NULL);
    g_option_context_add_main_entries(ctx, help_entry, NULL);
    return ctx;
}

CliResult cli_parse(const CliCommand *c, int *argc, char ***argv, Err *e)
{
    gboolean help = FALSE;
    GError *error = NULL;
    g_autofree char *prgname = g_strdup_printf("engraft %s", c->name);
    g_set_prgname(prgname);
    GOptionContext *ctx = make_context(c, &help);
    CliResult r = CLI_GO;
    if (!g_option_context_parse(ctx, argc, argv, &error)) {
        err_set(e, "%s", error->message);
        g_error_free(error);
        r = CLI_BAD;
    } else if (help) {
        show_help(ctx);
        r = CLI_HELP_SHOWN;
    }
    g_option_context_free(ctx);
    ++*argv; /* the name */
    --*argc;
    if (r == CLI_GO && *argc > 0 && strcmp((*argv)[0], "--") == 0) {
        ++*argv;
        --*argc;
    }
    return r;
}

int cli_fail(const char *name, const Err *e, bool usage, int status)
{
    fflush(stdout);
    fprintf(stderr, "engraft%s%s: %s", *name ? " " : "", name, e->text);
    if (usage)
        fprintf(stderr, " (try 'engraft%s%s --help')", *name ? " " : "", name);
    fputc('\n', stderr);
    return status;
}

bool cli_parse_size(const char *what, const char *text, uint64_t lo, uint64_t hi, uint64_t *value, Err *e)
{
    char *end = NULL;
    errno = 0;
    uint64_t v = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    unsigned shift = 0;
    if (end && *end && end[1] == 0) {
        const char *suffix = strchr("kKmMgG", *end);
        shift = suffix ? 10 * (unsigned)((suffix - "kKmMgG") / 2 + 1) : 0;
        end += suffix != NULL;
    }
    if (!end || *end || errno || v > UINT64_MAX >> shift)
        return err_set(e, "%s: '%s' is not a number (a k, M or G may follow)", what, text);
    v <<= shift;
    if (v < lo || v > hi)
        return err_set(e, "%s: %s is not between %llu and %llu", what, text, (unsigned long long)lo,
                       (unsigned long long)hi);
    *value = v;
    return true;
}

int cli_parse_choice(const char *what, const char *text, const char *const names[], Err *e)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    g_autofree char *list = g_strjoinv(", ", (char **)names);
    err_set(e, "%s: '%s' is none of %s", what, text, list);
    return -1;
}

bool cli_check_folders(const char *option, char **dirs, Err *e)
{
    for (; dirs && *dirs; dirs++)
        if (!g_file_test(*dirs, G_FILE_TEST_IS_DIR))
            return err_set(e, "%s: %s is not a folder", option, *dirs);
    return true;
}
