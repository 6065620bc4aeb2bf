/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start of the guest program, and qrun: loads every register of a case, jumps
 * into the code page, stores every register of the result. Whatever register
 * the case changes, what the program needs comes back from absolute addresses.
 * VRSAVE holds r1 for a moment and therefore belongs to no case.
 */
#define CODE 0x20000000
#define S_CR 128
#define S_XER 132
#define S_CTR 136
#define S_LR 140
#define S_FPSCR 144
#define S_FPR 152
#define S_VR 416
#define S_VSCR 928
#define S_VS 944
#define VRSAVE 256
/* The whole FPSCR from f0: with DRN where there is one. */
#ifdef QREC_VSX
#define MTFSF_0 .long 0xfffe058e /* mtfsf 255,0,1,0 */
#else
#define MTFSF_0 mtfsf 255, 0
#endif

    .text
    .globl _start
_start:
    li 0, 0
    lis 1, guest_stack+32768-512@ha
    addi 1, 1, guest_stack+32768-512@l
#ifdef __powerpc64__
    lis 2, .TOC.@ha
    addi 2, 2, .TOC.@l
    std 0, 0(1)
#else
    stw 0, 0(1)
#endif
    bl guest_main
    nop
    li 0, 234 /* exit_group */
    sc

/* void qrun(const QRecState *start): the result goes to qresult */
    .globl qrun
qrun:
    lis 4, qsaved@ha
    addi 4, 4, qsaved@l
    stmw 13, 0(4)
    stw 1, 76(4)
    stw 2, 80(4)
    mflr 0
    stw 0, 84(4)
    mfcr 0
    stw 0, 88(4)
    lis 5, qdummy@ha
    addi 5, 5, qdummy@l
    stwcx. 0, 0, 5 /* no reservation */
    lfd 0, S_FPSCR(3)
    MTFSF_0
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
#ifdef QREC_VSX
    li 4, S_VS+16*\n
    lxvd2x \n, 3, 4
#else
    lfd \n, S_FPR+8*\n(3)
#endif
    .endr
    li 4, S_VSCR
    lvx 0, 3, 4
    mtvscr 0
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li 4, S_VR+16*\n
    lvx \n, 3, 4
    .endr
    lwz 4, S_CR(3)
    mtcr 4
    lwz 4, S_XER(3)
    mtxer 4
    lwz 4, S_CTR(3)
    mtctr 4
    lwz 4, S_LR(3)
    mtlr 4
    .irp n, 0,1,2,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lwz \n, 4*\n(3)
    .endr
    lwz 3, 12(3)
    .globl qjump
qjump:
#ifdef __powerpc64__
    .reloc ., R_PPC64_REL24, qcode
#else
    .reloc ., R_PPC_REL24, qcode
#endif
    .long 0x48000000
    .globl qcode
    .set qcode, CODE

    .globl qback
qback:
    mtspr VRSAVE, 1
    lis 1, qresult@ha
    addi 1, 1, qresult@l
    .irp n, 0,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    stw \n, 4*\n(1)
    .endr
    mfspr 2, VRSAVE
    stw 2, 4(1)
    mfcr 2
    stw 2, S_CR(1)
    mfxer 2
    stw 2, S_XER(1)
    mfctr 2
    stw 2, S_CTR(1)
    mflr 2
    stw 2, S_LR(1)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    stfd \n, S_FPR+8*\n(1)
    .endr
#ifdef QREC_VSX
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li 2, S_VS+16*\n
    stxvd2x \n, 1, 2
    .endr
#endif
    mffs 0
    stfd 0, S_FPSCR(1)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li 2, S_VR+16*\n
    stvx \n, 1, 2
    .endr
    li 2, S_VSCR
    mfvscr 0
    stvx 0, 1, 2

/* Also where a signal handler returns to. */
    .globl qrestore
qrestore:
    lis 4, qsaved@ha
    addi 4, 4, qsaved@l
    lis 5, qzero@ha
    lfd 0, qzero@l(5)
    MTFSF_0
    lwz 1, 76(4)
    lwz 2, 80(4)
    lwz 0, 84(4)
    mtlr 0
    lwz 0, 88(4)
    mtcr 0
    lmw 13, 0(4)
    blr

/* void qvscr(void *quad): stores VSCR as stvx does */
    .globl qvscr
qvscr:
    mfvscr 0
    stvx 0, 0, 3
    blr

    .section .bss
    .balign 16
qsaved:
    .space 96
    .globl qresult
    .balign 16
qresult:
    .space 1456 + 8 + 256
qdummy:
    .space 16
    .section .rodata
    .balign 8
qzero:
    .quad 0
