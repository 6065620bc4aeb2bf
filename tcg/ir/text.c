/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The printer of the text form (text.h). parse.c reads what this file writes;
 * the two change together.
 *
 * After the op name comes the type that its constants need to be read back:
 * T where the row has one, else the type of its A operands (set, brif, carry).
 */
#include "tcg/ir/text.h"

#include <inttypes.h>
#include <string.h>

#include "tcg/ir/verify.h"

typedef struct Printer {
    FILE *f;
    const IrUnit *u;
    unsigned how;
    unsigned insn, origin;  /* what the parser would stamp the next op with */
    IrRef *removed;         /* next removed op of the same place; [ref] for places after an op */
    IrRef *after, *at_head; /* first removed op after op ref / at the head of block n */
} Printer;

static void print_const(FILE *f, const IrUnit *u, const IrOp *o)
{
    if (o->type == IR_V128)
        fprintf(f, "$v%016" PRIx64 "%016" PRIx64, u->v128[o->imm][1], u->v128[o->imm][0]);
    else
        fprintf(f, "$0x%" PRIx64, (uint64_t)o->imm);
}

static void print_ref(FILE *f, const IrUnit *u, IrRef r)
{
    if (r == IR_NONE)
        fputs("%none", f);
    else if (r < u->nops && u->ops[r].op == UOP_CONST)
        print_const(f, u, &u->ops[r]);
    else
        fprintf(f, "%%%u", r);
}

/* "+8", "-4" or nothing */
static void print_disp(FILE *f, int64_t d)
{
    if (d)
        fprintf(f, "%+" PRId64, d);
}

static void print_mem(FILE *f, unsigned sub)
{
    fprintf(f, ".%u%s%s%s", 8u << (sub & IR_M_SIZE), sub & IR_M_SIGN ? "s" : "", sub & IR_M_BE ? "be" : "",
            sub & IR_M_FRESH ? "f" : "");
}

static void print_exit_flags(FILE *f, unsigned sub)
{
    fprintf(f, "%s%s%s%s%s", sub & IR_X_POLL ? ".poll" : "", sub & IR_X_CALL ? ".call" : "",
            sub & IR_X_RETURN ? ".return" : "", sub & IR_X_SIDE ? ".side" : "", sub & IR_X_UNDONE ? ".undone" : "");
}

/* Name with its suffixes. */
static void print_name(FILE *f, const IrUnit *u, const IrOp *o)
{
    const UopInfo *info = &uop_info[o->op];
    IrType t = IR_VOID;
    if (strchr(info->sig, 'T'))
        t = (IrType)o->type;
    else if (strchr(info->sig, 'A'))
        t = (IrType)u->ops[o->a].type;
    fputs(info->name, f);
    if (t != IR_VOID)
        fprintf(f, ".%s", ir_type_name[t]);
    switch (o->op) {
    case UOP_SET:
    case UOP_FSET:
    case UOP_GUARD:
    case UOP_BRIF: fprintf(f, ".%s", ir_cond_name[o->sub]); break;
    case UOP_LD:
    case UOP_ST:
    case UOP_CAS:
    case UOP_ELD:
    case UOP_EST:
    case UOP_HLD:
    case UOP_HST: print_mem(f, o->sub); break;
    case UOP_EXIT:
    case UOP_EXITI: print_exit_flags(f, o->sub); break;
    case UOP_LEAVE: fprintf(f, ".%s", ir_leave_name[o->sub]); break;
    case UOP_VHALF: fputs(o->sub ? ".high" : ".low", f); break;
    case UOP_VDCMP:
    case UOP_VFCMP: fprintf(f, ".%s", ir_vf_name[o->sub]); break;
    case UOP_VFROUND: fprintf(f, ".%s", ir_vr_name[o->sub]); break;
    case UOP_VSPLAT:
    case UOP_VADD ... UOP_VMADD: fprintf(f, ".%u%s", 8u << (o->sub & IR_V_LANE), o->sub & IR_V_SIGN ? "s" : ""); break;
    case UOP_FPMODE: fputs(o->sub ? ".vector" : ".scalar", f); break;
    case UOP_CALL: fputs(o->sub & IR_C_IF ? ".if" : "", f); break;
    case UOP_FENCE: fputs(o->sub == IR_FENCE_LIGHT ? ".light" : "", f); break;
    }
}

static void print_list(FILE *f, const IrUnit *u, const IrOp *o)
{
    for (unsigned i = 0; i < o->b; i++) {
        fputs(i ? ", " : "", f);
        print_ref(f, u, u->args[o->a + i]);
    }
}

/* Operands and numbers, in each op's own shape. */
static void print_operands(FILE *f, const IrUnit *u, const IrOp *o)
{
    switch (o->op) {
    case UOP_GET: fprintf(f, " %s", u->env->slots[o->imm].name); return;
    case UOP_PUT: fprintf(f, " %s,", u->env->slots[o->imm].name); break;
    case UOP_CALL:
        fprintf(f, " %s(", u->env->helpers[o->imm].name);
        print_list(f, u, o);
        fputc(')', f);
        return;
    case UOP_PHI:
        fputc(' ', f);
        print_list(f, u, o);
        return;
    case UOP_ENVP:
    case UOP_FPMODE:
    case UOP_FPCLEAR:
    case UOP_ELD: fprintf(f, " [%" PRId64 "]", o->imm); return;
    case UOP_EST:
    case UOP_ECOUNT: fprintf(f, " [%" PRId64 "],", o->imm); break;
    case UOP_BR: fprintf(f, " b%u", ir_target(o, 0)); return;
    case UOP_ENTRY: fprintf(f, " b%u, b%u", ir_target(o, 0), ir_target(o, 1)); return;
    case UOP_MARK: fprintf(f, " %" PRId64, o->imm); return;
    case UOP_POLL:
    case UOP_ONCE:
    case UOP_EXIT:
    case UOP_LEAVE: fprintf(f, " 0x%" PRIx64, (uint64_t)o->imm); return;
    }
    bool addr = o->op == UOP_LD || o->op == UOP_ST || o->op == UOP_CAS || o->op == UOP_HLD || o->op == UOP_HST ||
                o->op == UOP_HCOUNT;
    for (unsigned i = 0; i < uop_info[o->op].nargs; i++) {
        fputs(i ? ", " : " ", f);
        print_ref(f, u, ir_arg(u, o, i));
        if (i == 0 && addr)
            print_disp(f, o->imm);
    }
    if (o->op == UOP_GUARD)
        fprintf(f, ", 0x%" PRIx64, (uint64_t)o->imm);
    if (o->op == UOP_BRIF)
        fprintf(f, ", b%u, b%u", ir_target(o, 0), ir_target(o, 1));
}

