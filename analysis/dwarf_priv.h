/* SPDX-License-Identifier: Apache-2.0 */
/* What dwarf.c and dwarf_line.c share. */
#ifndef ENGRAFT_ANALYSIS_DWARF_PRIV_H
#define ENGRAFT_ANALYSIS_DWARF_PRIV_H

#include "config.h"

#include LIBDWARF_H
#if __has_include(<libdwarf/dwarf.h>)
#include <libdwarf/dwarf.h>
#else
#include <dwarf.h>
#endif

#include "analysis/dwarf.h"

typedef struct AnaDwarfReader {
    AnaDwarf *out;
    const AnaElf *code;
    Dwarf_Debug dbg;
    bool in_alt; /* reading the supplementary file: names only */

    /* Of the unit being read: */
    Dwarf_Half version;
    Dwarf_Half line_version; /* of its line table: files count from 0 in version 5, from 1 before */
    uint64_t unit_base;
    const char *unit_dir; /* may be NULL */
    GArray *unit_files;   /* int: index of out->files by position in dwarf_srcfiles() */

    GHashTable *names;               /* DIE key -> NameEnt */
    GHashTable *file_ids;            /* path -> index + 1 */
    GArray *func_keys, *inline_keys; /* uint64_t: the DIE that names each entry of out->funcs, out->inlines */
    int ncalls;
} AnaDwarfReader;

/* Keeps the first note; takes err over. */
void ana_dwarf_note(AnaDwarfReader *r, Dwarf_Error err, const char *what);

/* Index in out->files of a file as the unit names it, made absolute and free of "." and "..". */
int ana_dwarf_file(AnaDwarfReader *r, const char *path);

/* Appends the line table of a unit to out->lines, sequence by sequence. */
void ana_dwarf_lines(AnaDwarfReader *r, Dwarf_Die unit);

/* Sorts, drops what overlaps, numbers rows and gives each its inlined call. */
void ana_dwarf_finish_lines(AnaDwarf *d);

#endif
