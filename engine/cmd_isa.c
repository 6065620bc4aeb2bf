/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft isa: the instruction table for people and, as JSON, for programs.
 * The texts come from ppc/isa/report.c, the facts from the table's rows.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/report.h"
#include "engine/base/bits.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "ppc/isa/alias.h"
#include "ppc/isa/report.h"

static gboolean opt_cover;
static char *opt_tests, *opt_format;

static const GOptionEntry entries[] = {
    {"cover", 0, 0, G_OPTION_ARG_NONE, &opt_cover, "Count rows by level and by what executes them", NULL},
    {"tests", 0, 0, G_OPTION_ARG_FILENAME, &opt_tests,
     "With --cover: what rows of the 32-bit user level lack, by the test cases in DIR; fails when they do", "DIR"},
    {"format", 0, 0, G_OPTION_ARG_STRING, &opt_format, "text or json", "FORMAT"},
    {0},
};

static const CliCommand command = {
    .name = "isa",
    .synopsis = "[MNEMONIC...]",
    .summary = "Shows rows of the instruction table: encoding, operands, effects, what executes them, and their "
               "simplified mnemonics; without MNEMONIC one line for each row.",
    .details = "Examples:\n"
               "  engraft isa add. rlwimi\n"
               "  engraft isa mr beqlr\n"
               "  engraft isa --cover --tests=tests/ppc\n",
    .entries = entries,
};

/* ---------------------------------------------------------------- which rows */

/* Rows that a name means: by id, by mnemonic, by simplified mnemonic. Marks them. */
static bool mark_rows(const char *name, bool *marked, Err *e)
{
    bool found = false;
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        if (strcmp(r->id, name) == 0 || ppc_mnemonic_matches(r->mnemonic, name))
            marked[op] = found = true;
    }
    for (unsigned i = 0; i < ppc_naliases; i++)
        if (ppc_mnemonic_matches(ppc_aliases[i].mnemonic, name))
            marked[ppc_aliases[i].op] = found = true;
    return found || err_set(e, "there is no instruction '%s' in the table", name);
}

/* ---------------------------------------------------------------- text */

static void print_row(PpcOp op)
{
    ppc_row_print(stdout, op);
    for (unsigned i = 0; i < ppc_naliases; i++)
        if (ppc_aliases[i].op == op)
            printf("  %-10s %s %s  when %s\n", "simplified", ppc_aliases[i].mnemonic, ppc_aliases[i].operands,
                   ppc_aliases[i].when);
}

/* ---------------------------------------------------------------- json */

static void member(const char *name, const char *text)
{
    printf(", \"%s\": ", name);
    ana_json_string(stdout, text);
}

static const char *const status_name[] = {"known", "interpreter", "translator"};
_Static_assert(PPC_STATUS_U == 0 && PPC_STATUS_N == 1 && PPC_STATUS_X == 2, "order of status_name");

static void print_classes(const PpcRow *r)
{
    const char *sep = "";
    printf(", \"classes\": [");
    for (uint32_t bit = 1; bit <= PPC_CLASS_SYS; bit <<= 1)
        if (r->cls & bit) {
            fputs(sep, stdout);
            ana_json_string(stdout, ppc_class_name(bit));
            sep = ", ";
        }
    putchar(']');
}

static void print_flags(const PpcRow *r)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } flags[] = {
        {PPC_FLAG_UPDATE, "updates RA"}, {PPC_FLAG_ATOMIC, "atomic"},    {PPC_FLAG_MULTI, "multiple registers"},
        {PPC_FLAG_FPSTATE, "FPSCR"},     {PPC_FLAG_END, "ends a block"}, {PPC_FLAG_PRIV, "privileged"},
    };
    const char *sep = "";
    printf(", \"flags\": [");
    for (unsigned i = 0; i < ARRAY_LEN(flags); i++)
        if (r->cls & flags[i].bit) {
            fputs(sep, stdout);
            ana_json_string(stdout, flags[i].name);
            sep = ", ";
        }
    putchar(']');
}

static void print_simplified(PpcOp op)
{
    const char *sep = "";
    printf(", \"simplified\": [");
    for (unsigned i = 0; i < ppc_naliases; i++) {
        if (ppc_aliases[i].op != op)
            continue;
        printf("%s{\"mnemonic\": ", sep);
        ana_json_string(stdout, ppc_aliases[i].mnemonic);
        member("operands", ppc_aliases[i].operands);
        member("when", ppc_aliases[i].when);
        putchar('}');
        sep = ", ";
    }
    putchar(']');
}

