/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field extractors: f_rt(word), f_si(word), ..., one for each position of
 * field.def. Signed fields come sign-extended, displacements and branch offsets
 * already scaled to bytes, split fields put together (f_spr is the SPR number).
 *
 * An instruction is a PpcWord: its word, or, of a prefixed one (Power ISA 3.1 Book I 1.6.3), the prefix in the upper
 * half and the suffix in the lower one. Extractors of fields that lie in the suffix, nearly all, take that.
 *
 * An extractor reads its bits whatever the instruction is: asking for a field
 * the instruction has not is the caller's mistake and not detected.
 */
#ifndef ENGRAFT_PPC_ISA_FIELD_H
#define ENGRAFT_PPC_ISA_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/bits.h"

typedef uint64_t PpcWord;

/* Is this word, by its primary opcode, the prefix of an instruction of two words? */
static inline bool ppc_is_prefix(uint32_t word)
{
    return word >> 26 == 1;
}

static inline PpcWord ppc_prefixed(uint32_t prefix, uint32_t suffix)
{
    return (PpcWord)prefix << 32 | suffix;
}

static inline uint32_t ppc_prefix_of(PpcWord w)
{
    return (uint32_t)(w >> 32);
}

/* Bytes of an instruction: 4 or 8. */
static inline unsigned ppc_word_bytes(PpcWord w)
{
    return w >> 32 ? 8 : 4;
}

/* The address before which the byte at pc + 4 lies in another block of 64 bytes: a prefixed instruction that crosses
 * it raises an alignment interrupt (3.1 Book I 1.6.3). */
static inline bool ppc_prefix_crosses(uint64_t pc)
{
    return pc % 64 == 60;
}

/* Bits first..last of prefix or suffix, numbered as in field.def. */
static inline uint64_t ppc_wbits(PpcWord w, unsigned first, unsigned last)
{
    unsigned down = last < 32 ? 31 - last : 95 - last;
    return w >> down & ((1ull << (last - first + 1)) - 1);
}

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
#define PPC_QTYPE_U          uint64_t
#define PPC_QTYPE_S          int64_t
#define PPC_QEXT_U(v, nbits) (v)
#define PPC_QEXT_S(v, nbits) ((int64_t)((uint64_t)(v) << (64 - (nbits))) >> (64 - (nbits)))
#define PPC_Q1(name, f1, l1, sg, sh)                                                                                   \
    static inline PPC_QTYPE_##sg f_##name(PpcWord word)                                                                \
    {                                                                                                                  \
        return PPC_QEXT_##sg(ppc_wbits(word, f1, l1), PPC_FIELD_LEN(f1, l1)) << (sh);                                  \
    }
#define PPC_Q2(name, f1, l1, f2, l2, sg, sh)                                                                           \
    static inline PPC_QTYPE_##sg f_##name(PpcWord word)                                                                \
    {                                                                                                                  \
        return PPC_QEXT_##sg(ppc_wbits(word, f1, l1) << PPC_FIELD_LEN(f2, l2) | ppc_wbits(word, f2, l2),               \
                             PPC_FIELD_LEN(f1, l1) + PPC_FIELD_LEN(f2, l2))                                            \
               << (sh);                                                                                                \
    }
#include "ppc/isa/field.def"

#undef PPC_QTYPE_U
#undef PPC_QTYPE_S
#undef PPC_QEXT_U
#undef PPC_QEXT_S
#undef PPC_FIELD_FN
#undef PPC_FIELD_EXT_U
#undef PPC_FIELD_EXT_S
#undef PPC_FIELD_TYPE_U
#undef PPC_FIELD_TYPE_S
#undef PPC_FIELD_LEN

#endif
