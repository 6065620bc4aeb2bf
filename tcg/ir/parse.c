/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parser of the text form (text.h): a first look at the text finds how many
 * temps and blocks there are, then each line is read once. Temps keep the
 * numbers they have in the text, so that printing again gives the same text;
 * numbers that do not occur become removed ops.
 *
 * The parser reads, the verifier judges: here only what cannot be stored is an
 * error, plus each op's own check (ir_check_op).
 */
#include "tcg/ir/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcg/ir/verify.h"

enum { MAX_TEMP = 1 << 20, MAX_BLOCK = 1 << 16 };

typedef struct Parser {
    IrUnit *u;
    const char *p; /* rest of the current line */
    unsigned line;
    unsigned insn, origin;
    Err *err;
    bool failed;
} Parser;

/* What is left of the line, for messages; goes with %.*s */
#define REST(q) (int)strcspn((q)->p, "\n"), (q)->p

static bool fail(Parser *q, const char *fmt, ...)
{
    if (!q->failed) {
        char text[256];
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(text, sizeof text, fmt, ap);
        va_end(ap);
        err_set(q->err, "line %u: %s", q->line, text);
    }
    q->failed = true;
    return false;
}

static void blanks(Parser *q)
{
    while (*q->p == ' ' || *q->p == '\t')
        q->p++;
}

/* Takes text c when it is next. */
static bool take(Parser *q, const char *c)
{
    blanks(q);
    size_t n = strlen(c);
    if (strncmp(q->p, c, n))
        return false;
    q->p += n;
    return true;
}

static bool need(Parser *q, const char *c)
{
    return take(q, c) || fail(q, "'%s' expected at '%.*s'", c, REST(q));
}

/* A name of letters, digits and '_' into buf. */
static bool word(Parser *q, char *buf, size_t room)
{
    blanks(q);
    size_t n = 0;
    while (isalnum((unsigned char)q->p[n]) || q->p[n] == '_')
        n++;
    if (!n || n >= room)
        return fail(q, "name expected at '%.*s'", REST(q));
    memcpy(buf, q->p, n);
    buf[n] = 0;
    q->p += n;
    return true;
}

/* A number, decimal or 0x..., with an optional sign. */
static uint64_t number(Parser *q, int base)
{
    blanks(q);
    const char *s = q->p + (*q->p == '-' || *q->p == '+');
    if (!isxdigit((unsigned char)*s)) {
        fail(q, "number expected at '%.*s'", REST(q));
        return 0;
    }
    char *end;
    uint64_t v = strtoull(s, &end, base ? base : strncmp(s, "0x", 2) ? 10 : 16);
    if (*q->p == '-')
        v = 0 - v;
    if (end == s)
        fail(q, "number expected at '%.*s'", REST(q));
    q->p = end;
    return v;
}

/* ---- operands -----------------------------------------------------------------------------------------------------
 */

static IrRef v128_const(Parser *q)
{
    uint64_t lanes[2];
    char hex[17] = "";
    for (int i = 1; i >= 0; i--) {
        for (int k = 0; k < 16; k++)
            if (!isxdigit((unsigned char)(hex[k] = q->p[k]))) {
                fail(q, "32 hexadecimal digits expected after '$v'");
                return IR_NONE;
            }
        lanes[i] = strtoull(hex, NULL, 16);
        q->p += 16;
    }
    return ir_const_v128(q->u, lanes);
}

/* The number behind a %; make_room() has seen it. */
static IrRef temp(Parser *q)
{
    if (!isdigit((unsigned char)*q->p)) {
        fail(q, "number expected at '%.*s'", REST(q));
        return IR_NONE;
    }
    return (IrRef)number(q, 10);
}

/* %n, or a constant of type t. */
static IrRef operand(Parser *q, IrType t)
{
    if (take(q, "%"))
        return temp(q);
    if (take(q, "$v")) {
        if (t == IR_V128)
            return v128_const(q);
    } else if (take(q, "$")) {
        if (t != IR_V128 && t != IR_VOID)
            return ir_const(q->u, t, (int64_t)number(q, 0));
    } else {
        fail(q, "operand expected at '%.*s'", REST(q));
        return IR_NONE;
    }
    fail(q, "constant does not fit an operand of type %s", ir_type_name[t]);
    return IR_NONE;
}

