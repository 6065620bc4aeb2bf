/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything known about the code of one file: functions, inlined calls and
 * lines, from its symbol tables and debug information, separate debug files
 * included. Writes no database.
 */
#ifndef ENGRAFT_ANALYSIS_SYM_H
#define ENGRAFT_ANALYSIS_SYM_H

#include "analysis/dwarf.h"

typedef struct AnaSymbol {
    uint64_t addr, nbytes, function;
    const char *name, *linkage; /* linkage may be NULL */
    const char *source;         /* "dwarf", "symtab", "dynsym" */
    int file, line;             /* file: index of dwarf->files, -1 unknown */
} AnaSymbol;

typedef struct AnaImage {
    AnaElf *elf, *debug_elf; /* debug_elf: NULL when there is no separate file */
    AnaDwarf *dwarf;
    GArray *symbols;  /* AnaSymbol, by addr, not overlapping */
    char *debug_path; /* file the debug information came from, NULL none */
    char *note;       /* what could not be read, NULL all well */
    GStringChunk *strings;
} AnaImage;

/*
 * Reads path. debug_dirs: folders searched like /usr/lib/debug, NULL-ended;
 * /usr/lib/debug itself comes last. NULL with err when path is no ELF file.
 */
AnaImage *ana_image_read(const char *path, const char *const *debug_dirs, Err *err);
void ana_image_free(AnaImage *im);

#endif
