/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bits of the FPSCR, FPSCR[32:63] as a 32-bit number: Power ISA 2.07 Book I 4.2.2.
 */
#ifndef ENGRAFT_PPC_CPU_FPSCR_H
#define ENGRAFT_PPC_CPU_FPSCR_H

#include <stdint.h>

#define PPC_FPSCR_FX     0x80000000u /* exception summary, sticky */
#define PPC_FPSCR_FEX    0x40000000u /* enabled exception summary */
#define PPC_FPSCR_VX     0x20000000u /* invalid operation summary */
#define PPC_FPSCR_OX     0x10000000u
#define PPC_FPSCR_UX     0x08000000u
#define PPC_FPSCR_ZX     0x04000000u
#define PPC_FPSCR_XX     0x02000000u
#define PPC_FPSCR_VXSNAN 0x01000000u
#define PPC_FPSCR_VXISI  0x00800000u /* infinity - infinity */
#define PPC_FPSCR_VXIDI  0x00400000u /* infinity / infinity */
#define PPC_FPSCR_VXZDZ  0x00200000u /* 0 / 0 */
#define PPC_FPSCR_VXIMZ  0x00100000u /* infinity * 0 */
#define PPC_FPSCR_VXVC   0x00080000u /* ordered compare of a NaN */
#define PPC_FPSCR_FR     0x00040000u /* last rounding incremented the fraction */
#define PPC_FPSCR_FI     0x00020000u /* last result inexact */
#define PPC_FPSCR_FPRF   0x0001f000u /* class of the last result; its low four bits are FPCC */
#define PPC_FPSCR_FPCC   0x0000f000u
#define PPC_FPSCR_RSVD   0x00000800u /* bit 52: reads 0 */
#define PPC_FPSCR_VXSOFT 0x00000400u
#define PPC_FPSCR_VXSQRT 0x00000200u
#define PPC_FPSCR_VXCVI  0x00000100u /* conversion to integer out of range */
#define PPC_FPSCR_VE     0x00000080u
#define PPC_FPSCR_OE     0x00000040u
#define PPC_FPSCR_UE     0x00000020u
#define PPC_FPSCR_ZE     0x00000010u
#define PPC_FPSCR_XE     0x00000008u
#define PPC_FPSCR_NI     0x00000004u /* non-IEEE mode: kept, without effect (the book makes it optional) */
#define PPC_FPSCR_RN     0x00000003u /* 0 nearest even, 1 toward zero, 2 toward +infinity, 3 toward -infinity */

enum { PPC_RN_NEAREST, PPC_RN_ZERO, PPC_RN_PLUS, PPC_RN_MINUS };
enum { PPC_FPRF_SHIFT = 12 };

#define PPC_FPSCR_ENABLES 0x000000f8u
/* Every VX... bit; VX itself is their OR. */
#define PPC_FPSCR_VXALL                                                                                                \
    (PPC_FPSCR_VXSNAN | PPC_FPSCR_VXISI | PPC_FPSCR_VXIDI | PPC_FPSCR_VXZDZ | PPC_FPSCR_VXIMZ | PPC_FPSCR_VXVC |       \
     PPC_FPSCR_VXSOFT | PPC_FPSCR_VXSQRT | PPC_FPSCR_VXCVI)
/* The exception bits proper: what sets FX when it goes from 0 to 1. */
#define PPC_FPSCR_EXC (PPC_FPSCR_OX | PPC_FPSCR_UX | PPC_FPSCR_ZX | PPC_FPSCR_XX | PPC_FPSCR_VXALL)

/* fpscr with VX and FEX made what the other bits say. */
static inline uint32_t ppc_fpscr_summary(uint32_t fpscr)
{
    fpscr &= ~(PPC_FPSCR_VX | PPC_FPSCR_FEX);
    if (fpscr & PPC_FPSCR_VXALL)
        fpscr |= PPC_FPSCR_VX;
    /* VX OX UX ZX XX stand 22 bits above VE OE UE ZE XE. */
    if (fpscr >> 22 & fpscr & PPC_FPSCR_ENABLES)
        fpscr |= PPC_FPSCR_FEX;
    return fpscr;
}

#endif