static unsigned slot(Parser *q)
{
    char name[32];
    const IrEnv *env = q->u->env;
    if (word(q, name, sizeof name)) {
        for (unsigned i = 0; i < env->nslots; i++)
            if (env->slots[i].name && env->slots[i].type != IR_VOID && !strcmp(env->slots[i].name, name))
                return i;
        int offset, end = 0; /* one of the unit's own */
        if (sscanf(name, "count%d%n", &offset, &end) == 1 && !name[end])
            return ir_slot_add(q->u, offset);
        fail(q, "no state slot '%s'", name);
    }
    return 0;
}

static uint32_t block(Parser *q)
{
    need(q, "b");
    return (uint32_t)number(q, 10);
}

static int64_t in_brackets(Parser *q)
{
    need(q, "[");
    int64_t v = (int64_t)number(q, 0);
    need(q, "]");
    return v;
}

static void snapshot(Parser *q, IrRef r)
{
    struct {
        unsigned slot;
        IrRef ref;
    } pair[512];
    unsigned n = 0;
    if (!take(q, "{"))
        return;
    do {
        if (n == 512) {
            fail(q, "snapshot too long");
            return;
        }
        pair[n].slot = slot(q);
        if (!need(q, "="))
            return;
        pair[n].ref = operand(q, (IrType)q->u->env->slots[pair[n].slot].type);
        n++;
    } while (take(q, ",") && !q->failed);
    need(q, "}");
    const IrSnap *s = NULL;
    while (n-- > 0)
        s = ir_snap_with(q->u, s, pair[n].slot, pair[n].ref);
    q->u->ops[r].snap = s;
}

/* ---- op names -----------------------------------------------------------------------------------------------------
 */

static IrType type_suffix(Parser *q)
{
    char name[16];
    if (need(q, ".") && word(q, name, sizeof name)) {
        for (unsigned t = IR_I32; t < IR_NTYPES; t++)
            if (!strcmp(name, ir_type_name[t]))
                return (IrType)t;
        fail(q, "no type '%s'", name);
    }
    return IR_VOID;
}

/* Number of name in a table of n names. */
static unsigned choice(Parser *q, const char *const *names, unsigned n, const char *what)
{
    char name[16];
    if (need(q, ".") && word(q, name, sizeof name)) {
        for (unsigned i = 0; i < n; i++)
            if (!strcmp(name, names[i]))
                return i;
        fail(q, "no %s '%s'", what, name);
    }
    return 0;
}

static unsigned mem_suffix(Parser *q)
{
    need(q, ".");
    unsigned sub = 0;
    uint64_t bits = number(q, 10);
    while (sub < IR_M_128 && (8u << sub) != bits)
        sub++;
    if ((8u << sub) != bits)
        fail(q, "access size of %u bits", (unsigned)bits);
    if (take(q, "s"))
        sub |= IR_M_SIGN;
    if (take(q, "be"))
        sub |= IR_M_BE;
    if (take(q, "f"))
        sub |= IR_M_FRESH;
    return sub;
}

static unsigned exit_suffix(Parser *q)
{
    unsigned sub = 0;
    if (take(q, ".poll"))
        sub |= IR_X_POLL;
    if (take(q, ".call"))
        sub |= IR_X_CALL;
    if (take(q, ".return"))
        sub |= IR_X_RETURN;
    if (take(q, ".side"))
        sub |= IR_X_SIDE;
    if (take(q, ".undone"))
        sub |= IR_X_UNDONE;
    return sub;
}

static unsigned lane_suffix(Parser *q)
{
    need(q, ".");
    unsigned sub = 0;
    uint64_t bits = number(q, 10);
    while (sub < 3 && (8u << sub) != bits)
        sub++;
    if ((8u << sub) != bits)
        fail(q, "lane of %u bits", (unsigned)bits);
    return sub | (take(q, "s") ? IR_V_SIGN : 0);
}

