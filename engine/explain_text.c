/* SPDX-License-Identifier: Apache-2.0 */
/* Stages of a unit side by side. See explain_out.h. */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/explain_out.h"
#include "ppc/isa/disas.h"
#include "tcg/opt/pass.h"

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
    g_autofree char *label = x->starts && e->nblocks > 1 ? g_strdup_printf("b%u: ", x->block) : g_strdup("");
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
    const IrInsn *in = &e->insns[i];
    if (!cold) {
        ppc_disas(text, sizeof text, in->word, in->pc, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        g_ptr_array_add(c.col[0], g_strdup_printf("%08llx  %0*llx  %s", (unsigned long long)in->pc, 2 * in->nbytes,
                                                  (unsigned long long)in->word, text));
        if (e->notes[i])
            g_ptr_array_add(c.col[0], g_strdup(e->notes[i]));
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

static int wanted_width; /* 0 = the terminal's */

/* 0 = no limit. */
static int out_width(void)
{
    struct winsize w = {0};
    if (wanted_width > 0)
        return wanted_width;
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
    for (unsigned i = 0; i < e->ninsns; i++) {
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
        printf("  %08llx  %3x: %s\n", (unsigned long long)e->insns[e->host[k].insn].pc, e->host[k].off,
               e->host[k].text);
    }
}

void explain_print_text(const Explain *e, int width_limit)
{
    wanted_width = width_limit;
    int width[NCOLS];
    unsigned kept = 0, made = 0;
    column_widths(e, width);
    print_row(heads, width);
    for (unsigned k = 0; k < NCOLS; k++) {
        for (int i = 0; i < width[k]; i++)
            putchar('-');
        fputs(k + 1 < NCOLS ? "-+-" : "\n", stdout);
    }
    for (unsigned i = 0; i < e->ninsns; i++) {
        Cells c = cells_of(e, i, false);
        print_rows(&c, width);
        free_cells(&c);
    }
    print_cold(e);
    for (unsigned k = 0; k < e->nops; k++) {
        made += e->ops[k].before != NULL;
        kept += e->ops[k].after != NULL;
    }
    printf("\n%u instruction%s, %u micro-ops, %u after the passes, %u bytes of host code\n", e->ninsns,
           e->ninsns == 1 ? "" : "s", made, kept, e->host_bytes);
}
