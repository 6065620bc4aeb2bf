/* SPDX-License-Identifier: Apache-2.0 */
/* The list of formats. */
#include "analysis/export.h"

#include <string.h>

const AnaFormat ana_formats[] = {
    {"text", NULL, "tables for the terminal", .print = ana_print_text},
    {"html", NULL, "one self-contained page, sources with counts", .html_rows = true, .print = ana_print_html},
    {"json", NULL, "every table, for scripts", .print = ana_print_json},
    {"csv", NULL, "every table, for spreadsheets (--only picks one)", .print = ana_print_csv},
    {"lcov", "coverage", "lcov, genhtml and editors", .print = ana_print_lcov},
    {"cobertura", "coverage", "XML for build servers", .print = ana_print_cobertura},
    {"drcov", "coverage", "Lighthouse and its kin", .dump = ana_dump_drcov},
    {"callgrind", "profile", "callgrind_annotate, KCachegrind", .dump = ana_dump_callgrind},
    {"folded", "stacks", "flame graphs", .dump = ana_dump_folded},
    {"speedscope", "stacks", "speedscope.app", .dump = ana_dump_speedscope},
    {"chrome", "syscalls", "Perfetto, chrome://tracing", .dump = ana_dump_chrome},
    {"bbv", "bbv", "SimPoint", .dump = ana_dump_bbv},
    {0},
};

const AnaFormat *ana_format_find(const char *name, Err *err)
{
    GString *all = g_string_new(NULL);
    const AnaFormat *found = NULL;
    for (const AnaFormat *f = ana_formats; f->name; f++) {
        if (strcmp(f->name, name) == 0)
            found = f;
        g_string_append_printf(all, "%s%s", all->len ? ", " : "", f->name);
    }
    if (!found)
        err_set(err, "--format: '%s' is none of %s", name, all->str);
    g_string_free(all, TRUE);
    return found;
}
