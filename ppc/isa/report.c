/* SPDX-License-Identifier: Apache-2.0 */
/* The instruction table for people; see report.h. */
#include "ppc/isa/report.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "ppc/isa/effects.h"
#include "ppc/isa/table.h"

static const char *const status_names[] = {
    "known, not executed (illegal instruction by name)",
    "interpreter only",
    "interpreter and translator",
};

void ppc_cover_count(PpcCover *c)
{
    *c = (PpcCover){.total = PPC_OP_COUNT - 1};
    for (int op = 1; op < PPC_OP_COUNT; op++)
        c->rows[ppc_row((PpcOp)op)->level][ppc_row((PpcOp)op)->status]++;
}

static void print_not_executed(FILE *out)
{
    for (int level = 0; level < PPC_LEVEL_COUNT; level++) {
        int column = 0;
        for (int op = 1; op < PPC_OP_COUNT; op++) {
            const PpcRow *r = ppc_row((PpcOp)op);
            if ((int)r->level != level || r->status != PPC_STATUS_U)
                continue;
            if (column == 0)
                fprintf(out, "\nnot executed, %s:", ppc_level_name(r->level));
            fprintf(out, "%s%s", column++ % 8 == 0 ? "\n    " : " ", r->mnemonic);
        }
        if (column)
            fprintf(out, "\n");
    }
}

void ppc_cover_print(FILE *out, bool details)
{
    PpcCover c;
    int x = 0, n = 0;

    ppc_cover_count(&c);
    fprintf(out, "%-10s %6s %12s %10s %6s\n", "level", "rows", "translator", "interp", "known");
    for (int level = 0; level < PPC_LEVEL_COUNT; level++) {
        int *r = c.rows[level];
        x += r[PPC_STATUS_X];
        n += r[PPC_STATUS_N];
        fprintf(out, "%-10s %6d %12d %10d %6d\n", ppc_level_name((PpcLevel)level),
                r[PPC_STATUS_X] + r[PPC_STATUS_N] + r[PPC_STATUS_U], r[PPC_STATUS_X], r[PPC_STATUS_N], r[PPC_STATUS_U]);
    }
    fprintf(out, "%-10s %6d %12d %10d %6d\n", "all", c.total, x, n, c.total - x - n);
    if (details)
        print_not_executed(out);
}

static bool has_test(const char *folder, const PpcRow *r)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/", folder);
    for (const char *p = r->id; *p && n + 4 < (int)sizeof path; p++)
        path[n++] = (char)tolower((unsigned char)*p);
    snprintf(path + n, sizeof path - (size_t)n, ".s");
    return access(path, R_OK) == 0;
}

void ppc_cover_tests(FILE *out, const char *folder)
{
    int tested = 0, executed = 0, column = 0;
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        if (r->status == PPC_STATUS_U)
            continue;
        executed++;
        if (has_test(folder, r)) {
            tested++;
            continue;
        }
        fprintf(out, "%s%s", column == 0 ? "\nno test:\n    " : column % 8 == 0 ? "\n    " : " ", r->mnemonic);
        column++;
    }
    fprintf(out, "%s%d of %d executed rows have a test in %s\n", column ? "\n\n" : "\n", tested, executed, folder);
}

void ppc_regset_print(FILE *out, const PpcRegSet *s)
{
    const char *sep = "";
    for (unsigned r = 0; r < PPC_REG_COUNT; r++) {
        unsigned last = r;
        if (!ppc_regset_has(s, r))
            continue;
        while (last + 1 < PPC_REG_LR && (last + 1) % 32 != 0 && ppc_regset_has(s, last + 1))
            last++;
        fprintf(out, "%s%s", sep, ppc_reg_name(r));
        if (last > r)
            fprintf(out, "%s%s", last > r + 1 ? ".." : " ", ppc_reg_name(last));
        sep = " ";
        r = last;
    }
    if (!*sep)
        fprintf(out, "-");
}

/* The registers that the row adds to its fields. */
static void print_implicit(FILE *out, const char *what, const char *text)
{
    if (strcmp(text, "0") != 0)
        fprintf(out, "  %-10s %s\n", what, text);
}

/* What the tokens of the picture say by their direction. */
static void print_tokens(FILE *out, PpcOp op)
{
    static const char *const directions[] = {"", "read", "written", "read and written", "read unless 0"};
    const PpcRowInfo *r = &ppc_row_info[op];
    for (int i = 0; i < r->ntok; i++) {
        const PpcTokInfo *t = &ppc_tok_info[r->tok[i]];
        fprintf(out, "  %-10s bits", t->name);
        for (int k = 0; k < t->nseg; k++)
            fprintf(out, " %d..%d", t->first[k], t->first[k] + t->len[k] - 1);
        if (t->dir != PPC_DIR_N)
            fprintf(out, ", %s", directions[t->dir]);
        fprintf(out, "\n");
    }
}

void ppc_row_print(FILE *out, PpcOp op)
{
    const PpcRow *r = ppc_row(op);
    fprintf(out, "%s\n", r->mnemonic);
    fprintf(out, "  %-10s %s\n", "picture", r->picture);
    fprintf(out, "  %-10s %s\n", "operands", *r->operands ? r->operands : "-");
    print_tokens(out, op);
    print_implicit(out, "reads", r->reads);
    print_implicit(out, "writes", r->writes);
    fprintf(out, "  %-10s %s%s%s%s\n", "class", ppc_class_name(r->primary),
            r->cls & PPC_FLAG_END ? ", ends a block" : "", r->cls & PPC_FLAG_PRIV ? ", privileged" : "",
            r->cls & PPC_FLAG_ATOMIC ? ", atomic" : "");
    fprintf(out, "  %-10s %s\n", "level", ppc_level_name(r->level));
    fprintf(out, "  %-10s %s\n", "status", status_names[r->status]);
}

void ppc_rows_list(FILE *out)
{
    static const char letters[] = {'U', 'N', 'X'};
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        fprintf(out, "%-16s %-8s %c  %s\n", r->mnemonic, ppc_level_name(r->level), letters[r->status], r->picture);
    }
}
