/* SPDX-License-Identifier: Apache-2.0 */
/* Explained differences. See known.h. */
#include "tests/diff/qemu/known.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ppc/cpu/fpscr.h"

enum { MAX_ENTRIES = 2000 };

/* What a condition may look at: the word and the registers in front of it. */
typedef struct Operands {
    uint32_t word;
    uint32_t gpr[32];
    const DiffCase *c;
    const KnownDiff *d;
} Operands;

typedef struct Condition {
    const char *name;
    bool (*holds)(const Operands *o);
} Condition;

typedef struct Entry {
    PpcOp row;
    bool skip;
    unsigned fields;
    uint32_t fpscr;
    const Condition *when;
} Entry;

static Entry known[MAX_ENTRIES];
static unsigned nknown;
static bool limited, chosen[PPC_OP_COUNT]; /* by "only" lines */

/* -- conditions -----------------------------------------------------------------------------------------------------
 */

static bool always(const Operands *o)
{
    (void)o;
    return true;
}

static uint32_t reg_a(const Operands *o)
{
    return o->gpr[f_ra(o->word)];
}

static uint32_t reg_b(const Operands *o)
{
    return o->gpr[f_rb(o->word)];
}

/* divw: quotient not representable; Book I 3.3.9 */
static bool bad_signed_division(const Operands *o)
{
    return reg_b(o) == 0 || (reg_a(o) == 0x80000000u && reg_b(o) == 0xffffffffu);
}

static bool zero_divisor(const Operands *o)
{
    return reg_b(o) == 0;
}

/* The other one does not have the instruction. */
static bool other_sigill(const Operands *o)
{
    return o->d->b->outcome == 4 && o->d->a->outcome == 0;
}

static bool other_sigfpe(const Operands *o)
{
    return o->d->b->outcome == 8 && o->d->a->outcome == 0;
}

/* Rounding toward an infinity, the only modes in which negating before and after rounding differ. */
static bool rounds_to_infinity(const Operands *o)
{
    return o->c->start.fpscr & 2;
}

static bool zero_frb(const Operands *o)
{
    return ppc_fpr(&o->c->start, f_frb(o->word)) << 1 == 0;
}

/* The result is a denormalized number in the single format, which the register holds as a normal double. */
static bool single_denormal(const Operands *o)
{
    uint64_t magnitude = o->d->a->s.fpr[f_frt(o->word)] << 1 >> 1;
    return magnitude && magnitude < 0x3810000000000000ull;
}

/* bcctr with a decrement of CTR: an invalid form, Book I 2.4 */
static bool decrements(const Operands *o)
{
    return !(f_bo(o->word) & 4);
}

/* Packed decimal operands that are no numbers: we say so in CR6. */
static bool no_number(const Operands *o)
{
    return (o->d->a->s.cr >> 4 & 15) == 1;
}

/* Inserted or extracted elements that run over the end of the register. */
static bool overruns(const Operands *o)
{
    const char *id = ppc_row(ppc_decode(o->word))->id;
    bool twice = strncmp(id, "VEXTDD", 6) == 0 || strncmp(id, "VEXTDU", 6) == 0;
    const char *size = twice ? id + (id[5] == 'D' ? 5 : 6)
                             : id + strcspn(id + 1, "BHWD") + 1; /* VINSERTH, VINSWLX, VEXTRACTUW, VEXTUHLX */
    if (strncmp(id, "XX", 2) == 0)                               /* XXINSERTW, XXEXTRACTUW */
        size = "W";
    else if (strncmp(id, "VINSERT", 7) == 0 || strncmp(id, "VEXTRACT", 8) == 0)
        size = id + strlen(id) - 1;
    unsigned n = *size == 'D' ? 8 : *size == 'W' ? 4 : *size == 'H' ? 2 : 1, index;
    if (strstr(ppc_row(ppc_decode(o->word))->operands, "UIM4"))
        index = f_uim4(o->word);
    else
        index = twice ? o->gpr[f_rcreg(o->word)] & 31 : reg_a(o) & 15;
    return index + n > (twice ? 32 : 16);
}

