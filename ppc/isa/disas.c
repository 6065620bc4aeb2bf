/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disassembler. Holds no encodings: rows and operand lists come from the
 * tables as mkisa parsed them. The choice among simplified mnemonics is a
 * function that mkisa writes from the conditions of alias.def.
 */
#include "ppc/isa/disas.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/bits.h"
#include "ppc/isa/table.h"

typedef struct Alias {
    const char *mnemonic;
    PpcOpd opd[PPC_MAX_TOKENS];
    int nopd;
} Alias;

/* What the conditions of alias.def may call, beside bo_has: the three register fields of an X-form are all n. */
static bool same_rrr(PpcWord w, uint32_t n)
{
    return f_rs(w) == n && f_ra(w) == n && f_rb(w) == n;
}

/* Name of a trap condition, NULL when the five TO bits have none. */
static const char *to_name(PpcWord w)
{
    switch (f_to(w)) {
    case 1: return "lgt";
    case 2: return "llt";
    case 4: return "eq";
    case 5: return "lge";
    case 6: return "lle";
    case 8: return "gt";
    case 12: return "ge";
    case 16: return "lt";
    case 20: return "le";
    case 24: return "ne";
    case 31: return "u";
    default: return NULL;
    }
}

static bool to_named(PpcWord w)
{
    return to_name(w) != NULL;
}

#define PPC_GEN_ALIAS
#include "ppc/isa/isa_gen.h"

/* Text being written; len counts also what did not fit. */
typedef struct Text {
    char *buf;
    size_t size, len;
} Text;

