/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the passes of pass.def, with statistics, dumps and checks; and what the passes share. */
#include "tcg/opt/pass.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/err.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tcg/opt/opt.h"

OptPass opt_passes[OPT_MAX_PASSES] = {
#define P(letter, name, function, needs, keeps, breaks, help) {letter, name, help, function, NULL, NULL},
#include "tcg/opt/pass.def"
#undef P
};
unsigned opt_npasses = 0
#define P(letter, name, function, needs, keeps, breaks, help) +1
#include "tcg/opt/pass.def"
#undef P
    ;
OptPassStats opt_stats[OPT_MAX_PASSES];

int opt_pass_find(char letter)
{
    for (unsigned i = 0; i < opt_npasses; i++)
        if (opt_passes[i].letter == letter)
            return (int)i;
    return -1;
}

static bool no_pass(char letter, Err *err)
{
    return err_set(err, "there is no pass '%c'", letter);
}

/* Where a pass goes that is to stand next to `place`. */
static bool find_place(char place, bool after, unsigned *at, Err *err)
{
    int i = opt_pass_find(place);
    *at = place ? (unsigned)i + after : opt_npasses;
    return !place || i >= 0 || no_pass(place, err);
}

static void insert_pass(const OptPass *p, unsigned at)
{
    memmove(&opt_passes[at + 1], &opt_passes[at], (opt_npasses - at) * sizeof *p);
    opt_passes[at] = *p;
    opt_npasses++;
}

static void take_pass(unsigned at)
{
    opt_npasses--;
    memmove(&opt_passes[at], &opt_passes[at + 1], (opt_npasses - at) * sizeof *opt_passes);
}

bool opt_pass_add(const OptPass *p, char place, bool after, Err *err)
{
    unsigned at;
    if (opt_pass_find(p->letter) >= 0)
        return err_set(err, "there is already a pass '%c'", p->letter);
    if (opt_npasses == OPT_MAX_PASSES)
        return err_set(err, "there are already %u passes", opt_npasses);
    if (!find_place(place, after, &at, err))
        return false;
    insert_pass(p, at);
    return true;
}

bool opt_pass_drop(char letter, Err *err)
{
    int i = opt_pass_find(letter);
    if (i < 0)
        return no_pass(letter, err);
    take_pass((unsigned)i);
    return true;
}

bool opt_pass_move(char letter, char place, bool after, Err *err)
{
    int i = opt_pass_find(letter);
    unsigned at;
    if (i < 0)
        return no_pass(letter, err);
    if (letter == place)
        return true;
    OptPass p = opt_passes[i];
    take_pass((unsigned)i);
    bool ok = find_place(place, after, &at, err);
    insert_pass(&p, ok ? at : (unsigned)i);
    return ok;
}

void opt_refresh(IrUnit *u, IrRef r)
{
    IrOp *o = &u->ops[r];
    unsigned n = uop_info[o->op].nargs;
    if (n == IR_ARGS_POOL) {
        for (unsigned i = 0; i < o->b; i++)
            u->args[o->a + i] = ir_resolve(u, u->args[o->a + i]);
    } else {
        if (n > 0)
            o->a = ir_resolve(u, o->a);
        if (n > 1)
            o->b = ir_resolve(u, o->b);
        if (n > 2)
            o->c = ir_resolve(u, o->c);
    }
    /* shared chains may be changed in place: what resolves for one op resolves for all */
    for (IrSnap *s = (IrSnap *)o->snap; s; s = (IrSnap *)s->next)
        s->ref = ir_resolve(u, s->ref);
}

void opt_drop_unreached(IrUnit *u, char by)
{
    const IrCfg *c = ir_cfg_get(u);
    if (c->nrpo == u->nblocks)
        return;
    for (uint32_t b = 0; b < u->nblocks; b++) {
        if (c->pos[b] != IR_UNREACHED || !u->blocks[b].first)
            continue;
        uint32_t to[2];
        unsigned n = ir_succs(u, b, to);
        while (u->blocks[b].last)
            ir_remove(u, u->blocks[b].last, by);
        /* places in rpo stay as they are: c is only asked about blocks that are not in it */
        while (n-- > 0)
            ir_edge_removed(u, b, to[n]);
    }
}

static void add_stats(OptPassStats *s, uint64_t ns, uint64_t removed, uint64_t added)
{
    __atomic_fetch_add(&s->runs, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&s->nanoseconds, ns, __ATOMIC_RELAXED);
    __atomic_fetch_add(&s->removed, removed, __ATOMIC_RELAXED);
    __atomic_fetch_add(&s->added, added, __ATOMIC_RELAXED);
}

/* Ops in blocks. */
static uint64_t count_ops(const IrUnit *u)
{
    uint64_t n = 0;
    for (uint32_t b = 0; b < u->nblocks; b++)
        IR_FOR_OPS(u, b, r)
    n++;
    return n;
}

static void check(IrUnit *u, const OptPass *p)
{
    Err err = {""};
    if (ir_verify(u, &err))
        return;
    ir_print(stderr, u, IR_T_REMOVED);
    die("unit at 0x%llx after pass %c (%s): %s", (unsigned long long)u->pc, p->letter, p->name, err.text);
}

static void dump(const IrUnit *u, const OptPass *p, FILE *f)
{
    fprintf(f, "-- after pass %c (%s)\n", p->letter, p->name);
    ir_print(f, u, IR_T_REMOVED | IR_T_INSNS);
}

void opt_run(IrUnit *u, const OptConfig *cfg)
{
    if (strchr(cfg->off, '*'))
        return;
    u->cfg = NULL;
    opt_drop_unreached(u, 'D');
    for (unsigned i = 0; i < opt_npasses; i++) {
        const OptPass *p = &opt_passes[i];
        if (strchr(cfg->off, p->letter))
            continue;
        uint64_t before = cfg->stats ? count_ops(u) : 0, made = u->nops, t0 = cfg->stats ? clock_now_ns() : 0;
        if (p->run_arg)
            p->run_arg(u, p->arg);
        else
            p->run(u);
        if (cfg->stats) {
            uint64_t t1 = clock_now_ns(), added = u->nops - made, after = count_ops(u);
            add_stats(&opt_stats[i], t1 - t0, before + added > after ? before + added - after : 0, added);
        }
        if (cfg->verify)
            check(u, p);
        if (cfg->dump && strchr(cfg->dump, p->letter))
            dump(u, p, cfg->dump_file ? cfg->dump_file : stderr);
    }
}

bool opt_check_letters(const char *letters, Err *err)
{
    char known[64];
    unsigned n = 0;
    for (unsigned i = 0; i < opt_npasses && n + 1 < sizeof known; i++)
        known[n++] = opt_passes[i].letter;
    known[n] = 0;
    for (const char *p = letters; *p; p++)
        if (*p != '*' && opt_pass_find(*p) < 0)
            return err_set(err, "--off: there is no pass '%c' (passes: %s, * = all)", *p, known);
    return true;
}
