/* SPDX-License-Identifier: Apache-2.0 */
/* A unit through all stages. See explain.h. */
#include "engine/exec/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/exec/compile.h"
#include "engine/exec/hooks.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/text.h"

enum { HOST_ROOM = 64 * 1024, RX = 0, GLUE_RX = 0x7f000000 }; /* where code and glue are said to lie */

static bool fetch(void *ctx, uint64_t pc, uint32_t *word)
{
    const ExplainCode *c = ctx;
    if (pc < c->pc || pc - c->pc + 4 > c->nbytes)
        return false;
    *word = ld_be32(c->bytes + (pc - c->pc));
    return true;
}

static char *op_text(const IrUnit *u, IrRef r)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    ir_print_op(f, u, r);
    fclose(f);
    return text;
}

/* All ops in layout order; marks only head their instruction. */
void explain_begin(Explain *e, const IrUnit *u)
{
    memset(e, 0, sizeof *e);
    e->pc = u->pc;
    e->ninsns = u->ninsns;
    e->insns = malloc((u->ninsns + 1) * sizeof *e->insns);
    memcpy(e->insns, u->insns, u->ninsns * sizeof *e->insns);
    e->notes = calloc(u->ninsns + 1, sizeof *e->notes);
    for (uint32_t i = 0; exec_notes_hook && i < u->ninsns; i++)
        e->notes[i] = exec_notes_hook(u, i);
    e->ops = calloc(u->nops + 1, sizeof *e->ops);
    for (uint32_t b = 0; b < u->nblocks; b++) {
        bool starts = true;
        IR_FOR_OPS(u, b, r)
        {
            const IrOp *o = ir_op(u, r);
            if (o->op == UOP_MARK)
                continue;
            e->ops[e->nops++] = (ExplainOp){
                .ref = r, .insn = o->insn, .origin = o->origin, .block = b, .starts = starts, .before = op_text(u, r)};
            starts = false;
        }
    }
}

/* Index of op r, or nops. */
static unsigned find_op(const Explain *e, IrRef r)
{
    unsigned i = 0;
    while (i < e->nops && e->ops[i].ref != r)
        i++;
    return i;
}

static char *ref_text(const IrUnit *u, IrRef r)
{
    char *s = NULL;
    if (r == IR_NONE)
        return NULL;
    const IrOp *o = ir_op(u, r);
    if (asprintf(&s, o->op == UOP_CONST ? "$0x%llx" : "%%%llu",
                 o->op == UOP_CONST ? (unsigned long long)o->imm : (unsigned long long)r) < 0)
        return NULL;
    return s;
}

/* An op that a pass made goes behind the op before it in its block, or in front of the block's first. */
static void insert_made(Explain *e, const IrUnit *u, IrRef r)
{
    const IrOp *o = ir_op(u, r);
    unsigned at = o->prev ? find_op(e, o->prev) + 1 : 0;
    if (!o->prev)
        while (at < e->nops && e->ops[at].block != o->block)
            at++;
    if (at > e->nops) /* behind a mark only */
        at = e->nops;
    memmove(&e->ops[at + 1], &e->ops[at], (e->nops - at) * sizeof *e->ops);
    e->ops[at] = (ExplainOp){.ref = r, .insn = o->insn, .origin = o->origin, .block = o->block, .after = op_text(u, r)};
    e->nops++;
}

/* What became of each op, and those that passes made. */
void explain_passes(Explain *e, const IrUnit *u)
{
    e->nblocks = u->nblocks;
    for (unsigned i = 0; i < e->nops; i++) {
        ExplainOp *x = &e->ops[i];
        const IrOp *o = ir_op(u, x->ref);
        if (o->dead) {
            x->removed_by = (char)o->dead;
            x->became = ref_text(u, ir_resolve(u, x->ref) == x->ref ? IR_NONE : ir_resolve(u, x->ref));
        } else {
            x->after = op_text(u, x->ref);
        }
    }
    e->ops = realloc(e->ops, (e->nops + u->nops) * sizeof *e->ops);
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
    if (ir_op(u, r)->op != UOP_MARK && find_op(e, r) == e->nops)
        insert_made(e, u, r);
}

typedef struct HostCtx {
    Explain *e;
    const IrUnit *u;
    const HostCode *code;
    const HostRt *rt;
    uint64_t rx;
    unsigned cap;
} HostCtx;

