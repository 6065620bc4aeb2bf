/* SPDX-License-Identifier: Apache-2.0 */
/* The public API's part about single micro-ops and passes of the optimiser. */
#include <string.h>

#include "engine/plugin/plg.h"
#include "ppc/isa/effects.h"
#include "ppc/isa/isa.h"
#include "tcg/opt/pass.h"

/* ---------------------------------------------------------------- walking */

EgUop eg_next_uop(EgTb *tb, EgUop u)
{
    const IrUnit *un = tb->u;
    uint32_t b = 0;
    if (u.ref) {
        const IrOp *o = ir_op(un, u.ref);
        if (o->next)
            return (EgUop){o->next};
        b = o->block + 1;
    }
    while (b < un->nblocks && !un->blocks[b].first)
        b++;
    return (EgUop){b < un->nblocks ? un->blocks[b].first : 0};
}

static const IrOp *op_of(const EgTb *tb, EgUop u, const char *function)
{
    if (!u.ref || u.ref >= tb->u->nops || ir_op(tb->u, u.ref)->dead || ir_op(tb->u, u.ref)->block == IR_NO_BLOCK)
        plg_misuse(tb->running, function, "%u is no micro-op of this TB", u.ref);
    return ir_op(tb->u, u.ref);
}

void eg_uop_info(const EgTb *tb, EgUop u, EgUopInfo *out)
{
    const IrOp *o = op_of(tb, u, "eg_uop_info");
    EgUopInfo full = {.name = uop_info[o->op].name,
                      .id = o->op,
                      .insn = o->insn,
                      .origin = o->origin,
                      .type = (EgType)o->type,
                      .effect = (EgUopEffect)(uop_info[o->op].effect + 1),
                      .cold = tb->u->blocks[o->block].cold,
                      .sub = o->sub,
                      .imm = o->imm,
                      .nargs = ir_nargs(tb->u, o)};
    for (unsigned i = 0; i < full.nargs && i < EG_UOP_ARGS; i++)
        full.args[i].ref = ir_arg(tb->u, o, i);
    full.result.ref = ir_has_result(o) ? u.ref : 0;
    size_t n = out->struct_size < sizeof full ? out->struct_size : sizeof full;
    full.struct_size = n;
    memcpy(out, &full, n);
}

uint32_t eg_uop_by_name(const char *name)
{
    for (unsigned i = 0; i < UOP_COUNT; i++)
        if (strcmp(uop_info[i].name, name) == 0)
            return i;
    return EG_NO_UOP;
}

bool eg_const_value(const EgTb *tb, EgVal v, uint64_t *value)
{
    if (v.ref == 0 || v.ref >= tb->u->nops || !ir_is_const(tb->u, v.ref))
        return false;
    *value = (uint64_t)ir_op(tb->u, v.ref)->imm;
    return true;
}

EgPlace eg_before_uop(EgTb *tb, EgUop u)
{
    const IrOp *o = op_of(tb, u, "eg_before_uop");
    if (o->op == UOP_PHI)
        plg_misuse(tb->running, "eg_before_uop", "nothing may stand before a phi");
    return (EgPlace){.tb = tb, .before = u.ref, .block = o->block, .insn = o->insn};
}

EgPlace eg_after_uop(EgTb *tb, EgUop u)
{
    const IrOp *o = op_of(tb, u, "eg_after_uop");
    if (uop_info[o->op].effect == IR_E_END || (o->op == UOP_PHI && ir_op(tb->u, o->next)->op == UOP_PHI))
        plg_misuse(tb->running, "eg_after_uop", "nothing may stand behind a %s", uop_info[o->op].name);
    return (EgPlace){.tb = tb, .before = o->next, .block = o->block, .insn = o->insn};
}

void eg_replace_uop(EgTb *tb, EgUop u, EgVal with)
{
    const IrOp *o = op_of(tb, u, "eg_replace_uop");
    if (!ir_removable(tb->u, o) || !ir_has_result(o))
        plg_misuse(tb->running, "eg_replace_uop", "a %s has effects and cannot be replaced", uop_info[o->op].name);
    EgPlace at = {.tb = tb, .before = u.ref, .block = o->block, .insn = o->insn};
    plg_want_type(&at, with, (IrType)o->type, "eg_replace_uop");
    ir_replace(tb->u, u.ref, with.ref, tb->pass ? tb->pass : 'p');
    ir_apply_subst(tb->u);
}

/* ---------------------------------------------------------------- decoded operands and effects */

void eg_insn_effects(const EgInsn *insn, EgEffects *out)
{
    PpcEffects e;
    ppc_effects((PpcOp)insn->op, plg_insn_word(insn), &e);
    EgEffects full = {.load_nbytes = e.load, .store_nbytes = e.store, .operands = ppc_row((PpcOp)insn->op)->operands};
    size_t n = out->struct_size < sizeof full ? out->struct_size : sizeof full;
    full.struct_size = n;
    memcpy(out, &full, n);
}

bool eg_insn_reads_reg(const EgInsn *insn, int reg)
{
    PpcEffects e;
    ppc_effects((PpcOp)insn->op, plg_insn_word(insn), &e);
    return plg_reg_in(&e.reads, reg);
}

bool eg_insn_writes_reg(const EgInsn *insn, int reg)
{
    PpcEffects e;
    ppc_effects((PpcOp)insn->op, plg_insn_word(insn), &e);
    return plg_reg_in(&e.writes, reg);
}

/* ---------------------------------------------------------------- passes */

typedef struct PlgPass {
    EgPlugin *p;
    EgTbFn fn;
    void *user;
    char letter;
} PlgPass;

bool plg_passes;

static void run_pass(IrUnit *u, void *arg)
{
    const PlgPass *x = arg;
    EgTb tb = {.u = u, .info = plg_info_of(u->plugin), .running = x->p, .pass = x->letter};
    x->fn(&tb, x->user);
    if (tb.appends)
        plg_misuse(x->p, "eg_ring_append", "a pass cannot append to rings");
}

void eg_pass(EgPlugin *p, char letter, const char *name, const char *help, EgTbFn fn, void *user, char place,
             bool after)
{
    Err e = {0};
    plg_only_in_install(p, "eg_pass");
    if (!fn || !g_ascii_isalnum(letter))
        plg_misuse(p, "eg_pass", "a pass needs a function and a letter");
    PlgPass *x = g_new0(PlgPass, 1);
    plg_passes = true;
    *x = (PlgPass){p, fn, user, letter};
    OptPass o = {.letter = letter, .name = g_strdup(name), .help = g_strdup(help), .run_arg = run_pass, .arg = x};
    if (!opt_pass_add(&o, place, after, &e))
        plg_misuse(p, "eg_pass", "%s", e.text);
}

void eg_pass_off(EgPlugin *p, char letter)
{
    Err e = {0};
    plg_only_in_install(p, "eg_pass_off");
    if (!opt_pass_drop(letter, &e))
        plg_misuse(p, "eg_pass_off", "%s", e.text);
}

void eg_pass_move(EgPlugin *p, char letter, char place, bool after)
{
    Err e = {0};
    plg_only_in_install(p, "eg_pass_move");
    if (!opt_pass_move(letter, place, after, &e))
        plg_misuse(p, "eg_pass_move", "%s", e.text);
}
