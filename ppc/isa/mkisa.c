/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Build-time tool: reads the instruction tables (as C, by including them),
 * proves them consistent and writes isa_gen.h, the constant tables behind
 * isa.c and disas.c. Usage: mkisa OUTPUT.
 *
 * Proven here, so that no such mistake can reach a running engine: every
 * picture has 32 bits, or 32 of a prefix and 32 of a suffix, each covered once, with every token where field.def
 * says; forms in the mnemonic match the tokens; operands are tokens of the
 * picture; names of effects exist; no two rows claim the same word unless
 * overlap.def says which is the special case.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ppc/isa/table.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* --- the tables as they stand --- */

typedef struct Pos {
    const char *name;
    int nseg, first[3], last[3];
    char sign;
    int shift;
} Pos;

static const Pos positions[] = {
#define PPC_P1(name, f1, l1, sg, sh)                 {#name, 1, {f1}, {l1}, #sg[0], sh},
#define PPC_P2(name, f1, l1, f2, l2, sg, sh)         {#name, 2, {f1, f2}, {l1, l2}, #sg[0], sh},
#define PPC_P3(name, f1, l1, f2, l2, f3, l3, sg, sh) {#name, 3, {f1, f2, f3}, {l1, l2, l3}, #sg[0], sh},
#define PPC_Q1                                       PPC_P1
#define PPC_Q2                                       PPC_P2
#include "ppc/isa/field.def"
};

typedef struct Token {
    const char *name, *pos, *dir, *kind;
} Token;

static const Token tokens[] = {
    {"", "", "", ""},
#define PPC_F(token, pos, dir, kind) {#token, #pos, #dir, #kind},
#include "ppc/isa/field.def"
};

typedef struct Source {
    const char *id, *mnemonic, *picture, *operands, *reads, *writes, *cls, *level, *status;
} Source;

