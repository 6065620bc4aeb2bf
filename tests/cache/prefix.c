/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hot loop with an instruction of two words, made at run time at an address
 * that is the same in each run. Arguments: the upper and the lower half of the
 * number that it adds, which are in the first and in the second word.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { ROUNDS = 100000 };

int main(int argc, char **argv)
{
    uint32_t hi = argc > 1 ? (uint32_t)atoi(argv[1]) : 0, lo = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;
    const uint32_t words[] = {
        0x7c8903a6,                        /* mtctr r4 */
        0x06000000 | hi, 0x38630000u | lo, /* paddi r3,r3,N */
        0x4200fff8,                        /* bdnz .-8 */
        0x4e800020,                        /* blr */
    };
    uint32_t *code =
        mmap((void *)0x30000000, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        code[i] = words[i];
        __asm__ volatile("dcbst 0,%0; sync; icbi 0,%0; sync; isync" ::"r"(&code[i]) : "memory");
    }
    printf("%x\n", ((uint32_t(*)(uint32_t, uint32_t))(uintptr_t)code)(1, ROUNDS));
    return 0;
}
