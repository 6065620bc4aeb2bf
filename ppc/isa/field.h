/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field extractors: f_rt(word), f_si(word), ..., one for each position of
 * field.def. Signed fields come sign-extended, displacements and branch offsets
 * already scaled to bytes, split fields put together (f_spr is the SPR number).
 *
 * An extractor reads its bits whatever the instruction is: asking for a field
 * the instruction has not is the caller's mistake and not detected.
 */
#ifndef ENGRAFT_PPC_ISA_FIELD_H
#define ENGRAFT_PPC_ISA_FIELD_H

#include <stdint.h>

#include "engine/base/bits.h"

#define PPC_FIELD_TYPE_U          uint32_t
#define PPC_FIELD_TYPE_S          int32_t
#define PPC_FIELD_EXT_U(v, nbits) (v)
#define PPC_FIELD_EXT_S(v, nbits) ((uint32_t)sext32((v), (nbits)))
#define PPC_FIELD_FN(name, sg, value, nbits, sh)                                                                       \
    static inline PPC_FIELD_TYPE_##sg f_##name(uint32_t word)                                                          \
    {                                                                                                                  \
        return (PPC_FIELD_TYPE_##sg)((uint32_t)PPC_FIELD_EXT_##sg(value, nbits) << (sh));                              \
    }
#define PPC_FIELD_LEN(f, l) ((l) - (f) + 1)

#define PPC_P1(name, f1, l1, sg, sh) PPC_FIELD_FN(name, sg, ppc_bits(word, f1, l1), PPC_FIELD_LEN(f1, l1), sh)
#define PPC_P2(name, f1, l1, f2, l2, sg, sh)                                                                           \
    PPC_FIELD_FN(name, sg, ppc_bits(word, f1, l1) << PPC_FIELD_LEN(f2, l2) | ppc_bits(word, f2, l2),                   \
                 PPC_FIELD_LEN(f1, l1) + PPC_FIELD_LEN(f2, l2), sh)
#define PPC_P3(name, f1, l1, f2, l2, f3, l3, sg, sh)                                                                   \
    PPC_FIELD_FN(name, sg,                                                                                             \
                 ppc_bits(word, f1, l1) << (PPC_FIELD_LEN(f2, l2) + PPC_FIELD_LEN(f3, l3)) |                           \
                     ppc_bits(word, f2, l2) << PPC_FIELD_LEN(f3, l3) | ppc_bits(word, f3, l3),                         \
                 PPC_FIELD_LEN(f1, l1) + PPC_FIELD_LEN(f2, l2) + PPC_FIELD_LEN(f3, l3), sh)
#include "ppc/isa/field.def"

#undef PPC_FIELD_FN
#undef PPC_FIELD_EXT_U
#undef PPC_FIELD_EXT_S
#undef PPC_FIELD_TYPE_U
#undef PPC_FIELD_TYPE_S
#undef PPC_FIELD_LEN

#endif
