/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ELF files: reading and checking the headers, mapping the segments. Word
 * width and byte order are values found in the file (ElfFile.is64, .little);
 * what the engine cannot run yet is refused by name in elf_check_guest().
 */
#ifndef ENGRAFT_ENGINE_ELF_H
#define ENGRAFT_ENGINE_ELF_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

enum { ELF_MAX_PHDRS = 128 };

typedef struct ElfSegment {
    uint32_t type, flags;
    uint64_t offset, vaddr, filesz, memsz, align;
} ElfSegment;

typedef struct ElfFile {
    const char *path; /* for messages */
    int fd;
    uint64_t file_nbytes;
    bool is64, little;
    uint16_t type, machine;
    uint32_t e_flags;
    uint64_t entry, phoff;
    unsigned phentsize, phnum;
    ElfSegment seg[ELF_MAX_PHDRS];
    char interp[4096]; /* empty: none */
    bool has_gnu_stack, exec_stack;
} ElfFile;

/* Where a file has been mapped. */
typedef struct ElfImage {
    uint64_t bias, entry, phdr;
    uint64_t lo, hi; /* page-aligned */
    uint64_t brk;    /* end of the last segment */
    uint64_t code_start, code_end, data_start, data_end;
} ElfImage;

/* Reads and checks the headers of an open file; path must stay valid. */
bool elf_read(ElfFile *f, int fd, const char *path, Err *err);
/* Is it a program this engine can run? */
bool elf_check_guest(const ElfFile *f, Err *err);
/* Is it made for the processor family, whether we can run it or not? */
bool elf_is_ppc(const ElfFile *f);
/* Maps the segments. where: address for a position-independent file, 0 = placed from the top. */
bool elf_map(const ElfFile *f, uint64_t where, bool main_program, ElfImage *img, Err *err);
/* NT_GNU_BUILD_ID of a file: its length, 0 = none. out holds 64 bytes. */
unsigned elf_build_id(const ElfFile *f, uint8_t *out);

#endif