static unsigned sub_suffix(Parser *q, UopId op)
{
    switch (op) {
    case UOP_SET:
    case UOP_FSET:
    case UOP_GUARD:
    case UOP_BRIF: return choice(q, ir_cond_name, IR_NCOND, "condition");
    case UOP_LD:
    case UOP_ST:
    case UOP_CAS:
    case UOP_ELD:
    case UOP_EST:
    case UOP_HLD:
    case UOP_HST: return mem_suffix(q);
    case UOP_EXIT:
    case UOP_EXITI: return exit_suffix(q);
    case UOP_LEAVE: return choice(q, ir_leave_name, IR_L_COUNT, "reason");
    case UOP_VHALF:
        if (take(q, ".high"))
            return 1;
        need(q, ".low");
        return 0;
    case UOP_VDCMP:
    case UOP_VFCMP: return choice(q, ir_vf_name, IR_VF_COUNT, "comparison");
    case UOP_VFROUND: return choice(q, ir_vr_name, IR_VR_COUNT, "rounding");
    case UOP_VSPLAT:
    case UOP_VADD ... UOP_VMADD: return lane_suffix(q);
    case UOP_FPMODE:
        if (take(q, ".vector"))
            return 1;
        need(q, ".scalar");
        return 0;
    case UOP_CALL: return take(q, ".if") ? IR_C_IF : 0;
    case UOP_FENCE: return take(q, ".light") ? IR_FENCE_LIGHT : IR_FENCE_FULL;
    default: return 0;
    }
}

static UopId op_name(Parser *q)
{
    char name[16];
    if (word(q, name, sizeof name)) {
        for (unsigned i = 0; i < UOP_COUNT; i++)
            if (i != UOP_CONST && !strcmp(name, uop_info[i].name))
                return (UopId)i;
        fail(q, "no op '%s'", name);
    }
    return UOP_MARK;
}

/* ---- ops ----------------------------------------------------------------------------------------------------------
 */

/* n operands into the pool of op r; types NULL = all of type t. */
static void arg_list(Parser *q, IrRef r, IrType t, const uint8_t *types, unsigned n)
{
    uint32_t at = ir_args_new(q->u, n);
    q->u->ops[r].a = at;
    q->u->ops[r].b = n;
    for (unsigned i = 0; i < n && !q->failed; i++) {
        if (i)
            need(q, ",");
        IrRef v = operand(q, types ? (IrType)types[i] : t);
        q->u->args[at + i] = v;
    }
}

static void call_op(Parser *q, IrRef r)
{
    char name[64];
    const IrEnv *env = q->u->env;
    if (!word(q, name, sizeof name) || !need(q, "("))
        return;
    for (unsigned i = 0; i < env->nhelpers; i++)
        if (!strcmp(env->helpers[i].name, name)) {
            uint8_t types[IR_MAX_ARGS + 1];
            unsigned n = env->helpers[i].nargs;
            memcpy(types, env->helpers[i].args, n);
            types[n] = IR_I32;
            q->u->ops[r].imm = i;
            arg_list(q, r, IR_VOID, types, n + (q->u->ops[r].sub & IR_C_IF));
            need(q, ")");
            return;
        }
    fail(q, "no helper '%s'", name);
}

/* Number of operands separated by commas up to the end of the op. */
static unsigned count_list(const char *p)
{
    unsigned n = 1;
    for (; *p && *p != '\n' && *p != ';' && *p != '{'; p++)
        n += *p == ',';
    return n;
}

/* Operands of a row without '*': T is t, A is a. */
static void fixed_operands(Parser *q, IrRef r, IrType t, IrType a, bool after_comma)
{
    UopId op = (UopId)q->u->ops[r].op;
    for (unsigned i = 0; i < uop_info[op].nargs && !q->failed; i++) {
        if (i || after_comma)
            need(q, ",");
        IrRef v = operand(q, ir_arg_type(q->u, op, i, t, a));
        ir_set_arg(q->u, &q->u->ops[r], i, v);
        bool addr = op == UOP_LD || op == UOP_ST || op == UOP_CAS || op == UOP_HLD || op == UOP_HST || op == UOP_HCOUNT;
        if (i == 0 && addr && (*q->p == '+' || *q->p == '-')) {
            int64_t d = (int64_t)number(q, 0);
            q->u->ops[r].imm = d;
        }
    }
}

