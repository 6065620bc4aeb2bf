/* SPDX-License-Identifier: Apache-2.0 */
/* Quad precision, half precision, bfloat16, permute controls: rows that a helper executes; lxvkq. */
#include "ppc/cpu/vec.h"
#include "ppc/trans/t_vsx.h"

#define HELPER(id)                                                                                                     \
    void trans_##id(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        t_vsx_helper(t, word);                                                                                         \
    }
HELPER(XSCVHPDP)
HELPER(XSCVDPHP)
HELPER(XVCVHPSP)
HELPER(XVCVSPHP)
HELPER(XSADDQP)
HELPER(XSSUBQP)
HELPER(XSMULQP)
HELPER(XSDIVQP)
HELPER(XSMADDQP)
HELPER(XSMSUBQP)
HELPER(XSNMADDQP)
HELPER(XSNMSUBQP)
HELPER(XSCPSGNQP)
HELPER(XSIEXPQP)
HELPER(XSCMPOQP)
HELPER(XSCMPUQP)
HELPER(XSCMPEXPQP)
HELPER(XSTSTDCQP)
HELPER(XSABSQP)
HELPER(XSXEXPQP)
HELPER(XSNABSQP)
HELPER(XSNEGQP)
HELPER(XSXSIGQP)
HELPER(XSSQRTQP)
HELPER(XSCVQPUWZ)
HELPER(XSCVUDQP)
HELPER(XSCVQPSWZ)
HELPER(XSCVSDQP)
HELPER(XSCVQPUDZ)
HELPER(XSCVDPQP)
HELPER(XSCVQPSDZ)
HELPER(XSCVQPDP)
HELPER(XSRQPI)
HELPER(XSRQPXP)
HELPER(XSCMPEQQP)
HELPER(XSCMPGEQP)
HELPER(XSCMPGTQP)
HELPER(XSMAXCQP)
HELPER(XSMINCQP)
HELPER(XSCVQPUQZ)
HELPER(XSCVUQQP)
HELPER(XSCVQPSQZ)
HELPER(XSCVSQQP)
HELPER(XXGENPCVBM)
HELPER(XXGENPCVHM)
HELPER(XXGENPCVWM)
HELPER(XXGENPCVDM)
HELPER(XVCVBF16SPN)
HELPER(XVCVSPBF16)

void trans_LXVKQ(Trans *t, uint32_t word)
{
    t_vsx_put(t, f_xt(word), t_i64(t, (uint64_t)ppc_lxvkq(f_uim16(word)) << 32), t_i64(t, 0));
}
