/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Processor models: which rows are legal, and what a program is told about the
 * processor (cpu.def). One model per process, chosen before the first guest
 * instruction is decoded; after that everything here is constant.
 */
#ifndef ENGRAFT_PPC_ISA_CPU_H
#define ENGRAFT_PPC_ISA_CPU_H

#include <stdio.h>

#include "engine/base/err.h"
#include "ppc/isa/isa.h"

/* AT_HWCAP and AT_HWCAP2 of the powerpc ABI, as far as models use them. */
enum {
    HWCAP_32 = (int)0x80000000,
    HWCAP_ALTIVEC = 0x10000000,
    HWCAP_FPU = 0x08000000,
    HWCAP_MMU = 0x04000000,
    HWCAP_BOOKE = 0x00008000,
    HWCAP_SMT = 0x00004000,
    HWCAP_ICACHE_SNOOP = 0x00002000,
    HWCAP_ARCH_2_05 = 0x00001000,
    HWCAP_DFP = 0x00000400,
    HWCAP_ARCH_2_06 = 0x00000100,
    HWCAP_VSX = 0x00000080,
    HWCAP2_ARCH_2_07 = (int)0x80000000,
    HWCAP2_ISEL = 0x08000000,
    HWCAP2_VEC_CRYPTO = 0x02000000,
    HWCAP2_ARCH_3_00 = 0x00800000,
    HWCAP2_IEEE128 = 0x00400000,
    HWCAP2_DARN = 0x00200000,
    HWCAP2_ARCH_3_1 = 0x00040000,
};

typedef struct PpcCpuModel {
    const char *name, *description, *platform; /* platform: AT_PLATFORM */
    uint32_t pvr;
    uint32_t features; /* a set, private to cpu.c */
    uint32_t hwcap, hwcap2;
    uint32_t cache_block; /* bytes that dcbz clears and icbi invalidates: AT_DCACHEBSIZE, AT_ICACHEBSIZE */
} PpcCpuModel;

/* The model of this process. */
extern const PpcCpuModel *ppc_cpu_model;

/* Chooses a model by name. Before the first decode. */
bool ppc_cpu_select(const char *name, Err *err);

/* False when the model has not got the row. */
bool ppc_cpu_has(PpcOp op);

/* Is the word, for the model, the first half of an instruction? One that knows none of them takes it for a reserved
 * word. */
static inline bool ppc_cpu_takes_prefix(uint32_t word)
{
    return ppc_is_prefix(word) && ppc_cpu_has(PPC_PNOP);
}

/* True when every pattern of cpu.def fits a row; prints those that do not. For tests. */
bool ppc_cpu_features_named(FILE *out);

/* All models, one a line: name and description. */
void ppc_cpu_list(FILE *out);

#endif