/* A jump to the glue by name: what "jmp 0x7f000040" means. */
static char *host_text(const HostRt *rt, uint64_t rx, const char *text)
{
    const struct {
        uint64_t rx;
        const char *name;
    } glue[] = {{rt->glue_leave, "leave"}, {rt->glue_link, "link"}, {rt->glue_miss, "miss"}};
    const char *hex = strstr(text, "0x");
    char *named = NULL;
    for (unsigned i = 0; hex && i < ARRAY_LEN(glue); i++)
        if (text[0] == 'j' && strtoull(hex, NULL, 16) + rx == glue[i].rx &&
            asprintf(&named, "%.*s<run loop: %s>", (int)(hex - text), text, glue[i].name) >= 0)
            return named;
    return strdup(text);
}

static void note_host(void *ctx, uint32_t off, const char *text)
{
    HostCtx *h = ctx;
    Explain *e = h->e;
    if (e->nhost == h->cap) {
        h->cap = h->cap ? h->cap * 2 : 64;
        e->host = realloc(e->host, h->cap * sizeof *e->host);
    }
    ExplainHost *x = &e->host[e->nhost++];
    *x = (ExplainHost){.off = off, .cold = off >= h->code->hot_bytes, .text = host_text(h->rt, h->rx, text)};
    for (uint32_t i = 0; i < h->code->nlines && h->code->lines[i].off <= off; i++)
        x->op = h->code->lines[i].op;
    x->insn = x->op ? ir_op(h->u, x->op)->insn : 0;
}

void explain_host(Explain *e, const IrUnit *u, const HostCode *code, const uint8_t *bytes, uint64_t rx,
                  const HostRt *rt)
{
    HostCtx ctx = {.e = e, .u = u, .code = code, .rt = rt, .rx = rx};
    e->host_bytes = code->nbytes;
    host_disas(bytes, code->nbytes, 0, note_host, &ctx);
}

static bool make_host(Explain *e, IrUnit *u, Err *err)
{
    uint8_t *buf = malloc(HOST_ROOM);
    HostRt rt;
    HostConfig hc = {.tb_number = 1, .want_lines = true};
    HostCode code;
    compile_rt_offsets(&rt); /* as the run loop sets them; the glue lies elsewhere */
    rt.once_fn = 1;          /* never called */
    CHECK(host_make_glue(&rt, buf, HOST_ROOM, GLUE_RX) <= HOST_ROOM);
    bool ok = host_compile(u, &rt, &hc, buf, HOST_ROOM, RX, &code) == HOST_OK;
    if (ok)
        explain_host(e, u, &code, buf, RX, &rt);
    else
        err_set(err, "the TB is too big to compile");
    free(buf);
    return ok;
}

bool explain_unit(Explain *e, const ExplainCode *code, Err *err)
{
    Arena arena = {0};
    IrUnit *u = ir_unit_new(&arena, ppc_ir_env(false), code->pc, 0);
    TransConfig cfg = {.max_insns = exec_config.tb_max_insns,
                       .fetch = fetch,
                       .fetch_ctx = (void *)code,
                       .insn_hook = exec_decode_hook,
                       .hook_ctx = exec_decode_hook_ctx,
                       .plain_fpr = exec_plain_fpr};
    memset(e, 0, sizeof *e);
    bool ok = trans_unit(u, &cfg) || err_set(err, "there is no code at 0x%llx", (unsigned long long)code->pc);
    if (ok) {
        if (exec_instrument_hook)
            exec_instrument_hook(u);
        explain_begin(e, u);
        compile_optimise(u);
        explain_passes(e, u);
        ok = make_host(e, u, err);
    }
    arena_free(&arena);
    return ok;
}

void explain_free(Explain *e)
{
    for (unsigned i = 0; i < e->nops; i++) {
        free(e->ops[i].before);
        free(e->ops[i].after);
        free(e->ops[i].became);
    }
    for (unsigned i = 0; i < e->nhost; i++)
        free(e->host[i].text);
    for (unsigned i = 0; i < e->ninsns; i++)
        free(e->notes[i]);
    free(e->notes);
    free(e->insns);
    free(e->ops);
    free(e->host);
}
