/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what attribution needs from an ELF file of any class and byte order:
 * segments, function symbols, build id, and the links to separate debug files.
 * Every offset is checked against the file's size: a corrupt file gives an
 * error or fewer symbols, never a wild read. Loads nothing, relocates nothing.
 */
#ifndef ENGRAFT_ANALYSIS_ELF_H
#define ENGRAFT_ANALYSIS_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

typedef struct AnaElf AnaElf;

/* Maps path. NULL with err when it is not a readable ELF file. */
AnaElf *ana_elf_open(const char *path, Err *err);
void ana_elf_close(AnaElf *e); /* NULL is fine */

/* Guest address minus link address for a mapping of file_offset at start. False when no segment has that offset. */
bool ana_elf_bias(const AnaElf *e, uint64_t start, uint64_t file_offset, uint64_t *bias);

/* Is addr in an executable segment (and not in the ELF header, where code discarded by the linker ends up)? */
bool ana_elf_is_code(const AnaElf *e, uint64_t addr);

/* The entry point's link address. */
uint64_t ana_elf_entry(const AnaElf *e);

/* The bytes of the executable segment from link address addr to its end in the file; NULL when no segment has them. */
const uint8_t *ana_elf_bytes(const AnaElf *e, uint64_t addr, size_t *nbytes);

/* NT_GNU_BUILD_ID in lower-case hexadecimal; false when there is none. */
bool ana_elf_build_id(const AnaElf *e, char *hex, size_t cap);

/* Name and CRC in .gnu_debuglink; NULL none. The name lives as long as e. */
const char *ana_elf_debuglink(const AnaElf *e, uint32_t *crc);

/* Name in .gnu_debugaltlink and its build id (hexadecimal); NULL none. */
const char *ana_elf_altlink(const AnaElf *e, char *hex, size_t cap);

/* Has it a section of that name with contents? */
bool ana_elf_has_section(const AnaElf *e, const char *name);

/* CRC-32 of the whole file, as .gnu_debuglink counts it. */
uint32_t ana_elf_crc(const AnaElf *e);

typedef struct AnaElfSym {
    uint64_t addr, nbytes; /* nbytes 0: not recorded */
    uint64_t section_end;  /* end of its section */
    const char *name;      /* lives as long as the AnaElf */
    int rank;              /* of several names for one address the lowest is shown */
    bool dynamic;          /* from .dynsym */
} AnaElfSym;

/*
 * The function symbols, sorted by address and then by rank; *n of them,
 * g_free() by the caller. Function descriptors of 64-bit ELFv1 are followed.
 */
AnaElfSym *ana_elf_symbols(const AnaElf *e, size_t *n);

#endif
