/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Invalid instruction forms (Power ISA 2.07 Book I 1.8.2): one decision for
 * interpreter and translator.
 *
 * The book lets a processor raise the illegal-instruction interrupt or do
 * something boundedly undefined. Here:
 *   illegal      what the processor model has not (ppc/isa/cpu.def); update forms with RA = 0, integer load-with-update
 * with RA = RT, bcctr that decrements CTR, lfdp and stfdp with an odd register, addex with CY other than 0,
 * prefixed instructions with R = 1 and RA other than 0
 *   executed
 * reserved bits set; compares with L = 1 in 32-bit mode (compare 32 bits, as 32-bit processors do); lmw and string
 * loads whose range holds RA or RB (the address is computed first); mfocrf and mtocrf with other than one bit (every
 * named field is moved); reserved BO bits
 */
#ifndef ENGRAFT_PPC_CPU_FORM_H
#define ENGRAFT_PPC_CPU_FORM_H

#include "ppc/isa/isa.h"

/* True when the word, decoded as op, raises illegal instruction. Depends on nothing else, so it is asked once per
 * decode. */
bool ppc_form_invalid(PpcOp op, PpcWord word);

#endif