/* vdives*, vdiveu*: an element whose quotient does not fit (for quadwords: might not). */
static bool extended_quotient_overflows(const Operands *o)
{
    const char *id = ppc_row(ppc_decode(o->word))->id;
    bool is_signed = id[5] == 'S';
    unsigned nbytes = id[6] == 'W' ? 4 : id[6] == 'D' ? 8 : 16;
    const PpcVsr *a = &o->c->start.vsr[32 + f_vra(o->word)], *b = &o->c->start.vsr[32 + f_vrb(o->word)];
    for (unsigned i = 0; i < 16; i += nbytes) {
        unsigned __int128 x = 0, y = 0;
        memcpy(&x, a->b + i, nbytes);
        memcpy(&y, b->b + i, nbytes);
        unsigned sh = 128 - 8 * nbytes;
        __int128 sx = (__int128)(x << sh) >> sh, sy = (__int128)(y << sh) >> sh;
        if (is_signed && (sx < 0 ? -(unsigned __int128)sx : (unsigned __int128)sx) * 2 + 2 >=
                             (sy < 0 ? -(unsigned __int128)sy : (unsigned __int128)sy))
            return true;
        if (!is_signed && x >= y)
            return true;
    }
    return false;
}

/* vgnb N = 0, 1 */
static bool small_n(const Operands *o)
{
    return f_uim3(o->word) < 2;
}

/* A number of single precision, in the double format. */
static bool is_single(uint64_t v)
{
    unsigned exp = v >> 52 & 0x7ff;
    if (v << 1 == 0 || exp == 0x7ff)
        return !(v & 0x1fffffff);
    if (exp < 1023 - 126)
        return exp >= 1023 - 149 && !(v & ((1ull << (29 + 1023 - 126 - exp)) - 1));
    return exp <= 1023 + 127 && !(v & 0x1fffffff);
}

/* One of XA, XB, XT is none: the book leaves the result of the older single-precision instructions open then. */
static bool not_single(const Operands *o)
{
    const PpcVsr *v = o->c->start.vsr;
    return !is_single(v[f_xa(o->word)].d[1]) || !is_single(v[f_xb(o->word)].d[1]) || !is_single(v[f_xt(o->word)].d[1]);
}

/* Ours has an invalid operation among its exceptions. */
static bool invalid_operation(const Operands *o)
{
    return o->d->a->s.fpscr & PPC_FPSCR_VXALL;
}

static bool other_sigsegv(const Operands *o)
{
    return o->d->b->outcome == 11 && o->d->a->outcome == 0;
}

/* Decimal infinities and NaNs: five bits from bit 1 on are 1111x. */
static bool special_frb(const Operands *o)
{
    return (ppc_fpr(&o->c->start, f_frb(o->word)) >> 59 & 15) == 15;
}

static bool special_fra(const Operands *o)
{
    return (ppc_fpr(&o->c->start, f_fra(o->word)) >> 59 & 15) == 15;
}

static bool enabled(const Operands *o)
{
    return o->c->start.fpscr & PPC_FPSCR_ENABLES;
}

static bool odd_form(const Operands *o)
{
    return o->word & 1;
}

/* xsrqpi, xsrqpxp with R = 0, RMC = 3 */
static bool rounds_as_rn(const Operands *o)
{
    return !f_l15(o->word) && f_rmc(o->word) == 3 && o->c->start.fpscr & PPC_FPSCR_RN;
}

static bool quad_nan(const Operands *o)
{
    const PpcVsr *v = &o->c->start.vsr[32 + f_vrb(o->word)];
    return (v->d[1] >> 48 & 0x7fff) == 0x7fff && (v->d[1] << 16 | v->d[0]);
}

/* xsmaxcdp, xsmaxcqp: both operands are zeros. */
static bool zeros(const Operands *o)
{
    bool quad = strstr(ppc_row(ppc_decode(o->word))->id, "QP") != NULL;
    const PpcVsr *v = o->c->start.vsr, *a = quad ? &v[32 + f_vra(o->word)] : &v[f_xa(o->word)];
    const PpcVsr *b = quad ? &v[32 + f_vrb(o->word)] : &v[f_xb(o->word)];
    return !((a->d[1] | b->d[1]) << 1) && (!quad || !(a->d[0] | b->d[0]));
}

