/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft explain: the stages of one TB side by side: guest instructions,
 * micro-ops as translated (plugins' included), micro-ops after the passes with
 * the pass that removed each missing one, and host code.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/elf.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "engine/exec/exec.h"
#include "engine/exec/explain.h"
#include "engine/explain_out.h"
#include "engine/hot.h"
#include "engine/plugin/plg.h"
#include "tcg/opt/part.h"
#include "tcg/opt/pass.h"
#include "tracer/trc.h"

static char *opt_bytes, *opt_at, *opt_off, *opt_no_opt, *opt_format, *opt_host_off;
static char **opt_plugins;
static char *opt_hot;
static gboolean opt_no_host;
static int opt_max, opt_width, opt_top = 5;
static gint64 opt_run_id;

static const GOptionEntry entries[] = {
    {"bytes", 0, 0, G_OPTION_ARG_STRING, &opt_bytes, "Explain these instruction words", "\"HEX HEX...\""},
    {"at", 0, 0, G_OPTION_ARG_STRING, &opt_at,
     "Where in PROGRAM, or the address of --bytes (default: the entry; 0x10000000)", "SYMBOL|ADDRESS"},
    {"plugin", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &opt_plugins, "Show the TB with this plugin's micro-ops",
     "NAME[,OPT=VAL]"},
    {"off", 0, 0, G_OPTION_ARG_STRING, &opt_off, "Leave out optimiser passes", "LETTERS"},
    {"no-opt", 0, 0, G_OPTION_ARG_STRING, &opt_no_opt, "Leave out single optimisations (engraft run --help)", "NAMES"},
    {"host-features-off", 0, 0, G_OPTION_ARG_STRING, &opt_host_off,
     "Do not use these host features (movbe, bmi2, ..., all)", "LIST"},
    {"tb-max", 0, 0, G_OPTION_ARG_INT, &opt_max, "At most N instructions in a TB", "N"},
    {"hot", 0, 0, G_OPTION_ARG_FILENAME, &opt_hot, "Show the hottest code of a run with --sample, regions too",
     "FILE.db"},
    {"top", 0, 0, G_OPTION_ARG_INT, &opt_top, "With --hot: that many of them (default 5)", "N"},
    {"run", 0, 0, G_OPTION_ARG_INT64, &opt_run_id, "With --hot: of this run of the file (default: the last)", "ID"},
    {"no-host", 0, 0, G_OPTION_ARG_NONE, &opt_no_host, "Leave the host code out", NULL},
    {"width", 0, 0, G_OPTION_ARG_INT, &opt_width,
     "Columns of the output, longer lines are folded (default: the terminal's, else no limit)", "N"},
    {"format", 0, 0, G_OPTION_ARG_STRING, &opt_format, "text or json", "FORMAT"},
    {0},
};

static const CliCommand command = {
    .name = "explain",
    .synopsis = "--bytes \"HEX...\" | --hot FILE.db | PROGRAM",
    .summary =
        "Shows what becomes of guest code, stage by stage: instructions, micro-ops, optimised micro-ops, host code.",
    .details = "Examples:\n"
               "  engraft explain --bytes \"38200001 7c200b78 38210001\"\n"
               "  engraft explain --at main ./program\n"
               "  engraft explain -p coverage --bytes \"7c221896\"\n"
               "  engraft run --sample 1000 -o run.db ./program; engraft explain --hot run.db --top 3\n",
    .entries = entries,
};

/* ---------------------------------------------------------------- what to explain */

static uint8_t *parse_bytes(const char *text, size_t *n, Err *e)
{
    uint8_t *out = g_malloc(strlen(text) + 4);
    unsigned digits = 0;
    *n = 0;
    for (const char *p = text; *p; p++) {
        if (isspace((unsigned char)*p) || *p == ',')
            continue;
        if (!isxdigit((unsigned char)*p)) {
            err_set(e, "--bytes: '%c' is not a hexadecimal digit", *p);
            return out;
        }
        unsigned v = (unsigned)g_ascii_xdigit_value(*p);
        if (digits++ % 2 == 0)
            out[*n] = (uint8_t)(v << 4);
        else
            out[(*n)++] |= (uint8_t)v;
    }
    if (digits == 0 || digits % 8)
        err_set(e, "--bytes: %u digits are not a whole number of instructions (8 digits each)", digits);
    return out;
}

static bool parse_address(const char *text, uint64_t *addr)
{
    char *end;
    errno = 0;
    *addr = strtoull(text, &end, 0);
    return *text && !*end && !errno;
}

static bool find_place(const AnaElf *elf, const char *program, uint64_t *addr, Err *e)
{
    if (!opt_at) {
        *addr = ana_elf_entry(elf);
        return true;
    }
    if (isdigit((unsigned char)*opt_at) && parse_address(opt_at, addr))
        return true;
    size_t n;
    AnaElfSym *syms = ana_elf_symbols(elf, &n);
    bool found = false;
    for (size_t i = 0; i < n && !found; i++)
        if (strcmp(syms[i].name, opt_at) == 0) {
            *addr = syms[i].addr;
            found = true;
        }
    g_free(syms);
    return found || err_set(e, "%s has no function '%s'", program, opt_at);
}

/* The code to explain; elf keeps it alive when it comes from a program. */
static bool find_code(int argc, char **argv, ExplainCode *c, uint8_t **own, AnaElf **elf, Err *e)
{
    if (opt_bytes) {
        *own = parse_bytes(opt_bytes, &c->nbytes, e);
        c->bytes = *own;
        c->pc = 0x10000000;
        if (opt_at && !parse_address(opt_at, &c->pc))
            err_set(e, "--at: '%s' is not an address", opt_at);
        return !e->text[0];
    }
    if (argc != 1)
        return err_set(e, "give --bytes or one PROGRAM");
    *elf = ana_elf_open(argv[0], e);
    if (!*elf || !find_place(*elf, argv[0], &c->pc, e))
        return false;
    c->bytes = ana_elf_bytes(*elf, c->pc, &c->nbytes);
    return c->bytes || err_set(e, "%s has no code at 0x%llx", argv[0], (unsigned long long)c->pc);
}

/* ---------------------------------------------------------------- the command */

/* A results file that nobody sees: without one, plugins refuse their traces. */
static Trc *scratch;
static char *scratch_dir;

static bool scratch_open(Err *e)
{
    GError *g = NULL;
    scratch_dir = g_dir_make_tmp("engraft-explain-XXXXXX", &g);
    if (!scratch_dir) {
        err_set(e, "a temporary folder: %s", g->message);
        g_error_free(g);
        return false;
    }
    g_autofree char *path = g_build_filename(scratch_dir, "scratch.db", NULL);
    const char *const argv[] = {"explain"};
    const TrcRunInfo info = {.program = "explain",
                             .argc = 1,
                             .argv = argv,
                             .guest = "ppc32be",
                             .engine = "tb",
                             .version = ENGRAFT_VERSION,
                             .how = TRC_HOW_START};
    scratch = trc_open(path, e);
    return scratch && trc_run_begin(scratch, &info, e) != 0;
}

static void scratch_close(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    Err ignored = {0};
    trc_close(scratch, &ignored);
    for (unsigned i = 0; scratch_dir && i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *path = g_strconcat(scratch_dir, "/scratch.db", ends[i], NULL);
        unlink(path);
    }
    if (scratch_dir)
        rmdir(scratch_dir);
    g_free(scratch_dir);
}

static bool set_up(Err *e)
{
    if ((opt_off && !opt_check_letters(opt_off, e)) || !opt_parts_switch_off(opt_no_opt, e))
        return false;
    if (opt_off)
        exec_config.passes_off = opt_off;
    if (opt_max > 0)
        exec_config.tb_max_insns = (unsigned)opt_max;
    if (!host_init(opt_host_off, e))
        return false;
    for (char **p = opt_plugins; p && *p; p++)
        if (!plg_load(*p, e))
            return false;
    return (!opt_plugins || scratch_open(e)) && plg_start(scratch, e);
}

int cmd_explain(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL};
    Err e = {0};
    ExplainCode code = {0};
    uint8_t *own = NULL;
    AnaElf *elf = NULL;
    switch (cli_parse(&command, &argc, &argv, &e)) {
    case CLI_HELP_SHOWN: return EXIT_OK;
    case CLI_BAD: return cli_fail("explain", &e, true, EXIT_USAGE);
    case CLI_GO: break;
    }
    int format = opt_format ? cli_parse_choice("--format", opt_format, formats, &e) : 0;
    if (format < 0)
        return cli_fail("explain", &e, true, EXIT_USAGE);
    if (opt_hot) {
        HotWanted w = {.db_path = opt_hot,
                       .run = opt_run_id,
                       .top = (unsigned)MAX(opt_top, 1),
                       .width = opt_width,
                       .json = format == 1,
                       .no_host = opt_no_host};
        return hot_show(&w, &e) ? EXIT_OK : cli_fail("explain", &e, false, EXIT_FAILED);
    }
    Explain x;
    bool ok = set_up(&e) && find_code(argc, argv, &code, &own, &elf, &e) && explain_unit(&x, &code, &e);
    if (ok) {
        if (opt_no_host)
            x.nhost = 0;
        format == 1 ? explain_print_json(stdout, &x) : explain_print_text(&x, opt_width);
        explain_free(&x);
    }
    scratch_close();
    g_free(own);
    ana_elf_close(elf);
    return ok ? EXIT_OK : cli_fail("explain", &e, false, EXIT_FAILED);
}
