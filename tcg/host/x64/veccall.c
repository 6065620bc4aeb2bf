/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector ops that the host has no short code for: calls of a C function for the
 * op and its sub, made from the evaluator.
 */
#include "tcg/host/x64/x64.h"
#include "tcg/ir/eval.h"

typedef uint64_t Vec __attribute__((vector_size(16)));

static Vec evaluate(UopId op, unsigned sub, Vec a, Vec b, Vec c)
{
    IrVal r = ir_eval_vec(op, sub, (IrVal){a[0], a[1]}, (IrVal){b[0], b[1]}, (IrVal){c[0], c[1]});
    return (Vec){r.lo, r.hi};
}

/* Those that may be asked for: op, sub. */
#define CALLS(X)                                                                                                       \
    X(VMIN, 1)                                                                                                         \
    X(VMIN, 2)                                                                                                         \
    X(VMIN, 4)                                                                                                         \
    X(VMIN, 6)                                                                                                         \
    X(VMAX, 1)                                                                                                         \
    X(VMAX, 2)                                                                                                         \
    X(VMAX, 4)                                                                                                         \
    X(VMAX, 6)                                                                                                         \
    X(VMUL, 2)                                                                                                         \
    X(VSHL, 0)                                                                                                         \
    X(VSHL, 1)                                                                                                         \
    X(VSHL, 2)                                                                                                         \
    X(VSHR, 0)                                                                                                         \
    X(VSHR, 1)                                                                                                         \
    X(VSHR, 2)                                                                                                         \
    X(VSAR, 0)                                                                                                         \
    X(VSAR, 1)                                                                                                         \
    X(VSAR, 2)                                                                                                         \
    X(VROTL, 0)                                                                                                        \
    X(VROTL, 1)                                                                                                        \
    X(VROTL, 2)                                                                                                        \
    X(VPERM, 0)                                                                                                        \
    X(VDFMA, 0)                                                                                                        \
    X(VFMA, 0)                                                                                                         \
    X(VFROUND, 0)                                                                                                      \
    X(VFROUND, 1)                                                                                                      \
    X(VFROUND, 2)                                                                                                      \
    X(VFROUND, 3)

#define X(op, sub)                                                                                                     \
    static Vec call_##op##_##sub(Vec a, Vec b, Vec c)                                                                  \
    {                                                                                                                  \
        return evaluate(UOP_##op, sub, a, b, c);                                                                       \
    }
CALLS(X)
#undef X

static const struct {
    UopId op;
    unsigned sub;
    Vec (*fn)(Vec a, Vec b, Vec c);
} calls[] = {
#define X(op, sub) {UOP_##op, sub, call_##op##_##sub},
    CALLS(X)
#undef X
};

void x64_vec_call(X64Cx *cx, IrRef r, const IrOp *o)
{
    for (unsigned i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (calls[i].op == o->op && calls[i].sub == o->sub) {
            x64_call_c(cx, (uint64_t)(uintptr_t)calls[i].fn, false, o->arg, uop_info[o->op].nargs);
            ra_def_at(&cx->ra, r, XMM0);
            return;
        }
    die("no function for %s of sub %u", uop_info[o->op].name, o->sub);
}
