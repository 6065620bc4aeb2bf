/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft explain: the stages of one TB side by side: guest instructions,
 * micro-ops as translated (plugins' included), micro-ops after the passes with
 * the pass that removed each missing one, and host code.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "analysis/elf.h"
#include "analysis/report.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"
#include "engine/exec/exec.h"
#include "engine/exec/explain.h"
#include "engine/plugin/plg.h"
#include "ppc/isa/disas.h"
#include "tcg/opt/pass.h"

static char *opt_bytes, *opt_at, *opt_off, *opt_format, *opt_host_off;
static char **opt_plugins;
static gboolean opt_no_host;
static int opt_max, opt_width;

static const GOptionEntry entries[] = {
    {"bytes", 0, 0, G_OPTION_ARG_STRING, &opt_bytes, "Explain these instruction words", "\"HEX HEX...\""},
    {"at", 0, 0, G_OPTION_ARG_STRING, &opt_at,
     "Where in PROGRAM, or the address of --bytes (default: the entry; 0x10000000)", "SYMBOL|ADDRESS"},
    {"plugin", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &opt_plugins, "Show the TB with this plugin's micro-ops",
     "NAME[,OPT=VAL]"},
    {"off", 0, 0, G_OPTION_ARG_STRING, &opt_off, "Leave out optimiser passes", "LETTERS"},
    {"host-features-off", 0, 0, G_OPTION_ARG_STRING, &opt_host_off,
     "Do not use these host features (movbe, bmi2, ..., all)", "LIST"},
    {"tb-max", 0, 0, G_OPTION_ARG_INT, &opt_max, "At most N instructions in a TB", "N"},
    {"no-host", 0, 0, G_OPTION_ARG_NONE, &opt_no_host, "Leave the host code out", NULL},
    {"width", 0, 0, G_OPTION_ARG_INT, &opt_width,
     "Columns of the output, longer lines are folded (default: the terminal's, else no limit)", "N"},
    {"format", 0, 0, G_OPTION_ARG_STRING, &opt_format, "text or json", "FORMAT"},
    {0},
};

static const CliCommand command = {
    .name = "explain",
    .synopsis = "--bytes \"HEX...\" | PROGRAM",
    .summary =
        "Shows what becomes of guest code, stage by stage: instructions, micro-ops, optimised micro-ops, host code.",
    .details = "Examples:\n"
               "  engraft explain --bytes \"38200001 7c200b78 38210001\"\n"
               "  engraft explain --at main ./program\n"
               "  engraft explain -p coverage --bytes \"7c221896\"\n",
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

/* ---------------------------------------------------------------- columns */

enum { NCOLS = 4 };

typedef struct Cells {
    GPtrArray *col[NCOLS];
} Cells;

static const char *pass_name(char letter)
{
    int i = opt_pass_find(letter);
    return i < 0 ? "?" : opt_passes[i].name;
}

/* The op as translated: block label, mark of plugins' ops. */
static char *before_text(const Explain *e, const ExplainOp *x)
{
    if (!x->before)
        return g_strdup("");
    g_autofree char *label = x->starts && e->u->nblocks > 1 ? g_strdup_printf("b%u: ", x->block) : g_strdup("");
    return g_strdup_printf("%s%s%s", label, x->origin ? "+ " : "", x->before);
}

static char *after_text(const ExplainOp *x)
{
    if (x->after)
        return g_strdup_printf("%s%s", x->origin ? "+ " : "", x->after);
    if (x->became)
        return g_strdup_printf("- %c %s: now %s", x->removed_by, pass_name(x->removed_by), x->became);
    return g_strdup_printf("- %c %s", x->removed_by, pass_name(x->removed_by));
}

/* What belongs to guest instruction i, column by column; ops stand beside their own later form. */
static Cells cells_of(const Explain *e, unsigned i, bool cold)
{
    Cells c;
    for (unsigned k = 0; k < NCOLS; k++)
        c.col[k] = g_ptr_array_new_with_free_func(g_free);
    char text[PPC_DISAS_MAX];
    const IrInsn *in = &e->u->insns[i];
    if (!cold) {
        ppc_disas(text, sizeof text, in->word, in->pc, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        g_ptr_array_add(c.col[0], g_strdup_printf("%08llx  %08x  %s", (unsigned long long)in->pc, in->word, text));
        char *notes = plg_notes_text(e->u, i);
        if (notes)
            g_ptr_array_add(c.col[0], notes);
        for (unsigned k = 0; k < e->nops; k++) {
            const ExplainOp *x = &e->ops[k];
            if (x->insn != i)
                continue;
            g_ptr_array_add(c.col[1], before_text(e, x));
            g_ptr_array_add(c.col[2], after_text(x));
        }
    }
    for (unsigned k = 0; k < e->nhost; k++)
        if (e->host[k].insn == i && e->host[k].cold == cold)
            g_ptr_array_add(c.col[3], g_strdup_printf("%3x: %s", e->host[k].off, e->host[k].text));
    return c;
}

/* One row; what is longer than its column goes on in further lines. The last column is padded by nothing. */
static void print_row(const char *const text[NCOLS], const int width[NCOLS])
{
    int lines = 1;
    for (unsigned k = 0; k < NCOLS; k++)
        lines = MAX(lines, width[k] ? ((int)strlen(text[k]) + width[k] - 1) / width[k] : 1);
    for (int n = 0; n < lines; n++) {
        g_autoptr(GString) line = g_string_new(NULL);
        for (unsigned k = 0; k < NCOLS; k++) {
            size_t from = MIN((size_t)n * (size_t)width[k], strlen(text[k]));
            g_string_append_printf(line, "%s%-*.*s", k ? " | " : "", width[k], width[k], text[k] + from);
        }
        puts(g_strchomp(line->str));
    }
}

static void print_rows(const Cells *c, const int width[NCOLS])
{
    unsigned rows = 0;
    for (unsigned k = 0; k < NCOLS; k++)
        rows = MAX(rows, c->col[k]->len);
    for (unsigned r = 0; r < rows; r++) {
        const char *text[NCOLS];
        for (unsigned k = 0; k < NCOLS; k++)
            text[k] = r < c->col[k]->len ? c->col[k]->pdata[r] : "";
        print_row(text, width);
    }
}

static void free_cells(Cells *c)
{
    for (unsigned k = 0; k < NCOLS; k++)
        g_ptr_array_free(c->col[k], TRUE);
}

/* 0 = no limit. */
static int out_width(void)
{
    struct winsize w = {0};
    if (opt_width > 0)
        return opt_width;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 ? w.ws_col : 0;
}

static void widest(const GPtrArray *a, int *w)
{
    for (unsigned i = 0; i < a->len; i++)
        *w = MAX(*w, (int)strlen(a->pdata[i]));
}

static const char *const heads[NCOLS] = {"guest instructions", "micro-ops", "optimised (- = removed, by pass)",
                                         "x86-64"};

/* Columns as wide as their text; where that is too much for the output the widest gives way, down to a minimum. */
static void column_widths(const Explain *e, int width[NCOLS])
{
    enum { MIN_WIDTH = 16 };
    for (unsigned k = 0; k < NCOLS; k++)
        width[k] = (int)strlen(heads[k]);
    for (unsigned i = 0; i < e->u->ninsns; i++) {
        Cells c = cells_of(e, i, false);
        for (unsigned k = 0; k < NCOLS; k++)
            widest(c.col[k], &width[k]);
        free_cells(&c);
    }
    int total = out_width() - 3 * (NCOLS - 1);
    while (out_width() && width[0] + width[1] + width[2] + width[3] > total) {
        unsigned k = 0;
        for (unsigned j = 1; j < NCOLS; j++)
            k = width[j] > width[k] ? j : k;
        if (width[k] <= MIN_WIDTH)
            break;
        width[k]--;
    }
}

static void print_cold(const Explain *e)
{
    bool any = false;
    for (unsigned k = 0; k < e->nhost; k++) {
        if (!e->host[k].cold)
            continue;
        if (!any)
            printf("\nout of line (instruction, offset, code):\n");
        any = true;
        printf("  %08llx  %3x: %s\n", (unsigned long long)e->u->insns[e->host[k].insn].pc, e->host[k].off,
               e->host[k].text);
    }
}

static void print_text(const Explain *e)
{
    int width[NCOLS];
    unsigned kept = 0, made = 0;
    column_widths(e, width);
    print_row(heads, width);
    for (unsigned k = 0; k < NCOLS; k++) {
        for (int i = 0; i < width[k]; i++)
            putchar('-');
        fputs(k + 1 < NCOLS ? "-+-" : "\n", stdout);
    }
    for (unsigned i = 0; i < e->u->ninsns; i++) {
        Cells c = cells_of(e, i, false);
        print_rows(&c, width);
        free_cells(&c);
    }
    print_cold(e);
    for (unsigned k = 0; k < e->nops; k++) {
        made += e->ops[k].before != NULL;
        kept += e->ops[k].after != NULL;
    }
    printf("\n%u instruction%s, %u micro-ops, %u after the passes, %u bytes of host code\n", e->u->ninsns,
           e->u->ninsns == 1 ? "" : "s", made, kept, e->host_bytes);
}

/* ---------------------------------------------------------------- json */

static void json_string(const char *s)
{
    s ? ana_json_string(stdout, s) : (void)fputs("null", stdout);
}

static void print_json(const Explain *e)
{
    printf("{\"pc\": %llu, \"host_bytes\": %u, \"instructions\": [", (unsigned long long)e->u->pc, e->host_bytes);
    for (unsigned i = 0; i < e->u->ninsns; i++) {
        char text[PPC_DISAS_MAX];
        ppc_disas(text, sizeof text, e->u->insns[i].word, e->u->insns[i].pc, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        printf("%s\n  {\"pc\": %llu, \"word\": %u, \"text\": ", i ? "," : "", (unsigned long long)e->u->insns[i].pc,
               e->u->insns[i].word);
        json_string(text);
        g_autofree char *notes = plg_notes_text(e->u, i);
        printf(", \"notes\": ");
        json_string(notes);
        putchar('}');
    }
    printf("],\n \"ops\": [");
    for (unsigned k = 0; k < e->nops; k++) {
        const ExplainOp *x = &e->ops[k];
        const char by[2] = {x->removed_by, 0};
        printf("%s\n  {\"instruction\": %u, \"block\": %u, \"plugin\": %u, \"before\": ", k ? "," : "", x->insn,
               x->block, x->origin);
        json_string(x->before);
        printf(", \"after\": ");
        json_string(x->after);
        printf(", \"removed_by\": ");
        json_string(x->removed_by ? by : NULL);
        printf(", \"pass\": ");
        json_string(x->removed_by ? pass_name(x->removed_by) : NULL);
        printf(", \"became\": ");
        json_string(x->became);
        putchar('}');
    }
    printf("],\n \"host\": [");
    for (unsigned k = 0; k < e->nhost; k++) {
        printf("%s\n  {\"offset\": %u, \"instruction\": %u, \"cold\": %s, \"text\": ", k ? "," : "", e->host[k].off,
               e->host[k].insn, e->host[k].cold ? "true" : "false");
        json_string(e->host[k].text);
        putchar('}');
    }
    printf("]}\n");
}

/* ---------------------------------------------------------------- the command */

static bool set_up(Err *e)
{
    if (opt_off && !opt_check_letters(opt_off, e))
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
    return plg_start(NULL, e);
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
    Explain x;
    bool ok = set_up(&e) && find_code(argc, argv, &code, &own, &elf, &e) && explain_unit(&x, &code, &e);
    if (ok) {
        if (opt_no_host)
            x.nhost = 0;
        format == 1 ? print_json(&x) : print_text(&x);
        explain_free(&x);
    }
    g_free(own);
    ana_elf_close(elf);
    return ok ? EXIT_OK : cli_fail("explain", &e, false, EXIT_FAILED);
}
