/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads functions, inlined calls and the line table of one file with libdwarf
 * (DWARF 2 to 5, either byte order). Knows no symbol tables and no database.
 * What cannot be read is left out and named in `note`.
 */
#ifndef ENGRAFT_ANALYSIS_DWARF_H
#define ENGRAFT_ANALYSIS_DWARF_H

#include <glib.h>

#include "analysis/elf.h"

/* File numbers below index AnaDwarf.files; -1 unknown. Addresses are link-time. */
typedef struct AnaFunc {
    uint64_t lo, hi;            /* one contiguous piece */
    uint64_t entry;             /* lo of the first piece */
    const char *name, *linkage; /* linkage may be NULL */
    int file, line;
} AnaFunc;

typedef struct AnaInline {
    uint64_t lo, hi;
    int call;   /* 1, 2, ...; pieces of one call share it */
    int depth;  /* 1: in the function itself */
    int parent; /* call, 0: the function */
    const char *name;
    int call_file, call_line;
} AnaInline;

typedef struct AnaLine {
    uint64_t addr, nbytes; /* nbytes 0: a statement without code of its own */
    int seq;               /* order at one address */
    int file, line, col;
    bool is_stmt;
    int call; /* inlined call it belongs to, 0 the function; set by ana_dwarf_read */
} AnaLine;

typedef struct AnaDwarf {
    GArray *funcs;    /* AnaFunc, by lo */
    GArray *inlines;  /* AnaInline, by lo, then depth */
    GArray *lines;    /* AnaLine, by addr, then seq */
    GPtrArray *files; /* absolute paths */
    char *note;       /* first thing that could not be read, or NULL */
    GStringChunk *strings;
} AnaDwarf;

/*
 * Reads path. code: the ELF file whose executable segments count (path itself
 * or the file it belongs to). alt: path of the file that .gnu_debugaltlink
 * names, NULL none. Never NULL; empty arrays when there is no DWARF.
 */
AnaDwarf *ana_dwarf_read(const char *path, const AnaElf *code, const char *alt);
void ana_dwarf_free(AnaDwarf *d);

#endif
