/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The condition register as a whole: mfcr, mtcrf and single bits on top of the
 * encoded fields of crf.h.
 */
#include "ppc/cpu/crf.h"

void ppc_set_cr_bit(PpcCpu *cpu, unsigned n, unsigned value)
{
    unsigned bit = 8u >> (n & 3), field = crf_decode(cpu->cr[n >> 2]);
    cpu->cr[n >> 2] = crf_encode(value ? field | bit : field & ~bit);
}

uint32_t ppc_get_cr(const PpcCpu *cpu)
{
    uint32_t v = 0;
    for (unsigned n = 0; n < 8; n++)
        v = v << 4 | crf_decode(cpu->cr[n]);
    return v;
}

void ppc_set_cr(PpcCpu *cpu, uint32_t value, unsigned mask)
{
    for (unsigned n = 0; n < 8; n++)
        if (mask & 0x80 >> n)
            cpu->cr[n] = crf_encode(value >> (28 - 4 * n) & 15);
}