static void print_snap(FILE *f, const IrUnit *u, const IrSnap *s)
{
    if (!s)
        return;
    for (const char *sep = " {"; s; s = s->next, sep = ", ") {
        fprintf(f, "%s%s=", sep, u->env->slots[s->slot].name);
        print_ref(f, u, s->ref);
    }
    fputc('}', f);
}

void ir_print_op(FILE *f, const IrUnit *u, IrRef r)
{
    const IrOp *o = &u->ops[r];
    if (o->op == UOP_CONST) {
        print_ref(f, u, r);
        return;
    }
    if (ir_has_result(o))
        fprintf(f, "%%%u = ", r);
    print_name(f, u, o);
    print_operands(f, u, o);
    print_snap(f, u, o->snap);
}

/* Lists removed ops by where they stood. */
static void collect_removed(Printer *p)
{
    const IrUnit *u = p->u;
    p->removed = arena_zalloc(u->arena, u->nops * sizeof(IrRef));
    p->after = arena_zalloc(u->arena, u->nops * sizeof(IrRef));
    p->at_head = arena_zalloc(u->arena, (u->nblocks + 1) * sizeof(IrRef));
    for (IrRef r = u->nops; r-- > 1;) {
        const IrOp *o = &u->ops[r];
        if (!o->dead || o->block == IR_NO_BLOCK)
            continue;
        IrRef at = o->prev;
        while (at && u->ops[at].dead)
            at = u->ops[at].prev;
        IrRef *head = at ? &p->after[at] : &p->at_head[o->block];
        p->removed[r] = *head;
        *head = r;
    }
}

static void print_removed(Printer *p, IrRef r)
{
    for (; r; r = p->removed[r]) {
        const IrOp *o = &p->u->ops[r];
        fprintf(p->f, "%s  ; %c  ", p->how & IR_T_COLOR ? "\033[2m" : "", o->dead);
        ir_print_op(p->f, p->u, r);
        if (o->subst) {
            fputs("  -> ", p->f);
            print_ref(p->f, p->u, o->subst);
        }
        fputs(p->how & IR_T_COLOR ? "\033[0m\n" : "\n", p->f);
    }
}

/* One op with what the parser could not know from the ops before it. */
static void print_line(Printer *p, IrRef r)
{
    const IrOp *o = &p->u->ops[r];
    const IrEnv *env = p->u->env;
    if (o->op == UOP_MARK)
        p->insn = (unsigned)o->imm;
    bool tint = (p->how & IR_T_COLOR) && o->origin;
    fputs(tint ? "\033[36m    " : "    ", p->f);
    ir_print_op(p->f, p->u, r);
    if (o->insn != p->insn)
        fprintf(p->f, " @%u", p->insn = o->insn);
    if (o->origin != p->origin)
        fprintf(p->f, " !%u", p->origin = o->origin);
    if (o->op == UOP_MARK && (p->how & IR_T_INSNS) && env->insn_text) {
        char buf[128];
        const IrInsn *in = &p->u->insns[o->imm];
        fprintf(p->f, "%*s; %" PRIx64 ": %s", 28, "", in->pc, env->insn_text(in, buf, sizeof buf));
    }
    fputs(tint ? "\033[0m\n" : "\n", p->f);
    if (p->removed)
        print_removed(p, p->after[r]);
}

static void print_insns(Printer *p)
{
    for (uint32_t i = 0; i < p->u->ninsns; i++) {
        const IrInsn *in = &p->u->insns[i];
        fprintf(p->f, "insn 0x%" PRIx64 " %0*" PRIx64, in->pc, in->word >> 32 ? 16 : 8, in->word);
        if (in->id || in->nbytes != 4)
            fprintf(p->f, " %u %u", in->id, in->nbytes);
        char buf[128];
        if (p->u->env->insn_text)
            fprintf(p->f, "  ; %s", p->u->env->insn_text(in, buf, sizeof buf));
        fputc('\n', p->f);
    }
}

void ir_print(FILE *f, const IrUnit *u, unsigned how)
{
    Printer p = {.f = f, .u = u, .how = how};
    fprintf(f, "unit 0x%" PRIx64 " flags %u\n", u->pc, u->flags);
    print_insns(&p);
    if (how & IR_T_REMOVED)
        collect_removed(&p);
    for (uint32_t b = 0; b < u->nblocks; b++) {
        const IrBlock *blk = &u->blocks[b];
        fprintf(f, "b%u%s", b, blk->cold ? " cold" : "");
        if (blk->freq != 16)
            fprintf(f, " freq %u", blk->freq);
        fputs(":\n", f);
        if (p.removed)
            print_removed(&p, p.at_head[b]);
        IR_FOR_OPS(u, b, r)
        print_line(&p, r);
    }
}