static const Source sources[] = {
    {"INVALID", "", "", "", "0", "0", "", "BASE", "U"},
#define I(id, mnemonic, picture, operands, reads, writes, cls, level, status)                                          \
    {#id, mnemonic, picture, operands, #reads, #writes, #cls, #level, #status},
#include "ppc/isa/insn.def"
#undef I
};

typedef struct Overlap {
    PpcOp special, general;
} Overlap;

static const Overlap overlaps[] = {
    {PPC_INVALID, PPC_INVALID},
#define O(special, general, reason) {PPC_##special, PPC_##general},
#include "ppc/isa/overlap.def"
#undef O
};

typedef struct AliasSource {
    PpcOp op;
    const char *id, *cond, *mnemonic, *operands;
} AliasSource;

static const AliasSource aliases[] = {
    {PPC_INVALID, "INVALID", "0", "", ""},
#define A(op, cond, mnemonic, operands) {PPC_##op, #op, #cond, mnemonic, operands},
#include "ppc/isa/alias.def"
};

typedef struct Computed {
    const char *name, *expr, *kind;
} Computed;

static const Computed computed[] = {
    {"", "0", "DEC"},
#define C(name, expr, kind) {#name, #expr, #kind},
#include "ppc/isa/alias.def"
};

#define NROWS ((int)LEN(sources))
#define NTOKS ((int)LEN(tokens))

typedef struct Row {
    PpcWord mask, match, reserved, lenient, covered;
    int ntok, tok[PPC_MAX_TOKENS];
} Row;

static Row rows[LEN(sources)];
static FILE *out;
static int nerrors;

static void complain(const char *where, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void complain(const char *where, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "insn.def: %s: ", where);
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\n");
    va_end(ap);
    nerrors++;
}

/* --- fields --- */

static int token_by_name(const char *s, size_t n)
{
    for (int i = 1; i < NTOKS; i++)
        if (strlen(tokens[i].name) == n && memcmp(tokens[i].name, s, n) == 0)
            return i;
    return 0;
}

static const Pos *position_of(int tok)
{
    for (size_t i = 0; i < LEN(positions); i++)
        if (strcmp(positions[i].name, tokens[tok].pos) == 0)
            return &positions[i];
    complain(tokens[tok].name, "no position %s in field.def", tokens[tok].pos);
    exit(1);
}

/* Bit n of the word; from 32 on, of the prefix. */
static PpcWord bit_at(int n)
{
    return n < 32 ? 1ull << (31 - n) : n < 64 ? 1ull << (95 - n) : 0;
}

static PpcWord segment_bits(int first, int last)
{
    PpcWord all = 0;
    for (int n = first; n <= last; n++)
        all |= bit_at(n);
    return all;
}

/* --- pictures --- */

/* Puts a token whose low part stands at bit; returns the bit behind it. */
static int place_token(const Source *s, Row *r, int tok, int bit)
{
    const Pos *p = position_of(tok);
    int low = p->nseg - 1, at = -1;

    /* the part that stands here: the lowest one, unless an earlier part is drawn at its own place */
    for (int i = low; i >= 0 && at < 0; i--)
        if (p->first[i] == bit)
            at = i;
    if (at < 0) {
        complain(s->id, "token %s is drawn at bit %d, not at its position", tokens[tok].name, bit);
        return bit + 1;
    }
    for (int i = 0; i < p->nseg; i++) {
        PpcWord bits = segment_bits(p->first[i], p->last[i]);
        if (r->covered & bits)
            complain(s->id, "token %s lies on bits that are already taken", tokens[tok].name);
        r->covered |= bits;
    }
    if (r->ntok == PPC_MAX_TOKENS)
        complain(s->id, "too many tokens");
    else
        r->tok[r->ntok++] = tok;
    return p->last[at] + 1;
}

/* One word of a picture that holds fixed and reserved bits. */
static int place_bits(const Source *s, Row *r, const char *w, size_t n, int bit)
{
    for (size_t i = 0; i < n; i++, bit++) {
        PpcWord b = bit_at(bit);
        if (!b || (r->covered & b))
            complain(s->id, "bit %d is outside the word or drawn twice", bit);
        r->covered |= b;
        if (w[i] == '/' || w[i] == '.') {
            r->reserved |= b;
            r->lenient |= w[i] == '.' ? b : 0;
        } else {
            r->mask |= b;
            r->match |= w[i] == '1' ? b : 0;
        }
    }
    return bit;
}

static void parse_picture(const Source *s, Row *r)
{
    bool prefixed = strchr(s->picture, '|') != NULL;
    int bit = prefixed ? 32 : 0;
    for (const char *p = s->picture; *p;) {
        size_t n = strcspn(p, " ");
        if (*p == '|' && bit != 64)
            complain(s->id, "the prefix has %d bits", bit - 32);
        if (*p == '|')
            bit = 0;
        else if (*p == '^')
            bit += atoi(p + 1);
        else if (strspn(p, "01/.") == n)
            bit = place_bits(s, r, p, n, bit);
        else if (token_by_name(p, n))
            bit = place_token(s, r, token_by_name(p, n), bit);
        else
            complain(s->id, "unknown token %.*s", (int)n, p);
        p += n;
        p += strspn(p, " ");
    }
    if (!prefixed) { /* no word of one row is the suffix of another's */
        r->covered |= 0xffffffffull << 32;
        r->mask |= 0xffffffffull << 32;
    }
    if (bit != 32 || ~r->covered)
        complain(s->id, "picture has %d bits, covers %016llx", bit, (unsigned long long)r->covered);
}

static bool row_has(const Row *r, const char *name)
{
    for (int i = 0; i < r->ntok; i++)
        if (strcmp(tokens[r->tok[i]].name, name) == 0)
            return true;
    return false;
}

static void check_forms(const Source *s, const Row *r)
{
    bool rc = row_has(r, "Rc") || row_has(r, "Rc1") || row_has(r, "Rc6");
    if ((strstr(s->mnemonic, "{o}") != NULL) != (row_has(r, "OE") || row_has(r, "RO")) ||
        (strstr(s->mnemonic, "{.}") != NULL) != rc || (strstr(s->mnemonic, "{x}") != NULL) != row_has(r, "EX") ||
        (strstr(s->mnemonic, "{l}") != NULL) != row_has(r, "LK") ||
        (strstr(s->mnemonic, "{a}") != NULL) != row_has(r, "AA"))
        complain(s->id, "forms of the mnemonic do not match the picture");
}

/* --- operands --- */

static int computed_by_name(const char *s, size_t n)
{
    for (size_t i = 1; i < LEN(computed); i++)
        if (strlen(computed[i].name) == n && memcmp(computed[i].name, s, n) == 0)
            return NTOKS + (int)i;
    return 0;
}

static bool in_row(const Row *r, int tok)
{
    for (int i = 0; i < r->ntok; i++)
        if (r->tok[i] == tok)
            return true;
    return false;
}

/* Writes the PpcOpd list of an operand string; returns its length. */
static int write_operands(const char *where, const Row *r, const char *s)
{
    int n = 0;
    fprintf(out, "{");
    while (*s) {
        int flags = 0;
        if (*s == ',')
            s++;
        if (*s == '(')
            flags |= PPC_OPD_PAREN, s++;
        if (*s == '[')
            flags |= PPC_OPD_OPTIONAL, s++;
        size_t len = strcspn(s, ",()[]");
        int tok = token_by_name(s, len);
        if (!tok || !in_row(r, tok))
            tok = computed_by_name(s, len);
        if (!tok) {
            complain(where, "operand %.*s is no token of the picture", (int)len, s);
            break;
        }
        fprintf(out, "{%d, %d}, ", tok, flags);
        n++;
        s += len;
        if (*s == ')' || *s == ']')
            s++;
    }
    if (!n)
        fprintf(out, "{0, 0}");
    fprintf(out, "}");
    return n;
}

/* --- effects --- */

static const struct {
    const char *name;
    int first, last;
} effect_names[] = {
    {"CR", PPC_REG_CR0, PPC_REG_CR7},     {"CR0", PPC_REG_CR0, PPC_REG_CR0},    {"CR1", PPC_REG_CR1, PPC_REG_CR1},
    {"CR6", PPC_REG_CR6, PPC_REG_CR6},    {"LR", PPC_REG_LR, PPC_REG_LR},       {"CTR", PPC_REG_CTR, PPC_REG_CTR},
    {"XER", PPC_REG_SO, PPC_REG_XERC},    {"SO", PPC_REG_SO, PPC_REG_SO},       {"OV", PPC_REG_OV, PPC_REG_OV},
    {"CA", PPC_REG_CA, PPC_REG_CA},       {"XERC", PPC_REG_XERC, PPC_REG_XERC}, {"FPSCR", PPC_REG_FPSCR, PPC_REG_FPSCR},
    {"VSCR", PPC_REG_VSCR, PPC_REG_VSCR}, {"RES", PPC_REG_RES, PPC_REG_RES},    {"TB", PPC_REG_TB, PPC_REG_TB},
    {"MSR", PPC_REG_MSR, PPC_REG_MSR},    {"SRR0", PPC_REG_SRR0, PPC_REG_SRR0}, {"SRR1", PPC_REG_SRR1, PPC_REG_SRR1},
    {"SPR", PPC_REG_SPR, PPC_REG_SPR},    {"SR", PPC_REG_SR, PPC_REG_SR},       {"TLB", PPC_REG_TLB, PPC_REG_TLB},
    {"DCR", PPC_REG_DCR, PPC_REG_DCR},    {"R0", PPC_REG_R0, PPC_REG_R0},       {"R3", PPC_REG_R0 + 3, PPC_REG_R0 + 3},
};

typedef struct Effects {
    PpcRegSet regs;
    int mem;
    bool varies;
} Effects;

static bool effect_memory(Effects *e, const char *s, size_t n)
{
    if (s[0] != 'M' || strncmp(s, "MSR", 3) == 0)
        return false;
    if (n == 2 && s[1] == 'B')
        e->mem = PPC_MEM_BLOCK;
    else if (n == 2 && s[1] == 'n')
        e->mem = PPC_MEM_VARIES;
    else
        e->mem = atoi(s + 1);
    ppc_regset_add(&e->regs, PPC_REG_MEM);
    return e->mem != 0;
}

static bool effect_register(Effects *e, const char *s, size_t n)
{
    for (size_t i = 0; i < LEN(effect_names); i++) {
        if (strlen(effect_names[i].name) != n || memcmp(effect_names[i].name, s, n) != 0)
            continue;
        for (int r = effect_names[i].first; r <= effect_names[i].last; r++)
            ppc_regset_add(&e->regs, (unsigned)r);
        return true;
    }
    return false;
}

static Effects parse_effects(const Source *s, const char *text)
{
    Effects e = {.mem = PPC_MEM_NONE};
    while (strcmp(text, "0") != 0 && *text) {
        size_t n = strcspn(text, "|? ");
        bool maybe = text[n] == '?';
        Effects one = {.mem = PPC_MEM_NONE};
        if (!effect_memory(&one, text, n) && !effect_register(&one, text, n))
            complain(s->id, "unknown effect %.*s", (int)n, text);
        e.varies |= maybe;
        if (one.mem)
            e.mem = one.mem;
        if (!maybe)
            ppc_regset_or(&e.regs, &one.regs);
        text += n;
        text += strspn(text, "|? ");
    }
    return e;
}

/* --- output --- */

static bool is_class_name(const char *s, size_t n)
{
    static const char *const classes[] = {"INT", "BRANCH", "CR",  "LOAD", "STORE", "FPU",
                                          "VEC", "CACHE",  "SPR", "TRAP", "SYS"};
    for (size_t i = 0; i < LEN(classes); i++)
        if (strlen(classes[i]) == n && memcmp(classes[i], s, n) == 0)
            return true;
    return false;
}

static void write_class(const Source *s, bool varies)
{
    const char *p = s->cls;
    if (!*p) {
        fprintf(out, "0, 0");
        return;
    }
    while (*p) {
        size_t n = strcspn(p, "| ");
        fprintf(out, "%sPPC_%s_%.*s", p == s->cls ? "" : " | ", is_class_name(p, n) ? "CLASS" : "FLAG", (int)n, p);
        p += n;
        p += strspn(p, "| ");
    }
    fprintf(out, "%s", varies ? " | PPC_FLAG_VARIES" : "");
    if (!is_class_name(s->cls, strcspn(s->cls, "| ")))
        complain(s->id, "the first class must be a class, not a flag");
    fprintf(out, ", PPC_CLASS_%.*s", (int)strcspn(s->cls, "| "), s->cls);
}

static void write_rows(void)
{
    fprintf(out, "static const PpcRow rows[PPC_OP_COUNT] = {\n");
    for (int i = 0; i < NROWS; i++) {
        const Source *s = &sources[i];
        bool varies = parse_effects(s, s->reads).varies || parse_effects(s, s->writes).varies;
        fprintf(out, "{\"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", 0x%llxull, 0x%llxull, 0x%llxull, ", s->id,
                s->mnemonic, s->picture, s->operands, s->reads, s->writes, (unsigned long long)rows[i].mask,
                (unsigned long long)rows[i].match, (unsigned long long)rows[i].reserved);
        write_class(s, varies);
        fprintf(out, ", PPC_LEVEL_%s, PPC_STATUS_%s},\n", s->level, s->status);
    }
    fprintf(out, "};\n\n");
}

static void write_regset(const PpcRegSet *s)
{
    fprintf(out, "{{0x%llxull, 0x%llxull}}", (unsigned long long)s->w[0], (unsigned long long)s->w[1]);
}

static void write_row_info(void)
{
    fprintf(out, "const PpcRowInfo ppc_row_info[PPC_OP_COUNT] = {\n");
    for (int i = 0; i < NROWS; i++) {
        const Source *s = &sources[i];
        Effects rd = parse_effects(s, s->reads), wr = parse_effects(s, s->writes);
        fprintf(out, "{.opd = ");
        int nopd = write_operands(s->id, &rows[i], s->operands);
        fprintf(out, ", .nopd = %d, .ntok = %d, .tok = {", nopd, rows[i].ntok);
        for (int t = 0; t < rows[i].ntok; t++)
            fprintf(out, "%d, ", rows[i].tok[t]);
        fprintf(out, "%s}, .lenient = 0x%llxull, .mem_read = %d, .mem_write = %d, .reads = ", rows[i].ntok ? "" : "0",
                (unsigned long long)rows[i].lenient, rd.mem, wr.mem);
        write_regset(&rd.regs);
        fprintf(out, ", .writes = ");
        write_regset(&wr.regs);
        fprintf(out, "},\n");
    }
    fprintf(out, "};\n\n");
}

static void write_tokens(void)
{
    fprintf(out, "const PpcTokInfo ppc_tok_info[PPC_TOK_COUNT] = {\n{.name = \"\"},\n");
    for (int i = 1; i < NTOKS; i++) {
        const Pos *p = position_of(i);
        int width = 0;
        for (int k = 0; k < p->nseg; k++)
            width += p->last[k] - p->first[k] + 1;
        fprintf(out, "{\"%s\", PPC_DIR_%s, PPC_KIND_%s, %d, {%d, %d, %d}, {%d, %d, %d}, %d, %s, %d},\n", tokens[i].name,
                tokens[i].dir, tokens[i].kind, p->nseg, p->first[0], p->first[1], p->first[2],
                p->last[0] - p->first[0] + 1, p->nseg > 1 ? p->last[1] - p->first[1] + 1 : 0,
                p->nseg > 2 ? p->last[2] - p->first[2] + 1 : 0, width, p->sign == 'S' ? "true" : "false", p->shift);
    }
    fprintf(out, "};\n\n");
}

/* --- decoder: primary opcode, then bits 21..30, then a short list of candidates --- */

static bool is_special_of(int a, int b)
{
    for (size_t i = 1; i < LEN(overlaps); i++)
        if (overlaps[i].special == (PpcOp)a && overlaps[i].general == (PpcOp)b)
            return true;
    return false;
}

static bool overlap(int a, int b)
{
    return ((rows[a].mask & rows[b].mask) & (rows[a].match ^ rows[b].match)) == 0;
}

static void check_overlaps(void)
{
    for (int a = 1; a < NROWS; a++)
        for (int b = a + 1; b < NROWS; b++)
            if (overlap(a, b) && !is_special_of(a, b) && !is_special_of(b, a))
                complain(sources[a].id, "overlaps %s", sources[b].id);
    for (size_t i = 1; i < LEN(overlaps); i++)
        if (!overlap(overlaps[i].special, overlaps[i].general))
            complain(sources[overlaps[i].special].id, "listed in overlap.def, does not overlap %s",
                     sources[overlaps[i].general].id);
}

#define MAX_CHAIN 40000
static int chain[MAX_CHAIN], nchain = 1; /* lists of rows, each ends with 0; list 0 is empty */

/* Rows that may fit a word with this primary opcode and these bits 21..30; special cases first. */
static int candidates(int primary, int xo, bool use_xo, int *list)
{
    PpcWord mask = 0xfffffffffc000000ull | (use_xo ? 0x7feu : 0), word = (uint32_t)primary << 26 | (uint32_t)xo << 1;
    int n = 0;
    for (int i = 1; i < NROWS; i++) {
        if ((rows[i].mask & mask & (rows[i].match ^ word)) != 0)
            continue;
        int at = n++;
        for (; at > 0 && is_special_of(i, list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = i;
    }
    return n;
}

/* The index of a list in the chain array; equal lists are kept once. */
static int intern(const int *list, int n)
{
    if (n == 0)
        return 0;
    for (int at = 1; at + n < nchain; at++)
        if (memcmp(&chain[at], list, (size_t)n * sizeof(int)) == 0 && chain[at + n] == 0)
            return at;
    if (nchain + n + 1 > MAX_CHAIN) {
        fprintf(stderr, "mkisa: chain table full\n");
        exit(1);
    }
    int at = nchain;
    memcpy(&chain[at], list, (size_t)n * sizeof(int));
    nchain += n + 1;
    chain[nchain - 1] = 0;
    return at;
}

static void write_decoder(void)
{
    int base[64], wide[64], next = 0, list[LEN(sources)];
    fprintf(out, "static const uint16_t dec_index[] = {");
    for (int p = 0; p < 64; p++) {
        base[p] = next;
        wide[p] = candidates(p, 0, false, list) > 1;
        for (int xo = 0; xo < (wide[p] ? 1024 : 1); xo++, next++)
            fprintf(out, "%d,%s", intern(list, candidates(p, xo, wide[p], list)), next % 24 == 23 ? "\n" : "");
    }
    fprintf(out, "};\n\nstatic const struct {\n    uint16_t base, mask;\n} dec_primary[64] = {");
    for (int p = 0; p < 64; p++)
        fprintf(out, "{%d, %d}, ", base[p], wide[p] ? 1023 : 0);
    fprintf(out, "};\n\nstatic const uint16_t dec_chain[] = {");
    for (int i = 0; i < nchain; i++)
        fprintf(out, "%d,%s", chain[i], i % 24 == 23 ? "\n" : "");
    fprintf(out, "};\n\nstatic const struct {\n    PpcWord mask, match;\n} dec_fixed[PPC_OP_COUNT] = {");
    for (int i = 0; i < NROWS; i++)
        fprintf(out, "{0x%llxull, 0x%llxull}, ", (unsigned long long)rows[i].mask, (unsigned long long)rows[i].match);
    fprintf(out, "};\n\nstatic const uint16_t dec_prefixed[] = {");
    for (int i = 1; i < NROWS; i++)
        if (rows[i].match >> 32)
            fprintf(out, "%d, ", i);
    fprintf(out, "0};\n\n");
}

/* --- simplified mnemonics --- */

static void write_aliases(void)
{
    fprintf(out, "static const Alias aliases[] = {\n");
    for (size_t i = 0; i < LEN(aliases); i++) {
        fprintf(out, "{\"%s\", ", aliases[i].mnemonic);
        int nopd = write_operands(aliases[i].id, &rows[aliases[i].op], aliases[i].operands);
        fprintf(out, ", %d},\n", nopd);
    }
    fprintf(out, "};\n\nstatic int alias_pick(PpcOp op, PpcWord w)\n{\n    switch ((int)op) {\n");
    for (int op = 1; op < NROWS; op++) {
        bool any = false;
        for (size_t i = 1; i < LEN(aliases); i++) {
            if (aliases[i].op != (PpcOp)op)
                continue;
            if (!any)
                fprintf(out, "    case PPC_%s:\n", sources[op].id);
            any = true;
            fprintf(out, "        if (%s)\n            return %d;\n", aliases[i].cond, (int)i);
        }
        if (any)
            fprintf(out, "        return 0;\n");
    }
    fprintf(out, "    }\n    (void)w;\n    return 0;\n}\n\n");
    fprintf(out, "static int32_t computed_value(int n, PpcWord w)\n{\n    switch (n) {\n");
    for (size_t i = 1; i < LEN(computed); i++)
        fprintf(out, "    case %d: return (int32_t)(%s);\n", (int)i, computed[i].expr);
    fprintf(out, "    }\n    (void)w;\n    return 0;\n}\n\nstatic const PpcTokKind computed_kind[] = {");
    for (size_t i = 0; i < LEN(computed); i++)
        fprintf(out, "PPC_KIND_%s, ", computed[i].kind);
    fprintf(out, "};\n");
}

int main(int argc, char **argv)
{
    if (argc != 2 || !(out = fopen(argv[1], "w"))) {
        fprintf(stderr, "usage: mkisa OUTPUT\n");
        return 2;
    }
    for (int i = 1; i < NROWS; i++) {
        parse_picture(&sources[i], &rows[i]);
        check_forms(&sources[i], &rows[i]);
    }
    check_overlaps();
    if (NTOKS + LEN(computed) > 256 || NROWS > 65535)
        complain("tables", "too many tokens or rows for the types of table.h");
    fprintf(out, "/* Written by mkisa from the tables of ppc/isa. */\n#ifdef PPC_GEN_TABLE\n");
    write_rows();
    write_row_info();
    write_tokens();
    write_decoder();
    fprintf(out, "#endif\n#ifdef PPC_GEN_ALIAS\n");
    write_aliases();
    fprintf(out, "#endif\n");
    if (fclose(out) != 0)
        complain(argv[1], "cannot write");
    if (nerrors)
        remove(argv[1]);
    return nerrors != 0;
}