static void targets(Parser *q, IrRef r)
{
    uint32_t yes = block(q);
    need(q, ",");
    uint32_t no = block(q);
    q->u->ops[r].imm = ir_targets(yes, no);
}

/* What follows the name and suffixes. */
static void op_body(Parser *q, IrRef r, IrType t, IrType a)
{
    IrUnit *u = q->u;
    UopId op = (UopId)u->ops[r].op;
    switch (op) {
    case UOP_CALL: call_op(q, r); return;
    case UOP_PHI: arg_list(q, r, t, NULL, count_list(q->p)); return;
    case UOP_GET:
    case UOP_PUT: u->ops[r].imm = slot(q); break;
    case UOP_ENVP:
    case UOP_FPMODE:
    case UOP_FPCLEAR:
    case UOP_ELD:
    case UOP_EST:
    case UOP_ECOUNT: u->ops[r].imm = in_brackets(q); break;
    case UOP_BR: u->ops[r].imm = block(q); return;
    case UOP_ENTRY: targets(q, r); return;
    case UOP_MARK: u->ops[r].imm = (int64_t)number(q, 10); return;
    case UOP_POLL:
    case UOP_ONCE:
    case UOP_EXIT:
    case UOP_LEAVE: u->ops[r].imm = (int64_t)number(q, 0); return;
    default: fixed_operands(q, r, t, a, false); break;
    }
    if (op == UOP_PUT || op == UOP_EST || op == UOP_ECOUNT)
        fixed_operands(q, r, t, a, true);
    if (op == UOP_GUARD && need(q, ","))
        u->ops[r].imm = (int64_t)number(q, 0);
    if (op == UOP_BRIF && need(q, ","))
        targets(q, r);
}

/* Type of A in rows where T says it. */
static IrType other_type(UopId op, IrType t)
{
    if (op == UOP_BITSI)
        return t == IR_I32 ? IR_F32 : IR_F64;
    if (op == UOP_BITSF)
        return t == IR_F32 ? IR_I32 : IR_I64;
    return IR_VOID;
}

static void op_line(Parser *q, uint32_t blk)
{
    IrUnit *u = q->u;
    IrRef r = IR_NONE;
    if (take(q, "%")) {
        r = temp(q);
        if (r == IR_NONE || u->ops[r].block != IR_NO_BLOCK) {
            fail(q, r ? "%%%u is made twice" : "%%%u is no temp", r);
            return;
        }
        need(q, "=");
    }
    UopId op = op_name(q);
    if (q->failed)
        return;
    const char *sig = uop_info[op].sig;
    bool has_T = strchr(sig, 'T'), has_A = strchr(sig, 'A');
    IrType t = IR_VOID, a = IR_VOID;
    if ((has_T || has_A) && (op != UOP_CALL || r))
        t = type_suffix(q);
    if (!has_T)
        a = t, t = ir_row_type(u, op, a);
    else
        a = other_type(op, t);
    unsigned sub = sub_suffix(q, op);
    bool result = uop_info[op].has_result && t != IR_VOID;
    if (q->failed ||
        (result != (r != IR_NONE) && !fail(q, "%s: result where none is, or none where one is", uop_info[op].name)))
        return;
    if (!r)
        r = ir_new_op(u, op, t);
    u->ops[r] = (IrOp){.op = (uint8_t)op, .type = (uint8_t)t, .sub = (uint8_t)sub, .block = IR_NO_BLOCK};
    op_body(q, r, t, a);
    snapshot(q, r);
    if (op == UOP_MARK)
        q->insn = (unsigned)u->ops[r].imm;
    if (take(q, "@"))
        q->insn = (unsigned)number(q, 10);
    if (take(q, "!"))
        q->origin = (unsigned)number(q, 10);
    u->ops[r].insn = (uint16_t)q->insn;
    u->ops[r].origin = (uint16_t)q->origin;
    u->ops[r].mark = q->line;
    ir_append(u, blk, r);
}

