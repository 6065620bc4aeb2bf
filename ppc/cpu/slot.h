/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state slots (PpcSlot) as the IR wants them: name, type and place of each.
 *
 * In 32-bit mode the general registers, LR, CTR and PC are i32 slots at the
 * low half of their 64-bit fields (the host is little-endian); the upper halves
 * stay zero because nothing ever writes them. In 64-bit mode they are i64.
 * FPRs are f64 (doubleword 0 of the VSX register, which is host lane 1), vector
 * registers v128, CR fields i64 in the code of crf.h.
 *
 * Numbers of PpcReg that are no state of this struct (memory, the time base,
 * supervisor registers) have a row with name NULL and type IR_VOID.
 */
#ifndef ENGRAFT_PPC_CPU_SLOT_H
#define ENGRAFT_PPC_CPU_SLOT_H

#include "ppc/cpu/state.h"
#include "tcg/ir/ir.h"

extern const IrSlotDesc ppc_slot_desc32[SLOT_COUNT];
extern const IrSlotDesc ppc_slot_desc64[SLOT_COUNT];

/* The table for the mode; constant for the life of the process. */
static inline const IrSlotDesc *ppc_slot_desc(bool guest64)
{
    return guest64 ? ppc_slot_desc64 : ppc_slot_desc32;
}

/*
 * Value of a slot, for listings and lockstep, zero-extended to 64 bits. Of a
 * vector slot doubleword 0 of the ISA; of rows without name 0.
 */
uint64_t ppc_slot_read(const PpcCpu *cpu, unsigned slot);

#endif
