/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector-scalar floating point. A scalar operation whose registers are all
 * FPRs is the one of the floating-point group, with a zero in
 * doubleword 1; the others are executed by a helper.
 */
#include "ppc/trans/t_vsx.h"

/* Operands of the floating-point instruction: FRA, FRB, FRC as VSR numbers; 0 where it has none. */
static bool as_fpr(Trans *t, uint32_t word, PpcOp op, void (*fn)(Trans *t, uint32_t word), unsigned a, unsigned b,
                   unsigned c)
{
    unsigned xt = f_xt(word);
    if (t->fpexact || (xt | a | b | c) >= 32)
        return false;
    t_vsx_put_low(t, xt, t_i64(t, 0)); /* before: the rare results leave the TB */
    t_fpmode(t, T_FPMODE_SCALAR);
    fn(t, ppc_row(op)->match | xt << 21 | a << 16 | b << 11 | c << 6);
    return true;
}

#define SCALAR(id, op, a, b, c)                                                                                        \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        if (!as_fpr(t, word, PPC_##op, trans_##op, a, b, c))                                                           \
            t_vsx_helper(t, word);                                                                                     \
    }
#define A               f_xa(word)
#define B               f_xb(word)
#define T               f_xt(word)
#define SCALAR1(id, op) SCALAR(id, op, 0, B, 0)
#define SCALAR2(id, op) SCALAR(id##DP, op, A, B, 0) SCALAR(id##SP, op##S, A, B, 0)
#define SCALAR3(id, op)                                                                                                \
    SCALAR(id##ADP, op, A, T, B)                                                                                       \
    SCALAR(id##MDP, op, A, B, T)                                                                                       \
    SCALAR(id##ASP, op##S, A, T, B) SCALAR(id##MSP, op##S, A, B, T)
#include "ppc/cpu/vsxscalar.def"
SCALAR(XSMULDP, FMUL, A, 0, B)
SCALAR(XSMULSP, FMULS, A, 0, B)

/* Compares: the same field BF. */
#define COMPARE(id, op)                                                                                                \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        if (t->fpexact || (A | B) >= 32) {                                                                             \
            t_vsx_helper(t, word);                                                                                     \
            return;                                                                                                    \
        }                                                                                                              \
        t_fpmode(t, T_FPMODE_SCALAR);                                                                                  \
        trans_##op(t, ppc_row(PPC_##op)->match | (word & 0x03800000u) | A << 16 | B << 11);                            \
    }
COMPARE(XSCMPUDP, FCMPU)
COMPARE(XSCMPODP, FCMPO)

#define HELPER(id)                                                                                                     \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        t_vsx_helper(t, word);                                                                                         \
    }
HELPER(XSMAXDP)
HELPER(XSMINDP)
HELPER(XSTDIVDP)
HELPER(XVTDIVDP)
HELPER(XVMAXSP)
HELPER(XVMINSP)
HELPER(XVMAXDP)
HELPER(XVMINDP)
HELPER(XSCVDPUXWS)
HELPER(XSCVDPSXWS)
HELPER(XSRDPIC)
HELPER(XVCVSPUXWS)
HELPER(XVRSPI)
HELPER(XVRSQRTESP)
HELPER(XVSQRTSP)
HELPER(XVRSPIZ)
HELPER(XVRESP)
HELPER(XVCVUXWSP)
HELPER(XVRSPIP)
HELPER(XVRSPIC)
HELPER(XVRSPIM)
HELPER(XVCVDPUXWS)
HELPER(XVRDPI)
HELPER(XVRSQRTEDP)
HELPER(XVSQRTDP)
HELPER(XVCVDPSXWS)
HELPER(XVRDPIZ)
HELPER(XVREDP)
HELPER(XVRDPIP)
HELPER(XVRDPIC)
HELPER(XVRDPIM)
HELPER(XSCVDPSP)
HELPER(XSCVSPDP)
HELPER(XVCVSPUXDS)
HELPER(XVCVDPSP)
HELPER(XVCVSPSXDS)
HELPER(XVCVUXDSP)
HELPER(XVCVSXDSP)
HELPER(XVCVDPUXDS)
HELPER(XVCVSPDP)
HELPER(XVCVDPSXDS)
HELPER(XVCVUXDDP)
HELPER(XVCVSXDDP)
HELPER(XSTSQRTDP)
HELPER(XVTSQRTDP)
HELPER(XVTDIVSP)
HELPER(XVTSQRTSP)
HELPER(XSCMPEQDP)
HELPER(XSCMPGTDP)
HELPER(XSCMPGEDP)
HELPER(XSMAXCDP)
HELPER(XSMINCDP)
HELPER(XSMAXJDP)
HELPER(XSMINJDP)
HELPER(XSCMPEXPDP)
HELPER(XSTSTDCDP)
HELPER(XSTSTDCSP)
HELPER(XVTSTDCDP)
HELPER(XVTSTDCSP)