static void put(Text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void put(Text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    size_t room = t->len < t->size ? t->size - t->len : 0;
    int n = vsnprintf(room ? t->buf + t->len : NULL, room, fmt, ap);
    va_end(ap);
    t->len += n > 0 ? (size_t)n : 0;
}

/* True when the form letter in braces applies to this word. */
static bool form_set(char letter, PpcOp op, PpcWord w)
{
    switch (letter) {
    case 'o': return ppc_row_has(op, PPC_TOK_RO) ? f_rc(w) : f_oe(w);
    case 'x': return f_rc(w);
    case 'l': return f_lk(w);
    case 'a': return f_aa(w);
    default: return ppc_row_has(op, PPC_TOK_Rc6) ? f_rc6(w) : f_rc(w);
    }
}

/* The branch hint: the at bits stand at other places with and without a count. */
static const char *branch_hint(PpcWord w, bool y_bit)
{
    unsigned bo = f_bo(w), a = bo & 16 ? bo & 8 : bo & 4 ? bo & 2 : 0;
    if (a)
        return bo & 1 ? "+" : "-";
    return y_bit && (bo & 1) ? "+" : "";
}

/* The variable parts of a simplified mnemonic, see alias.def. */
static const char *mnemonic_part(char letter, PpcWord w)
{
    static const char *const conditions[2][4] = {{"ge", "le", "ne", "ns"}, {"lt", "gt", "eq", "so"}};
    switch (letter) {
    case 'c': return conditions[f_bo(w) >> 3 & 1][f_bi(w) & 3];
    case 'd': return f_bo(w) & 2 ? "dz" : "dnz";
    case 'f': return f_bo(w) & 8 ? "t" : "f";
    case 'h': return branch_hint(w, false);
    case 'y': return branch_hint(w, true);
    default: return to_name(w);
    }
}

/* Writes a mnemonic pattern with its forms; returns the number of characters. */
static size_t put_mnemonic(Text *t, const char *pattern, PpcOp op, PpcWord w)
{
    size_t before = t->len;
    for (const char *p = pattern; *p; p++) {
        if (*p == '%') {
            put(t, "%s", mnemonic_part(*++p, w));
        } else if (*p != '{') {
            put(t, "%c", *p);
        } else {
            if (form_set(p[1], op, w))
                put(t, "%c", p[1]);
            p += 2;
        }
    }
    return t->len - before;
}

void ppc_mnemonic(char *buf, size_t size, PpcOp op, PpcWord word)
{
    Text t = {buf, size, 0};
    put(&t, "%s", "");
    put_mnemonic(&t, ppc_row(op)->mnemonic, op, word);
}

typedef struct Context {
    PpcOp op;
    PpcWord word;
    uint64_t pc;
    PpcSymbolFn *symbol;
    void *opaque;
} Context;

static int64_t operand_value(PpcOpd o, PpcWord w)
{
    return o.tok < PPC_TOK_COUNT ? ppc_tok_get((PpcTok)o.tok, w) : computed_value(o.tok - PPC_TOK_COUNT, w);
}

static void put_target(Text *t, const Context *c, int64_t offset)
{
    bool absolute = ppc_row_has(c->op, PPC_TOK_AA) && f_aa(c->word);
    uint64_t addr = (absolute ? 0 : c->pc) + (uint64_t)(int64_t)offset;
    char name[256];

    if (c->pc <= UINT32_MAX)
        addr = (uint32_t)addr;
    put(t, "%llx", (unsigned long long)addr);
    if (c->symbol && c->symbol(c->opaque, addr, name, sizeof name))
        put(t, " <%s>", name);
}

static void put_cr_bit(Text *t, unsigned bit)
{
    static const char *const names[] = {"lt", "gt", "eq", "so"};
    if (bit >= 4)
        put(t, "4*cr%u+", bit / 4);
    put(t, "%s", names[bit % 4]);
}

static void put_operand(Text *t, const Context *c, PpcOpd o)
{
    int64_t value = operand_value(o, c->word);
    int v = (int)value;
    PpcTokKind kind = o.tok < PPC_TOK_COUNT ? ppc_tok_info[o.tok].kind : computed_kind[o.tok - PPC_TOK_COUNT];

    switch (kind) {
    case PPC_KIND_GPR:
        if (v == 0 && o.tok < PPC_TOK_COUNT && ppc_tok_info[o.tok].dir == PPC_DIR_Z)
            put(t, "0");
        else
            put(t, "r%d", v);
        break;
    case PPC_KIND_GPRP: put(t, "r%d", v); break;
    case PPC_KIND_FPR:
    case PPC_KIND_FPRP: put(t, "f%d", v); break;
    case PPC_KIND_VR: put(t, "v%d", v); break;
    case PPC_KIND_VSR:
    case PPC_KIND_VSRP: put(t, "vs%d", v); break;
    case PPC_KIND_ACC: put(t, "a%d", v); break;
    case PPC_KIND_CRF: put(t, "cr%d", v); break;
    case PPC_KIND_CRB: put_cr_bit(t, (unsigned)v); break;
    case PPC_KIND_REL: put_target(t, c, value); break;
    case PPC_KIND_DEC:
    case PPC_KIND_FORM: put(t, "%lld", (long long)value); break;
    }
}

/* Optional operands go when they and all optional ones behind them are 0. */
static bool rest_optional_zero(const PpcOpd *opd, int n, PpcWord w)
{
    for (int i = 0; i < n; i++)
        if ((opd[i].flags & PPC_OPD_OPTIONAL) && operand_value(opd[i], w) != 0)
            return false;
    return true;
}

static void put_operands(Text *t, const Context *c, const PpcOpd *opd, int n, size_t pad)
{
    bool first = true, skip = false;
    for (int i = 0; i < n; i++) {
        if (opd[i].flags & PPC_OPD_OPTIONAL) {
            skip = skip || rest_optional_zero(opd + i, n - i, c->word);
            if (skip)
                continue;
        }
        if (first)
            put(t, "%*s", (int)pad, "");
        else
            put(t, "%s", opd[i].flags & PPC_OPD_PAREN ? "(" : ",");
        put_operand(t, c, opd[i]);
        if (opd[i].flags & PPC_OPD_PAREN)
            put(t, ")");
        first = false;
    }
}

/* mfspr and mtspr of a register with a name of its own; false when it has none. */
static bool put_spr(Text *t, const Context *c, unsigned flags)
{
    bool write = c->op == PPC_MTSPR;
    const PpcSpr *s = c->op == PPC_MTSPR || c->op == PPC_MFSPR ? ppc_spr(f_spr(c->word)) : NULL;
    if (!s || !strchr(s->simple, write ? 'w' : 'r'))
        return false;
    size_t len = strlen(s->name);
    bool indexed = strchr(s->simple, 'i') != NULL;
    int shown = (int)(indexed ? len - 1 : len);
    int pad = flags & PPC_DISAS_SPACE || shown >= 6 ? 1 : 6 - shown;
    put(t, "%s%.*s%*s", write ? "mt" : "mf", shown, s->name, pad, "");
    if (indexed)
        put(t, write ? "%2$c,r%1$u" : "r%1$u,%2$c", f_rt(c->word), s->name[len - 1]);
    else
        put(t, "r%u", f_rt(c->word));
    return true;
}

bool ppc_disas_strict(PpcWord word)
{
    PpcOp op = ppc_decode(word);
    PpcWord reserved = ppc_row(op)->reserved & ~ppc_row_info[op].lenient;
    return op != PPC_INVALID && !(word & reserved) && ppc_form_valid(op, word);
}

size_t ppc_disas_sym(char *buf, size_t size, PpcWord word, uint64_t pc, unsigned flags, PpcSymbolFn *symbol,
                     void *opaque)
{
    Text t = {buf, size, 0};
    Context c = {ppc_decode(word), word, pc, symbol, opaque};

    put(&t, "%s", "");
    if (c.op == PPC_INVALID || (!(flags & PPC_DISAS_LOOSE) && !ppc_disas_strict(word))) {
        if (word >> 32)
            put(&t, ".long 0x%x,0x%x", ppc_prefix_of(word), (uint32_t)word);
        else
            put(&t, ".long 0x%x", (uint32_t)word);
        return t.len;
    }
    if (!(flags & PPC_DISAS_PLAIN) && put_spr(&t, &c, flags))
        return t.len;
    const Alias *a = &aliases[flags & PPC_DISAS_PLAIN ? 0 : alias_pick(c.op, word)];
    const PpcRowInfo *r = &ppc_row_info[c.op];
    bool simple = a != aliases;
    size_t len = put_mnemonic(&t, simple ? a->mnemonic : ppc_row(c.op)->mnemonic, c.op, word);
    size_t pad = flags & PPC_DISAS_SPACE || len >= 8 ? 1 : 8 - len;
    put_operands(&t, &c, simple ? a->opd : r->opd, simple ? a->nopd : r->nopd, pad);
    return t.len;
}

size_t ppc_disas(char *buf, size_t size, PpcWord word, uint64_t pc, unsigned flags)
{
    return ppc_disas_sym(buf, size, word, pc, flags, NULL, NULL);
}

/* --- names of special-purpose registers --- */

const PpcSpr *ppc_spr(unsigned number)
{
    static const PpcSpr table[] = {
#define S(number, name, simple, user, family, meaning) {number, name, simple, user, family, meaning},
#include "ppc/isa/spr.def"
#undef S
    };
    size_t low = 0, high = ARRAY_LEN(table);

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (table[mid].number == number)
            return &table[mid];
        if (table[mid].number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}