static const Condition conditions[] = {
    {"zeros", zeros},
    {"odd-form", odd_form},
    {"rounds-as-rn", rounds_as_rn},
    {"quad-nan", quad_nan},
    {"enabled", enabled},
    {"special-fra", special_fra},
    {"special-frb", special_frb},
    {"no-number", no_number},
    {"overruns", overruns},
    {"extended-quotient-overflows", extended_quotient_overflows},
    {"small-n", small_n},
    {"qemu-sigsegv", other_sigsegv},
    {"invalid-operation", invalid_operation},
    {"not-single", not_single},
    {"always", always},
    {"bad-signed-division", bad_signed_division},
    {"zero-divisor", zero_divisor},
    {"qemu-sigill", other_sigill},
    {"qemu-sigfpe", other_sigfpe},
    {"rounds-to-infinity", rounds_to_infinity},
    {"zero-frb", zero_frb},
    {"single-denormal", single_denormal},
    {"decrements", decrements},
};

/* -- the file -------------------------------------------------------------------------------------------------------
 */

static bool parse_fields(Entry *e, char *text)
{
    static const char *const names[] = {"outcome", "gpr", "cr",  "xer", "ctr",  "lr",
                                        "fpr",     "mem", "cr1", "vr",  "vscr", "vs"};
    for (char *save, *p = strtok_r(text, ",", &save); p; p = strtok_r(NULL, ",", &save)) {
        unsigned i = 0;
        while (i < ARRAY_LEN(names) && strcmp(p, names[i]))
            i++;
        if (i < ARRAY_LEN(names)) {
            e->fields |= 1u << i;
        } else if (strcmp(p, "all") == 0) {
            e->fields = KNOWN_ALL;
            e->fpscr = ~0u;
        } else if (strcmp(p, "skip") == 0) {
            e->skip = true;
        } else if (strncmp(p, "fpscr", 5) == 0) {
            e->fpscr |= p[5] == '=' ? (uint32_t)strtoul(p + 6, NULL, 16) : ~0u;
        } else {
            return false;
        }
    }
    return true;
}

