/* SPDX-License-Identifier: Apache-2.0 */
/* What the floating-point groups share: registers as f64 values and as bits. */
#ifndef ENGRAFT_PPC_TRANS_T_FP_H
#define ENGRAFT_PPC_TRANS_T_FP_H

#include "ppc/trans/trans.h"

/* FPR n as f64, and the reverse. */
IrRef t_fpr(Trans *t, unsigned n);
void t_put_fpr(Trans *t, unsigned n, IrRef v);
/* The same for a v that is a single-precision number and no NaN, which is remembered; v32: it as f32, or IR_NONE. */
void t_put_fpr_single(Trans *t, unsigned n, IrRef v, IrRef v32);
/* True when FPR n is known to hold a single-precision number. */
static inline bool t_fpr_is_single(const Trans *t, unsigned n)
{
    return t->fpr_single >> n & 1;
}
/* f64 to its bits as i64, and the reverse. */
IrRef t_fbits(Trans *t, IrRef v);
IrRef t_bitsf(Trans *t, IrRef v);
/* Record forms: CR1 := FX FEX VX OX of the FPSCR. Also on a side path. */
void t_put_cr1(Trans *t);

#endif
