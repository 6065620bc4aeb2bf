/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The condition register as a whole: mfcr, mtcrf and single bits on top of the
 * encoded fields of crf.h.
 */
#include "ppc/cpu/crf.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

void ppc_set_cr_bit(PpcCpu *cpu, unsigned n, unsigned value)
{
    unsigned bit = 8u >> (n & 3), field = crf_decode(cpu->cr[n >> 2]);
    cpu->cr[n >> 2] = crf_encode(value ? field | bit : field & ~bit);
}

static uint32_t get_cr_by_field(const PpcCpu *cpu)
{
    uint32_t v = 0;
    for (unsigned n = 0; n < 8; n++)
        v = v << 4 | crf_decode(cpu->cr[n]);
    return v;
}

#if defined(__x86_64__)
/* crf_decode() of all fields at once. Functions that use CR2 to CR4 begin with mfcr, so it is frequent. */
__attribute__((target("avx512f,avx512dq,bmi2"))) static uint32_t get_cr_at_once(const PpcCpu *cpu)
{
    /* Field by field: the host forwards a load from the stores of single fields just before only when it is as narrow.
     * CR7 is the lowest field of the result. */
    const volatile int64_t *cr = cpu->cr;
    __m512i v = _mm512_set_epi64(cr[0], cr[1], cr[2], cr[3], cr[4], cr[5], cr[6], cr[7]);
    __m512i lt_on_top = _mm512_slli_epi64(v, 1);
    uint32_t lt = _mm512_movepi64_mask(lt_on_top);
    uint32_t so = _mm512_movepi64_mask(_mm512_xor_si512(v, lt_on_top));
    uint32_t gt = _mm512_cmpgt_epi64_mask(_mm512_slli_epi64(v, 2), _mm512_setzero_si512());
    uint32_t eq = _mm512_testn_epi64_mask(v, _mm512_set1_epi64(0xffffffff));
    return _pdep_u32(lt, 0x88888888) | _pdep_u32(gt, 0x44444444) | _pdep_u32(eq, 0x22222222) |
           _pdep_u32(so, 0x11111111);
}

uint32_t ppc_get_cr(const PpcCpu *cpu)
{
    static int at_once = -1; /* every thread finds the same */
    if (at_once < 0)
        at_once =
            __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("bmi2");
    return at_once ? get_cr_at_once(cpu) : get_cr_by_field(cpu);
}
#else
uint32_t ppc_get_cr(const PpcCpu *cpu)
{
    return get_cr_by_field(cpu);
}
#endif

void ppc_set_cr(PpcCpu *cpu, uint32_t value, unsigned mask)
{
    for (unsigned n = 0; n < 8; n++)
        if (mask & 0x80 >> n)
            cpu->cr[n] = crf_encode(value >> (28 - 4 * n) & 15);
}
