/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds source files: by the path in the debug information, by substituted
 * prefixes, then in the source folders by the longest end of the path that
 * exists there.
 */
#include "analysis/report.h"

#include <string.h>

static char *read_text(char *path)
{
    char *text = NULL;
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        g_file_get_contents(path, &text, NULL, NULL);
    g_free(path);
    return text;
}

static char *by_prefix(const AnaSourceOptions *o, const char *path)
{
    char *text = NULL;
    for (const char *const *p = o->subst; !text && p && *p; p++) {
        const char *eq = strchr(*p, '=');
        size_t n = eq ? (size_t)(eq - *p) : 0;
        if (n && strncmp(path, *p, n) == 0 && (path[n] == '/' || path[n] == 0 || eq[-1] == '/'))
            text = read_text(g_strconcat(eq + 1, path + n, NULL));
    }
    return text;
}

static char *in_dirs(const AnaSourceOptions *o, const char *path)
{
    char *text = NULL;
    for (const char *const *d = o->dirs; !text && d && *d; d++)
        for (const char *end = path; !text && end; end = strchr(end + 1, '/'))
            text = read_text(g_build_filename(*d, end, NULL));
    return text;
}

char **ana_source_lines(const AnaSourceOptions *o, const char *path)
{
    char *text = by_prefix(o, path);
    if (!text)
        text = in_dirs(o, path);
    if (!text)
        text = read_text(g_strdup(path));
    if (!text)
        return NULL;
    char *valid = g_utf8_make_valid(text, -1);
    size_t n = strlen(valid);
    if (n && valid[n - 1] == '\n')
        valid[n - 1] = 0;
    char **lines = g_strsplit(valid, "\n", -1);
    g_free(valid);
    g_free(text);
    return lines;
}
