/* SPDX-License-Identifier: Apache-2.0 */
/* The instruction table for people; see report.h. */
#include "ppc/isa/report.h"

#include <dirent.h>
#include <string.h>

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

/* -- annotated and random tests: DIR/ *.t, DIR/exempt.txt ---------------------------------------------------------- */

enum { LACKS_SUPPORT = 1, LACKS_TRANSLATION = 2, LACKS_CASE = 4, LACKS_RANDOM = 8 };

typedef struct Tests {
    unsigned ncases[PPC_OP_COUNT];
    uint8_t exempt[PPC_OP_COUNT]; /* LACKS_*: may be */
} Tests;

/* Lines that begin with an instruction word. */
static void read_cases(Tests *t, FILE *f)
{
    char line[2048];
    unsigned long long word;
    int n;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%llx%n", &word, &n) == 1 && (n == 8 || n == 16))
            t->ncases[ppc_decode(word)]++;
}

/* ROW WHAT reason; ROW may be "level:NAME". */
static bool read_exemption(Tests *t, const char *line)
{
    static const char *const names[] = {"support", "translation", "case", "random"};
    char row[40], what[20];
    unsigned bit = 0;
    bool found = false;
    if (sscanf(line, "%39s %19s", row, what) != 2)
        return true;
    while (bit < 4 && strcmp(names[bit], what))
        bit++;
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        if (strcmp(r->id, row) && (strncmp(row, "level:", 6) || strcmp(ppc_level_name(r->level), row + 6)))
            continue;
        t->exempt[op] |= (uint8_t)(1u << bit);
        found = true;
    }
    return found && bit < 4;
}

static bool read_exemptions(Tests *t, FILE *f, FILE *out)
{
    char line[512];
    bool ok = true;
    while (fgets(line, sizeof line, f))
        if (line[0] != '#' && !read_exemption(t, line)) {
            fprintf(out, "exempt.txt: %s", line);
            ok = false;
        }
    return ok;
}

static bool read_folder(Tests *t, const char *folder, FILE *out)
{
    DIR *d = opendir(folder);
    bool ok = d != NULL;
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[4096];
        size_t n = strlen(e->d_name);
        bool cases = n > 2 && strcmp(e->d_name + n - 2, ".t") == 0;
        if (!cases && strcmp(e->d_name, "exempt.txt"))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        FILE *f = fopen(path, "r");
        if (f && cases)
            read_cases(t, f);
        else if (f)
            ok &= read_exemptions(t, f, out);
        if (f)
            fclose(f);
    }
    if (d)
        closedir(d);
    return ok;
}

/* Levels of which a 32-bit user program can expect everything. */
static bool user32(PpcLevel level)
{
    return level == PPC_LEVEL_BASE || level == PPC_LEVEL_FP || level == PPC_LEVEL_VMX || level == PPC_LEVEL_VSX ||
           level == PPC_LEVEL_DFP || level == PPC_LEVEL_TM;
}

/* '+' there, '-' lacking, 'x' lacking and exempt. */
static char mark(bool there, unsigned lack, unsigned exempt, unsigned *lacking)
{
    if (there)
        return '+';
    if (exempt & (lack | LACKS_SUPPORT))
        return 'x';
    *lacking |= lack;
    return '-';
}

static unsigned print_row_cover(FILE *out, PpcOp op, const Tests *t)
{
    const PpcRow *r = ppc_row(op);
    unsigned lacking = 0, e = t->exempt[op];
    bool runs = r->status != PPC_STATUS_U;
    char interp = mark(runs, LACKS_SUPPORT, e, &lacking);
    char trans = mark(r->status == PPC_STATUS_X && !(e & LACKS_TRANSLATION), LACKS_TRANSLATION, e, &lacking);
    char cases = mark(t->ncases[op] != 0, LACKS_CASE, e, &lacking);
    char random = mark(runs && !(e & LACKS_RANDOM), LACKS_RANDOM, e, &lacking);
    fprintf(out, "%-16s %-8s +%8c%11c%10c %-4u%6c%s\n", r->mnemonic, ppc_level_name(r->level), interp, trans, cases,
            t->ncases[op], random, lacking ? "   LACKING" : "");
    return lacking;
}

bool ppc_cover_tests(FILE *out, const char *folder, bool lacks[PPC_OP_COUNT])
{
    static Tests t;
    unsigned rows = 0, without = 0, supported = 0;
    memset(&t, 0, sizeof t);
    bool ok = read_folder(&t, folder, out);
    fprintf(out, "\n%-16s %-8s decoded interp translated annotated (cases) random\n", "row", "level");
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        if (!user32(ppc_row((PpcOp)op)->level))
            continue;
        rows++;
        supported += ppc_executable((PpcOp)op);
        bool lacking = print_row_cover(out, (PpcOp)op, &t) != 0;
        without += lacking;
        if (lacks)
            lacks[op] = lacking;
    }
    fprintf(out,
            "\n%u rows of the 32-bit user level: %u executed, %u refused by name (%s/exempt.txt says why), %u lack "
            "something\n",
            rows, supported, rows - supported, folder, without);
    return ok && !without;
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
            fprintf(out, t->first[k] < 32 ? " %d..%d" : " prefix %d..%d", t->first[k] & 31,
                    (t->first[k] & 31) + t->len[k] - 1);
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
