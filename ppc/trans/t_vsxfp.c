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

T_VSX_HELPER(XSMAXDP)
T_VSX_HELPER(XSMINDP)
T_VSX_HELPER(XSTDIVDP)
T_VSX_HELPER(XVTDIVDP)
T_VSX_HELPER(XVMAXSP)
T_VSX_HELPER(XVMINSP)
T_VSX_HELPER(XVMAXDP)
T_VSX_HELPER(XVMINDP)
T_VSX_HELPER(XSCVDPUXWS)
T_VSX_HELPER(XSCVDPSXWS)
T_VSX_HELPER(XSRDPIC)
T_VSX_HELPER(XVCVSPUXWS)
T_VSX_HELPER(XVRSPI)
T_VSX_HELPER(XVRSQRTESP)
T_VSX_HELPER(XVSQRTSP)
T_VSX_HELPER(XVRSPIZ)
T_VSX_HELPER(XVRESP)
T_VSX_HELPER(XVCVUXWSP)
T_VSX_HELPER(XVRSPIP)
T_VSX_HELPER(XVRSPIC)
T_VSX_HELPER(XVRSPIM)
T_VSX_HELPER(XVCVDPUXWS)
T_VSX_HELPER(XVRDPI)
T_VSX_HELPER(XVRSQRTEDP)
T_VSX_HELPER(XVSQRTDP)
T_VSX_HELPER(XVCVDPSXWS)
T_VSX_HELPER(XVRDPIZ)
T_VSX_HELPER(XVREDP)
T_VSX_HELPER(XVRDPIP)
T_VSX_HELPER(XVRDPIC)
T_VSX_HELPER(XVRDPIM)
T_VSX_HELPER(XSCVDPSP)
T_VSX_HELPER(XSCVSPDP)
T_VSX_HELPER(XVCVSPUXDS)
T_VSX_HELPER(XVCVDPSP)
T_VSX_HELPER(XVCVSPSXDS)
T_VSX_HELPER(XVCVUXDSP)
T_VSX_HELPER(XVCVSXDSP)
T_VSX_HELPER(XVCVDPUXDS)
T_VSX_HELPER(XVCVSPDP)
T_VSX_HELPER(XVCVDPSXDS)
T_VSX_HELPER(XVCVUXDDP)
T_VSX_HELPER(XVCVSXDDP)
T_VSX_HELPER(XSTSQRTDP)
T_VSX_HELPER(XVTSQRTDP)
T_VSX_HELPER(XVTDIVSP)
T_VSX_HELPER(XVTSQRTSP)
T_VSX_HELPER(XSCMPEQDP)
T_VSX_HELPER(XSCMPGTDP)
T_VSX_HELPER(XSCMPGEDP)
T_VSX_HELPER(XSMAXCDP)
T_VSX_HELPER(XSMINCDP)
T_VSX_HELPER(XSMAXJDP)
T_VSX_HELPER(XSMINJDP)
T_VSX_HELPER(XSCMPEXPDP)
T_VSX_HELPER(XSTSTDCDP)
T_VSX_HELPER(XSTSTDCSP)
T_VSX_HELPER(XVTSTDCDP)
T_VSX_HELPER(XVTSTDCSP)