/* ---- lines --------------------------------------------------------------------------------------------------------
 */

static void unit_line(Parser *q)
{
    q->u->pc = number(q, 0);
    if (need(q, "flags"))
        q->u->flags = (uint32_t)number(q, 0);
}

static void insn_line(Parser *q)
{
    uint64_t pc = number(q, 0);
    uint64_t w = number(q, 16);
    unsigned id = 0, nbytes = 4;
    blanks(q);
    if (isdigit((unsigned char)*q->p)) {
        id = (unsigned)number(q, 10);
        nbytes = (unsigned)number(q, 10);
    }
    ir_insn_add(q->u, pc, w, (uint16_t)id, (uint8_t)nbytes);
}

/* "b1 cold freq 3:"; returns the number. */
static uint32_t block_line(Parser *q)
{
    uint32_t n = (uint32_t)number(q, 10);
    IrBlock *b = &q->u->blocks[n];
    for (;;) {
        if (take(q, "cold"))
            b->cold = 1;
        else if (take(q, "freq"))
            b->freq = (uint32_t)number(q, 10);
        else
            break;
    }
    need(q, ":");
    return n;
}

static bool is_block_line(const char *p)
{
    if (*p != 'b' || !isdigit((unsigned char)p[1]))
        return false;
    p += strcspn(p, ":;\n");
    return *p == ':';
}

/* Makes room for the temps and blocks that occur in text. */
static bool make_room(Parser *q, const char *text)
{
    uint64_t temps = 0, blocks = 0;
    for (const char *p = text; *p; p++) {
        if (*p == ';')
            p += strcspn(p, "\n");
        if (*p == '%' && isdigit((unsigned char)p[1])) {
            uint64_t n = strtoull(p + 1, NULL, 10) + 1;
            temps = n > temps ? n : temps;
        }
        if ((p == text || p[-1] == '\n') && is_block_line(p + strspn(p, " \t"))) {
            uint64_t n = strtoull(p + strspn(p, " \t") + 1, NULL, 10) + 1;
            blocks = n > blocks ? n : blocks;
        }
        if (!*p)
            break;
    }
    if (temps > MAX_TEMP || blocks > MAX_BLOCK)
        return fail(q, "temp or block number too high");
    while (q->u->nblocks < blocks)
        ir_block_new(q->u);
    while (q->u->nops < temps) {
        IrRef r = ir_new_op(q->u, UOP_MARK, IR_VOID);
        q->u->ops[r].dead = '-';
    }
    return true;
}

/* Each op's own check; op_line() left the line number in mark. */
static bool check_all(Parser *q)
{
    IrUnit *u = q->u;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
    if (!ir_check_op(u, &u->ops[r], q->err)) {
        err_prefix(q->err, "line %u: %s", u->ops[r].mark, uop_info[u->ops[r].op].name);
        return false;
    }
    return true;
}

/* One line, from its first character that is not blank. *blk = the block ops go to. */
static void one_line(Parser *q, uint32_t *blk)
{
    if (take(q, "unit "))
        unit_line(q);
    else if (take(q, "insn "))
        insn_line(q);
    else if (is_block_line(q->p)) {
        q->p++;
        *blk = block_line(q);
    } else if (*q->p && *q->p != '\n' && *q->p != ';') {
        if (*blk == IR_NO_BLOCK)
            fail(q, "op outside a block");
        else
            op_line(q, *blk);
    }
    blanks(q);
    if (*q->p == ';')
        q->p += strcspn(q->p, "\n");
    if (*q->p && *q->p != '\n')
        fail(q, "'%.*s' not understood", REST(q));
}

IrUnit *ir_parse(Arena *arena, const IrEnv *env, const char *text, Err *err)
{
    Parser q = {.u = ir_unit_new(arena, env, 0, 0), .err = err};
    uint32_t blk = IR_NO_BLOCK;
    if (!make_room(&q, text))
        return NULL;
    for (q.p = text; *q.p && !q.failed; q.p += *q.p == '\n') {
        q.line++;
        blanks(&q);
        one_line(&q, &blk);
    }
    return q.failed || !check_all(&q) ? NULL : q.u;
}