static void json_row(PpcOp op)
{
    const PpcRow *r = ppc_row(op);
    printf("{\"id\": ");
    ana_json_string(stdout, r->id);
    member("mnemonic", r->mnemonic);
    member("picture", r->picture);
    member("operands", r->operands);
    member("reads", strcmp(r->reads, "0") ? r->reads : "");
    member("writes", strcmp(r->writes, "0") ? r->writes : "");
    member("class", ppc_class_name(r->primary));
    print_classes(r);
    print_flags(r);
    member("level", ppc_level_name(r->level));
    member("status", status_name[r->status]);
    printf(", \"mask\": %llu, \"match\": %llu", (unsigned long long)r->mask, (unsigned long long)r->match);
    print_simplified(op);
    putchar('}');
}

static void json_rows(const bool *marked)
{
    const char *sep = "";
    putchar('[');
    for (int op = 1; op < PPC_OP_COUNT; op++)
        if (!marked || marked[op]) {
            printf("%s\n ", sep);
            json_row((PpcOp)op);
            sep = ",";
        }
    printf("\n]\n");
}

/* Ids of the rows that lack something. */
static bool json_untested(const char *folder)
{
    static bool lacks[PPC_OP_COUNT];
    const char *sep = "";
    FILE *nowhere = fopen("/dev/null", "w");
    bool ok = nowhere && ppc_cover_tests(nowhere, folder, lacks);
    if (nowhere)
        fclose(nowhere);
    printf(", \"lacking\": [");
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        if (!lacks[op])
            continue;
        fputs(sep, stdout);
        ana_json_string(stdout, ppc_row((PpcOp)op)->id);
        sep = ", ";
    }
    putchar(']');
    return ok;
}

static bool json_cover(void)
{
    PpcCover c;
    bool ok = true;
    ppc_cover_count(&c);
    printf("{\"rows\": %d, \"levels\": [", c.total);
    for (int level = 0; level < PPC_LEVEL_COUNT; level++) {
        const int *n = c.rows[level];
        printf("%s{\"level\": ", level ? ", " : "");
        ana_json_string(stdout, ppc_level_name((PpcLevel)level));
        printf(", \"translator\": %d, \"interpreter\": %d, \"known\": %d}", n[PPC_STATUS_X], n[PPC_STATUS_N],
               n[PPC_STATUS_U]);
    }
    putchar(']');
    if (opt_tests)
        ok = json_untested(opt_tests);
    printf("}\n");
    return ok;
}

/* ---------------------------------------------------------------- the command */

static bool show_cover(bool json, Err *e)
{
    bool ok = true;
    if (json) {
        ok = json_cover();
    } else {
        ppc_cover_print(stdout, !opt_tests);
        if (opt_tests)
            ok = ppc_cover_tests(stdout, opt_tests, NULL);
    }
    return ok || err_set(e, "rows of the 32-bit user level lack something");
}

static bool show_rows(int n, char **names, bool json, Err *e)
{
    bool marked[PPC_OP_COUNT] = {false};
    for (int i = 0; i < n; i++)
        if (!mark_rows(names[i], marked, e))
            return false;
    if (json)
        json_rows(n ? marked : NULL);
    else if (n == 0)
        ppc_rows_list(stdout);
    else
        for (int op = 1; op < PPC_OP_COUNT; op++)
            if (marked[op])
                print_row((PpcOp)op);
    return true;
}

int cmd_isa(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL};
    Err e = {0};
    bool ok = true;
    CliResult parsed = cli_parse(&command, &argc, &argv, &e);
    if (parsed != CLI_GO)
        return parsed == CLI_HELP_SHOWN ? EXIT_OK : cli_fail(command.name, &e, true, EXIT_USAGE);
    int format = opt_format ? cli_parse_choice("--format", opt_format, formats, &e) : 0;
    if (opt_tests && !opt_cover)
        err_set(&e, "--tests needs --cover");
    if (opt_cover && argc > 0)
        err_set(&e, "--cover takes no mnemonic");
    if (opt_tests && access(opt_tests, R_OK | X_OK) != 0)
        err_set(&e, "--tests: cannot read folder '%s'", opt_tests);
    if (e.text[0])
        return cli_fail(command.name, &e, true, EXIT_USAGE);
    if (opt_cover)
        ok = show_cover(format == 1, &e);
    else
        ok = show_rows(argc, argv, format == 1, &e);
    if (ok && (ferror(stdout) || fflush(stdout) != 0))
        ok = err_set(&e, "cannot write the output");
    return ok ? EXIT_OK : cli_fail(command.name, &e, false, EXIT_FAILED);
}