/* only PATTERN...: these rows are in the cases, and no others; except PATTERN...: these are not. */
static bool parse_only(char *line, bool want, Err *err)
{
    if (!limited)
        memset(chosen, !want, sizeof chosen);
    limited = true;
    for (char *save, *p = strtok_r(line, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
        bool any = false;
        for (unsigned op = 1; op < PPC_OP_COUNT; op++)
            if (fnmatch(p, ppc_row((PpcOp)op)->id, 0) == 0) {
                chosen[op] = want;
                any = true;
            }
        if (!any)
            return err_set(err, "no row is named '%s'", p);
    }
    return true;
}

static bool parse_line(char *line, Err *err)
{
    if (strncmp(line, "only ", 5) == 0)
        return parse_only(line + 5, true, err);
    if (strncmp(line, "except ", 7) == 0)
        return parse_only(line + 7, false, err);
    char row[32], fields[64], when[32], why[8];
    Entry e = {0};
    bool any = false;
    if (sscanf(line, "%31s %63s %31s %7s", row, fields, when, why) != 4)
        return err_set(err, "'%s' is not ROW FIELDS CONDITION REASON", line);
    for (unsigned i = 0; i < ARRAY_LEN(conditions); i++)
        if (strcmp(conditions[i].name, when) == 0)
            e.when = &conditions[i];
    if (!e.when || !parse_fields(&e, fields))
        return err_set(err, "unknown field or condition in '%s'", line);
    for (unsigned op = 1; op < PPC_OP_COUNT; op++) {
        if (fnmatch(row, ppc_row((PpcOp)op)->id, 0))
            continue;
        if (nknown == MAX_ENTRIES)
            return err_set(err, "more than %d entries", MAX_ENTRIES);
        e.row = (PpcOp)op;
        known[nknown++] = e;
        any = true;
    }
    return any || err_set(err, "unknown row in '%s'", line);
}

bool known_load(const char *path, Err *err)
{
    char line[512];
    FILE *f = fopen(path, "r");
    if (!f)
        return err_set(err, "%s cannot be read", path);
    bool ok = true;
    while (ok && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        if (line[0] && line[0] != '#')
            ok = parse_line(line, err);
    }
    fclose(f);
    if (!ok)
        err_prefix(err, "%s", path);
    return ok;
}

bool known_skipped(PpcOp op)
{
    if (limited && !chosen[op])
        return true;
    for (unsigned i = 0; i < nknown; i++)
        if (known[i].row == op && known[i].skip)
            return true;
    return false;
}

bool known_any(PpcOp op)
{
    for (unsigned i = 0; i < nknown; i++)
        if (known[i].row == op)
            return true;
    return false;
}

/* -- comparing ------------------------------------------------------------------------------------------------------
 */

KnownDiff known_difference(const QRecResult *a, const QRecResult *b)
{
    const QRecState *x = &a->s, *y = &b->s;
    KnownDiff d = {.a = a, .b = b, .fpscr = (uint32_t)(x->fpscr ^ y->fpscr)};
    if (a->outcome != b->outcome || a->pc != b->pc)
        d.fields |= KNOWN_OUTCOME;
    if (memcmp(x->gpr, y->gpr, sizeof x->gpr))
        d.fields |= KNOWN_GPR;
    if ((x->cr ^ y->cr) & ~0x0f000000u)
        d.fields |= KNOWN_CR;
    if ((x->cr ^ y->cr) & 0x0f000000u)
        d.fields |= KNOWN_CR1;
    if (x->xer != y->xer)
        d.fields |= KNOWN_XER;
    if (x->ctr != y->ctr)
        d.fields |= KNOWN_CTR;
    if (x->lr != y->lr)
        d.fields |= KNOWN_LR;
    if (memcmp(x->fpr, y->fpr, sizeof x->fpr))
        d.fields |= KNOWN_FPR;
    if (memcmp(x->vr, y->vr, sizeof x->vr - sizeof x->vr[32]))
        d.fields |= KNOWN_VR;
    if (x->vr[32][3] != y->vr[32][3])
        d.fields |= KNOWN_VSCR;
    if (memcmp(a->mem, b->mem, sizeof a->mem))
        d.fields |= KNOWN_MEM;
    for (unsigned n = 0; n < 32; n++)
        if (x->vs[n][1] != y->vs[n][1])
            d.fields |= KNOWN_VS;
    d.any = d.fields || d.fpscr;
    return d;
}

/* Follows the constants that are loaded in front of the last word. */
static void find_operands(Operands *o)
{
    const DiffCase *c = o->c;
    for (unsigned n = 0; n < 32; n++)
        o->gpr[n] = (uint32_t)c->start.gpr[n];
    for (unsigned i = 0; i + 1 < c->nwords; i++) {
        uint32_t w = c->words[i];
        PpcOp op = ppc_decode(w);
        if (op == PPC_ADDI)
            o->gpr[f_rt(w)] = (uint32_t)f_si(w);
        else if (op == PPC_ADDIS)
            o->gpr[f_rt(w)] = (uint32_t)f_si(w) << 16;
        else if (op == PPC_ORI)
            o->gpr[f_ra(w)] = o->gpr[f_rs(w)] | f_ui(w);
    }
    o->word = c->words[c->nwords - 1];
}

bool known_explains(const DiffCase *c, PpcOp row, const KnownDiff *d, bool is_qemu)
{
    Operands o = {.c = c, .d = d};
    unsigned fields = 0;
    uint32_t fpscr = 0;
    find_operands(&o);
    for (unsigned i = 0; i < nknown && is_qemu; i++)
        if (known[i].row == row && known[i].when->holds(&o)) {
            fields |= known[i].fields;
            fpscr |= known[i].fpscr;
        }
    return !(d->fields & ~fields) && !(d->fpscr & ~fpscr);
}
