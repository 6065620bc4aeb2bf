/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is one op as its row of uop.def says? Used by the builder on every op it
 * makes and by the verifier on every op it meets. Looks at the op alone, not at
 * where it stands.
 */
#include "tcg/ir/verify.h"

#include <string.h>

#include "engine/base/bits.h"

/* Type that a signature letter stands for; T and A are given. */
static IrType letter_type(const IrUnit *u, char c, IrType t, IrType a)
{
    switch (c) {
    case 'T': return t;
    case 'A': return a;
    case 'w': return IR_I32;
    case 'l':
    case 'p': return IR_I64;
    case 'f': return IR_F32;
    case 'd': return IR_F64;
    case 'v': return IR_V128;
    case 'a': return u->env->guest64 ? IR_I64 : IR_I32;
    default: return IR_VOID;
    }
}

static bool type_allowed(char family, IrType t)
{
    switch (family) {
    case 'I': return ir_is_int(t);
    case 'F': return ir_is_float(t);
    case 'V': return t == IR_V128;
    case 'X': return t != IR_VOID && t < IR_NTYPES;
    default: return true;
    }
}

/* Access size against type, and the flags the op may have. */
static bool check_mem(const IrOp *o, Err *err)
{
    unsigned size = 1u << (o->sub & IR_M_SIZE), flags = o->sub & ~(unsigned)IR_M_SIZE, allowed = 0;
    switch (o->op) {
    case UOP_LD: allowed = IR_M_SIGN | IR_M_BE | IR_M_FRESH; break;
    case UOP_ST:
    case UOP_CAS: allowed = IR_M_BE; break;
    case UOP_ELD:
    case UOP_HLD: allowed = IR_M_SIGN; break;
    }
    if (!ir_is_int(o->type))
        allowed &= ~(unsigned)IR_M_SIGN;
    if (flags & ~allowed)
        return err_set(err, "access flags 0x%x do not fit", flags);
    if (size > ir_type_size[o->type] || (size != ir_type_size[o->type] && !ir_is_int(o->type)))
        return err_set(err, "access of %u bytes does not fit %s", size, ir_type_name[o->type]);
    return true;
}

static bool check_call(const IrUnit *u, const IrOp *o, Err *err)
{
    if ((uint64_t)o->imm >= u->env->nhelpers)
        return err_set(err, "no helper %lld", (long long)o->imm);
    const IrHelper *h = &u->env->helpers[o->imm];
    if (o->type != h->ret)
        return err_set(err, "helper %s returns %s, not %s", h->name, ir_type_name[h->ret], ir_type_name[o->type]);
    if (o->sub & ~(unsigned)IR_C_IF)
        return err_set(err, "stray sub %u", o->sub);
    if (o->b != h->nargs + (unsigned)(o->sub & IR_C_IF))
        return err_set(err, "helper %s takes %u arguments, not %u", h->name, h->nargs, o->b - (o->sub & IR_C_IF));
    for (unsigned i = 0; i < h->nargs; i++) {
        IrType t = (IrType)u->ops[u->args[o->a + i]].type;
        if (t != h->args[i])
            return err_set(err, "argument %u of helper %s is %s, not %s", i, h->name, ir_type_name[t],
                           ir_type_name[h->args[i]]);
    }
    if (!(o->sub & IR_C_IF))
        return true;
    if (u->ops[u->args[o->a + h->nargs]].type != IR_I32)
        return err_set(err, "the condition of a call is no i32");
    bool result = h->ret == IR_VOID || (ir_is_int((IrType)h->ret) && h->nargs && h->args[h->nargs - 1] == h->ret);
    return (result && (h->flags & IR_H_SLOTS) && (h->flags & IR_H_NOFAULT) && !h->writes) ||
           err_set(err, "helper %s, with such a result, faults or writes, cannot be called on a condition", h->name);
}

static bool check_slot(const IrUnit *u, const IrOp *o, Err *err)
{
    if ((uint64_t)o->imm >= u->env->nslots || u->env->slots[o->imm].type == IR_VOID)
        return err_set(err, "no state slot %lld", (long long)o->imm);
    const IrSlotDesc *s = &u->env->slots[o->imm];
    if (s->type != o->type)
        return err_set(err, "slot %s is %s, not %s", s->name, ir_type_name[s->type], ir_type_name[o->type]);
    return true;
}

static bool check_targets(const IrUnit *u, const IrOp *o, unsigned n, Err *err)
{
    for (unsigned i = 0; i < n; i++)
        if (ir_target(o, i) >= u->nblocks)
            return err_set(err, "no block b%u", ir_target(o, i));
    return true;
}

/* What imm and sub must be, op by op. */
static bool check_details(const IrUnit *u, const IrOp *o, Err *err)
{
    switch (o->op) {
    case UOP_GET:
    case UOP_PUT: return check_slot(u, o, err);
    case UOP_LD:
    case UOP_ST:
    case UOP_CAS:
    case UOP_ELD:
    case UOP_EST:
    case UOP_HLD:
    case UOP_HST: return check_mem(o, err);
    case UOP_CALL: return check_call(u, o, err);
    case UOP_BR: return check_targets(u, o, 1, err);
    case UOP_ENTRY: return check_targets(u, o, 2, err);
    case UOP_BRIF:
        if (o->sub >= IR_FLT)
            return err_set(err, "condition %u is not one of integers", o->sub);
        return check_targets(u, o, 2, err);
    case UOP_GUARD:
    case UOP_SET: return o->sub < IR_FLT || err_set(err, "condition %u is not one of integers", o->sub);
    case UOP_FSET:
        return (o->sub >= IR_FLT && o->sub < IR_NCOND) || err_set(err, "condition %u is not one of floats", o->sub);
    case UOP_MARK: return (uint64_t)o->imm < u->ninsns || err_set(err, "no guest instruction %lld", (long long)o->imm);
    case UOP_FENCE: return o->sub <= IR_FENCE_LIGHT || err_set(err, "fence kind %u", o->sub);
    case UOP_EXIT:
        return o->sub <= (IR_X_POLL | IR_X_CALL | IR_X_RETURN | IR_X_SIDE | IR_X_UNDONE) ||
               err_set(err, "exit flags 0x%x", o->sub);
    case UOP_EXITI:
        return !(o->sub & ~(IR_X_POLL | IR_X_CALL | IR_X_RETURN | IR_X_UNDONE)) ||
               err_set(err, "exit flags 0x%x", o->sub);
    case UOP_LEAVE: return (o->sub > 0 && o->sub < IR_L_COUNT) || err_set(err, "leave reason %u", o->sub);
    case UOP_BITSI:
    case UOP_BITSF:
        return ir_type_size[o->type] == ir_type_size[u->ops[o->a].type] ||
               err_set(err, "%s and %s differ in size", ir_type_name[o->type], ir_type_name[u->ops[o->a].type]);
    case UOP_FPMODE: return o->sub <= 1 || err_set(err, "mode %u", o->sub);
    case UOP_VADD ... UOP_VHALF:
        return ir_vec_sub_ok((UopId)o->op, o->sub) || err_set(err, "no %s of sub %u", uop_info[o->op].name, o->sub);
    default: return o->sub == 0 || err_set(err, "stray sub %u", o->sub);
    }
}

/* A value that may be an operand: made by an op that has a result and was not removed. */
static bool check_value(const IrUnit *u, IrRef r, unsigned i, Err *err)
{
    if (r == IR_NONE || r >= u->nops)
        return err_set(err, "operand %u is missing", i);
    const IrOp *d = &u->ops[r];
    if (d->dead)
        return err_set(err, "operand %u is %%%u, which pass %c removed", i, r, d->dead);
    if (!ir_has_result(d))
        return err_set(err, "operand %u is %%%u, a %s without result", i, r, uop_info[d->op].name);
    return true;
}

static bool check_pool(const IrUnit *u, const IrOp *o, Err *err)
{
    if (o->a > u->nargs || o->b > u->nargs - o->a)
        return err_set(err, "argument list out of range");
    for (unsigned i = 0; i < o->b; i++) {
        IrRef r = u->args[o->a + i];
        if (!check_value(u, r, i, err))
            return false;
        if (o->op == UOP_PHI && u->ops[r].type != o->type)
            return err_set(err, "argument %u is %s, not %s", i, ir_type_name[u->ops[r].type], ir_type_name[o->type]);
    }
    return true;
}

/* Operands of a row without '*' against its signature. */
static bool check_fixed(const IrUnit *u, const IrOp *o, Err *err)
{
    const UopInfo *f = &uop_info[o->op];
    const IrRef arg[3] = {o->a, o->b, o->c};
    IrType A = IR_VOID;
    for (unsigned i = 0; i < 3; i++) {
        if (i >= f->nargs) {
            if (arg[i])
                return err_set(err, "operand %u is one too many", i);
            continue;
        }
        if (!check_value(u, arg[i], i, err))
            return false;
        IrType t = (IrType)u->ops[arg[i]].type;
        char c = f->sig[2 + i];
        if (c == 'A' && A == IR_VOID)
            A = t;
        IrType want = letter_type(u, c, (IrType)o->type, A);
        if (t != want)
            return err_set(err, "operand %u is %s, not %s", i, ir_type_name[t], ir_type_name[want]);
    }
    if (A == IR_VOID)
        return true;
    /* The families I and F of rows with both T and A say what T is; their A is the other one. */
    char fam = f->props[0];
    if (o->op == UOP_BITSI || o->op == UOP_BITSF)
        fam = fam == 'I' ? 'F' : 'I';
    return type_allowed(fam, A) || err_set(err, "operands are %s", ir_type_name[A]);
}

/* The op's own type: T rows by family, others fixed by the signature. */
static bool check_type(const IrUnit *u, const IrOp *o, Err *err)
{
    const UopInfo *f = &uop_info[o->op];
    IrType want = (IrType)o->type;
    if (o->op == UOP_CALL)
        return true;
    if (f->facts & UOP_F_T) {
        if (!type_allowed(f->props[0], want))
            return err_set(err, "type %s is not allowed", ir_type_name[want < IR_NTYPES ? want : 0]);
        return true;
    }
    bool compares = o->op == UOP_BRIF || o->op == UOP_GUARD;
    want = ir_row_type(u, (UopId)o->op, compares && o->a && o->a < u->nops ? (IrType)u->ops[o->a].type : IR_VOID);
    return o->type == want || err_set(err, "type is %s, not %s", ir_type_name[o->type], ir_type_name[want]);
}

IrType ir_row_type(const IrUnit *u, UopId op, IrType a)
{
    const char *sig = uop_info[op].sig;
    if (sig[0] != '-')
        return letter_type(u, sig[0], IR_VOID, a);
    return sig[2] ? letter_type(u, sig[2], IR_VOID, a) : IR_VOID;
}

IrType ir_arg_type(const IrUnit *u, UopId op, unsigned i, IrType t, IrType a)
{
    return letter_type(u, uop_info[op].sig[2 + i], t, a);
}

bool ir_check_op(const IrUnit *u, const IrOp *o, Err *err)
{
    if (o->op >= UOP_COUNT)
        return err_set(err, "no such op: %u", o->op);
    if (!check_type(u, o, err))
        return false;
    bool pool = uop_info[o->op].nargs == IR_ARGS_POOL;
    return (pool ? check_pool(u, o, err) : check_fixed(u, o, err)) && check_details(u, o, err);
}
